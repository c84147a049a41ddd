//! What a code of `check` means: its entry in the page of all of them.
//!
//! Does not write that page: a test makes it from the codes and from what `check` says of planted mistakes.

use super::words::Words;
use crate::diagnostic::Code;

/// The page, as it lies in the repository.
const PAGE: &str = include_str!("../DIAGNOSTICS.md");

/// Takes a code, and offers the nearest for one that is none.
pub fn codes() -> Words {
    Words { what: "code", known: Code::ALL.iter().map(|code| code.slug()).collect(), by_name: false }
}

/// The entry of a code, without the heading's sign.
pub fn entry(code: &str) -> &'static str {
    let head = format!("\n## {code}\n");
    let from = PAGE.find(&head).map_or(PAGE.len(), |at| at + "\n## ".len());
    let rest = &PAGE[from..];
    rest[..rest.find("\n## ").unwrap_or(rest.len())].trim_end()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_code_has_an_entry_of_its_own() {
        for code in Code::ALL {
            let entry = entry(code.slug());
            assert!(entry.starts_with(code.slug()) && entry.contains(code.mend()), "{}: {entry}", code.slug());
        }
    }
}
