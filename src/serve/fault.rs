//! What is wrong, as a page can show it.
//!
//! Does not find it, and does not draw frames: it is given the words.

use serde::Serialize;

/// One thing that keeps a page from being what its notes say, or that is wrong in the note that was changed last.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Fault {
    /// `error` or `warning`.
    pub level: &'static str,
    /// What happened, in one line.
    pub message: String,
    /// `file:line:column`, if it is in a file.
    pub place: Option<String>,
    /// The lines in question, as they look on a terminal without colours.
    pub frame: String,
    /// What opens the place, where the config names a program.
    pub editor: Option<String>,
}
