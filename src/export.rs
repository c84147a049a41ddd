//! Every note, block, reference and date as JSON lines: what the program read, for other programs and for comparison.
//!
//! The schema is Logseq's own reading, with its names in lower case. Does not resolve names, and writes nowhere: lines
//! go to whoever gives a writer.

use crate::config::Logseq;
use crate::date::{Formats, Read};
use crate::name::{self, FileNames};
use crate::outline::{Outline, Property, Ref, RefKind, RepeatMode, Stamp, macros, property};
use rustc_hash::FxHashSet;
use serde_json::{Map, Value, json};
use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, Write};

/// What names and properties mean in one graph.
#[derive(Clone, Debug)]
pub struct ExportRules {
    /// How names are read as days; the first is how titles of days are written.
    pub formats: Formats,
    /// How file names were made.
    pub files: FileNames,
    /// Keys whose values commas split, besides `tags` and `alias`.
    pub comma_separated: Vec<String>,
    /// Keys whose values name no page.
    pub unreferenced: Vec<String>,
    /// Whether keys are pages.
    pub property_pages: bool,
    /// Keys that are none all the same.
    pub property_pages_excluded: Vec<String>,
}

impl ExportRules {
    /// The rules of a graph's `config.edn`.
    pub fn of(logseq: &Logseq, files: FileNames) -> ExportRules {
        ExportRules {
            formats: Formats::logseq(logseq.title_format.as_deref().unwrap_or("MMM do, yyyy")),
            files,
            comma_separated: logseq.comma_separated.clone(),
            unreferenced: logseq.unreferenced.clone(),
            property_pages: logseq.property_pages,
            property_pages_excluded: logseq.property_pages_excluded.clone(),
        }
    }

    /// A page's title, its key and its day: a name that reads as a day is called as the graph calls days.
    fn page(&self, name: &str) -> (String, String, Option<i64>) {
        match (self.formats.read(name).and_then(Read::day), self.formats.own()) {
            (Some(day), Some(own)) => {
                let title = own.write(day);
                (title.clone(), name::key(&title), Some(number(day)))
            }
            _ => (name.to_string(), name::key(name), None),
        }
    }

    fn key(&self, name: &str) -> String {
        self.page(name).1
    }

    fn splits(&self, key: &str) -> bool {
        matches!(key, "tags" | "alias" | "aliases") || self.comma_separated.iter().any(|k| k == key)
    }
}

/// Writes all notes, given by path and in the order of their paths, and a summary.
///
/// # Errors
/// Those of the writer.
pub fn jsonl(notes: &[(&str, &Outline)], rules: &ExportRules, out: &mut impl Write) -> io::Result<()> {
    let mut export = Export { rules, ids: FxHashSet::default(), counts: BTreeMap::new() };
    for (path, outline) in notes {
        *export.counts.entry("files").or_default() += 1;
        if outline.text.trim().is_empty() {
            *export.counts.entry("blank_files").or_default() += 1;
            continue;
        }
        export.note(path, outline, out)?;
    }
    let mut summary = Map::new();
    summary.insert("type".into(), json!("summary"));
    for key in [
        "files",
        "blank_files",
        "pages",
        "blocks",
        "tasks",
        "scheduled",
        "deadline",
        "refs",
        "block_refs",
        "properties",
    ] {
        summary.insert(key.into(), json!(export.counts.get(key).copied().unwrap_or(0)));
    }
    summary.insert("errors".into(), json!([]));
    summary.insert("config_error".into(), Value::Null);
    writeln!(out, "{}", Value::Object(summary))
}

struct Export<'a> {
    rules: &'a ExportRules,
    /// UUIDs that a block has taken: the first in file order keeps one.
    ids: FxHashSet<String>,
    counts: BTreeMap<&'static str, usize>,
}

/// A block's properties as the schema has them.
#[derive(Default)]
struct Facts {
    raw: Map<String, Value>,
    values: Map<String, Value>,
    refs: BTreeSet<String>,
    keys: BTreeSet<String>,
}

