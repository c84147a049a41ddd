//! The lists: all projects, people, tags, pages, days of a long list. Does not sort.

use serde::Serialize;

use super::{
    frame::Frame,
    parts::{Fact, Link, PersonRow, ProjectRow, When},
};

/// `projects/index.html`, `people/index.html`, `tags/index.html`, `all.html` and their parts by letter.
/// Only one of `projects`, `people` and `groups` has something in it.
#[derive(Clone, Debug, Default, Serialize)]
pub struct List {
    /// What is around it.
    pub frame: Frame,
    /// How many of what.
    pub facts: Vec<Fact>,
    /// Jumps to groups of this page or to other parts: `A`, `B`, `C–D`.
    pub letters: Vec<Link>,
    /// Projects as a table.
    pub projects: Vec<ProjectRow>,
    /// Archived ones, by name.
    pub archived: Vec<Link>,
    /// The head of the review column; empty to leave it out.
    pub review_head: String,
    /// People as a table.
    pub people: Vec<PersonRow>,
    /// Names by initial.
    pub groups: Vec<Initial>,
    /// What to write, when there is nothing; empty otherwise.
    pub empty: String,
}

/// The names under one initial.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Initial {
    /// Anchor, unique on the page: `letter-a`.
    pub id: String,
    /// `A`; stands in the margin.
    pub letter: String,
    /// The names.
    pub rows: Vec<Item>,
}

/// A name of a list.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Item {
    /// The last date, if the list shows dates.
    pub when: Option<When>,
    /// The page.
    pub link: Link,
    /// `4 lines`, `alias of X`; empty for nothing.
    pub text: String,
}
