//! A year of the journal: the heatmap and twelve months. Does not draw the heatmap, nor say what a day holds but in counts.

use super::cx::{Cx, count};
use super::day::to_week;
use super::frame::{Frame, Part, frame};
use super::gather;
use super::heat::{Heat, heat};
use super::parts::{Fact, Link};
use super::rule::{YearRule, year_rule};
use crate::graph::{BlockId, Graph, PageKind};
use crate::notes::NoteId;
use crate::route::Route;
use chrono::{Datelike, Days, NaiveDate, Weekday as Day};
use serde::Serialize;

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

/// The year's days, and what each holds.
pub fn calendar(cx: &Cx<'_>, year: i32) -> Calendar {
    let days = tally(cx, year);
    let counts: Vec<u32> = days.iter().map(|day| day.blocks).collect();
    let rule = year_rule(year, &counts, cx.today);
    let (previous, next) = neighbours(cx, year);
    let mut frame = frame(cx, "calendar", &year.to_string(), Part::Journal);
    let home = cx.routes.calendar(cx.today.year()).map(|route| cx.href(route));
    frame.crumbs = vec![Link { href: home, label: "Journal".into(), ..Link::default() }];
    // A year long past says the same on any day: only then may its page stay as it is.
    if year == cx.today.year() || days.iter().any(|day| day.late > 0) {
        frame.read_against = cx.today.format("%a %-d %b %Y").to_string();
    }
    let first = cx.config.first_weekday();
    let months: Vec<Month> =
        (1..=12).filter_map(|number| month(cx, NaiveDate::from_ymd_opt(year, number, 1)?, &days)).collect();
    let mut quarters = Vec::new();
    for (i, months) in months.chunks(3).enumerate() {
        quarters.push(Quarter { name: format!("Q{}", i + 1), months: months.to_vec() });
    }
    Calendar {
        frame,
        facts: facts(cx, year, &rule, &months),
        previous,
        next,
        heat: heat(year, &counts, cx.today, first, rule.alt.clone()),
        rule: Some(rule),
        weekdays: weekdays(first),
        quarters,
    }
}

/// What a day holds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Tally {
    /// Dated blocks and completed tasks: how much there is.
    blocks: u32,
    /// Lines that stand at the top of a note of that day.
    notes: u32,
    meetings: u32,
    due: u32,
    late: u32,
    done: u32,
}

/// One for each day of the year.
fn tally(cx: &Cx<'_>, year: i32) -> Vec<Tally> {
    let graph = cx.graph;
    let length = gather::per_day(year, std::iter::empty()).len();
    let mut days = vec![Tally::default(); length];
    let mut add = |day: NaiveDate, change: &dyn Fn(&mut Tally)| {
        if let Some(tally) = days.get_mut(day.ordinal0() as usize).filter(|_| day.year() == year) {
            change(tally);
        }
    };
    for note in (0..graph.outlines.len() as u32).map(NoteId) {
        for (block, day) in (0u32..).zip(graph.dates_in(note)) {
            let Some(day) = day.filter(|day| day.year() == year) else { continue };
            let id = BlockId { note, block };
            if graph.outline(id).is_empty(block) || graph.is_bare_date(id) {
                continue;
            }
            let note = u32::from(is_top(graph, id, day));
            add(day, &|tally| {
                tally.blocks += 1;
                tally.notes += note;
            });
        }
    }
    for meeting in graph.meetings().all() {
        add(meeting.day, &|tally| tally.meetings += 1);
    }
    for task in graph.tasks() {
        if let Some(due) = task.due_from(cx.today).filter(|_| task.state.is_open()) {
            match due < cx.today {
                true => add(due, &|tally| tally.late += 1),
                false => add(due, &|tally| tally.due += 1),
            }
        }
        if let Some(day) = task.completed.and_then(|c| c.day()) {
            // Written on that very day it was counted above.
            let elsewhere = u32::from(graph.date(task.block) != Some(day));
            add(day, &|tally| {
                tally.done += 1;
                tally.blocks += elsewhere;
            });
        }
    }
    days
}

/// Whether a block stands at the top of what was written on its day, meetings aside: those are counted as such.
fn is_top(graph: &Graph, id: BlockId, day: NaiveDate) -> bool {
    if graph.pages.get(graph.owner(id).index()).is_some_and(|p| p.kind == PageKind::Person) {
        return false;
    }
    match graph.block(id).parent.map(|parent| BlockId { block: parent, ..id }) {
        Some(parent) => graph.date(parent) != Some(day) || graph.is_bare_date(parent),
        None => true,
    }
}

/// The nearest years before and after that have a calendar.
fn neighbours(cx: &Cx<'_>, year: i32) -> (Option<Link>, Option<Link>) {
    let years = || cx.routes.calendars().iter().copied();
    let link = |y: i32| Link { href: Some(cx.href(Route::Calendar(y))), label: y.to_string(), ..Link::default() };
    (years().filter(|y| *y < year).max().map(link), years().filter(|y| *y > year).min().map(link))
}

fn facts(cx: &Cx<'_>, year: i32, rule: &YearRule, months: &[Month]) -> Vec<Fact> {
    let with: usize = months.iter().map(|m| m.count).sum();
    let mut facts = vec![Fact { strong: with.to_string(), after: count_words(with), ..Fact::default() }];
    let busiest = rule.months.iter().rev().max_by_key(|m| m.count).filter(|m| m.count > 0);
    if let Some(busiest) = busiest {
        facts.push(Fact { before: format!("busiest {}", busiest.name), ..Fact::default() });
    }
    // Months still to come are not called empty.
    let past = match year.cmp(&cx.today.year()) {
        std::cmp::Ordering::Less => 12,
        std::cmp::Ordering::Equal => cx.today.month() as usize,
        std::cmp::Ordering::Greater => 0,
    };
    let empty: Vec<&str> = months.iter().take(past).filter(|m| m.count == 0).map(|m| m.name.as_str()).collect();
    if let Some(words) = nothing_in(&empty).filter(|_| with > 0) {
        facts.push(Fact { before: words, ..Fact::default() });
    }
    facts
}

