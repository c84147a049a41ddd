//! One line of text to Markdown: refs and URLs to slots, marks the parser does not know to those it does, and what
//! the dialect does not have escaped.
//!
//! Does not know lines of code or Org's blocks (see [`forms`](super::forms)).

use super::desugar::Desugar;
use super::slot::Slot;
use super::{Resolver, hiccup};
use crate::notes::Dialect;
use crate::outline::RefKind;
use crate::span::Span;

impl<R: Resolver> Desugar<'_, '_, R> {
    /// A line that is no form of its own.
    pub fn text_line(&mut self, at: usize) {
        let mut span = self.lines[at];
        let text = span.of(self.note);
        let trimmed = text.trim();
        if trimmed.is_empty() {
            self.begin_line(span);
            if self.dialect == Dialect::Markdown {
                // In indented code a blank line may have blanks of its own.
                self.verbatim(span);
            }
            self.after_text = false;
            return;
        }
        let logseq = self.dialect == Dialect::Logseq;
        let is_title = at == 0 && span.start == self.block.title.start;
        self.check_nesting(text);
        let row = |line: &str| line.len() > 1 && line.starts_with('|') && line.ends_with('|');
        if logseq && !row(trimmed) && at.checked_sub(1).is_some_and(|before| row(self.line(before).trim())) {
            // The parser's tables take lines that are no rows.
            self.separate(span);
        }
        let indent = text.len() - text.trim_start().len();
        let lists = begins_list(trimmed);
        if logseq && !is_title && lists.is_some() {
            self.in_list = true;
        }
        // Logseq has no code by indentation: without a list, white space at the start says nothing.
        if logseq && indent > 0 && (is_title || !self.in_list) {
            span.start += indent as u32;
        }
        if logseq && self.after_text && (underlines(trimmed, '-') || underlines(trimmed, '=')) {
            if trimmed.starts_with("---") {
                self.separate(span);
                self.begin_line(span);
                self.out.push_str("---");
            } else {
                self.begin_line(span);
                self.out.push('\\');
                self.verbatim(Span::new(span.end as usize - text.trim_start().len(), span.end as usize));
            }
            return;
        }
        self.begin_line(span);
        if is_title {
            // A heading of several lines is underlined.
            if self.block.heading > 0 && (logseq || self.lines.len() == 1) {
                self.out.push_str(&"######"[..usize::from(self.block.heading.min(6))]);
                self.out.push(' ');
            } else if logseq && let Some(mark) = lists {
                // A bullet's own line is a line of text: `- 1. x` and `- + x` are no lists.
                let mark = span.start as usize + mark;
                self.inline(Span::new(span.start as usize, mark));
                self.out.push('\\');
                self.inline(Span::new(mark, span.end as usize));
                self.after_text = true;
                return;
            }
            let boxed = ["[ ] ", "[x] ", "[X] "].into_iter().position(|mark| span.of(self.note).starts_with(mark));
            if let Some(done) = boxed.filter(|_| self.block.task().is_none_or(|task| task.marker.is_none())) {
                self.slot(Slot::Box(done > 0));
                span.start += 4;
            }
        }
        if logseq && self.block.heading == 0 && defines_link(trimmed) {
            // A link definition would vanish; in Logseq it is text.
            self.out.push('\\');
        }
        self.inline(span);
        self.after_text = true;
    }

