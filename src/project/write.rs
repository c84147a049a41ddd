//! What is selected as one new note in canonical form: `Projects` › name › `Year end review` › period › …
//!
//! Does not hold a name, a number or an order of the notes it comes from. Facts that text cannot say stand as
//! properties, by a closed list: `type`, `order`, `completed`, `highlight`, the numbering of lists.

use crate::config::share::{Above, Metadata, Profile};
use crate::graph::marks::{is_bare_heading, is_highlight, shows_private};
use crate::graph::{BlockId, Completed, Graph, words_in};
use crate::markup::Part;
use crate::markup::markdown::escaped;
use crate::notes::Dialect;
use crate::outline::property::is_of_app;
use crate::outline::{self, Mark, Property, RefKind};

use super::paths::is_home;
use super::select::{Chosen, Gathered, Holder, Role, Selection};
use super::words::Words;

const PROJECTS: &str = "Projects";
const PEOPLE: &str = "People";
const NOTES: &str = "Notes";
const DAYS: &str = "Days";
const REVIEW: &str = "Year end review";

/// Headings of the form, which say nothing of the notes.
pub const FORM: [&str; 5] = [PROJECTS, PEOPLE, NOTES, DAYS, REVIEW];

/// One bullet of the new note.
#[derive(Clone, Debug, Default, PartialEq)]
struct Bullet {
    /// `DONE ` and the like.
    marker: String,
    text: String,
    properties: Vec<(&'static str, String)>,
    /// `DEADLINE: <…>`
    stamp: Option<String>,
    /// A heading of the form, which says nothing of its own.
    is_form: bool,
    below: Vec<Bullet>,
}

impl Bullet {
    fn named(text: impl Into<String>) -> Bullet {
        Bullet { text: text.into(), ..Bullet::default() }
    }

    fn form(text: impl Into<String>) -> Bullet {
        Bullet { is_form: true, ..Bullet::named(text) }
    }

    fn write(&self, depth: usize, out: &mut String) {
        let indent = "\t".repeat(depth);
        let mut lines = self.text.lines();
        let first = lines.next().unwrap_or("");
        out.push_str(&format!("{indent}- {}{first}", self.marker));
        out.truncate(out.trim_end().len());
        out.push('\n');
        // What opens a block of code, a quote or a table is no title, and takes no property below it.
        let is_title = !first.starts_with(['`', '>', '|', '~']) || first.starts_with("``") && !first.starts_with("```");
        for (key, value) in self.properties.iter().filter(|_| is_title) {
            out.push_str(&format!("{indent}  {key}:: {value}\n"));
        }
        if let Some(stamp) = self.stamp.as_ref().filter(|_| is_title) {
            out.push_str(&format!("{indent}  {stamp}\n"));
        }
        for line in lines {
            out.push_str(format!("{indent}  {line}").trim_end());
            out.push('\n');
        }
        for bullet in &self.below {
            bullet.write(depth + 1, out);
        }
    }
}

/// How much of one holder goes along.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Amount {
    /// Its name.
    pub name: String,
    /// Blocks with text.
    pub blocks: usize,
    /// Words.
    pub words: usize,
}

/// The note, and how much of each holder is in it. Blocks past what can be read come back too: they are not in it.
pub fn write(graph: &Graph, profile: &Profile, selection: &Selection, words: &Words<'_>) -> Written {
    let mut writer = Writer { graph, profile, selection, words, too_long: Vec::new(), marked: Vec::new() };
    // Once to weigh, and once in order: people and pictures are numbered as they appear.
    let mut holders: Vec<(&Holder, &Gathered, usize)> = Vec::new();
    for (holder, gathered) in &selection.gathered {
        let below = writer.holder(gathered);
        let blocks = below.iter().map(count).map(|(blocks, _)| blocks).sum();
        holders.push((holder, gathered, blocks));
    }
    holders.retain(|(.., blocks)| *blocks > 0);
    words.begin();
    let rank = |holder: &Holder| match holder {
        Holder::Project(_) => 0,
        Holder::Person(_) => 1,
        Holder::Page(_) => 2,
        Holder::Day(_) => 3,
    };
    holders.sort_by_key(|(holder, gathered, blocks)| {
        // Only projects are weighed, and days have an order of their own; the rest stands as it is read. A name would tell
        // of itself by its place, also where another stands for it.
        let weight = if rank(holder) == 0 { *blocks } else { 0 };
        let day = Some(*holder).filter(|holder| matches!(holder, Holder::Day(_)));
        let first = gathered.chosen.iter().map(|chosen| chosen.block).min();
        (rank(holder), gathered.order, std::cmp::Reverse(weight), day, first)
    });
    let mut amounts = Vec::new();
    let mut tops: Vec<Bullet> = Vec::new();
    for (i, (holder, gathered, _)) in holders.into_iter().enumerate() {
        let heading = match holder {
            Holder::Project(_) => PROJECTS,
            Holder::Person(_) => PEOPLE,
            Holder::Page(_) => NOTES,
            Holder::Day(_) => DAYS,
        };
        let titled = gathered.home.and_then(|home| words.name_of_home(home));
        let name = titled.unwrap_or_else(|| words.people.named(&gathered.name).into_owned());
        let below = writer.holder(gathered);
        let (blocks, all) = below.iter().map(count).fold((0, 0), |a, b| (a.0 + b.0, a.1 + b.1));
        amounts.push(Amount { name: name.clone(), blocks, words: all });
        let mut bullet = Bullet { below, ..Bullet::named(plain_name(&name)) };
        if matches!(holder, Holder::Project(_)) {
            bullet.properties = vec![("type", "project".into()), ("order", (i + 1).to_string())];
        }
        match tops.last_mut().filter(|top| top.text == heading) {
            Some(top) => top.below.push(bullet),
            None => tops.push(Bullet { below: vec![bullet], ..Bullet::named(heading) }),
        }
    }
    let mut text = String::new();
    tops.iter().for_each(|top| top.write(0, &mut text));
    // To Logseq a heading amid the lines of a bullet is no part of it, and what follows stands elsewhere.
    let next = selection.blocks.iter().map(|id| BlockId { block: id.block + 1, ..*id });
    let parts = |id: &BlockId| {
        let is_bare = graph.dialect == Dialect::Logseq && is_bare_heading(graph.outline(*id), id.block);
        is_bare && !selection.blocks.contains(id)
    };
    next.filter(parts).for_each(|id| words.hide(id));
    // Weighed and written: twice. What is too long may be all that its holder has.
    for told in [&mut writer.too_long, &mut writer.marked] {
        told.sort_unstable();
        told.dedup();
    }
    Written { text, amounts, too_long: writer.too_long, marked: writer.marked }
}

