//! A project: its reviews, open tasks, timeline, notes and what points to it.

use serde::Serialize;

use super::{
    frame::Frame,
    parts::{Backlinks, Fact, Fold, Mentions, Passage, Row},
    rule::YearRule,
};
use crate::markup::Html;

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
    pub tasks: Vec<Row>,
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
    /// `December`, with the year where it is not this one.
    pub title: String,
    /// Newest first.
    pub rows: Vec<Row>,
}
