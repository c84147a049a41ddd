//! What queries look things up in beside the graph's own indexes: properties, priorities, dates, tags, rare names.
//!
//! Made in one pass over the graph when the first query is answered. Does not hold answers.

use super::clause::{Attribute, Program, Value};
use super::values;
use super::written::{Language, written};
use crate::graph::{BlockId, Graph, PageId, PageKind};
use crate::notes::{Dialect, NoteId};
use crate::outline::{Marker, Outline, RefKind, Task};
use rustc_hash::{FxBuildHasher, FxHashMap, FxHashSet};
use std::hash::BuildHasher;
use std::sync::{Arc, OnceLock};

/// What all queries of a graph may cost together, in steps of some 40 nanoseconds: a minute. Those that ask about
/// their own place have as much again.
const ALL_STEPS: u64 = 1_500_000_000;
/// The most, and the least, that one may cost. One pass over all the text of 10,000 notes costs a million.
const STEPS: std::ops::RangeInclusive<u64> = 20_000..=8_000_000;

/// Where to look.
#[derive(Debug, Default)]
pub struct Index {
    /// Blocks with a property, by its key.
    blocks_by_key: FxHashMap<Arc<str>, Vec<BlockId>>,
    /// Blocks with a priority.
    priorities: Vec<BlockId>,
    /// Blocks that are scheduled or have a deadline.
    dated: Vec<BlockId>,
    /// Names with no page here, by key: the blocks that name each. Found when a query asks for one.
    rare: OnceLock<FxHashMap<Box<str>, Vec<BlockId>>>,
    /// Found when a query asks for pages: few do.
    of_pages: OnceLock<OfPages>,
    /// How many blocks there are.
    blocks: usize,
    /// How many queries each note holds.
    queries: Vec<u32>,
    /// What one query may cost: one that is answered once, and one that asks about its own place.
    steps: (u64, u64),
}

/// What pages say of themselves.
#[derive(Debug, Default)]
struct OfPages {
    /// Those with a property, by its key.
    by_key: FxHashMap<Arc<str>, Vec<PageId>>,
    /// By what they are tagged with.
    tagged: FxHashMap<Value, Vec<PageId>>,
}

impl OfPages {
    fn new(graph: &Graph) -> OfPages {
        let mut found = OfPages::default();
        for (i, page) in graph.pages.iter().enumerate() {
            let id = PageId(i as u32);
            for (_, property) in values::properties(graph, &Value::Page(id)).filter(|(_, p)| !p.value.trim().is_empty())
            {
                let holders = found.by_key.entry(property.key.clone()).or_default();
                if holders.last() != Some(&id) {
                    holders.push(id);
                }
            }
            for tag in if page.home.notes.is_empty() { Vec::new() } else { values::tags(graph, id) } {
                found.tagged.entry(tag).or_default().push(id);
            }
        }
        found
    }
}

/// What a note alone says that queries ask of all notes; blocks by their place.
#[derive(Debug, Default)]
pub struct OfNote {
    priorities: Box<[u32]>,
    dated: Box<[u32]>,
    /// What is filled in: a key, and the block.
    properties: Box<[(Arc<str>, u32)]>,
    /// How many queries it holds.
    queries: u32,
    /// How many of its queries, and of what may hold one, ask about their own place.
    placed: usize,
    /// The others by their text.
    texts: Box<[u64]>,
}

