//! The closed list of what a site consists of: the path of each, and how one page links to another.
//!
//! Does not render, and is the only place that knows a URL.

mod at;
mod evidence;
mod files;
mod listing;
mod periods;

use crate::graph::{BlockId, Found, Graph, Page, PageId, PageKind};
use crate::name;
use crate::period::Period;
use chrono::NaiveDate;
use rustc_hash::{FxHashMap, FxHashSet};
use std::sync::{Arc, OnceLock};

pub use evidence::{Cited, Evidence, Source};
pub use files::at_page;
pub use listing::{ListPart, Listed, Listing, PageName, TagOf};

/// One thing a site consists of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Route {
    /// `index.html`
    Home,
    /// `projects/index.html`
    Projects,
    /// `people/index.html`
    People,
    /// `agenda/index.html`
    Agenda,
    /// `calendar/2024.html`
    Calendar(i32),
    /// `review/2024.html`
    Review(Period),
    /// `review/evidence.html`, and from its second page on `review/evidence.2.html`.
    Evidence(u32),
    /// `week/2024-w50.html`
    Week(Period),
    /// `tags/index.html`, or a part of it: index in the parts of [`Routes::tags`].
    Tags(Option<u32>),
    /// `all.html`, or a part of it: index in the parts of [`Routes::names`].
    All(Option<u32>),
    /// Any page of the graph, in the folder of its kind.
    Page(PageId),
    /// What links to a page, from its second part on: 2, 3, …
    Links(PageId, u32),
    /// The address of another name of a page: index in [`Routes::aliases`].
    Alias(u32),
    /// `404.html`
    NotFound,
    /// `robots.txt`
    Robots,
    /// A file of the theme: index in [`Routes::statics`].
    Static(u32),
    /// A file that notes show or link to: index in [`Graph::asset_list`].
    Asset(u32),
}

impl Route {
    /// What may come into place when files come one by one: first what pages show, then pages, then what lists them.
    pub fn rank(&self) -> u8 {
        match self {
            Route::Static(_) | Route::Asset(_) | Route::Robots | Route::NotFound => 0,
            Route::Page(_) | Route::Links(..) | Route::Alias(_) => 1,
            Route::Home | Route::Projects | Route::People | Route::Agenda | Route::Calendar(_) => 2,
            Route::Review(_) | Route::Evidence(_) | Route::Week(_) | Route::Tags(_) | Route::All(_) => 2,
        }
    }
}

/// An address that leads on to a page.
#[derive(Clone, Debug, PartialEq)]
pub struct Alias {
    /// The other name, as written.
    pub name: Arc<str>,
    /// The page.
    pub page: PageId,
    path: Box<str>,
}

/// All routes of a site, and the way from anything to its address and back.
///
/// Most of it takes the whole graph to know, is asked for by few pages, and is worked out when first asked for: a live
/// preview shows one page of a site that the next edit replaces.
pub struct Routes {
    today: NaiveDate,
    first_month: u8,
    list: OnceLock<Vec<Route>>,
    /// Years with a calendar, oldest first: every page asks for the newest.
    calendars: Vec<i32>,
    reviews: OnceLock<Vec<Period>>,
    weeks: OnceLock<Vec<Period>>,
    evidence: OnceLock<Evidence>,
    aliases: OnceLock<Vec<Alias>>,
    names: OnceLock<Listing<PageName>>,
    tags: OnceLock<Listing<TagOf>>,
    /// Names of the theme's files.
    pub statics: Vec<String>,
    asset_paths: OnceLock<FxHashMap<u32, Box<str>>>,
    by_path: OnceLock<at::ByPath>,
}

/// How many backlinks stand on one page: hub pages are split, so that a phone can load each part.
pub const LINKS_AT_ONCE: usize = 200;

impl Routes {
    /// Of a graph. `statics` are the theme's files.
    pub fn new(graph: &Graph, statics: Vec<String>, today: NaiveDate, first_month: u8) -> Routes {
        Routes {
            today,
            first_month,
            list: OnceLock::new(),
            calendars: periods::calendars(graph, today),
            reviews: OnceLock::new(),
            weeks: OnceLock::new(),
            evidence: OnceLock::new(),
            aliases: OnceLock::new(),
            names: OnceLock::new(),
            tags: OnceLock::new(),
            statics,
            asset_paths: OnceLock::new(),
            by_path: OnceLock::new(),
        }
    }

