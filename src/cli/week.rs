//! `annals week`: prints the digest of a week, for the status mail.
//!
//! Does not write a file.

use std::ffi::OsString;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::Args;

use super::Global;
use super::failure::{Failure, Outcome};
use super::paper::{self, PaperFormat};
use super::terminal::Terminal;
use crate::period::Period;
use crate::views::paper::Private;

#[derive(Debug, Args)]
pub struct WeekArgs {
    /// 2024-w50; left out: the week of today
    #[arg(value_name = "WEEK")]
    week: Option<OsString>,
    /// A folder of notes, or one file
    notes: Option<PathBuf>,
    /// Also what you marked private
    #[arg(long)]
    private: bool,
    /// How it is written
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    format: PaperFormat,
}

pub fn run(global: &Global, args: &WeekArgs, terminal: &Terminal) -> Outcome {
    let (week, notes) = paper::meant(args.week.as_deref(), args.notes.as_deref())?;
    if let Some(other) = week.filter(|week| !matches!(week, Period::Week(..))) {
        return Err(Failure::usage(format!("`{other}` is no week"), "write it as 2024-w50"));
    }
    let site = paper::load(global, notes.as_deref(), terminal)?.site;
    let week = week.unwrap_or(Period::week_of(site.today));
    let private = if args.private { Private::Kept } else { Private::LeftOut };
    let digest = crate::views::paper::week(&site.cx(1), week, private);
    paper::print(&digest, args.format, terminal)?;
    paper::say_private(&digest, terminal);
    paper::say_hidden(&digest, terminal);
    if digest.sections.is_empty() && digest.private == 0 && !terminal.quiet {
        terminal.say("nothing was done, met or due in this week");
    }
    Ok(ExitCode::SUCCESS)
}
