//! Pairs of folders of notes that hold the same selection, and differ in all else.
//!
//! A core of notes is made from a seed, with holes in it; each side then fills the holes, and writes notes, files and
//! settings of its own beside it. Does not look at what comes of them. What a selection legitimately depends on is part
//! of the core, and so the same on both sides:
//!
//! - `order::` of a project, `type::` of a page, and the collection it stands in, wherever that is not marked private: the
//!   author's words for what is shared as what. A graph often lists its projects in one note and keeps each in another, so
//!   that to ask the selected text alone would take most reviews for none;
//! - who is a person, wherever that is said: they are masked, and held back by `never = ["People/**"]`, also where only a
//!   private note knows them. Less is in the share then; that is meant;
//! - marks, `completed::`, stamps and dates in force of what is selected: they decide whether it is;
//! - how the graph writes its days: which day `05-06-2024` is depends on all that is written so, and with it the
//!   selection;
//! - paths of notes that something is selected of: their order is the order of the share;
//! - whether the file of a picture that a selected block shows is there.

use std::collections::BTreeMap;
use std::fmt;

use annals::config::Config;
use annals::config::share::{Above, Attachments, Links, Metadata, Profile, Refs, Work};
use annals::notes::Dialect;
use annals::period::Period;
use annals::project::{Decisions, Shown};

use super::shares::{Folder, person};

/// What stands in all that differs, and so may be in no share.
pub const NOISE: &str = "xq";
/// What stands in each block that is selected.
pub const KEPT: &str = "kept";

/// Numbers that follow from a seed.
pub struct Dice(u64);

impl Dice {
    pub fn new(seed: u64) -> Dice {
        Dice(seed)
    }

    fn next(&mut self) -> u64 {
        // SplitMix64.
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    pub fn below(&mut self, n: usize) -> usize {
        (self.next() % n as u64) as usize
    }

    pub fn one_of<T: Copy>(&mut self, all: &[T]) -> T {
        all[self.below(all.len())]
    }

    fn chance(&mut self, percent: usize) -> bool {
        self.below(100) < percent
    }
}

/// How a profile selects.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    Review,
    Path,
    Tag,
    Property,
    Done,
    Peers,
}

/// All of them.
pub const WAYS: [Way; 6] = [Way::Review, Way::Path, Way::Tag, Way::Property, Way::Done, Way::Peers];

impl Way {
    /// The profile.
    pub fn profile(self) -> Profile {
        let select = |all: &[&str]| all.iter().map(|s| (*s).to_string()).collect::<Vec<_>>();
        let base = Profile::default();
        match self {
            Way::Review => Profile::review(Period::Year(2024)),
            Way::Path => Profile {
                select: select(&["Projects/*/Notes/**"]),
                exclude: select(&["**/Thank you note/**"]),
                refs: Refs::Redact,
                links: Links::Keep,
                metadata: Metadata::Keep,
                ..base
            },
            Way::Tag => Profile {
                select: select(&["tag:share"]),
                tags: select(&["share"]),
                context: Above::None,
                refs: Refs::Drop,
                links: Links::Text,
                ..base
            },
            Way::Property => Profile {
                select: select(&["prop:share=yes", "page:Handbook"]),
                refs: Refs::Text,
                links: Links::Drop,
                tasks: Work::All,
                ..base
            },
            Way::Done => Profile {
                select: select(&["task:done", "journal:2024-05"]),
                period: "2024".into(),
                metadata: Metadata::Keep,
                ..base
            },
            Way::Peers => Profile {
                audience: "peers".into(),
                select: select(&["tag:share", "Projects/*/Notes/**"]),
                exclude: select(&["**/Thank you note/**"]),
                attachments: Attachments::None,
                refs: Refs::Redact,
                ..base
            },
        }
    }

