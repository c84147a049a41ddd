//! What is sealed: a manifest and the entries, packed, and padded so that the length tells no more than its order of size.
//!
//! Does not encrypt.

use std::collections::BTreeSet;
use std::io::{Read, Write};

use chrono::{Datelike, NaiveDate};
use flate2::Compression;
use flate2::bufread::GzDecoder;
use flate2::write::GzEncoder;
use serde::{Deserialize, Serialize};

use super::{Bundle, Entry, INDEX, MAX_BYTES, SealError};

/// Its fields, in the order in which they are written.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Manifest {
    title: String,
    created: NaiveDate,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    not_after: Option<NaiveDate>,
    entries: Vec<Length>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Length {
    name: String,
    len: usize,
}

/// The manifest and the entries, packed and padded.
pub fn pack(bundle: &Bundle) -> Result<Vec<u8>, SealError> {
    if !is_sound(bundle) {
        return Err(SealError::BadBundle);
    }
    let entries = bundle.entries.iter().map(|entry| Length { name: entry.name.clone(), len: entry.bytes.len() });
    let manifest = Manifest {
        title: bundle.title.clone(),
        created: bundle.created,
        not_after: bundle.not_after,
        entries: entries.collect(),
    };
    let manifest = serde_json::to_vec(&manifest).expect("strings and numbers");
    let len = bundle.entries.iter().map(|entry| entry.bytes.len()).sum::<usize>() + 4 + manifest.len();
    if len > MAX_BYTES {
        return Err(SealError::TooLarge);
    }
    // The time is none, and the system is "unknown": a gzip header tells nothing.
    let mut packer = GzEncoder::new(vec![0; 4], Compression::best());
    let parts = [&number(manifest.len())[..], &manifest];
    for part in parts.into_iter().chain(bundle.entries.iter().map(|entry| &entry.bytes[..])) {
        packer.write_all(part).expect("a vector takes all that is written to it");
    }
    let mut inner = packer.finish().expect("a vector takes all that is written to it");
    let packed = inner.len() - 4;
    inner[..4].copy_from_slice(&number(packed));
    inner.resize(padded(inner.len()), 0);
    if inner.len() > MAX_BYTES { Err(SealError::TooLarge) } else { Ok(inner) }
}

/// What was packed, if every byte is as [`pack`] would have it but for the packing itself.
pub fn unpack(inner: &[u8]) -> Option<Bundle> {
    let (packed, padding) = split(inner)?;
    if padding.iter().any(|byte| *byte != 0) || inner.len() != padded(4 + packed.len()) {
        return None;
    }
    let mut unpacker = GzDecoder::new(packed);
    let mut plain = Vec::new();
    unpacker.by_ref().take(MAX_BYTES as u64 + 1).read_to_end(&mut plain).ok()?;
    if plain.len() > MAX_BYTES || !unpacker.into_inner().is_empty() {
        return None;
    }
    let (text, mut bytes) = split(&plain)?;
    let manifest: Manifest = serde_json::from_slice(text).ok()?;
    if serde_json::to_vec(&manifest).ok()? != text {
        return None;
    }
    let mut entries = Vec::new();
    for Length { name, len } in manifest.entries {
        let (own, rest) = bytes.split_at_checked(len)?;
        entries.push(Entry { name, bytes: own.to_vec() });
        bytes = rest;
    }
    let bundle = Bundle { title: manifest.title, created: manifest.created, not_after: manifest.not_after, entries };
    (bytes.is_empty() && is_sound(&bundle)).then_some(bundle)
}

/// Padmé: at most 12 % more, so that lengths fall into few classes.
fn padded(len: usize) -> usize {
    let exponent = len.max(2).ilog2();
    let mantissa = exponent.ilog2() + 1;
    let step = 1 << (exponent - mantissa.min(exponent));
    len.next_multiple_of(step)
}

/// Begins with the length of its first part.
fn split(bytes: &[u8]) -> Option<(&[u8], &[u8])> {
    let (len, rest) = bytes.split_first_chunk::<4>()?;
    rest.split_at_checked(u32::from_be_bytes(*len) as usize)
}

fn number(len: usize) -> [u8; 4] {
    u32::try_from(len).expect("less than `MAX_BYTES`").to_be_bytes()
}

fn is_sound(bundle: &Bundle) -> bool {
    let names: BTreeSet<&str> = bundle.entries.iter().map(|entry| entry.name.as_str()).collect();
    let index = bundle.entries.first().filter(|entry| entry.name == INDEX);
    names.len() == bundle.entries.len()
        && names.into_iter().all(is_name)
        && index.is_some_and(|index| std::str::from_utf8(&index.bytes).is_ok())
        && [Some(bundle.created), bundle.not_after].into_iter().flatten().all(|day| (0..=9999).contains(&day.year()))
}

fn is_name(name: &str) -> bool {
    let signs = |byte| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'-' | b'_' | b'.');
    (1..=100).contains(&name.len()) && name.bytes().all(signs) && !name.starts_with(['-', '_', '.'])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn padding_is_that_of_its_authors() {
        // From the paper's rule: a length of `E + 1` bits keeps the upper `⌊log2 E⌋ + 1` of its last `E`.
        for (len, expected) in [(8, 8), (9, 10), (100, 104), (1_000, 1_024), (65_537, 67_584), (1_000_000, 1_015_808)] {
            assert_eq!(padded(len), expected, "{len}");
        }
        for len in (9..5_000).chain([MAX_BYTES / 2, MAX_BYTES]) {
            let padded = padded(len);
            assert!(padded >= len && (padded - len) as f64 <= len as f64 * 0.12, "{len}");
            assert_eq!(super::padded(padded), padded, "{len}");
        }
    }
}
