//! One block's HTML, made once for every page that shows it, its plain words, and its task's words.
//!
//! Does not write lists (see [`super::tree`]), nor decide where references lead (see [`super::links`]).

use super::cx::Cx;
use super::gather::Nearby;
use super::highlights;
use super::links::Linker;
use super::naming::Named;
use super::queries::Answers;
use crate::config::{Config, Raw, Remote};
use crate::diagnostic::Diagnostic;
use crate::graph::{BlockId, Embeds, Graph, PageId, PageKind, Range, State, above};
use crate::markup::highlight::{self, Highlighted, Remembered};
use crate::markup::{self, Html, HtmlPolicy, HtmlWriter, Options, Phrase, Rendered};
use crate::notes::NoteId;
use crate::outline::{Ref, RefKind};
use chrono::NaiveDate;
use rayon::prelude::*;
use rustc_hash::FxHashMap;
use std::borrow::Cow;
use std::hash::{Hash, Hasher};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

/// A page's dated blocks, newest first.
type Dated = Box<[(NaiveDate, BlockId)]>;

/// Blocks that say of themselves what they are in a review.
pub struct Marked {
    /// Tagged `#highlight`.
    pub highlights: Vec<BlockId>,
    /// Tagged `#kudos`.
    pub kudos: Vec<BlockId>,
}

/// Room for something of each block of each note, made for a note when the first of its blocks asks: a live preview
/// asks for few, and its next snapshot for others.
struct Rooms<T>(Vec<OnceLock<Room<T>>>);

/// Of one note, by block.
type Room<T> = Box<[OnceLock<Box<T>>]>;

impl<T> Rooms<T> {
    fn new(graph: &Graph) -> Rooms<T> {
        Rooms(graph.outlines.iter().map(|_| OnceLock::new()).collect())
    }

    fn of(&self, graph: &Graph, id: BlockId) -> &OnceLock<Box<T>> {
        let blocks = || graph.outlines[id.note.index()].blocks.iter().map(|_| OnceLock::new()).collect();
        &self.0[id.note.index()].get_or_init(blocks)[id.block as usize]
    }
}

/// How code was highlighted that a page asked for, by a key of language and code.
#[derive(Default)]
pub struct Seen(Mutex<FxHashMap<u64, Highlighted>>);

/// So many pieces of code are remembered between sites: those of some hundred pages.
const MOST_SEEN: usize = 4096;

/// Blocks as seen from one folder deep, where all pages but a few stand.
pub struct Memo {
    blocks: Rooms<Rendered>,
    words: Rooms<Phrase>,
    dated: Vec<OnceLock<Dated>>,
    embeds: Vec<OnceLock<Embeds>>,
    near: Vec<OnceLock<Box<[Nearby]>>>,
    marked: OnceLock<Marked>,
    days: OnceLock<Box<[(NaiveDate, u32)]>>,
    private: Vec<OnceLock<Box<[bool]>>>,
    highlights: FxHashMap<u64, Highlighted>,
    /// How other code was highlighted, for this site and those before it.
    seen: Arc<Seen>,
    tickets: OnceLock<Vec<regex::Regex>>,
    /// What the queries found.
    pub(super) queries: Answers,
}

impl Memo {
    /// Of a graph. `seen`: what sites before it were asked for.
    pub fn new(graph: &Graph, seen: Arc<Seen>) -> Memo {
        let dated = graph.pages.iter().map(|_| OnceLock::new()).collect();
        let embeds = graph.outlines.iter().map(|_| OnceLock::new()).collect();
        let near = graph.pages.iter().map(|_| OnceLock::new()).collect();
        let private = graph.outlines.iter().map(|_| OnceLock::new()).collect();
        Memo {
            blocks: Rooms::new(graph),
            words: Rooms::new(graph),
            dated,
            embeds,
            near,
            marked: OnceLock::new(),
            days: OnceLock::new(),
            private,
            highlights: FxHashMap::default(),
            seen,
            tickets: OnceLock::new(),
            queries: Answers::default(),
        }
    }

