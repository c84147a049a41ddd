//! A word of its own in each place of the notes that a share must not tell of, beside what is selected and within it;
//! and then every way to read what is handed out: none of these words is there.
//!
//! What stands within a selected block is what the rules drop of it. What an author writes to be read is content: words,
//! code, labels of links, the alternative text of a picture, also of one that stays behind. What no canary can be put
//! into, for the stage that makes shares is given none of it, is told at the end of [`SINKS`].
#![expect(clippy::unwrap_used, reason = "a test that cannot go on should stop")]

mod support;

use std::fmt::Write as _;
use std::io::Write as _;

use annals::config::share::{Links, Metadata, Refs};
use annals::notes::Dialect;
use annals::share::{self, pictures};
use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use annals::share::seal;
use support::pairs::{WAYS, Way};
use support::shares::{Folder, handed_out};

/// Where a canary stands: name, text beside the selection, text within a selected block after its words. `§` is the canary,
/// `0123` its digits.
const SINKS: &[(&str, &str, &str)] = &[
    ("title of a page", "PAGE:title:: §", ""),
    ("name of a page in a link", "- [[§]]", "[[§]]"),
    ("name of a page behind a label", "- [x]([[§]])", "[shown]([[§]])"),
    ("alias of a page", "PAGE:alias:: §", ""),
    ("alias of a section", "- Projects\n\t- Other§\n\t  alias:: §", "\nalias:: §"),
    ("namespace", "- [[§/child]]", "[[§/child]]"),
    ("name of a note's file", "FILE:pages/§.md", "[shown](§.md)"),
    ("name of a folder", "FILE:pages/§/x.md", "[shown](../§/x.md#§)"),
    ("tag", "- #§", "#§"),
    ("tag of several words", "- #[[§ and more]]", "#[[§ and more]]"),
    ("key of a property", "- x\n  §:: value", "\n§:: value"),
    ("value of a property", "- x\n  note:: §", "\nnote:: §"),
    ("link in a property", "- x\n  note:: [[§]]", "\nnote:: [[§]]"),
    ("icon", "- x\n  icon:: §", "\nicon:: §"),
    ("colour", "- x\n  background-color:: §", "\nbackground-color:: §"),
    (
        "id of a block",
        "- x\n  id:: 64a1b2c3-0000-4000-8000-00000cab0123",
        "\nid:: 64a1b2c3-0000-4000-8000-00000cab0123",
    ),
    ("name of a template", "- x\n  template:: §", ""),
    ("words of a template", "- x\n  template:: y\n\t- §", ""),
    ("favourite", "CONFIG", ""),
    ("words of a block", "- §", ""),
    ("words of a private block", "- § #private", ""),
    ("words below a private block", "- #private\n\t- §\n\t\t- §", ""),
    ("words of an open task", "- TODO §\n\t- §", ""),
    ("words of a person's page", "- People\n\t- Someone§\n\t\t- §", ""),
    ("role of a person", "- People\n\t- Someone\n\t  role:: §", ""),
    ("hint of a cloze", "- {{cloze x \\\\ §}}", "{{cloze shown \\\\ §}}"),
    ("comment", "- <!-- § -->", "<!-- § -->"),
    ("comment on lines of its own", "- x\n  <!--\n  §\n  -->", "\n<!--\n§\n-->"),
    ("comment of Org", "- x\n  #+BEGIN_COMMENT\n  §\n  #+END_COMMENT", "\n#+BEGIN_COMMENT\n§\n#+END_COMMENT"),
    ("query", "- {{query (and [[§]] (property §))}}", "{{query (and [[§]] (property §))}}"),
    (
        "advanced query",
        "- x\n  #+BEGIN_QUERY\n  {:title \"§\"}\n  #+END_QUERY",
        "\n#+BEGIN_QUERY\n{:title \"§\"}\n#+END_QUERY",
    ),
    ("macro", "- {{poem §}}", "{{poem §}}"),
    ("renderer", "- {{renderer :§, §}}", "{{renderer :§, §}}"),
    ("recording", "- {{youtube §}}", "{{youtube §}} {{tweet §}} {{video §}}"),
    ("embed of a page", "FILE:pages/§.md", "{{embed [[§]]}}"),
    (
        "embed of a block",
        "- § words\n  id:: 64a1b2c3-0000-4000-8000-00000cac0123",
        "{{embed ((64a1b2c3-0000-4000-8000-00000cac0123))}}",
    ),
    (
        "reference to a block",
        "- § words\n  id:: 64a1b2c3-0000-4000-8000-00000cad0123",
        "((64a1b2c3-0000-4000-8000-00000cad0123))",
    ),
    ("label of a link", "- [§](https://example.org)", ""),
    ("title of a link", "- [x](https://example.org \"§\")", "[shown](https://example.org/a \"§\")"),
    ("address of few", "- https://§.internal/§", "https://git.example.internal/§ [shown](https://§.internal/)"),
    ("address of a file", "- file:///home/§/x", "file:///home/§/x [shown](file:///home/§)"),
    ("address of an app", "- logseq://graph/§", "logseq://graph/§?page=§ [shown](obsidian://open?vault=§)"),
    ("who follows an address", "- https://§@example.org", "https://§:§@example.org/a [shown](https://§@example.org/)"),
    ("what tracks in an address", "- https://example.org/?token=§", "https://example.org/b?utm_source=§&token=§#§"),
    ("word after a fence", "- ```js §\n  x\n  ```", "\n```js § title=§ {§}\nshown\n```"),
    (
        "word after a block of Org",
        "- x\n  #+BEGIN_SRC js :§ x\n  x\n  #+END_SRC",
        "\n#+BEGIN_SRC js :§ §\nshown\n#+END_SRC",
    ),
    ("footnote without its mark", "- x\n  [^1]: §", "\n[^z]: §"),
    ("footnote of another block", "- x\n  [^y]: §", "shown[^y]"),
    ("scheduled day", "- TODO x\n  SCHEDULED: <2101-0123 §>", "\nSCHEDULED: <2101-11-23 Wed 11:11 .+3w>"),
    ("deadline", "- TODO x\n  DEADLINE: <2102-11-23 Thu>", "\nDEADLINE: <2102-11-23 Thu 10:23>"),
    ("logbook", "- x\n  :LOGBOOK:\n  CLOCK: [§]\n  :END:", "\n:LOGBOOK:\nCLOCK: [§]--[§] =>  00:00:0123\n:END:"),
    ("drawer", "- x\n  :PROPERTIES:\n  :x: §\n  :END:", "\n:PROPERTIES:\n:note: §\n:END:"),
    ("day of a journal", "FILE:journals/2103_11_23.md", ""),
    ("name of a file that is shown", "ASSET:assets/x§.png", "![shown](../assets/old§/§.png \"§\"){:width 123}"),
    (
        "name of a file that is refused",
        "ASSET:assets/§.svg",
        "![shown](../assets/§.svg) [shown](../assets/§.pdf) [[../assets/§.pdf]]",
    ),
    ("name of a file that is not there", "- ![x](../assets/§.png)", "![shown](../assets/gone/§.png)"),
    ("data in an address", "- ![x](data:image/png;base64,§)", "![shown](data:image/png;base64,§)"),
    ("picture of another host", "- ![x](https://§.example.org/x.png)", "![shown](https://§.example.org/§.png)"),
    (
        "attribute of HTML",
        "- <b title=\"§\">x</b>",
        "<b title=\"§\" data-§='§' class=§>shown</b> <img src=\"§\" alt=\"§\">",
    ),
    (
        "element of HTML that is not shown",
        "- <script>§</script>",
        "<script>§</script><style>§</style><template>§</template>",
    ),
    ("attribute of hiccup", "- [:b {:title \"§\"} \"x\"]", "[:b {:title \"§\" :§ \"§\"} \"shown\"]"),
    ("link in hiccup", "- [:b \"[[§]]\"]", "[:b \"[[§]] and #§\"]"),
    ("link in a label", "- [[[§]]](https://example.org)", "[shown [[§]] #§](https://example.org/c) {{cloze [[§]]}}"),
    ("kind of a callout", "- > [!note|§] x", "\n> [!note|§] shown"),
    ("unreadable mark", "- x\n  visibility:: §", ""),
    ("unclosed forms", "- {{§ [[§ ((§ `§\n  ```§", ""),
    ("words of a whiteboard", "FILE:whiteboards/§.edn", ""),
    ("words of an Org note", "FILE:pages/§.org", ""),
    ("property of what stands above", "LABEL:§:: §", ""),
    ("lines of what stands above", "LABEL:§ [^label]", ""),
    ("footnote of what stands above", "LABEL:[^label]: §", ""),
    ("picture of what stands above", "LABEL:![§](../assets/x§.png)", ""),
    // Of the settings: title, names and aliases of people, macros, favourites, hidden properties. Of pictures: see
    // `nothing_but_pixels_goes_along`. Environment, names of user, host and home, git and caches are given neither to
    // `project` nor to `page`, which `tests/house.rs` holds: they read no file, no variable and no clock.
];

