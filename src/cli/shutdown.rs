//! `autoagents shutdown`: ends the runtime that is running.

use std::time::Duration;

use super::args::Args;
use super::context;
use super::exit::Failure;
use crate::model::command::{Command, ServicesFate};

/// Longest wait for the services to stop.
const PATIENCE: Duration = Duration::from_secs(300);

pub(super) fn run(args: &Args, keep_services: bool) -> Result<(), Failure> {
    let services = if keep_services { ServicesFate::Leave } else { ServicesFate::Stop };
    context::online(args, async |online| {
        online.order(Command::Shutdown { services }).await?;
        // It has ended when it stops answering.
        match online.until(PATIENCE, |_| false).await {
            Err(Failure::Unreachable(_)) => Ok(()),
            Err(other) => Err(other),
            Ok(_) => Err(Failure::Failed("the runtime has not ended yet; hint: see `autoagents status`".to_owned())),
        }
    })
}
