//! A projection as one page that opens anywhere: no script, its style and its pictures within it.
//!
//! Does not know the notes, the author's settings or the author's theme: the projection goes through the same pipeline as
//! any notes, with the built-in settings.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use chrono::NaiveDate;

use super::pictures::Picture;
use crate::config::share::Profile;
use crate::config::{Config, Html, Raw};
use crate::error::Error;
use crate::graph::Graph;
use crate::notes::Notes;
use crate::render;
use crate::site::Site;
use crate::theme::Theme;
use crate::views::packet::{Cover, Pictures};

/// Facts of the canonical form that readers are shown otherwise, or not at all.
const FACTS: &[&str] = &["type", "order", "completed", "highlight"];

/// The page of a projection, as prepared on a day.
///
/// # Errors
/// A fault in the built-in theme.
pub fn page(notes: &Notes, profile: &Profile, pictures: &[Picture], day: NaiveDate) -> Result<Vec<u8>, Error> {
    let site = site(notes, profile, pictures, day)?;
    let cover = Cover {
        title: profile.title(),
        audience: profile.audience.clone(),
        author: String::new(),
        version: version(notes, pictures),
    };
    render::packet(&site, &cover)
}

/// The site that the page of a projection is of.
///
/// # Errors
/// A fault in the built-in theme.
pub fn site(notes: &Notes, profile: &Profile, pictures: &[Picture], day: NaiveDate) -> Result<Site, Error> {
    let mut config =
        Config { title: profile.title(), html: Html { raw: Raw::Escape, ..Html::default() }, ..Config::default() };
    config.logseq.hidden_properties = FACTS.iter().map(|key| (*key).to_string()).collect();
    let (outlines, _) = crate::site::outlines(notes, &config);
    let (graph, _) = Graph::new(notes, outlines, &config);
    let mut site = Site::new(graph, config, Theme::load(None)?, day)?;
    site.alone = Some(pictures.iter().map(address).collect::<Pictures>());
    Ok(site)
}

/// A picture's path among the notes, and the address that is the picture.
fn address(picture: &Picture) -> (String, String) {
    let data = STANDARD.encode(&picture.bytes);
    (format!("assets/{}", picture.name), format!("data:{};base64,{data}", picture.kind))
}

/// Tells one text from another: the same text has the same.
pub fn version(notes: &Notes, pictures: &[Picture]) -> String {
    let mut hasher = blake3::Hasher::new();
    for note in &notes.notes {
        hasher.update(note.text.as_bytes());
    }
    for picture in pictures {
        hasher.update(&picture.bytes);
    }
    hasher.finalize().to_hex()[..8].to_string()
}
