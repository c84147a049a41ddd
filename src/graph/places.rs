//! In which section and below which opening each block of a note stands, by the note alone.
//!
//! Does not know which page a section becomes, nor whether an opening is a day.

use crate::outline::Outline;

/// For each block the innermost section and the nearest opening: itself or above it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Places {
    sections: Nested,
    openings: Nested,
}

/// Ranges of blocks within each other, by number.
#[derive(Clone, Debug, Default, PartialEq)]
struct Nested {
    /// One more than the number, by block; empty where there are none.
    of_block: Box<[u32]>,
    /// The same of what each stands in itself.
    above: Box<[u32]>,
}

/// Of a block that is part of a template, and so below no opening.
const APART: u32 = u32::MAX;

impl Nested {
    /// `begin`: the blocks that begin one, in reading order.
    fn of(outline: &Outline, begin: &[u32]) -> Nested {
        let mut of_block: Vec<u32> = Vec::with_capacity(outline.blocks.len());
        let mut above = Vec::with_capacity(begin.len());
        let mut next = (1u32..).zip(begin).peekable();
        for (i, block) in (0u32..).zip(&outline.blocks) {
            let mut within = block.parent.map_or(0, |parent| of_block[parent as usize]);
            while let Some((number, _)) = next.next_if(|(_, begins)| **begins == i) {
                above.push(within);
                within = number;
            }
            of_block.push(within);
        }
        Nested { of_block: of_block.into(), above: above.into() }
    }

    /// What each is, given what it may be itself; else it is what it stands in, and `outside` in none.
    fn settle<T: Copy>(&self, own: impl Iterator<Item = Option<T>>, outside: T) -> Box<[T]> {
        let mut settled: Vec<T> = Vec::with_capacity(self.above.len());
        for (own, &above) in own.zip(&self.above) {
            let above = above.checked_sub(1).map_or(outside, |above| settled[above as usize]);
            settled.push(own.unwrap_or(above));
        }
        settled.into()
    }
}

impl Places {
    /// Of a note with these sections, openings and templates: the first two by block, the last as ranges of blocks.
    pub fn of(outline: &Outline, sections: &[u32], openings: &[u32], templates: &[(u32, u32)]) -> Places {
        let mut places = Places::default();
        if !sections.is_empty() {
            places.sections = Nested::of(outline, sections);
        }
        if !openings.is_empty() || !templates.is_empty() {
            places.openings = Nested::of(outline, openings);
            for &(from, to) in templates {
                places.openings.of_block[from as usize..to as usize].fill(APART);
            }
        }
        places
    }

    /// The innermost section that holds a block.
    pub fn section(&self, block: u32) -> Option<usize> {
        let within = self.sections.of_block.get(block as usize)?;
        within.checked_sub(1).map(|number| number as usize)
    }

    /// What a block has of its nearest opening; `outside` if it is below none, and nothing in a template.
    pub fn opening<T: Copy>(&self, block: u32, openings: &[Option<T>], outside: Option<T>) -> Option<T> {
        match self.openings.of_block.get(block as usize) {
            None | Some(0) => outside,
            Some(&APART) => None,
            Some(&number) => openings[number as usize - 1],
        }
    }

    /// The page of each section, given those that are known: others are what they stand in.
    pub fn settle_sections<T: Copy>(&self, known: impl Iterator<Item = Option<T>>, outside: T) -> Box<[T]> {
        self.sections.settle(known, outside)
    }

    /// What each opening has, itself or from above.
    pub fn settle_openings<T: Copy>(
        &self,
        own: impl Iterator<Item = Option<T>>,
        outside: Option<T>,
    ) -> Box<[Option<T>]> {
        self.openings.settle(own.map(|own| own.map(Some)), outside)
    }
}