impl OfNote {
    /// Of a note of a graph in this dialect.
    pub fn new(outline: &Outline, dialect: Dialect) -> OfNote {
        let mut own = OfNote::default();
        let all = || (0u32..).zip(&outline.blocks).filter_map(|(at, block)| Some((at, block.task()?)));
        own.priorities = all().filter(|(_, task)| task.priority.is_some()).map(|(at, _)| at).collect();
        let is_dated = |task: &Task| task.scheduled.is_some() || task.deadline.is_some();
        own.dated = all().filter(|(_, task)| is_dated(task)).map(|(at, _)| at).collect();
        let (mut block, mut properties) = (0, Vec::new());
        for (p, property) in outline.properties.iter().enumerate() {
            while outline.blocks.get(block + 1).is_some_and(|next| next.properties as usize <= p) {
                block += 1;
            }
            if !property.value.trim().is_empty() && !outline.blocks.is_empty() {
                properties.push((property.key.clone(), block as u32));
            }
        }
        own.properties = properties.into();
        let mut texts = Vec::new();
        let mut count = |text: &str| match text.contains("current") || text.contains("-page") || text.contains("-block")
        {
            true => own.placed += 1,
            false => texts.push(FxBuildHasher.hash_one(text)),
        };
        for call in outline.refs.iter().filter(|r| r.kind == RefKind::Macro).map(|r| r.target.of(&outline.text)) {
            own.queries += u32::from(call.starts_with("query"));
            count(call);
        }
        if ["#+BEGIN_QUERY", "#+begin_query"].iter().any(|head| outline.text.contains(head)) {
            let blocks = 0..outline.blocks.len() as u32;
            let all = blocks.flat_map(|block| written(outline, block, dialect));
            for query in all.filter(|query| query.language == Language::Advanced) {
                own.queries += 1;
                count(&query.text);
            }
        }
        own.texts = texts.into();
        own
    }
}

impl Index {
    /// Goes over a graph once, and over each note that it does not know yet. Does not fork: whoever first needs an index makes it, while others wait for it.
    pub fn new(graph: &Graph) -> Index {
        let mut index = Index::default();
        // Queries by their text, which are answered once; and how many ask about their own place, and are answered anew.
        let (mut texts, mut placed): (FxHashSet<u64>, usize) = (FxHashSet::default(), 0);
        for (i, outline) in graph.outlines.iter().enumerate() {
            let note = NoteId(i as u32);
            let at = |&block: &u32| BlockId { note, block };
            let own = graph.of_queries(note);
            index.blocks += outline.blocks.len();
            index.priorities.extend(own.priorities.iter().map(at));
            index.dated.extend(own.dated.iter().map(at));
            for (key, block) in &own.properties {
                match index.blocks_by_key.get_mut(key) {
                    Some(holders) => holders.push(at(block)),
                    None => drop(index.blocks_by_key.insert(key.clone(), vec![at(block)])),
                }
            }
            texts.extend(&own.texts);
            placed += own.placed;
            index.queries.push(own.queries);
        }
        let shared = |queries: usize| (ALL_STEPS / queries.max(1) as u64).clamp(*STEPS.start(), *STEPS.end());
        index.steps = (shared(texts.len()), shared(placed));
        index
    }

    /// The blocks that give a name which has no page here.
    fn rare(&self, graph: &Graph, key: &str) -> &[BlockId] {
        let find = || {
            let mut rare: FxHashMap<Box<str>, Vec<BlockId>> = FxHashMap::default();
            for (note, local) in (0u32..).map(NoteId).zip(&graph.locals) {
                for link in local.links.iter().filter(|l| graph.named(note, l.name) == PageId::NONE) {
                    let key = local.names[link.name as usize].key().trim_start_matches('#');
                    rare.entry(key.into()).or_default().push(BlockId { note, block: link.block });
                }
            }
            rare
        };
        self.rare.get_or_init(find).get(key).map_or(&[], Vec::as_slice)
    }

    fn of_pages(&self, graph: &Graph) -> &OfPages {
        self.of_pages.get_or_init(|| OfPages::new(graph))
    }

    /// What a program may cost. Does not depend on what other queries did cost: those are answered in any order.
    pub(super) fn steps(&self, program: &Program) -> u64 {
        if program.placed { self.steps.1 } else { self.steps.0 }
    }

    /// How many queries a note holds, so that its results can be kept to what a page may weigh.
    pub fn queries_of(&self, note: NoteId) -> usize {
        self.queries.get(note.index()).map_or(1, |n| *n as usize)
    }

