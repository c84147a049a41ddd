//! `annals share`, the real binary: what is asked, what is written and what is not, and what the file holds.
//!
//! Needs `strace` for what is written on the way, which `tests/run` installs.
#![cfg(target_os = "linux")]
#![expect(clippy::unwrap_used, reason = "a test that cannot go on should stop")]

use std::fs;
use std::io::{Cursor, Read, Write};
use std::path::PathBuf;
use std::process::{Command, Output, Stdio};

use annals::share::seal;
use tempfile::TempDir;

/// Shaped as a page of work is: drafts, thanks, people and chat beside what is meant for others.
const WORK: &str = "- Projects
\t- Harbour
\t\t- Year end review
\t\t\t- 2024
\t\t\t\t- Review
\t\t\t\t\t- **Quay:** built it with Mirela and [[Helpbot]] (TIDE-1, TIDE-2)
\t\t\t\t\t- ![the quay](../assets/quay with cranes.png)
\t\t\t\t- Task breakdown note
\t\t\t\t\t- half a draft
\t\t\t\t- Thank you note
\t\t\t\t\t- \"so proud of you\"
\t- Lighthouse
\t\t- **Lamp:** Replaced the lamp
\t\t- **Lens:** Ground the lens
\t\t- **Stairs:** Counted the stairs
- People
\t- Mirela
\t\t- [[2024-12-10]]
\t\t\t- lost faith in the harbour master
";

/// What must be in no share of it.
const BESIDE: &[&str] = &[
    "Helpbot",
    "half a draft",
    "so proud of you",
    "2024-12-10",
    "lost faith",
    "People",
    "Lighthouse",
    "cranes",
    "GPS-SECRET",
];

struct Case {
    folder: TempDir,
}

impl Case {
    fn new() -> Case {
        let folder = tempfile::tempdir().unwrap();
        let notes = folder.path().join("notes");
        fs::create_dir_all(notes.join("pages")).unwrap();
        fs::create_dir_all(notes.join("assets")).unwrap();
        fs::create_dir_all(notes.join("logseq")).unwrap();
        fs::write(notes.join("logseq/config.edn"), "{}").unwrap();
        fs::write(notes.join("pages/Work.md"), WORK).unwrap();
        fs::write(notes.join("assets/quay with cranes.png"), picture()).unwrap();
        Case { folder }
    }

    fn command(&self, args: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_annals"));
        command.args(args).args(["--today", "2025-01-10"]).current_dir(self.folder.path()).env_clear();
        command.env("XDG_STATE_HOME", self.folder.path().join("state"));
        command
    }

    fn run(&self, args: &[&str]) -> Output {
        self.command(args).output().unwrap()
    }

    fn file(&self, name: &str) -> Vec<u8> {
        fs::read(self.folder.path().join(name)).unwrap()
    }

    /// Every file below the case's folder but the notes.
    fn written(&self) -> Vec<PathBuf> {
        let mut found = Vec::new();
        let mut folders = vec![self.folder.path().to_path_buf()];
        while let Some(folder) = folders.pop() {
            for entry in fs::read_dir(folder).unwrap() {
                let path = entry.unwrap().path();
                match path.is_dir() {
                    true if path.ends_with("notes") => {}
                    true => folders.push(path),
                    false => found.push(path),
                }
            }
        }
        found
    }
}

fn said(output: &Output) -> String {
    format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr))
}

/// A PNG of four pixels that says where it was taken.
fn picture() -> Vec<u8> {
    let pixels = image::RgbaImage::from_fn(2, 2, |x, y| image::Rgba([x as u8 * 200, y as u8 * 200, 90, 255]));
    let mut plain = Cursor::new(Vec::new());
    pixels.write_to(&mut plain, image::ImageFormat::Png).unwrap();
    let mut png = plain.into_inner();
    // `tEXt`, after the header: its length, its name, its words and their check.
    let words = b"Comment\0GPS-SECRET";
    let mut chunk = (words.len() as u32).to_be_bytes().to_vec();
    chunk.extend_from_slice(b"tEXt");
    chunk.extend_from_slice(words);
    let mut check = flate2::Crc::new();
    check.update(&chunk[4..]);
    chunk.extend_from_slice(&check.sum().to_be_bytes());
    png.splice(33..33, chunk);
    png
}

