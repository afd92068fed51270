//! What can be wrong with a configuration: data, which the edge puts into words. Each kind has two texts: what is wrong,
//! and what to do about it (the attribute `hint`).
//!
//! ```text
//! fault ─ a fault: where, of which key, and what     value ─ values by themselves
//! naming ─ names, and who is named by them           keys ─ keys, and which go with which
//! syntax ─ the text as TOML                          place ─ files, directories, programs
//! process ─ accounts and files of variables          flow ─ workflows
//! ```
//!
//! A new check adds a variant here, or uses one that is here already, and its texts in both languages; nothing else.

mod fault;
mod flow;
mod keys;
mod naming;
mod place;
mod process;
mod syntax;
mod value;

pub use fault::{ConfigError, Fault, Place, Wrong};
pub use flow::{ParamWord, ScheduleField, WrongFlow};
pub use keys::WrongKeys;
pub use naming::{Section, WrongName};
pub use place::WrongPlace;
pub use process::{AccountError, EnvironmentError};
pub use syntax::WrongSyntax;
pub use value::{Given, PatternFault, Wanted, WrongValue};