    /// Roughly how many blocks and pages [`Index::entities`] would give, for choosing what to ask first.
    pub(super) fn weight(&self, graph: &Graph, attribute: Attribute, value: Option<&Value>) -> u64 {
        // Whatever is found by going over everything is then tested against every other clause: last resort.
        let all = (self.blocks + graph.pages.len()) as u64 * 32;
        let of = |page: &Value| match page {
            Value::Page(page) => {
                let notes = graph.page(*page).home.notes.iter();
                let own: usize = notes.map(|n| graph.outlines[n.index()].blocks.len()).sum();
                (own, graph.links_to(*page).len() + graph.page(*page).children.len() * 8)
            }
            Value::Name(name) => (0, 1 + self.rare(graph, name).len()),
            _ => (0, 0),
        };
        match (attribute, value) {
            (Attribute::Name | Attribute::OriginalName | Attribute::JournalDay, Some(_)) => 1,
            (Attribute::Refs, Some(page)) => (of(page).0 + of(page).1) as u64,
            (Attribute::PathRefs, Some(page)) => (of(page).0 + of(page).1 * 4) as u64,
            (Attribute::Page, Some(page)) => of(page).0 as u64,
            (Attribute::Parent, Some(_)) => 8,
            (Attribute::Namespace | Attribute::Tags, Some(_)) => 16,
            (Attribute::Marker, _) => graph.tasks().count() as u64,
            (Attribute::Priority, _) => self.priorities.len() as u64,
            (Attribute::Scheduled | Attribute::Deadline, _) => self.dated.len() as u64,
            (Attribute::JournalDay, _) => graph.days.len() as u64,
            (Attribute::Journal, Some(Value::Bool(true))) => graph.days.len() as u64,
            (attribute, _) if attribute.is_of_pages() => graph.pages.len() as u64,
            _ => all,
        }
    }

    /// Blocks or pages among which are all that have the attribute (and the value).
    pub(super) fn entities(&self, graph: &Graph, attribute: Attribute, value: Option<&Value>) -> Vec<Value> {
        let blocks = |ids: Vec<BlockId>| ids.into_iter().map(Value::Block).collect::<Vec<_>>();
        let days = || graph.days.iter().map(|(_, page)| Value::Page(*page)).collect();
        let pages = || (0..graph.pages.len() as u32).map(|p| Value::Page(PageId(p)));
        let page = match value {
            Some(Value::Page(page)) => graph.pages.get(page.index()).map(|found| (*page, found)),
            _ => None,
        };
        match (attribute, value) {
            (Attribute::Name | Attribute::OriginalName, Some(Value::Text(name))) => {
                vec![values::page_of(graph, name)]
            }
            (Attribute::Refs, Some(value)) => blocks(self.naming(graph, value)),
            (Attribute::PathRefs, Some(value)) => {
                let mut found: Vec<BlockId> = page.map(|(id, _)| on_page(graph, id)).unwrap_or_default();
                for id in self.naming(graph, value) {
                    found.extend((id.block..graph.block(id).end).map(|block| BlockId { block, ..id }));
                }
                found.sort_unstable();
                found.dedup();
                blocks(found)
            }
            (Attribute::Page, Some(_)) => blocks(page.map(|(id, _)| on_page(graph, id)).unwrap_or_default()),
            (Attribute::Parent, Some(Value::Block(id))) => blocks(graph.children(*id).collect()),
            (Attribute::Parent, Some(_)) => match page {
                Some((_, page)) => page
                    .home
                    .notes
                    .iter()
                    .flat_map(|&note| {
                        graph.outlines[note.index()].children(None).map(move |block| BlockId { note, block })
                    })
                    .map(Value::Block)
                    .collect(),
                None => Vec::new(),
            },
            (Attribute::Namespace, Some(_)) => match page {
                Some((_, page)) => page.children.iter().map(|&child| Value::Page(child)).collect(),
                None => Vec::new(),
            },
            (Attribute::Tags, Some(tag)) => match self.of_pages(graph).tagged.get(tag) {
                Some(tagged) => tagged.iter().map(|&page| Value::Page(page)).collect(),
                None => Vec::new(),
            },
            (Attribute::Marker, _) => graph.tasks().map(|task| Value::Block(task.block)).collect(),
            (Attribute::Priority, _) => blocks(self.priorities.clone()),
            (Attribute::Scheduled | Attribute::Deadline, _) => blocks(self.dated.clone()),
            (Attribute::JournalDay, _) | (Attribute::Journal, Some(Value::Bool(true))) => days(),
            (attribute, _) if attribute.is_of_pages() => pages().collect(),
            (Attribute::Uuid | Attribute::Created | Attribute::Properties, _) => {
                self.all_blocks(graph).chain(pages()).collect()
            }
            _ => self.all_blocks(graph).collect(),
        }
    }

