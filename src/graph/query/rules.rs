//! The filters that both languages have, as clauses: `task`, `priority`, `page-ref`, `between`, `property`, …
//!
//! Does not know how they are written. Source of what each means: Logseq's query rules; what differs is said below.

use super::clause::{Attribute, Clause, Holder, Term, Test, Value};
use super::read::Reading;

impl Reading<'_> {
    /// The block has one of some markers.
    pub fn task(&mut self, block: Term, markers: Term) -> Clause {
        self.one_of(block, Attribute::Marker, markers)
    }

    /// The block has one of some priorities.
    pub fn priority(&mut self, block: Term, priorities: Term) -> Clause {
        self.one_of(block, Attribute::Priority, priorities)
    }

    fn one_of(&mut self, block: Term, attribute: Attribute, set: Term) -> Clause {
        let value = self.fresh();
        Clause::All(vec![
            Clause::fact(block, attribute, value.clone()),
            Clause::Test { test: Test::Contains, arguments: vec![set, value] },
        ])
    }

    /// Something leads from an entity to a page that is given by name.
    pub fn leads_to(&mut self, entity: Term, attribute: Attribute, name: Term) -> Clause {
        match name {
            Term::Value(Value::Text(name)) => {
                let page = self.page(&name);
                Clause::fact(entity, attribute, Term::Value(page))
            }
            Term::Value(page) => Clause::fact(entity, attribute, Term::Value(page)),
            name => {
                let page = self.fresh();
                Clause::All(vec![
                    Clause::fact(page.clone(), Attribute::Name, name),
                    Clause::fact(entity, attribute, page),
                ])
            }
        }
    }

    /// The block stands on a journal's page between two days, both counted in.
    pub fn between(&mut self, block: Term, from: Term, to: Term) -> Clause {
        let (page, day) = (self.fresh(), self.fresh());
        Clause::All(vec![
            Clause::fact(page.clone(), Attribute::JournalDay, day.clone()),
            Clause::Test { test: Test::AtLeast, arguments: vec![day.clone(), from] },
            Clause::Test { test: Test::AtMost, arguments: vec![day, to] },
            Clause::fact(block, Attribute::Page, page),
        ])
    }

    /// The text of the block has a part, letter for letter.
    pub fn content(&mut self, block: Term, part: Term, test: Test) -> Clause {
        let text = self.fresh();
        Clause::All(vec![
            Clause::fact(block, Attribute::Content, text.clone()),
            Clause::Test { test, arguments: vec![text, part] },
        ])
    }

    /// A block or page has a property, or a property with a value.
    pub fn property(&self, entity: Term, holder: Holder, key: Term, value: Option<Term>) -> Clause {
        Clause::Property { entity, holder, key, value }
    }

    /// The page has one of some tags.
    pub fn page_tags(&mut self, page: Term, tags: Term) -> Clause {
        match tags {
            Term::Value(Value::Set(tags)) => {
                let each =
                    tags.iter().map(|tag| self.leads_to(page.clone(), Attribute::Tags, Term::Value(tag.clone())));
                Clause::Either(each.collect())
            }
            tags => {
                let (tag, name) = (self.fresh(), self.fresh());
                Clause::All(vec![
                    Clause::fact(page, Attribute::Tags, tag.clone()),
                    Clause::fact(tag, Attribute::Name, name.clone()),
                    Clause::Test { test: Test::Contains, arguments: vec![tags, name] },
                ])
            }
        }
    }
}
