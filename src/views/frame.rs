//! What every page has around its text: head, navigation, crumbs, aside and footer. Does not say what the page is about.

use serde::Serialize;

use super::cx::Cx;
use super::parts::{Group, Link};
use crate::config::Audience;
use crate::graph::PageId;
use crate::route::Route;
use chrono::Datelike;

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
    /// What the author drew before it, `icon::`; empty for nothing.
    pub emblem: String,
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

/// The parts of the site that the navigation names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// All projects, and each.
    Projects,
    /// All people, and each.
    People,
    /// The calendar and the days.
    Journal,
    /// What is open.
    Agenda,
    /// The reviews.
    Review,
    /// The list of all pages.
    All,
    /// None of these.
    Elsewhere,
}

/// What `icon::` of a page says, where it is a sign and no words: the name of one of the app's own drawings is none.
pub fn emblem(cx: &Cx<'_>, page: PageId) -> String {
    let icon = cx.graph.property(page, "icon").unwrap_or_default().trim_matches('"');
    let is_sign = !icon.is_ascii() && icon.chars().count() <= 8 && !icon.chars().any(char::is_alphanumeric);
    if is_sign { icon.to_string() } else { String::new() }
}

/// The words of a link with what its page's author drew before them, for lists of pages.
pub fn with_emblem(cx: &Cx<'_>, page: PageId, link: Link) -> Link {
    match emblem(cx, page) {
        sign if sign.is_empty() => link,
        sign => Link { label: format!("{sign} {}", link.label), ..link },
    }
}

/// The frame of a page: everything but its crumbs, its aside and the day it was read against.
pub fn frame(cx: &Cx<'_>, screen: &'static str, title: &str, part: Part) -> Frame {
    let site = cx.config.title.clone();
    let window = if title == site || title.is_empty() { site.clone() } else { format!("{title} · {site}") };
    let item = |label: &str, route: Option<Route>, of: Part| {
        route.map(|route| NavItem { href: cx.href(route), label: label.to_string(), current: part == of })
    };
    let nav = [
        item("Projects", Some(Route::Projects), Part::Projects),
        item("People", Some(Route::People), Part::People),
        item("Journal", cx.routes.calendar(cx.today.year()), Part::Journal),
        item("Agenda", Some(Route::Agenda), Part::Agenda),
        item("Review", cx.routes.newest_review(cx.graph).map(Route::Review), Part::Review),
    ];
    Frame {
        screen,
        lang: cx.config.language.clone(),
        window,
        title: title.to_string(),
        emblem: String::new(),
        site,
        home: cx.href(Route::Home),
        css: cx.theme_file("annals.css"),
        icon: cx.theme_file("icon.svg"),
        private: cx.config.audience == Audience::Private,
        nav: nav.into_iter().flatten().collect(),
        all: NavItem { href: cx.href(Route::All(None)), label: "A–Z".into(), current: part == Part::All },
        crumbs: Vec::new(),
        aside: Vec::new(),
        read_against: String::new(),
    }
}
