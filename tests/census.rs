//! Every construct of public Logseq graphs, counted in the notes and looked for on the pages: shown, boxed, or raw.
//!
//! Not part of `cargo test`, which must pass where these graphs are not: `--features real-graphs` with
//! `ANNALS_GRAPHS`, the folder that holds them. `-- --nocapture` prints the tables.
//!
//! What is in the notes is told by the outline, or by the lines as they stand; what is on the page, by its HTML alone.
//! "Boxed" is what a page says it cannot show: a query that is not evaluated, a file or block that is not there.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on should stop")]

mod support;

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use annals::graph::BlockId;
use annals::notes::NoteId;
use annals::outline::{Form, Outline, Ref, RefKind, code_spans};
use annals::route::Route;
use annals::span::Span;
use regex::Regex;
use support::dom::{self, Handle, Node};
use support::{Built, build, checker, prose};

/// How often a construct was found, and what became of it.
#[derive(Default)]
struct Tally {
    found: usize,
    shown: usize,
    boxed: usize,
    /// Places where it is neither.
    raw: Vec<String>,
}

/// What a page shows of one block: its elements, those of the blocks below it and within embeds left out.
#[derive(Default)]
struct Own {
    elements: Vec<Handle>,
    text: String,
}

impl Own {
    fn of(item: &Node) -> Own {
        let mut own = Own::default();
        own.add(item, false);
        own
    }

    fn add(&mut self, node: &Node, in_code: bool) {
        for child in node.children() {
            if let Some(text) = child.own_text() {
                // Code may hold any mark of the syntax.
                self.text.push_str(if in_code { " " } else { &text });
                continue;
            }
            let lists = matches!(child.name(), "ul" | "ol") && child.has_class("blocks");
            if lists || (child.name() == "details" && child.has_class("fold")) {
                continue;
            }
            self.elements.push(child.clone());
            if !child.has_class("embed") && !child.has_class("query") {
                self.add(&child, in_code || matches!(child.name(), "code" | "pre"));
            }
        }
    }

    fn count(&self, meets: impl Fn(&Node) -> bool) -> usize {
        self.elements.iter().filter(|element| meets(element)).count()
    }

    fn named(&self, name: &str) -> usize {
        self.count(|element| element.name() == name)
    }

    fn classed(&self, class: &str) -> usize {
        self.count(|element| element.has_class(class))
    }

    fn leads(&self, href: &str) -> bool {
        self.count(|element| element.name() == "a" && element.attribute("href").as_deref() == Some(href)) > 0
    }

    fn says_missing(&self) -> bool {
        self.count(|element| element.has_class("ref") && element.has_class("missing")) > 0
    }

    fn code(&self, text: &str) -> bool {
        self.count(|element| element.name() == "code" && element.text() == text) > 0
    }
}

/// What became of one occurrence.
enum Fate {
    Shown,
    Boxed,
    Raw,
}

fn fate(shown: bool, boxed: bool) -> Fate {
    match (shown, boxed) {
        (true, _) => Fate::Shown,
        (_, true) => Fate::Boxed,
        _ => Fate::Raw,
    }
}

/// What tells some constructs in a line, by name.
const PATTERNS: &[(&str, &str)] = &[
    ("bold", r"\*\*[^*\s][^*]*\*\*"),
    ("struck out", r"~~[^~\s][^~]*~~"),
    ("marked", r"==[^=\s][^=]*==|\^\^[^^\s][^^]*\^\^"),
    ("link to another site", r"\]\(https?://"),
    ("bare address", r"(?:^|\s)https?://\S"),
    ("footnote", r"\[\^[^\]]+\]"),
    ("check box", r"^\[[ xX]\] "),
    ("hiccup", r"\[:[a-z][a-z0-9.-]*[ \]]"),
    ("begin", r"(?i)^#\+BEGIN_(\w+)"),
    ("element", r"<(details|summary|kbd|sub|sup|mark|u|br|img|video|iframe|div|span|b|i|a|p)\b[^>]*>"),
];

struct Census<'b> {
    patterns: BTreeMap<&'static str, Regex>,
    built: &'b Built,
    /// Blocks at home by page and id; those of numbered lists besides.
    items: BTreeMap<(String, String), Handle>,
    numbered: BTreeSet<(String, String)>,
    mains: BTreeMap<String, Own>,
    tallies: BTreeMap<String, Tally>,
    here: String,
}