    /// The inline text of a range, after what the line began with.
    pub fn inline(&mut self, span: Span) {
        let (note, logseq) = (self.note, self.dialect == Dialect::Logseq);
        let bytes = note.as_bytes();
        let (mut at, end) = (span.start as usize, span.end as usize);
        let begun = self.out.len();
        let urls = self.urls(span);
        let mut urls = urls.iter().peekable();
        let mut mark_end: Option<usize> = None;
        let mut no_more_marks = false;
        let mut unclosed = 0u64;
        let mut may_be_hiccup = true;
        // A bar within code does not part cells.
        let in_table = span.of(note).trim_start().starts_with('|');
        while self.refs.start < self.refs.end && (self.outline.refs[self.refs.start].span.start as usize) < at {
            self.refs.start += 1;
        }
        let mut done = at;
        macro_rules! flush {
            ($to:expr) => {
                self.verbatim(Span::new(done, $to))
            };
        }
        while at < end {
            if self.in_comment {
                let close = note[at..end].find("%%").map(|i| at + i + 2);
                self.in_comment = close.is_none();
                at = close.unwrap_or(end);
                done = at;
                self.skip_refs(at);
                continue;
            }
            while urls.peek().is_some_and(|url| (url.0.start as usize) < at) {
                urls.next();
            }
            while self.refs.start < self.refs.end && (self.outline.refs[self.refs.start].span.start as usize) < at {
                self.refs.start += 1;
            }
            let byte = bytes[at];
            if let Some(&&(mut url, mail)) = urls.peek()
                && url.start as usize == at
            {
                let reference = self.outline.refs.get(self.refs.start).filter(|_| self.refs.start < self.refs.end);
                // What the outline read behind it is no part of it.
                if let Some(next) = reference.filter(|next| next.span.start > url.start) {
                    url.end = url.end.min(next.span.start);
                }
                let whole = reference
                    .is_some_and(|r| r.span.start == url.start && r.kind != RefKind::Ticket && r.kind != RefKind::Date);
                if !whole {
                    flush!(at);
                    self.slot(if mail { Slot::Mail(url) } else { Slot::Url(url) });
                    at = url.end as usize;
                    done = at;
                    continue;
                }
            }
            if self.refs.start < self.refs.end && self.outline.refs[self.refs.start].span.start as usize == at {
                flush!(at);
                let index = self.refs.start;
                self.refs.start += 1;
                let to = self.reference(index).min(end).max(at + 1);
                at = to;
                done = to;
                continue;
            }
            if let Some(cut) = self.cuts.iter().find(|cut| cut.start as usize == at && !cut.is_empty()).copied() {
                flush!(at);
                at = (cut.end as usize).min(end);
                done = at;
                continue;
            }
            match byte {
                b'\\' if at + 1 < end && bytes[at + 1].is_ascii_punctuation() => at += 2,
                // `\alpha` is a sign in Logseq's text; a path like `C:\temp` is none.
                b'\\' if logseq && (at == 0 || !matches!(bytes[at - 1], b':' | b'\\' | b'/')) => {
                    let letters = bytes[at + 1..end].iter().take_while(|b| b.is_ascii_alphabetic()).count();
                    let to = at + 1 + letters;
                    match super::math::symbol(&note[at + 1..to]) {
                        Some(sign) => {
                            flush!(at);
                            self.slot(Slot::Literal(sign));
                            at = to + if note[to..end].starts_with("{}") { 2 } else { 0 };
                            done = at;
                        }
                        None => at = to,
                    }
                }
                b'`' => {
                    let run = bytes[at..end].iter().take_while(|b| **b == b'`').count();
                    let known = 1u64 << run.min(63);
                    let close = if unclosed & known != 0 { None } else { closing_run(&bytes[at + run..end], run) };
                    let close = close.map(|close| at + run + close + run);
                    match close {
                        Some(to) if self.reads(to) => at += run,
                        Some(to) => {
                            if in_table && note[at..to].contains('|') {
                                flush!(at);
                                self.out.push_str(&note[at..to].replace("\\|", "|").replace('|', "\\|"));
                                done = to;
                            }
                            at = to;
                            self.skip_refs(at);
                        }
                        None => {
                            unclosed |= known;
                            if logseq {
                                // A code span does not cross lines there.
                                flush!(at);
                                for _ in 0..run {
                                    self.out.push_str("\\`");
                                }
                                done = at + run;
                            }
                            at += run;
                        }
                    }
                }
                b'$' => match formula_end(&bytes[..end], at).filter(|&to| !self.reads(to)) {
                    Some(close) if logseq && note[at..close].contains('`') => {
                        flush!(at);
                        self.slot(Slot::Formula(Span::new(at, close)));
                        at = close;
                        done = at;
                    }
                    Some(close) => at = close,
                    None => {
                        // The parser's formulas cross lines, the outline's do not.
                        flush!(at);
                        if logseq || !self.has_code {
                            self.out.push_str("\\$");
                        } else {
                            // Within code that began on a line before, a backslash would show.
                            self.slot(Slot::Literal('$'));
                        }
                        at += 1;
                        done = at;
                    }
                },
                b'=' if mark_end == Some(at) => {
                    flush!(at);
                    self.out.push_str("^^");
                    at += 2;
                    done = at;
                    mark_end = None;
                }
                b'=' if mark_end.is_none() && !no_more_marks && opens_mark(bytes, at, span.start as usize, end) => {
                    match closing_mark(bytes, at + 2, end) {
                        Some(close) => {
                            flush!(at);
                            self.out.push_str("^^");
                            mark_end = Some(close);
                            at += 2;
                            done = at;
                        }
                        None => {
                            no_more_marks = true;
                            at += 2;
                        }
                    }
                }
                b'[' if logseq && may_be_hiccup && note[at..end].starts_with("[:") => {
                    match hiccup::phrasing(&note[at..end]).filter(|(source, _)| !self.reads(at + source.len())) {
                        Some((source, html)) => {
                            flush!(at);
                            self.slot(Slot::Phrasing(source.to_string(), html));
                            at += source.len();
                            done = at;
                        }
                        None => {
                            // A look reads to the end of the form, if it has one: the first in vain is the last.
                            may_be_hiccup = false;
                            at += 1;
                        }
                    }
                }
                b'%' if self.dialect == Dialect::Obsidian && note[at..end].starts_with("%%") => {
                    flush!(at);
                    self.in_comment = true;
                    at += 2;
                    done = at;
                }
                b'{' if self.dialect == Dialect::Logseq
                    && note[at..end].starts_with("{:")
                    && note[..at].ends_with(')') =>
                {
                    // Attributes of an image of another host.
                    match note[at..end].find('}') {
                        Some(close) => {
                            flush!(at);
                            at += close + 1;
                            done = at;
                        }
                        None => at += 1,
                    }
                }
                _ => {
                    let url = urls.peek().map(|url| url.0.start as usize);
                    at = self.plain_until(at + 1, url.unwrap_or(end).min(end));
                }
            }
        }
        flush!(end.max(done));
        self.tickets(begun);
    }

