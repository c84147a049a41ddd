//! Which heading a reference means by its words: `[[Note#Part]]`, `[x](#part)`.
//!
//! Does not know where a heading stands on the site.

use super::{BlockId, Graph, heading};
use crate::config::nearest;
use crate::diagnostic::{Code, Diagnostic};
use crate::name;
use crate::notes::{Dialect, NoteId};
use crate::outline::{Outline, Ref, RefKind, code_spans};
use crate::span::Span;
use memchr::memmem;
use percent_encoding::percent_decode_str;
use rustc_hash::FxHashMap;
use std::sync::OnceLock;

/// No label and no address is looked at further, in bytes: a line may be all of it.
const LONGEST: usize = 300;

/// How many headings are named where none is near.
const HEADINGS: usize = 5;

/// The headings of one note by their words as in an address. Made when first asked for, since most notes are never asked;
/// without it a table of contents would look through the whole note for each of its lines.
#[derive(Clone, Debug, Default)]
pub struct Headings(OnceLock<FxHashMap<Box<str>, u32>>);

impl Headings {
    /// The first heading of these words.
    fn named(&self, outline: &Outline, words: &str) -> Option<u32> {
        let all = self.0.get_or_init(|| {
            let mut all = FxHashMap::default();
            for (block, _) in (0u32..).zip(&outline.blocks).filter(|(_, block)| block.heading > 0) {
                all.entry(name::slug(&heading(outline, block)).into()).or_insert(block);
            }
            all
        });
        all.get(name::slug(words).as_str()).copied()
    }
}

impl Graph {
    /// The heading that a reference names behind `#`: by its words, or by what they are in an address.
    pub fn heading_of(&self, note: NoteId, r: &Ref) -> Option<BlockId> {
        let text = &self.outlines[note.index()].text;
        let anchor = r.anchor?.of(text);
        match r.target.of(text).trim() {
            "" => self.heading_in(note, anchor),
            _ => self.heading_in(*self.page(self.target(note, r)?).home.notes.first()?, anchor),
        }
    }

    /// The heading of a note that `anchor` names.
    pub fn heading_in(&self, note: NoteId, anchor: &str) -> Option<BlockId> {
        let (headings, outline) = (&self.headings[note.index()], &self.outlines[note.index()]);
        let words = last_part(anchor);
        // In an address a space is `%20`.
        let decoded = || percent_decode_str(words).decode_utf8().ok().filter(|decoded| *decoded != words);
        let block =
            headings.named(outline, words).or_else(|| decoded().and_then(|words| headings.named(outline, &words)))?;
        Some(BlockId { note, block })
    }
}

/// `#Part#Section` names a section within a part: the last one is meant.
fn last_part(anchor: &str) -> &str {
    anchor.rsplit('#').next().unwrap_or(anchor).trim()
}

/// References of a note to headings that are not there.
pub(super) fn missing(graph: &Graph, note: NoteId) -> Vec<Diagnostic> {
    let text = &graph.outlines[note.index()].text;
    let leads_to_heading = |r: &&Ref| matches!(r.kind, RefKind::Page | RefKind::File | RefKind::EmbedPage);
    let find = |r: &Ref| {
        let anchor = last_part(r.anchor?.of(text));
        // `^id` names a block, and `:~:` words for a browser to look for.
        if anchor.is_empty() || anchor.starts_with(['^', ':']) || graph.heading_of(note, r).is_some() {
            return None;
        }
        let target = r.target.of(text).trim();
        let of = match target {
            "" => note,
            _ => *graph.page(graph.target(note, r)?).home.notes.first()?,
        };
        not_there(graph, of, anchor, target, "the link leads to the top of the page", r.anchor.unwrap_or(r.span))
    };
    let of_refs = graph.refs_said(note).filter(leads_to_heading).filter_map(find);
    of_refs.chain(missing_within(graph, note)).collect()
}

/// Addresses within the note, `[x](#part)`: no reference, for they name no other note. Logseq has none.
fn missing_within(graph: &Graph, note: NoteId) -> Vec<Diagnostic> {
    const LINK: &str = "](#";
    let outline = &graph.outlines[note.index()];
    if graph.dialect == Dialect::Logseq || memmem::find(outline.text.as_bytes(), LINK.as_bytes()).is_none() {
        return Vec::new();
    }
    let mut found = Vec::new();
    // What the author's own HTML calls so is no heading, and there.
    let has_html = outline.text.contains("id=") || outline.text.contains("name=");
    for block in 0..outline.blocks.len() as u32 {
        for line in outline.body(block).filter(|line| !outline.is_code(block, line.start)) {
            let text = line.of(&outline.text);
            let code = std::cell::LazyCell::new(|| code_spans(&outline.text, line));
            for (at, _) in text.match_indices(LINK) {
                let from = at + LINK.len();
                let near = text.as_bytes()[from..].iter().take(LONGEST);
                let Some(length) = near.copied().position(|byte| b")\" <".contains(&byte)) else { continue };
                let anchor = &text[from..from + length];
                let span = Span::new(line.start as usize + from, line.start as usize + from + length);
                let is_called = |key: &&str| outline.text.contains(&format!("{key}=\"{anchor}\""));
                let by_hand = || has_html && ["id", "name"].iter().any(is_called);
                let leads =
                    anchor.is_empty() || anchor.starts_with(['^', ':']) || graph.heading_in(note, anchor).is_some();
                if !leads && opens_label(&text[..at]) && !code.iter().any(|code| code.contains(span)) && !by_hand() {
                    found.extend(not_there(graph, note, anchor, "", "its words are no link", span));
                }
            }
        }
    }
    found
}

/// Whether a bracket is open at the end of a text.
fn opens_label(text: &str) -> bool {
    let mut closed = 0;
    text.bytes().rev().take(LONGEST).any(|byte| {
        match byte {
            b']' => closed += 1,
            b'[' => closed -= 1,
            _ => {}
        }
        closed < 0
    })
}

/// What is said of a heading that a note, called `target` where it is another, does not have; nothing where it has it after all.
/// `so`: what becomes of the link.
fn not_there(graph: &Graph, of: NoteId, anchor: &str, target: &str, so: &str, at: Span) -> Option<Diagnostic> {
    let outline = &graph.outlines[of.index()];
    // `#setup-1` is the second of two headings `Setup` where GitHub numbers them.
    let unnumbered = anchor.trim_end_matches(|c: char| c.is_ascii_digit()).strip_suffix('-');
    if unnumbered.is_some_and(|words| graph.heading_in(of, words).is_some()) {
        return None;
    }
    let headings = (0u32..).zip(&outline.blocks).filter(|(_, block)| block.heading > 0);
    let headings: Vec<_> = headings.map(|(block, _)| heading(outline, block)).collect();
    let known: Vec<&str> = headings.iter().map(AsRef::as_ref).collect();
    let help = match nearest(anchor, &known) {
        Some(near) => format!("did you mean `#{near}`?"),
        None if known.is_empty() => format!("the page has no headings; {so}"),
        None => {
            let few = known.iter().take(HEADINGS).map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ");
            let more = if known.len() > HEADINGS { ", …" } else { "" };
            format!("{so}; its headings are {few}{more}")
        }
    };
    let place = if target.is_empty() { "this note".into() } else { format!("`{target}`") };
    let message = format!("there is no heading `{anchor}` in {place}");
    Some(Diagnostic::new(Code::MissingHeading, at, message).help(help))
}
