//! One file's text to nested blocks: one `Arc<str>` a file, flat arrays of ranges into it.
//!
//! Pure, total and linear: returns `(value, diagnostics)`, never fails. Does not know which file it reads,
//! which other files exist, nor what a name resolves to. For users: `src/SYNTAX.md`.

mod constructs;
mod definitions;
mod deviations;
mod frontmatter;
mod headings;
mod html;
mod inline;
mod items;
mod lines;
mod link;
mod logseq;
pub mod macros;
mod markdown;
mod marks;
mod pairs;
pub mod property;
mod repeat;
mod shown;
mod stamp;
mod tag;
mod task;
mod tree;
mod verbatim;
mod whiteboard;

pub use definitions::{Footnote, LinkDefinition, label_key};
pub use deviations::{DEVIATIONS, Deviation};
pub use pairs::code_spans;
pub use repeat::{Repeat, RepeatMode, Stamp};
pub use shown::shown;
pub use task::{Marker, Task, task_signs};
pub use verbatim::unread;

use crate::diagnostic::Diagnostic;
use crate::notes::{Dialect, Format};
use crate::span::Span;
use std::sync::Arc;

/// What the parser must know of the configuration; part of what an outline is remembered by.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Options {
    /// In a Logseq graph, `- [ ] x` is a task. Elsewhere it always is.
    pub checkboxes: bool,
}

/// Reads one file of any format. Never fails.
pub fn read(text: Arc<str>, format: Format, dialect: Dialect, options: &Options) -> (Outline, Vec<Diagnostic>) {
    match format {
        Format::Markdown => parse(text, dialect, options),
        Format::Org => verbatim::parse(&text, tree::Builder::new(&text, dialect, *options)),
        Format::Whiteboard => whiteboard::parse(&text, tree::Builder::new(&text, dialect, *options)),
    }
}

/// Reads one file of Markdown. Never fails: what is no construct of the dialect is text.
pub fn parse(text: Arc<str>, dialect: Dialect, options: &Options) -> (Outline, Vec<Diagnostic>) {
    let builder = tree::Builder::new(&text, dialect, *options);
    match dialect {
        Dialect::Logseq => logseq::parse(&text, builder),
        Dialect::Obsidian | Dialect::Markdown => markdown::parse(&text, dialect, builder),
    }
}

/// What the blocks of a file are to its text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum Form {
    /// The text, parted.
    #[default]
    Blocks,
    /// None: the file is in a format that is not read, and its text stands for itself.
    Verbatim,
    /// None: the program failed on the file, and its text stands for itself.
    Unread,
    /// What is written on a whiteboard and linked from it.
    Whiteboard {
        /// How many shapes are on it, those without a word included.
        shapes: u32,
    },
}

/// What one file says, in reading order. All ranges are into `text`.
#[derive(Clone, Debug)]
pub struct Outline {
    /// The file's text, as read.
    pub text: Arc<str>,
    /// What the blocks are to it.
    pub form: Form,
    /// All blocks, parents before children. The subtree of block `i` is `i..blocks[i].end`.
    pub blocks: Vec<Block>,
    /// All references, by block, then by place. Those of block `i` are [`Outline::refs_of`].
    pub refs: Vec<Ref>,
    /// All properties, by block; the page's own first ([`Outline::page_properties`]).
    pub properties: Vec<Property>,
    /// How many of `properties` are the page's.
    pub page_property_count: u32,
    /// Code blocks, by place.
    pub code: Vec<Code>,
    /// The visible lines of all blocks; those of block `i` are [`Outline::body`].
    pub lines: Vec<Span>,
    /// Addresses by label, sorted by key: [`Outline::link_named`].
    pub links: Vec<LinkDefinition>,
    /// Footnotes, sorted by key: [`Outline::footnote`].
    pub footnotes: Vec<Footnote>,
}

/// A bullet (or heading, or paragraph outside Logseq) with its text.
#[derive(Clone, Debug, PartialEq)]
pub struct Block {
    /// From the bullet (or first character) to the end of its last own line, children left out.
    pub span: Span,
    /// Its first line less bullet, heading marks, marker and priority; empty where that line is a property.
    pub title: Span,
    /// 0 at the top.
    pub depth: u16,
    /// Index of the parent; `None` at the top.
    pub parent: Option<u32>,
    /// One past the last block of its subtree.
    pub end: u32,
    /// First of its refs in [`Outline::refs`].
    pub refs: u32,
    /// First of its properties in [`Outline::properties`].
    pub properties: u32,
    /// First of its code blocks in [`Outline::code`].
    pub code: u32,
    /// First of its visible lines in [`Outline::lines`].
    pub lines: u32,
    /// [`Block::task`], apart: few blocks are tasks.
    task: Option<Box<Task>>,
    /// [`Outline::is_empty`]
    empty: bool,
    /// 1 to 6 for a heading, else 0 (`heading::` counts).
    pub heading: u8,
    /// `collapsed:: true`.
    pub collapsed: bool,
    /// Text or properties before the first bullet.
    pub pre_block: bool,
    /// White-space characters before the bullet, plus one; outside Logseq, 1 to 6 for headings, 7 and more for the rest.
    pub level: u16,
    /// The UUID of `id::`, or what stands behind `^` in Obsidian, as written.
    pub id: Option<Span>,
}

