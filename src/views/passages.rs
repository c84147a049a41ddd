//! The author's notes of a page, as written: each file and section with its source and its properties.
//!
//! Does not collate: what other pages say stands elsewhere.

use super::blocks::rendered;
use super::cx::Cx;
use super::links::macro_phrase;
use super::parts::{Passage, Sign};
use super::tree;
use crate::graph::{BlockId, PageId, list_items};
use crate::markup::{Html, HtmlWriter};
use crate::outline::{Property, Ref, RefKind};
use linkify::{LinkFinder, LinkKind};

/// All of a page's own notes but the subtrees in `skip`; parts that say nothing are left out.
pub fn passages(cx: &Cx<'_>, page: PageId, skip: &[BlockId]) -> Vec<Passage> {
    let graph = cx.graph;
    let home = &graph.page(page).home;
    let files = home.notes.iter().map(|&note| {
        let outline = &graph.outlines[note.index()];
        let tops: Vec<BlockId> = outline.children(None).map(|block| BlockId { note, block }).collect();
        let first = BlockId { note, block: 0 };
        let source = match tops.first() {
            Some(&top) => cx.source(top),
            None => super::rows::words(graph.facts[note.index()].path.to_string()),
        };
        let properties = properties(cx, first, outline.page_properties());
        Passage { source, properties, tree: tree::at_home(cx, &tops, page, skip) }
    });
    let sections = home.sections.iter().map(|&section| {
        let tops: Vec<BlockId> = graph.children(section).collect();
        let properties = properties(cx, section, graph.outline(section).properties_of(section.block));
        let mut w = HtmlWriter::new();
        // What the section's own bullet says below its name.
        w.html(&rendered(cx, section, &[]).body).html(&tree::at_home(cx, &tops, page, skip));
        Passage { source: cx.source(section), properties, tree: w.finish() }
    });
    files.chain(sections).filter(|p| !p.tree.is_empty() || p.properties.is_some()).collect()
}

/// Keys that are the app's own affairs, or are shown in another way. Source: `logseq.md` 1.3.
const HIDDEN: &[&str] = &[
    "id",
    "custom-id",
    "background-color",
    "heading",
    "collapsed",
    "created-at",
    "updated-at",
    "last-modified-at",
    "query-table",
    "query-properties",
    "query-sort-by",
    "query-sort-desc",
    "ls-type",
    "hl-type",
    "hl-page",
    "hl-stamp",
    "hl-color",
    "logseq.order-list-type",
    "todo",
    "doing",
    "now",
    "later",
    "done",
    "title",
    "alias",
    "aliases",
    "icon",
    "template",
    "template-including-parent",
    "filters",
    "exclude-from-graph-view",
    "public",
    "completed",
    "card-last-interval",
    "card-repeats",
    "card-ease-factor",
    "card-next-schedule",
    "card-last-reviewed",
    "card-last-score",
];

/// Whether a property is shown.
pub fn is_shown(cx: &Cx<'_>, property: &Property) -> bool {
    let key = &*property.key;
    !property.value.trim().is_empty()
        && !HIDDEN.contains(&key)
        && !key.starts_with("logseq.")
        && !key.starts_with('.')
        && !cx.config.logseq.hidden_properties.iter().any(|k| k == key)
}

fn properties(cx: &Cx<'_>, id: BlockId, properties: &[Property]) -> Option<Html> {
    let mut w = HtmlWriter::new();
    write_properties(cx, &mut w, id, properties);
    let html = w.finish();
    (!html.is_empty()).then_some(html)
}

/// `dl.props`, or nothing where no property is for readers.
pub fn write_properties(cx: &Cx<'_>, w: &mut HtmlWriter, id: BlockId, properties: &[Property]) {
    let shown: Vec<&Property> = properties.iter().filter(|p| is_shown(cx, p)).collect();
    if shown.is_empty() {
        return;
    }
    w.tag("<dl class=\"props\">");
    for property in shown {
        w.tag("<dt>").text(&property.key).tag("</dt><dd>");
        value(cx, w, id, property);
        w.tag("</dd>");
    }
    w.tag("</dl>");
}

