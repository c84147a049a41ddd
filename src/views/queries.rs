//! What queries and the macros that list show: rows of blocks, pages, a table, a tree, or why they are not evaluated.
//!
//! Does not read or answer queries (see [`crate::graph::query`]), and shows no query within what another found.

use super::blocks::{page_words, rendered, write_line};
use super::cx::{Cx, count};
use super::passages::{self, page_link};
use super::rows;
use crate::graph::query::{self, Answer, Asked, Index, Language, Problem, Program, Value, Written};
use crate::graph::{BlockId, Graph, PageId};
use crate::markup::{Html, HtmlWriter, Target};
use crate::outline::property;
use rustc_hash::{FxHashMap, FxHashSet};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

/// How many results of one query are shown; in a note with many queries fewer, down to the least: they share so many.
const MOST: usize = 100;
const LEAST: usize = 10;
const TOGETHER: usize = 2000;
/// How many columns a table has that names none.
const MOST_COLUMNS: usize = 8;
/// How many pages a tree of a namespace has, and how deep it goes.
const MOST_PAGES: usize = 500;
const DEEPEST: usize = 16;

type Found = Result<Answer, Problem>;
type Places = FxHashMap<(Language, Box<str>), Arc<OnceLock<Arc<Found>>>>;

/// What the queries of a graph found. One that many notes hold, as templates make them, is answered once.
///
/// A place is made under the lock and filled outside it. Answering renders nothing, so no query waits for itself.
#[derive(Default)]
pub struct Answers {
    index: OnceLock<Index>,
    known: Mutex<Places>,
}

impl Answers {
    fn index(&self, graph: &Graph) -> &Index {
        self.index.get_or_init(|| Index::new(graph))
    }

    fn of(&self, written: &Written, program: &Program, asked: &Asked<'_>) -> Arc<Found> {
        let index = self.index(asked.graph);
        if program.placed {
            return Arc::new(query::answer(program, index, asked));
        }
        let key = (written.language, written.text.as_str().into());
        let place = self.known.lock().unwrap_or_else(PoisonError::into_inner).entry(key).or_default().clone();
        place.get_or_init(|| Arc::new(query::answer(program, index, asked))).clone()
    }
}

/// What a query of a block shows.
pub fn target<'t>(cx: &Cx<'_>, id: BlockId, written: &Written) -> Target<'t> {
    let one_line = |text: &str| (!text.contains('\n')).then(|| text.trim().to_string().into());
    let asked = Asked { graph: cx.graph, from: id, today: cx.today };
    let name = |title: Option<String>| title.unwrap_or_else(|| "Query".into());
    if cx.listed {
        let title = match written.language {
            Language::Simple => None,
            Language::Advanced => query::title(&written.text),
        };
        return Target::Query { kind: name(title).into(), asked: one_line(&written.text), html: Html::default() };
    }
    // What is wrong with a query as it is written was told where the notes were checked.
    let not_understood = |title: Option<String>, problem: Problem, untold: bool| {
        let why = match problem.help {
            Some(help) => format!("{} {}", sentence(&problem.message), sentence(&help)),
            None => sentence(&problem.message),
        };
        Target::QueryNotUnderstood { kind: name(title).into(), why: why.into(), untold }
    };
    if written.text.trim().is_empty() {
        return Target::Query { kind: "Query, empty".into(), asked: None, html: Html::default() };
    }
    let program = match query::understand(&written.text, written.language, &asked) {
        Ok(program) => program,
        Err(problem) => return not_understood(query::title(&written.text), problem, written.is_filled_in()),
    };
    let found = cx.memo.queries.of(written, &program, &asked);
    let mut found = match &*found {
        Ok(answer) => answer.seen_from(id, cx.graph),
        Err(problem) => return not_understood(program.title, problem.clone(), true),
    };
    let settings = Settings::of(cx, id, &program);
    if let Some((column, descending)) = &settings.sort {
        found.to_mut().sort_by_column(cx.graph, column, *descending);
    }
    let mut kind = name(program.title.clone());
    kind.push_str(&amount(&found));
    if program.dated {
        kind.push_str(&format!(", as of {}", cx.today.format("%-d %B %Y")));
    }
    let mut w = HtmlWriter::new();
    results(cx, &mut w, &found, &settings);
    for what in &program.left_out {
        w.tag("<p class=\"why\">").sentence(&sentence(what)).tag("</p>");
    }
    let shown = if written.language == Language::Simple { one_line(&written.text) } else { None };
    Target::Query { kind: kind.into(), asked: shown, html: w.finish() }
}

