//! `autoagents completions` and `autoagents man`: made from the command line's own description.

use std::io;

use clap::CommandFactory as _;

use super::args::Args;
use super::exit::Failure;
use super::output;

pub(super) fn completions(shell: clap_complete::Shell) -> Result<(), Failure> {
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut Args::command(), "autoagents", &mut script);
    Ok(output::raw(&String::from_utf8_lossy(&script))?)
}

pub(super) fn man() -> Result<(), Failure> {
    let mut page = Vec::new();
    clap_mangen::Man::new(Args::command()).render(&mut page).map_err(io::Error::other)?;
    Ok(output::raw(&String::from_utf8_lossy(&page))?)
}
