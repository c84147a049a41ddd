//! Which file a path in a note means.
//!
//! Does not open files: it looks among those that were listed.

use super::Graph;
use crate::notes::{Asset, Dialect, NoteId, join_path};
use rustc_hash::FxHashMap;

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
        let relative = join_path(from, &decoded);
        let rooted = join_path("", &decoded);
        let at_assets = decoded.find("assets/").map(|at| decoded[at..].to_string());
        let by_name = (self.dialect == Dialect::Obsidian).then(|| decoded.rsplit('/').next()).flatten();
        [Some(relative), Some(rooted), at_assets]
            .into_iter()
            .flatten()
            .find_map(|path| self.asset_at(&path))
            .or_else(|| self.asset_named(by_name?))
    }

    fn asset_at(&self, path: &str) -> Option<Found<'_>> {
        let exact = self.asset_list.binary_search_by(|a| (*a.path).cmp(path)).ok().map(|at| &self.asset_list[at]);
        let asset = exact.or_else(|| self.assets.get(&path.to_lowercase()))?;
        Some(Found { asset, case_differs: &*asset.path != path })
    }

    /// Obsidian finds a file by its bare name, in either case, the shortest path first.
    fn asset_named(&self, name: &str) -> Option<Found<'_>> {
        let at = *self.assets_by_name.get(&name.to_lowercase())?;
        Some(Found { asset: &self.asset_list[at as usize], case_differs: false })
    }
}

/// Files by their bare names in lower case: of several the one with the shortest path.
pub fn by_name(assets: &[Asset]) -> FxHashMap<String, u32> {
    let mut order: Vec<u32> = (0..assets.len() as u32).collect();
    order.sort_by_key(|&i| {
        let path = &assets[i as usize].path;
        (path.matches('/').count(), path)
    });
    let mut names = FxHashMap::default();
    for i in order {
        let name = assets[i as usize].path.rsplit('/').next().unwrap_or_default().to_lowercase();
        names.entry(name).or_insert(i);
    }
    names
}
