//! Where the word of a name is a word like any other: `in May 2025`, `don't`, a `PAT token`; and where a name of several words
//! cannot go on.
//!
//! Does not know whose names there are (see [`names`](super::names)).

/// Months that people are called by, in English and German, as they are read.
const MONTHS: [&str; 16] = [
    "jan", "januar", "mar", "marz", "maerz", "april", "may", "mai", "june", "juni", "july", "juli", "august", "aug",
    "sep", "dez",
];
const SEASONS: [&str; 6] = ["summer", "winter", "autumn", "spring", "sommer", "herbst"];

/// What stands before a time of the year and before nobody. Not `in`: somebody is brought in, and trusted in.
const BEFORE: [&str; 7] = ["im", "mid", "early", "late", "anfang", "mitte", "ende"];

/// What stands before a month with its year. Not `with` or `asked`.
const BEFORE_YEARS: [&str; 22] = [
    "in", "im", "of", "on", "by", "from", "since", "until", "till", "to", "before", "after", "for", "early", "mid",
    "late", "seit", "bis", "ab", "anfang", "mitte", "ende",
];

/// What of a month may be named: `end of May`.
const PARTS: [&str; 5] = ["beginning", "end", "middle", "month", "start"];

/// What stands before a day that is written behind its month.
const BEFORE_DAYS: [&str; 8] = ["on", "by", "until", "till", "since", "before", "after", "due"];

/// What stands before one that is written before it. Not `sprint` or `PR`.
const BEFORE_NUMBERS: [&str; 15] =
    ["on", "the", "by", "until", "till", "since", "from", "before", "after", "due", "am", "vom", "bis", "dem", "den"];

/// Abbreviations that somebody may be called by, and things they are said of; none is a deed as well.
const ABBREVIATIONS: [&str; 8] = ["ada", "ann", "dot", "emma", "iris", "pat", "sam", "sid"];
const THINGS: [&str; 10] =
    ["compliance", "dataset", "key", "keys", "scanner", "table", "template", "templates", "token", "tokens"];

/// Names of people that are words of English or German, as they are read: in small letters they name nobody.
const WORDS: &str = "an art baum berg best bill black bond brook brown bush can church cook cross dawn day do don dot \
    engel english faith field fox frei gold good grace grant gray green grey gross hall hill hope hunt \
    joy jung king klein lane lang law long mark may mai mar moon page park pearl post power price ray \
    rice rich rock rose sharp short sky snow stark stern stone story strong sun swift van ward west \
    white will wise wolf wood woods young summer winter autumn spring sommer herbst";
/// Those that are rarely written without a capital: there they may be somebody.
const NAMES: &str = "ada bach baker banks becker bell bird carter chase chip drew eve fisher ford frank freitag ivy jack \
    kaiser koch lily mason max miller olive pat rob ruby victor walker";

/// Whether a name of one word is a word like any other where it has no capital.
pub(super) fn is_common(word: &str) -> bool {
    is_word(word) || NAMES.split(' ').any(|name| name == word) || MONTHS.contains(&word)
}

/// The same where nobody who reads would think of a name.
pub(super) fn is_word(word: &str) -> bool {
    WORDS.split(' ').any(|one| one == word)
}

/// Whether a word, as it is read, is no name between what stands before and behind it. `written`: the word itself.
pub(super) fn is_ordinary(word: &str, written: &str, before: &str, behind: &str) -> bool {
    // `in Jans Team`, `in May's team`
    let is_somebodys =
        || behind.starts_with(['\'', '’', 'ʼ', '´', '`', '′']) || written.chars().count() > word.chars().count();
    let is_month = MONTHS.contains(&word);
    let is_time = || {
        let line = before.rsplit('\n').next().unwrap_or("");
        is_month && (has_year(line, behind) || has_day(line, behind))
            || is_part_of_year(line) && !behind.starts_with(['/', '-', '–'])
    };
    contracts(behind)
        || (is_month || SEASONS.contains(&word)) && !is_somebodys() && is_time()
        || ABBREVIATIONS.contains(&word) && is_shouted(written) && THINGS.contains(&next_word(behind))
}

fn next_word(behind: &str) -> &str {
    let next = behind.trim_start_matches([' ', '-']);
    &next[..next.find(|c: char| !c.is_alphanumeric()).unwrap_or(next.len())]
}

/// `Don't`, `Can’t`: no name stands before that.
pub(super) fn contracts(behind: &str) -> bool {
    let rest = behind.strip_prefix(['\'', '’', 'ʼ']).and_then(|rest| rest.strip_prefix(['t', 'T']));
    rest.is_some_and(|rest| !rest.starts_with(char::is_alphanumeric))
}

/// The words before a place in a line, the nearest first, each up to a blank; none where something else stands right before it.
fn words_before(line: &str) -> impl Iterator<Item = String> + '_ {
    // More than one blank, or a dash, parts what is before from what is behind.
    let parted = line.strip_suffix(' ').filter(|line| !line.ends_with(' '));
    let bare = |word: &str| word.trim_start_matches(|c: char| !c.is_alphanumeric()).to_lowercase().replace('ä', "a");
    parted.into_iter().flat_map(move |line| line.rsplit(' ').map(bare))
}

/// `im August`, `early May`, `mid-May`, `the end of May`
fn is_part_of_year(line: &str) -> bool {
    let mut words = words_before(line);
    let is_mid = || {
        line.strip_suffix("mid-")
            .or_else(|| line.strip_suffix("Mid-"))
            .is_some_and(|line| !line.ends_with(char::is_alphabetic))
    };
    match words.next().as_deref() {
        Some("of") => words.next().is_some_and(|part| PARTS.contains(&&*part)),
        Some(word) => BEFORE.contains(&word),
        None => is_mid(),
    }
}

