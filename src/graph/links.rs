//! Links between pages, sorted by what they lead to.
//!
//! Does not hold references within a page to itself: those are no backlinks.

use super::carried::Carried;
use super::shelves::Rooms;
use super::{BlockId, Graph, PageId};
use crate::notes::NoteId;
use crate::outline::RefKind;
use rustc_hash::FxHashSet;
use std::sync::{Arc, OnceLock};

/// A resolved reference from a block to a page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Link {
    /// The block that names it.
    pub from: BlockId,
    /// The innermost page that holds that block.
    pub via: PageId,
    /// The page that is named.
    pub to: PageId,
    /// How it was written.
    pub kind: RefKind,
    /// In a property's value.
    pub in_property: bool,
}

/// All links, by target, then path and place. Those to a page are found when first asked for.
#[derive(Debug, Default)]
pub struct Links {
    /// Where each page is named: (note, which of its names). Of page `p`, `named[starts[p]..starts[p + 1]]`, by note.
    named: Vec<(NoteId, u32)>,
    starts: Vec<u32>,
    of_page: Rooms<[Link]>,
}

impl Links {
    /// Sort the names of all notes by their pages, keeping the order of each page's own; a counting sort, so linear.
    pub(super) fn new(graph: &Graph) -> Links {
        let pages = graph.pages.len();
        let mut starts = vec![0u32; pages + 1];
        let all = || (0..graph.locals.len() as u32).flat_map(|note| named_in(graph, NoteId(note)));
        for (.., page) in all() {
            starts[page.index() + 1] += 1;
        }
        for i in 1..starts.len() {
            starts[i] += starts[i - 1];
        }
        let mut next = starts.clone();
        let mut named = vec![(NoteId(0), 0); starts[pages] as usize];
        for (note, name, page) in all() {
            let at = &mut next[page.index()];
            named[*at as usize] = (note, name);
            *at += 1;
        }
        Links { named, starts, of_page: Rooms::new(pages) }
    }

    /// Those of the next graph: what notes name that are not as they were is sorted in.
    pub(super) fn after(&self, before: &Graph, now: &Graph, carried: &Carried) -> Links {
        let stale: FxHashSet<NoteId> = carried.stale().iter().copied().chain(turned(now, carried)).collect();
        let named_before = stale.iter().flat_map(|note| named_in(before, *note));
        let mut touched: FxHashSet<PageId> = named_before.map(|(.., page)| carried.page(page)).collect();
        let mut new: Vec<(PageId, NoteId, u32)> =
            stale.iter().flat_map(|note| named_in(now, *note)).map(|(note, name, page)| (page, note, name)).collect();
        new.sort_unstable();
        touched.extend(new.iter().map(|(page, ..)| *page));
        let mut new = new.into_iter().peekable();
        let mut links = Links {
            named: Vec::with_capacity(self.named.len() + new.len()),
            starts: Vec::with_capacity(now.pages.len() + 1),
            of_page: Rooms::default(),
        };
        let mut moved: Vec<OnceLock<Arc<[Link]>>> = Vec::new();
        links.starts.push(0);
        // Pages keep their order.
        let mut old =
            (0..before.pages.len() as u32).map(PageId).filter(|old| carried.page(*old) != PageId::NONE).peekable();
        for page in (0..now.pages.len() as u32).map(PageId) {
            let old = old.next_if(|old| carried.page(*old) == page);
            let named = old.map_or(&[][..], |old| self.named_of(old));
            let room = OnceLock::new();
            if touched.contains(&page) {
                let from = links.named.len();
                links.named.extend(named.iter().filter(|(note, _)| !stale.contains(note)));
                while let Some((_, note, name)) = new.next_if(|(of, ..)| *of == page) {
                    links.named.push((note, name));
                }
                links.named[from..].sort_unstable();
            } else {
                links.named.extend_from_slice(named);
                let found = || self.of_page.get(old?.index())?.get();
                if let Some(found) = found().filter(|_| !carried.stays()) {
                    let moved = |link: &Link| Link { via: carried.page(link.via), to: page, ..*link };
                    room.get_or_init(|| found.iter().map(moved).collect());
                }
            }
            links.starts.push(links.named.len() as u32);
            if !carried.stays() {
                moved.push(room);
            }
        }
        links.of_page = match carried.stays() {
            true => self.of_page.kept(|page| touched.contains(&PageId(page as u32))),
            false => moved.into_iter().collect(),
        };
        links
    }

    /// Where a page is named, by note.
    fn named_of(&self, page: PageId) -> &[(NoteId, u32)] {
        &self.named[self.starts[page.index()] as usize..self.starts[page.index() + 1] as usize]
    }

    /// Links to a page from other pages, by path and place; one for each block.
    fn to(&self, graph: &Graph, page: PageId) -> &[Link] {
        let Some(room) = self.of_page.get(page.index()) else { return &[] };
        room.get_or_init(|| {
            let named = self.named_of(page);
            let (mut links, mut numbers): (Vec<Link>, Vec<u32>) = Default::default();
            for here in named.chunk_by(|a, b| a.0 == b.0) {
                let note = here[0].0;
                let local = &graph.locals[note.index()];
                numbers.clear();
                for (_, name) in here {
                    numbers.extend_from_slice(local.links_of(*name));
                }
                // A page can have several names in one note.
                if here.len() > 1 {
                    numbers.sort_unstable();
                }
                for link in numbers.iter().map(|&at| &local.links[at as usize]) {
                    let from = BlockId { note, block: link.block };
                    if links.last().is_some_and(|l| l.from == from) {
                        continue;
                    }
                    let via = graph.owner(from);
                    if via != page && !graph.is_private(from) {
                        links.push(Link { from, via, to: page, kind: link.kind, in_property: link.in_property });
                    }
                }
            }
            links.into()
        })
    }
}

/// What a note names that leads to a page: which of its names, and the page.
fn named_in(graph: &Graph, note: NoteId) -> impl Iterator<Item = (NoteId, u32, PageId)> {
    let names = graph.locals[note.index()].numbered.get().map_or(&[][..], |numbered| &numbered.names);
    let used = (0u32..).zip(names).filter(|(_, name)| name.tags + name.others > 0);
    let leads = used.map(move |(at, name)| (note, at, graph.targets[name.number as usize]));
    leads.filter(|(.., page)| *page != PageId::NONE)
}

/// Notes with a name that leads elsewhere than it did.
fn turned(now: &Graph, carried: &Carried) -> Vec<NoteId> {
    if !carried.turns() {
        return Vec::new();
    }
    let holds = |note: &NoteId| {
        let numbered = now.locals[note.index()].numbered.get();
        numbered.is_some_and(|numbered| numbered.names.iter().any(|name| carried.is_turned(name.number)))
    };
    (0..now.locals.len() as u32).map(NoteId).filter(holds).collect()
}

impl Graph {
    /// Links to a page from other pages, by path and place; one for each block.
    pub fn links_to(&self, page: PageId) -> &[Link] {
        self.links().to(self, page)
    }
}
