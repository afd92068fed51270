//! Arguments to a way of running.

use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Duration;

use tracing_subscriber::layer::SubscriberExt as _;

use crate::cli::args::{Args, ConfigVerb, DemoOptions, DemoVerb, Verb};
use crate::cli::exit::Failure;
use crate::cli::{check_configuration, configuration, execute, spoken, tokio, usage};
use crate::config::{self, Config};
use crate::demo::run_part;
use crate::runtime::log::RuntimeLog;

use super::headless::{self, HangUp};
use super::running::Running;
use super::{console, demo, panics};

/// Is the shim of a service, or the worker of steps, when it was started for that. Otherwise reads the command line, does what it says, and gives the exit code.
#[must_use]
pub fn start() -> ExitCode {
    if let Some(code) = crate::exec::entered().or_else(crate::exec::steps::entered) {
        return code;
    }
    let args = match usage::read() {
        Ok(args) => args,
        Err(code) => return code,
    };
    let outcome = match &args.verb {
        None => console::run(&args),
        Some(Verb::Attach { host }) => console::attach(&args, host.as_deref()),
        Some(Verb::Demo(DemoOptions { verb: Some(DemoVerb::Part { name, port }), dir, .. })) => {
            return run_part(name, dir.as_deref().unwrap_or(Path::new(".")), *port);
        }
        Some(Verb::Demo(options)) if options.verb.is_none() => demo::run(&args, options),
        Some(Verb::Run { limit }) => run(&args, *limit),
        Some(Verb::Config { verb: ConfigVerb::Check }) => {
            check_configuration(&args, |config| crate::ui::keymap::check(&config.console.keys).map(drop))
        }
        Some(verb) => execute(&args, verb),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(Failure::OutputClosed) => Failure::OutputClosed.code(),
        Err(failure) => {
            say(&failure.words(&spoken(&args)));
            failure.code()
        }
    }
}

/// A message for people.
pub(super) fn say(text: &str) {
    use std::io::Write as _;
    // There is nobody else to tell when stderr is closed.
    drop(writeln!(std::io::stderr().lock(), "autoagents: {text}"));
}

/// `autoagents run`.
fn run(args: &Args, limit: Option<Duration>) -> Result<(), Failure> {
    let (config, data_dir) = settings(args)?;
    let log = listen();
    let running = Running::start(config.clone(), &data_dir, &log)?;
    tokio()?.block_on(headless::run(running, &config, limit, HangUp::Reload, || checked(args)))
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

/// The configuration, checked against the world.
///
/// # Errors
/// Every fault.
pub(super) fn checked(args: &Args) -> Result<Config, config::ConfigError> {
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
