//! Slots as HTML: what each reference became, in the elements of the theme's contract.
//!
//! Does not decide what a reference became: the [`Resolver`](super::Resolver) did.

use super::slot::{self, Size, Slot};
use super::url::{Destination, destination};
use super::write::{Writer, attribute};
use super::{Chip, HtmlPolicy, Phrase, Resolver, Target, forms, html, raw};
use crate::outline::{Ref, RefKind};
use pulldown_cmark::{Event, Tag, TagEnd};
use std::borrow::Cow;

impl<'a, R: Resolver> Writer<'a, '_, R> {
    /// Writes a slot. `block`: block-level pieces may stand here.
    pub fn slot(&mut self, slot: &Slot<'_>, block: bool) {
        match slot {
            Slot::Ref(index, target, size) => {
                if let Some(reference) = self.outline.refs.get(*index as usize) {
                    self.reference(reference, target, *size, block);
                }
            }
            Slot::Literal(c) => html::escape_text(c.encode_utf8(&mut [0; 4]), &mut self.out),
            Slot::Url(span) => {
                let url = span.of(&self.outline.text);
                let whole = if url.contains("://") { url.into() } else { Cow::Owned(format!("http://{url}")) };
                self.anchor(" class=\"out\"", Some(&whole), &super::url::shown(url));
            }
            Slot::Mail(span) => {
                let address = span.of(&self.outline.text);
                self.anchor("", Some(&format!("mailto:{address}")), address);
            }
            Slot::Callout(kind, _) => html::escape_text(kind, &mut self.out),
            Slot::Box(done) => {
                self.open("span", if *done { " class=\"state done\"" } else { " class=\"state todo\"" });
                self.out.push_str(if *done { "done</span> " } else { "to do</span> " });
            }
            Slot::Formula(span) => {
                let (formula, display) = slot::within_dollars(*span, &self.outline.text);
                self.math(formula.of(&self.outline.text), formula.start as usize, display);
            }
            Slot::Math(span) => {
                let formula = span.of(&self.outline.text).to_string();
                if block {
                    self.display_math(&formula, span.start as usize);
                } else {
                    self.math(&formula, span.start as usize, true);
                }
            }
            Slot::Hiccup(source, html) => {
                let clean = html.as_ref().filter(|_| self.options.html == HtmlPolicy::Safe);
                let clean = clean.and_then(|html| raw::Guard::new(html).clean(&raw::filtered(html), false));
                match clean.filter(|clean| !clean.trim().is_empty()) {
                    Some(clean) => self.block_piece(&clean, block),
                    None => self.hiccup_source(source),
                }
            }
            Slot::Phrasing(source, html) => {
                let clean = (self.options.html == HtmlPolicy::Safe)
                    .then(|| raw::Guard::new(html).clean(&raw::filtered(html), true))
                    .flatten();
                match clean.filter(|clean| !clean.trim().is_empty()) {
                    Some(clean) => self.opaque(&clean),
                    None => self.hiccup_source(source),
                }
            }
            Slot::Query(source, head, target) => self.query(source, *head, target, block),
        }
    }

    fn reference(&mut self, reference: &Ref, target: &Target<'_>, size: Size, block: bool) {
        match target {
            Target::Page { href, kind, missing, text } => {
                let class = match (kind, missing) {
                    (Chip::None, false) => "",
                    (Chip::None, true) => " class=\"missing\"",
                    (Chip::Project, false) => " class=\"prj\"",
                    (Chip::Project, true) => " class=\"prj missing\"",
                    (Chip::Person, false) => " class=\"per\"",
                    (Chip::Person, true) => " class=\"per missing\"",
                    (Chip::Day, false) => " class=\"day\"",
                    (Chip::Day, true) => " class=\"day missing\"",
                    (Chip::Tag, false) => " class=\"tag\"",
                    (Chip::Tag, true) => " class=\"tag missing\"",
                    (Chip::Mark, _) => " class=\"tag own\"",
                };
                match text {
                    Some(text) => self.anchor(class, Some(href), text),
                    None => self.labelled(class, Some(href), reference),
                }
            }
            Target::Ticket { href: Some(href) } if self.in_link == 0 => {
                self.labelled(" class=\"ticket\"", Some(href), reference);
            }
            Target::Ticket { .. } => {
                self.open("span", " class=\"ticket\"");
                self.label(reference);
                self.out.push_str("</span>");
            }
            Target::BlockText { href, words } => match reference.label {
                Some(_) => self.labelled(" class=\"ref\"", Some(href), reference),
                None => self.anchored(" class=\"ref\"", Some(href), words),
            },
            Target::Inline { html } => self.out.push_str(html.as_str()),
            Target::Block { html } => {
                self.embedded += html.len();
                self.block_piece(html.as_str(), block);
            }
            Target::Missing if matches!(reference.kind, RefKind::Image | RefKind::Asset) => {
                self.missing_file(reference)
            }
            Target::Missing if reference.label.is_some() => {
                self.open("span", " class=\"ref missing\"");
                self.label(reference);
                self.out.push_str("</span>");
            }
            Target::Missing => self.missing(reference),
            Target::Embed { href, crumb, html: inner } => {
                let mut piece = String::with_capacity(inner.len() + 64);
                piece.push_str("<div class=\"embed\"><a class=\"crumb\"");
                attribute(&mut piece, "href", href);
                piece.push('>');
                html::escape_phrase(crumb, 0..crumb.len(), &mut piece);
                piece.push_str("</a>");
                piece.push_str(inner.as_str());
                piece.push_str("</div>");
                self.embedded += piece.len();
                self.block_piece(&piece, block);
            }
            Target::Query { .. } | Target::QueryNotUnderstood { .. } => {
                let source = reference.span.of(&self.outline.text).to_string();
                self.query(&source, reference.span, target, block);
            }
            Target::Image { src, size: pixels } => self.picture(src, size, *pixels, reference),
            Target::Audio { src } => self.media("audio", src),
            Target::Video { src } => self.media("video", src),
            Target::File { href } => self.file(href, reference),
            Target::Hidden => {}
            Target::Text => self.as_written(reference),
        }
    }

    /// A link with plain words; the words alone within another link.
    pub fn anchor(&mut self, class: &str, href: Option<&str>, words: &str) {
        let linked = self.open_anchor(class, href);
        html::escape_text(words, &mut self.out);
        if linked {
            self.out.push_str("</a>");
        }
    }

    /// The same with words of which some are code.
    fn anchored(&mut self, class: &str, href: Option<&str>, words: &Phrase) {
        let linked = self.open_anchor(class, href);
        html::escape_phrase(words, 0..words.len(), &mut self.out);
        if linked {
            self.out.push_str("</a>");
        }
    }

    pub fn labelled(&mut self, class: &str, href: Option<&str>, reference: &Ref) {
        let linked = self.open_anchor(class, href);
        self.label(reference);
        if linked {
            self.out.push_str("</a>");
        }
    }

    fn open_anchor(&mut self, class: &str, href: Option<&str>) -> bool {
        let Some(href) = href.filter(|_| self.in_link == 0) else { return false };
        let mut attributes = class.to_string();
        attribute(&mut attributes, "href", href);
        self.open("a", &attributes);
        true
    }

    /// The label as written, its marks read; or the name, or the last part of the path.
    pub fn label(&mut self, reference: &Ref) {
        match reference.label {
            Some(label) => {
                let label = label.of(&self.outline.text).to_string();
                self.marks(&label);
            }
            None => html::escape_text(self.words(reference), &mut self.out),
        }
    }

    /// Plain words of a reference that nothing better is known of.
    pub fn words(&self, reference: &Ref) -> &'a str {
        let text: &'a str = &self.outline.text;
        if let Some(label) = reference.label {
            let label = label.of(text);
            let sized = reference.kind == RefKind::Image && reference.span.of(text).starts_with("![[");
            return if sized && forms::piped_size(label).is_some() { "" } else { label };
        }
        let target = reference.target.of(text);
        match reference.kind {
            RefKind::Asset | RefKind::File => target.rsplit('/').next().unwrap_or(target),
            RefKind::Image => "",
            _ => target,
        }
    }

    fn as_written(&mut self, reference: &Ref) {
        let text = &self.outline.text;
        match reference.kind {
            RefKind::Macro => self.macro_words(reference),
            RefKind::Tag | RefKind::Date | RefKind::Ticket => html::escape_text(reference.span.of(text), &mut self.out),
            RefKind::Image => {
                let (address, alt) = (reference.target.of(text).to_string(), self.words(reference).to_string());
                self.image(&address, &alt);
            }
            RefKind::Block | RefKind::EmbedBlock | RefKind::EmbedPage if reference.label.is_none() => {
                self.missing(reference);
            }
            _ => self.label(reference),
        }
    }

    /// A reference that leads nowhere and has no words of its own: its source, as code.
    fn missing(&mut self, reference: &Ref) {
        self.open("code", " class=\"ref missing\"");
        html::escape_text(reference.span.of(&self.outline.text), &mut self.out);
        self.out.push_str("</code>");
    }

    fn macro_words(&mut self, reference: &Ref) {
        let inner = reference.target.of(&self.outline.text).to_string();
        let (name, argument) = forms::macro_parts(&inner);
        let name = name.to_ascii_lowercase();
        match name.as_str() {
            "cloze" => {
                self.open("span", " class=\"cloze\"");
                let answer = argument.split("\\\\").next().unwrap_or(argument).trim_end();
                self.marks(answer);
                self.out.push_str("</span>");
            }
            "video" | "youtube" | "vimeo" | "bilibili" | "tweet" | "twitter" => match destination(argument) {
                Destination::Web(url) => self.anchor(" class=\"out\"", Some(&url), &url),
                _ => match super::url::recording(&name, argument) {
                    Some(url) => self.anchor(" class=\"out\"", Some(&url), &super::url::shown(&url)),
                    None => html::escape_text(argument, &mut self.out),
                },
            },
            "youtube-timestamp" => html::escape_text(argument, &mut self.out),
            _ => {
                self.out.push_str("<code>");
                html::escape_text(reference.span.of(&self.outline.text), &mut self.out);
                self.out.push_str("</code>");
            }
        }
    }

    /// A short text with its emphasis, code and formulas, but without links.
    fn marks(&mut self, text: &str) {
        if memchr::memchr3(b'*', b'_', b'`', text.as_bytes()).is_none()
            && !text.contains(['~', '^', '$', '\\', '&', '='])
        {
            html::escape_text(text, &mut self.out);
            return;
        }
        for (event, range) in super::events::parse(&text.replace("==", "^^")) {
            match event {
                Event::Start(Tag::Emphasis) => self.out.push_str("<em>"),
                Event::End(TagEnd::Emphasis) => self.out.push_str("</em>"),
                Event::Start(Tag::Strong) => self.out.push_str("<strong>"),
                Event::End(TagEnd::Strong) => self.out.push_str("</strong>"),
                Event::Start(Tag::Strikethrough) => self.out.push_str("<del>"),
                Event::End(TagEnd::Strikethrough) => self.out.push_str("</del>"),
                Event::Start(Tag::Superscript) => self.out.push_str("<mark>"),
                Event::End(TagEnd::Superscript) => self.out.push_str("</mark>"),
                Event::Code(code) => {
                    self.out.push_str("<code>");
                    html::escape_text(&code, &mut self.out);
                    self.out.push_str("</code>");
                }
                Event::Text(words) | Event::Html(words) | Event::InlineHtml(words) => {
                    html::escape_text(&words, &mut self.out)
                }
                Event::InlineMath(formula) | Event::DisplayMath(formula) => self.math(&formula, range.start, false),
                Event::SoftBreak | Event::HardBreak => self.out.push(' '),
                _ => {}
            }
        }
    }

    /// Hiccup that is not understood, or of which nothing may stand on a page: its source says what it is.
    fn hiccup_source(&mut self, source: &str) {
        self.out.push_str("<code>");
        html::escape_text(source, &mut self.out);
        self.out.push_str("</code>");
    }

    /// The plain words of a slot, for an image's alternative text.
    pub fn slot_words(&self, slot: &Slot<'_>) -> String {
        match slot {
            Slot::Ref(index, target, _) => match (target, self.outline.refs.get(*index as usize)) {
                (Target::Page { text: Some(text), .. }, _) => text.to_string(),
                (Target::BlockText { words, .. }, Some(reference)) if reference.label.is_none() => words.to_string(),
                (_, Some(reference)) => self.words(reference).to_string(),
                _ => String::new(),
            },
            slot => {
                let mut out = String::new();
                self.slot_source(slot, &mut out);
                out
            }
        }
    }

    /// A slot as it was written.
    pub fn slot_source(&self, slot: &Slot<'_>, out: &mut String) {
        let text = &self.outline.text;
        match slot {
            Slot::Ref(index, _, _) => {
                if let Some(reference) = self.outline.refs.get(*index as usize) {
                    out.push_str(reference.span.of(text));
                }
            }
            Slot::Literal(c) => out.push(*c),
            Slot::Url(span) | Slot::Mail(span) | Slot::Math(span) | Slot::Formula(span) => out.push_str(span.of(text)),
            Slot::Callout(kind, _) => out.extend(["[!", kind, "]"]),
            Slot::Box(done) => out.push_str(if *done { "[x] " } else { "[ ] " }),
            Slot::Hiccup(code, _) | Slot::Phrasing(code, _) | Slot::Query(code, ..) => out.push_str(code),
        }
    }
}
