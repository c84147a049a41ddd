//! Each page's part of a URL, unique among the pages of its folder.
//!
//! Does not know the folders' names: pages of one kind share one, tags and notes have one each.

use super::kinds::PageKind;
use super::pages::Page;
use crate::name;
use chrono::NaiveDate;
use rayon::prelude::*;
use rustc_hash::FxHashMap;
use unicode_normalization::UnicodeNormalization;

/// Give every page its slug; the pages whose address got a hash, in order.
///
/// Where several names of a folder come to one slug, the name that *is* the slug keeps it and the others get a short
/// hash of their keys, so that an address never depends on how many others there are.
pub fn assign(pages: &mut [Page]) -> Vec<usize> {
    let mut moved = Vec::new();
    pages.par_iter_mut().for_each(|page| {
        page.slug = match page.kind {
            PageKind::Journal(_) => page.key.to_string(),
            PageKind::Tag => name::slug(page.key.trim_start_matches('#')),
            _ => name::slug(&page.name),
        }
        .into();
    });
    let mut taken: FxHashMap<(PageKind, String), Vec<usize>> = FxHashMap::default();
    for (i, page) in pages.iter().enumerate() {
        taken.entry((folder(page.kind), fold(&page.slug))).or_default().push(i);
    }
    for (_, sharing) in taken.into_iter().filter(|(_, sharing)| sharing.len() > 1) {
        let exact = sharing.iter().copied().find(|&i| *pages[i].key == *pages[i].slug);
        for i in sharing.into_iter().filter(|&i| Some(i) != exact) {
            let page = &mut pages[i];
            page.slug = format!("{}-{}", page.slug, name::short_hash(&page.key)).into();
            moved.push(i);
        }
    }
    moved.sort_unstable();
    moved
}

/// What file systems that fold case and compatibility forms take for the same name.
fn fold(slug: &str) -> String {
    if slug.is_ascii() {
        return slug.to_ascii_lowercase();
    }
    slug.nfkc().flat_map(char::to_lowercase).collect()
}

/// Kinds that share a folder share its slugs.
fn folder(kind: PageKind) -> PageKind {
    match kind {
        PageKind::Journal(_) => PageKind::Journal(NaiveDate::MIN),
        PageKind::Custom(_) => PageKind::Note,
        kind => kind,
    }
}
