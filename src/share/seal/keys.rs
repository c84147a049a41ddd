//! Keys, from the passphrase to the one that encrypts; and encryption with one.
//!
//! Does not know what is encrypted, nor decide how often a passphrase is stretched.

use std::ops::Deref;

use aes_gcm::aead::{Aead, Payload};
use aes_gcm::{Aes256Gcm, KeyInit, Nonce};
use hkdf::Hkdf;
use sha2::{Digest, Sha256};
use zeroize::Zeroizing;

use super::header::{Header, Kdf};
use super::passphrase;

/// 32 bytes that nobody else may know. Wiped when they are no longer needed.
pub struct Secret(Zeroizing<[u8; 32]>);

impl Deref for Secret {
    type Target = [u8; 32];

    fn deref(&self) -> &[u8; 32] {
        &self.0
    }
}

impl Secret {
    pub fn new(bytes: [u8; 32]) -> Secret {
        Secret(Zeroizing::new(bytes))
    }

    /// HKDF-SHA256.
    fn derive(&self, salt: &[u8], label: &[u8]) -> Secret {
        let mut derived = Zeroizing::new([0; 32]);
        Hkdf::<Sha256>::new(Some(salt), &self.0[..])
            .expand(label, &mut derived[..])
            .expect("one block of output is never too long");
        Secret(derived)
    }

    /// AES-256-GCM: the ciphertext, and its tag.
    pub fn seal(&self, nonce: &[u8; 12], aad: &[u8], plain: &[u8]) -> Vec<u8> {
        let payload = Payload { msg: plain, aad };
        self.cipher().encrypt(&Nonce::from(*nonce), payload).expect("less than the 64 GB that one nonce is good for")
    }

    /// What was sealed, unless any of it was changed.
    pub fn open(&self, nonce: &[u8; 12], aad: &[u8], sealed: &[u8]) -> Option<Vec<u8>> {
        self.cipher().decrypt(&Nonce::from(*nonce), Payload { msg: sealed, aad }).ok()
    }

    fn cipher(&self) -> Aes256Gcm {
        Aes256Gcm::new_from_slice(&self.0[..]).expect("a key is 32 bytes")
    }
}

/// The passphrase, stretched: PBKDF2-HMAC-SHA256. What makes each guess take long.
pub fn stretch(passphrase: &str, kdf: &Kdf) -> Secret {
    let passphrase = passphrase::normal(passphrase);
    let mut stretched = Zeroizing::new([0; 32]);
    // The rounds were held to their bounds where the header was read, and no fewer are written.
    let rounds = pbkdf2::Params::new(kdf.rounds).expect("a header has enough rounds");
    let sha256 = pbkdf2::Algorithm::Pbkdf2Sha256;
    pbkdf2::pbkdf2_hmac_with_params(passphrase.as_bytes(), &kdf.salt, sha256, rounds, &mut stretched[..]);
    Secret(stretched)
}

/// What a slot's copy of the content key is encrypted with.
pub fn slot_key(stretched: &Secret, header: &Header) -> Secret {
    stretched.derive(&header.salt, b"annals-share/v1 pass")
}

/// What the payload is encrypted with: another for each header, slots and all, so that none of it can be exchanged.
pub fn payload_key(content: &Secret, salt: &[u8; 32], header_text: &str) -> Secret {
    let label = [b"annals-share/v1 payload".as_slice(), &Sha256::digest(header_text)].concat();
    content.derive(salt, &label)
}

#[cfg(test)]
mod tests {
    use serde::Deserialize;

    use super::*;

    fn hex(text: &str) -> Vec<u8> {
        let pairs = text.as_bytes().chunks(2);
        pairs.map(|pair| u8::from_str_radix(std::str::from_utf8(pair).unwrap(), 16).unwrap()).collect()
    }

    #[derive(Deserialize)]
    struct Wycheproof {
        aes_gcm: Vec<AesGcm>,
        hkdf: Vec<HkdfOf32>,
        pbkdf2: Vec<Pbkdf2>,
    }

    #[derive(Deserialize)]
    struct AesGcm {
        key: String,
        iv: String,
        aad: String,
        msg: String,
        sealed: String,
        valid: bool,
    }

    #[derive(Deserialize)]
    struct HkdfOf32 {
        ikm: String,
        salt: String,
        info: String,
        okm: String,
    }

    #[derive(Deserialize)]
    struct Pbkdf2 {
        password: String,
        salt: String,
        rounds: u32,
        dk: String,
    }

