//! `autoagents shutdown`: ends the runtime that is running.

use std::path::Path;
use std::time::Duration;

use super::args::Args;
use super::context;
use super::exit::Failure;
use crate::model::command::{Command, ServicesFate};
use crate::store;

/// Longest wait for the services to stop.
const PATIENCE: Duration = Duration::from_secs(300);
/// Longest wait for its last writes after that.
const LAST_WRITES: Duration = Duration::from_secs(15);
/// Between two looks.
const LOOK_EVERY: Duration = Duration::from_millis(5);

pub(super) fn run(args: &Args, keep_services: bool) -> Result<(), Failure> {
    let services = if keep_services { ServicesFate::Leave } else { ServicesFate::Stop };
    context::online(args, async |online| {
        online.order(Command::Shutdown { services }).await?;
        // It has ended when it stops answering.
        match online.until(PATIENCE, |_| false).await {
            Err(Failure::Lost { .. } | Failure::Ended) => unlocked(&online.data_dir).await,
            Err(other) => Err(other),
            Ok(_) => Err(Failure::NotEnded),
        }
    })
}

/// It answers no more; it has ended when the data directory is free for the next.
async fn unlocked(data_dir: &Path) -> Result<(), Failure> {
    let wait = async {
        while store::lock(data_dir).is_err() {
            tokio::time::sleep(LOOK_EVERY).await;
        }
    };
    tokio::time::timeout(LAST_WRITES, wait).await.map_err(|_| Failure::StillWrites)
}
