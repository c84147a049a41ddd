//! What follows from a joined graph and is asked for by some of its pages: found when first asked for.
//!
//! A build asks for all of it ([`Graph::complete`]), a live preview for what one page shows, once for each edit. What is
//! in parts by note is found for one note where one is asked for.

use super::block_ids;
use super::carried::Carried;
use super::meetings::{self, Meeting, Meetings};
use super::query::OfNote;
use super::reviews::{self, Review, Reviews};
use super::shelves::Rooms;
use super::tasks::{self, Completed, TaskRow};
use super::tickets::{self, Ticket};
use super::{BlockId, Graph, Links, PageId, each_note};
use crate::notes::NoteId;
use chrono::NaiveDate;
use rayon::prelude::*;
use rustc_hash::FxHashSet;
use std::sync::{Arc, OnceLock};

/// Found so far.
#[derive(Default)]
pub struct Later {
    links: OnceLock<Links>,
    /// (target, source), sorted.
    block_links: OnceLock<Vec<(BlockId, BlockId)>>,
    reviews: OnceLock<Reviews>,
    tickets: OnceLock<Arc<Cited>>,
    /// By note.
    reviewed: Rooms<[Review]>,
    /// By note.
    met: Rooms<[Meeting]>,
    meetings: OnceLock<Meetings>,
    /// By note.
    tasks: Rooms<[TaskRow]>,
    /// By note.
    queried: Rooms<OfNote>,
    index: OnceLock<Index>,
}

/// Tickets, sorted, and their ids.
type Cited = (Vec<Ticket>, FxHashSet<Box<str>>);

/// The tasks of each page, and of each day: sorted, each with its note and its place in that note's.
struct Index {
    by_page: Vec<(PageId, NoteId, u32)>,
    by_day: Vec<(NaiveDate, NoteId, u32)>,
}

impl Index {
    fn sorted(mut self) -> Index {
        // Stable: what is sorted but for its end, as that of the graph before is, takes one pass.
        self.by_page.sort();
        self.by_page.dedup();
        self.by_day.sort();
        self.by_day.dedup();
        self
    }
}

impl Later {
    /// Of a graph of so many notes.
    pub fn new(notes: usize) -> Later {
        Later {
            reviewed: Rooms::new(notes),
            met: Rooms::new(notes),
            tasks: Rooms::new(notes),
            queried: Rooms::new(notes),
            ..Later::default()
        }
    }

    /// The reviews of one note, by place.
    pub(super) fn reviews_in(&self, note: NoteId, find: impl FnOnce() -> Arc<[Review]>) -> &[Review] {
        self.reviewed.at(note.index()).get_or_init(find)
    }
}

/// What was found in notes that are not stale; `moved` says it of pages by the numbers that they have now.
fn after<T: ?Sized>(carried: &Carried, before: &Rooms<T>, moved: impl Fn(&Arc<T>) -> Arc<T>) -> Rooms<T> {
    let is_stale = |note: usize| carried.is_stale(NoteId(note as u32));
    match carried.stays() {
        true => before.kept(is_stale),
        false => before.moved(|note, known| (!is_stale(note)).then(|| moved(known))),
    }
}

impl Graph {
    /// Bring up to date what was asked of the graph before this, so that it need not be found again: what a note alone
    /// decides is taken over from notes that are as they were. What nobody asked for stays to be found.
    pub fn carry(&mut self, before: &Graph) {
        let Some(carried) = Carried::between(before, self) else { return };
        let old = &before.later;
        let page = |old: PageId| carried.page(old);
        self.later.reviewed = after(&carried, &old.reviewed, |all| {
            all.iter().map(|review| Review { page: page(review.page), ..review.clone() }).collect()
        });
        self.later.met = after(&carried, &old.met, |all| {
            all.iter().map(|met| Meeting { person: page(met.person), ..*met }).collect()
        });
        self.later.tasks = after(&carried, &old.tasks, |all| {
            let people = |task: &TaskRow| task.people.iter().map(|person| page(*person)).collect();
            let moved =
                |task: &TaskRow| TaskRow { project: task.project.map(page), people: people(task), ..task.clone() };
            all.iter().map(moved).collect()
        });
        // They name no page.
        self.later.queried = after(&carried, &old.queried, Arc::clone);
        let new = &self.later;
        // Few lines that one types cite another ticket.
        if let Some(cited) = old.tickets.get()
            && carried.stale().iter().all(|note| tickets::are_same(before, self, *note))
        {
            new.tickets.get_or_init(|| cited.clone());
        }
        if let Some(ids) = before.block_ids.get()
            && carried.stale().iter().all(|note| block_ids::are_same(before, self, *note))
        {
            self.block_ids.get_or_init(|| ids.clone());
            // Outside Logseq a reference to a block names its note as well.
            if let Some(links) = old.block_links.get().filter(|_| carried.stays() && !carried.turns()) {
                new.block_links.get_or_init(|| self.block_links_after(links, &carried));
            }
        }
        if let Some(index) = old.index.get() {
            new.index.get_or_init(|| self.index_after(index, &carried));
        }
        if let Some(links) = old.links.get() {
            new.links.get_or_init(|| links.after(before, self, &carried));
        }
    }