/// A quoted value, or a list, of front matter: its text is not that of the note, but its references stand in the same
/// order.
fn value_of_front_matter(cx: &Cx<'_>, w: &mut HtmlWriter, id: BlockId, property: &Property) {
    let outline = cx.graph.outline(id);
    let here = |r: &&Ref| r.in_property && r.within.is_none() && property.span.contains(r.span);
    let mut refs = outline.refs_of(id.block).iter().filter(here);
    let mut rest = &*property.value;
    while let Some((before, (inner, after))) =
        rest.split_once("[[").and_then(|(before, from)| Some((before, from.split_once("]]")?)))
    {
        words(cx, w, before);
        let label = inner.rsplit('|').next().unwrap_or(inner);
        match refs.find(|r| r.kind == RefKind::Page).and_then(|r| cx.graph.target(id.note, r)) {
            Some(page) => page_link(cx, w, page, label),
            None => {
                w.text(label);
            }
        }
        rest = after;
    }
    words(cx, w, rest);
}

/// A link to a page under these words, with the sign of its kind.
pub fn page_link(cx: &Cx<'_>, w: &mut HtmlWriter, page: PageId, label: &str) {
    let link = cx.link(page);
    let class = class(link.sign, link.missing);
    w.tag("<a");
    if !class.is_empty() {
        w.attr("class", class);
    }
    w.attr("href", link.href.as_deref().unwrap_or_default()).tag(">").text(label).tag("</a>");
}

/// A list of bare names, each a link where it has a page.
fn names(cx: &Cx<'_>, w: &mut HtmlWriter, value: &str) {
    for (i, item) in list_items(value).enumerate() {
        if i > 0 {
            w.tag(", ");
        }
        match cx.graph.find(item) {
            Some(page) => page_link(cx, w, page, item),
            None => {
                w.text(item);
            }
        }
    }
}

/// A value with its references as links.
pub fn value(cx: &Cx<'_>, w: &mut HtmlWriter, id: BlockId, property: &Property) {
    let outline = cx.graph.outline(id);
    if &*property.key == "tags" && !property.value.contains(['[', '#', '"']) {
        return names(cx, w, &property.value);
    }
    if property.span.of(&outline.text).trim() != &*property.value {
        return value_of_front_matter(cx, w, id, property);
    }
    let mut at = property.span.start;
    let pages = |kind| matches!(kind, RefKind::Page | RefKind::Tag | RefKind::Date);
    let here = |r: &&Ref| r.in_property && r.within.is_none() && property.span.contains(r.span);
    for r in outline.refs_of(id.block).iter().filter(here) {
        words(cx, w, outline.text.get(at as usize..r.span.start as usize).unwrap_or(""));
        at = r.span.end;
        let target = cx.graph.target(id.note, r).filter(|_| pages(r.kind));
        let label = r.label.unwrap_or(r.target).of(&outline.text).trim_start_matches('#');
        let phrase = (r.kind == RefKind::Macro).then(|| macro_phrase(cx, label)).flatten();
        match (target, phrase) {
            (Some(page), _) => page_link(cx, w, page, label),
            (None, Some(phrase)) => {
                w.html(&phrase);
            }
            (None, None) => {
                w.text(label);
            }
        }
    }
    words(cx, w, outline.text.get(at as usize..property.span.end as usize).unwrap_or(""));
}

fn class(sign: Sign, missing: bool) -> &'static str {
    match (sign, missing) {
        (Sign::Project, _) => "prj",
        (Sign::Person, false) => "per",
        (Sign::Person, true) => "per missing",
        (Sign::Day, _) => "day",
        (Sign::Tag, _) => "tag",
        (_, true) => "missing",
        _ => "",
    }
}

/// Plain words, addresses in them linked, macros of the user's own filled in; a comma without its space gets one.
fn words(cx: &Cx<'_>, w: &mut HtmlWriter, text: &str) {
    if text == "," {
        w.tag(", ");
        return;
    }
    if let Some((before, (call, after))) =
        text.split_once("{{").and_then(|(before, from)| Some((before, from.split_once("}}")?)))
    {
        words(cx, w, before);
        match macro_phrase(cx, call) {
            Some(phrase) => w.html(&phrase),
            None => w.tag("<code>{{").text(call).tag("}}</code>"),
        };
        return words(cx, w, after);
    }
    let mut finder = LinkFinder::new();
    finder.kinds(&[LinkKind::Url]);
    for span in finder.spans(text) {
        match span.kind() {
            Some(_) if span.as_str().starts_with("http") => {
                w.tag("<a class=\"out\"").attr("href", span.as_str()).tag(">").text(span.as_str()).tag("</a>")
            }
            _ => w.text(span.as_str()),
        };
    }
}
