//! Names in plain words: people, projects and pages that have notes, named without brackets.
//!
//! A page's own text, and blocks that link to it, do not count. Does not know what a name in plain words looks like.

use super::plain_words::{Hit, Holds, Table, finder, is_wanted};
use super::{BlockId, Graph, Page, PageId, PageKind, each_note};
use crate::name;
use crate::notes::NoteId;
use crate::outline::Outline;
use crate::span::Span;
use crate::wall::walled;
use rustc_hash::FxHashMap;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, OnceLock};

/// One name in plain words.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Mention {
    /// Who or what is named.
    pub page: PageId,
    /// Where.
    pub block: BlockId,
    /// The words, in the note's text.
    pub span: Span,
}

/// So many pages are asked for one by one before all notes are searched for all names.
const ONE_BY_ONE: usize = 4;

/// What notes were searched for, and what was found: the next graph takes over what still holds.
pub(super) struct Searched {
    table: Arc<Table>,
    owners: Arc<Owners>,
    /// Of these pages.
    pages: Arc<Vec<Page>>,
    notes: Vec<Searching>,
    /// Where a note stands in `notes`, by the address of its outline: made where notes moved.
    moved: OnceLock<FxHashMap<usize, u32>>,
}

impl Searched {
    /// A note that is as it was; most stand where they stood.
    fn note(&self, note: NoteId, outline: &Arc<Outline>) -> Option<&Searching> {
        let same = |known: &&Searching| Arc::ptr_eq(&known.outline, outline);
        self.notes.get(note.index()).filter(same).or_else(|| {
            let address = |outline: &Arc<Outline>| Arc::as_ptr(outline).addr();
            let all = || (0u32..).zip(&self.notes).map(|(at, known)| (address(&known.outline), at)).collect();
            self.notes.get(*self.moved.get_or_init(all).get(&address(outline))? as usize)
        })
    }
}

/// A note as it was, and what was found in it if it was searched.
struct Searching {
    outline: Arc<Outline>,
    found: OnceLock<Arc<Found>>,
}

#[derive(Default)]
struct Found {
    /// By block.
    hits: Box<[Hit]>,
    /// Made when names change: a build never needs it.
    holds: OnceLock<Holds>,
}

/// A search that may not have begun, and the one before it.
#[derive(Default)]
pub struct Search {
    before: Option<Arc<Searched>>,
    now: OnceLock<Arc<Searched>>,
}

impl Search {
    /// The search of the next graph, which begins with what this one found.
    pub fn next(&self) -> Search {
        Search { before: self.now.get().or(self.before.as_ref()).cloned(), now: OnceLock::new() }
    }
}

/// All mentions, each found when first asked for.
#[derive(Default)]
pub struct Mentions {
    search: Arc<Search>,
    /// Where each name is, once all notes are searched.
    places: OnceLock<Places>,
    of_page: Vec<OnceLock<Box<[Mention]>>>,
    asked: AtomicUsize,
}

/// Whose each name is.
struct Owners {
    /// By the number of a name; none's are those no longer looked for.
    pages: Vec<PageId>,
    /// (page, number of a name), sorted.
    names: Vec<(PageId, u32)>,
}

/// Those of name `n` are `hits[starts[n]..starts[n + 1]]`: note, and index in what was found there.
struct Places {
    starts: Vec<u32>,
    hits: Vec<(NoteId, u32)>,
}

impl Mentions {
    /// Of a graph of so many pages.
    pub fn new(search: Search, pages: usize) -> Mentions {
        let of_page = std::iter::repeat_with(OnceLock::new).take(pages).collect();
        Mentions { search: Arc::new(search), of_page, ..Mentions::default() }
    }

    /// What the next graph may begin with, once this one has begun.
    pub fn search(&self) -> Arc<Search> {
        self.search.clone()
    }
}

impl Graph {
    /// Search all notes for all names: what a build of every page needs.
    pub fn find_mentions(&self) {
        self.places();
    }

    /// The same if so many pages will be asked for that all notes are searched in the end.
    pub fn expect_mentions(&self, pages: usize) {
        if pages > ONE_BY_ONE {
            self.places();
        }
    }

    /// Get ready to search.
    pub fn begin_mentions(&self) {
        self.searched();
    }

    /// Search one note for all names.
    pub(super) fn find_mentions_in(&self, note: NoteId) {
        self.found(note);
    }

