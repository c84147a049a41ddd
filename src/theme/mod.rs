//! Finds each template and static file: the user's folder first, the built-in default after.
//!
//! Does not compile templates, and does not know what they show.

mod calls;
mod fault;

pub use fault::explain;

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::io::Read;
use std::path::{Path, PathBuf};

use include_dir::{Dir, include_dir};
use walkdir::WalkDir;

use crate::error::{Error, Place};
use crate::span::Span;

static DEFAULT: Dir<'static> = include_dir!("$CARGO_MANIFEST_DIR/themes/default");

/// Templates and static files by path below `templates/` and `static/`, with `/`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Theme {
    templates: BTreeMap<String, Cow<'static, str>>,
    statics: BTreeMap<String, Cow<'static, [u8]>>,
    own: BTreeMap<String, PathBuf>,
}

impl Theme {
    /// The default theme, with the user's files over it.
    ///
    /// # Errors
    /// A folder that is not there or holds neither `templates` nor `static`, a file that cannot be read,
    /// and a template that is not UTF-8.
    pub fn load(user_dir: Option<&Path>) -> Result<Theme, Error> {
        let mut theme = Theme::built_in();
        let Some(dir) = user_dir else { return Ok(theme) };
        if !dir.is_dir() {
            return Err(Error::new(format!("there is no folder `{}`, which is to be the theme", dir.display())).help(
                "annals theme eject FILE begins one with a copy of a built-in file; annals theme list names them",
            ));
        }
        if !dir.join("templates").is_dir() && !dir.join("static").is_dir() {
            return Err(Error::new(format!(
                "`{}` is no theme: it holds neither templates/ nor static/",
                dir.display()
            ))
            .help("a theme holds only the files that differ: templates/page.html, static/…"));
        }
        for (path, source) in below(&dir.join("templates"))? {
            let text = String::from_utf8(read(&source)?).map_err(|error| no_text(&source, &error))?;
            theme.own.insert(path.clone(), source);
            theme.templates.insert(path, Cow::Owned(text));
        }
        for (path, source) in below(&dir.join("static"))? {
            theme.statics.insert(path, Cow::Owned(read(&source)?));
        }
        Ok(theme)
    }

    fn built_in() -> Theme {
        let mut theme = Theme::default();
        for (path, file) in embedded("templates") {
            // The repository's own templates are UTF-8; a test reads them all.
            theme.templates.insert(path, Cow::Borrowed(file.contents_utf8().unwrap_or_default()));
        }
        for (path, file) in embedded("static") {
            theme.statics.insert(path, Cow::Borrowed(file.contents()));
        }
        theme
    }

    /// Every template, by name: `page.html` and its text.
    pub fn templates(&self) -> impl Iterator<Item = (&str, &str)> {
        self.templates.iter().map(|(name, text)| (name.as_str(), text.as_ref()))
    }

    /// Every static file, by path.
    pub fn statics(&self) -> impl Iterator<Item = (&str, &[u8])> {
        self.statics.iter().map(|(path, bytes)| (path.as_str(), bytes.as_ref()))
    }

    /// The bytes of one static file.
    pub fn file(&self, path: &str) -> Option<&[u8]> {
        self.statics.get(path).map(AsRef::as_ref)
    }

    /// Where a template of the user's lies; none for a built-in one. For messages.
    pub fn origin(&self, template: &str) -> Option<&Path> {
        self.own.get(template).map(PathBuf::as_path)
    }

    /// Templates of the user's that nothing asks for: none of the built-in name is stood in for, and no other
    /// template includes them or shows a component of theirs. Most are slips of a name.
    pub fn unused(&self) -> impl Iterator<Item = (&str, &Path)> {
        let strange = self.own.iter().filter(|(name, _)| built_in(&format!("templates/{name}")).is_none());
        strange.filter(|(name, _)| !self.is_named(name)).map(|(name, path)| (name.as_str(), path.as_path()))
    }

    fn is_named(&self, name: &str) -> bool {
        let own: Vec<&str> = self.text(name).map(|text| calls::components(text).collect()).unwrap_or_default();
        let others = self.templates().filter(|(other, _)| *other != name);
        others.into_iter().any(|(_, text)| {
            calls::templates(text).any(|named| named == name) || own.iter().any(|own| calls::shows(text, own))
        })
    }

