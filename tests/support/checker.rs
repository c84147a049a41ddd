//! What no page of any site may have: dead links, doubled ids, loads from elsewhere, faults of HTML, marks of the notes.
//!
//! Does not know what a page is about. Each complaint names the page, and the line where there is one.

use std::collections::{BTreeMap, BTreeSet};
use std::io::Write;

use percent_encoding::percent_decode_str;
use regex::Regex;

use super::dom::{self, Node};

/// The most that a page may weigh on its way, compressed.
pub const HEAVIEST: usize = 60 * 1024;
/// The first page is to be there at once, however much was written.
pub const HEAVIEST_HOME: usize = 20 * 1024;

/// Everything that is wrong with the files of a site; and the heaviest page with its compressed weight.
pub struct Verdict {
    pub complaints: Vec<String>,
    pub pages: usize,
    pub links: usize,
    pub heaviest: (String, usize),
}

impl Verdict {
    /// Ends the test with every complaint at once.
    #[allow(clippy::print_stdout, reason = "what the heaviest page weighs is for whoever asks, with --nocapture")]
    pub fn hold(&self, site: &str) {
        println!(
            "{site}: {} pages, {} links, heaviest {} {} bytes",
            self.pages, self.links, self.heaviest.0, self.heaviest.1
        );
        assert!(self.complaints.is_empty(), "{site}:\n  {}", self.complaints.join("\n  "));
        assert!(self.pages > 0, "{site} has no pages");
    }
}

struct Link {
    page: String,
    line: u64,
    target: String,
}

struct Checker<'a> {
    files: &'a BTreeMap<String, Vec<u8>>,
    complaints: Vec<String>,
    ids: BTreeMap<String, BTreeSet<String>>,
    links: Vec<Link>,
    raw: Regex,
    load: Regex,
    prose: &'a [&'a str],
}

/// Looks at every page and style sheet.
pub fn check(files: &BTreeMap<String, Vec<u8>>) -> Verdict {
    check_but(files, &[])
}

