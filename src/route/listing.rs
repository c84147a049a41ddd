//! The names of a long list in order, cut into pages by initial, then by count.
//!
//! Does not know what is said beside a name.

use crate::graph::{BlockId, Graph, PageId, PageKind};
use crate::name;
use crate::notes::NoteId;
use rustc_hash::FxHashSet;

/// How many names a list holds before it is cut, and how many names of one initial stand on one page.
const AT_ONCE: usize = 600;

/// One name of a list.
#[derive(Clone, Debug, PartialEq)]
pub struct Listed<T> {
    /// Under which it stands.
    pub initial: char,
    /// What it is sorted by.
    pub key: Box<str>,
    /// As shown.
    pub name: Box<str>,
    /// What it is the name of.
    pub of: T,
}

/// One page of a list that was cut.
#[derive(Clone, Debug, PartialEq)]
pub struct ListPart {
    /// The initial of its names.
    pub initial: char,
    /// Which of the pages of that initial, from 1.
    pub number: u32,
    /// From where to where in the list.
    names: std::ops::Range<usize>,
}

impl ListPart {
    /// `A`, and behind it `A 2`.
    pub fn label(&self) -> String {
        if self.number == 1 { self.initial.to_string() } else { format!("{} {}", self.initial, self.number) }
    }

    /// The same for an address: `a`, `a.2`. No slug holds a dot.
    pub(super) fn slug(&self) -> String {
        let initial = name::slug(&self.initial.to_string());
        if self.number == 1 { initial } else { format!("{initial}.{}", self.number) }
    }
}

/// All names of a list.
#[derive(Clone, Debug, PartialEq)]
pub struct Listing<T> {
    names: Vec<Listed<T>>,
    parts: Vec<ListPart>,
}

impl<T> Listing<T> {
    fn new(mut names: Vec<Listed<T>>) -> Listing<T> {
        // Stable: those of one key stay in the order they were found.
        names.sort_by(|a, b| (a.initial, &a.key).cmp(&(b.initial, &b.key)));
        let parts = if names.len() > AT_ONCE { cut(&names) } else { Vec::new() };
        Listing { names, parts }
    }

    /// Its pages; none while it is one.
    pub fn parts(&self) -> &[ListPart] {
        &self.parts
    }

    /// Every name, by initial and key.
    pub fn all(&self) -> &[Listed<T>] {
        &self.names
    }

    /// The names of one page.
    pub fn of(&self, part: u32) -> &[Listed<T>] {
        self.parts.get(part as usize).map_or(&[], |part| &self.names[part.names.clone()])
    }

    /// The page that holds the name; `None` while there is only one.
    pub fn part_of(&self, name: &str) -> Option<u32> {
        let key = name::key(name);
        let at = self.names.partition_point(|n| (n.initial, &*n.key) < (initial(name), key.as_str()));
        self.parts.iter().position(|part| part.names.contains(&at)).map(|part| part as u32)
    }
}

fn cut<T>(names: &[Listed<T>]) -> Vec<ListPart> {
    let mut parts = Vec::new();
    let mut from = 0;
    for run in names.chunk_by(|a, b| a.initial == b.initial) {
        // As even as can be: no page of one last name.
        let pages = run.len().div_ceil(AT_ONCE);
        for number in 0..pages {
            let place = |n: usize| from + run.len() * n / pages;
            let (initial, names) = (run[0].initial, place(number)..place(number + 1));
            parts.push(ListPart { initial, number: number as u32 + 1, names });
        }
        from += run.len();
    }
    parts
}

/// A page's name, or another name of it: index in its aliases.
pub type PageName = (PageId, Option<u32>);

/// All pages but days, by all their names.
pub(super) fn pages(graph: &Graph) -> Listing<PageName> {
    let listed = |name: &str, of: PageName| {
        let name = name.trim_start_matches('#');
        Listed { initial: initial(name), key: name::key(name).into(), name: name.into(), of }
    };
    let mut names = Vec::new();
    for (i, page) in graph.pages.iter().enumerate() {
        if matches!(page.kind, PageKind::Journal(_)) {
            continue;
        }
        let id = PageId(i as u32);
        names.push(listed(&page.name, (id, None)));
        names.extend((0u32..).zip(&page.aliases).map(|(alias, name)| listed(name, (id, Some(alias)))));
    }
    Listing::new(names)
}

