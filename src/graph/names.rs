//! All names of all files, gathered: which of them are pages, under which key, with which further names.
//!
//! Does not decide kinds or slugs. Order is by path and place, so that the first spelling wins everywhere.

use super::draft::Draft;
use super::kinds::{KindRules, PageKind};
use super::local::Local;
use super::local_name::NameKind;
use super::numbers::{Numbered, Numbers};
use super::uses::{Use, Uses};
use super::{BlockId, NoteId};
use crate::config::Config;
use crate::date::Format;
use crate::diagnostic::{Code, Diagnostic};
use crate::name;
use crate::notes::{Dialect, Notes};
use crate::outline::Outline;
use crate::span::Span;
use chrono::NaiveDate;
use rustc_hash::FxHashMap;
use std::sync::Arc;

/// All drafts, and the way from a key to one.
pub struct Drafts<'a> {
    pub drafts: Vec<Draft>,
    /// By the number of a key.
    at: Vec<u32>,
    /// Days that have a draft: writing one as a key is dear, and most are asked for by many names and tasks.
    by_day: FxHashMap<NaiveDate, u32>,
    /// By the number of a path: only where the name is the identity and the path is not, and links name paths.
    by_path: Vec<u32>,
    /// Last part of a path to the files that end so, shortest path first: only where the path is the identity.
    by_stem: FxHashMap<Box<str>, u32>,
    pub diagnostics: Vec<Diagnostic>,
    pub(super) numbers: &'a mut Numbers,
    pub(super) notes: &'a Notes,
    locals: &'a [Arc<Local>],
    pub dialect: Dialect,
}

/// No draft: a tag too rare to have a page, a link to a file that is not there.
pub const NO_DRAFT: u32 = u32::MAX;

