//! Which addresses anybody could follow, and what of them tells more than where they lead.
//!
//! Does not ask the network: an address is judged by how it is written, and in doubt it is not public.

use core::net::IpAddr;

use percent_encoding::percent_decode_str;
use unicode_normalization::UnicodeNormalization;

use crate::name;

/// Names of networks that end at a door. Sources: RFC 6761, RFC 6762, RFC 8375, and what offices use.
const INTERNAL: &[&str] = &[
    "internal",
    "intern",
    "loc",
    "intranet",
    "local",
    "localdomain",
    "localhost",
    "lan",
    "corp",
    "private",
    "home",
    "arpa",
    "test",
    "invalid",
    "onion",
    "consul",
    "cluster",
    "svc",
];

/// Names that anybody may look up, and that lead back to the machine or to the network they are asked in.
const INWARD: &[&str] = &["nip.io", "sslip.io", "xip.io", "traefik.me", "lvh.me", "localtest.me", "vcap.me"];

/// Rooms in which people talk: what is said there is for those who are in.
const TALK: &[&str] = &[
    "slack.com",
    "slack-files.com",
    "t.me",
    "teams.cloud.microsoft",
    "sharepoint.com",
    "atlassian.net",
    "teams.microsoft.com",
    "teams.live.com",
    "discord.com",
    "discordapp.com",
    "chat.google.com",
    "meet.google.com",
    "zoom.us",
    "web.whatsapp.com",
    "app.element.io",
    "mattermost.com",
    "zulipchat.com",
    "webex.com",
    "mail.google.com",
    "outlook.office.com",
    "outlook.office365.com",
    "outlook.live.com",
];

/// Words of parameters that say who follows, or open a door.
const SECRET: &[&str] = &[
    "token",
    "key",
    "secret",
    "auth",
    "session",
    "sid",
    "sig",
    "signature",
    "password",
    "passwd",
    "pwd",
    "code",
    "access",
    "credential",
    "jwt",
    "ticket",
    "invite",
    "share",
    "user",
    "uid",
    "email",
];

/// An address that anybody could follow, without what tracks or opens; `None` for one that only some could.
pub fn public(url: &str) -> Option<String> {
    public_within(url, 0)
}

/// `depth`: within how many addresses.
fn public_within(url: &str, depth: usize) -> Option<String> {
    let clean = cleaned(url).filter(|clean| clean.starts_with("http://") || clean.starts_with("https://"))?;
    (is_public(&host_of(&clean)?) && leads_on_in_public(&clean, depth)).then_some(clean)
}

/// An address within so many others is none that anybody made by hand.
const DEEPEST: usize = 2;

/// Whether a host is one's own house for talk, work or code: `chat.acme.com`, `jira.acme.com`. Those that all may read have
/// their name from it: `gitlab.com`.
fn is_house(host: &str) -> bool {
    const HOUSES: [&str; 18] = [
        "chat",
        "mattermost",
        "rocketchat",
        "zulip",
        "matrix",
        "slack",
        "jira",
        "confluence",
        "bitbucket",
        "intranet",
        "vpn",
        "grafana",
        "kibana",
        "jenkins",
        "sentry",
        "sso",
        "webmail",
        "sharepoint",
    ];
    host.split_once('.').is_some_and(|(first, rest)| rest.contains('.') && HOUSES.contains(&first))
}

/// Whether what an address holds in its path, if that is one too, leads on to what is public: archives lead on so.
fn leads_on_in_public(url: &str, depth: usize) -> bool {
    let path = decoded(url.split_once("://").map_or("", |(_, rest)| rest));
    let path = path.split_once('/').map_or("", |(_, path)| path);
    // One slash, or two of another kind, are what many tools make of the two.
    let inner = [":/", ":\\", "//", "\\\\"].iter().filter_map(|mark| Some(path.find(mark)? + 1)).min();
    let is_public = inner.is_none_or(|at| {
        let inner = format!("https://{}", path[at..].trim_start_matches(['/', '\\']));
        depth < DEEPEST && public_within(&inner, depth + 1).is_some_and(|clean| clean == inner)
    });
    // `[fd00::1]` is the address of a machine.
    let is_machine = path.split('[').skip(1).any(|rest| rest.split(']').next().is_some_and(|name| name.contains("::")));
    is_public && !names_inside(path) && !is_machine
}