/// The canary of a sink: within a selected block, or beside.
fn canary(sink: usize, within: bool) -> String {
    format!("zq{}{}x", if within { "in" } else { "out" }, digits(sink, within))
}

fn digits(sink: usize, within: bool) -> String {
    format!("{:04}", sink * 2 + usize::from(within) + 7000)
}

fn put(text: &str, sink: usize, within: bool) -> String {
    text.replace('§', &canary(sink, within)).replace("0123", &digits(sink, within))
}

/// Whether a profile's own words let a sink through: then it is content.
fn is_content(way: Way, name: &str) -> bool {
    let profile = way.profile();
    let links =
        profile.links == Links::Keep && matches!(name, "address of few" | "address of an app" | "address of a file");
    let deadline = profile.metadata == Metadata::Keep && name == "deadline";
    // As text, names are what was decided to be read.
    let names =
        ["name of a page in a link", "namespace", "tag", "tag of several words", "link in hiccup", "link in a label"];
    let named = profile.refs == Refs::Text && (names.contains(&name) || name == "embed of a page");
    links || deadline || named
}

/// A folder with all canaries; and how many blocks are selected for the sake of one.
fn folder(way: Way) -> (Folder, usize) {
    let mut folder = Folder { dialect: Dialect::Logseq, ..Folder::default() };
    let mut labels = String::new();
    let mut selected = String::new();
    let mut kept = 0;
    for (i, &(name, outside, inside)) in SINKS.iter().enumerate() {
        let beside = put(outside, i, false);
        let path = format!("pages/other{i}.md");
        match outside.split_once(':') {
            Some(("FILE", _)) => {
                folder.notes.push((beside["FILE:".len()..].to_string(), format!("- {}", canary(i, false))))
            }
            Some(("ASSET", _)) => folder.assets.push(beside["ASSET:".len()..].to_string()),
            Some(("PAGE", _)) => folder.notes.push((path, format!("{}\n\n- x", &beside["PAGE:".len()..]))),
            Some(("LABEL", _)) => labels.push_str(&format!("\t\t  {}\n", &beside["LABEL:".len()..])),
            _ => folder.notes.push((path, beside)),
        }
        if inside.is_empty() || is_content(way, name) {
            continue;
        }
        kept += 1;
        let within = put(inside, i, true);
        let mark = if way == Way::Tag { " #share" } else { "" };
        let property = if way == Way::Property { "\nshare:: yes" } else { "" };
        let (first, more) = within.split_once('\n').map_or((&*within, String::new()), |(a, b)| (a, format!("\n{b}")));
        let block = format!("kept{kept}e{mark} {first}{property}{more}").replace('\n', "\n\t\t\t\t\t  ");
        writeln!(selected, "\t\t\t\t\t- {block}").unwrap();
        if name.contains("that is shown") {
            folder.assets.push(put("assets/old§/§.png", i, true));
        }
        if name.contains("is refused") {
            folder.assets.extend([put("assets/§.svg", i, true), put("assets/§.pdf", i, true)]);
        }
    }
    let heading = match way {
        Way::Review => "Year end review\n\t\t\t\t- 2024",
        _ => "Notes\n\t\t\t\t- things",
    };
    let labels = format!("- Projects\n\t- Harbour\n\t  icon:: x\n\t\t- label\n{labels}\t\t\t- {heading}\n");
    let (path, text) = match way {
        // What is selected of a day stands at its top.
        Way::Done => {
            let done = "\t\t\t\t\t- DONE task\n\t\t\t\t\t  completed:: 2024-05-05\n";
            folder.notes.push(("pages/Work.md".into(), labels + done));
            ("journals/2024_05_07.md", selected.replace("\t\t\t\t\t", ""))
        }
        Way::Path | Way::Peers => ("pages/Work.md", labels.replace("- label", "- Notes") + &selected),
        _ => ("pages/Work.md", labels + &selected),
    };
    folder.notes.push((path.to_string(), text));
    let config = &mut folder.config;
    let sink = SINKS.iter().position(|(name, ..)| *name == "favourite").unwrap();
    let token = canary(sink, false);
    config.title = token.clone();
    config.people.names.push(token.clone());
    config.people.aliases.insert(format!("Ann {token}"), vec!["kept".into()]);
    config.logseq.favorites.push(token.clone());
    config.logseq.hidden_properties.push(token.clone());
    config.logseq.macros.insert("poem".into(), format!("{token} $1"));
    (folder, kept)
}

