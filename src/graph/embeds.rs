//! What embeds show, and where they are cut: at themselves, at a depth, and at so much for each note.
//!
//! Does not show them: a page made of these rules stays bounded whatever its notes embed.

use super::{BlockId, Graph};
use crate::notes::NoteId;
use crate::outline::{Ref, RefKind};

/// How deep embeds are followed. Source: Logseq's "Embed depth is too deep".
pub const EMBED_DEPTH: usize = 5;

/// How many blocks the embeds of one note show altogether; a long block counts as several.
pub const EMBEDDED_MOST: usize = 4000;

/// Bytes of a block that count as one more: all but a few blocks are shorter.
const LONG: usize = 1024;

/// Blocks of one note, from the first to before the last.
pub type Range = (NoteId, u32, u32);

/// What the embeds of one note come to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Embeds {
    /// How deep they are followed: as deep as [`EMBEDDED_MOST`] allows, at most five.
    pub depth: usize,
    /// The first that there is no room for even so, as its number in the outline's references: it and all after it are
    /// links.
    pub end: Option<u32>,
    /// The first that would have shown too much at full depth.
    pub over: Option<u32>,
    /// Those that show themselves.
    pub cycles: Vec<Cycle>,
}

/// An embed that shows itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cycle {
    /// Its number in the outline's references.
    pub number: u32,
    /// The blocks whose embeds lead back to it, from its own on.
    pub way: Vec<BlockId>,
}

/// What counts as being shown already, for embeds that are followed no further than `depth`: places that no note has.
pub fn above(depth: usize) -> &'static [Range] {
    const NOWHERE: [Range; EMBED_DEPTH] = [(NoteId(u32::MAX), 0, 0); EMBED_DEPTH];
    const { &NOWHERE }.get(depth.min(EMBED_DEPTH)..).unwrap_or_default()
}

impl Graph {
    /// The blocks that an embed shows; none where it leads to no block and to no page with text.
    pub fn embedded(&self, note: NoteId, r: &Ref) -> Vec<Range> {
        let whole = |id: BlockId| vec![(id.note, id.block, self.block(id).end)];
        match r.kind {
            RefKind::EmbedBlock => self.block_of(note, r).map(whole).unwrap_or_default(),
            RefKind::EmbedPage => match self.heading_of(note, r) {
                Some(heading) => whole(heading),
                None => {
                    let Some(page) = self.target(note, r) else { return Vec::new() };
                    let home = &self.page(page).home;
                    let files = home.notes.iter().map(|&n| (n, 0, self.outlines[n.index()].blocks.len() as u32));
                    files.chain(home.sections.iter().map(|s| (s.note, s.block + 1, self.block(*s).end))).collect()
                }
            },
            _ => Vec::new(),
        }
    }

    /// What the embeds of a note come to.
    pub fn embeds(&self, note: NoteId) -> Embeds {
        let (over, cycles) = self.follow(note, EMBED_DEPTH);
        let mut embeds = Embeds { depth: EMBED_DEPTH, end: over, over, cycles };
        while embeds.end.is_some() && embeds.depth > 1 {
            embeds.depth -= 1;
            embeds.end = self.follow(note, embeds.depth).0;
        }
        embeds
    }

    /// Follows the embeds of a note in order, as a page shows them: the first there is no room for, and those that show
    /// themselves.
    fn follow(&self, note: NoteId, depth: usize) -> (Option<u32>, Vec<Cycle>) {
        let outline = &self.outlines[note.index()];
        let mut cycles = Vec::new();
        let mut left = EMBEDDED_MOST;
        for block in 0..outline.blocks.len() as u32 {
            let first = outline.blocks[block as usize].refs;
            for (number, r) in (first..).zip(outline.refs_of(block)).filter(|(_, r)| is_embed(r)) {
                let start = BlockId { note, block };
                let mut walk = Walk { graph: self, start, left, way: Vec::new(), met: None };
                let room = walk.embed(start, r, &mut above(depth).to_vec());
                left = walk.left;
                cycles.extend(walk.met.map(|way| Cycle { number, way }));
                if !room {
                    return (Some(number), cycles);
                }
            }
        }
        (None, cycles)
    }
}

fn is_embed(r: &Ref) -> bool {
    matches!(r.kind, RefKind::EmbedBlock | RefKind::EmbedPage)
}

/// Whether an embed in a block would show what it stands in, or is nested too deep. `shown`: what is being shown.
pub fn is_cut(at: BlockId, ranges: &[Range], shown: &[Range]) -> bool {
    holds(ranges, at) || ranges.iter().any(|range| shown.contains(range)) || shown.len() >= EMBED_DEPTH
}

fn holds(ranges: &[Range], id: BlockId) -> bool {
    ranges.iter().any(|&(note, from, to)| note == id.note && (from..to).contains(&id.block))
}

/// A walk through what one embed shows.
struct Walk<'g> {
    graph: &'g Graph,
    /// The block the embed stands in.
    start: BlockId,
    /// For how many more blocks there is room.
    left: usize,
    /// The blocks whose embeds are being followed.
    way: Vec<BlockId>,
    /// By which of them the block was first met again.
    met: Option<Vec<BlockId>>,
}

impl Walk<'_> {
    /// Whether there is room for it.
    fn embed(&mut self, at: BlockId, r: &Ref, shown: &mut Vec<Range>) -> bool {
        let ranges = self.graph.embedded(at.note, r);
        self.way.push(at);
        if self.met.is_none() && holds(&ranges, self.start) {
            self.met = Some(self.way.clone());
        }
        if is_cut(at, &ranges, shown) {
            self.way.pop();
            return true;
        }
        let before = shown.len();
        shown.extend(&ranges);
        let room =
            ranges.iter().all(|&(note, from, to)| (from..to).all(|block| self.block(BlockId { note, block }, shown)));
        shown.truncate(before);
        self.way.pop();
        room
    }

    fn block(&mut self, id: BlockId, shown: &mut Vec<Range>) -> bool {
        let weight = 1 + self.graph.block(id).span.len() / LONG;
        let Some(left) = self.left.checked_sub(weight) else { return false };
        self.left = left;
        let refs = self.graph.outline(id).refs_of(id.block);
        refs.iter().filter(|r| is_embed(r)).all(|r| self.embed(id, r, shown))
    }
}
