//! The home screen: what is late, what is next, what happened. Does not show archived projects.

use serde::Serialize;

use super::{
    frame::Frame,
    parts::{Link, PersonRow, ProjectRow, Row},
    rule::YearRule,
};

/// `index.html`. Its title is today in words; week, review and changes are groups of the frame's aside.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Home {
    /// What is around it.
    pub frame: Frame,
    /// The whole journal over the year of today; none when nothing is dated.
    pub rule: Option<YearRule>,
    /// `1 overdue, 1 meeting`; empty when there is nothing.
    pub today_summary: String,
    /// Overdue, due today and met today, at most five overdue.
    pub today: Vec<Row>,
    /// Today's page, if there is one.
    pub today_page: Option<Link>,
    /// `all 12 overdue`, when more are late than are shown.
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
    pub recent: Vec<Row>,
    /// On this day in earlier years.
    pub earlier: Vec<Row>,
    /// What to write first, when there is nothing at all; empty otherwise.
    pub empty: String,
}