/// What an attacker reads: as it stands, and what it stands for, three times over.
fn readings(bytes: &[u8]) -> Vec<String> {
    let mut all = vec![String::from_utf8_lossy(bytes).to_lowercase()];
    let mut newest = all.clone();
    for _ in 0..3 {
        let of = |text: &String| {
            let percent = percent_encoding::percent_decode_str(text).decode_utf8_lossy().to_lowercase();
            [entities(text), text.replace("\\u00", "%"), percent]
                .into_iter()
                .filter(|new| new != text)
                .collect::<Vec<_>>()
        };
        newest = newest.iter().flat_map(of).collect();
        all.extend(newest.iter().cloned());
    }
    // What is encoded is not to be folded before.
    let raw = String::from_utf8_lossy(bytes).into_owned();
    for run in raw.split(|c: char| !(c.is_ascii_alphanumeric() || "+/-_=".contains(c))).filter(|run| run.len() >= 8) {
        for cut in 0..4.min(run.len()) {
            let run = &run[cut..run.len() - (run.len() - cut) % 4];
            for engine in [&STANDARD, &URL_SAFE] {
                all.extend(engine.decode(run).ok().map(|bytes| String::from_utf8_lossy(&bytes).to_lowercase()));
            }
        }
    }
    all.push(raw.replace(['\0', '\u{ad}', '\u{200b}'], "").to_lowercase());
    all
}

