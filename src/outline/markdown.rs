//! Obsidian's and plain Markdown: headings, paragraphs, list items, quotes, tables and fences become blocks.
//!
//! A heading's block holds what follows until the next heading of its level or above; a list item's, what is indented
//! below it. Does not look inside a line: `inline.rs` does.

use super::lines::{Closers, Line, Next, is_space, skip_space, trim_end};
use super::tree::Builder;
use super::{Outline, frontmatter, headings::is_underline, html};
use crate::diagnostic::Diagnostic;
use crate::notes::Dialect;
use crate::span::Span;
use rustc_hash::FxHashMap;
use std::sync::Arc;

/// The level of what is no heading; list items inside others have greater ones.
pub(super) const BODY: usize = 7;

/// What the open block goes on with.
#[derive(Clone, Copy, PartialEq)]
pub(super) enum Mode {
    /// Nothing: the next line opens a block.
    Closed,
    /// A paragraph or a list item's first text.
    Paragraph,
    Quote,
    Table,
    /// Indented code.
    Indented,
}

/// An open list item.
#[derive(Clone, Copy)]
pub(super) struct Item {
    /// Where its text begins: what is indented as far belongs to it.
    pub content: usize,
    pub block: usize,
    /// Nothing stands behind its marker.
    pub is_empty: bool,
    /// Of a heading within an item, which holds what follows in it: its level; of an item, 0.
    pub heading: usize,
}

pub(super) struct Pass<'t> {
    pub b: Builder<'t>,
    pub bytes: &'t [u8],
    pub closers: Closers,
    comments: Next,
    /// Where each mark stands that ends a block of HTML, found when first asked for.
    pub html_ends: FxHashMap<&'static str, Vec<usize>>,
    pub dialect: Dialect,
    /// From where on a heading or task was searched, and where the next one is.
    pub next_block: Option<(usize, usize)>,
    /// Where the lines end that were searched for an underline, and what was found.
    pub next_underline: Option<(usize, Option<(usize, Line)>)>,
    pub mode: Mode,
    /// The open ones; each begins further to the right than the one before it, but for headings within them.
    pub items: Vec<Item>,
    paragraph: Option<(usize, usize)>,
    pub blank: bool,
}

pub(super) fn parse(text: &Arc<str>, dialect: Dialect, builder: Builder<'_>) -> (Outline, Vec<Diagnostic>) {
    let bytes = builder.text.as_bytes();
    let mut pass = Pass {
        b: builder,
        bytes,
        closers: Closers::strict(),
        comments: Next::default(),
        html_ends: FxHashMap::default(),
        next_block: None,
        next_underline: None,
        dialect,
        mode: Mode::Closed,
        items: Vec::new(),
        paragraph: None,
        blank: true,
    };
    let mut at = pass.front_matter();
    while at < bytes.len() {
        let line = Line::at(bytes, at);
        at = pass.line(line).max(at + 1);
    }
    pass.flush();
    pass.b.finish(text.clone())
}