/// How a query's block wants its results: by its properties.
struct Settings {
    /// How many results are shown.
    most: usize,
    table: bool,
    columns: Vec<String>,
    sort: Option<(String, bool)>,
}

impl Settings {
    fn of(cx: &Cx<'_>, id: BlockId, program: &Program) -> Settings {
        let own = cx.graph.outline(id).properties_of(id.block);
        let said = |key: &str| own.iter().find(|p| &*p.key == key).map(|p| p.value.trim()).filter(|v| !v.is_empty());
        // `[:page :block "a key"]`, written as EDN; a key has no space in it.
        let columns = said("query-properties").unwrap_or("");
        let columns = columns.split(|c: char| c.is_whitespace() || "[](){},\"".contains(c));
        let columns: Vec<String> =
            columns.map(|c| property::normal(c.trim_start_matches(':'))).filter(|c| !c.is_empty()).collect();
        let descending = said("query-sort-desc") != Some("false");
        let sort = said("query-sort-by").map(|key| (property::normal(key.trim_start_matches(':')), descending));
        let most = (TOGETHER / cx.memo.queries.index(cx.graph).queries_of(id.note).max(1)).clamp(LEAST, MOST);
        Settings { most, table: program.table || said("query-table") == Some("true"), columns, sort }
    }
}

/// `, 5 blocks`
fn amount(found: &Answer) -> String {
    match found {
        Answer::Count(n) => format!(": {n}"),
        Answer::Blocks { outer, .. } if !outer.is_empty() => format!(", {}", count(outer.len(), "block", "blocks")),
        Answer::Pages(pages) if !pages.is_empty() => format!(", {}", count(pages.len(), "page", "pages")),
        Answer::Rows(rows) if !rows.is_empty() => format!(", {}", count(rows.len(), "result", "results")),
        _ => ", nothing found".into(),
    }
}

/// With a capital and a full stop.
fn sentence(words: &str) -> String {
    let mut chars = words.chars();
    let mut sentence: String = chars.next().into_iter().flat_map(char::to_uppercase).chain(chars).collect();
    if !sentence.ends_with('?') {
        sentence.push('.');
    }
    sentence
}

/// The first results, and in words how many more there are.
fn results(cx: &Cx<'_>, w: &mut HtmlWriter, found: &Answer, settings: &Settings) {
    let cx = &Cx { listed: true, ..*cx };
    let most = settings.most;
    let total = match found {
        Answer::Blocks { outer: blocks, .. } => {
            let shown = &blocks[..blocks.len().min(most)];
            if settings.table {
                let holders: Vec<Value> = shown.iter().map(|id| Value::Block(*id)).collect();
                table(cx, w, &holders, &["block", "page"], settings);
            } else if !shown.is_empty() {
                w.tag("<ul class=\"rows\">").html(&rows::entries(cx, shown.iter().copied(), false)).tag("</ul>");
            }
            blocks.len()
        }
        Answer::Pages(pages) => {
            let shown = &pages[..pages.len().min(most)];
            if settings.table {
                let holders: Vec<Value> = shown.iter().map(|id| Value::Page(*id)).collect();
                table(cx, w, &holders, &["page"], settings);
            } else if !shown.is_empty() {
                w.tag("<ul class=\"rows\">");
                for &page in shown {
                    w.tag("<li>");
                    page_link(cx, w, page, &page_words(cx, page));
                    w.tag("</li>\n");
                }
                w.tag("</ul>");
            }
            pages.len()
        }
        Answer::Rows(rows) => {
            let shown = &rows[..rows.len().min(most)];
            let columns = rows.first().map_or(0, Vec::len);
            w.tag(if columns > 1 {
                "<div class=\"wide\" tabindex=\"0\"><table><tbody>"
            } else {
                "<ul class=\"rows\">"
            });
            for row in shown {
                w.tag(if columns > 1 { "<tr>" } else { "<li>" });
                for cell in row {
                    let number = matches!(cell, Value::Int(_));
                    w.tag(if columns > 1 { if number { "<td class=\"n\">" } else { "<td>" } } else { "" });
                    value(cx, w, cell);
                    w.tag(if columns > 1 { "</td>" } else { "" });
                }
                w.tag(if columns > 1 { "</tr>\n" } else { "</li>\n" });
            }
            w.tag(if columns > 1 { "</tbody></table></div>" } else { "</ul>" });
            rows.len()
        }
        Answer::Count(_) => 0,
    };
    if total > most {
        w.tag("<p class=\"why\">")
            .text(&format!("The first {most} are shown; {} more were found.", total - most))
            .tag("</p>");
    }
}

