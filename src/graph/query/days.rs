//! Days as queries say them: `today`, `-7d`, `[[Dec 10th, 2024]]`, `:7d-before`, `<% last week %>`.
//!
//! Does not know the time of day: no plain note tells when in a day something was written.

use chrono::{Datelike, Days, Months, NaiveDate, Weekday};

/// A day as the number that queries compare: `20241210`.
pub(super) fn number(day: NaiveDate) -> i64 {
    i64::from(day.year()) * 10_000 + i64::from(day.month()) * 100 + i64::from(day.day())
}

/// `today`, `yesterday`, `tomorrow`, `+7d`, `-2w`, `7d`, `7d-after`, `7d-before`, in any case. A bare `7d` is `bare`
/// days away: simple queries mean ahead, the inputs of advanced ones mean back, as Logseq reads them.
pub(super) fn relative(word: &str, today: NaiveDate, bare: Direction) -> Option<NaiveDate> {
    let word = word.to_ascii_lowercase();
    match word.as_str() {
        "today" => return Some(today),
        "yesterday" => return today.checked_sub_days(Days::new(1)),
        "tomorrow" => return today.checked_add_days(Days::new(1)),
        _ => {}
    }
    let (word, bare) = match (word.strip_suffix("-before"), word.strip_suffix("-after")) {
        (Some(word), _) => (word, Direction::Back),
        (_, Some(word)) => (word, Direction::Ahead),
        _ => (word.as_str(), bare),
    };
    let (direction, amount) = match (word.strip_prefix('-'), word.strip_prefix('+')) {
        (Some(amount), _) => (Direction::Back, amount),
        (_, Some(amount)) => (Direction::Ahead, amount),
        _ => (bare, word),
    };
    let unit = amount.chars().last()?;
    let digits = &amount[..amount.len() - unit.len_utf8()];
    let amount: u32 = digits.parse().ok()?;
    away(today, direction, amount, unit)
}

/// Which way from today.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Direction {
    Back,
    Ahead,
}

fn away(today: NaiveDate, direction: Direction, amount: u32, unit: char) -> Option<NaiveDate> {
    let days = |n: u64| match direction {
        Direction::Back => today.checked_sub_days(Days::new(n)),
        Direction::Ahead => today.checked_add_days(Days::new(n)),
    };
    let months = |n: u32| match direction {
        Direction::Back => today.checked_sub_months(Months::new(n)),
        Direction::Ahead => today.checked_add_months(Months::new(n)),
    };
    match unit {
        'd' => days(u64::from(amount)),
        'w' => days(u64::from(amount) * 7),
        'm' => months(amount),
        'y' => months(amount.checked_mul(12)?),
        _ => None,
    }
}

/// What `<% … %>` says of a day: `today`, `3 days ago`, `in 2 weeks`, `last month`, `next friday`. Source: the commonest
/// phrases of the library that Logseq reads them with.
pub(super) fn phrase(words: &str, today: NaiveDate) -> Option<NaiveDate> {
    let words = words.to_ascii_lowercase();
    let words: Vec<&str> = words.split_whitespace().collect();
    let unit = |word: &str| match word.trim_end_matches('s') {
        "day" => Some('d'),
        "week" => Some('w'),
        "month" => Some('m'),
        "year" => Some('y'),
        _ => None,
    };
    let amount = |word: &str| if matches!(word, "a" | "an" | "one") { Some(1) } else { word.parse::<u32>().ok() };
    match words[..] {
        [word] => relative(word, today, Direction::Ahead),
        [n, word, "ago"] => away(today, Direction::Back, amount(n)?, unit(word)?),
        ["in", n, word] | [n, word, "later" | "hence"] | [n, word, "from", "now" | "today"] => {
            away(today, Direction::Ahead, amount(n)?, unit(word)?)
        }
        ["last", word] => match word.parse::<Weekday>() {
            Ok(weekday) => {
                (1..=7).filter_map(|n| today.checked_sub_days(Days::new(n))).find(|d| d.weekday() == weekday)
            }
            Err(_) => away(today, Direction::Back, 1, unit(word)?),
        },
        ["next", word] => match word.parse::<Weekday>() {
            Ok(weekday) => {
                (1..=7).filter_map(|n| today.checked_add_days(Days::new(n))).find(|d| d.weekday() == weekday)
            }
            Err(_) => away(today, Direction::Ahead, 1, unit(word)?),
        },
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn days_are_counted_from_today() {
        let today = day("2025-03-31");
        let cases = [
            ("today", "2025-03-31"),
            ("Tomorrow", "2025-04-01"),
            ("-7d", "2025-03-24"),
            ("+1m", "2025-04-30"),
            ("2w", "2025-04-14"),
            ("2w-before", "2025-03-17"),
            ("-1y", "2024-03-31"),
        ];
        for (word, expected) in cases {
            assert_eq!(relative(word, today, Direction::Ahead), Some(day(expected)), "{word}");
        }
        assert_eq!(relative("7d", today, Direction::Back), Some(day("2025-03-24")));
        for word in ["", "d", "7", "+d", "-99999999999d", "7x", "é"] {
            assert_eq!(relative(word, today, Direction::Ahead), None, "{word}");
        }
        assert_eq!(number(today), 20_250_331);
    }

    #[test]
    fn phrases_are_days_too() {
        let today = day("2025-03-14"); // A Friday.
        let cases = [
            ("3 days ago", "2025-03-11"),
            ("in a week", "2025-03-21"),
            ("2 weeks from now", "2025-03-28"),
            ("last month", "2025-02-14"),
            ("next Friday", "2025-03-21"),
            ("last monday", "2025-03-10"),
        ];
        for (words, expected) in cases {
            assert_eq!(phrase(words, today), Some(day(expected)), "{words}");
        }
        assert_eq!(phrase("when pigs fly", today), None);
    }
}
