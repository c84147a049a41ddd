//! Blocks as they are met become a tree in flat arrays.
//!
//! Indentation is compared as Logseq compares it. Does not read text.

use super::definitions::{Footnote, LinkDefinition};
use super::inline::Lexer;
use super::lines::trim_end;
use super::property::{self, Keys};
use super::stamp::Plan;
use super::{Block, Code, Form, Options, Outline, Property, RefKind, Task, task};
use crate::diagnostic::{self, Diagnostic};
use crate::notes::Dialect;
use crate::span::Span;
use rustc_hash::FxHashMap;
use std::sync::Arc;

/// Deepest nesting that is kept; what is deeper stands at this depth. A level is up to three elements of a page, of which
/// browsers keep 512 within one another; and a page shows five such trees within one another, on the stack of a thread.
const DEEPEST: usize = 128;

/// An outline in the making.
pub(super) struct Builder<'t> {
    pub text: &'t str,
    pub options: Options,
    pub lexer: Lexer<'t>,
    pub blocks: Vec<Block>,
    pub code: Vec<Code>,
    pub lines: Vec<Span>,
    pub links: Vec<LinkDefinition>,
    pub footnotes: FxHashMap<Box<str>, Footnote>,
    /// Whether the note has any footnote.
    pub has_notes: bool,
    properties: Vec<Property>,
    page_properties: Vec<Property>,
    keys: Keys,
    /// The open blocks: index, and the level they are compared by, which is not always their own.
    stack: Vec<(u32, usize)>,
    /// Outside Logseq a block is compared by its own level: a heading stays a heading whatever stood before it.
    own_levels: bool,
    told_too_much: bool,
    /// The day the last clock of the open block ended.
    clock_end: Option<chrono::NaiveDate>,
}

impl<'t> Builder<'t> {
    pub fn new(text: &'t str, dialect: Dialect, options: Options) -> Self {
        Builder {
            text,
            options,
            lexer: Lexer::new(text, dialect),
            blocks: Vec::with_capacity(text.len() / 64),
            code: Vec::new(),
            lines: Vec::with_capacity(text.len() / 48),
            links: Vec::new(),
            footnotes: FxHashMap::default(),
            has_notes: memchr::memmem::find(text.as_bytes(), b"[^").is_some(),
            properties: Vec::new(),
            page_properties: Vec::new(),
            keys: Keys::default(),
            stack: Vec::new(),
            own_levels: dialect != Dialect::Logseq,
            told_too_much: false,
            clock_end: None,
        }
    }

    pub fn notes(&mut self) -> &mut Vec<Diagnostic> {
        &mut self.lexer.notes
    }

    /// Opens a block. `level` is what its place in the tree is found by:
    ///
    /// as the last one's, its sibling; greater, its child, however much greater; smaller, the sibling of the ancestor
    /// of that level, or, where there is none, of the one that stands where it would have to: and it is compared by
    /// that one's level from then on. (Logseq's `with-parent-and-left`.)
    pub fn open(&mut self, start: usize, level: usize) -> &mut Block {
        self.close();
        let mut compared = level;
        while let Some(&(index, other)) = self.stack.last() {
            if other < level {
                break;
            }
            self.stack.pop();
            compared = other;
            self.blocks[index as usize].end = self.blocks.len() as u32;
            if other == level {
                break;
            }
        }
        if self.stack.len() >= DEEPEST {
            if !self.told_too_much {
                self.told_too_much = true;
                let message = format!("nested deeper than {DEEPEST} levels: what is deeper is shown at that depth");
                let told = Diagnostic::new(diagnostic::Code::TooMuch, Span::new(start, start + 1), message);
                self.notes().push(told.help("move some of it to a page of its own"));
            }
            if let Some((index, other)) = self.stack.pop() {
                self.blocks[index as usize].end = self.blocks.len() as u32;
                compared = other;
            }
        }
        let index = self.blocks.len() as u32;
        self.blocks.push(Block {
            span: Span::new(start, start),
            title: Span::new(start, start),
            depth: self.stack.len() as u16,
            parent: self.stack.last().map(|s| s.0),
            end: index + 1,
            refs: self.lexer.refs.len() as u32,
            properties: self.properties.len() as u32,
            code: self.code.len() as u32,
            lines: self.lines.len() as u32,
            task: None,
            empty: false,
            heading: 0,
            collapsed: false,
            pre_block: false,
            level: level.min(u16::MAX as usize) as u16,
            id: None,
        });
        self.stack.push((index, if self.own_levels { level } else { compared }));
        let last = self.blocks.len() - 1;
        &mut self.blocks[last]
    }

