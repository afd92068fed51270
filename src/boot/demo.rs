//! `autoagents demo`: a runtime on a platform of its own, which ends with it.

use std::path::Path;

use crate::cli::args::{Args, DemoOptions};
use crate::cli::exit::Failure;
use crate::cli::{operator, texts};
use crate::config::Config;
use crate::demo::{self, DemoError, Held, Layout};
use crate::i18n::Value;
use crate::link::client;
use crate::link::way::Way;
use crate::model::command::ServicesFate;

use super::console::{options as link_options, remote, show, usable};
use super::headless::{self, HangUp};
use super::running::Running;
use super::start::{checked, listen, say, settings};

/// Runs the demo, or attaches to the one that runs in the directory.
pub(super) fn run(args: &Args, options: &DemoOptions) -> Result<(), Failure> {
    match Layout::take(options.dir.as_deref()) {
        Ok((layout, held)) => {
            // After it is held: one that was killed may be the very one to go on with.
            demo::sweep();
            let ran = own(args, options, &layout);
            // Whatever went wrong: nothing of it goes on.
            let ended = layout.end().map_err(Failure::from);
            drop::<Held>(held);
            ran.and(ended)
        }
        Err(DemoError::InUse { dir }) if !options.headless => attach(args, &Layout::open(Path::new(&dir))?),
        Err(error) => Err(error.into()),
    }
}

/// The console onto a demo of another process.
fn attach(args: &Args, layout: &Layout) -> Result<(), Failure> {
    let config = settings(&within(args, layout))?.0;
    usable(&config)?;
    let screen = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    screen.block_on(async {
        let session = client::connect(Way::Socket { data_dir: layout.data_dir() }, link_options(args)).await?;
        remote(session, &config).await
    })
}

fn own(args: &Args, options: &DemoOptions, layout: &Layout) -> Result<(), Failure> {
    let args = within(args, layout);
    let (config, data_dir) = settings(&args)?;
    if !options.headless {
        usable(&config)?;
    }
    let log = listen();
    let running = Running::start_with(config.clone(), &data_dir, &log, Some(layout.clone()))?;
    let screen = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    if options.headless {
        tell(&config, layout);
        let reload = || checked(&args);
        return screen.block_on(headless::run(running, &config, options.limit, HangUp::Reload, reload));
    }
    let session = running.session(operator(), args.read_only);
    let left = screen.block_on(show(session, &config));
    // However the screen was left: the platform was there for it.
    let ended = screen.block_on(headless::end(running, operator(), ServicesFate::Stop));
    left?;
    ended
}

/// The command line as if it had named the demo's own configuration and data.
fn within(args: &Args, layout: &Layout) -> Args {
    let mut set = args.set.clone();
    // Before what the environment says: a demo leaves nothing behind.
    set.push("runtime.on_exit=stop".to_owned());
    Args {
        verb: None,
        config: Some(layout.config()),
        data_dir: Some(layout.data_dir()),
        lang: args.lang,
        set,
        json: args.json,
        read_only: args.read_only,
    }
}

/// Where it is, and what can be done with it.
fn tell(config: &Config, layout: &Layout) {
    let texts = texts(config);
    let dir = Value::from(layout.root().display().to_string());
    say(&texts.with("cli-demo-runs", &[("dir", dir), ("url", Value::from(layout.url()))]));
}
