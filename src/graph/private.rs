//! Where a note says `private`: as a tag or a link, on a line that is nothing else, or in a file that is not read.
//!
//! Does not say for whom that holds (see [`marks`](super::marks)). Rules: `sharing.md` 2.2.

use memchr::memmem;
use rustc_hash::FxHashSet;
use unicode_normalization::UnicodeNormalization;

use super::Graph;
use crate::name;
use crate::outline::{Mark, Outline, Ref, RefKind, code_spans};
use crate::span::Span;

/// What marks that are written as tags, links or lines begin with.
pub(super) const WORDS: [&str; 2] = ["private", "visibility"];

/// What holds a line that is a mark and nothing else: a heading, a bullet or, as `None`, the page.
pub(super) type Within = FxHashSet<Option<u32>>;

/// What the mark is called in a graph: `private`, and the other names of the page of that name, for these are one.
pub struct Private {
    /// Other names, as keys.
    others: Vec<String>,
    /// All names, as they are looked for in a text.
    looked_for: Vec<String>,
}

impl Private {
    /// Of the page of that name, if there is one.
    pub fn of(graph: &Graph) -> Private {
        let others = graph.of_key("private").map(|page| {
            let page = graph.page(page);
            let names = page.aliases.iter().map(|name| name::key(name));
            names.chain([page.key.to_string()]).filter(|key| key != "private" && !key.is_empty()).collect()
        });
        let others: Vec<String> = others.unwrap_or_default();
        let looked_for = others.iter().map(|other| plain(other)).chain(["private".into()]).collect();
        Private { others, looked_for }
    }

    /// Whether a key is one of these names, or below one.
    pub fn is_name(&self, key: &str) -> bool {
        let is_it =
            |other: &String| key.strip_prefix(other).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'));
        is_private(key) || self.others.iter().any(is_it)
    }

    /// Whether a tag or a link says of its line that it is private.
    pub(super) fn is_mark(&self, outline: &Outline, r: &Ref) -> bool {
        let named = named(outline, r);
        // `#work/private` is said of a line; a page of that name is one like any other.
        matches!(r.kind, RefKind::Tag | RefKind::Page) && self.is_name(&named)
            || r.kind == RefKind::Tag && named.ends_with("/private")
    }

    /// Where lines stand that are a mark and nothing else, with nothing below them. Such a line speaks for what it stands
    /// in, as a tag at the head of a note does where notes are tagged there.
    pub(super) fn within(&self, outline: &Outline) -> Within {
        let lone = (0..outline.blocks.len() as u32).filter(|block| self.is_lone(outline, *block));
        lone.map(|block| outline.blocks[block as usize].parent).collect()
    }

    fn is_lone(&self, outline: &Outline, block: u32) -> bool {
        let refs = outline.refs_of(block);
        // A link to a page below `private` is a link as any other.
        let is_one = |r: &Ref| self.is_mark(outline, r) && (r.kind == RefKind::Tag || !named(outline, r).contains('/'));
        let says = |line: Span| {
            let text = line.of(&outline.text);
            let comment = ["<!--", "%%"].iter().filter_map(|mark| text.find(mark)).min().unwrap_or(text.len());
            let end = line.start + comment as u32;
            let mut at = end - without_label(&text[..comment]).len() as u32;
            let between = |from: u32, to: u32| outline.text.get(from as usize..to as usize).unwrap_or("");
            let mut is_marked = false;
            for r in refs.iter().filter(|r| line.contains(r.span)) {
                is_marked |= is_one(r);
                // Other tags, and links behind the mark, say what is marked.
                if r.kind != RefKind::Tag && !is_marked {
                    continue;
                }
                if is_said(between(at, r.span.start)) {
                    return true;
                }
                at = at.max(r.span.end);
            }
            is_said(between(at, end))
        };
        let is_leaf = || (block + 1..outline.blocks[block as usize].end).all(|below| is_blank(outline, below));
        refs.iter().any(is_one) && is_leaf() && !outline.body(block).any(says)
    }

    /// Whether `#private` or `[[private]]` is written in a block, be it where nothing else is a reference: in a label,
    /// within brackets that nobody closed. In code it is text.
    pub(super) fn is_said_in(&self, outline: &Outline, block: u32) -> bool {
        let mut reading = Reading::default();
        outline.body(block).any(|line| self.is_said_on(outline, block, line, &mut reading))
    }

