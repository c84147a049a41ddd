//! Tables: which columns are numbers, and the elements round their cells.
//!
//! Does not write what stands in a cell.

use super::Resolver;
use super::events::{Item, content, ending};
use super::write::Writer;
use pulldown_cmark::{Alignment, Event, Tag, TagEnd};

/// Writes the table that starts at `at` and returns the place after it.
pub(super) fn write<R: Resolver>(
    writer: &mut Writer<'_, '_, R>,
    columns: &[Alignment],
    events: &[Item<'_>],
    at: usize,
) -> usize {
    let end = ending(events, at, |end| matches!(end, TagEnd::Table));
    let classes = classes(columns, &events[at + 1..end]);
    writer.open("div", " class=\"wide\" tabindex=\"0\"");
    writer.out.push_str("<table>");
    let (mut column, mut cell, mut body) = (0, "</td>", false);
    let mut next = at + 1;
    while next < end {
        match &events[next].0 {
            Event::Start(Tag::TableHead) => {
                writer.out.push_str("<thead><tr>");
                (column, cell) = (0, "</th>");
            }
            Event::End(TagEnd::TableHead) => {
                writer.out.push_str("</tr></thead>");
                cell = "</td>";
            }
            Event::Start(Tag::TableRow) => {
                if !body {
                    writer.out.push_str("<tbody>");
                    body = true;
                }
                writer.out.push_str("<tr>");
                column = 0;
            }
            Event::End(TagEnd::TableRow) => writer.out.push_str("</tr>"),
            Event::Start(Tag::TableCell) => {
                writer.open(&cell[2..4], classes.get(column).copied().unwrap_or_default());
                column += 1;
            }
            Event::End(TagEnd::TableCell) => {
                let deferred = std::mem::take(&mut writer.deferred);
                writer.out.push_str(&deferred);
                writer.out.push_str(cell);
            }
            _ => {
                next = writer.event(events, next);
                continue;
            }
        }
        next += 1;
    }
    if body {
        writer.out.push_str("</tbody>");
    }
    writer.out.push_str("</table></div>");
    end + 1
}

/// `n` for a column set to the right or of numbers alone, `m` for a centred one.
fn classes(columns: &[Alignment], events: &[Item<'_>]) -> Vec<&'static str> {
    // Of each column: whether a number was seen, and whether anything else was.
    let mut seen = vec![(false, false); columns.len()];
    let (mut column, mut text, mut head) = (0, String::new(), false);
    for (event, _) in events {
        match event {
            Event::Start(Tag::TableHead) => head = true,
            Event::End(TagEnd::TableHead) => head = false,
            Event::Start(Tag::TableRow) => column = 0,
            Event::Start(Tag::TableCell) => text.clear(),
            Event::End(TagEnd::TableCell) if !head => {
                if let Some(seen) = seen.get_mut(column)
                    && !text.trim().is_empty()
                {
                    if is_number(text.trim()) { seen.0 = true } else { seen.1 = true }
                }
                column += 1;
            }
            // Whatever is no text is no number.
            Event::Start(Tag::Link { .. } | Tag::Image { .. }) | Event::InlineMath(_) => text.push('x'),
            event => text.push_str(content(event)),
        }
    }
    columns
        .iter()
        .zip(seen)
        .map(|(column, (number, other))| match column {
            Alignment::Right => " class=\"n\"",
            Alignment::Center => " class=\"m\"",
            Alignment::None if number && !other => " class=\"n\"",
            _ => "",
        })
        .collect()
}

/// `1`, `-2.5`, `1,234`, `80 %`, `€ 12`, `2.4k`, `3×`.
fn is_number(text: &str) -> bool {
    let core = text.trim_start_matches(['-', '+', '−', '±', '~', '≈', '<', '>', '€', '$', '£', ' ']);
    let core = core.trim_end_matches(['%', '‰', '€', '×', 'x', 'k', 'K', 'M', 'G', ' ']);
    core.starts_with(|c: char| c.is_ascii_digit())
        && core.chars().all(|c| c.is_ascii_digit() || matches!(c, '.' | ',' | '\'' | ' ' | '\u{a0}' | '\u{202f}'))
}
