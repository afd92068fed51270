//! Services that run several times: what is configured once becomes `name@1` to `name@n`.
//!
//! One pure function makes the setup that decisions see out of the configured one and of what operators said about
//! numbers. In the texts of an instance `{instance}` stands for its number.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::check::{DnsCheck, ExecCheck, HttpCheck, LogCheck, TcpCheck, TlsCheck};
use super::event::Setup;
use super::id::ServiceName;
use super::process::{EnvironmentFile, ReloadSpec};
use super::series::Series;
use super::spec::{Check, ProbeSpec, ProcessSpec, RuleSpec, ServiceKind, ServiceSpec};

/// Tells a process which instance it is.
pub const VARIABLE: &str = "AUTOAGENTS_INSTANCE";
/// Stands for the number.
pub const PLACE: &str = "{instance}";

/// How often a service runs.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Instances {
    /// Once, under its own name.
    #[default]
    One,
    /// As configured: several times, under names of their own.
    Of {
        /// How often.
        count: u32,
        /// More must never be asked for.
        max: u32,
    },
    /// It is one of several.
    This {
        /// The name that is configured.
        of: ServiceName,
        /// Which, from 1.
        number: u32,
    },
}

/// An operator's number of instances, which goes before the configured one for as long as that is what it was.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Scale {
    /// Of which service, by the name that is configured.
    pub service: ServiceName,
    /// How many.
    pub count: u32,
    /// What was configured when it was said.
    pub configured: u32,
}

/// The name of an instance.
#[must_use]
pub fn name(of: &ServiceName, number: u32) -> ServiceName {
    format!("{of}@{number}").into()
}

/// Whether it is that service, or one of its instances.
#[must_use]
pub fn is_of(name: &ServiceName, wanted: &ServiceName) -> bool {
    let number = |rest: &str| !rest.is_empty() && rest.bytes().all(|sign| sign.is_ascii_digit());
    name == wanted
        || name.as_str().strip_prefix(wanted.as_str()).and_then(|rest| rest.strip_prefix('@')).is_some_and(number)
}

/// The setup that decisions see: each service that runs several times replaced by its instances; who needs it needs all of
/// them; a rule about it is one about each.
#[must_use]
pub fn expand(configured: &Setup, scales: &[Scale]) -> Setup {
    let counts: BTreeMap<&ServiceName, u32> =
        configured.services.iter().filter_map(|spec| Some((&spec.name, count(spec, scales)?))).collect();
    if counts.is_empty() {
        return configured.clone();
    }
    let services = configured.services.iter().flat_map(|spec| match counts.get(&spec.name) {
        Some(count) => (1..=*count).map(|number| Arc::new(with_needs(instance(spec, number), &counts))).collect(),
        None => vec![Arc::new(with_needs(ServiceSpec::clone(spec), &counts))],
    });
    let rules = configured.rules.iter().flat_map(|rule| rules(rule, &counts));
    Setup { services: services.collect(), rules: rules.collect(), ..configured.clone() }
}

/// How many instances of a service there are to be; none for one that runs once.
#[must_use]
pub fn count(spec: &ServiceSpec, scales: &[Scale]) -> Option<u32> {
    let Instances::Of { count, max } = spec.instances else { return None };
    let said = scales.iter().find(|scale| scale.service == spec.name && scale.configured == count);
    Some(said.map_or(count, |scale| scale.count.min(max)))
}

/// The instance of that name, whether there is to be one or not; none where nothing like it is configured.
#[must_use]
pub fn find(configured: &Setup, name: &ServiceName) -> Option<ServiceSpec> {
    let (of, number) = name.as_str().split_once('@')?;
    let number = number
        .parse()
        .ok()
        .filter(|number: &u32| *number > 0 && number.to_string() == name.as_str()[of.len() + 1..])?;
    let spec = configured.service(&of.into())?;
    matches!(spec.instances, Instances::Of { .. }).then(|| instance(spec, number))
}

/// What a configured service runs as: itself, or its instances.
#[must_use]
pub fn each(spec: &ServiceSpec) -> Vec<ServiceSpec> {
    match spec.instances {
        Instances::Of { count, .. } => (1..=count).map(|number| instance(spec, number)).collect(),
        Instances::One | Instances::This { .. } => vec![spec.clone()],
    }
}

/// The numbers that operators said and that still hold.
#[must_use]
pub fn holding(configured: &Setup, scales: &[Scale]) -> Vec<Scale> {
    let holds = |scale: &&Scale| match configured.service(&scale.service).map(|spec| &spec.instances) {
        Some(Instances::Of { count, max }) => scale.configured == *count && scale.count <= *max,
        _ => false,
    };
    scales.iter().filter(holds).cloned().collect()
}

