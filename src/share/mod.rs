//! What is handed out to one person: a projection as one page, plain or sealed, and the record of what was sent.
//!
//! Does not select (see [`project`](crate::project)), and never writes the page anywhere on its way into a seal.

pub mod audit;
pub mod file;
pub mod page;
pub mod pictures;
pub mod record;
pub mod seal;

pub use page::{page, site};
