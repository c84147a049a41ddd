//! The closed list of what a site consists of: the path of each, and how one page links to another.
//!
//! Does not render, and is the only place that knows a URL.

mod files;
mod listing;

use crate::graph::{BlockId, Found, Graph, Page, PageId, PageKind};
use crate::name;
use crate::period::Period;
use chrono::{Datelike, NaiveDate};
use rayon::prelude::*;
use rustc_hash::{FxHashMap, FxHashSet};
use std::sync::Arc;

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
            Route::Review(_) | Route::Tags(_) | Route::All(_) => 2,
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

/// All routes of a site, and the way from anything to its address.
pub struct Routes {
    list: Vec<Route>,
    /// Years with a calendar, and reviews, oldest first: every page asks for the newest.
    calendars: Vec<i32>,
    reviews: Vec<Route>,
    /// Redirects.
    pub aliases: Vec<Alias>,
    /// What `all.html` lists.
    pub names: Listing<PageName>,
    /// What `tags/index.html` lists.
    pub tags: Listing<TagOf>,
    /// Names of the theme's files.
    pub statics: Vec<String>,
    asset_paths: FxHashMap<u32, Box<str>>,
    /// The path of each page: every link asks for one.
    pages: Vec<Box<str>>,
    /// A hash for each block, by note.
    anchors: Vec<Vec<u64>>,
}

/// How many backlinks stand on one page: hub pages are split, so that a phone can load each part.
pub const LINKS_AT_ONCE: usize = 200;

impl Routes {
    /// Work out every address. `statics` are the theme's files.
    pub fn new(graph: &Graph, statics: Vec<String>, today: NaiveDate, first_month: u8) -> Routes {
        let (names, tags) = rayon::join(|| listing::pages(graph), || listing::tags(graph));
        let mut routes = Routes {
            list: Vec::new(),
            calendars: calendar_years(graph, today),
            reviews: review_years(graph, today, first_month)
                .into_iter()
                .map(|y| Route::Review(Period::Year(y)))
                .collect(),
            aliases: Vec::new(),
            names,
            tags,
            statics,
            asset_paths: files::places(graph),
            pages: graph.pages.iter().map(page_path).collect(),
            anchors: anchors(graph),
        };
        routes.name_aliases(graph);
        let mut list = vec![Route::Home, Route::Projects, Route::People, Route::Agenda, Route::Tags(None)];
        list.extend(routes.calendars.iter().copied().map(Route::Calendar));
        list.extend(&routes.reviews);
        list.push(Route::All(None));
        list.extend((0..routes.names.parts().len() as u32).map(|part| Route::All(Some(part))));
        list.extend((0..routes.tags.parts().len() as u32).map(|part| Route::Tags(Some(part))));
        for page in (0..graph.pages.len() as u32).map(PageId) {
            list.push(Route::Page(page));
            list.extend((2..=link_parts(graph, page)).map(|part| Route::Links(page, part)));
        }
        list.extend((0..routes.aliases.len() as u32).map(Route::Alias));
        list.extend([Route::NotFound, Route::Robots]);
        list.extend((0..routes.statics.len() as u32).map(Route::Static));
        let mut assets: Vec<u32> = routes.asset_paths.keys().copied().collect();
        assets.sort_unstable();
        list.extend(assets.into_iter().map(Route::Asset));
        routes.list = list;
        routes
    }

    /// Everything, in a fixed order.
    pub fn list(&self) -> &[Route] {
        &self.list
    }

    /// Where a route's file stands, from the root of the site.
    pub fn path(&self, graph: &Graph, route: Route) -> String {
        match route {
            Route::Page(page) => self.page_path(page).to_string(),
            Route::Home => "index.html".into(),
            Route::Projects => "projects/index.html".into(),
            Route::People => "people/index.html".into(),
            Route::Agenda => "agenda/index.html".into(),
            Route::Calendar(year) => format!("calendar/{year}.html"),
            Route::Review(period) => format!("review/{period}.html"),
            Route::Tags(part) => match part.and_then(|part| self.tags.parts().get(part as usize)) {
                Some(part) => format!("tags/index.{}.html", part.slug()),
                None => "tags/index.html".into(),
            },
            Route::All(part) => match part.and_then(|part| self.names.parts().get(part as usize)) {
                Some(part) => format!("all/{}.html", part.slug()),
                None => "all.html".into(),
            },
            Route::Links(page, part) => {
                let p = graph.page(page);
                // No slug holds a dot.
                format!("{}/{}.{part}.html", folder(p.kind), p.slug)
            }
            Route::Alias(alias) => self.aliases.get(alias as usize).map(|a| a.path.to_string()).unwrap_or_default(),
            Route::NotFound => "404.html".into(),
            Route::Robots => "robots.txt".into(),
            Route::Static(file) => self.statics.get(file as usize).map(|f| format!("theme/{f}")).unwrap_or_default(),
            Route::Asset(asset) => self.asset_paths.get(&asset).map(|p| p.to_string()).unwrap_or_default(),
        }
    }

    /// Whether the site has this route.
    pub fn has(&self, route: Route) -> bool {
        match route {
            Route::Calendar(year) => self.calendars.contains(&year),
            Route::Review(_) => self.reviews.contains(&route),
            Route::Asset(asset) => self.asset_paths.contains_key(&asset),
            _ => true,
        }
    }

    fn page_path(&self, page: PageId) -> &str {
        self.pages.get(page.index()).map_or("", |path| path)
    }

