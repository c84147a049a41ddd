//! In which line something stands, where messages ask it of many places.
//!
//! A note's line ends are looked for when first asked, and once: a note of many mistakes stays linear. Not for hot loops.

use crate::notes::NoteId;
use rustc_hash::FxHashMap;

/// Line ends of the notes that were asked for.
#[derive(Default)]
pub(super) struct LineNumbers(FxHashMap<NoteId, Vec<u32>>);

impl LineNumbers {
    /// The line of a byte of a note, counted from 1.
    pub fn line(&mut self, note: NoteId, text: &str, at: u32) -> usize {
        let ends = self
            .0
            .entry(note)
            .or_insert_with(|| memchr::memchr_iter(b'\n', text.as_bytes()).map(|end| end as u32).collect());
        ends.partition_point(|end| *end < at) + 1
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::span::position;

    #[test]
    fn lines_are_those_of_positions() {
        let text = "é\na\n\nb";
        let mut lines = LineNumbers::default();
        for at in 0..=text.len() {
            assert_eq!(lines.line(NoteId(0), text, at as u32), position(text, at).line as usize, "{at}");
        }
    }
}
