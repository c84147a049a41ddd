//! Tells cargo that the binary holds the theme, so that a new or changed file of it is built in; and gives the program one
//! number for all it is built from, by which it knows a site that it made itself.
//!
//! Does not generate code.
#![allow(clippy::print_stdout, reason = "it is how a build script speaks to cargo")]

use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::{Path, PathBuf};

fn main() {
    let inputs = ["build.rs", "Cargo.toml", "Cargo.lock", "src", "themes"];
    let mut files = Vec::new();
    for input in inputs {
        println!("cargo:rerun-if-changed={input}");
        below(Path::new(input), &mut files);
    }
    files.sort();
    let mut hasher = DefaultHasher::new();
    for file in files {
        // A file that cannot be read fails the build of the program itself.
        (file.to_string_lossy(), std::fs::read(&file).unwrap_or_default()).hash(&mut hasher);
    }
    let version = std::env::var("CARGO_PKG_VERSION").unwrap_or_default();
    println!("cargo:rustc-env=ANNALS_BUILD={version} {:016x}", hasher.finish());
}

fn below(path: &Path, files: &mut Vec<PathBuf>) {
    match std::fs::read_dir(path) {
        Ok(entries) => entries.flatten().for_each(|entry| below(&entry.path(), files)),
        Err(_) => files.push(path.to_path_buf()),
    }
}
