//! Alerts of services that are held back: what depends on something that is down need not be looked at; what is down has
//! an alert of its own.

use crate::model::alert::{AlertKey, RULE_CRASH};
use crate::model::effect::Effect;
use crate::model::event::Observation;
use crate::model::id::ServiceName;
use crate::model::snapshot::{AlertView, HeldBack};
use crate::model::time::Wall;

use super::Engine;
use crate::engine::service::{Service, Trouble};

impl Engine {
    /// After a decision: finds out who is held back now, and forgets the alerts that were held back until now. Those of
    /// what still fails are raised by its next failure.
    pub(super) fn hold_back(&mut self, out: &mut Vec<Effect>) {
        let configured = |effect: &Effect| matches!(effect, Effect::Observe(Observation::Configured(_)));
        let moved = |effect: &Effect| match effect {
            Effect::Observe(Observation::ServiceChanged { service, .. }) => self.supervision.is_needed(service),
            _ => false,
        };
        if !out.iter().any(|effect| configured(effect) || moved(effect)) {
            return;
        }
        self.supervision.hold_back(out);
        let supervision = &self.supervision;
        let still = |name: &str| supervision.get(&name.into()).is_some_and(|service| !service.held_by.is_empty());
        self.alerts.release(|key| key.service().is_some_and(still));
    }

    /// What holds back the service that this alert is about; nothing when somebody has to look at it.
    pub(super) fn held_by(&self, key: &AlertKey) -> &[ServiceName] {
        let service = key.service().and_then(|name| self.supervision.get(&name.into()));
        service.map_or(&[], |service| service.held_by.as_slice())
    }

    /// Whether a crash is only what comes of a dependency that is down: it is started again when that is back. One that
    /// stays down would be forgotten, so it is not.
    pub(super) fn is_held_crash(&self, name: &ServiceName, trouble: Trouble) -> bool {
        let key = AlertKey { rule: RULE_CRASH.into(), subject: name.to_string() };
        matches!(trouble, Trouble::Restarting | Trouble::Exhausted)
            && !self.held_by(&key).is_empty()
            && self.alerts.firing().all(|alert| alert.key != key)
    }

    /// The firing alerts, for screens: worst first, then newest first.
    #[must_use]
    pub fn alert_views(&self, now: Wall) -> Vec<AlertView> {
        let mut views = self.alerts.view(now);
        for view in &mut views {
            view.held_by = self.held_by(&view.alert.key).to_vec();
        }
        views
    }

    /// What is down and holds others back, with how many of them and of their alerts; in the order of the configuration.
    #[must_use]
    pub fn held_back(&self) -> Vec<HeldBack> {
        let held: Vec<&Service> = self.supervision.iter().filter(|service| !service.held_by.is_empty()).collect();
        if held.is_empty() {
            return Vec::new();
        }
        let keys = || self.alerts.held().chain(self.alerts.firing().map(|alert| &alert.key));
        let count = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
        let of = |by: &Service| HeldBack {
            by: by.spec.name.clone(),
            services: count(held.iter().filter(|service| service.held_by.contains(&by.spec.name)).count()),
            alerts: count(keys().filter(|key| self.held_by(key).contains(&by.spec.name)).count()),
        };
        self.supervision.iter().map(of).filter(|held| held.services > 0).collect()
    }
}
