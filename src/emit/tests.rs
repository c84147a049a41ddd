//! What publishing does to a disk, and above all what it does not.

use super::*;
use crate::config::MARKER;
use std::fs;

type Files<'a> = &'a [(&'a str, &'a str)];

fn put(target: &Path, files: Files<'_>, notes: Option<&Path>) -> Result<Report, Error> {
    let options = Options { notes: notes.map(Path::to_path_buf) };
    publish(target, files, |file| file.0.to_string(), |file| Ok(Asset::Bytes(file.1.into())), &options)
}

fn tree(dir: &Path) -> Vec<String> {
    let entries = walkdir::WalkDir::new(dir).min_depth(1).sort_by_file_name().into_iter().flatten();
    entries.map(|entry| entry.path().strip_prefix(dir).unwrap().to_string_lossy().into_owned()).collect()
}

#[test]
fn a_site_is_replaced_whole_and_equal_files_are_kept() {
    let dir = tempfile::tempdir().unwrap();
    let site = dir.path().join("a/site");
    let report = put(&site, &[("index.html", "1"), ("p/x/index.html", "22"), ("old/y.html", "3")], None).unwrap();
    assert_eq!(report, Report { written: 3, unchanged: 0, removed: 0, bytes: 4, placing: report.placing });
    let time = |path: &str| fs::metadata(site.join(path)).unwrap().modified().unwrap();
    let before = time("p/x/index.html");
    let report = put(&site, &[("index.html", "4"), ("p/x/index.html", "22")], None).unwrap();
    assert_eq!(report, Report { written: 1, unchanged: 1, removed: 1, bytes: 3, placing: report.placing });
    assert_eq!(time("p/x/index.html"), before);
    assert_eq!(
        tree(&dir.path().join("a")),
        ["site", "site/.annals.json", "site/index.html", "site/p", "site/p/x", "site/p/x/index.html"]
    );
    let manifest = fs::metadata(site.join(MARKER)).unwrap().modified().unwrap();
    let report = put(&site, &[("index.html", "4"), ("p/x/index.html", "22")], None).unwrap();
    assert_eq!((report.written, report.unchanged), (0, 2));
    assert_eq!(fs::metadata(site.join(MARKER)).unwrap().modified().unwrap(), manifest);
    fs::write(site.join("index.html"), "edited by hand").unwrap();
    assert_eq!(put(&site, &[("index.html", "4"), ("p/x/index.html", "22")], None).unwrap().written, 1);
}

#[cfg(unix)]
#[test]
fn a_copied_file_shares_nothing_with_the_notes() {
    use std::os::unix::fs::MetadataExt;
    let dir = tempfile::tempdir().unwrap();
    let (notes, site) = (dir.path().join("film.mp4"), dir.path().join("site"));
    let film = vec![7; 300 << 10];
    fs::write(&notes, &film).unwrap();
    let copied = |pages: &[&str]| {
        let files: Vec<&str> = pages.iter().copied().chain(["assets/film.mp4"]).collect();
        let make = |file: &&str| match file.ends_with(".mp4") {
            true => Ok(Asset::Copy(notes.clone())),
            false => Ok(Asset::Bytes((*file).into())),
        };
        publish(&site, &files, |file| file.to_string(), make, &Options::default()).unwrap();
        fs::metadata(site.join("assets/film.mp4")).unwrap()
    };
    let first = copied(&["index.html"]);
    // Also when it is kept from one site to the next.
    let second = copied(&["index.html", "more.html"]);
    for meta in [&first, &second] {
        assert_ne!(meta.ino(), fs::metadata(&notes).unwrap().ino());
    }
    assert_eq!(fs::metadata(&notes).unwrap().nlink(), 1);
    fs::write(site.join("assets/film.mp4"), "changed by a reader").unwrap();
    assert_eq!(fs::read(&notes).unwrap(), film);
}

