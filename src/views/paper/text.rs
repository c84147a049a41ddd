//! A paper as plain lines: what a form takes, and a manager reads.
//!
//! No mark but the dash before a bullet, and no line is broken: forms break their own.

use super::{Line, Paper, Section, Shape};
use crate::views::cx::{count, stretch};
use std::fmt::Write;

pub(super) fn write(paper: &Paper) -> String {
    let mut out = String::new();
    let _ = writeln!(out, "{}", paper.title);
    let head = head(paper);
    if !head.is_empty() {
        let _ = writeln!(out, "{head}");
    }
    for section in &paper.sections {
        let _ = writeln!(out, "\n{}\n", section_head(section));
        write_lines(section, &mut out);
    }
    out
}

/// `Ada Example · 1 January to 31 December 2024`
pub(super) fn head(paper: &Paper) -> String {
    let days = paper.days.map(|(first, last)| stretch(first, last));
    let parts = [Some(paper.author.clone()).filter(|author| !author.is_empty()), days];
    parts.into_iter().flatten().collect::<Vec<_>>().join(" · ")
}

/// `HUB reliability · 14 bullets · 322 words`
fn section_head(section: &Section) -> String {
    match section.counts {
        Some(counts) => {
            let (bullets, words) = (count(counts.bullets, "bullet", "bullets"), count(counts.words, "word", "words"));
            format!("{} · {bullets} · {words}", titled(section))
        }
        None => format!("{} · {}", section.title, section.lines.len()),
    }
}

/// `HUB reliability, 2024 Q4`, where its text is of a part of the time.
pub(super) fn titled(section: &Section) -> String {
    match section.period.is_empty() {
        true => section.title.clone(),
        false => format!("{}, {}", section.title, section.period),
    }
}

fn write_lines(section: &Section, out: &mut String) {
    for (i, line) in section.lines.iter().enumerate() {
        let indent = "  ".repeat(line.depth);
        match line.shape {
            Shape::Bullet => {
                let _ = writeln!(out, "{indent}- {}{}", line.text, behind(line));
            }
            Shape::Heading => {
                let blank = if i > 0 { "\n" } else { "" };
                let _ = writeln!(out, "{blank}{}", line.text);
            }
            Shape::Paragraph => {
                let _ = writeln!(out, "{indent}{}", line.text);
            }
        }
    }
}

/// ` (ChatBot AI, ≈ 9 December)`
pub(super) fn behind(line: &Line) -> String {
    if line.why.is_empty() { String::new() } else { format!(" ({})", line.why.join(", ")) }
}
