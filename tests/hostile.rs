//! Three hundred folders that nobody should have: the program ends cleanly, in bounded time and memory, lets nothing
//! out that is not the notes', and makes every other page as it always is.
//!
//! Sizes are a fortieth of what they may be; `ANNALS_HOSTILE=all cargo test --test hostile -- --nocapture` takes them whole
//! and prints what each case took.
#![cfg(unix)]
#![expect(clippy::unwrap_used, reason = "a test that cannot go on should stop")]

mod support;

use std::collections::{BTreeMap, BTreeSet};
use std::ffi::OsStr;
use std::fs;
use std::io::{Read, Write};
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::os::unix::net::UnixListener;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::LazyLock;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use rayon::prelude::*;
use support::dom;

/// What stands outside the notes, and must never be in a site.
const SECRET: &str = "a-secret-that-is-not-of-these-notes";
/// No case needs so long, even where a page is laid out in an unoptimised build on a busy machine.
const LONGEST: Duration = Duration::from_secs(90);
/// In bytes. Notes of 32 MiB are read, and are held as text, outline and page.
const LARGEST: u64 = 1536 << 20;

/// An outline of 256 levels, each a list, an item and a fold, and in the last of them a block of 100.
const DEEPEST: usize = 256 * 4 + 200;

fn whole() -> bool {
    std::env::var_os("ANNALS_HOSTILE").is_some_and(|value| value == "all")
}

/// A size as it is wanted in this run.
fn size(n: usize) -> usize {
    if whole() { n } else { n / 40 }
}

type Lay = Box<dyn Fn(&Path) + Send + Sync>;

struct Case {
    name: String,
    lay: Lay,
    /// The exit code.
    code: i32,
    /// What runs beside the build, until it is told to stop.
    beside: Option<fn(&Path, &AtomicBool)>,
    /// As a user who may not read everything.
    humble: bool,
}

#[derive(Default)]
struct Cases(Vec<Case>);

impl Cases {
    fn add(&mut self, name: impl Into<String>, lay: impl Fn(&Path) + Send + Sync + 'static) -> &mut Case {
        self.0.push(Case { name: name.into(), lay: Box::new(lay), code: 0, beside: None, humble: false });
        self.0.last_mut().unwrap()
    }

    /// A case of one more page.
    fn page(&mut self, name: impl Into<String>, text: impl Into<Vec<u8>>) -> &mut Case {
        let text = text.into();
        self.add(name, move |notes| fs::write(notes.join("pages/Bad.md"), &text).unwrap())
    }

    /// A page made only when it is asked for, since it is large.
    fn large(&mut self, name: impl Into<String>, make: impl Fn() -> String + Send + Sync + 'static) -> &mut Case {
        self.add(name, move |notes| fs::write(notes.join("pages/Bad.md"), make()).unwrap())
    }
}

/// Notes in which nothing is wrong.
fn healthy(notes: &Path) {
    for folder in ["pages", "journals", "assets", "logseq"] {
        fs::create_dir_all(notes.join(folder)).unwrap();
    }
    let write = |path: &str, text: String| fs::write(notes.join(path), text).unwrap();
    write("logseq/config.edn", "{:file/name-format :triple-lowbar}".into());
    write("annals.toml", "title = \"Healthy\"\n".into());
    for i in 0..5 {
        let text = format!(
            "alias:: healthy alias {i}\n\n- Of [[Healthy {}]], **bold** and #soundness\n\t- TODO a thing\n- ![](../assets/healthy.png)\n",
            (i + 1) % 5
        );
        write(&format!("pages/Healthy {i}.md"), text);
    }
    write("journals/2025_01_01.md", "- met [[Healthy 1]]\n".into());
    write("assets/healthy.png", "picture".into());
}

struct Site {
    code: Option<i32>,
    said: String,
    /// Nothing where no site was made.
    files: BTreeMap<String, Vec<u8>>,
    memory: u64,
    time: Duration,
}

/// A copy that another user may run, wherever this repository lies.
static PROGRAM: LazyLock<(tempfile::TempDir, PathBuf)> = LazyLock::new(|| {
    let dir = tempfile::tempdir().unwrap();
    fs::set_permissions(dir.path(), fs::Permissions::from_mode(0o755)).unwrap();
    let program = dir.path().join("annals");
    fs::copy(env!("CARGO_BIN_EXE_annals"), &program).unwrap();
    (dir, program)
});

fn build(dir: &Path, case: Option<&Case>) -> Site {
    let humble = case.is_some_and(|case| case.humble);
    let program = if humble { PROGRAM.1.as_path() } else { Path::new(env!("CARGO_BIN_EXE_annals")) };
    let mut command = Command::new(program);
    command.args(["build", "--quiet", "--no-cache", "--format", "json", "--today", "2025-02-01", "-o"]);
    command.arg(dir.join("out/site")).arg(dir.join("notes")).env("NO_COLOR", "1");
    command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    // The superuser may read everything.
    if humble && fs::metadata("/proc/self").is_ok_and(|meta| std::os::unix::fs::MetadataExt::uid(&meta) == 0) {
        std::os::unix::process::CommandExt::uid(&mut command, 65534);
    }
    let start = Instant::now();
    let mut child = command.spawn().unwrap();
    // Read as it comes: a pipe that is full would be waited for.
    let (mut out, mut err) = (child.stdout.take().unwrap(), child.stderr.take().unwrap());
    let stop = AtomicBool::new(false);
    let (status, said, result) = std::thread::scope(|scope| {
        if let Some(beside) = case.and_then(|case| case.beside) {
            let (stop, notes) = (&stop, dir.join("notes"));
            scope.spawn(move || beside(&notes, stop));
        }
        let text = |from: &mut dyn Read| {
            let mut bytes = Vec::new();
            from.read_to_end(&mut bytes).unwrap();
            String::from_utf8_lossy(&bytes).into_owned()
        };
        let result = scope.spawn(move || text(&mut out));
        let said = scope.spawn(move || text(&mut err));
        let status = loop {
            match child.try_wait().unwrap() {
                Some(status) => break Some(status),
                None if start.elapsed() > LONGEST => {
                    child.kill().unwrap();
                    break None;
                }
                None => std::thread::sleep(Duration::from_millis(2)),
            }
        };
        stop.store(true, Ordering::Relaxed);
        (status, said.join().unwrap(), result.join().unwrap())
    });
    let time = start.elapsed();
    let memory = result.split("\"peak_rss_bytes\":").nth(1).and_then(|rest| rest.trim_end().strip_suffix('}'));
    let memory = memory.and_then(|number| number.parse().ok()).unwrap_or_default();
    Site { code: status.and_then(|status| status.code()), said, files: files(&dir.join("out/site")), memory, time }
}

