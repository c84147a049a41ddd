//! A block's first line as bare words: what names, headings and labels are compared by.
//!
//! Does not render: markup makes HTML and plain text for readers, this serves rules.

use super::called::is_short_in_name;
use super::marks::is_mark;
use super::private::is_private_itself;
use crate::notes::Dialect;
use crate::outline::{Outline, Ref, RefKind, shown};
use crate::span::Span;
use std::borrow::Cow;
use unicode_normalization::char::is_combining_mark;

/// The first line without brackets, emphasis, code marks, tags behind it, marks of who may see it and a trailing colon,
/// trimmed: `People #private` and `Harbour #wip` are called as they would be without.
pub fn label(outline: &Outline, block: u32) -> Cow<'_, str> {
    bare(outline, block, Less::TagsBehind)
}

/// The first line as [`label`] has it, with the tags behind it: what tells lines of one label apart.
pub fn tagged_label(outline: &Outline, block: u32) -> Cow<'_, str> {
    bare(outline, block, Less::Marks)
}

/// The first line as [`label`] has it, with the tags and marks in it and behind it: a heading as links to it say it.
pub fn heading(outline: &Outline, block: u32) -> Cow<'_, str> {
    bare(outline, block, Less::Nothing)
}

/// What of a first line is what it is called, whatever else it says: `Merger (HUB-1)`, `Merger: the plan`, `**[[Merger|x]]**
/// with y` and `#wip Merger` are `Merger`. By what stands at its head, and by what stands behind the references there.
pub fn cores(outline: &Outline, block: u32) -> [&str; 2] {
    let title = outline.blocks[block as usize].title;
    let between = |from: u32, to: u32| outline.text.get(from as usize..to as usize).unwrap_or("");
    let refs = outline.refs_of(block);
    let refs: Vec<&Ref> =
        refs.iter().filter(|r| !r.in_property && r.within.is_none() && title.contains(r.span)).collect();
    let says = |text: &str| text.chars().any(char::is_alphanumeric);
    let (mut at, mut next) = (title.start, refs.iter());
    let behind = loop {
        match next.next() {
            Some(r) if says(between(at, r.span.start)) => break between(at, r.span.start),
            Some(r) => at = at.max(r.span.end),
            None => break between(at, title.end),
        }
    };
    let first = match refs.first() {
        Some(r) if at > title.start => r.target.of(&outline.text),
        _ => behind,
    };
    [first, behind].map(before_signs)
}

/// A text up to the first sign that parts what a thing is called from what is said of it.
fn before_signs(text: &str) -> &str {
    let mut text = text;
    loop {
        text = text.trim_start_matches(|c: char| !c.is_alphanumeric() && c != '<');
        match text.strip_prefix('<').and_then(|tag| tag.split_once('>')) {
            Some((_, rest)) => text = rest,
            None => break,
        }
    }
    let text = unnumbered(text.trim_start_matches('<').trim_start_matches("x] "));
    let text = text.find("://").map_or(text, |at| text[..at].rfind(' ').map_or(text, |blank| &text[..blank]));
    // Signs within words part nothing: `AT&T`, `e-mail`, `v1.2`, `don't`, `a/b`.
    let is_sign =
        |c: char| !c.is_alphanumeric() && !is_combining_mark(c) && !c.is_whitespace() && !"-'’.&+_/#".contains(c);
    let apart = [" -", " /", " '", "%%", "' ", "_ "].iter().filter_map(|mark| text.find(mark));
    let end = text.find(is_sign).into_iter().chain(apart).min().unwrap_or(text.len());
    let mut core = text[..end].trim_end_matches(|c: char| !c.is_alphanumeric() && !is_combining_mark(c));
    // `Merger and #wip`
    while let Some((head, _)) = core.rsplit_once(' ').filter(|_| leads_on(core)) {
        core = head.trim_end();
    }
    core
}

/// What is left out of a line.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Less {
    Nothing,
    /// Marks of who may see it.
    Marks,
    /// These, and the tags behind it.
    TagsBehind,
}

