//! What queries may cost: deep, wide, many, going round in circles or over everything, they end and say so.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on should stop")]

mod support;

use std::fmt::Write;
use std::sync::mpsc;
use std::time::Duration;

use support::{Built, build};

/// A site of some notes; a test that takes longer than any machine needs has not ended.
fn site(notes: &[(&str, String)]) -> Built {
    let folder = tempfile::tempdir().unwrap();
    std::fs::create_dir_all(folder.path().join("logseq")).unwrap();
    std::fs::create_dir_all(folder.path().join("pages")).unwrap();
    std::fs::write(folder.path().join("logseq/config.edn"), "{:file/name-format :triple-lowbar}").unwrap();
    for (name, text) in notes {
        std::fs::write(folder.path().join(format!("pages/{name}.md")), text).unwrap();
    }
    let (done, built) = mpsc::channel();
    let worker = std::thread::spawn(move || {
        let site = build(folder.path(), "2025-03-14");
        // Every block again, from several threads.
        site.site.render_blocks();
        done.send(site).unwrap();
    });
    match built.recv_timeout(Duration::from_secs(120)) {
        Ok(built) => built,
        Err(mpsc::RecvTimeoutError::Timeout) => panic!("the site is not done after two minutes"),
        Err(mpsc::RecvTimeoutError::Disconnected) => std::panic::resume_unwind(worker.join().unwrap_err()),
    }
}

/// Words of a page's queries: the line above each.
fn kinds(built: &Built, page: &str) -> Vec<String> {
    let kinds = built.main(page).find(|node| node.has_class("kind"));
    kinds.iter().map(|kind| kind.words()).collect()
}

fn words(built: &Built, page: &str) -> String {
    built.main(page).words()
}

#[test]
fn a_query_that_is_nested_too_deeply_says_so() {
    let deep = |n: usize| format!("- {{{{query {}[[A]]{}}}}}\n", "(and ".repeat(n), ")".repeat(n));
    let built = site(&[("A", "- a line\n".into()), ("Q", deep(40) + &deep(3000))]);
    let kinds = kinds(&built, "pages/q.html");
    assert!(kinds[0].starts_with("Query, 1 block"), "{kinds:?}");
    assert_eq!(kinds[1], "Query, not evaluated");
    assert!(words(&built, "pages/q.html").contains("Brackets are nested too deeply."));
}

#[test]
fn a_long_list_of_alternatives_is_answered_and_an_endless_one_is_not() {
    let any = |n: usize| {
        let mut pages = String::new();
        (0..n).for_each(|i| write!(pages, " [[page {i}]]").unwrap());
        format!("- {{{{query (or{pages})}}}}\n")
    };
    let mut lines = String::new();
    (0..3000).for_each(|i| writeln!(lines, "- line {i} of [[page {}]]", i % 50).unwrap());
    let built = site(&[("A", lines), ("Q", any(1000) + &any(6000))]);
    let kinds = kinds(&built, "pages/q.html");
    assert!(kinds[0].starts_with("Query, 3000 blocks"), "{kinds:?}");
    assert_eq!(kinds[1], "Query, not evaluated");
    let words = words(&built, "pages/q.html");
    assert!(words.contains("The first 100 are shown; 2900 more were found."), "{words}");
    assert!(words.contains("This query is too long."));
}

#[test]
fn a_query_of_very_many_conditions_ends_and_says_so() {
    let all = |n: usize, one: &str| format!("- {{{{query (and {})}}}}\n", format!("{one} ").repeat(n));
    let marks = format!("- {{{{query {}(task todo)}}}}\n", "'".repeat(10_000));
    let queries = all(60, "(task todo)") + &all(1300, "(task todo)") + &all(2000, "\"a\"") + &marks;
    let built = site(&[("A", "- TODO a\n".into()), ("Q", queries)]);
    let kinds = kinds(&built, "pages/q.html");
    let evaluated: Vec<bool> = kinds.iter().map(|kind| kind.starts_with("Query, 1 block")).collect();
    assert_eq!(evaluated, [true, false, false, true]);
    assert!(words(&built, "pages/q.html").contains("It has more conditions than can be tried together."));
}

