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
        Some(at) if trimmed.as_bytes()[at] == b':' => trimmed[..at].to_ascii_lowercase(),
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

#[cfg(test)]
mod tests {
    use super::*;

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
