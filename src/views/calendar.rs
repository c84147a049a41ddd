//! A year of the journal: the heatmap and twelve months.

use serde::Serialize;

use super::{
    frame::Frame,
    heat::Heat,
    parts::{Fact, Link},
    rule::YearRule,
};

/// `calendar/2024.html`.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Calendar {
    /// What is around it.
    pub frame: Frame,
    /// Days with something, the busiest month, the months with nothing.
    pub facts: Vec<Fact>,
    /// The year before with content.
    pub previous: Option<Link>,
    /// The year after with content.
    pub next: Option<Link>,
    /// For wide screens.
    pub heat: Heat,
    /// In its place on narrow ones, and the source of the table.
    pub rule: Option<YearRule>,
    /// The letters over each month and what they stand for, in the order of the week.
    pub weekdays: Vec<Weekday>,
    /// Four.
    pub quarters: Vec<Quarter>,
}

/// A column of each month.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Weekday {
    /// `M`.
    pub letter: String,
    /// `Monday`.
    pub name: String,
}

/// A quarter.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Quarter {
    /// `Q1`: stands in the margin.
    pub name: String,
    /// Three.
    pub months: Vec<Month>,
}

/// A month.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Month {
    /// `January`.
    pub name: String,
    /// Days that have something.
    pub count: usize,
    /// Its weeks.
    pub weeks: Vec<Week>,
}

/// A week of a month.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Week {
    /// Its ISO number.
    pub number: u32,
    /// Its digest, if there is one.
    pub href: Option<String>,
    /// Seven cells, `None` before the first and after the last day of the month.
    pub days: Vec<Option<Cell>>,
}

/// A day of a month.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Cell {
    /// 1 to 31.
    pub number: u32,
    /// Its page, if it has one.
    pub href: Option<String>,
    /// `2 notes, 1 meeting, 1 due`, for those who do not see the marks.
    pub words: String,
    /// It has a note.
    pub note: bool,
    /// Somebody was met.
    pub meeting: bool,
    /// Something is due or was done.
    pub due: bool,
    /// Something due here is overdue.
    pub late: bool,
    /// It is today.
    pub today: bool,
}
