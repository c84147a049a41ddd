//! Hiccup, HTML written as EDN (`[:kbd "x"]`), to HTML for the sanitiser.
//!
//! Does not decide what of it is let through (see [`raw`](super::raw)): it is the author's own HTML.

use super::html;
use crate::config::edn::Edn;

/// Elements that hold nothing.
const VOID: &[&str] = &["br", "hr", "img", "wbr", "input", "col"];

/// The HTML of a form; `None` where it holds anything but elements, words and numbers.
pub(super) fn html(source: &str) -> Option<String> {
    let (form, problem) = Edn::read(source);
    let mut out = String::with_capacity(source.len() * 2);
    (problem.is_none() && element(&form, &mut out)).then_some(out)
}

/// The words of a form, as far as it is understood.
pub(super) fn words(source: &str) -> Option<String> {
    let (form, problem) = Edn::read(source);
    let mut out = String::new();
    (problem.is_none() && element(&form, &mut String::new())).then(|| plain(&form, &mut out))?;
    Some(out)
}

fn plain(form: &Edn, out: &mut String) {
    match form {
        // Neither the name of an element nor its attributes.
        Edn::List(items) => {
            items.iter().skip(usize::from(matches!(items.first(), Some(Edn::Key(_))))).for_each(|item| {
                plain(item, out);
            })
        }
        form => {
            let words = word(form).unwrap_or_default();
            if !out.is_empty() && !words.is_empty() {
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
