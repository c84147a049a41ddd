//! The journal as a Logseq graph.

use super::make::PICTURES;
use super::{Block, File, Inline, Journal, Kind, Page, With, day_title};
use chrono::NaiveDate;

const CONFIG: &str = r#"{:meta/version 1
 :preferred-format :markdown
 :preferred-workflow :todo
 :journal/page-title-format "yyyy-MM-dd EEEE"
 :journal/file-name-format "yyyy_MM_dd"
 :file/name-format :triple-lowbar
 :feature/enable-journals? true}
"#;

/// All files: notes, settings and pictures.
pub fn files(journal: &Journal) -> Vec<File> {
    let mut files: Vec<File> = journal.pages.iter().map(|page| File::new(path(page), note(journal, page))).collect();
    files.push(File::new("logseq/config.edn", CONFIG));
    files.extend((0..PICTURES).map(|i| File::new(format!("assets/sketch-{i:02}.svg"), picture(i))));
    files
}

fn path(page: &Page) -> String {
    match page.kind {
        Kind::Day(day) => format!("journals/{}.md", day.format("%Y_%m_%d")),
        _ => format!("pages/{}.md", file_name(&page.title)),
    }
}

/// Logseq's `:triple-lowbar`.
fn file_name(title: &str) -> String {
    let mut name = String::new();
    for c in title.chars() {
        match c {
            '/' => name.push_str("___"),
            '<' | '>' | ':' | '"' | '\\' | '|' | '?' | '*' | '#' | '%' | '^' | '[' | ']' | '{' | '}' => {
                name.push_str(&format!("%{:02X}", c as u32));
            }
            c => name.push(c),
        }
    }
    name
}

fn note(journal: &Journal, page: &Page) -> String {
    let mut out = String::new();
    for (key, value) in &page.properties {
        out.push_str(&format!("{key}:: {}\n", line(journal, value)));
    }
    if !out.is_empty() {
        out.push('\n');
    }
    page.blocks.iter().for_each(|block| write(journal, block, 0, &mut out));
    out
}

fn line(journal: &Journal, parts: &[Inline]) -> String {
    let title = |page: &usize| journal.pages[*page].title.as_str();
    let one = |part: &Inline| match part {
        Inline::Text(words) => words.clone(),
        Inline::Page(page) => format!("[[{}]]", title(page)),
        Inline::Tag(page) => tag(title(page)),
        Inline::LooseTag(name) => tag(name),
        Inline::Day(day) => format!("[[{}]]", day_title(*day)),
        Inline::Block(id, _) => format!("(({id}))"),
        Inline::Missing(name) => format!("[[{name}]]"),
        Inline::Bold(words) => format!("**{words}:**"),
        Inline::Code(code) => format!("`{code}`"),
        Inline::Address(Some(words), url) => format!("[{words}]({url})"),
        Inline::Address(None, url) => url.clone(),
    };
    parts.iter().map(one).collect()
}

fn tag(name: &str) -> String {
    let plain = name.chars().all(|c| c.is_alphanumeric() || matches!(c, '_' | '/' | '-'));
    if plain { format!("#{name}") } else { format!("#[[{name}]]") }
}

fn stamp(word: &str, day: Option<NaiveDate>) -> Option<String> {
    day.map(|day| format!("{word}: <{}>", day.format("%Y-%m-%d %a")))
}

fn write(journal: &Journal, block: &Block, depth: usize, out: &mut String) {
    let mut first = line(journal, &block.text);
    let mut more: Vec<String> = Vec::new();
    more.extend(block.folded.then(|| "collapsed:: true".into()));
    more.extend(block.id.as_ref().map(|id| format!("id:: {id}")));
    if let Some(task) = &block.task {
        let priority = task.priority.map(|priority| format!("[#{priority}] ")).unwrap_or_default();
        first = format!("{} {priority}{first}", task.marker);
        more.extend(stamp("DEADLINE", task.deadline));
        more.extend(stamp("SCHEDULED", task.scheduled));
        more.extend(task.clock.iter().flat_map(|clock| [":LOGBOOK:".into(), clock.clone(), ":END:".into()]));
    }
    let title = |page: &usize| journal.pages[*page].title.as_str();
    match &block.with {
        None => {}
        Some(With::Code(language, lines)) => {
            more.push(format!("```{language}"));
            more.extend(lines.iter().cloned());
            more.push("```".into());
        }
        Some(With::Table(lines)) => more.extend(lines.iter().cloned()),
        Some(With::Formula(formula)) => more.push(format!("$${formula}$$")),
        Some(With::Quote(words)) => more.extend(["#+BEGIN_QUOTE".into(), words.clone(), "#+END_QUOTE".into()]),
        Some(With::Picture(i)) => more.push(format!("![sketch](../assets/sketch-{i:02}.svg)")),
        Some(With::EmbedBlock(id, _)) => more.push(format!("{{{{embed (({id}))}}}}")),
        Some(With::EmbedPage(page)) => more.push(format!("{{{{embed [[{}]]}}}}", title(page))),
        Some(With::Query(page, markers)) => {
            more.push(format!("{{{{query (and [[{}]] (task {markers}))}}}}", title(page)));
        }
    }
    if first.is_empty() && !more.is_empty() {
        first = more.remove(0);
    }
    let indent = "\t".repeat(depth);
    out.push_str(&format!("{indent}- {first}\n"));
    more.iter().for_each(|line| out.push_str(&format!("{indent}  {line}\n")));
    block.below.iter().for_each(|block| write(journal, block, depth + 1, out));
}

fn picture(i: usize) -> String {
    let width = 48 + 8 * i;
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}\" height=\"32\"><path d=\"M2 30L{width} 2\"/></svg>\n"
    )
}
