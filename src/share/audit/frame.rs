//! The words of a share that no note says: those of the page around it, and those that its writers choose.
//!
//! Does not hold them as a list, which would go stale: a sample goes through the same writers.

use std::sync::Arc;

use chrono::NaiveDate;

use crate::config::share::Profile;
use crate::error::Error;
use crate::markup;
use crate::notes::{Dialect, Format, Note, Notes};
use crate::outline::{self, Options};
use crate::period::Period;
use crate::views::packet::COUNTED;

/// A projection in which everything that has words of its own is there once, and says nothing.
const SAMPLE: &str = include_str!("frame.md");

/// The page of the sample, under the profile's own title.
pub fn page(profile: &Profile, day: NaiveDate) -> Result<Vec<u8>, Error> {
    let note = Note { path: crate::project::NOTE.into(), format: Format::Markdown, text: Arc::from(SAMPLE) };
    let notes = Notes { label: "Share".into(), dialect: Dialect::Logseq, notes: vec![note], ..Notes::default() };
    super::super::page::page(&notes, profile, &[], day)
}

/// What is written of days and of the profile: which days it will be, nobody knows, and each name stands alone.
pub fn words(profile: &Profile) -> String {
    let months = (1..=12).filter_map(|month| NaiveDate::from_ymd_opt(2024, month, month));
    let mut words: Vec<String> = months.map(|day| day.format("%B | %b | %A | %a").to_string()).collect();
    words.extend([profile.title(), profile.audience.clone(), profile.period.clone()]);
    words.extend(profile.period().map(Period::label));
    words.extend(profile.tags.iter().cloned());
    words.extend(COUNTED.map(|(one, many)| format!("{one} | {many}")));
    words.extend([crate::project::NOT_SHARED.to_string(), "(link) | a colleague | Person".into()]);
    words.join(" | ")
}

/// The days of a projection in the words in which its page writes them.
fn days(text: &str) -> impl Iterator<Item = String> + '_ {
    let written = text.split(|c: char| !c.is_ascii_digit() && c != '-').filter(|word| word.len() == 10);
    let days = written.filter_map(|word| word.parse::<NaiveDate>().ok());
    days.map(|day| day.format("%-d %b %Y\u{1}%-d %B %Y\u{1}%A %-d %B %Y").to_string())
}

/// The periods of a projection in those words.
fn periods(text: &str) -> impl Iterator<Item = String> + '_ {
    text.lines().filter_map(|line| Period::read(line.trim().trim_start_matches("- "))).map(Period::label)
}

/// The words of a projection's note as a reader sees them: links without their addresses, marks without their signs.
pub fn plain(text: &str) -> String {
    let (outline, _) = outline::parse(text.into(), Dialect::Logseq, &Options::default());
    let blocks = 0..outline.blocks.len() as u32;
    let lines = blocks.map(|block| markup::plain(&outline, block, Dialect::Logseq, &()).to_string());
    let whole = lines.chain(days(text)).chain(periods(text)).collect::<Vec<_>>().join("\n");
    // An address that stands for itself is shown without its scheme, behind whatever stands before it.
    let bare = |text: &str| text.replace("https://", "").replace("http://", "");
    if !text.contains("://") {
        return whole;
    }
    format!("{whole}\u{1}{}\u{1}{}", bare(&whole), bare(text))
}