impl Block {
    /// Marker, priority and dates.
    pub fn task(&self) -> Option<Task> {
        self.task.as_deref().copied()
    }
}

/// What stands before a block in Obsidian's and plain Markdown. (In Logseq every block is a bullet.)
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mark {
    /// Nothing: a paragraph, a heading, a quote, a table, code.
    None,
    /// `-`, `*` or `+`.
    Bullet,
    /// `3.` or `3)`: its number, and what follows the digits.
    Number(u32, char),
}

/// A reference as written, unresolved.
#[derive(Clone, Debug, PartialEq)]
pub struct Ref {
    /// What its syntax says.
    pub kind: RefKind,
    /// The whole of it, brackets and label included.
    pub span: Span,
    /// The name, UUID, path or ticket alone.
    pub target: Span,
    /// The text to show, where one is written.
    pub label: Option<Span>,
    /// What stands behind `#` in `[[note#heading]]`, `[[note#^id]]` (outside Logseq) and `[label](note.md#heading)`.
    /// The target may then be empty: this note.
    pub anchor: Option<Span>,
    /// Inside which reference it is nested, if any: index into [`Outline::refs`].
    pub within: Option<u32>,
    /// In a property's value rather than in the block's text.
    pub in_property: bool,
}

/// The forms a reference can have.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum RefKind {
    /// `[[name]]`, `[label]([[name]])`
    Page,
    /// `#name`, `#[[name]]`
    Tag,
    /// `((uuid))`, `[label](((uuid)))`; in Obsidian `[[note#^id]]`
    Block,
    /// `{{embed ((uuid))}}`; in Obsidian `![[note#^id]]`, whose `target` is the note and whose `anchor` is `^id`
    EmbedBlock,
    /// `{{embed [[name]]}}`; in Obsidian `![[note]]`
    EmbedPage,
    /// `[label](../pages/file.md)`
    File,
    /// `![alt](../assets/x.png){:width 100}`: shown. `target` is the path or URL, `label` the alternative text; the
    /// braces are within the `span`. In Obsidian `![[x.png|100]]`.
    Image,
    /// `[label](../assets/x.pdf)`: linked.
    Asset,
    /// `<2024-12-10 Tue>` in text, or a bare `2024-12-10`.
    Date,
    /// The shape of a ticket id, `ABC-12`; whether it is one, the graph decides.
    Ticket,
    /// Any other `{{name …}}`; `target` is what stands between the braces.
    Macro,
}

/// `key:: value`, or a line of front matter.
#[derive(Clone, Debug, PartialEq)]
pub struct Property {
    /// Lower case, `_` and space made `-`.
    pub key: Arc<str>,
    /// As written, trimmed. YAML lists are joined by `, ` and have no range of their own.
    pub value: Arc<str>,
    /// Where the value stands.
    pub span: Span,
    /// Where the key stands.
    pub key_span: Span,
}

/// A fenced or `#+BEGIN_SRC` block.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Code {
    /// The first word after the fence.
    pub language: Span,
    /// The lines between the fences, the last line end included, not dedented.
    pub body: Span,
    /// White-space bytes to take off each of its lines, at most.
    pub indent: u16,
}

/// Whether a byte is within one of some code blocks, which stand in reading order.
fn holds(code: &[Code], at: u32) -> bool {
    let ended = code.partition_point(|code| code.body.end <= at);
    code.get(ended).is_some_and(|code| code.body.start <= at)
}

impl Outline {
    /// The references of one block, property values included.
    pub fn refs_of(&self, block: u32) -> &[Ref] {
        let to = self.blocks.get(block as usize + 1).map_or(self.refs.len(), |b| b.refs as usize);
        &self.refs[self.blocks[block as usize].refs as usize..to]
    }

