//! One block's text to HTML, given where its refs lead; or to plain words.
//!
//! Pure: touches no file, clock or environment, and makes no URL of its own: every address that is not written
//! out in the notes comes from the caller's [`Resolver`]. Does not write block trees or rows (see `views`).

mod bare;
mod calc;
mod commands;
mod cuts;
mod desugar;
mod element;
mod events;
mod file;
mod forms;
mod formula;
mod hiccup;
pub mod highlight;
mod html;
mod lead;
pub mod markdown;
pub mod math;
mod phrase;
mod piece;
mod plain;
mod query;
mod raw;
mod scan;
mod slot;
mod table;
mod tickets;
mod url;
mod value;
mod write;

pub use html::{Html, HtmlWriter, allowed};
pub use phrase::Phrase;
pub use plain::{Paragraph, Words, first_line, paragraphs, plain};
pub use value::value;

use crate::diagnostic::{Code, Diagnostic};
use crate::notes::Dialect;
use crate::outline::Outline;
use crate::span::Span;
use crate::wall::{self, walled};
use std::borrow::Cow;

/// What the sign before a link says about its page.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Default)]
pub enum Chip {
    /// A note, or a custom kind.
    #[default]
    None,
    /// `prj`
    Project,
    /// `per`
    Person,
    /// `day`
    Day,
    /// `tag`
    Tag,
    /// `tag own`: it says what its line is, to its author alone.
    Mark,
}

/// What a reference became. Addresses are relative to the page, as `route` makes them, and are escaped here.
#[derive(Clone, Debug)]
pub enum Target<'a> {
    /// A link to a page.
    Page {
        /// Where it leads.
        href: Cow<'a, str>,
        /// Its sign.
        kind: Chip,
        /// No note defines it.
        missing: bool,
        /// What to show; `None`: the label as written, or else the name as written.
        text: Option<Cow<'a, str>>,
    },
    /// A ticket, linked where its address is known.
    Ticket {
        /// Where it leads.
        href: Option<Cow<'a, str>>,
    },
    /// A link to a block.
    BlockText {
        /// Page and anchor.
        href: Cow<'a, str>,
        /// The plain words of its first line, unless the ref has a label.
        words: Cow<'a, Phrase>,
    },
    /// A block or embed that no note holds: shown as written, muted.
    Missing,
    /// Block-level: an embedded block or page.
    Embed {
        /// Where it is at home.
        href: Cow<'a, str>,
        /// `Page › section`, plain.
        crumb: Phrase,
        /// Its `<ul class="blocks">`.
        html: Html,
    },
    /// An image of the site's own.
    Image {
        /// Its file.
        src: Cow<'a, str>,
        /// In pixels, where the file tells. The author's own `{:width 100}` goes before.
        size: Option<(u32, u32)>,
    },
    /// Sound.
    Audio {
        /// Its file.
        src: Cow<'a, str>,
    },
    /// Moving pictures.
    Video {
        /// Its file.
        src: Cow<'a, str>,
    },
    /// Any other file of the site's own, linked.
    File {
        /// Its file.
        href: Cow<'a, str>,
    },
    /// Phrasing content made elsewhere: what a macro of the user's own stands for.
    Inline {
        /// Itself.
        html: Html,
    },
    /// Block-level content made elsewhere: what such a macro stands for, where that is more than a phrase.
    Block {
        /// Itself.
        html: Html,
    },
    /// Block-level: what a query, or another macro that lists, found.
    Query {
        /// "Query, 5 blocks".
        kind: Cow<'a, str>,
        /// What it asks, where that is one line.
        asked: Option<Cow<'a, str>>,
        /// `<ul class="rows">`, or a tree.
        html: Html,
    },
    /// Block-level: a query that is not evaluated, shown with its source.
    QueryNotUnderstood {
        /// "Query", or its own name.
        kind: Cow<'a, str>,
        /// A sentence or two.
        why: Cow<'a, str>,
        /// Whether only rendering finds it out, so that it must be told from here.
        untold: bool,
    },
    /// Nothing at all.
    Hidden,
    /// No reference after all: its text as written. A macro becomes code, an asset its label.
    Text,
}

/// Which lines of a block.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// All.
    Whole,
    /// The first, where it is a title.
    Title,
    /// Those below it.
    BelowTitle,
}

/// What a block needs to know of the rest of the site.
pub trait Resolver {
    /// What reference number `reference` of the outline ([`Outline::refs`]) became. Asked once for each that is shown.
    fn resolve(&self, outline: &Outline, reference: u32) -> Target<'_>;

    /// What the `#+BEGIN_QUERY` at byte `start` of the text shows.
    fn query(&self, outline: &Outline, start: u32) -> Target<'_> {
        let _ = (outline, start);
        Target::QueryNotUnderstood { kind: "Query".into(), why: "It is not evaluated here.".into(), untold: false }
    }

    /// Where a destination leads that the notes write without a scheme and that is no reference
    /// (`[x](somewhere)`); `None` leaves the words without a link.
    fn link(&self, destination: &str) -> Option<Cow<'_, str>> {
        let _ = destination;
        None
    }

    /// Page and anchor of another block of the same note, to which a footnote's mark or its text leads.
    fn block(&self, block: u32) -> Option<Cow<'_, str>> {
        let _ = block;
        None
    }

    /// Whether the addresses of link labels are known, which the note gives apart from where they are used.
    fn knows_definitions(&self) -> bool {
        true
    }

    /// The styles of a piece of code: from what is remembered, or found now.
    fn highlight(&self, language: &str, code: &str) -> highlight::Highlighted {
        highlight::highlight(language, code)
    }
}

