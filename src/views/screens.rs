//! Every page of the example journal, made and looked at as a reader's browser would. Does not compare with pictures.
//!
//! With `ANNALS_NOTES` another graph is read (and `ANNALS_TODAY` its day); with `ANNALS_PAGES` the pages are written there.

use crate::config::Config;
use crate::graph::{Graph, PageKind};
use crate::render::{Asset, render};
use crate::route::Route;
use crate::site::{Site, outlines};
use crate::source;
use crate::theme::Theme;
use chrono::NaiveDate;
use rustc_hash::FxHashSet;
use std::path::{Path, PathBuf};
use std::{env, fs};

fn site() -> Site {
    let example = || Path::new(env!("CARGO_MANIFEST_DIR")).join("content-example");
    let notes = env::var_os("ANNALS_NOTES").map_or_else(example, PathBuf::from);
    let today = env::var("ANNALS_TODAY").unwrap_or_else(|_| "2025-12-12".into());
    let today: NaiveDate = today.parse().unwrap();
    let text = fs::read_to_string(notes.join("annals.toml")).unwrap_or_default();
    let mut config = Config::from_toml(&text, "annals.toml").unwrap();
    config.logseq = source::settings(&notes).unwrap().logseq;
    let (notes, _) = source::read(&notes, &config, &[]).unwrap();
    let (outlines, _) = outlines(&notes, &config);
    let (graph, _) = Graph::new(&notes, outlines, &config);
    graph.find_mentions();
    Site::new(graph, config, Theme::load(None).unwrap(), today).unwrap()
}

/// Pages that are not of the lists, the agenda, the calendar, a tag or an alias are looked at by others.
fn is_ours(site: &Site, route: Route) -> bool {
    match route {
        Route::Page(page) => site.graph.page(page).kind == PageKind::Tag,
        Route::Projects | Route::People | Route::Agenda | Route::Calendar(_) | Route::Tags(_) | Route::All(_) => true,
        Route::Alias(_) | Route::NotFound => true,
        _ => false,
    }
}

/// The values of an attribute, as written.
fn values<'a>(html: &'a str, attribute: &str) -> Vec<&'a str> {
    let start = format!(" {attribute}=\"");
    html.split(&start).skip(1).filter_map(|rest| rest.split('"').next()).collect()
}

#[test]
fn lists_agenda_and_calendars_of_the_example_hold_together() {
    let site = site();
    let paths: FxHashSet<String> = site.routes().iter().map(|route| site.path(route)).collect();
    let mut rare = Vec::new();
    let mut list_of_tags = String::new();
    for &route in site.routes() {
        let path = site.path(&route);
        let Asset::Bytes(bytes) = render(&site, route).unwrap() else { continue };
        if let Some(folder) = env::var_os("ANNALS_PAGES") {
            let file = Path::new(&folder).join(&path);
            fs::create_dir_all(file.parent().unwrap()).unwrap();
            fs::write(file, &bytes).unwrap();
        }
        let Ok(html) = String::from_utf8(bytes) else { continue };
        let hrefs = values(&html, "href");
        rare.extend(hrefs.iter().filter_map(|h| h.split_once("tags/index.html#")).map(|(_, id)| id.to_string()));
        if !is_ours(&site, route) {
            continue;
        }
        assert_eq!(html.matches("<h1").count(), 1, "{path}");
        for word in ["href=\"\"", "class=\"\"", " style=", "<p></p>", "<ul class=\"rows\">\n</ul>"] {
            assert!(!html.contains(word), "{word} in {path}");
        }
        let mut ids = values(&html, "id");
        ids.sort_unstable();
        assert!(ids.windows(2).all(|pair| pair[0] != pair[1]), "{path} has an id twice");
        for href in hrefs.iter().filter(|href| !href.contains("://")) {
            let (file, id) = href.split_once('#').unwrap_or((href, ""));
            if file.is_empty() {
                assert!(id == "main" || ids.contains(&id), "{path} leads to #{id}");
                continue;
            }
            let target = match (file.strip_prefix("../"), path.rsplit_once('/')) {
                (Some(up), _) => up.to_string(),
                (None, Some((folder, _))) => format!("{folder}/{file}"),
                (None, None) => file.to_string(),
            };
            assert!(paths.contains(&target), "{path} leads to {target}");
        }
        if route == Route::Tags(None) {
            list_of_tags = html;
        }
    }
    let ids = values(&list_of_tags, "id");
    for id in rare {
        assert!(ids.contains(&id.as_str()), "no line {id} in the list of tags");
    }
}