    /// What was decided about names.
    pub fn decisions(self) -> Decisions {
        let all = |shown: [Shown; 2]| {
            let [noor, mirela] = shown;
            vec![person(&["Noor Haddad", "Noor", "@noor"], noor), person(&["Mirela Ionescu", "Mirela"], mirela)]
        };
        let people = match self {
            Way::Review | Way::Property => all([Shown::Pseudonym, Shown::Pseudonym]),
            Way::Path => all([Shown::Words("N. H.".into()), Shown::Words("M. I.".into())]),
            Way::Tag => all([Shown::AsWritten, Shown::AsWritten]),
            Way::Done => all([Shown::Pseudonym, Shown::Words("a colleague".into())]),
            Way::Peers => Vec::new(),
        };
        let refs: BTreeMap<String, Refs> = match self {
            Way::Review => [("secret plan", Refs::Text), ("dock", Refs::Drop), ("port", Refs::Redact)]
                .map(|(name, refs)| (name.to_string(), refs))
                .into(),
            _ => BTreeMap::new(),
        };
        Decisions { people, refs }
    }
}

/// A block of the core.
#[derive(Clone, Debug, Default)]
struct Node {
    /// Lines; `§` is a hole for a word.
    lines: Vec<String>,
    properties: Vec<String>,
    children: Vec<Node>,
    /// Whether what a side adds below it is not selected by itself.
    open: Open,
    /// Whether it has text of its own that is not selected.
    is_label: bool,
    /// Its number, for what sides add to it.
    id: usize,
}

/// What a side may add below a block.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Open {
    /// Nothing.
    #[default]
    Closed,
    /// Only what may not be handed out, as all below it is selected.
    Denied,
    /// Only drafts and thanks and what may not be handed out: it is the heading of a review.
    Review,
    /// Anything.
    Anything,
}

/// The same notes on both sides.
#[derive(Clone, Debug)]
pub struct Core {
    pub dialect: Dialect,
    pub way: Way,
    notes: Vec<(String, Vec<Node>)>,
    holes: usize,
    /// How many blocks are selected by their own words.
    pub kept: usize,
}

/// One thing that a side has and the other may not have.
#[derive(Clone, Debug, PartialEq)]
pub enum Noise {
    /// What stands in a hole.
    Word(usize),
    /// A line of properties of a block.
    Property(usize, String),
    /// A line below the label of a block that is there as a label alone.
    Body(usize, String),
    /// A block below one, the first or the last: lines of itself and its own.
    Below(usize, bool, Vec<(usize, String)>),
    /// A block of a note's own level, before or after all others.
    Beside(usize, bool, Vec<(usize, String)>),
    /// A line at the end of a note.
    Last(usize, String),
    /// A note.
    Note(String, String),
    /// A file.
    Asset(String),
    /// A setting.
    Setting(usize),
}

struct Making<'d> {
    dice: &'d mut Dice,
    way: Way,
    dialect: Dialect,
    holes: usize,
    kept: usize,
    nodes: usize,
}

const PROJECTS: [&str; 5] = ["Harbour", "Lantern", "Quarry", "The beacon", "R&D (new)"];

/// Ids of blocks that are selected, and of none.
const IDS: [&str; 3] = [
    "64a1b2c3-0000-4000-8000-000000000001",
    "64a1b2c3-0000-4000-8000-000000000002",
    "64a1b2c3-0000-4000-8000-00000000000f",
];

