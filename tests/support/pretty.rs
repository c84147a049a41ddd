//! An element as text that is good to compare: one block to a line.
//!
//! Does not change what the page says but for white space that a browser would not show.

use std::fmt::Write;

use super::dom::Node;

/// Elements that begin a line in [`pretty`].
const BLOCKS: &[&str] = &[
    "main",
    "section",
    "div",
    "header",
    "aside",
    "nav",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "p",
    "ul",
    "ol",
    "li",
    "dl",
    "dt",
    "dd",
    "table",
    "caption",
    "thead",
    "tbody",
    "tr",
    "td",
    "th",
    "details",
    "summary",
    "pre",
    "figure",
    "figcaption",
    "blockquote",
    "hr",
    "svg",
];

/// An element as text that is good to compare: each block on a line of its own, indented by its depth.
pub fn pretty(element: &Node) -> String {
    let mut out = String::new();
    write_pretty(element, 0, &mut out);
    out.push('\n');
    out
}

fn write_pretty(element: &Node, depth: usize, out: &mut String) {
    let name = element.name();
    let _ = write!(out, "<{name}");
    for (key, value) in element.attributes() {
        let _ = write!(out, " {key}=\"{}\"", value.replace('&', "&amp;").replace('"', "&quot;"));
    }
    out.push('>');
    let mut on_own_lines = false;
    for child in element.children() {
        match child.own_text() {
            Some(text) if name == "pre" || name == "code" => out.push_str(&escape(&text)),
            // A line break of the template is a space.
            Some(text) => {
                let spaced = text.split(char::is_whitespace).collect::<Vec<_>>().join(" ");
                let doubled = spaced.trim().is_empty() && out.ends_with(char::is_whitespace);
                out.push_str(if doubled { "" } else { &spaced });
            }
            None if child.name().is_empty() => {}
            None => {
                // A drawing's parts stay on its line; cells stay in their row.
                let in_line = matches!(name, "svg" | "tr") && child.name() != "tr";
                let block = BLOCKS.contains(&child.name()) && !in_line;
                on_own_lines |= block;
                if block {
                    out.truncate(out.trim_end().len());
                    let _ = write!(out, "\n{}", "  ".repeat(depth + 1));
                }
                write_pretty(&child, depth + usize::from(block), out);
            }
        }
    }
    if on_own_lines {
        out.truncate(out.trim_end().len());
        let _ = write!(out, "\n{}", "  ".repeat(depth));
    }
    if !matches!(name, "br" | "hr" | "img" | "input" | "wbr" | "col") {
        let _ = write!(out, "</{name}>");
    }
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}
