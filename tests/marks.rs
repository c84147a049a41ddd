//! Who may see a block: each way to write a mark, in each place that a mark holds for, by a table of what is to come.
//!
//! A mark is the strongest word: what selects a block asks it last. What cannot be read means nobody, and is told.

mod support;

use annals::config::share::Profile;
use annals::notes::Dialect;
use annals::project::Decisions;
use support::shares::{Folder, text};

/// What a mark says to one audience.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Says {
    /// Nothing against it.
    Yes,
    /// It may not be seen.
    No,
    /// It cannot be read: it may not be seen, and the author is told.
    What,
}
use Says::{No, What, Yes};

/// Properties, and what they say to a manager and to peers.
const PROPERTIES: &[(&str, Says, Says)] = &[
    ("private:: true", No, No),
    ("private:: TRUE", No, No),
    ("private:: yes", No, No),
    ("private:: \"true\"", No, No),
    ("private:: 'Yes'", No, No),
    ("Private:: true", No, No),
    ("private::   true  ", No, No),
    ("private:: false", Yes, Yes),
    ("private:: No", Yes, Yes),
    ("private:: \"false\"", Yes, Yes),
    ("private:: 'no'", Yes, Yes),
    ("private:: maybe", What, What),
    ("private:: tru", What, What),
    ("private:: 1", What, What),
    ("private:: off", What, What),
    ("private:: true false", What, What),
    ("private:: [[true]]", What, What),
    ("visibility:: private", No, No),
    ("visibility:: Private", No, No),
    ("visibility:: \"private\"", No, No),
    ("visibility:: [[private]]", No, No),
    ("visibility:: manager", Yes, No),
    ("visibility:: MANAGER", Yes, No),
    ("visibility:: #manager", Yes, No),
    ("visibility:: [[Manager]]", Yes, No),
    ("visibility:: peers", No, Yes),
    ("visibility:: manager, peers", Yes, Yes),
    ("visibility:: [[peers]], [[manager]]", Yes, Yes),
    ("visibility:: manager; peers", Yes, Yes),
    ("visibility:: public", Yes, Yes),
    ("visibility:: manager, private", No, No),
    ("visibility:: public, private", No, No),
    ("visibility:: mangaer", What, What),
    ("visibility:: manager, pears", What, What),
    ("visibility:: true", What, What),
    ("visibility:: all", What, What),
    ("public:: true", Yes, Yes),
    // Who keeps it from the public keeps it from whoever it is handed to.
    ("public:: false", No, No),
    ("publish:: false", No, No),
    ("draft:: true", No, No),
    ("draft:: false", Yes, Yes),
    ("privat:: true", What, What),
    ("visiblity:: manager", What, What),
    ("public:: ture", What, What),
    ("tags:: private", No, No),
    ("tags:: work, Private", No, No),
    ("tags:: #private, work", No, No),
    ("tags:: [[private]]", No, No),
    ("tags:: private/hr", No, No),
    ("tags:: privacy", Yes, Yes),
    ("note:: private", Yes, Yes),
    ("note:: see [[private]]", No, No),
    ("privates:: true", Yes, Yes),
];

/// Words on the line of a block, and whether it may be seen with them.
const WORDS: &[(&str, bool)] = &[
    ("#private", false),
    ("#Private", false),
    ("#PRIVATE.", false),
    ("(#private)", false),
    ("**#private**", false),
    ("#[[private]]", false),
    ("#[[Private]]", false),
    ("[[private]]", false),
    ("[[PRIVATE]]", false),
    ("[[private/hr]]", false),
    ("#private/hr", false),
    ("[so]([[private]])", false),
    ("{{embed [[private]]}} #private", false),
    ("[x #private](https://example.org)", false),
    ("{{cloze so #private}}", false),
    ("[[ (( #private", false),
    ("`code` #private `code`", false),
    ("private", true),
    ("#privateer", true),
    ("#private-sector", true),
    ("#not-private", true),
    ("[[privately]]", true),
    ("[[not private]]", true),
    ("`#private`", true),
    ("`[[private]]`", true),
    ("\n```\n#private\nprivate:: true\n```", true),
    ("\n#+BEGIN_SRC sh\n# [[private]] #private\n#+END_SRC", true),
];

