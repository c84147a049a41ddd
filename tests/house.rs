//! The walls of the house: who may import whom, what no floor may touch, how files begin and how long they are.
//!
//! Does not compile anything: it reads the source as text, so a macro could fool it; nobody should want to.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on should stop")]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use regex::Regex;

/// Modules that any other may import.
const BASE: &[&str] = &["span", "diagnostic", "date", "period", "name", "notes", "error", "config", "wall"];

/// Floor, and what it may import beside [`BASE`] and itself. From the notes to the doors.
const FLOORS: &[(&str, &[&str])] = &[
    ("source", &[]),
    ("outline", &[]),
    ("graph", &["outline"]),
    ("markup", &["outline", "graph"]),
    // Text is written anew as it is read for a page, not copied.
    ("project", &["outline", "graph", "markup"]),
    // Which assets a site holds is asked of the references themselves.
    ("route", &["outline", "graph"]),
    ("views", &["outline", "graph", "markup", "route"]),
    ("theme", &[]),
    ("render", &["outline", "graph", "project", "markup", "route", "views", "theme", "site"]),
    ("site", &["source", "outline", "graph", "project", "markup", "route", "views", "theme", "render"]),
    // Files to show are opened as their reader opens them.
    ("emit", &["source", "render", "site", "project"]),
    ("export", &["outline"]),
    ("serve", &["route", "render", "site", "project", "source"]),
    // What is about to be handed out is held against all that the notes say.
    ("share", &["outline", "graph", "markup", "views", "theme", "render", "site", "project", "source", "emit"]),
    (
        "cli",
        &[
            "source", "outline", "graph", "project", "markup", "route", "views", "theme", "render", "site", "emit",
            "export", "serve", "share",
        ],
    ),
];

/// Floors that work on values alone (`export` is given a writer): no file, clock, environment, thread or terminal.
const PURE: &[&str] = &[
    "span",
    "diagnostic",
    "date",
    "period",
    "name",
    "notes",
    "error",
    "config",
    "outline",
    "graph",
    "project",
    "markup",
    "route",
    "views",
    "render",
];

struct Source {
    path: PathBuf,
    /// First part of the path below `src`, without extension.
    floor: String,
    /// Whole text.
    text: String,
    /// Text without comments and without tests.
    code: String,
}

fn rust_files(dir: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(dir).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            rust_files(&path, found);
        } else if path.extension().is_some_and(|ext| ext == "rs") {
            found.push(path);
        }
    }
    found.sort();
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Every file of `src` that is part of the program.
fn sources() -> Vec<Source> {
    let src = root().join("src");
    let mut paths = Vec::new();
    rust_files(&src, &mut paths);
    let test_module = Regex::new(r"#\[cfg\(test\)\]\s*(?:pub )?mod (\w+);").unwrap();
    let mut tests = BTreeSet::new();
    for path in &paths {
        let text = fs::read_to_string(path).unwrap();
        // `foo/mod.rs` and `foo.rs` alike hold the modules of the folder `foo`; at the root that is `src`.
        let stem = path.file_stem().unwrap().to_string_lossy();
        let dir = match stem.as_ref() {
            "mod" | "lib" | "main" => path.parent().unwrap().to_path_buf(),
            stem => path.with_file_name(stem),
        };
        for module in test_module.captures_iter(&text) {
            tests.insert(dir.join(format!("{}.rs", &module[1])));
            tests.insert(dir.join(&module[1]).join("mod.rs"));
        }
    }
    let comment = Regex::new(r"(?m)^\s*//.*$").unwrap();
    let part = |path: &Path| {
        let below = path.strip_prefix(&src).unwrap();
        below.components().next().unwrap().as_os_str().to_string_lossy().trim_end_matches(".rs").to_string()
    };
    paths
        .into_iter()
        .filter(|path| !tests.contains(path))
        .map(|path| {
            let text = fs::read_to_string(&path).unwrap();
            let own = text.find("#[cfg(test)]\nmod ").map_or(text.as_str(), |at| &text[..at]);
            let code = comment.replace_all(own, "").into_owned();
            Source { floor: part(&path), path, text, code }
        })
        .collect()
}

