//! All tables to one store, in one linear pass over names, then one over each file, in parallel.
//!
//! Does not read text: what a file says was settled in its own table.

use super::draft::Draft;
use super::joined::{Joined, Parts};
use super::kinds::{KindRules, PageKind};
use super::local::{self, Context, Local};
use super::names::{Drafts, NO_DRAFT};
use super::numbers::Numbers;
use super::pages::{Page, PageId};
use super::uses::Uses;
use super::{BlockId, Graph, Headings, NoteFacts, block_ids, dates, mentions, reviews, slugs};
use crate::config::{Config, NameFormat};
use crate::date::Formats;
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
    numbers: &mut Numbers,
    search: mentions::Search,
) -> (Graph, Vec<Diagnostic>) {
    let kinds = KindRules::new(config);
    let cx = Context {
        config,
        kinds: &kinds,
        dialect: notes.dialect,
        file_names: file_names(notes, config),
        reviews: reviews::Words::new(config),
    };
    let read: Vec<_> = outlines
        .into_par_iter()
        .zip(&notes.notes)
        .enumerate()
        .map(|(i, (outline, note))| match known(NoteId(i as u32)) {
            Some(local) => (outline, local, true, None),
            None => {
                let read = |outline: &Outline| local::read(outline, &note.path, &cx);
                let (outline, local, panic) = or_unread(outline, read, notes.dialect);
                (outline, local, false, panic)
            }
        })
        .collect();
    let mut outlines = Vec::with_capacity(read.len());
    let (mut locals, mut broken) = (Vec::with_capacity(read.len()), Vec::new());
    for (outline, local, known, panic) in read {
        if !known {
            numbers.add(&notes.notes[outlines.len()].path, &local);
        }
        broken.extend(panic.map(|panic| {
            let what = "this file could not be read: its page shows its text as it stands";
            wall::told(Span::default(), what, &panic).in_note(NoteId(outlines.len() as u32))
        }));
        outlines.push(outline);
        locals.push(local);
    }
    let (graph, mut told) = join(notes, outlines, locals, &kinds, config, numbers, search);
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
    numbers: &mut Numbers,
    search: mentions::Search,
) -> (Graph, Vec<Diagnostic>) {
    let formats = dates::formats(&locals, notes.dialect, config);
    numbers.read_in(&formats);
    let last = numbers.joined.take();
    let kept = last.and_then(|mut joined| {
        Some((joined.still_holds(notes, &locals, &formats, &|name| numbers.is_cut(name))?, joined))
    });
    let joined = match kept {
        Some((changed, mut joined)) => {
            let Joined { parts, facts, .. } = &mut *joined;
            for note in changed {
                let homes = Homes { pages: &parts.pages, targets: &parts.targets, sections: FxHashMap::default() };
                let page = facts[note.index()].page;
                facts[note.index()] = Arc::new(homes.facts(note, page, &notes.get(note).path, &locals[note.index()]));
            }
            joined
        }
        None => Box::new(join_names(notes, &outlines, &locals, kinds, config, numbers, &formats)),
    };
    let Parts { pages, others, targets, days, told } = joined.parts.clone();
    let facts = joined.facts.clone();
    numbers.joined = Some(joined);
    let mut diagnostics = told.to_vec();
    diagnostics.append(&mut block_ids::doubled(notes, &outlines, &locals));
    diagnostics.sort_by_key(|d| (d.note, d.span.start, d.code));
    let graph = Graph {
        dialect: notes.dialect,
        mentions: mentions::Mentions::new(search, pages.len()),
        later: super::later::Later::new(outlines.len()),
        headings: vec![Headings::default(); notes.notes.len()],
        outlines,
        locals,
        facts,
        pages,
        others,
        targets,
        formats,
        block_ids: Default::default(),
        days,
        asset_list: notes.assets.clone(),
        assets_by_key: Default::default(),
        assets_by_name: Default::default(),
        kinds: kinds.clone(),
        config: config.clone(),
    };
    (graph, diagnostics)
}

