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
