//! Tells which program's notes these are, and says in one sentence why; or why they are none.
//!
//! Does not parse: file names and the first characters of lines are enough.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use super::there;
use super::walk::{Walk, extension};
use crate::config::Config;
use crate::diagnostic::Code;
use crate::error::Error;
use crate::notes::{Dialect, Format, Note};

/// The Logseq graph that `input` is, or is a part of: a file or a folder such as `pages` in it.
///
/// # Errors
/// The system cannot tell.
pub fn graph_of(input: &Path) -> Result<Option<PathBuf>, Error> {
    let Some(input) = there::real(input)? else { return Ok(None) };
    for dir in input.ancestors().take(3) {
        if there::is_file(&dir.join("logseq/config.edn"))? {
            return Ok(Some(dir.to_path_buf()));
        }
    }
    Ok(None)
}

/// The dialect of a folder of notes, and why.
///
/// # Errors
/// The system cannot tell.
pub fn of_folder(root: &Path, config: &Config, notes: &[Note]) -> Result<(Dialect, String), Error> {
    if there::is_file(&root.join("logseq/config.edn"))? {
        return Ok((Dialect::Logseq, "it holds logseq/config.edn".into()));
    }
    let (journals, pages) = (&config.logseq.journals, &config.logseq.pages);
    if there::is_dir(&root.join(journals))? && there::is_dir(&root.join(pages))? {
        return Ok((Dialect::Logseq, format!("it holds {journals}/ and {pages}/")));
    }
    if there::is_dir(&root.join(".obsidian"))? {
        return Ok((Dialect::Obsidian, "it holds .obsidian/".into()));
    }
    if graph_of(root)?.is_some() {
        return Ok((Dialect::Logseq, "it is part of a graph with logseq/config.edn".into()));
    }
    Ok(of_words(notes))
}

/// The dialect that the notes themselves look like.
fn of_words(notes: &[Note]) -> (Dialect, String) {
    let mut seen = Lines::default();
    let sample: Vec<&Note> = notes.iter().filter(|note| note.format == Format::Markdown).take(200).collect();
    for note in &sample {
        seen.count(&note.text);
    }
    // Lists are common in plain Markdown, so that bullets alone do not make a folder an outline.
    if seen.mostly_bullets() {
        if seen.properties > 0 {
            return (Dialect::Logseq, "its notes are outlines with `key:: value` lines".into());
        }
        if seen.tasks > seen.boxes {
            return (Dialect::Logseq, "its notes are outlines with tasks such as `- TODO`".into());
        }
    }
    // A vault that was shared without its settings.
    if seen.wikilinked * 3 > sample.len() {
        return (Dialect::Obsidian, "its notes are linked with [[…]]".into());
    }
    (Dialect::Markdown, "it holds neither logseq/config.edn nor .obsidian/".into())
}

/// The dialect of one file, and why.
///
/// # Errors
/// The system cannot tell.
pub fn of_file(file: &Path, text: &str) -> Result<(Dialect, String), Error> {
    if graph_of(file)?.is_some() {
        return Ok((Dialect::Logseq, "it is part of a graph with logseq/config.edn".into()));
    }
    for dir in file.ancestors().skip(1).take(3) {
        if there::is_dir(&dir.join(".obsidian"))? {
            return Ok((Dialect::Obsidian, "it is part of a vault with .obsidian/".into()));
        }
    }
    let mut seen = Lines::default();
    seen.count(text);
    Ok(if seen.mostly_bullets() {
        (Dialect::Logseq, "most of its lines are bullets".into())
    } else if seen.properties > 0 {
        (Dialect::Logseq, "it has `key:: value` lines".into())
    } else {
        (Dialect::Markdown, "most of its lines are no bullets".into())
    })
}

/// What bullets of an outline begin with that are tasks, and lines below them that say when. `NOW` and `LATER` may begin a
/// sentence.
const MARKERS: [&str; 4] = ["TODO", "DOING", "WAITING", "DONE"];
const PLANS: [&str; 2] = ["SCHEDULED: <", "DEADLINE: <"];

fn is_word(text: &str, word: &str) -> bool {
    text.strip_prefix(word).is_some_and(|rest| rest.starts_with(' '))
}

#[derive(Default)]
struct Lines {
    all: usize,
    bullets: usize,
    properties: usize,
    /// Bullets with a marker, and lines that plan one.
    tasks: usize,
    /// Bullets with a check box, as other programs write tasks.
    boxes: usize,
    /// Notes with a `[[link]]`.
    wikilinked: usize,
}

