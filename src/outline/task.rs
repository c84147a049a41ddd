//! Markers, priorities and the dates of tasks.
//!
//! Does not know which markers mean open: the graph does.

use super::Stamp;
use super::lines::{is_space, skip_space};
use crate::date::{Format, Formats, Read};
use chrono::NaiveDate;
use std::ops::Range;
use std::sync::LazyLock;

/// What makes a block a thing to do. A block with dates or a priority alone has no marker.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Task {
    /// The state, where a word says it.
    pub marker: Option<Marker>,
    /// Any one character, as written in `[#A]`.
    pub priority: Option<char>,
    /// `SCHEDULED:`
    pub scheduled: Option<Stamp>,
    /// `DEADLINE:`
    pub deadline: Option<Stamp>,
    /// `CLOSED:`, `completed::`, `done::`, `✅`, or the end of the last clock of a done task.
    pub closed: Option<NaiveDate>,
    /// Sum of the clocks of its logbook, in seconds.
    pub clocked: u32,
}

/// The eleven words of Logseq.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[allow(missing_docs)]
pub enum Marker {
    Todo,
    Doing,
    Done,
    Now,
    Later,
    Wait,
    Waiting,
    InProgress,
    Canceled,
    Cancelled,
    Started,
}

const MARKERS: [(&str, Marker); 11] = [
    ("TODO", Marker::Todo),
    ("DOING", Marker::Doing),
    ("DONE", Marker::Done),
    ("NOW", Marker::Now),
    ("LATER", Marker::Later),
    ("WAITING", Marker::Waiting),
    ("WAIT", Marker::Wait),
    ("CANCELED", Marker::Canceled),
    ("CANCELLED", Marker::Cancelled),
    ("IN-PROGRESS", Marker::InProgress),
    ("STARTED", Marker::Started),
];

impl Marker {
    /// The word as Logseq writes it.
    pub fn word(self) -> &'static str {
        MARKERS.iter().find(|(_, m)| *m == self).map_or("", |(word, _)| word)
    }

    /// The marker that a word is, in any case of letters.
    pub fn read(word: &str) -> Option<Marker> {
        MARKERS.iter().find(|(marker, _)| marker.eq_ignore_ascii_case(word)).map(|(_, marker)| *marker)
    }
}

/// The marker at `at`, and the byte after it. A space or the end of the file must follow; the end of a line will not do.
pub(super) fn marker(bytes: &[u8], at: usize, end: usize) -> Option<(Marker, usize)> {
    if !matches!(bytes.get(at)?, b'T' | b'D' | b'N' | b'L' | b'W' | b'C' | b'I' | b'S') {
        return None;
    }
    MARKERS.iter().find_map(|(word, marker)| {
        let after = at + word.len();
        let fits = after <= end && bytes[at..end].starts_with(word.as_bytes());
        (fits && bytes.get(after).is_none_or(|&b| b == b' ')).then_some((*marker, after))
    })
}

/// `[#A]` at `at`: its character, which is one byte, and the byte after it.
pub(super) fn priority(text: &str, at: usize, end: usize) -> Option<(char, usize)> {
    match text.as_bytes()[at..end].strip_prefix(b"[#")? {
        [letter, b']', ..] if letter.is_ascii() => Some((char::from(*letter), at + 4)),
        _ => None,
    }
}

/// A checkbox at `at`: what it says, and the byte after it and its space.
pub(super) fn checkbox(bytes: &[u8], at: usize, end: usize) -> Option<(Marker, usize)> {
    let inner = bytes[at..end].strip_prefix(b"[")?;
    let marker = match inner.first()? {
        b' ' => Marker::Todo,
        b'x' | b'X' => Marker::Done,
        b'/' => Marker::InProgress,
        b'-' => Marker::Cancelled,
        b'>' | b'!' | b'?' | b'*' => Marker::Todo,
        _ => return None,
    };
    let closed = inner.get(1) == Some(&b']') && inner.get(2).is_none_or(|&b| is_space(b));
    closed.then(|| (marker, skip_space(bytes, at + 3, end)))
}

/// What the Tasks plugin of Obsidian writes behind a task.
#[derive(Default)]
pub(super) struct Emoji {
    pub deadline: Option<(NaiveDate, usize)>,
    pub scheduled: Option<(NaiveDate, usize)>,
    pub closed: Option<NaiveDate>,
    pub priority: Option<char>,
    /// The signs with their dates.
    pub signs: Vec<Range<usize>>,
}

/// Reads `📅 2024-12-10 ⏳ … ✅ … 🔼` anywhere in a line; places are bytes within it.
pub(super) fn emoji(line: &str) -> Emoji {
    let mut found = Emoji::default();
    if line.is_ascii() {
        return found;
    }
    for (at, sign) in line.char_indices().filter(|(_, c)| !c.is_ascii()) {
        let behind = line[at + sign.len_utf8()..].trim_start_matches(['\u{fe0f}', ' ']);
        let place = line.len() - behind.len();
        let date = || behind.get(..10).and_then(iso).map(|date| (date, place));
        let (taken, end) = match sign {
            '📅' | '📆' | '🗓' => (take(&mut found.deadline, date()), place + 10),
            '⏳' | '⌛' => (take(&mut found.scheduled, date()), place + 10),
            '✅' => (take(&mut found.closed, date().map(|d| d.0)), place + 10),
            '🔺' | '⏫' => (take(&mut found.priority, Some('A')), at + sign.len_utf8()),
            '🔼' => (take(&mut found.priority, Some('B')), at + sign.len_utf8()),
            '🔽' | '⏬' => (take(&mut found.priority, Some('C')), at + sign.len_utf8()),
            _ => continue,
        };
        if taken {
            found.signs.push(at..end);
        }
    }
    found
}

/// Puts a value where there is none.
fn take<T>(place: &mut Option<T>, value: Option<T>) -> bool {
    let taken = place.is_none() && value.is_some();
    if taken {
        *place = value;
    }
    taken
}

/// Where a task's line says its dates and its priority by signs; they are shown elsewhere.
pub fn task_signs(line: &str) -> Vec<Range<usize>> {
    emoji(line).signs
}

static ISO: LazyLock<Option<Format>> = LazyLock::new(|| Format::new("yyyy-MM-dd"));
static KNOWN: LazyLock<Formats> = LazyLock::new(Formats::known);

fn iso(text: &str) -> Option<NaiveDate> {
    ISO.as_ref()?.read(text).and_then(Read::day)
}

/// The day in the value of `completed::` or `done::`, in brackets or not, with a time behind it or not.
pub(super) fn day(value: &str) -> Option<NaiveDate> {
    let value = value.trim().trim_start_matches(['[', '<', '#']);
    let value = value.split([']', '>']).next().unwrap_or(value).trim();
    KNOWN.read(value).and_then(Read::day).or_else(|| value.get(..10).and_then(iso))
}
