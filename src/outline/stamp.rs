//! Org stamps: `<2024-12-10 Tue 10:00 .+1w>`, `SCHEDULED:`, `DEADLINE:`, `CLOSED:` and clocks.
//!
//! Reads more than Logseq: a stamp without its weekday counts. Does not know today.

use super::lines::skip_space;
use super::{Repeat, RepeatMode, Stamp};
use crate::date::Numbers;
use crate::diagnostic::{Code, Diagnostic};
use crate::span::Span;
use chrono::{Datelike, NaiveDate, NaiveDateTime, NaiveTime};

/// What is planned with a block's stamps.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Plan {
    Scheduled,
    Deadline,
    Closed,
}

/// Longest stamp, in bytes: bounds the search for its end.
const LONGEST: usize = 120;

/// The stamp whose bracket stands at `at`, and the byte after it.
pub(super) fn read(text: &str, at: usize, end: usize, notes: &mut Vec<Diagnostic>) -> Option<(Stamp, Span)> {
    let bytes = text.as_bytes();
    let (close, active) = match bytes.get(at)? {
        b'<' => (b'>', true),
        b'[' => (b']', false),
        _ => return None,
    };
    if !bytes.get(at + 1)?.is_ascii_digit() {
        return None;
    }
    let window = &bytes[at + 1..end.min(at + LONGEST)];
    let length = window.iter().position(|&b| b == close || b == b'\n')?;
    if window[length] == b'\n' {
        return None;
    }
    let inner = text.get(at + 1..at + 1 + length)?;
    let span = Span::new(at, at + length + 2);
    let mut words = inner.split([' ', '\t']).filter(|w| !w.is_empty());
    let written = words.next()?;
    let numbers = numbers(written)?;
    let date_span = Span::new(at + 1, at + 1 + written.len());
    let Some(date) = numbers.date() else {
        // A stamp behind a keyword is looked at once more as text.
        if notes.last().is_none_or(|last| last.span != date_span) {
            let message = format!("`{written}` is no day of the calendar");
            let told = Diagnostic::new(Code::ImpossibleDate, date_span, message).label(numbers.why_not());
            notes.push(told.help("it is shown as text and dates nothing"));
        }
        return None;
    };
    let mut stamp = Stamp { date, time: None, repeat: None, active, span };
    let mut weekday = None;
    for word in words {
        if let Some(time) = time(word) {
            stamp.time = stamp.time.or(Some(time));
        } else if let Some(repeat) = repeat(word) {
            stamp.repeat = stamp.repeat.or(Some(repeat));
        } else if weekday.is_none() && word.chars().all(|c| c.is_alphabetic() || c == '.') {
            weekday = Some(word);
        } else if !word.starts_with('-') {
            return None; // `[2024-12-10 a note, in brackets]` is prose.
        }
    }
    match weekday {
        None => notes.push(
            Diagnostic::new(Code::StampWithoutWeekday, span, format!("`{inner}` has no weekday"))
                .help(format!("Logseq reads it as a date only as `{written} {}`", date.format("%a"))),
        ),
        Some(word) if is_wrong(word, date) => {
            let right = date.format(if word.len() > 3 { "%A" } else { "%a" });
            notes.push(
                Diagnostic::new(Code::WrongWeekday, span, format!("{written} is a {}", date.format("%A")))
                    .label(format!("`{word}` is written here"))
                    .help(format!("write `{written} {right}`, or correct the date: annals goes by the date")),
            );
        }
        Some(_) => {}
    }
    Some((stamp, date_span))
}

fn numbers(text: &str) -> Option<Numbers> {
    let mut parts = text.split('-');
    let mut next = |longest: usize| {
        let part = parts.next()?;
        (part.len() <= longest && part.bytes().all(|b| b.is_ascii_digit())).then_some(part)
    };
    let (year, month, day) = (next(4)?, next(2)?, next(2)?);
    if year.len() < 4 || parts.next().is_some() {
        return None;
    }
    Some(Numbers { year: year.parse().ok()?, month: month.parse().ok()?, day: day.parse().ok()? })
}

