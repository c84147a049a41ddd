//! What several screens count and collect: dated blocks of a page, who is near whom, tasks by urgency, review text.
//!
//! Does not make rows or HTML.

use super::cx::Cx;
use crate::graph::{BlockId, PageId, PageKind, PartKind, Review, ReviewText, TaskRow, words_in};
use crate::outline::{Outline, RefKind};
use chrono::{Datelike, NaiveDate};
use rustc_hash::FxHashMap;

/// Every dated block of a page's own, and every dated block that links to it: newest first, then as written.
pub fn dated<'a>(cx: &Cx<'a>, page: PageId) -> &'a [(NaiveDate, BlockId)] {
    cx.memo.dated(page, || {
        let graph = cx.graph;
        let own = graph.own_blocks(page).filter(|id| !graph.outline(*id).is_empty(id.block));
        let linked = graph.links_to(page).iter().map(|l| l.from);
        let mut found: Vec<(NaiveDate, BlockId)> = own
            .filter(|id| !graph.is_bare_date(*id))
            .chain(linked)
            .filter_map(|id| Some((day_of(cx, id)?, id)))
            .collect();
        found.sort_by_key(|(day, id)| (std::cmp::Reverse(*day), *id));
        found.dedup();
        found
    })
}

/// The day a block belongs to: a completed task's own day, else the date in force, else when it is due.
pub fn day_of(cx: &Cx<'_>, id: BlockId) -> Option<NaiveDate> {
    let task = cx.graph.task(id);
    let done = task.and_then(|t| t.completed?.day());
    done.or_else(|| cx.graph.date(id)).or_else(|| task.and_then(|t| t.due_from(cx.today)))
}

/// Blocks on each day of a year, from 1 January.
pub fn per_day(year: i32, days: impl Iterator<Item = NaiveDate>) -> Vec<u32> {
    let first = NaiveDate::from_ymd_opt(year, 1, 1).unwrap_or(NaiveDate::MIN);
    let mut counts = vec![0; if first.leap_year() { 366 } else { 365 }];
    for day in days.filter(|day| day.year() == year) {
        counts[day.ordinal0() as usize] += 1;
    }
    counts
}

/// Blocks in each of the last twelve weeks, the newest last.
pub fn twelve_weeks(cx: &Cx<'_>, days: impl Iterator<Item = NaiveDate>) -> Vec<u32> {
    let mut weeks = vec![0; 12];
    for day in days {
        let ago = (cx.today - day).num_days();
        if (0..84).contains(&ago) {
            weeks[11 - (ago / 7) as usize] += 1;
        }
    }
    weeks
}

/// A page that shares blocks with another.
#[derive(Clone, Copy, Debug)]
pub struct Nearby {
    /// Which.
    pub page: PageId,
    /// How many blocks name both.
    pub blocks: usize,
    /// The newest such block that is not still to come, and its day.
    pub last: Option<(NaiveDate, BlockId)>,
}

/// Projects, people and pages of the user's own kinds that share blocks with a page, the nearest first.
pub fn near<'a>(cx: &Cx<'a>, page: PageId) -> &'a [Nearby] {
    cx.memo.near(page, || find_near(cx, page))
}

fn find_near(cx: &Cx<'_>, page: PageId) -> Vec<Nearby> {
    let graph = cx.graph;
    let mut found: FxHashMap<PageId, Nearby> = FxHashMap::default();
    let mut add = |id: BlockId, others: &mut dyn Iterator<Item = PageId>| {
        let is_entity = |other: &PageId| *other != PageId::NONE && graph.page(*other).kind.is_entity();
        let mut others = others.filter(|other| *other != page && is_entity(other)).peekable();
        if others.peek().is_none() {
            return;
        }
        let last = day_of(cx, id).filter(|day| *day <= cx.today).map(|day| (day, id));
        for other in others {
            let near = found.entry(other).or_insert(Nearby { page: other, blocks: 0, last: None });
            near.blocks += 1;
            near.last = near.last.max(last);
        }
    };
    for id in graph.own_blocks(page).filter(|id| !graph.is_private(*id)) {
        add(id, &mut graph.named_by(id).chain(mentioned_in(cx, id)));
    }
    for link in graph.links_to(page) {
        add(link.from, &mut std::iter::once(link.via).chain(graph.named_by(link.from)));
    }
    for mention in graph.mentions_of(page) {
        add(mention.block, &mut std::iter::once(graph.owner(mention.block)));
    }
    let mut near: Vec<Nearby> = found.into_values().collect();
    near.sort_by_key(|n| (std::cmp::Reverse(n.blocks), n.page));
    near
}

