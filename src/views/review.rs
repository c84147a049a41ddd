//! The review of a period, collated from what is written. What is missing in it is said by [`super::readiness`].

use chrono::{Datelike, NaiveDate};
use rustc_hash::{FxHashMap, FxHashSet};
use serde::Serialize;

use super::cx::{Cx, count, stretch};
use super::frame::{Frame, Part, frame};
use super::gather::{self, Amount};
use super::parts::{Bundle, Fact, Fold, Link};
use super::project::part_fold;
use super::readiness::{Asked, Thin, before_you_send, listed, thin};
use super::row::{Row, Rows};
use super::rule::{YearRule, coverage};
use super::standing::{Standing, per_day, standing};
use super::{rows, tree};
use crate::graph::{BlockId, Candidate, Completed, PageId, PageKind, PartKind, TaskRow};
use crate::markup::Html;
use crate::period::Period;
use crate::route::Route;

/// `review/2024.html`, as its author sees it. "Before you send" is the frame's aside.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Review {
    /// What is around it.
    pub frame: Frame,
    /// Who accounts, for print; empty where nobody is named.
    pub author: String,
    /// `1 January to 31 December 2024`, for print.
    pub span: String,
    /// `4 projects · 54 bullets · 35 tickets`, for print.
    pub summary: String,
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
    /// Bullets that tell somebody to do something.
    pub instructions: Bundle,
    /// Bullets without ticket, link or number.
    pub unbacked: Bundle,
    /// Projects without a heading, by name.
    pub without: Vec<Link>,
    /// Empty headings: `MySQL 8 upgrade: Architect.md, line 176`.
    pub hollow: Vec<Link>,
    /// What to write and where, when no project has text; empty otherwise.
    pub empty: String,
    /// The script that adds buttons to copy.
    pub copy: String,
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

/// How many rows of completed work a year shows; of thanks, open work, and of what was completed in a part of a year.
const MOST_DONE: usize = 120;
const MOST_ROWS: usize = 40;

/// Fill the screen of a period's review.
pub fn review(cx: &Cx<'_>, period: Period) -> Review {
    let mut frame = frame(cx, "review", &format!("Review {}", period.label()), Part::Review);
    frame.crumbs = crumbs(cx, period);
    let is_year = matches!(period, Period::Year(_));
    let standing = standing(cx, period);
    let thin = thin(cx, &standing);
    let within = |day: NaiveDate| period.holds(day, cx.config.fiscal_year_start);
    let days = period.days(cx.config.fiscal_year_start);
    let done = days.map(|(first, last)| cx.graph.done_from(first, last)).unwrap_or_default();
    // Those of no time stand with the years.
    let undated = || cx.graph.tasks().filter(|t| t.completed == Some(Completed::Undated)).collect();
    let undated: Vec<&TaskRow> = if is_year { undated() } else { Vec::new() };
    // What is open is no matter of a half or quarter: its year tells it.
    let mut open: Vec<&TaskRow> = match is_past(cx, period) || !is_year {
        true => Vec::new(),
        false => cx.graph.tasks().filter(|t| t.state.is_open() && t.project.is_some()).collect(),
    };
    open.sort_by_key(|t| gather::urgency(cx, t));
    // The review of a time long past says the same on any day.
    if !open.is_empty() || within(cx.today) {
        frame.read_against = cx.long_day(cx.today);
    }
    let amount = gather::amount(cx, standing.with.iter().map(|r| &r.text));
    let texts = standing.with.iter().zip(&standing.amounts).enumerate();
    let texts = texts.map(|(i, (r, amount))| text(cx, r, *amount, i, &thin)).collect::<Vec<_>>();
    let offered = standing.candidates.iter().enumerate().map(|(i, c)| candidate(cx, c, period, i));
    let together = together(cx, &standing, &done);
    let coverage = months(cx, period);
    let asked = Asked {
        period,
        standing: &standing,
        thin: &thin,
        done: &done,
        undated: undated.len(),
        coverage: coverage.as_ref(),
    };
    frame.aside = before_you_send(cx, &asked);
    let tasks = |tasks: &[&TaskRow], most| rows::bundle(cx, tasks, most, |t| rows::task(cx, t, PageId::NONE));
    let done_rows = tasks(&done, if is_year { MOST_DONE } else { MOST_ROWS });
    // A quarter that nobody wrote of needs no list of all projects.
    let (missing, hollow) = match is_year || !standing.with.is_empty() {
        true => (&standing.nothing[..], &standing.empty[..]),
        false => (&[][..], &[][..]),
    };
    let hollow = hollow.iter().map(|(page, heading)| {
        let (name, at) = (cx.graph.page(*page).short_name(), cx.source(*heading));
        Link { label: format!("{name}: {}", at.label), ..at }
    });
    Review {
        author: cx.config.author.clone(),
        span: days.map(|(first, last)| stretch(first, last)).unwrap_or_default(),
        summary: summary(&standing, amount, done.len()),
        facts: facts(&standing, amount, done.len(), together.len()).into_iter().chain(others(cx, period)).collect(),
        coverage,
        highlights: highlights(cx, &done, &standing, within),
        kudos: kudos(cx, &standing, within),
        projects: texts.into_iter().chain(offered).collect(),
        done: Bundle { rows: done_rows.rows.with_gaps(), ..done_rows },
        done_undated: tasks(&undated, MOST_DONE),
        people: together,
        open: tasks(&open, MOST_ROWS),
        instructions: listed(cx, &thin.instructions),
        unbacked: listed(cx, &thin.unbacked),
        without: missing.iter().map(|page| cx.link(*page)).collect(),
        hollow: hollow.collect(),
        empty: empty(cx, &standing, period),
        copy: cx.theme_file("copy.js"),
        frame,
    }
}

