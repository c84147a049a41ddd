//! Which blocks of a note are templates: forms to fill in, which say nothing of their own.
//!
//! Does not leave them out: who counts, links, dates or shows asks.

use crate::notes::Dialect;
use crate::outline::{Outline, Property};

/// The templates of a note: what `template::` is written on, with all that is below it, be it a block or the page; and
/// outside Logseq, whose front matter knows another `template`, all notes in a folder of that name.
pub fn find(outline: &Outline, path: &str, dialect: Dialect) -> Vec<(u32, u32)> {
    let all = outline.blocks.len() as u32;
    let is_template = |p: &Property| &*p.key == "template" && !p.value.trim().is_empty();
    let whole = match dialect {
        Dialect::Logseq => outline.page_properties().iter().any(is_template),
        _ => path.rsplit('/').skip(1).any(|folder| folder.eq_ignore_ascii_case("templates")),
    };
    if whole {
        return vec![(0, all)];
    }
    let mut found: Vec<(u32, u32)> = Vec::new();
    if dialect == Dialect::Logseq && outline.properties.iter().any(is_template) {
        for block in 0..all {
            let inside = found.last().is_some_and(|(_, to)| block < *to);
            if !inside && outline.properties_of(block).iter().any(is_template) {
                found.push((block, outline.blocks[block as usize].end));
            }
        }
    }
    found
}

/// Whether a block lies in one of these ranges, which stand in reading order and not in one another.
pub fn hold(templates: &[(u32, u32)], block: u32) -> bool {
    let after = templates.partition_point(|&(from, _)| from <= block);
    templates[..after].last().is_some_and(|&(_, to)| block < to)
}
