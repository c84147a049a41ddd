//! A week's digest: what was done, is in progress, who was met, what is next. Does not tell how the week was spent.

use super::blocks::first_words;
use super::cx::{Cx, count, stretch};
use super::day::said;
use super::frame::{Frame, Part, frame};
use super::parts::{Bundle, Fact, Link, WhenState};
use super::row::{Row, Rows};
use super::{gather, person, rows};
use crate::graph::{BlockId, Completed, Meeting, PageId, State, TaskRow};
use crate::markup::Html;
use crate::period::Period;
use crate::route::Route;
use chrono::{Datelike, Days, NaiveDate};
use rustc_hash::FxHashSet;
use serde::Serialize;

/// `week/2024-w50.html`
#[derive(Clone, Debug, Default, Serialize)]
pub struct Week {
    /// What is around it.
    pub frame: Frame,
    /// Whose week it was, for print; empty where nobody is named.
    pub author: String,
    /// `9 to 15 December 2024`, for print.
    pub span: String,
    /// From when to when, and how much there is.
    pub facts: Vec<Fact>,
    /// The last week before that has a digest.
    pub previous: Option<Link>,
    /// The next one.
    pub next: Option<Link>,
    /// Completed in it, the newest first.
    pub done: Bundle,
    /// Begun and not done.
    pub doing: Bundle,
    /// Who was met.
    pub met: Bundle,
    /// To do after it.
    pub ahead: Bundle,
    /// What each day's note says first, tasks and meetings aside.
    pub noted: Rows,
    /// That there is nothing; empty otherwise.
    pub empty: String,
    /// The script that adds buttons to copy.
    pub copy: String,
}

/// How many rows a group shows.
const MOST: usize = 25;

/// What a week holds.
#[derive(Clone, Debug, Default)]
pub struct Digest<'a> {
    /// Completed in it, the newest first.
    pub done: Vec<&'a TaskRow>,
    /// Doing and waiting: in the week of today all of them, in another those written on its days.
    pub doing: Vec<&'a TaskRow>,
    /// By day.
    pub met: Vec<&'a Meeting>,
    /// Due in the week after it; in the week of today also what is late or still due in it, in a week to come what is due
    /// in that.
    pub ahead: Vec<&'a TaskRow>,
    /// Its days that have a page.
    pub days: &'a [(NaiveDate, PageId)],
}

/// The site as a week that is over saw it: what was late on its last day, not what is late by now.
pub fn as_of<'a>(cx: &Cx<'a>, week: Period) -> Cx<'a> {
    let last = week.days(1).map_or(cx.today, |(_, last)| last);
    Cx { as_of: last.min(cx.today), ..*cx }
}

/// What a week holds. Nothing at the end of all dates.
pub fn digest<'a>(cx: &Cx<'a>, week: Period) -> Digest<'a> {
    let Some((first, last)) = week.days(1) else { return Digest::default() };
    let Some(week_after) = last.checked_add_days(Days::new(7)) else { return Digest::default() };
    let graph = cx.graph;
    let place = |is_before: &dyn Fn(NaiveDate) -> bool| graph.days.partition_point(|(day, _)| is_before(*day));
    let days = &graph.days[place(&|day| day < first)..place(&|day| day <= last)];
    let met = days.iter().flat_map(|(day, _)| graph.meetings().on(*day));
    let met: Vec<&Meeting> = met.filter(|met| !graph.is_blank(met.block)).collect();
    let is_now = (first..=last).contains(&cx.today);
    let is_begun = |task: &&TaskRow| matches!(task.state, State::Doing | State::Waiting);
    let mut doing: Vec<&TaskRow> = match is_now {
        true => graph.tasks().filter(is_begun).collect(),
        false => written(cx, days, &met).filter(is_begun).collect(),
    };
    doing.sort_by_key(|task| gather::urgency(cx, task));
    doing.dedup_by_key(|task| task.block);
    let begun: FxHashSet<BlockId> = doing.iter().map(|task| task.block).collect();
    let done_later = |task: &TaskRow| task.completed.and_then(Completed::day).is_none_or(|day| day > last);
    let is_open = |task: &&TaskRow| task.state.is_open();
    let mut ahead: Vec<&TaskRow> = match first <= cx.today {
        true if is_now => {
            let due = |task: &&TaskRow| task.due_from(cx.today).is_some_and(|due| due <= week_after);
            graph.tasks().filter(is_open).filter(due).collect()
        }
        false => {
            let due = |task: &&TaskRow| task.due_from(cx.today).is_some_and(|due| (first..=last).contains(&due));
            graph.tasks_from(first, last).map(|(_, task)| task).filter(is_open).filter(due).collect()
        }
        true => {
            let due = graph.tasks_from(last, week_after).filter(|(day, task)| {
                *day > last && task.due.is_some_and(|due| due.date == *day) && task.state != State::Cancelled
            });
            due.map(|(_, task)| task).filter(|task| done_later(task)).collect()
        }
    };
    ahead.retain(|task| !begun.contains(&task.block));
    ahead.sort_by_key(|task| gather::urgency(cx, task));
    ahead.dedup_by_key(|task| task.block);
    Digest { done: graph.done_from(first, last), doing, met, ahead, days }
}

