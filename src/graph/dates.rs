//! How this graph writes its dates, and which date is in force at a block.
//!
//! The date in force is that of the nearest ancestor that is, or begins with, a date, else of the journal the block
//! stands in. "Postponed until [[date]]" therefore dates nothing.

use super::local::Local;
use crate::config::Config;
use crate::date::{Format, Formats, KNOWN, Read};
use crate::notes::Dialect;
use crate::outline::Outline;
use chrono::NaiveDate;
use std::sync::Arc;

/// The format the config names, else the graph's own setting, else the one most names are written in.
pub fn formats(locals: &[Arc<Local>], dialect: Dialect, config: &Config) -> Formats {
    if config.dates != "auto" && Format::new(&config.dates).is_some() {
        return Formats::logseq(&config.dates);
    }
    if let Some(own) = &config.logseq.title_format {
        return Formats::logseq(own);
    }
    let mut hits = count(locals, &Formats::known(), KNOWN.len());
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

/// The date in force at each block, given the file's day and the days of blocks that begin with one, by block.
pub fn in_force(
    outline: &Outline,
    file_day: Option<NaiveDate>,
    openings: &[(u32, NaiveDate)],
) -> Vec<Option<NaiveDate>> {
    let mut dates: Vec<Option<NaiveDate>> = Vec::with_capacity(outline.blocks.len());
    let mut openings = openings.iter().peekable();
    for (i, block) in outline.blocks.iter().enumerate() {
        let above = block.parent.map_or(file_day, |p| dates[p as usize]);
        let own = openings.next_if(|(at, _)| *at == i as u32).map(|(_, day)| *day);
        dates.push(own.or(above));
    }
    dates
}
