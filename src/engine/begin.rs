//! How a service begins with a runtime: what the journal remembers of it, and what is found running.

use crate::model::effect::Effect;
use crate::model::record::{Detail, EntryKind};
use crate::model::service::{AfterStop, FoundProcess, Health, ServiceMemory, StopReason};
use crate::model::spec::{RestartPolicy, ServiceKind};
use crate::model::time::Now;

use super::managed::Earlier;
use super::service::{Service, Trouble};

/// All that is known of one service when a runtime begins.
#[derive(Debug, Clone, Copy)]
pub(super) struct Past<'a> {
    /// From the journal.
    pub(super) memory: Option<&'a ServiceMemory>,
    /// Processes with marks, of this and of other services.
    pub(super) found: &'a [FoundProcess],
    /// What had ended may run again.
    pub(super) rebooted: bool,
}

/// Adopts, starts, or leaves alone one service. Tells what the crash alert should say, when there is something.
pub(super) fn begin(service: &mut Service, past: Past<'_>, now: Now, out: &mut Vec<Effect>) -> Option<Trouble> {
    if let ServiceKind::External(_) = service.spec.kind {
        service.health = if service.spec.probes.is_empty() { Health::Unprobed } else { Health::Starting };
        service.announce(out);
        sweep_found(service, past, out);
        return None;
    }
    if service.spec.is_managed() {
        // What marks name are processes of another kind that it was.
        sweep_found(service, past, out);
        let memory = past.memory.filter(|memory| memory.identity.is_none());
        let earlier = Earlier {
            ended: memory.and_then(|memory| memory.ended.clone()),
            ran: memory.is_some_and(|memory| memory.started_at.is_some()),
            wanted: memory.is_some_and(|memory| memory.wanted),
            rebooted: past.rebooted,
        };
        service.meet(earlier, out);
        return None;
    }
    if adopt(service, past, now, out) {
        if service.held_down {
            service.stop(AfterStop::Stay(StopReason::Operator), now, out);
        }
        return None;
    }
    let was_running = past.memory.is_some_and(|memory| memory.identity.is_some());
    let was_wanted = past.memory.is_some_and(|memory| memory.wanted);
    if was_running {
        let detail = Detail::Unwatched { ended: None };
        service.entry(EntryKind::ServiceExited, None, detail, now, out);
    }
    match past.memory.and_then(|memory| memory.ended.clone()).filter(|_| !past.rebooted) {
        _ if service.held_down => {
            // The order to stop it stood; of what it left behind nothing may go on either.
            sweep_found(service, past, out);
            service.rest(StopReason::Operator, now, out);
        }
        Some(ended) => service.rest(StopReason::Ended(ended), now, out),
        // Whether it came to its end nobody knows. To run it twice could do harm, so a person decides.
        None if was_running && !past.rebooted && service.spec.restart.policy == RestartPolicy::Never => {
            service.stay_down(now, out);
            return Some(Trouble::Down);
        }
        None if service.spec.autostart || was_running || was_wanted => service.wait(Vec::new(), out),
        None => service.rest(StopReason::NotStarted, now, out),
    }
    None
}

/// Takes over what runs of one service. False when nothing does.
pub(super) fn adopt(service: &mut Service, past: Past<'_>, now: Now, out: &mut Vec<Effect>) -> bool {
    let Some(found) = past.leader(service) else { return false };
    service.generation = service.generation.max(found.generation);
    service.adopt(found.identity, found.started_at, now, out);
    out.push(Effect::Sweep { service: service.spec.name.clone(), spare: Some(service.generation) });
    true
}

/// Nothing that was found may go on; what is started later may.
fn sweep_found(service: &mut Service, past: Past<'_>, out: &mut Vec<Effect>) {
    let found = past.found.iter().filter(|process| process.service == service.spec.name);
    if let Some(newest) = found.map(|process| process.generation).max() {
        service.generation = service.generation.max(newest);
        out.push(Effect::Sweep { service: service.spec.name.clone(), spare: Some(service.generation.next()) });
    }
}

impl Past<'_> {
    /// The service's own process among those that carry its mark and lead a session: the newest start's, and of that
    /// start's the one that the journal remembers, or else the first. Others of it made sessions of their own; what
    /// outlived its leader or its start is not the service, and is swept.
    fn leader(&self, service: &Service) -> Option<&FoundProcess> {
        let is_candidate = |process: &&FoundProcess| {
            process.leader
                && process.service == service.spec.name
                && match self.memory {
                    Some(memory) if process.generation == memory.generation => {
                        memory.ended.is_none() && memory.identity.is_none_or(|known| known == process.identity)
                    }
                    Some(memory) => process.generation > memory.generation,
                    None => true,
                }
        };
        let candidates = self.found.iter().filter(is_candidate);
        candidates.max_by_key(|process| (process.generation, std::cmp::Reverse(process.identity.start_ticks)))
    }
}
