//! Markdown events to the site's own HTML: the first paragraph as a title, the rest as body elements.
//!
//! Does not show slots (see [`piece`](super::piece)), nor read dialects (see [`desugar`](super::desugar)).

use super::desugar::Source;
use super::raw::Guard;
use super::slot::{self, Slot};
use super::url::{Destination, destination};
use super::{HtmlPolicy, Lead, Options, Resolver, html, lead, table};
use crate::diagnostic::{Code, Diagnostic};
use crate::notes::Dialect;
use crate::outline::Outline;
use crate::span::Span;
use pulldown_cmark::{CodeBlockKind, CowStr, Event, HeadingLevel, LinkType, Parser, Tag, TagEnd};
use rustc_hash::FxHashMap;
use std::ops::Range;

/// An event and the bytes of the source it comes from.
pub(super) type Item<'e> = (Event<'e>, Range<usize>);

/// Elements within one another.
const MAX_DEPTH: usize = 100;
/// Output of one block, embeds left out, by its input; short blocks may have this much in any case.
const MAX_GROWTH: usize = 50;
const FREE_GROWTH: usize = 64 * 1024;
/// Output of one block, embeds included.
const MAX_OUTPUT: usize = 5 * 1024 * 1024;

/// What an `End` has to do.
enum Close {
    Tag(&'static str),
    /// The title's paragraph or heading, with what closes it.
    Title(&'static str),
    Paragraph(usize, &'static str),
    /// A footnote: its number, and what was being written when it began.
    Note(usize, String),
    Link(&'static str),
    Image(String),
    /// What is no mark after all: `^` or `~`.
    Words(&'static str),
    Item,
    Html,
}

pub(super) struct Writer<'a, 't, R> {
    pub outline: &'a Outline,
    pub source: &'a Source<'t>,
    pub resolver: &'a R,
    pub options: &'a Options<'a>,
    pub out: String,
    pub title: String,
    pub lead: Lead,
    pub diagnostics: Vec<Diagnostic>,
    /// Block-level pieces met in phrasing; written after it.
    pub deferred: String,
    pub guard: Option<Guard>,
    pub in_link: u32,
    pub too_much: bool,
    /// Bytes that came from the resolver.
    pub embedded: usize,
    close: Vec<Close>,
    notes: Vec<(usize, String)>,
    numbers: FxHashMap<String, usize>,
    alt: Option<String>,
    paragraph: usize,
    note_opens: Option<usize>,
}

/// The events of a source.
pub(super) fn parse(source: &str) -> Vec<Item<'_>> {
    use pulldown_cmark::Options as O;
    let options = O::ENABLE_TABLES
        | O::ENABLE_FOOTNOTES
        | O::ENABLE_STRIKETHROUGH
        | O::ENABLE_TASKLISTS
        | O::ENABLE_MATH
        | O::ENABLE_SUPERSCRIPT;
    Parser::new_ext(source, options).into_offset_iter().collect()
}

impl<'a, 't, R: Resolver> Writer<'a, 't, R> {
    pub fn new(outline: &'a Outline, source: &'a Source<'t>, resolver: &'a R, options: &'a Options<'a>) -> Self {
        Writer {
            outline,
            source,
            resolver,
            options,
            out: String::with_capacity(source.text.len() + 32),
            title: String::new(),
            lead: Lead::None,
            diagnostics: Vec::new(),
            deferred: String::new(),
            guard: None,
            in_link: 0,
            too_much: false,
            embedded: 0,
            close: Vec::new(),
            notes: Vec::new(),
            numbers: FxHashMap::default(),
            alt: None,
            paragraph: 0,
            note_opens: None,
        }
    }

    /// Writes all events. Afterwards `title` and `out` are the block, or `too_much` is set.
    pub fn run(&mut self, events: &[Item<'_>]) {
        let raw = |(event, _): &Item<'_>| matches!(event, Event::Html(_) | Event::InlineHtml(_));
        if self.options.html == HtmlPolicy::Safe && events.iter().any(raw) {
            self.guard = Some(Guard::new(&self.source.text));
        }
        for (event, _) in events {
            if let Event::FootnoteReference(label) = event {
                let next = self.numbers.len() + 1;
                self.numbers.entry(label.to_string()).or_insert(next);
            }
        }
        let limit = (self.source.text.len() * MAX_GROWTH).max(FREE_GROWTH);
        let mut at = 0;
        while at < events.len() {
            at = self.event(events, at);
            let written = self.out.len() + self.title.len() + self.deferred.len();
            if written.saturating_sub(self.embedded) > limit || written > MAX_OUTPUT || self.close.len() > MAX_DEPTH {
                self.too_much = true;
                return;
            }
        }
        let deferred = std::mem::take(&mut self.deferred);
        self.out.push_str(&deferred);
        self.notes.sort_by_key(|(number, _)| *number);
        for (_, note) in std::mem::take(&mut self.notes) {
            self.out.push_str(&note);
        }
        if let Some(guard) = self.guard.take() {
            self.title = guard.clean(&self.title, true);
            self.out = guard.clean(&self.out, false);
        }
        lead::trim(&mut self.title);
    }

    /// Whether nothing has been written: the first paragraph becomes the title.
    fn at_start(&self) -> bool {
        self.close.is_empty() && self.out.is_empty() && self.title.is_empty() && self.deferred.is_empty()
    }

    /// Writes the event at `at` and returns the place of the next.
    pub fn event(&mut self, events: &[Item<'_>], at: usize) -> usize {
        let (event, range) = &events[at];
        match event {
            Event::Start(tag) => return self.start(tag, events, at),
            Event::End(end) => self.end(*end),
            Event::Text(text) => self.text(text),
            Event::Code(code) => {
                self.tag("<code>");
                self.literally(code);
                self.tag("</code>");
            }
            Event::InlineMath(formula) => self.inline_math(formula, range.start + 1, false),
            Event::DisplayMath(formula) => self.inline_math(formula, range.start + 2, true),
            Event::Html(html) | Event::InlineHtml(html) => self.raw(html),
            Event::FootnoteReference(label) => self.note_mark(label),
            Event::SoftBreak if self.options.dialect == Dialect::Markdown => self.plain(" "),
            Event::SoftBreak | Event::HardBreak => {
                if self.alt.is_some() {
                    self.plain(" ");
                } else if self.out.len() > self.paragraph {
                    self.out.push_str("<br>");
                }
            }
            Event::Rule => self.out.push_str("<hr>"),
            Event::TaskListMarker(done) => self.check_box(*done),
        }
        at + 1
    }

    fn start(&mut self, tag: &Tag<'_>, events: &[Item<'_>], at: usize) -> usize {
        let range = &events[at].1;
        match tag {
            Tag::Paragraph => return self.paragraph(events, at),
            Tag::Heading { level, .. } => {
                let class = heading_class(*level);
                if self.at_start() {
                    self.open("b", class);
                    self.close.push(Close::Title("</b>"));
                } else {
                    self.out.push_str("<p>");
                    self.open("b", class);
                    self.close.push(Close::Paragraph(self.out.len(), "</b></p>"));
                }
                self.paragraph = self.out.len();
            }
            Tag::BlockQuote(_) => {
                if self.is_callout(events, at) {
                    self.open("div", " class=\"callout\"");
                    self.close.push(Close::Tag("</div>"));
                } else {
                    self.out.push_str("<blockquote>");
                    self.close.push(Close::Tag("</blockquote>"));
                }
            }
            Tag::CodeBlock(kind) => return self.code(kind, events, at),
            Tag::HtmlBlock => {
                let end = ending(events, at, |end| matches!(end, TagEnd::HtmlBlock));
                let html: String = events[at + 1..end].iter().map(|(event, _)| content(event)).collect();
                self.close.push(Close::Html);
                self.html_block(&html);
                self.close.pop();
                return end + 1;
            }
            Tag::List(start) => {
                match start {
                    Some(1) | None => self.out.push_str(if start.is_some() { "<ol>" } else { "<ul>" }),
                    Some(start) => self.open("ol", &format!(" start=\"{start}\"")),
                }
                self.close.push(Close::Tag(if start.is_some() { "</ol>" } else { "</ul>" }));
            }
            Tag::Item => {
                self.out.push_str("<li>");
                self.paragraph = self.out.len();
                self.close.push(Close::Item);
            }
            Tag::FootnoteDefinition(label) => {
                let next = self.numbers.len() + 1;
                let number = *self.numbers.entry(label.to_string()).or_insert(next);
                let outer = std::mem::take(&mut self.out);
                self.note_opens = Some(number);
                self.close.push(Close::Note(number, outer));
            }
            Tag::Table(columns) => return table::write(self, columns, events, at),
            Tag::Emphasis => self.element("<em>", "</em>"),
            Tag::Strong => self.element("<strong>", "</strong>"),
            Tag::Strikethrough => {
                let single = !self.source.text[range.clone()].starts_with("~~");
                if single && self.options.dialect == Dialect::Logseq {
                    self.plain("~");
                    self.close.push(Close::Words("~"));
                } else {
                    self.element("<del>", "</del>");
                }
            }
            Tag::Superscript => {
                if self.source.text[range.clone()].starts_with("^^") {
                    self.element("<mark>", "</mark>");
                } else {
                    self.plain("^");
                    self.close.push(Close::Words("^"));
                }
            }
            Tag::Link { link_type, dest_url, .. } => self.link(*link_type, dest_url),
            Tag::Image { dest_url, .. } => {
                self.close.push(Close::Image(self.written(dest_url)));
                if self.alt.is_none() {
                    self.alt = Some(String::new());
                }
            }
            // Nothing else is asked of the parser.
            _ => self.close.push(Close::Words("")),
        }
        at + 1
    }

    fn end(&mut self, _: TagEnd) {
        match self.close.pop() {
            Some(Close::Tag(tag)) => self.tag(tag),
            Some(Close::Words(words)) => self.plain(words),
            Some(Close::Title(tag)) => {
                self.out.push_str(tag);
                self.end_title();
            }
            Some(Close::Paragraph(start, tag)) => {
                lead::trim_end(&mut self.out, start);
                self.out.push_str(tag);
                self.flush();
            }
            Some(Close::Item) => {
                self.flush();
                self.out.push_str("</li>");
            }
            Some(Close::Note(number, outer)) => {
                self.open_note(false);
                let note = std::mem::replace(&mut self.out, outer);
                self.notes.push((number, note));
            }
            Some(Close::Link(tag)) => {
                if self.alt.is_none() {
                    self.in_link -= 1;
                    self.out.push_str(tag);
                }
            }
            Some(Close::Image(address)) => self.image_end(&address),
            Some(Close::Html) | None => {}
        }
    }

    /// What is written so far is the title.
    fn end_title(&mut self) {
        self.title = std::mem::take(&mut self.out);
        self.flush();
    }

    fn flush(&mut self) {
        let deferred = std::mem::take(&mut self.deferred);
        self.out.push_str(&deferred);
    }

    fn element(&mut self, open: &'static str, close: &'static str) {
        self.tag(open);
        self.close.push(Close::Tag(close));
    }

    /// A constant tag; nothing within an image's alternative text.
    pub fn tag(&mut self, tag: &'static str) {
        if self.alt.is_none() {
            self.out.push_str(tag);
        }
    }

    fn plain(&mut self, words: &str) {
        match &mut self.alt {
            Some(alt) => alt.push_str(words),
            None => html::escape_text(words, &mut self.out),
        }
    }

    /// `<name attributes>`; the attributes are ours, and are kept from the sanitiser.
    pub fn open(&mut self, name: &str, attributes: &str) {
        self.out.push('<');
        self.out.push_str(name);
        match &mut self.guard {
            Some(guard) if !attributes.is_empty() => {
                let mark = guard.keep(attributes);
                self.out.push_str(&mark);
            }
            _ => self.out.push_str(attributes),
        }
        self.out.push('>');
    }

    /// A finished piece of phrasing that the sanitiser must not look into.
    pub fn opaque(&mut self, piece: &str) {
        if self.alt.is_some() {
            return;
        }
        match &mut self.guard {
            Some(guard) => {
                let held = guard.hold("span", piece);
                self.out.push_str(&held);
            }
            None => self.out.push_str(piece),
        }
    }

    /// A finished block-level piece: here if blocks may stand here, else after the phrasing.
    pub fn block_piece(&mut self, piece: &str, here: bool) {
        let held = match &mut self.guard {
            // The empty anchor ends one that the author left open: an embed has links of its own.
            Some(guard) => guard.hold("a", "") + &guard.hold("div", piece),
            None => piece.to_string(),
        };
        if here { self.out.push_str(&held) } else { self.deferred.push_str(&held) }
    }

    /// Words with their slots shown.
    pub fn text(&mut self, text: &str) {
        for (words, slot) in slot::cut(text) {
            self.plain(words);
            if let Some(slot) = slot.and_then(|slot| self.source.slots.get(slot)) {
                match &mut self.alt {
                    Some(_) => {
                        let words = self.slot_words(slot);
                        self.plain(&words);
                    }
                    None => self.slot(slot, false),
                }
            }
        }
    }

    /// Words with their slots as they were written: in code and addresses nothing is a reference.
    fn literally(&mut self, text: &str) {
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

    fn paragraph(&mut self, events: &[Item<'_>], at: usize) -> usize {
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
    fn blocks_only(&mut self, inner: &[Item<'_>], end: usize) -> Option<usize> {
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

    fn is_callout(&self, events: &[Item<'_>], at: usize) -> bool {
        matches!(events.get(at + 1), Some((Event::Start(Tag::Paragraph), _)))
            && matches!(events.get(at + 2), Some((Event::Text(text), _)) if self.callout_of(text).is_some())
    }

    fn callout_of(&self, text: &str) -> Option<&str> {
        let first = text.chars().next().and_then(slot::index)?;
        match self.source.slots.get(first)? {
            Slot::Callout(kind) => Some(kind),
            _ => None,
        }
    }

    /// The line of a callout's kind: the author's title, or the kind as a word.
    fn callout_title(&mut self, events: &[Item<'_>], at: usize, end: usize) -> Option<usize> {
        let (Event::Text(text), _) = events.get(at)? else { return None };
        let kind = self.callout_of(text)?.to_string();
        let rest = text[text.chars().next().map_or(0, char::len_utf8)..].trim_start();
        self.open("p", " class=\"kind\"");
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
        self.out.push_str("</p>");
        self.flush();
        Some(end + 1)
    }

    fn code(&mut self, kind: &CodeBlockKind<'_>, events: &[Item<'_>], at: usize) -> usize {
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
        let code = written.strip_suffix('\n').unwrap_or(&written);
        let highlighted = self.resolver.highlight(word, code);
        let language = super::highlight::language(word);
        if highlighted.unknown {
            let origin = self.source.origin(events[at].1.start);
            self.diagnostics.push(Diagnostic::new(
                Code::UnknownLanguage,
                Span::new(origin, origin),
                format!("no grammar for `{language}`"),
            ));
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

    fn html_block(&mut self, html: &str) {
        let html = self.written(html);
        let shown = super::raw::without_comments(&html);
        if shown.trim().is_empty() {
            return;
        }
        if self.guard.is_some() {
            self.out.push_str(&super::raw::filtered(&shown));
            return;
        }
        self.out.push_str("<p>");
        for (i, line) in shown.trim_end().lines().enumerate() {
            if i > 0 {
                self.out.push_str("<br>");
            }
            html::escape_text(line, &mut self.out);
        }
        self.out.push_str("</p>");
    }

    fn raw(&mut self, html: &str) {
        if html.starts_with("<!--") {
            return;
        }
        let html = self.written(html);
        match (&self.guard, &self.alt) {
            (Some(_), None) => self.out.push_str(&super::raw::filtered(&html)),
            _ => self.plain(&html),
        }
    }

    fn link(&mut self, kind: LinkType, written: &str) {
        let mut address = self.written(written);
        if kind == LinkType::Email {
            address.insert_str(0, "mailto:");
        }
        let (open, class) = match destination(&address) {
            Destination::Web(url) => (Some(url), " class=\"out\""),
            Destination::Contact(url) => (Some(url), ""),
            Destination::Relative(path) => (self.resolver.link(path), ""),
            Destination::Refused => (None, ""),
        };
        if self.alt.is_some() {
            self.close.push(Close::Link(""));
            return;
        }
        self.in_link += 1;
        match open.filter(|_| self.in_link == 1) {
            Some(url) => {
                let mut attributes = class.to_string();
                attribute(&mut attributes, "href", &url);
                self.open("a", &attributes);
                self.close.push(Close::Link("</a>"));
            }
            None => self.close.push(Close::Link("")),
        }
    }

    fn image_end(&mut self, address: &str) {
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

    fn note_mark(&mut self, label: &str) {
        if self.alt.is_some() {
            return;
        }
        let number = self.numbers.get(label).copied().unwrap_or_default();
        let href = match (self.options.id, self.options.home) {
            (Some(id), _) => Some(format!("#{id}-fn{number}")),
            (None, Some(home)) => Some(format!("{home}-fn{number}")),
            (None, None) => None,
        };
        self.out.push_str("<sup>");
        match href.filter(|_| self.in_link == 0) {
            Some(href) => {
                let mut attributes = String::new();
                attribute(&mut attributes, "href", &href);
                self.open("a", &attributes);
                self.out.push_str(&number.to_string());
                self.out.push_str("</a>");
            }
            None => self.out.push_str(&number.to_string()),
        }
        self.out.push_str("</sup>");
    }

    /// Begins a footnote's text with its number, once.
    fn open_note(&mut self, paragraph: bool) {
        let Some(number) = self.note_opens.take() else { return };
        let mut attributes = String::from(" class=\"fn\"");
        if let Some(id) = self.options.id {
            attribute(&mut attributes, "id", &format!("{id}-fn{number}"));
        }
        let rest = std::mem::take(&mut self.out);
        self.open("p", &attributes);
        self.out.push_str(&format!("<sup>{number}</sup>"));
        if paragraph {
            self.out.push(' ');
        } else {
            self.out.push_str("</p>");
        }
        self.out.push_str(&rest);
    }

    fn check_box(&mut self, done: bool) {
        self.open("span", if done { " class=\"state done\"" } else { " class=\"state todo\"" });
        self.out.push_str(if done { "done</span> " } else { "to do</span> " });
        self.paragraph = self.out.len();
    }
}

/// ` name="value"`, escaped.
pub(super) fn attribute(out: &mut String, name: &'static str, value: &str) {
    out.push(' ');
    out.push_str(name);
    out.push_str("=\"");
    html::escape_attr(value, out);
    out.push('"');
}

/// Where the element that starts at `at` ends; the last event if it does not.
pub(super) fn ending(events: &[Item<'_>], at: usize, is: impl Fn(TagEnd) -> bool) -> usize {
    (at + 1..events.len())
        .find(|&i| matches!(&events[i].0, Event::End(end) if is(*end)))
        .unwrap_or(events.len().saturating_sub(1))
}

/// The words of an event.
pub(super) fn content<'e>(event: &'e Event<'_>) -> &'e str {
    match event {
        Event::Text(text) | Event::Html(text) | Event::InlineHtml(text) | Event::Code(text) => text,
        Event::SoftBreak | Event::HardBreak => "\n",
        _ => "",
    }
}

fn heading_class(level: HeadingLevel) -> &'static str {
    match level {
        HeadingLevel::H1 => " class=\"h1\"",
        HeadingLevel::H2 => " class=\"h2\"",
        HeadingLevel::H3 => " class=\"h3\"",
        HeadingLevel::H4 => " class=\"h4\"",
        HeadingLevel::H5 => " class=\"h5\"",
        HeadingLevel::H6 => " class=\"h6\"",
    }
}
