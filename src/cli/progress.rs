//! What is being done, for whoever waits: one line on a terminal once 300 ms have passed, gone when it is over.
//!
//! Does not say anything with `-q`, nor to a file or a program.

use std::borrow::Cow;
use std::io::IsTerminal;
use std::sync::mpsc::{RecvTimeoutError, Sender, channel};
use std::thread::JoinHandle;
use std::time::Duration;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use super::terminal::Terminal;

/// What is over sooner needs no words.
const PATIENCE: Duration = Duration::from_millis(300);
/// How often the line is drawn anew.
const TICK: Duration = Duration::from_millis(100);

/// The line, for as long as it lives.
pub struct Progress {
    bar: ProgressBar,
    /// Dropped when the work is over, which the waiting thread hears.
    waiting: Option<(Sender<()>, JoinHandle<()>)>,
}

impl Progress {
    pub fn new(terminal: &Terminal) -> Progress {
        let bar = ProgressBar::hidden();
        if terminal.quiet || !std::io::stderr().is_terminal() {
            return Progress { bar, waiting: None };
        }
        let (over, news) = channel();
        let shown = bar.clone();
        let thread = std::thread::spawn(move || {
            if news.recv_timeout(PATIENCE) == Err(RecvTimeoutError::Timeout) {
                shown.set_draw_target(ProgressDrawTarget::stderr());
                shown.enable_steady_tick(TICK);
            }
        });
        Progress { bar, waiting: Some((over, thread)) }
    }

    /// What is begun now, and of how many parts it is; none where that is not known.
    pub fn stage(&self, doing: impl Into<Cow<'static, str>>, parts: Option<usize>) {
        let show = |form| {
            if let Ok(style) = ProgressStyle::with_template(form) {
                self.bar.set_style(style);
            }
        };
        // The line is drawn by another thread: numbers stand in it only beside the words that they belong to.
        if parts.is_none() {
            show("{msg}");
        }
        self.bar.set_message(doing);
        self.bar.set_position(0);
        self.bar.set_length(parts.unwrap_or(0) as u64);
        if parts.is_some() {
            show("{msg} {pos} of {len}");
        }
    }

    /// What is waited for: a line that stays where none is drawn, for the wait is not the work that was announced.
    pub fn wait(&self, words: &str, terminal: &Terminal) {
        match self.waiting {
            Some(_) => self.stage(words.to_string(), None),
            None if terminal.quiet => {}
            None => terminal.say(words),
        }
    }

    /// One part is done. May be called from any thread.
    pub fn step(&self) {
        self.bar.inc(1);
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        if let Some((over, thread)) = self.waiting.take() {
            drop(over);
            // It ends at once, and only a panic of its own could be told here.
            let _ = thread.join();
        }
        self.bar.finish_and_clear();
    }
}
