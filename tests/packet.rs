//! What is handed in: which periods have a review, which weeks a digest, what a review says is missing, what is cited.

mod support;

use annals::config::share::Profile;
use annals::notes::Dialect;
use annals::period::Period;
use annals::project::Decisions;
use annals::route::Route;
use annals::views::paper::{self, Kind, Narrowed, Private, Shape};
use support::dom::{self, Node};
use support::shares::{Folder, paged};
use support::{Built, build, folder, one_page, written};

/// A project that wrote of a quarter, of a half and of a year that begins in April, and did something in a fourth.
const FISCAL: &[(&str, &str)] = &[
    ("annals.toml", "fiscal_year_start = 4\n"),
    (
        "Work.md",
        "- Projects\n\
         \t- Tidal gate\n\
         \t\t- Year end review\n\
         \t\t\t- 2024 Q4\n\t\t\t\t- **Gates:** Moved the gates in March. (TIDE-1)\n\
         \t\t\t- 2024 H1\n\t\t\t\t- **Sill:** Surveyed the sill. (TIDE-2)\n\
         \t\t\t- 2024\n\t\t\t\t- **All:** Opened the lock. (TIDE-3)\n\
         \t- Lock house\n\
         \t\t- DONE Paint the door\n\t\t  completed:: [[2025-02-03]]\n\
         \t\t- DONE Sweep the yard\n\t\t  completed:: [[2023-12-01]]\n",
    ),
];

fn fiscal() -> Built {
    build(folder(FISCAL).path(), "2025-03-01")
}

fn reviews(built: &Built) -> Vec<String> {
    built.site.routes.reviews(&built.site.graph).iter().map(Period::to_string).collect()
}

/// The projects whose texts a review holds, with the period in the margin.
fn texts(built: &Built, page: &str) -> Vec<String> {
    let main = built.main(page);
    let texts = main.find(|node| node.attribute("id").is_some_and(|id| id.starts_with("text-")));
    let said = |text: &dom::Handle| format!("{} {}", text.named("h2")[0].words(), text.named("b")[0].words());
    texts.iter().map(said).collect()
}

#[test]
fn every_year_half_and_quarter_with_content_has_a_review() {
    let built = fiscal();
    assert_eq!(
        reviews(&built),
        ["2023", "2024", "2023-h2", "2024-h1", "2024-h2", "2023-q3", "2024-q4"],
        "December 2023 is the third quarter of a year from April, February 2025 the fourth"
    );
    for period in reviews(&built) {
        assert!(built.files.contains_key(&format!("review/{period}.html")), "{period}");
    }
    assert!(!built.files.contains_key("review/2024-q1.html"));
    let newest = built.site.routes.newest_review(&built.site.graph);
    assert_eq!(newest, Some(Period::Year(2024)));
}

#[test]
fn a_review_of_a_part_belongs_to_its_own_page_and_to_those_it_lies_in() {
    let built = fiscal();
    assert_eq!(texts(&built, "review/2024-q4.html"), ["Tidal gate 2024 Q4"]);
    assert_eq!(texts(&built, "review/2024-h2.html"), ["Tidal gate 2024 Q4"]);
    assert_eq!(texts(&built, "review/2024-h1.html"), ["Tidal gate 2024 H1"]);
    let all = ["Tidal gate 2024", "Tidal gate 2024 H1", "Tidal gate 2024 Q4"];
    assert_eq!(texts(&built, "review/2024.html"), all, "the whole first, then its parts as they follow");
    let done = built.main("review/2024-q4.html").by_id("tasks").unwrap().words();
    assert!(done.contains("Paint the door") && !done.contains("Sweep the yard"), "{done}");
}

