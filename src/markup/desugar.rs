//! One block's lines to Markdown that pulldown-cmark reads as the note's dialect means it, refs replaced by slots.
//!
//! Does not parse Markdown and writes no HTML. Forms that take whole lines are in [`forms`](super::forms), those
//! within a line in [`scan`](super::scan).

use super::slot::{self, MAX_SLOTS, Size, Slot};
use super::{Part, Resolver, Target};
use crate::notes::Dialect;
use crate::outline::{Block, Code, LinkDefinition, Outline, RefKind};
use crate::span::Span;
use rustc_hash::{FxHashMap, FxHashSet};
use std::ops::Range;

/// More than this of one block is not handed to the Markdown parser, which has quadratic cases.
pub(super) const MAX_SOURCE: usize = 128 * 1024;
/// Quotes and lists within one another on one line.
const MAX_NESTING: usize = 100;

/// A block, ready for the Markdown parser.
pub(super) struct Source<'t> {
    pub text: String,
    pub slots: Vec<Slot<'t>>,
    /// Where lines of `text` come from: place in `text`, place in the note.
    pub lines: Vec<(u32, u32)>,
    /// Past a budget: not to be parsed.
    pub too_much: bool,
    /// From here on, empty definitions of footnotes that another block defines, so that their marks are read as such.
    pub foreign_notes: usize,
}

impl Source<'_> {
    /// Where a place of `text` stands in the note, to the line exactly, within the line nearly.
    pub fn origin(&self, at: usize) -> usize {
        let line = self.lines.partition_point(|(start, _)| *start as usize <= at);
        let Some((start, origin)) = line.checked_sub(1).and_then(|line| self.lines.get(line)) else { return 0 };
        *origin as usize + at - *start as usize
    }
}

pub(super) struct Desugar<'o, 't, R> {
    pub outline: &'o Outline,
    pub note: &'o str,
    pub block: &'o Block,
    pub resolver: &'t R,
    pub dialect: Dialect,
    pub lines: Vec<Span>,
    pub out: String,
    pub slots: Vec<Slot<'t>>,
    pub map: Vec<(u32, u32)>,
    /// Indexes of the refs still to come.
    pub refs: Range<usize>,
    /// The rest of `SCHEDULED:`, `DEADLINE:` and block ids that stand within a line of text.
    pub cuts: Vec<Span>,
    /// `> ` for every quote or callout of Org's form that is open, with the name that ends it.
    pub open: Vec<(String, bool)>,
    /// A list has begun: indentation means something.
    pub in_list: bool,
    /// The line before was text of a paragraph.
    pub after_text: bool,
    pub in_comment: bool,
    /// There is a backtick in it.
    pub has_code: bool,
    /// Where `#+END_X` and `\\end{x}` stand, found when first asked for.
    pub closers: Option<FxHashMap<String, Vec<usize>>>,
    pub too_much: bool,
}

/// The lines of a block, or some of them, as one Markdown text.
pub(super) fn desugar<'t, R: Resolver>(
    outline: &Outline,
    block: u32,
    resolver: &'t R,
    dialect: Dialect,
    part: Part,
) -> Source<'t> {
    let Some(this) = outline.blocks.get(block as usize) else {
        return Source { text: String::new(), slots: Vec::new(), lines: Vec::new(), too_much: false, foreign_notes: 0 };
    };
    let first = this.refs as usize;
    let refs = first..first + outline.refs_of(block).len();
    let lines: Vec<Span> = match part {
        Part::Whole => outline.body(block).collect(),
        Part::BelowTitle => outline.body_below_title(block).collect(),
        Part::Title => {
            let title = outline.body(block).take_while(|line| line.start <= this.title.start);
            // What opens code is no title.
            title.filter(|line| !forms_fence(line.of(&outline.text))).collect()
        }
    };
    let size: usize = lines.iter().map(|line| line.len() + 1).sum();
    let mut desugar = Desugar {
        outline,
        note: &outline.text,
        block: this,
        resolver,
        dialect,
        out: String::with_capacity(size.min(MAX_SOURCE) + 16),
        slots: Vec::new(),
        map: Vec::new(),
        refs,
        cuts: Vec::new(),
        open: Vec::new(),
        in_list: false,
        after_text: false,
        in_comment: false,
        has_code: lines.iter().any(|line| line.of(&outline.text).contains('`')),
        closers: None,
        too_much: size > MAX_SOURCE,
        lines,
    };
    if part == Part::BelowTitle
        && let Some(first) = desugar.lines.first()
    {
        desugar.skip_refs(first.start as usize);
    }
    if !desugar.too_much {
        desugar.find_cuts();
        let code: Vec<Code> = outline.code_of(block).to_vec();
        desugar.all(&code);
    }
    desugar.define_links();
    desugar.too_much |= desugar.slots.len() >= MAX_SLOTS;
    let foreign_notes = desugar.out.len();
    super::forms::define_foreign_notes(&mut desugar.out);
    Source { text: desugar.out, slots: desugar.slots, lines: desugar.map, too_much: desugar.too_much, foreign_notes }
}

