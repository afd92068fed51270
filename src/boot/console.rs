//! With a screen: on a runtime that is running, or on one of its own in this process.

use std::io;
use std::os::unix::process::CommandExt as _;
use std::panic::{self, AssertUnwindSafe};
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Duration;

use crate::cli::args::Args;
use crate::cli::exit::Failure;
use crate::cli::{configuration_to_look, operator, texts, tokio};
use crate::config::{self, Config};
use crate::link::Session;
use crate::link::client::{self, LinkError, Options};
use crate::link::way::Way;
use crate::model::command::ServicesFate;
use crate::ui::{self, Leave};

use super::headless::{self, HangUp};
use super::provoke;
use super::running::Running;
use super::start::{listen, say, settings};
use crate::model::console::UiError;
use crate::model::starting::BootError;

/// Longest wait for the runtime that goes on in the background.
const HAND_OVER: Duration = Duration::from_secs(10);
/// Longest wait for its first picture, once it has taken a connection.
const FIRST_PICTURE: Duration = Duration::from_secs(2);
/// Between two looks for it.
const LOOK_EVERY: Duration = Duration::from_millis(20);

/// `autoagents`: attaches to the runtime of the data directory, or starts one in this process.
pub(super) fn run(args: &Args) -> Result<(), Failure> {
    let (config, _) = configuration_to_look(args)?;
    usable(&config)?;
    let data_dir = config::data_dir(&config);
    let screen = tokio()?;
    match screen.block_on(client::connect(Way::Socket { data_dir }, options(args))) {
        Ok(session) => screen.block_on(remote(session, &config)),
        Err(LinkError::NotRunning { .. }) => own(args, &screen),
        Err(error) => Err(error.into()),
    }
}

/// `autoagents attach`: never starts a runtime.
pub(super) fn attach(args: &Args, host: Option<&str>) -> Result<(), Failure> {
    let (config, _) = configuration_to_look(args)?;
    usable(&config)?;
    let way = match host {
        // Only what was said counts there: the places of this host mean nothing on another.
        Some(host) => Way::Ssh { host: host.to_owned(), data_dir: args.data_dir.clone(), silent: false },
        None => Way::Socket { data_dir: config::data_dir(&config) },
    };
    let screen = tokio()?;
    screen.block_on(async {
        let session = client::connect(way, options(args)).await?;
        remote(session, &config).await
    })
}

pub(super) fn options(args: &Args) -> Options {
    Options { by: operator(), read_only: args.read_only, watch: true, reconnect: true }
}

/// The screen can be drawn, and the keys make sense: found out before anything is started.
pub(super) fn usable(config: &Config) -> Result<(), Failure> {
    use std::io::IsTerminal as _;
    if !io::stdin().is_terminal() || !io::stdout().is_terminal() {
        return Err(Failure::NoTerminal);
    }
    if matches!(std::env::var("TERM").as_deref(), Ok("dumb" | "")) {
        return Err(Failure::DumbTerminal);
    }
    keys(config)
}

/// The key overrides of the configuration, checked.
///
/// # Errors
/// When an action or a key does not exist, or a key would mean two things.
pub(super) fn keys(config: &Config) -> Result<(), Failure> {
    ui::keymap::check(&config.console.keys).map(drop).map_err(Failure::Keymap)
}

pub(super) fn dress(config: &Config) -> ui::Options {
    // An empty NO_COLOR is as good as none (no-color.org).
    let no_color = std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty());
    ui::Options { console: config.console.clone(), no_color }
}

pub(super) async fn show(session: Session, config: &Config) -> Result<Leave, UiError> {
    let shown = ui::run(session, dress(config));
    provoke::or_panic("AUTOAGENTS_PANIC_CONSOLE", shown).await
}

/// The console onto a runtime of another process.
pub(super) async fn remote(session: Session, config: &Config) -> Result<(), Failure> {
    let leave = show(session.clone(), config).await?;
    match leave {
        Leave::Stop { services } => {
            let order = crate::model::command::Command::Shutdown { services };
            session.order(order).await.map(drop).map_err(Failure::from)
        }
        Leave::Ended => Err(Failure::Ended),
        Leave::Detach | Leave::Background | Leave::TerminalGone | Leave::Terminated => Ok(()),
    }
}

