//! Finished HTML as a type, and the writer that escapes whatever is not a constant.
//!
//! Does not know Markdown, nor what the site's elements mean (see [`super::pieces`]).

use super::phrase::Phrase;
use serde::{Serialize, Serializer};
use std::borrow::Cow;
use std::fmt;
use std::ops::Range;
use std::sync::Arc;

/// HTML that may be printed unescaped: only this module's writer makes one.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Html(Arc<str>);

impl Html {
    /// The markup itself.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether there is nothing to show.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// In bytes.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Plain words as HTML, code as code.
    pub fn phrase(phrase: &Phrase) -> Html {
        let mut writer = HtmlWriter::new();
        writer.phrase(phrase);
        writer.finish()
    }

    /// Plain words as HTML.
    pub fn text(words: &str) -> Html {
        let mut writer = HtmlWriter::new();
        writer.text(words);
        writer.finish()
    }

    /// A style sheet as it may stand within `<style>`, and as a browser will hash it: with the line ends that it reads,
    /// and with nothing that ends the element (in a string of CSS `<\\/` is `</`).
    pub fn style_sheet(css: &str) -> Html {
        let css = css.replace("\r\n", "\n").replace('\r', "\n").replace('\0', "\u{fffd}");
        Html::made(css.replace("</", "<\\/"))
    }

    /// Markup that `markup` itself has made and closed.
    pub(super) fn made(html: String) -> Html {
        if html.is_empty() { Html::default() } else { Html(html.into()) }
    }
}

impl Default for Html {
    fn default() -> Self {
        // One shared allocation: most bodies are empty.
        static EMPTY: std::sync::LazyLock<Arc<str>> = std::sync::LazyLock::new(|| Arc::from(""));
        Html(EMPTY.clone())
    }
}

/// Samples in tests only: elsewhere nothing becomes HTML by being said to be.
#[cfg(test)]
impl From<&str> for Html {
    fn from(html: &str) -> Self {
        Html::made(html.to_string())
    }
}

impl fmt::Display for Html {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for Html {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Html({})", &self.0)
    }
}

impl Serialize for Html {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0)
    }
}

/// Builds [`Html`] from constant tags, escaped words, and finished pieces. That the tags close is the caller's care.
#[derive(Clone, Debug, Default)]
pub struct HtmlWriter {
    out: String,
}

impl HtmlWriter {
    /// Nothing written yet.
    pub fn new() -> Self {
        HtmlWriter::default()
    }

    /// Nothing written yet, with room for so many bytes.
    pub fn with_capacity(bytes: usize) -> Self {
        HtmlWriter { out: String::with_capacity(bytes) }
    }

    /// A constant, as it is: `<li class="block`, `">`, `</li>`. The lifetime keeps the notes' text out.
    pub fn tag(&mut self, constant: &'static str) -> &mut Self {
        self.out.push_str(constant);
        self
    }

    /// Words, escaped for text.
    pub fn text(&mut self, words: &str) -> &mut Self {
        escape_text(words, &mut self.out);
        self
    }

    /// Plain words, code as code.
    pub fn phrase(&mut self, phrase: &Phrase) -> &mut Self {
        self.part(phrase, 0..phrase.len())
    }

    /// The bytes `part` of some plain words, code as code.
    pub fn part(&mut self, phrase: &Phrase, part: Range<usize>) -> &mut Self {
        escape_phrase(phrase, part, &mut self.out);
        self
    }

    /// A sentence of ours, in which backticks hold code.
    pub fn sentence(&mut self, words: &str) -> &mut Self {
        escape_sentence(words, &mut self.out);
        self
    }

    /// ` name="value"`, the value escaped. The name is a constant of ours, so handlers cannot be forged.
    pub fn attr(&mut self, name: &'static str, value: &str) -> &mut Self {
        self.out.push(' ');
        self.out.push_str(name);
        self.out.push_str("=\"");
        escape_attr(value, &mut self.out);
        self.out.push('"');
        self
    }

    /// A number, in digits.
    pub fn number(&mut self, number: impl Into<i64>) -> &mut Self {
        use fmt::Write;
        // Writing to a String cannot fail.
        let _ = write!(self.out, "{}", number.into());
        self
    }

    /// A finished piece.
    pub fn html(&mut self, piece: &Html) -> &mut Self {
        self.out.push_str(piece.as_str());
        self
    }

    /// How many bytes are written.
    pub fn len(&self) -> usize {
        self.out.len()
    }

