//! What can happen that starts a run, and which triggers wait for it.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use crate::model::alert::{Alert, AlertKey};
use crate::model::id::{ServiceName, WorkflowName};
use crate::model::incident::Incident;
use crate::model::instances::is_of;
use crate::model::service::{Health, ServiceState, StopReason};
use crate::model::time::{Wall, rfc3339};
use crate::model::workflow::trigger::{FilesChanged, Hooked, ServiceMoment, TriggerOn};

/// Something happened.
#[derive(Debug, Clone, Copy)]
pub(super) enum Happened<'a> {
    /// An alert opened.
    Alert(&'a Alert),
    /// An incident opened.
    Incident(&'a Incident),
    /// A service came into a state.
    Service(&'a ServiceName, ServiceMoment),
    /// Files changed.
    Files(&'a FilesChanged),
    /// A request came in.
    Hook(&'a Hooked),
}

impl Happened<'_> {
    /// Whether a trigger of a workflow waits for it.
    pub(super) fn sets_off(&self, workflow: &WorkflowName, on: &TriggerOn) -> bool {
        match (self, on) {
            (Self::Alert(alert), TriggerOn::Alert { rule, subject, severity }) => {
                alert.severity >= *severity && is_meant(&alert.key, rule.as_deref(), subject.as_deref())
            }
            (Self::Incident(incident), TriggerOn::Incident { service }) => {
                service.as_ref().is_none_or(|name| incident.service.as_ref().is_some_and(|of| is_of(of, name)))
            }
            (Self::Service(name, moment), TriggerOn::Service { name: wanted, state }) => {
                moment == state && is_of(name, wanted)
            }
            (Self::Files(changed), TriggerOn::File { path, .. }) => {
                changed.workflow == *workflow && changed.path == *path
            }
            (Self::Hook(hook), TriggerOn::Webhook { secret }) => {
                hook.workflow == *workflow && hook.secrets.contains(secret)
            }
            _ => false,
        }
    }

    /// It in a few words: an alert, a service, a file.
    pub(super) fn what(&self) -> String {
        match self {
            Self::Alert(alert) => format!("{} {}", alert.key.rule, alert.key.subject),
            Self::Incident(incident) => format!("#{} {}", incident.id, incident.subject),
            Self::Service(name, moment) => format!("{name} {}", word(*moment)),
            Self::Files(changed) => match (changed.files.first(), others(changed)) {
                (Some(file), 0) => file.clone(),
                (Some(file), others) => format!("{file} +{others}"),
                (None, _) => changed.path.clone(),
            },
            Self::Hook(hook) => format!("POST /hooks/{}", hook.workflow),
        }
    }

    /// What parameters can say of it, as `event`.
    pub(super) fn event(&self) -> Value {
        match self {
            Self::Alert(alert) => json!({
                "kind": "alert",
                "id": alert.id,
                "rule": alert.key.rule,
                "subject": alert.key.subject,
                "service": alert.key.service().unwrap_or_default(),
                "severity": alert.severity,
                "labels": alert.labels,
                "opened_at": rfc3339(alert.opened_at),
            }),
            Self::Incident(incident) => json!({
                "kind": "incident",
                "id": incident.id,
                "subject": incident.subject,
                "service": incident.service.as_ref().map(ServiceName::as_str).unwrap_or_default(),
                "severity": incident.severity(),
                "opened_at": rfc3339(incident.opened_at),
            }),
            Self::Service(name, moment) => json!({ "kind": "service", "service": name, "state": word(*moment) }),
            Self::Files(changed) => json!({
                "kind": "file",
                "path": changed.path,
                "file": changed.files.first().map(String::as_str).unwrap_or_default(),
                "files": changed.files,
                "more": changed.more,
            }),
            Self::Hook(hook) => json!({
                "kind": "webhook",
                "name": hook.workflow,
                "headers": hook.headers,
                "body": hook.body,
            }),
        }
    }
}

/// What parameters can say of a moment of a schedule, or of an interval.
pub(super) fn moment(kind: &str, due: Wall, missed: u64) -> Value {
    json!({ "kind": kind, "due": rfc3339(due), "missed": missed })
}

/// A change of a service, as it is written.
pub(super) fn word(moment: ServiceMoment) -> &'static str {
    match moment {
        ServiceMoment::Up => "up",
        ServiceMoment::Down => "down",
        ServiceMoment::Unhealthy => "unhealthy",
        ServiceMoment::Healthy => "healthy",
    }
}

fn others(changed: &FilesChanged) -> u64 {
    (changed.files.len() as u64).saturating_add(changed.more).saturating_sub(1)
}

/// Whether an alert is of this rule about this subject, which may end in `*`.
fn is_meant(key: &AlertKey, rule: Option<&str>, subject: Option<&str>) -> bool {
    let about = |wanted: &str| match wanted.strip_suffix('*') {
        Some(prefix) => key.subject.starts_with(prefix),
        None => key.subject == wanted || key.service() == Some(wanted),
    };
    rule.is_none_or(|rule| key.rule.as_str() == rule) && subject.is_none_or(about)
}

/// How services are, as far as triggers know.
#[derive(Debug, Default)]
pub(super) struct Pulse {
    known: BTreeMap<ServiceName, Known>,
}

/// How a service is; none while nobody has said.
#[derive(Debug, Clone, Copy, Default)]
struct Known {
    up: Option<bool>,
    well: Option<bool>,
}

impl Pulse {
    /// What changed about a service. What an earlier runtime has seen already is no change: a service that was found
    /// running, or found stopped.
    pub(super) fn feel(&mut self, name: &ServiceName, state: &ServiceState, health: &Health) -> Vec<ServiceMoment> {
        let known = self.known.entry(name.clone()).or_default();
        let mut moments = Vec::new();
        if let Some((up, found)) = bearing(state) {
            let changed = if found { known.up.is_some_and(|was| was != up) } else { known.up != Some(up) };
            known.up = Some(up);
            moments.extend(changed.then_some(if up { ServiceMoment::Up } else { ServiceMoment::Down }));
        }
        let well = match health {
            Health::Healthy => Some(true),
            Health::Unhealthy { .. } => Some(false),
            Health::Unknown | Health::Unprobed | Health::Starting => None,
        };
        if let Some(well) = well {
            let changed = if well { known.well == Some(false) } else { known.well != Some(false) };
            known.well = Some(well);
            moments.extend(changed.then_some(if well { ServiceMoment::Healthy } else { ServiceMoment::Unhealthy }));
        }
        moments
    }

    /// Services that are no longer configured are forgotten.
    pub(super) fn retain(&mut self, keep: impl Fn(&ServiceName) -> bool) {
        self.known.retain(|name, _| keep(name));
    }
}

/// Whether a service is up, and whether it may have been so before this runtime; none on its way from one to the other, and
/// when this runtime takes it down on its own way out.
fn bearing(state: &ServiceState) -> Option<(bool, bool)> {
    match state {
        ServiceState::Running { adopted, .. } => Some((true, *adopted)),
        ServiceState::Backoff { .. } => Some((false, false)),
        ServiceState::Stopped { why: StopReason::Shutdown | StopReason::Removed, .. } => None,
        ServiceState::Stopped { .. } => Some((false, true)),
        ServiceState::Unknown
        | ServiceState::Waiting { .. }
        | ServiceState::Starting { .. }
        | ServiceState::Stopping { .. } => None,
    }
}
