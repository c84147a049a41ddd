//! The lists of all projects and all people. Does not make their rows (see [`super::tables`]), nor list names (see
//! [`super::names`]).

use super::cx::Cx;
use super::frame::{Frame, Part, frame};
use super::parts::{Fact, Link, PersonRow, ProjectRow, Sign, When};
use super::tables;
use crate::graph::{PageId, PageKind};
use crate::route::Route;
use serde::Serialize;

/// `projects/index.html`, `people/index.html`, `tags/index.html`, `all.html` and their parts by letter.
/// Only one of `projects`, `people` and `groups` has something in it.
#[derive(Clone, Debug, Default, Serialize)]
pub struct List {
    /// What is around it.
    pub frame: Frame,
    /// How many of what.
    pub facts: Vec<Fact>,
    /// Jumps to groups of this page or to other parts: `A`, `B`, `C–D`.
    pub letters: Vec<Link>,
    /// Projects as a table.
    pub projects: Vec<ProjectRow>,
    /// Those of a long table that have no row, by name.
    pub rest: Vec<Link>,
    /// Archived ones, by name.
    pub archived: Vec<Link>,
    /// The head of the review column; empty to leave it out.
    pub review_head: String,
    /// People as a table.
    pub people: Vec<PersonRow>,
    /// Names by initial.
    pub groups: Vec<Initial>,
    /// What to write, when there is nothing; empty otherwise.
    pub empty: String,
}

/// The names under one initial.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Initial {
    /// Anchor, unique on the page: `letter-a`.
    pub id: String,
    /// `A`; stands in the margin.
    pub letter: String,
    /// The names.
    pub rows: Vec<Item>,
}

/// A name of a list.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Item {
    /// Anchor, unique on the page: other pages lead to this very line.
    pub id: Option<String>,
    /// The last date, if the list shows dates.
    pub when: Option<When>,
    /// The page.
    pub link: Link,
    /// `4 lines`, `alias of X`; empty for nothing.
    pub text: String,
}

/// How many projects or people have a row: what a page may weigh holds so many.
const MOST_ROWS: usize = 200;

/// How many more are named below.
const MOST_NAMES: usize = 600;

/// All projects.
pub fn projects(cx: &Cx<'_>) -> List {
    let all = tables::active_projects(cx);
    let (shown, rest) = all.split_at(all.len().min(MOST_ROWS));
    let archived = tables::archived(cx, PageKind::Project);
    let year = tables::review_year(cx);
    let mut facts = vec![number(all.len(), " project", " projects")];
    if !archived.is_empty() {
        facts.push(Fact { strong: archived.len().to_string(), after: " archived".into(), ..Fact::default() });
    }
    if let Some(year) = year {
        // As many as the review of the year has.
        let with = all.iter().chain(&archived).filter(|page| tables::has_review(cx, **page, year)).count();
        facts.push(Fact { strong: with.to_string(), after: format!(" with {year} review text"), ..Fact::default() });
    }
    let mut frame = frame(cx, "all", "Projects", Part::Projects);
    if !shown.is_empty() {
        frame.read_against = cx.long_day(cx.today);
    }
    let empty = "No projects yet. Write a bullet Projects in any note, and each project as a bullet below it.";
    List {
        frame,
        facts,
        projects: shown.iter().map(|page| tables::project_row_of(cx, *page, year)).collect(),
        rest: names(cx, rest, MOST_NAMES),
        archived: names(cx, &archived, MOST_NAMES - rest.len().min(MOST_NAMES)),
        review_head: tables::review_head(cx),
        empty: if all.is_empty() && archived.is_empty() { empty.into() } else { String::new() },
        ..List::default()
    }
}

/// All people.
pub fn people(cx: &Cx<'_>) -> List {
    let all = tables::people_by_meeting(cx);
    let archived = tables::archived(cx, PageKind::Person);
    let rest: Vec<PageId> = all.iter().skip(MOST_ROWS).map(|met| met.page).collect();
    let mut frame = frame(cx, "all", "People", Part::People);
    if all.iter().any(|met| met.last.is_some()) {
        frame.read_against = cx.long_day(cx.today);
    }
    let empty = "Nobody yet. Write a bullet People in any note, and each person as a bullet below it.";
    List {
        frame,
        facts: vec![number(all.len(), " person", " people")],
        people: tables::person_rows(cx, &all, MOST_ROWS),
        rest: names(cx, &rest, MOST_NAMES),
        archived: names(cx, &archived, MOST_NAMES - rest.len().min(MOST_NAMES)),
        empty: if all.is_empty() && archived.is_empty() { empty.into() } else { String::new() },
        ..List::default()
    }
}

/// Names in a sentence, without signs; the list of all pages has those that are too many.
fn names(cx: &Cx<'_>, pages: &[PageId], most: usize) -> Vec<Link> {
    let mut links: Vec<Link> =
        pages.iter().take(most).map(|page| Link { sign: Sign::None, ..cx.link(*page) }).collect();
    if pages.len() > links.len() {
        let label = format!("{} more in A–Z", pages.len() - links.len());
        links.push(Link { href: Some(cx.href(Route::All(None))), label, ..Link::default() });
    }
    links
}

/// `12 projects`, the number strong.
pub fn number(n: usize, one: &str, many: &str) -> Fact {
    Fact { strong: n.to_string(), after: if n == 1 { one } else { many }.into(), ..Fact::default() }
}
