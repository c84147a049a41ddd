//! The lists: all projects, people, tags and pages. Does not make the rows of projects and people (see [`super::tables`]).

use super::blocks::page_words;
use super::cx::{Cx, count};
use super::frame::{Frame, Part, frame};
use super::links::tag_id;
use super::parts::{Fact, Link, PersonRow, ProjectRow, Sign, When};
use super::{rows, tables};
use crate::graph::{BlockId, Page, PageId, PageKind};
use crate::name;
use crate::notes::NoteId;
use crate::outline::RefKind;
use crate::route::{Route, initial};
use chrono::Datelike;
use rustc_hash::FxHashMap;
use serde::Serialize;
use std::collections::BTreeMap;

/// `projects/index.html`, `people/index.html`, `tags/index.html`, `all.html` and their parts by letter.
/// Only one of `projects`, `people` and `groups` has something in it.
#[derive(Clone, Debug, Default, Serialize)]
pub struct List {
    /// What is around it.
    pub frame: Frame,
    /// How many of what.
    pub facts: Vec<Fact>,
    /// Jumps to groups of this page or to other parts: `A`, `B`, `C–D`.
    pub letters: Vec<Link>,
    /// Projects as a table.
    pub projects: Vec<ProjectRow>,
    /// Those of a long table that have no row, by name.
    pub rest: Vec<Link>,
    /// Archived ones, by name.
    pub archived: Vec<Link>,
    /// The head of the review column; empty to leave it out.
    pub review_head: String,
    /// People as a table.
    pub people: Vec<PersonRow>,
    /// Names by initial.
    pub groups: Vec<Initial>,
    /// What to write, when there is nothing; empty otherwise.
    pub empty: String,
}

/// The names under one initial.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Initial {
    /// Anchor, unique on the page: `letter-a`.
    pub id: String,
    /// `A`; stands in the margin.
    pub letter: String,
    /// The names.
    pub rows: Vec<Item>,
}

/// A name of a list.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Item {
    /// Anchor, unique on the page: other pages lead to this very line.
    pub id: Option<String>,
    /// The last date, if the list shows dates.
    pub when: Option<When>,
    /// The page.
    pub link: Link,
    /// `4 lines`, `alias of X`; empty for nothing.
    pub text: String,
}

/// How many projects or people have a row: what a page may weigh holds so many.
const MOST_ROWS: usize = 200;

/// How many more are named below.
const MOST_NAMES: usize = 600;

/// How many names one page of A–Z holds.
const MOST_ITEMS: usize = 1500;

/// All projects.
pub fn projects(cx: &Cx<'_>) -> List {
    let all = tables::active_projects(cx);
    let (shown, rest) = all.split_at(all.len().min(MOST_ROWS));
    let archived = tables::archived(cx, PageKind::Project);
    let year = tables::review_year(cx);
    let mut facts = vec![number(all.len(), " project", " projects")];
    if let Some(year) = year {
        let with = all.iter().filter(|page| tables::has_review(cx, **page, year)).count();
        facts.push(Fact { strong: with.to_string(), after: format!(" with {year} review text"), ..Fact::default() });
    }
    let empty = "No projects yet. Write a bullet Projects in any note, and each project as a bullet below it.";
    List {
        frame: frame(cx, "all", "Projects", Part::Projects),
        facts,
        projects: shown.iter().map(|page| tables::project_row_of(cx, *page, year)).collect(),
        rest: names(cx, rest, MOST_NAMES),
        archived: names(cx, &archived, MOST_NAMES - rest.len().min(MOST_NAMES)),
        review_head: tables::review_head(cx),
        empty: if all.is_empty() && archived.is_empty() { empty.into() } else { String::new() },
        ..List::default()
    }
}

/// All people.
pub fn people(cx: &Cx<'_>) -> List {
    let all = tables::people_by_meeting(cx);
    let archived = tables::archived(cx, PageKind::Person);
    let rest: Vec<PageId> = all.iter().skip(MOST_ROWS).map(|met| met.page).collect();
    let mut frame = frame(cx, "all", "People", Part::People);
    if all.iter().any(|met| met.last.is_some()) {
        frame.read_against = cx.long_day(cx.today);
    }
    let empty = "Nobody yet. Write a bullet People in any note, and each person as a bullet below it.";
    List {
        frame,
        facts: vec![number(all.len(), " person", " people")],
        people: tables::person_rows(cx, &all, MOST_ROWS),
        rest: names(cx, &rest, MOST_NAMES),
        archived: names(cx, &archived, MOST_NAMES - rest.len().min(MOST_NAMES)),
        empty: if all.is_empty() && archived.is_empty() { empty.into() } else { String::new() },
        ..List::default()
    }
}