#[test]
fn parts_and_years_lead_to_each_other() {
    let built = fiscal();
    let links = |page: &str| -> Vec<String> {
        let main = built.main(page);
        let facts = main.find(|node| node.has_class("turn") || node.has_class("crumbs"));
        let own = facts.iter().flat_map(|p| p.named("a"));
        own.filter_map(|a| a.attribute("href")).collect()
    };
    let year = ["2024-h1", "2024-h2", "2024-q4", "2023"].map(|period| format!("../review/{period}.html"));
    assert_eq!(links("review/2024.html"), year);
    let quarter = ["2024", "2024-h1", "2024-h2"].map(|period| format!("../review/{period}.html"));
    assert_eq!(links("review/2024-q4.html"), quarter);
}

#[test]
fn paths_of_periods_lead_back_to_what_stands_there() {
    let built = fiscal();
    let at = |path: &str| built.site.at(path);
    assert_eq!(at("review/2024-q4.html"), Some(Route::Review(Period::Quarter(2024, 4))));
    assert_eq!(at("review/2024-Q4.html"), None);
    assert_eq!(at("review/2022.html"), None);
    assert_eq!(at("review/evidence.html"), Some(Route::Evidence(1)));
    assert_eq!(at("review/evidence.1.html"), None);
    assert_eq!(at("week/2025-w06.html"), Some(Route::Week(Period::Week(2025, 6))));
    assert_eq!(at("week/2025-w07.html"), None);
}

const WEEKS: &[(&str, &str)] = &[
    ("journals/2024_12_03.md", "- DOING [[Tidal gate]] drawings\n- DONE Measure the sill\n- Walked the dyke"),
    (
        "journals/2024_12_10.md",
        "- [[Noor]] 1-on-1\n\t- The sill is sound\n- TODO Order steel\n  DEADLINE: <2024-12-18 Wed>",
    ),
    ("journals/2024_12_16.md", "- WAITING for the steel"),
    ("pages/Work.md", "- Projects\n\t- Tidal gate\n- People\n\t- Noor"),
];

fn group(main: &Node, id: &str) -> String {
    main.by_id(id).map(|section| section.words()).unwrap_or_default()
}

#[test]
fn a_week_tells_what_was_done_and_what_followed_as_seen_from_it() {
    let built = written("{}", WEEKS, "2024-12-17");
    let main = built.main("week/2024-w49.html");
    assert!(group(&main, "tasks").contains("Measure the sill"));
    assert!(group(&main, "doing").contains("drawings"), "begun on a day of that week");
    assert_eq!(group(&main, "next"), "");
    let notes = group(&main, "notes");
    assert!(notes.contains("Walked the dyke") && !notes.contains("drawings"), "{notes}");
    let main = built.main("week/2024-w50.html");
    assert!(group(&main, "meetings").contains("The sill is sound"));
    assert!(group(&main, "next").contains("Order steel"), "due in the week after");
    assert_eq!(group(&main, "tasks"), "");
    // The week of today: all that is begun, and what is due in it still.
    let main = built.main("week/2024-w51.html");
    assert!(group(&main, "doing").contains("drawings") && group(&main, "doing").contains("for the steel"));
    assert!(group(&main, "next").contains("Order steel"));
    // Of a week to come, what is due in it.
    let built = written("{}", WEEKS, "2024-12-11");
    assert!(group(&built.main("week/2024-w51.html"), "next").contains("Order steel"));
    let weeks: Vec<&String> = built.files.keys().filter(|path| path.starts_with("week/")).collect();
    assert_eq!(weeks, ["week/2024-w49.html", "week/2024-w50.html", "week/2024-w51.html"]);
}

#[test]
fn a_page_of_what_is_past_is_the_same_on_another_day() {
    let (one, other) = (written("{}", WEEKS, "2025-03-03"), written("{}", WEEKS, "2025-07-07"));
    let settled = [
        ("journals/2024_12_03.md", "- DONE Measure the sill\n- Walked the dyke"),
        ("journals/2024_12_16.md", "- Walked it again"),
    ];
    let (settled, later) = (written("{}", &settled, "2025-03-03"), written("{}", &settled, "2025-07-07"));
    for page in ["week/2024-w49.html", "review/2024-q4.html", "review/2024.html"] {
        assert!(settled.page(page) == later.page(page), "{page}");
    }
    // Nor does a week tell how late is by now what is open still.
    assert!(one.page("week/2024-w50.html") == other.page("week/2024-w50.html"));
}

