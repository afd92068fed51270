//! What managers say, taken to the services that it is about.

use crate::model::effect::Effect;
use crate::model::id::{Generation, ServiceName};
use crate::model::managed::{ManagerError, Order, Sighting};
use crate::model::record::Record;
use crate::model::refusal::Refusal;
use crate::model::service::StopReason;
use crate::model::spec::ServiceKind;
use crate::model::time::Now;

use super::managed::{Earlier, Hand};
use super::service::{Service, Trouble};
use super::supervision::{Outcome, Supervision};

impl Supervision {
    /// Where the service of that name is.
    pub(super) fn position(&self, name: &ServiceName) -> Option<usize> {
        self.services.iter().position(|service| service.spec.name == *name)
    }

    /// Whether a restart of it is one order to its manager: it need not be down first, and nothing holds it back.
    pub(super) fn restarts_at_once(&self, at: usize) -> bool {
        let service = &self.services[at];
        service.is_managed() && service.state.is_running() && self.unready_dependencies(at).is_empty()
    }

    /// A manager's account of a service.
    pub fn seen(
        &mut self,
        name: &ServiceName,
        sighting: Sighting,
        now: Now,
        rng: &mut fastrand::Rng,
        out: &mut Vec<Effect>,
    ) -> Outcome {
        self.heard_of(name, now, rng, out, |service, hand| service.seen(sighting, hand))
    }

    /// A manager's answer to an order.
    pub fn managed(
        &mut self,
        name: &ServiceName,
        order: (Generation, Order),
        (failure, sighting): (Option<ManagerError>, Sighting),
        now: Now,
        rng: &mut fastrand::Rng,
        out: &mut Vec<Effect>,
    ) -> Outcome {
        self.heard_of(name, now, rng, out, |service, hand| service.answered(order, failure, sighting, hand))
    }

    fn heard_of(
        &mut self,
        name: &ServiceName,
        now: Now,
        rng: &mut fastrand::Rng,
        out: &mut Vec<Effect>,
        take: impl FnOnce(&mut Service, &mut Hand<'_>) -> Option<Trouble>,
    ) -> Outcome {
        let ending = self.ending;
        let service = self.services.iter_mut().find(|service| service.spec.name == *name);
        let trouble = service.and_then(|service| take(service, &mut Hand { now, ending, rng, out: &mut *out }));
        self.after_end(now, out);
        Outcome::of(name, trouble)
    }
}

/// It is another unit or container now, or none any more: what it was goes on under its own manager.
pub(super) fn change_manager(service: &mut Service, now: Now, out: &mut Vec<Effect>) {
    service.managed = None;
    service.held_down = false;
    match &service.spec.kind {
        ServiceKind::Unit(_) | ServiceKind::Container(_) => service.meet(Earlier::default(), out),
        ServiceKind::External(_) => {
            out.push(Effect::Record(Record::Forget(service.spec.name.clone())));
            service.look(out);
        }
        ServiceKind::Process(_) if service.spec.autostart => service.wait(Vec::new(), out),
        ServiceKind::Process(_) => service.rest(StopReason::NotStarted, now, out),
    }
}

pub(super) fn unclear(service: &Service) -> Refusal {
    let manager = service.managed_view().and_then(|view| view.unclear);
    Refusal::Unclear { name: service.spec.name.clone(), manager }
}
