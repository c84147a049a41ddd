//! Groups of the aside that several screens have: the pages of a namespace, and the local graph.
//!
//! Does not draw the graph (see [`super::near`]) nor find who is near (see [`super::gather`]).

use super::cx::{Cx, count};
use super::gather::Nearby;
use super::near::{MOST, Neighbour, near};
use super::parts::{Group, Link, Pair};
use crate::graph::{PageId, PageKind};
use crate::route::Route;

/// How many pages of a namespace the aside names.
const MOST_CHILDREN: usize = 24;

/// The pages of a page's namespace, each with how many lines point to it: they are not counted as the page's own.
pub fn hierarchy(cx: &Cx<'_>, page: PageId) -> Option<Group> {
    let children = &cx.graph.page(page).children;
    if children.is_empty() {
        return None;
    }
    let pair = |child: &PageId| {
        let link = Link { label: cx.graph.page(*child).short_name().to_string(), ..cx.link(*child) };
        let lines = cx.graph.links_to(*child).len();
        let right = if lines > 0 { count(lines, "line", "lines") } else { String::new() };
        Pair { left: link, right, ..Pair::default() }
    };
    let more = children.len().saturating_sub(MOST_CHILDREN);
    let all = Link { href: Some(cx.href(Route::All(None))), label: format!("{more} more"), ..Link::default() };
    Some(Group {
        title: "Below".into(),
        count: children.len().to_string(),
        pairs: children.iter().take(MOST_CHILDREN).map(pair).collect(),
        links: if more > 0 { vec![all] } else { Vec::new() },
        ..Group::default()
    })
}

/// The local graph of a page, without those that keep out of graphs.
pub fn near_group(cx: &Cx<'_>, page: PageId, nearby: &[Nearby]) -> Option<Group> {
    let neighbour = |n: &Nearby| Neighbour {
        href: cx.href(Route::Page(n.page)),
        name: cx.graph.page(n.page).short_name().to_string(),
        person: cx.graph.page(n.page).kind == PageKind::Person,
        strength: n.blocks,
    };
    let hidden = |page: PageId| cx.graph.property(page, "exclude-from-graph-view") == Some("true");
    let nearby: Vec<&Nearby> = nearby.iter().filter(|n| !hidden(n.page)).take(MOST).collect();
    // One or two names say in the facts what a drawing would take half a screen for.
    if nearby.len() < 3 || hidden(page) {
        return None;
    }
    let neighbours: Vec<Neighbour> = nearby.into_iter().map(neighbour).collect();
    let drawn = near(cx.graph.page(page).kind == PageKind::Person, neighbours, None)?;
    Some(Group { title: "Near".into(), near: Some(drawn), ..Group::default() })
}