/// Those of one kind.
pub fn of_kind<'n>(cx: &Cx<'n>, near: &'n [Nearby], kind: PageKind) -> impl Iterator<Item = &'n Nearby> {
    let graph = cx.graph;
    near.iter().filter(move |n| graph.page(n.page).kind == kind)
}

/// Who and what a block names in plain words.
pub fn mentioned_in<'a>(cx: &Cx<'a>, id: BlockId) -> impl Iterator<Item = PageId> + 'a {
    cx.graph.mentioned_in(id)
}

/// How much a review says. Every screen, paper and share tells these numbers.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Amount {
    /// Bullets with text.
    pub bullets: usize,
    /// Words.
    pub words: usize,
    /// Distinct tickets.
    pub tickets: usize,
    /// Bullets that are not counted: their author marked them private.
    pub private: usize,
}

/// Count the text of some reviews together, as it is handed in.
pub fn amount<'a, 'r>(cx: &Cx<'a>, texts: impl IntoIterator<Item = &'r ReviewText>) -> Amount {
    amount_but(cx, texts, |id| cx.is_marked_private(id))
}

/// The same, with what is not counted.
pub fn amount_but<'a, 'r>(
    cx: &Cx<'a>,
    texts: impl IntoIterator<Item = &'r ReviewText>,
    is_left_out: impl Fn(BlockId) -> bool,
) -> Amount {
    let mut amount = Amount::default();
    let mut tickets = rustc_hash::FxHashSet::default();
    for text in texts {
        for id in text.blocks(cx.graph) {
            let outline: &'a Outline = cx.graph.outline(id);
            let is_lead = text.lead == Some(id);
            if !is_lead && outline.is_empty(id.block) {
                continue;
            }
            if is_left_out(id) {
                amount.private += 1;
                continue;
            }
            // Of a heading, what goes on below it.
            let from = if is_lead { outline.blocks[id.block as usize].title.end } else { 0 };
            amount.bullets += 1;
            amount.words += match is_lead {
                true => words_in(outline, id.block, outline.body_below_title(id.block)),
                false => words_in(outline, id.block, outline.body(id.block)),
            };
            let shapes = outline.refs_of(id.block).iter();
            let cited = shapes.filter(|r| r.kind == RefKind::Ticket && r.span.start >= from);
            tickets.extend(cited.map(|r| r.target.of(&outline.text)).filter(|t| cx.graph.is_ticket(t)));
        }
    }
    amount.tickets = tickets.len();
    amount
}

/// `draft` or `kudos`.
pub fn part_label(kind: PartKind) -> &'static str {
    match kind {
        PartKind::Draft => "draft",
        PartKind::Kudos => "kudos",
    }
}

/// Open tasks of a project, or that name a person: overdue first.
pub fn open_tasks<'a>(cx: &Cx<'a>, page: PageId) -> Vec<&'a TaskRow> {
    let mut tasks: Vec<&TaskRow> = cx.graph.tasks_of(page).filter(|t| t.state.is_open()).collect();
    tasks.sort_by_key(|t| urgency(cx, t));
    tasks
}

/// Whether a row of a block says a word that another day would not: late, today, to come.
pub fn is_told_by_today(cx: &Cx<'_>, id: BlockId) -> bool {
    let due = cx.graph.task(id).filter(|task| task.state.is_open()).and_then(|task| task.due_from(cx.today));
    due.is_some() || cx.graph.date(id).is_some_and(|day| day >= cx.today)
}

/// Overdue and due first, by day; then by priority; then as written.
pub fn urgency(cx: &Cx<'_>, task: &TaskRow) -> (NaiveDate, char, BlockId) {
    (task.due_from(cx.as_of).unwrap_or(NaiveDate::MAX), task.priority.unwrap_or('~'), task.block)
}

/// Whether an undated block belongs to these reviews: it is in the text of one, or in no review at all.
pub fn told_in(cx: &Cx<'_>, id: BlockId, reviews: &[&Review]) -> bool {
    let inside = |top: BlockId| top.note == id.note && top.block <= id.block && id.block < cx.graph.block(top).end;
    reviews.iter().flat_map(|r| r.text.tops.iter().chain(&r.text.lead)).any(|top| inside(*top))
        || !cx.graph.reviews_of(cx.graph.owner(id)).iter().any(|r| inside(r.heading))
}