impl Pass<'_> {
    fn front_matter(&mut self) -> usize {
        let start = if self.bytes.starts_with("\u{feff}".as_bytes()) { 3 } else { 0 };
        let mut notes = Vec::new();
        let read = frontmatter::yaml(self.b.text, start, &mut notes)
            .or_else(|| frontmatter::toml(self.b.text, start, &mut notes));
        self.b.notes().append(&mut notes);
        let Some(read) = read else { return start };
        if !read.entries.is_empty() {
            self.b.open(start, BODY).pre_block = true;
            for entry in read.entries {
                self.b.lexer.links_in_value(entry.span.start as usize, entry.span.end as usize);
                self.b.page_property(&entry.key, entry.key_span, entry.value.into(), entry.span);
            }
            self.b.reach(read.end);
        }
        read.end
    }

    /// Columns before the text.
    pub(super) fn indent(&self, line: &Line) -> usize {
        self.column(line, line.text)
    }

    /// Columns before a place of a line, a tab reaching to the next multiple of four.
    pub(super) fn column(&self, line: &Line, to: usize) -> usize {
        self.bytes[line.start..to].iter().fold(0, |n, &b| if b == b'\t' { n / 4 * 4 + 4 } else { n + 1 })
    }

    fn line(&mut self, line: Line) -> usize {
        if line.is_blank() {
            self.flush();
            self.blank = true;
            if self.mode == Mode::Indented {
                // In code a blank line may have blanks of its own.
                let base = self.items.last().map_or(0, |item| item.content);
                self.b.lines.push(Span::new(line.start + self.strip(&line, base), line.end));
                return line.next;
            }
            self.mode = Mode::Closed;
            if !self.b.blocks.is_empty() {
                self.b.line(line.end, line.end);
            }
            // An item may begin with one blank line, not with two.
            if self.items.last().is_some_and(|item| item.is_empty && item.block + 1 == self.b.blocks.len()) {
                self.items.pop();
            }
            return line.next;
        }
        let indent = self.indent(&line);
        // What is indented less than an item's text is no part of it, unless it goes on with a paragraph of it.
        let deep = indent >= self.base(indent) + 4 && !self.is_deep_item(&line);
        let text = self.mode == Mode::Paragraph || self.mode == Mode::Quote;
        if self.blank || (deep && !text) || (!deep && self.begins(&line)) {
            while self.items.last().is_some_and(|item| indent < item.content) && self.item(&line).is_none_or(|_| deep) {
                self.items.pop();
            }
        }
        let next = if !deep {
            self.structure(&line, indent)
        } else if self.mode == Mode::Indented {
            self.indented(&line, self.base(indent));
            line.next
        } else if text {
            self.goes_on(&line);
            line.next
        } else {
            self.indented_code(&line, self.base(indent))
        };
        self.blank = false;
        next
    }

    /// Where the text of the innermost item begins that a line so far indented belongs to.
    fn base(&self, indent: usize) -> usize {
        let inside = self.items.partition_point(|item| item.content <= indent);
        inside.checked_sub(1).map_or(0, |innermost| self.items[innermost].content)
    }

    /// Obsidian takes an item for one however far it is indented.
    fn is_deep_item(&self, line: &Line) -> bool {
        self.dialect == Dialect::Obsidian && !self.items.is_empty() && self.item(line).is_some()
    }

    /// Whether a line begins something that ends a paragraph before it.
    pub(super) fn begins(&mut self, line: &Line) -> bool {
        match self.bytes[line.text] {
            b'#' => self.hashes(line).is_some(),
            b'`' | b'~' => self.fence_end(line).is_some(),
            b'>' => true,
            b'<' => html::end_of(&self.bytes[line.text..line.end], true).is_some(),
            _ => self.is_rule(line) || self.item(line).is_some(),
        }
    }

    fn structure(&mut self, line: &Line, indent: usize) -> usize {
        let base = self.items.last().map_or(0, |item| item.content);
        let first = self.bytes[line.text];
        if self.mode == Mode::Indented {
            self.mode = Mode::Closed;
        }
        if first == b'#'
            && let Some(next) = if self.items.is_empty() { self.heading(line) } else { self.heading_in_item(line) }
        {
            return next;
        }
        if matches!(first, b'`' | b'~')
            && let Some(next) = self.fence(line, base)
        {
            return next;
        }
        if self.dialect == Dialect::Obsidian && self.bytes[line.text..line.end].starts_with(b"%%") {
            let close = self.comments.find(self.bytes, b"%%", line.text + 2, self.bytes.len());
            if let Some(close) = close {
                self.flush();
                let last = self.line_of(line, close + 2);
                if skip_space(self.bytes, close + 2, last.end) == last.end {
                    self.mode = Mode::Closed;
                    return last.next;
                }
            }
        }
        let goes_on = matches!(self.mode, Mode::Paragraph | Mode::Quote);
        if first == b'<'
            && let Some(end) = html::end_of(&self.bytes[line.text..line.end], goes_on)
        {
            return self.html(line, end, base);
        }
        if self.is_rule(line) {
            self.open(line, line.text, Mode::Closed);
            self.b.line(line.text, line.end);
            self.b.reach(line.end);
            return line.next;
        }
        if let Some((at, after)) = self.item(line) {
            return self.list_item(line, indent, at, after);
        }
        if let Some(next) = self.block_id(line) {
            return next;
        }
        let kind = match first {
            b'>' => Mode::Quote,
            // The rows of a table need no bar in front.
            _ if self.mode == Mode::Table || self.heads_table(line) => Mode::Table,
            _ => Mode::Paragraph,
        };
        // Quotes and paragraphs go on with plain text: that is CommonMark's lazy continuation.
        let goes_on = self.mode == kind || (kind == Mode::Paragraph && self.mode == Mode::Quote);
        if !goes_on
            && kind == Mode::Paragraph
            && self.items.is_empty()
            && let Some((level, underline)) = self.underlined(line)
        {
            return self.underlined_heading(line, level, &underline);
        }
        if !goes_on {
            self.open(line, line.text, kind);
        }
        self.goes_on(line);
        line.next
    }

    /// Whether a line is the head of a table: below it stands a row of dashes, colons and bars.
    fn heads_table(&self, line: &Line) -> bool {
        let next = self.after(line);
        let below = &self.bytes[next.text..next.end];
        below.contains(&b'|')
            && below.contains(&b'-')
            && below.iter().all(|&b| matches!(b, b'|' | b'-' | b':') || is_space(b))
            && self.bytes[line.text..line.end].contains(&b'|')
    }

    /// A line of the open block's text.
    fn goes_on(&mut self, line: &Line) {
        let base = self.base(self.indent(line));
        let shown = line.start + self.strip(line, base);
        self.text(line, shown, line.end);
        let rest = &self.bytes[line.text..trim_end(self.bytes, line.text, line.end)];
        if self.mode == Mode::Paragraph && is_underline(rest) {
            // An underline ends the paragraph of an item.
            self.flush();
        }
    }

    pub(super) fn after(&self, line: &Line) -> Line {
        Line::at(self.bytes, line.next)
    }

    fn line_of(&self, line: &Line, at: usize) -> Line {
        let mut line = *line;
        while line.next < at {
            line = Line::at(self.bytes, line.next);
        }
        line
    }

    /// Whether a line ends the item that text at `base` stands in, and all that is open in it but a paragraph: it is indented
    /// less.
    pub(super) fn ends_item(&self, line: &Line, base: usize) -> bool {
        base > 0 && !line.is_blank() && self.indent(line) < base
    }

    /// Bytes of white space that stand for `columns`, at most those there are.
    pub(super) fn strip(&self, line: &Line, columns: usize) -> usize {
        let mut seen = 0;
        let mut bytes = 0;
        while seen < columns && line.start + bytes < line.text {
            seen = if self.bytes[line.start + bytes] == b'\t' { seen / 4 * 4 + 4 } else { seen + 1 };
            bytes += 1;
        }
        bytes
    }

    pub(super) fn flush(&mut self) {
        if let Some((from, to)) = self.paragraph.take() {
            let quoted = self.bytes[from..to].iter().take_while(|b| **b == b'>' || is_space(**b)).count();
            let begun = self.b.take_definitions(from + quoted, to);
            self.b.lexer.paragraph(if begun > from + quoted { begun } else { from }, to);
        }
    }

    /// Opens a block that is no heading, below the list item it is indented for.
    pub(super) fn open(&mut self, line: &Line, title: usize, mode: Mode) {
        self.flush();
        let last = self.b.blocks.len();
        let continues = self.items.last().is_some_and(|item| item.block + 1 == last);
        self.mode = mode;
        if continues {
            return; // A second paragraph of an item that has no child yet.
        }
        let end = trim_end(self.bytes, title, line.end);
        self.b.open(line.text, BODY + self.items.len()).title = Span::new(title, end);
    }

    /// A line of text: shown from `shown` to `to`, read with those around it.
    pub(super) fn text(&mut self, line: &Line, shown: usize, to: usize) {
        let to = self.take_id(shown, to);
        if self.dialect == Dialect::Markdown && shown < to {
            // Two blanks at a line's end are a line break.
            self.b.lines.push(Span::new(shown, to));
        } else {
            self.b.line(shown.min(to), to);
        }
        self.b.reach(line.end);
        if self.mode == Mode::Table {
            self.flush();
            self.b.lexer.row(shown, to);
        } else {
            let from = self.paragraph.map_or(shown, |p| p.0);
            self.paragraph = Some((from.min(to), to));
        }
    }

    /// `text ^id`: the block's id is taken, and the text ends before it.
    fn take_id(&mut self, from: usize, to: usize) -> usize {
        let end = trim_end(self.bytes, from, to);
        let length = self.bytes[from..end]
            .iter()
            .rev()
            .take(64)
            .take_while(|b| b.is_ascii_alphanumeric() || **b == b'-')
            .count();
        let mark = (end - length).wrapping_sub(1);
        if self.dialect != Dialect::Obsidian || length == 0 || end - length <= from || self.bytes[mark] != b'^' {
            return to;
        }
        if mark > from && !is_space(self.bytes[mark - 1]) {
            return to;
        }
        if let Some(block) = self.b.block() {
            block.id = Some(Span::new(mark + 1, end));
            let title = trim_end(self.bytes, block.title.start as usize, mark.max(block.title.start as usize));
            block.title.end = block.title.end.min(title as u32).max(block.title.start);
        }
        trim_end(self.bytes, from, mark)
    }

    /// A line of `^id` alone names the block before it.
    fn block_id(&mut self, line: &Line) -> Option<usize> {
        if self.bytes[line.text] != b'^' || self.b.blocks.is_empty() || self.take_id(line.text, line.end) != line.text {
            return None;
        }
        self.flush();
        self.mode = Mode::Closed;
        Some(line.next)
    }
}
