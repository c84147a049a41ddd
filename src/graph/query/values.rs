//! What blocks and pages say of themselves: properties as typed values, attributes one by one.
//!
//! Does not search (see `index`): is asked of one block or page at a time.

use super::clause::{Attribute, Value};
use super::days;
use crate::graph::list_items;
use crate::graph::{BlockId, Graph, PageId, PageKind};
use crate::name;
use crate::outline::{Property, RefKind};

/// The value of a property of a block or page, as Logseq types it: names where it holds any, a number, a truth, or text.
pub fn property(graph: &Graph, holder: &Value, key: &str) -> Option<Value> {
    properties(graph, holder)
        .find(|(_, p)| &*p.key == key && !p.value.trim().is_empty())
        .map(|(b, p)| typed(graph, b, p))
}

/// The properties of a block or page, and the block each is written in.
pub fn properties<'g>(graph: &'g Graph, holder: &Value) -> impl Iterator<Item = (BlockId, &'g Property)> {
    let (block, page) = match holder {
        Value::Block(id) if (id.block as usize) < graph.outline(*id).blocks.len() => (Some(*id), None),
        Value::Page(page) => (None, graph.pages.get(page.index())),
        _ => (None, None),
    };
    let of_files = page.into_iter().flat_map(|page| &page.home.notes).flat_map(|&note| {
        let first = BlockId { note, block: 0 };
        graph.outlines[note.index()].page_properties().iter().map(move |p| (first, p))
    });
    let sections = page.into_iter().flat_map(|page| page.home.sections.iter().copied());
    let of_blocks = block
        .into_iter()
        .chain(sections)
        .flat_map(|id| graph.outline(id).properties_of(id.block).iter().map(move |p| (id, p)));
    of_files.chain(of_blocks)
}

fn typed(graph: &Graph, id: BlockId, property: &Property) -> Value {
    let value = property.value.trim();
    if let Some(quoted) = value.strip_prefix('"').and_then(|v| v.strip_suffix('"')).filter(|v| !v.contains('"')) {
        return Value::text(quoted);
    }
    let names = names(graph, id, property);
    if !names.is_empty() {
        return Value::Set(names.into());
    }
    match value {
        "true" => Value::Bool(true),
        "false" => Value::Bool(false),
        digits if digits.bytes().all(|b| b.is_ascii_digit()) => {
            digits.parse().map_or_else(|_| Value::text(digits), Value::Int)
        }
        text => Value::text(text),
    }
}

/// The names in a value: its references, and the items of a list.
fn names(graph: &Graph, id: BlockId, property: &Property) -> Vec<Value> {
    let outline = graph.outline(id);
    let mut names: Vec<Value> = Vec::new();
    let mut add = |name: &str| {
        let name = Value::text(name.trim().trim_start_matches('#'));
        if !names.contains(&name) {
            names.push(name);
        }
    };
    if id.block as usize >= outline.blocks.len() {
        return names;
    }
    for r in outline.refs_within(id.block, property.span).filter(|r| r.in_property) {
        if matches!(r.kind, RefKind::Page | RefKind::Tag) {
            add(r.target.of(&outline.text));
        }
    }
    let plain = |item: &&str| !item.contains(['[', '#', '(']);
    let is_list = matches!(&*property.key, "tags" | "alias" | "aliases");
    let local = &graph.locals[id.note.index()];
    for item in list_items(&property.value).filter(plain) {
        // What the graph's config says of commas was settled where its names became links.
        let from = local.links.partition_point(|l| l.block < id.block);
        let mut links = local.links[from..].iter().take_while(|l| l.block == id.block).filter(|l| l.in_property);
        if is_list || links.any(|l| local.names[l.name as usize].key() == name::key(item)) {
            add(item);
        }
    }
    names
}

/// Whether a property's value is what a query asks for. Names are compared as names are, text letter for letter.
pub(super) fn is_value(stored: &Value, wanted: &Value) -> bool {
    let words = |value: &Value| match value {
        Value::Text(text) => Some(text.to_string()),
        Value::Int(number) => Some(number.to_string()),
        Value::Bool(truth) => Some(truth.to_string()),
        _ => None,
    };
    match (stored, wanted) {
        (Value::Set(names), Value::Set(any)) => any.iter().any(|one| is_value(&Value::Set(names.clone()), one)),
        (Value::Set(names), wanted) => {
            let Some(wanted) = words(wanted).map(|w| name::key(&w)) else { return false };
            names.iter().filter_map(words).any(|name| name::key(&name) == wanted)
        }
        (stored, wanted) => words(stored).is_some_and(|stored| Some(stored) == words(wanted)),
    }
}

/// The page of a day, a name, or a page itself, as a page that may have no page here.
pub(super) fn page_of(graph: &Graph, name: &str) -> Value {
    match graph.find(name) {
        Some(page) => Value::Page(page),
        None => Value::Name(name::key(name).into()),
    }
}

