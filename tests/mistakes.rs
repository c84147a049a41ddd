//! Mistakes as people make them, one a small graph: the real `annals check` finds each, at its place and with help.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on should stop")]

mod support;

use std::path::Path;
use std::process::Command;

use annals::diagnostic::{Code, Severity};
use serde_json::Value;
use support::folder;

/// What is wrong in a few files, and what is said of it.
struct Mistake {
    /// Path and content.
    files: &'static [(&'static str, &'static [u8])],
    code: &'static str,
    /// `pages/A.md:2:3`; without numbers for a file that is not among the notes.
    place: &'static str,
    /// The characters it is about; empty for a whole file.
    marked: &'static str,
    /// A part of the message, and one of the help.
    says: (&'static str, &'static str),
}

const CONFIG: (&str, &[u8]) = ("logseq/config.edn", b"{:journal/page-title-format \"yyyy-MM-dd EEEE\"}");

const MISTAKES: &[Mistake] = &[
    Mistake {
        files: &[("pages/A.md", b"- see [[Harbour wal]]"), ("pages/Harbour wall.md", b"- x")],
        code: "near-miss",
        place: "pages/A.md:1:7",
        marked: "[[Harbour wal]]",
        says: ("no note is called `Harbour wal`", "did you mean `[[Harbour wall]]`?"),
    },
    Mistake {
        files: &[("pages/A.md", b"- a\n- b ![plan](../assets/plan.png)\n- ![](../assets/plan.png)")],
        code: "missing-asset",
        place: "pages/A.md:2:5",
        marked: "![plan](../assets/plan.png)",
        says: ("there is no file `../assets/plan.png`", "1 more place asks for it: pages/A.md:3"),
    },
    Mistake {
        files: &[("pages/A.md", b"- ![](../../../etc/passwd)")],
        code: "missing-asset",
        place: "pages/A.md:1:3",
        marked: "![](../../../etc/passwd)",
        says: ("there is no file", "leads out of the notes"),
    },
    Mistake {
        files: &[("pages/A.md", b"- ![](../assets/Plan.PNG)"), ("assets/plan.png", b"")],
        code: "asset-case",
        place: "pages/A.md:1:3",
        marked: "![](../assets/Plan.PNG)",
        says: ("is called `assets/plan.png` on disk", "write `../assets/plan.png`: most servers"),
    },
    Mistake {
        files: &[("pages/A.md", b"- [x](missing.md)")],
        code: "missing-file",
        place: "pages/A.md:1:3",
        marked: "[x](missing.md)",
        says: ("there is no note `missing.md`", "write the note, or correct the path"),
    },
    Mistake {
        files: &[("pages/A.md", b"- [x](Harbour%20wal.md#top)"), ("pages/Harbour wall.md", b"- x")],
        code: "missing-file",
        place: "pages/A.md:1:3",
        marked: "[x](Harbour%20wal.md#top)",
        says: ("there is no note `Harbour wal.md`", "did you mean `Harbour%20wall.md`?"),
    },
    Mistake {
        files: &[("pages/A.md", b"- ![](../assets/plann.png)"), ("assets/plan.png", b"")],
        code: "missing-asset",
        place: "pages/A.md:1:3",
        marked: "![](../assets/plann.png)",
        says: ("there is no file `../assets/plann.png`", "did you mean `../assets/plan.png`?"),
    },
    Mistake {
        files: &[
            ("pages/A.md", b"- [days](Quay.md#open-days)\n- [a](Quay.md#opening%20days) [b](Quay.md#opening-days-1)"),
            ("pages/Quay.md", b"- # Opening days\n\t- all"),
        ],
        code: "missing-heading",
        place: "pages/A.md:1:18",
        marked: "open-days",
        says: ("there is no heading `open-days` in `Quay.md`", "did you mean `#Opening days`?"),
    },
    Mistake {
        files: &[("pages/A.md", b"- [x](Quay.md#fares)"), ("pages/Quay.md", b"- # Opening days\n- # Ways there")],
        code: "missing-heading",
        place: "pages/A.md:1:15",
        marked: "fares",
        says: ("there is no heading `fares` in `Quay.md`", "its headings are `Opening days`, `Ways there`"),
    },
    Mistake {
        files: &[("pages/A.md", b"- a\n\t- see ((6b0e1a52-0000-4000-8000-000000000001))")],
        code: "missing-block",
        place: "pages/A.md:2:8",
        marked: "((6b0e1a52-0000-4000-8000-000000000001))",
        says: ("leads to no block", "its `id::` line was"),
    },
    Mistake {
        files: &[
            ("pages/A.md", b"- a\n  id:: 6b0e1a52-0000-4000-8000-000000000001"),
            ("pages/B.md", b"- b\n  id:: 6b0e1a52-0000-4000-8000-000000000001"),
        ],
        code: "duplicate-id",
        place: "pages/B.md:2:8",
        marked: "6b0e1a52-0000-4000-8000-000000000001",
        says: ("is taken by a block of pages/A.md:2", "an id of its own"),
    },
    Mistake {
        files: &[("pages/A.md", b"alias:: Quay\n\n- a"), ("pages/B.md", b"alias:: Quay\n\n- b")],
        code: "ambiguous-alias",
        place: "pages/B.md:1:9",
        marked: "Quay",
        says: ("`Quay` is already another name of `A`, in pages/A.md", "on one of the two pages"),
    },
    Mistake {
        files: &[("pages/A.md", b"alias:: Quay\n\n- a"), ("pages/Quay.md", b"- b")],
        code: "ambiguous-alias",
        place: "pages/A.md:1:9",
        marked: "Quay",
        says: ("`Quay` is an alias of `A`, and has notes of its own in pages/Quay.md", "rename one"),
    },
    Mistake {
        files: &[("pages/A.md", b"- on [[2025-03-14 Monday]]")],
        code: "wrong-weekday",
        place: "pages/A.md:1:6",
        marked: "[[2025-03-14 Monday]]",
        says: ("2025-03-14 is a Friday", "write Friday, or correct the date"),
    },
    Mistake {
        files: &[("pages/A.md", b"- TODO a\n  SCHEDULED: <2025-03-14 Mon>")],
        code: "wrong-weekday",
        place: "pages/A.md:2:14",
        marked: "<2025-03-14 Mon>",
        says: ("2025-03-14 is a Friday", "write `2025-03-14 Fri`, or correct the date"),
    },
    Mistake {
        files: &[("pages/A.md", b"- on [[2025-02-30]]")],
        code: "impossible-date",
        place: "pages/A.md:1:6",
        marked: "[[2025-02-30]]",
        says: ("`2025-02-30` is no day of the calendar", "shown as text"),
    },
    Mistake {
        files: &[("pages/A.md", b"- TODO a\n  DEADLINE: <2025-02-30 Sun>")],
        code: "impossible-date",
        place: "pages/A.md:2:14",
        marked: "2025-02-30",
        says: ("`2025-02-30` is no day of the calendar", "dates nothing"),
    },
    Mistake {
        files: &[("pages/A.md", b"- TODO a\n  DEADLINE: <2025-03-14>")],
        code: "stamp-without-weekday",
        place: "pages/A.md:2:13",
        marked: "<2025-03-14>",
        says: ("has no weekday", "2025-03-14 Fri"),
    },
    Mistake {
        files: &[("pages/A.md", b"- a\n  ```rust\n  fn main() {}\n- b")],
        code: "unclosed-fence",
        place: "pages/A.md:2:3",
        marked: "```rust",
        says: ("is never closed", "close it with a line of the same marks"),
    },
    Mistake {
        files: &[("pages/A.md", b"- a\n  1st:: x")],
        code: "property-key",
        place: "pages/A.md:2:3",
        marked: "1st",
        says: ("cannot be a property's key", "begins with no digit"),
    },
    Mistake {
        files: &[("pages/A.md", b"- a\n  b:: 1\n  text\n  c:: 2")],
        code: "second-properties",
        place: "pages/A.md:4:3",
        marked: "c",
        says: ("second run of properties", "move them together"),
    },
    Mistake {
        files: &[("pages/A.md", b"---\ntitle: [a\n---\n- a")],
        code: "front-matter",
        place: "pages/A.md:2:1",
        marked: "title: [a",
        says: ("not YAML", "needs quotes"),
    },
    Mistake {
        files: &[("logseq/config.edn", b"{:favorites [\"A\"\n :macros {}"), ("pages/A.md", b"- a")],
        code: "logseq-config",
        place: "logseq/config.edn:1:13",
        marked: "[",
        says: ("closed", "what stands before it was used"),
    },
    Mistake {
        files: &[("pages/A.md", b"- {{embed [[A]]}}")],
        code: "embed-cycle",
        place: "pages/A.md:1:3",
        marked: "{{embed [[A]]}}",
        says: ("this embed shows the page it stands in", "shown once, and as a link"),
    },
    Mistake {
        files: &[
            ("pages/A.md", b"- {{embed [[B]]}}"),
            ("pages/B.md", b"- {{embed [[C]]}}"),
            ("pages/C.md", b"- {{embed [[A]]}}"),
        ],
        code: "embed-cycle",
        place: "pages/A.md:1:3",
        marked: "{{embed [[B]]}}",
        says: ("this embed shows itself: A → B → C → A", "shown once, and as a link"),
    },
    Mistake {
        files: &[(
            "pages/A.md",
            b"- a {{embed ((6b0e1a52-0000-4000-8000-000000000002))}}\n  id:: 6b0e1a52-0000-4000-8000-000000000001\n\
              - b {{embed ((6b0e1a52-0000-4000-8000-000000000001))}}\n  id:: 6b0e1a52-0000-4000-8000-000000000002",
        )],
        code: "embed-cycle",
        place: "pages/A.md:1:5",
        marked: "{{embed ((6b0e1a52-0000-4000-8000-000000000002))}}",
        says: ("this embed shows itself: line 1 → line 3 → line 1", "shown once, and as a link"),
    },
    Mistake {
        files: &[("pages/A.md", b"- a"), ("pages/A.sync-conflict-20250314-120000-ABCDEFG.md", b"- b")],
        code: "sync-conflict",
        place: "pages/A.sync-conflict-20250314-120000-ABCDEFG.md",
        marked: "",
        says: ("a copy that Syncthing made of pages/A.md when", "bring the two together in pages/A.md"),
    },
    Mistake {
        files: &[("pages/A.md", b"- a\n- caf\xe9")],
        code: "invalid-utf8",
        place: "pages/A.md:2:6",
        marked: "\u{fffd}",
        says: ("not UTF-8", "save the file as UTF-8"),
    },
    Mistake {
        files: &[("pages/A.md", b"\xff\xfe-\x00 \x00a\x00")],
        code: "invalid-utf8",
        place: "pages/A.md:1:1",
        marked: "",
        says: ("UTF-16", "save the file as UTF-8"),
    },
    Mistake {
        files: &[("pages/A.md", b"- a $\\fraq{1}{2}$")],
        code: "math",
        place: "pages/A.md:1:6",
        marked: "\\fraq",
        says: ("unknown command `\\fraq`", "did you mean `\\frac`? the formula is shown as it is written"),
    },
    Mistake {
        files: &[("pages/A.md", b"- a\n  ```klingon\n  x\n  ```")],
        code: "unknown-language",
        place: "pages/A.md:2:6",
        marked: "klingon",
        says: ("no grammar for `klingon`", "plain text"),
    },
    Mistake {
        files: &[("pages/A.md", b"- a\n  ```pyhton\n  x\n  ```")],
        code: "unknown-language",
        place: "pages/A.md:2:6",
        marked: "pyhton",
        says: ("no grammar for `pyhton`", "did you mean `python`?"),
    },
    Mistake {
        files: &[
            ("pages/A.md", b"type:: project\nstatus:: active\n\n- a"),
            ("journals/2025_03_14.md", b"- Projects\n\t- A\n\t  status:: done"),
        ],
        code: "status-conflict",
        place: "pages/A.md:2:10",
        marked: "active",
        says: ("more than one status: `active`, `done`", "keep `status::` in one place"),
    },
    Mistake {
        files: &[("pages/A.md", b"- a\n  visibility:: mangaer")],
        code: "unknown-visibility",
        place: "pages/A.md:2:16",
        marked: "mangaer",
        says: (
            "`visibility::` names `mangaer`, which is no audience",
            "did you mean `manager`? Until then it is private",
        ),
    },
    Mistake {
        files: &[("pages/A.md", b"- a\n  private:: maybe")],
        code: "unknown-visibility",
        place: "pages/A.md:2:13",
        marked: "maybe",
        says: ("`private::` is `maybe`", "write true or false; until then it is private"),
    },
    Mistake {
        files: &[("journals/2025-03-14.md", b"- a"), ("journals/2025_03_14.md", b"- b")],
        code: "duplicate-page",
        place: "journals/2025_03_14.md:1:1",
        marked: "",
        says: ("is also the page of journals/2025-03-14.md", "merge the files"),
    },
    Mistake {
        files: &[("pages/A b.md", b"- a"), ("pages/A-b.md", b"- b")],
        code: "slug-collision",
        place: "pages/A b.md:1:1",
        marked: "",
        says: ("`A b` would share the address `a-b` with `A-b`, in pages/A-b.md; it is at `a-b-", "rename one"),
    },
    Mistake {
        files: &[("pages/A.md", b"- a"), ("pages/plan.canvas", b"{}")],
        code: "unknown-format",
        place: "pages/plan.canvas",
        marked: "",
        says: ("does not read canvas files", "Markdown"),
    },
    Mistake {
        files: &[("pages/A.md", b"- a"), ("pages/old.org", b"* a")],
        code: "text-only",
        place: "pages/old.org",
        marked: "",
        says: ("shown as text", "converted to Markdown"),
    },
    Mistake {
        files: &[("pages/A.md", b"- a"), ("whiteboards/w.edn", b"{:blocks ({:block/content \"kept\"}\n :pages (")],
        code: "whiteboard",
        place: "whiteboards/w.edn:2:9",
        marked: "(",
        says: ("never closed", "what stands before it"),
    },
    Mistake {
        files: &[("pages/A.md", b"- {{query (and [[A]] (taks TODO))}}")],
        code: "unsupported",
        place: "pages/A.md:1:23",
        marked: "taks",
        says: ("this query is not evaluated", "did you mean `task`?"),
    },
    Mistake {
        files: &[("pages/A.md", b"- {{embd [[A]]}}")],
        code: "unsupported",
        place: "pages/A.md:1:3",
        marked: "{{embd [[A]]}}",
        says: ("no macro is called `embd`", "did you mean `embed`?"),
    },
    Mistake {
        files: &[("pages/A.md", b"- Olaf 1-on-1\n\t- talked")],
        code: "suggestion",
        place: "pages/A.md:1:3",
        marked: "Olaf 1-on-1",
        says: ("has no entry under `People`", "add \"Olaf\" to `names` below `[people]`"),
    },
];

