//! Markdown events to the site's own HTML: the first paragraph as a title, the rest as body elements.
//!
//! Does not show slots (see [`piece`](super::piece)), nor read dialects (see [`desugar`](super::desugar)).

use super::desugar::Source;
use super::events::{Item, content, ending, heading_class};
use super::raw::Guard;
use super::slot;
use super::{HtmlPolicy, Lead, Options, Resolver, html, lead, table};
use crate::diagnostic::Diagnostic;
use crate::notes::Dialect;
use crate::outline::Outline;
use pulldown_cmark::{Event, Tag, TagEnd};
use rustc_hash::FxHashMap;

/// Elements within one another.
pub(super) const MAX_DEPTH: usize = 100;
/// Output of one block, embeds left out, by its input; short blocks may have this much in any case.
const MAX_GROWTH: usize = 50;
const FREE_GROWTH: usize = 64 * 1024;
/// Output of one block, embeds included.
const MAX_OUTPUT: usize = 5 * 1024 * 1024;

/// What an `End` has to do.
pub(super) enum Close {
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
    pub close: Vec<Close>,
    notes: Vec<(usize, String)>,
    pub numbers: FxHashMap<String, (usize, Option<String>)>,
    pub alt: Option<String>,
    /// Where the content of the paragraph begins that is being written.
    pub paragraph: usize,
    /// The footnote whose number is still to be written.
    pub note_opens: Option<(usize, Option<String>)>,
}

impl<'a, 't, R: Resolver> Writer<'a, 't, R> {
    pub fn new(outline: &'a Outline, source: &'a Source<'t>, resolver: &'a R, options: &'a Options<'a>) -> Self {
        Writer {
            outline,
            source,
            resolver,
            options,
            // A reference becomes a link of about so many bytes.
            out: String::with_capacity(source.text.len() + 32 + 96 * source.slots.len().min(64)),
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
                self.numbers.entry(label.to_string()).or_insert((next, None));
            }
        }
        for (event, range) in events {
            if let Event::Start(Tag::FootnoteDefinition(label)) = event
                && range.start >= self.source.foreign_notes
                && let Some(number) = self.numbers.get_mut(label.as_ref())
            {
                number.1 = Some(label.to_string());
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
            let (title, body) = (guard.clean(&self.title, true), guard.clean(&self.out, false));
            let (Some(title), Some(body)) = (title, body) else {
                self.too_much = true;
                return;
            };
            (self.title, self.out) = (title, body);
        }
        lead::trim(&mut self.title);
    }

    /// Whether nothing has been written: the first paragraph becomes the title.
    pub fn at_start(&self) -> bool {
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
        if !matches!(tag, Tag::Paragraph) {
            // A footnote whose text is no paragraph has its number before it.
            self.open_note(false);
        }
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
                if let Some(fold) = self.callout_fold(events, at) {
                    let (name, attributes, close) = match fold {
                        None => ("div", " class=\"callout\"", "</div>"),
                        Some(true) => ("details", " class=\"callout\" open", "</details>"),
                        Some(false) => ("details", " class=\"callout\"", "</details>"),
                    };
                    self.open(name, attributes);
                    self.close.push(Close::Tag(close));
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
                if range.start >= self.source.foreign_notes {
                    // Another block defines it: its mark is the label, there and here.
                    return ending(events, at, |end| matches!(end, TagEnd::FootnoteDefinition)) + 1;
                }
                let opens = self.numbers.entry(label.to_string()).or_insert((next, Some(label.to_string()))).clone();
                let number = opens.0;
                let outer = std::mem::take(&mut self.out);
                self.note_opens = Some(opens);
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
            Tag::Link { link_type, dest_url, title, .. } => self.link(*link_type, dest_url, title),
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

    pub fn flush(&mut self) {
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

    pub fn plain(&mut self, words: &str) {
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
}

/// ` name="value"`, escaped.
pub(super) fn attribute(out: &mut String, name: &'static str, value: &str) {
    out.push(' ');
    out.push_str(name);
    out.push_str("=\"");
    html::escape_attr(value, out);
    out.push('"');
}
