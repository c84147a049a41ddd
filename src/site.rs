//! The snapshot that a site is made from: graph, theme, config and today.
//!
//! Does not read or write anything.

use crate::config::Config;
use crate::diagnostic::Diagnostic;
use crate::notes::Notes;
use crate::theme::Theme;
use chrono::NaiveDate;

/// An immutable snapshot.
pub struct Site {
    /// What was read.
    pub notes: Notes,
    /// What the user told.
    pub config: Config,
    /// How it looks.
    pub theme: Theme,
    /// The day that "overdue" is counted from.
    pub today: NaiveDate,
}

/// One file of a site.
pub struct Route(String);

impl Site {
    /// Joins everything.
    pub fn new(notes: Notes, config: Config, theme: Theme, today: NaiveDate) -> (Site, Vec<Diagnostic>) {
        (Site { notes, config, theme, today }, Vec::new())
    }

    /// All files of the site.
    pub fn routes(&self) -> Vec<Route> {
        self.theme.statics().map(|(path, _)| Route(format!("theme/{path}"))).collect()
    }

    /// Where a route's file stands.
    pub fn path(&self, route: &Route) -> String {
        route.0.clone()
    }
}
