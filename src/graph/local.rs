//! What one file says, names keyed but not resolved: a function of that file, its path and the config alone.
//!
//! Does not know which other files, pages or dates exist.

use super::kinds::{KindRules, PageKind};
use super::lists::{list_items, unbracketed};
use super::local_name::{LocalName, NameKind};
use super::numbers::Numbered;
use super::paths::{file_key, file_stem, is_readme, path_key};
use super::places::Places;
use super::reviews;
use super::sections::{self, Section};
use super::templates;
use super::{anchors, highlights};
use super::{tasks, words};
use crate::config::Config;
use crate::date::{Formats, KNOWN, Read};
use crate::name;
use crate::notes::Dialect;
use crate::outline::{Outline, Property, RefKind};
use crate::span::Span;
use chrono::NaiveDate;
use rustc_hash::{FxBuildHasher, FxHashMap, FxHasher};
use std::hash::{Hash, Hasher};
use std::sync::OnceLock;

/// A reference from a block to a name.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct LocalLink {
    /// Index in the outline.
    pub block: u32,
    /// Index in [`Local::names`].
    pub name: u32,
    /// Its syntax.
    pub kind: RefKind,
    /// In a property's value.
    pub in_property: bool,
}

/// A name that is a day, the title as none, and the number of its format.
type KnownDay = (Option<u32>, u8);

/// The table of one file.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Local {
    /// Distinct names, in order of their first use.
    pub names: Vec<LocalName>,
    /// Which name a reference starting at a byte has; by byte.
    starts: Vec<(u32, u32)>,
    /// By block.
    pub links: Vec<LocalLink>,
    /// Index in `links`, by name and then by block.
    pub by_name: Box<[u32]>,
    /// References to blocks: (block, index in the outline's references).
    pub block_refs: Vec<(u32, u32)>,
    /// References that may show or link to a file, templates' too: index in the outline's references.
    pub files: Vec<u32>,
    /// Blocks that act as pages.
    pub sections: Vec<Section>,
    /// Blocks that begin with a name that may be a day: (block, name).
    pub openings: Vec<(u32, u32)>,
    /// Lines that are a name with a person's suffix, `Noor 1-on-1`: (block, key of the name).
    pub headings: Vec<(u32, Box<str>)>,
    /// Shapes of tickets: (block, span).
    pub tickets: Vec<(u32, Span)>,
    /// Blocks with a marker.
    pub tasks: Vec<u32>,
    /// Blocks with an id.
    pub ids: Vec<u32>,
    /// `title::`, else what the file's name says.
    pub title: Box<str>,
    /// Key of the page.
    pub key: Box<str>,
    /// Index in names of each `alias::`.
    pub aliases: Vec<u32>,
    /// Index in names of each `tags::`.
    pub tags: Vec<u32>,
    /// What `type::` says.
    pub kind: Option<PageKind>,
    /// What the folder, namespace or a tag says.
    pub configured_kind: Option<PageKind>,
    /// `status::`
    pub status: Option<Box<str>>,
    /// Forms to fill in, as ranges of blocks in reading order: what stands in them links to nothing, dates nothing,
    /// is no task and is not shown.
    pub templates: Vec<(u32, u32)>,
    /// In which sections and below which openings its blocks stand.
    pub places: Places,
    /// The days of its tasks.
    pub days: Vec<NaiveDate>,
    /// Lines that may head a review.
    pub reviews: Vec<u32>,
    /// The numbers of its names, once they have any: those that its session gave.
    pub numbered: OnceLock<Numbered>,
    /// [`Local::anchors`]
    anchors: OnceLock<Box<[u64]>>,
    /// [`Local::known_days`]
    known_days: OnceLock<Box<[KnownDay]>>,
}

impl Local {
    /// Whether a block is part of a template.
    pub fn is_template(&self, block: u32) -> bool {
        templates::hold(&self.templates, block)
    }

    /// What tells each block from all others; made when first asked for. `path` and `outline` are those of the table.
    pub fn anchors(&self, path: &str, outline: &Outline) -> &[u64] {
        self.anchors.get_or_init(|| anchors::find(path, outline))
    }

