//! What the schema says of a block's own text: its heading marks, its `#+BEGIN_X` blocks, its hash.
//!
//! Does not read references: the outline has them.

use crate::outline::Outline;
use std::borrow::Cow;

/// How many `#` a block opens with.
pub(super) fn hashes(own: &str) -> Option<usize> {
    let rest = own.strip_prefix('-').unwrap_or(own).trim_start_matches([' ', '\t']);
    let count = rest.bytes().take_while(|&b| b == b'#').count();
    (count > 0 && rest[count..].chars().next().is_none_or(char::is_whitespace)).then_some(count)
}

/// The kinds of `#+BEGIN_X` blocks that Logseq calls custom.
pub(super) fn customs(outline: &Outline, i: u32) -> Vec<String> {
    let mut found = Vec::new();
    let block = &outline.blocks[i as usize];
    let own = block.span.of(&outline.text);
    if !own.contains("#+") {
        return found;
    }
    let in_code = |line: &str| {
        let at = block.span.start + (line.as_ptr() as usize - own.as_ptr() as usize) as u32;
        outline.is_code(i, at)
    };
    let mut inside: Option<String> = None;
    for line in own.lines().filter(|line| !in_code(line)) {
        let line = line.trim_start_matches(['-', ' ', '\t']);
        let Some((directive, rest)) = line.split_at_checked(8) else { continue };
        let kind = rest.split_whitespace().next().unwrap_or("").to_ascii_lowercase();
        if directive.eq_ignore_ascii_case("#+begin_") && inside.is_none() && !rest.starts_with([' ', '\t']) {
            inside = Some(kind);
        } else if let Some(kind) = inside.take_if(|k| line.trim_end().eq_ignore_ascii_case(&format!("#+end_{k}")))
            && !matches!(kind.as_str(), "" | "src" | "example" | "quote" | "export" | "comment")
        {
            found.push(kind);
        }
    }
    found
}

/// A block's own text as Logseq stores it: `:key: value` in an org drawer is `key:: value`. The drawer's marks must
/// stand by themselves once `indent` white space is cut.
pub(super) fn stored(own: &str, indent: usize) -> Cow<'_, str> {
    if !own.contains(":PROPERTIES:") {
        return Cow::Borrowed(own);
    }
    let cut = |line: &'_ str| {
        let white = line.len() - line.trim_start().len();
        line[white.min(indent)..].to_string()
    };
    let mut lines: Vec<String> = own.lines().map(cut).collect();
    let place = |mark: &str| lines.iter().position(|line| line == mark);
    if let (Some(start), Some(end)) = (place(":PROPERTIES:"), place(":END:"))
        && start < end
    {
        for line in &mut lines[start + 1..end] {
            if let Some((key, value)) = line.strip_prefix(':').and_then(|l| l.split_once(':')) {
                *line = format!("{}:: {}", key.replace('_', "-"), value.trim());
            }
        }
        lines.remove(end);
        lines.remove(start);
    }
    Cow::Owned(lines.join("\n"))
}

/// The first 16 hex digits of the SHA-1 of a block's own text with its white space made single.
pub(super) fn content_hash(own: &str, pre_block: bool) -> String {
    use sha1::{Digest, Sha1};
    let own = if pre_block { own } else { own.strip_prefix('-').unwrap_or(own) };
    let plain = own.split_whitespace().collect::<Vec<_>>().join(" ");
    Sha1::digest(plain.as_bytes()).iter().take(8).map(|b| format!("{b:02x}")).collect()
}
