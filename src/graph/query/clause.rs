//! What both query languages are read into: clauses over variables, as in Datalog.
//!
//! Does not know how either language is written, nor how clauses are answered (see `run`).

use crate::graph::{BlockId, PageId};
use std::sync::Arc;

/// Index of a variable.
pub(super) type Var = usize;

/// What a variable can stand for.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Value {
    /// A block.
    Block(BlockId),
    /// A page.
    Page(PageId),
    /// A page that has no page here: the key of a tag too rare for one, or of a marker.
    Name(Arc<str>),
    /// The text of a block, left where it stands.
    Written(BlockId),
    /// Words.
    Text(Arc<str>),
    /// A number; a day is one, `20241210`.
    Int(i64),
    /// `true` or `false`.
    Bool(bool),
    /// Several, none twice.
    Set(Arc<[Value]>),
    /// The properties of a block or page.
    Properties(Box<Value>),
    /// Nothing.
    Nil,
}

impl Value {
    /// Words as a value.
    pub(super) fn text(words: impl Into<Arc<str>>) -> Value {
        Value::Text(words.into())
    }
}

/// A place in a clause.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Term {
    /// `?x`
    Var(Var),
    /// `_`
    Any,
    /// Anything written out.
    Value(Value),
}

/// What may be asked of a block or page. Source of the names: Logseq's schema, `:block/…`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Attribute {
    Alias,
    Content,
    /// That a file holds it: no plain file tells when it was made.
    Created,
    Deadline,
    Journal,
    JournalDay,
    Marker,
    Name,
    Namespace,
    OriginalName,
    Page,
    Parent,
    PathRefs,
    PreBlock,
    Priority,
    Properties,
    Refs,
    Scheduled,
    Tags,
    Uuid,
}

impl Attribute {
    /// Every name that queries write behind `:block/` or `:page/`.
    pub const NAMES: &'static [(&'static str, Attribute)] = &[
        ("alias", Attribute::Alias),
        ("content", Attribute::Content),
        ("created-at", Attribute::Created),
        ("deadline", Attribute::Deadline),
        ("journal-day", Attribute::JournalDay),
        ("journal?", Attribute::Journal),
        ("marker", Attribute::Marker),
        ("name", Attribute::Name),
        ("namespace", Attribute::Namespace),
        ("original-name", Attribute::OriginalName),
        ("page", Attribute::Page),
        ("parent", Attribute::Parent),
        ("path-refs", Attribute::PathRefs),
        ("pre-block?", Attribute::PreBlock),
        ("priority", Attribute::Priority),
        ("properties", Attribute::Properties),
        ("properties-text-values", Attribute::Properties),
        ("refs", Attribute::Refs),
        ("scheduled", Attribute::Scheduled),
        ("tags", Attribute::Tags),
        ("updated-at", Attribute::Created),
        ("uuid", Attribute::Uuid),
    ];

    /// The attribute of a name.
    pub fn named(name: &str) -> Option<Attribute> {
        Attribute::NAMES.iter().find(|(n, _)| *n == name).map(|(_, attribute)| *attribute)
    }

    /// Whether only pages have it.
    pub fn is_of_pages(self) -> bool {
        use Attribute::{Alias, Journal, JournalDay, Name, Namespace, OriginalName, Tags};
        matches!(self, Alias | Journal | JournalDay | Name | Namespace | OriginalName | Tags)
    }

    /// Whether its value is a page, so that a name written there means the page.
    pub fn leads_to_page(self) -> bool {
        use Attribute::{Alias, Namespace, Page, PathRefs, Refs, Tags};
        matches!(self, Alias | Namespace | Page | PathRefs | Refs | Tags)
    }
}

/// A question with yes or no for an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Test {
    Equal,
    Unequal,
    Less,
    Greater,
    AtMost,
    AtLeast,
    /// A set has a member; properties have a key.
    Contains,
    /// Text has a part, letter for letter.
    Includes,
    /// Text has each of some words, in either case.
    HasWords,
    StartsWith,
    EndsWith,
    IsNil,
    IsSome,
}

/// What gives a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Function {
    /// The value of a key of properties, else a third argument.
    Get,
    LowerCase,
    UpperCase,
    /// Itself.
    Same,
    /// Each member of a set.
    Member,
}

/// Whose properties are meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Holder {
    Block,
    Page,
}

