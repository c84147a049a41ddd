//! Brings an output folder into line with a site: all of it, or nothing.
//!
//! The files are written beside the target and swapped in at once, so that a reader sees the old site
//! or the new one and a failure leaves the old. Only what a manifest lists is ever removed. Does not
//! know what the files mean.

mod lock;
mod manifest;
mod stage;
mod target;

pub use target::{Target, check_target};

use std::fs::File;
use std::io::{Read, Write};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use rayon::prelude::*;

use crate::error::Error;
use crate::render::Asset;
use lock::Lock;
use manifest::{Digest, Manifest};
use stage::Stage;

/// What to heed while publishing.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// The folder of notes, or the one file: never touched.
    pub notes: Option<PathBuf>,
}

/// What was done.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
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
}

/// Makes `target` the site that consists of `files`: each stands at `path(file)`, relative and with `/`,
/// and holds what `make(file)` gives. Both are called from many threads.
///
/// # Errors
/// A target that is not annals' own (see [`check_target`]), a path that leads out of it or is there
/// twice, another build at work in it, the first error of `make`, and whatever the disk refuses. The target is then as it was.
pub fn publish<T: Sync>(
    target: &Path,
    files: &[T],
    path: impl Fn(&T) -> String + Sync,
    make: impl Fn(&T) -> Result<Asset, Error> + Sync,
    options: &Options,
) -> Result<Report, Error> {
    let target = check_target(target, options.notes.as_deref())?;
    let paths: Vec<String> = files.iter().map(&path).collect();
    target::check_paths(&paths)?;
    let _lock = Lock::take(&target)?;
    stage::sweep(&target)?;
    // Looked at again: another build may have ended while this one waited.
    let target = check_target(&target.path, options.notes.as_deref())?;
    let old = Manifest::read(&target.path)?.unwrap_or_default();

    let stage = Stage::new(&target, &paths)?;
    let work = || -> Result<(Manifest, Report), Error> {
        let made: Vec<Made> = files
            .par_iter()
            .zip(&paths)
            .map(|(file, path)| write_if_new(&target.path, &stage.path, path, make(file)?, &old))
            .collect::<Result<_, _>>()?;
        let mut report = Report { bytes: made.iter().map(|made| made.size).sum(), ..Report::default() };
        report.written = made.iter().filter(|made| made.new).count();
        report.unchanged = made.len() - report.written;
        let digests = paths.iter().cloned().zip(made.iter().map(|made| made.digest)).collect();
        let manifest = Manifest { files: digests };
        let begin = Instant::now();
        report.removed = old.files.keys().filter(|path| !manifest.files.contains_key(*path)).count();
        if report.written + report.removed > 0 || !target.has_manifest {
            let kept: Vec<&String> =
                paths.iter().zip(&made).filter(|(_, made)| !made.new).map(|(path, _)| path).collect();
            kept.par_iter().try_for_each(|path| keep(&target.path, &stage.path, path))?;
        }
        report.placing = begin.elapsed();
        Ok((manifest, report))
    };
    match work() {
        Ok((_, report)) if report.written + report.removed == 0 && target.has_manifest => {
            stage.discard();
            Ok(report)
        }
        Ok((manifest, mut report)) => {
            let begin = Instant::now();
            stage.swap_in(&target, &manifest, &old)?;
            report.placing += begin.elapsed();
            Ok(report)
        }
        Err(error) => {
            stage.discard();
            Err(error)
        }
    }
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

struct Made {
    digest: Digest,
    size: u64,
    new: bool,
}

/// Writes one file to the stage, unless the same bytes are in the old site.
fn write_if_new(old_dir: &Path, new_dir: &Path, path: &str, asset: Asset, old: &Manifest) -> Result<Made, Error> {
    let (before, after) = (old_dir.join(path), new_dir.join(path));
    match asset {
        Asset::Bytes(bytes) => {
            let digest = Digest::of(&bytes);
            // The manifest says what was written; whether it is still there only the disk knows.
            let same = old.files.get(path) == Some(&digest) && std::fs::read(&before).is_ok_and(|was| was == bytes);
            if !same {
                std::fs::write(&after, &bytes).map_err(|error| Error::io("write", &after, &error))?;
            }
            Ok(Made { digest, size: bytes.len() as u64, new: !same })
        }
        Asset::Copy(source) => {
            let (digest, size) = digest_of(&source)?;
            let same =
                old.files.get(path) == Some(&digest) && digest_of(&before).is_ok_and(|was| was == (digest, size));
            if !same {
                // Not `fs::copy`, which would hand the mode of a private note to a public folder.
                copy(&source, &after)?;
            }
            Ok(Made { digest, size, new: !same })
        }
    }
}

fn digest_of(path: &Path) -> Result<(Digest, u64), Error> {
    let read = |path: &Path| -> std::io::Result<(Digest, u64)> {
        let (mut file, mut hasher) = (File::open(path)?, blake3::Hasher::new());
        let (mut buffer, mut size) = (vec![0; 64 << 10], 0);
        loop {
            match file.read(&mut buffer)? {
                0 => return Ok((Digest::from(hasher.finalize()), size)),
                n => {
                    hasher.update(&buffer[..n]);
                    size += n as u64;
                }
            }
        }
    };
    read(path).map_err(|error| Error::io("read", path, &error))
}

/// Copies bytes, never the file: a hard link would let whoever changes the site change the notes.
///
/// On Linux the standard library copies one file to another by `copy_file_range`, for which Btrfs, XFS and others share the
/// blocks on disk until one side is written to, so that a large film costs neither time nor room; where the disk cannot
/// share, the kernel copies. A call of our own (`FICLONE`) would do no more. Source: `copy_file_range(2)`.
fn copy(from: &Path, to: &Path) -> Result<(), Error> {
    let mut source = File::open(from).map_err(|error| Error::io("read", from, &error))?;
    let mut sink = File::create(to).map_err(|error| Error::io("write", to, &error))?;
    std::io::copy(&mut source, &mut sink).map_err(|error| Error::io("write", to, &error))?;
    Ok(())
}

/// Brings a file of the old site into the stage: the same file, so that it keeps its times.
fn keep(old_dir: &Path, new_dir: &Path, path: &str) -> Result<(), Error> {
    let (before, after) = (old_dir.join(path), new_dir.join(path));
    std::fs::hard_link(&before, &after).or_else(|_| copy(&before, &after))
}

#[cfg(test)]
mod tests;
