//! The page at the address of an alias, that leads on to the page it names.

use serde::Serialize;

/// An alias.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Redirect {
    /// The language of the notes.
    pub lang: String,
    /// The alias.
    pub alias: String,
    /// The page's name.
    pub name: String,
    /// The page.
    pub href: String,
    /// The theme's style sheet.
    pub css: String,
    /// Not to be indexed.
    pub private: bool,
}
