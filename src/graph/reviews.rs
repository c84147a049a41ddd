//! Accounts of a page over a period, wherever they stand, and what could become one.
//!
//! Rules: `product.md` 4.5. Does not decide what is shown or shared.

use super::{BlockId, Graph, PageId, PageKind, deeds, each_note, words};
use crate::config::Config;
use crate::name;
use crate::notes::NoteId;
use crate::outline::{Outline, RefKind};
use crate::period::Period;
use aho_corasick::AhoCorasick;
use std::cell::OnceCell;
use std::sync::OnceLock;

/// A heading such as `Year end review` › `2024` and what stands under it.
#[derive(Clone, Debug, PartialEq)]
pub struct Review {
    /// Whose account it is: the innermost page that holds it. Under a person it is a peer review.
    pub page: PageId,
    /// Of which time; `None` for a heading that names none and holds nothing.
    pub period: Option<Period>,
    /// The heading, or the period under it.
    pub heading: BlockId,
    /// The heading above the period, or the heading itself.
    pub root: BlockId,
    /// What it says. Empty: the heading alone is there.
    pub text: ReviewText,
    /// What stands beside a finished text, or is called a draft or thanks.
    pub parts: Vec<Part>,
}

/// What a review says.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ReviewText {
    /// The heading, where its own block goes on below its first line.
    pub lead: Option<BlockId>,
    /// The blocks below the heading that are text, each with all that is below it.
    pub tops: Vec<BlockId>,
}

impl ReviewText {
    /// All that is said under a heading.
    pub fn below(outline: &Outline, heading: BlockId) -> ReviewText {
        let goes_on = outline.body_below_title(heading.block).any(|line| !line.of(&outline.text).trim().is_empty());
        let filled = outline.children(Some(heading.block)).filter(|&child| has_words(outline, child));
        ReviewText {
            lead: goes_on.then_some(heading),
            tops: filled.map(|block| BlockId { block, ..heading }).collect(),
        }
    }

    /// Whether it says nothing.
    pub fn is_empty(&self) -> bool {
        self.lead.is_none() && self.tops.is_empty()
    }

    /// Every block of it, the lead first.
    pub fn blocks<'a>(&'a self, graph: &'a Graph) -> impl Iterator<Item = BlockId> + 'a {
        let below = |top: &BlockId| {
            let (top, end) = (*top, graph.block(*top).end);
            (top.block..end).map(move |block| BlockId { block, ..top })
        };
        self.lead.into_iter().chain(self.tops.iter().flat_map(below))
    }
}

/// Something beside the text of a review.
#[derive(Clone, Debug, PartialEq)]
pub struct Part {
    /// Its top block.
    pub block: BlockId,
    /// Why it is no part of the text.
    pub kind: PartKind,
}

/// Why a part is no part of the text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PartKind {
    /// Named as a draft in the config, or beside a finished text.
    Draft,
    /// Thanks that someone wrote.
    Kudos,
}

/// A project's accomplishments that stand under no review heading.
#[derive(Clone, Debug, PartialEq)]
pub struct Candidate {
    /// The project.
    pub page: PageId,
    /// The bullets, by path and place; three or more.
    pub blocks: Vec<BlockId>,
    /// The newest year of which any project has text; `None` where none has.
    pub period: Option<Period>,
}

/// What the config calls reviews, and what stands in them.
pub struct Words {
    sections: Vec<String>,
    /// Finds any of the sections' names, in whatever case; `None` where one is not ASCII and its length may change with it.
    finder: Option<AhoCorasick>,
    finals: Vec<String>,
    drafts: Vec<String>,
}

