//! `annals audit`: says what of the notes is in a finished output that a profile does not select.
//!
//! Does not write, and does not mend.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::{Args, ValueEnum};

use super::audited;
use super::chosen::{Chosen, encoded};
use super::context::{Context, Overrides};
use super::failure::{Failure, Outcome};
use super::progress::Progress;
use super::share::first_line;
use super::terminal::Terminal;
use super::{Global, load, state};
use crate::error::Error;
use crate::graph::Graph;
use crate::share::audit::canary::{Made, canary};
use crate::share::audit::{Piece, Subject, audit};
use crate::share::seal;
use crate::site;

#[derive(Debug, Args)]
pub struct AuditArgs {
    /// What was made: a file, or a folder
    output: PathBuf,
    /// A folder of notes, or one file
    notes: Option<PathBuf>,
    /// The profile it was made by
    #[arg(long, value_name = "PROFILE", required_unless_present = "review")]
    profile: Option<String>,
    /// The period of the review that it is: 2024, 2024-h2, 2024-q4
    #[arg(long, value_name = "PERIOD", conflicts_with = "profile")]
    review: Option<String>,
    /// Make it again from notes in which all that is not selected is other, and see that it stays the same
    #[arg(long)]
    canary: bool,
    /// Open what is sealed with the passphrase on the first line of a file
    #[arg(long, value_name = "FILE")]
    passphrase_file: Option<PathBuf>,
    /// How findings are printed
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    format: Format,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    Text,
    Json,
}

pub fn run(global: &Global, args: &AuditArgs, terminal: &Terminal) -> Outcome {
    let context = Context::new(global, &Overrides { notes: args.notes.as_deref(), ..Overrides::default() })?;
    let chosen = Chosen::of(args.review.as_deref(), args.profile.as_deref(), &context.config)?;
    let pieces = pieces(&args.output)?;
    let passphrase = args.passphrase_file.as_deref().map(first_line).transpose()?;
    let record = state::read(&state::record(&context.input)?)?;
    let progress = Progress::new(terminal);
    progress.stage("reading notes", None);
    let load::Read { notes, config, .. } = load::read(&context)?;
    let (outlines, _) = site::outlines(&notes, &config);
    let (graph, _) = Graph::new(&notes, outlines, &config);
    let answers = audited::approved(&chosen, &graph, &record, &config)?;
    let hidden = audited::hidden(&answers);
    let (decisions, made): (Vec<_>, Vec<_>) = answers.into_iter().unzip();
    let mut secrets = audited::surroundings(&context);
    secrets.extend(audited::hashes(&graph)?);
    progress.stage("looking for what was not selected", None);
    let subject = Subject {
        graph: &graph,
        approved: &made,
        profile: &chosen.profile,
        people: &hidden,
        secrets: &secrets,
        day: context.today,
    };
    let report = audit(&subject, &pieces, passphrase.as_deref().map(String::as_str))?;
    drop(progress);
    let outcome = match (args.canary, decisions.first(), made.first()) {
        (true, Some(decisions), Some(projection)) => {
            let (profile, day) = (&chosen.profile, context.today);
            let pictures = &encoded(projection)?;
            let (notes, graph, config) = (&notes, &graph, &config);
            let made = Made { notes, graph, config, profile, decisions, projection, pictures, day };
            Some(canary(&made, &word()?)?)
        }
        _ => None,
    };
    match args.format {
        Format::Json => terminal.result(&audited::json(&report, outcome.as_ref())),
        Format::Text => {
            let lines = audited::lines(&report).into_iter().chain(outcome.iter().map(audited::told));
            lines.for_each(|line| terminal.result(&line));
        }
    }
    let is_clean = report.is_clean() && outcome.is_none_or(|outcome| outcome.difference.is_none());
    if is_clean {
        terminal.say(&format!("clean: {}", audited::looked(&report)));
        return Ok(ExitCode::SUCCESS);
    }
    terminal.say(&format!("not clean: {}", audited::looked(&report)));
    Ok(ExitCode::from(4))
}

/// A word that is in no note.
fn word() -> Result<String, Failure> {
    let bytes = seal::Random::system().bytes::<12>().map_err(Error::from)?;
    Ok(bytes.iter().map(|byte| char::from(b'a' + byte % 26)).collect())
}

/// The files of an output, by name.
fn pieces(path: &Path) -> Result<Vec<Piece>, Failure> {
    let read = |path: &Path| std::fs::read(path).map_err(|error| Error::io("read", path, &error));
    let name = |name: &std::ffi::OsStr| name.to_string_lossy().into_owned();
    if !path.is_dir() {
        let name = path.file_name().map(name).unwrap_or_default();
        return Ok(vec![Piece { name, bytes: read(path)? }]);
    }
    let mut all = Vec::new();
    for entry in walkdir::WalkDir::new(path).sort_by_file_name() {
        let entry = entry.map_err(|error| Error::new(format!("cannot read {}: {error}", path.display())))?;
        // What is handed out of a folder is what its links lead to.
        if entry.path().is_file() {
            let below = entry.path().strip_prefix(path).unwrap_or(entry.path());
            all.push(Piece { name: below.to_string_lossy().into_owned(), bytes: read(entry.path())? });
        }
    }
    Ok(all)
}