#[test]
fn what_would_try_everything_with_everything_stops() {
    let mut lines = String::new();
    (0..700).for_each(|i| writeln!(lines, "- line {i}").unwrap());
    let query = |title: &str, tests: &str| {
        let facts = "[?a :block/content ?x] [?b :block/content ?y] [?c :block/content ?z]";
        format!(
            "- #+BEGIN_QUERY\n  {{:title \"{title}\" :query [:find ?a ?b ?c :where\n  {facts} {tests}]}}\n  #+END_QUERY\n"
        )
    };
    let none = query("No triple", "[(< ?x ?y)] [(< ?y ?z)] [(< ?z ?x)]");
    let built = site(&[("A", lines), ("Q", none + &query("Every triple", ""))]);
    assert_eq!(kinds(&built, "pages/q.html"), ["No triple, not evaluated", "Every triple, not evaluated"]);
    let words = words(&built, "pages/q.html");
    assert!(words.contains("It looks at more of the graph than one query may."), "{words}");
    assert!(words.contains("It finds nearly everything."), "{words}");
    let told: Vec<String> = built.site.diagnostics().into_iter().map(|d| d.message).collect();
    assert!(told.len() == 2 && told[0].starts_with("It looks at more of the graph"), "{told:?}");
}

#[test]
fn queries_that_find_themselves_and_each_other_are_shown_once() {
    let notes = [
        ("A", "- [[Ring]] {{query [[Ring]]}}\n\t- below {{query \"query\"}}\n- {{embed [[B]]}} [[Ring]]\n".to_string()),
        ("B", "- [[Ring]] {{query [[Ring]]}}\n- {{embed [[A]]}} {{query (page A)}} [[Ring]]\n".to_string()),
        (
            "Ring",
            "- {{query (or (page A) (page B) (page Ring))}} and {{embed [[A]]}}\n- {{embed [[Ring]]}}\n".to_string(),
        ),
    ];
    let built = site(&notes);
    for page in ["pages/a.html", "pages/b.html", "pages/ring.html"] {
        let main = built.main(page);
        // A query within what a query found is its own line and nothing more.
        let queries = main.find(|node| node.has_class("query"));
        assert!(queries.iter().any(|query| !query.named("ul").is_empty()), "{page}: no query is answered");
        for inner in queries.iter().flat_map(|query| query.find(|node| node.has_class("query"))) {
            assert!(inner.named("ul").is_empty(), "{page}: a query is answered within an answer: {}", inner.words());
        }
        assert!(built.page(page).len() < 200_000, "{page} has {} bytes", built.page(page).len());
    }
}

#[test]
fn many_queries_on_a_page_end() {
    let mut lines = String::new();
    (0..300).for_each(|i| writeln!(lines, "- TODO line {i} of [[A]]").unwrap());
    let mut queries = String::new();
    (0..400).for_each(|i| writeln!(queries, "- {{{{query (and [[A]] (task todo) \"line {}\")}}}}", i % 40).unwrap());
    let built = site(&[("Lines", lines), ("Q", queries)]);
    let kinds = kinds(&built, "pages/q.html");
    assert_eq!(kinds.len(), 400);
    assert!(kinds[7].starts_with("Query, 11 blocks"), "{}", kinds[7]);
    assert!(kinds[2].starts_with("Query, 111 blocks"), "{}", kinds[2]);
    assert!(words(&built, "pages/q.html").contains("The first 10 are shown; 101 more were found."));
    assert!(built.page("pages/q.html").len() < 3_000_000, "{}", built.page("pages/q.html").len());
}

#[test]
fn rules_that_nest_are_stopped() {
    let rule = |i: usize, calls: String| format!("[(r{i} ?b) {}{calls}{}] ", "(and ".repeat(40), ")".repeat(40));
    let mut rules = String::new();
    (0..7).for_each(|i| rules.push_str(&rule(i, format!("(r{} ?b)", i + 1))));
    rules.push_str(&rule(7, "(task ?b \"TODO\")".into()));
    let query = format!(
        "- #+BEGIN_QUERY\n  {{:query [:find (pull ?b [*]) :in $ % :where (r0 ?b)] :rules [{rules}]}}\n  #+END_QUERY\n"
    );
    let built = site(&[("Q", query)]);
    assert!(words(&built, "pages/q.html").contains("Clauses are nested too deeply."));
}

#[test]
fn rules_that_multiply_are_stopped() {
    let mut rules = String::new();
    for i in 0..7 {
        write!(rules, "[(r{i} ?b) (or (r{n} ?b) (r{n} ?b) (r{n} ?b) (r{n} ?b) (r{n} ?b))] ", n = i + 1).unwrap();
    }
    let query = format!(
        "- #+BEGIN_QUERY\n  {{:query [:find (pull ?b [*]) :in $ % :where (r0 ?b)] :rules [{rules} [(r7 ?b) (task ?b \"TODO\")]]}}\n  #+END_QUERY\n"
    );
    let built = site(&[("Q", query)]);
    assert!(words(&built, "pages/q.html").contains("This query has too many clauses."));
}
