//! The sealed file as those have it who seal and open one: vectors that every reader is held to, and what a file tells to
//! whoever has no passphrase.
//!
//! Does not reach below the passphrase, which takes about half a second each time; `src/share/seal/tests.rs` does.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on should stop")]

use std::fs;
use std::path::Path;

use annals::share::seal::{Bundle, Entry, INDEX, Random, SealError, open, seal};
use base64::Engine;
use base64::engine::general_purpose::STANDARD as BASE64;
use rayon::prelude::*;
use serde::Deserialize;
use sha2::{Digest, Sha256};

#[derive(Deserialize)]
struct Vector {
    name: String,
    file: String,
    /// Of the payload's lines, those that are left, by their places.
    lines: Option<Vec<usize>>,
    passphrase: String,
    opens: Option<Opens>,
    refused: Option<String>,
}

#[derive(Debug, PartialEq, Deserialize)]
struct Opens {
    title: String,
    created: String,
    not_after: Option<String>,
    entries: Vec<Told>,
}

#[derive(Debug, PartialEq, Deserialize)]
struct Told {
    name: String,
    len: usize,
    sha256: String,
}

impl Opens {
    fn of(bundle: &Bundle) -> Opens {
        let told = |Entry { name, bytes }: &Entry| {
            let sha256 = Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect();
            Told { name: name.clone(), len: bytes.len(), sha256 }
        };
        Opens {
            title: bundle.title.clone(),
            created: bundle.created.to_string(),
            not_after: bundle.not_after.map(|day| day.to_string()),
            entries: bundle.entries.iter().map(told).collect(),
        }
    }
}

impl Vector {
    fn bytes(&self) -> Vec<u8> {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/seal/vectors");
        let file = fs::read(folder.join(&self.file)).unwrap();
        let Some(places) = &self.lines else { return file };
        let text = String::from_utf8(file).unwrap();
        let (before, rest) = text.split_once("id=\"payload\">\n").unwrap();
        let (payload, after) = rest.split_once("</script>").unwrap();
        let lines: Vec<&str> = payload.lines().collect();
        let left: String = places.iter().flat_map(|place| [lines[*place], "\n"]).collect();
        format!("{before}id=\"payload\">\n{left}</script>{after}").into_bytes()
    }

    fn complaint(&self) -> Option<String> {
        let found = open(&self.bytes(), &self.passphrase);
        let is_as_said = match (&self.opens, &self.refused) {
            (Some(opens), None) => found.as_ref().is_ok_and(|bundle| Opens::of(bundle) == *opens),
            (None, Some(_)) => found == Err(SealError::NotOpened),
            _ => false,
        };
        (!is_as_said).then(|| format!("{}: {found:?}, not {:?}{:?}", self.name, self.refused, self.opens))
    }
}

#[test]
fn every_vector_is_opened_or_refused_as_it_says() {
    let list = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/seal/vectors.json");
    let vectors: Vec<Vector> = serde_json::from_slice(&fs::read(list).unwrap()).unwrap();
    let valid = vectors.iter().filter(|vector| vector.opens.is_some()).count();
    assert!(valid >= 20 && vectors.len() - valid >= 60, "{valid} of {} are valid", vectors.len());
    let complaints: Vec<String> = vectors.par_iter().filter_map(Vector::complaint).collect();
    assert!(complaints.is_empty(), "{}", complaints.join("\n"));
}

const PASSPHRASE: &str = "cobalt-ferry-tulip-anvil-meadow-quartz";

/// A page of so many bytes, and no others of that length.
fn page(bytes: usize) -> Bundle {
    let text =
        "<!doctype html><html><head><title>Private title</title></head><body>Private text, Noor, HUB-85</body></html>";
    let noise = (0..bytes as u32).flat_map(|at| Sha256::digest(at.to_be_bytes()).to_vec()).take(bytes).collect();
    Bundle {
        title: "Private title".into(),
        created: "2024-12-13".parse().unwrap(),
        not_after: Some("2025-03-31".parse().unwrap()),
        entries: vec![
            Entry { name: INDEX.into(), bytes: text.into() },
            Entry { name: "private.png".into(), bytes: noise },
        ],
    }
}

