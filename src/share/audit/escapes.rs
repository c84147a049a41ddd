//! What text says once its escapes are undone: entities, percent signs, backslashes, tags.
//!
//! Does not unpack bytes. Every undoing keeps where each part came from.

use html5ever::data::NAMED_ENTITIES;

use super::fold::EDGE;

/// Text made of another, and where its parts stood there.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Undone {
    /// The text.
    pub text: Vec<u8>,
    /// Offsets in it, and those that they had: between two of these, bytes were copied.
    pub marks: Vec<(u32, u32)>,
}

impl Undone {
    fn copy(&mut self, from: &[u8], at: usize) {
        if !from.is_empty() {
            self.mark(at);
            self.text.extend_from_slice(from);
        }
    }

    fn put(&mut self, c: char, at: usize) {
        self.mark(at);
        self.text.extend_from_slice(c.encode_utf8(&mut [0; 4]).as_bytes());
    }

    fn mark(&mut self, at: usize) {
        self.marks.push((self.text.len() as u32, at as u32));
    }
}

/// What stands for one escape: its length, and the bytes.
type Escape = (usize, Vec<u8>);

/// How much of what stands about an escape is read anew with it; what is further off reads as it did.
const ABOUT: usize = 400;

/// Undoes all that `escape` knows at the bytes that `begins` says; `None` where there is nothing of the kind. Only what
/// stands about an escape comes back, up to the next white space, with edges between: the rest was read before.
fn undo(bytes: &[u8], begins: u8, escape: impl Fn(&[u8]) -> Option<Escape>) -> Option<Undone> {
    let mut undone = Undone::default();
    let (mut at, mut done) = (0, 0);
    let mut found = false;
    while let Some(next) = memchr::memchr(begins, &bytes[at..]) {
        at += next;
        let Some((len, meant)) = escape(&bytes[at..]) else {
            at += 1;
            continue;
        };
        about(&bytes[done..at], done, found, true, &mut undone);
        undone.copy(&meant, at);
        at += len.max(1);
        done = at;
        found = true;
    }
    about(&bytes[done..], done, true, false, &mut undone);
    found.then_some(undone)
}

/// Copies what stands between two escapes, or an escape and an end, as far as it is about one of them.
fn about(between: &[u8], from: usize, is_behind: bool, is_before: bool, undone: &mut Undone) {
    let len = between.len();
    let first = if is_behind {
        between.iter().skip(ABOUT).position(u8::is_ascii_whitespace).map(|at| at + ABOUT)
    } else {
        Some(0)
    };
    let last = if is_before {
        between[..len.saturating_sub(ABOUT)].iter().rposition(u8::is_ascii_whitespace)
    } else {
        Some(len)
    };
    match (first, last) {
        (Some(first), Some(last)) if first < last => {
            undone.copy(&between[..first], from);
            if first > 0 && last < len {
                undone.put(EDGE, from + first);
            }
            undone.copy(&between[last..], from + last);
        }
        _ => undone.copy(between, from),
    }
}

/// `&eacute;`, `&#233;`, `&#xe9;`
pub fn entities(bytes: &[u8]) -> Option<Undone> {
    undo(bytes, b'&', entity)
}

