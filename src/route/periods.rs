//! Of which stretches of time a site has pages: calendars, reviews, weeks.
//!
//! Does not say what is on them.

use super::Routes;
use crate::graph::Graph;
use crate::period::Period;
use chrono::{Datelike, NaiveDate};

impl Routes {
    /// Periods with a review: years, then halves, then quarters, each the oldest first.
    pub fn reviews(&self, graph: &Graph) -> &[Period] {
        self.reviews.get_or_init(|| reviews(graph, self.today, self.first_month))
    }

    /// The newest year with a review, that of today where there is none: where "Review" leads.
    pub fn newest_review(&self, graph: &Graph) -> Option<Period> {
        self.reviews(graph).iter().copied().take_while(|period| matches!(period, Period::Year(_))).last()
    }

    /// Weeks with a digest, the oldest first: those of days that have a page, and that of today.
    pub fn weeks(&self, graph: &Graph) -> &[Period] {
        self.weeks.get_or_init(|| {
            let mut weeks: Vec<Period> = graph.days.iter().map(|(day, _)| Period::week_of(*day)).collect();
            weeks.push(Period::week_of(self.today));
            weeks.sort_unstable();
            weeks.dedup();
            weeks
        })
    }
}

/// Years with a day that has a page, and today's.
pub(super) fn calendars(graph: &Graph, today: NaiveDate) -> Vec<i32> {
    let mut years: Vec<i32> = graph.days.iter().map(|(day, _)| day.year()).collect();
    years.push(today.year());
    years.sort_unstable();
    years.dedup();
    years
}

/// Years, halves and quarters with review text or completed work; today's year where there is none.
fn reviews(graph: &Graph, today: NaiveDate, first_month: u8) -> Vec<Period> {
    let written = graph.reviews().iter().filter_map(|review| review.period);
    let mut periods: Vec<Period> = written.flat_map(|period| accounts(period, first_month)).collect();
    periods.extend(graph.done_days().flat_map(|day| Period::around(day, first_month)));
    if periods.is_empty() {
        periods.push(Period::Year(Period::fiscal_year(today, first_month)));
    }
    periods.sort_unstable();
    periods.dedup();
    periods
}

/// Those that a text belongs to; the year of its first day also at the end of all dates.
fn accounts(period: Period, first_month: u8) -> impl Iterator<Item = Period> {
    let year = Period::Year(period.year_in(first_month));
    std::iter::once(year).chain(period.accounts(first_month).filter(move |account| *account != year))
}
