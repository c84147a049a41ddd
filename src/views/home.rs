//! The home screen: what is late, what is next, what happened. Does not show archived projects.

use chrono::{Datelike, NaiveDate};
use rustc_hash::FxHashSet;
use serde::Serialize;

use super::blocks::first_words;
use super::cx::{Cx, count};
use super::day::{to_week, week_of};
use super::frame::{Frame, Part, frame};
use super::parts::{Group, Link, Pair, PersonRow, ProjectRow, WhenState};
use super::row::{Row, Rows};
use super::rule::{YearRule, year_rule};
use super::standing::{per_day, standing};
use super::{gather, person, rows, tables};
use crate::graph::{BlockId, Completed, PageId, TaskRow};
use crate::name;
use crate::period::Period;
use crate::route::Route;

/// `index.html`. Its title is today in words; week, review and favourites are groups of the frame's aside.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Home {
    /// What is around it.
    pub frame: Frame,
    /// The whole journal over the year of today; none when nothing is dated.
    pub rule: Option<YearRule>,
    /// `1 overdue, 1 meeting`; empty when there is nothing.
    pub today_summary: String,
    /// Overdue, due today, met today and soon due, at most five overdue and three soon.
    pub today: Rows,
    /// Today's page, if there is one.
    pub today_page: Option<Link>,
    /// `7 more overdue, 2 more deadlines`: those that are not shown.
    pub today_more: Option<Link>,
    /// How many projects there are, archived ones aside.
    pub project_count: usize,
    /// At most eight, by last dated block.
    pub projects: Vec<ProjectRow>,
    /// The rest, by name; above thirty only the list of all projects.
    pub projects_rest: Vec<Link>,
    /// The list of all projects.
    pub projects_all: Link,
    /// The head of the review column: `Review 2024`; empty to leave it out.
    pub review_head: String,
    /// How many people have an entry.
    pub people_count: usize,
    /// By last meeting; those of whom the same is said share a row.
    pub people: Vec<PersonRow>,
    /// The list of all people.
    pub people_all: Link,
    /// The ten newest dated blocks.
    pub recent: Rows,
    /// On this day in earlier years.
    pub earlier: Rows,
    /// What to write first, when there is nothing at all; empty otherwise.
    pub empty: String,
}

/// How many overdue tasks, deadlines to come, projects, people and recent blocks home shows.
const MOST_LATE: usize = 5;
const MOST_SOON: usize = 3;
const MOST_PROJECTS: usize = 8;
const MOST_REST: usize = 30;
const MOST_PEOPLE: usize = 12;
const MOST_RECENT: usize = 10;
/// How many favourites home names: the aside is short and ends.
const MOST_FAVOURITES: usize = 16;

