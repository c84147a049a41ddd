//! What is a reference and what is shown as a link are the same: whatever the code, escapes and emphasis around it.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on should stop")]

use std::sync::Arc;

use annals::markup::{self, Chip, Options, Resolver, Target};
use annals::notes::Dialect;
use annals::outline::{self, Outline, RefKind};
use proptest::prelude::*;
use proptest::test_runner::RngSeed;

/// Every reference leads to its own number.
struct Numbers;

impl Resolver for Numbers {
    fn resolve(&self, outline: &Outline, reference: u32) -> Target<'_> {
        match outline.refs[reference as usize].kind {
            RefKind::Ticket | RefKind::Macro => Target::Text,
            _ => Target::Page {
                href: format!("ref-{reference}").into(),
                kind: Chip::None,
                missing: false,
                text: Some("link".into()),
            },
        }
    }
}

/// The references of each block and what its HTML shows of them, in order; and whether one stands within code.
fn read_and_shown(text: &str, dialect: Dialect) -> Vec<(Vec<u32>, Vec<u32>, bool, String)> {
    let (outline, _) = outline::parse(Arc::from(text), dialect, &outline::Options::default());
    let options = Options { dialect, ..Options::default() };
    let blocks = 0..outline.blocks.len() as u32;
    let of_block = |block: u32| {
        let first = outline.blocks[block as usize].refs;
        let counts = |r: &outline::Ref| {
            r.within.is_none() && !r.in_property && !matches!(r.kind, RefKind::Ticket | RefKind::Macro)
        };
        let refs = outline.refs_of(block).iter().enumerate().filter(|(_, r)| counts(r));
        let read: Vec<u32> = refs.map(|(i, _)| first + i as u32).collect();
        let rendered = markup::block(&outline, block, &Numbers, &options);
        let html = format!("{}\n{}", rendered.title, rendered.body);
        let mut shown = Vec::new();
        let mut in_code = false;
        for (at, _) in html.match_indices("href=\"ref-") {
            let number: String = html[at + 10..].chars().take_while(char::is_ascii_digit).collect();
            shown.push(number.parse().unwrap());
            in_code |= html[..at].matches("<code").count() > html[..at].matches("</code>").count();
        }
        (read, shown, in_code, html)
    };
    blocks.map(of_block).collect()
}

fn same(text: &str, dialect: Dialect) -> Result<(), TestCaseError> {
    for (read, shown, in_code, html) in read_and_shown(text, dialect) {
        prop_assert_eq!(&read, &shown, "{:?} of {:?}\n{}", dialect, text, html);
        prop_assert!(!in_code, "a link in code, {:?} of {:?}\n{}", dialect, text, html);
    }
    Ok(())
}

/// Pieces of a line of text, with many backticks.
fn piece() -> impl Strategy<Value = &'static str> {
    prop::sample::select(vec![
        "`",
        "`",
        "``",
        "```",
        "\\",
        "\\`",
        "[[Page]]",
        "[[two words]]",
        "#tag",
        "((64f1f2c8-1111-4222-8333-123456789abc))",
        "[words](other.md)",
        "2024-12-10",
        "*",
        "**",
        "~~",
        "==",
        " ",
        " ",
        " ",
        "a",
        "word",
        ".",
        "(",
        ")",
        "é",
        "\u{F0000}",
        "\u{F0001}",
        "[x](ref:0)",
        "ref-0",
        "_",
        "^^",
        "|",
        "$",
        "&amp;",
        "https://x.org/a_b",
        "<b>",
    ])
}

fn line() -> impl Strategy<Value = String> {
    prop::collection::vec(piece(), 1..14).prop_map(|pieces| pieces.concat())
}

proptest! {
    // The same cases each time, so that a change is what fails; another seed finds others.
    #![proptest_config(ProptestConfig { rng_seed: RngSeed::Fixed(1), failure_persistence: None, ..ProptestConfig::with_cases(2000) })]

    #[test]
    fn every_reference_is_shown_once_and_none_within_code(lines in prop::collection::vec(line(), 1..4)) {
        same(&format!("- {}\n", lines.join("\n  ")), Dialect::Logseq)?;
        same(&format!("{}\n", lines.join("\n")), Dialect::Markdown)?;
        same(&format!("- {}\n", lines.join("\n  ")), Dialect::Obsidian)?;
    }
}

#[test]
fn a_link_to_a_slot_and_private_characters_are_only_text() {
    for dialect in [Dialect::Logseq, Dialect::Obsidian, Dialect::Markdown] {
        let text = "- [x](ref:0) \u{F0000} \u{F0001} [[Page]] `\u{F0000}`\n";
        let (read, shown, in_code, html) = read_and_shown(text, dialect).remove(0);
        assert_eq!((read.len(), read), (1, shown), "{html}");
        assert!(!in_code && html.contains(">x</span> \u{F0000} \u{F0001} <a"), "{html}");
        assert!(html.contains("<code>\u{F0000}</code>"), "{html}");
    }
}

#[test]
fn a_formula_with_a_backtick_opens_no_code_and_a_url_ends_before_a_private_character() {
    for text in
        ["- `\n  $`\\$\n  [[Page]]`\n", "- [[Page]] https://x.org/a_b\u{f0000}\n", "- $a`b$ `[[No]]` [[Page]]\n"]
    {
        let (read, shown, in_code, html) = read_and_shown(text, Dialect::Logseq).remove(0);
        assert_eq!((read.len(), read), (1, shown), "{text:?} {html}");
        assert!(!in_code, "{text:?} {html}");
    }
}
