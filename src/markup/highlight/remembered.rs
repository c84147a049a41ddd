//! What earlier builds found out about pieces of code: one packed value, by hash of engine, language and code.
//!
//! Does not read or write a file, and loads no grammar. Holds no text: a key is a hash, an entry lengths and styles. What is
//! damaged is as good as nothing, and an entry that does not fit its code is not used.
//!
//! The form, numbers little-endian: 8 bytes of [`MAGIC`], 32 of BLAKE3 over the rest, the number of entries in 4; for each
//! entry, in order of keys, 16 of key, 4 for the day it was last of use, 4 for where its data begin; then all data, in the
//! same order.

use super::{ENGINE, Highlighted, Runs, Style, is_plain};
use rayon::prelude::*;

const MAGIC: &[u8; 8] = b"annals\0H";
const HEAD: usize = 8 + 32 + 4;
const ROW: usize = 16 + 4 + 4;
/// Days after which what is of no use to any build goes.
const KEPT: u32 = 90;
/// Days after which an entry that is used is worth being written down as such.
const FRESH: u32 = 7;
/// Bytes past which what is used least goes first: a hundred times what ten thousand notes need.
const MOST: usize = 128 << 20;

type Key = [u8; 16];

/// Many pieces of code by their spans. The default remembers nothing.
#[derive(Clone, Debug, Default)]
pub struct Remembered {
    bytes: Vec<u8>,
}

/// Pieces of code with their answers, and the memory to keep if it is another than before.
pub type Recalled = (Vec<Highlighted>, Option<Remembered>);

impl Remembered {
    /// Those of a file; none if it is damaged, cut short, or something else.
    pub fn new(bytes: Vec<u8>) -> Remembered {
        let sound =
            bytes.len() >= HEAD && bytes.starts_with(MAGIC) && *blake3::hash(&bytes[40..]).as_bytes() == bytes[8..40];
        let remembered = Remembered { bytes };
        match sound && HEAD + remembered.len() * ROW <= remembered.bytes.len() {
            true => remembered,
            false => Remembered::default(),
        }
    }

    /// As the bytes of a file.
    pub fn as_bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// How many pieces of code are remembered.
    pub fn len(&self) -> usize {
        self.bytes.get(40..HEAD).map_or(0, |bytes| number(bytes) as usize)
    }

