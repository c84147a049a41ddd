//! Code to runs of four styles: plain, keyword, comment, string.
//!
//! Does not write HTML (but for the classes of its three styles), and loads no grammar while no code asks for one.

mod line;
mod remembered;

pub use remembered::{Recalled, Remembered};

use crate::config::nearest;
use crate::wall::walled;
use line::Highlighter;
use rayon::prelude::*;
use std::sync::{Arc, LazyLock};
use syntect::parsing::{SyntaxReference, SyntaxSet};

/// How a run of code looks. The theme colours nothing else.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Default)]
#[repr(u8)]
pub enum Style {
    /// As it is.
    #[default]
    Plain,
    /// `k`, bold.
    Keyword,
    /// `c`, italic.
    Comment,
    /// `s`, blue.
    String,
}

impl Style {
    /// Back from its number, for what was remembered on disk.
    pub fn from_number(number: u8) -> Option<Style> {
        [Style::Plain, Style::Keyword, Style::Comment, Style::String].get(number as usize).copied()
    }

    fn class(self) -> Option<&'static str> {
        match self {
            Style::Plain => None,
            Style::Keyword => Some("<span class=\"k\">"),
            Style::Comment => Some("<span class=\"c\">"),
            Style::String => Some("<span class=\"s\">"),
        }
    }
}

/// Lengths in bytes and styles that cover the code from its start; neighbours differ; a plain end is left out.
pub type Runs = Arc<[(u32, Style)]>;

/// What is known of one piece of code.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct Highlighted {
    /// Its styles.
    pub runs: Runs,
    /// A language is named for which there is no grammar.
    pub unknown: bool,
}

/// Changes whenever the same code could get other runs: part of the key of whatever remembers them.
pub const ENGINE: &str = "syntect 5.3 two-face 0.5.2 annals 1";

/// Longer code is shown plain.
const MAX_CODE: usize = 512 * 1024;

static SYNTAXES: LazyLock<SyntaxSet> = LazyLock::new(two_face::syntax::extra_newlines);

/// Words after a fence that name no grammar on purpose.
const PLAIN: &[&str] = &[
    "text",
    "txt",
    "plain",
    "plaintext",
    "none",
    "output",
    "mermaid",
    "calc",
    "query",
    "math",
    "ascii",
    "raw",
    "dataview",
    "dot",
    "plantuml",
];

/// Names people write that the grammars do not list.
const ALIASES: &[(&str, &str)] = &[
    ("shell", "sh"),
    ("console", "sh"),
    ("shell-session", "sh"),
    ("zsh", "sh"),
    ("golang", "go"),
    ("kotlin", "kt"),
    ("clojure", "clj"),
    ("edn", "clj"),
    ("javascript", "js"),
    ("typescript", "ts"),
    ("jsonc", "json"),
    ("json5", "json"),
    ("c++", "cpp"),
    ("csharp", "cs"),
    ("c#", "cs"),
    ("yml", "yaml"),
    ("docker", "dockerfile"),
    ("make", "makefile"),
    ("elisp", "el"),
    ("emacs-lisp", "el"),
    ("tex", "latex"),
    ("ps1", "powershell"),
    ("hcl", "terraform"),
    ("tf", "terraform"),
    ("rest", "rst"),
    ("cjs", "js"),
    ("mjs", "js"),
    ("postgresql", "sql"),
    ("psql", "sql"),
    ("mysql", "sql"),
    ("jsx", "js"),
    ("clojurescript", "clojure"),
];

/// The first word of a fence's info string without what tools append: `rust,ignore`, `{.python}`, `js{1,3}`.
pub fn language(info: &str) -> &str {
    let info = info.trim().trim_start_matches(['{', '.']);
    info.split(|c: char| c.is_whitespace() || matches!(c, ',' | '{' | '}' | ';' | ':')).next().unwrap_or("")
}

/// Whether there is nothing to highlight, which is known without any grammar.
fn is_plain(word: &str) -> bool {
    let language = language(word);
    language.is_empty() || PLAIN.iter().any(|plain| language.eq_ignore_ascii_case(plain))
}

