//! Who is held back: what depends, through however many others, on something that is down. Its probes would only say so
//! once more, and its alerts would page for one cause twice.

use std::collections::BTreeMap;

use crate::model::effect::Effect;
use crate::model::event::Observation;
use crate::model::id::ServiceName;
use crate::model::instances::Instances;
use crate::model::service::{ServiceState, StopReason};

use super::service::Service;

/// What a service needs: another one, or some of its instances, of which one is enough to go on with.
struct Need<'a> {
    of: &'a ServiceName,
    /// One of them can do its work.
    serves: bool,
    /// Why the others cannot.
    roots: Vec<ServiceName>,
}

/// Brings [`Service::held_by`] up to date after something has changed, and tells the agents where it did.
pub(super) fn update(services: &mut [Service], out: &mut Vec<Effect>) {
    if services.iter().all(|service| service.spec.depends_on.is_empty() && service.held_by.is_empty()) {
        return;
    }
    let held = all(services);
    for (service, by) in services.iter_mut().zip(held) {
        if service.held_by != by {
            service.held_by = by;
            out.push(Effect::Observe(observation(service)));
        }
    }
}

/// By whom a service is held back, as the agents are told.
pub(super) fn observation(service: &Service) -> Observation {
    Observation::Held { service: service.spec.name.clone(), by: service.held_by.clone().into() }
}

/// For each service the names of what is down and holds it back: the far ends, in the order of `depends_on`.
fn all(services: &[Service]) -> Vec<Vec<ServiceName>> {
    let places = services.iter().enumerate().map(|(at, service)| (&service.spec.name, at)).collect();
    let mut known = vec![None; services.len()];
    for at in 0..services.len() {
        roots(at, services, &places, &mut known);
    }
    known.into_iter().map(Option::unwrap_or_default).collect()
}

/// The graph has no cycles, and is as deep as somebody has written it.
fn roots(
    at: usize,
    services: &[Service],
    places: &BTreeMap<&ServiceName, usize>,
    known: &mut [Option<Vec<ServiceName>>],
) -> Vec<ServiceName> {
    if let Some(roots) = &known[at] {
        return roots.clone();
    }
    // Should there be a cycle after all, it ends here.
    known[at] = Some(Vec::new());
    let mut needs: Vec<Need<'_>> = Vec::new();
    for name in &services[at].spec.depends_on {
        let Some(needed) = places.get(name).copied() else { continue };
        let mut beyond = roots(needed, services, places, known);
        if beyond.is_empty() && is_down(&services[needed]) {
            beyond.push(name.clone());
        }
        let of = match &services[needed].spec.instances {
            Instances::This { of, .. } => of,
            Instances::One | Instances::Of { .. } => name,
        };
        match needs.iter_mut().find(|need| need.of == of) {
            Some(need) => {
                need.serves |= beyond.is_empty();
                need.roots.append(&mut beyond);
            }
            None => needs.push(Need { of, serves: beyond.is_empty(), roots: beyond }),
        }
    }
    let mut found: Vec<ServiceName> = Vec::new();
    for name in needs.into_iter().filter(|need| !need.serves).flat_map(|need| need.roots) {
        if !found.contains(&name) {
            found.push(name);
        }
    }
    known[at] = Some(found.clone());
    found
}

/// Whether those who need it cannot do their work. A job that has come to its end has done what was needed.
fn is_down(service: &Service) -> bool {
    match &service.state {
        ServiceState::Stopped { why: StopReason::Ended(ended), .. } if ended.is_success() => false,
        _ => !service.is_ready(),
    }
}

#[cfg(test)]
mod tests;
