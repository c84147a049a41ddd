//! Reads EDN, the notation of `logseq/config.edn`, and makes do with whatever it finds.
//!
//! Does not fail: configs in the wild hold functions, regular expressions, duplicate keys and now and
//! then a bracket too few. What was read up to there is kept and the first problem told. Does not
//! evaluate anything.

use std::ops::Range;

/// Deeper nesting than any config has; forms below are read as nothing.
const DEPTH: usize = 64;

/// A form. Numbers other than integers, characters and code are [`Edn::Other`].
#[derive(Debug, Clone, PartialEq)]
pub enum Edn {
    /// `nil`, and what is missing.
    Nil,
    /// `true` or `false`.
    Bool(bool),
    /// An integer.
    Int(i64),
    /// A string, escapes resolved.
    Text(String),
    /// A keyword without its first colon.
    Key(String),
    /// `[…]` and `#{…}`, in the order written.
    List(Vec<Edn>),
    /// `{…}`, in the order written.
    Map(Vec<(Edn, Edn)>),
    /// In what [`Edn::data`] reads, a string: the bytes between its quotes, escapes as written.
    Place(Range<usize>),
    /// A symbol, number, character or piece of code, of no use here.
    Other,
}

/// What is wrong with a config, and where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EdnProblem {
    /// Bytes of the text.
    pub span: Range<usize>,
    /// One sentence without a full stop.
    pub message: String,
}

impl Edn {
    /// The first form of `text`.
    pub fn read(text: &str) -> (Edn, Option<EdnProblem>) {
        Reader::new(text, false).first()
    }

    /// The first form of `text` that a program wrote as data, not as code: lists in parentheses are lists, and a string is its
    /// place, for what is made of it to say where it stands.
    pub fn data(text: &str) -> (Edn, Option<EdnProblem>) {
        Reader::new(text, true).first()
    }

    /// The items of a list or set; none of anything else.
    pub fn items(&self) -> &[Edn] {
        match self {
            Edn::List(items) => items,
            _ => &[],
        }
    }

    /// The value of a key in a map, the last if it is there twice, as Logseq's own reader would not
    /// accept and its users' merges leave behind.
    pub fn get(&self, key: &str) -> Option<&Edn> {
        let Edn::Map(pairs) = self else { return None };
        pairs.iter().rev().find(|(k, _)| matches!(k, Edn::Key(k) if k == key)).map(|(_, value)| value)
    }

    /// A string, or a keyword's name.
    pub fn text(&self) -> Option<&str> {
        match self {
            Edn::Text(text) | Edn::Key(text) => Some(text),
            _ => None,
        }
    }

    /// The texts of a list or set; a single text counts as a list of one.
    pub fn texts(&self) -> Vec<String> {
        match self {
            Edn::List(items) => items.iter().filter_map(Edn::text).map(str::to_string).collect(),
            other => other.text().map(str::to_string).into_iter().collect(),
        }
    }
}

struct Reader<'a> {
    text: &'a str,
    at: usize,
    depth: usize,
    data: bool,
    problem: Option<EdnProblem>,
}

