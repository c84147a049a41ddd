//! `[label](target)`, `![alt](path){:width 100}` and `[[note#heading|label]]`.
//!
//! A link to the world outside the notes is passed over: it is no reference. Does not know which files exist.

use super::inline::{Lexer, is_block_ref};
use super::lines::is_space;
use super::pairs::NEAR;
use super::{Ref, RefKind};
use crate::notes::Dialect;
use crate::span::Span;

impl Lexer<'_> {
    /// The Markdown link whose label opens at `at`; `start` is where it begins, its `!` included.
    pub(super) fn link(&mut self, at: usize, start: usize) -> Option<usize> {
        let (bytes, to) = (self.bytes(), self.range.1);
        let label_end = self.label_end(at)?;
        if bytes.get(label_end + 1) != Some(&b'(') || label_end + 1 >= to {
            return None;
        }
        let close = self.target_end(label_end + 1)?;
        let mut end = close + 1;
        let (mut from, mut until) = (label_end + 2, close);
        while from < until && is_space(bytes[from]) {
            from += 1;
        }
        while until > from && is_space(bytes[until - 1]) {
            until -= 1;
        }
        let label = Span::new(at + 1, label_end);
        let label = (!label.is_empty()).then_some(label);
        let inner = &self.text[from..until];
        let is_image = start < at;
        if !is_image
            && inner.len() > 4
            && inner.starts_with("[[")
            && inner.ends_with("]]")
            && !inner[2..inner.len() - 2].contains("]]")
        {
            self.push(RefKind::Page, Span::new(start, end), Span::new(from + 2, until - 2), label);
            return Some(end);
        }
        if !is_image && is_block_ref(inner.as_bytes()) {
            self.push(RefKind::Block, Span::new(start, end), Span::new(from + 2, until - 2), label);
            return Some(end);
        }
        let path = path(inner);
        let offset = from + (path.as_ptr() as usize - inner.as_ptr() as usize);
        let target = Span::new(offset, offset + path.len());
        // Outside Logseq a note that is written as a picture is meant to be read.
        let as_picture = self.dialect == Dialect::Logseq || is_external(path) || !is_note(split_anchor(path).0);
        let kind = match is_image && as_picture {
            true => RefKind::Image,
            false => match self.file_kind(path) {
                Some(kind) => kind,
                None => return Some(self.attributes_end(end)),
            },
        };
        if kind != RefKind::File {
            end = self.attributes_end(end);
        }
        let i = self.push(kind, Span::new(start, end), target, label);
        if kind == RefKind::File {
            self.cut_anchor(i);
        }
        Some(end)
    }

    /// What a path refers to that is no image: a note, another file of the user's, or nothing.
    fn file_kind(&self, path: &str) -> Option<RefKind> {
        let (file, _) = split_anchor(path);
        match () {
            _ if is_external(path) || path.is_empty() => None,
            _ if is_note(file) => Some(RefKind::File),
            _ => is_asset(file, self.dialect).then_some(RefKind::Asset),
        }
    }

    /// The reference that the address of a link's definition is: its index.
    pub(super) fn address(&mut self, span: Span) -> Option<u32> {
        let inner = span.of(self.text);
        let path = path(inner);
        let offset = span.start as usize + (path.as_ptr() as usize - inner.as_ptr() as usize);
        let kind = self.file_kind(path)?;
        self.in_property = false;
        let i = self.push(kind, span, Span::new(offset, offset + path.len()), None);
        if kind == RefKind::File {
            self.cut_anchor(i);
        }
        Some(i)
    }

    /// Parts the target of a reference at its `#`.
    fn cut_anchor(&mut self, reference: u32) {
        let r: &mut Ref = &mut self.refs[reference as usize];
        let (file, anchor) = split_anchor(r.target.of(self.text));
        let cut = r.target.start as usize + file.len();
        r.anchor = anchor.map(|_| Span::new(cut + 1, r.target.end as usize));
        r.target.end = cut as u32;
    }

    /// The end of `{:width 100}` behind a link that ends at `end`.
    fn attributes_end(&self, end: usize) -> usize {
        let near = &self.bytes()[end..self.range.1.min(end + NEAR)];
        match near.iter().position(|&b| b == b'}' || b == b'\n') {
            Some(i) if near[0] == b'{' && near[i] == b'}' && self.dialect == Dialect::Logseq => end + i + 1,
            _ => end,
        }
    }

    fn label_end(&mut self, at: usize) -> Option<usize> {
        let near = &self.bytes()[at + 1..self.range.1.min(at + 1 + NEAR)];
        match near.iter().position(|b| matches!(b, b'[' | b']' | b'`' | b'\\' | b'\n')) {
            Some(i) if near[i] == b']' => Some(at + 1 + i),
            Some(i) if near[i] == b'\n' => None,
            None if at + 1 + near.len() == self.range.1 => None,
            _ => self.single(at),
        }
    }

    fn target_end(&mut self, at: usize) -> Option<usize> {
        let (bytes, range) = (self.bytes(), self.range);
        let near = &bytes[at + 1..range.1.min(at + 1 + 4 * NEAR)];
        match near.iter().position(|b| matches!(b, b'(' | b')' | b'\\' | b'\n')) {
            Some(i) if near[i] == b')' => Some(at + 1 + i),
            Some(i) if near[i] == b'\n' => None,
            None if at + 1 + near.len() == range.1 => None,
            _ => {
                let i = self.parens.get(bytes, range, at, (b'(', b')', 1), |_| None)?;
                self.parens.table()[i].close()
            }
        }
    }

    /// `[[note#heading|label]]` whose brackets open at `at`; `start` is where it begins, its `!` included.
    pub(super) fn wikilink(&mut self, at: usize, start: usize) -> Option<usize> {
        let (bytes, to) = (self.bytes(), self.range.1);
        let near = &bytes[at + 2..to.min(at + 2 + 4 * NEAR)];
        let length =
            near.iter().position(|b| matches!(b, b']' | b'[' | b'\n')).filter(|&i| near[i..].starts_with(b"]]"))?;
        let inner = &self.text[at + 2..at + 2 + length];
        let end = at + length + 4;
        // Inside a table the bar is written `\|`.
        let bar = inner.find('|');
        let name = inner[..bar.unwrap_or(length)].trim_end_matches('\\');
        let label = bar.map(|i| Span::new(at + 3 + i, end - 2)).filter(|l| !l.is_empty());
        let (note, anchor) = split_anchor(name);
        if note.trim().is_empty() && anchor.is_none_or(|a| a.trim().is_empty()) {
            return None;
        }
        let kind = match (start < at, is_media(note), anchor) {
            (true, true, _) if !is_opened_only(note) => RefKind::Image,
            (_, true, _) => RefKind::Asset,
            (true, _, Some(a)) if a.starts_with('^') => RefKind::EmbedBlock,
            (true, ..) => RefKind::EmbedPage,
            (false, _, Some(a)) if a.starts_with('^') => RefKind::Block,
            (false, ..) => RefKind::Page,
        };
        let i = self.push(kind, Span::new(start, end), Span::new(at + 2, at + 2 + note.len()), label);
        self.refs[i as usize].anchor = anchor.map(|a| Span::new(at + 3 + note.len(), at + 3 + note.len() + a.len()));
        Some(end)
    }
}

