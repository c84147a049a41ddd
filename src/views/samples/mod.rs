//! The journal of the design pictures, as views: what the templates are tested and looked at with.

mod entities;
mod lists;
mod notes;
mod reviews;
mod today;

pub(super) use entities::*;
pub(super) use lists::*;
pub(super) use notes::*;
pub(super) use reviews::*;
pub(super) use today::*;

use chrono::{Datelike, NaiveDate, Weekday as Day};

use super::{
    agenda::Agenda,
    calendar::{self, Calendar},
    cx::weekday,
    day::{self, StripDay},
    frame::{Frame, NavItem},
    heat::heat,
    home::Home,
    list::{Initial, Item, List},
    near::{Neighbour, near},
    notfound::NotFound,
    page::{self, Page},
    parts::*,
    person::{self, Person},
    project::{self, Project},
    redirect::Redirect,
    review::{self, Review},
    row::Row,
    rule::{coverage, spark, year_rule},
    tag::Tag,
};
use crate::markup::Html;

fn bundle(rows: Vec<Row>) -> Bundle {
    Bundle { count: rows.len(), rows: rows.into(), more: None, private: 0 }
}

fn date(month: u32, day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(2024, month, day).unwrap()
}

fn today() -> NaiveDate {
    date(12, 13)
}

fn when(month: u32, day: u32, state: WhenState) -> Option<When> {
    let date = date(month, day);
    let is_today = date == today();
    Some(When {
        href: Some(format!("../journal/{date}.html")),
        datetime: date,
        weekday: if is_today { "" } else { weekday(date) },
        label: if is_today { "today".into() } else { date.format("%-d %b").to_string().into() },
        state,
    })
}

fn dated(month: u32, day: u32) -> Option<When> {
    when(month, day, WhenState::Dated)
}

fn to(href: &str, label: &str, sign: Sign) -> Link {
    Link { href: Some(href.into()), label: label.into(), sign, missing: false }
}

fn words(label: &str) -> Link {
    Link { label: label.into(), ..Link::default() }
}

fn prj(label: &str) -> Link {
    to("../projects/hub-reliability.html", label, Sign::Project)
}

fn per(label: &str) -> Link {
    to("../people/noor.html", label, Sign::Person)
}

fn unknown(label: &str) -> Link {
    Link { missing: true, ..per(label) }
}

fn html(text: &str) -> Html {
    Html::from(text)
}

fn fact(before: &str, strong: &str, after: &str) -> Fact {
    Fact { before: before.into(), strong: strong.into(), after: after.into(), ..Fact::default() }
}

fn pair(left: Link, right: &str) -> Pair {
    Pair { left, right: right.into(), ..Pair::default() }
}

fn group(title: &str, pairs: Vec<Pair>, links: Vec<Link>) -> Group {
    Group { title: title.into(), pairs, links, ..Group::default() }
}

fn row(when: Option<When>, line: &str, why: Vec<Link>) -> Row {
    Row { when, line: html(line), why, ..Row::default() }
}

fn task(when: Option<When>, marker: &str, state: &str, priority: &str, text: &str, why: Vec<Link>) -> Row {
    let words = if state == "todo" { "to do" } else { state };
    let letter = priority.to_lowercase();
    let pri =
        if priority.is_empty() { String::new() } else { format!("<span class=\"pri {letter}\">{priority}</span> ") };
    Row {
        when,
        marker: Some(marker.into()),
        priority: (!priority.is_empty()).then(|| priority.into()),
        line: html(&format!("{pri}<span class=\"state {state}\">{words}</span> {text}")),
        why,
        ..Row::default()
    }
}

fn counts() -> Vec<u32> {
    let mut days = vec![0; 366];
    for (month, list) in [
        (1, &[9, 12, 23, 23, 24, 26][..]),
        (2, &[1, 8, 15, 21, 27]),
        (4, &[2, 4]),
        (5, &[1, 7, 8, 13, 16, 16, 24, 28]),
        (6, &[6, 13, 14, 25, 28]),
        (8, &[26]),
        (9, &[3, 5, 6, 20]),
        (10, &[1, 4, 7, 10, 11, 18, 18, 21, 22, 25, 25, 25, 28]),
        (11, &[1, 5, 6, 7, 12, 13, 14, 15, 15, 29]),
        (12, &[4, 9, 10, 10, 10, 10, 13, 19]),
    ] {
        for day in list {
            days[date(month, *day).ordinal0() as usize] += 1;
        }
    }
    days
}

