//! The environment of a service's processes: the runtime's own, then who it is, then its files in their order, then what is configured, and
//! the mark. Files are read each time: whatever stands in them now is what the next start gets.

use std::collections::BTreeMap;
use std::ffi::{OsStr, OsString};

use super::census;
use crate::config::{User, environment_file};
use crate::model::id::{Generation, ServiceName};
use crate::model::process::{EnvironmentFile, Errand};
use crate::model::spec::{ProcessSpec, ServiceSpec};
use crate::model::starting::StartError;
use crate::model::wrong::EnvironmentError;

/// The file that the process touches to say that it is alive.
pub(super) const HEARTBEAT: &str = "AUTOAGENTS_HEARTBEAT";

/// Variables by name.
pub(super) type Environment = BTreeMap<OsString, OsString>;

/// Says in the environment of a command that it is run for a service and is not the service.
pub(super) const ERRAND: &str = "AUTOAGENTS_ERRAND";
/// Tells such a command whom it is about.
const PID: &str = "AUTOAGENTS_PID";

/// All variables of a command that is run for a service: of its start, if it is a process, and what it is run for. The
/// mark makes sure that it goes with the service when it is left behind.
///
/// # Errors
/// When a file of variables cannot be used.
pub(super) fn of_errand(
    data_id: &str,
    spec: &ServiceSpec,
    generation: Generation,
    errand: Errand,
    pid: Option<i32>,
    user: Option<&User>,
) -> Result<Environment, StartError> {
    let mut environment = match spec.process() {
        Some(process) => of(data_id, &spec.name, process, generation, user)?,
        None => unmarked(),
    };
    environment.insert(ERRAND.into(), errand.word().into());
    environment.extend(pid.map(|pid| (PID.into(), pid.to_string().into())));
    Ok(environment)
}

/// The runtime's own environment, without a mark: what is started so is not ours.
pub(super) fn unmarked() -> Environment {
    let mut environment: Environment = std::env::vars_os().collect();
    for name in [census::DATA_ID, census::SERVICE, census::GENERATION, HEARTBEAT] {
        environment.remove(OsStr::new(name));
    }
    environment
}

/// All variables of a start.
///
/// # Errors
/// When a file of variables cannot be used.
pub(super) fn of(
    data_id: &str,
    service: &ServiceName,
    process: &ProcessSpec,
    generation: Generation,
    user: Option<&User>,
) -> Result<Environment, StartError> {
    let mut environment: Environment = std::env::vars_os().collect();
    if let Some(user) = user {
        introduce(user, &mut environment);
    }
    for file in &process.environment_files {
        environment.extend(read(file)?.into_iter().map(|(name, value)| (name.into(), value.into())));
    }
    environment.extend(process.environment.iter().map(|(name, value)| (name.into(), value.into())));
    environment.insert(census::DATA_ID.into(), data_id.into());
    environment.insert(census::SERVICE.into(), service.as_str().into());
    environment.insert(census::GENERATION.into(), generation.to_string().into());
    // Of whoever started the runtime, not of this service.
    environment.remove(OsStr::new(HEARTBEAT));
    Ok(environment)
}

/// Tells a process who it is: never who the runtime is.
pub(super) fn introduce(user: &User, environment: &mut Environment) {
    let mut tell = |name: &str, value: Option<OsString>| match value {
        Some(value) => drop(environment.insert(name.into(), value)),
        None => drop(environment.remove(OsStr::new(name))),
    };
    tell("USER", user.name.as_ref().map(Into::into));
    tell("LOGNAME", user.name.as_ref().map(Into::into));
    tell("HOME", user.home.as_ref().map(Into::into));
}

fn read(file: &EnvironmentFile) -> Result<Vec<(String, String)>, StartError> {
    match environment_file(&file.path) {
        Err(EnvironmentError::Missing { .. }) if file.optional => Ok(Vec::new()),
        other => Ok(other?),
    }
}