/// `10:00`, `9:05:30`, or the start of `09:00-10:00`, in minutes.
fn time(word: &str) -> Option<u16> {
    let start = word.split('-').next()?;
    let mut parts = start.split(':');
    let (hour, minute): (u16, u16) = (parts.next()?.parse().ok()?, parts.next()?.parse().ok()?);
    (hour < 24 && minute < 60).then_some(hour * 60 + minute)
}

fn repeat(word: &str) -> Option<Repeat> {
    let (mode, rest) = if let Some(rest) = word.strip_prefix("++") {
        (RepeatMode::DoublePlus, rest)
    } else if let Some(rest) = word.strip_prefix(".+") {
        (RepeatMode::DotPlus, rest)
    } else {
        (RepeatMode::Plus, word.strip_prefix('+')?)
    };
    let unit = rest.chars().last().filter(|c| "hdwmy".contains(*c))?;
    let count = rest[..rest.len() - 1].parse().ok()?;
    Some(Repeat { mode, count, unit })
}

/// Whether an English weekday is another day's; other languages are believed.
fn is_wrong(word: &str, date: NaiveDate) -> bool {
    let Some(head) = word.get(..3) else { return false };
    ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
        .iter()
        .position(|day| head.eq_ignore_ascii_case(day))
        .filter(|_| word.len() == 3 || word.to_ascii_lowercase().ends_with("day"))
        .is_some_and(|i| i as u32 != date.weekday().num_days_from_monday())
}

/// The keyword that ends just before the colon at `colon`, and where it begins; not before `floor`.
pub(super) fn keyword(bytes: &[u8], colon: usize, floor: usize) -> Option<(Plan, usize)> {
    let word = |w: &str| {
        let start = colon.checked_sub(w.len()).filter(|&s| s >= floor)?;
        let bounded = start == 0 || !bytes[start - 1].is_ascii_alphanumeric();
        (bounded && bytes[start..colon].eq_ignore_ascii_case(w.as_bytes())).then_some(start)
    };
    match bytes.get(colon.wrapping_sub(1))? {
        b'D' | b'd' => {
            word("SCHEDULED").map(|s| (Plan::Scheduled, s)).or_else(|| word("CLOSED").map(|s| (Plan::Closed, s)))
        }
        b'E' | b'e' => word("DEADLINE").map(|s| (Plan::Deadline, s)),
        _ => None,
    }
}

/// The stamps of a line that holds nothing but `SCHEDULED: <…> DEADLINE: <…>`; `None` for any other line.
pub(super) fn planning_line(
    text: &str,
    mut at: usize,
    end: usize,
    notes: &mut Vec<Diagnostic>,
) -> Option<Vec<(Plan, Stamp)>> {
    let bytes = text.as_bytes();
    if !matches!(bytes.get(at)?, b'S' | b's' | b'D' | b'd' | b'C' | b'c') {
        return None;
    }
    let mut found = Vec::new();
    let mut said = Vec::new();
    while at < end {
        let colon = at + bytes[at..end.min(at + 10)].iter().position(|&b| b == b':')?;
        let (plan, start) = keyword(bytes, colon, at)?;
        let open = skip_space(bytes, colon + 1, end);
        if start != at || open == colon + 1 {
            return None;
        }
        let (stamp, _) = read(text, open, end, &mut said)?;
        found.push((plan, stamp));
        at = skip_space(bytes, stamp.span.end as usize, end);
    }
    notes.append(&mut said);
    Some(found)
}

