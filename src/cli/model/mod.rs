//! `autoagents model`: failure prediction, from files of rows, data directories, and in the console that runs.
//!
//! ```text
//! options ─ what can be asked      command ─ the order of work      intake ─ files to rows and questions
//! sheet ─ probabilities as CSV, measures and facts as tables or JSON      words ─ numbers in the operator's language
//! here ─ learning in the console that runs
//! wrong ─ what can be wrong with a model
//! ```

mod command;
mod here;
mod intake;
mod options;
mod sheet;
mod words;
mod wrong;

pub(super) use command::run;
pub(super) use options::ModelVerb;
