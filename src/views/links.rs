//! Where the references of a block lead, and what its embeds and macros show.
//!
//! Does not render the block itself (see [`super::blocks`]); every URL is made by [`crate::route`].

use super::blocks::{Shown, first_words, trail};
use super::cx::Cx;
use super::naming::all_words;
use super::packet::Pictures;
use super::{queries, tree};
use crate::graph::marks::is_mark;
use crate::graph::query::{self, Written};
use crate::graph::{BlockId, PageId, PageKind, Range, above, is_cut};
use crate::markup::highlight::Highlighted;
use crate::markup::{self, Chip, Html, HtmlPolicy, HtmlWriter, Options, Phrase, Rendered, Resolver, Target};
use crate::outline::{self, Outline, Ref, RefKind};
use crate::route::{Route, at_page};
use std::borrow::Cow;

/// How many characters of a block a reference shows, where it shows all lines.
const FULL_BLOCK: usize = 1200;

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
        if let Some(pictures) = self.cx.alone {
            return self.alone(r, target, pictures);
        }
        match r.kind {
            RefKind::Page | RefKind::Date | RefKind::File => self.page(outline, r, target),
            RefKind::Tag => self.tag(outline, r, target),
            RefKind::Ticket => self.ticket(target),
            RefKind::Block => match self.cx.graph.block_of(self.id.note, r) {
                Some(id) => Target::BlockText { href: self.cx.block_href(id).into(), words: self.words(id) },
                None => Target::Missing,
            },
            RefKind::EmbedBlock => match self.cx.graph.block_of(self.id.note, r) {
                Some(id) => self.embed(reference, r, id),
                None => Target::Missing,
            },
            RefKind::EmbedPage => {
                match (self.cx.graph.heading_of(self.id.note, r), self.cx.graph.target(self.id.note, r)) {
                    (Some(id), _) => self.embed(reference, r, id),
                    (None, Some(page)) if !self.cx.graph.page(page).home.is_empty() => {
                        self.embed_page(reference, r, page)
                    }
                    _ => self.file(outline, r).unwrap_or_else(|| self.page(outline, r, target)),
                }
            }
            RefKind::Image if target.contains("://") || target.starts_with("data:") => Target::Text,
            RefKind::Image => self.file(outline, r).unwrap_or(Target::Missing),
            RefKind::Asset => self.linked_file(outline, r).unwrap_or(Target::Missing),
            RefKind::Macro => self.macro_call(outline, r, target),
        }
    }

    /// A place on the note's own page.
    fn link(&self, destination: &str) -> Option<Cow<'_, str>> {
        let heading = self.cx.graph.heading_in(self.id.note, destination.strip_prefix('#')?)?;
        Some(self.cx.block_href(heading).into())
    }

    fn block(&self, block: u32) -> Option<Cow<'_, str>> {
        Some(self.cx.block_href(BlockId { block, ..self.id }).into())
    }

    fn query(&self, outline: &Outline, start: u32) -> Target<'_> {
        self.written(outline, start)
    }

    fn highlight(&self, language: &str, code: &str) -> Highlighted {
        self.cx.memo.highlighted(language, code)
    }
}

