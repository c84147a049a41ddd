//! What the next snapshot costs after one edit, stage by stage: what live preview waits for.
//!
//! Does not touch the disk after the notes were read: an edit is another text in the hand.
#![expect(clippy::print_stdout, reason = "the table is what this is for")]

use crate::journal::{Journal, logseq};
use crate::meter::{Cost, measure};
use crate::stages::TODAY;
use annals::config::Config;
use annals::error::Error;
use annals::graph::PageKind;
use annals::notes::Notes;
use annals::render::render;
use annals::route::Route;
use annals::site::{Session, Site};
use annals::source;
use annals::theme::Theme;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

/// How often each kind of edit is made.
const ROUNDS: usize = 7;

/// What is done to the note: lines behind its text.
type Edit = (&'static str, fn(usize) -> String);

const EDITS: [Edit; 3] = [
    ("a line with a link", |n| format!("\n- seen again, time {n}, by [[Contents]]\n")),
    ("a heading", |n| format!("\n- ## Part {n}\n\t- of it\n")),
    ("a new name", |n| format!("\n- about [[Never named {n}]]\n")),
];

/// Prints a table for each size.
///
/// # Errors
/// What the system refuses.
pub fn print(sizes: &[usize]) -> Result<(), Error> {
    for &size in sizes {
        let dir = tempfile::tempdir().map_err(|error| Error::io("create", Path::new("a folder"), &error))?;
        let folder = dir.path().join("notes");
        crate::write(&logseq::files(&Journal::new(size, crate::SEED)), &folder)?;
        let config = Config { logseq: source::settings(&folder)?.logseq, ..Config::default() };
        let (mut notes, _) = source::read(&folder, &config, &[])?;
        // A day: what is written to most.
        let at = notes.notes.iter().rposition(|note| note.path.starts_with("journals/")).unwrap_or_default();
        let first = notes.notes[at].text.to_string();
        let theme = Arc::new(Theme::load(None)?);
        let mut session = Session::default();
        let mut shown = Some(snapshot(&mut session, &notes, &config, &theme, &mut Vec::new())?);
        let mut rounds: Vec<Vec<(&'static str, Cost)>> = Vec::new();
        let mut totals: Vec<(&'static str, Duration)> = Vec::new();
        for round in 0..ROUNDS {
            for (what, line) in EDITS {
                notes.notes[at].text = format!("{first}{}", line(round)).into();
                let mut costs = Vec::new();
                let site = snapshot(&mut session, &notes, &config, &theme, &mut costs)?;
                totals.push((what, costs.iter().map(|(_, cost)| cost.wall).sum()));
                pages(&site, &notes.notes[at].path, &mut costs)?;
                costs.push(("all mentions", measure(|| site.graph.find_mentions()).1));
                let before = shown.replace(site);
                costs.push(("drop the one before", measure(|| drop(before)).1));
                rounds.push(costs);
            }
        }
        println!("\n{} notes, {} edits, medians\n", notes.notes.len(), rounds.len());
        println!("| stage | CPU ms | wall ms |\n|---|--:|--:|");
        for i in 0..rounds[0].len() {
            let of = |what: fn(&Cost) -> Duration| median(rounds.iter().map(|round| what(&round[i].1)).collect());
            println!("| {} | {:.2} | {:.2} |", rounds[0][i].0, of(|cost| cost.cpu), of(|cost| cost.wall));
        }
        for (what, _) in EDITS {
            let all = totals.iter().filter(|(of, _)| *of == what).map(|(_, wall)| *wall).collect();
            println!("| **edit to site**: {what} | | {:.2} |", median(all));
        }
    }
    Ok(())
}

/// In milliseconds.
fn median(mut all: Vec<Duration>) -> f64 {
    all.sort_unstable();
    all.get(all.len() / 2).map_or(0.0, |middle| middle.as_secs_f64() * 1e3)
}

fn snapshot(
    session: &mut Session,
    notes: &Notes,
    config: &Config,
    theme: &Arc<Theme>,
    costs: &mut Vec<(&'static str, Cost)>,
) -> Result<Site, Error> {
    let ((outlines, _), cost) = measure(|| session.outlines(notes, config));
    costs.push(("outlines", cost));
    let ((graph, _), cost) = measure(|| session.graph(notes, outlines, config));
    costs.push(("graph", cost));
    let (site, cost) = measure(|| session.site(graph, config.clone(), theme.clone(), TODAY.unwrap_or_default()));
    costs.push(("site", cost));
    site
}

/// Pages as they are asked for after an edit, the note's own first.
fn pages(site: &Site, path: &str, costs: &mut Vec<(&'static str, Cost)>) -> Result<(), Error> {
    let of_kind = |kind| site.graph.of_kind(kind).next().map(Route::Page);
    let own = site.graph.facts.iter().find(|facts| &*facts.path == path).map(|facts| Route::Page(facts.page));
    let hub = site.graph.find("Contents").map(Route::Page);
    let asked = [
        ("the note's page", own),
        ("again", own),
        ("a person", of_kind(PageKind::Person)),
        ("a project", of_kind(PageKind::Project)),
        ("the contents", hub),
        ("home", Some(Route::Home)),
        ("all projects", Some(Route::Projects)),
    ];
    for (what, route) in asked {
        let (made, cost) = measure(|| route.map(|route| render(site, route)).transpose());
        made?;
        costs.push((what, cost));
    }
    Ok(())
}
