//! What several small files say together: kinds, names, dates, links, tasks, reviews, tickets, mentions, findings.
//!
//! A case is one text: `=== path` begins a file, `--- expect` what the graph makes of them. `UPDATE=1` writes what it
//! makes now.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on should stop")]

use annals::config::{Config, Logseq};
use annals::graph::query::{self, Answer, Asked, Index, Value};
use annals::graph::{BlockId, Graph, PageId, PageKind};
use annals::notes::{Dialect, Format, Note, Notes};
use annals::{outline, site};
use std::fmt::Write;
use std::path::Path;

/// The files of a case, and the graph of them.
fn read(input: &str) -> (Graph, Vec<String>) {
    let mut notes = Notes { label: "case".into(), ..Notes::default() };
    let mut config = Config::default();
    for file in input.split("=== ").skip(1) {
        let (path, text) = file.split_once('\n').unwrap();
        match path.trim() {
            "annals.toml" => config = Config::from_toml(text, path).unwrap(),
            "logseq/config.edn" => config.logseq = Logseq::from_edn(text).0,
            "dialect" if text.trim() == "obsidian" => notes.dialect = Dialect::Obsidian,
            "dialect" => notes.dialect = Dialect::Markdown,
            path => {
                let format = match path.rsplit('.').next() {
                    Some("org") => Format::Org,
                    Some("edn") => Format::Whiteboard,
                    _ => Format::Markdown,
                };
                notes.notes.push(Note { path: path.into(), format, text: text.into() });
            }
        }
    }
    notes.notes.sort_by(|a, b| a.path.cmp(&b.path));
    let (outlines, mut told) = site::outlines(&notes, &config);
    let (graph, merged) = Graph::new(&notes, outlines, &config);
    graph.find_mentions();
    told.extend(merged);
    told.extend(graph.findings());
    let shown = told.iter().map(|d| format!("{}: {}", d.code.slug(), d.message)).collect();
    (graph, shown)
}

fn kind(graph: &Graph, kind: PageKind) -> String {
    match kind {
        PageKind::Journal(day) => format!("day {day}"),
        PageKind::Project => "project".into(),
        PageKind::Person => "person".into(),
        PageKind::Custom(id) => graph.kinds.custom[id.0 as usize].clone(),
        PageKind::Tag => "tag".into(),
        PageKind::Note => "note".into(),
    }
}

fn name(graph: &Graph, page: PageId) -> &str {
    graph.pages.get(page.index()).map_or("-", |p| &p.name)
}

fn words(graph: &Graph, id: BlockId) -> String {
    annals::graph::heading(graph.outline(id), id.block).into_owned()
}

/// The day that queries are asked on.
const TODAY: &str = "2025-03-14";

/// What each query asks, and what it finds.
fn queries(graph: &Graph) -> Vec<String> {
    let index = Index::new(graph);
    let mut lines = Vec::new();
    for (n, outline) in graph.outlines.iter().enumerate() {
        for block in 0..outline.blocks.len() as u32 {
            let from = BlockId { note: annals::notes::NoteId(n as u32), block };
            let asked = Asked { graph, from, today: TODAY.parse().unwrap() };
            for written in query::written(outline, block, graph.dialect) {
                let program = query::understand(&written.text, written.language, &asked);
                let found = program
                    .and_then(|p| Ok((query::answer(&p, &index, &asked)?.seen_from(from, graph).into_owned(), p)));
                let asks = written.text.split_whitespace().collect::<Vec<_>>().join(" ");
                lines.push(match found {
                    Ok((found, program)) => {
                        let dated = if program.dated { ", by day" } else { "" };
                        let title = program.title.map(|title| format!("{title} ")).unwrap_or_default();
                        format!("{asks}\n    {title}= {}{dated}", answer(graph, &found))
                    }
                    Err(problem) => {
                        let at = &written.text[problem.span.clone()];
                        let help = problem.help.map(|help| format!(" ({help})")).unwrap_or_default();
                        format!("{asks}\n    ! {}{help} at {at:?}", problem.message)
                    }
                });
            }
        }
    }
    lines
}

fn answer(graph: &Graph, found: &Answer) -> String {
    let value = |value: &Value| match value {
        Value::Block(id) => words(graph, *id),
        Value::Page(page) => name(graph, *page).to_string(),
        Value::Text(text) | Value::Name(text) => format!("{text:?}"),
        Value::Int(number) => number.to_string(),
        other => format!("{other:?}"),
    };
    let shown: Vec<String> = match found {
        Answer::Count(n) => return n.to_string(),
        Answer::Blocks { outer, .. } => outer.iter().map(|id| value(&Value::Block(*id))).collect(),
        Answer::Pages(pages) => pages.iter().map(|page| value(&Value::Page(*page))).collect(),
        Answer::Rows(rows) => rows.iter().map(|r| r.iter().map(value).collect::<Vec<_>>().join(" / ")).collect(),
    };
    if shown.is_empty() { "nothing".into() } else { shown.join(" | ") }
}

