//! What stands in some texts, to be asked for by words and by long runs of letters: what is looked for may be the whole
//! journal, so it is the output that is kept at hand, and each note is read once against it.
//!
//! Does not decode, and does not know what is private.

use rustc_hash::FxHashMap;

use super::fold::{Edge, Folded};

/// How many words in a row are told from all others.
pub const GRAM: usize = 5;
/// How many letters in a row are, whatever stands between them: in bytes, so that a third of it does in scripts whose
/// letters say more.
pub const RUN: usize = 24;
/// Of a name that is shorter, in bytes, chance makes one in packed bytes; it counts only where there is text.
const SHORT: usize = 8;

/// Where something stands: which text, and from which word.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Spot {
    /// Which of the texts, in the order in which they were added.
    pub text: u32,
    /// Index of the word.
    pub word: u32,
}

/// Texts at hand.
#[derive(Default)]
pub struct Index {
    texts: Vec<Folded>,
    /// The first place of each one to five words in a row.
    grams: FxHashMap<u64, Spot>,
    /// Of a place, by its number among all words, the next one of the same five words; and how many words stand before
    /// each text.
    next: Vec<Option<Spot>>,
    before: Vec<usize>,
    runs: FxHashMap<u64, (u32, u32)>,
    /// A bit for each run, by the upper bits of its hash: nearly all that is asked for is not here, and this says so
    /// without a look into the table, which is larger than any cache.
    seen: Vec<u64>,
}

/// Of [`Index::seen`], in bits, as a power of two.
const SEEN: u32 = 25;

/// Word and bit of a hash in [`Index::seen`].
fn place(hash: u64) -> (usize, u64) {
    let bits = hash.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> (64 - SEEN);
    ((bits >> 6) as usize, 1 << (bits & 63))
}

impl Index {
    /// Adds a text.
    pub fn add(&mut self, folded: Folded) {
        let text = self.texts.len() as u32;
        let hashes = word_hashes(&folded);
        self.before.push(self.next.len());
        self.next.resize(self.next.len() + hashes.len(), None);
        for from in 0..hashes.len() {
            let mut hash = 0;
            for len in 1..=GRAM.min(hashes.len() - from) {
                let last = &folded.words[from + len - 1];
                if len > 1 && last.edge == Edge::Hard {
                    break;
                }
                hash = join(hash, hashes[from + len - 1]);
                let begin = if from == 0 { 0 } else { folded.words[from - 1].end };
                if ((last.end - begin) as usize) < SHORT && !last.solid {
                    continue;
                }
                let spot = Spot { text, word: from as u32 };
                let first = *self.grams.entry(hash).or_insert(spot);
                if len == GRAM && first != spot {
                    let (first, spot_at) = (self.number(first), self.number(spot));
                    self.next[spot_at] = self.next[first].replace(spot);
                }
            }
        }
        let (runs, seen) = (&mut self.runs, &mut self.seen);
        seen.resize(1 << (SEEN - 6), 0);
        each_run(&folded, 0..folded.words.len(), |hash, at| {
            let (word, bit) = place(hash);
            seen[word] |= bit;
            runs.entry(hash).or_insert((text, at as u32));
            true
        });
        self.texts.push(folded);
    }

    /// Where words of another text stand here, one behind the other.
    pub fn words(&self, other: &Folded, words: std::ops::Range<usize>) -> Option<Spot> {
        let first = words.start..words.end.min(words.start + GRAM);
        let hash = first.clone().fold(0, |hash, i| join(hash, hash_of(other.word(i).as_bytes())));
        self.gram(hash, other, words)
    }

    /// The same by the hash of the first words.
    fn gram(&self, hash: u64, other: &Folded, words: std::ops::Range<usize>) -> Option<Spot> {
        let is_at = |spot: &Spot| {
            let (text, at) = (&self.texts[spot.text as usize], spot.word as usize);
            words.clone().zip(at..).all(|(theirs, ours)| {
                ours < text.words.len()
                    && text.word(ours) == other.word(theirs)
                    && (ours == at || text.words[ours].edge != Edge::Hard)
            })
        };
        let first = self.grams.get(&hash).copied();
        std::iter::successors(first, |spot| self.next[self.number(*spot)]).find(is_at)
    }

    fn number(&self, spot: Spot) -> usize {
        self.before[spot.text as usize] + spot.word as usize
    }

    /// In which text, and at which byte of it, the run of letters at a byte of another text stands here.
    fn run(&self, hash: u64, other: &Folded, at: usize) -> Option<(u32, usize)> {
        let (word, bit) = place(hash);
        if self.seen.get(word).is_none_or(|bits| bits & bit == 0) {
            return None;
        }
        let &(text, ours) = self.runs.get(&hash)?;
        let folded = &self.texts[text as usize];
        let same =
            other.text.as_bytes().get(at..at + RUN) == folded.text.as_bytes().get(ours as usize..ours as usize + RUN);
        same.then_some((text, ours as usize))
    }

