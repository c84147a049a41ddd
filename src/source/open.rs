//! Opens a file of the notes that was found before: the same plain file, or an error.
//!
//! Between the finding and the opening anything may have taken its place: a link that leads out of
//! the notes, or a pipe that would be waited for without end.

use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

use crate::error::Error;

/// Opens a plain file by its real path, in which nothing may be a link by now.
///
/// # Errors
/// It is gone, it is another kind of thing, or the system refuses.
pub fn open(path: &Path) -> io::Result<File> {
    let file = open_at_once(path)?;
    match file.metadata()?.is_file() {
        true => Ok(file),
        false => Err(io::Error::other("it is no plain file")),
    }
}

/// A larger file is handed to nobody.
const LARGEST: u64 = 64 << 20;

/// All that is in a file of the notes.
///
/// # Errors
/// Those of [`open`], and a file of more than 64 MiB.
pub fn bytes(path: &Path) -> Result<Vec<u8>, Error> {
    let read = || {
        let mut bytes = Vec::new();
        open(path)?.take(LARGEST + 1).read_to_end(&mut bytes)?;
        match bytes.len() as u64 > LARGEST {
            true => Err(io::Error::other("it is larger than 64 MB")),
            false => Ok(bytes),
        }
    };
    read().map_err(|error| Error::io("read", path, &error))
}

#[cfg(any(target_os = "linux", target_os = "android"))]
fn open_at_once(path: &Path) -> io::Result<File> {
    use rustix::fs::{CWD, Mode, OFlags, ResolveFlags, openat2};
    use rustix::io::Errno;
    let flags = OFlags::RDONLY | OFlags::CLOEXEC | OFlags::NONBLOCK;
    loop {
        return match openat2(CWD, path, flags, Mode::empty(), ResolveFlags::NO_SYMLINKS) {
            Ok(file) => Ok(File::from(file)),
            Err(Errno::INTR | Errno::AGAIN) => continue,
            Err(Errno::LOOP) => Err(io::Error::other("it became a link")),
            // Kernels before 5.6, and sandboxes that do not know the call.
            Err(Errno::NOSYS | Errno::PERM) => File::open(path),
            Err(error) => Err(error.into()),
        };
    }
}

#[cfg(not(any(target_os = "linux", target_os = "android")))]
fn open_at_once(path: &Path) -> io::Result<File> {
    File::open(path)
}
