//! The parser's events: how they are asked for, and small questions about them.
//!
//! Does not write.

use pulldown_cmark::{Event, HeadingLevel, Parser, TagEnd, TextMergeWithOffset};
use std::ops::Range;

/// An event and the bytes of the source it comes from.
pub(super) type Item<'e> = (Event<'e>, Range<usize>);

/// The events of a source.
pub(super) fn parse(source: &str) -> Vec<Item<'_>> {
    use pulldown_cmark::Options as O;
    let options = O::ENABLE_TABLES
        | O::ENABLE_FOOTNOTES
        | O::ENABLE_STRIKETHROUGH
        | O::ENABLE_TASKLISTS
        | O::ENABLE_MATH
        | O::ENABLE_SUPERSCRIPT;
    // Marks that open nothing part the words into many events, which would cost more than the words.
    TextMergeWithOffset::new(Parser::new_ext(source, options).into_offset_iter()).collect()
}

/// Where the element that starts at `at` ends; the last event if it does not.
pub(super) fn ending(events: &[Item<'_>], at: usize, is: impl Fn(TagEnd) -> bool) -> usize {
    (at + 1..events.len())
        .find(|&i| matches!(&events[i].0, Event::End(end) if is(*end)))
        .unwrap_or(events.len().saturating_sub(1))
}

/// The words of an event.
pub(super) fn content<'e>(event: &'e Event<'_>) -> &'e str {
    match event {
        Event::Text(text) | Event::Html(text) | Event::InlineHtml(text) | Event::Code(text) => text,
        Event::SoftBreak | Event::HardBreak => "\n",
        _ => "",
    }
}

/// The class of a heading, with its leading blank.
pub(super) fn heading_class(level: HeadingLevel) -> &'static str {
    match level {
        HeadingLevel::H1 => " class=\"h1\"",
        HeadingLevel::H2 => " class=\"h2\"",
        HeadingLevel::H3 => " class=\"h3\"",
        HeadingLevel::H4 => " class=\"h4\"",
        HeadingLevel::H5 => " class=\"h5\"",
        HeadingLevel::H6 => " class=\"h6\"",
    }
}
