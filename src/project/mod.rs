//! A selection of the notes as a smaller set of notes, which is all that a share is made from.
//!
//! Does not render, encrypt or write: what comes out enters at the left door like any notes, and holds nothing that was
//! not selected, no reference back, and no order, number or name of what it was taken from. Rules: `sharing.md` 2.

mod accounts;
mod denies;
mod ids;
mod kinds;
mod known;
mod labels;
mod letters;
mod marked;
mod names;
mod ordinary;
mod paths;
mod people;
mod select;
mod survey;
mod unmatched;
mod urls;
mod words;
mod write;

use std::sync::Arc;

use crate::config::Config;
use crate::config::share::{Fault, Profile};
use crate::diagnostic::{Code, Diagnostic};
use crate::graph::{BlockId, Graph};
use crate::notes::{Asset, Dialect, Format, Note, Notes};

pub use denies::Why;
pub use people::{Person, Shown};
pub use select::{Holder, Selection};
pub use survey::{Named, Place, Survey, survey};
pub use unmatched::{Unmatched, unmatched};
pub use words::{Decisions, NOT_SHARED, Seen};
pub use write::Amount;

/// The smaller set of notes, and what there is to say of how it came about.
#[derive(Debug)]
pub struct Projection {
    /// One note, and the pictures it shows, by new names; [`Asset::source`] says where their bytes are.
    pub notes: Notes,
    /// How much of each project and page, in the order of the note.
    pub amounts: Vec<Amount>,
    /// What stands for what was met on the way.
    pub seen: Seen,
    /// Every block that went along, by path and place: for messages, and for whoever audits.
    pub blocks: Vec<BlockId>,
    /// Which blocks within what was selected stayed behind, by reason.
    pub behind: Vec<(Why, Vec<BlockId>)>,
    /// Blocks that only a path of stars selected.
    pub broad: Vec<BlockId>,
    /// Marks that cannot be read, and blocks too long to be: while there are any, nothing should be handed out.
    pub faults: Vec<Diagnostic>,
}

/// Path of the one note.
pub const NOTE: &str = "pages/Share.md";

/// What a profile selects of a graph, as new notes.
///
/// # Errors
/// A selector that cannot be read.
pub fn project(graph: &Graph, profile: &Profile, decisions: &Decisions, config: &Config) -> Result<Projection, Fault> {
    let selectors = profile.selectors()?;
    let mut denies = denies::Denies::new(graph, profile, config);
    let selection = select::select(graph, profile, &selectors, &mut denies, config.fiscal_year_start);
    let words = words::Words::new(graph, profile, decisions, &selection);
    let written = write::write(graph, profile, &selection, &words);
    let seen = words.seen();
    let assets = seen.pictures.iter().map(|(at, name)| picture(graph, *at, name)).collect();
    let note = Note { path: NOTE.into(), format: Format::Markdown, text: Arc::from(written.text) };
    let mut blocks: Vec<BlockId> = selection.blocks.iter().copied().collect();
    blocks.sort_unstable();
    let chosen = || selection.gathered.values().flat_map(|gathered| &gathered.chosen);
    let too_long = |id: &BlockId| {
        let told = Diagnostic::new(Code::TooMuch, graph.block(*id).title, "this block is too long to be handed out");
        told.in_note(id.note).help("part it into several")
    };
    // A mark that cannot be read matters where it may be what holds something back.
    let marked = marked::Marked::of(graph, &selection);
    let matters = |told: &Diagnostic| told.note.is_some_and(|note| marked.holds(graph, note, told.span.start));
    let told = denies.told().into_iter().filter(matters);
    let open = blocks.iter().filter(|id| opens_comment(graph, **id)).map(|id| {
        let said = "a comment that begins or ends here may hold what stands in other blocks";
        let told = Diagnostic::new(Code::UnknownVisibility, graph.block(*id).title, said).in_note(id.note);
        told.help("begin and end it with %% in one block")
    });
    let marked = written.marked.iter().map(|id| {
        let said = "in a share this block shows `private` as a tag or a link, and here it stands within something else";
        let told = Diagnostic::new(Code::UnknownVisibility, graph.block(*id).title, said).in_note(id.note);
        told.help("if it is meant, write it on the first line; if not, write `#private` in code, with what is open before it closed")
    });
    let faults = told.chain(written.too_long.iter().map(too_long)).chain(open).chain(marked).collect();
    Ok(Projection {
        notes: Notes {
            label: "Share".into(),
            dialect: Dialect::Logseq,
            because: String::new(),
            notes: vec![note],
            assets,
            left_out: 0,
        },
        amounts: written.amounts,
        seen,
        blocks,
        broad: {
            let mut broad: Vec<BlockId> =
                chosen().filter(|chosen| chosen.is_broad).map(|chosen| chosen.block).collect();
            broad.sort_unstable();
            broad
        },
        behind: selection.behind.into_iter().collect(),
        faults,
    })
}

/// Everybody whom a projection still names otherwise than was decided.
pub fn still_named(projection: &Projection, decisions: &Decisions) -> Vec<String> {
    let people = people::People::new(&decisions.people);
    let mut names: Vec<String> = projection.notes.notes.iter().flat_map(|note| people.left_in(&note.text)).collect();
    names.sort_unstable();
    names.dedup();
    names
}

/// The first line of a projection that names somebody otherwise than was decided, less what is above and below it.
pub fn line_naming<'p>(projection: &'p Projection, decisions: &Decisions, name: &str) -> Option<&'p str> {
    let people = people::People::new(&decisions.people);
    let mut lines = projection.notes.notes.iter().flat_map(|note| note.text.lines());
    lines
        .find(|line| people.left_in(line).iter().any(|left| left == name))
        .map(|line| line.trim().trim_start_matches("- "))
}

/// Whether a block has a mark of Obsidian's comments that none in it closes.
fn opens_comment(graph: &Graph, id: BlockId) -> bool {
    let outline = graph.outline(id);
    let marks = |line: crate::span::Span| line.of(&outline.text).matches("%%").count();
    let text = outline.body(id.block).filter(|line| !outline.is_code(id.block, line.start));
    graph.dialect == Dialect::Obsidian && text.map(marks).sum::<usize>() % 2 == 1
}

fn picture(graph: &Graph, at: u32, name: &str) -> Asset {
    let from = graph.asset_list.get(at as usize);
    Asset {
        path: format!("assets/{name}").into(),
        size: 0,
        dimensions: from.and_then(|asset| asset.dimensions),
        source: from.map(|asset| asset.source.clone()).unwrap_or_default(),
    }
}
