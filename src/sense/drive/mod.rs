//! What drives say of themselves.
//!
//! ```text
//! source ─ the thread, with a slow beat of its own      smart ─ what `smartctl` prints to figures, pure
//! program ─ runs it, within a time and a size           errors ─ what the kernel counts
//! ```

mod errors;
mod program;
mod smart;
mod source;

pub use source::ask;

pub(super) use source::run;
