//! Says when something below the notes, the theme or the config changed.
//!
//! Does not say what changed for sure: editors write, rename and delete at will, so a path is only
//! one to look at again. Does not build.

use std::fs::Metadata;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::time::{Duration, Instant};

use notify::{Config, Event, EventKind, RecommendedWatcher, RecursiveMode, Watcher};

use super::Changed;
use crate::error::Error;

/// Silence after which a burst of changes counts as over.
const QUIET: Duration = Duration::from_millis(20);
/// What comes without a pause is told no later than so.
const LONGEST: Duration = Duration::from_millis(250);
/// How often folders are looked at where the system cannot say what changed.
const POLL: Duration = Duration::from_millis(1000);
/// How often it is told that nothing changed, and looked whether the folders are still those that are watched.
const PULSE: Duration = Duration::from_millis(1000);
/// How often it is looked whether a folder that is gone is back.
const AWAY: Duration = Duration::from_millis(100);

/// Folders are counted so far.
const MOST_COUNTED: usize = 1_000_000;

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

/// What there is to say.
#[derive(Debug, Clone, Copy)]
pub enum News<'a> {
    /// From now on nothing is missed: told first, and once; whether by looking again and again.
    Watching {
        /// The system cannot watch all of the folders.
        polling: bool,
    },
    /// Something may be otherwise than it was.
    Changed(Changed<'a>),
    /// Nothing was for a second, or the folders are not there.
    Quiet,
}