    /// The same of all lines of a note, with the block that begins last before each; none at the head of the note. Also what is
    /// no line of a block is looked at: comments, definitions.
    pub(super) fn said(&self, outline: &Outline) -> Vec<(Option<u32>, u32)> {
        let (mut found, mut reading, mut at, mut last) = (Vec::new(), Reading::default(), 0, None);
        if outline.blocks.is_empty() {
            return found;
        }
        for text in outline.text.split_inclusive('\n') {
            let line = Span::new(at, at + text.trim_end_matches('\n').len());
            let block = outline.blocks.partition_point(|block| block.span.start < line.end.max(line.start + 1));
            let block = block.checked_sub(1).map(|block| block as u32);
            if block != last {
                (reading, last) = (Reading::default(), block);
            }
            if self.is_said_on(outline, block.unwrap_or(0), line, &mut reading) {
                let indent = text.len() - text.trim_start_matches([' ', '\t']).len();
                found.push((block, line.start + indent as u32));
            }
            at += text.len();
        }
        found
    }

    fn is_said_on(&self, outline: &Outline, block: u32, line: Span, reading: &mut Reading) -> bool {
        // A tag or a comment that is open before a block of code may have what is in that for its own.
        let is_code = is_in_closed_code(outline, block, line.start);
        reading.is_doubted = is_code && if reading.was_code { reading.is_doubted } else { reading.open.is_some() };
        reading.was_code = is_code;
        if is_code && !reading.is_doubted {
            return false;
        }
        let text = plain(line.of(&outline.text));
        let code = code_in(&text, &mut reading.open);
        let mut found = self.looked_for.iter().flat_map(|name| text.match_indices(name.as_str()));
        found.any(|(at, name)| {
            let (before, after) = (&text[..at], &text[at + name.len()..]);
            let is_tag =
                before.strip_suffix('#').is_some_and(|head| !head.ends_with(is_part_of_name) && !in_address(head))
                    && ends_name(after);
            let is_link = before.ends_with("[[") && after.starts_with([']', '/', '|']);
            (is_tag || is_link) && !is_within(&code, at)
        })
    }

    /// Whether a text may say a mark: one of their words is in it, however it is written.
    pub(super) fn may_be_in(&self, text: &str) -> bool {
        let holds = |text: &str, word: &str| memmem::find(text.as_bytes(), word.as_bytes()).is_some();
        let says = |text: &str| {
            WORDS.iter().any(|word| holds(text, word)) || self.looked_for.iter().any(|name| holds(text, name))
        };
        let rest = || text.lines().filter(|line| !line.is_ascii());
        says(&text.to_ascii_lowercase()) || !text.is_ascii() && rest().any(|line| says(&plain(line)))
    }
}

/// What lines so far left open.
#[derive(Default)]
struct Reading {
    /// The end of what is open.
    open: Option<&'static str>,
    /// Whether the last line was code.
    was_code: bool,
    /// Whether something was open before that code.
    is_doubted: bool,
}

/// Whether a block says nothing, nor do its properties.
pub(super) fn is_blank(outline: &Outline, block: u32) -> bool {
    outline.properties_of(block).is_empty() && !outline.body(block).any(|line| is_said(line.of(&outline.text)))
}

/// Whether anything is said: signs and pictures say nothing, for `🔒 #private` is a mark alone as well.
fn is_said(text: &str) -> bool {
    text.chars().any(char::is_alphanumeric)
}

/// What stands behind `Tags:`, `**Labels:**` or another single word at the head of a line.
fn without_label(line: &str) -> &str {
    let Some((label, rest)) = line.split_once(':') else { return line };
    let label = label.trim_matches(|c: char| !c.is_alphanumeric());
    if !label.is_empty() && label.chars().all(char::is_alphabetic) { rest } else { line }
}

fn named(outline: &Outline, r: &Ref) -> String {
    name::key(r.target.of(&outline.text).trim_start_matches('#'))
}

/// `private`, or a name below it.
pub(super) fn is_private(key: &str) -> bool {
    let key = plain(key);
    let key = key.trim_end_matches(|c: char| !c.is_alphanumeric() && c != '/');
    key == "private" || key.starts_with("private/")
}

/// Whether a tag or a link is the mark, and no name below it.
pub(super) fn is_private_itself(outline: &Outline, r: &Ref) -> bool {
    matches!(r.kind, RefKind::Tag | RefKind::Page) && is_private(&named(outline, r)) && !named(outline, r).contains('/')
}

