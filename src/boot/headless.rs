//! A runtime without a screen, until it is told to end.

use std::time::Duration;

use tokio::signal::unix::{Signal, SignalKind, signal};

use crate::cli::exit::Failure;
use crate::config::{Config, ConfigError};
use crate::model::command::ServicesFate;
use crate::model::console::UiError;
use crate::model::id::Operator;
use crate::model::trouble::RuntimeTrouble;

use super::running::Running;

/// Between two looks at whether the runtime has ended by itself.
const LOOK_EVERY: Duration = Duration::from_millis(100);
/// So many faults of a configuration are named in an alert.
const NAMED: usize = 3;

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
    reload: impl Fn() -> Result<Config, ConfigError>,
) -> Result<(), Failure> {
    let mut on_exit = config.runtime.on_exit;
    let mut terminate = listen(SignalKind::terminate())?;
    let mut interrupt = listen(SignalKind::interrupt())?;
    let mut reloads = listen(SignalKind::hangup())?;
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
                    on_exit = take_over(&running, config, reload()).unwrap_or(on_exit);
                }
            }
            () = tokio::time::sleep(LOOK_EVERY) => if running.has_ended() {
                return Ok(running.join()?);
            },
        }
    };
    tracing::info!("ending: {why}");
    end(running, why.into(), on_exit).await
}

/// Ends the runtime; a second SIGTERM or SIGINT does not wait for the services.
pub(super) async fn end(running: Running, by: Operator, fate: ServicesFate) -> Result<(), Failure> {
    let mut terminate = listen(SignalKind::terminate())?;
    let mut interrupt = listen(SignalKind::interrupt())?;
    running.ask_to_end(by.clone(), fate).await;
    while !running.has_ended() {
        tokio::select! {
            _ = terminate.recv() => running.ask_to_end(by.clone(), ServicesFate::Leave).await,
            _ = interrupt.recv() => running.ask_to_end(by.clone(), ServicesFate::Leave).await,
            () = tokio::time::sleep(LOOK_EVERY / 10) => {}
        }
    }
    Ok(running.join()?)
}

fn listen(kind: SignalKind) -> Result<Signal, UiError> {
    signal(kind).map_err(|error| UiError::Signals { error: error.to_string() })
}

/// What is wrong with a configuration, as far as an alert has to say it.
fn faulty(mut configuration: ConfigError) -> RuntimeTrouble {
    let faults = configuration.faults.len() as u64;
    configuration.faults.truncate(NAMED);
    RuntimeTrouble::Configuration { configuration, faults }
}

/// A bad file keeps the old configuration, and says so. Gives what the new one says of the end.
fn take_over(running: &Running, before: &Config, config: Result<Config, ConfigError>) -> Option<ServicesFate> {
    match config {
        Ok(config) => {
            tracing::info!("configuration read again");
            if (&config.sense, &config.disks, &config.store) != (&before.sense, &before.disks, &before.store) {
                tracing::warn!("changes of [sense], [disks] and [store] are taken over when the runtime starts again");
            }
            running.report_config(None);
            running.reload(&config);
            Some(config.runtime.on_exit)
        }
        Err(error) => {
            tracing::error!("the configuration stays as it was: {error}");
            running.report_config(Some(faulty(error)));
            None
        }
    }
}
