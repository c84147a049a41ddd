//! However notes are edited, what is made with a memory of them as they were is what a first build makes, byte for byte.

mod support;

use annals::render::render;
use annals::source::Changed;
use proptest::prelude::*;
use support::Memory;
use support::edits::{self, edit};

const TODAY: &str = "2025-02-03";

/// As many scripts as `CASES` says, or as a run of all tests has time for.
fn cases() -> u32 {
    std::env::var("CASES").ok().and_then(|n| n.parse().ok()).unwrap_or(1000)
}

fn config(cases: u32) -> ProptestConfig {
    ProptestConfig { cases, failure_persistence: None, ..ProptestConfig::default() }
}

proptest! {
    #![proptest_config(config(cases()))]

    #[test]
    fn a_site_made_with_a_memory_is_the_site_that_a_first_build_makes(
        first in prop::collection::vec(edit(), 1..6),
        then in prop::collection::vec(edit(), 1..6),
    ) {
        let dir = edits::folder();
        let root = dir.path().canonicalize().unwrap();
        let mut memory = Memory::default();
        first.iter().for_each(|edit| drop(edit.apply(&root)));
        // There may be none: settings and templates break too.
        drop(support::prepare(&mut memory, &root, TODAY, Changed::Anything));
        for (at, edit) in then.iter().enumerate() {
            let paths = edit.apply(&root);
            // What is made of one state must not show in the next, nor what its pages asked for, as here they ask of every
            // other; that of the last alone is looked at as a whole.
            if at + 1 < then.len() {
                if let Ok((site, _)) = support::prepare(&mut memory, &root, TODAY, Changed::Paths(&paths)) && at % 2 == 0 {
                    site.routes().iter().for_each(|route| drop(render(&site, *route)));
                }
                continue;
            }
            let mended: Vec<_> = edits::mend().iter().flat_map(|edit| edit.apply(&root)).chain(paths).collect();
            let remembering = support::rebuild(&mut memory, &root, TODAY, Changed::Paths(&mended));
            let anew = support::build(&root, TODAY);
            let paths = |built: &support::Built| built.files.keys().cloned().collect::<Vec<_>>();
            prop_assert_eq!(paths(&remembering), paths(&anew));
            prop_assert_eq!(&remembering.told, &anew.told, "after {:?}", edit);
            for (path, bytes) in &anew.files {
                prop_assert!(remembering.files[path] == *bytes, "{} differs after {:?}", path, edit);
            }
        }
    }
}

proptest! {
    // Each looks at every state as a whole.
    #![proptest_config(config((cases() / 5).max(1)))]

    #[test]
    fn what_was_asked_of_a_site_is_right_in_the_next(edits in prop::collection::vec(edits::typed(), 2..7)) {
        let dir = edits::settled();
        let root = dir.path().canonicalize().unwrap();
        let mut memory = Memory::default();
        drop(support::rebuild(&mut memory, &root, TODAY, Changed::Anything));
        for edit in &edits {
            let paths = edit.apply(&root);
            let remembering = support::rebuild(&mut memory, &root, TODAY, Changed::Paths(&paths));
            let anew = support::build(&root, TODAY);
            prop_assert_eq!(&remembering.told, &anew.told, "after {:?}", edit);
            let differing = anew.files.iter().find(|(path, bytes)| remembering.files.get(*path) != Some(bytes));
            prop_assert!(differing.is_none(), "{:?} differs after {:?}", differing.map(|(path, _)| path), edit);
        }
    }
}
