//! `autoagents completions` and `autoagents man`: made from the command line's own description.

use std::io;

use super::exit::Failure;
use super::help;
use super::output;
use crate::i18n::Texts;

pub(super) fn completions(shell: clap_complete::Shell, texts: &Texts) -> Result<(), Failure> {
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut help::command(texts), "autoagents", &mut script);
    Ok(output::raw(&String::from_utf8_lossy(&script))?)
}

pub(super) fn man(texts: &Texts) -> Result<(), Failure> {
    let mut page = Vec::new();
    clap_mangen::Man::new(help::command(texts)).render(&mut page).map_err(io::Error::other)?;
    Ok(output::raw(&String::from_utf8_lossy(&page))?)
}
