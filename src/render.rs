//! View and template to bytes.
//!
//! Does not write them anywhere.

use crate::error::Error;
use crate::graph::PageKind;
use crate::route::Route;
use crate::site::{INLINE, Site};
use crate::theme;
use crate::views;
use serde::Serialize;
use std::path::PathBuf;
use tera::Context;

/// What a route leads to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Asset {
    /// Bytes made here.
    Bytes(Vec<u8>),
    /// A file of the notes, as it is.
    Copy(PathBuf),
}

/// The bytes of one route.
///
/// # Errors
/// A template that asks for what its page does not have.
pub fn render(site: &Site, route: Route) -> Result<Asset, Error> {
    let path = site.path(&route);
    make(site, route, u8::from(path.contains('/'))).map_err(|error| theme::explain(&error, &site.theme, Some(&path)))
}

fn make(site: &Site, route: Route, depth: u8) -> tera::TeraResult<Asset> {
    let cx = site.cx(depth);
    match route {
        Route::Home => page(site, "home.html", &views::home::home(&cx)),
        Route::Projects => page(site, "list.html", &views::list::projects(&cx)),
        Route::People => page(site, "list.html", &views::list::people(&cx)),
        Route::Agenda => page(site, "agenda.html", &views::agenda::agenda(&cx)),
        Route::Calendar(year) => page(site, "calendar.html", &views::calendar::calendar(&cx, year)),
        Route::Review(period) => page(site, "review.html", &views::review::review(&cx, period)),
        Route::Tags(part) => page(site, "list.html", &views::names::tags(&cx, part)),
        Route::All(part) => page(site, "list.html", &views::names::all(&cx, part)),
        Route::Page(id) => match site.graph.page(id).kind {
            PageKind::Journal(day) => page(site, "day.html", &views::day::day(&cx, id, day)),
            PageKind::Project => page(site, "project.html", &views::project::project(&cx, id)),
            PageKind::Person => page(site, "person.html", &views::person::person(&cx, id)),
            PageKind::Tag => page(site, "tag.html", &views::tag::tag(&cx, id)),
            PageKind::Custom(_) | PageKind::Note => page(site, "page.html", &views::page::page(&cx, id)),
        },
        Route::Links(id, part) => page(site, "page.html", &views::page::links(&cx, id, part)),
        Route::Alias(alias) => page(site, "redirect.html", &views::redirect::redirect(&cx, alias)),
        Route::NotFound => {
            let css = String::from_utf8_lossy(site.theme.file(INLINE).unwrap_or_default());
            page(site, "notfound.html", &views::notfound::not_found(&cx, &css))
        }
        Route::Robots => Ok(Asset::Bytes(robots(site).into())),
        Route::Static(file) => {
            let name = site.routes.statics.get(file as usize).map_or("", String::as_str);
            Ok(Asset::Bytes(site.theme.file(name).unwrap_or_default().to_vec()))
        }
        Route::Asset(asset) => {
            let source = site.graph.asset_list.get(asset as usize).map(|a| a.source.clone());
            Ok(Asset::Copy(source.unwrap_or_default()))
        }
    }
}

fn page(site: &Site, template: &str, view: &impl Serialize) -> tera::TeraResult<Asset> {
    let context = Context::from_serialize(view)?;
    let mut bytes = Vec::with_capacity(16 * 1024);
    site.tera.render_to(template, &context, &mut bytes)?;
    Ok(Asset::Bytes(bytes))
}

/// A private site asks not to be read by machines at all.
fn robots(site: &Site) -> &'static str {
    match site.config.audience {
        crate::config::Audience::Private => "User-agent: *\nDisallow: /\n",
        crate::config::Audience::Public => "User-agent: *\nAllow: /\n",
    }
}
