//! A build that finds all as the last one left it ends there: nothing is written, and the same is told. Whatever decides the
//! site, and whatever became of the output, is noticed.
//!
//! Does not test what is written when something changed.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on should stop")]

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::time::{Duration, SystemTime};

use serde_json::Value;

const UNCHANGED: &str = "nothing changed since the last build";

/// Notes with something to tell about, and a place for the site.
struct Place(tempfile::TempDir);

impl Place {
    fn new() -> Place {
        let place = Place(tempfile::tempdir().unwrap());
        for (path, text) in [
            ("notes/logseq/config.edn", "{:hidden [\"/hidden\"]}"),
            ("notes/annals.toml", "title = \"One\"\n"),
            ("notes/pages/A.md", "- of [[B]] ![](../assets/a.png)\n- ((00000000-0000-4000-8000-000000000001))\n"),
            ("notes/pages/B.md", "- see [[Timetabel]]\n- ```rust\n  fn main() {}\n  ```\n"),
            ("notes/pages/Timetable.md", "type:: project\n\n- x\n"),
            ("notes/pages/Kept secret (conflicted copy 2025-01-02).md", "- mine\n"),
            ("notes/assets/a.png", "picture one"),
            ("theme/templates/near.html", "x"),
            ("theme/static/own.css", "a{}"),
        ] {
            place.write(path, text);
        }
        place
    }

    fn at(&self, path: &str) -> PathBuf {
        self.0.path().join(path)
    }

    fn write(&self, path: &str, text: &str) {
        fs::create_dir_all(self.at(path).parent().unwrap()).unwrap();
        fs::write(self.at(path), text).unwrap();
    }

    fn command(&self, output: &str, more: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_annals"));
        command.args(["build", "notes", "--theme", "theme", "--today", "2025-02-01", "-o", output]).args(more);
        command.current_dir(self.0.path()).env_clear();
        command
    }

    fn build(&self, more: &[&str]) -> Output {
        self.command("out/site", more).output().unwrap()
    }

    /// Whether a build ended early; it must have ended well.
    fn is_unchanged(&self, more: &[&str]) -> bool {
        ended_early(&self.build(more))
    }

    fn object(&self, more: &[&str]) -> Value {
        serde_json::from_slice(&self.build(&[&["--format", "json"], more].concat()).stdout).unwrap()
    }
}

fn ended_early(output: &Output) -> bool {
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8_lossy(&output.stdout).contains(UNCHANGED)
}

fn files_below(dir: &Path) -> BTreeMap<PathBuf, (Vec<u8>, SystemTime)> {
    let files = walkdir::WalkDir::new(dir).into_iter().map(Result::unwrap).filter(|entry| entry.file_type().is_file());
    let named = |entry: walkdir::DirEntry| {
        let changed = entry.metadata().unwrap().modified().unwrap();
        (entry.path().strip_prefix(dir).unwrap().to_path_buf(), (fs::read(entry.path()).unwrap(), changed))
    };
    files.map(named).collect()
}

#[test]
fn an_unchanged_build_writes_nothing_and_tells_what_the_last_one_told() {
    let place = Place::new();
    let first = place.object(&[]);
    let before = files_below(&place.at("out"));
    let again = place.object(&[]);
    assert_eq!(files_below(&place.at("out")), before);
    let keys = |object: &Value| object.as_object().unwrap().keys().cloned().collect::<Vec<_>>();
    assert_eq!(keys(&again), keys(&first));
    assert_eq!(keys(&again["seconds"]), keys(&first["seconds"]));
    for same in ["notes", "pages", "routes", "bytes", "diagnostics"] {
        assert_eq!(again[same], first[same], "{same}");
    }
    assert_eq!((again["written"].as_u64(), &again["unchanged"]), (Some(0), &first["written"]));
    assert!(first["diagnostics"]["error"].as_u64() >= Some(1) && first["diagnostics"]["warning"].as_u64() >= Some(2));
    assert_eq!(first["pages"]["project"], 1);

    let output = place.build(&[]);
    let (said, told) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert!(said.contains(UNCHANGED), "{said}");
    assert!(told.contains("read as Logseq") && told.contains("annals check shows them"), "{told}");
    for words in ["1 missing-block", "1 near-miss", "1 sync-conflict"] {
        assert!(told.contains(words), "{told}");
    }
    // Quiet, but for what is lost.
    let quiet = place.build(&["--quiet"]);
    assert!(quiet.stdout.is_empty() && String::from_utf8_lossy(&quiet.stderr).contains("1 missing-block"));
    // What `check` draws is all of it.
    let check =
        Command::new(env!("CARGO_BIN_EXE_annals")).args(["check", "notes"]).current_dir(place.0.path()).output();
    assert!(String::from_utf8_lossy(&check.unwrap().stdout).contains("error[missing-block]"));
}

