//! The few transformations of results that can be honoured without running code: sorting by something known.
//!
//! Does not run functions: what is not recognised by its shape is left out, and said so.

use super::clause::{Attribute, Sort, SortBy};
use super::form::{Form, Kind};

/// The sorting that a `:result-transform` is, if it is one.
pub(super) fn sort(form: &Form) -> Option<Sort> {
    if form.word() == Some("sort-by-priority") {
        // Logseq's own config defines this one.
        return Some(Sort { by: SortBy::Attribute(Attribute::Priority), descending: false });
    }
    let (parameter, body) = function(form)?;
    ordered(body, parameter)
}

/// `(fn [x] body)`: the parameter and the body.
fn function(form: &Form) -> Option<(&str, &Form)> {
    match form.items()? {
        [head, parameters, body] if head.word() == Some("fn") => match parameters.items()? {
            [parameter] => Some((parameter.word()?, body)),
            _ => None,
        },
        _ => None,
    }
}

/// `(sort-by key x)`, `(sort-by key > x)`, `(reverse (sort-by …))`.
fn ordered(form: &Form, rows: &str) -> Option<Sort> {
    match form.items()? {
        [head, inner] if head.word() == Some("reverse") => {
            let sort = ordered(inner, rows)?;
            Some(Sort { descending: !sort.descending, ..sort })
        }
        [head, key, last] if head.word() == Some("sort-by") && last.word() == Some(rows) => {
            Some(Sort { by: rank(key)?, descending: false })
        }
        [head, key, order, last] if head.word() == Some("sort-by") && last.word() == Some(rows) => {
            let descending = match order.word()? {
                "<" | "<=" | "compare" => false,
                ">" | ">=" => true,
                _ => return None,
            };
            Some(Sort { by: rank(key)?, descending })
        }
        _ => None,
    }
}

/// What each row is ranked by: `:block/priority`, `(fn [h] (get h :block/priority "Z"))`, `(fn [h] (get-in h […]))`.
fn rank(form: &Form) -> Option<SortBy> {
    if let Kind::Key(key) = &form.kind {
        return path(&[key]);
    }
    let (row, body) = function(form)?;
    match body.items()? {
        [head, what] if what.word() == Some(row) => path(&[head.word()?]),
        [head, what, key, ..] if head.word() == Some("get") && what.word() == Some(row) => path(&[key.word()?]),
        [head, what, keys, ..] if head.word() == Some("get-in") && what.word() == Some(row) => {
            let keys: Vec<&str> = keys.items()?.iter().map(Form::word).collect::<Option<_>>()?;
            path(&keys)
        }
        _ => None,
    }
}

fn path(keys: &[&str]) -> Option<SortBy> {
    let attribute = |key: &str| {
        let name = key.strip_prefix("block/").or_else(|| key.strip_prefix("page/"))?;
        Attribute::named(name).filter(|a| *a != Attribute::Created)
    };
    match keys {
        [key] => Some(SortBy::Attribute(attribute(key)?)),
        [first, key] => match attribute(first)? {
            Attribute::Properties => Some(SortBy::Property(crate::outline::property::normal(key).into())),
            Attribute::Page => Some(SortBy::OfPage(attribute(key)?)),
            _ => None,
        },
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::graph::query::form;

    fn of(text: &str) -> Option<(SortBy, bool)> {
        sort(&form::read(text, false).unwrap()[0]).map(|sort| (sort.by, sort.descending))
    }

    #[test]
    fn a_transformation_that_only_sorts_is_known_by_its_shape() {
        let priority = SortBy::Attribute(Attribute::Priority);
        let known = [
            (":sort-by-priority", priority.clone(), false),
            ("(fn [r] (sort-by (fn [h] (get h :block/priority \"Z\")) r))", priority.clone(), false),
            ("(fn [rows] (reverse (sort-by :block/priority rows)))", priority.clone(), true),
            ("(fn [r] (sort-by (fn [b] (:block/priority b)) > r))", priority, true),
            (
                "(fn [r] (sort-by (fn [b] (get-in b [:block/properties :Due_Date])) r))",
                SortBy::Property("due-date".into()),
                false,
            ),
            (
                "(fn [r] (sort-by (fn [b] (get-in b [:block/page :block/journal-day])) >= r))",
                SortBy::OfPage(Attribute::JournalDay),
                true,
            ),
        ];
        for (text, by, descending) in known {
            assert_eq!(of(text), Some((by, descending)), "{text}");
        }
        let other = [
            ":my-own",
            "(fn [r] (take 5 r))",
            "(fn [r] (sort-by :block/priority other))",
            "(fn [r] (sort-by :block/created-at r))",
            "(fn [r] (sort-by (fn [b] (count b)) r))",
            "(fn [r] (sort-by :block/priority my-order r))",
        ];
        for text in other {
            assert_eq!(of(text), None, "{text}");
        }
    }
}
