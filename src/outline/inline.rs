//! References in running text, with their byte ranges: links, tags, block references, embeds, dates, tickets, macros.
//!
//! Passes over code spans, mathematics, raw HTML, URLs and escapes. Does not resolve a name, and knows no block
//! structure: it is given one paragraph at a time.

use super::lines::{Next, is_space};
use super::pairs::{Elements, NEAR, Pairs, Ticks};
use super::stamp::Plan;
use super::{Ref, RefKind, Stamp, tag};
use crate::diagnostic::Diagnostic;
use crate::notes::Dialect;
use crate::span::Span;

/// Nested references deeper than this are text: nobody writes them, and their names would be as long as their depth.
const DEEPEST: usize = 16;

/// What the lexer finds, and the tables that keep it linear.
pub(super) struct Lexer<'t> {
    pub text: &'t str,
    pub dialect: Dialect,
    pub refs: Vec<Ref>,
    /// Stamps behind a keyword, in reading order; whoever calls takes them.
    pub plans: Vec<(Plan, Stamp)>,
    pub notes: Vec<Diagnostic>,
    /// Labels of footnotes' marks; whoever calls takes them.
    pub note_marks: Vec<Span>,
    pub elements: Elements,
    pub(super) range: (usize, usize),
    pub(super) in_property: bool,
    pub(super) in_table: bool,
    pub(super) singles: Pairs,
    doubles: Pairs,
    pub(super) parens: Pairs,
    ticks: Ticks,
    pub(super) dollars: Next,
    pub(super) display: Next,
    closing_brace: Next,
    line_end: Next,
}

/// Bytes that end mldoc's running text besides white space: right behind them, as behind all that has been read,
/// anything may begin; behind other text only what such a byte opens may.
const BREAKS: &[u8] = b"\\_^[*~`=$#";

/// Bytes at which something may begin.
static SPECIAL: [bool; 256] = {
    let mut table = [false; 256];
    let marks = b"[#({`$<!\\:-";
    let mut i = 0;
    while i < marks.len() {
        table[marks[i] as usize] = true;
        i += 1;
    }
    table
};

impl<'t> Lexer<'t> {
    pub fn new(text: &'t str, dialect: Dialect) -> Self {
        Lexer {
            text,
            dialect,
            refs: Vec::new(),
            plans: Vec::new(),
            notes: Vec::new(),
            note_marks: Vec::new(),
            elements: Elements::default(),
            range: (0, 0),
            in_property: false,
            in_table: false,
            singles: Pairs::default(),
            doubles: Pairs::default(),
            parens: Pairs::default(),
            ticks: Ticks::new(dialect == Dialect::Logseq),
            dollars: Next::default(),
            display: Next::default(),
            closing_brace: Next::default(),
            line_end: Next::default(),
        }
    }

    /// Reads a paragraph.
    pub fn paragraph(&mut self, from: usize, to: usize) {
        (self.in_property, self.in_table) = (false, false);
        self.lex(from, to);
    }

    /// Reads a row of a table.
    pub fn row(&mut self, from: usize, to: usize) {
        (self.in_property, self.in_table) = (false, true);
        self.lex(from, to);
    }

    /// Reads a property's value. One wholly in quotes names nothing.
    pub fn value(&mut self, from: usize, to: usize) {
        let value = &self.text.as_bytes()[from..to];
        if value.len() > 1 && value[0] == b'"' && value[value.len() - 1] == b'"' {
            return;
        }
        (self.in_property, self.in_table) = (true, false);
        self.lex(from, to);
    }

    /// A reference that is nothing but its target, as a whiteboard holds it.
    pub fn whole(&mut self, kind: RefKind, span: Span) {
        self.in_property = false;
        self.push(kind, span, span, None);
    }

