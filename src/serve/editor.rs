//! The addresses by which programs open a place in a note.
//!
//! Does not open anything: the browser asks its user.

use std::path::PathBuf;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::{Value, json};

use crate::site::Line;

const KEEP: &AsciiSet = &NON_ALPHANUMERIC.remove(b'/').remove(b'-').remove(b'_').remove(b'.').remove(b'~');

/// What opens a place in a note, from a page.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Editor {
    /// Nothing: the place is only said.
    #[default]
    None,
    /// VS Code, with the folder of the notes.
    VsCode(PathBuf),
    /// Logseq, with the name of the graph.
    Logseq(String),
    /// Obsidian, with the folder of the notes.
    Obsidian(PathBuf),
}

impl Editor {
    /// The address of a line of a note, given from the root of the notes; none where only the place is said.
    pub fn href(&self, path: &str, line: u32) -> Option<String> {
        let at = |root: &PathBuf| utf8_percent_encode(&root.join(path).to_string_lossy(), KEEP).to_string();
        match self {
            Editor::None => None,
            Editor::VsCode(root) => Some(format!("vscode://file{}:{line}:1", at(root))),
            Editor::Obsidian(root) => Some(format!("obsidian://open?path={}", at(root))),
            Editor::Logseq(graph) => {
                let name = path.rsplit_once('.').map_or(path, |(name, _)| name);
                let name = name.rsplit('/').next().unwrap_or(name).replace("___", "/");
                let encode = |text: &str| utf8_percent_encode(text, NON_ALPHANUMERIC).to_string();
                Some(format!("logseq://graph/{}?page={}", encode(graph), encode(&name)))
            }
        }
    }

    /// What the menu of a block shows.
    pub fn line(&self, line: &Line) -> Value {
        let place = format!("{}:{}", line.path, line.line);
        json!({ "place": place, "reference": line.reference, "href": self.href(&line.path, line.line) })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_open_in_the_program_of_choice() {
        let root = PathBuf::from("/home/me/my notes");
        let href = |editor: Editor| editor.href("pages/A___B c.md", 12);
        assert_eq!(href(Editor::None), None);
        assert_eq!(
            href(Editor::VsCode(root.clone())).unwrap(),
            "vscode://file/home/me/my%20notes/pages/A___B%20c.md:12:1"
        );
        assert_eq!(
            href(Editor::Obsidian(root)).unwrap(),
            "obsidian://open?path=/home/me/my%20notes/pages/A___B%20c.md"
        );
        assert_eq!(href(Editor::Logseq("my notes".into())).unwrap(), "logseq://graph/my%20notes?page=A%2FB%20c");
    }
}