/// The values of an attribute of a block or page.
pub(super) fn values(graph: &Graph, entity: &Value, attribute: Attribute) -> Vec<Value> {
    match entity {
        Value::Block(id) => of_block(graph, *id, attribute),
        Value::Page(page) => of_page(graph, *page, attribute),
        Value::Name(name) if matches!(attribute, Attribute::Name | Attribute::OriginalName) => {
            vec![Value::Text(name.clone())]
        }
        _ => Vec::new(),
    }
}

fn of_block(graph: &Graph, id: BlockId, attribute: Attribute) -> Vec<Value> {
    let outline = graph.outline(id);
    let Some(block) = outline.blocks.get(id.block as usize) else { return Vec::new() };
    let one = |value: Option<Value>| value.into_iter().collect();
    let day = |stamp: Option<crate::outline::Stamp>| one(stamp.map(|s| Value::Int(days::number(s.date))));
    let task = block.task().unwrap_or_default();
    match attribute {
        Attribute::Marker => one(task.marker.map(|m| Value::text(m.word()))),
        Attribute::Priority => one(task.priority.map(|p| Value::text(p.to_uppercase().to_string()))),
        Attribute::Scheduled => day(task.scheduled),
        Attribute::Deadline => day(task.deadline),
        Attribute::Content => vec![Value::Written(id)],
        Attribute::Page => pages(graph, id).into_iter().map(Value::Page).collect(),
        Attribute::Parent => match block.parent {
            Some(parent) => vec![Value::Block(BlockId { block: parent, ..id })],
            None => vec![Value::Page(graph.facts[id.note.index()].page)],
        },
        Attribute::PreBlock => one(block.pre_block.then_some(Value::Bool(true))),
        Attribute::Properties => {
            one((!outline.properties_of(id.block).is_empty()).then(|| Value::Properties(Box::new(Value::Block(id)))))
        }
        Attribute::Refs => refs(graph, id),
        Attribute::PathRefs => {
            let mut found: Vec<Value> = Vec::new();
            for block in chain(graph, id) {
                found.extend(refs(graph, block));
            }
            found.extend(pages(graph, id).into_iter().map(Value::Page));
            found.sort_by_key(rank);
            found.dedup();
            found
        }
        Attribute::Uuid | Attribute::Created => vec![Value::Bool(true)],
        _ => Vec::new(),
    }
}

fn of_page(graph: &Graph, id: PageId, attribute: Attribute) -> Vec<Value> {
    let Some(page) = graph.pages.get(id.index()) else { return Vec::new() };
    let one = |value: Option<Value>| value.into_iter().collect();
    let day = match page.kind {
        PageKind::Journal(day) => Some(day),
        _ => None,
    };
    match attribute {
        Attribute::Name => vec![Value::text(page.name.to_lowercase())],
        Attribute::OriginalName => vec![Value::Text(page.name.clone())],
        Attribute::Journal => vec![Value::Bool(day.is_some())],
        Attribute::JournalDay => one(day.map(|day| Value::Int(days::number(day)))),
        Attribute::Namespace => one(page.parent.map(Value::Page)),
        Attribute::Tags => tags(graph, id),
        Attribute::Alias => page.aliases.iter().map(|alias| Value::Name(name::key(alias).into())).collect(),
        Attribute::Properties => {
            one(properties(graph, &Value::Page(id)).next().map(|_| Value::Properties(Box::new(Value::Page(id)))))
        }
        Attribute::Created => one((!page.home.is_empty()).then_some(Value::Bool(true))),
        Attribute::Uuid => vec![Value::Bool(true)],
        _ => Vec::new(),
    }
}

/// What a page's `tags::` name, tags too rare for a page of their own among them.
pub(super) fn tags(graph: &Graph, id: PageId) -> Vec<Value> {
    let mut found = Vec::new();
    for note in &graph.page(id).home.notes {
        let local = &graph.locals[note.index()];
        for &tag in &local.tags {
            let value = match graph.named(*note, tag) {
                PageId::NONE => Value::Name(local.names[tag as usize].key().trim_start_matches('#').into()),
                page => Value::Page(page),
            };
            if !found.contains(&value) {
                found.push(value);
            }
        }
    }
    found
}

/// An order for sorting what has none of its own.
fn rank(value: &Value) -> (u8, u32, String) {
    match value {
        Value::Page(page) => (0, page.0, String::new()),
        Value::Name(name) => (1, 0, name.to_string()),
        Value::Block(id) => (2, id.note.0, id.block.to_string()),
        _ => (3, 0, String::new()),
    }
}

/// A block and those above it, nearest first.
pub(super) fn chain(graph: &Graph, id: BlockId) -> impl Iterator<Item = BlockId> + '_ {
    std::iter::once(id.block).chain(graph.outline(id).ancestors(id.block)).map(move |block| BlockId { block, ..id })
}

