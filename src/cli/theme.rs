//! `annals theme`: lists the files of the theme, and copies a built-in one to where it can be changed.
//!
//! Does not overwrite anything.

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Args, Subcommand};

use super::Global;
use super::context::{Context, Overrides};
use super::failure::Outcome;
use super::terminal::Terminal;
use super::words::Words;
use crate::emit;
use crate::theme::{self, Origin};

#[derive(Debug, Args)]
pub struct ThemeArgs {
    #[command(subcommand)]
    command: ThemeCommand,
}

#[derive(Debug, Subcommand)]
enum ThemeCommand {
    /// List templates and static files, and which of them are your own
    List(Dir),
    /// Copy a built-in file into your theme, to be changed there
    Eject(Eject),
}

#[derive(Debug, Args)]
struct Dir {
    /// A folder of templates and static files of your own
    #[arg(long, value_name = "DIR", env = "ANNALS_THEME", hide_env_values = true)]
    theme: Option<PathBuf>,
}

#[derive(Debug, Args)]
struct Eject {
    /// The file, as in the list, or its name alone
    #[arg(value_parser = files(), hide_possible_values = true)]
    file: &'static str,
    #[command(flatten)]
    dir: Dir,
}

/// Files of the built-in theme, by path or by name.
fn files() -> Words {
    Words { what: "file of the theme", known: theme::built_in_paths(), by_name: true }
}

/// Where a theme is begun if none is named.
const FOLDER: &str = "theme";

pub fn run(global: &Global, args: &ThemeArgs, terminal: &Terminal) -> Outcome {
    match &args.command {
        ThemeCommand::List(dir) => list(global, dir, terminal),
        ThemeCommand::Eject(args) => eject(global, args, terminal),
    }
}

fn list(global: &Global, dir: &Dir, terminal: &Terminal) -> Outcome {
    let context = context(global, dir)?;
    let theme = context.load_theme()?;
    let mut own = 0;
    for (path, origin) in theme.files() {
        own += usize::from(origin != Origin::BuiltIn);
        let note = match origin {
            Origin::BuiltIn => "",
            Origin::Over => "yours, in place of the built-in one",
            Origin::Own if theme.unused().any(|(name, _)| path == format!("templates/{name}")) => "yours, and not used",
            Origin::Own => "yours",
        };
        terminal.result(format!("{path:<28} {note}").trim_end());
    }
    if !terminal.quiet {
        terminal.say(&match context.theme {
            Some(dir) => format!("{own} of them from {}", dir.display()),
            None => "all built in; annals theme eject FILE begins a theme of your own".into(),
        });
    }
    Ok(ExitCode::SUCCESS)
}

fn eject(global: &Global, args: &Eject, terminal: &Terminal) -> Outcome {
    let context = context(global, &args.dir)?;
    let bytes = theme::built_in(args.file).unwrap_or_default();
    let home = context.file.as_deref().and_then(|file| file.parent());
    let dir = context.theme.clone().unwrap_or_else(|| home.map_or_else(PathBuf::new, PathBuf::from).join(FOLDER));
    let file = dir.join(args.file);
    emit::create_new(&file, bytes)?;
    terminal.result(&format!("wrote {}", file.display()));
    if context.theme.is_none() && !terminal.quiet {
        terminal.say(&format!("to use it: --theme {}, or in annals.toml: theme.dir = \"{FOLDER}\"", dir.display()));
    }
    Ok(ExitCode::SUCCESS)
}

fn context(global: &Global, dir: &Dir) -> Result<Context, super::failure::Failure> {
    Context::new(global, &Overrides { theme: dir.theme.as_deref(), ..Overrides::default() })
}