    /// Highlight all code of a graph ahead, in parallel: what a build of every page needs. What an earlier build remembered
    /// is asked for if there is any code; what a later one should remember comes back, if that is more. `day` is the day of
    /// this build, for what is no longer used.
    pub fn highlight(&mut self, graph: &Graph, day: u32, recall: impl FnOnce() -> Remembered) -> Option<Remembered> {
        let mut texts: Vec<(String, String)> = graph
            .outlines
            .par_iter()
            .flat_map_iter(|outline| outline.code.iter().map(|code| outline.code_text(code)))
            .collect();
        texts.sort_unstable();
        texts.dedup();
        let jobs: Vec<(&str, &str)> = texts.iter().map(|(l, c)| (l.as_str(), c.as_str())).collect();
        if jobs.is_empty() {
            return None;
        }
        let (done, kept) = recall().recall(&jobs, day, highlight::batch);
        self.highlights = jobs.iter().map(|(l, c)| code_key(l, c)).zip(done).collect();
        kept
    }

    /// The dated blocks of a page, found once for all screens that count or list them.
    pub fn dated(&self, page: PageId, find: impl FnOnce() -> Vec<(NaiveDate, BlockId)>) -> &[(NaiveDate, BlockId)] {
        self.dated[page.index()].get_or_init(|| find().into_boxed_slice())
    }

    /// How far the embeds of a note are followed.
    pub fn embeds(&self, graph: &Graph, note: NoteId) -> &Embeds {
        self.embeds[note.index()].get_or_init(|| graph.embeds(note))
    }

    /// What is near a page, found once: those near it ask for it too.
    pub fn near(&self, page: PageId, find: impl FnOnce() -> Vec<Nearby>) -> &[Nearby] {
        self.near[page.index()].get_or_init(|| find().into_boxed_slice())
    }

    /// Blocks with the tags that reviews look for, found once: that goes over every name of every note.
    pub fn marked(&self, graph: &Graph) -> &Marked {
        self.marked.get_or_init(|| Marked { highlights: graph.tagged("highlight"), kudos: graph.tagged("kudos") })
    }

    /// How much each day has, counted once: that goes over every block, and home and each review draw a part of it.
    pub fn days(&self, count: impl FnOnce() -> Vec<(NaiveDate, u32)>) -> &[(NaiveDate, u32)] {
        self.days.get_or_init(|| count().into_boxed_slice())
    }

    /// Which blocks of a note are marked private, found once: several screens ask of the same notes.
    pub fn private(&self, note: NoteId, find: impl FnOnce() -> Vec<bool>) -> &[bool] {
        self.private[note.index()].get_or_init(|| find().into_boxed_slice())
    }

    /// The config's patterns of tickets, compiled once.
    pub fn ticket_patterns(&self, config: &Config) -> &[regex::Regex] {
        self.tickets.get_or_init(|| crate::graph::ticket_patterns(config))
    }

    /// The styles of a piece of code, from memory where it was highlighted ahead, or for another site.
    pub fn highlighted(&self, language: &str, code: &str) -> Highlighted {
        let key = code_key(language, code);
        let seen = || self.seen.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = self.highlights.get(&key).cloned().or_else(|| seen().get(&key).cloned()) {
            return known;
        }
        // Not under the lock: others need not wait for a grammar.
        let made = highlight::highlight(language, code);
        let mut all = seen();
        if all.len() >= MOST_SEEN {
            all.clear();
        }
        all.insert(key, made.clone());
        made
    }

    /// What the blocks rendered so far could not show as meant.
    pub fn diagnostics(&self) -> Vec<Diagnostic> {
        let asked = self.blocks.0.iter().enumerate().filter_map(|(i, blocks)| Some((i, &**blocks.get()?)));
        let of_note = |(i, blocks): (usize, &[OnceLock<Box<Rendered>>])| {
            let found = blocks.iter().filter_map(OnceLock::get).flat_map(|r| r.diagnostics.clone());
            found.map(|d| d.in_note(NoteId(i as u32))).collect::<Vec<_>>()
        };
        asked.flat_map(of_note).collect()
    }
}

fn code_key(language: &str, code: &str) -> u64 {
    let mut hasher = rustc_hash::FxHasher::default();
    (language, code).hash(&mut hasher);
    hasher.finish()
}

/// What an embed within an embed is inside of: the ranges of blocks that are being shown.
pub type Shown<'s> = &'s [Range];

/// Of a row that quotes one block: the embeds in it are links.
pub fn quoted() -> Shown<'static> {
    above(0)
}

