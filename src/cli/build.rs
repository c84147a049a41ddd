//! `annals build`: writes the site, once or after every change.
//!
//! Does not know what a site consists of: it joins the library's stages and tells what came of it.

use std::ops::ControlFlow;
use std::process::ExitCode;
use std::sync::Arc;
use std::time::{Duration, Instant};

use chrono::Datelike;
use clap::{Args, ValueEnum};
use serde::Deserialize;

use super::account::Account;
use super::built::{Done, Times};
use super::context::{Context, Places};
use super::failure::{Failure, Outcome};
use super::interrupt::Interrupt;
use super::load::{self, Loaded, Memory, Read};
use super::progress::Progress;
use super::report::{self, Counts, Tally, Told, count};
use super::terminal::Terminal;
use super::watching::{POLLING, places, read_settled};
use super::{Deny, Global, cache, fingerprint, open};
use crate::diagnostic::Severity;
use crate::emit::{self, Origin};
use crate::markup::highlight::Remembered;
use crate::render::render;
use crate::route::Route;
use crate::site::Session;
use crate::source::Changed;
use crate::source::watch::{News, watch};

#[derive(Debug, Args)]
pub struct BuildArgs {
    #[command(flatten)]
    places: Places,
    /// Fail on warnings
    #[arg(long, value_name = "WHAT")]
    deny: Option<Deny>,
    /// Build again after every change
    #[arg(long)]
    watch: bool,
    /// Open the site in a browser
    #[arg(long)]
    open: bool,
    /// Build although nothing changed
    #[arg(long)]
    force: bool,
    /// Highlight all code anew, and remember nothing of it in your cache folder
    #[arg(long)]
    no_cache: bool,
    /// Put new files into the folder one by one instead of swapping it: for a mounted or served one
    #[arg(long)]
    in_place: bool,
    /// How the result is written
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    format: Format,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// A line for people
    Text,
    /// One object
    Json,
}

pub fn run(global: &Global, args: &BuildArgs, terminal: &Terminal) -> Outcome {
    let context = Context::new(global, &args.places.overrides())?;
    let interrupt = Interrupt::listen()?;
    let mut memory = Memory::default();
    let code = match once(&context, args, &mut memory, None, &interrupt, terminal) {
        Ok(code) => code,
        Err(failure) if args.watch && interrupt.code().is_none() => failure.tell(terminal),
        Err(failure) => return Err(failure),
    };
    if args.open {
        open::open(&context.output.join("index.html").to_string_lossy(), terminal);
    }
    if args.watch {
        return again(global, args, &context, memory, &interrupt, terminal);
    }
    Ok(code)
}