fn check(dir: &Path) -> Vec<Value> {
    let output = Command::new(env!("CARGO_BIN_EXE_annals"))
        .args(["check", "notes", "--format", "json", "-q", "--today", "2025-03-14"])
        .current_dir(dir)
        .env_clear()
        .output()
        .unwrap();
    let said = String::from_utf8(output.stdout).unwrap();
    assert!(output.status.code().is_some_and(|code| code == 0 || code == 3), "{said}");
    said.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

/// The files below `notes`, with a config that says how days are written.
fn lay_out(files: &[(&str, &[u8])]) -> tempfile::TempDir {
    let below = std::iter::once(&CONFIG).chain(files).map(|(path, content)| (format!("notes/{path}"), *content));
    let below: Vec<(String, &[u8])> = below.collect();
    folder(&below.iter().map(|(path, content)| (path.as_str(), *content)).collect::<Vec<_>>())
}

/// `pages/A.md:2:3`, as the message has it.
fn place(told: &Value) -> String {
    let file = told["file"].as_str().unwrap().strip_prefix("notes/").unwrap().to_string();
    match (told["line"].as_u64(), told["column"].as_u64()) {
        (Some(line), Some(column)) => format!("{file}:{line}:{column}"),
        _ => file,
    }
}

/// The characters that a message marks in its line.
fn marked(told: &Value, dir: &Path) -> String {
    let (Some(line), Some(from), Some(to)) =
        (told["line"].as_u64(), told["column"].as_u64(), told["end_column"].as_u64())
    else {
        return String::new();
    };
    let text = std::fs::read(dir.join(told["file"].as_str().unwrap())).unwrap();
    let text = String::from_utf8_lossy(&text).into_owned();
    let line = text.lines().nth(line as usize - 1).unwrap_or_default();
    line.chars().skip(from as usize - 1).take(to.saturating_sub(from) as usize).collect()
}

#[test]
fn each_mistake_is_found_at_its_place_and_nothing_else_is() {
    let mut wrong = Vec::new();
    for mistake in MISTAKES {
        let dir = lay_out(mistake.files);
        let mut told = check(dir.path());
        // That a whiteboard is not drawn is no mistake.
        told.retain(|told| told["code"] == mistake.code || told["code"] != "text-only");
        let [only] = told.as_slice() else {
            wrong.push(format!("{}: {} messages: {told:#?}", mistake.code, told.len()));
            continue;
        };
        let text = |key: &str| only[key].as_str().unwrap_or_default().to_string();
        let found = (text("code"), place(only), marked(only, dir.path()));
        let expected = (mistake.code.to_string(), mistake.place.to_string(), mistake.marked.to_string());
        if found != expected {
            wrong.push(format!("found {found:?}, expected {expected:?}"));
        }
        if text("help").is_empty()
            || !text("message").contains(mistake.says.0)
            || !text("help").contains(mistake.says.1)
        {
            wrong.push(format!("{}: says `{}`, help `{}`", mistake.code, text("message"), text("help")));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn a_slip_finds_a_note_in_a_folder_where_links_name_notes_alone() {
    let dir = folder(&[
        ("notes/.obsidian/app.json", "{}"),
        ("notes/a.md", "see [[Harbour wal]]"),
        ("notes/places/Harbour wall.md", "x"),
    ]);
    let told = check(dir.path());
    let said: Vec<_> =
        told.iter().map(|told| (told["code"].as_str().unwrap(), told["help"].as_str().unwrap())).collect();
    assert_eq!(said, [("near-miss", "did you mean `[[Harbour wall]]`?")]);
}

#[test]
fn an_address_within_a_note_is_that_of_a_heading() {
    let text = "# Opening days\n\n[a](#opening-days) [b](#Opening%20days) [c](#open-days) [d](#opening-days-1) `[e](#no)` \
                [f](#) [g](#mine) <a id=\"mine\"></a> ](#h)\n\n```\n[i](#no)\n```\n";
    let dir = folder(&[("notes/A.md", text), ("notes/B.md", "[j](#fares \"dear\")")]);
    let told = check(dir.path());
    let said: Vec<_> = told.iter().map(|told| (place(told), told["help"].as_str().unwrap())).collect();
    assert_eq!(
        said,
        [
            ("A.md:3:46".into(), "did you mean `#Opening days`?"),
            ("B.md:1:6".into(), "the page has no headings; its words are no link"),
        ]
    );
    assert!(told.iter().all(|told| told["code"] == "missing-heading"), "{told:#?}");
    // Logseq has no such addresses: what stands there is the app's business.
    assert!(check(lay_out(&[("pages/A.md", b"- [a](#no)")]).path()).is_empty());
}

#[cfg(unix)]
#[test]
fn links_that_lead_out_and_files_too_large_are_told() {
    let dir = lay_out(&[("pages/A.md", b"- a")]);
    std::fs::write(dir.path().join("outside.md"), "- secret").unwrap();
    std::os::unix::fs::symlink("../../outside.md", dir.path().join("notes/pages/Out.md")).unwrap();
    std::os::unix::fs::symlink("nowhere.md", dir.path().join("notes/pages/Nowhere.md")).unwrap();
    let large = std::fs::File::create(dir.path().join("notes/pages/Large.md")).unwrap();
    large.set_len((32 << 20) + 1).unwrap();
    let told = check(dir.path());
    let said: Vec<_> = told.iter().map(|told| (told["code"].as_str().unwrap(), place(told))).collect();
    assert_eq!(
        said,
        [
            ("outside-link", "pages/Nowhere.md".to_string()),
            ("outside-link", "pages/Out.md".to_string()),
            ("too-much", "pages/Large.md".to_string()),
        ]
    );
    assert!(told.iter().all(|told| told["help"].is_string()), "{told:#?}");
}

/// A code, and what plants its mistake in a folder of notes.
#[cfg(unix)]
type Planted = (&'static str, fn(&Path));

/// Mistakes that are no files of text: the codes of [`MISTAKES`] and these are all but those in [`UNSHOWN`].
#[cfg(unix)]
const PLANTED: &[Planted] = &[
    ("outside-link", |notes| {
        std::fs::write(notes.join("../diary.md"), "- mine").unwrap();
        std::os::unix::fs::symlink("../../diary.md", notes.join("pages/Diary.md")).unwrap();
    }),
    ("too-much", |notes| std::fs::File::create(notes.join("pages/Log.md")).unwrap().set_len((32 << 20) + 1).unwrap()),
    ("unused-template", |notes| {
        std::fs::create_dir_all(notes.join("theme/templates")).unwrap();
        std::fs::write(notes.join("theme/templates/pages.html"), "{{ frame.title }}").unwrap();
        std::fs::write(notes.join("annals.toml"), "theme.dir = \"theme\"\n").unwrap();
    }),
];

/// What no test can plant: to whoever may read everything, each file can be read; and a panic takes a mistake of ours.
const UNSHOWN: &[&str] = &["unreadable", "internal"];

/// What `annals check` prints of one code, with its frames as they stand.
#[cfg(unix)]
fn frame(dir: &Path, code: &str) -> String {
    let output = Command::new(env!("CARGO_BIN_EXE_annals"))
        .args(["check", "notes", "-q", "--today", "2025-03-14"])
        .current_dir(dir)
        .env_clear()
        .output()
        .unwrap();
    let said = String::from_utf8(output.stdout).unwrap();
    let own = said.split("\n\n").find(|frame| frame.contains(&format!("[{code}]")));
    own.unwrap_or_else(|| panic!("no {code} in {said}{}", String::from_utf8_lossy(&output.stderr)))
        .trim_end()
        .to_string()
}

/// The page that documents every code, made from the codes and from what the program says.
#[cfg(unix)]
fn page() -> String {
    let mut page = "# What annals says about notes\n\n\
        `annals check` looks for mistakes in notes, and `annals build` tells of those it meets. Nothing in the notes stops\n\
        a build. An error is something written that is not shown, or leads nowhere; a warning, something that is probably\n\
        not what was meant; a note, something worth knowing. Each message has a code, which stays what it is from version\n\
        to version; `annals check --explain CODE` prints its entry here.\n\n\
        This page is made from `src/diagnostic.rs` and from what the program says of planted mistakes, by\n\
        `UPDATE=1 cargo test --test mistakes`.\n"
        .to_string();
    for code in Code::ALL {
        let slug = code.slug();
        let severity = match code.severity() {
            Severity::Error => "error",
            Severity::Warning => "warning",
            Severity::Note => "note",
        };
        page.push_str(&format!("\n## {slug}\n\n{} ({severity})\n", code.explain()));
        let planted = PLANTED.iter().find(|(planted, _)| *planted == slug);
        let dir = match (planted, MISTAKES.iter().find(|mistake| mistake.code == slug)) {
            (Some((_, plant)), _) => {
                let dir = lay_out(&[("pages/A.md", b"- a")]);
                plant(&dir.path().join("notes"));
                Some(dir)
            }
            (None, Some(mistake)) => Some(lay_out(mistake.files)),
            (None, None) => None,
        };
        assert_eq!(dir.is_none(), UNSHOWN.contains(&slug), "{slug} needs a planted mistake");
        if let Some(dir) = dir {
            page.push_str(&format!("\n```text\n{}\n```\n", frame(dir.path(), slug)));
        }
        page.push_str(&format!("\n{}\n", code.mend()));
    }
    page
}

#[cfg(unix)]
#[test]
fn the_page_of_codes_says_what_the_program_says() {
    let file = support::repository("src/DIAGNOSTICS.md");
    let page = page();
    if std::env::var_os("UPDATE").is_some() {
        std::fs::write(file, page).unwrap();
    } else {
        let held = std::fs::read_to_string(file).unwrap();
        snapbox::assert_data_eq!(page, snapbox::Data::text(held).raw());
    }
}