    /// Names that are days in one of the formats that are known, the title among them as none: with the number of that
    /// format. Made when first asked for: a graph that tells its format need not look.
    pub fn known_days(&self, formats: &Formats) -> &[KnownDay] {
        self.known_days.get_or_init(|| {
            let names = (0u32..).zip(&self.names).map(|(number, name)| (Some(number), name.text()));
            let days = names.chain([(None, &*self.title)]).filter_map(|(number, name)| match formats.which(name) {
                Some((format, Read::Day(_))) if format < KNOWN.len() => Some((number, format as u8)),
                _ => None,
            });
            days.collect()
        })
    }

    /// The references to a name, by block: index in [`Local::links`].
    pub fn links_of(&self, name: u32) -> &[u32] {
        let named = |at: &u32| self.links[*at as usize].name;
        let from = self.by_name.partition_point(|at| named(at) < name);
        let to = from + self.by_name[from..].partition_point(|at| named(at) == name);
        &self.by_name[from..to]
    }

    /// The number of the name that the reference starting here has.
    pub fn name_at(&self, span: Span) -> Option<u32> {
        let at = self.starts.binary_search_by_key(&span.start, |(start, _)| *start).ok()?;
        Some(self.starts[at].1)
    }
}

/// So long may a line be that heads a meeting: longer ones are sentences.
const MAX_HEADING: usize = 80;

/// What making a table needs to know beside the outline.
pub struct Context<'a> {
    /// The program's settings.
    pub config: &'a Config,
    /// The kinds, keyed.
    pub kinds: &'a KindRules,
    /// How the notes are read.
    pub dialect: Dialect,
    /// How their file names were made.
    pub file_names: name::FileNames,
    /// What heads a review.
    pub reviews: reviews::Words,
}

struct Builder<'a> {
    outline: &'a Outline,
    path: &'a str,
    dialect: Dialect,
    /// Raw text to name, so that a spelling is keyed once.
    seen: FxHashMap<(&'a str, NameKind, bool), u32>,
    /// Hash of a key to its name's number; a hash that is taken by another key stands one further.
    by_key: FxHashMap<u64, u32>,
    local: Local,
}

/// Make the table of the file at `path`.
pub fn read(outline: &Outline, path: &str, cx: &Context<'_>) -> Local {
    let mut b = Builder {
        outline,
        path,
        dialect: cx.dialect,
        seen: FxHashMap::with_capacity_and_hasher(outline.refs.len(), FxBuildHasher),
        by_key: FxHashMap::with_capacity_and_hasher(outline.refs.len(), FxBuildHasher),
        local: Local::default(),
    };
    b.local.links.reserve(outline.refs.len());
    b.local.starts.reserve(outline.refs.len());
    b.page(cx);
    b.local.templates = templates::find(outline, path, cx.dialect);
    for block in 0..outline.blocks.len() as u32 {
        if outline.blocks[block as usize].id.is_some() {
            b.local.ids.push(block);
        }
        if !b.local.is_template(block) {
            b.block(block, cx);
        }
    }
    let may_be_file = |kind| matches!(kind, RefKind::Image | RefKind::Asset | RefKind::EmbedPage | RefKind::File);
    let files = (0u32..).zip(&outline.refs).filter(|(_, r)| may_be_file(r.kind));
    b.local.files = files.map(|(number, _)| number).collect();
    b.local.sections = sections::find(outline, &b.local.title, cx.kinds);
    let local = &mut b.local;
    local.sections.retain(|s| !templates::hold(&local.templates, s.block));
    local.by_name = (0..local.links.len() as u32).collect();
    local.by_name.sort_by_key(|&at| local.links[at as usize].name);
    local.starts.sort_unstable();
    local.starts.dedup_by_key(|(start, _)| *start);
    let at = |sections: &[Section]| sections.iter().map(|section| section.block).collect::<Vec<u32>>();
    let openings: Vec<u32> = local.openings.iter().map(|(block, _)| *block).collect();
    local.places = Places::of(outline, &at(&local.sections), &openings, &local.templates);
    local.days =
        local.tasks.iter().filter_map(|&task| outline.blocks[task as usize].task()).flat_map(tasks::days).collect();
    local.days.sort_unstable();
    local.days.dedup();
    let said = (0..outline.blocks.len() as u32).filter(|&block| !templates::hold(&local.templates, block));
    local.reviews = said.filter(|&block| cx.reviews.may_begin(outline, block)).collect();
    // It stays as long as the graph does.
    local.names.shrink_to_fit();
    local.starts.shrink_to_fit();
    local.links.shrink_to_fit();
    local.tickets.shrink_to_fit();
    b.local
}

