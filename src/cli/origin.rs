//! Which of the config, a variable, a flag or the graph's own settings each key has its value from.
//!
//! Does not apply them: [`super::context`] does, in the same order of strength.

use std::collections::BTreeMap;
use std::fmt;

use clap::ArgMatches;
use clap::parser::ValueSource;
use toml::de::{DeTable, DeValue};

use super::context::{Context, KEYS, variable};
use super::failure::Failure;
use crate::config::Config;
use crate::error::Error;
use crate::span::position;

/// A key as its parts, each as TOML writes it: `["kinds", "project", "tags"]`.
pub type Key = Vec<String>;

/// Where a value comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Origin {
    Default,
    /// `annals.toml:3`
    File(String),
    Variable(String),
    Flag(String),
    /// The graph's `config.edn`.
    Graph,
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Origin::Default => f.write_str("default"),
            Origin::File(place) => f.write_str(place),
            Origin::Variable(name) => f.write_str(name),
            Origin::Flag(name) => f.write_str(name),
            Origin::Graph => f.write_str("logseq/config.edn"),
        }
    }
}

/// The keys that are not at their default, and why.
pub struct Origins(BTreeMap<Key, Origin>);

/// Keys that have a flag, the flag's own name, and its variable.
const FLAGS: &[(&[&str], &str, &str)] = &[
    (&["notes"], "notes", "ANNALS_NOTES"),
    (&["output"], "output", "ANNALS_OUTPUT"),
    (&["base_url"], "base_url", "ANNALS_BASE_URL"),
    (&["theme", "dir"], "theme", "ANNALS_THEME"),
];

impl Origins {
    /// `matches` are those of the command.
    pub fn new(context: &Context, matches: &ArgMatches) -> Result<Origins, Failure> {
        let mut origins = BTreeMap::new();
        if let Some(file) = &context.file {
            let text = std::fs::read_to_string(file).map_err(|error| Error::io("read", file, &error))?;
            for (key, at) in written(&text) {
                let place = format!("{}:{}", file.display(), position(&text, at).line);
                origins.insert(key, Origin::File(place));
            }
        }
        for (key, _) in KEYS.iter().filter(|(key, _)| std::env::var_os(variable(key)).is_some()) {
            origins.insert(vec![(*key).to_string()], Origin::Variable(variable(key)));
        }
        for (key, flag, variable) in FLAGS {
            let origin = match matches.value_source(flag) {
                // The notes are an argument, not a flag.
                Some(ValueSource::CommandLine) if *flag == "notes" => Origin::Flag("NOTES".into()),
                Some(ValueSource::CommandLine) => Origin::Flag(format!("--{}", flag.replace('_', "-"))),
                Some(ValueSource::EnvVariable) => Origin::Variable((*variable).to_string()),
                _ => continue,
            };
            origins.insert(key.iter().map(|part| (*part).to_string()).collect(), origin);
        }
        Ok(Origins(origins))
    }

    /// A key that the graph's `config.edn` decides.
    pub fn graph(&mut self, key: &str) {
        self.0.insert(vec![key.to_string()], Origin::Graph);
    }

    /// Where a key has its value from.
    pub fn of(&self, key: &Key) -> impl fmt::Display + '_ {
        self.0.get(key).unwrap_or(&Origin::Default)
    }
}

/// Every key of a config file that has a value, and where it stands, in order.
pub fn written(text: &str) -> Vec<(Key, usize)> {
    fn below(table: &DeTable<'_>, above: &[String], found: &mut Vec<(Key, usize)>) {
        for (name, value) in table {
            let key: Key = above.iter().cloned().chain([part(name.get_ref())]).collect();
            match value.get_ref() {
                DeValue::Table(table) if !table.is_empty() => below(table, &key, found),
                _ => found.push((key, name.span().start)),
            }
        }
    }
    let mut found = Vec::new();
    // The file was read already, so that it is TOML.
    if let Ok(table) = DeTable::parse(text) {
        below(table.get_ref(), &[], &mut found);
    }
    found.sort_by_key(|(_, at)| *at);
    found
}

/// Every key of a config with its value as TOML, in the order of the documentation.
pub fn leaves(config: &Config) -> Result<Vec<(Key, String)>, String> {
    fn below(value: serde_json::Value, key: &[String], found: &mut Vec<(Key, String)>) -> Result<(), String> {
        match value {
            serde_json::Value::Object(map) if !map.is_empty() || key.is_empty() => {
                for (name, value) in map {
                    let key: Key = key.iter().cloned().chain([part(&name)]).collect();
                    below(value, &key, found)?;
                }
            }
            value => {
                let value = toml::Value::try_from(value).map_err(|error| error.to_string())?;
                found.push((key.to_vec(), value.to_string()));
            }
        }
        Ok(())
    }
    let mut found = Vec::new();
    below(serde_json::to_value(config).map_err(|error| error.to_string())?, &[], &mut found)?;
    Ok(found)
}

/// A part of a key as TOML writes it.
fn part(name: &str) -> String {
    let bare = !name.is_empty() && name.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-'));
    if bare { name.to_string() } else { toml::Value::String(name.to_string()).to_string() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::COMMENTED;

    #[test]
    fn every_key_is_shown_and_what_is_shown_is_the_config() {
        let text = "[people.aliases]\n\"N. Haddad\" = ['Noor']\n[share.boss]\nperiod = '2024'";
        for text in ["", COMMENTED, text] {
            let config = Config::from_toml(text, "annals.toml").unwrap();
            let lines: Vec<String> =
                leaves(&config).unwrap().iter().map(|(key, value)| format!("{} = {value}", key.join("."))).collect();
            assert_eq!(Config::from_toml(&lines.join("\n"), "shown").unwrap(), config, "{lines:#?}");
        }
        let shown: Vec<Key> = leaves(&Config::default()).unwrap().into_iter().map(|(key, _)| key).collect();
        for (key, _) in written(COMMENTED) {
            assert!(shown.contains(&key), "{key:?}");
        }
    }

    #[test]
    fn keys_are_found_in_every_way_they_can_be_written() {
        let text =
            "title = 'x'\nreview.final = []\n[kinds.\"my team\"]\ntags = ['a']\n[[tickets.patterns]]\nmatch = 'A'\n";
        let found: Vec<(String, usize)> =
            written(text).into_iter().map(|(key, at)| (key.join("."), position(text, at).line as usize)).collect();
        let expected = [("title", 1), ("review.final", 2), ("kinds.\"my team\".tags", 4), ("tickets.patterns", 5)]
            .map(|(key, line)| (key.to_string(), line));
        assert_eq!(found, expected);
    }
}
