//! A day: its note, who was met, what is due, what points here.

use chrono::{Datelike, Days, NaiveDate, Weekday};
use rustc_hash::FxHashSet;
use serde::Serialize;

use super::backlinks::backlinks;
use super::blocks::first_words;
use super::cx::{Cx, count};
use super::frame::{Frame, Part, frame};
use super::parts::{Backlinks, Fact, Group, Link, Pair, Passage, Sign, When, WhenState};
use super::passages::passages;
use super::row::{Row, Rows};
use super::{calendar, rows, tree};
use crate::graph::{BlockId, Completed, Meeting, PageId, TaskRow};
use crate::markup::{Html, HtmlWriter};
use crate::period::Period;
use crate::route::Route;

/// `journal/2024-12-10.html`. Week and sources are groups of the frame's aside.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Day {
    /// What is around it.
    pub frame: Frame,
    /// How long ago, and what there is.
    pub facts: Vec<Fact>,
    /// The days of the month.
    pub strip: Html,
    /// The last day before with content.
    pub previous: Option<Link>,
    /// The next day with content.
    pub next: Option<Link>,
    /// The journal note itself, by source; empty when there is none.
    pub notes: Vec<Passage>,
    /// Sections of people dated here.
    pub meetings: Vec<Met>,
    /// `Due this day`, `Done this day` or both.
    pub tasks_head: String,
    /// Due, scheduled or done on this day.
    pub tasks: Rows,
    /// What else links here.
    pub backlinks: Backlinks,
    /// This day in earlier years.
    pub earlier: Rows,
}

