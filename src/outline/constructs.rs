//! What takes more than text in a Logseq block: fences, `#+BEGIN_X`, drawers, HTML, mathematics, quotes, tables, lists.
//!
//! Each is asked by the first byte of a line and either takes one or more lines or declines. Does not know blocks.

use super::Code;
use super::lines::{Line, is_space, skip_space, starts_with_ci, trim_end};
use super::logseq::{Mode, Pass};
use super::property;
use crate::diagnostic::{Code as Say, Diagnostic};
use crate::span::Span;

impl Pass<'_> {
    /// What begins at `from`, where to go on after it; `None`: text.
    pub(super) fn construct(&mut self, line: &Line, from: usize, on_bullet: bool) -> Option<usize> {
        let bytes = self.bytes;
        match bytes[from] {
            b'`' | b'~' => self.fence(line, from, on_bullet),
            b'#' if bytes[from..line.end].starts_with(b"#+") => {
                self.begin(line, from, on_bullet).or_else(|| self.directive(line, from, on_bullet))
            }
            b':' => self.drawer(line, from),
            b'<' => {
                let to = self.item_end(line);
                let end = self.b.lexer.elements.end(self.b.text, from, to)?;
                Some(self.opaque(line, from, end))
            }
            b'$' if bytes[from..].starts_with(b"$$") => {
                let to = self.item_end(line);
                let close = self.math.find(bytes, b"$$", from + 3, to)?;
                Some(self.opaque(line, from, close + 2))
            }
            b'\\' if bytes[from..].starts_with(b"\\begin{") => {
                let close = memchr::memchr(b'}', &bytes[from + 7..line.end])?;
                let name = String::from_utf8_lossy(&bytes[from + 7..from + 7 + close]).into_owned();
                let to = self.item_end(line);
                let end = self.closers.latex(bytes, &name, from + 8 + close).filter(|&end| end < to)?;
                Some(self.opaque(line, from, end + 6 + close))
            }
            b'>' => self.quote(line, from),
            b'|' if bytes[trim_end(bytes, from, line.end) - 1] == b'|' && line.end > from + 1 => {
                self.flush();
                self.raw(from, line);
                self.b.lexer.row(from, line.end);
                Some(line.next)
            }
            b'[' => self.footnote_or_comment(line, from, on_bullet),
            b'*' | b'+' | b'0'..=b'9' if !on_bullet && self.is_item(line) => Some(self.item(line)),
            b'-' | b'*' | b'_' if !on_bullet => self.rule(line, from),
            _ => None,
        }
    }

    /// Where the list item that `line` belongs to ends: at a bullet, or a line without indent. Elsewhere the file's end.
    fn item_end(&mut self, line: &Line) -> usize {
        if !matches!(self.mode, Mode::List(_)) || line.indent() == 0 {
            return self.bytes.len();
        }
        if line.start >= self.item_until {
            self.item_until = line.next;
            while self.item_until < self.bytes.len() {
                let next = Line::at(self.bytes, self.item_until);
                let rest = &self.bytes[next.text..next.end];
                if !next.is_blank() && (next.indent() == 0 || rest == b"-" || rest.starts_with(b"- ")) {
                    break;
                }
                self.item_until = next.next;
            }
        }
        self.item_until
    }

    /// A fenced code block. One that is never closed is text, and the bullets in it are bullets.
    fn fence(&mut self, line: &Line, from: usize, on_bullet: bool) -> Option<usize> {
        let bytes = self.bytes;
        let mark = bytes[from];
        let length = bytes[from..line.end].iter().take_while(|&&b| b == mark).count();
        if length < 3 || (mark == b'`' && bytes[from + length..line.end].contains(&b'`')) {
            return None;
        }
        let close = self.closers.fence(bytes, mark, length, line.next, usize::MAX);
        let Some(close) = close.filter(|&c| self.inside_until == 0 || c < self.inside_until) else {
            let note =
                Diagnostic::new(Say::UnclosedFence, Span::new(from, line.end), "this code fence is never closed")
                    .help("it is shown as text; close it with a line of the same marks");
            self.b.notes().push(note);
            return None;
        };
        self.flush();
        let indent = if on_bullet { from.min(self.dedent + line.start) - line.start } else { line.indent() };
        self.raw(from, line);
        self.push_code(from + length, line, close, indent);
        self.lines(line.next, close, indent);
        let last = Line::at(bytes, close);
        let marks = bytes[last.text..last.end].iter().take_while(|&&b| b == mark).count();
        self.b.line(last.text, last.text + marks);
        self.b.reach(last.end);
        // Logseq drops what stands behind the closing marks.
        let behind = skip_space(bytes, last.text + marks, last.end);
        if behind < last.end {
            self.text(behind, behind, &last);
        }
        Some(last.next)
    }

    /// Notes a code block whose language begins at or after `from` and whose lines go from the next line to `close`.
    pub(super) fn push_code(&mut self, from: usize, line: &Line, close: usize, indent: usize) {
        let start = skip_space(self.bytes, from, line.end);
        let length = self.bytes[start..line.end].iter().take_while(|&&b| b != b' ' && b != b'\t').count();
        let language = Span::new(start, start + length);
        self.b.code.push(Code {
            language,
            body: Span::new(line.next.min(close), close),
            indent: indent.min(u16::MAX as usize) as u16,
        });
    }

    /// Lines shown as they are, but for `indent` bytes of white space at most.
    fn lines(&mut self, from: usize, to: usize, indent: usize) {
        let mut at = from;
        while at < to {
            let line = Line::at(self.bytes, at);
            self.b.lines.push(Span::new(line.start + indent.min(line.indent()), line.end));
            at = line.next;
        }
    }

    /// `#+BEGIN_X` … `#+END_X`
    fn begin(&mut self, line: &Line, from: usize, on_bullet: bool) -> Option<usize> {
        let bytes = self.bytes;
        if !starts_with_ci(bytes, from, "#+begin_") || self.inside_until > 0 {
            return None;
        }
        let length = bytes[from + 8..line.end].iter().take_while(|b| !b.is_ascii_whitespace()).count();
        if length == 0 {
            return None;
        }
        let name = String::from_utf8_lossy(&bytes[from + 8..from + 8 + length]).to_ascii_lowercase();
        let close = self.closers.end_of(bytes, &name, line.next)?;
        self.flush();
        let last = Line::at(bytes, close);
        match name.as_str() {
            "comment" => {
                self.b.reach(last.end);
                return Some(last.next);
            }
            "src" | "example" | "export" | "query" => {
                let indent = if on_bullet { self.dedent } else { line.indent() };
                self.raw(from, line);
                if name == "src" {
                    self.push_code(from + 8 + length, line, close, indent);
                }
                self.lines(line.next, close, indent);
                self.raw(last.text, &last);
                return Some(last.next);
            }
            _ => {}
        }
        self.raw(from, line);
        self.mode = Mode::Text;
        self.inside_until = close;
        Some(line.next)
    }

    /// A line inside a `#+BEGIN_X` that holds text: no bullets, no properties.
    pub(super) fn inner_line(&mut self, line: Line) -> usize {
        if line.start >= self.inside_until {
            self.flush();
            self.inside_until = 0;
            self.raw(line.text, &line);
        } else if line.is_blank() {
            self.flush();
            self.b.line(line.end, line.end);
        } else if matches!(self.bytes[line.text], b'`' | b'~')
            && let Some(next) = self.fence(&line, line.text, false)
        {
            return next;
        } else {
            let indent = line.indent().min(self.dedent);
            self.text(line.start + indent, line.text, &line);
        }
        line.next
    }

    /// `#+key: value`, a property as well. With white space in its key it is a directive, shown as it is.
    fn directive(&mut self, line: &Line, from: usize, on_bullet: bool) -> Option<usize> {
        let found = property::read_directive(self.bytes, &Line { text: from, ..*line })?;
        let before_blocks = self.b.blocks.last().is_some_and(|b| b.pre_block);
        let spaced = self.bytes[found.key.range()].iter().any(|&b| is_space(b));
        if spaced && on_bullet {
            return None;
        }
        if before_blocks || !spaced {
            self.property(found, line);
        } else {
            self.flush();
            self.raw(from, line);
        }
        Some(line.next)
    }

    /// `:NAME:` … `:END:`, which is not shown: properties, a logbook, or another's.
    fn drawer(&mut self, line: &Line, from: usize) -> Option<usize> {
        let bytes = self.bytes;
        let end = trim_end(bytes, from, line.end);
        let name = bytes.get(from + 1..end.checked_sub(1)?).filter(|n| !n.is_empty() && bytes[end - 1] == b':')?;
        if name.iter().any(|&b| b == b':' || b == b' ') {
            return None;
        }
        let close = self.closers.drawer(bytes, line.next)?;
        self.flush();
        let (is_logbook, is_properties) =
            (name.eq_ignore_ascii_case(b"logbook"), name.eq_ignore_ascii_case(b"properties"));
        let mut at = line.next;
        while at < close && (is_logbook || is_properties) {
            let inner = Line::at(bytes, at);
            if is_logbook {
                self.b.clock(inner.text, inner.end);
            } else if let Some(found) = property::read_org(bytes, &inner) {
                self.property(found, &inner);
            }
            at = inner.next;
        }
        let last = Line::at(bytes, close);
        self.b.reach(last.end);
        self.untitle(from);
        Some(last.next)
    }

    /// What is taken as it is up to `end`; what stands behind it on its line is text.
    fn opaque(&mut self, line: &Line, from: usize, end: usize) -> usize {
        self.flush();
        self.raw(from, line);
        let mut last = *line;
        while last.next < end {
            last = Line::at(self.bytes, last.next);
            self.raw(last.start + self.dedent.min(last.indent()), &last);
        }
        if end < last.end {
            self.b.lexer.paragraph(end, last.end);
        }
        last.next
    }

    fn quote(&mut self, line: &Line, from: usize) -> Option<usize> {
        // `>` alone opens none.
        if skip_space(self.bytes, from + 1, line.end) == line.end {
            return None;
        }
        self.flush();
        self.mode = Mode::Quote(None);
        // `> - a` is no quote to Logseq.
        self.quote_line(&Line { text: from, ..*line }, None).then_some(line.next)
    }

    /// On a bullet's own line a comment is text.
    fn footnote_or_comment(&mut self, line: &Line, from: usize, on_bullet: bool) -> Option<usize> {
        let rest = &self.bytes[from..line.end];
        if rest.starts_with(b"[//]: #") && !on_bullet {
            self.flush();
            self.b.reach(line.end);
            return Some(line.next);
        }
        let close = rest.strip_prefix(b"[^")?.iter().position(|&b| b == b']' || b == b' ')? + 2;
        let text = rest.get(close + 2..).unwrap_or_default().trim_ascii_start();
        let begins = !text.is_empty() && !matches!(text[0], b'-' | b'*' | b'#' | b'[');
        if rest[close] != b']' || close == 2 || rest.get(close + 1) != Some(&b':') || !begins {
            return None;
        }
        self.flush();
        self.mode = Mode::Footnote;
        self.text(from, from, line);
        Some(line.next)
    }

    fn item(&mut self, line: &Line) -> usize {
        self.flush();
        let dedent = match self.mode {
            Mode::List(dedent) => dedent,
            _ => line.indent(),
        };
        self.mode = Mode::List(dedent);
        self.text(line.start + dedent.min(line.indent()), line.text, line);
        line.next
    }

    /// `---` on a line of its own, set apart so that CommonMark does not take the line above for a heading.
    fn rule(&mut self, line: &Line, from: usize) -> Option<usize> {
        let end = trim_end(self.bytes, from, line.end);
        let first = self.bytes[from];
        if end < from + 3 || self.bytes[from..end].iter().any(|&b| b != first) {
            return None;
        }
        self.flush();
        self.b.line(from, from);
        self.raw(from, line);
        Some(line.next)
    }
}