    #[test]
    fn all_three_answer_as_wycheproof_says() {
        let Wycheproof { aes_gcm, hkdf, pbkdf2 } =
            serde_json::from_str(include_str!("../../../tests/seal/wycheproof.json")).unwrap();
        assert!(aes_gcm.len() >= 60 && hkdf.len() >= 10 && pbkdf2.len() >= 10);
        for AesGcm { key, iv, aad, msg, sealed, valid } in aes_gcm {
            let key = Secret::new(hex(&key).try_into().unwrap());
            let nonce: [u8; 12] = hex(&iv).try_into().unwrap();
            assert_eq!(key.open(&nonce, &hex(&aad), &hex(&sealed)), valid.then(|| hex(&msg)), "{sealed}");
            assert!(!valid || key.seal(&nonce, &hex(&aad), &hex(&msg)) == hex(&sealed), "{sealed}");
        }
        for HkdfOf32 { ikm, salt, info, okm } in hkdf {
            let mut derived = [0; 32];
            Hkdf::<Sha256>::new(Some(&hex(&salt)), &hex(&ikm)).expand(&hex(&info), &mut derived).unwrap();
            assert_eq!(derived[..], hex(&okm));
        }
        for Pbkdf2 { password, salt, rounds, dk } in pbkdf2 {
            let mut stretched = vec![0; dk.len() / 2];
            pbkdf2::pbkdf2_hmac::<Sha256>(&hex(&password), &hex(&salt), rounds, &mut stretched);
            assert_eq!(stretched, hex(&dk));
        }
    }

    // Known answers hold the crates to their standards, by the calls that are made here.

    #[test]
    fn pbkdf2_answers_as_rfc_7914_says() {
        for (password, salt, rounds, answer) in [
            ("passwd", "salt", 1, "55ac046e56e3089fec1691c22544b605f94185216dde0465e68b9d57c20dacbc"),
            ("Password", "NaCl", 80_000, "4ddcd8f60b98be21830cee5ef22701f9641a4418d04c0414aeff08876b34ab56"),
        ] {
            let mut stretched = [0; 32];
            pbkdf2::pbkdf2_hmac::<Sha256>(password.as_bytes(), salt.as_bytes(), rounds, &mut stretched);
            assert_eq!(stretched[..], hex(answer));
        }
    }

    #[test]
    fn hkdf_answers_as_rfc_5869_says() {
        // Its inputs are of other lengths than ours.
        for (secret, salt, info, answer) in [
            (
                vec![0x0b; 22],
                hex("000102030405060708090a0b0c"),
                hex("f0f1f2f3f4f5f6f7f8f9"),
                "3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf",
            ),
            (
                (0x00..=0x4f).collect(),
                (0x60..=0xaf).collect(),
                (0xb0..=0xff).collect(),
                "b11e398dc80327a1c8e7f78c596a49344f012eda2d4efad8a050cc4c19afa97c",
            ),
            (
                vec![0x0b; 22],
                Vec::new(),
                Vec::new(),
                "8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d",
            ),
        ] {
            let mut derived = [0; 32];
            Hkdf::<Sha256>::new(Some(&salt), &secret).expand(&info, &mut derived).unwrap();
            assert_eq!(derived[..], hex(answer));
        }
    }

    #[test]
    fn aes_gcm_answers_as_its_authors_say() {
        // Test cases 13 to 16 of the paper that proposed it; 256-bit keys, 96-bit nonces.
        let long = "d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a721c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657ba637b39";
        let key = "feffe9928665731c6d6a8f9467308308feffe9928665731c6d6a8f9467308308";
        for (key, nonce, aad, plain, sealed, tag) in [
            (&"00".repeat(32)[..], &"00".repeat(12)[..], "", "", "", "530f8afbc74536b9a963b4f1c4cb738b"),
            (
                &"00".repeat(32),
                &"00".repeat(12),
                "",
                &"00".repeat(16),
                "cea7403d4d606b6e074ec5d3baf39d18",
                "d0d1c8a799996bf0265b98b5d48ab919",
            ),
            (
                key,
                "cafebabefacedbaddecaf888",
                "",
                &format!("{long}1aafd255"),
                "522dc1f099567d07f47f37a32a84427d643a8cdcbfe5c0c97598a2bd2555d1aa8cb08e48590dbb3da7b08b1056828838c5f61e6393ba7a0abcc9f662898015ad",
                "b094dac5d93471bdec1a502270e3cc6c",
            ),
            (
                key,
                "cafebabefacedbaddecaf888",
                "feedfacedeadbeeffeedfacedeadbeefabaddad2",
                long,
                "522dc1f099567d07f47f37a32a84427d643a8cdcbfe5c0c97598a2bd2555d1aa8cb08e48590dbb3da7b08b1056828838c5f61e6393ba7a0abcc9f662",
                "76fc6ece0f4e1768cddf8853bb2d551b",
            ),
        ] {
            let key = Secret::new(hex(key).try_into().unwrap());
            let nonce: [u8; 12] = hex(nonce).try_into().unwrap();
            let expected = [hex(sealed), hex(tag)].concat();
            assert_eq!(key.seal(&nonce, &hex(aad), &hex(plain)), expected);
            assert_eq!(key.open(&nonce, &hex(aad), &expected), Some(hex(plain)));
            // None of it may be another: ciphertext, tag, nonce, what is only authenticated.
            for at in 0..expected.len() {
                let mut changed = expected.clone();
                changed[at] ^= 1;
                assert_eq!(key.open(&nonce, &hex(aad), &changed), None);
            }
            let mut other = nonce;
            other[0] ^= 1;
            assert_eq!(key.open(&other, &hex(aad), &expected), None);
            assert_eq!(key.open(&nonce, b"other", &expected), None);
            assert_eq!(key.open(&nonce, &hex(aad), &expected[..expected.len() - 1]), None);
        }
    }
}
