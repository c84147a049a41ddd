//! One build at a time for each output folder.
//!
//! The system drops the lock when a process dies, so that none is ever stale. Does not guard reading.

use std::fs::{self, File, TryLockError};
use std::io::{Read, Write};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use super::Wait;
use super::target::Target;
use crate::error::Error;

/// How long a build waits for another.
const PATIENCE: Duration = Duration::from_secs(5);

/// Held while a build is at work; its file goes with it.
pub struct Lock {
    /// None where the target itself is locked, which stays.
    path: Option<PathBuf>,
    _file: File,
}

impl Lock {
    /// Takes the lock of a target, waiting up to five seconds, which `wait` is told of. `shown` is what the user calls the
    /// target. One that is filled `in_place` may stand where nothing
    /// can be written beside it; it is then locked itself.
    pub fn take(
        target: &Target,
        shown: &Path,
        in_place: bool,
        wait: Option<&(dyn Fn(Wait<'_>) + Sync)>,
    ) -> Result<Lock, Error> {
        fs::create_dir_all(&target.parent).map_err(|error| Error::io("create", &target.parent, &error))?;
        let path = target.parent.join(format!(".{}.lock", target.name));
        let refused = |error: std::io::Error| {
            // That it is a lock which cannot be made is nothing to the user where no file can be.
            let told = match forbidden(&error) {
                true => Error::io("write in", &target.parent, &error),
                false => Error::io("lock", &path, &error),
            };
            beside(target, told, &error)
        };
        let tell = |what: Wait<'_>| wait.iter().for_each(|wait| wait(what));
        let (start, mut tries) = (Instant::now(), 0);
        loop {
            let opened = File::options().read(true).write(true).create(true).truncate(false).open(&path);
            let (path, mut file) = match opened {
                Ok(file) => (Some(path.clone()), file),
                Err(error) if in_place && forbidden(&error) => (None, File::open(&target.path).map_err(refused)?),
                Err(error) => return Err(refused(error)),
            };
            match file.try_lock() {
                // The holder removes the file last, so the one that was opened may be gone by now.
                Ok(()) if path.as_ref().is_none_or(|path| is_at(&file, path)) => {
                    // Only for the message to another build.
                    let _ = file.set_len(0).and_then(|()| write!(file, "{}", std::process::id()));
                    if tries > 1 {
                        tell(Wait::Over);
                    }
                    return Ok(Lock { path, _file: file });
                }
                Ok(()) => {}
                Err(TryLockError::WouldBlock) => {
                    let mut holder = String::new();
                    let _ = file.read_to_string(&mut holder);
                    let holder = holder.trim();
                    if start.elapsed() > PATIENCE {
                        let holder = if holder.is_empty() { String::new() } else { format!(" (process {holder})") };
                        return Err(Error::new(format!("another build is writing `{}`{holder}", shown.display()))
                            .help("wait for it to end, or name another folder: -o DIR"));
                    }
                    tries += 1;
                    // Not at once: who took the lock just now has not said yet who it is.
                    if tries == 2 {
                        tell(Wait::For(holder));
                    }
                    std::thread::sleep(Duration::from_millis(50));
                }
                // Some file systems know no locks; a build there is as safe as the user is alone.
                Err(TryLockError::Error(error)) if error.kind() == std::io::ErrorKind::Unsupported => {
                    return Ok(Lock { path, _file: file });
                }
                Err(TryLockError::Error(error)) => return Err(refused(error)),
            }
        }
    }
}

impl Drop for Lock {
    fn drop(&mut self) {
        if let Some(path) = &self.path {
            // Without the file the next build makes a new one; with it, it takes that.
            let _ = fs::remove_file(path);
        }
    }
}

fn forbidden(error: &std::io::Error) -> bool {
    use std::io::ErrorKind::{PermissionDenied, ReadOnlyFilesystem};
    matches!(error.kind(), PermissionDenied | ReadOnlyFilesystem)
}

/// What to do where nothing can be written beside a target.
pub fn beside(target: &Target, told: Error, error: &std::io::Error) -> Error {
    if !forbidden(error) {
        return told;
    }
    let parent = target.parent.display();
    match target.exists {
        true => told.help(format!("a new site grows in {parent}; to write within the old one alone: --in-place")),
        false => told.help(format!("make {parent} writable, or name another folder: -o DIR")),
    }
}

#[cfg(unix)]
fn is_at(file: &File, path: &std::path::Path) -> bool {
    use std::os::unix::fs::MetadataExt;
    match (file.metadata(), fs::metadata(path)) {
        (Ok(a), Ok(b)) => (a.dev(), a.ino()) == (b.dev(), b.ino()),
        _ => false,
    }
}

#[cfg(not(unix))]
fn is_at(_: &File, _: &std::path::Path) -> bool {
    true
}
