//! What whoever serves a site asks of it: what stands at a path, from which lines a page's blocks are, where a change is.
//!
//! Does not answer anybody.

use super::Site;
use crate::graph::{BlockId, PageId};
use crate::notes::NoteId;
use crate::route::Route;
use std::path::PathBuf;

/// Where a block of a page stands in the notes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// Its id on the page.
    pub anchor: String,
    /// The note, from the root of the notes.
    pub path: String,
    /// Counted from 1.
    pub line: u32,
    /// What leads to it in other notes: its own id, if it has one, else the page.
    pub reference: String,
}

/// The first place of a note that says something else than it did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Spot {
    /// The note, from the root of the notes.
    pub path: String,
    /// The page that shows it, and there the block.
    pub href: String,
}

impl Site {
    /// Where the bytes of a route are, if they are a file of the notes.
    pub fn asset(&self, route: Route) -> Option<PathBuf> {
        match route {
            Route::Asset(asset) => self.graph.asset_list.get(asset as usize).map(|asset| asset.source.clone()),
            _ => None,
        }
    }

    /// Where each block stands that is at home on a page.
    pub fn lines(&self, route: Route) -> Vec<Line> {
        let Route::Page(page) = route else { return Vec::new() };
        let home = &self.graph.page(page).home;
        let whole = |&note: &NoteId| (note, 0..self.graph.outlines[note.index()].blocks.len() as u32);
        let part = |&id: &BlockId| (id.note, id.block..self.graph.block(id).end);
        let mut lines = Vec::new();
        for (note, blocks) in home.notes.iter().map(whole).chain(home.sections.iter().map(part)) {
            let outline = &self.graph.outlines[note.index()];
            // Blocks come in reading order, so that the text is gone over once.
            let (mut at, mut line) = (0, 1);
            for block in blocks {
                let start = outline.blocks[block as usize].span.start as usize;
                line += memchr::memchr_iter(b'\n', &outline.text.as_bytes()[at..start.max(at)]).count() as u32;
                at = start.max(at);
                let id = BlockId { note, block };
                if self.graph.owner(id) == page {
                    lines.push(self.line(id, page, line));
                }
            }
        }
        lines
    }

    fn line(&self, id: BlockId, page: PageId, line: u32) -> Line {
        let reference = match self.graph.block(id).id {
            Some(own) => format!("(({}))", own.of(&self.graph.outline(id).text).trim()),
            None => format!("[[{}]]", self.graph.page(page).name),
        };
        let anchor = self.routes.anchor(&self.graph, id);
        Line { anchor, path: self.graph.facts[id.note.index()].path.to_string(), line, reference }
    }

    /// Where the notes say something else than those of an earlier site, if a single note does.
    pub fn first_change(&self, before: &Site) -> Option<Spot> {
        let (old, new) = (&before.graph, &self.graph);
        let mut changed = None;
        let mut earlier = old.facts.iter().zip(&old.outlines).peekable();
        for (i, (facts, outline)) in new.facts.iter().zip(&new.outlines).enumerate() {
            while earlier.next_if(|(old, _)| old.path < facts.path).is_some() {}
            let was = earlier.next_if(|(old, _)| old.path == facts.path).map_or("", |(_, outline)| &*outline.text);
            let now = &*outline.text;
            if std::ptr::eq(was, now) || was == now {
                continue;
            }
            if changed.is_some() {
                return None;
            }
            let same = was.bytes().zip(now.bytes()).take_while(|(a, b)| a == b).count();
            changed = Some((NoteId(i as u32), same));
        }
        let (note, at) = changed?;
        let path = new.facts[note.index()].path.to_string();
        let blocks = &new.outlines[note.index()].blocks;
        let after = blocks.partition_point(|block| block.span.start as usize <= at);
        let href = match after.checked_sub(1) {
            Some(block) => self.routes.block_href(new, BlockId { note, block: block as u32 }, 0),
            None => self.routes.href(new, Route::Page(new.facts[note.index()].page), 0),
        };
        Some(Spot { path, href })
    }
}
