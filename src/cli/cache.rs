//! Where what was worked out once is kept from one build to the next: the user's cache folder.
//!
//! Does not read or write it. It is the machine's and the user's, and so no setting of the notes: notes that came from
//! somebody else must not say where files are written.

use std::env::consts::OS;
use std::path::PathBuf;

/// The file that remembers how code is highlighted; none where the user has no folder for such.
pub fn highlights() -> Option<PathBuf> {
    folder(OS, |name| std::env::var_os(name).map(PathBuf::from)).map(|dir| dir.join("annals").join("highlights"))
}

/// Source: the XDG base directory specification, by which a path that is not absolute counts as none; for other systems,
/// what their makers say.
fn folder(os: &str, var: impl Fn(&str) -> Option<PathBuf>) -> Option<PathBuf> {
    let dir = |name: &str| var(name).filter(|dir| dir.is_absolute());
    let own = || match os {
        "windows" => dir("LOCALAPPDATA"),
        "macos" | "ios" => dir("HOME").map(|home| home.join("Library/Caches")),
        _ => dir("HOME").map(|home| home.join(".cache")),
    };
    dir("XDG_CACHE_HOME").or_else(own)
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    #[test]
    fn each_system_has_its_place() {
        let home = |name: &str| (name == "HOME").then(|| PathBuf::from("/home/noor"));
        assert_eq!(folder("linux", home), Some("/home/noor/.cache".into()));
        assert_eq!(folder("macos", home), Some("/home/noor/Library/Caches".into()));
        assert_eq!(folder("windows", home), None);
        let xdg = |name: &str| (name == "XDG_CACHE_HOME").then(|| PathBuf::from("/var/tmp/noor"));
        assert_eq!(folder("linux", xdg), Some("/var/tmp/noor".into()));
        assert_eq!(folder("linux", |_| Some(PathBuf::from("not/absolute"))), None);
        assert_eq!(folder("linux", |_| None), None);
    }
}
