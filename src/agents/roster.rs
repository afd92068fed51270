//! What an agent is, and the only list of them.

use crate::model::agent::{Activity, AgentName};
use crate::model::event::{Observation, Proposal};
use crate::model::time::{Mono, Now};

use super::analytics::Analytics;
use super::monitoring::Monitoring;

/// An agent's decisions.
pub trait Agent: Send {
    /// Takes what happened in, and says what should be done.
    fn observe(&mut self, observation: Observation, now: Now) -> Vec<Proposal>;

    /// Does what is due.
    fn tick(&mut self, now: Now) -> Vec<Proposal>;

    /// The next moment at which [`Agent::tick`] has something to do.
    fn deadline(&self) -> Option<Mono>;

    /// What it is doing.
    fn activity(&self) -> Activity;
}

/// A new agent of that name, knowing nothing yet.
#[must_use]
pub fn create(name: AgentName) -> Box<dyn Agent> {
    match name {
        AgentName::Analytics => Box::<Analytics>::default(),
        AgentName::Monitoring => Box::<Monitoring>::default(),
    }
}
