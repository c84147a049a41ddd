//! `[share]` of `annals.toml`: what may never be handed out, and the profiles of what may be.
//!
//! Does not select anything: a profile says what is meant, `project` finds it. Rules: `sharing.md` 2.2 and 2.3.

mod selector;

pub(crate) use selector::matches;
pub use selector::{PathPattern, Selector};

use std::collections::BTreeMap;

use serde::de::value::MapAccessDeserializer;
use serde::de::{Deserializer, Error as _, MapAccess, Visitor};
use serde::{Deserialize, Serialize};

use crate::period::Period;

/// What may be handed out, by profile.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Share {
    /// Outline paths that no profile may select.
    pub never: Vec<String>,
    /// Profiles by name.
    #[serde(flatten)]
    pub profiles: BTreeMap<String, Profile>,
}

impl Default for Share {
    fn default() -> Self {
        Share { never: vec!["People/**".into()], profiles: BTreeMap::new() }
    }
}

impl Share {
    /// Every audience that a profile names, and those that need none.
    pub fn audiences(&self) -> Vec<&str> {
        let mut all = vec!["manager", "peers"];
        all.extend(self.profiles.values().map(|profile| profile.audience.as_str()));
        all.sort_unstable();
        all.dedup();
        all
    }
}

/// What one share selects, and how it is shown.
#[derive(Debug, Clone, PartialEq, Deserialize, Serialize)]
#[serde(default, deny_unknown_fields)]
pub struct Profile {
    /// The only title that whoever opens the share sees.
    pub title: String,
    /// Who will read it: what `visibility::` names.
    pub audience: String,
    /// Of which time; stands for `{period}` in selectors.
    pub period: String,
    /// What is selected: see [`Selector`].
    pub select: Vec<String>,
    /// Outline paths that are left out of what is selected.
    pub exclude: Vec<String>,
    /// Names of projects, with `*`, beyond which nothing is selected.
    pub projects: Vec<String>,
    /// What of the blocks above a selected one goes along.
    pub context: Above,
    /// What stands for a reference to what is not in the share.
    pub refs: Refs,
    /// Tags that stay, as plain words.
    pub tags: Vec<String>,
    /// How people are named.
    pub people: Naming,
    /// What becomes of links to other sites.
    pub links: Links,
    /// Which tasks go along.
    pub tasks: Work,
    /// Deadlines and priorities.
    pub metadata: Metadata,
    /// Pictures.
    pub attachments: Attachments,
    /// How the file is closed.
    pub seal: Seal,
}

impl Default for Profile {
    fn default() -> Self {
        Profile {
            title: String::new(),
            audience: "manager".into(),
            period: String::new(),
            select: vec!["review:{period}".into()],
            exclude: Vec::new(),
            projects: vec!["*".into()],
            context: Above::default(),
            refs: Refs::default(),
            tags: Vec::new(),
            people: Naming::default(),
            links: Links::default(),
            tasks: Work::default(),
            metadata: Metadata::default(),
            attachments: Attachments::default(),
            seal: Seal::default(),
        }
    }
}

impl Profile {
    /// The profile that `--review PERIOD` stands for.
    pub fn review(period: Period) -> Profile {
        let title = match period {
            Period::Year(year) => format!("Year-end review {year}"),
            period => format!("Review {}", period.label()),
        };
        let exclude = vec!["**/Thank you note/**".into()];
        Profile { title, period: period.to_string(), exclude, ..Profile::default() }
    }

    /// Its title; where it says none, one that tells of its period alone.
    pub fn title(&self) -> String {
        match (self.title.trim(), self.period()) {
            ("", Some(period)) => format!("Review {}", period.label()),
            ("", None) => "Notes".into(),
            (title, _) => title.into(),
        }
    }

    /// Its period, if it has one.
    pub fn period(&self) -> Option<Period> {
        Period::read(&self.period)
    }

    /// What it selects.
    ///
    /// # Errors
    /// A selector that cannot be read: which key, what is wrong, and what to do.
    pub fn selectors(&self) -> Result<Vec<Selector>, Fault> {
        if !self.period.is_empty() && self.period().is_none() {
            let message = format!("`period` is `{}`, which is no stretch of time", self.period);
            return Err(Fault::new("period", message, "write it as 2024, 2024-h2, 2024-q4 or 2024-03-01..2024-08-31"));
        }
        self.select.iter().map(|written| Selector::read(written, self.period())).collect()
    }

