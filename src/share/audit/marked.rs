//! A copy of the notes in which everything that was not selected carries a word: texts, names, values, files.
//!
//! Does not change what selection goes by, or the copy would be of other notes and say nothing:
//! - blocks above a selected one, and tops of pages, keep their labels: selection reads them;
//! - so do headings of reviews and drafts, days that stand alone, and labels that a path of the config names;
//! - markers, dates, block ids and the properties that give kind, order, state or visibility stay as they are;
//! - so do names that the profile or the config says, that were decided to stay, or that stand in the projection, days, and
//!   names with a `/`, whose parents hand visibility down.
//!
//! All other names begin with the word, each everywhere it is written as a reference; names in plain words do not, because
//! what is written in plain words is text.

use std::collections::BTreeSet;
use std::sync::Arc;

use rustc_hash::FxHashSet;

use super::canary::Made;
use super::fold::Folded;
use super::frame;
use super::index::Index;
use crate::config::share::{Profile, Refs, Selector, matches};
use crate::date::Formats;
use crate::graph::{BlockId, Graph, PageId, PageKind, label, list_items};
use crate::name;
use crate::notes::{Dialect, Format, NoteId, Notes};
use crate::outline::{Outline, RefKind};
use crate::project::{Decisions, Shown};
use crate::span::Span;

/// How much carries the word.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Marks {
    /// Blocks with text of their own.
    pub blocks: usize,
    /// Unselected blocks that keep theirs.
    pub kept: usize,
    /// Names of pages and tags.
    pub names: usize,
    /// Values of properties.
    pub values: usize,
    /// Files to show.
    pub assets: usize,
}

/// Properties that say what a block or page is: of others, the value is text.
const STRUCTURE: &[&str] = &[
    "private",
    "public",
    "visibility",
    "tags",
    "type",
    "kind",
    "template",
    "template-including-parent",
    "order",
    "role",
    "alias",
    "aliases",
    "title",
    "id",
    "custom-id",
    "completed",
    "done",
    "collapsed",
    "heading",
    "status",
    "period",
    "file-path",
    "file",
    "filters",
    "icon",
    "background-color",
    "highlight",
    "deadline",
    "scheduled",
    "date",
    "created-at",
    "updated-at",
    "aliases",
    "exclude-from-graph-view",
];

/// The copy, with the decisions as they read there.
pub fn marked(made: &Made<'_>, word: &str) -> (Notes, Decisions, Marks) {
    let mut marking = Marking::new(made, word);
    let mut notes = made.notes.clone();
    for (i, note) in notes.notes.iter_mut().enumerate() {
        let id = NoteId(i as u32);
        if note.format == Format::Markdown {
            note.text = marking.text(id).into();
        }
        if marking.renamed.contains(&made.graph.facts[i].page) {
            note.path = marking.in_path(&note.path);
        }
    }
    for asset in &mut notes.assets {
        asset.path = marking.in_path(&asset.path);
        marking.marks.assets += 1;
    }
    notes.assets.sort_by(|a, b| a.path.cmp(&b.path));
    let mut decisions = made.decisions.clone();
    for person in &mut decisions.people {
        // Whoever is named otherwise than written is so under the marked name too.
        let more: Vec<String> = person.forms.iter().map(|form| format!("{word}{form}")).collect();
        person.forms.extend(more);
    }
    let more: Vec<(String, Refs)> = decisions.refs.iter().map(|(key, refs)| (format!("{word}{key}"), *refs)).collect();
    decisions.refs.extend(more);
    (notes, decisions, marking.marks)
}

struct Marking<'a> {
    made: &'a Made<'a>,
    graph: &'a Graph,
    word: &'a str,
    renamed: FxHashSet<PageId>,
    kept: FxHashSet<BlockId>,
    /// Keys of properties that a selector names.
    keys: BTreeSet<String>,
    days: Formats,
    marks: Marks,
}

