//! What complaints of probes say about the trouble behind them.

use std::time::Duration;

use crate::engine::service::Service;
use crate::model::alert::AlertCause;
use crate::model::complaint::{Complaint, Failing};
use crate::model::id::ServiceName;
use crate::model::service::{Health, ServiceState};
use crate::model::spec::ProbeRole;
use crate::model::time::Mono;

use super::ward::Ward;

/// How programs and kernels say that a disk is full (`ENOSPC`, `EDQUOT`).
const FULL: [&str; 6] =
    ["no space left", "disk full", "disk is full", "quota exceeded", "insufficient storage", "status 507"];
/// The status that says so (RFC 4918, 11.5).
const INSUFFICIENT_STORAGE: u16 = 507;
/// Failures beyond those that make a verdict, after which the same words are believed to stay.
const MORE: u32 = 2;
/// Nobody's verdict comes sooner than this.
const LEAST: Duration = Duration::from_secs(4);
/// The same where nothing says when a service has finished starting.
const LEAST_UNGATED: Duration = Duration::from_secs(15);

/// Whether it says that there is no room left, by itself or in the words that it repeats.
pub(super) fn is_full(complaint: &Complaint) -> bool {
    if let Complaint::Status { status, .. } | Complaint::OtherStatus { status, .. } = complaint
        && *status == INSUFFICIENT_STORAGE
    {
        return true;
    }
    let words = written(complaint).to_lowercase();
    FULL.iter().any(|full| words.contains(full))
}

/// What a service's failing probe says now; none when its probes do not say that it is unhealthy.
pub(super) fn complaint<'w>(name: &ServiceName, ward: &'w Ward<'_>) -> Option<&'w Failing> {
    match &ward.service(name)?.health {
        Health::Unhealthy { reason, .. } => Some(reason),
        _ => None,
    }
}

/// What the alert about its failing probe says: it stands while the service is started again.
pub(super) fn alarm(name: &ServiceName, ward: &Ward<'_>) -> Option<Failing> {
    let mut firing = ward.alerts.firing().filter(|alert| ward.about(alert).as_ref() == Some(name));
    firing.find_map(|alert| match &alert.cause {
        AlertCause::Probe { reason, .. } => {
            let probe = alert.key.subject.split_once('/')?.1.to_owned();
            Some(Failing { probe, complaint: reason.clone() })
        }
        _ => None,
    })
}

/// Whether a service that was started again says the same as before, and has said so long enough that it will not go
/// away by itself: its start is over by its own probes and graces, and some failures more than a verdict needs have come.
pub(super) fn says_the_same(name: &ServiceName, before: Option<&Failing>, ward: &Ward<'_>) -> bool {
    let (Some(before), Some(now)) = (before, complaint(name, ward)) else { return false };
    same(before, now) && ward.service(name).is_some_and(|service| shown_since(service, ward.now.mono))
}

/// Whether a service has run for so long that what its probes say is no matter of its start.
fn shown_since(service: &Service, now: Mono) -> bool {
    let ServiceState::Running { since, .. } = service.state else { return false };
    let probes = &service.spec.probes;
    let gated = probes.iter().any(|probe| probe.role == ProbeRole::Startup || !probe.grace.is_zero());
    let of_role = probes.iter().filter(|probe| probe.role != ProbeRole::Startup);
    let shown = of_role.map(|probe| probe.grace + probe.interval.saturating_mul(probe.fail_after.saturating_add(MORE)));
    let least = if gated { LEAST } else { LEAST_UNGATED };
    now.since(since) >= shown.max().unwrap_or_default().max(least)
}

/// Whether two complaints are the same but for their numbers.
fn same(one: &Failing, other: &Failing) -> bool {
    let letters =
        |complaint: &Complaint| written(complaint).chars().filter(|c| !c.is_ascii_digit()).collect::<String>();
    one.probe == other.probe && letters(&one.complaint) == letters(&other.complaint)
}

/// All of it in one line, foreign words as they are.
fn written(complaint: &Complaint) -> String {
    serde_json::to_string(complaint).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::system::SystemError;

    #[test]
    fn a_full_disk_is_told_in_many_words() {
        let status = |status: u16, said: &str| Complaint::Status { status, said: Some(said.to_owned()) };
        let full = [
            status(503, "spool: No space left on device (os error 28)"),
            Complaint::Status { status: 507, said: None },
            Complaint::OtherStatus { status: 507, wanted: vec!["200".to_owned()] },
            Complaint::Reported { said: "Disk full".to_owned() },
            // As earlier versions wrote it.
            "status 507".into(),
        ];
        for complaint in full {
            assert!(is_full(&complaint), "{complaint:?}");
        }
        assert!(!is_full(&status(503, "the space is left as it was")));
    }

    #[test]
    fn numbers_do_not_make_another_complaint() {
        let says = |status: u16, said: &str| Failing {
            probe: "http".to_owned(),
            complaint: Complaint::Status { status, said: Some(said.to_owned()) },
        };
        assert!(same(&says(503, "81 % of requests fail"), &says(503, "79 % of requests fail")));
        assert!(!same(&says(503, "81 % of requests fail"), &says(503, "81 % of orders fail")));
        let refused = Complaint::NotConnected { system: SystemError::Refused };
        assert!(!same(&says(503, ""), &Failing { probe: "http".to_owned(), complaint: refused }));
        assert!(!same(&says(503, ""), &Failing { probe: "live".to_owned(), ..says(503, "") }));
    }
}