const KEPT: [&str; 6] = ["share", "--review", "2024", "--people", "keep", "--yes"];

fn with<'a>(more: &[&'a str]) -> Vec<&'a str> {
    KEPT.iter().copied().chain(["notes"]).chain(more.iter().copied()).collect()
}

#[test]
fn a_plain_file_holds_what_was_selected_and_nothing_beside_it() {
    let case = Case::new();
    let output = case.run(&with(&["--seal", "none", "-o", "review.html"]));
    assert!(output.status.success(), "{}", said(&output));
    let page = String::from_utf8(case.file("review.html")).unwrap();
    for word in ["Year-end review 2024", "Harbour", "Quay", "built it with Mirela and [not shared]", "TIDE-2"] {
        assert!(page.contains(word), "{word} is missing");
    }
    for word in BESIDE {
        assert!(!page.contains(word), "{word} is in it");
    }
    for way in ["<script", "=\"http", "url(http", "=\"//", "@import"] {
        assert!(!page.contains(way), "{way} is in it");
    }
    // The picture is in it, and only its pixels are.
    let data = page.split("data:image/png;base64,").nth(1).unwrap().split('"').next().unwrap();
    let png = base64::Engine::decode(&base64::engine::general_purpose::STANDARD, data).unwrap();
    assert!(!png.windows(10).any(|bytes| bytes == b"GPS-SECRET"));
    let (now, before) = (image::load_from_memory(&png).unwrap(), image::load_from_memory(&picture()).unwrap());
    assert_eq!(now.to_rgba8(), before.to_rgba8());
    assert!(said(&output).contains("Lighthouse: reads as accomplishments"), "{}", said(&output));
}

#[test]
fn a_sealed_file_opens_with_the_passphrase_that_was_shown_to_the_same_page() {
    let case = Case::new();
    let sealed = case.run(&with(&["-o", "sealed.html"]));
    let plain = case.run(&with(&["--seal", "none", "-o", "plain.html"]));
    assert!(sealed.status.success() && plain.status.success(), "{}{}", said(&sealed), said(&plain));
    let said = said(&sealed);
    let passphrase = said.lines().find_map(|line| line.strip_prefix("passphrase: ")).unwrap();
    let file = case.file("sealed.html");
    let bundle = seal::open(&file, passphrase).unwrap();
    assert_eq!(bundle.title, "Year-end review 2024");
    assert_eq!(bundle.entries[0].bytes, case.file("plain.html"));
    assert!(seal::open(&file, "correct-horse-battery-staple-and-more").is_err());
    let text = String::from_utf8_lossy(&file);
    for word in ["Harbour", "Quay", "Year-end", "2024", "Mirela"] {
        assert!(!text.contains(word), "{word} is readable");
    }
}

#[test]
fn nothing_readable_is_written_on_the_way_to_a_seal() {
    let case = Case::new();
    let trace = case.folder.path().join("trace");
    let mut command = Command::new("strace");
    command.args(["-f", "-s", "100000", "-e", "trace=write,writev,pwrite64,openat,mmap", "-o"]).arg(&trace);
    command.arg(env!("CARGO_BIN_EXE_annals")).args(with(&["-q", "-o", "sealed.html"]));
    command.args(["--today", "2025-01-10"]).current_dir(case.folder.path()).env_clear();
    command.env("XDG_STATE_HOME", case.folder.path().join("state")).env("RAYON_NUM_THREADS", "1");
    let output = command.output().expect("strace is installed");
    assert!(output.status.success(), "{}", said(&output));
    let trace = fs::read_to_string(trace).unwrap();
    // What goes to the terminal (1 and 2) may say what is shared.
    let to_files: Vec<&str> = trace
        .lines()
        .filter(|line| line.contains("write") && !line.contains("write(1,") && !line.contains("write(2,"))
        .collect();
    assert!(!to_files.is_empty());
    for line in to_files {
        for word in ["Quay", "Harbour", "Mirela", "TIDE-1"] {
            assert!(!line.contains(word), "{line}");
        }
    }
    for path in case.written().iter().filter(|path| !path.ends_with("trace")) {
        let text = String::from_utf8_lossy(&fs::read(path).unwrap()).into_owned();
        for word in ["Quay", "Harbour", "Mirela", "TIDE-1", "Helpbot"] {
            assert!(!text.contains(word), "{word} in {}", path.display());
        }
    }
}

