//! What a page holds in HTML and shows nobody: elements that are never shown, and those that hide by their own word.
//!
//! Does not know style sheets: an element hides by what it is, by `hidden`, or by its own `style`. A closed `<details>` is
//! shown to whoever opens it.

use super::{Policy, Writer};
use crate::config::edn::Edn;

/// Elements whose content is no words of the page, or words for whoever cannot show what they show.
const UNSEEN: &[&str] = &[
    "script",
    "style",
    "template",
    "title",
    "noscript",
    "iframe",
    "object",
    "textarea",
    "datalist",
    "noembed",
    "noframes",
    "audio",
    "video",
    "canvas",
    "progress",
    "meter",
    "desc",
    "metadata",
    "annotation",
    "annotation-xml",
];

/// Elements that hold nothing, and so hide nothing.
const VOID: &[&str] =
    &["area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track", "wbr"];

/// Elements of HTML, and those of SVG and MathML that notes hold.
const ELEMENTS: &str = "a abbr address annotation annotation-xml area article aside audio b base bdi bdo big blockquote body br button \
    canvas caption center circle cite code col colgroup data datalist dd del desc details dfn dialog div dl dt \
    ellipse em embed fieldset figcaption figure font footer form g h1 h2 h3 h4 h5 h6 head header hgroup hr html i \
    iframe img input ins kbd label legend li line link main map mark marquee math mfrac mi mn mo mrow msub msup \
    menu meta metadata meter nav noembed noframes noscript object ol optgroup option output p param path picture \
    polygon polyline pre progress q rect rp rt ruby s samp script search section select slot small source span \
    strike strong style sub summary sup svg table tbody td template text textarea tfoot th thead time title tr \
    track tspan tt u ul use var video wbr";

/// An element that nobody is shown and that is open: its name, and how many of that name are open in it, it too.
pub(super) struct Unseen {
    name: String,
    depth: u32,
}

impl<P: Policy> Writer<'_, '_, P> {
    /// A piece of HTML: what of it is shown is for `write`. What it opens may be closed in a later one; what is never
    /// closed hides the rest of its block, as it does from a reader.
    pub(super) fn html(&mut self, html: &str, write: impl FnOnce(&mut Self, &str)) {
        let mut open = self.unseen.take();
        self.hidden -= u32::from(open.is_some());
        let before = self.hidden;
        let (shown, hides) = shown(html, &mut open);
        if hides {
            self.policy.hides();
        }
        write(self, &shown);
        self.hidden = before + u32::from(open.is_some());
        self.unseen = open;
    }
}

/// A piece of HTML without what nobody is shown, and whether anything of that begins in it. `open` is what stands open
/// where it begins, and then where it ends.
fn shown(html: &str, open: &mut Option<Unseen>) -> (String, bool) {
    let (mut out, mut hides, mut rest) = (String::with_capacity(html.len()), false, html);
    while let Some(at) = rest.find('<') {
        let (before, tag) = rest.split_at(at);
        let (inner, is_end) = tag[1..].strip_prefix('/').map_or((&tag[1..], false), |inner| (inner, true));
        let end = match tag.strip_prefix("<!--") {
            Some(comment) => comment.find("-->").map_or(tag.len(), |end| "<!--".len() + end + "-->".len()),
            None if inner.starts_with(|c: char| c.is_ascii_alphabetic()) => end_of_tag(tag),
            None => 1,
        };
        let was_open = open.is_some();
        let name = inner.split(|c: char| c.is_whitespace() || matches!(c, '/' | '>')).next().unwrap_or("");
        let name = if end > 1 { name.to_ascii_lowercase() } else { String::new() };
        match open {
            Some(unseen) if unseen.name == name => {
                unseen.depth = if is_end { unseen.depth - 1 } else { unseen.depth + 1 };
                if unseen.depth == 0 {
                    *open = None;
                }
            }
            None if !is_end && hides_itself(&name, &tag[..end]) => {
                *open = Some(Unseen { name, depth: 1 });
                hides = true;
            }
            // `List<String>`: a browser shows nothing of that.
            None if !is_end && end > 1 && is_no_tag(&name, &tag[..end]) => hides = true,
            _ => {}
        }
        if !was_open {
            out.push_str(before);
        }
        if !was_open && open.is_none() {
            out.push_str(&tag[..end]);
        }
        rest = &tag[end..];
    }
    if open.is_none() {
        out.push_str(rest);
    }
    (out, hides)
}

