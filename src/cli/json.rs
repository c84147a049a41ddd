//! Diagnostics for programs: one JSON object a line, or the annotations of GitHub's runners.
//!
//! Does not sort or leave out.

use serde_json::json;

use super::report::Sources;
use crate::diagnostic::{Diagnostic, Severity};

/// The form of the objects; a new number when a key changes its meaning or goes away.
const SCHEMA: u32 = 1;

/// One object a diagnostic. Lines and columns count from 1, columns in characters.
pub fn line(told: &Diagnostic, sources: &Sources) -> String {
    let (path, _) = sources.place(told);
    let range = sources.range(told);
    json!({
        "schema": SCHEMA,
        "severity": told.code.severity(),
        "code": told.code.slug(),
        "message": told.message,
        "file": path,
        "line": range.map(|range| range.0.line),
        "column": range.map(|range| range.0.column),
        "end_line": range.map(|range| range.1.line),
        "end_column": range.map(|range| range.1.column),
        "label": told.label,
        "help": told.help,
    })
    .to_string()
}

/// A workflow command that shows the diagnostic beside its line.
pub fn github(told: &Diagnostic, sources: &Sources) -> String {
    let kind = match told.code.severity() {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Note => "notice",
    };
    let (path, _) = sources.place(told);
    let mut properties = Vec::new();
    if let Some(path) = path {
        properties.push(format!("file={}", escape(&path, true)));
    }
    if let Some((from, to)) = sources.range(told) {
        properties.push(format!("line={},col={},endLine={},endColumn={}", from.line, from.column, to.line, to.column));
    }
    properties.push(format!("title={}", told.code.slug()));
    let help = told.help.as_ref().map(|help| format!("\nhelp: {help}")).unwrap_or_default();
    format!("::{kind} {}::{}", properties.join(","), escape(&format!("{}{help}", told.message), false))
}

/// As GitHub's runner undoes it.
fn escape(text: &str, property: bool) -> String {
    let text = text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A");
    if property { text.replace(':', "%3A").replace(',', "%2C") } else { text }
}