impl Linker<'_, '_> {
    /// On a page that stands alone: pictures that are in it, and the names of tickets.
    fn alone(&self, r: &Ref, target: &str, pictures: &Pictures) -> Target<'_> {
        match r.kind {
            RefKind::Ticket if self.cx.graph.is_ticket(target) => Target::Ticket { href: None },
            RefKind::Image => {
                let found = self.cx.graph.asset(self.id.note, target);
                let src = found.as_ref().and_then(|found| pictures.get(&*found.asset.path));
                match (src, found) {
                    (Some(src), Some(found)) => Target::Image { src: src.clone().into(), size: found.asset.dimensions },
                    _ => Target::Text,
                }
            }
            _ => Target::Text,
        }
    }

    fn page(&self, outline: &Outline, r: &Ref, target: &str) -> Target<'_> {
        if let Some(id) = self.cx.graph.heading_of(self.id.note, r) {
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
            return self.file(outline, r).unwrap_or(Target::Text);
        };
        let kind = self.cx.graph.page(page).kind;
        Target::Page {
            href: self.cx.href(Route::Page(page)).into(),
            kind: chip(kind),
            missing: self.cx.is_missing(page),
            text: match kind {
                PageKind::Journal(day) if r.label.is_none() => Some(self.cx.short_day(day).into()),
                // Nobody knows highlights by the name that Logseq gives their page.
                _ if r.label.is_none() && target.starts_with("hls__") => {
                    Some(self.cx.graph.page(page).name.to_string().into())
                }
                _ => None,
            },
        }
    }

    /// What a reference to a block says: its first line, or all of it where the graph's config wants that.
    fn words(&self, id: BlockId) -> Cow<'_, Phrase> {
        match self.cx.config.logseq.full_blocks {
            true => Cow::Owned(all_words(&self.cx, id).shortened(FULL_BLOCK).into_owned()),
            false => Cow::Borrowed(first_words(&self.cx, id)),
        }
    }

    fn tag(&self, outline: &Outline, r: &Ref, target: &str) -> Target<'_> {
        let tag = if is_mark(outline, self.id.block, r) { Chip::Mark } else { Chip::Tag };
        let text = Some(target.trim_start_matches('#').to_string().into());
        match self.cx.graph.target(self.id.note, r) {
            Some(page) => {
                let kind = self.cx.graph.page(page).kind;
                let sign = if matches!(chip(kind), Chip::None | Chip::Tag) { tag } else { chip(kind) };
                Target::Page { href: self.cx.href(Route::Page(page)).into(), kind: sign, missing: false, text }
            }
            // Too rare for a page: its line in the list of tags.
            None => {
                let href = self.cx.routes.tag_line(self.cx.graph, target, self.cx.depth);
                Target::Page { href: href.into(), kind: tag, missing: false, text }
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
    fn file(&self, outline: &Outline, r: &Ref) -> Option<Target<'_>> {
        let found = self.cx.graph.asset(self.id.note, r.target.of(&outline.text))?;
        let src: Cow<'_, str> = self.cx.href(self.cx.routes.asset(self.cx.graph, &found)?).into();
        let ending = found.asset.path.rsplit('.').next().unwrap_or("").to_ascii_lowercase();
        Some(match ending.as_str() {
            "png" | "jpg" | "jpeg" | "gif" | "webp" | "avif" | "svg" | "bmp" | "ico" => {
                Target::Image { src, size: found.asset.dimensions }
            }
            "mp3" | "ogg" | "oga" | "wav" | "m4a" | "aac" | "flac" | "opus" => Target::Audio { src },
            "mp4" | "webm" | "mov" | "m4v" | "ogv" => Target::Video { src },
            _ => return self.linked_file(outline, r),
        })
    }

    /// A file of the site's own, linked whatever it is: a PDF at the page that stands behind `#`.
    fn linked_file(&self, outline: &Outline, r: &Ref) -> Option<Target<'_>> {
        let target = r.target.of(&outline.text);
        let found = self.cx.graph.asset(self.id.note, target)?;
        let href = self.cx.href(self.cx.routes.asset(self.cx.graph, &found)?);
        let behind =
            r.anchor.map(|a| a.of(&outline.text)).or_else(|| target.rsplit_once('#').map(|(_, behind)| behind));
        let page = behind.and_then(|words| words.split('&').find_map(|part| part.strip_prefix("page=")));
        Some(Target::File { href: at_page(href, page).into() })
    }

    /// What an embed shows, with what it stands in; `None` where it is cut to a link.
    fn opened(&self, reference: u32, r: &Ref) -> Option<Vec<Range>> {
        let ranges = self.cx.graph.embedded(self.id.note, r);
        let embeds = self.cx.memo.embeds(self.cx.graph, self.id.note);
        let no_room = embeds.end.is_some_and(|end| reference >= end);
        let shown = if self.shown.is_empty() { above(embeds.depth) } else { self.shown };
        let cut = self.cx.listed || no_room || is_cut(self.id, &ranges, shown);
        (!cut).then(|| shown.iter().copied().chain(ranges).collect())
    }

    fn embed_page(&self, reference: u32, r: &Ref, page: PageId) -> Target<'_> {
        let graph = self.cx.graph;
        // Asked only where it is opened: a page may embed itself on each of its lines.
        let tops = || graph.top_blocks(page).flat_map(|(_, tops)| tops).collect::<Vec<BlockId>>();
        let opened = self.opened(reference, r).map(|shown| (shown, tops())).filter(|(_, tops)| !tops.is_empty());
        let Some((shown, tops)) = opened else {
            let missing = self.cx.is_missing(page);
            let href = self.cx.href(Route::Page(page)).into();
            let text = Some(graph.page(page).name.to_string().into());
            return Target::Page { href, kind: chip(graph.page(page).kind), missing, text };
        };
        Target::Embed {
            href: self.cx.href(Route::Page(page)).into(),
            crumb: graph.page(page).name.to_string().into(),
            html: tree::blocks(&self.cx, &tops, None, &shown),
        }
    }

    fn embed(&self, reference: u32, r: &Ref, id: BlockId) -> Target<'_> {
        let href = self.cx.block_href(id).into();
        match self.opened(reference, r) {
            None => Target::BlockText { href, words: Cow::Borrowed(first_words(&self.cx, id)) },
            Some(shown) => {
                let html = tree::blocks(&self.cx, &[id], None, &shown);
                Target::Embed { href, crumb: trail(&self.cx, id, None), html }
            }
        }
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

/// The words between two references of a property's value.
pub fn value_words(cx: &Cx<'_>, text: &str) -> Html {
    markup::value(text, cx.graph.dialect, &Expanded { cx: *cx })
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

/// References in text that no file holds as it stands: looked up by name.
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

/// Where a ticket leads, by the config's patterns.
pub fn ticket_url(cx: &Cx<'_>, id: &str) -> Option<String> {
    let patterns = cx.memo.ticket_patterns(cx.config);
    let (_, pattern) = patterns.iter().zip(&cx.config.tickets.patterns).find(|(regex, _)| regex.is_match(id))?;
    Some(pattern.url.replace("{id}", id))
}
