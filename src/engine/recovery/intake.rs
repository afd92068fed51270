//! Alerts into incidents: one that is about the same service, or about one that it needs or that needs it, joins; any
//! other opens an incident of its own. A resolved incident takes nothing more in.

use std::collections::{BTreeMap, BTreeSet};

use crate::model::alert::{
    Alert, AlertCause, RULE_CRASH, RULE_FILE, RULE_FORESEEN, RULE_MANAGER, RULE_NOTICE, RULE_PAGE, RULE_PREDICTED,
    RULE_PROBE, RULE_RUN, RULE_RUNTIME, Severity,
};
use crate::model::id::{AlertId, IncidentId, ServiceName};
use crate::model::incident::{Happening, Incident, IncidentState, Member, Resolution};
use crate::model::record::{Detail, EntryKind};
use crate::model::service::Ended;
use crate::model::spec::ProbeRole;
use crate::model::time::Wall;

use super::case::Case;
use super::suspects::released;
use super::symptom::is_full;
use super::ward::Ward;

/// Alerts of an incident that are kept: one that flaps makes ever more of them.
const MEMBERS: usize = 200;

/// Takes new alerts in and notes which are over. Gives the incidents that were merged into others.
pub(super) fn take_in(
    cases: &mut BTreeMap<IncidentId, Case>,
    last: &mut IncidentId,
    ward: &mut Ward<'_>,
) -> Vec<Incident> {
    let firing: Vec<Alert> = ward.alerts.firing().filter(|alert| is_meant(alert)).cloned().collect();
    let known: BTreeSet<AlertId> =
        cases.values().flat_map(|case| &case.incident.members).map(|member| member.alert).collect();
    let mut merged = Vec::new();
    for alert in firing.iter().filter(|alert| !known.contains(&alert.id)) {
        let about = ward.about(alert);
        let related: Vec<IncidentId> = match &about {
            Some(name) => related(cases, name, ward),
            None => Vec::new(),
        };
        let id = related.first().copied().unwrap_or_else(|| open(cases, last, alert, about.clone(), ward));
        for other in related.iter().skip(1) {
            merged.extend(merge(cases, id, *other, ward));
        }
        if let Some(case) = cases.get_mut(&id) {
            join(case, alert, about, ward);
        }
    }
    for case in cases.values_mut() {
        clear(case, &firing, ward);
    }
    merged
}

/// Whether an alert belongs into an incident: what only informs does not, nor does what incidents themselves say.
fn is_meant(alert: &Alert) -> bool {
    let own = matches!(
        alert.key.rule.as_str(),
        RULE_MANAGER | RULE_PAGE | RULE_RUNTIME | RULE_NOTICE | RULE_RUN | RULE_FILE | RULE_FORESEEN | RULE_PREDICTED
    );
    alert.severity >= Severity::Warning && !own
}

/// Open incidents that an alert about this service belongs to, the oldest first.
fn related(cases: &BTreeMap<IncidentId, Case>, name: &ServiceName, ward: &Ward<'_>) -> Vec<IncidentId> {
    let belongs = |case: &&Case| {
        let still = case.incident.members.iter().filter(|member| member.resolved_at.is_none());
        let alive = still.filter_map(|member| member.service.as_ref()).chain(case.incident.service.as_ref());
        alive.into_iter().any(|other| ward.are_related(name, other))
    };
    // What was foreseen and happens is an incident of its own, with a clock of its own.
    cases.values().filter(|case| !case.is_preventive()).filter(belongs).map(Case::id).collect()
}

/// Opens an incident.
pub(super) fn open(
    cases: &mut BTreeMap<IncidentId, Case>,
    last: &mut IncidentId,
    alert: &Alert,
    about: Option<ServiceName>,
    ward: &mut Ward<'_>,
) -> IncidentId {
    let subject = about.as_ref().map_or_else(|| alert.key.subject.clone(), ToString::to_string);
    let signature = signature(alert, about.as_ref(), ward);
    begin(cases, last, subject, about, signature, ward)
}

/// Opens an incident that no alert made.
pub(super) fn begin(
    cases: &mut BTreeMap<IncidentId, Case>,
    last: &mut IncidentId,
    subject: String,
    service: Option<ServiceName>,
    signature: String,
    ward: &mut Ward<'_>,
) -> IncidentId {
    *last = last.next();
    let id = *last;
    ward.entry(EntryKind::IncidentOpened, subject.clone(), None, Detail::Incident { incident: id });
    let mut case = Case::new(Incident {
        id,
        subject,
        service,
        opened_at: ward.now.wall,
        began: ward.now.mono,
        signature,
        prevents: None,
        members: Vec::new(),
        causes: Vec::new(),
        attempts: Vec::new(),
        timeline: Vec::new(),
        rests: None,
        state: IncidentState::Open,
    });
    case.note(Happening::Opened, ward);
    cases.insert(id, case);
    id
}

fn join(case: &mut Case, alert: &Alert, service: Option<ServiceName>, ward: &Ward<'_>) {
    let members = &mut case.incident.members;
    if members.len() >= MEMBERS
        && let Some(old) = members.iter().skip(1).position(|member| member.resolved_at.is_some())
    {
        // The first one says how it began.
        members.remove(old + 1);
    }
    case.incident.members.push(Member {
        alert: alert.id,
        key: alert.key.clone(),
        service,
        severity: alert.severity,
        opened_at: alert.opened_at,
        resolved_at: None,
    });
    case.note(Happening::Joined { alert: alert.id, key: alert.key.clone() }, ward);
}

