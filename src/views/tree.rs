//! Blocks as nested lists, by the contract of the theme.
//!
//! Does not render a block's text (see [`super::blocks`]) nor rows of collated blocks (see [`super::rows`]).

use chrono::NaiveDate;
use std::cmp::Ordering;

use super::blocks::{Shown, below_title, first_words, quoted, rendered, rendered_at_home, trail, write_line};
use super::cx::{Cx, count};
use super::parts::{When, WhenState};
use super::passages;
use super::row::write_when;
use crate::graph::{BlockId, PageId, ReviewText};
use crate::markup::{Html, HtmlWriter, Lead, Rendered};
use crate::notes::Dialect;
use crate::outline::{Mark, Property};

/// A list of blocks with all that is below them. `home`: the page on which they are at home, so that they get anchors.
/// Sections of other pages in them are one line with a link.
pub fn blocks(cx: &Cx<'_>, ids: &[BlockId], home: Option<PageId>, shown: Shown<'_>) -> Html {
    let mut w = HtmlWriter::new();
    let writer = Tree { cx, home, shown, skip: &[], review: None };
    writer.lists(&mut w, ids, true);
    w.finish()
}

/// What a review says, away from home; behind some lines stands that they read as instructions, or are private: these are
/// no part of what is handed in.
pub fn review(cx: &Cx<'_>, text: &ReviewText, instructions: &[BlockId]) -> Html {
    let mut w = HtmlWriter::new();
    if let Some(lead) = text.lead {
        w.html(&below_title(cx, lead, false));
    }
    let writer = Tree { cx, home: None, shown: &[], skip: &[], review: Some(instructions) };
    writer.lists(&mut w, &text.tops, true);
    w.finish()
}

/// The blocks of a page at home on it, less those that it shows elsewhere.
pub fn at_home(cx: &Cx<'_>, ids: &[BlockId], home: PageId, skip: &[BlockId]) -> Html {
    let mut w = HtmlWriter::new();
    let writer = Tree { cx, home: Some(home), shown: &[], skip, review: None };
    writer.lists(&mut w, ids, true);
    w.finish()
}

/// What stands in a row for a block: its line and what is below it, open where that is little.
pub fn content(cx: &Cx<'_>, w: &mut HtmlWriter, id: BlockId, below: Below) {
    let writer = Tree { cx, home: None, shown: quoted(), skip: &[], review: None };
    let rendered = rendered(cx, id, quoted());
    match below {
        Below::None => writer.leaf(w, id, &rendered),
        Below::All { open } => writer.content(w, id, &rendered, Some(open)),
    }
}

/// How much of what is below a block is shown with it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Below {
    /// Nothing.
    None,
    /// Everything, folded or not.
    All {
        /// Not folded.
        open: bool,
    },
}

/// What stands behind a line that its author marked private.
pub const PRIVATE: &str = " <span class=\"label\">private</span>";

/// How many of the blocks that refer to one are listed under it, and how many characters of each.
const MOST_REFERENCES: usize = 12;
const REFERENCE: usize = 160;

struct Tree<'c, 'a, 's> {
    cx: &'c Cx<'a>,
    home: Option<PageId>,
    shown: Shown<'s>,
    skip: &'s [BlockId],
    /// Of the text of a review: which lines read as instructions.
    review: Option<&'s [BlockId]>,
}

