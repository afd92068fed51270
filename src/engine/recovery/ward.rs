//! The world as recovery sees it: services and how they are, their graph, the alerts.

use std::collections::{BTreeSet, VecDeque};
use std::sync::Arc;
use std::time::Duration;

use crate::engine::alerts::AlertBook;
use crate::engine::service::Service;
use crate::engine::supervision::Supervision;
use crate::model::alert::{Alert, AlertCause, RULE_CRASH, RULE_PAGE, RULE_PROBE, RULE_RUNTIME};
use crate::model::effect::Effect;
use crate::model::event::Setup;
use crate::model::id::{Operator, ServiceName};
use crate::model::record::{Detail, Entry, EntryKind, Record};
use crate::model::remedy::RecoverySpec;
use crate::model::service::{AfterStop, Health, ServiceState, StopReason};
use crate::model::spec::{ProbeRole, ServiceSpec};
use crate::model::time::Now;

/// Everything that recovery looks at and acts upon, for the time of one look.
#[derive(Debug)]
pub struct Ward<'a> {
    /// The configuration.
    pub setup: &'a Setup,
    /// The services.
    pub supervision: &'a mut Supervision,
    /// The alerts.
    pub alerts: &'a mut AlertBook,
    /// The newest lines of the log of changes, newest first.
    pub changes: &'a VecDeque<Entry>,
    /// For choices.
    pub rng: &'a mut fastrand::Rng,
    /// The time.
    pub now: Now,
    /// What has to be done.
    pub out: &'a mut Vec<Effect>,
}

/// How a service is, as far as healing goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Condition {
    /// It runs, and nothing speaks against it.
    Well,
    /// It is on its way up, or nothing is known yet.
    Coming,
    /// It waits for what it needs.
    Held,
    /// It runs badly, or has ended and should not have.
    Unwell,
    /// It is down, and is meant to be.
    Away,
}

impl Condition {
    pub(super) fn of(service: &Service) -> Self {
        match &service.state {
            ServiceState::Running { .. } => match &service.health {
                Health::Healthy | Health::Unprobed => Self::Well,
                Health::Unhealthy { .. } => Self::Unwell,
                Health::Starting | Health::Unknown => Self::Coming,
            },
            ServiceState::Stopping { then: AfterStop::Stay(_) | AfterStop::Remove, .. } => Self::Away,
            ServiceState::Stopping { .. } | ServiceState::Starting { .. } | ServiceState::Unknown => Self::Coming,
            ServiceState::Waiting { on } if on.is_empty() => Self::Coming,
            ServiceState::Waiting { .. } => Self::Held,
            ServiceState::Backoff { .. } | ServiceState::Stopped { why: StopReason::External, .. } => Self::Unwell,
            ServiceState::Stopped { why: StopReason::Ended(ended), .. } if !ended.is_success() => Self::Unwell,
            ServiceState::Stopped { .. } => Self::Away,
        }
    }
}

