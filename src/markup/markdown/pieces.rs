//! The pieces of a block's Markdown: words, links, tables, and what stands in the place of refs.
//!
//! Does not decide which comes next (see [`markdown`](super)).

use super::escape::{Place, escape};
use super::unseen::{hides_in_hiccup, words_of_html};
use super::{Instead, Policy, Writer, raised};
use crate::markup::events::{self, Item, ending};
use crate::markup::slot::{self, Slot};
use crate::markup::url::{Destination, destination};
use crate::markup::{bare, forms, hiccup};
use crate::notes::Dialect;
use crate::outline::RefKind;
use pulldown_cmark::{Event, Tag, TagEnd};
use std::borrow::Cow;

/// What takes a part of a formula from sight, and leaves its room.
const UNSEEN_FORMULAS: [&str; 2] = ["phantom", "color{white}"];

impl<P: Policy> Writer<'_, '_, P> {
    /// What a piece of HTML says; references may stand in it that nothing else parts from it.
    pub(super) fn html_words(&mut self, html: &str) {
        let words = words_of_html(html);
        let words = self.policy.label(&words).into_owned();
        self.lines(&words);
    }

    pub(super) fn formula(&mut self, dollars: &str, formula: &str) {
        if self.hidden > 0 {
            return;
        }
        let mut formula = self.literal(formula).replace('\n', " ");
        if formula.contains("[[") {
            formula = self.policy.label(&formula).into_owned();
        }
        if formula.trim().is_empty() {
            return;
        }
        if UNSEEN_FORMULAS.iter().any(|command| formula.contains(command)) {
            return self.policy.hides();
        }
        if formula.contains('$') || formula.ends_with('\\') {
            // It would not end where it ends.
            return self.words(&formula);
        }
        let formula = format!("{dollars}{}{dollars}", self.code(&formula));
        self.push(&formula);
    }