/// Tells each burst of changes: at once the first of them, and after 20 ms of silence those that came meanwhile; and
/// that nothing comes. Returns when `tell` says so. Paths in `skip` and what editors leave for a moment are passed over.
/// With `poll`, folders are looked at as often instead of waiting for the system, which hears nothing of some disks.
///
/// # Errors
/// A folder that is not there. Where the system's limit of watches is reached, it is looked again and again instead.
pub fn watch(
    places: &[Place],
    skip: &[PathBuf],
    poll: Option<Duration>,
    mut tell: impl FnMut(News<'_>) -> ControlFlow<()>,
) -> Result<(), Error> {
    let places: Vec<Place> = places.iter().map(|place| Place { dir: real(&place.dir), deep: place.deep }).collect();
    let skip: Vec<PathBuf> = skip.iter().map(|path| real(path)).collect();
    // It looks at the folder it was given, whatever has its name by now.
    // One that holds the notes would hide all of them.
    let skip: Vec<PathBuf> =
        skip.into_iter().filter(|dir| !places.iter().any(|place| place.dir.starts_with(dir))).collect();
    if let Some(gone) = places.iter().find(|place| !place.dir.is_dir()) {
        return Err(Error::new(format!("cannot watch {}: there is no such folder", gone.dir.display())));
    }
    if let Some(every) = poll {
        return look_again(every, false, tell);
    }
    let mut watcher = match start(&places) {
        Ok(watching) => Some(watching),
        // Its limit, or a folder that may not be looked into.
        Err(_) => return look_again(POLL, true, tell),
    };
    let mut folders = identities(&places);
    let mut batch = Batch::default();
    if tell(News::Watching { polling: false }).is_break() {
        return Ok(());
    }
    loop {
        let event = match &watcher {
            Some(watching) => watching.events.recv_timeout(if batch.idle { PULSE } else { QUIET }),
            None => {
                std::thread::sleep(AWAY);
                Err(RecvTimeoutError::Timeout)
            }
        };
        match event {
            Ok(event) => batch.take(event, &places, &skip),
            Err(RecvTimeoutError::Timeout) if !batch.idle && batch.is_empty() => batch.rest(),
            Err(RecvTimeoutError::Timeout) => batch.due = true,
            Err(RecvTimeoutError::Disconnected) => return Err(Error::new("the system stopped telling about changes")),
        }
        if !batch.is_due() {
            continue;
        }
        let said = match (identities(&places), &watcher) {
            (found, Some(_)) if found == folders => batch.tell(&mut tell),
            // A folder that is gone is not watched when it is back.
            (found, _) if found.iter().all(Option::is_some) => {
                // Should it be gone again by now, it is looked for again.
                watcher = start(&places).ok();
                folders = found;
                batch = Batch::default();
                tell(News::Changed(Changed::Anything))
            }
            (_, Some(_)) => {
                watcher = None;
                tell(News::Changed(Changed::Anything))
            }
            (_, None) => tell(News::Quiet),
        };
        if said.is_break() {
            return Ok(());
        }
    }
}

/// Tells again and again that something may have changed: whoever is told finds out what did.
fn look_again(every: Duration, polling: bool, mut tell: impl FnMut(News<'_>) -> ControlFlow<()>) -> Result<(), Error> {
    let mut news = News::Watching { polling };
    while tell(news).is_continue() {
        std::thread::sleep(every);
        news = News::Changed(Changed::Somewhere);
    }
    Ok(())
}

/// Changes that were not told yet.
struct Batch {
    paths: Vec<PathBuf>,
    /// The system lost count.
    lost: bool,
    /// Nothing came of late: what comes next is told at once.
    idle: bool,
    /// Since when there is something to tell.
    since: Option<Instant>,
    /// It was quiet for long enough.
    due: bool,
    /// Folders that were told of, to be told of once more: what came into them before the system looked into them too.
    folders: Vec<PathBuf>,
    /// This is that once more.
    second: bool,
}

impl Default for Batch {
    fn default() -> Batch {
        Batch {
            paths: Vec::new(),
            lost: false,
            idle: true,
            since: None,
            due: false,
            folders: Vec::new(),
            second: false,
        }
    }
}

impl Batch {
    fn is_empty(&self) -> bool {
        self.paths.is_empty() && !self.lost
    }

    fn is_due(&self) -> bool {
        self.due || (!self.is_empty() && self.idle) || self.since.is_some_and(|since| since.elapsed() > LONGEST)
    }

    /// Nothing came after what was told last.
    fn rest(&mut self) {
        self.paths = std::mem::take(&mut self.folders);
        self.due = !self.paths.is_empty();
        self.second = self.due;
        self.idle = !self.due;
    }

    fn take(&mut self, event: notify::Result<Event>, places: &[Place], skip: &[PathBuf]) {
        match event {
            Err(_) => self.lost = true,
            Ok(event) if event.need_rescan() => self.lost = true,
            Ok(event) if matches!(event.kind, EventKind::Access(_)) => {}
            Ok(event) => self.paths.extend(event.paths.into_iter().filter(|path| worth(path, places, skip))),
        }
        if !self.is_empty() {
            self.since.get_or_insert_with(Instant::now);
        }
    }

    fn tell(&mut self, tell: &mut impl FnMut(News<'_>) -> ControlFlow<()>) -> ControlFlow<()> {
        let Batch { mut paths, lost, second, .. } = std::mem::take(self);
        self.idle = paths.is_empty() && !lost;
        paths.sort();
        paths.dedup();
        if !second {
            self.folders = paths.iter().filter(|path| path.is_dir()).cloned().collect();
        }
        tell(match (lost, paths.is_empty()) {
            (true, _) => News::Changed(Changed::Anything),
            (false, true) => News::Quiet,
            (false, false) => News::Changed(Changed::Paths(&paths)),
        })
    }
}

/// Which folders the places are: another one may come to have a name.
fn identities(places: &[Place]) -> Vec<Option<(u64, u64)>> {
    places
        .iter()
        .map(|place| std::fs::metadata(&place.dir).ok().filter(Metadata::is_dir).map(|meta| id(&meta)))
        .collect()
}

#[cfg(unix)]
fn id(meta: &Metadata) -> (u64, u64) {
    use std::os::unix::fs::MetadataExt;
    (meta.dev(), meta.ino())
}

#[cfg(not(unix))]
fn id(_: &Metadata) -> (u64, u64) {
    (0, 0)
}

fn real(path: &Path) -> PathBuf {
    path.canonicalize().unwrap_or_else(|_| path.to_path_buf())
}

/// The system's own watcher, which works for as long as it lives.
struct Watching {
    _watcher: RecommendedWatcher,
    events: Receiver<notify::Result<Event>>,
}

/// Links are not followed: one to `/` would have all of the disk watched.
fn start(places: &[Place]) -> notify::Result<Watching> {
    let (sender, events) = channel();
    let mut watcher = RecommendedWatcher::new(sender, Config::default().with_follow_symlinks(false))?;
    for place in places {
        let mode = if place.deep { RecursiveMode::Recursive } else { RecursiveMode::NonRecursive };
        watcher.watch(&place.dir, mode)?;
    }
    Ok(Watching { _watcher: watcher, events })
}

/// Whether a path may hold something to show.
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
        || name.ends_with("___jb_tmp___")
        || name.ends_with("___jb_old___")
        || name.starts_with('#')
        || name == "4913"
        // What `sed -i` writes before it takes the name.
        || name.strip_prefix("sed").is_some_and(|rest| rest.len() == 6 && rest.bytes().all(|b| b.is_ascii_alphanumeric()));
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
            ("/n/pages/sedwcSmyi", false),
            ("/n/pages/sediment", true),
            ("/n/pages/sedans.md", true),
            ("/n/pages/b.md___jb_tmp___", false),
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
        watch(&[place], &[], None, |news| {
            let News::Changed(Changed::Paths(paths)) = news else { return ControlFlow::Continue(()) };
            seen.extend_from_slice(paths);
            ControlFlow::Break(())
        })
        .unwrap();
        assert_eq!(seen, [note.canonicalize().unwrap()]);
        drop(writer);
    }
}
