//! What the template engine says of a broken template, in the words and with the place that our messages have.
//!
//! Does not compile or render.

use tera::ErrorKind;

use super::{Theme, calls};
use crate::config::nearest;
use crate::error::{Error, Place};
use crate::span::Span;

/// An error of Tera's. `making` is the page that was being made, if one was.
pub fn explain(error: &tera::Error, theme: &Theme, making: Option<&str>) -> Error {
    let said = Said::of(error.kind(), theme).with_its_word();
    // "Variable `x` is not defined. Available variables: a, b": first what is wrong, then what to write instead.
    let (what, known) = match said.words.split_once(" Available ") {
        Some((what, known)) => (what, known.split_once(": ").map(|(_, known)| known)),
        None => (said.words.as_str(), None),
    };
    let written = what.split('`').nth(1).unwrap_or_default();
    let slip = match known {
        Some(known) => nearest(written, &known.split(", ").collect::<Vec<_>>()),
        None if what.starts_with("Unknown template") => {
            nearest(written, &theme.templates.keys().map(String::as_str).collect::<Vec<_>>())
        }
        None if what.starts_with("Unknown component") => {
            let texts = theme.templates.values();
            nearest(written, &texts.flat_map(|text| calls::components(text)).collect::<Vec<_>>())
        }
        None if what.starts_with("Unknown filter") => nearest(written, &words(FILTERS)),
        None if what.starts_with("Unknown test") => nearest(written, &words(TESTS)),
        None if what.starts_with("Unknown tag") => nearest(written, &words(TAGS)),
        None => None,
    };
    let open = what.contains("end of input").then(|| OPEN.to_string());
    let help = [
        open,
        slip.map(|meant| format!("did you mean `{meant}`?")),
        known.map(|known| format!("at hand here: {known}")),
        making.map(|page| format!("the page that was being made: {page}")),
    ];
    let help = help.into_iter().flatten().collect::<Vec<_>>().join("\n");
    let plain = Error::new(lower(what.trim_end_matches('.')));
    let located = match said.place {
        Some(place) => plain.at(place),
        None => plain,
    };
    if help.is_empty() { located } else { located.help(help) }
}

/// What the template engine has built in and cannot be asked for: filters, tests, and what a tag begins with.
const FILTERS: &str = "abs capitalize default escape escape_html escape_xml first float get group_by indent int join keys last \
    length lower newlines_to_br nth pairs pluralize replace reverse round safe sort split str title trim \
    trim_end trim_start truncate unique upper values wordcount";
const TESTS: &str = "array bool containing defined divisible_by ending_with even float integer iterable map none number odd \
    starting_with string undefined";
const TAGS: &str = "if elif else endif for endfor block endblock set set_global endset filter endfilter include extends \
    component endcomponent break continue raw endraw";

