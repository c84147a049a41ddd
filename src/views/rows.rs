//! Rows of collated blocks: with date and place, mentions, and lines for the templates.
//!
//! Does not choose which blocks.

use super::blocks::{line, trail};
use super::cx::{Cx, gap};
use super::naming::all_words;
use super::parts::{Bundle, Link, Mentions, WhenState};
use super::passages;
use super::row::{Row, Rows, write_when};
use super::tree::{Below, content, late_words, spent_words, task_day, task_when};
use crate::graph::{BlockId, Mention, PageId, SHOWN_BELOW, TaskRow};
use crate::markup::{Html, HtmlWriter};
use crate::route::Route;
use chrono::NaiveDate;

/// How many mentions one page shows.
const MOST_MENTIONS: usize = 150;

/// The `<li>` of each block: date, place and text. `by_date`: the list is sorted by date, so its gaps are told.
pub fn entries(cx: &Cx<'_>, blocks: impl Iterator<Item = BlockId>, by_date: bool) -> Html {
    entries_naming(cx, blocks, by_date, PageId::NONE)
}

/// The same of blocks that all name one page. A page that does so by its properties has no line to quote: it shows these.
pub fn entries_naming(cx: &Cx<'_>, blocks: impl Iterator<Item = BlockId>, by_date: bool, named: PageId) -> Html {
    let mut w = HtmlWriter::new();
    let mut above: Option<(BlockId, Option<NaiveDate>)> = None;
    // What stands in the margin beside the lines above.
    let mut beside: Option<NaiveDate> = None;
    for id in blocks {
        let date = cx.graph.date(id);
        let task = cx.graph.block(id).task();
        if let (true, Some((_, Some(before))), Some(date)) = (by_date, above, date)
            && let Some(gap) = gap(before, date)
        {
            w.tag("<li class=\"gap\">").text(&gap).tag("</li>\n");
        }
        w.tag("<li");
        if let Some(marker) = task.and_then(|t| t.marker) {
            w.attr("data-marker", marker.word());
        }
        if let Some(priority) = task.and_then(|t| t.priority) {
            w.attr("data-priority", &priority.to_string());
        }
        w.tag(">");
        let same_date = above.is_some_and(|(_, d)| d == date);
        let parent = |id: BlockId| (id.note, cx.graph.block(id).parent, cx.graph.owner(id));
        let same_place = same_date && above.is_some_and(|(a, _)| parent(a) == parent(id));
        let due = task_day(cx, id);
        let stands = due.map(|(day, _)| day).or(date);
        // A task's own date stands beside each; another once, unless something else came between.
        if let Some(day) = stands.filter(|_| due.is_some() || !same_place || beside != stands) {
            let state = due.map_or(WhenState::Dated, |(_, state)| state);
            write_when(&mut w, &cx.when(day, state), false);
        }
        beside = stands;
        if !same_place {
            w.tag("<a class=\"crumb\"")
                .attr("href", &cx.block_href(id))
                .tag(">")
                .phrase(&trail(cx, id, stands))
                .tag("</a>");
        }
        let below = cx.graph.block(id).end - id.block - 1;
        content(
            cx,
            &mut w,
            id,
            match below {
                0 => Below::None,
                1..=SHOWN_BELOW => Below::All { open: below <= 3 },
                // A whole chapter is not context; the place above leads to it.
                _ => Below::None,
            },
        );
        if id.block == 0 && named != PageId::NONE {
            passages::write_properties(cx, &mut w, id, passages::naming(cx, id, named));
        }
        w.tag("</li>\n");
        above = Some((id, date));
    }
    w.finish()
}

/// Everything that names a page in plain words.
pub fn mentions(cx: &Cx<'_>, page: PageId) -> Option<Mentions> {
    let all = cx.graph.mentions_of(page);
    if all.is_empty() {
        return None;
    }
    let mut w = HtmlWriter::new();
    let mut rest = all;
    let mut shown = 0;
    while let (Some(first), true) = (rest.first(), shown < MOST_MENTIONS) {
        let here = rest.iter().take_while(|m| m.block == first.block).count();
        let (now, later) = rest.split_at(here);
        rest = later;
        shown += 1;
        w.tag("<li>");
        let date = cx.graph.date(first.block);
        if let Some(date) = date {
            write_when(&mut w, &cx.when(date, WhenState::Dated), false);
        }
        let href = cx.block_href(first.block);
        w.tag("<a class=\"crumb\"").attr("href", &href).tag(">").phrase(&trail(cx, first.block, date)).tag("</a>");
        excerpt(cx, &mut w, now);
        w.tag("</li>\n");
    }
    let name = cx.graph.page(page).short_name();
    let cut = if rest.is_empty() { "" } else { "; the first are shown" };
    let text = format!("plain text “{name}”, not a link{cut}");
    Some(Mentions { count: all.len(), text, html: w.finish(), more: Vec::new() })
}

/// How many characters of context stand on each side of a name.
const CONTEXT: usize = 160;