    /// Where a page is named in plain words, by path and place.
    pub fn mentions_of(&self, page: PageId) -> &[Mention] {
        let Some(cell) = self.mentions.of_page.get(page.index()) else { return &[] };
        cell.get_or_init(|| {
            let owners = &self.searched().owners;
            let from = owners.names.partition_point(|(p, _)| *p < page);
            let names: Vec<u32> =
                owners.names[from..].iter().take_while(|(p, _)| *p == page).map(|(_, n)| *n).collect();
            if names.is_empty() {
                return Box::default();
            }
            let few = self.mentions.asked.fetch_add(1, Ordering::Relaxed) < ONE_BY_ONE;
            let mut all = match self.mentions.places.get() {
                None if few => self.look_for(page, &names),
                _ => self.look_up(page, &names),
            };
            all.sort_unstable();
            all.into_boxed_slice()
        })
    }

    /// Who and what a block names in plain words.
    pub fn mentioned_in(&self, id: BlockId) -> impl Iterator<Item = PageId> + '_ {
        let (hits, owners) = (&self.found(id.note).hits, &self.searched().owners);
        let from = hits.partition_point(|hit| hit.block < id.block);
        let here = hits[from..].iter().take_while(|hit| hit.block == id.block);
        let mut pages: Vec<PageId> = here.map(|hit| owners.pages[hit.name as usize]).collect();
        pages.sort_unstable();
        pages.dedup();
        pages.into_iter().filter(move |page| self.is_mention(id, *page))
    }

    /// Whether a name in a block speaks of its page from elsewhere.
    fn is_mention(&self, id: BlockId, page: PageId) -> bool {
        // The page of the whole file is home as well, where a section of it owns the block.
        page != PageId::NONE
            && page != self.owner(id)
            && page != self.facts[id.note.index()].page
            && !self.is_private(id)
            && !self.named_by(id).any(|linked| linked == page)
    }

    fn mention(&self, note: NoteId, hit: &Hit, page: PageId) -> Option<Mention> {
        let block = BlockId { note, block: hit.block };
        self.is_mention(block, page).then_some(Mention { page, block, span: hit.span })
    }

    /// In all notes that may hold a name of the page; others are not searched.
    fn look_for(&self, page: PageId, names: &[u32]) -> Vec<Mention> {
        let searched = self.searched();
        let wanted = searched.table.wanted().iter().filter(|(_, number)| names.contains(number));
        let finder = finder(wanted.map(|(name, _)| &**name));
        let of_notes = each_note(searched.notes.len(), |note| {
            let this = &searched.notes[note.index()];
            let skipped = |finder: &aho_corasick::AhoCorasick| !finder.is_match(&*this.outline.text);
            if this.found.get().is_none() && finder.as_ref().is_some_and(skipped) {
                return Vec::new();
            }
            let own = self.found(note).hits.iter().filter(|hit| names.contains(&hit.name));
            own.filter_map(|hit| self.mention(note, hit, page)).collect()
        });
        of_notes.concat()
    }

    /// From what all notes were found to hold.
    fn look_up(&self, page: PageId, names: &[u32]) -> Vec<Mention> {
        let places = self.places();
        let of_name = |&name: &u32| {
            let (from, to) = (places.starts[name as usize], places.starts[name as usize + 1]);
            places.hits[from as usize..to as usize].iter()
        };
        let hits = names.iter().flat_map(of_name);
        hits.filter_map(|&(note, at)| self.mention(note, &self.found(note).hits[at as usize], page)).collect()
    }

    fn places(&self) -> &Places {
        self.mentions.places.get_or_init(|| {
            let searched = self.searched();
            each_note(searched.notes.len(), |note| {
                self.found(note);
            });
            let all =
                || (0u32..).map(NoteId).zip(&searched.notes).filter_map(|(id, note)| Some((id, note.found.get()?)));
            let mut starts = vec![0u32; searched.table.len() + 1];
            for hit in all().flat_map(|(_, found)| &found.hits) {
                starts[hit.name as usize + 1] += 1;
            }
            for i in 1..starts.len() {
                starts[i] += starts[i - 1];
            }
            let mut next = starts.clone();
            let mut hits = vec![(NoteId(0), 0); starts.last().map_or(0, |last| *last as usize)];
            for (id, found) in all() {
                for (at, hit) in (0u32..).zip(&found.hits) {
                    let place = &mut next[hit.name as usize];
                    hits[*place as usize] = (id, at);
                    *place += 1;
                }
            }
            Places { starts, hits }
        })
    }

    /// What a note holds.
    fn found(&self, note: NoteId) -> &Found {
        let searched = self.searched();
        searched.notes[note.index()].found.get_or_init(|| {
            let (outline, local) = (&self.outlines[note.index()], &self.locals[note.index()]);
            // Words that cannot be searched name nobody; a block that is at fault is told where it is shown.
            let hits = walled(|| searched.table.search(outline, local)).unwrap_or_default().into_boxed_slice();
            Arc::new(Found { hits, holds: OnceLock::new() })
        })
    }

    fn searched(&self) -> &Searched {
        self.mentions.search.now.get_or_init(|| {
            let before = self.mentions.search.before.as_deref();
            let (table, owners) = match before.filter(|before| Arc::ptr_eq(&before.pages, &self.pages)) {
                Some(before) => (before.table.clone(), before.owners.clone()),
                None => self.looked_for(before),
            };
            let changed = before.map_or_else(Vec::new, |before| differing(before.table.wanted(), table.wanted()));
            let known = |note: NoteId| self.still_found(before?, note, &changed);
            let notes = each_note(self.outlines.len(), |note| {
                let found = known(note).map_or_else(OnceLock::new, OnceLock::from);
                Searching { outline: self.outlines[note.index()].clone(), found }
            });
            Arc::new(Searched { table, owners, pages: self.pages.clone(), notes, moved: OnceLock::new() })
        })
    }

    /// What is looked for, and whose it is.
    fn looked_for(&self, before: Option<&Searched>) -> (Arc<Table>, Arc<Owners>) {
        let owned = owned(self);
        let names = || owned.iter().map(|(name, _)| name.as_str());
        let same = before.filter(|b| b.table.wanted().iter().map(|(name, _)| &**name).eq(names()));
        let table = match same {
            Some(before) => before.table.clone(),
            None => Arc::new(Table::new(names(), before.map(|before| &*before.table))),
        };
        let mut owners = Owners { pages: vec![PageId::NONE; table.len()], names: Vec::new() };
        for ((_, number), (_, page)) in table.wanted().iter().zip(&owned) {
            owners.pages[*number as usize] = *page;
            owners.names.push((*page, *number));
        }
        owners.names.sort_unstable();
        (table, Arc::new(owners))
    }

    /// What was found in a note that is as it was, if it holds none of the names that came or went.
    fn still_found(&self, before: &Searched, note: NoteId, changed: &[Arc<str>]) -> Option<Arc<Found>> {
        let outline = &self.outlines[note.index()];
        let found = before.note(note, outline)?.found.get()?;
        if !changed.is_empty() {
            let holds = found.holds.get_or_init(|| Holds::of(outline, &self.locals[note.index()]));
            if changed.iter().any(|name| holds.may_hold(outline, name)) {
                return None;
            }
        }
        Some(found.clone())
    }
}