/// The pages a block stands on: its file's, and those of the sections it is in.
fn pages(graph: &Graph, id: BlockId) -> Vec<PageId> {
    let mut found = vec![graph.facts[id.note.index()].page];
    for block in chain(graph, id) {
        let owner = graph.owner(block);
        if !found.contains(&owner) {
            found.push(owner);
        }
    }
    found.retain(|page| *page != PageId::NONE);
    found
}

/// The pages and blocks a block names itself: namespaces name the pages above them, and a marker is a name, as in Logseq.
fn refs(graph: &Graph, id: BlockId) -> Vec<Value> {
    let local = &graph.locals[id.note.index()];
    let mut found: Vec<Value> = Vec::new();
    let mut add = |value: Value| {
        if !found.contains(&value) {
            found.push(value);
        }
    };
    let from = local.links.partition_point(|l| l.block < id.block);
    for link in local.links[from..].iter().take_while(|l| l.block == id.block) {
        match graph.named(id.note, link.name) {
            PageId::NONE => add(Value::Name(local.names[link.name as usize].key().trim_start_matches('#').into())),
            mut page => loop {
                add(Value::Page(page));
                match graph.page(page).parent {
                    Some(parent) => page = parent,
                    None => break,
                }
            },
        }
    }
    let from = local.block_refs.partition_point(|(block, _)| *block < id.block);
    for (_, number) in local.block_refs[from..].iter().take_while(|(block, _)| *block == id.block) {
        if let Some(block) = graph.block_of(id.note, &graph.outline(id).refs[*number as usize]) {
            add(Value::Block(block));
        }
    }
    if let Some(marker) = graph.block(id).task().and_then(|t| t.marker) {
        add(page_of(graph, marker.word()));
    }
    found
}

/// Whether a value is among those: most blocks are asked, and few have it.
fn names_itself(graph: &Graph, id: BlockId, value: &Value) -> bool {
    let local = &graph.locals[id.note.index()];
    let from = local.links.partition_point(|l| l.block < id.block);
    let mut links = local.links[from..].iter().take_while(|l| l.block == id.block);
    let is_marker = |name: &str| {
        let marker = graph.block(id).task().and_then(|task| task.marker);
        marker.is_some_and(|marker| name.eq_ignore_ascii_case(marker.word()) && page_of(graph, marker.word()) == *value)
    };
    match value {
        Value::Page(page) => {
            let above = |mut at: PageId| loop {
                match at {
                    PageId::NONE => return false,
                    found if found == *page => return true,
                    found => at = graph.page(found).parent.unwrap_or(PageId::NONE),
                }
            };
            let Some(p) = graph.pages.get(page.index()) else { return false };
            links.any(|link| above(graph.named(id.note, link.name)))
                || is_marker(&p.key)
                || p.aliases.iter().any(|alias| is_marker(alias))
        }
        Value::Name(name) => {
            let is_rare = |number: u32| graph.named(id.note, number) == PageId::NONE;
            let is_it = |number: u32| *local.names[number as usize].key().trim_start_matches('#') == **name;
            links.any(|link| is_rare(link.name) && is_it(link.name)) || is_marker(name)
        }
        Value::Block(_) => refs(graph, id).contains(value),
        _ => false,
    }
}

/// Whether a block or page has an attribute at all.
pub(super) fn has(graph: &Graph, entity: &Value, attribute: Attribute) -> bool {
    match (entity, attribute) {
        // Every block stands on a page, and every page has a name.
        (Value::Block(_), Attribute::Page | Attribute::Parent | Attribute::Content | Attribute::Uuid) => true,
        (Value::Page(_), Attribute::Name | Attribute::OriginalName | Attribute::Uuid) => true,
        _ => !values(graph, entity, attribute).is_empty(),
    }
}

/// Whether an attribute of a block or page has a value.
pub(super) fn holds(graph: &Graph, entity: &Value, attribute: Attribute, value: &Value) -> bool {
    match (entity, attribute) {
        // Without making a list of all of them.
        (Value::Block(id), Attribute::Refs) => names_itself(graph, *id, value),
        (Value::Block(id), Attribute::PathRefs) => {
            chain(graph, *id).any(|block| names_itself(graph, block, value))
                || matches!(value, Value::Page(page) if pages(graph, *id).contains(page))
        }
        (Value::Page(page), Attribute::Name) => match value {
            Value::Text(name) => page_of(graph, name) == Value::Page(*page),
            _ => false,
        },
        _ => values(graph, entity, attribute).contains(value),
    }
}

/// The text of a block as written, marker and properties with it, less its bullet.
pub(super) fn written(graph: &Graph, id: BlockId) -> &str {
    let outline = graph.outline(id);
    let text = outline.blocks.get(id.block as usize).map_or("", |block| block.span.of(&outline.text)).trim_start();
    text.strip_prefix("- ").unwrap_or(text)
}
