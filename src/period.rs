//! Stretches of time that people account for: years, halves, quarters, months, weeks and ranges.
//!
//! Does not know today; a fiscal year's first month is an argument.

use chrono::{Datelike, Days, Months, NaiveDate, Weekday};
use std::fmt;

/// A stretch of days. Years, halves and quarters are fiscal: 2024 is the year in which they begin.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Period {
    /// `2024`
    Year(i32),
    /// `2024-h2`
    Half(i32, u8),
    /// `2024-q4`
    Quarter(i32, u8),
    /// `2024-12`
    Month(i32, u8),
    /// `2024-w50`, ISO.
    Week(i32, u8),
    /// `2024-03-01..2024-08-31`, both included.
    Range(NaiveDate, NaiveDate),
}

impl Period {
    /// Read what stands in a heading or on a command line: `2024`, `2024 H2`, `Q4 2024`, `2024-12`, `May 2024`, `2024-W50`,
    /// `Week 50, 2024`, `2024-03-01..2024-08-31`, letters in either case.
    pub fn read(text: &str) -> Option<Period> {
        let text = text.trim();
        // Ranges and weeks in words are as `label` writes them.
        if let Some((from, to)) = text.split_once("..").or_else(|| text.split_once(" to ")) {
            let (from, to) = (from.trim().parse().ok()?, to.trim().parse().ok()?);
            return (from <= to).then_some(Period::Range(from, to));
        }
        if let Some(("w" | "W", rest)) = text.split_once("eek ")
            && rest.starts_with(|c: char| c.is_ascii_digit())
        {
            return Period::read(&format!("w{rest}")).filter(|period| matches!(period, Period::Week(..)));
        }
        let mut words =
            text.split(|c: char| c == '-' || c == '/' || c == ',' || c.is_whitespace()).filter(|w| !w.is_empty());
        let (a, b) = (words.next()?, words.next());
        if words.next().is_some() {
            return None;
        }
        let Some(b) = b else { return year(a).map(Period::Year) };
        let (year, part) = year(a).map(|y| (y, b)).or_else(|| year(b).map(|y| (y, a)))?;
        let lower = part.to_ascii_lowercase();
        let number =
            |prefix: &str, max: u8| lower.strip_prefix(prefix)?.parse::<u8>().ok().filter(|n| (1..=max).contains(n));
        if let Some(half) = number("h", 2) {
            return Some(Period::Half(year, half));
        }
        if let Some(quarter) = number("q", 4) {
            return Some(Period::Quarter(year, quarter));
        }
        if let Some(week) = number("w", 53) {
            return NaiveDate::from_isoywd_opt(year, week.into(), Weekday::Mon).map(|_| Period::Week(year, week));
        }
        // As `label` writes it.
        if let Ok(month) = part.parse::<chrono::Month>() {
            return Some(Period::Month(year, month.number_from_month() as u8));
        }
        (part.len() == 2 && a.len() == 4).then(|| number("", 12)).flatten().map(|month| Period::Month(year, month))
    }

    /// First and last day; `first_month` (1 to 12) is where years, halves and quarters begin.
    pub fn days(self, first_month: u8) -> Option<(NaiveDate, NaiveDate)> {
        let months = |year, skip: u32, count: u32| {
            let first = NaiveDate::from_ymd_opt(year, u32::from(first_month.clamp(1, 12)), 1)?;
            let first = first.checked_add_months(Months::new(skip))?;
            Some((first, first.checked_add_months(Months::new(count))?.pred_opt()?))
        };
        match self {
            Period::Year(y) => months(y, 0, 12),
            Period::Half(y, h) => months(y, (u32::from(h) - 1) * 6, 6),
            Period::Quarter(y, q) => months(y, (u32::from(q) - 1) * 3, 3),
            Period::Month(y, m) => {
                let first = NaiveDate::from_ymd_opt(y, m.into(), 1)?;
                Some((first, first.checked_add_months(Months::new(1))?.pred_opt()?))
            }
            Period::Week(y, w) => {
                let first = NaiveDate::from_isoywd_opt(y, w.into(), Weekday::Mon)?;
                Some((first, first.checked_add_days(Days::new(6))?))
            }
            Period::Range(from, to) => Some((from, to)),
        }
    }