    /// Everything, in a fixed order.
    pub fn list(&self, graph: &Graph) -> &[Route] {
        self.list.get_or_init(|| {
            let mut list = vec![Route::Home, Route::Projects, Route::People, Route::Agenda, Route::Tags(None)];
            list.extend(self.calendars.iter().copied().map(Route::Calendar));
            list.extend(self.reviews(graph).iter().copied().map(Route::Review));
            list.extend((1..=self.evidence(graph).pages()).map(Route::Evidence));
            list.extend(self.weeks(graph).iter().copied().map(Route::Week));
            list.push(Route::All(None));
            list.extend((0..self.names(graph).parts().len() as u32).map(|part| Route::All(Some(part))));
            list.extend((0..self.tags(graph).parts().len() as u32).map(|part| Route::Tags(Some(part))));
            for page in (0..graph.pages.len() as u32).map(PageId) {
                list.push(Route::Page(page));
                list.extend((2..=link_parts(graph, page)).map(|part| Route::Links(page, part)));
            }
            list.extend((0..self.aliases(graph).len() as u32).map(Route::Alias));
            list.extend([Route::NotFound, Route::Robots]);
            list.extend((0..self.statics.len() as u32).map(Route::Static));
            let mut assets: Vec<u32> = self.asset_paths(graph).keys().copied().collect();
            assets.sort_unstable();
            list.extend(assets.into_iter().map(Route::Asset));
            list
        })
    }

    /// What `all.html` lists.
    pub fn names(&self, graph: &Graph) -> &Listing<PageName> {
        self.names.get_or_init(|| listing::pages(graph))
    }

    /// What `tags/index.html` lists.
    pub fn tags(&self, graph: &Graph) -> &Listing<TagOf> {
        self.tags.get_or_init(|| listing::tags(graph))
    }

    /// Redirects.
    pub fn aliases(&self, graph: &Graph) -> &[Alias] {
        self.aliases.get_or_init(|| aliases(graph))
    }

    /// What is cited, and on which page it stands.
    pub fn evidence(&self, graph: &Graph) -> &Evidence {
        self.evidence.get_or_init(|| Evidence::new(graph, self.first_month))
    }

    fn asset_paths(&self, graph: &Graph) -> &FxHashMap<u32, Box<str>> {
        self.asset_paths.get_or_init(|| files::places(graph))
    }

    /// Where a route's file stands, from the root of the site.
    pub fn path(&self, graph: &Graph, route: Route) -> String {
        match route {
            Route::Page(page) => self.page_href(graph, page, 0),
            Route::Home => "index.html".into(),
            Route::Projects => "projects/index.html".into(),
            Route::People => "people/index.html".into(),
            Route::Agenda => "agenda/index.html".into(),
            Route::Calendar(year) => format!("calendar/{year}.html"),
            Route::Review(period) => format!("review/{period}.html"),
            Route::Evidence(1) => "review/evidence.html".into(),
            Route::Evidence(page) => format!("review/evidence.{page}.html"),
            Route::Week(week) => format!("week/{week}.html"),
            Route::Tags(part) => match part.and_then(|part| self.tags(graph).parts().get(part as usize)) {
                Some(part) => format!("tags/index.{}.html", part.slug()),
                None => "tags/index.html".into(),
            },
            Route::All(part) => match part.and_then(|part| self.names(graph).parts().get(part as usize)) {
                Some(part) => format!("all/{}.html", part.slug()),
                None => "all.html".into(),
            },
            Route::Links(page, part) => {
                let p = graph.page(page);
                // No slug holds a dot.
                format!("{}/{}.{part}.html", folder(p.kind), p.slug)
            }
            Route::Alias(alias) => {
                self.aliases(graph).get(alias as usize).map(|a| a.path.to_string()).unwrap_or_default()
            }
            Route::NotFound => "404.html".into(),
            Route::Robots => "robots.txt".into(),
            Route::Static(file) => self.statics.get(file as usize).map(|f| format!("theme/{f}")).unwrap_or_default(),
            Route::Asset(asset) => self.asset_paths(graph).get(&asset).map(|p| p.to_string()).unwrap_or_default(),
        }
    }

    /// Whether the site has this route.
    pub fn has(&self, graph: &Graph, route: Route) -> bool {
        match route {
            Route::Calendar(year) => self.calendars.contains(&year),
            Route::Review(period) => self.reviews(graph).contains(&period),
            Route::Evidence(page) => (1..=self.evidence(graph).pages()).contains(&page),
            Route::Week(week) => self.weeks(graph).binary_search(&week).is_ok(),
            Route::Asset(asset) => self.asset_paths(graph).contains_key(&asset),
            _ => true,
        }
    }

    /// The address of a page, with room for a block's anchor.
    fn page_href(&self, graph: &Graph, page: PageId, depth: u8) -> String {
        let Some(page) = graph.pages.get(page.index()) else { return String::new() };
        let up = above(page.kind).get(usize::from(depth == 0) * 3..).unwrap_or_default();
        let mut href = String::with_capacity(up.len() + page.slug.len() + 20);
        href.push_str(up);
        href.push_str(&page.slug);
        href.push_str(".html");
        href
    }

    /// The address of a route on a page that stands `depth` folders deep (0 or 1).
    pub fn href(&self, graph: &Graph, route: Route, depth: u8) -> String {
        if let Route::Page(page) = route {
            return self.page_href(graph, page, depth);
        }
        let path = self.path(graph, route);
        let path = match route {
            Route::Asset(_) | Route::Static(_) => encode(&path),
            _ => path,
        };
        if depth == 0 { path } else { format!("../{path}") }
    }

