//! Where random bytes come from: the system, or, for tests and for comparing two files, whoever asks.
//!
//! Does not stretch what it gets, and has no fallback.

use zeroize::Zeroizing;

use super::SealError;

/// A source of random bytes.
pub struct Random {
    fill: Box<Fill>,
}

/// Fills all that it is given, or fails.
type Fill = dyn FnMut(&mut [u8]) -> Result<(), SealError>;

impl Random {
    /// The system's.
    pub fn system() -> Random {
        Random::given(|bytes| getrandom::fill(bytes).map_err(|_| SealError::NoRandomness))
    }

    /// One that is given. What is sealed with bytes that somebody else can know is sealed for nobody.
    pub fn given(fill: impl FnMut(&mut [u8]) -> Result<(), SealError> + 'static) -> Random {
        Random { fill: Box::new(fill) }
    }

    /// The next bytes.
    pub(crate) fn bytes<const N: usize>(&mut self) -> Result<Zeroizing<[u8; N]>, SealError> {
        let mut bytes = Zeroizing::new([0; N]);
        (self.fill)(&mut bytes[..])?;
        Ok(bytes)
    }

    /// A number below `end`, each as likely as any other.
    pub(super) fn below(&mut self, end: u16) -> Result<u16, SealError> {
        // What is left over above the last whole multiple would make small numbers likelier.
        let whole = u16::MAX - u16::MAX % end;
        loop {
            let number = u16::from_be_bytes(*self.bytes()?);
            if number < whole {
                return Ok(number % end);
            }
        }
    }
}