    /// A template's text.
    fn text(&self, name: &str) -> Option<&str> {
        self.templates.get(name).map(AsRef::as_ref)
    }

    /// A place in a template, for messages.
    fn place(&self, name: &str, span: Span) -> Option<Place> {
        let path = match self.origin(name) {
            Some(path) => path.display().to_string(),
            None => format!("the built-in {name}"),
        };
        self.text(name).map(|text| Place { path, text: text.to_string(), span })
    }

    /// Whether a file of this theme is gone in the next, or lost more than half of its text: so it looks while an editor is
    /// writing it.
    pub fn shrinks_to(&self, next: &Theme) -> bool {
        let smaller = |before: usize, now: Option<usize>| now.unwrap_or(0) * 2 < before;
        let templates =
            self.templates.iter().map(|(name, text)| (text.len(), next.templates.get(name).map(|t| t.len())));
        let statics = self.statics.iter().map(|(name, bytes)| (bytes.len(), next.statics.get(name).map(|b| b.len())));
        templates.chain(statics).any(|(before, now)| smaller(before, now))
    }

    /// Every file, templates first: `templates/page.html`, and what it is to the built-in theme.
    pub fn files(&self) -> impl Iterator<Item = (String, Origin)> + '_ {
        let templates = self.templates.keys().map(|name| (format!("templates/{name}"), self.own.contains_key(name)));
        let statics =
            self.statics.iter().map(|(name, bytes)| (format!("static/{name}"), matches!(bytes, Cow::Owned(_))));
        templates.chain(statics).map(|(path, own)| {
            let origin = match (own, built_in(&path)) {
                (false, _) => Origin::BuiltIn,
                (true, Some(_)) => Origin::Over,
                (true, None) => Origin::Own,
            };
            (path, origin)
        })
    }
}

/// Where a file of a theme comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Origin {
    /// The built-in theme.
    BuiltIn,
    /// The user's, in the place of a built-in one.
    Over,
    /// The user's, and new.
    Own,
}

/// A file of the built-in theme, by its path: `templates/page.html`.
pub fn built_in(path: &str) -> Option<&'static [u8]> {
    DEFAULT.get_file(path).map(include_dir::File::contents)
}

/// Paths of all files of the built-in theme, templates first.
pub fn built_in_paths() -> Vec<&'static str> {
    let mut paths: Vec<&str> = ["templates", "static"]
        .into_iter()
        .flat_map(|folder| embedded(folder).into_iter().filter_map(|(_, file)| file.path().to_str()))
        .collect();
    paths.sort_by_key(|path| (path.starts_with("static"), *path));
    paths
}

/// Files below one folder of the default theme, by their path in it.
fn embedded(folder: &str) -> Vec<(String, &'static include_dir::File<'static>)> {
    let mut found = Vec::new();
    let mut open: Vec<&Dir<'static>> = DEFAULT.get_dir(folder).into_iter().collect();
    while let Some(dir) = open.pop() {
        open.extend(dir.dirs());
        for file in dir.files() {
            let path = file.path().strip_prefix(folder).unwrap_or(file.path());
            found.push((slashed(path), file));
        }
    }
    found
}

/// The largest file that a theme may have, in bytes.
const LARGEST: u64 = 32 << 20;

fn read(path: &Path) -> Result<Vec<u8>, Error> {
    let refused = |error: std::io::Error| Error::io("read", path, &error);
    let mut bytes = Vec::new();
    std::fs::File::open(path).map_err(refused)?.take(LARGEST + 1).read_to_end(&mut bytes).map_err(refused)?;
    if bytes.len() as u64 > LARGEST {
        return Err(Error::new(format!("{} is larger than 32 MiB, which no file of a theme may be", path.display())));
    }
    Ok(bytes)
}

/// Files below a folder of the user's, by their path in it; none if there is no such folder. Links are not followed, for a
/// theme may be another's, and what it holds is published.
fn below(dir: &Path) -> Result<Vec<(String, PathBuf)>, Error> {
    if !dir.is_dir() {
        return Ok(Vec::new());
    }
    if dir.is_symlink() {
        return Err(Error::new(format!("{} is a link, which a theme may not hold", dir.display()))
            .help("put the files themselves there"));
    }
    let mut found = Vec::new();
    let visible =
        |entry: &walkdir::DirEntry| entry.depth() == 0 || !entry.file_name().as_encoded_bytes().starts_with(b".");
    for entry in WalkDir::new(dir).max_depth(16).sort_by_file_name().into_iter().filter_entry(visible) {
        let entry = entry.map_err(|error| Error::new(format!("cannot read the theme: {error}")))?;
        if entry.file_type().is_file() {
            let path = entry.path().strip_prefix(dir).unwrap_or(entry.path());
            found.push((slashed(path), entry.path().to_path_buf()));
        }
    }
    Ok(found)
}

