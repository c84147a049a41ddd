//! What holds of any projection: made again it is itself, less is selected by less, no text breaks it, and what it says
//! reads as the same words.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on should stop")]

mod support;

use annals::config::share::Profile;
use annals::date;
use annals::notes::Dialect;
use annals::period::Period;
use annals::project::{Decisions, Shown};
use proptest::prelude::{ProptestConfig, TestCaseError};
use proptest::test_runner::{RngAlgorithm, TestRng, TestRunner};
use support::attacks::{PAYLOADS, pieces};
use support::pairs::{Core, Dice, WAYS, Way};
use support::shares::{Folder, paged, person, text};

/// A text on the line of a bullet and those below it, so that it stays in it as far as lines go.
fn within(indent: usize, text: &str) -> String {
    let below = format!("\n{}  ", "\t".repeat(indent));
    text.split(['\n', '\r']).collect::<Vec<_>>().join(&below)
}

/// A review with a text in it, one of a person, and one that nobody asked for.
fn review_with(hostile: &str) -> Vec<(String, String)> {
    let text = within(4, hostile);
    let work = format!(
        "- Projects\n\t- Harbour\n\t\t- Year end review\n\t\t\t- 2024\n\t\t\t\t- kept1 before\n\t\t\t\t- {text}\n\t\t\t\t- kept2 {text}\n\
         \t\t\t\t\t- kept3 below\n\t\t\t\t- kept4 after\n\t- Lantern\n\t\t- 2024 Review\n\t\t\t- kept5 of another\n"
    );
    vec![("pages/Work.md".into(), work), ("pages/Zz.md".into(), "- zqother words of another page".into())]
}

/// A note with each day in the words that a share has for it: what was code by luck is read only the second time.
fn in_words(note: &str) -> String {
    let days = regex::Regex::new(r"\b\d{4}-\d{2}-\d{2}\b").unwrap();
    let written = |found: &regex::Captures<'_>| found[0].parse().map_or_else(|_| found[0].to_string(), date::in_words);
    days.replace_all(note, written).into_owned()
}

/// Letters and digits of each bullet, by level.
fn said(note: &str) -> Vec<(usize, String)> {
    let mut bullets: Vec<(usize, String)> = Vec::new();
    for line in note.lines() {
        let level = line.len() - line.trim_start_matches('\t').len();
        let words = line.chars().filter(|c| c.is_alphanumeric());
        match (line[level..].starts_with("- "), bullets.last_mut()) {
            (false, Some((_, last))) => last.extend(words),
            _ => bullets.push((level, words.collect())),
        }
    }
    bullets.retain(|(_, words)| !words.is_empty());
    bullets
}

/// Everything that holds of the review with this text.
fn holds(hostile: &str) -> Result<(), String> {
    let profile = Profile::review(Period::Year(2024));
    let folder = Folder { notes: review_with(hostile), ..Folder::default() };
    let decisions =
        Decisions { people: vec![person(&["Noor Haddad", "Noor"], Shown::Pseudonym)], ..Decisions::default() };
    let once = folder.share(&profile, &decisions);
    let once = text(&once);
    if once.contains("zqother") {
        return Err(format!("{hostile:?} brings another page along:\n{once}"));
    }
    let again = Folder::of(Dialect::Logseq, &[("pages/Share.md", once)]).share(&profile, &decisions);
    // Marks that ended where they began by luck may come out as signs; no word goes, comes or moves.
    if said(&in_words(text(&again))) != said(&in_words(once)) {
        let lines = |mine: &str, other: &str| {
            let other: Vec<&str> = other.lines().collect();
            let own = mine.lines().filter(|line| !other.contains(line));
            own.map(|line| format!("\n\t{}", line.trim_start_matches('\t'))).collect::<String>()
        };
        let (first, then) = (lines(once, text(&again)), lines(text(&again), once));
        return Err(format!("{hostile:?} is another thing when projected again:{first}\n\t---{then}"));
    }
    // A day that is read only now is written in words, and stays so.
    if said(text(&again)) != said(once) {
        let last = Folder::of(Dialect::Logseq, &[("pages/Share.md", text(&again))]).share(&profile, &decisions);
        if said(text(&last)) != said(text(&again)) {
            return Err(format!("{hostile:?} is another thing each time it is projected:\n{}", text(&last)));
        }
    }
    Ok(())
}

