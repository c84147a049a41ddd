//! Where lines begin and end, how far they are indented, and where a construct that was opened is closed.
//!
//! Every question "is there a closer further on?" is answered from a table made once for the file, so that a file of
//! openers alone costs no more than any other. Does not know what lines mean.

use rustc_hash::FxHashMap;

/// Line ends counted so far: messages ask for one line behind the other, and none is counted twice.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Counted {
    at: usize,
    lines: usize,
}

impl Counted {
    /// How many lines end before `at`, which is no smaller than it was the last time.
    pub fn until(&mut self, bytes: &[u8], at: usize) -> usize {
        self.lines += memchr::memchr_iter(b'\n', bytes.get(self.at..at).unwrap_or_default()).count();
        self.at = self.at.max(at);
        self.lines
    }
}

/// One line: `start..end` is its text without the line end, `next` the start of the line after it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Line {
    pub start: usize,
    /// First byte that is no white space; `end` for a blank line.
    pub text: usize,
    pub end: usize,
    pub next: usize,
}

impl Line {
    /// The line that begins at `start`.
    pub fn at(bytes: &[u8], start: usize) -> Line {
        let (mut end, next) = match memchr::memchr(b'\n', &bytes[start..]) {
            Some(i) => (start + i, start + i + 1),
            None => (bytes.len(), bytes.len()),
        };
        if end > start && bytes[end - 1] == b'\r' {
            end -= 1;
        }
        Line { start, text: skip_space(bytes, start, end), end, next }
    }

    pub fn is_blank(&self) -> bool {
        self.text == self.end
    }

    /// White-space bytes before its text.
    pub fn indent(&self) -> usize {
        self.text - self.start
    }
}

/// White space inside a line, as mldoc counts it.
pub(super) fn is_space(b: u8) -> bool {
    matches!(b, b' ' | b'\t' | 0x0c | 0x1a)
}

/// The first byte at or after `from` that is no white space.
pub(super) fn skip_space(bytes: &[u8], mut from: usize, end: usize) -> usize {
    while from < end && is_space(bytes[from]) {
        from += 1;
    }
    from
}

/// `end` moved back over white space, not before `start`.
pub(super) fn trim_end(bytes: &[u8], start: usize, mut end: usize) -> usize {
    while end > start && (is_space(bytes[end - 1]) || bytes[end - 1] == b'\r' || bytes[end - 1] == b'\n') {
        end -= 1;
    }
    end
}

/// Whether `bytes` at `at` begin with `prefix`, in any case.
pub(super) fn starts_with_ci(bytes: &[u8], at: usize, prefix: &str) -> bool {
    bytes.get(at..at + prefix.len()).is_some_and(|b| b.eq_ignore_ascii_case(prefix.as_bytes()))
}

/// Answers "the next one at or after here" for growing places, searching each byte once.
#[derive(Default)]
pub(super) struct Next {
    /// Searched from here, with this result.
    known: Option<(usize, Option<usize>)>,
}

impl Next {
    /// The first occurrence of `needle` at or after `from` and before `to`.
    pub fn find(&mut self, bytes: &[u8], needle: &[u8], from: usize, to: usize) -> Option<usize> {
        let from = from.min(bytes.len());
        let found = match self.known {
            Some((searched, found)) if searched <= from && found.is_none_or(|f| f >= from) => found,
            _ => {
                let found = memchr::memmem::find(&bytes[from..], needle).map(|i| from + i);
                self.known = Some((from, found));
                found
            }
        };
        found.filter(|f| f + needle.len() <= to)
    }
}

/// Where fences, `#+END_X`, `:END:` and `\end{x}` stand in a file, found when first asked for.
#[derive(Default)]
pub(super) struct Closers {
    /// Nothing may stand behind the marks that close a fence, as CommonMark has it.
    /// Logseq closes a fence by the marks alone.
    strict: bool,
    fences: Option<[Vec<Fence>; 2]>,
    ends: Option<FxHashMap<String, Vec<usize>>>,
    latex: Option<FxHashMap<String, Vec<usize>>>,
    drawers: Option<Vec<usize>>,
}

/// So many lines that would close a fence were they indented less are passed over.
const MOST_TRIED: usize = 64;

/// A line that could close a fence.
struct Fence {
    line: usize,
    indent: usize,
    length: usize,
    /// The longest at or after this one: a longer opener stays open.
    longest_after: usize,
}

