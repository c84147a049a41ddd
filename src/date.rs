//! Dates as people write them: the formats of Logseq and the wild, by value, never by string.
//!
//! Does not know today, and reads no clock.

use chrono::{Datelike, NaiveDate, Weekday};

/// Every title format that Logseq offers, and those seen in the wild; the first is its default.
///
/// Source: the list in Logseq's settings, `logseq.md` 1.9.
pub const KNOWN: &[&str] = &[
    "MMM do, yyyy",
    "yyyy-MM-dd",
    "yyyy_MM_dd",
    "yyyy-MM-dd EEEE",
    "yyyy-MM-dd EEE",
    "EEE, dd-MM-yyyy",
    "EEE, dd.MM.yyyy",
    "EEE, MM/dd/yyyy",
    "EEE, yyyy/MM/dd",
    "EEEE, dd-MM-yyyy",
    "EEEE, dd.MM.yyyy",
    "EEEE, MM/dd/yyyy",
    "EEEE, yyyy/MM/dd",
    "do MMM yyyy",
    "do MMMM yyyy",
    "MMMM do, yyyy",
    "dd-MM-yyyy",
    "dd.MM.yyyy",
    "MM/dd/yyyy",
    "MM-dd-yyyy",
    "MM_dd_yyyy",
    "yyyy/MM/dd",
    "yyyyMMdd",
    "yyyy年MM月dd日",
];

const MONTHS: [&str; 12] = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
];
const WEEKDAYS: [&str; 7] = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];

/// What a date-like text says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Read {
    /// A day; the weekday beside it, if any, is its own.
    Day(NaiveDate),
    /// A day whose written weekday is another day's.
    WrongWeekday(NaiveDate),
    /// The shape of a date, of a day that no calendar has.
    Impossible(Numbers),
}

/// What a text gives as a date, whether or not there is such a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Numbers {
    /// The year.
    pub year: i32,
    /// The month, 1 to 12 if it is one.
    pub month: u32,
    /// The day of the month, if the month has it.
    pub day: u32,
}

impl Numbers {
    /// The day, if there is one.
    pub fn date(self) -> Option<NaiveDate> {
        NaiveDate::from_ymd_opt(self.year, self.month, self.day)
    }

    /// Why there is no such day: `February 2025 has 28 days`.
    pub fn why_not(self) -> String {
        let first = |year, month| NaiveDate::from_ymd_opt(year, month, 1);
        let Some(this) = first(self.year, self.month) else { return "a year has the months 1 to 12".into() };
        let next = if self.month == 12 { first(self.year + 1, 1) } else { first(self.year, self.month + 1) };
        match (self.day, next.map(|next| (next - this).num_days())) {
            (0, _) | (_, None) => "a month begins with its day 1".into(),
            (_, Some(days)) => format!("{} has {days} days", this.format("%B %Y")),
        }
    }
}

impl Read {
    /// The day, whatever its weekday was said to be.
    pub fn day(self) -> Option<NaiveDate> {
        match self {
            Read::Day(day) | Read::WrongWeekday(day) => Some(day),
            Read::Impossible(_) => None,
        }
    }
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Part {
    Year,
    /// 1 to 12, with this many digits at least.
    Month(usize),
    MonthName {
        short: bool,
    },
    Day(usize),
    /// `10th`
    Ordinal,
    Weekday {
        short: bool,
    },
    Text(String),
}

/// A compiled format such as `yyyy-MM-dd EEEE` (the letters of Java's and cljs-time's formatters).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Format {
    parts: Vec<Part>,
    pattern: String,
}

impl Format {
    /// Compile a pattern; `None` where it has no year, month or day, so that it could not name a day.
    pub fn new(pattern: &str) -> Option<Format> {
        let mut parts = Vec::new();
        let mut rest = pattern;
        while let Some(c) = rest.chars().next() {
            let run = rest.chars().take_while(|&d| d == c).count();
            let (part, used) = match c {
                'y' | 'Y' | 'u' => (Part::Year, run),
                'M' | 'L' if run >= 4 => (Part::MonthName { short: false }, run),
                'M' | 'L' if run == 3 => (Part::MonthName { short: true }, run),
                'M' | 'L' => (Part::Month(run), run),
                'd' if rest.starts_with("do") => (Part::Ordinal, 2),
                'd' | 'D' => (Part::Day(run), run),
                'E' | 'e' => (Part::Weekday { short: run < 4 }, run),
                '\'' => {
                    let quoted = rest[1..].find('\'').unwrap_or(rest.len() - 1);
                    parts.push(Part::Text(rest[1..1 + quoted].to_lowercase()));
                    rest = rest.get(quoted + 2..).unwrap_or("");
                    continue;
                }
                _ => (Part::Text(c.to_lowercase().collect()), 1),
            };
            parts.push(part);
            rest = &rest[c.len_utf8() * used..];
        }
        let has = |f: fn(&Part) -> bool| parts.iter().any(f);
        let names_a_day = has(|p| matches!(p, Part::Year))
            && has(|p| matches!(p, Part::Month(_) | Part::MonthName { .. }))
            && has(|p| matches!(p, Part::Day(_) | Part::Ordinal));
        names_a_day.then(|| Format { parts, pattern: pattern.to_string() })
    }

