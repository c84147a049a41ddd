//! Blocks of raw HTML in Obsidian's and plain Markdown, whole: elements are not cut at blank lines.
//!
//! Does not know Logseq's (see `constructs.rs`), nor what of HTML is shown.

use super::lines::{Line, is_space, skip_space, starts_with_ci};
use super::markdown::{Mode, Pass};

/// How a block of HTML ends.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum End {
    /// With the line that has this.
    With(&'static str),
    /// At a blank line.
    Blank,
}

/// Elements whose content is no Markdown, and what ends them.
const RAW: &[(&str, &str)] =
    &[("pre", "</pre>"), ("script", "</script>"), ("style", "</style>"), ("textarea", "</textarea>")];

/// Elements that stand between paragraphs, sorted. Source: CommonMark 0.31, "HTML blocks", condition 6.
const BLOCKS: &[&str] = &[
    "address",
    "article",
    "aside",
    "base",
    "basefont",
    "blockquote",
    "body",
    "caption",
    "center",
    "col",
    "colgroup",
    "dd",
    "details",
    "dialog",
    "dir",
    "div",
    "dl",
    "dt",
    "fieldset",
    "figcaption",
    "figure",
    "footer",
    "form",
    "frame",
    "frameset",
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
    "iframe",
    "legend",
    "li",
    "link",
    "main",
    "menu",
    "menuitem",
    "nav",
    "noframes",
    "ol",
    "optgroup",
    "option",
    "p",
    "param",
    "search",
    "section",
    "summary",
    "table",
    "tbody",
    "td",
    "tfoot",
    "th",
    "thead",
    "title",
    "tr",
    "track",
    "ul",
];

/// How the block of HTML ends that a line's text begins, if it begins one. Source: CommonMark's seven conditions; the
/// seventh, any tag alone on its line, cannot end a paragraph.
pub(super) fn end_of(text: &[u8], in_paragraph: bool) -> Option<End> {
    let rest = text.strip_prefix(b"<")?;
    if rest.starts_with(b"!--") {
        return Some(End::With("-->"));
    }
    if rest.starts_with(b"?") {
        return Some(End::With("?>"));
    }
    if rest.starts_with(b"![CDATA[") {
        return Some(End::With("]]>"));
    }
    if rest.first() == Some(&b'!') && rest.get(1).is_some_and(u8::is_ascii_alphabetic) {
        return Some(End::With(">"));
    }
    let closing = rest.first() == Some(&b'/');
    let name_at = usize::from(closing);
    let length = rest[name_at..].iter().take_while(|b| b.is_ascii_alphanumeric()).count();
    let (name, after) = (&rest[name_at..name_at + length], &rest[name_at + length..]);
    let ends = after.first().is_none_or(|b| is_space(*b) || *b == b'>');
    if ends
        && !closing
        && let Some((_, end)) = RAW.iter().find(|(raw, _)| name.eq_ignore_ascii_case(raw.as_bytes()))
    {
        return Some(End::With(end));
    }
    let lower = name.to_ascii_lowercase();
    if (ends || after.starts_with(b"/>")) && BLOCKS.binary_search_by(|block| block.as_bytes().cmp(&lower)).is_ok() {
        return Some(End::Blank);
    }
    let alone = !in_paragraph && tag_end(text).is_some_and(|end| skip_space(text, end, text.len()) == text.len());
    alone.then_some(End::Blank)
}

/// The byte after the complete tag that a text begins with. Source: CommonMark, "open tag" and "closing tag".
fn tag_end(text: &[u8]) -> Option<usize> {
    let closing = text.get(1) == Some(&b'/');
    let mut at = 1 + usize::from(closing);
    if !text.get(at)?.is_ascii_alphabetic() {
        return None;
    }
    let run = |from: usize, of: fn(u8) -> bool| from + text[from..].iter().take_while(|b| of(**b)).count();
    at = run(at, |b| b.is_ascii_alphanumeric() || b == b'-');
    loop {
        let blank = skip_space(text, at, text.len());
        match text.get(blank)? {
            b'>' => return Some(blank + 1),
            b'/' if !closing => return (text.get(blank + 1) == Some(&b'>')).then_some(blank + 2),
            b if !closing && blank > at && (b.is_ascii_alphabetic() || matches!(b, b'_' | b':')) => {}
            _ => return None,
        }
        at = run(blank, |b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b':' | b'.' | b'-'));
        let sign = skip_space(text, at, text.len());
        if text.get(sign) != Some(&b'=') {
            continue;
        }
        let value = skip_space(text, sign + 1, text.len());
        at = match text.get(value)? {
            quote @ (b'"' | b'\'') => value + 2 + memchr::memchr(*quote, &text[value + 1..])?,
            _ => run(value, |b| !is_space(b) && !matches!(b, b'"' | b'\'' | b'=' | b'<' | b'>' | b'`')),
        };
        if at == value {
            return None;
        }
    }
}

