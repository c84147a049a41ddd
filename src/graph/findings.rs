//! What in the notes leads nowhere or is probably not what was meant.
//!
//! Finds only what takes the whole graph to see; each file's own troubles are found where it is parsed.

use super::embeds::Cycle;
use super::line_numbers::LineNumbers;
use super::near::{self, Files};
use super::{BlockId, EMBEDDED_MOST, Graph, NameKind, PageId, PageKind, headings, missing};
use crate::config::nearest;
use crate::date::Read;
use crate::diagnostic::{Code, Diagnostic};
use crate::name;
use crate::notes::NoteId;
use crate::outline::{Property, RefKind, macros};
use crate::span::Span;
use crate::wall::{self, walled};
use percent_encoding::percent_decode_str;
use rayon::prelude::*;
use rustc_hash::{FxHashMap, FxHashSet};

/// What is said of an embed, and the blocks of the ring that it belongs to, sorted; none if it is about no ring.
type Embedded = (Vec<BlockId>, Diagnostic);

/// All of them, by note.
pub fn find(graph: &Graph) -> Vec<Diagnostic> {
    let near = near::names(graph);
    let files = Files::new(graph);
    let (of_notes, embedded): (Vec<Vec<Diagnostic>>, Vec<Vec<Embedded>>) = (0..graph.outlines.len())
        .into_par_iter()
        .map(|i| {
            let note = NoteId(i as u32);
            let found = walled(|| {
                let mut found = names(graph, note, &near, &files);
                found.extend(refs(graph, note));
                found.extend(strangers(graph, note));
                found.extend(headings::missing(graph, note));
                found.extend(super::query::findings(graph, note));
                (found, embeds(graph, note))
            });
            let failed = |panic: String| wall::told(Span::default(), "this file could not be checked", &panic);
            let (found, embedded) = found.unwrap_or_else(|panic| (vec![failed(panic)], Vec::new()));
            let in_note = |told: Vec<Diagnostic>| told.into_iter().map(|told| told.in_note(note)).collect();
            (in_note(found), embedded.into_iter().map(|(ring, told)| (ring, told.in_note(note))).collect())
        })
        .unzip();
    let mut found = of_notes.concat();
    // Each embed of a ring shows itself by way of all others: one message is enough.
    let mut rings = FxHashSet::default();
    let once = embedded.into_iter().flatten().filter(|(ring, _)| ring.is_empty() || rings.insert(ring.clone()));
    found.extend(once.map(|(_, told)| told));
    found.extend(missing::find(graph));
    found.extend(statuses(graph));
    found
}

fn names(graph: &Graph, note: NoteId, near: &FxHashMap<PageId, PageId>, files: &Files<'_>) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    for (number, name) in (0u32..).zip(&graph.locals[note.index()].names) {
        let target = &graph.named(note, number);
        if name.uses == (0, 0) {
            continue;
        }
        if name.kind == NameKind::File {
            if *target == PageId::NONE && graph.asset(note, name.text()).is_none() {
                let written = name.text().split('#').next().unwrap_or_default();
                let message = format!("there is no note `{}`", percent_decode_str(written).decode_utf8_lossy());
                let help = match files.near(&graph.facts[note.index()].path, written) {
                    Some(near) => format!("did you mean `{near}`?"),
                    None => "write the note, or correct the path, which begins at the folder of this one".into(),
                };
                found.push(Diagnostic::new(Code::MissingFile, name.span, message).help(help));
            }
            continue;
        }
        match graph.formats.read(name.text()) {
            Some(Read::WrongWeekday(day)) => found.push(
                Diagnostic::new(Code::WrongWeekday, name.span, format!("{day} is a {}", day.format("%A")))
                    .label("another weekday is written here")
                    .help(format!("write {}, or correct the date: annals goes by the date", day.format("%A"))),
            ),
            Some(Read::Impossible(numbers)) => found.push(
                Diagnostic::new(
                    Code::ImpossibleDate,
                    name.span,
                    format!("`{}` is no day of the calendar", name.text()),
                )
                .label(numbers.why_not())
                .help("it is shown as text and dates nothing"),
            ),
            _ => {
                if let Some(&meant) = near.get(target) {
                    let meant = &graph.page(meant).name;
                    let message = format!("no note is called `{}`", name.text());
                    found.push(
                        Diagnostic::new(Code::NearMiss, name.span, message)
                            .help(format!("did you mean `[[{meant}]]`?")),
                    );
                }
            }
        }
    }
    found
}

