//! Reads notes and theme, and joins them to a site: what every command on notes begins with.
//!
//! Does not print and does not write.

use std::sync::Arc;
use std::time::{Duration, Instant};

use chrono::NaiveDate;

use super::context::Context;
use super::failure::Failure;
use super::progress::Progress;
use super::report::{Sources, Told, count};
use crate::config::{Config, nearest};
use crate::diagnostic::{Code, Diagnostic};
use crate::error::Error;
use crate::graph::Graph;
use crate::graph::marks::unreadable;
use crate::notes::{Asset, Format, Note, Notes};
use crate::site::{Session, Site};
use crate::source::{self, Changed, Reader};
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
        if notes.is_empty() {
            return "no note could be read".into();
        }
        let number = count(notes.len(), "note");
        if notes.iter().all(|note| note.format == Format::Org) {
            return format!("{number} shown as text");
        }
        format!("{number} read as {}: {because}", dialect.label())
    }
}

/// What is kept of the notes from one look at them to the next.
#[derive(Default)]
pub struct Memory {
    reader: Reader,
    pub session: Session,
    /// What was told of the notes.
    pub told: Told,
    /// All that the last site was made from.
    last: Option<Made>,
}

struct Made {
    notes: Notes,
    config: Config,
    theme: Theme,
    today: NaiveDate,
}

impl Made {
    fn from(read: &Read, theme: &Theme, today: NaiveDate) -> Made {
        Made { notes: read.notes.clone(), config: read.config.clone(), theme: theme.clone(), today }
    }
}

impl Memory {
    /// Whether a note is gone, or lost more than half of its text, since the last site was made: so it looks while an
    /// editor is writing it.
    pub fn is_half_written(&self, read: &Read) -> bool {
        let Some(last) = &self.last else { return false };
        let mut now = read.notes.notes.iter().peekable();
        last.notes.notes.iter().any(|old| {
            while now.next_if(|note| note.path < old.path).is_some() {}
            match now.next_if(|note| note.path == old.path) {
                Some(note) => note.text.len() * 2 < old.text.len(),
                None => true,
            }
        })
    }

    /// The same of the theme's files.
    pub fn is_half_written_theme(&self, theme: &Theme) -> bool {
        self.last.as_ref().is_some_and(|last| last.theme.shrinks_to(theme))
    }

    /// Whether a site was made before.
    pub fn is_later(&self) -> bool {
        self.last.is_some()
    }

    /// Takes these for what a site was made from, which stands there already.
    pub fn keep(&mut self, read: &Read, theme: &Theme, today: NaiveDate) {
        self.last = Some(Made::from(read, theme, today));
    }

    /// Whether a site would be made from the same as the last one.
    pub fn is_same(&self, read: &Read, theme: &Theme, today: NaiveDate) -> bool {
        self.last.as_ref().is_some_and(|last| {
            last.today == today
                && last.config == read.config
                && last.theme == *theme
                && is_same(&last.notes, &read.notes)
        })
    }
}

/// Whether two readings found the same.
pub fn is_same(a: &Notes, b: &Notes) -> bool {
    let text = |(a, b): (&Note, &Note)| {
        a.path == b.path && a.format == b.format && (Arc::ptr_eq(&a.text, &b.text) || a.text == b.text)
    };
    let file = |(a, b): (&Asset, &Asset)| a.path == b.path && a.size == b.size && a.dimensions == b.dimensions;
    a.dialect == b.dialect
        && (a.notes.len(), a.assets.len()) == (b.notes.len(), b.assets.len())
        && a.notes.iter().zip(&b.notes).all(text)
        && a.assets.iter().zip(&b.assets).all(file)
}

pub fn read(context: &Context) -> Result<Read, Error> {
    read_again(context, &mut Memory::default(), Changed::Anything)
}

/// The same, but for what is remembered and cannot have changed.
pub fn read_again(context: &Context, memory: &mut Memory, changed: Changed<'_>) -> Result<Read, Error> {
    let mut config = context.config.clone();
    let settings = source::settings(&context.input)?;
    config.logseq = settings.logseq;
    let mut diagnostics = settings.diagnostics;
    let skip = std::slice::from_ref(&context.output);
    let (notes, mut told) = memory.reader.read(&context.input, &config, skip, changed)?;
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
    let theme = context.load_theme()?;
    join(context, &mut Memory::default(), read, theme, start, progress)
}

/// What was read, since `start`, becomes a site.
pub fn join(
    context: &Context,
    memory: &mut Memory,
    read: Read,
    theme: Theme,
    start: Instant,
    progress: &Progress,
) -> Result<Loaded, Failure> {
    let reading = read.reading();
    let from = Made::from(&read, &theme, context.today);
    let session = &mut memory.session;
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
    diagnostics.append(&mut findings(&graph, &config));
    let mentions = start.elapsed() - read - join;
    let site = session.site(graph, config, theme, context.today)?;
    memory.last = Some(from);
    Ok(Loaded { site, diagnostics, sources, notes: count, reading, read, join, mentions })
}

/// The next site for whoever is asked for one page of it: what only all pages together need is left undone.
pub fn preview(context: &Context, memory: &mut Memory, read: Read, theme: Theme) -> Result<Previewed, Failure> {
    let start = Instant::now();
    let reading = read.reading();
    let from = Made::from(&read, &theme, context.today);
    let Read { notes, config, mut diagnostics, sources } = read;
    diagnostics.extend(unused(&theme));
    let (outlines, mut told) = memory.session.outlines(&notes, &config);
    diagnostics.append(&mut told);
    let parsed = start.elapsed();
    let (graph, mut told) = memory.session.graph(&notes, outlines, &config);
    diagnostics.append(&mut told);
    let joined = start.elapsed();
    let site = Arc::new(memory.session.site(graph, config, theme, context.today)?);
    memory.last = Some(from);
    let times = [("parse", parsed), ("join", joined - parsed), ("site", start.elapsed() - joined)];
    Ok(Previewed { site, diagnostics, sources, reading, times })
}

/// A site of which no page was asked for yet.
pub struct Previewed {
    pub site: Arc<Site>,
    pub diagnostics: Vec<Diagnostic>,
    pub sources: Sources,
    /// What the notes were read as.
    pub reading: String,
    /// What took how long.
    pub times: [(&'static str, Duration); 3],
}

/// What leads nowhere, is probably not what was meant, or cannot be read as who may see it.
pub fn findings(graph: &Graph, config: &Config) -> Vec<Diagnostic> {
    let mut found = graph.findings();
    found.append(&mut unreadable(graph, &config.share.audiences()));
    found
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