/// Pieces of blocks that are selected; what stands for `§` differs, and is dropped by the rules.
const PIECES: [&str; 63] = [
    "[[Secret plan]]",
    "[[Port]]",
    "[[Pier]]",
    "[[HARBOUR]]",
    "[[Lantern]]",
    "[[Dock]]",
    "[[Nowhere]]",
    "[[Harbour/Notes]]",
    "#secret",
    "#[[two words]]",
    "#Noor",
    "[[Noor Haddad]]",
    "Noor's",
    "Mirela and Noor",
    "met Tom Reed",
    "secret plan",
    "the Port of Harbour",
    "[the plan]([[Secret plan]])",
    "[a [[Dock]] b]([[Secret plan]])",
    "[quoted](((64a1b2c3-0000-4000-8000-000000000001)))",
    "((64a1b2c3-0000-4000-8000-000000000001))",
    "((64a1b2c3-0000-4000-8000-000000000002))",
    "((64a1b2c3-0000-4000-8000-00000000000f))",
    "{{embed ((64a1b2c3-0000-4000-8000-000000000001))}}",
    "{{embed ((64a1b2c3-0000-4000-8000-00000000000f))}}",
    "{{embed [[Secret plan]]}}",
    "{{embed [[Handbook]]}}",
    "{{query [[§]]}}",
    "{{query (and (task todo) [[§]])}}",
    "{{poem §, blue}}",
    "{{renderer :§}}",
    "{{cloze shown \\\\ §}}",
    "{{youtube §}}",
    "![alt](../assets/harbour.png)",
    "![alt of [[Dock]]](../assets/quay.jpg \"§\"){:width 100}",
    "![plan](../assets/plan.svg)",
    "![gone](../assets/gone.png)",
    "![inline](data:image/png;base64,§AAA)",
    "[paper](../assets/paper.pdf)",
    "[[../assets/paper.pdf]]",
    "https://example.org/a?utm_source=§&page=2",
    "[pull](https://git.example.internal/x?token=§)",
    "https://git.example.internal/x#§",
    "<https://git.example.internal/x?sid=§>",
    "[talk](https://example.org/talk#§ \"§\")",
    "<!-- § -->",
    "<span title=\"§\" data-x='§'>spanned</span>",
    "<img src=\"../assets/harbour.png\" alt=\"§\">",
    "[:b {:title \"§\"} \"bold\"]",
    "TIDE-1 and CORE-9",
    "`code of [[x]]`",
    "**bold _and_ slanted**",
    "2024-05-02",
    "[[May 2nd, 2024]]",
    "[[02-05-2024]]",
    "$x_1 + 2$ and $5",
    "so[^1] it",
    "[words][ref]",
    "[ref]",
    "[file](Secret plan.md)",
    "==marked== ~~struck~~",
    "@noor",
    "a [ ] box & <b>more</b>",
];

/// Lines that go on below the first of a block that is selected.
const LINES: [&str; 12] = [
    "and so on",
    "```js § {§}\nlet a = 1; // kept\n```",
    "> quoted",
    "[^1]: because [[Dock]]",
    "| a | b |\n|---|---|\n| 1 | [[Secret plan]] |",
    "#+BEGIN_COMMENT\n§\n#+END_COMMENT",
    "#+BEGIN_SRC rust :§ yes\nfn x() {}\n#+END_SRC",
    "#+BEGIN_QUERY\n{:title \"§\" :query [:find ?b :where [?b :x \"§\"]]}\n#+END_QUERY",
    ":LOGBOOK:\nCLOCK: [§]\n:END:",
    "SCHEDULED: <2024-05-03 Fri>",
    "$$a\nb$$",
    "1. one\n2. two",
];

/// Labels that stand above what is selected, and are shown.
const LABELS: [&str; 9] = [
    "A label",
    "**Bold** label",
    "Of [[Secret plan]] and more",
    "With #Noor",
    "see[^1] there",
    "A [link](https://git.example.internal/x) label",
    "**Two lines\n§**",
    "```js §\n§\n```",
    "$$a\n§ b$$",
];

