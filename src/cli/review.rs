//! `annals review`: prints the review of a period, to hand in.
//!
//! Does not write a file.

use std::ffi::OsString;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Args, ValueEnum};

use super::Global;
use super::chosen::{Chosen, encoded};
use super::failure::{Failure, Outcome};
use super::handing;
use super::load::Loaded;
use super::paper::{self, PaperFormat};
use super::terminal::Terminal;
use crate::config::nearest;
use crate::config::share::Naming;
use crate::graph::{Graph, PageId, PageKind};
use crate::period::Period;
use crate::project::Decisions;
use crate::render::{Asset, render};
use crate::route::Route;
use crate::share;
use crate::site::Site;
use crate::views::paper::{Kind, Narrowed, Private};
use crate::views::standing::told_year;

#[derive(Debug, Args)]
pub struct ReviewArgs {
    /// 2024, 2024-h2, 2024-q4, 2024-12, 2024-w50 or 2024-03-01..2024-08-31; left out: the newest year with a review
    #[arg(value_name = "PERIOD")]
    period: Option<OsString>,
    /// A folder of notes, or one file
    notes: Option<PathBuf>,
    /// Only this project; may be given again
    #[arg(long, value_name = "NAME")]
    project: Vec<String>,
    /// Only what names this person; may be given again
    #[arg(long, value_name = "NAME")]
    person: Vec<String>,
    /// For whom: you, or whoever a share of it is for, by the same rules
    #[arg(long, value_name = "WHO", default_value = "author")]
    audience: Audience,
    /// Also what you marked private
    #[arg(long)]
    private: bool,
    /// How it is written
    #[arg(long, value_name = "FORMAT", default_value = "md")]
    format: Format,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Audience {
    /// All of it but what you marked private, with your own marks
    Author,
    /// What `annals share --review` would hand out, people as written
    Manager,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// Markdown, with your own marks
    Md,
    /// Plain lines, for forms, with the words of each section counted
    Text,
    /// The page of the site
    Html,
    /// One object, each line with its place in the notes
    Json,
}

pub fn run(global: &Global, args: &ReviewArgs, terminal: &Terminal) -> Outcome {
    let (period, notes) = paper::meant(args.period.as_deref(), args.notes.as_deref())?;
    let narrow = !(args.project.is_empty() && args.person.is_empty());
    if narrow && args.format == Format::Html {
        return Err(Failure::usage(
            "the page of a review is of all projects and people",
            "--project and --person go with --format md, text or json",
        ));
    }
    if args.audience == Audience::Manager && !args.person.is_empty() {
        let help = "--person goes with --audience author";
        return Err(Failure::usage("what is handed out does not know who is a person", help));
    }
    if args.private && (args.audience == Audience::Manager || args.format == Format::Html) {
        let (said, help) = match args.audience {
            Audience::Manager => ("what is private is never handed out", "--private goes with --audience author"),
            Audience::Author => {
                ("the page of a review holds what is private", "--private goes with --format md, text or json")
            }
        };
        return Err(Failure::usage(said, help));
    }
    let loaded = paper::load(global, notes.as_deref(), terminal)?;
    let newest = || loaded.site.routes.newest_review(&loaded.site.graph);
    let period = period.or_else(newest).unwrap_or(Period::week_of(loaded.site.today));
    let site = match args.audience {
        Audience::Author => loaded.site,
        Audience::Manager => match handed_out(&loaded, period, args.format, terminal)? {
            Some(site) => site,
            None => return Ok(ExitCode::SUCCESS),
        },
    };
    let format = match args.format {
        Format::Md => PaperFormat::Md,
        Format::Text => PaperFormat::Text,
        Format::Json => PaperFormat::Json,
        Format::Html => {
            if let Asset::Bytes(bytes) = render(&site, Route::Review(period))? {
                paper::results(&bytes, terminal)?;
            }
            return Ok(ExitCode::SUCCESS);
        }
    };
    let named = |names: &[String], kind, what: &str| -> Result<Vec<PageId>, Failure> {
        names.iter().map(|name| find(&site.graph, name, kind, what)).collect()
    };
    let narrowed = Narrowed {
        projects: named(&args.project, PageKind::Project, "project")?,
        people: named(&args.person, PageKind::Person, "person")?,
        private: if args.private { Private::Kept } else { Private::LeftOut },
    };
    let review = crate::views::paper::review(&site.cx(1), period, &narrowed);
    paper::print(&review, format, terminal)?;
    paper::say_private(&review, terminal);
    paper::say_hidden(&review, terminal);
    let has_text = review.sections.iter().any(|section| section.kind == Kind::Project);
    if let Some(year) = told_year(&site.cx(1), period).filter(|_| !has_text && !terminal.quiet) {
        terminal
            .say(&format!("what is written of all {} stands in its own review: annals review {year}", year.label()));
    }
    if review.sections.is_empty() && review.private == 0 && !terminal.quiet {
        terminal.say(&format!("nothing is written or completed in {}", period.label()));
    }
    Ok(ExitCode::SUCCESS)
}

/// The site of what would be handed out; `None` where its one page was asked for, which is then printed.
fn handed_out(loaded: &Loaded, period: Period, format: Format, terminal: &Terminal) -> Result<Option<Site>, Failure> {
    let site = &loaded.site;
    let mut chosen = Chosen::of(Some(&period.to_string()), None, &site.config)?;
    chosen.profile.people = Naming::Keep;
    let found = chosen.surveyed(&site.graph, &site.config)?;
    let decisions = Decisions { people: handing::naming(&found.people, Naming::Keep), ..Decisions::default() };
    let made = chosen.projected(&site.graph, &decisions, &site.config)?;
    chosen.refuse(&made, &decisions, &loaded.sources, terminal)?;
    if format == Format::Html {
        paper::results(&share::page(&made.notes, &chosen.profile, &encoded(&made)?, site.today)?, terminal)?;
        return Ok(None);
    }
    Ok(Some(share::site(&made.notes, &chosen.profile, &[], site.today)?))
}

/// The page of a name, or what was probably meant.
fn find(graph: &Graph, name: &str, kind: PageKind, what: &str) -> Result<PageId, Failure> {
    if let Some(page) = graph.find(name).filter(|page| graph.page(*page).kind == kind) {
        return Ok(page);
    }
    let names: Vec<&str> = graph.of_kind(kind).map(|page| graph.page(page).short_name()).collect();
    // Also as in an address.
    let by_short = graph.of_kind(kind).find(|page| {
        let page = graph.page(*page);
        page.short_name().eq_ignore_ascii_case(name) || *page.slug == *name
    });
    by_short.ok_or_else(|| {
        let help = match nearest(name, &names) {
            Some(near) => format!("did you mean `{near}`?"),
            None => format!("the site lists every {what} there is"),
        };
        Failure::usage(format!("no {what} is called `{name}`"), help)
    })
}
