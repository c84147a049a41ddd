//! Files that notes ask for and that are not there, or are called otherwise on disk: each is told once, with its places.
//!
//! Does not look at links to notes (see [`super::findings`]), nor at what lies outside.

use super::Graph;
use super::near::Files;
use crate::diagnostic::{Code, Diagnostic};
use crate::name;
use crate::notes::{Dialect, NoteId, join_path};
use crate::outline::RefKind;
use crate::span::{Span, position};
use rayon::prelude::*;
use rustc_hash::FxHashMap;
use std::borrow::Cow;

/// How many further places are named.
const PLACES: usize = 3;

/// A place that asks for a file.
struct Asked<'a> {
    note: NoteId,
    span: Span,
    target: Cow<'a, str>,
    /// What the file is called on disk, if it is there.
    found: Option<&'a str>,
}

/// One diagnostic for each file, at the first place that asks for it.
pub fn find(graph: &Graph) -> Vec<Diagnostic> {
    let asked: Vec<Asked<'_>> =
        (0..graph.outlines.len()).into_par_iter().flat_map_iter(|i| of_note(graph, NoteId(i as u32))).collect();
    let mut numbers: FxHashMap<String, usize> = FxHashMap::default();
    let mut files: Vec<Vec<Asked<'_>>> = Vec::new();
    for place in asked {
        let key = match place.found {
            Some(path) => path.to_string(),
            // By its bare name, Obsidian finds a file in any folder.
            None if graph.dialect == Dialect::Obsidian && !place.target.contains('/') => name::key(&place.target),
            None => {
                let path = &graph.facts[place.note.index()].path;
                let folder = path.rsplit_once('/').map_or("", |(folder, _)| folder);
                name::key(&join_path(folder, &place.target))
            }
        };
        let number = *numbers.entry(key).or_insert(files.len());
        match files.get_mut(number) {
            Some(places) => places.push(place),
            None => files.push(vec![place]),
        }
    }
    let near = Files::new(graph);
    files.iter().map(|places| tell(graph, places, &near)).collect()
}

fn of_note(graph: &Graph, note: NoteId) -> Vec<Asked<'_>> {
    let outline = &graph.outlines[note.index()];
    let lost = graph.highlights_in(note).filter_map(|id| Some((graph.block(id).title, graph.missing_area(id)?)));
    let mut asked: Vec<Asked<'_>> =
        lost.map(|(span, path)| Asked { note, span, target: path.into(), found: None }).collect();
    for r in graph.refs_said(note).filter(|r| matches!(r.kind, RefKind::Image | RefKind::Asset)) {
        let target = r.target.of(&outline.text);
        if target.contains("://") || target.starts_with("data:") {
            continue;
        }
        match graph.asset(note, target) {
            Some(hit) if hit.case_differs => {
                asked.push(Asked { note, span: r.span, target: target.into(), found: Some(&hit.asset.path) });
            }
            Some(_) => {}
            None => asked.push(Asked { note, span: r.span, target: target.into(), found: None }),
        }
    }
    asked
}

fn tell(graph: &Graph, places: &[Asked<'_>], near: &Files<'_>) -> Diagnostic {
    let first = &places[0];
    let others = others(graph, &places[1..]);
    let told = match first.found {
        Some(path) => {
            let message = format!("`{}` is called `{path}` on disk", first.target);
            let write = as_on_disk(graph, first, path);
            let help = format!("write {write}: most servers tell capitals apart{others}");
            Diagnostic::new(Code::AssetCase, first.span, message).label("other capitals than on disk").help(help)
        }
        None => {
            let message = format!("there is no file `{}`", first.target.trim_start_matches("//"));
            let help = match leads_out(graph, first) {
                true => "the path leads out of the notes, and a site holds nothing from there".to_string(),
                false => match near.near(&graph.facts[first.note.index()].path, &first.target) {
                    Some(near) => format!("did you mean `{near}`?"),
                    None => {
                        "put the file there, or correct the path; until then the page says that it is missing".into()
                    }
                },
            };
            let help = format!("{help}{others}");
            Diagnostic::new(Code::MissingAsset, first.span, message).label("this file is missing").help(help)
        }
    };
    told.in_note(first.note)
}

/// What to write for a file that is called `path` on disk: so many of its folders as are written, below the same `..`.
fn as_on_disk(graph: &Graph, place: &Asked<'_>, path: &str) -> String {
    let named = place.target.split('/').filter(|part| !matches!(*part, "" | "." | "..")).count();
    let start = path.rmatch_indices('/').nth(named.saturating_sub(1)).map_or(0, |(at, _)| at + 1);
    let above = place.target.find(|c| c != '.' && c != '/').map_or("", |at| &place.target[..at]);
    let tail = if place.target.contains("%20") { path[start..].replace(' ', "%20") } else { path[start..].to_string() };
    let write = format!("{above}{tail}");
    match graph.asset(place.note, &write) {
        Some(found) if !found.case_differs => format!("`{write}`"),
        // Found in another folder than is written, or with something behind its name.
        _ => "it as on disk".into(),
    }
}

/// Whether a path begins at the root of a disk, or has more `..` than there are folders to leave.
fn leads_out(graph: &Graph, place: &Asked<'_>) -> bool {
    if place.target.starts_with("//") {
        return true;
    }
    let depth = graph.facts[place.note.index()].path.matches('/').count() as i64;
    let steps = place.target.split('/').map(|part| match part {
        ".." => -1,
        "" | "." => 0,
        _ => 1,
    });
    steps
        .scan(depth, |at, step| {
            *at += step;
            Some(*at)
        })
        .any(|at| at < 0)
}

/// `; 4 more places ask for it: pages/a.md:3, …`
fn others(graph: &Graph, places: &[Asked<'_>]) -> String {
    if places.is_empty() {
        return String::new();
    }
    let named: Vec<String> = places
        .iter()
        .take(PLACES)
        .map(|place| {
            let (facts, outline) = (&graph.facts[place.note.index()], &graph.outlines[place.note.index()]);
            format!("{}:{}", facts.path, position(&outline.text, place.span.start as usize).line)
        })
        .collect();
    let (count, more) = (places.len(), if places.len() > PLACES { ", …" } else { "" });
    let what = if count == 1 { "1 more place asks".to_string() } else { format!("{count} more places ask") };
    format!("; {what} for it: {}{more}", named.join(", "))
}