pub(in crate::views) fn frame(screen: &'static str, current: &str, title: &str, root: &str) -> Frame {
    let item = |href: &str, label: &str| NavItem {
        href: format!("{root}{href}"),
        label: label.into(),
        current: label == current,
    };
    Frame {
        screen,
        lang: "en".into(),
        window: format!("{title} · Architect"),
        title: title.into(),
        emblem: String::new(),
        site: "Architect".into(),
        home: format!("{root}index.html"),
        css: format!("{root}static/annals.css"),
        icon: format!("{root}static/icon.svg"),
        private: true,
        nav: vec![
            item("projects/index.html", "Projects"),
            item("people/index.html", "People"),
            item("calendar/2024.html", "Journal"),
            item("agenda/index.html", "Agenda"),
            item("review/2024.html", "Review"),
        ],
        all: item("all.html", "A–Z"),
        crumbs: Vec::new(),
        aside: Vec::new(),
        read_against: String::new(),
    }
}

fn late_task() -> Row {
    Row {
        late: Some("3 days late".into()),
        clamp: true,
        ..task(
            when(12, 10, WhenState::Late),
            "TODO",
            "todo",
            "A",
            "I was wondering if you could look over <a class=\"out\" href=\"https://git.example/acme/server/pull/17774\">acme/server/pull/17774</a> for me with a critical eye. I am concerned that I may have been too aggressive in what is a token read. I have commented on the lines I am concerned about.",
            vec![prj("HUB authtoken deletion"), words("Projects, line 87")],
        )
    }
}

fn t(id: &str) -> String {
    format!(" <a class=\"ticket\" href=\"https://tracker.example/{id}\">{id}</a>")
}

fn backlinks() -> Backlinks {
    Backlinks {
        tagged_count: 1,
        tagged: vec![prj("HUB reliability")],
        count: 4,
        folded: false,
        groups: vec![
            Entries {
                title: "People".into(),
                count: 2,
                folded: false,
                html: html(
                    "<li><a class=\"when\" href=\"../journal/2024-12-10.html\">Tue <b>10 Dec</b></a><a class=\"crumb\" href=\"../people/marek.html#b-1\">Marek › HUB decomposition</a>Pull everything out i.e. inventory,</li>\n<li>Auth server separate the code layer alone</li>\n",
                ),
            },
            Entries {
                title: "Days".into(),
                count: 2,
                folded: true,
                html: html(
                    "<li><a class=\"when inf\" href=\"../journal/2024-12-09.html\">≈ Mon <b>9 Dec</b></a><a class=\"crumb\" href=\"../journal/2024-12-09.html#b-1\">Planning</a><details open><summary data-n=\"2\">Walk Marek through it</summary><ul class=\"blocks\"><li class=\"block\">first the pools</li>\n<li class=\"block\">then the order</li></ul></details></li>\n<li class=\"gap\">16 weeks</li>\n<li data-marker=\"DONE\"><a class=\"when\" href=\"../journal/2024-08-16.html\">Fri <b>16 Aug</b></a><a class=\"crumb\" href=\"../journal/2024-08-16.html#b-1\">Morning</a><span class=\"state done\">done</span> Ask for the numbers</li>\n",
                ),
            },
        ],
        more: vec![to("x-2023.html", "2023", Sign::None), to("x-2022.html", "2022", Sign::None)],
    }
}

fn mentions() -> Option<Mentions> {
    Some(Mentions {
        count: 1,
        text: "plain text “Noor”, not a link".into(),
        html: html(
            "<li><a class=\"crumb\" href=\"../projects/hub-reliability.html#b-9\">HUB reliability › 2024 › Thank you note</a>…Big thanks to <mark>Noor</mark> for setting up that initial meeting with Kenji, Sven, and Petra - their insights and support were invaluable.<p class=\"why\">undated · Architect.md, line 171</p></li>\n",
        ),
        more: vec![],
    })
}

fn passage() -> Passage {
    Passage {
        source: words("Architect.md, line 101"),
        note: String::new(),
        properties: Some(html(
            "<dl class=\"props\"><dt>status</dt><dd>active</dd><dt>owner</dt><dd><a class=\"per\" href=\"../people/noor.html\">Noor</a></dd></dl>",
        )),
        tree: html(
            "<ul class=\"blocks\"><li class=\"block\" id=\"b-1\"><a class=\"at\" href=\"#b-1\">#</a><details open><summary data-n=\"1\">Year end review</summary><ul class=\"blocks\"><li class=\"block\" id=\"b-2\"><a class=\"at\" href=\"#b-2\">#</a><details><summary data-n=\"63\">2024</summary><ul class=\"blocks\"><li class=\"block\">…</li></ul></details></li></ul></details></li></ul>",
        ),
    }
}
