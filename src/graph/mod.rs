//! All outlines joined into one immutable store: names, kinds, links, dates, tasks, reviews.
//!
//! Pure. Has never seen a URL, HTML or an output path, and does not know today.
//! `local` makes each file's own table, in parallel; `merge` joins them in one linear pass.

mod aliases;
mod anchors;
mod assets;
mod block_ids;
mod called;
mod carried;
mod dates;
mod deeds;
mod draft;
mod each;
mod embeds;
mod findings;
mod groups;
mod headings;
mod highlights;
mod joined;
pub mod kinds;
mod later;
mod line_numbers;
mod links;
mod lists;
pub mod local;
mod local_name;
pub mod marks;
mod meetings;
mod mentions;
mod merge;
mod missing;
mod names;
mod near;
mod numbers;
mod pages;
mod paths;
mod places;
mod plain_words;
mod private;
mod private_headings;
pub mod query;
mod reviews;
mod sections;
mod shelves;
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
use std::sync::{Arc, OnceLock};

pub use assets::Found;
pub use block_ids::BlockIds;
pub use called::{nickname, own_name, own_names};
pub use deeds::instructs;
pub use each::each_note;
pub use embeds::{EMBEDDED_MOST, Embeds, Range, above, is_cut};
pub use groups::{is_nobody, names_below};
pub use headings::Headings;
pub use highlights::Highlight;
pub use kinds::{KindId, KindRules, PageKind};
pub use links::{Link, Links};
pub use lists::list_items;
pub use local::Local;
pub use local_name::{LocalName, NameKind};
pub use meetings::{Meeting, Meetings};
pub use mentions::{Mention, Mentions, Search};
pub use merge::file_names;
pub use numbers::Numbers;
pub use pages::{Home, Page, PageId};
pub use reviews::{Candidate, Part, PartKind, Review, ReviewText, Words as ReviewWords};
pub use tasks::{Completed, State, TaskRow};
pub use tickets::{Ticket, patterns as ticket_patterns};
pub use words::{cores, heading, is_lone_ref, label, leads_on, tagged_label, tags_behind, words_in};

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
    /// The day that is.
    day: Option<NaiveDate>,
    /// The page of each section, by the numbers of its [`Local`].
    sections: Box<[PageId]>,
    /// The date in force below each opening, by the numbers of its [`Local`].
    days: Box<[Option<NaiveDate>]>,
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
    pub facts: Vec<Arc<NoteFacts>>,
    /// All pages. The order is that of their keys.
    pub pages: Arc<Vec<Page>>,
    /// Keys that are not those of their pages: aliases, and names that became one with them.
    others: Arc<FxHashMap<Arc<str>, PageId>>,
    /// The page of each name, by the number that [`Local::numbered`] has for it.
    targets: Arc<Vec<PageId>>,
    /// How names are read as days; the first is what titles are written in.
    pub formats: Formats,
    /// By note, what its headings are called.
    pub headings: Vec<Headings>,
    /// What blocks are named by.
    block_ids: OnceLock<Arc<BlockIds>>,
    /// Names in plain words.
    pub mentions: Mentions,
    later: later::Later,
    config: Config,
    /// Days with a page, sorted.
    pub days: Arc<Vec<(NaiveDate, PageId)>>,
    /// Every file to show, by path.
    pub asset_list: Vec<Asset>,
    /// Key of a path to index in `asset_list`.
    assets_by_key: OnceLock<FxHashMap<String, u32>>,
    /// Key of a bare file name to index in `asset_list`.
    assets_by_name: OnceLock<FxHashMap<String, u32>>,
    /// How kinds are told.
    pub kinds: KindRules,
}

impl Graph {
    /// Join outlines, one for each of `notes.notes`, in that order.
    pub fn new(notes: &Notes, outlines: Vec<Arc<Outline>>, config: &Config) -> (Graph, Vec<Diagnostic>) {
        Graph::with_known(notes, outlines, config, &|_| None, &mut Numbers::default(), Search::default())
    }

    /// The same where the tables of some notes are known already: those that the same outline, path and config gave, and
    /// that these numbers were given to; and with what was found of names in plain words.
    pub(crate) fn with_known(
        notes: &Notes,
        outlines: Vec<Arc<Outline>>,
        config: &Config,
        known: &(dyn Fn(NoteId) -> Option<Arc<Local>> + Sync),
        numbers: &mut Numbers,
        search: Search,
    ) -> (Graph, Vec<Diagnostic>) {
        merge::merge(notes, outlines, config, known, numbers, search)
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
        self.of_key(&crate::name::key(name))
    }

