//! What the author should know before a share is made: who is named in it, and which projects have nothing in it.
//!
//! Asks the whole graph, and therefore never has a say in what is written.

use std::collections::BTreeMap;

use rustc_hash::FxHashSet;

use super::Projection;
use super::names::{Names, own_name};
use crate::config::Config;
use crate::config::share::Profile;
use crate::graph::marks::Marks;
use crate::graph::{BlockId, Graph, PageId, PageKind};
use crate::name;
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
    /// The page.
    pub page: PageId,
    /// Its name.
    pub name: String,
    /// The name and all others, as people write them.
    pub forms: Vec<String>,
    /// `role::` of the page.
    pub role: Option<String>,
    /// Where a reference names them.
    pub linked: Vec<Place>,
    /// Where plain words do.
    pub spoken: Vec<Place>,
}

/// See the head of this file.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Survey {
    /// People, by name.
    pub people: Vec<Named>,
    /// Projects that have bullets which read as accomplishments of the period, and no review: with where they begin.
    pub near_misses: Vec<(String, Place)>,
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
    let mut people: BTreeMap<PageId, (Vec<Place>, Vec<Place>)> = BTreeMap::new();
    let is_person = |page: &PageId| graph.page(*page).kind == PageKind::Person;
    for &id in &projection.blocks {
        let linked: FxHashSet<PageId> = graph.named_by(id).filter(is_person).collect();
        let spoken: FxHashSet<PageId> = graph.mentioned_in(id).filter(is_person).collect();
        for page in &linked {
            people.entry(*page).or_default().0.push(place(id));
        }
        for page in spoken.difference(&linked) {
            people.entry(*page).or_default().1.push(place(id));
        }
    }
    // Also where no link and no mention is looked for: in code, in labels, in the headings above.
    let all = forms(graph);
    let names =
        Names::new(all.iter().enumerate().flat_map(|(i, (_, forms))| forms.iter().map(move |f| (f.as_str(), i))));
    for note in &projection.notes.notes {
        let in_addresses = addresses(&note.text).flat_map(|address| names.in_address(address));
        for person in names.find(&note.text).into_iter().map(|(_, person)| person).chain(in_addresses) {
            people.entry(all[person].0).or_default();
        }
    }
    let mut marks = Marks::new(graph, &profile.audience, &config.share.audiences());
    let named = |(page, (linked, spoken)): (PageId, (Vec<Place>, Vec<Place>))| {
        let this = graph.page(page);
        let forms = all.iter().find(|(of, _)| *of == page).map(|(_, forms)| forms.clone()).unwrap_or_default();
        let role = role(graph, &mut marks, page).filter(|role| names.find(role).is_empty()).map(String::from);
        Named { page, name: this.short_name().to_string(), forms, role, linked, spoken }
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
    Survey { people: people.into_iter().map(named).collect(), near_misses, without }
}

/// Where addresses may stand in a text, each up to the next blank.
fn addresses(text: &str) -> impl Iterator<Item = &str> {
    let within = |word: &'_ str| ["://", "www."].iter().filter_map(|mark| word.find(mark)).min();
    text.split_whitespace().filter_map(move |word| Some(&word[within(word)?..]))
}

fn is_caseless(c: char) -> bool {
    c.is_alphabetic() && !c.is_lowercase() && !c.is_uppercase()
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

/// All people, and the forms of their names: in full, other names, and a first and a last name that are nobody else's.
fn forms(graph: &Graph) -> Vec<(PageId, Vec<String>)> {
    let people: Vec<PageId> = graph.of_kind(PageKind::Person).collect();
    let own = |page: PageId| own_name(graph.page(page).short_name()).into_owned();
    let first = |page: PageId| own(page).split_whitespace().next().unwrap_or("").to_string();
    let last = |page: PageId| {
        let own = own(page);
        let (_, last) = own.rsplit_once(char::is_whitespace)?;
        // `Noor from sales` has none, nor has `Noor (2)`.
        (last.starts_with(char::is_alphabetic) && !last.starts_with(char::is_lowercase)).then(|| last.to_string())
    };
    let mut bearers: BTreeMap<String, usize> = BTreeMap::new();
    people.iter().for_each(|page| *bearers.entry(name::as_read(&first(*page))).or_default() += 1);
    let mut families: BTreeMap<String, usize> = BTreeMap::new();
    people
        .iter()
        .filter_map(|page| last(*page))
        .for_each(|last| *families.entry(name::as_read(&last)).or_default() += 1);
    let of = |page: PageId| {
        let this = graph.page(page);
        let mut forms: Vec<String> = std::iter::once(&this.name).chain(&this.aliases).map(|n| n.to_string()).collect();
        forms.push(this.short_name().to_string());
        // Two letters are too many words; two signs of a script without cases are a name.
        let is_long =
            |name: &str| name.chars().count() > 2 || name.chars().count() == 2 && name.chars().all(is_caseless);
        let (own, first) = (own(page), first(page));
        // What there is of `Tom (platform)` and of `Tom (sales)` is both theirs.
        let is_theirs = bearers.get(&name::as_read(&first)) == Some(&1);
        if own != first || is_theirs {
            forms.push(own);
        }
        if is_theirs && is_long(&first) {
            forms.push(first);
        }
        let is_own = |last: &String| {
            families.get(&name::as_read(last)) == Some(&1) && !bearers.contains_key(&name::as_read(last))
        };
        forms.extend(last(page).filter(|last| is_long(last)).filter(is_own));
        forms.sort_unstable_by(|a, b| b.len().cmp(&a.len()).then_with(|| a.cmp(b)));
        forms.dedup();
        forms
    };
    people.into_iter().map(|page| (page, of(page))).collect()
}
