//! What a command that goes on looks after: which folders, and how a note is read that is being written.
//!
//! Does not watch, and makes no site.

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use super::context::Context;
use super::load::{self, Memory, Read};
use crate::error::Error;
use crate::source::Changed;
use crate::source::watch::Place;
use crate::theme::Theme;

/// How long a note that lost most of its text is waited for: its editor may be about to write the rest.
const HALF_WRITTEN: Duration = Duration::from_millis(50);
/// How often it is looked at meanwhile.
const LOOK: Duration = Duration::from_millis(2);
/// How many looks must find the same, once most of the text is back.
const SAME: usize = 3;

/// The notes, the theme, and the folder of the config.
pub fn places(context: &Context) -> Vec<Place> {
    let mut places = Vec::new();
    let deep = context.input.is_dir();
    let notes = if deep { Some(context.input.as_path()) } else { context.input.parent() };
    places.extend(notes.map(|dir| Place { dir: here(dir), deep }));
    places.extend(context.theme.iter().map(|dir| Place { dir: dir.clone(), deep: true }));
    let home = context.file.as_deref().and_then(Path::parent);
    places.extend(home.map(|dir| Place { dir: here(dir), deep: false }));
    places
}

fn here(dir: &Path) -> PathBuf {
    if dir.as_os_str().is_empty() { PathBuf::from(".") } else { dir.to_path_buf() }
}

/// That changes are seen late, and why.
pub const POLLING: &str = "the system cannot watch all folders of the notes: changes are looked for every second; annals \
                           doctor says why";

/// The notes after a change. Where one is gone or lost most of its text, that may be a moment of its being saved: it is
/// looked at again for a while, and then taken as it is.
///
/// # Errors
/// As of reading them the first time.
pub fn read_settled(context: &Context, memory: &mut Memory, changed: Changed<'_>) -> Result<Read, Error> {
    settled(
        memory,
        |memory| load::read_again(context, memory, changed),
        |memory, read| memory.is_half_written(read),
        |before, now| load::is_same(&before.notes, &now.notes),
    )
}

/// The theme after a change; it is looked at again in the same way.
///
/// # Errors
/// As of loading it the first time.
pub fn load_settled(context: &Context, memory: &mut Memory) -> Result<Theme, Error> {
    settled(
        memory,
        |_| context.load_theme(),
        |memory, theme| memory.is_half_written_theme(theme),
        |before, now| before == now,
    )
}

/// What is found at once, unless it may be a moment of something being saved: then what stays as it is.
fn settled<T>(
    memory: &mut Memory,
    mut look: impl FnMut(&mut Memory) -> Result<T, Error>,
    is_half: impl Fn(&Memory, &T) -> bool,
    is_same: impl Fn(&T, &T) -> bool,
) -> Result<T, Error> {
    let start = Instant::now();
    let is_moment =
        |memory: &Memory, found: &Result<T, Error>| found.as_ref().map_or(true, |found| is_half(memory, found));
    let mut found = look(memory);
    if !is_moment(memory, &found) {
        return found;
    }
    // It may be written in pieces.
    let mut same = 0;
    while same < SAME && start.elapsed() < HALF_WRITTEN {
        std::thread::sleep(LOOK);
        let next = look(memory);
        let stays = matches!((&found, &next), (Ok(before), Ok(now)) if is_same(before, now));
        same = if stays && !is_moment(memory, &next) { same + 1 } else { 0 };
        found = next;
    }
    found
}
