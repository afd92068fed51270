//! Failure prediction: whether something happens to a subject within a horizon, from rows of any columns.
//!
//! ```text
//! history ─ rows in order      question ─ what is asked      schema ─ what a table is like
//! features ─ what rows say about a question, as numbers
//! encoding, network ─ inputs and a small network, with candle, beside boosted trees
//! rule ─ what anybody could have said      blend ─ log-odds to one calibrated probability
//! holdout ─ which questions judge      train ─ all of it in order      model ─ probabilities and reasons
//! measures, lead ─ what they were worth      guard ─ new against old      file, check ─ to bytes and back
//! ```

mod blend;
mod check;
mod encoding;
mod features;
mod file;
mod guard;
mod history;
mod holdout;
mod lead;
mod measures;
mod model;
mod network;
mod question;
mod rule;
mod schema;
mod train;
mod wrong;

pub use features::{Aspect, Feature, Whose};
pub use file::VERSION;
pub use guard::{Better, better};
pub use history::{Field, History, MOST_FIELDS, Observed};
pub use lead::lead_time;
pub use measures::{Bin, Measures};
pub use model::{Model, Reason, Report, Scores};
pub use question::Question;
pub use schema::{Column, Known, RowKind, Schema};
pub use train::{FEWEST, Options, Stage, train};
pub use wrong::ModelError;

#[cfg(test)]
mod tests;
