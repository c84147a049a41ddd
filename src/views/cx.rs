//! What every view is made from: the graph, the routes, the config and today, seen from one page.
//!
//! Does not write HTML; makes links, dates in the margin and the words of dates.

use super::blocks::Memo;
use super::packet::Pictures;
use super::parts::{Link, Sign, When, WhenState};
use crate::config::Config;
use crate::graph::marks::Marks;
use crate::graph::{BlockId, Graph, PageId, PageKind};
use crate::period::Period;
use crate::route::{Route, Routes};
use crate::span::position;
use chrono::{Datelike, Month, NaiveDate};
use percent_encoding::percent_decode_str;

/// The site as one page sees it.
#[derive(Clone, Copy)]
pub struct Cx<'a> {
    /// All that the notes say.
    pub graph: &'a Graph,
    /// All addresses.
    pub routes: &'a Routes,
    /// The settings.
    pub config: &'a Config,
    /// The day that relative words are read against.
    pub today: NaiveDate,
    /// The day on which it is told what is late and what is to come: today, or the last day of a week that is over.
    pub as_of: NaiveDate,
    /// Blocks that were rendered before.
    pub memo: &'a Memo,
    /// How many folders deep the page stands: 0 for home and the files beside it, else 1.
    pub depth: u8,
    /// Within what a query found: embeds are links there and queries their names, so that nothing shows itself.
    pub listed: bool,
    /// Of a page that stands alone: its pictures. Nothing else on it leads anywhere of the site's own.
    pub alone: Option<&'a Pictures>,
}

impl<'a> Cx<'a> {
    /// The address of a route from here.
    pub fn href(&self, route: Route) -> String {
        self.routes.href(self.graph, route, self.depth)
    }

    /// The address of a block from here.
    pub fn block_href(&self, id: BlockId) -> String {
        self.routes.block_href(self.graph, id, self.depth)
    }

    /// Whether its author marked a block so that a manager may not see it: it, or what holds it. Its author sees it; it is no
    /// part of what is handed in.
    pub fn is_marked_private(&self, id: BlockId) -> bool {
        let of_note = || Marks::new(self.graph, "manager", &self.config.share.audiences()).of_note(id.note);
        self.memo.private(id.note, of_note).get(id.block as usize).copied().unwrap_or(true)
    }

    /// The address of a file of the theme; empty where the theme has none of that name.
    pub fn theme_file(&self, name: &str) -> String {
        let at = self.routes.statics.iter().position(|f| f == name);
        at.map(|at| self.href(Route::Static(at as u32))).unwrap_or_default()
    }

    /// The sign of a page's kind.
    pub fn sign(&self, page: PageId) -> Sign {
        match self.graph.page(page).kind {
            PageKind::Project => Sign::Project,
            PageKind::Person => Sign::Person,
            PageKind::Journal(_) => Sign::Day,
            PageKind::Tag => Sign::Tag,
            PageKind::Custom(_) | PageKind::Note => Sign::None,
        }
    }

    /// A link to a page under its own name.
    pub fn link(&self, page: PageId) -> Link {
        let p = self.graph.page(page);
        let label = match p.kind {
            PageKind::Journal(day) => self.short_day(day),
            _ if p.kind.is_entity() => p.short_name().to_string(),
            PageKind::Tag => p.name.trim_start_matches('#').to_string(),
            _ => p.name.to_string(),
        };
        Link { href: Some(self.href(Route::Page(page))), label, sign: self.sign(page), missing: self.is_missing(page) }
    }

    /// Whether no note defines a page that a note could: days and tags need none, nor does a name with pages below it, or a
    /// time with days in it.
    pub fn is_missing(&self, page: PageId) -> bool {
        let p = self.graph.page(page);
        let is_defined = matches!(p.kind, PageKind::Journal(_) | PageKind::Tag) || !p.children.is_empty();
        p.is_missing() && !is_defined && self.days_of(page).is_none_or(|(_, days)| days.is_empty())
    }

    /// The time that a page is named after, `2024`, `2024-12`, `2024 Q4` or `2024-W50`, and its days that have a page; years,
    /// halves and quarters as the config begins them.
    pub fn days_of(&self, page: PageId) -> Option<(Period, &'a [(NaiveDate, PageId)])> {
        let period = Period::read(&self.graph.page(page).name).filter(|p| !matches!(p, Period::Range(..)))?;
        let (from, to) = period.days(self.config.fiscal_year_start)?;
        let all = &self.graph.days;
        let place = |is_before: &dyn Fn(NaiveDate) -> bool| all.partition_point(|(day, _)| is_before(*day));
        Some((period, &all[place(&|day| day < from)..place(&|day| day <= to)]))
    }

    /// A link to where a block stands: `Architect.md, line 106`.
    pub fn source(&self, id: BlockId) -> Link {
        self.source_within(id, &self.file_words(id))
    }

    /// The same, the file in these words; without a file where it need not be said.
    fn source_within(&self, id: BlockId, file: &str) -> Link {
        let outline = self.graph.outline(id);
        let line = position(&outline.text, outline.blocks[id.block as usize].span.start as usize).line;
        let between = if file.is_empty() { "" } else { ", " };
        // Not parted from its number at a line's end.
        Link { href: Some(self.block_href(id)), label: format!("{file}{between}line\u{a0}{line}"), ..Link::default() }
    }