impl Tree<'_, '_, '_> {
    /// One list, or several where numbered and plain siblings take turns.
    fn lists(&self, w: &mut HtmlWriter, ids: &[BlockId], outermost: bool) {
        let filled: Vec<BlockId> = ids.iter().copied().filter(|&id| !self.is_left_out(id)).collect();
        let mut rest = filled.as_slice();
        while let Some(&first) = rest.first() {
            let number = self.number(first);
            let kind = |id| self.number(id).map(|(_, behind)| behind);
            let run = rest.iter().take_while(|&&id| kind(id) == kind(first)).count();
            let (now, later) = rest.split_at(run);
            rest = later;
            let labelled = outermost && now.iter().any(|&id| rendered(self.cx, id, self.shown).lead != Lead::None);
            w.tag(match (number, labelled) {
                (Some(_), true) => "<ol class=\"blocks labelled\"",
                (Some(_), false) => "<ol class=\"blocks\"",
                (None, true) => "<ul class=\"blocks labelled\"",
                (None, false) => "<ul class=\"blocks\"",
            });
            if let Some((start, _)) = number.filter(|(start, _)| *start != 1) {
                w.attr("start", &start.to_string());
            }
            w.tag(">");
            for &id in now {
                self.item(w, id);
            }
            w.tag(if number.is_some() { "</ol>" } else { "</ul>" });
        }
    }

    fn item(&self, w: &mut HtmlWriter, id: BlockId) {
        let graph = self.cx.graph;
        w.tag(match (self.is_prose(id), self.begins_private(id)) {
            (true, true) => "<li class=\"block text own\"",
            (true, false) => "<li class=\"block text\"",
            (false, true) => "<li class=\"block own\"",
            (false, false) => "<li class=\"block\"",
        });
        let owner = graph.owner(id);
        let at_home = self.home == Some(owner);
        let elsewhere = self.home.is_some() && !at_home && graph.page(owner).home.sections.contains(&id);
        if at_home {
            let anchor = self.cx.routes.anchor(graph, id);
            w.attr("id", &anchor);
        }
        let task = graph.block(id).task();
        if let Some(marker) = task.and_then(|t| t.marker) {
            w.attr("data-marker", marker.word());
        }
        if let Some(priority) = task.and_then(|t| t.priority) {
            w.attr("data-priority", &priority.to_string());
        }
        w.tag(">");
        if at_home {
            let anchor = format!("#{}", self.cx.routes.anchor(graph, id));
            w.tag("<a class=\"at\"").attr("href", &anchor).tag(">#</a>");
        }
        if elsewhere {
            // A section of another page, where it stands: its own words as a link.
            passages::section_link(self.cx, w, owner, first_words(self.cx, id));
        } else {
            if let Some(when) = task_when(self.cx, id) {
                write_when(w, &when, false);
            }
            let rendered = match at_home {
                true => rendered_at_home(self.cx, id),
                false => rendered(self.cx, id, self.shown),
            };
            self.content(w, id, &rendered, None);
        }
        w.tag("</li>\n");
    }

    fn content(&self, w: &mut HtmlWriter, id: BlockId, rendered: &Rendered, open: Option<bool>) {
        let block = self.cx.graph.block(id);
        let outline = self.cx.graph.outline(id);
        let children: Vec<BlockId> = outline
            .children(Some(id.block))
            .map(|b| BlockId { block: b, ..id })
            .filter(|&b| !self.is_left_out(b))
            .collect();
        let titled = !rendered.title.is_empty() || block.task().is_some_and(|t| t.marker.is_some());
        if children.is_empty() {
            // Nothing below, but a body that the author folded away.
            if block.collapsed && titled && !rendered.body.is_empty() && open.is_none() {
                w.tag("<details><summary>");
                self.line(w, id, rendered);
                w.tag("</summary>").html(&rendered.body);
                self.properties(w, id);
                w.tag("</details>");
                return self.references(w, id);
            }
            return self.leaf(w, id, rendered);
        }
        let says = |&b: &u32| !outline.is_empty(b) || self.shows_properties(BlockId { block: b, ..id });
        let below = (id.block + 1..block.end).filter(says).count();
        let open = open.unwrap_or(!block.collapsed);
        if titled {
            w.tag(if open { "<details open><summary" } else { "<details><summary" });
            w.attr("data-n", &below.to_string()).tag(">");
            self.line(w, id, rendered);
            w.tag("</summary>").html(&rendered.body);
            self.properties(w, id);
            self.references(w, id);
        } else {
            w.html(&rendered.body);
            self.properties(w, id);
            self.references(w, id);
            w.tag(if open { "<details class=\"under\" open><summary>" } else { "<details class=\"under\"><summary>" });
            w.number(below as i64).tag(" below</summary>");
        }
        self.lists(w, &children, false);
        w.tag("</details>");
    }

    fn leaf(&self, w: &mut HtmlWriter, id: BlockId, rendered: &Rendered) {
        self.line(w, id, rendered);
        w.html(&rendered.body);
        self.properties(w, id);
        self.references(w, id);
    }

    fn properties(&self, w: &mut HtmlWriter, id: BlockId) {
        // In a review the mark itself is a label.
        let is_told = |p: &&Property| self.review.is_none() || &*p.key != "private";
        passages::write_properties(self.cx, w, id, self.own_properties(id).iter().filter(is_told));
    }

    /// A block's properties, less those of the page, which stand above.
    fn own_properties(&self, id: BlockId) -> &[Property] {
        let outline = self.cx.graph.outline(id);
        let of_page = outline.page_property_count.saturating_sub(outline.blocks[id.block as usize].properties);
        outline.properties_of(id.block).get(of_page as usize..).unwrap_or(&[])
    }

    /// Under a block at home, closed: where it is referred to by its id.
    fn references(&self, w: &mut HtmlWriter, id: BlockId) {
        let graph = self.cx.graph;
        if self.home != Some(graph.owner(id)) {
            return;
        }
        let from: Vec<BlockId> = graph.block_links_to(id).collect();
        if from.is_empty() {
            return;
        }
        // Within a division, so that the line keeps its own dot or chevron.
        w.tag("<div><details class=\"fold\"><summary>");
        w.text(&count(from.len(), "reference", "references")).tag("</summary><ul class=\"rows\">");
        for &from in from.iter().take(MOST_REFERENCES) {
            w.tag("<li><a class=\"crumb\"").attr("href", &self.cx.block_href(from)).tag(">");
            w.phrase(&trail(self.cx, from, None)).tag("</a>");
            // What embeds it says nothing else.
            let words = first_words(self.cx, from);
            if &**words != "…" {
                w.phrase(&words.shortened(REFERENCE));
            }
            w.tag("</li>\n");
        }
        if from.len() > MOST_REFERENCES {
            w.tag("<li>").number((from.len() - MOST_REFERENCES) as i64).tag(" more</li>\n");
        }
        w.tag("</ul></details></div>");
    }

    fn line(&self, w: &mut HtmlWriter, id: BlockId, rendered: &Rendered) {
        match is_highlighted(self.cx, id) {
            true => {
                w.tag("<mark>");
                write_line(self.cx, w, id, rendered);
                w.tag("</mark>");
            }
            false => write_line(self.cx, w, id, rendered),
        }
        if let Some(late) = late_words(self.cx, id) {
            w.tag(" <span class=\"late\">").text(&late).tag("</span>");
        }
        if let Some(spent) = spent_words(self.cx, id) {
            w.tag(" <span class=\"spent\">").text(&spent).tag("</span>");
        }
        if self.review.is_some_and(|instructions| instructions.contains(&id)) {
            w.tag(" <span class=\"label\">reads as an instruction</span>");
        }
        if self.begins_private(id) {
            w.tag(PRIVATE);
        }
    }

    /// Whether this line of a review is private, and what holds it is not.
    fn begins_private(&self, id: BlockId) -> bool {
        let above = self.cx.graph.block(id).parent.map(|block| BlockId { block, ..id });
        self.review.is_some()
            && self.cx.is_marked_private(id)
            && !above.is_some_and(|above| self.cx.is_marked_private(above))
    }

    /// A bullet that says nothing, what is shown elsewhere on the page, and what only the sanitiser saw.
    fn is_left_out(&self, id: BlockId) -> bool {
        self.skip.contains(&id) || self.is_silent(id) || self.is_sanitised_away(id)
    }

    /// Whether neither a block nor one below it has words, a task or a property for readers.
    fn is_silent(&self, id: BlockId) -> bool {
        let graph = self.cx.graph;
        let mut all = (id.block..graph.block(id).end).map(|block| BlockId { block, ..id });
        graph.is_blank(id) && !all.any(|id| self.shows_properties(id))
    }

    fn shows_properties(&self, id: BlockId) -> bool {
        !self.cx.graph.is_template(id) && self.own_properties(id).iter().any(|p| passages::is_shown(self.cx, p))
    }

    /// A script, the end of an element whose beginning stands in another block, or the address of a link's label.
    fn is_sanitised_away(&self, id: BlockId) -> bool {
        let outline = self.cx.graph.outline(id);
        let block = &outline.blocks[id.block as usize];
        let is_html = block.title.of(&outline.text).starts_with(['<', '['])
            && block.end == id.block + 1
            && block.task().is_none();
        is_html && {
            let rendered = rendered(self.cx, id, self.shown);
            rendered.title.is_empty() && rendered.body.is_empty()
        }
    }

    /// The number a list begins with at this block, and what stands behind it, if it is an item of a numbered list.
    fn number(&self, id: BlockId) -> Option<(u32, char)> {
        let outline = self.cx.graph.outline(id);
        if self.cx.graph.dialect != Dialect::Logseq {
            return match outline.mark(id.block) {
                Mark::Number(number, behind) => Some((number, behind)),
                _ => None,
            };
        }
        let numbered = |p: &Property| &*p.key == "logseq.order-list-type" && p.value.trim() == "number";
        outline.properties_of(id.block).iter().any(numbered).then_some((1, '.'))
    }

    /// Whether a block is no item of a list: outside Logseq a paragraph is a block too.
    fn is_prose(&self, id: BlockId) -> bool {
        self.cx.graph.dialect != Dialect::Logseq && self.cx.graph.outline(id).mark(id.block) == Mark::None
    }
}

