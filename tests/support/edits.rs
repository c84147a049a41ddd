//! Edits of a small folder of notes, as people and their editors make them.
//!
//! Does not look at what comes of them.

use std::fs;
use std::path::{Path, PathBuf};

use proptest::prelude::*;
use tempfile::TempDir;

/// Where notes lie; the last is a folder that is not there at first.
const PATHS: [&str; 10] = [
    "pages/Work.md",
    "pages/Beacon.md",
    "pages/Ledger.md",
    "pages/Ann.md",
    "pages/Ann Lee.md",
    "pages/Beacon___Notes.md",
    "journals/2025_01_31.md",
    "journals/2025_02_03.md",
    "journals/note.org",
    "pages/more/Quay.md",
];

/// The first is none at all: without it these are no Logseq notes.
const CONFIGS: [&str; 4] =
    ["", "{}", "{:file/name-format :triple-lowbar}", "{:journal/page-title-format \"yyyy-MM-dd\"}"];

/// The last is none that can be read.
const SETTINGS: [&str; 5] = [
    "exclude = [\"pages/Ann.md\"]\n",
    "",
    "[people.aliases]\nBen = [\"Benny\"]\n",
    "[tasks]\ncheckboxes = true\n[theme]\ndir = \"theme\"\n",
    "[theme]\ndir = \"theme\"\nnosuch = ",
];

/// A template of the user's; the last is none that can be parsed, the one before shows what no page has.
const TEMPLATES: [&str; 4] = [
    "<h1>{{ frame.title }}</h1>",
    "<h1>{{ frame.title }}, anew</h1>",
    "{% extends \"base.html\" %}{% block main %}{{ frame.nosuch }}{% endblock main %}",
    "{% if frame %}<h1>",
];