#[test]
fn warnings_are_denied_however_often_they_are_asked_for() {
    let place = Place::new();
    for round in 0..3 {
        assert_eq!(place.build(&["--deny", "warnings"]).status.code(), Some(3), "round {round}");
        assert_eq!(place.build(&[]).status.code(), Some(0), "round {round}");
    }
    place.write("notes/pages/A.md", "- of [[B]]\n");
    place.write("notes/pages/B.md", "- alone\n");
    fs::remove_file(place.at("notes/pages/Kept secret (conflicted copy 2025-01-02).md")).unwrap();
    fs::remove_file(place.at("theme/templates/near.html")).unwrap();
    for round in 0..2 {
        assert_eq!(place.build(&["--deny", "warnings"]).status.code(), Some(0), "round {round}");
    }
}

/// A change of what a site is made from.
type Change = fn(&Place);

#[test]
fn all_that_decides_the_site_is_noticed() {
    let changes: &[(&str, Change)] = &[
        ("a byte of a note", |place| place.write("notes/pages/B.md", "- see [[Timetabel]]\n- b\n")),
        ("a new note", |place| place.write("notes/journals/2025_01_02.md", "- a day\n")),
        ("a name", |place| fs::rename(place.at("notes/pages/B.md"), place.at("notes/pages/C.md")).unwrap()),
        ("a note that is gone", |place| fs::remove_file(place.at("notes/journals/2025_01_02.md")).unwrap()),
        ("the settings", |place| place.write("notes/annals.toml", "title = \"Two\"\n")),
        ("the graph's settings", |place| place.write("notes/logseq/config.edn", "{:start-of-week 6}")),
        ("a template", |place| place.write("theme/templates/notfound.html", "gone\n")),
        ("a static file", |place| place.write("theme/static/own.css", "b{}")),
        ("a template less", |place| fs::remove_file(place.at("theme/templates/notfound.html")).unwrap()),
        ("a picture of the same size", |place| {
            place.write("notes/assets/a.png", "picture two");
            let file = fs::File::options().write(true).open(place.at("notes/assets/a.png")).unwrap();
            file.set_modified(SystemTime::now() - Duration::from_secs(90)).unwrap();
        }),
        ("a picture of another size", |place| place.write("notes/assets/a.png", "picture three")),
        ("the dialect", |place| fs::rename(place.at("notes/logseq"), place.at("notes/.obsidian")).unwrap()),
        ("what is left out", |place| place.write("notes/annals.toml", "title = \"Two\"\nexclude = [\"pages/C.md\"]\n")),
        ("a copy in conflict", |place| place.write("notes/pages/A (conflicted copy 2025-01-03).md", "- x\n")),
    ];
    let place = Place::new();
    place.build(&[]);
    assert!(place.is_unchanged(&[]));
    for (round, (what, change)) in changes.iter().enumerate() {
        change(&place);
        let told = place.object(&[])["diagnostics"].clone();
        assert!(place.is_unchanged(&[]), "{what}: not even twice the same");
        // As if there had been none before.
        let fresh = format!("fresh-{round}/site");
        place.command(&fresh, &[]).output().unwrap();
        let bytes = |dir: &str| files_below(&place.at(dir)).into_iter().map(|(path, (bytes, _))| (path, bytes));
        let (made, anew): (BTreeMap<_, _>, BTreeMap<_, _>) = (bytes("out/site").collect(), bytes(&fresh).collect());
        assert!(made == anew, "{what}: the site is not the one that is made anew");
        assert_eq!(told, place.object(&["--force"])["diagnostics"], "{what}");
    }
}

