//! `annals share`: shows what a profile would hand out, asks, and writes it as one file.
//!
//! Does not select or render. Without a terminal nothing is asked: what nobody decided about is not handed out.

use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::{Args, ValueEnum};

use super::ask::{self, People};
use super::context::{Context, Overrides};
use super::failure::{Failure, Outcome};
use super::handing;
use super::progress::Progress;
use super::report::{Sources, count, draw_one};
use super::terminal::Terminal;
use super::{Global, load, state};
use crate::config::nearest;
use crate::config::share::{Naming, Profile, Seal};
use crate::graph::Graph;
use crate::period::Period;
use crate::project::{Decisions, Projection, Survey, project, survey};
use crate::share::record::{Record, Sent};
use crate::share::{self, file, pictures, seal};
use crate::site;

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

/// What a command hands out: a name for it, and the profile.
pub struct Chosen {
    /// `manager-2024`, or `--review 2024`.
    pub name: String,
    pub profile: Profile,
}

pub fn run(global: &Global, args: &ShareArgs, terminal: &Terminal) -> Outcome {
    let notes = if args.review.is_some() || args.list { args.profile.as_deref().map(Path::new) } else { None };
    let notes = args.notes.as_deref().or(notes);
    let context = Context::new(global, &Overrides { notes, ..Overrides::default() })?;
    let record_path = state::record(&context.input)?;
    if args.list {
        return list(&record_path, terminal);
    }
    let mut chosen = chosen(args, &context)?;
    if let Some(people) = args.people {
        chosen.profile.people = people.into();
    }
    if let Some(how) = args.seal {
        chosen.profile.seal = if how == HowSealed::None { Seal::None } else { Seal::Passphrase };
    }
    let progress = Progress::new(terminal);
    progress.stage("reading notes", None);
    let load::Read { notes, config, mut sources, .. } = load::read(&context)?;
    let (outlines, _) = site::outlines(&notes, &config);
    let (graph, _) = Graph::new(&notes, outlines, &config);
    drop(progress);
    let sources = &mut sources;
    let mut random = seal::Random::system();
    let known = Record::read(&record_path)?;
    let mut record = match known {
        Some(record) => record,
        None => Record::new(*random.bytes().map_err(crate::error::Error::from)?),
    };
    let (decisions, survey) = decide(&graph, &mut chosen, &mut record, args, &config, terminal)?;
    let made = projected(&graph, &chosen.profile, &decisions, &config)?;
    refuse(&made, &chosen, sources)?;
    let changes = record.changes(&chosen.name, &made.notes.notes[0].text);
    for line in handing::report(&chosen, &graph, &made, &survey, changes.as_ref(), args.diff) {
        terminal.result(&line);
    }
    if args.diff || args.dry_run {
        return Ok(ExitCode::SUCCESS);
    }
    let encoded = encoded(&made)?;
    if let Some(folder) = &args.emit_projection {
        emit(folder, &made, &encoded, terminal)?;
        return Ok(ExitCode::SUCCESS);
    }
    if !args.yes && !ask::confirm("Hand this out?")? {
        return Err(Failure::refused("nothing was handed out", "look again with --dry-run"));
    }
    let page = share::page(&made.notes, &chosen.profile, &encoded, context.today)?;
    let (bytes, passphrase) = closed(args, &chosen, page, context.today, &mut random)?;
    let path = destination(args, &chosen, &mut random)?;
    file::create(&path, &bytes)?;
    let version = share::page::version(&made.notes, &encoded);
    let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let sent = Sent::new(&chosen.name, context.today, version, name, &bytes, passphrase.is_some());
    let checksum = sent.checksum.clone();
    record.add(sent, &made.notes.notes[0].text);
    record.write(&record_path)?;
    for line in handing::handed_out(&path, &checksum, passphrase.as_deref().map(String::as_str), args) {
        terminal.result(&line);
    }
    Ok(ExitCode::SUCCESS)
}

impl ShareArgs {
    /// Whether the author gave the passphrase, and so knows it.
    pub fn gave_passphrase(&self) -> bool {
        self.passphrase_file.is_some()
    }
}

/// The profile that is meant.
fn chosen(args: &ShareArgs, context: &Context) -> Result<Chosen, Failure> {
    if let Some(written) = &args.review {
        let Some(period) = Period::read(written) else {
            let help = "write it as 2024, 2024-h2, 2024-q4 or 2024-03-01..2024-08-31";
            return Err(Failure::usage(format!("`{written}` is no stretch of time"), help));
        };
        return Ok(Chosen { name: format!("--review {period}"), profile: Profile::review(period) });
    }
    let profiles = &context.config.share.profiles;
    let Some(name) = &args.profile else {
        return Err(Failure::usage("which profile?", "name one of annals.toml, or write --review 2024"));
    };
    match profiles.get(name) {
        Some(profile) => Ok(Chosen { name: name.clone(), profile: profile.clone() }),
        None => {
            let known: Vec<&str> = profiles.keys().map(String::as_str).collect();
            let help = match nearest(name, &known) {
                Some(near) => format!("did you mean `{near}`?"),
                None if known.is_empty() => {
                    "write [share.NAME] in annals.toml, or share a review: --review 2024".into()
                }
                None => format!("known here: {}", known.join(", ")),
            };
            Err(Failure::usage(format!("there is no profile `{name}`"), help))
        }
    }
}

fn projected(
    graph: &Graph,
    profile: &Profile,
    decisions: &Decisions,
    config: &crate::config::Config,
) -> Result<Projection, Failure> {
    project(graph, profile, decisions, config).map_err(|fault| Failure::usage(fault.message, fault.help))
}