/// The words round the names, as a reader of the page has them, the names marked. All of `here` are in one block.
fn excerpt(cx: &Cx<'_>, w: &mut HtmlWriter, here: &[Mention]) {
    let Some(first) = here.first() else { return };
    let text = &cx.graph.outline(first.block).text;
    let words = all_words(cx, first.block);
    let mut marks: Vec<(usize, usize)> = Vec::new();
    let mut after = 0;
    for name in here.iter().map(|m| m.span.of(text)) {
        let Some(at) = words.find_outside_code(name, after) else { continue };
        after = at + name.len();
        marks.push((after - name.len(), after));
    }
    let (from, to) = match (marks.first(), marks.last()) {
        (Some((from, _)), Some((_, to))) => (back(&words, *from, CONTEXT), forth(&words, *to, CONTEXT)),
        // A name that only markup makes whole: the beginning says where it is.
        _ => (0, forth(&words, 0, 2 * CONTEXT)),
    };
    if from > 0 {
        w.tag("…");
    }
    let mut at = from;
    for (start, end) in marks {
        w.part(&words, at..start).tag("<mark>").part(&words, start..end).tag("</mark>");
        at = end;
    }
    w.part(&words, at..to);
    if to < words.len() {
        w.tag("…");
    }
}

fn back(text: &str, from: usize, by: usize) -> usize {
    let at = text.floor_char_boundary(from.saturating_sub(by));
    if at == 0 { 0 } else { text[at..from].find(' ').map_or(at, |space| at + space + 1) }
}

fn forth(text: &str, from: usize, by: usize) -> usize {
    let at = text.ceil_char_boundary((from + by).min(text.len()));
    if at == text.len() { at } else { text[from..at].rfind(' ').map_or(at, |space| from + space) }
}

/// A row for a task: its date, line, project and source.
pub fn task(cx: &Cx<'_>, task: &TaskRow, on: PageId) -> Row {
    let id = task.block;
    let block = cx.graph.block(id);
    let mut why = Vec::new();
    if let Some(due) = task.due.filter(|_| task.state.is_open()) {
        let next = due.next_from(cx.as_of);
        // How long it is from a day that is over, nobody asks.
        why.extend((next > cx.as_of && cx.as_of == cx.today).then(|| words(cx.ago(next))));
        why.extend(due.repeat.map(|repeat| match next == due.date {
            true => words(repeat.words()),
            false => words(format!("{} since {}", repeat.words(), cx.short_day(due.date))),
        }));
    }
    if let Some(crate::graph::Completed::Inferred(_)) = task.completed {
        why.push(words("dated by its deadline"));
    }
    why.extend(spent_words(cx, id).map(words));
    why.extend(task.project.filter(|p| *p != on).map(|p| cx.link(p)));
    why.extend(task.people.iter().filter(|p| **p != on && Some(**p) != task.project).take(3).map(|p| cx.link(*p)));
    let when = task_when(cx, id).or_else(|| task.completed.and_then(|c| c.day()).map(|d| cx.when(d, WhenState::Dated)));
    let known: Vec<PageId> = [on].into_iter().chain(task.project).chain(task.people.iter().take(3).copied()).collect();
    why.push(cx.source_in(id, when.as_ref(), &known));
    Row {
        when,
        marker: block.task().and_then(|t| t.marker).map(|m| m.word().to_string()),
        priority: task.priority.map(|p| p.to_string()),
        line: line(cx, id),
        late: late_words(cx, id),
        why,
        ..Row::default()
    }
}

/// A row for any dated block: its date, line, page and source.
pub fn block(cx: &Cx<'_>, id: BlockId, on: PageId) -> Row {
    if let Some(row) = cx.graph.task(id) {
        return task(cx, row, on);
    }
    let owner = cx.graph.owner(id);
    let mut why = Vec::new();
    if owner != on && cx.graph.page(owner).kind.is_entity() {
        why.push(cx.link(owner));
    }
    let when = cx.graph.date(id).map(|day| cx.when(day, WhenState::Dated));
    why.push(cx.source_in(id, when.as_ref(), &[on, owner]));
    Row { when, line: line(cx, id), why, ..Row::default() }
}

/// The first of some rows, and how many more there are. A project's page holds all of its own.
pub fn bundle<T>(cx: &Cx<'_>, all: &[T], most: usize, row: impl Fn(&T) -> Row) -> Bundle {
    let rows: Rows = all.iter().take(most).map(row).collect();
    let hidden = all.len() - rows.len();
    let more = (hidden > 0).then(|| Link {
        href: Some(cx.href(Route::Projects)),
        label: format!("{hidden} more, by project"),
        ..Link::default()
    });
    Bundle { count: all.len(), rows, more, private: 0 }
}

/// The same of what is handed in: private ones are told apart, and not counted.
pub fn handed_in<T>(
    cx: &Cx<'_>,
    all: &[T],
    most: usize,
    at: impl Fn(&T) -> BlockId,
    row: impl Fn(&T) -> Row,
) -> Bundle {
    let told = bundle(cx, all, most, |each| Row { private: cx.is_marked_private(at(each)), ..row(each) });
    let private = all.iter().filter(|each| cx.is_marked_private(at(each))).count();
    Bundle { count: told.count - private, private, ..told }
}

/// Plain words where a link could stand.
pub fn words(text: impl Into<String>) -> Link {
    Link { label: text.into(), ..Link::default() }
}
