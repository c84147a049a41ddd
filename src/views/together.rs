//! Who was worked with, on what, by who is named in the texts and completed tasks of a review.
//!
//! Does not know who did how much.

use rustc_hash::{FxHashMap, FxHashSet};
use serde::Serialize;

use super::cx::Cx;
use super::gather;
use super::parts::Link;
use super::standing::Standing;
use crate::graph::{BlockId, PageId, PageKind, TaskRow};

/// A person and the projects shared in the period.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Together {
    /// The person.
    pub person: Link,
    /// Each project with its count in its label: `HUB reliability (4)`.
    pub projects: Vec<Link>,
}

/// People named in the texts and tasks that are handed in, with the projects they are named in.
pub fn together(cx: &Cx<'_>, standing: &Standing<'_>, done: &[&TaskRow]) -> Vec<Together> {
    let project = |(page, n): &(PageId, usize)| {
        let link = cx.link(*page);
        Link { label: if *n > 1 { format!("{} ({n})", link.label) } else { link.label.clone() }, ..link }
    };
    counted_together(cx, standing, done, |id| cx.is_marked_private(id))
        .iter()
        .map(|(person, projects)| Together {
            person: cx.link(*person),
            projects: projects.iter().map(project).collect(),
        })
        .collect()
}

/// The same as pages: each person with how often they are named in each project, the most often named first.
pub fn counted_together(
    cx: &Cx<'_>,
    standing: &Standing<'_>,
    done: &[&TaskRow],
    is_left_out: impl Fn(BlockId) -> bool,
) -> Vec<(PageId, Vec<(PageId, usize)>)> {
    let mut counts: FxHashMap<PageId, FxHashMap<PageId, usize>> = FxHashMap::default();
    let is_person = |page: &PageId| cx.graph.page(*page).kind == PageKind::Person;
    let mut add = |person: PageId, project: PageId| *counts.entry(person).or_default().entry(project).or_default() += 1;
    for review in &standing.with {
        for id in review.text.blocks(cx.graph).filter(|id| !is_left_out(*id)) {
            let named: FxHashSet<PageId> =
                cx.graph.named_by(id).chain(gather::mentioned_in(cx, id)).filter(is_person).collect();
            named.into_iter().for_each(|person| add(person, review.page));
        }
    }
    for task in done.iter().filter(|task| !is_left_out(task.block)) {
        if let Some(project) = task.project {
            let named = task.people.iter().copied().chain(gather::mentioned_in(cx, task.block).filter(is_person));
            let named: FxHashSet<PageId> = named.collect();
            named.into_iter().for_each(|person| add(person, project));
        }
    }
    let mut people: Vec<(PageId, Vec<(PageId, usize)>)> = counts
        .into_iter()
        .map(|(person, projects)| {
            let mut projects: Vec<_> = projects.into_iter().collect();
            projects.sort_by_key(|(project, n)| (std::cmp::Reverse(*n), *project));
            (person, projects)
        })
        .collect();
    people
        .sort_by_key(|(person, projects)| (std::cmp::Reverse(projects.iter().map(|(_, n)| n).sum::<usize>()), *person));
    people
}
