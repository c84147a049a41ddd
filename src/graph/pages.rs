//! A page: a named thing, be it a file, bullets somewhere, several of these merged, or only spoken of.
//!
//! Does not hold text, nor know its own URL.

use super::{BlockId, PageKind};
use crate::notes::NoteId;
use std::sync::Arc;

/// Index of a page in [`super::Graph::pages`]. Never shown, never sorted by across builds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PageId(pub u32);

impl PageId {
    /// Stands for no page: a tag too rare to have one, a link to a file that is not there.
    pub const NONE: PageId = PageId(u32::MAX);

    /// As an index.
    pub fn index(self) -> usize {
        self.0 as usize
    }
}

/// Where a page's own text is.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Home {
    /// Files, by path.
    pub notes: Vec<NoteId>,
    /// Subtrees, by path and place.
    pub sections: Vec<BlockId>,
}

impl Home {
    /// Whether no note says anything under this name.
    pub fn is_empty(&self) -> bool {
        self.notes.is_empty() && self.sections.is_empty()
    }

    /// The note to name in messages.
    pub fn first(&self) -> Option<NoteId> {
        self.notes.first().copied().or(self.sections.first().map(|section| section.note))
    }
}

/// A named thing.
#[derive(Clone, Debug, PartialEq)]
pub struct Page {
    /// As shown: the file's own spelling, else the first one used.
    pub name: Arc<str>,
    /// What it is compared by. For a day, `yyyy-mm-dd`.
    pub key: Arc<str>,
    /// Further names, as written, sorted.
    pub aliases: Vec<Arc<str>>,
    /// What it is.
    pub kind: PageKind,
    /// Where its text is.
    pub home: Home,
    /// Its part of a URL; unique among pages of its folder.
    pub slug: Arc<str>,
    /// `status::`, each distinct value in order of their places.
    pub status: Vec<Box<str>>,
    /// Its status says that it is over.
    pub archived: bool,
    /// Pages named in its `tags::`.
    pub tags: Vec<PageId>,
    /// The page of its namespace.
    pub parent: Option<PageId>,
    /// Pages in its namespace, by name.
    pub children: Vec<PageId>,
}

impl Page {
    /// The last part of a namespaced name.
    pub fn short_name(&self) -> &str {
        match self.kind {
            PageKind::Journal(_) => &self.name,
            _ => crate::name::last_segment(&self.name),
        }
    }

    /// Whether no note says anything under this name.
    pub fn is_missing(&self) -> bool {
        self.home.is_empty()
    }
}
