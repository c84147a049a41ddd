//! What stands in a line and is not for readers there: dates that stand in the margin, Obsidian's block ids.
//!
//! Does not leave them out (see [`scan`](super::scan)).

use super::Resolver;
use super::desugar::Desugar;
use crate::notes::Dialect;
use crate::outline::task_signs;
use crate::span::Span;

impl<R: Resolver> Desugar<'_, '_, R> {
    /// Finds those ranges of the block.
    pub fn find_cuts(&mut self) {
        if let Some(task) = self.block.task() {
            if self.dialect != Dialect::Logseq && task.marker.is_some() {
                let title = self.block.title;
                let line = title.of(self.note);
                for sign in task_signs(line) {
                    let from = line[..sign.start].trim_end_matches(' ').len();
                    self.cuts.push(Span::new(title.start as usize + from, title.start as usize + sign.end));
                }
            }
            for stamp in [task.scheduled, task.deadline].into_iter().flatten() {
                let before = self.note.get(..stamp.span.start as usize).unwrap_or("").trim_end();
                let word = ["SCHEDULED:", "DEADLINE:"].into_iter().find(|word| {
                    before
                        .len()
                        .checked_sub(word.len())
                        .and_then(|at| before.get(at..))
                        .is_some_and(|tail| tail.eq_ignore_ascii_case(word))
                });
                if let Some(word) = word {
                    self.cuts.push(Span::new(before.len() - word.len(), stamp.span.end as usize));
                }
            }
        }
        if let Some(id) = self.block.id
            && self.note.get(..id.start as usize).is_some_and(|before| before.ends_with('^'))
        {
            self.cuts.push(Span { start: id.start - 1, end: id.end });
        }
        self.cuts.sort_unstable();
    }
}
