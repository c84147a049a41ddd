//! How often the names of all files are used, and where first.
//!
//! Does not resolve them: needs no page, so it can be done beside the making of pages.

use super::local::Local;
use chrono::NaiveDate;
use rustc_hash::FxHashSet;
use std::sync::Arc;

/// One distinct name of all files.
#[derive(Clone, Copy, Default)]
pub struct Use {
    /// How often as a tag.
    pub tags: u32,
    /// How often otherwise.
    pub others: u32,
    /// How many blocks begin with it.
    pub opens: u32,
    /// In how many notes it is.
    pub notes: u32,
}

/// All names in use.
pub struct Uses {
    /// By number.
    pub all: Vec<Use>,
    /// Numbers in order of path and place; with the note where each is first written, and which of its names it is.
    pub order: Vec<(u32, u32, u32)>,
    /// The days of all tasks.
    pub days: FxHashSet<NaiveDate>,
}

impl Uses {
    /// Of all files, whose names are all numbered; there are so many numbers.
    pub fn of(locals: &[Arc<Local>], numbers: usize) -> Uses {
        let mut uses = Uses { all: vec![Use::default(); numbers], order: Vec::new(), days: FxHashSet::default() };
        for (note, local) in (0u32..).zip(locals) {
            let Some(numbered) = local.numbered.get() else { continue };
            for (at, name) in (0u32..).zip(&numbered.names) {
                let this = &mut uses.all[name.number as usize];
                this.tags += name.tags;
                this.others += name.others;
                this.notes += 1;
                if this.notes == 1 {
                    uses.order.push((name.number, note, at));
                }
            }
            for (_, name) in &local.openings {
                uses.all[numbered.names[*name as usize].number as usize].opens += 1;
            }
            uses.days.extend(&local.days);
        }
        uses
    }
}
