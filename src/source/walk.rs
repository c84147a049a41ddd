//! Finds the notes and assets below a folder.
//!
//! Does not open a file. What it passes over: names that begin with a dot, `node_modules`, Logseq's
//! own folder, what the user hides, sites of annals' own, and links that lead outside.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::fs::Metadata;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use ignore::gitignore::{Gitignore, GitignoreBuilder};
use walkdir::{DirEntry, WalkDir};

use super::conflict;
use super::there;
use crate::config::{Config, MARKER};
use crate::diagnostic::{Code, Diagnostic};
use crate::error::Error;
use crate::notes::Format;
use crate::span::Span;

/// What lies in folders nested as deep is left out, and told.
const DEPTH: usize = 64;
/// More entries than any folder of notes has; the rest is left out, and told.
const MOST: usize = 1_000_000;
/// The same beside a single file, which may lie in a home folder.
const MOST_BESIDE: usize = 20_000;
/// Formats of notes that are not read, and are no assets either.
const LATER: &[&str] = &["canvas", "norg", "adoc", "rst", "textile"];

/// A file that was found.
#[derive(Debug)]
pub struct Found {
    /// From the root, with `/`.
    pub path: String,
    /// Where it is.
    pub source: PathBuf,
    /// In bytes.
    pub size: u64,
    /// By which a change of its bytes shows.
    pub stamp: Stamp,
    /// What it is written in; of no meaning for a file that is no note.
    pub format: Format,
}

/// What the system says of a file that changes with its bytes: its size, when it was written, and which file it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stamp {
    size: u64,
    written: Option<SystemTime>,
    which: (u64, u64, i64),
}

impl Stamp {
    pub fn of(meta: &Metadata) -> Stamp {
        Stamp { size: meta.len(), written: meta.modified().ok(), which: which(meta) }
    }
}

/// Device, number and, since the time of writing can be set at will, the part of a second of the last change of all.
#[cfg(unix)]
fn which(meta: &Metadata) -> (u64, u64, i64) {
    use std::os::unix::fs::MetadataExt;
    (meta.dev(), meta.ino(), meta.ctime_nsec())
}

#[cfg(not(unix))]
fn which(_: &Metadata) -> (u64, u64, i64) {
    (0, 0, 0)
}

/// What lies below a folder, in no order.
pub struct Walk {
    /// The folder, canonical.
    pub root: PathBuf,
    /// Files of a format that is on the site.
    pub notes: Vec<Found>,
    /// Other files.
    pub assets: Vec<Found>,
    /// Paths of notes in formats that are not read, by extension.
    pub others: BTreeMap<String, Vec<String>>,
    /// How many files `exclude` and `:hidden` left out.
    pub excluded: usize,
    /// What was passed over and should be told.
    pub diagnostics: Vec<Diagnostic>,
}

/// The extension of a path with `/`, in lower case; empty if there is none.
pub fn extension(path: &str) -> String {
    let name = path.rsplit('/').next().unwrap_or_default();
    name.rsplit_once('.').map(|(_, extension)| extension.to_lowercase()).unwrap_or_default()
}

impl Walk {
    /// Everything below a folder of notes.
    pub fn folder(input: &Path, config: &Config, skip: &[PathBuf]) -> Result<Walk, Error> {
        let mut walk = Walk::new(input, config, skip, DEPTH, MOST)?;
        let told: Vec<Diagnostic> = walk.others.iter().map(|(ext, paths)| later(ext, paths)).collect();
        walk.diagnostics.extend(told);
        let told = words_alone(&walk.notes);
        walk.diagnostics.extend(told);
        walk.diagnostics.sort_by(|a, b| (a.code, &a.path).cmp(&(b.code, &b.path)));
        Ok(walk)
    }

    /// The files near a single one, notes excepted. How far is near is ours to say, so that its end is not told.
    pub fn beside(file: &Path, config: &Config, skip: &[PathBuf]) -> Result<Vec<Found>, Error> {
        let dir = file.parent().unwrap_or(Path::new("/"));
        let walk = Walk::new(dir, config, skip, 3, MOST_BESIDE)?;
        Ok(walk.assets.into_iter().filter(|asset| asset.source != file).collect())
    }