fn words(text: &'static str) -> Vec<&'static str> {
    text.split_whitespace().collect()
}

/// Why a template can end too early. Where it ends says nothing of where that began.
const OPEN: &str = "something begun above is never closed: a `{% if %}`, `{% for %}` or `{% block %}` without its end, or a \
                    `{{` without `}}`";

/// Words of Tera's, and where they point.
struct Said {
    words: String,
    place: Option<Place>,
}

impl Said {
    fn of(kind: &ErrorKind, theme: &Theme) -> Said {
        match kind {
            ErrorKind::SyntaxError(report) | ErrorKind::RenderingError(report) => {
                let range = &report.span().range;
                let place = theme.place(report.filename(), Span::new(range.start, range.end));
                Said { words: report.message().to_string(), place }
            }
            ErrorKind::MissingParent { current, parent } => {
                let words = format!("Unknown template `{parent}`");
                let at = theme.text(current).and_then(|text| text.find(parent.as_str()));
                let span = at.map_or_else(Span::default, |at| Span::new(at, at + parent.len()));
                Said { words, place: theme.place(current, span) }
            }
            kind => Said::drawn(&kind.to_string(), theme),
        }
    }

    /// With the word that it points to, where Tera's words leave that out.
    fn with_its_word(self) -> Said {
        let word = self.place.as_ref().map(|place| place.span.of(&place.text)).unwrap_or_default();
        let words = match self.words.as_str() {
            "Unknown tag" if !word.is_empty() => format!("Unknown tag `{word}`"),
            _ => return self,
        };
        Said { words, ..self }
    }

    /// What Tera finds in all templates at once it gives as drawn frames alone: the first is taken apart again.
    fn drawn(text: &str, theme: &Theme) -> Said {
        let mut lines = text.lines();
        let first = lines.next().unwrap_or_default();
        let words = first.trim_start_matches("error: ").to_string();
        let place = lines.next().and_then(|line| {
            let mut parts = line.trim_start().strip_prefix("--> ")?.rsplitn(3, ':');
            let (column, line, name) =
                (parts.next()?.parse::<usize>().ok()?, parts.next()?.parse::<usize>().ok()?, parts.next()?);
            let text = theme.text(name)?;
            let start: usize = text.split_inclusive('\n').take(line.checked_sub(1)?).map(str::len).sum();
            let within: usize = text[start..].chars().take(column.checked_sub(1)?).map(char::len_utf8).sum();
            let width = lines.nth(2)?.matches('^').count();
            let marked: usize = text[start + within..].chars().take(width).map(char::len_utf8).sum();
            theme.place(name, Span::new(start + within, start + within + marked))
        });
        Said { words, place }
    }
}

/// A sentence as ours begin.
fn lower(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map(|first| first.to_lowercase().chain(letters).collect()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What is said of `page.html` when it is this.
    fn said(page: &str) -> Error {
        let dir = tempfile::tempdir().unwrap();
        std::fs::create_dir(dir.path().join("templates")).unwrap();
        std::fs::write(dir.path().join("templates/page.html"), page).unwrap();
        let theme = Theme::load(Some(dir.path())).unwrap();
        let mut tera = tera::Tera::default();
        let all = theme.templates().map(|(name, text)| (name.to_string(), text.to_string()));
        let error = match tera.add_raw_templates(all) {
            Err(error) => error,
            Ok(()) => tera.render("page.html", &tera::Context::new()).unwrap_err(),
        };
        explain(&error, &theme, Some("pages/a.html"))
    }

    #[test]
    fn each_way_to_break_a_template_is_told_with_its_place() {
        for (page, message, marked, help) in [
            ("a\n{{ titel }}", "variable `titel` is not defined", "titel", "pages/a.html"),
            ("é {{ a | foo }}", "unknown filter `foo`", "foo", "pages/a.html"),
            ("{{ a | uper }}", "unknown filter `uper`", "uper", "did you mean `upper`?"),
            ("{% if a is strng %}x{% endif %}", "unknown test `strng`", "strng", "did you mean `string`?"),
            ("{% fr a in b %}x{% endfor %}", "unknown tag `fr`", "fr", "did you mean `for`?"),
            ("{{ a", "unexpected end of input", "a", "a `{{` without `}}`"),
            (
                "x\n é {% include \"bse.html\" %}",
                "unknown template `bse.html`",
                "\"bse.html\"",
                "did you mean `base.html`?",
            ),
            ("{% extends \"bse.html\" %}", "unknown template `bse.html`", "bse.html", "did you mean `base.html`?"),
            ("{{ <fact facts={a} /> }}", "unknown component `fact`", "<fact facts={a} />", "did you mean `facts`?"),
            ("{% if a %}", "unexpected end of input", "%}", "something begun above is never closed"),
        ] {
            let error = said(page);
            let place = error.place.as_deref().unwrap();
            assert_eq!((error.message.as_str(), place.text.as_str()), (message, page));
            assert_eq!(place.span.of(&place.text), marked, "{page}");
            assert!(error.help.as_deref().unwrap_or_default().contains(help), "{page}: {error:?}");
        }
    }
}
