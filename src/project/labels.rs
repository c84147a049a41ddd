//! Labels within which references stand that the outline does not part from them: what stands for each in a share.
//!
//! Does not decide that (see [`words`](super::words)).

use std::borrow::Cow;

use super::words::{NOT_SHARED, Words};
use crate::markup::markdown::Instead;
use crate::outline::{self, RefKind};

/// How deep labels within labels are asked about; what is deeper is left out.
const DEEPEST: usize = 8;

/// A label with what stands for each reference in it, and in their labels.
pub fn asked(words: &Words<'_>, label: &str) -> String {
    within(words, label, 0)
}

fn within(all: &Words<'_>, label: &str, depth: usize) -> String {
    if depth > DEEPEST {
        return String::new();
    }
    let (small, _) = outline::parse(format!("- {label}").into(), all.graph.dialect, &outline::Options::default());
    let mut out = String::new();
    let mut at = 2;
    let outer = small.refs.iter().filter(|r| r.within.is_none() && r.span.start as usize >= at);
    for r in outer.collect::<Vec<_>>() {
        if (r.span.start as usize) < at {
            continue;
        }
        out.push_str(small.text.get(at..r.span.start as usize).unwrap_or(""));
        let target = r.target.of(&small.text);
        let label = r.label.unwrap_or(r.target).of(&small.text);
        match r.kind {
            RefKind::Ticket | RefKind::Date => out.push_str(r.span.of(&small.text)),
            RefKind::Page | RefKind::Tag => {
                let is_tag = r.kind == RefKind::Tag;
                all.meet(target);
                match all.name(target, is_tag, r.label.is_some()) {
                    Instead::Label if label.contains(['[', '#', '(', '{']) => {
                        out.push_str(&within(all, label, depth + 1))
                    }
                    Instead::Label => out.push_str(label),
                    // Brackets would be a reference again where the label's marks are read.
                    Instead::Words(words) => out.push_str(words.trim_matches(['[', ']'])),
                    _ => {}
                }
            }
            _ => {}
        }
        at = r.span.end as usize;
    }
    out.push_str(small.text.get(at..).unwrap_or(""));
    if depth == 0 { swept(all, out) } else { out }
}

/// A text without the ids of blocks in double parentheses, which in code are no references.
pub fn without_ids(text: &str) -> Cow<'_, str> {
    let is_id = |id: &str| id.len() == 36 && id.bytes().all(|b| b.is_ascii_hexdigit() || b == b'-');
    let id_at = |at: usize| text.get(at + 2..at + 38).filter(|id| is_id(id) && text[at + 38..].starts_with("))"));
    let mut out = String::new();
    let mut done = 0;
    for (at, _) in text.match_indices("((") {
        if id_at(at).is_some() {
            out.push_str(&text[done..at]);
            out.push_str(NOT_SHARED);
            done = at + 40;
        }
    }
    if done == 0 { text.into() } else { (out + &text[done..]).into() }
}

/// What stands for names in double brackets that nothing parted from the words round them.
pub fn swept(all: &Words<'_>, mut text: String) -> String {
    while let Some(close) = text.find("]]") {
        let Some(open) = text[..close].rfind("[[") else {
            text.replace_range(close..close + 2, "]");
            continue;
        };
        let name = match all.name(&text[open + 2..close], false, false) {
            Instead::Label => text[open + 2..close].to_string(),
            Instead::Words(words) => words.trim_matches(['[', ']']).to_string(),
            _ => String::new(),
        };
        text.replace_range(open..close + 2, &name);
    }
    text.replace("[[", "[")
}