/// The same of notes whose authors write about the syntax itself: `prose` are words of theirs that hold its marks.
pub fn check_but(files: &BTreeMap<String, Vec<u8>>, prose: &[&str]) -> Verdict {
    let mut checker = Checker {
        files,
        complaints: Vec::new(),
        ids: BTreeMap::new(),
        links: Vec::new(),
        raw: Regex::new(r"::|:LOGBOOK:|\{\{|\(\(|\[\[|#\+").unwrap(),
        prose,
        // Quoted addresses come first: a drawing within one may hold brackets and quotes of the other sort.
        load: Regex::new(r#"(?:@import\s+|url\(\s*)(?:"([^"]*)"|'([^']*)'|([^"'();]+))"#).unwrap(),
    };
    let (mut pages, mut heaviest) = (0, (String::new(), 0));
    for (path, bytes) in files {
        if path.ends_with(".html") {
            pages += 1;
            let weight = gzip(bytes);
            let most = if path == "index.html" { HEAVIEST_HOME } else { HEAVIEST };
            if weight > most {
                checker.say(path, 0, format!("{weight} bytes compressed are more than {most}"));
            }
            if weight > heaviest.1 {
                heaviest = (path.clone(), weight);
            }
            match std::str::from_utf8(bytes) {
                Ok(html) => checker.page(path, html),
                Err(_) => checker.say(path, 0, "is not UTF-8".into()),
            }
        } else if path.ends_with(".css") {
            checker.style(path, 0, &String::from_utf8_lossy(bytes));
        }
    }
    checker.follow();
    Verdict { complaints: checker.complaints, pages, links: checker.links.len(), heaviest }
}

fn gzip(bytes: &[u8]) -> usize {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap().len()
}

impl Checker<'_> {
    fn say(&mut self, page: &str, line: u64, what: String) {
        let line = if line > 0 { format!(":{line}") } else { String::new() };
        self.complaints.push(format!("{page}{line}: {what}"));
    }

    fn page(&mut self, path: &str, html: &str) {
        let dom = dom::parse(html);
        for (line, message) in &dom.errors {
            self.say(path, *line, format!("not HTML: {message}"));
        }
        let headings = dom.root.named("h1").len();
        if headings != 1 {
            self.say(path, 0, format!("has {headings} <h1>"));
        }
        let screens = dom.root.find(|node| node.name() == "main" && node.attribute("data-screen").is_some()).len();
        if screens != 1 {
            self.say(path, 0, format!("has {screens} <main data-screen>"));
        }
        if dom.root.named("title").iter().all(|title| title.words().is_empty()) {
            self.say(path, 0, "has no title".into());
        }
        self.ids.insert(path.to_string(), BTreeSet::new());
        for element in dom.root.find(|_| true) {
            self.element(path, &element);
        }
        let mut run = (0, String::new());
        self.text(path, &dom.root, &mut run);
        self.words(path, &mut run);
    }

    fn element(&mut self, path: &str, element: &Node) {
        let (name, line) = (element.name(), element.line);
        if name == "script" && element.attribute("src").is_none() {
            self.say(path, line, "a script within the page".into());
        }
        if name == "style" {
            match path {
                // Served at any depth, it can link to no style sheet.
                "404.html" => self.style(path, line, &element.text()),
                _ => self.say(path, line, "a style sheet within the page".into()),
            }
        }
        if matches!(name, "base" | "iframe" | "form" | "embed") {
            self.say(path, line, format!("a <{name}>"));
        }
        if name == "li" && element.has_class("block") && is_empty(element) {
            self.say(path, line, "an empty bullet".into());
        }
        for (key, value) in element.attributes() {
            match key.as_str() {
                "id" if !self.ids.get_mut(path).unwrap().insert(value.clone()) => {
                    self.say(path, line, format!("the id `{value}` again"));
                }
                "id" if value.is_empty() || value.contains(char::is_whitespace) => {
                    self.say(path, line, format!("`{value}` is no id"));
                }
                "style" => self.say(path, line, format!("a style within the page: {value}")),
                _ if key.starts_with("on") => self.say(path, line, format!("a handler: {key}")),
                "href" | "xlink:href" if matches!(name, "a" | "area") => self.link(path, line, &value, false),
                "href" | "xlink:href" | "src" | "data" | "poster" | "background" => self.link(path, line, &value, true),
                "srcset" => {
                    for part in value.split(',') {
                        let address = part.split_whitespace().next().unwrap_or_default().to_string();
                        self.link(path, line, &address, true);
                    }
                }
                "content" if element.attribute("http-equiv").is_some_and(|of| of.eq_ignore_ascii_case("refresh")) => {
                    let address = value.split_once("url=").map_or("", |(_, address)| address).to_string();
                    self.link(path, line, &address, true);
                }
                "aria-labelledby" | "aria-describedby" | "aria-controls" | "for" => {
                    for id in value.split_whitespace() {
                        self.link(path, line, &format!("#{id}"), false);
                    }
                }
                _ => {}
            }
        }
    }

    /// An address on a page; `load` when a browser fetches it unasked.
    fn link(&mut self, path: &str, line: u64, address: &str, load: bool) {
        let scheme = address.split_once(':').map(|(scheme, _)| scheme).filter(|scheme| {
            scheme.starts_with(|c: char| c.is_ascii_alphabetic())
                && scheme.bytes().all(|b| b.is_ascii_alphanumeric() || b"+-.".contains(&b))
        });
        match scheme.map(str::to_ascii_lowercase).as_deref() {
            Some("javascript" | "vbscript") => self.say(path, line, format!("a script as address: {address}")),
            Some("data") if load => {}
            Some(_) if load => self.say(path, line, format!("loads {address}")),
            Some("file") => self.say(path, line, format!("leads to the author's own disk: {address}")),
            Some(_) => {}
            None if address.starts_with("//") => self.say(path, line, format!("leaves the site: {address}")),
            None if path == "404.html" && !address.starts_with('#') => {
                self.say(path, line, format!("a relative address where any depth may be: {address}"));
            }
            None => self.links.push(Link { page: path.to_string(), line, target: address.to_string() }),
        }
    }

    fn style(&mut self, path: &str, line: u64, css: &str) {
        let loads: Vec<String> = self
            .load
            .captures_iter(css)
            .filter_map(|found| found.iter().skip(1).flatten().next().map(|address| address.as_str().to_string()))
            .collect();
        for address in loads {
            self.link(path, line, &address, true);
        }
    }

    /// Words that only the notes' own syntax could have left behind; `run` is the line of words that is being read.
    fn text(&mut self, path: &str, node: &Node, run: &mut (u64, String)) {
        // Code is shown as written.
        if matches!(node.name(), "code" | "pre" | "kbd" | "samp" | "style" | "math") {
            return run.1.push('\u{fffc}');
        }
        for value in ["title", "alt", "aria-label"].iter().filter_map(|key| node.attribute(key)) {
            self.words(path, &mut (node.line, value));
        }
        let phrasing = matches!(node.name(), "" | "a" | "b" | "em" | "i" | "mark" | "s" | "small" | "span" | "strong")
            && !node.has_class("crumb")
            && !node.has_class("at");
        if !phrasing {
            self.words(path, run);
        }
        for child in node.children() {
            match child.own_text() {
                Some(text) => {
                    run.0 = if run.1.is_empty() { child.line } else { run.0 };
                    run.1.push_str(&text);
                }
                None => self.text(path, &child, run),
            }
        }
        if !phrasing {
            self.words(path, run);
        }
    }

    fn words(&mut self, path: &str, run: &mut (u64, String)) {
        let (line, text) = std::mem::take(run);
        let spoken = |found: &regex::Match<'_>| {
            let covers = |(at, words): (usize, &str)| at <= found.start() && found.end() <= at + words.len();
            self.prose.iter().any(|words| text.match_indices(words).any(covers))
        };
        let before = |at: usize| text[..at].char_indices().rev().nth(19).map_or(0, |(at, _)| at);
        let raw: Vec<String> = self
            .raw
            .find_iter(&text)
            .filter(|found| !spoken(found))
            .map(|found| text[before(found.start())..].chars().take(60).collect())
            .collect();
        for raw in raw {
            self.say(path, line, format!("as in the notes: {raw}"));
        }
    }

    /// Every link to its file, and to the id in it.
    fn follow(&mut self) {
        let mut dead = Vec::new();
        for Link { page, line, target } in &self.links {
            let (address, fragment) = target.split_once('#').map_or((target.as_str(), None), |(a, f)| (a, Some(f)));
            let decoded = percent_decode_str(address).decode_utf8_lossy();
            let Some(path) = resolve(page, &decoded) else {
                dead.push(format!("{page}:{line}: leaves the site: {target}"));
                continue;
            };
            let wanted = fragment.map(|id| percent_decode_str(id).decode_utf8_lossy().into_owned());
            if !self.files.contains_key(&path) {
                dead.push(format!("{page}:{line}: no such file: {target}"));
            } else if let (Some(id), Some(ids)) = (&wanted, self.ids.get(&path))
                && !ids.contains(id)
            {
                dead.push(format!("{page}:{line}: no such place: {target}"));
            }
        }
        self.complaints.extend(dead);
    }
}

/// A bullet that shows nothing of its own nor below it; its mark to link to is not something.
fn is_empty(bullet: &Node) -> bool {
    let shows = |node: &Node| matches!(node.name(), "img" | "svg" | "video" | "audio" | "math" | "hr" | "input");
    let marks: usize =
        bullet.find(|node| node.name() == "a" && node.has_class("at")).iter().map(|a| a.words().len()).sum();
    bullet.words().replace(' ', "").len() <= marks && bullet.find(shows).is_empty()
}

/// A relative address on a page, from the root of the site. None if it leads out of the site or to a folder.
fn resolve(page: &str, address: &str) -> Option<String> {
    if address.is_empty() {
        return Some(page.to_string());
    }
    if address.starts_with('/') {
        return None;
    }
    let mut parts: Vec<&str> = page.split('/').collect();
    parts.pop();
    for part in address.split('/') {
        match part {
            ".." => {
                parts.pop()?;
            }
            "." => {}
            part => parts.push(part),
        }
    }
    Some(parts.join("/"))
}
