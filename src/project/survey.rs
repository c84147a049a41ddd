//! What the author should know before a share is made: who is named in it, and which projects have nothing in it.
//!
//! Asks the whole graph, and therefore never has a say in what is written.

use std::collections::BTreeMap;

use rustc_hash::FxHashSet;

use super::Projection;
use super::names::Names;
use crate::config::Config;
use crate::config::share::Profile;
use crate::graph::marks::Marks;
use crate::graph::{BlockId, Graph, PageId, PageKind, nickname, own_name};
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
    let all = known(graph);
    let mut people: BTreeMap<usize, (Vec<Place>, Vec<Place>)> = BTreeMap::new();
    let index = |page: &PageId| all.iter().position(|known| known.page == Some(*page));
    for &id in &projection.blocks {
        let linked: FxHashSet<usize> = graph.named_by(id).filter_map(|page| index(&page)).collect();
        let spoken: FxHashSet<usize> = graph.mentioned_in(id).filter_map(|page| index(&page)).collect();
        for person in &linked {
            people.entry(*person).or_default().0.push(place(id));
        }
        for person in spoken.difference(&linked) {
            people.entry(*person).or_default().1.push(place(id));
        }
    }
    // Also where no link and no mention is looked for: in code, in labels, in the headings above.
    let forms = all.iter().enumerate().flat_map(|(i, known)| known.forms.iter().map(move |form| (form.as_str(), i)));
    let names = Names::new(forms);
    for note in &projection.notes.notes {
        let in_addresses = addresses(&note.text).flat_map(|address| names.in_address(address));
        for person in names.find(&note.text).into_iter().map(|(_, person)| person).chain(in_addresses) {
            people.entry(person).or_default();
        }
    }
    let mut marks = Marks::new(graph, &profile.audience, &config.share.audiences());
    let named = |(person, (linked, spoken)): (usize, (Vec<Place>, Vec<Place>))| {
        let Known { page, name, forms } = all[person].clone();
        let role = page.and_then(|page| role(graph, &mut marks, page));
        let role = role.filter(|role| names.find(role).is_empty()).map(String::from);
        Named { name, forms, role, linked, spoken }
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

/// Somebody who may be named, or a first or last name that several people have: nobody can say whose it is.
#[derive(Clone)]
struct Known {
    page: Option<PageId>,
    name: String,
    forms: Vec<String>,
}

/// Words of two letters, of English, German, French and Spanish.
const SHORT: [&str; 72] = [
    "ab", "ad", "ah", "am", "an", "as", "at", "au", "be", "by", "ca", "ce", "da", "de", "do", "du", "eh", "el", "en",
    "er", "es", "et", "eu", "ex", "go", "ha", "he", "hi", "if", "il", "im", "in", "is", "it", "ja", "je", "la", "le",
    "ma", "me", "mi", "my", "na", "ne", "no", "ob", "of", "oh", "ok", "on", "or", "os", "ou", "ox", "pi", "re", "se",
    "si", "so", "su", "ta", "te", "to", "tu", "uh", "um", "un", "up", "us", "va", "we", "zu",
];

/// A person's name, and its parts where they may stand alone.
struct Parts {
    page: PageId,
    own: String,
    first: String,
    nickname: Option<String>,
    last: Option<String>,
}

impl Parts {
    fn of(graph: &Graph, page: PageId) -> Parts {
        let own = own_name(line(graph, page));
        // Two letters are a name where they are no word, and one sign of a script without cases is one.
        let is_long = |name: &&str| match name.chars().count() {
            0 => false,
            1 => name.chars().all(is_caseless),
            2 => name.chars().all(is_caseless) || !SHORT.contains(&name.to_lowercase().as_str()),
            _ => true,
        };
        // `Noor from sales` has no last name, nor has `Noor (2)`.
        let is_name = |last: &&str| last.starts_with(char::is_alphabetic) && !last.starts_with(char::is_lowercase);
        let last = own.rsplit_once(char::is_whitespace).map(|(_, last)| last).filter(is_name).filter(is_long);
        let (first, last) = (own.split_whitespace().next().unwrap_or("").to_string(), last.map(String::from));
        let nickname = nickname(line(graph, page)).filter(is_long).map(String::from);
        Parts { page, nickname, first: if is_long(&first.as_str()) { first } else { String::new() }, last, own }
    }

    fn all(&self) -> impl Iterator<Item = &String> {
        std::iter::once(&self.first).chain(&self.nickname).chain(&self.last).filter(|part| !part.is_empty())
    }
}

/// What a person's line says: `Tom Hale / platform` is no page below another.
fn line(graph: &Graph, page: PageId) -> &str {
    let this = graph.page(page);
    if this.name.contains(" / ") { &this.name } else { this.short_name() }
}

/// All people, and the forms of their names: in full, other names, and a first and a last name that are nobody else's. Then
/// those that several have.
fn known(graph: &Graph) -> Vec<Known> {
    let people: Vec<Parts> = graph.of_kind(PageKind::Person).map(|page| Parts::of(graph, page)).collect();
    let (mut firsts, mut lasts): (BTreeMap<String, usize>, BTreeMap<String, usize>) = Default::default();
    for person in &people {
        for first in std::iter::once(&person.first).chain(&person.nickname) {
            *firsts.entry(name::as_read(first)).or_default() += 1;
        }
        person.last.iter().for_each(|last| *lasts.entry(name::as_read(last)).or_default() += 1);
    }
    let whole = |page: PageId| {
        let this = graph.page(page);
        std::iter::once(&*this.name).chain(this.aliases.iter().map(|name| &**name)).chain([this.short_name()])
    };
    let of = |person: &Parts| {
        let mut forms: Vec<String> = whole(person.page).map(String::from).collect();
        let is_theirs = |first: &str| !first.is_empty() && firsts.get(&name::as_read(first)) == Some(&1);
        // What there is of `Tom (platform)` and of `Tom (sales)` is both theirs.
        if person.own != person.first || is_theirs(&person.first) {
            forms.push(person.own.clone());
        }
        let alone = std::iter::once(&person.first).chain(&person.nickname).filter(|first| is_theirs(first));
        forms.extend(alone.cloned());
        forms.extend(person.nickname.iter().zip(&person.last).map(|(nickname, last)| format!("{nickname} {last}")));
        let is_own = |last: &&String| {
            let last = name::as_read(last);
            lasts.get(&last) == Some(&1) && !firsts.contains_key(&last)
        };
        forms.extend(person.last.as_ref().filter(is_own).cloned());
        Known { page: Some(person.page), name: graph.page(person.page).short_name().to_string(), forms: sorted(forms) }
    };
    let mut all: Vec<Known> = people.iter().map(of).collect();
    let taken: FxHashSet<String> = all.iter().flat_map(|known| &known.forms).map(|form| name::as_read(form)).collect();
    let mut several: BTreeMap<String, (String, Vec<String>)> = BTreeMap::new();
    for person in &people {
        for part in person.all().filter(|part| !taken.contains(&name::as_read(part))) {
            let (_, forms) = several.entry(name::as_read(part)).or_insert_with(|| (part.clone(), vec![part.clone()]));
            // With their whole names, by which a part is known to be one.
            forms.extend(whole(person.page).map(String::from));
        }
    }
    let shared = several.into_values();
    all.extend(shared.map(|(part, forms)| Known {
        page: None,
        name: format!("{part} (several)"),
        forms: sorted(forms),
    }));
    all
}

/// The longest first.
fn sorted(mut forms: Vec<String>) -> Vec<String> {
    forms.sort_unstable_by(|a, b| b.len().cmp(&a.len()).then_with(|| a.cmp(b)));
    forms.dedup();
    forms
}
