//! The page a host serves when there is none. It may be served at any depth, so nothing in it is relative.
//!
//! Does not read the style: its text is given.

use super::cx::Cx;
use crate::config::Audience;
use crate::markup::Html;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde::Serialize;
use sha2::{Digest, Sha256};

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
    /// The inline style, from the theme's `notfound.css`: printed as it is, so it must not close its element.
    pub style: Html,
    /// `sha256-…` of exactly that text, for the page's content security policy.
    pub style_hash: String,
}

/// The page, with a style sheet inside that a policy allows by its hash.
pub fn not_found(cx: &Cx<'_>, css_text: &str) -> NotFound {
    let style = Html::style_sheet(css_text);
    NotFound {
        lang: cx.config.language.clone(),
        site: cx.config.title.clone(),
        base_url: Some(cx.config.base_url.clone()).filter(|url| !url.is_empty()),
        private: cx.config.audience == Audience::Private,
        style_hash: hash(style.as_str()),
        style,
    }
}

/// As a content security policy names a text.
pub(super) fn hash(text: &str) -> String {
    format!("sha256-{}", STANDARD.encode(Sha256::digest(text.as_bytes())))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_hash_is_the_one_browsers_make() {
        // The example of the policy's own specification (CSP Level 2, 7.17.2).
        assert_eq!(hash("alert('Hello, world.');"), "sha256-qznLcsROx4GACP2dm0UCKCzCG+HiZ1guq6ZZDob/Tng=");
    }

    #[test]
    fn a_style_cannot_end_its_element() {
        assert_eq!(Html::style_sheet("a{content:'</style>'}\r\nb{}\r").as_str(), "a{content:'<\\/style>'}\nb{}\n");
    }
}
