//! The real `annals serve` over a folder of its own, until it is dropped.
//!
//! Does not speak HTTP well: what it asks for is simple.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use tempfile::TempDir;

/// A server and its notes.
pub struct Served {
    /// Where it listens.
    pub port: u16,
    notes: TempDir,
    child: Child,
    said: Arc<Mutex<String>>,
    stream: Mutex<Option<BufReader<TcpStream>>>,
}

impl Served {
    /// Serves a folder at any port.
    pub fn start(notes: TempDir, flags: &[&str]) -> Served {
        Served::start_at(notes, flags, None)
    }

    /// Serves a folder at a port, or the next.
    pub fn start_at(notes: TempDir, flags: &[&str], port: Option<u16>) -> Served {
        Served::run(notes, "", flags, port)
    }

    /// Serves a folder within a folder.
    pub fn start_in(notes: TempDir, folder: &str, flags: &[&str]) -> Served {
        Served::run(notes, folder, flags, None)
    }

    fn run(notes: TempDir, folder: &str, flags: &[&str], port: Option<u16>) -> Served {
        let mut child = program()
            .args(["serve", "--today", "2025-02-03", "--port", &port.unwrap_or(0).to_string()])
            .args(flags)
            .arg(notes.path().join(folder))
            // What is free goes back to the system at once, so that what is resident is what is used.
            .env("MIMALLOC_PURGE_DELAY", "0")
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let said = Arc::new(Mutex::new(String::new()));
        let heard = Arc::clone(&said);
        let mut errors = BufReader::new(child.stderr.take().unwrap());
        std::thread::spawn(move || {
            let mut line = String::new();
            while errors.read_line(&mut line).is_ok_and(|n| n > 0) {
                heard.lock().unwrap().push_str(&line);
                line.clear();
            }
        });
        let mut line = String::new();
        BufReader::new(child.stdout.as_mut().unwrap()).read_line(&mut line).unwrap();
        let port = line.split(':').nth(2).and_then(|rest| rest.split('/').next()).and_then(|port| port.parse().ok());
        let port = port.unwrap_or_else(|| panic!("it said {line:?}"));
        Served { port, notes, child, said, stream: Mutex::default() }
    }

    /// The folder of the notes.
    pub fn notes(&self) -> &Path {
        self.notes.path()
    }

    /// The number of its process.
    pub fn process(&self) -> u32 {
        self.child.id()
    }

    /// Whether it still runs.
    pub fn is_alive(&mut self) -> bool {
        self.child.try_wait().unwrap().is_none()
    }

    /// All that it said so far.
    pub fn said(&self) -> String {
        self.said.lock().unwrap().clone()
    }

    /// Waits until it said something.
    pub fn hear(&self, text: &str) {
        let start = Instant::now();
        while !self.said().contains(text) {
            assert!(start.elapsed() < Duration::from_secs(20), "it never said {text}, but\n{}", self.said());
            std::thread::sleep(Duration::from_millis(5));
        }
    }

    /// The secret part of its paths, as a page tells it.
    pub fn secret(&self) -> String {
        let (_, page) = self.get("");
        let page = String::from_utf8(page).unwrap();
        let at = page.find("/live-").unwrap();
        page[at + 1..].split('/').next().unwrap().to_string()
    }

    /// The number of the state that is served.
    pub fn number(&self) -> u64 {
        let (_, state) = self.get(&format!("{}/state", self.secret()));
        let state: serde_json::Value = serde_json::from_slice(&state).unwrap();
        state["number"].as_u64().unwrap()
    }

    /// Status and body of a file, as a page of the server would ask; what only served pages have is taken out.
    pub fn get(&self, path: &str) -> (u16, Vec<u8>) {
        let mut kept = self.stream.lock().unwrap();
        // A connection may have been closed meanwhile.
        for _ in 0..3 {
            let mut stream = match kept.take() {
                Some(stream) => stream,
                None => connect(self.port),
            };
            if let Some(answer) = ask(&mut stream, self.port, path) {
                *kept = Some(stream);
                return answer;
            }
        }
        panic!("no answer for {path}");
    }

