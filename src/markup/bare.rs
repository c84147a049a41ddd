//! Bare URLs and mail addresses in a line of text.
//!
//! Does not say which addresses may be followed (see [`url`](super::url)).

use super::Resolver;
use super::desugar::Desugar;
use super::slot;
use crate::span::Span;
use linkify::{Link, LinkFinder, LinkKind};
use std::ops::Range;
use std::sync::LazyLock;

static FINDER: LazyLock<LinkFinder> = LazyLock::new(|| {
    let mut finder = LinkFinder::new();
    finder.kinds(&[LinkKind::Url, LinkKind::Email]).url_must_have_scheme(true);
    finder
});

/// What closes words in print, or as wide as ideographs: no address ends with it.
pub(super) const CLOSING: &str = "”’“‘»«›‹、。，．；：！？）」』】》〉";

/// Also what has no scheme; of that only `www.…` is taken.
static WWW: LazyLock<LinkFinder> = LazyLock::new(|| {
    let mut finder = LinkFinder::new();
    finder.kinds(&[LinkKind::Url, LinkKind::Email]).url_must_have_scheme(false);
    finder
});

/// Where addresses stand in plain words, whatever their scheme and however odd their host: also `http://x_y.corp/`, which
/// no finder takes for one.
pub(super) fn addresses(words: &str) -> Vec<Range<usize>> {
    if !words.contains("://") && !holds_www(words) {
        return Vec::new();
    }
    let is_one = |link: &Link<'_>| link.as_str().contains("://") || begins(link.as_str(), "www.");
    let urls = WWW.links(words).filter(|link| *link.kind() == LinkKind::Url && is_one(link));
    let mut urls = urls.map(|link| link.start()..link.start() + unclosed(link.as_str()).len()).peekable();
    let (mut all, mut end): (Vec<Range<usize>>, usize) = (Vec::new(), 0);
    for (at, _) in words.match_indices("://") {
        while let Some(url) = urls.next_if(|url| url.start <= at) {
            end = url.end;
            all.push(url);
        }
        if at < end {
            continue;
        }
        let is_of_scheme = |c: char| c.is_ascii_alphanumeric() || "+-.".contains(c);
        let scheme = words[..at].trim_end_matches(is_of_scheme).len().max(end);
        if scheme == at {
            continue;
        }
        let rest = &words[at + 3..];
        let run = &rest[..rest.find(char::is_whitespace).unwrap_or(rest.len())];
        let run = run.trim_end_matches([')', '.', ',', ';', '!']);
        if !run.is_empty() {
            end = at + 3 + run.len();
            all.push(scheme..end);
        }
    }
    all.extend(urls);
    all
}

/// Whether an address without a scheme may be in a text: `www.…`, whatever its capitals.
fn holds_www(text: &str) -> bool {
    let is_it = |at: usize| at >= 3 && text.as_bytes()[at - 3..at].eq_ignore_ascii_case(b"www");
    memchr::memchr_iter(b'.', text.as_bytes()).any(is_it)
}

fn begins(address: &str, with: &str) -> bool {
    address.get(..with.len()).is_some_and(|head| head.eq_ignore_ascii_case(with))
}

/// An address without what closes words behind it.
fn unclosed(url: &str) -> &str {
    url.trim_end_matches(|c: char| !c.is_ascii() && CLOSING.contains(c))
}

impl<R: Resolver> Desugar<'_, '_, R> {
    /// Bare URLs and mail addresses of a line, where Markdown or HTML does not use them already.
    pub fn urls(&self, span: Span) -> Vec<(Span, bool)> {
        let text = span.of(self.note);
        let www = holds_www(text);
        if !(www || text.contains("://") || text.contains('@')) {
            return Vec::new();
        }
        let mut urls = Vec::new();
        for link in if www { &WWW } else { &FINDER }.links(text) {
            let before = &text[..link.start()];
            if before.ends_with(['<', '"', '\'', '='])
                || before.ends_with("](")
                || before.ends_with("](<")
                || before.ends_with("]: ")
            {
                continue;
            }
            let mail = *link.kind() == LinkKind::Email;
            let begins = |with: &str| begins(link.as_str(), with);
            let web = begins("http://") || begins("https://") || (begins("www.") && !before.ends_with(['/', '.', '-']));
            if mail || web {
                // The author's bold may begin right before it and end right after it.
                let written = link.as_str().trim_start_matches(['*', '_', '~', '`', '=', '^']);
                let start = span.start as usize + link.end() - written.len();
                let written = written.trim_end_matches(['*', '_', '~', '`']);
                let written = written.split("**").next().unwrap_or(written);
                let ends = |c: char| matches!(c, '`' | '\\') || slot::index(c).is_some();
                let written = unclosed(written.split(ends).next().unwrap_or(written));
                if written.is_empty() {
                    continue;
                }
                urls.push((Span::new(start, start + written.len()), mail));
            }
        }
        urls
    }
}
