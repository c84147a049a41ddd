//! `annals man`: prints the manual page of annals, or of one command of it.
//!
//! Does not install it. A page holds no date, so that the same program prints the same page.

use std::io::Write;
use std::path::Path;
use std::process::ExitCode;

use clap::{Args, CommandFactory};
use clap_mangen::Man;
use clap_mangen::roff::{Roff, roman};

use super::Cli;
use super::failure::{Failure, Outcome};
use super::terminal::Terminal;
use crate::config::nearest;
use crate::error::Error;

#[derive(Debug, Args)]
pub struct ManArgs {
    /// The page of this command rather than that of annals itself
    command: Option<String>,
}

/// What the exit codes mean; `annals --help` has no room for it.
const CODES: &[(&str, &str)] = &[
    ("0", "done"),
    ("1", "failed or refused: a folder that is not there, an output folder that annals did not write"),
    ("2", "usage or config"),
    ("3", "check found errors, or, with --deny warnings, check or build found warnings"),
];

pub fn run(args: &ManArgs, terminal: &Terminal) -> Outcome {
    let mut annals = Cli::command();
    // So that options of every command stand in the page of each.
    annals.build();
    let command = match &args.command {
        Some(name) => find(&annals, name)?,
        None => annals,
    };
    terminal
        .results(|out| page(command, out))
        .map_err(|error| Error::io("write", Path::new("standard output"), &error))?;
    Ok(ExitCode::SUCCESS)
}

fn find(annals: &clap::Command, name: &str) -> Result<clap::Command, Failure> {
    if let Some(command) = annals.find_subcommand(name) {
        let title = format!("annals-{}", command.get_name());
        return Ok(command.clone().display_name(title).version(env!("CARGO_PKG_VERSION")));
    }
    let known: Vec<&str> = annals.get_subcommands().map(clap::Command::get_name).collect();
    let help = match nearest(name, &known) {
        Some(near) => format!("did you mean `{near}`?"),
        None => format!("known here: {}", known.join(", ")),
    };
    Err(Failure::usage(format!("there is no command `{name}`"), help))
}

fn page(command: clap::Command, out: &mut dyn Write) -> std::io::Result<()> {
    Man::new(command).source(concat!("annals ", env!("CARGO_PKG_VERSION"))).render(out)?;
    let mut codes = Roff::new();
    codes.control("SH", ["EXIT STATUS"]);
    for (code, meaning) in CODES {
        codes.control("TP", []);
        codes.text([roman(*code)]);
        codes.text([roman(*meaning)]);
    }
    codes.to_writer(out)
}
