//! `annals serve`: the site as it is written, on this machine alone.
//!
//! Does not serve anything itself: it looks after the notes, and hands each next site to the server.

use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;
use std::time::{Duration, Instant};

use chrono::NaiveDate;
use clap::Args;

use super::chosen::Chosen;
use super::context::{Context, Overrides};
use super::failure::{Failure, Outcome};
use super::frame::visible;
use super::idle::{Idle, Job};
use super::load::{self, Memory, Previewed};
use super::report::count;
use super::terminal::Terminal;
use super::watching::{POLLING, load_settled, places, read_settled};
use super::{Global, open, serving, state, unmatched};
use crate::error::Error;
use crate::graph::Graph;
use crate::serve::{Changed as Spot, Editor, Options, Server};
use crate::site;
use crate::source::Changed;
use crate::source::watch::{News, watch};

#[derive(Debug, Args)]
pub struct ServeArgs {
    /// A folder of notes, or one file
    notes: Option<PathBuf>,
    /// The port to listen at; if it is taken, the next that is free
    #[arg(long, value_name = "PORT", default_value_t = 1414)]
    port: u16,
    /// Show what this profile of annals.toml hands out, and nothing else
    #[arg(long, value_name = "PROFILE", conflicts_with = "follow")]
    share: Option<String>,
    /// Open the site in a browser
    #[arg(long)]
    open: bool,
    /// Lead open pages to what was last changed
    #[arg(long)]
    follow: bool,
    /// Look at the notes again and again, for disks that do not tell of changes [default: every 1000 ms]
    #[arg(
        long,
        value_name = "MS",
        num_args = 0..=1,
        default_missing_value = "1000",
        value_parser = clap::value_parser!(u64).range(10..=60_000)
    )]
    poll: Option<u64>,
}

pub fn run(global: &Global, args: &ServeArgs, terminal: &Terminal) -> Outcome {
    let start = Instant::now();
    let overrides = Overrides { notes: args.notes.as_deref(), ..Overrides::default() };
    let context = Context::new(global, &overrides)?;
    if let Some(profile) = &args.share {
        return share(global, args, profile, &context, &overrides, terminal);
    }
    let said = *terminal;
    let options = Options {
        port: args.port,
        hosts: context.config.serve.hosts.clone(),
        alone: false,
        follow: args.follow,
        editor: editor(&context)?,
        tell: Box::new(move |error| {
            let failure = Failure::from(error);
            failure.tell(&said);
            failure.fault()
        }),
    };
    let server = Arc::new(Server::start(options)?);
    let idle = Idle::start(Arc::clone(&server), *terminal)?;
    let memory = Memory::default();
    let (terminal, today) = (*terminal, context.today);
    let mut preview = Preview { global, overrides, terminal, server, idle, memory, failure: None, today };
    let mut failed = None;
    let watched =
        watch(&places(&context), std::slice::from_ref(&context.output), args.poll.map(Duration::from_millis), |news| {
            match news {
                // Nothing can change between the first reading and the watching.
                News::Watching { polling } => {
                    if polling {
                        terminal.say(POLLING);
                    }
                    if let Err(failure) = preview.first(&context, args, start) {
                        failed = Some(failure);
                        return ControlFlow::Break(());
                    }
                }
                News::Changed(changed) => preview.next(changed),
                News::Quiet => preview.quiet(),
            }
            ControlFlow::Continue(())
        });
    match failed {
        Some(failure) => Err(failure),
        None => Ok(watched.map(|()| ExitCode::SUCCESS)?),
    }
}

/// The share of a profile. What is to be decided is asked now, and holds until the end.
fn share(
    global: &Global,
    args: &ServeArgs,
    profile: &str,
    context: &Context,
    overrides: &Overrides<'_>,
    terminal: &Terminal,
) -> Outcome {
    let mut chosen = Chosen::of(None, Some(profile), &context.config)?;
    let load::Read { notes, config, .. } = load::read(context)?;
    let (outlines, _) = site::outlines(&notes, &config);
    let (graph, _) = Graph::new(&notes, outlines, &config);
    unmatched::tell(&chosen, &config.share, context.file.as_deref(), &graph, terminal)?;
    let record = state::read(&state::record(&context.input)?)?;
    let (decisions, _) = chosen.decide(&graph, &record, true, &config, terminal)?;
    let options = serving::Options {
        port: args.port,
        hosts: context.config.serve.hosts.clone(),
        open: args.open,
        poll: args.poll.map(Duration::from_millis),
    };
    serving::run(global, overrides, chosen, decisions, options, terminal)
}

/// What the config says opens a place in a note.
fn editor(context: &Context) -> Result<Editor, Failure> {
    let root = || {
        let input = context.input.canonicalize().map_err(|error| Error::io("read", &context.input, &error))?;
        Ok::<_, Error>(if input.is_dir() { input } else { input.parent().unwrap_or(Path::new("/")).to_path_buf() })
    };
    Ok(match context.config.serve.editor.as_str() {
        "vscode" => Editor::VsCode(root()?),
        "obsidian" => Editor::Obsidian(root()?),
        "logseq" => Editor::Logseq(root()?.file_name().map(|name| name.to_string_lossy().into()).unwrap_or_default()),
        // The config knows no other.
        _ => Editor::None,
    })
}

