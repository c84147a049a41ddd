//! Things to do: their state, days, project and people.
//!
//! Does not know today, so not what is late.

use super::{BlockId, Graph, PageId, PageKind};
use crate::notes::NoteId;
use crate::outline::{Marker, Stamp, Task};
use chrono::NaiveDate;

/// What a marker says, in the words readers see.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum State {
    /// TODO
    Todo,
    /// DOING, NOW, IN-PROGRESS, STARTED
    Doing,
    /// WAIT, WAITING
    Waiting,
    /// LATER
    Later,
    /// DONE
    Done,
    /// CANCELED, CANCELLED
    Cancelled,
}

impl State {
    /// The state a marker stands for.
    pub fn of(marker: Marker) -> State {
        match marker {
            Marker::Todo => State::Todo,
            Marker::Doing | Marker::Now | Marker::InProgress | Marker::Started => State::Doing,
            Marker::Wait | Marker::Waiting => State::Waiting,
            Marker::Later => State::Later,
            Marker::Done => State::Done,
            Marker::Canceled | Marker::Cancelled => State::Cancelled,
        }
    }

    /// Whether something is left to do.
    pub fn is_open(self) -> bool {
        !matches!(self, State::Done | State::Cancelled)
    }
}

/// When a task was completed, and how that is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Completed {
    /// Written: `✅`, `completed::`, a logbook, `CLOSED:`.
    Written(NaiveDate),
    /// The day of the journal or dated section that holds it.
    Held(NaiveDate),
    /// Its deadline or scheduled day: shown with `≈`.
    Inferred(NaiveDate),
    /// Nothing tells.
    Undated,
}

impl Completed {
    /// The day, if any.
    pub fn day(self) -> Option<NaiveDate> {
        match self {
            Completed::Written(day) | Completed::Held(day) | Completed::Inferred(day) => Some(day),
            Completed::Undated => None,
        }
    }
}

/// One block with a marker.
#[derive(Clone, Debug, PartialEq)]
pub struct TaskRow {
    /// Which block.
    pub block: BlockId,
    /// Its state.
    pub state: State,
    /// `A`, `B`, `C` or any other character.
    pub priority: Option<char>,
    /// The earlier of deadline and scheduled day, as written.
    pub due: Option<Stamp>,
    /// When it was done; `None` for any other state.
    pub completed: Option<Completed>,
    /// The nearest project: that which holds it, else the first that it or a block above it names.
    pub project: Option<PageId>,
    /// People it names, with whom the meeting was that it came from, and the person whose page holds it; sorted.
    pub people: Vec<PageId>,
}

impl TaskRow {
    /// The day it is due as seen from another: what is open and repeats is due the next time it comes round, so that
    /// nobody is told of every week that was never ticked.
    pub fn due_from(&self, today: NaiveDate) -> Option<NaiveDate> {
        let due = self.due?;
        Some(if self.state.is_open() { due.next_from(today) } else { due.date })
    }

    /// Whether it is open, and its day is over.
    pub fn is_late(&self, today: NaiveDate) -> bool {
        self.state.is_open() && self.due_from(today).is_some_and(|due| due < today)
    }
}

/// The days a task stands on.
pub fn days(task: Task) -> impl Iterator<Item = NaiveDate> {
    [task.scheduled.map(|s| s.date), task.deadline.map(|s| s.date), task.closed].into_iter().flatten()
}

/// All tasks of a note, by place. Templates hold none.
pub fn of_note(graph: &Graph, note: NoteId) -> Vec<TaskRow> {
    let tasks = &graph.locals[note.index()].tasks;
    tasks.iter().filter_map(|&block| row(graph, BlockId { note, block })).collect()
}

fn row(graph: &Graph, block: BlockId) -> Option<TaskRow> {
    let task = graph.block(block).task()?;
    let state = State::of(task.marker?);
    let due = match (task.deadline, task.scheduled) {
        (Some(d), Some(s)) => Some(if s.date < d.date { s } else { d }),
        (d, s) => d.or(s),
    };
    let completed = (state == State::Done).then(|| {
        let inferred = task.deadline.or(task.scheduled).map(|s| Completed::Inferred(s.date));
        let held = graph.date(block).map(Completed::Held);
        task.closed.map(Completed::Written).or(held).or(inferred).unwrap_or(Completed::Undated)
    });
    let owner = graph.owner(block);
    let is = |kind: PageKind| move |page: &PageId| *page != PageId::NONE && graph.page(*page).kind == kind;
    let outline = graph.outline(block);
    let chain = || std::iter::once(block.block).chain(outline.ancestors(block.block));
    let met = chain().filter_map(|block_no| graph.met_at(BlockId { block: block_no, ..block }));
    let mut people: Vec<PageId> = graph.named_by(block).filter(is(PageKind::Person)).chain(met).collect();
    people.extend(Some(owner).filter(is(PageKind::Person)));
    people.sort_unstable();
    people.dedup();
    let named = || chain().flat_map(|block_no| graph.named_by(BlockId { block: block_no, ..block }));
    let project = Some(owner).filter(is(PageKind::Project)).or_else(|| named().find(is(PageKind::Project)));
    Some(TaskRow { block, state, priority: task.priority, due, completed, project, people })
}