#[test]
fn what_is_not_annals_own_is_refused_and_untouched() {
    let dir = tempfile::tempdir().unwrap();
    let at = |path: &str| dir.path().join(path);
    for path in ["full/thesis.doc", "notes/pages/a.md", "file"] {
        fs::create_dir_all(at(path).parent().unwrap()).unwrap();
        fs::write(at(path), "mine").unwrap();
    }
    put(&at("site"), &[("index.html", "1")], None).unwrap();
    fs::write(at("site/CNAME"), "example.org").unwrap();
    let before = tree(dir.path());
    for (target, words) in [
        ("full", "annals did not write it: thesis.doc"),
        ("notes", "is the notes themselves"),
        ("notes/pages", "annals did not write it: a.md"),
        ("", "holds the notes"),
        ("file", "is a file"),
        ("site", "holds files that annals did not write: CNAME"),
        ("nowhere/..", "cannot be an output folder"),
    ] {
        let error = put(&at(target), &[("index.html", "2")], Some(&at("notes"))).unwrap_err();
        assert!(error.message.contains(words), "{target}: {error}");
        assert_eq!(tree(dir.path()), before);
    }
    put(&at("notes/site"), &[("index.html", "1")], Some(&at("notes"))).unwrap();
}

#[test]
fn paths_that_lead_out_or_clash_are_refused() {
    let dir = tempfile::tempdir().unwrap();
    let site = dir.path().join("site");
    for paths in [
        &[("../x", "")][..],
        &[("/etc/x", "")],
        &[("a//b", "")],
        &[("a\\b", "")],
        &[("", "")],
        &[("c:x", "")],
        &[(MARKER, "")],
        &[("a", ""), ("a", "")],
        &[("a", ""), ("a.b", ""), ("a/b/c", "")],
    ] {
        assert!(put(&site, paths, None).is_err(), "{paths:?}");
    }
    assert!(tree(dir.path()).is_empty());
}

#[test]
fn a_failure_leaves_the_old_site_and_no_traces() {
    let dir = tempfile::tempdir().unwrap();
    let site = dir.path().join("site");
    put(&site, &[("index.html", "1")], None).unwrap();
    let gone = dir.path().join("gone.png");
    let make = |file: &&str| match *file {
        "p.png" => Ok(Asset::Copy(gone.clone())),
        _ => Ok(Asset::Bytes(b"2".to_vec())),
    };
    let error =
        publish(&site, &["index.html", "p.png"], |file| file.to_string(), make, &Options::default()).unwrap_err();
    assert!(error.message.starts_with("cannot read"), "{error}");
    assert_eq!(tree(dir.path()), ["site", "site/.annals.json", "site/index.html"]);
    assert_eq!(fs::read_to_string(site.join("index.html")).unwrap(), "1");
}

#[test]
fn leftovers_of_dead_builds_are_swept_and_strangers_are_not() {
    let dir = tempfile::tempdir().unwrap();
    let at = |path: &str| dir.path().join(path);
    fs::create_dir_all(at(".site.new-1/p")).unwrap();
    Manifest::planned(&["index.html".into(), "p/x.html".into(), "q.html".into()]).write(&at(".site.new-1")).unwrap();
    fs::write(at(".site.new-1/p/x.html"), "half").unwrap();
    fs::create_dir(at(".site.new-2")).unwrap();
    fs::create_dir(at(".site.new-mine")).unwrap();
    fs::write(at(".site.new-mine/diary"), "mine").unwrap();
    put(&at("site"), &[("index.html", "1")], None).unwrap();
    assert_eq!(
        tree(dir.path()),
        [".site.new-mine", ".site.new-mine/diary", "site", "site/.annals.json", "site/index.html"]
    );
}

#[test]
fn an_old_site_that_was_being_replaced_comes_back() {
    let dir = tempfile::tempdir().unwrap();
    let site = dir.path().join("site");
    put(&site, &[("index.html", "1")], None).unwrap();
    fs::rename(&site, dir.path().join(".site.old-7")).unwrap();
    let report = put(&site, &[("index.html", "1")], None).unwrap();
    assert_eq!((report.written, report.unchanged), (0, 1));
    assert_eq!(tree(dir.path()), ["site", "site/.annals.json", "site/index.html"]);
}

#[test]
fn builds_at_once_end_in_one_whole_site() {
    let dir = tempfile::tempdir().unwrap();
    let site = dir.path().join("site");
    std::thread::scope(|scope| {
        for text in ["a", "b"] {
            let site = &site;
            scope.spawn(move || put(site, &[("1.html", text), ("2.html", text)], None).unwrap());
        }
    });
    assert_eq!(fs::read(site.join("1.html")).unwrap(), fs::read(site.join("2.html")).unwrap());
    assert_eq!(tree(dir.path()).len(), 4);
}
