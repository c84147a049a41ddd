//! Whole sites, from the notes to the last byte: no page of any of them may have what no page may have.

mod support;

use std::collections::BTreeMap;

use support::checker::{self, Verdict};
use support::{build, case, example, one_page, written};

fn judge(page: &str) -> Verdict {
    let html = page.replace("{head}", "<!doctype html><html lang=\"en\"><head><title>t</title></head><body>");
    let files = [("index.html", html.as_str()), ("a/b.html", OTHER), ("a/ö b.png", "")];
    checker::check(&files.iter().map(|(path, text)| (path.to_string(), text.as_bytes().to_vec())).collect())
}

const OTHER: &str = "<!doctype html><html lang=\"en\"><head><title>t</title></head>\
    <body><main data-screen=\"page\"><h1 id=\"top\">b</h1><a href=\"../index.html\">up</a></main></body></html>";

#[test]
fn a_faultless_page_has_no_complaint() {
    let body = "{head}<main data-screen=\"home\"><h1>x</h1><ul><li class=\"block\"><a class=\"at\" href=\"#m\">#</a>a</li>\
        </ul><p id=\"m\"><a href=\"a/b.html#top\">b</a> <a href=\"https://example.org/\">out</a> <code>a:: [[b]]</code>\
        <img src=\"a/%C3%B6%20b.png\" alt=\"\"></p></main></body></html>";
    let verdict = judge(body);
    assert_eq!(verdict.complaints, [""; 0]);
    assert_eq!((verdict.pages, verdict.links), (2, 4));
}

#[test]
fn each_fault_of_a_page_is_found() {
    let faults = [
        ("<a href=\"a/c.html\">x</a>", "no such file"),
        ("<a href=\"a/b.html#nowhere\">x</a>", "no such place"),
        ("<a href=\"a/\">x</a>", "no such file"),
        ("<a href=\"/a/b.html\">x</a>", "leaves the site"),
        ("<a href=\"../x.html\">x</a>", "leaves the site"),
        ("<p aria-labelledby=\"nobody\">x</p>", "no such place"),
        ("<p id=\"n\">x</p><p id=\"n\">y</p>", "the id `n` again"),
        ("<img alt=\"\" src=\"https://example.org/x.png\">", "loads https"),
        ("<img alt=\"\" src=\"//example.org/x.png\">", "leaves the site"),
        ("<img alt=\"\" srcset=\"a/b.html 1x, http://example.org/y.png 2x\">", "loads http"),
        ("<svg><use href=\"https://example.org/x.svg#a\"/></svg>", "loads https"),
        ("<style>@import 'https://example.org/x.css';</style>", "a style sheet within"),
        ("<p><div>x</div></p>", "not HTML"),
        ("<b><i>x</b></i>", "not HTML"),
        ("<p class=\"a\" class=\"b\">x</p>", "not HTML"),
        ("<p>a & b &nosuch;</p>", "not HTML"),
        ("<p style=\"color:red\">x</p>", "a style within"),
        ("<script>x()</script>", "a script within"),
        ("<p onclick=\"x()\">x</p>", "a handler"),
        ("<a href=\"javascript:x()\">x</a>", "a script as address"),
        ("<p>status:: todo</p>", "as in the notes"),
        ("<p>see [[Somebody]]</p>", "as in the notes"),
        ("<p>{{query x}}</p>", "as in the notes"),
        ("<p>((68b1c2d4-5e0f-4a37-9c66-1f0d7be2a953))</p>", "as in the notes"),
        ("<p>:LOGBOOK: x</p>", "as in the notes"),
        ("<p>#+BEGIN_QUOTE x</p>", "as in the notes"),
        ("<img alt=\"of [[Somebody]]\" src=\"a/%C3%B6%20b.png\">", "as in the notes"),
        ("<ul><li class=\"block\"><a class=\"at\" href=\"#\">#</a></li></ul>", "an empty bullet"),
        ("<h1>again</h1>", "has 2 <h1>"),
        ("<main data-screen=\"x\"></main>", "has 2 <main"),
    ];
    for (fault, complaint) in faults {
        let verdict = judge(&format!("{{head}}<main data-screen=\"home\"><h1>x</h1>{fault}</main></body></html>"));
        assert!(verdict.complaints.iter().any(|said| said.contains(complaint)), "{fault}: {:?}", verdict.complaints);
    }
}

