//! Reads a folder of notes, or one file, into memory.
//!
//! The only reader of the notes. Does not write, does not follow a link out of the folder, and does
//! not know what the text means.

mod conflict;
mod decode;
mod dialect;
mod walk;
pub mod watch;

use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use percent_encoding::percent_decode_str;
use rayon::prelude::*;

use crate::config::{Config, Logseq};
use crate::diagnostic::{Code, Diagnostic};
use crate::error::Error;
use crate::notes::{Asset, Format, Note, NoteId, Notes};
use crate::span::Span;
use walk::{Found, Walk};

/// Largest note that is read, in bytes.
const LARGEST: u64 = 32 << 20;

/// What `logseq/config.edn` says, if there is one.
#[derive(Debug, Clone, Default)]
pub struct Settings {
    /// For [`Config::logseq`].
    pub logseq: Logseq,
    /// The file as shown in messages, and its text.
    pub file: Option<(String, String)>,
    /// What was wrong with it.
    pub diagnostics: Vec<Diagnostic>,
}

/// Reads the settings of a Logseq graph. To be called before [`read`], which obeys them.
///
/// # Errors
/// Settings that are there and cannot be read: without them, folders that the graph hides would be shown.
pub fn settings(input: &Path) -> Result<Settings, Error> {
    let place = dialect::graph_of(input).unwrap_or_else(|| input.to_path_buf()).join("logseq/config.edn");
    let bytes = match std::fs::read(&place) {
        Ok(bytes) => bytes,
        Err(error) if matches!(error.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory) => {
            return Ok(Settings::default());
        }
        Err(error) => return Err(Error::io("read", &place, &error)),
    };
    let text = String::from_utf8_lossy(&bytes).into_owned();
    let (logseq, problem) = Logseq::from_edn(&text);
    let name = "logseq/config.edn".to_string();
    let diagnostics = problem.map(|problem| {
        let span = Span::new(problem.span.start, problem.span.end);
        Diagnostic::new(Code::LogseqConfig, span, problem.message)
            .in_path(name.clone())
            .help("what stands before it was used; the rest has its default")
    });
    Ok(Settings { logseq, file: Some((name, text)), diagnostics: diagnostics.into_iter().collect() })
}

/// Reads `input`, a folder or one file of any extension. Folders in `skip` are passed over, as is every
/// folder that holds a site of annals' own.
///
/// # Errors
/// Something that cannot be read as notes at all: not there, empty, no notes in it, or a Logseq
/// database; and an `exclude` that is no glob. A single file that cannot be read is a diagnostic.
pub fn read(input: &Path, config: &Config, skip: &[PathBuf]) -> Result<(Notes, Vec<Diagnostic>), Error> {
    let meta = std::fs::metadata(input).map_err(|error| {
        let plain = Error::io("read", input, &error);
        match error.kind() {
            std::io::ErrorKind::NotFound => Error::new(format!("there is no folder or file {}", input.display()))
                .help("name the folder of your notes, or one file"),
            _ => plain,
        }
    })?;
    if meta.is_file() {
        return read_file(input, config, skip);
    }
    if !meta.is_dir() {
        return Err(Error::new(format!("{} is neither a folder nor a file", input.display())));
    }
    let walk = Walk::folder(input, config, skip)?;
    if walk.notes.is_empty() {
        return Err(dialect::no_notes(input, &walk));
    }
    let Walk { root, notes, assets, mut diagnostics, excluded: left_out, .. } = walk;
    let (notes, mut told) = load(notes);
    let (dialect, because) = dialect::of_folder(&root, config, &notes);
    diagnostics.append(&mut told);
    let label = root.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let assets = measure(assets, &mut diagnostics);
    Ok((Notes { label, dialect, because, notes, assets, left_out }, diagnostics))
}