    /// The same in a row that says much of it already: without the day that stands in the margin, and without the
    /// file of a page that the row names or stands on.
    pub fn source_in(&self, id: BlockId, when: Option<&When>, known: &[PageId]) -> Link {
        let page = self.graph.facts[id.note.index()].page;
        match self.graph.pages.get(page.index()).map(|p| p.kind) {
            Some(PageKind::Journal(day)) if when.is_some_and(|w| w.datetime == day) => {
                self.source_within(id, "Journal")
            }
            _ if known.contains(&page) => self.source_within(id, ""),
            _ => self.source(id),
        }
    }

    /// A file as readers know it: the day of a journal, else the file's name, decoded and a namespace parted as in links.
    fn file_words(&self, id: BlockId) -> String {
        let facts = &self.graph.facts[id.note.index()];
        match self.graph.pages.get(facts.page.index()).map(|p| p.kind) {
            Some(PageKind::Journal(day)) => format!("Journal, {}", self.short_day(day)),
            _ => {
                let file = facts.path.rsplit('/').next().unwrap_or(&facts.path);
                percent_decode_str(&file.replace("___", "/")).decode_utf8_lossy().into_owned()
            }
        }
    }

    /// `10 Dec`, with the year where it is not today's.
    pub fn short_day(&self, day: NaiveDate) -> String {
        let month = &month(day)[..3];
        match day.year() {
            year if year == self.today.year() => format!("{} {month}", day.day()),
            year => format!("{} {month} {year}", day.day()),
        }
    }

    /// `Tuesday 10 December 2024`
    pub fn long_day(&self, day: NaiveDate) -> String {
        format!("{} {} {} {}", long_weekday(day), day.day(), month(day), day.year())
    }

    /// `today`, `3 days ago`, `in 6 days`.
    pub fn ago(&self, day: NaiveDate) -> String {
        match (self.today - day).num_days() {
            0 => "today".into(),
            1 => "yesterday".into(),
            -1 => "tomorrow".into(),
            n @ 2..=20 => format!("{n} days ago"),
            n @ 21..=70 => format!("{} weeks ago", n / 7),
            n if n > 70 => format!("{} months ago", n / 30),
            n @ -20..=-2 => format!("in {} days", -n),
            n @ -70..=-21 => format!("in {} weeks", -n / 7),
            n => format!("in {} months", -n / 30),
        }
    }

    /// `3 days late`, `5 months late`
    pub fn late(&self, day: NaiveDate) -> String {
        let words = match (self.as_of - day).num_days().max(0) as usize {
            days @ 0..=20 => count(days, "day", "days"),
            days @ 21..=70 => format!("{} weeks", days / 7),
            days => format!("{} months", days / 30),
        };
        words + " late"
    }

    /// The date in the margin. Red is asked for, with [`WhenState::Today`]: it is for what presses, not for what was
    /// written today.
    pub fn when(&self, day: NaiveDate, state: WhenState) -> When {
        let this_year = day.year() == self.today.year();
        let today = day == self.today && matches!(state, WhenState::Dated | WhenState::Today);
        let state = match state {
            WhenState::Dated if day > self.today => WhenState::Future,
            WhenState::Today if !today => WhenState::Dated,
            state => state,
        };
        When {
            href: self.graph.day(day).filter(|_| self.alone.is_none()).map(|page| self.href(Route::Page(page))),
            datetime: day,
            weekday: if today || !this_year { "" } else { weekday(day) },
            label: if today { "today".into() } else { self.short_day(day).into() },
            state,
        }
    }
}

// Not by patterns: every row has a day, and reading the pattern costs most of it.

fn month(day: NaiveDate) -> &'static str {
    Month::try_from(day.month() as u8).map_or("", |month| month.name())
}

fn long_weekday(day: NaiveDate) -> &'static str {
    const WEEK: [&str; 7] = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];
    WEEK[day.weekday().num_days_from_monday() as usize]
}

/// `Tue`
pub fn weekday(day: NaiveDate) -> &'static str {
    &long_weekday(day)[..3]
}

/// `9 to 15 December 2024`, `1 January to 31 December 2024`, `30 December 2024 to 5 January 2025`.
pub fn stretch(first: NaiveDate, last: NaiveDate) -> String {
    let from = match (first.year() == last.year(), first.month() == last.month()) {
        (true, true) => first.day().to_string(),
        (true, false) => format!("{} {}", first.day(), month(first)),
        _ => format!("{} {} {}", first.day(), month(first), first.year()),
    };
    format!("{from} to {} {} {}", last.day(), month(last), last.year())
}

/// `1 task`, `2 tasks`.
pub fn count(n: usize, one: &str, many: &str) -> String {
    format!("{n} {}", if n == 1 { one } else { many })
}

/// `16 weeks`, where two days of a list stand four weeks or more apart.
pub fn gap(a: NaiveDate, b: NaiveDate) -> Option<String> {
    let weeks = (a - b).num_days().abs() / 7;
    (weeks >= 4).then(|| format!("{weeks} weeks"))
}
