//! Words as Markdown that says nothing else: in CommonMark, and in a Logseq graph.
//!
//! Does not know what the words are about. As few marks are put before characters as will do, since people read it too.

/// Where words stand.
#[derive(Clone, Copy, Default)]
pub(super) struct Place {
    /// At the beginning of a line.
    pub is_start: bool,
    /// At the beginning of the block.
    pub is_first: bool,
    /// What stands before them.
    pub before: Option<char>,
}

/// Words of which a block's first would be its marker. Source: `logseq.md`.
const MARKERS: &[&str] =
    &["TODO", "DONE", "DOING", "NOW", "LATER", "WAIT", "WAITING", "CANCELED", "CANCELLED", "IN-PROGRESS", "STARTED"];

/// Appends words, each character itself.
pub(super) fn escape(words: &str, place: Place, out: &mut String) {
    let chars: Vec<char> = words.chars().collect();
    let mut before = place.before;
    let mut is_start = place.is_start;
    // So far nothing but blanks, and perhaps a number.
    let mut may_be_number = place.is_start;
    if place.is_first
        && let Some(marker) = marker(words)
    {
        // Letters take no backslash.
        out.push_str(&format!("&#{};", marker as u32));
        before = Some(marker);
    }
    let skip = usize::from(before != place.before);
    // What stands at the end may go on in what is written next.
    for (i, &c) in chars.iter().enumerate().skip(skip) {
        let next = chars.get(i + 1).copied();
        let is_word = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
        let escaped = match c {
            '\\' | '`' | '*' | '[' | ']' | '<' | '$' | '^' | '~' | '|' => true,
            '&' => next.is_some_and(|next| next.is_ascii_alphanumeric() || next == '#'),
            '_' => !(is_word(before) && is_word(next)),
            // Also within a word it opens a tag in a Logseq graph.
            '#' => is_start || next.is_none_or(|next| !next.is_whitespace()),
            '(' => before == Some('(') || next == Some('('),
            '{' => before == Some('{') || matches!(next, Some('{' | ':')) || before == Some(')'),
            '=' => before == Some('=') || next == Some('=') || is_start,
            // Behind what is no address by itself, it could make one of what stands before.
            ':' if chars[i + 1..].starts_with(&['/', '/']) => true,
            ':' => next == Some(':') || before == Some(':') || is_start || ends_keyword(out),
            // What other words ended in would be a scheme.
            '/' => before == Some(':') && i == skip && next.is_none_or(|next| next == '/'),
            '>' | '-' | '+' => is_start,
            '.' | ')' => may_be_number && ends_in_digit(out),
            '!' => next.is_none_or(|next| next == '['),
            '\u{0}'..=' ' => {
                // White space is one blank; nothing else below it is for readers.
                if before != Some(' ') {
                    out.push(' ');
                }
                before = Some(' ');
                continue;
            }
            _ => false,
        };
        if escaped {
            out.push('\\');
        }
        out.push(c);
        is_start &= c == ' ';
        may_be_number &= c == ' ' || c.is_ascii_digit();
        before = Some(c);
    }
}

/// The first letter of a marker that words begin with.
fn marker(words: &str) -> Option<char> {
    let first = words.trim_start().split([' ', ':']).next()?;
    MARKERS.contains(&first).then(|| first.chars().next()).flatten()
}

/// Whether a colon here would open a stamp or a drawer: `DEADLINE:` and its like.
fn ends_keyword(out: &str) -> bool {
    let word = out.rsplit(|c: char| !c.is_ascii_alphabetic()).next().unwrap_or("");
    matches!(word.to_ascii_uppercase().as_str(), "SCHEDULED" | "DEADLINE" | "CLOSED" | "CLOCK")
}

fn ends_in_digit(out: &str) -> bool {
    out.ends_with(|c: char| c.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn escaped(words: &str) -> String {
        let mut out = String::new();
        escape(words, Place { is_start: true, is_first: true, before: None }, &mut out);
        out
    }

    #[test]
    fn what_would_say_something_is_escaped_and_no_more() {
        for (words, markdown) in [
            ("plain words (HUB-1, HUB-2), 50%.", "plain words (HUB-1, HUB-2), 50%."),
            ("[[Page]] #tag a#b, C# or", "\\[\\[Page\\]\\] \\#tag a\\#b, C# or"),
            ("snake_case _em_ **b**", "snake_case \\_em\\_ \\*\\*b\\*\\*"),
            ("((id)) {{query x}}", "\\(\\(id)) \\{\\{query x}}"),
            ("key:: value, a: b", "key\\:\\: value, a: b"),
            ("1. one", "1\\. one"),
            ("- one", "\\- one"),
            ("TODO call", "&#84;ODO call"),
            ("DEADLINE: <2024-12-09>", "DEADLINE\\: \\<2024-12-09>"),
            ("2024-05-07: 10-12", "2024-05-07: 10-12"),
            ("http://x", "http\\://x"),
            ("v1.2 of 3. parts", "v1.2 of 3. parts"),
            ("# no heading", "\\# no heading"),
            ("C:\\temp", "C:\\\\temp"),
        ] {
            assert_eq!(escaped(words), markdown, "{words}");
        }
    }
}
