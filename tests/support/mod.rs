//! What tests of whole sites share: notes to a site in memory by the library alone, and every file of it.
//!
//! Each test binary uses its own part of this, hence the leave to hold dead code.
#![expect(dead_code, reason = "each test uses its own part")]
#![expect(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on should stop")]

pub mod attacks;
pub mod checker;
pub mod dom;
pub mod edits;
pub mod pairs;
pub mod pretty;
pub mod prose;
pub mod same;
pub mod served;
pub mod shares;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use annals::config::Config;
use annals::diagnostic::Diagnostic;
use annals::render::{Asset, render};
use annals::route::Route;
use annals::site::{Session, Site};
use annals::source::{self, Changed, Reader};
use annals::theme::Theme;
use chrono::NaiveDate;

/// A site with the bytes of each of its files.
pub struct Built {
    pub site: Site,
    /// Path from the root of the site to bytes.
    pub files: BTreeMap<String, Vec<u8>>,
    /// What there was to tell of the notes.
    pub told: Vec<Diagnostic>,
}

impl Built {
    /// The text of a page.
    pub fn page(&self, path: &str) -> &str {
        let bytes = self.files.get(path).unwrap_or_else(|| panic!("the site has no {path}"));
        std::str::from_utf8(bytes).unwrap()
    }

    /// `<main>` of a page.
    pub fn main(&self, path: &str) -> dom::Handle {
        dom::parse(self.page(path)).root.named("main").remove(0)
    }

    /// Paths of the pages below a folder that show something of their own: without its list and without redirects.
    pub fn pages_in(&self, folder: &str) -> Vec<&str> {
        let below = |path: &&String| path.strip_prefix(folder).is_some_and(|rest| rest.starts_with('/'));
        let own = |path: &&String| {
            !path.ends_with("/index.html") && !self.page(path.as_str()).contains("data-screen=\"redirect\"")
        };
        self.files.keys().filter(below).filter(own).map(String::as_str).collect()
    }
}

/// A file or folder of the repository.
pub fn repository(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

/// What is kept of the notes from one site to the next.
#[derive(Default)]
pub struct Memory {
    reader: Reader,
    session: Session,
}

/// A site as `annals build` joins it, from the notes to the last byte. The config and the theme are the folder's own, if
/// it has one.
pub fn build(input: &Path, today: &str) -> Built {
    join(&mut Memory::default(), input, today, Changed::Anything, true)
}

/// The same with what is remembered of the notes as they were, and nothing found before a page asks for it.
pub fn rebuild(memory: &mut Memory, input: &Path, today: &str, changed: Changed<'_>) -> Built {
    join(memory, input, today, changed, false)
}

fn join(memory: &mut Memory, input: &Path, today: &str, changed: Changed<'_>, ahead: bool) -> Built {
    let (mut site, mut told) = prepare(memory, input, today, changed).unwrap_or_else(|error| panic!("{error}"));
    if ahead {
        site.graph.complete();
    }
    told.append(&mut site.graph.findings());
    site.highlight();
    let mut files = BTreeMap::new();
    for route in site.routes() {
        let path = site.path(route);
        let bytes = bytes(&site, *route);
        assert!(files.insert(path.clone(), bytes).is_none(), "two files are called {path}");
    }
    told.append(&mut site.diagnostics());
    Built { site, files, told }
}

/// The site, of which no page is made yet; or why there is none.
pub fn prepare(
    memory: &mut Memory,
    input: &Path,
    today: &str,
    changed: Changed<'_>,
) -> Result<(Site, Vec<Diagnostic>), String> {
    let today: NaiveDate = today.parse().unwrap();
    let mut config = match std::fs::read_to_string(input.join("annals.toml")) {
        Ok(text) => Config::from_toml(&text, "annals.toml").map_err(|error| error.message)?,
        Err(_) => Config::default(),
    };
    let own = Some(input.join(&config.theme.dir)).filter(|_| !config.theme.dir.is_empty());
    let theme = Theme::load(own.as_deref()).map_err(|error| error.message)?;
    config.logseq = source::settings(input).unwrap().logseq;
    let (notes, mut told) = memory.reader.read(input, &config, &[], changed).map_err(|error| error.message)?;
    let (outlines, mut alone) = memory.session.outlines(&notes, &config);
    told.append(&mut alone);
    let (graph, mut joined) = memory.session.graph(&notes, outlines, &config);
    told.append(&mut joined);
    Ok((memory.session.site(graph, config, theme, today).map_err(|error| error.message)?, told))
}

fn bytes(site: &Site, route: Route) -> Vec<u8> {
    match render(site, route).unwrap() {
        Asset::Bytes(bytes) => bytes,
        Asset::Copy(source) => std::fs::read(source).unwrap(),
    }
}

/// A folder of its own with these files in it.
pub fn folder<T: AsRef<[u8]>>(files: &[(&str, T)]) -> tempfile::TempDir {
    let dir = tempfile::tempdir().unwrap();
    for (path, content) in files {
        let path = dir.path().join(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, content).unwrap();
    }
    dir
}

/// A Logseq graph with this `config.edn` and these files, by path: for what is too small for a folder that is kept.
pub fn written(config: &str, files: &[(&str, &str)], today: &str) -> Built {
    let all: Vec<(&str, &str)> = files.iter().copied().chain([("logseq/config.edn", config)]).collect();
    build(folder(&all).path(), today)
}

/// A folder under `tests/golden`, by the name of its case.
pub fn case(name: &str) -> PathBuf {
    repository(&format!("tests/golden/{name}/notes"))
}

/// The demo that lies in the repository.
pub fn example() -> Built {
    build(&repository("content-example"), "2025-12-12")
}

/// A whole journal in one page, as a real user keeps it; names and hosts are changed.
pub fn one_page() -> Built {
    build(&case("one-page").join("Architect.md"), "2024-12-13")
}
