//! What is looked at while nobody waits: everything that is wrong in the notes, and pages that nobody asked for yet.
//!
//! Does not hold up the next site: it goes on with the newest, and leaves off when there is a newer one.

use std::sync::Arc;
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::time::Duration;

use rustc_hash::FxHashMap;

use super::frame::plain;
use super::load;
use super::report::{self, Sources, Tally, Told};
use super::terminal::Terminal;
use crate::diagnostic::{Diagnostic, Severity};
use crate::error::Error;
use crate::render::render;
use crate::route::Route;
use crate::serve::{Fault, Server};
use crate::site::Site;

/// How long nothing must have changed: pages are asked for just after a change, and come first.
const IDLE: Duration = Duration::from_millis(700);
/// Pages are made ahead, for what a template cannot do with them: all of them where they are no more than these, as in a
/// journal of years.
const ALL: usize = 2000;
/// Of each kind where they are more: what was made is kept in memory.
const OF_EACH: usize = 200;

/// A site, and what is known of it so far.
pub struct Job {
    pub site: Arc<Site>,
    pub diagnostics: Vec<Diagnostic>,
    pub sources: Sources,
    /// The note that was changed.
    pub file: Option<String>,
}

/// A thread that looks.
pub struct Idle {
    jobs: Sender<Job>,
}

impl Idle {
    /// # Errors
    /// The system allows no further thread.
    pub fn start(server: Arc<Server>, terminal: Terminal) -> Result<Idle, Error> {
        let (jobs, coming) = channel();
        let look = Look { server, terminal, told: Told::default(), first: true, coming, next: None };
        std::thread::Builder::new()
            .name("idle".into())
            .spawn(move || look.run())
            .map_err(|error| Error::new(format!("cannot start a thread: {error}")))?;
        Ok(Idle { jobs })
    }

    /// The newest site, in the place of all before.
    pub fn look(&self, job: Job) {
        // The thread ends with this sender alone.
        let _ = self.jobs.send(job);
    }
}

struct Look {
    server: Arc<Server>,
    terminal: Terminal,
    told: Told,
    /// Of the notes as they are found, the number is enough.
    first: bool,
    coming: Receiver<Job>,
    next: Option<Job>,
}

impl Look {
    fn run(mut self) {
        let mut theme = None;
        while let Some(job) = self.wait() {
            self.notes(&job);
            let templates = job.site.theme.clone();
            if theme.as_ref() != Some(&templates) && self.pages(&job.site) {
                theme = Some(templates);
            }
        }
    }

    /// The newest job, once it is quiet; none at the end.
    fn wait(&mut self) -> Option<Job> {
        let mut job = match self.next.take() {
            Some(job) => job,
            None => self.coming.recv().ok()?,
        };
        loop {
            match self.coming.recv_timeout(IDLE) {
                Ok(newer) => job = newer,
                Err(RecvTimeoutError::Timeout) => return Some(job),
                Err(RecvTimeoutError::Disconnected) => return None,
            }
        }
    }

    /// Whether there is a newer site.
    fn is_over(&mut self) -> bool {
        if let Ok(newer) = self.coming.try_recv() {
            self.next = Some(newer);
        }
        self.next.is_some()
    }

    /// Tells what is wrong in the notes and was not before; of the note that was changed, on its pages too.
    fn notes(&mut self, job: &Job) {
        let mut found = job.diagnostics.clone();
        found.extend(load::findings(&job.site.graph, &job.site.config));
        found.extend(job.site.diagnostics());
        report::sort(&mut found);
        let least = if self.terminal.verbose { Severity::Note } else { Severity::Warning };
        found.retain(|told| told.code.severity() <= least);
        let new = self.told.news(&found, &job.sources);
        if self.first && !self.terminal.quiet && !self.terminal.verbose {
            let words = Tally::of(&found).words();
            if !words.is_empty() {
                self.terminal.say(&format!("{words}; annals check shows them"));
            }
        } else if !self.terminal.quiet {
            for lines in report::draw(&new, &job.sources, self.terminal.verbose) {
                self.terminal.say(&lines);
            }
        }
        for told in &found {
            let level = match told.code.severity() {
                Severity::Error => "error",
                Severity::Warning => "warning",
                Severity::Note => continue,
            };
            let path = told.note.map(|note| &*job.site.graph.facts[note.index()].path);
            let (Some(path), true) = (path, path.is_some() && path == job.file.as_deref()) else { continue };
            let at = job.sources.range(told).map(|(from, _)| from);
            let place = at.map_or_else(|| path.to_string(), |at| format!("{path}:{}:{}", at.line, at.column));
            let editor = self.server.editor().href(path, at.map_or(1, |at| at.line));
            let (message, frame) = (told.message.clone(), plain(&report::draw_one(told, &job.sources)));
            self.server.tell(&job.site, Fault { level, message, place: Some(place), frame, editor });
        }
        self.first = false;
    }

    /// Makes pages that nobody asked for yet, so that what a template cannot show is told. False if it was left off.
    fn pages(&mut self, site: &Arc<Site>) -> bool {
        let most = if site.graph.pages.len() <= ALL { ALL } else { OF_EACH };
        let (mut pages, mut told) = (FxHashMap::default(), 0);
        for &route in site.routes() {
            if self.is_over() {
                return false;
            }
            if let Route::Page(page) | Route::Links(page, _) = route {
                let made: &mut usize = pages.entry(std::mem::discriminant(&site.graph.page(page).kind)).or_default();
                *made += 1;
                if *made > most {
                    continue;
                }
            }
            if let Err(error) = render(site, route) {
                self.server.report(site, error);
                told += 1;
            }
            // One template can fail on every page.
            if told == 10 {
                break;
            }
        }
        true
    }
}
