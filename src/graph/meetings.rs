//! Meetings with people: dated parts of a person's own notes or of a note named after their talks, and lines headed by a
//! name and a suffix, `[[Noor]] 1-on-1`.
//!
//! Does not know today, nor how a meeting is shown.

use super::{BlockId, Graph, PageId, PageKind, State};
use crate::name;
use crate::notes::NoteId;
use chrono::NaiveDate;

/// One meeting.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Meeting {
    /// When.
    pub day: NaiveDate,
    /// The line that begins with the day or the name; what was said stands below it.
    pub block: BlockId,
    /// With whom.
    pub person: PageId,
}

/// All meetings.
#[derive(Clone, Debug, Default)]
pub struct Meetings {
    /// By day, path and place.
    all: Vec<Meeting>,
    /// (person, index in `all`), sorted.
    by_person: Vec<(PageId, u32)>,
}

impl Meetings {
    /// Of all notes.
    pub fn new(mut all: Vec<Meeting>) -> Meetings {
        all.sort_unstable();
        let mut by_person: Vec<(PageId, u32)> = (0u32..).zip(&all).map(|(at, m)| (m.person, at)).collect();
        by_person.sort_unstable();
        Meetings { all, by_person }
    }

    /// All, the oldest first.
    pub fn all(&self) -> &[Meeting] {
        &self.all
    }

    /// Those of a day, by path and place.
    pub fn on(&self, day: NaiveDate) -> &[Meeting] {
        let from = self.all.partition_point(|m| m.day < day);
        let to = self.all.partition_point(|m| m.day <= day);
        &self.all[from..to]
    }

    /// Those with a person, the oldest first.
    pub fn with(&self, person: PageId) -> impl DoubleEndedIterator<Item = &Meeting> {
        let from = self.by_person.partition_point(|(p, _)| *p < person);
        let to = self.by_person.partition_point(|(p, _)| *p <= person);
        self.by_person[from..to].iter().map(|(_, at)| &self.all[*at as usize])
    }
}

/// The meetings of one note.
pub fn of_note(graph: &Graph, note: NoteId) -> Vec<Meeting> {
    let (local, facts) = (&graph.locals[note.index()], &graph.facts[note.index()]);
    let outline = &graph.outlines[note.index()];
    let mut found: Vec<(u32, PageId)> = Vec::new();
    for (block, name) in &local.headings {
        let Some(person) = person(graph, BlockId { note, block: *block }, name) else { continue };
        if graph.date(BlockId { note, block: *block }).is_some() {
            found.push((*block, person));
        } else {
            // `Noor 1-on-1` above its days: each of them is a meeting.
            let end = outline.blocks[*block as usize].end;
            found.extend(opened(&facts.openings, *block..end).map(|day| (day, person)));
        }
    }
    if let Some(person) = named_after(graph, &local.title) {
        found.extend(facts.openings.iter().map(|(day, _)| (*day, person)));
    }
    let is_person = |page: PageId| page != PageId::NONE && graph.page(page).kind == PageKind::Person;
    let own = facts.openings.iter().map(|(block, _)| (*block, graph.owner(BlockId { note, block: *block })));
    found.extend(own.filter(|(_, owner)| is_person(*owner)));
    found.sort_unstable();
    found.dedup();
    // Something still to do is no meeting, whatever day it begins with; nor is a day within a peer review.
    found.retain(|(block, _)| {
        let open =
            outline.blocks[*block as usize].task().and_then(|t| t.marker).is_some_and(|m| State::of(m).is_open());
        !open && !graph.is_private(BlockId { note, block: *block })
    });
    // A day within a meeting is a part of it.
    let mut open: Vec<(u32, PageId)> = Vec::new();
    found.retain(|(block, person)| {
        open.retain(|(end, _)| *end > *block);
        let inside = open.iter().any(|(_, with)| with == person);
        open.push((outline.blocks[*block as usize].end, *person));
        !inside
    });
    let dated = |(block, person)| {
        let block = BlockId { note, block };
        Some(Meeting { day: graph.date(block)?, block, person })
    };
    found.into_iter().filter_map(dated).collect()
}

/// The person whose talks a note holds by its name, `Noor 1-on-1`. It stays a page of its own.
fn named_after(graph: &Graph, title: &str) -> Option<PageId> {
    let cut = graph.kinds.without_suffix(PageKind::Person, title);
    let person = if cut.len() < title.len() { graph.of_key(&name::key(cut))? } else { return None };
    Some(person).filter(|page| graph.page(*page).kind == PageKind::Person)
}

/// The blocks of a range that begin with a day.
fn opened(openings: &[(u32, NaiveDate)], range: std::ops::Range<u32>) -> impl Iterator<Item = u32> {
    let from = openings.partition_point(|(block, _)| *block < range.start);
    openings[from..].iter().map(|(block, _)| *block).take_while(move |block| *block < range.end)
}

/// Who is meant by the name in a heading: a person whom the line links to by that name, else the person of that name.
fn person(graph: &Graph, id: BlockId, name: &str) -> Option<PageId> {
    let is_person = |page: &PageId| graph.page(*page).kind == PageKind::Person;
    let called = |page: &PageId| name::key(graph.page(*page).short_name()) == name;
    let linked = graph.named_by(id).filter(is_person).find(called);
    linked.or_else(|| graph.of_key(name).filter(is_person))
}
