//! Which limits a series has: of rules, of probes, of the kernel, of a file system.

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::Arc;

use crate::model::alert::Severity;
use crate::model::check::Check;
use crate::model::event::Setup;
use crate::model::id::ServiceName;
use crate::model::prediction::{Bound, Measure};
use crate::model::series::Series;
use crate::model::spec::{ServiceSpec, Threshold};
use crate::model::workflow::run::MOST_OPEN;

/// A limit of a series.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Limit {
    pub(super) at: f64,
    pub(super) bound: Bound,
}

/// What a series measures; none for what has no limit that matters.
pub(super) fn measure(series: &Series) -> Option<Measure> {
    match &*series.metric {
        "service.memory_bytes" => Some(Measure::Memory),
        "service.files_count" | "service.files_used_percent" => Some(Measure::Files),
        "probe.latency_ms" => Some(Measure::Latency),
        "service.dir_used_percent" => Some(Measure::Room),
        "host.disk.used_percent" | "host.disk.inodes_percent" => Some(Measure::Disk),
        "host.memory.used_percent" => Some(Measure::HostMemory),
        "host.swap.used_percent" => Some(Measure::Swap),
        "host.files.used_percent" | "host.files.open_count" => Some(Measure::HostFiles),
        "workflow.open_count" => Some(Measure::Queue),
        _ => None,
    }
}

/// The service that a series is of, unless it is of the host; none when it is not configured.
pub(super) fn owner(series: &Series) -> Option<ServiceName> {
    let instance = series.instance.as_deref()?;
    match measure(series)? {
        Measure::Memory | Measure::Files | Measure::Room | Measure::Restarts => Some(instance.into()),
        Measure::Latency | Measure::Certificate => Some(instance.split_once('/')?.0.into()),
        Measure::Disk
        | Measure::HostMemory
        | Measure::Swap
        | Measure::HostFiles
        | Measure::Queue
        | Measure::Failure
        | Measure::Host
        | Measure::Drive => None,
    }
}

/// The limits of a series, the lowest first.
pub(super) fn limits(setup: &Setup, series: &Series) -> Vec<Limit> {
    let rules =
        setup.rules.iter().filter(|rule| rule.severity >= Severity::Warning && series.is_meant_by(&rule.series));
    let mut all: Vec<Limit> = rules
        .filter_map(|rule| match rule.threshold {
            Threshold::Above { limit, .. } => Some(Limit { at: limit, bound: Bound::Rule { rule: rule.name.clone() } }),
            Threshold::Below { .. } => None,
        })
        .collect();
    if let Some(spec) = owner(series).and_then(|name| setup.service(&name)) {
        all.extend(of_probes(spec, series));
        let memory = spec.process().and_then(|process| process.limits.memory).filter(|_| is_memory(series));
        all.extend(memory.map(|bytes| Limit { at: bytes_of(bytes), bound: Bound::Limits }));
    }
    match &*series.metric {
        "service.files_used_percent" | "host.files.used_percent" => {
            all.push(Limit { at: 100.0, bound: Bound::Kernel });
        }
        "service.dir_used_percent"
        | "host.disk.used_percent"
        | "host.disk.inodes_percent"
        | "host.memory.used_percent"
        | "host.swap.used_percent" => all.push(Limit { at: 100.0, bound: Bound::Size }),
        "workflow.open_count" => all.push(Limit { at: f64::from(MOST_OPEN), bound: Bound::Size }),
        _ => {}
    }
    all.sort_by(|a, b| a.at.total_cmp(&b.at));
    all
}

fn is_memory(series: &Series) -> bool {
    measure(series) == Some(Measure::Memory)
}

#[expect(clippy::cast_precision_loss, reason = "a limit in bytes fits 52 bits")]
fn bytes_of(limit: u64) -> f64 {
    limit as f64
}

/// Where probes of a service fail.
fn of_probes(spec: &Arc<ServiceSpec>, series: &Series) -> Vec<Limit> {
    let answers = series.instance.as_deref().and_then(|instance| instance.split_once('/')).map(|(_, probe)| probe);
    let limit = |probe: &crate::model::spec::ProbeSpec| {
        let at = match &probe.check {
            Check::Resource(check) if check.figure.metric() == &*series.metric => check.above,
            _ if answers == Some(&probe.name) => {
                let most = match &probe.check {
                    Check::Http(check) => check.max_latency,
                    Check::Tcp(check) => check.max_latency,
                    Check::Tls(check) => check.max_latency,
                    Check::Dns(check) => check.max_latency,
                    _ => None,
                };
                Some(most.unwrap_or(probe.timeout).min(probe.timeout).as_secs_f64() * 1_000.0)
            }
            _ => None,
        };
        at.map(|at| Limit { at, bound: Bound::Probe { probe: probe.name.clone() } })
    };
    spec.probes.iter().filter_map(limit).collect()
}

