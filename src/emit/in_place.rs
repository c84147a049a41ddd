//! Fills a target that stays the folder it is: a mount point, or one that somebody holds open.
//!
//! Each file is replaced whole, in an order in which no page that is read meanwhile leads to a file that is
//! not there yet; deletions come last. Does not decide which files are new.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use super::manifest::Manifest;
use super::stage::{self, Stage};
use super::target::Target;
use crate::error::Error;

/// Moves the `new` files of the stage into the target, in this order, and removes what `manifest` no longer lists. Gives the
/// stage if it could not be cleared away.
///
/// # Errors
/// Whatever the disk refuses. Until the first file is moved the target is as it was; from then on its manifest lists
/// the old files and the new, so that the next build can go on.
pub fn bring_in(
    stage: &Stage,
    target: &Target,
    manifest: &Manifest,
    old: &Manifest,
    new: &[&str],
) -> Result<Option<PathBuf>, Error> {
    stage::sync(&stage.path)?;
    // Until all is done it is made from nothing that could be told.
    let mut both = Manifest { files: old.files.clone(), origin: None };
    both.files.extend(manifest.files.iter().map(|(path, size)| (path.clone(), *size)));
    both.replace(&target.path)?;
    let half = |error: Error| Error {
        help: Some("some files are new and some old: run again to make the site whole".into()),
        ..error
    };
    let stale: Vec<&str> =
        old.files.keys().filter(|path| !manifest.files.contains_key(*path)).map(String::as_str).collect();
    // A file that is to be a folder, or a folder that is to be a file, must go before the new one comes.
    let (files, folders): (BTreeSet<&str>, _) = (new.iter().copied().collect(), stage::folders(new.iter().copied()));
    let blocks = |old: &str| folders.contains(old) || stage::above(old).any(|folder| files.contains(folder));
    let (blocking, last): (Vec<&str>, Vec<&str>) = stale.into_iter().partition(|old| blocks(old));
    stage::remove_files(&target.path, &blocking).map_err(half)?;
    for path in new {
        let place = target.path.join(path);
        let folder = place.parent().unwrap_or(&target.path);
        fs::create_dir_all(folder).map_err(|error| half(Error::io("create", folder, &error)))?;
        fs::rename(stage.path.join(path), &place).map_err(|error| half(Error::io("replace", &place, &error)))?;
    }
    stage::remove_files(&target.path, &last).map_err(half)?;
    manifest.replace(&target.path).map_err(half)?;
    stage::sync_dir(&target.path).map_err(half)?;
    Ok(stage.discard())
}

/// Whether a folder is one that cannot be renamed, since something else is mounted on it.
#[cfg(any(target_os = "linux", target_os = "android"))]
pub fn is_mount_point(dir: &Path) -> bool {
    use rustix::fs::{AtFlags, CWD, StatxAttributes, StatxFlags, statx};
    statx(CWD, dir, AtFlags::empty(), StatxFlags::BASIC_STATS)
        .is_ok_and(|stat| stat.stx_attributes.contains(StatxAttributes::MOUNT_ROOT))
}

#[cfg(not(any(target_os = "linux", target_os = "android")))]
pub fn is_mount_point(dir: &Path) -> bool {
    // Another disk than the folder above it.
    #[cfg(unix)]
    {
        use std::os::unix::fs::MetadataExt;
        let device = |dir: &Path| fs::metadata(dir).map(|meta| meta.dev()).ok();
        return dir.parent().is_some_and(|above| device(above) != device(dir));
    }
    #[cfg(not(unix))]
    {
        let _ = dir;
        false
    }
}