/// A day in the strip of the month.
#[derive(Clone, Debug, Default)]
pub struct StripDay {
    /// 1 to 31.
    pub number: u32,
    /// Its page, if it has one and is not this day.
    pub href: Option<String>,
    /// It is this day.
    pub current: bool,
    /// It is today.
    pub today: bool,
    /// A day of a weekend with nothing: a gap between two weeks, so that the others are wide enough for a finger.
    pub idle: bool,
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

/// Fill the screen of one day.
pub fn day(cx: &Cx<'_>, page: PageId, day: NaiveDate) -> Day {
    let mut frame = frame(cx, "day", &cx.long_day(day), Part::Journal);
    frame.crumbs = crumbs(cx, day);
    frame.read_against = cx.long_day(cx.today);
    frame.aside = vec![week(cx, day)];
    let met = cx.graph.meetings().on(day);
    // Those of the day's own note stand in it, right above.
    let met_elsewhere = met.iter().filter(|m| cx.graph.owner(m.block) != page);
    let meetings: Vec<Met> = met_elsewhere.map(|m| meeting(cx, m)).collect();
    let tasks: Vec<_> = cx.graph.tasks_on(day).collect();
    let shown: FxHashSet<BlockId> = met.iter().map(|m| m.block).chain(tasks.iter().map(|t| t.block)).collect();
    let elsewhere: Vec<&TaskRow> = tasks.iter().copied().filter(|t| cx.graph.owner(t.block) != page).collect();
    let notes = passages(cx, page, &[]);
    let backlinks = backlinks(cx, page, |id| shown.contains(&id));
    let neighbours = neighbours(cx, day);
    Day {
        facts: facts(cx, day, &notes, met.len(), tasks.len(), backlinks.count),
        strip: write_strip(month_of(cx, day)),
        previous: neighbours.0.map(|d| to_day(cx, d, "%a %-d %b")),
        next: neighbours.1.map(|d| to_day(cx, d, "%a %-d %b")),
        notes,
        meetings,
        tasks_head: tasks_head(&elsewhere),
        tasks: elsewhere.iter().map(|t| rows::task(cx, t, page)).collect(),
        backlinks,
        earlier: earlier(cx, day),
        frame,
    }
}

fn tasks_head(tasks: &[&TaskRow]) -> String {
    let open = tasks.iter().filter(|t| t.state.is_open()).count();
    let what = match open {
        0 => "Done",
        n if n == tasks.len() => "Due",
        _ => "Due or done",
    };
    format!("{what} this day")
}

fn meeting(cx: &Cx<'_>, meeting: &Meeting) -> Met {
    let id = meeting.block;
    let said: Vec<BlockId> = cx.graph.children(id).collect();
    let all = if cx.graph.is_bare_date(id) { said } else { vec![id] };
    Met { person: cx.link(meeting.person), source: cx.source(id), tree: tree::blocks(cx, &all, None, &[]) }
}

fn crumbs(cx: &Cx<'_>, day: NaiveDate) -> Vec<Link> {
    let calendar = Route::Calendar(day.year());
    let href = cx.routes.has(cx.graph, calendar).then(|| cx.href(calendar));
    vec![
        Link { href: href.clone(), label: "Journal".into(), ..Link::default() },
        Link { href, label: day.format("%B %Y").to_string(), ..Link::default() },
        to_week(cx, day),
    ]
}

fn facts(cx: &Cx<'_>, day: NaiveDate, notes: &[Passage], met: usize, tasks: usize, links: usize) -> Vec<Fact> {
    let own = if notes.is_empty() { "no note of its own" } else { "" };
    let counts = [
        (met, count(met, "meeting", "meetings")),
        (tasks, count(tasks, "task", "tasks")),
        (links, count(links, "line points here", "lines point here")),
    ];
    let words = counts.into_iter().filter(|(n, _)| *n > 0).map(|(_, words)| words);
    std::iter::once(cx.ago(day))
        .chain((!own.is_empty()).then(|| own.to_string()))
        .chain(words)
        .map(|before| Fact { before, ..Fact::default() })
        .collect()
}

fn month_of<'c>(cx: &'c Cx<'_>, day: NaiveDate) -> impl Iterator<Item = StripDay> + 'c {
    let first = day.with_day(1).unwrap_or(day);
    first.iter_days().take_while(move |d| d.month() == day.month() && d.year() == day.year()).map(move |d| {
        let page = cx.graph.day(d);
        let (current, today) = (d == day, d == cx.today);
        StripDay {
            number: d.day(),
            href: page.filter(|_| !current).map(|page| cx.href(Route::Page(page))),
            current,
            today,
            idle: d.weekday().number_from_monday() > 5 && page.is_none() && !current && !today,
        }
    })
}

/// The `<li>` of each day of a strip: thirty on each page of a day, which a template would take its time over.
pub fn write_strip(days: impl Iterator<Item = StripDay>) -> Html {
    let mut w = HtmlWriter::new();
    for day in days {
        w.tag(match (day.today, day.current, day.href.is_some()) {
            (true, true, _) => "<li class=\"today on here\">",
            (true, false, true) => "<li class=\"today on\">",
            (true, false, false) => "<li class=\"today\">",
            (false, true, _) => "<li class=\"on here\">",
            (false, false, true) => "<li class=\"on\">",
            (false, false, false) if day.idle => "<li class=\"off\">",
            (false, false, false) => "<li>",
        });
        match &day.href {
            Some(href) => w.tag("<a").attr("href", href).tag(">").number(day.number).tag("</a>"),
            None if day.current => w.tag("<span aria-current=\"date\">").number(day.number).tag("</span>"),
            None => w.tag("<span>").number(day.number).tag("</span>"),
        };
        w.tag("</li>\n");
    }
    w.finish()
}

fn neighbours(cx: &Cx<'_>, day: NaiveDate) -> (Option<NaiveDate>, Option<NaiveDate>) {
    let at = cx.graph.days.partition_point(|(d, _)| *d < day);
    let before = at.checked_sub(1).and_then(|i| cx.graph.days.get(i));
    let after = cx.graph.days[at..].iter().find(|(d, _)| *d > day);
    (before.map(|(d, _)| *d), after.map(|(d, _)| *d))
}

fn to_day(cx: &Cx<'_>, day: NaiveDate, format: &str) -> Link {
    let year = if day.year() == cx.today.year() { String::new() } else { format!(" {}", day.year()) };
    let href = cx.graph.day(day).map(|page| cx.href(Route::Page(page)));
    Link { href, label: format!("{}{year}", day.format(format)), ..Link::default() }
}

/// The first day and the number of a day's week, as the calendar draws it.
pub fn week_of(cx: &Cx<'_>, day: NaiveDate) -> (NaiveDate, u32) {
    calendar::week(day, cx.config.first_weekday()).unwrap_or((day, day.iso_week().week()))
}

/// A link to the digest of the week that holds a day, if there is one: `Week 50`, by the number that the calendar gives it.
pub fn to_week(cx: &Cx<'_>, day: NaiveDate) -> Link {
    let (first, number) = week_of(cx, day);
    let thursday = first.iter_days().take(7).find(|day| day.weekday() == Weekday::Thu);
    let route = Route::Week(Period::week_of(thursday.unwrap_or(day)));
    let href = cx.routes.has(cx.graph, route).then(|| cx.href(route));
    Link { href, label: format!("Week {number}"), ..Link::default() }
}

/// The seven days round this one, and what is in each.
fn week(cx: &Cx<'_>, day: NaiveDate) -> Group {
    let (first, number) = week_of(cx, day);
    let pair = |d: NaiveDate| {
        let mut link = to_day(cx, d, "%a %-d");
        // The reader is there.
        link.href = link.href.filter(|_| d != day);
        if d == cx.today {
            link.label.push_str(", today");
        }
        Pair { left: link, right: in_short(cx, d), current: d == day, ..Pair::default() }
    };
    let days = (0..7).filter_map(|n| first.checked_add_days(Days::new(n)));
    // A weekend nobody worked is not worth two lines.
    let days = days.filter(|d| d.weekday().number_from_monday() < 6 || cx.graph.day(*d).is_some());
    Group { title: format!("Week {number}"), pairs: days.map(pair).collect(), ..Group::default() }
}

/// A day in a few words: who was met, what is due.
fn in_short(cx: &Cx<'_>, day: NaiveDate) -> String {
    let met = cx.graph.meetings().on(day).iter().map(|m| cx.graph.page(m.person).short_name().to_string());
    let mut words: Vec<String> = met.collect();
    words.dedup();
    let due = cx.graph.tasks_on(day).filter(|t| t.state.is_open()).count();
    let done = cx.graph.tasks_on(day).filter(|t| t.completed.and_then(Completed::day) == Some(day)).count();
    words.extend((due > 0).then(|| format!("{due} due")));
    words.extend((done > 0).then(|| format!("{done} done")));
    if words.is_empty() && cx.graph.day(day).is_some_and(|page| !cx.graph.page(page).home.notes.is_empty()) {
        words.push("note".into());
    }
    if words.is_empty() { "nothing".into() } else { words.join(", ") }
}

/// The same day in years before, with its first line.
pub fn earlier(cx: &Cx<'_>, day: NaiveDate) -> Rows {
    let first = cx.graph.days.first().map_or(day.year(), |(d, _)| d.year());
    let found = (first..day.year()).rev().filter_map(|year| {
        let then = day.with_year(year)?;
        Some((then, cx.graph.day(then)?))
    });
    found
        .map(|(d, page)| {
            let link = Link { label: cx.long_day(d), sign: Sign::None, ..cx.link(page) };
            let when =
                When { href: link.href.clone(), datetime: d, label: d.year().to_string().into(), ..When::default() };
            let mut row = gist(cx, d, page);
            row.why.push(link);
            Row { when: Some(when), ..row }
        })
        .collect()
}

/// A day as a row: its date and its first line.
pub fn day_row(cx: &Cx<'_>, day: NaiveDate, page: PageId) -> Row {
    Row { when: Some(cx.when(day, WhenState::Dated)), ..gist(cx, day, page) }
}

/// The first line of a day's note; else, as our own words, what else there is of the day.
fn gist(cx: &Cx<'_>, day: NaiveDate, page: PageId) -> Row {
    match said(cx, page).into_iter().find(|id| !cx.graph.is_blank(*id)) {
        Some(first) => Row { line: Html::phrase(first_words(cx, first)), ..Row::default() },
        None => Row { why: vec![rows::words(in_short(cx, day))], ..Row::default() },
    }
}

/// The top blocks of a day's note; for one that only repeats its date, those below it.
pub fn said(cx: &Cx<'_>, page: PageId) -> Vec<BlockId> {
    let tops = cx.graph.top_blocks(page).flat_map(|(_, tops)| tops);
    let opened = |id| if cx.graph.is_bare_date(id) { cx.graph.children(id).collect() } else { vec![id] };
    tops.flat_map(opened).collect()
}
