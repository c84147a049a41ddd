//! Bullets below `People` that are no person, but hold some: teams, managers, reports.
//!
//! Does not make pages (see [`sections`](super::sections)). Known by the words that such lines end with, in English, and by
//! lines below them that read as names.

use super::called::{is_kind_of_work, is_work, own_name};
use super::words;
use crate::outline::Outline;

/// Words that a group of people is called by, in small letters.
const GROUPS: [&str; 40] = [
    "team",
    "teams",
    "squad",
    "squads",
    "group",
    "groups",
    "guild",
    "chapter",
    "tribe",
    "org",
    "organisation",
    "organization",
    "department",
    "office",
    "board",
    "committee",
    "managers",
    "management",
    "leads",
    "leadership",
    "leaders",
    "reports",
    "directs",
    "peers",
    "colleagues",
    "coworkers",
    "stakeholders",
    "mentors",
    "mentees",
    "engineers",
    "designers",
    "developers",
    "externals",
    "external",
    "partners",
    "clients",
    "customers",
    "vendors",
    "contractors",
    "former",
];

/// The people that a block holds if it is a group: those of its children that read as names, and of groups among them.
/// None where the line names no group, or most lines below it name nobody.
pub fn people_in(outline: &Outline, block: u32) -> Option<Vec<u32>> {
    within(outline, block, 0)
}

/// Groups are looked for so many within one another.
const DEEPEST: u32 = 4;

fn within(outline: &Outline, block: u32, depth: u32) -> Option<Vec<u32>> {
    if depth == DEEPEST || !is_group(&words::label(outline, block)) {
        return None;
    }
    let (mut people, mut groups, mut others) = (Vec::new(), 0, 0);
    for child in outline.children(Some(block)) {
        match within(outline, child, depth + 1) {
            Some(more) => {
                people.extend(more);
                groups += 1;
            }
            None if is_person(outline, child) => people.push(child),
            None => others += 1,
        }
    }
    (people.len() + groups > others).then_some(people)
}

/// Whether a line below `People` names nobody at all: `HR`, `Platform team`, `1-on-1 template`, `New hire`.
pub fn is_nobody(label: &str) -> bool {
    let mut words = label.split(|c: char| !c.is_alphanumeric() && c != '-').filter(|word| !word.is_empty()).peekable();
    let is_one = |word: &str| {
        let small = word.to_lowercase();
        GROUPS.contains(&small.as_str()) || NOBODY.contains(&small.as_str()) || is_kind_of_work(word)
    };
    words.peek().is_some() && words.all(is_one)
}

/// Words for what stands among people and is none, in small letters.
const NOBODY: [&str; 34] = [
    "me",
    "myself",
    "hr",
    "qa",
    "it",
    "ux",
    "ui",
    "pm",
    "pmo",
    "sre",
    "bi",
    "mobile",
    "backend",
    "frontend",
    "web",
    "core",
    "direct",
    "my",
    "our",
    "new",
    "hire",
    "hires",
    "skip",
    "level",
    "skip-level",
    "1-on-1",
    "1-on-1s",
    "template",
    "templates",
    "interview",
    "interviews",
    "candidates",
    "alumni",
    "and",
];

/// Whether a line names a group: `Platform team`, `Team C`, `Direct reports`, `HR`; or nothing at all.
fn is_group(label: &str) -> bool {
    let words = label.split(|c: char| !c.is_alphanumeric() && c != '-').filter(|word| !word.is_empty());
    let all: Vec<&str> = words.collect();
    let is_one = |word: &&&str| GROUPS.contains(&word.to_lowercase().as_str());
    let ends = all.first().filter(is_one).or(all.last().filter(is_one));
    all.len() < 6 && ends.is_some() || all.iter().all(|word| is_work(word))
}

/// Whether a line below a group names somebody: a reference, two to four words of a name, or one word over days.
fn is_person(outline: &Outline, block: u32) -> bool {
    let label = words::label(outline, block);
    if words::is_lone_ref(outline, block) {
        return !words::has_year(&label);
    }
    let own = own_name(&label);
    let words: Vec<&str> = own.split_whitespace().collect();
    let is_name = |word: &&str| {
        word.starts_with(|c: char| c.is_alphabetic() && !c.is_lowercase())
            && word.chars().all(|c| c.is_alphabetic() || "-'’.".contains(c))
            && !is_work(word)
    };
    let [first, .., last] = &words[..] else {
        let days = || outline.children(Some(block)).any(|child| words::has_year(&words::label(outline, child)));
        return words.iter().all(is_name) && !words.is_empty() && days();
    };
    words.len() < 5 && is_name(first) && is_name(last)
}