/// Which block a byte of a block stands in by its indent: a line behind what is nested in an item, as far to the right as the
/// item's own, is read as more of what is nested, and was meant for the item.
///
/// `is_markdown`: at the margin, where nothing is nested so little, the whole list item is meant. In Logseq a line there is the
/// page's as well as the last bullet's, and the first bullet may hold all of the page.
pub(super) fn meant_at(outline: &Outline, block: u32, at: u32, is_markdown: bool) -> u32 {
    const TAB: usize = 4;
    let column = |at: u32| {
        let before = outline.text.get(..at as usize).unwrap_or("");
        let line = before.rsplit('\n').next().unwrap_or("");
        let indent = line.chars().take_while(|c| matches!(c, ' ' | '\t'));
        indent.fold(0, |column, c| if c == '\t' { (column / TAB + 1) * TAB } else { column + 1 })
    };
    let here = column(at);
    // What is in a bullet stands two columns behind it.
    let holds = |block: &u32| column(outline.blocks[*block as usize].span.start) + 1 < here;
    let mut all = std::iter::once(block).chain(outline.ancestors(block));
    let outermost = || {
        let items = std::iter::once(block).chain(outline.ancestors(block));
        items.take_while(|block| outline.mark(*block) != Mark::None).last()
    };
    all.find(holds).or_else(|| outermost().filter(|_| is_markdown)).unwrap_or(block)
}

/// Whether a line of text looks like a mark and is none: `private: true`, `visibility::private`, or within it, as Dataview
/// has it, `[private:: true]`. Names of code, as `std::private::io`, are none; nor is a label, as `Visibility: told three teams`:
/// behind one colon must stand what a mark may say, which `is_value` tells.
pub(super) fn looks_like_mark(line: &str, is_value: impl Fn(&str) -> bool) -> bool {
    let whole = plain(line);
    let text = whole.trim_start_matches(['*', '_', '>', ' ', '%', '<', '!', '-']);
    let rest = WORDS.iter().find_map(|word| text.strip_prefix(word));
    let behind = rest.map(|rest| rest.trim_start_matches(['*', '_', ' ']));
    let begins = behind.and_then(|rest| rest.strip_prefix(':')).is_some_and(|value| match value.strip_prefix(':') {
        Some(value) => !value.trim().is_empty(),
        None => {
            let words =
                value.split([',', ';', '*', '_', '%', '"', '`', '[', ']', '#', '.', '!', '(', ')', ' ', '-', '>']);
            let words: Vec<&str> = words.filter(|word| !word.is_empty()).collect();
            // `private: yes, please`, and no sentence.
            words.len() <= 3 && words.first().is_some_and(|word| is_value(word))
        }
    });
    let code = if whole.contains("::") { code_in(&whole, &mut None) } else { Vec::new() };
    let in_line = |word: &&str| {
        whole.match_indices(&format!("{word}::")).any(|(at, key)| {
            let (before, value) = (&whole[..at], &whole[at + key.len()..]);
            // A path of code leads on behind its last part.
            let is_said = ["true", "yes", "private"]
                .iter()
                .filter_map(|said| value.strip_prefix(said))
                .any(|rest| !rest.starts_with(|c: char| is_part_of_name(c) || c == ':'));
            let last = before.chars().next_back().unwrap_or(' ');
            !is_part_of_name(last) && (is_said || !matches!(last, ':' | '.' | '/')) && !is_within(&code, at)
        })
    };
    begins || WORDS.iter().any(in_line)
}

/// Whether a byte stands in a block of code that its author closed: of one that is left open nobody knows what was meant.
fn is_in_closed_code(outline: &Outline, block: u32, at: u32) -> bool {
    let text = &*outline.text;
    outline.code_of(block).iter().filter(|code| (code.body.start..code.body.end).contains(&at)).any(|code| {
        let before = text.get(..code.language.start as usize).unwrap_or("").trim_end_matches(' ');
        let behind = text.get(code.body.end as usize..).unwrap_or("").trim_start_matches([' ', '\t', '>']);
        // Code by indentation has no marks.
        before.chars().next_back().filter(|mark| matches!(mark, '`' | '~')).is_none_or(|mark| behind.starts_with(mark))
    })
}

/// Whether an address goes on behind this: `https://x.org/` before `#private`.
fn in_address(before: &str) -> bool {
    let word = before.rsplit(char::is_whitespace).next().unwrap_or("");
    word.rfind("://").is_some_and(|at| !word[at..].contains(['>', ')', ']', '}', '"', '\'', '`', '<']))
}

