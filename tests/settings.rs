//! What the keys of `config.edn` and a page's own properties change on its screens.
//!
//! Does not test how they are read.

mod support;

use support::dom::{self, Handle};
use support::{Built, example, written};

const TODAY: &str = "2025-03-14";

fn page(built: &Built, path: &str) -> Handle {
    dom::parse(built.page(path)).root
}

/// The words of a group of the aside, by its heading.
fn beside(built: &Built, path: &str, heading: &str) -> Option<String> {
    let aside = page(built, path).named("aside").first().cloned()?;
    let sections = aside.named("section");
    sections.iter().find(|group| group.named("h2")[0].words().starts_with(heading)).map(|group| group.words())
}

#[test]
fn home_names_the_page_the_graph_opens_with_and_its_favourites_in_order() {
    let built = example();
    let favourites = page(&built, "index.html").named("aside")[0].named("section").pop().unwrap();
    let names: Vec<String> = favourites.named("a").iter().map(|link| link.words()).collect();
    assert_eq!(favourites.named("h2")[0].words(), "Favourites");
    assert_eq!(names, ["Wheelhouse", "Open work", "Timetable engine", "Battery ferry pilot", "Runbooks/Fog hold"]);
    let config = "{:default-home {:page \"Start\"} :favorites [\"nobody wrote this\" \"start\"]}";
    let files = [("pages/Start.md", "- here")];
    let built = written(config, &files, TODAY);
    assert_eq!(
        beside(&built, "index.html", "Favourites").as_deref(),
        Some("Favourites Starthome in Logseq nobody wrote this")
    );
    assert_eq!(beside(&written("{}", &files, TODAY), "index.html", "Favourites"), None);
}

#[test]
fn a_week_begins_as_in_the_graph() {
    let day = [("journals/2025_03_09.md", "- a Sunday")];
    let letters = |config: &str| -> String {
        let calendar = page(&written(config, &day, TODAY), "calendar/2025.html");
        calendar.named("table")[1].named("abbr").iter().map(|day| day.words()).collect()
    };
    assert_eq!(letters("{}"), "MTWTFSS");
    assert_eq!(letters("{:start-of-week 6}"), "SMTWTFS");
    assert_eq!(letters("{:start-of-week 5}"), "SSMTWTF");
    let week = |config: &str| beside(&written(config, &day, TODAY), "journal/2025-03-09.html", "Week").unwrap();
    assert!(week("{}").starts_with("Week 10 Mon 3"), "{}", week("{}"));
    assert!(week("{:start-of-week 6}").starts_with("Week 11 Sun 9"), "{}", week("{:start-of-week 6}"));
}

#[test]
fn a_reference_to_a_block_shows_all_of_its_lines_where_the_graph_wants_that() {
    let id = "67d3a000-0000-4000-8000-000000000001";
    let (target, from) = (format!("- first\n  id:: {id}\n  second"), format!("- see (({id}))"));
    let files = [("pages/a.md", target.as_str()), ("pages/b.md", from.as_str())];
    let words = |config: &str| page(&written(config, &files, TODAY), "pages/b.html").by_id("notes").unwrap().words();
    assert!(words("{}").ends_with("see first"), "{}", words("{}"));
    assert!(words("{:ui/show-full-blocks? true}").ends_with("see first second"));
}

#[test]
fn many_backlinks_are_folded_where_a_page_has_more_to_show() {
    let from = "- [[Hub]]\n".repeat(4);
    let files = [("pages/Hub.md", "- text"), ("pages/from.md", &from), ("pages/more.md", "- [[Alone]]\n- [[Alone]]")];
    let folded = |config: &str, path: &str| {
        let section = page(&written(config, &files, TODAY), path).by_id("backlinks").unwrap();
        !section.named("details").is_empty()
    };
    assert!(!folded("{}", "pages/hub.html"));
    assert!(folded("{:ref/linked-references-collapsed-threshold 3}", "pages/hub.html"));
    assert!(!folded("{:ref/linked-references-collapsed-threshold 1}", "pages/alone.html"));
}

