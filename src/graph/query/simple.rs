//! Simple queries: `(and [[page]] (task now later) (between -7d today))`.
//!
//! Does not answer them. Source of what each filter takes: Logseq 0.10's query language. Filters on blocks make the
//! results blocks, and `page-property` and the like then speak of a block's page; with those alone the results are pages.

use super::clause::{Attribute, Clause, Find, Holder, Program, Sort, SortBy, Term, Test, Value};
use super::days;
use super::form::{self, Form, Kind};
use super::read::{self, Reading, near, texts};
use super::{Asked, Problem};

/// Every filter, for "did you mean"; of two names for one the plainer.
const FILTERS: &[&str] = &[
    "and",
    "or",
    "not",
    "task",
    "priority",
    "property",
    "page-property",
    "page",
    "namespace",
    "page-tags",
    "all-page-tags",
    "between",
    "sort-by",
    "sample",
];

/// What `{{query …}}` asks.
pub(super) fn read(text: &str, asked: &Asked<'_>) -> Result<Program, Problem> {
    let forms = form::read(text, true)?;
    let Some(first) = forms.first() else {
        return Err(Problem::new("it asks for nothing", 0..text.len())
            .help("write what to look for: `{{query (and [[page]] (task todo))}}`"));
    };
    // Bare words are a search, as in the app's own box.
    if forms.iter().all(|f| matches!(f.kind, Kind::Word(_) | Kind::Int(_)) && f.variable().is_none()) {
        let mut reading = Reading::new(asked);
        let mut simple = Simple::new(&mut reading);
        let block = simple.block();
        let words = Term::Value(Value::text(text.trim()));
        let clause = simple.reading.content(block, words, Test::HasWords);
        return Ok(simple.finish(clause));
    }
    let mut program = of_form(first, asked)?;
    match &forms[1..] {
        [] => {}
        [last] if last.word() == Some("table") => program.table = true,
        [next, ..] => {
            let help = "put all filters into one `(and …)`";
            return Err(next.problem("a query is one form; this stands behind it").help(help));
        }
    }
    Ok(program)
}

/// What one form asks: that of `{{query …}}`, or what stands behind `:query`.
pub(super) fn of_form(form: &Form, asked: &Asked<'_>) -> Result<Program, Problem> {
    let mut reading = Reading::new(asked);
    let mut simple = Simple::new(&mut reading);
    match simple.filter(form)? {
        Some(clause) => Ok(simple.finish(clause)),
        None => Err(form.problem("it asks for nothing: `sort-by` and `sample` only arrange what other filters find")),
    }
}

struct Simple<'r, 'q> {
    reading: &'r mut Reading<'q>,
    block: Option<Term>,
    page: Option<Term>,
    sort: Option<Sort>,
    sample: Option<usize>,
}

impl<'r, 'q> Simple<'r, 'q> {
    fn new(reading: &'r mut Reading<'q>) -> Self {
        Simple { reading, block: None, page: None, sort: None, sample: None }
    }

    /// The block that is looked for.
    fn block(&mut self) -> Term {
        self.block.get_or_insert_with(|| Term::Var(self.reading.variable("b"))).clone()
    }

    /// Its page, or the page that is looked for.
    fn page(&mut self) -> Term {
        self.page.get_or_insert_with(|| Term::Var(self.reading.variable("p"))).clone()
    }

    fn finish(self, clause: Clause) -> Program {
        let found = match self.block.as_ref().or(self.page.as_ref()) {
            Some(Term::Var(var)) => *var,
            _ => 0,
        };
        let said = clause.always_says(found);
        let mut clauses = vec![clause];
        match (self.block, self.page) {
            (Some(block), Some(page)) => clauses.push(Clause::fact(block, Attribute::Page, page)),
            // What is found must be something: after `(not …)`, anything.
            (Some(block), None) if !said => clauses.push(Clause::fact(block, Attribute::Page, Term::Any)),
            (None, Some(page)) if !said => clauses.push(Clause::fact(page, Attribute::Name, Term::Any)),
            _ => {}
        }
        Program {
            clauses,
            find: Find::Rows(vec![found]),
            variables: self.reading.count(),
            sort: self.sort,
            sample: self.sample,
            fold_children: true,
            title: None,
            table: false,
            dated: self.reading.dated,
            placed: self.reading.placed,
            left_out: std::mem::take(&mut self.reading.left_out),
        }
    }

    /// A filter as a clause; nothing for what only arranges.
    fn filter(&mut self, form: &Form) -> Result<Option<Clause>, Problem> {
        match &form.kind {
            Kind::Page(_) | Kind::Dynamic(_) => {
                let (block, page) = (self.block(), self.reading.named_page(form)?);
                Ok(Some(Clause::fact(block, Attribute::PathRefs, Term::Value(page))))
            }
            Kind::Text(text) if text.is_empty() => Err(form.problem("an empty text is in everything")),
            Kind::Text(text) => {
                let block = self.block();
                Ok(Some(self.reading.content(block, Term::Value(Value::text(text.as_str())), Test::Includes)))
            }
            Kind::List(items) => match items.split_first() {
                Some((head, arguments)) => self.call(form, head, arguments),
                None => Err(form.problem("it asks for nothing")),
            },
            // `[[a b]]` in the code of an advanced query is a vector in a vector.
            Kind::Vector(items) if items.len() == 1 => self.filter(&items[0]),
            Kind::Word(word) => Err(form
                .problem(format!("`{word}` is no filter"))
                .help(format!("write `[[{word}]]` for a page, `\"{word}\"` for words"))),
            _ => Err(form.problem("this is no filter")),
        }
    }

