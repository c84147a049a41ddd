//! Each page's part of a URL, unique among the pages of its folder.
//!
//! Does not know the folders' names: pages of one kind share one, tags and notes have one each.

use super::kinds::PageKind;
use super::numbers::Slugged;
use super::pages::Page;
use crate::name;
use chrono::NaiveDate;
use rayon::prelude::*;
use rustc_hash::{FxBuildHasher, FxHashMap, FxHashSet, FxHasher};
use std::borrow::Cow;
use std::collections::hash_map::Entry;
use std::hash::{Hash, Hasher};
use std::sync::Arc;
use unicode_normalization::UnicodeNormalization;

/// Give every page its slug; the pages whose address got a hash, in order, each with one whose address it would share. `made`: by page, what a name's slug was made of
/// and the slug, from earlier calls and for later ones.
///
/// Where several names of a folder come to one slug, the name that *is* the slug keeps it and the others get a short
/// hash of their keys, so that an address never depends on how many others there are.
pub fn assign(pages: &mut [Page], made: &mut [Option<Slugged>]) -> Vec<(usize, usize)> {
    let hashes: Vec<u64> = pages.par_iter_mut().zip(made).map(|(page, made)| give(page, made)).collect();
    let moved = sharing(pages, &hashes);
    if moved.is_empty() {
        return moved;
    }
    let mut taken: FxHashSet<(PageKind, String)> =
        pages.iter().map(|page| (folder(page.kind), fold(&page.slug).into_owned())).collect();
    for &(i, _) in &moved {
        let page = &mut pages[i];
        let mut hash = name::key_hash(&page.key);
        loop {
            let slug = format!("{}-{hash}", page.slug);
            // A page can be called by the very hash of another.
            if taken.insert((folder(page.kind), fold(&slug).into_owned())) {
                page.slug = slug.into();
                break;
            }
            hash = name::key_hash(&hash);
        }
    }
    moved
}

/// Gives a page its slug; a hash of that and its folder, as file systems see them.
fn give(page: &mut Page, made: &mut Option<Slugged>) -> u64 {
    let name = match page.kind {
        PageKind::Journal(_) => page.key.clone(),
        PageKind::Tag => match page.key.strip_prefix('#') {
            Some(_) => page.key.trim_start_matches('#').into(),
            None => page.key.clone(),
        },
        _ => page.name.clone(),
    };
    let known = made.take().filter(|made| Arc::ptr_eq(&made.of, &name) || made.of == name);
    let known = known.unwrap_or_else(|| {
        let slug: Arc<str> = match page.kind {
            PageKind::Journal(_) => page.key.clone(),
            _ => name::slug(&name).into(),
        };
        let folded = hash(&fold(&slug));
        Slugged { of: name, slug, folded }
    });
    page.slug = known.slug.clone();
    let hash = hash(&(folder(page.kind), known.folded));
    *made = Some(known);
    hash
}

fn hash(of: &impl Hash) -> u64 {
    let mut hasher = FxHasher::default();
    of.hash(&mut hasher);
    hasher.finish()
}

/// Pages whose slug is another's too, in order, with that other; less the one of each that is named so.
fn sharing(pages: &[Page], hashes: &[u64]) -> Vec<(usize, usize)> {
    let same = |a: &Page, b: &Page| folder(a.kind) == folder(b.kind) && fold(&a.slug) == fold(&b.slug);
    // By hash; one that is taken by another slug stands one further.
    let mut first: FxHashMap<u64, u32> = FxHashMap::with_capacity_and_hasher(pages.len(), FxBuildHasher);
    // What is shared is rare, so that only it has lists.
    let mut shared: FxHashMap<usize, Vec<usize>> = FxHashMap::default();
    for (i, (page, &hash)) in pages.iter().zip(hashes).enumerate() {
        let mut hash = hash;
        loop {
            match first.entry(hash) {
                Entry::Occupied(taken) if same(&pages[*taken.get() as usize], page) => {
                    let first = *taken.get() as usize;
                    shared.entry(first).or_insert_with(|| vec![first]).push(i);
                    break;
                }
                Entry::Occupied(_) => hash = hash.wrapping_add(1),
                Entry::Vacant(free) => {
                    free.insert(i as u32);
                    break;
                }
            }
        }
    }
    let mut moved = Vec::new();
    for sharing in shared.values() {
        let exact = sharing.iter().copied().find(|&i| *pages[i].key == *pages[i].slug);
        let other = |i: usize| exact.unwrap_or(if i == sharing[0] { sharing[1] } else { sharing[0] });
        moved.extend(sharing.iter().filter(|&&i| Some(i) != exact).map(|&i| (i, other(i))));
    }
    moved.sort_unstable();
    moved
}

/// What file systems that fold case and compatibility forms take for the same name.
fn fold(slug: &str) -> Cow<'_, str> {
    match slug.is_ascii() {
        true if !slug.bytes().any(|b| b.is_ascii_uppercase()) => Cow::Borrowed(slug),
        true => Cow::Owned(slug.to_ascii_lowercase()),
        false => Cow::Owned(slug.nfkc().flat_map(char::to_lowercase).collect()),
    }
}

/// Kinds that share a folder share its slugs.
fn folder(kind: PageKind) -> PageKind {
    match kind {
        PageKind::Journal(_) => PageKind::Journal(NaiveDate::MIN),
        PageKind::Custom(_) => PageKind::Note,
        kind => kind,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_two_pages_of_a_folder_have_one_address() {
        let page = |name: &str| Page {
            name: name.into(),
            key: name::key(name).into(),
            kind: PageKind::Note,
            aliases: Vec::new(),
            home: Default::default(),
            slug: Default::default(),
            status: Vec::new(),
            archived: false,
            tags: Vec::new(),
            parent: None,
            children: Vec::new(),
        };
        let hashed = format!("a b-{}", name::key_hash("a b"));
        // `a` with a slash that stays, and a name that is what another is to get.
        let mut pages: Vec<Page> =
            ["a b", "a-b", "a_b", "//a b", "a b//", &hashed, "A\u{130}", "ai\u{307}"].map(page).into();
        let mut made = vec![None; pages.len()];
        let moved = assign(&mut pages, &mut made);
        assert_eq!(moved.first(), Some(&(0, 1)));
        let mut slugs: Vec<String> = pages.iter().map(|page| fold(&page.slug).into_owned()).collect();
        assert_eq!(&*pages[1].slug, "a-b");
        slugs.sort();
        slugs.dedup();
        assert_eq!(slugs.len(), pages.len(), "{slugs:?}");
    }
}
