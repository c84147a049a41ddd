//! Transcripts of the real binary: each `tests/cli/*.txt` lays out files, runs commands and holds what they print.
//!
//! `--- file PATH` opens a file, `--- run ARGS` a command; after a command stand its standard output, then
//! `[stderr]` and that, then its exit code. `SNAPSHOTS=overwrite cargo test --test cli` writes what is printed now; what
//! the machine decides is then made `[..]` again by hand.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on should stop")]

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
        // What was handed out is kept beside the notes of the case, and not below them.
        .env("XDG_STATE_HOME", dir.with_extension("state"))
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
    let outer = tempfile::tempdir().unwrap();
    let dir = outer.path().join("case");
    fs::create_dir(&dir).unwrap();
    let mut out = String::new();
    let mut parts = case.split_inclusive('\n').peekable();
    while let Some(head) = parts.next() {
        out.push_str(head);
        let mut body = String::new();
        while let Some(line) = parts.next_if(|line| !line.starts_with("--- ")) {
            body.push_str(line);
        }
        if let Some(path) = head.strip_prefix("--- file ") {
            let path = dir.join(path.trim());
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, &body).unwrap();
            out.push_str(&body);
        } else if let Some(args) = head.strip_prefix("--- run") {
            out.push_str(&run(&dir, args));
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

#[test]
fn a_shell_completes_commands_options_and_codes() {
    let dir = tempfile::tempdir().unwrap();
    for shell in ["bash", "zsh", "fish", "elvish", "powershell"] {
        let script = run(dir.path(), &format!("completions {shell}"));
        for word in ["doctor", "show-origin"] {
            assert!(script.contains(word), "{shell} does not know {word}");
        }
        // The scripts for the two others complete no values, of any program.
        if matches!(shell, "bash" | "zsh" | "fish") {
            assert!(script.contains("near-miss"), "{shell} does not know the codes");
        }
        assert!(script.ends_with("[exit 0]\n"));
    }
}

#[test]
fn there_is_a_manual_page_for_every_command() {
    let dir = tempfile::tempdir().unwrap();
    let main = run(dir.path(), "man");
    for command in [
        "build",
        "check",
        "review",
        "week",
        "agenda",
        "export",
        "init",
        "doctor",
        "theme",
        "config",
        "completions",
        "man",
    ] {
        assert!(main.contains(&format!("annals\\-{command}(1)")), "{command} is not in {main}");
        let page = run(dir.path(), &format!("man {command}"));
        assert!(page.contains(&format!("annals\\-{command}")) && page.contains("EXIT STATUS"), "{page}");
    }
}

/// What a command writes to a terminal as its standard error.
#[cfg(target_os = "linux")]
fn watched(dir: &Path, args: &[&str]) -> String {
    use rustix::pty::{OpenptFlags, grantpt, openpt, ptsname, unlockpt};
    use std::io::Read;
    let ours = openpt(OpenptFlags::RDWR | OpenptFlags::NOCTTY).unwrap();
    grantpt(&ours).unwrap();
    unlockpt(&ours).unwrap();
    let name = ptsname(&ours, Vec::new()).unwrap().into_string().unwrap();
    let theirs = fs::File::options().read(true).write(true).open(name).unwrap();
    let mut command = Command::new(env!("CARGO_BIN_EXE_annals"));
    command.args(args).current_dir(dir).env_clear().env("TERM", "xterm").stdout(std::process::Stdio::null());
    let mut child = command.stderr(theirs).spawn().unwrap();
    // The command holds its own copy of their side until it is dropped, and a terminal ends only with the last.
    drop(command);
    let (mut said, mut ours) = (Vec::new(), fs::File::from(ours));
    let mut buffer = [0; 4096];
    // A terminal whose other side is closed gives an error, not an end.
    while let Ok(n @ 1..) = ours.read(&mut buffer) {
        said.extend_from_slice(&buffer[..n]);
    }
    assert!(child.wait().unwrap().success());
    String::from_utf8_lossy(&said).into_owned()
}

#[cfg(target_os = "linux")]
#[test]
fn a_build_that_takes_long_says_on_a_terminal_what_it_does() {
    let dir = tempfile::tempdir().unwrap();
    fs::create_dir_all(dir.path().join("notes/logseq")).unwrap();
    fs::create_dir_all(dir.path().join("notes/pages")).unwrap();
    fs::write(dir.path().join("notes/logseq/config.edn"), "{}").unwrap();
    for i in 0..1500 {
        let text = format!("- see [[Page {}]]\n\t- TODO more\n", i / 2);
        fs::write(dir.path().join(format!("notes/pages/Page {i}.md")), text).unwrap();
    }
    let said = watched(dir.path(), &["build", "notes"]);
    assert!(said.contains("making files") && said.contains(" of 15"), "{said}");
    // The line is gone when the summary is written.
    let last = said.rfind("making files").unwrap();
    assert!(said[last..].contains("\u{1b}[2K") && said[last..].contains("notes read as Logseq"), "{said}");
    assert_eq!(watched(dir.path(), &["build", "notes", "-q", "--force"]), "");
    assert!(!run(dir.path(), "build notes --force").contains("making files"));
}
