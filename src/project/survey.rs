//! What the author should know before a share is made: who is named in it, and which projects have nothing in it.
//!
//! Asks the whole graph, and therefore never has a say in what is written.

use std::collections::{BTreeMap, BTreeSet};

use rustc_hash::FxHashSet;

use super::Projection;
use super::known::{Known, known};
use super::names::Names;
use crate::config::Config;
use crate::config::share::{Naming, Profile};
use crate::graph::marks::{Marks, private_words};
use crate::graph::{BlockId, Graph, PageId, PageKind, names_below};
use crate::notes::NoteId;
use crate::period::Period;
use crate::span::position;

/// A line of a note.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    /// Path of the note.
    pub path: String,
    /// From 1.
    pub line: u32,
}

/// Somebody who is named in what was selected.
#[derive(Clone, Debug, PartialEq)]
pub struct Named {
    /// The name of their page; or a part of it that several have.
    pub name: String,
    /// The name and all others, as people write them.
    pub forms: Vec<String>,
    /// `role::` of the page.
    pub role: Option<String>,
    /// Where a reference names them.
    pub linked: Vec<Place>,
    /// Where plain words do.
    pub spoken: Vec<Place>,
    /// Where else a part of the name stands, or what is taken for one, with these words.
    pub parts: Vec<(String, Place)>,
    /// Whether they are named at all: a first or last name that several have is decided about where one of these is named, for it
    /// may be all that stands of a name.
    pub is_met: bool,
}

/// Where somebody is named.
#[derive(Default)]
struct Met {
    linked: Vec<Place>,
    spoken: Vec<Place>,
    parts: Vec<(String, Place)>,
}

/// See the head of this file.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Survey {
    /// People, by name.
    pub people: Vec<Named>,
    /// Projects that have bullets which read as accomplishments of the period, and no review: with where they begin.
    pub near_misses: Vec<(String, Place)>,
    /// First and last names alone that are taken for words, by whose they may be: they stay as written.
    pub left: Vec<(String, Vec<(String, Place)>)>,
    /// Lines of what was selected that say a word for private, and are not marked.
    pub perhaps_private: Vec<Place>,
    /// Names in what was selected that stand below somebody's line and may be people: they stay as written.
    pub perhaps: Vec<(String, Place)>,
    /// Projects with a heading and nothing under it, or nothing at all.
    pub without: Vec<String>,
}

/// Asks the graph about a projection in which people are named as written.
pub fn survey(graph: &Graph, projection: &Projection, profile: &Profile, config: &Config) -> Survey {
    let (period, first) = (profile.period(), config.fiscal_year_start);
    let place = |id: BlockId| {
        let text = &graph.outline(id).text;
        Place {
            path: graph.facts[id.note.index()].path.to_string(),
            line: position(text, graph.block(id).span.start as usize).line,
        }
    };
    let all = known(graph);
    let forms = all.iter().enumerate().flat_map(|(i, known)| known.forms.iter().map(move |form| (form.as_str(), i)));
    let names = Names::new(forms);
    let mut people: BTreeMap<usize, Met> = BTreeMap::new();
    let mut left: BTreeMap<usize, Vec<(String, Place)>> = BTreeMap::new();
    let index = |page: &PageId| all.iter().position(|known| known.pages.contains(page));
    for &id in &projection.blocks {
        let linked: FxHashSet<usize> = graph.named_by(id).filter_map(|page| index(&page)).collect();
        let spoken: FxHashSet<usize> = graph.mentioned_in(id).filter_map(|page| index(&page)).collect();
        for person in &linked {
            people.entry(*person).or_default().linked.push(place(id));
        }
        for person in spoken.difference(&linked) {
            people.entry(*person).or_default().spoken.push(place(id));
        }
        let outline = graph.outline(id);
        for line in outline.body(id.block) {
            let text = line.of(&outline.text);
            let here = || Place {
                path: graph.facts[id.note.index()].path.to_string(),
                line: position(&outline.text, line.start as usize).line,
            };
            for (at, person) in names.find(text).into_iter().filter(|(_, i)| !linked.contains(i) && !spoken.contains(i))
            {
                people.entry(person).or_default().parts.push((text[at].to_string(), here()));
            }
            for (at, person) in names.left(text) {
                left.entry(person).or_default().push((text[at].to_string(), here()));
            }
        }
    }
    // Also where no link and no mention is looked for: in code, in labels, in the headings above.
    for note in &projection.notes.notes {
        let in_addresses = addresses(&note.text).flat_map(|address| names.in_address(address));
        for person in names.find(&note.text).into_iter().map(|(_, person)| person).chain(in_addresses) {
            people.entry(person).or_default();
        }
    }
    let mut perhaps_private: Vec<Place> = Vec::new();
    for &id in &projection.blocks {
        let outline = graph.outline(id);
        let span = graph.block(id).span;
        for at in private_words(span.of(&outline.text)) {
            let at_note = span.start + at as u32;
            if !outline.is_code(id.block, at_note) {
                let path = graph.facts[id.note.index()].path.to_string();
                perhaps_private.push(Place { path, line: position(&outline.text, at_note as usize).line });
            }
        }
    }
    perhaps_private.dedup();
    let mut marks = Marks::new(graph, &profile.audience, &config.share.audiences());
    let met: FxHashSet<usize> = people.keys().copied().collect();
    let forms: FxHashSet<&String> = met.iter().flat_map(|person| &all[*person].forms).collect();
    let of_several = all.iter().enumerate().filter(|(_, known)| known.pages.is_empty());
    let unsure = of_several.filter(|(_, known)| known.forms.iter().any(|form| forms.contains(form)));
    unsure.for_each(|(person, _)| _ = people.entry(person).or_default());
    let named = |(person, Met { linked, spoken, parts }): (usize, Met)| {
        let Known { pages, name, forms } = all[person].clone();
        let role = pages.into_iter().find_map(|page| role(graph, &mut marks, page));
        let role = role.filter(|role| names.find(role).is_empty()).map(String::from);
        Named { name, forms, role, linked, spoken, parts, is_met: met.contains(&person) }
    };
    let with: FxHashSet<PageId> = projection.blocks.iter().map(|&id| graph.owner(id)).collect();
    let mut near_misses = Vec::new();
    let mut without = Vec::new();
    for page in graph.of_kind(PageKind::Project).filter(|page| !with.contains(page)) {
        let of_time = |p: Option<Period>| match (p, period) {
            (Some(p), Some(period)) => p.year_in(first) == period.year_in(first),
            _ => true,
        };
        let candidate = graph.candidate(page).filter(|candidate| of_time(candidate.period));
        let name = graph.page(page).short_name().to_string();
        match candidate.and_then(|candidate| candidate.blocks.first()) {
            Some(&begins) => near_misses.push((name, place(begins))),
            None if !graph.page(page).archived => without.push(name),
            None => {}
        }
    }
    let stays = profile.people != Naming::Keep;
    let perhaps = if stays { perhaps(graph, projection, &names) } else { Vec::new() };
    let perhaps = perhaps.into_iter().map(|(name, below)| (name, place(below))).collect();
    let left = left.into_iter().filter(|_| stays).map(|(person, places)| (all[person].name.clone(), places)).collect();
    Survey { left, perhaps_private, people: people.into_iter().map(named).collect(), near_misses, perhaps, without }
}

