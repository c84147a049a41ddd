//! The page about the syntax: its tables are those of the code, and it speaks of every construct that is held.
//!
//! `UPDATE=1 cargo test --test syntax` writes the tables as they are now.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on should stop")]

use std::fmt::Write;
use std::path::{Path, PathBuf};

use annals::config::PASSED_OVER;
use annals::outline::DEVIATIONS;

fn repository(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

fn page() -> String {
    std::fs::read_to_string(repository("src/SYNTAX.md")).unwrap()
}

/// A cell of a table: in one line, its bars escaped.
fn cell(words: &str) -> String {
    words.split_whitespace().collect::<Vec<_>>().join(" ").replace('|', "\\|")
}

fn deviations() -> String {
    let mut table = String::from("| | Logseq | annals | Why |\n|---|---|---|---|\n");
    for row in DEVIATIONS {
        let [name, logseq, annals, why] = [row.name, row.logseq, row.annals, row.why].map(cell);
        writeln!(table, "| {name} | {logseq} | {annals} | {why} |").unwrap();
    }
    table
}

fn passed_over() -> String {
    let mut table = String::from("| Key | Why |\n|---|---|\n");
    for row in PASSED_OVER {
        let keys: Vec<String> = row.keys.iter().map(|key| format!("`:{key}`")).collect();
        writeln!(table, "| {} | {} |", keys.join(", "), cell(row.why)).unwrap();
    }
    table
}

/// The page with a table in its place.
fn with(page: &str, name: &str, table: &str) -> String {
    let (open, close) = (format!("<!-- {name} -->\n"), format!("<!-- /{name} -->"));
    let (before, rest) = page.split_once(&open).unwrap_or_else(|| panic!("src/SYNTAX.md has no place for {name}"));
    let (_, after) = rest.split_once(&close).unwrap_or_else(|| panic!("{name} does not end in src/SYNTAX.md"));
    format!("{before}{open}{table}{close}{after}")
}

#[test]
fn its_tables_are_those_of_the_code() {
    let page = page();
    let now = with(&with(&page, "deviations", &deviations()), "passed over", &passed_over());
    if std::env::var_os("UPDATE").is_some() {
        std::fs::write(repository("src/SYNTAX.md"), now).unwrap();
    } else {
        assert!(page == now, "src/SYNTAX.md differs from the code: UPDATE=1 writes its tables");
    }
}

/// Notes of the golden graph that other notes speak of, and that hold no construct of their own.
const SUPPORTING: &[&str] = &["Embedded", "2025 Q1"];

/// Bullets that are an example themselves, not the name of a part.
const EXAMPLES: &[&str] = &["A parent"];

/// Each note of the golden graph that holds constructs is linked, and each of its parts is named.
#[test]
fn it_speaks_of_every_construct_that_is_held() {
    let page = page().split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase();
    let mut silent = Vec::new();
    let mut read = 0;
    for entry in std::fs::read_dir(repository("tests/golden/constructs/notes/pages")).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_stem().unwrap().to_string_lossy().into_owned();
        let holds = path.extension().is_some_and(|ending| ending == "md") && !name.contains("__");
        if !holds || SUPPORTING.contains(&name.as_str()) {
            continue;
        }
        read += 1;
        let address = format!("tests/golden/constructs/notes/pages/{}.md", name.replace(' ', "%20"));
        if !page.contains(&address.to_lowercase()) {
            silent.push(format!("{name}: not linked"));
        }
        let text = std::fs::read_to_string(&path).unwrap();
        let lines: Vec<&str> = text.lines().collect();
        for pair in lines.windows(2) {
            // A bullet that says one or two words, with something below it, is the name of a part.
            let Some(part) = pair[0].strip_prefix("- ").map(|part| part.trim_start_matches(['#', ' '])) else {
                continue;
            };
            let names = pair[1].starts_with(['\t', ' ']) && pair[1].trim_start().starts_with('-');
            let plain = part.chars().all(|c| c.is_alphabetic() || c == ' ') && part.split(' ').count() <= 5;
            if names && plain && !EXAMPLES.contains(&part) && !page.contains(&part.to_lowercase()) {
                silent.push(format!("{name}: says nothing of {part}"));
            }
        }
    }
    assert!(read >= 9, "{read} notes hold constructs");
    assert!(silent.is_empty(), "src/SYNTAX.md\n{}", silent.join("\n"));
}

#[test]
fn it_names_every_key_that_is_obeyed() {
    let page = page();
    let source = std::fs::read_to_string(repository("src/config/logseq.rs")).unwrap();
    let fields = source.split("pub struct Logseq {").nth(1).unwrap().split("\n}").next().unwrap();
    // The first key of each comment: `:journals-directory`.
    let keys: Vec<&str> = fields.lines().filter_map(|line| line.trim().strip_prefix("/// `")).collect();
    assert!(keys.len() >= 15, "{keys:?}");
    for key in
        keys.iter().map(|line| line.split('`').next().unwrap()).filter(|key| key.starts_with(':') && *key != ":page")
    {
        assert!(page.contains(&format!("`{key}`")), "src/SYNTAX.md does not name {key}");
    }
}
