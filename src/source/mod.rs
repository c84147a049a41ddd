//! Reads a folder of notes, or one file, into memory.
//!
//! The only reader of the notes. Does not write, does not follow a link out of the folder, and does
//! not know what the text means.

mod conflict;
mod decode;
mod dialect;
mod open;
pub mod there;
mod walk;
pub mod watch;

pub use open::open;

use std::io::{ErrorKind, Read};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use percent_encoding::percent_decode_str;
use rayon::prelude::*;

use crate::config::{Config, Logseq};
use crate::diagnostic::{Code, Diagnostic};
use crate::error::Error;
use crate::notes::{Asset, Format, Note, NoteId, Notes};
use crate::span::Span;
use crate::wall::walled;
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
    let place = dialect::graph_of(input)?.unwrap_or_else(|| input.to_path_buf()).join("logseq/config.edn");
    let Some(real) = there::real(&place)? else {
        if place.symlink_metadata().is_ok() {
            return Err(Error::new(format!("{} is a link that leads nowhere", place.display()))
                .help("it would hold the settings: put a file there, or remove it"));
        }
        return Ok(Settings::default());
    };
    let mut bytes = Vec::new();
    open(&real)
        .and_then(|file| file.take(LARGEST).read_to_end(&mut bytes))
        .map_err(|error| Error::io("read", &place, &error))?;
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
    let (notes, mut told) = load(notes)?;
    let (dialect, because) = dialect::of_folder(&root, config, &notes)?;
    diagnostics.append(&mut told);
    let label = root.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let assets = measure(assets, &mut diagnostics)?;
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
    let (notes, mut diagnostics) = load(found)?;
    let Some(note) = notes.first() else {
        let told = diagnostics.into_iter().next();
        return Err(Error::new(told.map_or_else(|| format!("cannot read {}", input.display()), |told| told.message)));
    };
    diagnostics.extend(words_alone);
    let (dialect, because) = dialect::of_file(&file, &note.text)?;
    let decoded = percent_decode_str(&note.text).decode_utf8_lossy().into_owned();
    let beside = Walk::beside(&file, config, skip)?;
    let named = beside.into_iter().filter(|asset| {
        let own = asset.path.rsplit('/').next().unwrap_or_default();
        note.text.contains(own) || decoded.contains(own)
    });
    let assets = measure(named.collect(), &mut diagnostics)?;
    let label = Path::new(&name).file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default();
    Ok((Notes { label, dialect, because, notes, assets, left_out: 0 }, diagnostics))
}

/// Reads the text of notes in parallel; what comes out is ordered by path.
///
/// # Errors
/// What is no fault of a file: see [`beyond_a_file`].
fn load(mut found: Vec<Found>) -> Result<(Vec<Note>, Vec<Diagnostic>), Error> {
    found.sort_unstable_by(|a, b| a.path.cmp(&b.path));
    let read: Vec<(Result<Note, Diagnostic>, Option<Diagnostic>)> =
        found.par_iter().map(load_one).collect::<Result<_, _>>()?;
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
    Ok((notes, diagnostics))
}

fn load_one(found: &Found) -> Result<(Result<Note, Diagnostic>, Option<Diagnostic>), Error> {
    // One byte more than is allowed tells a file that grew since it was found.
    let read = |size: u64| -> std::io::Result<Vec<u8>> {
        let mut bytes = Vec::with_capacity(size as usize + 1);
        open(&found.source)?.take(LARGEST + 1).read_to_end(&mut bytes)?;
        Ok(bytes)
    };
    let bytes = match found.size {
        size if size > LARGEST => Ok(None),
        size => read(size).map(|bytes| Some(bytes).filter(|bytes| bytes.len() as u64 <= LARGEST)),
    };
    match bytes {
        Ok(Some(bytes)) => {
            let (text, told) = decode::text(bytes);
            let note = Note { path: Arc::from(found.path.as_str()), format: found.format, text: Arc::from(text) };
            Ok((Ok(note), told))
        }
        Ok(None) => {
            let message = format!("{} is larger than 32 MiB and was left out", found.path);
            let told = Diagnostic::new(Code::TooMuch, Span::default(), message).in_path(found.path.clone());
            Ok((Err(told.help("part it into several notes")), None))
        }
        Err(error) if beyond_a_file(&error) => Err(Error::io("read", &found.source, &error)),
        Err(error) => Ok((Err(unreadable(&found.path, &error)), None)),
    }
}

/// A file of the notes that the system does not let be read.
fn unreadable(path: &str, error: &std::io::Error) -> Diagnostic {
    let Error { message, help, .. } = Error::io("read", Path::new(path), error);
    Diagnostic { help, ..Diagnostic::new(Code::Unreadable, Span::default(), message).in_path(path) }
}

/// Whether it is the system that is short of something, and not the file that is bad: a site without the note would be
/// one that nobody wrote.
fn beyond_a_file(error: &std::io::Error) -> bool {
    // EMFILE and ENFILE, which have no kind of their own.
    matches!(error.kind(), ErrorKind::OutOfMemory | ErrorKind::Interrupted)
        || matches!(error.raw_os_error(), Some(23 | 24))
}

/// The files that can be read, with the sizes of pictures; their heads are looked at in parallel. One that cannot is told,
/// and is not part of the site: it must not fail a build later.
///
/// # Errors
/// What is no fault of a file: see [`beyond_a_file`].
fn measure(mut found: Vec<Found>, diagnostics: &mut Vec<Diagnostic>) -> Result<Vec<Asset>, Error> {
    const IMAGES: &[&str] = &["png", "jpg", "jpeg", "gif", "webp", "svg", "bmp", "avif", "heic", "tiff", "ico"];
    found.sort_unstable_by(|a, b| a.path.cmp(&b.path));
    let measure = |found: Found| {
        match open(&found.source) {
            Err(error) if beyond_a_file(&error) => return Err(Error::io("read", &found.source, &error)),
            Err(error) => return Ok(Err(unreadable(&found.path, &error))),
            Ok(_) => {}
        }
        let extension = walk::extension(&found.path);
        // A picture whose head cannot be read is shown in the size it has.
        let look = || walled(|| imagesize::size(&found.source).ok()).ok().flatten();
        let size = IMAGES.contains(&extension.as_str()).then(look).flatten();
        let dimensions = size.and_then(|size| Some((size.width.try_into().ok()?, size.height.try_into().ok()?)));
        Ok(Ok(Asset { path: Arc::from(found.path), size: found.size, dimensions, source: found.source }))
    };
    let measured: Vec<Result<Asset, Diagnostic>> = found.into_par_iter().map(measure).collect::<Result<_, _>>()?;
    let mut assets = Vec::with_capacity(measured.len());
    for file in measured {
        match file {
            Ok(asset) => assets.push(asset),
            Err(told) => diagnostics.push(told),
        }
    }
    Ok(assets)
}

#[cfg(test)]
mod tests;
