//! A person: what is open, what is new since the last meeting, all meetings, and where else they are named.

use serde::Serialize;

use super::{
    frame::Frame,
    parts::{Backlinks, Fact, Fold, Link, Mentions, Passage, Row, When},
    rule::YearRule,
};
use crate::markup::Html;

/// `people/<slug>.html`. Near, "before you meet" and the private peer review are groups of the frame's aside.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Person {
    /// What is around it.
    pub frame: Frame,
    /// Last met, rhythm, other names.
    pub facts: Vec<Fact>,
    /// Meetings of the newest year that has any; none when nothing is dated.
    pub rule: Option<YearRule>,
    /// How many tasks that name them are open.
    pub task_count: usize,
    /// Those tasks.
    pub tasks: Vec<Row>,
    /// `29 Nov to today, 3 blocks`.
    pub since_summary: String,
    /// New on shared projects since the meeting before the last.
    pub since: Vec<Row>,
    /// How many meetings.
    pub meeting_count: usize,
    /// By year, newest first.
    pub meetings: Vec<Year>,
    /// Projects both are named in.
    pub projects: Vec<Shared>,
    /// Review text that names them.
    pub reviews: Vec<Row>,
    /// What is written about them outside meetings, by source.
    pub notes: Vec<Passage>,
    /// What links to them.
    pub backlinks: Backlinks,
    /// What names them; none when nothing does.
    pub mentions: Option<Mentions>,
    /// What to write and where, when there is nothing; empty otherwise.
    pub empty: String,
}

/// The meetings of a year.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Year {
    /// `2024`: stands in the margin.
    pub year: String,
    /// The newest meeting of all is first in the newest year and not folded; none in other years.
    pub newest: Option<Meeting>,
    /// The others, one line each with their gist.
    pub folds: Vec<Fold>,
}

/// The newest meeting, shown in full.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Meeting {
    /// Its date.
    pub when: Option<When>,
    /// What was said.
    pub tree: Html,
}

/// A shared project.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Shared {
    /// The last block both are in.
    pub when: Option<When>,
    /// The project.
    pub link: Link,
    /// `4 blocks, named in the thank you note`.
    pub text: String,
}
