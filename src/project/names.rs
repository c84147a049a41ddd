//! Names of people in a text: found as readers see them, whatever their case, accents, script and what stands round them.
//!
//! Does not know who is named, nor what becomes of it (see [`people`](super::people)).

use std::ops::Range;

use percent_encoding::percent_decode_str;
use rustc_hash::{FxHashMap, FxHashSet};
use unicode_normalization::UnicodeNormalization;

use super::accounts::{is_account, is_site_name, run_at};
use super::letters::{Script, goes_on, is_unparted, script, spellings, spelt_out, words, words_by};
use super::ordinary::{begins_no_word, contracts, is_common, is_ordinary, is_word, parts};

/// Names of people, found as readers see them: whatever their case, their accents' form, and what stands between words.
pub struct Names {
    /// By their first word, or their first two: many people have the first.
    by_head: FxHashMap<String, Vec<Form>>,
    /// First words of forms of several.
    firsts: FxHashSet<String>,
}

/// One form of a name.
struct Form {
    words: Vec<String>,
    whose: usize,
    stands: Stands,
    /// So few signs of a script that parts no words that they are part of many.
    is_short: bool,
}

/// Where a form is a name, and no word like any other.
enum Stands {
    Anywhere,
    /// Anywhere, over signs that part a sentence as well, which are its own: `Tom (sales)`.
    Parted,
    /// With a capital, or in an address: a first or last name alone.
    Large,
    /// In an address, or behind `@`: `nhaddad`.
    Address,
    /// With nothing between its two words but a blank or what joins them: `haddad_noor`.
    Joined,
    /// Both words with capitals and a stop between them, or a stop and the like alone: `N. Haddad`, `n.haddad`.
    Initial,
}

