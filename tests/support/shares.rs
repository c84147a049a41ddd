//! Shares in memory, for tests: notes, files and settings by value to what `project` makes of them.
//!
//! Does not know what should come out.

use annals::config::Config;
use annals::config::share::Profile;
use annals::graph::Graph;
use annals::notes::{Asset, Dialect, Format, Note, Notes};
use annals::project::{Decisions, Person, Projection, Shown, project};
use annals::share::{self, pictures::Picture};
use annals::site;

/// A folder of notes as a value.
#[derive(Clone, Debug, Default)]
pub struct Folder {
    pub dialect: Dialect,
    /// Path and text.
    pub notes: Vec<(String, String)>,
    /// Paths of files to show.
    pub assets: Vec<String>,
    pub config: Config,
}

impl Folder {
    /// Of these notes.
    pub fn of(dialect: Dialect, notes: &[(&str, &str)]) -> Folder {
        let notes = notes.iter().map(|(path, text)| ((*path).to_string(), (*text).to_string())).collect();
        Folder { dialect, notes, ..Folder::default() }
    }

    /// As the reader of a folder would give it: by path.
    pub fn graph(&self) -> Graph {
        let mut notes: Vec<Note> = self.notes.iter().map(|(path, text)| note(path, text)).collect();
        notes.sort_by(|a, b| a.path.cmp(&b.path));
        let mut assets: Vec<Asset> = self.assets.iter().map(|path| asset(path)).collect();
        assets.sort_by(|a, b| a.path.cmp(&b.path));
        let notes = Notes { dialect: self.dialect, notes, assets, ..Notes::default() };
        let (outlines, _) = site::outlines(&notes, &self.config);
        Graph::new(&notes, outlines, &self.config).0
    }

    /// What a profile makes of it.
    pub fn share(&self, profile: &Profile, decisions: &Decisions) -> Projection {
        project(&self.graph(), profile, decisions, &self.config).unwrap()
    }
}

fn note(path: &str, text: &str) -> Note {
    let format = match path.rsplit('.').next() {
        Some("org") => Format::Org,
        Some("edn") => Format::Whiteboard,
        _ => Format::Markdown,
    };
    Note { path: path.into(), format, text: text.into() }
}

fn asset(path: &str) -> Asset {
    Asset { path: path.into(), size: 1, dimensions: None, source: path.into() }
}

/// The text of the one note of a share.
pub fn text(made: &Projection) -> &str {
    &made.notes.notes[0].text
}

/// Everything of a share that is handed out: the note, and each picture's new name and old bytes.
pub fn handed_out(made: &Projection) -> String {
    let mut all = String::new();
    for note in &made.notes.notes {
        all.push_str(&format!("{}\n{}\n", note.path, note.text));
    }
    for asset in &made.notes.assets {
        all.push_str(&format!("{} = {}\n", asset.path, asset.source.display()));
    }
    all
}

/// The page that is handed out, as prepared on a fixed day, with paths for the bytes of pictures.
pub fn paged(made: &Projection, profile: &Profile) -> String {
    let picture = |asset: &Asset| Picture {
        name: asset.path.trim_start_matches("assets/").to_string(),
        kind: "image/png",
        bytes: asset.source.display().to_string().into_bytes(),
    };
    let pictures: Vec<Picture> = made.notes.assets.iter().map(picture).collect();
    let day = "2025-01-31".parse().unwrap();
    String::from_utf8(share::page(&made.notes, profile, &pictures, day).unwrap()).unwrap()
}

/// Somebody, by all forms of the name.
pub fn person(forms: &[&str], shown: Shown) -> Person {
    Person { forms: forms.iter().map(|form| (*form).to_string()).collect(), shown }
}
