//! One block's text to Markdown again, given what becomes of its refs and addresses: only what is on its list is written.
//!
//! Does not copy the author's text: it is read as for a page, and written anew from what was read. So a comment, a
//! link's title, an attribute of HTML or a form nobody thought of has no way through. What it writes reads again as the
//! same words and marks in a Logseq graph, and in any other program that knows Markdown; `tests/markdown.rs` holds both.

mod code;
mod escape;
mod pieces;
mod unseen;

use super::events::{Item, content, ending};
use super::slot::Slot;
use super::{Part, Resolver, Target};
use super::{desugar, events, write};
use crate::notes::Dialect;
use crate::outline::Outline;
use crate::wall::walled;
use pulldown_cmark::{CodeBlockKind, Event, HeadingLevel, Tag, TagEnd};
use std::borrow::Cow;

/// What stands in the place of a reference.
#[derive(Clone, Debug, PartialEq)]
pub enum Instead {
    /// Its label, or the name as written.
    Label,
    /// These words.
    Words(String),
    /// A picture of this file, with the label as its alternative text.
    Picture(String),
    /// Nothing.
    Nothing,
}

/// What becomes of what a block refers to.
pub trait Policy {
    /// What stands in the place of reference number `reference` of the outline.
    fn reference(&self, outline: &Outline, reference: u32) -> Instead;

    /// Where a link to another site leads; `None` takes the link away and leaves its words.
    fn address(&self, url: &str) -> Option<String>;

    /// What stands in the place of an address that is its own words, and may not stay.
    fn without_address(&self) -> &str;

    /// Words as they may stand.
    fn words<'a>(&self, words: &'a str) -> Cow<'a, str>;

    /// A label, or the answer of a cloze, before its marks are read: references may stand in it that the outline does not
    /// part from it.
    fn label<'a>(&self, label: &'a str) -> Cow<'a, str>;

    /// Told that an element of HTML hides what is in it, or that something asks other notes: that is left out.
    fn hides(&self) {}
}

/// The Markdown of a block, or of some of its lines; `None` where these are past the budgets of [`super::block`], or could
/// not be read.
pub fn markdown(outline: &Outline, block: u32, dialect: Dialect, part: Part, policy: &impl Policy) -> Option<String> {
    walled(|| written(outline, block, dialect, part, policy)).ok().flatten()
}

/// Words as Markdown that says nothing else, at the beginning of a line.
pub fn escaped(words: &str) -> String {
    let mut out = String::new();
    escape::escape(words, escape::Place { is_start: true, is_first: true, before: None }, &mut out);
    out
}

/// References stay what they are until they are written.
struct Unresolved;

impl Resolver for Unresolved {
    fn resolve(&self, _: &Outline, _: u32) -> Target<'_> {
        Target::Text
    }

    fn knows_definitions(&self) -> bool {
        // They stand in another block, which may stay where it is.
        false
    }
}

fn written(outline: &Outline, block: u32, dialect: Dialect, part: Part, policy: &impl Policy) -> Option<String> {
    let source = desugar::desugar(outline, block, &Unresolved, dialect, part);
    if source.too_much {
        return None;
    }
    let events = events::parse(&source.text);
    let end = events.partition_point(|(_, range)| range.start < source.foreign_notes);
    let events = &events[..end];
    let mut writer = Writer {
        outline,
        slots: &source.slots,
        source: &source.text,
        dialect,
        policy,
        out: String::new(),
        indent: String::new(),
        lists: Vec::new(),
        hidden: 0,
        unseen: None,
        labels: 0,
        marks: Vec::new(),
        address_end: 0,
        cut: None,
        depth: 0,
    };
    writer.all(events, 0, events.len(), events);
    (writer.depth <= write::MAX_DEPTH).then(|| writer.out.trim_end().to_string())
}

struct Writer<'a, 't, P> {
    outline: &'a Outline,
    slots: &'a [Slot<'t>],
    source: &'a str,
    dialect: Dialect,
    policy: &'a P,
    out: String,
    /// What every further line begins with: quotes and the indentation of lists.
    indent: String,
    /// The next number of each list that is open; `None` for bullets.
    lists: Vec<(Option<u64>, usize)>,
    /// Within pictures, whose words are their alternative text alone, and elements that nobody is shown.
    hidden: u32,
    /// The element of HTML that counts among these.
    unseen: Option<unseen::Unseen>,
    /// Within how many labels of links.
    labels: u32,
    /// Where in `out` the last address ends that is its own words.
    address_end: usize,
    /// Where in `out` an address was left out last: what clings to it goes with it.
    cut: Option<usize>,
    /// Marks that are open round words: where in `out`, and which.
    marks: Vec<(usize, &'static str)>,
    /// How deep footnotes hold one another, at most.
    depth: usize,
}

