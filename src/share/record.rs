//! What was sent before, and what was decided about names: kept with the user, never with the notes.
//!
//! Does not hold a name or a line of the notes: what was decided and what was sent are known by salted hashes. So it can be
//! told how many lines of a share are gone, and from which part, but not which: whoever took a line out may have had a
//! reason, and a record that kept it would be where it is still found. Unlike a cache it cannot be made again, so one that
//! cannot be read is told and left alone.

use std::collections::BTreeMap;
use std::io::ErrorKind;
use std::path::Path;

use rustc_hash::{FxHashMap, FxHashSet};
use serde::{Deserialize, Serialize};

use super::file;
use crate::config::share::Refs;
use crate::error::Error;
use crate::name;

/// All that is kept of the shares of one set of notes.
#[derive(Clone, Debug, Default, PartialEq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Record {
    /// Of this form.
    version: u8,
    /// In hexadecimal: makes hashes that nobody else can look names up by.
    salt: String,
    /// Hash of an audience and a name's key, and what stands for it.
    refs: BTreeMap<String, Refs>,
    /// The oldest first.
    pub sent: Vec<Sent>,
}

/// One share that was made.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Sent {
    /// The profile, or `--review 2024`.
    pub profile: String,
    /// The day it was prepared.
    pub day: chrono::NaiveDate,
    /// What stands at its foot.
    pub version: String,
    /// The file's name, without its folder.
    pub file: String,
    /// BLAKE3 of the file, in hexadecimal.
    pub checksum: String,
    /// Whether a passphrase opens it.
    pub sealed: bool,
    /// Hashes of its lines.
    lines: Vec<String>,
    /// Of its parts, in order: the hash of each one's name, and how many of the lines are its own.
    #[serde(default)]
    parts: Vec<(String, usize)>,
}

/// How a projection differs from what was sent last.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Changes {
    /// When that was.
    pub day: chrono::NaiveDate,
    /// Lines that were not in it.
    pub new: Vec<String>,
    /// How many of its lines are gone, by the part that they stood in.
    pub gone: Vec<Gone>,
}

/// Lines that are gone from one part.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Gone {
    /// Its name; `None` for all that are no part any more, whose names nobody has kept.
    pub part: Option<String>,
    /// How many.
    pub lines: usize,
}

const VERSION: u8 = 1;

impl Record {
    /// Of a set of notes about which nothing is kept yet.
    pub fn new(salt: [u8; 16]) -> Record {
        Record {
            version: VERSION,
            salt: blake3::Hash::from_bytes(widen(salt)).to_hex()[..32].into(),
            ..Record::default()
        }
    }

    /// Reads the record of a set of notes; `None` where there is none yet.
    ///
    /// # Errors
    /// A file that is there and cannot be read as a record.
    pub fn read(path: &Path) -> Result<Option<Record>, Error> {
        let text = match std::fs::read_to_string(path) {
            Ok(text) => text,
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(Error::io("read", path, &error)),
        };
        let record: Option<Record> =
            serde_json::from_str(&text).ok().filter(|record: &Record| record.version == VERSION);
        record.map(Some).ok_or_else(|| {
            Error::new(format!("{} is no record of shares that this annals can read", path.display()))
                .help("move it away to begin a new one: what was sent and decided before is then not known")
        })
    }

    /// Writes it, for its owner alone.
    ///
    /// # Errors
    /// Whatever the disk refuses; the old record is then as it was.
    pub fn write(&self, path: &Path) -> Result<(), Error> {
        let text = serde_json::to_string_pretty(self).map_err(|error| Error::new(error.to_string()))?;
        file::replace(path, text.as_bytes())
    }

    /// What was decided of a name for an audience.
    pub fn decided(&self, audience: &str, name: &str) -> Option<Refs> {
        self.refs.get(&self.of(audience, name)).copied()
    }

    /// Keeps what was decided of a name for an audience.
    pub fn decide(&mut self, audience: &str, name: &str, refs: Refs) {
        self.refs.insert(self.of(audience, name), refs);
    }

    fn of(&self, audience: &str, name: &str) -> String {
        self.hash(&format!("{}\n{}", name::key(audience), name::key(name)))
    }

    /// Keeps that a share was made of a text.
    pub fn add(&mut self, sent: Sent, text: &str) {
        let (mut hashes, mut parts) = (Vec::new(), Vec::<(String, usize)>::new());
        for (part, line) in lines(text) {
            hashes.push(self.hash(line));
            let part = self.hash(part);
            match parts.last_mut().filter(|(last, _)| *last == part) {
                Some((_, lines)) => *lines += 1,
                None => parts.push((part, 1)),
            }
        }
        self.sent.push(Sent { lines: hashes, parts, ..sent });
    }

