//! All tables to one store, in one linear pass over names, then one over each file, in parallel.
//!
//! Does not read text: what a file says was settled in its own table.

use super::draft::Draft;
use super::kinds::{KindRules, PageKind};
use super::local::{self, Context, Local};
use super::names::{Drafts, NO_DRAFT};
use super::pages::{Page, PageId};
use super::uses::Uses;
use super::{
    BlockId, BlockIds, Graph, Headings, Link, Links, NoteFacts, assets, dates, meetings, mentions, reviews, slugs,
    tasks, tickets,
};
use crate::config::{Config, NameFormat};
use crate::diagnostic::Diagnostic;
use crate::name::FileNames;
use crate::notes::{Dialect, NoteId, Notes};
use crate::outline::{self, Outline};
use crate::span::Span;
use crate::wall::{self, walled};
use chrono::NaiveDate;
use rayon::prelude::*;
use rustc_hash::FxHashMap;
use std::sync::Arc;

/// See [`Graph::with_known`].
pub fn merge(
    notes: &Notes,
    outlines: Vec<Arc<Outline>>,
    config: &Config,
    known: &(dyn Fn(NoteId) -> Option<Arc<Local>> + Sync),
) -> (Graph, Vec<Diagnostic>) {
    let kinds = KindRules::new(config);
    let cx = Context { config, kinds: &kinds, dialect: notes.dialect, file_names: file_names(notes, config) };
    let read: Vec<(Arc<Outline>, Arc<Local>, Option<String>)> = outlines
        .into_par_iter()
        .zip(&notes.notes)
        .enumerate()
        .map(|(i, (outline, note))| match known(NoteId(i as u32)) {
            Some(local) => (outline, local, None),
            None => or_unread(outline, |outline| local::read(outline, &note.path, &cx), notes.dialect),
        })
        .collect();
    let (mut outlines, mut locals, mut broken) = (Vec::new(), Vec::new(), Vec::new());
    for (outline, local, panic) in read {
        broken.extend(panic.map(|panic| {
            let what = "this file could not be read: its page shows its text as it stands";
            wall::told(Span::default(), what, &panic).in_note(NoteId(outlines.len() as u32))
        }));
        outlines.push(outline);
        locals.push(local);
    }
    let (graph, mut told) = join(notes, outlines, locals, &kinds, config);
    told.append(&mut broken);
    (graph, told)
}

/// The table of a note; of its mere text, should making it panic.
fn or_unread(
    outline: Arc<Outline>,
    read: impl Fn(&Outline) -> Local,
    dialect: Dialect,
) -> (Arc<Outline>, Arc<Local>, Option<String>) {
    match walled(|| read(&outline)) {
        Ok(local) => (outline, Arc::new(local), None),
        Err(panic) => {
            let unread = outline::unread(outline.text.clone(), dialect);
            let local = Arc::new(read(&unread));
            (Arc::new(unread), local, Some(panic))
        }
    }
}

/// The way file names were made, told from the files where the config does not say.
///
/// Source: `logseq.md` 1.7. Without a word of either way, a dot in a file's name stays a dot.
pub fn file_names(notes: &Notes, config: &Config) -> FileNames {
    match (notes.dialect, config.logseq.name_format) {
        (Dialect::Logseq, NameFormat::TripleLowbar) => FileNames::TripleLowbar,
        (Dialect::Logseq, NameFormat::Legacy) => FileNames::Legacy,
        (Dialect::Logseq, NameFormat::Unsaid) => {
            let lowbar = notes.notes.iter().any(|n| n.path.contains("___") || n.path.contains("%5F"));
            let configured = config.logseq != crate::config::Logseq::default();
            if lowbar || !configured { FileNames::TripleLowbar } else { FileNames::Legacy }
        }
        _ => FileNames::Plain,
    }
}

