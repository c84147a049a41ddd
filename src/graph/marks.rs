//! Who may see a block, by the marks its author put on it, on what holds it, and on its page.
//!
//! Does not know what a profile selects. Rules: `sharing.md` 2.2. A mark that cannot be read means nobody.

use std::collections::BTreeSet;
use std::sync::Arc;

use rustc_hash::{FxHashMap, FxHashSet};

pub use super::private::Private;
use super::private::{WORDS, Within, holds_mark, is_blank, is_private, looks_like_mark, meant_at, plain};
use super::private_headings::{below_labels, bullet_around, heads_private, is_behind_first};
pub use super::private_headings::{is_bare_heading, private_words};
use super::{BlockId, Graph, PageId};
use crate::diagnostic::{Code, Diagnostic};
use crate::name;
use crate::notes::{Dialect, NoteId};
use crate::outline::{self, Form, Outline, Property, Ref, RefKind};
use crate::span::Span;

/// What a block, or a page, says of who may see it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Mark {
    /// Nothing: whoever may see what holds it.
    None,
    /// Nobody of this audience.
    Denied,
}

/// The marks of a graph as one audience sees them, looked up note by note.
pub struct Marks<'a> {
    graph: &'a Graph,
    audience: String,
    /// Further names that `visibility::` may have.
    audiences: BTreeSet<String>,
    private: Private,
    pages: FxHashMap<PageId, bool>,
    notes: FxHashMap<NoteId, Vec<bool>>,
    /// By note, where lines stand that are marks and nothing else; `None` for notes that hold no word of a mark, whose
    /// lines and references are not read one by one.
    within: FxHashMap<NoteId, Option<Arc<Within>>>,
    /// Marks that cannot be read, met so far.
    pub told: Vec<Diagnostic>,
}