impl Names {
    /// Of forms and whose they are.
    pub fn new<'f>(forms: impl Iterator<Item = (&'f str, usize)>) -> Names {
        let spelt = |(form, whose): (&'f str, usize)| {
            let is_parted = parts(form, form);
            spellings(form).map(move |form| (words_of(&form), whose, is_parted))
        };
        let forms: Vec<(Vec<String>, usize, bool)> = forms.flat_map(spelt).collect();
        let mut parts: FxHashSet<(String, usize)> = FxHashSet::default();
        for (words, whose, _) in &forms {
            parts.extend(ends(words).map(|end| (end.to_string(), *whose)));
        }
        let mut by_head: FxHashMap<String, Vec<Form>> = FxHashMap::default();
        let mut firsts = FxHashSet::default();
        let mut add = |words: Vec<String>, whose, stands| {
            let signs: Vec<char> = words.iter().flat_map(|word| word.chars()).collect();
            let is_short = signs.iter().all(|c| is_unparted(*c))
                && (signs.len() == 1 || signs.len() == 2 && !signs.iter().all(|c| script(*c) == Script::Signs));
            if words.len() > 1 {
                firsts.insert(words[0].clone());
            }
            let head = words.iter().take(2).map(String::as_str).collect::<Vec<_>>().join(" ");
            by_head.entry(head).or_default().push(Form { words, whose, stands, is_short })
        };
        for (words, whose, is_parted) in forms.into_iter().filter(|(words, ..)| !words[0].is_empty()) {
            let is_part = words.len() == 1 && parts.contains(&(words[0].clone(), whose));
            if let [first, rest @ ..] = &words[..]
                && let [between @ .., last] = rest
                && !words.iter().any(|word| word.contains(is_unparted))
            {
                // As logs and reviewers have it, in small letters: no word is so long by chance.
                let stands = |account: &str| match account.chars().count() {
                    10.. => Stands::Anywhere,
                    _ => Stands::Large,
                };
                let whole = words.concat();
                add(vec![whole.clone()], whose, stands(&whole));
                let between: String = between.iter().map(|word| initial(word)).collect();
                let short = initial(first);
                for account in [format!("{short}{last}"), format!("{short}{between}{last}")] {
                    // `nhaddad` is no word, as `planning` of Peter Lanning is.
                    if account.chars().count() > 6 && begins_no_word(&account) {
                        add(vec![account], whose, Stands::Anywhere);
                    }
                }
                if rest.len() > 1 && rest.concat().chars().count() > 5 {
                    add(vec![rest.concat()], whose, Stands::Address);
                }
                let accounts = [
                    format!("{first}{}", initial(last)),
                    format!("{short}{last}"),
                    format!("{last}{short}"),
                    format!("{short}{}", rest.concat()),
                    format!("{short}{between}{last}"),
                ];
                if last.chars().count() > 2 {
                    add(vec![short.to_string(), last.clone()], whose, Stands::Initial);
                }
                // Family first: `haddad_noor`.
                if between.is_empty() {
                    add(vec![last.clone(), first.clone()], whose, Stands::Joined);
                }
                // `Noor H.`
                add(vec![first.clone(), initial(last).to_string()], whose, Stands::Large);
                // `noor_h`
                if first.chars().count() > 2 {
                    add(vec![first.clone(), initial(last).to_string()], whose, Stands::Initial);
                }
                for account in accounts.into_iter().filter(|account| account.chars().count() > 3) {
                    add(vec![account], whose, Stands::Address);
                }
            }
            let is_word = words.len() == 1 && is_common(&words[0]);
            add(
                words,
                whose,
                // `we will` is nobody called Will.
                match (is_part || is_word, is_parted) {
                    (true, _) => Stands::Large,
                    (false, true) => Stands::Parted,
                    (false, false) => Stands::Anywhere,
                },
            );
        }
        by_head.values_mut().for_each(|forms| forms.sort_by_key(|form| std::cmp::Reverse(form.words.len())));
        Names { by_head, firsts }
    }

    /// Where in a text which names stand, from left to right.
    pub fn find(&self, text: &str) -> Vec<(Range<usize>, usize)> {
        self.found(text, false)
    }

    /// Where a first or last name alone stands that is taken for a word, for what is beside it or for its small letter; not
    /// where it hardly names anybody.
    pub fn left(&self, text: &str) -> Vec<(Range<usize>, usize)> {
        let named = self.find(text);
        let mut left = Vec::new();
        for (at, word) in words(text) {
            let of = |head: &str| {
                let forms = self.by_head.get(head)?.iter();
                forms.clone().find(|form| form.words.len() == 1 && matches!(form.stands, Stands::Large))
            };
            let Some(form) = of(&word).or_else(|| of(word.strip_suffix('s')?)) else { continue };
            let is_small = text[at.clone()].starts_with(char::is_lowercase);
            let is_named = named.iter().any(|(name, _)| name.start < at.end && at.start < name.end);
            let is_word = contracts(&text[at.end..])
                || is_small && is_word(&form.words[0])
                || is_small && word.chars().count() < 3;
            if !is_named && !is_word {
                left.push((at, form.whose));
            }
        }
        left
    }

    /// Whom an address names: in one nothing has a capital, and a first or last name alone is a name.
    pub fn in_address(&self, address: &str) -> Vec<usize> {
        let found = self.found(&percent_decode_str(address).decode_utf8_lossy(), true);
        found.into_iter().map(|(_, whose)| whose).collect()
    }

    fn found(&self, text: &str, in_address: bool) -> Vec<(Range<usize>, usize)> {
        if self.by_head.is_empty() {
            return Vec::new();
        }
        let read = words(text);
        let mut found = self.among(text, &read, in_address);
        if text.is_ascii() {
            return found;
        }
        // `Müller` is Mueller, unless somebody is called so.
        let spelt: Vec<(Range<usize>, String)> = words_by(text, |word| spelt_out(&word.nfc().collect::<String>()));
        if spelt != read {
            found.extend(self.among(text, &spelt, in_address));
            // The longer of those that begin together.
            found.sort_by_key(|(at, _)| (at.start, std::cmp::Reverse(at.end)));
            let mut end = 0;
            found.retain(|(at, _)| {
                let stands = at.start >= end;
                end = if stands { at.end } else { end };
                stands
            });
        }
        found
    }

    fn among(&self, text: &str, words: &[(Range<usize>, String)], in_address: bool) -> Vec<(Range<usize>, usize)> {
        let mut found: Vec<(Range<usize>, usize)> = Vec::new();
        // What may be a mail address or an account, where the last word stood that was looked at, and where its `@` is.
        let (mut run, mut sign, mut is_site) = (0..0, None, false);
        let mut at = 0;
        while let Some((Range { start, .. }, word)) = words.get(at) {
            if *start >= run.end {
                run = run_at(text, *start, run.end);
                sign = text[run.clone()].find('@');
                is_site = is_site_name(&text[run.clone()]);
            }
            let done = found.last().map_or(0, |(last, _)| last.end);
            if done > *start {
                // More of an address that named somebody.
                at += 1;
                continue;
            }
            let is_address = in_address || sign.is_some() || is_site || is_account(&text[..*start]);
            let here = Here { text, words: &words[at..], is_address };
            let known = self.known(&here, word);
            if let Some(form) = known {
                let end = here.end_of(form);
                // Of a mail address or a site that names somebody all is theirs.
                let is_mail = (is_site || sign.is_some_and(|sign| sign > 0)) && end <= run.end;
                found.push((if is_mail { run.start.max(done)..run.end } else { *start..end }, form.whose));
            }
            at += known.map_or(1, |form| form.words.len());
        }
        found
    }
}

