//! What reading does with folders as people have them.

use super::*;
use crate::notes::{Dialect, NoteId};

fn folder(files: &[(&str, &str)]) -> tempfile::TempDir {
    let dir = tempfile::tempdir().unwrap();
    for (path, text) in files {
        let path = dir.path().join(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }
    dir
}

fn paths(notes: &Notes) -> Vec<&str> {
    notes.notes.iter().map(|note| &*note.path).collect()
}

fn assets(notes: &Notes) -> Vec<&str> {
    notes.assets.iter().map(|asset| &*asset.path).collect()
}

#[test]
fn a_graph_is_read_by_path_without_what_is_not_the_users() {
    let dir = folder(&[
        ("logseq/config.edn", "{:hidden [\"/pages/secret\" \"/assets/secret\"] :whiteboards-directory \"boards\"}"),
        ("logseq/bak/pages/a.md", "old"),
        ("journals/2024_12_10.md", "- x"),
        ("pages/b.md", "- b"),
        ("pages/a.markdown", "- a"),
        ("pages/secret.md", "- s"),
        ("pages/c.org", "* c"),
        ("pages/d.sync-conflict-20240101-120000-ABCDEFG.md", "- d"),
        ("pages/Meeting 2.md", "- m"),
        ("pages/plan.canvas", "{}"),
        ("boards/b.edn", "{}"),
        ("draws/d.excalidraw", "{}"),
        ("draws/d.md", "- no page"),
        ("assets/p.png", "not really"),
        ("assets/p.edn", "{}"),
        ("assets/secret/p.png", "not for readers"),
        (".recycle/x.md", "x"),
        ("node_modules/m/readme.md", "x"),
        ("site/.annals.json", "{}"),
        ("site/a.md", "x"),
        ("private/x.md", "x"),
    ]);
    let mut config = Config::from_toml("exclude = ['private/']", "annals.toml").unwrap();
    let settings = settings(dir.path()).unwrap();
    config.logseq = settings.logseq;
    let (notes, told) = read(dir.path(), &config, &[]).unwrap();
    assert_eq!(notes.dialect, Dialect::Logseq);
    assert_eq!(notes.because, "it holds logseq/config.edn");
    assert_eq!(
        paths(&notes),
        [
            "boards/b.edn",
            "journals/2024_12_10.md",
            "pages/Meeting 2.md",
            "pages/a.markdown",
            "pages/b.md",
            "pages/c.org"
        ]
    );
    assert_eq!(assets(&notes), ["assets/p.edn", "assets/p.png", "draws/d.excalidraw", "draws/d.md"]);
    let said: Vec<_> = told.iter().map(|told| (told.code.slug(), told.path.as_deref().unwrap_or_default())).collect();
    assert_eq!(
        said,
        [
            ("unknown-format", "pages/plan.canvas"),
            ("text-only", "boards/b.edn"),
            ("text-only", "pages/c.org"),
            ("sync-conflict", "pages/d.sync-conflict-20240101-120000-ABCDEFG.md"),
        ]
    );
}

#[test]
fn dialects_are_told_from_the_files() {
    for (files, dialect) in [
        (&[("journals/a.md", ""), ("pages/b.md", "")][..], Dialect::Logseq),
        (&[(".obsidian/app.json", "{}"), ("a.md", "x")], Dialect::Obsidian),
        (&[("a.md", "# Title\n\ntext\n\n- one")], Dialect::Markdown),
        (&[("a.md", "- one\n  id:: 3\n- two")], Dialect::Logseq),
        (&[("a.md", "- Projects\n\t- Quay\n\t\t- TODO ask [[Ann]]")], Dialect::Logseq),
        (&[("a.md", "- call [[Ann]]\n  DEADLINE: <2025-12-01 Mon>\n- two")], Dialect::Logseq),
        (&[("a.md", "- [ ] ask [[Ann]]\n- TODOs of [[Ben]]")], Dialect::Obsidian),
        (&[("a.md", "- [[Ann]]\n- NOW and then we met\n- TODO one"), ("b.md", "- [ ] ask [[Ann]]")], Dialect::Obsidian),
        (&[("a.md", "# Plan\n\nfirst\n\nsecond\n\n- TODO one")], Dialect::Markdown),
    ] {
        let dir = folder(files);
        let (notes, _) = read(dir.path(), &Config::default(), &[]).unwrap();
        assert_eq!(notes.dialect, dialect, "{files:?}: {}", notes.because);
    }
}

#[test]
fn one_file_brings_the_assets_it_names() {
    let dir = folder(&[("Work.txt", "- a ![x](img/my%20p.gif)\n- b"), ("other.md", ""), ("taxes.pdf", "")]);
    let gif = b"GIF89a\x03\x00\x02\x00\x00\x00\x00;";
    std::fs::create_dir(dir.path().join("img")).unwrap();
    std::fs::write(dir.path().join("img/my p.gif"), gif).unwrap();
    let (notes, _) = read(&dir.path().join("Work.txt"), &Config::default(), &[]).unwrap();
    assert_eq!((notes.label.as_str(), notes.dialect), ("Work", Dialect::Logseq));
    assert_eq!(paths(&notes), ["Work.txt"]);
    assert_eq!(assets(&notes), ["img/my p.gif"]);
    assert_eq!(notes.assets[0].dimensions, Some((3, 2)));
}

#[test]
fn folders_that_are_no_notes_are_explained() {
    for (files, message, help) in [
        (&[][..], "there is nothing to read", "name the folder"),
        (&[("src/main.rs", ""), ("Cargo.toml", "")], "only 2 other files (.rs, .toml)", ".md"),
        (&[("db.sqlite", "")], "Logseq database graph", "Export"),
    ] {
        let dir = folder(files);
        let error = read(dir.path(), &Config::default(), &[]).unwrap_err();
        assert!(error.message.contains(message), "{error}");
        assert!(error.help.unwrap().contains(help));
    }
    let dir = folder(&[(".obsidian/app.json", "{}"), ("img/a.png", "")]);
    let error = read(&dir.path().join("img"), &Config::default(), &[]).unwrap_err();
    assert!(error.help.unwrap().contains("folder above"));
    assert!(
        read(Path::new("/nowhere/at/all"), &Config::default(), &[]).unwrap_err().message.starts_with("there is no")
    );
}

#[cfg(unix)]
#[test]
fn links_out_pipes_and_bad_bytes_do_no_harm() {
    use std::os::unix::fs::symlink;
    let outside = folder(&[("secret.md", "secret")]);
    let dir = folder(&[("a.md", "a"), ("deep/b.md", "b")]);
    symlink(outside.path().join("secret.md"), dir.path().join("out.md")).unwrap();
    symlink(outside.path(), dir.path().join("outdir")).unwrap();
    symlink(dir.path(), dir.path().join("deep/loop")).unwrap();
    symlink("b.md", dir.path().join("deep/c.md")).unwrap();
    std::fs::write(dir.path().join("bad.md"), b"x\xff").unwrap();
    let pipe = dir.path().join("pipe.md");
    std::process::Command::new("mkfifo").arg(&pipe).status().unwrap();
    let (notes, told) = read(dir.path(), &Config::default(), &[]).unwrap();
    assert_eq!(paths(&notes), ["a.md", "bad.md", "deep/b.md", "deep/c.md"]);
    let said: Vec<_> = told.iter().map(|told| (told.code.slug(), told.path.as_deref(), told.note)).collect();
    assert_eq!(
        said,
        [
            ("outside-link", Some("out.md"), None),
            ("outside-link", Some("outdir"), None),
            ("invalid-utf8", None, Some(NoteId(1))),
        ]
    );
}

#[test]
fn a_walk_that_ends_early_says_where() {
    let deep = format!("{}/deep.md", vec!["d"; 64].join("/"));
    let dir = folder(&[("a.md", "- a"), ("b.md", "- b"), (&deep, "- deep"), ("e.md", "- e")]);
    let told = |walk: &walk::Walk| -> Vec<(Code, String)> {
        walk.diagnostics.iter().map(|d| (d.code, d.path.clone().unwrap())).collect()
    };
    let names = |walk: &walk::Walk| walk.notes.iter().map(|note| note.path.clone()).collect::<Vec<_>>();

    let walk = walk::Walk::folder(dir.path(), &Config::default(), &[]).unwrap();
    assert_eq!(names(&walk), ["a.md", "b.md", "e.md"]);
    assert_eq!(told(&walk), [(Code::TooMuch, vec!["d"; 64].join("/"))]);

    // The root is an entry too.
    let walk = walk::Walk::new(dir.path(), &Config::default(), &[], 1, 3).unwrap();
    assert_eq!((names(&walk), told(&walk)), (vec!["a.md".into(), "b.md".into()], vec![(Code::TooMuch, "d".into())]));
    assert!(walk.diagnostics[0].message.contains("more than 3 files"), "{}", walk.diagnostics[0].message);

    let whole = folder(&[("a.md", "- a"), ("b.md", "- b")]);
    let walk = walk::Walk::new(whole.path(), &Config::default(), &[], 1, 3).unwrap();
    assert_eq!((names(&walk).len(), told(&walk)), (2, Vec::new()));
}