/// A line of a logbook: seconds, and the day it ended.
pub(super) fn clock(line: &str) -> Option<(u32, Option<NaiveDate>)> {
    let rest = line.trim().strip_prefix("CLOCK:")?;
    let (stamps, total) = rest.split_once("=>").unwrap_or((rest, ""));
    let mut ends = stamps.split("--").map(|s| clock_time(s.trim().trim_matches(['[', ']', '<', '>'])));
    let (start, stop) = (ends.next().flatten(), ends.next().flatten());
    let by_stamps = start.zip(stop).and_then(|(a, b)| u32::try_from((b - a).num_seconds()).ok());
    let written = || {
        let mut parts = total.trim().split(':').map(|p| p.trim().parse::<u32>());
        let (h, m) = (parts.next()?.ok()?, parts.next()?.ok()?);
        let s = parts.next().and_then(Result::ok).unwrap_or(0);
        h.checked_mul(3600)?.checked_add(m.checked_mul(60)?)?.checked_add(s)
    };
    Some((by_stamps.or_else(written)?, stop.map(|s| s.date())))
}

fn clock_time(text: &str) -> Option<NaiveDateTime> {
    let mut words = text.split_ascii_whitespace();
    let day = numbers(words.next()?)?.date()?;
    let clock = words.find(|w| w.contains(':'))?;
    let mut parts = clock.split(':').map(|p| p.parse::<u32>());
    let (hour, minute) = (parts.next()?.ok()?, parts.next()?.ok()?);
    let second = parts.next().and_then(Result::ok).unwrap_or(0);
    Some(day.and_time(NaiveTime::from_hms_opt(hour, minute, second)?))
}

/// A date `yyyy-mm-dd` whose first `-` stands at `dash`, with no letter or digit beside it: where it begins.
pub(super) fn bare_date(bytes: &[u8], dash: usize, floor: usize, end: usize) -> Option<usize> {
    let start = dash.checked_sub(4).filter(|&s| s >= floor)?;
    let date = bytes.get(start..start + 10).filter(|_| start + 10 <= end)?;
    let shape = date.iter().enumerate().all(|(i, b)| if i == 4 || i == 7 { *b == b'-' } else { b.is_ascii_digit() });
    let joins = |b: u8| b.is_ascii_alphanumeric() || b >= 0x80 || matches!(b, b'-' | b'_' | b'/' | b'=');
    let free = (start == 0 || !joins(bytes[start - 1])) && (start + 10 == end || !joins(bytes[start + 10]));
    if !shape || !free {
        return None;
    }
    let n = |r: std::ops::Range<usize>| date[r].iter().fold(0u32, |n, b| n * 10 + u32::from(b - b'0'));
    NaiveDate::from_ymd_opt(n(0..4) as i32, n(5..7), n(8..10)).map(|_| start)
}

/// The shape of a ticket id, `ABC-12`, whose `-` stands at `dash`: its range.
pub(super) fn ticket(bytes: &[u8], dash: usize, floor: usize, end: usize) -> Option<Span> {
    if !bytes.get(dash + 1).is_some_and(u8::is_ascii_digit) || dash + 1 >= end {
        return None;
    }
    let mut start = dash;
    while start > floor
        && dash - start <= 10
        && (bytes[start - 1].is_ascii_uppercase() || bytes[start - 1].is_ascii_digit())
    {
        start -= 1;
    }
    let length = dash - start;
    let joins = |b: u8| b.is_ascii_alphanumeric() || b >= 0x80 || matches!(b, b'-' | b'_' | b'/' | b'.' | b'@' | b'=');
    if !(2..=10).contains(&length) || !bytes[start].is_ascii_uppercase() || (start > 0 && joins(bytes[start - 1])) {
        return None;
    }
    let digits = bytes[dash + 1..end.min(dash + 9)].iter().take_while(|b| b.is_ascii_digit()).count();
    let to = dash + 1 + digits;
    let goes_on = |b: u8| b.is_ascii_alphanumeric() || b >= 0x80 || b == b'_' || b == b'/';
    let next = bytes[to..end].first().copied();
    if digits > 7 || next.is_some_and(goes_on) {
        return None;
    }
    if next.is_some_and(|b| b == b'-' || b == b'.') && bytes[to + 1..end].first().is_some_and(|&b| goes_on(b)) {
        return None; // `COVID-19-related`, `HTTP-1.1`
    }
    Some(Span::new(start, to))
}
