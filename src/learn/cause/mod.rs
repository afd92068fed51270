//! Root cause: which subject an incident comes from, and why.
//!
//! ```text
//! case ─ what is known of an incident        quantity ─ what a metric measures, told from its name
//! series ─ samples of one metric             robust ─ medians, spreads, slopes that bear outliers
//! deviation ─ how far each metric has left its own past, and how rarely it did so before
//! balance ─ with dependencies: how much of the alarm's excess a subject makes itself, not its callees
//! silent ─ callers that wait longer for somebody who looks well himself
//! told ─ what alerts, states, changes and past incidents say
//! rank ─ all of it in one order              evidence ─ the reasons, typed; words are made at the edge
//! ```
//!
//! Two kinds of method are used together because they change places from system to system: distances from a metric's
//! own past (which need no knowledge of the system) and dependencies (which need the graph). The balance follows from
//! time and failures adding up along calls: what a caller waits is the sum of what its callees take and of what it
//! takes itself. Compare Liu, Shao and others (2021, `MicroHECL`) and Hardt and others (2024,
//! on the `PetShop` data).

pub mod balance;
pub mod case;
pub mod deviation;
pub mod evidence;
pub mod quantity;
pub mod rank;
pub mod robust;
pub mod series;
pub mod silent;
pub mod told;

#[cfg(test)]
mod tests;

pub use case::{Alarm, Case, Change, Fault, Precedent, Trouble};
pub use evidence::{Evidence, Ranked};
pub use quantity::Quantity;
pub use rank::rank;
pub use series::Series;
