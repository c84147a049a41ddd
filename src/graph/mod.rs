//! All outlines joined into one immutable store: names, kinds, links, dates, tasks, reviews.
//!
//! Pure. Has never seen a URL, HTML or an output path, and does not know today.
//! `local` makes each file's own table, in parallel; `merge` joins them in one linear pass.

mod assets;
mod block_ids;
mod dates;
mod draft;
mod embeds;
mod findings;
mod headings;
mod highlights;
pub mod kinds;
mod links;
mod lists;
pub mod local;
mod meetings;
mod mentions;
mod merge;
mod missing;
mod names;
mod pages;
mod paths;
pub mod query;
mod reviews;
mod sections;
mod slugs;
mod tasks;
mod templates;
mod tickets;
mod uses;
mod words;

use crate::config::Config;
use crate::date::Formats;
use crate::diagnostic::Diagnostic;
use crate::notes::{Asset, Dialect, NoteId, Notes};
use crate::outline::{Block, Outline, Property, Ref};
use chrono::NaiveDate;
use rustc_hash::FxHashMap;
use std::sync::Arc;

pub use assets::Found;
pub use block_ids::BlockIds;
pub use embeds::{EMBEDDED_MOST, Embeds, Range, above, is_cut};
pub use headings::Headings;
pub use highlights::Highlight;
pub use kinds::{KindId, KindRules, PageKind};
pub use links::{Link, Links};
pub use lists::list_items;
pub use local::Local;
pub use meetings::{Meeting, Meetings};
pub use mentions::{Mention, Mentions};
pub use merge::file_names;
pub use pages::{Home, Page, PageId};
pub use reviews::{Candidate, Part, PartKind, Review, ReviewText};
pub use tasks::{Completed, State, TaskRow};
pub use tickets::{Ticket, patterns as ticket_patterns};
pub use words::label;

/// How many blocks below one that links to a page are shown with it; of more, none are.
pub const SHOWN_BELOW: u32 = 6;

/// One block of one note.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct BlockId {
    /// Which note.
    pub note: NoteId,
    /// Index in its outline.
    pub block: u32,
}

/// What the graph knows of one note beside its outline.
#[derive(Clone, Debug)]
pub struct NoteFacts {
    /// Path from the root of the notes.
    pub path: Arc<str>,
    /// The page the file is.
    pub page: PageId,
    /// The innermost page that holds each block.
    pub owners: Vec<PageId>,
    /// The date in force at each block.
    pub dates: Vec<Option<NaiveDate>>,
    /// Where each of the file's names leads, by the numbers of its [`Local`].
    pub targets: Vec<PageId>,
    /// Blocks that begin with a day.
    pub openings: Vec<(u32, NaiveDate)>,
}

/// Everything the notes say, resolved.
pub struct Graph {
    /// How the text was read.
    pub dialect: Dialect,
    /// By note.
    pub outlines: Vec<Arc<Outline>>,
    /// By note.
    pub locals: Vec<Arc<Local>>,
    /// By note.
    pub facts: Vec<NoteFacts>,
    /// All pages. The order is that of their keys.
    pub pages: Vec<Page>,
    /// Key to page, aliases included.
    pub by_key: FxHashMap<Arc<str>, PageId>,
    /// How names are read as days; the first is what titles are written in.
    pub formats: Formats,
    /// Links between pages.
    pub links: Links,
    /// By note, what its headings are called.
    pub headings: Vec<Headings>,
    /// Blocks that name a block: (target, source), sorted.
    pub block_links: Vec<(BlockId, BlockId)>,
    /// What blocks are named by.
    pub block_ids: BlockIds,
    /// Every block with a marker, by note and place.
    pub tasks: Vec<TaskRow>,
    /// The tasks of each project and person: (page, index in `tasks`), sorted.
    pub tasks_by_page: Vec<(PageId, u32)>,
    /// The days each task stands on, due or done: (day, index in `tasks`), sorted.
    pub tasks_by_day: Vec<(NaiveDate, u32)>,
    /// Who was met when.
    pub meetings: Meetings,
    /// Review sections, by page, then period.
    pub reviews: Vec<Review>,
    /// Peer reviews, as ranges of blocks, by path and place.
    pub private: Vec<(NoteId, u32, u32)>,
    /// Accomplishments without a review section, by page.
    pub candidates: Vec<Candidate>,
    /// Ticket ids, sorted, and the blocks that cite them.
    pub tickets: Vec<Ticket>,
    /// The ids of `tickets`.
    pub ticket_ids: rustc_hash::FxHashSet<Box<str>>,
    /// Names in plain words.
    pub mentions: Mentions,
    /// Days with a page, sorted.
    pub days: Vec<(NaiveDate, PageId)>,
    /// Every file to show, by path.
    pub asset_list: Vec<Asset>,
    /// Key of a path to index in `asset_list`.
    pub assets_by_key: FxHashMap<String, u32>,
    /// Key of a bare file name to index in `asset_list`.
    pub assets_by_name: FxHashMap<String, u32>,
    /// How kinds are told.
    pub kinds: KindRules,
}

