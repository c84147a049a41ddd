//! What stands on a page of each kind.

use super::make::{Maker, text};
use super::words::{ASPECTS, LABELS, SENTENCES};
use super::{Block, Inline, Kind};
use chrono::{Datelike, NaiveDate};

/// How many years have reviews: whatever the size, so that a project's page is as long in each.
const YEARS: i32 = 4;

/// Fills a page; a hub has more on it.
pub fn fill(maker: &mut Maker, page: usize, hub: bool) {
    let more = if hub { 2.2 } else { 1.0 };
    let blocks = match maker.pages[page].kind {
        Kind::Project => project(maker, page, more),
        Kind::Person => person(maker, page, more),
        Kind::Topic => topic(maker, page, more),
        Kind::Contents => contents(maker),
        Kind::Day(day) => journal(maker, page, day),
    };
    maker.pages[page].blocks = blocks;
}

fn head(line: Vec<Inline>, below: Vec<Block>, folded: bool) -> Block {
    let folded = folded && !below.is_empty();
    Block { text: line, below, folded, ..Block::default() }
}

fn titled(title: &str, below: Vec<Block>, folded: bool) -> Block {
    head(vec![text(title)], below, folded)
}

/// A number between two, larger on a hub.
fn some(maker: &mut Maker, least: usize, most: usize, more: f64) -> usize {
    (maker.random.between(least, most) as f64 * more) as usize
}

fn notes(maker: &mut Maker, page: usize, day: Option<NaiveDate>, count: usize, depth: usize) -> Vec<Block> {
    (0..count).map(|_| maker.note(page, day, depth)).collect()
}

fn project(maker: &mut Maker, page: usize, more: f64) -> Vec<Block> {
    let status = maker.random.pick(&["active", "done", "paused", "todo"]);
    let tags = maker.random.pick(&["project, goal", "project, platform", "project, product"]);
    let last = maker.random.between(1, 3) as i32;
    let years: Vec<Inline> = (0..last)
        .flat_map(|back| {
            let comma = (back > 0).then(|| text(", "));
            comma.into_iter().chain([Inline::Missing((maker.end.year() - last + 1 + back).to_string())])
        })
        .collect();
    let owner = maker.link('H');
    let mut properties = vec![
        ("type", vec![Inline::Missing("project".into())]),
        ("status", vec![Inline::LooseTag(status)]),
        ("year", years),
        ("tags", vec![text(tags)]),
        ("owner", vec![owner]),
    ];
    properties.extend(maker.pages[page].alias.clone().map(|alias| ("alias", vec![text(alias)])));
    maker.pages[page].properties = properties;
    let overview = some(maker, 2, 5, more);
    let overview = notes(maker, page, None, overview, 2);
    let tasks = (0..some(maker, 3, 9, more))
        .map(|_| {
            let day = maker.some_day();
            maker.task(Some(day))
        })
        .collect();
    let review = review(maker, page, more);
    let meetings = some(maker, 1, 5, more);
    let meetings = met(maker, page, meetings);
    let design = some(maker, 3, 9, more);
    let design = notes(maker, page, None, design, 2);
    vec![
        titled("Overview", overview, false),
        titled("Tasks", tasks, true),
        review,
        titled("Meetings", meetings, true),
        titled("Design notes", design, true),
    ]
}

fn person(maker: &mut Maker, page: usize, more: f64) -> Vec<Block> {
    let role = maker.random.pick(&["Engineer", "Staff engineer", "Manager", "Designer", "SRE", "Analyst"]);
    let team = maker.link('T');
    maker.pages[page].properties =
        vec![("type", vec![Inline::Missing("person".into())]), ("role", vec![text(role)]), ("team", vec![team])];
    let meetings = some(maker, 3, 9, more);
    let mut blocks = vec![titled("1-on-1", met(maker, page, meetings), true)];
    blocks.push(review(maker, page, if more > 1.0 { 1.0 } else { 0.6 }));
    if maker.random.chance(0.5) {
        let count = maker.random.between(1, 4);
        blocks.push(titled("Notes", notes(maker, page, None, count, 2), false));
    }
    blocks
}

