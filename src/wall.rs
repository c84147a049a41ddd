//! The wall between one piece of work and all others: a panic in it ends it alone.
//!
//! There should be none: everything here is total. Should there be one all the same, it costs a block its form or a
//! page its screen, is told, and leaves the rest of the site as it is. Does not say what takes the place of what failed.

use std::panic::{AssertUnwindSafe, catch_unwind};

use crate::diagnostic::{Code, Diagnostic};
use crate::span::Span;

/// What to do about a panic.
pub const HELP: &str = concat!(
    "this is a mistake of annals ",
    env!("CARGO_PKG_VERSION"),
    ", not yours; please report it with this message. RUST_BACKTRACE=1 shows where it happened"
);

/// Does the work, or gives the words of the panic that ended it.
///
/// The work must not leave anything half done that others see: it reads what is shared, and gives a value.
///
/// # Errors
/// The words of a panic.
pub fn walled<T>(work: impl FnOnce() -> T) -> Result<T, String> {
    catch_unwind(AssertUnwindSafe(work)).map_err(|panic| {
        let words = panic.downcast_ref::<&str>().map(ToString::to_string);
        words.or_else(|| panic.downcast_ref::<String>().cloned()).unwrap_or_else(|| "no words".into())
    })
}

/// Tells of a panic: `what` is what is not as it should be, as a sentence without its full stop.
pub fn told(span: Span, what: &str, panic: &str) -> Diagnostic {
    // A panic can quote the whole text it fell over.
    let panic: String = panic.chars().take(200).collect();
    Diagnostic::new(Code::Internal, span, what).label(panic.replace('\n', " ")).help(HELP)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_panic_ends_its_own_work_alone() {
        let work = |n: usize| walled(move || [1, 2, 3][n]);
        assert_eq!(work(2), Ok(3));
        assert_eq!(work(3).unwrap_err(), "index out of bounds: the len is 3 but the index is 3");
    }
}
