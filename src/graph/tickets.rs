//! Ticket ids: which of the shapes `ABC-12` are tickets, and which blocks cite them.
//!
//! Does not know where a ticket leads: that is a URL.

use super::{BlockId, Graph};
use crate::config::Config;
use crate::notes::NoteId;
use crate::span::Span;
use regex::Regex;
use rustc_hash::{FxHashMap, FxHashSet};

/// A ticket and the blocks that cite it.
#[derive(Clone, Debug, PartialEq)]
pub struct Ticket {
    /// As written: `HUB-113`.
    pub id: Box<str>,
    /// By path and place, one for each block.
    pub blocks: Vec<BlockId>,
}

/// Shapes of standards, encodings and the like, which number as tickets do.
const NOT_TICKETS: &[&str] =
    &["UTF", "SHA", "ISO", "RFC", "MD", "AES", "RSA", "IPV", "HTTP", "CVE", "COVID", "ES", "GPT", "FY"];

/// The config's patterns, each for a whole id, in their order.
pub fn patterns(config: &Config) -> Vec<Regex> {
    // That each compiles was seen when the config was read.
    config.tickets.patterns.iter().filter_map(|p| Regex::new(&format!("^(?:{})$", p.pattern)).ok()).collect()
}

/// All tickets, by prefix, then number.
///
/// Without config, a prefix is a tracker's when it is seen with two numbers or more, or in one list with such a
/// ticket: in `(HUB-85, CORE-1253, SRE-7233)` the last is a ticket as surely as the first.
pub fn collect(graph: &Graph, config: &Config) -> Vec<Ticket> {
    let configured = patterns(config);
    let mut cited: FxHashMap<&str, Vec<BlockId>> = FxHashMap::default();
    for (block, _, id) in shapes(graph) {
        let blocks = cited.entry(id).or_insert_with(|| Vec::with_capacity(1));
        if blocks.last() != Some(&block) {
            blocks.push(block);
        }
    }
    let mut numbers: FxHashMap<&str, usize> = FxHashMap::default();
    for id in cited.keys() {
        *numbers.entry(prefix(id)).or_default() += 1;
    }
    let trusted = |(prefix, seen): &(&&str, &usize)| **seen > 1 && !NOT_TICKETS.contains(*prefix);
    let mut known: FxHashSet<&str> = numbers.iter().filter(trusted).map(|(prefix, _)| *prefix).collect();
    if known.len() < numbers.len() {
        known.extend(listed_with(graph, &known));
    }
    let is_ticket = |id: &str| known.contains(prefix(id)) || configured.iter().any(|re| re.is_match(id));
    // With keys made once: thousands of numbers are not to be read with each comparison.
    let mut found: Vec<_> = cited
        .into_iter()
        .filter(|(id, _)| is_ticket(id))
        .map(|(id, blocks)| (sort_key(id), Ticket { id: id.into(), blocks }))
        .collect();
    found.sort_unstable_by_key(|(key, _)| *key);
    found.into_iter().map(|(_, ticket)| ticket).collect()
}

impl Graph {
    /// A ticket by its id.
    pub fn ticket(&self, id: &str) -> Option<&Ticket> {
        let tickets = self.tickets();
        tickets.binary_search_by(|ticket| sort_key(&ticket.id).cmp(&sort_key(id))).ok().map(|at| &tickets[at])
    }
}

fn prefix(id: &str) -> &str {
    id.rsplit_once('-').map_or(id, |(prefix, _)| prefix)
}

/// `HUB-9` before `HUB-10`.
fn sort_key(id: &str) -> (&str, u64, &str) {
    let (prefix, number) = id.rsplit_once('-').unwrap_or((id, ""));
    (prefix, number.parse().unwrap_or(u64::MAX), number)
}

fn shapes(graph: &Graph) -> impl Iterator<Item = (BlockId, Span, &str)> {
    graph.locals.iter().enumerate().flat_map(move |(i, local)| {
        let text = &graph.outlines[i].text;
        let note = NoteId(i as u32);
        local.tickets.iter().map(move |&(block, span)| (BlockId { note, block }, span, span.of(text)))
    })
}

/// Whether a note of two graphs cites the same in the same blocks, with the same between.
pub(super) fn are_same(before: &Graph, now: &Graph, note: NoteId) -> bool {
    let at = note.index();
    let (old, new) = (&before.locals[at].tickets, &now.locals[at].tickets);
    let (old_text, new_text) = (&before.outlines[at].text, &now.outlines[at].text);
    let is_same = |(old, new): (&(u32, Span), &(u32, Span))| old.0 == new.0 && old.1.of(old_text) == new.1.of(new_text);
    let between = |all: &[(u32, Span)], text: &str, at: usize| {
        let (one, next) = (all[at], all[at + 1]);
        (one.0 == next.0).then(|| text.get(one.1.end as usize..next.1.start as usize).map(str::to_string)).flatten()
    };
    old.len() == new.len()
        && old.iter().zip(new).all(is_same)
        && (1..old.len()).all(|i| between(old, old_text, i - 1) == between(new, new_text, i - 1))
}

/// Prefixes that stand in one list with a known one: nothing between but commas, `and`, `/` and white space.
fn listed_with<'a>(graph: &'a Graph, known: &FxHashSet<&str>) -> Vec<&'a str> {
    let mut found = Vec::new();
    let mut run: Vec<&'a str> = Vec::new();
    let mut last: Option<(BlockId, u32)> = None;
    let close = |run: &mut Vec<&'a str>, found: &mut Vec<&'a str>| {
        if run.iter().any(|prefix| known.contains(prefix)) {
            found.extend(run.iter().filter(|prefix| !NOT_TICKETS.contains(prefix)));
        }
        run.clear();
    };
    for (block, span, id) in shapes(graph) {
        let text = &graph.outline(block).text;
        let joined = last.is_some_and(|(before, end)| {
            before == block && text.get(end as usize..span.start as usize).is_some_and(is_separator)
        });
        if !joined {
            close(&mut run, &mut found);
        }
        run.extend(id.rsplit_once('-').map(|(prefix, _)| prefix));
        last = Some((block, span.end));
    }
    close(&mut run, &mut found);
    found
}

fn is_separator(between: &str) -> bool {
    let between = between.trim();
    matches!(between, "" | "," | ";" | "/" | "&" | "+" | "and" | ", and")
}
