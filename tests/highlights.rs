//! How code is highlighted is remembered in the user's cache folder: the same site comes of it, whatever became of the file.
//!
//! Does not test what is highlighted.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on should stop")]

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::Arc;

use annals::markup::highlight::{ENGINE, Highlighted, Remembered, Style, batch};

type Files = BTreeMap<PathBuf, Vec<u8>>;

/// What answers pieces of code, each with its language.
type Answer<'a> = &'a dyn Fn(&[(&str, &str)]) -> Vec<Highlighted>;

/// Notes with code, and a cache folder.
struct Place(tempfile::TempDir);

impl Place {
    fn new() -> Place {
        let place = Place(tempfile::tempdir().unwrap());
        fs::create_dir(place.at("notes")).unwrap();
        for (i, language) in ["rust", "python", "nosuchlanguage", "text", ""].iter().enumerate() {
            let code = format!("fn f{i}() {{ let café = \"{i}\"; }} // {i}");
            fs::write(place.at(&format!("notes/{i}.md")), format!("# N{i}\n\n```{language}\n{code}\n```\n")).unwrap();
        }
        place
    }

    fn at(&self, path: &str) -> PathBuf {
        self.0.path().join(path)
    }

    fn file(&self) -> PathBuf {
        self.at("cache/annals/highlights")
    }

    fn command(&self, notes: &str, output: &str, cache: &Path) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_annals"));
        command.args(["build", notes, "--today", "2025-02-01", "--force", "--verbose", "-o", output]);
        command.current_dir(self.0.path()).env_clear().env("XDG_CACHE_HOME", cache);
        command.stdout(Stdio::piped()).stderr(Stdio::piped());
        command
    }

    /// The site that is made from nothing but the notes and the cache; and what is said.
    fn built(&self, cache: &Path, more: &[&str]) -> (Files, String) {
        let output = self.command("notes", "out/site", cache).args(more).output().unwrap();
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(output.status.success(), "{said}");
        let files = files_below(&self.at("out/site"));
        fs::rename(self.at("out"), tempfile::tempdir_in(self.0.path()).unwrap().keep().join("out")).unwrap();
        (files, said)
    }
}

fn files_below(dir: &Path) -> Files {
    let files = walkdir::WalkDir::new(dir).into_iter().map(Result::unwrap).filter(|entry| entry.file_type().is_file());
    files
        .map(|entry| (entry.path().strip_prefix(dir).unwrap().to_path_buf(), fs::read(entry.path()).unwrap()))
        .collect()
}

#[test]
fn a_remembered_site_is_the_same() {
    let place = Place::new();
    let (cold, told) = place.built(&place.at("cache"), &[]);
    let kept = fs::read(place.file()).unwrap();
    let coloured = |bytes: &[u8]| String::from_utf8_lossy(bytes).contains("<span class=\"k\">fn</span>");
    assert_eq!(cold.values().filter(|bytes| coloured(bytes)).count(), 1);
    let (warm, told_again) = place.built(&place.at("cache"), &[]);
    assert!(cold == warm, "another site");
    assert!(told.contains("nosuchlanguage") && told_again.contains("nosuchlanguage"), "{told_again}");
    assert_eq!(fs::read(place.file()).unwrap(), kept, "nothing new was there to be remembered");
    // Hashes and lengths alone, for the owner alone.
    assert_eq!(Remembered::new(kept.clone()).len(), 3);
    for word in ["café", "rust", "nosuch", "let"] {
        assert!(!kept.windows(word.len()).any(|part| part == word.as_bytes()), "{word}");
    }
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let mode = |path: PathBuf| fs::metadata(path).unwrap().permissions().mode() & 0o777;
        assert_eq!((mode(place.file()), mode(place.at("cache/annals"))), (0o600, 0o700));
    }
    // What another graph has is added to it.
    fs::write(place.at("notes/more.md"), "```go\nfunc f() {}\n```\n").unwrap();
    place.built(&place.at("cache"), &[]);
    assert_eq!(Remembered::new(fs::read(place.file()).unwrap()).len(), 4);
}