/// Everything of interest, as text; parts with nothing in them are left out.
fn describe(graph: &Graph, findings: &[String]) -> String {
    let mut out = String::new();
    let _ = writeln!(out, "# pages");
    for page in graph.pages.iter() {
        let _ = write!(out, "{}: {}", page.name, kind(graph, page.kind));
        let homes = page.home.notes.len() + page.home.sections.len();
        let _ = match homes {
            0 => write!(out, ", only spoken of"),
            1 => Ok(()),
            n => write!(out, ", {n} parts"),
        };
        if !page.aliases.is_empty() {
            let _ = write!(out, ", also {}", page.aliases.join(" | "));
        }
        if page.archived {
            let _ = write!(out, ", archived");
        }
        if let Some(parent) = page.parent {
            let _ = write!(out, ", in {}", name(graph, parent));
        }
        let _ = writeln!(out, ", {}", page.slug);
    }
    let mut part = |head: &str, lines: Vec<String>| {
        if !lines.is_empty() {
            let _ = writeln!(out, "# {head}\n{}", lines.join("\n"));
        }
    };
    let pages = || (0..graph.pages.len() as u32).map(PageId);
    let links = pages().flat_map(|to| graph.links_to(to).iter().map(move |l| (to, l)));
    part(
        "links",
        links
            .map(|(to, l)| format!("{} < {}: {}", name(graph, to), name(graph, l.via), words(graph, l.from)))
            .collect(),
    );
    let block_link = |(to, from): &(BlockId, BlockId)| format!("{} < {}", words(graph, *to), words(graph, *from));
    part("block links", graph.block_links().iter().map(block_link).collect());
    let in_force = graph.outlines.iter().enumerate().flat_map(|(n, o)| {
        (0..o.blocks.len() as u32).map(move |block| BlockId { note: annals::notes::NoteId(n as u32), block })
    });
    part(
        "dates in force",
        in_force.filter_map(|id| Some(format!("{}: {}", words(graph, id), graph.date(id)?))).collect(),
    );
    let met = |m: &annals::graph::Meeting| format!("{}: {}, {}", m.day, name(graph, m.person), words(graph, m.block));
    part("meetings", graph.meetings().all().iter().map(met).collect());
    let task = |t: &annals::graph::TaskRow| {
        let people: Vec<&str> = t.people.iter().map(|p| name(graph, *p)).collect();
        let project = t.project.map_or("-", |p| name(graph, p));
        format!("{:?} {}: project {project}, people {people:?}, {:?}", t.state, words(graph, t.block), t.completed)
    };
    part("tasks", graph.tasks().map(task).collect());
    let review = |r: &annals::graph::Review| {
        let goes_on = r.text.lead.map(|id| format!("below {}", words(graph, id)));
        let text: Vec<String> = goes_on.into_iter().chain(r.text.tops.iter().map(|id| words(graph, *id))).collect();
        let parts: Vec<String> = r.parts.iter().map(|p| format!("{:?} {}", p.kind, words(graph, p.block))).collect();
        let period = r.period.map_or("no period".to_string(), |p| p.to_string());
        format!("{} {period}: {text:?} beside {parts:?}", name(graph, r.page))
    };
    part("reviews", graph.reviews().iter().map(review).collect());
    part(
        "candidates",
        pages()
            .filter_map(|page| graph.candidate(page))
            .map(|c| format!("{}: {} bullets", name(graph, c.page), c.blocks.len()))
            .collect(),
    );
    part("tickets", graph.tickets().iter().map(|t| format!("{} in {}", t.id, t.blocks.len())).collect());
    let mentions = pages().flat_map(|page| graph.mentions_of(page));
    part(
        "mentions",
        mentions
            .map(|m| {
                format!(
                    "{}: {} in {}",
                    name(graph, m.page),
                    m.span.of(&graph.outline(m.block).text),
                    words(graph, m.block)
                )
            })
            .collect(),
    );
    part("queries", queries(graph));
    part("findings", findings.to_vec());
    out
}

#[test]
fn files_together_say_what_their_cases_expect() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/graph");
    let mut cases: Vec<_> = std::fs::read_dir(&folder).unwrap().map(|e| e.unwrap().path()).collect();
    cases.sort();
    assert!(cases.len() > 10, "the cases are in {}", folder.display());
    let mut wrong = Vec::new();
    for case in &cases {
        let text = std::fs::read_to_string(case).unwrap();
        let (input, expected) = text.split_once("--- expect\n").unwrap_or((&text, ""));
        let (graph, findings) = read(input);
        let shown = describe(&graph, &findings);
        if std::env::var_os("UPDATE").is_some() {
            std::fs::write(case, format!("{input}--- expect\n{shown}")).unwrap();
        } else if shown != expected {
            wrong.push(format!("{}\nexpected\n{expected}\nshown\n{shown}", case.display()));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
    println!("{} cases", cases.len());
}

#[test]
fn an_outline_alone_gives_the_same_table_wherever_it_stands() {
    // The table of a file is a function of the file, so that a session can keep it.
    let text = "- [[A]] and #b\n\t- TODO c [[2024-12-10]]";
    let options = outline::Options::default();
    let (one, _) = outline::parse(text.into(), Dialect::Logseq, &options);
    let (two, _) = outline::parse(text.into(), Dialect::Logseq, &options);
    assert_eq!(one.blocks, two.blocks);
    assert_eq!(one.refs, two.refs);
}