    /// The block that is open.
    pub fn block(&mut self) -> Option<&mut Block> {
        self.blocks.last_mut()
    }

    /// The task of the open block, made if need be.
    pub fn task(&mut self) -> Option<&mut Task> {
        self.block().map(|b| &mut **b.task.get_or_insert_default())
    }

    /// Ends the open block's own text: blank lines at its end are dropped.
    pub fn close(&mut self) {
        self.take_plans();
        if self.has_notes {
            self.take_footnotes();
        }
        let Some(block) = self.blocks.last_mut() else { return };
        let is_blank = |line: &Span| line.of(self.text).trim().is_empty();
        while self.lines.len() > block.lines as usize && self.lines.last().is_some_and(is_blank) {
            self.lines.pop();
        }
        if let (Some(task), Some(day)) = (&mut block.task, self.clock_end.take())
            && task.marker == Some(super::Marker::Done)
        {
            task.closed = task.closed.or(Some(day));
        }
    }

    /// The open block's text reaches to `end`.
    pub fn reach(&mut self, end: usize) {
        let bytes = self.text.as_bytes();
        if let Some(block) = self.blocks.last_mut() {
            let end = trim_end(bytes, block.span.end as usize, end);
            block.span.end = block.span.end.max(end as u32);
        }
    }

    /// One visible line. A blank one counts only behind others.
    pub fn line(&mut self, from: usize, to: usize) {
        let to = trim_end(self.text.as_bytes(), from, to);
        let first = self.blocks.last().is_none_or(|b| b.lines as usize == self.lines.len());
        if from < to || !first {
            self.lines.push(Span::new(from, to));
        }
    }

    /// Stamps behind a keyword go to the open block; the first of each kind counts.
    pub fn take_plans(&mut self) {
        while !self.lexer.plans.is_empty() {
            for (plan, stamp) in std::mem::take(&mut self.lexer.plans) {
                let Some(task) = self.task() else { return };
                match plan {
                    Plan::Scheduled => task.scheduled = task.scheduled.or(Some(stamp)),
                    Plan::Deadline => task.deadline = task.deadline.or(Some(stamp)),
                    Plan::Closed => task.closed = task.closed.or(Some(stamp.date)),
                }
            }
        }
    }

    /// A line of a logbook.
    pub fn clock(&mut self, from: usize, to: usize) {
        if let Some((seconds, end)) = super::stamp::clock(&self.text[from..to]) {
            if let Some(task) = self.task() {
                task.clocked = task.clocked.saturating_add(seconds);
            }
            self.clock_end = end.or(self.clock_end);
        }
    }

    /// A property of the open block. Its references are read here, so properties must come in reading order.
    pub fn property(&mut self, found: property::Found) {
        let property = self.make(found.key.of(self.text), found.key, found.value.of(self.text).into(), found.value);
        let first = self.lexer.refs.len();
        self.lexer.value(found.value.start as usize, found.value.end as usize);
        if self.lexer.dialect == Dialect::Logseq && property::is_plain(&property.key) {
            let blocks = self.lexer.refs.split_off(first).into_iter().filter(|r| r.kind == RefKind::Block);
            self.lexer.refs.extend(blocks);
        }
        if !property::is_valid(&property.key) {
            let message = format!("`{}` cannot be a property's key in Logseq", found.key.of(self.text));
            let note = Diagnostic::new(diagnostic::Code::PropertyKey, found.key, message)
                .help("a key begins with no digit and no `#`, and has no brackets, quotes or commas");
            self.notes().push(note);
        }
        self.apply(&property);
        self.properties.push(property);
    }

