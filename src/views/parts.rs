//! The pieces that several screens are put together from. Does not decide what is on a screen.
//!
//! Every key is always there: an absent part is `None`, an empty list or an empty string, because a template that asks
//! for a key nobody wrote is an error. Every `href` is ready for use on the page it stands on.

use chrono::NaiveDate;
use serde::{Serialize, Serializer};
use std::borrow::Cow;

use crate::markup::{Html, HtmlWriter};

use super::near::Near;
use super::row::{Rows, write_link};

/// What a link leads to, as the class that draws its sign.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub enum Sign {
    /// A note, a list, a source: no sign.
    #[default]
    #[serde(rename = "")]
    None,
    /// A square.
    #[serde(rename = "prj")]
    Project,
    /// A circle.
    #[serde(rename = "per")]
    Person,
    /// An upright.
    #[serde(rename = "day")]
    Day,
    /// A `#`.
    #[serde(rename = "tag")]
    Tag,
    /// A ticket: no sign, in the voice of annals.
    #[serde(rename = "ticket")]
    Ticket,
}

/// A word or name, and where it leads if it leads anywhere. A template is also given all of it as `html`: pages have
/// hundreds, and a component that puts one together costs more than the page round it.
#[derive(Clone, Debug, Default)]
pub struct Link {
    /// Where it leads; none for plain words.
    pub href: Option<String>,
    /// The words shown.
    pub label: String,
    /// The sign before the words.
    pub sign: Sign,
    /// No note defines the page it leads to.
    pub missing: bool,
}

impl Serialize for Link {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        #[derive(Serialize)]
        struct Written<'l> {
            href: Option<&'l str>,
            label: &'l str,
            sign: Sign,
            missing: bool,
            html: Html,
        }
        let Link { href, label, sign, missing } = self;
        let mut w = HtmlWriter::new();
        write_link(&mut w, self);
        Written { href: href.as_deref(), label, sign: *sign, missing: *missing, html: w.finish() }.serialize(serializer)
    }
}

/// How a date in the margin is drawn.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub enum WhenState {
    /// Solid tick.
    #[default]
    #[serde(rename = "")]
    Dated,
    /// `≈` and a dotted tick.
    #[serde(rename = "inf")]
    Inferred,
    /// Red, long heavy tick: open and past its day.
    #[serde(rename = "late")]
    Late,
    /// Red, long heavy tick: an entry of today.
    #[serde(rename = "today")]
    Today,
    /// A ring on the line.
    #[serde(rename = "next")]
    Future,
}

/// The date in the margin beside a row.
#[derive(Clone, Debug, Default, Serialize)]
pub struct When {
    /// The page of that day; none where there is no such page.
    pub href: Option<String>,
    /// `2024-12-10`.
    pub datetime: NaiveDate,
    /// `Tue`; empty for "today" and where the label holds a year.
    pub weekday: &'static str,
    /// `10 Dec`, `today`, `10 Dec 2023` or `2023`.
    pub label: Cow<'static, str>,
    /// How it is drawn.
    pub state: WhenState,
}

/// One of the facts under a title, such as "**23** review bullets".
#[derive(Clone, Debug, Default, Serialize)]
pub struct Fact {
    /// Soft words before the number.
    pub before: String,
    /// The number, or the word that counts.
    pub strong: String,
    /// Soft words after it.
    pub after: String,
    /// Names that belong to the fact, after the words.
    pub links: Vec<Link>,
    /// In red: something is late.
    pub late: bool,
}

/// A list of rows, of which not all may be shown.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Bundle {
    /// How many there are.
    pub count: usize,
    /// How many more are private: they are shown, and no part of what is handed in.
    pub private: usize,
    /// Those that are shown.
    pub rows: Rows,
    /// Where the others are.
    pub more: Option<Link>,
}

