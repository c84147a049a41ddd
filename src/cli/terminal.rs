//! Standard output for results, standard error for all else, in colour where that is wanted.
//!
//! Does not decide what is said. A reader that went away (`annals check | head`) is no error.

use std::io::{self, BufWriter, Write};

use anstream::ColorChoice;

use super::Color;

/// How talkative the user wants us.
#[derive(Debug, Clone, Copy)]
pub struct Terminal {
    /// Say only what is wrong.
    pub quiet: bool,
    /// Say more.
    pub verbose: bool,
}

impl Terminal {
    pub fn new(color: Color, quiet: bool, verbose: bool) -> Terminal {
        match color {
            // NO_COLOR, CLICOLOR_FORCE and the kind of terminal decide.
            Color::Auto => ColorChoice::Auto.write_global(),
            Color::Always => ColorChoice::Always.write_global(),
            Color::Never => ColorChoice::Never.write_global(),
        }
        Terminal { quiet, verbose }
    }

    /// A line of the result.
    pub fn result(self, line: &str) {
        let _ = writeln!(anstream::stdout().lock(), "{line}");
    }

    /// A long result, as it comes.
    ///
    /// # Errors
    /// Those of `write`, but for a reader that went away.
    pub fn results(self, write: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> io::Result<()> {
        let mut out = BufWriter::new(io::stdout().lock());
        match write(&mut out).and_then(|()| out.flush()) {
            Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
            done => done,
        }
    }

    /// A line for whoever is watching.
    pub fn say(self, line: &str) {
        let _ = writeln!(anstream::stderr().lock(), "{line}");
    }
}
