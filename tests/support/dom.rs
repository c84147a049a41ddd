//! A page as a browser's parser sees it: a tree, and everything that the parser found wrong.
//!
//! Does not judge the page. html5ever comes without a tree of its own; this is the smallest one that serves.

use std::borrow::Cow;
use std::cell::{Cell, RefCell};
use std::rc::{Rc, Weak};

use html5ever::tendril::{StrTendril, TendrilSink};
use html5ever::tokenizer::TokenizerOpts;
use html5ever::tree_builder::{ElementFlags, NodeOrText, QuirksMode, TreeSink};
use html5ever::{Attribute, ExpandedName, ParseOpts, QualName, parse_document};

pub type Handle = Rc<Node>;

enum Kind {
    Document,
    Element { name: QualName, attributes: RefCell<Vec<(String, String)>> },
    Text(RefCell<String>),
    Comment,
}

pub struct Node {
    kind: Kind,
    /// Where its start tag stands in the source.
    pub line: u64,
    parent: RefCell<Weak<Node>>,
    children: RefCell<Vec<Handle>>,
}

impl Node {
    /// The name of an element; empty for all else.
    pub fn name(&self) -> &str {
        if let Kind::Element { name, .. } = &self.kind { &name.local } else { "" }
    }

    pub fn attributes(&self) -> Vec<(String, String)> {
        if let Kind::Element { attributes, .. } = &self.kind { attributes.borrow().clone() } else { Vec::new() }
    }

    pub fn attribute(&self, name: &str) -> Option<String> {
        self.attributes().into_iter().find(|(key, _)| key == name).map(|(_, value)| value)
    }

    pub fn has_class(&self, class: &str) -> bool {
        self.attribute("class").is_some_and(|all| all.split_whitespace().any(|one| one == class))
    }

    pub fn children(&self) -> Vec<Handle> {
        self.children.borrow().clone()
    }

    /// What a text node says.
    pub fn own_text(&self) -> Option<String> {
        if let Kind::Text(text) = &self.kind { Some(text.borrow().clone()) } else { None }
    }

    /// All text below, as written.
    pub fn text(&self) -> String {
        let mut out = self.own_text().unwrap_or_default();
        self.children().iter().for_each(|child| out.push_str(&child.text()));
        out
    }

    /// All text below, with single spaces.
    pub fn words(&self) -> String {
        self.text().split_whitespace().collect::<Vec<_>>().join(" ")
    }

    /// Elements below that meet a condition, in reading order.
    pub fn find(&self, meets: impl Fn(&Node) -> bool + Copy) -> Vec<Handle> {
        let mut found = Vec::new();
        for child in self.children() {
            if !child.name().is_empty() && meets(&child) {
                found.push(child.clone());
            }
            found.extend(child.find(meets));
        }
        found
    }

    pub fn named(&self, name: &str) -> Vec<Handle> {
        self.find(|node| node.name() == name)
    }

    pub fn by_id(&self, id: &str) -> Option<Handle> {
        self.find(|node| node.attribute("id").as_deref() == Some(id)).into_iter().next()
    }
}

/// A parsed page.
pub struct Dom {
    pub root: Handle,
    /// Line and message of each fault the parser met.
    pub errors: Vec<(u64, String)>,
}

pub fn parse(html: &str) -> Dom {
    let options = ParseOpts {
        tokenizer: TokenizerOpts { exact_errors: true, ..TokenizerOpts::default() },
        ..ParseOpts::default()
    };
    parse_document(Sink::default(), options).one(html)
}

struct Sink {
    root: Handle,
    line: Cell<u64>,
    errors: RefCell<Vec<(u64, String)>>,
}

impl Default for Sink {
    fn default() -> Self {
        Sink { root: node(Kind::Document, 0), line: Cell::new(1), errors: RefCell::default() }
    }
}

fn node(kind: Kind, line: u64) -> Handle {
    Rc::new(Node { kind, line, parent: RefCell::default(), children: RefCell::default() })
}

