//! The date of a task: its repeater, when it comes round again, and what that is in words.
//!
//! Does not read stamps (see [`super::stamp`]), and does not know today, nor what was done.

use crate::span::Span;
use chrono::{Days, Months, NaiveDate};

/// `<2024-12-10 Tue 10:00 .+1d>`
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Stamp {
    /// The day.
    pub date: NaiveDate,
    /// Minutes after midnight.
    pub time: Option<u16>,
    /// The repeater.
    pub repeat: Option<Repeat>,
    /// `<…>`, not `[…]`.
    pub active: bool,
    /// The written stamp, brackets included.
    pub span: Span,
}

/// `.+1w`: its sign, count and unit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Repeat {
    /// `+`, `++` or `.+`.
    pub mode: RepeatMode,
    /// How many units.
    pub count: u16,
    /// One of `h d w m y`.
    pub unit: char,
}

/// From which day a repeated task counts on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RepeatMode {
    /// `+`: from its date.
    Plus,
    /// `++`: from its date, to the first that is to come.
    DoublePlus,
    /// `.+`: from the day it was done.
    DotPlus,
}

impl Stamp {
    /// The first of its days that is not before `day`; of a stamp that does not repeat, its own. A repeater that counts
    /// hours comes every day.
    pub fn next_from(&self, day: NaiveDate) -> NaiveDate {
        let ahead = (day - self.date).num_days();
        let Some(repeat) = self.repeat.filter(|repeat| ahead > 0 && repeat.count > 0) else { return self.date };
        let count = u64::from(repeat.count);
        let step = match repeat.unit {
            'h' => 1,
            'd' => count,
            'w' => 7 * count,
            unit => return self.next_month(day, u32::from(repeat.count) * if unit == 'y' { 12 } else { 1 }),
        };
        let times = (ahead as u64).div_ceil(step);
        self.date.checked_add_days(Days::new(times * step)).unwrap_or(self.date)
    }

    /// The same where it counts months: always from its own day, so that the 31st is the last of a short month.
    fn next_month(&self, day: NaiveDate, step: u32) -> NaiveDate {
        // Never too many, for no month is longer; the rest is counted on.
        let passed = (day - self.date).num_days() as u32 / 31 / step;
        let after = |times: u32| self.date.checked_add_months(Months::new(times.checked_mul(step)?));
        (passed..).map_while(after).find(|next| *next >= day).unwrap_or(self.date)
    }
}

impl Repeat {
    /// `every week`, `every 2 months`.
    pub fn words(&self) -> String {
        let unit = match self.unit {
            'h' => "hour",
            'd' => "day",
            'w' => "week",
            'm' => "month",
            _ => "year",
        };
        if self.count == 1 { format!("every {unit}") } else { format!("every {} {unit}s", self.count) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn next(date: &str, count: u16, unit: char, from: &str) -> String {
        let repeat = Some(Repeat { mode: RepeatMode::DoublePlus, count, unit });
        let date = date.parse().unwrap();
        let stamp = Stamp { date, time: None, repeat, active: true, span: Span::default() };
        stamp.next_from(from.parse().unwrap()).to_string()
    }

    #[test]
    fn repeated_days_come_round_on_or_after_a_day() {
        assert_eq!(next("2024-12-02", 1, 'w', "2024-12-13"), "2024-12-16");
        assert_eq!(next("2024-12-02", 1, 'w', "2024-12-16"), "2024-12-16");
        assert_eq!(next("2024-12-02", 3, 'd', "2024-12-03"), "2024-12-05");
        assert_eq!(next("2024-12-20", 1, 'd', "2024-12-13"), "2024-12-20");
        assert_eq!(next("2024-12-02", 5, 'h', "2024-12-13"), "2024-12-13");
        assert_eq!(next("2024-01-31", 1, 'm', "2024-02-01"), "2024-02-29");
        assert_eq!(next("2024-01-31", 1, 'm', "2024-03-01"), "2024-03-31");
        assert_eq!(next("2024-02-29", 1, 'y', "2025-01-01"), "2025-02-28");
        assert_eq!(next("1600-01-01", 1, 'm', "2024-02-02"), "2024-03-01");
        assert_eq!(next("2024-12-02", 0, 'w', "2024-12-13"), "2024-12-02");
    }
}
