//! The clauses of Datalog behind `:where`: facts, tests, `and`, `or`, `not`, Logseq's rules and the query's own.
//!
//! Reads a part of the language, and says of the rest that it does not. Does not run Clojure, nor answer anything.

use super::Problem;
use super::advanced::{Datalog, Scope, UNKNOWN_TIME};
use super::clause::{Attribute, Clause, Function, Holder, Term, Test, Value};
use super::form::{Form, Kind};
use super::read::near;
use crate::outline::property;

/// How deep rules may call rules.
const DEEPEST: usize = 8;
/// Clauses within one another, those of rules counted in: what reads and answers them calls itself.
const NESTED: usize = 64;
/// Rules that every query has.
const RULES: &[&str] = &[
    "task",
    "priority",
    "page-ref",
    "between",
    "property",
    "has-property",
    "page-property",
    "has-page-property",
    "page",
    "namespace",
    "page-tags",
    "all-page-tags",
    "block-content",
];

/// Tests by name.
const TESTS: &[(&str, Test)] = &[
    ("=", Test::Equal),
    ("==", Test::Equal),
    ("not=", Test::Unequal),
    ("!=", Test::Unequal),
    ("<", Test::Less),
    (">", Test::Greater),
    ("<=", Test::AtMost),
    (">=", Test::AtLeast),
    ("contains?", Test::Contains),
    ("clojure.string/includes?", Test::Includes),
    ("clojure.string/starts-with?", Test::StartsWith),
    ("clojure.string/ends-with?", Test::EndsWith),
    ("nil?", Test::IsNil),
    ("some?", Test::IsSome),
];

