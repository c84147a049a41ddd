//! What is said of a share before it is made and after, and how people are named in it.
//!
//! Does not ask, read or write.

use std::path::Path;

use super::ask::are;
use super::chosen::Chosen;
use super::context::Context;
use super::report::count;
use super::share::ShareArgs;
use crate::config::share::Naming;
use crate::graph::{BlockId, Graph, own_name};
use crate::project::{NOT_SHARED, Named, Person, Place, Projection, Shown, Survey, Why};
use crate::share::record::Changes;
use crate::span::position;

/// How many places, names or lines are told of; of more, the number.
const MOST: usize = 8;

/// Where the notes were read, and how.
pub struct Reading<'a> {
    pub context: &'a Context,
    /// How many files the settings keep from being read.
    pub left_out: usize,
    /// Whether every line of a list is to be told, however long that is.
    pub whole: bool,
}

impl Reading<'_> {
    fn list(&self, said: &str, lines: &[String], out: &mut Vec<String>) {
        if lines.is_empty() {
            return;
        }
        out.push(said.to_string());
        let most = if self.whole { usize::MAX } else { MOST };
        out.extend(lines.iter().take(most).map(|line| format!("  {line}")));
        if lines.len() > most {
            out.push(format!("  and {} more (-v tells all)", lines.len() - most));
        }
    }

    /// Some of many, in one line.
    fn some(&self, all: &[String]) -> String {
        // What is said twice stands on one line of the notes.
        let mut once: Vec<&str> = Vec::new();
        all.iter().for_each(|place| {
            if !once.contains(&place.as_str()) {
                once.push(place);
            }
        });
        let most = if self.whole { usize::MAX } else { 3 };
        let shown = once.iter().take(most).copied().collect::<Vec<_>>().join(", ");
        if once.len() > most { format!("{shown} and {} more", once.len() - most) } else { shown }
    }
}

/// The report, line by line.
pub fn report(
    chosen: &Chosen,
    reading: &Reading<'_>,
    graph: &Graph,
    made: &Projection,
    survey: &Survey,
    changes: Option<&Changes>,
    only_changes: bool,
) -> Vec<String> {
    let mut out = Vec::new();
    if !only_changes {
        out.push(format!("{}, for {}", chosen.profile.title(), chosen.profile.audience));
        let widest = made.amounts.iter().map(|amount| amount.name.chars().count()).max().unwrap_or(0);
        out.push("goes along:".into());
        for amount in &made.amounts {
            let (name, blocks, words) = (&amount.name, count(amount.blocks, "block"), count(amount.words, "word"));
            let pad = " ".repeat(widest - name.chars().count());
            out.push(format!("  {name}{pad}  {blocks}, {words}"));
        }
        settings(reading, &mut out);
        people(survey, chosen.profile.people, reading, &mut out);
        let left: Vec<String> = survey
            .left
            .iter()
            .map(|(name, places)| {
                let places: Vec<String> =
                    places.iter().map(|(words, place)| format!("`{words}` {}", at(place))).collect();
                format!("{name}: {}", reading.some(&places))
            })
            .collect();
        reading.list("perhaps names, and as written, for they may be words:", &left, &mut out);
        reading.list("shown as [not shared], since nobody decided:", &made.seen.undecided, &mut out);
        hosts(made, reading, &mut out);
        reading.list("stays behind, since it is no picture that can be encoded anew:", &made.seen.refused, &mut out);
        let places = |blocks: &[BlockId]| blocks.iter().map(|&id| place(graph, id)).collect::<Vec<_>>();
        reading.list(
            "some words stay behind: HTML hides them or takes them for a tag, they are a property, or stand elsewhere:",
            &places(&made.seen.hiding),
            &mut out,
        );
        behind(made, graph, reading, &mut out);
        let private: Vec<String> = survey.perhaps_private.iter().map(at).collect();
        reading.list("goes along, and says a word for private without a mark:", &private, &mut out);
        reading.list("goes along only because of a path of stars:", &places(&made.broad), &mut out);
        let perhaps = survey.perhaps.iter().map(|(name, place)| format!("{name}, below {}", at(place)));
        reading.list("perhaps people, and as written:", &perhaps.collect::<Vec<_>>(), &mut out);
        let near: Vec<String> = survey
            .near_misses
            .iter()
            .map(|(name, place)| {
                format!("{name}: reads as accomplishments, but stands under no review heading ({})", at(place))
            })
            .collect();
        reading.list("near misses:", &near, &mut out);
        if !survey.without.is_empty() {
            out.push(format!("projects with nothing in it: {}", survey.without.join(", ")));
        }
    }
    match changes {
        Some(changes) => {
            let all: usize = changes.gone.iter().map(|gone| gone.lines).sum();
            let gone = if all > 0 { format!(", {} gone", count(all, "line")) } else { String::new() };
            out.push(format!("since {}: {} new{gone}", changes.day, count(changes.new.len(), "line")));
            let most = if only_changes { usize::MAX } else { MOST };
            out.extend(changes.new.iter().take(most).map(|line| format!("  + {}", line.replace('\\', ""))));
            if changes.new.len() > most {
                out.push(format!("  and {} more", changes.new.len() - most));
            }
            out.extend(changes.gone.iter().filter(|_| only_changes).map(|gone| {
                let part = gone.part.as_ref().map_or("what is no part of it now".into(), |part| part.replace('\\', ""));
                format!("  - {} of {part}", count(gone.lines, "line"))
            }));
            if only_changes && all > 0 {
                out.push("what they said is not kept: of a share there are hashes alone".into());
            }
        }
        None if only_changes => out.push("this profile was not handed out before".into()),
        None => {}
    }
    out
}

