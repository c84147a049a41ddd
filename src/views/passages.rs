//! The author's notes of a page, as written: each file and section with its source and its properties.
//!
//! Does not collate: what other pages say stands elsewhere.

use super::blocks::{below_title, first_words};
use super::cx::{Cx, count};
use super::links::{macro_phrase, value_words};
use super::parts::{Passage, Sign};
use super::tree;
use crate::graph::{BlockId, Found, PageId, list_items};
use crate::markup::{Html, HtmlWriter, Phrase};
use crate::outline::{Form, Outline, Property, Ref, RefKind, code_spans, property};
use crate::span::Span;

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
        let tree = match outline.form {
            Form::Verbatim | Form::Unread => verbatim(&outline.text),
            _ => tree::at_home(cx, &tops, page, skip),
        };
        Passage { source, note: not_shown(outline.form), properties, tree }
    });
    let sections = home.sections.iter().map(|&section| {
        let tops: Vec<BlockId> = graph.children(section).collect();
        let properties = properties(cx, section, graph.outline(section).properties_of(section.block));
        let mut w = HtmlWriter::new();
        // What the section's own bullet says below its name.
        w.html(&below_title(cx, section, true)).html(&tree::at_home(cx, &tops, page, skip));
        Passage { source: cx.source(section), note: String::new(), properties, tree: w.finish() }
    });
    let says = |p: &Passage| !p.tree.is_empty() || p.properties.is_some() || !p.note.is_empty();
    files.chain(sections).filter(says).collect()
}

/// What of a file its page leaves out.
fn not_shown(form: Form) -> String {
    match form {
        Form::Blocks => String::new(),
        Form::Verbatim => {
            "Written in Org, which annals does not read: this is the text of the file as it stands.".into()
        }
        Form::Unread => "annals failed on this file: this is its text as it stands.".into(),
        Form::Whiteboard { shapes } => {
            let shapes = count(shapes as usize, "shape", "shapes");
            format!("A whiteboard of {shapes}. It is not drawn here: this is what is written on it and linked from it.")
        }
    }
}

/// The text of a file that is not read.
pub fn verbatim(text: &str) -> Html {
    let mut w = HtmlWriter::new();
    if !text.trim().is_empty() {
        w.tag("<pre class=\"verbatim\">").text(text.trim_end()).tag("</pre>");
    }
    w.finish()
}

/// Keys that say something else of a page than of a block, where they are words like any other.
const OF_A_PAGE: &[&str] = &["title", "alias", "aliases", "icon", "filters", "exclude-from-graph-view", "public"];

/// Whether a property is shown.
pub fn is_shown(cx: &Cx<'_>, property: &Property) -> bool {
    let key = &*property.key;
    !property.value.trim().is_empty()
        && !property::is_of_app(key)
        && !cx.config.logseq.hidden_properties.iter().any(|k| k == key)
}

fn properties(cx: &Cx<'_>, id: BlockId, properties: &[Property]) -> Option<Html> {
    let mut w = HtmlWriter::new();
    write_properties(cx, &mut w, id, properties.iter().filter(|p| !OF_A_PAGE.contains(&&*p.key)));
    let html = w.finish();
    (!html.is_empty()).then_some(html)
}

/// `dl.props`, or nothing where no property is for readers.
pub fn write_properties<'p>(
    cx: &Cx<'_>,
    w: &mut HtmlWriter,
    id: BlockId,
    properties: impl IntoIterator<Item = &'p Property>,
) {
    let mut shown: Vec<&Property> = properties.into_iter().filter(|p| is_shown(cx, p)).collect();
    // `file-path::` repeats what `file::` links to.
    if shown.iter().any(|p| &*p.key == "file") {
        shown.retain(|p| &*p.key != "file-path");
    }
    if shown.is_empty() {
        return;
    }
    w.tag("<dl class=\"props\">");
    let text = &cx.graph.outline(id).text;
    for property in shown {
        w.tag("<dt>").text(key_as_written(text, property)).tag("</dt><dd>");
        value(cx, w, id, property);
        w.tag("</dd>");
    }
    w.tag("</dl>");
}

