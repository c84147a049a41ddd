//! A highlight of a PDF as its page shows it: its words as a quote, or its picture, and where it stands.
//!
//! Does not find the files (see [`crate::graph`]).

use super::cx::Cx;
use crate::graph::{BlockId, Highlight};
use crate::markup::{HtmlWriter, Rendered};
use crate::route::at_page;

/// The line of a highlight: phrasing content, fit for `<summary>`.
pub fn write(cx: &Cx<'_>, w: &mut HtmlWriter, id: BlockId, highlight: &Highlight<'_>, rendered: &Rendered) {
    match highlight.area {
        true => write_area(cx, w, id),
        false => {
            w.tag("<q");
            write_color(w, highlight);
            w.tag(">").html(&rendered.title).tag("</q>");
        }
    }
    let Some(page) = highlight.page else { return };
    let file = cx.graph.highlighted_file(id.note).and_then(|found| cx.routes.asset(cx.graph, &found));
    w.tag(" <span class=\"label\">");
    match file {
        Some(route) => {
            let href = at_page(cx.href(route), Some(page));
            w.tag("<a").attr("href", &href).tag(">p. ").text(page).tag("</a>")
        }
        None => w.tag("p. ").text(page),
    };
    w.tag("</span>");
}

fn write_area(cx: &Cx<'_>, w: &mut HtmlWriter, id: BlockId) {
    let found = cx.graph.highlighted_area(id);
    let Some((found, route)) = found.and_then(|found| Some((found, cx.routes.asset(cx.graph, &found)?))) else {
        w.tag("<span class=\"ref missing\">picture of the highlight (missing)</span>");
        return;
    };
    w.tag("<img").attr("src", &cx.href(route)).attr("alt", "highlighted area");
    if let Some((width, height)) = found.asset.dimensions {
        w.attr("width", &width.to_string()).attr("height", &height.to_string());
    }
    w.tag(" loading=\"lazy\">");
}

/// The author's colour, for themes that draw it.
fn write_color(w: &mut HtmlWriter, highlight: &Highlight<'_>) {
    if let Some(color) = highlight.color {
        w.attr("data-color", color);
    }
}
