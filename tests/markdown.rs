//! A block written as Markdown again says the same words with the same marks, and nothing that was not asked for.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on should stop")]

use std::borrow::Cow;
use std::fs;
use std::path::Path;

use annals::markup::markdown::{Instead, Policy, markdown};
use annals::markup::{Part, plain};
use annals::notes::Dialect;
use annals::outline::{self, Outline};

/// Everything stays that may.
struct Keep;

impl Policy for Keep {
    fn reference(&self, _: &Outline, _: u32) -> Instead {
        Instead::Label
    }
    fn address(&self, url: &str) -> Option<String> {
        Some(url.to_string())
    }
    fn without_address(&self) -> &str {
        unreachable!()
    }
    fn words<'a>(&self, words: &'a str) -> Cow<'a, str> {
        words.into()
    }
    fn label<'a>(&self, label: &'a str) -> Cow<'a, str> {
        label.into()
    }
}

/// Nothing stays that may go.
struct Strict;

impl Policy for Strict {
    fn reference(&self, _: &Outline, _: u32) -> Instead {
        Instead::Words("[not shared]".into())
    }
    fn address(&self, _: &str) -> Option<String> {
        None
    }
    fn without_address(&self) -> &str {
        "(link)"
    }
    fn words<'a>(&self, words: &'a str) -> Cow<'a, str> {
        words.into()
    }
    fn label<'a>(&self, label: &'a str) -> Cow<'a, str> {
        label.into()
    }
}

fn parse(text: &str, dialect: Dialect) -> Outline {
    outline::parse(text.into(), dialect, &outline::Options::default()).0
}

/// As a block of a Logseq graph.
fn bullet(markdown: &str) -> String {
    format!("- {}\n", markdown.replace('\n', "\n  "))
}

/// Words without what is between them, and without the numbers of lists, which are marks there and words on a bullet's own
/// line.
fn words(outline: &Outline, block: u32, dialect: Dialect) -> String {
    let words = plain(outline, block, dialect, &());
    let numbered = words.trim_start_matches(|c: char| c.is_ascii_digit());
    let words = numbered.strip_prefix(['.', ')']).unwrap_or(&words);
    words.chars().filter(|c| !c.is_whitespace() && !matches!(c, '(' | ')' | '*' | ',')).collect()
}

fn notes(folder: &Path, found: &mut Vec<String>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            notes(&path, found);
        } else if path.extension().is_some_and(|ext| ext == "md") {
            found.push(fs::read_to_string(&path).unwrap());
        }
    }
}

/// Blocks of a text whose words come back otherwise.
fn changed(text: &str, dialect: Dialect) -> (usize, Vec<String>) {
    let outline = parse(text, dialect);
    let mut told = Vec::new();
    let mut blocks = 0;
    for block in 0..outline.blocks.len() as u32 {
        let Some(markdown) = markdown(&outline, block, dialect, Part::Whole, &Keep) else { continue };
        if markdown.is_empty() {
            continue;
        }
        blocks += 1;
        let again = parse(&bullet(&markdown), Dialect::Logseq);
        let (before, after) = (words(&outline, block, dialect), words(&again, 0, Dialect::Logseq));
        if again.blocks.len() != 1 || before != after {
            told.push(format!("{before}\n{after}\n{markdown}\n"));
        }
    }
    (blocks, told)
}

#[test]
fn the_example_says_the_same_when_written_again() {
    let mut texts = Vec::new();
    notes(&Path::new(env!("CARGO_MANIFEST_DIR")).join("content-example"), &mut texts);
    let mut blocks = 0;
    for text in texts {
        let (seen, told) = changed(&text, Dialect::Logseq);
        assert!(told.is_empty(), "{}", told.join("\n"));
        blocks += seen;
    }
    assert!(blocks > 300, "{blocks}");
}