/// Names in a sentence, without signs; the list of all pages has those that are too many.
fn names(cx: &Cx<'_>, pages: &[PageId], most: usize) -> Vec<Link> {
    let mut links: Vec<Link> =
        pages.iter().take(most).map(|page| Link { sign: Sign::None, ..cx.link(*page) }).collect();
    if pages.len() > links.len() {
        let label = format!("{} more in A–Z", pages.len() - links.len());
        links.push(Link { href: Some(cx.href(Route::All(None))), label, ..Link::default() });
    }
    links
}

fn number(n: usize, one: &str, many: &str) -> Fact {
    Fact { strong: n.to_string(), after: if n == 1 { one } else { many }.into(), ..Fact::default() }
}

/// All tags: those with a page, and those too rare for one, whose line here is where they lead.
pub fn tags(cx: &Cx<'_>) -> List {
    let mut items: Vec<(String, Item)> = Vec::new();
    for page in cx.graph.of_kind(PageKind::Tag) {
        let link = cx.link(page);
        let text = count(cx.graph.links.to(page).len(), "line", "lines");
        items.push((name::key(&link.label), Item { link, text, ..Item::default() }));
    }
    let with_page = items.len();
    for (id, (label, from)) in rare_tags(cx) {
        let owner = cx.graph.owner(from);
        let known = cx.graph.pages.get(owner.index()).is_some();
        let link =
            Link { href: known.then(|| cx.block_href(from)), label: label.clone(), sign: Sign::Tag, ..Link::default() };
        items.push((name::key(&label), Item { id: Some(id), link, text: page_words(cx, owner), ..Item::default() }));
    }
    let rare = items.len() - with_page;
    let mut facts = vec![number(items.len(), " tag", " tags")];
    if rare > 0 && with_page > 0 {
        facts.push(Fact { strong: rare.to_string(), after: " used once".into(), ..Fact::default() });
    }
    let groups = by_initial(items, |item| item.link.label.as_str());
    let empty = if groups.is_empty() { "No tags yet. Write #word anywhere in a note." } else { "" };
    List {
        frame: frame(cx, "all", "Tags", Part::Elsewhere),
        facts,
        letters: jumps(&groups),
        groups,
        empty: empty.into(),
        ..List::default()
    }
}

/// Tags that lead to no page, by the anchor that links to them have: as first written, and the line.
fn rare_tags(cx: &Cx<'_>) -> BTreeMap<String, (String, BlockId)> {
    let mut rare = BTreeMap::new();
    for (i, (outline, facts)) in cx.graph.outlines.iter().zip(&cx.graph.facts).enumerate() {
        // Most notes have none.
        if !facts.targets.contains(&PageId::NONE) {
            continue;
        }
        let note = NoteId(i as u32);
        for block in 0..outline.blocks.len() as u32 {
            let tags = outline.refs_of(block).iter().filter(|r| r.kind == RefKind::Tag);
            for tag in tags.filter(|r| cx.graph.target(note, r).is_none()) {
                let written = tag.target.of(&outline.text);
                let label = written.trim_start_matches('#').to_string();
                rare.entry(tag_id(written)).or_insert((label, BlockId { note, block }));
            }
        }
    }
    rare
}

/// All pages but days, by initial; in parts where they are many.
pub fn all(cx: &Cx<'_>, part: Option<char>) -> List {
    let split = !cx.routes.letters.is_empty();
    let title = part.map_or("All pages".to_string(), |letter| format!("All pages, {letter}"));
    let mut frame = frame(cx, "all", &title, Part::All);
    if part.is_some() {
        frame.crumbs = vec![Link { href: Some(cx.href(Route::All(None))), label: "A–Z".into(), ..Link::default() }];
    }
    if split && part.is_none() {
        return index(cx, frame);
    }
    let wanted = |name: &str| part.is_none_or(|letter| initial(name) == letter);
    let mut items: Vec<(String, Item)> = Vec::new();
    let mut pages = 0;
    for (page, of) in listed(cx) {
        if wanted(&of.name) {
            pages += 1;
            items.push((
                name::key(&of.name),
                Item { link: full_link(cx, page), text: said_of(cx, page), ..Item::default() },
            ));
        }
        for alias in of.aliases.iter().filter(|alias| wanted(alias)) {
            let link = Link { label: alias.to_string(), sign: Sign::None, ..cx.link(page) };
            let text = format!("alias of {}", of.short_name());
            items.push((name::key(alias), Item { link, text, ..Item::default() }));
        }
    }
    let (found, mut facts) = (items.len(), vec![number(pages, " page", " pages")]);
    items.sort_by(|a, b| a.0.cmp(&b.0));
    items.truncate(MOST_ITEMS);
    if found > items.len() {
        facts.push(Fact { before: format!("the first {} of {found} names", items.len()), ..Fact::default() });
    }
    let mut groups = by_initial(items, |item| item.link.label.as_str());
    let letters = if split { parts(cx) } else { jumps(&groups) };
    if part.is_none() {
        groups.extend(years(cx));
    }
    let empty = if groups.is_empty() { "No pages yet." } else { "" };
    List { frame, facts, letters, groups, empty: empty.into(), ..List::default() }
}

