//! `annals check`: says what is wrong in the notes.
//!
//! Does not write anything, and asks no other host.

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Args, ValueEnum};

use super::context::{Context, Overrides};
use super::failure::Outcome;
use super::progress::Progress;
use super::report::{self, Tally};
use super::terminal::Terminal;
use super::{Deny, Global, explain, json, load};

#[derive(Debug, Args)]
pub struct CheckArgs {
    /// A folder of notes, or one file
    notes: Option<PathBuf>,
    /// Fail on warnings too
    #[arg(long, value_name = "WHAT")]
    deny: Option<Deny>,
    /// How findings are written
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    format: Format,
    /// Say what a code means and how to mend it, and read no notes
    #[arg(long, value_name = "CODE", value_parser = explain::codes(), hide_possible_values = true, conflicts_with = "notes")]
    explain: Option<&'static str>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// Frames with the line in question
    Text,
    /// One object a line
    Json,
    /// Annotations for GitHub's runners
    Github,
}

pub fn run(global: &Global, args: &CheckArgs, terminal: &Terminal) -> Outcome {
    if let Some(code) = &args.explain {
        terminal.result(explain::entry(code));
        return Ok(ExitCode::SUCCESS);
    }
    let context = Context::new(global, &Overrides { notes: args.notes.as_deref(), ..Overrides::default() })?;
    let progress = Progress::new(terminal);
    let mut loaded = load::load(&context, &progress)?;
    progress.stage("rendering blocks", None);
    // Formulas, code languages and the like show their troubles only when they are rendered.
    loaded.site.render_blocks();
    loaded.diagnostics.extend(loaded.site.diagnostics());
    drop(progress);
    report::sort(&mut loaded.diagnostics);
    let tally = Tally::of(&loaded.diagnostics);
    let counts = tally.counts();
    match args.format {
        Format::Text => {
            let all: Vec<_> = loaded.diagnostics.iter().collect();
            for lines in report::draw(&all, &loaded.sources, terminal.verbose) {
                terminal.result(&lines);
            }
        }
        Format::Json => loaded.diagnostics.iter().for_each(|told| terminal.result(&json::line(told, &loaded.sources))),
        Format::Github => {
            loaded.diagnostics.iter().for_each(|told| terminal.result(&json::github(told, &loaded.sources)));
        }
    }
    if !terminal.quiet {
        terminal.say(&loaded.reading);
        let words = report::summary(&tally);
        terminal.say(if words.is_empty() { "nothing to complain about" } else { &words });
    }
    let found = counts.errors > 0 || (args.deny.is_some() && counts.warnings > 0);
    Ok(ExitCode::from(if found { 3 } else { 0 }))
}