#[test]
fn a_share_is_what_its_projection_gives() {
    let case = Case::new();
    let emitted = case.run(&with(&["--emit-projection", "smaller"]));
    assert!(emitted.status.success(), "{}", said(&emitted));
    let share = |notes: &str, to: &str| {
        let args = ["share", "--review", "2024", "--people", "keep", "--yes", notes, "--seal", "none", "-o", to];
        let output = case.run(&args);
        assert!(output.status.success(), "{}", said(&output));
        case.file(to)
    };
    assert_eq!(share("smaller", "one.html"), share("notes", "two.html"));
}

#[test]
fn two_shares_of_one_selection_have_nothing_in_common_but_their_length() {
    let case = Case::new();
    for name in ["one.html", "two.html"] {
        let output = case.run(&with(&["-o", name]));
        assert!(output.status.success(), "{}", said(&output));
    }
    let (one, two) = (case.file("one.html"), case.file("two.html"));
    assert_eq!(one.len(), two.len());
    let sealed = |file: &[u8]| {
        let text = String::from_utf8_lossy(file).into_owned();
        text.lines().filter(|line| line.len() > 60 && !line.contains(' ')).map(String::from).collect::<Vec<_>>()
    };
    let (one, two) = (sealed(&one), sealed(&two));
    assert!(!one.is_empty() && one.iter().all(|line| !two.contains(line)));
}

#[test]
fn shares_that_are_made_at_once_are_all_on_record() {
    let case = Case::new();
    let names: Vec<String> = (0..6).map(|i| format!("{i}.html")).collect();
    let start = |name: &String| {
        let mut command = case.command(&with(&["--seal", "none", "-o", name]));
        command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap()
    };
    let running: Vec<_> = names.iter().map(start).collect();
    for mut one in running {
        assert!(one.wait().unwrap().success());
    }
    let listed = said(&case.run(&["share", "--list", "notes"]));
    for name in &names {
        assert!(listed.contains(name.as_str()), "{name} is not in\n{listed}");
    }
    // Whichever began the record, its hashes are those of all.
    let told = said(&case.run(&["share", "--review", "2024", "notes", "--people", "keep", "--diff"]));
    assert!(told.contains("since 2025-01-10: 0 lines new\n"), "{told}");
}

#[test]
fn a_picture_that_cannot_be_encoded_anew_stops_a_share() {
    let case = Case::new();
    fs::write(case.folder.path().join("notes/assets/quay with cranes.png"), "no picture").unwrap();
    let output = case.run(&with(&["--seal", "none", "-o", "review.html"]));
    assert_eq!(output.status.code(), Some(4), "{}", said(&output));
    assert!(said(&output).contains("attachments = \"none\""), "{}", said(&output));
    assert!(!case.folder.path().join("review.html").exists());
}

/// Runs on a terminal, and types each answer when it is asked for.
fn answered(case: &Case, args: &[&str], answers: &[(&str, &str)]) -> (Option<i32>, String) {
    use rustix::pty::{OpenptFlags, grantpt, openpt, ptsname, unlockpt};
    let ours = openpt(OpenptFlags::RDWR | OpenptFlags::NOCTTY).unwrap();
    grantpt(&ours).unwrap();
    unlockpt(&ours).unwrap();
    let name = ptsname(&ours, Vec::new()).unwrap().into_string().unwrap();
    let theirs = || fs::File::options().read(true).write(true).open(&name).unwrap();
    let mut command = case.command(args);
    let mut child = command.stdin(theirs()).stdout(theirs()).stderr(theirs()).spawn().unwrap();
    drop(command);
    let (mut heard, mut ours) = (String::new(), fs::File::from(ours));
    let mut answers = answers.iter().peekable();
    let mut buffer = [0; 4096];
    while let Ok(n @ 1..) = ours.read(&mut buffer) {
        heard.push_str(&String::from_utf8_lossy(&buffer[..n]));
        if let Some((_, answer)) = answers.next_if(|(question, _)| heard.contains(question)) {
            ours.write_all(answer.as_bytes()).unwrap();
            heard.clear();
        }
    }
    assert!(answers.peek().is_none(), "{:?} was not asked: {heard}", answers.peek());
    (child.wait().unwrap().code(), heard)
}

