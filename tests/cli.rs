//! Transcripts of the real binary: each `tests/cli/*.txt` lays out files, runs commands and holds what they print.
//!
//! `--- file PATH` opens a file, `--- run ARGS` a command; after a command stand its standard output, then
//! `[stderr]` and that, then its exit code. `SNAPSHOTS=overwrite cargo test --test cli` writes what is printed now.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on should stop")]

use std::fs;
use std::path::Path;
use std::process::Command;

use snapbox::Data;

fn run(dir: &Path, args: &str) -> String {
    let output = Command::new(env!("CARGO_BIN_EXE_annals"))
        .args(args.split_whitespace())
        .current_dir(dir)
        .env_clear()
        .env("TZ", "UTC")
        .output()
        .unwrap();
    let mut said = String::from_utf8_lossy(&output.stdout).into_owned();
    if !output.stderr.is_empty() {
        said.push_str("[stderr]\n");
        said.push_str(&String::from_utf8_lossy(&output.stderr));
    }
    said.push_str(&format!("[exit {}]\n", output.status.code().unwrap_or(-1)));
    said
}

fn transcript(case: &str) -> String {
    let dir = tempfile::tempdir().unwrap();
    let mut out = String::new();
    let mut parts = case.split_inclusive('\n').peekable();
    while let Some(head) = parts.next() {
        out.push_str(head);
        let mut body = String::new();
        while let Some(line) = parts.next_if(|line| !line.starts_with("--- ")) {
            body.push_str(line);
        }
        if let Some(path) = head.strip_prefix("--- file ") {
            let path = dir.path().join(path.trim());
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, &body).unwrap();
            out.push_str(&body);
        } else if let Some(args) = head.strip_prefix("--- run") {
            out.push_str(&run(dir.path(), args));
        } else {
            out.push_str(&body);
        }
    }
    out
}

#[test]
fn commands_print_what_the_transcripts_hold() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cli");
    let mut cases: Vec<_> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    cases.sort();
    for path in cases.iter().filter(|path| path.extension().is_some_and(|ext| ext == "txt")) {
        let actual = transcript(&fs::read_to_string(path).unwrap());
        snapbox::assert_data_eq!(actual, Data::read_from(path, None));
    }
}