/// Whether a name of what is not public stands in a text. `private.rs` is the name of a file.
fn names_inside(text: &str) -> bool {
    let is_part = |c: char| c.is_alphanumeric() || matches!(c, '.' | '-' | '_');
    let is_inside = |host: &str| match host.parse::<core::net::Ipv4Addr>() {
        Ok(at) => at.is_private() || at.is_loopback() || at.is_link_local(),
        Err(_) if host == "localhost" => true,
        Err(_) => {
            let (name, ending) = host.rsplit_once('.').unwrap_or(("", host));
            !name.is_empty() && is_of_few(host) && !FILES.contains(&ending)
        }
    };
    as_browsers_read(text).split(|c: char| !is_part(c)).map(|host| host.trim_matches(['.', '-', '_'])).any(is_inside)
}

/// Endings of files: what stands before one is taken for a part of their names.
const FILES: [&str; 24] = [
    "md", "html", "htm", "txt", "rs", "js", "ts", "py", "go", "java", "rb", "c", "h", "json", "yml", "yaml", "toml",
    "pdf", "png", "jpg", "svg", "css", "xml", "zip",
];

/// What looks the same is the same, and any full stop is one.
fn as_browsers_read(text: &str) -> String {
    let letters = text.chars().filter(|c| !name::is_unseen(*c)).nfkc().flat_map(char::to_lowercase);
    letters.collect::<String>().replace('。', ".")
}

/// With its escapes undone, theirs too.
fn decoded(text: &str) -> String {
    let mut text = text.to_string();
    for _ in 0..3 {
        text = percent_decode_str(&text).decode_utf8_lossy().into_owned();
    }
    text.to_lowercase()
}

/// The same address without what tracks or opens, wherever it leads.
pub fn cleaned(url: &str) -> Option<String> {
    let (scheme, rest) = url.split_once("://")?;
    let end = rest.find(['/', '?', '#']).unwrap_or(rest.len());
    let (place, path) = rest.split_at(end);
    // Who somebody is stands before an `@`, and goes.
    let place = place.rsplit('@').next().unwrap_or(place);
    Some(format!("{}://{place}{}", scheme.to_ascii_lowercase(), clean(path)))
}

/// The host of an address, as readers know it.
pub fn host_of(url: &str) -> Option<String> {
    let (_, rest) = url.split_once("://")?;
    let place = &rest[..rest.find(['/', '?', '#']).unwrap_or(rest.len())];
    host(place.rsplit('@').next().unwrap_or(place))
}

fn host(place: &str) -> Option<String> {
    let host = match place.strip_prefix('[') {
        Some(v6) => v6.split(']').next().unwrap_or(v6),
        None => place.split(':').next().unwrap_or(place),
    };
    let host = as_browsers_read(host).trim_end_matches('.').to_string();
    (!host.is_empty()).then_some(host)
}

fn is_public(host: &str) -> bool {
    // Sites for people have names.
    if host.parse::<IpAddr>().is_ok() {
        return false;
    }
    // A number in any other notation is an address too.
    let last = host.rsplit('.').next().unwrap_or(host);
    let is_name = host.contains('.') && last.chars().any(|c| c.is_alphabetic());
    // A name that holds an address, or signs that no name has.
    let strange = host.contains('%');
    is_name && !strange && !is_of_few(host)
}

/// Whether a name leads into a network that ends at a door, or into a room in which people talk.
fn is_of_few(host: &str) -> bool {
    let last = host.rsplit('.').next().unwrap_or(host);
    let below = |name: &&str| host == *name || host.strip_suffix(name).is_some_and(|rest| rest.ends_with('.'));
    let office = host.split('.').any(|part| matches!(part, "internal" | "intranet" | "corp" | "vpn" | "private"));
    office || is_house(host) || INTERNAL.contains(&last) || INWARD.iter().chain(TALK).any(below)
}

/// Path and query without parameters that track or open, and without what stands behind `#`.
fn clean(path: &str) -> String {
    let path = path.split('#').next().unwrap_or(path);
    let (path, query) = path.split_once('?').unwrap_or((path, ""));
    // Behind a semicolon stand sessions and the like.
    let path: String = path.split('/').map(|part| part.split(';').next().unwrap_or("")).collect::<Vec<_>>().join("/");
    let kept: Vec<&str> = query.split(['&', ';']).filter(|pair| !tells(pair)).collect();
    if kept.is_empty() { path } else { format!("{path}?{}", kept.join("&")) }
}

fn tells(pair: &str) -> bool {
    let (_, value) = pair.split_once('=').unwrap_or((pair, ""));
    // Long and mixed is a token, whatever it is called.
    let mixed = value.len() >= 20
        && value.bytes().any(|b| b.is_ascii_digit())
        && value.bytes().any(|b| b.is_ascii_alphabetic())
        && !value.contains(['+', '%', '-', '_']);
    let read = decoded(pair);
    let (key, value) = read.split_once('=').unwrap_or((&read, ""));
    // Where it leads on to may be anywhere.
    let is_place = |(host, _): (&str, &str)| host.contains('.') && !host.contains(' ');
    let leads_on = |text: &str| text.contains("//") || text.split_once('/').is_some_and(is_place);
    key.is_empty() || is_tracking(key) || leads_on(key) || leads_on(value) || names_inside(&read) || mixed
}

