//! Writes, compares, copies and keeps single files of a site.
//!
//! Does not decide which of them there are, nor when they come into place.

use std::fs::File;
use std::io::{ErrorKind, Read};
use std::path::Path;

use super::manifest::Manifest;
use crate::error::Error;
use crate::render::Asset;
use crate::source;

/// A file of the new site.
pub struct Made {
    pub size: u64,
    /// Whether it stands in the stage; else the same bytes are in the old site.
    pub new: bool,
}

/// Room to read files piece by piece, kept from one to the next: a file read whole takes new memory of the system each time,
/// which costs more than the comparison.
pub struct Room([Vec<u8>; 2]);

impl Room {
    pub fn new() -> Room {
        Room([vec![0; 64 << 10], vec![0; 64 << 10]])
    }
}

/// Writes one file to the stage, unless the same bytes are in the old site.
pub fn write_if_new(
    old_dir: &Path,
    new_dir: &Path,
    path: &str,
    asset: Asset,
    old: &Manifest,
    room: &mut Room,
) -> Result<Made, Error> {
    let (before, after) = (old_dir.join(path), new_dir.join(path));
    // The manifest says what was written, and of another size it cannot be the same; whether it is still there only the
    // disk knows.
    let may_be_same = |size: u64| old.files.get(path).is_some_and(|was| was.is_none_or(|was| was == size));
    match asset {
        Asset::Bytes(bytes) => {
            let size = bytes.len() as u64;
            let same = may_be_same(size) && holds(&before, &bytes, room).unwrap_or(false);
            if !same {
                std::fs::write(&after, &bytes).map_err(|error| Error::io("write", &after, &error))?;
            }
            Ok(Made { size, new: !same })
        }
        Asset::Copy(from) => {
            let unread = |error: std::io::Error| Error::io("read", &from, &error);
            let mut source = source::open(&from).map_err(unread)?;
            let size = source.metadata().map_err(unread)?.len();
            if may_be_same(size) && equal(&mut source, &before, size, room).unwrap_or(false) {
                return Ok(Made { size, new: false });
            }
            // Not `fs::copy`, which would hand the mode of a private note to a public folder.
            Ok(Made { size: copy(&from, &after)?, new: true })
        }
    }
}

/// Whether a file holds these bytes. An error is the disk's; the file is then as good as another.
fn holds(path: &Path, bytes: &[u8], Room([buffer, _]): &mut Room) -> std::io::Result<bool> {
    let mut file = source::open(path)?;
    if file.metadata()?.len() != bytes.len() as u64 {
        return Ok(false);
    }
    let mut rest = bytes;
    loop {
        let n = fill(&mut file, buffer)?;
        match rest.split_at_checked(n) {
            Some((part, after)) if *part == buffer[..n] => rest = after,
            _ => return Ok(false),
        }
        if n < buffer.len() {
            return Ok(rest.is_empty());
        }
    }
}

/// Whether the file at a path holds what is read from another, of that size.
fn equal(source: &mut File, path: &Path, size: u64, Room([a, b]): &mut Room) -> std::io::Result<bool> {
    let mut file = source::open(path)?;
    if file.metadata()?.len() != size {
        return Ok(false);
    }
    loop {
        let (n, m) = (fill(source, a)?, fill(&mut file, b)?);
        if a[..n] != b[..m] {
            return Ok(false);
        }
        if n < a.len() {
            return Ok(true);
        }
    }
}

/// Reads until the buffer is full or the file at its end.
fn fill(file: &mut File, buffer: &mut [u8]) -> std::io::Result<usize> {
    let mut filled = 0;
    while filled < buffer.len() {
        match file.read(&mut buffer[filled..]) {
            Ok(0) => break,
            Ok(n) => filled += n,
            Err(error) if error.kind() == ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    Ok(filled)
}

/// Copies bytes, never the file: a hard link would let whoever changes the site change the notes. Gives how many there are.
///
/// On Linux the standard library copies one file to another by `copy_file_range`, for which Btrfs, XFS and others share the
/// blocks on disk until one side is written to, so that a large film costs neither time nor room; where the disk cannot
/// share, the kernel copies. A call of our own (`FICLONE`) would do no more. Source: `copy_file_range(2)`.
fn copy(from: &Path, to: &Path) -> Result<u64, Error> {
    let mut source = source::open(from).map_err(|error| Error::io("read", from, &error))?;
    let mut sink = File::create(to).map_err(|error| Error::io("write", to, &error))?;
    std::io::copy(&mut source, &mut sink).map_err(|error| Error::io("write", to, &error))
}

/// Brings a file of the old site into the stage: the same file, so that it keeps its times.
pub fn keep(old_dir: &Path, new_dir: &Path, path: &str) -> Result<(), Error> {
    let (before, after) = (old_dir.join(path), new_dir.join(path));
    std::fs::hard_link(&before, &after).or_else(|_| copy(&before, &after).map(|_| ()))
}
