//! Words of the notes without their marks, and which of them were code: a title in a list, a crumb, an excerpt.
//!
//! Does not read the notes (see [`plain`](super::plain)), nor write HTML (see [`HtmlWriter`](super::HtmlWriter)).

use crate::span::Span;
use std::borrow::Cow;
use std::ops::{Deref, Range};

/// Plain words. Where only text may stand they are a `str`; elsewhere what was code is shown as code again.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Phrase {
    words: String,
    /// In order, none empty, none touching the next.
    code: Vec<Span>,
}

impl Phrase {
    /// Nothing yet, with room for so many bytes.
    pub fn with_capacity(bytes: usize) -> Phrase {
        Phrase { words: String::with_capacity(bytes), code: Vec::new() }
    }

    /// Appends words.
    pub fn push_str(&mut self, words: &str) -> &mut Phrase {
        self.words.push_str(words);
        self
    }

    /// Appends a character.
    pub fn push(&mut self, c: char) {
        self.words.push(c);
    }

    /// Appends a phrase, its code as code.
    pub fn push_phrase(&mut self, phrase: &Phrase) -> &mut Phrase {
        let before = self.words.len() as u32;
        self.words.push_str(&phrase.words);
        for code in &phrase.code {
            self.mark(Span { start: before + code.start, end: before + code.end });
        }
        self
    }

    /// What was appended from byte `start` on is code.
    pub fn code_from(&mut self, start: usize) {
        self.mark(Span::new(start, self.words.len()));
    }

    fn mark(&mut self, code: Span) {
        match self.code.last_mut() {
            Some(last) if last.end == code.start => last.end = code.end,
            _ if code.is_empty() => {}
            _ => self.code.push(code),
        }
    }

    /// The words and code of a range of bytes, in order; `true`: code.
    pub fn runs(&self, part: Range<usize>) -> impl Iterator<Item = (&str, bool)> {
        let within = move |at: u32| (at as usize).clamp(part.start, part.end);
        let edges = self.code.iter().flat_map(move |code| [code.start, code.end]).map(within);
        let mut at = within(0);
        let mut is_code = true;
        edges.chain([within(u32::MAX)]).filter_map(move |edge| {
            is_code = !is_code;
            let run = self.words.get(at..edge).filter(|run| !run.is_empty());
            at = edge;
            run.map(|run| (run, is_code))
        })
    }

    /// A range of bytes of it.
    pub fn part(&self, part: Range<usize>) -> Phrase {
        let mut phrase = Phrase::with_capacity(part.len());
        for (words, is_code) in self.runs(part) {
            let start = phrase.words.len();
            phrase.push_str(words);
            if is_code {
                phrase.code_from(start);
            }
        }
        phrase
    }

    /// Without the white space round it, nor room for more: phrases are kept for every block.
    pub fn trimmed(mut self) -> Phrase {
        let start = self.words.len() - self.words.trim_start().len();
        let end = self.words.trim_end().len();
        if (start, end) == (0, self.words.len()) {
            self.words.shrink_to_fit();
            self
        } else {
            self.part(start..end.max(start))
        }
    }

    /// Cut at a word's end, at most so many characters, with an ellipsis where something is gone.
    pub fn shortened(&self, most: usize) -> Cow<'_, Phrase> {
        let words = self.words.as_str();
        // No more characters than bytes: most phrases are short, and not walked.
        if words.len() <= most {
            return Cow::Borrowed(self);
        }
        let Some((at, _)) = words.char_indices().nth(most) else { return Cow::Borrowed(self) };
        Cow::Owned(self.cut(words[..at].rfind(' ').filter(|space| *space > at / 2).unwrap_or(at)))
    }

    /// The first bytes and an ellipsis, which takes the place of a comma or the like.
    pub fn cut(&self, bytes: usize) -> Phrase {
        let kept = self.words.get(..bytes).unwrap_or(&self.words);
        let mut cut = self.part(0..kept.trim_end_matches([' ', ',', ';', ':', '.', '–', '-']).len());
        cut.push('…');
        cut
    }

    /// Where words first stand outside code, at or after byte `from`.
    pub fn find_outside_code(&self, words: &str, from: usize) -> Option<usize> {
        let outside = |at: &usize| {
            let found = Span { start: *at as u32, end: (*at + words.len()) as u32 };
            !self.code.iter().any(|code| code.start < found.end && found.start < code.end)
        };
        self.words.get(from..)?.match_indices(words).map(|(at, _)| at + from).find(outside)
    }
}

impl Deref for Phrase {
    type Target = str;

    fn deref(&self) -> &str {
        &self.words
    }
}

impl From<&str> for Phrase {
    fn from(words: &str) -> Phrase {
        words.to_string().into()
    }
}

impl From<String> for Phrase {
    fn from(words: String) -> Phrase {
        Phrase { words, code: Vec::new() }
    }
}

#[cfg(test)]
mod tests {
    use super::Phrase;

    /// Code between backticks.
    fn phrase(marked: &str) -> Phrase {
        let mut phrase = Phrase::default();
        for (i, run) in marked.split('`').enumerate() {
            let start = phrase.len();
            phrase.push_str(run);
            if i % 2 == 1 {
                phrase.code_from(start);
            }
        }
        phrase
    }

    fn marked(phrase: &Phrase) -> String {
        phrase.runs(0..phrase.len()).map(|(run, code)| if code { format!("`{run}`") } else { run.into() }).collect()
    }

    #[test]
    fn code_stays_code_however_a_phrase_is_cut() {
        let all = phrase("set `id:: x` and `y`");
        assert_eq!(&*all, "set id:: x and y");
        assert_eq!(marked(&all), "set `id:: x` and `y`");
        assert_eq!(marked(&all.part(6..12)), "`:: x` a");
        assert_eq!(marked(&all.part(4..4)), "");
        assert_eq!(marked(&all.shortened(9)), "set `id`…");
        assert_eq!(marked(&all.shortened(99)), "set `id:: x` and `y`");
        assert_eq!(marked(&phrase(" `a ` ").trimmed()), "`a`");
        let mut joined = phrase("a `b`");
        joined.push_phrase(&phrase("`c` d"));
        assert_eq!(marked(&joined), "a `bc` d");
    }

    #[test]
    fn words_are_found_outside_code() {
        assert_eq!(phrase("`Ann` met Ann").find_outside_code("Ann", 0), Some(8));
        assert_eq!(phrase("Ann met `Ann`").find_outside_code("Ann", 1), None);
    }
}
