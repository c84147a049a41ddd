//! Where a block stands, as labels: by the file that holds it, and by the page it belongs to.
//!
//! Does not match anything.

use std::borrow::Cow;

use crate::graph::{BlockId, Graph, PageId, PageKind, cores, label, tagged_label};
use crate::name;
use crate::outline::Outline;

/// The names of the paths that lead to a block, as they are read, the block's own label last.
///
/// Three ways: the labels of its file; the same behind the name of the file's page; and, for a page of a kind,
/// `Projects` or `People`, the page's own name and the labels from there. `kind` is what the block's page is taken for.
pub fn paths(graph: &Graph, id: BlockId, kind: PageKind) -> [Vec<String>; 3] {
    paths_by(graph, id, kind, label)
}

/// The same, by what each line is called with its tags, and whatever else it says: it is held back by its name.
pub fn core_paths(graph: &Graph, id: BlockId, kind: PageKind) -> [[Vec<String>; 3]; 3] {
    [
        paths_by(graph, id, kind, tagged_label),
        paths_by(graph, id, kind, |outline, block| cores(outline, block)[0].into()),
        paths_by(graph, id, kind, |outline, block| cores(outline, block)[1].into()),
    ]
}

fn paths_by(
    graph: &Graph,
    id: BlockId,
    kind: PageKind,
    label: impl Fn(&Outline, u32) -> Cow<'_, str>,
) -> [Vec<String>; 3] {
    let outline = graph.outline(id);
    let mut blocks: Vec<u32> = std::iter::once(id.block).chain(outline.ancestors(id.block)).collect();
    blocks.reverse();
    // `Salary::` heads what stands below it, too.
    let of = |block: u32| match label(outline, block) {
        label if label.is_empty() => {
            let is_said = |key: &str| !["id", "collapsed", "heading", "background-color"].contains(&key);
            let mut all = outline.properties_of(block).iter().filter(|property| is_said(&property.key));
            let key = all.next().map(|property| property.key_span.of(&outline.text));
            name::as_read(key.unwrap_or(""))
        }
        label => name::as_read(&label),
    };
    let labels: Vec<String> = blocks.iter().map(|&block| of(block)).collect();
    let file = &graph.page(graph.facts[id.note.index()].page).key;
    let mut below_file: Vec<String> = file.split('/').map(name::as_read).collect();
    below_file.extend(labels.iter().cloned());
    let owner = graph.owner(id);
    let home = blocks.iter().rposition(|&block| is_home(graph, BlockId { block, ..id }, owner));
    let mut canonical: Vec<String> = collection(kind).map(String::from).into_iter().collect();
    canonical.push(name::as_read(graph.page(owner).short_name()));
    canonical.extend(labels.iter().skip(home.map_or(0, |home| home + 1)).cloned());
    [labels, below_file, canonical]
}

/// Whether a block is the top of a section that a page is at home in.
pub fn is_home(graph: &Graph, id: BlockId, page: PageId) -> bool {
    graph.page(page).home.sections.binary_search(&id).is_ok()
}

/// What pages of a kind stand under.
fn collection(kind: PageKind) -> Option<&'static str> {
    match kind {
        PageKind::Project => Some("projects"),
        PageKind::Person => Some("people"),
        _ => None,
    }
}
