//! What came of joining all notes, and whether it is the same where a few of them changed: then no name need be looked at again.
//!
//! Does not join (see [`merge`](super::merge)). It says no where it is not sure, so that what it keeps is what a first build
//! gives: most edits are lines that name what is named already.

use std::sync::Arc;

use chrono::NaiveDate;
use rustc_hash::FxHashMap;

use super::local::Local;
use super::numbers::{Numbered, NumberedName};
use super::uses::{Use, Uses};
use super::{NoteFacts, Page, PageId};
use crate::date::Formats;
use crate::diagnostic::Diagnostic;
use crate::notes::{NoteId, Notes};

/// What joining gives that names alone decide, shared with the graph.
#[derive(Clone)]
pub(super) struct Parts {
    pub pages: Arc<Vec<Page>>,
    pub others: Arc<FxHashMap<Arc<str>, PageId>>,
    pub targets: Arc<Vec<PageId>>,
    pub days: Arc<Vec<(NaiveDate, PageId)>>,
    pub told: Arc<[Diagnostic]>,
}

/// The last joining.
pub(super) struct Joined {
    /// What came of it.
    pub parts: Parts,
    /// By note.
    pub facts: Vec<Arc<NoteFacts>>,
    formats: Formats,
    locals: Vec<Arc<Local>>,
    /// By number, how often each name is used.
    uses: Vec<Use>,
    /// By number, the note that writes a name first.
    first: Vec<Option<NoteId>>,
    /// How many notes have a task of a day.
    days: FxHashMap<NaiveDate, u32>,
}

impl Joined {
    pub fn new(
        parts: Parts,
        facts: Vec<Arc<NoteFacts>>,
        formats: Formats,
        locals: Vec<Arc<Local>>,
        uses: Uses,
    ) -> Joined {
        let mut first = vec![None; uses.all.len()];
        for (number, note, _) in uses.order {
            first[number as usize] = Some(NoteId(note));
        }
        let mut days: FxHashMap<NaiveDate, u32> = FxHashMap::default();
        locals.iter().flat_map(|local| &local.days).for_each(|day| *days.entry(*day).or_default() += 1);
        Joined { parts, facts, formats, locals, uses: uses.all, first, days }
    }

    /// The notes that changed, if all that names decide is as it was; this then speaks of them as they are now.
    /// `may_be_cut`: whether a name, by its number, may be another's with a suffix; what that comes to depends on which of them
    /// is written first.
    pub fn still_holds(
        &mut self,
        notes: &Notes,
        locals: &[Arc<Local>],
        formats: &Formats,
        may_be_cut: &dyn Fn(u32) -> bool,
    ) -> Option<Vec<NoteId>> {
        let same_path = |(facts, note): (&Arc<NoteFacts>, &crate::notes::Note)| {
            Arc::ptr_eq(&facts.path, &note.path) || facts.path == note.path
        };
        if self.facts.len() != notes.notes.len()
            || self.formats != *formats
            || !self.facts.iter().zip(&notes.notes).all(same_path)
        {
            return None;
        }
        let pairs = self.locals.iter().zip(locals).enumerate();
        let changed: Vec<NoteId> =
            pairs.filter(|(_, (old, new))| !Arc::ptr_eq(old, new)).map(|(i, _)| NoteId(i as u32)).collect();
        let mut turned = Turned::default();
        for &note in &changed {
            turned.note(self, note, &locals[note.index()], may_be_cut)?;
        }
        if !turned.stays(self) {
            return None;
        }
        let Turned { uses, first, days } = turned;
        uses.into_iter().for_each(|(number, now)| self.uses[number as usize] = now);
        first.into_iter().for_each(|(number, note)| self.first[number as usize] = Some(note));
        self.days.extend(days);
        changed.iter().for_each(|note| self.locals[note.index()] = locals[note.index()].clone());
        Some(changed)
    }
}

/// What changed notes make of the counts.
#[derive(Default)]
struct Turned {
    uses: FxHashMap<u32, Use>,
    first: FxHashMap<u32, NoteId>,
    days: FxHashMap<NaiveDate, u32>,
}

