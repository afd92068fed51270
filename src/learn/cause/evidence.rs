//! Reasons for a subject's place, typed; words are made at the edge.

use super::case::Fault;
use super::quantity::Quantity;

/// A subject's place among the causes.
#[derive(Debug, Clone, PartialEq)]
pub struct Ranked {
    /// Whose: an index into the subjects of the case.
    pub subject: usize,
    /// Its share of all the evidence, 0..1; the shares add up to 1 when there is any evidence.
    pub score: f64,
    /// Why, the weightiest first; may be empty.
    pub evidence: Vec<Evidence>,
}

/// A reason for a subject's place.
#[derive(Debug, Clone, PartialEq)]
pub enum Evidence {
    /// A metric has left its own past.
    Deviated {
        /// Which.
        metric: String,
        /// What it measures.
        quantity: Quantity,
        /// The past's median.
        before: f64,
        /// The median of the samples furthest from it.
        now: f64,
        /// Seconds from the onset to the first of them.
        after: f64,
    },
    /// It was among the first to deviate.
    Order {
        /// 1 is the earliest; equal times share a place.
        place: usize,
        /// How many deviated.
        of: usize,
    },
    /// This share of the alarm's excess is made here, not by its callees.
    Own {
        /// 0..1.
        share: f64,
    },
    /// It moves with the alarm, with an excess of this share of the alarm's; who calls whom is not known.
    Moves {
        /// 0..1.
        share: f64,
    },
    /// Its excess is that of subjects it calls.
    Explained {
        /// By whom, the largest share first.
        by: Vec<usize>,
    },
    /// So many of its callers deviate.
    Callers {
        /// Those that deviate.
        affected: usize,
        /// All of them.
        of: usize,
    },
    /// What alarmed calls it.
    Reached {
        /// What alarmed.
        alarm: usize,
        /// Over how many calls; 0 is the alarm itself.
        hops: usize,
    },
    /// Subjects that seem to call it wait longer for their calls, while nobody they could wait for looks slow.
    Silent {
        /// Who waits.
        callers: Vec<usize>,
    },
    /// Its metrics have ended.
    Vanished {
        /// Seconds from the onset to the last sample; below 0 when it came before.
        after: f64,
    },
    /// Something is known to be wrong with it.
    Troubled {
        /// How bad.
        fault: Fault,
        /// Seconds from the onset.
        after: f64,
    },
    /// It was changed lately.
    Changed {
        /// Seconds before the onset.
        age: f64,
    },
    /// It was the cause of an incident that looked like this one.
    Before {
        /// How alike, 0..1.
        likeness: f64,
    },
}
