//! The header: what a reader must know before it has a key, readable by all, and bound to every key.
//!
//! Does not hold anything of what is sealed but its padded length.

use base64::Engine;
use base64::engine::general_purpose::STANDARD as BASE64;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::MAX_BYTES;

/// How often a passphrase is stretched: well above what OWASP asks, and under a second in a browser.
const ROUNDS: u32 = 1_000_000;

/// What a reader does without complaint. Fewer would be a file made to be guessed, more a file made to hang.
const ROUNDS_TAKEN: std::ops::RangeInclusive<u32> = 600_000..=10_000_000;

/// Bytes that are sealed together.
pub const CHUNK: usize = 65_536;

/// A file has one slot. A reader tries as many.
const SLOTS_TAKEN: std::ops::RangeInclusive<usize> = 1..=8;

/// Its fields, in the order in which they are written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Header {
    v: u32,
    aead: String,
    pub kdf: Kdf,
    pub slots: Vec<Slot>,
    #[serde(serialize_with = "to_base64", deserialize_with = "from_base64")]
    pub salt: [u8; 32],
    chunk: usize,
    /// Of what is in the chunks, padding and all.
    pub len: usize,
}

/// How a passphrase is stretched.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Kdf {
    #[serde(rename = "n")]
    name: String,
    #[serde(rename = "i")]
    pub rounds: u32,
    #[serde(rename = "s", serialize_with = "to_base64", deserialize_with = "from_base64")]
    pub salt: [u8; 16],
}

/// The content key, encrypted for one way of opening the file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Slot {
    #[serde(rename = "t")]
    kind: String,
    #[serde(rename = "n", serialize_with = "to_base64", deserialize_with = "from_base64")]
    pub nonce: [u8; 12],
    #[serde(rename = "w", serialize_with = "to_base64", deserialize_with = "from_base64")]
    pub wrapped: [u8; 48],
}

impl Kdf {
    pub fn new(salt: [u8; 16]) -> Kdf {
        Kdf { name: "PBKDF2-SHA256".into(), rounds: ROUNDS, salt }
    }
}

impl Slot {
    pub fn new(nonce: [u8; 12], wrapped: &[u8]) -> Slot {
        let wrapped = wrapped.try_into().expect("a key of 32 bytes, and the tag of 16");
        Slot { kind: "pass".into(), nonce, wrapped }
    }
}

impl Header {
    /// Without slots.
    pub fn new(kdf: Kdf, salt: [u8; 32], len: usize) -> Header {
        Header { v: 1, aead: "A256GCM".into(), kdf, slots: Vec::new(), salt, chunk: CHUNK, len }
    }

    /// JSON without a byte to spare.
    pub fn to_text(&self) -> String {
        serde_json::to_string(self).expect("strings and numbers")
    }

    /// Of a file; only if it was written as [`Header::to_text`] writes, and is of this version, with nothing unknown.
    pub fn parse(text: &str) -> Option<Header> {
        let header: Header = serde_json::from_str(text).ok()?;
        let known = header.v == 1
            && header.aead == "A256GCM"
            && header.kdf.name == "PBKDF2-SHA256"
            && ROUNDS_TAKEN.contains(&header.kdf.rounds)
            && SLOTS_TAKEN.contains(&header.slots.len())
            && header.slots.iter().all(|slot| slot.kind == "pass")
            && header.chunk == CHUNK
            && (1..=MAX_BYTES).contains(&header.len);
        (known && header.to_text() == text).then_some(header)
    }

    /// What the slots are bound to: the header without them, and the kind of slot.
    pub fn slot_aad(&self) -> Vec<u8> {
        #[derive(Serialize)]
        struct Slotless<'a> {
            v: u32,
            aead: &'a str,
            kdf: &'a Kdf,
            #[serde(serialize_with = "to_base64")]
            salt: &'a [u8; 32],
            chunk: usize,
            len: usize,
        }
        let Header { v, aead, kdf, slots: _, salt, chunk, len } = self;
        let slotless = Slotless { v: *v, aead, kdf, salt, chunk: *chunk, len: *len };
        let mut aad = serde_json::to_vec(&slotless).expect("strings and numbers");
        aad.extend(b"pass");
        aad
    }
}

fn to_base64<S: Serializer>(bytes: impl AsRef<[u8]>, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(&BASE64.encode(bytes))
}

fn from_base64<'de, const N: usize, D: Deserializer<'de>>(deserializer: D) -> Result<[u8; N], D::Error> {
    let text = String::deserialize(deserializer)?;
    let bytes = BASE64.decode(text).ok().and_then(|bytes| bytes.try_into().ok());
    bytes.ok_or_else(|| serde::de::Error::custom("not as many bytes in base64"))
}
