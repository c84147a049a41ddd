//! `{{name a, b}}`: its name and arguments, as Logseq splits them.
//!
//! Does not know which macros exist.

/// The name and the arguments of what stands between the braces; `None` where Logseq takes it for text.
///
/// An argument that begins with `[[`, `((` or `"` must be that and nothing else: `{{x [[a]] b}}` is no macro.
pub fn split(inner: &str) -> Option<(&str, Vec<&str>)> {
    let end = inner.find(['}', '(', ' ']).unwrap_or(inner.len());
    if end == 0 {
        return None;
    }
    let (name, mut rest) = inner.split_at(end);
    let mut arguments = Vec::new();
    rest = rest.trim_start_matches(' ');
    // A bracket that was not closed once is not looked for again: a line of openers stays linear.
    let mut kinds = [Some(("[[", "]]")), Some(("((", "))")), Some(("\"", "\""))];
    while !rest.is_empty() {
        let kind = kinds.iter_mut().find(|k| k.is_some_and(|(open, _)| rest.starts_with(open)));
        let bracketed = kind.and_then(|kind| {
            let (open, close) = (*kind)?;
            let length = closed(rest, open, close);
            if length.is_none() {
                *kind = None;
            }
            length
        });
        let length = bracketed.or_else(|| rest.find(',').or(Some(rest.len()))).filter(|&n| n > 0)?;
        let after = rest[length..].trim_start_matches(' ');
        arguments.push(&rest[..length]);
        rest = match after.strip_prefix(',') {
            Some(next) => next.trim_start_matches(' '),
            None if after.is_empty() => break,
            None => return None,
        };
        if rest.is_empty() {
            return None; // A comma with nothing behind it.
        }
    }
    Some((name, arguments))
}

/// The length of what `open` begins and `close` ends, counting what is nested.
fn closed(text: &str, open: &str, close: &str) -> Option<usize> {
    let inner = text.strip_prefix(open)?;
    let mut depth = 1usize;
    let mut at = 0;
    while let Some(i) = inner[at..].find(close) {
        if open != close {
            depth += inner[at..at + i].matches(open).count();
        }
        depth -= 1;
        at += i + close.len();
        if depth == 0 {
            return Some(open.len() + at).filter(|&n| n > open.len() + close.len());
        }
    }
    None
}
