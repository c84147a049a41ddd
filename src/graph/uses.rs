//! The distinct names of all files, numbered and counted.
//!
//! Does not resolve them: needs no page, so it can be done beside the making of pages.

use super::local::{Local, NameKind};
use rustc_hash::FxHashMap;
use std::sync::Arc;

/// One distinct name of all files.
pub struct Use<'a> {
    /// What it is compared by.
    pub key: &'a str,
    /// As first written.
    pub text: &'a str,
    /// How it is looked up.
    pub kind: NameKind,
    /// How often as a tag.
    pub tags: u32,
    /// How often otherwise.
    pub others: u32,
    /// A block begins with it.
    pub opens: bool,
}

/// The distinct names of all files, and the number of each file's own.
pub struct Uses<'a> {
    /// In order of path and place.
    pub distinct: Vec<Use<'a>>,
    /// By file, by the numbers of its [`Local`]: index in `distinct`.
    pub in_files: Vec<Vec<u32>>,
}

impl Uses<'_> {
    /// Number them.
    pub fn of(locals: &[Arc<Local>]) -> Uses<'_> {
        let mut numbers: FxHashMap<(&str, NameKind), u32> = FxHashMap::default();
        let mut distinct: Vec<Use<'_>> = Vec::new();
        let mut in_files: Vec<Vec<u32>> = Vec::with_capacity(locals.len());
        for local in locals {
            let mut numbered: Vec<u32> = Vec::with_capacity(local.names.len());
            for name in &local.names {
                let (key, kind, uses) = (name.key(), name.kind, name.uses);
                let number = *numbers.entry((key, kind)).or_insert_with(|| {
                    distinct.push(Use { key, text: name.text(), kind, tags: 0, others: 0, opens: false });
                    distinct.len() as u32 - 1
                });
                let all = &mut distinct[number as usize];
                all.tags += uses.0;
                all.others += uses.1;
                numbered.push(number);
            }
            for (_, name) in &local.openings {
                distinct[numbered[*name as usize] as usize].opens = true;
            }
            in_files.push(numbered);
        }
        Uses { distinct, in_files }
    }
}
