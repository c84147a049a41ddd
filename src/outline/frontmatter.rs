//! Front matter at the head of a file: `---`, `key: value`, `---` in YAML, or `+++`, `key = "value"`, `+++` in TOML.
//!
//! Lines of plain `key: value` are taken as written, as Logseq does; anything richer goes through a parser, lists joined by
//! `, `. What no parser makes anything of is text like any other. Does not know what a key means.

use super::lines::{Line, is_space, skip_space, trim_end};
use crate::diagnostic::{Code, Diagnostic};
use crate::span::Span;
use serde_json::Value;
use std::borrow::Cow;
use toml::de::{DeTable, DeValue};

/// One entry: where its key and its value stand, and the value as text.
#[derive(Clone)]
pub(super) struct Entry {
    pub key: String,
    pub key_span: Span,
    pub value: String,
    pub span: Span,
}

/// What the head of a file holds, and where the text after it begins.
pub(super) struct FrontMatter {
    pub entries: Vec<Entry>,
    pub end: usize,
}

/// Reads YAML that begins at `start`; `None` where there is none, it is never closed, or it says nothing.
pub(super) fn yaml(text: &str, start: usize, notes: &mut Vec<Diagnostic>) -> Option<FrontMatter> {
    let bytes = text.as_bytes();
    if !bytes[start..].starts_with(b"---") {
        return None;
    }
    let first = Line::at(bytes, start);
    if trim_end(bytes, start, first.end) != start + 3 {
        return None;
    }
    let mut plain = Some(Vec::new());
    // Every line as Logseq reads it: what counts where YAML does not.
    let mut lines = Some(Vec::new());
    let mut at = first.next;
    loop {
        if at >= bytes.len() {
            return None;
        }
        let line = Line::at(bytes, at);
        let end = trim_end(bytes, line.start, line.end);
        if end == line.start + 3 && matches!(&bytes[line.start..end], b"---" | b"...") {
            let entries = match plain {
                Some(entries) => entries,
                None => parsed(text, first.next, line.start, notes).or(lines)?,
            };
            return Some(FrontMatter { entries, end: line.next });
        }
        if line.text != line.end && bytes[line.text] != b'#' {
            let entry = entry(text, &line);
            match (&mut plain, entry.as_ref().filter(|e| means_the_same(e, text))) {
                (Some(entries), Some(entry)) => entries.push(entry.clone()),
                _ => plain = None,
            }
            match (&mut lines, entry) {
                (Some(entries), Some(entry)) => entries.push(entry),
                _ => lines = None,
            }
        }
        at = line.next;
    }
}

/// A line of key and value.
fn entry(text: &str, line: &Line) -> Option<Entry> {
    let bytes = text.as_bytes();
    let colon = line.start + memchr::memchr(b':', &bytes[line.start..line.end])?;
    let key = Span::new(line.start, colon);
    if is_space(bytes[line.start])
        || matches!(bytes[line.start], b'-' | b'"' | b'\'' | b'?' | b'{' | b'[')
        || key.is_empty()
    {
        return None;
    }
    // `key:value` is no YAML, but Logseq reads it; `a b:c` is prose.
    let is_word = bytes[key.range()].iter().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_'));
    if colon + 1 < line.end && !is_space(bytes[colon + 1]) && !is_word {
        return None;
    }
    let from = skip_space(bytes, colon + 1, line.end);
    let to = trim_end(bytes, from, line.end);
    Some(Entry {
        key: key.of(text).to_string(),
        key_span: key,
        value: text[from..to].to_string(),
        span: Span::new(from, to),
    })
}

/// Whether a line means the same to YAML and to Logseq, or only Logseq can read it: `type: [[Book]]`.
fn means_the_same(entry: &Entry, text: &str) -> bool {
    let value = entry.span.of(text).as_bytes();
    let linked = value.starts_with(b"[[");
    let rich = value.first().is_none_or(|b| b"[{\"'|>&*!%@`".contains(b)) && !linked;
    let commented = memchr::memmem::find(value, b" #").is_some() && !linked;
    !rich && !commented && memchr::memmem::find(value, b": ").is_none()
}

/// What YAML makes of it, if it is a map.
fn parsed(text: &str, from: usize, to: usize, notes: &mut Vec<Diagnostic>) -> Option<Vec<Entry>> {
    let map = match serde_saphyr::from_str(&placeholders(&text[from..to])) {
        Ok(Value::Object(map)) => map,
        Ok(_) => return None,
        Err(error) => {
            let row = error.location().map_or(1, |l| l.line().max(1));
            let mut line = Line::at(text.as_bytes(), from);
            for _ in 1..row {
                if line.next < to {
                    line = Line::at(text.as_bytes(), line.next);
                }
            }
            let help = "a value that holds `: ` or begins with a bracket needs quotes";
            notes.push(broken("YAML", Span::new(line.text, line.end), &error.to_string()).help(help));
            return None;
        }
    };
    let places: rustc_hash::FxHashMap<&str, (Span, Span)> =
        places(text, from, to).into_iter().map(|p| (p.0.of(text).trim().trim_matches(['"', '\'']), p)).collect();
    let entries = map
        .into_iter()
        .map(|(key, value)| {
            let (key_span, span) =
                places.get(key.as_str()).copied().unwrap_or((Span::new(from, from), Span::new(from, from)));
            let value = match value {
                // Unquoted `[[Book]]` is a list in a list to YAML, and a link to whoever wrote it.
                Value::Array(_) if span.of(text).starts_with("[[") && !span.of(text).contains('\n') => {
                    span.of(text).to_string()
                }
                value => {
                    let mut out = String::new();
                    write(&value, &mut out, 0);
                    out
                }
            };
            Entry { key, key_span, value, span }
        })
        .collect();
    Some(entries)
}

