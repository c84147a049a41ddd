//! `#name`: where a tag ends.
//!
//! Logseq's rule, less the closing marks that belong to the sentence and not to the name; and the narrower rule of
//! Obsidian. Does not know `#[[two words]]`, which is a link behind a `#`.

use super::lines::is_space;
use super::pairs::NEAR;

/// Marks that may close or go on after a tag without being part of it.
const FULL_WIDTH: &[char] =
    &['。', '，', '、', '…', '！', '？', '；', '：', '）', '】', '》', '」', '』', '”', '’', '»'];

/// The end of the tag whose `#` stands at `at`, as mldoc has it, then shortened; `at + 1` where there is none.
pub(super) fn logseq_end(text: &str, at: usize, to: usize, in_table: bool) -> usize {
    let bytes = text.as_bytes();
    let mut i = at + 1;
    while i < to {
        let b = bytes[i];
        if is_space(b) || b == b'\n' || b == b'\r' || (in_table && b == b'|') {
            break;
        }
        if is_delimiter(b) {
            let run = bytes[i..to].iter().take_while(|&&b| is_delimiter(b)).count();
            if i + run == to || is_space(bytes[i + run]) || matches!(bytes[i + run], b'\n' | b'\r') {
                break;
            }
            // `.` and `;` go on inside a word, the others end it.
            match bytes[i..i + run].iter().position(|b| !matches!(b, b'.' | b';')) {
                Some(hard) => {
                    i += hard;
                    break;
                }
                None => i += run,
            }
        } else if b == b'[' && bytes[i..to].starts_with(b"[[") {
            break;
        } else {
            i += 1;
        }
    }
    shorten(text, at, i)
}

fn is_delimiter(b: u8) -> bool {
    matches!(b, b',' | b';' | b'.' | b'!' | b'?' | b'\'' | b'"' | b':' | b'#')
}

/// Cuts off closing brackets without their openers, emphasis marks, full-width marks and a closing HTML tag.
fn shorten(text: &str, at: usize, end: usize) -> usize {
    let mut name = &text[at + 1..end];
    if let Some(html) = name.find("</") {
        name = &name[..html];
    }
    for mark in ["**", "*", "~~", "^^", "=="] {
        if let Some(closed) = name.find(mark)
            && opens_before(text, at, mark)
        {
            name = &name[..closed];
        }
    }
    let count = |c: u8| memchr::memchr_iter(c, name.as_bytes()).count();
    let mut surplus =
        [(b')', count(b')'), count(b'(')), (b']', count(b']'), count(b'[')), (b'}', count(b'}'), count(b'{'))];
    let opens_with_underscore = at > 0 && text.as_bytes()[at - 1] == b'_';
    while let Some(last) = name.chars().next_back() {
        let cut = match last {
            ')' | ']' | '}' => {
                let kind = surplus.iter_mut().find(|s| char::from(s.0) == last);
                kind.is_some_and(|s| {
                    let unbalanced = s.1 > s.2;
                    s.1 -= usize::from(unbalanced);
                    unbalanced
                })
            }
            '*' | '`' => true,
            '_' => opens_with_underscore || name.bytes().all(|b| b == b'_'),
            '~' | '=' | '^' => name.len() > 1 && name.as_bytes()[name.len() - 2] == last as u8,
            // These can only be last here once something else was cut off behind them.
            ',' | ';' | '.' | '!' | '?' | '\'' | '"' | ':' => true,
            c => FULL_WIDTH.contains(&c),
        };
        if !cut {
            break;
        }
        let width = if matches!(last, '~' | '=' | '^') { 2 } else { last.len_utf8() };
        name = &name[..name.len() - width];
    }
    at + 1 + name.len()
}

/// Whether a mark of emphasis stands shortly before `at` on its line: the next one closes it.
fn opens_before(text: &str, at: usize, mark: &str) -> bool {
    let near = &text.as_bytes()[at.saturating_sub(NEAR)..at];
    let line = memchr::memrchr(b'\n', near).map_or(near, |end| &near[end..]);
    // With a space behind it a mark opens nothing: it may be a list's.
    memchr::memmem::find_iter(line, mark).any(|i| line.get(i + mark.len()).is_none_or(|&b| !is_space(b)))
}

/// The end of the tag whose `#` stands at `at`, as Obsidian has it; `at + 1` where there is none.
pub(super) fn obsidian_end(text: &str, at: usize, to: usize) -> usize {
    let before = text[..at].chars().next_back();
    if before.is_some_and(|c| c.is_alphanumeric() || matches!(c, '#' | '/' | '&' | '\\' | '_' | '-')) {
        return at + 1;
    }
    let belongs = |c: char| c.is_alphanumeric() || matches!(c, '_' | '-' | '/') || (c >= '\u{80}' && !is_mark(c));
    let rest = &text[at + 1..to];
    let length = rest.find(|c| !belongs(c)).unwrap_or(rest.len());
    let name = rest[..length].trim_end_matches('/');
    if name.bytes().all(|b| b.is_ascii_digit()) { at + 1 } else { at + 1 + name.len() }
}

fn is_mark(c: char) -> bool {
    c.is_whitespace()
        || matches!(c, '\u{80}'..='\u{bf}' | '\u{2000}'..='\u{206f}' if c != '\u{200d}')
        || FULL_WIDTH.contains(&c)
}
