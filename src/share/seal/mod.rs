//! The sealed file, format 1: one HTML page that holds others, encrypted, and opens them for whoever has the passphrase.
//!
//! Does not write it to the disk. What it looks like to the byte stands in `FORMAT.md`, from which a second reader was
//! written; vectors in `tests/seal` hold both to it.

mod chunks;
mod header;
mod inner;
mod keys;
mod page;
pub mod passphrase;
mod random;
#[cfg(test)]
mod tests;

use std::fmt;

use chrono::NaiveDate;

use crate::error::Error;
use header::{Header, Kdf, Slot};
use keys::Secret;
pub use page::{is_own, outside};
pub use random::Random;

/// What a reader takes: sealed, and again when unpacked.
pub const MAX_BYTES: usize = 200_000_000;

/// The entry that is shown.
pub const INDEX: &str = "index.html";

/// What is sealed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bundle {
    /// The window's title once it is open.
    pub title: String,
    /// The day it was made.
    pub created: NaiveDate,
    /// The last day on which it is meant to be read. It opens all the same, and says so.
    pub not_after: Option<NaiveDate>,
    /// Its files. The first is [`INDEX`]: a page that needs nothing but, maybe, images among the others.
    pub entries: Vec<Entry>,
}

/// A file of a [`Bundle`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// Small letters, digits, `-`, `_` and `.`, not beginning with one, at most 100 of them; each name once.
    pub name: String,
    /// What is in it. [`INDEX`] is UTF-8.
    pub bytes: Vec<u8>,
}

/// Why nothing was sealed, or nothing opened.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum SealError {
    /// The system gave no random bytes.
    NoRandomness,
    /// More than [`MAX_BYTES`].
    TooLarge,
    /// Entries are not as [`Entry`] says, or the days are of no year of four digits.
    BadBundle,
    /// A passphrase that is guessed too soon: by so many bits.
    Weak {
        /// What it is estimated to be worth.
        bits: f64,
    },
    /// A wrong passphrase, a file that was changed, or no sealed file at all: a reader is not told which.
    NotOpened,
}

impl fmt::Display for SealError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            SealError::NoRandomness => {
                f.write_str("the system gives no random bytes, without which nothing can be sealed")
            }
            SealError::TooLarge => f.write_str("more than 200 MB cannot be sealed"),
            SealError::BadBundle => f.write_str("what is to be sealed is no page with its files"),
            SealError::Weak { bits } => {
                let enough = passphrase::ENOUGH_BITS;
                write!(f, "the passphrase is worth about {bits:.0} bits, which is less than {enough:.0}")
            }
            SealError::NotOpened => f.write_str("the file could not be opened with this passphrase"),
        }
    }
}

impl std::error::Error for SealError {}

impl From<SealError> for Error {
    fn from(error: SealError) -> Error {
        let told = Error::new(error.to_string());
        match error {
            SealError::TooLarge => told.help("share less, or with smaller images"),
            SealError::Weak { .. } => told.help("use the one that is offered, or one that is longer"),
            SealError::NotOpened => {
                told.help("check the passphrase for a missing word; if it is right, the file was changed on its way")
            }
            SealError::NoRandomness | SealError::BadBundle => told,
        }
    }
}

/// The whole HTML file. Its keys, salts and nonces are of this one call.
pub fn seal(bundle: &Bundle, passphrase: &str, random: &mut Random) -> Result<Vec<u8>, SealError> {
    // Before the key is stretched, which takes a while.
    let inner = inner::pack(bundle)?;
    let kdf = Kdf::new(*random.bytes()?);
    let stretched = keys::stretch(passphrase, &kdf);
    seal_with(&inner, kdf, &stretched, random)
}

/// What the passphrase says. Wrong or damaged, it is one error.
pub fn open(file: &[u8], passphrase: &str) -> Result<Bundle, SealError> {
    let sealed = page::sealed(file).ok_or(SealError::NotOpened)?;
    let stretched = keys::stretch(passphrase, &sealed.header.kdf);
    open_with(&sealed, &stretched).ok_or(SealError::NotOpened)
}

/// `document-` and six random letters and digits: a name that says nothing.
pub fn file_name(random: &mut Random) -> Result<String, SealError> {
    // Without those that are mistaken for others.
    const SIGNS: &[u8; 32] = b"abcdefghijkmnpqrstuvwxyz23456789";
    let signs = random.bytes::<6>()?.map(|byte| char::from(SIGNS[usize::from(byte % 32)]));
    Ok(format!("document-{}.html", String::from_iter(signs)))
}

/// A sealed file's two parts, as they stand in it.
struct Sealed<'a> {
    header: Header,
    /// The header to the byte, as keys are bound to it.
    header_text: &'a str,
    /// A chunk a line, in base64.
    payload: &'a str,
}

/// [`seal`] below the stretching of the passphrase.
fn seal_with(inner: &[u8], kdf: Kdf, stretched: &Secret, random: &mut Random) -> Result<Vec<u8>, SealError> {
    let mut header = Header::new(kdf, *random.bytes()?, inner.len());
    let content = Secret::new(*random.bytes()?);
    let nonce = *random.bytes()?;
    let wrapped = keys::slot_key(stretched, &header).seal(&nonce, &header.slot_aad(), &content[..]);
    header.slots = vec![Slot::new(nonce, &wrapped)];
    let header_text = header.to_text();
    let payload = chunks::seal(&keys::payload_key(&content, &header.salt, &header_text), inner);
    Ok(page::whole(&header_text, &payload))
}

/// [`open`] below the stretching of the passphrase.
fn open_with(sealed: &Sealed, stretched: &Secret) -> Option<Bundle> {
    let Sealed { header, header_text, payload } = sealed;
    let key = keys::slot_key(stretched, header);
    let aad = header.slot_aad();
    let content = header.slots.iter().find_map(|slot| {
        let opened = zeroize::Zeroizing::new(key.open(&slot.nonce, &aad, &slot.wrapped)?);
        Some(Secret::new(opened.as_slice().try_into().ok()?))
    })?;
    let inner = chunks::open(&keys::payload_key(&content, &header.salt, header_text), payload, header.len)?;
    inner::unpack(&inner)
}
