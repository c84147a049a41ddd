//! Files and folders for their owner alone, where the system knows owners.
//!
//! Does not create any.

use std::fs::{DirBuilder, OpenOptions};

/// Folders that nobody else may look into.
#[cfg(unix)]
pub fn private(builder: &mut DirBuilder) -> &mut DirBuilder {
    std::os::unix::fs::DirBuilderExt::mode(builder, 0o700)
}

/// The system does not know owners.
#[cfg(not(unix))]
pub fn private(builder: &mut DirBuilder) -> &mut DirBuilder {
    builder
}

/// Files that nobody else may read.
#[cfg(unix)]
pub fn owned(options: &mut OpenOptions) -> &mut OpenOptions {
    std::os::unix::fs::OpenOptionsExt::mode(options, 0o600)
}

/// The system does not know owners.
#[cfg(not(unix))]
pub fn owned(options: &mut OpenOptions) -> &mut OpenOptions {
    options
}