/// One build of what is given, or of what there is to read: the join of the library's stages, unless what they would give
/// stands there already.
fn once(
    context: &Context,
    args: &BuildArgs,
    memory: &mut Memory,
    given: Option<Read>,
    interrupt: &Interrupt,
    terminal: &Terminal,
) -> Outcome {
    let start = Instant::now();
    let progress = Progress::new(terminal);
    progress.stage("reading notes", None);
    let look = || emit::published(&context.output, Some(&context.input));
    let (there, read) = rayon::join(look, || match given {
        Some(read) => Ok(read),
        None => load::read_again(context, memory, Changed::Anything),
    });
    // A refusal comes before whatever is wrong with the notes.
    let there = there?;
    let read = read?;
    let later = memory.is_later();
    let theme = context.load_theme()?;
    let fingerprint = fingerprint::of(&read, &theme, context)?;
    let same = there.filter(|there| !args.force && there.origin.fingerprint == fingerprint);
    if let Some(unchanged) = same.and_then(|there| Unchanged::new(there, &read, start)) {
        drop(progress);
        memory.keep(&read, &theme, context.today);
        return Ok(unchanged.tell(context, args, terminal));
    }
    let mut loaded = load::join(context, memory, read, theme, start, &progress)?;
    progress.stage("highlighting code", None);
    let begin = Instant::now();
    highlight(&mut loaded, args, &mut memory.session, terminal);
    let highlight = begin.elapsed();
    let site = &loaded.site;
    let mut routes = site.routes().to_vec();
    // What others refer to comes into place first.
    routes.sort_by_key(Route::rank);
    let options = emit::Options {
        notes: Some(context.input.clone()),
        // Whoever watches has the folder open in a browser or a server.
        in_place: args.in_place || args.watch,
        stop: Arc::clone(&interrupt.caught),
        wait: Some(&|wait| match wait {
            emit::Wait::For(holder) => progress.wait(&waiting(context, holder), terminal),
            emit::Wait::Over => progress.stage("making files", Some(routes.len())),
        }),
    };
    progress.stage("making files", Some(routes.len()));
    let make = |route: &Route| {
        let made = render(site, *route);
        progress.step();
        made
    };
    let path = |route: &Route| site.path(route);
    let diagnostics = &mut loaded.diagnostics;
    let mut account = Account::default();
    let origin = || {
        // Some is found only where a page is made.
        diagnostics.extend(site.diagnostics());
        report::sort(diagnostics);
        account = Account::new(&site.graph, &Tally::of(diagnostics));
        let account = serde_json::to_value(&account).ok()?;
        Some(Origin { fingerprint, account })
    };
    let published = interrupt.heed(|| emit::publish(&context.output, &routes, path, make, origin, &options));
    drop(progress);
    let report = published.map_err(Failure::from).map_err(|failure| match interrupt.code() {
        Some(code) => failure.with_code(code),
        None => failure,
    })?;
    if let Some(leftover) = &report.leftover {
        let shown = leftover.display();
        terminal.say(&format!("{shown} is of no more use and could not be removed; the next build tries again"));
    }
    let write = begin.elapsed();

    let count = routes.len();
    tell(&loaded, &mut memory.told, args.deny.is_some(), terminal);
    let tally = Tally::of(&loaded.diagnostics);
    let counts = tally.counts();
    let done = Done { report, routes: count, pages: account.pages, counts, highlight, write, total: start.elapsed() };
    let times = Times { read: loaded.read, graph: loaded.join, mentions: loaded.mentions };
    match args.format {
        Format::Json => terminal.result(&done.object(loaded.notes, times)),
        Format::Text if !terminal.quiet && later => done.line(context, terminal),
        Format::Text if !terminal.quiet => done.summary(context, &loaded, &tally, terminal),
        Format::Text => {}
    }
    if !args.watch {
        // The process ends, and its memory at once: to give a great graph back piece by piece takes a tenth of a second.
        std::mem::forget(loaded);
    }
    Ok(verdict(args, counts))
}

/// Whom a build waits for, which another build of the same site keeps waiting.
fn waiting(context: &Context, holder: &str) -> String {
    let process = if holder.is_empty() { String::new() } else { format!(" (process {holder})") };
    format!("waiting for another build of `{}`{process}", context.output.display())
}

fn verdict(args: &BuildArgs, counts: Counts) -> ExitCode {
    let found = args.deny.is_some() && counts.errors + counts.warnings > 0;
    ExitCode::from(if found { 3 } else { 0 })
}

/// All code, from the memory of earlier builds where it can be; and for later ones. What cannot be kept is worked out again.
fn highlight(loaded: &mut Loaded, args: &BuildArgs, session: &mut Session, terminal: &Terminal) {
    let place = if args.no_cache { None } else { cache::highlights() };
    let recall = || match &session.highlights {
        Some(known) => known.clone(),
        None => Remembered::new(place.as_deref().map(emit::recall).unwrap_or_default()),
    };
    let day = chrono::Local::now().date_naive().num_days_from_ce().unsigned_abs();
    let Some(kept) = loaded.site.highlight_with(day, recall) else { return };
    if args.watch {
        session.highlights = Some(kept.clone());
    }
    let Some(place) = place else { return };
    if let Err(error) = emit::remember(&place, kept.as_bytes())
        && terminal.verbose
    {
        terminal.say(&format!("{error}: the next build will highlight the same code again"));
    }
}

/// A site that stands there, made from what is there now.
struct Unchanged {
    there: emit::Published,
    account: Account,
    tally: Tally,
    notes: usize,
    reading: String,
    start: Instant,
    read: Duration,
}