#[test]
fn filters_of_a_page_set_lines_aside_and_lose_none() {
    let lines = "- [[Hub]] with [[x]]\n- [[y]]\n\t- [[Hub]] below y\n- [[Hub]] with [[x]] and [[y]]\n- [[Hub]] alone";
    for (filters, kept) in [
        ("{\"x\" true}", vec!["Hub with x", "Hub with x and y"]),
        ("{\"x\" true \"y\" false}", vec!["Hub with x"]),
        ("{\"y\" false}", vec!["Hub with x", "Hub alone"]),
        ("{\"nobody\" true}", vec!["Hub with x", "Hub below y", "Hub with x and y", "Hub alone"]),
    ] {
        let hub = format!("filters:: {filters}\n\n- text");
        let built = written("{}", &[("pages/Hub.md", &hub), ("pages/lines.md", lines)], TODAY);
        let section = page(&built, "pages/hub.html").by_id("backlinks").unwrap();
        let aside = section.named("details").pop();
        let all = section.named("li").len();
        let set_aside = aside.map_or(0, |fold| fold.named("li").len());
        assert_eq!((all, all - set_aside), (4, kept.len()), "{filters}");
        let shown: Vec<String> = section.named("li").iter().take(kept.len()).map(|row| row.words()).collect();
        assert!(shown.iter().zip(&kept).all(|(row, words)| row.ends_with(words)), "{filters}: {shown:?}");
    }
}

#[test]
fn a_page_that_keeps_out_of_graphs_is_drawn_in_none() {
    let people = "- Ann\n- Ben\n- Cat\n- Dan";
    let meeting = "- [[Ann]], [[Ben]], [[Cat]] and [[Dan]] met";
    let drawn = |dan: &str| {
        let files = [("pages/People.md", people), ("pages/Dan.md", dan), ("journals/2025_03_10.md", meeting)];
        let built = written("{}", &files, TODAY);
        let nodes = |path: &str| page(&built, path).named("circle").len();
        (nodes("people/ann.html"), nodes("people/dan.html"))
    };
    assert_eq!(drawn("- notes"), (4, 4));
    assert_eq!(drawn("exclude-from-graph-view:: true\n\n- notes"), (0, 0));
}

#[test]
fn what_the_graph_hides_is_no_part_of_the_site() {
    let files =
        [("pages/a.md", "- ![x](../drafts/x.png) [[Draft]]"), ("drafts/Draft.md", "- hidden"), ("drafts/x.png", "")];
    let built = written("{:hidden [\"/drafts\"]}", &files, TODAY);
    assert!(!built.files.keys().any(|path| path.ends_with("x.png")));
    assert!(page(&built, "pages/draft.html").by_id("notes").is_none(), "the note itself is hidden");
}

#[test]
fn a_page_of_templates_says_so() {
    let built =
        written("{}", &[("pages/Forms.md", "- Retro\n  template:: retro\n\t- TODO enquire of [[Nobody]]")], TODAY);
    let words = page(&built, "pages/forms.html").named("main")[0].words();
    assert!(words.contains("Nothing but templates") && !words.contains("enquire"), "{words}");
    assert!(!built.files.contains_key("pages/nobody.html"));
    assert!(!page(&built, "agenda/index.html").words().contains("enquire"));
}

#[test]
fn lists_show_what_the_author_drew_before_a_name() {
    let files = [("pages/Rocket.md", "icon:: 🚀\ntype:: project\n\n- x"), ("pages/Plain.md", "icon:: star\n\n- x")];
    let built = written("{}", &files, TODAY);
    assert!(built.main("projects/index.html").words().contains("🚀 Rocket"));
    let all = built.main("all.html").words();
    assert!(all.contains("🚀 Rocket") && all.contains("Plain") && !all.contains("star"), "{all}");
}

#[test]
fn a_bullet_of_properties_alone_is_shown() {
    let files =
        [("pages/a.md", "- a\n- made-by:: [[Ann]]\n-\n\t- size:: 3\n- id:: 00000000-0000-4000-8000-000000000001")];
    let built = written("{}", &files, TODAY);
    let main = built.main("pages/a.html");
    let words: Vec<String> = main.named("dl").iter().map(|list| list.words()).collect();
    assert_eq!(words, ["made-byAnn", "size3"]);
    assert_eq!(main.named("li").len(), 4, "the bullet of an id alone says nothing to a reader");
}

#[test]
fn what_is_planned_and_is_no_task_shows_its_day() {
    let text = "- call\n  DEADLINE: <2024-12-10 Tue>\n- x SCHEDULED: <2024-11-09 Sat> y\n- plain\n";
    let built = support::written("{}", &[("pages/A.md", text)], "2024-12-09");
    let words = built.main("pages/a.html").words();
    assert!(words.contains("Tue 10 Dec") && words.contains("Sat 9 Nov"), "{words}");
}
