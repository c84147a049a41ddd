//! Why a command ends early, with which exit code, and how that is told.
//!
//! Not for what is wrong in notes: that never ends a command early.

use std::process::ExitCode;

use super::frame::{Frame, Level};
use super::terminal::Terminal;
use crate::config::ConfigError;
use crate::error::Error;
use crate::span::Span;

/// How a command ends.
pub type Outcome = Result<ExitCode, Failure>;

/// Work that was not done.
#[derive(Debug)]
pub struct Failure {
    code: u8,
    message: String,
    help: Option<String>,
    /// Path, text and place of a config that is wrong.
    place: Option<(String, String, Span)>,
}

impl Failure {
    /// The command line or the environment makes no sense.
    pub fn usage(message: impl Into<String>, help: impl Into<String>) -> Failure {
        Failure { code: 2, message: message.into(), help: Some(help.into()), place: None }
    }

    /// The config makes no sense. `text` is what was in the file.
    pub fn config(error: ConfigError, text: String) -> Failure {
        let span = Span::new(error.span.start, error.span.end);
        Failure { code: 2, message: error.message, help: error.help, place: Some((error.path, text, span)) }
    }

    /// A panic that no wall held.
    pub fn internal(panic: &str) -> Failure {
        let help = "this is a mistake of annals, not yours; please report it. RUST_BACKTRACE=1 shows where it happened";
        Failure::from(Error::new(format!("annals failed: {panic}")).help(help))
    }

    /// The same with another exit code.
    pub fn with_code(self, code: u8) -> Failure {
        Failure { code, ..self }
    }

    /// Says why on standard error.
    pub fn tell(&self, terminal: &Terminal) -> ExitCode {
        let mut frame = Frame::new(Level::Error, &self.message);
        frame.help = self.help.as_deref();
        if let Some((path, text, span)) = &self.place {
            frame.path = Some(path);
            frame.text = Some(text);
            frame.span = *span;
        }
        terminal.say(&frame.draw());
        ExitCode::from(self.code)
    }
}

impl From<Error> for Failure {
    fn from(error: Error) -> Failure {
        Failure { code: 1, message: error.message, help: error.help, place: None }
    }
}
