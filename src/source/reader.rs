//! Reads notes, and reads again only those that may have changed since it read them last.
//!
//! Does not watch: it is told which paths to look at. Knows no format; what it remembers, it takes for what the disk
//! holds only while the disk says that the file is the same.

use std::io::Read;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use percent_encoding::percent_decode_str;
use rayon::prelude::*;
use rustc_hash::{FxHashMap, FxHashSet};

use super::walk::{self, Found, Stamp, Walk};
use super::{LARGEST, beyond_a_file, decode, dialect, measure, open, unreadable};
use crate::config::Config;
use crate::diagnostic::{Code, Diagnostic};
use crate::error::Error;
use crate::notes::{Asset, Format, Note, NoteId, Notes};
use crate::span::Span;

/// What may be otherwise than it was at the last reading.
#[derive(Debug, Clone, Copy)]
pub enum Changed<'a> {
    /// All that there is: nothing is taken for what it was.
    Anything,
    /// Nobody knows: what the disk says is another file, or of another size or time.
    Somewhere,
    /// What stands at these paths or below them, which are real ones.
    Paths(&'a [PathBuf]),
}

/// Notes as they were read last. The default has read nothing.
#[derive(Default)]
pub struct Reader {
    known: Option<Known>,
}

/// A folder as it was read last.
struct Known {
    /// All that decides which files are notes.
    rules: (PathBuf, Config, Vec<PathBuf>),
    root: PathBuf,
    label: String,
    files: Vec<File>,
    /// A file has several numbers if links lead to it.
    by_source: FxHashMap<PathBuf, Vec<usize>>,
    assets: Vec<Asset>,
    stamps: FxHashMap<PathBuf, Stamp>,
    left_out: usize,
    /// Of the folder and of its assets, not of single notes.
    told: (Vec<Diagnostic>, Vec<Diagnostic>),
}

/// A file that is a note, if it can be read.
#[derive(Clone)]
struct File {
    found: Arc<Found>,
    note: Result<Note, Diagnostic>,
    told: Option<Diagnostic>,
}

impl Reader {
    /// Reads a folder, or one file of any extension. Folders in `skip` are passed over, as is every folder that holds a
    /// site of annals' own.
    ///
    /// # Errors
    /// Something that cannot be read as notes at all: not there, empty, no notes in it, or a Logseq database; and an
    /// `exclude` that is no glob. A single file that cannot be read is a diagnostic.
    pub fn read(
        &mut self,
        input: &Path,
        config: &Config,
        skip: &[PathBuf],
        changed: Changed<'_>,
    ) -> Result<(Notes, Vec<Diagnostic>), Error> {
        let before = self.known.take();
        let meta = std::fs::metadata(input).map_err(|error| {
            let plain = Error::io("read", input, &error);
            match error.kind() {
                std::io::ErrorKind::NotFound => Error::new(format!("there is no folder or file `{}`", input.display()))
                    .help("name the folder of your notes, or one file"),
                _ => plain,
            }
        })?;
        if meta.is_file() {
            return read_file(input, config, skip);
        }
        if !meta.is_dir() {
            return Err(Error::new(format!("`{}` is neither a folder nor a file", input.display())));
        }
        let rules = (input.to_path_buf(), config.clone(), skip.to_vec());
        let known = match (before.filter(|known| known.rules == rules), changed) {
            (Some(before), Changed::Paths(paths)) => match before.numbers(paths) {
                Some(numbers) => before.again(&numbers)?,
                None => look(rules, Some(&before), paths)?,
            },
            (Some(before), Changed::Somewhere) => look(rules, Some(&before), &[])?,
            _ => look(rules, None, &[])?,
        };
        let read = known.notes(config)?;
        self.known = Some(known);
        Ok(read)
    }
}