impl Names {
    /// The longest form that stands here. The last word of one may be put in the genitive, or have a number.
    fn known(&self, here: &Here<'_>, word: &str) -> Option<&Form> {
        let of_head = |head: &str| self.by_head.get(head)?.iter().find(|form| here.is(form));
        let of_two = || {
            let (_, second) = here.words.get(1).filter(|_| self.firsts.contains(word))?;
            let of = |second: &str| of_head(&format!("{word} {second}"));
            of(second).or_else(|| of(second.strip_suffix('s')?)).or_else(|| of(unnumbered(second)))
        };
        let of_one =
            || of_head(word).or_else(|| of_head(word.strip_suffix('s')?)).or_else(|| of_head(unnumbered(word)));
        of_two().or_else(of_one)
    }
}

/// A place in a text at which a name may stand.
struct Here<'t> {
    text: &'t str,
    /// From here on: one at least.
    words: &'t [(Range<usize>, String)],
    is_address: bool,
}

impl Here<'_> {
    /// Whether a form stands here, and is a name.
    fn is(&self, form: &Form) -> bool {
        let Some((last, before)) = form.words.split_last() else { return false };
        let Some((at_last, word)) = self.words.get(before.len()) else { return false };
        // `Toms Entwurf` names Tom as `Tom's` does, and an account may have a number.
        let is_last = last == word
            || last.len() > 2 && word.strip_suffix('s') == Some(last)
            || self.is_address && unnumbered(word) == last;
        let goes_on = |two: &[(Range<usize>, String)]| !parts(&two[0].1, &self.text[two[0].0.end..two[1].0.start]);
        let all_stand = before.iter().zip(self.words).all(|(name, (_, word))| name == word)
            && (matches!(form.stands, Stands::Parted) || self.words.windows(2).take(before.len()).all(goes_on));
        let (first, is_address) = (&self.words[0].0, self.is_address);
        let is_name = is_address || self.is_large(first.start);
        is_last
            && all_stand
            && !(form.is_short && goes_on_in_script(self.text, first.start..at_last.end))
            && match form.stands {
                Stands::Anywhere | Stands::Parted => true,
                // `AI` is no Ai.
                Stands::Large => {
                    let is_ordinary = || {
                        let (before, behind) = (&self.text[..at_last.start], &self.text[at_last.end..]);
                        is_ordinary(last, &self.text[at_last.clone()], before, behind)
                    };
                    is_name
                        && !(before.is_empty() && !is_address && is_ordinary())
                        && !(last.len() == 2 && before.is_empty() && self.is_shouted(at_last))
                }
                Stands::Address => is_address,
                Stands::Joined => {
                    matches!(&self.text[first.end..at_last.start], " " | "_" | "-" | ".")
                }
                Stands::Initial => {
                    let between = &self.text[first.end..at_last.start];
                    matches!(between, "." | "_" | "-")
                        || is_name && self.is_large(at_last.start) && between.starts_with('.')
                }
            }
    }

    /// Where letters have no case, nothing tells a name from a word.
    fn is_large(&self, at: usize) -> bool {
        self.text[at..].trim_start_matches(goes_on).starts_with(|c: char| c.is_alphabetic() && !c.is_lowercase())
    }

    /// Whether a word is written in capitals.
    fn is_shouted(&self, at: &Range<usize>) -> bool {
        !self.is_address && self.text[at.clone()].chars().all(char::is_uppercase)
    }

    /// Where a form that stands here ends: what is put behind a name stays.
    fn end_of(&self, form: &Form) -> usize {
        let (last, word) = &self.words[form.words.len() - 1];
        let is_more = form.words.last() != Some(word) && self.text[..last.end].ends_with(['s', 'S']);
        last.end - usize::from(is_more)
    }
}

