//! What ctrl-c and the system's own wish for an end do: outside a build the usual, within one a clean end.
//!
//! Does not end anything itself: `emit` looks whether it should stop, and drops what it had begun.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use crate::error::Error;

/// Listens for as long as the program runs.
#[derive(Debug, Default)]
pub struct Interrupt {
    /// The signal that came within a build; 0 for none.
    pub caught: Arc<AtomicUsize>,
    /// Nothing is being written: a signal ends the program as it always does.
    idle: Arc<AtomicBool>,
}

impl Interrupt {
    /// # Errors
    /// A system that lets nobody listen.
    pub fn listen() -> Result<Interrupt, Error> {
        let interrupt = Interrupt { idle: Arc::new(AtomicBool::new(true)), ..Interrupt::default() };
        interrupt.register().map_err(|error| Error::new(format!("cannot listen for ctrl-c: {error}")))?;
        Ok(interrupt)
    }

    #[cfg(unix)]
    fn register(&self) -> std::io::Result<()> {
        use signal_hook::consts::{SIGINT, SIGTERM};
        use signal_hook::flag;
        let again = Arc::new(AtomicBool::new(false));
        for signal in [SIGINT, SIGTERM] {
            // In this order: the second signal finds what the first has set.
            flag::register_conditional_default(signal, Arc::clone(&self.idle))?;
            flag::register_conditional_default(signal, Arc::clone(&again))?;
            flag::register(signal, Arc::clone(&again))?;
            flag::register_usize(signal, Arc::clone(&self.caught), signal as usize)?;
        }
        Ok(())
    }

    // Elsewhere an end is an end: the next build clears away what was begun.
    #[cfg(not(unix))]
    fn register(&self) -> std::io::Result<()> {
        Ok(())
    }

    /// Does what must be ended cleanly.
    pub fn heed<T>(&self, work: impl FnOnce() -> T) -> T {
        self.idle.store(false, Ordering::SeqCst);
        let done = work();
        self.idle.store(true, Ordering::SeqCst);
        done
    }

    /// The exit code of a program that a signal ended, as shells have it, if one did.
    pub fn code(&self) -> Option<u8> {
        match self.caught.load(Ordering::SeqCst) {
            0 => None,
            signal => Some(128 + signal as u8),
        }
    }
}
