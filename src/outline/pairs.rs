//! Which bracket closes which, which backticks close which, and where an HTML element ends.
//!
//! Each table is made in one pass and only when a cheap look ahead could not tell, so that text made of openers alone
//! stays linear. Does not know what brackets mean.

use crate::span::Span;
use rustc_hash::FxHashMap;

const NONE: u32 = u32::MAX;

/// How far a cheap look ahead goes before a table is made, in bytes.
pub(super) const NEAR: usize = 256;

/// One kind of bracket, matched by nesting within a line.
#[derive(Default)]
pub(super) struct Pairs {
    table: Vec<Pair>,
    made_for: Option<(usize, usize)>,
}

/// An opening bracket and what closes it.
#[derive(Clone, Copy)]
pub(super) struct Pair {
    open: u32,
    close: u32,
    first: u32,
}

impl Pair {
    /// Where the bracket that nests with it stands.
    pub fn close(&self) -> Option<usize> {
        (self.close != NONE).then_some(self.close as usize)
    }

    /// Where the nearest closing bracket after it stands, nested or not.
    pub fn first(&self) -> Option<usize> {
        (self.first != NONE).then_some(self.first as usize)
    }

    /// Where it stands itself.
    pub fn open(&self) -> usize {
        self.open as usize
    }
}

impl Pairs {
    /// The pair opened at `at` by `width` times `open`, for text between `from` and `to`; `skip` jumps over code.
    pub fn get(
        &mut self,
        bytes: &[u8],
        (from, to): (usize, usize),
        at: usize,
        (open, close, width): (u8, u8, usize),
        skip: impl FnMut(usize) -> Option<usize>,
    ) -> Option<usize> {
        if self.made_for != Some((from, to)) {
            self.make(bytes, from, to, (open, close, width), skip);
            self.made_for = Some((from, to));
        }
        self.table.binary_search_by_key(&(at as u32), |p| p.open).ok()
    }

    /// The pairs, by place.
    pub fn table(&self) -> &[Pair] {
        &self.table
    }

    fn make(
        &mut self,
        bytes: &[u8],
        from: usize,
        to: usize,
        (open, close, width): (u8, u8, usize),
        mut skip: impl FnMut(usize) -> Option<usize>,
    ) {
        self.table.clear();
        let mut stack: Vec<usize> = Vec::new();
        let mut line_starts_at = 0;
        let mut at = from;
        while at < to {
            let b = bytes[at];
            if b == b'\\' && width == 1 && bytes[at + 1..to].first().is_some_and(u8::is_ascii_punctuation) {
                at += 2;
                continue;
            }
            let wide = |b: u8| at + width <= to && (width == 1 || bytes[at + 1] == b);
            if b == b'\\' && width == 1 {
                at += 2;
            } else if b == b'`'
                && let Some(end) = skip(at)
            {
                at = end;
            } else if b == open && wide(open) {
                stack.push(self.table.len());
                self.table.push(Pair { open: at as u32, close: NONE, first: NONE });
                at += width;
            } else if b == close && wide(close) {
                if let Some(i) = stack.pop() {
                    self.table[i].close = at as u32;
                }
                // All that were opened since the last closer have this one as their nearest.
                while line_starts_at < self.table.len() {
                    self.table[line_starts_at].first = at as u32;
                    line_starts_at += 1;
                }
                at += width;
            } else {
                if b == b'\n' {
                    stack.clear();
                    line_starts_at = self.table.len();
                }
                at += 1;
            }
        }
    }
}

/// Runs of backticks: each code span is closed by the next run of its own length, as CommonMark has it.
#[derive(Default)]
pub(super) struct Ticks {
    /// Start, length, and the index of the next run of that length.
    runs: Vec<(u32, u32, u32)>,
    /// The same of what is left of a run whose first backtick is escaped: such a run closes whole and opens without it.
    escaped: Vec<(u32, u32, u32)>,
    within_line: bool,
    made_for: Option<(usize, usize)>,
}