    /// As deep as `depth`, and no more than `most` entries; what lies beyond either is told.
    pub(super) fn new(
        input: &Path,
        config: &Config,
        skip: &[PathBuf],
        depth: usize,
        most: usize,
    ) -> Result<Walk, Error> {
        let root = input.canonicalize().map_err(|error| Error::io("read", input, &error))?;
        let skip = skip.iter().filter_map(|dir| there::real(dir).transpose()).collect::<Result<_, _>>()?;
        let rules = Rules {
            exclude: globs(&root, config)?,
            hidden: &config.logseq.hidden,
            whiteboards: format!("{}/", config.logseq.whiteboards),
            drawings: there::is_dir(&root.join("logseq"))?,
            skip,
            failed: RefCell::default(),
            root: &root,
        };
        let mut walk = Walk {
            root: root.clone(),
            notes: Vec::new(),
            assets: Vec::new(),
            others: BTreeMap::new(),
            excluded: 0,
            diagnostics: Vec::new(),
        };
        let mut too_deep = Vec::new();
        let entries = WalkDir::new(&root).max_depth(depth).sort_by_file_name().into_iter();
        for (count, entry) in entries.filter_entry(|entry| rules.enter(entry)).enumerate() {
            if count == most {
                let next = entry.as_ref().map_or_else(walkdir::Error::path, |entry| Some(entry.path()));
                walk.diagnostics.push(too_many(&rules.relative(next.unwrap_or(&root)), most));
                break;
            }
            match entry {
                Ok(entry) if entry.depth() == depth && entry.file_type().is_dir() => {
                    too_deep.push(rules.relative(entry.path()));
                }
                Ok(entry) => walk.take(&entry, &rules),
                Err(error) => walk.unreadable(&error, &rules),
            }
        }
        walk.diagnostics.extend(beyond(&too_deep, depth));
        match rules.failed.take() {
            Some(error) => Err(error),
            None => Ok(walk),
        }
    }

    fn take(&mut self, entry: &DirEntry, rules: &Rules<'_>) {
        let kind = entry.file_type();
        if entry.depth() == 0 || kind.is_dir() {
            return;
        }
        let path = rules.relative(entry.path());
        if rules.hides(entry.path(), &path, false) {
            self.excluded += 1;
            return;
        }
        let mut source = entry.path().to_path_buf();
        if kind.is_symlink() {
            match entry.path().canonicalize() {
                Ok(target) if target.starts_with(&self.root) => source = target,
                found => return self.outside(path, found.is_ok()),
            }
        }
        // Devices, sockets and pipes are no files, and opening a pipe would wait for ever. A linked
        // folder inside the notes is read where it is.
        let meta = match std::fs::metadata(&source) {
            Ok(meta) if meta.is_file() => meta,
            Ok(_) => return,
            // Removed since its folder was listed: it is simply not there.
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return,
            Err(error) => return self.diagnostics.push(super::unreadable(&path, &error)),
        };
        if let Some((program, of)) = conflict::copied_by(&entry.file_name().to_string_lossy()) {
            let folder = path.rsplit_once('/').map_or(String::new(), |(folder, _)| format!("{folder}/"));
            let of = entry.path().with_file_name(&of).is_file().then(|| format!("{folder}{of}"));
            return self.diagnostics.push(in_conflict(path, program, of));
        }
        let (size, stamp) = (meta.len(), Stamp::of(&meta));
        let found = Found { size, stamp, source, path, format: Format::Markdown };
        match extension(&found.path).as_str() {
            _ if rules.is_drawing(&found.path) => self.assets.push(found),
            "md" | "markdown" => self.notes.push(found),
            "org" => self.notes.push(Found { format: Format::Org, ..found }),
            "edn" if found.path.starts_with(&rules.whiteboards) => {
                self.notes.push(Found { format: Format::Whiteboard, ..found });
            }
            ext if LATER.contains(&ext) => self.later(ext, found.path),
            "toml" if found.path == "annals.toml" => {}
            _ => self.assets.push(found),
        }
    }

