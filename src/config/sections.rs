//! The tables of `annals.toml`, one struct each, with their defaults.
//!
//! Does not know what the rest of the program makes of them.

use std::collections::BTreeMap;

use chrono::Weekday;
use serde::de::{Deserializer, Error as _};
use serde::{Deserialize, Serialize, Serializer};

/// Who will read the site.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Audience {
    /// Not indexed, no sitemap, no referrer.
    #[default]
    Private,
    /// For everyone; needs `base_url`, and obeys `public::` of Logseq.
    Public,
}

/// How weeks are numbered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Week {
    /// ISO 8601: from Monday, week 1 holds the first Thursday.
    #[default]
    Iso,
}

/// How pages of one kind are told from others.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct Kind {
    /// Names of bullets, headings and pages whose direct children are of this kind.
    pub collections: Vec<String>,
    /// Folders whose notes are.
    pub folders: Vec<String>,
    /// Namespace roots whose children are.
    pub namespaces: Vec<String>,
    /// Tags that make a page so.
    pub tags: Vec<String>,
    /// Endings cut off a name: `Noor 1-on-1` is `Noor`.
    pub suffixes: Vec<String>,
    /// Values of `status::` that keep a page off the home screen.
    pub archived: Vec<String>,
}

/// A kind as written: an absent key is not an empty one.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WrittenKind {
    collections: Option<Vec<String>>,
    folders: Option<Vec<String>>,
    namespaces: Option<Vec<String>>,
    tags: Option<Vec<String>>,
    suffixes: Option<Vec<String>>,
    archived: Option<Vec<String>>,
}

fn strings(words: &[&str]) -> Vec<String> {
    words.iter().map(|word| (*word).to_string()).collect()
}

impl Kind {
    fn blank() -> Kind {
        Kind { archived: strings(&["done", "archived", "cancelled", "closed"]), ..Kind::default() }
    }

    /// `project` and `person`, as they are without a config.
    pub fn built_in() -> BTreeMap<String, Kind> {
        let project = Kind {
            collections: strings(&["Projects"]),
            folders: strings(&["projects"]),
            namespaces: strings(&["projects"]),
            ..Kind::blank()
        };
        let person = Kind {
            collections: strings(&["People"]),
            folders: strings(&["people"]),
            namespaces: strings(&["people"]),
            suffixes: strings(&["1-on-1", "1:1", "1on1", "1-1", "one-on-one"]),
            ..Kind::blank()
        };
        BTreeMap::from([("project".to_string(), project), ("person".to_string(), person)])
    }
}

/// The kinds as written, laid over the built-in ones key by key.
pub(super) fn kinds<'de, D: Deserializer<'de>>(from: D) -> Result<BTreeMap<String, Kind>, D::Error> {
    let mut kinds = Kind::built_in();
    for (name, written) in BTreeMap::<String, WrittenKind>::deserialize(from)? {
        let kind = kinds.entry(name).or_insert_with(Kind::blank);
        for (slot, value) in [
            (&mut kind.collections, written.collections),
            (&mut kind.folders, written.folders),
            (&mut kind.namespaces, written.namespaces),
            (&mut kind.tags, written.tags),
            (&mut kind.suffixes, written.suffixes),
            (&mut kind.archived, written.archived),
        ] {
            if let Some(value) = value {
                *slot = value;
            }
        }
    }
    Ok(kinds)
}

/// `[people]`.
#[derive(Debug, Clone, PartialEq, Eq, Default, Deserialize, Serialize)]
#[serde(default, deny_unknown_fields)]
pub struct People {
    /// People who have no entry of their own.
    pub names: Vec<String>,
    /// A person's name to the other names they go by.
    pub aliases: BTreeMap<String, Vec<String>>,
}

/// `[review]`.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Serialize)]
#[serde(default, deny_unknown_fields)]
pub struct Review {
    /// Names of the sections of a project that are its reviews.
    pub sections: Vec<String>,
    /// Names of the parts that hold the finished text.
    pub r#final: Vec<String>,
    /// Names of the parts that are left out beside a finished one.
    pub drafts: Vec<String>,
}

impl Default for Review {
    fn default() -> Self {
        Review {
            sections: strings(&["Year end review", "Review", "Accomplishments", "Brag"]),
            r#final: strings(&["Review", "Summary"]),
            drafts: strings(&["Task breakdown note", "Draft", "Drafts", "WIP"]),
        }
    }
}

