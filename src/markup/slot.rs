//! What stands in a block's text in place of its refs: one private-use character each, and the table behind them.
//!
//! Does not know how a slot is shown (see `piece`), nor which forms become one (see `desugar`).

use super::Target;
use crate::span::Span;

/// What one private-use character stands for.
pub(super) enum Slot<'t> {
    /// A reference and what it became.
    Ref(u32, Target<'t>, Size),
    /// The author's own private-use character.
    Literal(char),
    /// A bare URL.
    Url(Span),
    /// A bare mail address.
    Mail(Span),
    /// The start of a callout: its kind, as a word, and whether it is open, if it can be folded.
    Callout(String, Option<bool>),
    /// A check box: done or not.
    Box(bool),
    /// A formula on lines of its own.
    Math(Span),
    /// A formula within a line, dollars and all, that the parser would read as code.
    Formula(Span),
    /// Hiccup: its source, and its HTML, not sanitised, where it is understood.
    Hiccup(String, Option<String>),
    /// Hiccup within a line, such as `[:kbd "x"]`: its source, and its HTML, not sanitised.
    Phrasing(String, String),
    /// An advanced query: its source, its first line, and what it became.
    Query(String, Span, Target<'t>),
}

/// `{:width 100, :height 50}` after an image, in pixels.
#[derive(Clone, Copy, Default)]
pub(super) struct Size {
    pub width: Option<u32>,
    pub height: Option<u32>,
}

impl Slot<'_> {
    /// Whether it stands between paragraphs rather than in one.
    pub fn is_block(&self) -> bool {
        match self {
            Slot::Ref(_, target, _) => {
                matches!(
                    target,
                    Target::Block { .. }
                        | Target::Embed { .. }
                        | Target::Query { .. }
                        | Target::QueryNotUnderstood { .. }
                )
            }
            Slot::Math(_) | Slot::Query(..) | Slot::Hiccup(_, Some(_)) => true,
            _ => false,
        }
    }

    /// Whether nothing is shown for it.
    pub fn is_hidden(&self) -> bool {
        matches!(self, Slot::Ref(_, Target::Hidden, _))
    }
}

/// Slots that one block can have: the first of the two planes that Unicode keeps for private use.
pub(super) const MAX_SLOTS: usize = 0xFFFE;
const FIRST: u32 = 0xF_0000;

/// What stands between the dollars of a formula, and whether there are two on each side.
pub(super) fn within_dollars(formula: Span, text: &str) -> (Span, bool) {
    let display = formula.of(text).starts_with("$$");
    let dollars = if display { 2 } else { 1 };
    (Span { start: formula.start + dollars, end: formula.end - dollars }, display)
}

/// The character of a slot.
pub(super) fn character(index: usize) -> Option<char> {
    (index < MAX_SLOTS).then(|| char::from_u32(FIRST + index as u32)).flatten()
}

/// The slot of a character, if it is one of ours.
pub(super) fn index(c: char) -> Option<usize> {
    (c as u32).checked_sub(FIRST).map(|i| i as usize).filter(|i| *i < MAX_SLOTS)
}

/// Text cut at its slots: words and slot in turn.
pub(super) fn cut(text: &str) -> impl Iterator<Item = (&str, Option<usize>)> {
    let mut rest = text;
    let mut over = false;
    std::iter::from_fn(move || {
        if over {
            return None;
        }
        // Characters of this plane begin with the byte F3, which is rare: the search is one pass of memchr.
        let mut from = 0;
        while let Some(at) = memchr::memchr(0xF3, &rest.as_bytes()[from..]).map(|at| at + from) {
            if let Some(index) = rest[at..].chars().next().and_then(index) {
                let words = &rest[..at];
                rest = &rest[at + 4..];
                return Some((words, Some(index)));
            }
            from = at + 1;
        }
        over = true;
        Some((rest, None))
    })
}