/// One block's HTML away from home, from memory where it may be.
pub fn rendered<'a>(cx: &Cx<'a>, id: BlockId, shown: Shown<'_>) -> Cow<'a, Rendered> {
    let outline = cx.graph.outline(id);
    let embeds = |r: &Ref| matches!(r.kind, RefKind::EmbedBlock | RefKind::EmbedPage);
    let lists = |r: &Ref| embeds(r) || r.kind == RefKind::Macro;
    let refs = outline.refs_of(id.block);
    // What shows other blocks shows less of them here. What shows none is the same wherever it stands, and no block's
    // HTML can wait for its own.
    let differs = match cx.listed {
        true => refs.iter().any(lists) || outline.body(id.block).any(|line| line.of(&outline.text).contains("#+")),
        false => !shown.is_empty() && refs.iter().any(embeds),
    };
    if cx.depth != 1 || differs {
        return Cow::Owned(render(cx, id, shown, false));
    }
    let slot = cx.memo.blocks.of(cx.graph, id);
    Cow::Borrowed(slot.get_or_init(|| Box::new(render(cx, id, &[], false))))
}

/// One block's HTML on the page where it is at home: the same, but that its footnotes have addresses.
pub fn rendered_at_home<'a>(cx: &Cx<'a>, id: BlockId) -> Cow<'a, Rendered> {
    let outline = cx.graph.outline(id);
    if outline.blocks[id.block as usize].span.of(&outline.text).contains("[^") {
        return Cow::Owned(render(cx, id, &[], true));
    }
    let slot = cx.memo.blocks.of(cx.graph, id);
    if cx.depth != 1 || cx.listed || slot.get().is_some() || is_quoted(cx, id) {
        return rendered(cx, id, &[]);
    }
    let made = render(cx, id, &[], false);
    match made.diagnostics.is_empty() {
        true => Cow::Owned(made),
        // What is to be told of it is gathered from what is remembered.
        false => Cow::Borrowed(slot.get_or_init(|| Box::new(made))),
    }
}

/// Whether another page is likely to show a block: it or a block above it says a name or is a task. Any other need not be
/// kept to the end of a build; one that is shown after all is made twice.
fn is_quoted(cx: &Cx<'_>, id: BlockId) -> bool {
    let outline = cx.graph.outline(id);
    let says = |block: u32| !outline.refs_of(block).is_empty() || outline.blocks[block as usize].task().is_some();
    std::iter::once(id.block).chain(outline.ancestors(id.block)).any(says)
}

/// What a block says below its first line, which stands elsewhere: as a page's name, or over a review.
pub fn below_title(cx: &Cx<'_>, id: BlockId, at_home: bool) -> Html {
    let outline = cx.graph.outline(id);
    if outline.body_below_title(id.block).next().is_none() {
        return Html::default();
    }
    let rendered = render_part(cx, id, &[], at_home, true);
    let mut w = HtmlWriter::new();
    if !rendered.title.is_empty() {
        w.tag("<p>").html(&rendered.title).tag("</p>");
    }
    w.html(&rendered.body);
    w.finish()
}

fn render(cx: &Cx<'_>, id: BlockId, shown: Shown<'_>, at_home: bool) -> Rendered {
    render_part(cx, id, shown, at_home, false)
}

fn render_part(cx: &Cx<'_>, id: BlockId, shown: Shown<'_>, at_home: bool, below_title: bool) -> Rendered {
    let outline = cx.graph.outline(id);
    let anchor = cx.routes.anchor(cx.graph, id);
    let home = cx.block_href(id);
    let resolver = Linker { cx: *cx, id, shown };
    let options = Options {
        dialect: cx.graph.dialect,
        html: match cx.config.html.raw {
            Raw::Safe => HtmlPolicy::Safe,
            Raw::Escape => HtmlPolicy::Escape,
        },
        remote_images: cx.config.html.remote == Remote::Load,
        id: at_home.then_some(anchor.as_str()),
        below_title,
        // The top of a section has no line of its own to lead to.
        home: (!at_home && home.contains('#')).then_some(home.as_str()),
    };
    markup::block(outline, id.block, &resolver, &options)
}

