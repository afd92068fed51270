//! Learning from what is stored: a thread of the lowest priority that makes a model of failures, and the file that keeps it.
//!
//! ```text
//! drives ─ the operator's model of drives, asked
//! thread ─ history to a model, and whether it is better than the one before      weights ─ the file
//! ```

mod drives;
mod thread;
mod weights;

#[cfg(test)]
mod tests;

pub use drives::drive_model;
pub use thread::Teacher;
pub use weights::weights;
