//! What an audit is told beside the notes, and what is said of what it found.
//!
//! Does not look for anything itself, and quotes nothing: what was found may be read on a screen that others see.

use std::path::Path;

use rayon::prelude::*;
use serde_json::json;
use sha2::Digest;

use super::chosen::Chosen;
use super::context::Context;
use super::failure::Failure;
use super::handing;
use super::report::count;
use super::terminal::Terminal;
use crate::config::Config;
use crate::config::share::Naming;
use crate::graph::Graph;
use crate::project::{Decisions, Projection, Shown};
use crate::share::audit::canary::Outcome;
use crate::share::audit::{Finding, Piece, Report, Secret, Source, Subject, audit};
use crate::share::record::Record;
use crate::source;

/// How many findings are told of; of more, the number.
const MOST: usize = 20;

/// Refuses what is about to be written if anything is in it that was not selected. Nothing is on the disk yet.
pub fn hold(
    (chosen, made, decisions): (&Chosen, &Projection, &Decisions),
    graph: &Graph,
    context: &Context,
    (path, bytes, passphrase): (&Path, &[u8], Option<&str>),
    terminal: &Terminal,
) -> Result<(), Failure> {
    let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let subject = Subject {
        graph,
        approved: std::slice::from_ref(made),
        profile: &chosen.profile,
        people: &decisions.people,
        secrets: &surroundings(context),
        day: context.today,
    };
    let report = audit(&subject, &[Piece { name, bytes: bytes.to_vec() }], passphrase)?;
    if report.is_clean() {
        return Ok(());
    }
    lines(&report).iter().for_each(|line| terminal.say(line));
    Err(Failure::refused(
        format!("{} in it that must not be handed out, and nothing was written", things(report.count)),
        match report.findings.iter().all(|finding| finding.chain == ["its name"]) {
            true => "give the file another name with -o",
            false => "look at the lines named above: reword them, or mark them; if none of it is true, report it",
        },
    ))
}

/// `1 thing is`, `3 things are`
fn things(number: usize) -> String {
    super::ask::are(number, "thing is", "things are")
}

/// All that a profile could have made of the notes: by the answers that were given, and where nobody says which, by any.
pub fn approved(
    chosen: &Chosen,
    graph: &Graph,
    record: &Record,
    config: &Config,
) -> Result<Vec<(Decisions, Projection)>, Failure> {
    let found = chosen.surveyed(graph, config)?;
    let any = [Naming::Keep, Naming::Initials, Naming::Role, Naming::Pseudonym, Naming::Redact];
    let own = [chosen.profile.people];
    let namings = if chosen.profile.people == Naming::Ask { &any[..] } else { &own[..] };
    let by = |naming: &Naming| {
        let people = handing::naming(&found.people, *naming);
        let mut decisions = Decisions { people, ..Decisions::default() };
        let undecided = chosen.projected(graph, &decisions, config)?.seen.undecided;
        let decided = |name: String| Some((crate::name::key(&name), record.decided(&chosen.profile.audience, &name)?));
        decisions.refs = undecided.into_iter().filter_map(decided).collect();
        let made = chosen.projected(graph, &decisions, config)?;
        Ok((decisions, made))
    };
    namings.par_iter().map(by).collect()
}

/// Those whom no answer names as written.
pub fn hidden(approved: &[(Decisions, Projection)]) -> Vec<crate::project::Person> {
    match approved {
        [(decisions, _)] => decisions.people.iter().filter(|p| p.shown != Shown::AsWritten).cloned().collect(),
        _ => Vec::new(),
    }
}

/// Who the author is and where the notes lie, as the settings and the system say it.
pub fn surroundings(context: &Context) -> Vec<Secret> {
    let var = |name: &str| std::env::var(name).ok();
    let absolute = |path: &Path| std::path::absolute(path).ok().map(|path| path.to_string_lossy().into_owned());
    let host = || std::fs::read_to_string("/etc/hostname").ok().map(|name| name.trim().to_string());
    let all = [
        ("the author's name", Some(context.config.author.clone())),
        ("the author's name", var("GIT_AUTHOR_NAME")),
        ("the author's address", var("GIT_AUTHOR_EMAIL")),
        ("the author's address", var("EMAIL")),
        ("the name of a user", var("USER")),
        ("the name of a user", var("LOGNAME")),
        ("the name of a user", var("USERNAME")),
        ("the name of a machine", var("HOSTNAME").or_else(host)),
        ("the name of a machine", var("COMPUTERNAME")),
        ("the home folder", var("HOME")),
        ("the home folder", var("USERPROFILE")),
        ("where the notes lie", absolute(&context.input)),
    ];
    all.into_iter().filter_map(|(what, words)| Some(Secret { what, path: None, words: words? })).collect()
}

