//! What the user told us about their notes: `annals.toml`, with every key defaulted, and `logseq/config.edn`.
//!
//! Does not look for files, read the environment or know the command line: text goes in, values come
//! out, and whoever calls applies the overrides and fills [`Config::logseq`].

pub(crate) mod edn;
mod error;
mod logseq;
mod passed_over;
mod sections;
pub mod share;

pub use error::ConfigError;
pub(crate) use error::{distance, nearest};
pub use logseq::{Edn, EdnProblem, Logseq, NameFormat};
pub use passed_over::{PASSED_OVER, PassedOver};
pub use sections::{Audience, Html, Kind, People, Raw, Remote, Review, Serve, Tasks, Theme, Ticket, Tickets, Week};
pub use share::Share;

use std::collections::BTreeMap;

use chrono::Weekday;
use serde::{Deserialize, Serialize};

/// `annals.toml` with the commented default of every key: what `annals init` writes.
pub const COMMENTED: &str = include_str!("annals.toml");

/// The file that marks a folder as a site of annals' own: `emit` writes it, `source` passes such a folder over.
pub const MARKER: &str = ".annals.json";

/// Everything a build may be told. Field names are the keys of `annals.toml`.
#[derive(Debug, Clone, PartialEq, Deserialize, Serialize)]
#[serde(default, deny_unknown_fields)]
pub struct Config {
    /// Folder of notes, relative to the file the config was read from.
    pub notes: String,
    /// Output folder, relative to the same file.
    pub output: String,
    /// Title of the site.
    pub title: String,
    /// Whose notes these are; empty when not said.
    pub author: String,
    /// Language of the notes, a BCP 47 tag.
    pub language: String,
    /// Who will read the site.
    pub audience: Audience,
    /// Where the site will be served from; empty or ending in `/`. Needed by a public site.
    pub base_url: String,
    /// How weeks are numbered.
    pub week: Week,
    /// First column of a calendar, where it is said: see [`Config::first_weekday`].
    #[serde(deserialize_with = "sections::weekday", serialize_with = "sections::write_weekday")]
    pub first_weekday: Option<Weekday>,
    /// Month, 1 to 12, in which years, halves and quarters of reviews begin.
    #[serde(deserialize_with = "sections::month")]
    pub fiscal_year_start: u8,
    /// `auto`, or a format such as `yyyy-MM-dd EEEE`.
    pub dates: String,
    /// Globs of notes to leave out, relative to the folder of notes, as in a `.gitignore`.
    #[serde(deserialize_with = "sections::globs")]
    pub exclude: Vec<String>,
    /// Kinds of page by name. `project` and `person` are always there.
    #[serde(deserialize_with = "sections::kinds")]
    pub kinds: BTreeMap<String, Kind>,
    /// People who have no entry of their own, and other names of those who have.
    pub people: People,
    /// Which sections of a project are its reviews.
    pub review: Review,
    /// Where ticket ids lead.
    pub tickets: Tickets,
    /// What counts as a task.
    pub tasks: Tasks,
    /// How the site looks.
    pub theme: Theme,
    /// What is done with raw HTML and remote images.
    pub html: Html,
    /// The live preview.
    pub serve: Serve,
    /// What may be handed out, by profile.
    pub share: Share,
    /// What `logseq/config.edn` says; its defaults for notes that are no Logseq graph.
    #[serde(skip)]
    pub logseq: Logseq,
}

impl Default for Config {
    fn default() -> Self {
        Config {
            notes: ".".into(),
            output: "site".into(),
            title: "Work journal".into(),
            author: String::new(),
            language: "en".into(),
            audience: Audience::Private,
            base_url: String::new(),
            week: Week::Iso,
            first_weekday: None,
            fiscal_year_start: 1,
            dates: "auto".into(),
            exclude: Vec::new(),
            kinds: Kind::built_in(),
            people: People::default(),
            review: Review::default(),
            tickets: Tickets::default(),
            tasks: Tasks::default(),
            theme: Theme::default(),
            html: Html::default(),
            serve: Serve::default(),
            share: Share::default(),
            logseq: Logseq::default(),
        }
    }
}

impl Config {
    /// Reads `annals.toml`. `path` is only what messages call the file.
    ///
    /// # Errors
    /// Text that is not TOML, a key that does not exist (the nearest one is offered) and a value that
    /// cannot be: each with the place where it stands.
    pub fn from_toml(text: &str, path: &str) -> Result<Config, ConfigError> {
        let mut config: Config = toml::from_str(text).map_err(|error| ConfigError::from_toml(&error, text, path))?;
        if !config.base_url.is_empty() && !config.base_url.ends_with('/') {
            config.base_url.push('/');
        }
        Ok(config)
    }

    /// The day a week begins with: as said here, else as the Logseq graph has it, else Monday.
    pub fn first_weekday(&self) -> Weekday {
        self.first_weekday.or(self.logseq.start_of_week).unwrap_or(Weekday::Mon)
    }

