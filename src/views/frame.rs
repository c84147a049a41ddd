//! What every page has around its text: head, navigation, crumbs, aside and footer. Does not say what the page is about.

use serde::Serialize;

use super::parts::{Group, Link};

/// A word of the main navigation.
#[derive(Clone, Debug, Default, Serialize)]
pub struct NavItem {
    /// Where it leads.
    pub href: String,
    /// `Projects`.
    pub label: String,
    /// The page stands in this part of the site.
    pub current: bool,
}

/// The frame of a page.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Frame {
    /// The fixed name of the screen, `data-screen` of `<main>`.
    pub screen: &'static str,
    /// The language of the notes, `en`.
    pub lang: String,
    /// The title of the window: page, then site.
    pub window: String,
    /// The heading of the page.
    pub title: String,
    /// The site's name.
    pub site: String,
    /// The home page.
    pub home: String,
    /// The theme's style sheet.
    pub css: String,
    /// The theme's icon.
    pub icon: String,
    /// Not to be indexed.
    pub private: bool,
    /// Projects, People, Journal, Agenda, Review.
    pub nav: Vec<NavItem>,
    /// The list of all pages.
    pub all: NavItem,
    /// The line above the title.
    pub crumbs: Vec<Link>,
    /// The aside; empty for none.
    pub aside: Vec<Group>,
    /// The day against which the page's relative dates were read, in words; empty where it has none.
    pub read_against: String,
}