impl Making<'_> {
    fn hole(&mut self, text: &str) -> String {
        let mut out = String::new();
        for (i, part) in text.split('§').enumerate() {
            if i > 0 {
                out.push_str(&format!("§{}§", self.holes));
                self.holes += 1;
            }
            out.push_str(part);
        }
        out
    }

    fn node(&mut self, line: impl Into<String>, open: Open) -> Node {
        self.nodes += 1;
        Node { lines: vec![line.into()], open, id: self.nodes, ..Node::default() }
    }

    fn label(&mut self, line: impl Into<String>, open: Open) -> Node {
        Node { is_label: true, ..self.node(line, open) }
    }

    /// A block that is selected, and what is below it.
    fn kept(&mut self, depth: usize, with: &str) -> Node {
        self.kept += 1;
        let mut line = format!("{KEPT}{}", self.kept);
        for _ in 0..self.dice.below(5) {
            let mut piece = self.dice.one_of(&PIECES);
            // Elsewhere these are words like any.
            while self.dialect != Dialect::Logseq && (piece.starts_with("{{") || piece.starts_with("[:")) {
                piece = self.dice.one_of(&PIECES);
            }
            line.push(' ');
            line.push_str(&self.hole(piece));
        }
        line.push_str(with);
        let mut node = self.node(line, Open::Denied);
        if self.dialect == Dialect::Logseq {
            if self.dice.chance(25) {
                let more = self.dice.one_of(&LINES);
                node.lines.push(self.hole(more));
            }
            if self.kept < 3 {
                node.properties.push(format!("id:: {}", IDS[self.kept - 1]));
            }
        }
        if depth > 0 {
            for _ in 0..self.dice.below(3) {
                node.children.push(self.kept(depth - 1, ""));
            }
        }
        node
    }

    fn some_kept(&mut self, with: &str) -> Vec<Node> {
        (0..1 + self.dice.below(3)).map(|_| self.kept(2, with)).collect()
    }

    fn done(&mut self) -> Node {
        let mut task = self.kept(0, "");
        task.lines.insert(0, format!("DONE {}", task.lines[0]));
        task.lines.truncate(1);
        task.properties.push(format!("completed:: 2024-0{}-11", 1 + self.dice.below(9)));
        // What stands below says how, and is not selected.
        task.open = Open::Anything;
        task
    }

    /// Labels within one another, with these blocks below the last.
    fn under_labels(&mut self, kept: Vec<Node>) -> Node {
        let mut below = kept;
        for _ in 0..1 + self.dice.below(3) {
            let line = self.dice.one_of(&LABELS);
            let line = if self.dialect == Dialect::Logseq { line } else { LABELS[self.dice.below(4)] };
            let mut lines = line.lines().map(|line| self.hole(line)).collect::<Vec<_>>();
            let mut label = self.label(lines.remove(0), Open::Anything);
            label.lines.extend(lines);
            label.children = below;
            below = vec![label];
        }
        below.remove(0)
    }

    fn project(&mut self, name: &str) -> Node {
        let mut project = self.label(name, Open::Anything);
        if self.dice.chance(30) {
            project.properties.push(format!("order:: {}", self.dice.below(4)));
        }
        project
    }

    fn projects(&mut self, fill: impl Fn(&mut Self) -> Vec<Node>) -> Node {
        let mut all = self.label("Projects", Open::Closed);
        let from = self.dice.below(PROJECTS.len());
        for i in 0..1 + self.dice.below(3) {
            let mut project = self.project(PROJECTS[(from + i) % PROJECTS.len()]);
            project.children = fill(self);
            all.children.push(project);
        }
        all
    }

    fn review(&mut self) -> Vec<Node> {
        let mut heading = self.label("Year end review", Open::Closed);
        let mut year = self.node("2024", Open::Review);
        if self.dice.chance(40) {
            let mut text = self.node("Review", Open::Denied);
            text.children = self.some_kept("");
            year.children.push(text);
        } else {
            year.children = self.some_kept("");
        }
        heading.children.push(year);
        let mut all = vec![heading];
        if self.dice.chance(50) {
            let done = self.done();
            all.push(if self.dice.chance(50) { self.under_labels(vec![done]) } else { done });
        }
        all
    }

    fn notes_section(&mut self) -> Vec<Node> {
        let mut notes = self.label("Notes", Open::Denied);
        notes.children = self.some_kept("");
        vec![notes]
    }

    fn notes(&mut self) -> Vec<(String, Vec<Node>)> {
        let logseq = self.dialect == Dialect::Logseq;
        let folder = if logseq { "pages/" } else { "" };
        let path = |name: &str| format!("{folder}{name}.md");
        match self.way {
            Way::Review => vec![(path("Work"), vec![self.projects(Self::review)])],
            Way::Path => vec![(path("Work"), vec![self.projects(Self::notes_section)])],
            Way::Tag => {
                let kept = self.some_kept(" #share");
                let in_project = self.projects(|making| making.some_kept(" #share"));
                let labelled = self.under_labels(kept);
                vec![(path("Harbour"), self.some_kept(" #share")), (path("Work"), vec![labelled, in_project])]
            }
            Way::Property => {
                let mut notes = vec![(path("Handbook"), self.some_kept(""))];
                if logseq {
                    let mut kept = self.some_kept("");
                    kept.iter_mut().for_each(|node| node.properties.push("share:: yes".into()));
                    notes.push((path("Work"), vec![self.under_labels(kept)]));
                }
                notes
            }
            Way::Done => {
                let done = vec![self.done()];
                let labelled = self.under_labels(done);
                let in_project = self.projects(|making| vec![making.done()]);
                let day = self.some_kept("");
                vec![("journals/2024_05_07.md".into(), day), (path("Work"), vec![labelled, in_project])]
            }
            Way::Peers => {
                let kept = self.some_kept(" #share");
                let labelled = self.under_labels(kept);
                vec![(path("Work"), vec![self.projects(Self::notes_section), labelled])]
            }
        }
    }
}