    /// The file as `build` writes it, but for its policy.
    pub fn built(&self, path: &str) -> (u16, Vec<u8>) {
        let (status, mut body) = self.get(path);
        if path.ends_with(".html") || path.is_empty() {
            let text = String::from_utf8(body).unwrap();
            let (before, rest) = text.split_once("<link rel=\"stylesheet\" href=\"/live-").unwrap_or((&text, ""));
            let after = rest
                .split_once(" defer></script>\n<script src=\"/live-")
                .and_then(|(_, rest)| rest.split_once("defer></script>\n"))
                .map_or("", |(_, after)| after);
            body = [before, after].concat().into_bytes();
        }
        (status, body)
    }

    /// Waits until a page holds a text, and gives how long that took.
    pub fn wait(&self, path: &str, text: &str) -> Duration {
        let start = Instant::now();
        loop {
            let (_, body) = self.get(path);
            if memchr::memmem::find(&body, text.as_bytes()).is_some() {
                return start.elapsed();
            }
            assert!(start.elapsed() < Duration::from_secs(20), "{path} never held {text}; it said\n{}", self.said());
            std::thread::sleep(Duration::from_micros(500));
        }
    }
}

/// Whoever waits for so long waits for ever.
fn connect(port: u16) -> BufReader<TcpStream> {
    let stream = TcpStream::connect(("127.0.0.1", port)).unwrap();
    stream.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
    BufReader::new(stream)
}

/// Status and body of a page by a connection of its own, as another tab asks.
pub fn get_apart(port: u16, path: &str) -> (u16, Vec<u8>) {
    ask(&mut connect(port), port, path).unwrap_or_else(|| panic!("no answer for {path}"))
}

fn ask(stream: &mut BufReader<TcpStream>, port: u16, path: &str) -> Option<(u16, Vec<u8>)> {
    let target =
        percent_encoding::utf8_percent_encode(path, percent_encoding::CONTROLS).to_string().replace(' ', "%20");
    let raw = format!("GET /{target} HTTP/1.1\r\nHost: localhost:{port}\r\n\r\n");
    stream.get_mut().write_all(raw.as_bytes()).ok()?;
    let (mut status, mut length, mut line) = (0, 0, String::new());
    loop {
        line.clear();
        if stream.read_line(&mut line).ok()? == 0 {
            return None;
        }
        let trimmed = line.trim_end();
        if trimmed.is_empty() {
            break;
        }
        if status == 0 {
            status = trimmed.split(' ').nth(1)?.parse().ok()?;
        }
        if let Some(value) = trimmed.to_lowercase().strip_prefix("content-length: ") {
            length = value.parse().ok()?;
        }
    }
    let mut body = vec![0; length];
    stream.read_exact(&mut body).ok()?;
    Some((status, body))
}

/// A page as it is served: its policy is the header's.
pub fn without_policy(page: &[u8]) -> Vec<u8> {
    let from = memchr::memmem::find(page, b"<meta http-equiv=\"Content-Security-Policy\"");
    let Some(from) = from else { return page.to_vec() };
    let to = page[from..].iter().position(|byte| *byte == b'>').unwrap();
    [&page[..from], &page[from + to + 1..]].concat()
}

impl Drop for Served {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// The program as a terminal starts it: tests may be run where ctrl-c is not for them, and what they start would inherit
/// that.
#[cfg(target_os = "linux")]
fn program() -> Command {
    let mut command = Command::new("env");
    command.args(["--default-signal=INT", env!("CARGO_BIN_EXE_annals")]);
    command
}

/// The program.
#[cfg(not(target_os = "linux"))]
fn program() -> Command {
    Command::new(env!("CARGO_BIN_EXE_annals"))
}
