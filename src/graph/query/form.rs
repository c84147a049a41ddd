//! The text of a query to forms with places: EDN, and in it `[[page]]`, `#tag` and `<% today %>`.
//!
//! Does not know which words mean something (see `simple` and `datalog`), and runs nothing. A config is read by
//! [`crate::config`], which makes do with what it finds; a query that is wrong must say where.

use super::Problem;
use std::ops::Range;

/// Brackets within brackets; nobody nests as deep.
const DEEPEST: usize = 48;
/// Forms of one query.
const MOST: usize = 4096;

/// A piece of a query and where it stands in the query's text, in bytes.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Form {
    pub span: Range<usize>,
    pub kind: Kind,
}

/// What a form is.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Kind {
    /// `(…)`
    List(Vec<Form>),
    /// `[…]`
    Vector(Vec<Form>),
    /// `#{…}`
    Set(Vec<Form>),
    /// `{…}`, in the order written.
    Map(Vec<(Form, Form)>),
    /// `"…"`, escapes resolved.
    Text(String),
    /// `[[name]]`, `#name`, `#[[name]]`
    Page(String),
    /// `<% today %>`: what stands between.
    Dynamic(String),
    /// `:key`, less its colon.
    Key(String),
    /// Any other word.
    Word(String),
    Int(i64),
    Bool(bool),
    Nil,
}

impl Form {
    /// The items of `(…)`, `[…]` and `#{…}`.
    pub fn items(&self) -> Option<&[Form]> {
        match &self.kind {
            Kind::List(items) | Kind::Vector(items) | Kind::Set(items) => Some(items),
            _ => None,
        }
    }

    /// A word, or the name of a keyword.
    pub fn word(&self) -> Option<&str> {
        match &self.kind {
            Kind::Word(word) | Kind::Key(word) => Some(word),
            _ => None,
        }
    }

    /// `?x`, less its mark.
    pub fn variable(&self) -> Option<&str> {
        match &self.kind {
            Kind::Word(word) => word.strip_prefix('?'),
            _ => None,
        }
    }

    /// The value of a key of a map, the last if it is there twice.
    pub fn get(&self, key: &str) -> Option<&Form> {
        let Kind::Map(pairs) = &self.kind else { return None };
        pairs.iter().rev().find(|(k, _)| matches!(&k.kind, Kind::Key(k) if k == key)).map(|(_, value)| value)
    }

    /// A problem with this form.
    pub fn problem(&self, message: impl Into<String>) -> Problem {
        Problem::new(message, self.span.clone())
    }
}

/// All forms of a text. `names`: double brackets always hold a page's name, as in `{{query …}}`; else only where what is
/// in them can be one, since Datalog has vectors of vectors.
pub(super) fn read(text: &str, names: bool) -> Result<Vec<Form>, Problem> {
    let mut reader = Reader { text, at: 0, depth: 0, left: MOST, names };
    let mut forms = Vec::new();
    while let Some(form) = reader.form()? {
        forms.push(form);
    }
    match reader.peek() {
        Some(c) => Err(Problem::new("this bracket closes nothing", reader.at..reader.at + c.len_utf8())),
        None => Ok(forms),
    }
}

struct Reader<'t> {
    text: &'t str,
    at: usize,
    depth: usize,
    left: usize,
    names: bool,
}