#[test]
fn a_week_that_is_over_tells_what_was_late_at_its_end() {
    let files = [
        ("journals/2024_12_10.md", "- DOING Order steel\n  DEADLINE: <2024-12-12 Thu>\n- Walked the dyke"),
        ("journals/2024_12_16.md", "- TODO Call the yard\n  DEADLINE: <2024-12-17 Tue>"),
    ];
    let built = written("{}", &files, "2024-12-30");
    let main = built.main("week/2024-w50.html");
    assert!(group(&main, "doing").contains("3 days late"), "as of Sunday 15: {}", group(&main, "doing"));
    let next = group(&main, "next");
    assert!(next.contains("Call the yard") && !next.contains("late"), "{next}");
    assert!(!built.page("week/2024-w50.html").contains("Dates read against"));
    let digest = paper::week(&built.site.cx(1), Period::Week(2024, 50), Private::LeftOut).text();
    assert!(
        digest.contains("Order steel (Thu 12 Dec, 3 days late)") && digest.contains("Call the yard (Tue 17 Dec)\n"),
        "{digest}"
    );
    // The agenda is of today.
    assert!(paper::agenda(&built.site.cx(1)).text().contains("Call the yard (Tue 17 Dec, 13 days late)"));
}

#[test]
fn home_days_and_the_calendar_lead_to_weeks() {
    let built = written("{}", WEEKS, "2024-12-17");
    let leads = |page: &str, to: &str| {
        let links = dom::parse(built.page(page)).root.named("a");
        links.iter().any(|link| link.attribute("href").as_deref() == Some(to))
    };
    assert!(leads("index.html", "week/2024-w51.html"));
    assert!(leads("journal/2024-12-10.html", "../week/2024-w50.html"));
    assert!(leads("calendar/2024.html", "../week/2024-w49.html"));
    assert!(!leads("calendar/2024.html", "../week/2024-w48.html"));
    assert!(
        leads("week/2024-w50.html", "../week/2024-w49.html") && leads("week/2024-w50.html", "../week/2024-w51.html")
    );
}

/// The groups of the aside, as `head: left right, left right`.
fn aside(built: &Built, page: &str) -> Vec<String> {
    let root = dom::parse(built.page(page)).root;
    let groups = root.named("aside").remove(0).named("section");
    let said = |group: &dom::Handle| {
        let pair = |li: &dom::Handle| {
            let right = li.named("span").first().map(|span| span.words()).unwrap_or_default();
            let words = li.words();
            format!("{} {right}", words.strip_suffix(&right).unwrap_or(&words).trim())
        };
        let pairs: Vec<String> = group.named("li").iter().map(pair).collect();
        format!("{}: {}", group.named("h2")[0].words(), pairs.join(", "))
    };
    groups.iter().map(said).collect()
}

#[test]
fn the_review_says_what_is_missing_before_it_is_sent() {
    let groups = aside(&one_page(), "review/2024.html");
    assert_eq!(
        groups[1..],
        [
            "Text: No 2024 text 7, Heading but empty MySQL 8 upgrade, Candidate, no heading Ondemand project",
            "Bullets: Read as instructions 12, No link, no number 30",
            "Dates: Months with nothing 11, Done, date inferred 1",
            "Kept out of the packet: Task breakdown note draft, Thank you note kudos, Peer reviews 3, private",
        ]
    );
    assert!(groups[0].starts_with("Before you send"));
}

