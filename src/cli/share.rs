//! `annals share`: shows what a profile would hand out, asks, and writes it as one file.
//!
//! Does not select or render. Without a terminal nothing is asked: what nobody decided about is not handed out.

use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::{Args, ValueEnum};

use super::ask;
use super::audited;
use super::chosen::{Chosen, encoded, whole};
use super::context::{Context, Overrides};
use super::failure::{Failure, Outcome};
use super::handing;
use super::progress::Progress;
use super::report::count;
use super::terminal::Terminal;
use super::{Global, load, serving, state, unmatched};
use crate::config::share::{Naming, Seal};
use crate::error::Error;
use crate::graph::Graph;
use crate::project::{Decisions, Projection};
use crate::share::pictures::Picture;
use crate::share::record::{Record, Sent};
use crate::share::{self, file, seal};
use crate::{site, source};

#[derive(Debug, Args)]
pub struct ShareArgs {
    /// A profile of annals.toml; with --review, a folder of notes or one file
    #[arg(value_name = "PROFILE")]
    profile: Option<String>,
    /// A folder of notes, or one file
    notes: Option<PathBuf>,
    /// The review of a period, as the built-in profile has it: 2024, 2024-h2, 2024-q4
    #[arg(long, value_name = "PERIOD")]
    review: Option<String>,
    /// The file to write [default: a name that says nothing]
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
    /// Show exactly what would be handed out, on this machine alone, and write nothing
    #[arg(long)]
    preview: bool,
    /// Say what would be handed out, and write nothing
    #[arg(long)]
    dry_run: bool,
    /// Write the notes that would be handed out, in plain text, into a new folder
    #[arg(long, value_name = "DIR")]
    emit_projection: Option<PathBuf>,
    /// How the file is closed
    #[arg(long, value_name = "HOW")]
    seal: Option<HowSealed>,
    /// Take the passphrase from the first line of a file
    #[arg(long, value_name = "FILE")]
    passphrase_file: Option<PathBuf>,
    /// Take a passphrase that is guessed too soon
    #[arg(long)]
    accept_weak: bool,
    /// How people are named
    #[arg(long, value_name = "HOW")]
    people: Option<HowNamed>,
    /// Hand out without asking
    #[arg(long)]
    yes: bool,
    /// Say what was handed out before
    #[arg(long)]
    list: bool,
    /// Say what changed since the last time, and write nothing
    #[arg(long)]
    diff: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum HowSealed {
    None,
    Passphrase,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum HowNamed {
    Keep,
    Initials,
    Role,
    Pseudonym,
    Redact,
    Ask,
}

impl From<HowNamed> for Naming {
    fn from(how: HowNamed) -> Naming {
        match how {
            HowNamed::Keep => Naming::Keep,
            HowNamed::Initials => Naming::Initials,
            HowNamed::Role => Naming::Role,
            HowNamed::Pseudonym => Naming::Pseudonym,
            HowNamed::Redact => Naming::Redact,
            HowNamed::Ask => Naming::Ask,
        }
    }
}

pub fn run(global: &Global, args: &ShareArgs, terminal: &Terminal) -> Outcome {
    let notes = if args.review.is_some() || args.list { args.profile.as_deref().map(Path::new) } else { None };
    let overrides = Overrides { notes: args.notes.as_deref().or(notes), ..Overrides::default() };
    let context = Context::new(global, &overrides)?;
    let record_path = state::record(&context.input)?;
    if args.list {
        return list(&record_path, &context.input, terminal);
    }
    let mut chosen = Chosen::of(args.review.as_deref(), args.profile.as_deref(), &context.config)?;
    if let Some(people) = args.people {
        chosen.profile.people = people.into();
    }
    if let Some(how) = args.seal {
        chosen.profile.seal = if how == HowSealed::None { Seal::None } else { Seal::Passphrase };
    }
    let progress = Progress::new(terminal);
    progress.stage("reading notes", None);
    let load::Read { notes, config, diagnostics, sources } = load::read(&context)?;
    whole(&diagnostics, &sources, terminal)?;
    let (outlines, _) = site::outlines(&notes, &config);
    let (graph, _) = Graph::new(&notes, outlines, &config);
    drop(progress);
    unmatched::tell(&chosen, &config.share, context.file.as_deref(), &graph, terminal)?;
    let mut random = seal::Random::system();
    // Before anything is asked: an answer should not be in vain.
    let is_file = !(args.preview || args.diff || args.dry_run || args.emit_projection.is_some());
    let path = if is_file { Some(destination(args, &mut random)?) } else { None };
    path.iter().try_for_each(|path| outside(path, &context, "-o"))?;
    let record = state::read(&record_path)?;
    // Nobody is asked about words that are not handed out yet.
    let asks = !(args.yes || args.dry_run || args.diff);
    let (decisions, survey) = chosen.decide(&graph, &record, asks, &config, terminal)?;
    let made = chosen.projected(&graph, &decisions, &config)?;
    chosen.refuse(&made, &decisions, &sources, terminal)?;
    let changes = record.changes(&chosen.name, &made.notes.notes[0].text);
    let reading = handing::Reading { context: &context, left_out: notes.left_out, whole: terminal.verbose };
    for line in handing::report(&chosen, &reading, &graph, &made, &survey, changes.as_ref(), args.diff) {
        terminal.result(&line);
    }
    if args.preview {
        let options = serving::Options { port: 0, hosts: Vec::new(), open: true, poll: None };
        return serving::run(global, &overrides, chosen, decisions, options, terminal);
    }
    if args.diff || args.dry_run {
        return Ok(ExitCode::SUCCESS);
    }
    if let Some(folder) = &args.emit_projection {
        outside(folder, &context, "--emit-projection")?;
        emit(folder, &made, &encoded(&made)?, terminal)?;
    }
    let Some(path) = path else { return Ok(ExitCode::SUCCESS) };
    let encoded = encoded(&made)?;
    if !args.yes && !ask::confirm("Hand this out?")? {
        return Err(Failure::refused("nothing was handed out", "look again with --dry-run"));
    }
    let page = share::page(&made.notes, &chosen.profile, &encoded, context.today)?;
    let (bytes, passphrase) = closed(args, &chosen, page, context.today, &mut random)?;
    let opens = passphrase.as_deref().map(String::as_str);
    audited::hold((&chosen, &made, &decisions), &graph, &context, (&path, &bytes, opens), terminal)?;
    file::create(&path, &bytes)?;
    let version = share::page::version(&made.notes, &encoded);
    let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let sent = Sent::new(&chosen.name, context.today, version, name, &bytes, passphrase.is_some());
    let checksum = sent.checksum.clone();
    // The passphrase first: the file is there, and nothing else opens it.
    for line in handing::handed_out(&path, &checksum, passphrase.as_deref().map(String::as_str), args) {
        terminal.result(&line);
    }
    let kept = keep(&record_path, sent, &made, &chosen.profile.audience, &decisions);
    kept.map_err(|failure| {
        let undone = "the file was handed out, but that could not be kept";
        failure.because(undone, "--list and --diff will not know of it")
    })?;
    Ok(ExitCode::SUCCESS)
}

/// Keeps that a share was made, and what was decided for it: in the record as it is by now, for another may have been
/// made since this one began.
fn keep(path: &Path, sent: Sent, made: &Projection, audience: &str, decisions: &Decisions) -> Result<(), Failure> {
    let _lock = file::lock(path)?;
    let mut record = state::read(path)?;
    for (name, decided) in &decisions.refs {
        record.decide(audience, name, *decided);
    }
    record.add(sent, &made.notes.notes[0].text);
    record.write(path)?;
    Ok(())
}

impl ShareArgs {
    /// Whether the author gave the passphrase, and so knows it.
    pub fn gave_passphrase(&self) -> bool {
        self.passphrase_file.is_some()
    }
}

fn emit(folder: &Path, made: &Projection, encoded: &[Picture], terminal: &Terminal) -> Result<(), Failure> {
    file::folder(folder)?;
    for note in &made.notes.notes {
        let path = folder.join(&*note.path);
        file::replace(&path, note.text.as_bytes())?;
    }
    for picture in encoded {
        file::replace(&folder.join("assets").join(&picture.name), &picture.bytes)?;
    }
    let files = count(made.notes.notes.len() + encoded.len(), "file");
    terminal.say(&format!("{files} in plain text in {}: remove them when you have read them", folder.display()));
    Ok(())
}

/// Forgotten once it was used.
pub type Passphrase = zeroize::Zeroizing<String>;

/// The file's bytes, and the passphrase that opens them.
fn closed(
    args: &ShareArgs,
    chosen: &Chosen,
    page: Vec<u8>,
    day: chrono::NaiveDate,
    random: &mut seal::Random,
) -> Result<(Vec<u8>, Option<Passphrase>), Failure> {
    if chosen.profile.seal == Seal::None {
        return Ok((page, None));
    }
    let passphrase = match &args.passphrase_file {
        Some(path) => {
            let line = first_line(path)?;
            if !args.accept_weak {
                seal::passphrase::check(&line).map_err(|weak| {
                    let error = Error::from(weak);
                    let help = error.help.unwrap_or_default();
                    Failure::refused(error.message, format!("{help}; --accept-weak takes it all the same"))
                })?;
            }
            line
        }
        None => seal::passphrase::generate(random).map_err(Error::from)?,
    };
    let entries = vec![seal::Entry { name: seal::INDEX.into(), bytes: page }];
    let bundle = seal::Bundle { title: chosen.profile.title(), created: day, not_after: None, entries };
    let bytes = seal::seal(&bundle, &passphrase, random).map_err(Error::from)?;
    Ok((bytes, Some(passphrase)))
}

/// The first line of a file, which may be a pipe.
pub fn first_line(path: &Path) -> Result<Passphrase, Failure> {
    let mut bytes = zeroize::Zeroizing::new(Vec::new());
    let read = File::open(path).and_then(|file| file.take(LONGEST).read_to_end(&mut bytes));
    read.map_err(|error| Error::io("read", path, &error))?;
    let text = Passphrase::new(String::from_utf8_lossy(&bytes).into_owned());
    let line = Passphrase::new(text.lines().next().unwrap_or("").to_string());
    match line.trim().is_empty() {
        true => {
            Err(Failure::usage(format!("{} begins with no passphrase", path.display()), "write it on its first line"))
        }
        false => Ok(line),
    }
}

/// More than anybody types.
const LONGEST: u64 = 64 * 1024;

/// Where the file is written: as given, else under a name that says nothing.
fn destination(args: &ShareArgs, random: &mut seal::Random) -> Result<PathBuf, Failure> {
    let path = match &args.output {
        Some(path) if path.as_os_str() == "-" => {
            return Err(Failure::usage("a share is a file: `-` names none", "name one with -o"));
        }
        Some(path) => path.clone(),
        None => PathBuf::from(seal::file_name(random).map_err(Error::from)?),
    };
    if path.symlink_metadata().is_ok() {
        let error = Error::new(format!("{} is there already", path.display()));
        return Err(error.help("give another name with -o, or remove the file").into());
    }
    Ok(path)
}

/// Refuses a place within the notes, which would be read as notes, and within a site of the author's own. Links are
/// followed as far as there is something.
fn outside(path: &Path, context: &Context, option: &str) -> Result<(), Failure> {
    let whole = std::path::absolute(path).map_err(|error| Error::io("find", path, &error))?;
    let real = whole.ancestors().skip(1).find_map(|above| above.canonicalize().ok()).unwrap_or_else(|| whole.clone());
    let above: Vec<&Path> = whole.ancestors().skip(1).chain(real.ancestors()).collect();
    if above.iter().any(|folder| folder.join(crate::config::MARKER).exists()) {
        let said = format!("{} is within a site of your own, with all that is private in it", path.display());
        return Err(Failure::refused(said, format!("name a place outside of it with {option}")));
    }
    // One page of a graph is read alone, and its neighbours are notes all the same.
    let notes = source::graph_of(&context.input)?.or_else(|| context.input.canonicalize().ok());
    let notes = notes.filter(|notes| notes.is_dir() && !is_here(notes));
    if notes.is_some_and(|notes| real.starts_with(notes)) {
        let said = format!("{} is among the notes", path.display());
        return Err(Failure::refused(said, format!("name a place outside of them with {option}")));
    }
    Ok(())
}

/// Whether the notes are the folder that the author stands in, where files are written that have no other place.
fn is_here(notes: &Path) -> bool {
    std::env::current_dir().and_then(|here| here.canonicalize()).is_ok_and(|here| here == *notes)
}

fn list(path: &Path, notes: &Path, terminal: &Terminal) -> Outcome {
    let record = Record::read(path)?;
    for sent in record.iter().flat_map(|record| &record.sent) {
        let how = if sent.sealed { "sealed" } else { "plain" };
        terminal.result(&format!("{}  {}  {}  version {}, {how}", sent.day, sent.profile, sent.file, sent.version));
    }
    if record.is_none_or(|record| record.sent.is_empty()) {
        terminal.say(&format!("nothing was handed out yet of {}", notes.display()));
    }
    Ok(ExitCode::SUCCESS)
}
