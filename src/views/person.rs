//! A person: what is open, what is new since the last meeting, all meetings, and where else they are named.

use chrono::{Datelike, NaiveDate};
use serde::Serialize;

use super::backlinks::backlinks;
use super::beside::near_group;
use super::blocks::first_words;
use super::cx::{Cx, count, gap};
use super::frame::{Frame, Part, emblem, frame};
use super::gather::{self, Nearby};
use super::parts::{Backlinks, Fact, Fold, Group, Link, Mentions, Pair, Passage, When, WhenState};
use super::passages::passages;
use super::project::{crumbs, where_to_write};
use super::row::{Row, Rows};
use super::rule::{YearRule, year_rule};
use super::{rows, tables, tree};
use crate::graph::{self, BlockId, PageId, PageKind};
use crate::markup::{Html, HtmlWriter, Phrase};
use rustc_hash::FxHashSet;

/// `people/<slug>.html`. Near, "before you meet" and the private peer review are groups of the frame's aside.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Person {
    /// What is around it.
    pub frame: Frame,
    /// Last met, rhythm, other names.
    pub facts: Vec<Fact>,
    /// Meetings of the newest year that has any; none when nothing is dated.
    pub rule: Option<YearRule>,
    /// How many tasks that name them are open.
    pub task_count: usize,
    /// Those tasks.
    pub tasks: Rows,
    /// `29 Nov to today, 3 blocks`.
    pub since_summary: String,
    /// New on shared projects since the meeting before the last.
    pub since: Rows,
    /// How many meetings.
    pub meeting_count: usize,
    /// By year, newest first.
    pub meetings: Vec<Year>,
    /// Projects both are named in.
    pub projects: Vec<Shared>,
    /// Review text that names them.
    pub reviews: Rows,
    /// What is written about them outside meetings, by source.
    pub notes: Vec<Passage>,
    /// What links to them.
    pub backlinks: Backlinks,
    /// What names them; none when nothing does.
    pub mentions: Option<Mentions>,
    /// What to write and where, when there is nothing; empty otherwise.
    pub empty: String,
}

/// The meetings of a year.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Year {
    /// `2024`: stands in the margin.
    pub year: String,
    /// The newest meeting of all is first in the newest year and not folded; none in other years.
    pub newest: Option<Meeting>,
    /// The others, one line each with their gist.
    pub folds: Vec<Fold>,
}

/// The newest meeting, shown in full.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Meeting {
    /// Its date.
    pub when: Option<When>,
    /// What was said.
    pub tree: Html,
}

/// A shared project.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Shared {
    /// The last block both are in.
    pub when: Option<When>,
    /// The project.
    pub link: Link,
    /// `4 blocks, named in the thank you note`.
    pub text: String,
}

/// How many shared projects are named.
const MOST_SHARED: usize = 12;
/// How many new blocks on shared projects are shown.
const MOST_NEW: usize = 12;

/// Fill the screen of one person.
pub fn person(cx: &Cx<'_>, page: PageId) -> Person {
    let p = cx.graph.page(page);
    let mut frame = frame(cx, "person", p.short_name(), Part::People);
    frame.crumbs = crumbs(cx, page);
    frame.emblem = emblem(cx, page);
    frame.read_against = cx.long_day(cx.today);
    let met = meetings(cx, page);
    let near = gather::near(cx, page);
    let shared: Vec<Nearby> = gather::of_kind(cx, near, PageKind::Project).copied().collect();
    let tasks = gather::open_tasks(cx, page);
    let (since, since_summary) = since(cx, page, &met, &shared);
    let (peer, private) = peer_reviews(cx, page);
    let shown: Vec<BlockId> = met.iter().map(|(_, id)| *id).chain(private).collect();
    let notes = passages(cx, page, &shown);
    frame.aside =
        near_group(cx, page, near).into_iter().chain(before_you_meet(&tasks, since.len())).chain(peer).collect();
    let backlinks = backlinks(cx, page, |id| shown.contains(&id));
    let mentions = rows::mentions(cx, page);
    let nothing = met.is_empty() && notes.is_empty() && backlinks.count == 0 && mentions.is_none();
    Person {
        facts: facts(cx, page, &met),
        rule: met.first().map(|(newest, _)| {
            let per_day = gather::per_day(newest.year(), met.iter().map(|(day, _)| *day));
            year_rule(newest.year(), &per_day, cx.today)
        }),
        task_count: tasks.len(),
        tasks: tasks.iter().map(|t| rows::task(cx, t, page)).collect(),
        since_summary,
        since,
        meeting_count: met.len(),
        meetings: by_year(cx, page, &met),
        projects: shared_projects(cx, &shared),
        reviews: in_reviews(cx, page),
        notes,
        backlinks,
        mentions,
        empty: if nothing { format!("No notes yet. {}", where_to_write(cx, page)) } else { String::new() },
        frame,
    }
}