/// One file is the notes; of the files beside it only those it names are its assets, for it may lie
/// in a folder full of other things.
fn read_file(input: &Path, config: &Config, skip: &[PathBuf]) -> Result<(Notes, Vec<Diagnostic>), Error> {
    let file = input.canonicalize().map_err(|error| Error::io("read", input, &error))?;
    let name = file.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let size = std::fs::metadata(&file).map_or(0, |meta| meta.len());
    let format = if walk::extension(&name) == "org" { Format::Org } else { Format::Markdown };
    let found = vec![Found { path: name.clone(), source: file.clone(), size, format }];
    let words_alone = walk::words_alone(&found);
    let (notes, mut diagnostics) = load(found);
    let Some(note) = notes.first() else {
        let told = diagnostics.into_iter().next();
        return Err(Error::new(told.map_or_else(|| format!("cannot read {}", input.display()), |told| told.message)));
    };
    diagnostics.extend(words_alone);
    let (dialect, because) = dialect::of_file(&file, &note.text);
    let decoded = percent_decode_str(&note.text).decode_utf8_lossy().into_owned();
    let beside = Walk::beside(&file, config, skip)?;
    let named = beside.into_iter().filter(|asset| {
        let own = asset.path.rsplit('/').next().unwrap_or_default();
        note.text.contains(own) || decoded.contains(own)
    });
    let assets = measure(named.collect(), &mut diagnostics);
    let label = Path::new(&name).file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default();
    Ok((Notes { label, dialect, because, notes, assets, left_out: 0 }, diagnostics))
}

/// Reads the text of notes in parallel; what comes out is ordered by path.
fn load(mut found: Vec<Found>) -> (Vec<Note>, Vec<Diagnostic>) {
    found.sort_unstable_by(|a, b| a.path.cmp(&b.path));
    let read: Vec<(Result<Note, Diagnostic>, Option<Diagnostic>)> = found.par_iter().map(load_one).collect();
    let (mut notes, mut diagnostics) = (Vec::with_capacity(read.len()), Vec::new());
    for (note, told) in read {
        match note {
            Ok(note) => {
                diagnostics.extend(told.map(|told| told.in_note(NoteId(notes.len() as u32))));
                notes.push(note);
            }
            Err(told) => diagnostics.push(told),
        }
    }
    (notes, diagnostics)
}

fn load_one(found: &Found) -> (Result<Note, Diagnostic>, Option<Diagnostic>) {
    if found.size > LARGEST {
        let message = format!("{} is larger than 32 MiB and was left out", found.path);
        let told = Diagnostic::new(Code::TooMuch, Span::default(), message).in_path(found.path.clone());
        return (Err(told.help("part it into several notes")), None);
    }
    match std::fs::read(&found.source) {
        Ok(bytes) => {
            let (text, told) = decode::text(bytes);
            (Ok(Note { path: Arc::from(found.path.as_str()), format: found.format, text: Arc::from(text) }), told)
        }
        Err(error) => {
            let error = Error::io("read", Path::new(&found.path), &error);
            let told = Diagnostic::new(Code::Unreadable, Span::default(), error.message).in_path(found.path.clone());
            (Err(Diagnostic { help: error.help, ..told }), None)
        }
    }
}

/// The files that can be read, with the sizes of pictures; their heads are looked at in parallel. One that cannot is told,
/// and is not part of the site: it must not fail a build later.
fn measure(mut found: Vec<Found>, diagnostics: &mut Vec<Diagnostic>) -> Vec<Asset> {
    const IMAGES: &[&str] = &["png", "jpg", "jpeg", "gif", "webp", "svg", "bmp", "avif", "heic", "tiff", "ico"];
    found.sort_unstable_by(|a, b| a.path.cmp(&b.path));
    let measure = |found: Found| {
        if let Err(error) = std::fs::File::open(&found.source) {
            let message = Error::io("read", Path::new(&found.path), &error).message;
            return Err(Diagnostic::new(Code::Unreadable, Span::default(), message).in_path(found.path));
        }
        let extension = walk::extension(&found.path);
        let size = IMAGES.contains(&extension.as_str()).then(|| imagesize::size(&found.source).ok()).flatten();
        let dimensions = size.and_then(|size| Some((size.width.try_into().ok()?, size.height.try_into().ok()?)));
        Ok(Asset { path: Arc::from(found.path), size: found.size, dimensions, source: found.source })
    };
    let measured: Vec<Result<Asset, Diagnostic>> = found.into_par_iter().map(measure).collect();
    let mut assets = Vec::with_capacity(measured.len());
    for file in measured {
        match file {
            Ok(asset) => assets.push(asset),
            Err(told) => diagnostics.push(told),
        }
    }
    assets
}

#[cfg(test)]
mod tests;