    /// The address of a page, with room for a block's anchor.
    fn page_href(&self, page: PageId, depth: u8) -> String {
        let path = self.page_path(page);
        let mut href = String::with_capacity(path.len() + 14);
        href.push_str(if depth == 0 { "" } else { "../" });
        href.push_str(path);
        href
    }

    /// The address of a route on a page that stands `depth` folders deep (0 or 1).
    pub fn href(&self, graph: &Graph, route: Route, depth: u8) -> String {
        if let Route::Page(page) = route {
            return self.page_href(page, depth);
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
            if graph.block_ids.everywhere(&written) == Some(id)
                && written.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
            {
                return out.push_str(&written);
            }
        }
        let mut hash = self.anchors[id.note.index()][id.block as usize];
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
        let mut href = self.page_href(owner, depth);
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
        let list = self.href(graph, Route::Tags(self.tags.part_of(tag)), depth);
        format!("{list}#{}", tag_id(tag))
    }

    /// All reviews, oldest first.
    pub fn reviews(&self) -> &[Route] {
        &self.reviews
    }

    /// The review of the newest year that has any, else of today's: where "Review" leads.
    pub fn newest_review(&self) -> Option<Route> {
        self.reviews.last().copied()
    }

    /// The calendar of today's year, else the nearest: where "Journal" leads.
    pub fn calendar(&self, year: i32) -> Option<Route> {
        let years = self.calendars.iter().copied();
        years.min_by_key(|y| (y - year).abs()).map(Route::Calendar)
    }

    fn name_aliases(&mut self, graph: &Graph) {
        let mut taken: FxHashSet<String> = self.pages.iter().map(|path| path.to_string()).collect();
        for (i, page) in graph.pages.iter().enumerate() {
            for alias in &page.aliases {
                let folder = folder(page.kind);
                let slug = name::slug(alias);
                let mut path = format!("{folder}/{slug}.html");
                if taken.contains(&path) {
                    path = format!("{folder}/{slug}-{}.html", name::short_hash(alias));
                }
                if taken.insert(path.clone()) {
                    self.aliases.push(Alias { name: alias.clone(), page: PageId(i as u32), path: path.into() });
                }
            }
        }
    }

    /// The route of a file the graph found, if it is part of the site.
    pub fn asset(&self, found: &Found<'_>) -> Option<Route> {
        Some(Route::Asset(found.index)).filter(|route| self.has(*route))
    }
}

/// The anchor of a tag's line in the list of tags.
pub fn tag_id(tag: &str) -> String {
    format!("t-{}", name::slug(tag))
}

/// In how many parts the backlinks of a page are shown.
pub fn link_parts(graph: &Graph, page: PageId) -> u32 {
    if graph.links.to(page).len() <= LINKS_AT_ONCE {
        return 1;
    }
    graph.backlinks(page).count().div_ceil(LINKS_AT_ONCE) as u32
}

fn page_path(page: &Page) -> Box<str> {
    format!("{}/{}.html", folder(page.kind), page.slug).into()
}

fn folder(kind: PageKind) -> &'static str {
    match kind {
        PageKind::Journal(_) => "journal",
        PageKind::Project => "projects",
        PageKind::Person => "people",
        PageKind::Tag => "tags",
        PageKind::Custom(_) | PageKind::Note => "pages",
    }
}

/// File names of the notes' own may hold what a URL may not.
fn encode(path: &str) -> String {
    const KEEP: &percent_encoding::AsciiSet =
        &percent_encoding::NON_ALPHANUMERIC.remove(b'/').remove(b'-').remove(b'_').remove(b'.').remove(b'~');
    percent_encoding::utf8_percent_encode(path, KEEP).to_string()
}

/// A block's anchor is made of its note's path and its own text, so that editing a block moves no other's; equal
/// blocks of a note are told apart by their order.
fn anchors(graph: &Graph) -> Vec<Vec<u64>> {
    graph
        .outlines
        .par_iter()
        .zip(&graph.facts)
        .map(|(outline, facts)| {
            let mut seen: FxHashMap<u64, u64> = FxHashMap::default();
            (0..outline.blocks.len())
                .map(|i| {
                    let mut hasher = blake3::Hasher::new();
                    hasher.update(facts.path.as_bytes()).update(b"\n");
                    hasher.update(outline.blocks[i].span.of(&outline.text).trim().as_bytes());
                    let hash = first_eight(&hasher.finalize());
                    let again = seen.entry(hash).and_modify(|n| *n += 1).or_default();
                    if *again == 0 { hash } else { first_eight(&blake3::hash(&(hash ^ *again << 1).to_le_bytes())) }
                })
                .collect()
        })
        .collect()
}

fn first_eight(hash: &blake3::Hash) -> u64 {
    hash.as_bytes()[..8].iter().fold(0, |n, b| n << 8 | u64::from(*b))
}

fn calendar_years(graph: &Graph, today: NaiveDate) -> Vec<i32> {
    let mut years: Vec<i32> = graph.days.iter().map(|(day, _)| day.year()).collect();
    years.push(today.year());
    years.sort_unstable();
    years.dedup();
    years
}

/// Years with review text or completed work; today's where there is none.
fn review_years(graph: &Graph, today: NaiveDate, first_month: u8) -> Vec<i32> {
    let written = graph.reviews.iter().filter_map(|r| Some(r.period?.year_in(first_month)));
    let done = graph.tasks.iter().filter_map(|t| Some(Period::fiscal_year(t.completed?.day()?, first_month)));
    let mut years: Vec<i32> = written.chain(done).collect();
    if years.is_empty() {
        years.push(Period::fiscal_year(today, first_month));
    }
    years.sort_unstable();
    years.dedup();
    years
}
