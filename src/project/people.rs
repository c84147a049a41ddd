//! How people are named in a share: as it was decided, wherever a form of their name stands.
//!
//! Does not know which pages of the notes are people: names are words here.

use std::borrow::Cow;
use std::cell::RefCell;
use std::collections::BTreeSet;
use std::ops::Range;

use percent_encoding::percent_decode_str;
use rustc_hash::{FxHashMap, FxHashSet};
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use crate::name;

/// How one person is named.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Person {
    /// Every form of the name that is theirs: in full, the first or the last name alone, with `@`.
    pub forms: Vec<String>,
    /// What stands for each of them.
    pub shown: Shown,
}

/// What stands for a name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Shown {
    /// The name as written.
    AsWritten,
    /// `Person A`, by order of appearance.
    Pseudonym,
    /// These words.
    Words(String),
}

/// The people about whom something was decided.
pub struct People<'a> {
    decided: &'a [Person],
    names: Names,
    /// Pseudonyms given so far: index in the decisions to number.
    numbers: RefCell<FxHashMap<usize, usize>>,
}

/// Names of people, found as readers see them: whatever their case, their accents' form, and what stands between words.
pub struct Names {
    /// By their first word. The longest first.
    by_first: FxHashMap<String, Vec<Form>>,
}

/// One form of a name.
struct Form {
    words: Vec<String>,
    whose: usize,
    /// A first or last name alone, which may be a word like any other where it begins with a small letter.
    is_part: bool,
}

impl Names {
    /// Of forms and whose they are.
    pub fn new<'f>(forms: impl Iterator<Item = (&'f str, usize)>) -> Names {
        let forms: Vec<(Vec<String>, usize)> = forms.map(|(form, whose)| (words_of(form), whose)).collect();
        let mut parts: FxHashSet<(String, usize)> = FxHashSet::default();
        for (words, whose) in &forms {
            parts.extend(ends(words).map(|end| (end.to_string(), *whose)));
        }
        let mut by_first: FxHashMap<String, Vec<Form>> = FxHashMap::default();
        for (words, whose) in forms.into_iter().filter(|(words, _)| !words[0].is_empty()) {
            let first = words[0].clone();
            let is_part = words.len() == 1 && parts.contains(&(first.clone(), whose));
            by_first.entry(first).or_default().push(Form { words, whose, is_part });
        }
        by_first.values_mut().for_each(|forms| forms.sort_by_key(|form| std::cmp::Reverse(form.words.len())));
        Names { by_first }
    }

    /// Where in a text which names stand, from left to right.
    pub fn find(&self, text: &str) -> Vec<(Range<usize>, usize)> {
        self.found(text, false)
    }

    /// Whether an address names anybody: in one nothing has a capital, and a first or last name alone is a name.
    pub fn is_in_address(&self, address: &str) -> bool {
        !self.found(&percent_decode_str(address).decode_utf8_lossy(), true).is_empty()
    }

    fn found(&self, text: &str, in_address: bool) -> Vec<(Range<usize>, usize)> {
        if self.by_first.is_empty() {
            return Vec::new();
        }
        let words = words(text);
        let mut found = Vec::new();
        let mut at = 0;
        while at < words.len() {
            let start = words[at].0.start;
            // Where letters have no case, nothing tells a name from a word.
            let is_large = |c: char| c.is_alphabetic() && !c.is_lowercase();
            let is_name = in_address || text[start..].starts_with(is_large) || text[..start].ends_with('@');
            let stands = |form: &&Form| {
                let rest = &words[at..];
                rest.len() >= form.words.len()
                    && form.words.iter().zip(rest).all(|(name, (_, word))| name == word)
                    && (is_name || !form.is_part)
            };
            match self.by_first.get(&words[at].1).and_then(|forms| forms.iter().find(stands)) {
                Some(form) => {
                    found.push((start..words[at + form.words.len() - 1].0.end, form.whose));
                    at += form.words.len();
                }
                None => at += 1,
            }
        }
        found
    }
}

/// What of a person's line is the name: `Tom Hale (platform)`, `Tom Hale, lead` and `Tom Hale 2024-05-01` say more.
pub fn own_name(line: &str) -> &str {
    let more = [" (", ",", " –", " —", " - ", ":", " |"].iter().filter_map(|mark| line.find(mark));
    let digit =
        line.match_indices(' ').map(|(at, _)| at).find(|at| line[at + 1..].starts_with(|c: char| c.is_ascii_digit()));
    let end = more.chain(digit).min().unwrap_or(line.len());
    match line[..end].trim() {
        "" => line.trim(),
        name => name,
    }
}

/// The words of a form of a name, as they are read: one at least, which may be empty.
fn words_of(form: &str) -> Vec<String> {
    name::as_read(form).split(' ').map(unaccented).collect()
}

