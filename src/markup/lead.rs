//! What a block opens with: the run-in label of a sentence, a label alone, or nothing of the kind.
//!
//! Does not know elements other than these.

use super::events::Item;
use super::write::Writer;
use super::{Lead, Resolver};
use pulldown_cmark::{Event, Tag, TagEnd};

/// Writes the first paragraph's opening, `at..end` being its content. Returns where the rest of it goes on.
pub(super) fn write_title<R: Resolver>(
    writer: &mut Writer<'_, '_, R>,
    events: &[Item<'_>],
    at: usize,
    end: usize,
) -> usize {
    if let Some((from, to)) = only_strong(&events[at..end]) {
        writer.lead = Lead::GroupLabel;
        writer.out.push_str("<b>");
        write_label(writer, events, at + from, at + to);
        writer.out.push_str("</b>");
        return end;
    }
    let Some((from, to)) = strong(&events[at..end]) else { return at };
    let (from, to) = (at + from, at + to);
    let inside = matches!(&events[to - 1].0, Event::Text(text) if text.trim_end().ends_with(COLONS));
    let after = match events.get(to + 1) {
        Some((Event::Text(text), _)) if to + 1 < end => text.strip_prefix(COLONS),
        _ => None,
    };
    if !inside && after.is_none() {
        return at;
    }
    writer.lead = Lead::LeadIn;
    writer.out.push_str("<i>");
    let start = writer.out.len();
    write_label(writer, events, from, to);
    if writer.out.len() > start && !writer.out.ends_with(['.', '?', '!', '…', '。']) {
        writer.out.push(if goes_on(events, to + 1, end, after) { ':' } else { '.' });
    }
    writer.out.push_str("</i>");
    match after {
        Some(rest) if !inside => {
            writer.text(rest);
            to + 2
        }
        _ => to + 1,
    }
}

/// Whether what follows a label goes on as one sentence with it: in small letters, so that no full stop may come between.
fn goes_on(events: &[Item<'_>], from: usize, end: usize, after: Option<&str>) -> bool {
    let next = match events.get(from).filter(|_| from < end) {
        _ if after.is_some_and(|text| !text.trim().is_empty()) => after,
        Some((Event::Text(text), _)) => Some(&**text),
        _ => None,
    };
    next.and_then(|text| text.trim_start().chars().next()).is_some_and(char::is_lowercase)
}

const COLONS: [char; 2] = [':', '：'];

/// Writes the events of a label, without the colon it ends in.
pub(super) fn write_label<R: Resolver>(writer: &mut Writer<'_, '_, R>, events: &[Item<'_>], from: usize, to: usize) {
    let start = writer.out.len();
    let mut at = from;
    while at < to {
        at = writer.event(events, at);
    }
    let kept = writer.out[start..].trim_end().trim_end_matches(COLONS).trim_end().len();
    writer.out.truncate(start + kept);
}

/// Where the content of a bold run stands that begins the paragraph, after at most white space.
fn strong(inner: &[Item<'_>]) -> Option<(usize, usize)> {
    if !matches!(inner.first()?.0, Event::Start(Tag::Strong)) {
        return None;
    }
    let mut depth = 0;
    for (i, (event, _)) in inner.iter().enumerate() {
        match event {
            Event::Start(Tag::Strong) => depth += 1,
            Event::End(TagEnd::Strong) => {
                depth -= 1;
                if depth == 0 {
                    return (i > 1).then_some((1, i));
                }
            }
            _ => {}
        }
    }
    None
}

/// The same, where nothing else follows but a colon.
pub(super) fn only_strong(inner: &[Item<'_>]) -> Option<(usize, usize)> {
    let (from, to) = strong(inner)?;
    let rest = inner[to + 1..]
        .iter()
        .all(|(event, _)| matches!(event, Event::Text(text) if matches!(text.trim(), "" | ":" | "：")));
    rest.then_some((from, to))
}

/// Takes white space and line breaks off both ends.
pub(super) fn trim(html: &mut String) {
    trim_end(html, 0);
    let mut rest = html.as_str();
    loop {
        let shorter = rest.trim_start();
        let shorter = shorter.strip_prefix("<br>").unwrap_or(shorter);
        if shorter.len() == rest.len() {
            break;
        }
        rest = shorter;
    }
    if rest.len() < html.len() {
        *html = rest.to_string();
    }
}

/// Takes white space and line breaks off the end, not before `start`.
pub(super) fn trim_end(html: &mut String, start: usize) {
    loop {
        let tail = html[start..].trim_end();
        let tail = tail.strip_suffix("<br>").unwrap_or(tail);
        if start + tail.len() == html.len() {
            return;
        }
        html.truncate(start + tail.len());
    }
}
