//! Projects and people as rows of a table, the newest first: for the home screen and for the full lists.
//!
//! Does not decide how many of them a page shows.

use super::blocks::first_words;
use super::cx::{Cx, count};
use super::frame::with_emblem;
use super::parts::{Link, PersonRow, ProjectRow, Sign, When, WhenState};
use super::rule::spark;
use super::{gather, person};
use crate::graph::{BlockId, Completed, PageId, PageKind, Review, State};
use crate::markup::{Html, Phrase};

use crate::name;
use chrono::NaiveDate;
use std::cmp::Reverse;

/// How many weeks after the last meeting its age is told as "over 3 weeks ago".
const LONG_AGO: i64 = 3;

/// When something was last said of a page: the day, and the block that says it.
type Last = Option<(NaiveDate, BlockId)>;

/// Projects that are not archived: the last active first, then by name.
pub fn active_projects(cx: &Cx<'_>) -> Vec<PageId> {
    let all = cx.graph.of_kind(PageKind::Project).filter(|&page| !cx.graph.page(page).archived);
    let mut all: Vec<PageId> = all.collect();
    cx.graph.expect_mentions(all.len());
    all.sort_by_cached_key(|&page| (Reverse(last(cx, &activity(cx, page)).map(|(day, _)| day)), by_name(cx, page)));
    all
}

/// Pages of a kind whose status says that they are over, by name.
pub fn archived(cx: &Cx<'_>, kind: PageKind) -> Vec<PageId> {
    let mut pages: Vec<PageId> = cx.graph.of_kind(kind).filter(|&page| cx.graph.page(page).archived).collect();
    pages.sort_by_cached_key(|&page| by_name(cx, page));
    pages
}

/// What the names shown are sorted by.
pub fn by_name(cx: &Cx<'_>, page: PageId) -> String {
    name::key(cx.graph.page(page).short_name())
}

/// Every dated block about a project, the newest first. Its name in plain words counts: most journals link to little,
/// and without them a project that is spoken of every week would look idle.
fn activity(cx: &Cx<'_>, page: PageId) -> Vec<(NaiveDate, BlockId)> {
    let mut dated = gather::dated(cx, page).to_vec();
    let named = cx.graph.mentions_of(page).iter();
    dated.extend(named.filter_map(|m| Some((gather::day_of(cx, m.block)?, m.block))));
    dated.sort_unstable_by_key(|&(day, id)| (Reverse(day), id));
    dated.dedup();
    dated
}

/// The newest that is not still to come.
fn last(cx: &Cx<'_>, dated: &[(NaiveDate, BlockId)]) -> Last {
    dated.iter().find(|(day, _)| *day <= cx.today).copied()
}

/// One project.
pub fn project_row(cx: &Cx<'_>, page: PageId) -> ProjectRow {
    project_row_of(cx, page, review_year(cx))
}

/// The same with the year that [`review_year`] gives, which is found once for a whole table.
pub fn project_row_of(cx: &Cx<'_>, page: PageId, year: Option<i32>) -> ProjectRow {
    let dated = activity(cx, page);
    let (mut open, mut done) = (0, 0);
    for task in cx.graph.tasks_of(page) {
        open += usize::from(task.state.is_open());
        done += usize::from(task.state == State::Done);
    }
    let near = gather::near(cx, page);
    let with = gather::of_kind(cx, near, PageKind::Person).take(3);
    ProjectRow {
        when: last(cx, &dated).map(|(day, id)| when(cx, day, id)),
        link: with_emblem(cx, page, plain(cx, page)),
        weeks: spark(&gather::twelve_weeks(cx, dated.iter().map(|(day, _)| *day))),
        open,
        done,
        review: year.map(|year| review_words(cx, page, year)).unwrap_or_default(),
        with: with.map(|n| plain(cx, n.page)).collect(),
    }
}

