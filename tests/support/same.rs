//! A page's body and a specification's HTML in one form that can be compared.
//!
//! It undoes what is structure of the site alone, and nothing else:
//!
//! - blocks are items of one nested list, those below a heading within it: paragraphs, headings and lists again;
//! - a paragraph's or heading's text is its block's first line: `<p>`, `<h1>` … again;
//! - folds, anchors, classes, tab stops and the colours of code are dropped;
//! - a bold line of its own is `<b>` or `<p class="h">`: `<strong>` again;
//! - a wide table's box is dropped; its alignment is a class;
//! - a check box is a word;
//! - a link within the notes that leads nowhere is its words, with its address as a hint;
//! - an image whose file is not there is its alternative text;
//! - whether a list's items are set apart, and white space that is not shown, is not compared;
//! - a bare address is shown without its scheme;
//! - addresses are compared as browsers send them.

use super::dom::{self, Node};

/// An element or text in a form of its own.
#[derive(Debug, PartialEq)]
enum Piece {
    Element(String, Vec<(String, String)>, Vec<Piece>),
    Text(String),
}

const BLOCKS: &str = " p h1 h2 h3 h4 h5 h6 ul ol li blockquote pre table thead tbody tr th td hr div details section dl dd dt \
    address article aside form header footer main nav figure ";

impl Piece {
    fn name(&self) -> &str {
        if let Piece::Element(name, ..) = self { name } else { "" }
    }

    fn is_block(&self) -> bool {
        !self.name().is_empty() && BLOCKS.contains(&format!(" {} ", self.name()))
    }

    fn is_blank(&self) -> bool {
        matches!(self, Piece::Text(text) if text.trim().is_empty())
    }
}

fn element(name: &str, inner: Vec<Piece>) -> Piece {
    Piece::Element(name.to_string(), Vec::new(), inner)
}

/// What a page's `<main>` shows of its note.
pub fn ours(main: &Node) -> String {
    let mut pieces = Vec::new();
    for section in main.children().iter().filter(|child| child.name() == "section") {
        for child in section.children() {
            if child.has_class("blocks") {
                list(&child, &mut pieces);
            }
        }
    }
    shown(pieces)
}

/// What a specification's HTML shows.
pub fn theirs(html: &str) -> String {
    let body = dom::parse(&format!("<!doctype html><body>{html}")).root.named("body").remove(0);
    shown(body.children().iter().flat_map(|child| piece(child, false)).collect())
}

fn list(list: &Node, out: &mut Vec<Piece>) {
    for item in list.children().iter().filter(|child| child.name() == "li") {
        let mut inner = Vec::new();
        block(item, &mut inner);
        if item.has_class("text") {
            out.extend(inner);
            continue;
        }
        let name = list.name();
        let start: Vec<_> = list.attribute("start").map(|start| ("start".to_string(), start)).into_iter().collect();
        let again = matches!(out.last(), Some(Piece::Element(last, _, items))
            if last == name && matches!(items.last(), Some(Piece::Element(..))))
            && item_before(list, item);
        if !again {
            out.push(Piece::Element(name.to_string(), start, Vec::new()));
        }
        if let Some(Piece::Element(_, _, items)) = out.last_mut() {
            items.push(element("li", inner));
        }
    }
}

/// Whether the item before this one is of the same list.
fn item_before(list: &Node, item: &Node) -> bool {
    let items: Vec<_> = list.children().into_iter().filter(|child| child.name() == "li").collect();
    let at = items.iter().position(|other| std::ptr::eq(&**other, item)).unwrap();
    at > 0 && !items[at - 1].has_class("text")
}

/// The content of a block: its line, its body, and the blocks below it.
fn block(item: &Node, out: &mut Vec<Piece>) {
    let mut line = Vec::new();
    let mut rest = Vec::new();
    for child in item.children() {
        if child.has_class("at") || child.has_class("when") {
        } else if child.name() == "details" && (child.children().iter().any(|c| c.has_class("blocks"))) {
            for inner in child.children() {
                if inner.name() == "summary" {
                    if !child.has_class("under") {
                        line.extend(inner.children().iter().flat_map(|c| piece(c, true)));
                    }
                } else if inner.has_class("blocks") {
                    list(&inner, &mut rest);
                } else {
                    rest.extend(piece(&inner, true));
                }
            }
        } else if child.has_class("blocks") {
            list(&child, &mut rest);
        } else {
            let made = piece(&child, true);
            if rest.is_empty() && !made.iter().any(Piece::is_block) { line.extend(made) } else { rest.extend(made) }
        }
    }
    if line.iter().any(|piece| !piece.is_blank()) {
        if line.len() == 1 && line[0].is_block() {
            out.append(&mut line);
        } else {
            out.push(element("p", line));
        }
    }
    out.append(&mut rest);
}

