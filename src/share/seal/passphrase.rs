//! Passphrases: six random words, and what one of somebody's own is worth.
//!
//! Does not ask for one, or keep it.

use std::collections::BTreeSet;

use unicode_normalization::UnicodeNormalization;
use zeroize::Zeroizing;

use super::{Random, SealError};

/// Below it a passphrase of one's own is refused, unless its author insists: no rounds of hashing make up for it.
pub const ENOUGH_BITS: f64 = 70.0;

/// The large word list of the Electronic Frontier Foundation; `words.LICENSE`.
const WORDS: &str = include_str!("words.txt");
const COUNT: u16 = 7_776;

/// Six words, which is 77 bits.
pub fn generate(random: &mut Random) -> Result<Zeroizing<String>, SealError> {
    let words: Vec<&str> = WORDS.lines().collect();
    let mut passphrase = Zeroizing::new(String::with_capacity(64));
    for place in 0..6 {
        if place > 0 {
            passphrase.push('-');
        }
        passphrase.push_str(words[usize::from(random.below(COUNT)?)]);
    }
    Ok(passphrase)
}

/// Refuses one that is guessed too soon. An author who insists does not ask.
pub fn check(passphrase: &str) -> Result<(), SealError> {
    let bits = strength(passphrase);
    if bits < ENOUGH_BITS { Err(SealError::Weak { bits }) } else { Ok(()) }
}

/// How many bits it is worth to somebody who tries words, names, years, rows of keys and the like first.
///
/// The estimator counts to 2⁶⁴ alone. So it is asked about a stretch of signs at a time, and each stretch goes on from
/// where the last thing began that its end may have cut off. What was met before is worth nothing; in which order words
/// stand has to be guessed as well, as the estimator itself has it.
pub fn strength(passphrase: &str) -> f64 {
    const STRETCH: usize = 16;
    let signs = Zeroizing::new(normal(passphrase).chars().collect::<Vec<char>>());
    let mut met = BTreeSet::new();
    let (mut at, mut bits, mut words) = (0, 0.0, 0.0);
    while at < signs.len() {
        let stretch = Zeroizing::new(signs[at..].iter().take(STRETCH).collect::<String>());
        let estimate = zxcvbn::zxcvbn(&stretch, &[]);
        let parts = estimate.sequence();
        let is_cut = at + STRETCH < signs.len();
        let whole = if is_cut && parts.len() > 1 { parts.len() - 1 } else { parts.len() };
        for part in &parts[..whole] {
            if met.insert(part.token.to_lowercase()) {
                bits += (part.guesses.unwrap_or(1).max(1) as f64).log2();
                if part.i < part.j {
                    words += 1.0;
                    bits += f64::log2(words);
                }
            }
        }
        at += parts[..whole].last().map_or(STRETCH, |part| part.j + 1);
    }
    bits
}

/// As it is hashed: however it was typed, the same signs are the same bytes, and a space after it is none of it.
pub(super) fn normal(passphrase: &str) -> Zeroizing<String> {
    // With room ahead: what a string grows out of is not wiped.
    let mut normal = Zeroizing::new(String::with_capacity(4 * passphrase.len()));
    normal.extend(passphrase.nfkc());
    Zeroizing::new(normal.trim_matches(|c| matches!(c, '\t'..='\r' | ' ')).to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_list_is_as_long_as_it_must_be_and_no_two_words_make_a_third() {
        let words: BTreeSet<&str> = WORDS.lines().collect();
        assert_eq!(words.len(), usize::from(COUNT));
        assert!(f64::from(COUNT).log2() * 6.0 > 77.5);
        for word in &words {
            assert!(word.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'-'), "{word}");
            // Or fewer passphrases would be meant than are counted.
            assert!(!word.contains('-') || !word.split('-').all(|part| words.contains(part)), "{word}");
        }
    }

    #[test]
    fn generated_ones_are_six_words_and_no_two_are_alike() {
        let mut random = Random::system();
        let all: BTreeSet<String> = (0..1_000).map(|_| generate(&mut random).unwrap().to_string()).collect();
        assert_eq!(all.len(), 1_000);
        let words: BTreeSet<&str> = WORDS.lines().collect();
        for passphrase in &all {
            let parts: Vec<&str> = passphrase.split('-').collect();
            // A few words have a hyphen themselves.
            assert!(parts.len() >= 6 && parts.iter().filter(|part| words.contains(*part)).count() >= 4, "{passphrase}");
        }
    }

    #[test]
    fn what_was_generated_once_is_strong_enough_when_it_is_given_again() {
        let mut seed = 1_u64;
        let mut random = Random::given(move |bytes| {
            for byte in bytes {
                seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
                *byte = (seed >> 56) as u8;
            }
            Ok(())
        });
        for _ in 0..200 {
            let passphrase = generate(&mut random).unwrap();
            assert_eq!(check(&passphrase), Ok(()), "{}: {}", *passphrase, strength(&passphrase));
        }
    }

    #[test]
    fn every_word_can_be_drawn() {
        let mut next = 0_u16;
        let mut random = Random::given(move |bytes| {
            bytes.copy_from_slice(&next.to_be_bytes());
            next = next.wrapping_add(1);
            Ok(())
        });
        let drawn: Vec<u16> = (0..62_208).map(|_| random.below(COUNT).unwrap()).collect();
        for number in 0..COUNT {
            assert_eq!(drawn.iter().filter(|drawn| **drawn == number).count(), 8, "{number}");
        }
    }

    #[test]
    fn weak_ones_are_refused() {
        for weak in [
            "",
            " ",
            "password",
            "correct horse",
            "Summer2026!",
            "qwertyuiopasdfghjklzxcvbnm",
            "letmein letmein letmein",
            "12 December 2024",
            &"a".repeat(300),
            &"abc123 ".repeat(40),
            "noor marek architect",
        ] {
            assert!(matches!(check(weak), Err(SealError::Weak { .. })), "{weak}: {}", strength(weak));
        }
        for strong in ["vB9#kq2L!xw7Zr4@Tm8$Jd5&", "tumble granite ostrich velvet nickel orbit sandpaper"] {
            assert_eq!(check(strong), Ok(()), "{strong}: {}", strength(strong));
        }
    }

    #[test]
    fn the_same_signs_are_the_same_passphrase() {
        assert_eq!(*normal("cafe\u{301}\u{a0}ﬁn "), "café fin");
        assert_eq!(*normal("\r\n word-word\t"), "word-word");
    }
}