#[test]
fn bullets_that_read_as_instructions_are_marked_and_each_leads_to_its_line() {
    let built = one_page();
    let main = built.main("review/2024.html");
    let marked =
        main.find(|node| node.name() == "span" && node.has_class("label") && node.words().starts_with("reads"));
    assert_eq!(marked.len(), 12);
    let listed = main.by_id("instructions").unwrap();
    let sources: Vec<String> =
        listed.named("a").iter().filter(|a| a.words().contains("line")).map(|a| a.words()).collect();
    assert_eq!(sources.len(), 12);
    assert_eq!(sources[0], "Architect.md, line 57");
    assert!(listed.words().contains("Clearly define roles"));
    // What cites a ticket was done, however it is put.
    assert!(!listed.words().contains("Optimize CPU") && !listed.words().contains("Provided engineers"));
    let empty = main.by_id("empty").unwrap();
    assert!(empty.words().contains("MySQL 8 upgrade: Architect.md, line"), "{}", empty.words());
}

#[test]
fn a_quarter_nobody_wrote_of_is_not_full_of_gaps() {
    let built = one_page();
    let groups = aside(&built, "review/2024-q4.html");
    assert!(groups.iter().all(|group| !group.starts_with("Text")), "{groups:?}");
    let main = built.main("review/2024-q4.html");
    assert!(main.by_id("without").is_none());
    let whole = main.find(|node| node.words() == "What is written of all 2024 stands in its own review.");
    assert!(whole.iter().any(|link| link.attribute("href").as_deref() == Some("../review/2024.html")));
    assert!(group(&main, "tasks").contains("Find out what type of task"));
}

#[test]
fn every_ticket_and_address_stands_in_the_index_with_what_cites_it() {
    let built = one_page();
    let main = built.main("review/evidence.html");
    assert!(main.words().contains("38 tickets · 3 links"));
    let rows = main.named("tr");
    let row = |id: &str| rows.iter().find(|row| row.words().starts_with(id)).unwrap().words();
    let shard = row("HUB-113");
    assert!(shard.contains("Bulkheading: Introduced bulkheads") && shard.contains("Architect.md, line 109"), "{shard}");
    assert_eq!(shard.matches("draft").count(), 1, "once in the text, once in the draft: {shard}");
    // Peer reviews are not spoken of, and what nothing dates is not said to be of a year.
    assert!(row("git.example.internal/acme/server/pull/17774/files").contains("I was wondering"));
    let undated = main.find(|node| node.name() == "section").into_iter().find(|s| s.words().starts_with("undated"));
    assert!(undated.is_some_and(|section| section.words().contains("Links 3")));
    let review = dom::parse(built.page("review/2024.html")).root;
    assert!(review.named("a").iter().any(|a| a.attribute("href").as_deref() == Some("../review/evidence.html")));
}

#[test]
fn much_evidence_is_cut_into_pages_that_lead_to_each_other() {
    let day = |n: usize| (0..40).map(|i| format!("- Closed ABC-{}\n", n * 40 + i)).collect::<String>();
    let files: Vec<(String, String)> = (1..=20).map(|n| (format!("journals/2024_03_{n:02}.md"), day(n))).collect();
    let files: Vec<(&str, &str)> = files.iter().map(|(path, text)| (path.as_str(), text.as_str())).collect();
    let built = written("{}", &files, "2024-12-17");
    assert_eq!(built.site.routes.evidence(&built.site.graph).pages(), 2);
    let count = |page: &str| built.main(page).named("tr").len();
    assert_eq!(count("review/evidence.html") + count("review/evidence.2.html"), 800);
    assert!(built.page("review/evidence.html").contains("href=\"../review/evidence.2.html\""));
    assert_eq!(built.site.at("review/evidence.2.html"), Some(Route::Evidence(2)));
    assert_eq!(built.site.at("review/evidence.3.html"), None);
    // Of very many, those beside it and the first of each year.
    let day = |n: usize| (0..300).map(|i| format!("- Closed ABC-{}\n", n * 300 + i)).collect::<String>();
    let files: Vec<(String, String)> =
        (0..8).map(|n| (format!("journals/{}_03_01.md", 2017 + n), day(n) + &day(n + 20))).collect();
    let files: Vec<(&str, &str)> = files.iter().map(|(path, text)| (path.as_str(), text.as_str())).collect();
    let built = written("{}", &files, "2024-12-17");
    let links = |page: &str| built.main(page).find(|node| node.has_class("facts"))[0].named("a").len();
    let pages = built.site.routes.evidence(&built.site.graph).pages();
    assert!(pages > 8 && links("review/evidence.5.html") < pages as usize - 1, "{pages}");
}

