//! View and template to bytes.
//!
//! Does not write them anywhere.

use crate::error::Error;
use crate::graph::PageKind;
use crate::route::Route;
use crate::site::{INLINE, Site};
use crate::span::Span;
use crate::theme;
use crate::views::{self, packet::Cover};
use crate::wall::{self, walled};
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
    or_broken(site, route, || {
        let path = site.path(&route);
        made(site, route, u8::from(path.contains('/')))
            .map_err(|error| theme::explain(&error, &site.theme, Some(&path)))
    })
}

/// What `make` gives; should it panic, a page in its place that says so and shows the text of its notes.
///
/// # Errors
/// Those of `make`, and a panic over something that is no page.
fn or_broken(site: &Site, route: Route, make: impl FnOnce() -> Result<Asset, Error>) -> Result<Asset, Error> {
    let path = site.path(&route);
    walled(make).unwrap_or_else(|panic| {
        let told = wall::told(Span::default(), &format!("{path} could not be made"), &panic);
        let id = match route {
            Route::Page(id) | Route::Links(id, _) => Some(id),
            _ => None,
        };
        let note = id.and_then(|id| site.graph.page(id).home.notes.first());
        site.tell(match note {
            Some(note) => told.in_note(*note),
            None => told.in_path(path.as_str()),
        });
        if !path.ends_with(".html") {
            return Err(Error::new(format!("{path} could not be made: {panic}")).help(wall::HELP));
        }
        let cx = site.cx(u8::from(path.contains('/')));
        page(site, "page.html", &views::broken::broken(&cx, id, &path))
            .map_err(|error| theme::explain(&error, &site.theme, Some(&path)))
    })
}

fn made(site: &Site, route: Route, depth: u8) -> tera::TeraResult<Asset> {
    let cx = site.cx(depth);
    match route {
        Route::Home => page(site, "home.html", &views::home::home(&cx)),
        Route::Projects => page(site, "list.html", &views::list::projects(&cx)),
        Route::People => page(site, "list.html", &views::list::people(&cx)),
        Route::Agenda => page(site, "agenda.html", &views::agenda::agenda(&cx)),
        Route::Calendar(year) => page(site, "calendar.html", &views::calendar::calendar(&cx, year)),
        Route::Review(period) => page(site, "review.html", &views::review::review(&cx, period)),
        Route::Evidence(part) => page(site, "evidence.html", &views::evidence::evidence(&cx, part)),
        Route::Week(week) => page(site, "week.html", &views::week::week(&cx, week)),
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

/// The one page of a share, which stands alone.
///
/// # Errors
/// A template that asks for what the page does not have.
pub fn packet(site: &Site, cover: &Cover) -> Result<Vec<u8>, Error> {
    let css = String::from_utf8_lossy(site.theme.file(STYLE).unwrap_or_default());
    let view = views::packet::packet(&site.cx(1), cover, &css);
    match page(site, SHARE, &view).map_err(|error| theme::explain(&error, &site.theme, Some("the share")))? {
        Asset::Bytes(bytes) => Ok(bytes),
        Asset::Copy(_) => Ok(Vec::new()),
    }
}

/// The style that stands within a share, and its template.
const STYLE: &str = "annals.css";
const SHARE: &str = "share.html";

/// Bytes that nine pages in ten fit in: growing would move them, into memory that is fresh each time.
const PAGE: usize = 64 * 1024;

fn page(site: &Site, template: &str, view: &impl Serialize) -> tera::TeraResult<Asset> {
    let context = Context::from_serialize(view)?;
    let mut bytes = Vec::with_capacity(PAGE);
    site.tera.render_to(template, &context, &mut bytes)?;
    Ok(Asset::Bytes(bytes))
}

/// How a content security policy names the style within `404.html`.
pub fn style_hash(site: &Site) -> String {
    let css = String::from_utf8_lossy(site.theme.file(INLINE).unwrap_or_default());
    views::notfound::not_found(&site.cx(0), &css).style_hash
}

/// A private site asks not to be read by machines at all.
fn robots(site: &Site) -> &'static str {
    match site.config.audience {
        crate::config::Audience::Private => "User-agent: *\nDisallow: /\n",
        crate::config::Audience::Public => "User-agent: *\nAllow: /\n",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Config;
    use crate::diagnostic::Code;
    use crate::graph::Graph;
    use crate::notes::{Dialect, Format, Note, Notes};
    use crate::theme::Theme;

    #[test]
    fn a_page_that_cannot_be_made_says_so_and_the_rest_is_made() {
        let note = |path: &str| Note { path: path.into(), format: Format::Markdown, text: "- a **line** <b>".into() };
        let notes =
            Notes { dialect: Dialect::Logseq, notes: vec![note("pages/A.md"), note("pages/B.md")], ..Notes::default() };
        let config = Config::default();
        let (outlines, _) = crate::site::outlines(&notes, &config);
        let (graph, _) = Graph::new(&notes, outlines, &config);
        let site = Site::new(graph, config, Theme::load(None).unwrap(), "2025-02-01".parse().unwrap()).unwrap();
        let mut failed = 0;
        for route in site.routes() {
            let path = site.path(route);
            let Asset::Bytes(whole) = render(&site, *route).unwrap() else { continue };
            let broken = or_broken(&site, *route, || panic!("over a page"));
            if !path.ends_with(".html") {
                assert!(broken.unwrap_err().message.contains(&path));
                continue;
            }
            let Ok(Asset::Bytes(broken)) = broken else { unreachable!() };
            let broken = String::from_utf8(broken).unwrap();
            assert!(broken.contains("annals failed on this page"), "{path}: {broken}");
            assert!(!path.starts_with("pages/a") || broken.contains("- a **line** &lt;b&gt;"), "{path}: {broken}");
            // What failed once can be made the next time.
            assert_eq!(render(&site, *route).unwrap(), Asset::Bytes(whole));
            failed += 1;
        }
        let told = site.diagnostics();
        assert!(failed > 8 && told.len() >= failed, "{failed} {}", told.len());
        assert!(told.iter().all(|told| told.code == Code::Internal && told.help.is_some()), "{told:?}");
    }
}
