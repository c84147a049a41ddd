//! Writes, compares, copies and keeps single files of a site.
//!
//! Does not decide which of them there are, nor when they come into place.

use std::fs::File;
use std::io::Read;
use std::path::Path;

use super::manifest::{Digest, Manifest};
use crate::error::Error;
use crate::render::Asset;
use crate::source;

/// A file of the new site.
pub struct Made {
    pub digest: Digest,
    pub size: u64,
    /// Whether it stands in the stage; else the same bytes are in the old site.
    pub new: bool,
}

/// Writes one file to the stage, unless the same bytes are in the old site.
pub fn write_if_new(old_dir: &Path, new_dir: &Path, path: &str, asset: Asset, old: &Manifest) -> Result<Made, Error> {
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
        Asset::Copy(from) => {
            let (digest, size) = digest_of(&from)?;
            let same =
                old.files.get(path) == Some(&digest) && digest_of(&before).is_ok_and(|was| was == (digest, size));
            if !same {
                // Not `fs::copy`, which would hand the mode of a private note to a public folder.
                copy(&from, &after)?;
            }
            Ok(Made { digest, size, new: !same })
        }
    }
}

fn digest_of(path: &Path) -> Result<(Digest, u64), Error> {
    let read = |path: &Path| -> std::io::Result<(Digest, u64)> {
        let (mut file, mut hasher) = (source::open(path)?, blake3::Hasher::new());
        let (mut buffer, mut size) = (vec![0; 64 << 10], 0);
        loop {
            match file.read(&mut buffer) {
                Ok(0) => return Ok((Digest::from(hasher.finalize()), size)),
                Ok(n) => {
                    hasher.update(&buffer[..n]);
                    size += n as u64;
                }
                Err(error) if error.kind() == std::io::ErrorKind::Interrupted => {}
                Err(error) => return Err(error),
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
    let mut source = source::open(from).map_err(|error| Error::io("read", from, &error))?;
    let mut sink = File::create(to).map_err(|error| Error::io("write", to, &error))?;
    std::io::copy(&mut source, &mut sink).map_err(|error| Error::io("write", to, &error))?;
    Ok(())
}

/// Brings a file of the old site into the stage: the same file, so that it keeps its times.
pub fn keep(old_dir: &Path, new_dir: &Path, path: &str) -> Result<(), Error> {
    let (before, after) = (old_dir.join(path), new_dir.join(path));
    std::fs::hard_link(&before, &after).or_else(|_| copy(&before, &after))
}
