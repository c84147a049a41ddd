//! The page a host serves when there is none. It may be served at any depth, so nothing in it is relative.

use serde::Serialize;

/// `404.html`.
#[derive(Clone, Debug, Default, Serialize)]
pub struct NotFound {
    /// The language of the notes.
    pub lang: String,
    /// The site's name.
    pub site: String,
    /// The site's address ending in `/`, if the config knows it; no link is shown without it.
    pub base_url: Option<String>,
    /// Not to be indexed.
    pub private: bool,
    /// The inline style, from the theme's `notfound.css`.
    pub style: crate::markup::Html,
    /// `sha256-…` of exactly that text, for the page's content security policy.
    pub style_hash: String,
}
