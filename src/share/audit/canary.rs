//! The proof that nothing unselected is in a share: it is made again from notes in which all of that is other, and must come
//! out the same to the byte.
//!
//! Does not scan. Other notes are `marked` with a word that nobody else has; the projection, the page and
//! the seal are then those of any share, on the same day and with the same randomness.

use chrono::NaiveDate;

use super::marked::{Marks, marked};
use crate::config::Config;
use crate::config::share::{Profile, Seal};
use crate::error::Error;
use crate::graph::Graph;
use crate::notes::Notes;
use crate::project::{Decisions, Projection, project};
use crate::share::pictures::Picture;
use crate::share::{page, seal};
use crate::site;

/// What a share is made from.
pub struct Made<'a> {
    /// The notes as they were read.
    pub notes: &'a Notes,
    /// The same, joined.
    pub graph: &'a Graph,
    /// The settings.
    pub config: &'a Config,
    /// The profile.
    pub profile: &'a Profile,
    /// What was decided about names.
    pub decisions: &'a Decisions,
    /// What that selects.
    pub projection: &'a Projection,
    /// Its pictures, encoded anew.
    pub pictures: &'a [Picture],
    /// The day it is prepared on.
    pub day: NaiveDate,
}

/// What came of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outcome {
    /// How much carried the word.
    pub marks: Marks,
    /// Where the outputs part, in bytes, and whether the word is in the second.
    pub difference: Option<(usize, bool)>,
}

/// Makes a share twice, the second time of marked notes. `word` is a word of small letters that is in no note.
///
/// # Errors
/// What the page and the seal refuse, and a selector that cannot be read.
pub fn canary(made: &Made<'_>, word: &str) -> Result<Outcome, Error> {
    let (notes, decisions, marks) = marked(made, word);
    let (outlines, _) = site::outlines(&notes, made.config);
    let (graph, _) = Graph::new(&notes, outlines, made.config);
    let again = project(&graph, made.profile, &decisions, made.config);
    let again = again.map_err(|fault| Error::new(fault.message).help(fault.help))?;
    let (first, second) = (output(made, made.projection)?, output(made, &again)?);
    let parts = || first.iter().zip(&second).position(|(a, b)| a != b).unwrap_or(first.len().min(second.len()));
    let is_told = || memchr::memmem::find(again.notes.notes[0].text.as_bytes(), word.as_bytes()).is_some();
    Ok(Outcome { marks, difference: (first != second).then(|| (parts(), is_told())) })
}

/// The bytes that would be handed out, sealed with numbers that anybody knows, so that both are sealed alike.
fn output(made: &Made<'_>, projection: &Projection) -> Result<Vec<u8>, Error> {
    let page = page(&projection.notes, made.profile, made.pictures, made.day)?;
    if made.profile.seal == Seal::None {
        return Ok(page);
    }
    let entries = vec![seal::Entry { name: seal::INDEX.into(), bytes: page }];
    let bundle = seal::Bundle { title: made.profile.title(), created: made.day, not_after: None, entries };
    let mut count = 0u8;
    let mut random = seal::Random::given(move |bytes| {
        bytes.iter_mut().for_each(|byte| {
            count = count.wrapping_add(1);
            *byte = count;
        });
        Ok(())
    });
    Ok(seal::seal(&bundle, "nobody is meant to open this", &mut random)?)
}
