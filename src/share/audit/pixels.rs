//! Whether a picture holds anything but pixels: what cameras, programs and people write beside them.
//!
//! Does not decode a picture. All that `share` hands out were encoded anew, so any other part came by another way.

use super::layers::Layer;
use super::lint::Told;

/// The first part of a picture that is no pixels and says nothing of how to show them.
pub fn more_than_pixels(layer: &Layer) -> Option<Told> {
    let bytes = &layer.bytes[..];
    let at = match bytes {
        [0x89, b'P', b'N', b'G', ..] => png(bytes),
        [0xff, 0xd8, 0xff, ..] => jpeg(bytes),
        [b'G', b'I', b'F', b'8', ..] => gif(bytes),
        [b'R', b'I', b'F', b'F', _, _, _, _, b'W', b'E', b'B', b'P', ..] => webp(bytes),
        _ => None,
    }?;
    Some(Told { what: "a picture that carries more than pixels", at: layer.at(at), chain: layer.chain.clone() })
}

fn png(bytes: &[u8]) -> Option<usize> {
    let mut at = 8;
    while let Some(head) = bytes.get(at..at + 8) {
        let len = u32::from_be_bytes([head[0], head[1], head[2], head[3]]) as usize;
        let known = matches!(
            &head[4..],
            b"IHDR"
                | b"PLTE"
                | b"IDAT"
                | b"IEND"
                | b"tRNS"
                | b"sRGB"
                | b"gAMA"
                | b"cHRM"
                | b"sBIT"
                | b"bKGD"
                | b"pHYs"
                | b"acTL"
                | b"fcTL"
                | b"fdAT"
        );
        if !known {
            return Some(at);
        }
        at = at.saturating_add(12 + len);
        if &head[4..] == b"IEND" {
            break;
        }
    }
    (at < bytes.len()).then_some(at)
}

fn jpeg(bytes: &[u8]) -> Option<usize> {
    let mut at = 2;
    while let Some([0xff, kind, high, low]) = bytes.get(at..at + 4) {
        match kind {
            // JFIF's own head, of fixed length and without a thumbnail.
            0xe0 if (*high, *low) == (0, 16) => {}
            0xe0..=0xef | 0xfe => return Some(at),
            0xda => {
                let end = memchr::memmem::rfind(bytes, &[0xff, 0xd9])? + 2;
                return (end < bytes.len()).then_some(end);
            }
            _ => {}
        }
        at += 2 + usize::from(u16::from_be_bytes([*high, *low]));
    }
    None
}

fn gif(bytes: &[u8]) -> Option<usize> {
    let table = |flags: u8| if flags & 0x80 != 0 { 3 << ((flags & 7) + 1) } else { 0 };
    // Blocks of data, each with its length, up to one of none.
    let past = |mut at: usize| {
        while let Some(len) = bytes.get(at).filter(|len| **len > 0) {
            at += 1 + usize::from(*len);
        }
        at + 1
    };
    let mut at = 13 + table(*bytes.get(10)?);
    loop {
        match bytes.get(at)? {
            0x2c => at = past(at + 11 + table(*bytes.get(at + 9)?)),
            0x21 => {
                let repeats = bytes.get(at + 1) == Some(&0xff) && bytes.get(at + 3..at + 14) == Some(b"NETSCAPE2.0");
                if bytes.get(at + 1) != Some(&0xf9) && !repeats {
                    return Some(at);
                }
                at = past(at + 2);
            }
            0x3b => return (at + 1 < bytes.len()).then_some(at + 1),
            _ => return Some(at),
        }
    }
}

fn webp(bytes: &[u8]) -> Option<usize> {
    let mut at = 12;
    while let Some(head) = bytes.get(at..at + 8) {
        if !matches!(&head[..4], b"VP8 " | b"VP8L" | b"VP8X" | b"ALPH" | b"ANIM" | b"ANMF") {
            return Some(at);
        }
        let len = u32::from_le_bytes([head[4], head[5], head[6], head[7]]) as usize;
        at = at.saturating_add(8 + len + len % 2);
    }
    None
}
