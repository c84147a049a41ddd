//! Diagnostics for people: sorted, grouped by code, the first ones as frames, the rest as a number.
//!
//! Does not decide what is wrong, nor which exit code follows.

use std::collections::{BTreeMap, BTreeSet};
use std::hash::{Hash, Hasher};
use std::path::Path;

use rustc_hash::FxHasher;

use super::frame::{Frame, Level};
use crate::diagnostic::{Code, Diagnostic, Severity};
use crate::notes::Note;
use crate::span::{Position, position};

/// How many frames are drawn before the rest becomes a number.
const FIRST: usize = 10;

/// The texts that diagnostics are about.
pub struct Sources {
    root: String,
    notes: Vec<Note>,
    other: Option<(String, String)>,
}

impl Sources {
    /// `root` is the folder of notes as the user would write it, `other` a further file and its text.
    pub fn new(root: &Path, notes: Vec<Note>, other: Option<(String, String)>) -> Sources {
        let root = match root.to_string_lossy().trim_end_matches('/') {
            "" | "." if !root.has_root() => String::new(),
            root => format!("{root}/"),
        };
        Sources { root, notes, other }
    }

    /// The text of the further file.
    pub fn settings(&self) -> Option<&str> {
        self.other.as_ref().map(|(_, text)| text.as_str())
    }

    /// The path to show, and the text if it is at hand.
    pub fn place(&self, diagnostic: &Diagnostic) -> (Option<String>, Option<&str>) {
        if let Some(note) = diagnostic.note.and_then(|id| self.notes.get(id.index())) {
            return (Some(format!("{}{}", self.root, note.path)), Some(&note.text));
        }
        let Some(path) = &diagnostic.path else { return (None, None) };
        if diagnostic.code == Code::UnusedTemplate {
            // A theme lies where it lies, not among the notes.
            return (Some(path.clone()), None);
        }
        let other = self.other.as_ref().filter(|(name, _)| name == path).map(|(_, text)| text.as_str());
        (Some(format!("{}{path}", self.root)), other)
    }

    /// First and last place of a diagnostic, where its text is at hand.
    pub fn range(&self, diagnostic: &Diagnostic) -> Option<(Position, Position)> {
        let text = self.place(diagnostic).1?;
        let span = diagnostic.span;
        Some((position(text, span.start as usize), position(text, span.end as usize)))
    }
}

/// What was told of earlier states of the notes: what stays wrong is not told again with every change.
#[derive(Debug, Default)]
pub struct Told(BTreeSet<u64>);

impl Told {
    /// Those that were not told of the state before.
    pub fn news<'d>(&mut self, found: &'d [Diagnostic], sources: &Sources) -> Vec<&'d Diagnostic> {
        let before = std::mem::take(&mut self.0);
        let mut new = Vec::new();
        for told in found {
            let key = key(told, sources);
            if !before.contains(&key) {
                new.push(told);
            }
            self.0.insert(key);
        }
        new
    }
}

/// What a diagnostic is about, wherever in its note that has moved to.
fn key(told: &Diagnostic, sources: &Sources) -> u64 {
    let (path, text) = sources.place(told);
    let words = text.and_then(|text| text.get(told.span.start as usize..told.span.end as usize));
    let mut hasher = FxHasher::default();
    (told.code.slug(), path, &told.message, &told.label, words).hash(&mut hasher);
    hasher.finish()
}

/// How many of each code, the worst first.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Tally(BTreeMap<(Severity, Code), usize>);

impl FromIterator<(Code, usize)> for Tally {
    fn from_iter<I: IntoIterator<Item = (Code, usize)>>(counted: I) -> Tally {
        let mut tally = Tally::default();
        for (code, n) in counted {
            *tally.0.entry((code.severity(), code)).or_default() += n;
        }
        tally
    }
}

impl Tally {
    pub fn of(diagnostics: &[Diagnostic]) -> Tally {
        diagnostics.iter().map(|told| (told.code, 1)).collect()
    }

    pub fn codes(&self) -> impl Iterator<Item = (Code, usize)> + '_ {
        self.0.iter().map(|((_, code), n)| (*code, *n))
    }

    pub fn counts(&self) -> Counts {
        let count = |which| self.0.iter().filter(|((severity, _), _)| *severity == which).map(|(_, n)| n).sum();
        Counts { errors: count(Severity::Error), warnings: count(Severity::Warning), notes: count(Severity::Note) }
    }

    /// "2 errors, 1 warning: 2 missing-block, 1 math"; empty if there is nothing to count.
    pub fn words(&self) -> String {
        let codes: Vec<String> = self.codes().map(|(code, n)| format!("{n} {}", code.slug())).collect();
        let words = self.counts().words();
        if words.is_empty() { words } else { format!("{words}: {}", codes.join(", ")) }
    }
}