impl<'a> Drafts<'a> {
    /// Gather files, sections, aliases and the names the config gives.
    pub fn of_notes(
        notes: &'a Notes,
        outlines: &[Arc<Outline>],
        locals: &'a [Arc<Local>],
        numbers: &'a mut Numbers,
        kinds: &KindRules,
        config: &Config,
    ) -> Drafts<'a> {
        let mut all = Drafts {
            drafts: Vec::with_capacity(locals.len() * 3 / 2),
            at: vec![NO_DRAFT; numbers.count()],
            by_day: FxHashMap::default(),
            by_path: Vec::new(),
            by_stem: FxHashMap::default(),
            diagnostics: Vec::new(),
            numbers,
            notes,
            locals,
            dialect: notes.dialect,
        };
        let journals = format!("{}/", config.logseq.journals);
        let journals = Some(journals.as_str()).filter(|_| notes.dialect == Dialect::Logseq);
        let file_format = journals.and_then(|_| Format::new(&config.logseq.file_format));
        // A table is looked at once, for they lie far apart; again are only those that have more to say.
        let mut more = Vec::new();
        for (i, local) in locals.iter().enumerate() {
            let Some(numbered) = local.numbered.get() else { continue };
            if !(local.sections.is_empty() && local.aliases.is_empty()) {
                more.push(i);
            }
            let path = &notes.notes[i].path;
            let format = file_format.as_ref().filter(|_| journals.is_some_and(|journals| path.starts_with(journals)));
            all.add_file(NoteId(i as u32), notes, local, numbered, format);
        }
        all.index_stems();
        for &i in &more {
            all.add_sections(NoteId(i as u32), &outlines[i], &locals[i], kinds);
        }
        for &i in &more {
            all.add_aliases(NoteId(i as u32), &outlines[i], &locals[i]);
        }
        for person in config.people.names.iter().chain(config.people.aliases.keys()) {
            let at = all.named(person);
            all.drafts[at as usize].collected.get_or_insert(PageKind::Person);
            all.drafts[at as usize].linked = true;
        }
        for (person, aliases) in &config.people.aliases {
            let at = all.named(person);
            for alias in aliases {
                all.alias(at, alias, None);
            }
        }
        all
    }

    /// `format`: of a journal's file name.
    fn add_file(&mut self, note: NoteId, notes: &Notes, local: &Local, numbered: &Numbered, format: Option<&Format>) {
        let day = self.numbers.day(numbered.title).and_then(|read| read.day());
        let at = match day.or_else(|| format?.read(&local.title)?.day()) {
            Some(day) => (self.day(day), true),
            None => (self.entry(numbered.key, |numbers| numbers.key(numbered.title).clone()), false),
        };
        let (at, is_day) = at;
        let draft = &mut self.drafts[at as usize];
        if let Some(&first) = draft.home.notes.first() {
            let message = format!("`{}` is also the page of {}", local.title, notes.get(first).path);
            let help = "both are shown on one page; merge the files if they mean the same, or set `title::`";
            self.diagnostics
                .push(Diagnostic::new(Code::DuplicatePage, Span::default(), message).help(help).in_note(note));
        } else if !is_day {
            draft.name = self.numbers.key(numbered.title).clone();
        }
        draft.home.notes.push(note);
        draft.said = draft.said.or(local.kind);
        draft.configured = draft.configured.or(local.configured_kind);
        if let Some(status) = &local.status {
            draft.add_status(status);
        }
    }

    /// In folders whose identity is the path, a bare name means the file with the shortest path that ends so.
    fn index_stems(&mut self) {
        if self.dialect == Dialect::Logseq {
            return;
        }
        let mut order: Vec<u32> = (0..self.drafts.len() as u32).collect();
        let depth = |key: &str| (key.matches('/').count(), key.len());
        order.sort_by(|&a, &b| {
            let (a, b) = (&self.drafts[a as usize].key, &self.drafts[b as usize].key);
            depth(a).cmp(&depth(b)).then_with(|| a.cmp(b))
        });
        for at in order {
            let key = self.drafts[at as usize].key.clone();
            for (i, _) in key.match_indices('/') {
                self.by_stem.entry(key[i + 1..].into()).or_insert(at);
            }
            // A page may also be named by its title.
            let title = name::key(&self.drafts[at as usize].name);
            self.by_stem.entry(title.into()).or_insert(at);
        }
    }

    fn add_sections(&mut self, note: NoteId, outline: &Outline, local: &Local, kinds: &KindRules) {
        for section in &local.sections {
            let key = self.numbers.of_name(&section.name);
            if self.numbers.day(key).is_some() {
                continue;
            }
            let at = self.lookup(key).unwrap_or_else(|| self.entry(key, |_| (&*section.name).into()));
            let draft = &mut self.drafts[at as usize];
            if draft.home.is_empty() {
                draft.name = (&*section.name).into();
            }
            draft.home.sections.push(BlockId { note, block: section.block });
            draft.collected.get_or_insert(section.kind);
            for property in outline.properties_of(section.block) {
                match &*property.key {
                    "type" => draft.said = draft.said.or(kinds.named(&property.value)),
                    "status" => draft.add_status(&property.value),
                    _ => {}
                }
            }
        }
    }

    pub(super) fn root(&self, mut at: u32) -> u32 {
        while let Some(next) = self.drafts[at as usize].merged {
            at = next;
        }
        at
    }

    /// The draft of a day, made if new.
    pub fn day(&mut self, day: NaiveDate) -> u32 {
        let at = match self.by_day.get(&day) {
            Some(&at) => self.root(at),
            None => {
                let (number, title) = self.numbers.of_day(day);
                let at = self.entry(number, |_| title);
                self.by_day.insert(day, at);
                at
            }
        };
        self.drafts[at as usize].day = Some(day);
        self.drafts[at as usize].linked = true;
        at
    }

    /// The draft under a key, made under `name` if new.
    pub(super) fn entry(&mut self, key: u32, name: impl FnOnce(&mut Numbers) -> Arc<str>) -> u32 {
        if let Some(at) = self.known(key) {
            return self.root(at);
        }
        let at = self.drafts.len() as u32;
        let name = name(self.numbers);
        self.drafts.push(Draft { key: self.numbers.key(key).clone(), number: key, name, ..Draft::default() });
        self.know(key, at);
        at
    }

    /// The draft of a name as somebody writes it, made if new.
    fn named(&mut self, name: &str) -> u32 {
        let key = self.numbers.of_name(name);
        self.entry(key, |_| name.into())
    }

    pub(super) fn known(&self, key: u32) -> Option<u32> {
        self.at.get(key as usize).copied().filter(|at| *at != NO_DRAFT)
    }

    pub(super) fn know(&mut self, key: u32, at: u32) {
        if self.at.len() <= key as usize {
            self.at.resize(self.numbers.count(), NO_DRAFT);
        }
        self.at[key as usize] = at;
    }

    fn lookup(&self, key: u32) -> Option<u32> {
        let stem = || self.by_stem.get(&**self.numbers.key(key)).copied().filter(|_| !self.by_stem.is_empty());
        self.known(key).or_else(stem).map(|at| self.root(at))
    }

    pub(super) fn look(&self, key: &str) -> Option<u32> {
        match self.numbers.find(key) {
            Some(key) => self.lookup(key),
            None => self.by_stem.get(key).map(|&at| self.root(at)),
        }
    }

    /// Few Logseq graphs link to files by their paths, so that the others are spared the table.
    fn index_paths(&mut self) {
        self.by_path = vec![NO_DRAFT; self.numbers.count()];
        for (at, draft) in (0u32..).zip(&self.drafts) {
            for numbered in draft.home.notes.iter().filter_map(|note| self.locals[note.index()].numbered.get()) {
                self.by_path[numbered.path as usize] = at;
            }
        }
    }

    /// The draft each number leads to, names that earn a page given one.
    pub fn resolve(&mut self, uses: &Uses, kinds: &KindRules) -> Vec<u32> {
        let locals = self.locals;
        let is_file = |numbers: &Numbers, number: u32| numbers.kind(number) == NameKind::File;
        if self.dialect == Dialect::Logseq && uses.order.iter().any(|(number, ..)| is_file(self.numbers, *number)) {
            self.index_paths();
        }
        let mut targets = vec![NO_DRAFT; uses.all.len()];
        for &(number, note, at) in &uses.order {
            let text = || locals[note as usize].names[at as usize].text();
            targets[number as usize] = match is_file(self.numbers, number) {
                true => self.resolve_file(number),
                false => self.resolve_one(number, &text, &uses.all[number as usize], kinds),
            };
        }
        targets
    }

    fn resolve_file(&self, path: u32) -> u32 {
        let at = match self.dialect {
            Dialect::Logseq => self.by_path.get(path as usize).copied().filter(|at| *at != NO_DRAFT),
            _ => self.numbers.find(self.numbers.key(path)).and_then(|key| self.known(key)),
        };
        at.map_or(NO_DRAFT, |at| self.root(at))
    }

    /// `text`: the name as it is first written.
    fn resolve_one<'t>(&mut self, key: u32, text: &dyn Fn() -> &'t str, name: &Use, kinds: &KindRules) -> u32 {
        let spoken = name.tags + name.others > 0;
        let is_empty = self.numbers.key(key).is_empty();
        if is_empty || !(spoken || name.opens > 0) {
            // Named where names make no page: it leads to the one that is there anyway.
            return self.lookup(key).filter(|_| !is_empty).unwrap_or(NO_DRAFT);
        }
        if let Some(read) = self.numbers.day(key) {
            return read.day().map_or(NO_DRAFT, |day| self.day(day));
        }
        if let Some(at) = self.lookup(key) {
            self.drafts[at as usize].linked |= name.others > 0;
            return at;
        }
        if self.numbers.may_be_cut(key, |key| kinds.cut_names(key).next().is_some()) {
            let whole = self.numbers.key(key).clone();
            for (kind, cut) in kinds.cut_names(&whole) {
                let known = self.look(&name::key(cut));
                if let Some(at) = known.filter(|&at| self.drafts[at as usize].is_of(kind)) {
                    self.alias(at, text(), None);
                    return at;
                }
            }
        }
        if !spoken || (name.others == 0 && name.tags < 2) {
            return NO_DRAFT;
        }
        let at = self.entry(key, |numbers| numbers.spelt(key, text()));
        self.drafts[at as usize].linked |= name.others > 0;
        at
    }

    /// Every namespaced page has the pages of its namespaces: Logseq's rule, and its alone.
    pub fn add_parents(&mut self) {
        if self.dialect != Dialect::Logseq {
            return;
        }
        for at in 0..self.drafts.len() {
            let draft = &self.drafts[at];
            if draft.day.is_some() || !self.numbers.is_nested(draft.number) {
                continue;
            }
            let name = draft.name.clone();
            for parent in name::parents(&name) {
                let key = self.numbers.of_name(parent);
                if !self.numbers.key(key).is_empty() && self.numbers.day(key).is_none() {
                    let at = self.entry(key, |_| parent.into());
                    self.drafts[at as usize].linked = true;
                }
            }
        }
    }

    /// Drafts that are pages, in the order of their keys; and further keys, with the drafts they lead to.
    pub fn in_order(&mut self) -> (Vec<u32>, Vec<(Arc<str>, u32)>) {
        let (mut pages, mut others) = (Vec::with_capacity(self.drafts.len()), Vec::new());
        for &number in self.numbers.order() {
            let Some(&at) = self.at.get(number as usize).filter(|at| **at != NO_DRAFT) else { continue };
            let draft = &self.drafts[at as usize];
            match draft.number == number && draft.merged.is_none() {
                true => pages.push(at),
                false => others.push((number, at)),
            }
        }
        let others = others.into_iter().map(|(number, at)| (self.numbers.key(number).clone(), at)).collect();
        (pages, others)
    }

    /// The draft of a key.
    pub fn of_key(&self, key: &str) -> Option<u32> {
        self.numbers.find(key).and_then(|key| self.known(key))
    }

    /// All names.
    pub fn numbers(&mut self) -> &mut Numbers {
        self.numbers
    }
}
