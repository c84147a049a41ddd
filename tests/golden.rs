//! What chosen pages show, held as text that is good to compare, and every figure of a real user's page.
//!
//! `tests/golden/<case>/expected/` holds `<main>` of each page; `UPDATE=1 cargo test --test golden` writes what is
//! shown now.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on should stop")]

mod support;

use std::collections::BTreeSet;

use annals::graph::{Completed, PageKind};
use annals::route::Route;
use support::dom::{self, Node};
use support::pretty;
use support::{Built, build, case, example, one_page, repository};

/// Compares `<main>` of pages with what is held of them, and tells of the first line that differs in each.
fn hold(built: &Built, name: &str, pages: &[&str]) {
    let folder = repository(&format!("tests/golden/{name}/expected"));
    let update = std::env::var_os("UPDATE").is_some();
    let mut differ = Vec::new();
    for page in pages {
        let file = folder.join(page.replace('/', "--"));
        let shown = pretty::pretty(&built.main(page));
        if update {
            std::fs::create_dir_all(&folder).unwrap();
            std::fs::write(&file, &shown).unwrap();
        } else {
            let held = std::fs::read_to_string(&file).unwrap_or_default();
            differ.extend(difference(page, &held, &shown));
        }
    }
    let kept: BTreeSet<String> = pages.iter().map(|page| page.replace('/', "--")).collect();
    for extra in std::fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().file_name()) {
        let extra = extra.to_string_lossy().into_owned();
        assert!(kept.contains(&extra), "no test looks at tests/golden/{name}/expected/{extra}");
    }
    assert!(differ.is_empty(), "{name}: UPDATE=1 writes what is shown now\n{}", differ.join("\n"));
}

fn difference(page: &str, held: &str, shown: &str) -> Option<String> {
    if held == shown {
        return None;
    }
    let (held, shown): (Vec<&str>, Vec<&str>) = (held.lines().collect(), shown.lines().collect());
    let at = held.iter().zip(&shown).position(|(a, b)| a != b).unwrap_or(held.len().min(shown.len()));
    let line = |lines: &[&str]| lines.get(at).map_or("(end)", |line| line.trim()).to_string();
    let (held, shown) = (line(&held), line(&shown));
    // A line may be long: what matters is where it first differs.
    let same = held.chars().zip(shown.chars()).take_while(|(a, b)| a == b).count().saturating_sub(60);
    let part = |line: &str| line.chars().skip(same).take(200).collect::<String>();
    Some(format!("{page}, line {}\n  held   {}\n  shown  {}", at + 1, part(&held), part(&shown)))
}

#[test]
fn the_example_journal_shows_what_it_showed() {
    hold(
        &example(),
        "example",
        &[
            "index.html",
            "projects/night-boat.html",
            "people/yusra.html",
            "journal/2025-12-12.html",
            "agenda/index.html",
            "review/2025.html",
            "review/2025-h1.html",
            "week/2025-w50.html",
            "tags/index.html",
            "calendar/2025.html",
        ],
    );
}

#[test]
fn a_journal_in_one_page_shows_what_it_showed() {
    hold(
        &one_page(),
        "one-page",
        &[
            "index.html",
            "projects/hub-reliability.html",
            "people/noor.html",
            "people/lucia.html",
            "journal/2024-12-10.html",
            "agenda/index.html",
            "review/2024.html",
            "review/evidence.html",
            "week/2024-w50.html",
        ],
    );
}

#[test]
fn a_vault_shows_what_it_showed() {
    hold(
        &build(&case("vault"), "2025-03-14"),
        "vault",
        &["index.html", "projects/tidal-gate.html", "pages/decisions.html"],
    );
}

#[test]
fn a_folder_of_markdown_shows_what_it_showed() {
    hold(
        &build(&case("markdown"), "2025-03-14"),
        "markdown",
        &["index.html", "pages/readme.html", "projects/survey-the-sill.html"],
    );
}

/// A page for each group of constructs: adding a note adds its page here.
#[test]
fn a_graph_of_every_construct_shows_what_it_showed() {
    let built = build(&case("constructs"), "2025-03-14");
    hold(&built, "constructs", &built.pages_in("pages"));
}

