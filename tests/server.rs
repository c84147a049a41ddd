//! What `annals serve` answers, and to whom: raw requests to the real program, which must give nothing to a wrong caller.
//!
//! What a browser makes of the answers is for `tests/browser`.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on should stop")]

mod support;

use std::io::{ErrorKind, Read, Write};
use std::net::{Ipv6Addr, TcpStream};
use std::time::{Duration, Instant};

use support::served::Served;

/// A word of the notes: whoever must learn nothing must not see it.
const WORD: &str = "quillwort";

fn served() -> Served {
    let notes = support::folder(&[
        ("logseq/config.edn", "{}".as_bytes()),
        (
            "pages/Work.md",
            format!("- {WORD} of [[Ann]]\n- ![chart](../assets/chart.svg)\n- [page](../assets/evil.html)\n").as_bytes(),
        ),
        ("pages/Ann.md", b"type:: person\n- met"),
        ("assets/chart.svg", b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>"),
        ("assets/evil.html", b"<script>alert(1)</script>"),
        ("annals.toml", b"[serve]\nhosts = [\"notes.example\"]\n"),
        (".secret", b"quillwort of the disk"),
    ]);
    Served::start(notes, &[])
}

/// What came back: its status, and whether it holds a word of the notes.
#[derive(Debug)]
struct Answer {
    status: u16,
    head: String,
    body: Vec<u8>,
}

impl Answer {
    fn tells(&self) -> bool {
        let text = String::from_utf8_lossy(&self.body);
        text.contains(WORD) || text.contains("<html") || text.contains("root:")
    }
}

/// Sends bytes as they are, and reads until the other side is done.
fn send(port: u16, raw: &[u8]) -> Answer {
    let mut stream = TcpStream::connect(("127.0.0.1", port)).unwrap();
    stream.set_read_timeout(Some(Duration::from_secs(2))).unwrap();
    // A server that refuses early may have closed already.
    let _ = stream.write_all(raw);
    let mut bytes = Vec::new();
    let mut chunk = [0; 16384];
    loop {
        match stream.read(&mut chunk) {
            Ok(0) => break,
            Ok(n) => bytes.extend_from_slice(&chunk[..n]),
            Err(error)
                if matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::TimedOut | ErrorKind::ConnectionReset) =>
            {
                break;
            }
            Err(error) => panic!("{error}"),
        }
    }
    answer(&bytes)
}

fn answer(bytes: &[u8]) -> Answer {
    let split = bytes.windows(4).position(|four| four == b"\r\n\r\n").map_or(bytes.len(), |at| at + 4);
    let head = String::from_utf8_lossy(&bytes[..split]).into_owned();
    let status = head.split(' ').nth(1).and_then(|status| status.parse().ok()).unwrap_or(0);
    Answer { status, head, body: bytes[split..].to_vec() }
}

fn get(port: u16, target: &str, headers: &[(&str, &str)]) -> Answer {
    asked(port, "GET", target, headers)
}

/// A request that closes its connection, from this very server's page unless headers say otherwise.
fn asked(port: u16, method: &str, target: &str, headers: &[(&str, &str)]) -> Answer {
    let mut raw = format!("{method} {target} HTTP/1.1\r\nConnection: close\r\n");
    if !headers.iter().any(|(name, _)| name.eq_ignore_ascii_case("host")) {
        raw += &format!("Host: localhost:{port}\r\n");
    }
    for (name, value) in headers {
        raw += &format!("{name}: {value}\r\n");
    }
    send(port, (raw + "\r\n").as_bytes())
}

