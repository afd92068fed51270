//! `autoagents proxy`: carries a session between stdin and stdout and the socket, for `attach --host`.

use tokio::io::{copy, stdin, stdout};

use super::args::Args;
use super::context;
use super::exit::Failure;
use crate::config;
use crate::link::way::Way;

pub(super) fn run(args: &Args) -> Result<(), Failure> {
    let (config, _) = context::configuration_to_look(args)?;
    let data_dir = config::data_dir(&config);
    let runtime = context::tokio()?;
    let outcome = runtime.block_on(async {
        let (mut from, mut to) = Way::Socket { data_dir }.open().await?.split();
        let (mut input, mut output) = (stdin(), stdout());
        // Either side closing ends both: a session with one direction is none.
        tokio::select! {
            done = copy(&mut input, &mut to) => done.map(drop)?,
            done = copy(&mut from, &mut output) => done.map(drop)?,
        }
        Ok(())
    });
    // A read of stdin that waits cannot be called off; it must not keep the process.
    runtime.shutdown_background();
    outcome
}
