//! Live preview by the real program: however notes are saved, what is served is what a first build makes.
//!
//! What a page does about it is for `tests/browser`; who may ask is for `tests/server.rs`.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on should stop")]

mod support;

use std::fs::{self, OpenOptions};
use std::io::Write;
use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};

use proptest::strategy::{Strategy, ValueTree};
use proptest::test_runner::{Config, TestRng, TestRunner};
use support::edits;
use support::served::{Served, get_apart, without_policy};

const TODAY: &str = "2025-02-03";

/// Long enough for what comes late: a burst's quiet, a note that is waited for, and a build.
const SETTLED: Duration = Duration::from_millis(300);

/// Every file that a first build makes of the notes as they are is served, byte for byte, as soon as the last change is
/// dealt with.
fn is_whole(served: &Served, what: &str) {
    let built = support::build(&served.notes().canonicalize().unwrap(), TODAY);
    let start = Instant::now();
    let expected = |path: &str| match path.ends_with(".html") {
        true => without_policy(&built.files[path]),
        false => built.files[path].clone(),
    };
    let differing = || built.files.keys().find(|path| served.built(path) != (200, expected(path)));
    while let Some(path) = differing() {
        let shown = || String::from_utf8_lossy(&served.built(path).1).into_owned();
        let expected = || String::from_utf8_lossy(&expected(path)).into_owned();
        let said = || served.said().lines().rev().take(12).collect::<Vec<_>>().join("\n");
        let late = start.elapsed() > 10 * SETTLED;
        assert!(!late, "{path} after {what} is\n{}\nnot\n{}\nit said last\n{}", shown(), expected(), said());
        std::thread::sleep(SETTLED / 15);
    }
}

/// Saves a text as a program does.
type Save = fn(&Path, &str);

fn in_place(path: &Path, text: &str) {
    fs::write(path, text).unwrap();
}

/// Vim as it comes: a swap file, the old file kept under another name until the new one is written.
fn vim(path: &Path, text: &str) {
    let (swap, backup) = (path.with_file_name(".Work.md.swp"), path.with_file_name("Work.md~"));
    fs::write(&swap, "b0VIM").unwrap();
    fs::write(path.with_file_name("4913"), "").unwrap();
    fs::remove_file(path.with_file_name("4913")).unwrap();
    fs::rename(path, &backup).unwrap();
    fs::write(path, text).unwrap();
    fs::remove_file(&backup).unwrap();
    fs::write(&swap, "b0VIM 9.1").unwrap();
    fs::remove_file(&swap).unwrap();
}

/// Another file, which gets the name: editors that save whole or not at all.
fn renamed(path: &Path, text: &str) {
    let other = path.with_file_name("Work.md.tmp");
    fs::write(&other, text).unwrap();
    fs::rename(&other, path).unwrap();
}

/// The file emptied, and a moment later written in three pieces.
fn slowly(path: &Path, text: &str) {
    let mut file = OpenOptions::new().write(true).truncate(true).open(path).unwrap();
    std::thread::sleep(Duration::from_millis(15));
    for piece in text.as_bytes().chunks(text.len().div_ceil(3)) {
        file.write_all(piece).unwrap();
        std::thread::sleep(Duration::from_millis(2));
    }
}

/// Logseq: the version before goes to its own folder, then the file is written in place.
fn logseq(path: &Path, text: &str) {
    let backup = path.ancestors().nth(2).unwrap().join("logseq/bak/pages/Work");
    fs::create_dir_all(&backup).unwrap();
    fs::copy(path, backup.join("2025-02-03T10_00_00.000Z.Desktop.md")).unwrap();
    fs::write(path, text).unwrap();
}

/// The file deleted and made anew.
fn anew(path: &Path, text: &str) {
    fs::remove_file(path).unwrap();
    std::thread::sleep(Duration::from_millis(5));
    fs::write(path, text).unwrap();
}

fn sed(path: &Path, text: &str) {
    let word = text.split_whitespace().nth(1).unwrap();
    let script = format!("1s/.*/- {word} of [[Ann]]/");
    assert!(Command::new("sed").args(["-i", &script]).arg(path).status().unwrap().success());
}

