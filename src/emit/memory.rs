//! Keeps a file of the user's cache folder: what was worked out once and need not be worked out again.
//!
//! Does not know what is in it. Such a file may go at any time, so that none is better than one that is in doubt, and
//! nothing is flushed: whoever reads it must tell a whole one from a half.

use std::fs::{self, DirBuilder, File, OpenOptions};
use std::io::{Read, Write};
use std::path::Path;
use std::time::Duration;

use super::owner::{owned, private};
use crate::error::Error;

/// A larger file is not one that annals wrote.
const LARGEST: u64 = 256 << 20;
/// What a build that died was writing is swept after this time.
const STALE: Duration = Duration::from_secs(60 * 60);

/// What was remembered; nothing if there is nothing that can be read.
pub fn recall(path: &Path) -> Vec<u8> {
    let read = || -> std::io::Result<Vec<u8>> {
        let meta = fs::metadata(path)?;
        // Opening a pipe would wait for ever.
        if !meta.is_file() || meta.len() > LARGEST {
            return Ok(Vec::new());
        }
        let mut bytes = Vec::with_capacity(meta.len() as usize + 1);
        File::open(path)?.take(LARGEST).read_to_end(&mut bytes)?;
        Ok(bytes)
    };
    // Without a memory all is worked out anew: slower, and as right.
    read().unwrap_or_default()
}

/// Writes what is to be remembered: at any time the old file is there, or the new, for its owner alone.
///
/// # Errors
/// Whatever the disk refuses. The old file is then as it was.
pub fn remember(path: &Path, bytes: &[u8]) -> Result<(), Error> {
    let (Some(folder), Some(name)) = (path.parent(), path.file_name()) else {
        return Err(Error::new(format!("{} is no place for a file", path.display())));
    };
    private(DirBuilder::new().recursive(true)).create(folder).map_err(|error| Error::io("create", folder, &error))?;
    let unfinished = format!("{}.new-", name.to_string_lossy());
    sweep(folder, &unfinished);
    // Builds at the same time each write their own; the last to end is remembered.
    let place = folder.join(format!("{unfinished}{}", std::process::id()));
    let write = || -> std::io::Result<()> {
        owned(OpenOptions::new().write(true).create(true).truncate(true)).open(&place)?.write_all(bytes)?;
        fs::rename(&place, path)
    };
    write().map_err(|error| {
        // What stays is swept later.
        let _ = fs::remove_file(&place);
        Error::io("write", path, &error)
    })
}

fn sweep(folder: &Path, unfinished: &str) {
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let old = || entry.metadata().and_then(|meta| meta.modified()).ok()?.elapsed().ok();
        if entry.file_name().to_string_lossy().starts_with(unfinished) && old().is_some_and(|age| age > STALE) {
            let _ = fs::remove_file(entry.path());
        }
    }
}