impl Ticks {
    /// Nothing read yet. `within_line`: a code span ends with its line, as in Logseq.
    pub fn new(within_line: bool) -> Self {
        Ticks { within_line, ..Ticks::default() }
    }

    /// Where the code span that opens with the run at `at` ends, closing backticks included; `Err`: the end of the run alone.
    pub fn end(&mut self, bytes: &[u8], (from, to): (usize, usize), at: usize) -> Result<usize, usize> {
        if self.made_for != Some((from, to)) {
            self.make(bytes, from, to);
            self.made_for = Some((from, to));
        }
        let found =
            |runs: &[(u32, u32, u32)]| runs.binary_search_by_key(&(at as u32), |run| run.0).ok().map(|i| runs[i]);
        let Some((start, length, next)) = found(&self.runs).or_else(|| found(&self.escaped)) else {
            return Err(at + 1);
        };
        match self.runs.get(next as usize) {
            Some(close) => Ok((close.0 + close.1) as usize),
            None => Err((start + length) as usize),
        }
    }

    fn make(&mut self, bytes: &[u8], from: usize, to: usize) {
        self.runs.clear();
        self.escaped.clear();
        let mut at = from;
        while let Some(i) = memchr::memchr(b'`', &bytes[at..to]) {
            let start = at + i;
            let length = bytes[start..to].iter().take_while(|&&b| b == b'`').count();
            self.runs.push((start as u32, length as u32, NONE));
            at = start + length;
        }
        let mut seen: FxHashMap<u32, u32> = FxHashMap::default();
        let mut later = to;
        for i in (0..self.runs.len()).rev() {
            let (start, length, _) = self.runs[i];
            if self.within_line && memchr::memchr(b'\n', &bytes[start as usize..later]).is_some() {
                seen.clear();
            }
            later = start as usize;
            let backslashes = bytes[from..start as usize].iter().rev().take_while(|b| **b == b'\\').count();
            if backslashes % 2 == 1 && length > 1 {
                let next = seen.get(&(length - 1)).copied().unwrap_or(NONE);
                self.escaped.push((start + 1, length - 1, next));
            }
            if let Some(next) = seen.insert(self.runs[i].1, i as u32) {
                self.runs[i].2 = next;
            }
        }
        self.escaped.reverse();
    }
}

/// The code spans of one line or value, backticks included.
pub fn code_spans(text: &str, within: Span) -> Vec<Span> {
    let mut spans = Vec::new();
    let (mut at, to) = (within.start as usize, (within.end as usize).min(text.len()));
    let mut ticks = Ticks::new(true);
    while let Some(tick) = text.as_bytes().get(at..to).and_then(|rest| memchr::memchr(b'`', rest)) {
        let start = at + tick;
        at = match ticks.end(text.as_bytes(), (within.start as usize, to), start) {
            Ok(end) => {
                spans.push(Span::new(start, end));
                end
            }
            Err(end) => end,
        };
    }
    spans
}

/// Where the HTML elements of a file end.
#[derive(Default)]
pub(super) struct Elements {
    /// Start and end, by start; made once for the whole file.
    table: Option<Vec<(u32, u32)>>,
}

impl Elements {
    /// The end of the element, comment or instruction that begins at `at`, if it ends by `to`.
    pub fn end(&mut self, text: &str, at: usize, to: usize) -> Option<usize> {
        let bytes = text.as_bytes();
        // mldoc looks at ten bytes before it takes anything for HTML.
        if to < at + 10 {
            return None;
        }
        if bytes[at + 1..].starts_with(b"!--") || bytes[at + 1] == b'?' || tag_name(text, at + 1).is_some() {
            let table = self.table.get_or_insert_with(|| elements(text));
            let i = table.binary_search_by_key(&(at as u32), |e| e.0).ok()?;
            return Some(table[i].1 as usize).filter(|&end| end <= to);
        }
        None
    }
}