/// `&#x7a;`, `&#122;` and the five with names.
fn entities(text: &str) -> String {
    let mut out = String::new();
    let mut parts = text.split('&');
    out.push_str(parts.next().unwrap_or(""));
    for part in parts {
        let (name, rest) = part.split_once(';').unwrap_or((part, ""));
        let number = name.strip_prefix("#x").map(|hex| u32::from_str_radix(hex, 16).ok());
        let number = number.unwrap_or_else(|| name.strip_prefix('#').and_then(|digits| digits.parse().ok()));
        match number.and_then(char::from_u32) {
            Some(c) => out.push_str(&format!("{c}{rest}")),
            None => out.push_str(&format!("&{part}")),
        }
    }
    out.to_lowercase()
}

/// The names of sinks whose canaries can be read.
fn found(bytes: &[u8]) -> Vec<&'static str> {
    let mut readings = readings(bytes);
    // What every canary begins with: few readings have any.
    readings.retain(|reading| ["zq", "00000ca", "210"].iter().any(|start| reading.contains(start)));
    let is_there = |word: &str| readings.iter().any(|reading| reading.contains(word));
    let mut found = Vec::new();
    for (i, (name, ..)) in SINKS.iter().enumerate() {
        let ids = ["cab", "cac", "cad"].map(|id| format!("00000{id}"));
        let days = [("scheduled", "2101"), ("deadline", "2102"), ("day of a journal", "2103")];
        // A year begins its word: four such digits stand in many a checksum.
        let begins = |text: &String, year: &str| {
            text.match_indices(year).any(|(at, _)| !text[..at].ends_with(|c: char| c.is_ascii_alphanumeric()))
        };
        let is_day = |year: &str| readings.iter().any(|reading| begins(reading, year));
        let day = days.iter().any(|(sink, year)| name.starts_with(sink) && is_day(year));
        let id = ids
            .iter()
            .any(|id| is_there(&format!("{id}{}", digits(i, true))) || is_there(&format!("{id}{}", digits(i, false))));
        if day || id || is_there(&canary(i, true)) || is_there(&canary(i, false)) {
            found.push(*name);
        }
    }
    found
}