/// The letters alone, with how many pages each has.
fn index(cx: &Cx<'_>, frame: Frame) -> List {
    let mut counts: FxHashMap<char, usize> = FxHashMap::default();
    let mut pages = 0;
    for (_, of) in listed(cx) {
        pages += 1;
        *counts.entry(initial(&of.name)).or_default() += 1;
    }
    let letters = cx.routes.letters.iter().zip(parts(cx)).map(|(letter, link)| {
        let pages = counts.get(letter).copied().unwrap_or(0);
        Item { link, text: if pages > 0 { count(pages, "page", "pages") } else { "aliases".into() }, ..Item::default() }
    });
    let letters = Initial { id: "letters".into(), letter: "A–Z".into(), rows: letters.collect() };
    List {
        frame,
        facts: vec![number(pages, " page", " pages")],
        groups: std::iter::once(letters).chain(years(cx)).collect(),
        ..List::default()
    }
}

fn parts(cx: &Cx<'_>) -> Vec<Link> {
    let link = |(i, letter): (usize, &char)| {
        let href = Some(cx.href(Route::All(Some(i as u32))));
        Link { href, label: letter.to_string(), ..Link::default() }
    };
    cx.routes.letters.iter().enumerate().map(link).collect()
}

fn listed<'a>(cx: &Cx<'a>) -> impl Iterator<Item = (PageId, &'a Page)> {
    let all = cx.graph.pages.iter().enumerate().map(|(i, page)| (PageId(i as u32), page));
    all.filter(|(_, page)| !matches!(page.kind, PageKind::Journal(_)))
}

/// A page under its full name, by which it is sorted here.
fn full_link(cx: &Cx<'_>, page: PageId) -> Link {
    Link { label: cx.graph.page(page).name.trim_start_matches('#').to_string(), ..cx.link(page) }
}

/// `4 lines` of a tag; the user's own word for a kind of their own.
fn said_of(cx: &Cx<'_>, page: PageId) -> String {
    match cx.graph.page(page).kind {
        PageKind::Tag => count(cx.graph.links.to(page).len(), "line", "lines"),
        PageKind::Custom(kind) => cx.graph.kinds.custom.get(kind.0 as usize).cloned().unwrap_or_default(),
        _ => String::new(),
    }
}

/// The days of each year, as a link to its calendar.
fn years(cx: &Cx<'_>) -> Option<Initial> {
    let mut counts: BTreeMap<i32, usize> = BTreeMap::new();
    for (day, _) in &cx.graph.days {
        *counts.entry(day.year()).or_default() += 1;
    }
    let row = |(year, days): (&i32, &usize)| Item {
        link: Link { href: Some(cx.href(Route::Calendar(*year))), ..rows::words(year.to_string()) },
        text: count(*days, "day", "days"),
        ..Item::default()
    };
    let rows: Vec<Item> = counts.iter().rev().map(row).collect();
    (!rows.is_empty()).then(|| Initial { id: "days".into(), letter: "Days".into(), rows })
}

/// Items with their keys, under the initial of their names.
fn by_initial(items: Vec<(String, Item)>, shown: impl Fn(&Item) -> &str) -> Vec<Initial> {
    let mut by: BTreeMap<char, Vec<(String, Item)>> = BTreeMap::new();
    for (key, item) in items {
        by.entry(initial(shown(&item))).or_default().push((key, item));
    }
    by.into_iter()
        .map(|(letter, mut items)| {
            items.sort_by(|a, b| a.0.cmp(&b.0));
            let rows = items.into_iter().map(|(_, item)| item).collect();
            Initial { id: format!("letter-{}", name::slug(&letter.to_string())), letter: letter.to_string(), rows }
        })
        .collect()
}

fn jumps(groups: &[Initial]) -> Vec<Link> {
    let link = |group: &Initial| Link { href: Some(format!("#{}", group.id)), ..rows::words(group.letter.clone()) };
    if groups.len() > 1 { groups.iter().map(link).collect() } else { Vec::new() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_stand_under_their_initial_in_the_order_of_their_keys() {
        let item = |label: &str| (name::key(label), Item { link: rows::words(label), ..Item::default() });
        let groups = by_initial(["b", "Étude", "2024 goals", "echo", "B a"].map(item).to_vec(), |i| &i.link.label);
        let told: Vec<(&str, Vec<&str>)> =
            groups.iter().map(|g| (&*g.letter, g.rows.iter().map(|r| &*r.link.label).collect())).collect();
        assert_eq!(told, [("#", vec!["2024 goals"]), ("B", vec!["b", "B a"]), ("E", vec!["echo", "Étude"])]);
        assert_eq!(jumps(&groups)[1].href.as_deref(), Some("#letter-b"));
    }
}
