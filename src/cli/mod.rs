//! One file a command: flags to values, call, report. The only place that prints.
//!
//! Does not do the work: each command is a few lines around the library.

mod build;
mod check;
mod context;
mod export;
mod failure;
mod frame;
mod init;
mod interrupt;
mod json;
mod load;
mod report;
mod terminal;

use std::path::PathBuf;
use std::process::ExitCode;

use chrono::NaiveDate;
use clap::{Args, Parser, Subcommand, ValueEnum};

use failure::Failure;
use terminal::Terminal;

use crate::wall::walled;

/// Turns a work journal in plain notes into a site where projects, people and dates link to each other.
#[derive(Debug, Parser)]
#[command(name = "annals", version, disable_help_subcommand = true, max_term_width = 100)]
struct Cli {
    #[command(flatten)]
    global: Global,
    #[command(subcommand)]
    command: Command,
}

/// Options of every command, before or after its name.
#[derive(Debug, Clone, Args)]
struct Global {
    /// Read this annals.toml instead of looking for one
    #[arg(long, global = true, value_name = "FILE", env = "ANNALS_CONFIG", hide_env_values = true)]
    config: Option<PathBuf>,
    /// The day that counts as today
    #[arg(long, global = true, value_name = "YYYY-MM-DD", env = "ANNALS_TODAY", hide_env_values = true, value_parser = day)]
    today: Option<NaiveDate>,
    /// Whether messages are coloured
    #[arg(
        long,
        global = true,
        value_name = "WHEN",
        env = "ANNALS_COLOR",
        hide_env_values = true,
        default_value = "auto"
    )]
    color: Color,
    /// Say only what is wrong
    #[arg(short, long, global = true, conflicts_with = "verbose")]
    quiet: bool,
    /// Say more
    #[arg(short, long, global = true)]
    verbose: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Color {
    Auto,
    Always,
    Never,
}

/// What `--deny` may name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Deny {
    Warnings,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Write the site
    Build(build::BuildArgs),
    /// Say what is wrong in the notes
    Check(check::CheckArgs),
    /// Print the notes as data
    Export(export::ExportArgs),
    /// Write a commented annals.toml
    Init(init::InitArgs),
}

fn day(written: &str) -> Result<NaiveDate, String> {
    written.parse().map_err(|_| "write a day as 2024-12-10".to_string())
}

/// Runs the command line of this process. 0: done, 1: failed or refused, 2: usage or config, 3: something
/// was found in the notes that `check` or `--deny` minds.
pub fn main() -> ExitCode {
    let cli = Cli::parse();
    let terminal = Terminal::new(cli.global.color, cli.global.quiet, cli.global.verbose);
    // A panic is told by whoever catches it; where it happened is for those who ask.
    if std::env::var_os("RUST_BACKTRACE").is_none() {
        std::panic::set_hook(Box::new(|_| {}));
    }
    let outcome = walled(|| match &cli.command {
        Command::Build(args) => build::run(&cli.global, args, &terminal),
        Command::Check(args) => check::run(&cli.global, args, &terminal),
        Command::Export(args) => export::run(&cli.global, args, &terminal),
        Command::Init(args) => init::run(args, &terminal),
    });
    match outcome {
        Ok(Ok(code)) => code,
        Ok(Err(failure)) => failure.tell(&terminal),
        Err(panic) => Failure::internal(&panic).tell(&terminal),
    }
}
