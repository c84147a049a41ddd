//! A day: its note, who was met, what is due, what points here.

use serde::Serialize;

use super::{
    frame::Frame,
    parts::{Backlinks, Fact, Link, Passage, Row},
};
use crate::markup::Html;

/// `journal/2024-12-10.html`. Week and sources are groups of the frame's aside.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Day {
    /// What is around it.
    pub frame: Frame,
    /// How long ago, and what there is.
    pub facts: Vec<Fact>,
    /// The days of the month.
    pub strip: Vec<StripDay>,
    /// The last day before with content.
    pub previous: Option<Link>,
    /// The next day with content.
    pub next: Option<Link>,
    /// The journal note itself, by source; empty when there is none.
    pub notes: Vec<Passage>,
    /// Sections of people dated here.
    pub meetings: Vec<Met>,
    /// Due, scheduled or done on this day.
    pub tasks: Vec<Row>,
    /// What else links here.
    pub backlinks: Backlinks,
    /// This day in earlier years.
    pub earlier: Vec<Row>,
}

/// A day in the strip of the month.
#[derive(Clone, Debug, Default, Serialize)]
pub struct StripDay {
    /// 1 to 31.
    pub number: u32,
    /// Its page, if it has one and is not this day.
    pub href: Option<String>,
    /// It is this day.
    pub current: bool,
    /// It is today.
    pub today: bool,
}

/// Who was met.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Met {
    /// The person.
    pub person: Link,
    /// `People, line 179`.
    pub source: Link,
    /// What was said.
    pub tree: Html,
}
