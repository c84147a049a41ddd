//! What may not be handed out, whatever selects it: marks, paths of the config, templates. Deny beats select.
//!
//! Does not select.

use rustc_hash::FxHashMap;

use super::kinds;
use super::paths::{core_paths, paths};
use crate::config::Config;
use crate::config::share::{PathPattern, Profile};
use crate::diagnostic::Diagnostic;
use crate::graph::marks::Marks;
use crate::graph::{BlockId, Graph, PageId, PageKind};
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
    /// A task that the profile does not ask for.
    Task,
    /// Beside the text of a review: named a draft.
    Draft,
    /// The same of thanks that someone wrote.
    Thanks,
}

impl Why {
    /// Whether somebody said that it may not be handed out: the rest was not asked for.
    pub fn is_denial(self) -> bool {
        self <= Why::Template
    }
}

/// What a path of `never` or `exclude` holds back: what may not be seen below a label says too much in the label.
pub fn held(written: &str) -> Vec<PathPattern> {
    written.strip_suffix("/**").into_iter().chain([written]).map(PathPattern::new).collect()
}

/// Which blocks may not be handed out, found note by note.
pub struct Denies<'a> {
    graph: &'a Graph,
    config: &'a Config,
    marks: Marks<'a>,
    never: Vec<PathPattern>,
    exclude: Vec<PathPattern>,
    notes: FxHashMap<NoteId, Vec<Option<Why>>>,
    kinds: FxHashMap<PageId, PageKind>,
}

impl<'a> Denies<'a> {
    /// By a profile.
    pub fn new(graph: &'a Graph, profile: &Profile, config: &'a Config) -> Denies<'a> {
        let patterns = |written: &[String]| written.iter().flat_map(|path| held(path)).collect();
        Denies {
            graph,
            config,
            marks: Marks::new(graph, &profile.audience, &config.share.audiences()),
            never: patterns(&config.share.never),
            exclude: patterns(&profile.exclude),
            notes: FxHashMap::default(),
            kinds: FxHashMap::default(),
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

    /// What kind a page is, as far as its audience may see.
    pub fn kind(&mut self, page: PageId) -> PageKind {
        let (graph, config, marks) = (self.graph, self.config, &mut self.marks);
        *self.kinds.entry(page).or_insert_with(|| kinds::visible(graph, config, page, marks))
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
        // Whoever says that somebody is a person holds them back; and nobody who says something else lifts a path.
        let page = self.graph.owner(id);
        let (kind, visible) = (self.graph.page(page).kind, self.kind(page));
        let kinds = if visible == kind { vec![kind] } else { vec![kind, visible] };
        let by_kind = |kind| {
            paths(self.graph, id, kind).into_iter().chain(core_paths(self.graph, id, kind).into_iter().flatten())
        };
        let paths: Vec<Vec<String>> = kinds.into_iter().flat_map(by_kind).collect();
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
