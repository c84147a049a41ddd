//! A week and an agenda as lines: tasks, and who was met.

use super::account::Own;
use super::{Kind, Line, Paper, Private, Section, line_of};
use crate::graph::{Completed, Meeting, PageId, TaskRow};
use crate::markup::Part;
use crate::markup::markdown::{escaped, markdown};
use crate::period::Period;
use crate::views::blocks::{first_words, state_words};
use crate::views::cx::{Cx, weekday};
use crate::views::naming::all_words;
use crate::views::week::{self as screen_of_week, as_of, digest};
use crate::views::{agenda as screen, person, tree};
use chrono::NaiveDate;

/// The digest of a week.
pub fn week(cx: &Cx<'_>, week: Period, private: Private) -> Paper {
    let cx = &as_of(cx, week);
    let mut digest = digest(cx, week);
    let all = |digest: &screen_of_week::Digest<'_>| {
        digest.done.len() + digest.doing.len() + digest.met.len() + digest.ahead.len()
    };
    let before = all(&digest);
    for tasks in [&mut digest.done, &mut digest.doing, &mut digest.ahead] {
        tasks.retain(|task| !private.leaves_out(cx, task.block));
    }
    digest.met.retain(|met| !private.leaves_out(cx, met.block));
    let tasks = |title: &str, tasks: &[&TaskRow]| Section {
        title: title.into(),
        kind: Kind::Tasks,
        lines: tasks.iter().map(|task| line(cx, task)).collect(),
        ..Section::default()
    };
    let section = |title: &str, kind, lines| Section { title: title.into(), kind, lines, ..Section::default() };
    let noted = digest.days.iter().filter_map(|(day, page)| noted(cx, *day, *page));
    let mut sections = vec![
        tasks("Done", &digest.done),
        tasks("In progress", &digest.doing),
        section("Met", Kind::People, digest.met.iter().map(|meeting| met(cx, meeting)).collect()),
        tasks("Next", &digest.ahead),
        section("Noted", Kind::Notes, noted.collect()),
    ];
    sections.retain(|section| !section.lines.is_empty());
    Paper {
        title: week.label(),
        period: week.to_string(),
        author: cx.config.author.clone(),
        days: week.days(1),
        today: cx.today,
        private: before - all(&digest),
        sections,
        ..Paper::default()
    }
}

/// Everything that is open, in the groups of its screen, and what was done lately.
pub fn agenda(cx: &Cx<'_>) -> Paper {
    let sections = screen::grouped(cx).into_iter().map(|(title, tasks)| Section {
        title: title.into(),
        kind: Kind::Tasks,
        lines: tasks.iter().map(|task| line(cx, task)).collect(),
        ..Section::default()
    });
    Paper {
        title: "Agenda".into(),
        today: cx.today,
        sections: sections.filter(|section| !section.lines.is_empty()).collect(),
        ..Paper::default()
    }
}

/// A task: its words, then its project, its date and whether it is late.
pub(super) fn line(cx: &Cx<'_>, task: &TaskRow) -> Line {
    let id = task.block;
    let outline = cx.graph.outline(id);
    let marks = markdown(outline, id.block, cx.graph.dialect, Part::Whole, &Own::of(cx, id)).unwrap_or_default();
    let is_open = task.state.is_open();
    let day = if is_open { task.due_from(cx.as_of) } else { task.completed.and_then(Completed::day) };
    let inferred = matches!(task.completed, Some(Completed::Inferred(_)));
    let mut why: Vec<String> =
        task.project.map(|page| cx.graph.page(page).short_name().to_string()).into_iter().collect();
    why.extend(day.map(|day| format!("{}{}", if inferred { "≈ " } else { "" }, short(cx, day))));
    why.extend(tree::late_words(cx, id));
    why.extend(task.priority.filter(|_| is_open).map(|letter| format!("priority {letter}")));
    Line {
        text: all_words(cx, id).to_string(),
        // A list of tasks has one line for each.
        markdown: marks.split_whitespace().collect::<Vec<_>>().join(" "),
        why,
        day,
        inferred,
        state: Some(state_words(task.state).0),
        priority: task.priority,
        ..line_of(cx, id)
    }
}

/// `Tue 10 Dec`
fn short(cx: &Cx<'_>, day: NaiveDate) -> String {
    format!("{} {}", weekday(day), cx.short_day(day))
}

fn met(cx: &Cx<'_>, meeting: &Meeting) -> Line {
    let name = cx.graph.page(meeting.person).short_name();
    let gist = person::gist(cx, meeting.block);
    let text = if gist.is_empty() { name.to_string() } else { format!("{name}: {}", &*gist) };
    Line {
        markdown: escaped(&text),
        text,
        why: vec![short(cx, meeting.day)],
        day: Some(meeting.day),
        ..line_of(cx, meeting.block)
    }
}

/// What was noted on a day, by its first line.
fn noted(cx: &Cx<'_>, day: NaiveDate, page: PageId) -> Option<Line> {
    let first = screen_of_week::noted(cx, page)?;
    let text = first_words(cx, first).to_string();
    Some(Line { markdown: escaped(&text), text, why: vec![short(cx, day)], day: Some(day), ..line_of(cx, first) })
}
