//! Links between pages, sorted by what they lead to.
//!
//! Does not hold references within a page to itself: those are no backlinks.

use super::{BlockId, PageId};
use crate::outline::RefKind;

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

/// All links, by target, then path and place.
#[derive(Clone, Debug, Default)]
pub struct Links {
    links: Vec<Link>,
    /// Those to page `p` are `links[starts[p]..starts[p + 1]]`.
    starts: Vec<u32>,
}

impl Links {
    /// Sort the links of all notes by target, keeping the order of each target's own; a counting sort, so linear.
    pub fn new(of_notes: &[Vec<Link>], pages: usize) -> Links {
        let mut starts = vec![0u32; pages + 1];
        for link in of_notes.iter().flatten() {
            starts[link.to.index() + 1] += 1;
        }
        for i in 1..starts.len() {
            starts[i] += starts[i - 1];
        }
        let Some(&first) = of_notes.iter().flatten().next() else { return Links { links: Vec::new(), starts } };
        let mut next = starts.clone();
        let mut links = vec![first; of_notes.iter().map(Vec::len).sum()];
        for link in of_notes.iter().flatten() {
            let at = &mut next[link.to.index()];
            links[*at as usize] = *link;
            *at += 1;
        }
        Links { links, starts }
    }

    /// Links to a page from other pages, by path and place; one for each block.
    pub fn to(&self, page: PageId) -> &[Link] {
        match (self.starts.get(page.index()), self.starts.get(page.index() + 1)) {
            (Some(&from), Some(&to)) => &self.links[from as usize..to as usize],
            _ => &[],
        }
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.links.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.links.is_empty()
    }
}