/// All that names decide, and what that makes of each note.
fn join_names(
    notes: &Notes,
    outlines: &[Arc<Outline>],
    locals: &[Arc<Local>],
    kinds: &KindRules,
    config: &Config,
    numbers: &mut Numbers,
    formats: &Formats,
) -> Joined {
    let count = numbers.count();
    let (mut all, uses) =
        rayon::join(|| Drafts::of_notes(notes, outlines, locals, numbers, kinds, config), || Uses::of(locals, count));
    let targets = all.resolve(&uses, kinds);
    for &day in &uses.days {
        all.day(day);
    }
    all.add_parents();
    let Settled { mut pages, ids, others } = settle(&mut all, kinds);
    let told = std::mem::take(&mut all.diagnostics);
    let to_page = |draft: u32| if draft == NO_DRAFT { PageId::NONE } else { ids[draft as usize] };
    let targets: Vec<PageId> = targets.into_iter().map(to_page).collect();
    let day = |(i, page): (u32, &Page)| match page.kind {
        PageKind::Journal(day) => Some((day, PageId(i))),
        _ => None,
    };
    let days: Vec<(NaiveDate, PageId)> = (0u32..).zip(&pages).filter_map(day).collect();
    let (homes, of_notes) = Homes::of(&pages, &targets, outlines.len());
    let of_note = |i: usize| {
        let note = NoteId(i as u32);
        Arc::new(homes.facts(note, of_notes[i], &notes.notes[i].path, &locals[i]))
    };
    let facts: Vec<Arc<NoteFacts>> = (0..outlines.len()).into_par_iter().map(of_note).collect();
    tag_pages(&mut pages, &targets, locals, &facts);
    let parts = Parts {
        pages: Arc::new(pages),
        others: Arc::new(others),
        targets: Arc::new(targets),
        days: Arc::new(days),
        told: told.into(),
    };
    Joined::new(parts, facts, formats.clone(), locals.to_vec(), uses)
}

/// What drafts came to.
struct Settled {
    /// In the order of their keys.
    pages: Vec<Page>,
    /// The page of each draft.
    ids: Vec<PageId>,
    /// Keys that are not those of their pages.
    others: FxHashMap<Arc<str>, PageId>,
}

fn settle(all: &mut Drafts<'_>, kinds: &KindRules) -> Settled {
    let (order, others) = all.in_order();
    let mut ids = vec![PageId::NONE; all.drafts.len()];
    let mut pages = Vec::with_capacity(order.len());
    let slugs = &mut all.numbers().slugs;
    let mut slugs_before = std::mem::take(slugs);
    slugs_before.resize(all.numbers().count(), None);
    let mut made = Vec::with_capacity(order.len());
    for (i, &at) in (0u32..).zip(&order) {
        ids[at as usize] = PageId(i);
        let dialect = all.dialect;
        let draft = &mut all.drafts[at as usize];
        made.push(slugs_before[draft.number as usize].take());
        pages.push(page(draft, kinds, dialect));
    }
    for i in 0..ids.len() {
        let mut at = i;
        while let Some(next) = all.drafts[at].merged {
            at = next as usize;
        }
        ids[i] = ids[at];
    }
    for i in 0..pages.len() {
        let parent = match pages[i].kind {
            PageKind::Journal(_) => None,
            _ if !all.numbers.is_nested(all.drafts[order[i] as usize].number) => None,
            _ => pages[i].key.rsplit_once('/').and_then(|(parent, _)| all.of_key(parent)).map(|at| ids[at as usize]),
        };
        if let Some(parent) = parent.filter(|p| p.index() != i) {
            pages[i].parent = Some(parent);
            pages[parent.index()].children.push(PageId(i as u32));
        }
    }
    for (moved, other) in slugs::assign(&mut pages, &mut made) {
        let (page, other) = (&pages[moved], &pages[other]);
        if let Some(&note) = page.home.notes.first() {
            let (name, slug) = (&page.name, &page.slug);
            let shared = slug.rsplit_once('-').map_or(&**slug, |(shared, _)| shared);
            // Two pages of one name differ by where they are.
            let place = other.home.first().map(|note| format!(", in {}", all.notes.get(note).path)).unwrap_or_default();
            let other = &other.name;
            let message =
                format!("`{name}` would share the address `{shared}` with `{other}`{place}; it is at `{slug}`");
            let help = "rename one of the two if the address should be short";
            let code = crate::diagnostic::Code::SlugCollision;
            all.diagnostics.push(Diagnostic::new(code, Default::default(), message).help(help).in_note(note));
        }
    }
    for (&at, made) in order.iter().zip(made) {
        slugs_before[all.drafts[at as usize].number as usize] = made;
    }
    all.numbers().slugs = slugs_before;
    let others = others.into_iter().map(|(key, at)| (key, ids[at as usize])).collect();
    Settled { pages, ids, others }
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
        name: std::mem::take(&mut draft.name),
        key: std::mem::take(&mut draft.key),
        aliases,
        kind,
        home: std::mem::take(&mut draft.home),
        slug: Arc::default(),
        archived: status.iter().any(|s| kinds.is_archived(kind, s)),
        status,
        tags: Vec::new(),
        parent: None,
        children: Vec::new(),
    }
}

