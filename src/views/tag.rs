//! A tag: every line that bears it, and its own note if it has one. Does not list tags.

use super::backlinks::backlinks;
use super::cx::Cx;
use super::frame::{Frame, Part, frame};
use super::parts::{Backlinks, Fact, Link, Mentions, Passage};
use super::passages::passages;
use super::rows;
use crate::graph::PageId;
use crate::route::Route;
use serde::Serialize;

/// `tags/<slug>.html`.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Tag {
    /// What is around it.
    pub frame: Frame,
    /// How often, from when to when.
    pub facts: Vec<Fact>,
    /// Its own note, by source; mostly empty.
    pub notes: Vec<Passage>,
    /// The lines that bear it.
    pub backlinks: Backlinks,
    /// Plain-text uses; none when there are none.
    pub mentions: Option<Mentions>,
}

/// The tag that a page is.
pub fn tag(cx: &Cx<'_>, page: PageId) -> Tag {
    let name = cx.graph.page(page).name.trim_start_matches('#');
    let mut frame = frame(cx, "tag", name, Part::Elsewhere);
    frame.crumbs = vec![Link { href: Some(cx.href(Route::Tags(None))), label: "Tags".into(), ..Link::default() }];
    Tag {
        frame,
        facts: facts(cx, page),
        notes: passages(cx, page, &[]),
        backlinks: backlinks(cx, page, |_| false),
        mentions: rows::mentions(cx, page),
    }
}

/// `12 lines · 9 Jan to 10 Dec`
fn facts(cx: &Cx<'_>, page: PageId) -> Vec<Fact> {
    let links = cx.graph.links_to(page);
    let after = if links.len() == 1 { " line" } else { " lines" };
    let mut facts = vec![Fact { strong: links.len().to_string(), after: after.into(), ..Fact::default() }];
    let days = || links.iter().filter_map(|link| cx.graph.date(link.from));
    if let (Some(first), Some(last)) = (days().min(), days().max()) {
        let before = match first == last {
            true => cx.short_day(first),
            false => format!("{} to {}", cx.short_day(first), cx.short_day(last)),
        };
        facts.push(Fact { before, ..Fact::default() });
    }
    facts
}
