//! What reading either language needs: variables, names of pages, days, and the words to say what is not understood.
//!
//! Does not know the filters of the one nor the sections of the other.

use super::clause::{Term, Value, Var};
use super::days::{self, Direction};
use super::form::{Form, Kind};
use super::{Asked, Problem};
use crate::name;
use chrono::NaiveDate;
use std::sync::Arc;

/// A query being read.
pub(super) struct Reading<'q> {
    pub asked: &'q Asked<'q>,
    /// The names of variables; one of our own has none.
    variables: Vec<Option<String>>,
    /// Something was read against today.
    pub dated: bool,
    /// Something was read against the place of the query.
    pub placed: bool,
    /// What is left out.
    pub left_out: Vec<String>,
}

impl<'q> Reading<'q> {
    pub fn new(asked: &'q Asked<'q>) -> Self {
        Reading { asked, variables: Vec::new(), dated: false, placed: false, left_out: Vec::new() }
    }

    /// The variable of a name.
    pub fn variable(&mut self, name: &str) -> Var {
        match self.variables.iter().position(|known| known.as_deref() == Some(name)) {
            Some(known) => known,
            None => {
                self.variables.push(Some(name.to_string()));
                self.variables.len() - 1
            }
        }
    }

    /// A variable of our own.
    pub fn fresh(&mut self) -> Term {
        self.variables.push(None);
        Term::Var(self.variables.len() - 1)
    }

    /// A variable as it is written.
    pub fn name(&self, variable: Var) -> String {
        self.variables.get(variable).and_then(Option::as_ref).map_or("?".into(), |name| format!("?{name}"))
    }

    /// How many variables there are so far.
    pub fn count(&self) -> usize {
        self.variables.len()
    }

    /// The page of a name; of a name that has no page here, its key.
    pub fn page(&self, name: &str) -> Value {
        match self.asked.graph.find(name) {
            Some(page) => Value::Page(page),
            None => Value::Name(name::key(name).into()),
        }
    }

    /// The page whose file the query stands in.
    pub fn own_page(&mut self) -> Value {
        self.placed = true;
        Value::Page(self.asked.graph.facts[self.asked.from.note.index()].page)
    }

    /// The page that `<% … %>` stands for.
    fn dynamic(&mut self, form: &Form, words: &str) -> Result<Value, Problem> {
        if words.eq_ignore_ascii_case("current page") {
            return Ok(self.own_page());
        }
        match days::phrase(words, self.asked.today) {
            Some(day) => {
                self.dated = true;
                Ok(match self.asked.graph.day(day) {
                    Some(page) => Value::Page(page),
                    None => Value::Name(day.format("%Y-%m-%d").to_string().into()),
                })
            }
            None => Err(form.problem(format!("annals knows no day called `{words}`"))),
        }
    }

    /// A form that names a page: `[[x]]`, `#x`, `x`, `"x"`, `:x`, `<% today %>`.
    pub fn named_page(&mut self, form: &Form) -> Result<Value, Problem> {
        match &form.kind {
            Kind::Page(name) | Kind::Word(name) | Kind::Key(name) | Kind::Text(name) => Ok(self.page(name)),
            Kind::Int(number) => Ok(self.page(&number.to_string())),
            Kind::Dynamic(words) => self.dynamic(form, words),
            _ => Err(form.problem("a page is meant here, as `[[name]]`")),
        }
    }

    /// A form that is a day: `today`, `-7d`, `[[a day's page]]`, `<% last week %>`.
    pub fn day(&mut self, form: &Form) -> Result<NaiveDate, Problem> {
        let today = self.asked.today;
        let day = match &form.kind {
            Kind::Page(name) => self.asked.graph.formats.read(name).and_then(|read| read.day()),
            Kind::Text(name) => {
                let written = self.asked.graph.formats.read(name).and_then(|read| read.day());
                written.or_else(|| days::relative(name, today, Direction::Ahead))
            }
            Kind::Word(word) | Kind::Key(word) => {
                self.dated = true;
                days::relative(word, today, Direction::Ahead)
            }
            Kind::Dynamic(words) => {
                self.dated = true;
                days::phrase(words, today)
            }
            _ => None,
        };
        day.ok_or_else(|| {
            form.problem("this is no day that annals knows")
                .help("write `today`, `-7d`, `+2w` or a day's page, `[[…]]`")
        })
    }

    /// What a property is compared with.
    pub fn property_value(&mut self, form: &Form) -> Result<Value, Problem> {
        match &form.kind {
            Kind::Page(name) => Ok(Value::text(name.as_str())),
            Kind::Word(word) | Kind::Key(word) => Ok(typed(word)),
            Kind::Text(text) => Ok(typed(text.trim())),
            Kind::Int(number) => Ok(Value::Int(*number)),
            Kind::Bool(truth) => Ok(Value::Bool(*truth)),
            Kind::Dynamic(words) => match self.dynamic(form, words)? {
                Value::Page(page) => Ok(Value::Text(self.asked.graph.page(page).name.clone())),
                Value::Name(name) => Ok(Value::Text(name)),
                other => Ok(other),
            },
            _ => Err(form.problem("a property's value is one word, number, text or page")),
        }
    }
}

/// A word as a property's value is typed: numbers and `true` are no text.
fn typed(word: &str) -> Value {
    match word {
        "true" => Value::Bool(true),
        "false" => Value::Bool(false),
        word => word.parse().map_or_else(|_| Value::text(word.trim_start_matches('#')), Value::Int),
    }
}

/// Several words as a set of texts.
pub(super) fn texts(words: impl IntoIterator<Item = String>) -> Value {
    let mut set: Vec<Value> = Vec::new();
    for word in words {
        let word = Value::text(word);
        if !set.contains(&word) {
            set.push(word);
        }
    }
    Value::Set(set.into())
}

/// A property's key as it is compared.
pub(super) fn key(form: &Form) -> Result<Arc<str>, Problem> {
    let word = match &form.kind {
        Kind::Text(text) => text,
        _ => form.word().ok_or_else(|| form.problem("a property's key is a word"))?,
    };
    Ok(crate::outline::property::normal(word).into())
}

/// "did you mean", where a known word is a slip of the pen away.
pub(super) fn near(word: &str, known: &[&str]) -> Option<String> {
    let meant = crate::config::nearest(word, known).filter(|_| word.len() > 1)?;
    Some(format!("did you mean `{meant}`?"))
}