/// The date of a block; `≈` where it is only a task's deadline.
pub fn when(cx: &Cx<'_>, day: NaiveDate, id: BlockId) -> When {
    let inferred = cx.graph.task(id).is_some_and(|t| matches!(t.completed, Some(Completed::Inferred(_))));
    cx.when(day, if inferred { WhenState::Inferred } else { WhenState::Dated })
}

/// A link whose column already says what it is: no sign.
fn plain(cx: &Cx<'_>, page: PageId) -> Link {
    Link { sign: Sign::None, ..cx.link(page) }
}

/// The newest year of which any project has review text.
pub fn review_year(cx: &Cx<'_>) -> Option<i32> {
    let written = cx.graph.reviews().iter().filter(|r| !r.text.is_empty());
    let projects = written.filter(|r| cx.graph.page(r.page).kind == PageKind::Project);
    projects.filter_map(|r| r.period).map(|p| p.year_in(cx.config.fiscal_year_start)).max()
}

/// The head of the review column; empty where no project has a review.
pub fn review_head(cx: &Cx<'_>) -> String {
    review_year(cx).map(|year| format!("Review {year}")).unwrap_or_default()
}

/// The reviews of a project that belong to a year.
fn of_year<'a>(cx: &Cx<'a>, page: PageId, year: i32) -> impl Iterator<Item = &'a Review> {
    let first_month = cx.config.fiscal_year_start;
    let here = move |r: &&Review| r.period.is_some_and(|p| p.year_in(first_month) == year);
    cx.graph.reviews_of(page).iter().filter(here)
}

/// Whether a project has review text of a year.
pub fn has_review(cx: &Cx<'_>, page: PageId, year: i32) -> bool {
    of_year(cx, page, year).any(|r| !r.text.is_empty())
}

/// `23 bullets`, `candidate` or `none`.
fn review_words(cx: &Cx<'_>, page: PageId, year: i32) -> String {
    let bullets = gather::amount(cx, of_year(cx, page, year).map(|r| &r.text)).bullets;
    let candidate = cx.graph.candidate(page).is_some();
    match (bullets, candidate) {
        (0, true) => "candidate".into(),
        (0, false) => "none".into(),
        (n, _) => count(n, "bullet", "bullets"),
    }
}

/// A person with their newest meeting that is not still to come.
#[derive(Clone, Copy, Debug)]
pub struct Met {
    /// The person.
    pub page: PageId,
    /// The meeting.
    pub last: Last,
}

/// People that are not archived: the last met first, then by name.
pub fn people_by_meeting(cx: &Cx<'_>) -> Vec<Met> {
    let all = cx.graph.of_kind(PageKind::Person).filter(|&page| !cx.graph.page(page).archived);
    let mut all: Vec<Met> = all
        .map(|page| {
            let met = person::meetings(cx, page);
            let last = met.iter().find(|(day, id)| *day <= cx.today && !cx.graph.is_blank(*id));
            Met { page, last: last.copied() }
        })
        .collect();
    all.sort_by_cached_key(|met| (Reverse(met.last.map(|(day, _)| day)), by_name(cx, met.page)));
    all
}

/// The first so many people, one row each; those of whom there is nothing but a name share one.
pub fn person_rows(cx: &Cx<'_>, people: &[Met], most: usize) -> Vec<PersonRow> {
    let mut rows = Vec::new();
    let mut unmet = unmet_row();
    for met in people.iter().take(most) {
        let open = cx.graph.tasks_of(met.page).filter(|t| t.state.is_open()).count();
        let links = vec![with_emblem(cx, met.page, cx.link(met.page))];
        match met.last {
            Some((day, id)) => {
                rows.push(PersonRow { when: Some(when(cx, day, id)), links, open, about: about(cx, day, id) });
            }
            None if open > 0 => rows.push(PersonRow { links, open, ..unmet_row() }),
            None => unmet.links.extend(links),
        }
    }
    rows.extend(Some(unmet).filter(|row| !row.links.is_empty()));
    rows
}

