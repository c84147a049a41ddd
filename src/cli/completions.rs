//! `annals completions`: prints a script by which a shell completes commands, options and codes.
//!
//! Does not install it.

use std::path::Path;
use std::process::ExitCode;

use clap::{Args, CommandFactory};
use clap_complete::Shell;

use super::Cli;
use super::failure::Outcome;
use super::terminal::Terminal;
use crate::error::Error;

#[derive(Debug, Args)]
pub struct CompletionsArgs {
    /// The shell to complete in
    shell: Shell,
}

pub fn run(args: &CompletionsArgs, terminal: &Terminal) -> Outcome {
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut Cli::command(), "annals", &mut script);
    terminal
        .results(|out| out.write_all(&script))
        .map_err(|error| Error::io("write", Path::new("standard output"), &error))?;
    Ok(ExitCode::SUCCESS)
}
