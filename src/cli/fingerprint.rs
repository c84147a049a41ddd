//! One number for all that decides what a build makes and tells: equal numbers, equal sites.
//!
//! It is taken of the very values a site is made from, so that none is forgotten: the notes as they were read, the settings
//! with all overrides, the theme, today, and the program. Files to show are taken by size and time, for they may be large.
//! Does not hold a path of the machine: the notes may be anywhere.

use std::fmt::Write;
use std::fs;
use std::io::ErrorKind;
use std::path::Path;
use std::time::UNIX_EPOCH;

use rayon::prelude::*;

use super::context::Context;
use super::load::Read;
use crate::error::Error;
use crate::theme::Theme;

/// Of what was read, before anything is made from it. 128 bits in hexadecimal.
///
/// # Errors
/// Settings that cannot be written down, and a file that the system does not tell of.
pub fn of(read: &Read, theme: &Theme, context: &Context) -> Result<String, Error> {
    let Read { notes, config, diagnostics, sources } = read;
    let mut all = Parts(blake3::Hasher::new());
    all.part(env!("ANNALS_BUILD"));
    all.part(context.today.to_string());
    let config = serde_json::to_vec(config).map_err(|error| Error::new(format!("cannot write the config: {error}")))?;
    all.part(config);
    // What the config does not write, it has from this text.
    all.part(sources.settings().unwrap_or_default());
    for (name, text) in theme.templates() {
        all.part(name).part(text);
    }
    all.part("");
    for (path, bytes) in theme.statics() {
        all.part(path).part(bytes);
    }
    all.part("");
    all.part(format!("{} {:?} {} {}", notes.label, notes.dialect, notes.because, notes.left_out));
    let texts: Vec<blake3::Hash> = notes.notes.par_iter().map(|note| blake3::hash(note.text.as_bytes())).collect();
    for (note, text) in notes.notes.iter().zip(texts) {
        all.part(&*note.path).part(format!("{:?}", note.format)).part(text.as_bytes());
    }
    all.part("");
    let times: Vec<_> = notes.assets.par_iter().map(|asset| time(&asset.source)).collect::<Result<_, _>>()?;
    for (asset, time) in notes.assets.iter().zip(times) {
        all.part(&*asset.path).part(format!("{} {:?} {time:?}", asset.size, asset.dimensions));
    }
    all.part("");
    // What reading told is told again, and nothing else.
    for told in diagnostics {
        all.part(format!("{told:?}"));
    }
    let mut hex = String::new();
    for byte in &all.0.finalize().as_bytes()[..16] {
        // A string takes all that is written.
        let _ = write!(hex, "{byte:02x}");
    }
    Ok(hex)
}

/// When the bytes of a file were last changed, in nanoseconds; none if it is gone by now. It is asked before the file is
/// copied: a change after that shows at the next build.
fn time(path: &Path) -> Result<Option<u128>, Error> {
    match fs::metadata(path).and_then(|meta| meta.modified()) {
        Ok(changed) => Ok(changed.duration_since(UNIX_EPOCH).ok().map(|time| time.as_nanos())),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
        Err(error) => Err(Error::io("look at", path, &error)),
    }
}

/// Each part with its length, so that no two lists of parts look the same.
struct Parts(blake3::Hasher);

impl Parts {
    fn part(&mut self, bytes: impl AsRef<[u8]>) -> &mut Parts {
        let bytes = bytes.as_ref();
        self.0.update(&(bytes.len() as u64).to_le_bytes()).update(bytes);
        self
    }
}
