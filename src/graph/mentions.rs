//! Names in plain words: people, projects and pages that have notes, named without brackets.
//!
//! The longest name that ends at a word's end wins; a page's own text, and blocks that link to it, do not count.
//! Does not look inside code, links or addresses.

use super::{BlockId, Graph, PageId, PageKind};
use crate::name;
use crate::notes::NoteId;
use crate::outline::Outline;
use crate::span::Span;
use crate::wall::walled;
use aho_corasick::{AhoCorasick, MatchKind};
use rayon::prelude::*;
use rustc_hash::{FxHashMap, FxHasher};
use std::hash::Hasher;

/// One name in plain words.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Mention {
    /// Who or what is named.
    pub page: PageId,
    /// Where.
    pub block: BlockId,
    /// The words, in the note's text.
    pub span: Span,
}

/// All mentions, by page, then path and place.
#[derive(Clone, Debug, Default)]
pub struct Mentions {
    all: Vec<Mention>,
    /// (block, page), sorted.
    by_block: Vec<(BlockId, PageId)>,
}

impl Mentions {
    /// Pages that one block names.
    pub fn in_block(&self, block: BlockId) -> impl Iterator<Item = PageId> + '_ {
        let from = self.by_block.partition_point(|(b, _)| *b < block);
        self.by_block[from..].iter().take_while(move |(b, _)| *b == block).map(|(_, page)| *page)
    }

    /// Of one page.
    pub fn of(&self, page: PageId) -> &[Mention] {
        let from = self.all.partition_point(|m| m.page < page);
        let to = self.all.partition_point(|m| m.page <= page);
        &self.all[from..to]
    }

    /// How many in all.
    pub fn len(&self) -> usize {
        self.all.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.all.is_empty()
    }
}

struct Name {
    /// In lower case.
    text: Box<str>,
    page: PageId,
}

/// Names by their first two words, so that a hundred names that begin alike cost one look-up.
#[derive(Default)]
struct Table {
    /// First word to: is there a name of that one word.
    first: FxHashMap<u64, Option<u32>>,
    /// First two words to names, longest first.
    two: FxHashMap<(u64, u64), Vec<u32>>,
    names: Vec<Name>,
    /// Names in scripts that put no space between words.
    unspaced: Option<(AhoCorasick, Vec<PageId>)>,
}

/// Search every block.
pub fn find(graph: &Graph) -> Mentions {
    let table = Table::new(graph);
    let of_notes: Vec<Vec<Mention>> = (0..graph.outlines.len())
        .into_par_iter()
        .map(|i| {
            // Words that cannot be searched name nobody; a block that is at fault is told where it is shown.
            let searched = walled(|| {
                let mut found = Vec::new();
                for block in 0..graph.outlines[i].blocks.len() as u32 {
                    in_block(graph, &table, BlockId { note: NoteId(i as u32), block }, &mut found);
                }
                found
            });
            searched.unwrap_or_default()
        })
        .collect();
    let mut all = of_notes.concat();
    all.sort_unstable();
    let mut by_block: Vec<(BlockId, PageId)> = all.iter().map(|m| (m.block, m.page)).collect();
    by_block.sort_unstable();
    by_block.dedup();
    Mentions { all, by_block }
}

impl Table {
    fn new(graph: &Graph) -> Table {
        let mut table = Table::default();
        let mut unspaced = Vec::new();
        // A name that two pages have could be either's, so it is neither's.
        let mut owners: FxHashMap<String, Option<PageId>> = FxHashMap::default();
        for (i, page) in graph.pages.iter().enumerate() {
            let id = PageId(i as u32);
            let with_note = page.kind == PageKind::Note && !page.home.is_empty();
            if !(page.kind.is_entity() || with_note) {
                continue;
            }
            let short = page.kind.is_entity().then(|| page.short_name());
            for name in [&*page.name].into_iter().chain(page.aliases.iter().map(|a| &**a)).chain(short) {
                let owner = owners.entry(name::key(name)).or_insert(Some(id));
                if *owner != Some(id) {
                    *owner = None;
                }
            }
        }
        let mut owned: Vec<(String, PageId)> = owners.into_iter().filter_map(|(name, id)| Some((name, id?))).collect();
        owned.sort_unstable();
        for (lower, id) in owned {
            if lower.chars().any(is_unspaced) {
                if lower.chars().count() >= 2 {
                    unspaced.push((lower, id));
                }
            } else if lower.chars().count() >= 3 && lower.chars().any(char::is_alphabetic) {
                table.add(lower, id);
            }
        }
        for names in table.two.values_mut() {
            names.sort_by_key(|&n| std::cmp::Reverse(table.names[n as usize].text.len()));
        }
        let (patterns, pages): (Vec<_>, Vec<_>) = unspaced.into_iter().unzip();
        table.unspaced = (!patterns.is_empty())
            .then(|| AhoCorasick::builder().match_kind(MatchKind::LeftmostLongest).build(patterns).ok())
            .flatten()
            .map(|automaton| (automaton, pages));
        table
    }

    fn add(&mut self, lower: String, page: PageId) {
        let (first, second) = {
            let mut words = words(&lower).map(|w| (w.start, hash_lower(&lower[w.range()])));
            let Some((0, first)) = words.next() else { return };
            (first, words.next().map(|(_, second)| second))
        };
        let number = self.names.len() as u32;
        let one = self.first.entry(first).or_default();
        match second {
            Some(second) => self.two.entry((first, second)).or_default().push(number),
            // `c++` is one word and two signs: the text is compared whole all the same.
            None => {
                one.get_or_insert(number);
            }
        }
        self.names.push(Name { text: lower.into(), page });
    }
}

