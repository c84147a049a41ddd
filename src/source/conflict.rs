//! Tells the copies that programs for synchronising make when two versions of a file are in conflict.
//!
//! A name must say so itself: a plain number behind it (`Meeting 2.md`, as iCloud and file managers write) or the name of a
//! computer (OneDrive) may be the author's own, and such files are pages. Does not open a file.

use std::sync::LazyLock;

use regex::Regex;

/// The program, and what the name ends with before its ending, in lower case. Each asks for the time or the sign that the
/// program always writes, so that a page *about* conflicted copies stays a page.
static COPIES: LazyLock<Vec<(&str, Regex)>> = LazyLock::new(|| {
    let rules = [
        // `note.sync-conflict-20240101-120000-ABCDEFG.md`
        ("Syncthing", r"\.sync-conflict-\d{8}"),
        // `note (conflicted copy 2024-01-01 120000).md`; Obsidian Sync names the device before the time.
        ("Nextcloud or Obsidian", r" \(conflicted copy [^()]*\d{6,}\)$"),
        ("Nextcloud", r"_conflict-\d{8}-\d{6}$"),
        // `note (Noor's conflicted copy 2024-01-01).md`, in the languages of its users.
        (
            "Dropbox",
            r" \([^()]*\b(conflicted copy|in konflikt stehende kopie|copie en conflit|copia en conflicto)\b[^()]*\d{4}-\d\d-\d\d[^()]*\)$",
        ),
        ("Seafile", r" \(sfconflict [^()]+\d{4}-\d\d-\d\d[^()]*\)$"),
        ("pCloud", r" \[conflicted( \d+)?\]$"),
        // `note_DISKSTATION_Jan-01-120000-2024_Conflict.md`
        ("Synology Drive", r"_[a-z]{3}-\d\d-\d{4,6}-\d{4}_conflict$"),
    ];
    // A rule that is no pattern would be a mistake in this table, which the test below reads whole.
    rules.into_iter().filter_map(|(program, rule)| Some((program, Regex::new(rule).ok()?))).collect()
});

/// The program whose copy a file of this name is, and what the file is called that it is a copy of, as far as its name says.
pub fn copied_by(name: &str) -> Option<(&'static str, String)> {
    // All but a few names are told apart by a word that each of these copies has.
    let lower = name.to_lowercase();
    if !["confli", "konflikt"].iter().any(|word| lower.contains(word)) {
        return None;
    }
    let stem = lower.rsplit_once('.').map_or(&*lower, |(stem, _)| stem);
    let (program, at) = COPIES.iter().find_map(|(program, rule)| Some((*program, rule.find(stem)?.start())))?;
    // The mark is found in lower case, which some letters are longer in.
    let kept = stem[..at].chars().count();
    let ending = name.rsplit_once('.').map_or(String::new(), |(_, ending)| format!(".{ending}"));
    Some((program, name.chars().take(kept).collect::<String>() + &ending))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn copies_of_sync_programs_are_told_by_their_names() {
        assert_eq!(COPIES.len(), 7);
        for (name, program, of) in [
            ("a.sync-conflict-20240101-120000-ABCDEFG.md", "Syncthing", "a.md"),
            ("Note (conflicted copy 2024-01-01 120000).md", "Nextcloud or Obsidian", "Note.md"),
            ("Note (Conflicted copy Phone 202501011200).md", "Nextcloud or Obsidian", "Note.md"),
            ("Note_conflict-20160101-120000.md", "Nextcloud", "Note.md"),
            ("Éva (Noor's conflicted copy 2024-01-01).md", "Dropbox", "Éva.md"),
            ("Note (In Konflikt stehende Kopie von Noor 2024-01-01).md", "Dropbox", "Note.md"),
            ("Note (SFConflict n@x.org 2024-01-01-12-00-00).md", "Seafile", "Note.md"),
            ("p [conflicted].png", "pCloud", "p.png"),
            ("Note_DISKSTATION_Jan-01-120000-2024_Conflict.md", "Synology Drive", "Note_DISKSTATION.md"),
        ] {
            assert_eq!(copied_by(name), Some((program, of.to_string())), "{name}");
        }
    }

    #[test]
    fn ordinary_names_are_pages() {
        for name in [
            "Meeting 2.md",
            "Meeting (1).md",
            "Conflict.md",
            "Conflicted copy.md",
            "How to merge a conflicted copy.md",
            "Review (conflicted copy or not).md",
            "Merge conflicts 2024-01-01.md",
            "git_conflict-notes.md",
            "sync-conflict-20240101.md",
            "note-DESKTOP-ABC1234.md",
        ] {
            assert_eq!(copied_by(name), None, "{name}");
        }
    }
}
