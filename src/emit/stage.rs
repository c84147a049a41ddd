//! The folder in which a new site grows, and how it takes the target's place.
//!
//! It stands beside the target, or within one that cannot be swapped. Removes only what a manifest lists and
//! folders that are then empty: never a folder with its content.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use super::journal;
use super::manifest::Manifest;
use super::target::{INSIDE, Target, remove_litter};
use crate::config::MARKER;
use crate::error::Error;

/// A site in the making.
pub struct Stage {
    pub path: PathBuf,
}

impl Stage {
    /// Makes the stage and all its folders. Its manifest comes first and lists all that is to come, so
    /// that a build that is killed leaves nothing that the next one cannot clear away.
    pub fn new(target: &Target, within: bool, paths: &[String]) -> Result<Stage, Error> {
        let stage = Stage { path: make_folder(target, within)? };
        let filled = Manifest::planned(paths).write(&stage.path).and_then(|()| {
            folders(paths.iter().map(String::as_str)).iter().try_for_each(|folder| {
                let path = stage.path.join(folder);
                fs::create_dir(&path).map_err(|error| Error::io("create", &path, &error))
            })
        });
        if let Err(error) = filled {
            stage.discard();
            return Err(error);
        }
        Ok(stage)
    }

    /// Clears the stage away. Gives it if that fails; the next build tries again.
    pub fn discard(&self) -> Option<PathBuf> {
        clear(&self.path).is_err().then(|| self.path.clone())
    }

    /// Puts the stage in the target's place, and removes the old site. Gives the old site if that fails.
    ///
    /// # Errors
    /// What the disk refuses. The target is then as it was, unless the message says that the new site is in place.
    pub fn swap_in(&self, target: &Target, manifest: &Manifest, old: &Manifest) -> Result<Option<PathBuf>, Error> {
        manifest.write(&self.path)?;
        sync(&self.path)?;
        let old_place = self.swap(target)?;
        let flushed = sync_dir(&target.parent).map_err(|error| {
            let message = format!("{}: the new site is in place, but not safe from a power failure yet", error.message);
            Error { message, ..error }
        });
        let leftover = old_place.filter(|place| remove(place, old).is_err());
        flushed.map(|()| leftover)
    }

    /// Gives where the old site is afterwards, if there was one.
    fn swap(&self, target: &Target) -> Result<Option<PathBuf>, Error> {
        if !target.exists {
            fs::rename(&self.path, &target.path).map_err(|error| Error::io("create", &target.path, &error))?;
            return Ok(None);
        }
        if let Ok(meta) = fs::metadata(&target.path) {
            // A folder the user opened to others stays open to them; where that fails, nothing is lost.
            let _ = fs::set_permissions(&self.path, meta.permissions());
        }
        let refused = |error: std::io::Error| {
            let told = Error::io("replace", &target.path, &error);
            match error.kind() {
                std::io::ErrorKind::ResourceBusy => told.help("a folder in use is filled file by file: --in-place"),
                _ => told,
            }
        };
        if exchange(&self.path, &target.path).map_err(refused)? {
            return Ok(Some(self.path.clone()));
        }
        let aside = target.parent.join(format!(".{}.old-{}", target.name, std::process::id()));
        journal::replace(target, &aside, &self.path)?;
        Ok(Some(aside))
    }
}

/// A new folder, beside the target or within it. Process numbers come again, so a number may be taken.
fn make_folder(target: &Target, within: bool) -> Result<PathBuf, Error> {
    let mut id = std::process::id();
    loop {
        let path = match within {
            true => target.path.join(format!("{INSIDE}{id}")),
            false => target.parent.join(format!(".{}.new-{id}", target.name)),
        };
        match fs::create_dir(&path) {
            Ok(()) => return Ok(path),
            Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => id = id.wrapping_add(1),
            Err(error) if within => return Err(Error::io("create", &path, &error)),
            Err(error) => return Err(super::lock::beside(target, Error::io("create", &path, &error), &error)),
        }
    }
}

/// Swaps two folders in one step. False where the disk or the kernel cannot.
#[cfg(any(target_os = "linux", target_os = "android"))]
fn exchange(a: &Path, b: &Path) -> std::io::Result<bool> {
    use rustix::fs::{CWD, RenameFlags, renameat_with};
    use rustix::io::Errno;
    match renameat_with(CWD, a, CWD, b, RenameFlags::EXCHANGE) {
        Ok(()) => Ok(true),
        Err(Errno::INVAL | Errno::NOSYS | Errno::OPNOTSUPP) => Ok(false),
        Err(error) => Err(error.into()),
    }
}

#[cfg(not(any(target_os = "linux", target_os = "android")))]
fn exchange(_: &Path, _: &Path) -> std::io::Result<bool> {
    Ok(false)
}

/// Brings what was written to the disk before it takes the place of something that is there already.
#[cfg(any(target_os = "linux", target_os = "android"))]
pub fn sync(dir: &Path) -> Result<(), Error> {
    // Once for all files: a call for each would take seconds.
    fs::File::open(dir)
        .and_then(|dir| rustix::fs::syncfs(dir).map_err(Into::into))
        .map_err(|error| Error::io("write", dir, &error))
}

