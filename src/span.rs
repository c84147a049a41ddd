//! Where text stands: byte ranges into one note's text, and the lines and columns people count.
//!
//! Does not know which note a range belongs to.

use std::ops::Range;

/// A half-open range of bytes in one note's text. Notes are capped at 32 MiB, so 32 bits do.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Span {
    /// First byte.
    pub start: u32,
    /// One past the last byte.
    pub end: u32,
}

impl Span {
    /// The range from `start` to `end`, in bytes.
    pub fn new(start: usize, end: usize) -> Self {
        Span { start: start as u32, end: end as u32 }
    }

    /// How many bytes.
    pub fn len(self) -> usize {
        (self.end - self.start) as usize
    }

    /// Whether it covers no byte.
    pub fn is_empty(self) -> bool {
        self.start == self.end
    }

    /// The range as an index into `str` and slices.
    pub fn range(self) -> Range<usize> {
        self.start as usize..self.end as usize
    }

    /// The text it covers; empty where it does not fit `text`, which only a caller's mix-up of notes can cause.
    pub fn of(self, text: &str) -> &str {
        text.get(self.range()).unwrap_or("")
    }

    /// Whether `other` lies inside.
    pub fn contains(self, other: Span) -> bool {
        self.start <= other.start && other.end <= self.end
    }
}

/// A place as editors show it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Position {
    /// Counted from 1.
    pub line: u32,
    /// Counted from 1, in characters, as rustc counts.
    pub column: u32,
}

/// Line and column of a byte offset. Walks the text: for messages and source links, not for hot loops.
pub fn position(text: &str, offset: usize) -> Position {
    let mut offset = offset.min(text.len());
    while !text.is_char_boundary(offset) {
        offset -= 1;
    }
    let before = &text[..offset];
    let line_start = before.rfind('\n').map_or(0, |i| i + 1);
    Position {
        line: memchr::memchr_iter(b'\n', before.as_bytes()).count() as u32 + 1,
        column: before[line_start..].chars().count() as u32 + 1,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_count_characters_and_lines_begin_at_one() {
        let text = "é a\nb\n";
        assert_eq!(position(text, 3), Position { line: 1, column: 3 });
        assert_eq!(position(text, 4), Position { line: 1, column: 4 });
        assert_eq!(position(text, 5), Position { line: 2, column: 1 });
        assert_eq!(position(text, 99), Position { line: 3, column: 1 });
    }
}
