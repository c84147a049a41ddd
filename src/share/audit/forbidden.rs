//! What no output may say: every name, value and text of the notes, held against the output note by note.
//!
//! Does not keep a list of it: the notes are that list. What is approved is no finding, whoever wrote it where.

use std::borrow::Cow;
use std::sync::LazyLock;

use rayon::prelude::*;
use rustc_hash::FxHashSet;

use super::fold::Folded;
use super::index::{GRAM, Index, RUN, Spot};
use super::{Approved, Source, Subject};
use crate::date::Formats;
use crate::graph::{BlockId, Graph, PageId};
use crate::markup::plain;
use crate::notes::NoteId;
use crate::period::Period;
use crate::project::{Decisions, Shown, still_named};
use crate::span::position;

/// Something forbidden that stands in the output.
pub struct Hit {
    pub source: Source,
    pub what: &'static str,
    pub spot: Spot,
}

/// Of fewer letters than this, a name is any word.
const LEAST: usize = 4;
/// Of fewer digits than this, a number is any number: years, counts, sizes.
const LEAST_DIGITS: usize = 5;

/// Names of pages, tags, files and folders, values of properties, and what no note says.
pub fn names(subject: &Subject<'_>, output: &Index, approved: &Approved) -> Vec<Hit> {
    let graph = subject.graph;
    let mut all = Names { known: FxHashSet::default(), asked: Vec::new() };
    for (i, local) in graph.locals.iter().enumerate() {
        let note = NoteId(i as u32);
        for name in &local.names {
            all.name(name.text(), "a name", Place::Note(note, name.span.start));
        }
        for property in &graph.outlines[i].properties {
            let from = Place::Note(note, property.key_span.start.max(property.span.start));
            all.name(&*property.key, "the key of a property", from);
            all.name(&*property.value, "the value of a property", from);
            for part in property.value.split([',', ';']).filter(|part| part.len() < property.value.len()) {
                all.name(part, "the value of a property", from);
            }
        }
        all.path(&graph.facts[i].path, Place::Note(note, 0));
    }
    for (i, page) in graph.pages.iter().enumerate() {
        let from = Place::Page(PageId(i as u32));
        for name in std::iter::once(&page.name).chain(&page.aliases) {
            all.name(&**name, "the name of a page", from);
            for part in name.split('/').filter(|part| part.len() < name.len()) {
                all.name(part, "the name of a page", from);
            }
        }
    }
    for asset in &graph.asset_list {
        all.path(&asset.path, Place::File(&asset.path));
    }
    for secret in subject.secrets {
        all.name(&*secret.words, secret.what, secret.path.as_deref().map_or(Place::Surroundings, Place::File));
    }
    let asked = all.asked.into_par_iter();
    let mut hits: Vec<Hit> = asked
        .filter_map(|Asked { name, what, from }| {
            Some(Hit { spot: named(graph, &name, output, &approved.all)?, what, source: from.source(graph) })
        })
        .collect();
    // Names that something else was to stand for. The projection holds them only where it missed one; but a first or last
    // name may be a word in it that is none.
    let decisions = Decisions { people: subject.people.to_vec(), ..Decisions::default() };
    let missed: Vec<String> = subject.approved.iter().flat_map(|made| still_named(made, &decisions)).collect();
    for person in subject.people.iter().filter(|person| person.shown != Shown::AsWritten) {
        let is_missed = person.forms.first().is_some_and(|form| missed.contains(form));
        for form in &person.forms {
            let is_word = !is_missed && person.is_part(form);
            let Some(spot) = named(graph, form, output, if is_word { &approved.all } else { &approved.frame }) else {
                continue;
            };
            let source = graph.find(form).map_or(Place::Surroundings, Place::Page).source(graph);
            hits.push(Hit { source, what: "a person who was to be named otherwise", spot });
        }
    }
    hits
}

/// Where a name stands in an output, if that may not say it.
fn named(graph: &Graph, name: &str, output: &Index, approved: &Index) -> Option<Spot> {
    let folded = Folded::of(name);
    let whole = 0..folded.words.len();
    if !tells(&folded, whole.clone()) {
        return None;
    }
    // A day or a month is no name: others have the same. Last, for it takes longest to tell, and hardly a name comes so far.
    let spot = output.words(&folded, whole.clone()).filter(|_| approved.words(&folded, whole).is_none());
    spot.filter(|_| !is_day(graph, name))
}

/// Names to be looked for, each from where it is first said.
struct Names<'a> {
    /// Most names are written more than once.
    known: FxHashSet<Cow<'a, str>>,
    asked: Vec<Asked<'a>>,
}

struct Asked<'a> {
    name: Cow<'a, str>,
    what: &'static str,
    from: Place<'a>,
}

/// Where a name comes from: a line is counted once it is told.
#[derive(Clone, Copy)]
enum Place<'a> {
    /// A byte of a note.
    Note(NoteId, u32),
    Page(PageId),
    File(&'a str),
    Surroundings,
}