    /// The id of a block's element on the page where it is at home.
    pub fn anchor(&self, graph: &Graph, id: BlockId) -> String {
        let mut anchor = String::with_capacity(10);
        self.write_anchor(graph, id, &mut anchor);
        anchor
    }

    fn write_anchor(&self, graph: &Graph, id: BlockId, out: &mut String) {
        out.push_str("b-");
        if let Some(written) = graph.block(id).id {
            let written = written.of(&graph.outline(id).text).trim().to_lowercase();
            // Only the first block with an id keeps it.
            if graph.block_ids().everywhere(&written) == Some(id)
                && written.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
            {
                return out.push_str(&written);
            }
        }
        let mut hash = graph.anchor(id);
        for _ in 0..8 {
            out.push(char::from(b"0123456789abcdefghijkmnpqrstvwxyz"[(hash % 32) as usize]));
            hash /= 32;
        }
    }

    /// The address of a block on the page where it is at home; of that page alone for what has no line of its own
    /// there: the block a section begins with, and one that holds only properties. The date over a person's meeting
    /// stands in the margin: its first line stands for it.
    pub fn block_href(&self, graph: &Graph, id: BlockId, depth: u8) -> String {
        let owner = graph.owner(id);
        let mut href = self.page_href(graph, owner, depth);
        if graph.is_section(id) || graph.is_blank(id) {
            return href;
        }
        let met = graph.page(owner).kind == PageKind::Person && graph.is_bare_date(id);
        let shown = match met {
            true => graph.children(id).find(|&child| !graph.is_blank(child)),
            false => Some(id),
        };
        if let Some(shown) = shown {
            href.push('#');
            self.write_anchor(graph, shown, &mut href);
        }
        href
    }

    /// The address of a tag too rare for a page: its line in the list of tags.
    pub fn tag_line(&self, graph: &Graph, tag: &str, depth: u8) -> String {
        let tag = tag.trim_start_matches('#');
        let list = self.href(graph, Route::Tags(self.tags(graph).part_of(tag)), depth);
        format!("{list}#{}", tag_id(tag))
    }

    /// Years with a calendar, oldest first.
    pub fn calendars(&self) -> &[i32] {
        &self.calendars
    }

    /// The calendar of today's year, else the nearest: where "Journal" leads.
    pub fn calendar(&self, year: i32) -> Option<Route> {
        let years = self.calendars.iter().copied();
        years.min_by_key(|y| (y - year).abs()).map(Route::Calendar)
    }

    /// The route of a file the graph found, if it is part of the site.
    pub fn asset(&self, graph: &Graph, found: &Found<'_>) -> Option<Route> {
        Some(Route::Asset(found.index)).filter(|route| self.has(graph, *route))
    }
}

/// The anchor of a tag's line in the list of tags.
pub fn tag_id(tag: &str) -> String {
    format!("t-{}", name::slug(tag))
}

/// In how many parts the backlinks of a page are shown.
pub fn link_parts(graph: &Graph, page: PageId) -> u32 {
    if graph.links_to(page).len() <= LINKS_AT_ONCE {
        return 1;
    }
    graph.backlinks(page).count().div_ceil(LINKS_AT_ONCE) as u32
}

fn page_path(page: &Page) -> String {
    format!("{}/{}.html", folder(page.kind), page.slug)
}

/// An address for every further name of a page, unless another page or name has it.
fn aliases(graph: &Graph) -> Vec<Alias> {
    let mut aliases: Vec<Alias> = Vec::new();
    let named = || graph.pages.iter().enumerate().filter(|(_, page)| !page.aliases.is_empty());
    if named().next().is_none() {
        return aliases;
    }
    let mut taken: FxHashSet<String> = graph.pages.iter().map(page_path).collect();
    for (i, page) in named() {
        for alias in &page.aliases {
            let folder = folder(page.kind);
            let slug = name::slug(alias);
            let mut path = format!("{folder}/{slug}.html");
            if taken.contains(&path) {
                path = format!("{folder}/{slug}-{}.html", name::short_hash(alias));
            }
            if taken.insert(path.clone()) {
                aliases.push(Alias { name: alias.clone(), page: PageId(i as u32), path: path.into() });
            }
        }
    }
    aliases
}

/// The folder of a kind, from a page in another.
fn above(kind: PageKind) -> &'static str {
    match kind {
        PageKind::Journal(_) => "../journal/",
        PageKind::Project => "../projects/",
        PageKind::Person => "../people/",
        PageKind::Tag => "../tags/",
        PageKind::Custom(_) | PageKind::Note => "../pages/",
    }
}

fn folder(kind: PageKind) -> &'static str {
    above(kind).trim_start_matches("../").trim_end_matches('/')
}

/// File names of the notes' own may hold what a URL may not.
fn encode(path: &str) -> String {
    const KEEP: &percent_encoding::AsciiSet =
        &percent_encoding::NON_ALPHANUMERIC.remove(b'/').remove(b'-').remove(b'_').remove(b'.').remove(b'~');
    percent_encoding::utf8_percent_encode(path, KEEP).to_string()
}
