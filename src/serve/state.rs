//! What is shown now, and the number by which pages know that it is no longer what they show.
//!
//! Does not answer requests. A state is never changed, but replaced by the next.

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex, PoisonError, RwLock};

use axum::http::StatusCode;
use serde::Serialize;
use serde_json::json;
use tokio::sync::watch;

use super::fault::Fault;
use super::guard::Guard;
use super::{Options, client};
use crate::error::Error;
use crate::site::Site;

/// What a note's change changed, for pages that follow it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Changed {
    /// The note, from the root of the notes.
    pub file: String,
    /// The page, and on it the block.
    pub href: String,
}

/// What all requests share.
pub struct Shared {
    pub guard: Guard,
    pub options: Options,
    /// The first part of the paths that are no page's: nobody can guess it.
    pub secret: String,
    now: RwLock<Arc<Shown>>,
    /// What was told of pages that cannot be made, since the site was last changed.
    reported: Mutex<BTreeSet<String>>,
    /// Its number, for whoever waits for the next.
    pub number: watch::Sender<u64>,
}

/// One state.
pub struct Shown {
    /// Counted from 1; 0 before there is anything to show.
    pub number: u64,
    pub site: Option<Arc<Site>>,
    /// The one page there is, where there is no site.
    pub page: Option<Arc<[u8]>>,
    /// Why the next site could not be made, and what of this one could not.
    faults: Mutex<Vec<Fault>>,
    changed: Option<Changed>,
    /// The next site could not be made, and this is the last one's.
    held: bool,
    /// Of all style sheets.
    style: String,
}

impl Shared {
    pub fn new(guard: Guard, options: Options) -> Result<Shared, Error> {
        let mut bytes = [0; 16];
        getrandom::fill(&mut bytes)
            .map_err(|error| Error::new(format!("the system gives no random numbers: {error}")))?;
        let secret = bytes.iter().fold("live-".to_string(), |secret, byte| secret + &format!("{byte:02x}"));
        let first = Shown {
            number: 0,
            site: None,
            page: None,
            faults: Mutex::default(),
            changed: None,
            held: false,
            style: String::new(),
        };
        let now = RwLock::new(Arc::new(first));
        Ok(Shared { guard, options, secret, now, reported: Mutex::default(), number: watch::Sender::new(0) })
    }

    pub fn now(&self) -> Arc<Shown> {
        Arc::clone(&self.now.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// What there is to show, once there is anything.
    pub async fn shown(&self) -> Result<Arc<Shown>, StatusCode> {
        let mut numbers = self.number.subscribe();
        numbers.wait_for(|number| *number > 0).await.map_err(|_| StatusCode::SERVICE_UNAVAILABLE)?;
        Ok(self.now())
    }

    /// The next state: without a site, the last one's. The last state is given back.
    pub fn next(&self, site: Option<Arc<Site>>, faults: Vec<Fault>, changed: Option<Changed>) -> Arc<Shown> {
        let mut now = self.now.write().unwrap_or_else(PoisonError::into_inner);
        if site.is_some() {
            self.reported.lock().unwrap_or_else(PoisonError::into_inner).clear();
        }
        let held = site.is_none() && !faults.is_empty();
        let site = site.or_else(|| now.site.clone());
        let style = site.as_ref().map(|site| client::style_number(site)).unwrap_or_default();
        let number = now.number + 1;
        let next = Shown { number, site, page: None, faults: Mutex::new(faults), changed, held, style };
        let last = std::mem::replace(&mut *now, Arc::new(next));
        drop(now);
        self.number.send_replace(number);
        last
    }

    /// The next state of a server that shows one page, or that has none to show now.
    pub fn next_page(&self, page: Option<Vec<u8>>) -> Arc<Shown> {
        let mut now = self.now.write().unwrap_or_else(PoisonError::into_inner);
        let number = now.number + 1;
        let page = page.map(Arc::from);
        let faults = Mutex::default();
        let next = Shown { number, site: None, page, faults, changed: None, held: false, style: String::new() };
        let last = std::mem::replace(&mut *now, Arc::new(next));
        drop(now);
        self.number.send_replace(number);
        last
    }

    /// Adds a fault of this site, and lets pages ask for it.
    pub fn tell(&self, site: &Arc<Site>, fault: Fault) {
        let now = self.now();
        if !now.site.as_ref().is_some_and(|shown| Arc::ptr_eq(shown, site)) {
            return;
        }
        let mut faults = now.faults.lock().unwrap_or_else(PoisonError::into_inner);
        if !faults.contains(&fault) {
            faults.push(fault);
            drop(faults);
            self.number.send_replace(now.number);
        }
    }

    /// Adds what keeps a page of this site from being made, once.
    pub fn report(&self, site: &Arc<Site>, error: Error) {
        if self.reported.lock().unwrap_or_else(PoisonError::into_inner).insert(error.to_string()) {
            self.tell(site, (self.options.tell)(error));
        }
    }

    /// What a page that heard of this state asks for.
    pub fn account(&self) -> String {
        let now = self.now();
        let faults = now.faults.lock().unwrap_or_else(PoisonError::into_inner).clone();
        json!({
            "number": now.number,
            "style": now.style,
            "follow": self.options.follow,
            "faults": faults,
            "held": now.held,
            "changed": now.changed,
        })
        .to_string()
    }
}
