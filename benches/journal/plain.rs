//! The same journal as other generators read it: flat files with front matter, sections, lists and plain links.
//!
//! What they have no words for becomes words: a reference is a link to its page, a query one to what it asks about.

use super::make::END;
use super::{Block, File, Inline, Journal, Kind, Page, With, day_title};

/// Who reads it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Flavour {
    /// Hugo.
    Hugo,
    /// Zola.
    Zola,
    /// mdBook.
    Mdbook,
    /// Eleventy.
    Eleventy,
}

impl Flavour {
    /// By its name.
    pub fn named(name: &str) -> Option<Flavour> {
        Some(match name {
            "hugo" => Flavour::Hugo,
            "zola" => Flavour::Zola,
            "mdbook" => Flavour::Mdbook,
            "eleventy" => Flavour::Eleventy,
            _ => return None,
        })
    }
}

/// All notes, and the lists a flavour needs. Settings and templates are the comparison's.
pub fn files(journal: &Journal, flavour: Flavour) -> Vec<File> {
    let plain = Plain { journal, flavour };
    let mut files: Vec<File> =
        journal.pages.iter().map(|page| File::new(format!("content/{}.md", page.slug), plain.note(page))).collect();
    let list: String = (0..journal.pages.len()).map(|page| format!("- {}\n", plain.link(page, None))).collect();
    files.push(match flavour {
        Flavour::Hugo => File::new("content/_index.md", "---\ntitle: Journal\n---\n"),
        Flavour::Zola => File::new("content/_index.md", "+++\ntitle = \"Journal\"\nsort_by = \"title\"\n+++\n"),
        Flavour::Mdbook => File::new("content/SUMMARY.md", format!("# Summary\n\n{list}")),
        Flavour::Eleventy => {
            let list = list.replace("(../", "(./");
            File::new("content/index.md", format!("---\ntitle: Journal\npermalink: /index.html\n---\n\n{list}"))
        }
    });
    files
}

struct Plain<'a> {
    journal: &'a Journal,
    flavour: Flavour,
}

fn escaped(words: &str) -> String {
    words.replace('[', "\\[").replace(']', "\\]").replace('#', "\\#")
}

impl Plain<'_> {
    fn link(&self, page: usize, words: Option<&str>) -> String {
        let page = &self.journal.pages[page];
        let (words, slug) = (escaped(words.unwrap_or(&page.title)), &page.slug);
        match self.flavour {
            Flavour::Zola => format!("[{words}](@/{slug}.md)"),
            Flavour::Hugo | Flavour::Eleventy => format!("[{words}](../{slug}/)"),
            Flavour::Mdbook => format!("[{words}]({slug}.md)"),
        }
    }

    fn line(&self, parts: &[Inline]) -> String {
        let one = |part: &Inline| match part {
            Inline::Text(words) => words.clone(),
            Inline::Page(page) | Inline::Tag(page) => self.link(*page, None),
            Inline::LooseTag(name) => name.to_string(),
            Inline::Day(day) => self.journal.day(*day).map_or_else(|| day_title(*day), |page| self.link(page, None)),
            Inline::Block(_, page) => self.link(*page, Some("earlier note")),
            Inline::Missing(name) => name.clone(),
            Inline::Bold(words) => format!("**{words}:**"),
            Inline::Code(code) => format!("`{code}`"),
            Inline::Address(Some(words), url) => format!("[{words}]({url})"),
            Inline::Address(None, url) => format!("<{url}>"),
        };
        parts.iter().map(one).collect()
    }

    fn words(&self, block: &Block) -> String {
        let mut words = self.line(&block.text).trim_start_matches("## ").to_string();
        if let Some(task) = &block.task {
            let done = if matches!(task.marker, "DONE" | "CANCELED") { 'x' } else { ' ' };
            let priority = task.priority.map(|priority| format!("({priority}) ")).unwrap_or_default();
            words = format!("[{done}] {priority}{words}");
            words.extend(task.deadline.map(|day| format!(" (due {day})")));
            words.extend(task.scheduled.map(|day| format!(" (planned {day})")));
        }
        match &block.with {
            Some(With::EmbedBlock(_, page)) => format!("See {}", self.link(*page, Some("embedded note"))),
            Some(With::EmbedPage(page)) => format!("See {}", self.link(*page, None)),
            Some(With::Query(page, _)) => format!("Open tasks of {}", self.link(*page, None)),
            Some(With::Picture(i)) => format!("{words} (picture {i})"),
            Some(_) if words.is_empty() => "Snippet:".into(),
            _ => words,
        }
    }

    fn write(&self, block: &Block, depth: usize, out: &mut String) {
        let indent = "  ".repeat(depth);
        out.push_str(&format!("{indent}- {}\n", self.words(block)));
        let more = match &block.with {
            Some(With::Code(language, lines)) => {
                [&[format!("```{language}")], lines.as_slice(), &["```".into()]].concat()
            }
            Some(With::Table(lines)) => lines.clone(),
            Some(With::Formula(formula)) => vec![format!("$${formula}$$")],
            Some(With::Quote(words)) => vec![format!("> {words}")],
            _ => Vec::new(),
        };
        if !more.is_empty() {
            out.push('\n');
            for line in &more {
                out.push_str(format!("{indent}  {line}").trim_end());
                out.push('\n');
            }
            out.push('\n');
        }
        block.below.iter().for_each(|block| self.write(block, depth + 1, out));
    }

    fn note(&self, page: &Page) -> String {
        let day = match page.kind {
            Kind::Day(day) => day,
            _ => END.unwrap_or_default(),
        };
        let title = page.title.replace('\\', "\\\\").replace('"', "\\\"");
        let mut out = match self.flavour {
            Flavour::Mdbook => format!("# {}\n\n", escaped(&page.title)),
            Flavour::Zola => format!("+++\ntitle = \"{title}\"\ndate = {day}\n+++\n\n"),
            Flavour::Hugo | Flavour::Eleventy => format!("---\ntitle: \"{title}\"\ndate: {day}\n---\n\n"),
        };
        for (key, value) in &page.properties {
            out.push_str(&format!("- {key}: {}\n", self.line(value)));
        }
        if !page.properties.is_empty() {
            out.push('\n');
        }
        for block in &page.blocks {
            if block.below.is_empty() || block.task.is_some() || block.with.is_some() {
                self.write(block, 0, &mut out);
                continue;
            }
            out.push_str(&format!("\n## {}\n\n", self.words(block)));
            block.below.iter().for_each(|block| self.write(block, 0, &mut out));
            out.push('\n');
        }
        out
    }
}