/// A key as its author spells it; as it is compared, where the text does not have it so.
fn key_as_written<'p>(text: &'p str, property: &'p Property) -> &'p str {
    let written = property.key_span.of(text).trim();
    if property::normal(written) == *property.key { written } else { &property.key }
}

/// The properties of a page, whose first block is `first`, that name another page: why it links to that.
pub fn naming<'g>(cx: &Cx<'g>, first: BlockId, named: PageId) -> Vec<&'g Property> {
    let (graph, lists) = (cx.graph, &cx.config.logseq);
    let outline = graph.outline(first);
    let leads = |r: &Ref| r.in_property && graph.target(first.note, r) == Some(named);
    let refs: Vec<Span> = outline.refs_of(first.block).iter().filter(|r| leads(r)).map(|r| r.span).collect();
    let names = |p: &Property| {
        let listed = || list_items(&p.value).any(|item| graph.find(bare(item)) == Some(named));
        refs.iter().any(|r| p.span.contains(*r)) || (lists.is_list(&p.key) && listed())
    };
    outline.page_properties().iter().filter(|p| !OF_A_PAGE.contains(&&*p.key) && names(p)).collect()
}

/// A quoted value, or a list, of front matter: its text is not that of the note, but its references stand in the same
/// order.
fn value_of_front_matter(cx: &Cx<'_>, w: &mut HtmlWriter, id: BlockId, property: &Property) {
    let outline = cx.graph.outline(id);
    let mut refs = refs_in(outline, id, property);
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
    open_page_link(cx, w, page);
    w.text(label).tag("</a>");
}

/// The same under the words of a block.
pub fn section_link(cx: &Cx<'_>, w: &mut HtmlWriter, page: PageId, words: &Phrase) {
    open_page_link(cx, w, page);
    w.phrase(words).tag("</a>");
}

fn open_page_link(cx: &Cx<'_>, w: &mut HtmlWriter, page: PageId) {
    let link = cx.link(page);
    let class = class(link.sign, link.missing);
    w.tag("<a");
    if !class.is_empty() {
        w.attr("class", class);
    }
    w.attr("href", link.href.as_deref().unwrap_or_default()).tag(">");
}

/// A link to a file of the notes under these words; the words alone where it is no part of the site.
fn file_link(cx: &Cx<'_>, w: &mut HtmlWriter, found: &Found<'_>, label: &str) {
    let label = label.rsplit('/').next().unwrap_or(label);
    match cx.routes.asset(cx.graph, found) {
        Some(route) => w.tag("<a class=\"out\"").attr("href", &cx.href(route)).tag(">").text(label).tag("</a>"),
        None => w.text(label),
    };
}

/// A list of names, bracketed or not, each a link where it has a page.
fn names(cx: &Cx<'_>, w: &mut HtmlWriter, value: &str) {
    for (i, item) in list_items(value).enumerate() {
        if i > 0 {
            w.tag(", ");
        }
        let item = bare(item);
        match cx.graph.find(item) {
            Some(page) => page_link(cx, w, page, item),
            None => {
                w.text(item);
            }
        }
    }
}

/// A name without `#` and brackets.
fn bare(item: &str) -> &str {
    let item = item.trim_start_matches('#');
    item.strip_prefix("[[").and_then(|rest| rest.strip_suffix("]]")).unwrap_or(item)
}