/// The console with a runtime of its own, which outlives the screen where it should.
fn own(args: &Args, screen: &tokio::runtime::Runtime) -> Result<(), Failure> {
    let (config, data_dir) = settings(args)?;
    let log = listen();
    let running = Running::start(config.clone(), &data_dir, &log)?;
    let session = running.session(operator(), args.read_only);
    let left = panic::catch_unwind(AssertUnwindSafe(|| screen.block_on(show(session, &config))));
    // What it had to say, was said when it happened.
    let left = left.unwrap_or(Err(UiError::Panicked));
    match left {
        Ok(Leave::Stop { services }) => end(running, screen, services),
        // Found out while this runtime still watches: a successor that cannot start is none.
        Ok(Leave::Background | Leave::Detach) => match settings(args) {
            Ok(_) => {
                end(running, screen, ServicesFate::Leave)?;
                screen.block_on(background(args, &config, &data_dir)).or_else(|failure| {
                    match Running::start(config.clone(), &data_dir, &log) {
                        Ok(again) => stay(again, &config, screen, &failure),
                        Err(error) => Err(unwatched(&failure, &error)),
                    }
                })
            }
            Err(failure) => stay(running, &config, screen, &failure),
        },
        Ok(Leave::TerminalGone) => {
            tracing::warn!("the terminal is gone: going on without a screen");
            forget_terminal()?;
            go_on(running, &config, screen)
        }
        Ok(Leave::Terminated) => end(running, screen, config.runtime.on_exit),
        Ok(Leave::Ended) => Ok(running.join()?),
        Err(error) => {
            // The screen failed, not the runtime; but nobody would know that it goes on.
            end(running, screen, config.runtime.on_exit)?;
            Err(error.into())
        }
    }
}

fn end(running: Running, screen: &tokio::runtime::Runtime, services: ServicesFate) -> Result<(), Failure> {
    screen.block_on(headless::end(running, operator(), services))
}

/// There is no successor: this process goes on in its place, without a screen. Services without supervision would be the
/// worse surprise.
fn stay(running: Running, config: &Config, screen: &tokio::runtime::Runtime, failure: &Failure) -> Result<(), Failure> {
    let texts = texts(config);
    say(&failure.words(&texts));
    say(texts.get("cli-goes-on"));
    go_on(running, config, screen)
}

/// Neither there nor here does a runtime go on.
fn unwatched(failure: &Failure, error: &BootError) -> Failure {
    Failure::Unwatched { first: failure.to_string(), boot: error.clone() }
}

/// Without a screen from now on, in this process.
fn go_on(running: Running, config: &Config, screen: &tokio::runtime::Runtime) -> Result<(), Failure> {
    let keep = || Ok(config.clone());
    screen.block_on(headless::run(running, config, None, HangUp::Ignored, keep))
}

/// Hands over to a runtime of its own session: this process must end for the shell to go on, and a process with threads
/// cannot be split. The services run on meanwhile and are adopted.
async fn background(args: &Args, config: &Config, data_dir: &Path) -> Result<(), Failure> {
    let failed = |error: io::Error| Failure::NoSuccessor { error: error.to_string() };
    // Not its path: the file may have been replaced by a newer one meanwhile, and then that path leads nowhere.
    let mut command = Command::new("/proc/self/exe");
    command.arg("run").arg("--data-dir").arg(data_dir);
    if let Some(file) = &config.file {
        command.arg("--config").arg(file);
    }
    for set in &args.set {
        command.arg("--set").arg(set);
    }
    command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).current_dir("/");
    // SAFETY: setsid is async-signal-safe, and nothing else happens between fork and exec.
    unsafe {
        command.pre_exec(|| rustix::process::setsid().map(drop).map_err(io::Error::from));
    }
    let mut child = command.spawn().map_err(failed)?;
    let deadline = tokio::time::Instant::now() + HAND_OVER;
    while answering(data_dir).await != Some(child.id()) {
        if let Ok(Some(status)) = child.try_wait() {
            let (exit, dir) = (status.to_string(), data_dir.display().to_string());
            return Err(Failure::SuccessorEnded { exit, dir });
        }
        if tokio::time::Instant::now() > deadline {
            return Err(Failure::SuccessorSilent);
        }
        tokio::time::sleep(LOOK_EVERY).await;
    }
    say(&texts(config).with("cli-in-background", &[("pid", child.id().into())]));
    Ok(())
}

/// The process of the runtime that shows how things are, if one does. That something listens on the socket is not enough:
/// it may be about to end.
async fn answering(data_dir: &Path) -> Option<u32> {
    let options = Options { by: operator(), read_only: true, watch: true, reconnect: false };
    let session = client::connect(Way::Socket { data_dir: data_dir.to_owned() }, options).await.ok()?;
    let mut snapshots = session.watch_snapshots();
    let picture = tokio::time::timeout(FIRST_PICTURE, snapshots.wait_for(Option::is_some)).await.ok()?.ok()?;
    picture.as_ref().map(|snapshot| snapshot.runtime.pid)
}

/// Standard input and output of a terminal that is gone would fail on every use, or become somebody else's terminal.
fn forget_terminal() -> io::Result<()> {
    let null = std::fs::OpenOptions::new().read(true).write(true).open("/dev/null")?;
    rustix::stdio::dup2_stdin(&null)?;
    rustix::stdio::dup2_stdout(&null)?;
    rustix::stdio::dup2_stderr(&null)?;
    // Only fails where this is a leader already, and then there is no terminal to leave.
    let _ = rustix::process::setsid();
    Ok(())
}