fn files(dir: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut found = BTreeMap::new();
    for entry in walkdir::WalkDir::new(dir).into_iter().flatten().filter(|entry| entry.file_type().is_file()) {
        let path = entry.path().strip_prefix(dir).unwrap().to_str().unwrap().to_string();
        found.insert(path, fs::read(entry.path()).unwrap());
    }
    found
}

/// The pages of the healthy notes.
fn own(files: &BTreeMap<String, Vec<u8>>) -> BTreeMap<&str, &[u8]> {
    let own = |path: &&String| path.starts_with("pages/healthy-");
    files.iter().filter(|(path, _)| own(path)).map(|(path, bytes)| (path.as_str(), bytes.as_slice())).collect()
}

/// Everything that is wrong with what a case came to.
fn judge(case: &Case, site: &Site, expected: &BTreeMap<&str, &[u8]>) -> Vec<String> {
    let mut wrong = Vec::new();
    let said: String = site.said.chars().take(600).collect();
    if site.code != Some(case.code) {
        return vec![format!("exit code {:?} after {:?}: {said}", site.code, site.time)];
    }
    if case.code != 0 {
        if !(site.said.contains("error") && site.said.contains("help:")) {
            wrong.push(format!("no message that helps: {said}"));
        }
        return wrong;
    }
    if site.said.contains("internal") || site.said.contains("panicked") {
        wrong.push(format!("a panic: {said}"));
    }
    if site.memory > LARGEST {
        wrong.push(format!("{} MB of memory", site.memory >> 20));
    }
    for (path, bytes) in expected {
        match site.files.get(*path) {
            Some(found) if found == bytes => {}
            Some(_) => wrong.push(format!("{path} is not as it always is")),
            None => wrong.push(format!("{path} is missing")),
        }
    }
    let mut lower = BTreeSet::new();
    for (path, bytes) in &site.files {
        if memchr::memmem::find(bytes, SECRET.as_bytes()).is_some() {
            wrong.push(format!("{path} holds what is not of the notes"));
        }
        if path.split('/').any(|part| part.len() > 255 || part.is_empty()) {
            wrong.push(format!("{path} is no name for a file"));
        }
        let page = path.ends_with(".html");
        if page && !lower.insert(path.to_lowercase()) {
            wrong.push(format!("{path} is another page's name where case does not count"));
        }
        if page && path.split('/').any(reserved) {
            wrong.push(format!("{path} cannot be a file's name on every system"));
        }
        if page && bytes.len() < 4 << 20 {
            let page = dom::parse(std::str::from_utf8(bytes).unwrap());
            wrong.extend(page.errors.first().map(|error| format!("{path}: not HTML: {error:?}")));
            let depth = depth(&page.root);
            if depth > DEEPEST {
                wrong.push(format!("{path}: elements {depth} deep"));
            }
        }
    }
    wrong
}

/// How deep elements stand in each other.
fn depth(root: &dom::Handle) -> usize {
    let (mut open, mut deepest) = (vec![(root.clone(), 0)], 0);
    while let Some((node, depth)) = open.pop() {
        deepest = deepest.max(depth);
        open.extend(node.children().into_iter().map(|child| (child, depth + 1)));
    }
    deepest
}

/// Names of devices on Windows, whatever their ending; and what it takes off the end of a name.
fn reserved(part: &str) -> bool {
    let stem = part.split('.').next().unwrap_or_default().to_ascii_lowercase();
    let device = ["con", "prn", "aux", "nul"].contains(&stem.as_str())
        || (stem.len() == 4
            && (stem.starts_with("com") || stem.starts_with("lpt"))
            && stem.as_bytes()[3].is_ascii_digit());
    device || part.ends_with(['.', ' ']) || part.contains(['<', '>', ':', '"', '\\', '|', '?', '*'])
}