#[test]
fn each_way_of_saving_is_one_correct_update() {
    let lines: String = (0..40).map(|n| format!("- line {n} of [[Ann]]\n")).collect();
    let notes = support::folder(&[
        ("logseq/config.edn", "{}"),
        ("journals/2025_01_30.md", "- began"),
        ("pages/Ann.md", "type:: person"),
        ("pages/Work.md", &format!("- first of [[Ann]]\n{lines}")),
    ]);
    let served = Served::start(notes, &[]);
    let path = served.notes().join("pages/Work.md");
    let ways: [(&str, Save); 7] = [
        ("in place", in_place),
        ("vim", vim),
        ("renamed", renamed),
        ("slowly", slowly),
        ("logseq", logseq),
        ("anew", anew),
        ("sed", sed),
    ];
    std::thread::sleep(SETTLED);
    for (number, (way, save)) in ways.into_iter().enumerate() {
        let before = served.number();
        let word = format!("word{number}");
        save(&path, &format!("- {word} of [[Ann]]\n{lines}"));
        served.wait("pages/work.html", &word);
        // What links to it shows it too, at the same moment.
        let (_, page) = served.get("people/ann.html");
        assert!(String::from_utf8(page).unwrap().contains(&word), "{way}");
        std::thread::sleep(SETTLED);
        assert_eq!(served.number() - before, 1, "{way}: updates; it said\n{}", served.said());
        is_whole(&served, way);
    }
}

fn git(folder: &Path, arguments: &[&str]) {
    let identity = ["-c", "user.name=a", "-c", "user.email=a@example", "-c", "commit.gpgsign=false", "-c", "gc.auto=0"];
    let done = Command::new("git").arg("-C").arg(folder).args(identity).args(arguments).output().unwrap();
    assert!(done.status.success(), "git {arguments:?}: {}", String::from_utf8_lossy(&done.stderr));
}

#[test]
fn another_branch_with_two_hundred_other_files_is_followed() {
    let texts: Vec<(String, String)> =
        (0..220).map(|n| (format!("pages/p{n}.md"), format!("- first {n} of [[p{}]]", n / 2))).collect();
    let files: Vec<(&str, &str)> = texts.iter().map(|(path, text)| (path.as_str(), text.as_str())).collect();
    let notes = support::folder(
        &[files.as_slice(), &[("logseq/config.edn", "{}"), ("journals/2025_01_30.md", "- x")]].concat(),
    );
    let folder = notes.path().to_path_buf();
    git(&folder, &["init", "-q", "-b", "main"]);
    git(&folder, &["add", "."]);
    git(&folder, &["commit", "-qm", "first"]);
    git(&folder, &["checkout", "-qb", "other"]);
    for (path, text) in texts.iter().take(200) {
        fs::write(folder.join(path), text.replace("first", "second")).unwrap();
    }
    fs::remove_file(folder.join("pages/p210.md")).unwrap();
    fs::write(folder.join("pages/new.md"), "- second").unwrap();
    git(&folder, &["add", "-A"]);
    git(&folder, &["commit", "-qm", "second"]);
    git(&folder, &["checkout", "-q", "main"]);
    let served = Served::start(notes, &[]);
    std::thread::sleep(SETTLED);
    let before = served.number();
    git(&folder, &["checkout", "-q", "other"]);
    served.wait("pages/p199.html", "second");
    std::thread::sleep(SETTLED);
    is_whole(&served, "a checkout");
    // The first file is acted on at once; the others come together, or in the few parts that git takes to write them.
    let updates = served.number() - before;
    assert!(updates <= 6, "{updates}");
}

#[test]
fn new_folders_are_seen_with_all_that_is_put_into_them() {
    let notes =
        support::folder(&[("logseq/config.edn", "{}"), ("pages/A.md", "- one"), ("journals/2025_01_30.md", "- x")]);
    let served = Served::start(notes, &[]);
    let root = served.notes().to_path_buf();
    for number in 0..40 {
        let folder = root.join(format!("pages/f{number}/deep/deeper"));
        fs::create_dir_all(&folder).unwrap();
        // At once, and when the system may or may not look into it yet.
        std::thread::sleep(Duration::from_micros(300 * (number % 10)));
        fs::write(folder.join(format!("note{number}.md")), format!("- word{number}.")).unwrap();
        served.wait(&format!("pages/note{number}.html"), &format!("word{number}."));
    }
    fs::rename(root.join("pages/f0"), root.join("pages/g0")).unwrap();
    fs::write(root.join("pages/g0/deep/deeper/note0.md"), "- other").unwrap();
    served.wait("pages/note0.html", "other");
}