#[test]
fn on_a_terminal_it_asks_how_people_are_named_what_stands_for_a_page_and_whether() {
    let case = Case::new();
    let args = ["share", "--review", "2024", "notes", "--seal", "none", "-o", "review.html"];
    let (code, heard) = answered(
        &case,
        &args,
        &[("Name them as written (k)", "p\n"), ("“Helpbot” is not shared", "t\n"), ("Hand this out? (y/N)", "y\n")],
    );
    assert_eq!(code, Some(0), "{heard}");
    let page = String::from_utf8(case.file("review.html")).unwrap();
    assert!(page.contains("built it with Person A and Helpbot"), "{page}");
    // What was decided of a page holds the next time; and no is the answer that nothing says.
    let args = ["share", "--review", "2024", "notes", "--people", "keep", "--seal", "none", "-o", "other.html"];
    let (code, heard) = answered(&case, &args, &[("Hand this out? (y/N)", "\n")]);
    assert_eq!(code, Some(4), "{heard}");
    assert!(!case.folder.path().join("other.html").exists());
    // The record holds hashes.
    let record = case.written().into_iter().find(|path| path.extension().is_some_and(|ext| ext == "json")).unwrap();
    let record = fs::read_to_string(record).unwrap();
    assert!(record.contains("\"refs\"") && !record.contains("elpbot") && !record.contains("arbour"), "{record}");
}

/// A program that ends with the test.
struct Running(std::process::Child);