fn piece(node: &Node, ours: bool) -> Vec<Piece> {
    if let Some(text) = node.own_text() {
        return vec![Piece::Text(text)];
    }
    if node.name().is_empty() {
        return Vec::new();
    }
    let inner = || -> Vec<Piece> { node.children().iter().flat_map(|child| piece(child, ours)).collect() };
    let address = |name: &str| {
        let written = node.attribute(name).unwrap_or_default();
        percent_encoding::percent_decode_str(&written).decode_utf8_lossy().into_owned()
    };
    let mut attributes = Vec::new();
    let mut keep = |name: &str, value: Option<String>| attributes.extend(value.map(|value| (name.to_string(), value)));
    let made = match node.name() {
        "b" if ours && node.attribute("class").is_some_and(|class| class.starts_with('h')) => {
            node.attribute("class").unwrap()
        }
        "p" if ours && node.has_class("h") => return vec![element("p", vec![element("strong", inner())])],
        "p" if ours => match inner() {
            mut only if only.len() == 1 && only[0].is_block() => return vec![only.remove(0)],
            inner => return vec![element("p", inner)],
        },
        "b" if ours => "strong".into(),
        "div" if ours && node.has_class("wide") => return inner(),
        "span" if ours && node.has_class("state") => {
            return vec![Piece::Text(if node.has_class("done") { "[x]" } else { "[ ]" }.into())];
        }
        "input" if !ours => {
            return vec![Piece::Text(if node.attribute("checked").is_some() { "[x]" } else { "[ ]" }.into())];
        }
        "span" if ours && node.has_class("ref") => return inner(),
        "span" if ours && node.has_class("missing") => {
            keep("title", Some(address("title")));
            "span".into()
        }
        "img" => return vec![Piece::Text(node.attribute("alt").unwrap_or_default())],
        "pre" => {
            let code = node.children();
            let class = code.first().and_then(|code| code.attribute("class"));
            keep("class", class.map(|class| class.to_lowercase()));
            // A page's code ends without a line end.
            let text = node.text();
            let text = if ours { &text } else { text.strip_suffix('\n').unwrap_or(&text) };
            return vec![Piece::Element("pre".into(), attributes, vec![Piece::Text(text.to_string())])];
        }
        "a" if !ours && !has_scheme(&address("href")) => {
            let title = node.attribute("title");
            keep("title", Some([address("href")].into_iter().chain(title).collect::<Vec<_>>().join(", ")));
            "span".into()
        }
        "a" => {
            keep("href", Some(address("href")));
            let bare = node.text();
            if let Some((_, rest)) = bare.split_once("://").filter(|_| bare == address("href")) {
                return vec![Piece::Element("a".into(), attributes, vec![Piece::Text(rest.to_string())])];
            }
            keep("title", node.attribute("title"));
            "a".into()
        }
        "td" | "th" => {
            let class = node.attribute("class");
            let align = match class.as_deref() {
                Some("n") => Some("right".to_string()),
                Some("m") => Some("center".to_string()),
                _ => node.attribute("align").filter(|align| align != "left"),
            };
            keep("align", align);
            node.name().into()
        }
        "ol" => {
            keep("start", node.attribute("start"));
            "ol".into()
        }
        name => name.into(),
    };
    if !ours && !matches!(node.name(), "a" | "img" | "td" | "th" | "ol") {
        attributes = node.attributes();
    }
    vec![Piece::Element(made, attributes, inner())]
}

fn has_scheme(address: &str) -> bool {
    let end = address.find(|c: char| !(c.is_ascii_alphanumeric() || matches!(c, '+' | '.' | '-')));
    end.is_some_and(|end| end > 1 && address[end..].starts_with(':'))
}

/// One line for each block, its text in one line.
fn shown(pieces: Vec<Piece>) -> String {
    let mut out = String::new();
    lines(&paragraphs(pieces), 0, &mut out);
    out
}

/// Text between blocks is a paragraph.
fn paragraphs(pieces: Vec<Piece>) -> Vec<Piece> {
    let mut out: Vec<Piece> = Vec::new();
    let mut open = false;
    for piece in pieces {
        if piece.is_block() {
            open = false;
            out.push(piece);
        } else if open && let Some(Piece::Element(_, _, inner)) = out.last_mut() {
            inner.push(piece);
        } else if !piece.is_blank() {
            open = true;
            out.push(element("p", vec![piece]));
        }
    }
    out
}

fn lines(pieces: &[Piece], depth: usize, out: &mut String) {
    let indent = "  ".repeat(depth);
    for piece in pieces {
        let Piece::Element(name, attributes, inner) = piece else { continue };
        out.push_str(&indent);
        tag(name, attributes, out);
        match name.as_str() {
            "pre" => {
                if let Some(Piece::Text(text)) = inner.first() {
                    out.push_str(&format!(" {text:?}"));
                }
            }
            _ if inner.iter().any(Piece::is_block) || matches!(name.as_str(), "li" | "blockquote") => {
                out.push('\n');
                lines(&paragraphs(clone(inner)), depth + 1, out);
                continue;
            }
            _ => {
                let mut text = String::new();
                phrase(inner, &mut text);
                let text = text.split_whitespace().collect::<Vec<_>>().join(" ").replace("<br> ", "<br>");
                out.push(' ');
                out.push_str(&text);
            }
        }
        let end = out.trim_end().len();
        out.truncate(end);
        out.push('\n');
    }
}

fn clone(pieces: &[Piece]) -> Vec<Piece> {
    pieces
        .iter()
        .map(|piece| match piece {
            Piece::Element(name, attributes, inner) => Piece::Element(name.clone(), attributes.clone(), clone(inner)),
            Piece::Text(text) => Piece::Text(text.clone()),
        })
        .collect()
}

fn phrase(pieces: &[Piece], out: &mut String) {
    for piece in pieces {
        match piece {
            Piece::Text(text) => out.push_str(&text.replace('<', "‹")),
            Piece::Element(name, attributes, inner) => {
                tag(name, attributes, out);
                if !matches!(name.as_str(), "br" | "hr") {
                    phrase(inner, out);
                    out.push_str(&format!("</{name}>"));
                }
            }
        }
    }
}

fn tag(name: &str, attributes: &[(String, String)], out: &mut String) {
    out.push('<');
    out.push_str(name);
    for (key, value) in attributes {
        out.push_str(&format!(" {key}={value:?}"));
    }
    out.push('>');
}
