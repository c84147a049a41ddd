//! What was sent before, and what was decided about names: kept with the user, never with the notes.
//!
//! Does not hold a name or a line of the notes: what was decided and what was sent are known by salted hashes. Unlike a
//! cache it cannot be made again, so one that cannot be read is told and left alone.

use std::collections::BTreeMap;
use std::io::ErrorKind;
use std::path::Path;

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
}

/// How a projection differs from what was sent last.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Changes {
    /// When that was.
    pub day: chrono::NaiveDate,
    /// Lines that were not in it.
    pub new: Vec<String>,
    /// How many of its lines are gone.
    pub gone: usize,
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
        let lines = lines(text).map(|line| self.hash(line)).collect();
        self.sent.push(Sent { lines, ..sent });
    }

    /// What is new and gone since the last share of a profile.
    pub fn changes(&self, profile: &str, text: &str) -> Option<Changes> {
        let last = self.sent.iter().rev().find(|sent| sent.profile == profile)?;
        let now: Vec<(String, &str)> = lines(text).map(|line| (self.hash(line), line)).collect();
        let is_new = |hash: &String| !last.lines.contains(hash);
        let new = now.iter().filter(|(hash, _)| is_new(hash)).map(|(_, line)| (*line).to_string()).collect();
        let gone = last.lines.iter().filter(|hash| !now.iter().any(|(now, _)| now == *hash)).count();
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
        Sent { profile: profile.into(), day, version, file, checksum, sealed, lines: Vec::new() }
    }
}

/// Lines that say something, without the marks of the outline.
fn lines(text: &str) -> impl Iterator<Item = &str> {
    text.lines().map(|line| line.trim().trim_start_matches("- ")).filter(|line| !line.is_empty() && !is_fact(line))
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
        assert_eq!(changes, Some(Changes { day, new: vec!["sold it".into()], gone: 1 }));
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
