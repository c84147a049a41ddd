//! How all projects stand for a period: with text, offered, empty or with nothing; and the days of the whole journal.
//!
//! Does not make rows: the review and the home screen say it in their ways.

use chrono::NaiveDate;

use super::cx::Cx;
use super::gather;
use crate::graph::{Candidate, Completed, PageId, PageKind};
use crate::notes::NoteId;
use crate::period::Period;

/// What projects have for a period.
pub struct Standing<'a> {
    /// With text, the most text first (`order::` goes before).
    pub with: Vec<&'a crate::graph::Review>,
    /// Accomplishments without a heading.
    pub candidates: Vec<&'a Candidate>,
    /// A heading and nothing under it.
    pub empty: Vec<PageId>,
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

    /// All projects that could have text: archived ones only where they do.
    pub fn projects(&self) -> usize {
        self.told() + self.candidates.len() + self.empty.len() + self.nothing.len()
    }
}

/// How all projects stand for a period. Archived ones count only with text.
pub fn standing<'a>(cx: &Cx<'a>, period: Period) -> Standing<'a> {
    let graph = cx.graph;
    let first_month = cx.config.fiscal_year_start;
    let mut standing = Standing { with: Vec::new(), candidates: Vec::new(), empty: Vec::new(), nothing: Vec::new() };
    for page in graph.of_kind(PageKind::Project) {
        let all = graph.reviews_of(page);
        let here = |p: Option<Period>| p.is_some_and(|p| p == period || period == Period::Year(p.year_in(first_month)));
        let texts: Vec<_> = all.iter().filter(|r| here(r.period) && !r.text.is_empty()).collect();
        let candidate = graph.candidate(page);
        let candidate = candidate.filter(|c| c.period.is_none_or(|p| p == period));
        if !texts.is_empty() {
            standing.with.extend(texts);
        } else if let Some(candidate) = candidate {
            standing.candidates.push(candidate);
        } else if all.iter().any(|r| r.text.is_empty() && (r.period.is_none() || here(r.period))) {
            standing.empty.push(page);
        } else if !graph.page(page).archived {
            standing.nothing.push(page);
        }
    }
    let order = |page: PageId| order_of(cx, page);
    standing.with.sort_by_cached_key(|r| {
        (order(r.page), std::cmp::Reverse(gather::amount(cx, [&r.text]).bullets), r.page, r.heading)
    });
    standing
}

/// `order::` of a project: lower stands first.
fn order_of(cx: &Cx<'_>, page: PageId) -> i64 {
    cx.graph.property(page, "order").and_then(|order| order.parse().ok()).unwrap_or(i64::MAX)
}

/// The day of every dated block of the journal.
pub fn all_days<'a>(cx: &Cx<'a>) -> impl Iterator<Item = NaiveDate> + 'a {
    let graph = cx.graph;
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
