//! Bullets below `People` that are no person, but hold some: teams, managers, reports.
//!
//! Does not make pages (see [`sections`](super::sections)). Known by words in such lines, mostly English, and by lines
//! below them that read as names.

use super::called::{is_kind_of_work, is_work, own_name};
use super::words;
use crate::outline::Outline;

/// Words that a group of people is called by, in small letters.
const GROUPS: [&str; 44] = [
    "members",
    "people",
    "kollegen",
    "leute",
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
/// None where the line names no group, or nothing below it names anybody.
pub fn people_in(outline: &Outline, block: u32) -> Option<Vec<u32>> {
    within(outline, block, 0)
}

/// Groups are looked for so many within one another.
const DEEPEST: u32 = 4;

fn within(outline: &Outline, block: u32, depth: u32) -> Option<Vec<u32>> {
    let label = words::label(outline, block);
    let is_said = is_group(&label);
    if depth == DEEPEST || !is_said && !is_nobody(&label) && !label.is_empty() {
        return None;
    }
    let (mut people, mut first_names, mut others) = (Vec::new(), Vec::new(), 0);
    for child in outline.children(Some(block)) {
        // Days stand below somebody, or below a meeting of all: either way it is a page.
        if words::has_year(&words::label(outline, child)) {
            return None;
        }
        if let Some(more) = within(outline, child, depth + 1) {
            people.extend(more);
            continue;
        }
        match likely(outline, child) {
            Likely::Person => people.push(child),
            Likely::FirstName => first_names.push(child),
            Likely::Other if outline.is_empty(child) => {}
            Likely::Other => others += 1,
        }
    }
    // Of a team one name among notes is told from these; below a line that says less, most must be names. Where nobody is
    // named in full, first names alone are people if nothing else stands beside them.
    let is_group = if people.is_empty() { is_said && others == 0 } else { is_said || people.len() > others };
    people.extend(first_names);
    people.sort_unstable();
    (is_group && !people.is_empty()).then_some(people)
}

/// Lines below a block, or at the top of a note, that read as names of people in full, whatever it is called.
pub fn names_below(outline: &Outline, block: Option<u32>) -> Vec<String> {
    let all: Vec<u32> = outline.children(block).filter(|child| !outline.is_empty(*child)).collect();
    let is_name = |child: &u32| matches!(likely(outline, *child), Likely::Person);
    let names: Vec<String> =
        all.iter().filter(|child| is_name(child)).map(|child| own_name(&words::label(outline, *child))).collect();
    if names.len() * 2 > all.len() { names } else { Vec::new() }
}

/// Whether a line names a group: `Platform team`, `Team C (5)`, `Direct reports - Berlin`. What it says of itself behind a
/// sign, or in brackets, has no say: `Anna (platform team)` is somebody.
pub fn is_group(label: &str) -> bool {
    let end = [" (", " - ", " – ", ", ", ": "].iter().filter_map(|sign| label.find(sign)).min().unwrap_or(label.len());
    let mut words = label[..end].split(|c: char| !c.is_alphanumeric() && c != '-').filter(|word| !word.is_empty());
    words.clone().count() < 9 && words.any(|word| GROUPS.contains(&word.to_lowercase().as_str()))
}

/// What a line below a group probably is.
enum Likely {
    Person,
    /// One word with a capital.
    FirstName,
    Other,
}

fn likely(outline: &Outline, block: u32) -> Likely {
    let label = words::label(outline, block);
    if words::is_lone_ref(outline, block) {
        return if words::has_year(&label) { Likely::Other } else { Likely::Person };
    }
    let own = own_name(&label);
    let words: Vec<&str> = own.split_whitespace().collect();
    let is_name = |word: &&str| {
        word.starts_with(|c: char| c.is_alphabetic() && !c.is_lowercase())
            && word.chars().all(|c| c.is_alphabetic() || "-'’.".contains(c))
            && !is_work(word)
            && !HEADINGS.contains(&word.to_lowercase().as_str())
    };
    match &words[..] {
        [only] if is_name(only) => {
            let mut days = outline.children(Some(block)).map(|child| words::has_year(&words::label(outline, child)));
            if days.any(|day| day) { Likely::Person } else { Likely::FirstName }
        }
        [first, .., last] if words.len() < 5 && is_name(first) && is_name(last) => Likely::Person,
        _ => Likely::Other,
    }
}

/// Words of what teams and people have written about them, in small letters: no names.
const HEADINGS: [&str; 66] = [
    "goals",
    "goal",
    "rituals",
    "links",
    "notes",
    "note",
    "meetings",
    "meeting",
    "okrs",
    "roadmap",
    "process",
    "projects",
    "project",
    "tasks",
    "topics",
    "topic",
    "ideas",
    "feedback",
    "agenda",
    "resources",
    "contacts",
    "mission",
    "charter",
    "retro",
    "retros",
    "planning",
    "standup",
    "standups",
    "hiring",
    "onboarding",
    "budget",
    "health",
    "open",
    "todo",
    "done",
    "info",
    "about",
    "history",
    "strategy",
    "docs",
    "tools",
    "wiki",
    "decisions",
    "actions",
    "action",
    "items",
    "risks",
    "metrics",
    "kpis",
    "values",
    "growth",
    "career",
    "style",
    "working",
    "development",
    "plan",
    "plans",
    "questions",
    "interests",
    "strengths",
    "weaknesses",
    "background",
    "review",
    "reviews",
    "next",
    "steps",
];

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