/// One condition.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Clause {
    /// `[?b :block/marker ?m]`
    Fact { entity: Term, attribute: Attribute, value: Term },
    /// `(property ?b :k "v")`; without a value: that the key has one.
    Property { entity: Term, holder: Holder, key: Term, value: Option<Term> },
    /// `[?b :block/missing]`: `(missing? $ ?b :block/name)`.
    Missing { entity: Term, attribute: Attribute },
    /// `[(> ?d ?today)]`
    Test { test: Test, arguments: Vec<Term> },
    /// `[(get ?properties :k) ?v]`
    Give { function: Function, arguments: Vec<Term>, to: Term },
    /// Every one.
    All(Vec<Clause>),
    /// At least one.
    Either(Vec<Clause>),
    /// Not every one of them.
    Not(Vec<Clause>),
}

impl Clause {
    /// `[?b :block/page ?p]`
    pub fn fact(entity: Term, attribute: Attribute, value: Term) -> Clause {
        Clause::Fact { entity, attribute, value }
    }

    /// Marks the variables that it gives values to; `within`: those that only what is in a `not` gives, too.
    pub fn says(&self, within: bool, said: &mut [bool]) {
        let mut mark = |term: &Term| {
            if let Term::Var(v) = term {
                said[*v] = true;
            }
        };
        match self {
            Clause::Fact { entity, value, .. } => [entity, value].into_iter().for_each(mark),
            Clause::Property { entity, value, .. } => std::iter::once(entity).chain(value).for_each(mark),
            Clause::Give { to, .. } => mark(to),
            Clause::All(inner) | Clause::Either(inner) => inner.iter().for_each(|clause| clause.says(within, said)),
            Clause::Not(inner) if within => inner.iter().for_each(|clause| clause.says(within, said)),
            Clause::Not(_) | Clause::Missing { .. } | Clause::Test { .. } => {}
        }
    }

    /// Whether it gives a variable a value whichever way it holds.
    pub fn always_says(&self, variable: Var) -> bool {
        let is = |term: &Term| *term == Term::Var(variable);
        match self {
            Clause::Fact { entity, value, .. } => is(entity) || is(value),
            Clause::Property { entity, .. } => is(entity),
            Clause::Give { to, .. } => is(to),
            Clause::All(inner) => inner.iter().any(|clause| clause.always_says(variable)),
            Clause::Either(ways) => ways.iter().all(|clause| clause.always_says(variable)),
            Clause::Not(_) | Clause::Missing { .. } | Clause::Test { .. } => false,
        }
    }

    /// Every term of it and of what it holds.
    pub fn each_term(&self, found: &mut dyn FnMut(&Term)) {
        match self {
            Clause::Fact { entity, value, .. } => [entity, value].into_iter().for_each(found),
            Clause::Property { entity, key, value, .. } => [entity, key].into_iter().chain(value).for_each(found),
            Clause::Missing { entity, .. } => found(entity),
            Clause::Test { arguments, .. } => arguments.iter().for_each(found),
            Clause::Give { arguments, to, .. } => arguments.iter().chain([to]).for_each(found),
            Clause::All(inner) | Clause::Either(inner) | Clause::Not(inner) => {
                inner.iter().for_each(|clause| clause.each_term(found));
            }
        }
    }
}

/// What is shown of each answer.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Find {
    /// The values of variables, one row for each distinct combination.
    Rows(Vec<Var>),
    /// How many distinct values a variable has.
    Count(Var),
}

/// What rows are sorted by.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Sort {
    pub by: SortBy,
    pub descending: bool,
}

/// Where a row's rank is read.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum SortBy {
    /// A property's value.
    Property(Arc<str>),
    /// An attribute of the block or page itself.
    Attribute(Attribute),
    /// An attribute of the block's page.
    OfPage(Attribute),
}

/// A query, ready to be answered.
#[derive(Clone, Debug, PartialEq)]
pub struct Program {
    pub(super) clauses: Vec<Clause>,
    pub(super) find: Find,
    /// How many variables there are.
    pub(super) variables: usize,
    pub(super) sort: Option<Sort>,
    pub(super) sample: Option<usize>,
    /// Whether what stands below a result is part of it, and no result of its own.
    pub(super) fold_children: bool,
    /// Its name, as words.
    pub title: Option<String>,
    /// Shown as a table, whatever the block's properties say.
    pub table: bool,
    /// Its answer depends on the day.
    pub dated: bool,
    /// Its answer depends on where it stands.
    pub placed: bool,
    /// What of it is left out, as sentences without their full stop.
    pub left_out: Vec<String>,
}