impl Ward<'_> {
    pub(super) fn spec(&self) -> &RecoverySpec {
        &self.setup.recovery
    }

    pub(super) fn service(&self, name: &ServiceName) -> Option<&Service> {
        self.supervision.get(name)
    }

    pub(super) fn service_spec(&self, name: &ServiceName) -> Option<Arc<ServiceSpec>> {
        self.service(name).map(|service| Arc::clone(&service.spec))
    }

    /// What is no longer there is away.
    pub(super) fn condition(&self, name: &ServiceName) -> Condition {
        self.service(name).map_or(Condition::Away, Condition::of)
    }

    /// Whether it runs badly, or a rule that recovery may heal says so.
    pub(super) fn is_unwell(&self, name: &ServiceName) -> bool {
        match self.condition(name) {
            Condition::Unwell => true,
            Condition::Well => {
                self.alerts.firing().any(|alert| self.heals(alert) && self.about(alert).as_ref() == Some(name))
            }
            Condition::Coming | Condition::Held | Condition::Away => false,
        }
    }

    /// Whether it is of a configured rule that says that recovery may act.
    fn heals(&self, alert: &Alert) -> bool {
        self.setup.rules.iter().any(|rule| rule.heal && rule.name == alert.key.rule)
    }

    /// Whether recovery may act because of it.
    pub(super) fn calls_for_healing(&self, alert: &Alert) -> bool {
        matches!(alert.key.rule.as_str(), RULE_CRASH | RULE_PROBE) || self.heals(alert)
    }

    /// The service that an alert is about; none for the host.
    pub(super) fn about(&self, alert: &Alert) -> Option<ServiceName> {
        let name: ServiceName = match alert.key.rule.as_str() {
            RULE_CRASH | RULE_PAGE => alert.key.subject.as_str().into(),
            RULE_PROBE => alert.key.subject.split_once('/')?.0.into(),
            RULE_RUNTIME => return None,
            _ => match &alert.cause {
                AlertCause::Threshold { series, .. } if series.metric.starts_with("service.") => {
                    series.instance.as_deref()?.into()
                }
                AlertCause::Threshold { series, .. } if series.metric.starts_with("probe.") => {
                    series.instance.as_deref()?.split_once('/')?.0.into()
                }
                _ => return None,
            },
        };
        self.service(&name).map(|_| name)
    }

    /// Everything that it needs, directly or through others.
    pub(super) fn needs(&self, name: &ServiceName) -> BTreeSet<ServiceName> {
        self.reach(name, |service| service.spec.depends_on.clone())
    }

    /// Everything that needs it, directly or through others.
    pub(super) fn needed_by(&self, name: &ServiceName) -> BTreeSet<ServiceName> {
        self.reach(name, |service| self.supervision.dependants(&service.spec.name))
    }

    /// How long trouble of a service that runs may stay unseen by its probes. Whether it has started is another question.
    pub(super) fn detects_within(&self, name: &ServiceName) -> Duration {
        let Some(spec) = self.service_spec(name) else { return Duration::ZERO };
        let running = spec.probes.iter().filter(|probe| probe.role != ProbeRole::Startup);
        running.map(|probe| probe.interval.saturating_mul(probe.fail_after) + probe.timeout).max().unwrap_or_default()
    }

    /// Something that it needs and that is not well, or was started so lately that its probes cannot have said much.
    pub(super) fn unsteady_need(&self, name: &ServiceName) -> Option<ServiceName> {
        let is_unsteady = |need: &ServiceName| match self.condition(need) {
            Condition::Unwell | Condition::Coming | Condition::Held => true,
            Condition::Well if self.is_unwell(need) => true,
            Condition::Well => self.service(need).is_some_and(|service| match service.state {
                ServiceState::Running { since, .. } => self.now.mono.since(since) < self.detects_within(need),
                _ => false,
            }),
            Condition::Away => false,
        };
        self.needs(name).into_iter().find(is_unsteady)
    }

    /// Whether one of the two needs the other.
    pub(super) fn are_related(&self, one: &ServiceName, other: &ServiceName) -> bool {
        one == other || self.needs(one).contains(other) || self.needs(other).contains(one)
    }

    /// Services that are unwell now.
    pub(super) fn unwell(&self) -> BTreeSet<ServiceName> {
        let names = self.supervision.iter().map(|service| service.spec.name.clone());
        names.filter(|name| self.is_unwell(name)).collect()
    }

    /// Adds a line to the log of changes.
    pub(super) fn entry(&mut self, kind: EntryKind, subject: String, by: Option<Operator>, detail: Detail) {
        let entry = Entry { at: self.now.wall, kind, subject, by, detail };
        self.out.push(Effect::Record(Record::Entry(entry)));
    }

    fn reach(&self, from: &ServiceName, next: impl Fn(&Service) -> Vec<ServiceName>) -> BTreeSet<ServiceName> {
        let (mut seen, mut todo) = (BTreeSet::new(), vec![from.clone()]);
        while let Some(service) = todo.pop().and_then(|name| self.service(&name)) {
            for name in next(service) {
                if name != *from && seen.insert(name.clone()) {
                    todo.push(name);
                }
            }
        }
        seen
    }
}
