//! A message in rustc's look: what, `file:line:col`, the line with carets, help.
//!
//! Does not print. Control characters of notes are made visible, so that no note can steer a terminal.

pub use annotate_snippets::normalize_untrusted_str as visible;
use annotate_snippets::{AnnotationKind, Group, Level as Look, Origin, Renderer, Snippet};

use crate::span::Span;

/// How bad it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Level {
    Error,
    Warning,
    Note,
}

/// One message.
#[derive(Debug)]
pub struct Frame<'a> {
    pub level: Level,
    pub code: Option<&'a str>,
    pub message: &'a str,
    pub label: Option<&'a str>,
    pub help: Option<&'a str>,
    /// As shown.
    pub path: Option<&'a str>,
    /// The whole text of the file, if it is at hand.
    pub text: Option<&'a str>,
    /// Where in the text; ignored without one.
    pub span: Span,
}

impl<'a> Frame<'a> {
    pub fn new(level: Level, message: &'a str) -> Frame<'a> {
        Frame { level, code: None, message, label: None, help: None, path: None, text: None, span: Span::default() }
    }

    /// The message as lines, with colours that the terminal takes out where they are not wanted.
    pub fn draw(&self) -> String {
        let level = match self.level {
            Level::Error => Look::ERROR,
            Level::Warning => Look::WARNING,
            Level::Note => Look::NOTE,
        };
        let mut title = level.primary_title(visible(self.message));
        if let Some(code) = self.code {
            title = title.id(code);
        }
        let mut group = Group::with_title(title);
        match (self.path, self.text) {
            (Some(path), Some(text)) => group = group.element(self.snippet(path, text)),
            (Some(path), None) => group = group.element(Origin::path(visible(path))),
            (None, _) => {}
        }
        if let Some(help) = self.help {
            group = group.element(Look::HELP.message(visible(help)));
        }
        Renderer::styled().render(&[group])
    }

    /// Only the lines of the span are handed over: a note can be long, and is searched for each message.
    fn snippet(&self, path: &str, text: &str) -> Snippet<'static, annotate_snippets::Annotation<'static>> {
        let start = floor(text, self.span.start as usize);
        let end = floor(text, (self.span.end as usize).max(start));
        let from = text[..start].rfind('\n').map_or(0, |at| at + 1);
        let to = text[end..].find('\n').map_or(text.len(), |at| end + at);
        let line = memchr::memchr_iter(b'\n', &text.as_bytes()[..from]).count() + 1;
        let lines = text[from..to].trim_end_matches('\r');
        let span = (start - from).min(lines.len())..(end - from).min(lines.len());
        let mut mark = AnnotationKind::Primary.span(span);
        if let Some(label) = self.label {
            mark = mark.label(visible(label));
        }
        Snippet::source(lines.to_string()).line_start(line).path(visible(path)).annotation(mark)
    }
}

/// A frame without colours.
pub fn plain(frame: &str) -> String {
    anstream::adapter::strip_str(frame).to_string()
}

/// The nearest place before `at` where the text may be cut.
fn floor(text: &str, at: usize) -> usize {
    let mut at = at.min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}