#[test]
fn a_paper_holds_the_text_and_nothing_that_lies_beside_it() {
    let built = one_page();
    let cx = built.site.cx(1);
    let paper = paper::review(&cx, Period::Year(2024), &Narrowed::default());
    let titles: Vec<&str> = paper.sections.iter().map(|section| section.title.as_str()).collect();
    assert_eq!(
        titles,
        ["HUB reliability", "HUB oncall", "Architecture guild", "ChatBot AI", "Completed", "Worked with"]
    );
    let hub = &paper.sections[0];
    let counts = hub.counts.unwrap();
    assert_eq!((hub.kind, counts.bullets, counts.tickets), (Kind::Project, 23, 35));
    assert_eq!(hub.lines[0].shape, Shape::Heading);
    assert_eq!((hub.lines[1].file.as_str(), hub.lines[1].line), ("Architect.md", 109));
    for text in [paper.text(), paper.markdown()] {
        for beside in ["incredibly proud", "circuit breakers", "Guided the capability", "::", "[["] {
            assert!(!text.contains(beside), "{beside}");
        }
    }
    assert!(!paper.text().contains(['*', '`', '#']), "no mark of any syntax");
    let oncall = paper.text();
    // The bold line that ends a bullet heads those that follow.
    assert!(oncall.contains("HUB outages.\n\nRunbook Optimization\n- Comprehensive Documentation: Ensure"), "{oncall}");
}

#[test]
fn a_paper_is_narrowed_to_projects_and_people() {
    let built = one_page();
    let (cx, find) = (built.site.cx(1), |name: &str| vec![built.site.graph.find(name).unwrap()]);
    let of = |narrowed: &Narrowed| {
        let paper = paper::review(&cx, Period::Year(2024), narrowed);
        paper.sections.iter().map(|s| format!("{} {}", s.title, s.lines.len())).collect::<Vec<_>>()
    };
    let project = Narrowed { projects: find("ChatBot AI"), ..Narrowed::default() };
    assert_eq!(of(&project), ["ChatBot AI 5", "Completed 1", "Worked with 3"]);
    let person = Narrowed { people: find("Lucia"), ..Narrowed::default() };
    assert_eq!(of(&person), ["ChatBot AI 1", "Completed 1", "Worked with 1"]);
}

/// What is private in each place that a review collects from, and marks that are no words.
const MARKED: &[(&str, &str)] = &[(
    "pages/Work.md",
    "- Projects\n\
     \t- Tidal gate\n\
     \t\t- Year end review\n\
     \t\t\t- 2024\n\
     \t\t\t\t- Replaced all hinges. #highlight (TIDE-12, TIDE-14)\n\
     \t\t\t\t\t- Told nobody of the crack\n\t\t\t\t\t  private:: true\n\
     \t\t\t\t\t\t- nor of the leak (TIDE-13)\n\
     \t\t\t\t- The #highlight was the lock\n\
     \t\t\t\t- Argued with Ada #private\n\
     \t\t- DONE Order steel\n\t\t  completed:: [[2024-11-05]]\n\
     \t\t- DONE Hide the crack #private\n\t\t  completed:: [[2024-11-06]]\n\
     \t- Lock house\n\t  private:: true\n\
     \t\t- Year end review\n\
     \t\t\t- 2024\n\
     \t\t\t\t- All of it is mine\n\
     - People\n\
     \t- Ada\n\
     \t- Noor\n\
     \t\t- [[2024-11-05]]\n\
     \t\t\t- The sill is a secret #private\n\
     \t\t\t- The sill is sound\n",
)];

