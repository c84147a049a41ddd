//! Reads a folder of notes, or one file, into memory.
//!
//! The only reader of the notes. Does not write, does not follow a link out of the folder, and does
//! not know what the text means.

mod conflict;
mod decode;
mod dialect;
mod open;
mod reader;
pub mod there;
mod walk;
pub mod watch;

pub use dialect::graph_of;
pub use open::{bytes, open};
pub use reader::{Changed, Reader};

use std::io::{BufReader, ErrorKind, Read};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use rayon::prelude::*;

use crate::config::{Config, Logseq};
use crate::diagnostic::{Code, Diagnostic};
use crate::error::Error;
use crate::notes::{Asset, Notes};
use crate::span::Span;
use crate::wall::walled;
use walk::Found;

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

/// Files that hold no notes, whatever else they hold.
const NO_NOTES: [&str; 22] = [
    "edn", "toml", "json", "yaml", "yml", "html", "htm", "css", "js", "pdf", "png", "jpg", "jpeg", "gif", "webp",
    "svg", "zip", "gz", "docx", "xlsx", "sqlite", "db",
];

/// Reads `input`, a folder or one file of any extension that notes may have. Folders in `skip` are passed over, as is every
/// folder that holds a site of annals' own.
///
/// # Errors
/// Something that cannot be read as notes at all: not there, empty, no notes in it, or a Logseq
/// database; and an `exclude` that is no glob. A single file that cannot be read is a diagnostic.
pub fn read(input: &Path, config: &Config, skip: &[PathBuf]) -> Result<(Notes, Vec<Diagnostic>), Error> {
    Reader::default().read(input, config, skip, Changed::Anything)
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
/// and is not part of the site: it must not fail a build later. Those that are `known` are not looked at again.
///
/// # Errors
/// What is no fault of a file: see [`beyond_a_file`].
fn measure(
    mut found: Vec<Found>,
    known: &(dyn Fn(&Found) -> Option<Asset> + Sync),
    diagnostics: &mut Vec<Diagnostic>,
) -> Result<Vec<Asset>, Error> {
    const IMAGES: &[&str] = &["png", "jpg", "jpeg", "gif", "webp", "svg", "bmp", "avif", "heic", "tiff", "ico"];
    found.sort_unstable_by(|a, b| a.path.cmp(&b.path));
    let measure = |found: Found| {
        if let Some(asset) = known(&found) {
            return Ok(Ok(asset));
        }
        let file = match open(&found.source) {
            Err(error) if beyond_a_file(&error) => return Err(Error::io("read", &found.source, &error)),
            Err(error) => return Ok(Err(unreadable(&found.path, &error))),
            Ok(file) => file,
        };
        let extension = walk::extension(&found.path);
        // A picture whose head cannot be read is shown in the size it has.
        let look = || walled(|| imagesize::reader_size(BufReader::new(file)).ok()).ok().flatten();
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
