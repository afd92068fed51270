//! The environment of a service's processes: the runtime's own, then its files in their order, then what is configured, and
//! the mark. Files are read each time: whatever stands in them now is what the next start gets.

use std::collections::BTreeMap;
use std::ffi::OsString;

use super::census;
use super::error::StartError;
use crate::config::{EnvironmentError, environment_file};
use crate::model::id::{Generation, ServiceName};
use crate::model::process::EnvironmentFile;
use crate::model::spec::ProcessSpec;

/// Variables by name.
pub(super) type Environment = BTreeMap<OsString, OsString>;

/// All variables of a start.
///
/// # Errors
/// When a file of variables cannot be used.
pub(super) fn of(
    data_id: &str,
    service: &ServiceName,
    process: &ProcessSpec,
    generation: Generation,
) -> Result<Environment, StartError> {
    let mut environment: Environment = std::env::vars_os().collect();
    for file in &process.environment_files {
        environment.extend(read(file)?.into_iter().map(|(name, value)| (name.into(), value.into())));
    }
    environment.extend(process.environment.iter().map(|(name, value)| (name.into(), value.into())));
    environment.insert(census::DATA_ID.into(), data_id.into());
    environment.insert(census::SERVICE.into(), service.as_str().into());
    environment.insert(census::GENERATION.into(), generation.to_string().into());
    Ok(environment)
}

fn read(file: &EnvironmentFile) -> Result<Vec<(String, String)>, StartError> {
    match environment_file(&file.path) {
        Err(EnvironmentError::Missing { .. }) if file.optional => Ok(Vec::new()),
        other => other.map_err(StartError::Environment),
    }
}
