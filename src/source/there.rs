//! Says whether a file or folder is there, or that nobody can tell.
//!
//! What the notes are read as depends on it: a disk that fails to answer must not pass for one that says no.

use std::fs::Metadata;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use crate::error::Error;

/// Whether it is a plain file, links followed.
///
/// # Errors
/// The system cannot tell.
pub fn is_file(path: &Path) -> Result<bool, Error> {
    Ok(look(path)?.is_some_and(|meta| meta.is_file()))
}

/// Whether it is a folder, links followed.
///
/// # Errors
/// The system cannot tell.
pub fn is_dir(path: &Path) -> Result<bool, Error> {
    Ok(look(path)?.is_some_and(|meta| meta.is_dir()))
}

/// The real path, if it is there.
///
/// # Errors
/// The system cannot tell.
pub fn real(path: &Path) -> Result<Option<PathBuf>, Error> {
    answer(path, path.canonicalize())
}

fn look(path: &Path) -> Result<Option<Metadata>, Error> {
    answer(path, std::fs::metadata(path))
}

fn answer<T>(path: &Path, said: std::io::Result<T>) -> Result<Option<T>, Error> {
    match said {
        Ok(found) => Ok(Some(found)),
        Err(error) if matches!(error.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory) => Ok(None),
        Err(error) => Err(Error::io("look at", path, &error)),
    }
}