    /// The pattern as given.
    pub fn pattern(&self) -> &str {
        &self.pattern
    }

    /// Read a whole text in this format, in any case. `None`: not of this shape.
    pub fn read(&self, text: &str) -> Option<Read> {
        if may_be_date(text) { self.read_lower(&text.to_lowercase()) } else { None }
    }

    fn read_lower(&self, lower: &str) -> Option<Read> {
        let mut rest = lower;
        let (mut year, mut month, mut day, mut weekday) = (0, 0, 0, None);
        for part in &self.parts {
            match part {
                Part::Year => (year, rest) = digits(rest, 4, 4)?,
                Part::Month(min) => (month, rest) = digits(rest, self.fewest(*min), 2)?,
                Part::Day(min) => (day, rest) = digits(rest, self.fewest(*min), 2)?,
                Part::Ordinal => {
                    (day, rest) = digits(rest, 1, 2)?;
                    rest = ["st", "nd", "rd", "th"].iter().find_map(|s| rest.strip_prefix(s))?;
                }
                Part::MonthName { .. } => {
                    let (i, after) = named(rest, &MONTHS)?;
                    (month, rest) = (i as u32 + 1, after);
                }
                Part::Weekday { .. } => {
                    let (i, after) = named(rest, &WEEKDAYS)?;
                    weekday = Weekday::try_from(i as u8).ok();
                    rest = after;
                }
                Part::Text(text) => rest = rest.strip_prefix(text.as_str())?,
            }
        }
        if !rest.is_empty() {
            return None;
        }
        let numbers = Numbers { year: year as i32, month, day };
        Some(match numbers.date() {
            None => Read::Impossible(numbers),
            Some(date) if weekday.is_some_and(|w| w != date.weekday()) => Read::WrongWeekday(date),
            Some(date) => Read::Day(date),
        })
    }

    /// How many digits a number must have: one will do, as in Logseq, where something stands between the numbers.
    fn fewest(&self, digits: usize) -> usize {
        let apart = self.parts.iter().any(|p| matches!(p, Part::Text(_)));
        if apart { 1 } else { digits }
    }

    /// Write a day in this format, in Logseq's English.
    pub fn write(&self, date: NaiveDate) -> String {
        let mut out = String::new();
        for part in &self.parts {
            match part {
                Part::Year => out.push_str(&format!("{:04}", date.year())),
                Part::Month(width) => out.push_str(&format!("{:0width$}", date.month(), width = *width)),
                Part::Day(width) => out.push_str(&format!("{:0width$}", date.day(), width = *width)),
                Part::Ordinal => out.push_str(&format!("{}{}", date.day(), ordinal(date.day()))),
                Part::MonthName { short } => out.push_str(&date.format(if *short { "%b" } else { "%B" }).to_string()),
                Part::Weekday { short } => out.push_str(&date.format(if *short { "%a" } else { "%A" }).to_string()),
                Part::Text(text) => out.push_str(text),
            }
        }
        out
    }
}

/// `28 Mar 2025`: whole, whatever today is.
pub fn in_words(day: NaiveDate) -> String {
    day.format("%-d %b %Y").to_string()
}

/// A cheap refusal: this is asked of every name of a graph.
fn may_be_date(text: &str) -> bool {
    text.len() <= 40 && text.bytes().any(|b| b.is_ascii_digit())
}

/// `st`, `nd`, `rd` or `th`.
pub fn ordinal(n: u32) -> &'static str {
    match (n % 10, n % 100) {
        (_, 11..=13) => "th",
        (1, _) => "st",
        (2, _) => "nd",
        (3, _) => "rd",
        _ => "th",
    }
}

fn digits(text: &str, min: usize, max: usize) -> Option<(u32, &str)> {
    let n = text.bytes().take(max).take_while(u8::is_ascii_digit).count();
    if n < min {
        return None;
    }
    Some((text[..n].parse().ok()?, &text[n..]))
}