impl<'b> Census<'b> {
    fn of(built: &'b Built) -> Census<'b> {
        let mut census = Census {
            patterns: PATTERNS.iter().map(|(name, pattern)| (*name, Regex::new(pattern).unwrap())).collect(),
            built,
            items: BTreeMap::new(),
            numbered: BTreeSet::new(),
            mains: BTreeMap::new(),
            tallies: BTreeMap::new(),
            here: String::new(),
        };
        for (path, bytes) in built.files.iter().filter(|(path, _)| path.ends_with(".html")) {
            let root = dom::parse(std::str::from_utf8(bytes).unwrap()).root;
            for list in root.find(|node| node.has_class("blocks")) {
                for item in list.children().into_iter().filter(|item| item.has_class("block")) {
                    let Some(id) = item.attribute("id") else { continue };
                    if list.name() == "ol" {
                        self::insert(&mut census.numbered, path, &id);
                    }
                    census.items.insert((path.clone(), id), item);
                }
            }
            let mut all = Own::default();
            for element in root.find(|_| true) {
                all.elements.push(element);
            }
            census.mains.insert(path.clone(), all);
        }
        census.notes();
        census
    }

    fn tell(&mut self, construct: &str, fate: Fate) {
        let tally = self.tallies.entry(construct.to_string()).or_default();
        tally.found += 1;
        match fate {
            Fate::Shown => tally.shown += 1,
            Fate::Boxed => tally.boxed += 1,
            Fate::Raw => tally.raw.push(self.here.clone()),
        }
    }

    /// So many of a construct in the notes, and so many elements for it on the page.
    fn tell_all(&mut self, construct: &str, found: usize, shown: usize) {
        (0..found).for_each(|i| self.tell(construct, fate(i < shown, false)));
    }

    fn notes(&mut self) {
        let graph = &self.built.site.graph;
        for (i, outline) in graph.outlines.iter().enumerate() {
            let note = NoteId(i as u32);
            self.here = graph.facts[i].path.to_string();
            match outline.form {
                Form::Blocks => {}
                Form::Verbatim => {
                    self.tell("file of Org", Fate::Boxed);
                    continue;
                }
                Form::Unread => {
                    self.tell("file the program failed on", Fate::Raw);
                    continue;
                }
                Form::Whiteboard { .. } => self.tell("whiteboard", Fate::Boxed),
            }
            for block in 0..outline.blocks.len() as u32 {
                let id = BlockId { note, block };
                let line = outline.text[..outline.blocks[block as usize].span.start as usize].matches('\n').count();
                self.here = format!("{}:{}", graph.facts[i].path, line + 1);
                if graph.is_template(id) {
                    self.tell("template, left out", Fate::Shown);
                    continue;
                }
                self.block(outline, id);
            }
        }
    }

    fn block(&mut self, outline: &Outline, id: BlockId) {
        let site = &self.built.site;
        let page = site.path(&Route::Page(site.graph.owner(id)));
        let anchor = (page.clone(), site.routes.anchor(&site.graph, id));
        let block = &outline.blocks[id.block as usize];
        // A page that is long goes on in parts of its own.
        let item =
            self.items.get(&anchor).or_else(|| self.items.iter().find(|((_, id), _)| *id == anchor.1).map(|i| i.1));
        let own = match item {
            Some(item) => Own::of(item),
            // A section is a page of its own, and here a line that leads to it.
            None if site.graph.is_section(id) => return self.tell("section, a page of its own", Fate::Shown),
            None if block.pre_block || outline.is_empty(id.block) || site.graph.is_blank(id) => Own::default(),
            None => {
                self.tell("block", Fate::Raw);
                return;
            }
        };
        if item.is_some() {
            self.tell("block", Fate::Shown);
        }
        self.references(outline, id, &own);
        self.properties(outline, id, &own, &page);
        self.task(outline, id, &own);
        self.shape(outline, id, &own, &anchor);
        self.lines(outline, id, &own);
    }

    fn references(&mut self, outline: &Outline, id: BlockId, own: &Own) {
        for r in outline.refs_of(id.block).iter().filter(|r| r.within.is_none() && !r.in_property) {
            let (construct, fate) = self.reference(outline, id, r, own);
            if let Some(fate) = fate {
                self.tell(&construct, fate);
            }
        }
    }

    fn reference(&self, outline: &Outline, id: BlockId, r: &Ref, own: &Own) -> (String, Option<Fate>) {
        let site = &self.built.site;
        let (graph, text) = (&site.graph, &*outline.text);
        let target = r.target.of(text);
        let page = graph.target(id.note, r);
        let leads = page.is_some_and(|page| own.leads(&site.cx(1).href(Route::Page(page))));
        let embed = own.classed("embed") > 0;
        let file = own.count(|node| matches!(node.name(), "img" | "audio" | "video")) > 0 || own.classed("out") > 0;
        let (construct, fate) = match r.kind {
            RefKind::Page => ("reference: page", fate(leads, false)),
            RefKind::Tag => ("reference: tag", fate(leads || own.classed("tag") > 0, false)),
            RefKind::Date => ("reference: date", fate(leads, false)),
            RefKind::File => ("reference: file of notes", fate(leads || own.classed("out") > 0, own.says_missing())),
            RefKind::Block => {
                let found = graph.block_of(id.note, r).map(|found| site.cx(1).block_href(found));
                ("reference: block", fate(found.is_some_and(|href| own.leads(&href)), own.says_missing()))
            }
            RefKind::EmbedBlock => ("embed: block", fate(embed, own.says_missing() || own.classed("ref") > 0)),
            RefKind::EmbedPage => ("embed: page", fate(embed, leads)),
            RefKind::Image if target.contains("://") => ("image of another host, a link", fate(file, false)),
            RefKind::Image => match target.rsplit('.').next().map(str::to_ascii_lowercase).as_deref() {
                Some("mp3" | "ogg" | "wav" | "m4a" | "flac") => ("audio", fate(file, own.says_missing())),
                Some("mp4" | "webm" | "mov" | "m4v") => ("video", fate(file, own.says_missing())),
                _ => ("image", fate(file, own.says_missing())),
            },
            RefKind::Asset => ("reference: other file", fate(file, own.says_missing())),
            RefKind::Ticket if !graph.is_ticket(target) => return (String::new(), None),
            RefKind::Ticket => ("reference: ticket", fate(own.classed("ticket") > 0, false)),
            RefKind::Macro => {
                let name = target.split_whitespace().next().unwrap_or("").to_ascii_lowercase();
                return (format!("macro: {name}"), Some(self.macro_fate(&name, r.span.of(text), own)));
            }
        };
        (construct.to_string(), Some(fate))
    }

    fn macro_fate(&self, name: &str, source: &str, own: &Own) -> Fate {
        let unanswered = |node: &Node| node.has_class("query") && node.text().contains(", not evaluated");
        match name {
            "query" | "namespace" => fate(own.classed("query") > own.count(unanswered), own.count(unanswered) > 0),
            "cloze" => fate(own.classed("cloze") > 0, false),
            "video" | "youtube" | "tweet" | "twitter" | "vimeo" | "bilibili" => fate(own.classed("out") > 0, false),
            "youtube-timestamp" => fate(!own.text.contains("{{"), false),
            "renderer" => Fate::Boxed,
            _ if self.built.site.config.logseq.macros.contains_key(name) => fate(!own.text.contains("{{"), false),
            _ => fate(false, own.code(source) || own.count(unanswered) > 0),
        }
    }

    fn properties(&mut self, outline: &Outline, id: BlockId, own: &Own, page: &str) {
        // Those that say how something is shown, or name it; the others stand beside the text.
        const ELSEWHERE: &[&str] =
            &["title", "alias", "aliases", "icon", "filters", "public", "completed", "file-path"];
        let cx = self.built.site.cx(1);
        for property in outline.properties_of(id.block) {
            if property.value.trim().is_empty() || ELSEWHERE.contains(&&*property.key) {
                continue;
            }
            if !annals::views::passages::is_shown(&cx, property) {
                self.tell("property of the app’s own, kept out", Fate::Shown);
                continue;
            }
            let key = property.key_span.of(&outline.text).trim();
            let is_key = |node: &Node| node.name() == "dt" && [key, &property.key].contains(&&*node.words());
            let of_page = self.mains.get(page).is_some_and(|main| main.count(is_key) > 0);
            self.tell("property", fate(own.count(is_key) > 0 || of_page, false));
        }
    }

    fn task(&mut self, outline: &Outline, id: BlockId, own: &Own) {
        let Some(task) = outline.blocks[id.block as usize].task() else { return };
        if let Some(marker) = task.marker {
            self.tell(&format!("task: {}", marker.word()), fate(own.classed("state") > 0, false));
        }
        if task.priority.is_some() {
            self.tell("task: priority", fate(own.classed("pri") > 0, false));
        }
        let dated = own.classed("when") > 0 || !own.text.contains("<20");
        for (word, stamp) in [("SCHEDULED", task.scheduled), ("DEADLINE", task.deadline)] {
            if stamp.is_some() {
                self.tell(&format!("task: {word}"), fate(dated && !own.text.contains(word), false));
            }
        }
        if task.clocked > 0 {
            self.tell("task: clocks", fate(own.classed("spent") > 0, false));
        }
    }

    /// What a block is by its first line or by a property of the app's own.
    fn shape(&mut self, outline: &Outline, id: BlockId, own: &Own, anchor: &(String, String)) {
        let block = &outline.blocks[id.block as usize];
        if block.heading > 0 && !block.title.is_empty() {
            let heads = own.count(|node| {
                node.name() == "b" && ["h1", "h2", "h3", "h4", "h5", "h6"].iter().any(|h| node.has_class(h))
            });
            self.tell("heading", fate(heads > 0, false));
        }
        let property = |key: &str| outline.properties_of(id.block).iter().any(|p| &*p.key == key);
        if property("logseq.order-list-type") {
            self.tell("numbered bullet", fate(self.numbered.contains(anchor), false));
        }
        if property("background-color") {
            self.tell("background colour", fate(own.named("mark") > 0, false));
        }
        if property("hl-type") {
            self.tell("PDF highlight", fate(own.named("q") + own.named("img") > 0, own.says_missing()));
        }
        if block.collapsed && block.end > id.block + 1 {
            let closed = own.count(|node| node.name() == "details" && node.attribute("open").is_none());
            self.tell("folded bullet", fate(closed > 0, false));
        }
        for code in outline.code_of(id.block) {
            let language = annals::markup::highlight::language(code.language.of(&outline.text));
            let known = own.count(|node| node.name() == "code" && node.find(|n| n.name() == "span").len() > 1) > 0;
            let construct = match (language.is_empty(), known) {
                (true, _) => "code without a language",
                (_, true) => "code of a language in colours",
                (_, false) => "code of a language without colours",
            };
            self.tell(construct, fate(own.named("pre") > 0, false));
        }
    }

    /// What the lines of a block say, code left out.
    fn lines(&mut self, outline: &Outline, id: BlockId, own: &Own) {
        let mut lines: Vec<String> = Vec::new();
        let code = outline.code_of(id.block);
        for span in outline.body(id.block) {
            if code.iter().any(|code| code.body.contains(span)) {
                continue;
            }
            // References and code spans stand for themselves.
            let spans = code_spans(&outline.text, span);
            self.tell_all("code in a line", spans.len(), own.named("code"));
            let mut line = span.of(&outline.text).to_string();
            let refs = outline.refs_of(id.block).iter().filter(|r| !r.in_property && span.contains(r.span));
            let mut opaque: Vec<Span> = refs.map(|r| r.span).chain(spans).collect();
            opaque.sort_unstable();
            for gap in opaque.iter().rev() {
                let (from, to) = ((gap.start - span.start) as usize, (gap.end - span.start) as usize);
                if line.get(from..to).is_some() {
                    line.replace_range(from..to, "x");
                }
            }
            lines.push(line.trim().to_string());
        }
        let matches = |name: &str| {
            let pattern = &self.patterns[name];
            lines.iter().map(|line| pattern.find_iter(line).count()).sum::<usize>()
        };
        let runs = |begins: &dyn Fn(&str) -> bool| {
            lines
                .chunk_by(|a, b| begins(a) == begins(b))
                .filter(|run| begins(&run[0]))
                .map(<[String]>::to_vec)
                .collect::<Vec<_>>()
        };
        let counted = [
            ("bold", matches("bold"), own.named("strong") + own.named("b") + own.named("i")),
            ("struck out", matches("struck out"), own.named("del") + own.named("s")),
            ("marked", matches("marked"), own.named("mark")),
            ("link to another site", matches("link to another site"), own.classed("out")),
            ("bare address", matches("bare address"), own.classed("out")),
            (
                "list within a bullet",
                usize::from(lines.iter().skip(1).any(|l| l.starts_with("* ") || l.starts_with("+ "))),
                own.named("ul"),
            ),
            ("footnote", matches("footnote"), own.named("sup") + own.classed("fn") + own.classed("n")),
            ("check box", usize::from(matches("check box") > 0), own.classed("state")),
            ("rule", lines.iter().filter(|line| *line == "---").count(), own.named("hr")),
            ("formula", own.named("math") + own.classed("math-error"), own.named("math")),
            ("hiccup", matches("hiccup"), usize::MAX * usize::from(!own.text.contains("[:"))),
            ("table", runs(&|l| l.starts_with('|')).iter().filter(|run| run.len() > 1).count(), own.named("table")),
            ("quote", runs(&|l| l.starts_with('>')).len(), own.named("blockquote") + own.classed("callout")),
        ];
        for (construct, found, shown) in counted {
            self.tell_all(construct, found, shown);
        }
        let begun = lines.iter().filter_map(|line| self.patterns["begin"].captures(line));
        for name in begun.map(|found| found[1].to_ascii_uppercase()).collect::<Vec<_>>() {
            let unanswered = |node: &Node| node.has_class("query") && node.text().contains(", not evaluated");
            let fate = match name.as_str() {
                "QUERY" => fate(own.classed("query") > own.count(unanswered), own.count(unanswered) > 0),
                _ => fate(!own.text.to_ascii_uppercase().contains("#+BEGIN"), false),
            };
            self.tell(&format!("#+BEGIN_{name}"), fate);
        }
        for name in lines
            .iter()
            .flat_map(|line| self.patterns["element"].captures_iter(line))
            .map(|found| found[1].to_string())
            .collect::<Vec<_>>()
        {
            let gone = own.classed("out") > 0 || !own.text.contains('<');
            self.tell(&format!("HTML: <{name}>"), fate(own.named(&name) > 0 || gone, false));
        }
    }

    #[expect(clippy::print_stdout, reason = "the table is for whoever asks, with --nocapture")]
    fn print(&self, graph: &str) -> f64 {
        println!("\n{graph}\n{:42} {:>7} {:>7} {:>7} {:>7}", "construct", "found", "shown", "boxed", "raw");
        let mut all = Tally::default();
        for (construct, tally) in &self.tallies {
            let Tally { found, shown, boxed, raw } = tally;
            println!("{construct:42} {found:>7} {shown:>7} {boxed:>7} {:>7}", raw.len());
            raw.iter().take(4).for_each(|at| println!("    {at}"));
            all.found += found;
            all.shown += shown;
            all.boxed += boxed;
            all.raw.extend(raw.iter().cloned());
        }
        let percent = 100.0 * all.shown as f64 / all.found as f64;
        println!(
            "{:42} {:>7} {:>7} {:>7} {:>7}   {percent:.2} % shown",
            "all",
            all.found,
            all.shown,
            all.boxed,
            all.raw.len()
        );
        percent
    }
}

fn insert(set: &mut BTreeSet<(String, String)>, path: &str, id: &str) {
    set.insert((path.to_string(), id.to_string()));
}

/// At least so many of a hundred are shown as meant.
const LEAST: f64 = 98.0;

fn census(graph: &str) {
    let root = PathBuf::from(std::env::var_os("ANNALS_GRAPHS").expect("ANNALS_GRAPHS names the folder of graphs"));
    let built = build(&root.join(graph), "2024-12-13");
    let percent = Census::of(&built).print(graph);
    assert!(percent >= LEAST, "{graph}: {percent:.2} % are shown");
    let complaints = checker::check_but(&built.files, &prose::of(graph)).complaints;
    let raw: Vec<&String> = complaints.iter().filter(|complaint| complaint.contains("as in the notes")).collect();
    assert!(raw.is_empty(), "{graph}: {} places show the syntax of the notes\n{raw:#?}", raw.len());
}

#[test]
fn the_documentation_of_logseq_is_shown_whole() {
    census("logseq--docs");
}

#[test]
fn a_personal_logseq_graph_is_shown_whole() {
    census("mikegomezg--babbitt-logseq/babbitt");
}
