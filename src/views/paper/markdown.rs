//! A paper as Markdown, with the author's own marks.

use super::text::{behind, head, titled};
use super::{Paper, Shape};
use std::fmt::Write;

pub(super) fn write(paper: &Paper) -> String {
    let mut out = String::new();
    let _ = writeln!(out, "# {}", paper.title);
    let head = head(paper);
    if !head.is_empty() {
        let _ = writeln!(out, "\n{head}");
    }
    for section in &paper.sections {
        let _ = writeln!(out, "\n## {}\n", titled(section));
        for (i, line) in section.lines.iter().enumerate() {
            let indent = "  ".repeat(line.depth);
            match line.shape {
                Shape::Bullet => {
                    let below = format!("\n{indent}  ");
                    let _ = writeln!(out, "{indent}- {}{}", line.markdown.replace('\n', &below), behind(line));
                }
                // What goes on below a bullet is part of its Markdown.
                Shape::Paragraph => {}
                Shape::Heading => {
                    let blank = if i > 0 { "\n" } else { "" };
                    let _ = writeln!(out, "{blank}### {}\n", line.text);
                }
            }
        }
    }
    out
}