/// Where spans of code stand in a line, for every reader: not where a backtick may belong to a tag, a comment or a link, which
/// go their own way in a share and leave what stood between two of them as text. `open`: the end of what is open before the
/// line, and then behind it.
fn code_in(line: &str, open: &mut Option<&'static str>) -> Vec<Span> {
    let mut spans = code_spans(line, Span::new(0, line.len()));
    let mut at = 0;
    spans.retain(|span| {
        *open = open_behind(*open, &line[at..span.start as usize]);
        // What is in no span is looked at again with what follows.
        at = if open.is_none() { span.end } else { span.start } as usize;
        open.is_none() && !is_claimed(line, *span)
    });
    *open = open_behind(*open, &line[at..]);
    spans
}

/// Whether something else may have the backticks of a span of code: an address or a tag right before it, the cells of a table, or
/// what began before it and ends in it.
fn is_claimed(line: &str, span: Span) -> bool {
    const PAIRS: [(&str, &str); 5] = [("[", "]("), ("[[", "]]"), ("{{", "}}"), ("((", "))"), ("<", ">")];
    let (before, code, behind) = (&line[..span.start as usize], span.of(line), &line[span.end as usize..]);
    let word = before.rsplit(char::is_whitespace).next().unwrap_or("");
    let ends = |(opening, end): &(&str, &str)| code.find(end).is_some_and(|at| !code[..at].contains(opening));
    in_address(before)
        || word.starts_with('#')
        || code.contains('|') && (before.contains('|') || behind.contains('|'))
        || PAIRS.iter().any(ends)
}

/// What ends that which is open at the end of a text, if anything is.
fn open_behind(mut open: Option<&'static str>, text: &str) -> Option<&'static str> {
    let mut rest = text;
    loop {
        if let Some(end) = open {
            let Some(found) = rest.find(end) else { return open };
            rest = &rest[found + end.len()..];
        }
        let (at, opening, end) = rest.char_indices().find_map(|(at, c)| {
            let (opening, end) = opened(c, &rest[at..])?;
            Some((at, opening, end))
        })?;
        rest = &rest[at + opening..];
        open = Some(end);
    }
}

/// How long the opening of a tag, a comment, a link or a macro is that a text begins with, and what ends it.
fn opened(first: char, text: &str) -> Option<(usize, &'static str)> {
    const PAIRS: [(&str, &str); 5] = [("%%", "%%"), ("](", ")"), ("[[", "]]"), ("{{", "}}"), ("<!--", "-->")];
    match first {
        '%' | ']' | '[' | '{' | '<' => {
            let pair = PAIRS.iter().find(|(opening, _)| text.starts_with(opening));
            let is_tag = || first == '<' && text[1..].starts_with(|c: char| c.is_alphabetic() || "/!?".contains(c));
            pair.map(|(opening, end)| (opening.len(), *end)).or_else(|| is_tag().then_some((1, ">")))
        }
        _ => None,
    }
}

fn is_within(spans: &[Span], at: usize) -> bool {
    let behind = spans.partition_point(|span| span.start as usize <= at);
    behind > 0 && at < spans[behind - 1].end as usize
}

/// Whether the text of a file that is not read may hold a mark, as Org or as anything else.
pub(super) fn holds_mark(text: &str) -> bool {
    const MARKS: [&str; 6] = ["#private", "[[private", "private:", ":private", "visibility:", ":visibility"];
    let text = plain(text);
    MARKS.iter().any(|mark| text.contains(mark))
}

/// A text in which what looks the same is the same, mark for mark.
pub(super) fn plain(text: &str) -> String {
    match text.is_ascii() {
        true => text.to_ascii_lowercase(),
        false => text.chars().filter(|c| !name::is_unseen(*c)).nfkc().flat_map(char::to_lowercase).collect(),
    }
}

fn is_part_of_name(c: char) -> bool {
    c.is_alphanumeric() || matches!(c, '_' | '-')
}

/// Whether a tag ends here: a mark of emphasis or of the sentence may follow, but no letter behind it.
fn ends_name(after: &str) -> bool {
    let marks = after.trim_start_matches(['_', '-']);
    !after.starts_with(char::is_alphanumeric)
        && (marks.len() == after.len() || !marks.starts_with(char::is_alphanumeric))
}