impl<'a> Marks<'a> {
    /// For one audience. `audiences`: all that `visibility::` may name.
    pub fn new(graph: &'a Graph, audience: &str, audiences: &[&str]) -> Marks<'a> {
        Marks {
            graph,
            audience: name::key(audience),
            audiences: audiences.iter().map(|name| name::key(name)).collect(),
            private: Private::of(graph),
            pages: FxHashMap::default(),
            notes: FxHashMap::default(),
            within: FxHashMap::default(),
            told: Vec::new(),
        }
    }

    /// Whether the audience may not see a block: it, a block above it, a page that holds one of these or a page above
    /// such a page says so.
    pub fn is_denied(&mut self, id: BlockId) -> bool {
        if !self.notes.contains_key(&id.note) {
            let denied = self.of_note(id.note);
            self.notes.insert(id.note, denied);
        }
        self.notes[&id.note][id.block as usize]
    }

    /// The same of every block of a note.
    pub fn of_note(&mut self, note: NoteId) -> Vec<bool> {
        let graph = self.graph;
        let outline = &graph.outlines[note.index()];
        let whole = self.is_page_denied(graph.facts[note.index()].page);
        let within = self.within(note);
        let mut around = within.as_ref().map(|_| self.around(note, outline)).unwrap_or_default();
        if graph.dialect != Dialect::Logseq {
            around.extend(below_labels(outline));
        }
        let mut denied = Vec::with_capacity(outline.blocks.len());
        for block in 0..outline.blocks.len() as u32 {
            let id = BlockId { note, block };
            let above = outline.blocks[block as usize].parent.map_or(whole, |parent| denied[parent as usize]);
            let refs = outline.refs_of(block);
            let by_word = within.as_ref().is_some_and(|within| {
                within.contains(&Some(block))
                    || self.private.is_said_in(outline, block)
                    || self.reads_as_mark(note, outline, block)
            });
            let own = by_word
                || around.contains(&block)
                || heads_private(outline, block)
                || self.mark(note, outline.properties_of(block), refs, outline) == Mark::Denied;
            let page = graph.is_section(id) && self.is_page_denied(graph.owner(id));
            denied.push(above || own || page);
        }
        denied
    }

    /// Blocks that marks in others are meant for, by their indent.
    fn around(&mut self, note: NoteId, outline: &Outline) -> FxHashSet<u32> {
        let mut found = FxHashSet::default();
        let is_markdown = self.graph.dialect != Dialect::Logseq;
        for (block, at) in self.private.said(outline) {
            let Some(block) = block else { continue };
            found.insert(block);
            // A comment may be a block of its own, and speaks for what it stands in.
            let is_comment = || ["<!--", "%%"].iter().any(|begin| outline.text[at as usize..].starts_with(begin));
            if at > outline.blocks[block as usize].span.start || is_comment() {
                found.insert(meant_at(outline, block, at, is_markdown));
            }
        }
        for block in 0..outline.blocks.len() as u32 {
            let marks = outline.refs_of(block).iter().filter(|r| self.private.is_mark(outline, r)).map(|r| r.span);
            let mut spans: Vec<Span> = marks.collect();
            let properties = outline.properties_of(block);
            if !properties.is_empty() && self.mark(note, properties, &[], outline) == Mark::Denied {
                spans.extend(properties.iter().map(|property| property.key_span));
            }
            if self.graph.dialect == Dialect::Logseq && !spans.is_empty() {
                found.extend(bullet_around(outline, block));
            }
            let behind = spans.into_iter().filter(|span| is_behind_first(outline, block, *span));
            found.extend(
                behind.map(|span| meant_at(outline, block, span.start, is_markdown)).filter(|meant| *meant != block),
            );
        }
        found
    }

    fn within(&mut self, note: NoteId) -> Option<Arc<Within>> {
        if let Some(known) = self.within.get(&note) {
            return known.clone();
        }
        let outline = &self.graph.outlines[note.index()];
        let mut within = self.private.may_be_in(&outline.text).then(|| self.private.within(outline));
        if let Some(within) = &mut within {
            // Properties that say nothing of any words speak for what they stand in, too.
            for (block, this) in (0u32..).zip(&outline.blocks) {
                let properties = outline.properties_of(block);
                if !properties.is_empty()
                    && outline.is_empty(block)
                    && (block + 1..this.end).all(|below| is_blank(outline, below))
                    && self.mark(note, properties, &[], outline) == Mark::Denied
                {
                    within.insert(this.parent);
                }
            }
        }
        if let (Some(within), Some(first)) = (&mut within, self.graph.outlines[note.index()].blocks.first()) {
            // At the head of a note, in a comment.
            if self.private.said(outline).iter().any(|(block, at)| block.is_none() && *at < first.span.start) {
                within.insert(None);
            }
        }
        self.within.insert(note, within.map(Arc::new));
        self.within[&note].clone()
    }

    /// Whether a page may not be seen, wherever its parts are. A page and its other names are one.
    pub fn is_page_denied(&mut self, page: PageId) -> bool {
        let graph = self.graph;
        let Some(this) = graph.pages.get(page.index()) else { return false };
        if let Some(known) = self.pages.get(&page) {
            return *known;
        }
        // Should a namespace lead back to itself, it says nothing of itself.
        self.pages.insert(page, false);
        let mut denied = this.parent.is_some_and(|parent| self.is_page_denied(parent));
        denied |= self.private.is_name(&this.key);
        denied |= graph.page(page).tags.iter().any(|tag| self.private.is_name(&graph.page(*tag).key));
        for &note in &this.home.notes {
            let outline = &graph.outlines[note.index()];
            let first = outline.blocks.first().is_some_and(|block| block.pre_block);
            let refs = if first { outline.refs_of(0) } else { &[] };
            denied |= self.mark(note, outline.page_properties(), refs, outline) == Mark::Denied;
            denied |= self.within(note).is_some_and(|within| within.contains(&None));
            // Of a file that is not read nothing is in a share; but it may be the page of what is.
            denied |= match outline.form {
                // A mark among what a drawing says of its shapes speaks for all of it.
                Form::Verbatim | Form::Whiteboard { .. } => holds_mark(&outline.text),
                Form::Unread => true,
                Form::Blocks => false,
            };
        }
        for section in &this.home.sections {
            let outline = graph.outline(*section);
            let (properties, refs) = (outline.properties_of(section.block), outline.refs_of(section.block));
            denied |= self.mark(section.note, properties, refs, outline) == Mark::Denied;
            denied |= self.within(section.note).is_some_and(|within| within.contains(&Some(section.block)));
        }
        self.pages.insert(page, denied);
        denied
    }

    fn mark(&mut self, note: NoteId, properties: &[Property], refs: &[Ref], outline: &Outline) -> Mark {
        let mut denied = refs.iter().any(|r| self.private.is_mark(outline, r));
        if let Some(r) = refs.iter().find(|r| is_misspelt(outline, r)) {
            let message = format!("`{}` is no mark that annals knows", r.span.of(&outline.text));
            self.tell(note, r.span, message, "did you mean `#private`?");
            denied = true;
        }
        for property in properties {
            // Marks of emphasis, and what is not seen, make no other key.
            let key = plain(&property.key);
            denied |= match key.trim_matches(|c: char| !c.is_alphanumeric()) {
                "private" => self.is_true(note, property, "private") != Some(false),
                // Who keeps it from the public keeps it from whoever it is handed to.
                "public" | "publish" => self.is_true(note, property, "public") != Some(true),
                "draft" => self.is_true(note, property, "draft") != Some(false),
                "visibility" => !self.is_visible(note, property),
                "tags" | "tag" => {
                    let mut all = property.value.split([',', ';', ' ']).flat_map(words);
                    all.any(|word| self.private.is_name(&word) || is_slip(&word))
                }
                key => self.is_misspelt(note, property, key),
            };
        }
        if denied { Mark::Denied } else { Mark::None }
    }

    /// `true` and `yes`, or `false` and `no`, quoted or not; `None` for anything else, which is told.
    fn is_true(&mut self, note: NoteId, property: &Property, key: &str) -> Option<bool> {
        match name::key(unquoted(&property.value)).as_str() {
            "true" | "yes" => Some(true),
            "false" | "no" => Some(false),
            _ => {
                let span = if property.span.is_empty() { property.key_span } else { property.span };
                self.tell(note, span, format!("`{key}::` is `{}`", property.value), "write true or false");
                None
            }
        }
    }

    /// Whether a key is probably meant for a mark's.
    fn is_misspelt(&mut self, note: NoteId, property: &Property, key: &str) -> bool {
        let Some(meant) = meant_for(key) else { return false };
        let message = format!("`{key}::` is no mark that annals knows");
        self.tell(note, property.key_span, message, &format!("did you mean `{meant}::`?"));
        true
    }

    /// Whether a line of a block's text looks like a mark and is none, which is told.
    fn reads_as_mark(&mut self, note: NoteId, outline: &Outline, block: u32) -> bool {
        let is_value = |word: &str| {
            let known = ["true", "yes", "false", "no", "private", "public", "nobody", &self.audience];
            let known: Vec<&str> = known.into_iter().chain(self.audiences.iter().map(String::as_str)).collect();
            known.contains(&word) || crate::config::nearest(word, &known).is_some()
        };
        let looks_so = |line: &Span| looks_like_mark(line.of(&outline.text), is_value);
        let found = outline.body(block).find(|line| !outline.is_code(block, line.start) && looks_so(line));
        if let Some(line) = found {
            let help = match self.graph.dialect {
                Dialect::Logseq => "write `private:: true` on a line of its own",
                // No line is a property there.
                _ => "write `#private` on it, or `private: true` in the front matter for all of the note",
            };
            self.tell(note, line, "this line reads as a mark, and is text".into(), help);
        }
        found.is_some()
    }

    /// Whether the audience is among those that `visibility::` names, all of which must be known.
    fn is_visible(&mut self, note: NoteId, property: &Property) -> bool {
        let mut visible = false;
        let all: Vec<String> = words(&property.value).collect();
        for word in &all {
            match word.as_str() {
                "private" => return false,
                "public" => visible = true,
                word if self.audiences.contains(word) || word == self.audience => visible |= word == self.audience,
                word => {
                    let known: Vec<&str> =
                        ["private", "public"].into_iter().chain(self.audiences.iter().map(String::as_str)).collect();
                    let help = match crate::config::nearest(word, &known) {
                        Some(near) => format!("did you mean `{near}`?"),
                        None => format!("known here: {}", known.join(", ")),
                    };
                    self.tell(
                        note,
                        property.span,
                        format!("`visibility::` names `{word}`, which is no audience"),
                        &help,
                    );
                    return false;
                }
            }
        }
        visible
    }

    fn tell(&mut self, note: NoteId, span: Span, message: String, help: &str) {
        let told = Diagnostic::new(Code::UnknownVisibility, span, message).in_note(note);
        let told = told.help(match help.ends_with('?') {
            true => format!("{help} Until then it is private"),
            false => format!("{help}; until then it is private"),
        });
        if !self.told.contains(&told) {
            self.told.push(told);
        }
    }
}

/// Whether Markdown that is written anew shows a tag or a link that is the mark: what the notes have as code may be none there.
pub fn shows_private(graph: &Graph, markdown: &str) -> bool {
    let private = Private::of(graph);
    if !private.may_be_in(markdown) {
        return false;
    }
    let bare = markdown.replace("\\#", "#").replace("\\[", "[").replace("\\]", "]");
    let note = format!("- {}", bare.replace('\n', "\n  "));
    let (outline, _) = outline::parse(note.into(), Dialect::Logseq, &outline::Options::default());
    (0..outline.blocks.len() as u32).any(|block| private.is_said_in(&outline, block))
}

/// Marks of all notes that cannot be read.
pub fn unreadable(graph: &Graph, audiences: &[&str]) -> Vec<Diagnostic> {
    let mut marks = Marks::new(graph, "manager", audiences);
    for (i, outline) in graph.outlines.iter().enumerate() {
        let key = |p: &Property| {
            let key = plain(&p.key);
            let key = key.trim_matches(|c: char| !c.is_alphanumeric());
            matches!(key, "private" | "public" | "publish" | "draft" | "visibility") || meant_for(key).is_some()
        };
        if outline.properties.iter().any(key) || outline.refs.iter().any(|r| is_misspelt(outline, r)) {
            marks.of_note(NoteId(i as u32));
        }
    }
    marks.told
}

/// What emphasises a block: a fact about it, and mostly no word of it.
pub fn is_highlight(tag: &str) -> bool {
    name::key(tag.trim_start_matches('#')) == "highlight"
}

/// Whether a tag is a mark of its line and no word of it: `#highlight` or `#private`, with nothing that is said before it or
/// nothing behind it but tickets.
pub fn is_mark(outline: &Outline, block: u32, tag: &Ref) -> bool {
    let name = tag.target.of(&outline.text).trim_start_matches('#');
    if tag.kind != RefKind::Tag || !is_highlight(name) && !is_private(&name::key(name)) {
        return false;
    }
    let text = &*outline.text;
    let (at, title) = (tag.span.start as usize, outline.blocks[block as usize].title);
    // Before the title stand its bullet, marker and priority.
    let from = text[..at].rfind('\n').map_or(0, |end| end + 1).max(title.start as usize);
    let to = text[at..].find('\n').map_or(text.len(), |end| at + end);
    let refs = outline.refs_of(block);
    let is_said = |from: usize, to: usize| {
        let within = |at: usize| {
            let of_line = |r: &&Ref| matches!(r.kind, RefKind::Tag | RefKind::Ticket);
            refs.iter().filter(of_line).any(|r| (r.span.start as usize..r.span.end as usize).contains(&at))
        };
        text.get(from..to).unwrap_or("").char_indices().any(|(i, c)| c.is_alphanumeric() && !within(from + i))
    };
    !is_said(from, at) || !is_said(tag.span.end as usize, to)
}

/// Whether a tag is probably a slip of `#private`, or the same in a language nearby: `#prviate`, `#privat`.
fn is_misspelt(outline: &Outline, r: &Ref) -> bool {
    let name = r.target.of(&outline.text).trim_start_matches('#');
    r.kind == RefKind::Tag && is_slip(name)
}

fn is_slip(name: &str) -> bool {
    let is_near = (6..=8).contains(&name.len()) && name.starts_with(['p', 'P']);
    is_near && {
        let key = plain(name);
        crate::config::distance(&key, "private") == 1 && !["primate", "privates"].contains(&key.as_str())
    }
}

/// The mark that a key is probably a slip of.
fn meant_for(key: &str) -> Option<&'static str> {
    let key = plain(key);
    let is_near = (6..=12).contains(&key.len()) && key.starts_with(['p', 'v']) && !WORDS.contains(&key.as_str());
    if is_near { crate::config::nearest(&key, &WORDS).filter(|meant| !key.starts_with(*meant)) } else { None }
}

/// What stands in quotes, or the whole.
fn unquoted(value: &str) -> &str {
    let value = value.trim();
    let inner = |mark: char| value.strip_prefix(mark).and_then(|rest| rest.strip_suffix(mark));
    inner('"').or_else(|| inner('\'')).unwrap_or(value)
}

/// The words of a list such as `manager, [[peers]]`, as keys.
fn words(value: &str) -> impl Iterator<Item = String> + '_ {
    let bare = |word: &str| {
        let word = unquoted(word).trim_start_matches('#').trim_start_matches("[[").trim_end_matches("]]");
        name::key(word)
    };
    unquoted(value).split([',', ';']).map(bare).filter(|word| !word.is_empty())
}