fn join(
    notes: &Notes,
    outlines: Vec<Arc<Outline>>,
    locals: Vec<Arc<Local>>,
    kinds: &KindRules,
    config: &Config,
) -> (Graph, Vec<Diagnostic>) {
    let formats = dates::formats(&locals, notes.dialect, config);
    let (mut all, uses) =
        rayon::join(|| Drafts::of_notes(notes, &outlines, &locals, &formats, kinds, config), || Uses::of(&locals));
    let targets = all.resolve(uses, notes, kinds);
    for (outline, local) in outlines.iter().zip(&locals) {
        for day in local.tasks.iter().filter_map(|&t| outline.blocks[t as usize].task()).flat_map(tasks::days) {
            all.day(day);
        }
    }
    all.add_parents();

    let (pages, ids, by_key) = settle(&mut all, kinds);
    let mut diagnostics = std::mem::take(&mut all.diagnostics);
    let to_page = |draft: u32| if draft == NO_DRAFT { PageId::NONE } else { ids[draft as usize] };

    let days: Vec<(NaiveDate, PageId)> = pages
        .iter()
        .enumerate()
        .filter_map(|(i, page)| match page.kind {
            PageKind::Journal(day) => Some((day, PageId(i as u32))),
            _ => None,
        })
        .collect();
    let homes = Homes::of(&pages, outlines.len());
    let facts: Vec<NoteFacts> = (0..outlines.len())
        .into_par_iter()
        .map(|i| {
            let targets: Vec<PageId> = targets[i].iter().map(|&t| to_page(t)).collect();
            note_facts(&homes, NoteId(i as u32), &notes.notes[i].path, &outlines[i], &locals[i], targets)
        })
        .collect();

    let mut graph = Graph {
        dialect: notes.dialect,
        outlines,
        locals,
        facts,
        pages,
        by_key,
        formats,
        links: Links::default(),
        headings: vec![Headings::default(); notes.notes.len()],
        block_links: Vec::new(),
        block_ids: BlockIds::default(),
        tasks: Vec::new(),
        tasks_by_page: Vec::new(),
        tasks_by_day: Vec::new(),
        meetings: meetings::Meetings::default(),
        reviews: Vec::new(),
        private: Vec::new(),
        candidates: Vec::new(),
        tickets: Vec::new(),
        ticket_ids: Default::default(),
        mentions: mentions::Mentions::default(),
        days,
        asset_list: notes.assets.clone(),
        assets_by_key: assets::by_key(&notes.assets),
        assets_by_name: assets::by_name(&notes.assets),
        kinds: kinds.clone(),
    };
    page_tags(&mut graph);
    // Neither needs the other, nor the links.
    let (tickets, reviews) = rayon::join(|| tickets::collect(&graph, config), || reviews::collect(&graph, config));
    graph.ticket_ids = tickets.iter().map(|t| t.id.clone()).collect();
    graph.tickets = tickets;
    (graph.reviews, graph.candidates) = reviews;
    graph.private = private(&graph);
    links(&mut graph);
    blocks(&mut graph, &mut diagnostics);
    graph.meetings = meetings::collect(&graph);
    graph.tasks = tasks::collect(&graph);
    (graph.tasks_by_page, graph.tasks_by_day) = tasks::index(&graph);
    diagnostics.sort_by_key(|d| (d.note, d.span.start, d.code));
    (graph, diagnostics)
}

