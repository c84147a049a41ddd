//! What is added to a page that is served, and never to one that is built: its script, its style.
//!
//! Does not change what the page says.

use std::hash::{Hash, Hasher};

use crate::site::Site;

/// The script's files, by name: the library that brings one page into line with another, and ours.
const FILES: [(&str, &str, &str); 3] = [
    ("live.js", "text/javascript; charset=utf-8", include_str!("../../themes/live/live.js")),
    ("idiomorph.js", "text/javascript; charset=utf-8", include_str!("../../themes/live/idiomorph.js")),
    ("live.css", "text/css; charset=utf-8", include_str!("../../themes/live/live.css")),
];

/// The page that stands where none could be made. The script shows why.
pub const FAULT: &str = include_str!("../../themes/live/fault.html");

/// The type and the text of a file of the script's.
pub fn file(name: &str) -> Option<(&'static str, &'static str)> {
    FILES.iter().find(|(own, ..)| *own == name).map(|(_, media, text)| (*media, *text))
}

/// A page with the script, which is told nothing but by its own address.
pub fn inject(mut page: Vec<u8>, secret: &str) -> Vec<u8> {
    let added = format!(
        "<link rel=\"stylesheet\" href=\"/{secret}/live.css\">\n\
         <script src=\"/{secret}/idiomorph.js\" defer></script>\n<script src=\"/{secret}/live.js\" defer></script>\n"
    );
    let at = memchr::memmem::find(&page, b"</head>").unwrap_or(page.len());
    page.splice(at..at, added.into_bytes());
    page
}

/// A number that changes with the theme's style sheets, which pages put in place of those they have.
pub fn style_number(site: &Site) -> String {
    let mut hasher = rustc_hash::FxHasher::default();
    site.theme.statics().filter(|(path, _)| path.ends_with(".css")).for_each(|file| file.hash(&mut hasher));
    format!("{:016x}", hasher.finish())
}
