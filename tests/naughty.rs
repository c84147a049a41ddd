//! The Big List of Naughty Strings in every place of a note where a string can stand: it is text there and nothing else.
//!
//! Each string is put into fourteen places and more of one site. A part of the list is done each time; `ANNALS_NAUGHTY=all` does it all.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on should stop")]

mod support;

use std::collections::BTreeSet;
use std::fs;

use rayon::prelude::*;
use support::{Built, build, checker, dom};

/// On one line, as most places need it.
fn line(string: &str) -> String {
    string.split(['\n', '\r', '\u{2028}', '\u{2029}', '\u{85}', '\u{b}', '\u{c}']).collect::<Vec<_>>().join(" ")
}

/// Without the sign that parts a name: only the last part is a page's heading.
fn flat(string: &str) -> String {
    string.replace('/', "∕")
}

/// What a page shows of a string: HTML knows neither control characters nor more than one space, and NUL is replaced.
fn shown(string: &str) -> String {
    let clean: String = string
        .chars()
        .map(|c| if c == '\0' { '\u{fffd}' } else { c })
        .filter(|&c| {
            c.is_whitespace()
                || !(c.is_control() || c as u32 & 0xFFFE == 0xFFFE || ('\u{fdd0}'..='\u{fdef}').contains(&c))
        })
        .collect();
    clean.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Whether a string can be the name of a file.
fn is_name(string: &str) -> bool {
    !string.is_empty() && string.len() <= 200 && !string.contains(['/', '\0']) && !string.starts_with('.')
}

fn site(string: &str) -> (Built, bool) {
    let s = line(string);
    let dir = tempfile::tempdir().unwrap();
    let notes = dir.path().join("notes");
    for folder in ["pages", "assets", "logseq", "journals"] {
        fs::create_dir_all(notes.join(folder)).unwrap();
    }
    let write = |path: &str, text: String| fs::write(notes.join(path), text).unwrap();
    let id = "65010000-0000-4000-8000-000000000001";
    write("logseq/config.edn", "{:file/name-format :triple-lowbar}".into());
    write("annals.toml", format!("title = {}\n", toml::Value::String(format!("Site {string}"))));
    write("pages/Place title.md", format!("title:: Title {}\n\n- x\n", flat(&s)));
    write("pages/Place alias.md", format!("alias:: {s}\n\n- x\n"));
    write("pages/Place tag.md", format!("- #{s} and #[[{s}]]\n  tags:: {s}\n"));
    write("pages/Place key.md", format!("{s}:: value\n\n- x\n  {s}:: value\n"));
    write("pages/Place value.md", format!("- x\n  note:: {s}\n  id:: {id}\n"));
    write("pages/Place heading.md", format!("- # {s}\n- ## {s} #\n"));
    write("pages/Place link.md", format!("- [[{s}]]\n- [{s}](https://example.org/{s})\n- [x]([[{s}]])\n"));
    write("pages/Place label.md", format!("- [{s}]((({id})))\n- ((({s})))\n- {{{{embed (({s}))}}}}\n"));
    write("pages/Place task.md", format!("- TODO {s}\n- DONE [#{s}] x\n"));
    write("pages/Place table.md", format!("- | {s} | b |\n  |---|---|\n  | {s} | {s} |\n"));
    write("pages/Place code.md", format!("- ```{s}\n  x\n  ```\n- `{s}`\n"));
    write("pages/Place text.md", format!("- ```text\n  <{s}>\n  ```\n"));
    write("pages/Place query.md", format!("- {{{{query \"{s}\"}}}}\n- {{{{query [[{s}]]}}}}\n- {{{{{s}}}}}\n"));
    write("pages/Place stamp.md", format!("- TODO x\n  SCHEDULED: <{s}>\n- <2025-01-01 {s}>\n"));
    write("pages/Place lines.md", format!("- begins\n  {}\n", string.replace('\n', "\n  ")));
    write("pages/Place bare.md", string.to_string());
    let named = is_name(&s);
    if named {
        write(&format!("pages/{s}.md"), "- a page of that name\n".into());
        write(&format!("assets/{s}.png"), "picture".into());
        write("pages/Place asset.md", format!("- ![{s}](<../assets/{s}.png>) [[{s}]]\n"));
    }
    (build(&notes, "2025-02-01"), named)
}

fn heading(page: &dom::Handle) -> String {
    page.named("h1").first().map(|h1| h1.words()).unwrap_or_default()
}

fn judge(string: &str) -> Vec<String> {
    let (built, _) = site(string);
    let mut wrong: Vec<String> = checker::check(&built.files)
        .complaints
        .into_iter()
        // The string itself may be what only notes hold, or an element that is not let through and has no words.
        .filter(|complaint| !complaint.contains("as in the notes: ") && !complaint.contains("an empty bullet"))
        .collect();
    let mut lower = BTreeSet::new();
    for path in built.files.keys() {
        if path.ends_with(".html") && !lower.insert(path.to_lowercase()) {
            wrong.push(format!("{path} is another page's name where case does not count"));
        }
        if path.split('/').any(|part| part.is_empty() || part.len() > 255 || part.starts_with('.')) {
            wrong.push(format!("{path} is no name for a file"));
        }
        if path.ends_with(".html") && path.contains(['<', '>', '"', '\\', ':', '|', '?', '*', '%', '#', ' ', '\'']) {
            wrong.push(format!("{path} needs quoting"));
        }
    }
    // Where nothing is markup the string is shown as it is.
    let s = line(string);
    let home = dom::parse(built.page("index.html")).root;
    let window = home.named("title").first().map(|title| title.words()).unwrap_or_default();
    if window != shown(&format!("Site {string}")) {
        wrong.push(format!("the site is called {window:?}"));
    }
    let pages = built.files.keys().filter(|path| path.starts_with("pages/"));
    let titles: Vec<String> =
        pages.map(|path| heading(&dom::parse(std::str::from_utf8(&built.files[path]).unwrap()).root)).collect();
    if !titles.contains(&shown(&format!("Title {}", flat(&s)))) {
        let near: Vec<_> = titles.iter().filter(|title| title.starts_with("Title")).collect();
        wrong.push(format!("no page is titled by the string, but {near:?}"));
    }
    let code: Vec<String> = built.main("pages/place-text.html").named("pre").iter().map(|pre| pre.words()).collect();
    if !code.contains(&shown(&format!("<{s}>"))) {
        wrong.push(format!("code is shown as {code:?}"));
    }
    wrong
}

#[test]
fn naughty_strings_are_text_wherever_they_stand() {
    let all = std::env::var_os("ANNALS_NAUGHTY").is_some_and(|value| value == "all");
    let strings: Vec<&str> = naughty_strings::BLNS.to_vec();
    let part: Vec<(usize, &str)> = strings.iter().copied().enumerate().filter(|(i, _)| all || i % 5 == 0).collect();
    let wrong: Vec<String> = part
        .par_iter()
        .flat_map_iter(|(i, string)| {
            let wrong = judge(string);
            wrong
                .into_iter()
                .map(move |wrong| format!("{i} {:?}: {wrong}", string.chars().take(60).collect::<String>()))
        })
        .collect();
    println!("{} of {} strings in 16 places", part.len(), strings.len());
    assert!(wrong.is_empty(), "{} complaints:\n{}", wrong.len(), wrong.join("\n"));
    assert!(strings.len() > 450, "{}", strings.len());
}
