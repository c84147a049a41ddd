//! A page in the making, and how two become one.
//!
//! Does not decide which names make pages (see [`names`](super::names)).

use super::kinds::PageKind;
use super::pages::Home;
use crate::name;
use chrono::NaiveDate;
use std::sync::Arc;

/// A page in the making.
#[derive(Default)]
pub struct Draft {
    pub key: Arc<str>,
    /// The number of its key.
    pub number: u32,
    pub name: Arc<str>,
    pub aliases: Vec<Arc<str>>,
    pub day: Option<NaiveDate>,
    pub home: Home,
    pub status: Vec<Box<str>>,
    /// `type::`, then config, then collection: each if any.
    pub said: Option<PageKind>,
    pub configured: Option<PageKind>,
    pub collected: Option<PageKind>,
    /// Named other than as a bare tag.
    pub linked: bool,
    /// Merged into another by an alias.
    pub merged: Option<u32>,
}

impl Draft {
    /// One more thing that its notes say of its status.
    pub fn add_status(&mut self, status: &str) {
        if !status.trim().is_empty() && !self.status.iter().any(|s| name::key(s) == name::key(status)) {
            self.status.push(status.trim().into());
        }
    }

    /// Become one with another page: its notes, its kind where this has none, its status and further names.
    pub fn take_in(&mut self, other: Draft) {
        self.home.notes.extend(other.home.notes);
        self.home.sections.extend(other.home.sections);
        self.home.notes.sort_unstable();
        self.home.sections.sort_unstable();
        self.said = self.said.or(other.said);
        self.configured = self.configured.or(other.configured);
        self.collected = self.collected.or(other.collected);
        self.linked |= other.linked;
        self.aliases.extend(other.aliases);
        other.status.iter().for_each(|status| self.add_status(status));
    }

    /// Whether its notes or the config make it a page of this kind.
    pub fn is_of(&self, kind: PageKind) -> bool {
        self.said.or(self.configured).or(self.collected) == Some(kind)
    }
}