/// How many of each severity.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Counts {
    pub errors: usize,
    pub warnings: usize,
    pub notes: usize,
}

impl Counts {
    /// "2 errors, 1 warning"; empty if there is nothing to count.
    pub fn words(self) -> String {
        let words = [(self.errors, "error"), (self.warnings, "warning"), (self.notes, "note")];
        let words = words.iter().filter(|(n, _)| *n > 0).map(|(n, word)| count(*n, word));
        words.collect::<Vec<_>>().join(", ")
    }
}

/// What was found, said once more at the end: how many of each severity, and of each code; empty if there is nothing.
pub fn summary(tally: &Tally) -> String {
    match tally.codes().next() {
        None => String::new(),
        Some((code, _)) => format!("{}\nfor more about one: annals check --explain {}", tally.words(), code.slug()),
    }
}

/// `1 note`, `2 notes`.
pub fn count(n: usize, word: &str) -> String {
    if n == 1 { format!("1 {word}") } else { format!("{n} {word}s") }
}

/// Worst first, then by code, then in the order of the notes.
pub fn sort(diagnostics: &mut [Diagnostic]) {
    diagnostics.sort_by(|a, b| {
        let key = |told: &Diagnostic| (told.code.severity(), told.code);
        key(a).cmp(&key(b)).then_with(|| (a.note, &a.path, a.span).cmp(&(b.note, &b.path, b.span)))
    });
}

/// Frames for sorted diagnostics. The frames are shared out among the codes, so that no code hides
/// another; with `all` there is one for each. The last lines say what is not shown.
pub fn draw(diagnostics: &[&Diagnostic], sources: &Sources, all: bool) -> Vec<String> {
    let mut groups: BTreeMap<(Severity, Code), Vec<&Diagnostic>> = BTreeMap::new();
    for &told in diagnostics {
        groups.entry((told.code.severity(), told.code)).or_default().push(told);
    }
    let shares = share(&groups.values().map(Vec::len).collect::<Vec<_>>(), if all { usize::MAX } else { FIRST });
    let mut lines = Vec::new();
    let mut rest = Vec::new();
    for (((_, code), group), shown) in groups.iter().zip(shares) {
        lines.extend(group.iter().take(shown).map(|told| draw_one(told, sources) + "\n"));
        if shown < group.len() {
            rest.push(format!("{} {}", group.len() - shown, code.slug()));
        }
    }
    if !rest.is_empty() {
        let more = diagnostics.len() - lines.len();
        lines.push(format!("+ {more} more: {} (-v shows all)\n", rest.join(", ")));
    }
    lines
}

/// Shares `places` out among groups of these sizes, one in turn.
fn share(sizes: &[usize], places: usize) -> Vec<usize> {
    let mut shares = vec![0; sizes.len()];
    let mut left = places.min(sizes.iter().sum());
    while left > 0 {
        for (share, size) in shares.iter_mut().zip(sizes) {
            if *share < *size && left > 0 {
                *share += 1;
                left -= 1;
            }
        }
    }
    shares
}

/// One diagnostic as a frame.
pub fn draw_one(told: &Diagnostic, sources: &Sources) -> String {
    let level = match told.code.severity() {
        Severity::Error => Level::Error,
        Severity::Warning => Level::Warning,
        Severity::Note => Level::Note,
    };
    let (path, text) = sources.place(told);
    let mut frame = Frame::new(level, &told.message);
    frame.code = Some(told.code.slug());
    frame.label = told.label.as_deref();
    frame.help = told.help.as_deref();
    frame.path = path.as_deref();
    // An empty span is about the whole file.
    frame.text = text.filter(|_| !told.span.is_empty());
    frame.span = told.span;
    frame.draw()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_end_counts_by_severity_and_by_code() {
        let told = |code| Diagnostic::new(code, crate::span::Span::default(), "x");
        let all = [told(Code::Math), told(Code::MissingBlock), told(Code::Suggestion), told(Code::Math)];
        let words = "1 error, 2 warnings, 1 note: 1 missing-block, 2 math, 1 suggestion\n";
        let all = summary(&Tally::of(&all));
        assert!(all.starts_with(words) && all.ends_with("--explain missing-block"), "{all}");
        assert_eq!(summary(&Tally::default()), "");
    }

    #[test]
    fn places_are_shared_out_fairly() {
        assert_eq!(share(&[100, 2, 1], 10), [7, 2, 1]);
        assert_eq!(share(&[1, 1], 10), [1, 1]);
        assert_eq!(share(&[], 10), [0; 0]);
        assert_eq!(share(&[3; 20], 10).iter().sum::<usize>(), 10);
    }
}