/// What the bytes of files hash to, in full and cut short as names are.
///
/// # Errors
/// A file that cannot be read.
pub fn hashes(graph: &Graph) -> Result<Vec<Secret>, Failure> {
    let of = |asset: &crate::notes::Asset| {
        let bytes = source::bytes(&asset.source)?;
        let hex = |bytes: &[u8]| bytes.iter().map(|byte| format!("{byte:02x}")).collect::<String>();
        let all = [
            blake3::hash(&bytes).to_hex().to_string(),
            hex(&sha2::Sha256::digest(&bytes)),
            hex(&sha1::Sha1::digest(&bytes)),
        ];
        let cut = |whole: &String| [8, 12, 16, 20, 32, whole.len()].map(|len| whole[..len].to_string());
        let secret = |words| Secret { what: "what a file's bytes hash to", path: Some(asset.path.to_string()), words };
        Ok(all.iter().flat_map(cut).map(secret).collect::<Vec<_>>())
    };
    let found: Result<Vec<Vec<Secret>>, Failure> = graph.asset_list.par_iter().map(of).collect();
    Ok(found?.concat())
}

/// A line for each finding, up to a number of them.
pub fn lines(report: &Report) -> Vec<String> {
    let mut out: Vec<String> = report.findings.iter().take(MOST).map(line).collect();
    if report.count > MOST {
        out.push(format!("and {} more", report.count - MOST));
    }
    out
}

fn line(found: &Finding) -> String {
    let chain = match found.chain.as_slice() {
        [] => String::new(),
        chain => format!(", by way of {}", chain.join(", ")),
    };
    let place = format!("{}, byte {}{chain}", found.piece, found.at);
    match &found.source {
        Source::Note { path, line } => format!("{path}:{line}: {} is in {place}", found.what),
        Source::File(path) => format!("{path}: {} is in {place}", found.what),
        Source::Surroundings => format!("{} is in {place}", found.what),
        Source::Output => format!("{place}: {}", found.what),
    }
}

/// The whole as one object.
pub fn json(report: &Report, canary: Option<&Outcome>) -> String {
    let one = |found: &Finding| {
        let (file, line) = match &found.source {
            Source::Note { path, line } => (Some(path), Some(line)),
            Source::File(path) => (Some(path), None),
            Source::Surroundings | Source::Output => (None, None),
        };
        json!({
            "what": found.what,
            "file": file,
            "line": line,
            "output": found.piece,
            "byte": found.at,
            "chain": found.chain,
        })
    };
    let found: Vec<_> = report.findings.iter().map(one).collect();
    json!({
        "schema": 1,
        "clean": report.is_clean() && canary.is_none_or(|outcome| outcome.difference.is_none()),
        "count": report.count,
        "canary": canary.map(|Outcome { marks, difference }| json!({
            "same": difference.is_none(),
            "byte": difference.map(|(at, _)| at),
            "blocks": marks.blocks,
            "kept": marks.kept,
            "names": marks.names,
            "values": marks.values,
            "assets": marks.assets,
        })),
        "bytes": report.bytes,
        "layers": report.layers,
        "findings": found,
    })
    .to_string()
}

/// What came of making it again.
pub fn told(outcome: &Outcome) -> String {
    let Outcome { marks, difference } = outcome;
    let all = format!(
        "{}, {}, {} and {} other",
        count(marks.blocks, "block"),
        count(marks.names, "name"),
        count(marks.values, "value"),
        count(marks.assets, "file")
    );
    match difference {
        None => format!("made again with {all}: the same to the byte"),
        Some((at, true)) => format!("made again with {all}: what is other is in it, from byte {at}"),
        Some((at, false)) => format!("made again with {all}: not the same from byte {at}"),
    }
}

/// How much was looked at.
pub fn looked(report: &Report) -> String {
    format!("{} read, in {}", count(report.bytes, "byte"), count(report.layers, "way"))
}