fn unnumbered(word: &str) -> &str {
    word.trim_end_matches(|c: char| c.is_ascii_digit())
}

fn initial(word: &str) -> &str {
    &word[..word.chars().next().map_or(0, char::len_utf8)]
}

/// The words of a form of a name, as they are read: one at least, which may be empty.
pub(super) fn words_of(form: &str) -> Vec<String> {
    let words: Vec<String> = words(form).into_iter().map(|(_, word)| word).collect();
    if words.is_empty() { vec![String::new()] } else { words }
}

/// The first and the last word of a name of several.
pub(super) fn ends(words: &[String]) -> impl Iterator<Item = &str> {
    let ends = if words.len() > 1 { [words.first(), words.last()] } else { [None, None] };
    ends.into_iter().flatten().map(String::as_str)
}

/// What stands behind the name of somebody in Chinese, Japanese and Korean.
const ADDRESSES: [&str; 14] =
    ["先生", "女士", "小姐", "老师", "さん", "さま", "様", "氏", "君", "くん", "ちゃん", "씨", "님", "部長"];

/// Whether more of its own script stands right before or behind a name.
fn goes_on_in_script(text: &str, name: Range<usize>) -> bool {
    let of = text[name.clone()].chars().next().map(script);
    let is_more = |c: Option<char>| c.filter(|c| is_unparted(*c)).map(script).is_some_and(|more| Some(more) == of);
    let is_addressed = ADDRESSES.iter().any(|address| text[name.end..].starts_with(address));
    is_more(text[..name.start].chars().next_back()) || is_more(text[name.end..].chars().next()) && !is_addressed
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn behind_a_name_goes_on_what_did() {
        let names = Names::new([("Hans", 0), ("Noor Haddad", 1), ("Haddad", 1)].into_iter());
        let text = "Hanss Noor Haddad@haddad.dev";
        let found: Vec<&str> = names.find(text).into_iter().map(|(at, _)| &text[at]).collect();
        assert_eq!(found, ["Hans", "Noor Haddad", "@haddad.dev"]);
    }

    proptest! {
        #[test]
        fn names_stand_beside_one_another(pieces in prop::collection::vec(0..PIECES.len(), 0..12)) {
            let text: String = pieces.into_iter().map(|at| PIECES[at]).collect();
            let forms = ["Noor Haddad", "Noor", "Haddad", "李明", "ガイ ミ", "Jos\u{e9} s", "o\u{2019}brien", "김민"];
            let names = Names::new(forms.into_iter().zip(0..));
            let mut done = 0;
            for (at, _) in names.find(&text) {
                prop_assert!(done <= at.start && at.start < at.end, "{text:?}");
                prop_assert!(text.is_char_boundary(at.start) && text.is_char_boundary(at.end), "{text:?}");
                done = at.end;
            }
        }
    }

    const PIECES: [&str; 24] = [
        "Noor",
        "Haddad",
        "s",
        "S",
        "@",
        ".",
        " ",
        "\u{200b}",
        "\u{301}",
        "李",
        "明",
        "ガ",
        "カ\u{3099}",
        "ｶﾞ",
        "ミ",
        "イ",
        "Jose",
        "\u{ff53}",
        "O'Brien",
        "noorh",
        "%",
        "\u{1100}\u{1175}\u{11b7}",
        "민",
        "/",
    ];
}
