//! Which block of a share a reference to a block means.
//!
//! Does not look beyond what is selected: that a block elsewhere has the same id says nothing.

use rustc_hash::{FxHashMap, FxHashSet};

use crate::graph::{BlockId, Graph};
use crate::name;
use crate::notes::Dialect;
use crate::outline::Ref;

/// Selected blocks by their ids, as these are compared; of several with one id in reading order.
pub struct Ids(FxHashMap<String, Vec<BlockId>>);

impl Ids {
    /// Of these blocks.
    pub fn of(graph: &Graph, blocks: &FxHashSet<BlockId>) -> Ids {
        let mut ids: FxHashMap<String, Vec<BlockId>> = FxHashMap::default();
        for &block in blocks {
            if let Some(id) = graph.block(block).id {
                ids.entry(key(id.of(&graph.outline(block).text))).or_default().push(block);
            }
        }
        ids.values_mut().for_each(|blocks| blocks.sort_unstable());
        Ids(ids)
    }

    /// The block that a reference of another means, if it is one of these.
    pub fn meant(&self, graph: &Graph, from: BlockId, r: &Ref) -> Option<BlockId> {
        let text = &graph.outline(from).text;
        let all = self.0.get(&key(r.anchor.unwrap_or(r.target).of(text)))?;
        let note = r.target.of(text).trim();
        match (graph.dialect, r.anchor) {
            (Dialect::Logseq, _) => all.first(),
            (_, Some(_)) if !note.is_empty() => all.iter().find(|id| is_called(graph, **id, note)),
            _ => all.iter().find(|id| id.note == from.note),
        }
        .copied()
    }
}

/// Whether the note of a block is called so: by its title, or the end of its path.
fn is_called(graph: &Graph, id: BlockId, name: &str) -> bool {
    let (local, key) = (&graph.locals[id.note.index()], name::key(name));
    let ends = local.key.strip_suffix(&*key).is_some_and(|rest| rest.is_empty() || rest.ends_with('/'));
    ends || name::key(&local.title) == key
}

fn key(written: &str) -> String {
    written.trim().trim_start_matches('^').to_lowercase()
}
