//! A review as lines: what was written of each project, then what was completed, and with whom.
//!
//! Drafts, thanks, candidates and gaps have no place in what is handed in.

use super::{Counts, Kind, Line, Paper, Private, Section, Shape, line_of, paragraphs, tasks};
use crate::graph::{BlockId, PageId, ReviewText, TaskRow};
use crate::markup::Part;
use crate::markup::markdown::{Instead, Policy, escaped, markdown};
use crate::outline::{Outline, RefKind};
use crate::period::Period;
use crate::views::cx::Cx;
use crate::views::gather;
use crate::views::standing::{Standing, standing};
use crate::views::together::counted_together;
use std::borrow::Cow;
use std::cell::Cell;

/// What a review is narrowed to; empty: everything.
#[derive(Clone, Debug, Default)]
pub struct Narrowed {
    /// These projects alone.
    pub projects: Vec<PageId>,
    /// What names one of these people alone.
    pub people: Vec<PageId>,
    /// With private lines, or without.
    pub private: Private,
}

impl Narrowed {
    fn holds_project(&self, page: Option<PageId>) -> bool {
        self.projects.is_empty() || page.is_some_and(|page| self.projects.contains(&page))
    }

    /// Whether a block itself names one of the people.
    fn names(&self, cx: &Cx<'_>, id: BlockId) -> bool {
        let mut named = cx.graph.named_by(id).chain(gather::mentioned_in(cx, id));
        self.people.is_empty() || named.any(|page| self.people.contains(&page))
    }

    /// A block that names one of the people with all below it; else those below it that do.
    fn within(&self, cx: &Cx<'_>, id: BlockId, found: &mut Vec<BlockId>) {
        match self.names(cx, id) {
            true => found.push(id),
            false => cx.graph.children(id).for_each(|child| self.within(cx, child, found)),
        }
    }
}

/// The review of a period.
pub fn review(cx: &Cx<'_>, period: Period, narrowed: &Narrowed) -> Paper {
    let days = period.days(cx.config.fiscal_year_start);
    let mut standing = standing(cx, period);
    standing.with.retain(|review| narrowed.holds_project(Some(review.page)));
    let mut done: Vec<&TaskRow> = days.map(|(first, last)| cx.graph.done_from(first, last)).unwrap_or_default();
    done.retain(|task| {
        let with = || task.people.iter().any(|person| narrowed.people.contains(person));
        narrowed.holds_project(task.project) && (narrowed.names(cx, task.block) || with())
    });
    let (mut sections, mut private) = texts(cx, &standing, period, narrowed);
    let all = done.len();
    done.retain(|task| !narrowed.private.leaves_out(cx, task.block));
    private += all - done.len();
    let completed = done.iter().map(|task| tasks::line(cx, task)).collect();
    sections.push(Section { title: "Completed".into(), kind: Kind::Tasks, lines: completed, ..Section::default() });
    sections.push(people(cx, &standing, &done, narrowed));
    sections.retain(|section| !section.lines.is_empty());
    Paper {
        title: format!("Review {}", period.label()),
        period: period.to_string(),
        author: cx.config.author.clone(),
        days,
        today: cx.today,
        private,
        sections,
        ..Paper::default()
    }
}

/// The texts, and how many lines of them are left out.
fn texts(cx: &Cx<'_>, standing: &Standing<'_>, period: Period, narrowed: &Narrowed) -> (Vec<Section>, usize) {
    let mut private = 0;
    let text = |review: &&crate::graph::Review| {
        let ReviewText { lead, tops } = &review.text;
        let mut named = Vec::new();
        tops.iter().for_each(|top| narrowed.within(cx, *top, &mut named));
        let text = ReviewText { lead: lead.filter(|_| narrowed.people.is_empty()), tops: named };
        let amount = gather::amount_but(cx, [&text], |id| narrowed.private.leaves_out(cx, id));
        private += amount.private;
        let of_part = review.period.filter(|part| *part != period);
        Section {
            title: cx.graph.page(review.page).short_name().to_string(),
            kind: Kind::Project,
            period: of_part.map(Period::label).unwrap_or_default(),
            counts: Some(Counts { bullets: amount.bullets, words: amount.words, tickets: amount.tickets }),
            lines: lines(cx, &text, narrowed.private),
        }
    };
    let sections = standing.with.iter().map(text).collect();
    (sections, private)
}

/// Who was worked with, on what.
fn people(cx: &Cx<'_>, standing: &Standing<'_>, done: &[&TaskRow], narrowed: &Narrowed) -> Section {
    let together = counted_together(cx, standing, done, |id| narrowed.private.leaves_out(cx, id));
    let named =
        together.into_iter().filter(|(person, _)| narrowed.people.is_empty() || narrowed.people.contains(person));
    let line = |(person, projects): (PageId, Vec<(PageId, usize)>)| {
        let projects: Vec<&str> = projects.iter().map(|(project, _)| cx.graph.page(*project).short_name()).collect();
        let text = format!("{}: {}", cx.graph.page(person).short_name(), projects.join(", "));
        Line { markdown: escaped(&text), text, ..Line::default() }
    };
    let lines = named.map(line).collect();
    Section { title: "Worked with".into(), kind: Kind::People, lines, ..Section::default() }
}

