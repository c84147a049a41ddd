//! Reads notes and theme, and joins them to a site: what every command on notes begins with.
//!
//! Does not print and does not write.

use std::time::{Duration, Instant};

use super::context::Context;
use super::failure::Failure;
use super::progress::Progress;
use super::report::{Sources, count};
use crate::config::{Config, nearest};
use crate::diagnostic::{Code, Diagnostic};
use crate::error::Error;
use crate::notes::{Format, Notes};
use crate::site::{Session, Site};
use crate::source;
use crate::span::Span;
use crate::theme::Theme;

/// Notes in memory, and what there is to tell about them so far.
pub struct Read {
    pub notes: Notes,
    pub config: Config,
    pub diagnostics: Vec<Diagnostic>,
    pub sources: Sources,
}

/// A site in memory, and what there is to tell about its notes.
pub struct Loaded {
    pub site: Site,
    pub diagnostics: Vec<Diagnostic>,
    pub sources: Sources,
    pub notes: usize,
    /// What the notes were read as.
    pub reading: String,
    pub read: Duration,
    pub join: Duration,
    pub mentions: Duration,
}

impl Read {
    /// `12 notes read as Logseq: it holds logseq/config.edn`; a lone file that is not read is not said to be.
    pub fn reading(&self) -> String {
        let Notes { notes, dialect, because, .. } = &self.notes;
        let number = count(notes.len(), "note");
        if notes.iter().all(|note| note.format == Format::Org) {
            return format!("{number} shown as text");
        }
        format!("{number} read as {}: {because}", dialect.label())
    }
}

pub fn read(context: &Context) -> Result<Read, Error> {
    let mut config = context.config.clone();
    let settings = source::settings(&context.input)?;
    config.logseq = settings.logseq;
    let mut diagnostics = settings.diagnostics;
    let (notes, mut told) = source::read(&context.input, &config, std::slice::from_ref(&context.output))?;
    diagnostics.append(&mut told);
    let root = match context.input.parent() {
        Some(parent) if context.input.is_file() => parent,
        _ => &context.input,
    };
    let sources = Sources::new(root, notes.notes.clone(), settings.file);
    Ok(Read { notes, config, diagnostics, sources })
}

pub fn load(context: &Context, progress: &Progress) -> Result<Loaded, Failure> {
    let start = Instant::now();
    progress.stage("reading notes", None);
    let read = read(context)?;
    let theme = Theme::load(context.theme.as_deref())?;
    join(context, &mut Session::default(), read, theme, start, progress)
}

/// What was read, since `start`, becomes a site.
pub fn join(
    context: &Context,
    session: &mut Session,
    read: Read,
    theme: Theme,
    start: Instant,
    progress: &Progress,
) -> Result<Loaded, Failure> {
    let reading = read.reading();
    let Read { notes, config, mut diagnostics, sources } = read;
    let count = notes.notes.len();
    diagnostics.extend(unused(&theme));
    let (outlines, mut told) = session.outlines(&notes, &config);
    diagnostics.append(&mut told);
    let read = start.elapsed();
    progress.stage("joining notes", None);
    let (graph, mut told) = session.graph(&notes, outlines, &config);
    diagnostics.append(&mut told);
    let join = start.elapsed() - read;
    progress.stage("looking for names", None);
    graph.complete();
    diagnostics.append(&mut graph.findings());
    let mentions = start.elapsed() - read - join;
    let site = Site::new(graph, config, theme, context.today)?;
    Ok(Loaded { site, diagnostics, sources, notes: count, reading, read, join, mentions })
}

/// Templates of the user's that nothing asks for.
fn unused(theme: &Theme) -> Vec<Diagnostic> {
    let known: Vec<&str> = theme.templates().map(|(name, _)| name).collect();
    let told = theme.unused().map(|(name, path)| {
        let message = format!("no page asks for the template `{name}`");
        let others: Vec<&str> = known.iter().copied().filter(|other| *other != name).collect();
        let help = match nearest(name, &others) {
            Some(near) => format!("did you mean `{near}`?"),
            None => "annals theme list names the templates that a file can stand in for".into(),
        };
        Diagnostic::new(Code::UnusedTemplate, Span::default(), message).in_path(path.to_string_lossy()).help(help)
    });
    told.collect()
}
