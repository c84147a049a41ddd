//! Bytes of a note to text: UTF-8, or UTF-16 that says so, without its byte order mark.
//!
//! Does not change line ends, and does not guess other encodings: what is no UTF-8 is replaced and told.

use crate::diagnostic::{Code, Diagnostic};
use crate::span::Span;

/// The text, and what had to be replaced in it.
pub fn text(bytes: Vec<u8>) -> (String, Option<Diagnostic>) {
    match bytes.as_slice() {
        [0xff, 0xfe, rest @ ..] => return wide(rest, u16::from_le_bytes),
        [0xfe, 0xff, rest @ ..] => return wide(rest, u16::from_be_bytes),
        _ => {}
    }
    let (mut text, mut told) = match String::from_utf8(bytes) {
        Ok(text) => (text, None),
        Err(error) => {
            let bytes = error.as_bytes();
            let text = String::from_utf8_lossy(bytes).into_owned();
            let at = error.utf8_error().valid_up_to();
            let label = bytes.get(at).map(|byte| format!("byte 0x{byte:02X} is not UTF-8"));
            let more = bytes.utf8_chunks().filter(|chunk| !chunk.invalid().is_empty()).count() - 1;
            (text, Some((at, "bytes that are not UTF-8 were replaced", label, more)))
        }
    };
    let mut cut = 0;
    if text.starts_with('\u{feff}') {
        cut = '\u{feff}'.len_utf8();
        text.drain(..cut);
    }
    // A NUL ends a string for many a program that comes after, so none is handed on.
    if let Some(at) = memchr::memchr(0, text.as_bytes()) {
        let more = memchr::memchr_iter(0, text.as_bytes()).count() - 1;
        text = text.replace('\0', "\u{fffd}");
        told.get_or_insert((at + cut, "NUL bytes were replaced", None, more));
    }
    let told = told.map(|(at, message, label, more)| {
        let start = at.saturating_sub(cut);
        let end = text[start..].chars().next().map_or(start, |c| start + c.len_utf8());
        let help = match more {
            0 => "save the file as UTF-8".to_string(),
            1 => "save the file as UTF-8; 1 more place has such bytes".to_string(),
            _ => format!("save the file as UTF-8; {more} more places have such bytes"),
        };
        Diagnostic { label, ..Diagnostic::new(Code::InvalidUtf8, Span::new(start, end), message).help(help) }
    });
    (text, told)
}

fn wide(bytes: &[u8], unit: fn([u8; 2]) -> u16) -> (String, Option<Diagnostic>) {
    let units: Vec<u16> = bytes.as_chunks::<2>().0.iter().map(|pair| unit(*pair)).collect();
    let text = String::from_utf16_lossy(&units).replace('\0', "\u{fffd}");
    let told = Diagnostic::new(Code::InvalidUtf8, Span::default(), "the file is UTF-16 and was read as such");
    (text, Some(told.help("save the file as UTF-8")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_go_and_what_is_no_text_is_replaced_and_told() {
        let span = |told: Option<Diagnostic>| told.map(|told| (told.span.start, told.span.end));
        for (bytes, expected, at) in [
            (&b"\xef\xbb\xbfa\r\n"[..], "a\r\n", None),
            (b"ab\xffc", "ab\u{fffd}c", Some((2, 5))),
            (b"\xef\xbb\xbfab\xff", "ab\u{fffd}", Some((2, 5))),
            (b"a\0b", "a\u{fffd}b", Some((1, 4))),
            (b"\xff\xfea\0b\0", "ab", Some((0, 0))),
            (b"", "", None),
        ] {
            let (text, told) = text(bytes.to_vec());
            assert_eq!((text.as_str(), span(told)), (expected, at));
        }
    }

    #[test]
    fn the_first_byte_is_named_and_further_places_are_counted() {
        let said = |bytes: &[u8]| text(bytes.to_vec()).1.map(|told| (told.label, told.help.unwrap_or_default()));
        let (label, help) = said(b"a\xe9b\xff\xfec").unwrap();
        assert_eq!(label.as_deref(), Some("byte 0xE9 is not UTF-8"));
        assert_eq!(help, "save the file as UTF-8; 2 more places have such bytes");
        assert_eq!(said(b"a\0b\0"), Some((None, "save the file as UTF-8; 1 more place has such bytes".to_string())));
    }
}