impl<'a> Builder<'a> {
    fn page(&mut self, cx: &Context<'_>) {
        let outline = self.outline;
        let properties = outline.page_properties();
        let value =
            |key: &str| properties.iter().find(|p| &*p.key == key).map(|p| p.value.trim()).filter(|v| !v.is_empty());
        let stem = file_stem(self.path);
        let named = name::from_file_name(stem, cx.file_names);
        // Every folder may have its README: there the folder's name says more.
        let named = match self.path.rsplit('/').nth(1) {
            Some(folder) if cx.dialect != Dialect::Logseq && is_readme(stem) => folder.to_string(),
            _ => named,
        };
        let title = value("title").map(unbracketed).unwrap_or(&named);
        // Such a page is called as its file, but named by its own name.
        self.local.title = highlights::title(title, outline).unwrap_or(title).into();
        self.local.key = match cx.dialect {
            Dialect::Logseq => name::key(title).into(),
            _ => path_key(self.path).into(),
        };
        self.local.kind = value("type").and_then(|v| cx.kinds.named(v));
        self.local.status = value("status").map(Into::into);
        // Elsewhere the key is a path, and its folders have spoken.
        let namespace = || cx.kinds.namespace(&self.local.key).filter(|_| cx.dialect == Dialect::Logseq);
        self.local.configured_kind = cx.kinds.folder(self.path).or_else(namespace);
        for property in properties {
            match &*property.key {
                "alias" | "aliases" => self.local.aliases = self.names_in(property),
                "tags" => self.local.tags = self.names_in(property),
                _ => {}
            }
        }
        // A page names by its properties too: as its first block, which is the one that holds them.
        if !outline.blocks.is_empty() {
            properties.iter().filter(|p| !p.key.starts_with("alias")).for_each(|p| self.listed(0, p, cx));
        }
        if self.local.configured_kind.is_none() {
            let names = &self.local.names;
            self.local.configured_kind =
                self.local.tags.iter().find_map(|&t| cx.kinds.tag(names[t as usize].key().trim_start_matches('#')));
        }
    }

    /// The names in a value that is a list: what is bracketed, and the plain runs between commas.
    fn names_in(&mut self, property: &'a Property) -> Vec<u32> {
        let tags = &*property.key == "tags";
        let value: &'a str = &property.value;
        list_items(value)
            .map(|item| {
                let is_tag = tags && self.dialect != Dialect::Logseq;
                self.name(unbracketed(item), NameKind::Name, is_tag, property.span)
            })
            .collect()
    }

    fn block(&mut self, block: u32, cx: &Context<'_>) {
        let outline = self.outline;
        let this = &outline.blocks[block as usize];
        let text: &'a str = &outline.text;
        if this.task().is_some_and(|t| t.marker.is_some()) {
            self.local.tasks.push(block);
        }
        for (number, r) in (this.refs..).zip(outline.refs_of(block)) {
            let target = r.target.of(text);
            let name = match r.kind {
                RefKind::Page | RefKind::EmbedPage => {
                    Some(self.name(words::page_part(target, self.dialect), NameKind::Name, false, r.span))
                }
                RefKind::Tag => Some(self.name(target, NameKind::Name, true, r.span)),
                RefKind::Date => Some(self.name(words::iso_part(target), NameKind::Name, false, r.span)),
                RefKind::File => Some(self.name(target, NameKind::File, false, r.span)),
                RefKind::Block | RefKind::EmbedBlock => {
                    self.local.block_refs.push((block, number));
                    // Outside Logseq it stands behind the name of its note, if that is another.
                    let named = self.dialect != Dialect::Logseq && !target.trim().is_empty();
                    named.then(|| self.name(words::page_part(target, self.dialect), NameKind::Name, false, r.span))
                }
                RefKind::Ticket => {
                    self.local.tickets.push((block, r.target));
                    None
                }
                RefKind::Image | RefKind::Asset | RefKind::Macro => None,
            };
            if let Some(name) = name {
                self.local.starts.push((r.span.start, name));
                if r.in_property && is_unreferenced(outline, block, r.span, cx.config) {
                    continue;
                }
                self.link(block, name, r.kind, r.in_property);
                if r.span.start == this.title.start && !r.in_property {
                    self.local.openings.push((block, name));
                }
            }
        }
        self.heading(block, cx.kinds);
        outline.properties_of(block).iter().for_each(|property| self.listed(block, property, cx));
        // A heading or bullet that is nothing but a date in plain words dates what is below it.
        let title = this.title.of(text).trim();
        if title.len() <= 40 && words::has_year(title) && !title.contains(['[', '<', '#']) {
            let name = self.name(title, NameKind::Name, false, this.title);
            if self.local.openings.last().is_none_or(|(last, _)| *last != block) {
                self.local.openings.push((block, name));
            }
        }
    }