#[test]
fn a_damaged_memory_is_healed_and_never_believed() {
    let place = Place::new();
    let (cold, _) = place.built(&place.at("cache"), &[]);
    let sound = fs::read(place.file()).unwrap();
    let flipped = |at: usize| {
        let mut bytes = sound.clone();
        bytes[at] ^= 0x55;
        bytes
    };
    let rows = 44;
    let data = rows + 3 * 24;
    for (what, bytes) in [
        ("empty", Vec::new()),
        ("its head is damaged", flipped(0)),
        ("its checksum is damaged", flipped(12)),
        ("its number is damaged", flipped(41)),
        ("a key is damaged", flipped(rows + 3)),
        ("a day is damaged", flipped(rows + 17)),
        ("a place is damaged", flipped(rows + 21)),
        ("its data are damaged", flipped(data + 2)),
        ("its end is damaged", flipped(sound.len() - 1)),
        ("cut in its head", sound[..20].to_vec()),
        ("cut in its table", sound[..rows + 30].to_vec()),
        ("cut in its data", sound[..sound.len() - 1].to_vec()),
        ("too long", [sound.as_slice(), b"more"].concat()),
        ("of something else", b"GIF89a and more that is not annals'".repeat(9)),
        ("zeroes", vec![0; sound.len()]),
    ] {
        fs::write(place.file(), bytes).unwrap();
        let (made, said) = place.built(&place.at("cache"), &[]);
        assert!(made == cold, "{what}: another site");
        assert!(!said.contains("highlight the same"), "{what}: {said}");
        assert_eq!(fs::read(place.file()).unwrap(), sound, "{what}: it was not healed");
    }
}

#[test]
fn a_memory_that_does_not_fit_is_not_used() {
    let place = Place::new();
    let (cold, _) = place.built(&place.at("cache"), &[]);
    // As a note gives them: with the end of the last line, or without.
    let text = |i: usize, end: &str| format!("fn f{i}() {{ let café = \"{i}\"; }} // {i}{end}");
    let texts: Vec<(&str, String)> = ["rust", "python", "nosuchlanguage"]
        .iter()
        .enumerate()
        .flat_map(|(i, language)| ["", "\n"].map(|end| (*language, text(i, end))))
        .collect();
    let jobs: Vec<(&str, &str)> = texts.iter().map(|(language, code)| (*language, code.as_str())).collect();
    let all_comment = |jobs: &[(&str, &str)]| {
        let one = |&(_, code): &(&str, &str)| Highlighted {
            runs: Arc::new([(code.len() as u32, Style::Comment)]),
            unknown: false,
        };
        jobs.iter().map(one).collect::<Vec<_>>()
    };
    // The pieces are those of the notes: this program's own memory of them would be believed.
    let forged =
        |engine: &str, answer: Answer<'_>| Remembered::default().recall_by(engine, &jobs, 0, answer).1.unwrap();
    fs::write(place.file(), forged(ENGINE, &all_comment).as_bytes()).unwrap();
    let (believed, _) = place.built(&place.at("cache"), &[]);
    assert!(believed != cold, "the test does not know the code of its own notes");
    fs::write(place.file(), forged("another engine", &all_comment).as_bytes()).unwrap();
    assert!(place.built(&place.at("cache"), &[]).0 == cold, "what another engine made was shown");
    // Lengths that lead past the end of the code, or into the midst of a letter.
    for length in [1 << 29, 18] {
        let wrong = |jobs: &[(&str, &str)]| {
            vec![Highlighted { runs: Arc::new([(length, Style::Comment)]), unknown: false }; jobs.len()]
        };
        fs::write(place.file(), forged(ENGINE, &wrong).as_bytes()).unwrap();
        assert!(place.built(&place.at("cache"), &[]).0 == cold, "{length}");
    }
}

