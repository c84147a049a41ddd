//! Forms of Logseq, Org and Obsidian that take whole lines, as Markdown and slots; and what their arguments say.
//!
//! Does not know inline syntax (see [`scan`](super::scan)).

use super::desugar::{Desugar, forms_fence};
use super::slot::{Size, Slot};
use super::{Resolver, Target};
use crate::notes::Dialect;
use crate::outline::{Ref, RefKind};
use crate::span::Span;
use rustc_hash::{FxHashMap, FxHashSet};

impl<R: Resolver> Desugar<'_, '_, R> {
    /// Takes a form that begins on line `at`, and returns the line after it; `None` where there is none.
    pub fn form(&mut self, at: usize) -> Option<usize> {
        let span = self.lines[at];
        let line = span.of(self.note);
        let text = line.trim_start();
        match text.as_bytes().first()? {
            b'#' => self.org(at, text),
            b'\\' if text.starts_with("\\begin{") => self.latex(at, text),
            b'$' if text.starts_with("$$") => self.display_math(at, line.len() - text.len()),
            b'>' => self.callout(at, text),
            b'|' if self.dialect == Dialect::Logseq => self.table(at, text),
            b'[' if text.starts_with("[:") => self.hiccup(at, text),
            b'`' | b'~' if self.dialect == Dialect::Logseq && forms_fence(text) => {
                // Never closed, so it is text: closed by nothing, it would swallow the rest.
                self.begin_line(span);
                let indent = (line.len() - text.len()) as u32;
                if text.starts_with('~') {
                    self.out.push('\\');
                }
                self.inline(Span { start: span.start + indent, end: span.end });
                self.after_text = true;
                Some(at + 1)
            }
            _ => None,
        }
    }

    /// `#+BEGIN_X … #+END_X`.
    fn org(&mut self, at: usize, text: &str) -> Option<usize> {
        let word = text.strip_prefix("#+")?;
        if let Some(name) = strip_prefix_ci(word, "end_") {
            let name = first_word(name).to_ascii_lowercase();
            if self.open.last().is_some_and(|(open, _)| *open == name) {
                self.open.pop();
                self.separate(self.lines[at]);
                return Some(at + 1);
            }
            return None;
        }
        let rest = strip_prefix_ci(word, "begin_")?;
        let name = first_word(rest).to_ascii_lowercase();
        let argument = rest[name.len()..].trim();
        let end = self.closer(&format!("#+{name}"), at + 1)?;
        if self.open.len() > 20 {
            self.too_much = true;
            return None;
        }
        let span = self.lines[at];
        match name.as_str() {
            "src" | "example" => {
                let language =
                    if name == "src" { super::highlight::language(argument).to_string() } else { String::new() };
                self.separate(span);
                self.code(at + 1..end, &language);
            }
            "export" if first_word(argument).eq_ignore_ascii_case("html") => {
                self.separate(span);
                for line in at + 1..end {
                    self.begin_line(self.lines[line]);
                    self.verbatim(self.lines[line]);
                }
                self.separate(span);
            }
            "export" | "comment" => {}
            "query" => {
                self.separate(span);
                self.begin_line(span);
                let source: Vec<&str> = (at..=end).map(|line| self.line(line)).collect();
                let source = source.join("\n");
                let target = self.resolver.query(self.outline, span.start);
                self.slot(Slot::Query(source, span, target));
                self.separate(span);
            }
            _ => {
                let kind = callout_kind(&name);
                self.separate(span);
                self.open.push((name, kind.is_some()));
                if let Some(kind) = kind.filter(|kind| *kind != "quote") {
                    self.begin_line(span);
                    self.slot(Slot::Callout(capitalised(kind), None));
                    self.separate(span);
                }
                return Some(at + 1);
            }
        }
        self.skip_refs(self.lines[end].end as usize);
        self.after_text = false;
        Some(end + 1)
    }

    /// The first line at or after `from` that closes a form, from a table made once: `#+name` or `\\end{name}`.
    fn closer(&mut self, key: &str, from: usize) -> Option<usize> {
        let (note, lines) = (self.note, &self.lines);
        let table = self.closers.get_or_insert_with(|| {
            let mut table: FxHashMap<String, Vec<usize>> = FxHashMap::default();
            for (i, line) in lines.iter().enumerate() {
                let line = line.of(note).trim_start();
                if let Some(name) = line.strip_prefix("#+").and_then(|line| strip_prefix_ci(line, "end_")) {
                    table.entry(format!("#+{}", first_word(name).to_ascii_lowercase())).or_default().push(i);
                }
                for (at, _) in line.match_indices("\\end{") {
                    if let Some(close) = line[at..].bytes().take(64).position(|b| b == b'}') {
                        table.entry(line[at..=at + close].to_string()).or_default().push(i);
                    }
                }
            }
            table
        });
        let found = table.get(key)?;
        found.get(found.partition_point(|line| *line < from)).copied()
    }