/// A name in full or by its first three letters, whichever the format has: Logseq reads both for either.
fn named<'a>(text: &'a str, names: &[&str]) -> Option<(usize, &'a str)> {
    let full = names.iter().enumerate().find_map(|(i, name)| Some((i, text.strip_prefix(name)?)));
    full.or_else(|| names.iter().enumerate().find_map(|(i, name)| Some((i, text.strip_prefix(&name[..3])?))))
}

/// The formats one graph's names are read by, the graph's own first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Formats {
    formats: Vec<Format>,
}

impl Formats {
    /// What Logseq itself accepts when its title format is `own`: that one, its default, and the two ISO-like ones.
    pub fn logseq(own: &str) -> Formats {
        let mut patterns = vec![own];
        patterns.extend(["MMM do, yyyy", "yyyy-MM-dd", "yyyy_MM_dd"]);
        Formats::of(&patterns)
    }

    /// Every known format: for a folder that says nothing of its own.
    pub fn known() -> Formats {
        Formats::of(KNOWN)
    }

    /// These patterns, in order; those that cannot name a day are passed over.
    pub fn of(patterns: &[&str]) -> Formats {
        let mut formats: Vec<Format> = Vec::new();
        for format in patterns.iter().filter_map(|p| Format::new(p)) {
            if !formats.iter().any(|f| f.pattern == format.pattern) {
                formats.push(format);
            }
        }
        Formats { formats }
    }

    /// The first format: what titles are written in.
    pub fn own(&self) -> Option<&Format> {
        self.formats.first()
    }

    /// Read a name as a day by the first format it fits; an impossible day only when no format gives a day.
    pub fn read(&self, name: &str) -> Option<Read> {
        self.which(name).map(|(_, read)| read)
    }

    /// [`Formats::read`], and the place of the format that fitted.
    pub fn which(&self, name: &str) -> Option<(usize, Read)> {
        if !may_be_date(name) {
            return None;
        }
        let lower = name.to_lowercase();
        let mut impossible = None;
        for (i, format) in self.formats.iter().enumerate() {
            match format.read_lower(&lower) {
                Some(read @ Read::Impossible(_)) => impossible = impossible.or(Some((i, read))),
                Some(read) => return Some((i, read)),
                None => {}
            }
        }
        impossible
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(y: i32, m: u32, d: u32) -> Read {
        Read::Day(NaiveDate::from_ymd_opt(y, m, d).unwrap())
    }

    #[test]
    fn a_day_is_read_in_every_known_format_and_written_back() {
        let date = NaiveDate::from_ymd_opt(2024, 12, 3).unwrap();
        for pattern in KNOWN {
            let format = Format::new(pattern).unwrap();
            assert_eq!(format.read(&format.write(date)), Some(Read::Day(date)), "{pattern}");
        }
    }

    #[test]
    fn case_does_not_matter_and_the_whole_name_must_fit() {
        let formats = Formats::logseq("yyyy-MM-dd EEEE");
        assert_eq!(formats.read("2024-12-10 tuesday"), Some(day(2024, 12, 10)));
        assert_eq!(formats.read("DEC 10TH, 2024"), Some(day(2024, 12, 10)));
        assert_eq!(formats.read("2024_12_10"), Some(day(2024, 12, 10)));
        assert_eq!(formats.read("December 10th, 2024"), Some(day(2024, 12, 10)));
        assert_eq!(formats.read("2024-1-5"), Some(day(2024, 1, 5)));
        assert_eq!(formats.read("2024-12-10 plan"), None);
        assert_eq!(formats.read("10-12-2024"), None);
    }

    #[test]
    fn a_wrong_weekday_keeps_the_date_and_an_impossible_day_is_told() {
        let formats = Formats::logseq("yyyy-MM-dd EEEE");
        let tuesday = NaiveDate::from_ymd_opt(2024, 12, 10).unwrap();
        assert_eq!(formats.read("2024-12-10 Monday"), Some(Read::WrongWeekday(tuesday)));
        for (written, why) in [
            ("2025-02-30", "February 2025 has 28 days"),
            ("2024-02-30", "February 2024 has 29 days"),
            ("2024-13-01", "a year has the months 1 to 12"),
            ("2024-12-32", "December 2024 has 31 days"),
            ("2024-12-00", "a month begins with its day 1"),
        ] {
            let Some(Read::Impossible(numbers)) = formats.read(written) else { panic!("{written}") };
            assert_eq!(numbers.why_not(), why);
        }
    }

    #[test]
    fn ordinals_are_english() {
        let written: Vec<_> = [1, 2, 3, 4, 11, 12, 13, 21, 22, 23, 31].map(ordinal).into();
        assert_eq!(written, ["st", "nd", "rd", "th", "th", "th", "th", "st", "nd", "rd", "st"]);
    }
}