/// The whole folder, but for the bytes of files that are the same as `before`.
fn look(rules: (PathBuf, Config, Vec<PathBuf>), before: Option<&Known>, changed: &[PathBuf]) -> Result<Known, Error> {
    let (input, config, skip) = &rules;
    let walk = Walk::folder(input, config, skip)?;
    if walk.notes.is_empty() {
        return Err(dialect::no_notes(input, &walk));
    }
    let Walk { root, mut notes, assets, diagnostics, excluded: left_out, .. } = walk;
    let changed: FxHashSet<&Path> = changed.iter().map(PathBuf::as_path).collect();
    let is_same = |found: &Found| {
        before?.stamps.get(&found.source).filter(|&&stamp| stamp == found.stamp)?;
        (!found.source.ancestors().any(|path| changed.contains(path))).then_some(())
    };
    notes.sort_unstable_by(|a, b| a.path.cmp(&b.path));
    let number = |path: &str| before?.files.binary_search_by(|file| file.found.path.as_str().cmp(path)).ok();
    let load = |found: Found| {
        let old = number(&found.path).and_then(|number| before?.files.get(number));
        match old.filter(|old| old.found.source == found.source && is_same(&found).is_some()) {
            Some(old) => Ok(old.clone()),
            None => load_one(&Arc::new(found)),
        }
    };
    let files: Vec<File> = notes.into_par_iter().map(load).collect::<Result<_, Error>>()?;

    let mut stamps: FxHashMap<PathBuf, Stamp> = assets.iter().map(stamped).collect();
    let known_assets: FxHashMap<&Path, &Asset> =
        before.iter().flat_map(|known| &known.assets).map(|asset| (asset.source.as_path(), asset)).collect();
    let remembered = |found: &Found| {
        let asset = known_assets.get(found.source.as_path()).filter(|asset| *asset.path == *found.path)?;
        is_same(found).map(|()| Asset::clone(asset))
    };
    let mut about_assets = Vec::new();
    let assets = measure(assets, &remembered, &mut about_assets)?;
    stamps.extend(files.iter().map(|file| stamped(&file.found)));
    let mut by_source: FxHashMap<PathBuf, Vec<usize>> = FxHashMap::default();
    for (number, file) in files.iter().enumerate() {
        by_source.entry(file.found.source.clone()).or_default().push(number);
    }
    let label = root.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let told = (diagnostics, about_assets);
    Ok(Known { rules, root, label, files, by_source, assets, stamps, left_out, told })
}

fn stamped(found: &Found) -> (PathBuf, Stamp) {
    (found.source.clone(), found.stamp)
}

impl Known {
    /// The same files, of which these are read again.
    fn again(mut self, numbers: &[usize]) -> Result<Known, Error> {
        for &number in numbers {
            let file = &self.files[number];
            let Found { path, source, format, .. } = &*file.found;
            // Before it is read: what is written meanwhile has another stamp.
            let meta = std::fs::metadata(source).map_err(|error| Error::io("read", source, &error))?;
            let (size, stamp) = (meta.len(), Stamp::of(&meta));
            let found = Found { path: path.clone(), source: source.clone(), size, stamp, format: *format };
            self.stamps.insert(found.source.clone(), stamp);
            self.files[number] = load_one(&Arc::new(found))?;
        }
        Ok(self)
    }

    /// The numbers of the notes at these paths, if each of them is a note and still a plain file: then nothing else can
    /// have changed.
    fn numbers(&self, paths: &[PathBuf]) -> Option<Vec<usize>> {
        let mut numbers = Vec::with_capacity(paths.len());
        for path in paths {
            let known = self.by_source.get(path)?;
            path.symlink_metadata().ok().filter(|meta| meta.is_file())?;
            numbers.extend_from_slice(known);
        }
        Some(numbers)
    }