/// Words of an element's rows.
fn rows(element: &Node) -> Vec<String> {
    element
        .find(|node| node.name() == "ul" && node.has_class("rows"))
        .iter()
        .flat_map(|ul| ul.children())
        .filter(|row| row.name() == "li")
        .map(|row| row.words())
        .collect()
}

/// A section by the words its heading begins with.
fn section(main: &Node, heading: &str) -> dom::Handle {
    let sections = main.find(|node| node.name() == "section");
    let begins = |section: &dom::Handle| {
        section.find(|node| matches!(node.name(), "h2" | "h3")).first().is_some_and(|h| h.words().starts_with(heading))
    };
    sections.into_iter().find(begins).unwrap_or_else(|| panic!("no section is headed {heading}"))
}

/// Text outside closed folds.
fn in_sight(node: &Node) -> String {
    if node.name() == "details" && node.attribute("open").is_none() {
        return node.children().iter().filter(|child| child.name() == "summary").map(|child| child.text()).collect();
    }
    let mut out = node.own_text().unwrap_or_default();
    for child in node.children() {
        out.push_str(&in_sight(&child));
        out.push(' ');
    }
    out
}

#[test]
fn one_page_holds_thirteen_projects_and_six_people() {
    let built = one_page();
    assert_eq!(built.pages_in("projects").len(), 13, "{:?}", built.pages_in("projects"));
    assert_eq!(
        built.pages_in("people"),
        ["abeni", "kenji", "lucia", "marek", "noor", "tomas"].map(|name| format!("people/{name}.html"))
    );
    let redirect = dom::parse(built.page("people/noor-1-on-1.html")).root;
    assert_eq!(
        redirect
            .named("meta")
            .iter()
            .filter_map(|meta| meta.attribute("content"))
            .find(|c| c.contains("url="))
            .as_deref(),
        Some("0; url=../people/noor.html")
    );
    assert_eq!(redirect.named("a")[0].attribute("href").as_deref(), Some("../people/noor.html"));
}

#[test]
fn every_date_that_is_named_has_a_page_and_no_other() {
    let built = one_page();
    assert_eq!(built.pages_in("journal"), ["09", "10", "13"].map(|day| format!("journal/2024-12-{day}.html")));
}

#[test]
fn home_tells_what_is_late_and_how_far_the_review_is() {
    let built = one_page();
    let page = dom::parse(built.page("index.html")).root;
    let words = page.words();
    assert!(section(&page, "Today").words().starts_with("Today 1 overdue"), "{}", section(&page, "Today").words());
    assert!(words.contains("4 of 13 projects have text. 1 candidate, 8 with none."), "{words}");
    let counts: Vec<String> = section(&page, "Review 2024").named("li").iter().map(|li| li.words()).collect();
    assert_eq!(counts, ["With text4", "Empty heading1", "Candidate, no heading1", "Nothing7"]);
    assert!(section(&page, "Projects").words().starts_with("Projects 13"));
    assert!(section(&page, "People").words().starts_with("People 6"));
}

#[test]
fn the_agenda_lists_six_open_tasks_and_the_late_one_first() {
    let built = one_page();
    let main = built.main("agenda/index.html");
    let open = main.find(|node| matches!(node.attribute("data-marker").as_deref(), Some("TODO")));
    assert_eq!(open.len(), 6);
    assert!(open[0].words().contains("3 days late"), "{}", open[0].words());
    assert!(open[1..].iter().all(|task| !task.words().contains("late")));
    assert!(section(&main, "Overdue").words().contains("HUB authtoken deletion"));
    let done = main.find(|node| node.attribute("data-marker").as_deref() == Some("DONE"));
    assert_eq!(done.len(), 1);
    assert!(done[0].words().starts_with("≈ Mon 9 Dec"), "{}", done[0].words());
}

