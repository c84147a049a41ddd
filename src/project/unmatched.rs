//! Which paths and selectors of a profile nothing in the notes is: slips, most likely, that hold back or select nothing.
//!
//! Asks the whole graph, and therefore never has a say in what is written.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, Ordering};

use rayon::prelude::*;

use super::denies::held;
use super::paths::{core_paths, paths};
use crate::config::nearest;
use crate::config::share::{Fault, PathPattern, Profile, Selector, Share};
use crate::graph::{BlockId, Graph, label};
use crate::name;
use crate::notes::NoteId;

/// One element of a list in `[share]` that nothing in the notes is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unmatched {
    /// The list: `never`, `exclude` or `select`.
    pub key: &'static str,
    /// Which of its elements, from 0.
    pub index: usize,
    /// As written.
    pub written: String,
    /// What it is probably a slip of.
    pub near: Option<String>,
}

/// What is looked for.
enum Asked {
    Path(Vec<PathPattern>),
    Selector(Selector),
}

/// Asks for each path and selector of the settings but those that are there by themselves, and those of a period, in
/// which there may be nothing.
///
/// # Errors
/// A selector that cannot be read.
pub fn unmatched(graph: &Graph, profile: &Profile, share: &Share) -> Result<Vec<Unmatched>, Fault> {
    let own = Share::default().never;
    let mut asked: Vec<(&'static str, usize, &String, Asked)> = Vec::new();
    for (key, list) in [("never", &share.never), ("exclude", &profile.exclude)] {
        let written = list.iter().enumerate().filter(|(_, path)| key != "never" || !own.contains(path));
        asked.extend(written.map(|(index, path)| (key, index, path, Asked::Path(held(path)))));
    }
    for (index, (selector, written)) in profile.selectors()?.into_iter().zip(&profile.select).enumerate() {
        let asks = match selector {
            Selector::Path(pattern) => Asked::Path(vec![pattern]),
            Selector::Review(_) | Selector::Done(_) | Selector::Journal(_) => continue,
            selector => Asked::Selector(selector),
        };
        asked.push(("select", index, written, asks));
    }
    let met: Vec<AtomicBool> = asked.iter().map(|(.., asks)| AtomicBool::new(is_met(graph, asks))).collect();
    (0..graph.outlines.len() as u32).into_par_iter().for_each(|note| {
        for block in 0..graph.outlines[note as usize].blocks.len() as u32 {
            let is_open = |i: &usize| !met[*i].load(Ordering::Relaxed);
            let open: Vec<usize> = (0..asked.len()).filter(is_open).collect();
            if open.iter().all(|&i| matches!(asked[i].3, Asked::Selector(_))) {
                return;
            }
            let id = BlockId { note: NoteId(note), block };
            let kind = graph.page(graph.owner(id)).kind;
            let (paths, cores) = (paths(graph, id, kind), core_paths(graph, id, kind).concat());
            for i in open {
                // What holds back is asked of the beginnings of lines too; what selects is not.
                let cores = if asked[i].0 == "select" { &[][..] } else { &cores[..] };
                let is_it = |pattern: &PathPattern| paths.iter().chain(cores).any(|path| pattern.is_match(path));
                if let Asked::Path(patterns) = &asked[i].3
                    && patterns.iter().any(is_it)
                {
                    met[i].store(true, Ordering::Relaxed);
                }
            }
        }
    });
    let left: Vec<_> = asked.into_iter().zip(met).filter(|(_, met)| !met.load(Ordering::Relaxed)).collect();
    if left.is_empty() {
        return Ok(Vec::new());
    }
    let names = Spelt::of(graph);
    let told = |((key, index, written, asks), _): ((&'static str, usize, &String, Asked), AtomicBool)| {
        let near = match asks {
            Asked::Path(_) => names.path(written),
            Asked::Selector(_) => names.selector(written),
        };
        Unmatched { key, index, written: written.clone(), near }
    };
    Ok(left.into_iter().map(told).collect())
}

/// Whether a selector that is no path selects anything.
fn is_met(graph: &Graph, asked: &Asked) -> bool {
    match asked {
        Asked::Selector(Selector::Tag(tag)) => !graph.tagged(tag).is_empty(),
        Asked::Selector(Selector::Page(key)) => {
            graph.of_key(key).is_some_and(|page| graph.top_blocks(page).any(|(_, tops)| !tops.is_empty()))
        }
        Asked::Selector(Selector::Property(key, value)) => graph.outlines.iter().any(|outline| {
            let is_it = |is: &str| value.as_ref().is_none_or(|value| name::key(is) == *value);
            outline.properties.iter().any(|p| *p.key == **key && is_it(&p.value))
        }),
        _ => false,
    }
}

/// Names and labels of the notes as they are read, and as they are written.
struct Spelt(BTreeMap<String, String>);

/// A longer line is no label that anybody writes into a path.
const LONGEST: usize = 60;

impl Spelt {
    fn of(graph: &Graph) -> Spelt {
        let labels = graph.outlines.iter().flat_map(|outline| {
            let blocks = 0..outline.blocks.len() as u32;
            blocks.map(|block| label(outline, block)).filter(|label| label.len() <= LONGEST).map(String::from)
        });
        let pages = graph.pages.iter().map(|page| page.short_name().to_string());
        Spelt(labels.chain(pages).map(|written| (name::as_read(&written), written)).collect())
    }

    /// A path with the name that its first unknown part is probably a slip of.
    fn path(&self, written: &str) -> Option<String> {
        let is_unknown = |part: &&str| {
            let read = name::as_read(part);
            !part.contains('*') && !read.is_empty() && !self.0.contains_key(&read)
        };
        let part = written.split('/').find(is_unknown)?;
        let near = self.near(part)?;
        Some(written.split('/').map(|each| if each == part { near } else { each }).collect::<Vec<_>>().join("/"))
    }

    /// The same of `page:name` and `tag:name`.
    fn selector(&self, written: &str) -> Option<String> {
        let (word, name) = written.split_once(':').filter(|(word, _)| matches!(word.trim(), "page" | "tag"))?;
        let near = self.near(name.trim().trim_start_matches('#'))?;
        Some(format!("{word}:{near}"))
    }

    fn near(&self, written: &str) -> Option<&str> {
        let read = name::as_read(written);
        let known: Vec<&str> = self.0.keys().map(String::as_str).filter(|known| *known != read).collect();
        nearest(&read, &known).and_then(|near| self.0.get(near)).map(String::as_str)
    }
}
