//! A stretch of a property's value to HTML: its emphasis, code and addresses, as Logseq shows values.
//!
//! Does not cut a value at its references (the caller does), nor read what takes a line of its own: a value that begins
//! with `- ` or `# ` is words.

use super::{Html, HtmlPolicy, Options, Resolver};
use crate::notes::Dialect;
use crate::outline;

/// What stands before and after a value while it is read, so that it is the middle of a line and keeps its spaces.
const BEFORE: &str = "; ";
const AFTER: &str = " ;";

/// The words between two references of a value.
pub fn value(text: &str, dialect: Dialect, resolver: &impl Resolver) -> Html {
    let marked = text.contains(['*', '_', '`', '~', '=', '^', '$', '\\', '&', '[', '@']) || text.contains("://");
    if !marked {
        return Html::text(text);
    }
    let line = format!("- {BEFORE}{text}{AFTER}");
    let (small, _) = outline::parse(line.into(), dialect, &outline::Options::default());
    let rendered =
        super::block(&small, 0, resolver, &Options { dialect, html: HtmlPolicy::Escape, ..Options::default() });
    let title = rendered.title.as_str();
    match title.strip_prefix(BEFORE).and_then(|title| title.strip_suffix(AFTER)) {
        Some(inner) if rendered.body.is_empty() && small.blocks.len() == 1 => Html::made(inner.to_string()),
        _ => Html::text(text),
    }
}