fn bare(outline: &Outline, block: u32, less: Less) -> Cow<'_, str> {
    let title = outline.blocks[block as usize].title;
    let text = title.of(&outline.text);
    let refs = outline.refs_of(block);
    let mut here = refs.iter().filter(|r| !r.in_property && r.within.is_none() && title.contains(r.span)).peekable();
    if here.peek().is_none() {
        return strip(Cow::Borrowed(text));
    }
    let here: Vec<&Ref> = here.collect();
    let end = if less == Less::TagsBehind { without_tags(outline, title, &here) } else { title.end };
    let mut out = String::with_capacity(text.len());
    let mut at = title.start;
    for r in here.into_iter().take_while(|r| r.span.start < end) {
        out.push_str(outline.text.get(at as usize..r.span.start as usize).unwrap_or(""));
        match r.kind {
            RefKind::Macro | RefKind::Image | RefKind::EmbedBlock | RefKind::EmbedPage => {}
            _ if less != Less::Nothing && is_private_itself(outline, r) => {}
            _ => out.push_str(r.label.unwrap_or(r.target).of(&outline.text)),
        }
        at = r.span.end;
    }
    out.push_str(outline.text.get(at as usize..end as usize).unwrap_or(""));
    strip(Cow::Owned(out))
}

/// The byte of the text at which the tags behind a first line begin; its end where there are none.
pub fn tags_behind(outline: &Outline, block: u32) -> u32 {
    let title = outline.blocks[block as usize].title;
    let refs = outline.refs_of(block).iter();
    let refs: Vec<&Ref> = refs.filter(|r| !r.in_property && r.within.is_none() && title.contains(r.span)).collect();
    without_tags(outline, title, &refs)
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
    let text = match shown(&text) {
        Cow::Owned(shown) => Cow::Owned(shown),
        Cow::Borrowed(_) => text,
    };
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
    let mut left = out.as_str();
    for mark in ['*', '_', '`'] {
        while let Some(inner) = left.trim().strip_prefix(mark).and_then(|t| t.strip_suffix(mark)) {
            left = inner;
        }
    }
    Cow::Owned(left.trim().trim_end_matches(':').trim_end().to_string())
}

/// A label without the addresses in it, where more is said: `Alpha https://x.org` is `Alpha`. `see https://x.org` says nothing
/// more.
pub fn without_addresses(label: &str) -> Cow<'_, str> {
    if !label.contains("://") {
        return label.into();
    }
    let words = label.split_whitespace().filter(|word| !word.contains("://")).collect::<Vec<_>>().join(" ");
    let first = words.split(' ').next().unwrap_or("").trim_end_matches([':', '.']).to_lowercase();
    let is_said =
        words.contains(char::is_alphanumeric) && !["see", "cf", "via", "at", "from", "siehe"].contains(&&*first);
    if is_said { words.into() } else { label.into() }
}

/// Whether a label leads on to what is tagged behind it, which is a word of the line then: `Migration to #Postgres`.
pub fn leads_on(label: &str) -> bool {
    label.rsplit_once(' ').is_some_and(|(_, last)| LEADING_ON.contains(&last))
}

/// Words that no line ends with.
const LEADING_ON: [&str; 17] =
    ["a", "an", "and", "at", "by", "for", "from", "into", "of", "onto", "or", "our", "the", "to", "via", "vs", "with"];

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
    let words: Vec<&str> = label.split_whitespace().collect();
    let mut full = words.iter().enumerate().filter(|(_, word)| word.ends_with('.'));
    let ends = label.ends_with(['!', '?', ';', ','])
        || ["! ", "? "].iter().any(|end| label.contains(end))
        || full.any(|(at, _)| !is_short_in_name(&words, at));
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
            "Ludwig van B.",
            "dr. Anna Schmidt",
            "Prof. Dr. med. Anna Schmidt",
            "Tom Hale M.Sc.",
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
    fn a_line_is_called_as_it_is_read() {
        for (line, read) in [
            ("[Sara Xaver](https://people.acme.com/sx)", "Sara Xaver"),
            ("<b>Tina Yeti</b>", "Tina Yeti"),
            ("Ruth&nbsp;Wald", "Ruth\u{a0}Wald"),
            ("R\\&D", "R&D"),
            ("1\\. Alpha", "1. Alpha"),
            ("Search \\[v2\\]", "Search [v2]"),
            ("Alpha -> Gamma & more", "Alpha -> Gamma & more"),
            ("Timetable ([wiki](https://x.com/y))", "Timetable (wiki)"),
            ("<!-- x -->", "<!-- x -->"),
            ("- a\\*", "- a*"),
        ] {
            assert_eq!(strip(Cow::Borrowed(line)), read);
        }
        for (label, left) in [
            ("Seed bank https://x.com/y", "Seed bank"),
            ("alpha https://x.com/y", "alpha"),
            ("see https://x.com/y", "see https://x.com/y"),
            ("https://x.com/y", "https://x.com/y"),
        ] {
            assert_eq!(without_addresses(label), left);
        }
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