impl Export<'_> {
    fn count(&mut self, what: &'static str, n: usize) {
        *self.counts.entry(what).or_default() += n;
    }

    fn note(&mut self, path: &str, outline: &Outline, out: &mut impl Write) -> io::Result<()> {
        let page = self.properties(outline, outline.page_properties(), 0);
        let stem = path.rsplit('/').next().and_then(|f| f.rsplit_once('.')).map_or(path, |(stem, _)| stem);
        let by_file = name::from_file_name(stem, self.rules.files);
        let named = page.raw.get("title").and_then(Value::as_str).filter(|t| !t.is_empty()).unwrap_or(&by_file);
        let (title, key, day) = self.rules.page(named);
        let list = |keys: &[&str]| -> Vec<String> {
            let items = keys.iter().filter_map(|k| page.values.get(*k)?.as_array()).flatten().filter_map(Value::as_str);
            items.map(|n| self.rules.key(n)).filter(|n| *n != key).collect::<BTreeSet<_>>().into_iter().collect()
        };
        let line = json!({
            "type": "page", "file": path, "page": key, "title": title, "journal_day": day,
            "properties": page.raw, "property_values": page.values,
            "aliases": list(&["alias", "aliases"]), "tags": list(&["tags"]),
        });
        writeln!(out, "{line}")?;
        self.count("pages", 1);
        let mut place: Vec<u32> = Vec::new();
        for (i, block) in outline.blocks.iter().enumerate() {
            let depth = block.depth as usize;
            let next = place.get(depth).map_or(0, |n| n + 1);
            place.truncate(depth);
            place.push(next);
            self.block(path, outline, i as u32, &place, out)?;
        }
        Ok(())
    }

    fn block(&mut self, path: &str, outline: &Outline, i: u32, place: &[u32], out: &mut impl Write) -> io::Result<()> {
        let block = &outline.blocks[i as usize];
        let text = &*outline.text;
        let mut own: Vec<Property> = outline.properties_of(i).to_vec();
        if i == 0 {
            own.splice(0..0, outline.page_properties().iter().cloned());
        }
        let mut properties = self.properties(outline, &own, i);
        let id = block.id.map(|id| id.of(text).to_ascii_lowercase());
        let id = id.filter(|id| self.ids.insert(id.clone()));
        if block.id.is_some() && id.is_none() {
            properties.raw.remove("id");
            properties.values.remove("id");
        }
        let mut refs = std::mem::take(&mut properties.refs);
        let (mut block_refs, mut calls) = (BTreeSet::new(), BTreeSet::new());
        for r in outline.refs_of(i) {
            match r.kind {
                RefKind::Block | RefKind::EmbedBlock => {
                    let id = r.target.of(text).to_ascii_lowercase();
                    // Logseq takes an embedded block for a page of that name as well.
                    if r.kind == RefKind::EmbedBlock {
                        refs.insert(id.clone());
                    }
                    block_refs.insert(id);
                }
                _ if r.in_property => {}
                _ => refs.extend(name_of(r, text).map(|n| self.rules.key(n))),
            }
            if matches!(r.kind, RefKind::Macro | RefKind::EmbedBlock | RefKind::EmbedPage) {
                let inner = r.span.of(text).trim_start_matches('{').trim_end_matches('}');
                if let Some((name, arguments)) = macros::split(inner) {
                    calls.insert(std::iter::once(name).chain(arguments).map(str::trim).collect::<Vec<_>>().join(" "));
                }
            }
        }
        let task = block.task.unwrap_or_default();
        let implicit = self.implicit(&refs, &properties.keys, task.marker.map(|m| m.word()), task.priority);
        let codes: Vec<&str> = outline.code_of(i).iter().map(|c| c.language.of(text)).collect();
        self.count("blocks", 1);
        self.count("tasks", usize::from(task.marker.is_some()));
        self.count("scheduled", usize::from(task.scheduled.is_some()));
        self.count("deadline", usize::from(task.deadline.is_some()));
        self.count("refs", refs.len());
        self.count("block_refs", block_refs.len());
        self.count("properties", properties.raw.len());
        let line = json!({
            "type": "block", "file": path, "path": place, "level": place.len(),
            "title": if block.pre_block { "" } else { block.title.of(text).trim() },
            "heading": hashes(block.span.of(text)),
            "marker": task.marker.map(|m| m.word()), "priority": task.priority.map(String::from),
            "scheduled": task.scheduled.map(stamp), "deadline": task.deadline.map(stamp),
            "properties": properties.raw, "property_values": properties.values,
            "id": id, "collapsed": block.collapsed, "pre_block": block.pre_block,
            "refs": refs, "refs_implicit": implicit, "block_refs": block_refs, "macros": calls,
            "customs": customs(block.span.of(text)), "code_langs": codes,
            "content_hash": content_hash(block.span.of(text), block.pre_block),
        });
        writeln!(out, "{line}")
    }

    /// Raw and parsed values of properties whose references stand in block `i`. The last of a key counts.
    fn properties(&self, outline: &Outline, list: &[Property], i: u32) -> Facts {
        let mut read = Facts::default();
        let in_block = if outline.blocks.is_empty() { &[][..] } else { outline.refs_of(i) };
        for p in list.iter().filter(|p| property::is_valid(&p.key)) {
            let inside: Vec<&Ref> = in_block.iter().filter(|r| r.in_property && p.span.contains(r.span)).collect();
            let value = self.value(outline, p, &inside);
            if let Value::Array(names) = &value
                && !self.rules.unreferenced.iter().any(|k| *k == *p.key)
            {
                read.refs.extend(names.iter().filter_map(Value::as_str).map(|n| self.rules.key(n)));
            }
            if &*p.key == "collapsed" && p.value.trim() != "false" {
                continue;
            }
            read.keys.insert(p.key.to_string());
            read.raw.insert(p.key.to_string(), json!(p.value.trim()));
            read.values.insert(p.key.to_string(), value);
        }
        read
    }

    fn value(&self, outline: &Outline, p: &Property, inside: &[&Ref]) -> Value {
        let written = p.value.trim();
        if written.len() > 1 && written.starts_with('"') && written.ends_with('"') {
            return json!(written);
        }
        match written {
            "true" => return json!(true),
            "false" => return json!(false),
            _ => {}
        }
        if !written.is_empty() && written.bytes().all(|b| b.is_ascii_digit()) {
            return written.parse::<i64>().map_or(json!(written), |n| json!(n));
        }
        let mut names: BTreeSet<&str> = inside.iter().filter_map(|r| name_of(r, &outline.text)).collect();
        if self.rules.splits(&p.key) {
            let spelled = p.span.of(&outline.text).trim();
            let (text, from) = if spelled == written { (&*outline.text, p.span.start) } else { (&*p.value, 0) };
            let mut at = from as usize;
            let end = at + written.len();
            let outer = inside.iter().filter(|r| r.within.is_none() && name_of(r, &outline.text).is_some());
            let mut stops: Vec<(usize, usize)> = if from == 0 && spelled != written {
                Vec::new()
            } else {
                outer.map(|r| (r.span.start as usize, r.span.end as usize)).collect()
            };
            stops.push((end, end));
            for (start, stop) in stops {
                names.extend(
                    text.get(at..start).unwrap_or("").split([',', '，']).map(str::trim).filter(|n| !n.is_empty()),
                );
                at = stop;
            }
        }
        if names.is_empty() { json!(written) } else { json!(names) }
    }

    /// Names that Logseq adds of its own accord: marker, priority, keys, and the parents of names.
    fn implicit(
        &self,
        refs: &BTreeSet<String>,
        keys: &BTreeSet<String>,
        marker: Option<&str>,
        priority: Option<char>,
    ) -> BTreeSet<String> {
        let mut names: BTreeSet<String> = marker.map(str::to_lowercase).into_iter().collect();
        names.extend(priority.map(|p| p.to_lowercase().to_string()));
        if self.rules.property_pages {
            let excluded = |k: &str| is_built_in(k) || self.rules.property_pages_excluded.iter().any(|e| e == k);
            names.extend(keys.iter().filter(|k| !excluded(k)).cloned());
        }
        names.extend(refs.iter().flat_map(|r| name::parents(r).map(|p| self.rules.key(p))));
        names.retain(|n| !refs.contains(n) && !n.is_empty());
        names
    }
}

