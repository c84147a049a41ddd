//! Queries as HTML: what one found, or why nothing was looked for.
//!
//! Does not answer them: the [`Resolver`] did.

use super::write::Writer;
use super::{Resolver, Target, html};
use crate::diagnostic::{Code, Diagnostic};
use crate::span::Span;

impl<R: Resolver> Writer<'_, '_, R> {
    /// A query: what it found, or why nothing was looked for.
    pub fn query(&mut self, source: &str, place: Span, target: &Target<'_>, block: bool) {
        let mut piece = String::from("<div class=\"query\"><p class=\"kind\">");
        match target {
            Target::Query { kind, asked, html: inner } => {
                html::escape_text(kind, &mut piece);
                if let Some(asked) = asked {
                    piece.push_str(" <code>");
                    html::escape_text(asked, &mut piece);
                    piece.push_str("</code>");
                }
                piece.push_str("</p>");
                piece.push_str(inner.as_str());
            }
            Target::QueryNotUnderstood { kind, why, untold } => {
                if *untold {
                    self.diagnostics.push(Diagnostic::new(Code::Unsupported, place, why.trim_end_matches('.')));
                }
                html::escape_text(kind, &mut piece);
                piece.push_str(", not evaluated</p>");
                // One line is its own best label; of more, what is wrong comes first.
                let long = source.contains('\n');
                piece.push_str(if long { "<details><summary>" } else { "<p class=\"why\">" });
                html::escape_sentence(why, &mut piece);
                piece.push_str(if long { "</summary>" } else { "</p>" });
                piece.push_str("<pre tabindex=\"0\"><code>");
                html::escape_text(source, &mut piece);
                piece.push_str(if long { "</code></pre></details>" } else { "</code></pre>" });
            }
            _ => {}
        }
        piece.push_str("</div>");
        self.embedded += piece.len();
        self.block_piece(&piece, block);
    }
}