#[test]
fn disks_that_tell_of_nothing_are_looked_at_again_and_again() {
    let notes =
        support::folder(&[("logseq/config.edn", "{}"), ("pages/A.md", "- one"), ("journals/2025_01_30.md", "- x")]);
    let served = Served::start(notes, &["--poll=50"]);
    fs::write(served.notes().join("pages/A.md"), "- two").unwrap();
    served.wait("pages/a.html", "two");
    fs::write(served.notes().join("pages/B.md"), "- new").unwrap();
    served.wait("pages/b.html", "new");
}

#[test]
fn a_folder_that_goes_and_comes_back_is_watched_again() {
    let outer = support::folder(&[
        ("notes/logseq/config.edn", "{}"),
        ("notes/pages/A.md", "- one"),
        ("notes/journals/2025_01_30.md", "- x"),
    ]);
    let (root, away) = (outer.path().join("notes"), outer.path().join("away"));
    let served = Served::start_in(outer, "notes", &[]);
    fs::rename(&root, &away).unwrap();
    served.hear("there is no folder or file");
    // What there was is still shown.
    assert!(String::from_utf8(served.get("pages/a.html").1).unwrap().contains("one"));
    fs::rename(&away, &root).unwrap();
    fs::write(root.join("pages/A.md"), "- two").unwrap();
    served.wait("pages/a.html", "two");
    std::thread::sleep(SETTLED);
    fs::write(root.join("pages/A.md"), "- three").unwrap();
    served.wait("pages/a.html", "three");
}

#[test]
fn what_cannot_be_read_leaves_the_last_site_and_is_told() {
    let notes = support::folder(&[
        ("logseq/config.edn", "{}"),
        ("pages/A.md", "- one"),
        ("journals/2025_01_30.md", "- x"),
        ("annals.toml", "[theme]\ndir = \"theme\"\n"),
        ("theme/templates/page.html", "{% extends \"base.html\" %}"),
    ]);
    let served = Served::start(notes, &[]);
    let root = served.notes().to_path_buf();
    let state = || String::from_utf8(served.get(&format!("{}/state", served.secret())).1).unwrap();
    assert!(state().contains("\"faults\":[]"), "{}", state());
    fs::write(root.join("annals.toml"), "title = 3\n").unwrap();
    served.hear("annals.toml:1");
    assert!(state().contains("annals.toml:1:9"), "{}", state());
    assert_eq!(served.get("pages/a.html").0, 200);
    // A note that changes meanwhile is seen once there is a site again.
    fs::write(root.join("pages/A.md"), "- two").unwrap();
    fs::write(root.join("annals.toml"), "[theme]\ndir = \"theme\"\n").unwrap();
    served.wait("pages/a.html", "<html");
    std::thread::sleep(SETTLED);
    assert!(state().contains("\"faults\":[]"), "{}", state());
    fs::write(root.join("theme/templates/page.html"), "{% extends \"base.html\" %}\n{% if %}").unwrap();
    served.hear("templates/page.html:2");
    assert!(state().contains("page.html:2:"), "{}", state());
    assert_eq!(served.get("pages/a.html").0, 200);
    fs::write(
        root.join("theme/templates/page.html"),
        "{% extends \"base.html\" %}{% block main %}mended{% endblock main %}",
    )
    .unwrap();
    served.wait("pages/a.html", "mended");
    assert!(state().contains("\"faults\":[]"), "{}", state());
    // What only the making of a page shows is told though nobody asked for that page.
    fs::write(
        root.join("theme/templates/tag.html"),
        "{% extends \"base.html\" %}{% block main %}{{ frame.nosuch }}{% endblock main %}",
    )
    .unwrap();
    fs::write(root.join("pages/A.md"), "- #rare\n- #rare").unwrap();
    served.hear("nosuch");
}

