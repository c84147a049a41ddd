//! Further names of pages: where a note, a section or the config gives one.
//!
//! Order is by path and place: of two pages that claim a name the first keeps it.

use super::draft::Draft;
use super::lists::list_items;
use super::local::Local;
use super::names::Drafts;
use crate::diagnostic::{Code, Diagnostic};
use crate::name;
use crate::notes::NoteId;
use crate::outline::Outline;
use crate::span::Span;

impl Drafts<'_> {
    pub(super) fn add_aliases(&mut self, note: NoteId, outline: &Outline, local: &Local) {
        let Some(numbered) = local.numbered.get().filter(|_| !(local.aliases.is_empty() && local.sections.is_empty()))
        else {
            return;
        };
        let page = match self.numbers.day(numbered.title).and_then(|read| read.day()) {
            Some(day) => Some(self.day(day)),
            None => self.known(numbered.key),
        };
        if let Some(page) = page {
            for &alias in &local.aliases {
                let alias = &local.names[alias as usize];
                self.alias(page, alias.text(), Some((note, alias.span)));
            }
        }
        for section in &local.sections {
            let Some(page) = self.look(&name::key(&section.name)) else { continue };
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
    pub(super) fn alias(&mut self, page: u32, alias: &str, place: Option<(NoteId, Span)>) {
        let key = self.numbers.of_name(alias);
        if self.numbers.key(key).is_empty() || self.numbers.day(key).is_some() {
            return;
        }
        let page = self.root(page);
        let other = self.known(key).map(|at| self.root(at));
        let say = |code, message: String, help: &str| {
            let diagnostic = Diagnostic::new(code, place.map_or(Span::default(), |(_, span)| span), message).help(help);
            place.map(|(note, _)| diagnostic.in_note(note))
        };
        match other {
            Some(other) if other == page => return,
            Some(other) if self.drafts[other as usize].number != key => {
                let owner = &self.drafts[other as usize].name;
                let place = self.home_of(other).map(|path| format!(", in {path}")).unwrap_or_default();
                let message = format!("`{alias}` is already another name of `{owner}`{place}");
                self.diagnostics.extend(say(Code::AmbiguousAlias, message, "keep the alias on one of the two pages"));
                return;
            }
            Some(other) => {
                let owner = &self.drafts[page as usize].name;
                let place = self.home_of(other).map(|path| format!(" in {path}")).unwrap_or_default();
                let message = format!("`{alias}` is an alias of `{owner}`, and has notes of its own{place}");
                self.diagnostics.extend(say(
                    Code::AmbiguousAlias,
                    message,
                    "the two are shown as one page; rename one if they differ",
                ));
                let taken = std::mem::take(&mut self.drafts[other as usize]);
                self.drafts[other as usize] =
                    Draft { key: taken.key.clone(), number: taken.number, merged: Some(page), ..Draft::default() };
                self.drafts[page as usize].take_in(taken);
            }
            None => {}
        }
        self.know(key, page);
        self.drafts[page as usize].aliases.push(alias.into());
    }

    /// The path of the first note that says something of a draft.
    fn home_of(&self, draft: u32) -> Option<&str> {
        Some(&self.notes.get(self.drafts[draft as usize].home.first()?).path)
    }
}
