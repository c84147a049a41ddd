//! The list of files that are annals' own: what makes a folder one that may be replaced.
//!
//! Says of each how large it is, and of all what they were made from, so that the same need not be made again. Holds no
//! times, so that the same input has the same manifest. Does not touch the files it lists.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::Write;
use std::path::Path;

use serde::{Deserialize, Serialize};

use crate::config::MARKER;
use crate::error::Error;

/// What a site was made from, and what there was to say about it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Origin {
    /// Equal if all that decides the bytes of the site is.
    pub fingerprint: String,
    /// For whoever finds it equal: what the build told, as its maker wrote it. It lies where the site is published, so it
    /// may say no more than the site does.
    pub account: serde_json::Value,
}

/// Paths below the folder, relative and with `/`, and their sizes in bytes, where these are known: they are not while a
/// site grows.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Manifest {
    pub files: BTreeMap<String, Option<u64>>,
    /// None of a site that is not whole.
    pub origin: Option<Origin>,
}

#[derive(Serialize, Deserialize)]
struct Written {
    annals: u32,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    origin: Option<Origin>,
    /// Sizes; hashes in form 1.
    files: BTreeMap<String, serde_json::Value>,
}

/// The name of a manifest while it is written.
pub const UNFINISHED: &str = ".annals.json.new";

/// The form of manifests this program writes. The one before it is still read, so that a site which has it can be replaced.
const VERSION: u32 = 2;

impl Manifest {
    /// What a stage lists before it is filled: all it will hold, so that it can be cleared away.
    pub fn planned(paths: &[String]) -> Manifest {
        Manifest { files: paths.iter().map(|path| (path.clone(), None)).collect(), origin: None }
    }

    /// The manifest of a folder, if it has one. `shown` is what the user calls the folder.
    pub fn read(dir: &Path, shown: &Path) -> Result<Option<Manifest>, Error> {
        let path = shown.join(MARKER);
        let bytes = match std::fs::read(dir.join(MARKER)) {
            Ok(bytes) => bytes,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(None),
            Err(error) if error.kind() == std::io::ErrorKind::NotADirectory => return Ok(None),
            Err(error) => return Err(Error::io("read", &path, &error)),
        };
        let bad = |what: &str| {
            Error::new(format!("`{}` {what}", path.display()))
                .help("it lists what annals wrote there; move the folder away, and build anew")
        };
        // Where in it says nothing to anybody: nobody wrote it by hand.
        let written: Written = serde_json::from_slice(&bytes).map_err(|_| bad("is damaged"))?;
        if !(1..=VERSION).contains(&written.annals) {
            return Err(bad(&format!("was written by another version of annals (form {})", written.annals)));
        }
        // A list that leads out of its folder was not written by annals, and is not obeyed.
        super::target::check_paths(written.files.keys())
            .map_err(|error| bad(&format!("is damaged: {}", error.message)))?;
        let files = written.files.into_iter().map(|(path, size)| (path, size.as_u64())).collect();
        Ok(Some(Manifest { files, origin: written.origin }))
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
        let files = self.files.iter().map(|(path, size)| (path.clone(), (*size).into())).collect();
        let text = serde_json::to_string_pretty(&Written { annals: VERSION, origin: self.origin.clone(), files })
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
