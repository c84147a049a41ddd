//! Where the references of a block lead, and what its embeds and macros show.
//!
//! Does not render the block itself (see [`super::blocks`]); every URL is made by [`crate::route`].

use super::blocks::{Shown, first_words, trail};
use super::cx::Cx;
use super::{queries, tree};
use crate::graph::query::{self, Written};
use crate::graph::{BlockId, PageId, PageKind, label};
use crate::markup::highlight::Highlighted;
use crate::markup::{self, Chip, Html, HtmlPolicy, HtmlWriter, Options, Rendered, Resolver, Target};
use crate::name;
use crate::notes::NoteId;
use crate::outline::{self, Outline, Ref, RefKind};
use crate::route::Route;
use std::borrow::Cow;

/// How deep embeds are followed. Source: Logseq's "Embed depth is too deep".
const EMBED_DEPTH: usize = 5;

/// Where the references of one block lead.
pub struct Linker<'a, 's> {
    /// The site as the page sees it.
    pub cx: Cx<'a>,
    /// The block.
    pub id: BlockId,
    /// What embeds it stands in.
    pub shown: Shown<'s>,
}

impl Resolver for Linker<'_, '_> {
    fn resolve(&self, outline: &Outline, reference: u32) -> Target<'_> {
        let Some(r) = outline.refs.get(reference as usize) else { return Target::Text };
        let target = r.target.of(&outline.text);
        match r.kind {
            RefKind::Page | RefKind::Date | RefKind::File => self.page(outline, r, target),
            RefKind::Tag => self.tag(r, target),
            RefKind::Ticket => self.ticket(target),
            RefKind::Block => match self.cx.graph.block_of(self.id.note, r) {
                Some(id) => {
                    Target::BlockText { href: self.cx.block_href(id).into(), words: first_words(&self.cx, id).into() }
                }
                None => Target::Missing,
            },
            RefKind::EmbedBlock => match self.cx.graph.block_of(self.id.note, r) {
                Some(id) => self.embed(&[id], vec![(id.note, id.block, self.cx.graph.block(id).end)], id),
                None => Target::Missing,
            },
            RefKind::EmbedPage => match (self.heading(outline, r), self.cx.graph.target(self.id.note, r)) {
                (Some(id), _) => self.embed(&[id], vec![(id.note, id.block, self.cx.graph.block(id).end)], id),
                (None, Some(page)) if !self.cx.graph.page(page).home.is_empty() => self.embed_page(page),
                _ => self.file(target).unwrap_or_else(|| self.page(outline, r, target)),
            },
            RefKind::Image if !target.contains("://") => self.file(target).unwrap_or(Target::Missing),
            RefKind::Image => self.file(target).unwrap_or(Target::Text),
            RefKind::Asset => self.linked_file(target).unwrap_or(Target::Text),
            RefKind::Macro => self.macro_call(outline, r, target),
        }
    }

    fn query(&self, outline: &Outline, start: u32) -> Target<'_> {
        self.written(outline, start)
    }

    fn highlight(&self, language: &str, code: &str) -> Highlighted {
        self.cx.memo.highlighted(language, code)
    }
}

