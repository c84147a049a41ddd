//! The agenda: every open task once, in its most urgent group.

use serde::Serialize;

use super::{
    frame::Frame,
    parts::{Fact, Link, Row, When},
};

/// `agenda/index.html`. The lists by project and by person are groups of the frame's aside.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Agenda {
    /// What is around it.
    pub frame: Frame,
    /// Open, overdue, in the next days, the day it was read against.
    pub facts: Vec<Fact>,
    /// Oldest first.
    pub overdue: Vec<Row>,
    /// Today's date, beside its heading.
    pub today: When,
    /// Due today.
    pub due: Vec<Row>,
    /// `Nothing due. 1-on-1 with Noor.` as words and links; empty when there is nothing to add.
    pub today_text: Vec<Link>,
    /// The next seven days, by day.
    pub soon: Vec<Row>,
    /// Later with a date.
    pub later: Vec<Row>,
    /// Without a date, by priority.
    pub undated: Vec<Row>,
    /// Waiting for somebody.
    pub waiting: Vec<Row>,
    /// Done in the last fourteen days.
    pub done: Vec<Row>,
    /// What to write, when there is no task at all; empty otherwise.
    pub empty: String,
}