/// Where a mark stands, seen from the block it is asked of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Place {
    /// On the block, or as many levels above it.
    Above(usize),
    /// On the bullet that its project is at home in.
    Section,
    /// On the page of its file.
    Page,
    /// On a file of the project that has a section elsewhere.
    PageOfSection,
    /// On a page that the project is another name of.
    PageOfAlias,
    /// On the page above its page.
    Namespace,
    /// On the page above that.
    NamespaceAbove,
}

/// All of them.
const PLACES: [Place; 13] = [
    Place::Above(0),
    Place::Above(1),
    Place::Above(2),
    Place::Above(3),
    Place::Above(4),
    Place::Above(5),
    Place::Above(6),
    Place::Section,
    Place::Page,
    Place::PageOfSection,
    Place::PageOfAlias,
    Place::Namespace,
    Place::NamespaceAbove,
];

/// Notes in which a block `chosen` has a mark there, and `beside` has not, if anything can be without.
fn notes(place: Place, mark: &str) -> Vec<(String, String)> {
    let note = |path: &str, text: String| (path.to_string(), text);
    let indented = |mark: &str, by: usize| {
        format!("{}  {mark}", "\t".repeat(by)).replace('\n', &format!("\n{}  ", "\t".repeat(by)))
    };
    let section = |mark: &str| format!("- beside #share\n- Projects\n\t- Harbour\n{mark}\t\t- chosen #share\n");
    match place {
        Place::Above(levels) => {
            let mut text = "- beside #share\n".to_string();
            for level in 0..=levels {
                let word = if level == levels { "chosen #share" } else { "above" };
                text.push_str(&format!("{}- {word}\n", "\t".repeat(level)));
                if level == 0 {
                    text.push_str(&format!("{}\n", indented(mark, 0)));
                }
            }
            vec![note("pages/Work.md", text)]
        }
        Place::Section => vec![note("pages/Work.md", section(&format!("{}\n", indented(mark, 1))))],
        Place::Page => vec![note("pages/Work.md", format!("{mark}\n\n- chosen #share\n"))],
        Place::PageOfSection => {
            vec![note("pages/Harbour.md", format!("{mark}\n\n- x")), note("pages/Work.md", section(""))]
        }
        Place::PageOfAlias => {
            vec![note("pages/Dock.md", format!("alias:: Harbour\n{mark}\n\n- x")), note("pages/Work.md", section(""))]
        }
        Place::Namespace => {
            vec![note("pages/a.md", format!("{mark}\n\n- x")), note("pages/a___b.md", "- chosen #share".into())]
        }
        Place::NamespaceAbove => {
            vec![note("pages/a.md", format!("{mark}\n\n- x")), note("pages/a___b___c.md", "- chosen #share".into())]
        }
    }
}

fn profile(audience: &str) -> Profile {
    Profile { audience: audience.into(), select: vec!["tag:share".into()], ..Profile::default() }
}

/// Whether `chosen` is in the share, whether `beside` is, and how much there is to tell.
fn asked(dialect: Dialect, notes: &[(String, String)], audience: &str) -> (bool, bool, usize) {
    let folder = Folder { dialect, notes: notes.to_vec(), ..Folder::default() };
    let made = folder.share(&profile(audience), &Decisions::default());
    (text(&made).contains("chosen"), text(&made).contains("beside"), made.faults.len())
}

#[test]
fn a_property_holds_wherever_it_may_stand() {
    let mut cases = 0;
    for place in PLACES {
        for &(mark, manager, peers) in PROPERTIES {
            for (audience, says) in [("manager", manager), ("peers", peers)] {
                let notes = notes(place, mark);
                let (chosen, beside, told) = asked(Dialect::Logseq, &notes, audience);
                let case = format!("{mark} for {audience}, {place:?}: {notes:?}");
                assert_eq!(chosen, says == Yes, "{case}");
                assert!(beside || !notes.iter().any(|(_, text)| text.contains("beside")), "{case}");
                assert_eq!(told > 0, says == What, "{case}");
                cases += 1;
            }
        }
    }
    println!("{cases} cases of properties");
    assert!(cases >= 400);
}

