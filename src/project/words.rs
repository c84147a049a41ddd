//! What stands in a share for references, people and addresses of a selected block.
//!
//! Does not know which pages of the notes are people, nor which names exist: what is not in the share is the same to it,
//! be it private or nothing at all. Rules: `sharing.md` 2.4.

use std::borrow::Cow;
use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};

use aho_corasick::{AhoCorasick, MatchKind};
use rustc_hash::{FxHashMap, FxHashSet};

use super::urls;
use crate::config::share::{Attachments, Links, Profile, Refs};
use crate::date::Formats;
use crate::graph::{BlockId, Graph, PageId};
use crate::markup::markdown::{Instead, Policy, markdown};
use crate::markup::{Part, plain};
use crate::name;
use crate::notes::Dialect;
use crate::outline::{self, Outline, Ref, RefKind};

/// What stands for what is not shared: the same whatever it was.
pub const NOT_SHARED: &str = "[not shared]";
/// What stands for an address that not everybody could follow.
const LINK: &str = "(link)";

/// How one person is named.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Person {
    /// Every form of the name that is theirs: in full, without the last name, with `@`.
    pub forms: Vec<String>,
    /// What stands for each of them.
    pub shown: Shown,
}

/// What stands for a name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Shown {
    /// The name as written.
    AsWritten,
    /// `Person A`, by order of appearance.
    Pseudonym,
    /// These words.
    Words(String),
}

/// What was decided about names before a share was made.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Decisions {
    /// People, by the forms of their names.
    pub people: Vec<Person>,
    /// Names of pages that are not shared, by key, and what stands for them.
    pub refs: BTreeMap<String, Refs>,
}

/// What is common to all blocks of one share.
pub struct Words<'a> {
    graph: &'a Graph,
    profile: &'a Profile,
    decisions: &'a Decisions,
    /// Pages that are in the share.
    pages: FxHashSet<PageId>,
    /// Blocks that are.
    blocks: &'a FxHashSet<BlockId>,
    /// Finds names of people; `None` where nobody is named otherwise than written.
    finder: Option<AhoCorasick>,
    /// Whether names could not be looked for: then nothing can be handed out.
    is_blind: bool,
    /// Of each pattern of the finder: whose it is.
    whose: Vec<usize>,
    dates: Formats,
    met: RefCell<Met>,
}

/// What was met on the way.
#[derive(Debug, Default)]
struct Met {
    /// Pseudonyms given so far: index in the decisions to number.
    people: FxHashMap<usize, usize>,
    /// Pictures, by path, with their new names in order of appearance.
    pictures: Vec<(u32, String)>,
    /// Names that nothing was decided about, as written.
    undecided: BTreeSet<String>,
    /// Hosts of addresses that stayed, and of those that did not.
    hosts: BTreeMap<String, bool>,
    /// Files that could not go along.
    refused: BTreeSet<String>,
    /// How deep references to blocks are being followed.
    depth: usize,
}

/// What was met while blocks were written.
#[derive(Debug, Default, PartialEq)]
pub struct Seen {
    /// Pictures that go along: index in [`Graph::asset_list`], and the new name.
    pub pictures: Vec<(u32, String)>,
    /// Names of pages that are not shared and that nobody decided about, as written.
    pub undecided: Vec<String>,
    /// Hosts of addresses, and whether the address stayed.
    pub hosts: Vec<(String, bool)>,
    /// Files that blocks show or link to and that stay behind.
    pub refused: Vec<String>,
}

