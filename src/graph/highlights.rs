//! Pages of highlights that Logseq keeps of a PDF: which file they are of, and what each highlight is.
//!
//! Does not open the PDF: words and pictures of the highlights lie in the notes already. Source: `logseq.md` 1.11 and
//! `frontend.extensions.pdf` of Logseq.

use super::{BlockId, Found, Graph};
use crate::notes::NoteId;
use crate::outline::{Outline, Property, RefKind};

/// Begins the names of such pages.
const PREFIX: &str = "hls__";

/// One highlight.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Highlight<'a> {
    /// The page of the PDF, as written.
    pub page: Option<&'a str>,
    /// `yellow`, `red`, `green`, `blue` or `purple`; another word where the user wrote one.
    pub color: Option<&'a str>,
    /// A picture of a part of the page rather than words.
    pub area: bool,
}

/// What such a page is called: the label of `file::`, else the name of the file; `None` for other pages.
pub fn title<'a>(stem: &'a str, outline: &'a Outline) -> Option<&'a str> {
    let key = stem.strip_prefix(PREFIX)?;
    let path = property(outline.page_properties(), "file-path").map(last_part);
    let written = file(outline).map(|r| r.label.unwrap_or(r.target).of(&outline.text)).map(last_part);
    written.or(path).or(Some(key)).map(str::trim).filter(|name| !name.is_empty())
}

fn last_part(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or(path)
}

fn property<'a>(properties: &'a [Property], key: &str) -> Option<&'a str> {
    properties.iter().find(|p| &*p.key == key).map(|p| p.value.trim()).filter(|value| !value.is_empty())
}

/// The reference that `file::` holds.
fn file(outline: &Outline) -> Option<&crate::outline::Ref> {
    let span = outline.page_properties().iter().find(|p| &*p.key == "file")?.span;
    let files = |kind| matches!(kind, RefKind::Asset | RefKind::Image);
    outline.refs.iter().take_while(|r| r.span.start < span.end).find(|r| span.contains(r.span) && files(r.kind))
}

impl Graph {
    /// What a block highlights, if it is a highlight: a block with `ls-type:: annotation`.
    pub fn highlight(&self, id: BlockId) -> Option<Highlight<'_>> {
        let own = self.outline(id).properties_of(id.block);
        let value = |key| property(own, key);
        value("ls-type").filter(|kind| *kind == "annotation").map(|_| Highlight {
            page: value("hl-page"),
            color: value("hl-color"),
            area: value("hl-type") == Some("area"),
        })
    }

    /// The PDF that a note keeps highlights of.
    pub fn highlighted_file(&self, note: NoteId) -> Option<Found<'_>> {
        self.highlights_key(note)?;
        let outline = &self.outlines[note.index()];
        let named = file(outline).and_then(|r| self.asset(note, r.target.of(&outline.text)));
        named.or_else(|| self.asset(note, property(outline.page_properties(), "file-path")?))
    }

    /// The picture of a highlighted area.
    pub fn highlighted_area(&self, id: BlockId) -> Option<Found<'_>> {
        self.asset(id.note, &self.area_path(id)?)
    }

    /// Where the picture of a highlighted area should be, and is not.
    pub fn missing_area(&self, id: BlockId) -> Option<String> {
        self.area_path(id).filter(|path| self.asset(id.note, path).is_none())
    }

    /// `assets/<name of the PDF>/<page>_<id>_<stamp>.png`
    fn area_path(&self, id: BlockId) -> Option<String> {
        let key = self.highlights_key(id.note)?;
        let highlight = self.highlight(id).filter(|highlight| highlight.area)?;
        let own = self.outline(id).properties_of(id.block);
        let (uuid, stamp) = (property(own, "id")?, property(own, "hl-stamp")?);
        Some(format!("../assets/{key}/{}_{uuid}_{stamp}.png", highlight.page?))
    }

    /// The files that a note's highlights show beside its references: the PDF, and pictures of areas.
    pub fn highlight_files(&self, note: NoteId) -> Vec<u32> {
        let areas = self.highlights_in(note).filter_map(|id| self.highlighted_area(id));
        self.highlighted_file(note).into_iter().chain(areas).map(|found| found.index).collect()
    }

    /// The blocks that may be highlights of areas: all of a page that Logseq keeps highlights in, none of any other.
    pub fn highlights_in(&self, note: NoteId) -> impl Iterator<Item = BlockId> {
        let count = self.highlights_key(note).map_or(0, |_| self.outlines[note.index()].blocks.len() as u32);
        (0..count).map(move |block| BlockId { note, block })
    }

    /// What Logseq names the files of a note's highlights by; `None` for notes that hold none.
    fn highlights_key(&self, note: NoteId) -> Option<&str> {
        let file = last_part(&self.facts[note.index()].path);
        file.rsplit_once('.').map_or(file, |(stem, _)| stem).strip_prefix(PREFIX)
    }
}