impl Place<'_> {
    fn source(self, graph: &Graph) -> Source {
        match self {
            Place::Note(note, byte) => at(graph, note, byte),
            Place::Page(page) => of_page(graph, page),
            Place::File(path) => Source::File(path.to_string()),
            Place::Surroundings => Source::Surroundings,
        }
    }
}

impl<'a> Names<'a> {
    fn name(&mut self, name: impl Into<Cow<'a, str>>, what: &'static str, from: Place<'a>) {
        let name = name.into();
        if self.known.insert(name.clone()) {
            self.asked.push(Asked { name, what, from });
        }
    }

    /// Each folder, the file's name, and that without its ending.
    fn path(&mut self, path: &'a str, from: Place<'a>) {
        let mut parts: Vec<&str> = path.split('/').collect();
        let file = parts.pop().unwrap_or(path);
        for folder in parts {
            self.name(folder, "the name of a folder", from);
        }
        self.name(file, "the name of a file", from);
        self.name(file.rsplit_once('.').map_or(file, |(stem, _)| stem), "the name of a file", from);
        self.name(percent_encoding::percent_decode_str(file).decode_utf8_lossy(), "the name of a file", from);
    }
}

/// Texts of a note: five words in a row or 24 letters of anything written in it, and whole blocks that were not selected.
pub fn texts(subject: &Subject<'_>, note: u32, output: &Index, approved: &Approved) -> Vec<Hit> {
    let graph = subject.graph;
    let note = NoteId(note);
    let outline = &graph.outlines[note.index()];
    let folded = Folded::of(&outline.text);
    let words = |from: u32, to: u32| {
        let index = |byte: u32| folded.words.partition_point(|word| word.at < byte);
        index(from)..index(to)
    };
    let mut hits = Vec::new();
    for (i, block) in outline.blocks.iter().enumerate() {
        let id = BlockId { note, block: i as u32 };
        let hit = |spot| Hit { source: at(graph, note, block.title.start), what: "the text of a block", spot };
        let all = words(block.span.start, block.span.end);
        if let Some((spot, word)) = output.leaks(&folded, all.clone(), &approved.all) {
            let source = at(graph, note, folded.words[word].at);
            hits.push(Hit { source, ..hit(spot) });
            continue;
        }
        let is_selected = subject.approved.iter().any(|made| made.blocks.binary_search(&id).is_ok());
        let whole = |folded: &Folded, range: std::ops::Range<usize>, title: &str| {
            let may = !is_selected && tells(folded, range.clone());
            let spot = if may { output.words(folded, range.clone()) } else { None };
            spot.filter(|_| approved.all.words(folded, range).is_none() && !is_day(graph, title))
        };
        let title = block.title.of(&outline.text);
        let own = [words(block.title.start, block.title.end), words(block.title.start, block.span.end)];
        if let Some(spot) = own.into_iter().find_map(|range| whole(&folded, range, title)) {
            hits.push(hit(spot));
            continue;
        }
        // What is read of it is not what is written, where it has links and the like.
        let written = block.span.of(&outline.text);
        if ["](", "((", "{{", "|", "&", "<", "\\"].iter().any(|sign| written.contains(sign)) {
            let read = Folded::of(&plain(outline, id.block, graph.dialect, &()));
            let all = 0..read.words.len();
            let found = output.leaks(&read, all.clone(), &approved.all).map(|(spot, _)| spot);
            hits.extend(found.or_else(|| whole(&read, all, title)).map(hit));
        }
    }
    hits
}

/// Whether words say enough to be told from any others.
fn tells(folded: &Folded, range: std::ops::Range<usize>) -> bool {
    if range.is_empty() {
        return false;
    }
    let begin = if range.start == 0 { 0 } else { folded.words[range.start - 1].end as usize };
    let text = &folded.text[begin..folded.words[range.end - 1].end as usize];
    let digits = text.chars().all(|c| c.is_ascii_digit());
    text.len() >= RUN
        || range.len() >= GRAM
        || text.chars().take(LEAST_DIGITS).count() >= if digits { LEAST_DIGITS } else { LEAST }
}

static DAYS: LazyLock<Formats> = LazyLock::new(Formats::known);

/// Whether a name is that of a day, or of another stretch of time.
fn is_day(graph: &Graph, name: &str) -> bool {
    let name = name.trim().trim_start_matches(['[', '<']).trim_end_matches([']', '>']);
    let is =
        |name: &str| DAYS.read(name).is_some() || graph.formats.read(name).is_some() || Period::read(name).is_some();
    is(name) || is(&name.replace('_', "-"))
}

/// A line of a note.
fn at(graph: &Graph, note: NoteId, byte: u32) -> Source {
    let line = position(&graph.outlines[note.index()].text, byte as usize).line;
    Source::Note { path: graph.facts[note.index()].path.to_string(), line }
}

fn of_page(graph: &Graph, page: PageId) -> Source {
    let home = &graph.page(page).home;
    match (home.notes.first(), home.sections.first()) {
        (Some(note), _) => at(graph, *note, 0),
        (None, Some(section)) => at(graph, section.note, graph.block(*section).span.start),
        (None, None) => Source::Surroundings,
    }
}
