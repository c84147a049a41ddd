//! Work over all notes by the thread that asks for it, and by no other.
//!
//! What is worked out when first asked for holds up whoever else asks for it. Were a part of it given to other threads, one
//! of those could be held up by something that waits for the same threads, and all would wait for ever. What should be
//! found in parallel is found ahead: [`super::Graph::complete`].

use crate::notes::NoteId;

/// What `work` gives for each of so many notes, in their order.
pub fn each_note<T>(notes: usize, work: impl FnMut(NoteId) -> T) -> Vec<T> {
    (0..notes as u32).map(NoteId).map(work).collect()
}
