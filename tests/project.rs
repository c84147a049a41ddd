//! What a profile selects, and nothing else, becomes new notes.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on should stop")]

use annals::config::Config;
use annals::config::share::Profile;
use annals::graph::Graph;
use annals::notes::{Dialect, Format, Note, Notes};
use annals::period::Period;
use annals::project::{Decisions, Person, Projection, Shown, Why, project};
use annals::site;

fn graph(notes: &[(&str, &str)], config: &Config) -> Graph {
    let note = |&(path, text): &(&str, &str)| Note { path: path.into(), format: Format::Markdown, text: text.into() };
    let notes = Notes { dialect: Dialect::Logseq, notes: notes.iter().map(note).collect(), ..Notes::default() };
    let (outlines, _) = site::outlines(&notes, config);
    Graph::new(&notes, outlines, config).0
}

fn share(notes: &[(&str, &str)], profile: &Profile, decisions: &Decisions) -> Projection {
    let config = Config::default();
    project(&graph(notes, &config), profile, decisions, &config).unwrap()
}

const WORK: &str = "- Projects
\t- Harbour
\t\t- Year end review
\t\t\t- 2024
\t\t\t\t- **Quay:** built it with [[Mirela]] and #Noor (TIDE-1)
\t\t\t\t- Draft
\t\t\t\t\t- draft words
\t\t\t\t- secret words #private
\t\t\t\t- TODO open words
\t\t\t\t- DONE closed words
\t\t- DONE [#A] handed over
\t\t  completed:: 2024-05-01
\t\t- DONE long ago
\t\t  completed:: 2019-05-01
\t\t- plain words
- People
\t- Noor
\t\t- 2024 Review
\t\t\t- peer words
";

fn text(made: &Projection) -> &str {
    &made.notes.notes[0].text
}

fn of_2024() -> Profile {
    Profile::review(Period::Year(2024))
}

#[test]
fn a_review_is_its_text_and_what_was_done_and_nothing_beside_it() {
    let made = share(&[("pages/Work.md", WORK)], &of_2024(), &Decisions::default());
    let expected = "- Projects
\t- Harbour
\t  type:: project
\t  order:: 1
\t\t- Year end review
\t\t\t- 2024
\t\t\t\t- **Quay:** built it with \\[not shared\\] and \\[not shared\\] (TIDE-1)
\t\t\t\t- DONE closed words
\t\t- DONE handed over
\t\t  completed:: 2024-05-01
";
    assert_eq!(text(&made), expected);
    assert_eq!(made.seen.undecided, ["Mirela", "Noor"]);
    assert_eq!(made.behind, [(Why::Private, 1)]);
    assert_eq!((made.amounts.len(), made.amounts[0].blocks, made.faults.len()), (1, 3, 0));
}

#[test]
fn what_was_projected_is_projected_to_itself() {
    let once = share(&[("pages/Work.md", WORK)], &of_2024(), &Decisions::default());
    let again = share(&[("pages/Share.md", text(&once))], &of_2024(), &Decisions::default());
    assert_eq!(text(&again), text(&once));
}

#[test]
fn what_is_private_and_what_is_not_there_read_the_same() {
    let review = |name: &str, more: &[(&str, &str)]| {
        let text = format!("- Projects\n\t- A\n\t\t- 2024 Review\n\t\t\t- met {name} once");
        let mut notes = vec![("pages/Work.md", text.as_str())];
        notes.extend(more);
        let made = share(&notes, &of_2024(), &Decisions::default());
        made.notes.notes[0].text.to_string()
    };
    let nothing = review("[[Nobody]]", &[]);
    assert_eq!(review("[[Secret plan]]", &[("pages/Secret plan.md", "private:: true\n- x")]), nothing);
    assert_eq!(review("#hush", &[]), nothing);
    assert_eq!(review("((64a1b2c3-0000-4000-8000-000000000000))", &[]), nothing);
    assert_eq!(review("{{embed [[Secret plan]]}}", &[("pages/Secret plan.md", "- x")]), nothing);
    assert!(nothing.contains("met \\[not shared\\] once"), "{nothing}");
}

#[test]
fn marks_are_obeyed_wherever_they_stand() {
    let shared = |line: &str, page: &str| {
        let text = format!(
            "{page}- Projects\n\t- A\n\t\t- 2024 Review\n\t\t\t- kept words\n\t\t\t- {}",
            line.replace('\n', "\n\t\t\t  ")
        );
        let made = share(&[("pages/Work.md", &text)], &of_2024(), &Decisions::default());
        made.notes.notes[0].text.contains("marked words")
    };
    for line in [
        "marked words",
        "marked words\nprivate:: false",
        "marked words\nprivate:: \"no\"",
        "marked words\npublic:: true",
        "marked words\nvisibility:: manager",
        "marked words\nvisibility:: peers, Manager",
        "marked words\nvisibility:: [[manager]]",
        "marked words\nvisibility:: public",
        "marked words `#private` and privately",
        "marked words of #private-sector, https://example.org/a#private",
    ] {
        assert!(shared(line, ""), "{line}");
    }
    for line in [
        "marked words\nprivate:: true",
        "marked words\nprivate:: \"yes\"",
        "marked words\nprivate:: maybe",
        "marked words\nPrivate:: TRUE",
        "marked words\nvisibility:: private",
        "marked words\nvisibility:: peers",
        "marked words\nvisibility:: mangaer",
        "marked words\nvisibility:: manager, private",
        "marked words\npublic:: perhaps",
        "marked words\ntags:: private",
        "marked words #private",
        "marked words #Private",
        "marked words [[private]]",
        "marked words #[[PRIVATE]]",
        "marked words {{{{ [[ (( [[private]]",
        "marked words [about #private](https://example.org)",
        "marked words {{cloze #private}}",
        "above #private\n- marked words",
        "above\nprivate:: true\n- marked words",
    ] {
        assert!(!shared(line, ""), "{line}");
    }
    for page in ["private:: true\n\n", "tags:: private\n\n", "visibility:: peers\n\n"] {
        assert!(!shared("marked words", page), "{page}");
    }
}

#[test]
fn a_path_takes_what_is_below_it_with_the_labels_above() {
    let profile = Profile { select: vec!["Projects/*/Notes/**".into()], ..Profile::default() };
    let text = "- Projects\n\t- A\n\t\t- Notes\n\t\t  x:: 1\n\t\t\t- one\n\t\t\t\t- two\n\t\t- Other\n\t\t\t- three";
    let made = share(&[("pages/Work.md", text)], &profile, &Decisions::default());
    let expected = "- Projects\n\t- A\n\t  type:: project\n\t  order:: 1\n\t\t- Notes\n\t\t\t- one\n\t\t\t\t- two\n";
    assert_eq!(made.notes.notes[0].text.as_ref(), expected);
    let never = Profile { select: vec!["People/**".into(), "**".into()], ..Profile::default() };
    let made = share(&[("pages/Work.md", WORK)], &never, &Decisions::default());
    assert!(!made.notes.notes[0].text.contains("peer words") && !made.broad.is_empty());
}

#[test]
fn people_are_named_as_was_decided() {
    let named = |shown: Shown| {
        let person = |forms: &[&str], shown: &Shown| Person {
            forms: forms.iter().map(|form| (*form).to_string()).collect(),
            shown: shown.clone(),
        };
        let people = vec![person(&["Noor Haddad", "Noor"], &shown), person(&["Mirela"], &shown)];
        let text = "- Projects\n\t- A\n\t\t- 2024 Review\n\t\t\t- with #Mirela, noor haddad's team, Noor and Noora";
        let made = share(&[("pages/Work.md", text)], &of_2024(), &Decisions { people, ..Decisions::default() });
        made.notes.notes[0].text.lines().last().unwrap().trim().replace('\\', "")
    };
    assert_eq!(named(Shown::AsWritten), "- with Mirela, noor haddad's team, Noor and Noora");
    assert_eq!(named(Shown::Pseudonym), "- with Person A, Person B's team, Person B and Noora");
    assert_eq!(named(Shown::Words("N.".into())), "- with N., N.'s team, N. and Noora");
}

#[test]
fn only_addresses_that_anybody_could_follow_stay() {
    let text = "- Projects\n\t- A\n\t\t- 2024 Review\n\t\t\t- [pull](https://git.example.internal/x) \
        https://git.example.internal/y [talk](https://example.org/talk?utm_source=z \"hint\") https://example.org";
    let made = share(&[("pages/Work.md", text)], &of_2024(), &Decisions::default());
    let last = made.notes.notes[0].text.lines().last().unwrap().trim();
    assert_eq!(last, "- pull (link) [talk](<https://example.org/talk>) https://example.org");
    assert_eq!(made.seen.hosts, [("example.org".to_string(), true), ("git.example.internal".to_string(), false)]);
}

#[test]
fn labels_and_clozes_hide_what_stands_in_them() {
    let text = "- Projects\n\t- A\n\t\t- 2024 Review\n\t\t\t- [see [[Secret]]]([[Secret]]) {{cloze it was [[Secret]]}}";
    let made = share(&[("pages/Work.md", text)], &of_2024(), &Decisions::default());
    assert!(!made.notes.notes[0].text.contains("Secret"), "{}", made.notes.notes[0].text);
}

#[test]
fn what_stands_below_an_open_task_is_part_of_it() {
    let profile = Profile { select: vec!["Projects/*/Notes/**".into()], ..Profile::default() };
    let text = "- Projects\n\t- A\n\t\t- Notes\n\t\t\t- one\n\t\t\t- TODO two\n\t\t\t\t- three\n\t\t\t\t\t- four";
    let made = share(&[("pages/Work.md", text)], &profile, &Decisions::default());
    let words = made.notes.notes[0].text.to_string();
    assert!(words.contains("one") && !["two", "three", "four"].iter().any(|word| words.contains(word)), "{words}");
}
