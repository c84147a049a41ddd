//! Where queries stand in a block, what they say, and which bytes of the note each byte of that is.
//!
//! Does not read what they say.

use crate::notes::Dialect;
use crate::outline::{Outline, RefKind, macros};
use crate::span::Span;
use std::ops::Range;

/// The two ways to ask.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Language {
    /// `{{query …}}`
    Simple,
    /// `#+BEGIN_QUERY … #+END_QUERY`
    Advanced,
}

/// A query as it stands in a note.
#[derive(Clone, Debug, PartialEq)]
pub struct Written {
    /// How it is written.
    pub language: Language,
    /// Where it begins: its braces, or `#+BEGIN_QUERY`.
    pub start: u32,
    /// All of it, or the line it begins with.
    head: Span,
    /// What it says, its lines dedented and joined by `\n`.
    pub text: String,
    /// Which range of the note each line of `text` is.
    lines: Vec<Span>,
}

impl Written {
    /// A simple query that stands in no note: what a macro of the user's own stands for.
    pub fn simple(text: &str) -> Written {
        Written {
            language: Language::Simple,
            start: 0,
            head: Span::default(),
            text: text.to_string(),
            lines: Vec::new(),
        }
    }

    /// Whether it stands in no note.
    pub fn is_filled_in(&self) -> bool {
        self.lines.is_empty()
    }

    /// Where a range of its text stands in the note; an empty one is its head.
    pub fn place(&self, range: Range<usize>) -> Span {
        if range.is_empty() {
            return self.head;
        }
        let mut at = 0;
        for line in &self.lines {
            let end = at + line.len();
            if range.start <= end {
                let from = line.start as usize + range.start - at;
                return Span::new(from, (line.start as usize + range.end.saturating_sub(at)).min(line.end as usize));
            }
            at = end + 1;
        }
        self.head
    }
}

/// The queries of a block, in the order written.
pub fn written(outline: &Outline, block: u32, dialect: Dialect) -> Vec<Written> {
    if dialect != Dialect::Logseq {
        return Vec::new();
    }
    let text = &outline.text;
    let calls = outline.refs_of(block).iter().filter(|r| r.kind == RefKind::Macro);
    let mut found: Vec<Written> = calls
        .filter_map(|r| {
            let call = r.target.of(text);
            let (name, _) = macros::split(call)?;
            let after = call.get(name.len()..)?;
            let lead = name.len() + after.len() - after.trim_start().len();
            let line = Span { start: r.target.start + lead as u32, end: r.target.end };
            let query = || Written {
                language: Language::Simple,
                start: r.span.start,
                head: r.span,
                text: line.of(text).to_string(),
                lines: vec![line],
            };
            name.eq_ignore_ascii_case("query").then(query)
        })
        .collect();
    found.extend(advanced(outline, block));
    found
}

/// What stands between `#+BEGIN_QUERY` and `#+END_QUERY`.
fn advanced(outline: &Outline, block: u32) -> Vec<Written> {
    let text = &outline.text;
    let mut found = Vec::new();
    let is = |line: Span, word: &str| {
        let line = line.of(text).trim_start();
        line.get(..word.len()).is_some_and(|start| start.eq_ignore_ascii_case(word))
    };
    // Not within code: that is another block's example.
    let mut open: Option<Written> = None;
    let mut quoted = false;
    for line in outline.body(block) {
        // What is shown letter for letter is an example.
        quoted = match quoted {
            true => !is(line, "#+end_example") && !is(line, "#+end_export"),
            false => open.is_none() && (is(line, "#+begin_example") || is(line, "#+begin_export")),
        };
        match &mut open {
            Some(query) if is(line, "#+end_query") => {
                query.text.pop();
                found.extend(open.take());
            }
            Some(query) => {
                query.text.push_str(line.of(text));
                query.text.push('\n');
                query.lines.push(line);
            }
            None if is(line, "#+begin_query") && !quoted && !outline.is_code(block, line.start) => {
                let (language, text, lines) = (Language::Advanced, String::new(), Vec::new());
                open = Some(Written { language, start: line.start, head: line, text, lines });
            }
            None => {}
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::outline::{Options, parse};

    fn queries(text: &str) -> (Outline, Vec<Written>) {
        let (outline, _) = parse(text.into(), Dialect::Logseq, &Options::default());
        let found = (0..outline.blocks.len() as u32).flat_map(|b| written(&outline, b, Dialect::Logseq)).collect();
        (outline, found)
    }

    #[test]
    fn each_byte_of_a_query_has_its_place_in_the_note() {
        let (outline, found) = queries(
            "- see {{query   (task x)}} and {{{query [[é]]}}}\n\t- #+begin_query\n\t  {:a 1\n\t   :b 2}\n\t  #+END_QUERY",
        );
        let texts: Vec<&str> = found.iter().map(|q| q.text.as_str()).collect();
        assert_eq!(texts, ["(task x)", "[[é]]", "{:a 1\n :b 2}"]);
        for (query, part) in [(0, "task"), (0, "x"), (1, "é"), (2, "{:a"), (2, ":b 2")] {
            let at = found[query].text.find(part).unwrap();
            let span = found[query].place(at..at + part.len());
            assert_eq!(span.of(&outline.text), part);
        }
        assert_eq!(found[0].place(0..0).of(&outline.text), "{{query   (task x)}}");
        assert_eq!(found[2].place(0..0).of(&outline.text), "#+begin_query");
        // A range over two lines ends with the first.
        assert_eq!(found[2].place(1..9).of(&outline.text), ":a 1");
    }

    #[test]
    fn what_is_code_or_an_example_is_no_query() {
        let (_, found) = queries(
            "- `{{query x}}`\n- ```\n  #+BEGIN_QUERY\n  {}\n  #+END_QUERY\n  ```\n- {{queries x}} {{embed [[a]]}}",
        );
        assert_eq!(found, []);
        let (_, found) = queries(
            "- #+BEGIN_EXAMPLE\n  #+BEGIN_QUERY\n  {}\n  #+END_QUERY\n  #+END_EXAMPLE\n- #+BEGIN_QUERY\n  never closed",
        );
        assert_eq!(found, []);
    }
}
