//! A changed configuration: what leaves, what comes, and what has to be started differently.

use std::sync::Arc;

use crate::model::effect::Effect;
use crate::model::event::Setup;
use crate::model::record::Record;
use crate::model::service::{AfterStop, Health, ServiceState, StopReason};
use crate::model::spec::ServiceSpec;
use crate::model::time::Now;

use super::accounts::change_manager;
use super::begin::{Past, begin};
use super::service::Service;
use super::supervision::Supervision;

impl Supervision {
    /// Brings the services in line with a changed configuration: the same path as at the start.
    pub fn configure(&mut self, setup: &Setup, now: Now, out: &mut Vec<Effect>) {
        let old = std::mem::take(&mut self.services);
        let mut leaving = Vec::new();
        let mut unwatched = Vec::new();
        for mut service in old {
            if setup.service(&service.spec.name).is_some() {
                self.services.push(service);
            } else if service.is_managed() {
                // It goes on under its own manager: it is only watched no longer.
                service.rest(StopReason::Removed, now, out);
                unwatched.push(service);
            } else {
                leaving.push(service);
            }
        }
        let mut next = Vec::with_capacity(setup.services.len());
        for spec in &setup.services {
            match self.services.iter().position(|service| service.spec.name == spec.name) {
                Some(at) => {
                    let mut service = self.services.swap_remove(at);
                    if service.departs {
                        self.turns.spare(&spec.name);
                    }
                    change_spec(&mut service, spec, now, out);
                    next.push(service);
                }
                None => {
                    let mut service = Service::new(Arc::clone(spec), None);
                    service.generation = self.left.remove(&spec.name).unwrap_or_default();
                    let past = Past { memory: None, found: &[], rebooted: true };
                    begin(&mut service, past, now, out);
                    next.push(service);
                }
            }
        }
        next.extend(unwatched);
        self.services = next;
        self.depart(leaving);
        self.take_turns(now, out);
        self.drop_removed(out);
        self.start_what_may(now, out);
    }
}

/// Takes a changed specification over; a process that would have to be started differently is restarted.
fn change_spec(service: &mut Service, spec: &Arc<ServiceSpec>, now: Now, out: &mut Vec<Effect>) {
    service.keep();
    if service.spec == *spec {
        return;
    }
    let old = std::mem::replace(&mut service.spec, Arc::clone(spec));
    if service.is_managed() && !spec.is_managed_as(&old) {
        return change_manager(service, now, out);
    }
    match (old.process(), spec.process()) {
        (Some(old), Some(new)) if !new.starts_like(old) => start_anew(service, now, out),
        (Some(_), None) => {
            out.push(Effect::Record(Record::Forget(spec.name.clone())));
            service.held_down = false;
            service.stop(AfterStop::Start, now, out);
        }
        // The process that it was is still on its way down, and is followed by a start.
        (None, Some(_)) if !service.is_down() => service.remember(out),
        (None, Some(_)) if spec.autostart => service.wait(Vec::new(), out),
        (None, Some(_)) => service.rest(StopReason::NotStarted, now, out),
        (None, None) if old.probes != spec.probes => service.look(out),
        _ if old.probes != spec.probes && service.state.is_running() => {
            service.health = if spec.probes.is_empty() { Health::Unprobed } else { Health::Starting };
            service.announce(out);
        }
        _ => {}
    }
}

/// What is meant to run is started as it is configured now: at once, what went wrong before was another command's.
/// What is on its way down is started so anyway, or not at all.
fn start_anew(service: &mut Service, now: Now, out: &mut Vec<Effect>) {
    match service.state {
        ServiceState::Running { .. } | ServiceState::Starting { then: None, .. } => {
            service.pace.reset();
            service.stop(AfterStop::Start, now, out);
        }
        ServiceState::Backoff { .. } => {
            service.pace.reset();
            service.wait(Vec::new(), out);
        }
        _ => {}
    }
}
