//! What stands in a share for references, people and addresses of a selected block.
//!
//! Does not know who somebody is (see [`people`](super::people)), nor which names exist: what is not in the share is the same to it,
//! be it private or nothing at all. Rules: `sharing.md` 2.4.

use std::borrow::Cow;
use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};

use rustc_hash::FxHashSet;

use super::ids::Ids;
use super::labels;
use super::people::{People, Person};
use super::select::Selection;
use super::urls;
use crate::config::share::{Attachments, Links, Profile, Refs};
use crate::date::{self, Formats};
use crate::graph::marks::{Private, is_highlight, is_mark};
use crate::graph::{BlockId, Graph, label, leads_on, tags_behind};
use crate::markup::markdown::{Instead, Policy, markdown};
use crate::markup::{Part, plain};
use crate::name;
use crate::notes::Dialect;
use crate::outline::{self, Outline, Ref, RefKind};
use crate::period::Period;

/// What stands for what is not shared: the same whatever it was.
pub const NOT_SHARED: &str = "[not shared]";
/// What stands for an address that not everybody could follow.
const LINK: &str = "(link)";

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
    pub(super) graph: &'a Graph,
    profile: &'a Profile,
    decisions: &'a Decisions,
    /// Keys of the names that stand in it where what they name is at home.
    names: FxHashSet<String>,
    private: Private,
    /// What blocks of it are referred to by.
    ids: Ids,
    /// How people are named.
    pub people: People<'a>,
    dates: Formats,
    met: RefCell<Met>,
}

/// What was met on the way.
#[derive(Debug, Default)]
struct Met {
    /// Pictures, by path, with their new names in order of appearance.
    pictures: Vec<(u32, String)>,
    /// Names that nothing was decided about, as written.
    undecided: BTreeSet<String>,
    /// Hosts of addresses that stayed, and of those that did not.
    hosts: BTreeMap<String, bool>,
    /// Files that could not go along.
    refused: BTreeSet<String>,
    /// Blocks with words that HTML hides, or that ask other notes.
    hiding: BTreeSet<BlockId>,
    /// Whether a tag or a link was met that is the mark `private`.
    is_marked: bool,
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
    /// Blocks of which words stay behind, since an element of HTML hides them or since they ask other notes.
    pub hiding: Vec<BlockId>,
}