#[test]
fn forms_are_written_as_they_read() {
    for (dialect, text, expected) in [
        (Dialect::Logseq, "- **Label:** words (HUB-1, HUB-2)", "**Label:** words (HUB-1, HUB-2)"),
        (Dialect::Logseq, "- TODO [#A] met [[Ann]] and #hub, [it]([[Hub]])", "met Ann and hub, it"),
        (Dialect::Logseq, "- a\n  b", "a\nb"),
        (Dialect::Markdown, "a\nb", "a b"),
        (Dialect::Logseq, "- a <!-- no --> <b>c</b>&amp;", "a c&"),
        (Dialect::Obsidian, "a %%no%% b", "a b"),
        (
            Dialect::Logseq,
            "- [t](https://x.org/a_b \"title\") https://x.org/c_d",
            "[t](<https://x.org/a_b>) https://x.org/c_d",
        ),
        (Dialect::Logseq, "- ```rust title=secret\n  fn f()\n    x\n  ```", "```rust\nfn f()\n  x\n```"),
        (Dialect::Logseq, "- ## Head", "## Head"),
        (Dialect::Logseq, "- text\n  * one\n  * two\n    more", "text\n* one\n* two\n more"),
        (Dialect::Logseq, "- > quoted\n  > on", "> quoted\n> on"),
        (Dialect::Logseq, "- `a``b` and ``c`d``", "`a``b` and ``c`d``"),
        (Dialect::Logseq, "- x ^^hi^^ ~~no~~ ==yes==", "x ==hi== ~~no~~ ==yes=="),
        (Dialect::Logseq, "- a<b>https://x.org/a</b>b https://x.org/a.", "a https://x.org/a b https://x.org/a."),
        (Dialect::Logseq, "- $a_1$ costs $5", "$a_1$ costs \\$5"),
        (Dialect::Logseq, "- | a | b |\n  |---|---|\n  | 1 | [[2]] |", "| a | b |\n| --- | --- |\n| 1 | 2 |"),
        (Dialect::Markdown, "so[^1] and on\n\n[^1]: because of this", "so and on"),
        (Dialect::Logseq, "- so[^1] and on\n  [^1]: because of this", "so (because of this) and on"),
        (Dialect::Logseq, "- {{cloze secret \\\\ hint}} {{query (todo now)}} x", "secret x"),
        (Dialect::Logseq, "- key:: value\n  id:: 1\n  words", "words"),
    ] {
        let outline = parse(text, dialect);
        let block = (0..outline.blocks.len() as u32).find(|b| !outline.is_empty(*b)).unwrap();
        let written = markdown(&outline, block, dialect, Part::Whole, &Keep).unwrap();
        let normal = |text: &str| text.replace("  ", " ");
        assert_eq!(normal(&written), normal(expected), "{text}");
    }
}

#[test]
fn nothing_but_words_is_left_where_nothing_may_stay() {
    let text = "- [[Secret]] #secret ((64a1b2c3-0000-4000-8000-000000000000)) ![secret](../assets/secret.png)\n  \
        [label](https://secret.example/x \"secret\") https://secret.example <img src=\"secret.png\" alt=\"secret\">\n  \
        <!-- secret --> {{embed [[Secret]]}} {{renderer :secret}} {{query [[secret]]}}\n  \
        ```js secret=1\n  code\n  ```\n  [^secret]\n  [ref][secret]\n\n- [secret]: https://secret.example";
    let outline = parse(text, Dialect::Logseq);
    let written = markdown(&outline, 0, Dialect::Logseq, Part::Whole, &Strict).unwrap();
    assert!(!written.to_lowercase().contains("secret") || written.matches("secret").count() == 1, "{written}");
    assert!(written.contains("label") && written.contains("code") && written.contains("(link)"), "{written}");
}

#[cfg(feature = "real-graphs")]
#[test]
fn public_graphs_say_the_same_when_written_again() {
    let graphs = std::path::PathBuf::from(std::env::var("ANNALS_GRAPHS").expect("ANNALS_GRAPHS names the graphs"));
    for (graph, dialect, most) in [
        ("logseq--docs", Dialect::Logseq, 2),
        ("mikegomezg--babbitt-logseq", Dialect::Logseq, 0),
        ("kepano--kepano-obsidian", Dialect::Obsidian, 0),
    ] {
        let mut texts = Vec::new();
        notes(&graphs.join(graph), &mut texts);
        let (mut blocks, mut told) = (0, Vec::new());
        for text in texts {
            let (seen, changed) = changed(&text, dialect);
            blocks += seen;
            told.extend(changed);
        }
        println!("{graph}: {blocks} blocks, {} otherwise", told.len());
        assert!(told.len() <= most, "{}", told.join("\n"));
    }
}

#[test]
fn words_that_nobody_is_shown_and_addresses_in_disguise_stay() {
    for (dialect, text, expected) in [
        (Dialect::Logseq, "- a <script>secret</script> b <style>secret</style>", "a b"),
        (Dialect::Logseq, "- <https://secret.internal/x> [:b \"https://secret.internal\"]", "(link) (link)"),
        (Dialect::Logseq, "- file:///home/secret", "(link)"),
        (Dialect::Logseq, "- http<b></b>://x.internal", "http\\://x.internal"),
        (Dialect::Logseq, "- http:<b></b>//x.internal", "http:\\//x.internal"),
        (Dialect::Logseq, "- !<b></b>[a](https://x.internal)", "\\!a"),
        (Dialect::Logseq, "- ##secret", "\\#[not shared]"),
        (Dialect::Obsidian, "[[Other|a %%secret%% b]]", "[not shared]"),
        (Dialect::Obsidian, "[a %%secret%% b](https://secret.internal)", "a b"),
        (Dialect::Markdown, "[a][ref]\n\n# Other\n\n[ref]: https://secret.internal \"secret\"", "\\[a\\]\\[ref\\]"),
    ] {
        let outline = parse(text, dialect);
        let written = markdown(&outline, 0, dialect, Part::Whole, &Strict).unwrap();
        assert_eq!(written.replace("\\[not shared\\]", "[not shared]"), expected, "{text}");
    }
}
