//! Which blocks a profile selects, and under which project, page or day each stands.
//!
//! Does not copy text. What is denied is left out here, so that nothing later has to look.

use std::collections::BTreeMap;

use rustc_hash::FxHashSet;

use super::denies::{Denies, Why};
use super::paths::{is_home, paths};
use crate::config::share::{PathPattern, Profile, Selector, Work};
use crate::graph::{BlockId, Completed, Graph, PageId, PageKind, PartKind, Review, State, label, tagged_label};
use crate::name;
use crate::notes::NoteId;
use crate::outline::Marker;
use crate::period::Period;

/// What blocks are gathered under in a share.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Holder {
    /// A project, by the key of its label where the block is at home.
    Project(String),
    /// A person.
    Person(String),
    /// A day, as `2024-12-10`.
    Day(String),
    /// Any other page.
    Page(String),
}

/// As what a block was selected.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Role {
    /// Text of a review.
    Review,
    /// A task that was done.
    Done,
    /// Anything else.
    Note,
}

/// A block that is selected, with what is below it.
#[derive(Clone, Debug)]
pub struct Chosen {
    /// The block.
    pub block: BlockId,
    /// As what.
    pub role: Role,
    /// Of a review: the heading that names its period; its own words go on below its title where the block is the heading.
    pub heading: Option<BlockId>,
    /// Whether only a path of stars selected it.
    pub is_broad: bool,
}

/// Everything selected under one holder.
#[derive(Clone, Debug)]
pub struct Gathered {
    /// Its name as it stands where the first block is at home.
    pub name: String,
    /// The bullet that says it; `None` where a file does.
    pub home: Option<BlockId>,
    /// The page.
    pub page: PageId,
    /// `order::`
    pub order: i64,
    /// In reading order: reviews, then done tasks, then the rest.
    pub chosen: Vec<Chosen>,
}

/// What a profile selects of a graph.
#[derive(Default)]
pub struct Selection {
    /// By holder: projects first.
    pub gathered: BTreeMap<Holder, Gathered>,
    /// Every block that goes along.
    pub blocks: FxHashSet<BlockId>,
    /// Which blocks stay behind within what was selected, by reason.
    pub behind: BTreeMap<Why, Vec<BlockId>>,
    /// These blocks.
    left: FxHashSet<BlockId>,
}

/// Selects. What is denied is not in it, nor anything below.
pub fn select<'a>(
    graph: &'a Graph,
    profile: &'a Profile,
    selectors: &[Selector],
    denies: &mut Denies<'a>,
    first: u8,
) -> Selection {
    let mut all = Selecting { graph, profile, denies, first, selection: Selection::default() };
    for selector in selectors {
        all.selector(selector);
    }
    let mut selection = all.selection;
    for gathered in selection.gathered.values_mut() {
        gathered.chosen.sort_by_key(|chosen| chosen.role);
    }
    selection
}

impl Selection {
    /// The keys of all names that are said in it of what it holds: those of bullets, and of files whole and in short.
    pub fn names(&self, graph: &Graph) -> FxHashSet<String> {
        let mut names = FxHashSet::default();
        for gathered in self.gathered.values() {
            names.insert(name::key(&gathered.name));
            let first = gathered.chosen.first().filter(|_| gathered.home.is_none());
            names.extend(first.map(|first| name::key(&graph.locals[first.block.note.index()].title)));
        }
        names
    }
}

struct Selecting<'a, 'd> {
    graph: &'a Graph,
    profile: &'a Profile,
    denies: &'d mut Denies<'a>,
    first: u8,
    selection: Selection,
}