#[test]
fn a_caller_that_is_not_the_page_itself_gets_nothing() {
    let served = served();
    let port = served.port;
    let (mut cases, mut wrong) = (0, Vec::new());
    let mut expect = |name: String, answer: &Answer, statuses: &[u16], tells: bool| {
        cases += 1;
        if !statuses.contains(&answer.status) || answer.tells() != tells {
            wrong.push(format!("{name}: {} {}", answer.status, String::from_utf8_lossy(&answer.body)));
        }
    };
    let page = "/pages/work.html";

    // Names of this server, and names that are not.
    let own =
        ["localhost:PORT", "127.0.0.1:PORT", "[::1]:PORT", "LOCALHOST:PORT", "notes.example", "Notes.Example:PORT"];
    for host in own {
        expect(
            format!("host {host}"),
            &get(port, page, &[("Host", &host.replace("PORT", &port.to_string()))]),
            &[200],
            true,
        );
    }
    let strange = [
        "",
        "localhost",
        "localhost:1",
        "127.0.0.1",
        "127.0.0.1:1",
        "127.0.0.2:PORT",
        "0.0.0.0:PORT",
        "[::]:PORT",
        "::1:PORT",
        "[::1]",
        "localhost.:PORT",
        "localhost.evil.example:PORT",
        "evil.example",
        "evil.example:PORT",
        "127.0.0.1.nip.io:PORT",
        "localhost:PORT@evil.example",
        "evil.example#localhost:PORT",
        "localhost:PORT, evil.example",
        "user@localhost:PORT",
        "2130706433:PORT",
        "0x7f.1:PORT",
        "notes.example.evil.example",
        "xnotes.example",
        "notes.example:443",
        "localhost:PORT\u{e9}",
    ];
    for host in strange {
        expect(
            format!("host {host}"),
            &get(port, page, &[("Host", &host.replace("PORT", &port.to_string()))]),
            &[421, 400],
            false,
        );
    }
    let local = format!("localhost:{port}");
    for raw in [
        format!("GET {page} HTTP/1.1\r\nConnection: close\r\n\r\n"),
        format!("GET {page} HTTP/1.0\r\n\r\n"),
        format!("GET {page} HTTP/1.1\r\nHost: {local}\r\nHost: {local}\r\nConnection: close\r\n\r\n"),
        format!("GET {page} HTTP/1.1\r\nHost: {local}\r\nHost: evil.example\r\nConnection: close\r\n\r\n"),
        format!("GET {page} HTTP/1.1\r\nHost : {local}\r\nConnection: close\r\n\r\n"),
        format!("GET {page} HTTP/1.1\r\n Host: {local}\r\nConnection: close\r\n\r\n"),
    ] {
        expect(format!("{raw:?}"), &send(port, raw.as_bytes()), &[421, 400], false);
    }

    // Origins.
    for origin in ["http://localhost:PORT", "http://127.0.0.1:PORT", "http://[::1]:PORT", "https://notes.example"] {
        expect(
            format!("origin {origin}"),
            &get(port, page, &[("Origin", &origin.replace("PORT", &port.to_string()))]),
            &[200],
            true,
        );
    }
    for origin in [
        "null",
        "",
        "http://localhost",
        "http://localhost:1",
        "https://localhost:PORT",
        "http://evil.example",
        "http://localhost:PORT.evil.example",
        "http://localhost:PORT/",
        "file://",
        "http://LOCALHOST:PORT/x",
        "chrome-extension://abcdefgh",
        "http://localhost:PORT, http://evil.example",
    ] {
        expect(
            format!("origin {origin}"),
            &get(port, page, &[("Origin", &origin.replace("PORT", &port.to_string()))]),
            &[403],
            false,
        );
    }
    let twice = [("Origin", "http://evil.example"), ("Origin", "http://localhost")];
    expect("two origins".into(), &get(port, page, &twice), &[403], false);

    // Targets that lead out of the site, by every way that servers were ever passed.
    for target in [
        "/../.secret",
        "/../../../../etc/passwd",
        "/..%2f..%2fetc/passwd",
        "/%2e%2e/%2e%2e/etc/passwd",
        "/%252e%252e/etc/passwd",
        "/....//....//etc/passwd",
        "/.secret",
        "/%2esecret",
        "/pages/../.secret",
        "//etc/passwd",
        "///etc/passwd",
        "/etc/passwd",
        "/@fs/etc/passwd",
        "/@fs/etc/passwd?raw??",
        "/@fs/etc/passwd?import&raw",
        "/@id/etc/passwd",
        "/.env?.svg?.wasm?init",
        "/file:///etc/passwd",
        "/pages/Work.md",
        "/annals.toml",
        "/logseq/config.edn",
        "/pages/work.html/",
        "/pages/work.html/..",
        "/pages",
        "/assets",
        "/theme/../../etc/passwd",
        "/proc/self/environ",
        "/pages/work.HTML",
        "/./pages/work.html",
        "/pages//work.html",
        "/x%2fpages%2fwork.html",
    ] {
        let answer = get(port, target, &[]);
        let shown = String::from_utf8_lossy(&answer.body).into_owned();
        let tells = shown.contains(WORD) || shown.contains("root:") || shown.contains("Index of");
        expect(
            format!("target {target}"),
            &Answer { body: if tells { answer.body } else { Vec::new() }, ..answer },
            &[404, 400],
            false,
        );
    }
    for target in [
        "/pages/work.html%00",
        "/pages/work.html%00.css",
        "/%00",
        "/pages\\work.html",
        "/..\\..\\etc\\passwd",
        "/pages/work.html#x",
        "/#",
        "http://localhost:PORT/pages/work.html",
        "http://evil.example/pages/work.html",
        "*",
        "pages/work.html",
        "/%ff%fe",
        "/%0d%0aSet-Cookie:%20a=b",
        "/a%0ab",
        "/\u{7f}",
    ] {
        expect(format!("target {target}"), &get(port, &target.replace("PORT", &port.to_string()), &[]), &[400], false);
    }
    expect("a long target".into(), &get(port, &format!("/{}", "a".repeat(9000)), &[]), &[400, 414], false);

    // What browsers say of whoever asks.
    for (site, mode, dest, allowed) in [
        ("same-origin", "navigate", "document", true),
        ("same-origin", "no-cors", "script", true),
        ("same-origin", "cors", "empty", true),
        ("none", "navigate", "document", true),
        ("cross-site", "navigate", "document", true),
        ("same-site", "navigate", "document", true),
        ("cross-site", "navigate", "iframe", false),
        ("cross-site", "navigate", "frame", false),
        ("cross-site", "navigate", "embed", false),
        ("cross-site", "navigate", "object", false),
        ("cross-site", "no-cors", "script", false),
        ("cross-site", "no-cors", "style", false),
        ("cross-site", "no-cors", "image", false),
        ("cross-site", "no-cors", "video", false),
        ("cross-site", "cors", "empty", false),
        ("cross-site", "cors", "font", false),
        ("cross-site", "websocket", "websocket", false),
        ("same-site", "no-cors", "script", false),
        ("same-site", "cors", "empty", false),
        ("same-site", "navigate", "iframe", false),
        ("nonsense", "navigate", "document", false),
        ("", "navigate", "document", false),
    ] {
        let headers = [("Sec-Fetch-Site", site), ("Sec-Fetch-Mode", mode), ("Sec-Fetch-Dest", dest)];
        let statuses: &[u16] = if allowed { &[200] } else { &[403] };
        // A page elsewhere may lead here, but is not answered with what there is.
        let tells = allowed && !site.contains("-site");
        expect(format!("{site} {mode} {dest}"), &get(port, page, &headers), statuses, tells);
    }

    let led = [("Sec-Fetch-Site", "cross-site"), ("Sec-Fetch-Mode", "navigate"), ("Sec-Fetch-Dest", "document")];
    let answers: Vec<Answer> = [page, "/nosuch", "/assets/evil.html", "/assets/chart.svg", "/projects"]
        .map(|path| get(port, path, &led))
        .into();
    let is_same = |answer: &Answer| (answer.status, &answer.body) == (answers[0].status, &answers[0].body);
    assert!(answers.iter().all(is_same), "a page elsewhere learns what is there");
    for purpose in ["Sec-Purpose", "Purpose"] {
        let headers = [("Sec-Fetch-Site", "none"), ("Sec-Fetch-Mode", "navigate"), (purpose, "prefetch")];
        expect(purpose.into(), &get(port, page, &headers), &[403], false);
    }

    // Methods: nothing can be changed, so that nothing can be triggered.
    expect("HEAD".into(), &asked(port, "HEAD", page, &[]), &[200], false);
    for method in ["POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "PROPFIND", "get", "ANY"] {
        expect(method.into(), &asked(port, method, page, &[]), &[405, 400], false);
    }
    expect("CONNECT".into(), &asked(port, "CONNECT", "localhost:22", &[]), &[405, 400], false);
    let preflight = [("Origin", "http://evil.example"), ("Access-Control-Request-Method", "GET")];
    expect("a preflight".into(), &asked(port, "OPTIONS", page, &preflight), &[405], false);

    // Two requests in the shape of one, upgrades, and heads that have no end.
    let smuggled = [
        format!("GET {page} HTTP/1.1\r\nHost: {local}\r\nContent-Length: 5\r\nConnection: close\r\n\r\naaaaa"),
        format!(
            "GET {page} HTTP/1.1\r\nHost: {local}\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n0\r\n\r\n"
        ),
        format!(
            "GET / HTTP/1.1\r\nHost: evil\r\nContent-Length: 60\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nGET {page} HTTP/1.1\r\nHost: {local}\r\n\r\n"
        ),
        format!(
            "POST / HTTP/1.1\r\nHost: {local}\r\nContent-Length: 5\r\nContent-Length: 6\r\nConnection: close\r\n\r\naaaaaa"
        ),
        format!(
            "GET {page} HTTP/1.1\r\nHost: {local}\nX: y\r\n Origin: http://evil.example\r\nConnection: close\r\n\r\n"
        ),
        format!("GET {page} HTTP/9.9\r\nHost: {local}\r\n\r\n"),
        format!("GET {page}\r\n\r\n"),
        "\x16\x03\x01\x02\x00\x01\x00\x01\x7f".to_string(),
        "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".to_string(),
    ];
    for raw in smuggled {
        expect(format!("{raw:?}"), &send(port, raw.as_bytes()), &[0, 400, 405, 421, 505], false);
    }
    let upgrade = [
        ("Connection", "Upgrade"),
        ("Upgrade", "websocket"),
        ("Sec-WebSocket-Version", "13"),
        ("Sec-WebSocket-Key", "AAAAAAAAAAAAAAAAAAAAAA=="),
        ("Origin", "http://evil.example"),
    ];
    expect("a web socket of another page".into(), &get(port, "/", &upgrade), &[403], false);
    let long = "a".repeat(40_000);
    expect("a long header".into(), &get(port, page, &[("X", &long)]), &[431, 400, 0], false);
    let many: Vec<(String, String)> = (0..2000).map(|n| (format!("x{n}"), "y".repeat(20))).collect();
    let many: Vec<(&str, &str)> = many.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    expect("many headers".into(), &get(port, page, &many), &[431, 400, 0], false);

    // The secret path: only who was shown a page knows it, and only a page of this server may use it.
    let secret = served.secret();
    let same = [("Sec-Fetch-Site", "same-origin")];
    expect("state".into(), &get(port, &format!("/{secret}/state"), &same), &[200], false);
    for site in ["cross-site", "same-site", "none"] {
        let headers = [("Sec-Fetch-Site", site), ("Sec-Fetch-Mode", "navigate"), ("Sec-Fetch-Dest", "document")];
        // As whatever a page elsewhere leads to.
        let status = if site == "none" { 403 } else { 200 };
        expect(format!("state, {site}"), &get(port, &format!("/{secret}/state"), &headers), &[status], false);
        expect(format!("events, {site}"), &get(port, &format!("/{secret}/events"), &headers), &[status], false);
    }
    for guess in [
        "live-",
        "live-0",
        "live-00000000000000000000000000000000",
        "live",
        &secret[..secret.len() - 1],
        &secret.to_uppercase(),
    ] {
        let answer = get(port, &format!("/{guess}/state"), &same);
        expect(format!("guess {guess}"), &Answer { body: Vec::new(), ..answer }, &[404], false);
    }
    for path in ["state/x", "lines/../../etc/passwd", "lines/", "live.js/..", "../state", ""] {
        let answer = get(port, &format!("/{secret}/{path}"), &same);
        expect(format!("{path} of the secret path"), &Answer { body: Vec::new(), ..answer }, &[404], false);
    }

    assert!(wrong.is_empty(), "{} of {cases}:\n{}", wrong.len(), wrong.join("\n"));
    assert!(cases >= 120, "{cases}");
    assert_eq!(get(port, page, &[]).status, 200, "it still answers");
}

