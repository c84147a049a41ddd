//! Says which paths and selectors of `annals.toml` nothing in the notes is, each where it stands.
//!
//! Warns only: who writes a year's profile in January is right before there is anything that it selects.

use std::path::Path;

use super::chosen::Chosen;
use super::failure::Failure;
use super::frame::{Frame, Level};
use super::key;
use super::terminal::Terminal;
use crate::config::share::Share;
use crate::graph::Graph;
use crate::project::unmatched;

/// What was not written into a file is not told: nobody can have slipped there.
///
/// # Errors
/// A selector that cannot be read.
pub fn tell(
    chosen: &Chosen,
    share: &Share,
    file: Option<&Path>,
    graph: &Graph,
    terminal: &Terminal,
) -> Result<(), Failure> {
    let Some(file) = file else { return Ok(()) };
    let found = unmatched(graph, &chosen.profile, share);
    for told in found.map_err(|fault| Failure::usage(fault.message, fault.help))? {
        let index = told.index.to_string();
        let whole = ["share", &chosen.name, told.key, &index];
        let never = ["share", told.key, &index];
        let at = if told.key == "never" { &never[..] } else { &whole[..] };
        let Some(place) = key::place(file, at) else { continue };
        let message = format!("nothing in the notes is `{}`", told.written);
        let help = match &told.near {
            Some(near) => format!("did you mean `{near}`?"),
            None => "see how it is written there, or remove it".into(),
        };
        let mut frame = Frame::new(Level::Warning, &message);
        frame.label = Some(match told.key {
            "never" => "holds nothing back",
            "exclude" => "leaves nothing out",
            _ => "selects nothing",
        });
        (frame.path, frame.text, frame.span) = (Some(place.path.as_str()), Some(place.text.as_str()), place.span);
        frame.help = Some(&help);
        terminal.say(&frame.draw());
    }
    Ok(())
}