#[test]
fn no_folder_does_harm() {
    let ground = tempfile::tempdir().unwrap();
    healthy(&ground.path().join("notes"));
    let site = build(ground.path(), None);
    assert_eq!(site.code, Some(0), "{}", site.said);
    let expected = own(&site.files);
    // Five pages, and the addresses of their aliases.
    assert_eq!(expected.len(), 10, "{:?}", site.files.keys());

    let cases = cases();
    // A tree of elements is dropped level by level, each on the stack.
    let pool = rayon::ThreadPoolBuilder::new().num_threads(2).stack_size(64 << 20).build().unwrap();
    let one = |case: &Case| {
        let dir = tempfile::tempdir().unwrap();
        fs::set_permissions(dir.path(), fs::Permissions::from_mode(0o755)).unwrap();
        fs::create_dir(dir.path().join("out")).unwrap();
        fs::set_permissions(dir.path().join("out"), fs::Permissions::from_mode(0o777)).unwrap();
        fs::write(dir.path().join("secret.md"), SECRET).unwrap();
        fs::write(dir.path().join("secret.png"), SECRET).unwrap();
        let notes = dir.path().join("notes");
        healthy(&notes);
        (case.lay)(&notes);
        let site = build(dir.path(), Some(case));
        let wrong = judge(case, &site, &expected);
        // What may not be entered may not be cleared away either.
        let _ = Command::new("chmod").args(["-R", "u+rwX"]).arg(&notes).stderr(Stdio::null()).status();
        (wrong, site.time, site.memory)
    };
    let done: Vec<(Vec<String>, Duration, u64)> = pool.install(|| cases.par_iter().map(one).collect());
    let mut slow: Vec<_> = cases.iter().zip(&done).map(|(case, done)| (done.1, done.2 >> 20, &case.name)).collect();
    slow.sort();
    slow.iter().rev().take(25).for_each(|(time, memory, name)| println!("{time:?} {memory} MB {name}"));
    let wrong: Vec<String> = cases
        .iter()
        .zip(&done)
        .flat_map(|(case, (wrong, ..))| wrong.iter().map(move |wrong| format!("{}: {wrong}", case.name)))
        .collect();
    println!("{} hostile folders", cases.len());
    assert!(wrong.is_empty(), "{} complaints:\n{}", wrong.len(), wrong.join("\n"));
    assert!(cases.len() >= 300, "{} cases", cases.len());
}

fn cases() -> Vec<Case> {
    let mut cases = Cases::default();
    links_and_devices(&mut cases);
    names(&mut cases);
    bytes(&mut cases);
    folders(&mut cases);
    bombs(&mut cases);
    settings(&mut cases);
    races(&mut cases);
    let names: BTreeSet<&str> = cases.0.iter().map(|case| case.name.as_str()).collect();
    assert_eq!(names.len(), cases.0.len(), "two cases have one name");
    cases.0
}

fn fifo(path: &Path) {
    assert!(Command::new("mkfifo").arg(path).status().unwrap().success());
}

fn links_and_devices(cases: &mut Cases) {
    let targets = [
        "../../secret.md",
        "../../secret.png",
        "..",
        ".",
        "../..",
        "../pages",
        "/",
        "/etc/passwd",
        "/dev/zero",
        "/dev/null",
        "/proc/self/environ",
        "/proc/self/mem",
        "itself",
        "nowhere",
        "../logseq",
        "../../out",
    ];
    for target in targets {
        for place in ["pages/Bad.md", "assets/bad.png", "pages/bad"] {
            cases.add(format!("link {place} to {target}"), move |notes| {
                let place = notes.join(place);
                let to = if target == "itself" { place.to_str().unwrap() } else { target };
                symlink(to, &place).unwrap();
                // Somebody must ask for the picture.
                fs::write(notes.join("pages/Asks.md"), "- ![](../assets/bad.png) [x](../assets/bad.png)").unwrap();
            });
        }
    }
    cases.add("links in a ring", |notes| {
        for i in 0..4 {
            symlink(format!("Ring {}.md", (i + 1) % 4), notes.join(format!("pages/Ring {i}.md"))).unwrap();
        }
    });
    cases.add("a chain of links", |notes| {
        fs::write(notes.join("pages/Chain 0.md"), "- end").unwrap();
        for i in 1..60 {
            symlink(format!("Chain {}.md", i - 1), notes.join(format!("pages/Chain {i}.md"))).unwrap();
        }
    });
    cases.add("folders that are links to each other", |notes| {
        for (a, b) in [("a", "b"), ("b", "a")] {
            fs::create_dir(notes.join(a)).unwrap();
            symlink(format!("../{b}"), notes.join(a).join("to")).unwrap();
        }
    });
    for place in ["pages/Bad.md", "assets/bad.png", "journals/2025_01_02.md", "pages/Bad.org", "bad"] {
        cases.add(format!("pipe {place}"), move |notes| fifo(&notes.join(place)));
        cases.add(format!("socket {place}"), move |notes| drop(UnixListener::bind(notes.join(place)).unwrap()));
        cases.add(format!("folder {place}"), move |notes| {
            fs::create_dir(notes.join(place)).unwrap();
            fs::write(notes.join(place).join("In.md"), "- in").unwrap();
        });
        cases
            .add(format!("unreadable {place}"), move |notes| {
                fs::write(notes.join(place), "- x").unwrap();
                fs::set_permissions(notes.join(place), fs::Permissions::from_mode(0o0)).unwrap();
            })
            .humble = true;
    }
    for mode in [0o000, 0o111, 0o444] {
        cases
            .add(format!("a folder of mode {mode:o}"), move |notes| {
                fs::create_dir(notes.join("closed")).unwrap();
                fs::write(notes.join("closed/In.md"), "- in").unwrap();
                fs::set_permissions(notes.join("closed"), fs::Permissions::from_mode(mode)).unwrap();
            })
            .humble = true;
    }
}

