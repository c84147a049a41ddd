//! What is headed as something that its author keeps for themselves: `## Private`, `**Private**` over a list, a callout.
//!
//! Does not know marks (see [`private`](super::private)): nobody wrote one there.

use rustc_hash::FxHashSet;

use super::private::{meant_at, plain};
use crate::outline::{Mark, Outline};
use crate::span::Span;

/// What such a heading says.
const HEADINGS: [&str; 12] = [
    "private",
    "privat",
    "private notes",
    "private note",
    "my private notes",
    "private stuff",
    "private and confidential",
    "confidential",
    "confidential and private",
    "strictly confidential",
    "strictly private",
    "vertraulich",
];

/// No heading of that kind is longer, in bytes.
const LONGEST: usize = 120;

/// Whether a block is a heading over what somebody keeps for themselves, with lines or blocks below it, or has one within it; or
/// is a callout of that kind.
pub(super) fn heads_private(outline: &Outline, block: u32) -> bool {
    let this = &outline.blocks[block as usize];
    let title = this.title.of(&outline.text);
    let mut lines = outline.body(block).skip(1).peekable();
    while let Some(line) = lines.next() {
        let text = line.of(&outline.text).trim();
        if (is_callout(text) || text.len() <= LONGEST)
            && (is_sign(text) || lines.peek().is_some_and(|below| is_underline(below.of(&outline.text).trim())))
            && says_private(text)
            && !outline.is_code(block, line.start)
        {
            return true;
        }
    }
    let heads = || this.end > block + 1 || outline.body(block).nth(1).is_some();
    // `## Private: salaries`; of a bullet that may be what it is about.
    let title = if this.heading > 0 { title.split(':').next().unwrap_or("") } else { title };
    (is_callout(title) || title.len() <= LONGEST && heads()) && says_private(title)
}

/// What stands behind a paragraph that is such a heading, `**Private**` or `Private:`. Outside Logseq nothing is below one.
pub(super) fn below_labels(outline: &Outline) -> FxHashSet<u32> {
    let mut found = FxHashSet::default();
    for (block, this) in (0u32..).zip(&outline.blocks) {
        let title = this.title.of(&outline.text).trim();
        // A quote holds what is in it.
        if this.heading > 0 || title.len() > LONGEST || outline.mark(block) != Mark::None || title.starts_with('>') {
            continue;
        }
        // A word alone is a heading over a list.
        let heads_list = || (this.end as usize) < outline.blocks.len() && outline.mark(this.end) != Mark::None;
        let is_alone = || outline.body(block).nth(1).is_none();
        if !(is_sign(title) || heads_list()) || !says_private(title) || !is_alone() {
            continue;
        }
        // As far as the next heading or label.
        let mut next = this.end;
        while let Some(other) = outline.blocks.get(next as usize).filter(|other| other.parent == this.parent) {
            let title = other.title.of(&outline.text).trim();
            let is_label =
                outline.mark(next) == Mark::None && title.len() <= LONGEST && is_sign(title) && !is_callout(title);
            if other.heading > 0 || is_label && outline.body(next).nth(1).is_none() {
                break;
            }
            found.insert(next);
            next = other.end;
        }
    }
    found
}

/// Whether a line makes a heading of the one above it.
fn is_underline(line: &str) -> bool {
    let first = line.chars().next().filter(|first| matches!(first, '=' | '-'));
    first.is_some_and(|first| line.chars().all(|c| c == first))
}

/// Whether a line amid others stands out as a heading does.
fn is_sign(line: &str) -> bool {
    let is_round = |mark: &str| {
        line.len() > 2 * mark.len() && line.starts_with(mark) && line.trim_end_matches(':').ends_with(mark)
    };
    line.starts_with(['#', '>', '<']) || line.ends_with(':') || ["*", "_"].iter().any(|mark| is_round(mark))
}

fn is_callout(line: &str) -> bool {
    line.trim_start_matches(['>', ' ']).starts_with("[!")
}