#[test]
fn every_canary_is_found_however_it_is_written() {
    let word = canary(3, false);
    let hex: String = word.bytes().map(|b| format!("%{b:02X}")).collect();
    let entity: String = word.chars().map(|c| format!("&#{};", c as u32)).collect();
    let escaped: String = word.bytes().map(|b| format!("\\u00{b:02x}")).collect();
    let twice = format!("&#37;{}", &hex[1..]);
    let encoded = STANDARD.encode(format!("xy{word}"));
    let shifted = format!("data:image/png;base64,{}", STANDARD.encode(format!("{word} and more")));
    for planted in [word.to_uppercase(), hex, entity, escaped, twice, encoded, shifted, word.replace('q', "q\u{200b}")]
    {
        assert_eq!(found(format!("before {planted} after").as_bytes()), [SINKS[3].0], "{planted}");
    }
    assert!(found(b"nothing").is_empty());
}

#[test]
fn no_canary_is_in_a_share() {
    let (mut canaries, picture) = (0, png(&[]));
    for way in WAYS {
        let (folder, kept) = folder(way);
        for (i, (name, outside, inside)) in SINKS.iter().enumerate() {
            let all = format!("{:?}", folder);
            let is_placed = |within: bool| all.contains(&canary(i, within)) || all.contains(&digits(i, within));
            assert!(outside.is_empty() || is_placed(false) || outside.contains("210"), "{name}");
            canaries += usize::from(!outside.is_empty()) + usize::from(!inside.is_empty());
        }
        let profile = way.profile();
        let made = folder.share(&profile, &way.decisions());
        let out = handed_out(&made);
        for n in 1..=kept {
            assert!(out.contains(&format!("kept{n}e")), "{way:?}: kept{n}e is not in\n{out}");
        }
        // Where its bytes come from is not handed out.
        let note = made.notes.notes[0].text.to_string();
        let names: String = made.notes.assets.iter().map(|asset| format!("{}\n", asset.path)).collect();
        assert_eq!(found(format!("{note}{names}").as_bytes()), [""; 0], "{way:?}\n{note}{names}");
        let again =
            |asset: &annals::notes::Asset| pictures::again(asset.path.trim_start_matches("assets/"), &picture).unwrap();
        let pictures: Vec<_> = made.notes.assets.iter().map(again).collect();
        let page = share::page(&made.notes, &profile, &pictures, "2025-01-31".parse().unwrap()).unwrap();
        assert!(String::from_utf8_lossy(&page).contains("kept1e"));
        assert_eq!(found(&page), [""; 0], "{way:?}, in the page");
        let here = [env!("CARGO_MANIFEST_DIR").to_string(), std::env::var("HOME").unwrap_or("/home".into())];
        for path in here.iter().filter(|path| path.len() > 4) {
            assert!(!readings(&page).iter().any(|reading| reading.contains(&path.to_lowercase())), "{path}");
        }
    }
    assert!(SINKS.len() >= 48 && canaries >= 6 * 96, "{canaries}");
    println!("{canaries} canaries in {} sinks and {} shares: 0 found", SINKS.len(), WAYS.len());
}