impl Core {
    /// From a seed.
    pub fn of(dice: &mut Dice, way: Way, dialect: Dialect) -> Core {
        let mut making = Making { dice, way, dialect, holes: 0, kept: 0, nodes: 0 };
        let notes = making.notes();
        let (holes, kept) = (making.holes, making.kept);
        Core { dialect, way, notes, holes, kept }
    }

    fn all(&self) -> Vec<&Node> {
        fn take<'n>(nodes: &'n [Node], all: &mut Vec<&'n Node>) {
            for node in nodes {
                all.push(node);
                take(&node.children, all);
            }
        }
        let mut all = Vec::new();
        self.notes.iter().for_each(|(_, nodes)| take(nodes, &mut all));
        all
    }

    /// With what one side has of its own.
    pub fn folder(&self, noise: &[Noise]) -> Folder {
        let mut folder = Folder { dialect: self.dialect, config: Config::default(), ..Folder::default() };
        let files = ["assets/harbour.png", "assets/quay.jpg"];
        folder.assets = files.iter().map(|path| (*path).to_string()).collect();
        for (i, (path, nodes)) in self.notes.iter().enumerate() {
            let mut text = String::new();
            for before in [true, false] {
                for noise in noise {
                    match noise {
                        Noise::Beside(note, first, lines) if *note == i && *first == before => {
                            self.lines(0, lines, &mut text);
                        }
                        _ => {}
                    }
                }
                if before {
                    nodes.iter().for_each(|node| self.write(node, 0, noise, &mut text));
                }
            }
            for noise in noise {
                match noise {
                    Noise::Last(note, line) if *note == i => text.push_str(&format!("\n{line}\n")),
                    _ => {}
                }
            }
            folder.notes.push((path.clone(), self.filled(&text, noise)));
        }
        for noise in noise {
            match noise {
                Noise::Note(path, text) if folder.notes.iter().all(|(taken, _)| taken != path) => {
                    folder.notes.push((path.clone(), text.clone()));
                }
                Noise::Asset(path) if !folder.assets.contains(path) => folder.assets.push(path.clone()),
                Noise::Setting(which) => set(&mut folder.config, *which),
                _ => {}
            }
        }
        folder
    }

    fn filled(&self, text: &str, noise: &[Noise]) -> String {
        let mut out = String::new();
        for (i, part) in text.split('§').enumerate() {
            match i % 2 {
                0 => out.push_str(part),
                _ => {
                    let hole: usize = part.parse().unwrap();
                    let named = noise.contains(&Noise::Word(hole));
                    // By default it is a word that says nothing, for some forms need one.
                    out.push_str(&if named { format!("{NOISE}{hole}") } else { "x".to_string() });
                }
            }
        }
        out
    }

    fn lines(&self, depth: usize, lines: &[(usize, String)], text: &mut String) {
        let unit = if self.dialect == Dialect::Logseq { "\t" } else { "    " };
        for (below, line) in lines {
            let indent = unit.repeat(depth + below);
            for (i, line) in line.lines().enumerate() {
                text.push_str(&format!("{indent}{}{line}\n", if i == 0 { "- " } else { "  " }));
            }
        }
    }

    fn write(&self, node: &Node, depth: usize, noise: &[Noise], text: &mut String) {
        let mut own = node.lines[0].clone();
        for property in &node.properties {
            own.push('\n');
            own.push_str(property);
        }
        for noise in noise {
            match noise {
                Noise::Property(at, line) if *at == node.id => own.push_str(&format!("\n{line}")),
                _ => {}
            }
        }
        for line in &node.lines[1..] {
            own.push('\n');
            own.push_str(line);
        }
        for noise in noise {
            match noise {
                Noise::Body(at, line) if *at == node.id => own.push_str(&format!("\n{line}")),
                _ => {}
            }
        }
        self.lines(depth, &[(0, own)], text);
        for first in [true, false] {
            for noise in noise {
                match noise {
                    Noise::Below(at, before, lines) if *at == node.id && *before == first => {
                        self.lines(depth + 1, lines, text);
                    }
                    _ => {}
                }
            }
            if first {
                node.children.iter().for_each(|child| self.write(child, depth + 1, noise, text));
            }
        }
    }

    /// What one side has of its own.
    pub fn noise(&self, dice: &mut Dice) -> Vec<Noise> {
        let mut noise = Vec::new();
        for hole in 0..self.holes {
            if dice.chance(60) {
                noise.push(Noise::Word(hole));
            }
        }
        let logseq = self.dialect == Dialect::Logseq;
        for node in self.all() {
            // A property would be one of a block of code or of a formula.
            let takes = logseq && !node.lines[0].starts_with(['`', '$']);
            for _ in 0..dice.below(3) {
                if takes && dice.chance(40) {
                    noise.push(Noise::Property(node.id, property(dice, node)));
                }
                if node.is_label && takes && dice.chance(40) {
                    noise.push(Noise::Body(node.id, dice.one_of(&BODIES).to_string()));
                }
                if node.open != Open::Closed && dice.chance(50) {
                    noise.push(Noise::Below(node.id, dice.chance(50), self.below(dice, node.open)));
                }
            }
        }
        for (i, (path, _)) in self.notes.iter().enumerate() {
            let is_all = path.contains("Handbook") || path.contains("2024");
            for _ in 0..dice.below(3) {
                let open = if is_all { Open::Denied } else { Open::Anything };
                noise.push(Noise::Beside(i, dice.chance(50), self.below(dice, open)));
            }
            if !logseq && !is_all && dice.chance(40) {
                noise.push(Noise::Last(i, format!("[ref]: https://example.org/{NOISE} \"{NOISE}\"")));
            }
        }
        for _ in 0..dice.below(8) {
            noise.push(self.note(dice));
        }
        for _ in 0..dice.below(4) {
            let name = dice.one_of(&["plan.svg", "gone.svg", "xq.png", "a/xq.png", "paper.pdf", "000.png", "Quay.gif"]);
            noise.push(Noise::Asset(format!("{}/{name}", dice.one_of(&["assets", "assets/old"]))));
        }
        for _ in 0..dice.below(3) {
            noise.push(Noise::Setting(dice.below(SETTINGS)));
        }
        noise
    }

    /// A block with what is below it, of which nothing is selected.
    fn below(&self, dice: &mut Dice, open: Open) -> Vec<(usize, String)> {
        let logseq = self.dialect == Dialect::Logseq;
        let said = |dice: &mut Dice| {
            let mut line = format!("{NOISE}{} ", dice.below(90));
            line.push_str(&dice.one_of(&SAID).replace('§', NOISE));
            line
        };
        let first = match open {
            Open::Closed | Open::Denied | Open::Review if open == Open::Review && dice.chance(50) => {
                dice.one_of(&["Draft", "Thank you note", "Kudos from Tom", "thanks #kudos"]).to_string()
            }
            Open::Closed | Open::Denied | Open::Review => {
                let line = said(dice);
                match (logseq, dice.below(6)) {
                    (true, 0) => format!("{line}\nprivate:: true"),
                    (true, 1) => format!("{line}\nvisibility:: private"),
                    (true, 2) => format!("{line}\ntemplate:: {NOISE}"),
                    (true, 3) => format!("{line} [[private]]"),
                    (true, 4) if self.way != Way::Property => format!("TODO [#A] {line}"),
                    (_, 5) if matches!(self.way, Way::Path | Way::Peers) => return self.excluded(dice),
                    _ => format!("{line} #private"),
                }
            }
            Open::Anything => match (logseq, dice.below(8)) {
                (true, 0) => format!("TODO {}\nDEADLINE: <2024-06-01 Sat>", said(dice)),
                (true, 1) => format!("DONE {}\ncompleted:: 2021-03-04", said(dice)),
                (true, 2) => format!("{}\nid:: {}", said(dice), IDS[2]),
                (true, 3) => format!("{}\nalias:: Port, {NOISE}", said(dice)),
                _ => said(dice),
            },
        };
        let mut lines = vec![(0, first)];
        for _ in 0..dice.below(3) {
            lines.push((1, said(dice)));
        }
        lines
    }

    fn excluded(&self, dice: &mut Dice) -> Vec<(usize, String)> {
        vec![(0, "Thank you note".into()), (1, format!("{NOISE} {}", dice.one_of(&SAID).replace('§', NOISE)))]
    }

    /// A note that nothing is selected of.
    fn note(&self, dice: &mut Dice) -> Noise {
        let logseq = self.dialect == Dialect::Logseq;
        let folder = if logseq { "pages/" } else { "" };
        let name = dice.one_of(&[
            "Secret plan",
            "Dock",
            "Port",
            "aaa",
            "zzz",
            "Noor Haddad",
            "Tom Reed",
            "kept1",
            "two words",
            "secret",
            "Nowhere",
            "old/Dock",
            "BBB/harbour",
            "code",
            "Harbour___Notes",
        ]);
        let path = match dice.below(8) {
            0 if logseq => format!("journals/20{}_0{}_11.md", dice.one_of(&["19", "21", "23"]), 1 + dice.below(9)),
            1 if logseq => format!("000/{name}.md"),
            2 => format!("templates/{name}.md"),
            _ => format!("{folder}{name}.md"),
        };
        if logseq && !path.contains("arbour") && dice.chance(15) {
            return Noise::Note(path, dice.one_of(&PRIVATE).to_string());
        }
        let mut text = String::new();
        // A mark on a project's page is one on the project.
        let fronts = match name {
            "BBB/harbour" | "Harbour___Notes" => &FRONTS[..4],
            // A day's page would make a day of the project.
            "aaa" | "zzz" if !path.starts_with("journals/") => &ALIASES,
            _ => &FRONTS[..],
        };
        let front = dice.one_of(fronts).replace('§', NOISE);
        match logseq {
            true if !front.is_empty() => text.push_str(&format!("{}\n\n", front.replace(": ", ":: "))),
            false if !front.is_empty() => text.push_str(&format!("---\n{front}\n---\n\n")),
            _ => {}
        }
        for _ in 0..dice.below(4) {
            let lines = self.below(dice, Open::Anything);
            self.lines(0, &lines, &mut text);
            if logseq && dice.chance(40) {
                let more = dice.one_of(&ELSEWHERE).replace('§', NOISE);
                text.push_str(&format!("{more}\n"));
            }
        }
        Noise::Note(path, text)
    }
}