/// Pieces of notes that make, name, date and rename what other notes hold.
const LINES: [&str; 25] = [
    "- Projects\n\t- Beacon\n\t- Ledger",
    "- People\n\t- Ann\n\t\t- alias:: Ann Lee\n\t- Ben",
    "alias:: Light, Tower",
    "type:: project",
    "tags:: area",
    "title:: Quay",
    "- TODO [#A] ask [[Ann]] of [[Beacon]] HUB-12\n  SCHEDULED: <2025-02-01 Sat>",
    "- DONE told Ben about the Ledger HUB-13",
    "- met Ann Lee about [[Light]]",
    "- of (HUB-12, CORE-7) and CORE-8",
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

/// One thing that happens to a folder of notes.
#[derive(Clone, Debug)]
pub enum Edit {
    Write(usize, Vec<usize>),
    Append(usize, usize),
    /// Before all that a note holds.
    Insert(usize, usize),
    /// A note without its last line.
    Shorten(usize),
    Delete(usize),
    Rename(usize, usize),
    /// Bytes that are no text, as of a file half written.
    Break(usize),
    Config(usize),
    Settings(usize),
    Template(usize),
    Style(usize),
    /// The folder of pages gets another name, and its own back.
    Move,
    /// As editors save that write another file and give it the name.
    Replace(usize, Vec<usize>),
    /// As editors save that empty the file first.
    Truncate(usize, Vec<usize>),
}

impl Edit {
    /// Does it; and gives the paths that a watcher would name.
    pub fn apply(&self, dir: &Path) -> Vec<PathBuf> {
        let path = |number: &usize| dir.join(PATHS[*number]);
        let text = |lines: &[usize]| lines.iter().map(|line| LINES[*line]).collect::<Vec<_>>().join("\n");
        let write = |path: PathBuf, text: &[u8]| {
            let new = path.parent().filter(|parent| !parent.exists()).map(Path::to_path_buf);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(&path, text).unwrap();
            new.into_iter().chain([path]).collect()
        };
        match self {
            Edit::Write(at, lines) => write(path(at), text(lines).as_bytes()),
            Edit::Append(at, line) => {
                let before = fs::read(path(at)).unwrap_or_default();
                write(path(at), &[before.as_slice(), b"\n", LINES[*line].as_bytes()].concat())
            }
            Edit::Insert(at, line) => {
                let before = fs::read(path(at)).unwrap_or_default();
                write(path(at), &[LINES[*line].as_bytes(), b"\n", before.as_slice()].concat())
            }
            Edit::Shorten(at) => {
                let before = fs::read_to_string(path(at)).unwrap_or_default();
                write(path(at), before.trim_end().rsplit_once('\n').map_or("", |(rest, _)| rest).as_bytes())
            }
            Edit::Delete(at) if path(at).exists() => {
                fs::remove_file(path(at)).unwrap();
                vec![path(at)]
            }
            Edit::Rename(from, to) if path(from).exists() && path(to).parent().unwrap().exists() => {
                fs::rename(path(from), path(to)).unwrap();
                vec![path(from), path(to)]
            }
            Edit::Delete(_) | Edit::Rename(..) => Vec::new(),
            Edit::Break(at) => write(path(at), b"- half [[Bea\xff"),
            Edit::Config(0) => {
                drop(fs::remove_file(dir.join("logseq/config.edn")));
                vec![dir.join("logseq/config.edn")]
            }
            Edit::Config(at) => write(dir.join("logseq/config.edn"), CONFIGS[*at].as_bytes()),
            Edit::Settings(at) => write(dir.join("annals.toml"), SETTINGS[*at].as_bytes()),
            Edit::Template(at) => write(dir.join("theme/templates/tag.html"), TEMPLATES[*at].as_bytes()),
            Edit::Style(at) => write(dir.join("theme/static/annals.css"), format!("a{{order:{at}}}").as_bytes()),
            Edit::Move => {
                let (pages, away) = (dir.join("pages"), dir.join("pages away"));
                fs::rename(&pages, &away).unwrap();
                fs::rename(&away, &pages).unwrap();
                vec![pages, away]
            }
            Edit::Replace(at, lines) => {
                let other = path(at).with_extension("tmp");
                write(other.clone(), text(lines).as_bytes());
                fs::rename(&other, path(at)).unwrap();
                vec![path(at).parent().unwrap().to_path_buf(), path(at)]
            }
            Edit::Truncate(at, lines) => {
                let mut paths: Vec<PathBuf> = write(path(at), b"");
                paths.extend(write(path(at), text(lines).as_bytes()));
                paths
            }
        }
    }
}

/// Any of them, the common ones more often.
pub fn edit() -> impl Strategy<Value = Edit> {
    let (file, line) = (0..PATHS.len(), 0..LINES.len());
    prop_oneof![
        4 => (file.clone(), prop::collection::vec(line.clone(), 0..5)).prop_map(|(at, lines)| Edit::Write(at, lines)),
        4 => (file.clone(), line.clone()).prop_map(|(at, line)| Edit::Append(at, line)),
        1 => file.clone().prop_map(Edit::Delete),
        2 => (file.clone(), file.clone()).prop_map(|(from, to)| Edit::Rename(from, to)),
        1 => file.clone().prop_map(Edit::Break),
        1 => (0..CONFIGS.len()).prop_map(Edit::Config),
        1 => (0..SETTINGS.len()).prop_map(Edit::Settings),
        1 => (0..TEMPLATES.len()).prop_map(Edit::Template),
        1 => (0..3usize).prop_map(Edit::Style),
        1 => Just(Edit::Move),
        2 => (file.clone(), prop::collection::vec(line.clone(), 0..5)).prop_map(|(at, lines)| Edit::Replace(at, lines)),
        2 => (file, prop::collection::vec(line, 0..5)).prop_map(|(at, lines)| Edit::Truncate(at, lines)),
    ]
}

/// What is typed into notes that stay where they are, and does not say what they are.
pub fn typed() -> impl Strategy<Value = Edit> {
    let (file, line) = (0..8usize, prop::sample::select(&[6usize, 7, 8, 9, 10, 11, 12, 13, 14, 16, 17, 19, 21][..]));
    prop_oneof![
        4 => (file.clone(), line.clone()).prop_map(|(at, line)| Edit::Append(at, line)),
        2 => (file.clone(), line).prop_map(|(at, line)| Edit::Insert(at, line)),
        2 => file.prop_map(Edit::Shorten),
    ]
}

/// A folder in which each kind of thing is said in notes that [`typed`] leaves alone.
pub fn settled() -> TempDir {
    let lines = |numbers: &[usize]| numbers.iter().map(|&line| LINES[line]).collect::<Vec<_>>().join("\n");
    let held = [
        ("pages/All.md", lines(&[0, 1])),
        ("pages/Beacon.md", format!("{}\n{}", LINES[3], lines(&[10, 6]))),
        ("journals/2025_01_29.md", lines(&[6, 9, 13, 14])),
        ("journals/2025_01_30.md", lines(&[7, 8, 16, 21])),
        ("journals/2025_02_01.md", lines(&[10, 11, 12, 17, 6])),
        ("logseq/config.edn", "{}".to_string()),
        ("theme/static/annals.css", String::new()),
    ];
    let dir = super::folder(&held.each_ref().map(|(path, text)| (*path, text.as_str())));
    mend().iter().for_each(|edit| drop(edit.apply(dir.path())));
    dir
}

/// The folder as it is at first.
pub fn folder() -> TempDir {
    super::folder(&[
        ("logseq/config.edn", "{}"),
        ("journals/2025_01_30.md", "- began"),
        ("pages/x.md", ""),
        ("theme/static/annals.css", ""),
    ])
}

/// What a script ends with, so that there is a site to compare: settings and a template that can be read.
pub fn mend() -> [Edit; 2] {
    [Edit::Settings(3), Edit::Template(0)]
}