impl Pass<'_> {
    /// Takes a block of HTML. Returns the line after it.
    pub(super) fn html(&mut self, line: &Line, end: End, base: usize) -> usize {
        self.open(line, line.text, Mode::Closed);
        let base = base.min(self.column(line, line.text));
        match end {
            End::With(mark) => self.html_until(line, mark, base),
            End::Blank => self.html_element(line, base),
        }
    }

    /// Lines up to that with `mark`; without one in the note, up to a blank line.
    fn html_until(&mut self, first: &Line, mark: &'static str, base: usize) -> usize {
        let bytes = self.bytes;
        let from = first.text + if mark == "-->" { 2 } else { 1 };
        let end = self.html_ends.entry(mark).or_insert_with(|| places(bytes, mark));
        let end = end.get(end.partition_point(|&at| at < from)).copied();
        let mut line = *first;
        loop {
            self.html_line(&line, base);
            let next = Line::at(bytes, line.next);
            let over = match end {
                Some(end) => line.next > end,
                None => next.is_blank(),
            };
            if over || line.next >= bytes.len() || self.ends_item(&next, base) {
                return line.next;
            }
            line = next;
        }
    }

    /// Lines up to the blank one at which CommonMark ends a block of HTML, and on to the end of the element that begins
    /// it: what is Markdown between blank lines then stands within it. An element that holds headings or tasks is not
    /// taken whole, for these have to be blocks.
    fn html_element(&mut self, first: &Line, base: usize) -> usize {
        let bytes = self.bytes;
        let end = self.b.lexer.elements.end(self.b.text, first.text, bytes.len()).unwrap_or(first.end);
        let end = if self.holds_blocks(first, end) { first.end } else { end };
        let mut line = *first;
        // Whether the lines since the last blank one are HTML rather than Markdown.
        let mut in_html = true;
        let mut text: Option<(usize, usize)> = None;
        loop {
            let fence = matches!(bytes.get(line.text), Some(b'`' | b'~')).then(|| self.fence_end(&line)).flatten();
            if !in_html
                && let Some((length, Some(close))) = fence
                && close < end
            {
                self.html_text(text.take());
                line = Line::at(bytes, self.fenced(&line, length, Some(close), base));
                in_html = false;
                if line.start >= bytes.len() {
                    return line.start;
                }
                continue;
            }
            self.html_line(&line, base);
            if line.is_blank() {
                self.html_text(text.take());
            } else if !in_html {
                text = Some((text.map_or(line.text, |text| text.0), line.end));
            }
            let next = Line::at(bytes, line.next);
            if line.next >= bytes.len() || (next.is_blank() && line.next > end) || self.ends_item(&next, base) {
                self.html_text(text.take());
                return line.next;
            }
            if line.is_blank() {
                in_html = end_of(&bytes[next.text..next.end], false).is_some();
            }
            line = next;
        }
    }

    /// Markdown within an element has references.
    fn html_text(&mut self, text: Option<(usize, usize)>) {
        if let Some((from, to)) = text {
            self.b.lexer.paragraph(from, to);
        }
    }

    fn html_line(&mut self, line: &Line, base: usize) {
        let from = line.start + self.strip(line, base);
        self.b.line(from, line.end);
        self.b.reach(line.end);
    }

    /// Whether a heading or a task begins a line after the first and before `end`. Each line of a note is looked at once.
    fn holds_blocks(&mut self, first: &Line, end: usize) -> bool {
        let mut at = first.next;
        if at >= end {
            return false;
        }
        if let Some((searched, found)) = self.next_block
            && searched <= at
            && found >= at
        {
            return found < end;
        }
        let searched = at;
        while at < self.bytes.len() {
            let line = Line::at(self.bytes, at);
            let is_heading = self.bytes.get(line.text) == Some(&b'#') && self.hashes(&line).is_some();
            let item = if line.is_blank() { None } else { self.item(&line) };
            let is_task = item.is_some_and(|(_, after)| super::task::checkbox(self.bytes, after, line.end).is_some());
            if is_heading || is_task {
                break;
            }
            at = line.next;
        }
        self.next_block = Some((searched, at));
        at < end
    }
}

/// Where a mark ends, wherever it stands.
fn places(bytes: &[u8], mark: &str) -> Vec<usize> {
    memchr::memchr_iter(mark.as_bytes()[0], bytes)
        .filter(|&at| starts_with_ci(bytes, at, mark))
        .map(|at| at + mark.len() - 1)
        .collect()
}
