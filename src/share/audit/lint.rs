//! How an output is made, whatever it says: no script, no handler, nothing fetched, no path or hour of the author's machine.
//!
//! Does not compare with the notes. HTML is read as browsers read it, by the tokenizer that follows their standard.

use std::cell::RefCell;
use std::sync::LazyLock;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use html5ever::TokenizerResult;
use html5ever::tendril::StrTendril;
use html5ever::tokenizer::states::RawKind;
use html5ever::tokenizer::{BufferQueue, Tag, TagKind, Token, TokenSink, TokenSinkResult, Tokenizer, TokenizerOpts};
use regex::Regex;
use sha2::{Digest, Sha256};

use super::Said;
use super::layers::Layer;

/// Something wrong, and where.
#[derive(Clone, Debug, PartialEq)]
pub struct Told {
    pub what: &'static str,
    pub at: usize,
    pub chain: Vec<&'static str>,
}

/// What is wrong with a page; nothing where a file is none.
pub fn page(bytes: &[u8], said: &Said) -> Vec<Told> {
    let text = String::from_utf8_lossy(bytes);
    let begin = text.trim_start().get(..15).unwrap_or("").to_ascii_lowercase();
    if !begin.starts_with("<!doctype html") && !begin.starts_with("<html") {
        return Vec::new();
    }
    let sink = Sink { said, seen: RefCell::default() };
    let tokenizer = Tokenizer::new(sink, TokenizerOpts::default());
    let queue = BufferQueue::default();
    queue.push_back(StrTendril::from(&*text));
    while let TokenizerResult::Script(()) | TokenizerResult::EncodingIndicator(_) = tokenizer.feed(&queue) {}
    tokenizer.end();
    let mut seen = tokenizer.sink.seen.into_inner();
    seen.policy();
    let begins: Vec<usize> = std::iter::once(0).chain(memchr::memchr_iter(b'\n', bytes).map(|at| at + 1)).collect();
    let at = |line: u64| begins.get((line as usize).saturating_sub(1)).copied().unwrap_or(0);
    seen.told.into_iter().map(|(what, line)| Told { what, at: at(line), chain: Vec::new() }).collect()
}

/// What the tokens of a page said so far.
#[derive(Default)]
struct Seen {
    told: Vec<(&'static str, u64)>,
    /// The policies, as written.
    policies: Vec<String>,
    /// Styles, each with its line, and whether a policy stood before it.
    styles: Vec<(String, u64, bool)>,
    /// The text of a style, while within it.
    style: Option<String>,
}

struct Sink<'a> {
    said: &'a Said,
    seen: RefCell<Seen>,
}

impl TokenSink for Sink<'_> {
    type Handle = ();

    fn process_token(&self, token: Token, line: u64) -> TokenSinkResult<()> {
        let mut seen = self.seen.borrow_mut();
        match token {
            Token::TagToken(tag) if tag.kind == TagKind::StartTag => {
                self.open(&mut seen, &tag, line);
                match &*tag.name {
                    "script" => return TokenSinkResult::RawData(RawKind::ScriptData),
                    "style" => {
                        seen.style = Some(String::new());
                        return TokenSinkResult::RawData(RawKind::Rawtext);
                    }
                    "title" | "textarea" => return TokenSinkResult::RawData(RawKind::Rcdata),
                    _ => {}
                }
            }
            Token::TagToken(tag) if &*tag.name == "style" => {
                if let Some(style) = seen.style.take() {
                    if is_fetching(&style) {
                        seen.told.push(("a style that fetches", line));
                    }
                    let is_after = !seen.policies.is_empty();
                    seen.styles.push((style, line, is_after));
                }
            }
            Token::CharacterTokens(text) => {
                if let Some(style) = &mut seen.style {
                    style.push_str(&text);
                }
            }
            _ => {}
        }
        TokenSinkResult::Continue
    }
}

/// Elements that run, fetch, embed or lead away.
const NEVER: &[&str] = &[
    "script", "iframe", "frame", "object", "embed", "applet", "base", "form", "link", "portal", "audio", "video",
    "source", "track", "template", "svg",
];
/// Attributes that are fetched without a click.
const FETCHED: &[&str] = &["src", "srcset", "poster", "data", "background", "manifest", "imagesrcset", "codebase"];
/// Attributes that lead somewhere.
const LEADING: &[&str] = &["href", "action", "formaction", "ping", "cite", "longdesc", "xlink:href"];

impl Sink<'_> {
    fn open(&self, seen: &mut Seen, tag: &Tag, line: u64) {
        if NEVER.contains(&&*tag.name) {
            let what = if &*tag.name == "script" { "a script" } else { "an element that runs or fetches" };
            seen.told.push((what, line));
        }
        let value = |name: &str| tag.attrs.iter().find(|a| &*a.name.local == name).map(|a| a.value.trim().to_string());
        if &*tag.name == "meta"
            && let Some(kind) = value("http-equiv")
        {
            match kind.eq_ignore_ascii_case("content-security-policy") {
                true => seen.policies.push(value("content").unwrap_or_default()),
                false => seen.told.push(("a `meta` that acts", line)),
            }
        }
        for attribute in &tag.attrs {
            let (name, written) = (&*attribute.name.local, attribute.value.trim());
            if name.starts_with("on") {
                seen.told.push(("an inline handler", line));
            }
            if name == "style" && is_fetching(written) {
                seen.told.push(("a style that fetches", line));
            }
            if FETCHED.contains(&name) && !written.starts_with("data:image/") {
                seen.told.push(("an address that is fetched", line));
            }
            if LEADING.contains(&name) && !written.starts_with('#') && !self.is_kept(written) {
                seen.told.push(("an address that was not kept", line));
            }
        }
    }

    /// Whether an address stands in the projection, however its letters are written.
    fn is_kept(&self, address: &str) -> bool {
        let scheme = address.split(':').next().unwrap_or("").to_ascii_lowercase();
        if !matches!(scheme.as_str(), "http" | "https" | "mailto" | "tel") {
            return false;
        }
        let bare = address.strip_prefix("mailto:").or(address.strip_prefix("tel:")).unwrap_or(address);
        let plain = percent_encoding::percent_decode_str(bare).decode_utf8_lossy().into_owned();
        let is = |address: &str| self.said.addresses.contains(address);
        // One that is parted from its text otherwise here than there is rare, and then looked for in all of it.
        let known = [bare, &plain, bare.trim_end_matches('/')].into_iter().any(is);
        known || self.said.says(bare) || self.said.says(&plain)
    }
}

