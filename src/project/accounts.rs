//! Whether a word is part of an address, of an account or of the name of a site.
//!
//! Does not know any name (see [`names`](super::names)).

use std::ops::Range;

use super::letters::{goes_on, is_unparted};

/// Whether words without blanks are the name of a site, as people have: `noor.dev`.
pub(super) fn is_site_name(run: &str) -> bool {
    const ENDINGS: [&str; 14] =
        ["com", "org", "net", "dev", "io", "me", "app", "page", "blog", "eu", "de", "uk", "fr", "name"];
    run.rsplit_once('.').is_some_and(|(host, ending)| !host.is_empty() && ENDINGS.contains(&ending))
}

/// Whether what stands before a word says that it is an account: `~`, the folder that homes are in, or the host of a
/// repository: `git@host:noor/x`.
pub(super) fn is_account(before: &str) -> bool {
    // No host is longer.
    let is_host = || before.chars().rev().take(80).take_while(|c| !c.is_whitespace()).any(|c| c == '@');
    if before.ends_with("~/") || before.ends_with(':') && is_host() {
        return true;
    }
    let folder = before.trim_end_matches(['/', '\\']);
    let is_home = ["home", "Users", "users"].iter().any(|home| folder.ends_with(home));
    is_home && folder.len() < before.len() || before.ends_with('~')
}

/// Where what holds a byte stands, of signs that mail addresses and accounts are made of. Begins at `from` at the soonest.
pub(super) fn run_at(text: &str, at: usize, from: usize) -> Range<usize> {
    let is_one = |c: char| c.is_alphanumeric() && !is_unparted(c) || goes_on(c) || "._%+-@'’".contains(c);
    let start = from + text[from..at].trim_end_matches(is_one).len();
    let end = text.len() - text[at..].trim_start_matches(is_one).len();
    let quotes = |c: char| c == '\'' || c == '’';
    let start = at - text[start..at].trim_start_matches(quotes).len();
    start..at + text[at..end].trim_end_matches(|c: char| quotes(c) || ".-_".contains(c)).len()
}