fn refs(graph: &Graph, note: NoteId) -> Vec<Diagnostic> {
    let outline = &graph.outlines[note.index()];
    let mut found = Vec::new();
    for r in graph.refs_said(note) {
        let target = r.target.of(&outline.text);
        match r.kind {
            RefKind::Block | RefKind::EmbedBlock if graph.block_of(note, r).is_none() => {
                let message = "this reference leads to no block".to_string();
                let help = "the block was deleted, or its `id::` line was; what was written is shown as it stands";
                found.push(
                    Diagnostic::new(Code::MissingBlock, r.span, message).label("no block has this id").help(help),
                );
            }
            RefKind::Macro => found.extend(
                unsupported(graph, target)
                    .map(|(message, help)| Diagnostic::new(Code::Unsupported, r.span, message).help(help)),
            ),
            _ => {}
        }
    }
    found
}

/// Macros that Logseq or annals has, in lower case.
const MACROS: &[&str] = &[
    "embed",
    "query",
    "namespace",
    "function",
    "renderer",
    "cloze",
    "video",
    "youtube",
    "youtube-timestamp",
    "vimeo",
    "bilibili",
    "tweet",
    "twitter",
    "img",
    "zotero-imported-file",
    "zotero-linked-file",
];

/// Why a macro is shown as its source, and what to do. Of queries [`super::query`] speaks; a macro that is none may be a
/// plugin's, so that only slips of others are told.
fn unsupported(graph: &Graph, call: &str) -> Option<(String, String)> {
    let (name, own) = (macros::split(call)?.0, &graph.config.logseq.macros);
    if name.eq_ignore_ascii_case("function") {
        return Some(("`function` is not evaluated".into(), "its source is shown in a box".into()));
    }
    // Of all names `embed` alone must be in lower case.
    let is_known = name == "embed" || MACROS[1..].iter().any(|known| name.eq_ignore_ascii_case(known));
    if is_known || !(4..=40).contains(&name.len()) || own.contains_key(name) {
        return None;
    }
    let known: Vec<&str> = MACROS.iter().copied().chain(own.keys().map(String::as_str)).collect();
    let meant = nearest(name, &known)?;
    let help = format!("did you mean `{meant}`? its source is shown as it is written");
    Some((format!("no macro is called `{name}`"), help))
}

/// Meetings with somebody who has no entry: `Olaf 1-on-1`.
///
/// Only a heading with a person's suffix is evidence enough: a name in a sentence may be anybody's, or anything's.
fn strangers(graph: &Graph, note: NoteId) -> Vec<Diagnostic> {
    let (outline, local) = (&graph.outlines[note.index()], &graph.locals[note.index()]);
    let mut found: Vec<Diagnostic> = Vec::new();
    for (i, block) in outline.blocks.iter().enumerate().filter(|(_, b)| (4..60).contains(&b.title.len())) {
        if local.is_template(i as u32) {
            continue;
        }
        let raw = block.title.of(&outline.text);
        if graph.kinds.without_suffix(PageKind::Person, raw).len() == raw.len() {
            continue;
        }
        let label = super::words::label(outline, i as u32);
        let name = graph.kinds.without_suffix(PageKind::Person, &label);
        let known = graph.find(name).is_some_and(|page| graph.page(page).kind == PageKind::Person);
        let reads = name.split_whitespace().count() <= 3 && name.chars().next().is_some_and(char::is_uppercase);
        if !known && reads && name.chars().all(|c| c.is_alphabetic() || " -'’.".contains(c)) {
            let help = format!("add \"{name}\" to `names` below `[people]` in annals.toml");
            let message = format!("`{name}` is met here and has no entry under `People`");
            found.push(Diagnostic::new(Code::Suggestion, block.title, message).help(help));
        }
    }
    found
}