    fn call(&mut self, form: &Form, head: &Form, arguments: &[Form]) -> Result<Option<Clause>, Problem> {
        let name = head.word().unwrap_or_default().to_ascii_lowercase();
        let filter = match name.as_str() {
            "and" | "or" | "not" => {
                let mut inner = Vec::with_capacity(arguments.len());
                for argument in arguments {
                    inner.extend(self.filter(argument)?);
                }
                if inner.is_empty() {
                    // `(and (sort-by x))` is nothing, and so is what holds nothing else.
                    return Ok(None);
                }
                match name.as_str() {
                    "and" => Clause::All(inner),
                    "or" => Clause::Either(inner),
                    _ => Clause::Not(inner),
                }
            }
            "task" | "todo" => {
                let markers = texts(words(head, arguments)?.map(|word| word.to_uppercase()));
                let block = self.block();
                self.reading.task(block, Term::Value(markers))
            }
            "priority" => {
                let priorities = texts(words(head, arguments)?.map(|word| word.to_uppercase()));
                let block = self.block();
                self.reading.priority(block, Term::Value(priorities))
            }
            "property" | "page-property" => {
                let (key, value) = match arguments {
                    [key] => (key, None),
                    [key, value] => (key, Some(Term::Value(self.reading.property_value(value)?))),
                    _ => return Err(form.problem(format!("`{name}` takes a key and at most one value"))),
                };
                let key = Term::Value(Value::Text(read::key(key)?));
                let (entity, holder) = match name.as_str() {
                    "property" => (self.block(), Holder::Block),
                    _ => (self.page(), Holder::Page),
                };
                self.reading.property(entity, holder, key, value)
            }
            "page" => {
                let page = self.reading.named_page(only(form, &name, arguments)?)?;
                Clause::fact(self.block(), Attribute::Page, Term::Value(page))
            }
            "namespace" => {
                let page = self.reading.named_page(only(form, &name, arguments)?)?;
                Clause::fact(self.page(), Attribute::Namespace, Term::Value(page))
            }
            "page-tags" | "tags" => {
                let items = listed(arguments);
                let tags: Vec<Value> =
                    items.iter().map(|tag| self.reading.named_page(tag)).collect::<Result<_, _>>()?;
                if tags.is_empty() {
                    return Err(form.problem(format!("`{name}` names no tag")));
                }
                let page = self.page();
                self.reading.page_tags(page, Term::Value(Value::Set(tags.into())))
            }
            "all-page-tags" => Clause::fact(Term::Any, Attribute::Tags, self.page()),
            "between" => self.between(form, arguments)?,
            "sort-by" => {
                self.sort = Some(sort(form, arguments)?);
                return Ok(None);
            }
            "sample" => match only(form, &name, arguments)?.kind {
                Kind::Int(n) if n > 0 => {
                    self.sample = usize::try_from(n).ok();
                    // Which ones are shown changes from day to day.
                    self.reading.dated = true;
                    return Ok(None);
                }
                _ => return Err(form.problem("`sample` takes a number")),
            },
            // How the app groups what it shows.
            "by-page" => return Ok(None),
            _ => {
                let shown = head.word().map_or("(…)".into(), |word| format!("({word} …)"));
                let problem = head.problem(format!("`{shown}` is no filter that annals knows"));
                return Err(match near(&name, FILTERS) {
                    Some(help) => problem.help(help),
                    None => problem,
                });
            }
        };
        Ok(Some(filter))
    }

    fn between(&mut self, form: &Form, arguments: &[Form]) -> Result<Clause, Problem> {
        match arguments {
            [from, to] => {
                let (a, b) = (self.reading.day(from)?, self.reading.day(to)?);
                let (from, to) = (days::number(a.min(b)), days::number(a.max(b)));
                let block = self.block();
                Ok(self.reading.between(block, Term::Value(Value::Int(from)), Term::Value(Value::Int(to))))
            }
            [what, _, _] => Err(what
                .problem("plain notes do not tell when a block was made or changed")
                .help("`(between -7d today)` asks for the days of journals")),
            _ => Err(form.problem("`between` takes two days")),
        }
    }
}

/// The one argument of a filter.
fn only<'f>(form: &Form, name: &str, arguments: &'f [Form]) -> Result<&'f Form, Problem> {
    match arguments {
        [one] => Ok(one),
        _ => Err(form.problem(format!("`{name}` takes one argument")).help("a name with spaces stands in `[[…]]`")),
    }
}

/// `a b c` and `[a b c]` alike.
fn listed(arguments: &[Form]) -> &[Form] {
    match arguments {
        [one] => one.items().unwrap_or(arguments),
        _ => arguments,
    }
}

fn words<'f>(head: &Form, arguments: &'f [Form]) -> Result<impl Iterator<Item = String> + 'f, Problem> {
    let items = listed(arguments);
    let word = |form: &Form| match &form.kind {
        Kind::Text(text) | Kind::Page(text) => Some(text.clone()),
        _ => form.word().map(str::to_string),
    };
    if let Some(other) = items.iter().find(|form| word(form).is_none()) {
        return Err(other.problem("a word is meant here"));
    }
    if items.is_empty() {
        return Err(head.problem("at least one word is missing behind this"));
    }
    Ok(items.iter().filter_map(word))
}

fn sort(form: &Form, arguments: &[Form]) -> Result<Sort, Problem> {
    let (key, order) = match arguments {
        [key] => (key, None),
        [key, order] => (key, order.word()),
        _ => return Err(form.problem("`sort-by` takes a key, and `asc` or `desc`")),
    };
    Ok(Sort { by: SortBy::Property(read::key(key)?), descending: order != Some("asc") })
}