fn instance(spec: &ServiceSpec, number: u32) -> ServiceSpec {
    let filled = Filled(number.to_string());
    ServiceSpec {
        name: name(&spec.name, number),
        kind: match &spec.kind {
            ServiceKind::Process(process) => ServiceKind::Process(filled.process(process)),
            // Only processes run several times.
            ServiceKind::Unit(_) | ServiceKind::Container(_) | ServiceKind::External(_) => spec.kind.clone(),
        },
        stop: super::spec::StopSpec {
            command: spec.stop.command.as_ref().map(|command| filled.texts(command)),
            ..spec.stop.clone()
        },
        reload: spec.reload.as_ref().map(|reload| filled.reload(reload)),
        probes: spec
            .probes
            .iter()
            .map(|probe| ProbeSpec { check: filled.check(&probe.check), ..probe.clone() })
            .collect(),
        instances: Instances::This { of: spec.name.clone(), number },
        recovery: super::remedy::RemedySpec {
            stale_files: filled.paths(&spec.recovery.stale_files),
            log_dirs: filled.paths(&spec.recovery.log_dirs),
            release_link: spec.recovery.release_link.as_deref().map(|link| filled.path(link)),
            ..spec.recovery.clone()
        },
        ..spec.clone()
    }
}

fn with_needs(mut spec: ServiceSpec, counts: &BTreeMap<&ServiceName, u32>) -> ServiceSpec {
    let needs = std::mem::take(&mut spec.depends_on);
    spec.depends_on = needs
        .into_iter()
        .flat_map(|needed| match counts.get(&needed) {
            Some(count) => (1..=*count).map(|number| name(&needed, number)).collect(),
            None => vec![needed],
        })
        .collect();
    spec
}

/// A rule about a service that runs several times is one about each of them, under the same name.
fn rules(rule: &Arc<RuleSpec>, counts: &BTreeMap<&ServiceName, u32>) -> Vec<Arc<RuleSpec>> {
    let subject = rule.series.instance.as_deref().filter(|_| !rule.series.metric.starts_with("host."));
    let (service, rest) = match subject.map(|subject| subject.split_once('/').unwrap_or((subject, ""))) {
        Some((service, rest)) => (ServiceName::from(service), rest),
        None => return vec![Arc::clone(rule)],
    };
    let Some(count) = counts.get(&service) else { return vec![Arc::clone(rule)] };
    let about = |number| {
        let name = name(&service, number);
        let subject = if rest.is_empty() { name.to_string() } else { format!("{name}/{rest}") };
        Arc::new(RuleSpec { series: Series::at(&rule.series.metric, subject), ..RuleSpec::clone(rule) })
    };
    (1..=*count).map(about).collect()
}

/// Texts in which the number takes its place.
struct Filled(String);

impl Filled {
    fn text(&self, text: &str) -> String {
        text.replace(PLACE, &self.0)
    }

    fn texts(&self, texts: &[String]) -> Vec<String> {
        texts.iter().map(|text| self.text(text)).collect()
    }

    fn path(&self, path: &Path) -> PathBuf {
        path.to_str().map_or_else(|| path.to_owned(), |path| self.text(path).into())
    }

    fn paths(&self, paths: &[PathBuf]) -> Vec<PathBuf> {
        paths.iter().map(|path| self.path(path)).collect()
    }

    fn process(&self, process: &ProcessSpec) -> ProcessSpec {
        let mut environment: BTreeMap<_, _> =
            process.environment.iter().map(|(name, value)| (name.clone(), self.text(value))).collect();
        environment.insert(VARIABLE.to_owned(), self.0.clone());
        let file = |file: &EnvironmentFile| EnvironmentFile { path: self.path(&file.path), optional: file.optional };
        ProcessSpec {
            command: self.texts(&process.command),
            working_dir: self.path(&process.working_dir),
            environment,
            environment_files: process.environment_files.iter().map(file).collect(),
            ..process.clone()
        }
    }

    fn reload(&self, reload: &ReloadSpec) -> ReloadSpec {
        match reload {
            ReloadSpec::Signal(signal) => ReloadSpec::Signal(*signal),
            ReloadSpec::Command { command, timeout } => {
                ReloadSpec::Command { command: self.texts(command), timeout: *timeout }
            }
        }
    }

    fn check(&self, check: &Check) -> Check {
        match check {
            Check::Exec(check) => Check::Exec(ExecCheck {
                command: self.texts(&check.command),
                working_dir: self.path(&check.working_dir),
                ..check.clone()
            }),
            Check::Http(check) => Check::Http(Box::new(HttpCheck {
                url: self.text(&check.url),
                headers: check.headers.iter().map(|(name, value)| (name.clone(), self.text(value))).collect(),
                body: check.body.as_deref().map(|body| self.text(body)),
                ..HttpCheck::clone(check)
            })),
            Check::Tcp(check) => Check::Tcp(TcpCheck {
                address: self.text(&check.address),
                send: check.send.as_deref().map(|send| self.text(send)),
                ..check.clone()
            }),
            Check::Tls(check) => Check::Tls(TlsCheck {
                address: self.text(&check.address),
                ca_file: check.ca_file.as_deref().map(|file| self.path(file)),
                ..check.clone()
            }),
            Check::Log(check) => {
                Check::Log(LogCheck { path: check.path.as_deref().map(|path| self.path(path)), ..check.clone() })
            }
            Check::Dns(check) => Check::Dns(DnsCheck {
                server: check.server.as_deref().map(|server| self.text(server)),
                ..check.clone()
            }),
            // Each instance has a file and figures of its own.
            Check::Heartbeat(_) | Check::Resource(_) => check.clone(),
        }
    }
}

#[cfg(test)]
mod tests;