    /// Whether a day lies in it.
    pub fn holds(self, day: NaiveDate, first_month: u8) -> bool {
        self.days(first_month).is_some_and(|(from, to)| from <= day && day <= to)
    }

    /// The fiscal year that its first day lies in: with years from April, `2025-02` is a month of 2024.
    pub fn year_in(self, first_month: u8) -> i32 {
        match (self, self.days(first_month)) {
            (Period::Year(y) | Period::Half(y, _) | Period::Quarter(y, _), _) => y,
            (_, Some((first, _))) => Period::fiscal_year(first, first_month),
            // At the end of all dates.
            (Period::Month(y, _) | Period::Week(y, _), None) => y,
            (Period::Range(first, _), None) => Period::fiscal_year(first, first_month),
        }
    }

    /// The year, the half and the quarter that hold a day.
    pub fn around(day: NaiveDate, first_month: u8) -> [Period; 3] {
        let year = Period::fiscal_year(day, first_month);
        let months = (day.month() + 12 - u32::from(first_month.clamp(1, 12))) % 12;
        [Period::Year(year), Period::Half(year, (months / 6) as u8 + 1), Period::Quarter(year, (months / 3) as u8 + 1)]
    }

    /// The ISO week that holds a day.
    pub fn week_of(day: NaiveDate) -> Period {
        let week = day.iso_week();
        Period::Week(week.year(), week.week() as u8)
    }

    /// Whether what is written about another period belongs to this one: it is the same, or lies within. To a year belongs
    /// all that begins in it, so that no week or range falls between two.
    pub fn covers(self, other: Period, first_month: u8) -> bool {
        match self {
            _ if self == other => true,
            Period::Year(year) => other.year_in(first_month) == year,
            _ => match (self.days(first_month), other.days(first_month)) {
                (Some((from, to)), Some((first, last))) => from <= first && last <= to,
                _ => false,
            },
        }
    }

    /// The years, halves and quarters that it belongs to, the longest first.
    pub fn accounts(self, first_month: u8) -> impl Iterator<Item = Period> {
        let around = self.days(first_month).map(|(first, _)| Period::around(first, first_month));
        around.into_iter().flatten().filter(move |account| account.covers(self, first_month))
    }

    /// The year in which a day's fiscal year begins.
    pub fn fiscal_year(day: NaiveDate, first_month: u8) -> i32 {
        if day.month() < u32::from(first_month) { day.year() - 1 } else { day.year() }
    }

    /// As people say it: `2024`, `2024 H2`, `December 2024`, `Week 50, 2024`.
    pub fn label(self) -> String {
        match self {
            Period::Year(y) => y.to_string(),
            Period::Half(y, h) => format!("{y} H{h}"),
            Period::Quarter(y, q) => format!("{y} Q{q}"),
            Period::Month(..) => match self.days(1) {
                Some((first, _)) => first.format("%B %Y").to_string(),
                None => self.to_string(),
            },
            Period::Week(y, w) => format!("Week {w}, {y}"),
            Period::Range(from, to) => format!("{from} to {to}"),
        }
    }
}

/// Four digits that are plausibly a year.
fn year(word: &str) -> Option<i32> {
    (word.len() == 4 && word.bytes().all(|b| b.is_ascii_digit()))
        .then(|| word.parse().ok())
        .flatten()
        .filter(|y| (1900..2200).contains(y))
}