    /// The visible lines of one block, in order and dedented, each within one line of the text: its title (without
    /// bullet, heading marks, marker and priority), then what follows. Property lines, drawers, lines of stamps alone and
    /// comments are left out, and blank lines at the end. Code stands in it as written, fences included.
    ///
    /// Every reference with `in_property == false` lies within one of these lines. A title line that is empty is left
    /// out when others follow.
    pub fn body(&self, block: u32) -> impl Iterator<Item = Span> + '_ {
        let to = self.blocks.get(block as usize + 1).map_or(self.lines.len(), |b| b.lines as usize);
        self.lines[self.blocks[block as usize].lines as usize..to].iter().copied()
    }

    /// The visible lines of one block below its first, where that is its title.
    pub fn body_below_title(&self, block: u32) -> impl Iterator<Item = Span> + '_ {
        let title = self.blocks[block as usize].title;
        self.body(block).skip_while(move |line| line.start <= title.start)
    }

    /// Appends the visible lines of one block, joined by `\n`.
    pub fn text_of(&self, block: u32, out: &mut String) {
        for (i, line) in self.body(block).enumerate() {
            if i > 0 {
                out.push('\n');
            }
            out.push_str(line.of(&self.text));
        }
    }

    /// What stands before a block, in the dialects that have blocks without a bullet.
    pub fn mark(&self, block: u32) -> Mark {
        let block = &self.blocks[block as usize];
        if block.heading > 0 || block.title.start <= block.span.start {
            return Mark::None;
        }
        let written = &self.text[block.span.start as usize..block.title.start as usize];
        let digits = written.len() - written.trim_start_matches(|c: char| c.is_ascii_digit()).len();
        match (written[..digits].parse(), written[digits..].chars().next()) {
            (Ok(number), Some(behind @ ('.' | ')'))) => Mark::Number(number, behind),
            (Err(_), Some('-' | '*' | '+')) => Mark::Bullet,
            _ => Mark::None,
        }
    }

    /// The definition of a link's label.
    pub fn link_named(&self, label: &str) -> Option<&LinkDefinition> {
        let key = label_key(label);
        self.links.binary_search_by(|link| link.key.cmp(&key)).ok().map(|at| &self.links[at])
    }

    /// The footnote of a label.
    pub fn footnote(&self, label: &str) -> Option<&Footnote> {
        let key = label_key(label);
        self.footnotes.binary_search_by(|note| note.key.cmp(&key)).ok().map(|at| &self.footnotes[at])
    }

    /// The references of one block that stand within a range of the text.
    pub fn refs_within(&self, block: u32, span: Span) -> impl Iterator<Item = &Ref> {
        let refs = self.refs_of(block);
        let from = refs.partition_point(|r| r.span.start < span.start);
        refs[from..].iter().take_while(move |r| r.span.start < span.end).filter(move |r| span.contains(r.span))
    }

    /// Whether a byte of one block's lines is within a code block of it.
    pub fn is_code(&self, block: u32, at: u32) -> bool {
        holds(self.code_of(block), at)
    }

    /// The code blocks of one block.
    pub fn code_of(&self, block: u32) -> &[Code] {
        let to = self.blocks.get(block as usize + 1).map_or(self.code.len(), |b| b.code as usize);
        &self.code[self.blocks[block as usize].code as usize..to]
    }

    /// The properties of one block.
    pub fn properties_of(&self, block: u32) -> &[Property] {
        let to = self.blocks.get(block as usize + 1).map_or(self.properties.len(), |b| b.properties as usize);
        &self.properties[self.blocks[block as usize].properties as usize..to]
    }

    /// Whether a block says nothing: an empty bullet, or one that holds only properties.
    pub fn is_empty(&self, block: u32) -> bool {
        self.blocks[block as usize].empty
    }

    /// Language and text of a code block, as they are highlighted: dedented, lines ended by `\n` alone, the last by nothing.
    pub fn code_text(&self, code: &Code) -> (String, String) {
        let body = code.body.of(&self.text);
        let mut text = String::with_capacity(body.len());
        for (i, line) in body.split_inclusive('\n').enumerate() {
            if i > 0 {
                text.push('\n');
            }
            let line = line.strip_suffix('\n').unwrap_or(line);
            let line = line.strip_suffix('\r').unwrap_or(line);
            let indent = line.bytes().take(usize::from(code.indent)).take_while(|b| matches!(b, b' ' | b'\t')).count();
            text.push_str(&line[indent..]);
        }
        (code.language.of(&self.text).to_string(), text)
    }

    /// The page's own properties.
    pub fn page_properties(&self) -> &[Property] {
        &self.properties[..self.page_property_count as usize]
    }

    /// The direct children of a block, in order; of `None`, the top blocks.
    pub fn children(&self, block: Option<u32>) -> impl Iterator<Item = u32> + '_ {
        let (mut next, end) = match block {
            Some(i) => (i + 1, self.blocks[i as usize].end),
            None => (0, self.blocks.len() as u32),
        };
        std::iter::from_fn(move || {
            (next < end).then(|| {
                let this = next;
                next = self.blocks[this as usize].end;
                this
            })
        })
    }

    /// The ancestors of a block, nearest first.
    pub fn ancestors(&self, block: u32) -> impl Iterator<Item = u32> + '_ {
        std::iter::successors(self.blocks[block as usize].parent, |&i| self.blocks[i as usize].parent)
    }
}