/// Whether a parameter of this name says who follows, or opens a door.
fn is_tracking(key: &str) -> bool {
    key.starts_with("utm")
        || matches!(key, "gclid" | "fbclid" | "msclkid" | "mc_eid" | "si" | "ref")
        || key.split(['_', '-', '.']).any(|word| SECRET.contains(&word))
        || SECRET.iter().any(|s| key.ends_with(s))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_within_addresses_are_read_in_time() {
        let url = format!("http://a.example.org{}", "/http://a.example.org".repeat(20_000));
        assert_eq!(public(&url), None);
    }

    #[test]
    fn only_what_anybody_could_follow_is_public() {
        for (url, kept) in [
            ("https://example.org/a?id=3#part", Some("https://example.org/a?id=3")),
            ("https://user:pass@example.org/a", Some("https://example.org/a")),
            ("https://example.org/a?utm_source=x&page=2", Some("https://example.org/a?page=2")),
            ("https://example.org/a?access_token=abc", Some("https://example.org/a")),
            ("https://example.org/?x=0123456789abcdef0123456789", Some("https://example.org/")),
            ("HTTP://Example.org", Some("http://Example.org")),
            ("https://git.example.internal/acme/server/pull/17774/files", None),
            ("https://acme.slack.com/archives/C0/p1", None),
            ("https://10.0.0.1/", None),
            ("https://[fd00::1]/", None),
            ("https://0x7f.1/", None),
            ("http://localhost:1414/", None),
            ("http://wiki/", None),
            ("https://git.corp.example.com/", None),
            ("https://printer.local./x", None),
            ("https://example.org/a;jsessionid=1?b=2;token=x", Some("https://example.org/a?b=2")),
            ("https://example.org/url?q=https://wiki.internal/", Some("https://example.org/url")),
            ("https://10.1.2.3.nip.io/", None),
            ("https://wiki.internal%20/", None),
            ("ftp://example.org/", None),
            ("https://x_y.corp.example.org/", None),
            ("https://lvh.me/x", None),
            ("https://10-0-0-1.traefik.me/x", None),
            ("https://example.org/?next=//wiki.corp/", Some("https://example.org/")),
            ("https://example.org/?u=https%253A%252F%252Fwiki.corp", Some("https://example.org/")),
            ("https://example.org/??//wiki.corp/x&id=3", Some("https://example.org/?id=3")),
            ("https://example.org/?wiki.corp/x", Some("https://example.org/")),
            ("https://example.org/?acc_%74oken=x&to%256Ben=y", Some("https://example.org/")),
            ("https://example.org/?u=wiki.corp/page&id=3", Some("https://example.org/?id=3")),
            ("https://web.archive.org/web/2024/https://wiki.corp/x", None),
            ("https://web.archive.org/web/2024/https://a.org/%3Ftoken=x", None),
            (
                "https://web.archive.org/web/2024/https://a.org/x",
                Some("https://web.archive.org/web/2024/https://a.org/x"),
            ),
            ("https://web.archive.org/web/2024/https:/wiki.corp/SEC", None),
            ("https://web.archive.org/web/2024/wiki.corp/SEC", None),
            ("https://example.org/%2F%2Fwiki.corp/SEC", None),
            ("https://r.example.org/http:%5c%5cwiki.corp/SEC", None),
            ("https://example.org/?u=wiki.corp:8080", Some("https://example.org/")),
            ("https://example.org/?v=1.2.3&f=a.test.js", Some("https://example.org/?v=1.2.3&f=a.test.js")),
            ("https://a.org/src/private.rs", Some("https://a.org/src/private.rs")),
            ("https://a.org/wiki\u{3002}corp/SEC", None),
            ("https://a.org/x?u=wiki.\u{24d2}orp&at=localhost:8080&to=169.254.0.1", Some("https://a.org/x")),
            ("https://wiki.corp\u{3002}/SEC", None),
            ("https://git.wiki\u{3002}internal/SEC", None),
            ("https://wiki.\u{24d2}orp/SEC", None),
            ("https://my_bucket.s3.example.org/x", Some("https://my_bucket.s3.example.org/x")),
            ("https://example.org/?a=eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.x", Some("https://example.org/")),
        ] {
            assert_eq!(public(url).as_deref(), kept, "{url}");
        }
    }
}