impl<'a> Words<'a> {
    /// For a share that holds these pages and blocks.
    pub fn new(
        graph: &'a Graph,
        profile: &'a Profile,
        decisions: &'a Decisions,
        pages: FxHashSet<PageId>,
        blocks: &'a FxHashSet<BlockId>,
    ) -> Words<'a> {
        let (mut forms, mut whose) = (Vec::new(), Vec::new());
        for (i, person) in decisions.people.iter().enumerate().filter(|(_, p)| p.shown != Shown::AsWritten) {
            for form in person.forms.iter().filter(|form| !form.is_empty()) {
                forms.push(form.as_str());
                whose.push(i);
            }
        }
        let build = |forms: &[&str]| {
            let mut builder = AhoCorasick::builder();
            builder.match_kind(MatchKind::LeftmostLongest).ascii_case_insensitive(true).build(forms).ok()
        };
        let finder = if forms.is_empty() { None } else { build(&forms) };
        let is_blind = finder.is_none() && !forms.is_empty();
        let met = RefCell::default();
        Words { graph, profile, decisions, pages, blocks, finder, is_blind, whose, dates: Formats::known(), met }
    }

    /// The Markdown of a block; `None` where it is too long to be read.
    pub fn of(&self, id: BlockId, part: Part) -> Option<String> {
        if self.is_blind {
            return None;
        }
        let policy = OfBlock { words: self, id };
        markdown(self.graph.outline(id), id.block, self.graph.dialect, part, &policy)
    }

    /// What was met.
    pub fn seen(self) -> Seen {
        let met = self.met.into_inner();
        Seen {
            pictures: met.pictures,
            undecided: met.undecided.into_iter().collect(),
            hosts: met.hosts.into_iter().collect(),
            refused: met.refused.into_iter().collect(),
        }
    }

    /// Plain words with people named as decided.
    pub fn named<'w>(&self, words: &'w str) -> Cow<'w, str> {
        let Some(finder) = &self.finder else { return words.into() };
        let mut out = String::new();
        let mut done = 0;
        let mut from = 0;
        while let Some(found) = finder.find(aho_corasick::Input::new(words).range(from..)) {
            let before = words[..found.start()].chars().next_back();
            let after = words[found.end()..].chars().next();
            let part = |c: Option<char>| c.is_some_and(|c| c.is_alphanumeric() || c == '_');
            if part(before) || part(after) {
                // Another name may begin within.
                from = found.start() + words[found.start()..].chars().next().map_or(1, char::len_utf8);
                continue;
            }
            out.push_str(&words[done..found.start()]);
            out.push_str(&self.instead_of(self.whose[found.pattern().as_usize()]));
            done = found.end();
            from = done;
        }
        if done == 0 {
            return words.into();
        }
        out.push_str(&words[done..]);
        out.into()
    }

    /// What stands for a person.
    fn instead_of(&self, person: usize) -> String {
        match &self.decisions.people[person].shown {
            Shown::AsWritten => String::new(),
            Shown::Words(words) => words.clone(),
            Shown::Pseudonym => {
                let people = &mut self.met.borrow_mut().people;
                let next = people.len();
                let number = *people.entry(person).or_insert(next);
                let letter = char::from(b'A' + (number % 26) as u8);
                if number < 26 { format!("Person {letter}") } else { format!("Person {letter}{}", number / 26) }
            }
        }
    }

    /// What stands for a name that a block refers to.
    fn name(&self, written: &str, page: Option<PageId>, is_tag: bool, is_labelled: bool) -> Instead {
        if is_labelled {
            // The author wrote what is to be read, and where it leads is gone.
            return Instead::Label;
        }
        let key = name::key(written.trim_start_matches('#'));
        if page.is_some_and(|page| self.pages.contains(&page)) || self.dates.read(written.trim()).is_some() {
            return Instead::Label;
        }
        let is_form = |form: &String| name::key(form) == key;
        if let Some(at) = self.decisions.people.iter().position(|person| person.forms.iter().any(is_form)) {
            return match self.decisions.people[at].shown {
                Shown::AsWritten => Instead::Label,
                _ => Instead::Words(self.instead_of(at)),
            };
        }
        if is_tag && self.profile.tags.iter().any(|tag| name::key(tag.trim_start_matches('#')) == key) {
            return Instead::Label;
        }
        let decided = match self.profile.refs {
            Refs::Ask => self.decisions.refs.get(&key).copied(),
            decided => Some(decided),
        };
        match decided {
            Some(Refs::Text) => Instead::Label,
            Some(Refs::Drop) => Instead::Nothing,
            Some(Refs::Redact) => Instead::Words(NOT_SHARED.into()),
            Some(Refs::Ask) | None => {
                self.met.borrow_mut().undecided.insert(written.trim_start_matches('#').to_string());
                Instead::Words(NOT_SHARED.into())
            }
        }
    }

    fn not_shared(&self) -> Instead {
        match self.profile.refs {
            Refs::Drop => Instead::Nothing,
            _ => Instead::Words(NOT_SHARED.into()),
        }
    }

    /// The words of a block that is in the share; else what stands for any other.
    fn quoted(&self, id: Option<BlockId>) -> Instead {
        let Some(id) = id.filter(|id| self.blocks.contains(id) && self.met.borrow().depth < 2) else {
            return self.not_shared();
        };
        self.met.borrow_mut().depth += 1;
        let written = self.of(id, Part::Whole);
        self.met.borrow_mut().depth -= 1;
        match written.as_deref().and_then(|text| text.lines().next()) {
            Some(line) => {
                let (small, _) =
                    outline::parse(format!("- {line}").into(), Dialect::Logseq, &outline::Options::default());
                Instead::Words(plain(&small, 0, Dialect::Logseq, &()).to_string())
            }
            None => self.not_shared(),
        }
    }

    fn picture(&self, id: BlockId, r: &Ref, target: &str) -> Instead {
        let found = self.graph.asset(id.note, target);
        let file = found.map(|found| found.asset.path.clone());
        let Some(at) = file.as_ref().and_then(|path| self.graph.asset_list.iter().position(|a| a.path == *path)) else {
            return Instead::Label;
        };
        let path = &self.graph.asset_list[at].path;
        let ending = path.rsplit('.').next().unwrap_or("").to_ascii_lowercase();
        let known = matches!(ending.as_str(), "png" | "jpg" | "jpeg" | "gif" | "webp");
        if !known || r.kind != RefKind::Image || self.profile.attachments == Attachments::None {
            self.met.borrow_mut().refused.insert(path.to_string());
            return Instead::Label;
        }
        let pictures = &mut self.met.borrow_mut().pictures;
        let known = pictures.iter().find(|(asset, _)| *asset == at as u32).map(|(_, name)| name.clone());
        let name = known.unwrap_or_else(|| {
            // By order of appearance: nothing of what it was called.
            let name = format!("{}.{ending}", pictures.len() + 1);
            pictures.push((at as u32, name.clone()));
            name
        });
        Instead::Picture(format!("../assets/{name}"))
    }
}

