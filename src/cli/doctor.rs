//! `annals doctor`: what annals sees, reads and needs, each with whether it is well and what to do if not.
//!
//! Does not change anything, asks no host, and tells what single notes have wrong only as a number: that is `check`.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::Args;
use clap::builder::styling::{AnsiColor, Style};

use super::Global;
use super::context::{Context, KEYS, Overrides, variable};
use super::disk;
use super::exposure;
use super::failure::Outcome;
use super::load;
use super::origin::{Key, written};
use super::report::count;
use super::terminal::Terminal;
use crate::config::{Config, Edn, PASSED_OVER};
use crate::diagnostic::{Code, Diagnostic, Severity};
use crate::emit;
use crate::error::Error;
use crate::graph::{Graph, PageKind};
use crate::site::{self, Site};
use crate::source::{self, watch};
use crate::theme::Origin;

#[derive(Debug, Args)]
pub struct DoctorArgs {
    /// A folder of notes, or one file
    notes: Option<PathBuf>,
}

/// How well something is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    Ok,
    Warn,
    /// A build fails for it.
    Bad,
}

/// The report, as it grows.
struct Doctor<'a> {
    terminal: &'a Terminal,
    warnings: usize,
    /// The exit code that the worst of what is broken has; 0 while nothing is.
    code: u8,
}

impl Doctor<'_> {
    fn tell(&mut self, state: State, what: &str, says: &str, help: Option<&str>) {
        let (word, colour) = match state {
            State::Ok => ("ok", AnsiColor::Green),
            State::Warn => ("warn", AnsiColor::Yellow),
            State::Bad => ("bad", AnsiColor::Red),
        };
        self.warnings += usize::from(state == State::Warn);
        let style = Style::new().bold().fg_color(Some(colour.into()));
        if state != State::Ok || !self.terminal.quiet {
            self.terminal.result(&format!("{style}{word:<4}{style:#}  {what:<9} {says}"));
            for line in help.into_iter().flat_map(str::lines) {
                self.terminal.result(&format!("                help: {line}"));
            }
        }
    }

    fn ok(&mut self, what: &str, says: &str) {
        self.tell(State::Ok, what, says, None);
    }

    fn warn(&mut self, what: &str, says: &str, help: &str) {
        self.tell(State::Warn, what, says, Some(help));
    }

    /// Something that a build fails for.
    fn broken(&mut self, what: &str, error: &Error) {
        self.code = self.code.max(1);
        let place = error.place.as_ref().map(|place| {
            let at = crate::span::position(&place.text, place.span.start as usize);
            format!("{}:{}:{}: ", place.path, at.line, at.column)
        });
        let says = format!("{}{}", place.unwrap_or_default(), error.message);
        self.tell(State::Bad, what, &says, error.help.as_deref());
    }
}

pub fn run(global: &Global, args: &DoctorArgs, terminal: &Terminal) -> Outcome {
    let flags = Overrides { notes: args.notes.as_deref(), ..Overrides::default() };
    let mut doctor = Doctor { terminal, warnings: 0, code: 0 };
    let context = match Context::new(global, &flags) {
        Ok(context) => context,
        Err(failure) => {
            doctor.code = 2;
            doctor.tell(State::Bad, "settings", "cannot be used; what follows goes by the defaults", None);
            terminal.result(&failure.draw());
            // That it cannot be found either is what was told.
            let file = Context::file(global, &flags).ok().flatten();
            Context::of(Config::default(), file, global, &flags)
        }
    };
    settings(&context, doctor.code == 0, &mut doctor);
    let text = notes(&context, &mut doctor);
    output(&context, text, &mut doctor);
    watcher(&context, &mut doctor);
    let exposed = hosting(&context, &mut doctor);
    if exposed {
        terminal.say("others may be able to read the site: look at what is marked `hosting`");
    }
    if !terminal.quiet {
        terminal.say(match (doctor.code, doctor.warnings) {
            (0, 0) => "all is well",
            (0, _) => "a build works; look at what is marked `warn`",
            _ => "a build fails until what is marked `bad` is mended",
        });
    }
    Ok(ExitCode::from(doctor.code))
}