fn names(cases: &mut Cases) {
    let long = |unit: &str, most: usize| unit.repeat(most / unit.len());
    let mut all: Vec<Vec<u8>> = Vec::new();
    for name in [
        "CON",
        "con",
        "PRN",
        "AUX",
        "NUL",
        "nul.txt",
        "COM1",
        "com9.x",
        "LPT1",
        "CLOCK$",
        " ",
        "  x  ",
        "x.",
        "x..",
        "...",
        "-",
        "--help",
        "-o",
        "~",
        "~root",
        "$HOME",
        "`id`",
        "$(id)",
        ";",
        "&",
        "a&b",
        "a|b",
        "a>b",
        "<script>alert(1)",
        "\"",
        "'",
        "a\"b'c",
        "a\\b",
        "..\\x",
        "C:",
        "c:\\x",
        "a:b",
        "a?b",
        "a*b",
        "%",
        "%2F",
        "%2e%2e%2fx",
        "%00",
        "%zz",
        "..%2F..%2Fx",
        "___",
        "a___b",
        "___a",
        "a______b",
        "#",
        "a#b",
        "[[x]]",
        "((x))",
        "{{x}}",
        "a\nb",
        "a\rb",
        "a\tb",
        "\u{1}",
        "\u{7f}",
        "\u{202e}fdp",
        "\u{200b}",
        "\u{feff}x",
        "\u{2028}",
        "e\u{301}",
        "\u{e9}",
        "İ",
        "ß",
        "ﬁ",
        "Ω",
        "日本語",
        "👩‍👩‍👧",
        "🇩🇪",
        "index",
        "all",
        "404",
        "robots.txt",
        "static",
        "home",
        "2025-01-01",
        "Jan 1st, 2025",
        "0000-00-00",
        "9999-99-99",
        "2025",
        "2025 Q1",
        "Healthy",
        "HEALTHY 1x",
    ] {
        all.push(format!("{name}.md").into());
    }
    all.push((long("a", 252) + ".md").into());
    all.push((long("é", 252) + ".md").into());
    all.push((long("日", 252) + ".md").into());
    all.push((long("👩", 252) + ".md").into());
    all.push((long("a ", 252) + ".md").into());
    all.push((long("___", 252) + ".md").into());
    all.push((long("%2F", 252) + ".md").into());
    all.push(b"\xff\xfe.md".to_vec());
    all.push(b"a\x80b.md".to_vec());
    all.push(b"\xc3.md".to_vec());
    for name in all {
        let shown: String = String::from_utf8_lossy(&name).chars().take(40).collect();
        cases.add(format!("name {shown:?} of {}", name.len()), move |notes| {
            fs::write(notes.join("pages").join(OsStr::from_bytes(&name)), "- a page [[of its own]]").unwrap();
            let mut picture = name[..name.len() - 3].to_vec();
            picture.truncate(251);
            picture.extend(b".png");
            fs::write(notes.join("assets").join(OsStr::from_bytes(&picture)), "picture").unwrap();
        });
    }
    for (one, other) in [
        ("Twin.md", "twin.md"),
        ("TWIN.md", "Twin.markdown"),
        ("Tw\u{e9}n.md", "Twe\u{301}n.md"),
        ("Stra\u{df}e.md", "STRASSE.md"),
        ("A B.md", "A-B.md"),
        ("A B.md", "A  B.md"),
        ("A_B.md", "A B.md"),
        ("\u{130}x.md", "i\u{307}x.md"),
        ("a.b.md", "a-b.md"),
        ("Twin.md", "Twin.org"),
        ("x___y.md", "x%2Fy.md"),
        ("\u{212a}.md", "k.md"),
    ] {
        cases.add(format!("twins {one} and {other}"), move |notes| {
            for (name, text) in [(one, "- the one"), (other, "- the other")] {
                fs::write(notes.join("pages").join(name), text).unwrap();
                fs::write(notes.join("assets").join(name).with_extension("png"), text).unwrap();
            }
        });
    }
}