/// What is said in blocks that are not selected: names, dates and forms that also stand in what is.
const SAID: [&str; 16] = [
    "met [[Noor Haddad]] and #Mirela about [[Secret plan]]",
    "[[LANTERN]] and [[harbour]] and #secret #secret",
    "TIDE-1, TIDE-2 and CORE-9",
    "[[Port]] [[Dock]] #[[two words]]",
    "((64a1b2c3-0000-4000-8000-000000000001))",
    "![§](../assets/harbour.png) ![§](../assets/quay.jpg)",
    "[[May 2nd, 2024]] and [[May 3rd, 2024]]",
    "[[02-05-2024]] and 2024-05-02",
    "[[2023-01-02]] <!-- § -->",
    "visible `§` {{embed [[Harbour]]}}",
    "{{query (task todo)}} [^1]",
    "[^1]: §",
    "$\\§$ {{{{ [[ ((",
    "**§ [§](https://§.example.org)",
    "https://§.internal/x Noor",
    "",
];

/// First lines of notes, as `key: value`.
const FRONTS: [&str; 12] = [
    "",
    "",
    "icon: §\nexclude-from-graph-view: true",
    "role: §",
    "alias: Port",
    "alias: Dock, Secret plan, §",
    "alias: Noor, Mirela",
    "private: true",
    "visibility: mangaer",
    "tags: private, §",
    "title: DOCK",
    "template: §",
];

