//! What a profile selects, and nothing else, becomes new notes.

mod support;

use annals::config::share::{Naming, Profile, Refs, Work};
use annals::notes::Dialect;
use annals::period::Period;
use annals::project::{Decisions, Person, Projection, Shown, Why, still_named, survey};
use support::shares::{Folder, handed_out, text};

fn share(notes: &[(&str, &str)], profile: &Profile, decisions: &Decisions) -> Projection {
    Folder::of(Dialect::Logseq, notes).share(profile, decisions)
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

fn of_2024() -> Profile {
    Profile::review(Period::Year(2024))
}

#[test]
fn days_are_written_in_words_whatever_they_are_called_in_the_notes() {
    let said = |line: &str| {
        let note = format!("- Projects\n\t- Harbour\n\t\t- Year end review\n\t\t\t- 2024\n\t\t\t\t- {line}\n");
        let made = share(&[("Work.md", &note)], &of_2024(), &Decisions::default());
        text(&made).lines().last().unwrap().trim().to_string()
    };
    for day in ["[[2024-03-28 Thursday]]", "[[Mar 28th, 2024]]", "[[2024_03_28]]", "<2024-03-28 Thu>"] {
        assert_eq!(said(&format!("opened on {day}: done")), "- opened on 28 Mar 2024: done");
    }
    for time in ["[[2025]]", "[[2025-03]]", "[[2025 Q1]]", "[[2025-W50]]", "[[2025 H1]]", "[[May 2025]]", "#2025", "#5"]
    {
        let shown = time.trim_matches(['[', ']']);
        assert_eq!(
            said(&format!("planned for {time}: done")).replace('\\', ""),
            format!("- planned for {shown}: done")
        );
    }
    // A label is what its author chose; a day that is none stands as it is written.
    assert_eq!(said("opened on [that day]([[2024-03-28]])"), "- opened on that day");
    assert_eq!(said("opened on [[2024-02-30]]"), "- opened on 2024-02-30");
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
    let behind: Vec<(Why, usize)> = made.behind.iter().map(|(why, blocks)| (*why, blocks.len())).collect();
    // What was not asked for is told with what may not go along.
    assert_eq!(behind, [(Why::Private, 1), (Why::Task, 1), (Why::Draft, 1)]);
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
fn a_last_name_alone_is_the_person_where_it_is_a_name() {
    let people = vec![Person {
        forms: vec!["Ulla Long".into(), "Ulla".into(), "Long".into()],
        shown: Shown::Words("U. L.".into()),
    }];
    let text =
        "- Projects\n\t- A\n\t\t- 2024 Review\n\t\t\t- a long way with Long, Ulla Long's team and @long, LONG ago";
    let decisions = Decisions { people, ..Decisions::default() };
    let made = share(&[("pages/Work.md", text)], &of_2024(), &decisions);
    let last = made.notes.notes[0].text.lines().last().unwrap().trim().replace('\\', "");
    assert_eq!(last, "- a long way with U. L., U. L.'s team and @U. L., U. L. ago");
    assert!(still_named(&made, &decisions).is_empty());
}

#[test]
fn people_have_the_first_and_the_last_name_that_are_nobody_elses() {
    let work = "- Projects\n\t- A\n\t\t- 2024 Review\n\t\t\t- with Zeman, Cruz and Noor\n- People\n\t- Ulla Zeman\n\t- Ana Cruz\n\t- \
        Rui Cruz\n\t- Noor from sales\n\t- Zoe Ana\n\t- Bo Li\n\t- Mirela";
    let folder = Folder::of(Dialect::Logseq, &[("pages/Work.md", work)]);
    let (graph, profile) = (folder.graph(), of_2024());
    let made = folder.share(&profile, &Decisions::default());
    let found = survey(&graph, &made, &profile, &folder.config);
    let forms: Vec<(&str, Vec<&str>)> =
        found.people.iter().map(|p| (&*p.name, p.forms.iter().map(String::as_str).collect())).collect();
    assert_eq!(
        forms,
        [
            ("Noor from sales", vec!["Noor from sales", "Noor"]),
            ("Ulla Zeman", vec!["Ulla Zeman", "Zeman", "Ulla"]),
            ("Cruz (several)", vec!["Ana Cruz", "Rui Cruz", "Cruz"]),
        ]
    );
}

#[test]
fn a_person_is_called_by_the_name_in_their_line_and_not_by_what_else_it_says() {
    for line in [
        "Tom Hale",
        "Tom Hale #team",
        "Tom Hale (platform)",
        "Tom Hale, platform lead",
        "Tom Hale – platform lead",
        "Tom Hale 2024-05-01",
        "Tom Hale 1-on-1s",
        "Hale, Tom",
        "Hale, Tom (platform)",
        "Dr. Tom Hale",
        "Prof Dr Tom Hale",
        "Tom Hale Jr.",
        "Tom Hale, PhD",
        "Dipl.-Ing. Tom Hale, lead",
        "Tom Hale -- lead",
        "Tom Hale / platform",
        "Tom Hale; lead",
        "Tom Hale [lead]",
        "Tom Hale MD",
        "Tom Hale ✈",
        "Tom Hale @ Acme",
        "Tom Hale aka Tommy",
        "Tom Hale from sales",
        "Tom 🚀 Hale",
        "Frau Dr. med. dent. Tom Hale",
        "Tom \"T\" Hale",
        "1. Tom Hale",
        "tom.hale@x.org",
        "1:1 Tom Hale",
        "1-on-1 with Tom Hale",
        "My manager: Tom Hale",
        "Manager - Tom Hale",
        "Weekly with Tom Hale",
        "Tom Hale's 1-on-1",
        "Tom Hale (she/her)",
        "Tom Hale - he/him",
        "Tom Hale | they/them",
        "Tom Hale (QA/SRE lead)",
        "Tom Hale, QA/SRE",
        "Tom Hale @thale he/him",
        "Tom Hale, Engineering Manager - Berlin",
        "Tom Hale, PM - Search",
        "Tom Hale · PM · Search",
        "Tom ‘Tommy’ Hale",
        "Intro: Tom Hale",
        "Tom Hale, Lead: Search",
        "Tom Hale Manager – Berlin",
        "Tom Hale she/her Manager",
        "Tom Hale - she/her - EM",
        "[Tom Hale](https://x.org/th)",
        "<b>Tom Hale</b>",
        "Tom&nbsp;Hale",
        "Sir Tom Hale KBE",
    ] {
        let work = format!("- Projects\n\t- A\n\t\t- 2024 Review\n\t\t\t- with Hale and Tom\n- People\n\t- {line}");
        let folder = Folder::of(Dialect::Logseq, &[("pages/Work.md", &work)]);
        let (graph, profile) = (folder.graph(), of_2024());
        let found = survey(&graph, &folder.share(&profile, &Decisions::default()), &profile, &folder.config);
        assert_eq!(found.people.len(), 1, "{line}");
        let forms = &found.people[0].forms;
        for form in ["Tom Hale", "Hale", "Tom"] {
            assert!(forms.iter().any(|known| known == form), "{form} is no form of {line}: {forms:?}");
        }
    }
}

/// A line of a review whose people, those of `people` that are found in it, have pseudonyms.
fn masked(line: &str, people: &[&str]) -> String {
    let people: String = people.iter().map(|line| format!("\n\t- {line}")).collect();
    let work = format!("- Projects\n\t- A\n\t\t- 2024 Review\n\t\t\t- {line}\n- People{people}");
    let folder = Folder::of(Dialect::Logseq, &[("pages/Work.md", &work)]);
    let (graph, profile) = (folder.graph(), of_2024());
    let found = survey(&graph, &folder.share(&profile, &Decisions::default()), &profile, &folder.config);
    let people: Vec<Person> =
        found.people.iter().map(|p| Person { forms: p.forms.clone(), shown: Shown::Pseudonym }).collect();
    let made = folder.share(&profile, &Decisions { people, ..Decisions::default() });
    text_of(&made).lines().last().unwrap_or_default().trim().trim_start_matches("- ").to_string()
}

#[test]
fn a_name_that_several_have_is_found_wherever_its_other_part_is() {
    let several = ["Noor Haddad", "Sami Haddad", "Noor Aziz"];
    for line in [
        "with Noor\n\t\t\t  Haddad the importer",
        "with **Noor** Haddad",
        "with Noor **Haddad**",
        "with [[Noor]] Haddad",
        "with Noor `Haddad`",
        "with Noor, Haddad and (Haddad)",
        "with *Sami* Haddad and *Noor* Aziz",
        "with Sami\n\t\t\t  Haddad",
    ] {
        let made = masked(line, &several);
        for name in ["Noor", "Haddad", "Aziz", "Sami"] {
            assert!(!made.contains(name), "{line}: {made}");
        }
    }
    // Two pages of one name are one person, with the names that she alone has.
    let twice = ["Noor Haddad", "[[People/Noor Haddad]]"];
    for line in ["*Noor* Haddad", "[[Noor]] said, and *Noor* Haddad", "[[People/Noor Haddad]] and Haddad"] {
        let made = masked(line, &twice);
        assert!(!made.contains("Noor") && !made.contains("Haddad") && !made.contains("Person B"), "{line}: {made}");
    }
}

#[test]
fn words_that_are_names_elsewhere_stay_as_they_are() {
    let people =
        ["Don Post", "Can Yilmaz", "Mark Price", "Grace Long", "Frank May", "Jan März", "August Freitag", "Pat Iris"];
    for line in [
        "Don't repeat; DON'T; Don’t; Can't do; Can’t",
        "Costs rose in May 2025 and early May",
        "Im März lief alles",
        "im August 2025 and in Jan 2025",
        "a PAT token, an IRIS scanner",
        "shipped on 3 May, the 4th of May, on May 3, and by May 4th; am 3. März",
        "by the end of May, the beginning of August, and May 12, 2025",
    ] {
        assert_eq!(masked(line, &people).replace('\\', ""), line);
    }
    // No name goes on over the end of a sentence, nor takes a bracket along.
    for (line, made) in [
        ("asked Mark. Nothing went up", "asked Person A. Nothing went up"),
        ("asked Frank: in May 2025", "asked Person A: in May 2025"),
        ("Sold by Mark (Price 5 EUR)", "Sold by Person A (Person A 5 EUR)"),
        ("Mark Price and M. Price", "Person A and Person A"),
        ("Mark - Price", "Person A - Person A"),
        ("**Buddy:** May 2025, ==early May==", "**Buddy:** Person A 2025, ==early May=="),
        ("brought in May to lead, late - Jan helped", "brought in Person A to lead, late - Person B helped"),
        ("in sprint 14 May took over; in Mays team", "in sprint 14 Person A took over; in Person As team"),
        ("told May 3 things, and the last of May's", "told Person A 3 things, and the last of Person A's"),
    ] {
        assert_eq!(masked(line, &people).replace('\\', ""), made, "{line}");
    }
}

#[test]
fn names_without_blanks_round_them_are_found() {
    for (line, person, shown) in [
        ("田中さんと話した", "田中 太郎", "Person Aさんと話した"),
        ("李明说过", "李明", "Person A说过"),
        ("和李明说", "李明", "和Person A说"),
        ("高橋みなみさんと", "高橋みなみ", "Person Aさんと"),
        ("みなみと話した", "高橋 みなみ", "Person Aと話した"),
        ("タカ\u{306f}ハシさん", "タカ\u{306f}ハシ", "Person Aさん"),
        ("カ\u{3099}イさんと", "ガイ", "Person Aさんと"),
        ("ガイさんと", "カ\u{3099}イ", "Person Aさんと"),
        ("ｶﾞｲさんと", "ガイ", "Person Aさんと"),
        ("김민수는 했다", "김민수", "Person A는 했다"),
        ("\u{1100}\u{1175}\u{11b7}민수는 했다", "김민수", "Person A는 했다"),
        ("森林と東京", "林", "森林と東京"),
        ("ガイドとガイさん", "ガイ", "ガイドとPerson Aさん"),
        ("あいさつ", "あい", "あいさつ"),
        ("林先生と話した", "林 太郎", "Person A先生と話した"),
        ("林さん", "林 太郎", "Person Aさん"),
        ("あいさんと", "あい", "Person Aさんと"),
        ("林と話した", "林", "Person Aと話した"),
        ("高みを目指す", "高橋みなみ", "高みを目指す"),
        ("王国的事", "王大国", "王国的事"),
        ("สมชายพูดว่า", "สมชาย", "Person Aพูดว่า"),
        ("Toms Entwurf und Hales Plan", "Tom Hale", "Person As Entwurf und Person As Plan"),
        ("Tom Hales Entwurf, tomsk", "Tom Hale", "Person As Entwurf, tomsk"),
    ] {
        assert_eq!(masked(line, &[person]), shown, "{person}");
    }
}

#[test]
fn people_with_a_full_stop_in_their_names_are_people() {
    for (name, line) in [
        ("Dr. Anna Schmidt", "Dr. Anna Schmidt, Anna and Schmidt"),
        ("J. R. Smith", "J. R. Smith, J. R. Smith and Smith"),
        ("Tom Hale Jr.", "Tom Hale Jr., Tom and Hale"),
        ("Hale, Tom", "Tom Hale, Tom and Hale"),
        ("dr. Anna Schmidt", "dr. Anna Schmidt, Anna and Schmidt"),
        ("Prof. Dr. med. Anna Schmidt", "Anna Schmidt, Anna and Schmidt"),
        ("Tom Hale M.Sc.", "Tom Hale, Tom and Hale"),
        ("Ludwig van B.", "Ludwig van B., Ludwig and Ludwig"),
        ("van der Berg, Ada", "Ada van der Berg, Ada and Berg"),
    ] {
        let shown = masked(line, &[name]);
        assert!(shown.starts_with("Person A") && shown.ends_with("Person A and Person A"), "{name}: {shown}");
    }
    for line in ["with Tom Hale", "with Thomas Hale", "with Thomas", "with Hale", "with Tom"] {
        let shown = masked(line, &["Thomas (Tom) Hale"]);
        assert!(!["Tom", "Hale"].iter().any(|name| shown.contains(name)), "{shown}");
    }
    assert_eq!(masked("with Tom Hale", &["Thomas (Tom) Hale"]), "with Person A");
    let both = masked("with Tom, Tom Hale and Tom Berg", &["Thomas (Tom) Hale", "Tom Berg"]);
    assert_eq!(both, "with Person A, Person B and Person C");
    assert_eq!(masked("our Platform, Hale", &["Anna (Platform) Hale"]), "our Platform, Person A");
    assert_eq!(masked("with Hale", &["Tom “T” Hale"]), "with Person A");
    assert_eq!(masked("with Tom, Hale", &["Hale, Tom Robert James"]), "with Person A, Person A");
    assert_eq!(masked("the CTO, our Data and Noor", &["Noor, CTO", "Tom, Data"]), "the CTO, our Data and Person A");
    assert_eq!(
        masked("Li helped, Marta N. and An too", &["Li Wei", "Marta Nowak", "An Hale"]),
        "Person A helped, Person B. and An too"
    );
    assert_eq!(masked("the AI of Ai", &["Ai Ono"]), "the AI of Person A");
    assert_eq!(masked("with Tom Hales plan", &["Tom Hale", "Tom Berg", "Tom Long"]), "with Person As plan");
    assert_eq!(masked("with Ing and Lin", &["Ing Lin"]), "with Person A and Person A");
}

#[test]
fn names_are_found_by_their_parts_and_as_others_spell_them() {
    for (name, line) in [
        ("Łukasz Wójcik", "Lukasz Wojcik, Lukasz, lwojcik@acme.com, Wójcik"),
        ("Bjørn Sørensen", "Bjorn Sorensen, Bjoern Soerensen, @bsorensen, Sorensen"),
        ("Yılmaz Öz", "Yilmaz Oz, YILMAZ, Yilmaz Öz, Oez"),
        ("Zoë Müller", "Zoe Mueller, zmueller@x.com, Muller, @zoemueller"),
        ("Zoe Mueller", "Zoe Müller, zmueller@x.com, Müller, Mueller"),
        ("Robert \"Bob\" McDonald", "Bob, Bob McDonald, Robert, McDonald"),
        ("Lars “Lalle” Palm", "Lalle, Lalle Palm, Lars, Palm"),
        ("Ahmad bin Khalid al-Rashid", "al-Rashid, Rashid, Ahmad Rashid, alrashid@x.com"),
        ("Zoë Müller-Lüdenscheidt", "Lüdenscheidt, Müller, Zoe Mueller, Müller-Lüdenscheidt"),
        ("Mary-Jane Smith-Jones", "Smith, Mary, Mary Smith, Mary-Jane"),
        ("José María Pérez Gómez", "Pérez, José Perez, Gómez, José"),
        ("Vincent d'Onofrio", "d'Onofrio, Onofrio, donofrio@x.org, Vincent"),
        ("Tarek el-Sayed", "el-Sayed, Sayed, t.elsayed@x.org, Tarek"),
        ("Marie de la Cruz", "de la Cruz, delacruz@x.com, Marie, Cruz"),
        ("Max van der Berg", "van der Berg, Max, Berg, Max van der Berg"),
        ("Noor Haddad", "nhaddad, noorhaddad, `nhaddad`, NHaddad"),
        ("Noor Haddad", "haddad_noor, Haddad Noor, haddad noor, HADDAD"),
        ("Jean-Luc Picard", "jlpicard, Luc, Jean, Jean Picard"),
        ("Tom Hale (Tommy)", "Tom, Tommy, Tommy Hale, Hale"),
        ("Tom Hale B.A.", "Tom, Hale, Tom Hale, T. Hale"),
        ("Noor Haddad", "noor_h, noor.dev, haddad.io, Noor.dev"),
    ] {
        let shown = masked(&line.replace(", ", " and "), &[name]).replace(['`', '@'], "");
        assert_eq!(shown, "Person A and Person A and Person A and Person A", "{name}");
    }
    assert_eq!(masked("Tom and Anna Hale", &["Tom & Anna Hale"]), "Person A and Person B");
    for (name, line) in [
        ("Michael Long", "Michal and Michał Nowak"),
        ("Peter Lanning", "planning, Planning"),
        ("Tina Rainer", "a trainer"),
        ("Han Dover", "handover"),
        ("Mark Down", "markdown"),
        ("Anna May Smith", "In May we saw"),
        ("Mary Rose Lee", "Rose"),
    ] {
        assert_eq!(masked(line, &[name]), line, "{name}");
    }
    let people = Decisions {
        people: vec![Person { forms: vec!["Noor Haddad".into()], shown: Shown::Words("N. H.".into()) }],
        ..Decisions::default()
    };
    let note = "- Projects\n\t- A\n\t\t- 2024 Review\n\t\t\t- met Noor Haddad. Then Noor Haddad... too";
    assert!(text_of(&share(&[("Work.md", note)], &of_2024(), &people)).ends_with("- met N. H. Then N. H.... too\n"));
}

#[test]
fn groups_of_people_are_headings_over_them() {
    for group in ["Platform team", "## Team C", "Managers", "", "**Direct reports**", "HR"] {
        let work = format!(
            "- Projects\n\t- A\n\t\t- 2024 Review\n\t\t\t- the Platform, HR and Anna Long with [[Kim Best]], Lee King, Bo\n- People\n\t- {group}\n\t\t- Anna Long\n\t\t- [[Kim Best]]\n\t\t- Lee King 1-on-1\n\t\t- Bo\n\t\t\t- 2024-05-01\n\t\t- we meet on Mondays, and talk"
        );
        let folder = Folder::of(Dialect::Logseq, &[("pages/Work.md", &work)]);
        let (graph, profile) = (folder.graph(), of_2024());
        let found = survey(&graph, &folder.share(&profile, &Decisions::default()), &profile, &folder.config);
        let names: Vec<&str> = found.people.iter().map(|person| &*person.name).collect();
        assert_eq!(names, ["Anna Long", "Bo", "Kim Best", "Lee King"], "{group}");
    }
    let people = |lines: &str| {
        let work = format!(
            "- Projects\n\t- A\n\t\t- 2024 Review\n\t\t\t- with Anna Long, Anna, Tom, JD, Action, Goals\n- People\n{lines}"
        );
        let folder = Folder::of(Dialect::Logseq, &[("pages/Work.md", &work)]);
        let profile = Profile { people: Naming::Initials, ..of_2024() };
        let found = survey(&folder.graph(), &folder.share(&profile, &Decisions::default()), &profile, &folder.config);
        let names = found.people.into_iter().map(|person| person.name);
        names.chain(found.perhaps.into_iter().map(|(name, _)| format!("{name}?"))).collect::<Vec<_>>().join(", ")
    };
    for (lines, names) in [
        ("\t- Platform team\n\t\t- Anna\n\t\t- Tom", "Anna, Tom"),
        (
            "\t- Platform team\n\t\t- Anna Long\n\t\t- Tom\n\t\t- we meet on Mondays, all\n\t\t- and talk, a lot\n\t\t-",
            "Anna Long, Tom",
        ),
        ("\t- Platform team - Berlin\n\t\t- Anna Long", "Anna Long"),
        ("\t- Platform team (5)\n\t\t- Anna Long", "Anna Long"),
        ("\t- The people of the platform team here\n\t\t- Anna Long", "Anna Long"),
        ("\t- Platform team\n\t\t- Goals\n\t\t- Anna likes it so, and Tom too", ""),
        ("\t- Platform team\n\t\t- Anna Long\n\t\t- Kim Best\n\t\t- 2024-05-01", "Anna Long?"),
        ("\t- Design board\n\t\t- Next Steps\n\t\t- Open Questions", ""),
        ("\t- JD\n\t\t- Action Items\n\t\t- Career Growth", "JD"),
        ("\t- Anna (platform team)\n\t\t- Tom Young\n\t\t- Kim Best", "Anna (platform team)"),
        ("\t- Berlin\n\t\t- Anna Long\n\t\t- Tom Young", "Anna Long?"),
    ] {
        assert_eq!(people(lines), names, "{lines}");
    }
    // What is below a person is theirs, and what names nobody is no name.
    let shown =
        masked("our Team Health, HR and a Template with Tom", &["Tom\n\t\t- Team Health", "HR", "1-on-1 template"]);
    assert_eq!(shown, "our Team Health, HR and a Template with Person A");
}

#[test]
fn what_stands_for_names_and_the_form_of_a_share_name_nobody() {
    let work = "- Projects\n\t- A\n\t\t- 2024 Review\n\t\t\t- with Anna Person, Ann B, Ann Year\n";
    for (forms, shown) in [
        (["Anna Person", "Anna", "Person"], Shown::Pseudonym),
        (["Ann B", "Ann", "Bo"], Shown::Words("A. B.".into())),
        (["Ann Year", "Ann", "Year"], Shown::Pseudonym),
    ] {
        let people = vec![Person { forms: forms.map(String::from).to_vec(), shown }];
        let decisions = Decisions { people, ..Decisions::default() };
        let made = share(&[("pages/Work.md", work)], &of_2024(), &decisions);
        assert_eq!(still_named(&made, &decisions), [""; 0], "{}", text_of(&made));
    }
}

#[test]
fn a_name_of_two_people_is_taken_for_neither_and_does_not_stay() {
    let people = ["Tom (platform)", "Tom (sales)", "Ulla Long", "Ada Long"];
    assert_eq!(masked("with Tom (sales) and Tom (platform)", &people), "with Person A) and Person B)");
    assert_eq!(masked("with Tom, then Tom (sales)", &people), "with Person A, then Person B)");
    assert_eq!(
        masked("a long way with Long, Ada and U. Long", &people),
        "a long way with Person A, Person B and Person C"
    );
}

#[test]
fn who_is_named_in_an_address_alone_is_named() {
    assert_eq!(masked("see https://github.com/haddad/x now", &["Noor Haddad"]), "see (link) now");
    assert_eq!(masked("see [it](https://example.org/n%6for) now", &["Noor Haddad"]), "see it now");
    assert_eq!(masked("see https://example.org/x now", &["Noor Haddad"]), "see https://example.org/x now");
}

#[test]
fn accounts_and_mail_addresses_of_somebody_are_theirs_whole() {
    for (line, shown) in [
        ("ask noor.haddad@x.org.", "ask Person A."),
        ("ask nhaddad@x.org, now", "ask Person A, now"),
        ("ask (haddad@mail.x.org)", "ask (Person A)"),
        ("ask team@haddad.dev", "ask Person A"),
        ("ask @NoorHaddad or @nhaddad or @noorh", "ask @Person A or @Person A or @Person A"),
        ("ask NoorHaddad", "ask Person A"),
        ("ask N. Haddad, `n.haddad` or NHaddad", "ask Person A, `Person A` or Person A"),
        ("see https://github.com/nhaddad/x", "see (link)"),
        ("see <https://acme.com/~nhaddad> now", "see (link) now"),
        ("ask haddadn@x.org, n_haddad, nhaddad1@x.org", "ask Person A, Person A, Person A"),
        (
            "in /home/nhaddad/x, C:\\Users\\nhaddad, ~nhaddad",
            "in /home/Person A/x, C:\\\\Users\\\\Person A, \\~Person A",
        ),
        ("in ~/noor/x, `git@host.org:noor/x`", "in \\~/Person A/x, `git@host.org:Person A/x`"),
        ("ask team@x.org, a nhaddad", "ask team@x.org, a Person A"),
    ] {
        assert_eq!(masked(line, &["Noor Haddad"]), shown, "{line}");
    }
    assert_eq!(masked("ask @pobrien and \u{200b}O'Brien", &["Pat O'Brien"]), "ask @Person A and Person A");
    assert_eq!(masked("ask 'o'brien@x.org'", &["Pat O'Brien"]), "ask 'Person A'");
    assert_eq!(masked("A Long Road, a.py", &["Ann Long", "Anna Py"]), "A Person A Road, a.py");
    assert_eq!(masked("ask amroe@x.org, \u{200b}Roe", &["Anne-Marie Roe"]), "ask Person A, Person A");
    assert_eq!(masked("ask nh4711@x.org", &["Noor\n\t  alias:: nh4711"]), "ask Person A");
    // A short account is a word like any other elsewhere.
    assert_eq!(masked("goes along with it", &["Ann Long"]), "goes along with it");
}

#[test]
fn a_tag_that_is_a_word_of_its_line_makes_another_project() {
    let work = "- Projects\n\t- Migration to #Kubernetes\n\t\t- 2024 Review\n\t\t\t- one\n\
        \t- Migration to #Postgres\n\t\t- 2024 Review\n\t\t\t- two\n\
        \t- Upgrade #Redis\n\t\t- 2024 Review\n\t\t\t- three\n\
        \t- Upgrade #Kafka\n\t\t- 2024 Review\n\t\t\t- four\n\
        \t- Harbour #wip\n\t\t- 2024 Review\n\t\t\t- five\n\
        \t- #private\n\t\t- x\n\t- [[private/Merger]]\n\
        \t- Sale #private\n\t\t- 2024 Review\n\t\t\t- secret\n\t- Sale\n\t\t- 2024 Review\n\t\t\t- more secret\n";
    let folder = Folder::of(Dialect::Logseq, &[("pages/Work.md", work)]);
    let graph = folder.graph();
    let projects: Vec<&str> = graph.of_kind(annals::graph::PageKind::Project).map(|p| &*graph.page(p).name).collect();
    let all = [
        "Harbour",
        "Migration to Kubernetes",
        "Migration to Postgres",
        "private/Merger",
        "Sale",
        "Upgrade Kafka",
        "Upgrade Redis",
    ];
    assert_eq!(projects, all);
    let made = folder.share(&of_2024(), &Decisions::default());
    let names: Vec<&str> = made.amounts.iter().map(|amount| &*amount.name).collect();
    let all = ["Migration to [not shared]", "Migration to [not shared]", "Upgrade", "Upgrade", "Harbour"];
    assert_eq!(names, all, "{}", text_of(&made));
    assert!(!text_of(&made).contains("secret"), "{}", text_of(&made));
    let tags = Profile { tags: vec!["Postgres".into()], ..of_2024() };
    assert_eq!(folder.share(&tags, &Decisions::default()).amounts[1].name, "Migration to Postgres");
    let only = Profile { projects: vec!["Harbour".into()], ..of_2024() };
    assert_eq!(folder.share(&only, &Decisions::default()).amounts.len(), 1);
}

#[test]
fn people_are_known_though_their_section_or_their_line_is_marked_private() {
    for people in ["People #private", "#private People", "[[People]] #private", "People [[private]]", "People #team"] {
        let work =
            format!("- Projects\n\t- A\n\t\t- 2024 Review\n\t\t\t- with Tom Hale\n- {people}\n\t- Tom Hale #private");
        let folder = Folder::of(Dialect::Logseq, &[("pages/Work.md", &work)]);
        let (graph, profile) = (folder.graph(), of_2024());
        let found = survey(&graph, &folder.share(&profile, &Decisions::default()), &profile, &folder.config);
        assert_eq!(found.people.iter().map(|p| &*p.name).collect::<Vec<_>>(), ["Tom Hale"], "{people}");
    }
}

#[test]
fn what_somebody_is_comes_from_where_its_reader_may_see_and_names_nobody() {
    let review = "- Projects\n\t- A\n\t\t- 2024 Review\n\t\t\t- with Tom Hale\n";
    let role = |notes: &[(&str, &str)]| {
        let folder = Folder::of(Dialect::Logseq, notes);
        let (graph, profile) = (folder.graph(), of_2024());
        let found = survey(&graph, &folder.share(&profile, &Decisions::default()), &profile, &folder.config);
        found.people[0].role.clone()
    };
    let open = "- People\n\t- Tom Hale\n\t  role:: a painter";
    assert_eq!(role(&[("Work.md", review), ("P.md", open)]).as_deref(), Some("a painter"));
    assert_eq!(role(&[("Work.md", review), ("P.md", &format!("private:: true\n\n{open}"))]), None);
    let secret = "- secret #private\n\t- People\n\t\t- Tom Hale\n\t\t  role:: a spy";
    assert_eq!(role(&[("Work.md", review), ("A.md", secret), ("P.md", "- People\n\t- Tom Hale")]), None);
    // What is said first is private, and what is said after it is not.
    assert_eq!(role(&[("Work.md", review), ("A.md", secret), ("P.md", open)]).as_deref(), Some("a painter"));
    let of_another = "- People\n\t- Zoe Berg\n\t- Tom Hale\n\t  role:: assistant of Zoe Berg";
    assert_eq!(role(&[("Work.md", review), ("P.md", of_another)]), None);
}

#[test]
fn a_label_is_held_back_whatever_else_its_line_says() {
    for line in [
        "Merger",
        "Merger #wip",
        "Merger [[x]]",
        "Merger (HUB-1)",
        "Merger <!-- x -->",
        "[x]([[Merger]])",
        "[[Merger]] of x",
        "**[[Merger]]** of x",
        "Merger: the plan",
        "Merger – the plan",
        "Merger - the plan",
        "Merger, the plan",
        "**Merger** x",
        "==Merger== x",
        "`Merger` x",
        "<b>Merger</b> x",
        "Merger | x",
        "#wip Merger",
        "(HUB-1) Merger",
        "[[X]] Merger",
        "[[Merger]] and [[X]]",
        "Merger and #wip",
        "“Merger” x",
        "'Merger' x",
        "_Merger_ x",
        "Merger -- x",
        "1. Merger",
        "Merger： x",
        "Merger（x）",
        "Merger → x",
        "Merger / x",
    ] {
        let text = format!(
            "- Projects\n\t- A\n\t\t- 2024 Review\n\t\t\t- kept words\n\t- {line}\n\t\t- 2024 Review\n\t\t\t- so secret"
        );
        let mut folder = Folder::of(Dialect::Logseq, &[("pages/Work.md", &text), ("pages/Merger.md", "- x")]);
        folder.config.share.never.push("**/Merger/**".into());
        let made = folder.share(&of_2024(), &Decisions::default());
        assert!(text_of(&made).contains("kept words") && !text_of(&made).contains("secret"), "{line}");
    }
    // What selects a project by its tags holds it back by them.
    let text = "- Projects\n\t- A\n\t\t- 2024 Review\n\t\t\t- kept words\n\t- Merger #wip\n\t\t- 2024 Review\n\t\t\t- so secret";
    let mut folder = Folder::of(Dialect::Logseq, &[("pages/Work.md", text)]);
    folder.config.share.never.push("Projects/Merger wip/**".into());
    assert!(!text_of(&folder.share(&of_2024(), &Decisions::default())).contains("secret"));
    // What a tag follows is as it would be without.
    let drafts = "- Projects\n\t- A\n\t\t- 2024\n\t\t\t- Year end review\n\t\t\t\t- kept words\n\t\t\t\t- Draft #wip\n\t\t\t\t\t- so secret";
    let made = share(&[("pages/Work.md", drafts)], &of_2024(), &Decisions::default());
    assert!(text_of(&made).contains("kept words") && !text_of(&made).contains("secret"), "{}", text_of(&made));
    // A project that is marked is marked wherever its review stands.
    let (here, there) = ("- Projects\n\t- A #private", "- Projects\n\t- A\n\t\t- 2024 Review\n\t\t\t- so secret");
    let made = share(&[("pages/Work.md", here), ("pages/X.md", there)], &of_2024(), &Decisions::default());
    assert!(!text_of(&made).contains("secret"), "{}", text_of(&made));
}

fn text_of(made: &Projection) -> &str {
    made.notes.notes.first().map_or("", |note| &note.text)
}

#[test]
fn pages_of_one_name_say_nothing_of_what_stands_above_them() {
    let profile = Profile { select: vec!["Projects/*/Notes/**".into()], ..Profile::default() };
    let notes = [
        ("pages/ZWork.md", "- Secret program\n\t- Projects\n\t\t- Harbour\n\t\t\t- Notes\n\t\t\t\t- words of one"),
        ("pages/Projects___Harbour.md", "- Notes\n\t- words of the other"),
    ];
    let made = share(&notes, &profile, &Decisions::default());
    assert!(
        text_of(&made).contains("words of one") && text_of(&made).contains("words of the other"),
        "{}",
        text_of(&made)
    );
    assert!(!text_of(&made).contains("Secret"), "{}", text_of(&made));
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

/// The lines that tagged blocks of a page give, without what is above them.
fn tagged(dialect: Dialect, notes: &[(&str, &str)], decisions: &Decisions) -> (Projection, String) {
    let profile = Profile { select: vec!["tag:share".into()], tags: vec!["share".into()], ..Profile::default() };
    let mut folder = Folder::of(dialect, notes);
    folder.assets = vec!["assets/plan.png".into()];
    let made = folder.share(&profile, decisions);
    let lines = text(&made).lines().map(str::trim).filter(|line| !matches!(*line, "- Notes" | "- Work"));
    let lines = lines.collect::<Vec<_>>().join("\n");
    (made, lines)
}

fn tagged_in(text: &str) -> String {
    tagged(Dialect::Logseq, &[("pages/Work.md", text)], &Decisions::default()).1
}

#[test]
fn what_stands_above_is_its_first_line_and_no_more() {
    for (label, shown) in [
        ("- label\n  more [[Secret]]", "- label\n"),
        ("- label[^1]\n  [^1]: secret", "- label\n"),
        ("- **label\n  secret**", "- \\*\\*label\n"),
        ("- $$a\n  secret$$", "- \\$\\$a\n"),
        ("- ```js secret\n  secret\n  ```", ""),
        ("- id:: 64a1b2c3-0000-4000-8000-000000000001", ""),
        ("- TODO [#A] label\n  DEADLINE: <2024-05-01 Wed>", "- label\n"),
    ] {
        let profile_wants = if label.contains("TODO") { Work::All } else { Work::DoneOnly };
        let profile =
            Profile { select: vec!["tag:share".into()], tasks: profile_wants, refs: Refs::Text, ..Profile::default() };
        let folder = Folder::of(Dialect::Logseq, &[("pages/Work.md", &format!("{label}\n\t- chosen #share"))]);
        let made = folder.share(&profile, &Decisions::default());
        let lines: String = text(&made).lines().skip(2).map(|line| format!("{}\n", line.trim())).collect();
        assert_eq!(lines, format!("{shown}- chosen share\n"), "{label}");
    }
}

#[test]
fn what_stays_above_takes_no_picture_and_no_letter_along() {
    let noor = Person { forms: vec!["Noor".into()], shown: Shown::Pseudonym };
    let mirela = Person { forms: vec!["Mirela".into()], shown: Shown::Pseudonym };
    let decisions = Decisions { people: vec![noor, mirela], ..Decisions::default() };
    let text =
        "- label\n  Noor ![x](../assets/plan.png)\n\t- with Mirela #share\n- label\n  Noor\n\t- and Mirela #share";
    let (made, lines) = tagged(Dialect::Logseq, &[("pages/Work.md", text)], &decisions);
    assert_eq!(lines, "- label\n- with Person A share\n- and Person A share");
    assert!(made.notes.assets.is_empty() && made.seen.pictures.is_empty());
}

#[test]
fn a_name_is_known_by_what_is_shared_and_not_by_what_others_call_it() {
    let notes = [
        ("pages/Other.md", "- ![[Pier]]\n- Projects\n\t- HARBOUR\n\t  alias:: Pier"),
        ("pages/Work.md", "- Projects\n\t- Harbour\n\t\t- [[harbour]] and [[Pier]] #share"),
    ];
    let with = tagged(Dialect::Logseq, &notes, &Decisions::default()).1;
    let without = tagged(Dialect::Logseq, &notes[1..], &Decisions::default()).1;
    assert_eq!(with, without);
    assert!(with.ends_with("- harbour and \\[not shared\\] share") && with.contains("- Harbour"), "{with}");
}

#[test]
fn a_page_is_called_as_the_selected_note_spells_it() {
    let notes = [("a/PLANS.md", "- other"), ("pages/Plans.md", "- chosen #share")];
    assert_eq!(tagged(Dialect::Logseq, &notes, &Decisions::default()).1, "- Plans\n- chosen share");
}

#[test]
fn a_private_note_makes_no_project_and_nobody_of_what_is_shared() {
    let text = "- chosen #share\n- Notes\n\t- noted";
    let profile = Profile {
        select: vec!["tag:share".into(), "Projects/*/Notes/**".into(), "review:2024".into()],
        people: annals::config::share::Naming::Keep,
        ..Profile::default()
    };
    let mut config = annals::config::Config::default();
    config.share.never.clear();
    let made = |beside: &str| {
        let notes = [("pages/Harbour.md", text), ("pages/Other.md", beside)];
        let folder = Folder { config: config.clone(), ..Folder::of(Dialect::Logseq, &notes) };
        handed_out(&folder.share(&profile, &Decisions::default()))
    };
    let alone = made("- nothing");
    assert!(alone.contains("- Notes\n\t- Harbour\n") && !alone.contains("noted"), "{alone}");
    for hidden in [
        "- #private\n\t- People\n\t\t- Harbour",
        "- #private\n\t- Projects\n\t\t- Harbour",
        "- mine\n  private:: true\n\t- Projects\n\t\t- Harbour\n\t\t  type:: person",
        "- Projects\n\t- Harbour\n\t  private:: true",
    ] {
        let with = made(hidden);
        assert!(with == alone || !with.contains("chosen"), "{hidden}: {with}");
    }
    // What is not private is the author's word for it, wherever it stands.
    let listed = made("- Projects\n\t- Harbour\n- #private\n\t- People\n\t\t- Harbour\n\t\t  type:: person");
    assert_eq!(listed, made("- Projects\n\t- Harbour"));
    assert!(listed.contains("- Projects\n\t- Harbour\n") && listed.contains("noted"), "{listed}");
    // And whoever says that somebody is a person holds them back.
    config.share = annals::config::Share::default();
    let notes = [("pages/Harbour.md", text), ("pages/Other.md", "- #private\n\t- People\n\t\t- Harbour")];
    let folder = Folder { config, ..Folder::of(Dialect::Logseq, &notes) };
    assert!(folder.share(&profile, &Decisions::default()).blocks.is_empty());
}

#[test]
fn a_name_says_no_more_than_its_bullet_may() {
    let text = "- Projects\n\t- Harbour of [[Secret]]\n\t\t- chosen #share";
    let lines = tagged_in(text);
    assert!(lines.contains("- Harbour of \\[not shared\\]\n"), "{lines}");
}

#[test]
fn a_block_is_quoted_though_another_has_its_id() {
    let id = "64a1b2c3-0000-4000-8000-000000000001";
    let own = format!("- first #share\n  id:: {id}\n- so (({id})) #share");
    let other = format!("- other\n  id:: {id}");
    let notes = [("pages/A.md", other.as_str()), ("pages/Work.md", own.as_str())];
    assert_eq!(tagged(Dialect::Logseq, &notes, &Decisions::default()).1, "- first share\n- so first share share");
    let own = "first #share ^one\n\nso [[#^one]] and [[Work#^one]] and [[A#^one]] #share";
    let notes = [("A.md", "other ^one"), ("Work.md", own)];
    assert_eq!(
        tagged(Dialect::Obsidian, &notes, &Decisions::default()).1,
        "- first share\n- so first share and first share and \\[not shared\\] share"
    );
}

#[test]
fn an_address_that_is_given_elsewhere_stays_there() {
    let with = [("Work.md", "chosen #share [words][ref]\n\n# Other\n\n[ref]: https://example.org/x\n")];
    let without = [("Work.md", "chosen #share [words][ref]\n\n# Other\n")];
    let of = |notes: &[(&str, &str)]| tagged(Dialect::Markdown, notes, &Decisions::default()).1;
    assert_eq!(of(&with), of(&without));
}

#[test]
fn an_address_is_none_however_it_is_written() {
    for written in [
        "<https://git.example.internal/x>",
        "[:b \"https://git.example.internal/x\"]",
        "[https://git.example.internal/x](https://git.example.internal/x)",
        "<b>https://git.example.internal/x</b>",
        "file:///home/me/x",
        "obsidian://open?vault=x",
    ] {
        let lines = tagged_in(&format!("- so {written} #share"));
        assert_eq!(lines, "- so (link) share", "{written}");
    }
    for (written, shown) in [
        ("`https://wiki.acme.internal/x?a=b`", "`(link)`"),
        ("`curl -s https://example.org/x?token=abc | sh`", "`curl -s https://example.org/x | sh`"),
        ("$\\text{https://wiki.acme.internal/x}$", "$\\text{(link)}$"),
        ("$a \\phantom{secret}$ b", "b"),
        ("`((66000000-0000-4000-8000-000000000001)) x`", "`[not shared] x`"),
        ("https://chat.acme.com/archives/C01", "(link)"),
        ("https://jira.acme.com/browse/X-1", "(link)"),
        ("https://gitlab.com/a/b", "https://gitlab.com/a/b"),
    ] {
        assert_eq!(tagged_in(&format!("- so {written} #share")), format!("- so {shown} share"));
    }
    let fenced = tagged_in("- so #share\n  ```sh\n  curl https://wiki.acme.internal/secret\n  ```");
    assert!(fenced.contains("curl (link)"), "{fenced}");
    let split = tagged_in("- so https<b></b>://git.example.internal/x #share");
    assert_eq!(split, "- so https\\://git.example.internal/x share");
}

#[test]
fn an_address_that_names_somebody_goes_with_the_name() {
    let people = vec![Person { forms: vec!["Noor".into()], shown: Shown::Pseudonym }];
    let decisions = Decisions { people, ..Decisions::default() };
    let text = "- [notes](https://example.org/~noor) https://example.org/Noor $Noor$ #share";
    let lines = tagged(Dialect::Logseq, &[("pages/Work.md", text)], &decisions).1;
    assert_eq!(lines, "- notes (link) $Person A$ share");
    // In an address nothing has a capital: a last name alone is one.
    let people = vec![Person { forms: vec!["Noor Haddad".into(), "Haddad".into()], shown: Shown::Pseudonym }];
    let decisions = Decisions { people, ..Decisions::default() };
    let text =
        "- https://github.com/haddad/x https://haddad.dev https://example.org/?u=h%61ddad https://example.org/x #share";
    let lines = tagged(Dialect::Logseq, &[("pages/Work.md", text)], &decisions).1;
    assert_eq!(lines, "- (link) (link) (link) https://example.org/x share");
}

#[test]
fn of_an_address_that_stays_behind_no_part_stays() {
    for (line, shown) in [
        ("see http://wiki.corp/a|SEC next", "see (link) next"),
        ("see http://wiki.corp/a]SEC, next", "see (link) next"),
        ("see (http://wiki.corp/a), next", "see ((link)), next"),
        ("see http://wiki.corp/a. Next", "see (link). Next"),
        ("see https://x_y.corp/SEC next", "see (link) next"),
        ("see https://[fd00::1]/SEC next", "see (link) next"),
        ("see https://167772161/SEC next", "see (link) next"),
        ("see „http://wiki.corp/a“, next", "see „(link)“, next"),
        ("see »http://wiki.corp/a« next", "see »(link)« next"),
        ("see http://wiki.corp/a**SEC**/b next", "see (link) next"),
        ("see http://wiki.corp/`SEC`/b next", "see (link) next"),
        ("see https://example.org#SEC next", "see https://example.org next"),
        ("see <http://wiki.corp/a>`kept` next", "see (link)`kept` next"),
        ("see WWW.wiki.corp/SEC next", "see (link) next"),
        ("見（http://wiki.corp/a）。 次", "見（(link)）。 次"),
    ] {
        assert_eq!(tagged_in(&format!("- {line} #share")), format!("- {shown} share"), "{line}");
    }
}

#[test]
fn what_asks_other_notes_stays_behind() {
    let inline = "- kept `= this.SEC` and `$= dv.SEC` of `a = b` #share";
    let lines = tagged(Dialect::Obsidian, &[("Work.md", inline)], &Decisions::default()).1;
    assert_eq!(lines.trim(), "- kept and of `a = b` share");
    for language in ["dataview", "query", "tasks", "DataviewJS", "base"] {
        let text = format!("- kept #share\n\n  ```{language}\n  LIST FROM \"Secret folder\"\n  ```\n");
        let lines = tagged(Dialect::Obsidian, &[("Work.md", &text)], &Decisions::default()).1;
        assert_eq!(lines.trim(), "- kept share", "{language}");
        // Elsewhere they are languages as any other, and nobody answers.
        let lines = tagged(Dialect::Markdown, &[("Work.md", &text)], &Decisions::default()).1;
        assert!(lines.contains("LIST FROM"), "{lines}");
    }
}

#[test]
fn what_is_put_for_a_name_is_no_name_again() {
    let people =
        vec![Person { forms: vec!["Noor Haddad".into(), "Noor".into()], shown: Shown::Words("Noor H.".into()) }];
    let decisions = Decisions { people, ..Decisions::default() };
    let lines = tagged(Dialect::Logseq, &[("pages/Work.md", "- [[Noor Haddad]] #share")], &decisions).1;
    assert_eq!(lines, "- Noor H. share");
}

#[test]
fn what_no_reader_is_shown_stays() {
    for (written, shown) in [
        ("a <script>secret</script> b", "a b"),
        ("a <style>secret</style> b", "a b"),
        ("[:b \"of [[Secret]]\"]", "of not shared"),
        ("a <span style=\"display:none\">secret</span> b", "a b"),
        ("a <span hidden>secret <span>secret</span> **secret** [[Secret]]</span> b", "a b"),
        ("a <B title='>' HIDDEN>secret</B> b", "a b"),
        ("a <i style='color: red; Visibility : hidden !important'>secret</i> b", "a b"),
        ("a <i style=\"content:'/*';display:none;x:'*/'\">secret</i> b", "a b"),
        ("a <i style='display:none ! important'>secret</i> b", "a b"),
        ("a <i popover>secret</i> b", "a b"),
        ("a <i\u{c}hidden>secret</i> b", "a b"),
        ("a <i style='color:#0000'>secret</i> <i style='color:rgba(0,0,0,0)'>secret</i> b", "a b"),
        ("a <i style='transform:scale(0)'>secret</i> <i style='font:0/0 a'>secret</i> b", "a b"),
        ("a <i style='display:var(--x,none)'>secret</i> b", "a b"),
        ("a <i style='color:rgb(1,2,3); max-width: 20em; font-family: \"A b\", serif'>b</i>", "a b"),
        ("a <i style='color:white'>secret</i> <b style='color:#FFF; background: #ffffff'>secret</b> b", "a b"),
        ("a <i style='background:#222;color: #222'>secret</i> <i style='color:#fff;background:#000'>b</i>", "a b"),
        ("a <i style='color:#c00; font-weight: bold; margin: 0 1em'>b</i>", "a b"),
        ("a <rp>(</rp> b <rp>c", "a ( b c"),
        ("a <i style=opacity:0.0>secret</i> <i style='font-size: 0px'>secret</i> b", "a b"),
        ("a [x <u hidden>secret</u> y](https://example.org) b", "y"),
        ("a [x <u hidden>secret</u> y]([[Other]]) b", "x y b"),
        ("a {{cloze x <u hidden>secret</u> y}} b", "x y b"),
        ("a <template>secret</template> <dialog>secret</dialog> b", "a b"),
        ("a [:span {:style {:display \"none\"}} \"secret\"] [:b {:hidden true} \"secret\"] b", "a b"),
        ("a\n  <div>b <p hidden>secret</p> c</div>", "b c"),
        ("a\n  <div hidden>\n  secret\n  ```\n  secret\n  ```\n  </div>\n  b", "a"),
        ("a <span hidden>secret, never closed", "a"),
        ("a <span style=\"color:red\">b</span> <b class=\"hidden\">c</b>", "a b c"),
        ("a <details><summary>b</summary>c</details>", "c"),
        ("a <br hidden> b < c > d", "b"),
    ] {
        let lines = tagged_in(&format!("- #share {written}"));
        assert!(!lines.to_lowercase().contains("secret"), "{written}: {lines}");
        assert!(lines.replace("share ", "").contains(shown), "{written}: {lines}");
    }
    let text = "chosen #share\n\n<div hidden>\n\nsecret\n\n* secret\n\n> secret\n\n</div>\n\nback #share\n\n<template>\n\nsecret\n\n</template>\n";
    let made = tagged(Dialect::Markdown, &[("Work.md", text)], &Decisions::default()).1;
    assert!(made.contains("chosen share") && made.contains("back share") && !made.contains("secret"), "{made}");
    let label =
        tagged(Dialect::Obsidian, &[("Work.md", "so [[Other|a %%secret%% b]] #share")], &Decisions::default()).1;
    assert_eq!(label, "- so a b share");
}

#[test]
fn words_that_stay_behind_are_told() {
    for (dialect, line, is_told) in [
        (Dialect::Logseq, "took List<String> for it #share", true),
        (Dialect::Logseq, "if a<b then c>d #share", true),
        (Dialect::Logseq, "so\n  impact:: saved 30 %\n  tags:: #share", true),
        (Dialect::Markdown, "- top #share\n  - [Billing]: done", true),
        (Dialect::Logseq, "so #share\n  ## Details\n  text", true),
        (Dialect::Obsidian, "- a <b hidden>secret</b> #share", true),
        (
            Dialect::Logseq,
            "a <kbd class=\"x\">b</kbd>, <details open>c</details>, 3 < 4 > 2, <http://x.org> #share",
            false,
        ),
        (
            Dialect::Logseq,
            "so\n  id:: 6b0e1a52-0000-4000-8000-000000000001\n  collapsed:: true\n  tags:: #share",
            false,
        ),
    ] {
        let line = if dialect == Dialect::Logseq { format!("- {line}") } else { line.to_string() };
        let (made, _) = tagged(dialect, &[("pages/Work.md", &line)], &Decisions::default());
        assert_eq!(made.seen.hiding.len(), usize::from(is_told), "{line}");
    }
}

#[test]
fn what_stands_below_an_open_task_is_part_of_it() {
    let profile = Profile { select: vec!["Projects/*/Notes/**".into()], ..Profile::default() };
    let text = "- Projects\n\t- A\n\t\t- Notes\n\t\t\t- one\n\t\t\t- TODO two\n\t\t\t\t- three\n\t\t\t\t\t- four";
    let made = share(&[("pages/Work.md", text)], &profile, &Decisions::default());
    let words = made.notes.notes[0].text.to_string();
    assert!(words.contains("one") && !["two", "three", "four"].iter().any(|word| words.contains(word)), "{words}");
}

#[test]
fn people_and_pictures_are_numbered_as_they_appear() {
    let person = |name: &str| Person { forms: vec![name.into()], shown: Shown::Pseudonym };
    let decisions = Decisions { people: vec![person("Noor"), person("Mirela")], ..Decisions::default() };
    // The project with more to say comes first, though the other does by name.
    let text =
        "- Projects\n\t- A\n\t\t- 2024 Review\n\t\t\t- Noor\n\t- B\n\t\t- 2024 Review\n\t\t\t- Mirela\n\t\t\t- more";
    let made = share(&[("pages/Work.md", text)], &of_2024(), &decisions);
    let at = |words: &str| made.notes.notes[0].text.find(words).unwrap();
    assert!(at("- B") < at("Person A") && at("Person A") < at("- A\n") && at("- A\n") < at("Person B"));
}

#[test]
fn no_letter_is_missing_where_a_long_label_is_cut() {
    let person = |name: &str| Person { forms: vec![name.into()], shown: Shown::Pseudonym };
    let people = ["Noor Haddad", "Zoe Berg", "Ann Lee"].map(person).to_vec();
    let decisions = Decisions { people, ..Decisions::default() };
    let text =
        format!("- {} Noor Haddad is gone\n\t- Zoe Berg did #share\n- Ann Lee did #share", "a long line ".repeat(8));
    let lines = tagged(Dialect::Logseq, &[("pages/Work.md", &text)], &decisions).1;
    assert!(lines.contains("Person A") && lines.contains("Person B") && !lines.contains("Person C"), "{lines}");
}

/// Lines of a review, each below the one before, and whether `marked words` are in what comes of it.
fn is_shared(line: &str) -> bool {
    let text = format!(
        "- Projects\n\t- A\n\t\t- 2024 Review\n\t\t\t- kept words\n\t\t\t- {}",
        line.replace('\n', "\n\t\t\t  ")
    );
    let made = share(&[("pages/Work.md", &text)], &of_2024(), &Decisions::default());
    made.notes.notes[0].text.contains("marked words")
}

#[test]
fn what_looks_like_a_mark_holds_back() {
    for line in [
        "marked words\nprivate: true",
        "marked words\nprivate::true",
        "marked words\n**private**:: true",
        "marked words\nvisibility: private",
        "marked words\npri\u{200b}vate:: true",
        "marked words #pri\u{200b}vate",
        "marked words #\u{ad}private",
        "marked words \u{ff03}private",
        "_marked words #private_",
        "__marked words #private__",
        "[it`s #private](https://example.org) marked words",
        "[[private|x]] marked words",
        "marked words\ntags:: x private",
        "marked words\n\t- #private",
        "marked words\n\t- 🔒 #private",
        "marked words.private::true",
        "marked words visibility::peers",
        "marked words private::\"true\"",
        "marked words use private::foo",
        "the `x marked words private:: true",
        "``a`b`` marked words private:: true",
        "marked words\n\t- **Tags:** #private",
        "marked words\n\t- Labels: #private",
        "marked words\n\t- #private <!-- until June -->",
        "marked words\n\t- #private\n\t\t-",
        "marked words\n\t- private:: true",
        "marked words\n\t- visibility:: private",
        "marked words\n\t- private:: true\n\t\t-",
        "marked words\n\t- #private [[Topic]]",
        "marked words [private:: true]",
        "marked words of `private::` [private:: true]",
        "marked words (private::true)",
        "marked words private::true",
        "marked words (visibility:: private)",
        "marked words private:: true",
        "> marked words\n> private:: true",
        "marked words #prviate",
        "marked words #privat",
        "marked words\ntags:: x, privat",
        "marked words #work/private",
        "Private\n\t- marked words",
        "**Private:**\n\t- marked words",
        "## Private notes\n\t- marked words",
        "🔒 My private notes\n\t- marked words",
        "Private (not for sharing)\n\t- marked words",
        "Confidential\n\t- marked words",
        "> [!private] marked words",
        "> [!note]- Private\n> marked words",
        "Private:\nmarked words",
        "Private stuff\n\nmarked words",
        "marked words\nprivate: yes, please",
        "marked words\nvisibility: mangaer",
        "marked words\n%% private: true %%",
        // The backticks go with what they stand in, and what is between them is no code.
        "marked words <a title=\"`\"> #private `x`",
        "marked words <img alt=\"`\" src=\"x\"> #private <img alt=\"`\" src=\"y\">",
        "marked words <a title=\"\n`\"> #private `x`",
        "marked words <!-- ` --> #private <!-- ` -->",
        "marked words %%`%% #private `y",
        "marked words [x](`) #private [y](`)",
        "marked words [[a`b]] #private [[c`d]]",
        "marked words {{x `}} #private {{y `}}",
        "marked words [x `](y) #private `",
        "marked words https://x.org/a`b #private https://x.org/c`d",
        "marked words #x`y #private `z`",
        "marked words | `a | #private | b` |",
        "marked words <a title=\"`\"> [private:: true] `x`",
    ] {
        assert!(!is_shared(line), "{line}");
    }
    for line in [
        "marked words in private: nothing",
        "**Visibility:** marked words at three conferences",
        "Visibility: better\nmarked words",
        "Private: network segment of marked words",
        "marked words #privately",
        "marked words of std::private::foo",
        "marked words of class.private:: x",
        "marked words of ``a ` private:: true``",
        "marked words\n\t- private:: false",
        "marked words\n\t- [[Private/Taxes]]",
        "marked words #private_road",
        "marked words #primate",
        "Private clouds\n\t- marked words",
        "marked words of repositories\n\t- Public\n\t- Private",
        "marked words\n  private",
        "marked words of https://x.org/#private, <https://x.org/#private> and https://x.org?a=#private",
        "marked words of [[Golf/Private]]",
        "marked words of `private:: true`",
        "marked words of `Vec<T>`, 3 < 4, [x](y), %%z%%, [[A]] and `#private`",
        "marked words of `<a`, `%%` and `#private`",
        "marked words of `[[private]]`, `Vec<#private>` and (`#private`)",
        "marked words\n\t- #private\n\t\t- more",
    ] {
        assert!(is_shared(line), "{line}");
    }
}

#[test]
fn a_mark_that_shows_only_as_it_is_written_is_told_and_nothing_is_handed_out() {
    let faults = |dialect, bullets: &str| {
        let text = format!("# Projects\n\n## A\n\n### Year end review\n\n#### 2024\n\n{bullets}\n");
        let made = Folder::of(dialect, &[("Work.md", &text)]).share(&of_2024(), &Decisions::default());
        (made.faults.len(), text_of(&made).to_string())
    };
    for bullets in [
        "- one\n  $$\n  ```\n  $$\n  text #private\n- kept",
        "- one\n  #+BEGIN_EXAMPLE\n  ```\n  #+END_EXAMPLE\n  text #private\n- kept",
        "- one\n  $$\n  ```\n  $$\n  text #private\n  ```\n- kept",
        "- text\n  ```\n  code #private\n- kept",
        "- text\n  ~~~\n  code\n  ~~~ #private\n- kept",
        "- text\n  | a | b |\n  |---|---|\n  | `x | #private | y` |\n- kept",
    ] {
        for dialect in [Dialect::Obsidian, Dialect::Markdown] {
            let (told, shown) = faults(dialect, bullets);
            assert!(told > 0 || !shown.contains("text"), "{bullets}: {shown}");
        }
    }
    for bullets in ["- one of `#private`\n- kept", "- one\n  ```\n  #private\n  ```\n- kept"] {
        let (told, shown) = faults(Dialect::Obsidian, bullets);
        assert!(told == 0 && shown.contains("one") && shown.contains("kept"), "{bullets}: {shown}");
    }
    // An item ends, and a fence in it that nobody closed.
    let (told, shown) = faults(Dialect::Markdown, "- kept\n  ```\n  x\n- secret #private\n- more");
    assert!(told == 0 && shown.contains("more") && !shown.contains("secret"), "{shown}");
    // What stands behind a heading within an item is part of it still.
    let (_, shown) = faults(Dialect::Markdown, "- one\n  ### Details\n  of it\n- two");
    assert!(shown.contains("of it") && shown.contains("two"), "{shown}");
    let (_, shown) =
        faults(Dialect::Markdown, "- one\n  ### Of `code` and **it**\n  more\n  #\n- Head\n  of two\n  ===\n- two");
    assert!(shown.contains("**Of `code` and it**") && !shown.contains("****"), "{shown}");
    assert!(shown.contains("# Head of two\n"), "{shown}");
    for below in [
        "## Private\n  - secret",
        "## Private\n  secret",
        "> [!private]\n  > secret",
        "text\n\n  > [!note] Private\n  > secret",
        "> [!private|no-title]\n  > secret",
        "> [! confidential ]-\n  > secret",
        "> ## Private\n  > secret",
        "> **Private**\n  > secret",
        "## Private #hr\n  secret",
        "## 1. Private & confidential\n  - secret",
        "## Private/HR <!-- x -->\n  - secret",
        "\n  **Private**\n\n  secret",
        "Private notes:\n  - secret",
        "<h2>Private</h2>\n  secret",
        "<details><summary>Private</summary>\n  secret\n  </details>",
    ] {
        let (_, shown) = faults(Dialect::Obsidian, &format!("- one\n  {below}\n- two"));
        assert!(!shown.contains("secret") && shown.contains("two"), "{below}: {shown}");
    }
    // A mark holds the item at whose indent it stands.
    for (dialect, bullets) in [
        (Dialect::Markdown, "- secret\n  - sub\n  - sub\n  #private\n- two"),
        (Dialect::Obsidian, "- secret\n  - sub\n  - sub\n   #private\n- two"),
        (Dialect::Obsidian, "- secret\n  1. sub\n  more of it [[private]]\n- two"),
        (Dialect::Markdown, "**Private**\n\n- secret\n- secret, too\n\n**Open**\n\ntwo"),
        (Dialect::Obsidian, "- Private - HR\n  - secret\n- two"),
        (Dialect::Markdown, "Private:\n\nsecret\n\n**Open**\n\ntwo"),
        (Dialect::Markdown, "**Private**\n\nsecret\n\n- secret\n\nsecret, too\n\n**Open**\n\n- two"),
        (Dialect::Obsidian, "- secret\n  %%#private%%\n- two"),
        (Dialect::Markdown, "- secret [x]\n\n  [x]: https://x.org/a \"#private\"\n- two"),
        (Dialect::Obsidian, "- secret\n  - sub\n\n  %%\n  #private\n  %%\n- two"),
        (Dialect::Markdown, "- secret\n  - sub\n  <!-- #private -->\n- two"),
        (Dialect::Markdown, "- secret\n  - sub\n#private\n\ntwo"),
        (
            Dialect::Obsidian,
            "> [!private] of a title that says far too much to be a label of anything, as some write who have a lot to say, secret\n\n- two",
        ),
    ] {
        let (_, shown) = faults(dialect, bullets);
        assert!(!shown.contains("secret") && shown.contains("two"), "{bullets}: {shown}");
    }
    for bullets in ["- secret\n  - sub\n  #private\n- two", "- secret\n  - sub\n  private:: true\n- two"] {
        let text = format!(
            "- Projects\n\t- A\n\t\t- Year end review\n\t\t\t- 2024\n\t\t\t\t{}",
            bullets.replace('\n', "\n\t\t\t\t")
        );
        let shown = share(&[("pages/Work.md", &text)], &of_2024(), &Decisions::default());
        let shown = text_of(&shown);
        assert!(!shown.contains("secret") && shown.contains("two"), "{bullets}: {shown}");
    }
    for below in ["## Personal #private\n- secret", "# Private\nsecret\n#private"] {
        let text = format!("- Projects\n\t- A\n\t\t- Year end review\n\t\t\t- 2024\n\t\t\t\t- two\n{below}\n");
        let made = share(&[("pages/Work.md", &text)], &of_2024(), &Decisions::default());
        assert!(text_of(&made).contains("two") && !text_of(&made).contains("secret"), "{below}");
    }
    for kept in [
        "- one\n  - sub #private\n  - more",
        "- one\n  - Private/public keys\n    - more",
        "- one\n  - Private (VPC) networks\n    - more",
        "- one\n  - Private #k8s cluster\n    - more",
        "- one\n  - [Private](https://x.org) link service\n    - more",
        "- one %%plain%% <!-- plain -->\n  - more",
        "- one of private: things\n  - more",
        "- one\n\n  private\n\n  more",
        "- one\n  - sub\n    #private\n  - more",
    ] {
        let (_, shown) = faults(Dialect::Markdown, kept);
        assert!(shown.contains("one") && shown.contains("more"), "{kept}: {shown}");
    }
    for bullets in [
        "- one\n  - sub\n  ## Salary #private\n  secret\n  - more secret\n- two",
        "- one\n  - sub\n\n  ## Private\n\n  - secret\n- two",
        "- one\n  - a\n    ```\n    x\n  ```\n  secret #private\n- two",
    ] {
        for dialect in [Dialect::Obsidian, Dialect::Markdown] {
            let (told, shown) = faults(dialect, bullets);
            assert!(told == 0 && !shown.contains("secret") && shown.contains("two"), "{bullets}: {shown}");
        }
    }
    // A tag or a comment that is open before a block of code has that for its own, where Logseq reads it so.
    let shown = |bullet: &str| {
        let text = format!("- Projects\n\t- A\n\t\t- Year end review\n\t\t\t- 2024\n{bullet}\n\t\t\t\t- two");
        let made = share(&[("pages/Work.md", &text)], &of_2024(), &Decisions::default());
        assert!(made.faults.is_empty() && text_of(&made).contains("two"), "{bullet}");
        text_of(&made).contains("one")
    };
    let item = |lines: &[&str]| format!("\t\t\t\t- {}", lines.join("\n\t\t\t\t  "));
    for lines in [
        &["one", "<div", "```", "> #private", "```"][..],
        &["one", "<div a=\"", "```", "\">", "#private", "```"],
        &["one", "<!--", "```", "-->", "#private", "```"],
    ] {
        assert!(!shown(&item(lines)), "{lines:?}");
    }
    for lines in [
        &["one", "```", "#private", "```"][..],
        &["one <b>", "```", "#private", "```"],
        &["one", "```", "if a <b", "#private", "```", "and `#private`"],
    ] {
        assert!(shown(&item(lines)), "{lines:?}");
    }
    let (_, shown) = faults(Dialect::Markdown, "- one\n  # Head #private\n  of it\n- two");
    assert!(!shown.contains("one") && shown.contains("two"), "{shown}");
}

#[test]
fn another_name_of_the_mark_is_the_mark() {
    let work = "- Projects\n\t- A\n\t\t- 2024 Review\n\t\t\t- kept words\n\t\t\t- marked words #geheim";
    let shared = |private: &str| {
        let made = share(&[("pages/Work.md", work), ("pages/private.md", private)], &of_2024(), &Decisions::default());
        text_of(&made).contains("kept words").then(|| text_of(&made).contains("marked words"))
    };
    assert_eq!(shared("alias:: geheim"), Some(false));
    for line in ["[a #geheim b](https://x.org)", "![[geheim]]", "#geheim/x", "[[Geheim]]"] {
        let work = format!("- Projects\n\t- A\n\t\t- 2024 Review\n\t\t\t- kept\n\t\t\t- marked words {line}");
        let notes = [("pages/Work.md", &*work), ("pages/private.md", "alias:: geheim")];
        assert!(!text_of(&share(&notes, &of_2024(), &Decisions::default())).contains("marked words"), "{line}");
    }
    assert_eq!(shared("- x"), Some(true));
    // Whichever of the two is the page's own.
    let notes = [("pages/Work.md", work), ("pages/Geheim.md", "alias:: private\n\n- x")];
    assert!(!text_of(&share(&notes, &of_2024(), &Decisions::default())).contains("marked words"));
}

#[test]
fn labels_are_compared_as_they_are_read() {
    for label in [
        "Thank you note",
        "Thank  you note",
        "thank\u{a0}you note:",
        "Thank-you note",
        "**Thank you** note",
        "🙏 Thank you note.",
    ] {
        let text =
            format!("- Projects\n\t- A\n\t\t- 2024 Review\n\t\t\t- kept words\n\t\t\t- {label}\n\t\t\t\t- so proud");
        let profile =
            Profile { exclude: vec!["**/Thank you note/**".into()], select: vec!["Projects/**".into()], ..of_2024() };
        let made = share(&[("pages/Work.md", &text)], &profile, &Decisions::default());
        assert!(!made.notes.notes[0].text.contains("proud"), "{label}");
    }
}

#[test]
fn names_hidden_in_labels_html_and_formulas_are_redacted() {
    for line in [
        "[lab [in [[Secret]]](http://example.org) z]([[Other]])",
        "<details><summary>[[Secret]]</summary>x</details>",
        "<b>[[Secret]]</b> x",
        "see [minutes]([[Board [[Secret]] notes]])",
        "formula $[[Secret]]$",
    ] {
        let text = format!("- Projects\n\t- A\n\t\t- 2024 Review\n\t\t\t- {line}");
        let made = share(&[("pages/Work.md", &text)], &of_2024(), &Decisions::default());
        assert!(!made.notes.notes[0].text.contains("Secret"), "{line}: {}", made.notes.notes[0].text);
    }
}

#[test]
fn what_stands_above_is_a_label_and_no_more() {
    let above =
        "a long line about the layoffs that nobody selected, and more, and more, and yet more of it, to its end";
    let text = format!("- {above} ![plan](../assets/plan.png) https://example.org/anc\n\t- shared words #share");
    let profile = Profile { select: vec!["tag:share".into()], ..Profile::default() };
    let made = share(&[("pages/Work.md", &text)], &profile, &Decisions::default());
    let text = &made.notes.notes[0].text;
    assert!(text.contains("a long line about") && !text.contains("to its end"), "{text}");
    assert!(!text.contains("plan") && !text.contains("example.org") && made.notes.assets.is_empty(), "{text}");
}

#[test]
fn forms_of_a_name_are_found_however_they_are_written() {
    let people = vec![Person { forms: vec!["Élodie Vérant".into(), "Élodie".into()], shown: Shown::Pseudonym }];
    for written in [
        "Élodie Vérant",
        "ÉLODIE VÉRANT",
        "E\u{301}lodie Ve\u{301}rant",
        "Élodie\u{a0} Vérant",
        "Élodie_Vérant",
        "Élodie",
        "Elodie Verant",
        "Elodie",
        "@élodie",
    ] {
        let text = format!("- Projects\n\t- A\n\t\t- 2024 Review\n\t\t\t- met {written} once");
        let decisions = Decisions { people: people.clone(), ..Decisions::default() };
        let made = share(&[("pages/Work.md", &text)], &of_2024(), &decisions);
        assert!(made.notes.notes[0].text.contains("Person A once"), "{written}: {}", made.notes.notes[0].text);
    }
    assert_eq!(
        still_named(
            &share(
                &[("pages/Work.md", "- Projects\n\t- A\n\t\t- 2024 Review\n\t\t\t- **Élodie** Vérant")],
                &of_2024(),
                &Decisions::default()
            ),
            &Decisions { people, ..Decisions::default() }
        ),
        ["Élodie Vérant"]
    );
}

#[test]
fn a_project_has_the_order_that_is_said_where_it_is_at_home() {
    let work = "- Projects\n\t- A\n\t\t- one #share\n\t- B\n\t  order:: 1\n\t\t- two #share";
    let joined = ("pages/Aa.md", "alias:: A, B\norder:: 0\n\n- x");
    let lines = |notes: &[(&str, &str)]| tagged(Dialect::Logseq, notes, &Decisions::default()).1;
    assert_eq!(lines(&[joined, ("pages/Work.md", work)]), lines(&[("pages/Work.md", work)]));
}