/// Where a tag ends: `>` in the value of an attribute does not end it.
fn end_of_tag(tag: &str) -> usize {
    let (mut quote, mut last) = (None, ' ');
    for (at, c) in tag.char_indices() {
        match (quote, c) {
            (None, '>') => return at + 1,
            (None, '"' | '\'') if last == '=' => quote = Some(c),
            (Some(open), c) if c == open => quote = None,
            _ => {}
        }
        last = if c.is_whitespace() { last } else { c };
    }
    tag.len()
}

/// Whether something is written like a tag and is hardly meant for one: no element is called so, or words stand in it.
fn is_no_tag(name: &str, tag: &str) -> bool {
    const BARE: [&str; 14] = [
        "hidden",
        "popover",
        "open",
        "controls",
        "checked",
        "disabled",
        "autoplay",
        "loop",
        "muted",
        "reversed",
        "required",
        "selected",
        "inert",
        "allowfullscreen",
    ];
    let is_word = |(key, value): (String, String)| {
        value.is_empty() && !tag.contains(&format!("{key}=")) && !BARE.contains(&&*key)
    };
    !name.contains('-') && !ELEMENTS.split(' ').any(|element| element == name) || attributes(tag).any(is_word)
}

/// Whether an element hides what is in it.
fn hides_itself(name: &str, tag: &str) -> bool {
    let says = |key: &str, value: &str| matches!(key, "hidden" | "popover") || key == "style" && is_hidden_by(value);
    let is_closed = tag.ends_with("/>");
    let mut attributes = attributes(tag);
    match name {
        name if VOID.contains(&name) => false,
        name if UNSEEN.contains(&name) => !is_closed,
        "dialog" => !attributes.any(|(key, _)| key == "open"),
        _ => attributes.any(|(key, value)| says(&key, &value)),
    }
}

/// The attributes of a tag, in small letters.
fn attributes(tag: &str) -> impl Iterator<Item = (String, String)> {
    let within = tag.trim_start_matches('<').trim_end_matches(['>', '/']);
    let mut rest =
        within.split_once([' ', '\t', '\n', '\r', '\u{c}', '/']).map_or("", |(_, rest)| rest).to_ascii_lowercase();
    std::iter::from_fn(move || {
        let trimmed = rest.trim_start_matches(|c: char| c.is_whitespace() || c == '/').to_string();
        let end = trimmed.find(|c: char| c.is_whitespace() || matches!(c, '=' | '/')).unwrap_or(trimmed.len());
        let (key, after) = trimmed.split_at(end);
        let Some(after) = after.trim_start().strip_prefix('=').map(str::trim_start) else {
            // One that has no value.
            rest = after.to_string();
            return (!key.is_empty()).then(|| (key.to_string(), String::new()));
        };
        let quoted = after.strip_prefix(['"', '\'']);
        let (value, after) = match quoted {
            Some(value) => value.split_once(&after[..1]).unwrap_or((value, "")),
            None => after.split_at(after.find(char::is_whitespace).unwrap_or(after.len())),
        };
        rest = after.to_string();
        Some((key.to_string(), value.to_string()))
    })
}

/// Whether a style takes what it is said of from sight.
fn is_hidden_by(style: &str) -> bool {
    // Written by escapes, or with what may be a comment or within quotes, a word may be any.
    if style.contains(['&', '\\']) || style.contains("/*") {
        return true;
    }
    let style = style.to_ascii_lowercase();
    let all = style.split(';').filter(|one| !one.trim().is_empty());
    let all = || all.clone().filter_map(|one| one.split_once(':')).map(|(key, value)| (key.trim(), plain(value)));
    style.split(';').any(|one| !one.trim().is_empty() && !one.contains(':'))
        || all().any(|(key, value)| !shows(key, value))
        || all().any(|(key, color)| {
            let mut grounds = all().filter(|(key, _)| key.starts_with("background")).map(|(_, ground)| ground);
            let is_lost = grounds.clone().any(|ground| ground == color || is_white(ground) && is_white(color));
            key == "color" && (is_lost || grounds.next().is_none() && is_white(color))
        })
}

/// A value without what says that it matters.
fn plain(value: &str) -> &str {
    value.split('!').next().unwrap_or("").trim()
}