/// The page a reference names, if it names one.
fn name_of<'t>(r: &Ref, text: &'t str) -> Option<&'t str> {
    match r.kind {
        RefKind::Page | RefKind::Tag | RefKind::EmbedPage => Some(r.target.of(text)),
        // To Logseq, a link to a file is a link to the page of its label.
        RefKind::File => Some(r.label?.of(text)),
        _ => None,
    }
}

fn number(day: chrono::NaiveDate) -> i64 {
    use chrono::Datelike;
    i64::from(day.year()) * 10_000 + i64::from(day.month()) * 100 + i64::from(day.day())
}

fn stamp(stamp: Stamp) -> Value {
    let repeat = stamp.repeat.map(|r| {
        let mode = match r.mode {
            RepeatMode::Plus => "+",
            RepeatMode::DoublePlus => "++",
            RepeatMode::DotPlus => ".+",
        };
        format!("{mode}{}{}", r.count, r.unit)
    });
    let time = stamp.time.map(|t| format!("{:02}:{:02}", t / 60, t % 60));
    json!({"date": number(stamp.date), "time": time, "repeat": repeat, "active": stamp.active})
}

/// How many `#` a block opens with.
fn hashes(own: &str) -> Option<usize> {
    let rest = own.strip_prefix('-').unwrap_or(own).trim_start_matches([' ', '\t']);
    let count = rest.bytes().take_while(|&b| b == b'#').count();
    (count > 0 && rest[count..].chars().next().is_none_or(char::is_whitespace)).then_some(count)
}

