//! `annals config`: every key with the value that holds, as TOML; and where each comes from.
//!
//! Does not read notes, but for what the graph's own `config.edn` decides.

use std::path::Path;
use std::process::ExitCode;

use clap::{ArgMatches, Args};

use super::Global;
use super::context::{Context, Places};
use super::failure::{Failure, Outcome};
use super::origin::{Origins, leaves};
use super::terminal::Terminal;
use crate::error::Error;
use crate::source;

#[derive(Debug, Args)]
pub struct ConfigArgs {
    #[command(flatten)]
    places: Places,
    /// Say where each value comes from
    #[arg(long)]
    show_origin: bool,
}

/// How wide values are before their origins.
const WIDTH: usize = 56;

pub fn run(global: &Global, args: &ConfigArgs, matches: &ArgMatches, terminal: &Terminal) -> Outcome {
    let context = Context::new(global, &args.places.overrides())?;
    let settings = source::settings(&context.input)?;
    let mut config = context.config.clone();
    // As a command takes them: resolved, and with what the graph says where annals.toml does not.
    config.notes = shown(&context.input);
    config.output = shown(&context.output);
    config.theme.dir = context.theme.as_deref().map(shown).unwrap_or_default();
    let mut origins = Origins::new(&context, matches)?;
    if let (None, Some(day)) = (config.first_weekday, settings.logseq.start_of_week) {
        config.first_weekday = Some(day);
        origins.graph("first_weekday");
    }
    if let ("auto", Some(format)) = (config.dates.as_str(), &settings.logseq.title_format) {
        config.dates.clone_from(format);
        origins.graph("dates");
    }
    for (key, value) in leaves(&config).map_err(unwritable)? {
        let line = format!("{} = {value}", key.join("."));
        match args.show_origin {
            true => terminal.result(&format!("{line:<WIDTH$} # {}", origins.of(&key))),
            false => terminal.result(&line),
        }
    }
    Ok(ExitCode::SUCCESS)
}

fn shown(path: &Path) -> String {
    path.to_string_lossy().into_owned()
}

fn unwritable(reason: String) -> Failure {
    Failure::from(Error::new(format!("the config cannot be shown: {reason}")))
}