fn topic(maker: &mut Maker, page: usize, more: f64) -> Vec<Block> {
    if maker.random.chance(0.6) {
        let mut tags = vec![maker.link('P')];
        for _ in 1..maker.random.between(1, 3) {
            tags.extend([text(", "), maker.link('P')]);
        }
        let mut properties = vec![("tags", tags)];
        let title = maker.pages[page].title.to_lowercase();
        if let (true, Some((first, _)), Some((_, last))) =
            (!title.contains('/') && maker.random.chance(0.12), title.split_once(' '), title.rsplit_once(' '))
        {
            properties.push(("alias", vec![text(format!("{first} {last} notes"))]));
        }
        if maker.random.chance(0.1) {
            properties.push(("public", vec![text("true")]));
        }
        maker.pages[page].properties = properties;
    }
    let (mut left, mut blocks) = (some(maker, 3, 11, more), Vec::new());
    while left > 0 {
        if !maker.random.chance(0.25) {
            left -= 1;
            blocks.push(maker.note(page, None, 1));
            continue;
        }
        let count = left.min(maker.random.between(2, 5));
        left -= count;
        let heading = if maker.random.chance(0.4) { "## " } else { "" };
        let title = format!("{heading}{}", maker.random.pick(ASPECTS));
        let below = notes(maker, page, None, count, 2);
        let folded = maker.random.chance(0.4);
        blocks.push(titled(&title, below, folded));
    }
    blocks
}

fn journal(maker: &mut Maker, page: usize, day: NaiveDate) -> Vec<Block> {
    let mut blocks = Vec::new();
    if maker.random.chance(0.55) {
        let count = maker.random.between(1, 3);
        blocks.push(titled("Standup", notes(maker, page, Some(day), count, 3), false));
    }
    for _ in 0..maker.random.between(1, 3) {
        let mut line = match maker.random.unit() {
            r if r < 0.3 => vec![maker.link('H'), text(" 1-on-1")],
            r if r < 0.7 => vec![maker.link('J'), text(" sync")],
            _ => vec![text("Meeting: "), maker.link('T')],
        };
        if maker.random.chance(0.4) {
            line.extend([text(" "), maker.tag()]);
        }
        let count = maker.random.between(2, 5);
        let below = notes(maker, page, Some(day), count, 2);
        let folded = maker.random.chance(0.3);
        blocks.push(head(line, below, folded));
    }
    for _ in 0..maker.random.between(1, 5) {
        blocks.push(maker.task(Some(day)));
    }
    let count = maker.random.between(2, 6);
    blocks.extend(notes(maker, page, Some(day), count, 1));
    maker.random.shuffle(&mut blocks);
    blocks
}

fn contents(maker: &Maker) -> Vec<Block> {
    let list = |kind: Kind| -> Vec<Block> {
        let pages = maker.pages.iter().enumerate().filter(|(_, page)| page.kind == kind).take(25);
        pages.map(|(i, _)| Block { text: vec![Inline::Page(i)], ..Block::default() }).collect()
    };
    vec![titled("Projects", list(Kind::Project), false), titled("People", list(Kind::Person), false)]
}

/// Meetings under their days.
fn met(maker: &mut Maker, page: usize, count: usize) -> Vec<Block> {
    let meeting = |_| {
        let day = maker.some_day();
        let count = maker.random.between(1, 4);
        head(vec![Inline::Day(day)], notes(maker, page, Some(day), count, 3), true)
    };
    (0..count).map(meeting).collect()
}

/// Reviews of the last years.
fn review(maker: &mut Maker, page: usize, more: f64) -> Block {
    let mut years = Vec::new();
    for year in maker.end.year() - YEARS + 1..=maker.end.year() {
        let mut said = Vec::new();
        for _ in 0..some(maker, 2, 5, more) {
            let mut line = vec![Inline::Bold(maker.random.pick(LABELS)), text(" ")];
            line.extend(maker.sentence(SENTENCES, None));
            let below = if maker.random.chance(0.25) { maker.random.between(1, 3) } else { 0 };
            said.push(head(line, notes(maker, page, None, below, 4), false));
        }
        years.push(titled(&year.to_string(), said, true));
    }
    titled("Year end review", years, true)
}
