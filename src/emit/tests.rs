//! What publishing does to a disk, and above all what it does not.

use super::*;
use crate::config::MARKER;
use std::fs;

type Files<'a> = &'a [(&'a str, &'a str)];

fn put(target: &Path, files: Files<'_>, notes: Option<&Path>) -> Result<Report, Error> {
    put_with(target, files, &Options { notes: notes.map(Path::to_path_buf), ..Options::default() })
}

fn put_with(target: &Path, files: Files<'_>, options: &Options<'_>) -> Result<Report, Error> {
    publish(target, files, |file| file.0.to_string(), |file| Ok(Asset::Bytes(file.1.into())), || None, options)
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
    assert_eq!(
        report,
        Report { written: 3, unchanged: 0, removed: 0, bytes: 4, placing: report.placing, leftover: None }
    );
    let time = |path: &str| fs::metadata(site.join(path)).unwrap().modified().unwrap();
    let before = time("p/x/index.html");
    let report = put(&site, &[("index.html", "4"), ("p/x/index.html", "22")], None).unwrap();
    assert_eq!(
        report,
        Report { written: 1, unchanged: 1, removed: 1, bytes: 3, placing: report.placing, leftover: None }
    );
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
        publish(&site, &files, |file| file.to_string(), make, || None, &Options::default()).unwrap();
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
    let error = publish(&site, &["index.html", "p.png"], |file| file.to_string(), make, || None, &Options::default())
        .unwrap_err();
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

#[test]
fn a_target_can_be_filled_in_place() {
    let dir = tempfile::tempdir().unwrap();
    let site = dir.path().join("site");
    let options = Options { in_place: true, ..Options::default() };
    put_with(&site, &[("a.html", "1"), ("b", "2"), ("c/d.html", "3"), ("e/f/g.html", "4")], &options).unwrap();
    let held = fs::File::open(&site).unwrap();
    let same = |path: &Path| -> (u64, std::time::SystemTime) {
        let meta = fs::metadata(path).unwrap();
        (meta.len(), meta.modified().unwrap())
    };
    let before = same(&site.join("a.html"));
    // A file becomes a folder, a folder a file, and one goes.
    let files = [("a.html", "1"), ("b/x.html", "5"), ("c", "6"), ("h.html", "7")];
    let report = put_with(&site, &files, &options).unwrap();
    assert_eq!((report.written, report.unchanged, report.removed), (3, 1, 3));
    assert_eq!(same(&site.join("a.html")), before);
    assert_eq!(
        tree(dir.path()),
        ["site", "site/.annals.json", "site/a.html", "site/b", "site/b/x.html", "site/c", "site/h.html"]
    );
    #[cfg(unix)]
    {
        use std::os::unix::fs::MetadataExt;
        assert_eq!(held.metadata().unwrap().ino(), fs::metadata(&site).unwrap().ino(), "the folder is another");
    }
    let manifest = Manifest::read(&site, &site).unwrap().unwrap();
    assert_eq!(manifest.files.keys().collect::<Vec<_>>(), ["a.html", "b/x.html", "c", "h.html"]);
    assert_eq!(put_with(&site, &files, &options).unwrap().written, 0);
    drop(held);
}

#[test]
fn an_end_that_is_asked_for_leaves_the_old_site() {
    let dir = tempfile::tempdir().unwrap();
    let site = dir.path().join("site");
    put(&site, &[("index.html", "1")], None).unwrap();
    for in_place in [false, true] {
        let options = Options { in_place, ..Options::default() };
        let make = |file: &&str| {
            options.stop.store(2, Ordering::Relaxed);
            Ok(Asset::Bytes((*file).into()))
        };
        let error = publish(&site, &["index.html", "b"], |file| file.to_string(), make, || None, &options).unwrap_err();
        assert!(error.message.contains("stopped"), "{error}");
        assert_eq!(tree(dir.path()), ["site", "site/.annals.json", "site/index.html"]);
        assert_eq!(fs::read_to_string(site.join("index.html")).unwrap(), "1");
    }
}

#[test]
fn a_swap_in_two_steps_that_was_cut_short_is_finished() {
    let dir = tempfile::tempdir().unwrap();
    let at = |path: &str| dir.path().join(path);
    for (lost, text) in [("", "new"), (".site.new-7", "old")] {
        put(&at("site"), &[("index.html", "old")], None).unwrap();
        fs::rename(at("site"), at(".site.old-7")).unwrap();
        if lost.is_empty() {
            put(&at("other"), &[("index.html", "new")], None).unwrap();
            fs::rename(at("other"), at(".site.new-7")).unwrap();
        }
        fs::write(at(".site.journal"), ".site.old-7\n.site.new-7\n").unwrap();
        let report = put(&at("site"), &[("index.html", text)], None).unwrap();
        assert_eq!((report.written, report.unchanged), (0, 1), "the {text} site was not brought back");
        assert_eq!(tree(dir.path()), ["site", "site/.annals.json", "site/index.html"]);
        put(&at("site"), &[("index.html", "old")], None).unwrap();
    }
    // A journal that names a stranger's folder is not obeyed.
    fs::create_dir(at("mine")).unwrap();
    fs::rename(at("site"), at("aside")).unwrap();
    fs::write(at(".site.journal"), "../aside\nmine\n").unwrap();
    put(&at("site"), &[("index.html", "x")], None).unwrap();
    assert_eq!(
        tree(dir.path()),
        ["aside", "aside/.annals.json", "aside/index.html", "mine", "site", "site/.annals.json", "site/index.html"]
    );
}

#[test]
fn who_is_waited_for_is_told_once_and_that_it_is_over() {
    let dir = tempfile::tempdir().unwrap();
    let site = dir.path().join("site");
    let held = Lock::take(&target::locate(&site, None).unwrap(), &site, false, None).unwrap();
    let told = std::sync::Mutex::new(Vec::new());
    let wait = |wait: Wait<'_>| told.lock().unwrap().push(format!("{wait:?}"));
    let options = Options { wait: Some(&wait), ..Options::default() };
    std::thread::scope(|scope| {
        scope.spawn(|| {
            std::thread::sleep(Duration::from_millis(400));
            drop(held);
        });
        put_with(&site, &[("index.html", "1")], &options).unwrap();
    });
    let id = std::process::id().to_string();
    assert_eq!(*told.lock().unwrap(), [format!("For({id:?})"), "Over".to_string()]);
}

#[test]
fn a_manifest_that_was_never_finished_is_in_nobodys_way() {
    let dir = tempfile::tempdir().unwrap();
    let at = |path: &str| dir.path().join(path);
    put(&at("site"), &[("index.html", "1")], None).unwrap();
    fs::create_dir(at(".site.new-3")).unwrap();
    fs::write(at(".site.new-3").join(manifest::UNFINISHED), "{\"ann").unwrap();
    fs::write(at("site").join(manifest::UNFINISHED), "{").unwrap();
    put(&at("site"), &[("index.html", "2")], None).unwrap();
    assert_eq!(tree(dir.path()), ["site", "site/.annals.json", "site/index.html"]);
}

#[test]
fn a_marker_of_another_kind_is_refused() {
    for marker in ["", "{}", "not json", "{\"annals\":3,\"files\":{}}", "{\"annals\":1,\"files\":{\"../x\":\"\"}}"] {
        let dir = tempfile::tempdir().unwrap();
        fs::create_dir(dir.path().join("site")).unwrap();
        fs::write(dir.path().join("site").join(MARKER), marker).unwrap();
        let error = put(&dir.path().join("site"), &[("index.html", "1")], None).unwrap_err();
        let why = ["is damaged", "was written by another version"];
        assert!(why.iter().any(|why| error.message.contains(why)) && error.help.is_some(), "{error}");
        assert_eq!(tree(dir.path()), ["site", "site/.annals.json"]);
        assert_eq!(fs::read_to_string(dir.path().join("site").join(MARKER)).unwrap(), marker);
    }
}
