//! What a note says apart from where it is used: addresses of links by label, and texts of footnotes.
//!
//! Does not read running text (see `inline.rs`), and does not know which labels are used but for footnotes.

use super::lines::{is_space, skip_space, trim_end};
use super::tree::Builder;
use crate::span::Span;

/// `[label]: address "title"`, outside Logseq: the address of every `[words][label]` of the note.
#[derive(Clone, Debug, PartialEq)]
pub struct LinkDefinition {
    /// The label as labels are compared.
    pub key: Box<str>,
    /// The label as written, without brackets.
    pub label: Span,
    /// The address as written.
    pub address: Span,
    /// What follows it up to the end of the line, quotes included; empty where there is no title.
    pub title: Span,
    /// The reference that the address is, if it leads to a file of the notes: index into
    /// [`Outline::refs`](super::Outline::refs).
    pub reference: Option<u32>,
}

/// A footnote of the note, by its label.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct Footnote {
    /// The label as labels are compared.
    pub key: Box<str>,
    /// The first block that holds its text, `[^label]: text`.
    pub text: Option<u32>,
    /// The first block that holds its mark, `[^label]`.
    pub mark: Option<u32>,
}

/// A label as labels are compared: in lower case, with single spaces. Source: CommonMark, "matches".
pub fn label_key(label: &str) -> Box<str> {
    let words: Vec<&str> = label.split_whitespace().collect();
    // There and back again, so that `ẞ` and `SS` are the same.
    words.join(" ").to_lowercase().to_uppercase().to_lowercase().into()
}

/// Longest label. Source: CommonMark.
const LONGEST: usize = 999;

/// The definition that begins at `at`, and the place after its last line.
pub(super) fn definition(text: &str, at: usize, to: usize) -> Option<(LinkDefinition, usize)> {
    let bytes = &text.as_bytes()[..to];
    let open = skip_space(bytes, at, to);
    if bytes.get(open) != Some(&b'[') || bytes.get(open + 1) == Some(&b'^') {
        return None;
    }
    let close = unescaped(bytes, open + 1, to.min(open + 2 + LONGEST), |b| matches!(b, b'[' | b']'))?;
    let label = Span::new(open + 1, close);
    if bytes[close] != b']' || bytes.get(close + 1) != Some(&b':') || label.of(text).trim().is_empty() {
        return None;
    }
    let from = skip_line(bytes, close + 2)?;
    let address_end = address_end(bytes, from)?;
    let address = Span::new(from, address_end);
    let line_end = memchr::memchr(b'\n', &bytes[address_end..]).map_or(to, |at| address_end + at);
    let alone = skip_space(bytes, address_end, line_end) >= trim_end(bytes, address_end, line_end);
    let titled = skip_line(bytes, address_end).filter(|at| *at > address_end).and_then(|at| title(bytes, at));
    let (title, end) = match titled {
        Some(title) => (title, title.end as usize),
        None if alone => (Span::new(address_end, address_end), address_end),
        None => return None,
    };
    let next = memchr::memchr(b'\n', &bytes[end..]).map_or(to, |at| end + at + 1);
    Some((LinkDefinition { key: label_key(label.of(text)), label, address, title, reference: None }, next))
}

/// The first byte that meets a condition and has no backslash before it.
fn unescaped(bytes: &[u8], from: usize, to: usize, is: impl Fn(u8) -> bool) -> Option<usize> {
    let mut at = from;
    while at < to {
        match bytes[at] {
            b'\\' => at += 2,
            b if is(b) => return Some(at),
            _ => at += 1,
        }
    }
    None
}

/// Over white space with at most one line end in it, to a byte that is there.
fn skip_line(bytes: &[u8], at: usize) -> Option<usize> {
    let mut at = skip_space(bytes, at, bytes.len());
    if bytes.get(at) == Some(&b'\r') {
        at += 1;
    }
    if bytes.get(at) == Some(&b'\n') {
        at = skip_space(bytes, at + 1, bytes.len());
    }
    (at < bytes.len() && !matches!(bytes[at], b'\n' | b'\r')).then_some(at)
}

fn address_end(bytes: &[u8], from: usize) -> Option<usize> {
    if bytes[from] == b'<' {
        let close = unescaped(bytes, from + 1, bytes.len(), |b| matches!(b, b'<' | b'>' | b'\n'))?;
        return (bytes[close] == b'>').then_some(close + 1);
    }
    let length = bytes[from..].iter().take_while(|b| !b.is_ascii_whitespace() && !b.is_ascii_control()).count();
    (length > 0).then_some(from + length)
}

/// The title that begins at `at` and ends its line.
fn title(bytes: &[u8], at: usize) -> Option<Span> {
    let closing = match bytes[at] {
        b'(' => b')',
        quote @ (b'"' | b'\'') => quote,
        _ => return None,
    };
    let close = unescaped(bytes, at + 1, bytes.len(), |b| b == closing)?;
    let line_end = memchr::memchr(b'\n', &bytes[close..]).map_or(bytes.len(), |at| close + at);
    let rest = &bytes[close + 1..line_end];
    rest.iter().all(|b| is_space(*b) || *b == b'\r').then(|| Span::new(at, close + 1))
}

/// The label of a footnote whose brackets open at `at`, and the byte after them.
pub(super) fn note_label(bytes: &[u8], at: usize, to: usize) -> Option<(Span, usize)> {
    if !bytes[at..to].starts_with(b"[^") {
        return None;
    }
    let near = &bytes[at + 2..to.min(at + 2 + super::pairs::NEAR)];
    let length = near.iter().position(|&b| b == b']' || is_space(b) || b == b'\n')?;
    (length > 0 && near[length] == b']').then(|| (Span::new(at + 2, at + 2 + length), at + 3 + length))
}

impl Builder<'_> {
    /// Takes the link definitions that a paragraph begins with; returns where its text begins.
    pub fn take_definitions(&mut self, from: usize, to: usize) -> usize {
        let mut at = from;
        while let Some((mut found, next)) = definition(self.text, at, to) {
            found.reference = self.lexer.address(found.address);
            self.links.push(found);
            at = next;
            if at >= to {
                break;
            }
        }
        at
    }

    /// Remembers which footnotes have their text in the open block, and which their mark.
    pub(super) fn take_footnotes(&mut self) {
        let Some(block) = self.blocks.len().checked_sub(1) else { return };
        let number = block as u32;
        for mark in std::mem::take(&mut self.lexer.note_marks) {
            let key = label_key(mark.of(self.text));
            let note = self.footnotes.entry(key.clone()).or_insert_with(|| Footnote { key, ..Footnote::default() });
            note.mark = note.mark.or(Some(number));
        }
        let bytes = self.text.as_bytes();
        let code = &self.code[self.blocks[block].code as usize..];
        for line in &self.lines[self.blocks[block].lines as usize..] {
            let to = line.end as usize;
            let from = bytes[line.start as usize..to].iter().position(|b| !is_space(*b) && *b != b'>');
            let Some(from) = from.map(|at| line.start as usize + at) else { continue };
            if bytes[from] == b'['
                && let Some((label, end)) = note_label(bytes, from, to)
                && bytes.get(end) == Some(&b':')
                && !super::holds(code, line.start)
            {
                let key = label_key(label.of(self.text));
                let note = self.footnotes.entry(key.clone()).or_insert_with(|| Footnote { key, ..Footnote::default() });
                note.text = note.text.or(Some(number));
            }
        }
    }
}
