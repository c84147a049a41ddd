//! Slots as HTML: what each reference became, in the elements of the theme's contract.
//!
//! Does not decide what a reference became: the [`Resolver`](super::Resolver) did.

use super::slot::{Size, Slot};
use super::url::{Destination, destination};
use super::write::{Writer, attribute};
use super::{Chip, Resolver, Target, forms, html, math};
use crate::diagnostic::{Code, Diagnostic};
use crate::outline::{Ref, RefKind};
use crate::span::Span;
use pulldown_cmark::{Event, Tag, TagEnd};

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
                self.anchor(" class=\"out\"", Some(url), &super::url::shown(url));
            }
            Slot::Mail(span) => {
                let address = span.of(&self.outline.text);
                self.anchor("", Some(&format!("mailto:{address}")), address);
            }
            Slot::Callout(kind) => html::escape_text(kind, &mut self.out),
            Slot::Box(done) => {
                self.open("span", if *done { " class=\"state done\"" } else { " class=\"state todo\"" });
                self.out.push_str(if *done { "done</span> " } else { "to do</span> " });
            }
            Slot::Math(span) => {
                let formula = span.of(&self.outline.text).to_string();
                if block {
                    self.display_math(&formula, span.start as usize);
                } else {
                    self.math(&formula, span.start as usize, true);
                }
            }
            Slot::Code(code) => {
                self.out.push_str("<code>");
                html::escape_text(code, &mut self.out);
                self.out.push_str("</code>");
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
                None => self.anchor(" class=\"ref\"", Some(href), words),
            },
            Target::Inline { html } => self.out.push_str(html.as_str()),
            Target::Block { html } => {
                self.embedded += html.len();
                self.block_piece(html.as_str(), block);
            }
            Target::Missing => {
                self.open("span", " class=\"ref missing\"");
                match reference.label {
                    Some(_) => self.label(reference),
                    None => html::escape_text(reference.span.of(&self.outline.text), &mut self.out),
                }
                self.out.push_str("</span>");
            }
            Target::Embed { href, crumb, html: inner } => {
                let mut piece = String::with_capacity(inner.len() + 64);
                piece.push_str("<div class=\"embed\"><a class=\"crumb\"");
                attribute(&mut piece, "href", href);
                piece.push('>');
                html::escape_text(crumb, &mut piece);
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
            Target::Image { src, size: pixels } => {
                let mut piece = String::from("<img");
                attribute(&mut piece, "src", src);
                attribute(&mut piece, "alt", self.words(reference));
                if let (Some(width), height) = shown_size(size, *pixels) {
                    attribute(&mut piece, "width", &width.to_string());
                    if let Some(height) = height {
                        attribute(&mut piece, "height", &height.to_string());
                    }
                }
                piece.push_str(" loading=\"lazy\">");
                self.opaque(&piece);
            }
            Target::Audio { src } => self.media("audio", src),
            Target::Video { src } => self.media("video", src),
            Target::File { href } => self.labelled(" class=\"out\"", Some(href), reference),
            Target::Hidden => {}
            Target::Text => self.as_written(reference),
        }
    }

    fn media(&mut self, element: &str, src: &str) {
        let mut piece = format!("<{element} controls");
        attribute(&mut piece, "src", src);
        piece.push_str(&format!("></{element}>"));
        self.opaque(&piece);
    }

    /// A link with plain words; the words alone within another link.
    fn anchor(&mut self, class: &str, href: Option<&str>, words: &str) {
        let linked = self.open_anchor(class, href);
        html::escape_text(words, &mut self.out);
        if linked {
            self.out.push_str("</a>");
        }
    }

    fn labelled(&mut self, class: &str, href: Option<&str>, reference: &Ref) {
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
    fn label(&mut self, reference: &Ref) {
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
                self.open("span", " class=\"ref missing\"");
                html::escape_text(reference.span.of(text), &mut self.out);
                self.out.push_str("</span>");
            }
            _ => self.label(reference),
        }
    }

    fn macro_words(&mut self, reference: &Ref) {
        let inner = reference.target.of(&self.outline.text).to_string();
        let (name, argument) = forms::macro_parts(&inner);
        match name.to_ascii_lowercase().as_str() {
            "cloze" => {
                self.open("span", " class=\"cloze\"");
                let answer = argument.split("\\\\").next().unwrap_or(argument).trim_end();
                self.marks(answer);
                self.out.push_str("</span>");
            }
            "video" | "youtube" | "vimeo" | "bilibili" | "tweet" | "twitter" => match destination(argument) {
                Destination::Web(url) => self.anchor(" class=\"out\"", Some(&url), &url),
                _ => html::escape_text(argument, &mut self.out),
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

    /// A formula that the Markdown parser found; `start` is its place in the source.
    pub fn inline_math(&mut self, formula: &str, start: usize, display: bool) {
        let formula = self.written(formula);
        let origin = self.source.origin(start);
        self.math(&formula, origin, display);
    }

    /// A formula within a line; `origin` is its place in the note.
    fn math(&mut self, formula: &str, origin: usize, display: bool) {
        match math::mathml(formula, display) {
            Ok(mathml) => self.opaque(&mathml),
            Err(error) => {
                self.math_failed(formula, origin, error);
                self.open("code", " class=\"math-error\"");
                let dollars = if display { "$$" } else { "$" };
                html::escape_text(dollars, &mut self.out);
                html::escape_text(formula, &mut self.out);
                html::escape_text(dollars, &mut self.out);
                self.out.push_str("</code>");
            }
        }
    }

    /// A formula on its own.
    pub fn display_math(&mut self, formula: &str, origin: usize) {
        let piece = match math::mathml(formula, true) {
            Ok(mathml) => format!("<div class=\"wide\" tabindex=\"0\">{mathml}</div>"),
            Err(error) => {
                self.math_failed(formula, origin, error);
                let mut piece = String::from("<pre tabindex=\"0\"><code class=\"math-error\">");
                html::escape_text(formula.trim(), &mut piece);
                piece + "</code></pre>"
            }
        };
        self.block_piece(&piece, true);
    }

    fn math_failed(&mut self, formula: &str, origin: usize, error: math::MathError) {
        // What stands before it in the line may have been written otherwise in the note.
        let text = &self.outline.text;
        let line = text.as_bytes()[..origin.min(text.len())].iter().rposition(|b| *b == b'\n').map_or(0, |at| at + 1);
        let found = text
            .get(line..)
            .and_then(|rest| rest[..rest.len().min(rest.find('\n').unwrap_or(rest.len()))].find(formula));
        let origin = if text.get(origin..).is_some_and(|rest| rest.starts_with(formula)) {
            origin
        } else {
            found.map_or(line, |at| line + at)
        };
        let to = origin + error.range.end.min(formula.len());
        let from = origin + error.range.start.min(error.range.end);
        let span = if text.get(from..to).is_some() { Span::new(from, to) } else { Span::new(line, line) };
        self.diagnostics.push(Diagnostic::new(Code::Math, span, error.message));
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
            Slot::Url(span) | Slot::Mail(span) | Slot::Math(span) => out.push_str(span.of(text)),
            Slot::Callout(kind) => out.extend(["[!", kind, "]"]),
            Slot::Box(done) => out.push_str(if *done { "[x] " } else { "[ ] " }),
            Slot::Code(code) | Slot::Query(code, ..) => out.push_str(code),
        }
    }
}

/// The author's size before the file's; one side alone keeps the file's proportions.
fn shown_size(written: Size, file: Option<(u32, u32)>) -> (Option<u32>, Option<u32>) {
    let scaled = |a: u32, b: u32, c: u32| {
        u32::try_from(u64::from(a) * u64::from(b) / u64::from(c.max(1))).ok().filter(|n| *n > 0)
    };
    match (written.width, written.height, file) {
        (Some(width), Some(height), _) => (Some(width), Some(height)),
        (Some(width), None, Some((w, h))) => (Some(width), scaled(width, h, w)),
        (None, Some(height), Some((w, h))) => (scaled(height, w, h), Some(height)),
        (Some(width), None, None) => (Some(width), None),
        (None, _, None) => (None, None),
        (None, None, Some((w, h))) => (Some(w), Some(h)),
    }
}
