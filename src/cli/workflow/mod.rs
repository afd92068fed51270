//! `autoagents workflow`: a file a command.
//!
//! ```text
//! verb ─ which command          validate ─ whether definitions are right
//! graph ─ what needs what       schema is of `config`
//! ```

mod graph;
mod validate;
mod verb;

pub(super) use verb::run;