/// When a person was met, the newest first.
pub fn meetings(cx: &Cx<'_>, page: PageId) -> Vec<(NaiveDate, BlockId)> {
    let mut met: Vec<(NaiveDate, BlockId)> = cx.graph.meetings().with(page).map(|m| (m.day, m.block)).collect();
    met.sort_by_key(|(day, id)| (std::cmp::Reverse(*day), *id));
    met
}

fn facts(cx: &Cx<'_>, page: PageId, met: &[(NaiveDate, BlockId)]) -> Vec<Fact> {
    let mut facts = Vec::new();
    let past: Vec<NaiveDate> = met.iter().map(|(day, _)| *day).filter(|day| *day <= cx.today).collect();
    if let Some(last) = past.first() {
        facts.push(Fact { before: "Last met ".into(), strong: cx.ago(*last), ..Fact::default() });
    }
    let mut days = past.clone();
    days.dedup();
    match (days.len(), days.first(), days.last()) {
        (0, ..) => facts.push(Fact { before: "no dated meeting yet".into(), ..Fact::default() }),
        (n, Some(last), Some(first)) if n >= 3 => {
            let mut between: Vec<i64> = days.windows(2).map(|w| (w[0] - w[1]).num_days()).collect();
            between.sort_unstable();
            let usual = between.get(between.len() / 2).copied().unwrap_or((*last - *first).num_days());
            let every = count(usual.max(1) as usize, "day", "days");
            let before = format!("every {every}, {} meetings", past.len());
            facts.push(Fact { before, ..Fact::default() });
        }
        _ => facts.push(Fact { before: count(past.len(), "meeting", "meetings"), ..Fact::default() }),
    }
    let aliases = &cx.graph.page(page).aliases;
    if !aliases.is_empty() {
        let names: Vec<String> = aliases.iter().map(|a| format!("“{a}”")).collect();
        facts.push(Fact { before: format!("also written {}", names.join(", ")), ..Fact::default() });
    }
    facts
}

/// Blocks on shared projects, or that name the person, since the meeting before the last.
fn since(cx: &Cx<'_>, page: PageId, met: &[(NaiveDate, BlockId)], shared: &[Nearby]) -> (Rows, String) {
    let mut days: Vec<NaiveDate> = met.iter().map(|(day, _)| *day).filter(|day| *day <= cx.today).collect();
    days.dedup();
    // Met today: what is wanted is what happened since the time before.
    let from = days.iter().find(|day| **day < cx.today).copied();
    let Some(from) = from else { return (Rows::default(), String::new()) };
    let mut found: Vec<(NaiveDate, BlockId)> = shared
        .iter()
        .take(8)
        .map(|n| n.page)
        .chain([page])
        .flat_map(|of| gather::dated(cx, of).iter().take_while(|(day, _)| *day >= from).copied())
        .filter(|(day, id)| *day <= cx.today && cx.graph.owner(*id) != page)
        .collect();
    found.sort_by_key(|(day, id)| (std::cmp::Reverse(*day), *id));
    found.dedup();
    let listed: FxHashSet<BlockId> = found.iter().map(|(_, id)| *id).collect();
    found.retain(|(_, id)| {
        let outline = cx.graph.outline(*id);
        !outline.ancestors(id.block).any(|b| listed.contains(&BlockId { block: b, ..*id }))
    });
    if found.is_empty() {
        return (Rows::default(), String::new());
    }
    let summary = format!("{} to today, {}", cx.short_day(from), count(found.len(), "block", "blocks"));
    let rows = found.iter().take(MOST_NEW).map(|(day, id)| {
        let row = rows::block(cx, *id, page);
        Row { when: row.when.or_else(|| Some(cx.when(*day, WhenState::Dated))), ..row }
    });
    (rows.collect(), summary)
}