#[test]
fn many_pages_asked_for_at_once_after_each_change_are_all_answered() {
    let notes = tempfile::tempdir().unwrap();
    copy(&support::repository("content-example"), notes.path());
    let served = &Served::start(notes, &[]);
    let paths = ["", "agenda/", "people/", "projects/", "review/2025.html", "calendar/2025.html", "tags/", "all.html"];
    let note = fs::read_dir(served.notes().join("pages")).unwrap().next().unwrap().unwrap().path();
    let text = fs::read_to_string(&note).unwrap();
    for round in 0..40 {
        fs::write(&note, format!("{text}\n- round {round} of [[Noor]] and ABC-{round}\n")).unwrap();
        std::thread::scope(|scope| {
            for path in paths {
                scope.spawn(move || {
                    for _ in 0..4 {
                        assert_eq!(get_apart(served.port, path).0, 200, "{path}");
                    }
                });
            }
        });
    }
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let path = entry.unwrap().path();
        let target = to.join(path.file_name().unwrap());
        if path.is_dir() { copy(&path, &target) } else { assert!(fs::copy(&path, &target).is_ok()) }
    }
}

#[test]
fn a_template_that_is_being_saved_is_waited_for() {
    let template =
        |words: &str| format!("{{% extends \"base.html\" %}}{{% block main %}}<p>{words}</p>{{% endblock main %}}");
    let notes = support::folder(&[
        ("logseq/config.edn", "{}"),
        ("pages/A.md", "- one"),
        ("journals/2025_01_30.md", "- x"),
        ("annals.toml", "[theme]\ndir = \"theme\"\n"),
        ("theme/templates/page.html", &template("first")),
    ]);
    let served = Served::start(notes, &[]);
    let path = served.notes().join("theme/templates/page.html");
    std::thread::sleep(SETTLED);
    let before = served.number();
    slowly(&path, &template("second"));
    served.wait("pages/a.html", "second");
    std::thread::sleep(SETTLED);
    // Slow machines may find it whole for a moment between two of its pieces.
    let updates = served.number() - before;
    assert!(updates <= 2, "{updates} updates; it said\n{}", served.said());
    assert!(!served.said().contains("error"), "{}", served.said());
}

fn resident(process: u32) -> u64 {
    let status = fs::read_to_string(format!("/proc/{process}/status")).unwrap();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).unwrap();
    line.trim().trim_end_matches("kB").trim().parse().unwrap()
}

fn median(counts: &[u64]) -> u64 {
    let mut counts = counts.to_vec();
    counts.sort_unstable();
    counts[counts.len() / 2]
}

fn descriptors(process: u32) -> usize {
    fs::read_dir(format!("/proc/{process}/fd")).unwrap().count()
}

#[test]
fn random_edits_end_in_the_site_of_a_first_build() {
    let scripts: usize = std::env::var("SCRIPTS").ok().and_then(|n| n.parse().ok()).unwrap_or(1000).max(32);
    // Two servers, for each waits most of the time: for a disk that is quiet.
    std::thread::scope(|scope| {
        for seed in [1, 2] {
            scope.spawn(move || random_edits(seed, scripts / 2));
        }
    });
}

/// The same scripts for a seed each time: a failure can be looked at again.
fn random_edits(seed: u8, scripts: usize) {
    let mut served = Served::start(edits::folder(), &[]);
    let root = served.notes().canonicalize().unwrap();
    let rng = TestRng::from_seed(proptest::test_runner::RngAlgorithm::ChaCha, &[seed; 32]);
    let mut runner = TestRunner::new_with_rng(Config::default(), rng);
    let strategy = proptest::collection::vec(edits::edit(), 1..6);
    let (mut memory, mut early) = (Vec::new(), None);
    for number in 0..scripts {
        let script = strategy.new_tree(&mut runner).unwrap().current();
        script.iter().chain(&edits::mend()).for_each(|edit| drop(edit.apply(&root)));
        // Changes are told in the order they happen: once this one is served, so are those before it.
        fs::write(root.join("pages/x.md"), format!("- script {number}.")).unwrap();
        served.wait("pages/x.html", &format!("script {number}."));
        is_whole(&served, &format!("script {number}: {script:?}"));
        assert!(served.is_alive());
        memory.push(resident(served.process()));
        if number == scripts / 4 {
            early = Some(descriptors(served.process()));
        }
    }
    let (open, open_now) = (early.unwrap(), descriptors(served.process()));
    assert!(open_now <= open + 1, "{open} descriptors became {open_now}");
    // What is held goes up and down by a tenth from one script to the next, so one look tells nothing: the median of many
    // does. The first scripts are those in which threads are begun.
    let part = (scripts / 8).max(1);
    let (before, now) = (median(&memory[part..2 * part]), median(&memory[scripts - part..]));
    assert!(now < before + before / 10, "seed {seed}: {before} KiB became {now} in {scripts} scripts");
}
