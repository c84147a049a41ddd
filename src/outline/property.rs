//! `key:: value`: which lines are properties, what their keys are, and which keys Logseq refuses or keeps for itself.
//!
//! Does not know what a key means.

use super::lines::{Line, is_space, skip_space, trim_end};
use crate::span::Span;
use std::sync::Arc;

/// A line that is a property: where its key and its trimmed value stand.
#[derive(Clone, Copy, Debug)]
pub(super) struct Found {
    pub key: Span,
    pub value: Span,
}

/// Reads `key:: value` at `from`. A space or the line's end must follow the colons; the key has no space in it.
pub(super) fn read(bytes: &[u8], from: usize, line: &Line) -> Option<Found> {
    let mut at = from;
    while at < line.end && bytes[at] != b':' {
        if is_space(bytes[at]) {
            return None;
        }
        at += 1;
    }
    if at == from || !bytes[at..line.end].starts_with(b"::") {
        return None;
    }
    if bytes[from..at].iter().any(|b| b"`\"()[]{}|\\".contains(b)) {
        return None; // Logseq takes this for a property, refuses its key, and loses the line.
    }
    let after = at + 2;
    let value = skip_space(bytes, after, line.end);
    if after < line.end && bytes[after] != b' ' && value < line.end {
        return None;
    }
    Some(Found { key: Span::new(from, at), value: Span::new(value, trim_end(bytes, value, line.end)) })
}

/// Reads `:key: value`, a line of a `:PROPERTIES:` drawer.
pub(super) fn read_org(bytes: &[u8], line: &Line) -> Option<Found> {
    if bytes.get(line.text) != Some(&b':') {
        return None;
    }
    let close = line.text + 1 + bytes[line.text + 1..line.end].iter().position(|&b| b == b':' || is_space(b))?;
    if bytes[close] != b':' || close == line.text + 1 {
        return None;
    }
    let value = skip_space(bytes, close + 1, line.end);
    Some(Found { key: Span::new(line.text + 1, close), value: Span::new(value, trim_end(bytes, value, line.end)) })
}

/// Reads `#+key: value`; `#+BEGIN_X` is none.
pub(super) fn read_directive(bytes: &[u8], line: &Line) -> Option<Found> {
    if !bytes[line.text..line.end].starts_with(b"#+") || super::lines::starts_with_ci(bytes, line.text, "#+begin_") {
        return None;
    }
    let from = line.text + 2;
    let colon = from + memchr::memchr(b':', &bytes[from..line.end])?;
    let value = skip_space(bytes, colon + 1, line.end);
    (colon > from)
        .then(|| Found { key: Span::new(from, colon), value: Span::new(value, trim_end(bytes, value, line.end)) })
}

/// A key as it is compared: lower case, `_` and space made `-`, `custom-id` made `id`.
pub fn normal(key: &str) -> String {
    let mut normal: String =
        key.trim().chars().map(|c| if matches!(c, '_' | ' ') { '-' } else { c }).flat_map(char::to_lowercase).collect();
    if normal == "custom-id" {
        normal = "id".to_string();
    }
    normal
}

/// Whether Logseq takes a key: it must be an EDN keyword, and no tag.
pub fn is_valid(key: &str) -> bool {
    let starts_a_word = |part: &str| !part.is_empty() && !part.starts_with(|c: char| c.is_ascii_digit());
    let parts = key.split_once('/').is_none_or(|(space, name)| {
        starts_a_word(space) && starts_a_word(name) && !space.ends_with(':') && !name.contains('/')
    });
    parts
        && !key.is_empty()
        && !key.starts_with(|c: char| c.is_ascii_digit() || c == '#')
        && !key.ends_with([':', '/'])
        && !key.contains(|c: char| c.is_whitespace() || "\"^(){}|[];,\\`~@".contains(c))
}

/// Whether a value names no page: Logseq keeps the text of its own keys as it is.
pub fn is_plain(key: &str) -> bool {
    const PLAIN: &[&str] = &[
        "background-color",
        "custom-id",
        "filetags",
        "filters",
        "hl-color",
        "hl-type",
        "icon",
        "id",
        "logseq.color",
        "logseq.order-list-type",
        "ls-type",
        "macro",
        "query-properties",
        "query-sort-by",
        "template",
        "title",
    ];
    let by_prefix = ["logseq.table.", "logseq.macro-", "logseq.tldraw."];
    PLAIN.binary_search(&key).is_ok() || by_prefix.iter().any(|prefix| key.starts_with(prefix))
}

/// Keys that Logseq keeps for itself: they are no pages.
pub fn is_built_in(key: &str) -> bool {
    const BUILT_IN: &[&str] = &[
        "alias",
        "aliases",
        "background-color",
        "background_color",
        "collapsed",
        "created-at",
        "custom-id",
        "doing",
        "done",
        "exclude-from-graph-view",
        "filters",
        "heading",
        "hl-color",
        "hl-page",
        "hl-stamp",
        "hl-type",
        "icon",
        "id",
        "last-modified-at",
        "later",
        "ls-type",
        "now",
        "public",
        "query-properties",
        "query-sort-by",
        "query-sort-desc",
        "query-table",
        "tags",
        "template",
        "template-including-parent",
        "title",
        "todo",
        "updated-at",
    ];
    BUILT_IN.contains(&key) || key.starts_with("logseq.")
}

/// Keys met before, so that the same few are not made anew for each block.
#[derive(Default)]
pub(super) struct Keys {
    /// As written, and as compared.
    recent: Vec<(Box<str>, Arc<str>)>,
}

impl Keys {
    /// The key as it is compared.
    pub fn get(&mut self, written: &str) -> Arc<str> {
        if let Some((_, key)) = self.recent.iter().find(|(w, _)| **w == *written) {
            return key.clone();
        }
        let key: Arc<str> = normal(written).into();
        if self.recent.len() < 16 {
            self.recent.push((written.into(), key.clone()));
        }
        key
    }
}

/// Keys that are the app's own affairs, or are shown in another way. Source: `logseq.md` 1.3.
const OF_APP: &[&str] = &[
    "id",
    "custom-id",
    "background-color",
    "heading",
    "collapsed",
    "created-at",
    "updated-at",
    "last-modified-at",
    "query-table",
    "query-properties",
    "query-sort-by",
    "query-sort-desc",
    "ls-type",
    "hl-type",
    "hl-page",
    "hl-stamp",
    "hl-color",
    "hl-value",
    "logseq.order-list-type",
    "todo",
    "doing",
    "now",
    "later",
    "done",
    "template",
    "template-including-parent",
    "completed",
    "card-last-interval",
    "card-repeats",
    "card-ease-factor",
    "card-next-schedule",
    "card-last-reviewed",
    "card-last-score",
];

/// Whether a key says nothing of the notes.
pub fn is_of_app(key: &str) -> bool {
    OF_APP.contains(&key) || key.starts_with("logseq.") || key.starts_with('.')
}
