//! Hiccup, HTML written as EDN (`[:kbd "x"]`), to HTML for the sanitiser.
//!
//! Does not decide what of it is let through (see [`raw`](super::raw)): it is the author's own HTML.

use super::{Phrase, html};
use crate::config::edn::Edn;

/// Elements that hold nothing.
const VOID: &[&str] = &["br", "hr", "img", "wbr", "input", "col"];

/// The HTML of a form; `None` where it holds anything but elements, words and numbers.
pub(super) fn html(source: &str) -> Option<String> {
    let (form, problem) = Edn::read(source);
    let mut out = String::with_capacity(source.len() * 2);
    (problem.is_none() && element(&form, &mut out)).then_some(out)
}

/// Elements that stand within a line.
const PHRASING: &[&str] = &[
    "a", "abbr", "b", "br", "cite", "code", "del", "em", "i", "img", "ins", "kbd", "mark", "q", "s", "samp", "small",
    "span", "strong", "sub", "sup", "u", "var",
];

/// The form that a text begins with, and its HTML, where it may stand within a line.
pub(super) fn phrasing(text: &str) -> Option<(&str, String)> {
    let name = text.strip_prefix("[:")?.split(|c: char| !c.is_ascii_alphanumeric()).next()?;
    if !PHRASING.contains(&name) {
        return None;
    }
    let source = &text[..end(text)?];
    Some((source, html(source)?))
}

/// Where the bracket that a text begins with is closed.
pub(super) fn end(text: &str) -> Option<usize> {
    let (mut depth, mut quoted, mut escaped) = (0, false, false);
    for (at, byte) in text.bytes().enumerate() {
        match byte {
            _ if escaped => escaped = false,
            b'\\' => escaped = true,
            b'"' => quoted = !quoted,
            b'[' if !quoted => depth += 1,
            b']' if !quoted => {
                depth -= 1;
                if depth == 0 {
                    return Some(at + 1);
                }
            }
            _ => {}
        }
    }
    None
}

/// The words of a form, if it is understood.
pub(super) fn words(source: &str) -> Option<Phrase> {
    html(source)?;
    let (form, _) = Edn::read(source);
    let mut words = Phrase::default();
    plain(&form, &mut words);
    Some(words)
}

fn plain(form: &Edn, out: &mut Phrase) {
    match form {
        Edn::List(items) => {
            let start = out.len();
            let (name, children) = match items.split_first() {
                Some((Edn::Key(name), children)) => (name.as_str(), children),
                _ => ("", items.as_slice()),
            };
            children.iter().for_each(|child| plain(child, out));
            if matches!(name, "code" | "kbd" | "pre" | "samp") {
                out.code_from(start + usize::from(out[start..].starts_with(' ')));
            }
        }
        form => {
            let words = word(form).unwrap_or_default();
            if !out.is_empty() && !out.ends_with(' ') && !words.is_empty() {
                out.push(' ');
            }
            out.push_str(&words);
        }
    }
}

/// Writes an element; whether it is one.
fn element(form: &Edn, out: &mut String) -> bool {
    let Edn::List(items) = form else { return false };
    let Some((Edn::Key(name), rest)) = items.split_first() else { return false };
    // `:div.class#id`
    let name = name.split(['.', '#']).next().unwrap_or("");
    if name.is_empty() || !name.bytes().all(|b| b.is_ascii_alphanumeric()) {
        return false;
    }
    // A page has its own headings.
    let (name, close) = match name {
        "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => ("p><strong", "strong></p"),
        name => (name, name),
    };
    out.push('<');
    out.push_str(name);
    let children = match rest.split_first() {
        Some((Edn::Map(attributes), children)) => {
            if !close.contains('>') {
                attributes.iter().for_each(|(key, value)| attribute(key, value, out));
            }
            children
        }
        _ => rest,
    };
    out.push('>');
    if VOID.contains(&name) {
        return children.is_empty();
    }
    let all = children.iter().all(|child| content(child, out));
    out.push_str("</");
    out.push_str(close);
    out.push('>');
    all
}

fn attribute(key: &Edn, value: &Edn, out: &mut String) {
    let (Edn::Key(key), Some(value)) = (key, word(value)) else { return };
    if !key.is_empty() && key.bytes().all(|b| b.is_ascii_alphabetic() || b == b'-') {
        out.push(' ');
        out.push_str(key);
        out.push_str("=\"");
        html::escape_attr(&value, out);
        out.push('"');
    }
}

fn content(form: &Edn, out: &mut String) -> bool {
    match form {
        Edn::Nil => true,
        Edn::List(items) if !matches!(items.first(), Some(Edn::Key(_))) => items.iter().all(|item| content(item, out)),
        Edn::List(_) => element(form, out),
        form => word(form).map(|words| html::escape_text(&words, out)).is_some(),
    }
}

fn word(form: &Edn) -> Option<String> {
    match form {
        Edn::Text(text) | Edn::Key(text) => Some(text.clone()),
        Edn::Int(number) => Some(number.to_string()),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::html;

    #[test]
    fn forms_become_elements() {
        let shown = |source: &str| html(source).unwrap_or_default();
        assert_eq!(
            shown("[:p.lead {:title \"a\\\"b\"} \"x <\" [:br] [:b 2]]"),
            "<p title=\"a&quot;b\">x &lt;<br><b>2</b></p>"
        );
        assert_eq!(shown("[:ul ([:li \"a\"] [:li \"b\"])]"), "");
        assert_eq!(shown("[:ul [[:li \"a\"] [:li \"b\"]]]"), "<ul><li>a</li><li>b</li></ul>");
        assert_eq!(shown("[:h2 {:style {:color \"red\"}} \"t\"]"), "<p><strong>t</strong></p>");
        for none in ["[:p (str 1)]", "[:p", "[\"p\"]", "[:<p> 1]", "x"] {
            assert_eq!(html(none), None, "{none}");
        }
    }
}
