//! One name as one file writes it.
//!
//! Does not know which page it names.

use crate::span::Span;

/// How a name is looked up.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum NameKind {
    /// By its key (in folders whose identity is the path: by shortest path first).
    Name,
    /// By the path of a file.
    File,
}

/// One distinct name of a file.
#[derive(Clone, Debug, PartialEq)]
pub struct LocalName {
    /// What it is compared by; behind that as first written here, if that is something else. Together, since a graph has
    /// half a million of these.
    words: Box<str>,
    key: u32,
    /// How it is looked up.
    pub kind: NameKind,
    /// Where it is first written.
    pub span: Span,
    /// How often as a `#tag`, and how often otherwise.
    pub uses: (u32, u32),
}

impl LocalName {
    /// A name of that key, first written so, there.
    pub fn new(key: &str, text: &str, kind: NameKind, span: Span) -> LocalName {
        let mut words = String::with_capacity(key.len() + if key == text { 0 } else { text.len() });
        words.push_str(key);
        words.push_str(if key == text { "" } else { text });
        LocalName { words: words.into(), key: key.len() as u32, kind, span, uses: (0, 0) }
    }

    /// What it is compared by.
    pub fn key(&self) -> &str {
        self.words.get(..self.key as usize).unwrap_or_default()
    }

    /// As first written here.
    pub fn text(&self) -> &str {
        match self.words.get(self.key as usize..) {
            Some(text) if !text.is_empty() => text,
            _ => &self.words,
        }
    }
}
