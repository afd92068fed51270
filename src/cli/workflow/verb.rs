//! Which command about workflows.

use super::{graph, validate};
use crate::cli::args::{Args, DefinitionCommand};
use crate::cli::exit::Failure;
use crate::cli::output;
use crate::config::workflow;

/// Carries it out.
///
/// # Errors
/// What went wrong.
pub(in crate::cli) fn run(args: &Args, verb: &DefinitionCommand) -> Result<(), Failure> {
    match verb {
        DefinitionCommand::Validate { files } => validate::run(args, files),
        DefinitionCommand::Graph { of, form } => graph::run(args, of, *form),
        DefinitionCommand::Schema => Ok(output::json(&workflow::schema())?),
    }
}
