//! Learning in the console that runs: asked for, then followed until it is over.

use std::time::Duration;

use super::super::args::Args;
use super::super::context::{self, Online};
use super::super::exit::Failure;
use super::super::output;
use crate::i18n::{Texts, learning as words};
use crate::model::command::Command;
use crate::model::learning::{LearnStage, LearningView};
use crate::model::time::Wall;

/// Longest wait: on a busy host it may not get to it for long.
const PATIENCE: Duration = Duration::from_hours(1);

pub(super) fn run(args: &Args) -> Result<(), Failure> {
    context::online(args, async |online| {
        let before = ended(&online.snapshot().await?.learning);
        online.order(Command::LearnModel).await?;
        let progress = super::command::Progress::new(&online.texts);
        let mut shown = None;
        let over = |models: &[LearningView]| models.iter().all(|view| view.stage.is_none()) && ended(models) != before;
        let done = online.until(PATIENCE, |snapshot| {
            let at_work = |view: &&LearningView| view.stage.is_some_and(|stage| stage != LearnStage::Waiting);
            if let Some(view) = snapshot.learning.iter().find(at_work)
                && shown.replace((view.aim, view.stage)) != Some((view.aim, view.stage))
                && let Some(stage) = view.stage
            {
                progress.say(&named(&online.texts, view, online.texts.get(words::stage(stage))));
            }
            over(&snapshot.learning)
        });
        match done.await? {
            Some(snapshot) => say(&online, &snapshot.learning),
            None => Err(Failure::NotEnded),
        }
    })
}

/// When each was learned last.
fn ended(models: &[LearningView]) -> Vec<Option<Wall>> {
    models.iter().map(|view| view.last.as_ref().map(|(at, _)| *at)).collect()
}

fn say(online: &Online, models: &[LearningView]) -> Result<(), Failure> {
    if online.json {
        return Ok(output::json(&models)?);
    }
    for view in models {
        let came = view.last.as_ref().map(|(_, came)| words::came(&online.texts, came));
        output::line(&named(&online.texts, view, &came.unwrap_or_default()))?;
    }
    Ok(())
}

/// What is said of one of several models.
fn named(texts: &Texts, view: &LearningView, said: &str) -> String {
    format!("{}: {said}", words::aim(texts, view.aim))
}
