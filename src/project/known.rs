//! Everybody whom the notes know, and the forms of their names that are theirs alone.
//!
//! Does not look for them in a text (see [`names`](super::names)), nor knows what is shared.

use std::collections::{BTreeMap, BTreeSet};

use rustc_hash::{FxHashMap, FxHashSet};

use crate::graph::{Graph, PageId, PageKind, is_lone_ref, is_nobody, nickname, own_names};
use crate::name;

/// Somebody who may be named, or a first or last name that several people have: nobody can say whose it is.
#[derive(Clone)]
pub struct Known {
    /// None for what several have; more than one where pages are of one name.
    pub pages: Vec<PageId>,
    /// As the page is called.
    pub name: String,
    /// The longest first.
    pub forms: Vec<String>,
}

/// Words of two letters, of English, German, French and Spanish.
const SHORT: [&str; 72] = [
    "ab", "ad", "ah", "am", "an", "as", "at", "au", "be", "by", "ca", "ce", "da", "de", "do", "du", "eh", "el", "en",
    "er", "es", "et", "eu", "ex", "go", "ha", "he", "hi", "if", "il", "im", "in", "is", "it", "ja", "je", "la", "le",
    "ma", "me", "mi", "my", "na", "ne", "no", "ob", "of", "oh", "ok", "on", "or", "os", "ou", "ox", "pi", "re", "se",
    "si", "so", "su", "ta", "te", "to", "tu", "uh", "um", "un", "up", "us", "va", "we", "zu",
];

/// A person's name, and its parts where they may stand alone.
struct Parts {
    page: PageId,
    /// The name of their line, or one of them.
    own: String,
    /// Whether it is the first of several.
    is_first: bool,
    is_one_of_several: bool,
    /// What somebody is called by those who know them.
    given: BTreeSet<String>,
    /// Names of the family, and what stands between: `Pérez` of `José Pérez Gómez`.
    family: BTreeSet<String>,
    /// Of several words, and no less the person's than the whole: `José Gómez`, `van der Berg`.
    whole: BTreeSet<String>,
}

impl Parts {
    fn of(graph: &Graph, page: PageId) -> Vec<Parts> {
        let line = line(graph, page);
        let all = own_names(line);
        let nickname = nickname(line).filter(|name| is_long(name)).filter(|_| all.len() == 1);
        let is_one_of_several = all.len() > 1;
        let of = |(at, own)| Parts { page, is_first: at == 0, is_one_of_several, ..Parts::named(page, own, nickname) };
        all.into_iter().enumerate().map(of).collect()
    }

    fn named(page: PageId, own: String, nickname: Option<&str>) -> Parts {
        let (mut given, mut family, mut whole) = (BTreeSet::new(), BTreeSet::new(), BTreeSet::new());
        let words: Vec<&str> = own.split_whitespace().collect();
        if let Some((first, rest)) = words.split_first() {
            let firsts: Vec<&str> = pieces(first).collect();
            // `Noor from sales` has no last name, nor has `Noor (2)`.
            let ends = rest.last().is_some_and(|last| is_name(last));
            let rest = if ends { rest } else { &[] };
            let lasts: BTreeSet<&str> = rest
                .iter()
                .filter(|word| is_name(word) && !is_middle_word(word, rest))
                .flat_map(|word| pieces(word))
                .collect();
            let called = firsts.iter().copied().chain(nickname);
            whole.extend(called.flat_map(|first| lasts.iter().map(move |last| format!("{first} {last}"))));
            // `van der Berg`, `al-Rashid`
            let is_particle = |word: &&str| word.starts_with(char::is_lowercase);
            if let Some(at) = rest.iter().position(is_particle).filter(|_| ends) {
                whole.insert(rest[at..].join(" "));
            }
            given.extend(firsts.into_iter().filter(|first| is_long(first)).map(String::from));
            family.extend(lasts.into_iter().map(String::from));
        }
        given.extend(nickname.map(String::from));
        Parts { page, own, is_first: true, is_one_of_several: false, given, family, whole }
    }

    fn all(&self) -> impl Iterator<Item = &String> {
        self.given.iter().chain(&self.family)
    }
}

/// Whether a word amid a name is a word like any other, by which nobody is called: `Anna May Smith`.
fn is_middle_word(word: &str, rest: &[&str]) -> bool {
    const WORDS: [&str; 34] = [
        "April", "August", "Ann", "Art", "Best", "Bill", "Chase", "Dawn", "Day", "Eve", "Faith", "Frank", "Grace",
        "Grant", "Hope", "Ivy", "Jack", "Joy", "June", "King", "Lily", "Mark", "May", "Olive", "Page", "Pat", "Pearl",
        "Rob", "Rose", "Ruby", "Summer", "Victor", "Will", "Young",
    ];
    rest.last() != Some(&word) && WORDS.contains(&word)
}

/// A word of a name, and what is joined in it: `Müller-Lüdenscheidt` is called `Müller` by some, and `d'Onofrio` `Onofrio`.
fn pieces(word: &str) -> impl Iterator<Item = &str> {
    let parts = word
        .split(['-', '\'', '’'])
        .filter(|part| part.chars().count() > 2 && is_name(part) && part.len() < word.len());
    std::iter::once(word).chain(parts).filter(|part| is_long(part))
}

