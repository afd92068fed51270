//! Services as written become [`ServiceSpec`]s: what one kind needs, what another must not have.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::checks::{Home, name_of, probe_spec};
use super::codec::{Scalar, within};
use super::healing;
use super::keys::{KindWord, SERVICE_KIND, ServiceKeys};
use super::managers;
use super::probes::{ProbeKeys, ProbeWord};
use super::process::{self, ReloadKeys};
use super::reader::{Reader, join};
use crate::model::id::ServiceName;
use crate::model::instances::Instances;
use crate::model::process::{AccountSpec, SuccessExit};
use crate::model::spec::{Check, ExternalSpec, ProcessSpec, ServiceKind, ServiceSpec, StopSpec};
use crate::model::wrong::{Section, WrongKeys, WrongName};

/// Keys of each kind that no other kind has.
const OWN: [(KindWord, &[&str]); 4] = [
    (
        KindWord::Process,
        &[
            "command",
            "environment",
            "environment_files",
            "user",
            "group",
            "limits",
            "instances",
            "max_instances",
            "log",
            "success_exit_codes",
        ],
    ),
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
    let home =
        Home { dir: &dir, is_process: keys.kind == KindWord::Process, runs_several_times: keys.instances.is_some() };
    let probes = keys.probe.iter().filter_map(|(path, probe)| probe_spec(path, probe, home, reader)).collect();
    check_probes(keys, reader);
    if keys.restart.first_delay > keys.restart.max_delay {
        let (name, other) = ("first_delay".to_owned(), "max_delay".to_owned());
        reader.fault(&format!("{path}.restart.first_delay"), WrongKeys::Longer { name, other });
    }
    let stop_dir = dir.clone();
    Some(ServiceSpec {
        name: ServiceName::from(keys.name.as_str()),
        kind: kind(path, keys, dir, reader)?,
        instances: process::instances(path, keys, reader),
        depends_on: keys.depends_on.iter().map(|name| ServiceName::from(name.as_str())).collect(),
        restart: keys.restart,
        stop: stop(path, keys, &stop_dir, reader)?,
        reload: process::reload(path, keys, &stop_dir, reader),
        probes,
        autostart: keys.autostart,
        recovery,
    })
}

fn stop(path: &str, keys: &ServiceKeys, dir: &Path, reader: &mut Reader<'_>) -> Option<StopSpec> {
    let key = join(path, "stop.command");
    if keys.kind != KindWord::Process && reader.has(&key) {
        reader.fault(&key, WrongKeys::StopCommandOfOther);
    }
    let stop = keys.stop.clone().or_else(|| reader.defaults())?;
    Some(StopSpec { command: stop.command.as_deref().map(|command| placed(command, dir)), ..stop })
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
    let success = keys.success_exit_codes.clone().unwrap_or_else(|| vec![SuccessExit::Code(0)]);
    let command = placed(command, &dir);
    let environment_files = keys.environment_files.clone().unwrap_or_default();
    Some(ServiceKind::Process(ProcessSpec {
        command,
        working_dir: dir,
        environment,
        environment_files,
        account: AccountSpec { user: keys.user.clone(), group: keys.group.clone() },
        limits: keys.limits.unwrap_or_default(),
        log,
        success,
    }))
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

fn check_probes(keys: &ServiceKeys, reader: &mut Reader<'_>) {
    for (index, (path, probe)) in keys.probe.iter().enumerate() {
        let name = name_of(probe);
        if keys.probe[..index].iter().any(|(_, earlier)| name_of(earlier) == name) {
            reader.fault(&join(path, "name"), WrongName::TwiceInService { name, service: keys.name.clone() });
        }
        // The file is in the data directory, which is for the runtime's user alone.
        if probe.kind == ProbeWord::Heartbeat && keys.user.is_some() {
            reader.fault(&join(path, "kind"), WrongKeys::HeartbeatOfUser);
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
        let instances = match spec.instances {
            Instances::Of { count, max } => Some((count, max)),
            Instances::One | Instances::This { .. } => None,
        };
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
            environment_files: process
                .map(|process| process.environment_files.clone())
                .filter(|files| !files.is_empty()),
            user: process.and_then(|process| process.account.user.clone()),
            group: process.and_then(|process| process.account.group.clone()),
            limits: process.map(|process| process.limits).filter(|limits| !limits.is_empty()),
            instances: instances.map(|(count, _)| count),
            max_instances: instances.map(|(_, max)| max),
            depends_on: spec.depends_on.iter().map(ToString::to_string).collect(),
            autostart: spec.autostart,
            restart: spec.restart,
            reload: spec.reload.as_ref().map(ReloadKeys::from),
            log: process.map(|process| process.log),
            success_exit_codes: process.map(|process| process.success.clone()),
            stop: if spec.is_managed() { managed.stop } else { Some(spec.stop.clone()) },
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
