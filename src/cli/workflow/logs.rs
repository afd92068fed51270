//! `autoagents workflow logs`: what one try of a step has printed.

use std::time::Duration;

use super::super::args::{Args, StepLogOptions};
use super::super::exit::Failure;
use super::super::{context, output};
use super::history::History;
use crate::config;
use crate::data::runs;
use crate::model::id::RunId;
use crate::model::query::{Answer, LogFrom, LogPage};
use crate::model::refusal::Refusal;
use crate::model::workflow::order::Ticket;
use crate::store;

/// Between two looks at a log that is followed.
const FOLLOW_EVERY: Duration = Duration::from_millis(300);
/// A last line without an end is only shown when nothing was added to it for a while: a log that has ended is read once more
/// after that.
const SETTLED: Duration = Duration::from_millis(2_100);

pub(super) fn run(args: &Args, options: &StepLogOptions) -> Result<(), Failure> {
    let config = context::to_look(args)?;
    let dir = config::data_dir(&config);
    let mut reader = store::open_offline(&dir)?;
    let id = RunId(options.run);
    let mut history = History::read(&mut reader, id)?;
    let node = history.find(&options.step)?;
    let mut attempt = options.attempt.unwrap_or_else(|| tries(&history, node, options.undo).max(1));
    let ticket = |attempt| Ticket { run: id, node, undo: options.undo, attempt };
    let page = |attempt, from, limit| match runs::page(&dir, ticket(attempt), from, limit) {
        Ok(Answer::ServiceLog(page)) => Ok(page),
        Ok(_) => Err(Failure::from(Refusal::NoAnswer)),
        Err(refusal) => Err(refusal.into()),
    };
    let mut read = page(attempt, LogFrom::End, options.lines)?;
    loop {
        print(&read, args.json)?;
        if !options.follow {
            return Ok(());
        }
        let newest = tries(&history, node, options.undo);
        let over = attempt < newest || has_ended(&history, node, options.undo);
        std::thread::sleep(if over { SETTLED } else { FOLLOW_EVERY });
        read = page(attempt, LogFrom::After(read.next), 1_000)?;
        if over && read.lines.is_empty() {
            if options.attempt.is_some() || attempt >= newest {
                return Ok(());
            }
            attempt += 1;
            read = page(attempt, LogFrom::End, 1_000)?;
        }
        history = History::read(&mut reader, id)?;
    }
}

/// The newest try.
fn tries(history: &History, node: u32, undo: bool) -> u32 {
    let attempts = history.nodes.get(&node).into_iter().flat_map(|node| &node.attempts);
    u32::try_from(attempts.filter(|attempt| attempt.undo == undo).count()).unwrap_or(u32::MAX)
}

/// Whether nothing more is printed: it is over, or its run is.
fn has_ended(history: &History, node: u32, undo: bool) -> bool {
    use crate::model::workflow::state::UndoState;
    history.run.is_over()
        || history.nodes.get(&node).is_some_and(|node| {
            if undo {
                matches!(node.undo, UndoState::Done { .. } | UndoState::Failed { .. })
            } else {
                node.state.is_over()
            }
        })
}

/// One line a line; with `--json` one string a line, so that it can be followed as well.
fn print(page: &LogPage, json: bool) -> Result<(), Failure> {
    for line in &page.lines {
        if json {
            output::line(&serde_json::Value::from(line.as_str()).to_string())?;
        } else {
            output::line(line)?;
        }
    }
    Ok(())
}