impl<'a> Selecting<'a, '_> {
    fn selector(&mut self, selector: &Selector) {
        let graph = self.graph;
        match selector {
            Selector::Review(period) => self.review(*period),
            Selector::Done(period) => {
                for (block, _) in done(graph, *period, self.first, |_| true) {
                    self.choose(block, Role::Done, None, false);
                }
            }
            Selector::Tag(tag) => self.notes(graph.tagged(tag)),
            Selector::Property(key, value) => {
                let says =
                    |id: BlockId| {
                        graph.outline(id).properties_of(id.block).iter().any(|p| {
                            *p.key == **key && value.as_ref().is_none_or(|value| name::key(&p.value) == *value)
                        })
                    };
                self.notes(all_blocks(graph).filter(|id| says(*id)).collect());
            }
            Selector::Page(key) => {
                let Some(page) = graph.of_key(key) else { return };
                self.notes(graph.top_blocks(page).flat_map(|(_, tops)| tops).collect());
            }
            Selector::Journal(period) => {
                let within = |note: &NoteId| {
                    let page = graph.page(graph.facts[note.index()].page);
                    matches!(page.kind, PageKind::Journal(day) if period.holds(day, self.first))
                };
                let notes = (0..graph.outlines.len() as u32).map(NoteId).filter(within);
                let tops = notes.flat_map(|note| {
                    graph.outlines[note.index()].children(None).map(move |block| BlockId { note, block })
                });
                self.notes(tops.collect());
            }
            Selector::Path(pattern) => self.path(pattern),
        }
    }

    fn notes(&mut self, blocks: Vec<BlockId>) {
        for block in blocks {
            self.choose(block, Role::Note, None, false);
        }
    }

    fn path(&mut self, pattern: &PathPattern) {
        for id in all_blocks(self.graph) {
            let kind = self.denies.kind(self.graph.owner(id));
            if paths(self.graph, id, kind).iter().any(|path| pattern.is_match(path)) {
                self.choose(id, Role::Note, None, pattern.is_broad());
            }
        }
    }

    /// What the review of a period collates of projects: the texts, and tasks done in it.
    fn review(&mut self, period: Period) {
        let (graph, first) = (self.graph, self.first);
        let pages = (0..graph.pages.len() as u32).map(PageId);
        let projects: Vec<PageId> = pages.filter(|page| self.denies.kind(*page) == PageKind::Project).collect();
        for &page in &projects {
            for review in graph.reviews_of(page).iter().filter(|r| is_of(r, period, first)) {
                let lead = review.text.lead.into_iter();
                for block in lead.chain(review.text.tops.iter().copied()) {
                    self.choose(block, Role::Review, Some(review.heading), false);
                }
                for part in &review.parts {
                    if self.denies.why(part.block).is_none() {
                        let why = match part.kind {
                            PartKind::Draft => Why::Draft,
                            PartKind::Kudos => Why::Thanks,
                        };
                        self.leave(part.block, why);
                    }
                }
            }
        }
        // A task in a draft is a draft; one in the text is there already.
        let in_review = |id: BlockId| {
            let reviews = graph.reviews_of(graph.owner(id));
            let holds =
                |r: &Review| r.root.note == id.note && (r.root.block..graph.block(r.root).end).contains(&id.block);
            reviews.iter().any(holds)
        };
        let of_project = |id: BlockId| projects.binary_search(&graph.owner(id)).is_ok() && !in_review(id);
        if self.profile.tasks != Work::None {
            for (block, _) in done(graph, Some(period), self.first, of_project) {
                self.choose(block, Role::Done, None, false);
            }
        }
    }

    fn choose(&mut self, block: BlockId, role: Role, heading: Option<BlockId>, is_broad: bool) {
        if self.selection.blocks.contains(&block) || !self.is_allowed(block) {
            return;
        }
        // A done task is a line of its own, wherever it stands.
        if role != Role::Done && self.is_below_unwanted(block) {
            return;
        }
        let page = self.graph.owner(block);
        let (holder, name, home) = holder(self.graph, block, page, self.denies.kind(page));
        if !self.is_named(&holder, &name, home) {
            return;
        }
        // A heading that goes on is not what stands below it.
        let lead = heading == Some(block);
        let before = self.selection.blocks.len();
        match lead || role == Role::Done {
            true => _ = self.selection.blocks.insert(block),
            false => self.take(block, page),
        }
        if self.selection.blocks.len() == before {
            return;
        }
        // As it is said where the block is at home: another note may be nobody's business.
        let outline = self.graph.outline(block);
        let said = match home {
            Some(home) => self.graph.outline(home).properties_of(home.block),
            None => outline.page_properties(),
        };
        let order = said.iter().find(|p| &*p.key == "order").and_then(|p| p.value.trim().parse().ok());
        let order = order.unwrap_or(i64::MAX);
        let gathered = self.selection.gathered.entry(holder);
        let gathered = gathered.or_insert_with(|| Gathered { name, home, page, order, chosen: Vec::new() });
        gathered.chosen.push(Chosen { block, role, heading, is_broad });
    }

    /// Takes a block and what is below it, as far as it may be handed out.
    fn take(&mut self, id: BlockId, page: PageId) {
        if !self.is_allowed(id) || self.graph.owner(id) != page || self.graph.is_blank(id) {
            return;
        }
        self.selection.blocks.insert(id);
        for child in self.graph.children(id).collect::<Vec<_>>() {
            self.take(child, page);
        }
    }

    /// Whether a block may be handed out; what may not is counted.
    fn is_allowed(&mut self, id: BlockId) -> bool {
        if let Some(why) = self.denies.why(id) {
            self.leave(id, why);
            return false;
        }
        let wanted = self.is_wanted(id);
        if !wanted {
            self.leave(id, Why::Task);
        }
        wanted
    }

    fn leave(&mut self, id: BlockId, why: Why) {
        if self.selection.left.insert(id) {
            self.selection.behind.entry(why).or_default().push(id);
        }
    }

    /// Whether a block is no task, or one that goes along.
    fn is_wanted(&self, id: BlockId) -> bool {
        let marker = self.graph.block(id).task().and_then(|task| task.marker);
        match (marker, self.profile.tasks) {
            (None, _) | (Some(_), Work::All) => true,
            (Some(marker), Work::DoneOnly) => marker == Marker::Done,
            (Some(_), Work::None) => false,
        }
    }

    /// Whether a block stands below a task that stays behind, and so is part of it.
    fn is_below_unwanted(&self, id: BlockId) -> bool {
        let mut above = self.graph.outline(id).ancestors(id.block);
        above.any(|block| !self.is_wanted(BlockId { block, ..id }))
    }

    /// Whether the profile lets this project in.
    fn is_named(&self, holder: &Holder, name: &str, home: Option<BlockId>) -> bool {
        let all = self.profile.projects.iter().any(|project| project == "*");
        let whole = home.map(|home| tagged_label(self.graph.outline(home), home.block));
        let names = [Some(name), whole.as_deref()].map(|name| name.map(name::key));
        let is_it = |pattern: &String| {
            let pattern = name::key(pattern);
            names.iter().flatten().any(|name| crate::config::share::matches(&pattern, name))
        };
        all || matches!(holder, Holder::Project(_)) && self.profile.projects.iter().any(is_it)
    }
}

