//! What is packed in bytes: base64, gzip and its kin, archives, pictures, fonts, UTF-16.
//!
//! Does not undo escapes of text. Unpacks at most as much as it is told, and says so when that was not all.

use std::io::Read;

use base64::Engine;
use base64::alphabet;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use flate2::read::{DeflateDecoder, MultiGzDecoder, ZlibDecoder};

use super::fold::is_text;

/// Something that was packed: how, where it stood, and what it is.
pub struct Unpacked {
    /// `gzip`, `base64`, …
    pub how: &'static str,
    /// Where it begins in what held it.
    pub at: usize,
    /// Its bytes.
    pub bytes: Vec<u8>,
}

/// How much may be unpacked yet.
pub struct Budget {
    /// In bytes.
    pub left: usize,
    /// Whether there was more.
    pub spent: bool,
}

impl Budget {
    /// Reads to the end, or as far as it may; what is broken at its end counts as far as it goes.
    fn read(&mut self, reader: impl Read) -> Vec<u8> {
        let mut bytes = Vec::new();
        // An error ends what could be read, as it does for anybody else.
        let _ = reader.take(self.left as u64 + 1).read_to_end(&mut bytes);
        self.take(bytes.len());
        bytes
    }

    /// Counts bytes.
    pub fn take(&mut self, bytes: usize) {
        self.spent |= bytes > self.left;
        self.left = self.left.saturating_sub(bytes);
    }
}

/// Everything packed in some bytes.
pub fn unpack(bytes: &[u8], budget: &mut Budget) -> Vec<Unpacked> {
    let mut found = Vec::new();
    base64(bytes, &mut found);
    if let Some(text) = utf16(bytes) {
        found.push(Unpacked { how: "UTF-16", at: 0, bytes: text });
    }
    if !is_text(bytes) {
        containers(bytes, budget, &mut found);
    }
    found
}

/// The shortest that is looked into: three letters are in no list of names.
const SHORTEST: usize = 6;
/// In bytes: more than any word decodes to.
const LONG: usize = 48;

fn engine(alphabet: &alphabet::Alphabet) -> GeneralPurpose {
    let config = GeneralPurposeConfig::new()
        .with_decode_padding_mode(DecodePaddingMode::Indifferent)
        .with_decode_allow_trailing_bits(true);
    GeneralPurpose::new(alphabet, config)
}

fn base64(bytes: &[u8], found: &mut Vec<Unpacked>) {
    let (standard, url) = (engine(&alphabet::STANDARD), engine(&alphabet::URL_SAFE));
    let is_sign = |b: &u8| b.is_ascii_alphanumeric() || matches!(b, b'+' | b'/' | b'-' | b'_');
    // Broken into lines, as mail does, it goes on behind the line's end.
    let mut at = 0;
    while at < bytes.len() {
        let len = bytes[at..].iter().take_while(|b| is_sign(b)).count();
        if len < SHORTEST {
            at += len.max(1);
            continue;
        }
        let (mut run, mut end) = (bytes[at..at + len].to_vec(), at + len);
        while let Some(next) = line_after(bytes, end, len) {
            let more = bytes[next..].iter().take_while(|b| is_sign(b)).count();
            run.extend_from_slice(&bytes[next..next + more]);
            end = next + more;
            if more < len {
                break;
            }
        }
        let mut best = None;
        for from in beginnings(&run) {
            let engine = if run[from..].iter().any(|b| matches!(b, b'-' | b'_')) { &url } else { &standard };
            let whole = &run[from..];
            // One letter left over belongs to something else.
            let whole = &whole[..whole.len() - usize::from(whole.len() % 4 == 1)];
            let Ok(plain) = engine.decode(whole) else { continue };
            let unpacked = Unpacked { how: "base64", at: at + from.min(len - 1), bytes: plain };
            let bytes = &unpacked.bytes;
            if is_text(bytes) || is_packed(bytes) || utf16(bytes).is_some() || is_deflated(bytes) {
                best = Some(unpacked);
                break;
            }
            // What is long enough is looked into even if it is neither; a word decodes to something too.
            if unpacked.bytes.len() >= LONG {
                best = best.or(Some(unpacked));
            }
        }
        found.extend(best);
        at = end;
    }
}

/// Where the next line begins, if a line of this length ends here: the first line is as long as all but the last.
fn line_after(bytes: &[u8], end: usize, len: usize) -> Option<usize> {
    if !(60..=80).contains(&len) {
        return None;
    }
    let rest = bytes.get(end..)?;
    let next = if rest.starts_with(b"\r\n") { 2 } else { usize::from(rest.starts_with(b"\n")) };
    (next > 0 && rest.get(next).is_some_and(u8::is_ascii_alphanumeric)).then_some(end + next)
}

/// Where base64 may begin in a run of its letters: at its start, behind a sign that may be no part of it, or glued to up
/// to three letters of something else.
fn beginnings(run: &[u8]) -> Vec<usize> {
    let mut all = vec![0];
    let sign = |b: &u8| !b.is_ascii_alphanumeric();
    all.extend(run.iter().enumerate().filter(|(_, b)| sign(b)).map(|(i, _)| i + 1).take(32));
    all.extend([1, 2, 3]);
    all.retain(|from| from + SHORTEST <= run.len());
    all
}

