//! Why `annals.toml` could not be read, where, and what was probably meant.
//!
//! Does not draw the source frame: `cli` does, from [`ConfigError::span`].

use std::fmt;
use std::ops::Range;

use crate::span::{Position, position};

/// A config file that cannot be used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConfigError {
    /// What the file is called in messages.
    pub path: String,
    /// Where it went wrong, in bytes of the file; may be empty.
    pub span: Range<usize>,
    /// Where the span starts.
    pub at: Position,
    /// What is wrong, in one sentence without a full stop.
    pub message: String,
    /// What to do about it.
    pub help: Option<String>,
}

impl fmt::Display for ConfigError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}:{}: {}", self.path, self.at.line, self.at.column, self.message)
    }
}

impl std::error::Error for ConfigError {}

impl ConfigError {
    pub(super) fn from_toml(error: &toml::de::Error, text: &str, path: &str) -> ConfigError {
        let span = error.span().unwrap_or(0..0);
        let (message, help) = explain(error.message());
        let at = position(text, span.start);
        ConfigError { path: path.to_string(), span, at, message, help }
    }
}

/// Serde says "unknown field `a`, expected one of `b`, `c`" (or "expected `b` or `c`"). The words
/// between backticks are all that is taken from it: first what was written, then what could have been.
fn explain(message: &str) -> (String, Option<String>) {
    let what = match message {
        _ if message.starts_with("unknown field") => "key",
        _ if message.starts_with("unknown variant") => "value",
        _ => {
            return (
                message.replace('\n', "; "),
                Some(match message.contains("duplicate key") {
                    true => "each key and each table is written once: join the two".into(),
                    false => "`annals init` writes a file that shows how each key is written".into(),
                }),
            );
        }
    };
    let mut words = message.split('`').skip(1).step_by(2);
    let written = words.next().unwrap_or_default();
    let known: Vec<&str> = words.collect();
    let help = match nearest(written, &known) {
        Some(near) => format!("did you mean `{near}`?"),
        None => format!("known here: {}", known.join(", ")),
    };
    (format!("unknown {what} `{written}`"), Some(help))
}

/// The word of `known` that `written` is a slip of: at most a third of its letters wrong. A hyphen is as good as `_`.
pub(crate) fn nearest<'a>(written: &str, known: &[&'a str]) -> Option<&'a str> {
    let plain = |word: &str| word.to_lowercase().replace('-', "_");
    let written = plain(written);
    known
        .iter()
        .map(|&word| (distance(&written, &plain(word)), word))
        .filter(|(wrong, word)| *wrong <= word.chars().count().max(3) / 3 || plain(word).starts_with(&written))
        .min()
        .map(|(_, word)| word)
}

/// Edit distance where swapped neighbours count once (optimal string alignment).
pub(crate) fn distance(a: &str, b: &str) -> usize {
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
    let mut before: Vec<usize> = Vec::new();
    let mut last: Vec<usize> = (0..=b.len()).collect();
    for i in 1..=a.len() {
        let mut row = vec![i];
        for j in 1..=b.len() {
            let differs = usize::from(a[i - 1] != b[j - 1]);
            let mut cost = (last[j] + 1).min(row[j - 1] + 1).min(last[j - 1] + differs);
            if i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] {
                cost = cost.min(before[j - 2] + 1);
            }
            row.push(cost);
        }
        before = std::mem::replace(&mut last, row);
    }
    last[b.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slips_find_their_word_and_strangers_none() {
        let known = ["title", "fiscal_year_start", "exclude", "people", "names", "near-miss"];
        for (written, word) in [
            ("tilte", Some("title")),
            ("fiscal-year-start", Some("fiscal_year_start")),
            ("excludes", Some("exclude")),
            ("fiscal", Some("fiscal_year_start")),
            ("colour", None),
            ("near_mis", Some("near-miss")),
        ] {
            assert_eq!(nearest(written, &known), word, "{written}");
        }
    }
}
