//! The payload: chunks of 64 KiB, each sealed by itself and bound to its place, the last one marked as such.
//!
//! Does not look into what it seals. The shape is that of STREAM, as age has it: chunks cannot be changed, dropped,
//! doubled, reordered or cut off at the end.

use base64::Engine;
use base64::engine::general_purpose::STANDARD as BASE64;

use super::header::CHUNK;
use super::keys::Secret;

/// Each chunk on a line of its own, in base64.
pub fn seal(key: &Secret, inner: &[u8]) -> String {
    let count = inner.len().div_ceil(CHUNK);
    let mut lines = String::with_capacity(inner.len() / 3 * 4 + 32 * count);
    for (place, chunk) in inner.chunks(CHUNK).enumerate() {
        BASE64.encode_string(key.seal(&nonce(place, place + 1 == count), &[], chunk), &mut lines);
        lines.push('\n');
    }
    lines
}

/// What was sealed: exactly `len` bytes, in exactly as many chunks as they take.
pub fn open(key: &Secret, payload: &str, len: usize) -> Option<Vec<u8>> {
    let lines = payload.strip_suffix('\n')?;
    let count = len.div_ceil(CHUNK);
    let mut inner = Vec::new();
    for (place, line) in lines.split('\n').enumerate() {
        let expected = CHUNK.min(len.checked_sub(inner.len())?);
        let sealed = BASE64.decode(line).ok()?;
        let chunk = key.open(&nonce(place, place + 1 == count), &[], &sealed)?;
        if chunk.is_empty() || chunk.len() != expected {
            return None;
        }
        inner.extend(chunk);
    }
    (inner.len() == len).then_some(inner)
}

/// The place, and whether it is the last.
fn nonce(place: usize, last: bool) -> [u8; 12] {
    let mut nonce = [0; 12];
    nonce[3..11].copy_from_slice(&(place as u64).to_be_bytes());
    nonce[11] = u8::from(last);
    nonce
}