#[test]
fn private_lines_are_shown_to_their_author_and_are_no_part_of_what_is_handed_in() {
    let built = written("{}", MARKED, "2024-12-17");
    let (cx, year) = (built.site.cx(1), Period::Year(2024));
    let paper = paper::review(&cx, year, &Narrowed::default());
    for text in [paper.text(), paper.markdown()] {
        for private in ["crack", "leak", "Ada", "mine", "Lock house", "private"] {
            assert!(!text.contains(private), "{private}: {text}");
        }
    }
    assert_eq!(paper.private, 5);
    let all = paper::review(&cx, year, &Narrowed { private: Private::Kept, ..Narrowed::default() });
    for private in ["Told nobody", "of the leak", "Argued with Ada\n", "All of it is mine", "Hide the crack"] {
        assert!(all.text().contains(private), "{private}: {}", all.text());
    }
    assert_eq!(all.private, 0);
    // On the page they stand as what is the author's own, once marked, and are not counted.
    let main = built.main("review/2024.html");
    let own = main.find(|node| node.name() == "li" && node.has_class("own"));
    let labelled = |node: &dom::Handle| node.find(|n| n.has_class("label")).len();
    assert_eq!(own.iter().map(labelled).collect::<Vec<_>>(), [1, 1, 1]);
    let hidden = main.by_id("text-2").unwrap();
    assert!(hidden.has_class("own") && hidden.words().contains("Lock house private"), "{}", hidden.words());
    let counts = main.by_id("text-1").unwrap().find(|node| node.has_class("facts"))[0].words();
    assert!(counts.starts_with("2 bullets · 8 words · 2 tickets · 3 private · "), "{counts}");
    assert!(main.by_id("tasks").unwrap().words().starts_with("Completed 1 and 1 private"));
    let week = Period::Week(2024, 45);
    let digest = paper::week(&cx, week, Private::LeftOut);
    assert_eq!(digest.private, 1);
    assert!(!digest.text().contains("crack") && !digest.text().contains("secret"), "{}", digest.text());
    assert!(paper::week(&cx, week, Private::Kept).text().contains("Hide the crack"));
}

#[test]
fn every_place_counts_a_text_alike() {
    let built = written("{}", MARKED, "2024-12-17");
    let paper = paper::review(&built.site.cx(1), Period::Year(2024), &Narrowed::default());
    let counts = paper.sections[0].counts.unwrap();
    let said = format!("{} bullets · {} words · {} tickets", counts.bullets, counts.words, counts.tickets);
    let on_page = built.main("review/2024.html").by_id("text-1").unwrap().words();
    assert!(on_page.contains(&said), "{said}: {on_page}");
    assert!(built.main("projects/tidal-gate.html").words().contains("2 bullets, 8 words"));
    let profile = Profile::review(Period::Year(2024));
    let made = Folder::of(Dialect::Logseq, MARKED).share(&profile, &Decisions::default());
    let shared = dom::parse(&paged(&made, &profile)).root.named("main")[0].words();
    assert!(shared.contains(&said), "{said}: {shared}");
}

#[test]
fn a_mark_is_no_word_and_a_word_no_mark() {
    let built = written("{}", MARKED, "2024-12-17");
    let marks = built.main("review/2024.html").find(|node| node.has_class("tag") && node.has_class("own"));
    assert_eq!(
        marks.iter().map(|mark| mark.words()).collect::<Vec<_>>(),
        ["highlight", "highlight", "private", "private"]
    );
    let text = paper::review(&built.site.cx(1), Period::Year(2024), &Narrowed::default()).text();
    assert!(
        text.contains("- Replaced all hinges. (TIDE-12, TIDE-14)\n") && text.contains("- The highlight was the lock\n"),
        "{text}"
    );
}