/// Whether a review is told on the page of a period: its own, or one of the same year on the year's.
pub fn is_of(review: &Review, period: Period, first: u8) -> bool {
    let inside = |p: Period| match (p.days(first), period.days(first)) {
        (Some((from, to)), Some((first, last))) => first <= from && to <= last,
        _ => false,
    };
    !review.text.is_empty() && review.period.is_some_and(|p| p == period || inside(p))
}

/// Tasks that were done in a period, the newest first.
fn done(graph: &Graph, period: Option<Period>, first: u8, of: impl Fn(BlockId) -> bool) -> Vec<(BlockId, Completed)> {
    let rows = graph.tasks().filter(|row| row.state == State::Done && of(row.block));
    let within = |at: &Completed| match (period, at.day()) {
        (Some(period), Some(day)) => period.holds(day, first),
        (Some(_), None) => false,
        (None, _) => true,
    };
    let mut found: Vec<_> =
        rows.filter_map(|row| Some((row.block, row.completed?))).filter(|(_, at)| within(at)).collect();
    found.sort_by_key(|(block, at)| (std::cmp::Reverse(at.day()), *block));
    found
}

/// What a block is gathered under, that name as it stands where the block is at home, and the bullet that says it.
fn holder(graph: &Graph, id: BlockId, page: PageId, kind: PageKind) -> (Holder, String, Option<BlockId>) {
    let outline = graph.outline(id);
    let chain = std::iter::once(id.block).chain(outline.ancestors(id.block));
    let home = chain.map(|block| BlockId { block, ..id }).find(|&block| is_home(graph, block, page));
    // Not the page's name: that may have been spelt first where nobody shares it.
    let name = match home {
        Some(home) => label(outline, home.block).into_owned(),
        None => name::last_segment(&graph.locals[id.note.index()].title).to_string(),
    };
    // With its tags: `Migration to #Postgres` is another project than `Migration to #Redis`.
    let key = home.map_or_else(|| name::key(&name), |home| name::key(&tagged_label(outline, home.block)));
    match kind {
        PageKind::Project => (Holder::Project(key), name, home),
        PageKind::Person => (Holder::Person(key), name, home),
        PageKind::Journal(day) => (Holder::Day(day.to_string()), day.to_string(), None),
        _ => (Holder::Page(key), name, home),
    }
}

fn all_blocks(graph: &Graph) -> impl Iterator<Item = BlockId> + '_ {
    let of_note = |(note, outline): (u32, &std::sync::Arc<crate::outline::Outline>)| {
        (0..outline.blocks.len() as u32).map(move |block| BlockId { note: NoteId(note), block })
    };
    (0u32..).zip(&graph.outlines).flat_map(of_note)
}
