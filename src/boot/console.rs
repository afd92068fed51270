//! With a screen: on a runtime that is running, or on one of its own.
use crate::cli::args::Args;
use crate::cli::exit::Failure;
pub(super) fn run(_args: &Args) -> Result<(), Failure> {
    Err(Failure::Failed("no screen yet".into()))
}
pub(super) fn attach(_args: &Args) -> Result<(), Failure> {
    Err(Failure::Failed("no screen yet".into()))
}
