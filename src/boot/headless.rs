//! A runtime without a screen, until it is told to end.

use std::time::Duration;

use tokio::signal::unix::{Signal, SignalKind, signal};

use crate::config::Config;
use crate::model::command::ServicesFate;
use crate::model::id::Operator;

use super::running::Running;

/// Between two looks at whether the runtime has ended by itself.
const LOOK_EVERY: Duration = Duration::from_millis(100);

/// What a hang-up means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum HangUp {
    /// As for other services: read the configuration again.
    Reload,
    /// The terminal that this came from is gone already.
    Ignored,
}

/// Lets the runtime go on until a signal, the end of the time, or an operator ends it.
///
/// # Errors
/// When signals cannot be received, or the runtime ended by a panic.
pub(super) async fn run(
    running: Running,
    config: &Config,
    limit: Option<Duration>,
    hang_up: HangUp,
    reload: impl Fn() -> anyhow::Result<Config>,
) -> anyhow::Result<()> {
    let mut terminate = signal(SignalKind::terminate())?;
    let mut interrupt = signal(SignalKind::interrupt())?;
    let mut reloads = signal(SignalKind::hangup())?;
    let deadline = async {
        match limit {
            Some(limit) => tokio::time::sleep(limit).await,
            None => std::future::pending().await,
        }
    };
    tokio::pin!(deadline);
    let why = loop {
        tokio::select! {
            _ = terminate.recv() => break "SIGTERM",
            _ = interrupt.recv() => break "SIGINT",
            () = &mut deadline => break "--for",
            _ = reloads.recv() => {
                if hang_up == HangUp::Reload {
                    take_over(&running, reload());
                }
            }
            () = tokio::time::sleep(LOOK_EVERY) => if running.has_ended() {
                return Ok(running.join()?);
            },
        }
    };
    tracing::info!("ending: {why}");
    end(running, why, config.runtime.on_exit, &mut terminate).await
}

/// Ends the runtime as configured; a second SIGTERM does not wait for the services.
async fn end(running: Running, why: &str, fate: ServicesFate, terminate: &mut Signal) -> anyhow::Result<()> {
    let by = || Operator::from(why);
    running.ask_to_end(by(), fate).await;
    while !running.has_ended() {
        tokio::select! {
            _ = terminate.recv() => running.ask_to_end(by(), ServicesFate::Leave).await,
            () = tokio::time::sleep(LOOK_EVERY / 10) => {}
        }
    }
    Ok(running.join()?)
}

/// A bad file keeps the old configuration, and says so.
fn take_over(running: &Running, config: anyhow::Result<Config>) {
    match config {
        Ok(config) => {
            tracing::info!("configuration read again");
            running.report_config(None);
            running.reload(&config);
        }
        Err(error) => {
            tracing::error!("the configuration stays as it was: {error}");
            running.report_config(Some(error.to_string()));
        }
    }
}
