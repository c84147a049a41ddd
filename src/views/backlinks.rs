//! What links to a page: pages tagged with it, then blocks by kind, in parts where they are many.
//!
//! Does not make the rows (see [`super::rows`]).

use std::cmp::Reverse;

use rustc_hash::FxHashSet;

use super::cx::Cx;
use super::parts::{Backlinks, Entries, Link, Sign};
use super::rows::entries_naming;
use crate::config::Edn;
use crate::graph::{BlockId, PageId, PageKind};
use crate::route::{LINKS_AT_ONCE, Route, link_parts};

/// How many pages tagged with one are named.
const MOST_TAGGED: usize = 200;

/// The groups, in the order shown. The last is what the page's own `filters::` set aside.
const GROUPS: [&str; 5] = ["Projects", "People", "Days", "Other notes", "Set aside by this page’s filters"];
const DAYS: usize = 2;
const SET_ASIDE: usize = 4;

/// The first part of what links to a page. Blocks in `except` are shown elsewhere on it.
pub fn backlinks(cx: &Cx<'_>, page: PageId, except: impl Fn(BlockId) -> bool) -> Backlinks {
    let tagged = tagged(cx, page);
    let named: FxHashSet<BlockId> =
        tagged.iter().map(|(_, by)| *by).filter(|by| cx.graph.outline(*by).is_empty(by.block)).collect();
    let elsewhere = |id: BlockId| except(id) || named.contains(&id);
    let all = grouped(cx, page);
    let count = all.iter().filter(|(_, id)| !elsewhere(*id)).count();
    let first = &all[..all.len().min(LINKS_AT_ONCE)];
    let shown: Vec<(usize, BlockId)> = first.iter().copied().filter(|(_, id)| !elsewhere(*id)).collect();
    // Where there is nothing else to see, a fold would only hide it.
    let many = count > cx.config.logseq.fold_references as usize;
    Backlinks {
        tagged_count: tagged.len(),
        tagged: tagged.iter().take(MOST_TAGGED).map(|(page, _)| Link { sign: Sign::None, ..cx.link(*page) }).collect(),
        count,
        folded: many && !cx.graph.page(page).home.is_empty(),
        groups: groups(cx, page, &shown),
        more: other_parts(cx, page, 1),
    }
}

/// A later part: 2, 3, …
pub fn backlinks_part(cx: &Cx<'_>, page: PageId, part: u32) -> Backlinks {
    let all = grouped(cx, page);
    let from = (part.max(1) as usize - 1).saturating_mul(LINKS_AT_ONCE).min(all.len());
    let to = (from + LINKS_AT_ONCE).min(all.len());
    let groups = groups(cx, page, &all[from..to]);
    Backlinks { count: all.len(), groups, more: other_parts(cx, page, part), ..Backlinks::default() }
}

/// Pages whose own `tags::` name a page, by path, and the block of each that says so.
fn tagged(cx: &Cx<'_>, page: PageId) -> Vec<(PageId, BlockId)> {
    let links = cx.graph.links_to(page).iter().filter(|link| link.in_property && link.from.block == 0);
    let with = links.filter(|link| cx.graph.pages.get(link.via.index()).is_some_and(|by| by.tags.contains(&page)));
    let mut tagged: Vec<(PageId, BlockId)> = with.map(|link| (link.via, link.from)).collect();
    tagged.dedup_by_key(|(by, _)| *by);
    tagged
}

fn other_parts(cx: &Cx<'_>, page: PageId, here: u32) -> Vec<Link> {
    let parts = link_parts(cx.graph, page);
    let link = |part: u32| {
        let href = match part {
            1 => cx.href(Route::Page(page)),
            part => cx.href(Route::Links(page, part)),
        };
        Link { href: Some(href), label: format!("part {part}"), ..Link::default() }
    };
    if parts < 2 { Vec::new() } else { (1..=parts).filter(|part| *part != here).map(link).collect() }
}

/// Every block that links to a page, with its group, in the order shown: days newest first, the others by page.
fn grouped(cx: &Cx<'_>, page: PageId) -> Vec<(usize, BlockId)> {
    let filters = Filters::of(cx, page);
    let group = |via: PageId| match cx.graph.pages.get(via.index()).map(|p| p.kind) {
        Some(PageKind::Project) => 0,
        Some(PageKind::Person) => 1,
        Some(PageKind::Journal(_)) => DAYS,
        _ => 3,
    };
    let place = |via: PageId, from: BlockId| if filters.keep(cx, from) { group(via) } else { SET_ASIDE };
    let mut all: Vec<(usize, PageId, BlockId)> =
        cx.graph.backlinks(page).map(|link| (place(link.via, link.from), link.via, link.from)).collect();
    all.sort_by_cached_key(|&(group, via, from)| match group {
        DAYS => (group, Reverse(cx.graph.date(from)), PageId(0), from),
        _ => (group, Reverse(None), via, from),
    });
    all.into_iter().map(|(group, _, from)| (group, from)).collect()
}

fn groups(cx: &Cx<'_>, page: PageId, shown: &[(usize, BlockId)]) -> Vec<Entries> {
    let runs: Vec<&[(usize, BlockId)]> = shown.chunk_by(|a, b| a.0 == b.0).collect();
    let entries_of = |run: &&[(usize, BlockId)]| {
        let group = run.first().map_or(DAYS, |(group, _)| *group);
        let alone = runs.len() == 1 && group != SET_ASIDE;
        Entries {
            title: if alone { String::new() } else { GROUPS[group].to_string() },
            count: run.len(),
            folded: group == SET_ASIDE,
            html: entries_naming(cx, run.iter().map(|(_, id)| *id), group == DAYS, page),
        }
    };
    runs.iter().map(entries_of).collect()
}

/// What a page's `filters:: {"x" true, "y" false}` wants of a line that links to it: all of the first, none of the
/// second, named by it, by a line above it or by the page it stands on. Source: `logseq.md` 1.8.
#[derive(Default)]
struct Filters {
    with: Vec<PageId>,
    without: Vec<PageId>,
}

impl Filters {
    fn of(cx: &Cx<'_>, page: PageId) -> Filters {
        let mut filters = Filters::default();
        let Some(written) = cx.graph.property(page, "filters") else { return filters };
        let (Edn::Map(pairs), _) = Edn::read(written) else { return filters };
        for (name, wanted) in pairs {
            let Some(page) = name.text().and_then(|name| cx.graph.find(name)) else { continue };
            match wanted {
                Edn::Bool(true) => filters.with.push(page),
                Edn::Bool(false) => filters.without.push(page),
                _ => {}
            }
        }
        filters
    }

    fn keep(&self, cx: &Cx<'_>, id: BlockId) -> bool {
        if self.with.is_empty() && self.without.is_empty() {
            return true;
        }
        let graph = cx.graph;
        let lines = std::iter::once(id.block).chain(graph.outline(id).ancestors(id.block));
        let mut named: Vec<PageId> = lines.flat_map(|block| graph.named_by(BlockId { block, ..id })).collect();
        named.extend([graph.owner(id), graph.facts[id.note.index()].page]);
        self.with.iter().all(|page| named.contains(page)) && !self.without.iter().any(|page| named.contains(page))
    }
}