fn bytes(cases: &mut Cases) {
    let text = "- a line of [[Some page]]\n- another\n";
    let wide = |order: fn(u16) -> [u8; 2], mark: &[u8]| {
        mark.iter().copied().chain(text.encode_utf16().flat_map(order)).collect::<Vec<u8>>()
    };
    for (name, bytes) in [
        ("empty", Vec::new()),
        ("one byte", b"-".to_vec()),
        ("a mark alone", b"\xef\xbb\xbf".to_vec()),
        ("a mark", [b"\xef\xbb\xbf", text.as_bytes()].concat()),
        ("two marks", [b"\xef\xbb\xbf\xef\xbb\xbf", text.as_bytes()].concat()),
        ("UTF-16 LE", wide(u16::to_le_bytes, b"\xff\xfe")),
        ("UTF-16 BE", wide(u16::to_be_bytes, b"\xfe\xff")),
        ("UTF-16 without a mark", wide(u16::to_le_bytes, b"")),
        ("UTF-16 of odd length", [wide(u16::to_le_bytes, b"\xff\xfe"), b"x".to_vec()].concat()),
        ("UTF-16 with half a pair", b"\xff\xfe\x00\xd8-\x00".to_vec()),
        ("UTF-32", [b"\xff\xfe\x00\x00".to_vec(), text.bytes().flat_map(|b| [b, 0, 0, 0]).collect()].concat()),
        ("half a pair in UTF-8", b"- \xed\xa0\x80 x".to_vec()),
        ("longer than needed", b"- \xc0\xaf \xe0\x80\xaf".to_vec()),
        ("past the end of Unicode", b"- \xf4\x90\x80\x80".to_vec()),
        ("Latin-1", b"- caf\xe9 \xfcber".to_vec()),
        ("cut in a character", b"- caf\xc3".to_vec()),
        ("NUL", b"- a\0b\0\n- \0[[\0x]]\0".to_vec()),
        ("NULs alone", vec![0; 4096]),
        ("every byte", (0..=255).collect()),
        ("every byte, as lines", (0..=255u8).flat_map(|b| [b'-', b' ', b, b'\n']).collect()),
        ("CR", text.replace('\n', "\r").into()),
        ("CRLF", text.replace('\n', "\r\n").into()),
        ("LF and CR", text.replace('\n', "\n\r").into()),
        ("mixed ends", b"- a\r\n- b\n- c\r- d\r\r\n- e".to_vec()),
        ("other ends", "- a\u{85}- b\u{2028}- c\u{2029}- d\u{b}- e\u{c}- f".into()),
        ("no end", b"- a".to_vec()),
        ("ends alone", b"\n\r\n\r\r\n\n".to_vec()),
        ("blanks alone", b" \t \n\t\t\n  ".to_vec()),
        ("non-characters", "- \u{fffe}\u{ffff}\u{fdd0}\u{10ffff}\u{f0000}\u{e000}".into()),
        ("controls", (0..32u8).chain([127]).collect()),
        ("directions", "- \u{202a}\u{202b}\u{202d}\u{202e}\u{2066}\u{2067}\u{2068} x [[\u{202e}y]]".into()),
        ("marks without letters", "- \u{301}\u{302}\u{303} #\u{301} [[\u{301}]]".into()),
    ] {
        cases.page(format!("bytes: {name}"), bytes);
    }
    cases.large("bytes: a letter with marks without end", || format!("- e{}", "\u{301}".repeat(size(200_000))));
    for seed in 0..8u64 {
        let mut state = seed + 1;
        let noise = move || {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            (state >> 56) as u8
        };
        let bytes: Vec<u8> = std::iter::repeat_with(noise).take(20_000).collect();
        let name = if seed % 2 == 0 { "pages/Bad.md" } else { "whiteboards/Bad.edn" };
        cases.add(format!("noise {seed} in {name}"), move |notes| {
            fs::create_dir_all(notes.join("whiteboards")).unwrap();
            fs::write(notes.join(name), &bytes).unwrap();
        });
    }
    for kind in ["png", "jpg", "gif", "webp", "svg", "bmp", "avif", "heic", "tiff", "ico"] {
        cases.add(format!("pictures that are none: {kind}"), move |notes| {
            let heads: [&[u8]; 9] = [
                b"\x89PNG\r\n\x1a\n\x00\x00\x00\x0dIHDR\xff\xff\xff\xff\xff\xff\xff\xff",
                b"\xff\xd8\xff\xe0\x00\x00",
                b"GIF89a\xff\xff",
                b"RIFF\xff\xff\xff\xffWEBPVP8X\xff\xff",
                b"<svg width='99999999999999999999' height='-1'>",
                b"BM\xff\xff\xff\xff",
                b"\x00\x00\x00\x00ftypavif\xff\xff\xff\xff",
                b"II*\x00\xff\xff\xff\xff",
                b"\x00\x00\x01\x00\xff\xff",
            ];
            let mut text = String::new();
            for (i, head) in heads.iter().enumerate() {
                fs::write(notes.join(format!("assets/p{i}.{kind}")), head).unwrap();
                text.push_str(&format!(
                    "- ![x](../assets/p{i}.{kind}) ![y](../assets/p{i}.{kind}){{:width 99999999999}}\n"
                ));
            }
            fs::write(notes.join("pages/Bad.md"), text).unwrap();
        });
    }
    for (name, path) in [("a note", "pages/Bad.md"), ("a board", "whiteboards/Bad.edn")] {
        cases.add(format!("{name} of 4 GB"), move |notes| {
            fs::create_dir_all(notes.join("whiteboards")).unwrap();
            fs::File::create(notes.join(path)).unwrap().set_len(4 << 30).unwrap();
        });
    }
    cases.add("a picture of 64 MB", |notes| {
        fs::File::create(notes.join("assets/big.png")).unwrap().set_len(64 << 20).unwrap();
        fs::write(notes.join("pages/Bad.md"), "- ![](../assets/big.png)").unwrap();
    });
    let line = |unit: &'static str, bytes: usize| move || unit.repeat(size(bytes) / unit.len());
    for unit in [
        "a",
        "a ",
        "日",
        "[[x]] ",
        "#t ",
        "**a** ",
        "`c` ",
        "<b>",
        "((",
        "{{q}} ",
        "key:: v, ",
        "$x$ ",
        "https://x.org/ ",
    ] {
        cases.large(format!("one line of 10 MB of {unit:?}"), line(unit, 10 << 20));
    }
    for unit in ["a\n", "- a\n", "\n", "- \n", "\t- a\n", "# a\n", "> a\n", "| a |\n", "k:: v\n"] {
        cases.large(format!("a million lines of {unit:?}"), line(unit, 1_000_000 * unit.len()));
    }
    // A task is a line of its page twice, with its date and its mark: a million of them are 300 MB of HTML.
    cases.large("two hundred thousand tasks", line("- TODO a\n", 200_000 * 9));
}

fn folders(cases: &mut Cases) {
    for depth in [60, 70, 400] {
        cases.add(format!("{depth} folders deep"), move |notes| {
            let mut at = notes.join("pages");
            for _ in 0..depth {
                at.push("d");
                fs::create_dir(&at).unwrap();
            }
            fs::write(at.join("Deep.md"), "- deep").unwrap();
        });
    }
    cases.add("many files", |notes| {
        for i in 0..size(10_000) {
            fs::write(notes.join(format!("pages/Many {i}.md")), "- x").unwrap();
        }
    });
    cases.add("many folders", |notes| {
        for i in 0..size(10_000) {
            fs::create_dir(notes.join(format!("pages/many {i}"))).unwrap();
        }
    });
    cases.add("a site within the notes", |notes| {
        fs::create_dir(notes.join("old site")).unwrap();
        fs::write(notes.join("old site/.annals.json"), "{\"annals\":1,\"files\":{}}").unwrap();
        fs::write(notes.join("old site/Bad.md"), SECRET).unwrap();
    });
    cases.add("what git leaves out", |notes| {
        fs::write(notes.join(".gitignore"), "*.md\npages/\n").unwrap();
        fs::create_dir(notes.join(".git")).unwrap();
    });
    cases.add("hidden folders", |notes| {
        for dir in [".git", ".obsidian", ".trash", "node_modules"] {
            fs::create_dir_all(notes.join(dir)).unwrap();
            fs::write(notes.join(dir).join("Bad.md"), SECRET).unwrap();
        }
    });
    cases.add("a file where a folder is expected", |notes| fs::write(notes.join("whiteboards"), "x").unwrap());
    cases.add("pages called as the site's own folders", |notes| {
        for name in [
            "pages", "journal", "tags", "projects", "people", "static", "assets", "index", "agenda", "review",
            "calendar",
        ] {
            fs::write(notes.join(format!("pages/{name}.md")), "- x").unwrap();
            fs::write(notes.join(format!("pages/{name}___index.md")), "- x").unwrap();
        }
    });
}

