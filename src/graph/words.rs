//! A block's first line as bare words: what names, headings and labels are compared by.
//!
//! Does not render: markup makes HTML and plain text for readers, this serves rules.

use super::marks::is_mark;
use super::private::is_private_itself;
use crate::notes::Dialect;
use crate::outline::{Outline, Ref, RefKind};
use crate::span::Span;
use std::borrow::Cow;

/// The first line without brackets, emphasis, code marks, tags behind it, marks of who may see it and a trailing colon,
/// trimmed: `People #private` and `Harbour #wip` are called as they would be without.
pub fn label(outline: &Outline, block: u32) -> Cow<'_, str> {
    bare(outline, block, true)
}

/// The first line as [`label`] has it, with the tags and marks in it and behind it: a heading as links to it say it.
pub fn heading(outline: &Outline, block: u32) -> Cow<'_, str> {
    bare(outline, block, false)
}

/// What a first line begins with, before any other reference, ticket, comment or bracket: `Merger (HUB-1)`, `Merger [[x]]`
/// and `**[[Merger|x]]** with y` are `Merger`.
pub fn core(outline: &Outline, block: u32) -> Cow<'_, str> {
    let title = outline.blocks[block as usize].title;
    let first = outline.refs_of(block).iter().find(|r| !r.in_property && r.within.is_none() && title.contains(r.span));
    let text = match first {
        Some(r) => match outline.text.get(title.start as usize..r.span.start as usize).unwrap_or("") {
            before if before.chars().any(char::is_alphanumeric) => before,
            _ => r.target.of(&outline.text),
        },
        None => title.of(&outline.text),
    };
    let end = ["<!--", "%%", " ("].iter().filter_map(|mark| text.find(mark)).min().unwrap_or(text.len());
    strip(Cow::Borrowed(text[..end].trim_end_matches([' ', '(', '[', '-', '–', ','])))
}

/// `is_label`: without tags behind and marks.
fn bare(outline: &Outline, block: u32, is_label: bool) -> Cow<'_, str> {
    let title = outline.blocks[block as usize].title;
    let text = title.of(&outline.text);
    let refs = outline.refs_of(block);
    let mut here = refs.iter().filter(|r| !r.in_property && r.within.is_none() && title.contains(r.span)).peekable();
    if here.peek().is_none() {
        return strip(Cow::Borrowed(text));
    }
    let here: Vec<&Ref> = here.collect();
    let end = if is_label { without_tags(outline, title, &here) } else { title.end };
    let mut out = String::with_capacity(text.len());
    let mut at = title.start;
    for r in here.into_iter().take_while(|r| r.span.start < end) {
        out.push_str(outline.text.get(at as usize..r.span.start as usize).unwrap_or(""));
        match r.kind {
            RefKind::Macro | RefKind::Image | RefKind::EmbedBlock | RefKind::EmbedPage => {}
            _ if is_label && is_private_itself(outline, r) => {}
            _ => out.push_str(r.label.unwrap_or(r.target).of(&outline.text)),
        }
        at = r.span.end;
    }
    out.push_str(outline.text.get(at as usize..end as usize).unwrap_or(""));
    strip(Cow::Owned(out))
}

/// Where a title ends before the tags behind it; a line of tags alone keeps its first.
fn without_tags(outline: &Outline, title: Span, refs: &[&Ref]) -> u32 {
    let between = |from: u32, to: u32| outline.text.get(from as usize..to as usize).unwrap_or("").trim();
    let mut end = title.end;
    for r in refs.iter().rev() {
        let is_last = r.kind == RefKind::Tag && between(r.span.end, end).is_empty();
        if !is_last || between(title.start, r.span.start).is_empty() {
            break;
        }
        end = r.span.start;
    }
    end
}

/// Words in some lines of a block, ticket ids and marks left out: those of Markdown, and tags that say what a line is.
pub fn words_in(outline: &Outline, block: u32, lines: impl Iterator<Item = Span>) -> usize {
    let is_none = |r: &&Ref| r.kind == RefKind::Ticket || is_mark(outline, block, r);
    let none: Vec<_> = outline.refs_of(block).iter().filter(is_none).collect();
    let in_line = |line: Span| {
        let words = line.of(&outline.text).split_whitespace().filter(|w| w.chars().any(char::is_alphanumeric));
        words.count().saturating_sub(none.iter().filter(|r| line.contains(r.span)).count())
    };
    lines.map(in_line).sum()
}

