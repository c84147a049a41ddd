//! Says when something below the notes, the theme or the config changed.
//!
//! Does not say what changed for sure: editors write, rename and delete at will, so a path is only
//! one to look at again. Does not build.

use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;

use notify::{Config, Event, EventKind, PollWatcher, RecommendedWatcher, RecursiveMode, Watcher};

use crate::error::Error;

/// Silence after which a burst of changes counts as over.
const QUIET: Duration = Duration::from_millis(20);
/// How often folders are looked at where the system cannot say what changed.
const POLL: Duration = Duration::from_millis(1000);

/// Folders are counted so far.
const MOST_COUNTED: usize = 1_000_000;

type Events = Receiver<notify::Result<Event>>;

/// A folder to watch.
#[derive(Debug, Clone)]
pub struct Place {
    /// The folder. Single files are never watched: saving replaces them.
    pub dir: PathBuf,
    /// Whether what lies deeper counts.
    pub deep: bool,
}

/// How many folders the system watches for one user, over all programs; none where it has no such limit.
pub fn most_folders() -> Option<usize> {
    std::fs::read_to_string("/proc/sys/fs/inotify/max_user_watches").ok()?.trim().parse().ok()
}

/// How many folders would be watched below one: all of them, notes in them or not, for so the system's watcher works.
pub fn folders(dir: &Path) -> usize {
    let entries = walkdir::WalkDir::new(real(dir)).into_iter().filter_map(Result::ok);
    entries.filter(|entry| entry.file_type().is_dir()).take(MOST_COUNTED).count()
}

/// Calls `changed` with the paths of each burst: at once for the first change, and again after 20 ms of
/// silence for those that came meanwhile. Returns when `changed` says so. Paths in `skip` and what
/// editors leave for a moment are passed over.
///
/// # Errors
/// A folder that cannot be watched. When the system's limit of watches is reached it polls instead.
pub fn watch(
    places: &[Place],
    skip: &[PathBuf],
    mut changed: impl FnMut(&[PathBuf]) -> ControlFlow<()>,
) -> Result<(), Error> {
    let places: Vec<Place> = places.iter().map(|place| Place { dir: real(&place.dir), deep: place.deep }).collect();
    let skip: Vec<PathBuf> = skip.iter().map(|path| real(path)).collect();
    let relevant = |event: notify::Result<Event>| paths(event, &places, &skip);
    // The watcher works for as long as it lives.
    let (_watcher, events) = start(&places)?;
    let mut batch = Vec::new();
    loop {
        // Idle: the first change is acted on at once.
        while batch.is_empty() {
            match events.recv() {
                Ok(event) => batch = relevant(event),
                Err(_) => return Err(Error::new("the system stopped telling about changes")),
            }
        }
        // In a burst: act, gather until it is quiet, act on what came, until nothing comes.
        while !batch.is_empty() {
            batch.sort();
            batch.dedup();
            if changed(&batch).is_break() {
                return Ok(());
            }
            batch.clear();
            while let Ok(event) = events.recv_timeout(QUIET) {
                batch.append(&mut relevant(event));
            }
        }
    }
}

fn real(path: &Path) -> PathBuf {
    path.canonicalize().unwrap_or_else(|_| path.to_path_buf())
}

fn start(places: &[Place]) -> Result<(Box<dyn Watcher>, Events), Error> {
    let (sender, events) = channel();
    let native = RecommendedWatcher::new(sender, Config::default()).map_err(|error| broken(&error))?;
    match follow(native, places) {
        Ok(watcher) => Ok((watcher, events)),
        Err(error) if matches!(error.kind, notify::ErrorKind::MaxFilesWatch) => {
            let (sender, events) = channel();
            let poll = Config::default().with_poll_interval(POLL).with_compare_contents(true);
            let watcher = PollWatcher::new(sender, poll).map_err(|error| broken(&error))?;
            Ok((follow(watcher, places).map_err(|error| broken(&error))?, events))
        }
        Err(error) => Err(broken(&error)),
    }
}

fn follow<W: Watcher + 'static>(mut watcher: W, places: &[Place]) -> notify::Result<Box<dyn Watcher>> {
    for place in places {
        let mode = if place.deep { RecursiveMode::Recursive } else { RecursiveMode::NonRecursive };
        watcher.watch(&place.dir, mode)?;
    }
    Ok(Box::new(watcher))
}

fn broken(error: &notify::Error) -> Error {
    let place = error.paths.first().map(|path| format!(" {}", path.display())).unwrap_or_default();
    Error::new(format!("cannot watch{place}: {error}"))
}

/// The paths of an event that are worth another look.
fn paths(event: notify::Result<Event>, places: &[Place], skip: &[PathBuf]) -> Vec<PathBuf> {
    let all = || places.iter().map(|place| place.dir.clone()).collect();
    match event {
        // The system lost count: everything may have changed.
        Err(_) => all(),
        Ok(event) if event.need_rescan() => all(),
        Ok(event) if matches!(event.kind, EventKind::Access(_)) => Vec::new(),
        Ok(event) => event.paths.into_iter().filter(|path| worth(path, places, skip)).collect(),
    }
}

fn worth(path: &Path, places: &[Place], skip: &[PathBuf]) -> bool {
    if skip.iter().any(|dir| path.starts_with(dir)) {
        return false;
    }
    let below =
        places.iter().filter_map(|place| path.strip_prefix(&place.dir).ok()).min_by_key(|rest| rest.as_os_str().len());
    let Some(below) = below else { return false };
    let hidden = below.components().any(|part| part.as_os_str().as_encoded_bytes().starts_with(b"."));
    let name = below.file_name().map(|name| name.to_string_lossy()).unwrap_or_default();
    let passing = name.ends_with('~')
        || name.ends_with(".swp")
        || name.ends_with(".swx")
        || name.ends_with(".tmp")
        || name.starts_with('#')
        || name == "4913";
    let backup = below.starts_with("logseq/bak") || below.starts_with("logseq/version-files");
    !(hidden || passing || backup)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_editors_leave_and_the_site_itself_are_no_changes() {
        let places = [Place { dir: "/n".into(), deep: true }];
        let skip = ["/n/site".into()];
        for (path, expected) in [
            ("/n/a.md", true),
            ("/n/pages/b.md", true),
            ("/n/.a.md.swp", false),
            ("/n/a.md~", false),
            ("/n/4913", false),
            ("/n/site/index.html", false),
            ("/n/.site.new-1/index.html", false),
            ("/n/logseq/bak/x.md", false),
            ("/elsewhere/a.md", false),
        ] {
            assert_eq!(worth(Path::new(path), &places, &skip), expected, "{path}");
        }
    }

    #[test]
    fn a_saved_note_is_told() {
        let dir = tempfile::tempdir().unwrap();
        let note = dir.path().join("a.md");
        let place = Place { dir: dir.path().to_path_buf(), deep: true };
        let writer = std::thread::spawn({
            let note = note.clone();
            move || {
                for i in 0..200 {
                    std::fs::write(&note, i.to_string()).unwrap();
                    std::thread::sleep(Duration::from_millis(10));
                }
            }
        });
        let mut seen = Vec::new();
        watch(&[place], &[], |paths| {
            seen.extend_from_slice(paths);
            ControlFlow::Break(())
        })
        .unwrap();
        assert_eq!(seen, [note.canonicalize().unwrap()]);
        drop(writer);
    }
}
