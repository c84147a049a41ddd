//! The list of files that are annals' own: what makes a folder one that may be replaced.
//!
//! Holds no times, so that equal sites have equal manifests. Does not touch the files it lists.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::Write;
use std::path::Path;

use serde::{Deserialize, Serialize};

use crate::config::MARKER;
use crate::error::Error;

/// The first half of a BLAKE3 hash, in hexadecimal when written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Digest([u8; 16]);

impl Digest {
    pub fn of(bytes: &[u8]) -> Digest {
        Digest::from(blake3::hash(bytes))
    }
}

impl From<blake3::Hash> for Digest {
    fn from(hash: blake3::Hash) -> Digest {
        let mut half = [0; 16];
        half.copy_from_slice(&hash.as_bytes()[..16]);
        Digest(half)
    }
}

/// Paths below the folder, relative and with `/`, and what they hold.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Manifest {
    pub files: BTreeMap<String, Digest>,
}

#[derive(Serialize, Deserialize)]
struct Written {
    annals: u32,
    files: BTreeMap<String, String>,
}

/// The name of a manifest while it is written.
pub const UNFINISHED: &str = ".annals.json.new";

/// The form of manifests this program writes.
const VERSION: u32 = 1;

impl Manifest {
    /// What a stage lists before it is filled: all it will hold, so that it can be cleared away.
    pub fn planned(paths: &[String]) -> Manifest {
        Manifest { files: paths.iter().map(|path| (path.clone(), Digest::default())).collect() }
    }

    /// The manifest of a folder, if it has one.
    pub fn read(dir: &Path) -> Result<Option<Manifest>, Error> {
        let path = dir.join(MARKER);
        let bytes = match std::fs::read(&path) {
            Ok(bytes) => bytes,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(None),
            Err(error) if error.kind() == std::io::ErrorKind::NotADirectory => return Ok(None),
            Err(error) => return Err(Error::io("read", &path, &error)),
        };
        let bad = |what: String| {
            Error::new(format!("{} cannot be used: {what}", path.display()))
                .help("it lists what annals wrote there; move the folder away, and build anew")
        };
        let written: Written = serde_json::from_slice(&bytes).map_err(|error| bad(error.to_string()))?;
        if written.annals != VERSION {
            return Err(bad(format!("it was written by another version of annals (form {})", written.annals)));
        }
        // A list that leads out of its folder was not written by annals, and is not obeyed.
        let paths: Vec<String> = written.files.keys().cloned().collect();
        super::target::check_paths(&paths).map_err(|error| bad(error.message))?;
        let files = written.files.into_iter().map(|(path, digest)| (path, parse(&digest))).collect();
        Ok(Some(Manifest { files }))
    }

    /// Writes the manifest of a folder: the old one or the new is there at any time, never a half.
    pub fn write(&self, dir: &Path) -> Result<(), Error> {
        self.put(dir, false)
    }

    /// The same, on the disk before the old one goes.
    pub fn replace(&self, dir: &Path) -> Result<(), Error> {
        self.put(dir, true)
    }

    /// Removes a manifest that was never finished.
    pub fn forget(dir: &Path) {
        // Mostly there is none.
        let _ = std::fs::remove_file(dir.join(UNFINISHED));
    }

    fn put(&self, dir: &Path, flush: bool) -> Result<(), Error> {
        let hex = |digest: &Digest| digest.0.iter().map(|byte| format!("{byte:02x}")).collect::<String>();
        let files = self.files.iter().map(|(path, digest)| (path.clone(), hex(digest))).collect();
        let text = serde_json::to_string_pretty(&Written { annals: VERSION, files })
            .map_err(|error| Error::new(format!("cannot write a manifest: {error}")))?;
        let (path, unfinished) = (dir.join(MARKER), dir.join(UNFINISHED));
        let write = || -> std::io::Result<()> {
            let mut file = File::create(&unfinished)?;
            file.write_all((text + "\n").as_bytes())?;
            if flush {
                file.sync_all()?;
            }
            std::fs::rename(&unfinished, &path)
        };
        write().map_err(|error| {
            Manifest::forget(dir);
            Error::io("write", &path, &error)
        })
    }
}

/// A digest as written; one that is no digest equals none, so that its file is written again.
fn parse(hex: &str) -> Digest {
    let mut digest = [0; 16];
    if hex.len() != 32 || !hex.is_ascii() {
        return Digest::default();
    }
    for (i, byte) in digest.iter_mut().enumerate() {
        *byte = u8::from_str_radix(&hex[2 * i..2 * i + 2], 16).unwrap_or_default();
    }
    Digest(digest)
}
