//! How lines name people: with honorifics, initials and what they do, or family first.
//!
//! Does not know who is a person. Names are taken as they are written in Europe and America, and as lists have them.

use super::words::unnumbered;

/// What of a person's line is the name: `Dr. Tom Hale (platform)`, `Tom Hale, lead` and `Tom Hale 2024-05-01` say more, and
/// `Hale, Tom` says it as lists do.
pub fn own_name(line: &str) -> String {
    let line = behind_work(without_pronouns(unnumbered(without_meeting(line))));
    if let Some((account, _)) = line.split_once('@').filter(|(account, _)| !account.is_empty() && !line.contains(' ')) {
        return account.split(['.', '_', '-', '+']).map(capitalised).collect::<Vec<_>>().join(" ");
    }
    let whole = without_brackets(line);
    let mut parts = whole[..end_of_name(&whole)].split(',').map(without_honorifics).filter(|part| !part.is_empty());
    let name = parts.next().unwrap_or_default();
    // One word with a capital, be it behind `van der`, is a family's; and none of its own begins with a small letter.
    let is_large = |word: &&str| !word.starts_with(char::is_lowercase);
    let is_family = name.split_whitespace().filter(is_large).count() == 1;
    let given = parts.next().filter(|given| is_family && given.split_whitespace().count() < 4 && !is_work(given));
    match given.filter(|given| given.split_whitespace().all(|word| is_large(&word))) {
        Some(given) => format!("{given} {name}"),
        None if name.is_empty() => line.trim().to_string(),
        None => name,
    }
}

/// Everybody whom a line names: its [`own_name`], or two, as of `Tom & Anna Hale`.
pub fn own_names(line: &str) -> Vec<String> {
    let all = [" & ", " + ", " and ", " und ", " et "].iter().find_map(|sign| line.split_once(sign));
    let mut names = vec![own_name(line)];
    if let Some((first, second)) = all {
        let is_name = |name: &String| {
            let mut words = name.split_whitespace();
            words.clone().count() < 4 && words.all(|word| word.starts_with(char::is_uppercase) && !is_work(word))
        };
        let both = [own_name(first), own_name(second)];
        if both.iter().all(is_name) {
            names = both.into_iter().collect();
        }
    }
    names
}

/// A line up to how somebody wants to be spoken of: `Nina Baker (she/her)`, `Uwe Klein | he/him | EM`.
pub fn without_pronouns(line: &str) -> &str {
    let is_pronoun = |word: &str| PRONOUNS.contains(&word.to_lowercase().as_str());
    let signs = [' ', '(', '[', '|', ',', ')', ']', ';'];
    for (at, _) in line.match_indices('/') {
        let begin = line[..at].rfind(signs).map_or(0, |sign| sign + 1);
        let end = line[at..].find(signs).map_or(line.len(), |sign| at + sign);
        if line[begin..end].split('/').all(is_pronoun) {
            let name = line[..begin].trim_end_matches([' ', '(', '[', '|', ',', '-', '–', '—', ':', ';']);
            return if name.is_empty() { line } else { name };
        }
    }
    line
}

const PRONOUNS: [&str; 15] =
    ["she", "her", "hers", "he", "him", "his", "they", "them", "theirs", "any", "all", "er", "ihm", "sie", "ihr"];

/// A line without the meeting that it is of: `1:1 Zita Emmer`, `1-on-1 with Zita`.
fn without_meeting(line: &str) -> &str {
    let rest = ["1:1", "1-1", "1-on-1", "1on1", "1/1", "One-on-one", "one-on-one", "121"]
        .iter()
        .find_map(|meeting| line.strip_prefix(meeting))
        .filter(|rest| rest.starts_with([' ', ':', '-']));
    let rest = rest.map(|rest| rest.trim_start_matches([' ', ':', '-', '–', '/']));
    rest.map(|rest| rest.strip_prefix("with ").unwrap_or(rest)).filter(|rest| !rest.is_empty()).unwrap_or(line)
}

/// A line from where it names somebody, where it says first what they do, or what is done with them, and nothing else: `My
/// manager: Valentin Aar`, `Manager - Wiebke Bohn`, `Weekly with Yara Dietl`.
fn behind_work(line: &str) -> &str {
    let is_one = |of: &[&str], word: &str| of.iter().any(|known| known.eq_ignore_ascii_case(word));
    for sign in [": ", " - ", " – ", " — ", " with "] {
        let Some((before, name)) = line.split_once(sign) else { continue };
        let mut words = before.split(' ').filter(|word| !word.is_empty());
        let says = match sign {
            " with " => words.any(|word| is_one(&MEETINGS, word)),
            _ => words.all(|word| is_one(&WORK, word) || is_one(&ROLES, word) || is_one(&["my", "our", "of"], word)),
        };
        if says && name.starts_with(char::is_uppercase) && !name.split(' ').all(is_work) {
            return name;
        }
    }
    line
}