fn by_year(cx: &Cx<'_>, page: PageId, met: &[(NaiveDate, BlockId)]) -> Vec<Year> {
    let mut above: Option<NaiveDate> = None;
    let mut years = Vec::new();
    for year in met.chunk_by(|a, b| a.0.year() == b.0.year()) {
        let Some((first, _)) = year.first() else { continue };
        let mut folds = Vec::new();
        let mut newest = None;
        for (day, id) in year {
            if above.is_none() {
                newest = Some(Meeting { when: Some(cx.when(*day, WhenState::Today)), tree: said(cx, page, *id) });
            } else {
                folds.push(Fold {
                    gap: above.and_then(|above| gap(above, *day)),
                    when: Some(cx.when(*day, WhenState::Dated)),
                    head: Html::text(&count(points(cx, *id).len(), "point", "points")),
                    text: Html::phrase(&gist(cx, *id)),
                    tree: Some(said(cx, page, *id)),
                    ..Fold::default()
                });
            }
            above = Some(*day);
        }
        years.push(Year { year: first.year().to_string(), newest, folds });
    }
    years
}

/// What was said, at home here where it stands in the person's own notes.
fn said(cx: &Cx<'_>, page: PageId, id: BlockId) -> Html {
    let bare = cx.graph.is_bare_date(id) || cx.graph.owner(id) != page;
    let all = if bare { points(cx, id) } else { vec![id] };
    match cx.graph.owner(id) == page {
        true => tree::at_home(cx, &all, page, &peer_headings(cx, page)),
        false => tree::blocks(cx, &all, None, &[]),
    }
}

fn points(cx: &Cx<'_>, id: BlockId) -> Vec<BlockId> {
    cx.graph.children(id).filter(|child| !cx.graph.is_blank(*child)).collect()
}

/// How many characters of a meeting stand in its line.
const GIST: usize = 72;

/// The first words of the first points, the second where there is room: what the meeting is remembered by. What is private
/// is not quoted.
pub fn gist(cx: &Cx<'_>, id: BlockId) -> Phrase {
    let mut points = points(cx, id).into_iter().filter(|p| !cx.is_marked_private(*p)).map(|p| first_words(cx, p));
    let Some(first) = points.next() else { return Phrase::default() };
    let room = GIST.saturating_sub(first.chars().count());
    match points.next().filter(|_| room >= GIST / 3) {
        Some(second) => {
            let mut both = first.clone();
            both.push_str("; ").push_phrase(&second.shortened(room));
            both
        }
        None => first.shortened(GIST).into_owned(),
    }
}