    /// What is wrong only once all overrides are in: at which key, a message and what to do about it.
    ///
    /// # Errors
    /// A public site, a format of dates that names no day, and a `base_url` that is no http address.
    pub fn check(&self) -> Result<(), Wrong> {
        if self.audience == Audience::Public {
            return Err(Wrong::new(
                &["audience"],
                "a public site cannot be built yet: pages that are not meant for everyone would be on it",
                "leave `audience` at \"private\", and host the site behind a login",
            ));
        }
        if self.dates != "auto" && crate::date::Format::new(&self.dates).is_none() {
            return Err(Wrong::new(
                &["dates"],
                format!("`dates` is `{}`, which names no day", self.dates),
                "a format has a year, a month and a day: yyyy-MM-dd EEEE (capital M is the month)",
            ));
        }
        if !EDITORS.contains(&self.serve.editor.as_str()) {
            return Err(Wrong::new(
                &["serve", "editor"],
                format!("`serve.editor` is `{}`, which annals does not know", self.serve.editor),
                "write one of \"\", \"vscode\", \"logseq\", \"obsidian\"",
            ));
        }
        let is_name = |name: &String| {
            !name.is_empty() && name.bytes().all(|b| b.is_ascii_alphanumeric() || b".:[]_-".contains(&b))
        };
        if let Some(name) = self.serve.hosts.iter().find(|name| !is_name(name)) {
            return Err(Wrong::new(
                &["serve", "hosts"],
                format!("`{name}` in `serve.hosts` is no name of a host"),
                "write it alone, as in `notes.example.org`, or with a port",
            ));
        }
        let http = self.base_url.starts_with("https://") || self.base_url.starts_with("http://");
        if !self.base_url.is_empty() && !http {
            return Err(Wrong::new(
                &["base_url"],
                format!("`base_url` is `{}`, which is no web address", self.base_url.trim_end_matches('/')),
                "write it in full: https://example.org/journal/",
            ));
        }
        Ok(())
    }
}

/// A value that makes no sense, or none beside the others.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wrong {
    /// Which key has it.
    pub key: &'static [&'static str],
    /// What is wrong with it.
    pub message: String,
    /// What to do about it.
    pub help: String,
}

impl Wrong {
    fn new(key: &'static [&'static str], message: impl Into<String>, help: impl Into<String>) -> Wrong {
        Wrong { key, message: message.into(), help: help.into() }
    }
}

/// What `serve.editor` may be.
const EDITORS: [&str; 4] = ["", "vscode", "logseq", "obsidian"];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_empty_file_is_the_default() {
        assert_eq!(Config::from_toml("", "annals.toml").unwrap(), Config::default());
    }

    #[test]
    fn what_init_writes_is_the_default_with_every_key() {
        assert_eq!(Config::from_toml(COMMENTED, "annals.toml").unwrap(), Config::default());
    }

    #[test]
    fn a_config_is_written_as_it_is_read() {
        let text = "first_weekday = 'sunday'\n[share.boss]\nperiod = '2024'\n[html]\nraw = 'escape'\n\
            [tickets]\npatterns = [{ match = 'A-1', url = 'u' }]\n[people.aliases]\nNoor = ['N.']";
        for text in ["", text] {
            let config = Config::from_toml(text, "annals.toml").unwrap();
            let written = toml::to_string(&config).unwrap();
            assert_eq!(Config::from_toml(&written, "annals.toml").unwrap(), config);
        }
    }

    #[test]
    fn a_kind_keeps_the_built_in_keys_that_are_not_written() {
        let text = "[kinds.project]\ncollections = ['Work']\n[kinds.team]\nfolders = ['teams']";
        let config = Config::from_toml(text, "annals.toml").unwrap();
        assert_eq!(config.kinds["project"].collections, ["Work"]);
        assert_eq!(config.kinds["project"].folders, ["projects"]);
        assert_eq!(config.kinds["team"].folders, ["teams"]);
        assert!(config.kinds["team"].archived.contains(&"done".to_string()));
        assert!(config.kinds.contains_key("person"));
    }

    #[test]
    fn an_unknown_key_is_located_and_the_nearest_offered() {
        let error = Config::from_toml("title = 'x'\n\n[review]\nsection = []\n", "annals.toml").unwrap_err();
        assert_eq!((error.at.line, error.at.column), (4, 1));
        assert_eq!(error.message, "unknown key `section`");
        assert_eq!(error.help.as_deref(), Some("did you mean `sections`?"));
        assert_eq!(error.to_string(), "annals.toml:4:1: unknown key `section`");
    }

    #[test]
    fn unknown_values_and_wrong_types_are_located() {
        for (text, line, column, word) in [
            ("audience = 'publik'", 1, 12, "public"),
            ("\nfiscal_year_start = 13", 2, 21, "1 to 12"),
            ("first_weekday = 'moonday'", 1, 17, "monday"),
            ("exclude = ['[z-a]']", 1, 11, "glob"),
            ("title = 3", 1, 9, "string"),
            ("[tickets]\npatterns = [{ match = '(', url = 'x' }]", 2, 23, "pattern"),
            ("[kinds.project]\nfolder = ['x']", 2, 1, "folders"),
            ("[share]\nnever = ['x']\n[share.boss]\nperiot = '2024'", 4, 1, "period"),
            ("title = ", 1, 9, "string"),
        ] {
            let error = Config::from_toml(text, "annals.toml").unwrap_err();
            let all = format!("{} {}", error.message, error.help.clone().unwrap_or_default());
            assert!(all.contains(word), "{text}: {all}");
            assert_eq!((error.at.line, error.at.column), (line, column), "{text}: {error}");
        }
    }

    #[test]
    fn a_profile_has_defaults_for_what_it_does_not_say() {
        let text = "[share]\nnever = ['People/**']\n[share.manager]\nperiod = '2024'";
        let config = Config::from_toml(text, "annals.toml").unwrap();
        assert_eq!(config.share.profiles["manager"].period(), Some(crate::period::Period::Year(2024)));
    }
}
