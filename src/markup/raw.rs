//! HTML in the notes: what of it is let through, and how our own pieces pass the sanitiser unharmed.
//!
//! Does not decide whether HTML is let through at all (see [`super::HtmlPolicy`]).
//!
//! The sanitiser must see the block's whole rendering, since raw HTML comes in halves, and must not see our attributes,
//! formulas and code, which it would drop. So our elements carry one attribute with a secret number in place of their
//! own, pieces are held back behind an empty element with such a number, and both are put in afterwards.

use super::slot::{self, Slot};
use super::url::{Destination, destination};
use super::write::{MAX_DEPTH, Writer};
use super::{Resolver, html};
use ammonia::{Builder, UrlRelative};
use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

/// The attribute; dropped wherever the secret is not in it.
const MARK: &str = "annals-piece";

/// Elements that a line of text may hold.
const PHRASING: &[&str] = &[
    "a", "abbr", "b", "bdi", "bdo", "br", "cite", "code", "data", "del", "dfn", "em", "i", "ins", "kbd", "mark", "q",
    "rp", "rt", "ruby", "s", "samp", "small", "span", "strong", "sub", "sup", "time", "u", "var", "wbr",
];

/// Elements that stand between lines. No headings and no landmarks: those are the page's own. No images: those of other
/// hosts are not loaded, and those of the notes have their own syntax.
const BLOCKS: &[&str] = &[
    "blockquote",
    "caption",
    "col",
    "colgroup",
    "dd",
    "details",
    "div",
    "dl",
    "dt",
    "figcaption",
    "figure",
    "hr",
    "li",
    "ol",
    "p",
    "pre",
    "summary",
    "table",
    "tbody",
    "td",
    "tfoot",
    "th",
    "thead",
    "tr",
    "ul",
];

static LINE: LazyLock<Builder<'static>> = LazyLock::new(|| builder(PHRASING.iter().copied().collect()));
static BODY: LazyLock<Builder<'static>> = LazyLock::new(|| builder(PHRASING.iter().chain(BLOCKS).copied().collect()));