fn entity(bytes: &[u8]) -> Option<Escape> {
    let meant = |c: char| c.to_string().into_bytes();
    if bytes.get(1) == Some(&b'#') {
        let hex = matches!(bytes.get(2), Some(b'x' | b'X'));
        let from = if hex { 3 } else { 2 };
        let is_digit = |b: &&u8| if hex { b.is_ascii_hexdigit() } else { b.is_ascii_digit() };
        let len = bytes[from.min(bytes.len())..].iter().take(12).take_while(is_digit).count();
        let digits = std::str::from_utf8(bytes.get(from..from + len)?).ok()?;
        let c = u32::from_str_radix(digits, if hex { 16 } else { 10 }).ok().and_then(char::from_u32)?;
        let end = from + len + usize::from(bytes.get(from + len) == Some(&b';'));
        return Some((end, meant(c)));
    }
    let len = bytes[1..].iter().take(32).take_while(|b| b.is_ascii_alphanumeric()).count();
    let name = std::str::from_utf8(bytes.get(1..=len)?).ok()?;
    let (end, &(first, second)) = match bytes.get(1 + len) {
        Some(b';') => (len + 2, NAMED_ENTITIES.get(&*format!("{name};"))?),
        _ => (len + 1, NAMED_ENTITIES.get(name)?),
    };
    let all = [first, second].into_iter().filter(|c| *c != 0).filter_map(char::from_u32).collect::<String>();
    (!all.is_empty()).then(|| (end, all.into_bytes()))
}

/// `%C3%A9`
pub fn percent(bytes: &[u8]) -> Option<Undone> {
    let byte = |bytes: &[u8]| Some((3, vec![hex(bytes.get(1..3)?)? as u8]));
    undo(bytes, b'%', byte)
}

/// `\u00e9`, `\u{e9}`, `\xe9`, `\n`: JSON and JavaScript.
pub fn backslashes(bytes: &[u8]) -> Option<Undone> {
    undo(bytes, b'\\', |bytes| {
        let (len, c) = match bytes.get(1)? {
            b'n' | b'r' | b't' | b'b' | b'f' | b'v' | b'0' => (2, ' '),
            c @ (b'"' | b'\'' | b'/' | b'\\' | b'`') => (2, char::from(*c)),
            b'x' => (4, char::from_u32(hex(bytes.get(2..4)?)?)?),
            b'u' if bytes.get(2) == Some(&b'{') => {
                let len = bytes[3..].iter().take(8).position(|b| *b == b'}')?;
                (len + 4, char::from_u32(hex(&bytes[3..3 + len])?)?)
            }
            b'u' => {
                let high = hex(bytes.get(2..6)?)?;
                let low = bytes.get(6..8).filter(|b| *b == b"\\u").and_then(|_| hex(bytes.get(8..12)?));
                match (high, low) {
                    (0xd800..=0xdbff, Some(low @ 0xdc00..=0xdfff)) => {
                        (12, char::from_u32(0x10000 + ((high - 0xd800) << 10) + (low - 0xdc00))?)
                    }
                    _ => (6, char::from_u32(high)?),
                }
            }
            _ => return None,
        };
        Some((len, c.to_string().into_bytes()))
    })
}

fn hex(digits: &[u8]) -> Option<u32> {
    if digits.is_empty() || !digits.iter().all(u8::is_ascii_hexdigit) {
        return None;
    }
    u32::from_str_radix(std::str::from_utf8(digits).ok()?, 16).ok()
}

/// Elements that part no word.
const INLINE: &[&str] = &[
    "a", "abbr", "b", "bdi", "bdo", "cite", "code", "data", "del", "dfn", "em", "font", "i", "ins", "kbd", "mark", "q",
    "s", "samp", "small", "span", "strong", "sub", "sup", "time", "u", "var", "wbr",
];

