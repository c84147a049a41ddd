//! A project: its reviews, open tasks, timeline, notes and what points to it.

use chrono::{Datelike, NaiveDate};
use rustc_hash::{FxHashMap, FxHashSet};
use serde::Serialize;

use super::backlinks::backlinks;
use super::beside::{hierarchy, near_group};
use super::cx::{Cx, count};
use super::frame::{Frame, Part, emblem, frame};
use super::gather::{self, Nearby};
use super::links::ticket_url;
use super::parts::{Backlinks, Fact, Fold, Group, Link, Mentions, Pair, Passage, Sign, WhenState};
use super::passages::passages;
use super::related::related;
use super::row::{Row, Rows};
use super::rule::{YearRule, year_rule};
use super::{rows, tree};
use crate::graph::{BlockId, PageId, PageKind, ReviewText};
use crate::markup::Html;
use crate::outline::RefKind;
use crate::route::Route;

/// `projects/<slug>.html`. Near, tickets and related projects are groups of the frame's aside.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Project {
    /// What is around it.
    pub frame: Frame,
    /// Dates, counts, people.
    pub facts: Vec<Fact>,
    /// Dated blocks of the newest year that has any; none when nothing is dated.
    pub rule: Option<YearRule>,
    /// The newest period with a heading of its own; none when there is no review at all.
    pub review: Option<Review>,
    /// How many tasks are open.
    pub task_count: usize,
    /// Overdue, due, by priority, undated.
    pub tasks: Rows,
    /// `23 dated blocks`; empty when there is no timeline.
    pub timeline_summary: String,
    /// The newest months, newest first.
    pub timeline: Vec<Month>,
    /// The older months, closed.
    pub timeline_older: Vec<Fold>,
    /// The outline as written, by source.
    pub notes: Vec<Passage>,
    /// What links to it.
    pub backlinks: Backlinks,
    /// What names it; none when nothing does.
    pub mentions: Option<Mentions>,
    /// What to write and where, when there are no notes; empty otherwise.
    pub empty: String,
}

/// The review text of one period, with what lies beside it.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Review {
    /// `2024`, `2024 H2`: stands in the margin.
    pub period: String,
    /// `23 bullets, 222 words`.
    pub summary: String,
    /// The text; empty when the heading has none.
    pub tree: Html,
    /// What to write and where, when there is no text; empty otherwise.
    pub empty: String,
    /// Drafts and kudos beside it, then older periods, all closed.
    pub folds: Vec<Fold>,
}

/// A month of the timeline.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Month {
    /// `December`, with the year where it is not this one; empty where months have too little to be told apart.
    pub title: String,
    /// Newest first.
    pub rows: Rows,
}

/// How many rows of a timeline are open, and how many there are at most.
const TIMELINE_OPEN: usize = 30;
const TIMELINE_MOST: usize = 240;

/// Fill the screen of one project.
pub fn project(cx: &Cx<'_>, page: PageId) -> Project {
    let p = cx.graph.page(page);
    let mut frame = frame(cx, "project", p.short_name(), Part::Projects);
    frame.crumbs = crumbs(cx, page);
    frame.emblem = emblem(cx, page);
    frame.read_against = cx.long_day(cx.today);
    let dated = gather::dated(cx, page);
    let near = gather::near(cx, page);
    let tickets = tickets(cx, page);
    frame.aside = aside(cx, page, near, &tickets);
    let tasks = gather::open_tasks(cx, page);
    let (timeline, timeline_older, all, shown) = timeline(cx, page, dated);
    let notes = passages(cx, page, &[]);
    let review = review(cx, page);
    let empty = match notes.is_empty() && cx.graph.links_to(page).is_empty() {
        true => format!("No notes yet. {}", where_to_write(cx, page)),
        false => String::new(),
    };
    Project {
        facts: facts(cx, page, dated, review.as_ref(), &tickets, near),
        // The newest year that has begun: one deadline in the next would draw an empty year.
        rule: dated.iter().find(|(day, _)| *day <= cx.today).or(dated.first()).map(|(newest, _)| {
            let per_day = gather::per_day(newest.year(), dated.iter().map(|(day, _)| *day));
            year_rule(newest.year(), &per_day, cx.today)
        }),
        review,
        task_count: tasks.len(),
        tasks: tasks.iter().map(|t| rows::task(cx, t, page)).collect(),
        timeline_summary: match (all, shown) {
            (0, _) => String::new(),
            (all, shown) if all > shown => format!("{all} dated blocks, the newest {shown} here"),
            (all, _) => count(all, "dated block", "dated blocks"),
        },
        timeline,
        timeline_older,
        notes,
        backlinks: backlinks(cx, page, |_| false),
        mentions: rows::mentions(cx, page),
        empty,
        frame,
    }
}

