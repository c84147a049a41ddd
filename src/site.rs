//! The snapshot that a site is made from: graph, theme, config and today.
//!
//! Does not read or write anything. The same snapshot gives the same bytes.

mod session;
mod shown;

pub use session::Session;
pub use shown::{Line, Spot};

use crate::config::Config;
use crate::diagnostic::Diagnostic;
use crate::error::Error;
use crate::graph::{BlockId, Graph};
use crate::markup;
use crate::markup::highlight::Remembered;
use crate::notes::{Dialect, Note, NoteId, Notes};
use crate::outline::{self, Outline};
use crate::route::{Route, Routes};
use crate::span::Span;
use crate::theme::{self, Theme};
use crate::views::blocks::{Memo, Seen, rendered};
use crate::views::cx::Cx;
use crate::views::packet::Pictures;
use crate::wall::{self, walled};
use chrono::NaiveDate;
use rayon::prelude::*;
use std::sync::{Arc, Mutex, PoisonError};
use tera::Tera;

/// An immutable snapshot.
pub struct Site {
    /// All that the notes say.
    pub graph: Arc<Graph>,
    /// What the user told.
    pub config: Config,
    /// How it looks.
    pub theme: Arc<Theme>,
    /// The day that relative words are read against.
    pub today: NaiveDate,
    /// Every address.
    pub routes: Routes,
    /// Of a site of one page that stands alone: its pictures.
    pub alone: Option<Pictures>,
    memo: Memo,
    /// Of pages that could not be made.
    broken: Mutex<Vec<Diagnostic>>,
    pub(crate) tera: Arc<Tera>,
}

/// Every note to its outline, as a [`Session`] that remembers nothing gives them.
pub fn outlines(notes: &Notes, config: &Config) -> (Vec<Arc<Outline>>, Vec<Diagnostic>) {
    Session::default().outlines(notes, config)
}

/// A note as it is read; as its mere text, should reading it panic.
fn or_unread(
    note: &Note,
    dialect: Dialect,
    read: impl FnOnce(&Note) -> (Outline, Vec<Diagnostic>),
) -> (Outline, Vec<Diagnostic>) {
    walled(|| read(note)).unwrap_or_else(|panic| {
        let what = format!("{} could not be read: its page shows its text as it stands", note.path);
        (outline::unread(note.text.clone(), dialect), vec![wall::told(Span::default(), &what, &panic)])
    })
}

/// The templates of a theme, parsed.
fn templates(theme: &Theme) -> Result<Arc<Tera>, Error> {
    let mut tera = Tera::default();
    tera.set_escape_fn(|text, out| tera::escape_html(&markup::allowed(text), out));
    tera.add_raw_templates(theme.templates().map(|(name, text)| (name.to_string(), text.to_string())))
        .map_err(|error| theme::explain(&error, theme, None))?;
    Ok(Arc::new(tera))
}

impl Site {
    /// Join a graph with what is needed to show it.
    ///
    /// # Errors
    /// A template that cannot be parsed.
    pub fn new(graph: Graph, config: Config, theme: impl Into<Arc<Theme>>, today: NaiveDate) -> Result<Site, Error> {
        let theme = theme.into();
        let tera = templates(&theme)?;
        Ok(Site::with(Arc::new(graph), config, theme, tera, today, Arc::default()))
    }

    fn with(
        graph: Arc<Graph>,
        config: Config,
        theme: Arc<Theme>,
        tera: Arc<Tera>,
        today: NaiveDate,
        seen: Arc<Seen>,
    ) -> Site {
        // What `404.html` holds inline is no file of the site.
        let statics = theme.statics().map(|(path, _)| path.to_string()).filter(|p| p != INLINE).collect();
        let routes = Routes::new(&graph, statics, today, config.fiscal_year_start);
        let memo = Memo::new(&graph, seen);
        Site { graph, config, theme, today, routes, alone: None, memo, broken: Mutex::default(), tera }
    }

    /// Highlight all code ahead, in parallel: what a build of every page needs.
    pub fn highlight(&mut self) {
        self.highlight_with(0, Remembered::default);
    }

    /// The same with what earlier builds remembered, which is asked for if there is any code. What a later build should
    /// remember comes back, if that is something else. `day` is today by the calendar, as a number.
    pub fn highlight_with(&mut self, day: u32, recall: impl FnOnce() -> Remembered) -> Option<Remembered> {
        self.memo.highlight(&self.graph, day, recall)
    }