/// The folder of a way on disk, with a canary in each setting that is not the profile's own.
fn lay_out(way: Way, folder: &Folder, root: &Path) {
    let write = |path: &str, bytes: &[u8]| {
        let path = root.join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
    };
    let token = canary(0, false);
    for (path, text) in &folder.notes {
        write(path, text.as_bytes());
    }
    for path in &folder.assets {
        let comment = format!("Comment\0{token}").into_bytes();
        write(path, &png(&[(b"tEXt", comment)]));
    }
    let favourite = &folder.config.logseq.favorites[0];
    write(
        "logseq/config.edn",
        format!("{{:favorites [\"{favourite}\"] :macros {{\"poem\" \"{favourite} $1\"}} :block-hidden-properties #{{:{favourite}}}}}")
            .as_bytes(),
    );
    write(".git/config", format!("[user]\n\tname = {token}\n").as_bytes());
    let profile = toml::to_string(&way.profile()).unwrap();
    let settings = format!(
        "title = \"{token}\"\nauthor = \"{token}\"\n[people]\nnames = [\"{favourite}\"]\n[people.aliases]\n\"Ann {favourite}\" = [\"kept\"]\n[share.one]\n{profile}"
    );
    write("annals.toml", settings.as_bytes());
}

/// Every file below a folder, by path.
fn files(folder: &Path) -> Vec<PathBuf> {
    let walked = walkdir::WalkDir::new(folder).into_iter().map(Result::unwrap);
    walked.filter(|entry| entry.file_type().is_file()).map(walkdir::DirEntry::into_path).collect()
}

#[test]
fn no_canary_is_in_a_file_that_the_program_writes() {
    const PASSPHRASE: &str = "cobalt-ferry-tulip-anvil-meadow-quartz";
    let mut looked_at = 0;
    for way in WAYS {
        let (folder, kept) = folder(way);
        let root = tempfile::tempdir().unwrap();
        // Its names are canaries too, and not of what is handed out.
        let home = root.path().join(canary(0, false));
        let (notes, out, state) = (home.join("notes"), root.path().join("out"), root.path().join("state"));
        lay_out(way, &folder, &notes);
        fs::create_dir_all(&out).unwrap();
        fs::write(root.path().join("passphrase"), PASSPHRASE).unwrap();
        let share = |more: &[&str]| {
            let mut command = Command::new(env!("CARGO_BIN_EXE_annals"));
            command.args(["share", "one"]).arg(&notes).args(["--people", "keep", "--yes", "--today", "2025-01-31"]);
            command.args(more).current_dir(&out).env_clear().env("XDG_STATE_HOME", &state).env("HOME", &home);
            for name in ["USER", "LOGNAME", "HOSTNAME", "GIT_AUTHOR_NAME", "EMAIL"] {
                command.env(name, canary(0, false));
            }
            let done = command.output().unwrap();
            assert!(done.status.success(), "{way:?}, {more:?}: {}", String::from_utf8_lossy(&done.stderr));
        };
        share(&["--seal", "none", "-o", "plain.html"]);
        share(&["--seal", "passphrase", "--passphrase-file", "../passphrase", "-o", "sealed.html"]);
        share(&["--emit-projection", "notes"]);
        let plain = fs::read(out.join("plain.html")).unwrap();
        for n in 1..=kept {
            let kept = format!("kept{n}e");
            assert!(String::from_utf8_lossy(&plain).contains(&kept), "{way:?}: {kept} is not in the page");
        }
        let sealed = fs::read(out.join("sealed.html")).unwrap();
        let bundle = seal::open(&sealed, PASSPHRASE).unwrap();
        assert_eq!(bundle.entries[0].bytes, plain, "{way:?}");
        let inside = bundle.entries.iter().map(|entry| (PathBuf::from(&entry.name), entry.bytes.clone()));
        let on_disk = files(&out).into_iter().chain(files(&state)).map(|path| {
            let bytes = fs::read(&path).unwrap();
            (path.strip_prefix(root.path()).unwrap().to_path_buf(), bytes)
        });
        for (path, bytes) in inside.chain(on_disk) {
            assert_eq!(found(path.to_string_lossy().as_bytes()), [""; 0], "{way:?}: a name of {}", path.display());
            assert_eq!(found(&bytes), [""; 0], "{way:?}, in {}", path.display());
            looked_at += 1;
        }
        let names: Vec<PathBuf> = files(&out).into_iter().chain(files(&state)).collect();
        for kind in ["plain.html", "sealed.html", "notes/pages/Share.md"] {
            assert!(names.contains(&out.join(kind)), "{way:?}: no {kind} among {names:?}");
        }
        assert!(!files(&state).is_empty(), "{way:?}: no record");
    }
    println!("{looked_at} files of {} shares: 0 canaries found", WAYS.len());
}

