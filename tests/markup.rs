//! Blocks as HTML, held by case files: `tests/markup/*.md`. `UPDATE=1` writes what is made now.
//!
//! A case is a heading, the note, `--- expect`, and the HTML of its blocks: the title after `|`, the body below it.

use annals::markup::{self, Chip, Html, HtmlPolicy, Options, Rendered, Resolver, Target};
use annals::notes::Dialect;
use annals::outline::{self, Outline, RefKind};
use std::borrow::Cow;
use std::fmt::Write;
use std::sync::Arc;

/// A small site: pages by name, blocks by number, one ticket system.
struct Site;

impl Resolver for Site {
    fn resolve(&self, outline: &Outline, reference: u32) -> Target<'_> {
        let reference = &outline.refs[reference as usize];
        let target = reference.target.of(&outline.text).to_string();
        let href = format!("../pages/{}.html", annals::name::slug(&target));
        let page = |kind, missing| Target::Page { href: href.clone().into(), kind, missing, text: None };
        match reference.kind {
            RefKind::Page | RefKind::Tag => match target.to_lowercase().as_str() {
                "hub" => page(Chip::Project, false),
                "ann" => page(Chip::Person, false),
                "nobody" => page(Chip::None, true),
                _ if reference.kind == RefKind::Tag => page(Chip::Tag, false),
                _ => page(Chip::None, false),
            },
            RefKind::Date => Target::Page {
                href: "../journal/d.html".into(),
                kind: Chip::Day,
                missing: false,
                text: Some("10 Dec".into()),
            },
            RefKind::Ticket if target.starts_with("HUB-") => {
                Target::Ticket { href: Some(format!("https://t.example/{target}").into()) }
            }
            RefKind::Ticket if target.starts_with("OLD-") => Target::Ticket { href: None },
            RefKind::Block if target.starts_with('6') => {
                Target::BlockText { href: "../pages/x.html#b-1".into(), words: Cow::Owned("words of it & more".into()) }
            }
            RefKind::Block => Target::Missing,
            RefKind::EmbedPage | RefKind::EmbedBlock => {
                Target::Embed { href: "../pages/e.html".into(), crumb: "E › x".into(), html: Html::text("inner") }
            }
            RefKind::Image if target.contains("://") => Target::Text,
            RefKind::Image => Target::Image { src: target.into(), size: Some((640, 480)) },
            RefKind::Asset | RefKind::File => Target::File { href: target.into() },
            RefKind::Macro if target.starts_with("query ok") => {
                Target::Query { kind: "Query, 1 block".into(), asked: Some("(x)".into()), html: Html::text("rows") }
            }
            RefKind::Macro if target.starts_with("query") => {
                Target::QueryNotUnderstood { kind: "Query".into(), why: "It is odd.".into(), untold: true }
            }
            _ => Target::Text,
        }
    }

    fn block(&self, block: u32) -> Option<Cow<'_, str>> {
        Some(format!("x.html#b-{block}").into())
    }
}

fn render_all(text: &str, dialect: Dialect, html: HtmlPolicy) -> Vec<Rendered> {
    let (outline, _) = outline::parse(Arc::from(text), dialect, &outline::Options::default());
    let options = Options { dialect, html, id: Some("b-1"), ..Options::default() };
    (0..outline.blocks.len() as u32).map(|block| markup::block(&outline, block, &Site, &options)).collect()
}

fn shown(text: &str, dialect: Dialect) -> String {
    let mut out = String::new();
    for block in render_all(text, dialect, HtmlPolicy::Safe) {
        let _ = writeln!(out, "| {}", block.title);
        if !block.body.is_empty() {
            let _ = writeln!(out, "{}", block.body);
        }
        for diagnostic in block.diagnostics {
            let _ = writeln!(out, "! {} at {}: {}", diagnostic.code.slug(), diagnostic.span.start, diagnostic.message);
        }
    }
    out
}

#[test]
fn cases() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/markup");
    let mut files: Vec<_> = std::fs::read_dir(folder).unwrap().map(|f| f.unwrap().path()).collect();
    files.sort();
    let (mut wrong, mut count) = (String::new(), 0);
    for path in files {
        let dialect = match path.file_stem().unwrap().to_str().unwrap() {
            name if name.starts_with("obsidian") => Dialect::Obsidian,
            name if name.starts_with("markdown") => Dialect::Markdown,
            _ => Dialect::Logseq,
        };
        let text = std::fs::read_to_string(&path).unwrap();
        let mut updated = String::new();
        for case in text.split("%%%%%\n").filter(|case| !case.trim().is_empty()) {
            let (head, expect) = case.split_once("--- expect\n").unwrap_or((case, ""));
            let (name, input) = head.split_once('\n').unwrap();
            let got = shown(input, dialect);
            count += 1;
            if got != expect {
                let _ = write!(wrong, "{}: {name}\nin\n{input}expected\n{expect}got\n{got}\n", path.display());
            }
            let _ = write!(updated, "{name}\n{input}--- expect\n{got}%%%%%\n");
        }
        if std::env::var_os("UPDATE").is_some() {
            std::fs::write(&path, updated).unwrap();
        }
    }
    assert!(wrong.is_empty() || std::env::var_os("UPDATE").is_some(), "{wrong}");
    assert!(count > 40);
}