fn bombs(cases: &mut Cases) {
    let times = |unit: &str, n: usize| unit.repeat(n);
    for depth in [300, 1000, 10_000] {
        cases.large(format!("an outline {depth} deep"), move || {
            (0..depth).map(|i| format!("{}- x\n", "\t".repeat(i))).collect()
        });
    }
    for (open, close) in [
        ("[[", "]]"),
        ("((", "))"),
        ("{{", "}}"),
        ("[", "]"),
        ("(", ")"),
        ("**", "**"),
        ("*", "*"),
        ("~~", "~~"),
        ("`", "`"),
        ("<b>", "</b>"),
        ("<div>", "</div>"),
        ("<details><summary>x</summary>", "</details>"),
        ("<table><tr><td>", "</table>"),
        ("<!--", "-->"),
        ("$", "$"),
        ("> ", ""),
        ("![", "](x)"),
        ("[a](", ")"),
        ("#+BEGIN_QUOTE\n", "\n#+END_QUOTE"),
        ("{{embed [[", "]]}}"),
        ("{{query (and ", ")}}"),
        ("$$\\frac{", "}{x}$$"),
        ("$$\\sqrt{", "}$$"),
        ("[^", "]"),
        ("{{{cloze ", "}}}"),
        ("1. ", ""),
        ("- ", ""),
        ("# ", ""),
    ] {
        cases.large(format!("nested {open:?}"), move || {
            format!("- {}x{}\n", open.repeat(size(50_000)), close.repeat(size(50_000)))
        });
    }
    for unit in [
        "- {{embed [[Bad]]}}\n",
        "- ![[Bad]]\n",
        "- [[Bad]] [[Bad]]\n",
        "- #Bad\n",
        "- id:: 65010000-0000-0000-0000-000000000001\n",
        "- ((65010000-0000-0000-0000-000000000001))\n",
        "- {{embed ((65010000-0000-0000-0000-000000000001))}}\n",
        "- {{query [[Bad]]}}\n",
        "- {{query (and)}}\n",
        "- x\n  template:: t\n",
        "- [[2025-01-01]]\n",
        "- SCHEDULED: <2025-01-01 Wed .+999999999999d>\n",
        "- TODO [#A] x\n  DEADLINE: <9999-12-31 Fri>\n",
        "- ```rust\n  fn x() {}\n  ```\n",
        "- ```\n",
        "- $$\\begin{matrix}$$\n",
        "- [^1]\n- [^1]: x\n",
        "- #+BEGIN_QUERY\n  {:query [:find (pull ?b [*]) :where [?b :block/content ?c]]}\n  #+END_QUERY\n",
        "- {{renderer :x, 1}}\n",
        "- {{namespace Bad}}\n",
        "- {{youtube x}}\n",
        "- Projects\n\t- P\n",
        "- People\n\t- P\n",
        "- Bad and another\n",
        "- https://example.org/a\n",
        "- a@example.org\n",
        "- HUB-1 HUB-2\n",
        "- {{calc 1}}\n- ```calc\n  1e999*9\n  ```\n",
        "- ![x](../assets/healthy.png)\n",
        "- | a | b |\n  |---|---|\n  | c | d |\n",
    ] {
        cases.large(format!("a page of {unit:?}"), move || times(unit, size(20_000)));
    }
    cases.large("distinct tags", || (0..size(50_000)).map(|i| format!("- #flood{i}\n")).collect());
    cases.large("distinct links", || (0..size(50_000)).map(|i| format!("- [[flood {i}]]\n")).collect());
    cases.large("tags on a line", || {
        format!("- {}\n", (0..size(50_000)).map(|i| format!("#f{i} ")).collect::<String>())
    });
    cases.large("aliases of one page", || {
        format!("alias:: {}\n\n- x\n", (0..size(20_000)).map(|i| format!("flood {i}")).collect::<Vec<_>>().join(", "))
    });
    cases.large("properties of one page", || (0..size(20_000)).map(|i| format!("key{i}:: v\n")).collect());
    cases.large("properties of one block", || {
        format!("- x\n{}", (0..size(20_000)).map(|i| format!("  key{i}:: v\n")).collect::<String>())
    });
    cases.large("footnotes", || (0..size(20_000)).map(|i| format!("- a[^{i}]\n- [^{i}]: b\n")).collect());
    cases.large("definitions", || (0..size(20_000)).map(|i| format!("[l{i}]: https://x.org/{i}\n")).collect());
    cases.large("a wide table", || {
        let n = size(20_000);
        format!("- | {} |\n  |{}|\n  | {} |\n", "a |".repeat(n), "---|".repeat(n), "b |".repeat(n))
    });
    cases.large("a namespace without end", || format!("- [[{}]]\n", "a/".repeat(size(5_000))));
    cases.large("a title without end", || format!("title:: {}\n\n- x\n", "long ".repeat(size(200_000))));
    cases.large("a tag without end", || format!("- #{}\n", "t".repeat(size(1_000_000))));
    cases.large("a key without end", || format!("- x\n  {}:: v\n", "k".repeat(size(1_000_000))));
    cases.large("an id without end", || format!("- x\n  id:: {}\n", "6".repeat(size(1_000_000))));
    cases.large("a language without end", || format!("- ```{}\n  x\n  ```\n", "l".repeat(size(100_000))));
    cases.large("a logbook without end", || {
        let clock = "  CLOCK: [2025-01-01 Wed 10:00:00]--[2025-01-01 Wed 11:00:00] =>  99999999:00:00\n";
        format!("- DONE x\n  :LOGBOOK:\n{}  :END:\n", clock.repeat(size(50_000)))
    });
    cases.add("embeds that double thirty times", |notes| {
        for i in 0..30 {
            let text = format!("- {{{{embed [[Double {}]]}}}}\n", i + 1).repeat(2);
            fs::write(notes.join(format!("pages/Double {i}.md")), text).unwrap();
        }
        fs::write(notes.join("pages/Double 30.md"), "- the end\n").unwrap();
    });
    for n in [1, 2, 3, 50] {
        cases.add(format!("embeds in a ring of {n}"), move |notes| {
            for i in 0..n {
                let text = format!("- {{{{embed [[Ring {}]]}}}} and ![[Ring {}]]\n", (i + 1) % n, (i + 1) % n);
                fs::write(notes.join(format!("pages/Ring {i}.md")), text).unwrap();
            }
        });
        cases.add(format!("aliases in a ring of {n}"), move |notes| {
            for i in 0..n {
                let text = format!("alias:: Ring {}\n\n- [[Ring {i}]]\n", (i + 1) % n);
                fs::write(notes.join(format!("pages/Ring {i}.md")), text).unwrap();
            }
        });
        cases.add(format!("titles in a ring of {n}"), move |notes| {
            for i in 0..n {
                let text = format!("title:: Ring {}\n\n- x\n", (i + 1) % n);
                fs::write(notes.join(format!("pages/Ring {i}.md")), text).unwrap();
            }
        });
    }
    for (name, front) in [
        ("laughs", "a: &a [x,x,x,x,x,x,x,x,x]\nb: &b [*a,*a,*a,*a,*a,*a,*a,*a,*a]\nc: &c [*b,*b,*b,*b,*b,*b,*b,*b,*b]\nd: &d [*c,*c,*c,*c,*c,*c,*c,*c,*c]\ne: &e [*d,*d,*d,*d,*d,*d,*d,*d,*d]\nf: &f [*e,*e,*e,*e,*e,*e,*e,*e,*e]\ng: [*f,*f,*f,*f,*f,*f,*f,*f,*f]\n".to_string()),
        ("an alias of itself", "a: &a [*a]\n".into()),
        ("a type of another program", "a: !!python/object/apply:os.system ['id']\n".into()),
        ("a key twice", "a: 1\na: 2\n".into()),
        ("a list as a key", "? [a, b]\n: c\n".into()),
        ("two documents", "a: 1\n...\n---\nb: 2\n".into()),
        ("tabs", "\ta:\t1\n".into()),
        ("numbers", "a: 1e999\nb: .nan\nc: 0x7fffffffffffffffffff\nd: 99999999999999999999999\n".into()),
        ("a date", "date: 0000-00-00\ncreated: 99999-99-99\n".into()),
        ("depth", format!("a: {}\n", "[".repeat(20_000))),
        ("closed depth", format!("a: {}{}\n", "[".repeat(5_000), "]".repeat(5_000))),
        ("blocks", (0..400).map(|i| format!("{}a:\n", " ".repeat(i))).collect()),
        ("a long value", format!("a: {}\n", "x".repeat(1 << 20))),
        ("many keys", (0..20_000).map(|i| format!("k{i}: v\n")).collect()),
    ] {
        for folder in [".obsidian", "logseq"] {
            let text = format!("---\n{front}---\n\n- x\n");
            cases.add(format!("front matter with {name}, {folder}"), move |notes| {
                if folder == ".obsidian" {
                    fs::create_dir(notes.join(".obsidian")).unwrap();
                }
                fs::write(notes.join("pages/Bad.md"), &text).unwrap();
            });
        }
    }
    for (name, text) in [
        ("depth", "(".repeat(100_000)),
        ("closed depth", format!("{}{}", "[".repeat(50_000), "]".repeat(50_000))),
        ("maps", "{:a ".repeat(50_000)),
        ("a string without end", format!("{{:blocks (\"{}", "x".repeat(1 << 20))),
        ("signs", "#_#_#_^^@@~~''".repeat(10_000)),
        ("tags", "#inst \"x\" #uuid \"y\" #x ".repeat(10_000)),
        ("many shapes", format!("{{:blocks ({})}}", "{:block/content \"[[x]]\"} ".repeat(5_000))),
    ] {
        cases.add(format!("a board with {name}"), move |notes| {
            fs::create_dir_all(notes.join("whiteboards")).unwrap();
            fs::write(notes.join("whiteboards/Bad.edn"), &text).unwrap();
        });
    }
    for name in ["0000_00_00", "9999_12_31", "2025_02_30", "-001_01_01", "2025_01_01_x", "99999999_01_01", "2025_1_1"] {
        cases.add(format!("the day {name}"), move |notes| {
            fs::write(notes.join(format!("journals/{name}.md")), "- TODO x\n  SCHEDULED: <2025-01-05 Sun>\n").unwrap();
        });
    }
}