impl<'a> Reader<'a> {
    fn new(text: &'a str, data: bool) -> Reader<'a> {
        Reader { text, at: 0, depth: 0, data, problem: None }
    }

    fn first(mut self) -> (Edn, Option<EdnProblem>) {
        let form = self.form().unwrap_or(Edn::Nil);
        (form, self.problem)
    }

    fn peek(&self) -> Option<char> {
        self.text[self.at..].chars().next()
    }

    fn bump(&mut self) -> Option<char> {
        let next = self.peek()?;
        self.at += next.len_utf8();
        Some(next)
    }

    fn tell(&mut self, span: Range<usize>, message: &str) {
        if self.problem.is_none() {
            self.problem = Some(EdnProblem { span, message: message.to_string() });
        }
    }

    fn skip_blank(&mut self) {
        while let Some(c) = self.peek() {
            if c == ';' {
                let rest = &self.text[self.at..];
                self.at += rest.find('\n').unwrap_or(rest.len());
            } else if c.is_whitespace() || c == ',' || c == '\u{feff}' {
                self.at += c.len_utf8();
            } else {
                break;
            }
        }
    }

    /// The next form, or none before a closing bracket and at the end.
    fn form(&mut self) -> Option<Edn> {
        loop {
            self.skip_blank();
            let start = self.at;
            match self.peek()? {
                ')' | ']' | '}' => return None,
                '(' if self.data => return self.list(')').map(Edn::List),
                '(' => return Some(self.list(')').map_or(Edn::Nil, |_| Edn::Other)),
                '[' => return self.list(']').map(Edn::List),
                '{' => return self.map(start),
                '"' if self.data => {
                    self.string();
                    let closed = self.at > start + 1 && self.text.as_bytes()[self.at - 1] == b'"';
                    return Some(Edn::Place(start + 1..self.at - usize::from(closed)));
                }
                '"' => return Some(Edn::Text(self.string())),
                '#' => {
                    self.at += 1;
                    match self.peek() {
                        Some('{') => return self.list('}').map(Edn::List),
                        Some('"') => {
                            self.string();
                            return Some(Edn::Other);
                        }
                        Some('_') => {
                            self.at += 1;
                            self.deeper(start);
                            self.form();
                            self.depth -= 1;
                        }
                        Some('(') => {}
                        // A tag or `#'var`: what follows is the form.
                        _ => {
                            self.atom();
                        }
                    }
                }
                '\'' | '`' | '~' | '@' | '^' => self.at += 1,
                '\\' => {
                    self.at += 1;
                    self.bump();
                    self.atom();
                    return Some(Edn::Other);
                }
                _ => return Some(self.atom()),
            }
        }
    }

    /// One form further in; too far in, nothing more is read.
    fn deeper(&mut self, start: usize) {
        self.depth += 1;
        if self.depth > DEPTH {
            self.tell(start..self.at, "forms are nested too deeply");
            self.at = self.text.len();
        }
    }

    fn list(&mut self, close: char) -> Option<Vec<Edn>> {
        let start = self.at;
        self.at += 1;
        self.deeper(start);
        let mut items = Vec::new();
        while let Some(item) = self.form() {
            items.push(item);
        }
        self.close(start, close);
        self.depth -= 1;
        Some(items)
    }

    /// Takes the closing bracket if it is the right one; a wrong one is left for the bracket it closes.
    fn close(&mut self, start: usize, close: char) {
        match self.peek() {
            Some(c) if c == close => self.at += 1,
            None => self.tell(start..start + 1, "this bracket is never closed"),
            Some(c) if self.depth == 1 => {
                self.tell(self.at..self.at + c.len_utf8(), "this bracket closes nothing");
                self.at += c.len_utf8();
            }
            Some(_) => self.tell(start..start + 1, "this bracket is closed by one of another shape"),
        }
    }

    fn map(&mut self, start: usize) -> Option<Edn> {
        let mut items = self.list('}')?.into_iter();
        let mut pairs = Vec::with_capacity(items.len() / 2);
        while let Some(key) = items.next() {
            match items.next() {
                Some(value) => pairs.push((key, value)),
                None => self.tell(start..start + 1, "a key of this map has no value"),
            }
        }
        Some(Edn::Map(pairs))
    }

    fn string(&mut self) -> String {
        let start = self.at;
        self.at += 1;
        let mut text = String::new();
        while let Some(c) = self.bump() {
            match c {
                '"' => return text,
                '\\' => match self.bump() {
                    Some('n') => text.push('\n'),
                    Some('t') => text.push('\t'),
                    Some('r') => text.push('\r'),
                    Some(escaped @ ('"' | '\\')) => text.push(escaped),
                    Some(other) => text.extend(['\\', other]),
                    None => break,
                },
                c => text.push(c),
            }
        }
        self.tell(start..start + 1, "this string is never closed");
        text
    }

    fn atom(&mut self) -> Edn {
        let start = self.at;
        while let Some(c) = self.peek() {
            if c.is_whitespace() || matches!(c, ',' | ';' | '"' | '(' | ')' | '[' | ']' | '{' | '}') {
                break;
            }
            self.at += c.len_utf8();
        }
        match &self.text[start..self.at] {
            "nil" => Edn::Nil,
            "true" => Edn::Bool(true),
            "false" => Edn::Bool(false),
            word => match word.strip_prefix(':') {
                Some(key) => Edn::Key(key.to_string()),
                None => word.parse().map_or(Edn::Other, Edn::Int),
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forms_of_all_sorts_are_read_or_passed_over() {
        let text = r##"; head
            {:a [1, "two\n" :three/x? nil] #_:gone #_{:b 1}
             :s #{:k} :f (fn [r] [:pre (pprint r)]) :g #(inc %) :r #"\d+" :c \} :q '(a @b)
             :t #inst "2024-01-01" :n 1.5e3 :a2 true :a 2}"##;
        let (form, problem) = Edn::read(text);
        assert_eq!(problem, None);
        assert_eq!(form.get("a"), Some(&Edn::Int(2)));
        assert_eq!(form.get("s").map(Edn::texts), Some(vec!["k".to_string()]));
        assert_eq!(form.get("a2"), Some(&Edn::Bool(true)));
        assert_eq!(form.get("f"), Some(&Edn::Other));
        assert_eq!(form.get("t").and_then(Edn::text), Some("2024-01-01"));
        assert_eq!(form.get("b"), None);
    }

    #[test]
    fn broken_text_gives_what_was_read_and_the_place() {
        for (text, at) in [("{:a 1 :b [2 3", 0), ("{:a 1 :b [2 3}", 9), ("{:a 1 :b \"x", 9), ("{:a 1 :b 2 :c}", 0)] {
            let (form, problem) = Edn::read(text);
            assert_eq!(form.get("a"), Some(&Edn::Int(1)), "{text}");
            let found = problem.map(|problem| problem.span.start);
            assert!(found == Some(at) || (text.ends_with('3') && found == Some(9)), "{text}: {found:?}");
        }
        let deep = "[".repeat(100_000);
        assert!(Edn::read(&deep).1.is_some());
    }

    #[test]
    fn data_keeps_its_lists_and_the_places_of_its_strings() {
        let text = r#"{:blocks ({:text "a \"b\""}) :id #uuid "x" :open "é"#;
        let (form, _) = Edn::data(text);
        let text_of = |edn: &Edn| match edn {
            Edn::Place(at) => text[at.clone()].to_string(),
            other => format!("{other:?}"),
        };
        let block = &form.get("blocks").unwrap().items()[0];
        assert_eq!(text_of(block.get("text").unwrap()), r#"a \"b\""#);
        assert_eq!(text_of(form.get("id").unwrap()), "x");
        assert_eq!(text_of(form.get("open").unwrap()), "é");
        assert_eq!(Edn::data("\"").0, Edn::Place(1..1));
    }
}