fn elements(text: &str) -> Vec<(u32, u32)> {
    let bytes = text.as_bytes();
    let mut table: Vec<(u32, u32)> = Vec::new();
    let mut open: FxHashMap<&'static str, Vec<usize>> = FxHashMap::default();
    let mut comment_ends = super::lines::Next::default();
    let mut instruction_ends = super::lines::Next::default();
    for at in memchr::memchr_iter(b'<', bytes) {
        let rest = &bytes[at + 1..];
        if rest.starts_with(b"!--") {
            if let Some(end) = comment_ends.find(bytes, b"-->", at + 4, bytes.len()) {
                table.push((at as u32, end as u32 + 3));
            }
        } else if rest.first() == Some(&b'?') {
            if let Some(end) = instruction_ends.find(bytes, b"?>", at + 2, bytes.len()) {
                table.push((at as u32, end as u32 + 2));
            }
        } else if rest.first() == Some(&b'/') {
            if let Some((name, after)) = tag_name(text, at + 2)
                && bytes.get(after) == Some(&b'>')
                && let Some(i) = open.get_mut(name).and_then(Vec::pop)
            {
                table[i].1 = after as u32 + 1;
            }
        } else if let Some((name, after)) = tag_name(text, at + 1) {
            let window = &bytes[after..bytes.len().min(after + 2048)];
            let tag_end = window.iter().position(|&b| b == b'>');
            match tag_end {
                Some(i) if i > 0 && window[i - 1] == b'/' => table.push((at as u32, (after + i + 1) as u32)),
                _ => {
                    open.entry(name).or_default().push(table.len());
                    table.push((at as u32, NONE));
                }
            }
        }
    }
    table
}

/// The HTML element name at `at`, if it is one, and the byte after it.
pub(super) fn tag_name(text: &str, at: usize) -> Option<(&'static str, usize)> {
    let bytes = text.as_bytes();
    let length = bytes.get(at..)?.iter().take(11).take_while(|b| b.is_ascii_alphanumeric()).count();
    let after = at + length;
    if length == 0 || !bytes.get(after).is_none_or(|b| b.is_ascii_whitespace() || *b == b'>') {
        return None;
    }
    let mut lower = [0; 11];
    for (to, from) in lower.iter_mut().zip(&bytes[at..after]) {
        *to = from.to_ascii_lowercase();
    }
    let i = KNOWN_TAGS.binary_search_by(|t| t.as_bytes().cmp(&lower[..length])).ok()?;
    Some((KNOWN_TAGS[i], after))
}

/// What mldoc takes for HTML, sorted.
const KNOWN_TAGS: &[&str] = &[
    "a",
    "abbr",
    "address",
    "area",
    "article",
    "aside",
    "audio",
    "b",
    "base",
    "bdi",
    "bdo",
    "blockquote",
    "body",
    "br",
    "button",
    "canvas",
    "caption",
    "cite",
    "code",
    "col",
    "colgroup",
    "data",
    "datalist",
    "dd",
    "del",
    "details",
    "dfn",
    "div",
    "dl",
    "dt",
    "em",
    "embed",
    "fieldset",
    "figcaption",
    "figure",
    "footer",
    "form",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "head",
    "header",
    "hr",
    "html",
    "i",
    "iframe",
    "img",
    "input",
    "ins",
    "kbd",
    "keygen",
    "label",
    "legend",
    "li",
    "link",
    "main",
    "map",
    "mark",
    "meta",
    "meter",
    "nav",
    "noscript",
    "object",
    "ol",
    "optgroup",
    "option",
    "output",
    "p",
    "param",
    "pre",
    "progress",
    "q",
    "rb",
    "rp",
    "rt",
    "rtc",
    "ruby",
    "s",
    "samp",
    "script",
    "section",
    "select",
    "small",
    "source",
    "span",
    "strong",
    "style",
    "sub",
    "summary",
    "sup",
    "table",
    "tbody",
    "td",
    "template",
    "textarea",
    "tfoot",
    "th",
    "thead",
    "time",
    "title",
    "tr",
    "track",
    "u",
    "ul",
    "var",
    "video",
    "wbr",
];
