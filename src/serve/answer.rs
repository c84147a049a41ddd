//! One request to one response: a file of the site, or what the script of a page asks for.
//!
//! Does not know a path that the site does not have. Every response carries the headers that keep it to its own page.

use std::convert::Infallible;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::header::{self, HeaderName, HeaderValue};
use axum::http::{Method, Response, StatusCode};
use axum::response::IntoResponse;
use axum::response::sse::{Event, KeepAlive, Sse};
use futures_util::stream;

use super::guard::{self, Asked};
use super::state::{Shared, Shown};
use super::{client, media};
use crate::config::Remote;
use crate::error::Error;
use crate::render::{self, Asset, render};
use crate::route::Route;
use crate::site::Site;
use crate::source;
use crate::wall::walled;

/// On every response. Source: `sharing.md` 2.7.
const HEADERS: [(HeaderName, &str); 7] = [
    (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
    (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (header::REFERRER_POLICY, "no-referrer"),
    (header::X_FRAME_OPTIONS, "DENY"),
    (
        HeaderName::from_static("permissions-policy"),
        "accelerometer=(), camera=(), display-capture=(), geolocation=(), gyroscope=(), hid=(), microphone=(), midi=(), \
         payment=(), serial=(), usb=()",
    ),
    (header::CACHE_CONTROL, "no-store"),
];

/// What a file of the notes may do: show itself.
const OF_ASSETS: &str = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; media-src 'self'; sandbox; \
                         frame-ancestors 'none'";
/// Browsers show these in a viewer of their own, which no sandbox holds and no script of theirs leaves.
const OF_DOCUMENTS: &str = "frame-ancestors 'none'";
/// How often something is sent to whoever waits, so that both sides know that the other is there.
const BEAT: Duration = Duration::from_secs(10);

pub async fn answer(State(shared): State<Arc<Shared>>, request: Request) -> Response<Body> {
    let (head, _) = request.into_parts();
    let answered = match shared.guard.admit(&head.method, &head.uri, &head.headers) {
        Ok(Asked::FromElsewhere) => Ok(again()),
        Ok(Asked::For(path)) if shared.options.alone => alone(&shared, &path).await,
        Ok(Asked::For(path)) => match path.strip_prefix("live-") {
            Some(rest) => match guard::own_page(&head.headers) {
                Ok(()) => live(&shared, rest).await,
                Err(status) => Err(status),
            },
            None => file(&shared, &path, &head.method).await,
        },
        Err(status) => Err(status),
    };
    let mut response = answered.unwrap_or_else(|status| {
        let mut response = Response::new(Body::empty());
        *response.status_mut() = status;
        if status == StatusCode::METHOD_NOT_ALLOWED {
            response.headers_mut().insert(header::ALLOW, HeaderValue::from_static("GET, HEAD"));
        }
        // What else such a client sends could be read otherwise by each of us.
        response.headers_mut().insert(header::CONNECTION, HeaderValue::from_static("close"));
        response
    });
    for (name, value) in HEADERS {
        response.headers_mut().insert(name, HeaderValue::from_static(value));
    }
    response
}

/// A page that has the browser ask again, as of a page of this server.
fn again() -> Response<Body> {
    const AGAIN: &str = "<!doctype html><title>annals</title><meta http-equiv=\"refresh\" content=\"0\">";
    let mut response = response(StatusCode::OK, "text/html; charset=utf-8", Body::from(AGAIN));
    let policy = HeaderValue::from_static("default-src 'none'; frame-ancestors 'none'");
    response.headers_mut().insert(header::CONTENT_SECURITY_POLICY, policy);
    response
}

type Answered = Result<Response<Body>, StatusCode>;

/// The one page there is. Its own policy names its style; this one lets nothing else in.
async fn alone(shared: &Shared, path: &str) -> Answered {
    const POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'; \
                          frame-ancestors 'none'";
    let shown = shared.shown().await?;
    if !matches!(path, "" | "index.html") {
        return Err(StatusCode::NOT_FOUND);
    }
    let page = shown.page.as_ref().ok_or(StatusCode::SERVICE_UNAVAILABLE)?;
    let mut response = response(StatusCode::OK, "text/html; charset=utf-8", Body::from(page.to_vec()));
    response.headers_mut().insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(POLICY));
    Ok(response)
}

/// What only a page of this server can know to ask for. `rest` is the secret without its first word, and a path.
async fn live(shared: &Arc<Shared>, rest: &str) -> Answered {
    let (secret, path) = rest.split_once('/').unwrap_or((rest, ""));
    if !is_same(secret, shared.secret.trim_start_matches("live-")) {
        return Err(StatusCode::NOT_FOUND);
    }
    if let Some((media, text)) = client::file(path) {
        return Ok(response(StatusCode::OK, media, Body::from(text)));
    }
    const JSON: &str = "application/json";
    match path.split_once('/') {
        None if path == "state" => Ok(response(StatusCode::OK, JSON, Body::from(shared.account()))),
        None if path == "events" => Ok(events(shared)),
        Some(("lines", page)) => {
            let shown = shared.shown().await?;
            let lines = shown.site.as_ref().and_then(|site| Some(site.lines(site.at(page)?)));
            let lines = lines.ok_or(StatusCode::NOT_FOUND)?;
            let editor = &shared.options.editor;
            let object: serde_json::Map<String, serde_json::Value> =
                lines.into_iter().map(|line| (line.anchor.clone(), editor.line(&line))).collect();
            Ok(response(StatusCode::OK, JSON, Body::from(serde_json::Value::Object(object).to_string())))
        }
        _ => Err(StatusCode::NOT_FOUND),
    }
}

/// How long the comparison takes says nothing of where two secrets differ.
fn is_same(given: &str, own: &str) -> bool {
    given.len() == own.len() && given.bytes().zip(own.bytes()).fold(0, |seen, (a, b)| seen | (a ^ b)) == 0
}

/// The number of each state as it comes, beginning with the one that is shown.
fn events(shared: &Arc<Shared>) -> Response<Body> {
    let numbers = shared.number.subscribe();
    let stream = stream::unfold((numbers, true), |(mut numbers, first)| async move {
        if !first {
            numbers.changed().await.ok()?;
        }
        let number = *numbers.borrow_and_update();
        Some((Ok::<_, Infallible>(Event::default().data(number.to_string())), (numbers, false)))
    });
    Sse::new(stream).keep_alive(KeepAlive::new().interval(BEAT)).into_response()
}

/// A file of the site.
async fn file(shared: &Arc<Shared>, path: &str, method: &Method) -> Answered {
    let shown = shared.shown().await?;
    let Some(site) = shown.site.clone() else {
        return Ok(page(shared, &shown, StatusCode::INTERNAL_SERVER_ERROR, client::FAULT.into(), &policy(None, None)));
    };
    let folder = path.is_empty() || path.ends_with('/');
    let path = if folder { format!("{path}index.html") } else { path.to_string() };
    let Some(route) = site.at(&path) else {
        if !folder && site.at(&format!("{path}/index.html")).is_some() {
            return Ok(moved(&format!("/{path}/")));
        }
        return made(shared, &shown, site, Route::NotFound, "404.html", StatusCode::NOT_FOUND).await;
    };
    if let Some(source) = site.asset(route) {
        return asset(source, &path, method).await;
    }
    made(shared, &shown, site, route, &path, StatusCode::OK).await
}

fn moved(to: &str) -> Response<Body> {
    let mut response = Response::new(Body::empty());
    *response.status_mut() = StatusCode::PERMANENT_REDIRECT;
    let to = percent_encoding::utf8_percent_encode(to, percent_encoding::CONTROLS).to_string();
    if let Ok(to) = HeaderValue::from_str(&to) {
        response.headers_mut().insert(header::LOCATION, to);
    }
    response
}

/// What is rendered when it is asked for.
async fn made(
    shared: &Arc<Shared>,
    shown: &Arc<Shown>,
    site: Arc<Site>,
    route: Route,
    path: &str,
    status: StatusCode,
) -> Answered {
    let (with, style) = (Arc::clone(&site), route == Route::NotFound);
    let rendered = tokio::task::spawn_blocking(move || {
        let style = style.then(|| render::style_hash(&with));
        // Whatever a page does, the next is answered.
        let rendered = walled(|| render(&with, route));
        (rendered.unwrap_or_else(|panic| Err(Error::new(format!("annals failed on this page: {panic}")))), style)
    })
    .await
    .map_err(|_| StatusCode::INTERNAL_SERVER_ERROR)?;
    match rendered {
        (Ok(Asset::Bytes(bytes)), style) if media::is_page(path) => {
            Ok(page(shared, shown, status, bytes, &policy(Some(&site), style.as_deref())))
        }
        (Ok(Asset::Bytes(bytes)), _) => Ok(response(status, media::of_theme(path), Body::from(bytes))),
        (Ok(Asset::Copy(_)), _) => Err(StatusCode::NOT_FOUND),
        (Err(error), _) => {
            shared.report(&site, error);
            let why = StatusCode::INTERNAL_SERVER_ERROR;
            Ok(page(shared, shown, why, client::FAULT.into(), &policy(Some(&site), None)))
        }
    }
}

fn page(shared: &Shared, shown: &Shown, status: StatusCode, bytes: Vec<u8>, policy: &str) -> Response<Body> {
    let bytes = client::inject(bytes, &shared.secret, shown.number);
    let mut response = response(status, "text/html; charset=utf-8", Body::from(bytes));
    if let Ok(policy) = HeaderValue::from_str(policy) {
        response.headers_mut().insert(header::CONTENT_SECURITY_POLICY, policy);
    }
    response.headers_mut().insert(HeaderName::from_static("annals-number"), HeaderValue::from(shown.number));
    response
}

/// What a page may load: its own, and pictures of elsewhere where the config says so.
fn policy(site: Option<&Site>, style: Option<&str>) -> String {
    let pictures = match site.map(|site| site.config.html.remote) {
        Some(Remote::Load) => " https:",
        _ => "",
    };
    let style = style.map(|hash| format!(" '{hash}'")).unwrap_or_default();
    format!(
        "default-src 'none'; script-src 'self'; style-src 'self'{style}; img-src 'self' data:{pictures}; media-src 'self'; \
         font-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    )
}

/// A file of the notes, which was found where it is before anybody asked.
async fn asset(source: PathBuf, path: &str, method: &Method) -> Answered {
    let opened = tokio::task::spawn_blocking(move || {
        let file = source::open(&source)?;
        Ok::<_, std::io::Error>((file.metadata()?.len(), file))
    });
    let Ok(Ok((size, file))) = opened.await else { return Err(StatusCode::NOT_FOUND) };
    let body = match method {
        &Method::HEAD => Body::empty(),
        _ => Body::from_stream(tokio_util::io::ReaderStream::new(tokio::fs::File::from_std(file))),
    };
    let media = media::of_asset(path);
    let mut response = response(StatusCode::OK, media, body);
    response.headers_mut().insert(header::CONTENT_LENGTH, HeaderValue::from(size));
    let policy = if media == "application/pdf" { OF_DOCUMENTS } else { OF_ASSETS };
    response.headers_mut().insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(policy));
    Ok(response)
}

fn response(status: StatusCode, media: &'static str, body: Body) -> Response<Body> {
    let mut response = Response::new(body);
    *response.status_mut() = status;
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static(media));
    response
}
