//! The recipes of `src/HOSTING.md`, run as they stand there but for ports and paths: real nginx, real Caddy, a real site.
//!
//! Needs `nginx` and `caddy`, which `tests/run` installs.
#![expect(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on should stop")]

use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

const RECIPES: &str = include_str!("../src/HOSTING.md");
/// `noor` and `secret`.
const LOGIN: &str = "Authorization: Basic bm9vcjpzZWNyZXQ=\r\n";
const WRONG: &str = "Authorization: Basic bm9vcjp3cm9uZw==\r\n";
/// `secret`, as `htpasswd -B` writes it with the fewest rounds there are: each request asks for all of them.
const HASH: &str = "$2a$04$z4.1jjEWbuW/3FufvcN6nu3PNQJWheYracioEQq2uQL5ocTdwnv0a";

/// A program that ends with the test.
struct Running(Child);

impl Drop for Running {
    fn drop(&mut self) {
        // One that ended by itself is no matter.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

fn free_port() -> u16 {
    TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port()
}

/// The recipe number `nth` in a language.
fn recipe(language: &str, nth: usize) -> String {
    let fence = format!("```{language}\n");
    let begins = RECIPES.match_indices(&fence).nth(nth).unwrap_or_else(|| panic!("no recipe {nth} in {language}")).0;
    let text = &RECIPES[begins + fence.len()..];
    text[..text.find("```").unwrap()].to_string()
}

/// Status and body.
fn get(port: u16, path: &str, headers: &str) -> (u16, String) {
    let mut stream = TcpStream::connect(("127.0.0.1", port)).unwrap();
    stream.set_read_timeout(Some(Duration::from_secs(10))).unwrap();
    write!(stream, "GET {path} HTTP/1.1\r\nHost: notes.example.org\r\nConnection: close\r\n{headers}\r\n").unwrap();
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).unwrap();
    let answer = String::from_utf8_lossy(&answer).into_owned();
    let status = answer.split(' ').nth(1).and_then(|code| code.parse().ok()).unwrap_or_else(|| panic!("{answer}"));
    (status, answer)
}

fn wait_for(port: u16) {
    let start = Instant::now();
    while TcpStream::connect(("127.0.0.1", port)).is_err() {
        assert!(start.elapsed() < Duration::from_secs(20), "nothing listens at {port}");
        sleep(Duration::from_millis(30));
    }
}

fn notes(folder: &Path) -> PathBuf {
    let notes = folder.join("notes");
    fs::create_dir_all(&notes).unwrap();
    let text = "- Projects\n\t- Harbour\n\t\t- 2024 Review\n\t\t\t- built the quay\n\t\t- private plans\n";
    fs::write(notes.join("Work.md"), text).unwrap();
    let config = "[serve]\nhosts = [\"notes.example.org\"]\n[share.boss]\nperiod = \"2024\"\n";
    fs::write(notes.join("annals.toml"), config).unwrap();
    notes
}

fn annals(args: &[&str], folder: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_annals"));
    command.args(args).current_dir(folder).env_clear().env("XDG_STATE_HOME", folder.join("state"));
    command
}

fn site(folder: &Path) -> PathBuf {
    notes(folder);
    let built = annals(&["build", "notes", "-o", "site", "-q", "--today", "2025-01-10"], folder).status().unwrap();
    assert!(built.success());
    folder.join("site")
}

/// `serve --share`, and its port.
fn served(folder: &Path) -> (Running, u16) {
    notes(folder);
    let mut serve = annals(&["serve", "notes", "--share", "boss", "--port", "0"], folder);
    let mut child = serve.stdout(Stdio::piped()).spawn().unwrap();
    let mut line = String::new();
    BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
    let port = line.split(['/', ':']).find_map(|part| part.parse().ok()).unwrap_or_else(|| panic!("{line}"));
    (Running(child), port)
}

fn nginx(folder: &Path, server: &str) -> (Running, u16) {
    let port = free_port();
    let password = format!("noor:{HASH}\n");
    fs::write(folder.join("password"), password.replace("$2a$", "$2y$")).unwrap();
    let server = server
        .replace("listen 80;", &format!("listen 127.0.0.1:{port};"))
        .replace("/etc/nginx/notes.password", &folder.join("password").display().to_string());
    let at = folder.display();
    let temporary: String = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"]
        .map(|name| format!("{name}_temp_path {at}/{name};\n"))
        .concat();
    // The workers are whoever runs the test, who alone may read the folder.
    let user = if rustix::process::getuid().is_root() { "user root;\n" } else { "" };
    let whole = format!(
        "{user}daemon off;\nmaster_process off;\npid {at}/nginx.pid;\nerror_log {at}/error.log;\nevents {{}}\nhttp {{\naccess_log off;\n\
         types {{ text/html html; }}\n{temporary}{server}}}\n"
    );
    fs::write(folder.join("nginx.conf"), whole).unwrap();
    let mut command = Command::new("nginx");
    command.arg("-c").arg(folder.join("nginx.conf")).arg("-e").arg(folder.join("error.log"));
    let path = std::env::var("PATH").unwrap_or_default();
    let running = Running(command.env("PATH", format!("{path}:/usr/sbin")).spawn().expect("nginx is installed"));
    wait_for(port);
    (running, port)
}

fn caddy(folder: &Path, server: &str) -> (Running, u16) {
    let port = free_port();
    let server = server.replace("notes.example.org {", &format!("http://notes.example.org:{port} {{\nbind 127.0.0.1"));
    let whole = format!("{{\nadmin off\nauto_https off\n}}\n{}", server.replace("HASH", HASH));
    fs::write(folder.join("Caddyfile"), whole).unwrap();
    let mut command = Command::new("caddy");
    command.args(["run", "--adapter", "caddyfile", "--config"]).arg(folder.join("Caddyfile"));
    let command = command.env("HOME", folder).stderr(Stdio::null()).stdout(Stdio::null());
    let running = Running(command.spawn().expect("caddy is installed"));
    wait_for(port);
    (running, port)
}

/// A site is read with the password and not without, and what is annals' own in the folder not at all.
fn guards_a_site(port: u16) {
    for headers in ["", WRONG] {
        for path in ["/", "/projects/harbour.html", "/.annals.json", "/nothing.html", "/robots.txt"] {
            let (status, answer) = get(port, path, headers);
            assert_eq!(status, 401, "{path}: {answer}");
            assert!(!answer.contains("Harbour"), "{path}: {answer}");
        }
    }
    let (status, answer) = get(port, "/", LOGIN);
    assert!(status == 200 && answer.contains("Harbour"), "{answer}");
    let head = answer.to_lowercase();
    for header in ["x-content-type-options: nosniff", "x-frame-options: deny", "referrer-policy: no-referrer"] {
        assert!(head.contains(header), "{header}: {answer}");
    }
    assert_eq!(get(port, "/projects/harbour.html", LOGIN).0, 200);
    assert_eq!(get(port, "/.annals.json", LOGIN).0, 404);
    let (status, answer) = get(port, "/nothing.html", LOGIN);
    assert!(status == 404 && answer.contains("There is no page here"), "{answer}");
}

/// A share behind a proxy is its one page.
fn guards_a_share(port: u16) {
    assert_eq!(get(port, "/", "").0, 401);
    let (status, answer) = get(port, "/", LOGIN);
    assert!(status == 200 && answer.contains("built the quay") && !answer.contains("private plans"), "{answer}");
    for path in ["/projects/harbour.html", "/people/index.html", "/all.html", "/live-0/state"] {
        assert_eq!(get(port, path, LOGIN).0, 404, "{path}");
    }
}

#[test]
fn nginx_shows_a_site_to_who_has_the_password() {
    let folder = tempfile::tempdir().unwrap();
    let root = site(folder.path()).display().to_string();
    let (_nginx, port) = nginx(folder.path(), &recipe("nginx", 0).replace("/srv/notes/site", &root));
    guards_a_site(port);
}

#[test]
fn caddy_shows_a_site_to_who_has_the_password() {
    let folder = tempfile::tempdir().unwrap();
    let root = site(folder.path()).display().to_string();
    let (_caddy, port) = caddy(folder.path(), &recipe("caddyfile", 0).replace("/srv/notes/site", &root));
    guards_a_site(port);
}

#[test]
fn nginx_shows_a_share_and_nothing_else() {
    let folder = tempfile::tempdir().unwrap();
    let (_serve, at) = served(folder.path());
    let (_nginx, port) =
        nginx(folder.path(), &recipe("nginx", 1).replace("127.0.0.1:1414", &format!("127.0.0.1:{at}")));
    guards_a_share(port);
}

#[test]
fn caddy_shows_a_share_and_nothing_else() {
    let folder = tempfile::tempdir().unwrap();
    let (_serve, at) = served(folder.path());
    let (_caddy, port) =
        caddy(folder.path(), &recipe("caddyfile", 1).replace("127.0.0.1:1414", &format!("127.0.0.1:{at}")));
    guards_a_share(port);
}
