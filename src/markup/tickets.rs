//! Tickets at the end of a sentence, which lose the parentheses they are listed in.
//!
//! Does not decide what is a ticket.

use super::desugar::Desugar;
use super::slot::{self, Slot};
use super::{Resolver, Target};
use crate::outline::{Ref, RefKind};

impl<R: Resolver> Desugar<'_, '_, R> {
    /// `… sentence (A-1, B-2).`: the tickets follow the sentence singly, without parentheses.
    pub fn tickets(&mut self, begun: usize) {
        let Some(line) = self.out.get(begun..) else { return };
        let (whole, tags) = self.without_tags(line.trim_end());
        let (inner, stop) = match whole.strip_suffix(").") {
            Some(inner) => (inner, "."),
            None => match whole.strip_suffix(')') {
                Some(inner) => (inner, ""),
                None => return,
            },
        };
        let Some(open) = inner.rfind('(') else { return };
        let mut found = Vec::new();
        for c in inner[open + 1..].chars() {
            match slot::index(c).map(|i| &self.slots[i]) {
                Some(Slot::Ref(_, Target::Ticket { .. }, _)) => found.push(c),
                None if matches!(c, ',' | ' ' | ';') => {}
                _ => return,
            }
        }
        if found.is_empty() || open == 0 {
            return;
        }
        let keep = begun + inner[..open].trim_end().len();
        let tags = tags.to_string();
        self.out.truncate(keep);
        if !self.out.ends_with(['.', '!', '?', ':']) {
            self.out.push_str(stop);
        }
        for c in found {
            self.out.push(' ');
            self.out.push(c);
        }
        if !tags.is_empty() {
            self.out.push(' ');
            self.out.push_str(&tags);
        }
    }

    /// A line and the tags it ends in.
    fn without_tags<'l>(&self, line: &'l str) -> (&'l str, &'l str) {
        let tag = |word: &str| match word.chars().next().and_then(slot::index).map(|i| &self.slots[i]) {
            Some(Slot::Ref(reference, ..)) => {
                let tag = |r: &Ref| r.kind == RefKind::Tag;
                word.chars().nth(1).is_none() && self.outline.refs.get(*reference as usize).is_some_and(tag)
            }
            Some(_) => false,
            None => word.strip_prefix('#').is_some_and(|name| !name.is_empty()),
        };
        let mut at = line.len();
        while let Some((before, word)) = line[..at].trim_end().rsplit_once(' ') {
            if !tag(word) {
                break;
            }
            at = before.len();
        }
        (line[..at].trim_end(), line[at..].trim())
    }
}