/// What is folded away, with words that say what is inside.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Fold {
    /// `16 weeks`: the gap above this fold in a list sorted by date.
    pub gap: Option<String>,
    /// The date in the margin.
    pub when: Option<When>,
    /// The first words: `October`, `Thank you note`, `4 points`.
    pub head: Html,
    /// What annals says about it: `draft`, `kudos`, `private`.
    pub label: Option<String>,
    /// The rest of the line: `5 blocks, none in March`.
    pub text: Html,
    /// Open at first.
    pub open: bool,
    /// The blocks inside.
    pub tree: Option<Html>,
    /// Or the rows inside.
    pub rows: Rows,
}

/// A part of the author's notes as written, with its source.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Passage {
    /// `Architect.md, line 101`.
    pub source: Link,
    /// What of the file is not shown, and why; empty for a note that is read whole.
    pub note: String,
    /// The properties of the page or section, `dl.props`.
    pub properties: Option<Html>,
    /// The blocks.
    pub tree: Html,
}

/// Entries of one kind, such as the backlinks from people.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Entries {
    /// `People`; empty where there is one group only.
    pub title: String,
    /// How many.
    pub count: usize,
    /// Closed at first.
    pub folded: bool,
    /// The `<li>` of each.
    pub html: Html,
}

/// Everything that points here by a link.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Backlinks {
    /// How many pages have this one among their `tags::`.
    pub tagged_count: usize,
    /// These pages, by path; the first of many.
    pub tagged: Vec<Link>,
    /// How many lines point here, on all parts of a page that was split.
    pub count: usize,
    /// Closed at first, since they are many.
    pub folded: bool,
    /// By kind, in the order shown.
    pub groups: Vec<Entries>,
    /// The other parts: `2023`, `2022`.
    pub more: Vec<Link>,
}

/// Everything that names this page in plain words.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Mentions {
    /// How many.
    pub count: usize,
    /// `plain text “Noor”, not a link`.
    pub text: String,
    /// The `<li>` of each.
    pub html: Html,
    /// The other parts of a page that was split.
    pub more: Vec<Link>,
}

/// A pair in the aside: a name and what is said of it.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Pair {
    /// At the left.
    pub left: Link,
    /// At the right: a count, a date or a few words.
    pub right: String,
    /// Under both, in soft: a reason.
    pub below: String,
    /// The right side in bold: it is something to look at.
    pub strong: bool,
    /// The right side in red: something is late.
    pub late: bool,
    /// The left side in bold: where the reader is now.
    pub current: bool,
}

/// A group of the aside.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Group {
    /// `This week`.
    pub title: String,
    /// A count beside the title; empty for none.
    pub count: String,
    /// What annals says about it: `private`.
    pub label: Option<String>,
    /// The local graph.
    pub near: Option<Near>,
    /// A sentence or two.
    pub text: String,
    /// The pairs.
    pub pairs: Vec<Pair>,
    /// One or more links below.
    pub links: Vec<Link>,
    /// Something closed, of the author's own words.
    pub folds: Vec<Fold>,
}

/// A project in a table.
#[derive(Clone, Debug, Default, Serialize)]
pub struct ProjectRow {
    /// The last dated block about it.
    pub when: Option<When>,
    /// The project.
    pub link: Link,
    /// Blocks in each of the last twelve weeks.
    pub weeks: super::rule::Spark,
    /// Open tasks.
    pub open: usize,
    /// Done tasks.
    pub done: usize,
    /// `23 bullets`, `candidate` or `none`.
    pub review: String,
    /// The people most often named in it.
    pub with: Vec<Link>,
}

/// A person, or several of whom the same is said, in a table.
#[derive(Clone, Debug, Default, Serialize)]
pub struct PersonRow {
    /// The last meeting.
    pub when: Option<When>,
    /// Who.
    pub links: Vec<Link>,
    /// Open tasks that name them.
    pub open: usize,
    /// `3 days ago`, `no dated meeting yet`, and what it was about.
    pub about: Html,
}
