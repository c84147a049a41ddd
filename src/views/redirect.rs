//! The page at the address of an alias, that leads on to the page it names. Does not say anything else of that page.

use super::cx::Cx;
use crate::config::Audience;
use crate::route::Route;
use serde::Serialize;

/// An alias.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Redirect {
    /// The language of the notes.
    pub lang: String,
    /// The alias.
    pub alias: String,
    /// The page's name.
    pub name: String,
    /// The page.
    pub href: String,
    /// The theme's style sheet.
    pub css: String,
    /// Not to be indexed.
    pub private: bool,
}

/// The alias of that number in [`crate::route::Routes::aliases`]; the home page for a number that is none's.
pub fn redirect(cx: &Cx<'_>, alias: u32) -> Redirect {
    let alias = cx.routes.aliases(cx.graph).get(alias as usize);
    let (name, href) = match alias {
        Some(alias) => (cx.graph.page(alias.page).short_name().to_string(), cx.href(Route::Page(alias.page))),
        None => (cx.config.title.clone(), cx.href(Route::Home)),
    };
    Redirect {
        lang: cx.config.language.clone(),
        alias: alias.map(|alias| alias.name.to_string()).unwrap_or_default(),
        name,
        href,
        css: cx.theme_file("annals.css"),
        private: cx.config.audience == Audience::Private,
    }
}
