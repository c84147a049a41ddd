//! One line of a list with its date in the margin, and a list of such lines as HTML.
//!
//! Does not decide what is in a list (see [`super::rows`]). Rows are written here and not by a template, since a page may
//! have hundreds, and a template takes four times as long.

use serde::{Serialize, Serializer};
use std::borrow::Cow;
use std::ops::Deref;

use super::cx::gap;
use super::parts::{Link, Sign, When, WhenState};
use super::tree::PRIVATE;
use crate::markup::{Html, HtmlWriter};

/// One dated or undated line of a list: a task, a meeting, a block of a timeline.
#[derive(Clone, Debug, Default)]
pub struct Row {
    /// `16 weeks`: the gap above this row in a list sorted by date.
    pub gap: Option<String>,
    /// The date in the margin.
    pub when: Option<When>,
    /// The author's marker in capitals, if the row is a task.
    pub marker: Option<String>,
    /// `A`, `B` or `C`, if the row is a task that has one.
    pub priority: Option<String>,
    /// Where the block stands, in one line above it.
    pub crumb: Option<Link>,
    /// The text: for a task with its priority and state word (phrasing content).
    pub line: Html,
    /// It is no part of what is handed in: its author marked it private.
    pub private: bool,
    /// It is handed in, and no part of a share.
    pub unshared: bool,
    /// At most two lines of text are shown.
    pub clamp: bool,
    /// `3 days late`.
    pub late: Option<String>,
    /// The second line: project, source, why it has this date.
    pub why: Vec<Link>,
}

/// Lines of a list. A template is given how many there are, `count`, and the `<li>` of each, `html`; nothing where there
/// are none.
#[derive(Clone, Debug, Default)]
pub struct Rows(Vec<Row>);

impl Rows {
    /// Tell the gaps of a list sorted by date.
    pub fn with_gaps(mut self) -> Rows {
        let day = |row: &Row| row.when.as_ref().map(|when| when.datetime);
        for i in 1..self.0.len() {
            if let (Some(a), Some(b)) = (day(&self.0[i - 1]), day(&self.0[i])) {
                self.0[i].gap = gap(a, b);
            }
        }
        self
    }
}

impl Deref for Rows {
    type Target = [Row];

    fn deref(&self) -> &[Row] {
        &self.0
    }
}

impl From<Vec<Row>> for Rows {
    fn from(rows: Vec<Row>) -> Rows {
        Rows(rows)
    }
}

impl FromIterator<Row> for Rows {
    fn from_iter<I: IntoIterator<Item = Row>>(rows: I) -> Rows {
        Rows(rows.into_iter().collect())
    }
}

impl Serialize for Rows {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        #[derive(Serialize)]
        struct Written {
            count: usize,
            html: Html,
        }
        if self.0.is_empty() {
            return serializer.serialize_none();
        }
        let mut w = HtmlWriter::new();
        self.0.iter().for_each(|row| write_row(&mut w, row));
        Written { count: self.0.len(), html: w.finish() }.serialize(serializer)
    }
}

fn write_row(w: &mut HtmlWriter, row: &Row) {
    if let Some(gap) = &row.gap {
        w.tag("<li class=\"gap\">").text(gap).tag("<span class=\"vh\"> with nothing</span></li>\n");
    }
    w.tag(match (row.private, row.unshared) {
        (true, _) => "<li class=\"own\"",
        (false, true) => "<li class=\"unshared\"",
        (false, false) => "<li",
    });
    if let Some(marker) = &row.marker {
        w.attr("data-marker", marker);
    }
    if let Some(priority) = &row.priority {
        w.attr("data-priority", priority);
    }
    w.tag(">");
    if let Some(when) = &row.when {
        write_when(w, when, true);
    }
    if let Some(crumb) = &row.crumb {
        match &crumb.href {
            Some(href) => w.tag("<a class=\"crumb\"").attr("href", href).tag(">").text(&crumb.label).tag("</a>"),
            None => w.tag("<span class=\"crumb\">").text(&crumb.label).tag("</span>"),
        };
    }
    if !row.line.is_empty() {
        w.tag(if row.clamp { "<p class=\"clamp\">" } else { "<p>" }).html(&row.line);
        w.tag(if row.private { PRIVATE } else { "" }).tag("</p>");
    }
    if row.late.is_some() || !row.why.is_empty() {
        w.tag("<p class=\"why\">");
        if let Some(late) = &row.late {
            w.tag("<span class=\"late\">").text(late).tag("</span>");
        }
        for (i, link) in row.why.iter().enumerate() {
            w.tag(if i > 0 || row.late.is_some() { "&nbsp;· " } else { "" });
            write_link(w, link);
        }
        w.tag("</p>");
    }
    w.tag("</li>\n");
}

/// A word or name, linked if it leads anywhere.
pub fn write_link(w: &mut HtmlWriter, link: &Link) {
    let sign = match link.sign {
        Sign::None => "",
        Sign::Project => "prj",
        Sign::Person => "per",
        Sign::Day => "day",
        Sign::Tag => "tag",
        Sign::Ticket => "ticket",
    };
    let class = match (sign, link.missing) {
        (sign, false) => Cow::Borrowed(sign),
        ("", true) => Cow::Borrowed("missing"),
        (sign, true) => Cow::Owned(format!("{sign} missing")),
    };
    if link.href.is_none() && class.is_empty() {
        w.text(&link.label);
        return;
    }
    w.tag(if link.href.is_some() { "<a" } else { "<span" });
    if !class.is_empty() {
        w.attr("class", &class);
    }
    if let Some(href) = &link.href {
        w.attr("href", href);
    }
    w.tag(">").text(&link.label).tag(if link.href.is_some() { "</a>" } else { "</span>" });
}

/// A date in the margin. `timed`: as an element that machines read; rows that quote a block, the most by far, go without.
pub fn write_when(w: &mut HtmlWriter, when: &When, timed: bool) {
    let class = match when.state {
        WhenState::Dated => "when",
        WhenState::Inferred => "when inf",
        WhenState::Late => "when late",
        WhenState::Today => "when today",
        WhenState::Future => "when next",
    };
    match &when.href {
        Some(href) => w.tag("<a").attr("class", class).attr("href", href).tag(">"),
        None => w.tag("<span").attr("class", class).tag(">"),
    };
    if timed {
        w.tag("<time").attr("datetime", &when.datetime.to_string()).tag(">");
    }
    if when.state == WhenState::Inferred {
        w.tag("≈ ");
    }
    if !when.weekday.is_empty() {
        w.text(when.weekday).tag(" ");
    }
    w.tag("<b>").text(&when.label).tag(if timed { "</b></time>" } else { "</b>" });
    w.tag(if when.href.is_some() { "</a>" } else { "</span>" });
}