    /// What is wrong with it, beside its selectors.
    pub fn fault(&self) -> Option<Fault> {
        let empty = |list: &[String]| list.iter().any(|path| path.trim().is_empty());
        match self.selectors() {
            Err(fault) => Some(fault),
            Ok(_) if empty(&self.exclude) => {
                Some(Fault::new("exclude", "`exclude` has an empty path", "remove it: it leaves out nothing"))
            }
            Ok(_) if self.audience.trim().is_empty() => {
                Some(Fault::new("audience", "`audience` is empty", "write who will read it: \"manager\""))
            }
            Ok(_) => None,
        }
    }
}

/// What is wrong with a profile.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// The key.
    pub key: &'static str,
    /// What is wrong.
    pub message: String,
    /// What to do about it.
    pub help: String,
}

impl Fault {
    fn new(key: &'static str, message: impl Into<String>, help: impl Into<String>) -> Fault {
        Fault { key, message: message.into(), help: help.into() }
    }
}

macro_rules! choices {
    ($($(#[$about:meta])+ $name:ident { $($(#[$what:meta])+ $variant:ident,)+ })+) => {
        $(
            $(#[$about])+
            #[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize, Serialize)]
            #[serde(rename_all = "kebab-case")]
            pub enum $name { $($(#[$what])+ $variant,)+ }
        )+
    };
}

choices! {
    /// What of the blocks above a selected one goes along.
    Above {
        /// Their own words, without anything that belongs to them.
        #[default]
        Labels,
        /// Nothing but the name of the project or page.
        None,
    }
    /// What stands for a reference to what is not in the share.
    Refs {
        /// As it was decided; where nobody did, as `redact`.
        #[default]
        Ask,
        /// Its words.
        Text,
        /// `[not shared]`, whatever it was.
        Redact,
        /// Nothing.
        Drop,
    }
    /// How people are named.
    Naming {
        /// Nobody named by a reference or in plain words goes along undecided.
        #[default]
        Ask,
        /// As written.
        Keep,
        /// `N. H.`
        Initials,
        /// By the `role::` of their page.
        Role,
        /// `Person A`, by order of appearance.
        Pseudonym,
        /// `[not shared]`
        Redact,
    }
    /// What becomes of links to other sites.
    Links {
        /// Those that anybody could follow stay, without what tracks; others are their words.
        #[default]
        PublicOnly,
        /// All stay.
        Keep,
        /// All are their words.
        Text,
        /// All go, with their words where those are the address.
        Drop,
    }
    /// Which tasks go along.
    Work {
        /// Those that are done.
        #[default]
        DoneOnly,
        /// Open ones within what is selected too.
        All,
        /// None.
        None,
    }
    /// Deadlines and priorities.
    Metadata {
        /// They stay behind.
        #[default]
        Drop,
        /// They go along.
        Keep,
    }
    /// Pictures.
    Attachments {
        /// Those that a selected block shows, encoded anew.
        #[default]
        Referenced,
        /// None.
        None,
    }
    /// How the file is closed.
    Seal {
        /// With a passphrase.
        #[default]
        Passphrase,
        /// Not at all: for a place that guards its own doors.
        None,
    }
}

/// A profile as a table: a list would be taken for its values in order.
struct Table(Profile);

impl<'de> Deserialize<'de> for Table {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        struct Keys;
        impl<'de> Visitor<'de> for Keys {
            type Value = Table;

            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("a table, which is a profile; beside these there is only `never` in [share]")
            }

            fn visit_map<M: MapAccess<'de>>(self, map: M) -> Result<Table, M::Error> {
                Profile::deserialize(MapAccessDeserializer::new(map)).map(Table)
            }
        }
        from.deserialize_map(Keys)
    }
}

impl<'de> Deserialize<'de> for Share {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        // Serde's own `flatten` loses where a key stands, so the map is visited by hand.
        struct Tables;
        impl<'de> Visitor<'de> for Tables {
            type Value = Share;

            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("`never` and tables of profiles")
            }

            fn visit_map<M: MapAccess<'de>>(self, mut map: M) -> Result<Share, M::Error> {
                let mut share = Share::default();
                while let Some(key) = map.next_key::<String>()? {
                    if key == "never" {
                        share.never = map.next_value()?;
                    } else {
                        let Table(profile) =
                            map.next_value().map_err(|fault: M::Error| {
                                match crate::config::nearest(&key, &["never"]) {
                                    Some(near) => M::Error::custom(format!("share.{key}: did you mean `{near}`?")),
                                    None => fault,
                                }
                            })?;
                        if let Some(fault) = profile.fault() {
                            return Err(M::Error::custom(format!("share.{key}: {}; {}", fault.message, fault.help)));
                        }
                        share.profiles.insert(key, profile);
                    }
                }
                Ok(share)
            }
        }
        from.deserialize_map(Tables)
    }
}