/// The list of its kind, then its namespace.
pub fn crumbs(cx: &Cx<'_>, page: PageId) -> Vec<Link> {
    let first = match cx.graph.page(page).kind {
        PageKind::Project => Link { href: Some(cx.href(Route::Projects)), label: "Projects".into(), ..Link::default() },
        PageKind::Person => Link { href: Some(cx.href(Route::People)), label: "People".into(), ..Link::default() },
        PageKind::Tag => Link { href: Some(cx.href(Route::Tags(None))), label: "Tags".into(), ..Link::default() },
        _ => Link { href: Some(cx.href(Route::All(None))), label: "Notes".into(), ..Link::default() },
    };
    let mut above: Vec<PageId> = Vec::new();
    let mut at = cx.graph.page(page).parent;
    while let Some(parent) = at.filter(|p| above.len() < 8 && !above.contains(p)) {
        above.push(parent);
        at = cx.graph.page(parent).parent;
    }
    let named = above.into_iter().rev().map(|parent| {
        let link = cx.link(parent);
        Link { label: cx.graph.page(parent).short_name().to_string(), sign: Sign::None, ..link }
    });
    // `Projects/X` stands under "Projects" once.
    std::iter::once(first.clone()).chain(named.filter(|link| link.label != first.label)).collect()
}

fn facts(
    cx: &Cx<'_>,
    page: PageId,
    dated: &[(NaiveDate, BlockId)],
    review: Option<&Review>,
    tickets: &[(&str, Vec<BlockId>)],
    near: &[Nearby],
) -> Vec<Fact> {
    let mut facts = Vec::new();
    if cx.graph.page(page).archived {
        // Before all else: what is over has no alarms.
        let said = cx.graph.properties(page).filter(|property| &*property.key == "status");
        let mut words = said.map(|property| property.value.trim().trim_start_matches('#').to_lowercase());
        let word = words.find(|word| cx.graph.kinds.is_archived(PageKind::Project, word));
        let word = word.unwrap_or_else(|| "archived".into());
        facts.push(Fact { strong: word, ..Fact::default() });
    }
    // What is due has not happened, even if it is late.
    let is_due = |id| cx.graph.date(id).is_none() && cx.graph.task(id).is_some_and(|task| task.state.is_open());
    let mut happened = dated.iter().filter(|(day, id)| *day <= cx.today && !is_due(*id));
    if let (Some((last, _)), Some((first, _))) = (happened.clone().next(), happened.next_back()) {
        let before = match first == last {
            true => cx.short_day(*last),
            false => format!("{} – {}", cx.short_day(*first), cx.short_day(*last)),
        };
        facts.push(Fact { before, ..Fact::default() });
    }
    if let Some((number, _)) = review.and_then(|r| r.summary.split_once(' ')) {
        let after = if number == "1" { " review bullet" } else { " review bullets" };
        facts.push(Fact { strong: number.into(), after: after.into(), ..Fact::default() });
    }
    if !tickets.is_empty() {
        let after = if tickets.len() == 1 { " ticket" } else { " tickets" };
        facts.push(Fact { strong: tickets.len().to_string(), after: after.into(), ..Fact::default() });
    }
    let spent = spent(cx, page);
    if spent > 0 {
        facts.push(Fact { strong: tree::duration(spent), after: " spent".into(), ..Fact::default() });
    }
    let people: Vec<Link> = gather::of_kind(cx, near, PageKind::Person).take(4).map(|n| cx.link(n.page)).collect();
    if !people.is_empty() {
        facts.push(Fact { links: people, ..Fact::default() });
    }
    facts
}