    /// Lines as a fence longer than any in them.
    fn code(&mut self, lines: std::ops::Range<usize>, language: &str) {
        let longest =
            lines.clone().map(|line| self.line(line).trim_start().bytes().take_while(|b| *b == b'`').count()).max();
        let fence = "`".repeat(longest.unwrap_or(0).max(2) + 1);
        let first = self.lines[lines.start.min(self.lines.len() - 1)];
        self.begin_line(first);
        self.out.push_str(&fence);
        self.out.push_str(language);
        for line in lines {
            self.begin_line(self.lines[line]);
            self.verbatim(self.lines[line]);
        }
        self.begin_line(first);
        self.out.push_str(&fence);
        self.separate(first);
    }

    /// `\begin{align} … \end{align}` without dollars.
    fn latex(&mut self, at: usize, text: &str) -> Option<usize> {
        let name = text["\\begin{".len()..].split_once('}')?.0;
        let close = format!("\\end{{{name}}}");
        let end = self.closer(&close, at)?;
        let last = self.lines[end];
        let upto = last.start as usize + last.of(self.note).find(&close)? + close.len();
        self.math(Span::new(self.lines[at].start as usize, upto), end)
    }

    /// `$$ … $$` that begins a line.
    fn display_math(&mut self, at: usize, indent: usize) -> Option<usize> {
        let first = self.lines[at];
        let start = first.start as usize + indent + 2;
        for line in at..self.lines.len() {
            let span = self.lines[line];
            let from = start.max(span.start as usize);
            if let Some(close) = self.note.get(from..span.end as usize).and_then(|text| text.find("$$")) {
                // `$$x$$ and more` on one line is for the Markdown parser.
                let after = self.note.get(from + close + 2..span.end as usize).unwrap_or("");
                if line == at && !after.trim().is_empty() {
                    return None;
                }
                return self.math(Span::new(start, from + close), line);
            }
        }
        None
    }

    fn math(&mut self, formula: Span, last: usize) -> Option<usize> {
        let span = self.lines[last];
        self.separate(span);
        self.begin_line(span);
        self.slot(Slot::Math(formula));
        self.skip_refs(formula.end as usize + 2);
        // What follows on the last line is text again.
        let rest = Span { start: (formula.end + 2).min(span.end).max(span.start), end: span.end };
        self.separate(span);
        if !rest.of(self.note).trim_matches(['$', ' ']).is_empty() {
            self.begin_line(rest);
            self.inline(rest);
            self.after_text = true;
        }
        Some(last + 1)
    }

    /// `> [!note] Title`, Obsidian's and GitHub's callout.
    fn callout(&mut self, at: usize, text: &str) -> Option<usize> {
        let span = self.lines[at];
        let inner = text.trim_start_matches(['>', ' ']);
        let (kind, _) = inner.strip_prefix("[!")?.split_once(']')?;
        if kind.is_empty() || kind.len() > 40 {
            return None;
        }
        let depth = text.len() - inner.len();
        self.check_nesting(text);
        let title_at = span.end as usize - inner.len() + kind.len() + 3;
        let rest = self.note.get(title_at..span.end as usize)?;
        let fold = rest.chars().next().filter(|c| matches!(c, '+' | '-')).map(|c| c == '+');
        let title = title_at + usize::from(fold.is_some());
        if self.after_text {
            self.separate(span);
        }
        let marks = text[..depth].trim_end().to_string();
        self.begin_line(span);
        self.out.push_str(&marks);
        self.out.push(' ');
        self.slot(Slot::Callout(capitalised(kind.split('|').next().unwrap_or(kind)), fold));
        self.skip_refs(title);
        self.inline(Span::new(title, span.end as usize));
        self.begin_line(Span { start: span.end, end: span.end });
        self.out.push_str(&marks);
        self.after_text = true;
        Some(at + 1)
    }

    /// Rows that have no line of dashes below the first: in Logseq a table too.
    fn table(&mut self, at: usize, text: &str) -> Option<usize> {
        let row = |line: &str| {
            let line = line.trim();
            (line.len() > 1 && line.starts_with('|') && line.ends_with('|')).then(|| cells(line))
        };
        let count = row(text)?;
        let below = self.line(at + 1).trim();
        let before = at.checked_sub(1).is_some_and(|before| row(self.line(before)).is_some());
        if before || row(below).is_none() || below.bytes().all(|b| matches!(b, b'|' | b'-' | b':' | b' ')) {
            return None;
        }
        let span = self.lines[at];
        self.separate(span);
        self.begin_line(span);
        self.inline(Span::new(span.end as usize - text.len(), span.end as usize));
        self.begin_line(Span { start: span.end, end: span.end });
        self.out.push('|');
        self.out.push_str(&"---|".repeat(count));
        self.after_text = true;
        Some(at + 1)
    }

    /// `[:kbd "x"]`, HTML as EDN.
    fn hiccup(&mut self, at: usize, text: &str) -> Option<usize> {
        let whole = self.dialect == Dialect::Logseq && super::hiccup::end(text) == Some(text.len());
        if !whole || !text.as_bytes().get(2)?.is_ascii_alphabetic() {
            return None;
        }
        let source = text.to_string();
        let span = self.lines[at];
        let html = super::hiccup::html(&source);
        self.separate(span);
        self.begin_line(span);
        self.slot(Slot::Hiccup(source, html));
        self.separate(span);
        self.skip_refs(span.end as usize);
        self.after_text = true;
        Some(at + 1)
    }