    fn notes(&self, config: &Config) -> Result<(Notes, Vec<Diagnostic>), Error> {
        let (of_folder, of_assets) = &self.told;
        let mut told = of_folder.clone();
        let mut notes = Vec::with_capacity(self.files.len());
        for file in &self.files {
            match &file.note {
                Ok(note) => {
                    told.extend(file.told.clone().map(|told| told.in_note(NoteId(notes.len() as u32))));
                    notes.push(note.clone());
                }
                Err(unread) => told.push(unread.clone()),
            }
        }
        told.extend_from_slice(of_assets);
        let (dialect, because) = dialect::of_folder(&self.root, config, &notes)?;
        let (label, assets, left_out) = (self.label.clone(), self.assets.clone(), self.left_out);
        Ok((Notes { label, dialect, because, notes, assets, left_out }, told))
    }
}

/// One file is the notes; of the files beside it only those it names are its assets, for it may lie
/// in a folder full of other things.
fn read_file(input: &Path, config: &Config, skip: &[PathBuf]) -> Result<(Notes, Vec<Diagnostic>), Error> {
    let file = input.canonicalize().map_err(|error| Error::io("read", input, &error))?;
    let name = file.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    if super::NO_NOTES.contains(&walk::extension(&name).as_str()) {
        let help = "name a file of Markdown, or the folder that the notes are in";
        return Err(Error::new(format!("{} holds no notes", input.display())).help(help));
    }
    let meta = std::fs::metadata(&file).map_err(|error| Error::io("read", input, &error))?;
    let format = if walk::extension(&name) == "org" { Format::Org } else { Format::Markdown };
    let found = Found { path: name.clone(), source: file.clone(), size: meta.len(), stamp: Stamp::of(&meta), format };
    let words_alone = walk::words_alone(std::slice::from_ref(&found));
    let File { note, told, .. } = load_one(&Arc::new(found))?;
    let note = note.map_err(|told| Error::new(told.message))?;
    let mut diagnostics: Vec<Diagnostic> = told.map(|told| told.in_note(NoteId(0))).into_iter().collect();
    diagnostics.extend(words_alone);
    let (dialect, because) = dialect::of_file(&file, &note.text)?;
    let decoded = percent_decode_str(&note.text).decode_utf8_lossy().into_owned();
    let beside = Walk::beside(&file, config, skip)?;
    let named = beside.into_iter().filter(|asset| {
        let own = asset.path.rsplit('/').next().unwrap_or_default();
        note.text.contains(own) || decoded.contains(own)
    });
    let assets = measure(named.collect(), &|_| None, &mut diagnostics)?;
    let label = Path::new(&name).file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default();
    Ok((Notes { label, dialect, because, notes: vec![note], assets, left_out: 0 }, diagnostics))
}

/// The text of one file.
///
/// # Errors
/// What is no fault of a file: see [`beyond_a_file`].
fn load_one(found: &Arc<Found>) -> Result<File, Error> {
    // One byte more than is allowed tells a file that grew since it was found.
    let read = |size: u64| -> std::io::Result<Vec<u8>> {
        let mut bytes = Vec::with_capacity(size as usize + 1);
        open(&found.source)?.take(LARGEST + 1).read_to_end(&mut bytes)?;
        Ok(bytes)
    };
    let bytes = match found.size {
        size if size > LARGEST => Ok(None),
        size => read(size).map(|bytes| Some(bytes).filter(|bytes| bytes.len() as u64 <= LARGEST)),
    };
    let (note, told) = match bytes {
        Ok(Some(bytes)) => {
            let (text, told) = decode::text(bytes);
            (Ok(Note { path: Arc::from(found.path.as_str()), format: found.format, text: Arc::from(text) }), told)
        }
        Ok(None) => {
            let message = format!("{} is larger than 32 MiB and was left out", found.path);
            let told = Diagnostic::new(Code::TooMuch, Span::default(), message).in_path(found.path.clone());
            (Err(told.help("part it into several notes")), None)
        }
        Err(error) if beyond_a_file(&error) => return Err(Error::io("read", &found.source, &error)),
        Err(error) => (Err(unreadable(&found.path, &error)), None),
    };
    Ok(File { found: Arc::clone(found), note, told })
}
