//! What may not be handed out, whatever selects it: marks, paths of the config, templates. Deny beats select.
//!
//! Does not select.

use rustc_hash::FxHashMap;

use super::paths::paths;
use crate::config::share::{PathPattern, Profile, Share};
use crate::diagnostic::Diagnostic;
use crate::graph::marks::Marks;
use crate::graph::{BlockId, Graph};
use crate::notes::NoteId;

/// Why a block stays behind.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Why {
    /// Marked by its author, or below or on what is.
    Private,
    /// `never` of the config.
    Never,
    /// `exclude` of the profile.
    Excluded,
    /// A form to fill in.
    Template,
}

/// What a path of `never` or `exclude` holds back: what may not be seen below a label says too much in the label.
pub fn held(written: &str) -> Vec<PathPattern> {
    written.strip_suffix("/**").into_iter().chain([written]).map(PathPattern::new).collect()
}

/// Which blocks may not be handed out, found note by note.
pub struct Denies<'a> {
    graph: &'a Graph,
    marks: Marks<'a>,
    never: Vec<PathPattern>,
    exclude: Vec<PathPattern>,
    notes: FxHashMap<NoteId, Vec<Option<Why>>>,
}

impl<'a> Denies<'a> {
    /// By a profile.
    pub fn new(graph: &'a Graph, profile: &Profile, share: &Share) -> Denies<'a> {
        let patterns = |written: &[String]| written.iter().flat_map(|path| held(path)).collect();
        Denies {
            graph,
            marks: Marks::new(graph, &profile.audience, &share.audiences()),
            never: patterns(&share.never),
            exclude: patterns(&profile.exclude),
            notes: FxHashMap::default(),
        }
    }

    /// Why a block may not be handed out, if it may not: for what it is, or for what holds it.
    pub fn why(&mut self, id: BlockId) -> Option<Why> {
        if !self.notes.contains_key(&id.note) {
            let found = self.of_note(id.note);
            self.notes.insert(id.note, found);
        }
        self.notes[&id.note][id.block as usize]
    }

    /// Marks that could not be read in the notes looked at.
    pub fn told(self) -> Vec<Diagnostic> {
        self.marks.told
    }

    fn of_note(&mut self, note: NoteId) -> Vec<Option<Why>> {
        let outline = &self.graph.outlines[note.index()];
        let mut found: Vec<Option<Why>> = Vec::with_capacity(outline.blocks.len());
        for block in 0..outline.blocks.len() as u32 {
            let above = outline.blocks[block as usize].parent.and_then(|parent| found[parent as usize]);
            let own = self.own(BlockId { note, block });
            found.push(above.into_iter().chain(own).min());
        }
        found
    }

    fn own(&mut self, id: BlockId) -> Option<Why> {
        if self.marks.is_denied(id) {
            return Some(Why::Private);
        }
        let paths = paths(self.graph, id);
        let is_in = |patterns: &[PathPattern]| patterns.iter().any(|p| paths.iter().any(|path| p.is_match(path)));
        if is_in(&self.never) {
            Some(Why::Never)
        } else if is_in(&self.exclude) {
            Some(Why::Excluded)
        } else {
            self.graph.is_template(id).then_some(Why::Template)
        }
    }
}
