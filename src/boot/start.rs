//! Arguments to a way of running.

use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Duration;

use clap::Parser as _;
use clap::error::ErrorKind;
use tracing_subscriber::layer::SubscriberExt as _;

use crate::cli::args::{Args, ConfigVerb, Verb};
use crate::cli::exit::Failure;
use crate::cli::{configuration, execute};
use crate::config::{self, Config};
use crate::runtime::log::RuntimeLog;
use crate::store::StoreError;

use super::build::BootError;
use super::headless::{self, HangUp};
use super::running::Running;
use super::{console, panics};

/// Is the shim of a service, when it was started for that. Otherwise reads the command line, does what it says, and gives the exit code.
#[must_use]
pub fn start() -> ExitCode {
    if let Some(code) = crate::exec::entered() {
        return code;
    }
    let args = match Args::try_parse() {
        Ok(args) => args,
        Err(error) => return usage(&error),
    };
    let outcome = match &args.verb {
        None => console::run(&args),
        Some(Verb::Attach { host }) => console::attach(&args, host.as_deref()),
        Some(Verb::Run { limit }) => run(&args, *limit),
        Some(verb) => keys_of(&args, verb).and_then(|()| execute(&args, verb)),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(Failure::OutputClosed) => Failure::OutputClosed.code(),
        Err(failure) => {
            say(&failure.to_string());
            failure.code()
        }
    }
}

/// `--help` and `--version` are not errors.
fn usage(error: &clap::Error) -> ExitCode {
    // Whoever closed the output has had enough.
    drop(error.print());
    match error.kind() {
        ErrorKind::DisplayHelp | ErrorKind::DisplayVersion => ExitCode::SUCCESS,
        _ => ExitCode::from(2),
    }
}

/// A message for people.
pub(super) fn say(text: &str) {
    use std::io::Write as _;
    // There is nobody else to tell when stderr is closed.
    drop(writeln!(std::io::stderr().lock(), "autoagents: {text}"));
}

/// `config check` also checks the keys, which the console knows, not the configuration.
fn keys_of(args: &Args, verb: &Verb) -> Result<(), Failure> {
    match verb {
        Verb::Config { verb: ConfigVerb::Check } => console::keys(&configuration(args)?),
        _ => Ok(()),
    }
}

/// `autoagents run`.
fn run(args: &Args, limit: Option<Duration>) -> Result<(), Failure> {
    let (config, data_dir) = settings(args)?;
    let log = listen();
    let running = Running::start(config.clone(), &data_dir, &log)?;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let reload = || Ok(checked(args)?);
    Ok(runtime.block_on(headless::run(running, &config, limit, HangUp::Reload, reload))?)
}

/// The configuration, checked against the world, and the data directory.
///
/// # Errors
/// Every fault.
pub(super) fn settings(args: &Args) -> Result<(Config, PathBuf), Failure> {
    let config = checked(args)?;
    let data_dir = config::data_dir(&config);
    Ok((config, data_dir))
}

fn checked(args: &Args) -> Result<Config, config::ConfigError> {
    let config = configuration(args)?;
    config::check_world(&config)?;
    Ok(config)
}

/// From now on the runtime's lines are kept, and panics told.
pub(super) fn listen() -> RuntimeLog {
    let log = RuntimeLog::default();
    let subscriber = tracing_subscriber::registry().with(log.clone());
    // Only a second call could fail, and the first one's log would go on.
    if tracing::subscriber::set_global_default(subscriber).is_ok() {
        panics::tell();
    }
    log
}

impl From<BootError> for Failure {
    fn from(error: BootError) -> Self {
        match error {
            BootError::Store(StoreError::InUse { .. }) => Self::Refused(error.to_string()),
            _ => Self::Failed(error.to_string()),
        }
    }
}
