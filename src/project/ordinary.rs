//! Where the word of a name is a word like any other: `in May 2025`, `don't`, a `PAT token`; and where a name of several words
//! cannot go on.
//!
//! Does not know whose names there are (see [`names`](super::names)).

/// Months and seasons that people are called by, in English and German, as they are read.
const MONTHS: [&str; 22] = [
    "jan", "mar", "marz", "maerz", "april", "may", "mai", "june", "juni", "july", "juli", "august", "aug", "sep",
    "dez", "summer", "winter", "autumn", "spring", "sommer", "herbst", "januar",
];

/// Those of them that have days.
const SEASONS: [&str; 6] = ["summer", "winter", "autumn", "spring", "sommer", "herbst"];

/// What stands before a time of the year and hardly before somebody: not `by`, `from` or `since`.
const BEFORE: [&str; 14] = [
    "in", "im", "mid", "early", "late", "anfang", "mitte", "ende", "last", "next", "this", "every", "letzten",
    "nachsten",
];

/// What of a month may be named: `end of May`.
const PARTS: [&str; 8] = ["beginning", "close", "end", "middle", "month", "rest", "start", "week"];

/// What stands before a day that is written behind its month.
const BEFORE_DAYS: [&str; 9] = ["on", "by", "until", "till", "since", "before", "after", "due", "from"];

/// Abbreviations that somebody may be called by, and what they are said of.
const ABBREVIATIONS: [&str; 8] = ["ada", "ann", "dot", "emma", "iris", "pat", "sam", "sid"];
const THINGS: [&str; 14] = [
    "compliance",
    "dataset",
    "file",
    "files",
    "key",
    "keys",
    "model",
    "models",
    "scanner",
    "table",
    "template",
    "templates",
    "token",
    "tokens",
];

/// Whether a word, as it is read, is no first or last name between what stands before and behind it. `written`: the word itself.
pub(super) fn is_ordinary(word: &str, written: &str, before: &str, behind: &str) -> bool {
    contracts(behind)
        || MONTHS.contains(&word) && is_time(before, behind)
        || MONTHS.contains(&word) && !SEASONS.contains(&word) && has_day(before, behind)
        || ABBREVIATIONS.contains(&word) && is_shouted(written) && THINGS.contains(&next_word(behind))
}

fn next_word(behind: &str) -> &str {
    let next = behind.trim_start_matches([' ', '-']);
    &next[..next.find(|c: char| !c.is_alphanumeric()).unwrap_or(next.len())]
}

/// `Don't`, `Can’t`: no name stands before that.
fn contracts(behind: &str) -> bool {
    let rest = behind.strip_prefix(['\'', '’', 'ʼ']).and_then(|rest| rest.strip_prefix(['t', 'T']));
    rest.is_some_and(|rest| !rest.starts_with(char::is_alphanumeric))
}

/// Whether a year stands behind a word, or what says when before it.
fn is_time(before: &str, behind: &str) -> bool {
    let next: String = behind.trim_start_matches([' ', '-']).chars().take(5).collect();
    let is_year = next.len() >= 4
        && (next.starts_with("19") || next.starts_with("20"))
        && next.chars().take(4).all(|c| c.is_ascii_digit())
        && !next.chars().nth(4).is_some_and(char::is_alphanumeric);
    // `in May's team`
    let is_on_this_line = !before.trim_end_matches(' ').ends_with('\n');
    let is_part = || {
        let last = last_word(before);
        let above = || last_word(&before[..before.trim_end_matches([' ', '-']).len() - last.len()]);
        last == "of" && PARTS.contains(&above().to_lowercase().as_str())
    };
    is_year
        || is_on_this_line
            && !is_somebodys(behind)
            && (is_part() || BEFORE.contains(&last_word(before).to_lowercase().replace('ä', "a").as_str()))
}

/// `'s`: what stands before that has something.
fn is_somebodys(behind: &str) -> bool {
    behind.starts_with(['\'', '’', 'ʼ'])
}

/// Whether a day of the month stands beside a word: `3 May`, `3rd of May`, `am 3. Mai`, `on May 3`. Not `1. May: …`, which is
/// somebody in a list, nor `told May 3 things`.
fn has_day(before: &str, behind: &str) -> bool {
    let line = before.rsplit('\n').next().unwrap_or("");
    let is_day = |day: &str| {
        let digits = day.trim_end_matches(|c: char| c.is_ascii_alphabetic());
        ["", "st", "nd", "rd", "th"].contains(&&day[digits.len()..])
            && digits.parse::<u8>().is_ok_and(|day| (1..=31).contains(&day))
    };
    let mut words = line.split(' ').rev();
    // What stands right before the month, which a single space parts from it.
    let is_parted = words.next() == Some("");
    let (first, second) = (words.next().unwrap_or(""), words.next());
    let day_before = match (first, second) {
        ("of", Some(day)) => is_day(day) && !day.ends_with(|c: char| c.is_ascii_digit()),
        (day, Some(above)) if day.ends_with('.') => {
            ["am", "vom", "zum", "bis", "dem", "den"].contains(&above.to_lowercase().as_str())
                && is_day(day.trim_end_matches('.'))
        }
        (day, above) => is_day(day) && above.is_some_and(|above| above.ends_with(char::is_alphabetic)),
    };
    let day_behind = || {
        let next = behind.strip_prefix(' ').unwrap_or("");
        let day = &next[..next.find(|c: char| !c.is_alphanumeric()).unwrap_or(next.len())];
        let rest = next[day.len()..].trim_start_matches(' ');
        is_day(day)
            && BEFORE_DAYS.contains(&first.to_lowercase().as_str())
            && (rest.is_empty() || rest.starts_with(['\n', '.', ',', ';', ')', ':']))
            && !rest[rest.len().min(1)..].starts_with(|c: char| c.is_ascii_digit())
    };
    is_parted && !is_somebodys(behind) && (day_before || day_behind())
}

