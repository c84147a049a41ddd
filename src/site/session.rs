//! From one state of the notes to the next: what a note says alone is worked out only where it changed.
//!
//! Does not read notes, nor watch them. Keeps nothing that another note could change: all notes are joined anew each
//! time, so that what comes out is what a first build gives.

use super::{Site, or_unread, templates};
use crate::config::Config;
use crate::diagnostic::Diagnostic;
use crate::error::Error;
use crate::graph::{Graph, Local, Numbers, Search, file_names};
use crate::markup::highlight::Remembered;
use crate::name::FileNames;
use crate::notes::{Dialect, Format, Note, NoteId, Notes};
use crate::outline::{self, Outline};
use crate::theme::Theme;
use crate::views::blocks::Seen;
use crate::wall::walled;
use chrono::NaiveDate;
use rayon::prelude::*;
use rustc_hash::FxHashMap;
use std::sync::Arc;
use tera::Tera;

/// What is remembered of the notes between two looks at them. The default remembers nothing.
#[derive(Default)]
pub struct Session {
    under: Option<Under>,
    /// In the order of the notes.
    known: Vec<Known>,
    /// A theme, and its templates parsed.
    theme: Option<(Arc<Theme>, Arc<Tera>)>,
    /// What the notes were searched for, by the graph before.
    search: Arc<Search>,
    /// The graph of the last site: what was asked of it is brought up to date for the next.
    shown: Option<Arc<Graph>>,
    /// Names of all notes so far.
    numbers: Numbers,
    /// How code is highlighted that pages asked for.
    seen: Arc<Seen>,
    /// How code is highlighted, where that is to be kept from one build to the next.
    pub highlights: Option<Remembered>,
}

/// All that an outline and its table depend on beside their note.
#[derive(PartialEq)]
struct Under {
    config: Config,
    dialect: Dialect,
    file_names: FileNames,
}

/// A note, and what follows from it alone.
struct Known {
    path: Arc<str>,
    text: Arc<str>,
    format: Format,
    outline: Arc<Outline>,
    told: Vec<Diagnostic>,
    /// None before a graph was made, and where that could not be read.
    local: Option<Arc<Local>>,
}

impl Known {
    fn is_of(&self, path: &Arc<str>) -> bool {
        Arc::ptr_eq(&self.path, path) || self.path == *path
    }

    /// Whether the note is as it was.
    fn holds(&self, note: &Note) -> bool {
        self.format == note.format && (Arc::ptr_eq(&self.text, &note.text) || self.text == note.text)
    }
}

impl Session {
    /// Every note to its outline, in parallel; and what there is to tell of each alone.
    pub fn outlines(&mut self, notes: &Notes, config: &Config) -> (Vec<Arc<Outline>>, Vec<Diagnostic>) {
        let file_names = file_names(notes, config);
        let is_same =
            |under: &Under| under.config == *config && under.dialect == notes.dialect && under.file_names == file_names;
        if !self.under.as_ref().is_some_and(is_same) {
            self.known.clear();
            self.numbers = Numbers::default();
            self.under = Some(Under { config: config.clone(), dialect: notes.dialect, file_names });
        }
        let options = outline::Options { checkboxes: config.tasks.checkboxes };
        let moved = self.moved(notes);
        let before = |at: usize| match &moved {
            Some(moved) => moved[at].map(|at| &self.known[at]),
            None => self.known.get(at),
        };
        let read = |(at, note): (usize, &Note)| {
            if before(at).is_some_and(|known| known.holds(note)) {
                return None;
            }
            let (outline, told) = or_unread(note, notes.dialect, |note| {
                outline::read(note.text.clone(), note.format, notes.dialect, &options)
            });
            let (path, text) = (note.path.clone(), note.text.clone());
            Some(Known { path, text, format: note.format, outline: Arc::new(outline), told, local: None })
        };
        let read: Vec<Option<Known>> = notes.notes.par_iter().enumerate().map(read).collect();
        match moved {
            None => {
                let changed = self.known.iter_mut().zip(read).filter_map(|(known, read)| Some((known, read?)));
                changed.for_each(|(known, read)| *known = read);
            }
            Some(moved) => {
                // Notes that are gone are forgotten with it.
                let mut known: Vec<Option<Known>> = std::mem::take(&mut self.known).into_iter().map(Some).collect();
                let now =
                    read.into_iter().zip(moved).filter_map(|(read, at)| read.or_else(|| known.get_mut(at?)?.take()));
                self.known = now.collect();
            }
        }
        let told = self.known.iter().enumerate().flat_map(|(i, known)| {
            let in_note = move |told: &Diagnostic| told.clone().in_note(NoteId(i as u32));
            known.told.iter().map(in_note)
        });
        (self.known.iter().map(|known| known.outline.clone()).collect(), told.collect())
    }

    /// Where each note stood before; `None` where all stand where they stood.
    fn moved(&self, notes: &Notes) -> Option<Vec<Option<usize>>> {
        let stands = |(known, note): (&Known, &Note)| known.is_of(&note.path);
        if self.known.len() == notes.notes.len() && self.known.iter().zip(&notes.notes).all(stands) {
            return None;
        }
        let places: FxHashMap<&str, usize> =
            self.known.iter().enumerate().map(|(i, known)| (&*known.path, i)).collect();
        Some(notes.notes.iter().map(|note| places.get(&*note.path).copied()).collect())
    }

    /// All notes joined, mentions aside; `outlines` as [`Session::outlines`] gave them.
    pub fn graph(&mut self, notes: &Notes, outlines: Vec<Arc<Outline>>, config: &Config) -> (Graph, Vec<Diagnostic>) {
        let known = |id: NoteId| {
            let known = self.known.get(id.index()).filter(|known| known.is_of(&notes.get(id).path));
            known.and_then(|known| known.local.clone())
        };
        let (mut graph, told) =
            Graph::with_known(notes, outlines, config, &known, &mut self.numbers, self.search.next());
        self.search = graph.mentions.search();
        if let Some(shown) = &self.shown {
            // What a panic keeps from being taken over is found when a page asks for it, which tells of one that comes again.
            drop(walled(|| graph.carry(shown)));
        }
        for (known, (outline, local)) in self.known.iter_mut().zip(graph.outlines.iter().zip(&graph.locals)) {
            // A note whose table could not be made has another outline there.
            if known.local.is_none() && Arc::ptr_eq(&known.outline, outline) {
                known.local = Some(local.clone());
            }
        }
        (graph, told)
    }

    /// A site, as [`Site::new`] gives it; templates are parsed where they changed.
    ///
    /// # Errors
    /// A template that cannot be parsed.
    pub fn site(
        &mut self,
        graph: Graph,
        config: Config,
        theme: impl Into<Arc<Theme>>,
        today: NaiveDate,
    ) -> Result<Site, Error> {
        let theme = theme.into();
        let (theme, tera) = match self.theme.take() {
            Some((known, tera)) if Arc::ptr_eq(&known, &theme) || known == theme => (known, tera),
            _ => {
                let tera = templates(&theme)?;
                (theme, tera)
            }
        };
        self.theme = Some((theme.clone(), tera.clone()));
        let graph = Arc::new(graph);
        self.shown = Some(graph.clone());
        Ok(Site::with(graph, config, theme, tera, today, self.seen.clone()))
    }
}
