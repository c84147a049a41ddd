//! Logseq's Markdown: which lines are blocks, and what each line of a block is.
//!
//! Follows mldoc, Logseq's parser, line by line, and deviates where `deviations.rs` says so. Does not look inside a
//! line: `inline.rs` does.

use super::lines::{Closers, Counted, Line, Next, is_space, skip_space, starts_with_ci, trim_end};
use super::tree::Builder;
use super::{Outline, frontmatter, property, stamp, task};
use crate::diagnostic::{Code as Say, Diagnostic};
use crate::span::Span;
use std::sync::Arc;

/// What the lines before this one make of it.
#[derive(Clone, Copy, PartialEq)]
pub(super) enum Mode {
    Text,
    /// Takes all lines up to a blank one or a new block; with the fence that is open in it.
    Quote(Option<(u8, usize, usize)>),
    /// Takes all indented lines up to a blank one; dedented by the first item's white space.
    List(usize),
    /// Takes all lines up to a blank one or a mark.
    Footnote,
}

/// Where the block stands with its runs of properties.
#[derive(Clone, Copy, PartialEq)]
enum Run {
    None,
    Open,
    Over,
}

pub(super) struct Pass<'t> {
    pub b: Builder<'t>,
    pub bytes: &'t [u8],
    pub closers: Closers,
    pub math: Next,
    pub mode: Mode,
    /// The text lines gathered so far, to be read as one.
    paragraph: Option<(usize, usize)>,
    /// White space that the block's other lines may carry.
    pub dedent: usize,
    run: Run,
    /// Where the last line that was a property ends.
    property_end: usize,
    lines: Counted,
    /// Up to here lines belong to a `#+BEGIN_X`.
    pub inside_until: usize,
    /// The list item that was last looked at ends here.
    pub item_until: usize,
}

pub(super) fn parse(text: &Arc<str>, builder: Builder<'_>) -> (Outline, Vec<Diagnostic>) {
    let bytes = builder.text.as_bytes();
    let mut pass = Pass {
        b: builder,
        bytes,
        closers: Closers::default(),
        math: Next::default(),
        mode: Mode::Text,
        paragraph: None,
        dedent: 0,
        run: Run::None,
        property_end: 0,
        lines: Counted::default(),
        inside_until: 0,
        item_until: 0,
    };
    let mut at = pass.front_matter();
    while at < bytes.len() {
        at = pass.line(Line::at(bytes, at)).max(at + 1);
    }
    pass.end_block();
    pass.b.finish(text.clone())
}