    /// Passes over refs that begin before `to`: they are within something opaque.
    pub fn skip_refs(&mut self, to: usize) {
        while self.refs.start < self.refs.end && (self.outline.refs[self.refs.start].span.start as usize) < to {
            self.refs.start += 1;
        }
    }
}

/// How many cells a row has: a bar within code or behind a backslash parts none.
fn cells(row: &str) -> usize {
    let (mut bars, mut in_code, mut escaped) = (0usize, false, false);
    for b in row.bytes() {
        match b {
            b'`' => in_code = !in_code,
            b'|' if !escaped && !in_code => bars += 1,
            _ => {}
        }
        escaped = b == b'\\' && !escaped;
    }
    bars.saturating_sub(1)
}

/// So many footnotes of other blocks may one block have marks of.
const MAX_FOREIGN_NOTES: usize = 100;

/// Appends an empty definition for each footnote mark whose definition is not in the source.
pub(super) fn define_foreign_notes(source: &mut String) {
    let mut labels: Vec<&str> = Vec::new();
    let mut seen = FxHashSet::default();
    for (at, _) in source.match_indices("[^") {
        let rest = &source[at + 2..];
        let end = rest.find(|c: char| !(c.is_alphanumeric() || matches!(c, '-' | '_' | '.'))).unwrap_or(rest.len());
        let label = &rest[..end];
        if (1..40).contains(&end)
            && rest[end..].starts_with(']')
            && labels.len() < MAX_FOREIGN_NOTES
            && seen.insert(label)
        {
            labels.push(label);
        }
    }
    if labels.is_empty() {
        return;
    }
    let defined: FxHashSet<&str> = source
        .lines()
        .filter_map(|line| line.trim_start_matches([' ', '>']).strip_prefix("[^")?.split_once("]:"))
        .map(|(label, _)| label)
        .collect();
    let foreign: String =
        labels.iter().filter(|label| !defined.contains(*label)).map(|label| format!("\n\n[^{label}]: .")).collect();
    source.push_str(&foreign);
}

/// The word a callout shows, `quote` for a plain quote; `None` where the lines are to stand as they are.
fn callout_kind(name: &str) -> Option<&'static str> {
    Some(match name {
        "note" => "note",
        "tip" => "tip",
        "important" => "important",
        "caution" => "caution",
        "warning" => "warning",
        "pinned" => "pinned",
        "quote" => "quote",
        _ => return None,
    })
}

fn capitalised(word: &str) -> String {
    let word = word.trim().to_lowercase().replace(['-', '_'], " ");
    let mut letters = word.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

fn strip_prefix_ci<'a>(text: &'a str, prefix: &str) -> Option<&'a str> {
    let (head, rest) = text.split_at_checked(prefix.len())?;
    head.eq_ignore_ascii_case(prefix).then_some(rest)
}

fn first_word(text: &str) -> &str {
    text.split(char::is_whitespace).next().unwrap_or("")
}

/// `{:width 100, :height 50}`; `50%` and other units are left to the image itself.
pub(super) fn size(meta: &str) -> Size {
    let mut size = Size::default();
    let mut words = meta.split(|c: char| c.is_whitespace() || matches!(c, '{' | '}' | ',')).filter(|w| !w.is_empty());
    while let Some(key) = words.next() {
        let place = match key {
            ":width" => &mut size.width,
            ":height" => &mut size.height,
            _ => continue,
        };
        let Some(value) = words.next() else { break };
        let value = value.trim_matches('"').trim_end_matches("px");
        *place = value.split('.').next().and_then(|v| v.parse().ok()).filter(|v| (1..=10_000).contains(v));
    }
    size
}

/// `![[x.png|100]]`, `![[x.png|100x50]]`: Obsidian's sizes, in place of words.
pub(super) fn piped_size(label: &str) -> Option<Size> {
    let (width, height) = match label.trim().split_once('x') {
        Some((width, height)) => (width, Some(height.parse().ok()?)),
        None => (label.trim(), None),
    };
    Some(Size { width: Some(width.parse().ok().filter(|w| (1..=10_000).contains(w))?), height })
}

/// What a macro that needs nobody's answer becomes: `renderer` belongs to plugins that are not here.
pub(super) fn macro_target(reference: &Ref, note: &str) -> Option<Target<'static>> {
    if reference.kind != RefKind::Macro {
        return None;
    }
    match macro_parts(reference.target.of(note)).0.to_ascii_lowercase().as_str() {
        "renderer" => Some(Target::Hidden),
        "cloze" | "video" | "youtube" | "vimeo" | "bilibili" | "tweet" | "twitter" | "youtube-timestamp" => {
            Some(Target::Text)
        }
        _ => None,
    }
}

/// Name and argument of a macro.
pub(super) fn macro_parts(inner: &str) -> (&str, &str) {
    let inner = inner.trim().trim_matches(['{', '}']).trim();
    let end = inner.find(char::is_whitespace).unwrap_or(inner.len());
    (&inner[..end], inner[end..].trim())
}