#[test]
fn every_answer_keeps_itself_to_its_own_page() {
    let served = served();
    let port = served.port;
    let answers = [
        get(port, "/", &[]),
        get(port, "/nosuch", &[]),
        get(port, "/theme/annals.css", &[]),
        get(port, "/assets/chart.svg", &[]),
        get(port, "/", &[("Host", "evil.example")]),
        get(port, &format!("/{}/state", served.secret()), &[]),
    ];
    for answer in &answers {
        let head = answer.head.to_lowercase();
        for header in [
            "cross-origin-resource-policy: same-origin",
            "cross-origin-opener-policy: same-origin",
            "x-content-type-options: nosniff",
            "referrer-policy: no-referrer",
            "x-frame-options: deny",
            "cache-control: no-store",
            "permissions-policy: ",
        ] {
            assert!(head.contains(header), "{header} of\n{head}");
        }
        assert!(
            !head.contains("access-control") && !head.contains("\r\nserver:") && !head.contains("set-cookie"),
            "{head}"
        );
    }
    let policy = |answer: &Answer| {
        let line = answer.head.lines().find(|line| line.to_lowercase().starts_with("content-security-policy: "));
        line.unwrap_or_default().to_string()
    };
    assert!(policy(&answers[0]).contains("default-src 'none'; script-src 'self'"), "{}", answers[0].head);
    assert!(policy(&answers[0]).contains("frame-ancestors 'none'"));
    assert!(policy(&answers[1]).contains("style-src 'self' 'sha256-"), "{}", answers[1].head);
    // A drawing of the notes can run nothing, and a page of theirs is text.
    assert!(policy(&answers[3]).contains("sandbox"));
    let html = get(port, "/assets/evil.html", &[]);
    assert!(html.status == 200 && html.head.contains("text/plain"), "{}", html.head);
}

