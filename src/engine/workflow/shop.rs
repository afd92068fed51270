//! What all runs share: slots, resources, timers, habits; and the world as they see it.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::time::Duration;

use crate::engine::alerts::AlertBook;
use crate::engine::service::Service;
use crate::engine::supervision::Supervision;
use crate::model::command::Command;
use crate::model::effect::Effect;
use crate::model::event::Setup;
use crate::model::id::{RunId, ServiceName, WorkflowName};
use crate::model::instances::is_of;
use crate::model::time::{Mono, Now};
use crate::model::track::Answered;
use crate::model::workflow::record::CachedStep;
use serde_json::{Map, Value};

use super::book::Off;
use super::flight::Flight;
use super::forecast::Lores;
use super::habits::Habits;
use super::pressure::Throttle;
use super::scope::{Programs, Scope, Surroundings};

/// Of a run as a whole, among the timers of its nodes.
pub(super) const WHOLE: u32 = u32::MAX;

/// What all runs share.
#[derive(Debug, Default)]
pub(super) struct Floor {
    pub programs: Programs,
    /// Slots that are taken.
    pub busy: u32,
    pub busy_of: BTreeMap<WorkflowName, u32>,
    /// Resources that are taken.
    pub used: BTreeMap<String, u32>,
    /// How much there is of them, where that is said.
    pub most: BTreeMap<String, u32>,
    /// When something has to be decided, about which node of which run.
    pub timers: BTreeSet<(Mono, RunId, u32)>,
    pub habits: Habits,
    /// What steps gave the last time.
    pub cached: BTreeMap<(WorkflowName, String), CachedStep>,
    /// The newest figures of the host.
    pub host: BTreeMap<String, f64>,
    /// What is known of workflows, for forecasts.
    pub lores: Lores,
    /// When forecasts are worked out next.
    pub foresee_at: Option<Mono>,
    /// What was said of runs that are over, and how long before.
    pub judged: Vec<(Answered, Duration)>,
    /// How many of the slots may be taken.
    pub throttle: Throttle,
    /// What one run wants of others, or of the world.
    pub later: VecDeque<Later>,
    /// Something was given back: who was set aside may try again.
    pub freed: bool,
}

impl Floor {
    /// Whether a resource has less left than this. Whoever wants more than there is gets it alone.
    pub(super) fn lacks(&self, resource: &str, amount: u32) -> bool {
        let most = self.most.get(resource).copied().unwrap_or(1);
        let used = self.used.get(resource).copied().unwrap_or_default();
        used > 0 && used + amount > most
    }
}

/// What one run wants of others, or of the world.
#[derive(Debug)]
pub(super) enum Later {
    /// A step wants a run of its own.
    SubRun { run: RunId, node: u32, undo: bool, name: WorkflowName, params: Map<String, Value> },
    /// A run that a step stands for is to end.
    Cancel { run: RunId, roll_back: bool },
    /// A run that a step stands for is to be undone.
    RollBack { run: RunId },
    /// A step wants something done to a service.
    Wish { run: RunId, node: u32, undo: bool, command: Command },
    /// A run is over.
    Over { run: RunId },
}

/// Everything that a run works with, for the time of one decision.
#[derive(Debug)]
pub(super) struct Shop<'a> {
    pub floor: &'a mut Floor,
    pub setup: &'a Setup,
    pub supervision: &'a Supervision,
    pub alerts: &'a mut AlertBook,
    pub rng: &'a mut fastrand::Rng,
    pub now: Now,
    pub off: Off,
    pub out: &'a mut Vec<Effect>,
}

impl Floor {
    /// How busy the host is, 0 to 1.
    pub(super) fn busyness(&self) -> f64 {
        let pressure: Vec<f64> = ["pressure_cpu_percent", "pressure_io_percent", "pressure_memory_percent"]
            .into_iter()
            .filter_map(|name| self.host.get(name).copied())
            .collect();
        let used = || self.host.get("cpu_used_percent").copied();
        let percent = pressure.into_iter().reduce(f64::max).or_else(used);
        (percent.unwrap_or(0.0) / 100.0).clamp(0.0, 1.0)
    }
}

impl Shop<'_> {
    /// What the expressions of a node see.
    pub(super) fn scope<'s>(&'s self, flight: &'s Flight, node: u32) -> Scope<'s> {
        let around =
            Surroundings { supervision: self.supervision, host: &self.floor.host, programs: &self.floor.programs };
        Scope { flight, node, around }
    }

    /// The service of that name; all of its instances where it has several.
    pub(super) fn services(&self, name: &ServiceName) -> Vec<&Service> {
        let meant = self.setup.services.iter().filter(|spec| is_of(&spec.name, name));
        meant.filter_map(|spec| self.supervision.get(&spec.name)).collect()
    }
}
