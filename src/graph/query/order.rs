//! Rows to an answer: blocks, pages or other values in an order that does not change, a sample of them, sorted as asked.
//!
//! Does not find anything.

use super::clause::{Attribute, Find, Program, SortBy, Value};
use super::{Answer, Asked, index, values};
use crate::graph::{BlockId, Graph, PageId};
use chrono::NaiveDate;
use std::cmp::{Ordering, Reverse};

/// The answer of a program that found these rows.
pub(super) fn answer(mut rows: Vec<Vec<Value>>, program: &Program, asked: &Asked<'_>) -> Answer {
    let graph = asked.graph;
    if let Find::Count(_) = program.find {
        return Answer::Count(rows.len());
    }
    rows.sort_by(|a, b| {
        a.iter().zip(b).map(|(a, b)| natural(graph, a, b)).find(|o| o.is_ne()).unwrap_or(Ordering::Equal)
    });
    if let Some(size) = program.sample {
        sample(&mut rows, size, asked);
    }
    if let Some(sort) = &program.sort {
        rows.sort_by(|a, b| {
            let rank = |row: &Vec<Value>| row.first().and_then(|value| rank(graph, value, &sort.by));
            match (rank(a), rank(b)) {
                // What has nothing to be sorted by comes last either way.
                (None, b) => b.map_or(Ordering::Equal, |_| Ordering::Greater),
                (_, None) => Ordering::Less,
                (Some(a), Some(b)) if sort.descending => compare(graph, &b, &a),
                (Some(a), Some(b)) => compare(graph, &a, &b),
            }
        });
    }
    let single = |row: &Vec<Value>| if row.len() == 1 { row.first().cloned() } else { None };
    let values: Option<Vec<Value>> = rows.iter().map(single).collect();
    let blocks =
        |values: &Vec<Value>| values.iter().map(|v| if let Value::Block(id) = v { Some(*id) } else { None }).collect();
    let pages =
        |values: &Vec<Value>| values.iter().map(|v| if let Value::Page(id) = v { Some(*id) } else { None }).collect();
    if let Some(found) = values.as_ref().and_then(blocks) {
        return parted(found, program.fold_children, graph);
    }
    match values.as_ref().and_then(pages) {
        Some(found) => Answer::Pages(found),
        None => Answer::Rows(rows),
    }
}

/// Blocks less those that say nothing; `fold`: those that stand below another apart.
fn parted(mut found: Vec<BlockId>, fold: bool, graph: &Graph) -> Answer {
    found.retain(|&id| !graph.is_blank(id) || !graph.outline(id).properties_of(id.block).is_empty());
    if !fold {
        return Answer::Blocks { outer: found, inner: Vec::new() };
    }
    let mut sorted = found.clone();
    sorted.sort_unstable();
    let is_inner = |id: BlockId| values::chain(graph, id).skip(1).any(|above| sorted.binary_search(&above).is_ok());
    let (mut inner, outer): (Vec<BlockId>, Vec<BlockId>) = found.into_iter().partition(|&id| is_inner(id));
    inner.sort_unstable();
    Answer::Blocks { outer, inner }
}

/// An answer less one block of it: the nearest that were found below it take its place. Nobody asks again what else is
/// below.
pub(super) fn without(from: BlockId, outer: &[BlockId], inner: &[BlockId], graph: &Graph) -> Answer {
    let end = graph.block(from).end;
    let first = inner.partition_point(|id| *id <= from);
    let below = inner[first..].iter().take_while(|id| id.note == from.note && id.block < end);
    let (mut next, mut last) = (Vec::new(), from.block);
    for id in below.filter(|id| id.block > from.block) {
        if next.is_empty() || id.block >= last {
            last = graph.block(*id).end;
            next.push(*id);
        }
    }
    let mut outer = outer.to_vec();
    if let Some(at) = outer.iter().position(|id| *id == from) {
        outer.splice(at..=at, next);
    }
    Answer::Blocks { outer, inner: Vec::new() }
}

/// Blocks: days the newest first, then by path and place. Pages: days the newest first, then by name. Others by
/// themselves.
fn natural(graph: &Graph, a: &Value, b: &Value) -> Ordering {
    let kind = |value: &Value| match value {
        Value::Block(_) => 0,
        Value::Page(_) => 1,
        _ => 2,
    };
    let newest = |page: PageId| Reverse(index::day(graph, page));
    let block = |id: BlockId| (newest(graph.facts[id.note.index()].page), id);
    match (a, b) {
        (Value::Block(a), Value::Block(b)) => block(*a).cmp(&block(*b)),
        (Value::Page(a), Value::Page(b)) => (newest(*a), *a).cmp(&(newest(*b), *b)),
        _ => kind(a).cmp(&kind(b)).then_with(|| compare(graph, a, b)),
    }
}

