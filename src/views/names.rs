//! Lists of names by initial: all pages, and all tags. Does not cut them into pages (see [`crate::route::Listing`]).

use super::blocks::page_words;
use super::cx::{Cx, count};
use super::frame::{Part, frame, with_emblem};
use super::list::{Initial, Item, List, number};
use super::parts::{Fact, Link, Sign};
use super::rows;
use crate::graph::{PageId, PageKind};
use crate::name;
use crate::outline::Form;
use crate::route::{Listed, Listing, PageName, Route, TagOf, tag_id};
use chrono::Datelike;
use std::collections::BTreeMap;

/// `all.html`, or one of its parts: all pages but days.
pub fn all(cx: &Cx<'_>, part: Option<u32>) -> List {
    let names = cx.routes.names(cx.graph);
    let label = label(names, part);
    let title = label.as_ref().map_or("All pages".to_string(), |label| format!("All pages, {label}"));
    let mut frame = frame(cx, "all", &title, Part::All);
    frame.crumbs = up(cx, "A–Z", Route::All(None), &label);
    let is_page = |n: &&Listed<PageName>| n.of.1.is_none();
    let shown = of(names, part);
    let pages = shown.iter().filter(is_page).count();
    let mut groups = match part.is_none() && !names.parts().is_empty() {
        true => letters(cx, names, Route::All, |names| count(names.iter().filter(is_page).count(), "page", "pages")),
        false => by_initial(shown, |listed| page_item(cx, listed)),
    };
    let letters = jumps(cx, names, part, Route::All, &groups);
    groups.extend(years(cx).into_iter().chain(drawings(cx)).filter(|_| part.is_none()));
    let empty = if groups.is_empty() { "No pages yet." } else { "" };
    List {
        frame,
        facts: vec![number(pages, " page", " pages")],
        letters,
        groups,
        empty: empty.into(),
        ..List::default()
    }
}

/// `tags/index.html`, or one of its parts: tags with a page, and those too rare for one, whose line here is where they
/// lead.
pub fn tags(cx: &Cx<'_>, part: Option<u32>) -> List {
    let names = cx.routes.tags(cx.graph);
    let label = label(names, part);
    let title = label.as_ref().map_or("Tags".to_string(), |label| format!("Tags, {label}"));
    let mut frame = frame(cx, "all", &title, Part::Elsewhere);
    frame.crumbs = up(cx, "Tags", Route::Tags(None), &label);
    let shown = of(names, part);
    let rare = shown.iter().filter(|n| matches!(n.of, TagOf::Line(_))).count();
    let mut facts = vec![number(shown.len(), " tag", " tags")];
    if rare > 0 && rare < shown.len() {
        facts.push(Fact { strong: rare.to_string(), after: " used once".into(), ..Fact::default() });
    }
    let groups = match part.is_none() && !names.parts().is_empty() {
        true => letters(cx, names, Route::Tags, |names| count(names.len(), "tag", "tags")),
        false => by_initial(shown, |listed| tag_item(cx, listed)),
    };
    let letters = jumps(cx, names, part, Route::Tags, &groups);
    let empty = if groups.is_empty() { "No tags yet. Write #word anywhere in a note." } else { "" };
    List { frame, facts, letters, groups, empty: empty.into(), ..List::default() }
}

/// The names of a page of a list: all where it is one page, or stands over its parts.
fn of<T>(names: &Listing<T>, part: Option<u32>) -> &[Listed<T>] {
    part.map_or(names.all(), |part| names.of(part))
}

fn label<T>(names: &Listing<T>, part: Option<u32>) -> Option<String> {
    Some(names.parts().get(part? as usize)?.label())
}

/// From a part to the list it belongs to.
fn up(cx: &Cx<'_>, name: &str, route: Route, label: &Option<String>) -> Vec<Link> {
    let link = |_: &String| Link { href: Some(cx.href(route)), label: name.into(), ..Link::default() };
    label.iter().map(link).collect()
}

fn page_item(cx: &Cx<'_>, listed: &Listed<PageName>) -> Item {
    let (page, alias) = listed.of;
    let link = Link { label: listed.name.to_string(), ..cx.link(page) };
    match alias {
        None => Item { link: with_emblem(cx, page, link), text: said_of(cx, page), ..Item::default() },
        Some(_) => Item {
            link: Link { sign: Sign::None, ..link },
            text: format!("alias of {}", cx.graph.page(page).short_name()),
            ..Item::default()
        },
    }
}

