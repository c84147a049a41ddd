//! Keys of `config.edn` that a site does not obey, and why: the table that the documentation is made from.
//!
//! Does not read any.

/// Keys that say one thing, and why a site does not do it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PassedOver {
    /// Without their colon.
    pub keys: &'static [&'static str],
    /// Why, as a sentence without its full stop.
    pub why: &'static str,
}

/// All of them that change what Logseq shows. Keys of shortcuts, editors, graphs and plugins are not named.
pub const PASSED_OVER: &[PassedOver] = &[
    PassedOver {
        keys: &["ui/show-brackets?"],
        why: "links are told by their colour, their line and the sign of their kind; brackets are of the syntax",
    },
    PassedOver { keys: &["ui/show-empty-bullets?"], why: "an empty bullet says nothing to a reader" },
    PassedOver {
        keys: &["ref/default-open-blocks-level"],
        why: "a line that points to a page is shown open with up to three lines below it, closed with up to six, and \
            alone above that",
    },
    PassedOver {
        keys: &["scheduled/future-days"],
        why: "the agenda shows all that has a date: the next seven days by day, and what is later below them",
    },
    PassedOver { keys: &["preferred-workflow"], why: "all eleven markers are read, and states are told in words" },
    PassedOver { keys: &["preferred-format"], why: "each file is read as what its ending says" },
    PassedOver {
        keys: &["feature/enable-journals?"],
        why: "days are made from the dates in the notes, with journals or without",
    },
    PassedOver {
        keys: &["logbook/settings", "feature/enable-timetracking?"],
        why: "clocks that were written are summed, to the minute",
    },
    PassedOver {
        keys: &["default-queries", "default-templates"],
        why: "they are for writing today's page; a site shows what was written",
    },
    PassedOver {
        keys: &["graph/settings"],
        why: "a page has a graph of its nearest neighbours alone; `exclude-from-graph-view::` is obeyed",
    },
    PassedOver {
        keys: &["custom-css-url", "custom-js-url"],
        why: "a site loads nothing from elsewhere; `[theme] dir` in annals.toml is the place for own styles",
    },
    PassedOver {
        keys: &["publishing/all-pages-public?", "all-pages-public?"],
        why: "a site shows all notes to their author; a public one is not built yet",
    },
];