/// Whether a heading, a label or a callout says so, whatever stands behind: `Private #hr`, `[!private|x]`, `<h2>Private</h2>`.
fn says_private(line: &str) -> bool {
    // Asked of most titles: what they look like is found out only of those that may say one of the words.
    if line.is_ascii() && !line.contains(['<', '[']) && !may_begin(line) {
        return false;
    }
    let line = plain(line);
    let mut text = line.trim_start_matches(['>', ' ', '\t']);
    if let Some((kind, title)) = text.strip_prefix("[!").and_then(|rest| rest.split_once(']')) {
        if is_label(kind.split('|').next().unwrap_or("")) {
            return true;
        }
        // `[!note]- Private`
        text = title;
    }
    loop {
        text = text.trim_start_matches(['#', '*', '_', ' ', '=', '~']);
        let tag = text.strip_prefix('<').and_then(|rest| rest.split_once('>'));
        let Some((_, rest)) = tag.or_else(|| text.split_once("] ").filter(|(mark, _)| matches!(*mark, "[ " | "[x")))
        else {
            break;
        };
        text = rest;
    }
    text = text.trim_start_matches('[');
    text = ["<!--", "%%"].iter().fold(text, |text, comment| text.split(comment).next().unwrap_or(""));
    let unnumbered = text.trim_start_matches(|c: char| c.is_ascii_digit()).strip_prefix(['.', ')']);
    is_label(unnumbered.unwrap_or(text))
}

/// Whether the first word is one that a heading of that kind begins with.
fn may_begin(line: &str) -> bool {
    let word = line.trim_start_matches(|c: char| !c.is_ascii_alphabetic());
    let word = word.get(..4).unwrap_or("");
    ["priv", "conf", "stri", "vert", "my p"].iter().any(|begin| word.eq_ignore_ascii_case(begin))
}

fn is_label(text: &str) -> bool {
    const ENDS: [&str; 15] =
        [" (", " #", " [", ", ", " - ", " – ", " — ", "<", "/", " & ", "%%", " ^", " {", "&nbsp;", "]("];
    let cut = ENDS.iter().filter_map(|end| text.find(end)).min().unwrap_or(text.len());
    let (label, rest) = text.split_at(cut);
    let is_one_word = |rest: &str| !rest.trim().contains(char::is_whitespace);
    // `Private/public keys`, `Private (VPC) networks` and `Private #k8s cluster` are what somebody works on.
    let is_aside = match rest.trim_start().chars().next() {
        Some('(') => rest.trim_end_matches([':', ' ']).ends_with(')'),
        Some('/' | '&') => is_one_word(rest.trim_start().get(1..).unwrap_or("")),
        Some('#') => rest.split_whitespace().all(|word| word.starts_with('#')),
        Some('[') => rest.trim_end().ends_with(']'),
        Some(']') => rest.trim_end().ends_with(')'),
        _ => true,
    };
    HEADINGS.contains(&label.trim_matches(|c: char| !c.is_alphanumeric())) && is_aside && !rest.contains("public")
}

/// Whether a block of Logseq's is a heading without a bullet that stands in from the margin: at it, it heads what follows.
pub fn is_bare_heading(outline: &Outline, block: u32) -> bool {
    let Some(this) = outline.blocks.get(block as usize) else { return false };
    let (above, text) = outline.text.split_at(this.span.start as usize);
    text.starts_with('#') && above.ends_with([' ', '\t'])
}

/// Where a text says one of the words for private, mark or none.
pub fn private_words(text: &str) -> impl Iterator<Item = usize> + '_ {
    const WORDS: [&str; 4] = ["private", "privat", "confidential", "vertraulich"];
    let says = move |at: &usize| {
        let word = text[*at..].split(|c: char| !c.is_alphanumeric()).next().unwrap_or("");
        let is_one = WORDS.iter().any(|one| word.eq_ignore_ascii_case(one));
        is_one && !text[..*at].ends_with(char::is_alphanumeric)
    };
    text.match_indices(['p', 'P', 'c', 'C', 'v', 'V']).map(|(at, _)| at).filter(says)
}

/// The bullet in which a heading of Logseq's stands that has none itself: the app parts it from that, and its author hardly
/// meant to.
pub(super) fn bullet_around(outline: &Outline, block: u32) -> Option<u32> {
    let before = block.checked_sub(1).filter(|_| is_bare_heading(outline, block))?;
    Some(meant_at(outline, before, outline.blocks[block as usize].span.start, false))
}

/// Whether a span is one of a block's lines behind its first.
pub(super) fn is_behind_first(outline: &Outline, block: u32, span: Span) -> bool {
    outline.body(block).next().is_none_or(|first| span.start >= first.end)
}