fn in_block(graph: &Graph, table: &Table, id: BlockId, found: &mut Vec<Mention>) {
    if graph.is_private(id) || graph.is_template(id) {
        return;
    }
    let outline = graph.outline(id);
    let owner = graph.owner(id);
    let mut here = Vec::new();
    for line in outline.body(id.block) {
        for piece in plain_pieces(outline, id.block, line) {
            in_piece(table, outline, id, piece, &mut here);
        }
    }
    if !here.is_empty() {
        let linked: Vec<PageId> = graph.named_by(id).collect();
        // The page of the whole file is home as well, where a section of it owns the block.
        let file = graph.facts[id.note.index()].page;
        let elsewhere = |m: &Mention| m.page != owner && m.page != file && !linked.contains(&m.page);
        found.extend(here.into_iter().filter(elsewhere));
    }
}

fn in_piece(table: &Table, outline: &Outline, block: BlockId, piece: Span, found: &mut Vec<Mention>) {
    let text = piece.of(&outline.text);
    let mut words = words(text).peekable();
    let mut free = 0;
    while let Some(word) = words.next() {
        let (start, end) = (word.start as usize, word.end as usize);
        if start < free {
            continue;
        }
        let h = hash_lower(&text[start..end]);
        let Some(one) = table.first.get(&h) else { continue };
        let two = words.peek().and_then(|next| table.two.get(&(h, hash_lower(&text[next.range()]))));
        let hit = two
            .into_iter()
            .flatten()
            .chain(one)
            .find_map(|&n| Some((n, matches_at(text, start, &table.names[n as usize].text)?)));
        if let Some((n, end)) = hit {
            free = end;
            let span = Span::new(piece.start as usize + start, piece.start as usize + end);
            found.push(Mention { page: table.names[n as usize].page, block, span });
        }
    }
    if let Some((automaton, pages)) = table.unspaced.as_ref().filter(|_| text.chars().any(is_unspaced)) {
        for m in automaton.find_iter(text) {
            let span = Span::new(piece.start as usize + m.start(), piece.start as usize + m.end());
            found.push(Mention { page: pages[m.pattern().as_usize()], block, span });
        }
    }
}

/// Whether `name`, in lower case, stands at `start` and ends at a word's end; where it ends.
fn matches_at(text: &str, start: usize, name: &str) -> Option<usize> {
    let mut wanted = name.chars();
    let mut want = wanted.next();
    let mut end = start;
    for c in text[start..].chars() {
        if want.is_none() {
            return (!c.is_alphanumeric()).then_some(end);
        }
        for lower in c.to_lowercase() {
            if want != Some(lower) {
                return None;
            }
            want = wanted.next();
        }
        end += c.len_utf8();
    }
    want.is_none().then_some(end)
}

/// The parts of a line that are neither reference, code nor address.
fn plain_pieces(outline: &Outline, block: u32, line: Span) -> Vec<Span> {
    if outline.is_code(block, line.start) {
        return Vec::new();
    }
    let text = &outline.text;
    let mut cuts: Vec<Span> = outline.refs_within(block, line).map(|r| r.span).collect();
    let bytes = line.of(text).as_bytes();
    let at = line.start as usize;
    let mut open = None;
    for i in memchr::memchr_iter(b'`', bytes) {
        match open.take() {
            Some(from) => cuts.push(Span::new(at + from, at + i + 1)),
            None => open = Some(i),
        }
    }
    for i in memchr::memmem::find_iter(bytes, "://") {
        let from = bytes[..i]
            .iter()
            .rposition(|b| b.is_ascii_whitespace() || matches!(b, b'(' | b'<' | b'['))
            .map_or(0, |p| p + 1);
        let to = bytes[i..]
            .iter()
            .position(|b| b.is_ascii_whitespace() || matches!(b, b')' | b'>'))
            .map_or(bytes.len(), |p| i + p);
        cuts.push(Span::new(at + from, at + to));
    }
    if cuts.is_empty() {
        return vec![line];
    }
    cuts.sort_unstable();
    let mut pieces = Vec::with_capacity(cuts.len() + 1);
    let mut from = line.start;
    for cut in cuts {
        if cut.start > from {
            pieces.push(Span { start: from, end: cut.start });
        }
        from = from.max(cut.end);
    }
    if from < line.end {
        pieces.push(Span { start: from, end: line.end });
    }
    pieces
}

/// Runs of letters and digits.
fn words(text: &str) -> impl Iterator<Item = Span> {
    let mut chars = text.char_indices().peekable();
    std::iter::from_fn(move || {
        while chars.next_if(|(_, c)| !c.is_alphanumeric()).is_some() {}
        let start = chars.peek()?.0;
        while chars.next_if(|(_, c)| c.is_alphanumeric()).is_some() {}
        Some(Span::new(start, chars.peek().map_or(text.len(), |(i, _)| *i)))
    })
}

fn hash_lower(word: &str) -> u64 {
    let mut hasher = FxHasher::default();
    if word.is_ascii() {
        word.bytes().for_each(|b| hasher.write_u32(u32::from(b.to_ascii_lowercase())));
    } else {
        word.chars().flat_map(char::to_lowercase).for_each(|c| hasher.write_u32(c as u32));
    }
    hasher.finish()
}

/// Scripts written without spaces, where a word's end cannot be seen.
fn is_unspaced(c: char) -> bool {
    matches!(c, '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{0e00}'..='\u{0e7f}' | '\u{20000}'..='\u{2ffff}')
}
