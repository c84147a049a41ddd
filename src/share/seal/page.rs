//! The HTML around what is sealed: a page that asks for the passphrase; and the way back from such a page.
//!
//! Does not encrypt. The page itself is not authenticated: who can exchange the file can exchange what asks.

use std::sync::LazyLock;

use base64::Engine;
use base64::engine::general_purpose::STANDARD as BASE64;
use sha2::{Digest, Sha256};

use super::Sealed;
use super::header::Header;

const PAGE: &str = include_str!("../../../themes/share/reader.html");
const STYLE: &str = include_str!("../../../themes/share/reader.css");
const SCRIPT: &str = include_str!("../../../themes/share/reader.js");

// What is sealed begins at the first, and nothing follows the last.
const HEADER: &str = "<script type=\"application/json\" id=\"header\">";
const PAYLOAD: &str = "</script>\n<script type=\"text/plain\" id=\"payload\">\n";
const END: &str = "</script>\n</body>\n</html>\n";

/// All up to the header. Its policy allows this script and this style, by their hashes, and no other.
static BEFORE: LazyLock<String> = LazyLock::new(|| {
    let hash = |text: &str| format!("'sha256-{}'", BASE64.encode(Sha256::digest(text)));
    // Once each, in this order, so that no text is taken for a place.
    let places = [
        ("%script-hash%", hash(SCRIPT)),
        ("%style-hash%", hash(STYLE)),
        ("%style%", STYLE.to_string()),
        ("%script%", SCRIPT.to_string()),
    ];
    let (mut whole, mut rest) = (String::new(), PAGE);
    for (place, text) in places {
        let (before, after) = rest.split_once(place).expect("the page has a place for each");
        whole.extend([before, &text]);
        rest = after;
    }
    whole + rest
});

/// The file.
pub fn whole(header: &str, payload: &str) -> Vec<u8> {
    [&BEFORE, HEADER, header, PAYLOAD, payload, END].concat().into_bytes()
}

/// What stands before the sealed part of a file, if it has one.
pub fn outside(file: &[u8]) -> Option<&[u8]> {
    memchr::memmem::find(file, HEADER.as_bytes()).map(|at| &file[..at])
}

/// Whether a page that asks for the passphrase is this annals' own, to the byte.
pub fn is_own(outside: &[u8]) -> bool {
    outside == BEFORE.as_bytes()
}

/// The sealed parts of a file, if there is nothing else at its end.
pub fn sealed(file: &[u8]) -> Option<Sealed<'_>> {
    // Whatever stands before is the reader of its time.
    let at = memchr::memmem::find(file, HEADER.as_bytes())?;
    let text = std::str::from_utf8(&file[at + HEADER.len()..]).ok()?;
    let (header_text, rest) = text.split_once(PAYLOAD)?;
    let payload = rest.strip_suffix(END)?;
    Some(Sealed { header: Header::parse(header_text)?, header_text, payload })
}
