//! What is below the stretching of a passphrase, which would take longer than all the rest: keys are given.

use std::collections::BTreeSet;

use sha2::{Digest, Sha256};

use super::header::CHUNK;
use super::*;

fn bundle(bytes: usize) -> Bundle {
    let day = |text: &str| text.parse().unwrap();
    // Noise, or packing would leave nothing of it.
    let mut noise = 7_u64;
    let mut sign = || {
        noise = noise.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        b"abcdefghijklmnopqrstuvwxyz234567"[(noise >> 59) as usize]
    };
    let page = (0..bytes).map(|_| sign()).collect();
    Bundle {
        title: "Review of 2024".into(),
        created: day("2024-12-13"),
        not_after: Some(day("2025-03-31")),
        entries: vec![Entry { name: INDEX.into(), bytes: page }],
    }
}

fn key() -> Secret {
    Secret::new([7; 32])
}

fn sealed_with_key(bundle: &Bundle) -> Vec<u8> {
    let mut random = Random::system();
    let kdf = Kdf::new(*random.bytes().unwrap());
    seal_with(&inner::pack(bundle).unwrap(), kdf, &key(), &mut random).unwrap()
}

fn opened_with_key(file: &[u8]) -> Option<Bundle> {
    open_with(&page::sealed(file)?, &key())
}

/// From where the header is written on; what is before it is the page that asks.
fn sealed_part(file: &[u8]) -> usize {
    memchr::memmem::find(file, b"<script type=\"application/json\"").unwrap()
}

#[test]
fn what_was_sealed_is_opened_at_any_length_about_the_edges_of_chunks() {
    // Found by trial: sizes whose packed and padded bytes end just before, at and after an edge.
    for bytes in [0, 1, 1_000, 90_000, 100_000, 104_000, 105_000, 106_000, 110_000, 210_000, 400_000] {
        let bundle = bundle(bytes);
        assert_eq!(opened_with_key(&sealed_with_key(&bundle)), Some(bundle), "{bytes}");
    }
}

#[test]
fn chunks_end_where_they_must() {
    let key = key();
    for len in [1, CHUNK - 1, CHUNK, CHUNK + 1, 2 * CHUNK, 2 * CHUNK + 1] {
        let inner = vec![3; len];
        let payload = chunks::seal(&key, &inner);
        assert_eq!(payload.lines().count(), len.div_ceil(CHUNK));
        assert_eq!(chunks::open(&key, &payload, len), Some(inner));
        assert_eq!(chunks::open(&key, &payload, len + 1), None);
        assert_eq!(chunks::open(&key, &payload, len - 1), None);
    }
}

#[test]
fn no_byte_can_be_another() {
    let file = sealed_with_key(&bundle(400));
    assert!(opened_with_key(&file).is_some());
    let mut tried = 0;
    for at in sealed_part(&file)..file.len() {
        for change in [1, 0x20, 0x80] {
            let mut changed = file.clone();
            changed[at] ^= change;
            assert_eq!(opened_with_key(&changed), None, "byte {at}, bits {change:x}");
            tried += 1;
        }
    }
    assert!(tried > 2_000, "{tried}");
}

#[test]
fn no_byte_can_be_missing_or_doubled() {
    let file = sealed_with_key(&bundle(400));
    for at in sealed_part(&file)..file.len() {
        let mut without = file.clone();
        without.remove(at);
        // One of two equal neighbours is as good as the other.
        assert_eq!(opened_with_key(&without), None, "byte {at}");
        let mut doubled = file.clone();
        doubled.insert(at, file[at]);
        // The page that asks may end with any sign, also with one more.
        if at > sealed_part(&file) {
            assert_eq!(opened_with_key(&doubled), None, "byte {at}");
        }
    }
    for trailing in ["\n", " ", "<!-- sent from my phone -->", "\0"] {
        assert_eq!(opened_with_key(&[&file, trailing.as_bytes()].concat()), None, "{trailing}");
    }
}

