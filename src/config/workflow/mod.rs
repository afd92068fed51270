//! Files of workflows to validated [`Definition`](crate::model::workflow::definition::Definition)s.
//!
//! ```text
//! keys, step_keys ─ every key once         values ─ how their values are read
//! document ─ the text, cut into its steps  parse ─ all of it, pure: a definition or every fault
//! steps, work ─ a step of its keys         params, triggers, schedule ─ the rest of the file
//! texts ─ texts and expressions of a step  expressions, references ─ what they name, and whether it is there
//! needs, files ─ what a step needs, why    order, notes ─ rounds and ranks; what serves nothing
//! schema ─ the JSON schema
//! known ─ what the rest of the configuration has     set ─ all workflows: finds the files, and what holds among them
//! ```
//!
//! A file may have 100,000 steps: nothing here takes longer for each when there are more.

mod document;
mod expressions;
mod files;
mod keys;
mod known;
mod needs;
mod notes;
mod order;
mod params;
mod parse;
mod references;
mod schedule;
mod schema;
mod set;
mod step_keys;
mod steps;
mod texts;
mod triggers;
mod values;
mod work;

pub use known::Known;
pub use notes::{Idle, Note};
pub use order::depth;
pub use parse::{Parsed, parse};
pub use schema::schema;
pub use set::{Checked, Others, files, load, read};
pub(super) use values::{Shares, Within};