/// Drafts to pages in the order of their keys; the page of each draft, and of each key.
fn settle(all: &mut Drafts<'_>, kinds: &KindRules) -> (Vec<Page>, Vec<PageId>, FxHashMap<Arc<str>, PageId>) {
    let mut order: Vec<u32> =
        (0..all.drafts.len() as u32).filter(|&i| all.drafts[i as usize].merged.is_none()).collect();
    order.sort_unstable_by(|&a, &b| all.drafts[a as usize].key.cmp(&all.drafts[b as usize].key));
    let mut ids = vec![PageId::NONE; all.drafts.len()];
    let mut pages = Vec::with_capacity(order.len());
    for (i, &at) in order.iter().enumerate() {
        ids[at as usize] = PageId(i as u32);
        let dialect = all.dialect;
        pages.push(page(&mut all.drafts[at as usize], kinds, dialect));
    }
    for i in 0..ids.len() {
        let mut at = i;
        while let Some(next) = all.drafts[at].merged {
            at = next as usize;
        }
        ids[i] = ids[at];
    }
    let by_key: FxHashMap<Arc<str>, PageId> =
        all.by_key.iter().map(|(key, &at)| (key.clone(), ids[at as usize])).collect();
    for i in 0..pages.len() {
        let parent = match pages[i].kind {
            PageKind::Journal(_) => None,
            _ => pages[i].key.rsplit_once('/').and_then(|(parent, _)| by_key.get(parent)).copied(),
        };
        if let Some(parent) = parent.filter(|p| p.index() != i) {
            pages[i].parent = Some(parent);
            pages[parent.index()].children.push(PageId(i as u32));
        }
    }
    for moved in slugs::assign(&mut pages) {
        let page = &pages[moved];
        if let Some(&note) = page.home.notes.first() {
            let message = format!("the address of `{}` is also another page's; it is `{}`", page.name, page.slug);
            let help = "rename one of the two if the address should be short";
            let code = crate::diagnostic::Code::SlugCollision;
            all.diagnostics.push(Diagnostic::new(code, Default::default(), message).help(help).in_note(note));
        }
    }
    (pages, ids, by_key)
}

fn page(draft: &mut Draft, kinds: &KindRules, dialect: Dialect) -> Page {
    let kind = draft
        .said
        .or(draft.configured)
        // Elsewhere a key with slashes is a path, and its folders were asked.
        .or_else(|| kinds.namespace(&draft.key).filter(|_| dialect == Dialect::Logseq))
        .filter(|_| draft.day.is_none())
        .or(draft.day.map(PageKind::Journal))
        .or(draft.collected)
        .unwrap_or(if draft.home.is_empty() && !draft.linked { PageKind::Tag } else { PageKind::Note });
    let status = std::mem::take(&mut draft.status);
    // Once, not with each: a page can have thousands.
    let mut aliases = std::mem::take(&mut draft.aliases);
    aliases.sort_unstable();
    aliases.dedup();
    Page {
        name: draft.name.clone(),
        key: draft.key.clone(),
        aliases,
        kind,
        home: std::mem::take(&mut draft.home),
        slug: Box::default(),
        archived: status.iter().any(|s| kinds.is_archived(kind, s)),
        status,
        tags: Vec::new(),
        parent: None,
        children: Vec::new(),
    }
}

/// Which page each file and each section is.
struct Homes<'a> {
    pages: &'a [Page],
    notes: Vec<PageId>,
    sections: FxHashMap<BlockId, PageId>,
}

impl Homes<'_> {
    fn of(pages: &[Page], notes: usize) -> Homes<'_> {
        let mut homes = Homes { pages, notes: vec![PageId::NONE; notes], sections: FxHashMap::default() };
        for (i, page) in pages.iter().enumerate() {
            for note in &page.home.notes {
                homes.notes[note.index()] = PageId(i as u32);
            }
            homes.sections.extend(page.home.sections.iter().map(|&section| (section, PageId(i as u32))));
        }
        homes
    }

    fn day(&self, page: PageId) -> Option<NaiveDate> {
        match self.pages.get(page.index()).map(|p| p.kind) {
            Some(PageKind::Journal(day)) => Some(day),
            _ => None,
        }
    }
}

