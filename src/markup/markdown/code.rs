//! Code in a block's Markdown: spans and fences, as it may stand.
//!
//! Does not read it: names and addresses in it are asked about as in any words.

use super::{Policy, Writer};
use crate::markup::bare;
use crate::notes::Dialect;

/// Languages of fences in which Obsidian's notes ask others. Sources: Obsidian's help on search and
/// on Bases; Dataview; Tasks.
const ASKING: &[&str] = &["query", "dataview", "dataviewjs", "tasks", "base"];

impl<P: Policy> Writer<'_, '_, P> {
    pub(super) fn fence(&mut self, info: &str, code: &str) {
        if self.hidden > 0 || code.trim().is_empty() {
            return;
        }
        let word = info.split_whitespace().next().unwrap_or("");
        // A question to all notes, which an app shows the answer of: as in Logseq's queries, neither goes along.
        if self.dialect == Dialect::Obsidian && ASKING.contains(&word.to_ascii_lowercase().as_str()) {
            return self.policy.hides();
        }
        let word = self.policy.words(word);
        let language: String = word.chars().filter(|c| c.is_alphanumeric() || "+#-_.".contains(*c)).collect();
        let run = code.split(|c| c != '`').map(str::len).max().unwrap_or(0);
        let fence = "`".repeat(run.max(2) + 1);
        self.separate();
        self.push(&fence);
        self.push(&language);
        for line in code.lines() {
            self.line();
            let line = self.code(line);
            self.push(&line);
        }
        self.line();
        self.push(&fence);
    }

    /// Code as it may stand: what may not be followed from a text may not be read in code either.
    pub(super) fn code(&self, code: &str) -> String {
        let mut out = String::with_capacity(code.len());
        let mut at = 0;
        for address in bare::addresses(code) {
            out.push_str(&self.policy.words(&code[at..address.start]));
            match self.policy.address(&code[address.clone()]) {
                Some(url) => out.push_str(&url),
                None => out.push_str(self.policy.without_address()),
            }
            at = address.end;
        }
        out.push_str(&self.policy.words(&code[at..]));
        out
    }

    pub(super) fn code_span(&mut self, code: &str) {
        if self.hidden > 0 {
            return;
        }
        let code = self.literal(code);
        if self.is_cut() {
            // More of an address that was left out.
            return;
        }
        // Dataview asks other notes so within a line.
        if self.dialect == Dialect::Obsidian && (code.starts_with("= ") || code.starts_with("$=")) {
            return self.policy.hides();
        }
        let code = self.code(&code);
        let has_run = |n: usize| code.split(|c| c != '`').any(|run| run.len() == n);
        let ticks = "`".repeat((1..).find(|n| !has_run(*n)).unwrap_or(1));
        let pad = if code.starts_with('`')
            || code.ends_with('`')
            || code.starts_with(' ') && code.ends_with(' ') && !code.trim().is_empty()
        {
            " "
        } else {
            ""
        };
        let span = format!("{ticks}{pad}{code}{pad}{ticks}");
        self.push(&span);
    }
}