/// What to write and where, when no project has text.
fn empty(cx: &Cx<'_>, standing: &Standing<'_>, period: Period) -> String {
    if !standing.with.is_empty() || !standing.candidates.is_empty() {
        return String::new();
    }
    let label = period.label();
    let how = format!(
        "No project has {label} review text. Add a bullet `Year end review` under a project, below it `{label}`, and below that what you did."
    );
    let year = Period::Year(period.year_in(cx.config.fiscal_year_start));
    let is_told = |review: &crate::graph::Review| {
        let of_project = cx.graph.page(review.page).kind == PageKind::Project;
        of_project && !review.text.is_empty() && review.period == Some(year)
    };
    match year != period && cx.graph.reviews().iter().any(is_told) {
        true => format!("{how} What is written of all {} stands in its own review.", year.label()),
        false => how,
    }
}

/// `Review › 2024`: the newest review, and on a half or quarter that of its year.
fn crumbs(cx: &Cx<'_>, period: Period) -> Vec<Link> {
    let year = Period::Year(period.year_in(cx.config.fiscal_year_start));
    let link = |period: Period, label: String| {
        let route = Route::Review(period);
        let href = cx.routes.has(cx.graph, route).then(|| cx.href(route));
        Link { href, label, ..Link::default() }
    };
    match year == period {
        true => vec![rows::words("Review")],
        false => vec![rows::words("Review"), link(year, year.label())],
    }
}

/// For how many days after its end a period is still being written up.
const WRITTEN_UP: i64 = 92;

/// Whether what is open today says nothing about a period any more.
fn is_past(cx: &Cx<'_>, period: Period) -> bool {
    let days = period.days(cx.config.fiscal_year_start);
    days.is_some_and(|(_, last)| (cx.today - last).num_days() > WRITTEN_UP)
}

/// The halves and quarters of the same year, and other years.
fn others(cx: &Cx<'_>, period: Period) -> impl Iterator<Item = Fact> {
    let year = period.year_in(cx.config.fiscal_year_start);
    let all = cx.routes.reviews(cx.graph).iter().copied().filter(move |p| *p != period);
    let link = |p: Period| {
        let label = match p {
            Period::Half(_, half) => format!("H{half}"),
            Period::Quarter(_, quarter) => format!("Q{quarter}"),
            _ => p.label(),
        };
        Link { href: Some(cx.href(Route::Review(p))), label, ..Link::default() }
    };
    let is_part = |p: &Period| !matches!(p, Period::Year(_)) && p.year_in(1) == year;
    let parts: Vec<Link> = all.clone().filter(is_part).map(link).collect();
    // From a half or quarter the way to other years leads over its own, which the crumb names.
    let is_year = matches!(period, Period::Year(_));
    let years: Vec<Link> = all.filter(|p| is_year && matches!(p, Period::Year(_))).map(link).collect();
    let fact = |(before, links): (&str, Vec<Link>)| Fact { before: before.into(), links, ..Fact::default() };
    [(if is_year { "by part " } else { "see also " }, parts), ("see also ", years)]
        .into_iter()
        .filter(|(_, links)| !links.is_empty())
        .map(fact)
}

fn facts(standing: &Standing<'_>, amount: Amount, done: usize, people: usize) -> Vec<Fact> {
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

/// How much there is, without what there is not.
fn summary(standing: &Standing<'_>, amount: Amount, done: usize) -> String {
    let counts = [
        (standing.told(), "project", "projects"),
        (amount.bullets, "bullet", "bullets"),
        (done, "completed task", "completed tasks"),
        (amount.tickets, "ticket", "tickets"),
    ];
    let told = counts.into_iter().filter(|(n, ..)| *n > 0).map(|(n, one, many)| count(n, one, many));
    told.collect::<Vec<_>>().join(" · ")
}

fn months(cx: &Cx<'_>, period: Period) -> Option<YearRule> {
    let days = period.days(cx.config.fiscal_year_start)?;
    let per_day = per_day(cx, days);
    (per_day.iter().any(|n| *n > 0)).then(|| coverage(period, days, &per_day, cx.today))
}

fn text(cx: &Cx<'_>, review: &crate::graph::Review, amount: Amount, number: usize, thin: &Thin) -> ProjectText {
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
        tree: tree::review(cx, &review.text, &thin.instructions),
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
    let project = |(page, n): &(PageId, usize)| {
        let link = cx.link(*page);
        Link { label: if *n > 1 { format!("{} ({n})", link.label) } else { link.label.clone() }, ..link }
    };
    counted_together(cx, standing, done)
        .iter()
        .map(|(person, projects)| Together {
            person: cx.link(*person),
            projects: projects.iter().map(project).collect(),
        })
        .collect()
}

/// The same as pages: each person with how often they are named in each project, the most often named first.
pub fn counted_together(
    cx: &Cx<'_>,
    standing: &Standing<'_>,
    done: &[&TaskRow],
) -> Vec<(PageId, Vec<(PageId, usize)>)> {
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
    people
}
