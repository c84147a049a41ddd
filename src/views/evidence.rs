//! The index of evidence: every ticket and address outside, and the blocks that cite it. Does not judge what it proves.

use super::blocks::first_words;
use super::cx::{Cx, count};
use super::frame::{Frame, Part, frame};
use super::links::ticket_url;
use super::parts::{Fact, Link, Sign};
use super::row::write_link;
use super::rows;
use crate::graph::{BlockId, PartKind};
use crate::markup::{Html, HtmlWriter};
use crate::period::Period;
use crate::route::{Cited, Route, Source};
use serde::Serialize;

/// `review/evidence.html`, or a further page of it.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Evidence {
    /// What is around it.
    pub frame: Frame,
    /// How many tickets and addresses, and where the others are.
    pub facts: Vec<Fact>,
    /// The newest first.
    pub years: Vec<YearCited>,
    /// What would be listed; empty where something is.
    pub empty: String,
}

/// What is cited in one year.
#[derive(Clone, Debug, Default, Serialize)]
pub struct YearCited {
    /// `2024`, or `undated`: stands in the margin.
    pub label: String,
    /// The review of that year.
    pub review: Option<Link>,
    /// Its tickets, by prefix and number.
    pub tickets: CitedRows,
    /// Its addresses.
    pub addresses: CitedRows,
}

/// Cited things of one kind.
#[derive(Clone, Debug, Default, Serialize)]
pub struct CitedRows {
    /// How many.
    pub count: usize,
    /// A row of a table for each.
    pub html: Html,
}

/// How many of the blocks that cite one thing are listed, and how many letters of each.
const MOST_BLOCKS: usize = 12;
const EXCERPT: usize = 140;

/// Fill the screen.
pub fn evidence(cx: &Cx<'_>, page: u32) -> Evidence {
    let mut frame = frame(cx, "evidence", "Evidence", Part::Review);
    let newest = cx.routes.newest_review(cx.graph).map(|period| cx.href(Route::Review(period)));
    frame.crumbs = vec![Link { href: newest, ..rows::words("Review") }];
    if page > 1 {
        frame.crumbs.push(to(cx, Route::Evidence(1), "Evidence".into()));
    }
    let drafts = Drafts::of(cx);
    let evidence = cx.routes.evidence(cx.graph);
    let by_year = evidence.on(page).chunk_by(|a, b| a.year == b.year);
    let years: Vec<YearCited> = by_year.map(|cited| year(cx, cited, &drafts)).collect();
    let total = |of: fn(&YearCited) -> usize| years.iter().map(of).sum::<usize>();
    let (tickets, addresses) = (total(|year| year.tickets.count), total(|year| year.addresses.count));
    // Those beside this one, and the first of each year: all of many would be most of each page.
    let year_of = |page: u32| evidence.on(page).first().map(|cited| cited.year);
    let opens_a_year = |page: u32| page == 1 || year_of(page) != year_of(page - 1);
    let others =
        (1..=evidence.pages()).filter(|other| *other != page && (other.abs_diff(page) == 1 || opens_a_year(*other)));
    let others = others.map(|other| to(cx, Route::Evidence(other), begins(cx, evidence.on(other))));
    let others: Vec<Link> = others.collect();
    let mut facts = Vec::new();
    if !years.is_empty() {
        facts.push(Fact { before: count(tickets, "ticket", "tickets"), ..Fact::default() });
        facts.push(Fact { before: count(addresses, "link", "links"), ..Fact::default() });
    }
    if !others.is_empty() {
        facts.push(Fact { before: "more from ".into(), links: others, ..Fact::default() });
    }
    Evidence {
        facts,
        empty: match years.is_empty() {
            true => "No ticket and no link outside is cited yet. Write an id such as “ABC-12”, or an address, beside what it proves.".into(),
            false => String::new(),
        },
        years,
        frame,
    }
}

fn to(cx: &Cx<'_>, route: Route, label: String) -> Link {
    Link { href: Some(cx.href(route)), label, ..Link::default() }
}

