//! One block to plain words: for search, mentions, titles, and what is read aloud.
//!
//! Does not shorten, and writes no HTML. Code is words too, and known as code; formulas and hiccup that is not
//! understood are their source, as code; comments, tags of HTML, footnote marks, embeds and queries are nothing.

use super::phrase::Phrase;
use super::slot::{self, Slot};
use super::url::{Destination, destination};
use super::{Part, Resolver, Target, desugar, events, forms, hiccup};
use crate::notes::Dialect;
use crate::outline::{Outline, RefKind};
use crate::span::Span;
use crate::wall::walled;
use pulldown_cmark::{Event, Tag, TagEnd};

/// What the words of a reference are where the note does not say: of a block ref, those of its block.
pub trait Words {
    /// The words of reference number `reference` of the outline; `None`: its label, or its name.
    fn words(&self, outline: &Outline, reference: u32) -> Option<Phrase>;
}

/// Every reference is its label or name; block refs are nothing.
impl Words for () {
    fn words(&self, _: &Outline, _: u32) -> Option<Phrase> {
        None
    }
}

/// References stay what they are: their words are asked for when they are written.
struct Unresolved;

impl Resolver for Unresolved {
    fn resolve(&self, outline: &Outline, reference: u32) -> Target<'_> {
        match outline.refs.get(reference as usize).map(|r| r.kind) {
            // Tickets at the end of a sentence lose their parentheses, as on the page.
            Some(RefKind::Ticket) => Target::Ticket { href: None },
            _ => Target::Text,
        }
    }
}

/// The words of a whole block, parted by single spaces.
pub fn plain(outline: &Outline, block: u32, dialect: Dialect, words: &impl Words) -> Phrase {
    collect(outline, block, dialect, words, false)
}

/// A paragraph of a block in plain words.
#[derive(Clone, Debug, PartialEq)]
pub struct Paragraph {
    /// Its words, on one line.
    pub words: String,
    /// All of it is bold: it heads what follows.
    pub is_strong: bool,
}

/// The paragraphs of a block, or of what stands below its title, in plain words; tickets in the parentheses they were
/// written in.
pub fn paragraphs(
    outline: &Outline,
    block: u32,
    dialect: Dialect,
    words: &impl Words,
    below_title: bool,
) -> Vec<Paragraph> {
    let all = walled(|| parted(outline, block, dialect, words, below_title)).unwrap_or_else(|_| {
        let lines = outline.body(block).map(|line| line.of(&outline.text).to_string());
        lines.map(|words| Paragraph { words, is_strong: false }).collect()
    });
    all.into_iter().filter(|paragraph| !paragraph.words.trim().is_empty()).collect()
}

fn parted(outline: &Outline, block: u32, dialect: Dialect, words: &impl Words, below_title: bool) -> Vec<Paragraph> {
    let source =
        desugar::desugar(outline, block, &AsWritten, dialect, if below_title { Part::BelowTitle } else { Part::Whole });
    let mut plain = Plain::new(outline, &source.slots, words, source.text.len());
    match source.too_much {
        true => plain.lines(outline.body(block)),
        false => plain.events(&source.text, source.foreign_notes, dialect, false),
    }
    plain.part();
    let mut from = 0;
    let part = |&(to, is_strong): &(usize, bool)| {
        let words = plain.out[from..to].trim().to_string();
        from = to;
        Paragraph { words, is_strong }
    };
    plain.parts.iter().map(part).collect()
}

/// The same, tickets included.
struct AsWritten;

impl Resolver for AsWritten {
    fn resolve(&self, _: &Outline, _: u32) -> Target<'_> {
        Target::Text
    }
}

/// The words of a block's first line alone: its title in lists, crumbs and block refs.
pub fn first_line(outline: &Outline, block: u32, dialect: Dialect, words: &impl Words) -> Phrase {
    collect(outline, block, dialect, words, true)
}

fn collect(outline: &Outline, block: u32, dialect: Dialect, words: &impl Words, first: bool) -> Phrase {
    // What fails here is told where the block itself is shown.
    walled(|| found(outline, block, dialect, words, first)).unwrap_or_else(|_| {
        let lines = outline.body(block).take(if first { 1 } else { usize::MAX });
        Phrase::from(lines.map(|line| line.of(&outline.text)).collect::<Vec<_>>().join(" "))
    })
}