/// `[tickets]`.
#[derive(Debug, Clone, PartialEq, Eq, Default, Deserialize, Serialize)]
#[serde(default, deny_unknown_fields)]
pub struct Tickets {
    /// Tried in order.
    pub patterns: Vec<Ticket>,
}

/// One family of ticket ids.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Ticket {
    /// A regular expression for the whole id, known to compile.
    #[serde(rename = "match", deserialize_with = "pattern")]
    pub pattern: String,
    /// Where an id leads; `{id}` stands for it.
    pub url: String,
}

/// `[tasks]`.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Serialize)]
#[serde(default, deny_unknown_fields)]
pub struct Tasks {
    /// Whether `- [ ]` is a task.
    pub checkboxes: bool,
    /// How many days before a deadline it is announced.
    pub warn_days: u32,
}

impl Default for Tasks {
    fn default() -> Self {
        Tasks { checkboxes: false, warn_days: 14 }
    }
}

/// `[theme]`.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Serialize)]
#[serde(default, deny_unknown_fields)]
pub struct Theme {
    /// The user's own templates and static files; empty for none.
    pub dir: String,
    /// A built-in theme.
    pub name: String,
}

impl Default for Theme {
    fn default() -> Self {
        Theme { dir: String::new(), name: "default".into() }
    }
}

/// `[html]`.
#[derive(Debug, Clone, PartialEq, Eq, Default, Deserialize, Serialize)]
#[serde(default, deny_unknown_fields)]
pub struct Html {
    /// What is done with HTML in notes.
    pub raw: Raw,
    /// What is done with images of other hosts.
    pub remote: Remote,
}

/// What is done with HTML in notes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Raw {
    /// Kept as far as it is harmless.
    #[default]
    Safe,
    /// Shown as text.
    Escape,
}

/// What is done with images of other hosts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Remote {
    /// They become links.
    #[default]
    Link,
    /// The reader's browser fetches them.
    Load,
}

/// `[serve]`.
#[derive(Debug, Clone, PartialEq, Eq, Default, Deserialize, Serialize)]
#[serde(default, deny_unknown_fields)]
pub struct Serve {
    /// Names by which a proxy in front is reached.
    pub hosts: Vec<String>,
    /// What opens `file:line`: empty, `vscode`, `logseq` or `obsidian`.
    pub editor: String,
}

/// A day of the week; `auto` for none.
pub(super) fn weekday<'de, D: Deserializer<'de>>(from: D) -> Result<Option<Weekday>, D::Error> {
    let written = String::deserialize(from)?;
    if written == "auto" {
        return Ok(None);
    }
    let day = written.parse().map(Some);
    day.map_err(|_| D::Error::custom(format!("`{written}` is no weekday such as monday or sunday, nor auto")))
}

/// A day of the week as it is written; `auto` for none.
pub(super) fn write_weekday<S: Serializer>(day: &Option<Weekday>, to: S) -> Result<S::Ok, S::Error> {
    let name = match day {
        None => "auto",
        Some(Weekday::Mon) => "monday",
        Some(Weekday::Tue) => "tuesday",
        Some(Weekday::Wed) => "wednesday",
        Some(Weekday::Thu) => "thursday",
        Some(Weekday::Fri) => "friday",
        Some(Weekday::Sat) => "saturday",
        Some(Weekday::Sun) => "sunday",
    };
    to.serialize_str(name)
}

pub(super) fn month<'de, D: Deserializer<'de>>(from: D) -> Result<u8, D::Error> {
    let written = i64::deserialize(from)?;
    u8::try_from(written)
        .ok()
        .filter(|month| (1..=12).contains(month))
        .ok_or_else(|| D::Error::custom(format!("`{written}` is no month: write 1 to 12")))
}

pub(super) fn globs<'de, D: Deserializer<'de>>(from: D) -> Result<Vec<String>, D::Error> {
    let written = Vec::<String>::deserialize(from)?;
    for glob in &written {
        let mut builder = ignore::gitignore::GitignoreBuilder::new("");
        if builder.add_line(None, glob).is_err() {
            return Err(D::Error::custom(format!("`{glob}` is no glob as in a .gitignore")));
        }
    }
    Ok(written)
}

fn pattern<'de, D: Deserializer<'de>>(from: D) -> Result<String, D::Error> {
    let written = String::deserialize(from)?;
    match regex::Regex::new(&written) {
        Ok(_) => Ok(written),
        Err(error) => {
            let reason = error.to_string();
            let reason = reason.lines().last().unwrap_or_default().trim_start_matches("error: ").to_string();
            Err(D::Error::custom(format!("`{written}` is no pattern: {reason}")))
        }
    }
}
