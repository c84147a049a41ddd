//! The examples of CommonMark 0.31 and of GitHub's dialect, each as a note of its own through the whole pipeline: what
//! the page shows is what the specification says, but for differences that are named, counted and meant.
//!
//! Not part of `cargo test`, which must pass where the specifications are not: `--features real-graphs` with
//! `ANNALS_GRAPHS`, the folder that holds them. The same rules in small are cases of `tests/markup/markdown.md`.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on should stop")]

mod support;

use std::fmt::Write;
use std::path::{Path, PathBuf};

use support::{build, same};

/// An example: Markdown, and the HTML it must give.
struct Example {
    number: usize,
    markdown: String,
    html: String,
}

/// The examples of a specification, numbered as it numbers them.
fn examples(spec: &Path) -> Vec<Example> {
    let text = std::fs::read_to_string(spec).unwrap_or_else(|error| panic!("{}: {error}", spec.display()));
    let fence = "`".repeat(32);
    let mut found = Vec::new();
    let mut rest = text.as_str();
    while let Some(at) = rest.find(&format!("\n{fence} example")) {
        let (_, body) = rest[at + 1..].split_once('\n').unwrap();
        let (body, after) = body.split_once(&format!("\n{fence}\n")).unwrap();
        let (markdown, html) = match body.split_once("\n.\n") {
            Some(parts) => parts,
            None => (body.trim_end_matches("\n."), ""),
        };
        let markdown = markdown.strip_prefix(".\n").unwrap_or(markdown);
        found.push(Example {
            number: found.len() + 1,
            markdown: markdown.replace('→', "\t") + "\n",
            html: html.replace('→', "\t"),
        });
        rest = after;
    }
    found
}

/// Why some examples show something else, and the numbers of these examples.
type Differences = &'static [(&'static str, &'static [usize])];

/// Of 655. What a note's own names, tags and dates are is asked before CommonMark is; HTML of the notes is sanitised.
const COMMONMARK: Differences = &[
    (
        "raw HTML is sanitised: attributes, unknown elements, declarations and relative addresses are dropped",
        &[
            21, 31, 148, 150, 152, 153, 154, 159, 163, 164, 165, 168, 170, 171, 182, 183, 184, 189, 203, 346, 478, 479,
            493, 496, 526, 538, 615, 616, 617, 618, 619, 625, 629, 630, 631, 632, 633, 645, 646,
        ],
    ),
    ("scripts and style sheets are dropped, and text fields are text", &[172, 173, 174, 175, 178, 180]),
    ("an element that is never closed ends with its block", &[155, 186]),
    ("an empty heading or item is not shown", &[79, 282, 283, 284, 285, 286, 317]),
    ("two lists with nothing visible between them are one", &[303, 310]),
    ("a note that begins with `---` has front matter", &[98]),
    ("a fence that is never closed ends with its paragraph", &[127]),
    ("a tab that is half indentation is indentation", &[5, 7]),
    ("`#word` is a tag", &[64]),
    ("double brackets are a link to a page", &[550, 561, 592]),
    ("bare addresses are links, as in GitHub's dialect", &[610, 613, 614]),
    ("an address of a scheme that no browser need know is words", &[598, 600, 601, 603]),
    (
        "an image that is not there is named, and its text shown as it is written",
        &[533, 574, 576, 577, 580, 581, 582, 583],
    ),
    ("a link to a file has its name for words where it has none", &[486]),
    ("a picture of raw HTML that is not shown is named", &[477]),
    ("a line below nothing but a definition makes it a heading", &[218]),
    ("the language of code is a word", &[144]),
];

/// Of 673, at CommonMark 0.29.
const GITHUB: Differences = &[
    (
        "raw HTML is sanitised: attributes, unknown elements, declarations and relative addresses are dropped",
        &[
            118, 120, 122, 123, 124, 129, 132, 133, 134, 137, 139, 149, 150, 151, 156, 170, 317, 327, 354, 485, 486,
            500, 503, 532, 544, 632, 633, 634, 635, 636, 642, 647, 648, 649, 650, 651, 663, 664,
        ],
    ),
    ("scripts and style sheets are dropped, and text fields are text", &[140, 141, 142, 145, 147]),
    ("an element that is never closed ends with its block", &[125, 153, 653]),
    ("comments are as CommonMark 0.31 has them", &[645, 646]),
    ("an empty heading or item is not shown", &[49, 258, 259, 260, 261, 262, 295]),
    ("two lists with nothing visible between them are one", &[281, 288]),
    ("a note that begins with `---` has front matter", &[68]),
    ("a fence that is never closed ends with its paragraph", &[97]),
    ("a tab that is half indentation is indentation", &[5, 7]),
    ("`#word` is a tag", &[34]),
    ("double brackets are a link to a page", &[556, 567, 598]),
    ("bare addresses are links, as the extension below has it", &[616, 619, 620]),
    ("an address of a scheme that no browser need know is words", &[604, 606, 607, 609]),
    (
        "an image that is not there is named, and its text shown as it is written",
        &[539, 580, 582, 583, 586, 587, 588, 589],
    ),
    ("a picture of raw HTML that is not shown is named", &[484]),
    ("a line below nothing but a definition makes it a heading", &[185]),
    ("the language of code is a word", &[114]),
    ("a bare address ends where its brackets are closed, and keeps what looks like an entity", &[625, 626]),
    ("a bare address of a file server, or of a host of one letter, is words", &[628, 631]),
];

fn graphs() -> PathBuf {
    PathBuf::from(std::env::var_os("ANNALS_GRAPHS").expect("ANNALS_GRAPHS names the folder of graphs"))
}

/// Compares every example, and tells of those that differ and are not held to, and of those that are and do not.
fn compare(spec: &str, count: usize, differences: Differences) {
    let examples = examples(&graphs().join(spec).join("spec.txt"));
    assert_eq!(examples.len(), count);
    let folder = tempfile::tempdir().unwrap();
    for example in &examples {
        std::fs::write(folder.path().join(format!("example-{:03}.md", example.number)), &example.markdown).unwrap();
    }
    let built = build(folder.path(), "2025-01-01");
    let mut known: Vec<usize> = differences.iter().flat_map(|(_, numbers)| numbers.iter().copied()).collect();
    known.sort_unstable();
    assert!(known.windows(2).all(|pair| pair[0] < pair[1]), "an example is held to differ twice");
    let mut wrong = String::new();
    for Example { number, markdown, html } in &examples {
        let ours = same::ours(&built.main(&format!("pages/example-{number:03}.html")));
        let theirs = same::theirs(html);
        match (ours == theirs, known.binary_search(number).is_ok()) {
            (true, false) | (false, true) => {}
            (true, true) => {
                let _ = writeln!(wrong, "==== {number} is the same now");
            }
            (false, false) => {
                let _ = writeln!(wrong, "==== {number}\n{markdown}---- specification\n{theirs}---- page\n{ours}");
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
}

#[test]
fn every_example_of_commonmark_is_shown_as_specified_or_differs_for_a_reason() {
    compare("commonmark--commonmark-spec", 655, COMMONMARK);
}

#[test]
fn every_example_of_github_is_shown_as_specified_or_differs_for_a_reason() {
    compare("github--cmark-gfm", 673, GITHUB);
}
