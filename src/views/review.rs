//! The review of a period, collated from what is written, with its gaps.

use chrono::{Datelike, NaiveDate};
use rustc_hash::{FxHashMap, FxHashSet};
use serde::Serialize;

use super::cx::{Cx, count};
use super::frame::{Frame, Part, frame};
use super::parts::{Bundle, Fact, Fold, Group, Link, Pair};
use super::project::part_fold;
use super::row::{Row, Rows};
use super::rule::{YearRule, coverage};
use super::standing::{Standing, all_days, standing};
use super::{gather, rows, tree};
use crate::graph::{BlockId, Candidate, Completed, PageId, PageKind, PartKind, TaskRow};
use crate::markup::Html;
use crate::period::Period;
use crate::route::Route;

/// `review/2024.html`, as its author sees it. "Before you send" is the frame's aside.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Review {
    /// What is around it.
    pub frame: Frame,
    /// Projects, texts, bullets, tasks, tickets, people.
    pub facts: Vec<Fact>,
    /// Dated blocks by week with the months' counts; none when nothing is dated.
    pub coverage: Option<YearRule>,
    /// At most three emphasised blocks, as rows.
    pub highlights: Rows,
    /// Projects with text, and candidates.
    pub projects: Vec<ProjectText>,
    /// Completed tasks, newest first.
    pub done: Bundle,
    /// Completed tasks nobody can date.
    pub done_undated: Bundle,
    /// Who was worked with, on what.
    pub people: Vec<Together>,
    /// Thanks received.
    pub kudos: Bundle,
    /// Open today; nothing of a period that ended long ago.
    pub open: Bundle,
    /// Projects with an empty heading or none, by name.
    pub without: Vec<Link>,
    /// What to write and where, when no project has text; empty otherwise.
    pub empty: String,
}

/// One project in a review.
#[derive(Clone, Debug, Default, Serialize)]
pub struct ProjectText {
    /// Anchor of the section, unique on the page.
    pub id: String,
    /// The project.
    pub link: Link,
    /// `2024`: stands in the margin.
    pub period: String,
    /// `Jan – Dec` or `undated`: under it.
    pub span: String,
    /// `23 bullets · 222 words · 35 tickets`.
    pub summary: String,
    /// `Architect.md, line 106`.
    pub source: Link,
    /// `candidate, not included`; none for text under a review heading.
    pub label: Option<String>,
    /// The text; empty for a candidate.
    pub tree: Html,
    /// Drafts and kudos beside it, closed.
    pub folds: Vec<Fold>,
}

/// A person and the projects shared in the period.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Together {
    /// The person.
    pub person: Link,
    /// Each project with its count in its label: `HUB reliability (4)`.
    pub projects: Vec<Link>,
}

/// How many rows of completed work, and of thanks and open work, a review shows.
const MOST_DONE: usize = 120;
const MOST_ROWS: usize = 40;