impl<'a> Marking<'a> {
    fn new(made: &'a Made<'a>, word: &'a str) -> Marking<'a> {
        let graph = made.graph;
        let selectors = made.profile.selectors().unwrap_or_default();
        let property = |selector: &Selector| match selector {
            Selector::Property(key, _) => Some(key.clone()),
            _ => None,
        };
        let keys = selectors.iter().filter_map(property).collect();
        let renamed = renamed(made, &selectors);
        let marks = Marks { names: renamed.len(), ..Marks::default() };
        Marking { made, graph, word, renamed, kept: structure(made), keys, days: Formats::known(), marks }
    }

    /// The word before the last part of a path.
    fn in_path(&self, path: &str) -> Arc<str> {
        let at = path.rfind('/').map_or(0, |at| at + 1);
        format!("{}{}{}", &path[..at], self.word, &path[at..]).into()
    }

    fn text(&mut self, note: NoteId) -> String {
        let outline = &self.graph.outlines[note.index()];
        let mut at: Vec<(u32, String)> = Vec::new();
        self.references(note, outline, &mut at);
        self.properties(note, outline, &mut at);
        for block in 0..outline.blocks.len() as u32 {
            at.extend(self.block(BlockId { note, block }, outline));
        }
        at.sort_by_key(|(at, _)| *at);
        at.dedup();
        let mut out = String::with_capacity(outline.text.len() + at.len() * 16);
        let mut done = 0;
        for (at, words) in at {
            out.push_str(outline.text.get(done..at as usize).unwrap_or(""));
            out.push_str(&words);
            done = at as usize;
        }
        out.push_str(outline.text.get(done..).unwrap_or(""));
        out
    }

    /// Where names stand as references.
    fn references(&self, note: NoteId, outline: &Outline, at: &mut Vec<(u32, String)>) {
        for r in &outline.refs {
            let target = r.target.of(&outline.text);
            let page = || self.graph.target(note, r).is_some_and(|page| self.renamed.contains(&page));
            let place = match r.kind {
                RefKind::Page | RefKind::Tag | RefKind::EmbedPage if page() => {
                    Some(target.len() - target.trim_start_matches(['#', '[', ' ']).len())
                }
                RefKind::File if page() => Some(target.rfind('/').map_or(0, |at| at + 1)),
                RefKind::Image | RefKind::Asset if self.graph.asset(note, target).is_some() => {
                    let bare = target.len() - target.trim_start_matches('<').len();
                    Some(target.rfind('/').map_or(bare, |at| at + 1))
                }
                _ => None,
            };
            at.extend(place.map(|place| (r.target.start + place as u32, self.word.to_string())));
        }
    }

    /// Values of properties, and names that stand in them without brackets.
    fn properties(&mut self, note: NoteId, outline: &Outline, at: &mut Vec<(u32, String)>) {
        for property in outline.properties.iter().filter(|property| !property.span.is_empty()) {
            let written = property.span.of(&outline.text);
            if *written != *property.value {
                continue;
            }
            let names_pages = matches!(&*property.key, "alias" | "aliases" | "tags" | "title")
                || self.made.config.logseq.is_list(&property.key);
            if names_pages {
                for item in list_items(written).filter(|item| !item.contains("[[")) {
                    let bare = item.trim_start_matches(['#', '"']);
                    let is_one = self.graph.find(bare.trim_end_matches('"')).is_some_and(|p| self.renamed.contains(&p));
                    let begin = bare.as_ptr() as usize - written.as_ptr() as usize;
                    at.extend(is_one.then(|| (property.span.start + begin as u32, self.word.to_string())));
                }
            }
            let key = &*property.key;
            let is_structure = STRUCTURE.contains(&key)
                || key.contains('.')
                || key.starts_with("query-")
                || key.starts_with("hl-")
                || key.starts_with("ls-")
                || self.keys.contains(key)
                || names_pages;
            let is_value = self.days.read(written).is_none()
                && written.chars().any(char::is_alphabetic)
                && !written.ends_with([']', ')', '"', '}']);
            if !is_structure && is_value && self.graph.dialect == Dialect::Logseq && !self.is_own_of_selected(note) {
                at.push((property.span.end, format!(" {}", self.word)));
                self.marks.values += 1;
            }
        }
    }

    /// Whether the projection is its own source, which has properties by design.
    fn is_own_of_selected(&self, note: NoteId) -> bool {
        *self.graph.facts[note.index()].path == *crate::project::NOTE
    }

    /// Where a block's text is given the word.
    fn block(&mut self, id: BlockId, outline: &Outline) -> Option<(u32, String)> {
        let block = &outline.blocks[id.block as usize];
        if self.made.projection.blocks.binary_search(&id).is_ok() || block.pre_block || outline.is_empty(id.block) {
            return None;
        }
        let title = block.title.of(&outline.text);
        if self.graph.is_section(id) {
            // A page's top is its name.
            let bare = title.trim_start_matches(['*', '_', ' ']);
            let begin = block.title.start + (title.len() - bare.len()) as u32;
            let has_refs = outline.refs_of(id.block).iter().any(|r| block.title.contains(r.span));
            let is_one = self.renamed.contains(&self.graph.owner(id)) && !has_refs;
            return is_one.then(|| (begin, self.word.to_string()));
        }
        let is_text = !title.trim().is_empty()
            && !title.starts_with(['`', '~', '#', '|', '>', '$', ':', '{', '<', '!', '[', ';'])
            && !title.contains("::")
            && title.chars().any(char::is_alphanumeric);
        if self.kept.contains(&id) || !is_text {
            self.marks.kept += 1;
            return None;
        }
        self.marks.blocks += 1;
        let is_task = block.task().is_some();
        let is_named = self.graph.dialect != Dialect::Logseq && title.contains('^');
        match is_task || is_named {
            true => Some((block.title.start, format!("{} ", self.word))),
            false => Some((block.title.end, format!(" {}", self.word))),
        }
    }
}

/// Blocks whose labels selection goes by.
fn structure(made: &Made<'_>) -> FxHashSet<BlockId> {
    let graph = made.graph;
    let mut kept = FxHashSet::default();
    let keep_above = |id: BlockId, kept: &mut FxHashSet<BlockId>| {
        kept.extend(graph.outline(id).ancestors(id.block).map(|block| BlockId { block, ..id }));
    };
    for &id in &made.projection.blocks {
        keep_above(id, &mut kept);
    }
    for (i, page) in graph.pages.iter().enumerate() {
        for &section in &page.home.sections {
            kept.insert(section);
            keep_above(section, &mut kept);
        }
        for review in graph.reviews_of(PageId(i as u32)) {
            let parts = review.parts.iter().map(|part| part.block);
            for id in parts.chain([review.heading, review.root]) {
                kept.insert(id);
                keep_above(id, &mut kept);
            }
        }
    }
    let profile: &Profile = made.profile;
    let paths = made.config.share.never.iter().chain(&profile.exclude).chain(&profile.select);
    let parts: Vec<String> = paths.flat_map(|path| path.split('/')).map(name::key).collect();
    let named: Vec<&String> = parts.iter().filter(|part| part.chars().any(|c| c != '*')).collect();
    for (i, outline) in graph.outlines.iter().enumerate() {
        for block in 0..outline.blocks.len() as u32 {
            let id = BlockId { note: NoteId(i as u32), block };
            let key = name::key(&label(outline, block));
            if graph.is_bare_date(id) || named.iter().any(|part| matches(part, &key)) {
                kept.insert(id);
            }
        }
    }
    kept
}

/// Pages and tags whose names begin with the word.
fn renamed(made: &Made<'_>, selectors: &[Selector]) -> FxHashSet<PageId> {
    let graph = made.graph;
    let mut shown = Index::default();
    for note in &made.projection.notes.notes {
        shown.add(Folded::of(&note.text));
        shown.add(Folded::of(&frame::plain(&note.text)));
    }
    let owners: FxHashSet<PageId> = made.projection.blocks.iter().map(|id| graph.owner(*id)).collect();
    let mut said: BTreeSet<String> = ["private", "public", "highlight", "template"].map(String::from).into();
    for selector in selectors {
        match selector {
            Selector::Tag(key) | Selector::Page(key) | Selector::Property(_, Some(key)) => _ = said.insert(key.clone()),
            _ => {}
        }
    }
    let config = made.config;
    let kinds = config.kinds.values();
    let of_kinds = kinds.flat_map(|kind| [&kind.collections, &kind.tags, &kind.namespaces, &kind.suffixes]).flatten();
    let people = config
        .people
        .names
        .iter()
        .chain(config.people.aliases.iter().flat_map(|(name, more)| std::iter::once(name).chain(more)));
    let reviews = config.review.sections.iter().chain(&config.review.r#final).chain(&config.review.drafts);
    let written = made.profile.tags.iter().chain(config.share.never.iter()).chain(&made.profile.exclude);
    for name in of_kinds.chain(people).chain(reviews).chain(written.chain(&made.profile.projects)) {
        said.extend(name.split('/').map(|part| name::key(part.trim_start_matches('#'))));
    }
    said.extend(config.share.audiences().into_iter().map(name::key));
    let decided = |key: &str| made.decisions.refs.get(key).is_some_and(|refs| *refs == Refs::Text);
    let named = |name: &str| {
        let forms = |person: &crate::project::Person| {
            person.shown == Shown::AsWritten && person.forms.iter().any(|form| name::key(form) == name::key(name))
        };
        made.decisions.people.iter().any(forms)
    };
    let unspanned: FxHashSet<PageId> =
        graph.outlines.iter().flat_map(|outline| without_place(graph, outline)).collect();
    let may = |(i, page): (usize, &crate::graph::Page)| {
        let id = PageId(i as u32);
        let is_own = |name: &Arc<str>| {
            let folded = Folded::of(name);
            let bare = name.trim_start_matches('#');
            // A letter first, or it could be another thing: a number, a date, a sign.
            bare.starts_with(char::is_alphabetic)
                && !bare.contains(['/', '[', ']', '(', ')', '"', '\\', '^'])
                && !said.contains(&name::key(bare))
                && !decided(&name::key(bare))
                && !named(bare)
                && shown.words(&folded, 0..folded.words.len()).is_none()
        };
        let is_plain = !matches!(page.kind, PageKind::Journal(_))
            && page.parent.is_none()
            && page.children.is_empty()
            && page.home.notes.iter().all(|note| is_plain_file(graph, *note))
            && !owners.contains(&id)
            && !unspanned.contains(&id)
            && made.graph.formats.read(&page.name).is_none();
        (is_plain && std::iter::once(&page.name).chain(&page.aliases).all(is_own)).then_some(id)
    };
    graph.pages.iter().enumerate().filter_map(may).collect()
}

/// Whether a note can be given another name: other formats are not written anew.
fn is_plain_file(graph: &Graph, note: NoteId) -> bool {
    let path = &graph.facts[note.index()].path;
    let stem = path.rsplit('/').next().unwrap_or(path);
    path.ends_with(".md") && !stem.contains(['%', '[']) && !stem.contains("___")
}

/// Pages that properties name where it is not known at which byte.
fn without_place<'g>(graph: &'g Graph, outline: &'g Outline) -> impl Iterator<Item = PageId> + 'g {
    let lost = outline.properties.iter().filter(|p| {
        let written: Span = p.span;
        written.is_empty() || *written.of(&outline.text) != *p.value
    });
    lost.flat_map(move |p| {
        list_items(&p.value).filter_map(move |item| graph.find(item.trim_matches(['"', '#', '[', ']'])))
    })
}
