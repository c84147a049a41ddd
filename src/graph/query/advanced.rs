//! Advanced queries: `{:title "…" :query [:find (pull ?b [*]) :in $ ?today :where …] :inputs [:today]}`.
//!
//! Does not read what stands behind `:where` (see `datalog`), nor run Clojure: what only arranges or draws the results is
//! left out, and told.

use super::clause::{Clause, Find, Function, Program, Term, Value, Var};
use super::days::{self, Direction};
use super::form::{self, Form, Kind};
use super::read::Reading;
use super::{Asked, Problem, simple, transform};

/// Clauses of one query, its rules filled in.
const MOST: usize = 1024;

/// Why times of day mean nothing here.
pub(super) const UNKNOWN_TIME: &str = "plain notes do not tell when a block was made or changed";

/// What `#+BEGIN_QUERY` asks.
pub(super) fn read(text: &str, asked: &Asked<'_>) -> Result<Program, Problem> {
    let forms = form::read(text, false)?;
    let Some(map) = forms.first().filter(|form| matches!(form.kind, Kind::Map(_))) else {
        return Err(Problem::new("an advanced query is a map, `{:title … :query …}`", 0..text.len()));
    };
    let query = map.get("query").ok_or_else(|| map.problem("it has no `:query`"))?;
    let mut program = match &query.kind {
        Kind::Vector(items) if items.first().is_some_and(|first| first.word() == Some("find")) => {
            Datalog::new(asked, map)?.read(query, items)?
        }
        _ => simple::of_form(query, asked)?,
    };
    program.title = title(map);
    let flag = |key: &str| map.get(key).map(|form| form.kind == Kind::Bool(true));
    program.table |= flag("table-view?").unwrap_or(false);
    program.fold_children = flag("remove-block-children?").unwrap_or(true);
    if let Some(form) = map.get("result-transform") {
        match transform::sort(form) {
            Some(sort) => program.sort = Some(sort),
            None => program.left_out.push("its `:result-transform` is code, which is not run".into()),
        }
    }
    if map.get("view").is_some() {
        program.left_out.push("its `:view` is code, which is not run".into());
    }
    Ok(program)
}

/// What `:title` says: a text, or the texts within hiccup.
pub(super) fn title(map: &Form) -> Option<String> {
    fn gather(form: &Form, out: &mut Vec<String>) {
        match &form.kind {
            Kind::Text(text) | Kind::Page(text) => out.push(text.trim().to_string()),
            Kind::Vector(items) | Kind::List(items) => items.iter().for_each(|item| gather(item, out)),
            _ => {}
        }
    }
    let mut words = Vec::new();
    gather(map.get("title")?, &mut words);
    words.retain(|word| !word.is_empty());
    (!words.is_empty()).then(|| words.join(" ").replace("[[", "").replace("]]", ""))
}

/// A rule of the query's own: `[(name ?a ?b) clause …]`.
pub(super) struct Rule<'f> {
    pub name: &'f str,
    pub parameters: Vec<&'f str>,
    pub body: &'f [Form],
}

/// Names within a rule, and what they stand for there.
pub(super) type Scope<'f> = Vec<(&'f str, Term)>;

pub(super) struct Datalog<'q, 'f> {
    pub reading: Reading<'q>,
    map: &'f Form,
    /// What `:in` gives: a name and its value.
    pub inputs: Scope<'f>,
    pub rules: Vec<Rule<'f>>,
    /// What `[?x ...]` in `:in` gives: each value in turn.
    members: Vec<Clause>,
    /// Clauses still allowed.
    pub left: usize,
    /// Clauses that are open.
    pub nested: usize,
}

impl<'q, 'f> Datalog<'q, 'f> {
    fn new(asked: &'q Asked<'q>, map: &'f Form) -> Result<Self, Problem> {
        let (inputs, rules, members) = (Vec::new(), Vec::new(), Vec::new());
        let mut this = Datalog { reading: Reading::new(asked), map, inputs, rules, members, left: MOST, nested: 0 };
        if let Some(rules) = map.get("rules") {
            this.rules(rules)?;
        }
        Ok(this)
    }