impl Sink {
    fn insert(&self, parent: &Handle, at: usize, new: NodeOrText<Handle>) {
        let mut children = parent.children.borrow_mut();
        let new = match new {
            NodeOrText::AppendText(text) => {
                // Text that arrives in pieces is one text.
                if let Some(Kind::Text(before)) = at.checked_sub(1).and_then(|i| children.get(i)).map(|n| &n.kind) {
                    before.borrow_mut().push_str(&text);
                    return;
                }
                node(Kind::Text(RefCell::new(text.to_string())), self.line.get())
            }
            NodeOrText::AppendNode(new) => new,
        };
        *new.parent.borrow_mut() = Rc::downgrade(parent);
        children.insert(at, new);
    }

    fn place(&self, child: &Handle) -> Option<(Handle, usize)> {
        let parent = child.parent.borrow().upgrade()?;
        let at = parent.children.borrow().iter().position(|other| Rc::ptr_eq(other, child))?;
        Some((parent, at))
    }
}

impl TreeSink for Sink {
    type Handle = Handle;
    type Output = Dom;
    type ElemName<'a> = ExpandedName<'a>;

    fn finish(self) -> Dom {
        Dom { root: self.root, errors: self.errors.into_inner() }
    }

    fn parse_error(&self, message: Cow<'static, str>) {
        self.errors.borrow_mut().push((self.line.get(), message.into_owned()));
    }

    fn get_document(&self) -> Handle {
        self.root.clone()
    }

    fn elem_name<'a>(&'a self, target: &'a Handle) -> ExpandedName<'a> {
        match &target.kind {
            Kind::Element { name, .. } => name.expanded(),
            _ => panic!("the parser asked for the name of what is no element"),
        }
    }

    fn create_element(&self, name: QualName, attributes: Vec<Attribute>, _: ElementFlags) -> Handle {
        let attributes = attributes.into_iter().map(|a| (a.name.local.to_string(), a.value.to_string())).collect();
        node(Kind::Element { name, attributes: RefCell::new(attributes) }, self.line.get())
    }

    fn create_comment(&self, _: StrTendril) -> Handle {
        node(Kind::Comment, self.line.get())
    }

    fn create_pi(&self, _: StrTendril, _: StrTendril) -> Handle {
        node(Kind::Comment, self.line.get())
    }

    fn append(&self, parent: &Handle, child: NodeOrText<Handle>) {
        let end = parent.children.borrow().len();
        self.insert(parent, end, child);
    }

    fn append_based_on_parent_node(&self, element: &Handle, previous: &Handle, child: NodeOrText<Handle>) {
        match self.place(element) {
            Some(_) => self.append_before_sibling(element, child),
            None => self.append(previous, child),
        }
    }

    fn append_doctype_to_document(&self, _: StrTendril, _: StrTendril, _: StrTendril) {}

    fn get_template_contents(&self, target: &Handle) -> Handle {
        target.clone()
    }

    fn same_node(&self, one: &Handle, other: &Handle) -> bool {
        Rc::ptr_eq(one, other)
    }

    fn set_quirks_mode(&self, mode: QuirksMode) {
        if mode != QuirksMode::NoQuirks {
            self.parse_error("the page is not in standards mode".into());
        }
    }

    fn append_before_sibling(&self, sibling: &Handle, new: NodeOrText<Handle>) {
        if let Some((parent, at)) = self.place(sibling) {
            self.insert(&parent, at, new);
        }
    }

    fn add_attrs_if_missing(&self, target: &Handle, more: Vec<Attribute>) {
        if let Kind::Element { attributes, .. } = &target.kind {
            let mut attributes = attributes.borrow_mut();
            for attribute in more {
                let key = attribute.name.local.to_string();
                if !attributes.iter().any(|(known, _)| *known == key) {
                    attributes.push((key, attribute.value.to_string()));
                }
            }
        }
    }

    fn remove_from_parent(&self, target: &Handle) {
        if let Some((parent, at)) = self.place(target) {
            parent.children.borrow_mut().remove(at);
        }
    }

    fn reparent_children(&self, from: &Handle, to: &Handle) {
        for child in from.children.take() {
            *child.parent.borrow_mut() = Rc::downgrade(to);
            to.children.borrow_mut().push(child);
        }
    }

    fn set_current_line(&self, line: u64) {
        self.line.set(line);
    }
}
