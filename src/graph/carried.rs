//! What of one graph still holds in the next, where few notes changed between them.
//!
//! Does not work anything out: it says of which notes the last graph's answers stand, and what its pages are called now.

use super::{Graph, PageId, PageKind};
use crate::notes::NoteId;
use std::sync::Arc;

/// The same notes, and pages that mean the same, as far as this says.
pub struct Carried {
    /// By note: whether it, or what it is to the graph, is another.
    stale: Vec<bool>,
    /// Those that are, in order.
    notes: Vec<NoteId>,
    /// By page of the last graph, what it is in this one; none where that is the same for all.
    moved: Option<Vec<PageId>>,
    /// By number of a name: whether it leads elsewhere than it did. Empty where none does.
    turned: Vec<bool>,
}

impl Carried {
    /// None where too much is different: other notes, other formats of dates, projects or people that came or went, a page
    /// that is something else now.
    ///
    /// So for a note that is not stale: its page, its sections, its dates and every project and person that it names are
    /// those that they were.
    pub fn between(before: &Graph, now: &Graph) -> Option<Carried> {
        let same_notes = before.facts.len() == now.facts.len()
            && before.facts.iter().zip(&now.facts).all(|(a, b)| Arc::ptr_eq(&a.path, &b.path) || a.path == b.path);
        if !same_notes || before.formats != now.formats || before.config != now.config || before.dialect != now.dialect
        {
            return None;
        }
        // Mostly all that names decide is the last graph's own.
        let same_names = Arc::ptr_eq(&before.pages, &now.pages)
            && Arc::ptr_eq(&before.targets, &now.targets)
            && Arc::ptr_eq(&before.others, &now.others);
        let moved = if same_names { None } else { moved(before, now)? };
        let page = |old: PageId| match &moved {
            Some(moved) if old != PageId::NONE => moved[old.index()],
            _ => old,
        };
        let same_others = before.others.len() == now.others.len()
            && before.others.iter().all(|(key, old)| now.others.get(key) == Some(&page(*old)));
        if !same_others {
            return None;
        }
        let mut stale = Vec::with_capacity(now.facts.len());
        for (i, (old, new)) in before.facts.iter().zip(&now.facts).enumerate() {
            let same_text =
                Arc::ptr_eq(&before.locals[i], &now.locals[i]) && Arc::ptr_eq(&before.outlines[i], &now.outlines[i]);
            let same_facts = Arc::ptr_eq(old, new) && same_names
                || page(old.page) == new.page
                    && old.day == new.day
                    && old.days == new.days
                    && old.openings == new.openings
                    && old.sections.len() == new.sections.len()
                    && old.sections.iter().zip(&new.sections).all(|(old, new)| page(*old) == *new);
            stale.push(!(same_text && same_facts));
        }
        let notes: Vec<NoteId> = (0u32..).zip(&stale).filter(|(_, stale)| **stale).map(|(i, _)| NoteId(i)).collect();
        let turned: Vec<bool> =
            before.targets.iter().zip(now.targets.iter()).map(|(old, new)| page(*old) != *new).collect();
        let turned = if turned.contains(&true) { turned } else { Vec::new() };
        let is_entity = |page: PageId| page != PageId::NONE && now.page(page).kind.is_entity();
        let meant = before.targets.iter().zip(now.targets.iter()).map(|(old, new)| [page(*old), *new]);
        if turned.iter().zip(meant).any(|(turned, pages)| *turned && pages.into_iter().any(is_entity)) {
            return None;
        }
        Some(Carried { stale, notes, moved, turned })
    }

    /// Whether the answers of a note must be worked out anew.
    pub fn is_stale(&self, note: NoteId) -> bool {
        self.stale[note.index()]
    }

    /// The notes of which that is so, by path.
    pub fn stale(&self) -> &[NoteId] {
        &self.notes
    }

    /// Whether all pages have the numbers they had.
    pub fn stays(&self) -> bool {
        self.moved.is_none()
    }

    /// What a page of the last graph is in this one; none for one that is gone.
    pub fn page(&self, old: PageId) -> PageId {
        match &self.moved {
            Some(moved) if old != PageId::NONE => moved[old.index()],
            _ => old,
        }
    }

    /// Whether any name leads elsewhere than it did; a name that is new to this graph does not count.
    pub fn turns(&self) -> bool {
        !self.turned.is_empty()
    }

    /// Whether a name does, by its number.
    pub fn is_turned(&self, number: u32) -> bool {
        self.turned.get(number as usize).copied().unwrap_or_default()
    }
}

/// By page of the last graph, what it is in this one. `Some(None)` where each has its number still; `None` where a page is
/// something else than it was, or a project, a person or the like came or went.
fn moved(before: &Graph, now: &Graph) -> Option<Option<Vec<PageId>>> {
    let may_come = |kind: PageKind| !kind.is_entity();
    let mut moved = Vec::with_capacity(before.pages.len());
    let mut new = (0u32..).zip(now.pages.iter()).peekable();
    for old in before.pages.iter() {
        while let Some((_, page)) = new.next_if(|(_, page)| page.key < old.key) {
            if !may_come(page.kind) {
                return None;
            }
        }
        match new.next_if(|(_, page)| Arc::ptr_eq(&page.key, &old.key) || page.key == old.key) {
            Some((at, page)) if page.kind == old.kind && page.name == old.name => moved.push(PageId(at)),
            Some(_) => return None,
            None if may_come(old.kind) => moved.push(PageId::NONE),
            None => return None,
        }
    }
    if new.any(|(_, page)| !may_come(page.kind)) {
        return None;
    }
    let stays = before.pages.len() == now.pages.len() && (0u32..).zip(&moved).all(|(at, page)| page.0 == at);
    Some(if stays { None } else { Some(moved) })
}
