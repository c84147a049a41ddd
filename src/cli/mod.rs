//! One file a command: flags to values, call, report. The only place that prints.
//!
//! Does not do the work: each command is a few lines around the library.

mod account;
mod agenda;
mod ask;
mod audit;
mod audited;
mod build;
mod built;
mod cache;
mod check;
mod chosen;
mod completions;
mod config;
mod context;
mod disk;
mod doctor;
mod explain;
mod export;
mod exposure;
mod failure;
mod fingerprint;
mod frame;
mod handing;
mod idle;
mod init;
mod interrupt;
mod json;
mod key;
mod load;
mod man;
mod open;
mod origin;
mod paper;
mod progress;
mod report;
mod review;
mod serve;
mod serving;
mod share;
mod state;
mod terminal;
mod theme;
mod unmatched;
mod watching;
mod week;
mod words;

use std::path::PathBuf;
use std::process::ExitCode;

use chrono::NaiveDate;
use clap::{Args, CommandFactory, FromArgMatches, Parser, Subcommand, ValueEnum};

use failure::Failure;
use terminal::Terminal;

use crate::wall::walled;

/// Turns a work journal in plain notes into a site where projects, people and dates link to each other.
#[derive(Debug, Parser)]
#[command(name = "annals", version, max_term_width = 100)]
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
    /// Show the site as you write it, on this machine alone
    Serve(serve::ServeArgs),
    /// Say what is wrong in the notes
    Check(check::CheckArgs),
    /// Print a review to hand in
    Review(review::ReviewArgs),
    /// Print the digest of a week
    Week(week::WeekArgs),
    /// Print what is open, the most urgent first
    Agenda(agenda::AgendaArgs),
    /// Hand out a part of the notes, and nothing else
    Share(share::ShareArgs),
    /// Say what of the notes is in a share that should not be
    Audit(audit::AuditArgs),
    /// Print the notes as data
    Export(export::ExportArgs),
    /// Write a commented annals.toml
    Init(init::InitArgs),
    /// Say what annals sees and needs, and what stands in its way
    Doctor(doctor::DoctorArgs),
    /// List the theme's files, or take one to change it
    Theme(theme::ThemeArgs),
    /// Print every setting and where it comes from
    Config(config::ConfigArgs),
    /// Print a script by which a shell completes annals
    Completions(completions::CompletionsArgs),
    /// Print a manual page
    Man(man::ManArgs),
}

fn day(written: &str) -> Result<NaiveDate, String> {
    written.parse().map_err(|_| "write a day as 2024-12-10".to_string())
}

/// Runs the command line of this process. 0: done, 1: failed or refused, 2: usage or config, 3: something
/// was found in the notes that `check` or `--deny` minds, 4: refused, because what is private might have gone along.
pub fn main() -> ExitCode {
    let matches = Cli::command().get_matches();
    let cli = match Cli::from_arg_matches(&matches) {
        Ok(cli) => cli,
        Err(error) => error.exit(),
    };
    let terminal = Terminal::new(cli.global.color, cli.global.quiet, cli.global.verbose);
    // A panic is told by whoever catches it; where it happened is for those who ask.
    if std::env::var_os("RUST_BACKTRACE").is_none() {
        std::panic::set_hook(Box::new(|_| {}));
    }
    let outcome = walled(|| match &cli.command {
        Command::Build(args) => build::run(&cli.global, args, &terminal),
        Command::Serve(args) => serve::run(&cli.global, args, &terminal),
        Command::Check(args) => check::run(&cli.global, args, &terminal),
        Command::Review(args) => review::run(&cli.global, args, &terminal),
        Command::Week(args) => week::run(&cli.global, args, &terminal),
        Command::Agenda(args) => agenda::run(&cli.global, args, &terminal),
        Command::Share(args) => share::run(&cli.global, args, &terminal),
        Command::Audit(args) => audit::run(&cli.global, args, &terminal),
        Command::Export(args) => export::run(&cli.global, args, &terminal),
        Command::Init(args) => init::run(args, &terminal),
        Command::Doctor(args) => doctor::run(&cli.global, args, &terminal),
        Command::Theme(args) => theme::run(&cli.global, args, &terminal),
        Command::Config(args) => {
            let matches = matches.subcommand_matches("config").unwrap_or(&matches);
            config::run(&cli.global, args, matches, &terminal)
        }
        Command::Completions(args) => completions::run(args, &terminal),
        Command::Man(args) => man::run(args, &terminal),
    });
    match outcome {
        Ok(Ok(code)) => code,
        Ok(Err(failure)) => failure.tell(&terminal),
        Err(panic) => Failure::internal(&panic).tell(&terminal),
    }
}