impl Linker<'_, '_> {
    fn page(&self, outline: &Outline, r: &Ref, target: &str) -> Target<'_> {
        if let Some(id) = self.heading(outline, r) {
            let page = self.cx.graph.owner(id);
            let anchor = r.anchor.map(|a| a.of(&outline.text).trim_start_matches('#'));
            let text = anchor.filter(|_| r.label.is_none()).map(|anchor| match target.trim() {
                "" => anchor.to_string().into(),
                target => format!("{target} › {anchor}").into(),
            });
            let kind = chip(self.cx.graph.page(page).kind);
            return Target::Page { href: self.cx.block_href(id).into(), kind, missing: false, text };
        }
        let Some(page) = self.cx.graph.target(self.id.note, r) else {
            return self.file(target).unwrap_or(Target::Text);
        };
        let kind = self.cx.graph.page(page).kind;
        Target::Page {
            href: self.cx.href(Route::Page(page)).into(),
            kind: chip(kind),
            missing: self.cx.is_missing(page),
            text: match kind {
                PageKind::Journal(day) if r.label.is_none() => Some(self.cx.short_day(day).into()),
                _ => None,
            },
        }
    }

    /// The heading that a reference names behind `#`: by its words, or by what they are in an address.
    fn heading(&self, outline: &Outline, r: &Ref) -> Option<BlockId> {
        let anchor = r.anchor?.of(&outline.text);
        // `#Part#Section` names a section within a part: the last one is meant.
        let wanted = name::slug(anchor.rsplit('#').next()?);
        let graph = self.cx.graph;
        let note = match r.target.of(&outline.text).trim() {
            "" => self.id.note,
            _ => *graph.page(graph.target(self.id.note, r)?).home.notes.first()?,
        };
        let found = &graph.outlines[note.index()];
        let is_it = |&b: &u32| found.blocks[b as usize].heading > 0 && name::slug(&label(found, b)) == wanted;
        (0..found.blocks.len() as u32).find(is_it).map(|block| BlockId { note, block })
    }

    fn tag(&self, r: &Ref, target: &str) -> Target<'_> {
        let text = Some(target.trim_start_matches('#').to_string().into());
        match self.cx.graph.target(self.id.note, r) {
            Some(page) => {
                let kind = self.cx.graph.page(page).kind;
                let sign = if chip(kind) == Chip::None { Chip::Tag } else { chip(kind) };
                Target::Page { href: self.cx.href(Route::Page(page)).into(), kind: sign, missing: false, text }
            }
            // Too rare for a page: its line in the list of tags.
            None => {
                let href = format!("{}#{}", self.cx.href(Route::Tags), tag_id(target));
                Target::Page { href: href.into(), kind: Chip::Tag, missing: false, text }
            }
        }
    }

    fn ticket(&self, id: &str) -> Target<'_> {
        if !self.cx.graph.is_ticket(id) {
            Target::Text
        } else {
            Target::Ticket { href: ticket_url(&self.cx, id).map(Cow::Owned) }
        }
    }

    /// A file of the site's own, shown or linked by its ending.
    fn file(&self, target: &str) -> Option<Target<'_>> {
        let found = self.cx.graph.asset(self.id.note, target)?;
        let src: Cow<'_, str> = self.cx.href(self.cx.routes.asset(self.cx.graph, &found.asset.path)?).into();
        let ending = found.asset.path.rsplit('.').next().unwrap_or("").to_ascii_lowercase();
        Some(match ending.as_str() {
            "png" | "jpg" | "jpeg" | "gif" | "webp" | "avif" | "svg" | "bmp" | "ico" => {
                Target::Image { src, size: found.asset.dimensions }
            }
            "mp3" | "ogg" | "oga" | "wav" | "m4a" | "flac" | "opus" => Target::Audio { src },
            "mp4" | "webm" | "mov" | "m4v" | "ogv" => Target::Video { src },
            _ => Target::File { href: src },
        })
    }

    /// A file of the site's own, linked whatever it is.
    fn linked_file(&self, target: &str) -> Option<Target<'_>> {
        let found = self.cx.graph.asset(self.id.note, target)?;
        let href = self.cx.href(self.cx.routes.asset(self.cx.graph, &found.asset.path)?).into();
        Some(Target::File { href })
    }

    fn embed_page(&self, page: PageId) -> Target<'_> {
        let graph = self.cx.graph;
        let home = &graph.page(page).home;
        let files = home.notes.iter().map(|&n| (n, 0, graph.outlines[n.index()].blocks.len() as u32));
        let sections = home.sections.iter().map(|s| (s.note, s.block + 1, graph.block(*s).end));
        let ranges: Vec<_> = files.chain(sections).collect();
        let tops: Vec<BlockId> = graph.top_blocks(page).flat_map(|(_, tops)| tops).collect();
        let inside = ranges.iter().any(|&(note, from, to)| note == self.id.note && (from..to).contains(&self.id.block));
        let again = ranges.iter().any(|range| self.shown.contains(range));
        if inside || again || self.is_deep() || tops.is_empty() {
            let missing = self.cx.is_missing(page);
            let href = self.cx.href(Route::Page(page)).into();
            let text = Some(graph.page(page).name.to_string().into());
            return Target::Page { href, kind: chip(graph.page(page).kind), missing, text };
        }
        let shown: Vec<_> = self.shown.iter().copied().chain(ranges).collect();
        Target::Embed {
            href: self.cx.href(Route::Page(page)).into(),
            crumb: graph.page(page).name.to_string().into(),
            html: tree::blocks(&self.cx, &tops, None, &shown),
        }
    }

    fn embed(&self, blocks: &[BlockId], ranges: Vec<(NoteId, u32, u32)>, first: BlockId) -> Target<'_> {
        let inside = ranges.iter().any(|&(n, from, to)| n == self.id.note && (from..to).contains(&self.id.block));
        let again = ranges.iter().any(|range| self.shown.contains(range));
        if inside || again || self.is_deep() {
            let words = first_words(&self.cx, first).into();
            return Target::BlockText { href: self.cx.block_href(first).into(), words };
        }
        let shown: Vec<_> = self.shown.iter().copied().chain(ranges).collect();
        Target::Embed {
            href: self.cx.block_href(first).into(),
            crumb: trail(&self.cx, first, None).into(),
            html: tree::blocks(&self.cx, blocks, None, &shown),
        }
    }

    /// Whether an embed is a link here.
    fn is_deep(&self) -> bool {
        self.cx.listed || self.shown.len() >= EMBED_DEPTH
    }

    fn macro_call(&self, outline: &Outline, r: &Ref, call: &str) -> Target<'_> {
        let (name, arguments) = call_parts(call);
        if let Some(text) = expanded(&self.cx, call) {
            // A macro that stands for one that lists; what it stands for is not asked whether it is a macro again.
            let inner = text.trim().strip_prefix("{{").and_then(|t| t.strip_suffix("}}")).filter(|t| !t.contains("{{"));
            return match inner.map(call_parts) {
                Some(("query", asked)) => queries::target(&self.cx, self.id, &Written::simple(asked)),
                Some(("namespace", name)) => queries::namespace(&self.cx, name),
                _ => match filled(&self.cx, text) {
                    Some(filled) if filled.body.is_empty() => Target::Inline { html: filled.title },
                    Some(filled) => {
                        let mut w = HtmlWriter::new();
                        if !filled.title.is_empty() {
                            w.tag("<p>").html(&filled.title).tag("</p>");
                        }
                        w.html(&filled.body);
                        Target::Block { html: w.finish() }
                    }
                    None => Target::Text,
                },
            };
        }
        match name.to_ascii_lowercase().as_str() {
            "query" => self.written(outline, r.span.start),
            "function" => {
                let why = "Annals runs no code.".into();
                Target::QueryNotUnderstood { kind: "Function".into(), why, untold: false }
            }
            "renderer" => Target::Hidden,
            "namespace" => queries::namespace(&self.cx, arguments),
            _ => Target::Text,
        }
    }

    /// The query that begins at a byte.
    fn written(&self, outline: &Outline, start: u32) -> Target<'_> {
        let all = query::written(outline, self.id.block, self.cx.graph.dialect);
        match all.iter().find(|query| query.start == start) {
            Some(query) => queries::target(&self.cx, self.id, query),
            None => Target::Text,
        }
    }
}