/// The addresses in the text of a projection, as written and without the backslashes that Markdown may have in them.
pub fn addresses(text: &str) -> impl Iterator<Item = String> + '_ {
    static ADDRESS: LazyLock<Regex> =
        LazyLock::new(|| Regex::new(r#"[a-zA-Z]+://[^\s<>()\[\]"]+|[\w.+-]+@[\w.-]+"#).expect("it is a constant"));
    ADDRESS.find_iter(text).flat_map(|found| {
        let written = found.as_str();
        [
            written.to_string(),
            written.trim_end_matches(['.', ',', ';', ':', '/']).to_string(),
            written.replace('\\', ""),
        ]
    })
}

impl Seen {
    /// Whether there is a policy that allows nothing but the styles that are there.
    fn policy(&mut self) {
        let Some(policy) = self.policies.first().filter(|_| self.policies.len() == 1) else {
            let what = if self.policies.is_empty() { "no content security policy" } else { "more than one policy" };
            self.told.push((what, 1));
            return;
        };
        let rules: Vec<Vec<&str>> = policy.split(';').map(|rule| rule.split_whitespace().collect()).collect();
        let rule = |name: &str| rules.iter().find(|rule| rule.first() == Some(&name)).map(|rule| &rule[1..]);
        for name in ["default-src", "base-uri", "form-action"] {
            if rule(name) != Some(&["'none'"][..]) {
                self.told.push(("a policy that does not forbid the rest", 1));
            }
        }
        let is_closed =
            |source: &&str| matches!(*source, "'none'" | "data:" | "blob:") || source.starts_with("'sha256-");
        let known = ["default-src", "base-uri", "form-action", "style-src", "img-src", "font-src"];
        let fits = |rule: &Vec<&str>| rule.is_empty() || known.contains(&rule[0]) && rule[1..].iter().all(is_closed);
        if !rules.iter().all(fits) {
            self.told.push(("a policy that allows more than it must", 1));
        }
        for (style, line, is_after) in &self.styles {
            let hash = format!("'sha256-{}'", STANDARD.encode(Sha256::digest(style)));
            if !is_after || !rule("style-src").unwrap_or(&[]).contains(&hash.as_str()) {
                self.told.push(("a style that the policy does not name", *line));
            }
        }
    }
}

fn is_fetching(style: &str) -> bool {
    static ADDRESS: LazyLock<Regex> = LazyLock::new(|| {
        let written = r#"(?i)(?:url|image-set|src)\(\s*(?:"([^"]*)"|'([^']*)'|([^"')\s]*))|@import"#;
        Regex::new(written).expect("it is a constant")
    });
    let is_remote = |found: regex::Captures<'_>| {
        let address = (1..4).find_map(|part| found.get(part));
        address.is_none_or(|to| !to.as_str().trim_start().starts_with(['#']) && !to.as_str().starts_with("data:"))
    };
    ADDRESS.captures_iter(style).any(is_remote)
}

/// Paths of a machine, hours, and maps to sources, in anything that reads as text.
pub fn text(layer: &Layer, said: &Said) -> Vec<Told> {
    static KINDS: LazyLock<[(Regex, &str); 3]> = LazyLock::new(|| {
        let regex = |pattern| Regex::new(pattern).expect("it is a constant");
        [
            (
                regex(
                    r"(?:file:///?|/(?:home|Users|root|mnt|var|private|tmp|opt|srv|media|Volumes)/)[\w.@-]+|\b[A-Za-z]:[\\/]+(?:Users|home|Documents|Windows|[\w.-]+[\\/])[\w.-]*|\\\\[\w.-]+\\[\w.$-]+",
                ),
                "a path of a machine",
            ),
            (
                regex(
                    r"\b\d{4}-\d\d-\d\d[T ]\d\d:\d\d|\b(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun),? \d\d? [A-Z][a-z]{2} \d{4} \d\d:\d\d|\bD:\d{14}\b",
                ),
                "a time finer than a day",
            ),
            (regex(r"(?i)sourceMappingURL\s*="), "a source map"),
        ]
    });
    let Ok(text) = std::str::from_utf8(&layer.bytes) else { return Vec::new() };
    let found = |(kind, what): &(Regex, &'static str)| {
        let new = |found: &regex::Match<'_>| !said.says(found.as_str());
        let told = |found: regex::Match<'_>| Told { what, at: layer.at(found.start()), chain: layer.chain.clone() };
        kind.find_iter(text).filter(new).map(told).take(20).collect::<Vec<_>>()
    };
    KINDS.iter().flat_map(found).collect()
}