/// The same of notes that have nothing else to say, which take a project's name as one more of their own.
const ALIASES: [&str; 4] = ["alias: Lantern", "alias: The beacon", "alias: Quarry, R&D (new)", "icon: §"];

/// Whole notes that say in private what pages of the core are. Nothing else is in them: a mark that cannot be read is told
/// where it stands in a note that a page of the share is at home in.
const PRIVATE: [&str; 2] = [
    "- xq #private\n\t- Projects\n\t\t- Work\n\t\t- Handbook",
    "- xq\n  private:: true\n\t- Projects\n\t\t- Work\n\t\t- Handbook\n\t\t  type:: project",
];

/// Blocks of other notes that say what names are.
const ELSEWHERE: [&str; 10] = [
    "- People\n\t- Noor Haddad\n\t\t- xq 1-on-1\n\t- Tom Reed\n\t  alias:: Tom, Reed\n\t- Mirela",
    "- Projects\n\t- Xq project\n\t\t- xq\n\t- Wharf\n\t  order:: 0",
    "- xq\n  id:: 64a1b2c3-0000-4000-8000-000000000001",
    "- xq\n  id:: 64a1b2c3-0000-4000-8000-000000000002",
    "- xq\n  id:: 64a1b2c3-0000-4000-8000-00000000000f",
    "- Projects\n\t- Xq other\n\t\t- Year end review\n\t\t\t- 2023\n\t\t\t\t- **Xq:** text",
    "- xq\n  template:: xq\n\t- [[Port]]",
    "- ```\n  never closed xq",
    "- xq\n  visibility:: nobody-knows\n\t- xq",
    "- [[private]]\n\t- xq",
];

