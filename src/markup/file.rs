//! Files of the notes' own in a block: pictures, sound, moving pictures, links, and what is missing.
//!
//! Does not find them, nor decide which is shown how (see [`Target`](super::Target)).

use super::slot::Size;
use super::url::file_name;
use super::write::{Writer, attribute};
use super::{Resolver, html};
use crate::outline::Ref;

impl<R: Resolver> Writer<'_, '_, R> {
    /// A picture; `written` is the author's size, `pixels` the file's.
    pub fn picture(&mut self, src: &str, written: Size, pixels: Option<(u32, u32)>, reference: &Ref) {
        let mut piece = String::from("<img");
        attribute(&mut piece, "src", src);
        attribute(&mut piece, "alt", self.words(reference));
        if let (Some(width), height) = shown_size(written, pixels) {
            attribute(&mut piece, "width", &width.to_string());
            if let Some(height) = height {
                attribute(&mut piece, "height", &height.to_string());
            }
        }
        piece.push_str(" loading=\"lazy\">");
        self.opaque(&piece);
    }

    /// Sound or moving pictures.
    pub fn media(&mut self, element: &str, src: &str) {
        let mut piece = format!("<{element} controls");
        attribute(&mut piece, "src", src);
        piece.push_str(&format!("></{element}>"));
        self.opaque(&piece);
    }

    /// A link to a file, by its name where the author gave it no words.
    pub fn file(&mut self, href: &str, reference: &Ref) {
        if self.words(reference).is_empty() {
            let name = file_name(reference.target.of(&self.outline.text));
            self.anchor(" class=\"out\"", Some(href), &name);
        } else {
            self.labelled(" class=\"out\"", Some(href), reference);
        }
    }

    /// A file that is not there: the author's words, and its name.
    pub fn missing_file(&mut self, reference: &Ref) {
        self.open("span", " class=\"ref missing\"");
        let name = file_name(reference.target.of(&self.outline.text));
        let words = self.words(reference);
        if !words.is_empty() && words != name {
            self.label(reference);
            self.out.push_str(", ");
        }
        html::escape_text(&name, &mut self.out);
        self.out.push_str(" (missing)</span>");
    }
}

/// The author's size before the file's; one side alone keeps the file's proportions.
fn shown_size(written: Size, file: Option<(u32, u32)>) -> (Option<u32>, Option<u32>) {
    let scaled = |a: u32, b: u32, c: u32| {
        u32::try_from(u64::from(a) * u64::from(b) / u64::from(c.max(1))).ok().filter(|n| *n > 0)
    };
    match (written.width, written.height, file) {
        (Some(width), Some(height), _) => (Some(width), Some(height)),
        (Some(width), None, Some((w, h))) => (Some(width), scaled(width, h, w)),
        (None, Some(height), Some((w, h))) => (scaled(height, w, h), Some(height)),
        (Some(width), None, None) => (Some(width), None),
        (None, _, None) => (None, None),
        (None, None, Some((w, h))) => (Some(w), Some(h)),
    }
}
