//! `annals agenda`: prints every open task, the most urgent first.
//!
//! Does not write a file.

use std::path::PathBuf;
use std::process::ExitCode;

use clap::Args;

use super::Global;
use super::failure::Outcome;
use super::paper::{self, PaperFormat};
use super::terminal::Terminal;

#[derive(Debug, Args)]
pub struct AgendaArgs {
    /// A folder of notes, or one file
    notes: Option<PathBuf>,
    /// How it is written
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    format: PaperFormat,
}

pub fn run(global: &Global, args: &AgendaArgs, terminal: &Terminal) -> Outcome {
    let site = paper::load(global, args.notes.as_deref(), terminal)?.site;
    let agenda = crate::views::paper::agenda(&site.cx(1));
    paper::print(&agenda, args.format, terminal)?;
    if agenda.sections.is_empty() && !terminal.quiet {
        terminal.say("nothing is open");
    }
    Ok(ExitCode::SUCCESS)
}