#[test]
fn chunks_cannot_be_cut_off_dropped_doubled_or_reordered() {
    let file = sealed_with_key(&bundle(400_000));
    let text = std::str::from_utf8(&file).unwrap();
    let (before, rest) = text.split_once("id=\"payload\">\n").unwrap();
    let (payload, after) = rest.split_once("</script>").unwrap();
    let lines: Vec<&str> = payload.lines().collect();
    let count = lines.len();
    assert!(count >= 4, "{count}");
    let with = |lines: &[&str]| {
        let payload: String = lines.iter().flat_map(|line| [line, "\n"]).collect();
        opened_with_key(format!("{before}id=\"payload\">\n{payload}</script>{after}").as_bytes())
    };
    assert!(with(&lines).is_some());
    for edge in 0..count {
        assert_eq!(with(&lines[..edge]), None, "cut off after {edge}");
        let mut dropped = lines.clone();
        dropped.remove(edge);
        assert_eq!(with(&dropped), None, "without {edge}");
        let mut doubled = lines.clone();
        doubled.insert(edge, lines[edge]);
        assert_eq!(with(&doubled), None, "{edge} twice");
        let mut swapped = lines.clone();
        swapped.swap(edge, (edge + 1) % count);
        assert_eq!(with(&swapped), None, "{edge} and the next in each other's place");
    }
    // Another file's chunk, of the same bundle, in the same place.
    let other = sealed_with_key(&bundle(400_000));
    let other = std::str::from_utf8(&other).unwrap();
    let (_, other) = other.split_once("id=\"payload\">\n").unwrap();
    let mut exchanged = lines.clone();
    exchanged[1] = other.lines().nth(1).unwrap();
    assert_eq!(with(&exchanged), None);
}

#[test]
fn a_thousand_exports_repeat_no_salt_nonce_or_key() {
    let inner = inner::pack(&bundle(400)).unwrap();
    let mut met = BTreeSet::new();
    let mut lengths = BTreeSet::new();
    for _ in 0..1_000 {
        let mut random = Random::system();
        let kdf = Kdf::new(*random.bytes().unwrap());
        let file = seal_with(&inner, kdf, &key(), &mut random).unwrap();
        let Sealed { header, payload, .. } = page::sealed(&file).unwrap();
        // With one key of the slot and one text, another content key is another ciphertext; so are the payload's.
        let [slot] = &header.slots[..] else { panic!("{} slots", header.slots.len()) };
        for new in [&header.kdf.salt[..], &header.salt, &slot.nonce, &slot.wrapped, payload.as_bytes()] {
            assert!(met.insert(new.to_vec()), "met before");
        }
        lengths.insert(file.len());
    }
    assert_eq!(lengths.len(), 1, "two files of one bundle are of one length");
    assert_eq!(met.len(), 5_000);
}

#[test]
fn bytes_that_are_drawn_are_all_used() {
    // Two exports that differ in any one drawn byte differ.
    let inner = inner::pack(&bundle(10)).unwrap();
    let drawn = 16 + 32 + 32 + 12;
    let with = |changed: usize| {
        let mut at = 0;
        let mut random = Random::given(move |bytes| {
            for byte in bytes {
                *byte = u8::from(at == changed);
                at += 1;
            }
            Ok(())
        });
        let kdf = Kdf::new(*random.bytes().unwrap());
        seal_with(&inner, kdf, &key(), &mut random).unwrap()
    };
    let files: BTreeSet<Vec<u8>> = (0..=drawn).map(with).collect();
    assert_eq!(files.len(), drawn + 1);
}

#[test]
fn downgraded_headers_are_refused() {
    let file = sealed_with_key(&bundle(10));
    let text = std::str::from_utf8(&file[sealed_part(&file)..]).unwrap();
    assert!(opened_with_key(text.as_bytes()).is_some());
    for (from, to) in [
        ("\"v\":1", "\"v\":2"),
        ("\"v\":1", "\"v\":1.0"),
        ("\"i\":1000000", "\"i\":1"),
        ("\"i\":1000000", "\"i\":599999"),
        ("\"i\":1000000", "\"i\":600000"),
        ("\"i\":1000000", "\"i\":10000001"),
        ("\"i\":1000000", "\"i\":-1000000"),
        ("A256GCM", "A128GCM"),
        ("PBKDF2-SHA256", "PBKDF2-SHA1"),
        ("\"t\":\"pass\"", "\"t\":\"link\""),
        ("\"t\":\"pass\"", "\"t\":\"both\""),
        ("\"chunk\":65536", "\"chunk\":65535"),
        ("\"v\":1,", "\"v\":1,\"v\":1,"),
        ("\"v\":1,", "\"v\":1,\"x\":0,"),
        ("\"v\":1,", "\"v\": 1,"),
        ("\"chunk\":65536,", ""),
    ] {
        let changed = text.replacen(from, to, 1);
        assert_ne!(changed, text, "{from}");
        assert_eq!(opened_with_key(changed.as_bytes()), None, "{from} → {to}");
    }
}