/// `background-color::` of any colour: a page has three inks, so a line is marked as by a pen, and its colour not told.
fn is_highlighted(cx: &Cx<'_>, id: BlockId) -> bool {
    let mut properties = cx.graph.outline(id).properties_of(id.block).iter();
    properties.any(|p| &*p.key == "background-color" && !p.value.trim().is_empty())
}

/// The date a task shows in the margin: what is due, or when it was done.
pub fn task_when(cx: &Cx<'_>, id: BlockId) -> Option<When> {
    task_day(cx, id).map(|(day, state)| cx.when(day, state))
}

/// That date itself, and how it is drawn.
pub fn task_day(cx: &Cx<'_>, id: BlockId) -> Option<(NaiveDate, WhenState)> {
    let Some(task) = cx.graph.task(id) else { return planned(cx, id).map(|day| (day, WhenState::Dated)) };
    if task.state.is_open() {
        let due = task.due_from(cx.as_of)?;
        let state = match due.cmp(&cx.as_of) {
            Ordering::Less => WhenState::Late,
            Ordering::Equal => WhenState::Today,
            Ordering::Greater => WhenState::Future,
        };
        return Some((due, state));
    }
    match task.completed {
        Some(crate::graph::Completed::Inferred(day)) => Some((day, WhenState::Inferred)),
        Some(crate::graph::Completed::Written(day)) => Some((day, WhenState::Dated)),
        _ => None,
    }
}