fn settings(cases: &mut Cases) {
    for (name, text) in [
        ("depth", "(".repeat(100_000)),
        ("closed depth", format!("{}{}", "[".repeat(50_000), "]".repeat(50_000))),
        ("nothing", String::new()),
        ("a mark", "\u{feff}{:file/name-format :triple-lowbar}".into()),
        ("no map", "[1 2 3]".into()),
        ("noise", "\u{1}{{{]]:::\"".into()),
        (
            "a macro of itself",
            "{:file/name-format :triple-lowbar :macros {\"x\" \"{{x}} {{x}}\" \"y\" \"{{y $1 $1}}\"}}".into(),
        ),
        (
            "a folder outside",
            "{:file/name-format :triple-lowbar :pages-directory \"../..\" :journals-directory \"/etc\"}".into(),
        ),
        (
            "a format of dates",
            "{:file/name-format :triple-lowbar :journal/page-title-format \"'''QQQQ\" :journal/file-name-format \"\"}"
                .into(),
        ),
        ("many keys", format!("{{{}}}", (0..20_000).map(|i| format!(":k{i} {i} ")).collect::<String>())),
    ] {
        cases.add(format!("config.edn with {name}"), move |notes| {
            fs::write(notes.join("logseq/config.edn"), &text).unwrap();
            fs::write(notes.join("pages/Bad.md"), "- {{x}} {{y a}}").unwrap();
        });
    }
    let replaced = |name: &'static str, lay: fn(&Path)| {
        move |notes: &Path| {
            fs::remove_file(notes.join(name)).unwrap();
            lay(&notes.join(name));
        }
    };
    for name in ["logseq/config.edn", "annals.toml"] {
        let outside = |place: &Path| symlink("../../secret.md", place).unwrap();
        cases.add(format!("a pipe as {name}"), replaced(name, fifo)).code = 1;
        cases.add(format!("a folder as {name}"), replaced(name, |place| fs::create_dir(place).unwrap())).code = 1;
        let nowhere = |place: &Path| symlink("nowhere", place).unwrap();
        // Without the settings that should be there, more could be shown than is meant.
        cases.add(format!("a link that leads nowhere as {name}"), replaced(name, nowhere)).code = 1;
        if name == "logseq/config.edn" {
            cases.add(format!("a link out as {name}"), replaced(name, outside));
        }
    }
    for (name, text) in [
        ("noise", "\u{1}= [[["),
        ("depth", "a = [[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[["),
        ("a key nobody knows", "frobnicate = 1"),
        ("a number for a word", "title = 1"),
        ("a glob that is none", "exclude = [\"a{b\"]"),
        ("a key twice", "title = 'a'\ntitle = 'b'"),
    ] {
        let case = cases
            .add(format!("annals.toml with {name}"), move |notes| fs::write(notes.join("annals.toml"), text).unwrap());
        case.code = 2;
    }
}

