//! Text as a string of words that nothing but letters and digits tells apart: no case, marks, signs or white space.
//!
//! Does not know what is looked for. Whoever looks for words and whoever hides them are folded alike, so that a word is
//! itself however it is set.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// What stands before a word.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Edge {
    /// White space and signs, as within a sentence.
    Soft,
    /// A quotation mark, as round a value: words go on behind it, letters of one word do not.
    Quote,
    /// The edge of a tag, a cell, a paragraph: no sentence goes on behind it.
    Hard,
}

/// One word of a [`Folded`] text.
#[derive(Clone, Copy, Debug)]
pub struct Word {
    /// Where it ends in [`Folded::text`]; it begins where the last one ends.
    pub end: u32,
    /// Where it stands in what was folded, in bytes.
    pub at: u32,
    /// What stands before it.
    pub edge: Edge,
    /// Whether it stands among text: a short name that chance makes of packed bytes is no name.
    pub solid: bool,
}

/// Words of a text, one behind the other.
#[derive(Clone, Debug, Default)]
pub struct Folded {
    /// All letters and digits.
    pub text: String,
    /// Where the words are in it.
    pub words: Vec<Word>,
}

/// Stands for an edge in text from which tags were taken away.
pub const EDGE: char = '\u{1}';
/// How many printable bytes in a row are text, where others are not.
const STRETCH: usize = 12;
/// How long a row of letters and digits must be to be packed bytes in letters, such as base64.
const BLOB: usize = 40;

impl Folded {
    /// Folds text.
    pub fn of(text: &str) -> Folded {
        let mut folded = Folded::default();
        let whole = [(0, text.len())];
        folded.push(text, 0, &whole);
        folded
    }

    /// Folds bytes of any kind: what is no text parts words.
    pub fn of_bytes(bytes: &[u8]) -> Folded {
        let mut folded = Folded::default();
        let mut at = 0;
        let is_text = is_text(bytes);
        for chunk in bytes.utf8_chunks() {
            let text = chunk.valid();
            let mut solid = if is_text { vec![(0, text.len())] } else { stretches(text) };
            cut_blobs(text, &mut solid);
            folded.push(text, at, &solid);
            at += text.len() + chunk.invalid().len();
        }
        folded
    }

    /// The letters of a word.
    pub fn word(&self, index: usize) -> &str {
        let from = if index == 0 { 0 } else { self.words[index - 1].end };
        self.text.get(from as usize..self.words[index].end as usize).unwrap_or("")
    }

    /// The index of the word that holds a byte of [`Folded::text`].
    pub fn word_at(&self, byte: usize) -> usize {
        self.words.partition_point(|word| word.end as usize <= byte)
    }

    /// Appends the words of `text`, which stands at `base`; `solid` are the ranges of it that are text.
    fn push(&mut self, text: &str, base: usize, solid: &[(usize, usize)]) {
        let mut edge = Edge::Hard;
        let mut solid = solid.iter().copied().peekable();
        let mut chars = text.char_indices().peekable();
        while let Some((at, c)) = chars.next() {
            if !is_part(c) {
                let met = match c {
                    EDGE | '<' | '>' => Edge::Hard,
                    '"' | '=' => Edge::Quote,
                    _ => Edge::Soft,
                };
                edge = edge.max(met);
                continue;
            }
            let mut end = at + c.len_utf8();
            let mut plain = c.is_ascii();
            while let Some((next, c)) = chars.next_if(|(_, c)| is_part(*c) || is_ignored(*c)) {
                plain &= c.is_ascii();
                end = next + c.len_utf8();
            }
            while solid.next_if(|(_, to)| *to < end).is_some() {}
            let is_solid = solid.peek().is_some_and(|(from, to)| *from <= at && end <= *to);
            let word = Word { end: 0, at: (base + at) as u32, edge, solid: is_solid };
            self.add(&text[at..end], plain, word);
            edge = Edge::Soft;
        }
    }