impl<'f> Datalog<'_, 'f> {
    /// Clauses, in order. `scope`: the names of the rule they are in.
    pub fn clauses(
        &mut self,
        forms: &'f [Form],
        scope: &mut Option<Scope<'f>>,
        depth: usize,
    ) -> Result<Vec<Clause>, Problem> {
        forms.iter().map(|form| self.clause(form, scope, depth)).collect()
    }

    fn clause(&mut self, form: &'f Form, scope: &mut Option<Scope<'f>>, depth: usize) -> Result<Clause, Problem> {
        self.left = self.left.checked_sub(1).ok_or_else(|| form.problem("this query has too many clauses"))?;
        if self.nested >= NESTED {
            return Err(form.problem("clauses are nested too deeply"));
        }
        self.nested += 1;
        let clause = self.clause_of(form, scope, depth);
        self.nested -= 1;
        clause
    }

    fn clause_of(&mut self, form: &'f Form, scope: &mut Option<Scope<'f>>, depth: usize) -> Result<Clause, Problem> {
        match &form.kind {
            Kind::Vector(items) => match &items[..] {
                [Form { kind: Kind::List(call), .. }] => self.test(&items[0], call, scope),
                [Form { kind: Kind::List(call), .. }, to] => self.give(&items[0], call, to, scope),
                [entity, attribute] => self.fact(entity, attribute, None, scope),
                [entity, attribute, value] => self.fact(entity, attribute, Some(value), scope),
                _ => Err(form.problem("this is no clause that annals knows")),
            },
            Kind::List(items) => match items.split_first() {
                Some((head, arguments)) => self.call(form, head, arguments, scope, depth),
                None => Err(form.problem("this is no clause")),
            },
            _ => Err(form.problem("this is no clause")),
        }
    }

    fn call(
        &mut self,
        form: &'f Form,
        head: &'f Form,
        arguments: &'f [Form],
        scope: &mut Option<Scope<'f>>,
        depth: usize,
    ) -> Result<Clause, Problem> {
        let name = head.word().unwrap_or_default();
        // The variables that `or-join` and `not-join` list are the ones that matter outside anyway.
        let joined = arguments.get(1..).unwrap_or(&[]);
        match name {
            "and" => return Ok(Clause::All(self.clauses(arguments, scope, depth)?)),
            "or" => return Ok(Clause::Either(self.clauses(arguments, scope, depth)?)),
            "not" => return Ok(Clause::Not(self.clauses(arguments, scope, depth)?)),
            "or-join" => return Ok(Clause::Either(self.clauses(joined, scope, depth)?)),
            "not-join" => return Ok(Clause::Not(self.clauses(joined, scope, depth)?)),
            _ => {}
        }
        let terms = arguments.iter().map(|f| self.term(f, scope)).collect::<Result<Vec<_>, _>>()?;
        if self.rules.iter().any(|rule| rule.name == name) {
            return self.own_rule(form, name, &terms, depth);
        }
        let r = &mut self.reading;
        Ok(match (name, &terms[..]) {
            ("task", [b, markers]) => r.task(b.clone(), set(markers)),
            ("priority", [b, priorities]) => r.priority(b.clone(), set(priorities)),
            ("page-ref", [b, name]) => r.leads_to(b.clone(), Attribute::PathRefs, name.clone()),
            ("page", [b, name]) => r.leads_to(b.clone(), Attribute::Page, name.clone()),
            ("namespace", [p, name]) => r.leads_to(p.clone(), Attribute::Namespace, name.clone()),
            ("page-tags", [p, tags]) => r.page_tags(p.clone(), set(tags)),
            ("all-page-tags", [p]) => Clause::fact(Term::Any, Attribute::Tags, p.clone()),
            ("between", [b, from, to]) => r.between(b.clone(), from.clone(), to.clone()),
            ("block-content", [b, part]) => r.content(b.clone(), part.clone(), Test::Includes),
            ("property", [b, key, value]) => r.property(b.clone(), Holder::Block, keyed(key), Some(value.clone())),
            ("has-property", [b, key]) => r.property(b.clone(), Holder::Block, keyed(key), None),
            ("page-property", [p, key, value]) => r.property(p.clone(), Holder::Page, keyed(key), Some(value.clone())),
            ("has-page-property", [p, key]) => r.property(p.clone(), Holder::Page, keyed(key), None),
            (name, _) if RULES.contains(&name) => return Err(form.problem(format!("`{name}` takes other arguments"))),
            (name, _) => {
                let problem = head.problem(format!("`({name} …)` is no rule that annals knows"));
                return Err(match near(name, RULES) {
                    Some(help) => problem.help(help),
                    None => problem,
                });
            }
        })
    }

    /// A rule of the query's own, its variables filled in; several of one name are alternatives.
    fn own_rule(&mut self, form: &'f Form, name: &str, terms: &[Term], depth: usize) -> Result<Clause, Problem> {
        if depth >= DEEPEST {
            return Err(form.problem("rules that call rules go too deep here, or for ever"));
        }
        let mut ways = Vec::new();
        for i in 0..self.rules.len() {
            let rule = &self.rules[i];
            if rule.name != name {
                continue;
            }
            if rule.parameters.len() != terms.len() {
                return Err(form.problem(format!("the rule `{name}` takes {} arguments", rule.parameters.len())));
            }
            let mut scope = Some(rule.parameters.iter().copied().zip(terms.iter().cloned()).collect());
            let body = rule.body;
            ways.push(Clause::All(self.clauses(body, &mut scope, depth + 1)?));
        }
        Ok(Clause::Either(ways))
    }

    fn fact(
        &mut self,
        entity: &'f Form,
        attribute: &'f Form,
        value: Option<&'f Form>,
        scope: &mut Option<Scope<'f>>,
    ) -> Result<Clause, Problem> {
        let Kind::Key(key) = &attribute.kind else {
            return Err(attribute.problem("an attribute is meant here, as `:block/marker`"));
        };
        let name = key.strip_prefix("block/").or_else(|| key.strip_prefix("page/")).unwrap_or(key);
        let name = if matches!(name, "ref-pages" | "ref-blocks") { "refs" } else { name };
        let Some(attribute_of) = Attribute::named(name) else {
            let known: Vec<&str> = Attribute::NAMES.iter().map(|(name, _)| *name).collect();
            let problem = attribute.problem(format!("`:{key}` is no attribute that annals knows"));
            return Err(match near(name, &known) {
                Some(help) => problem.help(help),
                None => problem,
            });
        };
        let term = value.map_or(Ok(Term::Any), |form| self.term(form, scope))?;
        if let (Attribute::Created | Attribute::Uuid, Some(form), false) = (attribute_of, value, term == Term::Any) {
            let why =
                if attribute_of == Attribute::Uuid { "a plain note gives few blocks a `uuid`" } else { UNKNOWN_TIME };
            return Err(form.problem(why));
        }
        let entity = self.term(entity, scope)?;
        Ok(match term {
            Term::Value(_) if attribute_of.leads_to_page() => self.reading.leads_to(entity, attribute_of, term),
            term => Clause::fact(entity, attribute_of, term),
        })
    }

    fn test(&mut self, form: &'f Form, call: &'f [Form], scope: &mut Option<Scope<'f>>) -> Result<Clause, Problem> {
        let Some((head, arguments)) = call.split_first() else { return Err(form.problem("this is no test")) };
        let name = head.word().unwrap_or_default();
        let missing = matches!(name, "missing?");
        let arguments: &[Form] = match arguments.first().and_then(Form::word) {
            Some("$") => &arguments[1..],
            _ => arguments,
        };
        if missing && let [entity, Form { kind: Kind::Key(key), .. }] = arguments {
            let name = key.strip_prefix("block/").or_else(|| key.strip_prefix("page/")).unwrap_or(key);
            let attribute = Attribute::named(name).ok_or_else(|| form.problem("this attribute is not known"))?;
            return Ok(Clause::Missing { entity: self.term(entity, scope)?, attribute });
        }
        let Some((_, test)) = TESTS.iter().find(|(known, _)| *known == name) else {
            return Err(head.problem(format!("`{name}` is code that annals does not run")));
        };
        let mut terms = arguments.iter().map(|f| self.term(f, scope)).collect::<Result<Vec<_>, _>>()?;
        let wanted = if matches!(test, Test::IsNil | Test::IsSome) { 1 } else { 2 };
        if terms.len() != wanted {
            return Err(form.problem(format!("`{name}` takes {wanted} arguments")));
        }
        // A key of properties is asked for as it is compared.
        if *test == Test::Contains && matches!(arguments[1].kind, Kind::Key(_)) {
            terms[1] = keyed(&terms[1]);
        }
        Ok(Clause::Test { test: *test, arguments: terms })
    }

    fn give(
        &mut self,
        form: &'f Form,
        call: &'f [Form],
        to: &'f Form,
        scope: &mut Option<Scope<'f>>,
    ) -> Result<Clause, Problem> {
        let Some((head, arguments)) = call.split_first() else { return Err(form.problem("this is no function")) };
        let name = head.word().unwrap_or_default();
        let function = match (name, arguments.len()) {
            ("get", 2 | 3) => Function::Get,
            ("clojure.string/lower-case", 1) => Function::LowerCase,
            ("clojure.string/upper-case", 1) => Function::UpperCase,
            ("identity" | "ground" | "str", 1) => Function::Same,
            _ => return Err(head.problem(format!("`{name}` is code that annals does not run"))),
        };
        let (to, function) = match to.items() {
            Some([each, more]) if more.word() == Some("...") && function == Function::Same => (each, Function::Member),
            Some(_) => return Err(to.problem("a variable is meant here, as `?x`")),
            None => (to, function),
        };
        let mut terms = arguments.iter().map(|f| self.term(f, scope)).collect::<Result<Vec<_>, _>>()?;
        if function == Function::Get {
            terms[1] = keyed(&terms[1]);
        }
        Ok(Clause::Give { function, arguments: terms, to: self.term(to, scope)? })
    }

    /// A form as a term. Within a rule its own names go before, and new ones are of that call alone.
    pub fn term(&mut self, form: &'f Form, scope: &mut Option<Scope<'f>>) -> Result<Term, Problem> {
        Ok(Term::Value(match &form.kind {
            Kind::Word(word) if word == "_" => return Ok(Term::Any),
            Kind::Word(_) => {
                let name = form.variable().ok_or_else(|| form.problem("this word means nothing here"))?;
                if let Some(scope) = scope {
                    if let Some((_, term)) = scope.iter().find(|(known, _)| *known == name) {
                        return Ok(term.clone());
                    }
                    let fresh = self.reading.fresh();
                    scope.push((name, fresh.clone()));
                    return Ok(fresh);
                }
                return Ok(match self.inputs.iter().find(|(known, _)| *known == name) {
                    Some((_, value)) => value.clone(),
                    None => Term::Var(self.reading.variable(name)),
                });
            }
            Kind::Text(text) => Value::text(text.as_str()),
            Kind::Page(name) => Value::text(name.to_lowercase()),
            Kind::Key(key) => Value::text(key.as_str()),
            Kind::Int(number) => Value::Int(*number),
            Kind::Bool(truth) => Value::Bool(*truth),
            Kind::Nil => Value::Nil,
            Kind::Vector(items) if matches!(&items[..], [Form { kind: Kind::Key(key), .. }, _] if key == "block/name") => {
                self.reading.named_page(&items[1])?
            }
            Kind::Set(items) | Kind::Vector(items) => {
                let mut values = Vec::with_capacity(items.len());
                for item in items {
                    match self.term(item, scope)? {
                        Term::Value(value) if !values.contains(&value) => values.push(value),
                        Term::Value(_) => {}
                        _ => return Err(item.problem("a set holds values")),
                    }
                }
                Value::Set(values.into())
            }
            Kind::List(_) | Kind::Map(_) | Kind::Dynamic(_) => return Err(form.problem("a value is meant here")),
        }))
    }
}

/// A lone text where several are meant.
fn set(term: &Term) -> Term {
    match term {
        Term::Value(value @ Value::Text(_)) => Term::Value(Value::Set([value.clone()].into())),
        term => term.clone(),
    }
}

/// A property's key as it is compared.
fn keyed(term: &Term) -> Term {
    match term {
        Term::Value(Value::Text(key)) => Term::Value(Value::text(property::normal(key))),
        term => term.clone(),
    }
}