    fn read(mut self, query: &'f Form, items: &'f [Form]) -> Result<Program, Problem> {
        let mut sections: Vec<(&str, &Form, &[Form])> = Vec::new();
        let mut at = 0;
        while at < items.len() {
            let Kind::Key(name) = &items[at].kind else {
                return Err(items[at].problem("a section is meant here, as `:where`"));
            };
            let end =
                items[at + 1..].iter().position(|f| matches!(f.kind, Kind::Key(_))).map_or(items.len(), |n| at + 1 + n);
            sections.push((name, &items[at], &items[at + 1..end]));
            at = end;
        }
        let section = |name: &str| sections.iter().find(|(n, ..)| *n == name).map(|(_, _, forms)| *forms);
        if let Some((name, form, _)) = sections.iter().find(|(n, ..)| !matches!(*n, "find" | "in" | "where")) {
            return Err(form.problem(format!("annals does not know the section `:{name}`")));
        }
        self.input(section("in").unwrap_or(&[]))?;
        let mut clauses = match section("where") {
            Some(forms) if !forms.is_empty() => self.clauses(forms, &mut None, 0)?,
            _ => return Err(query.problem("it has no `:where`")),
        };
        clauses.append(&mut self.members);
        let find = self.find(query, section("find").unwrap_or(&[]))?;
        self.check(&clauses, &find, query)?;
        Ok(Program {
            clauses,
            find,
            variables: self.reading.count(),
            sort: None,
            sample: None,
            fold_children: true,
            title: None,
            table: false,
            dated: self.reading.dated,
            placed: self.reading.placed,
            left_out: self.reading.left_out,
        })
    }

    fn find(&mut self, query: &Form, forms: &'f [Form]) -> Result<Find, Problem> {
        // `[?b ...]` and `?b .` ask for the same values in another shape.
        let plain: Vec<&Form> = match forms {
            [Form { kind: Kind::Vector(items), .. }] => items.iter().collect(),
            forms => forms.iter().collect(),
        };
        let plain: Vec<&Form> = plain.into_iter().filter(|f| !matches!(f.word(), Some("..." | "."))).collect();
        let mut rows = Vec::new();
        for form in &plain {
            match form.items() {
                Some([head, what, ..]) if head.word() == Some("pull") => rows.push(self.found(what)?),
                Some([head, what]) if matches!(head.word(), Some("count" | "count-distinct")) && plain.len() == 1 => {
                    return Ok(Find::Count(self.found(what)?));
                }
                Some(_) => return Err(form.problem("only `pull` and a lone `count` are known in `:find`")),
                None => rows.push(self.found(form)?),
            }
        }
        match rows.is_empty() {
            true => Err(query.problem("its `:find` asks for nothing")),
            false => Ok(Find::Rows(rows)),
        }
    }

    /// That every variable that is asked for or compared is said by a clause.
    fn check(&self, clauses: &[Clause], find: &Find, query: &Form) -> Result<(), Problem> {
        let count = self.reading.count();
        let (mut outside, mut anywhere) = (vec![false; count], vec![false; count]);
        clauses.iter().for_each(|clause| clause.says(false, &mut outside));
        clauses.iter().for_each(|clause| clause.says(true, &mut anywhere));
        let found: &[Var] = match find {
            Find::Rows(variables) => variables,
            Find::Count(variable) => std::slice::from_ref(variable),
        };
        let mut unsaid = found.iter().copied().find(|&v| !outside[v]);
        clauses.iter().for_each(|clause| {
            clause.each_term(&mut |term| {
                if let Term::Var(v) = term
                    && !anywhere[*v]
                {
                    unsaid = unsaid.or(Some(*v));
                }
            });
        });
        match unsaid {
            Some(v) => Err(query.problem(format!("no clause says what `{}` is", self.reading.name(v)))),
            None => Ok(()),
        }
    }

    fn found(&mut self, form: &'f Form) -> Result<usize, Problem> {
        let name = form.variable().ok_or_else(|| form.problem("a variable is meant here, as `?b`"))?;
        Ok(self.reading.variable(name))
    }