/// See [`write`].
pub struct Written {
    /// The note.
    pub text: String,
    /// By holder, in its order.
    pub amounts: Vec<Amount>,
    /// Blocks that are left out because they are too long to be read.
    pub too_long: Vec<BlockId>,
    /// Blocks that show a mark as they are written, and are not marked as they are read.
    pub marked: Vec<BlockId>,
}

/// A name as a bullet that is nothing else.
fn plain_name(name: &str) -> String {
    escaped(&name.split_whitespace().collect::<Vec<_>>().join(" "))
}

/// Bullets with text, and words, of one and all below.
fn count(bullet: &Bullet) -> (usize, usize) {
    let said = if bullet.is_form { bullet.text.split_once('\n').map_or("", |(_, lead)| lead) } else { &bullet.text };
    let own = (usize::from(!said.is_empty()), words_of(said));
    bullet.below.iter().map(count).fold(own, |a, b| (a.0 + b.0, a.1 + b.1))
}

/// Words of a bullet, counted as its page counts them.
fn words_of(text: &str) -> usize {
    let note = format!("- {}", text.replace('\n', "\n  "));
    let (small, _) = outline::parse(note.into(), Dialect::Logseq, &outline::Options::default());
    words_in(&small, 0, small.body(0))
}

/// Whether a property says something that a reader of the notes sees, and a share leaves out.
fn is_said(property: &Property) -> bool {
    const FACTS: [&str; 17] = [
        "alias",
        "aliases",
        "draft",
        "icon",
        "order",
        "private",
        "public",
        "publish",
        "role",
        "status",
        "tag",
        "tags",
        "title",
        "type",
        "visibility",
        "start",
        "end",
    ];
    !property.value.trim().is_empty() && !is_of_app(&property.key) && !FACTS.contains(&&*property.key)
}

struct Writer<'a, 'w> {
    graph: &'a Graph,
    profile: &'a Profile,
    selection: &'a Selection,
    words: &'w Words<'a>,
    too_long: Vec<BlockId>,
    marked: Vec<BlockId>,
}

impl Writer<'_, '_> {
    fn holder(&mut self, gathered: &Gathered) -> Vec<Bullet> {
        let mut bullets: Vec<Bullet> = Vec::new();
        for chosen in &gathered.chosen {
            match chosen.role {
                Role::Review => self.review(chosen, &mut bullets),
                Role::Done => bullets.extend(self.done(chosen.block)),
                Role::Note => self.note(chosen.block, &mut bullets),
            }
        }
        bullets
    }

    fn review(&mut self, chosen: &Chosen, bullets: &mut Vec<Bullet>) {
        let reviews = self.graph.reviews_of(self.graph.owner(chosen.block));
        let review = reviews.iter().find(|r| Some(r.heading) == chosen.heading);
        let period = review.and_then(|r| r.period).map(|p| p.to_string()).unwrap_or_default();
        let top = REVIEW;
        if bullets.last().is_none_or(|last| last.text != top) {
            bullets.push(Bullet::form(top));
        }
        let Some(section) = bullets.last_mut() else { return };
        if section.below.last().is_none_or(|last| last.text.lines().next() != Some(period.as_str())) {
            section.below.push(Bullet::form(period));
        }
        let Some(year) = section.below.last_mut() else { return };
        if chosen.heading == Some(chosen.block) {
            if let Some(lead) = self.text(chosen.block, Part::BelowTitle) {
                year.text = format!("{}\n{lead}", year.text);
            }
        } else {
            year.below.extend(self.tree(chosen.block));
        }
    }