/// Does something over and over, for as long as the build runs.
fn again(stop: &AtomicBool, mut work: impl FnMut(usize)) {
    (0..).take_while(|_| !stop.load(Ordering::Relaxed)).for_each(&mut work);
}

fn races(cases: &mut Cases) {
    let many = |notes: &Path| {
        (0..200).for_each(|i| fs::write(notes.join(format!("pages/Race {i}.md")), "- x\n".repeat(200)).unwrap());
        (0..50).for_each(|i| fs::write(notes.join(format!("assets/race{i}.png")), "picture").unwrap());
        let asks: String = (0..50).map(|i| format!("- ![](../assets/race{i}.png)\n")).collect();
        fs::write(notes.join("pages/Asks.md"), asks).unwrap();
    };
    cases.add("notes that come and go", many).beside = Some(|notes, stop| {
        again(stop, |i| {
            let place = notes.join(format!("pages/Race {}.md", i % 200));
            // Whichever of the two is the case.
            if fs::remove_file(&place).is_err() {
                fs::write(&place, "- back").unwrap();
            }
        });
    });
    cases.add("a note that grows", many).beside = Some(|notes, stop| {
        let mut file = fs::File::options().append(true).open(notes.join("pages/Race 1.md")).unwrap();
        again(stop, |i| {
            if i < 20_000 {
                file.write_all(&[b'x'; 1000]).unwrap();
            }
        });
    });
    cases.add("a note that becomes a link out", many).beside = Some(|notes, stop| {
        let (place, other) = (notes.join("pages/Race 199.md"), notes.join("other"));
        again(stop, |i| {
            let _ = fs::remove_file(&other);
            if i % 2 == 0 {
                symlink("../../secret.md", &other).unwrap()
            } else {
                fs::write(&other, "- x").unwrap()
            }
            fs::rename(&other, &place).unwrap();
        });
    });
    cases.add("a folder that becomes a link out", many).beside = Some(|notes, stop| {
        let (one, other) = (notes.join("pages/sub"), notes.join("sub"));
        fs::create_dir(&one).unwrap();
        fs::write(one.join("secret.md"), "- x").unwrap();
        again(stop, |_| {
            fs::rename(&one, &other).unwrap();
            symlink("../..", &one).unwrap();
            fs::remove_file(&one).unwrap();
            fs::rename(&other, &one).unwrap();
        });
    });
    cases.add("a note that becomes a pipe", many).beside = Some(|notes, stop| {
        let (place, other) = (notes.join("pages/Race 198.md"), notes.join("pipe"));
        again(stop, |i| {
            if i % 2 == 0 {
                fifo(&other)
            } else {
                fs::write(&other, "- x").unwrap()
            }
            fs::rename(&other, &place).unwrap();
        });
    });
}
