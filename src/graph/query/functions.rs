//! What tests and functions say of values that are known: `<`, `contains?`, `get`, `lower-case`.
//!
//! Does not look for values (see `run`).

use super::clause::{Function, Test, Value};
use super::values;
use crate::graph::Graph;

/// What a test costs: long texts are read.
pub(super) fn weigh(graph: &Graph, arguments: &[&Value]) -> u64 {
    let long = |value: &&&Value| match value {
        Value::Written(id) => graph.block(*id).span.len() as u64 / 256,
        Value::Set(set) => set.len() as u64 / 8,
        _ => 0,
    };
    arguments.iter().map(|value| long(&value)).sum()
}

/// A value as words, if it is some.
fn words<'v>(graph: &'v Graph, value: &'v Value) -> Option<&'v str> {
    match value {
        Value::Text(text) | Value::Name(text) => Some(text),
        Value::Written(id) => Some(values::written(graph, *id)),
        _ => None,
    }
}

/// Whether a test holds.
pub(super) fn holds_true(graph: &Graph, test: Test, arguments: &[&Value]) -> bool {
    let (Some(a), b) = (arguments.first(), arguments.get(1).unwrap_or(&&Value::Nil)) else { return false };
    let both = || Some((words(graph, a)?, words(graph, b)?));
    let order = || match (a, b) {
        (Value::Int(a), Value::Int(b)) => Some(a.cmp(b)),
        _ => both().map(|(a, b)| a.cmp(b)),
    };
    match test {
        Test::Equal => a == b || both().is_some_and(|(a, b)| a == b),
        Test::Unequal => a != b && both().is_none_or(|(a, b)| a != b),
        Test::Less => order().is_some_and(std::cmp::Ordering::is_lt),
        Test::Greater => order().is_some_and(std::cmp::Ordering::is_gt),
        Test::AtMost => order().is_some_and(std::cmp::Ordering::is_le),
        Test::AtLeast => order().is_some_and(std::cmp::Ordering::is_ge),
        Test::Contains => match (a, b) {
            (Value::Set(set), b) => set.contains(b),
            // A lone word is a set of one.
            (Value::Text(_), b) => a == b,
            (Value::Properties(holder), Value::Text(key)) => values::property(graph, holder, key).is_some(),
            _ => false,
        },
        Test::Includes => both().is_some_and(|(text, part)| text.contains(part)),
        Test::StartsWith => both().is_some_and(|(text, part)| text.starts_with(part)),
        Test::EndsWith => both().is_some_and(|(text, part)| text.ends_with(part)),
        Test::HasWords => both().is_some_and(|(text, wanted)| {
            let text = text.to_lowercase();
            wanted.split_whitespace().all(|word| text.contains(&word.to_lowercase()))
        }),
        Test::IsNil => **a == Value::Nil,
        Test::IsSome => **a != Value::Nil,
    }
}

/// What a function gives.
pub(super) fn give(graph: &Graph, function: Function, arguments: &[&Value]) -> Vec<Value> {
    let Some(first) = arguments.first() else { return Vec::new() };
    let cased = |change: fn(&str) -> String| words(graph, first).map(|w| Value::text(change(w))).into_iter().collect();
    match function {
        Function::Get => match (first, arguments.get(1)) {
            (Value::Properties(holder), Some(Value::Text(key))) => {
                let value = values::property(graph, holder, key);
                value.or_else(|| arguments.get(2).map(|other| (*other).clone())).into_iter().collect()
            }
            _ => Vec::new(),
        },
        Function::LowerCase => cased(str::to_lowercase),
        Function::UpperCase => cased(str::to_uppercase),
        Function::Same => vec![(*first).clone()],
        Function::Member => match first {
            Value::Set(set) => set.to_vec(),
            other => vec![(*other).clone()],
        },
    }
}