/// Fill the screen of a period's review.
pub fn review(cx: &Cx<'_>, period: Period) -> Review {
    let mut frame = frame(cx, "review", &format!("Review {}", period.label()), Part::Review);
    frame.crumbs = vec![rows::words("Review")];
    frame.read_against = cx.long_day(cx.today);
    let standing = standing(cx, period);
    let within = |day: NaiveDate| period.holds(day, cx.config.fiscal_year_start);
    let done: Vec<&TaskRow> = {
        let mut done: Vec<_> =
            cx.graph.tasks().filter(|t| t.completed.and_then(Completed::day).is_some_and(within)).collect();
        done.sort_by_key(|t| (std::cmp::Reverse(t.completed.and_then(Completed::day)), t.block));
        done
    };
    let undated: Vec<&TaskRow> = cx.graph.tasks().filter(|t| t.completed == Some(Completed::Undated)).collect();
    let mut open: Vec<&TaskRow> = match is_past(cx, period) {
        true => Vec::new(),
        false => cx.graph.tasks().filter(|t| t.state.is_open() && t.project.is_some()).collect(),
    };
    open.sort_by_key(|t| gather::urgency(cx, t));
    let texts = standing.with.iter().enumerate().map(|(i, r)| text(cx, r, i)).collect::<Vec<_>>();
    let offered = standing.candidates.iter().enumerate().map(|(i, c)| candidate(cx, c, period, i));
    let together = together(cx, &standing, &done);
    frame.aside = before_you_send(cx, &standing, &done, &undated, period);
    let tasks = |tasks: &[&TaskRow], most| rows::bundle(cx, tasks, most, |t| rows::task(cx, t, PageId::NONE));
    let done_rows = tasks(&done, MOST_DONE);
    let nobody = standing.with.is_empty() && standing.candidates.is_empty();
    let mut without: Vec<PageId> = standing.empty.iter().chain(&standing.nothing).copied().collect();
    without.sort_unstable();
    Review {
        facts: facts(cx, &standing, done.len(), together.len()).into_iter().chain(others(cx, period)).collect(),
        coverage: months(cx, period),
        highlights: highlights(cx, &done, &standing, within),
        kudos: kudos(cx, &standing, within),
        projects: texts.into_iter().chain(offered).collect(),
        done: Bundle { rows: done_rows.rows.with_gaps(), ..done_rows },
        done_undated: tasks(&undated, MOST_DONE),
        people: together,
        open: tasks(&open, MOST_ROWS),
        without: without.into_iter().map(|page| cx.link(page)).collect(),
        empty: match nobody {
            true => format!(
                "No project has {0} review text. Add a bullet `Year end review` under a project, below it `{0}`, and below that what you did.",
                period.label()
            ),
            false => String::new(),
        },
        frame,
    }
}

/// For how many days after its end a period is still being written up.
const WRITTEN_UP: i64 = 92;

/// Whether what is open today says nothing about a period any more.
fn is_past(cx: &Cx<'_>, period: Period) -> bool {
    let days = period.days(cx.config.fiscal_year_start);
    days.is_some_and(|(_, last)| (cx.today - last).num_days() > WRITTEN_UP)
}

/// The reviews of other periods.
fn others(cx: &Cx<'_>, period: Period) -> Option<Fact> {
    let link = |route: &Route| match route {
        Route::Review(p) if *p != period => {
            Some(Link { href: Some(cx.href(*route)), label: p.label(), ..Link::default() })
        }
        _ => None,
    };
    let links: Vec<Link> = cx.routes.reviews(cx.graph).iter().filter_map(link).collect();
    (!links.is_empty()).then(|| Fact { before: "see also ".into(), links, ..Fact::default() })
}

fn facts(cx: &Cx<'_>, standing: &Standing<'_>, done: usize, people: usize) -> Vec<Fact> {
    let amount = gather::amount(cx, standing.with.iter().map(|r| &r.text));
    let fact = |n: usize, one: &str, many: &str| Fact {
        strong: n.to_string(),
        after: format!(" {}", if n == 1 { one } else { many }),
        ..Fact::default()
    };
    vec![
        fact(standing.projects(), "project", "projects"),
        fact(standing.told(), "with text", "with text"),
        fact(amount.bullets, "bullet", "bullets"),
        fact(done, "completed task", "completed tasks"),
        fact(amount.tickets, "ticket", "tickets"),
        fact(people, "person", "people"),
    ]
}

fn months(cx: &Cx<'_>, period: Period) -> Option<YearRule> {
    let days = period.days(cx.config.fiscal_year_start)?;
    let per_day = gather::per_day_of(days, all_days(cx));
    (per_day.iter().any(|n| *n > 0)).then(|| coverage(period, days, &per_day, cx.today))
}

fn text(cx: &Cx<'_>, review: &crate::graph::Review, number: usize) -> ProjectText {
    let amount = gather::amount(cx, [&review.text]);
    let mut summary = vec![count(amount.bullets, "bullet", "bullets"), count(amount.words, "word", "words")];
    summary.push(if amount.tickets == 0 { "no tickets".into() } else { count(amount.tickets, "ticket", "tickets") });
    ProjectText {
        id: format!("text-{}", number + 1),
        link: cx.link(review.page),
        period: review.period.map(|p| p.label()).unwrap_or_default(),
        span: span(cx, review.page, review.period),
        summary: summary.join(" · "),
        source: cx.source(review.heading),
        label: None,
        tree: tree::review(cx, &review.text),
        folds: review.parts.iter().map(|part| part_fold(cx, part)).collect(),
    }
}