/// The name of a macro, and what stands behind it.
fn call_parts(call: &str) -> (&str, &str) {
    let call = call.trim();
    call.split_once(char::is_whitespace).unwrap_or((call, ""))
}

/// What a macro of the user's own stands for: its text, with `$1` and so on filled in, as Markdown. `None` where it has
/// no such macro, or where that would be more than a phrase.
pub fn macro_phrase(cx: &Cx<'_>, call: &str) -> Option<Html> {
    let filled = filled(cx, expanded(cx, call)?)?;
    filled.body.is_empty().then_some(filled.title)
}

/// The text of a macro of the user's own, filled in.
fn expanded(cx: &Cx<'_>, call: &str) -> Option<String> {
    let (name, arguments) = call_parts(call);
    let mut text = cx.config.logseq.macros.get(name)?.to_string();
    // From the last, so that `$1` does not eat the beginning of `$10`.
    for (i, argument) in arguments.split(',').map(str::trim).enumerate().collect::<Vec<_>>().into_iter().rev() {
        text = text.replace(&format!("${}", i + 1), argument);
    }
    Some(text)
}

/// The text of a macro as HTML, where it is one block.
fn filled(cx: &Cx<'_>, text: String) -> Option<Rendered> {
    let (small, _) = outline::parse(text.into(), cx.graph.dialect, &outline::Options::default());
    if small.blocks.len() != 1 {
        return None;
    }
    let options = Options { dialect: cx.graph.dialect, html: HtmlPolicy::Escape, ..Options::default() };
    Some(markup::block(&small, 0, &Expanded { cx: *cx }, &options))
}

/// References in the text of a macro: looked up by name, since no file's table holds them.
struct Expanded<'a> {
    cx: Cx<'a>,
}

impl Resolver for Expanded<'_> {
    fn resolve(&self, outline: &Outline, reference: u32) -> Target<'_> {
        let Some(r) = outline.refs.get(reference as usize) else { return Target::Text };
        let page = match r.kind {
            RefKind::Page | RefKind::Tag | RefKind::Date => self.cx.graph.find(r.target.of(&outline.text)),
            _ => None,
        };
        let Some(page) = page else { return Target::Text };
        Target::Page {
            href: self.cx.href(Route::Page(page)).into(),
            kind: chip(self.cx.graph.page(page).kind),
            missing: self.cx.is_missing(page),
            text: None,
        }
    }
}

/// The sign of a kind, inside the author's text.
pub fn chip(kind: PageKind) -> Chip {
    match kind {
        PageKind::Project => Chip::Project,
        PageKind::Person => Chip::Person,
        PageKind::Journal(_) => Chip::Day,
        PageKind::Tag => Chip::Tag,
        PageKind::Custom(_) | PageKind::Note => Chip::None,
    }
}

/// The anchor of a tag's line in the list of tags.
pub fn tag_id(tag: &str) -> String {
    format!("t-{}", name::slug(tag.trim_start_matches('#')))
}

/// Where a ticket leads, by the config's patterns.
pub fn ticket_url(cx: &Cx<'_>, id: &str) -> Option<String> {
    let patterns = cx.memo.ticket_patterns(cx.config);
    let (_, pattern) = patterns.iter().zip(&cx.config.tickets.patterns).find(|(regex, _)| regex.is_match(id))?;
    Some(pattern.url.replace("{id}", id))
}
