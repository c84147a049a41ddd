//! A set of notes as a value: what `source` reads and `project` writes.
//!
//! Does not read, and does not know what the text means.

use std::path::PathBuf;
use std::sync::Arc;

/// Index of a note in [`Notes::notes`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct NoteId(pub u32);

impl NoteId {
    /// As an index.
    pub fn index(self) -> usize {
        self.0 as usize
    }
}

/// How the text is to be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Default)]
pub enum Dialect {
    /// Bullets are blocks; `key:: value`; `[[page]]`; the rules of `logseq.md`.
    #[default]
    Logseq,
    /// Headings and paragraphs are blocks; YAML front matter; `[[page|label]]`.
    Obsidian,
    /// Headings, paragraphs and lists are blocks; YAML front matter; CommonMark links.
    Markdown,
}

impl Dialect {
    /// The name a reader knows.
    pub fn label(self) -> &'static str {
        match self {
            Dialect::Logseq => "Logseq",
            Dialect::Obsidian => "Obsidian",
            Dialect::Markdown => "Markdown",
        }
    }
}

/// What a text file is written in, told from its name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Default)]
pub enum Format {
    /// Markdown, in the dialect of the notes.
    #[default]
    Markdown,
    /// Emacs Org, which is not read: its text is shown as it stands.
    Org,
    /// A Logseq whiteboard: EDN, of which what is written and linked on it is read.
    Whiteboard,
}

/// One text file.
#[derive(Clone, Debug)]
pub struct Note {
    /// Path from the root of the notes, with `/`.
    pub path: Arc<str>,
    /// What it is written in.
    pub format: Format,
    /// UTF-8 without a byte order mark; line ends as written.
    pub text: Arc<str>,
}

/// A file that notes may show or link to.
#[derive(Clone, Debug)]
pub struct Asset {
    /// Path from the root of the notes, with `/`.
    pub path: Arc<str>,
    /// In bytes.
    pub size: u64,
    /// Width and height in pixels, where the header of an image tells.
    pub dimensions: Option<(u32, u32)>,
    /// Where its bytes are, for the doors alone.
    pub source: PathBuf,
}

/// Everything that was read, ordered by path.
#[derive(Clone, Debug, Default)]
pub struct Notes {
    /// The name of the folder, or of the one file without its extension.
    pub label: String,
    /// Found from the files, or told.
    pub dialect: Dialect,
    /// Why that dialect: one sentence for the terminal.
    pub because: String,
    /// Text files, by path.
    pub notes: Vec<Note>,
    /// All other files that a note could refer to, by path.
    pub assets: Vec<Asset>,
    /// How many files the settings left out one by one; those of a folder that `exclude` cuts off are not counted.
    pub left_out: usize,
}

impl Notes {
    /// The note of an id.
    pub fn get(&self, id: NoteId) -> &Note {
        &self.notes[id.index()]
    }
}

/// Where a path written in a note of `folder` leads, from the root of the notes: `..` goes up, never out.
pub fn join_path(folder: &str, target: &str) -> String {
    let mut parts: Vec<&str> = folder.split('/').filter(|part| !part.is_empty()).collect();
    for part in target.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop();
            }
            part => parts.push(part),
        }
    }
    parts.join("/")
}