impl fmt::Display for Period {
    /// As in URLs and on the command line.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Period::Year(y) => write!(f, "{y}"),
            Period::Half(y, h) => write!(f, "{y}-h{h}"),
            Period::Quarter(y, q) => write!(f, "{y}-q{q}"),
            Period::Month(y, m) => write!(f, "{y}-{m:02}"),
            Period::Week(y, w) => write!(f, "{y}-w{w:02}"),
            Period::Range(from, to) => write!(f, "{from}..{to}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn periods_are_read_as_people_write_them_and_written_as_urls() {
        for (written, url) in [
            ("2024", "2024"),
            ("2024 H2", "2024-h2"),
            ("h2 2024", "2024-h2"),
            ("Q4, 2024", "2024-q4"),
            ("2024-Q4", "2024-q4"),
            ("2024-12", "2024-12"),
            ("December 2024", "2024-12"),
            ("May 2024", "2024-05"),
            ("2024-W50", "2024-w50"),
            ("2024-03-01..2024-08-31", "2024-03-01..2024-08-31"),
            ("2024-03-01 to 2024-08-31", "2024-03-01..2024-08-31"),
            ("Week 50, 2024", "2024-w50"),
        ] {
            assert_eq!(Period::read(written).map(|p| p.to_string()).as_deref(), Some(url), "{written}");
        }
        for no in [
            "",
            "24",
            "2024 H3",
            "2024 Q5",
            "2024-13",
            "2024 plans",
            "Mayor 2024",
            "2024 H1 H2",
            "12345",
            "Week 5 of 2024",
            "week 2024",
        ] {
            assert_eq!(Period::read(no), None, "{no}");
        }
    }

    #[test]
    fn a_fiscal_year_begins_where_the_config_says() {
        let day = |y, m, d| NaiveDate::from_ymd_opt(y, m, d).unwrap();
        assert_eq!(Period::Year(2024).days(4), Some((day(2024, 4, 1), day(2025, 3, 31))));
        assert_eq!(Period::Quarter(2024, 4).days(4), Some((day(2025, 1, 1), day(2025, 3, 31))));
        assert_eq!(Period::fiscal_year(day(2025, 2, 1), 4), 2024);
        assert_eq!(Period::Month(2025, 2).year_in(4), 2024);
        assert_eq!((Period::Week(2025, 1).year_in(1), Period::Quarter(2024, 4).year_in(4)), (2024, 2024));
        assert!(Period::Week(2024, 50).holds(day(2024, 12, 13), 1));
    }

    #[test]
    fn a_day_lies_in_a_year_a_half_and_a_quarter_that_begin_where_the_config_says() {
        let told = |y, m, d, first| {
            let day = NaiveDate::from_ymd_opt(y, m, d).unwrap();
            Period::around(day, first).map(|period| period.to_string())
        };
        assert_eq!(told(2024, 12, 31, 1), ["2024", "2024-h2", "2024-q4"]);
        assert_eq!(told(2025, 3, 31, 4), ["2024", "2024-h2", "2024-q4"]);
        assert_eq!(told(2024, 9, 30, 10), ["2023", "2023-h2", "2023-q4"]);
        assert_eq!(told(2024, 10, 1, 10), ["2024", "2024-h1", "2024-q1"]);
    }

    #[test]
    fn a_period_belongs_to_those_it_lies_in() {
        let accounts = |written: &str, first| {
            let period = Period::read(written).unwrap();
            period.accounts(first).map(|account| account.to_string()).collect::<Vec<_>>().join(" ")
        };
        assert_eq!(accounts("2024", 1), "2024");
        assert_eq!(accounts("2024 Q4", 1), "2024 2024-h2 2024-q4");
        assert_eq!(accounts("2024-12", 1), "2024 2024-h2 2024-q4");
        assert_eq!(accounts("2025-02", 4), "2024 2024-h2 2024-q4");
        // Monday 30 December begins week 1: its year is that of its first day, and no half holds all of it.
        assert_eq!(accounts("2025-w01", 1), "2024");
        assert_eq!(accounts("2024-06-01..2024-07-31", 1), "2024");
        assert!(!Period::Quarter(2024, 4).covers(Period::Half(2024, 2), 1));
    }
}