    /// Blocks or pages with a property.
    pub(super) fn holders(&self, graph: &Graph, key: &str, of_pages: bool) -> Vec<Value> {
        if of_pages {
            let found = self.of_pages(graph).by_key.get(key).into_iter().flatten();
            return found.map(|&page| Value::Page(page)).collect();
        }
        self.blocks_by_key.get(key).into_iter().flatten().map(|&block| Value::Block(block)).collect()
    }

    /// How many those are.
    pub(super) fn holder_count(&self, graph: &Graph, key: &str, of_pages: bool) -> usize {
        match of_pages {
            true => self.of_pages(graph).by_key.get(key).map_or(0, Vec::len),
            false => self.blocks_by_key.get(key).map_or(0, Vec::len),
        }
    }

    fn all_blocks<'g>(&self, graph: &'g Graph) -> impl Iterator<Item = Value> + 'g {
        graph.outlines.iter().enumerate().flat_map(|(i, outline)| {
            let note = NoteId(i as u32);
            (0..outline.blocks.len() as u32).map(move |block| Value::Block(BlockId { note, block }))
        })
    }

    /// The blocks that name a page themselves, or a page below it in its namespace, or have it for a marker; or that name
    /// a block.
    fn naming(&self, graph: &Graph, name: &Value) -> Vec<BlockId> {
        let mut found: Vec<BlockId> = Vec::new();
        let marker = match name {
            Value::Name(key) => {
                found.extend(self.rare(graph, key));
                Marker::read(key)
            }
            Value::Page(top) => {
                let mut open = vec![*top];
                while let Some(page) = open.pop() {
                    found.extend(graph.links_to(page).iter().map(|link| link.from));
                    // A page that names itself has no backlink of itself.
                    found.extend(on_page(graph, page).into_iter().filter(|&id| graph.named_by(id).any(|p| p == page)));
                    open.extend(&graph.page(page).children);
                }
                Marker::read(&graph.page(*top).key)
            }
            Value::Block(id) => {
                let links = graph.block_links();
                let from = links.partition_point(|(to, _)| to < id);
                return links[from..].iter().take_while(|(to, _)| to == id).map(|(_, from)| *from).collect();
            }
            _ => return found,
        };
        if marker.is_some() {
            let marked = |block: &BlockId| graph.block(*block).task().and_then(|task| task.marker) == marker;
            found.extend(graph.tasks().map(|task| task.block).filter(marked));
        }
        found.sort_unstable();
        found.dedup();
        found
    }
}

/// The blocks of a page: those of its files, sections of other pages in them too, and of its sections.
fn on_page(graph: &Graph, page: PageId) -> Vec<BlockId> {
    let home = &graph.page(page).home;
    let files = home.notes.iter().map(|&n| (n, 0, graph.outlines[n.index()].blocks.len() as u32));
    let sections = home.sections.iter().map(|s| (s.note, s.block, graph.block(*s).end));
    files.chain(sections).flat_map(|(note, from, to)| (from..to).map(move |block| BlockId { note, block })).collect()
}

/// Whether a page is a day.
pub(super) fn day(graph: &Graph, page: PageId) -> Option<chrono::NaiveDate> {
    match graph.pages.get(page.index())?.kind {
        PageKind::Journal(day) => Some(day),
        _ => None,
    }
}
