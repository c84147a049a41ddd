//! The stages of a build, one after the other, as `annals build` joins them.
//!
//! Does not measure: whoever runs them is told when each begins and ends.

use annals::config::Config;
use annals::emit;
use annals::error::Error;
use annals::graph::kinds::KindRules;
use annals::graph::{Graph, ReviewWords, file_names, local};
use annals::render::render;
use annals::route::Route;
use annals::site::{Site, outlines};
use annals::source;
use annals::theme::Theme;
use chrono::NaiveDate;
use rayon::prelude::*;
use std::path::Path;

/// The day of every measurement.
pub const TODAY: Option<NaiveDate> = NaiveDate::from_ymd_opt(2025, 12, 31);

/// Told of the stages of a build.
pub trait Watch {
    /// Does the work of a stage.
    fn stage<T>(&mut self, name: &'static str, work: impl FnOnce() -> T) -> T;
}

/// Reads notes and writes their site, twice: into a folder that is not there, and over itself. Gives the number of
/// notes.
///
/// # Errors
/// What the system refuses.
pub fn run(notes: &Path, target: &Path, watch: &mut impl Watch) -> Result<usize, Error> {
    let today = TODAY.unwrap_or_default();
    let (notes, config) = watch.stage("read", || {
        let config = Config { logseq: source::settings(notes)?.logseq, ..Config::default() };
        Ok::<_, Error>((source::read(notes, &config, &[])?.0, config))
    })?;
    let (parsed, _) = watch.stage("parse", || outlines(&notes, &config));
    // Done once more within the next stage, which alone can be asked for: a graph takes outlines.
    let kinds = KindRules::new(&config);
    let context = local::Context {
        config: &config,
        kinds: &kinds,
        dialect: notes.dialect,
        file_names: file_names(&notes, &config),
        reviews: ReviewWords::new(&config),
    };
    let tables: Vec<_> = watch.stage("tables", || {
        parsed.par_iter().zip(&notes.notes).map(|(outline, note)| local::read(outline, &note.path, &context)).collect()
    });
    drop(tables);
    let (graph, _) = watch.stage("tables, merge", || Graph::new(&notes, parsed, &config));
    watch.stage("mentions", || graph.complete());
    watch.stage("findings", || graph.findings());
    let mut site = watch.stage("templates", || Site::new(graph, config.clone(), Theme::load(None)?, today))?;
    watch.stage("highlight", || site.highlight());
    let site = &site;
    let mut routes = site.routes().to_vec();
    routes.sort_by_key(Route::rank);
    let made: Vec<_> = watch.stage("render", || {
        routes.par_iter().map(|route| Ok((site.path(route), render(site, *route)?))).collect::<Result<_, Error>>()
    })?;
    let options = emit::Options::default();
    for name in ["write", "compare"] {
        let path = |(path, _): &(String, _)| path.clone();
        watch.stage(name, || emit::publish(target, &made, path, |(_, asset)| Ok(asset.clone()), || None, &options))?;
    }
    Ok(notes.notes.len())
}
