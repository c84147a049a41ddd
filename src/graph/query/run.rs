//! Answers clauses: always the clause next that leaves the least to try, until every clause holds or the budget is spent.
//!
//! Does not sort, cut or show what it finds (see `order`).

use super::clause::{Clause, Find, Function, Holder, Program, Term, Value};
use super::functions::{give, holds_true, weigh};
use super::index::Index;
use super::values::{self, holds};
use super::{Asked, Problem};
use crate::graph::Graph;
use rustc_hash::FxHashSet;

/// So many rows are kept in memory, whatever they cost.
const MOST_ROWS: usize = 200_000;
/// So many things may be chosen one within another: the stack is the thread's.
const DEEPEST: usize = 256;

/// What a program finds, each row once, in no order that matters.
pub(super) fn run(program: &Program, index: &Index, asked: &Asked<'_>) -> Result<Vec<Vec<Value>>, Problem> {
    let mut run = Run { graph: asked.graph, index, left: index.steps(program), depth: 0 };
    let mut values = vec![None; program.variables];
    let (mut rows, mut seen) = (Vec::new(), FxHashSet::default());
    let wanted: &[usize] = match &program.find {
        Find::Rows(variables) => variables,
        Find::Count(variable) => std::slice::from_ref(variable),
    };
    let todo: Vec<&Clause> = program.clauses.iter().collect();
    let mut unbound = false;
    let ended = run.solve(&todo, &mut values, &mut |values| {
        let row: Option<Vec<Value>> = wanted.iter().map(|&v| values[v].clone()).collect();
        let Some(row) = row else {
            unbound = true;
            return true;
        };
        if seen.insert(row.clone()) {
            rows.push(row);
        }
        rows.len() > MOST_ROWS
    });
    match ended {
        Ok(_) if rows.len() > MOST_ROWS => {
            let help = format!("add a filter: more than {MOST_ROWS} results are more than anybody reads");
            Err(Problem::new("it finds nearly everything", 0..0).help(help))
        }
        Ok(_) if unbound => Err(Problem::new("what its `:find` asks for is said by no clause", 0..0)),
        Ok(_) => Ok(rows),
        Err(Stop::Spent) => {
            let help = "add a filter that finds less: a page, a marker, a property, or days";
            Err(Problem::new("it looks at more of the graph than one query may", 0..0).help(help))
        }
        Err(Stop::Deep) => {
            let help = "ask for less at once, or in several queries";
            Err(Problem::new("it has more conditions than can be tried together", 0..0).help(help))
        }
        Err(Stop::Unbound) => {
            Err(Problem::new("one of its variables is compared, and no clause says what it is", 0..0))
        }
    }
}

/// Why there is no answer.
enum Stop {
    Spent,
    Unbound,
    Deep,
}

struct Run<'r> {
    graph: &'r Graph,
    index: &'r Index,
    /// Steps that are left.
    left: u64,
    /// How many things are chosen.
    depth: usize,
}

type Values = [Option<Value>];

/// Cannot be tried before something else is known.
const LATER: u64 = u64::MAX;
/// Can be tried when nothing else is left.
const LAST: u64 = u64::MAX - 1;

impl<'r> Run<'r> {
    fn spend(&mut self, steps: u64) -> Result<(), Stop> {
        self.left = self.left.checked_sub(steps).ok_or(Stop::Spent)?;
        Ok(())
    }