    fn add(&mut self, letters: &str, plain: bool, word: Word) {
        let before = self.text.len();
        if plain {
            self.text.extend(letters.bytes().map(|b| char::from(b.to_ascii_lowercase())));
        } else {
            let visible = letters.chars().filter(|c| !is_ignored(*c));
            for c in visible.nfkc().flat_map(char::to_lowercase).nfkc().filter(|c| is_part(*c)) {
                self.text.push(if c == 'ς' { 'σ' } else { c });
            }
        }
        if self.text.len() > before {
            self.words.push(Word { end: self.text.len() as u32, ..word });
        }
    }
}

fn is_part(c: char) -> bool {
    if c.is_ascii() { c.is_ascii_alphanumeric() } else { c.is_alphanumeric() || is_combining_mark(c) }
}

/// What no reader sees between two letters.
fn is_ignored(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}' | '\u{fe00}'..='\u{fe0f}')
}

/// Whether bytes are text, and not packed or pixels.
pub fn is_text(bytes: &[u8]) -> bool {
    let control = |b: &u8| *b < 0x20 && !matches!(b, b'\t' | b'\n' | b'\r' | 0x0c | 1);
    std::str::from_utf8(bytes).is_ok() && !bytes.iter().any(control)
}

/// Rows of printable characters.
fn stretches(text: &str) -> Vec<(usize, usize)> {
    let mut found = Vec::new();
    let mut from = 0;
    for (at, c) in text.char_indices().chain([(text.len(), '\0')]) {
        if c.is_control() && !matches!(c, '\t' | '\n' | '\r') {
            if at - from >= STRETCH {
                found.push((from, at));
            }
            from = at + c.len_utf8();
        }
    }
    found
}

/// Takes what looks like packed bytes in letters out of ranges that are text.
fn cut_blobs(text: &str, solid: &mut Vec<(usize, usize)>) {
    let bytes = text.as_bytes();
    let is_sign = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'+' | b'/' | b'-' | b'_');
    let mut at = 0;
    while at < bytes.len() {
        let len = bytes[at..].iter().take_while(|b| is_sign(**b)).count();
        if len >= BLOB && is_blob(&bytes[at..at + len]) {
            let cut = |(from, to): (usize, usize)| match from < at + len && at < to {
                true => [(from, at), (at + len, to)].into_iter().filter(|(from, to)| from < to).collect(),
                false => vec![(from, to)],
            };
            *solid = solid.drain(..).flat_map(cut).collect();
        }
        at += len.max(1);
    }
}

/// Letters of both cases and digits, with few signs between them: names have more.
fn is_blob(run: &[u8]) -> bool {
    let has = |is: fn(&u8) -> bool| run.iter().any(is);
    let signs = run.iter().filter(|b| !b.is_ascii_alphanumeric()).count();
    has(u8::is_ascii_uppercase)
        && has(u8::is_ascii_lowercase)
        && has(u8::is_ascii_digit)
        && run.len() / (signs + 1) >= 16
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(text: &str) -> Vec<String> {
        let folded = Folded::of(text);
        (0..folded.words.len()).map(|i| folded.word(i).to_string()).collect()
    }

    #[test]
    fn words_are_the_same_however_they_are_set() {
        assert_eq!(words("The “Quay”, built\u{a0}in 2024"), ["the", "quay", "built", "in", "2024"]);
        assert_eq!(words("ﬁnal Ｓｈｉｐ cafe\u{301} CAFÉ"), ["final", "ship", "café", "café"]);
        assert_eq!(words("har\u{ad}bour wid\u{200b}th ΟΔΟΣ"), ["harbour", "width", "οδοσ"]);
    }

    #[test]
    fn a_short_word_counts_where_there_is_text() {
        let solid = |bytes: &[u8]| Folded::of_bytes(bytes).words.iter().map(|word| word.solid).collect::<Vec<_>>();
        assert_eq!(solid(b"plan"), [true]);
        assert_eq!(solid(b"\x00\xffplan\x02\xff"), [false]);
        assert_eq!(solid(b"\x00\xffwhat is the plan\x02"), [true, true, true, true]);
        let blob = "aGVsbG8gd29ybGQ5aGVsbG8gd29ybGQ5aGVsbG8gd29y/plan+bGQ5aGVsbG8gd29ybGQ5";
        assert!(solid(blob.as_bytes()).iter().all(|solid| !solid));
        assert!(solid(b"https://example.org/Plan-2024/Big-Plan-of-2024/all").iter().all(|solid| *solid));
    }
}