fn png(chunks: &[(&[u8; 4], Vec<u8>)]) -> Vec<u8> {
    let mut bytes = std::io::Cursor::new(Vec::new());
    image::DynamicImage::new_rgb8(3, 2).write_to(&mut bytes, image::ImageFormat::Png).unwrap();
    let mut bytes = bytes.into_inner();
    // After the signature and the header, which has 25 bytes.
    let mut at = 33;
    for (kind, data) in chunks {
        let mut chunk = (data.len() as u32).to_be_bytes().to_vec();
        let body = [kind.as_slice(), data].concat();
        let mut crc = flate2::Crc::new();
        crc.update(&body);
        chunk.extend(&body);
        chunk.extend(crc.sum().to_be_bytes());
        bytes.splice(at..at, chunk.iter().copied());
        at += chunk.len();
    }
    bytes
}

fn jpeg(segments: &[(u8, Vec<u8>)]) -> Vec<u8> {
    let mut bytes = std::io::Cursor::new(Vec::new());
    image::DynamicImage::new_rgb8(3, 2).write_to(&mut bytes, image::ImageFormat::Jpeg).unwrap();
    let mut bytes = bytes.into_inner();
    for (kind, data) in segments {
        let mut segment = vec![0xff, *kind];
        segment.extend((data.len() as u16 + 2).to_be_bytes());
        segment.extend(data);
        bytes.splice(2..2, segment);
    }
    bytes
}

