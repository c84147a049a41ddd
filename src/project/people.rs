//! How people are named in a share: as it was decided, wherever a form of their name stands.
//!
//! Does not know which pages of the notes are people: names are words here.

use std::borrow::Cow;
use std::cell::RefCell;
use std::ops::Range;

use aho_corasick::{AhoCorasick, Input, MatchKind};
use rustc_hash::FxHashMap;

use crate::name;

/// How one person is named.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Person {
    /// Every form of the name that is theirs: in full, without the last name, with `@`.
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
    /// Finds their names; `None` where nobody is named otherwise than written.
    finder: Option<AhoCorasick>,
    /// Of each pattern of the finder: whose it is.
    whose: Vec<usize>,
    /// Whether names could not be looked for: then nothing can be handed out.
    pub is_blind: bool,
    /// Pseudonyms given so far: index in the decisions to number.
    numbers: RefCell<FxHashMap<usize, usize>>,
}

impl<'a> People<'a> {
    /// Nobody has a pseudonym yet.
    pub fn new(decided: &'a [Person]) -> People<'a> {
        let (mut forms, mut whose) = (Vec::new(), Vec::new());
        for (i, person) in decided.iter().enumerate().filter(|(_, p)| p.shown != Shown::AsWritten) {
            for form in person.forms.iter().filter(|form| !form.is_empty()) {
                forms.push(form.as_str());
                whose.push(i);
            }
        }
        let build = |forms: &[&str]| {
            let mut builder = AhoCorasick::builder();
            builder.match_kind(MatchKind::LeftmostLongest).ascii_case_insensitive(true).build(forms).ok()
        };
        let finder = if forms.is_empty() { None } else { build(&forms) };
        let is_blind = finder.is_none() && !forms.is_empty();
        People { decided, finder, whose, is_blind, numbers: RefCell::default() }
    }

    /// Forgets who appeared.
    pub fn begin(&self) {
        self.numbers.take();
    }

    /// What stands for somebody of this name, as a key: `None` for one about whom nothing was decided, within it `None`
    /// where the name stays.
    pub fn called(&self, key: &str) -> Option<Option<String>> {
        let is_form = |form: &String| name::key(form) == key;
        let at = self.decided.iter().position(|person| person.forms.iter().any(is_form))?;
        Some((self.decided[at].shown != Shown::AsWritten).then(|| self.instead_of(at)))
    }

    /// Plain words with people named as decided.
    pub fn named<'w>(&self, words: &'w str) -> Cow<'w, str> {
        let mut out = String::new();
        let mut done = 0;
        while let Some((name, person)) = self.next(words, done) {
            out.push_str(&words[done..name.start]);
            out.push_str(&self.instead_of(person));
            done = name.end;
        }
        if done == 0 {
            return words.into();
        }
        out.push_str(&words[done..]);
        out.into()
    }

    /// Whether words name somebody who is not named as written.
    pub fn are_named(&self, words: &str) -> bool {
        self.next(words, 0).is_some()
    }

    /// The next name at or after `from` that is no part of a longer word, and whose it is.
    fn next(&self, words: &str, mut from: usize) -> Option<(Range<usize>, usize)> {
        let part = |c: Option<char>| c.is_some_and(|c| c.is_alphanumeric() || c == '_');
        while let Some(found) = self.finder.as_ref()?.find(Input::new(words).range(from..)) {
            let (before, after) = (&words[..found.start()], &words[found.end()..]);
            if !part(before.chars().next_back()) && !part(after.chars().next()) {
                return Some((found.range(), self.whose[found.pattern().as_usize()]));
            }
            // Another name may begin within.
            from = found.start() + words[found.start()..].chars().next().map_or(1, char::len_utf8);
        }
        None
    }

    /// What stands for a person.
    fn instead_of(&self, person: usize) -> String {
        match &self.decided[person].shown {
            Shown::AsWritten => String::new(),
            Shown::Words(words) => words.clone(),
            Shown::Pseudonym => {
                let mut numbers = self.numbers.borrow_mut();
                let next = numbers.len();
                let number = *numbers.entry(person).or_insert(next);
                let letter = char::from(b'A' + (number % 26) as u8);
                if number < 26 { format!("Person {letter}") } else { format!("Person {letter}{}", number / 26) }
            }
        }
    }
}
