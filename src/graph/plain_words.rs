//! Names in a note's plain words: which are looked for, and where a note holds one.
//!
//! The longest name that ends at a word's end wins. Does not look inside code, links or addresses, nor know whose a name
//! is.

use super::local::Local;
use crate::outline::Outline;
use crate::span::Span;
use aho_corasick::{AhoCorasick, MatchKind};
use rustc_hash::{FxHashMap, FxHasher};
use std::hash::Hasher;
use std::sync::Arc;

/// A name in a note.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Hit {
    /// By its number in [`Table`].
    pub name: u32,
    /// Which block.
    pub block: u32,
    /// The words, in the note's text.
    pub span: Span,
}

/// Names by their first two words, so that a hundred names that begin alike cost one look-up.
#[derive(Default)]
pub struct Table {
    /// All that are looked for, in lower case, sorted; and the number of each.
    wanted: Vec<(Arc<str>, u32)>,
    /// The number of every name that this table, or one it was made from, looked for: names keep theirs.
    numbers: FxHashMap<Arc<str>, u32>,
    /// By number.
    names: Vec<Arc<str>>,
    /// First word to: is there a name of that one word.
    first: FxHashMap<u64, Option<u32>>,
    /// First two words to names, longest first.
    two: FxHashMap<(u64, u64), Vec<u32>>,
    /// Names in scripts that put no space between words.
    unspaced: Option<(AhoCorasick, Vec<u32>)>,
}

impl Table {
    /// Of these names, in lower case and sorted; numbered as `before` did where it knew them.
    pub fn new<'a>(wanted: impl Iterator<Item = &'a str>, before: Option<&Table>) -> Table {
        let mut table = Table::default();
        if let Some(before) = before {
            table.numbers.clone_from(&before.numbers);
            table.names.clone_from(&before.names);
        }
        let mut unspaced = Vec::new();
        for lower in wanted {
            let number = table.number(lower);
            let lower = table.names[number as usize].clone();
            match lower.chars().any(is_unspaced) {
                true => unspaced.push(number),
                false => table.add(&lower, number),
            }
            table.wanted.push((lower, number));
        }
        for names in table.two.values_mut() {
            names.sort_by_key(|&n| std::cmp::Reverse(table.names[n as usize].len()));
        }
        let patterns = unspaced.iter().map(|&number| table.names[number as usize].as_bytes());
        table.unspaced = (!unspaced.is_empty())
            .then(|| AhoCorasick::builder().match_kind(MatchKind::LeftmostLongest).build(patterns).ok())
            .flatten()
            .map(|automaton| (automaton, unspaced));
        table
    }

    fn number(&mut self, lower: &str) -> u32 {
        if let Some(&number) = self.numbers.get(lower) {
            return number;
        }
        let (name, number): (Arc<str>, _) = (lower.into(), self.names.len() as u32);
        self.names.push(name.clone());
        self.numbers.insert(name, number);
        number
    }

    /// Names that are looked for, sorted, and their numbers.
    pub fn wanted(&self) -> &[(Arc<str>, u32)] {
        &self.wanted
    }

    /// How many numbers there are.
    pub fn len(&self) -> usize {
        self.names.len()
    }

    fn add(&mut self, lower: &str, number: u32) {
        let Some((first, second)) = first_two(lower) else { return };
        let one = self.first.entry(first).or_default();
        match second {
            Some(second) => self.two.entry((first, second)).or_default().push(number),
            // `c++` is one word and two signs: the text is compared whole all the same.
            None => {
                one.get_or_insert(number);
            }
        }
    }

    /// Every name in a note, by block. Templates hold none.
    pub fn search(&self, outline: &Outline, local: &Local) -> Vec<Hit> {
        let mut found = Vec::new();
        each_piece(outline, local, |block, piece| self.in_piece(outline, block, piece, &mut found));
        found
    }

    fn in_piece(&self, outline: &Outline, block: u32, piece: Span, found: &mut Vec<Hit>) {
        let text = piece.of(&outline.text);
        let mut words = words(text).peekable();
        let mut free = 0;
        while let Some(word) = words.next() {
            let (start, end) = (word.start as usize, word.end as usize);
            if start < free {
                continue;
            }
            let h = hash_lower(&text[start..end]);
            let Some(one) = self.first.get(&h) else { continue };
            let two = words.peek().and_then(|next| self.two.get(&(h, hash_lower(&text[next.range()]))));
            let hit = two
                .into_iter()
                .flatten()
                .chain(one)
                .find_map(|&n| Some((n, matches_at(text, start, &self.names[n as usize])?)));
            if let Some((name, end)) = hit {
                free = end;
                let span = Span::new(piece.start as usize + start, piece.start as usize + end);
                found.push(Hit { name, block, span });
            }
        }
        if let Some((automaton, names)) = self.unspaced.as_ref().filter(|_| text.chars().any(is_unspaced)) {
            for m in automaton.find_iter(text) {
                let span = Span::new(piece.start as usize + m.start(), piece.start as usize + m.end());
                found.push(Hit { name: names[m.pattern().as_usize()], block, span });
            }
        }
    }
}