fn broken(language: &str, span: Span, message: &str) -> Diagnostic {
    // "error: line 1 column 8: unclosed bracket": the place is shown by the message itself.
    let first = message.lines().next().unwrap_or_default().trim_start_matches("error: ");
    let reason = match first.split_once(": ") {
        Some((place, reason)) if place.starts_with("line ") => reason,
        _ => first,
    };
    Diagnostic::new(Code::FrontMatter, span, format!("the front matter is not {language}")).label(reason)
}

/// Reads TOML that begins at `start`, as [`yaml`] does. Source: Hugo and Zola.
pub(super) fn toml(text: &str, start: usize, notes: &mut Vec<Diagnostic>) -> Option<FrontMatter> {
    let bytes = text.as_bytes();
    let is_mark = |line: &Line| &bytes[line.start..trim_end(bytes, line.start, line.end)] == b"+++";
    let first = Line::at(bytes, start);
    if !is_mark(&first) {
        return None;
    }
    let mut last = first;
    loop {
        if last.next >= bytes.len() {
            return None;
        }
        last = Line::at(bytes, last.next);
        if is_mark(&last) {
            break;
        }
    }
    let place = |span: std::ops::Range<usize>| Span::new(first.next + span.start, first.next + span.end);
    match DeTable::parse(&text[first.next..last.start]) {
        Ok(table) => {
            let entry = |(key, value): (toml::Spanned<Cow<'_, str>>, toml::Spanned<DeValue<'_>>)| {
                let (key_span, span) = (place(key.span()), place(value.span()));
                let mut out = String::new();
                write(&plain(value.into_inner()), &mut out, 0);
                Entry { key: key.into_inner().into(), key_span, value: out, span }
            };
            let mut entries: Vec<Entry> = table.into_inner().into_iter().map(entry).collect();
            // The parser sorts by key; references are read in the order of the text.
            entries.sort_by_key(|entry| entry.span);
            Some(FrontMatter { entries, end: last.next })
        }
        Err(error) => {
            let span = place(error.span().unwrap_or(0..0));
            notes.push(broken("TOML", span, error.message()).help("a value that is text needs quotes"));
            None
        }
    }
}

/// A value of TOML as one of JSON; numbers and times are words, as they are written.
fn plain(value: DeValue<'_>) -> Value {
    match value {
        DeValue::String(words) => Value::String(words.into()),
        DeValue::Integer(number) => Value::String(number.to_string()),
        DeValue::Float(number) => Value::String(number.to_string()),
        DeValue::Boolean(truth) => Value::Bool(truth),
        DeValue::Datetime(time) => Value::String(time.to_string()),
        DeValue::Array(items) => items.into_iter().map(|item| plain(item.into_inner())).collect(),
        DeValue::Table(table) => {
            table.into_iter().map(|(key, value)| (key.into_inner().into_owned(), plain(value.into_inner()))).collect()
        }
    }
}

/// YAML in which the placeholders of a template, `created: {{date}}`, are text: to YAML they would be maps in maps, and no
/// template would be readable.
fn placeholders(yaml: &str) -> Cow<'_, str> {
    if !yaml.contains("{{") {
        return yaml.into();
    }
    let mut out = String::with_capacity(yaml.len() + 16);
    for line in yaml.split_inclusive('\n') {
        let end = line.trim_end().len();
        let value = line.find(": {{").map(|at| at + 2).or_else(|| line.find("- {{").map(|at| at + 2));
        match value.filter(|_| line[..end].ends_with("}}")) {
            Some(at) => {
                let quoted = line[at..end].replace('\'', "''");
                out.extend([&line[..at], "'", &quoted, "'", &line[end..]]);
            }
            None => out.push_str(line),
        }
    }
    out.into()
}

/// Where the top-level keys and their values stand.
fn places(text: &str, from: usize, to: usize) -> Vec<(Span, Span)> {
    let bytes = text.as_bytes();
    let mut places: Vec<(Span, Span)> = Vec::new();
    let mut at = from;
    while at < to {
        let line = Line::at(bytes, at);
        let top =
            line.text == line.start && line.text < line.end && !matches!(bytes[line.start], b'-' | b'#' | b']' | b'}');
        let colon = if top { memchr::memchr(b':', &bytes[line.start..line.end]) } else { None };
        if let Some(colon) = colon {
            let value = skip_space(bytes, line.start + colon + 1, line.end);
            let end = trim_end(bytes, value, line.end);
            places.push((Span::new(line.start, line.start + colon), Span::new(value, end)));
        } else if let Some((_, value)) = places.last_mut()
            && line.text < line.end
        {
            if value.is_empty() {
                value.start = line.text as u32;
            }
            value.end = trim_end(bytes, line.text, line.end) as u32;
        }
        at = line.next;
    }
    places
}

/// A value on one line: lists joined by `, `, maps as `key: value`.
fn write(value: &Value, out: &mut String, depth: usize) {
    match value {
        Value::Null => {}
        Value::String(s) => out.push_str(s.trim()),
        Value::Array(items) if depth < 8 => {
            for (i, item) in items.iter().enumerate() {
                if i > 0 {
                    out.push_str(", ");
                }
                write(item, out, depth + 1);
            }
        }
        Value::Object(map) if depth < 8 => {
            for (i, (key, item)) in map.iter().enumerate() {
                if i > 0 {
                    out.push_str(", ");
                }
                out.push_str(key);
                out.push_str(": ");
                write(item, out, depth + 1);
            }
        }
        other => out.push_str(&other.to_string()),
    }
}
