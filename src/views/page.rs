//! A note: its outline as written, its tasks, and what points to it.

use chrono::{Datelike, NaiveDate};
use serde::Serialize;

use super::backlinks::{backlinks, backlinks_part};
use super::beside::{hierarchy, near_group};
use super::cx::{Cx, count};
use super::day::day_row;
use super::frame::{Frame, Part, emblem, frame};
use super::gather::{self, Nearby};
use super::parts::{Backlinks, Fact, Fold, Group, Link, Mentions, Passage};
use super::passages::passages;
use super::project::{crumbs, where_to_write};
use super::row::Rows;
use super::rows;
use crate::graph::{BlockId, PageId, TaskRow};
use crate::markup::Html;
use crate::outline::RefKind;
use crate::period::Period;
use crate::route::Route;

/// `pages/<slug>.html`. Contents and near are groups of the frame's aside.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Page {
    /// What is around it.
    pub frame: Frame,
    /// Date, projects and people of the note. Its tags stand with its properties.
    pub facts: Vec<Fact>,
    /// The pages below it, where there is nothing else to see; elsewhere they are a group of the aside.
    pub below: Option<Group>,
    /// The days of the time it is named after.
    pub days: Days,
    /// The outline, by source; empty when the page is only spoken of.
    pub notes: Vec<Passage>,
    /// How many of its tasks are open.
    pub task_count: usize,
    /// Its tasks, open ones first.
    pub tasks: Rows,
    /// What links to it.
    pub backlinks: Backlinks,
    /// What names it; none when nothing does.
    pub mentions: Option<Mentions>,
    /// What to write and where, when no note defines it; empty otherwise.
    pub empty: String,
}

/// The days of a page that is called `2024`, `2024-12`, `2024 Q4` or `2024-W50`.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Days {
    /// How many have a page.
    pub count: usize,
    /// The year's calendar, where the time is a year or part of one.
    pub calendar: Option<Link>,
    /// The days, where they fit in a month.
    pub rows: Rows,
    /// Months of longer times, closed.
    pub months: Vec<Fold>,
}

/// How many blocks a note may have whose tasks are seen at a glance.
const SHORT: usize = 16;

/// Fill the screen of a note, or of a page of the user's own kind.
pub fn page(cx: &Cx<'_>, page: PageId) -> Page {
    let p = cx.graph.page(page);
    let mut frame = frame(cx, "page", &p.name, Part::Elsewhere);
    frame.crumbs = crumbs(cx, page);
    frame.emblem = emblem(cx, page);
    if p.parent.is_some() {
        // The line above says the rest of the name.
        frame.title = p.short_name().to_string();
    }
    let near = gather::near(cx, page);
    // Below a few lines the same lines again would be noise.
    let short = cx.graph.own_blocks(page).take(SHORT + 1).count() <= SHORT;
    let tasks = if short { Vec::new() } else { own_tasks(cx, page) };
    let lists = |id: BlockId| cx.graph.outline(id).refs_of(id.block).iter().any(|r| shows_others(r.kind));
    let mut own = cx.graph.own_blocks(page);
    if !tasks.is_empty() || own.any(|id| lists(id) || gather::is_told_by_today(cx, id)) || is_pointed_at_today(cx, page)
    {
        frame.read_against = cx.long_day(cx.today);
    }
    let notes = passages(cx, page, &[]);
    let backlinks = backlinks(cx, page, |_| false);
    let days = days(cx, page);
    let told = backlinks.count + backlinks.tagged_count + days.count > 0;
    let (below, beside) = match hierarchy(cx, page) {
        below if notes.is_empty() && !told => (below, None),
        beside => (None, beside),
    };
    frame.aside = beside.into_iter().chain(near_group(cx, page, near)).collect();
    let empty = match (p.is_missing(), notes.is_empty()) {
        (true, _) if told => "No note of its own; only what points here.".to_string(),
        (true, _) if !p.children.is_empty() => "No note of its own; only the pages below it.".to_string(),
        (false, true) if left_out(cx, page) > 0 => "Nothing but templates, which are left out.".to_string(),
        (_, true) => format!("No notes yet. {}", where_to_write(cx, page)),
        _ => String::new(),
    };
    Page {
        facts: facts(cx, page, near),
        below,
        days,
        notes,
        task_count: tasks.iter().filter(|t| t.state.is_open()).count(),
        tasks: tasks.iter().map(|t| rows::task(cx, t, page)).collect(),
        backlinks,
        mentions: rows::mentions(cx, page),
        empty,
        frame,
    }
}

