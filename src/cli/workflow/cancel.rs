//! `autoagents workflow cancel`: ends a run.

use super::super::args::Args;
use super::super::context;
use super::super::exit::Failure;
use crate::model::command::Command;
use crate::model::id::RunId;

pub(super) fn run(args: &Args, run: RunId, roll_back: bool) -> Result<(), Failure> {
    context::online(args, async |online| online.order(Command::CancelRun { run, roll_back }).await.map(drop))
}
