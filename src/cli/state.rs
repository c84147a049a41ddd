//! Where what was handed out is kept: the user's state folder.
//!
//! Does not write it. It is the user's and not the notes': notes that came from somebody else must not say where
//! files are written, and nothing below them ever is.

use std::env::consts::OS;
use std::path::{Path, PathBuf};

use super::failure::Failure;
use crate::error::Error;
use crate::share::record::Record;
use crate::share::seal::Random;

/// The record of shares of the notes at a path.
///
/// # Errors
/// A system that names no folder of the user's, or one below the notes.
pub fn record(notes: &Path) -> Result<PathBuf, Failure> {
    let folder = folder(OS, |name| std::env::var_os(name).map(PathBuf::from)).ok_or_else(|| {
        Failure::usage("there is no folder to keep what was handed out", "set XDG_STATE_HOME to a folder of your own")
    })?;
    let place = std::fs::canonicalize(notes).unwrap_or_else(|_| notes.to_path_buf());
    let real = folder.ancestors().find_map(|above| above.canonicalize().ok());
    if place.is_dir() && real.is_some_and(|real| real.starts_with(&place)) {
        let said = format!("what was handed out would be kept below the notes, in {}", folder.display());
        return Err(Failure::usage(said, "set XDG_STATE_HOME to a folder outside of them"));
    }
    let name = &blake3::hash(place.as_os_str().as_encoded_bytes()).to_hex()[..16];
    Ok(folder.join("annals").join("shares").join(format!("{name}.json")))
}

/// The record at a path, or a new one.
///
/// # Errors
/// Those of [`Record::read`], and a system without random numbers.
pub fn read(path: &Path) -> Result<Record, Failure> {
    match Record::read(path)? {
        Some(record) => Ok(record),
        None => Ok(Record::new(*Random::system().bytes().map_err(Error::from)?)),
    }
}

/// Source: the XDG base directory specification; for other systems, what their makers say.
fn folder(os: &str, var: impl Fn(&str) -> Option<PathBuf>) -> Option<PathBuf> {
    let dir = |name: &str| var(name).filter(|dir| dir.is_absolute());
    let own = || match os {
        "windows" => dir("LOCALAPPDATA"),
        "macos" | "ios" => dir("HOME").map(|home| home.join("Library/Application Support")),
        _ => dir("HOME").map(|home| home.join(".local/state")),
    };
    dir("XDG_STATE_HOME").or_else(own)
}
