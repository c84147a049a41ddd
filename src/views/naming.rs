//! What a block's references are called where its words stand alone: in titles, crumbs, excerpts and papers.
//!
//! Does not shorten, nor remember (see [`super::blocks`]).

use super::cx::Cx;
use crate::graph::marks::is_mark;
use crate::graph::{BlockId, PageKind};
use crate::markup::{self, Phrase};
use crate::outline::{Outline, RefKind};

/// What a reference is called in plain words: a day by its short date, a block by its own first line; a mark is no word.
pub struct Named<'a> {
    /// Seen from here.
    pub cx: Cx<'a>,
    /// Of which block.
    pub id: BlockId,
    /// In the words of a block that another names: what it names itself is left out, since two blocks may name each
    /// other.
    pub within: bool,
}

impl markup::Words for Named<'_> {
    fn words(&self, outline: &Outline, reference: u32) -> Option<Phrase> {
        let r = outline.refs.get(reference as usize)?;
        match r.kind {
            RefKind::Tag if is_mark(outline, self.id.block, r) => Some(Phrase::default()),
            RefKind::Block if !self.within => {
                let graph = self.cx.graph;
                let id = graph.block_of(self.id.note, r).filter(|b| *b != self.id)?;
                let named = Named { id, within: true, ..*self };
                Some(markup::first_line(graph.outline(id), id.block, graph.dialect, &named))
            }
            RefKind::Macro => {
                let (name, arguments) = r.target.of(&outline.text).trim().split_once(' ')?;
                let first = arguments.split(',').next()?.trim();
                self.cx.config.logseq.macros.get(name).map(|_| first.to_string().into())
            }
            RefKind::Page | RefKind::Date if r.label.is_none() => {
                match self.cx.graph.page(self.cx.graph.target(self.id.note, r)?).kind {
                    PageKind::Journal(day) => Some(self.cx.short_day(day).into()),
                    _ => None,
                }
            }
            _ => None,
        }
    }
}

/// The plain words of a whole block.
pub fn all_words(cx: &Cx<'_>, id: BlockId) -> Phrase {
    markup::plain(cx.graph.outline(id), id.block, cx.graph.dialect, &Named { cx: *cx, id, within: false })
}