impl Closers {
    /// Those of CommonMark.
    pub fn strict() -> Self {
        Closers { strict: true, ..Closers::default() }
    }

    /// The start of the first line at or after `from` that closes a fence of `length` times `mark`, indented by at most
    /// `most` bytes.
    pub fn fence(&mut self, bytes: &[u8], mark: u8, length: usize, from: usize, most: usize) -> Option<usize> {
        let strict = self.strict;
        let tables = self.fences.get_or_insert_with(|| [fences(bytes, b'`', strict), fences(bytes, b'~', strict)]);
        let table = &tables[usize::from(mark == b'~')];
        let first = table.partition_point(|f| f.line < from);
        if table.get(first)?.longest_after < length {
            return None;
        }
        let long = table[first..].iter().filter(|f| f.length >= length);
        long.take(MOST_TRIED).find(|f| f.indent <= most).map(|f| f.line)
    }

    /// The start of the first line at or after `from` that is `#+END_name`.
    pub fn end_of(&mut self, bytes: &[u8], name: &str, from: usize) -> Option<usize> {
        let table = self.ends.get_or_insert_with(|| {
            let mut table: FxHashMap<String, Vec<usize>> = FxHashMap::default();
            line_starts_with(bytes, b"#+", |line| {
                if starts_with_ci(bytes, line.text, "#+end_") {
                    let name = word(bytes, line.text + 6, line.end);
                    table.entry(name.to_ascii_lowercase()).or_default().push(line.start);
                }
            });
            table
        });
        first_from(table.get(&name.to_ascii_lowercase())?, from)
    }

    /// The start of the first `\end{name}` at or after `from`.
    pub fn latex(&mut self, bytes: &[u8], name: &str, from: usize) -> Option<usize> {
        let table = self.latex.get_or_insert_with(|| {
            let mut table: FxHashMap<String, Vec<usize>> = FxHashMap::default();
            for at in memchr::memmem::find_iter(bytes, b"\\end{") {
                let to = (at + 5 + 64).min(bytes.len());
                if let Some(close) = memchr::memchr(b'}', &bytes[at + 5..to]) {
                    let name = String::from_utf8_lossy(&bytes[at + 5..at + 5 + close]);
                    table.entry(name.into_owned()).or_default().push(at);
                }
            }
            table
        });
        first_from(table.get(name)?, from)
    }

    /// The start of the first line at or after `from` that is `:END:`.
    pub fn drawer(&mut self, bytes: &[u8], from: usize) -> Option<usize> {
        let table = self.drawers.get_or_insert_with(|| {
            let mut table = Vec::new();
            line_starts_with(bytes, b":", |line| {
                if trim_end(bytes, line.text, line.end) == line.text + 5 && starts_with_ci(bytes, line.text, ":end:") {
                    table.push(line.start);
                }
            });
            table
        });
        first_from(table, from)
    }
}

fn first_from(table: &[usize], from: usize) -> Option<usize> {
    table.get(table.partition_point(|&at| at < from)).copied()
}

/// The run of bytes up to white space.
fn word(bytes: &[u8], from: usize, end: usize) -> String {
    let to = (from..end).find(|&i| is_space(bytes[i])).unwrap_or(end);
    String::from_utf8_lossy(&bytes[from..to]).into_owned()
}

/// Calls `found` for each line whose text begins with `mark`.
fn line_starts_with(bytes: &[u8], mark: &[u8], mut found: impl FnMut(Line)) {
    let mut start = 0;
    while start < bytes.len() {
        let line = Line::at(bytes, start);
        if bytes[line.text..line.end].starts_with(mark) {
            found(line);
        }
        start = line.next;
    }
}

fn fences(bytes: &[u8], mark: u8, strict: bool) -> Vec<Fence> {
    let mut table = Vec::new();
    line_starts_with(bytes, &[mark; 3], |line| {
        let length = bytes[line.text..line.end].iter().take_while(|&&b| b == mark).count();
        if !strict || skip_space(bytes, line.text + length, line.end) == line.end {
            table.push(Fence { line: line.start, indent: line.indent(), length, longest_after: 0 });
        }
    });
    let mut longest = 0;
    for fence in table.iter_mut().rev() {
        longest = longest.max(fence.length);
        fence.longest_after = longest;
    }
    table
}
