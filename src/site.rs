//! The snapshot that a site is made from: graph, theme, config and today.
//!
//! Does not read or write anything. The same snapshot gives the same bytes.

use crate::config::Config;
use crate::diagnostic::Diagnostic;
use crate::error::Error;
use crate::graph::{BlockId, Graph};
use crate::notes::{NoteId, Notes};
use crate::outline::{self, Outline};
use crate::route::{Route, Routes};
use crate::theme::{self, Theme};
use crate::views::blocks::{Memo, rendered};
use crate::views::cx::Cx;
use chrono::NaiveDate;
use rayon::prelude::*;
use std::sync::Arc;
use tera::Tera;

/// An immutable snapshot.
pub struct Site {
    /// All that the notes say.
    pub graph: Graph,
    /// What the user told.
    pub config: Config,
    /// How it looks.
    pub theme: Theme,
    /// The day that relative words are read against.
    pub today: NaiveDate,
    /// Every address.
    pub routes: Routes,
    memo: Memo,
    pub(crate) tera: Tera,
}

/// Every note to its outline, in parallel; and what there is to tell of each alone.
pub fn outlines(notes: &Notes, config: &Config) -> (Vec<Arc<Outline>>, Vec<Diagnostic>) {
    let options = outline::Options { checkboxes: config.tasks.checkboxes };
    let read: Vec<(Arc<Outline>, Vec<Diagnostic>)> = notes
        .notes
        .par_iter()
        .enumerate()
        .map(|(i, note)| {
            let (outline, told) = outline::read(note.text.clone(), note.format, notes.dialect, &options);
            (Arc::new(outline), told.into_iter().map(|d| d.in_note(NoteId(i as u32))).collect())
        })
        .collect();
    let (outlines, told): (Vec<_>, Vec<_>) = read.into_iter().unzip();
    (outlines, told.concat())
}

impl Site {
    /// Join a graph with what is needed to show it.
    ///
    /// # Errors
    /// A template that cannot be parsed.
    pub fn new(graph: Graph, config: Config, theme: Theme, today: NaiveDate) -> Result<Site, Error> {
        let mut tera = Tera::default();
        tera.add_raw_templates(theme.templates().map(|(name, text)| (name.to_string(), text.to_string())))
            .map_err(|error| theme::explain(&error, &theme, None))?;
        // What `404.html` holds inline is no file of the site.
        let statics = theme.statics().map(|(path, _)| path.to_string()).filter(|p| p != INLINE).collect();
        let routes = Routes::new(&graph, statics, today, config.fiscal_year_start);
        let memo = Memo::new(&graph);
        Ok(Site { graph, config, theme, today, routes, memo, tera })
    }

    /// Highlight all code ahead, in parallel: what a build of every page needs.
    pub fn highlight(&mut self) {
        self.memo.highlight(&self.graph);
    }

    /// All files of the site.
    pub fn routes(&self) -> &[Route] {
        self.routes.list()
    }

    /// Where a route's file stands.
    pub fn path(&self, route: &Route) -> String {
        self.routes.path(&self.graph, *route)
    }

    /// The site as a page so many folders deep sees it.
    pub fn cx(&self, depth: u8) -> Cx<'_> {
        let Site { graph, routes, config, today, memo, .. } = self;
        Cx { graph, routes, config, today: *today, memo, depth, listed: false }
    }

    /// Render every block, for what that shows to be wrong; no page is made.
    pub fn render_blocks(&self) {
        let cx = self.cx(1);
        (0..self.graph.outlines.len()).into_par_iter().for_each(|i| {
            for block in 0..self.graph.outlines[i].blocks.len() as u32 {
                rendered(&cx, BlockId { note: NoteId(i as u32), block }, &[]);
            }
        });
    }

    /// What the blocks rendered so far could not show as meant.
    pub fn diagnostics(&self) -> Vec<Diagnostic> {
        self.memo.diagnostics()
    }
}

/// The style that stands within `404.html`, which may be served at any depth and so can link to none.
pub(crate) const INLINE: &str = "notfound.css";