#[test]
fn slow_and_silent_clients_keep_nobody_out() {
    let served = served();
    let port = served.port;
    // As many as there are places: none says a word, or each says one at a time.
    let mut idle: Vec<TcpStream> = (0..70).map(|_| TcpStream::connect(("127.0.0.1", port)).unwrap()).collect();
    for stream in idle.iter_mut().take(30) {
        let _ = stream.write_all(b"GET / HT");
    }
    let start = Instant::now();
    let mut stream = TcpStream::connect(("127.0.0.1", port)).unwrap();
    stream.set_read_timeout(Some(Duration::from_secs(30))).unwrap();
    stream
        .write_all(
            format!("GET /pages/work.html HTTP/1.1\r\nHost: localhost:{port}\r\nConnection: close\r\n\r\n").as_bytes(),
        )
        .unwrap();
    let mut bytes = Vec::new();
    stream.read_to_end(&mut bytes).unwrap();
    assert_eq!(answer(&bytes).status, 200);
    assert!(start.elapsed() < Duration::from_secs(20), "{:?}", start.elapsed());
}

#[test]
fn a_port_that_is_taken_is_passed_over_and_said() {
    let first = served();
    let notes = support::folder(&[("pages/A.md", "- a"), ("journals/2025_01_01.md", "- b")]);
    let second = Served::start_at(notes, &[], Some(first.port));
    assert_ne!(second.port, first.port);
    second.hear(&format!("port {} is taken", first.port));
    assert_eq!(get(second.port, "/pages/a.html", &[]).status, 200);
}

