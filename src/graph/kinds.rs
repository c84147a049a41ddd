//! Which kind a page is, by rules, strongest first.
//!
//! A name that is a date is that day. Else: explicit `type::`, then config (folders, namespaces, tags), then a direct
//! child of a collection heading, then only ever a `#tag`; all else is a note. Writing `#x` somewhere
//! thus never moves the page `x`.

use crate::config::Config;
use crate::name;
use chrono::NaiveDate;
use rustc_hash::FxHashMap;

/// Index of a kind of the user's own in [`KindRules::custom`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct KindId(pub u8);

/// What a page is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum PageKind {
    /// A day.
    Journal(NaiveDate),
    /// A project.
    Project,
    /// A person.
    Person,
    /// A kind of the user's own.
    Custom(KindId),
    /// A name that is only ever a `#tag`.
    Tag,
    /// Anything else.
    Note,
}

impl PageKind {
    /// Whether pages of this kind are looked for in plain words and shown in lists of their own.
    pub fn is_entity(self) -> bool {
        matches!(self, PageKind::Project | PageKind::Person | PageKind::Custom(_))
    }
}

/// The config's kinds, keyed for look-up.
#[derive(Clone, Debug, Default)]
pub struct KindRules {
    /// Names of the user's own kinds; [`KindId`] is the place.
    pub custom: Vec<String>,
    by_name: FxHashMap<String, PageKind>,
    collections: FxHashMap<String, PageKind>,
    folders: FxHashMap<String, PageKind>,
    namespaces: FxHashMap<String, PageKind>,
    tags: FxHashMap<String, PageKind>,
    suffixes: Vec<(PageKind, String)>,
    archived: FxHashMap<String, Vec<PageKind>>,
    /// Bytes of the longest line that can name a collection: its name with numbers, brackets and marks round it.
    longest_collection: usize,
}

impl KindRules {
    /// Key everything once.
    pub fn new(config: &Config) -> KindRules {
        let mut rules = KindRules::default();
        for (name, kind) in &config.kinds {
            let id = match name.as_str() {
                "project" => PageKind::Project,
                "person" => PageKind::Person,
                _ => {
                    rules.custom.push(name.clone());
                    // More than 255 kinds of one's own would share the last; no one has that many.
                    PageKind::Custom(KindId((rules.custom.len() - 1).min(255) as u8))
                }
            };
            rules.by_name.insert(name::key(name), id);
            for (words, map) in [
                (&kind.collections, &mut rules.collections),
                (&kind.folders, &mut rules.folders),
                (&kind.namespaces, &mut rules.namespaces),
                (&kind.tags, &mut rules.tags),
            ] {
                for word in words {
                    map.entry(name::key(word)).or_insert(id);
                }
            }
            rules.suffixes.extend(kind.suffixes.iter().map(|s| (id, name::key(s))));
            for word in &kind.archived {
                rules.archived.entry(name::key(word)).or_default().push(id);
            }
        }
        rules.longest_collection = rules.collections.keys().map(|name| 2 * name.len() + 16).max().unwrap_or(0);
        // The longest suffix first: `one-on-one notes` before `notes`.
        rules.suffixes.sort_by_key(|(_, s)| std::cmp::Reverse(s.len()));
        rules
    }

    /// The kind whose name is written in `type::`.
    pub fn named(&self, value: &str) -> Option<PageKind> {
        let value = value.trim().trim_start_matches('#');
        let value = value.strip_prefix("[[").and_then(|v| v.strip_suffix("]]")).unwrap_or(value);
        self.by_name.get(&name::key(value)).copied()
    }

    /// Whether a line of so many bytes can name a collection: spares most lines a closer look.
    pub fn may_be_collection(&self, bytes: usize) -> bool {
        bytes <= self.longest_collection
    }

    /// The kind of a collection's children, by the collection's label.
    pub fn collection(&self, label: &str) -> Option<PageKind> {
        if !self.may_be_collection(label.len()) {
            return None;
        }
        self.collections.get(&name::key(super::words::unnumbered(label))).copied()
    }

    /// The kind of a note that stands directly in a collection's folder, or is the `README` of a folder that does.
    pub fn folder(&self, path: &str) -> Option<PageKind> {
        let mut parts = path.rsplit('/');
        let stem = parts.next()?.split('.').next()?.to_ascii_lowercase();
        let near = parts.next()?;
        let by_name = |folder: &str| self.folders.get(&name::key(super::words::unnumbered(folder))).copied();
        // `People/Platform team/Tom.md`: a group parts nobody from the people.
        let far = parts.next();
        let of_group = || far.filter(|_| super::groups::is_group(near)).and_then(by_name);
        match stem.as_str() {
            "readme" | "index" | "_index" => by_name(far?),
            _ => by_name(near).or_else(|| of_group().filter(|kind| *kind == PageKind::Person)),
        }
    }