/// Fill the home screen.
pub fn home(cx: &Cx<'_>) -> Home {
    let mut frame = frame(cx, "home", &cx.long_day(cx.today), Part::Elsewhere);
    frame.window = cx.config.title.clone();
    frame.crumbs = vec![to_week(cx, cx.today)];
    frame.read_against = cx.long_day(cx.today);
    let Pressing { late, due, soon } = pressing(cx);
    let met = cx.graph.meetings().on(cx.today);
    let projects = tables::active_projects(cx);
    let (shown, rest) = projects.split_at(projects.len().min(MOST_PROJECTS));
    let people = tables::people_by_meeting(cx);
    frame.aside = vec![this_week(cx)].into_iter().chain(review_group(cx)).chain(favourites(cx)).collect();
    let summary = [
        (late.len(), format!("{} overdue", late.len())),
        (due.len(), format!("{} due", due.len())),
        (met.len(), count(met.len(), "meeting", "meetings")),
        (soon.len(), format!("{} soon", count(soon.len(), "deadline", "deadlines"))),
    ];
    let clamped = |t: &&TaskRow| Row { clamp: true, ..rows::task(cx, t, PageId::NONE) };
    let per_day = Period::Year(cx.today.year()).days(1).map(|days| per_day(cx, days)).unwrap_or_default();
    let nothing = cx.graph.outlines.iter().all(|o| o.blocks.is_empty());
    Home {
        rule: per_day.iter().any(|n| *n > 0).then(|| year_rule(cx.today.year(), &per_day, cx.today)),
        today_summary: summary.into_iter().filter(|(n, _)| *n > 0).map(|(_, words)| words).collect::<Vec<_>>().join(", "),
        today: late
            .iter()
            .take(MOST_LATE)
            .chain(&due)
            .map(clamped)
            .chain(met.iter().map(|m| person::meeting_row(cx, m, WhenState::Today)))
            .chain(soon.iter().take(MOST_SOON).map(clamped))
            .collect(),
        today_page: cx.graph.day(cx.today).map(|page| Link { label: "today’s page".into(), sign: Default::default(), ..cx.link(page) }),
        today_more: more(cx, late.len(), soon.len()),
        project_count: projects.len(),
        projects: shown.iter().map(|p| tables::project_row(cx, *p)).collect(),
        projects_rest: match rest.len() {
            0..=MOST_REST => rest.iter().map(|p| Link { sign: Default::default(), ..cx.link(*p) }).collect(),
            _ => Vec::new(),
        },
        projects_all: Link { href: Some(cx.href(Route::Projects)), label: "all projects".into(), ..Link::default() },
        review_head: tables::review_head(cx),
        people_count: people.len(),
        people: tables::person_rows(cx, &people, MOST_PEOPLE),
        people_all: Link { href: Some(cx.href(Route::People)), label: "all people".into(), ..Link::default() },
        recent: recent(cx, late.iter().take(MOST_LATE).chain(&due).chain(soon.iter().take(MOST_SOON))),
        earlier: super::day::earlier(cx, cx.today),
        empty: match nothing {
            true => "Nothing here yet. Write a bullet `Projects` with your projects below it, and `People` with the people you meet.".into(),
            false => String::new(),
        },
        frame,
    }
}

/// Where the tasks stand that Today has no room for.
fn more(cx: &Cx<'_>, late: usize, soon: usize) -> Option<Link> {
    let (late, soon) = (late.saturating_sub(MOST_LATE), soon.saturating_sub(MOST_SOON));
    let left = [(late, format!("{late} more overdue")), (soon, count(soon, "more deadline", "more deadlines"))];
    let label = left.into_iter().filter(|(n, _)| *n > 0).map(|(_, words)| words).collect::<Vec<_>>().join(", ");
    (!label.is_empty()).then(|| Link { href: Some(cx.href(Route::Agenda)), label, ..Link::default() })
}

/// Open tasks that press, each group the most urgent first.
struct Pressing<'a> {
    late: Vec<&'a TaskRow>,
    /// Today.
    due: Vec<&'a TaskRow>,
    /// Deadlines of which it is time to warn.
    soon: Vec<&'a TaskRow>,
}

fn pressing<'a>(cx: &Cx<'a>) -> Pressing<'a> {
    let mut pressing = Pressing { late: Vec::new(), due: Vec::new(), soon: Vec::new() };
    let warned = i64::from(cx.config.tasks.warn_days);
    for task in cx.graph.tasks().filter(|t| t.state.is_open()) {
        let Some(due) = task.due_from(cx.today) else { continue };
        let is_deadline = || cx.graph.block(task.block).task().is_some_and(|t| t.deadline == task.due);
        match (due - cx.today).num_days() {
            ..=-1 => pressing.late.push(task),
            0 => pressing.due.push(task),
            days if days <= warned && is_deadline() => pressing.soon.push(task),
            _ => {}
        }
    }
    for group in [&mut pressing.late, &mut pressing.due, &mut pressing.soon] {
        group.sort_by_key(|t| gather::urgency(cx, t));
    }
    pressing
}

