//! From a path to what stands there: the way back from [`Routes::path`].
//!
//! Knows no path that the other way does not: what it finds is held to that.

use super::{Route, Routes, folder, link_parts};
use crate::graph::{Graph, PageId};
use crate::period::Period;
use rustc_hash::{FxHashMap, FxHasher};
use std::hash::{Hash, Hasher};

/// Hash of folder and slug to page; the pages whose hash is another's too stand apart.
#[derive(Default)]
pub(super) struct ByPath {
    pages: FxHashMap<u64, u32>,
    others: Vec<u32>,
}

impl ByPath {
    fn of(graph: &Graph) -> ByPath {
        let mut by_path = ByPath::default();
        by_path.pages.reserve(graph.pages.len());
        for (i, page) in (0u32..).zip(graph.pages.iter()) {
            let first = *by_path.pages.entry(hash(folder(page.kind), &page.slug)).or_insert(i);
            by_path.others.extend(Some(i).filter(|i| *i != first));
        }
        by_path
    }

    fn page(&self, graph: &Graph, wanted: &str, slug: &str) -> Option<PageId> {
        let mut pages = self.pages.get(&hash(wanted, slug)).into_iter().chain(&self.others).map(|&i| PageId(i));
        pages.find(|&id| folder(graph.page(id).kind) == wanted && *graph.page(id).slug == *slug)
    }
}

fn hash(folder: &str, slug: &str) -> u64 {
    let mut hasher = FxHasher::default();
    (folder, slug).hash(&mut hasher);
    hasher.finish()
}

impl Routes {
    /// What stands at a path from the root of the site, as [`Routes::path`] gives it: `people/index.html`.
    pub fn at(&self, graph: &Graph, path: &str) -> Option<Route> {
        let found = match path {
            "index.html" => Some(Route::Home),
            "projects/index.html" => Some(Route::Projects),
            "people/index.html" => Some(Route::People),
            "agenda/index.html" => Some(Route::Agenda),
            "tags/index.html" => Some(Route::Tags(None)),
            "all.html" => Some(Route::All(None)),
            "review/evidence.html" => Some(Route::Evidence(1)),
            "404.html" => Some(Route::NotFound),
            "robots.txt" => Some(Route::Robots),
            _ => self.below(graph, path),
        };
        found.filter(|route| self.has(graph, *route) && self.path(graph, *route) == path)
    }

    /// The same of what stands in a folder.
    fn below(&self, graph: &Graph, path: &str) -> Option<Route> {
        let (folder, file) = path.split_once('/')?;
        let numbered = |parts: usize, route: fn(Option<u32>) -> Route| {
            (0..parts as u32).map(|part| route(Some(part))).find(|route| self.path(graph, *route) == path)
        };
        let name = file.strip_suffix(".html");
        let page = |name: &str| {
            let pages = self.by_path.get_or_init(|| ByPath::of(graph));
            // No slug holds a dot.
            match name.rsplit_once('.') {
                None => pages.page(graph, folder, name).map(Route::Page),
                Some((slug, part)) => {
                    let (page, part) = (pages.page(graph, folder, slug)?, part.parse().ok()?);
                    (2..=link_parts(graph, page)).contains(&part).then_some(Route::Links(page, part))
                }
            }
        };
        let alias = || self.aliases(graph).iter().position(|alias| *alias.path == *path);
        match folder {
            "theme" => self.statics.iter().position(|name| name == file).map(|at| Route::Static(at as u32)),
            "assets" => {
                self.asset_paths(graph).iter().find(|(_, place)| ***place == *path).map(|(at, _)| Route::Asset(*at))
            }
            "calendar" => name?.parse().ok().map(Route::Calendar),
            "review" => match name?.strip_prefix("evidence.") {
                Some(page) => page.parse().ok().map(Route::Evidence),
                None => Period::read(name?).map(Route::Review),
            },
            "week" => Period::read(name?).map(Route::Week),
            "all" => numbered(self.names(graph).parts().len(), Route::All),
            _ => {
                let tags = || match folder == "tags" && file.starts_with("index.") {
                    true => numbered(self.tags(graph).parts().len(), Route::Tags),
                    false => None,
                };
                page(name?).or_else(tags).or_else(|| alias().map(|at| Route::Alias(at as u32)))
            }
        }
    }
}