    /// A task that was done, as a line: what stands below it says how, and was not selected.
    fn done(&mut self, id: BlockId) -> Option<Bullet> {
        let mut bullet = self.line(id)?;
        match self.graph.task(id)?.completed? {
            Completed::Written(day) | Completed::Held(day) => bullet.properties.push(("completed", day.to_string())),
            Completed::Inferred(day) => bullet.stamp = Some(format!("DEADLINE: <{}>", day.format("%Y-%m-%d %a"))),
            Completed::Undated => {}
        }
        Some(bullet)
    }

    fn note(&mut self, id: BlockId, bullets: &mut Vec<Bullet>) {
        // Pages of one name are gathered together: where a block is at home is asked of its own.
        let page = self.graph.owner(id);
        if is_home(self.graph, id, page) {
            let children: Vec<BlockId> = self.graph.children(id).collect();
            let own = children.into_iter().filter(|child| self.graph.owner(*child) == page);
            let own: Vec<BlockId> = own.collect();
            bullets.extend(own.into_iter().filter_map(|child| self.tree(child)));
            return;
        }
        let Some(tree) = self.tree(id) else { return };
        let outline = self.graph.outline(id);
        let above = outline.ancestors(id.block).map(|block| BlockId { block, ..id });
        let mut above: Vec<BlockId> = above.take_while(|&up| !is_home(self.graph, up, page)).collect();
        above.reverse();
        if self.profile.context == Above::None {
            above.clear();
        }
        let mut at = bullets;
        for up in above {
            let Some(words) = self.words.label(up).map(|label| plain_name(&label)) else { continue };
            if at.last().is_none_or(|last| last.text != words) {
                at.push(Bullet::named(words));
            }
            let Some(last) = at.last_mut() else { return };
            at = &mut last.below;
        }
        at.push(tree);
    }

    /// A block and what goes along below it.
    fn tree(&mut self, id: BlockId) -> Option<Bullet> {
        let mut bullet = self.line(id)?;
        let page = self.graph.owner(id);
        for child in self.graph.children(id).collect::<Vec<_>>() {
            // What another page is at home in stands under that page, if it was selected.
            if self.graph.owner(child) == page {
                bullet.below.extend(self.tree(child));
            }
        }
        (!bullet.text.is_empty() || !bullet.below.is_empty()).then_some(bullet)
    }

    fn line(&mut self, id: BlockId) -> Option<Bullet> {
        if !self.selection.blocks.contains(&id) {
            return None;
        }
        let text = self.text(id, Part::Whole)?;
        let outline = self.graph.outline(id);
        let mut bullet = Bullet::named(text);
        let task = outline.blocks[id.block as usize].task();
        if let Some(marker) = task.and_then(|task| task.marker) {
            bullet.marker = format!("{} ", marker.word());
        }
        if let Some(task) = task.filter(|_| self.profile.metadata == Metadata::Keep) {
            if let Some(priority) = task.priority {
                bullet.marker.push_str(&format!("[#{priority}] "));
            }
            bullet.stamp = task.deadline.map(|at| format!("DEADLINE: <{}>", at.date.format("%Y-%m-%d %a")));
        }
        let tagged = |r: &crate::outline::Ref| r.kind == RefKind::Tag && is_highlight(r.target.of(&outline.text));
        if outline.refs_of(id.block).iter().any(tagged) {
            bullet.properties.push(("highlight", "true".into()));
        }
        if self.is_numbered(id) {
            bullet.properties.push(("logseq.order-list-type", "number".into()));
        }
        Some(bullet)
    }

    fn text(&mut self, id: BlockId, part: Part) -> Option<String> {
        let text = self.words.of(id, part);
        let outline = self.graph.outline(id);
        let is_empty = |text: &String| !text.contains(char::is_alphanumeric);
        let says = || outline.body(id.block).any(|line| line.of(&outline.text).contains(char::is_alphanumeric));
        if part == Part::Whole && text.as_ref().is_some_and(is_empty) && says()
            || outline.properties_of(id.block).iter().any(is_said)
        {
            self.words.hide(id);
        }
        let is_marked = self.words.were_marked();
        match &text {
            None => self.too_long.push(id),
            Some(text) if is_marked || shows_private(self.graph, text) => self.marked.push(id),
            Some(_) => {}
        }
        text
    }

    fn is_numbered(&self, id: BlockId) -> bool {
        let outline = self.graph.outline(id);
        let says = |p: &crate::outline::Property| &*p.key == "logseq.order-list-type" && p.value.trim() == "number";
        match self.graph.dialect {
            Dialect::Logseq => outline.properties_of(id.block).iter().any(says),
            _ => matches!(outline.mark(id.block), Mark::Number(..)),
        }
    }
}
