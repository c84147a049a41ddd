//! View and template to bytes.
//!
//! Does not write them anywhere.

use std::path::PathBuf;

/// What a route leads to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Asset {
    /// Bytes made here.
    Bytes(Vec<u8>),
    /// A file of the notes, as it is.
    Copy(PathBuf),
}

/// The bytes of one route.
pub fn render(site: &crate::site::Site, route: &crate::site::Route) -> Asset {
    let path = site.path(route);
    let name = path.trim_start_matches("theme/");
    Asset::Bytes(site.theme.file(name).unwrap_or_default().to_vec())
}
