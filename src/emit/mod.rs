//! Brings an output folder into line with a site: all of it, or nothing.
//!
//! The files are written aside and put in place at the end, by one swap of folders or, where the target
//! must stay the folder it is, file by file. Only what a manifest lists is ever removed. Does not know
//! what the files mean.

mod files;
mod in_place;
mod journal;
mod lock;
mod manifest;
mod memory;
pub mod owner;
mod stage;
mod target;

pub use manifest::Origin;
pub use memory::{recall, remember};
pub use target::{Target, check_target};

use std::fs::File;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use rayon::prelude::*;

use crate::error::Error;
use crate::render::Asset;
use files::{Made, Room, keep, write_if_new};
use lock::Lock;
use manifest::Manifest;
use stage::Stage;

/// What to heed while publishing.
#[derive(Clone, Default)]
pub struct Options<'a> {
    /// The folder of notes, or the one file: never touched.
    pub notes: Option<PathBuf>,
    /// Put new files into the target one by one instead of swapping the folder: for whoever holds it open. A target that
    /// cannot be swapped, as a mount point, is treated so in any case.
    pub in_place: bool,
    /// Not 0 once the user wants an end: the target is then left as it was.
    pub stop: Arc<AtomicUsize>,
    /// Told when another build must be waited for, and when that is over.
    pub wait: Option<&'a (dyn Fn(Wait<'_>) + Sync)>,
}

/// The wait for another build of the same target.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wait<'a> {
    /// It began. The process that builds, if it has said so; empty if not.
    For(&'a str),
    /// The other has ended, and this build goes on.
    Over,
}

/// What was done.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Report {
    /// Files whose bytes are new.
    pub written: usize,
    /// Files that were there already with the same bytes; they keep their times.
    pub unchanged: usize,
    /// Files of the last site that are no more.
    pub removed: usize,
    /// Bytes of the whole site.
    pub bytes: u64,
    /// How long it took to bring the finished files into place: keeping, flushing, swapping. Making and writing each
    /// file are one step and cannot be told apart.
    pub placing: Duration,
    /// A folder that could not be removed afterwards: the old site, or where the new one grew. The next build tries again.
    pub leftover: Option<PathBuf>,
}

/// A whole site in an output folder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Published {
    /// What it was made from.
    pub origin: Origin,
    /// How many files it has.
    pub files: usize,
    /// Bytes of all of them.
    pub bytes: u64,
}

/// The site that stands in a target, if it is whole: each file is there in its size, no build is at work in it, and none
/// that died left anything. Nothing is written and no lock taken.
///
/// # Errors
/// Those of [`check_target`].
pub fn published(target: &Path, notes: Option<&Path>) -> Result<Option<Published>, Error> {
    let (found, whole) = target::survey(target::locate(target, notes)?, target)?;
    if !whole || stage::is_in_the_making(&found) {
        return Ok(None);
    }
    Ok(found.manifest.and_then(|Manifest { files, origin }| {
        let bytes = files.values().copied().flatten().sum();
        origin.map(|origin| Published { origin, files: files.len(), bytes })
    }))
}

/// Makes `target` the site that consists of `files`: each stands at `path(file)`, relative and with `/`,
/// and holds what `make(file)` gives. Both are called from many threads. Where files come into place one by
/// one, it is in the order given: what others refer to comes first. Once all are made, `origin` says what from.
///
/// # Errors
/// A target that is not annals' own (see [`check_target`]), a path that leads out of it or is there
/// twice, another build at work in it, the first error of `make`, an end that is asked for, and whatever the disk refuses.
/// The target is then as it was; if it was to be filled file by file and the disk fails in the midst of that, each file
/// is the old or the new one, and the next build goes on from there.
pub fn publish<T: Sync>(
    target: &Path,
    files: &[T],
    path: impl Fn(&T) -> String + Sync,
    make: impl Fn(&T) -> Result<Asset, Error> + Sync,
    origin: impl FnOnce() -> Option<Origin>,
    options: &Options<'_>,
) -> Result<Report, Error> {
    let shown = target;
    let mut target = target::locate(shown, options.notes.as_deref())?;
    let paths: Vec<String> = files.iter().map(&path).collect();
    target::check_paths(paths.iter())?;
    let in_place = target.exists && (options.in_place || target.is_mount_point());
    let _lock = Lock::take(&target, shown, in_place, options.wait)?;
    journal::replay(&target)?;
    stage::sweep(&target)?;
    // Only now: another build may have ended while this one waited.
    (target, _) = target::survey(target::locate(&target.path, options.notes.as_deref())?, shown)?;
    let in_place = in_place && target.exists;
    let (has_manifest, old) = (target.has_manifest(), target.manifest.take().unwrap_or_default());

    let stage = Stage::new(&target, in_place, &paths)?;
    let stopped = || match options.stop.load(Ordering::Relaxed) {
        0 => Ok(()),
        _ => Err(Error::new("stopped before the site was whole").help("what was there before is untouched")),
    };
    let work = || -> Result<Report, Error> {
        let made: Vec<Made> = files
            .par_iter()
            .zip(&paths)
            .map_init(Room::new, |room, (file, path)| {
                stopped()?;
                write_if_new(&target.path, &stage.path, path, make(file)?, &old, room)
            })
            .collect::<Result<_, _>>()?;
        let mut report = Report { bytes: made.iter().map(|made| made.size).sum(), ..Report::default() };
        report.written = made.iter().filter(|made| made.new).count();
        report.unchanged = made.len() - report.written;
        let sizes = paths.iter().cloned().zip(made.iter().map(|made| Some(made.size))).collect();
        let manifest = Manifest { files: sizes, origin: origin() };
        let begin = Instant::now();
        report.removed = old.files.keys().filter(|path| !manifest.files.contains_key(*path)).count();
        if report.written + report.removed == 0 && has_manifest {
            report.leftover = stage.discard();
            Manifest::forget(&target.path);
            // The same site, made from something else.
            if manifest != old {
                manifest.replace(&target.path)?;
            }
            return Ok(report);
        }
        let (new, kept): (Vec<_>, Vec<_>) = paths.iter().zip(&made).partition(|(_, made)| made.new);
        stopped()?;
        if in_place {
            let new: Vec<&str> = new.iter().map(|(path, _)| path.as_str()).collect();
            report.leftover = in_place::bring_in(&stage, &target, &manifest, &old, &new)?;
        } else {
            kept.par_iter().try_for_each(|(path, _)| keep(&target.path, &stage.path, path))?;
            report.leftover = stage.swap_in(&target, &manifest, &old)?;
        }
        report.placing = begin.elapsed();
        Ok(report)
    };
    let done = work();
    if done.is_err() {
        stage.discard();
    }
    done
}

/// Writes a file that must not be there yet, and the folders above it: what `init` and `theme eject` make.
///
/// # Errors
/// The file is there, or cannot be written.
pub fn create_new(path: &Path, bytes: &[u8]) -> Result<(), Error> {
    if let Some(above) = path.parent() {
        std::fs::create_dir_all(above).map_err(|error| Error::io("create", above, &error))?;
    }
    let mut file = match File::options().write(true).create_new(true).open(path) {
        Ok(file) => file,
        Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => {
            return Err(Error::new(format!("{} is there already and was left as it is", path.display())));
        }
        Err(error) => return Err(Error::io("create", path, &error)),
    };
    file.write_all(bytes).map_err(|error| Error::io("write", path, &error))
}

#[cfg(test)]
mod tests;
