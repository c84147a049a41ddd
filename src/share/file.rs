//! Writes what is handed out, and the record of it: whole or not at all, for its owner alone, and over nothing.
//!
//! Does not know what is in it.

use std::fs::{self, DirBuilder, File, OpenOptions};
use std::io::{self, ErrorKind, Write};
use std::path::{Path, PathBuf};

use crate::emit::owner::{owned, private};
use crate::error::Error;

/// Writes a file that is not there yet. At no time does half of it have the name.
///
/// # Errors
/// A file of that name, and whatever the disk refuses; nothing is then left.
pub fn create(path: &Path, bytes: &[u8]) -> Result<(), Error> {
    if let Some(placed) = write_unnamed(path, bytes) {
        return placed.map_err(|error| not_created(path, &error));
    }
    let written = write_beside(path, bytes)?;
    // A link refuses a name that is taken, even one taken since; where there are no links, opening does.
    let placed = match fs::hard_link(&written, path) {
        Err(error) if error.kind() != ErrorKind::AlreadyExists => write_at(path, bytes),
        linked => linked,
    };
    remove(&written)?;
    placed.map_err(|error| not_created(path, &error))
}

fn not_created(path: &Path, error: &io::Error) -> Error {
    match error.kind() {
        ErrorKind::AlreadyExists => Error::new(format!("{} is there already", path.display()))
            .help("give another name with -o, or remove the file"),
        _ => Error::io("write", path, error),
    }
}

/// The same through a file that has no name before it is whole: of one whose writer is killed nothing is left. `None`
/// where the system or the disk knows no such files.
#[cfg(target_os = "linux")]
fn write_unnamed(path: &Path, bytes: &[u8]) -> Option<io::Result<()>> {
    use rustix::fs::{AtFlags, CWD, Mode, OFlags, linkat, open};
    use std::os::fd::AsRawFd;
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let flags = OFlags::TMPFILE | OFlags::WRONLY | OFlags::CLOEXEC;
    let mut file = File::from(open(folder, flags, Mode::RUSR | Mode::WUSR).ok()?);
    if let Err(error) = file.write_all(bytes).and_then(|()| file.sync_all()) {
        return Some(Err(error));
    }
    let itself = format!("/proc/self/fd/{}", file.as_raw_fd());
    match linkat(CWD, itself, CWD, path, AtFlags::SYMLINK_FOLLOW) {
        Ok(()) => Some(Ok(())),
        Err(rustix::io::Errno::EXIST) => Some(Err(ErrorKind::AlreadyExists.into())),
        Err(_) => None,
    }
}

#[cfg(not(target_os = "linux"))]
fn write_unnamed(_: &Path, _: &[u8]) -> Option<io::Result<()>> {
    None
}

/// Writes a file in the place of what is there.
///
/// # Errors
/// Whatever the disk refuses; the old file is then as it was.
pub fn replace(path: &Path, bytes: &[u8]) -> Result<(), Error> {
    folder_of(path)?;
    let written = write_beside(path, bytes)?;
    fs::rename(&written, path).map_err(|error| {
        // What cannot be removed has the name of an unfinished file.
        let _ = fs::remove_file(&written);
        Error::io("write", path, &error)
    })
}

/// Held while a file is read and written anew, by one process at a time.
pub struct Lock(#[expect(dead_code, reason = "it is let go with its file")] File);

/// Takes the lock of a file, waiting for whoever has it. What is locked stands beside it, empty, and stays: the file
/// itself is another one after each writing. The system lets go of it when a process dies.
///
/// # Errors
/// Whatever the disk refuses.
pub fn lock(path: &Path) -> Result<Lock, Error> {
    folder_of(path)?;
    let place = path.with_extension("lock");
    let open = owned(OpenOptions::new().write(true).create(true).truncate(false)).open(&place);
    let file = open.map_err(|error| Error::io("open", &place, &error))?;
    match file.lock() {
        // Some file systems know no locks; there one share at a time is as safe as ever.
        Err(error) if error.kind() != ErrorKind::Unsupported => Err(Error::io("lock", &place, &error)),
        _ => Ok(Lock(file)),
    }
}

/// A folder that is new, or empty.
///
/// # Errors
/// One that holds something, and whatever the disk refuses.
pub fn folder(path: &Path) -> Result<(), Error> {
    private(DirBuilder::new().recursive(true)).create(path).map_err(|error| Error::io("create", path, &error))?;
    let mut inside = fs::read_dir(path).map_err(|error| Error::io("read", path, &error))?;
    match inside.next() {
        None => Ok(()),
        Some(_) => {
            Err(Error::new(format!("{} is not empty", path.display())).help("name a folder that is new or empty"))
        }
    }
}

/// The folder that a file stands in, made for its owner alone where there is none.
fn folder_of(path: &Path) -> Result<(), Error> {
    let Some(folder) = path.parent() else { return Ok(()) };
    private(DirBuilder::new().recursive(true)).create(folder).map_err(|error| Error::io("create", folder, &error))
}

fn write_beside(path: &Path, bytes: &[u8]) -> Result<PathBuf, Error> {
    let Some(name) = path.file_name() else {
        return Err(Error::new(format!("{} is no place for a file", path.display())));
    };
    let place = path.with_file_name(format!(".{}.new-{}", name.to_string_lossy(), std::process::id()));
    // One that a run left which died, of the same number.
    remove(&place)?;
    write_at(&place, bytes).map_err(|error| {
        let _ = fs::remove_file(&place);
        Error::io("write", path, &error)
    })?;
    Ok(place)
}

fn write_at(path: &Path, bytes: &[u8]) -> std::io::Result<()> {
    let mut file: File = owned(OpenOptions::new().write(true).create_new(true)).open(path)?;
    file.write_all(bytes)?;
    file.sync_all()
}

fn remove(path: &Path) -> Result<(), Error> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != ErrorKind::NotFound => Err(Error::io("remove", path, &error)),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_written_for_its_owner_and_over_nothing() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.html");
        create(&path, b"one").unwrap();
        assert!(create(&path, b"two").unwrap_err().message.contains("is there already"));
        assert_eq!(fs::read(&path).unwrap(), b"one");
        replace(&path, b"three").unwrap();
        assert_eq!(fs::read(&path).unwrap(), b"three");
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
        }
    }
}