    /// Where, from `at` to `end`, the next mark, reference or cut stands: most of a line is words.
    fn plain_until(&self, at: usize, end: usize) -> usize {
        let reference = self.outline.refs.get(self.refs.start).filter(|_| self.refs.start < self.refs.end);
        let starts = reference.map(|r| r.span.start).into_iter().chain(self.cuts.iter().map(|cut| cut.start));
        let stop = starts.map(|start| start as usize).filter(|start| *start >= at).fold(end, usize::min).max(at);
        let words = self.note.as_bytes().get(at..stop).unwrap_or(&[]);
        words.iter().position(|b| MARKS[usize::from(*b)]).map_or(stop, |skipped| at + skipped)
    }

    /// Whether the outline read a reference before `to`: then what seems to be code or a formula from here to there is
    /// none, but ends here what began on a line before.
    fn reads(&self, to: usize) -> bool {
        let next = self.outline.refs.get(self.refs.start).filter(|_| self.refs.start < self.refs.end);
        next.is_some_and(|next| (next.span.start as usize) < to)
    }
}

/// The bytes that `inline` looks at; none of them is part of a longer character.
static MARKS: [bool; 256] = {
    let mut table = [false; 256];
    let marks = b"\\`$=[%{";
    let mut i = 0;
    while i < marks.len() {
        table[marks[i] as usize] = true;
        i += 1;
    }
    table
};

/// Where, in `rest`, a run of exactly `length` backticks begins.
fn closing_run(rest: &[u8], length: usize) -> Option<usize> {
    let mut at = 0;
    while let Some(run) = memchr::memchr(b'`', &rest[at..]).map(|i| at + i) {
        let count = rest[run..].iter().take_while(|b| **b == b'`').count();
        if count == length {
            return Some(run);
        }
        at = run + count;
    }
    None
}

/// The byte after the formula that a dollar at `at` opens on its line. Source: mldoc, as the outline reads it.
fn formula_end(line: &[u8], at: usize) -> Option<usize> {
    let rest = &line[at + 1..];
    if rest.first()? == &b'$' {
        let close = at + 2 + memchr::memchr(b'$', &rest[1..])?;
        return line[close..].starts_with(b"$$").then_some(close + 2);
    }
    if rest[0] == b' ' {
        return None;
    }
    let close = at + 2 + memchr::memchr(b'$', rest.get(1..)?)?;
    (!matches!(line[close - 1], b' ' | b'(' | b'[' | b'{')).then_some(close + 1)
}

fn opens_mark(bytes: &[u8], at: usize, start: usize, end: usize) -> bool {
    at + 2 < end
        && bytes[at + 1] == b'='
        && !matches!(bytes[at + 2], b'=' | b' ' | b'\t' | b'>')
        && (at == start || !matches!(bytes[at - 1], b'=' | b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9'))
}

fn closing_mark(bytes: &[u8], from: usize, end: usize) -> Option<usize> {
    memchr::memmem::find_iter(&bytes[from..end], b"==").map(|i| from + i).find(|&i| {
        i > from
            && !matches!(bytes[i - 1], b' ' | b'=' | b'\t')
            && bytes.get(i + 2).filter(|_| i + 2 < end) != Some(&b'=')
    })
}

/// Where the mark of a list item ends before its blank, if the line begins one: `1` of `1. x`, nothing of `* x`.
fn begins_list(text: &str) -> Option<usize> {
    let digits = text.bytes().take(10).take_while(u8::is_ascii_digit).count();
    let rest = &text[digits..];
    let mark = if digits > 0 { rest.starts_with(['.', ')']) } else { rest.starts_with(['*', '+', '-']) };
    (mark && digits < 10 && (rest.len() == 1 || rest[1..].starts_with([' ', '\t']))).then_some(digits)
}

fn underlines(text: &str, mark: char) -> bool {
    !text.is_empty() && text.chars().all(|c| c == mark)
}

fn defines_link(text: &str) -> bool {
    text.starts_with('[') && !text.starts_with("[^") && text.find(']').is_some_and(|at| text[at + 1..].starts_with(':'))
}
