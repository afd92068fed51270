//! Start and stop commands of external services.

use std::fs::File;
use std::time::Duration;

use super::group;
use super::spawn;
use super::watch::Watched;
use crate::model::service::Exit;
use crate::model::spec::{ServiceKind, ServiceSpec, StopSignal};

/// A command that takes longer is killed with its group.
const TIMEOUT: Duration = Duration::from_mins(1);

/// Runs one of the commands to its end. Says why it failed, where it did.
pub(super) async fn run(spec: &ServiceSpec, start: bool, output: Option<File>) -> Option<String> {
    let word = if start { "start_command" } else { "stop_command" };
    let command = match &spec.kind {
        ServiceKind::External(external) if start => external.start_command.clone(),
        ServiceKind::External(external) => external.stop_command.clone(),
        ServiceKind::Process(_) | ServiceKind::Unit(_) | ServiceKind::Container(_) => Vec::new(),
    };
    if command.is_empty() {
        return Some(format!("`{}` has no `{word}`; hint: set it, or do it by hand", spec.name));
    }
    // Exec may hang on a dead mount, so it has a thread of its own.
    let spawned = tokio::task::spawn_blocking(move || spawn::external(&command, output.as_ref())).await;
    let identity = match spawned {
        Ok(Ok(identity)) => identity,
        Ok(Err(error)) => return Some(error.to_string()),
        Err(error) => return Some(format!("`{word}` could not be run: {error}")),
    };
    let mut end = std::pin::pin!(Watched::child(identity).end(|| ()));
    let in_time = tokio::time::timeout(TIMEOUT, &mut end).await;
    match in_time {
        Ok(Exit::Code(0)) => None,
        Ok(exit) => Some(format!("`{word}` ended with {exit}; hint: its output is in logs/{}.log", spec.name)),
        Err(_) => {
            group::send(identity, StopSignal::Kill);
            end.await;
            Some(format!("`{word}` had not ended after {} s and was killed", TIMEOUT.as_secs()))
        }
    }
}
