//! What the author should look at before handing a review in: gaps, and bullets that say little. Blocks nothing.
//!
//! Does not judge what was done.

use chrono::NaiveDate;

use super::blocks::{first_words, rendered};
use super::cx::Cx;
use super::parts::{Bundle, Group, Link, Pair};
use super::row::Row;
use super::rule::YearRule;
use super::standing::Standing;
use super::{gather, rows};
use crate::graph::{BlockId, Completed, PageId, PageKind, TaskRow, instructs};
use crate::markup::{Html, Lead};
use crate::outline::RefKind;
use crate::period::Period;
use crate::route::Route;

/// How many bullets of each kind a review lists.
const MOST: usize = 40;

/// Bullets of the text that say little.
#[derive(Clone, Debug, Default)]
pub struct Thin {
    /// They tell somebody to do something, and cite nothing.
    pub instructions: Vec<BlockId>,
    /// They hold no ticket, no link and no number.
    pub unbacked: Vec<BlockId>,
}

/// Which bullets of the texts that are handed in say little. Labels of groups say nothing of their own.
pub fn thin(cx: &Cx<'_>, standing: &Standing<'_>) -> Thin {
    let mut thin = Thin::default();
    for id in standing.with.iter().flat_map(|review| review.text.blocks(cx.graph)) {
        let outline = cx.graph.outline(id);
        let task = outline.blocks[id.block as usize].task().is_some_and(|task| task.marker.is_some());
        if task || outline.is_empty(id.block) || cites(cx, id) || cx.is_marked_private(id) {
            continue;
        }
        let counts = |line: crate::span::Span| line.of(&outline.text).bytes().any(|b| b.is_ascii_digit());
        if !outline.body(id.block).any(counts) && rendered(cx, id, &[]).lead != Lead::GroupLabel {
            thin.unbacked.push(id);
        }
        if instructs(outline, id.block) {
            thin.instructions.push(id);
        }
    }
    thin
}

/// Whether a block names a ticket, a page or a file, or holds an address.
fn cites(cx: &Cx<'_>, id: BlockId) -> bool {
    let outline = cx.graph.outline(id);
    let mut refs = outline.refs_of(id.block).iter().filter(|r| !r.in_property);
    refs.any(|r| match r.kind {
        RefKind::Ticket => cx.graph.is_ticket(r.target.of(&outline.text)),
        RefKind::Tag | RefKind::Date | RefKind::Macro => false,
        _ => true,
    }) || outline.body(id.block).any(|line| line.of(&outline.text).contains("://"))
}

/// Such bullets as rows, each with its project and where it stands.
pub fn listed(cx: &Cx<'_>, bullets: &[BlockId]) -> Bundle {
    let row = |&id: &BlockId| Row {
        line: Html::phrase(first_words(cx, id)),
        clamp: true,
        why: vec![cx.link(cx.graph.owner(id)), cx.source(id)],
        ..Row::default()
    };
    let shown: Vec<Row> = bullets.iter().take(MOST).map(row).collect();
    let more = bullets.len() - shown.len();
    let more = (more > 0).then(|| rows::words(format!("{more} more, in the text above")));
    Bundle { count: bullets.len(), rows: shown.into(), more, private: 0 }
}

/// What a review is asked about.
pub struct Asked<'r, 'a> {
    /// Of which time.
    pub period: Period,
    /// How projects stand.
    pub standing: &'r Standing<'a>,
    /// Bullets that say little.
    pub thin: &'r Thin,
    /// Tasks completed in the period.
    pub done: &'r [&'a TaskRow],
    /// Tasks that nobody can date.
    pub undated: usize,
    /// Dated blocks by month.
    pub coverage: Option<&'r YearRule>,
}

/// The groups of the aside.
pub fn before_you_send(cx: &Cx<'_>, asked: &Asked<'_, '_>) -> Vec<Group> {
    let kinds = [("Text", text(cx, asked)), ("Bullets", bullets(asked)), ("Dates", dates(cx, asked))];
    let opening = match kinds.iter().map(|(_, pairs)| pairs.len()).sum::<usize>() {
        0 => "Nothing to look at.".to_string(),
        1 => "One kind of thing to look at. It blocks nothing.".to_string(),
        n => format!("{n} kinds of things to look at. Nothing here blocks."),
    };
    let group = |title: &str, pairs: Vec<Pair>| Group { title: title.into(), pairs, ..Group::default() };
    let evidence =
        Link { href: Some(cx.href(Route::Evidence(1))), label: "All tickets and links".into(), ..Link::default() };
    let first = Group { text: opening, links: vec![evidence], ..group("Before you send", Vec::new()) };
    let groups = kinds.into_iter().chain([("Kept out of the packet", kept_out(cx, asked))]);
    std::iter::once(first)
        .chain(groups.filter(|(_, pairs)| !pairs.is_empty()).map(|(title, pairs)| group(title, pairs)))
        .collect()
}