struct Preview<'a> {
    global: &'a Global,
    overrides: Overrides<'a>,
    terminal: Terminal,
    server: Arc<Server>,
    idle: Idle,
    memory: Memory,
    /// What keeps the next site from being made.
    failure: Option<Kept>,
    /// The day that the last site was made for.
    today: NaiveDate,
}

/// What was told of a site that could not be made.
struct Kept {
    words: String,
    /// The notes could not be read, which may pass without any of them being changed.
    unread: bool,
}

impl Preview<'_> {
    /// The first site: what keeps it from being made ends the command.
    fn first(&mut self, context: &Context, args: &ServeArgs, start: Instant) -> Result<(), Failure> {
        let read = load::read_again(context, &mut self.memory, Changed::Anything)?;
        let notes = count(read.notes.notes.len(), "note");
        let made = load::preview(context, &mut self.memory, read, context.load_theme()?)?;
        let reading = made.reading.clone();
        self.show(made, None);
        let (url, terminal) = (self.server.url(), self.terminal);
        // Said even to who wants to hear nothing: the config may be another's.
        let hosts = &context.config.serve.hosts;
        if !hosts.is_empty() {
            terminal.say(&format!("also answers to {}, as `serve.hosts` says", hosts.join(", ")));
        }
        if !terminal.quiet {
            terminal.say(&reading);
            if args.port != 0 && self.server.port() != args.port {
                terminal.say(&format!("port {} is taken", args.port));
            }
        }
        let time = start.elapsed().as_secs_f64();
        terminal.result(&format!("{url} shows {notes}, ready in {time:.1} s; end with ctrl-c"));
        if args.open {
            open::open(&url, &terminal);
        }
        Ok(())
    }

    /// The site after a change; what keeps it from being made is shown over the last one.
    fn next(&mut self, changed: Changed<'_>) {
        let begin = Instant::now();
        // What was changed while there was no site may not have been looked at.
        let changed = if self.failure.is_some() { Changed::Anything } else { changed };
        match self.made(changed) {
            Ok(Some(made)) => {
                let spot = self.server.site().and_then(|shown| made.site.first_change(&shown));
                let what = match (&spot, changed) {
                    (Some(spot), _) => spot.path.clone(),
                    (None, Changed::Paths(paths)) => named(paths),
                    (None, Changed::Anything | Changed::Somewhere) => "several notes".into(),
                };
                self.failure = None;
                let times = made.times;
                let (read, seen) =
                    (begin.elapsed() - times.iter().map(|(_, time)| *time).sum::<Duration>(), Instant::now());
                self.show(made, spot.map(|spot| Spot { file: spot.path, href: spot.href }));
                self.say(&what, begin);
                if self.terminal.verbose {
                    let stages = [("read", read)].into_iter().chain(times).chain([("show", seen.elapsed())]);
                    let words: Vec<String> =
                        stages.map(|(stage, time)| format!("{stage} {:.1} ms", time.as_secs_f64() * 1e3)).collect();
                    self.terminal.say(&words.join(", "));
                }
            }
            Ok(None) if self.failure.take().is_some() => {
                self.server.mend();
                self.say("as it was", begin);
            }
            Ok(None) => {}
            Err((failure, unread)) => {
                let words = failure.draw();
                if self.failure.as_ref().is_none_or(|kept| kept.words != words) {
                    failure.tell(&self.terminal);
                    self.server.fail(vec![failure.fault()]);
                }
                self.failure = Some(Kept { words, unread });
            }
        }
    }

    /// Nothing changed; but days do, and what could not be read may be readable again.
    fn quiet(&mut self) {
        let day = self.global.today.unwrap_or_else(|| chrono::Local::now().date_naive());
        if day != self.today || self.failure.as_ref().is_some_and(|kept| kept.unread) {
            self.next(Changed::Somewhere);
        }
    }

    /// None if all that it would be made from is as it was. With a failure, whether it is one of reading.
    fn made(&mut self, changed: Changed<'_>) -> Result<Option<Previewed>, (Failure, bool)> {
        let other = |failure| (failure, false);
        let context = Context::new(self.global, &self.overrides).map_err(other)?;
        self.today = context.today;
        let read = read_settled(&context, &mut self.memory, changed).map_err(|error| (error.into(), true))?;
        let theme = load_settled(&context, &mut self.memory).map_err(|error| other(error.into()))?;
        if self.memory.is_same(&read, &theme, context.today) {
            return Ok(None);
        }
        let made = load::preview(&context, &mut self.memory, read, theme).map_err(other)?;
        Ok(Some(made))
    }

    fn show(&mut self, made: Previewed, spot: Option<Spot>) {
        let Previewed { site, diagnostics, sources, .. } = made;
        let file = spot.as_ref().map(|spot| spot.file.clone());
        self.server.show(Arc::clone(&site), spot);
        self.idle.look(Job { site, diagnostics, sources, file });
    }

    fn say(&self, what: &str, begin: Instant) {
        if !self.terminal.quiet {
            let time = begin.elapsed().as_millis();
            let what = visible(what);
            self.terminal.say(&format!("{} {what}, {time} ms", chrono::Local::now().format("%H:%M:%S")));
        }
    }
}

/// Changed paths for a line of the terminal.
fn named(paths: &[PathBuf]) -> String {
    let first = paths.first().and_then(|path| path.file_name()).map(|name| name.to_string_lossy().into_owned());
    match (first, paths.len()) {
        (None, _) => "a new day".into(),
        (Some(first), 1) => first,
        (Some(first), n) => format!("{first} and {} more", n - 1),
    }
}
