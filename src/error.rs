//! What can go wrong outside the notes: a folder that is not there, a disk that is full, a template that fails.
//!
//! Does not print. What is wrong *in* notes is a [`crate::diagnostic::Diagnostic`] and never stops a build.

use std::fmt;
use std::io;
use std::path::Path;

use crate::span::Span;

/// A place in a file that is no note: a template, a config.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// What the file is called in messages.
    pub path: String,
    /// All of it.
    pub text: String,
    /// Where in it.
    pub span: Span,
}

/// Why the work could not be done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Error {
    /// What happened, and where, as a sentence without its full stop.
    pub message: String,
    /// What to do about it.
    pub help: Option<String>,
    /// Where it is, if that is a place in a file.
    pub place: Option<Box<Place>>,
}

impl Error {
    /// An error without advice.
    pub fn new(message: impl Into<String>) -> Error {
        Error { message: message.into(), help: None, place: None }
    }

    /// With what to do about it.
    pub fn help(mut self, help: impl Into<String>) -> Error {
        self.help = Some(help.into());
        self
    }

    /// At a place in a file.
    pub fn at(mut self, place: Place) -> Error {
        self.place = Some(Box::new(place));
        self
    }

    /// Something the system refused: `doing` is "read", "write", "create" …
    pub fn io(doing: &str, path: &Path, error: &io::Error) -> Error {
        let mut reason = error.to_string();
        // "(os error 2)" says nothing that the words before it do not.
        if let Some(at) = reason.find(" (os error") {
            reason.truncate(at);
        }
        let told = Error::new(format!("cannot {doing} {}: {}", path.display(), reason.to_lowercase()));
        told.help(match (error.kind(), error.raw_os_error()) {
            (io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded, _) => {
                "free some space and run again; what was there before is untouched"
            }
            (io::ErrorKind::PermissionDenied, _) => "check who owns it and what its mode allows",
            (io::ErrorKind::ReadOnlyFilesystem, _) => "the disk is mounted for reading only; name a folder on another",
            (io::ErrorKind::NotFound, _) => "it is not there, or was moved or removed meanwhile",
            (io::ErrorKind::OutOfMemory, _) => "end other programs and run again",
            // EMFILE and ENFILE, which have no kind of their own.
            (_, Some(23 | 24)) => "too many files are open: raise the limit with `ulimit -n 4096`, and run again",
            _ => "run again; if it stays so, see what the system's log says of this disk",
        })
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for Error {}