fn builder(tags: HashSet<&'static str>) -> Builder<'static> {
    let mut attributes: HashMap<&str, HashSet<&str>> = HashMap::new();
    if tags.contains("table") {
        attributes.insert("td", ["colspan", "rowspan"].into());
        attributes.insert("th", ["colspan", "rowspan", "scope"].into());
        attributes.insert("ol", ["start", "reversed"].into());
        attributes.insert("details", ["open"].into());
    }
    attributes.insert("a", ["href"].into());
    attributes.insert("bdo", ["dir"].into());
    attributes.insert("time", ["datetime"].into());
    let mut builder = Builder::new();
    builder
        .tags(tags)
        .tag_attributes(attributes)
        .generic_attributes([MARK, "lang", "title", "dir"].into())
        .url_schemes(["http", "https", "mailto", "tel"].into())
        .url_relative(UrlRelative::Deny)
        .link_rel(None)
        .strip_comments(true);
    builder
}

/// What is ours in one block's rendering.
pub(super) struct Guard {
    /// Made from the text itself, so that the text cannot hold it; the same for every build.
    secret: String,
    kept: Vec<(String, bool)>,
}

impl Guard {
    pub fn new(source: &str) -> Self {
        let hash = blake3::hash(source.as_bytes()).to_hex();
        Guard { secret: hash[..24].to_string(), kept: Vec::new() }
    }

    /// The mark that stands for attributes, with its leading blank.
    pub fn keep(&mut self, attributes: &str) -> String {
        self.kept.push((attributes.to_string(), false));
        format!(" {MARK}=\"{}-{}\"", self.secret, self.kept.len() - 1)
    }

    /// An empty element that stands for a finished piece.
    pub fn hold(&mut self, element: &'static str, piece: &str) -> String {
        self.kept.push((piece.to_string(), true));
        format!("<{element} {MARK}=\"{}-{}\"></{element}>", self.secret, self.kept.len() - 1)
    }

    /// Sanitises, then puts back what is ours. None where elements stand too deep within one another.
    pub fn clean(&self, html: &str, line: bool) -> Option<String> {
        // Looked at before as well: the parser takes the longer for an element the more are open.
        if depth(html) > 2 * MAX_DEPTH {
            return None;
        }
        let builder: &Builder<'_> = if line { &LINE } else { &BODY };
        // Twice: what was legal round an element that is now gone need not be legal without it.
        let clean = builder.clean(&builder.clean(html).to_string()).to_string();
        if depth(&clean) > MAX_DEPTH {
            return None;
        }
        // `&#5` is read as the character itself, and written as it.
        let clean = html::allowed(&clean);
        let mark = format!(" {MARK}=\"");
        let mut out = String::with_capacity(clean.len() * 2);
        let mut rest = &*clean;
        while let Some(at) = rest.find(&mark) {
            let (before, after) = (&rest[..at], &rest[at + mark.len()..]);
            let Some((value, after)) = after.split_once('"') else { break };
            // Only within a tag: in text the sanitiser has escaped what opens one.
            let name = before.rfind('<').map_or("<", |open| &before[open + 1..]);
            let ours = name.bytes().all(|b| b.is_ascii_alphanumeric()).then_some(value);
            let kept = ours
                .and_then(|value| value.strip_prefix(self.secret.as_str()))
                .and_then(|number| number.strip_prefix('-'))
                .and_then(|number| number.parse().ok());
            match kept.and_then(|n: usize| self.kept.get(n)) {
                Some((piece, true)) => {
                    let open = before.rfind('<').unwrap_or(before.len());
                    let element = &before[open..];
                    out.push_str(&before[..open]);
                    out.push_str(piece);
                    let close = format!("></{}>", element.trim_start_matches('<'));
                    rest = after.strip_prefix(close.as_str()).unwrap_or(after);
                }
                Some((attributes, false)) => {
                    out.push_str(before);
                    out.push_str(attributes);
                    rest = after;
                }
                // Not ours: the author wrote it.
                None => {
                    out.push_str(before);
                    rest = after;
                }
            }
        }
        out.push_str(rest);
        Some(out)
    }
}

/// How deep elements stand within one another, those aside that need no end. Exact in what the sanitiser wrote, but for
/// these; in what an author wrote, where anything may be left open, a measure.
fn depth(html: &str) -> usize {
    const NO_END: &[&str] = &[
        "br", "hr", "img", "wbr", "col", "input", "p", "li", "dt", "dd", "tr", "td", "th", "thead", "tbody", "tfoot",
        "rt", "rp",
    ];
    let (mut depth, mut deepest) = (0usize, 0);
    for at in memchr::memchr_iter(b'<', html.as_bytes()) {
        let after = &html[at + 1..];
        let (end, name) = after.strip_prefix('/').map_or((false, after), |name| (true, name));
        let name = &name[..name.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(name.len())];
        match (end, name.is_empty() || NO_END.iter().any(|free| free.eq_ignore_ascii_case(name))) {
            (_, true) => {}
            (true, _) => depth = depth.saturating_sub(1),
            (false, _) => {
                depth += 1;
                deepest = deepest.max(depth);
            }
        }
    }
    deepest
}

impl<R: Resolver> Writer<'_, '_, R> {
    pub fn html_block(&mut self, html: &str) {
        let html = self.written_but_refs(html);
        let shown = without_comments(&html);
        if shown.trim().is_empty() {
            return;
        }
        if self.guard.is_some() {
            self.filtered(&shown);
            return;
        }
        self.out.push_str("<p>");
        for (i, line) in shown.trim_end().lines().enumerate() {
            if i > 0 {
                self.out.push_str("<br>");
            }
            self.text(line);
        }
        self.out.push_str("</p>");
    }

    pub fn raw(&mut self, html: &str) {
        if html.starts_with("<!--") {
            return;
        }
        let html = self.written_but_refs(html);
        match (&self.guard, &self.alt) {
            (Some(_), None) => self.filtered(&html),
            _ => self.text(&html),
        }
    }

    /// Raw HTML for the sanitiser. What the note's reader took for a reference in it is shown as one, unless it stands
    /// within a tag.
    fn filtered(&mut self, html: &str) {
        let mut in_tag = false;
        for (words, slot) in slot::cut(&filtered(html)) {
            self.out.push_str(words);
            if let Some(at) = words.rfind(['<', '>']) {
                in_tag = words.as_bytes()[at] == b'<';
            }
            let Some(slot) = slot.and_then(|slot| self.source.slots.get(slot)) else { continue };
            if in_tag {
                let mut written = String::new();
                self.slot_source(slot, &mut written);
                html::escape_attr(&written, &mut self.out);
            } else {
                self.slot(slot, false);
            }
        }
    }

    /// The text with all slots but references as they were written.
    fn written_but_refs(&self, text: &str) -> String {
        let mut out = String::with_capacity(text.len());
        for (words, number) in slot::cut(text) {
            out.push_str(words);
            match number.and_then(|number| Some((number, self.source.slots.get(number)?))) {
                Some((number, Slot::Ref(..) | Slot::Literal(_))) => out.extend(slot::character(number)),
                Some((_, slot)) => self.slot_source(slot, &mut out),
                None => {}
            }
        }
        out
    }
}

/// Elements whose content is no markup, or other markup: they would swallow what is ours. As GitHub's `tagfilter`.
const SWALLOWING: &[&str] = &[
    "title",
    "textarea",
    "style",
    "xmp",
    "iframe",
    "noembed",
    "noframes",
    "script",
    "plaintext",
    "svg",
    "math",
    "select",
    "template",
    "noscript",
    "object",
    "embed",
    "frameset",
    "form",
    "listing",
    "image",
    "html",
    "head",
    "body",
    "frame",
];

/// Raw HTML less its comments, which are not shown anywhere, whatever else is.
pub(super) fn without_comments(html: &str) -> String {
    let mut out = String::with_capacity(html.len());
    let mut rest = html;
    while let Some((before, comment)) = rest.split_once("<!--") {
        out.push_str(before);
        match comment.split_once("-->") {
            Some((_, after)) => rest = after,
            None => return out,
        }
    }
    out.push_str(rest);
    out
}

/// Raw HTML with the elements that swallow others shown as text; whole scripts and style sheets are dropped.
pub(super) fn filtered(html: &str) -> String {
    let mut out = String::with_capacity(html.len());
    let mut rest = html;
    let mut unclosed = Vec::new();
    while let Some((before, after)) = rest.split_once('<') {
        out.push_str(before);
        let name = after.strip_prefix('/').unwrap_or(after);
        let end = name.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(name.len());
        let name = name[..end].to_ascii_lowercase();
        rest = after;
        if matches!(name.as_str(), "iframe" | "img" | "audio" | "video" | "source")
            && let Some((tag, after)) = after.split_once('>')
        {
            // Nothing is loaded from elsewhere: a frame, picture or recording of another host is a link to it.
            let source = attribute(tag, "src");
            let address = source.filter(|address| matches!(destination(address), Destination::Web(_)));
            // One of the notes' own is no reference of the outline, so that no file stands there: its name does.
            let own = source.filter(|source| !source.starts_with("data:")).and_then(|path| path.rsplit('/').next());
            let words = attribute(tag, "alt").filter(|alt| !alt.trim().is_empty()).or(address).or(own);
            if let Some(address) = address {
                out.push_str("<a");
                super::write::attribute(&mut out, "href", address);
                out.push('>');
            }
            html::escape_text(words.unwrap_or_default(), &mut out);
            out.push_str(if address.is_some() { "</a>" } else { "" });
            rest = after;
            continue;
        }
        if name == "iframe" {
            rest = after.split_once('>').map_or("", |(_, after)| after);
            continue;
        }
        if !SWALLOWING.contains(&name.as_str()) && !after.starts_with(['!', '?']) {
            out.push('<');
            continue;
        }
        if matches!(name.as_str(), "script" | "style") && !after.starts_with('/') && !unclosed.contains(&name) {
            let close = format!("</{name}>");
            if let Some(end) = find_ci(after, &close) {
                rest = &after[end + close.len()..];
                continue;
            }
            unclosed.push(name);
        }
        out.push_str("&lt;");
    }
    out.push_str(rest);
    out
}

/// The value of an attribute of a tag, as it is written.
fn attribute<'a>(tag: &'a str, name: &str) -> Option<&'a str> {
    let mut rest = tag;
    loop {
        let (before, after) = rest.split_once('=')?;
        let after = after.trim_start();
        let (value, next) = match after.as_bytes().first()? {
            quote @ (b'"' | b'\'') => after[1..].split_once(char::from(*quote))?,
            _ => after.split_at(after.find([' ', '\t', '\n', '>']).unwrap_or(after.len())),
        };
        let key = before.trim_end().rsplit([' ', '\t', '\n', '/', '"', '\'']).next().unwrap_or("");
        if key.eq_ignore_ascii_case(name) {
            return Some(value.trim_end_matches('/'));
        }
        rest = next;
    }
}

fn find_ci(text: &str, lower: &str) -> Option<usize> {
    memchr::memchr_iter(b'<', text.as_bytes())
        .find(|&at| text.get(at..at + lower.len()).is_some_and(|t| t.eq_ignore_ascii_case(lower)))
}