const GZIP: &[u8] = &[0x1f, 0x8b, 8];
const ZIP: &[u8] = b"PK\x03\x04";
const PNG: &[u8] = b"\x89PNG\r\n\x1a\n";
const WOFF2: &[u8] = b"wOF2";
const JPEG: &[u8] = &[0xff, 0xd8, 0xff];

fn is_packed(bytes: &[u8]) -> bool {
    [GZIP, ZIP, PNG, WOFF2, JPEG, b"GIF8", b"RIFF"].iter().any(|magic| bytes.starts_with(magic)) || is_zlib(bytes)
}

/// Whether bytes are a picture: they are looked into by themselves, and stand for nothing in the text that holds them.
pub fn is_picture(bytes: &[u8]) -> bool {
    [PNG, JPEG, b"GIF8", b"RIFF"].iter().any(|magic| bytes.starts_with(magic))
}

fn is_zlib(bytes: &[u8]) -> bool {
    matches!(bytes, [first, second, _, ..] if first & 0x8f == 8 && (u16::from(*first) << 8 | u16::from(*second)) % 31 == 0)
}

/// Whether bytes are deflated text to their end, which has no head to be known by.
fn is_deflated(bytes: &[u8]) -> bool {
    let mut plain = Vec::new();
    let read = DeflateDecoder::new(bytes).take(64 * 1024).read_to_end(&mut plain);
    read.is_ok() && plain.len() >= 4 && is_text(&plain)
}

fn containers(bytes: &[u8], budget: &mut Budget, found: &mut Vec<Unpacked>) {
    let mut push = |how, at, bytes: Vec<u8>| {
        if bytes.len() >= 4 {
            found.push(Unpacked { how, at, bytes });
        }
    };
    let places = |magic: &'static [u8]| memchr::memmem::find_iter(bytes, magic).take(1_000);
    let mut known = false;
    for at in places(GZIP) {
        known |= at == 0;
        let decoder = MultiGzDecoder::new(&bytes[at..]);
        if let Some(header) = decoder.header() {
            let parts = [header.filename(), header.comment(), header.extra()];
            parts.into_iter().flatten().for_each(|part| push("gzip header", at, part.to_vec()));
        }
        push("gzip", at, budget.read(decoder));
    }
    for at in places(ZIP) {
        known |= at == 0;
        if let Some((name, packed, is_stored)) = zipped(&bytes[at..]) {
            push("name in zip", at, name.to_vec());
            match is_stored {
                true => push("zip", at, packed.to_vec()),
                false => push("zip", at, budget.read(DeflateDecoder::new(packed))),
            }
        }
    }
    // Notes in the list at an archive's end.
    for (magic, lengths, from) in [(&b"PK\x01\x02"[..], &[28, 30, 32][..], 46), (b"PK\x05\x06", &[20], 22)] {
        for at in places(magic) {
            let number =
                |i: &usize| Some(usize::from(u16::from_le_bytes(bytes.get(at + i..at + i + 2)?.try_into().ok()?)));
            let len = lengths.iter().filter_map(number).sum::<usize>();
            push("zip", at, bytes.get(at + from..(at + from + len).min(bytes.len())).unwrap_or(&[]).to_vec());
        }
    }
    for at in places(PNG) {
        known |= at == 0;
        for (kind, from, data) in chunks_of_png(&bytes[at..]) {
            match kind {
                b"IDAT" | b"IHDR" | b"PLTE" | b"IEND" => {}
                _ => {
                    let data = if kind == b"fdAT" { &[][..] } else { data };
                    for part in data.split(|b| *b == 0) {
                        if is_zlib(part) || is_zlib(part.get(1..).unwrap_or(&[])) {
                            // A method's number, which is 0, stands before it, or ends the keyword.
                            let whole = &data[part.as_ptr() as usize - data.as_ptr() as usize..];
                            push("PNG", at + from, budget.read(ZlibDecoder::new(whole)));
                        }
                        push("PNG", at + from, part.to_vec());
                    }
                }
            }
        }
    }
    if bytes.starts_with(JPEG) {
        known = true;
        segments_of_jpeg(bytes).for_each(|(at, data)| push("JPEG", at, data.to_vec()));
    }
    for at in places(WOFF2) {
        known |= at == 0;
        if let Some((tables, about)) = woff2(&bytes[at..]) {
            for packed in [tables, about] {
                push("WOFF2", at, budget.read(brotli_decompressor::Decompressor::new(packed, 4096)));
            }
        }
    }
    if is_zlib(bytes) {
        push("zlib", 0, budget.read(ZlibDecoder::new(bytes)));
    } else if !known {
        // Without a head of its own: whatever comes out as text was deflated.
        let plain = budget.read(DeflateDecoder::new(bytes));
        if is_text(&plain) {
            push("deflate", 0, plain);
        }
    }
}