/// What is done with somebody, where it is said before their names.
const MEETINGS: [&str; 13] = [
    "weekly", "biweekly", "monthly", "sync", "coffee", "lunch", "catch-up", "catchup", "check-in", "meeting",
    "meetings", "chat", "talk",
];

/// What people are to whoever writes, where it is said before their names.
const ROLES: [&str; 22] = [
    "interview",
    "intro",
    "feedback",
    "direct",
    "ex-manager",
    "former",
    "boss",
    "mentor",
    "mentee",
    "report",
    "peer",
    "buddy",
    "skip",
    "level",
    "skip-level",
    "coach",
    "PM",
    "EM",
    "HR",
    "CEO",
    "CTO",
    "VP",
];

/// What somebody is called among friends, where a line says it amid the name: `Thomas (Tom) Hale`, `Robert "Bob" Hale`.
pub fn nickname(line: &str) -> Option<&str> {
    let pairs = [('(', ')'), ('"', '"'), ('“', '”'), ('„', '“'), ('«', '»'), ('‘', '’')];
    let (inner, behind) = pairs.iter().find_map(|(open, close)| line.split_once(*open)?.1.split_once(*close))?;
    let is_name = inner.starts_with(char::is_uppercase) && inner.chars().all(char::is_alphabetic) && !is_work(inner);
    // Behind the whole name what stands in brackets may be anything, unless it is short for the first: `Tom Hale (Tommy)`.
    let is_short = || {
        let head: String = inner.chars().take(2).collect();
        head.chars().count() == 2 && line.starts_with(&head)
    };
    (is_name && (behind.trim_start().starts_with(char::is_alphabetic) || is_short())).then_some(inner)
}

/// Where what is said of somebody begins: at a sign that parts it from the name, at a number, or at a small word that
/// stands before no family.
fn end_of_name(line: &str) -> usize {
    let sign = line.find(|c: char| ":;|/@=–—→<>#*{·•".contains(c));
    let dash = [" - ", " --", " aka "].iter().filter_map(|mark| line.find(mark));
    let words = || line.match_indices(' ').map(|(at, _)| at);
    let digit = words().find(|at| line[at + 1..].starts_with(|c: char| c.is_ascii_digit()));
    let is_small = |at: &usize| {
        let word = line[at + 1..].split(' ').next().unwrap_or("").trim_end_matches('.');
        // `al-Rashid`, `d'Onofrio`
        let is_joined = word.split_once(['-', '\'', '’']).is_some_and(|(_, name)| name.starts_with(char::is_uppercase));
        word.starts_with(char::is_lowercase) && !is_joined && !PARTICLES.contains(&word) && !HONORIFICS.contains(&word)
    };
    let small = words().find(|at| !line.starts_with(char::is_lowercase) && is_small(at));
    sign.into_iter().chain(dash).chain(digit).chain(small).min().unwrap_or(line.len())
}

/// A line without what stands in brackets or quotes in it.
fn without_brackets(line: &str) -> String {
    let (mut out, mut depth) = (String::with_capacity(line.len()), 0u32);
    for c in line.chars() {
        match c {
            '(' | '[' | '«' | '„' | '‘' => depth += 1,
            // It closes what `„` has opened.
            '“' => depth = if depth == 0 { 1 } else { depth - 1 },
            ')' | ']' | '”' | '»' => depth = depth.saturating_sub(1),
            // Also an apostrophe.
            '’' if depth > 0 => depth -= 1,
            '"' => depth = 1 - depth.min(1),
            // What stands between names where others have a blank.
            '・' if depth == 0 => out.push(' '),
            c if depth == 0 => out.push(c),
            _ => {}
        }
    }
    out
}