#[test]
fn a_page_that_is_too_heavy_and_a_style_that_loads_are_found() {
    let noise: String = (0..40_000u32).map(|n| format!("{:x} ", n.wrapping_mul(2_654_435_761))).collect();
    let verdict = judge(&format!("{{head}}<main data-screen=\"home\"><h1>x</h1>{noise}</main></body></html>"));
    assert!(verdict.complaints.iter().any(|said| said.contains("compressed")), "{:?}", verdict.complaints);
    for css in ["@import \"https://example.org/x.css\";", "a{background:url(//example.org/x)}", "a{src:url(x.woff)}"] {
        let files: BTreeMap<_, _> = [("theme/a.css".to_string(), css.as_bytes().to_vec())].into();
        assert_eq!(checker::check(&files).complaints.len(), 1, "{css}");
    }
}

#[test]
fn the_example_journal_makes_a_faultless_site() {
    checker::check(&example().files).hold("content-example");
}

#[test]
fn a_journal_in_one_page_makes_a_faultless_site() {
    checker::check(&one_page().files).hold("one-page");
}

#[test]
fn an_obsidian_vault_makes_a_faultless_site() {
    checker::check_but(&build(&case("vault"), "2025-03-14").files, &["((not a block))"]).hold("vault");
}

#[test]
fn a_folder_of_markdown_makes_a_faultless_site() {
    checker::check_but(&build(&case("markdown"), "2025-03-14").files, &["and a::b"]).hold("markdown");
}

#[test]
fn a_graph_of_every_construct_makes_a_faultless_site() {
    checker::check(&build(&case("constructs"), "2025-03-14").files).hold("constructs");
}

#[test]
fn notes_that_say_next_to_nothing_make_a_faultless_site() {
    for (name, text) in
        [("empty.md", ""), ("bullet.md", "-"), ("bullets.md", "- \n\t-\n\t\t- \n-\n"), ("property.md", "title:: \n")]
    {
        let dir = tempfile::tempdir().unwrap();
        let file = dir.path().join(name);
        std::fs::write(&file, text).unwrap();
        // A folder of one line without a bullet is Markdown, which knows no properties.
        checker::check_but(&build(&file, "2025-03-14").files, &["title::"]).hold(name);
    }
}

/// Twenty notes, each of which embeds all twenty: followed to its end, one page would hold two million lines.
#[test]
fn notes_that_embed_each_other_make_pages_of_a_bounded_size() {
    let embeds: String = (0..20).map(|n| format!("- {{{{embed [[Note {n}]]}}}}\n")).collect();
    let notes: Vec<(String, String)> =
        (0..20).map(|n| (format!("pages/Note {n}.md"), format!("- {n}\n{embeds}"))).collect();
    let files: Vec<(&str, &str)> = notes.iter().map(|(path, text)| (path.as_str(), text.as_str())).collect();
    let built = written("{}", &files, "2025-03-14");
    let page = built.page("pages/note-7.html");
    let (lines, links) = (page.matches("<li class=\"block\"").count(), page.matches(">Note 19</a></li>").count());
    assert!((300..5000).contains(&lines), "{lines} lines");
    assert!(links > 0, "what there is no room for is not even a link");
    let told = built.site.graph.findings();
    assert_eq!(told.iter().filter(|d| d.code == annals::diagnostic::Code::TooMuch).count(), 20);
}

#[test]
fn every_path_of_a_site_leads_back_to_what_stands_there() {
    for built in [example(), one_page(), build(&case("vault"), "2024-12-13"), build(&case("markdown"), "2024-12-13")] {
        for route in built.site.routes() {
            assert_eq!(built.site.at(&built.site.path(route)), Some(*route), "{}", built.site.path(route));
        }
        let strange = ["", "/", "index", "./index.html", "pages/", "pages/.html", "pages/nothing.html", "Index.html"];
        let numbers =
            ["calendar/1.html", "calendar/02024.html", "review/2024.htm", "all/x.9.html", "tags/index.q.html"];
        for path in strange.into_iter().chain(numbers).chain(["people/../index.html", "theme/", "assets/", "404.html/"])
        {
            assert_eq!(built.site.at(path), None, "{path}");
        }
    }
}