impl Graph {
    /// Join outlines, one for each of `notes.notes`, in that order.
    pub fn new(notes: &Notes, outlines: Vec<Arc<Outline>>, config: &Config) -> (Graph, Vec<Diagnostic>) {
        Graph::with_known(notes, outlines, config, &|_| None)
    }

    /// The same where the tables of some notes are known already: those that the same outline, path and config gave.
    pub fn with_known(
        notes: &Notes,
        outlines: Vec<Arc<Outline>>,
        config: &Config,
        known: &(dyn Fn(NoteId) -> Option<Arc<Local>> + Sync),
    ) -> (Graph, Vec<Diagnostic>) {
        merge::merge(notes, outlines, config, known)
    }

    /// The outline that holds a block.
    pub fn outline(&self, id: BlockId) -> &Outline {
        &self.outlines[id.note.index()]
    }

    /// A block.
    pub fn block(&self, id: BlockId) -> &Block {
        &self.outlines[id.note.index()].blocks[id.block as usize]
    }

    /// A page.
    pub fn page(&self, id: PageId) -> &Page {
        &self.pages[id.index()]
    }

    /// The page of a name, however it is spelt.
    pub fn find(&self, name: &str) -> Option<PageId> {
        if let Some(day) = self.formats.read(name).and_then(|read| read.day()) {
            return self.day(day);
        }
        self.by_key.get(crate::name::key(name).as_str()).copied()
    }

