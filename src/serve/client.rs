//! What is added to a page that is served, and never to one that is built: its script, its style.
//!
//! Does not change what the page says.

use std::hash::{Hash, Hasher};

use crate::site::Site;

/// The script's files, by name: the library that brings one page into line with another, ours, what ours asks for when it
/// has a use for it, and their style.
const FILES: [(&str, &str, &str); 7] = [
    ("idiomorph.js", SCRIPT, include_str!("../../themes/live/idiomorph.js")),
    ("live.js", SCRIPT, include_str!("../../themes/live/live.js")),
    ("faults.js", SCRIPT, include_str!("../../themes/live/faults.js")),
    ("follow.js", SCRIPT, include_str!("../../themes/live/follow.js")),
    ("gone.js", SCRIPT, include_str!("../../themes/live/gone.js")),
    ("menu.js", SCRIPT, include_str!("../../themes/live/menu.js")),
    ("live.css", "text/css; charset=utf-8", include_str!("../../themes/live/live.css")),
];
const SCRIPT: &str = "text/javascript; charset=utf-8";

/// The page that stands where none could be made. The script shows why.
pub const FAULT: &str = include_str!("../../themes/live/fault.html");

/// The type and the text of a file of the script's.
pub fn file(name: &str) -> Option<(&'static str, &'static str)> {
    FILES.iter().find(|(own, ..)| *own == name).map(|(_, media, text)| (*media, *text))
}

/// A page with the script, which is told its own address, and the number of the state that the page is of.
pub fn inject(mut page: Vec<u8>, secret: &str, number: u64) -> Vec<u8> {
    let added = format!(
        "<link rel=\"stylesheet\" href=\"/{secret}/live.css\">\n\
         <script src=\"/{secret}/idiomorph.js\" defer></script>\n\
         <script src=\"/{secret}/live.js\" data-number=\"{number}\" defer></script>\n"
    );
    // The header says it as well, and lets the script run where a page of the site has none.
    if let Some(policy) = in_head(&page, POLICY) {
        let end = memchr::memchr(b'>', &page[policy..]).map_or(0, |at| at + 1);
        page.drain(policy..policy + end);
    }
    // Before all other scripts, so that it knows the page as it was served.
    let at = in_head(&page, b"<script").unwrap_or_else(|| head(&page));
    page.splice(at..at, added.into_bytes());
    page
}

/// A page's own policy.
const POLICY: &[u8] = b"<meta http-equiv=\"Content-Security-Policy\"";

/// Where a page's head ends.
fn head(page: &[u8]) -> usize {
    memchr::memmem::find(page, b"</head>").unwrap_or(page.len())
}

fn in_head(page: &[u8], what: &[u8]) -> Option<usize> {
    memchr::memmem::find(&page[..head(page)], what)
}

/// A number that changes with the theme's style sheets, which pages put in place of those they have.
pub fn style_number(site: &Site) -> String {
    let mut hasher = rustc_hash::FxHasher::default();
    site.theme.statics().filter(|(path, _)| path.ends_with(".css")).for_each(|file| file.hash(&mut hasher));
    format!("{:016x}", hasher.finish())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_script_comes_before_those_of_the_page() {
        let page = |head: &str| format!("<html><head>{head}</head><body><script></script></body></html>");
        let inject = |head: &str| String::from_utf8(inject(page(head).into_bytes(), "live-0", 7)).unwrap();
        let order = |page: String, first: &str, second: &str| page.find(first).unwrap() < page.find(second).unwrap();
        assert!(order(inject("<title>A</title>"), "data-number=\"7\"", "</head>"));
        assert!(order(inject("<script src=a.js></script>"), "live.js", "a.js"));
    }

    #[test]
    fn the_policy_is_the_headers() {
        let page =
            "<head><meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'\"><title></title></head>";
        let page = String::from_utf8(inject(page.into(), "live-0", 1)).unwrap();
        assert!(page.starts_with("<head><title></title><link"), "{page}");
    }
}
