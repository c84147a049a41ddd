//! A tag: every line that bears it, and its own note if it has one.

use serde::Serialize;

use super::{
    frame::Frame,
    parts::{Backlinks, Fact, Mentions, Passage},
};

/// `tags/<slug>.html`.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Tag {
    /// What is around it.
    pub frame: Frame,
    /// How often, from when to when.
    pub facts: Vec<Fact>,
    /// Its own note, by source; mostly empty.
    pub notes: Vec<Passage>,
    /// The lines that bear it.
    pub backlinks: Backlinks,
    /// Plain-text uses; none when there are none.
    pub mentions: Option<Mentions>,
}