/// The plain words of a block's first line; of a block that begins with a picture, a table or code, what it is.
pub fn first_words<'a>(cx: &Cx<'a>, id: BlockId) -> &'a Phrase {
    let slot = cx.memo.words.of(cx.graph, id);
    slot.get_or_init(|| {
        let outline = cx.graph.outline(id);
        if cx.graph.highlight(id).is_some_and(|highlight| highlight.area) {
            return Box::new("picture".into());
        }
        let words = markup::first_line(outline, id.block, cx.graph.dialect, &Named { cx: *cx, id, within: false });
        Box::new(match &*words {
            "" if !outline.code_of(id.block).is_empty() => "code".into(),
            "" if outline.refs_of(id.block).iter().any(|r| r.kind == RefKind::Image) => "picture".into(),
            "" => "…".into(),
            _ => words,
        })
    })
}

/// How many characters of each block above are shown in a breadcrumb.
const CRUMB: usize = 48;
/// Bytes that most breadcrumbs fit in.
const TRAIL: usize = 160;

/// Where a block stands, as words: its page and the nearest three blocks above it. `told` is the day in the margin,
/// which is not said again.
pub fn trail(cx: &Cx<'_>, id: BlockId, told: Option<NaiveDate>) -> Phrase {
    let owner = cx.graph.owner(id);
    let outline = cx.graph.outline(id);
    let sections = cx.graph.pages.get(owner.index()).map_or(&[][..], |page| &page.home.sections);
    let mut ancestors = outline
        .ancestors(id.block)
        .map(|block| BlockId { block, ..id })
        .take_while(|at| cx.graph.owner(*at) == owner && sections.binary_search(at).is_err());
    let above: [Option<BlockId>; 3] = std::array::from_fn(|_| ancestors.next());
    let cut = ancestors.next().is_some();
    let mut trail = Phrase::with_capacity(TRAIL);
    match cx.graph.pages.get(owner.index()).map(|p| p.kind) {
        Some(PageKind::Journal(day)) if told == Some(day) => trail.push_str("Journal"),
        _ => trail.push_str(&page_words(cx, owner)),
    };
    if cut {
        trail.push_str(" › ⋯");
    }
    for block in above.iter().rev().flatten() {
        trail.push_str(" › ").push_phrase(&first_words(cx, *block).shortened(CRUMB));
    }
    trail
}

/// A page's name for a breadcrumb.
pub fn page_words<'a>(cx: &Cx<'a>, page: PageId) -> Cow<'a, str> {
    match cx.graph.pages.get(page.index()) {
        Some(p) => match p.kind {
            PageKind::Journal(day) => cx.long_day(day).into(),
            _ if p.kind.is_entity() => p.short_name().into(),
            _ => (&*p.name).into(),
        },
        None => "".into(),
    }
}

/// The class of a state, and its words.
pub fn state_words(state: State) -> (&'static str, &'static str) {
    match state {
        State::Todo => ("todo", "to do"),
        State::Doing => ("doing", "doing"),
        State::Waiting => ("waiting", "waiting"),
        State::Later => ("later", "later"),
        State::Done => ("done", "done"),
        State::Cancelled => ("cancelled", "cancelled"),
    }
}

/// A block's first line with its priority and state in words.
pub fn line(cx: &Cx<'_>, id: BlockId) -> Html {
    let rendered = rendered(cx, id, quoted());
    // Room for a priority and a state beside it.
    let mut w = HtmlWriter::with_capacity(rendered.title.len() + 96);
    write_line(cx, &mut w, id, &rendered);
    w.finish()
}

/// The same, into a writer.
pub fn write_line(cx: &Cx<'_>, w: &mut HtmlWriter, id: BlockId, rendered: &Rendered) {
    if let Some(highlight) = cx.graph.highlight(id) {
        return highlights::write(cx, w, id, &highlight, rendered);
    }
    let task = cx.graph.block(id).task();
    if let Some(priority) = task.and_then(|t| t.priority) {
        let lower = priority.to_ascii_lowercase();
        let class = if lower.is_ascii_lowercase() { format!("pri {lower}") } else { "pri".into() };
        w.tag("<span").attr("class", &class).tag(">").text(&priority.to_string()).tag("</span> ");
    }
    match task.and_then(|t| t.marker).map(State::of) {
        Some(state) => {
            let (class, words) = state_words(state);
            w.tag("<span").attr("class", &format!("state {class}")).tag(">").text(words).tag("</span> ");
            if state == State::Cancelled {
                w.tag("<s>").html(&rendered.title).tag("</s>");
            } else {
                w.html(&rendered.title);
            }
        }
        None => {
            w.html(&rendered.title);
        }
    }
}
