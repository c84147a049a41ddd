//! A made-up work journal of any size as a tree of blocks: the same for ever from the same seed and size.
//!
//! Does not write notes: [`logseq`] does, and [`plain`] writes the same text as other generators read it.
//!
//! In size and in proportion it is a journal kept for years: 3.3 KB a note, some 26 links and 2.2 pieces of code; days
//! are 45 % of the notes until eleven years are full. A few pages are hubs: how often a page is linked to falls with its
//! rank as in Zipf's law. What a note holds does not depend on how many there are, so cost a note can be compared.

pub mod logseq;
mod make;
mod pages;
pub mod plain;
mod random;
mod snippets;
pub mod words;

use chrono::NaiveDate;

/// All pages of a journal, those that are not days first.
pub struct Journal {
    /// In the order in which they are written.
    pub pages: Vec<Page>,
    /// Day of each journal, sorted, and its index in `pages`.
    pub days: Vec<(NaiveDate, usize)>,
}

/// What a page is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Work with an end.
    Project,
    /// A colleague.
    Person,
    /// Anything else with a name.
    Topic,
    /// The list of projects and people.
    Contents,
    /// A day.
    Day(NaiveDate),
}

/// One note.
pub struct Page {
    /// What it is about.
    pub kind: Kind,
    /// Its name.
    pub title: String,
    /// Its name in an address: of no other page.
    pub slug: String,
    /// Another name for it.
    pub alias: Option<String>,
    /// Properties of the page.
    pub properties: Vec<(&'static str, Vec<Inline>)>,
    /// Its outermost blocks.
    pub blocks: Vec<Block>,
}

/// A part of a line.
#[derive(Clone)]
pub enum Inline {
    /// Words.
    Text(String),
    /// A link to a page, by index.
    Page(usize),
    /// A tag that is a page.
    Tag(usize),
    /// A tag that is none.
    LooseTag(&'static str),
    /// A link to a day, which may have no note.
    Day(NaiveDate),
    /// A reference to a block, and the page it stands on.
    Block(String, usize),
    /// A link to a page that is not there.
    Missing(String),
    /// Bold words.
    Bold(&'static str),
    /// Code in a line.
    Code(String),
    /// A link out of the notes, with its text if it has one.
    Address(Option<&'static str>, String),
}

/// What is to be done.
pub struct Task {
    /// Its marker.
    pub marker: &'static str,
    /// Its priority.
    pub priority: Option<char>,
    /// When it has to be done.
    pub deadline: Option<NaiveDate>,
    /// When it is planned.
    pub scheduled: Option<NaiveDate>,
    /// A line of a clock.
    pub clock: Option<String>,
}

/// What stands in a block beside its line.
pub enum With {
    /// Language and lines.
    Code(&'static str, Vec<String>),
    /// Lines of a table.
    Table(Vec<String>),
    /// LaTeX.
    Formula(String),
    /// A quote.
    Quote(String),
    /// A picture, by number.
    Picture(usize),
    /// Another block, and the page it stands on.
    EmbedBlock(String, usize),
    /// A page.
    EmbedPage(usize),
    /// A query for tasks of a page with some markers.
    Query(usize, &'static str),
}

/// A bullet.
#[derive(Default)]
pub struct Block {
    /// Its line.
    pub text: Vec<Inline>,
    /// What it asks to be done.
    pub task: Option<Task>,
    /// Whether the editor shows it folded.
    pub folded: bool,
    /// The name others refer to it by.
    pub id: Option<String>,
    /// What stands in it.
    pub with: Option<With>,
    /// The blocks below it.
    pub below: Vec<Block>,
}

/// A file of a journal, with `/` in its path.
pub struct File {
    /// From the root of the notes.
    pub path: String,
    /// What it holds.
    pub bytes: Vec<u8>,
}

impl File {
    fn new(path: impl Into<String>, text: impl Into<String>) -> File {
        File { path: path.into(), bytes: text.into().into_bytes() }
    }
}

impl Journal {
    /// So many notes, at least 20, of a seed.
    pub fn new(notes: usize, seed: u64) -> Journal {
        make::journal(notes.max(20), seed)
    }

    /// Takes the code out of every grammar's reach: its text stays, and no language is named.
    ///
    /// What code costs does not grow with the graph, and costs more than all else together.
    pub fn without_languages(&mut self) {
        fn plain(blocks: &mut [Block]) {
            for block in blocks {
                if let Some(With::Code(language, _)) = &mut block.with {
                    *language = "text";
                }
                plain(&mut block.below);
            }
        }
        self.pages.iter_mut().for_each(|page| plain(&mut page.blocks));
    }

    fn day(&self, day: NaiveDate) -> Option<usize> {
        self.days.binary_search_by_key(&day, |(day, _)| *day).ok().map(|at| self.days[at].1)
    }
}

/// `2025-12-31 Wednesday`: what a day's page is called.
pub fn day_title(day: NaiveDate) -> String {
    day.format("%Y-%m-%d %A").to_string()
}