/// From when to when a project was worked on, as far as its dated blocks tell.
fn span(cx: &Cx<'_>, page: PageId, period: Option<Period>) -> String {
    let within = |day: &NaiveDate| period.is_none_or(|p| p.holds(*day, cx.config.fiscal_year_start));
    let days: Vec<NaiveDate> = gather::dated(cx, page).iter().map(|(day, _)| *day).filter(within).collect();
    match (days.last(), days.first()) {
        (Some(first), Some(last)) if (first.year(), first.month()) == (last.year(), last.month()) => {
            first.format("%b").to_string()
        }
        (Some(first), Some(last)) => format!("{} – {}", first.format("%b"), last.format("%b")),
        _ => "undated".into(),
    }
}

fn candidate(cx: &Cx<'_>, candidate: &Candidate, period: Period, number: usize) -> ProjectText {
    let first = candidate.blocks.first().copied();
    ProjectText {
        id: format!("candidate-{}", number + 1),
        link: cx.link(candidate.page),
        period: period.label(),
        span: "undated".into(),
        summary: format!("{} with no review heading", count(candidate.blocks.len(), "bullet", "bullets")),
        source: first.map(|id| cx.source(id)).unwrap_or_default(),
        label: Some("candidate, not included".into()),
        tree: Html::default(),
        folds: Vec::new(),
    }
}

/// Blocks tagged `#highlight`, then completed tasks of priority A: at most three. Marked blocks of the period: by their date or, undated, by the review text they stand in.
fn highlights(cx: &Cx<'_>, done: &[&TaskRow], standing: &Standing<'_>, within: impl Fn(NaiveDate) -> bool) -> Rows {
    let marked = cx.memo.marked(cx.graph).highlights.iter().copied();
    let marked =
        marked.filter(|id| cx.graph.date(*id).map_or_else(|| gather::told_in(cx, *id, &standing.with), &within));
    let urgent = done.iter().filter(|t| t.priority == Some('A')).map(|t| t.block);
    let mut seen = FxHashSet::default();
    let once = marked.chain(urgent).filter(|id| seen.insert(*id));
    let mut rows: Vec<Row> = once.take(3).map(|id| rows::block(cx, id, PageId::NONE)).collect();
    // By date, and what has none last, as in every list.
    rows.sort_by_key(|row| std::cmp::Reverse(row.when.as_ref().map(|when| when.datetime)));
    rows.into()
}

/// Thanks beside the texts, and blocks tagged `#kudos` on a day of the period.
fn kudos(cx: &Cx<'_>, standing: &Standing<'_>, within: impl Fn(NaiveDate) -> bool) -> Bundle {
    let parts = standing.with.iter().flat_map(|r| &r.parts).filter(|part| part.kind == PartKind::Kudos);
    let inside = parts.flat_map(|part| {
        let below: Vec<BlockId> = cx.graph.children(part.block).filter(|id| !cx.graph.is_blank(*id)).collect();
        if below.is_empty() { vec![part.block] } else { below }
    });
    let tagged = cx.memo.marked(cx.graph).kudos.iter().copied().filter(|id| cx.graph.date(*id).is_some_and(&within));
    let mut seen = FxHashSet::default();
    let mut all: Vec<BlockId> = inside.chain(tagged).filter(|id| seen.insert(*id)).collect();
    all.sort_by_key(|id| std::cmp::Reverse(cx.graph.date(*id)));
    rows::bundle(cx, &all, MOST_ROWS, |id| rows::block(cx, *id, PageId::NONE))
}

