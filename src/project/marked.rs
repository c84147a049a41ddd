//! Which marks have a say in what a share holds.
//!
//! Does not read them (see [`marks`](crate::graph::marks)).

use rustc_hash::FxHashSet;

use super::select::Selection;
use crate::graph::{BlockId, Graph};
use crate::notes::NoteId;

/// Where marks have a say in what is selected or stays behind: notes that hold a block of it, and what says of its
/// pages, and of pages above, who may see them.
#[derive(Default)]
pub struct Marked {
    /// Anywhere in these.
    notes: FxHashSet<NoteId>,
    /// At the head of these.
    heads: FxHashSet<NoteId>,
    /// On these blocks.
    sections: FxHashSet<BlockId>,
}

impl Marked {
    /// Of what was selected.
    pub fn of(graph: &Graph, selection: &Selection) -> Marked {
        let mut marked = Marked::default();
        let mut seen = FxHashSet::default();
        let held_back = selection.behind.iter().filter(|(why, _)| why.is_denial()).flat_map(|(_, blocks)| blocks);
        for &id in selection.blocks.iter().chain(held_back) {
            marked.notes.insert(id.note);
            let pages = [graph.owner(id), graph.facts[id.note.index()].page];
            for page in pages {
                let mut next = Some(page);
                while let Some(page) = next.filter(|page| seen.insert(*page)) {
                    let home = &graph.page(page).home;
                    marked.heads.extend(&home.notes);
                    marked.sections.extend(&home.sections);
                    next = graph.page(page).parent;
                }
            }
        }
        marked
    }

    /// Whether a mark at a byte of a note is one of those.
    pub fn holds(&self, graph: &Graph, note: NoteId, at: u32) -> bool {
        let blocks = &graph.outlines[note.index()].blocks;
        let block = blocks.partition_point(|block| block.span.start <= at).checked_sub(1);
        let is_head = block.is_none_or(|block| blocks[block].pre_block);
        let on_section = block.is_some_and(|block| self.sections.contains(&BlockId { note, block: block as u32 }));
        self.notes.contains(&note) || is_head && self.heads.contains(&note) || on_section
    }
}