fn sealed(bundle: &Bundle) -> String {
    String::from_utf8(seal(bundle, PASSPHRASE, &mut Random::system()).unwrap()).unwrap()
}

#[test]
fn what_is_sealed_is_opened_with_its_passphrase_and_no_other() {
    let bundle = page(100_000);
    let file = sealed(&bundle);
    assert_eq!(open(file.as_bytes(), PASSPHRASE), Ok(bundle));
    // A phone's keyboard adds a space.
    assert!(open(file.as_bytes(), &format!("{PASSPHRASE} ")).is_ok());
    for wrong in ["", "cobalt", "cobalt-ferry-tulip-anvil-meadow", "Cobalt-ferry-tulip-anvil-meadow-quartz"] {
        assert_eq!(open(file.as_bytes(), wrong), Err(SealError::NotOpened), "{wrong}");
    }
}

#[test]
fn fifty_changed_bytes_are_each_refused_by_the_whole_reader() {
    let file = sealed(&page(3_000)).into_bytes();
    let start = String::from_utf8_lossy(&file).find("id=\"header\"").unwrap();
    let step = (file.len() - start) / 50;
    let accepted: Vec<usize> = (0..50)
        .into_par_iter()
        .map(|place| start + place * step)
        .filter(|at| {
            let mut changed = file.clone();
            changed[*at] ^= 2;
            open(&changed, PASSPHRASE) != Err(SealError::NotOpened)
        })
        .collect();
    assert!(accepted.is_empty(), "{accepted:?}");
}

#[test]
fn a_file_tells_its_order_of_size_and_nothing_else() {
    let files = [page(20_000), page(20_010), page(20_000)].map(|bundle| sealed(&bundle));
    // As long as each other, and all before their keys is the same.
    let [one, other, again] = files.each_ref().map(|file| file.split_once("\"s\":\"").unwrap());
    assert_eq!(one.0, other.0);
    assert_eq!(one.1.len(), other.1.len());
    assert_ne!(one.1, again.1);
    assert!(files[0].contains("<title>Protected document</title>"));
    for word in ["Private", "private.png", "Noor", "HUB-85", "2024-12-13", "2025-03-31", "generator"] {
        assert!(!files[0].contains(word), "{word}");
    }
}

#[test]
fn the_policy_allows_the_page_its_own_script_and_style_and_no_address() {
    let file = sealed(&page(0));
    let between = |from: &str, to: &str| {
        let (_, rest) = file.split_once(from).unwrap();
        rest.split_once(to).unwrap().0
    };
    let hash = |text: &str| format!("'sha256-{}'", BASE64.encode(Sha256::digest(text)));
    let policy = between("http-equiv=\"Content-Security-Policy\" content=\"", "\"");
    let expected = format!(
        "default-src 'none'; script-src {}; style-src {}; img-src blob: data:; font-src data:; base-uri 'none'; \
         form-action 'none'; require-trusted-types-for 'script'; trusted-types reader",
        hash(between("<script>", "</script>")),
        hash(between("<style>", "</style>")),
    );
    assert_eq!(policy, expected);
    // Names of namespaces lead nowhere.
    let addresses: Vec<&str> = file.match_indices("://").map(|(at, _)| &file[at..at + 14]).collect();
    assert!(addresses.iter().all(|address| address.starts_with("://www.w3.org/")), "{addresses:?}");
    assert!(file.find("Content-Security-Policy").unwrap() < file.find("<style>").unwrap());
}

#[test]
fn the_page_that_asks_stays_small() {
    let file = sealed(&page(0));
    let (reader, _) = file.split_once("<script type=\"application/json\"").unwrap();
    let mut packer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    std::io::Write::write_all(&mut packer, reader.as_bytes()).unwrap();
    let packed = packer.finish().unwrap().len();
    assert!(packed <= 9_000, "{packed} bytes packed, {} in all", reader.len());
}