impl Pass<'_> {
    fn front_matter(&mut self) -> usize {
        let start = if self.bytes.starts_with("\u{feff}".as_bytes()) { 3 } else { 0 };
        let mut notes = Vec::new();
        let read = frontmatter::yaml(self.b.text, start, &mut notes);
        self.b.notes().append(&mut notes);
        let Some(read) = read else { return start };
        self.b.open(start, 1).pre_block = true;
        for entry in read.entries {
            let (from, to) = (entry.span.start as usize, entry.span.end as usize);
            if property::is_plain(&property::normal(&entry.key)) {
                // Names nothing.
            } else if entry.span.of(self.b.text) == entry.value {
                self.b.lexer.value(from, to);
            } else {
                self.b.lexer.links_in_value(from, to);
            }
            self.b.page_property(&entry.key, entry.key_span, entry.value.into(), entry.span);
        }
        self.b.reach(read.end);
        read.end
    }

    /// Reads what begins on this line and says where to go on.
    fn line(&mut self, line: Line) -> usize {
        if self.inside_until > 0 {
            return self.inner_line(line);
        }
        if line.is_blank() {
            self.flush();
            self.mode = Mode::Text;
            self.end_run();
            if !self.b.blocks.is_empty() {
                self.b.line(line.end, line.end);
            }
            return line.next;
        }
        let first = self.bytes[line.text];
        let ends = |at: usize| at == line.end || is_space(self.bytes[at]);
        if first == b'-' {
            // `-# x` is a heading as well as `- # x`.
            let hashes = self.bytes[line.text + 1..line.end].iter().take_while(|&&b| b == b'#').count();
            let after = line.text + 1 + hashes;
            // Quotes and list items look for `- ` and `-` alone.
            let taken = match self.mode {
                Mode::Quote(_) => true,
                Mode::List(_) => line.indent() > 0,
                _ => false,
            };
            let plain = line.text + 1 == line.end || self.bytes[line.text + 1] == b' ';
            if ends(after) && (plain || !taken) {
                return self.bullet(line);
            }
        }
        if first == b'#' {
            let hashes = self.bytes[line.text..line.end].iter().take_while(|&&b| b == b'#').count();
            let taken = match self.mode {
                Mode::Quote(_) => hashes > 1,
                Mode::List(_) => line.indent() > 0,
                _ => false,
            };
            if ends(line.text + hashes) && !taken {
                self.end_block();
                self.b.open(line.text, 1).heading = hashes.min(6) as u8;
                self.dedent = 2;
                return self.head(line, line.text + hashes);
            }
        }
        if self.b.blocks.is_empty() {
            self.b.open(line.text, 1).pre_block = true;
            self.dedent = 0;
        }
        self.body(line, line.text, false)
    }

    fn bullet(&mut self, line: Line) -> usize {
        self.end_block();
        let level = line.indent() + 1;
        self.dedent = level + 1;
        let mut at = line.text + 1;
        let hashes_at = skip_space(self.bytes, at, line.end);
        let hashes = self.bytes[hashes_at..line.end].iter().take_while(|&&b| b == b'#').count();
        let after = hashes_at + hashes;
        let is_heading = hashes > 0 && (after == line.end || is_space(self.bytes[after]));
        let block = self.b.open(line.text, level);
        if is_heading {
            block.heading = hashes.min(6) as u8;
            at = after;
        }
        self.head(line, at)
    }

    /// Marker, priority and title of a block that has just been opened.
    fn head(&mut self, line: Line, mut at: usize) -> usize {
        let mut next = skip_space(self.bytes, at, line.end);
        let mut marker = task::marker(self.bytes, next, line.end);
        if marker.is_none() && self.b.options.checkboxes {
            marker = task::checkbox(self.bytes, next, line.end);
        }
        if let Some((marker, after)) = marker {
            if let Some(task) = self.b.task() {
                task.marker = Some(marker);
            }
            at = after;
            next = skip_space(self.bytes, at, line.end);
        }
        if let Some((priority, after)) = task::priority(self.b.text, next, line.end) {
            if let Some(task) = self.b.task() {
                task.priority = Some(priority);
            }
            next = skip_space(self.bytes, after, line.end);
        }
        let end = trim_end(self.bytes, next, line.end);
        if let Some(block) = self.b.block() {
            block.title = Span::new(next, end);
            block.span.end = line.end as u32;
        }
        if marker.is_some() && !self.bytes[next..end].is_ascii() {
            let closed = task::emoji(&self.b.text[next..end]).closed;
            if let Some(task) = self.b.task() {
                task.closed = closed;
            }
        }
        self.b.reach(line.end);
        if next == end { line.next } else { self.body(line, next, true) }
    }

    /// Ends the block that is open: what it said may be the page's.
    fn end_block(&mut self) {
        self.flush();
        self.b.take_plans();
        (self.mode, self.run, self.inside_until) = (Mode::Text, Run::None, 0);
        if self.b.blocks.len() == 1 && self.b.has_properties() {
            let block = &self.b.blocks[0];
            let only = block.title.is_empty() && self.b.lines.is_empty() && block.task.is_none();
            if block.pre_block || (only && self.b.speaks_of_page()) {
                self.b.give_to_page();
            }
        }
    }

    fn end_run(&mut self) {
        if self.run == Run::Open {
            self.run = Run::Over;
        }
    }

    /// Reads the gathered text lines.
    pub(super) fn flush(&mut self) {
        if let Some((from, to)) = self.paragraph.take() {
            self.b.lexer.paragraph(from, to);
        }
    }

    /// A line of text, shown from `shown` on and read with those around it.
    pub(super) fn text(&mut self, shown: usize, from: usize, line: &Line) {
        self.b.line(shown, line.end);
        self.b.reach(line.end);
        let start = self.paragraph.map_or(from, |p| p.0);
        self.paragraph = Some((start, line.end));
    }

    /// A line that is shown but not read.
    pub(super) fn raw(&mut self, shown: usize, line: &Line) {
        self.b.line(shown, line.end);
        self.b.reach(line.end);
    }

    /// A line of a block, `on_bullet` for the rest of its first one.
    fn body(&mut self, line: Line, from: usize, on_bullet: bool) -> usize {
        if !on_bullet && let Some(next) = self.carried_on(&line) {
            return next;
        }
        let first = self.bytes[from];
        // Nearly all lines begin with a letter: nothing but a property or a stamp can begin so.
        if !first.is_ascii_alphabetic()
            && let Some(next) = self.construct(&line, from, on_bullet)
        {
            if self.property_end <= line.start {
                self.end_run();
            }
            return next;
        }
        if let Some(found) = property::read(self.bytes, from, &line) {
            self.property(found, &line);
            return line.next;
        }
        self.end_run();
        if !on_bullet {
            let mut notes = Vec::new();
            let planned = stamp::planning_line(self.b.text, from, line.end, &mut notes);
            if let Some(plans) = planned {
                self.flush();
                self.b.notes().append(&mut notes);
                self.b.lexer.plans.extend(plans);
                self.b.take_plans();
                self.b.reach(line.end);
                return line.next;
            }
        }
        self.text(from, from, &line);
        line.next
    }

    pub(super) fn property(&mut self, found: property::Found, line: &Line) {
        self.flush();
        self.b.take_plans();
        if self.run == Run::Over {
            let before = self.lines.until(self.bytes, self.property_end);
            let note = Diagnostic::new(Say::SecondProperties, found.key, "a second run of properties in one block")
                .label(format!("the run before it ends in line {before}"))
                .help("Logseq reads the first run alone; move them together");
            self.b.notes().push(note);
        }
        self.run = Run::Open;
        self.property_end = line.next;
        self.b.property(found);
        self.b.reach(line.end);
        self.untitle(found.key.start as usize);
    }

    /// A block whose first line is something else than text has no title.
    pub(super) fn untitle(&mut self, at: usize) {
        if let Some(block) = self.b.block()
            && block.title.start as usize == at
        {
            block.title.end = block.title.start;
        }
    }

    /// Where to go on, if a quote, a list or a footnote takes the line.
    fn carried_on(&mut self, line: &Line) -> Option<usize> {
        let first = self.bytes[line.text];
        match self.mode {
            Mode::Text => None,
            Mode::Quote(fence) => self.quote_line(line, fence).then_some(line.next),
            Mode::Footnote if matches!(first, b'-' | b'*' | b'#' | b'[') => {
                self.mode = Mode::Text;
                None
            }
            Mode::Footnote => {
                self.text(line.text, line.text, line);
                Some(line.next)
            }
            Mode::List(_) if self.is_item(line) => None,
            // A digit that begins no item makes no list of what stands above it.
            Mode::List(_) if line.indent() == 0 || first.is_ascii_digit() => {
                self.mode = Mode::Text;
                None
            }
            Mode::List(dedent) => {
                // An item may hold code, quotes, tables and HTML, but neither properties nor drawers.
                let opens = matches!(first, b'`' | b'~' | b'>' | b'|' | b'<' | b'$' | b'\\');
                if (opens || starts_with_ci(self.bytes, line.text, "#+begin_"))
                    && let Some(next) = self.construct(line, line.text, false)
                {
                    return Some(next);
                }
                self.text(line.start + dedent.min(line.indent()), line.text, line);
                Some(line.next)
            }
        }
    }

    /// `* x`, `+ x`, `1. x`: never without anything behind it.
    pub(super) fn is_item(&self, line: &Line) -> bool {
        let text = &self.bytes[line.text..trim_end(self.bytes, line.text, line.end)];
        let digits = text.iter().take_while(|b| b.is_ascii_digit()).count();
        match text[0] {
            b'*' | b'+' => text.get(1).is_some_and(|&b| is_space(b)),
            _ => digits > 0 && text.get(digits) == Some(&b'.') && text.get(digits + 1).is_some_and(|&b| is_space(b)),
        }
    }

    /// A line of a quote; `false` where the quote has ended.
    pub(super) fn quote_line(&mut self, line: &Line, fence: Option<(u8, usize, usize)>) -> bool {
        let mut at = line.text;
        if self.bytes[at] == b'>' {
            at = skip_space(self.bytes, at + 1, line.end);
        }
        let rest = &self.bytes[at..line.end];
        let new = rest.starts_with(b"- ") || rest.starts_with(b"# ") || rest == b"-" || rest == b"#";
        if new || starts_with_ci(self.bytes, at, "id:: ") {
            self.mode = Mode::Text;
            return false;
        }
        let mark = rest.first().copied().filter(|b| matches!(b, b'`' | b'~'));
        let length = mark.map_or(0, |m| rest.iter().take_while(|&&b| b == m).count());
        match fence {
            Some((open, longest, _)) => {
                self.raw(line.text, line);
                if mark == Some(open) && length >= longest {
                    self.close_quoted(fence, line.start);
                }
            }
            None if length >= 3 => {
                self.flush();
                self.raw(line.text, line);
                self.mode = Mode::Quote(mark.map(|m| (m, length, at)));
            }
            None if rest.first() == Some(&b'|') && rest[..trim_end(rest, 0, rest.len())].ends_with(b"|") => {
                self.flush();
                self.raw(line.text, line);
                self.b.lexer.row(at, line.end);
            }
            None => self.text(line.text, at, line),
        }
        true
    }

    fn close_quoted(&mut self, fence: Option<(u8, usize, usize)>, end: usize) {
        self.mode = Mode::Quote(None);
        if let Some((_, length, at)) = fence {
            let line = Line::at(self.bytes, at);
            self.push_code(at + length, &line, end, 0);
        }
    }
}
