//! Every note, block, reference and date as JSON lines: what the program read, for other programs and for comparison.
//!
//! The schema is Logseq's own reading, with its names in lower case. Does not resolve names, and writes nowhere: lines
//! go to whoever gives a writer.

mod own;

use crate::config::Logseq;
use crate::date::{Formats, Read};
use crate::name::{self, FileNames};
use crate::outline::{Outline, Property, Ref, RefKind, RepeatMode, Stamp, macros, property};
use rustc_hash::FxHashSet;
use serde_json::{Map, Value, json};
use std::borrow::Cow;
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
            let values = keys.iter().filter_map(|k| page.values.get(*k));
            // A value in quotes is one name.
            let items = values.flat_map(|v| v.as_array().map_or(std::slice::from_ref(v), Vec::as_slice));
            let names = items.filter_map(Value::as_str).filter(|n| !n.trim().is_empty()).map(name::key);
            names.filter(|n| *n != key).collect::<BTreeSet<_>>().into_iter().collect()
        };
        let line = json!({
            "type": "page", "file": path, "page": key, "title": title, "journal_day": day,
            "properties": page.raw, "property_values": page.values,
            "aliases": list(&["alias", "aliases"]), "tags": list(&["tags"]),
        });
        writeln!(out, "{line}")?;
        self.count("pages", 1);
        let mut place: Vec<u32> = Vec::new();
        let mut depths: Vec<usize> = outline.blocks.iter().map(|b| b.depth as usize).collect();
        if let Some(first) = outline.blocks.first()
            && !first.pre_block
            && outline.text[..first.span.start as usize].contains('\n')
        {
            place.push(0);
            writeln!(out, "{}", blank_block(path))?;
            self.count("blocks", 1);
            depths = depths_below_blank_block(outline);
        }
        for (i, depth) in depths.into_iter().enumerate() {
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
        let mut said: Vec<Property> = outline.properties_of(i).to_vec();
        if i == 0 {
            said.splice(0..0, outline.page_properties().iter().cloned());
        }
        let mut properties = self.properties(outline, &said, i);
        let id = block.id.map(|id| id.of(text).to_ascii_lowercase());
        let id = id.filter(|id| self.ids.insert(id.clone()));
        let mut content = Cow::Borrowed(block.span.of(text));
        if let Some(taken) = block.id.filter(|_| id.is_none()) {
            properties.raw.remove("id");
            properties.values.remove("id");
            content = Cow::Owned(content.replacen(&format!("id:: {}", taken.of(text)), "", 1));
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
                    calls.insert(format!("{name} {}", arguments.join(" ")));
                }
            }
        }
        let indent = if block.pre_block { 0 } else { block.level as usize + 1 };
        let task = block.task().unwrap_or_default();
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
            "heading": own::hashes(block.span.of(text)),
            "marker": task.marker.map(|m| m.word()), "priority": task.priority.map(String::from),
            "scheduled": task.scheduled.map(stamp), "deadline": task.deadline.map(stamp),
            "properties": properties.raw, "property_values": properties.values,
            "id": id, "collapsed": block.collapsed && !block.pre_block, "pre_block": block.pre_block,
            "refs": refs, "refs_implicit": implicit, "block_refs": block_refs, "macros": calls,
            "customs": own::customs(outline, i), "code_langs": codes,
            "content_hash": own::content_hash(&own::stored(&content, indent), block.pre_block),
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
            let of_page = outline.blocks.first().is_some_and(|b| b.pre_block) && i == 0;
            if &*p.key == "collapsed" && p.value.trim() != "false" && !of_page {
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
        let quoted = written.len() > 1 && written.starts_with('"') && written.ends_with('"');
        if quoted || property::is_plain(&p.key) {
            return json!(written);
        }
        let named = inside.iter().filter_map(|r| name_of(r, &outline.text));
        let mut names: BTreeSet<&str> = named.map(str::trim).collect();
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
        match written {
            _ if !names.is_empty() => json!(names),
            "true" => json!(true),
            "false" => json!(false),
            _ if written.bytes().all(|b| b.is_ascii_digit()) => {
                written.parse::<i64>().map_or(json!(written), |n| json!(n))
            }
            _ => json!(written),
        }
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
            let excluded =
                |k: &str| property::is_built_in(k) || self.rules.property_pages_excluded.iter().any(|e| e == k);
            names.extend(keys.iter().filter(|k| !excluded(k)).cloned());
        }
        names.extend(refs.iter().flat_map(|r| name::parents(r).map(|p| self.rules.key(p))));
        names.retain(|n| !refs.contains(n) && !n.is_empty());
        names
    }
}

/// How deep blocks stand if a block of level 1 stands before them: an indented first one is its child.
fn depths_below_blank_block(outline: &Outline) -> Vec<usize> {
    let mut open: Vec<u16> = vec![1];
    let mut depths = Vec::with_capacity(outline.blocks.len());
    for level in outline.blocks.iter().map(|b| b.level) {
        let above = open.partition_point(|&other| other < level);
        let compared = open.get(above).copied().unwrap_or(level);
        open.truncate(above);
        open.push(compared);
        depths.push(above);
    }
    depths
}

/// The block that Logseq makes of blank lines before the first one.
fn blank_block(path: &str) -> Value {
    json!({
        "type": "block", "file": path, "path": [0], "level": 1, "title": "", "heading": null, "marker": null,
        "priority": null, "scheduled": null, "deadline": null, "properties": {}, "property_values": {}, "id": null,
        "collapsed": false, "pre_block": true, "refs": [], "refs_implicit": [], "block_refs": [], "macros": [],
        "customs": [], "code_langs": [], "content_hash": own::content_hash("", true),
    })
}

/// The page a reference names, if it names one.
fn name_of<'t>(r: &Ref, text: &'t str) -> Option<&'t str> {
    match r.kind {
        RefKind::Page | RefKind::Tag | RefKind::EmbedPage => Some(r.target.of(text)),
        // To Logseq, a link to a file is a link to the page of its label; not one to a place in it.
        RefKind::File if !r.in_property && r.anchor.is_none() => Some(r.label?.of(text)),
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
