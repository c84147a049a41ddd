//! A note: its outline as written, its tasks, and what points to it.

use serde::Serialize;

use super::{
    frame::Frame,
    parts::{Backlinks, Fact, Mentions, Passage, Row},
};

/// `pages/<slug>.html`. Contents and near are groups of the frame's aside.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Page {
    /// What is around it.
    pub frame: Frame,
    /// Date, projects, people and tags of the note.
    pub facts: Vec<Fact>,
    /// The outline, by source; empty when the page is only spoken of.
    pub notes: Vec<Passage>,
    /// How many of its tasks are open.
    pub task_count: usize,
    /// Its tasks, open ones first.
    pub tasks: Vec<Row>,
    /// What links to it.
    pub backlinks: Backlinks,
    /// What names it; none when nothing does.
    pub mentions: Option<Mentions>,
    /// What to write and where, when no note defines it; empty otherwise.
    pub empty: String,
}
