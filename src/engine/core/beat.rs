//! Jobs that call in.

use crate::model::check::Check;
use crate::model::command::Refusal;
use crate::model::effect::Effect;
use crate::model::id::ServiceName;
use crate::model::probe::ProbeId;
use crate::model::text::clean;

use super::Engine;

/// Longest reason of a failure, in characters.
const LONGEST: usize = 500;

impl Engine {
    /// What follows from a job's call: the named probe takes it in, or the only one that waits for it.
    pub(super) fn beat(
        &self,
        name: &ServiceName,
        probe: Option<&str>,
        failure: Option<String>,
    ) -> Result<Effect, Refusal> {
        let names = || self.supervision.iter().map(|service| service.spec.name.as_str());
        let service =
            self.supervision.get(name).ok_or_else(|| Refusal::not_found("service", name.as_str(), names()))?;
        let waits = service.spec.probes.iter().filter(|probe| matches!(probe.check, Check::Heartbeat(_)));
        let waits: Vec<&str> = waits.map(|probe| probe.name.as_str()).collect();
        let probe = match (probe, waits.as_slice()) {
            (_, []) => {
                let hint = "hint: add a [[service.probe]] with `kind = \"heartbeat\"`";
                return Err(Refusal::NotNow { why: format!("`{name}` has no heartbeat probe; {hint}") });
            }
            (Some(probe), waits) if waits.contains(&probe) => probe,
            (Some(probe), waits) => {
                return Err(Refusal::not_found("heartbeat probe", probe, waits.iter().copied()));
            }
            (None, [only]) => only,
            (None, [first, ..]) => {
                let hint = format!("hint: name one, such as `{name}/{first}`");
                return Err(Refusal::NotNow { why: format!("`{name}` has several heartbeat probes; {hint}") });
            }
        };
        let id = ProbeId { service: name.clone(), probe: probe.to_owned() };
        let failure = failure.map(|why| clean(&why, LONGEST));
        Ok(Effect::Beat { id, generation: service.generation, failure })
    }
}
