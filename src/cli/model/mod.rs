//! `autoagents model`: failure prediction from files of rows; needs no runtime.
//!
//! ```text
//! options ─ what can be asked      command ─ the order of work      intake ─ files to rows and questions
//! sheet ─ probabilities as CSV, measures and facts as tables or JSON      words ─ numbers in the operator's language
//! wrong ─ what can be wrong with a model
//! ```

mod command;
mod intake;
mod options;
mod sheet;
mod words;
mod wrong;

pub(super) use command::run;
pub(super) use options::ModelVerb;
