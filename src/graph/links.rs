//! Links between pages, sorted by what they lead to.
//!
//! Does not hold references within a page to itself: those are no backlinks.

use super::{BlockId, Graph, PageId};
use crate::notes::NoteId;
use crate::outline::RefKind;
use std::sync::OnceLock;

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
    of_page: Vec<OnceLock<Box<[Link]>>>,
}

impl Links {
    /// Sort the names of all notes by their pages, keeping the order of each page's own; a counting sort, so linear.
    pub(super) fn new(graph: &Graph) -> Links {
        let pages = graph.pages.len();
        let mut starts = vec![0u32; pages + 1];
        let all = || {
            let notes = (0u32..).map(NoteId).zip(&graph.locals);
            notes.flat_map(|(note, local)| {
                let names = local.numbered.get().map_or(&[][..], |numbered| &numbered.names);
                let used = (0u32..).zip(names).filter(|(_, name)| name.tags + name.others > 0);
                used.map(move |(at, name)| (note, at, graph.targets[name.number as usize]))
            })
        };
        for (.., page) in all().filter(|(.., page)| *page != PageId::NONE) {
            starts[page.index() + 1] += 1;
        }
        for i in 1..starts.len() {
            starts[i] += starts[i - 1];
        }
        let mut next = starts.clone();
        let mut named = vec![(NoteId(0), 0); starts[pages] as usize];
        for (note, name, page) in all().filter(|(.., page)| *page != PageId::NONE) {
            let at = &mut next[page.index()];
            named[*at as usize] = (note, name);
            *at += 1;
        }
        Links { named, starts, of_page: (0..pages).map(|_| OnceLock::new()).collect() }
    }

    /// Links to a page from other pages, by path and place; one for each block.
    fn to(&self, graph: &Graph, page: PageId) -> &[Link] {
        let Some(cell) = self.of_page.get(page.index()) else { return &[] };
        cell.get_or_init(|| {
            let named = &self.named[self.starts[page.index()] as usize..self.starts[page.index() + 1] as usize];
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

impl Graph {
    /// Links to a page from other pages, by path and place; one for each block.
    pub fn links_to(&self, page: PageId) -> &[Link] {
        self.links().to(self, page)
    }
}