    /// The kind of a page directly in a collection's namespace: `projects/x`, but not `projects/x/notes`.
    pub fn namespace(&self, key: &str) -> Option<PageKind> {
        let (root, rest) = key.split_once('/')?;
        self.namespaces.get(root).copied().filter(|_| name::last_segment(rest) == rest)
    }

    /// The kind that a page's tag gives it.
    pub fn tag(&self, key: &str) -> Option<PageKind> {
        self.tags.get(key).copied()
    }

    /// The name without a suffix of that kind: `Noor 1-on-1` is `Noor`.
    pub fn without_suffix<'a>(&self, kind: PageKind, label: &'a str) -> &'a str {
        // `Noor (1:1)` as well as `Noor 1:1`.
        let bare = label.strip_suffix(')').filter(|open| open.contains('(')).unwrap_or(label);
        for (of, suffix) in &self.suffixes {
            if *of != kind || bare.len() <= suffix.len() {
                continue;
            }
            let cut = bare.len() - suffix.len();
            if ends_with(bare, suffix) {
                let rest = bare[..cut].trim_end_matches([' ', '-', '–', ':', '/', '(']).trim_end();
                // `Noor's 1-on-1`
                let rest = ["'s", "’s"].iter().find_map(|s| rest.strip_suffix(s)).unwrap_or(rest);
                if !rest.is_empty() {
                    return rest;
                }
            }
        }
        label
    }

    /// Whether a line as written could end in a suffix of that kind: spares most lines a closer look.
    pub fn may_end_in_suffix(&self, kind: PageKind, line: &str) -> bool {
        let bare = line.trim_end_matches([' ', ':', ')', ']', '*', '_', '`', '=', '^', '~']);
        self.suffixes.iter().any(|(of, suffix)| *of == kind && ends_with(bare, suffix))
    }

    /// Every name a label could stand for once a person's or a project's suffix is cut off.
    pub fn cut_names<'a>(&'a self, label: &'a str) -> impl Iterator<Item = (PageKind, &'a str)> {
        [PageKind::Person, PageKind::Project]
            .into_iter()
            .map(move |kind| (kind, self.without_suffix(kind, label)))
            .filter(move |(_, cut)| cut.len() < label.len())
    }

    /// Whether a `status::` keeps a page of this kind off the home screen.
    pub fn is_archived(&self, kind: PageKind, status: &str) -> bool {
        let status = status.trim().trim_start_matches('#').trim_start_matches("[[").trim_end_matches("]]");
        self.archived.get(&name::key(status)).is_some_and(|kinds| kinds.contains(&kind))
    }
}

/// Whether a text ends with a suffix in whatever case; the suffix is a key.
fn ends_with(text: &str, suffix: &str) -> bool {
    let Some(cut) = text.len().checked_sub(suffix.len()) else { return false };
    match suffix.is_ascii() {
        true => text.as_bytes()[cut..].eq_ignore_ascii_case(suffix.as_bytes()),
        false => text.is_char_boundary(cut) && text[cut..].to_lowercase() == *suffix,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_suffix_is_cut_only_from_names_of_its_kind() {
        let rules = KindRules::new(&Config::default());
        assert_eq!(rules.without_suffix(PageKind::Person, "Noor 1-on-1"), "Noor");
        assert_eq!(rules.without_suffix(PageKind::Person, "Noor (1:1)"), "Noor");
        assert_eq!(rules.without_suffix(PageKind::Project, "Noor 1-on-1"), "Noor 1-on-1");
        assert_eq!(rules.without_suffix(PageKind::Person, "Noor's 1-on-1"), "Noor");
        assert_eq!(rules.without_suffix(PageKind::Person, "1-on-1"), "1-on-1");
    }

    #[test]
    fn folders_and_collections_are_found_behind_sorting_numbers() {
        let rules = KindRules::new(&Config::default());
        assert_eq!(rules.folder("1. Projects/hub.md"), Some(PageKind::Project));
        assert_eq!(rules.folder("hub.md"), None);
        assert_eq!(rules.folder("projects/hub/README.md"), Some(PageKind::Project));
        assert_eq!(rules.folder("projects/hub/notes.md"), None);
        assert_eq!(rules.folder("People/Platform team/Tom Hale.md"), Some(PageKind::Person));
        assert_eq!(rules.folder("People/Tom Hale/notes.md"), None);
        assert_eq!(rules.namespace("projects/alpha (b/c)"), Some(PageKind::Project));
        assert_eq!(rules.namespace("projects/hub"), Some(PageKind::Project));
        assert_eq!(rules.namespace("projects/hub/notes"), None);
        assert_eq!(rules.collection("02 People"), Some(PageKind::Person));
        assert_eq!(rules.named("[[Project]]"), Some(PageKind::Project));
    }
}