    /// The page of a key.
    pub fn of_key(&self, key: &str) -> Option<PageId> {
        let at = self.pages.binary_search_by(|page| (*page.key).cmp(key));
        at.map_or_else(|_| self.others.get(key).copied(), |at| Some(PageId(at as u32)))
    }

    /// Where a name of a note leads, by its number there; [`PageId::NONE`] where it leads nowhere.
    pub fn named(&self, note: NoteId, name: u32) -> PageId {
        let numbered = self.locals[note.index()].numbered.get();
        let number = numbered.and_then(|numbered| numbered.names.get(name as usize));
        number.and_then(|name| self.targets.get(name.number as usize)).copied().unwrap_or(PageId::NONE)
    }

    /// The date in force at each block of a note.
    pub fn dates_in(&self, note: NoteId) -> impl Iterator<Item = Option<NaiveDate>> + '_ {
        (0..self.outlines[note.index()].blocks.len() as u32).map(move |block| self.date(BlockId { note, block }))
    }

    /// The pages that a block names, in the order of its references.
    pub fn named_by(&self, id: BlockId) -> impl Iterator<Item = PageId> + '_ {
        let local = &self.locals[id.note.index()];
        let from = local.links.partition_point(|l| l.block < id.block);
        let links = local.links[from..].iter().take_while(move |l| l.block == id.block);
        links.map(move |l| self.named(id.note, l.name)).filter(|p| *p != PageId::NONE)
    }

    /// What blocks are named by.
    pub fn block_ids(&self) -> &BlockIds {
        self.block_ids.get_or_init(|| Arc::new(BlockIds::of(self)))
    }

    /// The block that a reference in a note names. Outside Logseq an id is a note's own, and stands behind its name.
    pub fn block_of(&self, note: NoteId, r: &Ref) -> Option<BlockId> {
        let text = &self.outlines[note.index()].text;
        let id = r.anchor.unwrap_or(r.target).of(text).trim_start_matches('^');
        if self.dialect == Dialect::Logseq {
            return self.block_ids().everywhere(id);
        }
        let target = r.target.of(text).trim();
        let own = [note];
        let notes = match target.is_empty() || r.anchor.is_none() {
            true => &own[..],
            false => &self.page(self.target(note, r)?).home.notes,
        };
        notes.iter().find_map(|note| self.block_ids().within(*note, id))
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

    /// The formats that names of days are written in, and how many names each, the most used first.
    pub fn date_formats(&self) -> Vec<(String, usize)> {
        dates::seen(&self.locals, self.formats.own().map_or("", |own| own.pattern()))
    }

    /// What leads nowhere, or is probably not what was meant. Apart from the merge, which live preview waits for.
    pub fn findings(&self) -> Vec<Diagnostic> {
        findings::find(self)
    }

    /// Links to a page from other pages, by path and place, less those nested below another: they are shown with it.
    pub fn backlinks(&self, page: PageId) -> impl Iterator<Item = &Link> {
        let mut last: Option<BlockId> = None;
        self.links_to(page).iter().filter(move |link| {
            let below = |l: BlockId| l.note == link.from.note && link.from.block < self.block(l).end;
            let nested = last.is_some_and(|l| below(l) && self.block(l).end - l.block - 1 <= SHOWN_BELOW);
            if !nested {
                last = Some(link.from);
            }
            !nested
        })
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
        let (local, facts) = (&self.locals[id.note.index()], &self.facts[id.note.index()]);
        local.places.section(id.block).map_or(facts.page, |section| facts.sections[section])
    }

    /// The date in force at a block.
    pub fn date(&self, id: BlockId) -> Option<NaiveDate> {
        let (local, facts) = (&self.locals[id.note.index()], &self.facts[id.note.index()]);
        local.places.opening(id.block, &facts.days, facts.day)
    }

    /// Where a page, tag, date or file reference leads. `None` for other kinds, and for what names no page.
    pub fn target(&self, note: NoteId, r: &Ref) -> Option<PageId> {
        let name = self.locals[note.index()].name_at(r.span)?;
        Some(self.named(note, name)).filter(|id| *id != PageId::NONE)
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
