//! The elements that take more than a tag: paragraphs, code, links, images, callouts, footnotes, and the author's own HTML.
//!
//! Does not decide which comes next (see [`write`](super::write)).

use super::events::{Item, content, ending};
use super::slot::{self, Slot};
use super::url::{Destination, destination};
use super::write::{Close, Writer, attribute};
use super::{Resolver, Target, html, lead};
use crate::diagnostic::{Code, Diagnostic};
use crate::notes::Dialect;
use crate::outline::Footnote;
use crate::span::Span;
use pulldown_cmark::{CodeBlockKind, CowStr, Event, LinkType, Tag, TagEnd};
use std::borrow::Cow;

impl<R: Resolver> Writer<'_, '_, R> {
    /// Words with their slots as they were written: in code and addresses nothing is a reference.
    pub fn literally(&mut self, text: &str) {
        let words = self.written(text);
        self.plain(&words);
    }

    /// The text with its slots as they were written.
    pub fn written(&self, text: &str) -> String {
        let mut out = String::with_capacity(text.len());
        for (words, slot) in slot::cut(text) {
            out.push_str(words);
            if let Some(slot) = slot.and_then(|slot| self.source.slots.get(slot)) {
                self.slot_source(slot, &mut out);
            }
        }
        out
    }

    pub fn paragraph(&mut self, events: &[Item<'_>], at: usize) -> usize {
        let end = ending(events, at, |end| matches!(end, TagEnd::Paragraph));
        let inner = &events[at + 1..end];
        if let Some(next) = self.blocks_only(inner, end) {
            return next;
        }
        if let Some(kind) = self.callout_title(events, at + 1, end) {
            return kind;
        }
        if self.at_start() {
            self.paragraph = self.out.len();
            let begun = lead::write_title(self, events, at + 1, end);
            self.close.push(Close::Title(""));
            return begun;
        }
        if self.note_opens.is_some() {
            self.open_note(true);
            self.close.push(Close::Paragraph(self.out.len(), "</p>"));
        } else if let Some((from, to)) = lead::only_strong(inner).filter(|_| self.close.is_empty()) {
            self.open("p", " class=\"h\"");
            lead::write_label(self, events, at + 1 + from, at + 1 + to);
            self.out.push_str("</p>");
            self.flush();
            return end + 1;
        } else {
            self.out.push_str("<p>");
            self.close.push(Close::Paragraph(self.out.len(), "</p>"));
        }
        self.paragraph = self.out.len();
        at + 1
    }

    /// A paragraph of nothing but block-level pieces and what is not shown is no paragraph.
    pub fn blocks_only(&mut self, inner: &[Item<'_>], end: usize) -> Option<usize> {
        let mut pieces = Vec::new();
        let mut display = None;
        for (event, range) in inner {
            match event {
                Event::SoftBreak | Event::HardBreak => {}
                Event::Text(text) => {
                    for (words, slot) in slot::cut(text) {
                        if !words.trim().is_empty() {
                            return None;
                        }
                        let Some(slot) = slot else { continue };
                        pieces.push(self.source.slots.get(slot).filter(|slot| slot.is_block() || slot.is_hidden())?);
                    }
                }
                Event::DisplayMath(formula) if display.is_none() => display = Some((formula, range.start + 2)),
                _ => return None,
            }
        }
        match display {
            Some((formula, start)) if pieces.is_empty() => {
                let origin = self.source.origin(start);
                let formula = self.written(formula);
                self.display_math(&formula, origin);
            }
            Some(_) => return None,
            None if pieces.is_empty() => return None,
            None => pieces.into_iter().for_each(|slot| self.slot(slot, true)),
        }
        Some(end + 1)
    }

    /// Whether the quote that starts at `at` is a callout, and whether that is open, if it can be folded.
    pub fn callout_fold(&self, events: &[Item<'_>], at: usize) -> Option<Option<bool>> {
        match (events.get(at + 1)?, events.get(at + 2)?) {
            ((Event::Start(Tag::Paragraph), _), (Event::Text(text), _)) => Some(self.callout_of(text)?.1),
            _ => None,
        }
    }

    fn callout_of(&self, text: &str) -> Option<(&str, Option<bool>)> {
        let first = text.chars().next().and_then(slot::index)?;
        match self.source.slots.get(first)? {
            Slot::Callout(kind, fold) => Some((kind, *fold)),
            _ => None,
        }
    }

    /// The line of a callout's kind: the author's title, or the kind as a word.
    pub fn callout_title(&mut self, events: &[Item<'_>], at: usize, end: usize) -> Option<usize> {
        let (Event::Text(text), _) = events.get(at)? else { return None };
        let (kind, fold) = self.callout_of(text).map(|(kind, fold)| (kind.to_string(), fold))?;
        let rest = text[text.chars().next().map_or(0, char::len_utf8)..].trim_start();
        let (name, close) = if fold.is_some() { ("summary", "</summary>") } else { ("p", "</p>") };
        self.open(name, " class=\"kind\"");
        if rest.is_empty() && at + 1 == end {
            html::escape_text(&kind, &mut self.out);
        } else {
            self.paragraph = self.out.len();
            self.text(rest);
            let mut next = at + 1;
            while next < end {
                next = self.event(events, next);
            }
        }
        self.out.push_str(close);
        self.flush();
        Some(end + 1)
    }

    pub fn code(&mut self, kind: &CodeBlockKind<'_>, events: &[Item<'_>], at: usize) -> usize {
        let end = ending(events, at, |end| matches!(end, TagEnd::CodeBlock));
        let text: String = events[at + 1..end].iter().map(|(event, _)| content(event)).collect();
        let info = match kind {
            CodeBlockKind::Fenced(info) => info,
            CodeBlockKind::Indented if self.options.dialect == Dialect::Logseq => {
                // Logseq has no code by indentation.
                self.out.push_str("<p>");
                self.paragraph = self.out.len();
                for (i, line) in text.trim_end().lines().enumerate() {
                    if i > 0 {
                        self.out.push_str("<br>");
                    }
                    self.text(line.trim());
                }
                self.out.push_str("</p>");
                self.flush();
                return end + 1;
            }
            CodeBlockKind::Indented => &CowStr::Borrowed(""),
        };
        let info = self.written(info);
        let written = self.written(&text);
        let word = info.split_whitespace().next().unwrap_or("");
        if word.eq_ignore_ascii_case("math") {
            let start = events.get(at + 1).map_or(0, |(_, range)| range.start);
            self.display_math(written.trim_end(), self.source.origin(start));
            return end + 1;
        }
        let code = written.strip_suffix('\n').unwrap_or(&written);
        if word.eq_ignore_ascii_case("calc") {
            self.calc(code);
            return end + 1;
        }
        let highlighted = self.resolver.highlight(word, code);
        let language = super::highlight::language(word);
        if highlighted.unknown {
            let span = self.language_span(self.source.origin(events[at].1.start), word);
            self.diagnostics.push(
                Diagnostic::new(Code::UnknownLanguage, span, format!("no grammar for `{language}`")).help(
                    match super::highlight::meant(language) {
                        Some(meant) => format!("did you mean `{meant}`? the code is shown as plain text"),
                        None => "the code is shown as plain text; `text` says that this is meant".to_string(),
                    },
                ),
            );
        }
        let mut piece = String::with_capacity(code.len() * 3 / 2 + 64);
        piece.push_str("<pre tabindex=\"0\"><code");
        if !language.is_empty() {
            piece.push_str(" class=\"language-");
            html::escape_attr(&language.to_lowercase(), &mut piece);
            piece.push('"');
        }
        piece.push('>');
        super::highlight::write_html(code, &highlighted.runs, &mut piece);
        piece.push_str("</code></pre>");
        self.block_piece(&piece, true);
        end + 1
    }

    /// Where the language of the code at or behind `origin` is written.
    fn language_span(&self, origin: usize, word: &str) -> Span {
        let code = &self.outline.code;
        let at = code.partition_point(|code| (code.body.end as usize) < origin);
        let is_it = |code: &&crate::outline::Code| code.language.of(&self.outline.text).starts_with(word);
        code[at..].iter().take(2).find(is_it).map_or(Span::new(origin, origin), |code| code.language)
    }

    /// Sums, each with what it comes to behind it, in a column.
    fn calc(&mut self, code: &str) {
        /// Longer lines do not push the column further to the right.
        const WIDEST: usize = 40;
        let results = super::calc::results(code);
        let widths = || code.lines().map(|line| line.chars().count());
        let column = widths().filter(|width| *width <= WIDEST).max().unwrap_or(0) + 2;
        let mut piece = String::from("<pre tabindex=\"0\"><code class=\"language-calc\">");
        for (i, (line, width)) in code.lines().zip(widths()).enumerate() {
            if i > 0 {
                piece.push('\n');
            }
            html::escape_text(line, &mut piece);
            let Some(result) = results.get(i).and_then(Option::as_ref) else { continue };
            piece.extend(std::iter::repeat_n(' ', column.saturating_sub(width).max(2)));
            piece.push_str("<samp");
            if let Err(reason) = result {
                attribute(&mut piece, "title", reason);
            }
            piece.push('>');
            html::escape_text(result.as_deref().unwrap_or("?"), &mut piece);
            piece.push_str("</samp>");
        }
        piece.push_str("</code></pre>");
        self.block_piece(&piece, true);
    }

    /// Opens a link. What leads nowhere is its words, with the address as a hint, so that it is not lost.
    pub fn link(&mut self, kind: LinkType, written: &str, title: &str) {
        if self.alt.is_some() {
            self.close.push(Close::Link(""));
            return;
        }
        self.in_link += 1;
        let mut address = self.written(written);
        if kind == LinkType::Email {
            address.insert_str(0, "mailto:");
        }
        let mut hint = self.written(title);
        let (url, class) = match (self.defined(written), destination(&address)) {
            (Some(target), _) => target,
            (None, Destination::Web(url)) => (Some(url), " class=\"out\""),
            (None, Destination::Contact(url)) => (Some(url), ""),
            (None, Destination::Relative(path)) => (self.resolver.link(path), ""),
            (None, Destination::Refused) => (None, ""),
        };
        let (name, close, mut attributes) = match &url {
            _ if self.in_link > 1 => {
                self.close.push(Close::Link(""));
                return;
            }
            Some(url) => {
                let mut attributes = class.to_string();
                attribute(&mut attributes, "href", url);
                ("a", "</a>", attributes)
            }
            None => {
                hint = [address.as_str(), hint.as_str()]
                    .into_iter()
                    .filter(|part| !part.is_empty())
                    .collect::<Vec<_>>()
                    .join(", ");
                ("span", "</span>", " class=\"missing\"".to_string())
            }
        };
        if !hint.is_empty() {
            attribute(&mut attributes, "title", &hint);
        }
        self.open(name, &attributes);
        self.close.push(Close::Link(close));
    }

    /// Where an address leads that is one reference alone, as the definition of a link's label gives it.
    fn defined(&self, written: &str) -> Option<(Option<Cow<'_, str>>, &'static str)> {
        let only = written.chars().next().filter(|c| written.len() == c.len_utf8()).and_then(slot::index)?;
        match self.source.slots.get(only)? {
            Slot::Ref(_, Target::Page { href, .. } | Target::BlockText { href, .. }, _) => {
                Some((Some(href.as_ref().into()), ""))
            }
            Slot::Ref(
                _,
                Target::File { href }
                | Target::Image { src: href, .. }
                | Target::Audio { src: href }
                | Target::Video { src: href },
                _,
            ) => Some((Some(href.as_ref().into()), " class=\"out\"")),
            _ => None,
        }
    }

    pub fn image_end(&mut self, address: &str) {
        if self.close.iter().any(|close| matches!(close, Close::Image(_))) {
            return;
        }
        let alt = self.alt.take().unwrap_or_default();
        self.image(address, &alt);
    }

    /// An image of another host, or of nowhere.
    pub fn image(&mut self, address: &str, alt: &str) {
        let shown = if alt.trim().is_empty() { address } else { alt };
        match destination(address) {
            Destination::Web(url) if self.options.remote_images => {
                let mut piece = String::from("<img");
                attribute(&mut piece, "src", &url);
                attribute(&mut piece, "alt", alt);
                piece.push_str(" loading=\"lazy\">");
                self.opaque(&piece);
            }
            Destination::Web(url) if self.in_link == 0 => {
                let mut attributes = String::from(" class=\"out\"");
                attribute(&mut attributes, "href", &url);
                self.open("a", &attributes);
                html::escape_text(shown, &mut self.out);
                self.out.push_str("</a>");
            }
            Destination::Refused => html::escape_text(alt, &mut self.out),
            _ => html::escape_text(shown, &mut self.out),
        }
    }

    pub fn note_mark(&mut self, label: &str) {
        if self.alt.is_some() {
            return;
        }
        let (number, foreign) = self.numbers.get(label).cloned().unwrap_or_default();
        let href = match (&foreign, self.options.id, self.options.home) {
            _ if self.in_link > 0 => None,
            (Some(label), ..) => self.note_block(label, |note| note.text),
            (None, Some(id), _) => Some(format!("#{id}-fn{number}")),
            (None, None, home) => home.map(|home| format!("{home}-fn{number}")),
        };
        self.out.push_str("<sup>");
        if let Some(href) = &href {
            let mut attributes = String::new();
            attribute(&mut attributes, "href", href);
            self.open("a", &attributes);
        }
        html::escape_text(&foreign.unwrap_or_else(|| number.to_string()), &mut self.out);
        self.out.push_str(if href.is_some() { "</a></sup>" } else { "</sup>" });
    }

    /// Where the other block is that holds a footnote's text, or its mark.
    fn note_block(&self, label: &str, which: impl Fn(&Footnote) -> Option<u32>) -> Option<String> {
        let block = which(self.outline.footnote(label)?)?;
        self.resolver.block(block).map(Cow::into_owned)
    }

    /// Begins a footnote's text with its number, once.
    pub fn open_note(&mut self, paragraph: bool) {
        let Some((number, label)) = self.note_opens.take() else { return };
        let mut attributes = String::from(" class=\"fn\"");
        if let Some(id) = self.options.id {
            attribute(&mut attributes, "id", &format!("{id}-fn{number}"));
        }
        let rest = std::mem::take(&mut self.out);
        self.open("p", &attributes);
        self.out.push_str("<sup>");
        // Its mark stands in another block: the way back.
        let back = label.as_ref().and_then(|label| self.note_block(label, |note| note.mark));
        if let Some(href) = &back {
            let mut attributes = String::new();
            attribute(&mut attributes, "href", href);
            self.open("a", &attributes);
        }
        html::escape_text(&label.unwrap_or_else(|| number.to_string()), &mut self.out);
        self.out.push_str(if back.is_some() { "</a></sup>" } else { "</sup>" });
        if paragraph {
            self.out.push(' ');
        } else {
            self.out.push_str("</p>");
        }
        self.out.push_str(&rest);
    }

    pub fn check_box(&mut self, done: bool) {
        self.open("span", if done { " class=\"state done\"" } else { " class=\"state todo\"" });
        self.out.push_str(if done { "done</span> " } else { "to do</span> " });
        self.paragraph = self.out.len();
    }
}