    /// The text of a footnote, in parentheses where its mark is; nothing for one that another block explains.
    pub(super) fn footnote(&mut self, label: &str, notes: &[Item<'_>]) {
        let is_it = |(event, _): &Item<'_>| matches!(event, Event::Start(Tag::FootnoteDefinition(l)) if **l == *label);
        let Some(at) = notes.iter().position(is_it).filter(|_| self.hidden == 0) else { return };
        if self.depth > 3 {
            return;
        }
        let end = ending(notes, at, |end| matches!(end, TagEnd::FootnoteDefinition));
        let outer = (std::mem::take(&mut self.out), std::mem::take(&mut self.indent));
        self.depth += 1;
        self.all(notes, at + 1, end, notes);
        self.depth -= 1;
        let note = std::mem::replace(&mut self.out, outer.0);
        self.indent = outer.1;
        let note = note.split_whitespace().collect::<Vec<_>>().join(" ");
        if !note.is_empty() {
            self.push(&format!(" ({note})"));
        }
    }

    /// A link that may stay; else its words.
    pub(super) fn link(&mut self, address: &str, events: &[Item<'_>], from: usize, to: usize, notes: &[Item<'_>]) {
        let kept = match destination(address) {
            Destination::Web(url) => self.policy.address(&url),
            _ => None,
        };
        self.labels += 1;
        if let Some(kept) = kept.filter(|_| self.hidden == 0) {
            self.push("[");
            self.all(events, from, to, notes);
            let end = format!("](<{}>)", kept.replace(['<', '>', '\n', ' '], ""));
            self.push(&end);
        } else {
            self.all(events, from, to, notes);
        }
        self.labels -= 1;
        // Nothing clings to what has an end of its own.
        self.cut = None;
    }

    pub(super) fn table(
        &mut self,
        columns: usize,
        events: &[Item<'_>],
        at: usize,
        to: usize,
        notes: &[Item<'_>],
    ) -> usize {
        let end = ending(events, at, |end| matches!(end, TagEnd::Table)).min(to);
        if self.hidden > 0 {
            return end + 1;
        }
        self.separate();
        let mut next = at + 1;
        while next < end {
            match &events[next].0 {
                Event::Start(Tag::TableHead | Tag::TableRow) if next == at + 1 => {}
                Event::Start(Tag::TableRow) => self.line(),
                Event::Start(Tag::TableCell) => {
                    let close = ending(events, next, |end| matches!(end, TagEnd::TableCell)).min(end);
                    let outer = std::mem::take(&mut self.out);
                    self.all(events, next + 1, close, notes);
                    let cell = std::mem::replace(&mut self.out, outer);
                    self.push("| ");
                    self.push(&cell.replace('|', "\\|").replace("\\\\|", "\\|").replace('\n', " "));
                    self.push(" ");
                    next = close;
                }
                Event::End(TagEnd::TableHead) => {
                    self.push("|");
                    self.line();
                    self.push(&"| --- ".repeat(columns));
                    self.push("|");
                }
                Event::End(TagEnd::TableRow) => self.push("|"),
                _ => {}
            }
            next += 1;
        }
        end + 1
    }

    /// Words with what stands in them.
    pub(super) fn text(&mut self, text: &str) {
        for (words, slot) in slot::cut(text) {
            self.words(words);
            if let Some(slot) = slot.and_then(|slot| self.slots.get(slot)) {
                self.slot(slot);
            }
        }
    }

    /// Plain words, as they may stand.
    pub(super) fn words(&mut self, words: &str) {
        if self.hidden > 0 {
            return;
        }
        // What the label of a link to another site names is no reference of the outline.
        let words = if self.labels > 0 { self.policy.label(words) } else { words.into() };
        // An address that names somebody goes whole: with another name in it, it would lead elsewhere.
        let mut at = 0;
        for address in bare::addresses(&words) {
            let before = self.policy.words(&words[at..address.start]).into_owned();
            self.settled(&before);
            if !self.is_cut() {
                self.address(&words[address.clone()]);
            }
            at = address.end;
        }
        let rest = self.policy.words(&words[at..]).into_owned();
        self.settled(&rest);
    }

    /// Words about which nothing is left to ask, each character itself. An address among them would be a link again.
    fn settled(&mut self, words: &str) {
        let mut at = self.clinging(words);
        for address in bare::addresses(words) {
            if address.start < at {
                continue;
            }
            self.escaped(&words[at..address.start]);
            self.address(&words[address.clone()]);
            at = address.end + self.clinging(&words[address.end..]);
        }
        self.escaped(&words[at..]);
    }

    /// How much of the words behind an address that does not go along clings to it, and so is part of it: all up to a blank,
    /// but for what closes a sentence.
    fn clinging(&mut self, words: &str) -> usize {
        // What an address that stays asks for, or leads to in it, goes as it does from any.
        let is_asked = self.address_end > 0 && self.address_end == self.out.len() && words.starts_with(['#', '?']);
        if words.is_empty() || !is_asked && !self.is_cut() {
            return 0;
        }
        let run = words.find(char::is_whitespace).unwrap_or(words.len());
        if is_asked {
            return run;
        }
        let closes = |c: char| ")]}>|*.,;:!?'\"…".contains(c) || bare::CLOSING.contains(c);
        if words[..run].chars().all(closes) { 0 } else { run }
    }

    fn escaped(&mut self, words: &str) {
        // Where something stays behind no second blank tells.
        let is_blank = self.out.is_empty() || self.out.ends_with(char::is_whitespace);
        let words = if is_blank { words.trim_start() } else { words };
        self.apart(words);
        let place =
            Place { is_start: self.is_fresh(), is_first: self.out.is_empty(), before: self.out.chars().next_back() };
        escape(words, place, &mut self.out);
    }

    /// An address that is its own words.
    fn address(&mut self, url: &str) {
        match self.policy.address(url) {
            Some(url) => {
                // Letters right before it would be part of its scheme.
                if self.out.ends_with(|c: char| c.is_alphanumeric() || "+-.".contains(c)) {
                    self.push(" ");
                }
                self.push(&url);
                self.address_end = self.out.len();
            }
            None => {
                self.push(self.policy.without_address());
                self.cut = Some(self.out.len());
            }
        }
    }

    pub(super) fn lines(&mut self, text: &str) {
        for (i, line) in text.trim_end().lines().enumerate() {
            if i > 0 {
                self.line();
            }
            self.text(line.trim());
        }
    }

    pub(super) fn slot(&mut self, slot: &Slot<'_>) {
        let text = &self.outline.text;
        match slot {
            _ if self.hidden > 0 => {}
            Slot::Ref(index, ..) => self.reference(*index),
            Slot::Literal(c) => self.words(c.encode_utf8(&mut [0; 4])),
            Slot::Url(span) => self.address(span.of(text)),
            Slot::Mail(span) => self.words(span.of(text)),
            Slot::Math(span) => {
                let formula = span.of(text).split_whitespace().collect::<Vec<_>>().join(" ");
                self.formula("$$", &formula);
            }
            Slot::Formula(span) => {
                let (formula, display) = slot::within_dollars(*span, text);
                self.formula(if display { "$$" } else { "$" }, formula.of(text));
            }
            Slot::Callout(kind, _) => {
                let kind = format!("[!{}] ", kind.to_uppercase());
                self.push(&kind);
            }
            Slot::Box(done) => self.push(if *done { "\\[x\\] " } else { "\\[ \\] " }),
            Slot::Hiccup(source, _) | Slot::Phrasing(source, _) if hides_in_hiccup(source) => self.policy.hides(),
            Slot::Hiccup(source, _) | Slot::Phrasing(source, _) => match hiccup::words(source) {
                Some(words) => {
                    let words = self.policy.label(&words).into_owned();
                    self.words(&words);
                }
                None => self.code_span(source),
            },
            Slot::Query(..) => self.policy.hides(),
        }
    }

    pub(super) fn reference(&mut self, index: u32) {
        let Some(reference) = self.outline.refs.get(index as usize) else { return };
        let text = &self.outline.text;
        match self.policy.reference(self.outline, index) {
            Instead::Nothing => {}
            Instead::Words(words) => self.settled(&words),
            Instead::Picture(file) => {
                let alt = reference.label.map_or("", |label| label.of(text));
                let alt = self.policy.label(alt).into_owned();
                self.push("![");
                escape(&self.policy.words(&alt), Place::default(), &mut self.out);
                self.push(&format!("]({file})"));
            }
            Instead::Label => match (reference.label, reference.kind) {
                (Some(label), _) => self.marks(label.of(text)),
                (None, RefKind::Macro) => {
                    let (name, argument) = forms::macro_parts(reference.target.of(text));
                    match name.eq_ignore_ascii_case("cloze") {
                        true => self.marks(argument.split("\\\\").next().unwrap_or(argument).trim_end()),
                        // Others show what stands elsewhere.
                        false => self.policy.hides(),
                    }
                }
                (None, RefKind::Asset | RefKind::File) => {
                    let path = reference.target.of(text);
                    self.words(path.rsplit('/').next().unwrap_or(path));
                }
                (None, RefKind::Date) => self.words(reference.span.of(text).trim_matches(['<', '>'])),
                (None, RefKind::Ticket) => self.words(reference.span.of(text)),
                (None, RefKind::Page | RefKind::Tag) => self.words(reference.target.of(text)),
                (None, _) => {}
            },
        }
    }

    /// A label, its marks read.
    pub(super) fn marks(&mut self, label: &str) {
        // A label is within a line: nothing begins one in it.
        let label = match self.dialect {
            Dialect::Obsidian => Cow::Owned(without_comments(label)),
            _ => Cow::Borrowed(label),
        };
        let label = self.policy.label(&label);
        let digits = label.len() - label.trim_start_matches(|c: char| c.is_ascii_digit()).len();
        let begins = label[digits..].starts_with(['>', '#', '-', '+', '=', '|', '~', '.', ')', '*']);
        let label = match begins && !label.starts_with("**") && !label.starts_with("~~") {
            true => format!("{}\\{}", &label[..digits], &label[digits..]),
            false => label.to_string(),
        };
        for (event, range) in events::parse(&label) {
            match event {
                Event::Start(Tag::Emphasis) => self.open("*"),
                Event::Start(Tag::Strong) => self.open("**"),
                Event::Start(Tag::Strikethrough) => self.open("~~"),
                Event::Start(Tag::Superscript) => self.open(raised(&label[range])),
                Event::End(TagEnd::Emphasis | TagEnd::Strong | TagEnd::Strikethrough | TagEnd::Superscript) => {
                    self.close()
                }
                Event::Code(code) => self.code_span(&code),
                Event::InlineHtml(html) => self.html(&html, |_, _| {}),
                Event::Text(words) => self.words(&words),
                Event::InlineMath(formula) | Event::DisplayMath(formula) => self.formula("$", &formula),
                Event::SoftBreak | Event::HardBreak => self.push(" "),
                _ => {}
            }
        }
    }

    /// A text with its slots as they were written, but for references: nothing is one in code.
    pub(super) fn literal(&self, text: &str) -> String {
        let mut out = String::with_capacity(text.len());
        for (words, slot) in slot::cut(text) {
            out.push_str(words);
            match slot.and_then(|slot| self.slots.get(slot)) {
                Some(Slot::Literal(c)) => out.push(*c),
                Some(Slot::Url(span) | Slot::Mail(span)) => out.push_str(span.of(&self.outline.text)),
                // What stands in an address or in code by mistake is left out.
                _ => {}
            }
        }
        out
    }
}

/// A label without `%%comments%%`.
fn without_comments(label: &str) -> String {
    label.split("%%").step_by(2).collect()
}
