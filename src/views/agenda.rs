//! The agenda: every open task once, in its most urgent group. Does not know what makes a task late but its day.

use super::cx::{Cx, count, weekday};
use super::frame::{Frame, Part, frame};
use super::parts::{self, Bundle, Fact, Link, Pair, When, WhenState};
use super::row::Row;
use super::{gather, rows, tables};
use crate::graph::{Completed, PageId, State, TaskRow};
use chrono::NaiveDate;
use rustc_hash::FxHashMap;
use serde::Serialize;
use std::cmp::Reverse;

/// `agenda/index.html`. The lists by project and by person are groups of the frame's aside.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Agenda {
    /// What is around it.
    pub frame: Frame,
    /// Open, overdue, in the next days, the day it was read against.
    pub facts: Vec<Fact>,
    /// Oldest first.
    pub overdue: Bundle,
    /// Today's date, beside its heading.
    pub today: When,
    /// Due today.
    pub due: Bundle,
    /// `Nothing due. 1-on-1 with Noor.` as words and links; empty when there is nothing to add.
    pub today_text: Vec<Link>,
    /// The next seven days, by day.
    pub soon: Bundle,
    /// Later with a date.
    pub later: Bundle,
    /// Without a date, by priority.
    pub undated: Bundle,
    /// Waiting for somebody.
    pub waiting: Bundle,
    /// Done in the last fourteen days.
    pub done: Bundle,
    /// What to write, when there is no task at all; empty otherwise.
    pub empty: String,
}

/// How many rows of each group are shown: together they stay within what a page may weigh.
const MOST: usize = 70;

/// How many days from today are soon; the heading in `agenda.html` says it too.
const SOON: i64 = 7;

/// How many projects, and people, the aside lists.
const MOST_BESIDE: usize = 30;

/// Everything that is open, and what was done lately.
pub fn agenda(cx: &Cx<'_>) -> Agenda {
    let of = groups(cx);
    let mut projects: FxHashMap<PageId, Load> = FxHashMap::default();
    let mut people: FxHashMap<PageId, Load> = FxHashMap::default();
    for (group, task) in (0..Group::Done as usize).flat_map(|group| of[group].iter().map(move |task| (group, task))) {
        let late = usize::from(group == Group::Overdue as usize);
        task.project.into_iter().for_each(|page| projects.entry(page).or_default().add(late));
        task.people.iter().for_each(|page| people.entry(*page).or_default().add(late));
    }
    let rows = |group: Group| rows::bundle(cx, &of[group as usize], MOST, |task| row(cx, task, group));
    let total = |group: Group| of[group as usize].len();
    let open: usize = of.iter().map(Vec::len).sum::<usize>() - total(Group::Done);
    let read_against = cx.today.format("%a %-d %b %Y").to_string();
    let mut frame = frame(cx, "agenda", "Agenda", Part::Agenda);
    frame.aside = [("By project", beside(cx, projects)), ("By person", beside(cx, people))]
        .into_iter()
        .filter(|(_, pairs)| !pairs.is_empty())
        .map(|(title, pairs)| parts::Group { title: title.into(), pairs, ..parts::Group::default() })
        .collect();
    frame.read_against = read_against.clone();
    let (overdue, soon) = (total(Group::Overdue), total(Group::Soon));
    let mut facts = vec![Fact { before: format!("{open} open"), ..Fact::default() }];
    facts.push(match overdue {
        0 => Fact { before: "nothing overdue".into(), ..Fact::default() },
        n => Fact { strong: n.to_string(), after: " overdue".into(), late: true, ..Fact::default() },
    });
    facts.push(Fact { before: format!("{soon} in the next {SOON} days"), ..Fact::default() });
    facts.push(Fact { before: format!("read against {read_against}"), ..Fact::default() });
    let none = cx.graph.tasks().next().is_none();
    Agenda {
        frame,
        facts: if none { Vec::new() } else { facts },
        overdue: rows(Group::Overdue),
        today: When { label: cx.today.format("%-d %b").to_string().into(), ..today(cx) },
        due: rows(Group::Today),
        today_text: today_text(cx, total(Group::Today) == 0 && !none),
        soon: rows(Group::Soon),
        later: rows(Group::Later),
        undated: rows(Group::Undated),
        waiting: rows(Group::Waiting),
        done: rows(Group::Done),
        empty: if none {
            "No tasks yet. Begin a bullet in any note with TODO, and give it a day with DEADLINE: <2025-01-31>.".into()
        } else {
            String::new()
        },
    }
}