    fn later(&mut self, what: &str, path: String) {
        self.others.entry(what.to_string()).or_default().push(path);
    }

    fn outside(&mut self, path: String, exists: bool) {
        let what = if exists { "leads out of the notes" } else { "leads nowhere" };
        let message = format!("the link {path} {what} and was not followed");
        let help = match exists {
            true => "put the file itself, or a copy of it, into the notes",
            false => "what it led to was moved or deleted; remove the link, or set it anew",
        };
        self.diagnostics.push(Diagnostic::new(Code::OutsideLink, Span::default(), message).in_path(path).help(help));
    }

    /// What is no fault of an entry ends the walk.
    fn unreadable(&mut self, error: &walkdir::Error, rules: &Rules<'_>) {
        if let (Some(io), Some(path)) = (error.io_error().filter(|io| super::beyond_a_file(io)), error.path()) {
            rules.failed.borrow_mut().get_or_insert(Error::io("read", path, io));
            return;
        }
        let path = error.path().and_then(|path| path.strip_prefix(&self.root).ok());
        // Of the folder of notes itself nothing is left of the path.
        let path = path.filter(|path| !path.as_os_str().is_empty()).unwrap_or(Path::new("."));
        let path = path.to_string_lossy().into_owned();
        self.diagnostics.push(match error.io_error() {
            Some(io) => super::unreadable(&path, io),
            None => Diagnostic::new(Code::Unreadable, Span::default(), format!("cannot read {path}")).in_path(path),
        });
    }
}

struct Rules<'a> {
    root: &'a Path,
    exclude: Gitignore,
    hidden: &'a [String],
    /// Begins the paths of whiteboards.
    whiteboards: String,
    /// `draws` holds Logseq's drawings, as it does in a graph of its own.
    drawings: bool,
    skip: Vec<PathBuf>,
    /// What kept the walk from telling its own folders from others.
    failed: RefCell<Option<Error>>,
}

impl Rules<'_> {
    fn relative(&self, path: &Path) -> String {
        let path = path.strip_prefix(self.root).unwrap_or(path);
        let parts: Vec<_> = path.components().map(|part| part.as_os_str().to_string_lossy()).collect();
        parts.join("/")
    }

    fn holds(&self, folder: &DirEntry, name: &str) -> bool {
        use std::io::ErrorKind::{NotADirectory, NotFound, PermissionDenied};
        let path = folder.path().join(name);
        match std::fs::metadata(&path) {
            Ok(meta) => meta.is_file(),
            // A folder that may not be entered is told of where its files are read.
            Err(error) if matches!(error.kind(), NotFound | NotADirectory | PermissionDenied) => false,
            Err(error) => {
                self.failed.borrow_mut().get_or_insert(Error::io("look at", &path, &error));
                false
            }
        }
    }

    fn hides(&self, path: &Path, relative: &str, is_dir: bool) -> bool {
        self.hidden.iter().any(|hidden| relative.starts_with(hidden.as_str()))
            || self.exclude.matched(path, is_dir).is_ignore()
    }

    /// Whether a file is a drawing of Excalidraw, or lies among them: never a page, whatever its ending.
    fn is_drawing(&self, path: &str) -> bool {
        (self.drawings && path.starts_with("draws/")) || path.ends_with(".excalidraw.md")
    }

    /// Whether the walk goes into a folder or looks at a file.
    fn enter(&self, entry: &DirEntry) -> bool {
        if entry.depth() == 0 {
            return true;
        }
        let name = entry.file_name().to_string_lossy();
        if name.starts_with('.') {
            return false;
        }
        if !entry.file_type().is_dir() {
            return true;
        }
        let own = match name.as_ref() {
            "node_modules" => false,
            "logseq" => entry.depth() > 1 || !self.holds(entry, "config.edn"),
            "bak" | "version-files" => !entry.path().parent().is_some_and(|dir| dir.ends_with("logseq")),
            _ => true,
        };
        own && !self.skip.iter().any(|dir| dir == entry.path())
            && !self.holds(entry, MARKER)
            // Files below a hidden folder are still counted, so the user can be told; a folder that
            // `exclude` names is cut off, as git does.
            && !self.exclude.matched(entry.path(), true).is_ignore()
    }
}