fn unmet_row() -> PersonRow {
    PersonRow { about: Html::text("no dated meeting yet"), ..PersonRow::default() }
}

/// `3 days ago · HUB decomposition, Globex gateway`
fn about(cx: &Cx<'_>, day: NaiveDate, id: BlockId) -> Html {
    let mut about = Phrase::from(met_ago(cx, day));
    for (i, topic) in topics(cx, id).iter().enumerate() {
        about.push_str(if i == 0 { " · " } else { ", " }).push_phrase(topic);
    }
    Html::phrase(&about)
}

/// How long ago somebody was met, with the words "over 3 weeks ago" for long.
fn met_ago(cx: &Cx<'_>, day: NaiveDate) -> String {
    let days = (cx.today - day).num_days();
    match days {
        n if n <= LONG_AGO * 7 => cx.ago(day),
        n if n <= 70 => format!("over {} weeks ago", (n - 1) / 7),
        n => format!("over {} months ago", (n - 1) / 30),
    }
}

/// What a meeting was about: the heads of its top blocks that open something, else its first lines.
fn topics(cx: &Cx<'_>, id: BlockId) -> Vec<Phrase> {
    let graph = cx.graph;
    let openings = &graph.facts[id.note.index()].openings;
    let dated_line = openings.binary_search_by_key(&id.block, |(block, _)| *block).is_ok() && !graph.is_bare_date(id);
    let tops: Vec<BlockId> = match dated_line {
        true => vec![id],
        false => graph.children(id).filter(|&child| !graph.is_blank(child)).collect(),
    };
    let opens = |&id: &BlockId| {
        let below = graph.children(id).any(|child| !graph.is_blank(child));
        let head = head(first_words(cx, id));
        (below || head.1).then_some(head.0)
    };
    let mut heads: Vec<Phrase> = tops.iter().filter_map(opens).take(2).collect();
    if heads.is_empty() {
        // Nothing is a heading: the first words of one line say more than those of two.
        heads = tops.iter().take(1).map(|&id| head(first_words(cx, id)).0).collect();
    }
    heads.retain(|head| !head.is_empty());
    heads
}

/// The words before a colon, else the first five; and whether there was a colon.
fn head(line: &Phrase) -> (Phrase, bool) {
    const MOST_WORDS: usize = 5;
    const MOST_LETTERS: usize = 40;
    let fits = |end: usize| line[..end].chars().count() <= MOST_LETTERS;
    if let Some(colon) = line.find(": ").filter(|colon| fits(*colon)) {
        return (line.part(0..colon), true);
    }
    let (mut end, mut at) = (0, 0);
    for word in line.split_inclusive(' ').take(MOST_WORDS) {
        let after = at + word.trim_end().len();
        if !fits(after) {
            break;
        }
        (end, at) = (after, at + word.len());
    }
    match end {
        end if end == line.len() => (line.clone(), false),
        // One word that is longer than a line.
        0 => (line.cut(line.char_indices().nth(MOST_LETTERS).map_or(line.len(), |(at, _)| at)), false),
        end => (line.cut(end), false),
    }
}

#[cfg(test)]
mod tests {

    #[test]
    fn a_head_is_what_stands_before_the_colon_or_the_first_words() {
        let head = |line: &str| {
            let (head, colon) = super::head(&line.into());
            (head.to_string(), colon)
        };
        assert_eq!(head("Globex gateway: combine the XPG,"), ("Globex gateway".into(), true));
        assert_eq!(head("HUB decomposition"), ("HUB decomposition".into(), false));
        assert_eq!(head("Pull everything out, and then some more"), ("Pull everything out, and then…".into(), false));
        assert_eq!(head("one two three four five, six").0, "one two three four five…");
        assert_eq!(head(&"x".repeat(90)).0, "x".repeat(40) + "…");
    }
}
