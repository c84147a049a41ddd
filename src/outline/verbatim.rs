//! A file in a format that is not read: its text stands for itself, and only what names its page is taken from it.
//!
//! Makes no blocks, so nothing in the text is a reference, a task or a date.

use super::tree::Builder;
use super::{Form, Options, Outline};
use crate::diagnostic::Diagnostic;
use crate::notes::Dialect;
use crate::span::Span;
use std::sync::Arc;

/// How many lines at the top may hold keywords.
const HEAD: usize = 50;

/// Org's keywords of a whole file, `#+TITLE: My page`, are properties of the page. Source: Logseq's reading of Org.
pub(super) fn parse(text: &Arc<str>, mut builder: Builder<'_>) -> (Outline, Vec<Diagnostic>) {
    let mut at = 0;
    for line in text.split_inclusive('\n').take(HEAD) {
        let start = at;
        at += line.len();
        let Some((key, value)) = line.trim_end().strip_prefix("#+").and_then(|rest| rest.split_once(':')) else {
            continue;
        };
        if !matches!(key.to_ascii_lowercase().as_str(), "title" | "alias" | "aliases") || value.trim().is_empty() {
            continue;
        }
        let from = start + 2 + key.len() + 1 + (value.len() - value.trim_start().len());
        let span = Span::new(from, from + value.trim().len());
        let key_span = Span::new(start + 2, start + 2 + key.len());
        builder.page_property(&key.to_ascii_lowercase(), key_span, value.trim().into(), span);
    }
    let (outline, told) = builder.finish(text.clone());
    (Outline { form: Form::Verbatim, ..outline }, told)
}

/// A file that cannot be read for a reason of ours: nothing at all is taken from it.
pub fn unread(text: Arc<str>, dialect: Dialect) -> Outline {
    let (outline, _) = Builder::new(&text, dialect, Options::default()).finish(Arc::clone(&text));
    Outline { form: Form::Unread, ..outline }
}

#[cfg(test)]
mod tests {
    use crate::notes::{Dialect, Format};
    use crate::outline::{self, Form, Options};

    #[test]
    fn a_file_that_is_not_read_has_its_name_and_no_blocks() {
        let text = "#+TITLE: Old notes\r\n#+FILETAGS: :a:\n* TODO [[x]]\n#+alias: é, f";
        let (outline, _) = outline::read(text.into(), Format::Org, Dialect::Logseq, &Options::default());
        let named: Vec<_> = outline.page_properties().iter().map(|p| (&*p.key, p.span.of(text))).collect();
        assert_eq!(named, [("title", "Old notes"), ("alias", "é, f")]);
        assert_eq!((outline.form, outline.blocks.len(), outline.refs.len()), (Form::Verbatim, 0, 0));
    }
}
