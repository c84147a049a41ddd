//! What kind a page is by what its audience may see: what a block marked private says of a page tells of no share.
//!
//! Does not say who is masked: a person is one whoever says so (see [`survey`](super::survey)).

use crate::config::Config;
use crate::graph::marks::Marks;
use crate::graph::{BlockId, Graph, PageId, PageKind};
use crate::name;
use crate::notes::Dialect;

/// The kind of a page, by the rules of [`graph::kinds`](crate::graph::kinds), less what the marks hold back of what says
/// so. What a whole note says holds: were it private, nothing of its page would be in a share.
pub fn visible(graph: &Graph, config: &Config, page: PageId, marks: &mut Marks<'_>) -> PageKind {
    let this = graph.page(page);
    if matches!(this.kind, PageKind::Journal(_)) {
        return this.kind;
    }
    let (mut seen, mut is_all): (Vec<BlockId>, bool) = (Vec::new(), true);
    for &section in &this.home.sections {
        match marks.is_denied(section) {
            true => is_all = false,
            false => seen.push(section),
        }
    }
    if is_all {
        return this.kind;
    }
    let locals = || this.home.notes.iter().map(|note| &graph.locals[note.index()]);
    let says_type = |id: &BlockId| {
        let properties = graph.outline(*id).properties_of(id.block);
        properties.iter().filter(|p| &*p.key == "type").find_map(|p| graph.kinds.named(&p.value))
    };
    let stands_in = |id: &BlockId| {
        let sections = &graph.locals[id.note.index()].sections;
        sections.iter().find(|section| section.block == id.block).map(|section| section.kind)
    };
    let named = || {
        let mut names = config.people.names.iter().chain(config.people.aliases.keys());
        names.any(|name| graph.of_key(&name::key(name)) == Some(page)).then_some(PageKind::Person)
    };
    let said = locals().find_map(|local| local.kind).or_else(|| seen.iter().find_map(says_type));
    said.or_else(|| locals().find_map(|local| local.configured_kind))
        .or_else(|| graph.kinds.namespace(&this.key).filter(|_| graph.dialect == Dialect::Logseq))
        .or_else(|| seen.iter().find_map(stands_in))
        .or_else(named)
        .unwrap_or(PageKind::Note)
}
