//! Which requests are answered at all: told from their target, host, method, origin, and what the browser says of them.
//!
//! Does not know what there is to answer. Source of the rules: a page of another site, open in the same browser, can ask
//! this server anything, and must learn nothing; by DNS it can even have its own name lead here.

use axum::http::header::{CONTENT_LENGTH, HOST, HeaderMap, HeaderName, ORIGIN, TRANSFER_ENCODING};
use axum::http::{Method, StatusCode, Uri};
use percent_encoding::percent_decode_str;

/// The longest target that any page has.
const LONGEST: usize = 8 * 1024;
/// Bytes that all headers may have. The parser's own bound is on what it keeps, not on what it takes at once.
const LARGEST: usize = 32 * 1024;
const SITE: HeaderName = HeaderName::from_static("sec-fetch-site");
const MODE: HeaderName = HeaderName::from_static("sec-fetch-mode");
const DEST: HeaderName = HeaderName::from_static("sec-fetch-dest");
/// A page of any site can have a browser fetch or even make a page ahead, which then says that its user asked for it.
const AHEAD: [HeaderName; 2] = [HeaderName::from_static("sec-purpose"), HeaderName::from_static("purpose")];

/// What may be answered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Asked {
    /// This path, decoded, without its leading slash.
    For(String),
    /// Whatever it is, a page elsewhere led to it. Whether it is there, and is shown or saved, such a page can find out: the
    /// answer must be one and the same, until the browser asks again of its own.
    FromElsewhere,
}

/// Who may ask.
#[derive(Debug, Clone)]
pub struct Guard {
    /// Values of `Host`, in lower case.
    hosts: Vec<String>,
    /// Values of `Origin`.
    origins: Vec<String>,
}

impl Guard {
    /// For a server at a port of this machine, which a proxy may reach by further names.
    pub fn new(port: u16, names: &[String]) -> Guard {
        let mut hosts: Vec<String> = ["localhost", "127.0.0.1", "[::1]"].map(|host| format!("{host}:{port}")).into();
        if port == 80 {
            hosts.extend(["localhost", "127.0.0.1", "[::1]"].map(str::to_string));
        }
        let mut origins: Vec<String> = hosts.iter().map(|host| format!("http://{host}")).collect();
        for name in names.iter().map(|name| name.to_lowercase()) {
            origins.extend([format!("http://{name}"), format!("https://{name}")]);
            // A proxy may or may not say at which port it was asked.
            hosts.extend([format!("{name}:{port}"), name]);
        }
        Guard { hosts, origins }
    }

    /// What is asked for.
    ///
    /// # Errors
    /// The status that the request is refused with.
    pub fn admit(&self, method: &Method, target: &Uri, headers: &HeaderMap) -> Result<Asked, StatusCode> {
        if headers.iter().map(|(name, value)| name.as_str().len() + value.len()).sum::<usize>() > LARGEST {
            return Err(StatusCode::REQUEST_HEADER_FIELDS_TOO_LARGE);
        }
        self.host(headers)?;
        if method != Method::GET && method != Method::HEAD {
            return Err(StatusCode::METHOD_NOT_ALLOWED);
        }
        let path = path(target)?;
        // Nobody has anything to send, and what is sent could be taken for the next request by something in between.
        let length = only(headers, &CONTENT_LENGTH)?.is_some_and(|length| length != "0");
        if length || headers.contains_key(TRANSFER_ENCODING) {
            return Err(StatusCode::BAD_REQUEST);
        }
        let elsewhere = fetched(method, headers)?;
        self.origin(headers)?;
        Ok(if elsewhere { Asked::FromElsewhere } else { Asked::For(path) })
    }

    fn host(&self, headers: &HeaderMap) -> Result<(), StatusCode> {
        let said = only(headers, &HOST).ok().flatten().map(str::to_lowercase);
        match said {
            Some(host) if self.hosts.contains(&host) => Ok(()),
            _ => Err(StatusCode::MISDIRECTED_REQUEST),
        }
    }

    /// Pages of this server that ask in the open way of `fetch` say who they are; whoever else says so is refused.
    fn origin(&self, headers: &HeaderMap) -> Result<(), StatusCode> {
        match only(headers, &ORIGIN)? {
            None => Ok(()),
            Some(origin) if self.origins.iter().any(|own| own == origin) => Ok(()),
            Some(_) => Err(StatusCode::FORBIDDEN),
        }
    }
}

/// Whether what is asked for is for a page of this server alone: no other may even learn that it is there.
pub fn own_page(headers: &HeaderMap) -> Result<(), StatusCode> {
    // Browsers leave it out where the connection is no secure one, as through a proxy without TLS.
    match only(headers, &SITE)? {
        None | Some("same-origin") => Ok(()),
        Some(_) => Err(StatusCode::FORBIDDEN),
    }
}

/// A header that may stand once.
fn only<'h>(headers: &'h HeaderMap, name: &HeaderName) -> Result<Option<&'h str>, StatusCode> {
    let mut values = headers.get_all(name).iter();
    match (values.next(), values.next()) {
        (None, _) => Ok(None),
        (Some(value), None) => value.to_str().map(Some).map_err(|_| StatusCode::FORBIDDEN),
        (Some(_), Some(_)) => Err(StatusCode::FORBIDDEN),
    }
}