#[test]
fn what_flags_and_variables_decide_is_noticed() {
    let place = Place::new();
    place.build(&[]);
    for more in [&["--base-url", "https://example.org/j/"][..], &["--today", "2025-02-02"]] {
        let mut command = Command::new(env!("CARGO_BIN_EXE_annals"));
        let plain = ["build", "notes", "--theme", "theme", "-o", "out/site"];
        let day: &[&str] = if more[0] == "--today" { &[] } else { &["--today", "2025-02-01"] };
        command.args(plain).args(day).args(more).current_dir(place.0.path()).env_clear();
        assert!(!ended_early(&command.output().unwrap()), "{more:?}");
        assert!(ended_early(&command.output().unwrap()), "{more:?}");
        assert!(!place.is_unchanged(&[]), "{more:?} is gone");
    }
    let titled = || place.command("out/site", &[]).env("ANNALS_TITLE", "Three").output().unwrap();
    assert!(!ended_early(&titled()) && ended_early(&titled()));
    // Where it is called from decides nothing.
    place.build(&[]);
    let mut command = Command::new(env!("CARGO_BIN_EXE_annals"));
    command.args(["build", ".", "--theme", "../theme", "--today", "2025-02-01", "-o", "../out/site"]);
    assert!(ended_early(&command.current_dir(place.at("notes")).env_clear().output().unwrap()));
}

#[test]
fn an_output_that_is_not_as_it_was_left_is_mended() {
    let place = Place::new();
    place.build(&[]);
    let before: Vec<_> =
        files_below(&place.at("out/site")).into_iter().map(|(path, (bytes, _))| (path, bytes)).collect();
    let harms: &[(&str, Change)] = &[
        ("a page is gone", |place| fs::remove_file(place.at("out/site/pages/b.html")).unwrap()),
        ("a page is cut short", |place| fs::write(place.at("out/site/pages/b.html"), "x").unwrap()),
        ("a page is a link", |place| {
            let page = place.at("out/site/pages/b.html");
            fs::rename(&page, place.at("elsewhere.html")).unwrap();
            #[cfg(unix)]
            std::os::unix::fs::symlink(place.at("elsewhere.html"), &page).unwrap();
        }),
        ("a build died beside it", |place| fs::create_dir(place.at("out/.site.new-7")).unwrap()),
        ("a build died in it", |place| fs::create_dir(place.at("out/site/.annals.new-7")).unwrap()),
        ("a build died as it listed", |place| place.write("out/site/.annals.json.new", "{")),
        ("a lock is left", |place| place.write("out/.site.lock", "7")),
        ("the list is of another form", |place| {
            let text = fs::read_to_string(place.at("out/site/.annals.json")).unwrap();
            let mut list: Value = serde_json::from_str(&text).unwrap();
            for size in list["files"].as_object_mut().unwrap().values_mut() {
                *size = Value::from("0123456789abcdef0123456789abcdef");
            }
            list["annals"] = 1.into();
            place.write("out/site/.annals.json", &list.to_string());
        }),
    ];
    for (what, harm) in harms {
        harm(&place);
        assert!(!place.is_unchanged(&[]), "{what}: nobody noticed");
        let now: Vec<_> = files_below(&place.at("out")).into_iter().map(|(path, (bytes, _))| (path, bytes)).collect();
        let before: Vec<_> = before.iter().map(|(path, bytes)| (Path::new("site").join(path), bytes.clone())).collect();
        assert!(now == before, "{what}: it was not mended");
        assert!(fs::read_dir(place.at("out")).unwrap().count() == 1, "{what}: something is left");
        assert!(place.is_unchanged(&[]), "{what}");
    }
    place.write("out/site/CNAME", "example.org");
    assert_eq!(place.build(&[]).status.code(), Some(1), "a file of somebody else's is refused, changed or not");
}

#[test]
fn a_build_can_be_wanted_all_the_same() {
    let place = Place::new();
    place.build(&[]);
    assert!(!place.is_unchanged(&["--force"]));
    assert!(place.is_unchanged(&["--in-place"]));
    place.write("notes/pages/B.md", "- b\n");
    assert!(!place.is_unchanged(&["--in-place"]));
    assert!(place.is_unchanged(&[]), "a site that was filled in place is as good");
}

#[test]
fn what_is_kept_beside_the_site_quotes_no_note_and_names_no_file_that_is_left_out() {
    let place = Place::new();
    place.build(&[]);
    let kept = fs::read_to_string(place.at("out/site/.annals.json")).unwrap();
    assert!(kept.contains("sync-conflict"), "{kept}");
    let own = place.0.path().file_name().unwrap().to_str().unwrap();
    for word in ["secret", "conflicted", "Timetabel", own] {
        assert!(!kept.contains(word), "{word}: {kept}");
    }
}
