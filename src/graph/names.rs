//! All names of all files, gathered: which of them are pages, under which key, with which further names.
//!
//! Does not decide kinds or slugs. Order is by path and place, so that the first spelling wins everywhere.

use super::draft::Draft;
use super::kinds::{KindRules, PageKind};
use super::lists::list_items;
use super::local::{Local, NameKind};
use super::paths::path_key;
use super::uses::{Use, Uses};
use super::{BlockId, NoteId};
use crate::config::Config;
use crate::date::Formats;
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
    pub by_key: FxHashMap<Arc<str>, u32>,
    /// Days that have a draft: writing one as a key is dear, and most are asked for by many names and tasks.
    by_day: FxHashMap<NaiveDate, u32>,
    /// Path of a file to its page, where the name is the identity and the path is not.
    by_path: FxHashMap<Box<str>, u32>,
    /// Last part of a path to the files that end so, shortest path first: only where the path is the identity.
    by_stem: FxHashMap<Box<str>, u32>,
    pub diagnostics: Vec<Diagnostic>,
    formats: &'a Formats,
    pub dialect: Dialect,
}

/// No draft: a tag too rare to have a page, a link to a file that is not there.
pub const NO_DRAFT: u32 = u32::MAX;

impl<'a> Drafts<'a> {
    /// Gather files, sections, aliases and the names the config gives.
    pub fn of_notes(
        notes: &Notes,
        outlines: &[Arc<Outline>],
        locals: &[Arc<Local>],
        formats: &'a Formats,
        kinds: &KindRules,
        config: &Config,
    ) -> Drafts<'a> {
        let mut all = Drafts {
            drafts: Vec::new(),
            by_key: FxHashMap::default(),
            by_day: FxHashMap::default(),
            by_path: FxHashMap::default(),
            by_stem: FxHashMap::default(),
            diagnostics: Vec::new(),
            formats,
            dialect: notes.dialect,
        };
        for (i, local) in locals.iter().enumerate() {
            all.add_file(NoteId(i as u32), notes, local, config);
        }
        all.index_stems();
        for (i, local) in locals.iter().enumerate() {
            all.add_sections(NoteId(i as u32), &outlines[i], local, kinds);
        }
        for (i, local) in locals.iter().enumerate() {
            all.add_aliases(NoteId(i as u32), &outlines[i], local);
        }
        for person in config.people.names.iter().chain(config.people.aliases.keys()) {
            let at = all.entry(&name::key(person), person);
            all.drafts[at as usize].collected.get_or_insert(PageKind::Person);
            all.drafts[at as usize].linked = true;
        }
        for (person, aliases) in &config.people.aliases {
            let at = all.entry(&name::key(person), person);
            for alias in aliases {
                all.alias(at, alias, None);
            }
        }
        all
    }

    fn add_file(&mut self, note: NoteId, notes: &Notes, local: &Local, config: &Config) {
        let path = &notes.get(note).path;
        let in_journals = self.dialect == Dialect::Logseq && path.starts_with(&format!("{}/", config.logseq.journals));
        let day = self.formats.read(&local.title).and_then(|read| read.day()).or_else(|| {
            let format = in_journals.then(|| crate::date::Format::new(&config.logseq.file_format))??;
            format.read(&local.title)?.day()
        });
        let at = match day {
            Some(day) => self.day(day),
            None => self.entry(&local.key, &local.title),
        };
        let draft = &mut self.drafts[at as usize];
        if let Some(&first) = draft.home.notes.first() {
            let message = format!("`{}` is also the page of {}", local.title, notes.get(first).path);
            let help = "both are shown on one page; merge the files if they mean the same, or set `title::`";
            self.diagnostics
                .push(Diagnostic::new(Code::DuplicatePage, Span::default(), message).help(help).in_note(note));
        } else if day.is_none() {
            draft.name = (&*local.title).into();
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
            let key = name::key(&section.name);
            if self.formats.read(&key).is_some() {
                continue;
            }
            let at = self.lookup(&key).unwrap_or_else(|| self.entry(&key, &section.name));
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

    fn add_aliases(&mut self, note: NoteId, outline: &Outline, local: &Local) {
        let page = match self.formats.read(&local.title).and_then(|read| read.day()) {
            Some(day) => Some(self.day(day)),
            None => self.by_key.get(&*local.key).copied(),
        };
        if let Some(page) = page {
            for &alias in &local.aliases {
                let alias = &local.names[alias as usize];
                self.alias(page, alias.text(), Some((note, alias.span)));
            }
        }
        for section in &local.sections {
            let Some(page) = self.lookup(&name::key(&section.name)) else { continue };
            if let Some(alias) = &section.alias {
                let at = outline.blocks[section.block as usize].title;
                self.alias(page, alias, Some((note, at)));
            }
            for property in outline.properties_of(section.block).iter().filter(|p| p.key.starts_with("alias")) {
                for alias in list_items(&property.value) {
                    let alias = alias.trim_start_matches('#').trim_start_matches("[[").trim_end_matches("]]");
                    self.alias(page, alias, Some((note, property.span)));
                }
            }
        }
    }

    /// Give a page a further name. Where that name has notes of its own the two are one page; where another page
    /// claimed it first, that one keeps it.
    fn alias(&mut self, page: u32, alias: &str, place: Option<(NoteId, Span)>) {
        let key = name::key(alias);
        if key.is_empty() || self.formats.read(&key).is_some() {
            return;
        }
        let page = self.root(page);
        let other = self.by_key.get(key.as_str()).map(|&at| self.root(at));
        let say = |code, message: String, help: &str| {
            let diagnostic = Diagnostic::new(code, place.map_or(Span::default(), |(_, span)| span), message).help(help);
            place.map(|(note, _)| diagnostic.in_note(note))
        };
        match other {
            Some(other) if other == page => return,
            Some(other) if *self.drafts[other as usize].key != *key => {
                let owner = self.drafts[other as usize].name.clone();
                let message = format!("`{alias}` is already another name of `{owner}`");
                self.diagnostics.extend(say(Code::AmbiguousAlias, message, "keep the alias on one of the two pages"));
                return;
            }
            Some(other) => {
                let message = format!("`{alias}` is the alias of one page and has notes of its own");
                self.diagnostics.extend(say(
                    Code::AmbiguousAlias,
                    message,
                    "the two are shown as one page; rename one if they differ",
                ));
                let taken = std::mem::take(&mut self.drafts[other as usize]);
                self.drafts[other as usize] = Draft { key: taken.key.clone(), merged: Some(page), ..Draft::default() };
                self.drafts[page as usize].take_in(taken);
            }
            None => {}
        }
        self.by_key.insert(key.into(), page);
        self.drafts[page as usize].aliases.push(alias.into());
    }

    fn root(&self, mut at: u32) -> u32 {
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
                let key = day.to_string();
                let title = self.formats.own().map_or_else(|| key.clone(), |format| format.write(day));
                let at = self.entry(&key, &title);
                self.by_day.insert(day, at);
                at
            }
        };
        self.drafts[at as usize].day = Some(day);
        self.drafts[at as usize].linked = true;
        at
    }

    /// The draft under a key, made under `name` if new.
    pub fn entry(&mut self, key: &str, name: &str) -> u32 {
        if let Some(&at) = self.by_key.get(key) {
            return self.root(at);
        }
        let at = self.drafts.len() as u32;
        let key: Arc<str> = key.into();
        self.drafts.push(Draft { key: key.clone(), name: name.into(), ..Draft::default() });
        self.by_key.insert(key, at);
        at
    }

    fn lookup(&self, key: &str) -> Option<u32> {
        let at = self.by_key.get(key).or_else(|| self.by_stem.get(key))?;
        Some(self.root(*at))
    }

    /// Few Logseq graphs link to files by their paths, so that the others are spared the table.
    fn index_paths(&mut self, notes: &Notes) {
        for (at, draft) in self.drafts.iter().enumerate() {
            let paths = draft.home.notes.iter().map(|&note| path_key(&notes.get(note).path).into());
            self.by_path.extend(paths.map(|path: Box<str>| (path, at as u32)));
        }
    }

    /// Where each name of each file leads, names that earn a page given one.
    ///
    /// A key is looked up once however many files use it: reading a name as a date is the dearest step of a merge.
    pub fn resolve(&mut self, uses: Uses<'_>, notes: &Notes, kinds: &KindRules) -> Vec<Vec<u32>> {
        if self.dialect == Dialect::Logseq && uses.distinct.iter().any(|name| name.kind == NameKind::File) {
            self.index_paths(notes);
        }
        let targets: Vec<u32> = uses.distinct.iter().map(|name| self.resolve_one(name, kinds)).collect();
        uses.in_files.into_iter().map(|names| names.into_iter().map(|n| targets[n as usize]).collect()).collect()
    }

    fn resolve_one(&mut self, name: &Use<'_>, kinds: &KindRules) -> u32 {
        if name.kind == NameKind::File {
            let at = match self.dialect {
                Dialect::Logseq => self.by_path.get(name.key),
                _ => self.by_key.get(name.key),
            };
            return at.map_or(NO_DRAFT, |&at| self.root(at));
        }
        let spoken = name.tags + name.others > 0;
        if name.key.is_empty() || !(spoken || name.opens) {
            // Named where names make no page: it leads to the one that is there anyway.
            return self.lookup(name.key).filter(|_| !name.key.is_empty()).unwrap_or(NO_DRAFT);
        }
        if let Some(read) = self.formats.read(name.key) {
            return read.day().map_or(NO_DRAFT, |day| self.day(day));
        }
        if let Some(at) = self.lookup(name.key) {
            self.drafts[at as usize].linked |= name.others > 0;
            return at;
        }
        for (kind, cut) in kinds.cut_names(name.key) {
            let known = self.lookup(&name::key(cut));
            if let Some(at) = known.filter(|&at| self.drafts[at as usize].is_of(kind)) {
                self.alias(at, name.text, None);
                return at;
            }
        }
        if !spoken || (name.others == 0 && name.tags < 2) {
            return NO_DRAFT;
        }
        let at = self.entry(name.key, name.text);
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
            if draft.day.is_some() || !draft.key.contains('/') {
                continue;
            }
            let name = draft.name.clone();
            for parent in name::parents(&name) {
                let key = name::key(parent);
                if !key.is_empty() && self.formats.read(&key).is_none() {
                    let at = self.entry(&key, parent);
                    self.drafts[at as usize].linked = true;
                }
            }
        }
    }
}
