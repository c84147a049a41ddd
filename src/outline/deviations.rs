//! Where annals reads a Logseq graph otherwise than Logseq, and why: the table that the documentation is made from.
//!
//! Does not change how anything is read.

/// One construct that is read otherwise.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Deviation {
    /// The construct.
    pub name: &'static str,
    /// What Logseq does.
    pub logseq: &'static str,
    /// What annals does.
    pub annals: &'static str,
    /// Why.
    pub why: &'static str,
}

/// All of them.
pub const DEVIATIONS: &[Deviation] = &[];