fn found(outline: &Outline, block: u32, dialect: Dialect, words: &impl Words, first: bool) -> Phrase {
    let source = desugar::desugar(outline, block, &Unresolved, dialect, Part::Whole);
    let mut plain = Plain::new(outline, &source.slots, words, source.text.len());
    if source.too_much {
        plain.lines(outline.body(block).take(if first { 1 } else { usize::MAX }));
    } else if super::is_words(&source) {
        plain.text(&source.text);
    } else {
        plain.events(&source.text, source.foreign_notes, dialect, first);
    }
    plain.out.trimmed()
}

struct Plain<'a, 't, W> {
    outline: &'a Outline,
    slots: &'a [Slot<'t>],
    words: &'a W,
    out: Phrase,
    /// Within how many bold runs.
    strong: u32,
    /// Something of this paragraph stands in none.
    is_weak: bool,
    /// Where paragraphs end, and whether each is all bold.
    parts: Vec<(usize, bool)>,
}

impl<'a, 't, W: Words> Plain<'a, 't, W> {
    fn new(outline: &'a Outline, slots: &'a [Slot<'t>], words: &'a W, room: usize) -> Self {
        let out = Phrase::with_capacity(room);
        Plain { outline, slots, words, out, strong: 0, is_weak: false, parts: Vec::new() }
    }

    fn lines(&mut self, lines: impl Iterator<Item = Span>) {
        for line in lines {
            self.push(line.of(&self.outline.text));
            self.space();
        }
    }

    /// A paragraph ends here.
    fn part(&mut self) {
        self.parts.push((self.out.len(), !self.is_weak));
        self.is_weak = false;
    }

    fn events(&mut self, source: &str, end: usize, dialect: Dialect, first: bool) {
        let events = events::parse(source);
        let (mut in_html, mut in_fence) = (false, false);
        for (event, range) in events.iter().filter(|(_, range)| range.start < end) {
            match event {
                Event::Text(text) if in_fence => self.written(text),
                Event::Text(text) if !in_html => self.text(text),
                Event::Code(text) | Event::InlineMath(text) | Event::DisplayMath(text) => self.written(text),
                Event::SoftBreak | Event::HardBreak
                    if first && dialect != Dialect::Markdown && !self.out.is_empty() =>
                {
                    return;
                }
                Event::SoftBreak | Event::HardBreak | Event::Rule => self.space(),
                Event::Start(Tag::HtmlBlock) => in_html = true,
                Event::End(TagEnd::HtmlBlock) => in_html = false,
                Event::Start(Tag::CodeBlock(_)) => in_fence = true,
                Event::Start(Tag::Superscript) | Event::End(TagEnd::Superscript)
                    if !source[range.clone()].starts_with("^^") =>
                {
                    self.out.push('^');
                }
                Event::End(
                    TagEnd::Paragraph
                    | TagEnd::Heading(_)
                    | TagEnd::Item
                    | TagEnd::TableCell
                    | TagEnd::CodeBlock
                    | TagEnd::BlockQuote(_),
                ) => {
                    in_fence = false;
                    if first && !self.out.trim().is_empty() {
                        return;
                    }
                    self.space();
                    self.part();
                }
                Event::Start(Tag::Strong) => self.strong += 1,
                Event::End(TagEnd::Strong) => self.strong -= 1,
                _ => {}
            }
        }
    }

    fn text(&mut self, text: &str) {
        self.is_weak |= self.strong == 0 && !text.trim().is_empty();
        for (words, slot) in slot::cut(text) {
            self.push(words);
            match slot.and_then(|slot| self.slots.get(slot)) {
                Some(Slot::Ref(index, _, _)) => self.reference(*index),
                Some(Slot::Literal(c)) => self.out.push(*c),
                Some(Slot::Url(span) | Slot::Mail(span)) => self.push(span.of(&self.outline.text)),
                Some(Slot::Formula(span)) => {
                    let (formula, _) = slot::within_dollars(*span, &self.outline.text);
                    self.written(formula.of(&self.outline.text));
                }
                Some(Slot::Math(span)) => self.written(span.of(&self.outline.text)),
                Some(Slot::Hiccup(source, _) | Slot::Phrasing(source, _)) => match hiccup::words(source) {
                    Some(words) => {
                        self.out.push_phrase(&words);
                    }
                    None => self.written(source),
                },
                Some(Slot::Callout(..) | Slot::Box(_) | Slot::Query(..)) | None => {}
            }
        }
    }

    /// Code, or what is shown by its source.
    fn written(&mut self, text: &str) {
        self.is_weak |= self.strong == 0;
        let start = self.out.len();
        for (words, slot) in slot::cut(text) {
            self.push(words);
            if let Some(Slot::Literal(c)) = slot.and_then(|slot| self.slots.get(slot)) {
                self.out.push(*c);
            }
        }
        self.out.code_from(start);
    }

    /// Words with white space as single spaces.
    fn push(&mut self, words: &str) {
        for c in words.chars() {
            if c.is_whitespace() { self.space() } else { self.out.push(c) }
        }
    }

    fn space(&mut self) {
        if !self.out.is_empty() && !self.out.ends_with(' ') {
            self.out.push(' ');
        }
    }

    fn reference(&mut self, index: u32) {
        let Some(reference) = self.outline.refs.get(index as usize) else { return };
        let text = &self.outline.text;
        if let Some(words) = self.words.words(self.outline, index) {
            self.out.push_phrase(&words);
            return;
        }
        match (reference.label, reference.kind) {
            (Some(label), _) => self.label(label.of(text)),
            (None, RefKind::Macro) => {
                let (name, argument) = forms::macro_parts(reference.target.of(text));
                let answer = argument.split("\\\\").next().unwrap_or(argument);
                match name.to_ascii_lowercase().as_str() {
                    "cloze" => self.label(answer),
                    "video" | "tweet" | "twitter" if matches!(destination(argument), Destination::Web(_)) => {
                        self.push(argument)
                    }
                    _ => {}
                }
            }
            (None, RefKind::Block | RefKind::EmbedBlock | RefKind::EmbedPage | RefKind::Image) => {}
            (None, RefKind::Asset | RefKind::File) => {
                let path = reference.target.of(text);
                self.push(path.rsplit('/').next().unwrap_or(path));
            }
            (None, RefKind::Date) => self.push(reference.span.of(text).trim_matches(['<', '>'])),
            (None, RefKind::Page | RefKind::Tag | RefKind::Ticket) => self.push(reference.target.of(text)),
        }
    }

    /// A label without its marks.
    fn label(&mut self, label: &str) {
        if !label.contains(['*', '_', '`', '~', '^', '=', '\\', '&', '$']) {
            return self.push(label);
        }
        for (event, _) in events::parse(label) {
            match event {
                Event::Code(code) => self.written(&code),
                event => self.push(events::content(&event)),
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::outline;

    /// Code between backticks.
    fn marked(phrase: &Phrase) -> String {
        phrase.runs(0..phrase.len()).map(|(run, code)| if code { format!("`{run}`") } else { run.into() }).collect()
    }

    fn words(text: &str) -> (String, String) {
        let (outline, _) = outline::parse(text.into(), Dialect::Logseq, &outline::Options::default());
        (marked(&plain(&outline, 0, Dialect::Logseq, &())), marked(&first_line(&outline, 0, Dialect::Logseq, &())))
    }

    #[test]
    fn paragraphs_stand_apart_and_bold_ones_head_what_follows() {
        let read = |text: &str| {
            let (outline, _) = outline::parse(text.into(), Dialect::Logseq, &outline::Options::default());
            let all = paragraphs(&outline, 0, Dialect::Logseq, &(), false);
            all.into_iter().map(|p| (p.words, p.is_strong)).collect::<Vec<_>>()
        };
        let told = |words: &str, strong| (words.to_string(), strong);
        assert_eq!(
            read("- **Did:** it *well*. (HUB-1, HUB-2)\n  \n  **Next**\n"),
            [told("Did: it well. (HUB-1, HUB-2)", false), told("Next", true)]
        );
        assert_eq!(read("- **A** and [[B]]"), [told("A and B", false)]);
        assert_eq!(read("- **A [[B]]**"), [told("A B", true)]);
        assert_eq!(read("- plain"), [told("plain", false)]);
        assert_eq!(read("-"), []);
    }

    #[test]
    fn marks_go_and_words_stay() {
        let (all, first) = words(
            "- TODO **Met** [[Ann]] about ==`x`== #hub, [*it*]([[Hub]]) (HUB-1, HUB-2).\n  second  line\n  ```rust\n  fn f()\n  ```\n",
        );
        assert_eq!(all, "Met Ann about `x` hub, it. HUB-1 HUB-2 second line `fn f()`");
        assert_eq!(first, "Met Ann about `x` hub, it. HUB-1 HUB-2");
        assert_eq!(
            words("- a <b>c</b> <!-- no --> {{cloze d}} {{query x}} [t](https://x.org) x^2^\n").0,
            "a c d t x^2^"
        );
        assert_eq!(words("- [:b \"a\" [:i 1]] [`[[b]]`](x) $c_1$\n").0, "a 1 `[[b]]` `c_1`");
        assert_eq!(words("- [:d (e)]\n").0, "`[:d (e)]`");
        assert_eq!(words("- | a | b |\n  |---|---|\n  | 1 | 2 |\n"), ("a b 1 2".into(), "a".into()));
    }
}