/// Names in either of two sorted lists and not in both.
fn differing(a: &[(Arc<str>, u32)], b: &[(Arc<str>, u32)]) -> Vec<Arc<str>> {
    let missing =
        |from: &[(Arc<str>, u32)], name: &Arc<str>| from.binary_search_by(|(other, _)| other.cmp(name)).is_err();
    let (gone, new) = (a.iter().filter(|(name, _)| missing(b, name)), b.iter().filter(|(name, _)| missing(a, name)));
    gone.chain(new).map(|(name, _)| name.clone()).collect()
}

/// Names that are looked for, in lower case and sorted, and whose each is.
fn owned(graph: &Graph) -> Vec<(String, PageId)> {
    // A name that two pages have could be either's, so it is neither's.
    let mut owners: FxHashMap<String, Option<PageId>> = FxHashMap::default();
    for (i, page) in graph.pages.iter().enumerate() {
        let id = PageId(i as u32);
        let with_note = page.kind == PageKind::Note && !page.home.is_empty();
        if !(page.kind.is_entity() || with_note) {
            continue;
        }
        let short = page.kind.is_entity().then(|| page.short_name());
        for name in [&*page.name].into_iter().chain(page.aliases.iter().map(|a| &**a)).chain(short) {
            let owner = owners.entry(name::key(name)).or_insert(Some(id));
            if *owner != Some(id) {
                *owner = None;
            }
        }
    }
    let owned = owners.into_iter().filter_map(|(name, id)| Some((name, id?)));
    let mut owned: Vec<(String, PageId)> = owned.filter(|(name, _)| is_wanted(name)).collect();
    owned.sort_unstable();
    owned
}
