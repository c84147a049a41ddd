//! Which pages a journal has, and what lines and blocks are made of.
//!
//! Does not know what stands on a page of which kind: see [`super::pages`].

use super::random::Random;
use super::words::{
    ADJECTIVES, ASPECTS, ELSEWHERE, FIRST, HUBS, LABELS, LAST, LOOSE_TAGS, NOUNS, SENTENCES, TASKS, TECHNOLOGIES, WORDS,
};
use super::{Block, Inline, Journal, Kind, Page, Task, With, day_title, pages, snippets};
use chrono::{Datelike, Days, NaiveDate};
use std::collections::HashSet;

/// The last day of every journal.
pub const END: Option<NaiveDate> = NaiveDate::from_ymd_opt(2025, 12, 31);

/// Pages by how often they are linked to, the most linked first, and the sums of their weights.
struct Ranked {
    pages: Vec<usize>,
    sums: Vec<f64>,
}

impl Ranked {
    fn new(pages: Vec<usize>) -> Ranked {
        let mut sum = 0.0;
        let weigh = |rank| {
            sum += 1.0 / (rank as f64 + 5.0);
            sum
        };
        let sums = (0..pages.len()).map(weigh).collect();
        Ranked { pages, sums }
    }

    fn pick(&self, random: &mut Random) -> usize {
        let at = random.unit() * self.sums.last().copied().unwrap_or_default();
        self.pages[self.sums.partition_point(|sum| *sum < at).min(self.pages.len() - 1)]
    }
}

/// A journal in the making.
pub struct Maker {
    /// The dice.
    pub random: Random,
    /// The pages, filled one by one.
    pub pages: Vec<Page>,
    /// Days with a note.
    pub days: Vec<NaiveDate>,
    /// The last day.
    pub end: NaiveDate,
    any: Ranked,
    people: Ranked,
    projects: Ranked,
    topics: Ranked,
    /// Blocks with a name so far, and their pages.
    named: Vec<(String, usize)>,
}

/// See [`Journal::new`].
pub fn journal(notes: usize, seed: u64) -> Journal {
    let mut random = Random::new(seed);
    let end = END.unwrap_or_default();
    let days = workdays(&mut random, end, (notes * 45 / 100).min(11 * 261));
    let pages = names(&mut random, notes - days.len());
    let of = |kind: Kind| pages.iter().enumerate().filter(move |(_, p)| p.kind == kind).map(|(i, _)| i);
    let (people, projects, topics): (Vec<_>, Vec<_>, Vec<_>) =
        (of(Kind::Person).collect(), of(Kind::Project).collect(), of(Kind::Topic).collect());
    let mut any: Vec<usize> = projects.iter().chain(&topics).chain(&people).copied().collect();
    random.shuffle(&mut any);
    let hubs = projects.iter().take(3).chain(topics.iter().take(3)).chain(people.iter().take(2));
    let hubs: Vec<usize> = hubs.copied().collect();
    any.retain(|page| !hubs.contains(page));
    let any = Ranked::new([hubs, any].concat());
    let first_day = pages.len();
    let (people, projects, topics) = (Ranked::new(people), Ranked::new(projects), Ranked::new(topics));
    let mut maker = Maker { random, pages, days, end, any, people, projects, topics, named: Vec::new() };
    for day in maker.days.clone() {
        let (title, slug) = (day_title(day), format!("j-{day}"));
        maker.pages.push(Page {
            kind: Kind::Day(day),
            title,
            slug,
            alias: None,
            properties: Vec::new(),
            blocks: Vec::new(),
        });
    }
    let mut hub = vec![false; maker.pages.len()];
    maker.any.pages.iter().take((notes / 100).max(6)).for_each(|page| hub[*page] = true);
    for (page, hub) in hub.into_iter().enumerate() {
        pages::fill(&mut maker, page, hub);
    }
    let days = maker.days.iter().enumerate().map(|(i, day)| (*day, first_day + i)).collect();
    Journal { pages: maker.pages, days }
}

