//! What a build tells in numbers, kept beside the site for the build that finds nothing changed.
//!
//! Numbers alone: a message quotes the notes and names files that are not on the site, and what is kept lies where the site
//! is published.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::report::Tally;
use crate::diagnostic::Code;
use crate::graph::{Graph, PageKind};

/// The numbers.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Account {
    pub pages: Pages,
    /// How many diagnostics of each code.
    told: BTreeMap<String, usize>,
}

/// How many pages of each kind.
#[derive(Debug, Clone, Copy, Default, Serialize, Deserialize)]
pub struct Pages {
    project: usize,
    person: usize,
    journal: usize,
}

impl Account {
    pub fn new(graph: &Graph, tally: &Tally) -> Account {
        let mut pages = Pages::default();
        for page in graph.pages.iter() {
            match page.kind {
                PageKind::Project => pages.project += 1,
                PageKind::Person => pages.person += 1,
                PageKind::Journal(_) => pages.journal += 1,
                _ => {}
            }
        }
        Account { pages, told: tally.codes().map(|(code, n)| (code.slug().to_string(), n)).collect() }
    }

    /// None if it counts what this program does not know.
    pub fn tally(&self) -> Option<Tally> {
        self.told.iter().map(|(slug, n)| Some((Code::of(slug)?, *n))).collect()
    }
}
