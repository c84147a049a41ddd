//! What is handed in elsewhere: a review, a week or an agenda as headed lines, for terminals, forms and scripts.
//!
//! Does not write HTML, and decides nothing that its screen does not.

mod account;
mod markdown;
mod tasks;
mod text;

pub use account::{Narrowed, review};
pub use tasks::{agenda, week};

use super::cx::Cx;
use super::naming::Named;
use crate::graph::BlockId;
use crate::markup;
use crate::span::position;
use chrono::NaiveDate;
use serde::Serialize;

/// A title, and sections of lines.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Paper {
    /// Which form its JSON has.
    pub schema: Schema,
    /// `Review 2024`
    pub title: String,
    /// `2024-q4`; empty for an agenda.
    pub period: String,
    /// Whose it is; empty where nobody is named.
    pub author: String,
    /// Its first and last day.
    pub days: Option<(NaiveDate, NaiveDate)>,
    /// The day it was read against.
    pub today: NaiveDate,
    /// How many lines are left out because they are private.
    #[serde(skip_serializing_if = "is_none")]
    pub private: usize,
    /// In order.
    pub sections: Vec<Section>,
}

/// Which lines a paper holds, of those that their author marked private.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Private {
    /// None: they are counted.
    #[default]
    LeftOut,
    /// All.
    Kept,
}

impl Private {
    /// Whether a block is left out.
    fn leaves_out(self, cx: &Cx<'_>, id: BlockId) -> bool {
        self == Private::LeftOut && cx.is_marked_private(id)
    }
}

/// The number of the form that JSON has: another one where what is there already changes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Schema(u8);

impl Default for Schema {
    fn default() -> Schema {
        Schema(1)
    }
}

/// Lines under one head.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Section {
    /// `HUB reliability`, `Completed`
    pub title: String,
    /// What its lines are.
    pub kind: Kind,
    /// `2024-q4`, where a project's text is of another time than the paper.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub period: String,
    /// How much a text says; none for other lines.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub counts: Option<Counts>,
    /// In order.
    pub lines: Vec<Line>,
}

/// What lines are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// What was written about a project.
    #[default]
    Project,
    /// Tasks.
    Tasks,
    /// Who was met, or worked with.
    People,
    /// Lines of days.
    Notes,
}

/// How much a section says.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Counts {
    /// Lines that are bullets.
    pub bullets: usize,
    /// Words, those of tickets and marks aside.
    pub words: usize,
    /// Distinct tickets.
    pub tickets: usize,
}

/// One line.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Line {
    /// How it stands.
    pub shape: Shape,
    /// How many levels below the section, from 0.
    pub depth: usize,
    /// Its words without marks.
    pub text: String,
    /// The same with the author's marks; of the first paragraph of a block, all of it.
    #[serde(skip)]
    pub markdown: String,
    /// What stands behind the words: project, date, why it has this date.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub why: Vec<String>,
    /// Words of it are left out, which HTML hides or takes for a tag, or which another note would say.
    #[serde(skip)]
    pub hides: bool,
    /// The day in the margin.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub day: Option<NaiveDate>,
    /// That day is inferred.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub inferred: bool,
    /// `todo`, `doing`, of a task.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub state: Option<&'static str>,
    /// `A`, of a task.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub priority: Option<char>,
    /// Path of the note, from the root of the notes.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub file: String,
    /// Its line there, from 1.
    #[serde(skip_serializing_if = "is_zero")]
    pub line: u32,
}

fn is_none(count: &usize) -> bool {
    *count == 0
}

fn is_zero(line: &u32) -> bool {
    *line == 0
}

/// How a line stands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Shape {
    /// Behind a bullet.
    #[default]
    Bullet,
    /// Over what follows.
    Heading,
    /// Goes on below the bullet before.
    Paragraph,
}

impl Paper {
    /// As plain lines, for forms: no mark of any syntax but the dash before a bullet.
    pub fn text(&self) -> String {
        text::write(self)
    }

    /// As Markdown.
    pub fn markdown(&self) -> String {
        markdown::write(self)
    }
}

/// A line that says what a block's first line does, and where the block stands.
fn line_of(cx: &Cx<'_>, id: BlockId) -> Line {
    let outline = cx.graph.outline(id);
    let place = position(&outline.text, outline.blocks[id.block as usize].span.start as usize);
    let facts = &cx.graph.facts[id.note.index()];
    Line { file: facts.path.to_string(), line: place.line, ..Line::default() }
}

/// The paragraphs of a block, or of what stands below its title.
fn paragraphs(cx: &Cx<'_>, id: BlockId, below_title: bool) -> Vec<markup::Paragraph> {
    let words = Named { cx: *cx, id, within: false };
    markup::paragraphs(cx.graph.outline(id), id.block, cx.graph.dialect, &words, below_title)
}
