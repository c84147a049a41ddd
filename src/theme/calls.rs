//! Which templates and components a template names: told from its text, without compiling it.
//!
//! Does not judge whether they are there.

/// Names of the components that a template defines.
pub fn components(text: &str) -> impl Iterator<Item = &str> {
    after(text, "component").filter_map(|rest| {
        let end = rest.find(|c: char| !(c.is_alphanumeric() || matches!(c, '_' | '.'))).unwrap_or(rest.len());
        Some(&rest[..end]).filter(|name| !name.is_empty())
    })
}

/// Names of the templates that a template includes or builds on.
pub fn templates(text: &str) -> impl Iterator<Item = &str> {
    after(text, "include").chain(after(text, "extends")).filter_map(|rest| {
        let quote = rest.chars().next().filter(|c| matches!(c, '"' | '\'' | '`'))?;
        rest[1..].split_once(quote).map(|(name, _)| name)
    })
}

/// Whether a template shows a component: `<name …/>`.
pub fn shows(text: &str, component: &str) -> bool {
    let ends = |rest: &str| !rest.starts_with(|c: char| c.is_alphanumeric() || matches!(c, '_' | '.' | '-'));
    text.match_indices(component).any(|(at, _)| text[..at].ends_with('<') && ends(&text[at + component.len()..]))
}

/// What follows each `{% word`.
fn after<'a>(text: &'a str, word: &'a str) -> impl Iterator<Item = &'a str> {
    text.match_indices("{%").filter_map(move |(at, _)| {
        let rest = text[at + 2..].trim_start_matches('-').trim_start().strip_prefix(word)?;
        rest.starts_with(char::is_whitespace).then(|| rest.trim_start())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_template_names_is_found() {
        let text =
            "{%- extends 'base.html' %}{% include \"parts/x.html\" -%}\n{% component my.row(a) %}{% componentless %}";
        assert_eq!(templates(text).collect::<Vec<_>>(), ["parts/x.html", "base.html"]);
        assert_eq!(components(text).collect::<Vec<_>>(), ["my.row"]);
        assert!(shows("{{ <my.row a={b} /> }}", "my.row") && !shows("{{ <my.rows /> }} my.row", "my.row"));
    }
}
