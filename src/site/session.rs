//! From one state of the notes to the next: what a note says alone is worked out only where it changed.
//!
//! Does not read notes, nor watch them. Keeps nothing that another note could change: all notes are joined anew each
//! time, so that what comes out is what a first build gives.

use super::or_unread;
use crate::config::Config;
use crate::diagnostic::Diagnostic;
use crate::graph::{Graph, Local, file_names};
use crate::markup::highlight::Remembered;
use crate::name::FileNames;
use crate::notes::{Dialect, Format, Note, NoteId, Notes};
use crate::outline::{self, Outline};
use rayon::prelude::*;
use rustc_hash::FxHashMap;
use std::sync::Arc;

/// What is remembered of the notes between two looks at them. The default remembers nothing.
#[derive(Default)]
pub struct Session {
    under: Option<Under>,
    /// By the path of the note.
    known: FxHashMap<Arc<str>, Known>,
    /// How code is highlighted, where that is to be kept from one site to the next.
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
#[derive(Clone)]
struct Known {
    text: Arc<str>,
    format: Format,
    outline: Arc<Outline>,
    told: Vec<Diagnostic>,
    /// None before a graph was made, and where that could not be read.
    local: Option<Arc<Local>>,
}

impl Session {
    /// Every note to its outline, in parallel; and what there is to tell of each alone.
    pub fn outlines(&mut self, notes: &Notes, config: &Config) -> (Vec<Arc<Outline>>, Vec<Diagnostic>) {
        let under = Under { config: config.clone(), dialect: notes.dialect, file_names: file_names(notes, config) };
        if self.under.as_ref() != Some(&under) {
            self.known.clear();
        }
        self.under = Some(under);
        let options = outline::Options { checkboxes: config.tasks.checkboxes };
        let read = |note: &Note| match self.known.get(&note.path) {
            Some(known) if known.format == note.format && known.text == note.text => known.clone(),
            _ => {
                let (outline, told) = or_unread(note, notes.dialect, |note| {
                    outline::read(note.text.clone(), note.format, notes.dialect, &options)
                });
                Known { text: note.text.clone(), format: note.format, outline: Arc::new(outline), told, local: None }
            }
        };
        let read: Vec<Known> = notes.notes.par_iter().map(read).collect();
        let outlines = read.iter().map(|known| known.outline.clone()).collect();
        let told = read.iter().enumerate().flat_map(|(i, known)| {
            let in_note = move |told: &Diagnostic| told.clone().in_note(NoteId(i as u32));
            known.told.iter().map(in_note)
        });
        let told = told.collect();
        // Notes that are gone are forgotten with it.
        self.known = notes.notes.iter().map(|note| note.path.clone()).zip(read).collect();
        (outlines, told)
    }

    /// All notes joined, mentions aside; `outlines` as [`Session::outlines`] gave them.
    pub fn graph(&mut self, notes: &Notes, outlines: Vec<Arc<Outline>>, config: &Config) -> (Graph, Vec<Diagnostic>) {
        let known = |id: NoteId| self.known.get(&notes.get(id).path).and_then(|known| known.local.clone());
        let (graph, told) = Graph::with_known(notes, outlines, config, &known);
        for ((note, outline), local) in notes.notes.iter().zip(&graph.outlines).zip(&graph.locals) {
            // A note whose table could not be made has another outline there.
            if let Some(known) = self.known.get_mut(&note.path).filter(|known| Arc::ptr_eq(&known.outline, outline)) {
                known.local = Some(local.clone());
            }
        }
        (graph, told)
    }
}