fn shown(path: &Path) -> String {
    path.strip_prefix(root()).unwrap_or(path).display().to_string()
}

/// Ends the test with every complaint at once.
fn hold(wall: &str, broken: &[String]) {
    assert!(broken.is_empty(), "{wall}:\n  {}", broken.join("\n  "));
}

/// Names that stand right after `crate::`, also in a group of braces.
fn imports(code: &str) -> BTreeSet<String> {
    let single = Regex::new(r"\bcrate::(\w+)").unwrap();
    let mut found: BTreeSet<String> = single.captures_iter(code).map(|name| name[1].to_string()).collect();
    for (at, _) in code.match_indices("crate::{") {
        // Only the first part of each path counts: up to `::` or a comma, one brace deep.
        let (mut depth, mut word, mut first) = (0, String::new(), true);
        for c in code[at + "crate::".len()..].chars() {
            if depth == 1 && first && (c.is_alphanumeric() || c == '_') {
                word.push(c);
                continue;
            }
            first = match c {
                '{' => {
                    depth += 1;
                    depth == 1
                }
                '}' => {
                    depth -= 1;
                    false
                }
                ',' => depth == 1,
                ':' => false,
                _ => first,
            };
            found.extend((!word.is_empty()).then(|| std::mem::take(&mut word)));
            if depth == 0 {
                break;
            }
        }
    }
    found
}

#[test]
fn floors_import_only_what_stands_above_them() {
    let floors: BTreeMap<&str, &[&str]> =
        FLOORS.iter().copied().chain(BASE.iter().map(|base| (*base, &[][..]))).collect();
    let mut broken = Vec::new();
    for source in sources().iter().filter(|source| !matches!(source.floor.as_str(), "lib" | "main")) {
        let Some(allowed) = floors.get(source.floor.as_str()) else {
            broken.push(format!("{}: no row in the table of floors", shown(&source.path)));
            continue;
        };
        for name in imports(&source.code) {
            let known = floors.contains_key(name.as_str());
            let may = name == source.floor || BASE.contains(&name.as_str()) || allowed.contains(&name.as_str());
            if known && !may {
                broken.push(format!("{} imports crate::{name}", shown(&source.path)));
            }
        }
    }
    hold("a module imports what is not above it", &broken);
}

#[test]
fn pure_floors_touch_nothing_outside() {
    let outside = Regex::new(
        r"\b(std::(fs|env|time|thread|process|net|io)|fs::|env::var|File::|SystemTime|Instant::|Local::now|Utc::now|ThreadPoolBuilder|thread::spawn|e?print(ln)?!|dbg!)",
    )
    .unwrap();
    let mut broken = Vec::new();
    for source in sources().iter().filter(|source| PURE.contains(&source.floor.as_str())) {
        // `error` names what the system refused, without asking the system anything.
        let allowed = |found: &str| source.floor == "error" && found == "std::io";
        for found in outside.find_iter(&source.code).filter(|found| !allowed(found.as_str())) {
            broken.push(format!("{}: {}", shown(&source.path), found.as_str()));
        }
    }
    hold("a pure floor touches the world", &broken);
}

#[test]
fn bytes_reach_the_disk_through_emit_and_share_alone() {
    let write = Regex::new(
        r"fs::(write|rename|copy|hard_link|create_dir\w*|remove_\w+|set_permissions)|File::(create\w*|options)|OpenOptions",
    )
    .unwrap();
    let mut broken = Vec::new();
    for source in sources() {
        if !matches!(source.floor.as_str(), "emit" | "share") {
            broken.extend(
                write.find_iter(&source.code).map(|found| format!("{}: {}", shown(&source.path), found.as_str())),
            );
        }
        if source.code.contains("remove_dir_all") {
            broken.push(format!("{}: removes a folder with all that is in it", shown(&source.path)));
        }
    }
    hold("something is written outside emit", &broken);
}