fn lines(cx: &Cx<'_>, text: &ReviewText, private: Private) -> Vec<Line> {
    let mut lines = Vec::new();
    if let Some(lead) = text.lead.filter(|lead| !private.leaves_out(cx, *lead)) {
        let own = Own::of(cx, lead);
        let mut marks = markdown(cx.graph.outline(lead), lead.block, cx.graph.dialect, Part::BelowTitle, &own);
        let hides = own.hides.get();
        lines.extend(paragraphs(cx, lead, true).into_iter().map(|paragraph| {
            let own = Line { text: paragraph.words, hides, ..line_of(cx, lead) };
            match marks.take() {
                Some(markdown) => Line { markdown, ..own },
                None => Line { shape: Shape::Paragraph, depth: 1, ..own },
            }
        }));
    }
    text.tops.iter().for_each(|top| block(cx, *top, 0, private, &mut lines));
    lines
}

/// A block and all below it. At the top, a label alone is a heading, and so is one that ends a bullet.
fn block(cx: &Cx<'_>, id: BlockId, depth: usize, private: Private, lines: &mut Vec<Line>) {
    if cx.graph.is_blank(id) || private.leaves_out(cx, id) {
        return;
    }
    let mut said = paragraphs(cx, id, false);
    let is_heading = |paragraph: &crate::markup::Paragraph| depth == 0 && paragraph.is_strong;
    let own = Line { depth, ..line_of(cx, id) };
    let heading = |words: &str| Line {
        shape: Shape::Heading,
        text: words.trim_end_matches([':', ' ']).to_string(),
        ..own.clone()
    };
    let children: Vec<BlockId> = cx.graph.children(id).collect();
    if let [only] = said.as_slice()
        && is_heading(only)
    {
        lines.push(heading(&only.words));
        return children.into_iter().for_each(|child| block(cx, child, depth, private, lines));
    }
    let over_the_next = said.pop_if(|last| is_heading(last) && children.iter().all(|child| cx.graph.is_blank(*child)));
    let (marks, hides) = marked(cx, id, over_the_next.as_ref());
    let mut said = said.into_iter();
    let below = match said.next() {
        Some(first) => {
            lines.push(Line { text: first.words, markdown: marks, hides, ..own.clone() });
            depth + 1
        }
        None => depth,
    };
    lines.extend(said.map(|more| Line { shape: Shape::Paragraph, depth: below, text: more.words, ..own.clone() }));
    children.into_iter().for_each(|child| block(cx, child, below, private, lines));
    lines.extend(over_the_next.map(|label| heading(&label.words)));
}

/// A block as Markdown, less the heading that it ends in; and whether words of it are hidden.
fn marked(cx: &Cx<'_>, id: BlockId, less: Option<&crate::markup::Paragraph>) -> (String, bool) {
    let (outline, own) = (cx.graph.outline(id), Own::of(cx, id));
    let written = markdown(outline, id.block, cx.graph.dialect, Part::Whole, &own).unwrap_or_default();
    let marks = match (less, written.rsplit_once("\n\n")) {
        (Some(_), Some((above, _))) => above.trim_end().to_string(),
        _ => written,
    };
    (marks, own.hides.get())
}

/// The author's own copy: names as written, addresses kept, what shows another block by its first line.
pub(super) struct Own<'a> {
    cx: Cx<'a>,
    id: BlockId,
    /// Whether something of it was met that a page does not show.
    hides: Cell<bool>,
}

impl<'a> Own<'a> {
    pub fn of(cx: &Cx<'a>, id: BlockId) -> Own<'a> {
        Own { cx: *cx, id, hides: Cell::new(false) }
    }
}

impl Policy for Own<'_> {
    fn reference(&self, outline: &Outline, reference: u32) -> Instead {
        let words = crate::views::naming::Named { cx: self.cx, id: self.id, within: false };
        match outline.refs.get(reference as usize).map(|r| r.kind) {
            Some(RefKind::Image | RefKind::EmbedBlock | RefKind::EmbedPage) | None => Instead::Nothing,
            _ => match crate::markup::Words::words(&words, outline, reference) {
                Some(words) => Instead::Words(words.to_string()),
                None => Instead::Label,
            },
        }
    }

    fn address(&self, url: &str) -> Option<String> {
        Some(url.to_string())
    }

    fn without_address(&self) -> &str {
        ""
    }

    fn hides(&self) {
        self.hides.set(true);
    }

    fn words<'w>(&self, words: &'w str) -> Cow<'w, str> {
        words.into()
    }

    fn label<'w>(&self, label: &'w str) -> Cow<'w, str> {
        label.into()
    }
}