impl<P: Policy> Writer<'_, '_, P> {
    /// Events `from..to` of `events`; footnotes are looked up in `notes`.
    fn all(&mut self, events: &[Item<'_>], from: usize, to: usize, notes: &[Item<'_>]) {
        let mut at = from;
        while at < to {
            at = self.event(events, at, to, notes);
        }
    }

    fn event(&mut self, events: &[Item<'_>], at: usize, to: usize, notes: &[Item<'_>]) -> usize {
        let (event, _) = &events[at];
        match event {
            Event::Start(tag) => return self.start(tag, events, at, to, notes),
            Event::End(end) => self.end(*end),
            Event::Text(text) => self.text(text),
            Event::Code(code) => self.code_span(code),
            Event::InlineMath(formula) => self.formula("$", formula),
            Event::DisplayMath(formula) => self.formula("$$", formula),
            Event::InlineHtml(html)
                if self.hidden == 0 && html.trim_start().to_ascii_lowercase().starts_with("<br") =>
            {
                self.line()
            }
            // A tag says how, not what.
            Event::InlineHtml(html) => self.html(html, |_, _| {}),
            Event::Html(html) => self.html(html, Self::html_words),
            Event::FootnoteReference(label) => self.footnote(label, notes),
            Event::SoftBreak if self.dialect == Dialect::Markdown => self.push(" "),
            Event::SoftBreak | Event::HardBreak => self.line(),
            Event::Rule | Event::TaskListMarker(_) if self.hidden > 0 => {}
            Event::Rule => {
                self.separate();
                self.push("* * *");
            }
            Event::TaskListMarker(done) => self.push(if *done { "[x] " } else { "[ ] " }),
        }
        at + 1
    }

    fn start(&mut self, tag: &Tag<'_>, events: &[Item<'_>], at: usize, to: usize, notes: &[Item<'_>]) -> usize {
        let range = &events[at].1;
        match tag {
            Tag::Paragraph => self.separate(),
            Tag::Heading { .. } if self.hidden > 0 => {}
            Tag::Heading { level, .. } => match self.out.is_empty() {
                true => self.push(&format!("{} ", &"######"[..heading(*level)])),
                false => {
                    self.separate();
                    self.open("**");
                }
            },
            Tag::BlockQuote(_) => {
                if self.hidden == 0 {
                    self.separate();
                    self.push("> ");
                }
                self.indent.push_str("> ");
            }
            Tag::CodeBlock(kind) => {
                let end = ending(events, at, |end| matches!(end, TagEnd::CodeBlock)).min(to);
                let code: String = events[at + 1..end].iter().map(|(event, _)| content(event)).collect();
                match kind {
                    CodeBlockKind::Fenced(info) => self.fence(&self.literal(info), &self.literal(&code)),
                    // Logseq has no code by indentation.
                    CodeBlockKind::Indented if self.dialect == Dialect::Logseq => self.lines(&code),
                    CodeBlockKind::Indented => self.fence("", &self.literal(&code)),
                }
                return end + 1;
            }
            Tag::HtmlBlock => {
                let end = ending(events, at, |end| matches!(end, TagEnd::HtmlBlock)).min(to);
                let html: String = events[at + 1..end].iter().map(|(event, _)| content(event)).collect();
                self.separate();
                self.html(&self.literal(&html), Self::html_words);
                return end + 1;
            }
            Tag::List(first) => {
                self.separate_list();
                self.lists.push((*first, self.indent.len()));
            }
            Tag::Item => self.item(),
            Tag::FootnoteDefinition(_) => {
                // Its text stands where its mark is.
                return ending(events, at, |end| matches!(end, TagEnd::FootnoteDefinition)).min(to) + 1;
            }
            Tag::Table(columns) => return self.table(columns.len(), events, at, to, notes),
            Tag::Emphasis => self.open("*"),
            // Within a heading that is written so, all is.
            Tag::Strong if self.marks.iter().any(|(_, mark)| *mark == "**") => self.open(""),
            Tag::Strong => self.open("**"),
            Tag::Strikethrough => self.open(self.struck(&self.source[range.clone()])),
            Tag::Superscript => self.open(raised(&self.source[range.clone()])),
            Tag::Link { dest_url, .. } => {
                let end = ending(events, at, |end| matches!(end, TagEnd::Link)).min(to);
                self.link(&self.literal(dest_url), events, at + 1, end, notes);
                return end + 1;
            }
            Tag::Image { .. } => self.hidden += 1,
            _ => {}
        }
        at + 1
    }