    /// Whether nothing is.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    fn row(&self, index: usize) -> &[u8] {
        let at = HEAD + index * ROW;
        &self.bytes[at..at + ROW]
    }

    fn day(&self, index: usize) -> u32 {
        number(&self.row(index)[16..20])
    }

    /// Empty where the table does not fit the data.
    fn data(&self, index: usize) -> &[u8] {
        let data = &self.bytes[HEAD + self.len() * ROW..];
        let from = number(&self.row(index)[20..]) as usize;
        let to = if index + 1 < self.len() { number(&self.row(index + 1)[20..]) as usize } else { data.len() };
        data.get(from..to).unwrap_or_default()
    }

    fn find(&self, key: &Key) -> Option<usize> {
        let (mut from, mut to) = (0, self.len());
        while from < to {
            let middle = (from + to) / 2;
            match self.row(middle)[..16].cmp(key) {
                std::cmp::Ordering::Equal => return Some(middle),
                std::cmp::Ordering::Less => from = middle + 1,
                std::cmp::Ordering::Greater => to = middle,
            }
        }
        None
    }

    /// Answers `(language, code)` from memory and the rest by `fresh`, which is not called if there is none. `day` counts from
    /// any day that stays the same.
    pub fn recall(
        &self,
        jobs: &[(&str, &str)],
        day: u32,
        fresh: impl FnOnce(&[(&str, &str)]) -> Vec<Highlighted>,
    ) -> Recalled {
        self.recall_by(ENGINE, jobs, day, fresh)
    }

    /// The same for another engine than this program's.
    pub fn recall_by(
        &self,
        engine: &str,
        jobs: &[(&str, &str)],
        day: u32,
        fresh: impl FnOnce(&[(&str, &str)]) -> Vec<Highlighted>,
    ) -> Recalled {
        let look = |&(language, code): &(&str, &str)| -> Look {
            if is_plain(language) {
                return Look::Plain;
            }
            let key = key(engine, language, code);
            let known = self.find(&key).and_then(|index| Some((index, unpack(self.data(index), code)?)));
            known.map_or(Look::Missing(key), |(index, known)| Look::Known(index, known))
        };
        let looked: Vec<Look> = jobs.par_iter().map(look).collect();
        let missing: Vec<(&str, &str)> = jobs
            .iter()
            .zip(&looked)
            .filter(|(_, look)| matches!(look, Look::Missing(_)))
            .map(|(job, _)| *job)
            .collect();
        let mut found = if missing.is_empty() { Vec::new() } else { fresh(&missing) }.into_iter();
        let (mut answers, mut new, mut used) = (Vec::with_capacity(jobs.len()), Vec::new(), vec![false; self.len()]);
        for look in looked {
            answers.push(match look {
                Look::Plain => Highlighted::default(),
                Look::Known(index, known) => {
                    used[index] = true;
                    known
                }
                Look::Missing(key) => {
                    let answer = found.next().unwrap_or_default();
                    new.push((key, pack(&answer)));
                    answer
                }
            });
        }
        let stale = |index: usize| used[index] && self.day(index).abs_diff(day) > FRESH;
        let changed = !new.is_empty() || (0..self.len()).any(stale);
        let kept = changed.then(|| self.with(&new, &used, day));
        (answers, kept)
    }

    /// With what is new, and without what has been of no use for long.
    fn with(&self, new: &[(Key, Vec<u8>)], used: &[bool], day: u32) -> Remembered {
        let mut entries: Vec<(Key, u32, &[u8])> = new.iter().map(|(key, data)| (*key, day, data.as_slice())).collect();
        for (index, used) in used.iter().enumerate() {
            let mut key = Key::default();
            key.copy_from_slice(&self.row(index)[..16]);
            // A day to come was written under a clock that was wrong.
            let last = if *used { day } else { self.day(index).min(day) };
            if day - last <= KEPT {
                entries.push((key, last, self.data(index)));
            }
        }
        // What is new stands first, so that it is kept where an old entry of the same key did not fit.
        entries.sort_by_key(|(key, ..)| *key);
        entries.dedup_by_key(|(key, ..)| *key);
        let size = |(.., data): &(Key, u32, &[u8])| ROW + data.len();
        if HEAD + entries.iter().map(size).sum::<usize>() > MOST {
            entries.sort_by_key(|(key, last, _)| (std::cmp::Reverse(*last), *key));
            let mut room = MOST - HEAD;
            let fits = entries.iter().take_while(|entry| {
                let left = room.checked_sub(size(entry));
                room = left.unwrap_or(0);
                left.is_some()
            });
            entries.truncate(fits.count());
            entries.sort_by_key(|(key, ..)| *key);
        }
        let mut rest: Vec<u8> = (entries.len() as u32).to_le_bytes().to_vec();
        let mut offset = 0u32;
        for (key, last, data) in &entries {
            rest.extend_from_slice(key);
            rest.extend_from_slice(&last.to_le_bytes());
            rest.extend_from_slice(&offset.to_le_bytes());
            offset += data.len() as u32;
        }
        entries.iter().for_each(|(.., data)| rest.extend_from_slice(data));
        let bytes = [MAGIC.as_slice(), blake3::hash(&rest).as_bytes(), &rest].concat();
        Remembered { bytes }
    }
}

enum Look {
    /// Nothing is to be found out.
    Plain,
    Known(usize, Highlighted),
    Missing(Key),
}

fn number(bytes: &[u8]) -> u32 {
    bytes.iter().rev().fold(0, |number, byte| (number << 8) | u32::from(*byte))
}

/// The length of the language stands before it, so that no two pieces are told by the same bytes.
fn key(engine: &str, language: &str, code: &str) -> Key {
    let mut hasher = blake3::Hasher::new();
    for part in [engine, language] {
        hasher.update(&(part.len() as u64).to_le_bytes()).update(part.as_bytes());
    }
    let mut key = Key::default();
    key.copy_from_slice(&hasher.update(code.as_bytes()).finalize().as_bytes()[..16]);
    key
}

/// One byte that says whether the language is unknown, then each run as a number of 7 bits a byte: its length and,
/// lowest, its style.
fn pack(known: &Highlighted) -> Vec<u8> {
    let mut data = vec![u8::from(known.unknown)];
    for &(length, style) in known.runs.iter() {
        let mut number = (u64::from(length) << 2) | style as u64;
        while number >= 0x80 {
            data.push(number as u8 | 0x80);
            number >>= 7;
        }
        data.push(number as u8);
    }
    data
}

/// None if it is nothing that was packed for this code.
fn unpack(data: &[u8], code: &str) -> Option<Highlighted> {
    let (unknown, mut rest) = data.split_first()?;
    let (mut runs, mut end) = (Vec::new(), 0usize);
    while !rest.is_empty() {
        let bytes = rest.iter().position(|byte| byte & 0x80 == 0)? + 1;
        let (number, after) = rest.split_at_checked(bytes).filter(|_| bytes <= 5)?;
        let number = number.iter().rev().fold(0u64, |all, byte| (all << 7) | u64::from(byte & 0x7f));
        let length = u32::try_from(number >> 2).ok()?;
        end += length as usize;
        code.is_char_boundary(end).then_some(())?;
        runs.push((length, Style::from_number((number & 3) as u8)?));
        rest = after;
    }
    Some(Highlighted { runs: Runs::from(runs), unknown: *unknown != 0 })
}