/// `1-on-1 with Noor: Lost culture; Platform update`
pub fn meeting_row(cx: &Cx<'_>, meeting: &graph::Meeting, state: WhenState) -> Row {
    let (link, id) = (cx.link(meeting.person), meeting.block);
    let points = cx.graph.children(id).filter(|c| !cx.graph.is_blank(*c)).count();
    let mut w = HtmlWriter::new();
    w.tag("1-on-1 with <a class=\"per\"").attr("href", link.href.as_deref().unwrap_or_default()).tag(">");
    w.text(&link.label).tag("</a>");
    let gist = gist(cx, id);
    if !gist.is_empty() {
        w.tag(": <em>").phrase(&gist).tag("</em>");
    }
    Row {
        when: cx.graph.date(id).map(|day| cx.when(day, state)),
        line: w.finish(),
        why: vec![rows::words(count(points, "point", "points")), cx.source(id)],
        ..Row::default()
    }
}

/// Those most shared, the last active first: the eye runs down their dates.
fn shared_projects(cx: &Cx<'_>, shared: &[Nearby]) -> Vec<Shared> {
    let mut most: Vec<&Nearby> = shared.iter().take(MOST_SHARED).collect();
    most.sort_by_key(|near| std::cmp::Reverse(near.last.map(|(day, _)| day)));
    most.into_iter().map(|near| shared_project(cx, near)).collect()
}

fn shared_project(cx: &Cx<'_>, near: &Nearby) -> Shared {
    Shared {
        when: near.last.map(|(day, id)| tables::when(cx, day, id)),
        link: cx.link(near.page),
        text: count(near.blocks, "block", "blocks"),
    }
}

/// Review text of projects that names them.
fn in_reviews(cx: &Cx<'_>, page: PageId) -> Rows {
    let linked = cx.graph.links_to(page).iter().map(|l| l.from);
    let mut named: Vec<BlockId> = linked.chain(cx.graph.mentions_of(page).iter().map(|m| m.block)).collect();
    named.sort_unstable();
    named.dedup();
    let in_review = |id: &BlockId| {
        if cx.graph.page(cx.graph.owner(*id)).kind != PageKind::Project {
            return false;
        }
        let reviews = cx.graph.reviews_of(cx.graph.owner(*id));
        reviews.iter().any(|r| {
            r.heading.note == id.note && r.heading.block < id.block && id.block < cx.graph.block(r.heading).end
        })
    };
    named.into_iter().filter(in_review).take(20).map(|id| rows::block(cx, id, page)).collect()
}

fn before_you_meet(tasks: &[&crate::graph::TaskRow], new: usize) -> Option<Group> {
    let waiting = tasks.iter().filter(|t| t.state == crate::graph::State::Waiting).count();
    let pair = |label: &str, n: usize| Pair { left: rows::words(label), right: n.to_string(), ..Pair::default() };
    (!tasks.is_empty() || new > 0).then(|| Group {
        title: "Before you meet".into(),
        pairs: vec![
            pair("Open, mine", tasks.len() - waiting),
            pair("Waiting for them", waiting),
            pair("New on shared projects", new),
        ],
        ..Group::default()
    })
}

fn peer_headings(cx: &Cx<'_>, page: PageId) -> Vec<BlockId> {
    cx.graph.reviews_of(page).iter().map(|r| r.heading).collect()
}

/// What the author wrote about them as a peer: closed, marked, and on no other page.
fn peer_reviews(cx: &Cx<'_>, page: PageId) -> (Option<Group>, Vec<BlockId>) {
    let reviews = cx.graph.reviews_of(page);
    let headings = peer_headings(cx, page);
    if headings.is_empty() {
        return (None, headings);
    }
    let folds = reviews.iter().map(|r| Fold {
        head: super::project::review_name(r),
        label: Some("private".into()),
        text: Html::text(&if r.text.is_empty() {
            "only a heading yet".into()
        } else {
            super::project::summary(cx, &r.text)
        }),
        tree: Some(tree::at_home(cx, &[r.heading], page, &[])),
        ..Fold::default()
    });
    let name = cx.graph.page(page).short_name();
    let group = Group {
        title: "Peer review".into(),
        label: Some("private".into()),
        text: format!("Notes about {name} as a colleague, for your eyes."),
        folds: folds.collect(),
        ..Group::default()
    };
    (Some(group), headings)
}
