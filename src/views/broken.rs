//! What stands in the place of a page that could not be made: that it could not, and the text of its notes.
//!
//! Shows nothing that has to be formatted: that may be what failed.

use super::cx::Cx;
use super::frame::{Part, frame};
use super::page::Page;
use super::parts::Passage;
use super::passages::verbatim;
use super::rows::words;
use crate::graph::PageId;

/// A page of the graph, or another by its path from the root of the site.
pub fn broken(cx: &Cx<'_>, page: Option<PageId>, path: &str) -> Page {
    let graph = cx.graph;
    let title = page.map_or_else(|| path.to_string(), |page| graph.page(page).short_name().to_string());
    let notes = page.map_or(&[][..], |page| &graph.page(page).home.notes).iter().map(|note| Passage {
        source: words(graph.facts[note.index()].path.to_string()),
        tree: verbatim(&graph.outlines[note.index()].text),
        ..Passage::default()
    });
    let notes: Vec<Passage> = notes.collect();
    let mut empty = "annals failed on this page and cannot show it; all others are as ever.".to_string();
    if !notes.is_empty() {
        empty.push_str(" Below is the text of its notes, as it stands.");
    }
    Page { frame: frame(cx, "page", &title, Part::Elsewhere), notes, empty, ..Page::default() }
}
