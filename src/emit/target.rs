//! Says whether a folder may become, or be replaced by, a site.
//!
//! Does not change anything.

use std::collections::BTreeSet;
use std::path::{Component, Path, PathBuf};

use rayon::prelude::*;
use rustc_hash::FxHashSet;

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
    /// What annals wrote there, where that was looked at.
    pub(super) manifest: Option<Manifest>,
}

/// How the folder begins in which a site grows within the target.
pub const INSIDE: &str = ".annals.new-";

/// Files that file managers leave everywhere, and nobody misses.
const LITTER: &[&str] = &[".DS_Store", "Thumbs.db", "desktop.ini"];

impl Target {
    /// Whether annals wrote it.
    pub fn has_manifest(&self) -> bool {
        self.manifest.is_some()
    }

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
    survey(locate(target, notes)?, target).map(|(target, _)| target)
}

/// Where a target is, if it is no place where a site can never be. What it holds is not looked at.
///
/// # Errors
/// The target is the notes, holds them, or is a file.
pub fn locate(target: &Path, notes: Option<&Path>) -> Result<Target, Error> {
    let shown = target.display().to_string();
    let path = resolve(target)?;
    let (Some(parent), Some(name)) = (path.parent(), path.file_name()) else {
        return Err(
            Error::new(format!("`{shown}` cannot be an output folder")).help("name a folder of its own: -o site")
        );
    };
    let name = name.to_string_lossy().into_owned();
    if let Some(notes) = notes.and_then(|notes| notes.canonicalize().ok()) {
        if notes == path {
            return Err(Error::new(format!("the output folder `{shown}` is the notes themselves"))
                .help("name a folder of its own: -o site"));
        }
        if notes.starts_with(&path) {
            return Err(Error::new(format!("the output folder `{shown}` holds the notes"))
                .help("name a folder of its own: -o site"));
        }
    }
    let found = Target { parent: parent.to_path_buf(), name, exists: path.exists(), manifest: None, path };
    if found.exists && !found.path.is_dir() {
        return Err(Error::new(format!("the output `{shown}` is a file")).help("name a folder: -o site"));
    }
    Ok(found)
}

/// The target with its manifest; and whether all that this lists is there, in its size, and nothing else.
///
/// # Errors
/// It holds something annals did not write. `shown` is what the user calls it.
pub fn survey(mut found: Target, shown: &Path) -> Result<(Target, bool), Error> {
    if !found.exists {
        return Ok((found, false));
    }
    found.manifest = Manifest::read(&found.path, shown)?;
    let none = Manifest::default();
    let manifest = found.manifest.as_ref().unwrap_or(&none);
    let Content { foreign, own, odd } = Content::of(&found.path, manifest)?;
    if foreign.is_empty() {
        let whole = !odd && own == manifest.files.len();
        return Ok((found, whole));
    }
    let few = foreign.iter().take(3).cloned().collect::<Vec<_>>().join(", ");
    let (more, shown) = (if foreign.len() > 3 { ", …" } else { "" }, shown.display());
    let message = if found.manifest.is_some() {
        format!("the output folder `{shown}` holds files that annals did not write: {few}{more}")
    } else {
        format!("the folder `{shown}` is not empty, and annals did not write it: {few}{more}")
    };
    let them = if foreign.len() == 1 { "it" } else { "them" };
    Err(Error::new(message).help(format!("move {them} elsewhere, or name another folder: -o DIR; nothing was touched")))
}

/// What stands in a folder, held against its manifest.
#[derive(Default)]
struct Content {
    /// Files and folders that the manifest does not account for, in order. What is in such a folder is not looked at.
    foreign: Vec<String>,
    /// How many of the files it lists are there, in the size it says.
    own: usize,
    /// Whether there is something that a build which died left behind.
    odd: bool,
}

impl Content {
    /// Looks at all folders at once: a large site has many thousand files.
    fn of(dir: &Path, manifest: &Manifest) -> Result<Content, Error> {
        let folders = stage::folders(manifest.files.keys().map(String::as_str));
        let all: Vec<&str> = std::iter::once("").chain(folders.iter().copied()).collect();
        let looked: Vec<Content> = all
            .par_iter()
            .map(|folder| Content::right_in(dir, folder, manifest, &folders))
            .collect::<Result<_, _>>()?;
        let mut content = Content::default();
        for Content { foreign, own, odd } in looked {
            content.foreign.extend(foreign);
            content.own += own;
            content.odd |= odd;
        }
        content.foreign.sort_unstable();
        Ok(content)
    }

    fn right_in(dir: &Path, folder: &str, manifest: &Manifest, folders: &BTreeSet<&str>) -> Result<Content, Error> {
        let place = if folder.is_empty() { dir.to_path_buf() } else { dir.join(folder) };
        let mut content = Content::default();
        // A link or a file in its place is found in the folder above; what a link leads to is not annals' to look at.
        let refused = |error: std::io::Error| Error::io("read", &place, &error);
        if !folder.is_empty() {
            use std::io::ErrorKind::{NotADirectory, NotFound};
            match std::fs::symlink_metadata(&place) {
                Ok(meta) if meta.is_dir() => {}
                Ok(_) => return Ok(content),
                Err(error) if matches!(error.kind(), NotFound | NotADirectory) => return Ok(content),
                Err(error) => return Err(refused(error)),
            }
        }
        for entry in std::fs::read_dir(&place).map_err(refused)? {
            let entry = entry.map_err(refused)?;
            let name = entry.file_name();
            let name = name.to_string_lossy();
            let path = if folder.is_empty() { name.into_owned() } else { format!("{folder}/{name}") };
            if entry.file_type().map_err(refused)?.is_dir() {
                // What a dead build left within the target is swept by the next, once that holds the lock.
                match folder.is_empty() && path.starts_with(INSIDE) {
                    true => content.odd = true,
                    false if !folders.contains(path.as_str()) => content.foreign.push(path),
                    false => {}
                }
            } else if let Some(size) = manifest.files.get(&path) {
                let there = entry.metadata().is_ok_and(|meta| meta.is_file() && Some(meta.len()) == *size);
                content.own += usize::from(there);
            } else if path == UNFINISHED {
                content.odd = true;
            } else if path != MARKER && !LITTER.contains(&path.rsplit('/').next().unwrap_or_default()) {
                content.foreign.push(path);
            }
        }
        Ok(content)
    }
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
    let there = std::fs::symlink_metadata(path);
    // Another build made it meanwhile.
    if there.as_ref().is_ok_and(|there| !there.is_symlink()) {
        return path.canonicalize().map_err(|error| Error::io("use", path, &error));
    }
    if there.is_ok() {
        return Err(Error::new(format!("the output `{}` is a link that leads nowhere", path.display()))
            .help("remove the link, or name another folder: -o DIR"));
    }
    let odd = || Error::new(format!("`{}` cannot be an output folder", path.display())).help("name a folder: -o site");
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
pub fn check_paths<'a>(paths: impl Iterator<Item = &'a String> + Clone) -> Result<(), Error> {
    let mut seen: FxHashSet<&str> = FxHashSet::default();
    for path in paths.clone() {
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
