//! The year rule and its small and large forms: counts a day to bars and month marks. Does not count and does not draw.

use crate::period::Period;
use chrono::{Datelike, Days, Months, NaiveDate};
use serde::Serialize;

/// Bars of the least and the most height, in px; the most is what the busiest week has.
const LOW: f64 = 4.0;
const RULE_HIGH: f64 = 22.0;
const COVERAGE_HIGH: f64 = 38.0;

const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

/// One week that has something. The unit across is the day, so that weeks and months share one true scale.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Bar {
    /// Days from the first to the left edge of the bar.
    pub x: f64,
    /// Height in px.
    pub height: f64,
}

/// A month under the rule.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct MonthMark {
    /// Where its first day stands, in percent of the width.
    pub x: f64,
    /// `J`, shown on narrow screens.
    pub letter: String,
    /// `an`, the rest of its short name.
    pub rest: String,
    /// `January`.
    pub name: String,
    /// How much it has.
    pub count: u32,
    /// Today is in it.
    pub now: bool,
}

/// A year, or another stretch of days, one bar a week.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct YearRule {
    /// Days in it: the width of the scale.
    pub days: u32,
    /// Height of the scale in px, the room for today's stroke included.
    pub height: f64,
    /// The weeks that have something.
    pub bars: Vec<Bar>,
    /// Its months.
    pub months: Vec<MonthMark>,
    /// Where today stands, in percent of the width; none if today is in another year.
    pub today: Option<f64>,
    /// The rule in words: how much, the busiest month, the months with nothing.
    pub alt: String,
    /// With the count of each month below.
    pub counts: bool,
}

/// The last weeks of one project, oldest first.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Spark {
    /// Heights in px, 0 for a week with nothing.
    pub bars: Vec<f64>,
    /// `7 blocks in 12 weeks`.
    pub alt: String,
}

fn share(count: u32, most: u32, high: f64) -> f64 {
    let height = LOW + (high - LOW) * f64::from(count) / f64::from(most.max(1));
    (height * 10.0).round() / 10.0
}

fn percent(day: u32, days: u32) -> f64 {
    (f64::from(day) / f64::from(days) * 10_000.0).round() / 100.0
}

/// First and last day of what is drawn.
type Stretch = (NaiveDate, NaiveDate);

/// The year rule. `per_day[i]` is how much day `i` (from 0) of the year has; a shorter slice is a year with nothing after it.
pub fn year_rule(year: i32, per_day: &[u32], today: NaiveDate) -> YearRule {
    let first = NaiveDate::from_ymd_opt(year, 1, 1).unwrap_or(NaiveDate::MIN);
    let days = (first, first + Days::new(if first.leap_year() { 365 } else { 364 }));
    draw(&year.to_string(), days, per_day, today, RULE_HIGH, false)
}

/// The same over a review's period, enlarged and with the months' counts. A fiscal year begins with its own first month.
pub fn coverage(period: Period, days: Stretch, per_day: &[u32], today: NaiveDate) -> YearRule {
    draw(&period.label(), days, per_day, today, COVERAGE_HIGH, true)
}

fn draw(label: &str, of: Stretch, per_day: &[u32], today: NaiveDate, high: f64, counts: bool) -> YearRule {
    let (first, last) = of;
    let days = (last - first).num_days().clamp(0, 366 * 100) as u32 + 1;
    let per_day = &per_day[..per_day.len().min(days as usize)];
    // Weeks are the calendar's, Monday first, cut at both ends.
    let lead = first.weekday().num_days_from_monday();
    let mut weeks = vec![0u32; ((days + lead) / 7 + 1) as usize];
    for (day, count) in (0u32..).zip(per_day) {
        weeks[((day + lead) / 7) as usize] += count;
    }
    let most = weeks.iter().copied().max().unwrap_or(0);
    let bars = (0u32..)
        .zip(&weeks)
        .filter(|(_, count)| **count > 0)
        .map(|(week, count)| {
            // In the middle of the days of the week that are drawn: a bar is 2.7 days wide.
            let from = (week * 7).saturating_sub(lead);
            let to = ((week + 1) * 7 - lead).min(days);
            let x = (f64::from(from + to) / 2.0 - 1.35).clamp(0.0, (f64::from(days) - 2.7).max(0.0));
            Bar { x: (x * 10.0).round() / 10.0, height: share(*count, most, high) }
        })
        .collect();
    let months = months(of, days, per_day, today);
    let alt = in_words(label, &months, (today > last, today));
    let today = (first..=last).contains(&today).then(|| percent((today - first).num_days() as u32 + 1, days));
    YearRule {
        days,
        height: high + 3.0,
        bars,
        months: months.into_iter().map(|(_, mark)| mark).collect(),
        today,
        alt,
        counts,
    }
}

/// Each month with its first day that is drawn.
fn months((first, last): Stretch, days: u32, per_day: &[u32], today: NaiveDate) -> Vec<(NaiveDate, MonthMark)> {
    let mut marks = Vec::with_capacity(12);
    let mut start = first;
    while start <= last {
        let next = start.with_day(1).and_then(|day| day.checked_add_months(Months::new(1))).unwrap_or(NaiveDate::MAX);
        let from = (start - first).num_days() as usize;
        let to = (next - first).num_days() as usize;
        let count = per_day.iter().take(to).skip(from).sum();
        let name = MONTHS[start.month0() as usize];
        let mark = MonthMark {
            x: percent(from as u32, days),
            letter: name[..1].to_owned(),
            rest: name[1..3].to_owned(),
            name: name.to_owned(),
            count,
            now: (today.year(), today.month()) == (start.year(), start.month()),
        };
        marks.push((start, mark));
        start = next;
    }
    marks
}

