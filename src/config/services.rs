//! Services as written become [`ServiceSpec`]s: what one kind needs, what another must not have.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::checks::{name_of, probe_spec};
use super::codec::{Scalar, within};
use super::healing;
use super::keys::{KindWord, SERVICE_KIND, ServiceKeys};
use super::managers;
use super::probes::ProbeKeys;
use super::reader::{Reader, join};
use crate::model::id::ServiceName;
use crate::model::spec::{Check, ExternalSpec, ProcessSpec, ServiceKind, ServiceSpec};
use crate::model::wrong::{Section, WrongKeys, WrongName};

/// Keys of each kind that no other kind has.
const OWN: [(KindWord, &[&str]); 4] = [
    (KindWord::Process, &["command", "environment", "log"]),
    (KindWord::Unit, &["unit", "scope"]),
    (KindWord::Container, &["container", "socket"]),
    (KindWord::External, &["start_command", "stop_command"]),
];

/// The specs of the services that could be read; faults of the others are noted.
pub(super) fn specs(services: &[(String, ServiceKeys)], reader: &mut Reader<'_>) -> Vec<Arc<ServiceSpec>> {
    services.iter().filter_map(|(path, keys)| spec(path, keys, reader).map(Arc::new)).collect()
}

fn spec(path: &str, keys: &ServiceKeys, reader: &mut Reader<'_>) -> Option<ServiceSpec> {
    let dir = keys.working_dir.clone().unwrap_or_else(|| reader.base.clone());
    let recovery = healing::remedy(&keys.recovery, &dir);
    let is_process = keys.kind == KindWord::Process;
    let probes =
        keys.probe.iter().filter_map(|(path, probe)| probe_spec(path, probe, (&dir, is_process), reader)).collect();
    check_probe_names(keys, reader);
    if keys.restart.first_delay > keys.restart.max_delay {
        let (name, other) = ("first_delay".to_owned(), "max_delay".to_owned());
        reader.fault(&format!("{path}.restart.first_delay"), WrongKeys::Longer { name, other });
    }
    Some(ServiceSpec {
        name: ServiceName::from(keys.name.as_str()),
        kind: kind(path, keys, dir, reader)?,
        depends_on: keys.depends_on.iter().map(|name| ServiceName::from(name.as_str())).collect(),
        restart: keys.restart,
        stop: keys.stop.or_else(|| reader.defaults())?,
        probes,
        autostart: keys.autostart,
        recovery,
    })
}

fn kind(path: &str, keys: &ServiceKeys, dir: PathBuf, reader: &mut Reader<'_>) -> Option<ServiceKind> {
    // A wrong kind has been noted; what its keys should be is unknown.
    if reader.is_faulty(&join(path, "kind")) {
        return None;
    }
    for (other, own) in OWN.iter().filter(|(other, _)| *other != keys.kind) {
        let word = SERVICE_KIND.literal(other);
        for key in own.iter().map(|key| join(path, key)).filter(|key| reader.has(key)).collect::<Vec<_>>() {
            let name = key.rsplit('.').next().unwrap_or(&key).to_owned();
            reader.fault(&key, WrongKeys::OnlyFor { name, one_of: vec![format!("kind = {word}")] });
        }
    }
    match keys.kind {
        KindWord::Unit => return managers::unit(path, keys, reader),
        KindWord::Container => return managers::container(path, keys, reader),
        KindWord::Process | KindWord::External => {}
    }
    if keys.kind == KindWord::External {
        let absolute =
            |command: &Option<Vec<String>>| command.as_ref().map_or_else(Vec::new, |command| placed(command, &dir));
        let (start_command, stop_command) = (absolute(&keys.start_command), absolute(&keys.stop_command));
        return Some(ServiceKind::External(ExternalSpec { start_command, stop_command }));
    }
    let Some(command) = &keys.command else {
        let key = join(path, "command");
        if !reader.has(&key) {
            reader.missing(&key, WrongKeys::MissingCommand);
        }
        return None;
    };
    let environment = keys.environment.clone().unwrap_or_default();
    let log = keys.log.or_else(|| reader.defaults())?;
    Some(ServiceKind::Process(ProcessSpec { command: placed(command, &dir), working_dir: dir, environment, log }))
}

/// The command with a relative program made absolute, so that nobody has to guess relative to what; a bare name is
/// left to `PATH`.
pub(super) fn placed(command: &[String], dir: &Path) -> Vec<String> {
    let mut command = command.to_vec();
    if let Some(program) = command.first_mut().filter(|program| program.contains('/')) {
        *program = within(dir, program).to_string_lossy().into_owned();
    }
    command
}

fn check_probe_names(keys: &ServiceKeys, reader: &mut Reader<'_>) {
    for (index, (path, probe)) in keys.probe.iter().enumerate() {
        let name = name_of(probe);
        if keys.probe[..index].iter().any(|(_, earlier)| name_of(earlier) == name) {
            reader.fault(&join(path, "name"), WrongName::TwiceInService { name, service: keys.name.clone() });
        }
    }
}

/// Notes names given twice, among all of a section, also those that could not be read otherwise.
pub(super) fn check_unique((key, section): (&str, Section), names: &[(usize, String)], reader: &mut Reader<'_>) {
    for (position, (index, name)) in names.iter().enumerate() {
        if names[..position].iter().any(|(_, earlier)| earlier == name) {
            reader.fault(&format!("{key}[{index}].name"), WrongName::Twice { section, name: name.clone() });
        }
    }
}

impl From<&ServiceSpec> for ServiceKeys {
    /// As it would have been written.
    fn from(spec: &ServiceSpec) -> Self {
        let probe_dir = spec.probes.iter().find_map(|probe| match &probe.check {
            Check::Exec(exec) => Some(exec.working_dir.clone()),
            _ => None,
        });
        let process = spec.process();
        let external = match &spec.kind {
            ServiceKind::External(external) => Some(external),
            ServiceKind::Process(_) | ServiceKind::Unit(_) | ServiceKind::Container(_) => None,
        };
        let managed = managers::written(&spec.kind);
        let given = |command: &Vec<String>| (!command.is_empty()).then(|| command.clone());
        Self {
            name: spec.name.to_string(),
            kind: match &spec.kind {
                ServiceKind::Process(_) => KindWord::Process,
                ServiceKind::Unit(_) => KindWord::Unit,
                ServiceKind::Container(_) => KindWord::Container,
                ServiceKind::External(_) => KindWord::External,
            },
            command: process.map(|process| process.command.clone()),
            working_dir: process.map(|process| process.working_dir.clone()).or(probe_dir),
            environment: process.map(|process| process.environment.clone()),
            depends_on: spec.depends_on.iter().map(ToString::to_string).collect(),
            autostart: spec.autostart,
            restart: spec.restart,
            stop: if spec.is_managed() { managed.stop } else { Some(spec.stop) },
            log: process.map(|process| process.log),
            unit: managed.unit,
            scope: managed.scope,
            container: managed.container,
            socket: managed.socket,
            start_command: external.and_then(|external| given(&external.start_command)),
            stop_command: external.and_then(|external| given(&external.stop_command)),
            recovery: (&spec.recovery).into(),
            probe: spec.probes.iter().map(|probe| (String::new(), ProbeKeys::from(probe))).collect(),
        }
    }
}
