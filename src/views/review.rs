//! The review of a period, collated from what is written. What is missing in it is said by [`super::readiness`].

use chrono::{Datelike, NaiveDate};
use rustc_hash::FxHashSet;
use serde::Serialize;

use super::cx::{Cx, count, stretch};
use super::frame::{Frame, Part, frame};
use super::gather::{self, Amount};
use super::parts::{Bundle, Fact, Fold, Link};
use super::project::part_fold;
use super::readiness::{Asked, Thin, before_you_send, listed, thin};
use super::row::{Row, Rows};
use super::rule::{YearRule, coverage};
use super::standing::{self, Standing, per_day, standing};
use super::together::{Together, together};
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
    /// The parts of the same year, and other years.
    pub others: Vec<Fact>,
    /// As the command line takes it: `2024-q4`.
    pub period: String,
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
    /// The review of the whole year, where that has text and this has none.
    pub whole: Option<Link>,
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
    /// How many of its lines are private: they are not counted.
    pub private: usize,
    /// `Architect.md, line 106`.
    pub source: Link,
    /// `candidate, not included`, or `private` where all of it is; none for text that is handed in.
    pub label: Option<String>,
    /// The text; empty for a candidate.
    pub tree: Html,
    /// Drafts and kudos beside it, closed.
    pub folds: Vec<Fold>,
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
    let task = |task: &&TaskRow| rows::task(cx, task, PageId::NONE);
    let tasks = |tasks: &[&TaskRow], most| rows::bundle(cx, tasks, most, task);
    let completed = |t: &&TaskRow| Row { unshared: !is_of_project(cx, t.block), ..task(t) };
    let done_rows = rows::handed_in(cx, &done, if is_year { MOST_DONE } else { MOST_ROWS }, |t| t.block, completed);
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
        summary: summary(&standing, amount, done_rows.count),
        facts: facts(&standing, amount, done_rows.count, together.len()),
        others: others(cx, period).collect(),
        period: period.to_string(),
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
        empty: empty(&standing, period),
        whole: whole(cx, period).filter(|_| standing.with.is_empty()),
        copy: cx.theme_file("copy.js"),
        frame,
    }
}

/// What to write and where, when no project has text.
fn empty(standing: &Standing<'_>, period: Period) -> String {
    if !standing.with.is_empty() || !standing.candidates.is_empty() {
        return String::new();
    }
    let label = period.label();
    format!(
        "No project has {label} review text. Add a bullet “Year end review” under a project, below it “{label}”, and below that what you did."
    )
}

/// Where what is written of a whole year stands, on the page of a part of it.
fn whole(cx: &Cx<'_>, period: Period) -> Option<Link> {
    let year = standing::told_year(cx, period)?;
    let label = format!("What is written of all {} stands in its own review.", year.label());
    Some(Link { href: Some(cx.href(Route::Review(year))), label, ..Link::default() })
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
        (standing.handed_in(), "project", "projects"),
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
    let is_private = amount.bullets == 0;
    let mut summary = vec![count(amount.bullets, "bullet", "bullets"), count(amount.words, "word", "words")];
    summary.push(if amount.tickets == 0 { "no tickets".into() } else { count(amount.tickets, "ticket", "tickets") });
    ProjectText {
        id: format!("text-{}", number + 1),
        link: cx.link(review.page),
        period: review.period.map(|p| p.label()).unwrap_or_default(),
        span: span(cx, review.page, review.period),
        summary: if is_private { count(amount.private, "private line", "private lines") } else { summary.join(" · ") },
        private: if is_private { 0 } else { amount.private },
        source: cx.source(review.heading),
        label: is_private.then(|| "private".into()),
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
        private: 0,
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
    let once = marked.map(|id| (id, true)).chain(urgent.map(|id| (id, false))).filter(|(id, _)| seen.insert(*id));
    // A share has those that are marked, in what it holds.
    let in_text =
        |id: BlockId| standing.with.iter().any(|review| review.text.blocks(cx.graph).any(|block| block == id));
    let row = |(id, is_marked)| {
        let is_shared = is_marked && (in_text(id) || is_of_project(cx, id));
        Row { private: cx.is_marked_private(id), unshared: !is_shared, ..rows::block(cx, id, PageId::NONE) }
    };
    let mut rows: Vec<Row> = once.take(3).map(row).collect();
    // By date, and what has none last, as in every list.
    rows.sort_by_key(|row| std::cmp::Reverse(row.when.as_ref().map(|when| when.datetime)));
    rows.into()
}

/// Whether a completed task goes along in a share: it stands in a project's own notes, and in none of its reviews.
fn is_of_project(cx: &Cx<'_>, id: BlockId) -> bool {
    let (graph, owner) = (cx.graph, cx.graph.owner(id));
    let holds = |root: BlockId| root.note == id.note && (root.block..graph.block(root).end).contains(&id.block);
    graph.task(id).is_some_and(|task| task.completed.is_some())
        && graph.page(owner).kind == PageKind::Project
        && !graph.reviews_of(owner).iter().any(|review| holds(review.root))
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