#[test]
fn attacks_stay_in_the_block_they_are_written_in() {
    let naughty: Vec<&str> = naughty_strings::BLNS.to_vec();
    let frames = [
        "{}",
        "a {} b",
        "**{}** c",
        "[[{}]]",
        "[{}](https://x.org)",
        "> {}",
        "| {} | b |",
        "<b>x</b> {}",
        "# {}",
        "$${}$$",
    ];
    let mut told = Vec::new();
    let mut count = 0;
    // All of them with `ANNALS_ATTACKS=all`; else each in two of the places.
    let all = std::env::var_os("ANNALS_ATTACKS").is_some_and(|value| value == "all");
    for (i, attack) in PAYLOADS.iter().chain(&naughty).enumerate() {
        let is_due = |at: usize| all || at % 5 == i % 5;
        for frame in frames.iter().enumerate().filter(|(at, _)| is_due(*at)).map(|(_, frame)| frame) {
            // A macro in the label of such a link is words until it is read a second time.
            if frame.starts_with("[{}](") && attack.contains("{{") {
                continue;
            }
            told.extend(holds(&frame.replace("{}", attack)).err());
            count += 1;
        }
    }
    println!("{count} attacks");
    assert!(told.is_empty(), "{} of {count}\n{}", told.len(), told.into_iter().take(40).collect::<Vec<_>>().join("\n"));
}

/// The same three hundred in each run, so that a day's luck breaks no build; others, as many as `CASES` says.
#[test]
fn any_text_stays_in_its_block() {
    let cases = std::env::var("CASES").ok().and_then(|n| n.parse().ok());
    let config = ProptestConfig { cases: cases.unwrap_or(300), failure_persistence: None, ..ProptestConfig::default() };
    let mut runner = match cases {
        Some(_) => TestRunner::new(config),
        None => TestRunner::new_with_rng(config, TestRng::deterministic_rng(RngAlgorithm::ChaCha)),
    };
    let check = |hostile: String| holds(&hostile).map_err(TestCaseError::fail);
    runner.run(&pieces(), check).unwrap_or_else(|error| panic!("{error}"));
}

#[test]
fn a_name_is_a_name_whatever_it_says() {
    let profile = Profile { select: vec!["tag:share".into()], ..Profile::default() };
    for (i, name) in naughty_strings::BLNS.iter().enumerate() {
        let line = name.split(['\n', '\r']).collect::<Vec<_>>().join(" ");
        let notes = format!("- Projects\n\t- {line}\n\t\t- {line}\n\t\t\t- kept1 #share\n\t\t- kept2 #share\n");
        let made = Folder::of(Dialect::Logseq, &[("pages/Work.md", &notes)]).share(&profile, &Decisions::default());
        assert!(text(&made).contains("kept1") && text(&made).contains("kept2"), "{line}: {}", text(&made));
        // A name that opened something would take what follows into it. A page takes its time, so some have one.
        if i % 16 == 0 {
            let page = paged(&made, &profile);
            assert!(page.contains("kept1") && page.contains("kept2"), "{line}");
        }
    }
}

#[test]
fn what_was_projected_is_projected_to_itself() {
    for way in [Way::Review, Way::Path, Way::Peers] {
        for seed in 0..60 {
            let core = Core::of(&mut Dice::new(seed), way, Dialect::Logseq);
            let mut profile = way.profile();
            profile.select.retain(|selector| !selector.starts_with("tag:"));
            let once = core.folder(&[]).share(&profile, &way.decisions());
            let mut again = Folder::of(Dialect::Logseq, &[("pages/Share.md", text(&once))]);
            again.assets = once.notes.assets.iter().map(|asset| asset.path.to_string()).collect();
            let again = again.share(&profile, &way.decisions());
            assert_eq!(text(&again), text(&once), "{way:?}, seed {seed}");
        }
    }
}

#[test]
fn less_is_selected_by_less() {
    for seed in 0..120 {
        let mut dice = Dice::new(seed);
        let way = dice.one_of(&WAYS);
        let core = Core::of(&mut dice, way, Dialect::Logseq);
        let noise = core.noise(&mut dice);
        let folder = core.folder(&noise);
        let all = [
            "review:2024",
            "tag:share",
            "Projects/*/Notes/**",
            "page:Handbook",
            "task:done",
            "journal:2024",
            "prop:share",
            "**",
        ];
        let select: Vec<String> = (0..4).map(|_| dice.one_of(&all).to_string()).collect();
        let profile = Profile { select, period: "2024".into(), ..way.profile() };
        let whole = folder.share(&profile, &way.decisions());
        for left_out in 0..profile.select.len() {
            let mut less = profile.clone();
            less.select.remove(left_out);
            let part = folder.share(&less, &way.decisions());
            let more = part.blocks.iter().find(|block| !whole.blocks.contains(block));
            assert_eq!(more, None, "seed {seed}: {:?} without {}", profile.select, profile.select[left_out]);
            for word in text(&part).split_whitespace().filter(|word| word.starts_with("kept") || word.contains("xq")) {
                assert!(text(&whole).contains(word), "seed {seed}: {word}");
            }
        }
    }
}
