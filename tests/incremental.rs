//! However notes are edited, what is made with a memory of them as they were is what a first build makes, byte for byte.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on should stop")]

mod support;

use std::fs;
use std::path::Path;

use annals::site::Session;
use proptest::prelude::*;

const TODAY: &str = "2025-02-03";

const PATHS: [&str; 9] = [
    "pages/Work.md",
    "pages/Beacon.md",
    "pages/Ledger.md",
    "pages/Ann.md",
    "pages/Ann Lee.md",
    "pages/Beacon___Notes.md",
    "journals/2025_01_31.md",
    "journals/2025_02_03.md",
    "journals/note.org",
];

/// The first is none at all: without it these are no Logseq notes.
const CONFIGS: [&str; 4] =
    ["", "{}", "{:file/name-format :triple-lowbar}", "{:journal/page-title-format \"yyyy-MM-dd\"}"];

const SETTINGS: [&str; 4] =
    ["exclude = [\"pages/Ann.md\"]\n", "", "[people.aliases]\nBen = [\"Benny\"]\n", "[tasks]\ncheckboxes = true\n"];

/// Pieces of notes that make, name, date and rename what other notes hold.
const LINES: [&str; 24] = [
    "- Projects\n\t- Beacon\n\t- Ledger",
    "- People\n\t- Ann\n\t\t- alias:: Ann Lee\n\t- Ben",
    "alias:: Light, Tower",
    "type:: project",
    "tags:: area",
    "title:: Quay",
    "- TODO [#A] ask [[Ann]] of [[Beacon]] HUB-12\n  SCHEDULED: <2025-02-01 Sat>",
    "- DONE told Ben about the Ledger HUB-13",
    "- met Ann Lee about [[Light]]",
    "- [[2025-01-31]]\n\t- Ann 1-on-1\n\t\t- she asked",
    "- Year end review\n\t- 2024\n\t\t- **Made** it work with [[Ben]]",
    "- {{embed [[Beacon]]}}",
    "- ((64f1f2c8-1111-4222-8333-123456789abc))",
    "- here\n  id:: 64f1f2c8-1111-4222-8333-123456789abc",
    "- {{query (todo todo)}}",
    "- ```rust\n  fn main() {}\n  ```",
    "- #area and #[[two words]]",
    "- [[Beacon/Notes]] of [[Feb 3rd, 2025]]",
    "- template:: form\n\t- [[Nobody]]",
    "- [ ] a box",
    "- $x^2$ and `[[no]]`",
    "text of [[Tower]] outside",
    "-",
    "- $\\nosuch$ on [[2025-02-30]]\n  ```rust\n  never closed",
];

#[derive(Clone, Debug)]
enum Edit {
    Write(usize, Vec<usize>),
    Append(usize, usize),
    Delete(usize),
    Rename(usize, usize),
    /// Bytes that are no text, as of a file half written.
    Break(usize),
    Config(usize),
    Settings(usize),
}

impl Edit {
    fn apply(&self, dir: &Path) {
        let path = |number: &usize| dir.join(PATHS[*number]);
        let text = |lines: &[usize]| lines.iter().map(|line| LINES[*line]).collect::<Vec<_>>().join("\n");
        match self {
            Edit::Write(at, lines) => fs::write(path(at), text(lines)).unwrap(),
            Edit::Append(at, line) => {
                let before = fs::read(path(at)).unwrap_or_default();
                fs::write(path(at), [before.as_slice(), b"\n", LINES[*line].as_bytes()].concat()).unwrap();
            }
            Edit::Delete(at) if path(at).exists() => fs::remove_file(path(at)).unwrap(),
            Edit::Rename(from, to) if path(from).exists() => fs::rename(path(from), path(to)).unwrap(),
            Edit::Delete(_) | Edit::Rename(..) => {}
            Edit::Break(at) => fs::write(path(at), b"- half [[Bea\xff").unwrap(),
            Edit::Config(0) => drop(fs::remove_file(dir.join("logseq/config.edn"))),
            Edit::Config(at) => fs::write(dir.join("logseq/config.edn"), CONFIGS[*at]).unwrap(),
            Edit::Settings(at) => fs::write(dir.join("annals.toml"), SETTINGS[*at]).unwrap(),
        }
    }
}

fn edit() -> impl Strategy<Value = Edit> {
    let (file, line) = (0..PATHS.len(), 0..LINES.len());
    prop_oneof![
        4 => (file.clone(), prop::collection::vec(line.clone(), 0..5)).prop_map(|(at, lines)| Edit::Write(at, lines)),
        4 => (file.clone(), line).prop_map(|(at, line)| Edit::Append(at, line)),
        1 => file.clone().prop_map(Edit::Delete),
        2 => (file.clone(), file.clone()).prop_map(|(from, to)| Edit::Rename(from, to)),
        1 => file.prop_map(Edit::Break),
        1 => (0..CONFIGS.len()).prop_map(Edit::Config),
        1 => (0..SETTINGS.len()).prop_map(Edit::Settings),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: std::env::var("CASES").ok().and_then(|n| n.parse().ok()).unwrap_or(120), failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_site_made_with_a_memory_is_the_site_that_a_first_build_makes(
        first in prop::collection::vec(edit(), 4..10),
        then in prop::collection::vec(edit(), 1..5),
    ) {
        let dir = support::folder(&[("logseq/config.edn", "{}"), ("journals/2025_01_30.md", "- began"), ("pages/x.md", "")]);
        let mut session = Session::default();
        first.iter().for_each(|edit| edit.apply(dir.path()));
        support::rebuild(&mut session, dir.path(), TODAY);
        for edit in &then {
            edit.apply(dir.path());
            let (remembering, anew) = (support::rebuild(&mut session, dir.path(), TODAY), support::build(dir.path(), TODAY));
            let paths = |built: &support::Built| built.files.keys().cloned().collect::<Vec<_>>();
            prop_assert_eq!(paths(&remembering), paths(&anew));
            prop_assert_eq!(&remembering.told, &anew.told, "after {:?}", edit);
            for (path, bytes) in &anew.files {
                prop_assert!(remembering.files[path] == *bytes, "{} differs after {:?}", path, edit);
            }
        }
    }
}