    /// A property of the page, from front matter.
    pub fn page_property(&mut self, key: &str, key_span: Span, value: Arc<str>, span: Span) {
        let property = self.make(key, key_span, value, span);
        self.page_properties.push(property);
    }

    /// What the open block says of itself is said of the page.
    pub fn give_to_page(&mut self) {
        self.page_properties.append(&mut self.properties);
    }

    /// Whether the open block has any property.
    pub fn has_properties(&self) -> bool {
        self.blocks.last().is_some_and(|b| (b.properties as usize) < self.properties.len())
    }

    /// Whether the open block's properties can be meant for the page: not those that only a block has.
    pub fn speaks_of_page(&self) -> bool {
        let of_block = |key: &str| {
            matches!(key, "id" | "collapsed" | "heading" | "background-color" | "created-at" | "updated-at")
                || key.starts_with("logseq.")
                || key.starts_with("query-")
        };
        let own = self.blocks.last().map_or(0, |b| b.properties as usize);
        let keys = || self.properties[own..].iter().map(|p| &*p.key);
        keys().any(|k| !of_block(k)) && !keys().any(|k| k == "template")
    }

    fn make(&mut self, key: &str, key_span: Span, value: Arc<str>, span: Span) -> Property {
        Property { key: self.keys.get(key), value, span, key_span }
    }

    fn apply(&mut self, property: &Property) {
        let value = property.value.trim();
        let Some(block) = self.blocks.last_mut() else { return };
        match &*property.key {
            // Anything but `false` folds, as in Logseq.
            "collapsed" => block.collapsed = value != "false",
            // The last of a key counts.
            "id" => block.id = super::inline::is_uuid(value.as_bytes()).then_some(property.span),
            "heading" if value == "true" => block.heading = (block.depth + 2).min(6) as u8,
            "heading" => {
                if let Ok(size @ 1..=6) = value.parse() {
                    block.heading = size;
                }
            }
            "completed" | "done" => {
                if let Some(day) = task::day(value) {
                    let task = block.task.get_or_insert_default();
                    task.closed = task.closed.or(Some(day));
                }
            }
            _ => {}
        }
    }

    /// The outline, with room for nothing more: it stays as long as the site is open.
    pub fn finish(mut self, text: Arc<str>) -> (Outline, Vec<Diagnostic>) {
        self.close();
        let count = self.blocks.len() as u32;
        for (index, _) in self.stack.drain(..) {
            self.blocks[index as usize].end = count;
        }
        let page_property_count = self.page_properties.len() as u32;
        let mut properties = self.page_properties;
        if properties.is_empty() {
            properties = self.properties;
        } else {
            properties.append(&mut self.properties);
            for block in &mut self.blocks {
                block.properties += page_property_count;
            }
        }
        // Of several with one label the first counts.
        self.links.sort_by(|a, b| a.key.cmp(&b.key).then(a.label.start.cmp(&b.label.start)));
        self.links.dedup_by(|later, first| later.key == first.key);
        let mut footnotes: Vec<Footnote> = self.footnotes.into_values().collect();
        footnotes.sort_by(|a, b| a.key.cmp(&b.key));
        let mut outline = Outline {
            text,
            form: Form::Blocks,
            blocks: self.blocks,
            refs: self.lexer.refs,
            properties,
            page_property_count,
            code: self.code,
            lines: self.lines,
            links: self.links,
            footnotes,
        };
        for block in 0..count {
            let empty = outline.body(block).all(|line| line.of(&outline.text).trim().is_empty());
            outline.blocks[block as usize].empty = empty;
        }
        outline.blocks.shrink_to_fit();
        outline.refs.shrink_to_fit();
        outline.properties.shrink_to_fit();
        outline.code.shrink_to_fit();
        outline.lines.shrink_to_fit();
        (outline, self.lexer.notes)
    }
}
