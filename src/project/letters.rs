//! The words of a text as those read them who look for names: without accents, sign by sign where nothing parts words.
//!
//! Does not know any name (see [`names`](super::names)).

use std::ops::Range;

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use crate::name;

/// The words of a text, each as it is read, and where they stand.
pub(super) fn words(text: &str) -> Vec<(Range<usize>, String)> {
    words_by(text, str::to_string)
}

/// The same, each spelt otherwise before it is read.
pub(super) fn words_by(text: &str, spelt: impl Fn(&str) -> String) -> Vec<(Range<usize>, String)> {
    let is_part = |c: char| c.is_alphanumeric() || goes_on(c);
    let mut words = Vec::new();
    let mut start = None;
    let mut before = ' ';
    for (at, c) in text.char_indices().chain([(text.len(), ' ')]) {
        let is_within = is_part(c) && (start.is_none() || goes_on(c) || !is_unparted(before) && !is_unparted(c));
        if let Some(begun) = start.filter(|_| !is_within) {
            let word = unaccented(&name::as_read(&spelt(&text[begun..at])));
            if !word.is_empty() {
                words.push((begun..at, word));
            }
            start = None;
        }
        if start.is_none() && is_part(c) {
            start = Some(at);
        }
        if !goes_on(c) {
            before = c;
        }
    }
    words
}

/// A word that is read, as somebody writes it who leaves its accents out: `josé` and `jose` are one name.
fn unaccented(word: &str) -> String {
    if word.is_ascii() {
        return word.to_string();
    }
    let mut out = String::with_capacity(word.len());
    for c in word.nfd().filter(|c| !is_combining_mark(*c)) {
        match LETTERS.iter().find(|(letter, _)| *letter == c) {
            Some((_, plain)) => out.push_str(plain),
            None => out.push(c),
        }
    }
    out
}

/// Letters that are none with an accent, as those write them who do not have them.
const LETTERS: [(char, &str); 13] = [
    ('ß', "ss"),
    ('ł', "l"),
    ('ø', "o"),
    ('đ', "d"),
    ('ð', "d"),
    ('ħ', "h"),
    ('ı', "i"),
    ('ŧ', "t"),
    ('ŋ', "n"),
    ('æ', "ae"),
    ('œ', "oe"),
    ('þ', "th"),
    ('ə', "e"),
];

/// A word with the letters that German and its neighbours spell with two.
pub(super) fn spelt_out(word: &str) -> String {
    const SPELT: [(char, &str); 10] = [
        ('ü', "ue"),
        ('ö', "oe"),
        ('ä', "ae"),
        ('å', "aa"),
        ('ø', "oe"),
        ('Ü', "Ue"),
        ('Ö', "Oe"),
        ('Ä', "Ae"),
        ('Å', "Aa"),
        ('Ø', "Oe"),
    ];
    SPELT.iter().fold(word.to_string(), |word, (letter, two)| word.replace(*letter, two))
}

/// A form of a name, and as it is spelt by those who have no such letters: `Müller` is `Mueller` too.
pub(super) fn spellings(form: &str) -> impl Iterator<Item = String> {
    let composed: String = form.nfc().collect();
    let spelt = Some(spelt_out(&composed)).filter(|spelt| *spelt != composed);
    std::iter::once(form.to_string()).chain(spelt)
}

/// Whether a script parts no words, or writes what belongs to a word right behind it: `李明说过`, `田中さん`, `김민수는`. Each of
/// its signs is read as a word, so that a name is found whatever stands round it.
pub(super) fn is_unparted(c: char) -> bool {
    matches!(
        c,
        '\u{e00}'..='\u{eff}' | '\u{1000}'..='\u{109f}' | '\u{1100}'..='\u{11ff}' | '\u{1780}'..='\u{17ff}'
            | '\u{3005}'..='\u{3007}' | '\u{3040}'..='\u{30ff}' | '\u{31f0}'..='\u{31ff}' | '\u{3400}'..='\u{9fff}'
            | '\u{ac00}'..='\u{d7ff}' | '\u{f900}'..='\u{faff}' | '\u{ff66}'..='\u{ffdc}' | '\u{20000}'..='\u{3ffff}'
    )
}

/// Which of the scripts that part no words a sign is of.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Script {
    Hiragana,
    Katakana,
    /// One sign is a word, or a syllable of several letters.
    Signs,
    Other,
}

pub(super) fn script(c: char) -> Script {
    match c {
        '\u{3040}'..='\u{309f}' => Script::Hiragana,
        '\u{30a0}'..='\u{30ff}' | '\u{31f0}'..='\u{31ff}' | '\u{ff66}'..='\u{ff9f}' => Script::Katakana,
        '\u{3005}'..='\u{3007}' | '\u{3400}'..='\u{9fff}' | '\u{ac00}'..='\u{d7ff}' | '\u{f900}'.. => Script::Signs,
        _ => Script::Other,
    }
}

/// Whether a sign goes on with the one before it: accents, what is not seen, and the later parts of a syllable.
pub(super) fn goes_on(c: char) -> bool {
    is_combining_mark(c) || name::is_unseen(c) || matches!(c, '\u{1160}'..='\u{11ff}' | '\u{ff9e}' | '\u{ff9f}')
}
