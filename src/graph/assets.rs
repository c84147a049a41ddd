//! Which file a path in a note means.
//!
//! Does not open files: it looks among those that were listed.

use super::Graph;
use crate::notes::{Asset, Dialect, NoteId};

/// A file that was found, and whether its name is spelt as on disk.
#[derive(Clone, Copy, Debug)]
pub struct Found<'a> {
    /// The file.
    pub asset: &'a Asset,
    /// Found only by ignoring case.
    pub case_differs: bool,
}

impl Graph {
    /// The file that `target` means in a note. A path may be relative to the note, or begin at the root;
    /// where the folder of assets moved, `…/assets/x.png` still finds it.
    pub fn asset(&self, note: NoteId, target: &str) -> Option<Found<'_>> {
        let target = target.split(['#', '?']).next().unwrap_or(target);
        let decoded = percent_encoding::percent_decode_str(target.trim_matches(['<', '>', ' '])).decode_utf8_lossy();
        let from = self.facts[note.index()].path.rsplit_once('/').map_or("", |(folder, _)| folder);
        let relative = join(from, &decoded);
        let rooted = join("", &decoded);
        let at_assets = decoded.find("assets/").map(|at| decoded[at..].to_string());
        let by_name = (self.dialect == Dialect::Obsidian).then(|| decoded.rsplit('/').next()).flatten();
        [Some(relative), Some(rooted), at_assets]
            .into_iter()
            .flatten()
            .find_map(|path| self.asset_at(&path))
            .or_else(|| self.asset_named(by_name?))
    }

    fn asset_at(&self, path: &str) -> Option<Found<'_>> {
        let asset = self.assets.get(&path.to_lowercase())?;
        Some(Found { asset, case_differs: &*asset.path != path })
    }

    /// Obsidian finds a file by its bare name, the shortest path first.
    fn asset_named(&self, name: &str) -> Option<Found<'_>> {
        let ends = |asset: &&Asset| asset.path.rsplit('/').next() == Some(name);
        let asset = self.asset_list.iter().filter(ends).min_by_key(|a| (a.path.matches('/').count(), &a.path))?;
        Some(Found { asset, case_differs: false })
    }
}

fn join(folder: &str, target: &str) -> String {
    let mut parts: Vec<&str> = folder.split('/').filter(|p| !p.is_empty()).collect();
    for part in target.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop();
            }
            part => parts.push(part),
        }
    }
    parts.join("/")
}