/// What is said of a template whose bytes are no text, at the first that is none.
fn no_text(path: &Path, error: &std::string::FromUtf8Error) -> Error {
    let text = String::from_utf8_lossy(error.as_bytes()).into_owned();
    let start = error.utf8_error().valid_up_to();
    let span = Span::new(start, start + '\u{fffd}'.len_utf8());
    Error::new("the template is not UTF-8").help("save the file as UTF-8").at(Place {
        path: path.display().to_string(),
        text,
        span,
    })
}

fn slashed(path: &Path) -> String {
    let parts: Vec<_> = path.components().map(|part| part.as_os_str().to_string_lossy()).collect();
    parts.join("/")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_built_in_templates_are_text() {
        assert!(embedded("templates").iter().all(|(_, file)| file.contents_utf8().is_some()));
    }

    #[test]
    fn the_users_files_come_first_and_the_rest_stays() {
        let dir = tempfile::tempdir().unwrap();
        std::fs::create_dir_all(dir.path().join("templates/parts")).unwrap();
        std::fs::create_dir_all(dir.path().join("static")).unwrap();
        std::fs::write(dir.path().join("templates/parts/mine.html"), "mine").unwrap();
        std::fs::write(dir.path().join("static/a.css"), "a{}").unwrap();
        std::fs::write(dir.path().join("static/.DS_Store"), "x").unwrap();
        let theme = Theme::load(Some(dir.path())).unwrap();
        assert!(theme.templates().any(|found| found == ("parts/mine.html", "mine")));
        assert_eq!(theme.file("a.css"), Some(&b"a{}"[..]));
        assert_eq!(theme.file(".DS_Store"), None);
        assert_eq!(theme.unused().map(|(name, _)| name).collect::<Vec<_>>(), ["parts/mine.html"]);
        let own: Vec<_> = theme.files().filter(|(_, origin)| *origin != Origin::BuiltIn).collect();
        assert_eq!(
            own,
            [("templates/parts/mine.html".to_string(), Origin::Own), ("static/a.css".to_string(), Origin::Own)]
        );
        let default = Theme::load(None).unwrap();
        assert_eq!(theme.templates().count(), default.templates().count() + 1);
    }

    #[test]
    fn a_template_that_another_includes_or_takes_a_component_from_is_used() {
        let dir = tempfile::tempdir().unwrap();
        let templates = dir.path().join("templates");
        std::fs::create_dir(&templates).unwrap();
        for (name, text) in [
            ("page.html", "{% include \"mine.html\" %}{{ <stamp /> }}"),
            ("mine.html", "x"),
            ("stamps.html", "{% component stamp() %}x{% endcomponent stamp %}"),
            ("pgae.html", "{{ <stamp /> }}"),
        ] {
            std::fs::write(templates.join(name), text).unwrap();
        }
        let theme = Theme::load(Some(dir.path())).unwrap();
        assert_eq!(theme.unused().map(|(name, _)| name).collect::<Vec<_>>(), ["pgae.html"]);
    }

    #[test]
    fn a_folder_that_is_no_theme_is_refused() {
        let dir = tempfile::tempdir().unwrap();
        assert!(Theme::load(Some(dir.path())).unwrap_err().message.contains("is no theme"));
    }

    #[test]
    fn a_template_that_is_no_text_is_refused_at_its_first_such_byte() {
        let dir = tempfile::tempdir().unwrap();
        std::fs::create_dir(dir.path().join("templates")).unwrap();
        std::fs::write(dir.path().join("templates/page.html"), b"<p>\ncaf\xe9 \xe9").unwrap();
        let error = Theme::load(Some(dir.path())).unwrap_err();
        let place = error.place.unwrap();
        assert_eq!((place.span.start, place.span.of(&place.text)), (7, "\u{fffd}"));
        assert_eq!(error.help.as_deref(), Some("save the file as UTF-8"));
    }
}
