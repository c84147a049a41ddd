//! The one page of a share: what a projection holds, project by project, standing alone.
//!
//! Does not know the notes it was taken from: it reads one note in the canonical form that `project` writes. Nothing on it
//! leads anywhere but to other sites, and its pictures are in it.

use std::collections::BTreeMap;

use rustc_hash::FxHashSet;
use serde::Serialize;

use super::cx::{Cx, count};
use super::gather::{self, Amount};
use super::parts::Fact;
use super::tree;
use crate::graph::{BlockId, ReviewText, label};
use crate::markup::Html;
use crate::name;
use crate::notes::NoteId;
use crate::period::Period;

/// Pictures of a page that stands alone: path of the file to an address that holds its bytes.
pub type Pictures = BTreeMap<String, String>;

/// What is said of a share beside its text.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Cover {
    /// The title.
    pub title: String,
    /// For whom it was prepared.
    pub audience: String,
    /// By whom; empty when not said.
    pub author: String,
    /// Tells this text from another under the same title.
    pub version: String,
}

/// The page.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Packet {
    /// The language of the text.
    pub lang: String,
    /// Its title.
    pub title: String,
    /// Projects, bullets, tasks, tickets.
    pub facts: Vec<Fact>,
    /// Lines that the author marked as highlights: at most three.
    pub highlights: Html,
    /// Projects, in their order.
    pub projects: Vec<Section>,
    /// People, other notes and days.
    pub others: Vec<Group>,
    /// `Prepared for manager on Friday 27 November 2026 · version 3f9a2c1b`
    pub prepared: String,
    /// The inline style, printed as it is.
    pub style: Html,
    /// `sha256-…` of exactly that text.
    pub style_hash: String,
}

/// A heading of other notes, and what is under it.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Group {
    /// `Notes`
    pub title: String,
    /// What is under it.
    pub sections: Vec<Section>,
}

/// A project, or a page.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Section {
    /// Anchor, unique on the page and made of the name alone.
    pub id: String,
    /// Its name.
    pub name: String,
    /// `23 bullets · 222 words · 35 tickets`
    pub summary: String,
    /// What was written for each period.
    pub texts: Vec<Text>,
    /// Tasks that were done; empty without any.
    pub done: Html,
    /// Anything else.
    pub notes: Html,
}

/// What a review says.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Text {
    /// `2024`: stands in the margin.
    pub period: String,
    /// The outline.
    pub tree: Html,
}

/// What reviews stand under in the canonical form.
const REVIEW: &str = "Year end review";

/// How many highlights a packet shows.
const MOST_HIGHLIGHTS: usize = 3;

/// Fill the page.
pub fn packet(cx: &Cx<'_>, cover: &Cover, css: &str) -> Packet {
    let note = NoteId(0);
    let tops: Vec<BlockId> = match cx.graph.outlines.first() {
        Some(outline) => outline.children(None).map(|block| BlockId { note, block }).collect(),
        None => Vec::new(),
    };
    let mut ids = FxHashSet::default();
    let mut packet = Packet {
        lang: cx.config.language.clone(),
        title: cover.title.clone(),
        prepared: prepared(cx, cover),
        style_hash: super::notfound::hash(Html::style_sheet(css).as_str()),
        style: Html::style_sheet(css),
        ..Packet::default()
    };
    for top in tops {
        let title = label(cx.graph.outline(top), top.block).into_owned();
        let sections: Vec<Section> = filled(cx, top).into_iter().map(|id| section(cx, id, &mut ids)).collect();
        match title.as_str() {
            "Projects" => packet.projects = sections,
            _ => packet.others.push(Group { title, sections }),
        }
    }
    packet.facts = facts(cx, packet.projects.len());
    packet.highlights = tree::blocks(cx, &highlights(cx), None, &[]);
    packet
}

fn prepared(cx: &Cx<'_>, cover: &Cover) -> String {
    let by = if cover.author.is_empty() { String::new() } else { format!(" by {}", cover.author) };
    format!("Prepared for {}{by} on {} · version {}", cover.audience, cx.long_day(cx.today), cover.version)
}

