//! Which profile is meant, what is decided before it is handed out, and what then is.
//!
//! Does not write. Without a terminal nothing is asked: what nobody decided about does not go along.

use std::path::Path;

use super::ask::{self, People};
use super::failure::Failure;
use super::handing;
use super::report::{Sources, draw_one};
use super::terminal::Terminal;
use crate::config::share::{Naming, Profile, Refs};
use crate::config::{Config, nearest};
use crate::diagnostic::{Code, Diagnostic};
use crate::graph::Graph;
use crate::name;
use crate::notes::Asset;
use crate::period::Period;
use crate::project::{Decisions, Named, Projection, Survey, line_naming, project, still_named, survey};
use crate::share::pictures::{self, Picture};
use crate::share::record::Record;
use crate::source;

/// What a command hands out: a name for it, and the profile.
pub struct Chosen {
    /// `manager-2024`, or `--review 2024`.
    pub name: String,
    pub profile: Profile,
}

impl Chosen {
    /// The profile that is meant.
    pub fn of(review: Option<&str>, name: Option<&str>, config: &Config) -> Result<Chosen, Failure> {
        if let Some(written) = review {
            let Some(period) = Period::read(written) else {
                let help = "write it as 2024, 2024-h2, 2024-q4 or 2024-03-01..2024-08-31";
                return Err(Failure::usage(format!("`{written}` is no stretch of time"), help));
            };
            return Ok(Chosen { name: format!("--review {period}"), profile: Profile::review(period) });
        }
        let profiles = &config.share.profiles;
        let Some(name) = name else {
            return Err(Failure::usage("which profile?", "name one of annals.toml, or write --review 2024"));
        };
        match profiles.get(name) {
            Some(profile) => Ok(Chosen { name: name.to_string(), profile: profile.clone() }),
            None if Path::new(name).exists() => {
                let profile = profiles.keys().next().map(|known| format!(", or annals share {known} {name}"));
                let help = format!("annals share --review 2025 {name}{}", profile.unwrap_or_default());
                Err(Failure::usage(format!("`{name}` is no profile: what of it is to be handed out?"), help))
            }
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

    /// Who is named in what it selects, and what is not in it. Names are looked for where they stand as written, whatever
    /// was decided of them.
    pub fn surveyed(&self, graph: &Graph, config: &Config) -> Result<Survey, Failure> {
        let open = Chosen { name: self.name.clone(), profile: Profile { refs: Refs::Text, ..self.profile.clone() } };
        let as_written = open.projected(graph, &Decisions::default(), config)?;
        Ok(survey(graph, &as_written, &self.profile, config))
    }

    /// What it selects, as notes.
    pub fn projected(&self, graph: &Graph, decisions: &Decisions, config: &Config) -> Result<Projection, Failure> {
        project(graph, &self.profile, decisions, config).map_err(|fault| Failure::usage(fault.message, fault.help))
    }

    /// How people are named, and what stands for references: as the profile says, as was decided before, or as is answered
    /// now.
    pub fn decide(
        &mut self,
        graph: &Graph,
        record: &Record,
        asks: bool,
        config: &Config,
        terminal: &Terminal,
    ) -> Result<(Decisions, Survey), Failure> {
        let found = self.surveyed(graph, config)?;
        if self.profile.people == Naming::Ask && !found.people.is_empty() {
            self.profile.people = match ask::people(&found.people, terminal)? {
                People::Named(naming) => naming,
                People::NobodyAsked => Naming::Ask,
            };
        }
        self.decided(&found.people)?;
        let mut decisions =
            Decisions { people: handing::naming(&found.people, self.profile.people), ..Decisions::default() };
        let second = self.projected(graph, &decisions, config)?;
        for name in &second.seen.undecided {
            let decided = match record.decided(&self.profile.audience, name) {
                Some(decided) => Some(decided),
                None if asks => ask::reference(name, terminal)?,
                None => None,
            };
            if let Some(decided) = decided {
                decisions.refs.insert(name::key(name), decided);
            }
        }
        Ok((decisions, found))
    }

    /// Refuses to name people about whom nobody decided.
    pub fn decided(&self, people: &[Named]) -> Result<(), Failure> {
        let names: Vec<&str> =
            people.iter().filter(|person| person.is_met).map(|person| person.name.as_str()).collect();
        if self.profile.people != Naming::Ask || names.is_empty() {
            return Ok(());
        }
        let said = format!("{} named, and nobody decided how", ask::are(names.len(), "person is", "people are"));
        let help = "say --people keep, initials, role, pseudonym or redact, or `people` in the profile";
        Err(Failure::refused(said, format!("{}: {help}", names.join(", "))))
    }

    /// What must not be handed out at all.
    pub fn refuse(
        &self,
        made: &Projection,
        decisions: &Decisions,
        sources: &Sources,
        terminal: &Terminal,
    ) -> Result<(), Failure> {
        let named = still_named(made, decisions);
        if !named.is_empty() {
            let said = format!(
                "{} still named where no other name can stand",
                ask::are(named.len(), "person is", "people are")
            );
            let at = |name: &String| match line_naming(made, decisions, name) {
                Some(line) => format!("{name} in `{}`", line.chars().take(60).collect::<String>()),
                None => name.clone(),
            };
            let named: Vec<String> = named.iter().map(at).collect();
            let help = format!("{}: write it otherwise, or say --people keep", named.join(", "));
            return Err(Failure::refused(said, help));
        }
        if !made.faults.is_empty() {
            made.faults.iter().for_each(|fault| terminal.say(&draw_one(fault, sources)));
            return Err(Failure::refused(
                "it cannot be told who may see it",
                "mend what is said above, and share again",
            ));
        }
        if made.amounts.is_empty() {
            let held: usize =
                made.behind.iter().filter(|(why, _)| why.is_denial()).map(|(_, blocks)| blocks.len()).sum();
            let help = match self.profile.period() {
                _ if held > 0 => {
                    format!("{} held back, by a mark, `never` or `exclude`", ask::are(held, "block is", "blocks are"))
                }
                Some(period) => format!("nothing that it selects has text of {}", period.label()),
                None => "nothing in the notes is what `select` means, or all of it is marked private".into(),
            };
            return Err(Failure::refused(format!("{} selects nothing", self.name), help).with_code(1));
        }
        Ok(())
    }
}

/// Refuses to hand anything out while notes could not be read: what they say of who may see something is not known.
pub fn whole(diagnostics: &[Diagnostic], sources: &Sources, terminal: &Terminal) -> Result<(), Failure> {
    let unread = |told: &&Diagnostic| matches!(told.code, Code::Unreadable | Code::OutsideLink | Code::TooMuch);
    let unread: Vec<&Diagnostic> = diagnostics.iter().filter(unread).collect();
    if unread.is_empty() {
        return Ok(());
    }
    unread.iter().for_each(|told| terminal.say(&draw_one(told, sources)));
    let said = format!("{} not read, and may say who may see what", ask::are(unread.len(), "file was", "files were"));
    Err(Failure::refused(said, "mend what is said above, or leave the files out by `exclude` in annals.toml"))
}

/// Its pictures, encoded anew.
pub fn encoded(made: &Projection) -> Result<Vec<Picture>, Failure> {
    let again = |asset: &Asset| {
        let name = asset.path.rsplit('/').next().unwrap_or(&asset.path);
        let bytes = source::bytes(&asset.source)?;
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