/// The words of HTML as a reader sees them: tags, scripts and styles taken away. What is in those is seen where the whole
/// is read as it is.
pub fn tags(bytes: &[u8]) -> Option<Undone> {
    let begins = |rest: &[u8]| rest.get(1).is_some_and(|b| b.is_ascii_alphabetic() || matches!(b, b'/' | b'!' | b'?'));
    let mut undone = Undone::default();
    let mut found = false;
    let (mut at, mut done) = (0, 0);
    while let Some(next) = memchr::memchr(b'<', &bytes[at..]) {
        at += next;
        let rest = &bytes[at..];
        if !begins(rest) {
            at += 1;
            continue;
        }
        found = true;
        undone.copy(&bytes[done..at], done);
        let name = &rest[1 + usize::from(rest[1] == b'/')..];
        let len = name.iter().take(20).take_while(|b| b.is_ascii_alphanumeric()).count();
        let name = String::from_utf8_lossy(&name[..len]).to_ascii_lowercase();
        if !INLINE.contains(&name.as_str()) {
            undone.put(EDGE, at);
        }
        // What a comment hides is read as if it were not hidden.
        let mut len = if rest.starts_with(b"<!--") { 4 } else { tag(rest) };
        if matches!(name.as_str(), "script" | "style") && rest[1] != b'/' {
            let close = format!("</{name}");
            let body = rest[len..].windows(close.len()).position(|w| w.eq_ignore_ascii_case(close.as_bytes()));
            len += body.unwrap_or(rest.len() - len);
        }
        at += len;
        done = at;
    }
    undone.copy(&bytes[done.min(bytes.len())..], done);
    if !found {
        return None;
    }
    Some(undone)
}

/// How long a tag is, its quoted values included.
fn tag(bytes: &[u8]) -> usize {
    let mut quote = None;
    for (i, byte) in bytes.iter().enumerate() {
        match (quote, byte) {
            (None, b'>') => return i + 1,
            (None, b'"' | b'\'') if bytes[i - 1] == b'=' => quote = Some(byte),
            (Some(open), byte) if open == byte => quote = None,
            _ => {}
        }
    }
    bytes.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(undone: Option<Undone>) -> String {
        String::from_utf8(undone.unwrap().text).unwrap()
    }

    #[test]
    fn escapes_are_undone() {
        assert_eq!(text(entities(b"caf&eacute; &#233;&#xE9 &amp;amp; &nosuch; &lt")), "café éé &amp; &nosuch; <");
        assert_eq!(text(percent(b"100% caf%C3%A9%zz")), "100% café%zz");
        assert_eq!(text(backslashes(br#"caf\u00e9 \ud83d\ude80\x41\u{1F680} a\nb \q"#)), "café 🚀A🚀 a b \\q");
        assert_eq!(entities(b"a & b"), None);
        assert_eq!(percent(b"100 %"), None);
        assert_eq!(backslashes(br"C:\Q"), None);
    }

    #[test]
    fn tags_are_taken_away_and_parts_of_a_word_are_joined() {
        let html = b"<p class=\"a>b\">Qu<b>ay</b> &amp; t<wbr>own</p><p>next<!-- x > y --> one<style>a{}</style> 1 < 2";
        assert_eq!(text(tags(html)), "\u{1}Quay &amp; town\u{1}\u{1}next\u{1} x > y --> one\u{1}\u{1} 1 < 2");
        assert_eq!(tags(b"1 < 2"), None);
    }

    #[test]
    fn what_is_far_from_any_escape_is_left_out() {
        let far = "word ".repeat(1_000);
        let whole = format!("{far}a&amp;b {far}c&amp;d{far}");
        let undone = entities(whole.as_bytes()).unwrap();
        assert!(undone.text.len() < 5 * ABOUT, "{}", undone.text.len());
        let text = String::from_utf8(undone.text.clone()).unwrap();
        assert!(text.contains("word a&b word") && text.contains("word c&dword") && text.matches(EDGE).count() == 1);
        // What is one run to its end may be packed, and stays whole.
        let run = "x".repeat(10_000);
        assert_eq!(percent(format!("{run}%41{run}%42{run}").as_bytes()).unwrap().text.len(), 30_002);
    }

    #[test]
    fn it_is_known_where_text_came_from() {
        let html = b"<p>a&amp;b <i>word</i>";
        let undone = tags(html).unwrap();
        let at = memchr::memmem::find(&undone.text, b"word").unwrap() as u32;
        let (own, was) = undone.marks[undone.marks.partition_point(|(own, _)| *own <= at) - 1];
        assert_eq!((was + at - own) as usize, memchr::memmem::find(html, b"word").unwrap());
    }
}