fn note_facts(
    homes: &Homes<'_>,
    note: NoteId,
    path: &Arc<str>,
    outline: &Outline,
    local: &Local,
    targets: Vec<PageId>,
) -> NoteFacts {
    let page = homes.notes[note.index()];
    let mut owners: Vec<PageId> = Vec::with_capacity(outline.blocks.len());
    let mut sections = local.sections.iter().peekable();
    for (i, block) in outline.blocks.iter().enumerate() {
        let above = block.parent.map_or(page, |p| owners[p as usize]);
        let section = sections.next_if(|section| section.block == i as u32);
        let own = section.and_then(|section| homes.sections.get(&BlockId { note, block: section.block }));
        owners.push(own.copied().unwrap_or(above));
    }
    let opening = |&(block, name): &(u32, u32)| Some((block, homes.day(targets[name as usize])?));
    let openings: Vec<(u32, NaiveDate)> = local.openings.iter().filter_map(opening).collect();
    let mut dates = dates::in_force(outline, homes.day(page), &openings);
    local.templates.iter().for_each(|&(from, to)| dates[from as usize..to as usize].fill(None));
    NoteFacts { path: path.clone(), page, owners, dates, targets, openings }
}

/// Peer reviews: what the author wrote about a person as a colleague, by path and place.
fn private(graph: &Graph) -> Vec<(NoteId, u32, u32)> {
    let of_person = graph.reviews.iter().filter(|r| graph.page(r.page).kind == PageKind::Person);
    let mut ranges: Vec<_> = of_person.map(|r| (r.heading.note, r.heading.block, graph.block(r.heading).end)).collect();
    ranges.sort_unstable();
    ranges
}

fn page_tags(graph: &mut Graph) {
    for i in 0..graph.pages.len() {
        let mut tags: Vec<PageId> = Vec::new();
        for note in &graph.pages[i].home.notes {
            let targets = &graph.facts[note.index()].targets;
            tags.extend(graph.locals[note.index()].tags.iter().map(|&t| targets[t as usize]));
        }
        tags.retain(|&t| t != PageId::NONE);
        tags.sort_unstable();
        tags.dedup();
        graph.pages[i].tags = tags;
    }
}

fn links(graph: &mut Graph) {
    let of_notes: Vec<Vec<Link>> = (0..graph.locals.len())
        .into_par_iter()
        .map(|i| {
            let (local, facts) = (&graph.locals[i], &graph.facts[i]);
            let mut links: Vec<Link> = Vec::with_capacity(local.links.len());
            for link in &local.links {
                let to = facts.targets[link.name as usize];
                let via = facts.owners[link.block as usize];
                let from = BlockId { note: NoteId(i as u32), block: link.block };
                if graph.is_private(from) {
                    continue;
                }
                let again = links.iter().rev().take_while(|l| l.from == from).any(|l| l.to == to);
                if to != PageId::NONE && to != via && !again {
                    links.push(Link { from, via, to, kind: link.kind, in_property: link.in_property });
                }
            }
            links
        })
        .collect();
    graph.links = Links::new(&of_notes, graph.pages.len());
}

fn blocks(graph: &mut Graph, diagnostics: &mut Vec<Diagnostic>) {
    for (i, (outline, local)) in graph.outlines.iter().zip(&graph.locals).enumerate() {
        let note = NoteId(i as u32);
        for &block in &local.ids {
            let Some(id) = outline.blocks[block as usize].id else { continue };
            let block = BlockId { note, block };
            let uuid = id.of(&outline.text).trim().to_lowercase();
            if let Some(first) = graph.block_ids.insert(graph.dialect, &uuid, block) {
                let path = &graph.facts[first.note.index()].path;
                let message = format!("the id `{uuid}` is taken by a block of {path}");
                let help = "references lead to the first; give this block an id of its own, or remove the line";
                let code = crate::diagnostic::Code::DuplicateId;
                diagnostics.push(Diagnostic::new(code, id, message).help(help).in_note(note));
                continue;
            }
        }
    }
    for (i, local) in graph.locals.iter().enumerate() {
        let note = NoteId(i as u32);
        for &(block, number) in &local.block_refs {
            let from = BlockId { note, block };
            let to = graph.block_of(note, &graph.outlines[i].refs[number as usize]);
            if let Some(to) = to.filter(|_| !graph.is_private(from)) {
                graph.block_links.push((to, from));
            }
        }
    }
    graph.block_links.sort_unstable();
    graph.block_links.dedup();
}