/// Names below people that nobody is known by, where the selection says them; with the line they stand below.
fn perhaps(graph: &Graph, projection: &Projection, known: &Names) -> Vec<(String, BlockId)> {
    let sections = graph.of_kind(PageKind::Person).flat_map(|page| &graph.page(page).home.sections);
    let below = |&id: &BlockId| names_below(graph.outline(id), Some(id.block)).into_iter().map(move |name| (name, id));
    let notes = graph.of_kind(PageKind::Person).flat_map(|page| &graph.page(page).home.notes);
    let in_note = |&note: &NoteId| {
        let names = names_below(&graph.outlines[note.index()], None);
        names.into_iter().map(move |name| (name, BlockId { note, block: 0 }))
    };
    let all = sections.flat_map(below).chain(notes.flat_map(in_note));
    let all: Vec<(String, BlockId)> = all.filter(|(name, _)| known.find(name).is_empty()).collect();
    let names = Names::new(all.iter().enumerate().map(|(i, (name, _))| (name.as_str(), i)));
    let texts = projection.notes.notes.iter();
    let said: BTreeSet<usize> = texts.flat_map(|note| names.find(&note.text)).map(|(_, i)| i).collect();
    said.into_iter().map(|i| all[i].clone()).collect()
}

/// Where addresses may stand in a text, each up to the next blank.
fn addresses(text: &str) -> impl Iterator<Item = &str> {
    let within = |word: &'_ str| ["://", "www."].iter().filter_map(|mark| word.find(mark)).min();
    text.split_whitespace().filter_map(move |word| Some(&word[within(word)?..]))
}

/// What a person is by `role::`, in plain words, where its audience may see who says so: a note or a bullet that is marked
/// private says nothing of anybody.
fn role<'g>(graph: &'g Graph, marks: &mut Marks<'g>, page: PageId) -> Option<&'g str> {
    if marks.is_page_denied(page) {
        return None;
    }
    let home = &graph.page(page).home;
    let sections = home.sections.iter().filter(|section| !marks.is_denied(**section));
    let in_sections = sections.map(|section| graph.outline(*section).properties_of(section.block));
    let in_files = home.notes.iter().map(|note| graph.outlines[note.index()].page_properties());
    let said: Vec<_> = in_files.chain(in_sections).flatten().collect();
    let role = said.into_iter().find(|p| &*p.key == "role")?.value.trim();
    Some(role).filter(|role| !role.is_empty() && !role.contains(['[', '#', '(', '{']))
}
