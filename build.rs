//! Tells cargo that the binary holds the theme, so that a new or changed file of it is built in.
//!
//! Does not generate code.
#![allow(clippy::print_stdout, reason = "it is how a build script speaks to cargo")]

fn main() {
    println!("cargo:rerun-if-changed=themes");
    println!("cargo:rerun-if-changed=build.rs");
}