#[test]
fn a_word_holds_for_its_block_and_all_below() {
    let mut cases = 0;
    for levels in 0..=6 {
        for &(word, is_seen) in WORDS {
            let mut text = "- beside #share\n".to_string();
            for level in 0..=levels {
                let said = if level == levels { "chosen #share" } else { "above" };
                let said = if level == 0 { format!("{said} {word}") } else { said.to_string() };
                let indent = "\t".repeat(level);
                text.push_str(&format!("{indent}- {}\n", said.replace('\n', &format!("\n{indent}  "))));
            }
            let notes = [("pages/Work.md".to_string(), text)];
            assert_eq!(asked(Dialect::Logseq, &notes, "manager"), (is_seen, true, 0), "{word}: {notes:?}");
            cases += 1;
        }
    }
    println!("{cases} cases of words");
}

#[test]
fn a_line_of_marks_alone_speaks_for_what_holds_it() {
    let heads = [
        "#private\n\n# Head\n\n",
        "# Head\n#private\n\n",
        "# Head\n\nTags: #private #x\n\n",
        "# Head\n\n**Tags**: #private #x\n\n",
        "# Head\n\n## Part\n#private\n\n",
        "---\ntitle: x\n---\n\n#private\n\n# Head\n\n",
    ];
    for dialect in [Dialect::Obsidian, Dialect::Markdown] {
        for head in heads {
            let note = ("Work.md".to_string(), format!("{head}- chosen #share\n"));
            let others = ("Other.md".to_string(), "- beside #share\n".to_string());
            assert_eq!(asked(dialect, &[note, others], "manager"), (false, true, 0), "{dialect:?}: {head}");
        }
        // A line that says more speaks for itself, and one in another part for that.
        for head in ["# Head\n\nnot #private to all\n\n", "# Head\n\n## One\n\n#private\n\n## Two\n\n"] {
            let note = ("Work.md".to_string(), format!("{head}- chosen #share\n- beside #share\n"));
            assert_eq!(asked(dialect, &[note], "manager"), (true, true, 0), "{dialect:?}: {head}");
        }
    }
    // By another name of the mark too.
    let name = ("private.md".to_string(), "---\naliases: [geheim]\n---\n".to_string());
    let note = ("Work.md".to_string(), "# Head\n#geheim\n\n- chosen #share\n".to_string());
    let others = ("Other.md".to_string(), "- beside #share\n".to_string());
    assert_eq!(asked(Dialect::Obsidian, &[name, note, others], "manager"), (false, true, 0));
    let note = ("pages/Work.md".to_string(), "- #private\n- chosen #share\n".to_string());
    let other = ("pages/Other.md".to_string(), "- #private\n\t- below\n- beside #share\n".to_string());
    assert_eq!(asked(Dialect::Logseq, &[note, other], "manager"), (false, true, 0));
}

#[test]
fn of_two_marks_the_stronger_holds_wherever_it_stands() {
    let mut cases = 0;
    let some = PROPERTIES.iter().step_by(5).collect::<Vec<_>>();
    for &&(one, of_one, _) in &some {
        for &&(other, of_other, _) in &some {
            let key = |mark: &str| mark.split("::").next().unwrap().to_string();
            let both = of_one == Yes && of_other == Yes;
            // On one block, where they are not the same property; and one above the other.
            let on_one = format!("- beside #share\n- chosen #share\n  {one}\n  {other}\n");
            let above = format!("- beside #share\n- above\n  {one}\n\t- between\n\t\t- chosen #share\n\t\t  {other}\n");
            let texts = if key(one) == key(other) { vec![above] } else { vec![on_one, above] };
            for text in texts {
                let notes = [("pages/Work.md".to_string(), text)];
                let (chosen, beside, _) = asked(Dialect::Logseq, &notes, "manager");
                assert_eq!((chosen, beside), (both, true), "{notes:?}");
                cases += 1;
            }
        }
    }
    println!("{cases} cases of conflicts");
}