#[test]
fn rounds_are_taken_up_to_their_bounds() {
    let file = sealed_with_key(&bundle(10));
    let text = page::sealed(&file).unwrap().header_text.to_string();
    let taken = |rounds: u32| Header::parse(&text.replace("\"i\":1000000", &format!("\"i\":{rounds}"))).is_some();
    assert_eq!([599_999, 600_000, 10_000_000, 10_000_001].map(taken), [false, true, true, false]);
}

#[test]
fn a_thousand_wrong_keys_open_nothing() {
    let file = sealed_with_key(&bundle(10));
    let sealed = page::sealed(&file).unwrap();
    for wrong in 0..1_000_u32 {
        let key = Secret::new(Sha256::digest(wrong.to_be_bytes()).into());
        assert_eq!(open_with(&sealed, &key), None);
    }
}

#[test]
fn what_is_no_page_with_its_files_is_not_sealed() {
    let entry = |name: &str| Entry { name: name.into(), bytes: Vec::new() };
    let with = |entries: &[Entry]| inner::pack(&Bundle { entries: entries.to_vec(), ..bundle(0) }).err();
    assert_eq!(with(&[entry(INDEX), entry("a.png")]), None);
    for entries in [
        vec![],
        vec![entry("a.png"), entry(INDEX)],
        vec![entry(INDEX), entry(INDEX)],
        vec![entry(INDEX), entry("../a.png")],
        vec![entry(INDEX), entry("A.png")],
        vec![entry(INDEX), entry(".png")],
        vec![entry(INDEX), entry("")],
        vec![entry(INDEX), entry(&"a".repeat(101))],
        vec![Entry { name: INDEX.into(), bytes: vec![0xff] }],
    ] {
        assert_eq!(with(&entries), Some(SealError::BadBundle), "{entries:?}");
    }
}

#[test]
fn more_than_a_reader_takes_is_not_sealed() {
    let all = |bytes: usize| {
        let page = Entry { name: INDEX.into(), bytes: Vec::new() };
        let large = Entry { name: "a.png".into(), bytes: vec![0; bytes] };
        Bundle { entries: vec![page, large], ..bundle(0) }
    };
    assert_eq!(inner::pack(&all(MAX_BYTES)), Err(SealError::TooLarge));
}

#[test]
fn a_file_that_unpacks_to_more_than_a_reader_takes_is_refused() {
    use std::io::Write;
    let mut packer = flate2::write::GzEncoder::new(vec![0; 4], flate2::Compression::fast());
    let zeros = vec![0; 1_000_000];
    for _ in 0..=MAX_BYTES / zeros.len() {
        packer.write_all(&zeros).unwrap();
    }
    let mut inner = packer.finish().unwrap();
    let packed = u32::try_from(inner.len() - 4).unwrap();
    inner[..4].copy_from_slice(&packed.to_be_bytes());
    assert!(inner.len() < 2_000_000);
    assert_eq!(inner::unpack(&inner), None);
}

#[test]
fn nothing_is_sealed_without_randomness() {
    let mut random = Random::given(|_| Err(SealError::NoRandomness));
    assert_eq!(seal(&bundle(1), "any", &mut random), Err(SealError::NoRandomness));
    assert_eq!(file_name(&mut random), Err(SealError::NoRandomness));
    assert_eq!(passphrase::generate(&mut random).err(), Some(SealError::NoRandomness));
}

#[test]
fn names_of_files_say_nothing() {
    let mut random = Random::system();
    let names: BTreeSet<String> = (0..100).map(|_| file_name(&mut random).unwrap()).collect();
    assert_eq!(names.len(), 100);
    for name in names {
        let sign = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit();
        let signs = name.strip_prefix("document-").and_then(|rest| rest.strip_suffix(".html")).unwrap();
        assert!(signs.len() == 6 && signs.chars().all(sign), "{name}");
    }
}