impl Reader<'_> {
    fn peek(&self) -> Option<char> {
        self.rest().chars().next()
    }

    fn rest(&self) -> &str {
        &self.text[self.at..]
    }

    fn skip_blank(&mut self) {
        loop {
            let rest = self.rest();
            let blank = rest.len() - rest.trim_start_matches(|c: char| c.is_whitespace() || c == ',').len();
            self.at += blank;
            if self.rest().starts_with(';') {
                self.at += self.rest().find('\n').unwrap_or(self.rest().len());
            } else if blank == 0 {
                return;
            }
        }
    }

    /// The next form; none before a closing bracket and at the end.
    fn form(&mut self) -> Result<Option<Form>, Problem> {
        self.skip_blank();
        // Marks of code before a form change nothing of what it says.
        while self.peek().is_some_and(|c| matches!(c, '\'' | '`' | '~' | '@' | '^')) {
            self.at += 1;
            self.skip_blank();
        }
        let start = self.at;
        let Some(first) = self.peek().filter(|c| !matches!(c, ')' | ']' | '}')) else { return Ok(None) };
        self.left = self.left.checked_sub(1).ok_or_else(|| Problem::new("this query is too long", start..start + 1))?;
        let kind = match first {
            '(' => Kind::List(self.until(')', 1)?),
            '[' => match self.page_name() {
                Some(name) => Kind::Page(name),
                None => Kind::Vector(self.until(']', 1)?),
            },
            '{' => self.map()?,
            '"' => self.string()?,
            '#' => return self.hash().map(Some),
            '<' if self.rest().starts_with("<%") => self.dynamic()?,
            _ => self.atom(),
        };
        Ok(Some(Form { span: start..self.at, kind }))
    }

    /// The forms up to a closing bracket; `open` bytes open them.
    fn until(&mut self, close: char, open: usize) -> Result<Vec<Form>, Problem> {
        let start = self.at;
        self.at += open;
        self.depth += 1;
        if self.depth > DEEPEST {
            return Err(Problem::new("brackets are nested too deeply", start..self.at));
        }
        let mut items = Vec::new();
        while let Some(item) = self.form()? {
            items.push(item);
        }
        self.depth -= 1;
        match self.peek() {
            Some(c) if c == close => self.at += 1,
            Some(_) => return Err(Problem::new("this bracket is closed by one of another shape", start..start + open)),
            None => return Err(Problem::new("this bracket is never closed", start..start + open)),
        }
        Ok(items)
    }

    fn map(&mut self) -> Result<Kind, Problem> {
        let start = self.at;
        let mut items = self.until('}', 1)?.into_iter();
        let mut pairs = Vec::with_capacity(items.len() / 2);
        while let Some(key) = items.next() {
            match items.next() {
                Some(value) => pairs.push((key, value)),
                None => return Err(Problem::new("a key of this map has no value", start..start + 1)),
            }
        }
        Ok(Kind::Map(pairs))
    }

    /// `[[name]]`, if that is what stands here.
    fn page_name(&mut self) -> Option<String> {
        let inner = self.rest().strip_prefix("[[")?;
        let name = &inner[..inner.find("]]")?];
        let is_name = !name.trim().is_empty() && !name.contains(['\n', '[', '(', '{', '?', '"']);
        if name.contains('\n') || (!self.names && !is_name) {
            return None;
        }
        let name = name.trim().to_string();
        self.at += 4 + inner.find("]]")?;
        Some(name)
    }

    fn string(&mut self) -> Result<Kind, Problem> {
        let start = self.at;
        let mut text = String::new();
        let mut chars = self.text[start + 1..].char_indices();
        while let Some((i, c)) = chars.next() {
            match c {
                '"' => {
                    self.at = start + i + 2;
                    let page = text.strip_prefix("[[").and_then(|t| t.strip_suffix("]]")).map(|t| t.trim().to_string());
                    return Ok(page.map_or(Kind::Text(text), Kind::Page));
                }
                '\\' => match chars.next() {
                    Some((_, 'n')) => text.push('\n'),
                    Some((_, 't')) => text.push('\t'),
                    Some((_, other)) => text.push(other),
                    None => break,
                },
                c => text.push(c),
            }
        }
        Err(Problem::new("this string is never closed", start..start + 1))
    }

    fn dynamic(&mut self) -> Result<Kind, Problem> {
        let start = self.at;
        let Some(end) = self.rest().find("%>") else {
            return Err(Problem::new("`<%` is never closed", start..start + 2));
        };
        self.at += end + 2;
        Ok(Kind::Dynamic(self.text[start + 2..start + end].trim().to_string()))
    }

    /// `#tag`, `#[[tag]]`, `#{…}`, `#_ …`, `#"…"`.
    fn hash(&mut self) -> Result<Form, Problem> {
        let start = self.at;
        let rest = &self.text[start + 1..];
        if rest.starts_with('{') {
            let items = self.until('}', 2)?;
            return Ok(Form { span: start..self.at, kind: Kind::Set(items) });
        }
        if rest.starts_with("[[") {
            self.at += 1;
            let names = std::mem::replace(&mut self.names, true);
            let name = self.page_name();
            self.names = names;
            return match name {
                Some(name) => Ok(Form { span: start..self.at, kind: Kind::Page(name) }),
                None => Err(Problem::new("this tag is never closed", start..start + 3)),
            };
        }
        if rest.starts_with(['"', '(', '_']) {
            return Err(Problem::new("code cannot be part of a query here", start..start + 2));
        }
        let length = rest.find(|c: char| c.is_whitespace() || "()[]{}\",".contains(c)).unwrap_or(rest.len());
        if length == 0 {
            return Err(Problem::new("`#` names no tag", start..start + 1));
        }
        self.at += 1 + length;
        Ok(Form { span: start..self.at, kind: Kind::Page(rest[..length].to_string()) })
    }

    fn atom(&mut self) -> Kind {
        let rest = &self.text[self.at..];
        let length = rest.find(|c: char| c.is_whitespace() || "()[]{}\",;".contains(c)).unwrap_or(rest.len());
        let word = &rest[..length.max(rest.chars().next().map_or(0, char::len_utf8))];
        self.at += word.len();
        match word {
            "nil" => Kind::Nil,
            "true" => Kind::Bool(true),
            "false" => Kind::Bool(false),
            word => match word.strip_prefix(':') {
                Some(key) => Kind::Key(key.to_string()),
                // `+7d` is a word, and so is a lone `+`; `+7` is no number that anybody means.
                None => word.parse().map_or_else(|_| Kind::Word(word.to_string()), Kind::Int),
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn double_brackets_hold_a_name_or_a_vector_of_vectors() {
        let one = |text: &str, names| read(text, names).map(|forms| forms[0].kind.clone());
        assert_eq!(one("[[a b]]", false), Ok(Kind::Page("a b".into())));
        assert_eq!(one("#[[a b]]", false), Ok(Kind::Page("a b".into())));
        assert_eq!(one("\"[[a]]\"", false), Ok(Kind::Page("a".into())));
        assert!(matches!(one("[[(rule ?b) [?b :block/marker _]]]", false), Ok(Kind::Vector(_))));
        assert_eq!(one("[[what (if)?]]", true), Ok(Kind::Page("what (if)?".into())));
        assert_eq!(one("#a-b)", false).err().map(|p| p.message), Some("this bracket closes nothing".into()));
        assert_eq!(one("<% 7 days ago %>", true), Ok(Kind::Dynamic("7 days ago".into())));
    }

    #[test]
    fn what_is_not_closed_is_told_where_it_opens() {
        for (text, at) in [("(and [[a]]", 0), ("(and (not [x) y)", 10), ("(and \"x", 5), ("#", 0), ("(a <% b)", 3)] {
            assert_eq!(read(text, true).map_err(|p| p.span.start), Err(at), "{text}");
        }
        assert!(read(&"(".repeat(100_000), true).is_err());
        assert!(read(&"a ".repeat(100_000), true).is_err());
        assert_eq!(read(&"'".repeat(100_000), true), Ok(Vec::new()));
    }
}