#[test]
fn a_block_that_may_not_be_seen_is_not_quoted_either() {
    let id = "64a1b2c3-0000-4000-8000-000000000001";
    for &(mark, manager, _) in PROPERTIES {
        for form in [format!("(({id}))"), format!("{{{{embed (({id}))}}}}")] {
            let text = format!("- hidden #share\n  id:: {id}\n  {mark}\n- beside {form} #share");
            let made = Folder::of(Dialect::Logseq, &[("pages/Work.md", &text)]);
            let made = made.share(&profile("manager"), &Decisions::default());
            assert_eq!(
                support::shares::text(&made).matches("hidden").count(),
                if manager == Yes { 2 } else { 0 },
                "{text}"
            );
        }
    }
}

/// Front matter, and what it says to a manager.
const FRONTS: &[(&str, Says)] = &[
    ("private: true", No),
    ("private: True", No),
    ("private: yes", No),
    ("private: \"yes\"", No),
    ("private: 'true'", No),
    ("private: false", Yes),
    ("private: \"false\"", Yes),
    ("private: no", Yes),
    ("private: perhaps", What),
    ("private: [true]", No),
    ("Private: true", No),
    ("visibility: private", No),
    ("visibility: manager", Yes),
    ("visibility: \"manager\"", Yes),
    ("visibility: [manager, peers]", Yes),
    ("visibility:\n  - peers\n  - manager", Yes),
    ("visibility: [peers]", No),
    ("visibility: peers", No),
    ("visibility: managers", What),
    ("visibility: [manager, private]", No),
    ("tags: private", No),
    ("tags: [work, private]", No),
    ("tags: [\"#private\"]", No),
    ("tags:\n  - Private", No),
    ("tags: [privacy]", Yes),
    ("title: private", Yes),
];

#[test]
fn front_matter_holds_for_the_note() {
    let mut cases = 0;
    for dialect in [Dialect::Obsidian, Dialect::Markdown] {
        for &(front, says) in FRONTS {
            let text = format!("---\n{front}\n---\n\n# Head\n\nchosen #share\n");
            let (chosen, _, told) = asked(dialect, &[("Work.md".into(), text)], "manager");
            assert_eq!((chosen, told > 0), (says == Yes, says == What), "{front}, {dialect:?}");
            cases += 1;
        }
        for (text, is_seen) in [
            ("# Head #private\n\nchosen #share\n", false),
            ("# Head\n\n## Part #private\n\n- above\n    - chosen #share\n", false),
            ("# Head #private\n\nx\n\n# Other\n\nchosen #share\n", true),
            ("- above #private\n    - between\n        - chosen #share\n", false),
            ("- above `#private`\n    - chosen #share\n", true),
            ("chosen #share\n\n```\n#private\n```\n", true),
            ("chosen #share and\n#private\n", false),
        ] {
            let (chosen, ..) = asked(dialect, &[("Work.md".into(), text.into())], "manager");
            assert_eq!(chosen, is_seen, "{text}, {dialect:?}");
            cases += 1;
        }
    }
    println!("{cases} cases of front matter and headings");
}

#[test]
fn a_file_that_is_not_read_holds_its_page_back_and_is_in_no_share() {
    for (org, is_seen) in [
        ("#+TITLE: Plan\n* words #share", true),
        ("#+PRIVATE: true\n* words #share", false),
        ("* words\n:PROPERTIES:\n:visibility: peers\n:END:", false),
        ("* words :private:", false),
        ("private:: true", false),
        ("said [[Private]]ly", false),
    ] {
        let notes = [("pages/Plan.md", "- chosen #share"), ("pages/Plan.org", org)];
        let profile = Profile { select: vec!["tag:share".into(), "page:Plan".into()], ..Profile::default() };
        let made = Folder::of(Dialect::Logseq, &notes).share(&profile, &Decisions::default());
        assert_eq!(text(&made).contains("chosen"), is_seen, "{org}: {}", text(&made));
        assert!(!text(&made).contains("words"), "{org}: {}", text(&made));
    }
}
