//! Takes connections, no more than can be served, and none for longer than somebody uses it.
//!
//! Does not look at requests, but for one sign that the parser passes over.

use std::future::Future;
use std::io;
use std::net::{Ipv4Addr, Ipv6Addr, TcpListener as Bound};
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use axum::Router;
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::service::TowerToHyperService;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Semaphore;
use tokio::time::{Instant, Sleep};

use crate::error::Error;

/// Connections at a time: many tabs, and no flood.
const MOST: usize = 64;
/// How long the head of a request may take to come, and an idle connection stays open.
const HEAD: Duration = Duration::from_secs(10);
/// Bytes that a head may have.
const LARGEST_HEAD: usize = 32 * 1024;
/// How long a client may refuse to take what it asked for.
const STALLED: Duration = Duration::from_secs(30);
/// Ports that are tried, beginning with the one that is wished for.
const TRIED: u16 = 50;

/// Binds both loopback addresses to one port: the wished one, or the next that is free; any, if 0 is wished for.
///
/// # Errors
/// None is free, or the system refuses.
pub fn bind(wished: u16) -> Result<(u16, Vec<Bound>), Error> {
    let mut refused = None;
    for port in (wished..=wished.saturating_add(TRIED)).take(if wished == 0 { 1 } else { usize::MAX }) {
        let first = match Bound::bind((Ipv4Addr::LOCALHOST, port)) {
            Ok(first) => first,
            Err(error) => {
                refused.get_or_insert(error);
                continue;
            }
        };
        let port = first.local_addr().map_or(port, |addr| addr.port());
        match Bound::bind((Ipv6Addr::LOCALHOST, port)) {
            Ok(second) => return Ok((port, vec![first, second])),
            // Somebody else's page would be shown to whoever asks by that address.
            Err(error) if error.kind() == io::ErrorKind::AddrInUse => {}
            // A machine without it.
            Err(_) => return Ok((port, vec![first])),
        }
    }
    let why = refused.map_or_else(|| "in use".to_string(), |error| error.to_string().to_lowercase());
    Err(Error::new(format!("cannot listen at port {wished} of this machine or any of the next {TRIED}: {why}"))
        .help("name another with --port, or 0 for any that is free"))
}

/// Answers, for as long as the runtime lives.
pub async fn run(listener: Bound, router: Router, places: Arc<Semaphore>) -> io::Result<()> {
    listener.set_nonblocking(true)?;
    let listener = TcpListener::from_std(listener)?;
    loop {
        // Those for whom there is no place wait in the system's queue.
        let Ok(place) = Arc::clone(&places).acquire_owned().await else { return Ok(()) };
        let Ok((stream, _)) = listener.accept().await else {
            // Out of files, say: it passes.
            tokio::time::sleep(Duration::from_millis(50)).await;
            continue;
        };
        let router = router.clone();
        tokio::spawn(async move {
            let served = http1::Builder::new()
                .timer(TokioTimer::new())
                .header_read_timeout(HEAD)
                .max_buf_size(LARGEST_HEAD)
                .serve_connection(TokioIo::new(Line::new(stream)), TowerToHyperService::new(router));
            // A client that went away, or spoke no HTTP: nobody is there to be told.
            drop(served.await);
            drop(place);
        });
    }
}

/// How many connections there may be at a time, over all addresses.
pub fn places() -> Arc<Semaphore> {
    Arc::new(Semaphore::new(MOST))
}

/// A connection that ends when nobody reads it, and on which a `#` in a target is a fault: the parser would drop what
/// follows it in silence, and two programs that read a target differently are how guards are passed.
struct Line {
    stream: TcpStream,
    stalled: Option<Pin<Box<Sleep>>>,
    at: At,
}

/// Where in a request the next byte stands. No request that is answered has a body.
#[derive(Clone, Copy, PartialEq)]
enum At {
    /// In its first line; whether that is empty so far.
    Target(bool),
    /// In its headers; whether the line is empty so far.
    Headers(bool),
}

impl Line {
    fn new(stream: TcpStream) -> Line {
        Line { stream, stalled: None, at: At::Target(true) }
    }

    fn look(&mut self, bytes: &mut [u8]) {
        for byte in bytes {
            self.at = match (self.at, *byte) {
                (At::Target(true), b'\r' | b'\n') => At::Target(true),
                (At::Target(_), b'\n') => At::Headers(true),
                (At::Target(_), b'#') => {
                    // No target may hold one of these either, and this one is seen.
                    *byte = b'\\';
                    At::Target(false)
                }
                (At::Target(_), _) => At::Target(false),
                (At::Headers(true), b'\n') => At::Target(true),
                (At::Headers(_), b'\n') => At::Headers(true),
                (At::Headers(empty), b'\r') => At::Headers(empty),
                (At::Headers(_), _) => At::Headers(false),
            };
        }
    }

    fn wait<T>(&mut self, cx: &mut Context<'_>, poll: Poll<io::Result<T>>) -> Poll<io::Result<T>> {
        if poll.is_ready() {
            self.stalled = None;
            return poll;
        }
        let until = self.stalled.get_or_insert_with(|| Box::pin(tokio::time::sleep_until(Instant::now() + STALLED)));
        match until.as_mut().poll(cx) {
            Poll::Ready(()) => Poll::Ready(Err(io::ErrorKind::TimedOut.into())),
            Poll::Pending => Poll::Pending,
        }
    }
}

impl AsyncRead for Line {
    fn poll_read(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        let before = buf.filled().len();
        let read = Pin::new(&mut self.stream).poll_read(cx, buf);
        self.look(&mut buf.filled_mut()[before..]);
        read
    }
}

impl AsyncWrite for Line {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        let written = Pin::new(&mut self.stream).poll_write(cx, bytes);
        self.wait(cx, written)
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        let flushed = Pin::new(&mut self.stream).poll_flush(cx);
        self.wait(cx, flushed)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        let ended = Pin::new(&mut self.stream).poll_shutdown(cx);
        self.wait(cx, ended)
    }
}
