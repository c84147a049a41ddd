//! Projects that share people or tickets with a project, and which. Does not count shared blocks (see [`super::gather::near`]).

use super::cx::{Cx, count};
use super::gather::{self, Nearby};
use super::parts::{Group, Pair};
use crate::graph::{BlockId, PageId, PageKind};
use rustc_hash::FxHashMap;
use std::cmp::Reverse;

/// How many projects are named, and how many people and tickets of a project are asked for their others.
const MOST: usize = 4;
const PEOPLE_ASKED: usize = 6;
const TICKETS_ASKED: usize = 60;

/// What two projects share.
#[derive(Default)]
struct Shared {
    tickets: usize,
    /// A bit for each person who was asked.
    people: u8,
}

const _: () = assert!(PEOPLE_ASKED <= u8::BITS as usize);

/// The projects that share the most, for the aside; a ticket counts for two people.
pub fn related(cx: &Cx<'_>, page: PageId, near: &[Nearby], tickets: &[(&str, Vec<BlockId>)]) -> Option<Group> {
    let mut found: FxHashMap<PageId, Shared> = FxHashMap::default();
    let is_other =
        |other: PageId| other != page && cx.graph.pages.get(other.index()).is_some_and(|p| p.kind == PageKind::Project);
    for (id, _) in tickets.iter().take(TICKETS_ASKED) {
        let blocks = cx.graph.ticket(id).map_or(&[][..], |ticket| &ticket.blocks);
        let mut owners: Vec<PageId> = blocks.iter().map(|id| cx.graph.owner(*id)).filter(|p| is_other(*p)).collect();
        owners.sort_unstable();
        owners.dedup();
        owners.into_iter().for_each(|project| found.entry(project).or_default().tickets += 1);
    }
    let people: Vec<PageId> = gather::of_kind(cx, near, PageKind::Person).take(PEOPLE_ASKED).map(|n| n.page).collect();
    for (i, person) in people.iter().enumerate() {
        for project in gather::near(cx, *person).iter().map(|n| n.page).filter(|p| is_other(*p)) {
            found.entry(project).or_default().people |= 1 << i;
        }
    }
    let mut found: Vec<(PageId, Shared)> = found.into_iter().collect();
    found.sort_by_key(|(page, shared)| (Reverse(2 * shared.tickets + shared.people.count_ones() as usize), *page));
    let pair = |(page, shared): &(PageId, Shared)| Pair {
        left: cx.link(*page),
        below: shared.words(cx, &people),
        ..Pair::default()
    };
    let pairs: Vec<Pair> = found.iter().take(MOST).map(pair).collect();
    (!pairs.is_empty()).then(|| Group { title: "Related".into(), pairs, ..Group::default() })
}

impl Shared {
    /// `3 tickets, with Noor and Kenji`
    fn words(&self, cx: &Cx<'_>, asked: &[PageId]) -> String {
        let people = asked.iter().enumerate().filter(|(i, _)| self.people & 1 << i != 0);
        let names: Vec<&str> = people.take(2).map(|(_, p)| cx.graph.page(*p).short_name()).collect();
        let more = self.people.count_ones() as usize - names.len();
        let people = match (names.as_slice(), more) {
            ([], _) => String::new(),
            ([one], _) => format!("with {one}"),
            (names, 0) => format!("with {}", names.join(" and ")),
            (names, more) => format!("with {} and {more} more", names.join(", ")),
        };
        let tickets = if self.tickets > 0 { count(self.tickets, "ticket", "tickets") } else { String::new() };
        [tickets, people].iter().filter(|words| !words.is_empty()).cloned().collect::<Vec<_>>().join(", ")
    }
}
