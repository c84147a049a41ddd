//! The same notes and the same day give the same bytes: on any machine, in any folder, on any number of threads.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on should stop")]

mod support;

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use rayon::ThreadPoolBuilder;
use support::{build, repository};

const TODAY: &str = "2025-12-12";

type Files = BTreeMap<String, Vec<u8>>;

fn on_threads(count: usize, input: &Path) -> Files {
    let pool = ThreadPoolBuilder::new().num_threads(count).build().unwrap();
    pool.install(|| build(input, TODAY).files)
}

fn same(what: &str, one: &Files, other: &Files) {
    let names = |files: &Files| files.keys().cloned().collect::<Vec<_>>();
    assert_eq!(names(one), names(other), "{what}: not the same files");
    let differ: Vec<&String> = one.keys().filter(|path| one[*path] != other[*path]).collect();
    assert!(differ.is_empty(), "{what}: {} of {} files differ: {differ:?}", differ.len(), one.len());
}

fn files_below(dir: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut open = vec![dir.to_path_buf()];
    while let Some(dir) = open.pop() {
        for entry in fs::read_dir(dir).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() { open.push(path) } else { found.push(path) }
        }
    }
    found.sort();
    found
}

/// Copies a folder, its files made in an order of their own: many file systems list them in the order of making.
fn copy(from: &Path, to: &Path, order: u64) {
    let mut files = files_below(from);
    let mut state = order;
    for last in (1..files.len()).rev() {
        // Knuth's multiplier; any shuffle will do, so long as it is the same each time.
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        files.swap(last, (state >> 33) as usize % (last + 1));
    }
    for file in files {
        let target = to.join(file.strip_prefix(from).unwrap());
        fs::create_dir_all(target.parent().unwrap()).unwrap();
        let changed = fs::metadata(&file).unwrap().modified().unwrap();
        fs::copy(file, &target).unwrap();
        // The time of a picture is part of what a site is made from, and so of the mark by which it is known again.
        fs::File::options().write(true).open(target).unwrap().set_modified(changed).unwrap();
    }
}

#[test]
fn any_number_of_threads_makes_the_same_bytes() {
    // Queries are the one thing that blocks of a page share with those of another.
    for (input, least) in [(repository("content-example"), 100), (repository("tests/golden/constructs/notes"), 20)] {
        let one = on_threads(1, &input);
        assert!(one.len() > least);
        for count in [2, 4] {
            same(&format!("{count} threads"), &one, &on_threads(count, &input));
        }
    }
}

#[test]
fn neither_the_folder_nor_the_order_of_its_files_shows() {
    let held = on_threads(2, &repository("content-example"));
    let dir = tempfile::tempdir().unwrap();
    for (order, place) in [(1, "a"), (2, "quite/another place/ü")] {
        let input = dir.path().join(place).join("content-example");
        copy(&repository("content-example"), &input, order);
        let made = on_threads(2, &input);
        same(place, &held, &made);
        let root = dir.path().to_str().unwrap().as_bytes();
        for (path, bytes) in &made {
            assert!(!bytes.windows(root.len()).any(|part| part == root), "{path} names the folder it was made from");
        }
    }
}

#[test]
fn another_day_makes_another_site() {
    let input = repository("content-example");
    let (one, other) = (build(&input, TODAY).files, build(&input, "2025-12-11").files);
    assert_ne!(one["index.html"], other["index.html"]);
}

#[test]
fn the_program_writes_what_the_library_makes_whatever_is_around_it() {
    let dir = tempfile::tempdir().unwrap();
    let output = dir.path().join("made/site");
    let written = |input: &Path, threads: &str, locale: &str, zone: &str| {
        let done = Command::new(env!("CARGO_BIN_EXE_annals"))
            .args(["build", "--quiet", "--today", TODAY, "--output"])
            .arg(&output)
            .arg(input)
            .current_dir(dir.path())
            .env_clear()
            .envs([("RAYON_NUM_THREADS", threads), ("TZ", zone), ("HOME", zone), ("LANG", locale), ("LC_ALL", locale)])
            .output()
            .unwrap();
        assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
        let named = |path: PathBuf| {
            let below = path.strip_prefix(&output).unwrap().components().map(|part| part.as_os_str().to_string_lossy());
            (below.collect::<Vec<_>>().join("/"), fs::read(&path).unwrap())
        };
        let files = files_below(&output).into_iter().map(named).collect::<Files>();
        // The next is made from nothing, not from what is there.
        fs::rename(output.parent().unwrap(), dir.path().join(format!("kept-{threads}-{locale}-{}", zone.len())))
            .unwrap();
        files
    };
    let notes = dir.path().join("content-example");
    let mut order = 0;
    let mut made = Vec::new();
    for threads in ["1", "2", "5"] {
        for locale in ["C", "tr_TR.UTF-8", "ja_JP.UTF-8"] {
            for zone in ["Pacific/Kiritimati", "America/Adak"] {
                order += 1;
                let input = dir.path().join(format!("order-{order}/content-example"));
                copy(&repository("content-example"), &input, order);
                fs::rename(&input, &notes).unwrap();
                let files = written(&notes, threads, locale, zone);
                fs::rename(&notes, &input).unwrap();
                made.push((format!("{threads} threads, {locale}, {zone}, order {order}"), files));
            }
        }
    }
    assert_eq!(made.len(), 18);
    let (_, one) = &made[0];
    made.iter().for_each(|(around, files)| same(around, one, files));
    let mut one = one.clone();
    one.retain(|path, _| !path.starts_with('.'));
    same("the library", &one, &build(&repository("content-example"), TODAY).files);
}