/// So many workdays up to one, with some off.
fn workdays(random: &mut Random, end: NaiveDate, count: usize) -> Vec<NaiveDate> {
    let mut days: Vec<NaiveDate> = std::iter::successors(Some(end), NaiveDate::pred_opt)
        .filter(|day| day.weekday().num_days_from_monday() < 5)
        .filter(|_| random.chance(0.94))
        .take(count)
        .collect();
    days.reverse();
    days
}

/// The names of so many pages that are no days.
fn names(random: &mut Random, count: usize) -> Vec<Page> {
    let (people, projects) = ((count * 9 / 100).clamp(2, 600), (count * 14 / 100).clamp(2, 1200));
    let product = |one: &[&str], two: &[&str]| -> Vec<String> {
        one.iter().flat_map(|a| two.iter().map(move |b| format!("{a} {b}"))).collect()
    };
    let (mut folk, mut works) = (product(FIRST, LAST), product(ADJECTIVES, NOUNS));
    random.shuffle(&mut folk);
    random.shuffle(&mut works);
    let mut named: Vec<(Kind, String)> = folk.iter().take(people).map(|name| (Kind::Person, name.clone())).collect();
    named.extend((0..projects).map(|i| (Kind::Project, works[i % works.len()].clone())));
    let rest = count - people - projects - 1;
    let mut subjects = product(TECHNOLOGIES, ASPECTS);
    subjects.extend(TECHNOLOGIES.iter().map(|name| name.to_string()));
    random.shuffle(&mut subjects);
    let odd = ELSEWHERE.iter().take((rest / 40).max(2));
    let mut subjects = HUBS.iter().chain(odd).map(|name| name.to_string()).chain(subjects);
    for i in 0..rest {
        let dice = random.unit();
        named.push((
            Kind::Topic,
            if i >= 30 && dice < 0.16 {
                // Decisions stand below their project.
                let project = &works[random.below(projects.min(works.len()))];
                format!("{project}/ADR-{:03} {} {}", random.between(1, 400), random.pick(WORDS), random.pick(WORDS))
            } else if i >= 30 && dice < 0.22 {
                format!("Meeting/{} {} {}", random.pick(ADJECTIVES), random.pick(WORDS), random.pick(WORDS))
            } else if let Some(subject) = subjects.next() {
                subject
            } else {
                format!("{} {} {}", random.pick(TECHNOLOGIES), random.pick(WORDS), random.pick(ASPECTS))
            },
        ));
    }
    named.push((Kind::Contents, "contents".into()));
    let (mut titles, mut slugs) = (HashSet::new(), HashSet::new());
    let once = |seen: &mut HashSet<String>, name: &str, with: &dyn Fn(&str, usize) -> String| {
        let names = std::iter::once(name.to_string()).chain((2..).map(|i| with(name, i)));
        names.into_iter().find(|name| seen.insert(name.to_lowercase())).unwrap_or_default()
    };
    let page = |(kind, name): (Kind, String)| {
        let title = once(&mut titles, &name, &|name, i| format!("{name} {i}"));
        let slug = once(&mut slugs, &slug(&title), &|name, i| format!("{name}-{i}"));
        let initials: String = title.split(' ').filter_map(|word| word.chars().next()).collect();
        let alias = (kind == Kind::Project && random.chance(0.25))
            .then(|| format!("{}{}", initials.to_uppercase(), random.between(10, 99_999)));
        Page { kind, title, slug, alias, properties: Vec::new(), blocks: Vec::new() }
    };
    named.into_iter().map(page).collect()
}

fn slug(title: &str) -> String {
    let ascii = |c: char| if c.is_ascii_alphanumeric() { c.to_ascii_lowercase() } else { '-' };
    let words: Vec<String> =
        title.split(|c| ascii(c) == '-').filter(|word| !word.is_empty()).map(str::to_lowercase).collect();
    if words.is_empty() { "page".into() } else { words.join("-") }
}

/// Words as they are.
pub fn text(words: impl Into<String>) -> Inline {
    Inline::Text(words.into())
}

impl Maker {
    /// A link to a page: of any kind (`P`), a person (`H`), a project (`J`) or a topic (`T`).
    pub fn link(&mut self, kind: char) -> Inline {
        Inline::Page(self.page(kind))
    }

    fn page(&mut self, kind: char) -> usize {
        let Maker { any, people, projects, topics, random, .. } = self;
        match kind {
            'H' => people.pick(random),
            'J' => projects.pick(random),
            'T' => topics.pick(random),
            _ => any.pick(random),
        }
    }

