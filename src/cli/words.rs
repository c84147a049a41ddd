//! An argument that is one of several known words: completed by shells, and a slip is answered with the nearest.
//!
//! Does not know what the words are for.

use std::ffi::OsStr;

use clap::builder::{PossibleValue, TypedValueParser};
use clap::error::ErrorKind;
use clap::{Arg, Command, Error};

use crate::config::nearest;

/// The words that an argument may be.
#[derive(Clone)]
pub struct Words {
    /// What one of them is called in messages.
    pub what: &'static str,
    /// All of them.
    pub known: Vec<&'static str>,
    /// Whether the last part of a path stands for it.
    pub by_name: bool,
}

impl Words {
    fn find(&self, written: &str) -> Option<&'static str> {
        let fits = |word: &&&str| **word == written || (self.by_name && word.rsplit('/').next() == Some(written));
        self.known.iter().find(fits).copied()
    }

    fn meant(&self, written: &str) -> String {
        let names = self.known.iter().filter_map(|word| word.rsplit('/').next().filter(|_| self.by_name));
        let all: Vec<&str> = names.chain(self.known.iter().copied()).collect();
        match nearest(written, &all) {
            Some(near) => format!("did you mean `{near}`?"),
            None => format!("known here: {}", self.known.join(", ")),
        }
    }
}

impl TypedValueParser for Words {
    type Value = &'static str;

    fn parse_ref(&self, command: &Command, _: Option<&Arg>, value: &OsStr) -> Result<&'static str, Error> {
        let written = value.to_string_lossy();
        self.find(&written).ok_or_else(|| {
            let told = format!("there is no {} `{written}`: {}\n", self.what, self.meant(&written));
            Error::raw(ErrorKind::InvalidValue, told).with_cmd(command)
        })
    }

    fn possible_values(&self) -> Option<Box<dyn Iterator<Item = PossibleValue> + '_>> {
        Some(Box::new(self.known.iter().map(PossibleValue::new)))
    }
}
