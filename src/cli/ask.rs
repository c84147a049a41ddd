//! Questions on the terminal, and what to do where there is none.
//!
//! Does not decide: without a terminal nobody was asked, and the caller says what follows.

use std::io::{self, BufRead, IsTerminal, Write};

use super::failure::Failure;
use super::terminal::Terminal;
use crate::config::share::{Naming, Refs};
use crate::error::Error;
use crate::project::Named;

/// What came of asking how people are named.
pub enum People {
    Named(Naming),
    NobodyAsked,
}

/// How people are named.
///
/// # Errors
/// A terminal that cannot be read, and an author who stops.
pub fn people(named: &[Named], terminal: &Terminal) -> Result<People, Failure> {
    if !is_there() {
        return Ok(People::NobodyAsked);
    }
    let named: Vec<&Named> = named.iter().filter(|person| person.is_met).collect();
    terminal.say(&format!("{} named:", are(named.len(), "person is", "people are")));
    for person in named {
        let times = person.linked.len() + person.spoken.len() + person.parts.len();
        let first = person.linked.first().or(person.spoken.first()).or(person.parts.first().map(|(_, place)| place));
        let place = first.map(|place| format!(", first in {}:{}", place.path, place.line)).unwrap_or_default();
        terminal.say(&match times {
            0 => format!("  {} in a label or a heading above", person.name),
            times => format!("  {} in {}{place}", person.name, are(times, "place", "places")),
        });
    }
    let asked = "Name them as written (k), by initials (i), by role (r), as Person A, B, … (p), or not at all (n)?";
    loop {
        let answer = match answer(asked)?.as_str() {
            "k" | "keep" => Naming::Keep,
            "i" | "initials" => Naming::Initials,
            "r" | "role" => Naming::Role,
            "p" | "pseudonym" => Naming::Pseudonym,
            "n" | "redact" => Naming::Redact,
            other => {
                not_asked(other, "k, i, r, p or n", terminal);
                continue;
            }
        };
        return Ok(People::Named(answer));
    }
}

/// What stands for a page that is not shared; `None` where nobody was asked.
///
/// # Errors
/// A terminal that cannot be read.
pub fn reference(name: &str, terminal: &Terminal) -> Result<Option<Refs>, Failure> {
    if !is_there() {
        return Ok(None);
    }
    loop {
        let asked = format!("“{name}” is not shared. Show its name (t), “[not shared]” (r, or Enter), or nothing (d)?");
        return Ok(Some(match answer(&asked)?.as_str() {
            "t" | "text" => Refs::Text,
            "r" | "redact" | "" => Refs::Redact,
            "d" | "drop" => Refs::Drop,
            other => {
                not_asked(other, "t, r or d", terminal);
                continue;
            }
        }));
    }
}

/// Tells what would be an answer.
fn not_asked(answer: &str, known: &str, terminal: &Terminal) {
    terminal.say(&format!("`{answer}` is none of the answers: {known}"));
}

/// Whether the author agrees; without a terminal, not.
///
/// # Errors
/// A terminal that cannot be read, and none at all.
pub fn confirm(question: &str) -> Result<bool, Failure> {
    if !is_there() {
        return Err(Failure::refused(
            "nobody said yes, and there is no terminal to ask on",
            "--yes says it beforehand",
        ));
    }
    Ok(matches!(answer(&format!("{question} (y/N)"))?.as_str(), "y" | "yes"))
}

/// `1 person is`, `2 people are`.
pub fn are(n: usize, one: &str, many: &str) -> String {
    format!("{n} {}", if n == 1 { one } else { many })
}

fn is_there() -> bool {
    io::stdin().is_terminal() && io::stderr().is_terminal()
}

/// One line, in small letters. The end of the input is an author who stops.
fn answer(asked: &str) -> Result<String, Failure> {
    let failed = |error: &io::Error| Failure::from(Error::new(format!("the terminal cannot be read: {error}")));
    let mut err = anstream::stderr().lock();
    write!(err, "{asked} ").and_then(|()| err.flush()).map_err(|error| failed(&error))?;
    drop(err);
    let mut line = String::new();
    match io::stdin().lock().read_line(&mut line).map_err(|error| failed(&error))? {
        0 => Err(Failure::refused("nothing was handed out", "answer the questions, or give the answers as options")),
        _ => Ok(line.trim().to_lowercase()),
    }
}