    /// A tag.
    pub fn tag(&mut self) -> Inline {
        if self.random.chance(0.75) {
            Inline::Tag(self.page('P'))
        } else {
            Inline::LooseTag(self.random.pick(LOOSE_TAGS))
        }
    }

    /// A day with a note.
    pub fn some_day(&mut self) -> NaiveDate {
        self.days[self.random.below(self.days.len())]
    }

    /// A workday around another.
    fn near(&mut self, day: Option<NaiveDate>) -> NaiveDate {
        let Some(day) = day else { return self.some_day() };
        let near = day - Days::new(20) + Days::new(self.random.between(0, 26) as u64);
        near + Days::new([0, 0, 0, 0, 0, 2, 1][near.weekday().num_days_from_monday() as usize])
    }

    /// A sentence with its gaps filled.
    pub fn sentence(&mut self, of: &[&'static str], day: Option<NaiveDate>) -> Vec<Inline> {
        let sentence = self.random.pick(of);
        let mut parts = sentence.split('@');
        let mut line: Vec<Inline> = parts.next().filter(|part| !part.is_empty()).map(text).into_iter().collect();
        for part in parts {
            let (slot, rest) = part.split_at(1);
            line.push(self.gap(slot, day));
            if !rest.is_empty() {
                line.push(text(rest));
            }
        }
        line
    }

    fn gap(&mut self, slot: &str, day: Option<NaiveDate>) -> Inline {
        let random = &mut self.random;
        match slot {
            "w" => text(random.pick(WORDS)),
            "n" => text(random.between(2, 90).to_string()),
            "t" => {
                text(format!("{}-{}", random.pick(&["PLAT", "OPS", "DATA", "CORE", "SEC"]), random.between(10, 9999)))
            }
            "u" => {
                let (name, number) = (random.pick(WORDS), random.between(1, 9999));
                let url = format!("https://git.example.org/{}/{name}/pull/{number}", random.pick(WORDS));
                Inline::Address(random.chance(0.5).then_some(name), url)
            }
            "c" => {
                let (a, b, major, minor, patch) =
                    (random.pick(WORDS), random.pick(WORDS), random.below(4), random.below(20), random.below(9));
                Inline::Code(format!("{a}-{b} v{major}.{minor}.{patch}"))
            }
            "d" => Inline::Missing(format!("{} {} notes", random.pick(ADJECTIVES), random.pick(WORDS))),
            "M" => {
                let person = self.page('H');
                text(self.pages[person].title.clone())
            }
            "D" => Inline::Day(self.near(day)),
            "R" if self.named.is_empty() => text("the notes"),
            "R" => {
                let (id, page) = self.some_block();
                Inline::Block(id, page)
            }
            "g" => self.tag(),
            kind => self.link(kind.chars().next().unwrap_or('P')),
        }
    }

    fn some_block(&mut self) -> (String, usize) {
        let Maker { named, random, .. } = self;
        named[random.below(named.len())].clone()
    }

    /// A task.
    pub fn task(&mut self, day: Option<NaiveDate>) -> Block {
        let mut line = self.sentence(TASKS, day);
        let marker = match self.random.unit() {
            r if r < 0.62 => "DONE",
            r if r < 0.88 => "TODO",
            r if r < 0.95 => "DOING",
            r if r < 0.98 => "WAITING",
            _ => "CANCELED",
        };
        let priority = self.random.chance(0.45).then(|| ['A', 'B', 'B', 'C'][self.random.below(4)]);
        let dice = self.random.unit();
        let deadline = (dice < 0.22).then(|| self.near(day));
        let scheduled = (0.22..0.38).contains(&dice).then(|| self.near(day));
        let clocked = matches!(marker, "DONE" | "DOING") && self.random.chance(0.22);
        let clock = clocked.then(|| self.clock(day));
        if self.random.chance(0.18) {
            line.extend([text(" "), self.tag()]);
        }
        let task = Some(Task { marker, priority, deadline, scheduled, clock });
        Block { text: line, task, ..Block::default() }
    }

    fn clock(&mut self, day: Option<NaiveDate>) -> String {
        let day = day.unwrap_or(self.end).format("%Y-%m-%d %a");
        let (hour, minute, last) = (self.random.between(8, 16), self.random.below(60), self.random.between(5, 95));
        let (hours, minutes) = (hour + (minute + last) / 60, (minute + last) % 60);
        let (h, m) = (last / 60, last % 60);
        format!("CLOCK: [{day} {hour:02}:{minute:02}:00]--[{day} {hours:02}:{minutes:02}:00] =>  {h:02}:{m:02}:00")
    }

    /// A note of any kind, with what stands below it.
    pub fn note(&mut self, page: usize, day: Option<NaiveDate>, depth: usize) -> Block {
        let dice = self.random.unit();
        let mut block = if (0.122..0.130).contains(&dice) && !self.named.is_empty() {
            let (id, page) = self.some_block();
            let whole = self.random.chance(0.25);
            let with = if whole { With::EmbedPage(page) } else { With::EmbedBlock(id, page) };
            Block { with: Some(with), ..Block::default() }
        } else if (0.150..0.22).contains(&dice) {
            self.task(day)
        } else if dice < 0.150 {
            self.with_something(dice, day)
        } else {
            Block { text: self.words(day), ..Block::default() }
        };
        if block.with.is_none() && self.random.chance(0.03) {
            let id = self.random.uuid();
            self.named.push((id.clone(), page));
            block.id = Some(id);
        }
        let often = [0.0, 0.34, 0.26, 0.20, 0.15].get(depth).copied().unwrap_or_default();
        if block.with.is_none() && self.random.chance(often) {
            for _ in 0..self.random.between(1, 4) {
                block.below.push(self.note(page, day, depth + 1));
            }
            block.folded = self.random.chance(0.35);
        }
        block
    }

    fn words(&mut self, day: Option<NaiveDate>) -> Vec<Inline> {
        let mut line = self.sentence(SENTENCES, day);
        if self.random.chance(0.3) {
            line.push(text(". "));
            line.extend(self.sentence(SENTENCES, day));
        }
        if self.random.chance(0.12) {
            line.splice(0..0, [Inline::Bold(self.random.pick(LABELS)), text(" ")]);
        }
        if self.random.chance(0.20) {
            line.extend([text(" "), self.tag()]);
        }
        line
    }

    /// Code, a table, a formula, a query, a picture or a quote.
    fn with_something(&mut self, dice: f64, day: Option<NaiveDate>) -> Block {
        let (line, with) = if dice < 0.106 {
            let line = if self.random.chance(0.4) { Vec::new() } else { self.sentence(SENTENCES, day) };
            let (language, lines) = snippets::code(&mut self.random);
            (line, With::Code(language, lines))
        } else if dice < 0.115 {
            let line = vec![text(format!("Numbers for the {}:", self.random.pick(WORDS)))];
            (line, With::Table(snippets::table(&mut self.random)))
        } else if dice < 0.130 {
            let n = self.random.between(2, 40);
            if self.random.chance(0.5) {
                let words = format!("Cost is $O(n \\log n)$ with $n \\approx 10^{}$, about $${n}$ s", n % 9 + 1);
                return Block { text: vec![text(words.replace("$$", "$"))], ..Block::default() };
            }
            let formula = format!("L = \\lambda W, \\quad \\rho = \\frac{{\\lambda}}{{{n}\\mu}} < 1");
            (vec![text("Estimate: ")], With::Formula(formula))
        } else if dice < 0.136 {
            let page = self.page('P');
            (Vec::new(), With::Query(page, self.random.pick(&["TODO", "DOING", "TODO DOING"])))
        } else if dice < 0.142 {
            let line = format!("Sketch of the {}", self.random.pick(WORDS));
            (vec![text(line)], With::Picture(self.random.below(PICTURES)))
        } else {
            let line = self.sentence(SENTENCES, day);
            let words: Vec<&str> = (0..self.random.between(8, 20)).map(|_| self.random.pick(WORDS)).collect();
            (line, With::Quote(words.join(" ")))
        };
        Block { text: line, with: Some(with), ..Block::default() }
    }
}

/// How many pictures there are.
pub const PICTURES: usize = 12;
