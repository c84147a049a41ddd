//! Headings of Obsidian's and plain Markdown, by hashes and by underlines.
//!
//! Does not say what is below a heading: its level does.

use super::lines::{Line, is_space, skip_space, trim_end};
use super::markdown::{Item, Mode, Pass};
use crate::span::Span;

impl Pass<'_> {
    /// The level and the underline of the heading that a paragraph beginning here is, if it is one. Each line of a note is
    /// looked at once, also where something that is no text ends the paragraph before its last line.
    pub(super) fn underlined(&mut self, line: &Line) -> Option<(usize, Line)> {
        if let Some((end, found)) = self.next_underline
            && line.start < end
        {
            return found;
        }
        let before = (self.mode, self.blank);
        (self.mode, self.blank) = (Mode::Paragraph, false);
        let mut found = None;
        let mut next = self.after(line);
        while next.start < self.bytes.len() && !next.is_blank() {
            let rest = &self.bytes[next.text..trim_end(self.bytes, next.text, next.end)];
            if self.indent(&next) < 4 {
                if is_underline(rest) {
                    found = Some((if rest.first() == Some(&b'=') { 1 } else { 2 }, next));
                    break;
                }
                if self.begins(&next) {
                    break;
                }
            }
            next = self.after(&next);
        }
        (self.mode, self.blank) = before;
        self.next_underline = Some((next.start, found));
        found
    }

    /// A heading that is underlined. One of several lines keeps its underline, since no hashes can stand for it.
    pub(super) fn underlined_heading(&mut self, line: &Line, level: usize, underline: &Line) -> usize {
        self.open_heading(line, line.text, level);
        let mut at = *line;
        while at.start < underline.start {
            self.text(&at, at.text, at.end);
            at = self.after(&at);
        }
        if line.next < underline.start {
            self.b.line(underline.text, underline.end);
        }
        self.b.reach(underline.end);
        self.flush();
        underline.next
    }

    fn open_heading(&mut self, line: &Line, title: usize, level: usize) {
        self.flush();
        self.items.clear();
        self.mode = Mode::Closed;
        let end = trim_end(self.bytes, title, line.end);
        let block = self.b.open(line.text, level);
        block.heading = level as u8;
        block.title = Span::new(title, end);
    }

    /// How many hashes begin a heading, if the line is one.
    pub(super) fn hashes(&self, line: &Line) -> Option<usize> {
        let hashes = self.bytes[line.text..line.end].iter().take_while(|&&b| b == b'#').count();
        let after = line.text + hashes;
        ((1..=6).contains(&hashes) && (after == line.end || is_space(self.bytes[after]))).then_some(hashes)
    }

    pub(super) fn heading(&mut self, line: &Line) -> Option<usize> {
        let hashes = self.hashes(line)?;
        let (from, end) = self.heading_words(line, hashes);
        let line = Line { end, ..*line };
        self.open_heading(&line, from, hashes);
        self.text(&line, from, end);
        self.flush();
        Some(line.next)
    }

    /// A heading within a list item: no part of the note begins with it. What follows in the item stands below it.
    pub(super) fn heading_in_item(&mut self, line: &Line) -> Option<usize> {
        let hashes = self.hashes(line)?;
        let (from, end) = self.heading_words(line, hashes);
        while self.items.last().is_some_and(|item| item.heading >= hashes) {
            self.items.pop();
        }
        let is_item_text = self.items.last().is_some_and(|item| item.block + 1 == self.b.blocks.len());
        self.open(line, from, Mode::Closed);
        if is_item_text {
            // With its hashes, since the block has a first line already.
            self.text(line, line.text, line.end);
        } else {
            if let Some(block) = self.b.block() {
                block.heading = hashes as u8;
            }
            self.text(line, from, end);
            let content = self.items.last().map_or(0, |item| item.content);
            self.items.push(Item { content, block: self.b.blocks.len() - 1, is_empty: false, heading: hashes });
        }
        self.flush();
        Some(line.next)
    }

    /// Where the words of a heading stand, without hashes behind them.
    fn heading_words(&self, line: &Line, hashes: usize) -> (usize, usize) {
        let after = line.text + hashes;
        let from = skip_space(self.bytes, after, line.end);
        let mut end = trim_end(self.bytes, from, line.end);
        let mut closing = end;
        while closing > from && self.bytes[closing - 1] == b'#' {
            closing -= 1;
        }
        if closing == from || is_space(self.bytes[closing - 1]) {
            end = trim_end(self.bytes, from, closing);
        }
        (from, end)
    }
}

/// Whether a line's text can make a heading of the paragraph above it.
pub(super) fn is_underline(text: &[u8]) -> bool {
    text.first().is_some_and(|first| matches!(first, b'=' | b'-') && text.iter().all(|b| b == first))
}