#[cfg(not(any(target_os = "linux", target_os = "android")))]
pub fn sync(_: &Path) -> Result<(), Error> {
    Ok(())
}

/// Brings the names in a folder to the disk: after a power failure they are those that were given last.
#[cfg(unix)]
pub fn sync_dir(dir: &Path) -> Result<(), Error> {
    use std::io::ErrorKind;
    match fs::File::open(dir).and_then(|dir| dir.sync_all()) {
        // Some file systems keep no folders that could be flushed.
        Err(error) if !matches!(error.kind(), ErrorKind::InvalidInput | ErrorKind::Unsupported) => {
            Err(Error::io("flush", dir, &error))
        }
        _ => Ok(()),
    }
}

#[cfg(not(unix))]
pub fn sync_dir(_: &Path) -> Result<(), Error> {
    Ok(())
}

/// Removes what dead builds left beside the target and in it. The lock is held, so no live one is met.
pub fn sweep(target: &Target) -> Result<(), Error> {
    let (new, old) = (format!(".{}.new-", target.name), format!(".{}.old-", target.name));
    for path in folders_in(&target.parent, |name| name.starts_with(&new) || name.starts_with(&old)) {
        let is_old = path.file_name().is_some_and(|name| name.to_string_lossy().starts_with(&old));
        if is_old && !target.path.exists() && path.join(MARKER).is_file() {
            // Killed between two renames, and the journal is lost: the old site goes back to its place.
            fs::rename(&path, &target.path).map_err(|error| Error::io("bring back", &target.path, &error))?;
        } else {
            // What is not ours stays.
            let _ = clear(&path);
        }
    }
    for path in folders_in(&target.path, |name| name.starts_with(INSIDE)) {
        let _ = clear(&path);
    }
    Ok(())
}

/// Whether there is something beside the target that a build at work, or one that died, put there.
pub fn is_in_the_making(target: &Target) -> bool {
    let prefix = format!(".{}.", target.name);
    let ours = ["lock", "journal", "new-", "old-"];
    let entries = fs::read_dir(&target.parent).into_iter().flatten().flatten();
    entries.into_iter().any(|entry| {
        let name = entry.file_name();
        let rest = name.to_str().and_then(|name| name.strip_prefix(&prefix));
        rest.is_some_and(|rest| ours.iter().any(|kind| rest.starts_with(kind)))
    })
}

/// Folders right in a folder whose names are of a kind. One that cannot be listed has none: who needs it will say so.
fn folders_in(dir: &Path, named: impl Fn(&str) -> bool) -> Vec<PathBuf> {
    let entries = fs::read_dir(dir).into_iter().flatten().flatten();
    let folders = entries.filter(|entry| entry.file_type().is_ok_and(|kind| kind.is_dir()));
    folders.filter(|entry| named(&entry.file_name().to_string_lossy())).map(|entry| entry.path()).collect()
}

fn clear(dir: &Path) -> Result<(), Error> {
    match Manifest::read(dir, dir) {
        Ok(Some(manifest)) => remove(dir, &manifest),
        // Killed before it had a manifest: empty, or not ours.
        _ => {
            Manifest::forget(dir);
            fs::remove_dir(dir).map_err(|error| Error::io("remove", dir, &error))
        }
    }
}

/// Removes the files a manifest lists, then the folders they were in, then the manifest.
fn remove(dir: &Path, manifest: &Manifest) -> Result<(), Error> {
    let paths: Vec<&str> = manifest.files.keys().map(String::as_str).collect();
    remove_files(dir, &paths)?;
    remove_litter(dir);
    Manifest::forget(dir);
    let empty_but_marker = fs::read_dir(dir).is_ok_and(|entries| entries.count() <= 1);
    if empty_but_marker {
        let _ = fs::remove_file(dir.join(MARKER));
    }
    // What holds something foreign stays, with the list of what was ours.
    fs::remove_dir(dir).map_err(|error| Error::io("remove", dir, &error))
}

/// Removes files of a site, and the folders that are then empty.
pub fn remove_files(dir: &Path, paths: &[&str]) -> Result<(), Error> {
    for path in paths {
        let path = dir.join(path);
        match fs::remove_file(&path) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
                return Err(Error::io("remove", &path, &error));
            }
            _ => {}
        }
    }
    for folder in folders(paths.iter().copied()).iter().rev() {
        let path = dir.join(folder);
        remove_litter(&path);
        // A folder that is not empty holds something that stays.
        let _ = fs::remove_dir(&path);
    }
    Ok(())
}

/// The folders of paths, each after the one that holds it.
pub fn folders<'a>(paths: impl Iterator<Item = &'a str>) -> BTreeSet<&'a str> {
    let mut folders = BTreeSet::new();
    for path in paths {
        // Where a folder is known, so are those above it.
        above(path).all(|folder| folders.insert(folder));
    }
    folders
}

/// The folders that hold a path, the innermost first.
pub fn above(path: &str) -> impl Iterator<Item = &str> {
    std::iter::successors(path.rsplit_once('/'), |(folder, _)| folder.rsplit_once('/')).map(|(folder, _)| folder)
}