fn strip(text: Cow<'_, str>) -> Cow<'_, str> {
    let marked = text.bytes().any(|b| matches!(b, b'*' | b'_' | b'`' | b'=' | b'^' | b'~'));
    if !marked {
        return match text {
            Cow::Borrowed(text) => Cow::Borrowed(text.trim().trim_end_matches(':').trim_end()),
            Cow::Owned(text) => Cow::Owned(text.trim().trim_end_matches(':').trim_end().to_string()),
        };
    }
    let mut out = text.into_owned();
    for mark in ["**", "__", "==", "^^", "~~"] {
        // Most lines have one mark at most, and need no copy for the others.
        if out.contains(mark) {
            out = out.replace(mark, "");
        }
    }
    // A lone mark counts as emphasis only at the edge of a word: `snake_case` and `2*3` keep theirs.
    for mark in ['*', '_', '`'] {
        while let Some(inner) = out.trim().strip_prefix(mark).and_then(|t| t.strip_suffix(mark)) {
            out = inner.to_string();
        }
    }
    Cow::Owned(out.trim().trim_end_matches(':').trim_end().to_string())
}

/// What is written short before and behind names, as it is written.
const HONORIFICS: [&str; 14] =
    ["Dr", "Prof", "Mr", "Mrs", "Ms", "Jr", "Sr", "St", "Ing", "Dipl", "Hr", "Fr", "Mag", "PhD"];

/// Whether a word is what is written short before or behind a name: `Dr.`, `Jr`, `Dipl.-Ing.`
pub fn is_honorific(word: &str) -> bool {
    let bare = word.trim_end_matches(['.', ',']);
    !bare.is_empty() && bare.split(['.', '-']).filter(|part| !part.is_empty()).all(|part| HONORIFICS.contains(&part))
}

/// Whether the words read as a name: not empty, no URL, at most 60 characters, no sentence's end within or after.
///
/// `lone_ref`: a line that is nothing but one reference is always a name.
pub fn reads_as_name(label: &str, lone_ref: bool) -> bool {
    if label.is_empty() || label.contains("://") {
        return false;
    }
    if lone_ref {
        return true;
    }
    // `Dr. Anna Schmidt`, `J. R. Smith` and `Tom Hale Jr.` end no sentence; `We chose Plan B. It went well` does, since
    // initials have only capitals before them.
    let words: Vec<&str> = label.split_whitespace().collect();
    let is_initial = |at: usize, word: &str| {
        let last = word.trim_end_matches('.').rsplit(['.', '-']).next().unwrap_or("");
        let is_letter = last.chars().count() == 1 && last.starts_with(char::is_uppercase);
        is_letter && !words[..at].iter().any(|word| word.starts_with(char::is_lowercase))
    };
    let mut full = words.iter().enumerate().filter(|(_, word)| word.ends_with('.'));
    let ends = label.ends_with(['!', '?', ';', ','])
        || ["! ", "? "].iter().any(|end| label.contains(end))
        || full.any(|(at, word)| !is_honorific(word) && !is_initial(at, word));
    label.chars().count() <= 60 && !ends && label.chars().any(char::is_alphanumeric)
}

/// Whether the first line is one page reference and nothing else.
pub fn is_lone_ref(outline: &Outline, block: u32) -> bool {
    let title = outline.blocks[block as usize].title;
    outline
        .refs_of(block)
        .iter()
        .any(|r| matches!(r.kind, RefKind::Page | RefKind::Tag) && r.span == trimmed(outline, title))
}

fn trimmed(outline: &Outline, span: crate::span::Span) -> crate::span::Span {
    let text = span.of(&outline.text);
    let start = span.start as usize + (text.len() - text.trim_start().len());
    crate::span::Span::new(start, start + text.trim().len())
}

/// A collection's name without the numbers people sort by: `1. Projects`, `10 - People`, `03_Areas`.
pub fn unnumbered(label: &str) -> &str {
    let rest = label.trim_start_matches(|c: char| c.is_ascii_digit());
    if rest.len() == label.len() {
        return label;
    }
    let cut = rest.trim_start_matches(['.', ')', '-', '_', ' ', ':', '–']);
    // `3D models` is a name, `3. Models` is numbered.
    if cut.len() == rest.len() || cut.is_empty() { label } else { cut }
}

/// Four digits that begin like a year of our time: what every date has.
pub fn has_year(text: &str) -> bool {
    text.as_bytes().windows(4).any(|w| matches!(&w[..2], b"19" | b"20") && w.iter().all(u8::is_ascii_digit))
}

/// Obsidian's `page#heading` and `page#^block` name the page; to Logseq they are names as they stand.
pub fn page_part(target: &str, dialect: Dialect) -> &str {
    match dialect {
        Dialect::Logseq => target,
        _ => target.split('#').next().unwrap_or(target),
    }
}

/// `<2024-12-10 Tue 10:00>` and `2024-12-10` are the day `2024-12-10`.
pub fn iso_part(target: &str) -> &str {
    let inner = target.trim_start_matches(['<', '[']);
    inner.get(..10).unwrap_or(inner)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_short_and_end_no_sentence() {
        assert!(reads_as_name("MySQL 8 upgrade", false));
        assert!(!reads_as_name("", false));
        assert!(!reads_as_name("We met. It went well", false));
        assert!(!reads_as_name("It went well.", false));
        for name in [
            "Dr. Anna Schmidt",
            "J. R. Smith",
            "J.-P. Roux",
            "J. van der Berg",
            "Ada B. from sales",
            "Tom Hale Jr.",
            "Dipl.-Ing. Ada Roe",
        ] {
            assert!(reads_as_name(name, false), "{name}");
        }
        for sentence in ["Sync with HR.", "We chose Plan B. It went well", "Went to the fr."] {
            assert!(!reads_as_name(sentence, false), "{sentence}");
        }
        assert!(!reads_as_name("see https://example.org", false));
        assert!(!reads_as_name(&"long ".repeat(20), false));
        assert!(reads_as_name(&"long ".repeat(20), true));
    }

    #[test]
    fn sorting_numbers_are_not_part_of_a_collections_name() {
        assert_eq!(unnumbered("1. Projects"), "Projects");
        assert_eq!(unnumbered("10 - People"), "People");
        assert_eq!(unnumbered("03_Projects"), "Projects");
        assert_eq!(unnumbered("3D models"), "3D models");
        assert_eq!(unnumbered("2024"), "2024");
    }
}