    /// All files of the site.
    pub fn routes(&self) -> &[Route] {
        self.routes.list(&self.graph)
    }

    /// Where a route's file stands.
    pub fn path(&self, route: &Route) -> String {
        self.routes.path(&self.graph, *route)
    }

    /// What stands at a path from the root of the site: `people/index.html`.
    pub fn at(&self, path: &str) -> Option<Route> {
        self.routes.at(&self.graph, path)
    }

    /// The site as a page so many folders deep sees it.
    pub fn cx(&self, depth: u8) -> Cx<'_> {
        let Site { graph, routes, config, today, memo, alone, .. } = self;
        Cx { graph, routes, config, today: *today, as_of: *today, memo, depth, listed: false, alone: alone.as_ref() }
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

    /// What the pages and blocks rendered so far could not show as meant.
    pub fn diagnostics(&self) -> Vec<Diagnostic> {
        let mut told = self.memo.diagnostics();
        told.extend(self.broken.lock().unwrap_or_else(PoisonError::into_inner).iter().cloned());
        told
    }

    /// Remember of a page that it could not be made.
    pub(crate) fn tell(&self, told: Diagnostic) {
        self.broken.lock().unwrap_or_else(PoisonError::into_inner).push(told);
    }
}

/// The style that stands within `404.html`, which may be served at any depth and so can link to none.
pub(crate) const INLINE: &str = "notfound.css";

#[cfg(test)]
mod tests {
    use super::*;
    use crate::notes::Format;

    fn notes(texts: &[(&str, &str)]) -> Notes {
        let note =
            |&(path, text): &(&str, &str)| Note { path: path.into(), format: Format::Markdown, text: text.into() };
        Notes { dialect: Dialect::Logseq, notes: texts.iter().map(note).collect(), ..Notes::default() }
    }

    #[test]
    fn a_site_can_be_made_and_given_back_by_another_thread() {
        fn is_sent<T: Send + Sync + 'static>() {}
        is_sent::<Site>();
        is_sent::<Session>();
    }

    #[test]
    fn a_note_that_cannot_be_read_is_shown_as_its_text_and_harms_no_other() {
        let notes =
            notes(&[("pages/A.md", "- of [[B]]"), ("pages/B.md", "- <b>text</b> of [[A]]"), ("pages/C.md", "- [[B]]")]);
        let options = outline::Options::default();
        let read = |note: &Note| match &*note.path {
            "pages/B.md" => panic!("over B"),
            _ => outline::read(note.text.clone(), note.format, notes.dialect, &options),
        };
        let site = |read: &dyn Fn(&Note) -> (Outline, Vec<Diagnostic>)| {
            let (outlines, told): (Vec<_>, Vec<_>) =
                notes.notes.iter().map(|note| or_unread(note, notes.dialect, read)).unzip();
            let outlines = outlines.into_iter().map(Arc::new).collect();
            let config = Config::default();
            let (graph, _) = Graph::new(&notes, outlines, &config);
            let theme = Theme::load(None).unwrap();
            (Site::new(graph, config, theme, "2025-02-01".parse().unwrap()).unwrap(), told.concat())
        };
        let (broken, told) = site(&read);
        assert_eq!(told.len(), 1);
        assert!(told[0].message.contains("pages/B.md") && told[0].label.as_ref().unwrap().contains("over B"));
        let page = |site: &Site, path: &str| {
            let route = *site.routes().iter().find(|route| site.path(route) == path).unwrap();
            match crate::render::render(site, route).unwrap() {
                crate::render::Asset::Bytes(bytes) => String::from_utf8(bytes).unwrap(),
                crate::render::Asset::Copy(_) => unreachable!(),
            }
        };
        let (whole, _) = site(&|note| outline::read(note.text.clone(), note.format, notes.dialect, &options));
        let shown = page(&broken, "pages/b.html");
        assert!(shown.contains("annals failed on this file"), "{shown}");
        assert!(shown.contains("<pre class=\"verbatim\">- &lt;b&gt;text&lt;/b&gt; of [[A]]</pre>"), "{shown}");
        // What links to it still does.
        assert_eq!(page(&broken, "pages/c.html"), page(&whole, "pages/c.html"));
        assert!(shown.contains("<a") && page(&broken, "pages/a.html").contains("b.html"));
    }
}
