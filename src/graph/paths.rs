//! What a note is called by where it lies, and which note a path written in another means.
//!
//! Does not know which notes there are.

use crate::name;
use crate::notes::join_path;

/// The last part of a path without its ending.
pub fn file_stem(path: &str) -> &str {
    let file = path.rsplit('/').next().unwrap_or(path);
    file.rsplit_once('.').map_or(file, |(stem, _)| if stem.is_empty() { file } else { stem })
}

/// Whether a file stands for its folder.
pub fn is_readme(stem: &str) -> bool {
    stem.eq_ignore_ascii_case("readme") || stem.eq_ignore_ascii_case("index") || stem.eq_ignore_ascii_case("_index")
}

/// A file's path without its ending, in lower case: what a page is told by where the path is its identity.
pub fn path_key(path: &str) -> String {
    let stem = match path.rsplit_once('.') {
        Some((stem, ending)) if !ending.contains('/') => stem,
        _ => path,
    };
    name::key(stem)
}

/// The key of the file that a relative link leads to: `../pages/My%20page.md#x` in `journals/a.md` is `pages/my page`.
pub fn file_key(target: &str, from: &str) -> String {
    let target = target.split('#').next().unwrap_or(target);
    let target = percent_encoding::percent_decode_str(target.trim_matches(['<', '>'])).decode_utf8_lossy();
    let folder = if target.starts_with('/') { "" } else { from.rsplit_once('/').map_or("", |(folder, _)| folder) };
    path_key(&join_path(folder, &target))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn relative_links_lead_to_the_files_they_name() {
        assert_eq!(file_key("../pages/My%20page.md#x", "journals/a.md"), "pages/my page");
        assert_eq!(file_key("b.md", "a.md"), "b");
        assert_eq!(file_key("../../../b.md", "a/c.md"), "b");
    }
}