fn statuses(graph: &Graph) -> Vec<Diagnostic> {
    let conflicting = graph.pages.iter().filter(|p| p.kind.is_entity() && p.status.len() > 1);
    let mut lines = LineNumbers::default();
    conflicting
        .map(|page| {
            let said: Vec<_> = page.status.iter().map(|s| format!("`{s}`")).collect();
            let message = format!("`{}` has more than one status: {}", page.name, said.join(", "));
            let places = status_places(graph, page);
            let Some(&(note, first)) = places.first() else {
                let told = Diagnostic::new(Code::StatusConflict, Span::default(), message);
                return told.help("keep `status::` in one place");
            };
            let others = places.iter().filter(|(_, other)| name::key(&other.value) != name::key(&first.value));
            let others: Vec<String> = others
                .take(STATUSES)
                .map(|(note, other)| {
                    let (path, text) = (&graph.facts[note.index()].path, &graph.outlines[note.index()].text);
                    let line = lines.line(*note, text, other.span.start);
                    format!("`{}` stands in {path}:{line}", other.value.trim())
                })
                .collect();
            let told = Diagnostic::new(Code::StatusConflict, first.span, message).help("keep `status::` in one place");
            let label = Some(others.join(", ")).filter(|label| !label.is_empty());
            Diagnostic { label, ..told }.in_note(note)
        })
        .collect()
}

/// How many places that say another status are named.
const STATUSES: usize = 3;

/// Where a page says its status, in the order in which its statuses are told.
fn status_places<'g>(graph: &'g Graph, page: &super::Page) -> Vec<(NoteId, &'g Property)> {
    let in_notes = page.home.notes.iter().map(|&n| (n, graph.outlines[n.index()].page_properties()));
    let sections = page.home.sections.iter();
    let in_sections = sections.map(|&s| (s.note, graph.outline(s).properties_of(s.block)));
    let all = in_notes.chain(in_sections);
    all.flat_map(|(note, all)| all.iter().filter(|p| &*p.key == "status").map(move |p| (note, p))).collect()
}

/// Embeds that show themselves, with the blocks of each ring; and the first embed that there is no room for.
fn embeds(graph: &Graph, note: NoteId) -> Vec<Embedded> {
    let refs = &graph.outlines[note.index()].refs;
    if !refs.iter().any(|r| matches!(r.kind, RefKind::EmbedBlock | RefKind::EmbedPage)) {
        return Vec::new();
    }
    let embeds = graph.embeds(note);
    let mut lines = LineNumbers::default();
    let cycles = embeds.cycles.into_iter().map(|Cycle { number, way }| {
        let r = &refs[number as usize];
        let message = match way.as_slice() {
            [_] if r.kind == RefKind::EmbedPage => "this embed shows the page it stands in".to_string(),
            [_] => "this embed shows the block it stands in".to_string(),
            way => format!("this embed shows itself: {}", steps(graph, way, &mut lines)),
        };
        let mut ring = way;
        ring.sort_unstable();
        let told = Diagnostic::new(Code::EmbedCycle, r.span, message)
            .help("it is shown once, and as a link where it would begin again");
        (ring, told)
    });
    let too_much = embeds.over.map(|number| {
        let message =
            format!("the embeds of this note would show more than {EMBEDDED_MOST} blocks, or fewer long ones");
        let told = Diagnostic::new(Code::TooMuch, refs[number as usize].span, message)
            .label("from here on")
            .help("what is nested deepest is cut to links; embed the blocks that are meant rather than whole pages");
        (Vec::new(), told)
    });
    cycles.chain(too_much).collect()
}

/// `A → B → A`: the pages of a ring, or the lines of one that stands in a single page.
fn steps(graph: &Graph, way: &[BlockId], lines: &mut LineNumbers) -> String {
    let page = |id: &BlockId| graph.page(graph.owner(*id)).name.to_string();
    let mut pages: Vec<String> = way.iter().map(page).collect();
    pages.dedup();
    if pages.len() == 1 {
        let mut line = |id: &BlockId| lines.line(id.note, &graph.outline(*id).text, graph.block(*id).span.start);
        pages = way.iter().map(|id| format!("line {}", line(id))).collect();
    }
    if let Some(first) = pages.first().cloned().filter(|first| pages.len() == 1 || pages.last() != Some(first)) {
        pages.push(first);
    }
    pages.join(" → ")
}