/// What the clocks of a project's tasks come to, in seconds.
fn spent(cx: &Cx<'_>, page: PageId) -> u64 {
    let of_it = cx.graph.tasks_of(page).filter(|t| t.project == Some(page));
    of_it.filter_map(|t| cx.graph.block(t.block).task()).map(|task| u64::from(task.clocked)).sum()
}

fn review(cx: &Cx<'_>, page: PageId) -> Option<Review> {
    let all = cx.graph.reviews_of(page);
    let (first, older) = all.split_first()?;
    let tree = tree::review(cx, &first.text, &[]);
    let parts = first.parts.iter().map(|part| part_fold(cx, part));
    let older = older.iter().map(|r| Fold {
        head: review_name(r),
        text: Html::text(&if r.text.is_empty() { "no review text".into() } else { summary(cx, &r.text) }),
        tree: Some(tree::review(cx, &r.text, &[])).filter(|t| !t.is_empty()),
        ..Fold::default()
    });
    let folds = parts.chain(older).filter(|fold| fold.tree.is_some()).collect();
    Some(Review {
        period: first.period.map(|p| p.label()).unwrap_or_default(),
        summary: if first.text.is_empty() { String::new() } else { summary(cx, &first.text) },
        empty: match first.text.is_empty() {
            true => format!(
                "The heading is there, the text is not. {}: add a bullet with the year below it, and what you did below that.",
                cx.source(first.heading).label
            ),
            false => String::new(),
        },
        tree,
        folds,
    })
}

/// `2024`, or `Review` where it says no period.
pub fn review_name(review: &crate::graph::Review) -> Html {
    review.period.map_or_else(|| Html::text("Review"), |period| Html::text(&period.label()))
}

/// `23 bullets, 222 words`
pub fn summary(cx: &Cx<'_>, text: &ReviewText) -> String {
    let amount = gather::amount(cx, [text]);
    format!("{}, {}", count(amount.bullets, "bullet", "bullets"), count(amount.words, "word", "words"))
}

/// What stands beside a review's text, closed.
pub fn part_fold(cx: &Cx<'_>, part: &crate::graph::Part) -> Fold {
    let mut inside = ReviewText::below(cx.graph.outline(part.block), part.block);
    if inside.is_empty() {
        inside.tops.push(part.block);
    }
    let bullets = gather::amount(cx, [&inside]).bullets;
    Fold {
        head: Html::phrase(super::blocks::first_words(cx, part.block)),
        label: Some(gather::part_label(part.kind).into()),
        text: Html::text(&format!("{}, no part of the text", count(bullets, "bullet", "bullets"))),
        tree: Some(tree::review(cx, &inside, &[])),
        ..Fold::default()
    }
}