fn filled(cx: &Cx<'_>, id: BlockId) -> Vec<BlockId> {
    cx.graph.children(id).filter(|child| !cx.graph.is_blank(*child)).collect()
}

fn section(cx: &Cx<'_>, id: BlockId, ids: &mut FxHashSet<String>) -> Section {
    let name = label(cx.graph.outline(id), id.block).into_owned();
    let slug = name::slug(&name);
    // A name that is there already is told apart by nothing: two sections of one name are of one project.
    let anchor = if ids.insert(slug.clone()) { slug } else { String::new() };
    let (mut texts, mut done, mut rest) = (Vec::new(), Vec::new(), Vec::new());
    for child in filled(cx, id) {
        let outline = cx.graph.outline(child);
        if &*label(outline, child.block) == REVIEW {
            texts.extend(filled(cx, child).into_iter().map(|period| text(cx, period)));
        } else if is_task(cx, child) {
            done.push(child);
        } else {
            rest.push(child);
        }
    }
    let Amount { bullets, words, tickets, .. } = gather::amount(cx, &said(cx, id));
    let mut summary = vec![count(bullets, "bullet", "bullets"), count(words, "word", "words")];
    if tickets > 0 {
        summary.push(count(tickets, "ticket", "tickets"));
    }
    Section {
        id: anchor,
        name,
        summary: summary.join(" · "),
        texts,
        done: tree::blocks(cx, &done, None, &[]),
        notes: tree::blocks(cx, &rest, None, &[]),
    }
}

fn text(cx: &Cx<'_>, id: BlockId) -> Text {
    let written = label(cx.graph.outline(id), id.block).into_owned();
    Text {
        period: Period::read(&written).map_or(written, Period::label),
        tree: tree::review(cx, &ReviewText::below(cx.graph.outline(id), id), &[]),
    }
}

/// What is said below a heading: the texts of its reviews, and what is no task beside them.
fn said(cx: &Cx<'_>, id: BlockId) -> Vec<ReviewText> {
    let mut said = vec![ReviewText::default()];
    for child in filled(cx, id) {
        let outline = cx.graph.outline(child);
        if &*label(outline, child.block) == REVIEW {
            said.extend(filled(cx, child).into_iter().map(|period| ReviewText::below(outline, period)));
        } else if !is_task(cx, child) {
            said[0].tops.push(child);
        }
    }
    said
}

fn is_task(cx: &Cx<'_>, id: BlockId) -> bool {
    cx.graph.block(id).task().is_some_and(|task| task.marker.is_some())
}

/// What a share counts: one of it, and many.
pub const COUNTED: [(&str, &str); 4] =
    [("project", "projects"), ("bullet", "bullets"), ("completed task", "completed tasks"), ("ticket", "tickets")];

fn facts(cx: &Cx<'_>, projects: usize) -> Vec<Fact> {
    let Some(outline) = cx.graph.outlines.first() else { return Vec::new() };
    let tops = outline.children(None).map(|block| BlockId { note: NoteId(0), block });
    let sections: Vec<BlockId> = tops.flat_map(|top| filled(cx, top)).collect();
    let said: Vec<ReviewText> = sections.iter().flat_map(|id| said(cx, *id)).collect();
    let amount = gather::amount(cx, &said);
    let done = cx.graph.tasks().filter(|task| task.completed.is_some()).count();
    let counts = [projects, amount.bullets, done, amount.tickets];
    let fact = |(n, (one, many)): (usize, (&str, &str))| Fact {
        strong: n.to_string(),
        after: format!(" {}", if n == 1 { one } else { many }),
        ..Fact::default()
    };
    counts.into_iter().zip(COUNTED).filter(|(n, _)| *n > 0).map(fact).collect()
}

fn highlights(cx: &Cx<'_>) -> Vec<BlockId> {
    let Some(outline) = cx.graph.outlines.first() else { return Vec::new() };
    let is_one = |block: &u32| outline.properties_of(*block).iter().any(|p| &*p.key == "highlight");
    let all = (0..outline.blocks.len() as u32).filter(is_one);
    all.take(MOST_HIGHLIGHTS).map(|block| BlockId { note: NoteId(0), block }).collect()
}
