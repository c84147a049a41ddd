//! What a profile selects: reviews, tags, properties, pages, done tasks, days, and paths of labels with `*` and `**`.
//!
//! Does not know any note.

use super::Fault;
use crate::name;
use crate::period::Period;

/// One thing that a profile selects. A selected block takes along what is below it.
#[derive(Debug, Clone, PartialEq)]
pub enum Selector {
    /// `review:2024`: what the review of a period collates, drafts and thanks left out.
    Review(Period),
    /// `tag:name`: blocks with the tag.
    Tag(String),
    /// `prop:key` or `prop:key=value`: blocks with the property.
    Property(String, Option<String>),
    /// `page:name`: all of a page.
    Page(String),
    /// `task:done`: tasks that were done in the profile's period, or ever where it has none.
    Done(Option<Period>),
    /// `journal:2024-12`: what stands on days of a period.
    Journal(Period),
    /// `Projects/*/Notes/**`: labels of blocks, from the outermost.
    Path(PathPattern),
}

impl Selector {
    /// Reads a selector; `{period}` is the profile's.
    ///
    /// # Errors
    /// A period that is none, `{period}` without one, a word before the colon that is no selector, an empty one.
    pub fn read(written: &str, period: Option<Period>) -> Result<Selector, Fault> {
        let fault = |message: String, help: &str| Err(Fault::new("select", message, help));
        if written.contains("{period}") && period.is_none() {
            return fault(format!("`{written}` asks for a period"), "add one: period = \"2024\"");
        }
        let written = written.replace("{period}", &period.map(|p| p.to_string()).unwrap_or_default());
        let (word, rest) = written.split_once(':').unwrap_or(("", &written));
        let rest = rest.trim();
        let read = |what: &str| match Period::read(rest) {
            Some(period) => Ok(period),
            None => Err(Fault::new(
                "select",
                format!("`{rest}` in `{what}:{rest}` is no stretch of time"),
                "write it as 2024, 2024-h2, 2024-q4 or 2024-03-01..2024-08-31",
            )),
        };
        match word.trim() {
            "review" => Ok(Selector::Review(read("review")?)),
            "journal" => Ok(Selector::Journal(read("journal")?)),
            "tag" if !rest.is_empty() => Ok(Selector::Tag(name::key(rest.trim_start_matches('#')))),
            "page" if !rest.is_empty() => Ok(Selector::Page(name::key(rest))),
            "prop" if !rest.is_empty() => Ok(match rest.split_once('=') {
                Some((key, value)) => Selector::Property(name::key(key), Some(name::key(value))),
                None => Selector::Property(name::key(rest), None),
            }),
            "task" if rest == "done" => Ok(Selector::Done(period)),
            "" if !rest.is_empty() => Ok(Selector::Path(PathPattern::new(rest))),
            _ => fault(
                format!("`{written}` is no selector"),
                "write review:, tag:, prop:, page:, task:done, journal: or a path such as Projects/*/Notes/**",
            ),
        }
    }
}

/// A path of labels: `*` stands for any letters within one, `**` for any number of labels.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PathPattern {
    parts: Vec<String>,
}

impl PathPattern {
    /// As written, parted by `/`.
    pub fn new(written: &str) -> PathPattern {
        // Stars stay where they are; what is between them is compared as it is read.
        let part = |part: &str| part.split('*').map(name::as_read).collect::<Vec<_>>().join("*");
        PathPattern { parts: written.split('/').map(part).filter(|part| !part.is_empty()).collect() }
    }

    /// Whether a path of labels, each as it is read ([`name::as_read`]), is meant. `a/**` means what is below `a`, and not `a` itself.
    pub fn is_match(&self, path: &[String]) -> bool {
        fits(&self.parts, path)
    }

    /// Whether it would match anything at all: such a path selects by accident.
    pub fn is_broad(&self) -> bool {
        self.parts.iter().all(|part| part.chars().all(|c| c == '*'))
    }
}

/// Whether labels fit parts; in the time of their product.
fn fits(parts: &[String], path: &[String]) -> bool {
    // `row[j]`: whether the parts so far fit the first `j` labels.
    let mut row: Vec<bool> = (0..=path.len()).map(|j| j == 0).collect();
    for (i, part) in parts.iter().enumerate() {
        let mut next = vec![false; path.len() + 1];
        if part == "**" {
            // At the end it stands for one label at least.
            let least = usize::from(i + 1 == parts.len() && i > 0);
            let mut reached = false;
            for j in 0..=path.len() {
                if j >= least {
                    reached |= row[j - least];
                }
                next[j] = reached;
            }
        } else {
            for j in 1..=path.len() {
                next[j] = row[j - 1] && matches(part, &path[j - 1]);
            }
        }
        row = next;
    }
    row[path.len()]
}

/// Whether a label fits one part, with `*` for any letters.
pub(crate) fn matches(part: &str, label: &str) -> bool {
    let mut pieces = part.split('*');
    let first = pieces.next().unwrap_or("");
    let Some(mut rest) = label.strip_prefix(first) else { return false };
    let mut pieces: Vec<&str> = pieces.collect();
    let Some(last) = pieces.pop() else { return rest.is_empty() };
    for piece in pieces {
        match rest.find(piece) {
            Some(at) => rest = &rest[at + piece.len()..],
            None => return false,
        }
    }
    rest.ends_with(last)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn path(written: &str) -> Vec<String> {
        written.split('/').map(name::as_read).collect()
    }

    #[test]
    fn paths_are_matched_label_by_label() {
        for (pattern, labels, is) in [
            ("Projects/*/Notes/**", "Projects/HUB/Notes/a", true),
            ("Projects/*/Notes/**", "Projects/HUB/Notes/a/b", true),
            ("Projects/*/Notes/**", "Projects/HUB/Notes", false),
            ("Projects/*/Notes/**", "Projects/HUB/x/Notes/a", false),
            ("**/Thank you note/**", "Projects/HUB/2024/thank you note/x", true),
            ("**/Thank you note/**", "Thank you note/x", true),
            ("**/Thank you note", "Projects/HUB/Thank you note", true),
            ("People/**", "People/Noor", true),
            ("People/**", "People", false),
            ("People/**", "Projects/People/x", false),
            ("Projects/HUB*", "Projects/HUB oncall", true),
            ("Projects/*on*", "Projects/HUB oncall", true),
            ("Projects/*off*", "Projects/HUB oncall", false),
            ("**", "a/b", true),
            ("a/**/z", "a/z", true),
            ("a/**/z", "a/b/c/z", true),
        ] {
            assert_eq!(PathPattern::new(pattern).is_match(&path(labels)), is, "{pattern} {labels}");
        }
        assert!(PathPattern::new("**").is_broad() && !PathPattern::new("People/**").is_broad());
    }

    #[test]
    fn selectors_are_read_and_slips_are_not_guessed_at() {
        let year = Some(Period::Year(2024));
        let read = |written| Selector::read(written, year);
        assert_eq!(read("review:{period}"), Ok(Selector::Review(Period::Year(2024))));
        assert_eq!(read("tag:#Hub"), Ok(Selector::Tag("hub".into())));
        assert_eq!(read("prop:status=Done"), Ok(Selector::Property("status".into(), Some("done".into()))));
        assert!(matches!(read("Projects/*/Year end review/{period}/**"), Ok(Selector::Path(_))));
        for wrong in ["reviw:2024", "review:soon", "task:open", "", "tag:"] {
            assert!(read(wrong).is_err(), "{wrong}");
        }
        assert!(Selector::read("review:{period}", None).is_err());
    }
}