/// Name, data, and whether it is stored as it is.
fn zipped(bytes: &[u8]) -> Option<(&[u8], &[u8], bool)> {
    let number = |at: usize| Some(usize::from(u16::from_le_bytes(bytes.get(at..at + 2)?.try_into().ok()?)));
    let (method, name, extra) = (number(8)?, number(26)?, number(28)?);
    let size = u32::from_le_bytes(bytes.get(18..22)?.try_into().ok()?) as usize;
    let data = bytes.get(30 + name + extra..)?;
    let stored = method == 0;
    let end = if stored { size.min(data.len()) } else { data.len() };
    Some((bytes.get(30..30 + name + extra)?, &data[..end], stored))
}

fn chunks_of_png(bytes: &[u8]) -> Vec<(&[u8], usize, &[u8])> {
    let mut found = Vec::new();
    let mut at = PNG.len();
    while let Some(head) = bytes.get(at..at + 8) {
        let len = u32::from_be_bytes([head[0], head[1], head[2], head[3]]) as usize;
        let Some(data) = bytes.get(at + 8..at.saturating_add(8 + len).min(bytes.len())) else { break };
        found.push((&head[4..8], at, data));
        at = at.saturating_add(12 + len);
    }
    if let Some(rest) = bytes.get(at..).filter(|rest| !rest.is_empty()) {
        found.push((b"rest", at, rest));
    }
    found
}

/// Segments of a JPEG that hold no picture, each part between two zeros by itself.
fn segments_of_jpeg(bytes: &[u8]) -> impl Iterator<Item = (usize, &[u8])> {
    let mut found = Vec::new();
    let mut at = 2;
    while let Some([0xff, kind, high, low]) = bytes.get(at..at + 4) {
        let len = usize::from(u16::from_be_bytes([*high, *low]));
        let end = (at + 2 + len).min(bytes.len());
        if matches!(kind, 0xe0..=0xef | 0xfe) {
            found.extend(bytes[(at + 4).min(end)..end].split(|b| *b == 0).map(|part| (at, part)));
        }
        if *kind == 0xda {
            break;
        }
        at += 2 + len;
    }
    found.into_iter()
}

/// The packed tables of a font, and what is said about it. Source: the W3C's WOFF File Format 2.0, 4 and 5.
fn woff2(bytes: &[u8]) -> Option<(&[u8], &[u8])> {
    let number = |at: usize| Some(u32::from_be_bytes(bytes.get(at..at + 4)?.try_into().ok()?) as usize);
    let tables = u16::from_be_bytes(bytes.get(12..14)?.try_into().ok()?);
    let (packed, about, about_len) = (number(20)?, number(28)?, number(32)?);
    let mut at = 48;
    let base128 = |at: &mut usize| {
        for _ in 0..5 {
            let byte = *bytes.get(*at)?;
            *at += 1;
            if byte & 0x80 == 0 {
                return Some(());
            }
        }
        None
    };
    for _ in 0..tables {
        let flags = *bytes.get(at)?;
        at += 1;
        let tag = if flags & 0x3f == 0x3f { 4 } else { 0 };
        // `glyf` and `loca` are transformed unless they say 3, all others if they say anything.
        let is_glyphs = matches!(flags & 0x3f, 10 | 11);
        let transformed = if is_glyphs { flags >> 6 != 3 } else { flags >> 6 != 0 };
        at += tag;
        base128(&mut at)?;
        if transformed {
            base128(&mut at)?;
        }
    }
    let data = bytes.get(at..(at + packed).min(bytes.len()))?;
    Some((data, bytes.get(about..(about + about_len).min(bytes.len())).unwrap_or(&[])))
}

/// Text of two bytes a letter: by its mark, or where every other byte is nothing in a row of four letters.
fn utf16(bytes: &[u8]) -> Option<Vec<u8>> {
    let decode = |bytes: &[u8], little: bool| {
        let unit = |pair: &[u8]| if little { [pair[0], pair[1]] } else { [pair[1], pair[0]] };
        let units = bytes.chunks_exact(2).map(|pair| u16::from_le_bytes(unit(pair)));
        char::decode_utf16(units).map(|c| c.unwrap_or('\u{0}')).collect::<String>().into_bytes()
    };
    match bytes {
        [0xff, 0xfe, rest @ ..] => return Some(decode(rest, true)),
        [0xfe, 0xff, rest @ ..] => return Some(decode(rest, false)),
        _ => {}
    }
    memchr::memchr(0, bytes)?;
    let mut out = Vec::new();
    let mut at = 0;
    while at + 8 <= bytes.len() {
        let is = |pair: &[u8], little: bool| {
            let (letter, zero) = if little { (pair[0], pair[1]) } else { (pair[1], pair[0]) };
            zero == 0 && (letter >= 0x20 || letter.is_ascii_whitespace())
        };
        let len = |little: bool| bytes[at..].chunks_exact(2).take_while(|pair| is(pair, little)).count() * 2;
        let (little, big) = (len(true), len(false));
        let len = little.max(big);
        if len >= 8 {
            out.extend(decode(&bytes[at..at + len], little >= big));
            out.push(b'\n');
            at += len;
        } else {
            at += 1;
        }
    }
    (!out.is_empty()).then_some(out)
}