impl Drop for Running {
    fn drop(&mut self) {
        // One that ended by itself is no matter.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// The page that a server shows.
fn shown(port: u16) -> String {
    let mut stream = std::net::TcpStream::connect(("127.0.0.1", port)).unwrap();
    write!(stream, "GET / HTTP/1.1\r\nHost: localhost:{port}\r\nConnection: close\r\n\r\n").unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    answer
}

/// Serves a profile of the case, and its port.
fn serve(case: &Case) -> (Running, u16) {
    use std::io::{BufRead, BufReader};
    let mut command = case.command(&["serve", "notes", "--share", "boss", "--port", "0"]);
    let mut served = Running(command.stdout(Stdio::piped()).spawn().unwrap());
    let mut line = String::new();
    BufReader::new(served.0.stdout.take().unwrap()).read_line(&mut line).unwrap();
    let port = line.split(['/', ':']).find_map(|part| part.parse().ok()).unwrap();
    (served, port)
}

/// What is answered once it is what is waited for.
fn shown_when(port: u16, what: &str, is_so: impl Fn(&str) -> bool) -> String {
    let start = std::time::Instant::now();
    loop {
        let answer = shown(port);
        if is_so(&answer) {
            return answer;
        }
        assert!(start.elapsed().as_secs() < 20, "{what} is not shown, but {answer}");
        std::thread::sleep(std::time::Duration::from_millis(20));
    }
}

#[test]
fn nothing_is_kept_below_the_notes_and_no_name_is_taken_for_a_stream() {
    let case = Case::new();
    let state = case.folder.path().join("notes/state");
    let below =
        case.command(&with(&["-o", "x.html", "--seal", "none"])).env("XDG_STATE_HOME", &state).output().unwrap();
    assert_eq!(below.status.code(), Some(2), "{}", said(&below));
    assert!(said(&below).contains("below the notes") && !state.exists(), "{}", said(&below));
    let stream = case.run(&with(&["-o", "-", "--seal", "none"]));
    assert_eq!(stream.status.code(), Some(2), "{}", said(&stream));
    assert!(!case.folder.path().join("x.html").exists() && !case.folder.path().join("-").exists());
}

#[test]
fn of_a_share_that_is_killed_nothing_is_left() {
    let case = Case::new();
    let trace = case.folder.path().join("trace");
    let plain = ["--seal", "none", "-o", "killed.html"];
    // Where the bytes are made to last: they are all there, and the file has no name yet.
    let mut command = Command::new("strace");
    command.args(["-f", "-qq", "-e", "trace=fsync", "-e", "inject=fsync:signal=KILL:when=1", "-o"]).arg(&trace);
    let own = case.command(&with(&plain));
    command.arg(own.get_program()).args(own.get_args()).current_dir(case.folder.path()).env_clear();
    command.env("XDG_STATE_HOME", case.folder.path().join("state")).env("PATH", std::env::var("PATH").unwrap());
    let killed = command.output().unwrap();
    assert!(!killed.status.success());
    assert!(fs::read_to_string(&trace).unwrap().contains("killed by SIGKILL"), "it was not killed");
    for path in case.written() {
        assert!(!String::from_utf8_lossy(&fs::read(&path).unwrap()).contains("Quay"), "{}", path.display());
    }
    let again = case.run(&with(&plain));
    assert!(again.status.success(), "{}", said(&again));
}

#[test]
fn what_is_taken_back_is_served_no_more() {
    let case = Case::new();
    let notes = case.folder.path().join("notes");
    fs::write(notes.join("annals.toml"), "[share.boss]\nperiod = \"2024\"\n").unwrap();
    let alone = "- Projects\n\t- Harbour\n\t\t- 2024 Review\n\t\t\t- built it";
    let people = "- People\n\t- Mirela Ionescu";
    fs::write(notes.join("pages/Work.md"), alone).unwrap();
    fs::write(notes.join("pages/People.md"), people).unwrap();
    let (_served, port) = serve(&case);
    assert!(shown(port).contains("built it"));
    let is_dark = |answer: &str| answer.starts_with("HTTP/1.1 503");
    // Marked; marked by a slip; deleted; and a name about which nobody decided.
    let now_marked = format!("{alone} #private");
    let slip = format!("{alone}\n\t\t\t  visibility:: nobody");
    let named = format!("{alone} with Mirela Ionescu");
    for text in [Some(&now_marked), Some(&slip), None, Some(&named)] {
        match text {
            Some(text) => fs::write(notes.join("pages/Work.md"), text).unwrap(),
            None => fs::remove_file(notes.join("pages/Work.md")).unwrap(),
        }
        let answer = shown_when(port, "nothing", is_dark);
        assert!(!answer.contains("built") && !answer.contains("Mirela"), "{text:?}: {answer}");
        fs::write(notes.join("pages/Work.md"), alone).unwrap();
        shown_when(port, "the page again", |answer| answer.contains("built it"));
    }
}

#[test]
fn a_share_that_is_served_names_nobody_otherwise_after_a_change() {
    let case = Case::new();
    let notes = case.folder.path().join("notes");
    let profile = "[share.boss]\nperiod = \"2024\"\npeople = \"pseudonym\"\nrefs = \"text\"\n";
    fs::write(notes.join("annals.toml"), profile).unwrap();
    // A name that only its own words tell of: no link, and code.
    let text = WORK.replace("built it with Mirela and [[Helpbot]]", "built `for Mirela` by [[Talk with Mirela]]");
    fs::write(notes.join("pages/Work.md"), &text).unwrap();
    let (_served, port) = serve(&case);
    let first = shown(port);
    for word in ["Quays", "Piers", "Docks"] {
        fs::write(notes.join("pages/Work.md"), text.replace("Quay", word)).unwrap();
        let changed = shown_when(port, word, |answer| answer.contains(word));
        assert!(changed.contains("for Person A") && !changed.contains("Mirela"), "{changed}");
    }
    assert!(first.contains("for Person A") && !first.contains("Mirela"), "{first}");
}