/// Open months, closed months, how many blocks there are and how many are shown.
fn timeline(cx: &Cx<'_>, page: PageId, dated: &[(NaiveDate, BlockId)]) -> (Vec<Month>, Vec<Fold>, usize, usize) {
    let listed: FxHashSet<BlockId> = dated.iter().map(|(_, id)| *id).collect();
    let nested = |id: BlockId| {
        let outline = cx.graph.outline(id);
        outline.ancestors(id.block).any(|b| listed.contains(&BlockId { block: b, ..id }))
    };
    // What is open stands above, with the day it is due: it has not happened yet.
    let open_task = |id: BlockId| cx.graph.task(id).is_some_and(|t| t.state.is_open());
    let mut own: Vec<&(NaiveDate, BlockId)> = dated.iter().filter(|(_, id)| !nested(*id) && !open_task(*id)).collect();
    let all = own.len();
    own.truncate(TIMELINE_MOST);
    let months = own.chunk_by(|a, b| (a.0.year(), a.0.month()) == (b.0.year(), b.0.month())).count();
    if own.len() <= TIMELINE_OPEN && own.len() < 2 * months {
        // A heading over every other line says only what the margin says: one list, with its gaps.
        let rows: Rows = own.iter().map(|(day, id)| dated_row(cx, *day, *id, page)).collect();
        return (vec![Month { title: String::new(), rows: rows.with_gaps() }], Vec::new(), all, all);
    }
    let mut open = Vec::new();
    let mut older = Vec::new();
    let mut shown = 0;
    for month in own.chunk_by(|a, b| (a.0.year(), a.0.month()) == (b.0.year(), b.0.month())) {
        let Some((day, _)) = month.first() else { continue };
        let title = day.format(if day.year() == cx.today.year() { "%B" } else { "%B %Y" }).to_string();
        let rows: Rows = month.iter().map(|(day, id)| dated_row(cx, *day, *id, page)).collect();
        shown += rows.len();
        if open.is_empty() || shown <= TIMELINE_OPEN {
            open.push(Month { title, rows: rows.with_gaps() });
        } else {
            let text = Html::text(&count(rows.len(), "block", "blocks"));
            older.push(Fold { head: Html::text(&title), text, rows, ..Fold::default() });
        }
    }
    (open, older, all, shown)
}

fn dated_row(cx: &Cx<'_>, day: NaiveDate, id: BlockId, page: PageId) -> Row {
    let row = rows::block(cx, id, page);
    Row { when: row.when.or_else(|| Some(cx.when(day, WhenState::Dated))), ..row }
}

fn tickets<'a>(cx: &Cx<'a>, page: PageId) -> Vec<(&'a str, Vec<BlockId>)> {
    let mut found: FxHashMap<&str, Vec<BlockId>> = FxHashMap::default();
    for id in cx.graph.own_blocks(page).chain(cx.graph.links_to(page).iter().map(|l| l.from)) {
        let outline = cx.graph.outline(id);
        for r in outline.refs_of(id.block).iter().filter(|r| r.kind == RefKind::Ticket) {
            let ticket = r.target.of(&outline.text);
            if cx.graph.is_ticket(ticket) {
                found.entry(ticket).or_default().push(id);
            }
        }
    }
    let mut tickets: Vec<_> = found.into_iter().collect();
    tickets.sort_by_key(|(id, blocks)| (std::cmp::Reverse(blocks.len()), *id));
    tickets
}

fn aside(cx: &Cx<'_>, page: PageId, near: &[Nearby], tickets: &[(&str, Vec<BlockId>)]) -> Vec<Group> {
    let mut groups: Vec<Group> = hierarchy(cx, page).into_iter().chain(near_group(cx, page, near)).collect();
    if !tickets.is_empty() {
        let pairs = tickets.iter().take(6).map(|(id, blocks)| Pair {
            left: Link { href: ticket_url(cx, id), label: (*id).to_string(), sign: Sign::Ticket, missing: false },
            right: match blocks.len() {
                1 => String::new(),
                n => format!("{n} times"),
            },
            ..Pair::default()
        });
        groups.push(Group {
            title: "Tickets".into(),
            count: tickets.len().to_string(),
            pairs: pairs.collect(),
            links: match tickets.len().saturating_sub(6) {
                0 => Vec::new(),
                more => vec![rows::words(format!("and {more} more, in the text"))],
            },
            ..Group::default()
        });
    }
    groups.extend(related(cx, page, near, tickets));
    groups
}

/// Where notes about a page would be written.
pub fn where_to_write(cx: &Cx<'_>, page: PageId) -> String {
    match cx.graph.page(page).home.sections.first() {
        Some(section) => format!("Write below its bullet: {}.", cx.source(*section).label),
        None => "Write a page of this name, or a bullet of this name under its collection.".into(),
    }
}
