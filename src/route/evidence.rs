//! What is cited, ticket ids and addresses outside, and by which blocks, year by year; cut into pages where it is much.
//!
//! Does not say where a ticket leads. Peer reviews, templates and addresses in code cite nothing.

use crate::graph::{BlockId, Completed, Graph, each_note};
use crate::notes::NoteId;
use crate::period::Period;
use linkify::{LinkFinder, LinkKind};
use std::cmp::Reverse;

/// How many citations one page holds.
const AT_ONCE: usize = 500;

/// What blocks cite.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Source {
    /// A ticket: index in [`Graph::tickets`].
    Ticket(u32),
    /// An address outside, as written.
    Address(Box<str>),
}

/// One thing that is cited in a year.
#[derive(Clone, Debug, PartialEq)]
pub struct Cited {
    /// The fiscal year of the blocks; none for those that nothing dates.
    pub year: Option<i32>,
    /// What.
    pub source: Source,
    /// By path and place, one for each block.
    pub blocks: Vec<BlockId>,
}

/// All that is cited, and which page has what.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Evidence {
    /// The newest year first and the undated last; in a year tickets by prefix and number, then addresses.
    all: Vec<Cited>,
    /// Where each page after the first begins.
    begins: Vec<usize>,
}

impl Evidence {
    pub(super) fn new(graph: &Graph, first_month: u8) -> Evidence {
        let all = cited(graph, first_month);
        let (mut begins, mut held) = (Vec::new(), 0);
        for (at, cited) in all.iter().enumerate() {
            if held > 0 && held + cited.blocks.len() > AT_ONCE {
                begins.push(at);
                held = 0;
            }
            held += cited.blocks.len();
        }
        Evidence { all, begins }
    }

    /// On how many pages it stands; one also where nothing is cited.
    pub fn pages(&self) -> u32 {
        self.begins.len() as u32 + 1
    }

    /// What a page holds; the first is 1.
    pub fn on(&self, page: u32) -> &[Cited] {
        let page = page as usize;
        let edge = |at: usize| self.begins.get(at).copied().unwrap_or(self.all.len());
        let from = page.checked_sub(2).map_or(0, edge);
        self.all.get(from..edge(page.saturating_sub(1))).unwrap_or_default()
    }
}

fn cited(graph: &Graph, first_month: u8) -> Vec<Cited> {
    let reviewed = Reviewed::of(graph);
    let addresses = each_note(graph.outlines.len(), |note| addresses(graph, note)).concat();
    let by_ticket = (0u32..).zip(graph.tickets()).flat_map(|(number, ticket)| {
        let blocks = ticket.blocks.iter();
        blocks.map(move |&id| (Found::Ticket(number), id))
    });
    let by_address = addresses.into_iter().map(|(id, address)| (Found::Address(address), id));
    let mut found: Vec<(Reverse<Option<i32>>, Found<'_>, BlockId)> = by_ticket
        .chain(by_address)
        .filter(|(_, id)| !graph.is_private(*id) && !graph.is_template(*id))
        .map(|(source, id)| (Reverse(reviewed.year(graph, id, first_month)), source, id))
        .collect();
    found.sort_unstable();
    found.dedup();
    let one = |run: &[(Reverse<Option<i32>>, Found<'_>, BlockId)]| Cited {
        year: run[0].0.0,
        source: match run[0].1 {
            Found::Ticket(number) => Source::Ticket(number),
            Found::Address(address) => Source::Address(address.into()),
        },
        blocks: run.iter().map(|(.., id)| *id).collect(),
    };
    found.chunk_by(|a, b| (a.0, a.1) == (b.0, b.1)).map(one).collect()
}

/// A [`Source`] whose address is still the note's.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Found<'g> {
    Ticket(u32),
    Address(&'g str),
}

/// The addresses outside that a note's blocks hold.
fn addresses(graph: &Graph, note: NoteId) -> Vec<(BlockId, &str)> {
    let outline = &graph.outlines[note.index()];
    let text = &outline.text;
    let mut found = Vec::new();
    let mut finder = LinkFinder::new();
    finder.kinds(&[LinkKind::Url]);
    // Where the line that was read last begins, and its links that are still to come.
    let (mut read, mut links) = (None, Vec::new().into_iter().peekable());
    for at in memchr::memmem::find_iter(text.as_bytes(), "://") {
        let begun = outline.blocks.partition_point(|block| block.span.start as usize <= at);
        // What stands before every block is no text of one.
        let Some(block) = begun.checked_sub(1).map(|block| block as u32) else { continue };
        let mut lines = outline.body(block);
        let Some(line) = lines.find(|line| (line.start..line.end).contains(&(at as u32))) else { continue };
        if outline.is_code(block, at as u32) {
            continue;
        }
        if read != Some(line.start) {
            read = Some(line.start);
            links = finder.links(line.of(text)).collect::<Vec<_>>().into_iter().peekable();
        }
        let at = at - line.start as usize;
        while links.next_if(|link| link.end() <= at).is_some() {}
        // One address may hold others.
        let Some(link) = links.next_if(|link| link.start() <= at) else { continue };
        let address = link.as_str().trim_end_matches(['*', '_', '~', '`']);
        let is_web = address.starts_with("http://") || address.starts_with("https://");
        found.extend(is_web.then_some((BlockId { note, block }, address)));
    }
    found
}

/// Where reviews stand, and the years they are of: what is written in one is of its year, dated or not.
struct Reviewed(Vec<(NoteId, u32, u32, Period)>);

impl Reviewed {
    fn of(graph: &Graph) -> Reviewed {
        let all = graph.reviews().iter();
        let mut ranges: Vec<_> = all
            .filter_map(|r| Some((r.heading.note, r.heading.block, graph.block(r.heading).end, r.period?)))
            .collect();
        ranges.sort_unstable();
        Reviewed(ranges)
    }

    fn year(&self, graph: &Graph, id: BlockId, first_month: u8) -> Option<i32> {
        let at = self.0.partition_point(|&(note, from, ..)| (note, from) <= (id.note, id.block));
        let inside =
            at.checked_sub(1).map(|at| self.0[at]).filter(|&(note, _, to, _)| note == id.note && id.block < to);
        let done = || graph.task(id).and_then(|task| task.completed.and_then(Completed::day));
        match inside {
            Some((.., period)) => Some(period.year_in(first_month)),
            None => done().or_else(|| graph.date(id)).map(|day| Period::fiscal_year(day, first_month)),
        }
    }
}