/// `4 lines` of a tag; the user's own word for a kind of their own; what a page is whose file is no Markdown.
fn said_of(cx: &Cx<'_>, page: PageId) -> String {
    let page_of = cx.graph.page(page);
    match page_of.kind {
        PageKind::Tag => lines(cx, page),
        PageKind::Custom(kind) => cx.graph.kinds.custom.get(kind.0 as usize).cloned().unwrap_or_default(),
        _ => match page_of.home.notes.first().map(|note| cx.graph.outlines[note.index()].form) {
            Some(Form::Whiteboard { .. }) => "whiteboard".into(),
            Some(Form::Verbatim) => "Org".into(),
            Some(Form::Unread) => "Text".into(),
            _ => String::new(),
        },
    }
}

/// Drawings of Excalidraw: files to open elsewhere, for no page is made of them.
fn drawings(cx: &Cx<'_>) -> Option<Initial> {
    let row = |index: u32| {
        let path = &cx.graph.asset_list[index as usize].path;
        let label = path.rsplit('/').next().unwrap_or(path).to_string();
        Item { link: Link { href: Some(cx.href(Route::Asset(index))), label, ..Link::default() }, ..Item::default() }
    };
    let rows: Vec<Item> = cx.graph.drawings().map(row).collect();
    (!rows.is_empty()).then(|| Initial { id: "drawings".into(), letter: "Drawings".into(), rows })
}

fn lines(cx: &Cx<'_>, page: PageId) -> String {
    count(cx.graph.links_to(page).len(), "line", "lines")
}

fn tag_item(cx: &Cx<'_>, listed: &Listed<TagOf>) -> Item {
    match listed.of {
        TagOf::Page(page) => Item { link: cx.link(page), text: lines(cx, page), ..Item::default() },
        TagOf::Line(from) => {
            let owner = cx.graph.owner(from);
            let known = cx.graph.pages.get(owner.index()).is_some();
            let href = known.then(|| cx.block_href(from));
            Item {
                id: Some(tag_id(&listed.name)),
                link: Link { href, label: listed.name.to_string(), sign: Sign::Tag, ..Link::default() },
                text: page_words(cx, owner).into_owned(),
                ..Item::default()
            }
        }
    }
}

/// Names in their order, a group for each initial.
fn by_initial<T>(names: &[Listed<T>], item: impl Fn(&Listed<T>) -> Item) -> Vec<Initial> {
    let group = |run: &[Listed<T>]| {
        let letter = run.first().map_or('#', |n| n.initial).to_string();
        Initial { id: format!("letter-{}", name::slug(&letter)), letter, rows: run.iter().map(&item).collect() }
    };
    names.chunk_by(|a, b| a.initial == b.initial).map(group).collect()
}

/// A list that was cut, from above: its parts, with how much each has.
fn letters<T>(
    cx: &Cx<'_>,
    names: &Listing<T>,
    route: fn(Option<u32>) -> Route,
    words: impl Fn(&[Listed<T>]) -> String,
) -> Vec<Initial> {
    let item = |(part, link): (u32, Link)| Item { link, text: words(names.of(part)), ..Item::default() };
    let rows = (0u32..).zip(to_parts(cx, names, route)).map(item).collect();
    vec![Initial { id: "letters".into(), letter: "A–Z".into(), rows }]
}

fn to_parts<T>(cx: &Cx<'_>, names: &Listing<T>, route: fn(Option<u32>) -> Route) -> Vec<Link> {
    let link = |(i, part): (u32, &crate::route::ListPart)| Link {
        href: Some(cx.href(route(Some(i)))),
        ..rows::words(part.label())
    };
    (0u32..).zip(names.parts()).map(link).collect()
}

/// From a part to the other parts; where all is on one page, to its groups.
fn jumps<T>(
    cx: &Cx<'_>,
    names: &Listing<T>,
    part: Option<u32>,
    route: fn(Option<u32>) -> Route,
    groups: &[Initial],
) -> Vec<Link> {
    if part.is_some() {
        return to_parts(cx, names, route);
    }
    let link = |group: &Initial| Link { href: Some(format!("#{}", group.id)), ..rows::words(group.letter.clone()) };
    if groups.len() > 1 { groups.iter().map(link).collect() } else { Vec::new() }
}

/// The days of each year, as a link to its calendar.
fn years(cx: &Cx<'_>) -> Option<Initial> {
    let mut counts: BTreeMap<i32, usize> = BTreeMap::new();
    for (day, _) in cx.graph.days.iter() {
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