#[test]
fn nothing_but_pixels_goes_along() {
    let word = b"zqpicture".to_vec();
    let deflated = || {
        let mut encoder = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::none());
        encoder.write_all(&word).unwrap();
        encoder.finish().unwrap()
    };
    let exif = |with: &[u8]| {
        // One entry, the description, whose text stands behind the directory.
        let mut tiff = b"II*\0\x08\0\0\0\x01\0\x0e\x01\x02\0\x09\0\0\0\x1a\0\0\0\0\0\0\0".to_vec();
        tiff.extend(with);
        tiff
    };
    let before = |head: &[u8], data: &[u8]| [head, data].concat();
    let mut gif = Vec::new();
    image::DynamicImage::new_rgb8(3, 2).write_to(&mut std::io::Cursor::new(&mut gif), image::ImageFormat::Gif).unwrap();
    let end = gif.len() - 1;
    gif.splice(end..end, [&[0x21, 0xfe, word.len() as u8][..], &word, &[0]].concat());
    let pictures = [
        ("text", png(&[(b"tEXt", before(b"Comment\0", &word))])),
        ("compressed text", png(&[(b"zTXt", before(b"Comment\0\0", &deflated()))])),
        ("XMP of PNG", png(&[(b"iTXt", before(b"XML:com.adobe.xmp\0\0\0\0\0", &word))])),
        ("EXIF of PNG", png(&[(b"eXIf", exif(&word))])),
        ("profile of colours", png(&[(b"iCCP", before(b"zqpicture\0\0", &deflated()))])),
        ("chunk of somebody's own", png(&[(b"zqPi", word.clone())])),
        ("after the end", before(&png(&[]), &word)),
        ("EXIF", jpeg(&[(0xe1, before(b"Exif\0\0", &exif(&word)))])),
        ("thumbnail", jpeg(&[(0xe1, before(b"Exif\0\0", &exif(&before(&jpeg(&[]), &word))))])),
        ("XMP", jpeg(&[(0xe1, before(b"http://ns.adobe.com/xap/1.0/\0", &word))])),
        ("IPTC", jpeg(&[(0xed, before(b"Photoshop 3.0\0", &word))])),
        ("comment of JPEG", jpeg(&[(0xfe, word.clone())])),
        ("after the end of JPEG", before(&jpeg(&[]), &word)),
        ("comment of GIF", gif),
    ];
    for (name, bytes) in pictures {
        let again = pictures::again("1.png", &bytes).unwrap_or_else(|error| panic!("{name}: {error}"));
        let has = |bytes: &[u8]| bytes.windows(word.len()).any(|window| window == word);
        assert!(has(&bytes) && !has(&again.bytes), "{name}");
    }
    for refused in ["<svg xmlns='http://www.w3.org/2000/svg'><title>zq</title></svg>", "%PDF-1.7 zq", "II*\0zq"] {
        assert!(pictures::again("1.svg", refused.as_bytes()).is_err(), "{refused}");
    }
}

#[test]
fn no_canary_is_in_a_share_of_other_dialects() {
    let profile = Way::Tag.profile();
    let texts = [
        (
            Dialect::Obsidian,
            "kept %%zq1%% [[zq2|shown %%zq3%%]] ![[zq4]] ![[zq4#^x]] [[#^zq5]] #share ^zq6\n%%\nzq7\n%%",
        ),
        (Dialect::Obsidian, "> [!note|zq1]- kept #share [shown](zq2.md) ![[zq3.png|shown]] ![[zq5.pdf#page=zq6]]"),
        (
            Dialect::Markdown,
            "kept #share [shown](zq1.md#zq2) ![shown](zq3.png \"zq4\") <!-- zq5 --> [words][ref] {#zq6}",
        ),
        (
            Dialect::Markdown,
            "kept #share <div title=\"zq1\">shown</div> [shown](<zq2 x.md> 'zq3') <https://zq4.internal/x>",
        ),
    ];
    for (dialect, text) in texts {
        let whole = format!(
            "---\ntitle: zq title\nauthor: zq author\ntags: [zqtag]\n---\n\n# Head\n\n{text}\n\n# zq other\n\n[ref]: https://zq.example.org \"zq\"\n"
        );
        let mut folder = Folder::of(dialect, &[("Work.md", &whole), ("zq4.md", "zq words ^x"), ("zq1.md", "zq")]);
        folder.assets = vec!["zq3.png".into(), "zq5.pdf".into()];
        let made = folder.share(&profile, &Way::Tag.decisions());
        let note = made.notes.notes[0].text.to_string();
        assert!(note.contains("kept"), "{note}");
        // A page is called by its title, and this one is.
        let note = note.replacen("zq title", "", 1);
        assert!(!readings(note.as_bytes()).iter().any(|reading| reading.contains("zq")), "{dialect:?}: {note}");
    }
}