/// People named in the texts and tasks, with the projects they are named in.
fn together(cx: &Cx<'_>, standing: &Standing<'_>, done: &[&TaskRow]) -> Vec<Together> {
    let mut counts: FxHashMap<PageId, FxHashMap<PageId, usize>> = FxHashMap::default();
    let is_person = |page: &PageId| cx.graph.page(*page).kind == PageKind::Person;
    let mut add = |person: PageId, project: PageId| *counts.entry(person).or_default().entry(project).or_default() += 1;
    for review in &standing.with {
        for id in review.text.blocks(cx.graph) {
            let named: FxHashSet<PageId> =
                cx.graph.named_by(id).chain(gather::mentioned_in(cx, id)).filter(is_person).collect();
            named.into_iter().for_each(|person| add(person, review.page));
        }
    }
    for task in done {
        if let Some(project) = task.project {
            let named = task.people.iter().copied().chain(gather::mentioned_in(cx, task.block).filter(is_person));
            let named: FxHashSet<PageId> = named.collect();
            named.into_iter().for_each(|person| add(person, project));
        }
    }
    let mut people: Vec<(PageId, Vec<(PageId, usize)>)> = counts
        .into_iter()
        .map(|(person, projects)| {
            let mut projects: Vec<_> = projects.into_iter().collect();
            projects.sort_by_key(|(project, n)| (std::cmp::Reverse(*n), *project));
            (person, projects)
        })
        .collect();
    people
        .sort_by_key(|(person, projects)| (std::cmp::Reverse(projects.iter().map(|(_, n)| n).sum::<usize>()), *person));
    let project = |(page, n): &(PageId, usize)| {
        let link = cx.link(*page);
        Link { label: if *n > 1 { format!("{} ({n})", link.label) } else { link.label.clone() }, ..link }
    };
    people
        .iter()
        .map(|(person, projects)| Together {
            person: cx.link(*person),
            projects: projects.iter().map(project).collect(),
        })
        .collect()
}

/// What the author should look at before handing this in. Nothing here blocks.
fn before_you_send(
    cx: &Cx<'_>,
    standing: &Standing<'_>,
    done: &[&TaskRow],
    undated: &[&TaskRow],
    period: Period,
) -> Vec<Group> {
    let to = |label: &str, href: String| Link { href: Some(href), ..rows::words(label) };
    let pair = |label: &str, at: &str, n: usize| Pair {
        left: to(label, at.into()),
        right: n.to_string(),
        strong: true,
        ..Pair::default()
    };
    let named = |label: &str, at: &str, pages: Vec<PageId>| Pair {
        left: match pages.as_slice() {
            [one] => to(label, cx.href(Route::Page(*one))),
            _ => to(label, at.into()),
        },
        right: match pages.as_slice() {
            [one] => cx.graph.page(*one).short_name().to_string(),
            many => many.len().to_string(),
        },
        strong: pages.len() > 1,
        ..Pair::default()
    };
    let mut text = Vec::new();
    if !standing.nothing.is_empty() {
        text.push(named(&format!("No {} text", period.label()), "#without", standing.nothing.clone()));
    }
    if !standing.empty.is_empty() {
        text.push(named("Heading but empty", "#without", standing.empty.clone()));
    }
    if !standing.candidates.is_empty() {
        let pages = standing.candidates.iter().map(|c| c.page).collect();
        text.push(named("Candidate, no heading", "#candidate-1", pages));
    }
    let mut dates = Vec::new();
    let inferred = done.iter().filter(|t| matches!(t.completed, Some(Completed::Inferred(_)))).count();
    if inferred > 0 {
        dates.push(pair("Done, date inferred", "#tasks", inferred));
    }
    if !undated.is_empty() {
        dates.push(pair("Done, undated", "#undated", undated.len()));
    }
    let parts = standing.with.iter().flat_map(|r| &r.parts);
    let kept = parts.map(|part| Pair {
        left: rows::words(super::blocks::first_words(cx, part.block).to_string()),
        right: gather::part_label(part.kind).into(),
        ..Pair::default()
    });
    let kept: Vec<Pair> = kept.collect();
    let all = text.len() + dates.len();
    let opening = match all {
        0 => "Nothing to look at.".to_string(),
        1 => "One kind of thing to look at. It blocks nothing.".to_string(),
        n => format!("{n} kinds of things to look at. Nothing here blocks."),
    };
    let group = |title: &str, pairs: Vec<Pair>| Group { title: title.into(), pairs, ..Group::default() };
    let mut groups = vec![Group { title: "Before you send".into(), text: opening, ..Group::default() }];
    groups.extend(
        [("Text", text), ("Dates", dates), ("Beside the text", kept)]
            .into_iter()
            .filter(|(_, p)| !p.is_empty())
            .map(|(t, p)| group(t, p)),
    );
    groups
}
