//! How all projects stand for a period: with text, offered, empty or with nothing; and the days of the whole journal.
//!
//! Does not make rows: the review and the home screen say it in their ways.

use chrono::NaiveDate;
use rustc_hash::FxHashMap;
use std::cmp::Reverse;

use super::cx::Cx;
use super::gather::{self, Amount};
use crate::graph::{BlockId, Candidate, Completed, Graph, PageId, PageKind, Review};
use crate::notes::NoteId;
use crate::period::Period;

/// What projects have for a period.
#[derive(Default)]
pub struct Standing<'a> {
    /// With text, the most text first (`order::` goes before).
    pub with: Vec<&'a Review>,
    /// How much each of these says.
    pub amounts: Vec<Amount>,
    /// Accomplishments without a heading.
    pub candidates: Vec<&'a Candidate>,
    /// A heading and nothing under it, and where the heading stands.
    pub empty: Vec<(PageId, BlockId)>,
    /// Nothing at all.
    pub nothing: Vec<PageId>,
}

impl Standing<'_> {
    /// Projects with text.
    pub fn told(&self) -> usize {
        let mut pages: Vec<PageId> = self.with.iter().map(|r| r.page).collect();
        pages.sort_unstable();
        pages.dedup();
        pages.len()
    }

    /// Projects whose text is handed in: not all of it is private.
    pub fn handed_in(&self) -> usize {
        let told = self.with.iter().zip(&self.amounts).filter(|(_, amount)| amount.bullets > 0);
        let mut pages: Vec<PageId> = told.map(|(review, _)| review.page).collect();
        pages.sort_unstable();
        pages.dedup();
        pages.len()
    }

    /// All projects that could have text: archived ones only where they do.
    pub fn projects(&self) -> usize {
        self.told() + self.candidates.len() + self.empty.len() + self.nothing.len()
    }
}

/// The year that a part or range lies in, where any project has text of that.
pub fn told_year(cx: &Cx<'_>, period: Period) -> Option<Period> {
    let year = Period::Year(period.year_in(cx.config.fiscal_year_start));
    let is_told = |review: &Review| {
        let of_project = cx.graph.page(review.page).kind == PageKind::Project;
        of_project && !review.text.is_empty() && review.period == Some(year)
    };
    (year != period && cx.graph.reviews().iter().any(is_told)).then_some(year)
}

/// How all projects stand for a period. Archived ones count only with text.
pub fn standing<'a>(cx: &Cx<'a>, period: Period) -> Standing<'a> {
    let graph = cx.graph;
    let first_month = cx.config.fiscal_year_start;
    let mut standing = Standing::default();
    for page in graph.of_kind(PageKind::Project) {
        let all = graph.reviews_of(page);
        let here = |p: Option<Period>| p.is_some_and(|p| period.covers(p, first_month));
        let texts: Vec<_> = all.iter().filter(|r| here(r.period) && !r.text.is_empty()).collect();
        let candidate = graph.candidate(page);
        let is_year = matches!(period, Period::Year(_));
        let candidate = candidate.filter(|c| c.period.map_or(is_year, |p| p == period));
        if !texts.is_empty() {
            standing.with.extend(texts);
        } else if let Some(candidate) = candidate {
            standing.candidates.push(candidate);
        } else if let Some(hollow) = all.iter().find(|r| r.text.is_empty() && (r.period.is_none() || here(r.period))) {
            standing.empty.push((page, hollow.heading));
        } else if !graph.page(page).archived {
            standing.nothing.push(page);
        }
    }
    let mut with: Vec<(&Review, Amount)> =
        standing.with.iter().map(|review| (*review, gather::amount(cx, [&review.text]))).collect();
    // What a project says of a year and of its quarters stands together.
    let mut bullets: FxHashMap<PageId, usize> = FxHashMap::default();
    for (review, amount) in &with {
        *bullets.entry(review.page).or_default() += amount.bullets;
    }
    let begins = |r: &Review| r.period.and_then(|p| p.days(first_month)).map(|(first, last)| (first, Reverse(last)));
    with.sort_by_cached_key(|(r, _)| {
        (order_of(cx, r.page), Reverse(bullets.get(&r.page).copied()), r.page, begins(r), r.heading)
    });
    (standing.with, standing.amounts) = with.into_iter().unzip();
    standing
}

/// `order::` of a project: lower stands first.
fn order_of(cx: &Cx<'_>, page: PageId) -> i64 {
    cx.graph.property(page, "order").and_then(|order| order.parse().ok()).unwrap_or(i64::MAX)
}

/// How many dated blocks the journal has on each day of a stretch of days, both ends included.
pub fn per_day(cx: &Cx<'_>, (first, last): (NaiveDate, NaiveDate)) -> Vec<u32> {
    let counts = cx.memo.days(|| counts(cx.graph));
    let from = counts.partition_point(|(day, _)| *day < first);
    let mut per_day = vec![0; (last - first).num_days().max(0) as usize + 1];
    for (day, count) in counts[from..].iter().take_while(|(day, _)| *day <= last) {
        per_day[(*day - first).num_days() as usize] = *count;
    }
    per_day
}

/// Each day that has dated blocks, and how many.
fn counts(graph: &Graph) -> Vec<(NaiveDate, u32)> {
    let mut days: Vec<NaiveDate> = all_days(graph).collect();
    days.sort_unstable();
    days.chunk_by(|a, b| a == b).map(|run| (run[0], run.len() as u32)).collect()
}

/// The day of every dated block of the journal.
fn all_days(graph: &Graph) -> impl Iterator<Item = NaiveDate> + '_ {
    let blocks = (0u32..).map(NoteId).zip(&graph.outlines).flat_map(|(note, outline)| {
        let dates = (0u32..).zip(graph.dates_in(note));
        dates.filter(|(block, _)| !outline.is_empty(*block)).filter_map(|(_, day)| day)
    });
    let inferred = graph.tasks().filter_map(|t| match t.completed {
        Some(Completed::Inferred(day) | Completed::Written(day)) => Some(day),
        _ => None,
    });
    blocks.chain(inferred)
}
