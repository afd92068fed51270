//! `autoagents trends`: how things go, from what was written down; needs no runtime.
//!
//! ```text
//! command ─ which of them      overview ─ goals and what is new      series ─ all about one      export ─ its chart as a file
//! like ─ hours like this one
//! ```

mod ahead;
mod command;
mod export;
mod like;
mod overview;
mod series;

pub(super) use command::run;