/// The groups, the most urgent first; a task stands in the first that fits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Group {
    Overdue,
    Today,
    Soon,
    Later,
    Undated,
    Waiting,
    Done,
}

type Groups<'a> = [Vec<&'a TaskRow>; 7];

/// The groups under the headings of the screen.
pub fn grouped<'a>(cx: &Cx<'a>) -> Vec<(&'static str, Vec<&'a TaskRow>)> {
    let heads = ["Overdue", "Today", "Next 7 days", "Later", "No date", "Waiting", "Done in the last 14 days"];
    heads.into_iter().zip(groups(cx)).collect()
}

fn groups<'a>(cx: &Cx<'a>) -> Groups<'a> {
    let mut of: Groups<'a> = Default::default();
    for task in cx.graph.tasks() {
        if let Some(group) = group(task, cx.today) {
            of[group as usize].push(task);
        }
    }
    for (i, tasks) in of.iter_mut().enumerate() {
        match i {
            i if i == Group::Waiting as usize => {
                tasks.sort_by_key(|t| (since(cx, t).unwrap_or(NaiveDate::MAX), t.block))
            }
            i if i == Group::Done as usize => {
                tasks.sort_by_key(|t| (Reverse(t.completed.and_then(Completed::day)), t.block))
            }
            _ => tasks.sort_by_key(|t| gather::urgency(cx, t)),
        }
    }
    of
}

fn group(task: &TaskRow, today: NaiveDate) -> Option<Group> {
    if !task.state.is_open() {
        let ago = (today - task.completed?.day()?).num_days();
        return (0..=14).contains(&ago).then_some(Group::Done);
    }
    Some(match task.due_from(today).map(|due| (due - today).num_days()) {
        Some(..=-1) => Group::Overdue,
        Some(0) => Group::Today,
        Some(1..=SOON) => Group::Soon,
        Some(_) => Group::Later,
        None if task.state == State::Waiting => Group::Waiting,
        None => Group::Undated,
    })
}

fn row(cx: &Cx<'_>, task: &TaskRow, group: Group) -> Row {
    let mut row = Row { clamp: true, ..rows::task(cx, task, PageId::NONE) };
    if let Some(since) = since(cx, task).filter(|_| group == Group::Waiting) {
        row.when = Some(cx.when(since, WhenState::Dated));
        row.why.insert(0, rows::words(waited((cx.today - since).num_days())));
    }
    row
}

/// Since when a task without a date of its own waits: the day it was written on.
fn since(cx: &Cx<'_>, task: &TaskRow) -> Option<NaiveDate> {
    cx.graph.date(task.block).filter(|day| *day <= cx.today)
}

/// `for 4 weeks`
fn waited(days: i64) -> String {
    let days = days.max(0) as usize;
    let span = match days {
        0 => return "since today".into(),
        1..=20 => count(days, "day", "days"),
        21..=70 => count(days / 7, "week", "weeks"),
        _ => count(days / 30, "month", "months"),
    };
    format!("for {span}")
}

fn today(cx: &Cx<'_>) -> When {
    When { weekday: weekday(cx.today), ..cx.when(cx.today, WhenState::Today) }
}

/// `Nothing due. 1-on-1 with Noor.`
fn today_text(cx: &Cx<'_>, nothing_due: bool) -> Vec<Link> {
    const MOST_MET: usize = 8;
    let mut met: Vec<PageId> = cx.graph.meetings().on(cx.today).iter().map(|m| m.person).collect();
    met.sort_by_cached_key(|&page| tables::by_name(cx, page));
    met.dedup();
    let mut text = Vec::new();
    if nothing_due {
        text.push(rows::words(if met.is_empty() { "Nothing due." } else { "Nothing due. " }));
    }
    let more = met.len().saturating_sub(MOST_MET);
    met.truncate(MOST_MET);
    for (i, &page) in met.iter().enumerate() {
        text.push(rows::words(match i {
            0 if met.len() == 1 => "1-on-1 with ",
            0 => "1-on-1s with ",
            i if i + 1 == met.len() && more == 0 => " and ",
            _ => ", ",
        }));
        text.push(cx.link(page));
    }
    if !met.is_empty() {
        text.push(rows::words(if more > 0 { format!(" and {more} more.") } else { ".".into() }));
    }
    text
}

