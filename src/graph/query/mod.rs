//! Queries in notes: where they stand, what they ask, and what of the graph answers them.
//!
//! Simple queries (`{{query …}}`) and advanced ones (`#+BEGIN_QUERY`) are read into the same clauses, and one evaluator
//! with a budget answers both. Pure; is told today. Does not make HTML, and runs no code of the notes.

mod advanced;
mod clause;
mod datalog;
mod days;
mod form;
mod functions;
mod index;
mod order;
mod read;
mod rules;
mod run;
mod simple;
mod transform;
mod values;
mod written;

use super::{BlockId, Graph, PageId};
use crate::diagnostic::{Code, Diagnostic};
use crate::notes::NoteId;
use chrono::NaiveDate;
use std::borrow::Cow;
use std::ops::Range;

pub use clause::{Program, Value};
pub use index::{Index, OfNote};
pub use values::{properties, property};
pub use written::{Language, Written, written};

/// Why a query is not answered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// One sentence without its full stop.
    pub message: String,
    /// Where in the query's text, in bytes.
    pub span: Range<usize>,
    /// What to write instead.
    pub help: Option<String>,
}

impl Problem {
    fn new(message: impl Into<String>, span: Range<usize>) -> Problem {
        Problem { message: message.into(), span, help: None }
    }

    fn help(mut self, help: impl Into<String>) -> Problem {
        self.help = Some(help.into());
        self
    }
}

/// Where and when a query is asked.
#[derive(Clone, Copy)]
pub struct Asked<'g> {
    /// All that the notes say.
    pub graph: &'g Graph,
    /// The block it stands in.
    pub from: BlockId,
    /// The day that relative dates are read against.
    pub today: NaiveDate,
}

/// What a query found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Answer {
    /// Blocks: those of journals by day, the newest first, then the others by path and place.
    Blocks {
        /// What is shown.
        outer: Vec<BlockId>,
        /// Others that stand below these and are shown with them, by note and place.
        inner: Vec<BlockId>,
    },
    /// Pages, by name; days the newest first.
    Pages(Vec<PageId>),
    /// Rows of other values.
    Rows(Vec<Vec<Value>>),
    /// A number.
    Count(usize),
}

/// Reads a query.
pub fn understand(text: &str, language: Language, asked: &Asked<'_>) -> Result<Program, Problem> {
    match language {
        Language::Simple => simple::read(text, asked),
        Language::Advanced => advanced::read(text, asked),
    }
}

/// The name that an advanced query gives itself, even one that is not understood.
pub fn title(text: &str) -> Option<String> {
    advanced::title(&form::read(text, false).ok()?.into_iter().next()?)
}

/// Answers a query, whoever asks: the block that asks is taken away by [`Answer::seen_from`].
pub fn answer(program: &Program, index: &Index, asked: &Asked<'_>) -> Result<Answer, Problem> {
    let rows = run::run(program, index, asked)?;
    Ok(order::answer(rows, program, asked))
}

impl Answer {
    /// Sorted by a column of a table: `page`, `block` or a property's key. Rows of other values keep their order.
    pub fn sort_by_column(&mut self, graph: &Graph, column: &str, descending: bool) {
        match self {
            Answer::Blocks { outer, .. } => order::by_column(outer, |id| Value::Block(*id), graph, column, descending),
            Answer::Pages(pages) => order::by_column(pages, |id| Value::Page(*id), graph, column, descending),
            Answer::Rows(_) | Answer::Count(_) => {}
        }
    }

    /// Less the block that asks: in its place stands what was found below it.
    pub fn seen_from(&self, from: BlockId, graph: &Graph) -> Cow<'_, Answer> {
        match self {
            Answer::Blocks { outer, inner } if outer.contains(&from) => {
                Cow::Owned(order::without(from, outer, inner, graph))
            }
            other => Cow::Borrowed(other),
        }
    }
}

/// Queries of a note that are not understood. Whether they are does not depend on the day.
pub(super) fn findings(graph: &Graph, note: NoteId) -> Vec<Diagnostic> {
    let outline = &graph.outlines[note.index()];
    let mut found = Vec::new();
    for block in 0..outline.blocks.len() as u32 {
        for query in written(outline, block, graph.dialect) {
            let asked = Asked { graph, from: BlockId { note, block }, today: NaiveDate::default() };
            match understand(&query.text, query.language, &asked) {
                Err(problem) => {
                    let help = problem.help.unwrap_or_else(|| "its source is shown in a box".into());
                    let span = query.place(problem.span);
                    let message = format!("this query is not evaluated: {}", problem.message);
                    found.push(Diagnostic::new(Code::Unsupported, span, message).help(help));
                }
                Ok(program) => found.extend(program.left_out.iter().map(|what| {
                    Diagnostic::new(Code::Unsupported, query.place(0..0), what.clone())
                        .help("the rest of the query is evaluated")
                })),
            }
        }
    }
    found
}
