//! One line as its reader sees it: without what Markdown and HTML write round the words.
//!
//! Does not know references: those are cut out before. Not for showing, which is `markup`'s: this is what lines are compared by.

use std::borrow::Cow;

use pulldown_cmark::{Event, Parser};

/// Links by their labels, signs by what they stand for, no tags: `[Harbour](https://x.org) R\&amp;D` is `Harbour R&D`. The line
/// itself where it holds nothing of the kind, and where nothing of it is seen.
pub fn shown(line: &str) -> Cow<'_, str> {
    if memchr::memchr3(b'\\', b'<', b'&', line.as_bytes()).is_none() && !line.contains("://") {
        return line.into();
    }
    // A letter before it, so that nothing in it opens a list or a heading.
    let marked = format!("x{line}");
    let mut out = String::with_capacity(line.len());
    for event in Parser::new(&marked) {
        match event {
            Event::Text(words) | Event::Code(words) => out.push_str(&words),
            Event::SoftBreak | Event::HardBreak => out.push(' '),
            _ => {}
        }
    }
    match out.strip_prefix('x') {
        Some(seen) if !seen.trim().is_empty() => Cow::Owned(seen.to_string()),
        _ => line.into(),
    }
}
