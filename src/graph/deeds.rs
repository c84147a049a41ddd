//! How a line of an account opens: with a deed done, or as an instruction to somebody.
//!
//! Knows English alone. Decides nothing: what opens otherwise is left as it is.

use crate::outline::Outline;

/// Whether a bullet opens as accomplishments do: a bold label, or a verb in the past tense.
pub fn accomplishes(outline: &Outline, block: u32) -> bool {
    let title = outline.blocks[block as usize].title.of(&outline.text).trim_start();
    if let Some(bold) = title.strip_prefix("**").or_else(|| title.strip_prefix("__")) {
        return bold
            .find(['*', '_'])
            .is_some_and(|end| end > 0 && !bold[end..].trim_matches(['*', '_', ':', ' ']).is_empty());
    }
    let first = title.split(|c: char| !c.is_alphanumeric()).next().unwrap_or("");
    first.chars().next().is_some_and(char::is_uppercase) && is_past(&first.to_lowercase())
}

/// Whether a line tells somebody to do something, its label aside: `**Roles:** Clearly define them`.
pub fn instructs(outline: &Outline, block: u32) -> bool {
    tells(below_label(outline.blocks[block as usize].title.of(&outline.text)))
}

fn tells(text: &str) -> bool {
    let sentence = text.split_inclusive(['!', '?', ';']).next().unwrap_or("");
    let sentence = sentence.split(". ").next().unwrap_or("");
    // `For major incidents, conduct …`: what stands before the comma only says when.
    let opening = match sentence.split_once(", ") {
        Some((scene, rest)) if WHEN.contains(&first_word(scene).as_str()) => rest,
        _ => sentence,
    };
    let mut words = opening
        .split_whitespace()
        .map(first_word)
        .skip_while(|word| (word.len() > 4 && word.ends_with("ly")) || ADVERBS.contains(&word.as_str()));
    let (verb, next) = (words.next().unwrap_or_default(), words.next().unwrap_or_default());
    let is = |list: &[&str], word: &str| list.binary_search(&word).is_ok();
    is(VERBS, &verb)
        || (is(VERBS_OR_NOUNS, &verb)
            && AFTER_A_VERB.contains(&next.as_str())
            && !sentence.split_whitespace().any(|word| is_past(&first_word(word))))
}

/// What a line says behind its bold label, or all of it.
fn below_label(title: &str) -> &str {
    let title = title.trim_start();
    let Some(bold) = title.strip_prefix("**").or_else(|| title.strip_prefix("__")) else { return title };
    let Some(end) = bold.find(['*', '_']) else { return title };
    bold[end..].trim_start_matches(['*', '_', ':', ' '])
}

/// The letters that a word begins with, in small: `(Ensure,` is `ensure`.
fn first_word(text: &str) -> String {
    let letters = text.trim_start_matches(|c: char| !c.is_alphanumeric());
    letters.split(|c: char| !c.is_alphanumeric()).next().unwrap_or("").to_lowercase()
}

fn is_past(word: &str) -> bool {
    PAST.binary_search(&word).is_ok()
        || (word.len() > 4 && word.ends_with("ed") && NOT_PAST.binary_search(&word).is_err())
}

/// Past forms that do not end in `-ed`. Like all lists here in alphabetical order, for they are searched.
const PAST: &[&str] = &[
    "became", "began", "brought", "built", "chose", "cut", "drove", "found", "gave", "got", "grew", "held", "kept",
    "led", "made", "met", "ran", "rewrote", "set", "shipped", "sped", "split", "taught", "took", "won", "wrote",
];

/// Words in `-ed` that are no deeds.
const NOT_PAST: &[&str] =
    &["based", "embed", "exceed", "feed", "hundred", "indeed", "need", "proceed", "speed", "succeed"];

/// What may stand before an instruction.
const ADVERBS: &[&str] = &["also", "always", "do", "first", "never", "not", "often", "please", "then"];

/// What a clause opens with that says when or for whom.
const WHEN: &[&str] =
    &["after", "as", "at", "before", "by", "during", "for", "if", "in", "on", "once", "to", "when", "where", "while"];