enum Grammar {
    Plain,
    Unknown,
    Known(&'static SyntaxReference),
}

fn grammar(word: &str) -> Grammar {
    if is_plain(word) {
        return Grammar::Plain;
    }
    let lower = language(word).to_ascii_lowercase();
    let name = ALIASES.iter().find(|(alias, _)| *alias == lower).map_or(lower.as_str(), |(_, name)| name);
    match SYNTAXES.find_syntax_by_token(name) {
        Some(syntax) if syntax.name == "Plain Text" => Grammar::Plain,
        Some(syntax) => Grammar::Known(syntax),
        None => Grammar::Unknown,
    }
}

/// The language that was probably meant by one that has no grammar. Short words are near to too many.
pub fn meant(language: &str) -> Option<String> {
    if !(4..=30).contains(&language.len()) {
        return None;
    }
    let grammars = SYNTAXES.syntaxes().iter();
    let grammars = grammars.flat_map(|syntax| syntax.file_extensions.iter().chain([&syntax.name])).map(String::as_str);
    let known = grammars.chain(ALIASES.iter().map(|(alias, _)| *alias)).chain(PLAIN.iter().copied());
    let known: Vec<&str> = known.filter(|word| word.len() > 2 && !word.contains(' ')).collect();
    nearest(language, &known).map(str::to_lowercase)
}

/// One piece of code. `language` is the first word after the fence, as [`Outline::code_text`](crate::outline::Outline::code_text) gives it.
pub fn highlight(language: &str, code: &str) -> Highlighted {
    match grammar(language) {
        Grammar::Plain => Highlighted::default(),
        Grammar::Unknown => Highlighted { unknown: true, ..Highlighted::default() },
        Grammar::Known(_) if code.len() > MAX_CODE => Highlighted::default(),
        Grammar::Known(syntax) => {
            Highlighted { runs: runs(&mut Highlighter::new(&SYNTAXES, syntax), syntax, code), unknown: false }
        }
    }
}

/// Many pieces at once, `(language, code)`, on all threads; answers in the order of the questions.
///
/// The parser's state cannot change threads, so the pieces are sorted by language and cut into tasks, each with a
/// memory of the lines it has seen: notes repeat themselves, and most lines are then not parsed at all.
pub fn batch(jobs: &[(&str, &str)]) -> Vec<Highlighted> {
    let mut order: Vec<u32> = (0..jobs.len() as u32).collect();
    order.sort_by_key(|&i| jobs[i as usize].0);
    let total: usize = jobs.iter().map(|(_, code)| code.len() + 1).sum();
    // Enough tasks to share the work out, few enough that each sees most lines of its language.
    let share = (total / (rayon::current_num_threads() * 4)).max(16 * 1024);
    let mut tasks: Vec<&[u32]> = Vec::new();
    for group in order.chunk_by(|&a, &b| jobs[a as usize].0 == jobs[b as usize].0) {
        let mut rest = group;
        while !rest.is_empty() {
            let mut bytes = 0;
            let take = rest.iter().take_while(|&&i| {
                let fits = bytes < share;
                bytes += jobs[i as usize].1.len() + 1;
                fits
            });
            let (task, after) = rest.split_at(take.count().max(1));
            tasks.push(task);
            rest = after;
        }
    }
    let done: Vec<Vec<Highlighted>> = tasks.par_iter().map(|task| run(jobs, task)).collect();
    let mut answers = vec![Highlighted::default(); jobs.len()];
    for (index, answer) in tasks.iter().copied().flatten().zip(done.into_iter().flatten()) {
        answers[*index as usize] = answer;
    }
    answers
}

fn run(jobs: &[(&str, &str)], task: &[u32]) -> Vec<Highlighted> {
    let language = task.first().map_or("", |&i| jobs[i as usize].0);
    match grammar(language) {
        Grammar::Plain => vec![Highlighted::default(); task.len()],
        Grammar::Unknown => vec![Highlighted { unknown: true, ..Highlighted::default() }; task.len()],
        Grammar::Known(syntax) => {
            let mut highlighter = Highlighter::new(&SYNTAXES, syntax);
            task.iter()
                .map(|&i| {
                    let code = jobs[i as usize].1;
                    let runs =
                        if code.len() > MAX_CODE { Runs::default() } else { runs(&mut highlighter, syntax, code) };
                    Highlighted { runs, unknown: false }
                })
                .collect()
        }
    }
}

/// The runs of a piece of code. One that its grammar fails on is plain, and the next begins with nothing remembered.
fn runs(highlighter: &mut Highlighter<'_>, syntax: &'static SyntaxReference, code: &str) -> Runs {
    walled(|| highlighter.runs(code)).unwrap_or_else(|_| {
        *highlighter = Highlighter::new(&SYNTAXES, syntax);
        Runs::default()
    })
}

/// Appends code with its three classes, escaped. Runs that do not fit the code (a damaged memory) leave it plain.
pub(super) fn write_html(code: &str, runs: &[(u32, Style)], out: &mut String) {
    let mut rest = code;
    for &(length, style) in runs {
        let Some((run, after)) = rest.split_at_checked(length as usize) else { break };
        match style.class() {
            Some(open) => {
                out.push_str(open);
                super::html::escape_text(run, out);
                out.push_str("</span>");
            }
            None => super::html::escape_text(run, out),
        }
        rest = after;
    }
    super::html::escape_text(rest, out);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn html(language: &str, code: &str) -> String {
        let mut out = String::new();
        write_html(code, &highlight(language, code).runs, &mut out);
        out
    }

    #[test]
    fn three_classes_and_nothing_else() {
        assert_eq!(
            html("rust", "fn main() {\n    // hi\n    let x = \"a\\n<\"; /* a\nb */ return;\n}\n"),
            "<span class=\"k\">fn</span> main() {\n    <span class=\"c\">// hi\n</span>    <span class=\"k\">let</span> x = \
             <span class=\"s\">\"a\\n&lt;\"</span>; <span class=\"c\">/* a\nb */</span> <span class=\"k\">return</span>;\n}\n"
        );
        assert_eq!(
            html("go", "func f() error {\n\treturn nil // no\n}"),
            "<span class=\"k\">func</span> f() <span class=\"k\">error</span> {\n\t<span class=\"k\">return</span> nil <span class=\"c\">// no\n</span>}"
        );
        assert_eq!(html("json", "{\"a\": 1}"), "{<span class=\"s\">\"a\"</span>: 1}");
        assert_eq!(html("yaml", "a: b # c\n"), "a: b <span class=\"c\"># c\n</span>");
    }

    #[test]
    fn code_within_a_string_is_code_again() {
        assert_eq!(
            html("python", "f\"a {x} b\"\n"),
            "<span class=\"k\">f</span><span class=\"s\">\"a </span>{x}<span class=\"s\"> b\"</span>\n"
        );
    }

    #[test]
    fn unknown_and_plain_languages_are_told_apart() {
        assert!(highlight("nosuchlanguage", "x").unknown);
        assert!(!highlight("text", "x").unknown);
        assert!(!highlight("", "x").unknown);
        for name in [
            "kt",
            "clj",
            "sh",
            "ts",
            "tsx",
            "toml",
            "dockerfile",
            "nix",
            "js",
            "jsx",
            "shell",
            "console",
            "golang",
            "C++",
            "Python",
            "terraform",
            "makefile",
            "powershell",
            "el",
            "latex",
        ] {
            assert!(!highlight(language(name), "x").unknown, "{name}");
        }
        assert_eq!(language("rust,ignore foo"), "rust");
        assert_eq!(language("{.python}"), "python");
    }

    #[test]
    fn a_batch_answers_as_one_at_a_time() {
        let code: Vec<String> =
            (0..200).map(|i| format!("fn f{}() {{\n  /* {i}\n */ let s = \"x\";\n}}\n", i % 7)).collect();
        let jobs: Vec<(&str, &str)> =
            code.iter().enumerate().map(|(i, c)| (["rust", "python", "zzz"][i % 3], c.as_str())).collect();
        for (job, got) in jobs.iter().zip(batch(&jobs)) {
            assert_eq!(got, highlight(job.0, job.1));
        }
    }
}