fn property(dice: &mut Dice, node: &Node) -> String {
    let all = ["collapsed:: true", "icon:: xq", "background-color:: red", "xq:: [[Dock]] xq", "heading-note:: #secret"];
    let own = ["id:: 64a1b2c3-0000-4000-8000-00000000abcd", "alias:: Pier, Xq"];
    match node.is_label && dice.chance(30) {
        true => dice.one_of(&own).to_string(),
        false => dice.one_of(&all).to_string(),
    }
}

/// Lines below a label.
const BODIES: [&str; 9] = [
    "xq body",
    "[^1]: xq",
    "![xq](../assets/quay.jpg)",
    "with Noor and Mirela xq",
    "xq **",
    "xq ``` xq",
    "xq $$",
    "```\nxq\n```",
    "[[Dock]] xq",
];

const SETTINGS: usize = 7;

/// One setting of `annals.toml` or `config.edn`.
fn set(config: &mut Config, which: usize) {
    match which {
        0 => drop(config.logseq.macros.insert("poem".into(), "xq $1 [[Dock]]".into())),
        1 => config.logseq.favorites.push("Secret plan".into()),
        2 => config.logseq.full_blocks = true,
        3 => drop(config.people.aliases.insert("Noor Haddad".into(), vec!["Port".into(), "secret".into()])),
        4 => config.title = "xq".into(),
        5 => config.people.names.push("Dock".into()),
        _ => config.logseq.hidden_properties.push("completed".into()),
    }
}

/// A pair that did not give the same, as few differences as will do.
pub struct Failure {
    pub seed: u64,
    pub core: Core,
    pub sides: [Vec<Noise>; 2],
    pub what: String,
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Failure { seed, core, sides, what } = self;
        writeln!(f, "seed {seed}, {:?}, {:?}\nleft:  {:?}\nright: {:?}", core.way, core.dialect, sides[0], sides[1])?;
        writeln!(f, "{what}")?;
        let (left, right) = (core.folder(&sides[0]).notes, core.folder(&sides[1]).notes);
        for (name, mine, other) in [("left", &left, &right), ("right", &right, &left)] {
            for (path, text) in mine.iter().filter(|note| !other.contains(note)) {
                writeln!(f, "--- {name} {path}\n{text}")?;
            }
        }
        Ok(())
    }
}

/// Leaves out what a failure does not need, one thing after the other, for as long as anything can be.
pub fn shrunk(mut failure: Failure, check: impl Fn(&Core, &[Vec<Noise>; 2]) -> Result<(), String>) -> Failure {
    loop {
        let before = failure.sides[0].len() + failure.sides[1].len();
        for side in 0..2 {
            let mut at = 0;
            while at < failure.sides[side].len() {
                let mut sides = failure.sides.clone();
                sides[side].remove(at);
                match check(&failure.core, &sides) {
                    Err(what) => (failure.sides, failure.what) = (sides, what),
                    Ok(()) => at += 1,
                }
            }
        }
        if failure.sides[0].len() + failure.sides[1].len() == before {
            return failure;
        }
    }
}