/// What a page begins with: `2024 HUB-113`.
fn begins(cx: &Cx<'_>, cited: &[Cited]) -> String {
    let Some(first) = cited.first() else { return String::new() };
    let what = match &first.source {
        Source::Ticket(number) => cx.graph.tickets().get(*number as usize).map_or("", |ticket| &ticket.id),
        Source::Address(_) => "links",
    };
    format!("{}\u{a0}{what}", first.year.map_or("undated".into(), |year| year.to_string()))
}

/// All of one year. Tickets stand before addresses.
fn year(cx: &Cx<'_>, cited: &[Cited], drafts: &Drafts) -> YearCited {
    let year = cited.first().and_then(|cited| cited.year);
    let split = cited.partition_point(|cited| matches!(cited.source, Source::Ticket(_)));
    let review = year.map(|year| Route::Review(Period::Year(year))).filter(|route| cx.routes.has(cx.graph, *route));
    YearCited {
        label: year.map_or("undated".into(), |year| year.to_string()),
        review: review.map(|route| to(cx, route, "the review".into())),
        tickets: table(cx, &cited[..split], drafts),
        addresses: table(cx, &cited[split..], drafts),
    }
}

fn table(cx: &Cx<'_>, cited: &[Cited], drafts: &Drafts) -> CitedRows {
    let mut w = HtmlWriter::new();
    for each in cited {
        let is_ticket = matches!(each.source, Source::Ticket(_));
        w.tag(if is_ticket { "<tr><td>" } else { "<tr><td colspan=\"2\">" });
        match &each.source {
            Source::Ticket(number) => {
                let id = cx.graph.tickets().get(*number as usize).map_or("", |ticket| &ticket.id);
                let href = ticket_url(cx, id);
                write_link(&mut w, &Link { href, label: id.to_string(), sign: Sign::Ticket, missing: false });
            }
            Source::Address(address) => {
                let label = address.trim_start_matches("https://").trim_start_matches("http://").trim_end_matches('/');
                w.tag("<a class=\"out\"").attr("href", address).tag(">").text(label).tag("</a>");
            }
        }
        w.tag(if is_ticket { "</td><td>" } else { "" });
        for &id in each.blocks.iter().take(MOST_BLOCKS) {
            write_block(cx, &mut w, id, drafts.hold(id));
        }
        if each.blocks.len() > MOST_BLOCKS {
            w.tag("<p class=\"why\">").number((each.blocks.len() - MOST_BLOCKS) as i64).tag(" more</p>");
        }
        w.tag("</td></tr>\n");
    }
    CitedRows { count: cited.len(), html: w.finish() }
}

/// The first words of a block, and where it stands.
fn write_block(cx: &Cx<'_>, w: &mut HtmlWriter, id: BlockId, is_draft: bool) {
    w.tag("<p>").phrase(&first_words(cx, id).shortened(EXCERPT));
    w.tag("</p><p class=\"why\">");
    let owner = cx.graph.owner(id);
    let is_entity = cx.graph.page(owner).kind.is_entity();
    if is_entity {
        w.tag("<span>").text(cx.graph.page(owner).short_name()).tag("</span> ");
    }
    write_link(w, &cx.source_in(id, None, if is_entity { std::slice::from_ref(&owner) } else { &[] }));
    w.tag(if is_draft { " <span><span class=\"label\">draft</span></span></p>" } else { "</p>" });
}

/// Where drafts stand beside the texts of reviews: what they cite is no part of any text.
struct Drafts(Vec<(BlockId, u32)>);

impl Drafts {
    fn of(cx: &Cx<'_>) -> Drafts {
        let parts = cx.graph.reviews().iter().flat_map(|review| &review.parts);
        let drafts = parts.filter(|part| part.kind == PartKind::Draft);
        let mut ranges: Vec<_> = drafts.map(|part| (part.block, cx.graph.block(part.block).end)).collect();
        ranges.sort_unstable();
        Drafts(ranges)
    }

    fn hold(&self, id: BlockId) -> bool {
        let at = self.0.partition_point(|(top, _)| *top <= id);
        at.checked_sub(1).is_some_and(|at| self.0[at].0.note == id.note && id.block < self.0[at].1)
    }
}
