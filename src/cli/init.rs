//! `annals init`: writes one commented `annals.toml`.
//!
//! Does not touch notes, and overwrites nothing.

use std::path::PathBuf;
use std::process::ExitCode;

use clap::Args;

use super::failure::{Failure, Outcome};
use super::terminal::Terminal;
use crate::config::COMMENTED;
use crate::emit;

#[derive(Debug, Args)]
pub struct InitArgs {
    /// The folder that gets the file
    #[arg(default_value = ".")]
    dir: PathBuf,
}

pub fn run(args: &InitArgs, terminal: &Terminal) -> Outcome {
    if !args.dir.is_dir() {
        return Err(Failure::usage(
            format!("there is no folder {}", args.dir.display()),
            "name the folder of your notes",
        ));
    }
    let file: PathBuf = if args.dir.as_os_str() == "." { "annals.toml".into() } else { args.dir.join("annals.toml") };
    emit::create_new(&file, COMMENTED.as_bytes())?;
    terminal.result(&format!("wrote {}", file.display()));
    if !terminal.quiet {
        terminal.say("every key is optional and stands there with its default: change it in place");
        terminal.say(&match file.parent().filter(|dir| !dir.as_os_str().is_empty()) {
            Some(dir) => format!("next: annals build {}", dir.display()),
            None => "next: annals build, which reads all notes in this folder".to_string(),
        });
    }
    Ok(ExitCode::SUCCESS)
}