    /// Reads the links in double brackets of a value in YAML, where `#` begins a comment.
    pub fn links_in_value(&mut self, from: usize, to: usize) {
        (self.in_property, self.in_table, self.range) = (true, false, (from, to));
        let bytes = self.bytes();
        let mut at = from;
        while let Some(i) = memchr::memmem::find(&bytes[at..to], b"[[") {
            let open = at + i;
            let end = if self.dialect == Dialect::Logseq { self.page(open) } else { self.wikilink(open, open) };
            at = end.unwrap_or(open + 2);
        }
    }

    fn lex(&mut self, from: usize, to: usize) {
        let bytes = self.text.as_bytes();
        self.range = (from, to);
        // Nothing before this byte may be looked back at: it belongs to something already read.
        let mut floor = from;
        let mut at = from;
        loop {
            match bytes[at..to].iter().position(|&b| SPECIAL[b as usize]) {
                Some(i) => at += i,
                None => return,
            }
            let end = match bytes[at] {
                b'[' => self.bracket(at),
                b'#' => self.hash(at),
                b'(' | b'{' | b'<' if self.is_inside_text(at, floor) => None,
                b'(' => self.block_ref(at),
                b'{' => self.braces(at),
                b'`' => Some(self.code_end(at).unwrap_or_else(|run| run)),
                b'$' => self.math(at),
                b'<' => self.angle(at),
                b'!' => self.bang(at),
                b'\\' => bytes[at + 1..to].first().filter(|b| b.is_ascii_punctuation()).map(|_| at + 2),
                b':' => self.colon(at, floor),
                _ => self.dash(at, floor),
            };
            match end {
                Some(end) => {
                    at = end.max(at + 1);
                    floor = at;
                }
                None => at += 1,
            }
            if at >= to {
                return;
            }
        }
    }

    /// Whether Logseq passes over what begins here, as it follows text that reaches further: `x((id))` is text.
    fn is_inside_text(&self, at: usize, floor: usize) -> bool {
        let before = self.text.as_bytes()[at.saturating_sub(1)];
        let breaks = is_space(before) || matches!(before, b'\n' | b'\r') || BREAKS.contains(&before);
        let is_cell = self.in_table && before == b'|';
        self.dialect == Dialect::Logseq && at > floor && !breaks && !is_cell
    }

