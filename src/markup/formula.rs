//! Formulas in a block: in a line, on their own, and those that cannot be set.
//!
//! Does not set them (see [`math`](super::math)).

use super::slot::{self, Slot};
use super::write::Writer;
use super::{Resolver, commands, html, math};
use crate::diagnostic::{Code, Diagnostic};
use crate::span::Span;

/// So many bytes round its place a formula is looked for that cannot be set.
const NEAR: usize = 2048;

impl<R: Resolver> Writer<'_, '_, R> {
    /// A formula that the Markdown parser found; `start` is its place in the source.
    pub fn inline_math(&mut self, formula: &str, start: usize, display: bool) {
        let reads = |slot| matches!(self.source.slots.get(slot), Some(Slot::Ref(..)));
        if slot::cut(formula).filter_map(|(_, slot)| slot).any(reads) {
            // Between two sums of money there is a reference: no formula.
            let dollars = if display { "$$" } else { "$" };
            self.plain(dollars);
            self.text(formula);
            self.plain(dollars);
            return;
        }
        let formula = self.written(formula);
        let origin = self.source.origin(start);
        self.math(&formula, origin, display);
    }

    /// A formula within a line; `origin` is its place in the note.
    pub fn math(&mut self, formula: &str, origin: usize, display: bool) {
        match math::mathml(formula, display) {
            Ok(mathml) => self.opaque(&mathml),
            Err(error) => {
                self.math_failed(formula, origin, error);
                self.open("code", " class=\"math-error\"");
                let dollars = if display { "$$" } else { "$" };
                html::escape_text(dollars, &mut self.out);
                html::escape_text(formula, &mut self.out);
                html::escape_text(dollars, &mut self.out);
                self.out.push_str("</code>");
            }
        }
    }

    /// A formula on its own.
    pub fn display_math(&mut self, formula: &str, origin: usize) {
        let piece = match math::mathml(formula, true) {
            Ok(mathml) => format!("<div class=\"wide\" tabindex=\"0\">{mathml}</div>"),
            Err(error) => {
                self.math_failed(formula, origin, error);
                let mut piece = String::from("<pre tabindex=\"0\"><code class=\"math-error\">");
                html::escape_text(formula.trim(), &mut piece);
                piece + "</code></pre>"
            }
        };
        self.block_piece(&piece, true);
    }

    fn math_failed(&mut self, formula: &str, origin: usize, error: math::MathError) {
        // What stands before it in the line may have been written otherwise in the note.
        let text = &self.outline.text;
        // A line of a thousand broken formulas would be searched a thousand times: what is near is enough.
        let near = text.floor_char_boundary(origin.saturating_sub(NEAR));
        let before = text.get(near..origin).unwrap_or_default();
        let line = near + before.rfind('\n').map_or(0, |at| at + 1);
        let origin = if text.get(origin..).is_some_and(|rest| rest.starts_with(formula)) {
            origin
        } else {
            let rest = &text[line..text.floor_char_boundary(origin + NEAR + formula.len())];
            let found = rest[..rest.find('\n').unwrap_or(rest.len())].find(formula);
            found.map_or(line, |at| line + at)
        };
        let to = origin + error.range.end.min(formula.len());
        let from = origin + error.range.start.min(error.range.end);
        let span = if text.get(from..to).is_some() { Span::new(from, to) } else { Span::new(line, line) };
        let help = match commands::meant(&error) {
            Some(meant) => format!("did you mean `\\{meant}`? the formula is shown as it is written"),
            None => "the formula is shown as it is written".to_string(),
        };
        self.diagnostics.push(Diagnostic::new(Code::Math, span, error.message).help(help));
    }
}
