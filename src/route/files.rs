//! Which files of the notes are part of the site, and where each stands in it.
//!
//! Only what a note shows or links to is, and drawings, which the list of all pages names. Does not copy anything.

use crate::graph::{Graph, each_note};
use crate::name;
use rustc_hash::{FxHashMap, FxHashSet};

/// The path of each, by its index in [`Graph::asset_list`].
pub fn places(graph: &Graph) -> FxHashMap<u32, Box<str>> {
    let mut taken = Taken::default();
    wanted(graph).into_iter().map(|index| (index, taken.place(&graph.asset_list[index as usize].path))).collect()
}

/// The address of a file, at a page of it where one is named by a number. Source: RFC 8118, section 3.
pub fn at_page(href: String, page: Option<&str>) -> String {
    let page = page.filter(|page| !page.is_empty() && page.len() < 8 && page.bytes().all(|b| b.is_ascii_digit()));
    page.map_or_else(|| href.clone(), |page| format!("{href}#page={page}"))
}

/// The files, in the order of their paths.
fn wanted(graph: &Graph) -> Vec<u32> {
    let of_notes = each_note(graph.outlines.len(), |note| {
        let (outline, local) = (&graph.outlines[note.index()], &graph.locals[note.index()]);
        let shown = local.files.iter().map(|&number| outline.refs[number as usize].target.of(&outline.text));
        let found = shown.filter_map(|target| Some(graph.asset(note, target)?.index));
        found.chain(graph.highlight_files(note)).collect::<Vec<u32>>()
    });
    let mut wanted = of_notes.concat();
    wanted.extend(graph.drawings());
    wanted.sort_unstable();
    wanted.dedup();
    wanted
}

/// Paths in use, as a disk sees them that tells neither capitals nor Unicode forms apart.
#[derive(Default)]
struct Taken {
    files: FxHashSet<String>,
    folders: FxHashSet<String>,
}

impl Taken {
    /// A file keeps its path where every system can hold it and none before it has it; else it is called by its name and a
    /// hash of its path, in no folder.
    fn place(&mut self, path: &str) -> Box<str> {
        let below = path.strip_prefix("assets/").unwrap_or(path);
        let own = format!("assets/{below}");
        if below.split('/').all(is_portable) && self.take(&own) {
            return own.into();
        }
        let last = below.rsplit('/').next().unwrap_or(below);
        let safe: String = last.chars().map(|c| if is_odd(c) { '-' } else { c }).collect();
        let hashed = format!("assets/{}-{}", hash(path), safe.trim_end_matches(['.', ' ']));
        self.take(&hashed);
        hashed.into()
    }

    fn take(&mut self, path: &str) -> bool {
        let key = name::key(path);
        let above: Vec<&str> = key.match_indices('/').map(|(at, _)| &key[..at]).collect();
        if self.folders.contains(&key) || above.iter().any(|folder| self.files.contains(*folder)) {
            return false;
        }
        self.folders.extend(above.into_iter().map(str::to_string));
        self.files.insert(key)
    }
}

/// Eight hex digits of a path as it is spelt: [`name::short_hash`] would not tell two cases of one name apart.
fn hash(path: &str) -> String {
    blake3::hash(path.as_bytes()).to_hex()[..8].to_string()
}

/// Characters that Windows, or a URL on its way to a file, cannot hold.
fn is_odd(c: char) -> bool {
    c.is_control() || matches!(c, '<' | '>' | ':' | '"' | '|' | '?' | '*' | '\\' | '\u{fffd}')
}

/// Whether every system can have a file or folder of this name. Source: Microsoft's "Naming Files, Paths, and Namespaces".
fn is_portable(part: &str) -> bool {
    let stem = part.split('.').next().unwrap_or(part).trim_end().to_ascii_lowercase();
    !part.chars().any(is_odd) && !part.ends_with(['.', ' ']) && !name::is_device(&stem) && part.len() <= 200
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_keep_their_names_where_every_disk_can_hold_them() {
        let mut taken = Taken::default();
        for (path, expected) in [
            ("assets/Plan.png", Some("assets/Plan.png")),
            ("assets/plan.PNG", None),
            ("assets/PLAN.png", None),
            ("assets/e\u{301}.png", Some("assets/e\u{301}.png")),
            ("assets/\u{e9}.png", None),
            ("assets/a/b.png", Some("assets/a/b.png")),
            ("a", None),
            ("img/x.png", Some("assets/img/x.png")),
            ("assets/con.png", None),
            ("assets/aux/x.png", None),
            ("assets/com1.tar.gz", None),
            ("assets/a:b?.png", None),
            ("assets/ends in a dot.", None),
            ("assets/back\\slash.png", None),
        ] {
            let placed = taken.place(path);
            match expected {
                Some(expected) => assert_eq!(&*placed, expected),
                None => {
                    let last = placed.strip_prefix("assets/").unwrap();
                    assert!(last.starts_with(&hash(path)), "{path}: {placed}");
                    assert!(is_portable(last), "{path}: {placed}");
                }
            }
        }
    }
}
