//! Where a key of `annals.toml` has its value, for messages about it.
//!
//! Does not know what is wrong with it.

use std::path::Path;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::context::text;
use crate::error::Place;
use crate::span::Span;

/// The value of a key in a config file, or the head of a table; none if the file does not hold it. A number is an element
/// of a list, from 0.
pub fn place(file: &Path, key: &[&str]) -> Option<Place> {
    let text = text(file).ok()?;
    let span = find(&text, key)?;
    Some(Place { path: file.display().to_string(), text, span })
}

fn find(text: &str, key: &[&str]) -> Option<Span> {
    let whole = DeTable::parse(text).ok()?;
    let (last, above) = key.split_last()?;
    let mut table = whole.get_ref();
    for (i, part) in above.iter().enumerate() {
        match table.iter().find(|(name, _)| name.get_ref() == part)?.1.get_ref() {
            DeValue::Array(all) if i + 1 == above.len() => return all.get(last.parse::<usize>().ok()?).map(span),
            value => table = value.as_table()?,
        }
    }
    let (name, value) = table.iter().find(|(name, _)| name.get_ref() == last)?;
    Some(match value.get_ref() {
        DeValue::Table(_) => span(name),
        _ => span(value),
    })
}

fn span<T>(of: &Spanned<T>) -> Span {
    let range = of.span();
    Span::new(range.start, range.end)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_and_heads_of_tables_are_found_however_they_are_written() {
        let text = "base_url = 'x'\ntheme.dir = 'y'\n[serve]\nhosts = ['a b']\n[share]\nnever = []\n";
        for (key, marked) in [
            (&["base_url"][..], "'x'"),
            (&["theme", "dir"], "'y'"),
            (&["serve", "hosts"], "['a b']"),
            (&["serve", "hosts", "0"], "'a b'"),
            (&["share"], "share"),
        ] {
            assert_eq!(find(text, key).map(|span| span.of(text)), Some(marked));
        }
        for key in [&["title"][..], &["serve", "hosts", "1"], &["theme", "dir", "0"]] {
            assert_eq!(find(text, key), None);
        }
    }
}