    /// Whether nothing is written.
    pub fn is_empty(&self) -> bool {
        self.out.is_empty()
    }

    /// What was written.
    pub fn finish(self) -> Html {
        Html::made(self.out)
    }
}

/// Appends `text` with `& < >` and, harmless in text and needed in attributes, `"` escaped.
///
/// Control characters that HTML forbids are dropped: a parser would report or replace them.
pub(super) fn escape_attr(text: &str, out: &mut String) {
    escape(text, true, out);
}

/// Appends `text` with `& < >` escaped.
pub(super) fn escape_text(text: &str, out: &mut String) {
    escape(text, false, out);
}

/// Appends a part of a phrase, its code in its element.
pub(super) fn escape_phrase(phrase: &Phrase, part: Range<usize>, out: &mut String) {
    for (words, is_code) in phrase.runs(part) {
        if is_code {
            out.push_str("<code>");
        }
        escape_text(words, out);
        if is_code {
            out.push_str("</code>");
        }
    }
}

/// Appends a sentence of ours, what stands between backticks as code.
pub(super) fn escape_sentence(words: &str, out: &mut String) {
    let mut parts = words.split('`');
    escape_text(parts.next().unwrap_or(""), out);
    while let Some(code) = parts.next() {
        match parts.next() {
            Some(after) => {
                out.push_str("<code>");
                escape_text(code, out);
                out.push_str("</code>");
                escape_text(after, out);
            }
            // A lone one is itself.
            None => {
                out.push('`');
                escape_text(code, out);
            }
        }
    }
}

/// Text less the characters that HTML may not hold, escaped or not. For templates, which escape the rest.
pub fn allowed(text: &str) -> Cow<'_, str> {
    if text.bytes().all(|b| matches!(b, b' '..=b'~' | b'\n' | b'\t')) {
        return Cow::Borrowed(text);
    }
    let odd = |c: char| c.is_control() && !matches!(c, '\n' | '\t') || is_noncharacter(c);
    if text.contains(odd) { Cow::Owned(text.replace(odd, "")) } else { Cow::Borrowed(text) }
}

/// What `escape` has to look at: the four marks, forbidden control characters, and the first bytes of the C1 controls
/// (U+0080 to U+009F) and of the noncharacters (U+FDD0 to U+FDEF, U+xFFFE, U+xFFFF). All else is copied unseen.
static LOOKED_AT: [bool; 256] = {
    let mut table = [false; 256];
    let mut b = 0;
    while b < 256 {
        table[b] = matches!(b as u8, b'&' | b'<' | b'>' | b'"' | 0..=8 | 11..=31 | 127 | 0xC2 | 0xEF..=0xF4);
        b += 1;
    }
    table
};

fn escape(text: &str, quotes: bool, out: &mut String) {
    let bytes = text.as_bytes();
    let mut done = 0;
    let mut at = 0;
    while let Some(skipped) = bytes[at..].iter().position(|&b| LOOKED_AT[usize::from(b)]) {
        at += skipped;
        let mut width = 1;
        let with = match bytes[at] {
            b'&' => "&amp;",
            b'<' => "&lt;",
            b'>' => "&gt;",
            b'"' if quotes => "&quot;",
            // A lone carriage return would be read as a line feed.
            0..=8 | 11..=31 | 127 => "",
            0xC2.. => {
                let c = text[at..].chars().next().unwrap_or_default();
                width = c.len_utf8();
                if !is_noncharacter(c) && !c.is_control() {
                    at += width;
                    continue;
                }
                ""
            }
            _ => {
                at += 1;
                continue;
            }
        };
        out.push_str(&text[done..at]);
        out.push_str(with);
        at += width;
        done = at;
    }
    out.push_str(&text[done..]);
}

fn is_noncharacter(c: char) -> bool {
    let c = c as u32;
    c & 0xFFFE == 0xFFFE || (0xFDD0..=0xFDEF).contains(&c)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_constant_is_escaped() {
        let mut w = HtmlWriter::new();
        w.tag("<a").attr("href", "a\"b&\u{0}<'").tag(">").text("<b> & \"q\"\u{85}\u{FFFE}é").tag("</a>");
        w.sentence("`<x>` is `odd");
        assert_eq!(
            w.finish().as_str(),
            "<a href=\"a&quot;b&amp;&lt;'\">&lt;b&gt; &amp; \"q\"é</a><code>&lt;x&gt;</code> is `odd"
        );
    }
}