impl Lines {
    fn count(&mut self, text: &str) {
        self.wikilinked += usize::from(text.contains("[["));
        for line in text.lines().map(str::trim).filter(|line| !line.is_empty()) {
            self.all += 1;
            let body = line.strip_prefix("- ").or_else(|| line.strip_prefix("* "));
            self.bullets += usize::from(body.is_some() || line == "-");
            let is_marked = |body: &str| MARKERS.iter().any(|marker| is_word(body, marker));
            self.boxes +=
                usize::from(body.is_some_and(|body| ["[ ] ", "[x] "].iter().any(|mark| body.starts_with(mark))));
            self.tasks += usize::from(body.is_some_and(is_marked) || PLANS.iter().any(|plan| line.starts_with(plan)));
            let key = body.unwrap_or(line).split_once(":: ").map(|(key, _)| key);
            let is_key =
                |key: &str| !key.is_empty() && !key.contains(|c: char| c.is_whitespace() || "`[](".contains(c));
            self.properties += usize::from(key.is_some_and(is_key));
        }
    }

    fn mostly_bullets(&self) -> bool {
        self.bullets * 2 > self.all
    }
}

/// Why a folder without notes is not what was meant, as far as can be told.
pub fn no_notes(input: &Path, walk: &Walk) -> Error {
    let shown = input.display();
    let root = &walk.root;
    if root.join("db.sqlite").is_file() || root.join("logseq/db.sqlite").is_file() {
        return Error::new(format!("`{shown}` is a Logseq database graph: its notes lie in db.sqlite, not in files"))
            .help("in Logseq choose Export graph › Export as Markdown, and give annals the folder it writes");
    }
    if let Some(graph) = root.parent().and_then(|above| graph_of(above).ok().flatten().or_else(|| vault(above))) {
        // Shown as the user wrote it, as far as it was written.
        let written = input.ancestors().skip(1).filter(|dir| !dir.as_os_str().is_empty());
        let graph = written
            .map(Path::to_path_buf)
            .find(|dir| dir.canonicalize().is_ok_and(|dir| dir == graph))
            .unwrap_or(graph);
        return Error::new(format!("there are no notes in `{shown}`"))
            .help(format!("the notes seem to be those of the folder above: annals build {}", graph.display()));
    }
    if walk.excluded > 0 {
        return Error::new(format!("all notes in `{shown}` are left out: {}", count(walk.excluded, "file")))
            .help("look at `exclude` in annals.toml and `:hidden` in logseq/config.edn");
    }
    if let Some(unread) = walk.diagnostics.iter().find(|told| told.code == Code::Unreadable) {
        // Of the folder itself only the reason is new.
        let why = unread.message.strip_prefix("cannot read .: ").unwrap_or(&unread.message);
        let told = Error::new(format!("no notes could be read in `{shown}`: {why}"));
        return Error { help: unread.help.clone(), ..told };
    }
    if walk.assets.is_empty() && walk.others.is_empty() {
        return Error::new(format!("there is nothing to read in `{shown}`"))
            .help("annals reads .md and .markdown files: name the folder of your notes, or one file");
    }
    let mut kinds: BTreeMap<String, usize> =
        walk.others.iter().map(|(ext, paths)| (ext.clone(), paths.len())).collect();
    for asset in &walk.assets {
        *kinds.entry(extension(&asset.path)).or_default() += 1;
    }
    let mut kinds: Vec<(usize, String)> = kinds.into_iter().map(|(ext, n)| (n, ext)).collect();
    kinds.sort_by(|a, b| b.0.cmp(&a.0).then_with(|| a.1.cmp(&b.1)));
    let all: usize = kinds.iter().map(|(n, _)| n).sum();
    let named: Vec<String> =
        kinds.iter().filter(|kind| !kind.1.is_empty()).map(|kind| format!(".{}", kind.1)).collect();
    let few = named[..named.len().min(4)].join(", ");
    let few = if few.is_empty() { String::new() } else { format!(" ({few})") };
    Error::new(format!("there are no notes in `{shown}`, only {}{few}", count(all, "other file")))
        .help("annals reads .md and .markdown files; a file of another extension can be named itself")
}

fn vault(dir: &Path) -> Option<PathBuf> {
    dir.join(".obsidian").is_dir().then(|| dir.to_path_buf())
}

fn count(n: usize, what: &str) -> String {
    if n == 1 { format!("1 {what}") } else { format!("{n} {what}s") }
}
