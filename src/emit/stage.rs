//! The folder beside the target in which a new site grows, and how it takes the target's place.
//!
//! Removes only what a manifest lists and folders that are then empty: never a folder with its content.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use super::manifest::Manifest;
use super::target::{Target, remove_litter};
use crate::config::MARKER;
use crate::error::Error;

/// A site in the making.
pub struct Stage {
    pub path: PathBuf,
}

impl Stage {
    /// Makes the stage and all its folders. Its manifest comes first and lists all that is to come, so
    /// that a build that is killed leaves nothing that the next one cannot clear away.
    pub fn new(target: &Target, paths: &[String]) -> Result<Stage, Error> {
        fs::create_dir_all(&target.parent).map_err(|error| Error::io("create", &target.parent, &error))?;
        let stage = Stage { path: target.parent.join(format!(".{}.new-{}", target.name, std::process::id())) };
        fs::create_dir(&stage.path).map_err(|error| Error::io("create", &stage.path, &error))?;
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

    /// Clears the stage away.
    pub fn discard(&self) {
        // What cannot be removed now is tried again by the next build.
        let _ = clear(&self.path);
    }

    /// Puts the stage in the target's place, and removes the old site.
    pub fn swap_in(&self, target: &Target, manifest: &Manifest, old: &Manifest) -> Result<(), Error> {
        let swapped = manifest.write(&self.path).and_then(|()| {
            sync(&self.path)?;
            self.swap(target)
        });
        match swapped {
            Ok(old_place) => {
                if let Some(place) = old_place {
                    // The site is in place; an old one that cannot be removed whole is swept later.
                    let _ = remove(&place, old);
                }
                Ok(())
            }
            Err(error) => {
                self.discard();
                Err(error)
            }
        }
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
        if exchange(&self.path, &target.path) {
            return Ok(Some(self.path.clone()));
        }
        let aside = target.parent.join(format!(".{}.old-{}", target.name, std::process::id()));
        fs::rename(&target.path, &aside).map_err(|error| {
            Error::io("replace", &target.path, &error)
                .help("annals swaps whole folders; a mount point cannot be swapped: name a folder below it")
        })?;
        if let Err(error) = fs::rename(&self.path, &target.path) {
            fs::rename(&aside, &target.path).map_err(|error| Error::io("bring back", &target.path, &error))?;
            return Err(Error::io("replace", &target.path, &error));
        }
        Ok(Some(aside))
    }
}

/// Swaps two folders in one step. False where the system cannot.
#[cfg(any(target_os = "linux", target_os = "android"))]
fn exchange(a: &Path, b: &Path) -> bool {
    use rustix::fs::{CWD, RenameFlags, renameat_with};
    renameat_with(CWD, a, CWD, b, RenameFlags::EXCHANGE).is_ok()
}

#[cfg(not(any(target_os = "linux", target_os = "android")))]
fn exchange(_: &Path, _: &Path) -> bool {
    false
}

/// Brings what was written to the disk before it takes the place of something that is there already.
#[cfg(any(target_os = "linux", target_os = "android"))]
fn sync(dir: &Path) -> Result<(), Error> {
    // Once for all files: a call for each would take seconds.
    fs::File::open(dir)
        .and_then(|dir| rustix::fs::syncfs(dir).map_err(Into::into))
        .map_err(|error| Error::io("write", dir, &error))
}

#[cfg(not(any(target_os = "linux", target_os = "android")))]
fn sync(_: &Path) -> Result<(), Error> {
    Ok(())
}

/// Removes what dead builds left beside the target. The lock is held, so no live one is met.
pub fn sweep(target: &Target) -> Result<(), Error> {
    let Ok(entries) = fs::read_dir(&target.parent) else { return Ok(()) };
    let (new, old) = (format!(".{}.new-", target.name), format!(".{}.old-", target.name));
    for entry in entries.flatten() {
        let name = entry.file_name().to_string_lossy().into_owned();
        let is_dir = entry.file_type().is_ok_and(|kind| kind.is_dir());
        if !is_dir || !(name.starts_with(&new) || name.starts_with(&old)) {
            continue;
        }
        let path = entry.path();
        if name.starts_with(&old) && !target.path.exists() && path.join(MARKER).is_file() {
            // Killed between two renames: the old site goes back to its place.
            fs::rename(&path, &target.path).map_err(|error| Error::io("bring back", &target.path, &error))?;
        } else {
            // What is not ours stays.
            let _ = clear(&path);
        }
    }
    Ok(())
}

fn clear(dir: &Path) -> Result<(), Error> {
    match Manifest::read(dir) {
        Ok(Some(manifest)) => remove(dir, &manifest),
        // Killed before it had a manifest: empty, or not ours.
        _ => fs::remove_dir(dir).map_err(|error| Error::io("remove", dir, &error)),
    }
}

/// Removes the files a manifest lists, then the folders they were in, then the manifest.
fn remove(dir: &Path, manifest: &Manifest) -> Result<(), Error> {
    for path in manifest.files.keys() {
        let path = dir.join(path);
        match fs::remove_file(&path) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
                return Err(Error::io("remove", &path, &error));
            }
            _ => {}
        }
    }
    for folder in folders(manifest.files.keys().map(String::as_str)).iter().rev() {
        let path = dir.join(folder);
        remove_litter(&path);
        // A folder that is not empty holds something foreign, and stays.
        let _ = fs::remove_dir(&path);
    }
    remove_litter(dir);
    let empty_but_marker = fs::read_dir(dir).is_ok_and(|entries| entries.count() <= 1);
    if empty_but_marker {
        let _ = fs::remove_file(dir.join(MARKER));
        fs::remove_dir(dir).map_err(|error| Error::io("remove", dir, &error))?;
    }
    Ok(())
}

/// The folders of paths, each after the one that holds it.
fn folders<'a>(paths: impl Iterator<Item = &'a str>) -> BTreeSet<&'a str> {
    let mut folders = BTreeSet::new();
    for path in paths {
        let mut rest = path;
        while let Some((above, _)) = rest.rsplit_once('/') {
            if !folders.insert(above) {
                break;
            }
            rest = above;
        }
    }
    folders
}
