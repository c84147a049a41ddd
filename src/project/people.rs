//! How people are named in a share: as it was decided, wherever a form of their name stands.
//!
//! Does not know which pages of the notes are people: names are words here.

use std::borrow::Cow;
use std::cell::RefCell;
use std::collections::BTreeSet;

use rustc_hash::FxHashMap;

use super::names::{Names, ends, words_of};
use super::write::FORM;
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
    /// Whose a form is, as it is read.
    whose: FxHashMap<String, usize>,
    /// Pseudonyms given so far: index in the decisions to number.
    numbers: RefCell<FxHashMap<usize, usize>>,
}

impl Person {
    /// Whether a form is the first or the last name alone, and so may be a word like any other.
    pub fn is_part(&self, form: &str) -> bool {
        let form = words_of(form);
        form.len() == 1 && self.forms.iter().any(|whole| ends(&words_of(whole)).any(|end| end == form[0]))
    }
}

impl<'a> People<'a> {
    /// Nobody has a pseudonym yet.
    pub fn new(decided: &'a [Person]) -> People<'a> {
        let renamed = decided.iter().enumerate().filter(|(_, p)| p.shown != Shown::AsWritten);
        let forms = renamed.flat_map(|(i, person)| person.forms.iter().map(move |form| (form.as_str(), i)));
        let mut whose = FxHashMap::default();
        for (i, person) in decided.iter().enumerate() {
            person.forms.iter().for_each(|form| _ = whose.entry(name::as_read(form)).or_insert(i));
        }
        People { decided, names: Names::new(forms), whose, numbers: RefCell::default() }
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
        let is_shown = |number: usize| {
            // `Person B1` is not `Person B`.
            let name = pseudonym(number);
            shown.split(&name).skip(1).any(|behind| !behind.starts_with(|c: char| c.is_ascii_digit()))
        };
        self.numbers.borrow_mut().retain(|_, number| *number < count || is_shown(*number));
    }

    /// What stands for somebody of this name, as a key: `None` for one about whom nothing was decided, within it `None`
    /// where the name stays.
    pub fn called(&self, key: &str) -> Option<Option<String>> {
        let at = *self.whose.get(&name::as_read(key))?;
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
            // `N. H.` at the end of a sentence has its stop already.
            let is_full =
                out.ends_with('.') && words[name.end..].starts_with('.') && !words[name.end..].starts_with("..");
            done = name.end + usize::from(is_full);
        }
        out.push_str(&words[done..]);
        out.into()
    }

    /// Whether an address names somebody who is not named as written.
    pub fn are_named(&self, address: &str) -> bool {
        !self.names.in_address(address).is_empty()
    }

    /// Everybody whom a note still names otherwise than was decided, by the first form of their name. What was put for a
    /// name may be one again, as may the headings of the note's form: neither counts.
    pub fn left_in(&self, note: &str) -> Vec<String> {
        let is_form = |line: &&str| FORM.contains(&line.trim().trim_start_matches("- "));
        let mut words: String = note.lines().filter(|line| !is_form(line)).flat_map(|line| [line, "\n"]).collect();
        for number in (0..self.decided.len()).rev() {
            words = words.replace(&pseudonym(number), "\u{fffc}");
        }
        for person in self.decided {
            if let Shown::Words(shown) = &person.shown {
                words = words.replace(shown, "\u{fffc}");
            }
        }
        let found: BTreeSet<usize> = self.names.find(&words).into_iter().map(|(_, person)| person).collect();
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