#[test]
fn a_folder_that_cannot_be_written_costs_nothing_but_the_memory() {
    let place = Place::new();
    let (cold, _) = place.built(&place.at("cache"), &[]);
    fs::write(place.at("file"), "in the way").unwrap();
    let (made, said) = place.built(&place.at("file"), &[]);
    assert!(made == cold && said.contains("will highlight the same code again"), "{said}");
    #[cfg(target_os = "linux")]
    assert!(place.built(Path::new("/proc"), &[]).0 == cold);
    // A folder in the place of the file.
    fs::remove_file(place.file()).unwrap();
    fs::create_dir_all(place.file().join("full")).unwrap();
    assert!(place.built(&place.at("cache"), &[]).0 == cold);
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let closed = place.at("closed/annals");
        fs::create_dir_all(&closed).unwrap();
        fs::set_permissions(&closed, fs::Permissions::from_mode(0o500)).unwrap();
        assert!(place.built(&place.at("closed"), &[]).0 == cold);
    }
    // No folder at all, and none wanted.
    let mut command = place.command("notes", "out/site", Path::new("not/absolute"));
    assert!(command.status().unwrap().success());
    assert!(!place.at("not").exists());
    fs::rename(place.at("out"), place.at("gone")).unwrap();
    place.built(&place.at("unwanted"), &["--no-cache"]);
    assert!(!place.at("unwanted").exists());
}

#[test]
fn notes_without_code_leave_the_memory_alone() {
    let place = Place::new();
    fs::create_dir(place.at("plain")).unwrap();
    fs::write(place.at("plain/a.md"), "# A\n\n`let x` alone\n").unwrap();
    assert!(place.command("plain", "out/site", &place.at("cache")).status().unwrap().success());
    assert!(!place.at("cache").exists());
    fs::create_dir_all(place.at("cache/annals")).unwrap();
    fs::write(place.file(), "damaged").unwrap();
    assert!(place.command("plain", "out/site", &place.at("cache")).status().unwrap().success());
    assert_eq!(fs::read(place.file()).unwrap(), b"damaged");
}

#[test]
fn builders_at_once_share_a_memory() {
    let place = Place::new();
    let (cold, _) = place.built(&place.at("cache"), &[]);
    for round in 0..8 {
        fs::remove_file(place.file()).unwrap();
        let outputs = ["one", "two", "three"].map(|name| format!("{name}-{round}/site"));
        let builds: Vec<_> =
            outputs.iter().map(|out| place.command("notes", out, &place.at("cache")).spawn().unwrap()).collect();
        for build in builds {
            let output = build.wait_with_output().unwrap();
            assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        }
        outputs.iter().for_each(|out| assert!(files_below(&place.at(out)) == cold, "round {round}: {out}"));
        assert_eq!(Remembered::new(fs::read(place.file()).unwrap()).len(), 3, "round {round}");
        let left = fs::read_dir(place.at("cache/annals")).unwrap().count();
        assert_eq!(left, 1, "round {round}: something is left beside it");
    }
}

#[test]
fn no_grammar_is_asked_for_when_all_is_remembered() {
    let jobs = [("rust", "fn f() {}"), ("text", "x"), ("zzz", "y"), ("python", "def f(): pass")];
    let mut asked = Vec::new();
    let (first, kept) = Remembered::default().recall(&jobs, 1, |jobs| {
        asked = jobs.iter().map(|job| job.0.to_string()).collect();
        batch(jobs)
    });
    // Nor for what has none.
    assert_eq!(asked, ["rust", "zzz", "python"]);
    assert_eq!(first, batch(&jobs));
    let kept = Remembered::new(kept.unwrap().as_bytes().to_vec());
    let (again, changed) = kept.recall(&jobs, 1, |_| panic!("all of it is known"));
    assert_eq!(again, first);
    assert!(changed.is_none());
}

#[test]
fn what_is_of_no_use_for_long_is_forgotten() {
    let (rust, go) = ([("rust", "fn f() {}")], [("go", "func f() {}")]);
    let remembered = |memory: &Remembered, jobs: &[(&str, &str)], day| memory.recall(jobs, day, batch).1;
    let memory = remembered(&Remembered::default(), &rust, 100).unwrap();
    let memory = remembered(&memory, &go, 150).unwrap();
    assert_eq!(memory.len(), 2);
    // To use it is to keep it; not each day is worth a new file.
    assert!(remembered(&memory, &go, 155).is_none());
    let memory = remembered(&memory, &go, 160).unwrap();
    assert_eq!(memory.len(), 2);
    let memory = remembered(&memory, &go, 200).unwrap();
    assert_eq!(memory.len(), 1);
    assert!(remembered(&memory, &go, 200).is_none());
}