impl<'a> Words<'a> {
    /// For a share that holds this.
    pub fn new(
        graph: &'a Graph,
        profile: &'a Profile,
        decisions: &'a Decisions,
        selection: &'a Selection,
    ) -> Words<'a> {
        let people = People::new(&decisions.people);
        let (names, ids) = (selection.names(graph), Ids::of(graph, &selection.blocks));
        let (dates, met) = (Formats::known(), RefCell::default());
        Words { graph, profile, decisions, names, private: Private::of(graph), ids, people, dates, met }
    }

    /// Forgets what was met: the next block is the first.
    pub fn begin(&self) {
        self.met.take();
        self.people.begin();
    }

    /// The Markdown of a block; `None` where it is too long to be read.
    pub fn of(&self, id: BlockId, part: Part) -> Option<String> {
        let policy = OfBlock { words: self, id, above: Above::Not };
        markdown(self.graph.outline(id), id.block, self.graph.dialect, part, &policy)
    }

    /// The title of a block as plain words; `None` where it has none.
    pub fn title(&self, id: BlockId) -> Option<String> {
        self.title_of(&self.of(id, Part::Title)?)
    }

    /// The title of a block above one that goes along, as plain words: no picture, no address, and no more than a label.
    pub fn label(&self, id: BlockId) -> Option<String> {
        self.cut(id, Above::Label)
    }

    /// The same of the block that a project, or another page, is at home in.
    pub fn name_of_home(&self, id: BlockId) -> Option<String> {
        self.cut(id, Above::Home)
    }

    fn cut(&self, id: BlockId, above: Above) -> Option<String> {
        let policy = OfBlock { words: self, id, above };
        let (outline, met) = (self.graph.outline(id), self.people.count());
        let words = self.title_of(&markdown(outline, id.block, self.graph.dialect, Part::Title, &policy)?)?;
        match words.char_indices().nth(LONGEST_LABEL) {
            Some((cut, _)) => {
                let shown = words[..cut].trim_end();
                self.people.forget_others(met, shown);
                Some(format!("{shown}…"))
            }
            None => Some(words),
        }
    }

    fn title_of(&self, written: &str) -> Option<String> {
        let words = plain_line(written.lines().next()?);
        let words = words.trim().trim_end_matches(':').trim_end();
        (!words.is_empty()).then(|| words.to_string())
    }

    /// Takes note that words of a block stay behind.
    pub fn hide(&self, id: BlockId) {
        self.met.borrow_mut().hiding.insert(id);
    }

    /// Takes note of what a tag or a link refers to.
    pub(super) fn meet(&self, target: &str) {
        self.met.borrow_mut().is_marked |= self.private.is_name(&name::key(target.trim_start_matches('#')));
    }

    /// Whether a tag or a link that says `private` was met since this was last asked: outlines have that as something else.
    pub fn were_marked(&self) -> bool {
        std::mem::take(&mut self.met.borrow_mut().is_marked)
    }

    /// What was met.
    pub fn seen(self) -> Seen {
        let met = self.met.into_inner();
        Seen {
            pictures: met.pictures,
            undecided: met.undecided.into_iter().collect(),
            hosts: met.hosts.into_iter().collect(),
            refused: met.refused.into_iter().collect(),
            hiding: met.hiding.into_iter().collect(),
        }
    }

    /// What stands for a name that a block refers to. Which page it leads to has no say: that depends on all that other
    /// notes call theirs.
    pub(super) fn name(&self, written: &str, is_tag: bool, is_labelled: bool) -> Instead {
        if is_labelled {
            // The author wrote what is to be read, and where it leads is gone.
            return Instead::Label;
        }
        let key = name::key(written.trim_start_matches('#'));
        if let Some(read) = self.dates.read(written.trim()) {
            return read.day().map_or(Instead::Label, |day| Instead::Words(date::in_words(day)));
        }
        // `[[2025 Q1]]` is a time, and `#5` a number: neither is a name.
        if is_tag && written.trim_matches('#').bytes().all(|b| b.is_ascii_digit()) {
            return Instead::Words(format!("#{}", written.trim_matches('#')));
        }
        if Period::read(written).is_some() {
            return Instead::Label;
        }
        self.decided(&key, is_tag).unwrap_or_else(|| {
            self.met.borrow_mut().undecided.insert(written.trim_start_matches('#').to_string());
            Instead::Words(NOT_SHARED.into())
        })
    }

    /// What stands for the name of a key, if that was decided.
    fn decided(&self, key: &str, is_tag: bool) -> Option<Instead> {
        if self.names.contains(key) {
            return Some(Instead::Label);
        }
        if let Some(shown) = self.people.called(key) {
            return Some(shown.map_or(Instead::Label, Instead::Words));
        }
        if is_tag && self.profile.tags.iter().any(|tag| name::key(tag.trim_start_matches('#')) == key) {
            return Some(Instead::Label);
        }
        let decided = match self.profile.refs {
            Refs::Ask => self.decisions.refs.get(key).copied()?,
            decided => decided,
        };
        match decided {
            Refs::Text => Some(Instead::Label),
            Refs::Drop => Some(Instead::Nothing),
            Refs::Redact => Some(Instead::Words(NOT_SHARED.into())),
            Refs::Ask => None,
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
        let Some(id) = id.filter(|_| self.met.borrow().depth < 2) else {
            return self.not_shared();
        };
        self.met.borrow_mut().depth += 1;
        let title = self.title(id);
        self.met.borrow_mut().depth -= 1;
        title.map_or_else(|| self.not_shared(), Instead::Words)
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

/// A longer line above a block is no label.
const LONGEST_LABEL: usize = 80;

/// What is asked while one block is written.
struct OfBlock<'w, 'a> {
    words: &'w Words<'a>,
    id: BlockId,
    above: Above,
}

/// Whether a block stands above one that goes along and was not selected itself.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Above {
    Not,
    Label,
    /// And is what the page of that block is called by.
    Home,
}

impl Policy for OfBlock<'_, '_> {
    fn reference(&self, outline: &Outline, reference: u32) -> Instead {
        let Some(r) = outline.refs.get(reference as usize) else { return Instead::Nothing };
        let all = self.words;
        let target = r.target.of(&outline.text);
        if matches!(r.kind, RefKind::Tag | RefKind::Page) {
            all.meet(target);
        }
        match r.kind {
            RefKind::Tag if is_mark(outline, self.id.block, r) => Instead::Nothing,
            RefKind::Tag if is_highlight(target) => Instead::Label,
            RefKind::Image | RefKind::Asset | RefKind::Macro | RefKind::EmbedBlock if self.above != Above::Not => {
                Instead::Nothing
            }
            RefKind::Tag if self.above == Above::Home && r.span.start >= tags_behind(outline, self.id.block) => {
                self.tag_of_home(outline, target)
            }
            RefKind::Page | RefKind::Tag | RefKind::File | RefKind::EmbedPage => {
                // The path of a file says more than its name.
                let is_path = r.kind == RefKind::File;
                if is_path && r.label.is_none() {
                    return all.not_shared();
                }
                all.name(target, r.kind == RefKind::Tag, r.label.is_some())
            }
            RefKind::Block if r.label.is_some() => Instead::Label,
            RefKind::Block | RefKind::EmbedBlock => all.quoted(all.ids.meant(all.graph, self.id, r)),
            RefKind::Image if target.contains("://") || target.starts_with("data:") => Instead::Label,
            RefKind::Image => all.picture(self.id, r, target),
            RefKind::Asset => match (all.picture(self.id, r, target), r.label) {
                (_, Some(_)) => Instead::Label,
                (_, None) => all.not_shared(),
            },
            // A stamp: behind the day may stand its weekday and a time.
            RefKind::Date => all.name(target.split_whitespace().next().unwrap_or(target), false, false),
            RefKind::Ticket | RefKind::Macro => Instead::Label,
        }
    }

    fn address(&self, url: &str) -> Option<String> {
        let all = self.words;
        // An address that names somebody names them whole.
        let kept = match all.profile.links {
            _ if self.above != Above::Not || all.people.are_named(url) => None,
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
        // Within HTML nothing is a reference, and a name in brackets is one all the same.
        let people = &self.words.people;
        match (words.contains("[[") && words.contains("]]"), words.contains("((")) {
            (false, false) => people.named(words),
            (false, true) => people.named(&labels::without_ids(words)).into_owned().into(),
            (true, _) => {
                let swept = labels::swept(self.words, labels::without_ids(words).into_owned());
                people.named(&swept).into_owned().into()
            }
        }
    }

    fn hides(&self) {
        self.words.hide(self.id);
    }

    fn label<'t>(&self, label: &'t str) -> Cow<'t, str> {
        if !label.contains(['[', '#', '(', '{']) {
            return label.into();
        }
        labels::asked(self.words, label).into()
    }
}

impl OfBlock<'_, '_> {
    /// A tag behind a name, which says nothing where it may not stay: but a name that leads on to it would end amid a line.
    fn tag_of_home(&self, outline: &Outline, target: &str) -> Instead {
        let all = self.words;
        if leads_on(&label(outline, self.id.block)) {
            return all.name(target, true, false);
        }
        match all.decided(&name::key(target.trim_start_matches('#')), true) {
            Some(Instead::Words(words)) if words == NOT_SHARED => Instead::Nothing,
            decided => decided.unwrap_or(Instead::Nothing),
        }
    }
}

/// A line of Markdown as plain words.
fn plain_line(line: &str) -> String {
    let (small, _) = outline::parse(format!("- {line}").into(), Dialect::Logseq, &outline::Options::default());
    plain(&small, 0, Dialect::Logseq, &()).to_string()
}