/// What was done and is open this week, and who was met.
fn this_week(cx: &Cx<'_>) -> Group {
    let (first, _) = week_of(cx, cx.today);
    let within = |day: NaiveDate| (first..=cx.today).contains(&day);
    let done = cx.graph.tasks().filter(|t| t.completed.and_then(Completed::day).is_some_and(within)).count();
    let open = cx.graph.tasks().filter(|t| t.state.is_open()).count();
    let mut met: Vec<PageId> = first
        .iter_days()
        .take_while(|day| *day <= cx.today)
        .flat_map(|day| cx.graph.meetings().on(day))
        .map(|m| m.person)
        .collect();
    let mut seen = FxHashSet::default();
    met.retain(|page| seen.insert(*page));
    let names: Vec<&str> = met.iter().map(|p| cx.graph.page(*p).short_name()).collect();
    let pair = |label: &str, right: String| Pair { left: rows::words(label), right, ..Pair::default() };
    let mut pairs = vec![pair("Done", done.to_string()), pair("Open", open.to_string())];
    if !names.is_empty() {
        pairs.push(pair("Met", names.join(", ")));
    }
    let week = Route::Week(Period::week_of(cx.today));
    let digest = Link { href: Some(cx.href(week)), label: "Open the week".into(), ..Link::default() };
    Group { title: "This week".into(), pairs, links: vec![digest], ..Group::default() }
}

/// How the newest review stands.
fn review_group(cx: &Cx<'_>) -> Option<Group> {
    let period = cx.routes.newest_review(cx.graph)?;
    let s = standing(cx, period);
    let (told, all) = (s.told(), s.projects());
    if all == 0 {
        return None;
    }
    let none = s.empty.len() + s.nothing.len();
    let candidates = match s.candidates.len() {
        0 => String::new(),
        n => format!("{}, ", count(n, "candidate", "candidates")),
    };
    let pair = |label: &str, n: usize| Pair { left: rows::words(label), right: n.to_string(), ..Pair::default() };
    Some(Group {
        title: format!("Review {}", period.label()),
        text: match all {
            1 if told == 1 => "The one project has text.".into(),
            1 => "The one project has no text.".into(),
            _ => format!("{told} of {all} projects have text. {candidates}{none} with none."),
        },
        pairs: vec![
            Pair { strong: true, ..pair("With text", told) },
            pair("Empty heading", s.empty.len()),
            pair("Candidate, no heading", s.candidates.len()),
            pair("Nothing", s.nothing.len()),
        ],
        links: vec![Link {
            href: Some(cx.href(Route::Review(period))),
            label: "Open the review".into(),
            ..Link::default()
        }],
        ..Group::default()
    })
}

/// The page a Logseq graph opens with, and its favourites in the user's order; a name without a page is shown as such.
fn favourites(cx: &Cx<'_>) -> Option<Group> {
    let (first, own) = (&cx.config.logseq.home, &cx.config.logseq.favorites);
    let mut seen = FxHashSet::default();
    let pairs: Vec<Pair> = first
        .iter()
        .chain(own)
        .filter(|name| seen.insert(name::key(name)))
        .take(MOST_FAVOURITES)
        .map(|name| {
            let missing = Link { label: name.clone(), missing: true, ..Link::default() };
            let left = cx.graph.find(name).map_or(missing, |page| cx.link(page));
            let right = if Some(name) == first.as_ref() { "home in Logseq" } else { "" };
            Pair { left, right: right.into(), ..Pair::default() }
        })
        .collect();
    (!pairs.is_empty()).then(|| Group { title: "Favourites".into(), pairs, ..Group::default() })
}

/// The newest dated blocks, by the dates in the notes, without the tasks that stand under today.
fn recent<'t>(cx: &Cx<'t>, above: impl Iterator<Item = &'t &'t TaskRow>) -> Rows {
    let above: FxHashSet<BlockId> = above.map(|task| task.block).collect();
    let graph = cx.graph;
    let days = graph.days.iter().rev().filter(|(day, _)| *day <= cx.today);
    let mut found: Vec<BlockId> = Vec::new();
    for (day, page) in days {
        let journal = super::day::said(cx, *page);
        let met = graph.meetings().on(*day).iter().map(|m| m.block).filter(|id| graph.owner(*id) != *page);
        let said = met.flat_map(|id| graph.children(id).collect::<Vec<_>>());
        found.extend(
            journal
                .into_iter()
                .chain(said)
                .filter(|id| !graph.is_blank(*id) && !above.contains(id) && !first_words(cx, *id).is_empty()),
        );
        if found.len() >= MOST_RECENT {
            break;
        }
    }
    let rows = found.into_iter().map(|id| Row { clamp: true, ..rows::block(cx, id, PageId::NONE) });
    // A line across is no news.
    rows.filter(|row| !row.line.is_empty()).take(MOST_RECENT).collect()
}
