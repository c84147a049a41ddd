//! Why a command ends early, with which exit code, and how that is told.
//!
//! Not for what is wrong in notes: that never ends a command early.

use std::process::ExitCode;

use super::frame::{Frame, Level, plain};
use super::terminal::Terminal;
use crate::config::ConfigError;
use crate::error::{Error, Place};
use crate::serve::Fault;
use crate::span::{Span, position};
use crate::wall::HELP;

/// How a command ends.
pub type Outcome = Result<ExitCode, Failure>;

/// Work that was not done.
#[derive(Debug)]
pub struct Failure {
    code: u8,
    message: String,
    help: Option<String>,
    /// Where a config or a template is wrong.
    place: Option<Box<Place>>,
}

impl Failure {
    /// The command line or the environment makes no sense.
    pub fn usage(message: impl Into<String>, help: impl Into<String>) -> Failure {
        Failure { code: 2, message: message.into(), help: Some(help.into()), place: None }
    }

    /// What is private might have gone along.
    pub fn refused(message: impl Into<String>, help: impl Into<String>) -> Failure {
        Failure { code: 4, ..Failure::usage(message, help) }
    }

    /// The config makes no sense. `text` is what was in the file.
    pub fn config(error: ConfigError, text: String) -> Failure {
        let span = Span::new(error.span.start, error.span.end);
        let place = Place { path: error.path, text, span };
        Failure { code: 2, message: error.message, help: error.help, place: Some(Box::new(place)) }
    }

    /// A panic that no wall held.
    pub fn internal(panic: &str) -> Failure {
        Failure::from(Error::new(format!("annals failed: {panic}")).help(HELP))
    }

    /// The same at a place in a file, if there is one.
    pub fn at(self, place: Option<Place>) -> Failure {
        Failure { place: place.map(Box::new), ..self }
    }

    /// The same, as what kept something from being done.
    pub fn because(self, undone: &str, help: &str) -> Failure {
        Failure { message: format!("{undone}: {}", self.message), help: Some(help.into()), ..self }
    }

    /// The same with another exit code.
    pub fn with_code(self, code: u8) -> Failure {
        Failure { code, ..self }
    }

    /// Says why on standard error.
    pub fn tell(&self, terminal: &Terminal) -> ExitCode {
        terminal.say(&self.draw());
        ExitCode::from(self.code)
    }

    /// The same, for a page that is served.
    pub fn fault(&self) -> Fault {
        let place = self.place.as_ref().map(|place| {
            let at = position(&place.text, place.span.start as usize);
            format!("{}:{}:{}", place.path, at.line, at.column)
        });
        Fault { level: "error", message: self.message.clone(), place, frame: plain(&self.draw()), editor: None }
    }

    /// Why, as lines.
    pub fn draw(&self) -> String {
        let mut frame = Frame::new(Level::Error, &self.message);
        frame.help = self.help.as_deref();
        if let Some(place) = &self.place {
            frame.path = Some(&place.path);
            frame.text = Some(&place.text);
            frame.span = place.span;
        }
        frame.draw()
    }
}

impl From<Error> for Failure {
    fn from(error: Error) -> Failure {
        Failure { code: 1, message: error.message, help: error.help, place: error.place }
    }
}