    /// Find everything that is found when first asked for, mentions included, in parallel: what a build of every page
    /// needs.
    pub fn complete(&self) {
        // First what the notes ask for, then the notes, then what is made of all of them: each by one thread alone, so that
        // none holds up another that it waits for.
        rayon::join(|| self.tickets().len(), || (self.reviews().len(), self.begin_mentions()));
        (0..self.outlines.len() as u32).into_par_iter().map(NoteId).for_each(|note| {
            self.met_in(note);
            self.tasks_in(note);
            self.find_mentions_in(note);
        });
        let links = || {
            self.links();
            (0..self.pages.len() as u32).into_par_iter().for_each(|page| {
                self.links_to(PageId(page));
            });
        };
        let blocks = || (self.block_ids(), self.block_links().len());
        let of_notes = || (self.meetings(), self.index(), self.find_mentions());
        rayon::join(links, || rayon::join(blocks, of_notes));
    }

    pub(super) fn links(&self) -> &Links {
        self.later.links.get_or_init(|| Links::new(self))
    }

    /// Blocks that name a block: (target, source), sorted.
    pub fn block_links(&self) -> &[(BlockId, BlockId)] {
        self.later.block_links.get_or_init(|| {
            let of_notes = each_note(self.locals.len(), |note| self.block_links_in(note).collect::<Vec<_>>());
            let mut all = of_notes.concat();
            all.sort_unstable();
            all.dedup();
            all
        })
    }