/// A value that is shown by itself.
fn value(cx: &Cx<'_>, w: &mut HtmlWriter, value: &Value) {
    match value {
        Value::Block(id) => {
            w.tag("<a class=\"ref\"").attr("href", &cx.block_href(*id)).tag(">");
            w.phrase(super::blocks::first_words(cx, *id)).tag("</a>");
        }
        Value::Page(page) => page_link(cx, w, *page, &page_words(cx, *page)),
        Value::Text(text) => match cx.graph.find(text) {
            Some(page) => page_link(cx, w, page, text),
            None => {
                w.text(text);
            }
        },
        Value::Name(name) => {
            w.text(name);
        }
        Value::Written(id) => {
            w.phrase(super::blocks::first_words(cx, *id));
        }
        Value::Int(number) => {
            w.number(*number);
        }
        Value::Bool(truth) => {
            w.text(if *truth { "true" } else { "false" });
        }
        Value::Set(set) => {
            for (i, one) in set.iter().enumerate() {
                w.tag(if i > 0 { ", " } else { "" });
                self::value(cx, w, one);
            }
        }
        Value::Properties(holder) => {
            let pairs = query::properties(cx.graph, holder).filter(|(_, p)| passages::is_shown(cx, p));
            let words: Vec<String> = pairs.map(|(_, p)| format!("{}: {}", p.key, p.value)).collect();
            w.text(&words.join(", "));
        }
        Value::Nil => {}
    }
}

/// Blocks or pages with their properties, one a row.
fn table(cx: &Cx<'_>, w: &mut HtmlWriter, holders: &[Value], always: &[&str], settings: &Settings) {
    let of_pages = matches!(holders.first(), Some(Value::Page(_)));
    let mut columns: Vec<String> = settings.columns.iter().filter(|c| !(of_pages && *c == "block")).cloned().collect();
    if columns.is_empty() {
        columns = always.iter().map(|name| name.to_string()).collect();
        let mut seen: FxHashSet<&str> = FxHashSet::default();
        let keys = holders.iter().flat_map(|holder| query::properties(cx.graph, holder));
        let keys = keys.filter(|(_, p)| passages::is_shown(cx, p)).map(|(_, p)| &*p.key);
        columns.extend(keys.filter(|key| seen.insert(key)).take(MOST_COLUMNS).map(str::to_string));
    }
    let columns: Vec<(&str, bool)> = columns.iter().map(|key| (&**key, is_numbers(cx, holders, key))).collect();
    w.tag("<div class=\"wide\" tabindex=\"0\"><table><thead><tr>");
    for (column, numbers) in &columns {
        w.tag(if *numbers { "<th scope=\"col\" class=\"n\">" } else { "<th scope=\"col\">" });
        w.text(column).tag("</th>");
    }
    w.tag("</tr></thead>\n<tbody>");
    for holder in holders {
        w.tag("<tr>");
        for (column, numbers) in &columns {
            w.tag(if *numbers { "<td class=\"n\">" } else { "<td>" });
            cell(cx, w, holder, column);
            w.tag("</td>");
        }
        w.tag("</tr>\n");
    }
    w.tag("</tbody></table></div>");
}

