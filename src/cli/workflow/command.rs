//! Which of the commands about workflows.

use super::super::args::{Args, DefinitionCommand, WorkflowCommand};
use super::super::exit::Failure;
use super::super::output;
use super::{answer, cancel, graph, list, logs, optimize, runs, show, start, validate};
use crate::config::workflow::schema;
use crate::model::id::RunId;
use crate::model::workflow::view::Verdict;

/// Carries it out.
pub(in crate::cli) fn run(args: &Args, command: &WorkflowCommand) -> Result<(), Failure> {
    match command {
        WorkflowCommand::List => list::run(args),
        WorkflowCommand::Runs { name, since, limit } => runs::run(args, name.as_deref(), since, *limit),
        WorkflowCommand::Show { run } => show::run(args, RunId(*run)),
        WorkflowCommand::Run(options) => start::run(args, options),
        WorkflowCommand::Cancel { run, roll_back, stop: _ } => cancel::run(args, RunId(*run), *roll_back),
        WorkflowCommand::Retry { run, watch } => start::retry(args, RunId(*run), watch),
        WorkflowCommand::Rollback { run, watch } => start::roll_back(args, RunId(*run), watch),
        WorkflowCommand::Approve(options) => answer::asked(args, options, Verdict::Yes),
        WorkflowCommand::Reject(options) => answer::asked(args, options, Verdict::No),
        WorkflowCommand::Answer { run, step, verdict, note } => {
            answer::run(args, (RunId(*run), step), (*verdict).into(), note)
        }
        WorkflowCommand::Logs(options) => logs::run(args, options),
        WorkflowCommand::Optimize { name, apply, revert } => match (apply, revert) {
            (Some(number), _) => optimize::apply(args, name, *number),
            (None, Some(number)) => optimize::revert(args, name, *number),
            (None, None) => optimize::run(args, name),
        },
        WorkflowCommand::Definition(DefinitionCommand::Validate { files }) => validate::run(args, files),
        WorkflowCommand::Definition(DefinitionCommand::Graph { of, form }) => graph::run(args, of, *form),
        WorkflowCommand::Definition(DefinitionCommand::Schema) => Ok(output::json(&schema())?),
    }
}
