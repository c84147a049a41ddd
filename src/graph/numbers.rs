//! Every name that notes ever used, numbered: so that joining them compares numbers and hashes no words.
//!
//! Numbers are given in the order in which names come up, are never shown, and nothing is sorted by them. A name that no
//! note uses any more keeps its number, and leads nowhere.

use super::joined::Joined;
use super::local::Local;
use super::local_name::NameKind;
use super::paths::path_key;
use crate::date::{Formats, Read};
use crate::name;
use chrono::NaiveDate;
use rustc_hash::FxHashMap;
use std::sync::Arc;

/// A name of a note: what joining all notes asks of it, and no more, for there are millions.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct NumberedName {
    /// Its number.
    pub number: u32,
    /// How often as a tag.
    pub tags: u32,
    /// How often otherwise.
    pub others: u32,
}

/// The numbers of one note's names, and of those that it has itself.
#[derive(Clone, Debug, PartialEq)]
pub struct Numbered {
    /// By the numbers that its table gives them.
    pub names: Box<[NumberedName]>,
    /// Of its page's key.
    pub key: u32,
    /// Of its title as written.
    pub title: u32,
    /// Of its path, as links to files name it.
    pub path: u32,
}

/// A slug, and what it was made of.
#[derive(Clone)]
pub struct Slugged {
    /// What it was made of.
    pub of: Arc<str>,
    /// The slug.
    pub slug: Arc<str>,
    /// A hash of what file systems take for the same name.
    pub folded: u64,
}

/// All names so far.
#[derive(Default)]
pub struct Numbers {
    names: FxHashMap<Arc<str>, u32>,
    files: FxHashMap<Arc<str>, u32>,
    keys: Vec<Arc<str>>,
    kinds: Vec<NameKind>,
    /// Which keys hold a `/`.
    nested: Vec<bool>,
    /// Numbers in the order of their keys: of the first so many.
    order: Vec<u32>,
    ordered: usize,
    /// What names say when they are read as days in these formats, and what days are called in them.
    formats: Option<Formats>,
    of_days: FxHashMap<NaiveDate, (u32, Arc<str>)>,
    days: Vec<Option<Option<Read>>>,
    /// Names as notes spell them.
    spelt: Vec<Option<Arc<str>>>,
    /// Whether a name may be another's with a suffix.
    cut: Vec<Option<bool>>,
    pub(super) slugs: Vec<Option<Slugged>>,
    /// What came of the last joining.
    pub(super) joined: Option<Box<Joined>>,
}

impl Numbers {
    /// The number of a name's key, new or known.
    pub fn number(&mut self, key: &str, kind: NameKind) -> u32 {
        let known = match kind {
            NameKind::Name => &mut self.names,
            NameKind::File => &mut self.files,
        };
        if let Some(&number) = known.get(key) {
            return number;
        }
        let (key, number): (Arc<str>, _) = (key.into(), self.keys.len() as u32);
        known.insert(key.clone(), number);
        self.keys.push(key);
        self.kinds.push(kind);
        self.nested.push(self.keys[number as usize].contains('/'));
        number
    }

    /// How a name is looked up.
    pub fn kind(&self, number: u32) -> NameKind {
        self.kinds[number as usize]
    }

    /// The number of a name's key, if it has one.
    pub fn find(&self, key: &str) -> Option<u32> {
        self.names.get(key).copied()
    }

    /// How many there are.
    pub fn count(&self) -> usize {
        self.keys.len()
    }

    /// The key of a name.
    pub fn key(&self, number: u32) -> &Arc<str> {
        &self.keys[number as usize]
    }

    /// Numbers all names of a note that is new.
    pub fn add(&mut self, path: &str, local: &Local) {
        if local.numbered.get().is_none() {
            let named = local.names.iter().map(|name| {
                let number = self.number(name.key(), name.kind);
                NumberedName { number, tags: name.uses.0, others: name.uses.1 }
            });
            let names = named.collect();
            let key = self.number(&local.key, NameKind::Name);
            let title = self.number(&local.title, NameKind::Name);
            let path = self.number(&path_key(path), NameKind::File);
            local.numbered.get_or_init(|| Numbered { names, key, title, path });
        }
    }

    /// The formats that days are read in from now on.
    pub fn read_in(&mut self, formats: &Formats) {
        if self.formats.as_ref() != Some(formats) {
            self.days.clear();
            self.of_days.clear();
            self.formats = Some(formats.clone());
        }
    }

    /// What a name says when it is read as a day.
    pub fn day(&mut self, number: u32) -> Option<Read> {
        let at = number as usize;
        if self.days.len() <= at {
            self.days.resize(self.keys.len(), None);
        }
        let (key, formats) = (&self.keys[at], &self.formats);
        *self.days[at].get_or_insert_with(|| formats.as_ref().and_then(|formats| formats.read(key)))
    }

    /// The number of a day's key, and its title.
    pub fn of_day(&mut self, day: NaiveDate) -> (u32, Arc<str>) {
        if let Some(known) = self.of_days.get(&day) {
            return known.clone();
        }
        let number = self.number(&day.to_string(), NameKind::Name);
        let own = self.formats.as_ref().and_then(Formats::own);
        let title = own.map_or_else(|| self.keys[number as usize].clone(), |format| format.write(day).into());
        self.of_days.insert(day, (number, title.clone()));
        (number, title)
    }

    /// Whether a key holds a `/`.
    pub fn is_nested(&self, number: u32) -> bool {
        self.nested[number as usize]
    }

    /// A name as a note spells it.
    pub fn spelt(&mut self, number: u32, text: &str) -> Arc<str> {
        let at = number as usize;
        if self.spelt.len() <= at {
            self.spelt.resize(self.keys.len(), None);
        }
        match &self.spelt[at] {
            Some(known) if **known == *text => known.clone(),
            _ => {
                let key = &self.keys[at];
                let spelt: Arc<str> = if **key == *text { key.clone() } else { text.into() };
                self.spelt[at] = Some(spelt.clone());
                spelt
            }
        }
    }

    /// Whether a name may be another's with a suffix; `look` tells of its key.
    pub fn may_be_cut(&mut self, number: u32, look: impl FnOnce(&str) -> bool) -> bool {
        let at = number as usize;
        if self.cut.len() <= at {
            self.cut.resize(self.keys.len(), None);
        }
        let key = &self.keys[at];
        *self.cut[at].get_or_insert_with(|| look(key))
    }

    /// Whether it was found that a name may be.
    pub fn is_cut(&self, number: u32) -> bool {
        self.cut.get(number as usize).copied().flatten().unwrap_or_default()
    }

    /// All numbers in the order of their keys.
    pub fn order(&mut self) -> &[u32] {
        let mut new: Vec<u32> = (self.ordered as u32..self.keys.len() as u32).collect();
        self.ordered = self.keys.len();
        let keys = &self.keys;
        new.sort_unstable_by(|&a, &b| keys[a as usize].cmp(&keys[b as usize]));
        if self.order.is_empty() {
            self.order = new;
        } else if !new.is_empty() {
            let mut order = Vec::with_capacity(self.keys.len());
            let mut from = 0;
            for number in new {
                let key = &keys[number as usize];
                let to = from + self.order[from..].partition_point(|&other| keys[other as usize] < *key);
                order.extend_from_slice(&self.order[from..to]);
                order.push(number);
                from = to;
            }
            order.extend_from_slice(&self.order[from..]);
            self.order = order;
        }
        &self.order
    }

    /// The number of a name as somebody writes it.
    pub fn of_name(&mut self, name: &str) -> u32 {
        self.number(&name::key(name), NameKind::Name)
    }
}