/// Whether a property is a number wherever it is said: such a column is set to the right.
fn is_numbers(cx: &Cx<'_>, holders: &[Value], key: &str) -> bool {
    let said = holders.iter().filter_map(|h| query::properties(cx.graph, h).find(|(_, p)| &*p.key == key));
    let mut values = said.map(|(_, p)| p.value.trim()).filter(|v| !v.is_empty()).peekable();
    key == "clock-time" || (values.peek().is_some() && values.all(|v| v.parse::<f64>().is_ok()))
}

fn cell(cx: &Cx<'_>, w: &mut HtmlWriter, holder: &Value, column: &str) {
    match (column, holder) {
        ("page", Value::Page(page)) => page_link(cx, w, *page, &page_words(cx, *page)),
        // It leads to the block: that is where the reader wants to go.
        ("page", Value::Block(id)) => {
            let words = page_words(cx, cx.graph.owner(*id));
            w.tag("<a class=\"crumb\"").attr("href", &cx.block_href(*id)).tag(">").text(&words).tag("</a>");
        }
        ("block", Value::Block(id)) => write_line(cx, w, *id, &rendered(cx, *id, &[])),
        ("clock-time", Value::Block(id)) => {
            let minutes = cx.graph.block(*id).task().map_or(0, |task| task.clocked / 60);
            if minutes > 0 {
                w.text(&format!("{}:{:02}", minutes / 60, minutes % 60));
            }
        }
        (key, holder) => {
            let found = query::properties(cx.graph, holder).find(|(_, p)| &*p.key == key);
            if let Some((id, property)) = found {
                passages::value(cx, w, id, property);
            }
        }
    }
}

/// The pages of a namespace, as a tree.
pub fn namespace<'t>(cx: &Cx<'_>, name: &str) -> Target<'t> {
    let name = name.trim().trim_start_matches("[[").trim_end_matches("]]").trim();
    let Some(top) = cx.graph.find(name) else {
        let why = format!("No page is called `{name}`.");
        return Target::QueryNotUnderstood { kind: "Namespace".into(), why: why.into(), untold: true };
    };
    let (mut w, mut shown) = (HtmlWriter::new(), 0);
    branch(cx, &mut w, top, &mut shown, 0);
    let all = below(cx, top);
    if all > shown {
        w.tag("<p class=\"why\">").text(&format!("{} more are below these.", all - shown)).tag("</p>");
    }
    let kind = match all {
        0 => format!("{name}, no pages below it"),
        all => format!("{name}, {}", count(all, "page", "pages")),
    };
    Target::Query { kind: kind.into(), asked: None, html: w.finish() }
}

fn branch(cx: &Cx<'_>, w: &mut HtmlWriter, page: PageId, shown: &mut usize, depth: usize) {
    let children = &cx.graph.page(page).children;
    if children.is_empty() || depth >= DEEPEST || *shown >= MOST_PAGES {
        return;
    }
    w.tag("<ul class=\"blocks\">");
    for &child in children {
        if *shown >= MOST_PAGES {
            break;
        }
        *shown += 1;
        w.tag("<li class=\"block\">");
        page_link(cx, w, child, cx.graph.page(child).short_name());
        branch(cx, w, child, shown, depth + 1);
        w.tag("</li>\n");
    }
    w.tag("</ul>");
}

/// How many pages a namespace holds.
fn below(cx: &Cx<'_>, page: PageId) -> usize {
    let mut open = vec![page];
    let mut all = 0;
    while let Some(page) = open.pop() {
        let children = &cx.graph.page(page).children;
        all += children.len();
        open.extend(children);
    }
    all
}
