//! Work over all notes, in parallel where nobody waits for it who is part of such work.
//!
//! What is worked out when first asked for may be asked for by pages that are made in parallel. Were it parallel too, the
//! thread that makes it could take up another such page while it waits, and that page would wait for the thread itself.

use crate::notes::NoteId;
use rayon::prelude::*;

/// What `work` gives for each of so many notes, in their order.
pub fn each_note<T: Send>(notes: usize, work: impl Fn(NoteId) -> T + Sync) -> Vec<T> {
    let of = |i: usize| work(NoteId(i as u32));
    match rayon::current_thread_index() {
        None => (0..notes).into_par_iter().map(of).collect(),
        Some(_) => (0..notes).map(of).collect(),
    }
}