/// Notes which alerts are over, and which are worse.
fn clear(case: &mut Case, firing: &[Alert], ward: &Ward<'_>) {
    let mut over = Vec::new();
    for member in case.incident.members.iter_mut().filter(|member| member.resolved_at.is_none()) {
        match firing.iter().find(|alert| alert.id == member.alert) {
            Some(alert) if alert.severity > member.severity => {
                member.severity = alert.severity;
                case.dirty = true;
            }
            Some(_) => {}
            None => {
                member.resolved_at = Some(ward.now.wall);
                over.push((member.alert, member.key.clone()));
            }
        }
    }
    for (alert, key) in over {
        case.note(Happening::Cleared { alert, key }, ward);
    }
}

/// Two incidents turn out to be one: the later one goes into the earlier, unless something is under way in it.
fn merge(
    cases: &mut BTreeMap<IncidentId, Case>,
    into: IncidentId,
    from: IncidentId,
    ward: &mut Ward<'_>,
) -> Option<Incident> {
    if cases.get(&from)?.incident.attempt().is_some() {
        return None;
    }
    let mut from = cases.remove(&from)?;
    let members = std::mem::take(&mut from.incident.members);
    from.resolve(Resolution::Merged { into }, ward);
    from.save(ward);
    if let Some(case) = cases.get_mut(&into) {
        case.incident.members.extend(members);
        case.incident.members.sort_by_key(|member| (member.opened_at, member.alert));
        case.shed.extend(from.shed);
        case.dirty = true;
    }
    Some(from.incident)
}

/// Another service turns out to be the one to heal: the incident is about that one.
pub(super) fn retarget(case: &mut Case, name: &ServiceName, ward: &Ward<'_>) {
    if case.incident.service.as_ref() == Some(name) {
        return;
    }
    case.dirty = true;
    case.incident.service = Some(name.clone());
    case.incident.subject = name.to_string();
    let first = case.incident.members.iter().find(|member| member.service.as_ref() == Some(name));
    let alert = first.and_then(|member| ward.alerts.firing().find(|alert| alert.id == member.alert));
    case.incident.signature = match alert {
        Some(alert) => signature(alert, Some(name), ward),
        None => signature_of("unwell", name, case.incident.opened_at, ward),
    };
}

/// What incidents like this one have in common: `CLASS:SYMPTOM|SERVICE|changed`.
fn signature(alert: &Alert, about: Option<&ServiceName>, ward: &Ward<'_>) -> String {
    let class = match &alert.cause {
        AlertCause::Crash { how, .. } => match how {
            Ended::StartFailed(_) => "start-failed".to_owned(),
            Ended::Unhealthy(_) | Ended::OverLimit { .. } => "liveness".to_owned(),
            Ended::Exit(exit) | Ended::Finished { exit } => format!("crash:{}", exit.mark()),
        },
        AlertCause::Probe { reason, .. } if is_full(reason) && can_make_room(about, ward) => {
            format!("full:{}", probe_of(alert))
        }
        AlertCause::Probe { .. } => format!("{}:{}", role(alert, ward), probe_of(alert)),
        AlertCause::Threshold { .. }
        | AlertCause::Escalated { .. }
        | AlertCause::Runtime { .. }
        | AlertCause::Told { .. }
        | AlertCause::Foreseen { .. }
        | AlertCause::Predicted { .. }
        | AlertCause::Run { .. } => {
            format!("rule:{}", alert.key.rule)
        }
    };
    match about {
        Some(name) => signature_of(&class, name, alert.opened_at, ward),
        None => format!("{class}|host|"),
    }
}

/// The same for a known class.
pub(super) fn signature_of(class: &str, name: &ServiceName, at: Wall, ward: &Ward<'_>) -> String {
    let changed = if released(name, at, ward).is_some() { "changed" } else { "" };
    format!("{class}|{name}|{changed}")
}

fn probe_of(alert: &Alert) -> &str {
    alert.key.subject.split_once('/').map_or("", |(_, probe)| probe)
}

/// Whether recovery may empty directories of a service.
fn can_make_room(about: Option<&ServiceName>, ward: &Ward<'_>) -> bool {
    about.and_then(|name| ward.service_spec(name)).is_some_and(|spec| !spec.recovery.log_dirs.is_empty())
}

/// Whether a failing probe says that it is not alive, or only that it is not ready.
fn role(alert: &Alert, ward: &Ward<'_>) -> &'static str {
    debug_assert!(matches!(alert.key.rule.as_str(), RULE_PROBE | RULE_CRASH));
    let spec = ward.about(alert).and_then(|name| ward.service_spec(&name));
    let probe = spec.as_ref().and_then(|spec| spec.probes.iter().find(|probe| probe.name == probe_of(alert)));
    match probe.map(|probe| probe.role) {
        Some(ProbeRole::Liveness) => "liveness",
        Some(ProbeRole::Startup) => "startup",
        Some(ProbeRole::Readiness) | None => "readiness",
    }
}