fn count_words(days: usize) -> String {
    if days == 1 { " day with something".into() } else { " days with something".into() }
}

/// `nothing in March or July`; of many months only how many.
fn nothing_in(months: &[&str]) -> Option<String> {
    match months {
        [] => None,
        [one] => Some(format!("nothing in {one}")),
        [most @ .., last] if most.len() < 4 => Some(format!("nothing in {} or {last}", most.join(", "))),
        many => Some(format!("nothing in {} months", many.len())),
    }
}

/// The columns, in the order the config begins a week.
fn weekdays(first: Day) -> Vec<Weekday> {
    let names = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];
    let from = first.num_days_from_monday() as usize;
    let turned = names.iter().cycle().skip(from).take(names.len());
    turned.map(|name| Weekday { letter: name.chars().take(1).collect(), name: (*name).into() }).collect()
}

/// A month whose first day is `first`; none at the end of all dates.
fn month(cx: &Cx<'_>, first: NaiveDate, days: &[Tally]) -> Option<Month> {
    let begins = cx.config.first_weekday();
    let mut month = Month { name: first.format("%B").to_string(), count: 0, weeks: Vec::new() };
    for day in first.iter_days().take_while(|day| day.month() == first.month() && day.year() == first.year()) {
        let column = day.weekday().days_since(begins) as usize;
        if month.weeks.is_empty() || column == 0 {
            let link = to_week(cx, day);
            month.weeks.push(Week { number: week(day, begins)?.1, href: link.href, days: vec![None; 7] });
        }
        let cell = cell(cx, day, days.get(day.ordinal0() as usize).copied().unwrap_or_default());
        month.count += usize::from(cell.href.is_some());
        if let Some(place) = month.weeks.last_mut().and_then(|week| week.days.get_mut(column)) {
            *place = Some(cell);
        }
    }
    Some(month)
}

/// The first day of the week that holds a day, and the week's ISO number: that of its Thursday, wherever it begins.
/// None at the ends of all dates.
pub fn week(day: NaiveDate, begins: Day) -> Option<(NaiveDate, u32)> {
    let start = day.checked_sub_days(Days::new(day.weekday().days_since(begins).into()))?;
    let thursday = start.checked_add_days(Days::new(Day::Thu.days_since(begins).into()))?;
    Some((start, thursday.iso_week().week()))
}

fn cell(cx: &Cx<'_>, day: NaiveDate, tally: Tally) -> Cell {
    Cell {
        number: day.day(),
        href: cx.graph.day(day).map(|page| cx.href(Route::Page(page))),
        words: words(tally),
        note: tally.notes > 0,
        meeting: tally.meetings > 0,
        due: tally.due + tally.late + tally.done > 0,
        late: tally.late > 0,
        today: day == cx.today,
    }
}

/// `2 notes, 1 meeting, 1 due`
fn words(tally: Tally) -> String {
    let parts = [
        (tally.notes, "note", "notes"),
        (tally.meetings, "meeting", "meetings"),
        (tally.late, "overdue", "overdue"),
        (tally.due, "due", "due"),
        (tally.done, "done", "done"),
    ];
    let told = parts.into_iter().filter(|(n, _, _)| *n > 0).map(|(n, one, many)| count(n as usize, one, many));
    told.collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(year: i32, month: u32, day: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(year, month, day).unwrap()
    }

    #[test]
    fn a_week_keeps_its_iso_number_wherever_it_begins() {
        assert_eq!(week(day(2024, 12, 31), Day::Mon), Some((day(2024, 12, 30), 1)));
        assert_eq!(week(day(2024, 12, 8), Day::Mon), Some((day(2024, 12, 2), 49)));
        // Sunday 8 December begins the row of Thursday 12, week 50.
        assert_eq!(week(day(2024, 12, 8), Day::Sun), Some((day(2024, 12, 8), 50)));
        assert_eq!(week(day(2021, 1, 1), Day::Mon), Some((day(2020, 12, 28), 53)));
        assert_eq!(week(day(2024, 12, 7), Day::Sat), Some((day(2024, 12, 7), 50)));
    }

    #[test]
    fn columns_begin_where_the_config_says() {
        let letters = |first| weekdays(first).into_iter().map(|w| w.letter).collect::<String>();
        assert_eq!((letters(Day::Mon), letters(Day::Sun)), ("MTWTFSS".into(), "SMTWTFS".into()));
    }

    #[test]
    fn a_day_is_told_in_words() {
        let tally = Tally { notes: 2, meetings: 1, late: 1, done: 3, ..Tally::default() };
        assert_eq!(words(tally), "2 notes, 1 meeting, 1 overdue, 3 done");
        assert_eq!(words(Tally::default()), "");
    }

    #[test]
    fn empty_months_are_named_while_they_are_few() {
        assert_eq!(nothing_in(&[]), None);
        assert_eq!(nothing_in(&["March", "July"]).as_deref(), Some("nothing in March or July"));
        assert_eq!(nothing_in(&["May"; 7]).as_deref(), Some("nothing in 7 months"));
    }
}