#[test]
fn ctrl_c_ends_it_at_once_whoever_listens() {
    let mut served = served();
    let raw = format!("GET /{}/events HTTP/1.1\r\nHost: localhost:{}\r\n\r\n", served.secret(), served.port);
    let mut listening = TcpStream::connect(("127.0.0.1", served.port)).unwrap();
    listening.write_all(raw.as_bytes()).unwrap();
    let mut head = [0; 512];
    assert!(listening.read(&mut head).unwrap() > 0);
    let start = Instant::now();
    let process = rustix::process::Pid::from_raw(served.process() as i32).unwrap();
    rustix::process::kill_process(process, rustix::process::Signal::INT).unwrap();
    while served.is_alive() {
        assert!(start.elapsed() < Duration::from_secs(2), "it goes on");
        std::thread::sleep(Duration::from_millis(5));
    }
}

#[test]
fn both_loopback_addresses_answer_and_no_other_does() {
    let served = served();
    if let Ok(mut stream) = TcpStream::connect((Ipv6Addr::LOCALHOST, served.port)) {
        let raw = format!("GET /pages/work.html HTTP/1.1\r\nHost: [::1]:{}\r\nConnection: close\r\n\r\n", served.port);
        stream.write_all(raw.as_bytes()).unwrap();
        let mut bytes = Vec::new();
        stream.read_to_end(&mut bytes).unwrap();
        assert_eq!(answer(&bytes).status, 200);
    }
    let listening = std::fs::read_to_string("/proc/net/tcp").unwrap_or_default();
    let port = format!(":{:04X} ", served.port);
    let at: Vec<&str> = listening.lines().filter(|line| line.contains(" 0A ") && line.contains(&port)).collect();
    assert!(at.iter().all(|line| line.contains("0100007F")), "{at:?}");
}
