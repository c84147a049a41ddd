//! Says whether a folder may become, or be replaced by, a site.
//!
//! Does not change anything.

use std::collections::BTreeSet;
use std::path::{Component, Path, PathBuf};

use walkdir::WalkDir;

use super::manifest::{Manifest, UNFINISHED};
use super::stage;
use crate::config::MARKER;
use crate::error::Error;

/// A folder that is annals' own, or is not there yet, or is empty.
#[derive(Debug, Clone)]
pub struct Target {
    /// Canonical as far as it exists.
    pub path: PathBuf,
    /// The folder that holds it; it may not exist yet.
    pub parent: PathBuf,
    /// Its own name.
    pub name: String,
    /// Whether the folder is there.
    pub exists: bool,
    /// Whether annals wrote it.
    pub has_manifest: bool,
}

/// How the folder begins in which a site grows within the target.
pub const INSIDE: &str = ".annals.new-";

/// Files that file managers leave everywhere, and nobody misses.
const LITTER: &[&str] = &[".DS_Store", "Thumbs.db", "desktop.ini"];

impl Target {
    /// Whether the folder is a disk of its own, or is mounted on another: such a one cannot be swapped.
    pub fn is_mount_point(&self) -> bool {
        self.exists && super::in_place::is_mount_point(&self.path)
    }
}

/// Whether a site may be written to `target`, with `notes` (a folder or a file) out of its way.
///
/// # Errors
/// The target is the notes, holds them, is a file, or holds something annals did not write.
pub fn check_target(target: &Path, notes: Option<&Path>) -> Result<Target, Error> {
    let shown = target.display().to_string();
    let path = resolve(target)?;
    let (Some(parent), Some(name)) = (path.parent(), path.file_name()) else {
        return Err(Error::new(format!("{shown} cannot be an output folder")).help("name a folder of its own: -o site"));
    };
    let name = name.to_string_lossy().into_owned();
    if let Some(notes) = notes.and_then(|notes| notes.canonicalize().ok()) {
        if notes == path {
            return Err(Error::new(format!("the output folder {shown} is the notes themselves"))
                .help("name a folder of its own: -o site"));
        }
        if notes.starts_with(&path) {
            return Err(Error::new(format!("the output folder {shown} holds the notes"))
                .help("name a folder of its own: -o site"));
        }
    }
    let mut found = Target { parent: parent.to_path_buf(), name, exists: path.exists(), has_manifest: false, path };
    if !found.exists {
        return Ok(found);
    }
    if !found.path.is_dir() {
        return Err(Error::new(format!("the output {shown} is a file")).help("name a folder: -o site"));
    }
    let manifest = Manifest::read(&found.path)?;
    found.has_manifest = manifest.is_some();
    let foreign = foreign(&found.path, &manifest.unwrap_or_default())?;
    if foreign.is_empty() {
        return Ok(found);
    }
    let few = foreign.iter().take(3).cloned().collect::<Vec<_>>().join(", ");
    let more = if foreign.len() > 3 { ", …" } else { "" };
    let message = if found.has_manifest {
        format!("the output folder {shown} holds files that annals did not write: {few}{more}")
    } else {
        format!("the folder {shown} is not empty, and annals did not write it: {few}{more}")
    };
    Err(Error::new(message).help("move them elsewhere, or name another folder: -o DIR; nothing was touched"))
}

/// Files and folders that the manifest does not account for, the first few.
fn foreign(dir: &Path, manifest: &Manifest) -> Result<Vec<String>, Error> {
    let folders = stage::folders(manifest.files.keys().map(String::as_str));
    let mut foreign = Vec::new();
    let mut entries = WalkDir::new(dir).min_depth(1).sort_by_file_name().into_iter();
    while let Some(entry) = entries.next() {
        let entry = entry.map_err(|error| {
            let place = error.path().unwrap_or(dir).to_path_buf();
            Error::io("read", &place, &error.into())
        })?;
        let path = entry.path().strip_prefix(dir).unwrap_or(entry.path());
        let path = path.components().map(|part| part.as_os_str().to_string_lossy()).collect::<Vec<_>>().join("/");
        let own = if entry.file_type().is_dir() {
            // What a dead build left within the target is swept by the next, once that holds the lock.
            let left = entry.depth() == 1 && path.starts_with(INSIDE);
            if left {
                entries.skip_current_dir();
            }
            left || folders.contains(path.as_str())
        } else {
            path == MARKER
                || path == UNFINISHED
                || manifest.files.contains_key(&path)
                || LITTER.contains(&entry.file_name().to_string_lossy().as_ref())
        };
        if !own {
            if entry.file_type().is_dir() {
                entries.skip_current_dir();
            }
            foreign.push(path);
            if foreign.len() > 3 {
                break;
            }
        }
    }
    Ok(foreign)
}

/// Removes what file managers left in folders of ours.
pub fn remove_litter(dir: &Path) {
    for name in LITTER {
        // Best effort: a folder that stays is told by whoever removes it.
        let _ = std::fs::remove_file(dir.join(name));
    }
}

/// The real path of something that may not be there yet.
fn resolve(path: &Path) -> Result<PathBuf, Error> {
    match path.canonicalize() {
        Ok(real) => return Ok(real),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {}
        Err(error) => return Err(Error::io("use", path, &error)),
    }
    if std::fs::symlink_metadata(path).is_ok() {
        return Err(Error::new(format!("the output {} is a link that leads nowhere", path.display()))
            .help("remove the link, or name another folder: -o DIR"));
    }
    let odd = || Error::new(format!("{} cannot be an output folder", path.display())).help("name a folder: -o site");
    let name = match path.components().next_back() {
        Some(Component::Normal(name)) => name,
        _ => return Err(odd()),
    };
    let above = match path.parent() {
        Some(above) if !above.as_os_str().is_empty() => above,
        _ => Path::new("."),
    };
    Ok(resolve(above)?.join(name))
}

/// Whether paths can be files of one folder: relative, nowhere `..`, none twice, none a folder of another.
///
/// # Errors
/// The first path that cannot.
pub fn check_paths(paths: &[String]) -> Result<(), Error> {
    let mut seen = BTreeSet::new();
    for path in paths {
        let odd = |part: &str| {
            part.is_empty() || part == "." || part == ".." || part.contains(['\\', '\0']) || part.len() > 255
        };
        if path.split('/').any(odd) || path == MARKER || path.as_bytes().get(1) == Some(&b':') {
            return Err(Error::new(format!("`{path}` cannot be the path of a file in a site")));
        }
        if !seen.insert(path.as_str()) {
            return Err(Error::new(format!("two files of the site want the path `{path}`")));
        }
    }
    // In byte order `a` stands before `a.b` and `a/b`, so every path asks for its own folders.
    for path in paths {
        if let Some(above) = stage::above(path).find(|above| seen.contains(above)) {
            return Err(Error::new(format!("`{above}` would be a file and a folder of the site at once")));
        }
    }
    Ok(())
}