    /// The pages that a block names, in the order of its references.
    pub fn named_by(&self, id: BlockId) -> impl Iterator<Item = PageId> + '_ {
        let (local, facts) = (&self.locals[id.note.index()], &self.facts[id.note.index()]);
        let from = local.links.partition_point(|l| l.block < id.block);
        let links = local.links[from..].iter().take_while(move |l| l.block == id.block);
        links.map(|l| facts.targets[l.name as usize]).filter(|p| *p != PageId::NONE)
    }

    /// The block that a reference in a note names. Outside Logseq an id is a note's own, and stands behind its name.
    pub fn block_of(&self, note: NoteId, r: &Ref) -> Option<BlockId> {
        let text = &self.outlines[note.index()].text;
        let id = r.anchor.unwrap_or(r.target).of(text).trim_start_matches('^');
        if self.dialect == Dialect::Logseq {
            return self.block_ids.everywhere(id);
        }
        let target = r.target.of(text).trim();
        let own = [note];
        let notes = match target.is_empty() || r.anchor.is_none() {
            true => &own[..],
            false => &self.page(self.target(note, r)?).home.notes,
        };
        notes.iter().find_map(|note| self.block_ids.within(*note, id))
    }

    /// Whether a block is part of a peer review: it is shown on that person's page, and nothing else speaks of it.
    pub fn is_private(&self, id: BlockId) -> bool {
        let at = self.private.partition_point(|&(note, from, _)| (note, from) <= (id.note, id.block));
        at.checked_sub(1).is_some_and(|i| {
            let (note, _, to) = self.private[i];
            note == id.note && id.block < to
        })
    }

    /// Whether a block is part of a template: a form to fill in, which says nothing of its own.
    pub fn is_template(&self, id: BlockId) -> bool {
        self.locals[id.note.index()].is_template(id.block)
    }

    /// The references of a note, less those in its templates.
    pub fn refs_said(&self, note: NoteId) -> impl Iterator<Item = &Ref> {
        let (outline, local) = (&self.outlines[note.index()], &self.locals[note.index()]);
        let said = (0..outline.blocks.len() as u32).filter(|&block| !local.is_template(block));
        said.flat_map(|block| outline.refs_of(block))
    }

    /// Blocks tagged `#name`, whether or not the tag has a page, by path and place.
    pub fn tagged(&self, name: &str) -> Vec<BlockId> {
        let mut found = Vec::new();
        for (i, local) in self.locals.iter().enumerate() {
            let Some(number) = local.names.iter().position(|n| n.key().trim_start_matches('#') == name) else {
                continue;
            };
            let links = local.links.iter().filter(|l| l.name as usize == number);
            found.extend(links.map(|l| BlockId { note: NoteId(i as u32), block: l.block }));
        }
        found.dedup();
        found
    }

    /// The tasks of a project, or those that name a person; as written.
    pub fn tasks_of(&self, page: PageId) -> impl Iterator<Item = &TaskRow> {
        let from = self.tasks_by_page.partition_point(|(p, _)| *p < page);
        self.tasks_by_page[from..].iter().take_while(move |(p, _)| *p == page).map(|(_, t)| &self.tasks[*t as usize])
    }

    /// The tasks due or done on a day.
    pub fn tasks_on(&self, day: NaiveDate) -> impl Iterator<Item = &TaskRow> {
        let from = self.tasks_by_day.partition_point(|(d, _)| *d < day);
        self.tasks_by_day[from..].iter().take_while(move |(d, _)| *d == day).map(|(_, t)| &self.tasks[*t as usize])
    }

    /// The task that a block is.
    pub fn task(&self, id: BlockId) -> Option<&TaskRow> {
        // Asked of every row; most blocks are no tasks.
        self.block(id).task()?;
        self.tasks.binary_search_by_key(&id, |t| t.block).ok().map(|at| &self.tasks[at])
    }

    /// The reviews of a page, the newest first.
    pub fn reviews_of(&self, page: PageId) -> &[Review] {
        let from = self.reviews.partition_point(|r| r.page < page);
        let to = self.reviews.partition_point(|r| r.page <= page);
        &self.reviews[from..to]
    }

    /// The formats that names of days are written in, and how many names each, the most used first.
    pub fn date_formats(&self) -> Vec<(String, usize)> {
        dates::seen(&self.locals, self.formats.own().map_or("", |own| own.pattern()))
    }

    /// What leads nowhere, or is probably not what was meant. Apart from the merge, which live preview waits for.
    pub fn findings(&self) -> Vec<Diagnostic> {
        findings::find(self)
    }

    /// Search all blocks for names in plain words. Apart from the rest, since it costs more than the rest.
    pub fn find_mentions(&mut self) {
        self.mentions = mentions::find(self);
    }

    /// Links to a page from other pages, by path and place, less those nested below another: they are shown with it.
    pub fn backlinks(&self, page: PageId) -> impl Iterator<Item = &Link> {
        let mut last: Option<BlockId> = None;
        self.links.to(page).iter().filter(move |link| {
            let below = |l: BlockId| l.note == link.from.note && link.from.block < self.block(l).end;
            let nested = last.is_some_and(|l| below(l) && self.block(l).end - l.block - 1 <= SHOWN_BELOW);
            if !nested {
                last = Some(link.from);
            }
            !nested
        })
    }

    /// Whether an id is a ticket's.
    pub fn is_ticket(&self, id: &str) -> bool {
        self.ticket_ids.contains(id)
    }

    /// Whether a block is the top of a page that is a section.
    pub fn is_section(&self, id: BlockId) -> bool {
        self.page(self.owner(id)).home.sections.binary_search(&id).is_ok()
    }

    /// Whether neither a block nor anything below it says anything, templates aside: it is not shown.
    pub fn is_blank(&self, id: BlockId) -> bool {
        let (outline, local) = (self.outline(id), &self.locals[id.note.index()]);
        let bare = |b: u32| outline.is_empty(b) && outline.blocks[b as usize].task().is_none_or(|t| t.marker.is_none());
        let silent = |b: u32| bare(b) || local.is_template(b);
        (id.block..outline.blocks[id.block as usize].end).all(silent)
    }

    /// The direct children of a block.
    pub fn children(&self, id: BlockId) -> impl Iterator<Item = BlockId> + '_ {
        self.outline(id).children(Some(id.block)).map(move |block| BlockId { block, ..id })
    }

    /// Whether a block is a date and nothing more: a heading for what is below it.
    pub fn is_bare_date(&self, id: BlockId) -> bool {
        let opens = self.facts[id.note.index()].openings.binary_search_by_key(&id.block, |(b, _)| *b).is_ok();
        opens && self.formats.read(&label(self.outline(id), id.block)).is_some()
    }

    /// The page of a day, if anything names it.
    pub fn day(&self, day: NaiveDate) -> Option<PageId> {
        let at = self.days.binary_search_by_key(&day, |(d, _)| *d).ok()?;
        Some(self.days[at].1)
    }

    /// The innermost page that holds a block.
    pub fn owner(&self, id: BlockId) -> PageId {
        self.facts[id.note.index()].owners[id.block as usize]
    }

    /// The date in force at a block.
    pub fn date(&self, id: BlockId) -> Option<NaiveDate> {
        self.facts[id.note.index()].dates[id.block as usize]
    }

    /// Where a page, tag, date or file reference leads. `None` for other kinds, and for what names no page.
    pub fn target(&self, note: NoteId, r: &Ref) -> Option<PageId> {
        let name = self.locals[note.index()].name_at(r.span)?;
        self.facts[note.index()].targets.get(name as usize).copied().filter(|id| *id != PageId::NONE)
    }

    /// The blocks a page consists of at its top: sections, and the top blocks of its files. In reading order by home.
    pub fn top_blocks(&self, page: PageId) -> impl Iterator<Item = (BlockId, Vec<BlockId>)> + '_ {
        let home = &self.page(page).home;
        let files = home.notes.iter().map(|&note| {
            let first = BlockId { note, block: 0 };
            let tops = self.outlines[note.index()].children(None).map(move |block| BlockId { note, block }).collect();
            (first, tops)
        });
        let sections = home.sections.iter().map(|&section| {
            let kids = self.outline(section).children(Some(section.block));
            (section, kids.map(|block| BlockId { note: section.note, block }).collect())
        });
        files.chain(sections)
    }

    /// What is written of a page as `key:: value`, in its files, then its sections.
    pub fn properties(&self, page: PageId) -> impl Iterator<Item = &Property> {
        let home = &self.page(page).home;
        let files = home.notes.iter().flat_map(|n| self.outlines[n.index()].page_properties());
        files.chain(home.sections.iter().flat_map(|s| self.outline(*s).properties_of(s.block)))
    }

    /// The first value that is written of a page under a key.
    pub fn property(&self, page: PageId, key: &str) -> Option<&str> {
        self.properties(page).find(|p| &*p.key == key).map(|p| p.value.trim()).filter(|value| !value.is_empty())
    }

    /// The blocks that name a block, by path and place.
    pub fn block_links_to(&self, id: BlockId) -> impl Iterator<Item = BlockId> + '_ {
        let from = self.block_links.partition_point(|(to, _)| *to < id);
        self.block_links[from..].iter().take_while(move |(to, _)| *to == id).map(|(_, from)| *from)
    }

    /// Every block of a page's own: its files and sections, without the sections of other pages in them, and without
    /// templates.
    pub fn own_blocks(&self, page: PageId) -> impl Iterator<Item = BlockId> + '_ {
        let home = &self.page(page).home;
        let files = home.notes.iter().map(|&n| (n, 0, self.outlines[n.index()].blocks.len() as u32));
        let sections = home.sections.iter().map(|s| (s.note, s.block, self.block(*s).end));
        files
            .chain(sections)
            .flat_map(|(note, from, to)| (from..to).map(move |block| BlockId { note, block }))
            .filter(move |&id| self.owner(id) == page && !self.is_template(id))
    }

    /// Pages of one kind, by name.
    pub fn of_kind(&self, kind: PageKind) -> impl Iterator<Item = PageId> + '_ {
        (0..self.pages.len() as u32).map(PageId).filter(move |&id| self.page(id).kind == kind)
    }
}