    fn end(&mut self, tag: TagEnd) {
        match tag {
            // Of a heading without words nothing is left.
            TagEnd::Heading(_) if self.out.trim_start_matches('#').trim().is_empty() => self.out.clear(),
            TagEnd::Heading(_) if self.hidden > 0 => {}
            TagEnd::Heading(_) if !self.marks.is_empty() => self.close(),
            TagEnd::BlockQuote(_) => self.indent.truncate(self.indent.len().saturating_sub(2)),
            TagEnd::List(_) => {
                if let Some((_, indent)) = self.lists.pop() {
                    self.indent.truncate(indent);
                }
            }
            TagEnd::Item => {
                if let Some((_, indent)) = self.lists.last() {
                    self.indent.truncate(*indent);
                }
            }
            TagEnd::Emphasis | TagEnd::Strong | TagEnd::Strikethrough | TagEnd::Superscript => self.close(),
            TagEnd::Image => self.hidden = self.hidden.saturating_sub(1),
            _ => {}
        }
    }

    fn struck(&self, source: &str) -> &'static str {
        if !source.starts_with("~~") && self.dialect == Dialect::Logseq { "\\~" } else { "~~" }
    }

    fn push(&mut self, text: &str) {
        self.apart(text);
        self.out.push_str(text);
    }

    /// Parts what comes next from an address right before it, where what stood between stays behind: it would be more of
    /// the address.
    fn apart(&mut self, next: &str) {
        let goes_on = |c: char| c.is_alphanumeric() || "/#?&=$%@+~-_[".contains(c);
        if self.address_end > 0 && self.address_end == self.out.len() && next.starts_with(goes_on) {
            self.out.push(' ');
        }
    }

    /// Opens a mark round words.
    fn open(&mut self, mark: &'static str) {
        let clings = self.is_cut();
        self.marks.push((self.out.len(), mark));
        self.push(mark);
        if clings {
            self.cut = Some(self.out.len());
        }
    }

    /// Whether an address was left out right before what comes next.
    fn is_cut(&self) -> bool {
        self.cut == Some(self.out.len())
    }

    /// Closes it. Nothing stands between marks and the words they are round; and round none there are no marks.
    fn close(&mut self) {
        let Some((at, mark)) = self.marks.pop() else { return };
        let clings = self.is_cut();
        let within = self.out.split_off((at + mark.len()).min(self.out.len()));
        self.out.truncate(at);
        let words = within.trim();
        let before = within.len() - within.trim_start().len();
        self.blank(&within[..before]);
        if !words.is_empty() {
            self.out.push_str(&format!("{mark}{words}{mark}"));
            self.blank(&within[before + words.len()..]);
        }
        if clings {
            self.cut = Some(self.out.len());
        }
    }

    /// A blank, unless one stands here or nothing yet does.
    fn blank(&mut self, blanks: &str) {
        if !blanks.is_empty() && !self.out.is_empty() && !self.out.ends_with(char::is_whitespace) {
            self.push(" ");
        }
    }

    /// Goes on on a new line; before the first word there is none to end.
    fn line(&mut self) {
        let trimmed = self.out.trim_end_matches(' ').len();
        self.out.truncate(trimmed);
        if self.out.is_empty() {
            return;
        }
        self.out.push('\n');
        self.out.push_str(&self.indent);
    }

    /// A blank line, unless nothing stands here yet.
    fn separate(&mut self) {
        if !self.is_fresh() {
            self.line();
            self.line();
        }
    }

    /// A list begins on the next line, or with its item's own.
    fn separate_list(&mut self) {
        if !self.is_fresh() && self.lists.is_empty() {
            self.line();
        }
    }

    /// Whether the line holds nothing but marks of what it is in.
    fn is_fresh(&self) -> bool {
        let last = self.out.rsplit('\n').next().unwrap_or("");
        self.out.is_empty()
            || last.len() <= self.indent.len() && self.out.ends_with(&*self.indent)
            || self.lists.last().is_some_and(|(_, indent)| last.len() == self.indent.len() && last.len() > *indent)
    }

    fn item(&mut self) {
        let mark = match self.lists.last_mut() {
            Some((Some(number), _)) => {
                let mark = format!("{number}. ");
                *number += 1;
                mark
            }
            // A dash would be a block of its own in a Logseq graph.
            _ => "* ".to_string(),
        };
        if self.hidden == 0 {
            if !self.is_fresh() {
                self.line();
            }
            self.push(&mark);
        }
        self.indent.extend(std::iter::repeat_n(' ', mark.len()));
    }
}

/// `^^` and `==` are one mark; a single `^` is a sign.
fn raised(source: &str) -> &'static str {
    if source.starts_with("^^") { "==" } else { "\\^" }
}

fn heading(level: HeadingLevel) -> usize {
    match level {
        HeadingLevel::H1 => 1,
        HeadingLevel::H2 => 2,
        HeadingLevel::H3 => 3,
        HeadingLevel::H4 => 4,
        HeadingLevel::H5 => 5,
        HeadingLevel::H6 => 6,
    }
}