impl<'t, R: Resolver> Desugar<'_, 't, R> {
    /// The text of line number `line`.
    pub fn line(&self, line: usize) -> &str {
        self.lines.get(line).map_or("", |span| span.of(self.note))
    }

    fn all(&mut self, code: &[Code]) {
        let mut code = code.iter().peekable();
        let mut at = 0;
        while at < self.lines.len() {
            let span = self.lines[at];
            while code.peek().is_some_and(|code| code.body.end < span.start) {
                code.next();
            }
            if let Some(next) = code.peek()
                && (next.body.start.saturating_sub(2)..=next.body.start).contains(&span.end)
                && forms_fence(span.of(self.note))
            {
                let body = next.body;
                code.next();
                at = self.fenced(at, body);
                continue;
            }
            match self.form(at) {
                Some(next) => at = next,
                None => {
                    self.text_line(at);
                    at += 1;
                }
            }
        }
    }

    /// Puts before the block the definitions of link labels that it uses and other blocks of the note give.
    fn define_links(&mut self) {
        if self.outline.links.is_empty() || self.too_much || !self.resolver.knows_definitions() {
            return;
        }
        let block = std::mem::take(&mut self.out);
        let mut used: Vec<&LinkDefinition> = Vec::new();
        let mut seen = FxHashSet::default();
        let (mut open, mut escaped) = (None, false);
        for (at, b) in block.bytes().enumerate() {
            match b {
                b'[' if !escaped => open = Some(at + 1),
                b']' if !escaped => {
                    let label = open.take().and_then(|open| block.get(open..at));
                    let found = label.and_then(|label| self.outline.link_named(label));
                    used.extend(found.filter(|found| seen.insert(found.label)));
                }
                _ => {}
            }
            escaped = b == b'\\' && !escaped;
        }
        for definition in used {
            self.out.push('[');
            self.verbatim(definition.label);
            self.out.push_str("]: ");
            match definition.reference {
                Some(reference) => {
                    let target = self.resolver.resolve(self.outline, reference);
                    self.slot(Slot::Ref(reference, target, Size::default()));
                }
                None => self.verbatim(definition.address),
            }
            self.out.push(' ');
            self.verbatim(definition.title);
            self.out.push_str("\n\n");
        }
        let before = self.out.len() as u32;
        self.map.iter_mut().for_each(|(at, _)| *at += before);
        self.out.push_str(&block);
    }

    /// Fence, code and closing fence, as they are. Returns the line after.
    fn fenced(&mut self, at: usize, body: Span) -> usize {
        self.begin_line(self.lines[at]);
        self.verbatim(self.lines[at]);
        let mut next = at + 1;
        while self.lines.get(next).is_some_and(|line| line.start < body.end) {
            self.begin_line(self.lines[next]);
            self.verbatim(self.lines[next]);
            next += 1;
        }
        // The line that closes it, if it is closed.
        if self.lines.get(next).is_some_and(|line| forms_fence(line.of(self.note))) {
            self.begin_line(self.lines[next]);
            self.verbatim(self.lines[next]);
            next += 1;
        } else {
            // What may follow is no part of it.
            let opening = self.lines[at].of(self.note).trim_start();
            let mark = opening.chars().next().unwrap_or('`');
            self.begin_line(self.lines[at]);
            self.out.extend(opening.chars().take_while(|c| *c == mark));
        }
        self.after_text = false;
        next
    }

    /// Starts a line of output that comes from `span`.
    pub fn begin_line(&mut self, span: Span) {
        if !self.map.is_empty() {
            self.out.push('\n');
        }
        for (_, quoted) in &self.open {
            if *quoted {
                self.out.push_str("> ");
            }
        }
        self.map.push((self.out.len() as u32, span.start));
    }

    /// A blank line, so that what follows is no part of the paragraph before.
    pub fn separate(&mut self, span: Span) {
        if !self.map.is_empty() {
            self.begin_line(Span { start: span.start, end: span.start });
        }
        self.after_text = false;
    }

    /// The characters of a range as they are, the author's own private-use ones as slots.
    pub fn verbatim(&mut self, span: Span) {
        let note = self.note;
        for (words, private) in slot::cut(span.of(note)) {
            self.out.push_str(words);
            if let Some(c) = private.and_then(slot::character) {
                self.slot(Slot::Literal(c));
            }
        }
    }

    /// Puts one slot here.
    pub fn slot(&mut self, slot: Slot<'t>) {
        match slot::character(self.slots.len()) {
            Some(c) => {
                self.out.push(c);
                self.slots.push(slot);
            }
            None => self.too_much = true,
        }
    }

    /// Puts reference number `index` here, with what follows it. Returns where the text goes on.
    pub fn reference(&mut self, index: usize) -> usize {
        let reference = &self.outline.refs[index];
        let mut end = reference.span.end as usize;
        let mut size = Size::default();
        if reference.kind == RefKind::Image {
            let written = reference.span.of(self.note);
            let rest = self.note.get(end..).unwrap_or("");
            if let Some(label) = reference.label.filter(|_| written.starts_with("![[")) {
                size = super::forms::piped_size(label.of(self.note)).unwrap_or_default();
            }
            if let Some(meta) = written.rfind("{:").map(|at| &written[at..]).filter(|meta| meta.ends_with('}')) {
                size = super::forms::size(meta);
            } else if rest.starts_with("{:")
                && let Some(close) = rest.bytes().take(200).position(|b| b == b'}' || b == b'\n')
                && rest.as_bytes()[close] == b'}'
            {
                size = super::forms::size(&rest[..close]);
                end += close + 1;
            }
        }
        let target = super::forms::macro_target(reference, self.note)
            .unwrap_or_else(|| self.resolver.resolve(self.outline, index as u32));
        if matches!(target, Target::Text) && reference.kind == RefKind::Ticket {
            // Words after all: what they are within (emphasis, a link) may still be Markdown.
            self.verbatim(reference.span);
            return end;
        }
        self.slot(Slot::Ref(index as u32, target, size));
        end
    }

    /// Whether a line goes deeper than the parser should be asked to.
    pub fn check_nesting(&mut self, line: &str) {
        let marks = line
            .bytes()
            .take_while(|b| matches!(b, b' ' | b'\t' | b'>' | b'*' | b'+' | b'-' | b'0'..=b'9' | b'.' | b')'));
        if marks.filter(|b| matches!(b, b'>' | b'*' | b'+' | b'-' | b'.' | b')')).count() > MAX_NESTING
            && line.bytes().any(|b| !matches!(b, b'*' | b'-' | b'=' | b'_' | b' ' | b'.'))
        {
            self.too_much = true;
        }
    }
}

/// Whether a line is a fence of code, opening or closing.
pub(super) fn forms_fence(line: &str) -> bool {
    let line = line.trim_start();
    line.starts_with("```") || line.starts_with("~~~")
}
