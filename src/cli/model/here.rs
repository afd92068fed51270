//! Learning in the console that runs: asked for, then followed until it is over.

use std::time::Duration;

use super::super::args::Args;
use super::super::context::{self, Online};
use super::super::exit::Failure;
use super::super::output;
use crate::i18n::learning as words;
use crate::model::command::Command;
use crate::model::learning::LearningView;
use crate::model::time::Wall;

/// Longest wait: on a busy host it may not get to it for long.
const PATIENCE: Duration = Duration::from_hours(1);

pub(super) fn run(args: &Args) -> Result<(), Failure> {
    context::online(args, async |online| {
        let before = online.snapshot().await?.learning.last.as_ref().map(|(at, _)| *at);
        online.order(Command::LearnModel).await?;
        let progress = super::command::Progress::new(&online.texts);
        let mut shown = None;
        let over = |learning: &LearningView| learning.stage.is_none() && ended(learning) != before;
        let done = online.until(PATIENCE, |snapshot| {
            if let Some(stage) = snapshot.learning.stage.filter(|stage| shown.replace(*stage) != Some(*stage)) {
                progress.say(words::stage(stage));
            }
            over(&snapshot.learning)
        });
        match done.await? {
            Some(snapshot) => say(&online, &snapshot.learning),
            None => Err(Failure::NotEnded),
        }
    })
}

fn ended(learning: &LearningView) -> Option<Wall> {
    learning.last.as_ref().map(|(at, _)| *at)
}

fn say(online: &Online, learning: &LearningView) -> Result<(), Failure> {
    if online.json {
        return Ok(output::json(learning)?);
    }
    let Some((_, came)) = &learning.last else { return Ok(()) };
    Ok(output::line(&words::came(&online.texts, came))?)
}