/// Verbs that are nothing else.
const VERBS: &[&str] = &[
    "add",
    "adopt",
    "aim",
    "allow",
    "analyse",
    "analyze",
    "apply",
    "ask",
    "assess",
    "assign",
    "attend",
    "automate",
    "avoid",
    "be",
    "become",
    "begin",
    "bring",
    "build",
    "choose",
    "clarify",
    "collaborate",
    "collect",
    "communicate",
    "complete",
    "conduct",
    "configure",
    "consider",
    "continue",
    "coordinate",
    "create",
    "decide",
    "dedicate",
    "define",
    "delegate",
    "deliver",
    "demonstrate",
    "deploy",
    "describe",
    "determine",
    "develop",
    "discuss",
    "drive",
    "educate",
    "eliminate",
    "embrace",
    "enable",
    "encourage",
    "engage",
    "enhance",
    "ensure",
    "establish",
    "evaluate",
    "expand",
    "explore",
    "facilitate",
    "find",
    "follow",
    "foster",
    "gather",
    "get",
    "give",
    "go",
    "have",
    "identify",
    "implement",
    "improve",
    "include",
    "increase",
    "integrate",
    "introduce",
    "investigate",
    "invite",
    "involve",
    "keep",
    "learn",
    "leverage",
    "listen",
    "maintain",
    "make",
    "manage",
    "measure",
    "meet",
    "migrate",
    "minimise",
    "minimize",
    "onboard",
    "optimise",
    "optimize",
    "organise",
    "organize",
    "participate",
    "perform",
    "prepare",
    "prevent",
    "prioritise",
    "prioritize",
    "promote",
    "propose",
    "protect",
    "provide",
    "reach",
    "recognise",
    "recognize",
    "recommend",
    "reduce",
    "refactor",
    "refine",
    "remember",
    "remove",
    "replace",
    "resolve",
    "respond",
    "seek",
    "simplify",
    "solve",
    "standardise",
    "standardize",
    "stay",
    "streamline",
    "strengthen",
    "take",
    "teach",
    "tell",
    "understand",
    "utilise",
    "utilize",
    "validate",
    "verify",
    "write",
];

/// Words that open an instruction only before what follows a verb: `Review the runbook`, but `Review of the runbook`.
const VERBS_OR_NOUNS: &[&str] = &[
    "check", "coach", "design", "document", "exercise", "focus", "guide", "help", "host", "lead", "look", "map",
    "mentor", "monitor", "move", "offer", "own", "plan", "practice", "present", "report", "review", "run", "schedule",
    "share", "show", "start", "stop", "study", "support", "test", "track", "train", "try", "update", "upgrade", "use",
    "work",
];

/// What follows a verb, and no noun at the head of a line.
const AFTER_A_VERB: &[&str] = &[
    "a", "all", "an", "any", "at", "each", "every", "everyone", "it", "its", "more", "my", "new", "on", "our", "out",
    "the", "their", "them", "these", "this", "those", "to", "up", "with", "and", "your",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_that_are_searched_are_in_order() {
        for list in [PAST, NOT_PAST, VERBS, VERBS_OR_NOUNS] {
            assert!(list.windows(2).all(|pair| pair[0] < pair[1]), "{list:?}");
        }
    }

    #[test]
    fn an_instruction_opens_with_a_verb_and_a_deed_with_its_past() {
        for told in [
            "Clearly define roles for each engineer",
            "Ensure your runbook is thorough and up-to-date. It should include:",
            "Regularly review and update the runbook based on new incidents",
            "For major incidents, conduct more detailed postmortems",
            "Use the meetings to brainstorm",
            "Please, document the outages",
            "Work with the team to make it faster",
        ] {
            assert!(tells(told), "{told}");
        }
        for done in [
            "",
            "Provided engineers with training",
            "Set up alerts to notify on critical events",
            "Successfully navigated challenging discussions",
            "Review of the architecture",
            "Support for the launch",
            "Work on the migration finished in May",
            "The focus is now shifting towards integrating",
            "In May, moved the pools",
            "Users and admins",
        ] {
            assert!(!tells(done), "{done}");
        }
        assert_eq!(below_label("**Defined Roles:** Clearly define"), "Clearly define");
        assert_eq!(below_label("__Roles__: define"), "define");
        assert_eq!(below_label("no label"), "no label");
    }
}