    fn block_links_in(&self, note: NoteId) -> impl Iterator<Item = (BlockId, BlockId)> + '_ {
        let outline = &self.outlines[note.index()];
        let named = move |&(block, number): &(u32, u32)| {
            let from = BlockId { note, block };
            let to = self.block_of(note, &outline.refs[number as usize])?;
            Some((to, from)).filter(|_| !self.is_private(from))
        };
        self.locals[note.index()].block_refs.iter().filter_map(named)
    }

    /// Those of the graph before, brought up to date where all ids and names mean what they did.
    fn block_links_after(&self, before: &[(BlockId, BlockId)], carried: &Carried) -> Vec<(BlockId, BlockId)> {
        let mut all: Vec<_> = before.iter().filter(|(_, from)| !carried.is_stale(from.note)).copied().collect();
        all.extend(carried.stale().iter().flat_map(|note| self.block_links_in(*note)));
        // Stable: what is sorted but for its end takes one pass.
        all.sort();
        all.dedup();
        all
    }

    pub(super) fn all_reviews(&self) -> &Reviews {
        self.later.reviews.get_or_init(|| reviews::collect(self, &self.config))
    }

    /// Review sections, by page, then period.
    pub fn reviews(&self) -> &[Review] {
        &self.all_reviews().all
    }

    /// Ticket ids, sorted, and the blocks that cite them.
    pub fn tickets(&self) -> &[Ticket] {
        &self.cited().0
    }

    /// Whether an id is a ticket's.
    pub fn is_ticket(&self, id: &str) -> bool {
        self.cited().1.contains(id)
    }

    fn cited(&self) -> &Cited {
        self.later.tickets.get_or_init(|| {
            let tickets = tickets::collect(self, &self.config);
            let ids = tickets.iter().map(|t| t.id.clone()).collect();
            Arc::new((tickets, ids))
        })
    }

    /// Who was met when.
    pub fn meetings(&self) -> &Meetings {
        self.later.meetings.get_or_init(|| {
            let of_notes = each_note(self.locals.len(), |note| self.met_in(note));
            Meetings::new(of_notes.concat())
        })
    }

    /// The meetings of one note, by day and place.
    pub(super) fn met_in(&self, note: NoteId) -> &[Meeting] {
        self.later.met.at(note.index()).get_or_init(|| meetings::of_note(self, note).into())
    }

    /// With whom the meeting is that this line begins.
    pub fn met_at(&self, id: BlockId) -> Option<PageId> {
        self.met_in(id.note).iter().filter(|met| met.block == id).map(|met| met.person).max()
    }

    /// What queries ask of one note.
    pub(super) fn of_queries(&self, note: NoteId) -> &OfNote {
        let find = || Arc::new(OfNote::new(&self.outlines[note.index()], self.dialect));
        self.later.queried.at(note.index()).get_or_init(find)
    }

    /// The tasks of one note, by place.
    pub fn tasks_in(&self, note: NoteId) -> &[TaskRow] {
        self.later.tasks.at(note.index()).get_or_init(|| tasks::of_note(self, note).into())
    }

    /// Every block with a marker, by note and place.
    pub fn tasks(&self) -> impl Iterator<Item = &TaskRow> {
        self.index();
        (0..self.outlines.len() as u32).flat_map(|note| self.tasks_in(NoteId(note)))
    }

    /// The task that a block is.
    pub fn task(&self, id: BlockId) -> Option<&TaskRow> {
        // Asked of every row; most blocks are no tasks.
        self.block(id).task()?;
        let tasks = self.tasks_in(id.note);
        tasks.binary_search_by_key(&id, |t| t.block).ok().map(|at| &tasks[at])
    }

    /// The tasks of a project, or those that name a person; as written.
    pub fn tasks_of(&self, page: PageId) -> impl Iterator<Item = &TaskRow> {
        let all = &self.index().by_page;
        let from = all.partition_point(|(p, ..)| *p < page);
        let own = all[from..].iter().take_while(move |(p, ..)| *p == page);
        own.map(|(_, note, at)| &self.tasks_in(*note)[*at as usize])
    }

    /// The tasks due or done on a day.
    pub fn tasks_on(&self, day: NaiveDate) -> impl Iterator<Item = &TaskRow> {
        let all = &self.index().by_day;
        let from = all.partition_point(|(d, ..)| *d < day);
        let own = all[from..].iter().take_while(move |(d, ..)| *d == day);
        own.map(|(_, note, at)| &self.tasks_in(*note)[*at as usize])
    }

    /// The tasks due or done on each day from one to another, the earlier day first.
    pub fn tasks_from(&self, first: NaiveDate, last: NaiveDate) -> impl Iterator<Item = (NaiveDate, &TaskRow)> {
        let all = &self.index().by_day;
        let from = all.partition_point(|(d, ..)| *d < first);
        let within = all[from..].iter().take_while(move |(d, ..)| *d <= last);
        within.map(|(day, note, at)| (*day, &self.tasks_in(*note)[*at as usize]))
    }

    /// Days on which something was completed, the oldest first.
    pub fn done_days(&self) -> impl Iterator<Item = NaiveDate> {
        let days = self.index().by_day.chunk_by(|a, b| a.0 == b.0);
        days.filter(|all| {
            all.iter().any(|(day, note, at)| {
                let task = &self.tasks_in(*note)[*at as usize];
                task.completed.and_then(Completed::day) == Some(*day)
            })
        })
        .map(|all| all[0].0)
    }

    /// The tasks completed from one day to another, the newest first, those of one day as written.
    pub fn done_from(&self, first: NaiveDate, last: NaiveDate) -> Vec<&TaskRow> {
        let on_its_day = |(day, task): &(NaiveDate, &TaskRow)| task.completed.and_then(Completed::day) == Some(*day);
        let mut done: Vec<(NaiveDate, &TaskRow)> = self.tasks_from(first, last).filter(on_its_day).collect();
        done.sort_by_key(|(day, task)| (std::cmp::Reverse(*day), task.block));
        done.into_iter().map(|(_, task)| task).collect()
    }

    fn index(&self) -> &Index {
        self.later.index.get_or_init(|| {
            let mut index = Index { by_page: Vec::new(), by_day: Vec::new() };
            each_note(self.outlines.len(), |note| self.add_tasks(&mut index, note));
            index.sorted()
        })
    }

    /// The index of the graph before, brought up to date.
    fn index_after(&self, before: &Index, carried: &Carried) -> Index {
        let by_page = before.by_page.iter().filter(|(_, note, _)| !carried.is_stale(*note));
        let by_day = before.by_day.iter().filter(|(_, note, _)| !carried.is_stale(*note));
        let mut index = Index {
            by_page: by_page.map(|&(page, note, at)| (carried.page(page), note, at)).collect(),
            by_day: by_day.copied().collect(),
        };
        carried.stale().iter().for_each(|note| self.add_tasks(&mut index, *note));
        index.sorted()
    }

    fn add_tasks(&self, index: &mut Index, note: NoteId) {
        for (i, task) in (0u32..).zip(self.tasks_in(note)) {
            index.by_page.extend(task.project.iter().chain(&task.people).map(|&page| (page, note, i)));
            let stamps = self.block(task.block).task().into_iter().flat_map(|t| [t.scheduled, t.deadline]);
            index.by_day.extend(stamps.flatten().map(|stamp| (stamp.date, note, i)));
            index.by_day.extend(task.completed.and_then(Completed::day).map(|day| (day, note, i)));
        }
    }

    /// The reviews of a page, the newest first.
    pub fn reviews_of(&self, page: PageId) -> &[Review] {
        let reviews = self.reviews();
        let from = reviews.partition_point(|r| r.page < page);
        let to = reviews.partition_point(|r| r.page <= page);
        &reviews[from..to]
    }

    /// Whether a block is part of a peer review: it is shown on that person's page, and nothing else speaks of it.
    pub fn is_private(&self, id: BlockId) -> bool {
        let private = &self.all_reviews().private;
        let at = private.partition_point(|&(note, from, _)| (note, from) <= (id.note, id.block));
        at.checked_sub(1).is_some_and(|i| {
            let (note, _, to) = private[i];
            note == id.note && id.block < to
        })
    }

    /// The blocks that name a block, by path and place.
    pub fn block_links_to(&self, id: BlockId) -> impl Iterator<Item = BlockId> + '_ {
        let all = self.block_links();
        let from = all.partition_point(|(to, _)| *to < id);
        all[from..].iter().take_while(move |(to, _)| *to == id).map(|(_, from)| *from)
    }
}
