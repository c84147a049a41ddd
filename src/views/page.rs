//! A note: its outline as written, its tasks, and what points to it.

use chrono::NaiveDate;
use serde::Serialize;

use super::cx::Cx;
use super::frame::{Frame, Part, frame};
use super::gather::{self, Nearby};
use super::parts::{Backlinks, Fact, Group, Link, Mentions, Pair, Passage, Row};
use super::passages::passages;
use super::project::{crumbs, near_group, where_to_write};
use super::rows;
use crate::graph::{PageId, TaskRow};
use crate::route::Route;

/// `pages/<slug>.html`. Contents and near are groups of the frame's aside.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Page {
    /// What is around it.
    pub frame: Frame,
    /// Date, projects, people and tags of the note.
    pub facts: Vec<Fact>,
    /// The outline, by source; empty when the page is only spoken of.
    pub notes: Vec<Passage>,
    /// How many of its tasks are open.
    pub task_count: usize,
    /// Its tasks, open ones first.
    pub tasks: Vec<Row>,
    /// What links to it.
    pub backlinks: Backlinks,
    /// What names it; none when nothing does.
    pub mentions: Option<Mentions>,
    /// What to write and where, when no note defines it; empty otherwise.
    pub empty: String,
}

/// How many blocks a note may have whose tasks are seen at a glance.
const SHORT: usize = 16;

/// Fill the screen of a note, or of a page of the user's own kind.
pub fn page(cx: &Cx<'_>, page: PageId) -> Page {
    let p = cx.graph.page(page);
    let mut frame = frame(cx, "page", &p.name, Part::Elsewhere);
    frame.crumbs = crumbs(cx, page);
    let near = gather::near(cx, page);
    // Below a few lines the same lines again would be noise.
    let short = cx.graph.own_blocks(page).take(SHORT + 1).count() <= SHORT;
    let tasks = if short { Vec::new() } else { own_tasks(cx, page) };
    if !tasks.is_empty() {
        frame.read_against = cx.long_day(cx.today);
    }
    frame.aside = hierarchy(cx, page).into_iter().chain(near_group(cx, page, near)).collect();
    let notes = passages(cx, page, &[]);
    let backlinks = rows::backlinks(cx, page, |_| false);
    let empty = match (p.is_missing(), notes.is_empty()) {
        (true, _) if backlinks.count > 0 => "No note of its own; only what points here.".to_string(),
        (_, true) => format!("No notes yet. {}", where_to_write(cx, page)),
        _ => String::new(),
    };
    Page {
        facts: facts(cx, page, near),
        notes,
        task_count: tasks.iter().filter(|t| t.state.is_open()).count(),
        tasks: tasks.iter().map(|t| rows::task(cx, t, page)).collect(),
        backlinks,
        mentions: rows::mentions(cx, page),
        empty,
        frame,
    }
}

/// Tasks that stand in its own notes, open ones first.
fn own_tasks<'a>(cx: &Cx<'a>, page: PageId) -> Vec<&'a TaskRow> {
    let mut tasks: Vec<&TaskRow> = cx.graph.own_blocks(page).filter_map(|id| cx.graph.task(id)).collect();
    tasks.sort_by_key(|t| (!t.state.is_open(), gather::urgency(cx, t)));
    tasks
}

fn facts(cx: &Cx<'_>, page: PageId, near: &[Nearby]) -> Vec<Fact> {
    let p = cx.graph.page(page);
    let mut facts = Vec::new();
    if !p.aliases.is_empty() {
        let names: Vec<String> = p.aliases.iter().map(|a| format!("“{a}”")).collect();
        facts.push(Fact { before: format!("also {}", names.join(", ")), ..Fact::default() });
    }
    if let Some(last) = last_day(cx, page) {
        facts.push(Fact { before: format!("last mention {}", cx.short_day(last)), ..Fact::default() });
    }
    let tags = p.tags.iter().map(|t| cx.link(*t));
    let links: Vec<Link> = near.iter().take(4).map(|n| cx.link(n.page)).chain(tags).collect();
    facts.extend(links.into_iter().map(|link| Fact { links: vec![link], ..Fact::default() }));
    facts
}

fn last_day(cx: &Cx<'_>, page: PageId) -> Option<NaiveDate> {
    let own = cx.graph.own_blocks(page);
    own.chain(cx.graph.links.to(page).iter().map(|l| l.from)).filter_map(|id| cx.graph.date(id)).max()
}

/// How many pages of a namespace the aside names.
const MOST_CHILDREN: usize = 24;

/// The pages of its namespace.
fn hierarchy(cx: &Cx<'_>, page: PageId) -> Option<Group> {
    let children = &cx.graph.page(page).children;
    if children.is_empty() {
        return None;
    }
    let pair = |child: &PageId| {
        let link = Link { label: cx.graph.page(*child).short_name().to_string(), ..cx.link(*child) };
        Pair { left: link, ..Pair::default() }
    };
    let more = children.len().saturating_sub(MOST_CHILDREN);
    let all = Link { href: Some(cx.href(Route::All(None))), label: format!("{more} more"), ..Link::default() };
    Some(Group {
        title: "Below".into(),
        count: children.len().to_string(),
        pairs: children.iter().take(MOST_CHILDREN).map(pair).collect(),
        links: if more > 0 { vec![all] } else { Vec::new() },
        ..Group::default()
    })
}

/// Fill a further part of what links to a page.
pub fn links(cx: &Cx<'_>, page: PageId, part: u32) -> Page {
    let link = cx.link(page);
    let mut frame = frame(cx, "page", &format!("{}, part {part}", link.label), Part::Elsewhere);
    frame.crumbs = crumbs(cx, page).into_iter().chain([link]).collect();
    Page { frame, backlinks: rows::backlinks_part(cx, page, part), ..Page::default() }
}