/// The service that keeps files on a mount which may go: the first of the configuration.
pub(super) fn keeper(setup: &Setup, mounts: &BTreeSet<Arc<str>>, mount: &str) -> Option<ServiceName> {
    let holds = |dir: &Path| {
        let of = mounts.iter().filter(|mount| dir.starts_with(&***mount));
        of.max_by_key(|mount| mount.len()).is_some_and(|nearest| **nearest == *mount)
    };
    let keeps = |spec: &&Arc<ServiceSpec>| spec.recovery.log_dirs.iter().any(|dir| holds(dir));
    setup.services.iter().find(keeps).map(|spec| spec.name.clone())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn setup() -> Arc<Setup> {
        let text = r#"
[[service]]
name = "api"
command = ["./api"]
  [[service.probe]]
  kind = "http"
  url = "http://127.0.0.1:1/"
  timeout = "2s"
  max_latency = "500ms"
  [[service.probe]]
  kind = "tcp"
  address = "127.0.0.1:1"
  timeout = "3s"
  [[service.probe]]
  kind = "resource"
  figure = "memory_bytes"
  above = 200e6

[[service]]
name = "mailer"
command = ["./mailer"]
limits.memory = "128MB"
recovery.log_dirs = ["/var/spool/mailer"]

[[rule]]
name = "memory-grows"
series = "service.memory_bytes"
above = 64e6

[[rule]]
name = "no-memory"
series = "host.memory.used_percent"
above = 92.0

[[rule]]
name = "just-so"
series = "service.memory_bytes"
above = 1e6
severity = "info"

[[rule]]
name = "idle"
series = "service.memory_bytes"
below = 5e6
"#;
        let given = crate::config::parse(text, None, &[]);
        Arc::clone(&given.unwrap_or_else(|error| panic!("{error}")).setup)
    }

    fn of(series: &str) -> Vec<(f64, String)> {
        let word = |bound: &Bound| match bound {
            Bound::Rule { rule } => rule.to_string(),
            Bound::Probe { probe } => probe.clone(),
            other => format!("{other:?}"),
        };
        limits(&setup(), &series.parse().unwrap()).iter().map(|limit| (limit.at, word(&limit.bound))).collect()
    }

    #[test]
    fn limits_come_from_rules_probes_the_kernel_and_the_disk() {
        let named = |of: &[(f64, &str)]| of.iter().map(|(at, who)| (*at, (*who).to_owned())).collect::<Vec<_>>();
        assert_eq!(of("service.memory_bytes{api}"), named(&[(64e6, "memory-grows"), (200e6, "resource")]));
        assert_eq!(of("service.memory_bytes{mailer}"), named(&[(64e6, "memory-grows"), (128e6, "Limits")]));
        assert_eq!(of("probe.latency_ms{api/http}"), named(&[(500.0, "http")]));
        assert_eq!(of("probe.latency_ms{api/tcp}"), named(&[(3_000.0, "tcp")]));
        assert_eq!(of("service.files_used_percent{api}"), named(&[(100.0, "Kernel")]));
        assert_eq!(of("host.disk.used_percent{/var}"), named(&[(100.0, "Size")]));
        assert_eq!(of("service.dir_used_percent{mailer}"), named(&[(100.0, "Size")]));
        assert_eq!(of("host.memory.used_percent"), named(&[(92.0, "no-memory"), (100.0, "Size")]));
        assert_eq!(of("host.swap.used_percent"), named(&[(100.0, "Size")]));
        assert_eq!(of("host.files.used_percent"), named(&[(100.0, "Kernel")]));
        assert_eq!(of("host.files.open_count"), [], "but by a rule");
        assert_eq!(of("workflow.open_count"), named(&[(1_000.0, "Size")]));
        assert_eq!(of("service.cpu_percent{api}"), []);
    }

    #[test]
    fn a_directory_is_on_the_nearest_mount_above_it() {
        let mounts: BTreeSet<Arc<str>> = ["/".into(), "/var".into()].into();
        assert_eq!(keeper(&setup(), &mounts, "/var"), Some("mailer".into()));
        assert_eq!(keeper(&setup(), &mounts, "/"), None);
        assert_eq!(keeper(&setup(), &["/".into()].into(), "/"), Some("mailer".into()));
    }
}