/// Whether a name, in lower case, is looked for in plain words: one short word may be anything.
pub fn is_wanted(lower: &str) -> bool {
    match lower.chars().any(is_unspaced) {
        true => lower.chars().count() >= 2,
        false => lower.chars().count() >= 3 && lower.chars().any(char::is_alphabetic),
    }
}

/// Which words a note may hold: it is wrong of few, and only in saying yes.
pub struct Holds(Box<[u64]>);

impl Holds {
    /// Of a note.
    pub fn of(outline: &Outline, local: &Local) -> Holds {
        let mut all: Vec<u64> = Vec::new();
        each_piece(outline, local, |_, piece| {
            let text = piece.of(&outline.text);
            all.extend(words(text).map(|word| hash_lower(&text[word.range()])));
        });
        all.sort_unstable();
        all.dedup();
        let mut bits = vec![0u64; (all.len() / 4).next_power_of_two()].into_boxed_slice();
        for hash in all {
            for at in places(hash, bits.len()) {
                bits[at / 64] |= 1 << (at % 64);
            }
        }
        Holds(bits)
    }

    /// Whether looking for a name, or no longer looking for it, may change what is found in the note.
    pub fn may_hold(&self, outline: &Outline, name: &str) -> bool {
        if name.chars().any(is_unspaced) {
            return memchr::memmem::find(outline.text.as_bytes(), name.as_bytes()).is_some();
        }
        // A name of one word hides others that begin with it, so that its signs do not matter.
        first_two(name).is_some_and(|(first, second)| std::iter::once(first).chain(second).all(|word| self.has(word)))
    }

    fn has(&self, hash: u64) -> bool {
        places(hash, self.0.len()).into_iter().all(|at| self.0[at / 64] >> (at % 64) & 1 == 1)
    }
}

/// Two bits of so many times 64.
fn places(hash: u64, words: usize) -> [usize; 2] {
    let mixed = hash.wrapping_mul(0x9e37_79b9_7f4a_7c15);
    [mixed >> 40, mixed >> 16].map(|bits| bits as usize & (words * 64 - 1))
}

/// Finds texts that may hold one of some names; none where that cannot be told without looking closely.
pub fn finder<'a>(names: impl Iterator<Item = &'a str>) -> Option<AhoCorasick> {
    // The sign for kelvin, which in lower case is a letter of ours.
    let mut patterns = vec!["\u{212a}"];
    for name in names {
        if !name.is_ascii() && !name.chars().any(is_unspaced) {
            return None;
        }
        patterns.push(name);
    }
    AhoCorasick::builder().ascii_case_insensitive(true).build(patterns).ok()
}

/// Every part of a note that is plain words, with its block.
fn each_piece(outline: &Outline, local: &Local, mut work: impl FnMut(u32, Span)) {
    for block in (0..outline.blocks.len() as u32).filter(|&block| !local.is_template(block)) {
        for line in outline.body(block) {
            for piece in plain_pieces(outline, block, line) {
                work(block, piece);
            }
        }
    }
}

/// The first word of a name and the second, hashed; none where it begins with none.
fn first_two(lower: &str) -> Option<(u64, Option<u64>)> {
    let mut words = words(lower).map(|w| (w.start, hash_lower(&lower[w.range()])));
    let Some((0, first)) = words.next() else { return None };
    Some((first, words.next().map(|(_, second)| second)))
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
    let mut end = 0;
    for i in memchr::memmem::find_iter(bytes, "://") {
        // One address may hold others.
        if i < end {
            continue;
        }
        let from = bytes[..i]
            .iter()
            .rposition(|b| b.is_ascii_whitespace() || matches!(b, b'(' | b'<' | b'['))
            .map_or(0, |p| p + 1);
        let to = bytes[i..]
            .iter()
            .position(|b| b.is_ascii_whitespace() || matches!(b, b')' | b'>'))
            .map_or(bytes.len(), |p| i + p);
        cuts.push(Span::new(at + from, at + to));
        end = to;
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
    let mut at = 0;
    std::iter::from_fn(move || {
        let start = at + text[at..].find(char::is_alphanumeric)?;
        at = text[start..].find(|c: char| !c.is_alphanumeric()).map_or(text.len(), |len| start + len);
        Some(Span::new(start, at))
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
