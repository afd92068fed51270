//! What is alike: hours of a host by its series, incidents by their signatures, and groups of both.
//!
//! ```text
//! density ─ groups of things of which only distances are known      state ─ hours of a host, and those most like one
//! scale ─ what is usual of a series, so that all count alike        incident ─ how unlike two incidents are
//! agree ─ how well two groupings agree
//! ```

mod agree;
mod density;
mod incident;
mod scale;
mod state;

#[cfg(test)]
mod tests;

pub use agree::adjusted_rand;
pub use density::{Groups, groups};
pub use incident::{SAME, Signature, distance};
pub use state::{Near, States};
