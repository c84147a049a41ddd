//! The review of a year, half or quarter, collated from what is written, with its gaps.

use serde::Serialize;

use super::{
    frame::Frame,
    parts::{Fact, Fold, Link, Row},
    rule::YearRule,
};
use crate::markup::Html;

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
    pub highlights: Vec<Row>,
    /// Projects with text, and candidates.
    pub projects: Vec<ProjectText>,
    /// Completed tasks, newest first.
    pub done: Vec<Row>,
    /// Completed tasks nobody can date.
    pub done_undated: Vec<Row>,
    /// Who was worked with, on what.
    pub people: Vec<Together>,
    /// Thanks received.
    pub kudos: Vec<Row>,
    /// Open at the end of the period.
    pub open: Vec<Row>,
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
    /// Each project with its count in its label: `HUB reliability 4`.
    pub projects: Vec<Link>,
}