/// Whether text of this colour is lost on paper.
fn is_white(color: &str) -> bool {
    let digits = color.strip_prefix('#').unwrap_or("");
    let is_light = !digits.is_empty() && digits.bytes().all(|b| matches!(b, b'e' | b'f'));
    is_light
        || ["white", "snow", "ivory", "ghostwhite", "whitesmoke", "floralwhite"].contains(&color)
        || color.strip_prefix("rgb(").is_some_and(|parts| {
            parts.trim_end_matches(')').split(',').all(|part| part.trim().parse::<u8>().is_ok_and(|part| part > 238))
        })
}

/// Whether a declaration of a style is known to take nothing from sight. Of those that are not listed nobody knows.
fn shows(key: &str, value: &str) -> bool {
    let number = value.trim_end_matches(|c: char| c.is_ascii_alphabetic() || c == '%').parse::<f32>();
    let is_word = !value.is_empty() && value.chars().all(|c| c.is_ascii_alphanumeric() || c == '-');
    // One more digit, or two, would say how much of it is seen through.
    let is_opaque = value.strip_prefix('#').is_some_and(|digits| matches!(digits.len(), 3 | 6))
        || value.strip_prefix("rgb(").is_some_and(|parts| parts.split(',').count() == 3 && !parts.contains('/'));
    let is_plain =
        value.chars().all(|c| c.is_ascii_alphanumeric() || " #.%,\"'()".contains(c)) && !value.contains("var(");
    match key {
        "color" => is_opaque || is_word && value != "transparent",
        "display" => matches!(value, "block" | "inline" | "inline-block" | "flex" | "grid" | "table" | "list-item"),
        "opacity" | "font-size" | "line-height" => match number {
            Ok(number) => number > 0.1,
            Err(_) => is_word && key == "font-size",
        },
        "width" | "max-width" | "height" | "max-height" => value == "auto" || number.is_ok_and(|number| number > 1.0),
        "visibility" => value == "visible",
        "background" | "background-color" => is_plain,
        "font-weight" | "font-style" | "font-family" | "text-align" | "text-decoration" | "text-transform" => is_plain,
        "margin" | "margin-left" | "margin-right" | "margin-top" | "margin-bottom" => is_plain,
        "padding" | "padding-left" | "padding-right" | "padding-top" | "padding-bottom" => is_plain,
        "border" | "border-radius" | "border-left" | "border-bottom" | "float" | "list-style" | "list-style-type" => {
            is_plain
        }
        "white-space" | "vertical-align" | "word-break" => is_word,
        _ => false,
    }
}

/// Whether an element of Hiccup, or one in it, hides what is in it.
pub(super) fn hides_in_hiccup(source: &str) -> bool {
    any_hides(&Edn::read(source).0)
}

fn any_hides(form: &Edn) -> bool {
    let Edn::List(items) = form else { return false };
    let own = items.iter().take(2).any(|item| match item {
        Edn::Key(name) => UNSEEN.contains(&name.split(['.', '#']).next().unwrap_or("")),
        Edn::Map(attributes) => attributes.iter().any(|(key, value)| match (key, value) {
            (Edn::Key(key), Edn::Bool(false) | Edn::Nil) if key == "hidden" => false,
            (Edn::Key(key), _) if key == "hidden" || key == "popover" => true,
            (Edn::Key(key), Edn::Text(style)) if key == "style" => is_hidden_by(style),
            (Edn::Key(key), Edn::Map(style)) if key == "style" => is_hidden_by(&declarations(style)),
            _ => false,
        }),
        _ => false,
    });
    own || items.iter().any(any_hides)
}

/// `{:display "none"}` as a style.
fn declarations(style: &[(Edn, Edn)]) -> String {
    let word = |form: &Edn| match form {
        Edn::Key(word) | Edn::Text(word) => word.clone(),
        Edn::Int(number) => number.to_string(),
        _ => String::new(),
    };
    style.iter().map(|(key, value)| format!("{}:{};", word(key), word(value))).collect()
}

/// What a browser would show of a piece of HTML, without its tags: no comment, script or style.
pub(super) fn words_of_html(html: &str) -> String {
    // What elements part is no one word.
    let html = html.replace('<', " <");
    let bare = ammonia::Builder::empty().clean_content_tags(UNSEEN.iter().copied().collect()).clean(&html).to_string();
    bare.replace("&nbsp;", " ").replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
}