/// Whether a backlink of a page says a word that another day would not.
fn is_pointed_at_today(cx: &Cx<'_>, page: PageId) -> bool {
    cx.graph.links_to(page).iter().any(|link| gather::is_told_by_today(cx, link.from))
}

/// Queries and embeds, whose rows may say such words too.
fn shows_others(kind: RefKind) -> bool {
    matches!(kind, RefKind::EmbedBlock | RefKind::EmbedPage | RefKind::Macro)
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
    let forms = left_out(cx, page);
    if forms > 0 {
        facts.push(Fact { before: count(forms, "template left out", "templates left out"), ..Fact::default() });
    }
    let links: Vec<Link> = near.iter().take(4).map(|n| cx.link(n.page)).collect();
    facts.extend(links.into_iter().map(|link| Fact { links: vec![link], ..Fact::default() }));
    facts
}

fn last_day(cx: &Cx<'_>, page: PageId) -> Option<NaiveDate> {
    let own = cx.graph.own_blocks(page);
    own.chain(cx.graph.links_to(page).iter().map(|l| l.from)).filter_map(|id| cx.graph.date(id)).max()
}

/// How many templates stand in its own notes.
fn left_out(cx: &Cx<'_>, page: PageId) -> usize {
    let notes = cx.graph.page(page).home.notes.iter();
    notes.map(|note| cx.graph.locals[note.index()].templates.len()).sum()
}

/// The days of a time, if a page is named after one.
fn days(cx: &Cx<'_>, page: PageId) -> Days {
    let Some((period, within)) = cx.days_of(page) else { return Days::default() };
    let Some((from, _)) = period.days(cx.config.fiscal_year_start) else { return Days::default() };
    let calendar = Route::Calendar(from.year());
    let mut days = Days {
        count: within.len(),
        calendar: (cx.routes.has(cx.graph, calendar) && !within.is_empty()).then(|| Link {
            href: Some(cx.href(calendar)),
            label: "calendar".into(),
            ..Link::default()
        }),
        ..Days::default()
    };
    if matches!(period, Period::Month(..) | Period::Week(..)) {
        days.rows = within.iter().map(|(day, page)| day_row(cx, *day, *page)).collect();
        return days;
    }
    let name = |day: NaiveDate| day.format(if day.year() == from.year() { "%B" } else { "%B %Y" }).to_string();
    let of_month = within.chunk_by(|a, b| (a.0.year(), a.0.month()) == (b.0.year(), b.0.month()));
    days.months = of_month
        .map(|month| Fold {
            head: month.first().map(|(day, _)| Html::text(&name(*day))).unwrap_or_default(),
            text: Html::text(&count(month.len(), "day", "days")),
            rows: month.iter().map(|(day, page)| day_row(cx, *day, *page)).collect(),
            ..Fold::default()
        })
        .collect();
    days
}

/// Fill a further part of what links to a page.
pub fn links(cx: &Cx<'_>, page: PageId, part: u32) -> Page {
    let link = cx.link(page);
    let mut frame = frame(cx, "page", &format!("{}, part {part}", link.label), Part::Elsewhere);
    frame.crumbs = crumbs(cx, page).into_iter().chain([link]).collect();
    if is_pointed_at_today(cx, page) {
        frame.read_against = cx.long_day(cx.today);
    }
    Page { frame, backlinks: backlinks_part(cx, page, part), ..Page::default() }
}
