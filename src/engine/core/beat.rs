//! Jobs that call in.

use crate::model::check::Check;
use crate::model::effect::Effect;
use crate::model::id::ServiceName;
use crate::model::probe::ProbeId;
use crate::model::refusal::{Refusal, Thing};
use crate::model::text::clean;

use super::Engine;

/// Longest reason of a failure, in characters.
const LONGEST: usize = 500;

impl Engine {
    /// What follows from a job's call: the named probe takes it in, or the only one that waits for it.
    pub(in crate::engine) fn beat(
        &self,
        name: &ServiceName,
        probe: Option<&str>,
        failure: Option<String>,
    ) -> Result<Effect, Refusal> {
        self.refuse_several(name)?;
        let names = || self.supervision.iter().map(|service| service.spec.name.as_str());
        let service =
            self.supervision.get(name).ok_or_else(|| Refusal::not_found(Thing::Service, name.as_str(), names()))?;
        let waits = service.spec.probes.iter().filter(|probe| matches!(probe.check, Check::Heartbeat(_)));
        let waits: Vec<&str> = waits.map(|probe| probe.name.as_str()).collect();
        let probe = match (probe, waits.as_slice()) {
            (_, []) => return Err(Refusal::NoHeartbeat { name: name.clone() }),
            (Some(probe), waits) if waits.contains(&probe) => probe,
            (Some(probe), waits) => return Err(Refusal::not_found(Thing::Heartbeat, probe, waits.iter().copied())),
            (None, [only]) => only,
            (None, [first, ..]) => {
                return Err(Refusal::SeveralHeartbeats { name: name.clone(), probe: (*first).to_owned() });
            }
        };
        let id = ProbeId { service: name.clone(), probe: probe.to_owned() };
        let failure = failure.map(|why| clean(&why, LONGEST));
        Ok(Effect::Beat { id, generation: service.generation, failure })
    }
}
