//! What `review`, `week` and `agenda` print: one paper, in the form that was asked for. Which time is meant.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};

use clap::ValueEnum;

use super::Global;
use super::context::{Context, Overrides};
use super::failure::Failure;
use super::load::{self, Loaded};
use super::progress::Progress;
use super::terminal::Terminal;
use crate::error::Error;
use crate::period::Period;
use crate::views::paper::Paper;

/// How a paper is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum PaperFormat {
    /// Markdown, with your own marks
    Md,
    /// Plain lines, for forms
    Text,
    /// One object, each line with its place in the notes
    Json,
}

/// What may stand where a period is asked for.
const PERIODS: &str = "write it as 2024, 2024-h2, 2024-q4, 2024-12, 2024-w50 or 2024-03-01..2024-08-31";

/// The notes, and the time that is meant: either may come first.
pub fn meant(first: Option<&OsStr>, second: Option<&Path>) -> Result<(Option<Period>, Option<PathBuf>), Failure> {
    let Some(first) = first else { return Ok((None, None)) };
    let words = first.to_string_lossy();
    match (Period::read(&words), second) {
        (Some(period), notes) => Ok((Some(period), notes.map(Path::to_path_buf))),
        // Nothing that begins so and is not there was meant as a path.
        (None, None) if !looks_like_a_year(&words) || Path::new(first).exists() => Ok((None, Some(first.into()))),
        (None, second) => match second.and_then(|second| Period::read(&second.to_string_lossy())) {
            Some(period) if Path::new(first).exists() => Ok((Some(period), Some(first.into()))),
            _ => Err(Failure::usage(format!("`{words}` is no period"), PERIODS)),
        },
    }
}

fn looks_like_a_year(words: &str) -> bool {
    words.len() >= 4 && words.bytes().take(4).all(|b| b.is_ascii_digit())
}

/// The site of the notes.
pub fn load(global: &Global, notes: Option<&Path>, terminal: &Terminal) -> Result<Loaded, Failure> {
    let context = Context::new(global, &Overrides { notes, ..Overrides::default() })?;
    load::load(&context, &Progress::new(terminal))
}

/// The paper on standard output.
pub fn print(paper: &Paper, format: PaperFormat, terminal: &Terminal) -> Result<(), Error> {
    let written = match format {
        PaperFormat::Md => paper.markdown(),
        PaperFormat::Text => paper.text(),
        PaperFormat::Json => serde_json::to_string_pretty(paper)
            .map(|json| json + "\n")
            .map_err(|error| Error::new(format!("the paper could not be written as JSON: {error}")))?,
    };
    results(written.as_bytes(), terminal)
}

/// Says of a paper that something is left out of it, and how it is asked for.
pub fn say_private(paper: &Paper, terminal: &Terminal) {
    if paper.private > 0 && !terminal.quiet {
        let (lines, them) = if paper.private == 1 { ("line", "it") } else { ("lines", "them") };
        terminal.say(&format!("{} private {lines} left out; --private prints {them}", paper.private));
    }
}

/// Says which lines of a paper lost words, for no reader of the notes sees them.
pub fn say_hidden(paper: &Paper, terminal: &Terminal) {
    const MOST: usize = 5;
    let lines = paper.sections.iter().flat_map(|section| &section.lines).filter(|line| line.hides);
    let places: Vec<String> = lines.map(|line| format!("{}:{}", line.file, line.line)).collect();
    if !places.is_empty() && !terminal.quiet {
        let few = places.iter().take(MOST).map(String::as_str).collect::<Vec<_>>().join(", ");
        let more = if places.len() > MOST { format!(" and {} more", places.len() - MOST) } else { String::new() };
        terminal.say(&format!("words left out that HTML hides or takes for a tag, or that a query finds: {few}{more}"));
    }
}

/// Bytes on standard output.
pub fn results(bytes: &[u8], terminal: &Terminal) -> Result<(), Error> {
    let written = terminal.results(|out| out.write_all(bytes));
    written.map_err(|error| Error::io("write", Path::new("standard output"), &error))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_first_argument_of_a_periods_form_is_the_period() {
        let meant = |first: &str, second: Option<&str>| {
            let (period, notes) = meant(Some(OsStr::new(first)), second.map(Path::new)).ok()?;
            Some((period.map(|p| p.to_string()), notes.map(|n| n.display().to_string())))
        };
        let told =
            |period: Option<&str>, notes: Option<&str>| Some((period.map(String::from), notes.map(String::from)));
        assert_eq!(meant("2024-Q4", None), told(Some("2024-q4"), None));
        assert_eq!(meant("2024", Some("notes")), told(Some("2024"), Some("notes")));
        assert_eq!(meant("notes", None), told(None, Some("notes")));
        assert_eq!(meant("./2024", None), told(None, Some("./2024")));
        assert_eq!(meant("2024-q5", None), None);
        assert_eq!(meant("notes", Some("2024")), None);
    }
}
