//! List items and code of Obsidian's and plain Markdown.
//!
//! Does not say which block a line belongs to: `markdown.rs` does.

use super::lines::{Line, is_space, skip_space, trim_end};
use super::markdown::{BODY, Item, Mode, Pass};
use super::{Code, Marker, Stamp, task};
use crate::diagnostic::{Code as Say, Diagnostic};
use crate::span::Span;

/// So many items may begin within one another before one that begins on the same line is text.
const MOST_ON_A_LINE: usize = 64;

impl Pass<'_> {
    pub(super) fn is_rule(&self, line: &Line) -> bool {
        let first = self.bytes[line.text];
        let marks = self.bytes[line.text..line.end].iter().filter(|&&b| b == first).count();
        matches!(first, b'-' | b'*' | b'_')
            && marks >= 3
            && self.bytes[line.text..line.end].iter().all(|&b| b == first || is_space(b))
    }

    /// A list item's marker: where it begins, and where the text behind it does.
    pub(super) fn item(&self, line: &Line) -> Option<(usize, usize)> {
        let text = &self.bytes[line.text..line.end];
        let digits = text.iter().take(10).take_while(|b| b.is_ascii_digit()).count();
        let width = match text[0] {
            b'-' | b'*' | b'+' => 1,
            _ if (1..=9).contains(&digits) && matches!(text.get(digits), Some(b'.' | b')')) => digits + 1,
            _ => return None,
        };
        let after = line.text + width;
        if (after < line.end && !is_space(self.bytes[after])) || self.is_rule(line) {
            return None;
        }
        // Only `1.` may stand in the middle of a paragraph, and no empty item may.
        if self.mode == Mode::Paragraph && !self.blank && self.items.is_empty() {
            let is_first = digits == 0 || &text[..digits] == b"1";
            if !is_first || after == line.end {
                return None;
            }
        }
        Some((line.text, skip_space(self.bytes, after, line.end)))
    }

    pub(super) fn list_item(&mut self, line: &Line, indent: usize, at: usize, after: usize) -> usize {
        self.flush();
        while self.items.last().is_some_and(|item| item.content > indent) {
            self.items.pop();
        }
        // Five columns or more behind the marker are code: the text begins one column behind it.
        let width = self.bytes[at..after].iter().take_while(|b| !is_space(**b)).count();
        let gap = self.column(line, after) - indent;
        let is_code = after < line.end && gap > width + 4;
        let gap = if after == line.end || is_code { width + 1 } else { gap };
        let level = BODY + self.items.len();
        let mut from = after;
        let block = self.b.open(at, level);
        block.title = Span::new(from, from);
        self.items.push(Item {
            content: indent + gap,
            block: self.b.blocks.len() - 1,
            is_empty: after == line.end,
            heading: 0,
        });
        if is_code {
            self.b.reach(line.end);
            self.mode = Mode::Indented;
            self.code_line(line, at + width + 1, 4);
            return line.next;
        }
        self.mode = if after == line.end { Mode::Closed } else { Mode::Paragraph };
        let inner = Line { text: after, ..*line };
        if after < line.end
            && self.items.len() < MOST_ON_A_LINE
            && let Some((at, behind)) = self.item(&inner)
        {
            // `- - x`: an item that begins with an item.
            return self.list_item(&inner, self.column(line, after), at, behind);
        }
        if let Some((marker, text)) = task::checkbox(self.bytes, from, line.end) {
            from = text;
            self.task(marker, from, line.end);
        }
        let end = trim_end(self.bytes, from, line.end);
        if let Some(block) = self.b.block() {
            block.title = Span::new(from, end);
        }
        self.b.reach(line.end);
        if from < end && matches!(self.bytes[from], b'`' | b'~') {
            let shifted = Line { text: from, ..*line };
            if let Some(next) = self.fence(&shifted, indent + gap) {
                return next;
            }
        }
        self.text(line, from, end.max(from));
        line.next
    }

    pub(super) fn task(&mut self, marker: Marker, from: usize, to: usize) {
        let emoji = task::emoji(&self.b.text[from..to]);
        let stamp = |found: Option<(chrono::NaiveDate, usize)>| {
            found.map(|(date, at)| Stamp {
                date,
                time: None,
                repeat: None,
                active: true,
                span: Span::new(from + at, from + at + 10),
            })
        };
        if let Some(task) = self.b.task() {
            task.marker = Some(marker);
            task.priority = emoji.priority;
            task.deadline = stamp(emoji.deadline);
            task.scheduled = stamp(emoji.scheduled);
            task.closed = emoji.closed;
        }
    }

    /// Where the fence that a line opens is closed, and how long it is.
    pub(super) fn fence_end(&mut self, line: &Line) -> Option<(usize, Option<usize>)> {
        let bytes = self.bytes;
        let mark = bytes[line.text];
        let length = bytes[line.text..line.end].iter().take_while(|&&b| b == mark).count();
        if length < 3 || (mark == b'`' && bytes[line.text + length..line.end].contains(&b'`')) {
            return None;
        }
        let most = self.column(line, line.text) + 3;
        Some((length, self.closers.fence(bytes, mark, length, line.next, most)))
    }

    pub(super) fn fence(&mut self, line: &Line, base: usize) -> Option<usize> {
        let (length, close) = self.fence_end(line)?;
        let base = base.min(self.column(line, line.text));
        let ended = self.item_end(line, base, close);
        let close = close.filter(|_| ended.is_none());
        if close.is_none() {
            let (said, help) = match ended {
                Some(_) => {
                    ("this code fence is not closed within its list item", "indent its lines as far as the item's text")
                }
                None => (
                    "this code fence is never closed",
                    "it ends at the next blank line; close it with a line of the same marks",
                ),
            };
            self.b.notes().push(Diagnostic::new(Say::UnclosedFence, Span::new(line.text, line.end), said).help(help));
        }
        // Inside an item, or right behind its marker, the fence is the item's own.
        if self.mode != Mode::Paragraph || self.items.is_empty() {
            self.open(line, line.text, Mode::Closed);
        }
        self.flush();
        Some(self.fenced(line, length, close, base))
    }

    /// The first line before `close`, or else before the next blank one, that ends the item that a fence stands in.
    fn item_end(&self, line: &Line, base: usize, close: Option<usize>) -> Option<usize> {
        let mut next = self.after(line);
        while base > 0 && next.start <= close.unwrap_or(self.bytes.len() - 1) && !(close.is_none() && next.is_blank()) {
            if self.ends_item(&next, base) {
                return Some(next.start);
            }
            next = self.after(&next);
        }
        None
    }

    /// The lines of a fence that is closed on the line beginning at `close`, or else ends with its item or at a blank line:
    /// CommonMark would take the rest of the note. Returns the line after it.
    pub(super) fn fenced(&mut self, line: &Line, length: usize, close: Option<usize>, base: usize) -> usize {
        let bytes = self.bytes;
        let is_closed = close.is_some();
        let close = close.unwrap_or_else(|| {
            let mut end = *line;
            loop {
                let next = Line::at(bytes, end.next.min(bytes.len()));
                if next.is_blank() || self.ends_item(&next, base) {
                    break end.next;
                }
                end = next;
            }
        });
        let start = skip_space(bytes, line.text + length, line.end);
        let word = bytes[start..line.end].iter().take_while(|b| !is_space(**b)).count();
        // What the fence is indented by, so are its lines.
        let columns = self.column(line, line.text).min(base + 3).max(base);
        let code = Code {
            language: Span::new(start, start + word),
            body: Span::new(line.next.min(close), close),
            indent: columns.min(u16::MAX as usize) as u16,
        };
        self.b.code.push(code);
        self.b.line(line.text, line.end);
        let mut at = line.next;
        while at < close {
            let inner = Line::at(bytes, at);
            self.b.lines.push(Span::new(inner.start + self.strip(&inner, columns), inner.end));
            at = inner.next;
        }
        self.mode = Mode::Closed;
        if !is_closed {
            self.b.reach(close);
            return close;
        }
        let last = Line::at(bytes, close);
        let mark = bytes[line.text];
        let marks = bytes[last.text..last.end].iter().take_while(|&&b| b == mark).count();
        self.b.line(last.text, last.text + marks);
        self.b.reach(last.end);
        last.next
    }

    pub(super) fn indented_code(&mut self, line: &Line, base: usize) -> usize {
        self.open(line, line.text, Mode::Indented);
        self.code_line(line, line.start + self.strip(line, base), self.strip(line, base + 4));
        line.next
    }

    /// The first line of indented code.
    fn code_line(&mut self, line: &Line, shown: usize, indent: usize) {
        let indent = indent.min(u16::MAX as usize) as u16;
        self.b.code.push(Code {
            language: Span::new(line.text, line.text),
            body: Span::new(line.start, line.next),
            indent,
        });
        self.b.lines.push(Span::new(shown, line.end));
        self.b.reach(line.end);
    }

    /// A line of indented code: shown with the four columns that make it code.
    pub(super) fn indented(&mut self, line: &Line, base: usize) {
        let shown = line.start + self.strip(line, base);
        self.b.lines.push(Span::new(shown, line.end));
        self.b.reach(line.end);
        if let Some(code) = self.b.code.last_mut() {
            code.body.end = line.next as u32;
        }
    }
}