fn to(label: &str, href: &str) -> Link {
    Link { href: Some(href.into()), ..rows::words(label) }
}

fn counted(label: &str, at: &str, n: usize) -> Option<Pair> {
    let pair = || Pair { left: to(label, at), right: n.to_string(), strong: true, ..Pair::default() };
    (n > 0).then(pair)
}

/// Projects without text. Nobody misses the text of a quarter who writes of years.
fn text(cx: &Cx<'_>, asked: &Asked<'_, '_>) -> Vec<Pair> {
    let Asked { period, standing, .. } = asked;
    let named = |label: &str, at: &str, pages: Vec<PageId>| match pages.as_slice() {
        [] => None,
        [one] => {
            Some(Pair { left: to(label, at), right: cx.graph.page(*one).short_name().to_string(), ..Pair::default() })
        }
        many => counted(label, at, many.len()),
    };
    if standing.with.is_empty() && !matches!(period, Period::Year(_)) {
        return Vec::new();
    }
    let candidates = standing.candidates.iter().map(|candidate| candidate.page).collect();
    let pairs = [
        named(&format!("No {} text", period.label()), "#without", standing.nothing.clone()),
        named("Heading but empty", "#empty", standing.empty.iter().map(|(page, _)| *page).collect()),
        named("Candidate, no heading", "#candidate-1", candidates),
    ];
    pairs.into_iter().flatten().collect()
}

fn bullets(asked: &Asked<'_, '_>) -> Vec<Pair> {
    let Thin { instructions, unbacked } = asked.thin;
    let pairs = [
        counted("Read as instructions", "#instructions", instructions.len()),
        counted("No link, no number", "#unbacked", unbacked.len()),
    ];
    pairs.into_iter().flatten().collect()
}

fn dates(cx: &Cx<'_>, asked: &Asked<'_, '_>) -> Vec<Pair> {
    let inferred = asked.done.iter().filter(|t| matches!(t.completed, Some(Completed::Inferred(_)))).count();
    let months = asked.coverage.and_then(|rule| {
        let empty = empty_months(cx, asked.period, rule);
        let names: Vec<&str> = empty.iter().map(|name| &name[..3]).collect();
        let right = if names.len() > 3 { names.len().to_string() } else { names.join(", ") };
        (!names.is_empty()).then(|| Pair {
            left: to("Months with nothing", "#coverage"),
            strong: names.len() > 3,
            right,
            ..Pair::default()
        })
    });
    let tasks =
        [counted("Done, date inferred", "#tasks", inferred), counted("Done, undated", "#undated", asked.undated)];
    months.into_iter().chain(tasks.into_iter().flatten()).collect()
}

/// Months of a period that have begun and have no dated block.
pub fn empty_months<'r>(cx: &Cx<'_>, period: Period, rule: &'r YearRule) -> Vec<&'r str> {
    let Some((first, last)) = period.days(cx.config.fiscal_year_start) else { return Vec::new() };
    let begun = |n: u32| {
        let first: Option<NaiveDate> = first.checked_add_months(chrono::Months::new(n));
        first.is_some_and(|first| first <= cx.today.min(last))
    };
    let months = (0u32..).zip(&rule.months).filter(|(n, month)| month.count == 0 && begun(*n));
    months.map(|(_, month)| month.name.as_str()).collect()
}

/// Drafts and thanks beside the texts, and how many private lines in them and peer reviews there are.
fn kept_out(cx: &Cx<'_>, asked: &Asked<'_, '_>) -> Vec<Pair> {
    let parts = asked.standing.with.iter().flat_map(|review| &review.parts);
    let kept = parts.map(|part| Pair {
        left: Link { href: Some(cx.block_href(part.block)), ..rows::words(first_words(cx, part.block).to_string()) },
        right: gather::part_label(part.kind).into(),
        ..Pair::default()
    });
    let first = cx.config.fiscal_year_start;
    let of_people = cx.graph.reviews().iter().filter(|review| {
        let is_person = cx.graph.page(review.page).kind == PageKind::Person;
        is_person && review.period.is_some_and(|period| asked.period.covers(period, first))
    });
    let peers = of_people.count();
    let peers = (peers > 0).then(|| Pair {
        left: rows::words("Peer reviews"),
        right: format!("{peers}, private"),
        ..Pair::default()
    });
    let private: usize = asked.standing.amounts.iter().map(|amount| amount.private).sum();
    let private = private + asked.done.iter().filter(|task| cx.is_marked_private(task.block)).count();
    let private = (private > 0).then(|| Pair {
        left: rows::words("Marked private"),
        right: super::cx::count(private, "line", "lines"),
        ..Pair::default()
    });
    kept.chain(private).chain(peers).collect()
}