/// The kinds of `#+BEGIN_X` blocks that Logseq calls custom.
fn customs(own: &str) -> Vec<String> {
    let mut found = Vec::new();
    if !own.contains("#+") {
        return found;
    }
    let mut inside: Option<String> = None;
    for line in own.lines() {
        let line = line.trim_start_matches(['-', ' ', '\t']);
        let Some((directive, rest)) = line.split_at_checked(8) else { continue };
        let kind = rest.split_whitespace().next().unwrap_or("").to_ascii_lowercase();
        if inside.is_none() && directive.eq_ignore_ascii_case("#+begin_") {
            if !matches!(kind.as_str(), "src" | "example" | "quote" | "export" | "comment") {
                found.push(kind.clone());
            }
            inside = Some(kind);
        } else if inside.as_ref().is_some_and(|k| line.to_ascii_lowercase() == format!("#+end_{k}")) {
            inside = None;
        }
    }
    found
}

/// The first 16 hex digits of the SHA-1 of a block's own text with its white space made single.
fn content_hash(own: &str, pre_block: bool) -> String {
    use sha1::{Digest, Sha1};
    let own = if pre_block { own } else { own.strip_prefix('-').unwrap_or(own) };
    let plain = own.split_whitespace().collect::<Vec<_>>().join(" ");
    Sha1::digest(plain.as_bytes()).iter().take(8).map(|b| format!("{b:02x}")).collect()
}

/// Keys that Logseq keeps for itself: they are no pages.
fn is_built_in(key: &str) -> bool {
    const BUILT_IN: &[&str] = &[
        "alias",
        "aliases",
        "background-color",
        "background_color",
        "collapsed",
        "created-at",
        "custom-id",
        "doing",
        "done",
        "exclude-from-graph-view",
        "filters",
        "heading",
        "hl-color",
        "hl-page",
        "hl-stamp",
        "hl-type",
        "icon",
        "id",
        "last-modified-at",
        "later",
        "ls-type",
        "now",
        "public",
        "query-properties",
        "query-sort-by",
        "query-sort-desc",
        "query-table",
        "tags",
        "template",
        "template-including-parent",
        "title",
        "todo",
        "updated-at",
    ];
    BUILT_IN.contains(&key) || key.starts_with("logseq.")
}