/// How people are named, and what stands for references: as the profile says, as was decided before, or as is answered
/// now.
fn decide(
    graph: &Graph,
    chosen: &mut Chosen,
    record: &mut Record,
    args: &ShareArgs,
    config: &crate::config::Config,
    terminal: &Terminal,
) -> Result<(Decisions, Survey), Failure> {
    let profile = &mut chosen.profile;
    let first = projected(graph, profile, &Decisions::default(), config)?;
    let found = survey(graph, &first, profile.period(), config.fiscal_year_start);
    if profile.people == Naming::Ask && !found.people.is_empty() {
        profile.people = match ask::people(&found.people, terminal)? {
            People::Named(naming) => naming,
            People::NobodyAsked => {
                let names: Vec<&str> = found.people.iter().map(|person| person.name.as_str()).collect();
                let said =
                    format!("{} named, and nobody decided how", ask::are(names.len(), "person is", "people are"));
                let help = format!(
                    "{}: say --people keep, initials, role, pseudonym or redact, or `people` in the profile",
                    names.join(", ")
                );
                return Err(Failure::refused(said, help));
            }
        };
    }
    let mut decisions = Decisions { people: handing::naming(&found.people, profile.people), ..Decisions::default() };
    let second = projected(graph, profile, &decisions, config)?;
    for name in &second.seen.undecided {
        let decided = match record.decided(name) {
            Some(decided) => Some(decided),
            None if args.yes || args.dry_run || args.diff => None,
            None => ask::reference(name)?,
        };
        if let Some(decided) = decided {
            record.decide(name, decided);
            decisions.refs.insert(crate::name::key(name), decided);
        }
    }
    Ok((decisions, found))
}

/// What must not be handed out at all.
fn refuse(made: &Projection, chosen: &Chosen, sources: &Sources) -> Result<(), Failure> {
    if let Some(fault) = made.faults.first() {
        let more = made.faults.len() - 1;
        let rest = if more > 0 { format!(", and {more} more") } else { String::new() };
        let said = draw_one(fault, sources);
        return Err(Failure::refused(
            format!("who may see it cannot be told{rest}\n{said}"),
            "mend it, and share again",
        ));
    }
    if made.amounts.is_empty() {
        let help = match chosen.profile.period() {
            Some(period) => format!("nothing that it selects has text of {}", period.label()),
            None => "nothing in the notes is what `select` means, or all of it is marked private".into(),
        };
        return Err(Failure::refused(format!("{} selects nothing", chosen.name), help).with_code(1));
    }
    Ok(())
}

/// Its pictures, encoded anew.
fn encoded(made: &Projection) -> Result<Vec<pictures::Picture>, Failure> {
    let again = |asset: &crate::notes::Asset| {
        let name = asset.path.rsplit('/').next().unwrap_or(&asset.path);
        let bytes = crate::source::bytes(&asset.source)?;
        pictures::again(name, &bytes).map_err(|why| {
            let path = asset.source.display();
            Failure::refused(
                format!("{path} cannot be handed out: {why}"),
                "take it out of the block, or write attachments = \"none\" in the profile",
            )
        })
    };
    made.notes.assets.iter().map(again).collect()
}

fn emit(folder: &Path, made: &Projection, encoded: &[pictures::Picture], terminal: &Terminal) -> Result<(), Failure> {
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

type Passphrase = zeroize::Zeroizing<String>;

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
                    let error = crate::error::Error::from(weak);
                    let help = error.help.unwrap_or_default();
                    Failure::refused(error.message, format!("{help}; --accept-weak takes it all the same"))
                })?;
            }
            line
        }
        None => seal::passphrase::generate(random).map_err(crate::error::Error::from)?,
    };
    let entries = vec![seal::Entry { name: seal::INDEX.into(), bytes: page }];
    let bundle = seal::Bundle { title: chosen.profile.title.clone(), created: day, not_after: None, entries };
    let bytes = seal::seal(&bundle, &passphrase, random).map_err(crate::error::Error::from)?;
    Ok((bytes, Some(passphrase)))
}

/// The first line of a file, which may be a pipe.
fn first_line(path: &Path) -> Result<Passphrase, Failure> {
    let mut bytes = zeroize::Zeroizing::new(Vec::new());
    let read = File::open(path).and_then(|file| file.take(LONGEST).read_to_end(&mut bytes));
    read.map_err(|error| crate::error::Error::io("read", path, &error))?;
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

/// Where the file is written: as given, else under a name that says nothing. Never into a site of the author's own.
fn destination(args: &ShareArgs, chosen: &Chosen, random: &mut seal::Random) -> Result<PathBuf, Failure> {
    let path = match (&args.output, chosen.profile.seal) {
        (Some(path), _) => path.clone(),
        (None, _) => PathBuf::from(seal::file_name(random).map_err(crate::error::Error::from)?),
    };
    let inside = |folder: &Path| folder.join(crate::config::MARKER).exists();
    let whole = std::path::absolute(&path).unwrap_or_else(|_| path.clone());
    if let Some(site) = whole.ancestors().skip(1).find(|folder| inside(folder)) {
        let said = format!("{} is a site of your own, with all that is private in it", site.display());
        return Err(Failure::refused(said, "name a file outside of it with -o"));
    }
    Ok(path)
}

fn list(path: &Path, terminal: &Terminal) -> Outcome {
    let record = Record::read(path)?;
    for sent in record.iter().flat_map(|record| &record.sent) {
        let how = if sent.sealed { "sealed" } else { "plain" };
        terminal.result(&format!("{}  {}  {}  version {}, {how}", sent.day, sent.profile, sent.file, sent.version));
    }
    if record.is_none_or(|record| record.sent.is_empty()) {
        terminal.say("nothing was handed out yet");
    }
    Ok(ExitCode::SUCCESS)
}