/// The target in the form that names no host, decoded once.
fn path(target: &Uri) -> Result<String, StatusCode> {
    let refused = Err(StatusCode::BAD_REQUEST);
    if target.scheme().is_some() || target.authority().is_some() {
        return refused;
    }
    let Some(raw) = target.path_and_query().map(|both| both.as_str()) else { return refused };
    if raw.len() > LONGEST || !raw.starts_with('/') || raw.starts_with("//") || raw.contains(['\\', '#']) {
        return refused;
    }
    let Ok(decoded) = percent_decode_str(&target.path()[1..]).decode_utf8() else { return refused };
    if decoded.contains(char::is_control) {
        return refused;
    }
    Ok(decoded.into_owned())
}

/// A page elsewhere may lead here, as a link does: then it is true. It may not load anything of here into itself.
fn fetched(method: &Method, headers: &HeaderMap) -> Result<bool, StatusCode> {
    if AHEAD.iter().any(|name| headers.contains_key(name)) {
        return Err(StatusCode::FORBIDDEN);
    }
    let (site, mode, dest) = (only(headers, &SITE)?, only(headers, &MODE)?, only(headers, &DEST)?);
    match site {
        None | Some("same-origin" | "none") => Ok(false),
        Some("cross-site" | "same-site")
            if method == Method::GET && mode == Some("navigate") && dest == Some("document") =>
        {
            Ok(true)
        }
        Some(_) => Err(StatusCode::FORBIDDEN),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked(method: &str, target: &str, headers: &[(&str, &str)]) -> String {
        let guard = Guard::new(1414, &["notes.example".into()]);
        let mut map = HeaderMap::new();
        for (name, value) in headers {
            map.append(HeaderName::from_bytes(name.as_bytes()).unwrap(), value.parse().unwrap());
        }
        match guard.admit(&method.parse().unwrap(), &target.parse().unwrap(), &map) {
            Ok(Asked::For(path)) => path,
            Ok(Asked::FromElsewhere) => "elsewhere".into(),
            Err(status) => status.as_str().to_string(),
        }
    }

    #[test]
    fn only_own_names_are_answered() {
        let host = |host| asked("GET", "/", &[("host", host)]);
        for own in
            ["localhost:1414", "127.0.0.1:1414", "[::1]:1414", "LocalHost:1414", "notes.example", "notes.example:1414"]
        {
            assert_eq!(host(own), "", "{own}");
        }
        for other in
            ["", "localhost", "localhost:80", "evil.example", "localhost.evil.example:1414", "127.0.0.1.nip.io:1414"]
        {
            assert_eq!(host(other), "421", "{other}");
        }
        assert_eq!(asked("GET", "/", &[]), "421");
        assert_eq!(asked("GET", "/", &[("host", "localhost:1414"), ("host", "localhost:1414")]), "421");
    }

    #[test]
    fn targets_are_decoded_once() {
        let path = |target| asked("GET", target, &[("host", "localhost:1414")]);
        assert_eq!(path("/pages/a%20b.html?x=1"), "pages/a b.html");
        assert_eq!(path("/%252e%252e/a"), "%2e%2e/a");
        for bad in ["/a%00", "/a%0d%0ab", "/a\\b", "http://localhost:1414/", "//x/a", "/%ff", "*"] {
            assert_eq!(path(bad), "400", "{bad}");
        }
        assert_eq!(path(&format!("/{}", "a".repeat(9000))), "400");
    }

    #[test]
    fn nothing_can_be_sent() {
        let sent = |name, value| asked("GET", "/a", &[("host", "localhost:1414"), (name, value)]);
        assert_eq!(sent("content-length", "0"), "a");
        assert_eq!(sent("content-length", "5"), "400");
        assert_eq!(sent("transfer-encoding", "chunked"), "400");
    }

    #[test]
    fn a_page_elsewhere_may_lead_here_and_nothing_else() {
        let fetch = |method, site, mode, dest| {
            let headers = [
                ("host", "localhost:1414"),
                ("sec-fetch-site", site),
                ("sec-fetch-mode", mode),
                ("sec-fetch-dest", dest),
            ];
            asked(method, "/a", &headers)
        };
        for site in ["same-origin", "none"] {
            assert_eq!(fetch("GET", site, "no-cors", "script"), "a");
        }
        for site in ["cross-site", "same-site"] {
            assert_eq!(fetch("GET", site, "navigate", "document"), "elsewhere");
            assert_eq!(fetch("HEAD", site, "navigate", "document"), "403");
            assert_eq!(fetch("GET", site, "navigate", "iframe"), "403");
            assert_eq!(fetch("GET", site, "no-cors", "script"), "403");
            assert_eq!(fetch("GET", site, "cors", "empty"), "403");
        }
        assert_eq!(fetch("GET", "anything", "navigate", "document"), "403");
        assert_eq!(fetch("POST", "same-origin", "cors", "empty"), "405");
        let ahead = [("host", "localhost:1414"), ("sec-fetch-site", "none"), ("sec-purpose", "prefetch;prerender")];
        assert_eq!(asked("GET", "/a", &ahead), "403");
    }

    #[test]
    fn an_origin_must_be_this_one() {
        let origin = |origin| asked("GET", "/a", &[("host", "localhost:1414"), ("origin", origin)]);
        assert_eq!(origin("http://localhost:1414"), "a");
        assert_eq!(origin("https://notes.example"), "a");
        for other in ["null", "http://localhost:3000", "https://localhost:1414", "http://evil.example", ""] {
            assert_eq!(origin(other), "403", "{other}");
        }
    }
}
