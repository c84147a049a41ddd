//! Live preview: a site in memory, shown on this machine alone, and told of when it changes.
//!
//! Does not read notes or watch them: whoever does hands over each next site. Nothing of a request reaches the disk.

mod answer;
mod client;
mod editor;
mod fault;
mod guard;
mod listen;
mod media;
mod state;

pub use editor::Editor;
pub use fault::Fault;
pub use state::Changed;

use std::sync::Arc;

use axum::Router;
use tokio::runtime::{Builder, Runtime};

use crate::error::Error;
use crate::site::Site;
use guard::Guard;
use state::Shared;

/// What is asked of the server.
pub struct Options {
    /// The port that is wished for; 0 for any.
    pub port: u16,
    /// Names by which a proxy in front is reached.
    pub hosts: Vec<String>,
    /// One page is shown that stands alone ([`Server::show_page`]): nothing else is answered.
    pub alone: bool,
    /// Pages lead on to where a change was made.
    pub follow: bool,
    /// What opens a place in a note.
    pub editor: Editor,
    /// Told of what keeps a page from being made, which it puts in words.
    pub tell: Box<dyn Fn(Error) -> Fault + Send + Sync>,
}

/// A server that runs until it is dropped.
pub struct Server {
    shared: Arc<Shared>,
    port: u16,
    runtime: Runtime,
}

impl Server {
    /// Listens, and lets whoever asks wait for the first site.
    ///
    /// # Errors
    /// No port is free, or the system refuses.
    pub fn start(options: Options) -> Result<Server, Error> {
        let (port, listeners) = listen::bind(options.port)?;
        let failed = |error: std::io::Error| Error::new(format!("cannot serve: {error}"));
        let runtime =
            Builder::new_multi_thread().worker_threads(2).enable_all().thread_name("serve").build().map_err(failed)?;
        let guard = Guard::new(port, &options.hosts);
        let shared = Arc::new(Shared::new(guard, options)?);
        let router = Router::new().fallback(answer::answer).with_state(Arc::clone(&shared));
        let places = listen::places();
        for listener in listeners {
            runtime.spawn(listen::run(listener, router.clone(), Arc::clone(&places)));
        }
        Ok(Server { shared, port, runtime })
    }

    /// The address to open.
    pub fn url(&self) -> String {
        format!("http://localhost:{}/", self.port)
    }

    /// The port it listens at.
    pub fn port(&self) -> u16 {
        self.port
    }

    /// What opens a place in a note.
    pub fn editor(&self) -> &Editor {
        &self.shared.options.editor
    }

    /// The site that is shown.
    pub fn site(&self) -> Option<Arc<Site>> {
        self.shared.now().site.clone()
    }

    /// Shows the next site, and tells the pages that are open.
    pub fn show(&self, site: Arc<Site>, changed: Option<Changed>) {
        // What the first page will ask for, whichever it is: it comes a moment later, and then waits for less.
        let (one, other) = (Arc::clone(&site), Arc::clone(&site));
        self.runtime.spawn_blocking(move || {
            one.graph.begin_mentions();
            one.graph.block_ids();
            one.graph.tickets().len()
        });
        self.runtime.spawn_blocking(move || (other.routes.reviews(&other.graph).len(), other.graph.tasks().count()));
        self.go_on(self.shared.next(Some(site), Vec::new(), changed));
    }

    /// Shows one page that stands alone, of a server that was asked for one: nothing is put into it, so that whoever is let
    /// in reads it and learns nothing more.
    pub fn show_page(&self, page: Vec<u8>) {
        self.go_on(self.shared.next_page(Some(page)));
    }

    /// Takes the one page back: whoever asks is told that there is none now, and not why.
    pub fn take_back(&self) {
        self.go_on(self.shared.next_page(None));
    }

    /// Goes on showing what there is, with what keeps the next site from being made.
    pub fn fail(&self, faults: Vec<Fault>) {
        self.go_on(self.shared.next(None, faults, None));
    }

    /// What kept the next site from being made is no more, and all is as it was.
    pub fn mend(&self) {
        self.fail(Vec::new());
    }

    /// Adds what is wrong with the site that is shown, if it is this one.
    pub fn tell(&self, site: &Arc<Site>, fault: Fault) {
        self.shared.tell(site, fault);
    }

    /// Adds what keeps a page of this site from being made.
    pub fn report(&self, site: &Arc<Site>, error: Error) {
        self.shared.report(site, error);
    }

    /// A great site is given back where nobody waits for it.
    fn go_on(&self, last: Arc<state::Shown>) {
        self.runtime.spawn_blocking(move || drop(last));
    }
}
