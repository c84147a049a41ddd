//! What `logseq/config.edn` says that a site depends on.
//!
//! Does not hold queries, colours or shortcuts, and does not tell the user which keys it passed over: most of that file
//! is for the app. A key that nothing obeys is not read; those that a user might miss are in [`super::PASSED_OVER`].

use std::collections::BTreeMap;

use chrono::Weekday;

pub use super::edn::{Edn, EdnProblem};

/// How Logseq made file names of page names.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum NameFormat {
    /// The config does not say; which one it was is told from the files.
    #[default]
    Unsaid,
    /// `.` stands for `/`, the rest is percent-encoded.
    Legacy,
    /// `___` stands for `/`, reserved characters are percent-encoded.
    TripleLowbar,
}

/// The settings of a Logseq graph, with the app's own defaults.
#[derive(Debug, Clone, PartialEq)]
pub struct Logseq {
    /// `:journal/page-title-format`, if said; the app's default is `MMM do, yyyy`.
    pub title_format: Option<String>,
    /// `:journal/file-name-format`, by default `yyyy_MM_dd`.
    pub file_format: String,
    /// `:journals-directory`.
    pub journals: String,
    /// `:pages-directory`.
    pub pages: String,
    /// `:whiteboards-directory`.
    pub whiteboards: String,
    /// `:file/name-format`.
    pub name_format: NameFormat,
    /// `:hidden`: paths below the graph's root, prefixes, without a leading slash.
    pub hidden: Vec<String>,
    /// `:page` of `:default-home`.
    pub home: Option<String>,
    /// `:favorites`: page names in the user's order.
    pub favorites: Vec<String>,
    /// `:macros`: name to text with `$1`, `$2` …
    pub macros: BTreeMap<String, String>,
    /// `:block-hidden-properties`, as they are compared.
    pub hidden_properties: Vec<String>,
    /// `:property-pages/enabled?`.
    pub property_pages: bool,
    /// `:property-pages/excludelist`, as they are compared.
    pub property_pages_excluded: Vec<String>,
    /// `:property/separated-by-commas`, as they are compared.
    pub comma_separated: Vec<String>,
    /// `:ignored-page-references-keywords`: properties whose values are no references.
    pub unreferenced: Vec<String>,
    /// `:ui/show-full-blocks?`: a reference to a block shows all of its lines.
    pub full_blocks: bool,
    /// `:ref/linked-references-collapsed-threshold`: backlinks that are more than this are folded.
    pub fold_references: u32,
    /// `:start-of-week`, if said. The app counts from 0 for Monday to 6 for Sunday.
    pub start_of_week: Option<Weekday>,
}

impl Default for Logseq {
    fn default() -> Self {
        Logseq {
            title_format: None,
            file_format: "yyyy_MM_dd".into(),
            journals: "journals".into(),
            pages: "pages".into(),
            whiteboards: "whiteboards".into(),
            name_format: NameFormat::Unsaid,
            hidden: Vec::new(),
            home: None,
            favorites: Vec::new(),
            macros: BTreeMap::new(),
            hidden_properties: Vec::new(),
            property_pages: true,
            property_pages_excluded: Vec::new(),
            comma_separated: Vec::new(),
            unreferenced: Vec::new(),
            full_blocks: false,
            fold_references: 50,
            start_of_week: None,
        }
    }
}

impl Logseq {
    /// Reads `logseq/config.edn`. Never fails: a value of the wrong shape counts as absent, and what
    /// comes after a broken bracket is read as far as it can be.
    pub fn from_edn(text: &str) -> (Logseq, Option<EdnProblem>) {
        let (root, problem) = Edn::read(text);
        let map = Map(&root);
        let mut logseq = Logseq { title_format: map.text("journal/page-title-format"), ..Logseq::default() };
        map.set_text("journal/file-name-format", &mut logseq.file_format);
        map.set_text("journals-directory", &mut logseq.journals);
        map.set_text("pages-directory", &mut logseq.pages);
        map.set_text("whiteboards-directory", &mut logseq.whiteboards);
        logseq.name_format = match map.text("file/name-format").as_deref() {
            Some("triple-lowbar") => NameFormat::TripleLowbar,
            Some("legacy") => NameFormat::Legacy,
            _ => NameFormat::Unsaid,
        };
        logseq.hidden = map.texts("hidden");
        for hidden in &mut logseq.hidden {
            *hidden = hidden.trim_start_matches('/').to_string();
        }
        logseq.hidden.retain(|hidden| !hidden.is_empty());
        logseq.home = root.get("default-home").and_then(|home| Map(home).text("page"));
        logseq.favorites = map.texts("favorites");
        if let Some(Edn::Map(pairs)) = root.get("macros") {
            let pairs = pairs.iter().filter_map(|(name, text)| Some((name.text()?, text.text()?)));
            logseq.macros = pairs.map(|(name, text)| (name.to_string(), text.to_string())).collect();
        }
        logseq.hidden_properties = map.keys("block-hidden-properties");
        map.set_bool("property-pages/enabled?", &mut logseq.property_pages);
        logseq.property_pages_excluded = map.keys("property-pages/excludelist");
        logseq.comma_separated = map.keys("property/separated-by-commas");
        logseq.unreferenced = map.keys("ignored-page-references-keywords");
        map.set_bool("ui/show-full-blocks?", &mut logseq.full_blocks);
        map.set_count("ref/linked-references-collapsed-threshold", &mut logseq.fold_references);
        logseq.start_of_week =
            map.count("start-of-week").and_then(|day| Weekday::try_from(u8::try_from(day).ok()?).ok());
        (logseq, problem)
    }
}