/// Sorts what has a value in a column, whatever has none after it.
pub(super) fn by_column<T>(
    found: &mut [T],
    value: impl Fn(&T) -> Value,
    graph: &Graph,
    column: &str,
    descending: bool,
) {
    let rank = |item: &T| {
        let value = value(item);
        match column {
            "block" => values::values(graph, &value, Attribute::Content).pop(),
            "page" if matches!(value, Value::Page(_)) => Some(value),
            "page" => values::values(graph, &value, Attribute::Page).into_iter().next(),
            key => values::property(graph, &value, key),
        }
    };
    found.sort_by_cached_key(|item| Ranked { words: rank(item).map(|value| words(graph, &value)), descending });
}

/// Words as a column of a table is sorted: numbers by what they count.
#[derive(PartialEq, Eq)]
struct Ranked {
    words: Option<String>,
    descending: bool,
}

impl Ord for Ranked {
    fn cmp(&self, other: &Self) -> Ordering {
        let (a, b) = match (&self.words, &other.words) {
            (None, None) => return Ordering::Equal,
            (None, _) => return Ordering::Greater,
            (_, None) => return Ordering::Less,
            (Some(a), Some(b)) => (a, b),
        };
        let order = match (a.parse::<f64>(), b.parse::<f64>()) {
            (Ok(a), Ok(b)) => a.total_cmp(&b),
            // Numbers before words, or the order would depend on what is compared first.
            (Ok(_), Err(_)) => Ordering::Less,
            (Err(_), Ok(_)) => Ordering::Greater,
            _ => a.cmp(b),
        };
        if self.descending { order.reverse() } else { order }
    }
}

impl PartialOrd for Ranked {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

fn compare(graph: &Graph, a: &Value, b: &Value) -> Ordering {
    match (a, b) {
        (Value::Int(a), Value::Int(b)) => a.cmp(b),
        // A number before text, as text would have it.
        (Value::Int(_), _) => Ordering::Less,
        (_, Value::Int(_)) => Ordering::Greater,
        _ => words(graph, a).cmp(&words(graph, b)),
    }
}

/// A value as it is compared with others.
fn words(graph: &Graph, value: &Value) -> String {
    match value {
        Value::Text(text) | Value::Name(text) => text.to_lowercase(),
        Value::Page(page) => graph.page(*page).name.to_lowercase(),
        Value::Written(id) => values::written(graph, *id).to_lowercase(),
        Value::Set(set) => set.iter().map(|v| words(graph, v)).collect::<Vec<_>>().join(", "),
        Value::Bool(truth) => truth.to_string(),
        Value::Int(number) => number.to_string(),
        Value::Block(_) | Value::Properties(_) | Value::Nil => String::new(),
    }
}

fn rank(graph: &Graph, value: &Value, by: &SortBy) -> Option<Value> {
    let first = |value: &Value, attribute: Attribute| values::values(graph, value, attribute).into_iter().next();
    match by {
        SortBy::Property(key) => values::property(graph, value, key),
        SortBy::Attribute(attribute) => first(value, *attribute),
        SortBy::OfPage(attribute) => first(&first(value, Attribute::Page)?, *attribute),
    }
}

/// Keeps some rows, in their order: those whose hash of today, path and text is least. Another day shows others, the same
/// day the same, whichever machine asks.
fn sample(rows: &mut Vec<Vec<Value>>, size: usize, asked: &Asked<'_>) {
    if rows.len() <= size {
        return;
    }
    let mut drawn: Vec<(blake3::Hash, usize)> =
        rows.iter().enumerate().map(|(i, row)| (lot(row, asked.today, asked.graph), i)).collect();
    drawn.sort_unstable_by(|a, b| a.0.as_bytes().cmp(b.0.as_bytes()).then(a.1.cmp(&b.1)));
    let mut kept: Vec<usize> = drawn.into_iter().take(size).map(|(_, i)| i).collect();
    kept.sort_unstable();
    *rows = kept.into_iter().map(|i| std::mem::take(&mut rows[i])).collect();
}

fn lot(row: &[Value], today: NaiveDate, graph: &Graph) -> blake3::Hash {
    let mut hasher = blake3::Hasher::new();
    hasher.update(today.to_string().as_bytes());
    for value in row {
        match value {
            Value::Block(id) => {
                hasher.update(graph.facts[id.note.index()].path.as_bytes());
                hasher.update(values::written(graph, *id).as_bytes());
            }
            other => {
                hasher.update(words(graph, other).as_bytes());
            }
        }
    }
    hasher.finalize()
}
