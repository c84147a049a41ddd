//! A name, its comparison key and its slug.
//!
//! Does not know which names exist, nor what a name's page is.

use unicode_normalization::UnicodeNormalization;

/// The key under which two spellings are one page: a `/` cut off each end, lower case, Unicode NFC.
///
/// Source of the rule: Logseq's `page-name-sanity-lc`. Inner white space is not collapsed there; `-`, `_` and space differ.
pub fn key(name: &str) -> String {
    let cut = trim_slashes(name);
    if cut.is_ascii() {
        return cut.to_ascii_lowercase();
    }
    cut.to_lowercase().nfc().collect()
}

/// Words as a reader sees them: small letters, compatible forms made one, nothing that is not seen, and one blank for
/// whatever stands between them. What looks the same is the same.
pub fn as_read(words: &str) -> String {
    // What is said of most names, and a share asks it of every word.
    if words.is_ascii() {
        return parted(words.chars().map(|c| c.to_ascii_lowercase()), words.len());
    }
    let letters = words.chars().filter(|c| !is_unseen(*c)).nfkc().flat_map(char::to_lowercase);
    parted(letters, words.len()).nfc().collect()
}

/// Words with one blank between them, whatever stands there.
fn parted(letters: impl Iterator<Item = char>, room: usize) -> String {
    let mut out = String::with_capacity(room);
    for c in letters {
        match c.is_alphanumeric() || unicode_normalization::char::is_combining_mark(c) {
            true => out.push(c),
            false if !out.is_empty() && !out.ends_with(' ') => out.push(' '),
            false => {}
        }
    }
    out.truncate(out.trim_end().len());
    out
}

/// Whether a character takes no place: blanks without width, joiners, marks of direction. Source: Unicode's
/// `Default_Ignorable_Code_Point`, those that occur in text.
pub fn is_unseen(c: char) -> bool {
    matches!(
        c,
        '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}'
    )
}

/// The name without one leading and one trailing `/`, and without the white space round it.
pub fn trim_slashes(name: &str) -> &str {
    let name = name.trim();
    let name = name.strip_prefix('/').unwrap_or(name);
    name.strip_suffix('/').unwrap_or(name)
}

/// How many parents a name has at most.
const MOST_PARENTS: usize = 64;

/// The parents of a namespaced name, outermost first: `a/b/c` has `a` and `a/b`.
///
/// URLs, relative paths and names that hold a link have none, and what stands in brackets parts nothing: `Nina (she/her)`.
pub fn parents(name: &str) -> impl Iterator<Item = &str> {
    // Most names have no slash, and need no closer look.
    let plain = name.contains('/')
        && !name.contains("://")
        && !name.starts_with("./")
        && !name.starts_with("../")
        && !name.split_once("[[").is_some_and(|(_, rest)| rest.contains("]]"));
    let parts = move |i: usize| plain && i > 0 && i + 1 < name.len() && !is_in_brackets(name, i);
    // Nobody nests deeper by hand, and each parent is a page.
    name.match_indices('/').filter(move |(i, _)| parts(*i)).map(|(i, _)| &name[..i]).take(MOST_PARENTS)
}

/// The last part of a namespaced name.
pub fn last_segment(name: &str) -> &str {
    let mut parts = name.rmatch_indices('/').filter(|(i, _)| !is_in_brackets(name, *i));
    parts.next().map_or(name, |(i, _)| &name[i + 1..])
}

/// Whether a byte of a name stands between brackets.
fn is_in_brackets(name: &str, at: usize) -> bool {
    name.contains('(') && name[..at].rfind('(') > name[..at].rfind(')') && name[at..].contains(')')
}

/// A name as one part of a URL: Unicode letters and digits kept in lower case and NFC, all else one `-`;
/// at most 120 bytes; never empty, never a name that a file system reserves, never `index`.
///
/// Two names can share a slug: the caller tells them apart by [`short_hash`], never by a number.
pub fn slug(name: &str) -> String {
    let mut slug = String::with_capacity(name.len());
    let mut add = |c: char| {
        // Marks keep their letters readable in scripts where NFC does not fuse them.
        if c.is_alphanumeric() || unicode_normalization::char::is_combining_mark(c) {
            slug.push(c);
        } else if !slug.ends_with('-') && !slug.is_empty() {
            slug.push('-');
        }
    };
    match name.is_ascii() {
        true => name.chars().map(|c| c.to_ascii_lowercase()).for_each(&mut add),
        false => name.nfc().flat_map(char::to_lowercase).for_each(&mut add),
    }
    slug.truncate(slug.trim_end_matches('-').len());
    if !slug.is_ascii() {
        slug = slug.nfc().collect();
    }
    if slug.is_empty() {
        return format!("x-{}", short_hash(name));
    }
    if slug.len() > MAX_SLUG {
        let mut cut = MAX_SLUG - 9;
        while !slug.is_char_boundary(cut) {
            cut -= 1;
        }
        return format!("{}-{}", slug[..cut].trim_end_matches('-'), short_hash(name));
    }
    if is_reserved(&slug) {
        return format!("{slug}-{}", short_hash(name));
    }
    slug
}

