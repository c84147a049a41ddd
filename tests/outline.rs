//! Case files for the parser: each holds an input, a line `--- expect`, and the tree it must give.
//!
//! `UPDATE=1 cargo test --test outline` writes what is given now. The dialect is that of the file's first folder or of
//! its name's beginning: `obsidian-…`, `markdown-…`, else Logseq.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on should stop")]

use annals::notes::Dialect;
use annals::outline::{self, Options, Outline};
use annals::span::Span;
use proptest::prelude::*;
use std::fmt::Write;
use std::sync::Arc;

#[test]
fn every_construct_is_read_as_its_case_says() {
    let mut wrong = Vec::new();
    let mut paths: Vec<_> = std::fs::read_dir("tests/outline").unwrap().map(|e| e.unwrap().path()).collect();
    paths.sort();
    assert!(paths.len() > 20, "the cases are in tests/outline");
    for path in paths {
        let case = std::fs::read_to_string(&path).unwrap();
        let (input, expected) = case.split_once("\n--- expect\n").unwrap_or((case.trim_end_matches('\n'), ""));
        let stem = path.file_stem().unwrap().to_string_lossy().into_owned();
        let dialect = match stem.split('-').next().unwrap() {
            "obsidian" => Dialect::Obsidian,
            "markdown" => Dialect::Markdown,
            _ => Dialect::Logseq,
        };
        let options = Options { checkboxes: stem.ends_with("checkboxes") };
        let (outline, notes) = outline::parse(input.into(), dialect, &options);
        check(&outline).unwrap();
        let mut given = shown(&outline);
        for note in notes {
            writeln!(given, "! {} {:?}", note.code.slug(), note.span.of(&outline.text)).unwrap();
        }
        if std::env::var_os("UPDATE").is_some() {
            std::fs::write(&path, format!("{input}\n--- expect\n{given}")).unwrap();
        } else if given != expected {
            wrong.push(format!("{stem}\n{}", diff(expected, &given)));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

fn diff(expected: &str, given: &str) -> String {
    let first = expected.lines().zip(given.lines()).position(|(a, b)| a != b);
    let at = first.unwrap_or(expected.lines().count().min(given.lines().count()));
    let line = |text: &str| text.lines().nth(at).unwrap_or("(nothing)").to_string();
    format!("  line {}\n  expected {}\n  given    {}\n", at + 1, line(expected), line(given))
}

/// A tree as text: `-` a block, `:` a property, `|` a visible line, `>` a reference, `=` what is to do, `#` code; below
/// it the addresses of links by label, and footnotes.
fn shown(outline: &Outline) -> String {
    let text = &*outline.text;
    let mut out = String::new();
    for p in outline.page_properties() {
        writeln!(out, "page {}: {}", p.key, p.value).unwrap();
    }
    for (i, b) in outline.blocks.iter().enumerate() {
        let pad = "  ".repeat(b.depth as usize);
        let marks = [(b.pre_block, " (before)"), (b.collapsed, " (folded)")];
        let marks: String = marks.iter().filter(|m| m.0).map(|m| m.1).collect();
        let size = if b.heading > 0 { format!("h{} ", b.heading) } else { String::new() };
        writeln!(out, "{pad}- {size}{}{marks}", b.title.of(text)).unwrap();
        if let Some(id) = b.id {
            writeln!(out, "{pad}  id {}", id.of(text)).unwrap();
        }
        if let Some(t) = b.task() {
            let mut said = t.marker.map(|m| m.word().to_string()).unwrap_or_default();
            said.extend(t.priority.map(|p| format!(" [{p}]")));
            for (name, stamp) in [("scheduled", t.scheduled), ("deadline", t.deadline)] {
                if let Some(s) = stamp {
                    write!(said, " {name} {}", s.date).unwrap();
                    said.extend(s.time.map(|m| format!(" {:02}:{:02}", m / 60, m % 60)));
                    said.extend(s.repeat.map(|r| format!(" {:?} {}{}", r.mode, r.count, r.unit)));
                }
            }
            said.extend(t.closed.map(|d| format!(" closed {d}")));
            if t.clocked > 0 {
                write!(said, " clocked {}s", t.clocked).unwrap();
            }
            writeln!(out, "{pad}  = {}", said.trim()).unwrap();
        }
        for p in outline.properties_of(i as u32) {
            writeln!(out, "{pad}  : {} = {}", p.key, p.value).unwrap();
        }
        let lines: Vec<&str> = outline.body(i as u32).map(|l| l.of(text)).collect();
        if lines != [b.title.of(text)] {
            for line in lines {
                writeln!(out, "{pad}  | {line}").unwrap();
            }
        }
        for r in outline.refs_of(i as u32) {
            write!(out, "{pad}  > {:?} {}", r.kind, r.target.of(text)).unwrap();
            out.extend(r.anchor.map(|a| format!(" # {}", a.of(text))));
            out.extend(r.label.map(|l| format!(" as {}", l.of(text))));
            out.extend(r.within.map(|_| " (nested)"));
            out.extend(r.in_property.then_some(" (property)"));
            out.push('\n');
        }
        for c in outline.code_of(i as u32) {
            let (language, body) = outline.code_text(c);
            writeln!(out, "{pad}  # {language} {body:?}").unwrap();
        }
    }
    for link in &outline.links {
        let refers = if link.reference.is_some() { " >" } else { "" };
        let title = link.title.of(text);
        writeln!(out, "link {} = {}{refers} {title}", link.key, link.address.of(text)).unwrap();
    }
    for note in &outline.footnotes {
        let of = |block: Option<u32>| block.map_or("nowhere".to_string(), |block| format!("block {block}"));
        writeln!(out, "note {} marked in {}, written in {}", note.key, of(note.mark), of(note.text)).unwrap();
    }
    out
}

/// What must hold of every outline, whatever the text.
fn check(outline: &Outline) -> Result<(), String> {
    let text = &*outline.text;
    let fits = |s: Span, what: &str| match text.get(s.range()) {
        Some(_) => Ok(()),
        None => Err(format!("{what} {s:?} is out of bounds or cuts a character")),
    };
    let count = outline.blocks.len() as u32;
    for (i, b) in outline.blocks.iter().enumerate() {
        let i = i as u32;
        fits(b.span, "block")?;
        let _ = outline.mark(i);
        fits(b.title, "title")?;
        if !(i < b.end && b.end <= count) {
            return Err(format!("block {i} ends at {} of {count}", b.end));
        }
        match b.parent {
            None if b.depth != 0 => return Err(format!("block {i} is deep without a parent")),
            Some(p)
                if p >= i
                    || outline.blocks[p as usize].depth + 1 != b.depth
                    || outline.blocks[p as usize].end < b.end =>
            {
                return Err(format!("block {i} does not fit its parent {p}"));
            }
            _ => {}
        }
        let lines: Vec<Span> = outline.body(i).collect();
        for (k, line) in lines.iter().enumerate() {
            fits(*line, "line")?;
            if line.of(text).contains('\n') || (k > 0 && lines[k - 1].end > line.start) {
                return Err(format!("line {line:?} of block {i} is several lines or out of order"));
            }
        }
        if !outline.refs_of(i).is_sorted_by_key(|r| r.span.start) {
            return Err(format!("the refs of block {i} are out of order"));
        }
        let mut last = 0;
        for r in outline.refs_of(i) {
            fits(r.span, "ref")?;
            fits(r.target, "target")?;
            r.label.map_or(Ok(()), |l| fits(l, "label"))?;
            r.anchor.map_or(Ok(()), |a| fits(a, "anchor"))?;
            let inside = r.in_property || lines.iter().any(|l| l.contains(r.span));
            if !inside || !r.span.contains(r.target) || !b.span.contains(r.span) {
                return Err(format!("ref {:?} {:?} lies in no line of block {i}", r.kind, r.span.of(text)));
            }
            match r.within {
                Some(w) if !outline.refs[w as usize].span.contains(r.span) => return Err("nested outside".into()),
                None if r.span.start < last => {
                    return Err(format!("ref {:?} overlaps the one before", r.span.of(text)));
                }
                None => last = r.span.end,
                Some(_) => {}
            }
        }
    }
    for p in &outline.properties {
        fits(p.span, "value")?;
        fits(p.key_span, "key")?;
    }
    for c in &outline.code {
        fits(c.language, "language")?;
        fits(c.body, "code")?;
    }
    Ok(())
}

const DIALECTS: [Dialect; 3] = [Dialect::Logseq, Dialect::Obsidian, Dialect::Markdown];

fn total(text: &str) -> Result<(), TestCaseError> {
    for dialect in DIALECTS {
        for checkboxes in [false, true] {
            let (outline, _) = outline::parse(Arc::from(text), dialect, &Options { checkboxes });
            check(&outline).map_err(|e| TestCaseError::fail(format!("{dialect:?}: {e}")))?;
            for c in &outline.code {
                outline.code_text(c);
            }
        }
    }
    Ok(())
}

/// Pieces that constructs are made of, so that random text meets their edges.
const PIECES: &[&str] = &[
    "- ",
    "-",
    "\n",
    "\n\n",
    "\t",
    "  ",
    "    ",
    "[[",
    "]]",
    "[",
    "]",
    "(",
    ")",
    "((",
    "))",
    "{{",
    "}}",
    "#",
    "##",
    "#+BEGIN_SRC x",
    "#+END_SRC",
    "#+BEGIN_QUOTE",
    "#+END_QUOTE",
    "```",
    "````",
    "~~~",
    "`",
    "``",
    "$",
    "$$",
    "<",
    ">",
    "<div>",
    "</div>",
    "<!--",
    "-->",
    "a:: ",
    "id:: 64a0d5f4-2f3a-4c8e-9d3e-0a1b2c3d4e50",
    ":LOGBOOK:",
    ":END:",
    ":PROPERTIES:",
    ":a: b",
    "CLOCK: [2024-12-10 Tue 10:00:00]",
    "DEADLINE: ",
    "<2024-12-10 Tue>",
    "[2024-12-10 Tue 10:00 .+1d]",
    "2024-12-10",
    "ABC-12",
    "https://x.y/z#a",
    "TODO ",
    "DONE",
    "[#A] ",
    "[ ] ",
    "[x] ",
    "{{embed ",
    "((64a0d5f4-2f3a-4c8e-9d3e-0a1b2c3d4e50))",
    "![a](b.png)",
    "{:width 1}",
    "[l](../pages/a.md#h)",
    "|",
    "| a |",
    "---",
    "---\n",
    "===",
    "\\",
    "!",
    "*",
    "**",
    "_",
    "%%",
    "^id",
    "é",
    "日本",
    "📅 2024-12-10",
    "✅ ",
    "\r\n",
    "\u{feff}",
    "1. ",
    "+ ",
    "> ",
    "\\begin{a}",
    "\\end{a}",
    "[^1]:",
    "a",
    " ",
    "tags: [a, b]",
    ",",
    ".",
    "。",
    "\u{a0}",
    "\u{c}",
];

proptest! {
    #![proptest_config(ProptestConfig { cases: 1500, ..ProptestConfig::default() })]

    #[test]
    fn any_text_is_read_and_everything_found_in_it_lies_where_it_says(text in "\\PC{0,200}|[\\x00-\\x7f\n]{0,200}") {
        total(&text)?;
    }

    #[test]
    fn any_mix_of_constructs_is_read(pieces in prop::collection::vec(prop::sample::select(PIECES), 0..40)) {
        total(&pieces.concat())?;
    }

    #[test]
    fn real_notes_with_pieces_cut_out_and_put_in_are_read(
        case in any::<prop::sample::Index>(),
        cuts in prop::collection::vec((any::<prop::sample::Index>(), 0usize..30, prop::sample::select(PIECES)), 1..6),
    ) {
        let paths: Vec<_> = std::fs::read_dir("tests/outline").unwrap().map(|e| e.unwrap().path()).collect();
        let mut text = std::fs::read_to_string(case.get(&paths)).unwrap();
        for (at, length, piece) in cuts {
            let boundary = |mut i: usize| { while !text.is_char_boundary(i) { i -= 1; } i };
            let from = boundary(at.index(text.len() + 1));
            let to = boundary((from + length).min(text.len())).max(from);
            text.replace_range(from..to, piece);
        }
        total(&text)?;
    }
}