    /// Pairs `:in` with `:inputs`.
    fn input(&mut self, names: &'f [Form]) -> Result<(), Problem> {
        let given: &[Form] = self.map.get("inputs").and_then(Form::items).unwrap_or(&[]);
        let mut given = given.iter();
        for name in names {
            match (&name.kind, name.variable()) {
                (Kind::Word(word), _) if word == "$" => {}
                (Kind::Word(word), _) if word == "%" => {
                    if let Some(rules) = given.next() {
                        self.rules(rules)?;
                    }
                }
                (_, Some(variable)) => {
                    let form = given.next().ok_or_else(|| name.problem("`:inputs` gives no value for this"))?;
                    let value = self.given(form)?;
                    self.inputs.push((variable, Term::Value(value)));
                }
                (Kind::Vector(items), _) if items.len() == 2 && items[1].word() == Some("...") => {
                    let variable = items[0].variable().ok_or_else(|| items[0].problem("a variable is meant here"))?;
                    let form = given.next().ok_or_else(|| name.problem("`:inputs` gives no value for this"))?;
                    let several =
                        form.items().ok_or_else(|| form.problem("several values are meant here, as `[a b]`"))?;
                    let several = several.iter().map(|f| self.given(f)).collect::<Result<Vec<_>, _>>()?;
                    let each = self.reading.variable(variable);
                    let clause = Clause::Give {
                        function: Function::Member,
                        arguments: vec![Term::Value(Value::Set(several.into()))],
                        to: Term::Var(each),
                    };
                    self.members.push(clause);
                }
                _ => return Err(name.problem("annals knows `?x`, `[?x ...]`, `$` and `%` in `:in`")),
            }
        }
        Ok(())
    }

    /// The value of an input. Source of the keywords: Logseq's inputs.
    fn given(&mut self, form: &'f Form) -> Result<Value, Problem> {
        let asked = self.reading.asked;
        let Kind::Key(word) = &form.kind else {
            return match self.term(form, &mut None)? {
                Term::Value(value) => Ok(value),
                _ => Err(form.problem("an input is a value")),
            };
        };
        match word.as_str() {
            "current-page" | "query-page" => {
                let Value::Page(page) = self.reading.own_page() else { return Ok(Value::Nil) };
                Ok(Value::text(asked.graph.page(page).name.to_lowercase()))
            }
            "current-block" => {
                self.reading.placed = true;
                Ok(Value::Block(asked.from))
            }
            "parent-block" => {
                let parent = asked.graph.block(asked.from).parent;
                let page = self.reading.own_page();
                Ok(parent.map_or(page, |block| Value::Block(super::BlockId { block, ..asked.from })))
            }
            word => {
                self.reading.dated = true;
                match days::relative(word, asked.today, Direction::Back) {
                    Some(day) => Ok(Value::Int(days::number(day))),
                    None if word.contains("-ms") || word.ends_with("-start") || word.ends_with("-end") => {
                        Err(form.problem(UNKNOWN_TIME).help("ask for days, as `:-7d` and `:today`"))
                    }
                    None => Err(form.problem(format!("annals knows no input `:{word}`"))),
                }
            }
        }
    }

    /// Takes up rules: `[[(name ?a) clause …] …]`.
    fn rules(&mut self, form: &'f Form) -> Result<(), Problem> {
        let several = form.items().ok_or_else(|| form.problem("rules are meant here, as `[[(name ?x) …]]`"))?;
        for rule in several {
            let head = rule.items().and_then(|parts| parts.split_first());
            let named = head.and_then(|(head, body)| Some((head.items()?.split_first()?, body)));
            let Some(((name, parameters), body)) = named else {
                return Err(rule.problem("a rule is meant here, as `[(name ?x) clause]`"));
            };
            let parameters = parameters.iter().map(Form::variable).collect::<Option<Vec<_>>>();
            match (name.word(), parameters) {
                (Some(name), Some(parameters)) => self.rules.push(Rule { name, parameters, body }),
                _ => return Err(rule.problem("the head of a rule is its name and variables")),
            }
        }
        Ok(())
    }
}
