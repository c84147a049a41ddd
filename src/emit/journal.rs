//! The two lines beside the target while it is replaced in two steps, where the disk cannot exchange folders in one.
//!
//! First line: where the old site goes; second: where the new one stands. A build that died between the two
//! steps is finished by the next. Does not remove either.

use std::fs::{self, File};
use std::io::{ErrorKind, Write};
use std::path::{Path, PathBuf};

use super::stage::sync_dir;
use super::target::Target;
use crate::config::MARKER;
use crate::error::Error;

fn place(target: &Target) -> PathBuf {
    target.parent.join(format!(".{}.journal", target.name))
}

/// Renames the target to `old`, then `new` to the target. Both stand beside it, and `new` is on the disk.
///
/// # Errors
/// A step that the disk refuses. The target is then as it was, or comes back with the next build.
pub fn replace(target: &Target, old: &Path, new: &Path) -> Result<(), Error> {
    let journal = place(target);
    let name = |path: &Path| path.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let written = File::create(&journal).and_then(|mut file| {
        write!(file, "{}\n{}\n", name(old), name(new))?;
        file.sync_all()
    });
    let replaced = written.map_err(|error| Error::io("write", &journal, &error)).and_then(|()| steps(target, old, new));
    // Left behind by a step back that failed too: the next build needs it.
    if replaced.is_ok() || target.path.exists() {
        let _ = fs::remove_file(&journal);
    }
    replaced
}

fn steps(target: &Target, old: &Path, new: &Path) -> Result<(), Error> {
    // Before the old site goes, the way back must be on the disk.
    sync_dir(&target.parent)?;
    fs::rename(&target.path, old).map_err(|error| Error::io("replace", &target.path, &error))?;
    if let Err(error) = fs::rename(new, &target.path) {
        fs::rename(old, &target.path).map_err(|error| Error::io("bring back", &target.path, &error))?;
        return Err(Error::io("replace", &target.path, &error));
    }
    Ok(())
}

/// Finishes what a dead build began. The lock is held, so no live one is met.
///
/// # Errors
/// A journal that cannot be read, or a site that cannot be brought into place.
pub fn replay(target: &Target) -> Result<(), Error> {
    let journal = place(target);
    let text = match fs::read_to_string(&journal) {
        Ok(text) => text,
        Err(error) if matches!(error.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory) => return Ok(()),
        Err(error) => return Err(Error::io("read", &journal, &error)),
    };
    if !target.path.exists() {
        let mut lines = text.lines();
        let (old, new) = (lines.next().unwrap_or_default(), lines.next().unwrap_or_default());
        // Only names that annals gives are obeyed, and only folders that hold a site.
        let prefix = format!(".{}.", target.name);
        let site = |name: &str| name.starts_with(&prefix) && !name.contains('/');
        let found = [new, old].into_iter().filter(|name| site(name)).map(|name| target.parent.join(name));
        if let Some(found) = found.into_iter().find(|dir| dir.join(MARKER).is_file()) {
            fs::rename(&found, &target.path).map_err(|error| Error::io("bring back", &target.path, &error))?;
        }
    }
    fs::remove_file(&journal).map_err(|error| Error::io("remove", &journal, &error))
}