/// `in May 2025`, `3 May 2025`, `May 12, 2025`. Not `with May 2025`, nor `by May 2000 times`.
fn has_year(line: &str, behind: &str) -> bool {
    let year = |text: &str| {
        let is_year = ["19", "20"].iter().any(|century| text.starts_with(century))
            && text.len() >= 4
            && text.bytes().take(4).all(|byte| byte.is_ascii_digit());
        is_year && !text[4..].starts_with(|c: char| c.is_alphanumeric() || c == '-' || c == '–')
    };
    let next = behind.strip_prefix(' ').unwrap_or("");
    if let Some((day, rest)) = next.split_once(", ")
        && is_day(day)
        && year(rest)
    {
        return true;
    }
    let before = words_before(line).next();
    year(next)
        && !next[4..].trim_start().starts_with("times")
        && match before {
            Some(word) => BEFORE_YEARS.contains(&&*word) || is_day(word.trim_end_matches('.')),
            None => line.ends_with('('),
        }
}

/// A day of a month, as written: `3`, `3rd`.
fn is_day(day: &str) -> bool {
    let digits = day.trim_end_matches(|c: char| c.is_ascii_alphabetic());
    ["", "st", "nd", "rd", "th"].contains(&day.get(digits.len()..).unwrap_or(""))
        && digits.len() <= 2
        && digits.parse::<u8>().is_ok_and(|day| (1..=31).contains(&day))
}

/// Whether a day of the month stands beside a word: `on 3 May`, `the 3rd of May`, `am 3. Mai`, `(3 May)`, `on May 3`. Not
/// `1. May: …`, `sprint 3 May` or `told May 3 things`.
fn has_day(line: &str, behind: &str) -> bool {
    let mut words = words_before(line);
    let (first, second, third) = (words.next().unwrap_or_default(), words.next(), words.next());
    let day_before = match (first.as_str(), second.as_deref()) {
        ("of", Some(day)) => {
            is_day(day) && !day.ends_with(|c: char| c.is_ascii_digit()) && third.as_deref() == Some("the")
        }
        (day, Some(above)) if day.ends_with('.') => {
            ["am", "vom", "bis", "dem", "den"].contains(&above) && is_day(day.trim_end_matches('.'))
        }
        (day, Some(above)) => is_day(day) && BEFORE_NUMBERS.contains(&above),
        (_, None) => false,
    };
    let in_brackets = || is_day(&first) && line.ends_with(&format!("({first} ")) && behind.starts_with(')');
    let day_behind = || {
        let next = behind.strip_prefix(' ').unwrap_or("");
        let day = &next[..next.find(|c: char| !c.is_alphanumeric()).unwrap_or(next.len())];
        let rest = next[day.len()..].trim_start_matches(' ');
        is_day(day)
            && BEFORE_DAYS.contains(&first.as_str())
            && (rest.is_empty() || rest.starts_with(['\n', '.', ',', ';', ')', ':']))
            && !rest[rest.len().min(1)..].starts_with(|c: char| c.is_ascii_digit())
    };
    day_before || in_brackets() || day_behind()
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
            ("May", "costs rose in ", " 2025 and fell"),
            ("May", "(", " 2025)"),
            ("May", "shipped on 3 ", " 2025"),
            ("May", "shipped ", " 12, 2025"),
            ("August", "im ", " 2025"),
            ("März", "Im ", " lief alles"),
            ("May", "early ", ", and late"),
            ("May", "by mid-", " at last"),
            ("Don", "", "'t repeat"),
            ("Can", "we ", "’t do"),
            ("PAT", "a ", " token"),
            ("May", "shipped on 3 ", ""),
            ("May", "shipped (3 ", ")"),
            ("May", "shipped on the 3rd of ", ", late"),
            ("Mai", "fertig am 3. ", " war es"),
            ("May", "done by ", " 3rd, and tested"),
            ("May", "done by the end of ", ""),
        ] {
            let read = word.to_lowercase().replace('ä', "a");
            assert!(is_ordinary(&read, word, before, behind), "{before}{word}{behind}");
        }
        for (word, before, behind) in [
            ("May", "asked ", " about it"),
            // What stands before may be gone: `**Buddy:** May 2025`.
            ("May", "", " 2025 numbers"),
            ("May", "\t- **", " 2025**"),
            ("May", "", " 20 people"),
            ("May", "brought in ", " to lead"),
            ("May", "trust in ", ""),
            ("May", "with ", " 2025"),
            ("May", "asked by ", " 2000 times"),
            ("May", "mentored by ", " 2024-2025"),
            ("May", "in sprint 14 ", " took over"),
            ("May", "phase 1 ", ""),
            ("May", "zum 1. ", " befragt"),
            ("May", "it came late - ", " fixed it"),
            ("May", "checked in - ", " approved"),
            ("May", "the weekly check-in ", ""),
            ("May", "this ", " did it alone"),
            ("Jans", "im ", " Team"),
            ("May", "im ", "´s Team"),
            ("May", "late ", "/April review"),
            ("Don", "", "'s work"),
            ("Don", "", "'tis"),
            ("Pat", "a ", " token"),
            ("PAT", "ASKED ", " and Noor"),
            ("PAT", "", " files the report"),
            ("SAM", "", " agreed"),
            ("May", "reviewed by ", ""),
            ("May", "since ", " joined"),
            ("May", "in ", "'s team"),
            ("May", "thanks ", ", 2025 goals met"),
            ("May", "asked ", ". 2025 was good"),
            ("May", "the end im\n", " did"),
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
            let read = word.to_lowercase();
            let read = if word == "Jans" { "jan" } else { &read };
            assert!(!is_ordinary(read, word, before, behind), "{before}{word}{behind}");
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
