//! How this graph writes its dates, and which date is in force at a block.
//!
//! The date in force is that of the nearest ancestor that is, or begins with, a date, else of the journal the block
//! stands in. "Postponed until [[date]]" therefore dates nothing.

use super::local::Local;
use crate::config::Config;
use crate::date::{Format, Formats, KNOWN, Read};
use crate::notes::Dialect;
use rayon::prelude::*;
use std::sync::Arc;

/// The format the config names, else the graph's own setting, else the one most names are written in.
pub fn formats(locals: &[Arc<Local>], dialect: Dialect, config: &Config) -> Formats {
    if config.dates != "auto" && Format::new(&config.dates).is_some() {
        return Formats::logseq(&config.dates);
    }
    if let Some(own) = &config.logseq.title_format {
        return Formats::logseq(own);
    }
    let mut hits = known(locals);
    // File names of journals are always `yyyy_MM_dd`; they say nothing of how titles are written.
    let file_like = KNOWN.iter().position(|f| *f == "yyyy_MM_dd");
    if let (Dialect::Logseq, Some(at)) = (dialect, file_like) {
        hits[at] = 0;
    }
    let best = (0..KNOWN.len()).rev().max_by_key(|&i| hits[i]).filter(|&i| hits[i] > 0).unwrap_or(0);
    let mut patterns = vec![KNOWN[best]];
    patterns.extend(KNOWN);
    Formats::of(&patterns)
}

/// How many distinct names are written in each of the known formats.
fn known(locals: &[Arc<Local>]) -> Vec<usize> {
    let formats = Formats::known();
    locals.par_iter().for_each(|local| {
        local.known_days(&formats);
    });
    let mut hits = vec![0usize; KNOWN.len()];
    let mut tried = rustc_hash::FxHashSet::default();
    for local in locals {
        for &(name, format) in local.known_days(&formats) {
            let name = name.map_or(&*local.title, |name| local.names[name as usize].text());
            if tried.insert(name) {
                hits[usize::from(format)] += 1;
            }
        }
    }
    hits
}

/// How many distinct names are written in each of so many formats.
fn count(locals: &[Arc<Local>], formats: &Formats, all: usize) -> Vec<usize> {
    let mut hits = vec![0usize; all];
    let mut tried = rustc_hash::FxHashSet::default();
    for name in locals.iter().flat_map(|l| l.names.iter().map(|n| n.text()).chain([&*l.title])) {
        if tried.insert(name)
            && let Some((format, Read::Day(_))) = formats.which(name)
        {
            hits[format] += 1;
        }
    }
    hits
}

/// The formats that names of days are written in, and how many distinct names each: the most used first. `own` is the
/// graph's own, which is tried before the known ones.
pub fn seen(locals: &[Arc<Local>], own: &str) -> Vec<(String, usize)> {
    let all = [own].into_iter().chain(KNOWN.iter().copied().filter(|known| *known != own));
    let patterns: Vec<&str> = all.filter(|pattern| Format::new(pattern).is_some()).collect();
    let hits = count(locals, &Formats::of(&patterns), patterns.len());
    let mut seen: Vec<(String, usize)> =
        patterns.into_iter().map(str::to_string).zip(hits).filter(|(_, hits)| *hits > 0).collect();
    seen.sort_by_key(|(_, hits)| std::cmp::Reverse(*hits));
    seen
}
