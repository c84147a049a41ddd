//! What begins in running text with a mark other than brackets: mathematics, HTML, URLs, stamps, dates, tickets.
//!
//! Does not say which lines are read as one: `inline.rs` calls it at the bytes it knows.

use super::RefKind;
use super::inline::Lexer;
use super::lines::{is_space, skip_space};
use super::pairs::NEAR;
use super::stamp;
use crate::notes::Dialect;
use crate::span::Span;

impl Lexer<'_> {
    pub(super) fn math(&mut self, at: usize) -> Option<usize> {
        let (bytes, to) = (self.bytes(), self.range.1);
        let rest = &bytes[at + 1..to];
        if rest.first() == Some(&b'$') {
            let line = bytes[self.range.0..at].iter().rev().take_while(|b| **b != b'\n');
            if self.dialect != Dialect::Logseq && line.take(4).all(|b| is_space(*b)) {
                // One that begins a line may go over several. (In Logseq it is no running text.)
                return self.display.find(bytes, b"$$", at + 2, to).map(|close| close + 2);
            }
            let close = at + 2 + memchr::memchr2(b'$', b'\n', &bytes[at + 2..to])?;
            return bytes[close..to].starts_with(b"$$").then_some(close + 2);
        }
        if matches!(rest.first()?, b' ' | b'\n') {
            return None;
        }
        let close = self.dollars.find(bytes, b"$", at + 2, to)?;
        let line_end = memchr::memchr(b'\n', &bytes[at + 1..close]);
        (line_end.is_none() && !matches!(bytes[close - 1], b' ' | b'(' | b'[' | b'{')).then_some(close + 1)
    }

    pub(super) fn angle(&mut self, at: usize) -> Option<usize> {
        let (bytes, to) = (self.bytes(), self.range.1);
        let next = *bytes[at + 1..to].first()?;
        if next.is_ascii_digit()
            && let Some(end) = self.stamp(at)
        {
            return Some(end);
        }
        if next.is_ascii_alphanumeric() {
            let near = &bytes[at + 1..to.min(at + 1 + 8 * NEAR)];
            let scheme = near.iter().take(32).take_while(|b| b.is_ascii_alphanumeric()).count();
            if near.get(scheme) == Some(&b':')
                && let Some(close) = near.iter().position(|&b| b == b'>' || is_space(b) || b == b'\n')
                && near[close] == b'>'
            {
                return Some(at + 2 + close);
            }
        }
        if self.dialect == Dialect::Logseq || matches!(next, b'!' | b'?') {
            return self.elements.end(self.text, at, to);
        }
        // CommonMark reads what stands between tags; only the tag itself is passed over.
        let near = &bytes[at + 1..to.min(at + 1 + 4 * NEAR)];
        (next == b'/' || next.is_ascii_alphabetic())
            .then(|| near.iter().position(|&b| b == b'>' || b == b'<'))
            .flatten()
            .filter(|&i| near[i] == b'>')
            .map(|i| at + 2 + i)
    }

    pub(super) fn bang(&mut self, at: usize) -> Option<usize> {
        let rest = &self.bytes()[at + 1..self.range.1];
        if rest.starts_with(b"[[") && self.dialect != Dialect::Logseq {
            return self.wikilink(at + 1, at);
        }
        if rest.starts_with(b"[") { self.link(at + 1, at) } else { None }
    }

    pub(super) fn stamp(&mut self, at: usize) -> Option<usize> {
        let (stamp, date) = stamp::read(self.text, at, self.range.1, &mut self.notes)?;
        self.push(RefKind::Date, stamp.span, date, None);
        Some(stamp.span.end as usize)
    }

    /// The colon of `https://…` or of `DEADLINE: <…>`.
    pub(super) fn colon(&mut self, at: usize, floor: usize) -> Option<usize> {
        let (bytes, to) = (self.bytes(), self.range.1);
        if bytes[at + 1..to].starts_with(b"//") {
            let scheme = bytes[floor..at].iter().rev().take(16).take_while(|b| b.is_ascii_alphanumeric()).count();
            // Asked before its end is looked for: of many that are none, each would read on to the end of the text.
            if scheme == 0 || matches!(bytes[at + 3..to].first(), None | Some(b'/' | b'?' | b'#')) {
                return None;
            }
            return Some(url_end(bytes, at + 3, to)).filter(|end| *end > at + 3);
        }
        let (plan, _) = stamp::keyword(bytes, at, floor)?;
        let open = skip_space(bytes, at + 1, to);
        if open == at + 1 || self.in_property {
            return None;
        }
        let (stamp, date) = stamp::read(self.text, open, to, &mut self.notes)?;
        self.plans.push((plan, stamp));
        self.push(RefKind::Date, stamp.span, date, None);
        Some(stamp.span.end as usize)
    }

    /// The first dash of `2024-12-10`, or that of `ABC-12`.
    pub(super) fn dash(&mut self, at: usize, floor: usize) -> Option<usize> {
        let (bytes, to) = (self.bytes(), self.range.1);
        if at == floor || at + 1 >= to || !bytes[at + 1].is_ascii_digit() {
            return None;
        }
        if let Some(start) = stamp::bare_date(bytes, at, floor, to) {
            let span = Span::new(start, start + 10);
            self.push(RefKind::Date, span, span, None);
            return Some(start + 10);
        }
        let span = stamp::ticket(bytes, at, floor, to)?;
        self.push(RefKind::Ticket, span, span, None);
        Some(span.end as usize)
    }
}

/// The end of a bare URL: the host has no brackets, those behind it must pair, and what ends a sentence is no part of it.
fn url_end(bytes: &[u8], from: usize, to: usize) -> usize {
    let (mut round, mut square) = (0usize, 0usize);
    let mut end = from;
    let mut in_path = false;
    while end < to {
        in_path |= matches!(bytes[end], b'/' | b'?' | b'#');
        match bytes[end] {
            b'(' | b')' | b'[' | b']' | b'{' | b'}' if !in_path => break,
            b if is_space(b) || matches!(b, b'\n' | b'\r' | b'<' | b'>' | b'"' | b'`' | b'\\') => break,
            b'(' => round += 1,
            b'[' => square += 1,
            b')' if round == 0 => break,
            b']' if square == 0 => break,
            b')' => round -= 1,
            b']' => square -= 1,
            _ => {}
        }
        end += 1;
    }
    while end > from && matches!(bytes[end - 1], b',' | b';' | b'.' | b'!' | b'?' | b'*' | b':' | b'\'') {
        end -= 1;
    }
    end
}