impl Unchanged {
    /// None if the site's account is none of this program's.
    fn new(there: emit::Published, read: &Read, start: Instant) -> Option<Unchanged> {
        let account = Account::deserialize(&there.origin.account).ok()?;
        let tally = account.tally()?;
        let (notes, reading, read) = (read.notes.notes.len(), read.reading(), start.elapsed());
        Some(Unchanged { there, account, tally, notes, reading, start, read })
    }

    /// What the build that made the site told, in numbers: its frames are `check`'s to draw anew.
    fn tell(self, context: &Context, args: &BuildArgs, terminal: &Terminal) -> ExitCode {
        let Unchanged { there, account, tally, notes, reading, start, read } = self;
        let counts = tally.counts();
        if !terminal.quiet {
            terminal.say(&reading);
        }
        let is_told = !terminal.quiet || args.deny.is_some();
        if counts.errors > 0 || (is_told && counts != Counts::default()) {
            terminal.say(&format!("{}, as told before: annals check shows them", tally.words()));
        }
        let emit::Published { files, bytes, .. } = there;
        let report = emit::Report { unchanged: files, bytes, ..emit::Report::default() };
        let (highlight, write, total) = (Duration::ZERO, Duration::ZERO, start.elapsed());
        match args.format {
            Format::Json => {
                let done = Done { report, routes: files, pages: account.pages, counts, highlight, write, total };
                terminal.result(&done.object(notes, Times { read, ..Times::default() }));
            }
            Format::Text if !terminal.quiet => {
                let (shown, files, time) = (context.output.display(), count(files, "file"), total.as_secs_f64());
                terminal.result(&format!("{shown}: {files}, nothing changed since the last build, in {time:.1} s"));
            }
            Format::Text => {}
        }
        verdict(args, counts)
    }
}

/// Mere notes are for `check` and for those who ask for more.
fn tell(loaded: &Loaded, told: &mut Told, denied: bool, terminal: &Terminal) {
    let least = match (terminal.verbose, terminal.quiet) {
        (true, _) => Severity::Note,
        // What makes the build fail is told whatever else is not.
        (_, true) if !denied => Severity::Error,
        _ => Severity::Warning,
    };
    let mut new = told.news(&loaded.diagnostics, &loaded.sources);
    new.retain(|told| told.code.severity() <= least);
    for lines in report::draw(&new, &loaded.sources, terminal.verbose) {
        terminal.say(&lines);
    }
}

/// Builds after every change, until the process is ended. What goes wrong is told, and tried again.
fn again(
    global: &Global,
    args: &BuildArgs,
    context: &Context,
    mut memory: Memory,
    interrupt: &Interrupt,
    terminal: &Terminal,
) -> Outcome {
    if !terminal.quiet {
        terminal.say("watching for changes; end with ctrl-c");
    }
    let skip = std::slice::from_ref(&context.output);
    // What changed while there was no site may not have been looked at.
    let mut failed = false;
    watch(&places(context), skip, None, |news| {
        if let News::Watching { polling: true } = news {
            terminal.say(POLLING);
        }
        let changed = match news {
            // Something may have changed between the first build and now.
            News::Watching { .. } if memory.is_later() => Changed::Anything,
            News::Watching { .. } | News::Quiet => return heard(interrupt),
            News::Changed(_) if failed => Changed::Anything,
            News::Changed(changed) => changed,
        };
        let built = Context::new(global, &args.places.overrides()).and_then(|context| {
            let read = read_settled(&context, &mut memory, changed)?;
            match is_same(&context, &memory, &read) {
                true => Ok(ExitCode::SUCCESS),
                false => once(&context, args, &mut memory, Some(read), interrupt, terminal),
            }
        });
        failed = built.is_err();
        if let Err(failure) = built {
            failure.tell(terminal);
        }
        heard(interrupt)
    })?;
    Ok(interrupt.code().map_or(ExitCode::SUCCESS, ExitCode::from))
}

/// Whether a change changed nothing that is on the site.
fn is_same(context: &Context, memory: &Memory, read: &Read) -> bool {
    context.load_theme().is_ok_and(|theme| memory.is_same(read, &theme, context.today))
}

fn heard(interrupt: &Interrupt) -> ControlFlow<()> {
    if interrupt.code().is_some() { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
}