/// Longest slug, in bytes: file systems allow 255 for a name, and `.html` and shares need room.
const MAX_SLUG: usize = 120;

/// Names that Windows keeps for devices, and ours for the lists.
fn is_reserved(slug: &str) -> bool {
    slug == "index" || is_device(slug)
}

/// Whether Windows keeps a name, in lower case and without its ending, for a device: no file can have it.
pub fn is_device(stem: &str) -> bool {
    matches!(stem, "con" | "prn" | "aux" | "nul")
        || (stem.len() == 4
            && (stem.starts_with("com") || stem.starts_with("lpt"))
            && stem.as_bytes()[3].is_ascii_digit())
}

/// Eight hex digits of a name's key: what tells two names of one slug apart, whatever else exists.
pub fn short_hash(name: &str) -> String {
    key_hash(&key(name))
}

/// The same of a key, as it is: `a/` and `a` are two, and the key of neither is the other's.
pub fn key_hash(key: &str) -> String {
    blake3::hash(key.as_bytes()).to_hex()[..8].to_string()
}

/// How file names were made of page names.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum FileNames {
    /// The name is the file's name.
    #[default]
    Plain,
    /// Logseq's older way: `.` stands for `/`, the rest is percent-encoded.
    Legacy,
    /// Logseq's newer way: `___` stands for `/`, reserved characters are percent-encoded.
    TripleLowbar,
}

/// The page name of a file name without its ending. Source: `logseq.md` 1.7.
pub fn from_file_name(stem: &str, names: FileNames) -> String {
    let decode = |text: &str| match percent_encoding::percent_decode_str(text).decode_utf8() {
        Ok(decoded) => decoded.into_owned(),
        // Not an encoded name after all: it stands as it is.
        Err(_) => text.to_string(),
    };
    match names {
        FileNames::Plain => stem.to_string(),
        FileNames::Legacy => decode(&stem.replace('.', "/")),
        FileNames::TripleLowbar => {
            let decoded = decode(&stem.replace("___", "/"));
            decoded.split('/').filter(|part| !part.is_empty()).collect::<Vec<_>>().join("/")
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spellings_of_one_name_share_a_key() {
        assert_eq!(key("/Foo Bar/"), "foo bar");
        assert_eq!(key("E\u{301}t\u{e9}"), key("\u{e9}t\u{e9}"));
        assert_ne!(key("a-b"), key("a b"));
    }

    #[test]
    fn slugs_keep_letters_of_every_script_and_are_safe_file_names() {
        assert_eq!(slug("ChatBot AI"), "chatbot-ai");
        assert_eq!(slug("日本語 / ノート"), "日本語-ノート");
        assert_eq!(slug("Index"), format!("index-{}", short_hash("Index")));
        assert!(slug("com7").starts_with("com7-"));
        assert!(slug("🚀").starts_with("x-"));
        assert!(slug(&"é".repeat(300)).len() <= 120);
    }

    #[test]
    fn file_names_are_decoded_the_way_the_graph_encodes_them() {
        assert_eq!(from_file_name("a___b%3Ac", FileNames::TripleLowbar), "a/b:c");
        assert_eq!(from_file_name("a.b%20c", FileNames::Legacy), "a/b c");
        assert_eq!(from_file_name("100%", FileNames::TripleLowbar), "100%");
        assert_eq!(from_file_name("a.b", FileNames::Plain), "a.b");
    }

    #[test]
    fn parents_of_a_namespace_are_its_prefixes() {
        assert_eq!(parents("a/b/c").collect::<Vec<_>>(), ["a", "a/b"]);
        assert_eq!(parents("https://x.org/y").count(), 0);
        assert_eq!(parents("outer [[a/b]]").count(), 0);
        assert_eq!(parents("a (b/c)/d").collect::<Vec<_>>(), ["a (b/c)"]);
        assert_eq!(last_segment("a/b"), "b");
        assert_eq!(last_segment("a :( b/c"), "c");
        assert_eq!(last_segment("a/Nina (she/her)"), "Nina (she/her)");
    }
}
