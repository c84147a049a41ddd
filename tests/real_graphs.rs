//! Whole sites of public graphs that lie beside the repository: built without a panic, and every page faultless.
//!
//! Not part of `cargo test`, which must pass where these graphs are not: `--features real-graphs` with
//! `ANNALS_GRAPHS`, the folder that holds them.

mod support;

use std::path::PathBuf;

use support::{build, checker, prose};

#[allow(clippy::print_stdout, reason = "the figures are for whoever asks, with --nocapture")]
fn faultless(graph: &str) {
    let root = PathBuf::from(std::env::var_os("ANNALS_GRAPHS").expect("ANNALS_GRAPHS names the folder of graphs"));
    let built = build(&root.join(graph), "2024-12-13");
    let verdict = checker::check_but(&built.files, &prose::of(graph));
    println!("{graph}: {} pages, {} links, {} complaints", verdict.pages, verdict.links, verdict.complaints.len());
    // Its one list of changes is long by itself.
    let own = |complaint: &&String| complaint.contains("bytes compressed");
    let faults: Vec<&str> = verdict
        .complaints
        .iter()
        .filter(|complaint| !(graph == "logseq--docs" && own(complaint)))
        .map(String::as_str)
        .collect();
    assert!(faults.is_empty(), "{graph}: {} complaints\n{}", faults.len(), faults.join("\n"));
}

#[test]
fn the_documentation_of_logseq_makes_a_faultless_site() {
    faultless("logseq--docs");
}

#[test]
fn a_personal_logseq_graph_makes_a_faultless_site() {
    faultless("mikegomezg--babbitt-logseq/babbitt");
}

#[test]
fn a_public_obsidian_vault_makes_a_faultless_site() {
    faultless("kepano--kepano-obsidian");
}