/// The path of a link's target, without its title, its angle brackets and a `file:`.
fn path(inner: &str) -> &str {
    let path = match inner.strip_prefix('<').and_then(|rest| rest.split_once('>')) {
        Some((path, _)) => path,
        None if inner.ends_with(['"', '\'']) => {
            let quote = &inner[inner.len() - 1..];
            let title = inner[..inner.len() - 1].rfind(quote).filter(|&i| i > 0 && inner.as_bytes()[i - 1] == b' ');
            title.map_or(inner, |i| inner[..i].trim_end())
        }
        None => inner,
    };
    path.strip_prefix("file:").unwrap_or(path)
}

fn split_anchor(path: &str) -> (&str, Option<&str>) {
    path.split_once('#').map_or((path, None), |(file, anchor)| (file, Some(anchor)))
}

/// Whether a target has a scheme, or is a place on this page.
fn is_external(path: &str) -> bool {
    if path.starts_with('#') || path.starts_with("//") {
        return true;
    }
    let scheme = path.bytes().take_while(|b| b.is_ascii_alphanumeric() || matches!(b, b'+' | b'.' | b'-')).count();
    // One letter is a drive of Windows, which leads nowhere on a site either.
    scheme > 0 && path.as_bytes().get(scheme) == Some(&b':')
}

/// Whether a target is a file that is a page, be it in Markdown or not.
fn is_note(path: &str) -> bool {
    let notes = ["md", "markdown", "org", "edn"];
    path != ".md" && extension(path).is_some_and(|e| notes.iter().any(|note| e.eq_ignore_ascii_case(note)))
}

/// Whether a target is another file of the user's. In Logseq `[words](name.com)` is no path: one there begins with a place.
fn is_asset(path: &str, dialect: Dialect) -> bool {
    let named = path.starts_with("assets/") || path.contains("/assets/");
    let placed = dialect != Dialect::Logseq || path.starts_with(['.', '/']);
    named || (placed && extension(path).is_some_and(|e| e.len() <= 5))
}

/// Whether a wikilink names a file that is no note.
fn is_media(name: &str) -> bool {
    const MEDIA: &[&str] = &[
        "png",
        "jpg",
        "jpeg",
        "gif",
        "svg",
        "webp",
        "avif",
        "bmp",
        "mp3",
        "wav",
        "m4a",
        "ogg",
        "flac",
        "mp4",
        "webm",
        "mov",
        "mkv",
        "ogv",
        "pdf",
        "canvas",
        "base",
        "excalidraw",
    ];
    extension(name).is_some_and(|e| MEDIA.iter().any(|m| e.eq_ignore_ascii_case(m)))
}

/// Whether only Obsidian itself can show a file.
fn is_opened_only(name: &str) -> bool {
    extension(name).is_some_and(|e| matches!(e, "canvas" | "base" | "excalidraw"))
}

fn extension(path: &str) -> Option<&str> {
    let file = path.rsplit('/').next().unwrap_or(path);
    file.rsplit_once('.').map(|(_, e)| e).filter(|e| !e.is_empty() && e.bytes().all(|b| b.is_ascii_alphanumeric()))
}