fn capitalised(word: &str) -> String {
    let mut letters = word.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

/// Whether a word says what somebody does: `Noor, CTO`, `Noor, Data`.
pub fn is_work(word: &str) -> bool {
    is_kind_of_work(word) || word.chars().all(char::is_uppercase)
}

/// The same where capitals alone say nothing: `AJ` is a name.
pub fn is_kind_of_work(word: &str) -> bool {
    WORK.contains(&word)
}

/// What people do, where it is said in one word behind their names.
const WORK: [&str; 26] = [
    "Data",
    "Design",
    "Platform",
    "Sales",
    "Engineering",
    "Marketing",
    "Product",
    "Support",
    "Finance",
    "Legal",
    "Operations",
    "Ops",
    "Security",
    "Infrastructure",
    "Research",
    "Recruiting",
    "Lead",
    "Manager",
    "Engineer",
    "Designer",
    "Director",
    "Developer",
    "Analyst",
    "Intern",
    "Head",
    "Team",
];

/// Without what is written short before and behind a name. `Ing Li` is one: of two words both stay, unless a stop says
/// that one is short.
fn without_honorifics(name: &str) -> String {
    let is_short = |word: &&str| is_honorific(word) && word.ends_with('.');
    let all = name.split_whitespace().filter(|word| word.contains(char::is_alphanumeric));
    let behind = all.skip_while(|word| word.ends_with('.') && is_honorific_before(word));
    // `B.A.` behind a name is a degree, and before one it is their initials.
    let is_degree = |at: usize, word: &str| {
        at > 1 && word.len() > 3 && word.split('.').all(|part| part.len() < 2) && word.contains('.')
    };
    let words = behind.enumerate().filter(|(at, word)| !is_degree(*at, word) && !is_short(word));
    let words: Vec<&str> = words.map(|(_, word)| word).collect();
    let own: Vec<&str> = words.iter().copied().filter(|word| !is_honorific(word)).collect();
    if own.len() > 1 { own.join(" ") } else { words.join(" ") }
}

/// What is written short before and behind names, as it is written.
const HONORIFICS: [&str; 50] = [
    "Sir", "Dame", "Lord", "Lady", "KBE", "OBE", "MBE", "CBE", "DBE", "Dr", "Prof", "Mr", "Mrs", "Ms", "Jr", "jr",
    "Sr", "sr", "St", "Ing", "Dipl", "Hr", "Fr", "Mag", "Mgr", "PhD", "Ph", "MSc", "BSc", "MBA", "Sc", "Eng", "med",
    "rer", "nat", "phil", "jur", "habil", "hc", "dent", "Univ", "DDr", "CPA", "Esq", "Frau", "Herr", "MD", "II", "III",
    "IV",
];

/// What stands before names of families, in small letters.
const PARTICLES: [&str; 28] = [
    "van", "von", "de", "der", "den", "dem", "di", "da", "do", "dos", "das", "del", "della", "la", "le", "du", "ten",
    "ter", "te", "zu", "zur", "af", "av", "al", "el", "bin", "ibn", "y",
];

/// Whether a word is what is written short before or behind a name: `Dr.`, `Jr`, `Dipl.-Ing.`, `M.Sc.`
fn is_honorific(word: &str) -> bool {
    let bare = word.trim_end_matches(['.', ',']);
    let parts = || bare.split(['.', '-']).filter(|part| !part.is_empty());
    let is_one = |part: &str| HONORIFICS.contains(&part);
    parts().any(is_one) && parts().all(|part| is_one(part) || part.len() == 1)
}

/// The same of a word at the head of a name, where some begin them with a small letter: `dr. Anna Schmidt`.
fn is_honorific_before(word: &str) -> bool {
    let bare = word.strip_suffix('.');
    is_honorific(word) || bare.is_some_and(|bare| HONORIFICS.iter().any(|known| known.eq_ignore_ascii_case(bare)))
}

/// Whether a word that ends with a stop ends no sentence: `Dr. Anna Schmidt`, `J. R. Smith` and `Tom Hale Jr.` are names. `We
/// chose Plan B. It went well` is none, since initials have only capitals before them, and what stands before families.
pub fn is_short_in_name(words: &[&str], at: usize) -> bool {
    let last = words[at].trim_end_matches('.').rsplit(['.', '-']).next().unwrap_or("");
    let is_letter = last.chars().count() == 1 && last.starts_with(char::is_uppercase);
    let is_other = |word: &&str| word.starts_with(char::is_lowercase) && !PARTICLES.contains(word);
    // `1. Tom Hale` is how lists are sorted.
    at == 0 && last.chars().all(|c| c.is_ascii_digit())
        || is_honorific(words[at])
        || is_letter && !words[..at].iter().any(is_other)
        || words[..=at].iter().all(|word| is_honorific_before(word))
}
