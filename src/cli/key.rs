//! Where a key of `annals.toml` has its value, for messages about it.
//!
//! Does not know what is wrong with it.

use std::path::Path;

use toml::de::{DeTable, DeValue};

use super::context::text;
use crate::error::Place;
use crate::span::Span;

/// The value of a key in a config file, or the head of a table; none if the file does not hold it.
pub fn place(file: &Path, key: &[&str]) -> Option<Place> {
    let text = text(file).ok()?;
    let span = find(&text, key)?;
    Some(Place { path: file.display().to_string(), text, span })
}

fn find(text: &str, key: &[&str]) -> Option<Span> {
    let whole = DeTable::parse(text).ok()?;
    let mut table = whole.get_ref();
    let (last, above) = key.split_last()?;
    for part in above {
        table = table.iter().find(|(name, _)| name.get_ref() == part)?.1.get_ref().as_table()?;
    }
    let (name, value) = table.iter().find(|(name, _)| name.get_ref() == last)?;
    let range = match value.get_ref() {
        DeValue::Table(_) => name.span(),
        _ => value.span(),
    };
    Some(Span::new(range.start, range.end))
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
            (&["share"], "share"),
        ] {
            assert_eq!(find(text, key).map(|span| span.of(text)), Some(marked));
        }
        assert_eq!(find(text, &["title"]), None);
    }
}
