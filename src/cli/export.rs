//! `annals export`: prints the notes as data.
//!
//! Does not make a site, and leaves names as written but for their case.

use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;

use clap::{Args, ValueEnum};
use rayon::prelude::*;

use super::context::{Context, Overrides};
use super::failure::Outcome;
use super::terminal::Terminal;
use super::{Global, load};
use crate::error::Error;
use crate::export::{ExportRules, jsonl};
use crate::graph;
use crate::notes::{self, Note};
use crate::outline::{self, Options, Outline};

#[derive(Debug, Args)]
pub struct ExportArgs {
    /// A folder of notes, or one file
    notes: Option<PathBuf>,
    /// What is printed
    #[arg(long, value_name = "FORMAT")]
    format: Format,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// One object a line: each note, then its blocks, and a summary last
    Jsonl,
}

pub fn run(global: &Global, args: &ExportArgs, terminal: &Terminal) -> Outcome {
    let context = Context::new(global, &Overrides { notes: args.notes.as_deref(), ..Overrides::default() })?;
    let load::Read { notes, config, .. } = load::read(&context)?;
    let options = Options { checkboxes: config.tasks.checkboxes };
    // Logseq's reading of other formats is not ours, so they are left out rather than compared.
    let written: Vec<&Note> = notes.notes.iter().filter(|note| note.format == notes::Format::Markdown).collect();
    let outlines: Vec<Outline> =
        written.par_iter().map(|note| outline::parse(Arc::clone(&note.text), notes.dialect, &options).0).collect();
    let named: Vec<(&str, &Outline)> = written.iter().map(|note| &*note.path).zip(&outlines).collect();
    let rules = ExportRules::of(&config.logseq, graph::file_names(&notes, &config));
    match args.format {
        Format::Jsonl => terminal
            .results(|mut out| jsonl(&named, &rules, &mut out))
            .map_err(|error| Error::io("write", Path::new("standard output"), &error))?,
    }
    Ok(ExitCode::SUCCESS)
}