    pub(super) fn bytes(&self) -> &'t [u8] {
        self.text.as_bytes()
    }

    pub(super) fn push(&mut self, kind: RefKind, span: Span, target: Span, label: Option<Span>) -> u32 {
        self.refs.push(Ref { kind, span, target, label, anchor: None, within: None, in_property: self.in_property });
        self.refs.len() as u32 - 1
    }

    pub(super) fn code_end(&mut self, at: usize) -> Result<usize, usize> {
        self.ticks.end(self.bytes(), self.range, at)
    }

    /// The pair of brackets that opens at `at`, code inside passed over.
    pub(super) fn single(&mut self, at: usize) -> Option<usize> {
        let (bytes, range, ticks) = (self.text.as_bytes(), self.range, &mut self.ticks);
        let skip = |tick| ticks.end(bytes, range, tick).ok();
        let i = self.singles.get(bytes, range, at, (b'[', b']', 1), skip)?;
        self.singles.table()[i].close()
    }

    fn bracket(&mut self, at: usize) -> Option<usize> {
        let (bytes, to) = (self.bytes(), self.range.1);
        match bytes[at + 1..to].first()? {
            b'[' => {
                let linked = if self.dialect == Dialect::Logseq { self.page(at) } else { self.wikilink(at, at) };
                linked.or_else(|| self.link(at, at))
            }
            b'^' => {
                let (label, end) = super::definitions::note_label(bytes, at, to)?;
                if bytes.get(end) != Some(&b':') {
                    self.note_marks.push(label);
                }
                Some(end)
            }
            b'#' if bytes[at + 2..to].get(1) == Some(&b']') && bytes[at + 2].is_ascii_uppercase() => Some(at + 4),
            b':' if self.dialect == Dialect::Logseq && super::pairs::tag_name(self.text, at + 2).is_some() => {
                self.single(at).map(|close| close + 1)
            }
            b'0'..=b'9' => self.link(at, at).or_else(|| self.stamp(at)).or_else(|| self.cookie(at)),
            _ => self.link(at, at),
        }
    }

    /// `[1/2]`, `[50%]`: how much is done.
    fn cookie(&self, at: usize) -> Option<usize> {
        let inner = &self.bytes()[at + 1..self.range.1.min(at + 16)];
        let length = inner.iter().position(|&b| b == b']')?;
        let digits = |part: &[u8]| !part.is_empty() && part.iter().all(u8::is_ascii_digit);
        let is_cookie = match memchr::memchr2(b'/', b'%', &inner[..length])? {
            i if inner[i] == b'%' => i + 1 == length && digits(&inner[..i]),
            i => digits(&inner[..i]) && digits(&inner[i + 1..length]),
        };
        is_cookie.then_some(at + length + 2)
    }

    /// `[[name]]`, nested or not.
    fn page(&mut self, at: usize) -> Option<usize> {
        let (bytes, (from, to)) = (self.bytes(), self.range);
        let near = &bytes[at + 2..to.min(at + 2 + NEAR)];
        let mut close = None;
        let mut nested = at + 2 + near.len() < to;
        let mut i = 0;
        while i < near.len() {
            match near[i] {
                b'\n' => return None,
                b']' if near.get(i + 1) == Some(&b']') => {
                    (close, nested) = (Some(at + 2 + i), false);
                    break;
                }
                b'[' if near.get(i + 1) == Some(&b'[') => {
                    nested = true;
                    break;
                }
                _ => i += 1,
            }
        }
        if nested {
            let i = self.doubles.get(bytes, (from, to), at, (b'[', b']', 2), |_| None)?;
            let pair = self.doubles.table()[i];
            if let Some(outer) = pair.close()
                && Some(outer) != pair.first()
                && self.push_nested(i, outer)
            {
                return Some(outer + 2);
            }
            close = pair.first();
        }
        let close = close?;
        // A blank name names nothing, but it is no text that goes on either; none at all is text.
        self.push_page(at, close);
        (close > at + 2).then_some(close + 2)
    }

    /// The link between `at` and its closing brackets; `None` where its name is blank.
    fn push_page(&mut self, at: usize, close: usize) -> Option<u32> {
        let target = Span::new(at + 2, close);
        let name = target.of(self.text);
        if name.trim().is_empty() {
            return None;
        }
        let kind = if is_asset_name(name) { RefKind::Asset } else { RefKind::Page };
        Some(self.push(kind, Span::new(at, close + 2), target, None))
    }

    /// The link `i` of the table with all links inside it, if what is inside is links and text only.
    fn push_nested(&mut self, i: usize, outer: usize) -> bool {
        let bytes = self.bytes();
        let pairs: Vec<(usize, usize)> = self.doubles.table()[i..]
            .iter()
            .take_while(|p| p.open() < outer)
            .map(|p| (p.open(), p.close().unwrap_or(usize::MAX)))
            .collect();
        let brackets = memchr::memchr_iter(b'[', &bytes[pairs[0].0..outer]).count();
        if brackets != 2 * pairs.len() || pairs.iter().any(|p| p.1 == usize::MAX) {
            return false;
        }
        let mut stack: Vec<(usize, Option<u32>)> = Vec::new();
        for (open, close) in pairs {
            while stack.last().is_some_and(|(end, _)| *end < open) {
                stack.pop();
            }
            let within = stack.last().and_then(|s| s.1);
            let pushed = if stack.len() < DEEPEST { self.push_page(open, close) } else { None };
            if let Some(pushed) = pushed {
                self.refs[pushed as usize].within = within;
            }
            stack.push((close, pushed.or(within)));
        }
        true
    }

    fn hash(&mut self, at: usize) -> Option<usize> {
        let (bytes, to) = (self.bytes(), self.range.1);
        if bytes[at + 1..to].starts_with(b"[[") {
            let first = self.refs.len();
            let end = if self.dialect == Dialect::Logseq { self.page(at + 1)? } else { return None };
            let tag = self.refs.get_mut(first)?;
            tag.span.start = at as u32;
            if tag.kind == RefKind::Page {
                tag.kind = RefKind::Tag;
            }
            return Some(end);
        }
        if at > 0
            && bytes[at - 1] == b'&'
            && bytes[at + 1..to].first().is_some_and(|b| b.is_ascii_digit() || *b == b'x')
        {
            return None; // `&#39;`
        }
        let end = match self.dialect {
            Dialect::Logseq => tag::logseq_end(self.text, at, to, self.in_table),
            _ => tag::obsidian_end(self.text, at, to),
        };
        if end == at + 1 || bytes[at + 1] == b'+' {
            return None;
        }
        self.push(RefKind::Tag, Span::new(at, end), Span::new(at + 1, end), None);
        Some(end)
    }

    fn block_ref(&mut self, at: usize) -> Option<usize> {
        let end = at + 40;
        if end > self.range.1 || !is_block_ref(&self.bytes()[at..end]) || self.dialect != Dialect::Logseq {
            return None;
        }
        self.push(RefKind::Block, Span::new(at, end), Span::new(at + 2, end - 2), None);
        Some(end)
    }

    /// `{{name arguments}}`; what is wrongly nested is text, and what stands in it is read.
    fn braces(&mut self, at: usize) -> Option<usize> {
        let (bytes, to) = (self.bytes(), self.range.1);
        if !bytes[at..to].starts_with(b"{{") || self.in_property || self.dialect != Dialect::Logseq {
            return None;
        }
        let width = if bytes[at..to].starts_with(b"{{{") { 3 } else { 2 };
        let start = at + width;
        let close = self.closing_brace.find(bytes, b"}", start, to)?;
        let same_line = self.line_end.find(bytes, b"\n", start, to).is_none_or(|end| end > close);
        if !same_line || close == start || !bytes[close..to].starts_with(&b"}}}"[..width]) {
            return None;
        }
        let target = Span::new(start, close);
        let arguments = super::macros::split(target.of(self.text))?;
        let span = Span::new(at, close + width);
        let embedded = (arguments.0 == "embed").then(|| arguments.1.first().copied()).flatten();
        if let Some(what) = embedded {
            let offset = start + (what.as_ptr() as usize - target.of(self.text).as_ptr() as usize);
            let inner = Span::new(offset + 2, offset + what.len().max(4) - 2);
            if what.starts_with("[[") && what.ends_with("]]") && what.len() > 4 {
                self.push(RefKind::EmbedPage, span, inner, None);
                return Some(span.end as usize);
            }
            if is_block_ref(what.as_bytes()) {
                self.push(RefKind::EmbedBlock, span, inner, None);
                return Some(span.end as usize);
            }
        }
        self.push(RefKind::Macro, span, target, None);
        Some(span.end as usize)
    }
}

/// `((uuid))` and nothing else.
pub(super) fn is_block_ref(bytes: &[u8]) -> bool {
    bytes.len() == 40 && bytes.starts_with(b"((") && bytes.ends_with(b"))") && is_uuid(&bytes[2..38])
}

/// Five groups of hex digits.
pub(crate) fn is_uuid(bytes: &[u8]) -> bool {
    bytes.len() == 36
        && bytes.iter().enumerate().all(
            |(i, b)| {
                if matches!(i, 8 | 13 | 18 | 23) { *b == b'-' } else { b.is_ascii_hexdigit() }
            },
        )
}

/// A name in double brackets that Logseq takes for a file.
fn is_asset_name(name: &str) -> bool {
    name.trim_start_matches(['.', '/']).starts_with("assets/") || name.starts_with("draws/")
}