#[test]
fn the_review_prefers_the_final_text_and_only_offers_candidates() {
    let built = one_page();
    let main = built.main("review/2024.html");
    let texts: Vec<dom::Handle> = main.find(|node| node.attribute("id").is_some_and(|id| id.starts_with("text-")));
    let names: Vec<String> = texts.iter().map(|text| text.named("h2")[0].words()).collect();
    assert_eq!(names, ["HUB reliability", "HUB oncall", "Architecture guild", "ChatBot AI"]);
    let sight = in_sight(&main);
    assert!(sight.contains("Introduced bulkheads to limit resource usage"));
    // These stand in the draft alone.
    for draft in ["Implemented circuit breakers", "Queueing", "Enhancing HUB Reliability"] {
        assert!(!sight.contains(draft), "the draft is in sight: {draft}");
    }
    assert!(main.text().contains("Implemented circuit breakers"), "the draft is not even in a fold");
    let in_texts: String = texts.iter().map(|text| in_sight(text)).collect();
    assert!(!in_texts.contains("incredibly proud"), "a private remark is part of the text");
    let candidates: Vec<String> = main
        .named("h2")
        .iter()
        .filter(|heading| heading.words().contains("candidate, not included"))
        .map(|heading| heading.named("a")[0].words())
        .collect();
    assert_eq!(candidates, ["Ondemand project"]);
    assert!(!main.text().contains("Guided the capability decomposition effort"), "a candidate's text is in the review");
    let done = main.find(|node| node.attribute("data-marker").as_deref() == Some("DONE"));
    assert_eq!(done.len(), 1);
    assert!(done[0].words().starts_with("≈ Mon 9 Dec"), "{}", done[0].words());
}

#[test]
fn a_task_without_a_date_of_its_own_is_dated_by_its_deadline() {
    let built = one_page();
    let tasks: Vec<_> = built.site.graph.tasks().collect();
    assert_eq!(tasks.iter().filter(|task| task.state.is_open()).count(), 6);
    let completed: Vec<Completed> = tasks.iter().filter_map(|task| task.completed).collect();
    let day = "2024-12-09".parse().unwrap();
    assert!(matches!(completed[..], [Completed::Inferred(inferred)] if inferred == day), "{completed:?}");
}

#[test]
fn plain_mentions_stand_apart_from_tags() {
    let built = one_page();
    let main = built.main("people/lucia.html");
    let mentions = main.by_id("mentions").unwrap();
    assert_eq!(mentions.named("mark").len(), 3);
    assert!(mentions.named("mark").iter().all(|mark| mark.words() == "Lucia"));
    assert_eq!(rows(&mentions).len(), 2);
    let backlinks = main.by_id("backlinks").unwrap();
    assert_eq!(rows(&backlinks).len(), 1);
    assert!(rows(&backlinks)[0].contains("Find out what type of task"));
    assert!(backlinks.named("mark").is_empty());
    let noor = built.main("people/noor.html");
    assert!(noor.by_id("meetings").unwrap().words().contains("Platform abstraction update"));
}

#[test]
fn every_ticket_is_known_once() {
    let built = one_page();
    let graph = &built.site.graph;
    assert_eq!(graph.tickets().len(), 38);
    let ids: BTreeSet<&str> = graph.tickets().iter().map(|ticket| &*ticket.id).collect();
    assert_eq!(ids.len(), 38);
    let prefixes: BTreeSet<&str> = ids.iter().filter_map(|id| Some(id.split_once('-')?.0)).collect();
    assert_eq!(prefixes.into_iter().collect::<Vec<_>>(), ["CORE", "DEV", "HUB", "PLT", "SRE"]);
}

#[test]
fn a_link_to_a_page_says_what_kind_it_is() {
    let built = one_page();
    let kinds = built.site.routes().iter().filter_map(|route| match route {
        Route::Page(id) => Some(built.site.graph.page(*id).kind),
        _ => None,
    });
    let (mut projects, mut people, mut days) = (0, 0, 0);
    for kind in kinds {
        match kind {
            PageKind::Project => projects += 1,
            PageKind::Person => people += 1,
            PageKind::Journal(_) => days += 1,
            _ => {}
        }
    }
    assert_eq!((projects, people, days), (13, 6, 3));
    let chips: BTreeSet<(String, String)> = built
        .main("people/lucia.html")
        .named("a")
        .iter()
        .filter_map(|link| Some((link.attribute("class")?, link.attribute("href")?)))
        .filter(|(class, _)| matches!(class.as_str(), "prj" | "per"))
        .collect();
    assert!(
        chips.iter().all(|(class, href)| href.contains(if class == "prj" { "projects/" } else { "people/" })),
        "{chips:?}"
    );
    assert!(!chips.is_empty());
}