/// The day of a block that is planned and has no marker: nothing else on the page says it.
fn planned(cx: &Cx<'_>, id: BlockId) -> Option<NaiveDate> {
    let task = cx.graph.block(id).task()?;
    let days = [task.scheduled, task.deadline].into_iter().flatten().map(|stamp| stamp.date);
    days.min().filter(|_| task.marker.is_none())
}

/// `3 days late`, of an open task.
pub fn late_words(cx: &Cx<'_>, id: BlockId) -> Option<String> {
    let task = cx.graph.task(id)?;
    let due = task.due_from(cx.as_of).filter(|_| task.is_late(cx.as_of))?;
    Some(cx.late(due))
}

/// `1 h 50 min spent`, of a block whose clocks ran.
pub fn spent_words(cx: &Cx<'_>, id: BlockId) -> Option<String> {
    let clocked = cx.graph.block(id).task()?.clocked;
    (clocked > 0).then(|| format!("{} spent", duration(clocked.into())))
}

/// `1 h 50 min`; what is under a minute is said to be so.
pub fn duration(seconds: u64) -> String {
    match (seconds / 3600, seconds / 60 % 60) {
        (0, 0) => "under a minute".into(),
        (0, minutes) => format!("{minutes} min"),
        (hours, 0) => format!("{hours} h"),
        (hours, minutes) => format!("{hours} h {minutes} min"),
    }
}

#[cfg(test)]
mod tests {
    use super::duration;

    #[test]
    fn time_spent_is_told_in_hours_and_minutes() {
        let told = [59, 60, 3600, 6600, 360_000].map(duration);
        assert_eq!(told, ["under a minute", "1 min", "1 h", "1 h 50 min", "100 h"]);
    }
}