/// The tasks in the notes of some days, and under their meetings.
fn written<'a>(cx: &Cx<'a>, days: &'a [(NaiveDate, PageId)], met: &[&'a Meeting]) -> impl Iterator<Item = &'a TaskRow> {
    let graph = cx.graph;
    let notes = days.iter().flat_map(|(_, page)| &graph.page(*page).home.notes);
    let of_days = notes.flat_map(|note| graph.tasks_in(*note));
    let below = |met: &&'a Meeting| {
        let (from, end) = (met.block.block, graph.block(met.block).end);
        graph.tasks_in(met.block.note).iter().filter(move |task| (from..end).contains(&task.block.block))
    };
    of_days.chain(met.iter().flat_map(below).collect::<Vec<_>>())
}

/// Fill the screen of a week.
pub fn week(cx: &Cx<'_>, week: Period) -> Week {
    let cx = &as_of(cx, week);
    let digest = digest(cx, week);
    let mut frame = frame(cx, "week", &week.label(), Part::Journal);
    frame.crumbs = crumbs(cx, week);
    // A week that is over says the same on any day.
    let mut open = digest.doing.iter().chain(&digest.ahead);
    if week.holds(cx.today, 1) || cx.as_of == cx.today && open.any(|task| gather::is_told_by_today(cx, task.block)) {
        frame.read_against = cx.long_day(cx.today);
    }
    let row = |task: &&TaskRow| rows::task(cx, task, PageId::NONE);
    let tasks = |tasks: &[&TaskRow]| rows::handed_in(cx, tasks, MOST, |task| task.block, row);
    let noted = digest.days.iter().filter_map(|(day, page)| {
        let first = noted(cx, *page)?;
        let when = Some(cx.when(*day, WhenState::Dated));
        let why = vec![cx.source_in(first, when.as_ref(), &[])];
        Some(Row { line: Html::phrase(first_words(cx, first)), why, when, ..Row::default() })
    });
    let met = rows::handed_in(
        cx,
        &digest.met,
        usize::MAX,
        |met| met.block,
        |met| person::meeting_row(cx, met, WhenState::Dated),
    );
    let noted: Rows = noted.collect::<Vec<Row>>().into();
    let [done, doing, ahead] = [&digest.done, &digest.doing, &digest.ahead].map(|group| tasks(group));
    let all = [&done, &doing, &ahead, &met].map(|group| group.rows.len());
    let nothing = all.iter().sum::<usize>() + noted.len() == 0;
    let (previous, next) = neighbours(cx, week);
    Week {
        author: cx.config.author.clone(),
        span: week.days(1).map(|(first, last)| stretch(first, last)).unwrap_or_default(),
        facts: facts(cx, week, [&done, &doing, &met, &ahead].map(|group| group.count)),
        previous,
        next,
        done,
        doing,
        met,
        ahead,
        noted,
        empty: match nothing {
            true => "Nothing was done, met or due in this week.".into(),
            false => String::new(),
        },
        copy: cx.theme_file("copy.js"),
        frame,
    }
}

/// What a day's note says first that is no task, which stand in their own groups, and not private.
pub fn noted(cx: &Cx<'_>, page: PageId) -> Option<BlockId> {
    let is_task = |id: &BlockId| cx.graph.block(*id).task().is_some_and(|task| task.marker.is_some());
    let is_told = |id: &BlockId| !cx.graph.is_blank(*id) && !is_task(id) && cx.graph.met_at(*id).is_none();
    said(cx, page).into_iter().find(|id| is_told(id) && !cx.is_marked_private(*id))
}

fn crumbs(cx: &Cx<'_>, week: Period) -> Vec<Link> {
    let monday = week.days(1).map_or(cx.today, |(first, _)| first);
    let calendar = Route::Calendar(monday.year());
    let href = cx.routes.has(cx.graph, calendar).then(|| cx.href(calendar));
    let link = |label: String| Link { href: href.clone(), label, ..Link::default() };
    vec![link("Journal".into()), link(monday.format("%B %Y").to_string())]
}

fn facts(cx: &Cx<'_>, week: Period, [done, doing, met, ahead]: [usize; 4]) -> Vec<Fact> {
    let counts = [
        (done, format!("{done} done")),
        (doing, format!("{doing} in progress")),
        (met, count(met, "meeting", "meetings")),
        (ahead, format!("{ahead} next")),
    ];
    let told = counts.into_iter().filter(|(n, _)| *n > 0).map(|(_, words)| words);
    let now = week.holds(cx.today, 1).then(|| "this week".to_string());
    let days = week.days(1).map(|(first, last)| stretch(first, last));
    let all = days.into_iter().chain(now).chain(told);
    all.map(|before| Fact { before, ..Fact::default() }).collect()
}

fn neighbours(cx: &Cx<'_>, week: Period) -> (Option<Link>, Option<Link>) {
    let weeks = cx.routes.weeks(cx.graph);
    let at = weeks.partition_point(|other| *other < week);
    let link = |week: &Period| Link { href: Some(cx.href(Route::Week(*week))), label: week.label(), ..Link::default() };
    (at.checked_sub(1).and_then(|i| weeks.get(i)).map(link), weeks[at..].iter().find(|other| **other > week).map(link))
}