/// A word that is read, as somebody writes it who leaves its accents out: `josé` and `jose` are one name.
fn unaccented(word: &str) -> String {
    if word.is_ascii() {
        return word.to_string();
    }
    word.nfd().filter(|c| !is_combining_mark(*c)).collect::<String>().replace('ß', "ss")
}

/// The first and the last word of a name of several.
fn ends(words: &[String]) -> impl Iterator<Item = &str> {
    let ends = if words.len() > 1 { [words.first(), words.last()] } else { [None, None] };
    ends.into_iter().flatten().map(String::as_str)
}

impl Person {
    /// Whether a form is the first or the last name alone, and so may be a word like any other.
    pub fn is_part(&self, form: &str) -> bool {
        let form = words_of(form);
        form.len() == 1 && self.forms.iter().any(|whole| ends(&words_of(whole)).any(|end| end == form[0]))
    }
}

/// What Japanese writes the parts of speech in that stand behind names.
fn is_hiragana(c: char) -> bool {
    matches!(c, '\u{3040}'..='\u{309f}')
}

/// The words of a text, each as it is read, and where they stand.
fn words(text: &str) -> Vec<(Range<usize>, String)> {
    let is_part = |c: char| c.is_alphanumeric() || is_combining_mark(c) || name::is_unseen(c);
    let mut words = Vec::new();
    let mut start = None;
    let mut before = ' ';
    for (at, c) in text.char_indices().chain([(text.len(), ' ')]) {
        // In `田中さん` the name ends where its script does.
        let goes_on = is_part(c) && (start.is_none() || is_hiragana(before) == is_hiragana(c) || is_combining_mark(c));
        if let Some(begun) = start.filter(|_| !goes_on) {
            let word = unaccented(&name::as_read(&text[begun..at]));
            if !word.is_empty() {
                words.push((begun..at, word));
            }
            start = None;
        }
        if start.is_none() && is_part(c) {
            start = Some(at);
        }
        before = c;
    }
    words
}

impl<'a> People<'a> {
    /// Nobody has a pseudonym yet.
    pub fn new(decided: &'a [Person]) -> People<'a> {
        let renamed = decided.iter().enumerate().filter(|(_, p)| p.shown != Shown::AsWritten);
        let forms = renamed.flat_map(|(i, person)| person.forms.iter().map(move |form| (form.as_str(), i)));
        People { decided, names: Names::new(forms), numbers: RefCell::default() }
    }

    /// Forgets who appeared.
    pub fn begin(&self) {
        self.numbers.take();
    }

    /// How many have appeared.
    pub fn count(&self) -> usize {
        self.numbers.borrow().len()
    }

    /// Forgets who appeared after so many and is not in what is shown: a letter that nobody has would tell of somebody.
    pub fn forget_others(&self, count: usize, shown: &str) {
        self.numbers.borrow_mut().retain(|_, number| *number < count || shown.contains(&pseudonym(*number)));
    }

    /// What stands for somebody of this name, as a key: `None` for one about whom nothing was decided, within it `None`
    /// where the name stays.
    pub fn called(&self, key: &str) -> Option<Option<String>> {
        let key = name::as_read(key);
        let is_form = |form: &String| name::as_read(form) == key;
        let at = self.decided.iter().position(|person| person.forms.iter().any(is_form))?;
        Some((self.decided[at].shown != Shown::AsWritten).then(|| self.instead_of(at)))
    }

    /// Plain words with people named as decided.
    pub fn named<'w>(&self, words: &'w str) -> Cow<'w, str> {
        let found = self.names.find(words);
        if found.is_empty() {
            return words.into();
        }
        let (mut out, mut done) = (String::new(), 0);
        for (name, person) in found {
            out.push_str(&words[done..name.start]);
            out.push_str(&self.instead_of(person));
            done = name.end;
        }
        out.push_str(&words[done..]);
        out.into()
    }

    /// Whether an address names somebody who is not named as written.
    pub fn are_named(&self, address: &str) -> bool {
        self.names.is_in_address(address)
    }

    /// Everybody whom words still name otherwise than was decided, by the first form of their name.
    pub fn left_in(&self, words: &str) -> Vec<String> {
        let found: BTreeSet<usize> = self.names.find(words).into_iter().map(|(_, person)| person).collect();
        found.into_iter().filter_map(|person| self.decided[person].forms.first().cloned()).collect()
    }

    /// What stands for a person.
    fn instead_of(&self, person: usize) -> String {
        match &self.decided[person].shown {
            Shown::AsWritten => String::new(),
            Shown::Words(words) => words.clone(),
            Shown::Pseudonym => {
                let mut numbers = self.numbers.borrow_mut();
                let next = numbers.len();
                pseudonym(*numbers.entry(person).or_insert(next))
            }
        }
    }
}

fn pseudonym(number: usize) -> String {
    let letter = char::from(b'A' + (number % 26) as u8);
    if number < 26 { format!("Person {letter}") } else { format!("Person {letter}{}", number / 26) }
}