/// Where a tag leads: to its page, or, too rare for one, to the only line that bears it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum TagOf {
    /// Its page.
    Page(PageId),
    /// That line.
    Line(BlockId),
}

/// All tags.
pub(super) fn tags(graph: &Graph) -> Listing<TagOf> {
    let listed = |name: &str, of| Listed { initial: initial(name), key: name::key(name).into(), name: name.into(), of };
    let with_page = graph.of_kind(PageKind::Tag);
    let mut names: Vec<Listed<TagOf>> =
        with_page.map(|page| listed(graph.page(page).name.trim_start_matches('#'), TagOf::Page(page))).collect();
    // By slug, since that is what links to its line are made of.
    let mut rare: FxHashSet<String> = FxHashSet::default();
    let mut first_line: Vec<Option<u32>> = Vec::new();
    for (i, local) in graph.locals.iter().enumerate() {
        first_line.clear();
        first_line.resize(local.names.len(), None);
        for link in &local.links {
            first_line[link.name as usize].get_or_insert(link.block);
        }
        for (number, name) in (0u32..).zip(&local.names) {
            if name.uses.0 == 0 || graph.named(NoteId(i as u32), number) != PageId::NONE {
                continue;
            }
            let Some(block) = first_line[number as usize] else { continue };
            let label = name.text().trim_start_matches('#');
            if rare.insert(name::slug(label)) {
                names.push(listed(label, TagOf::Line(BlockId { note: NoteId(i as u32), block })));
            }
        }
    }
    Listing::new(names)
}

/// The initial under which a name stands in a list: an upper-case letter, `漢` for every Chinese character (each of
/// them would be a page), or `#` for all that is none.
pub fn initial(name: &str) -> char {
    use unicode_normalization::UnicodeNormalization;
    match name.nfd().find(|c| c.is_alphanumeric()) {
        Some('\u{2e80}'..='\u{2fdf}' | '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' | '\u{f900}'..='\u{faff}') => {
            '漢'
        }
        Some('\u{20000}'..='\u{3ffff}') => '漢',
        Some(first) if first.is_alphabetic() => first.to_uppercase().next().unwrap_or(first),
        _ => '#',
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn listing(names: impl IntoIterator<Item = String>) -> Listing<()> {
        let listed =
            |name: String| Listed { initial: initial(&name), key: name::key(&name).into(), name: name.into(), of: () };
        Listing::new(names.into_iter().map(listed).collect())
    }

    #[test]
    fn names_stand_under_their_initial_in_the_order_of_their_keys() {
        let told = listing(["b", "Étude", "2024 goals", "echo", "B a"].map(String::from));
        let told: Vec<(char, &str)> = told.all().iter().map(|n| (n.initial, &*n.name)).collect();
        assert_eq!(told, [('#', "2024 goals"), ('B', "b"), ('B', "B a"), ('E', "echo"), ('E', "Étude")]);
        assert_eq!([initial("東京"), initial("한국"), initial("ёлка"), initial("…")], ['漢', 'ᄒ', 'Е', '#']);
    }

    #[test]
    fn a_long_list_is_cut_by_initial_then_by_count_and_nothing_falls_out() {
        let short = listing((0..AT_ONCE).map(|i| format!("a{i}")));
        assert!(short.parts().is_empty() && short.part_of("a7").is_none());
        let many = (0..1300).map(|i| format!("a{i:04}")).chain((0..50).map(|i| format!("東{i}")));
        let list = listing(many.chain(["zoo".to_string()]));
        let labels: Vec<String> = list.parts().iter().map(ListPart::label).collect();
        assert_eq!(labels, ["A", "A 2", "A 3", "Z", "漢"]);
        let counts: Vec<usize> = (0..5).map(|part| list.of(part).len()).collect();
        assert_eq!(counts, [433, 433, 434, 1, 50]);
        assert_eq!(list.parts()[1].slug(), "a.2");
        for (part, names) in (0..5).map(|part| (part, list.of(part))) {
            assert!(names.iter().all(|n| list.part_of(&n.name) == Some(part)));
        }
    }
}
