//! What blocks are named by: a UUID in the whole graph, or, outside Logseq, an id within its note.
//!
//! Does not resolve references (see [`super::Graph::block_of`]).

use super::BlockId;
use crate::notes::{Dialect, NoteId};
use rustc_hash::FxHashMap;

/// Ids in lower case to blocks; of several blocks with one id, the first.
#[derive(Clone, Debug, Default)]
pub struct BlockIds {
    everywhere: FxHashMap<Box<str>, BlockId>,
    /// Empty for Logseq.
    within: FxHashMap<(NoteId, Box<str>), BlockId>,
}

impl BlockIds {
    /// Adds a block; the one that had its id before, if that is not to be.
    pub(super) fn insert(&mut self, dialect: Dialect, id: &str, block: BlockId) -> Option<BlockId> {
        let first = *self.everywhere.entry(id.into()).or_insert(block);
        let taken = match dialect {
            Dialect::Logseq => first,
            _ => *self.within.entry((block.note, id.into())).or_insert(block),
        };
        Some(taken).filter(|taken| *taken != block)
    }

    /// The first block of all with an id, in either case.
    pub fn everywhere(&self, id: &str) -> Option<BlockId> {
        self.everywhere.get(id.trim().to_lowercase().as_str()).copied()
    }

    /// The block of a note with an id, in either case.
    pub fn within(&self, note: NoteId, id: &str) -> Option<BlockId> {
        self.within.get(&(note, id.trim().to_lowercase().into())).copied()
    }
}
