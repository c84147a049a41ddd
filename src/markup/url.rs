//! Which addresses written in the notes may be followed.
//!
//! Does not resolve: a destination without a scheme is the caller's to answer.

use std::borrow::Cow;

/// What a destination is.
#[derive(Debug, PartialEq)]
pub(super) enum Destination<'a> {
    /// `http`, `https`: another site.
    Web(Cow<'a, str>),
    /// `mailto`, `tel`.
    Contact(Cow<'a, str>),
    /// No scheme: something of the notes' own.
    Relative(&'a str),
    /// Any other scheme: not followed.
    Refused,
}

/// Sorts a destination by its scheme as a browser would read it: control characters and white space do not hide one.
pub(super) fn destination(written: &str) -> Destination<'_> {
    // Browsers drop tabs and line ends everywhere, and controls and spaces at the ends.
    let clean: Cow<'_, str> = if written.chars().any(|c| c.is_control()) {
        written.chars().filter(|c| !c.is_control()).collect::<String>().into()
    } else {
        written.into()
    };
    let trimmed = clean.trim();
    // `//host` and `\\host` take the scheme of the page.
    if trimmed.starts_with(['/', '\\']) && trimmed[1..].starts_with(['/', '\\']) {
        return Destination::Refused;
    }
    let scheme = match trimmed.find([':', '/', '?', '#', '\\']) {
        Some(at) if trimmed.as_bytes()[at] == b':' && is_scheme(&trimmed[..at]) => trimmed[..at].to_ascii_lowercase(),
        _ if trimmed.len() == written.len() => return Destination::Relative(written),
        _ => return Destination::Relative(written.trim()),
    };
    let whole =
        || if trimmed.len() == written.len() { Cow::Borrowed(written) } else { Cow::Owned(trimmed.to_string()) };
    match scheme.as_str() {
        "http" | "https" => Destination::Web(whole()),
        "mailto" | "tel" => Destination::Contact(whole()),
        _ => Destination::Refused,
    }
}

/// What can stand before the colon of an absolute address. Source: the URL standard.
fn is_scheme(word: &str) -> bool {
    word.starts_with(|c: char| c.is_ascii_alphabetic())
        && word.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'+' | b'-' | b'.'))
}

/// How many characters of a bare address are shown, and how many of them after the cut.
const SHOWN: usize = 48;
const SHOWN_END: usize = 18;

/// A bare address as it is read: without its scheme, a long one cut in the middle.
pub(super) fn shown(url: &str) -> Cow<'_, str> {
    let bare = url.split_once("://").map_or(url, |(_, rest)| rest);
    let bare = bare.strip_suffix('/').filter(|b| !b.is_empty()).unwrap_or(bare);
    let length = bare.chars().count();
    if length <= SHOWN {
        return bare.into();
    }
    let start: String = bare.chars().take(SHOWN - SHOWN_END - 1).collect();
    let end: String = bare.chars().skip(length - SHOWN_END).collect();
    format!("{start}…{end}").into()
}

/// Where a recording or a post is that a macro names by its number alone: `{{youtube Vw-x7yTTO0s}}`.
pub(super) fn recording(name: &str, id: &str) -> Option<String> {
    let id = id.trim();
    if id.is_empty() || !id.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_')) {
        return None;
    }
    Some(match name {
        "youtube" => format!("https://www.youtube.com/watch?v={id}"),
        "vimeo" => format!("https://vimeo.com/{id}"),
        "bilibili" => format!("https://www.bilibili.com/video/{id}"),
        "tweet" | "twitter" => format!("https://twitter.com/i/status/{id}"),
        _ => return None,
    })
}

/// What the file of a path is called, as a reader knows it.
pub(super) fn file_name(path: &str) -> String {
    let name = path.rsplit('/').next().unwrap_or(path);
    match percent_encoding::percent_decode_str(name).decode_utf8() {
        Ok(decoded) => decoded.into_owned(),
        Err(_) => name.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_shown_short() {
        assert_eq!(shown("https://x.org/"), "x.org");
        assert_eq!(shown("https://git.example.org/a/b/pull/61/files"), "git.example.org/a/b/pull/61/files");
        let long = format!("http://x.org/{}/{}", "é".repeat(40), "z".repeat(17));
        assert_eq!(shown(&long), format!("x.org/{}…/{}", "é".repeat(23), "z".repeat(17)));
    }

    #[test]
    fn only_four_schemes_pass() {
        assert_eq!(destination("HTTPS://x.org"), Destination::Web("HTTPS://x.org".into()));
        assert_eq!(destination("mailto:a@b.c"), Destination::Contact("mailto:a@b.c".into()));
        assert_eq!(destination("../a b.md?x:y"), Destination::Relative("../a b.md?x:y"));
        for evil in [
            "javascript:alert(1)",
            "java\nscript:alert(1)",
            " \u{1}JavaScript:x",
            "data:text/html,x",
            "vbscript:x",
            "//evil.org/x",
            "/\\evil.org",
            "file:///etc/passwd",
            "blob:x",
            "java\tscript:x",
        ] {
            assert_eq!(destination(evil), Destination::Refused, "{evil}");
        }
    }
}
