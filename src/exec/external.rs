//! Start and stop commands of external services.

use std::fs::File;
use std::time::Duration;

use super::group;
use super::spawn;
use super::watch::Watched;
use crate::model::refusal::ExternalFailure;
use crate::model::service::Exit;
use crate::model::spec::{ServiceKind, ServiceSpec, StopSignal};

/// A command that takes longer is killed with its group.
const TIMEOUT: Duration = Duration::from_mins(1);

/// Runs one of the commands to its end. Says why it failed, where it did.
pub(super) async fn run(spec: &ServiceSpec, start: bool, output: Option<File>) -> Option<ExternalFailure> {
    let key = if start { "start_command" } else { "stop_command" }.to_owned();
    let name = spec.name.clone();
    let command = match &spec.kind {
        ServiceKind::External(external) if start => external.start_command.clone(),
        ServiceKind::External(external) => external.stop_command.clone(),
        ServiceKind::Process(_) | ServiceKind::Unit(_) | ServiceKind::Container(_) => Vec::new(),
    };
    if command.is_empty() {
        return Some(ExternalFailure::Missing { name, key });
    }
    // Exec may hang on a dead mount, so it has a thread of its own.
    let spawned = tokio::task::spawn_blocking(move || spawn::external(&command, output.as_ref())).await;
    let identity = match spawned {
        Ok(Ok(identity)) => identity,
        Ok(Err(error)) => return Some(ExternalFailure::Start(error)),
        Err(error) => return Some(ExternalFailure::NotRun { key, error: error.to_string() }),
    };
    let mut end = std::pin::pin!(Watched::child(identity).end(|| ()));
    let in_time = tokio::time::timeout(TIMEOUT, &mut end).await;
    match in_time {
        Ok(Exit::Code(0)) => None,
        Ok(exit) => Some(ExternalFailure::Exited { name, key, exit }),
        Err(_) => {
            group::send(identity, StopSignal::Kill);
            end.await;
            Some(ExternalFailure::TimedOut { key, seconds: TIMEOUT.as_secs() })
        }
    }
}