    /// What is new and gone since the last share of a profile.
    pub fn changes(&self, profile: &str, text: &str) -> Option<Changes> {
        let last = self.sent.iter().rev().find(|sent| sent.profile == profile)?;
        let now: Vec<(String, &str)> = lines(text).map(|(_, line)| (self.hash(line), line)).collect();
        let before: FxHashSet<&String> = last.lines.iter().collect();
        let is_new = |hash: &String| !before.contains(hash);
        let new = now.iter().filter(|(hash, _)| is_new(hash)).map(|(_, line)| (*line).to_string()).collect();
        let names: FxHashMap<String, &str> = lines(text).map(|(part, _)| (self.hash(part), part)).collect();
        let now: FxHashSet<&String> = now.iter().map(|(hash, _)| hash).collect();
        let parts = last.parts.iter().flat_map(|(part, lines)| std::iter::repeat_n(names.get(part).copied(), *lines));
        let mut gone: Vec<Gone> = Vec::new();
        // Of a share that was made before parts were kept, no line knows its own.
        for (hash, part) in last.lines.iter().zip(parts.chain(std::iter::repeat(None))) {
            if now.contains(hash) {
                continue;
            }
            match gone.iter_mut().find(|gone| gone.part.as_deref() == part) {
                Some(gone) => gone.lines += 1,
                None => gone.push(Gone { part: part.map(String::from), lines: 1 }),
            }
        }
        gone.sort_by_key(|gone| gone.part.is_none());
        Some(Changes { day: last.day, new, gone })
    }

    fn hash(&self, text: &str) -> String {
        let mut hasher = blake3::Hasher::new();
        hasher.update(self.salt.as_bytes());
        hasher.update(text.as_bytes());
        hasher.finalize().to_hex()[..32].to_string()
    }
}

impl Sent {
    /// Of a share that was just made.
    pub fn new(
        profile: &str,
        day: chrono::NaiveDate,
        version: String,
        file: String,
        bytes: &[u8],
        sealed: bool,
    ) -> Sent {
        let checksum = blake3::hash(bytes).to_hex().to_string();
        Sent { profile: profile.into(), day, version, file, checksum, sealed, lines: Vec::new(), parts: Vec::new() }
    }
}

/// Lines that say something, without the marks of the outline, each with the name of the part that it stands in: a project,
/// a page or a day, which is a bullet of the second level; above those, nothing.
fn lines(text: &str) -> impl Iterator<Item = (&str, &str)> {
    let mut part = "";
    let said = text.lines().map(move |line| {
        let bare = line.trim().trim_start_matches("- ");
        match line.strip_prefix('\t').unwrap_or(line) {
            below if below.starts_with("- ") => part = if below.len() < line.len() { bare } else { "" },
            _ => {}
        }
        (part, bare)
    });
    said.filter(|(_, line)| !line.is_empty() && !is_fact(line))
}

/// Whether a line is a fact of the canonical form, whose number another project may have had.
fn is_fact(line: &str) -> bool {
    ["type::", "order::"].iter().any(|key| line.starts_with(key))
}

fn widen(salt: [u8; 16]) -> [u8; 32] {
    let mut wide = [0; 32];
    wide[..16].copy_from_slice(&salt);
    wide
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_record_tells_what_changed_and_holds_no_word_of_it() {
        let mut record = Record::new([7; 16]);
        let day = "2025-01-10".parse().unwrap();
        let sent = Sent::new("boss", day, "12345678".into(), "document.html".into(), b"x", true);
        record.add(sent, "- Projects\n\t- Harbour\n\t  order:: 1\n\t\t- built the quay\n\t\t- painted it\n");
        record.decide("boss", "Secret Plan", Refs::Redact);
        let changes =
            record.changes("boss", "- Projects\n\t- Harbour\n\t  order:: 2\n\t\t- built the quay\n\t\t- sold it\n");
        let gone = |part: Option<&str>, lines| Gone { part: part.map(String::from), lines };
        assert_eq!(changes, Some(Changes { day, new: vec!["sold it".into()], gone: vec![gone(Some("Harbour"), 1)] }));
        // What is no part any more has a name that nobody kept; the two bullets and the name are gone.
        let changes = record.changes("boss", "- Projects\n\t- Ferry\n\t\t- sailed\n").unwrap();
        assert_eq!((changes.new.len(), changes.gone), (2, vec![gone(None, 3)]));
        assert_eq!(record.changes("peers", "- x"), None);
        assert_eq!(
            (record.decided("boss", "secret plan"), record.decided("peers", "secret plan")),
            (Some(Refs::Redact), None)
        );
        let kept = serde_json::to_string(&record).unwrap().to_lowercase();
        for word in ["secret", "harbour", "quay"] {
            assert!(!kept.contains(word), "{kept}");
        }
    }

    #[test]
    fn a_record_is_read_as_written_and_a_broken_one_is_left_alone() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("below/record.json");
        assert_eq!(Record::read(&path).unwrap(), None);
        let mut record = Record::new([1; 16]);
        record.decide("boss", "a", Refs::Text);
        record.write(&path).unwrap();
        assert_eq!(Record::read(&path).unwrap(), Some(record));
        std::fs::write(&path, "{").unwrap();
        assert!(Record::read(&path).unwrap_err().help.unwrap().contains("move it away"));
        assert_eq!(std::fs::read(&path).unwrap(), b"{");
    }
}