    /// Tries everything that makes all of `todo` hold; `found` says whether that is enough.
    ///
    /// Calls itself only where there is more than one way on, so that the stack is as deep as things were chosen.
    fn solve(
        &mut self,
        todo: &[&'r Clause],
        values: &mut Vec<Option<Value>>,
        found: &mut dyn FnMut(&Values) -> bool,
    ) -> Result<bool, Stop> {
        self.depth += 1;
        if self.depth > DEEPEST {
            return Err(Stop::Deep);
        }
        let mut rest: Vec<&Clause> = todo.to_vec();
        let ended = loop {
            if rest.is_empty() {
                break found(values);
            }
            let clause = rest.remove(self.choose(&rest, values)?);
            let goes_on = match clause {
                Clause::All(inner) => {
                    rest.extend(inner);
                    true
                }
                Clause::Not(inner) => {
                    self.spend(1)?;
                    let inner: Vec<&Clause> = inner.iter().collect();
                    !self.solve(&inner, values, &mut |_| true)?
                }
                Clause::Test { test, arguments } => {
                    let arguments: Vec<&Value> = arguments.iter().filter_map(|term| known(term, values)).collect();
                    self.spend(weigh(self.graph, &arguments))?;
                    holds_true(self.graph, *test, &arguments)
                }
                Clause::Missing { entity, attribute } => known(entity, values)
                    .is_some_and(|entity| values::values(self.graph, entity, *attribute).is_empty()),
                clause => break self.branch(clause, &rest, values, found)?,
            };
            if !goes_on {
                break false;
            }
        };
        self.depth -= 1;
        Ok(ended)
    }

    /// The clause that leaves the least to try.
    fn choose(&mut self, todo: &[&'r Clause], values: &Values) -> Result<usize, Stop> {
        // Choosing is little beside trying, unless there are many to choose from.
        self.spend(todo.len() as u64 / 8)?;
        let costs = todo.iter().enumerate().map(|(i, clause)| (self.cost(clause, values), i));
        match costs.min() {
            Some((cost, next)) if cost != LATER => Ok(next),
            _ => Err(Stop::Unbound),
        }
    }

    /// Tries each way in which a clause can hold, and then the rest.
    fn branch(
        &mut self,
        clause: &'r Clause,
        rest: &[&'r Clause],
        values: &mut Vec<Option<Value>>,
        found: &mut dyn FnMut(&Values) -> bool,
    ) -> Result<bool, Stop> {
        match clause {
            Clause::Either(ways) => {
                for way in ways {
                    self.spend(1)?;
                    let rest: Vec<&Clause> = rest.iter().copied().chain([way]).collect();
                    if self.solve(&rest, values, found)? {
                        return Ok(true);
                    }
                }
                Ok(false)
            }
            Clause::Give { function, arguments, to } => {
                let arguments: Vec<&Value> = arguments.iter().filter_map(|term| known(term, values)).collect();
                let given = give(self.graph, *function, &arguments);
                self.with_each(to, given, rest, values, found)
            }
            Clause::Fact { entity, attribute, value } => {
                let bound = known(value, values).cloned();
                let entities = match known(entity, values) {
                    Some(entity) => vec![entity.clone()],
                    None => self.index.entities(self.graph, *attribute, bound.as_ref()),
                };
                let open = known(entity, values).is_none();
                for found_entity in entities {
                    self.spend(1)?;
                    if open && self.is_hidden(&found_entity) {
                        continue;
                    }
                    let each = match (&bound, value) {
                        (Some(bound), _) if !holds(self.graph, &found_entity, *attribute, bound) => continue,
                        (None, Term::Any) if !values::has(self.graph, &found_entity, *attribute) => continue,
                        (Some(_), _) | (None, Term::Any) => None,
                        (None, _) => Some(values::values(self.graph, &found_entity, *attribute)),
                    };
                    let set = self.bind(entity, &found_entity, values);
                    let ended = match each {
                        None => self.solve(rest, values, found),
                        Some(each) => self.with_each(value, each, rest, values, found),
                    };
                    self.unbind(set, values);
                    if ended? {
                        return Ok(true);
                    }
                }
                Ok(false)
            }
            Clause::Property { entity, holder, key, value } => {
                let Some(Value::Text(key)) = known(key, values).cloned() else { return Ok(false) };
                let entities = match known(entity, values) {
                    Some(entity) => vec![entity.clone()],
                    None => self.index.holders(self.graph, &key, *holder == Holder::Page),
                };
                let open = known(entity, values).is_none();
                for found_entity in entities {
                    self.spend(2)?;
                    let right = matches!(
                        (&found_entity, holder),
                        (Value::Block(_), Holder::Block) | (Value::Page(_), Holder::Page)
                    );
                    if !right || (open && self.is_hidden(&found_entity)) {
                        continue;
                    }
                    let Some(stored) = values::property(self.graph, &found_entity, &key) else { continue };
                    let wanted = value.as_ref().map(|term| (term, known(term, values)));
                    let given = match wanted {
                        None | Some((Term::Any, _)) => None,
                        Some((_, Some(wanted))) if values::is_value(&stored, wanted) => None,
                        Some((_, Some(_))) => continue,
                        Some((term, None)) => Some((term, give(self.graph, Function::Member, &[&stored]))),
                    };
                    let set = self.bind(entity, &found_entity, values);
                    let ended = match given {
                        None => self.solve(rest, values, found),
                        Some((term, each)) => self.with_each(term, each, rest, values, found),
                    };
                    self.unbind(set, values);
                    if ended? {
                        return Ok(true);
                    }
                }
                Ok(false)
            }
            // Of these there is one way: `solve` goes it.
            Clause::All(_) | Clause::Not(_) | Clause::Test { .. } | Clause::Missing { .. } => Ok(false),
        }
    }

    /// Goes on with each of some values in a place.
    fn with_each(
        &mut self,
        place: &Term,
        each: Vec<Value>,
        rest: &[&'r Clause],
        values: &mut Vec<Option<Value>>,
        found: &mut dyn FnMut(&Values) -> bool,
    ) -> Result<bool, Stop> {
        for value in each {
            self.spend(1)?;
            if known(place, values).is_some_and(|known| *known != value) {
                continue;
            }
            let set = self.bind(place, &value, values);
            let ended = self.solve(rest, values, found);
            self.unbind(set, values);
            if ended? {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// Gives an open variable its value; returns which to take it from again.
    fn bind(&self, place: &Term, value: &Value, values: &mut [Option<Value>]) -> Option<usize> {
        match place {
            Term::Var(v) if values[*v].is_none() => {
                values[*v] = Some(value.clone());
                Some(*v)
            }
            _ => None,
        }
    }

    fn unbind(&self, set: Option<usize>, values: &mut [Option<Value>]) {
        if let Some(set) = set {
            values[set] = None;
        }
    }

    fn is_hidden(&self, entity: &Value) -> bool {
        matches!(entity, Value::Block(id) if self.graph.is_template(*id) || self.graph.is_private(*id))
    }

    /// Roughly how much a clause leaves to try.
    fn cost(&mut self, clause: &Clause, values: &Values) -> u64 {
        let is_known = |term: &Term| matches!(term, Term::Any) || known(term, values).is_some();
        match clause {
            Clause::Test { arguments, .. } => {
                if arguments.iter().all(is_known) {
                    0
                } else {
                    LATER
                }
            }
            Clause::Give { arguments, .. } => {
                if arguments.iter().all(is_known) {
                    1
                } else {
                    LATER
                }
            }
            Clause::Missing { entity, .. } => {
                if is_known(entity) {
                    1
                } else {
                    LATER
                }
            }
            Clause::All(inner) => inner.iter().map(|clause| self.cost(clause, values)).min().unwrap_or(0),
            Clause::Either(ways) => {
                // A long list of ways is looked at once in a while, not for free.
                self.left = self.left.saturating_sub(ways.len() as u64 / 8);
                let costs = ways.iter().map(|clause| self.cost(clause, values));
                costs.fold(2, |sum, cost| sum.saturating_add(cost).min(LAST - 1))
            }
            Clause::Not(inner) => {
                let mut all = true;
                inner.iter().for_each(|clause| clause.each_term(&mut |term| all &= is_known(term)));
                if all { 2 } else { LAST }
            }
            Clause::Fact { entity, attribute, value } => match (known(entity, values), known(value, values)) {
                (Some(_), Some(_)) => 1,
                (Some(_), None) if matches!(value, Term::Any) => 1,
                (Some(_), None) => 4,
                (None, value) => 4 + self.index.weight(self.graph, *attribute, value),
            },
            Clause::Property { entity, holder, key, .. } => match (known(entity, values), known(key, values)) {
                (_, None) => LATER,
                (Some(_), _) => 2,
                (None, Some(Value::Text(key))) => {
                    4 + self.index.holder_count(self.graph, key, *holder == Holder::Page) as u64
                }
                (None, Some(_)) => 0,
            },
        }
    }
}

/// What a place holds, if that is known.
fn known<'v>(term: &'v Term, values: &'v Values) -> Option<&'v Value> {
    match term {
        Term::Var(v) => values[*v].as_ref(),
        Term::Any => None,
        Term::Value(value) => Some(value),
    }
}
