//! What tells a block from all others, whatever is added or edited beside it.
//!
//! Does not know what is made of it: an address.

use super::{BlockId, Graph};
use crate::outline::Outline;
use rustc_hash::FxHashMap;

impl Graph {
    /// What tells a block from all others.
    pub fn anchor(&self, id: BlockId) -> u64 {
        let note = id.note.index();
        self.locals[note].anchors(&self.facts[note].path, &self.outlines[note])[id.block as usize]
    }
}

/// A block's anchor is made of its note's path and its own text, so that editing a block moves no other's; equal
/// blocks of a note are told apart by their order.
pub fn find(path: &str, outline: &Outline) -> Box<[u64]> {
    let mut seen: FxHashMap<u64, u64> = FxHashMap::default();
    let of_block = |block: &crate::outline::Block| {
        let mut hasher = blake3::Hasher::new();
        hasher.update(path.as_bytes()).update(b"\n");
        hasher.update(block.span.of(&outline.text).trim().as_bytes());
        let hash = first_eight(&hasher.finalize());
        let again = seen.entry(hash).and_modify(|n| *n += 1).or_default();
        if *again == 0 { hash } else { first_eight(&blake3::hash(&(hash ^ *again << 1).to_le_bytes())) }
    };
    outline.blocks.iter().map(of_block).collect()
}

fn first_eight(hash: &blake3::Hash) -> u64 {
    hash.as_bytes()[..8].iter().fold(0, |n, b| n << 8 | u64::from(*b))
}