/// What was read from where, and which keys it sets.
fn settings(context: &Context, usable: bool, doctor: &mut Doctor<'_>) {
    match &context.file {
        Some(file) if usable => {
            let text = std::fs::read_to_string(file).unwrap_or_default();
            let keys: Vec<String> = written(&text).into_iter().map(|(key, _): (Key, usize)| key.join(".")).collect();
            let says = if keys.is_empty() { "sets nothing".to_string() } else { keys.join(", ") };
            doctor.ok("settings", &format!("{}: {says}", file.display()));
        }
        Some(_) => {}
        None => doctor.ok("settings", "no annals.toml here or above; the defaults hold (annals init writes one)"),
    }
    let set: Vec<String> =
        KEYS.iter().map(|(key, _)| variable(key)).filter(|name| std::env::var_os(name).is_some()).collect();
    if !set.is_empty() {
        doctor.ok("settings", &format!("from the environment: {}", set.join(", ")));
    }
    match source::settings(&context.input) {
        Err(error) => doctor.broken("settings", &error),
        Ok(settings) => {
            let Some((name, text)) = &settings.file else { return };
            let (edn, _) = Edn::read(text);
            let passed: Vec<String> = PASSED_OVER
                .iter()
                .flat_map(|over| over.keys.iter().filter(|key| edn.get(key).is_some()))
                .map(|key| format!(":{key}"))
                .collect();
            let over = if passed.is_empty() { String::new() } else { format!("; not obeyed: {}", passed.join(", ")) };
            match settings.diagnostics.first() {
                Some(told) => {
                    doctor.warn("settings", &format!("{name}: {}{over}", told.message), "annals check shows where")
                }
                None => doctor.ok("settings", &format!("{name}: read whole{over}")),
            }
        }
    }
}

/// The notes and what they make; gives how many bytes of text and files there are.
fn notes(context: &Context, doctor: &mut Doctor<'_>) -> u64 {
    let read = match load::read(context) {
        Ok(read) => read,
        Err(error) => {
            doctor.broken("notes", &error);
            return 0;
        }
    };
    let load::Read { notes, config, mut diagnostics, .. } = read;
    doctor.ok("dialect", &format!("{}: {}", notes.dialect.label(), notes.because));
    left_out(&diagnostics, notes.left_out, doctor);
    let text: u64 = notes.notes.iter().map(|note| note.text.len() as u64).sum();
    let files: u64 = notes.assets.iter().map(|asset| asset.size).sum();
    let (outlines, mut told) = site::outlines(&notes, &config);
    diagnostics.append(&mut told);
    let (graph, mut told) = Graph::new(&notes, outlines, &config);
    diagnostics.append(&mut told);
    diagnostics.append(&mut load::findings(&graph, &config));
    dates(&graph, &config, doctor);
    doctor.ok("notes", &counted(&graph));
    let worst = diagnostics.iter().filter(|told| told.code.severity() == Severity::Error).count();
    if worst > 0 {
        let says = format!("{} in them", count(worst, "error"));
        doctor.warn("notes", &says, "annals check shows each, and how to mend it");
    }
    theme(context, graph, config, doctor);
    // A text becomes up to twelve times as much; files are copied.
    text * 12 + files
}

/// `12 notes, 340 blocks; 25 pages: 3 projects, 4 people, 6 days; 7 tasks, 5 of them open`.
fn counted(graph: &Graph) -> String {
    let blocks: usize = graph.outlines.iter().map(|outline| outline.blocks.len()).sum();
    let kind = |is: fn(PageKind) -> bool| graph.pages.iter().filter(|page| is(page.kind)).count();
    let people = match kind(|kind| kind == PageKind::Person) {
        1 => "1 person".to_string(),
        n => format!("{n} people"),
    };
    let open = graph.tasks().filter(|task| task.state.is_open()).count();
    format!(
        "{}, {}; {}: {}, {people}, {}; {}, {open} of them open",
        count(graph.outlines.len(), "note"),
        count(blocks, "block"),
        count(graph.pages.len(), "page"),
        count(kind(|kind| kind == PageKind::Project), "project"),
        count(kind(|kind| matches!(kind, PageKind::Journal(_))), "day"),
        count(graph.tasks().count(), "task"),
    )
}

/// Files that are not on the site, by reason.
fn left_out(diagnostics: &[Diagnostic], hidden: usize, doctor: &mut Doctor<'_>) {
    let mut by_code: BTreeMap<Code, usize> = BTreeMap::new();
    let whole = [Code::Unreadable, Code::UnknownFormat, Code::OutsideLink, Code::SyncConflict, Code::TooMuch];
    for told in diagnostics.iter().filter(|told| whole.contains(&told.code)) {
        *by_code.entry(told.code).or_default() += 1;
    }
    let codes: Vec<String> = by_code.iter().map(|(code, n)| format!("{n} {}", code.slug())).collect();
    if !codes.is_empty() {
        let says = format!("not on the site: {}", codes.join(", "));
        doctor.warn("files", &says, "annals check names them; annals check --explain CODE says why");
    }
    if hidden > 0 {
        doctor.ok("files", &format!("{} left out by `exclude` or `:hidden`", count(hidden, "file")));
    }
}