impl Turned {
    /// Counts a note anew; `None` where it is not sure that the same comes of it.
    fn note(&mut self, before: &Joined, note: NoteId, new: &Local, may_be_cut: &dyn Fn(u32) -> bool) -> Option<()> {
        let old = &before.locals[note.index()];
        let (old_names, new_names) = (old.numbered.get()?, new.numbered.get()?);
        if !is_alike(old, new, old_names, new_names) {
            return None;
        }
        for name in &old_names.names {
            let this = self.of(before, name.number)?;
            *this =
                Use { tags: this.tags.checked_sub(name.tags)?, others: this.others.checked_sub(name.others)?, ..*this };
            this.notes = this.notes.checked_sub(1)?;
        }
        for (_, name) in &old.openings {
            let this = self.of(before, old_names.names.get(*name as usize)?.number)?;
            this.opens = this.opens.checked_sub(1)?;
        }
        for name in &new_names.names {
            let this = self.of(before, name.number)?;
            *this =
                Use { tags: this.tags + name.tags, others: this.others + name.others, notes: this.notes + 1, ..*this };
        }
        for (_, name) in &new.openings {
            self.of(before, new_names.names.get(*name as usize)?.number)?.opens += 1;
        }
        let first =
            |name: &NumberedName| before.first.get(name.number as usize).is_none_or(|first| *first >= Some(note));
        let mut all = old_names.names.iter().chain(&new_names.names);
        if all.any(|name| first(name) && may_be_cut(name.number)) {
            return None;
        }
        self.firsts(before, note, new, old_names, new_names)?;
        for (days, by) in [(&old.days, -1), (&new.days, 1)] {
            for day in days {
                let known = before.days.get(day).copied().unwrap_or_default();
                let count = self.days.entry(*day).or_insert(known);
                *count = count.checked_add_signed(by)?;
            }
        }
        Some(())
    }

    fn of(&mut self, before: &Joined, number: u32) -> Option<&mut Use> {
        let known = *before.uses.get(number as usize)?;
        Some(self.uses.entry(number).or_insert(known))
    }

    /// A name is spelt as it is first written: that may be elsewhere now, but not otherwise.
    fn firsts(
        &mut self,
        before: &Joined,
        note: NoteId,
        new: &Local,
        old_names: &Numbered,
        new_names: &Numbered,
    ) -> Option<()> {
        for (at, name) in new_names.names.iter().enumerate() {
            let was = (*before.first.get(name.number as usize)?)?;
            let is = self.first.get(&name.number).copied().unwrap_or(was);
            if note > is {
                continue;
            }
            let local = &before.locals[was.index()];
            let names = &local.numbered.get()?.names;
            let text = local.names.get(names.iter().position(|other| other.number == name.number)?)?.text();
            if new.names.get(at)?.text() != text {
                return None;
            }
            self.first.insert(name.number, note);
        }
        // Of one that is gone here, another note would have to be found.
        let is_gone = |number: u32| !new_names.names.iter().any(|name| name.number == number);
        let mut old = old_names.names.iter().filter(|name| before.first.get(name.number as usize) == Some(&Some(note)));
        (!old.any(|name| is_gone(name.number))).then_some(())
    }

    /// Whether every name makes a page, or leads to one, as it did, and every day has a page if it had.
    fn stays(&self, before: &Joined) -> bool {
        let does =
            |name: &Use| (name.tags + name.others > 0, name.others > 0, name.tags > 1, name.opens > 0, name.notes > 0);
        let has_task = |day: &NaiveDate| before.days.get(day).is_some_and(|count| *count > 0);
        self.uses.iter().all(|(number, now)| does(now) == does(&before.uses[*number as usize]))
            && self.days.iter().all(|(day, count)| (*count > 0) == has_task(day))
    }
}

/// Whether a note is the same page, and says the same of it, with nothing in it that is a page of its own.
fn is_alike(old: &Local, new: &Local, old_names: &Numbered, new_names: &Numbered) -> bool {
    let tags = |local: &Local, names: &Numbered| -> Vec<Option<u32>> {
        local.tags.iter().map(|tag| names.names.get(*tag as usize).map(|name| name.number)).collect()
    };
    let is_plain = |local: &Local| local.sections.is_empty() && local.aliases.is_empty();
    is_plain(old)
        && is_plain(new)
        && (old_names.key, old_names.title, old_names.path) == (new_names.key, new_names.title, new_names.path)
        && (&old.title, &old.key, old.kind, old.configured_kind, &old.status)
            == (&new.title, &new.key, new.kind, new.configured_kind, &new.status)
        && tags(old, old_names) == tags(new, new_names)
}