/// The alternative for those who do not see the bars. Months still to come are not called empty.
fn in_words(label: &str, months: &[(NaiveDate, MonthMark)], (over, today): (bool, NaiveDate)) -> String {
    let total: u32 = months.iter().map(|(_, month)| month.count).sum();
    let Some((_, busiest)) = months.iter().rev().max_by_key(|(_, month)| month.count).filter(|_| total > 0) else {
        return format!("{label}: nothing dated");
    };
    let begun = months.iter().filter(|(first, _)| over || *first <= today);
    let empty: Vec<&str> = begun.filter(|(_, month)| month.count == 0).map(|(_, month)| month.name.as_str()).collect();
    let empty = match empty.as_slice() {
        [] => String::new(),
        [one] => format!(", nothing in {one}"),
        [most @ .., last] => format!(", nothing in {} or {last}", most.join(", ")),
    };
    let blocks = if total == 1 { "block" } else { "blocks" };
    format!("{label}: {total} dated {blocks}, busiest {}{empty}", busiest.name)
}

/// The bars beside a project's name: one count a week, oldest first.
pub fn spark(per_week: &[u32]) -> Spark {
    let most = per_week.iter().copied().max().unwrap_or(0);
    let total: u32 = per_week.iter().sum();
    let bars = per_week.iter().map(|count| if *count == 0 { 0.0 } else { share(*count, most.max(3), 14.0) }).collect();
    let blocks = if total == 1 { "block" } else { "blocks" };
    Spark { bars, alt: format!("{total} {blocks} in {} weeks", per_week.len()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(year: i32, month: u32, day: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(year, month, day).unwrap()
    }

    #[test]
    fn months_stand_at_their_true_first() {
        let rule = year_rule(2024, &[], day(2024, 12, 13));
        let starts: Vec<f64> = rule.months.iter().map(|month| month.x).take(3).collect();
        assert_eq!(starts, [0.0, 8.47, 16.39]);
        assert_eq!(year_rule(2023, &[], day(2024, 12, 13)).months[2].x, 16.16);
    }

    #[test]
    fn a_bar_a_week_and_none_for_nothing() {
        let mut per_day = vec![0; 366];
        per_day[0] = 1; // Monday 1 January 2024
        per_day[6] = 1; // Sunday of the same week
        per_day[7] = 1;
        let rule = year_rule(2024, &per_day, day(2024, 12, 13));
        assert_eq!(rule.bars.len(), 2);
        assert_eq!(rule.bars[0], Bar { x: 2.2, height: 22.0 });
        assert_eq!(rule.bars[1].height, 13.0);
    }

    #[test]
    fn the_ends_of_any_year_fit() {
        for year in 1990..2060 {
            let rule = year_rule(year, &[1; 366], day(2024, 12, 13));
            assert!((53..=54).contains(&rule.bars.len()), "{year}");
            assert!(rule.bars.iter().all(|bar| bar.x >= 0.0 && bar.x + 2.7 <= f64::from(rule.days) + 0.05), "{year}");
        }
    }

    #[test]
    fn today_is_drawn_in_its_own_year_only() {
        assert_eq!(year_rule(2024, &[], day(2024, 12, 31)).today, Some(100.0));
        assert_eq!(year_rule(2023, &[], day(2024, 12, 31)).today, None);
    }

    #[test]
    fn a_fiscal_year_is_drawn_from_its_own_first_month() {
        let days = Period::Year(2024).days(4).unwrap();
        let mut per_day = vec![0; 365];
        per_day[364] = 2; // 31 March 2025
        let rule = coverage(Period::Year(2024), days, &per_day, day(2025, 2, 1));
        assert_eq!((rule.months[0].name.as_str(), rule.months[11].name.as_str()), ("April", "March"));
        assert_eq!((rule.months[11].count, rule.days), (2, 365));
        assert!(rule.months[10].now && rule.today.is_some());
        assert!(rule.alt.starts_with("2024: 2 dated blocks, busiest March, nothing in April,"), "{}", rule.alt);
        let half = coverage(Period::Half(2024, 2), Period::Half(2024, 2).days(1).unwrap(), &[], day(2025, 2, 1));
        assert_eq!((half.months.len(), half.months[0].x), (6, 0.0));
    }

    #[test]
    fn words_name_the_busiest_and_the_empty_months() {
        let mut per_day = vec![1; 366];
        per_day[60..91].fill(0);
        per_day[20] = 9;
        let rule = year_rule(2024, &per_day, day(2024, 12, 13));
        assert_eq!(rule.alt, "2024: 343 dated blocks, busiest January, nothing in March");
        assert_eq!(year_rule(2024, &[], day(2024, 1, 1)).alt, "2024: nothing dated");
        assert_eq!(
            year_rule(2024, &[1], day(2024, 3, 1)).alt,
            "2024: 1 dated block, busiest January, nothing in February or March"
        );
    }

    #[test]
    fn a_spark_keeps_the_empty_weeks() {
        let spark = spark(&[0, 3, 1]);
        assert_eq!(spark.bars, [0.0, 14.0, 7.3]);
        assert_eq!(spark.alt, "4 blocks in 3 weeks");
    }
}