impl Logseq {
    /// Whether a property's bare words are names: `tags`, `alias`, and the keys this graph lists.
    pub fn is_list(&self, key: &str) -> bool {
        matches!(key, "tags" | "alias" | "aliases") || self.comma_separated.iter().any(|k| k == key)
    }

    /// Whether what a property names gets no backlink of it.
    pub fn is_unreferenced(&self, key: &str) -> bool {
        self.unreferenced.iter().any(|k| k == key)
    }
}

/// A map of settings, asked by key.
struct Map<'a>(&'a Edn);

impl Map<'_> {
    fn text(&self, key: &str) -> Option<String> {
        self.0.get(key).and_then(Edn::text).filter(|text| !text.trim().is_empty()).map(str::to_string)
    }

    fn texts(&self, key: &str) -> Vec<String> {
        self.0.get(key).map(Edn::texts).unwrap_or_default()
    }

    /// Keys of properties, spelt as they are compared.
    fn keys(&self, key: &str) -> Vec<String> {
        self.texts(key).iter().map(|key| key.to_lowercase().replace(['_', ' '], "-")).collect()
    }

    fn count(&self, key: &str) -> Option<u32> {
        match self.0.get(key) {
            Some(Edn::Int(count)) => u32::try_from(*count).ok(),
            _ => None,
        }
    }

    fn set_text(&self, key: &str, slot: &mut String) {
        if let Some(text) = self.text(key) {
            *slot = text;
        }
    }

    fn set_bool(&self, key: &str, slot: &mut bool) {
        if let Some(Edn::Bool(value)) = self.0.get(key) {
            *slot = *value;
        }
    }

    fn set_count(&self, key: &str, slot: &mut u32) {
        if let Some(count) = self.count(key) {
            *slot = count;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_keys_of_a_real_config_are_found() {
        let (logseq, problem) = Logseq::from_edn(
            r#"{:journal/page-title-format "yyyy-MM-dd EEEE" :file/name-format :triple-lowbar
                :hidden ["/archived" "script"] :default-home {:page "Contents"} :favorites ["A" "B"]
                :macros {"poem" "Rose is $1", "bad" (fn [])} :property-pages/enabled? false
                :block-hidden-properties #{:Public :my_icon} :start-of-week 6 :ref/linked-references-collapsed-threshold 3
                :property/separated-by-commas #{:comma-list} :ui/show-full-blocks? true}"#,
        );
        assert_eq!(problem, None);
        assert_eq!(logseq.title_format.as_deref(), Some("yyyy-MM-dd EEEE"));
        assert_eq!(logseq.name_format, NameFormat::TripleLowbar);
        assert_eq!(logseq.hidden, ["archived", "script"]);
        assert_eq!(logseq.home.as_deref(), Some("Contents"));
        assert_eq!(logseq.macros.len(), 1);
        assert!(logseq.full_blocks && !logseq.property_pages);
        assert_eq!(logseq.hidden_properties, ["public", "my-icon"]);
        assert_eq!((logseq.start_of_week, logseq.fold_references), (Some(Weekday::Sun), 3));
        assert_eq!(logseq.comma_separated, ["comma-list"]);
    }

    /// Whether any value of a key changes anything.
    fn is_read(key: &str) -> bool {
        let values =
            ["true", "false", "3", ":todo", ":legacy", "\"x\"", "[\"x\"]", "#{:x}", "{:page \"x\"}", "{\"x\" \"y\"}"];
        values.iter().any(|value| Logseq::from_edn(&format!("{{:{key} {value}}}")).0 != Logseq::default())
    }

    #[test]
    fn every_key_that_changes_what_is_shown_is_obeyed_or_said_not_to_be() {
        let obeyed = [
            "journal/page-title-format",
            "journal/file-name-format",
            "journals-directory",
            "pages-directory",
            "whiteboards-directory",
            "file/name-format",
            "hidden",
            "default-home",
            "favorites",
            "macros",
            "block-hidden-properties",
            "property-pages/enabled?",
            "property-pages/excludelist",
            "property/separated-by-commas",
            "ignored-page-references-keywords",
            "ui/show-full-blocks?",
            "ref/linked-references-collapsed-threshold",
            "start-of-week",
        ];
        for key in obeyed {
            assert!(is_read(key), "{key} is not read");
        }
        for key in crate::config::PASSED_OVER.iter().flat_map(|over| over.keys) {
            assert!(!is_read(key), "{key} is read after all");
        }
    }

    #[test]
    fn values_of_the_wrong_shape_leave_the_default() {
        let (logseq, problem) =
            Logseq::from_edn("{:hidden 3 :start-of-week 9 :ui/show-full-blocks? \"no\" :macros []}");
        assert_eq!(problem, None);
        assert_eq!(logseq, Logseq::default());
        assert_eq!(Logseq::from_edn("").0, Logseq::default());
    }
}