/// What is asked while one block is written.
struct OfBlock<'w, 'a> {
    words: &'w Words<'a>,
    id: BlockId,
}

impl Policy for OfBlock<'_, '_> {
    fn reference(&self, outline: &Outline, reference: u32) -> Instead {
        let Some(r) = outline.refs.get(reference as usize) else { return Instead::Nothing };
        let (all, graph) = (self.words, self.words.graph);
        let target = r.target.of(&outline.text);
        match r.kind {
            RefKind::Tag if is_highlight(target) => Instead::Nothing,
            RefKind::Page | RefKind::Tag | RefKind::File | RefKind::EmbedPage => {
                let page = graph.target(self.id.note, r);
                // The path of a file says more than its name.
                let is_path = r.kind == RefKind::File;
                if is_path && r.label.is_none() {
                    return all.not_shared();
                }
                all.name(target, page, r.kind == RefKind::Tag, r.label.is_some())
            }
            RefKind::Block if r.label.is_some() => Instead::Label,
            RefKind::Block | RefKind::EmbedBlock => all.quoted(graph.block_of(self.id.note, r)),
            RefKind::Image if target.contains("://") || target.starts_with("data:") => Instead::Label,
            RefKind::Image => all.picture(self.id, r, target),
            RefKind::Asset => match (all.picture(self.id, r, target), r.label) {
                (_, Some(_)) => Instead::Label,
                (_, None) => all.not_shared(),
            },
            RefKind::Date | RefKind::Ticket | RefKind::Macro => Instead::Label,
        }
    }

    fn address(&self, url: &str) -> Option<String> {
        let all = self.words;
        let kept = match all.profile.links {
            Links::Keep => urls::cleaned(url),
            Links::PublicOnly => urls::public(url),
            Links::Text | Links::Drop => None,
        };
        if let Some(host) = urls::host_of(url) {
            all.met.borrow_mut().hosts.insert(host, kept.is_some());
        }
        kept
    }

    fn without_address(&self) -> &str {
        match self.words.profile.links {
            Links::Drop => "",
            _ => LINK,
        }
    }

    fn words<'t>(&self, words: &'t str) -> Cow<'t, str> {
        self.words.named(words)
    }

    fn label<'t>(&self, label: &'t str) -> Cow<'t, str> {
        if !label.contains(['[', '#', '(', '{']) {
            return label.into();
        }
        let graph = self.words.graph;
        let (small, _) = outline::parse(format!("- {label}").into(), graph.dialect, &outline::Options::default());
        let mut out = String::new();
        let mut at = 2;
        let outer = small.refs.iter().filter(|r| r.within.is_none() && r.span.start as usize >= at);
        for r in outer.collect::<Vec<_>>() {
            if (r.span.start as usize) < at {
                continue;
            }
            out.push_str(small.text.get(at..r.span.start as usize).unwrap_or(""));
            let target = r.target.of(&small.text);
            let label = r.label.unwrap_or(r.target).of(&small.text);
            match r.kind {
                RefKind::Ticket | RefKind::Date => out.push_str(r.span.of(&small.text)),
                RefKind::Page | RefKind::Tag => {
                    let is_tag = r.kind == RefKind::Tag;
                    match self.words.name(target, graph.find(target), is_tag, r.label.is_some()) {
                        Instead::Label => out.push_str(label),
                        // Brackets would be a reference again where the label's marks are read.
                        Instead::Words(words) => out.push_str(words.trim_matches(['[', ']'])),
                        _ => {}
                    }
                }
                _ => {}
            }
            at = r.span.end as usize;
        }
        out.push_str(small.text.get(at..).unwrap_or(""));
        out.into()
    }
}

/// What emphasises a block: a fact about it, and no word of it.
pub fn is_highlight(tag: &str) -> bool {
    name::key(tag.trim_start_matches('#')) == "highlight"
}