/// Whether a word is a name by its first letter, or by that behind what is joined to it.
fn is_name(word: &str) -> bool {
    let is_large = |word: &str| word.starts_with(|c: char| c.is_alphabetic() && !c.is_lowercase());
    is_large(word) || word.split_once(['-', '\'', '’']).is_some_and(|(_, behind)| is_large(behind))
}

/// Two letters are a name where they are no word, and one sign of a script without cases is one.
fn is_long(name: &str) -> bool {
    let is_caseless = |c: char| c.is_alphabetic() && !c.is_lowercase() && !c.is_uppercase();
    match name.chars().count() {
        0 => false,
        1 => name.chars().all(is_caseless),
        2 => name.chars().all(is_caseless) || !SHORT.contains(&name.to_lowercase().as_str()),
        _ => true,
    }
}

/// What a person's line says. In a bullet's own words a slash parts no pages: `Tom Hale / platform`, `Tom Hale, QA/SRE`.
fn line(graph: &Graph, page: PageId) -> &str {
    let this = graph.page(page);
    let is_said = |section: &crate::graph::BlockId| !is_lone_ref(graph.outline(*section), section.block);
    let is_said = this.home.notes.is_empty() && this.home.sections.iter().any(is_said);
    if is_said || this.name.contains(" / ") { &this.name } else { this.short_name() }
}

/// Somebody's whole line, and which of several names in it is theirs.
fn who(graph: &Graph, person: &Parts) -> String {
    name::as_read(&format!("{}\n{}", line(graph, person.page), person.own))
}

/// All people, and the forms of their names: in full, other names, and a first and a last name that are nobody else's. Then
/// those that several have.
pub fn known(graph: &Graph) -> Vec<Known> {
    let people = graph.of_kind(PageKind::Person).filter(|page| !is_nobody(line(graph, *page)));
    let people: Vec<Parts> = people.flat_map(|page| Parts::of(graph, page)).collect();
    // Who has a first or a last name: two pages of one name are one person.
    let (mut given, mut family): (BTreeMap<String, BTreeSet<String>>, BTreeMap<String, BTreeSet<String>>) =
        Default::default();
    for person in &people {
        for (parts, whose) in [(&person.given, &mut given), (&person.family, &mut family)] {
            for part in parts {
                whose.entry(name::as_read(part)).or_default().insert(who(graph, person));
            }
        }
    }
    let is_one = |of: Option<&BTreeSet<String>>| of.is_some_and(|of| of.len() == 1);
    let whole = |page: PageId| {
        let this = graph.page(page);
        std::iter::once(&*this.name).chain(this.aliases.iter().map(|name| &**name)).chain([this.short_name()])
    };
    let of = |person: &Parts| {
        let mut forms: Vec<String> = whole(person.page).filter(|_| person.is_first).map(String::from).collect();
        let is_theirs = |first: &String| is_one(given.get(&name::as_read(first)));
        let is_own = |last: &&String| {
            let last = name::as_read(last);
            is_one(family.get(&last)) && !given.contains_key(&last)
        };
        // What there is of `Tom (platform)` and of `Tom (sales)` is both theirs.
        if !person.given.contains(&person.own) || is_theirs(&person.own) {
            forms.push(person.own.clone());
        }
        forms.extend(person.given.iter().filter(|first| is_theirs(first)).cloned());
        forms.extend(person.whole.iter().cloned());
        forms.extend(person.family.iter().filter(is_own).cloned());
        let name = if person.is_one_of_several { &person.own } else { line(graph, person.page) };
        Known { pages: vec![person.page], name: name.to_string(), forms: sorted(forms) }
    };
    let mut all: Vec<Known> = Vec::with_capacity(people.len());
    let mut places: FxHashMap<String, usize> = FxHashMap::default();
    for person in &people {
        let known = of(person);
        let at = *places.entry(who(graph, person)).or_insert(all.len());
        match all.get_mut(at) {
            Some(same) => {
                same.pages.extend(known.pages);
                same.forms = sorted(std::mem::take(&mut same.forms).into_iter().chain(known.forms).collect());
            }
            None => all.push(known),
        }
    }
    let taken: FxHashSet<String> = all.iter().flat_map(|known| &known.forms).map(|form| name::as_read(form)).collect();
    let mut several: BTreeMap<String, (String, Vec<String>)> = BTreeMap::new();
    for person in &people {
        for part in person.all().filter(|part| !taken.contains(&name::as_read(part))) {
            let (_, forms) = several.entry(name::as_read(part)).or_insert_with(|| (part.clone(), vec![part.clone()]));
            // With their whole names, by which a part is known to be one.
            forms.extend(whole(person.page).map(String::from));
        }
    }
    let shared = several.into_values();
    all.extend(shared.map(|(part, forms)| Known {
        pages: Vec::new(),
        name: format!("{part} (several)"),
        forms: sorted(forms),
    }));
    all
}

/// The longest first.
fn sorted(mut forms: Vec<String>) -> Vec<String> {
    forms.sort_unstable_by(|a, b| b.len().cmp(&a.len()).then_with(|| a.cmp(b)));
    forms.dedup();
    forms
}
