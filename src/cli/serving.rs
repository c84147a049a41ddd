//! Shows a share as its reader will see it, on this machine alone: the one page, and nothing of the notes beside it.
//!
//! Does not hand over anything but finished pages: the server never holds the notes, and what keeps the next page from
//! being made is told on the terminal only, for it may name what is private.

use std::ops::ControlFlow;
use std::path::Path;
use std::process::ExitCode;
use std::time::Duration;

use super::chosen::{Chosen, encoded, whole};
use super::context::{Context, Overrides};
use super::failure::{Failure, Outcome};
use super::load::{self, Memory};
use super::open;
use super::terminal::Terminal;
use super::watching::{POLLING, places, read_settled};
use super::{Global, audited, handing};
use crate::project::Decisions;
use crate::serve::{self, Editor, Server};
use crate::share;
use crate::source::Changed;
use crate::source::watch::{News, watch};

/// How it is shown.
pub struct Options {
    pub port: u16,
    pub hosts: Vec<String>,
    pub open: bool,
    pub poll: Option<Duration>,
}

/// Shows it until it is ended. People are named as was decided at the start, also those who are named later.
pub fn run(
    global: &Global,
    overrides: &Overrides<'_>,
    chosen: Chosen,
    decisions: Decisions,
    options: Options,
    terminal: &Terminal,
) -> Outcome {
    let context = Context::new(global, overrides)?;
    let said = *terminal;
    let server = Server::start(serve::Options {
        port: options.port,
        hosts: options.hosts.clone(),
        alone: true,
        follow: false,
        editor: Editor::None,
        tell: Box::new(move |error| {
            let failure = Failure::from(error);
            failure.tell(&said);
            failure.fault()
        }),
    })?;
    let mut share = Shared { global, overrides, chosen, decisions, memory: Memory::default(), terminal: *terminal };
    let mut failed = None;
    let output = std::slice::from_ref(&context.output);
    let watched = watch(&places(&context), output, options.poll, |news| {
        let first = matches!(news, News::Watching { .. });
        let changed = match news {
            News::Watching { polling } => {
                if polling {
                    terminal.say(POLLING);
                }
                Changed::Anything
            }
            News::Changed(changed) => changed,
            News::Quiet => return ControlFlow::Continue(()),
        };
        match share.page(changed) {
            Ok(page) => server.show_page(page),
            Err(failure) if first => {
                failed = Some(failure);
                return ControlFlow::Break(());
            }
            // What was taken back or marked since is no longer read, and whoever asks does not see why.
            Err(failure) => {
                failure.tell(terminal);
                server.take_back();
                terminal.say("nothing is shown until that is mended");
            }
        }
        if first {
            let url = server.url();
            if !options.hosts.is_empty() {
                terminal.say(&format!("also answers to {}, as `serve.hosts` says", options.hosts.join(", ")));
            }
            terminal.result(&format!("{url} shows {}, and nothing else; end with ctrl-c", share.chosen.name));
            if options.open {
                open::open(&url, terminal);
            }
        }
        ControlFlow::Continue(())
    });
    match failed {
        Some(failure) => Err(failure),
        None => Ok(watched.map(|()| ExitCode::SUCCESS)?),
    }
}

struct Shared<'a> {
    global: &'a Global,
    overrides: &'a Overrides<'a>,
    chosen: Chosen,
    decisions: Decisions,
    memory: Memory,
    terminal: Terminal,
}

impl Shared<'_> {
    /// The page as the notes are now.
    fn page(&mut self, changed: Changed<'_>) -> Result<Vec<u8>, Failure> {
        let context = Context::new(self.global, self.overrides)?;
        let read = read_settled(&context, &mut self.memory, changed)?;
        let load::Read { notes, config, diagnostics, sources } = read;
        whole(&diagnostics, &sources, &self.terminal)?;
        let (outlines, _) = self.memory.session.outlines(&notes, &config);
        let (graph, _) = self.memory.session.graph(&notes, outlines, &config);
        let found = self.chosen.surveyed(&graph, &config)?;
        self.chosen.decided(&found.people)?;
        self.decisions.people = handing::naming(&found.people, self.chosen.profile.people);
        let made = self.chosen.projected(&graph, &self.decisions, &config)?;
        self.chosen.refuse(&made, &self.decisions, &sources, &self.terminal)?;
        let pictures = encoded(&made)?;
        let page = share::page(&made.notes, &self.chosen.profile, &pictures, context.today)?;
        let handed = (&self.chosen, &made, &self.decisions);
        audited::hold(handed, &graph, &context, (Path::new("index.html"), &page, None), &self.terminal)?;
        Ok(page)
    }
}
