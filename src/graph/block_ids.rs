//! What blocks are named by: a UUID in the whole graph, or, outside Logseq, an id within its note.
//!
//! Does not resolve references (see [`super::Graph::block_of`]).

use super::line_numbers::LineNumbers;
use super::local::Local;
use super::{BlockId, Graph};
use crate::diagnostic::{Code, Diagnostic};
use crate::notes::{Dialect, NoteId, Notes};
use crate::outline::Outline;
use rustc_hash::{FxHashMap, FxHasher};
use std::hash::{Hash, Hasher};
use std::sync::Arc;

/// Ids in lower case to blocks; of several blocks with one id, the first.
#[derive(Clone, Debug, Default)]
pub struct BlockIds {
    everywhere: FxHashMap<Box<str>, BlockId>,
    /// Empty for Logseq.
    within: FxHashMap<(NoteId, Box<str>), BlockId>,
}

impl BlockIds {
    /// Of all notes.
    pub(super) fn of(graph: &Graph) -> BlockIds {
        let mut ids = BlockIds::default();
        for (note, (outline, local)) in (0u32..).map(NoteId).zip(graph.outlines.iter().zip(&graph.locals)) {
            for (block, id) in local.ids.iter().filter_map(|&block| Some((block, id_of(outline, block)?))) {
                ids.insert(graph.dialect, &id, BlockId { note, block });
            }
        }
        ids
    }

    /// Adds a block; the one that had its id before, if that is not to be.
    fn insert(&mut self, dialect: Dialect, id: &str, block: BlockId) -> Option<BlockId> {
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

/// Whether a note of two graphs has the same ids on the same blocks.
pub(super) fn are_same(before: &Graph, now: &Graph, note: NoteId) -> bool {
    let at = note.index();
    let (old, new) = (&before.locals[at].ids, &now.locals[at].ids);
    let id = |graph: &Graph, block: u32| id_of(&graph.outlines[at], block);
    old == new && old.iter().all(|&block| id(before, block) == id(now, block))
}

fn id_of(outline: &Outline, block: u32) -> Option<String> {
    Some(outline.blocks[block as usize].id?.of(&outline.text).trim().to_lowercase())
}

/// Blocks whose id another has. Most graphs hold none, so that ids are written down only where two are alike.
pub(super) fn doubled(notes: &Notes, outlines: &[Arc<Outline>], locals: &[Arc<Local>]) -> Vec<Diagnostic> {
    let hash = |note: NoteId, id: &str| {
        let mut hasher = FxHasher::default();
        let within = Some(note).filter(|_| notes.dialect != Dialect::Logseq);
        (within, id).hash(&mut hasher);
        hasher.finish()
    };
    let all = || {
        let notes = (0u32..).map(NoteId).zip(outlines.iter().zip(locals));
        notes
            .flat_map(|(note, (outline, local))| local.ids.iter().map(move |&block| (BlockId { note, block }, outline)))
    };
    let mut hashes: Vec<u64> =
        all().filter_map(|(at, outline)| Some(hash(at.note, &id_of(outline, at.block)?))).collect();
    let count = hashes.len();
    hashes.sort_unstable();
    hashes.dedup();
    if hashes.len() == count {
        return Vec::new();
    }
    let (mut ids, mut lines, mut told) = (BlockIds::default(), LineNumbers::default(), Vec::new());
    for (block, outline) in all() {
        let (Some(id), Some(span)) = (id_of(outline, block.block), outline.blocks[block.block as usize].id) else {
            continue;
        };
        if let Some(first) = ids.insert(notes.dialect, &id, block) {
            let (path, other) = (&notes.get(first.note).path, &outlines[first.note.index()]);
            let at = other.blocks[first.block as usize].id.map_or(0, |id| id.start);
            let line = lines.line(first.note, &other.text, at);
            let message = format!("the id `{id}` is taken by a block of {path}:{line}");
            let help = "references lead to the first; give this block an id of its own, or remove the line";
            told.push(Diagnostic::new(Code::DuplicateId, span, message).help(help).in_note(block.note));
        }
    }
    told
}