    /// Links to the bare names of a value that is a list; what is bracketed was lexed.
    fn listed(&mut self, block: u32, property: &'a Property, cx: &Context<'_>) {
        let passed_over = property.value.starts_with('"') || cx.config.logseq.is_unreferenced(&property.key);
        if !cx.config.logseq.is_list(&property.key) || passed_over {
            return;
        }
        for item in list_items(&property.value).filter(|item| !item.contains(['[', '#', '('])) {
            let as_tag = &*property.key == "tags" && self.dialect != Dialect::Logseq;
            let name = self.name(item, NameKind::Name, as_tag, property.span);
            self.link(block, name, if as_tag { RefKind::Tag } else { RefKind::Page }, true);
        }
    }

    /// Remembers a line such as `[[Noor]] 1-on-1`.
    fn heading(&mut self, block: u32, kinds: &KindRules) {
        let title = self.outline.blocks[block as usize].title.of(&self.outline.text);
        if title.len() > MAX_HEADING || !kinds.may_end_in_suffix(PageKind::Person, title) {
            return;
        }
        let label = words::label(self.outline, block);
        let name = kinds.without_suffix(PageKind::Person, &label);
        if name.len() < label.len() {
            self.local.headings.push((block, name::key(name).into()));
        }
    }

    fn link(&mut self, block: u32, name: u32, kind: RefKind, in_property: bool) {
        let uses = &mut self.local.names[name as usize].uses;
        if kind == RefKind::Tag {
            uses.0 += 1
        } else {
            uses.1 += 1
        }
        self.local.links.push(LocalLink { block, name, kind, in_property });
    }

    fn name(&mut self, text: &'a str, kind: NameKind, tag: bool, span: Span) -> u32 {
        // Outside Logseq a tag is no page: its key lives apart.
        let apart = tag && self.dialect != Dialect::Logseq;
        if let Some(&i) = self.seen.get(&(text, kind, apart)) {
            return i;
        }
        let key: String = match kind {
            NameKind::File => file_key(text, self.path),
            NameKind::Name if apart => format!("#{}", name::key(text.trim_start_matches('#'))),
            NameKind::Name => name::key(text),
        };
        let mut hasher = FxHasher::default();
        (key.as_str(), kind).hash(&mut hasher);
        let mut hash = hasher.finish();
        let names = &mut self.local.names;
        let i = loop {
            match self.by_key.get(&hash) {
                Some(&i) if names[i as usize].key() == key && names[i as usize].kind == kind => break i,
                Some(_) => hash = hash.wrapping_add(1),
                None => {
                    self.by_key.insert(hash, names.len() as u32);
                    names.push(LocalName::new(&key, name::trim_slashes(text), kind, span));
                    break names.len() as u32 - 1;
                }
            }
        };
        self.seen.insert((text, kind, apart), i);
        i
    }
}

/// Whether what stands at `span` is in the value of a property that makes no links.
fn is_unreferenced(outline: &Outline, block: u32, span: Span, config: &Config) -> bool {
    if config.logseq.unreferenced.is_empty() {
        return false;
    }
    let mut holding = outline.page_properties().iter().chain(outline.properties_of(block));
    holding.any(|p| p.span.contains(span) && config.logseq.is_unreferenced(&p.key))
}