/// Which page each section is, and what names lead to.
struct Homes<'a> {
    pages: &'a [Page],
    /// By the number of a name.
    targets: &'a [PageId],
    sections: FxHashMap<BlockId, PageId>,
}

impl<'a> Homes<'a> {
    /// With the page of each file.
    fn of(pages: &'a [Page], targets: &'a [PageId], notes: usize) -> (Homes<'a>, Vec<PageId>) {
        let mut of_notes = vec![PageId::NONE; notes];
        let mut sections = FxHashMap::default();
        for (i, page) in pages.iter().enumerate() {
            for note in &page.home.notes {
                of_notes[note.index()] = PageId(i as u32);
            }
            sections.extend(page.home.sections.iter().map(|&section| (section, PageId(i as u32))));
        }
        (Homes { pages, targets, sections }, of_notes)
    }

    fn day(&self, page: PageId) -> Option<NaiveDate> {
        match self.pages.get(page.index()).map(|p| p.kind) {
            Some(PageKind::Journal(day)) => Some(day),
            _ => None,
        }
    }

    fn facts(&self, note: NoteId, page: PageId, path: &Arc<str>, local: &Local) -> NoteFacts {
        let own = local.sections.iter().map(|s| self.sections.get(&BlockId { note, block: s.block }).copied());
        let sections = local.places.settle_sections(own, page);
        let day = self.day(page);
        let opens = |&(block, name): &(u32, u32)| Some((block, self.day(target(self.targets, local, name)?)?));
        let openings: Vec<(u32, NaiveDate)> = local.openings.iter().filter_map(opens).collect();
        let days = local.places.settle_openings(local.openings.iter().map(|opening| Some(opens(opening)?.1)), day);
        NoteFacts { path: path.clone(), page, day, sections, days, openings }
    }
}

/// Where a name of a note leads.
fn target(targets: &[PageId], local: &Local, name: u32) -> Option<PageId> {
    targets.get(local.numbered.get()?.names.get(name as usize)?.number as usize).copied()
}

fn tag_pages(pages: &mut [Page], targets: &[PageId], locals: &[Arc<Local>], facts: &[Arc<NoteFacts>]) {
    for (local, facts) in locals.iter().zip(facts).filter(|(local, _)| !local.tags.is_empty()) {
        let Some(page) = pages.get_mut(facts.page.index()) else { continue };
        let tags = local.tags.iter().filter_map(|&tag| target(targets, local, tag));
        page.tags.extend(tags.filter(|tag| *tag != PageId::NONE));
        page.tags.sort_unstable();
        page.tags.dedup();
    }
}
