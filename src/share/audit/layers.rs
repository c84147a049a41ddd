//! An output as whoever looks for more would read it: as it is, and with all that can be undone or unpacked, four deep.
//!
//! Does not look for anything. Bounded: what would take more is told, so that nothing is passed over in silence.

use std::collections::VecDeque;

use rustc_hash::FxHashSet;

use super::escapes::{Undone, backslashes, entities, percent, tags};
use super::unpack::{Budget, is_picture, unpack};

/// How often something may be packed in something else.
const DEPTH: usize = 4;
/// How much is looked at in all, in bytes, beside twenty times the output.
const MOST: usize = 64 * 1024 * 1024;
/// How many layers.
const MOST_LAYERS: usize = 200_000;
/// Base64 of this length that is a picture is looked into by itself, and not as letters.
const CARVED: usize = 1024;

/// One way to read a part of an output.
pub struct Layer {
    /// What it reads.
    pub bytes: Vec<u8>,
    /// How it was undone, the outermost first.
    pub chain: Vec<&'static str>,
    /// Offsets in it, and where those stand in the output.
    marks: Vec<(u32, u32)>,
    /// Whether bytes between two marks were copied, one for one.
    is_even: bool,
}

impl Layer {
    /// Where a byte stands in the output; of what was packed, where that begins.
    pub fn at(&self, byte: usize) -> usize {
        let Some(last) = self.marks.partition_point(|(own, _)| *own as usize <= byte).checked_sub(1) else { return 0 };
        let (own, was) = self.marks[last];
        was as usize + if self.is_even { byte - own as usize } else { 0 }
    }

    fn of(&self, how: &'static str, undone: Undone) -> Layer {
        let marks = undone.marks.iter().map(|(own, was)| (*own, self.at(*was as usize) as u32)).collect();
        Layer { bytes: undone.text, chain: self.through(how), marks, is_even: self.is_even }
    }

    fn packed(&self, how: &'static str, at: usize, bytes: Vec<u8>) -> Layer {
        Layer { bytes, chain: self.through(how), marks: vec![(0, self.at(at) as u32)], is_even: false }
    }

    fn through(&self, how: &'static str) -> Vec<&'static str> {
        self.chain.iter().copied().chain([how]).collect()
    }
}

/// What undoes one kind of escape, where there is one.
type Undo = fn(&[u8]) -> Option<Undone>;

/// Every way to read bytes, each handed to `each`; whether that was all.
pub fn each_layer(bytes: &[u8], mut each: impl FnMut(Layer)) -> bool {
    let mut budget = Budget { left: MOST + bytes.len().saturating_mul(20), spent: false };
    let mut known: FxHashSet<[u8; 32]> = FxHashSet::default();
    let whole = Layer { bytes: bytes.to_vec(), chain: Vec::new(), marks: vec![(0, 0)], is_even: true };
    // The simplest way to read something comes first, and is the one that is told.
    let mut waiting = VecDeque::from([whole]);
    let mut count = 0;
    while let Some(layer) = waiting.pop_front() {
        if !known.insert(*blake3::hash(&layer.bytes).as_bytes()) {
            continue;
        }
        count += 1;
        if budget.spent || count > MOST_LAYERS {
            return false;
        }
        let (layer, pictures) = carved(layer);
        if layer.chain.len() < DEPTH {
            waiting.extend(pictures);
            let text: [(&'static str, Undo); 4] = [
                ("text of HTML", tags),
                ("entities", entities),
                ("percent signs", percent),
                ("backslashes", backslashes),
            ];
            for (how, undo) in text {
                if let Some(undone) = undo(&layer.bytes) {
                    budget.take(undone.text.len());
                    waiting.push_back(layer.of(how, undone));
                }
            }
            for found in unpack(&layer.bytes, &mut budget) {
                waiting.push_back(layer.packed(found.how, found.at, found.bytes));
            }
        }
        each(layer);
    }
    !budget.spent
}

/// A layer without the pictures in it, and these: as letters they would be most of it, and say nothing.
fn carved(layer: Layer) -> (Layer, Vec<Layer>) {
    use base64::Engine;
    let is_sign = |b: &u8| b.is_ascii_alphanumeric() || matches!(b, b'+' | b'/');
    let (mut rest, mut pictures) = (Undone::default(), Vec::new());
    let (mut at, mut done) = (0, 0);
    while let Some(next) = memchr::memmem::find(&layer.bytes[at..], b";base64,") {
        at += next + 8;
        let len = layer.bytes[at..].iter().take_while(|b| is_sign(b)).count();
        let run = &layer.bytes[at..at + len];
        let plain = base64::engine::general_purpose::STANDARD_NO_PAD.decode(run);
        if let Some(plain) = plain.ok().filter(|plain| len >= CARVED && is_picture(plain)) {
            pictures.push(layer.packed("base64", at, plain));
            rest.marks.push((rest.text.len() as u32, done as u32));
            rest.text.extend_from_slice(&layer.bytes[done..at]);
            done = at + len;
        }
        at += len;
    }
    if pictures.is_empty() {
        return (layer, pictures);
    }
    rest.marks.push((rest.text.len() as u32, done as u32));
    rest.text.extend_from_slice(&layer.bytes[done..]);
    let marks = rest.marks.iter().map(|(own, was)| (*own, layer.at(*was as usize) as u32)).collect();
    (Layer { bytes: rest.text, chain: layer.chain, marks, is_even: layer.is_even }, pictures)
}

#[cfg(test)]
mod tests {
    use base64::Engine;
    use std::io::Write;

    use super::*;

    fn chain_to(bytes: &[u8], words: &str) -> Option<(Vec<&'static str>, usize)> {
        let mut found = None;
        let all = each_layer(bytes, |layer| {
            if let Some(at) = memchr::memmem::find(&layer.bytes, words.as_bytes()) {
                found.get_or_insert((layer.chain.clone(), layer.at(at)));
            }
        });
        assert!(all);
        found
    }

    fn gzip(bytes: &[u8]) -> Vec<u8> {
        let mut packer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
        packer.write_all(bytes).unwrap();
        packer.finish().unwrap()
    }

    fn base64(bytes: &[u8]) -> String {
        base64::engine::general_purpose::STANDARD.encode(bytes)
    }

    #[test]
    fn what_is_packed_in_what_is_packed_is_found_four_deep_with_its_place() {
        let inner = base64(&gzip(b"{\"a\":\"har\\u0062our quay\"}"));
        let page = format!("<p title=\"{inner}\">x</p>");
        let (chain, at) = chain_to(page.as_bytes(), "harbour quay").unwrap();
        assert_eq!((chain, at), (vec!["base64", "gzip", "backslashes"], 10));
        // No packer may leave it as it is, so it is written anew each time.
        let written = |times: usize| (0..times).fold("harbour quay".to_string(), |text, _| base64(text.as_bytes()));
        assert_eq!(chain_to(written(4).as_bytes(), "harbour quay").map(|(chain, _)| chain.len()), Some(4));
        assert_eq!(chain_to(written(5).as_bytes(), "harbour quay"), None);
    }

    #[test]
    fn a_bomb_is_not_unpacked_to_its_end_and_that_is_told() {
        let bomb = gzip(&gzip(&vec![b'a'; 200 * 1024 * 1024]));
        assert!(!each_layer(&bomb, |_| {}));
    }
}