#[test]
fn printing_happens_in_cli_alone() {
    let print = Regex::new(r"\be?print(ln)?!|\bstd(out|err)\(\)").unwrap();
    let all = sources();
    let broken: Vec<String> = all
        .iter()
        .filter(|source| source.floor != "cli")
        .flat_map(|source| {
            print.find_iter(&source.code).map(|found| format!("{}: {}", shown(&source.path), found.as_str()))
        })
        .collect();
    hold("something prints outside cli", &broken);
}

#[test]
fn stages_know_only_their_own_craft() {
    let mut broken = Vec::new();
    for (floor, word, why) in [
        ("views", r"\btera::", "views have never seen Tera"),
        ("graph", r"</[a-z]+>|\.html\b|\bhref\b", "graph has never seen HTML or a URL"),
        ("outline", r"\bNoteId\b", "outline does not know which file it reads"),
    ] {
        let word = Regex::new(word).unwrap();
        for source in sources().iter().filter(|source| source.floor == floor) {
            for found in word.find_iter(&source.code) {
                broken.push(format!("{}: `{}`: {why}", shown(&source.path), found.as_str()));
            }
        }
    }
    hold("a stage does another's work", &broken);
}

#[test]
fn templates_print_unescaped_only_what_is_html_by_type() {
    let field = Regex::new(r"(?m)^\s*pub (\w+): (?:Option<|Vec<)*(?:\w+::)*Html\b").unwrap();
    let html: BTreeSet<String> = sources()
        .iter()
        .filter(|source| source.floor == "views")
        .flat_map(|source| field.captures_iter(&source.code).map(|name| name[1].to_string()).collect::<Vec<_>>())
        .collect();
    let safe = Regex::new(r"([\w.]+)[^|{}]*\|\s*safe\b").unwrap();
    let mut broken = Vec::new();
    let templates = root().join("themes/default/templates");
    for entry in fs::read_dir(&templates).into_iter().flatten() {
        let path = entry.unwrap().path();
        let text = fs::read_to_string(&path).unwrap();
        for found in safe.captures_iter(&text) {
            let last = found[1].rsplit('.').next().unwrap();
            if !html.contains(last) {
                broken.push(format!("{}: `{}` is no `Html` field of a view", shown(&path), &found[1]));
            }
        }
        if text.contains("autoescape false") {
            broken.push(format!("{}: escaping is switched off", shown(&path)));
        }
    }
    hold("a template prints text unescaped", &broken);
}

#[test]
fn files_say_what_they_are_and_stay_short() {
    let mut broken = Vec::new();
    let mut lengths = Vec::new();
    let odd = ["utils", "util", "helpers", "helper", "common", "misc", "manager"];
    for source in sources() {
        let path = shown(&source.path);
        // The crate's own head is the map of the house.
        let map = path.ends_with("lib.rs") && source.text.starts_with("#![doc = include_str!(\"ARCHITECTURE.md\")]");
        let head: Vec<&str> = source.text.lines().take_while(|line| line.starts_with("//!")).collect();
        if !map && !head.first().is_some_and(|line| line.starts_with("//! ") && line.len() > 12) {
            broken.push(format!("{path} does not open with a `//!` sentence"));
        }
        let own = source.text.find("#[cfg(test)]").map_or(source.text.as_str(), |at| &source.text[..at]);
        let length = own.lines().count();
        lengths.push(length);
        if length > 400 && !head.iter().any(|line| line.contains("long")) {
            broken.push(format!("{path} has {length} lines and its head does not say why it is long"));
        }
        let parts: Vec<_> = source.path.components().map(|part| part.as_os_str().to_string_lossy()).collect();
        if parts.iter().rev().take(3).any(|part| odd.contains(&part.trim_end_matches(".rs"))) {
            broken.push(format!("{path}: a name that says nothing"));
        }
    }
    let mean = lengths.iter().sum::<usize>() / lengths.len().max(1);
    if mean > 200 {
        broken.push(format!("files have {mean} lines on average"));
    }
    hold("a file is not as files here are", &broken);
}

#[test]
fn groups_of_imports_are_read() {
    let found = imports("use crate::{a::{b, c}, d, e::f};\nuse crate::g::h; crate::i::j()");
    assert_eq!(found.into_iter().collect::<Vec<_>>(), ["a", "d", "e", "g", "i"]);
}