/// What is said of a copy; `of` is the file it was made of, if that is there.
fn in_conflict(path: String, program: &str, of: Option<String>) -> Diagnostic {
    let (made, whither) = match of {
        Some(of) => {
            (format!("made of {of} when two versions were in conflict"), format!("bring the two together in {of}"))
        }
        None => ("made of two versions in conflict".to_string(), "bring the two versions together".to_string()),
    };
    let message = format!("{path} is a copy that {program} {made}, and was left out");
    let told = Diagnostic::new(Code::SyncConflict, Span::default(), message).in_path(path);
    told.help(format!("{whither}, then delete this one"))
}

/// What says where the walk ended before its end: entries come by name, so it is the same place each time.
fn too_many(path: &str, most: usize) -> Diagnostic {
    let message =
        format!("{path} and all that comes after it was left out: the folder holds more than {most} files and folders");
    let help = "name the folders that are no notes in `exclude`, or build a folder further in";
    Diagnostic::new(Code::TooMuch, Span::default(), message).in_path(path).help(help)
}

/// What says which folders were not entered: one message, however many they are.
fn beyond(folders: &[String], depth: usize) -> Option<Diagnostic> {
    let first = folders.first()?;
    let message = match folders.len() {
        1 => format!("what is in {first} was left out: it is nested {depth} folders deep"),
        n => format!("what is in {n} folders ({first}, …) was left out: they are nested {depth} folders deep"),
    };
    let told = Diagnostic::new(Code::TooMuch, Span::default(), message).in_path(first.as_str());
    Some(told.help("move what is in there further up, or name the folder in `exclude`"))
}

fn globs(root: &Path, config: &Config) -> Result<Gitignore, Error> {
    let mut builder = GitignoreBuilder::new(root);
    for glob in &config.exclude {
        if let Err(error) = builder.add_line(None, glob) {
            return Err(Error::new(format!("`{glob}` in `exclude` is no glob: {error}"))
                .help("globs are written as in a .gitignore: \"private/**\", \"*.draft.md\""));
        }
    }
    builder.build().map_err(|error| Error::new(format!("`exclude` cannot be used: {error}")))
}

/// What of the files that are shown by their words alone is not shown: one message for each folder.
pub fn words_alone(notes: &[Found]) -> Vec<Diagnostic> {
    let mut folders: BTreeMap<(&str, bool), Vec<&str>> = BTreeMap::new();
    for note in notes.iter().filter(|note| note.format != Format::Markdown) {
        let folder = note.path.rsplit_once('/').map_or("", |(folder, _)| folder);
        folders.entry((folder, note.format == Format::Org)).or_default().push(&note.path);
    }
    let told = folders.into_iter().map(|((_, org), paths)| {
        let first = paths[0];
        let message = match (org, paths.len()) {
            (true, 1) => format!("{first} is shown as text: annals does not read Org"),
            (true, n) => format!("{n} Org files are shown as text ({first}, …): annals does not read Org"),
            (false, 1) => format!("{first} is not drawn: its page lists what is written on it"),
            (false, n) => {
                format!("{n} whiteboards are not drawn ({first}, …): their pages list what is written on them")
            }
        };
        let help = match org {
            true => "its links, tasks and dates count once it is converted to Markdown",
            false => "to show the drawing too, export it as a picture and put that into a note",
        };
        Diagnostic::new(Code::TextOnly, Span::default(), message).in_path(first).help(help)
    });
    told.collect()
}

fn later(extension: &str, paths: &[String]) -> Diagnostic {
    let named = paths.first().map(String::as_str).unwrap_or_default();
    let message = match paths.len() {
        1 => format!("{named} is not on the site: annals does not read {extension} files"),
        n => format!("{n} {extension} files are not on the site ({named}, …): annals does not read them"),
    };
    let help = "what should be on the site must stand in Markdown, Org or a picture";
    Diagnostic::new(Code::UnknownFormat, Span::default(), message).in_path(named).help(help)
}