/// A value with its references as links.
pub fn value(cx: &Cx<'_>, w: &mut HtmlWriter, id: BlockId, property: &Property) {
    let outline = cx.graph.outline(id);
    if cx.config.logseq.is_list(&property.key) && !property.value.contains(['"', '(']) {
        return names(cx, w, &property.value);
    }
    if &*property.key == "file-path"
        && let Some(found) = cx.graph.asset(id.note, &property.value)
    {
        let name = property.value.rsplit('/').next().unwrap_or(&property.value);
        return file_link(cx, w, &found, name);
    }
    if property.span.of(&outline.text).trim() != &*property.value {
        return value_of_front_matter(cx, w, id, property);
    }
    let mut at = property.span.start;
    let pages = |kind| matches!(kind, RefKind::Page | RefKind::Tag | RefKind::Date);
    // What is named in code counts as a link to it, and is shown as code, in Logseq too.
    let code = code_spans(&outline.text, property.span);
    let in_code = |span: Span| code.iter().any(|code| code.contains(span));
    for r in refs_in(outline, id, property).filter(|r| !in_code(r.span)) {
        words(cx, w, outline.text.get(at as usize..r.span.start as usize).unwrap_or(""));
        at = r.span.end;
        let target = cx.graph.target(id.note, r).filter(|_| pages(r.kind));
        let label = r.label.unwrap_or(r.target).of(&outline.text).trim_start_matches('#');
        let path = r.target.of(&outline.text);
        if matches!(r.kind, RefKind::Asset | RefKind::Image) && !path.contains("://") {
            match cx.graph.asset(id.note, path) {
                Some(found) => file_link(cx, w, &found, label),
                None => {
                    w.tag("<span class=\"ref missing\">").text(label).tag(" (missing)</span>");
                }
            }
            continue;
        }
        match (target, r.kind) {
            (Some(page), _) => page_link(cx, w, page, label),
            (None, RefKind::Block) => block_link(cx, w, id, r),
            (None, kind) => {
                let phrase = if kind == RefKind::Macro { macro_phrase(cx, label) } else { None };
                w.html(&phrase.unwrap_or_else(|| Html::text(label)));
            }
        }
    }
    words(cx, w, outline.text.get(at as usize..property.span.end as usize).unwrap_or(""));
}

/// The references that a value holds, less those within others.
fn refs_in<'g>(outline: &'g Outline, id: BlockId, property: &Property) -> impl Iterator<Item = &'g Ref> {
    outline.refs_within(id.block, property.span).filter(|r| r.in_property && r.within.is_none())
}

/// A link to a block under its label, else its first words; muted as written where there is no such block.
fn block_link(cx: &Cx<'_>, w: &mut HtmlWriter, id: BlockId, r: &Ref) {
    let text = &cx.graph.outline(id).text;
    let Some(block) = cx.graph.block_of(id.note, r) else {
        w.tag("<code class=\"ref missing\">").text(r.span.of(text)).tag("</code>");
        return;
    };
    w.tag("<a class=\"ref\"").attr("href", &cx.block_href(block)).tag(">");
    match r.label {
        Some(label) => w.text(label.of(text)),
        None => w.phrase(first_words(cx, block)),
    };
    w.tag("</a>");
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

/// The words of a value, macros of the user's own filled in; a comma without its space gets one.
fn words(cx: &Cx<'_>, w: &mut HtmlWriter, text: &str) {
    if text == "," {
        w.tag(", ");
        return;
    }
    let code = code_spans(text, Span::new(0, text.len()));
    let in_code = |at: usize| {
        let before = code.partition_point(|code| code.start as usize <= at);
        before.checked_sub(1).is_some_and(|i| at < code[i].end as usize)
    };
    let mut at = 0;
    for (open, _) in text.match_indices("{{") {
        if open < at || in_code(open) {
            continue;
        }
        let Some(length) = text[open + 2..].find("}}") else { break };
        let call = &text[open + 2..open + 2 + length];
        w.html(&value_words(cx, &text[at..open]));
        match macro_phrase(cx, call) {
            Some(phrase) => w.html(&phrase),
            None => w.tag("<code>{{").text(call).tag("}}</code>"),
        };
        at = open + 4 + length;
    }
    w.html(&value_words(cx, &text[at..]));
}
