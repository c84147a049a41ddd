//! Which name was probably meant by one that leads nowhere: of pages, of notes by their paths, of files to show.
//!
//! Two names are near when cutting one letter from each can make them equal: linear in the names, unlike comparing all
//! pairs. What is asked for only where something is wrong is made only then.

use super::{Graph, Page, PageId, PageKind};
use crate::name;
use crate::notes::{Dialect, join_path};
use percent_encoding::percent_decode_str;
use rustc_hash::FxHashMap;
use std::sync::OnceLock;

/// Each letter of a name is left out in turn, so that a name of a thousand letters would cost a million; and nobody
/// misspells a longer name: it is a sentence.
const LONGEST: usize = 200;

/// Names nobody wrote notes under, to the one name one or two letters away that somebody did.
pub(super) fn names(graph: &Graph) -> FxHashMap<PageId, PageId> {
    // Where a path is what a page is told by, links name its last part alone.
    let own = |page: &'_ Page| -> usize {
        if graph.dialect == Dialect::Logseq { 0 } else { page.key.rfind('/').map_or(0, |at| at + 1) }
    };
    let candidate = |page: &Page| {
        let length = page.key[own(page)..].chars().take(LONGEST + 1).count();
        !matches!(page.kind, PageKind::Journal(_) | PageKind::Tag) && (6..=LONGEST).contains(&length)
    };
    let mut cuts: FxHashMap<String, PageId> = FxHashMap::default();
    for (i, page) in graph.pages.iter().enumerate().filter(|(_, p)| candidate(p) && !p.home.is_empty()) {
        for cut in deletions(&page.key[own(page)..]) {
            cuts.entry(cut).or_insert(PageId(i as u32));
        }
    }
    let missing =
        graph.pages.iter().enumerate().filter(|(_, p)| candidate(p) && p.home.is_empty() && p.children.is_empty());
    missing
        .filter_map(|(i, page)| {
            let key = &page.key[own(page)..];
            let meant = deletions(key).find_map(|cut| cuts.get(&cut).copied())?;
            let other = graph.page(meant);
            (digits(key) == digits(&other.key[own(other)..])).then_some((PageId(i as u32), meant))
        })
        .collect()
}

/// `Phase 1` and `Phase 2` are meant to differ.
fn digits(key: &str) -> String {
    key.chars().filter(char::is_ascii_digit).collect()
}

/// The word, and the word less each of its letters.
fn deletions(word: &str) -> impl Iterator<Item = String> + '_ {
    let without = word.char_indices().map(|(i, c)| format!("{}{}", &word[..i], &word[i + c.len_utf8()..]));
    std::iter::once(word.to_string()).chain(without)
}

/// Notes and files to show by what is left of the names in their folders.
pub(super) struct Files<'g> {
    graph: &'g Graph,
    cuts: OnceLock<FxHashMap<String, &'g str>>,
}

impl<'g> Files<'g> {
    /// Of a graph; nothing is made yet.
    pub fn new(graph: &'g Graph) -> Self {
        Files { graph, cuts: OnceLock::new() }
    }

    /// The path that was probably meant by `written` in the note at `from`: as it is to be written there.
    pub fn near(&self, from: &str, written: &str) -> Option<String> {
        let path = percent_decode_str(written).decode_utf8_lossy();
        let folder = from.rsplit_once('/').map_or("", |(folder, _)| folder);
        let path = name::key(&join_path(if path.starts_with('/') { "" } else { folder }, &path));
        let (folder, file) = parts(&path);
        if !is_long_enough(file) {
            return None;
        }
        let cuts = self.cuts.get_or_init(|| {
            let notes = self.graph.facts.iter().map(|facts| &*facts.path);
            let mut cuts = FxHashMap::default();
            for path in notes.chain(self.graph.asset_list.iter().map(|asset| &*asset.path)) {
                let key = name::key(path);
                let (folder, file) = parts(&key);
                if is_long_enough(file) {
                    deletions(file).for_each(|cut| _ = cuts.entry(format!("{folder}/{cut}")).or_insert(path));
                }
            }
            cuts
        });
        let meant = deletions(file).find_map(|cut| cuts.get(&format!("{folder}/{cut}")))?;
        let (_, meant) = parts(meant);
        if digits(file) != digits(meant) {
            return None;
        }
        let above = written.rfind('/').map_or("", |at| &written[..=at]);
        // A blank would end the address of a link.
        Some(format!("{above}{}", meant.replace(' ', "%20")))
    }
}

/// The folder of a path, and the name in it.
fn parts(path: &str) -> (&str, &str) {
    path.rsplit_once('/').unwrap_or(("", path))
}

/// Whether a name has letters enough to be told from others, its ending aside.
fn is_long_enough(file: &str) -> bool {
    let stem = file.rsplit_once('.').map_or(file, |(stem, _)| stem);
    (4..=LONGEST).contains(&stem.chars().take(LONGEST + 1).count())
}