fn last_word(before: &str) -> &str {
    let before = before.trim_end_matches([' ', '-']);
    let from = before.rfind(|c: char| !c.is_alphanumeric()).map_or(0, |at| before.ceil_char_boundary(at + 1));
    &before[from..]
}

fn is_shouted(word: &str) -> bool {
    word.chars().count() > 1 && word.chars().all(char::is_uppercase)
}

/// Whether a name cannot go on behind `word` over what stands between it and the next: the end of a sentence, of a part of one,
/// or of a cell. An initial has its stop.
pub(super) fn parts(word: &str, between: &str) -> bool {
    let is_stop = |at: usize| {
        let behind = &between[at + 1..];
        behind.is_empty() || behind.starts_with(char::is_whitespace)
    };
    let ends = || between.match_indices('.').any(|(at, _)| is_stop(at));
    between.contains([':', ';', ',', '!', '?', '(', '|', '—', '–'])
        || between.contains(" - ")
        || word.chars().count() > 2 && between.len() > 1 && ends()
}

/// Whether no word of a language that is written in Latin letters begins so: with two consonants that go not together.
pub(super) fn begins_no_word(account: &str) -> bool {
    const BEGIN: [&str; 47] = [
        "bl", "br", "ch", "cl", "cr", "cz", "dj", "dr", "dw", "fj", "fl", "fr", "gh", "gl", "gn", "gr", "kl", "kn",
        "kr", "kv", "kw", "ph", "pf", "pl", "pn", "pr", "ps", "pt", "rh", "sc", "sh", "sk", "sl", "sm", "sn", "sp",
        "sq", "st", "sv", "sw", "th", "tr", "ts", "tw", "vl", "wh", "wr",
    ];
    let is_vowel = |c: char| "aeiouyäöü".contains(c);
    let mut letters = account.chars();
    let begin: String = letters.by_ref().take(2).collect();
    begin.chars().count() == 2 && !begin.chars().any(is_vowel) && !BEGIN.contains(&&*begin)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn months_contractions_and_abbreviations_are_no_names() {
        for (word, before, behind) in [
            ("May", "costs rose in ", " and fell"),
            ("May", "", " 2025 numbers"),
            ("August", "im ", " 2025"),
            ("März", "Im ", " lief alles"),
            ("Don", "", "'t repeat"),
            ("Can", "we ", "’t do"),
            ("PAT", "a ", " token"),
            ("May", "shipped on 3 ", ""),
            ("May", "shipped on the 3rd of ", ", late"),
            ("Mai", "fertig am 3. ", " war es"),
            ("May", "done by ", " 3rd, and tested"),
            ("May", "done by the end of ", ""),
            ("May", "work of the rest of ", ", then"),
        ] {
            let read = word.to_lowercase().replace('ä', "a");
            assert!(is_ordinary(&read, word, before, behind), "{before}{word}{behind}");
        }
        for (word, before, behind) in [
            ("May", "asked ", " about it"),
            ("May", "", " 20 people"),
            ("Don", "", "'s work"),
            ("Don", "", "'tis"),
            ("Pat", "a ", " token"),
            ("PAT", "ASKED ", " and Noor"),
            ("SAM", "", " agreed"),
            ("May", "reviewed by ", ""),
            ("May", "since ", " joined"),
            ("May", "in ", "'s team"),
            ("May", "thanks ", ", 2025 goals met"),
            ("May", "asked ", ". 2025 was good"),
            ("May", "the end in\n", " did"),
            ("May", "1. ", ": look at this"),
            ("May", "3 ", " said"),
            ("May", "told ", " 3 things"),
            ("May", "on ", " 3 times"),
            ("May", "reviewed with 40 ", ""),
            ("May", "in v2 ", ""),
            ("May", "the work of ", ""),
            ("May", "the end of ", "'s stay"),
            ("Winter", "on 3 ", ""),
        ] {
            assert!(!is_ordinary(&word.to_lowercase(), word, before, behind), "{before}{word}{behind}");
        }
    }

    #[test]
    fn a_name_does_not_go_on_over_the_end_of_a_sentence() {
        for between in [" - ", ". ", ".\n", ": ", ", ", " (", " | ", "? "] {
            assert!(parts("mark", between), "{between:?}");
        }
        for between in [" ", "\n", "-", ".", "_", " *", "** ", "]] ", " `"] {
            assert!(!parts("mark", between), "{between:?}");
        }
        assert!(!parts("n", ". ") && !parts("dr", ". "));
    }
}