    /// The first words, or run of letters, of `other` that stand here and not in `approved`.
    pub fn leaks(&self, other: &Folded, words: std::ops::Range<usize>, approved: &Index) -> Option<(Spot, usize)> {
        let hashes: Vec<u64> = words.clone().map(|i| hash_of(other.word(i).as_bytes())).collect();
        for (at, gram) in hashes.windows(GRAM).enumerate() {
            let range = words.start + at..words.start + at + GRAM;
            let hash = gram.iter().fold(0, |hash, word| join(hash, *word));
            if let Some(spot) = self.gram(hash, other, range.clone())
                && approved.gram(hash, other, range.clone()).is_none()
            {
                return Some((spot, range.start));
            }
        }
        let mut found = None;
        each_run(other, words, |hash, at| {
            if let Some((text, ours)) = self.run(hash, other, at)
                && approved.run(hash, other, at).is_none()
            {
                let word = self.texts[text as usize].word_at(ours) as u32;
                found = Some((Spot { text, word }, other.word_at(at)));
            }
            found.is_none()
        });
        found
    }

    /// Where a word stands in the text that it belongs to, in bytes.
    pub fn at(&self, spot: Spot) -> usize {
        self.texts[spot.text as usize].words[spot.word as usize].at as usize
    }
}

fn word_hashes(folded: &Folded) -> Vec<u64> {
    (0..folded.words.len()).map(|i| hash_of(folded.word(i).as_bytes())).collect()
}

fn hash_of(bytes: &[u8]) -> u64 {
    use std::hash::Hasher;
    let mut hasher = rustc_hash::FxHasher::default();
    hasher.write(bytes);
    hasher.write_usize(bytes.len());
    hasher.finish()
}

fn join(hash: u64, word: u64) -> u64 {
    (hash.rotate_left(23) ^ word).wrapping_mul(0x9e37_79b9_7f4a_7c15)
}

/// Odd, and otherwise of no meaning.
const BASE: u64 = 0x0100_0000_01b3;

/// Calls `each` with the hash of every run of letters of [`RUN`] bytes and where it begins, until that says no. Runs end
/// at edges and at quotation marks: or the last letter of an attribute's name would belong to its value.
fn each_run(folded: &Folded, words: std::ops::Range<usize>, mut each: impl FnMut(u64, usize) -> bool) {
    const TOP: u64 = {
        let (mut top, mut i) = (1u64, 1);
        while i < RUN {
            top = top.wrapping_mul(BASE);
            i += 1;
        }
        top
    };
    let bytes = folded.text.as_bytes();
    let mut from = words.start;
    while from < words.end {
        let to = (from + 1..words.end).find(|&i| folded.words[i].edge != Edge::Soft).unwrap_or(words.end);
        let begin = if from == 0 { 0 } else { folded.words[from - 1].end as usize };
        let part = &bytes[begin..folded.words[to - 1].end as usize];
        let mut hash = 0u64;
        for (i, byte) in part.iter().enumerate() {
            if i >= RUN {
                hash = hash.wrapping_sub((u64::from(part[i - RUN]) + 1).wrapping_mul(TOP));
            }
            hash = hash.wrapping_mul(BASE).wrapping_add(u64::from(*byte) + 1);
            if i + 1 >= RUN && !each(hash, begin + i + 1 - RUN) {
                return;
            }
        }
        from = to;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn index(texts: &[&str]) -> Index {
        let mut index = Index::default();
        texts.iter().for_each(|text| index.add(Folded::of(text)));
        index
    }

    fn leaks(text: &str, output: &str, approved: &str) -> bool {
        let text = Folded::of(text);
        index(&[output]).leaks(&text, 0..text.words.len(), &index(&[approved])).is_some()
    }

    #[test]
    fn five_words_in_a_row_are_found_unless_they_are_approved() {
        let note = "on the way we met her at the old quay";
        assert!(leaks(note, "so: “we met Her at the” end", ""));
        assert!(!leaks(note, "so: “we met Her at the” end", "that we met her at the end"));
        assert!(!leaks(note, "we met her in the end", ""));
        assert!(!leaks(note, "we met <b>her at the", ""));
    }

    #[test]
    fn a_long_run_of_letters_is_found_whatever_parts_it() {
        let note = "key aXk29dkLpq02mdkfjwoqpzmdk39fk end";
        assert!(leaks(note, "x=axk29dklpq02mdkfjwoqpzmdk39fk;", ""));
        assert!(leaks(note, "zzaxk29dk lpq02mdkf-jwoqpz.mdk39fkzz", ""));
        assert!(!leaks(note, "axk29dklpq02mdkfjwoqpz", ""));
        assert!(!leaks(note, "axk29dklpq02mdkfjwoqpzmdk39fk", "yaxk29dklpq02mdkfjwoqpzmdk39fky"));
    }

    #[test]
    fn runs_hash_alike_wherever_they_begin() {
        let (a, b) = (Folded::of("abcdefghijklmnopqrstuvwxyz0123456789"), Folded::of("0 jklmnopqrstuvwxyz0123456789"));
        let all = |folded: &Folded| {
            let mut found = Vec::new();
            each_run(folded, 0..folded.words.len(), |hash, at| {
                found.push((hash, folded.text[at..at + RUN].to_string()));
                true
            });
            found
        };
        let (a, b) = (all(&a), all(&b));
        assert_eq!((a.len(), b.len()), (13, 5));
        assert_eq!(b[1..], a[9..]);
    }

    #[test]
    fn names_are_whole_words_of_any_number() {
        let here = index(&["a plan for the harbour of the old town by night", "replanning"]);
        let found = |name: &str| {
            let name = Folded::of(name);
            here.words(&name, 0..name.words.len()).is_some()
        };
        assert!(found("Plan") && found("the old town") && found("the harbour of the old town by"));
        assert!(!found("lan") && !found("plans") && !found("the harbour of the old town night"));
    }
}
