//! Opens a page in the user's browser.
//!
//! Does not wait for it, and does not mind if there is none: where the page is was said.

use std::process::{Command, Stdio};

use super::terminal::Terminal;

/// `page` is a path or an address.
pub fn open(page: &str, terminal: &Terminal) {
    let program = match std::env::consts::OS {
        "macos" => "open",
        "windows" => "explorer",
        _ => "xdg-open",
    };
    // What it prints of browsers that are not there helps nobody.
    let opened = Command::new(program).arg(page).stdout(Stdio::null()).stderr(Stdio::null()).spawn();
    match opened {
        Ok(_) if terminal.quiet => {}
        Ok(_) => terminal.say(&format!("opening {page}")),
        Err(error) => terminal.say(&format!("open {page} in a browser: {program} cannot be run: {error}")),
    }
}