/// What could make marks and paths be other than meant.
fn settings(reading: &Reading<'_>, out: &mut Vec<String>) {
    let Reading { context, left_out, .. } = *reading;
    if context.file.is_none() {
        out.push("no annals.toml was found: only `People/**` is never handed out".into());
    }
    if context.input.is_file() {
        out.push("one file was read: marks in other notes are not known".into());
    }
    if left_out > 0 {
        let files = are(left_out, "file is", "files are");
        out.push(format!("{files} left out by `exclude` or `:hidden`: marks in what is not read are not known"));
    }
}

fn people(survey: &Survey, naming: Naming, reading: &Reading<'_>, out: &mut Vec<String>) {
    if survey.people.is_empty() {
        return;
    }
    let how = match naming {
        Naming::Ask | Naming::Keep => "as written",
        Naming::Initials => "by initials",
        Naming::Role => "by role",
        Naming::Pseudonym => "as Person A, B, …",
        Naming::Redact => "not at all",
    };
    out.push(format!("people, named {how}:"));
    for person in survey.people.iter().filter(|person| person.is_met) {
        let places: Vec<String> = person.linked.iter().chain(&person.spoken).map(at).collect();
        let kind = match (person.linked.len(), person.spoken.len()) {
            (_, 0) => "by a reference",
            (0, _) => "in plain words",
            _ => "by references and in plain words",
        };
        let parts: Vec<String> = person.parts.iter().map(|(words, place)| format!("`{words}` {}", at(place))).collect();
        out.push(match (places.is_empty(), parts.is_empty()) {
            (true, true) => format!("  {} in a label or a heading above", person.name),
            (true, false) => {
                format!("  {} by a part of the name, in code or in an address ({})", person.name, reading.some(&parts))
            }
            (false, true) => format!("  {} {kind} ({})", person.name, reading.some(&places)),
            (false, false) => format!(
                "  {} {kind} ({}), and elsewhere ({})",
                person.name,
                reading.some(&places),
                reading.some(&parts)
            ),
        });
    }
}

fn hosts(made: &Projection, reading: &Reading<'_>, out: &mut Vec<String>) {
    for (kept, said) in [(true, "links that stay, to:"), (false, "links taken away, to:")] {
        let hosts: Vec<String> =
            made.seen.hosts.iter().filter(|(_, stays)| *stays == kept).map(|(host, _)| host.clone()).collect();
        reading.list(said, &hosts, out);
    }
}

fn behind(made: &Projection, graph: &Graph, reading: &Reading<'_>, out: &mut Vec<String>) {
    let words = |why: Why| match why {
        Why::Private => "marked private, or for others",
        Why::Never => "below `never` of [share]",
        Why::Excluded => "below `exclude` of the profile",
        Why::Template => "of templates",
        Why::Task => "of tasks that `tasks` of the profile leaves out",
        Why::Draft => "of drafts",
        Why::Thanks => "of thanks",
    };
    if !made.behind.is_empty() {
        let part = |(why, blocks): &(Why, Vec<BlockId>)| {
            let places: Vec<String> = blocks.iter().map(|&id| place(graph, id)).collect();
            format!("{} {} ({})", are(blocks.len(), "block", "blocks"), words(*why), reading.some(&places))
        };
        out.push(format!("stays behind: {}", made.behind.iter().map(part).collect::<Vec<_>>().join(", ")));
    }
}

fn at(place: &Place) -> String {
    format!("{}:{}", place.path, place.line)
}

fn place(graph: &Graph, id: BlockId) -> String {
    let line = position(&graph.outline(id).text, graph.block(id).span.start as usize).line;
    format!("{}:{line}", graph.facts[id.note.index()].path)
}

/// What stands for the names of people.
pub fn naming(people: &[Named], naming: Naming) -> Vec<Person> {
    let shown = |person: &Named| match naming {
        Naming::Ask | Naming::Keep => Shown::AsWritten,
        Naming::Initials => Shown::Words(initials(&person.name)),
        Naming::Role => Shown::Words(person.role.clone().unwrap_or_else(|| "a colleague".into())),
        Naming::Pseudonym => Shown::Pseudonym,
        Naming::Redact => Shown::Words(NOT_SHARED.into()),
    };
    people.iter().map(|person| Person { forms: person.forms.clone(), shown: shown(person) }).collect()
}

/// `N. H.`
fn initials(name: &str) -> String {
    let first = |word: &str| word.chars().next().map(|c| format!("{}.", c.to_uppercase()));
    own_name(name).split([' ', '-']).filter_map(first).collect::<Vec<_>>().join(" ")
}

/// What is said once the file is there.
pub fn handed_out(path: &Path, checksum: &str, passphrase: Option<&str>, args: &ShareArgs) -> Vec<String> {
    let mut out = vec![format!("file: {}", path.display())];
    match passphrase {
        Some(_) if args.gave_passphrase() => {}
        Some(passphrase) => {
            out.push(format!("passphrase: {passphrase}"));
            out.push("It is shown this once. Send it by another way than the file: a call, or a chat.".into());
        }
        None => out.push("It is not sealed: whoever has the file can read it.".into()),
    }
    if passphrase.is_some() {
        out.push("Attachments of this kind are often held back by mail: a company drive is the better place.".into());
    }
    out.push("A file cannot expire. To end access, delete it from where it is; copies stay readable.".into());
    out.push(format!("checksum (BLAKE3): {checksum}"));
    out
}