impl Words {
    /// Those of the config.
    pub fn new(config: &Config) -> Words {
        let keys = |words: &[String]| words.iter().map(|w| name::key(w)).collect();
        let mut sections: Vec<String> = keys(&config.review.sections);
        sections.retain(|section| !section.is_empty());
        let finder = AhoCorasick::builder().ascii_case_insensitive(true).build(&sections);
        Words {
            finder: finder.ok().filter(|_| sections.iter().all(|section| section.is_ascii())),
            sections,
            finals: keys(&config.review.r#final),
            drafts: keys(&config.review.drafts),
        }
    }

    /// A cheap refusal, asked of every line: no section's name is in it, in whatever case.
    fn may_open(&self, title: &str) -> bool {
        self.finder.as_ref().is_none_or(|finder| finder.is_match(title))
    }

    /// Whether a block is a line that opens a review, if what stands below it fits.
    pub fn may_begin(&self, outline: &Outline, block: u32) -> bool {
        let this = &outline.blocks[block as usize];
        let title = this.title.of(&outline.text);
        title.len() <= 80
            && self.may_open(title)
            && this.task().is_none_or(|t| t.marker.is_none())
            && self.opens(&words::label(outline, block)).is_some()
    }

    /// Whether a label opens a review, and the period in the label itself: `2024 Review`.
    fn opens(&self, label: &str) -> Option<Option<Period>> {
        let key = name::key(label);
        if self.sections.contains(&key) {
            return Some(None);
        }
        self.sections.iter().find_map(|section| {
            let rest = key.strip_prefix(section.as_str()).or_else(|| key.strip_suffix(section.as_str()))?;
            Period::read(rest.trim_matches([' ', '-', ':', '–', '(', ')', ','])).map(Some)
        })
    }
}

/// All reviews, and what follows from them.
pub struct Reviews {
    /// By page and period, the newest first.
    pub all: Vec<Review>,
    /// Peer reviews, what the author wrote about a person as a colleague: as ranges of blocks, by path and place.
    pub private: Vec<(NoteId, u32, u32)>,
    /// The newest year of which any project has text.
    newest: Option<Period>,
    /// By page: what of each project could become one, looked for when asked for.
    candidates: Vec<(PageId, OnceLock<Option<Candidate>>)>,
}

/// All reviews of a graph.
pub fn collect(graph: &Graph, config: &Config) -> Reviews {
    let words = OnceCell::new();
    let mut all: Vec<Review> = Vec::new();
    each_note(graph.outlines.len(), |note| {
        // Most notes hold none, and need no place for them.
        if !graph.locals[note.index()].reviews.is_empty() {
            let find = || of_note(graph, note, words.get_or_init(|| Words::new(config))).into();
            all.extend_from_slice(graph.later.reviews_in(note, find));
        }
    });
    let first = config.fiscal_year_start;
    let ends = |p: Option<Period>| p.and_then(|p| p.days(first)).map(|(_, to)| to);
    all.sort_by_cached_key(|review| (review.page, std::cmp::Reverse(ends(review.period)), review.heading));
    let newest = all
        .iter()
        .filter(|r| !r.text.is_empty() && graph.page(r.page).kind == PageKind::Project)
        .filter_map(|r| r.period)
        .map(|p| p.year_in(first))
        .max()
        .map(Period::Year);
    let of_person = all.iter().filter(|r| graph.page(r.page).kind == PageKind::Person);
    let mut private: Vec<_> =
        of_person.map(|r| (r.heading.note, r.heading.block, graph.block(r.heading).end)).collect();
    private.sort_unstable();
    let candidates = graph.of_kind(PageKind::Project).map(|page| (page, OnceLock::new())).collect();
    Reviews { all, private, newest, candidates }
}

impl Graph {
    /// Accomplishments of a project without a review section.
    pub fn candidate(&self, page: PageId) -> Option<&Candidate> {
        let reviews = self.all_reviews();
        let at = reviews.candidates.binary_search_by_key(&page, |(page, _)| *page).ok()?;
        let first = self.config.fiscal_year_start;
        let look = || candidate(self, page, &reviews.all, reviews.newest, first);
        reviews.candidates[at].1.get_or_init(look).as_ref()
    }
}

fn of_note(graph: &Graph, note: NoteId, words: &Words) -> Vec<Review> {
    let outline = &graph.outlines[note.index()];
    let mut found = Vec::new();
    let mut next = 0;
    for &block in &graph.locals[note.index()].reviews {
        if block < next {
            continue;
        }
        let this = &outline.blocks[block as usize];
        let Some(own) = words.opens(&words::label(outline, block)) else { continue };
        let at = |block| BlockId { note, block };
        let page = graph.owner(at(block));
        if own.is_some() {
            found.push(review(outline, at(block), page, own, words));
            next = this.end;
            continue;
        }
        let periods: Vec<(u32, Period)> = outline
            .children(Some(block))
            .filter_map(|child| Some((child, Period::read(&words::label(outline, child))?)))
            .collect();
        if !periods.is_empty() {
            found.extend(periods.iter().map(|&(child, p)| {
                let made = review(outline, at(child), page, Some(p), words);
                Review { root: at(block), ..made }
            }));
            next = this.end;
            continue;
        }
        let above = outline.ancestors(block).find_map(|a| Period::read(&words::label(outline, a)));
        let period = above.or_else(|| Period::read(&graph.page(graph.facts[note.index()].page).name));
        let made = review(outline, at(block), page, period, words);
        if period.is_some()
            || (made.text.is_empty() && made.parts.is_empty() && graph.page(page).kind == PageKind::Project)
        {
            found.push(made);
            next = this.end;
        }
    }
    found
}

fn review(outline: &Outline, heading: BlockId, page: PageId, period: Option<Period>, words: &Words) -> Review {
    let all = ReviewText::below(outline, heading);
    let labels: Vec<String> = all.tops.iter().map(|top| name::key(&words::label(outline, top.block))).collect();
    let kind = |id: BlockId, label: &String| {
        let tagged = outline.refs_of(id.block).iter().any(|r| {
            r.kind == RefKind::Tag && name::key(r.target.of(&outline.text).trim_start_matches('#')) == "kudos"
        });
        let has_words_below = (id.block + 1..outline.blocks[id.block as usize].end).any(|b| !outline.is_empty(b));
        if tagged || thanks(label, has_words_below) {
            Some(PartKind::Kudos)
        } else if words.drafts.contains(label) {
            Some(PartKind::Draft)
        } else {
            None
        }
    };
    let kinds: Vec<Option<PartKind>> = all.tops.iter().zip(&labels).map(|(top, label)| kind(*top, label)).collect();
    let tops = || all.tops.iter().copied().zip(kinds.iter().copied());
    let (text, parts) = match labels.iter().position(|label| words.finals.contains(label)) {
        Some(finished) => {
            let others = tops().enumerate().filter(|(i, _)| *i != finished);
            let parts =
                others.map(|(_, (block, kind))| Part { block, kind: kind.unwrap_or(PartKind::Draft) }).collect();
            (ReviewText::below(outline, all.tops[finished]), parts)
        }
        None => {
            let parts = tops().filter_map(|(block, kind)| Some(Part { block, kind: kind? })).collect();
            let text = tops().filter(|(_, kind)| kind.is_none()).map(|(top, _)| top).collect();
            (ReviewText { tops: text, lead: all.lead }, parts)
        }
    };
    Review { page, period, heading, root: heading, text, parts }
}

/// Whether a label is that of thanks: `Kudos`, `Thank you note`, `Thanks from Noor`, and `Thanks to Noor` over what for. What
/// came about thanks to something is a deed.
fn thanks(label: &str, has_words_below: bool) -> bool {
    const NOTES: [&str; 9] = ["note", "notes", "letter", "letters", "mail", "mails", "message", "messages", "from"];
    let words: Vec<&str> = label.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
    let behind = match words.as_slice() {
        ["kudos", ..] if label.starts_with("kudos:") => return true,
        ["kudos", "to" | "for", ..] => return true,
        ["kudos" | "thanks", behind @ ..] | ["thank", "you", behind @ ..] => behind,
        _ => return false,
    };
    match behind.first() {
        None => true,
        Some(word) if NOTES.contains(word) => true,
        // A thank-you page is a page.
        Some(_) => has_words_below && words.len() <= 4 && !label.starts_with("thank-"),
    }
}

/// Whether anything is written in a block or below it.
fn has_words(outline: &Outline, block: u32) -> bool {
    (block..outline.blocks[block as usize].end).any(|b| !outline.is_empty(b))
}

fn candidate(
    graph: &Graph,
    page: PageId,
    reviews: &[Review],
    newest: Option<Period>,
    first_month: u8,
) -> Option<Candidate> {
    let from = reviews.partition_point(|r| r.page < page);
    let own: Vec<&Review> = reviews[from..].iter().take_while(|r| r.page == page).collect();
    let year = |p: Option<Period>| p.map(|p| p.year_in(first_month));
    let covered = own.iter().any(|r| !r.text.is_empty() && year(r.period) == year(newest));
    if covered && newest.is_some() {
        return None;
    }
    let inside = |id: BlockId| {
        own.iter().any(|r| r.root.note == id.note && r.root.block <= id.block && id.block < graph.block(r.root).end)
    };
    let blocks: Vec<BlockId> = graph
        .own_blocks(page)
        .filter(|&id| {
            let outline = graph.outline(id);
            let task = outline.blocks[id.block as usize].task().is_some_and(|t| t.marker.is_some());
            !task && graph.date(id).is_none() && deeds::accomplishes(outline, id.block) && !inside(id)
        })
        .collect();
    (blocks.len() >= 3).then_some(Candidate { page, blocks, period: newest })
}

#[cfg(test)]
mod tests {
    use super::thanks;

    #[test]
    fn what_came_about_thanks_to_something_is_a_deed() {
        for label in
            ["kudos", "kudos: noor", "thanks", "thank you", "thank you note", "thank-you note", "thanks from noor"]
        {
            assert!(thanks(label, false), "{label}");
        }
        for label in ["thanks to noor", "thank you, noor haddad", "thanks, team"] {
            assert!(thanks(label, true) && !thanks(label, false), "{label}");
        }
        for label in [
            "thankfully no outage",
            "thanksgiving release",
            "thanked the team",
            "thanks to caching, builds take six minutes",
            "thank-you page redesigned",
            "kudosboard rolled out",
            "kudos board launched for the whole company",
        ] {
            assert!(!thanks(label, true) && !thanks(label, false), "{label}");
        }
    }
}