/// What becomes of HTML in the notes. There is no way to let it through as it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum HtmlPolicy {
    /// Sanitised.
    #[default]
    Safe,
    /// Shown as text, as a share does.
    Escape,
}

/// How to render.
#[derive(Clone, Copy, Debug, Default)]
pub struct Options<'a> {
    /// How the text is to be read.
    pub dialect: Dialect,
    /// What becomes of HTML.
    pub html: HtmlPolicy,
    /// Whether images of other hosts are shown; else they are links.
    pub remote_images: bool,
    /// The block's id at home (`b-1a2b3c4d`): footnotes get anchors. `None` elsewhere.
    pub id: Option<&'a str>,
    /// Leave out the first line: what stands below a heading or a section's name.
    pub below_title: bool,
    /// Away from home, the page and anchor of the block: where its footnote marks lead.
    pub home: Option<&'a str>,
}

/// What stands at the start of a block.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum Lead {
    /// Anything.
    #[default]
    None,
    /// `**Label:** sentence`
    LeadIn,
    /// `**Label**` and nothing more.
    GroupLabel,
}

/// One block as HTML.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Rendered {
    /// Phrasing content of the first line (its first paragraph or heading), fit for `<summary>`, without marker and
    /// priority; empty where the block begins with something else, or is empty.
    pub title: Html,
    /// The rest: block-level elements.
    pub body: Html,
    /// What it opens with, for `labelled` lists.
    pub lead: Lead,
    /// Past its budget: all of its text stands in `title`, escaped and unformatted.
    pub too_much: bool,
    /// What could not be shown as meant; spans into the outline's text.
    pub diagnostics: Vec<Diagnostic>,
}

impl Rendered {
    /// Whether there is nothing to show.
    pub fn is_empty(&self) -> bool {
        self.title.is_empty() && self.body.is_empty()
    }
}

/// One block to HTML.
pub fn block(outline: &Outline, block: u32, resolver: &impl Resolver, options: &Options<'_>) -> Rendered {
    walled(|| formatted(outline, block, resolver, options)).unwrap_or_else(|panic| {
        let told = wall::told(title_of(outline, block), "this block could not be formatted", &panic);
        as_written(outline, block, told)
    })
}

fn formatted(outline: &Outline, block: u32, resolver: &impl Resolver, options: &Options<'_>) -> Rendered {
    let part = if options.below_title { Part::BelowTitle } else { Part::Whole };
    let source = desugar::desugar(outline, block, resolver, options.dialect, part);
    if source.too_much {
        return too_much(outline, block);
    }
    let mut writer = write::Writer::new(outline, &source, resolver, options);
    if is_words(&source) {
        // Most blocks are one line of words and refs, which no parser needs to see.
        writer.text(&source.text);
        let mut title = writer.out;
        lead::trim(&mut title);
        return Rendered { title: Html::made(title), ..Rendered::default() };
    }
    writer.run(&events::parse(&source.text));
    if writer.too_much {
        return too_much(outline, block);
    }
    Rendered {
        title: Html::made(writer.title),
        body: Html::made(match writer.out.trim_ascii_end() {
            trimmed if trimmed.len() < writer.out.len() => trimmed.to_string(),
            _ => writer.out,
        }),
        lead: writer.lead,
        too_much: false,
        diagnostics: writer.diagnostics,
    }
}

/// Whether Markdown has nothing to say about a source: one line without any of its marks.
fn is_words(source: &desugar::Source<'_>) -> bool {
    let text = source.text.as_str();
    let mark = |b: u8| {
        matches!(b, b'*' | b'_' | b'`' | b'[' | b'<' | b'&' | b'\\' | b'^' | b'$' | b'|' | b'~' | b'\n' | b'\r' | b'\t')
    };
    !text.bytes().any(mark)
        && !text.starts_with(|c: char| c.is_ascii_digit() || matches!(c, '#' | '>' | '-' | '+' | '=' | ' '))
        && !source.slots.iter().any(|slot| slot.is_block() || matches!(slot, slot::Slot::Callout(..)))
}

/// A block past its budget.
fn too_much(outline: &Outline, block: u32) -> Rendered {
    let message = "this block is too long or too deeply nested to be formatted";
    let told = Diagnostic::new(Code::TooMuch, title_of(outline, block), message);
    as_written(outline, block, told.help("its words are shown as they are written"))
}

fn title_of(outline: &Outline, block: u32) -> Span {
    outline.blocks.get(block as usize).map_or(Span::default(), |block| block.title)
}

/// A block's words as they are written, and what there is to tell of it.
fn as_written(outline: &Outline, block: u32, told: Diagnostic) -> Rendered {
    let mut writer = HtmlWriter::new();
    let mut shown = 0;
    for line in outline.body(block) {
        if shown > 0 {
            writer.tag("<br>");
        }
        let words = line.of(&outline.text);
        let mut end = words.len().min(MAX_PLAIN.saturating_sub(shown));
        while !words.is_char_boundary(end) {
            end -= 1;
        }
        writer.text(&words[..end]);
        shown += words.len() + 1;
        if shown > MAX_PLAIN {
            break;
        }
    }
    Rendered { title: writer.finish(), too_much: true, diagnostics: vec![told], ..Rendered::default() }
}

/// So much of a block past its budget is shown.
const MAX_PLAIN: usize = 1024 * 1024;
