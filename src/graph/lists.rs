//! Values of properties that are lists: `[[a, b]], c` has two items.
//!
//! Does not know which keys hold lists: the config does.

/// The items of a list: commas split plain runs only, so `[[a, b]], c` has two.
pub fn list_items(value: &str) -> impl Iterator<Item = &str> {
    let mut depth = 0usize;
    value
        .split(move |c| {
            match c {
                '[' => depth += 1,
                ']' => depth = depth.saturating_sub(1),
                _ => {}
            }
            depth == 0 && matches!(c, ',' | '，')
        })
        .map(str::trim)
        .filter(|item| !item.is_empty())
}

/// What is between the brackets of an item, or the item: without quotes, and without the `#` of a tag.
pub fn unbracketed(text: &str) -> &str {
    let text = text.trim();
    // A sign that stands alone is part of the name.
    let text = text.strip_prefix('"').and_then(|text| text.strip_suffix('"')).unwrap_or(text).trim_start_matches('#');
    text.strip_prefix("[[").and_then(|t| t.strip_suffix("]]")).unwrap_or(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn commas_split_plain_runs_only() {
        assert_eq!(list_items("[[a, b]], c， d,").collect::<Vec<_>>(), ["[[a, b]]", "c", "d"]);
    }
}
