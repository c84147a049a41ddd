//! Bullets that act as pages: the direct children of a collection such as `Projects` or `People`.
//!
//! Looks at one outline; which pages they become is settled by `merge`.

use super::called::without_pronouns;
use super::groups;
use super::kinds::{KindRules, PageKind};
use super::words;
use crate::outline::Outline;
use rustc_hash::FxHashMap;
use std::borrow::Cow;

/// A subtree that is a page.
#[derive(Clone, Debug, PartialEq)]
pub struct Section {
    /// Its top block.
    pub block: u32,
    /// What the collection says it is.
    pub kind: PageKind,
    /// The page's name: its words, or what its lone reference names, less the kind's suffix.
    pub name: Box<str>,
    /// The words with the suffix, where one was cut: a further name of the page.
    pub alias: Option<Box<str>>,
}

/// All sections of an outline whose page is called `title`, in reading order.
pub fn find(outline: &Outline, title: &str, kinds: &KindRules) -> Vec<Section> {
    let mut sections = Vec::new();
    if let Some(kind) = kinds.collection(title) {
        collect(outline, outline.children(None), kind, kinds, &mut sections);
    }
    for block in 0..outline.blocks.len() as u32 {
        let this = &outline.blocks[block as usize];
        let is_leaf = this.end == block + 1;
        // A leaf collects nothing but by a heading, and most blocks are leaves or too long to be a collection's name.
        if is_leaf && this.heading == 0
            || !kinds.may_be_collection(this.title.len())
            || this.task().is_some_and(|t| t.marker.is_some())
        {
            continue;
        }
        let Some(kind) = kinds.collection(&words::label(outline, block)) else { continue };
        if !is_leaf {
            collect(outline, outline.children(Some(block)), kind, kinds, &mut sections);
            continue;
        }
        // In an outline a heading holds nothing; what stands behind it is meant all the same, up to the next.
        let is_behind = |other: &u32| {
            outline.blocks.get(*other as usize).is_some_and(|other| other.parent == this.parent && other.heading == 0)
        };
        let next = |other: &u32| Some(outline.blocks[*other as usize].end).filter(is_behind);
        let behind = std::iter::successors(Some(block + 1).filter(is_behind), next);
        collect(outline, behind, kind, kinds, &mut sections);
    }
    sections.sort_by_key(|s| s.block);
    sections.dedup_by_key(|s| s.block);
    sections
}

fn collect(
    outline: &Outline,
    of: impl Iterator<Item = u32>,
    kind: PageKind,
    kinds: &KindRules,
    sections: &mut Vec<Section>,
) {
    let may_be_page = |block: &u32| {
        let this = &outline.blocks[*block as usize];
        !this.pre_block && this.task().is_none_or(|t| t.marker.is_none())
    };
    let mut blocks = Vec::new();
    for block in of.filter(may_be_page) {
        // A group of people is a heading over them.
        match (kind == PageKind::Person).then(|| groups::people_in(outline, block)).flatten() {
            Some(people) => blocks.extend(people),
            None => blocks.push(block),
        }
    }
    let all: Vec<(u32, Cow<'_, str>)> = blocks.into_iter().map(|block| (block, words::label(outline, block))).collect();
    let mut times: FxHashMap<&str, u32> = FxHashMap::default();
    all.iter().for_each(|(_, label)| *times.entry(label).or_default() += 1);
    for (block, label) in all.iter().filter(|(_, label)| !label.is_empty()) {
        // A tag is a word of the line where the line leads on to it, or is another's without it: `Migration to #Postgres`,
        // `Upgrade #Postgres` beside `Upgrade #Redis`.
        let is_whole = times.get(&**label) == Some(&1) && !words::leads_on(label);
        let label = if is_whole { label.clone() } else { words::tagged_label(outline, *block) };
        let label = words::without_addresses(&label);
        // A collection within its own collection (`Projects` › `Projects`) is a heading, not a project.
        if kinds.collection(&label).is_some() || !words::reads_as_name(&label, words::is_lone_ref(outline, *block)) {
            continue;
        }
        let name = kinds.without_suffix(kind, &label);
        let name = if kind == PageKind::Person { without_pronouns(name) } else { name };
        let alias = (name.len() < label.len()).then(|| label.as_ref().into());
        sections.push(Section { block: *block, kind, name: name.into(), alias });
    }
}
