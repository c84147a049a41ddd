//! Which file a path in a note means.
//!
//! Does not open files: it looks among those that were listed, so nothing outside the notes can be meant.

use super::Graph;
use crate::name;
use crate::notes::{Asset, Dialect, NoteId, join_path};
use rustc_hash::FxHashMap;
use std::borrow::Cow;
use unicode_normalization::UnicodeNormalization;

/// A file that was found, and whether its name is spelt as on disk.
#[derive(Clone, Copy, Debug)]
pub struct Found<'a> {
    /// The file.
    pub asset: &'a Asset,
    /// Index in [`Graph::asset_list`].
    pub index: u32,
    /// Found only by ignoring case.
    pub case_differs: bool,
}

impl Graph {
    /// The file that `target` means in a note. A path may be relative to the note, or begin at the root;
    /// where the folder of assets moved, `…/assets/x.png` still finds it. In Obsidian a bare name is enough.
    ///
    /// A name may itself hold `#`, `?` or `%`, so the whole path goes before its part, and what an encoding stands for
    /// before what is written.
    pub fn asset(&self, note: NoteId, target: &str) -> Option<Found<'_>> {
        let whole = target.trim_matches(['<', '>', ' ']);
        let part = whole.split(['#', '?']).next().filter(|part| part.len() < whole.len());
        std::iter::once(whole).chain(part).flat_map(spellings).find_map(|path| self.asset_spelt(note, &path))
    }

    fn asset_spelt(&self, note: NoteId, path: &str) -> Option<Found<'_>> {
        let from = self.facts[note.index()].path.rsplit_once('/').map_or("", |(folder, _)| folder);
        let found = self.asset_at(&join_path(from, path)).or_else(|| self.asset_at(&join_path("", path)));
        let moved = || {
            let at = path.match_indices("assets/").find(|(at, _)| *at == 0 || path[..*at].ends_with('/'))?.0;
            self.asset_at(&path[at..])
        };
        let named = || self.asset_named(path.rsplit('/').next()?);
        found.or_else(moved).or_else(|| named().filter(|_| self.dialect == Dialect::Obsidian))
    }

    fn asset_at(&self, path: &str) -> Option<Found<'_>> {
        let exact = self.asset_list.binary_search_by(|a| (*a.path).cmp(path)).ok().map(|at| at as u32);
        let index = exact
            .or_else(|| self.assets_by_key.get_or_init(|| by_key(&self.asset_list)).get(&name::key(path)).copied())?;
        let asset = &self.asset_list[index as usize];
        // One system writes `é` as one character, another as two: to every reader they are the same.
        let case_differs = &*asset.path != path && !asset.path.nfc().eq(path.nfc());
        Some(Found { asset, index, case_differs })
    }

    /// Drawings of Excalidraw, which Logseq keeps in `draws` and Obsidian anywhere: index in [`Graph::asset_list`].
    pub fn drawings(&self) -> impl Iterator<Item = u32> {
        let is_drawing = |path: &str| path.ends_with(".excalidraw") || path.ends_with(".excalidraw.md");
        let all = self.asset_list.iter().enumerate();
        all.filter(move |(_, asset)| is_drawing(&asset.path)).map(|(i, _)| i as u32)
    }

    /// Obsidian finds a file by its bare name, in either case, the shortest path first.
    fn asset_named(&self, name: &str) -> Option<Found<'_>> {
        let index = *self.assets_by_name.get_or_init(|| by_name(&self.asset_list)).get(&name::key(name))?;
        Some(Found { asset: &self.asset_list[index as usize], index, case_differs: false })
    }
}

/// What a path may be spelt as on disk: what its percent signs stand for, then as it is written.
fn spellings(path: &str) -> impl Iterator<Item = Cow<'_, str>> {
    let decoded = percent_encoding::percent_decode_str(path).decode_utf8().ok().filter(|decoded| decoded != path);
    decoded.into_iter().chain(std::iter::once(Cow::Borrowed(path)))
}

/// Files by the keys of their paths, for names whose case or Unicode form is not that of the disk; the first keeps a key.
fn by_key(assets: &[Asset]) -> FxHashMap<String, u32> {
    let mut keys = FxHashMap::default();
    for (i, asset) in assets.iter().enumerate() {
        keys.entry(name::key(&asset.path)).or_insert(i as u32);
    }
    keys
}

/// Files by the keys of their bare names: of several the one with the shortest path.
fn by_name(assets: &[Asset]) -> FxHashMap<String, u32> {
    let mut order: Vec<u32> = (0..assets.len() as u32).collect();
    order.sort_by_key(|&i| {
        let path = &assets[i as usize].path;
        (path.matches('/').count(), path)
    });
    let mut names = FxHashMap::default();
    for i in order {
        let name = name::key(assets[i as usize].path.rsplit('/').next().unwrap_or_default());
        // Obsidian leaves `.md` out, as it does for notes.
        if let Some(drawing) = name.strip_suffix(".md").filter(|name| name.ends_with(".excalidraw")) {
            names.entry(drawing.to_string()).or_insert(i);
        }
        names.entry(name).or_insert(i);
    }
    names
}