/// How names of days are written. More than one way is no fault: they are read by value.
fn dates(graph: &Graph, config: &Config, doctor: &mut Doctor<'_>) {
    let own = graph.formats.own().map_or("", |own| own.pattern());
    let why = match (config.dates.as_str(), &config.logseq.title_format) {
        ("auto", Some(_)) => "as logseq/config.edn says",
        ("auto", None) => "as most names of days are written",
        _ => "as `dates` says",
    };
    let seen: Vec<String> =
        graph.date_formats().iter().map(|(format, n)| format!("{format} ({})", count(*n, "name"))).collect();
    if seen.is_empty() {
        return doctor.ok("dates", "no name is a day");
    }
    doctor.ok("dates", &format!("{own}, {why}; seen: {}", seen.join("; ")));
}

/// The theme, and whether its templates can be used.
fn theme(context: &Context, graph: Graph, config: Config, doctor: &mut Doctor<'_>) {
    let theme = match context.load_theme() {
        Ok(theme) => theme,
        Err(error) => return doctor.broken("theme", &error),
    };
    let unused: Vec<String> = theme.unused().map(|(_, path)| path.display().to_string()).collect();
    let over = theme.files().filter(|(_, origin)| *origin == Origin::Over).count();
    let says = match &context.theme {
        Some(dir) => format!("{}: {} in place of built-in ones", dir.display(), count(over, "file")),
        None => "built in".into(),
    };
    if let Err(error) = Site::new(graph, config, theme, context.today) {
        return doctor.broken("theme", &error);
    }
    doctor.ok("theme", &says);
    if !unused.is_empty() {
        let says = format!("no page asks for {}", unused.join(", "));
        doctor.warn("theme", &says, "annals theme list names the templates that a file can stand in for");
    }
}

/// Whether a site may be written, and whether there is room. `need` is the most that one may take, in bytes.
fn output(context: &Context, need: u64, doctor: &mut Doctor<'_>) {
    let shown = context.output.display();
    match emit::check_target(&context.output, Some(&context.input)) {
        Err(error) => doctor.broken("output", &error),
        Ok(target) => {
            let what = match (target.exists, target.has_manifest()) {
                (false, _) => "is not there yet",
                (true, true) => "is a site of annals",
                (true, false) => "is empty",
            };
            doctor.ok("output", &format!("{shown} {what}"));
        }
    }
    let Some(disk) = disk::disk(&context.output) else { return };
    let mut says = format!("{} free", disk::size(disk.free));
    if let Some(name) = disk.name {
        says.push_str(&format!(" on {name}"));
    }
    says.push_str(match disk.swaps {
        Some(true) => "; the new site takes the old one's place in one step",
        Some(false) => "; between the old site and the new one there is a moment without either",
        None => "",
    });
    says.push_str(match disk.shares {
        Some(true) => "; copies of files take no room",
        _ => "",
    });
    if disk.free < need {
        let help = format!("a new site may take {}, and stands beside the old one until it is whole", disk::size(need));
        return doctor.warn("disk", &says, &help);
    }
    doctor.ok("disk", &says);
}

/// Whether the system can tell of changes in all folders.
fn watcher(context: &Context, doctor: &mut Doctor<'_>) {
    if !context.input.is_dir() {
        return;
    }
    let all = watch::folders(&context.input);
    let folders = count(all, "folder");
    match watch::most_folders() {
        Some(most) if all * 2 > most => {
            let says = format!("{folders} to watch, of {most} for all programs together");
            let help = "without room annals looks at all files once a second instead; for more: \
                        sudo sysctl fs.inotify.max_user_watches=524288";
            doctor.warn("watching", &says, help);
        }
        Some(most) => doctor.ok("watching", &format!("{folders} to watch, of {most} for all programs together")),
        None => doctor.ok("watching", &format!("{folders} to watch")),
    }
}

/// Who else could read the site; whether anyone could.
fn hosting(context: &Context, doctor: &mut Doctor<'_>) -> bool {
    let signs = exposure::signs(context);
    for sign in &signs {
        doctor.warn("hosting", &sign.says, sign.help);
    }
    if signs.is_empty() {
        doctor.ok("hosting", "no file here says that the site is published");
    }
    !signs.is_empty()
}
