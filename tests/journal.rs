//! The journal that benches are run on: the same bytes for ever, in the proportions it tells of.

#[path = "../benches/journal/mod.rs"]
mod journal;

use std::collections::HashSet;

use journal::plain::{self, Flavour};
use journal::{Block, File, Journal, Kind, With, logseq};

const FLAVOURS: [&str; 4] = ["hugo", "zola", "mdbook", "eleventy"];

fn digest(files: &[File]) -> String {
    let mut hasher = blake3::Hasher::new();
    for file in files {
        hasher.update(file.path.as_bytes()).update(b"\0").update(&file.bytes).update(b"\0");
    }
    hasher.finalize().to_hex()[..16].to_string()
}

fn text(files: &[File]) -> String {
    files.iter().map(|file| String::from_utf8_lossy(&file.bytes).into_owned()).collect::<Vec<_>>().join("\n")
}

fn blocks(journal: &Journal) -> Vec<&Block> {
    let mut open: Vec<&Block> = journal.pages.iter().flat_map(|page| &page.blocks).collect();
    let mut all = Vec::new();
    while let Some(block) = open.pop() {
        open.extend(&block.below);
        all.push(block);
    }
    all
}

#[test]
fn a_seed_is_a_journal_for_ever() {
    let digests: Vec<String> = [1, 1, 2].map(|seed| digest(&logseq::files(&Journal::new(200, seed)))).into();
    assert_eq!(digests[0], digests[1]);
    assert_ne!(digests[0], digests[2]);
    // Whoever changes the journal makes all figures new.
    assert_eq!(digests[0], "783c6e37eb929e81");
}

#[test]
fn it_has_the_size_and_the_proportions_it_tells_of() {
    for size in [200, 1000] {
        let journal = Journal::new(size, 1);
        assert_eq!(journal.pages.len(), size);
        assert_eq!(journal.days.len(), size * 45 / 100);
        let files = logseq::files(&journal);
        assert_eq!(files.iter().map(|file| &file.path).collect::<HashSet<_>>().len(), files.len());
        let notes: Vec<File> = files.into_iter().filter(|file| file.path.ends_with(".md")).collect();
        let all = text(&notes);
        let each = |count: usize| count as f64 / size as f64;
        let near = |what: &str, count: usize, expected: f64| {
            let found = each(count);
            assert!((expected * 0.85..=expected * 1.15).contains(&found), "{what} at {size}: {found}");
        };
        near("bytes", all.len(), 3300.0);
        // Links, tags of several words, days and values of properties.
        near("brackets", all.matches("[[").count(), 34.0);
        near("code", all.matches("```").count() / 2, 2.2);
        let blocks = blocks(&journal);
        near("blocks", blocks.len(), 27.0);
        let has = |wanted: fn(&With) -> bool| blocks.iter().any(|block| block.with.as_ref().is_some_and(wanted));
        assert!(has(|with| matches!(with, With::Query(..))) && has(|with| matches!(with, With::EmbedBlock(..))));
        assert!(has(|with| matches!(with, With::Table(_))) && has(|with| matches!(with, With::Formula(_))));
        for language in ["rust", "python", "sql", "yaml", "json"] {
            assert!(all.contains(&format!("```{language}\n")), "{language}");
        }
        for part in ["alias:: ", "((", "CLOCK:", "DEADLINE:", "Year end review", "/ADR-", "](../assets/", " 1-on-1"] {
            assert!(all.contains(part), "{part}");
        }
        let person = journal.pages.iter().find(|page| page.kind == Kind::Person).unwrap();
        assert!(all.replace(&format!("[[{}]]", person.title), "").contains(&person.title), "named in plain words");
    }
}

#[test]
fn peers_get_the_same_text_and_every_link_leads_somewhere() {
    let journal = Journal::new(200, 1);
    let slugs: HashSet<&str> = journal.pages.iter().map(|page| page.slug.as_str()).collect();
    assert_eq!(slugs.len(), 200);
    let own = text(&logseq::files(&journal));
    for name in FLAVOURS {
        let flavour = Flavour::named(name).unwrap();
        let files = plain::files(&journal, flavour);
        assert_eq!(files.len(), 201);
        let all = text(&files);
        assert_eq!(all.matches("```").count(), own.matches("```").count(), "{name}");
        assert!(!all.contains("[[") && !all.contains("{{") && !all.contains("::\n"), "{name}");
        let (before, after) = match flavour {
            Flavour::Zola => ("](@/", ".md)"),
            Flavour::Mdbook => ("](", ".md)"),
            Flavour::Hugo | Flavour::Eleventy => ("](../", "/)"),
        };
        let links = all.split(before).skip(1).filter_map(|rest| rest.split(')').next());
        let mut count = 0;
        for link in links.filter(|link| !link.contains("://")) {
            let slug = format!("{link})");
            let slug = slug.strip_suffix(after).unwrap_or_else(|| panic!("{name}: {link}"));
            assert!(slugs.contains(slug), "{name}: {link}");
            count += 1;
        }
        assert!(count > 200 * 15, "{name}: {count}");
    }
}

#[test]
fn without_languages_nothing_but_them_is_missing() {
    let (one, mut other) = (Journal::new(50, 1), Journal::new(50, 1));
    other.without_languages();
    let (one, other) = (text(&logseq::files(&one)), text(&logseq::files(&other)));
    assert!(!other.contains("```rust") && other.contains("```text"));
    assert_eq!(one.lines().count(), other.lines().count());
}