/// Open tasks of a project or person.
#[derive(Clone, Copy, Debug, Default)]
struct Load {
    open: usize,
    late: usize,
}

impl Load {
    fn add(&mut self, late: usize) {
        self.open += 1;
        self.late += late;
    }

    /// `2`, `1 late`, `3, 1 late`
    fn words(self) -> String {
        match (self.open, self.late) {
            (open, 0) => open.to_string(),
            (open, late) if open == late => format!("{late} late"),
            (open, late) => format!("{open}, {late} late"),
        }
    }
}

/// The most first, then by name.
fn beside(cx: &Cx<'_>, loads: FxHashMap<PageId, Load>) -> Vec<Pair> {
    let mut loads: Vec<(PageId, Load)> = loads.into_iter().collect();
    loads.sort_by_cached_key(|(page, load)| (Reverse(load.open), tables::by_name(cx, *page), *page));
    let pair = |(page, load): (PageId, Load)| Pair {
        left: cx.link(page),
        right: load.words(),
        late: load.late > 0,
        ..Pair::default()
    };
    loads.into_iter().take(MOST_BESIDE).map(pair).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::graph::BlockId;
    use crate::notes::NoteId;
    use crate::outline::{Repeat, RepeatMode, Stamp};
    use crate::span::Span;

    fn task(state: State, due: Option<i64>) -> TaskRow {
        let stamp = |days: i64| Stamp {
            date: NaiveDate::default() + chrono::TimeDelta::days(100 + days),
            time: None,
            repeat: None,
            active: true,
            span: Span::new(0, 0),
        };
        TaskRow {
            block: BlockId { note: NoteId(0), block: 0 },
            state,
            priority: None,
            due: due.map(stamp),
            completed: None,
            project: None,
            people: Vec::new(),
        }
    }

    #[test]
    fn a_task_stands_in_its_most_urgent_group() {
        let today = NaiveDate::default() + chrono::Days::new(100);
        let of = |state, due| group(&task(state, due), today);
        assert_eq!(of(State::Waiting, Some(-1)), Some(Group::Overdue));
        assert_eq!(of(State::Todo, Some(0)), Some(Group::Today));
        assert_eq!(of(State::Doing, Some(7)), Some(Group::Soon));
        assert_eq!(of(State::Later, Some(8)), Some(Group::Later));
        assert_eq!(of(State::Waiting, None), Some(Group::Waiting));
        assert_eq!(of(State::Todo, None), Some(Group::Undated));
        assert_eq!(of(State::Cancelled, Some(-1)), None);
        let weekly = |due: i64| {
            let mut task = task(State::Todo, Some(due));
            if let Some(due) = &mut task.due {
                due.repeat = Some(Repeat { mode: RepeatMode::DoublePlus, count: 1, unit: 'w' });
            }
            group(&task, today)
        };
        // Never late: it is due the next time it comes round.
        assert_eq!([weekly(-7), weekly(-10), weekly(9)], [Group::Today, Group::Soon, Group::Later].map(Some));
        let done = |ago: u64| TaskRow {
            completed: Some(Completed::Held(today - chrono::Days::new(ago))),
            ..task(State::Done, None)
        };
        assert_eq!(group(&done(14), today), Some(Group::Done));
        assert_eq!(group(&done(15), today), None);
    }

    #[test]
    fn what_is_late_is_told_apart_from_what_is_open() {
        let words = |open, late| Load { open, late }.words();
        assert_eq!([words(2, 0), words(1, 1), words(3, 1)], ["2", "1 late", "3, 1 late"]);
    }
}
