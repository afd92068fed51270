//! `autoagents workflow list`: those that are configured, with what is known of their runs.

use std::time::Duration;

use serde_json::{Value, json};

use super::super::args::Args;
use super::super::context::{self, Online};
use super::super::exit::Failure;
use super::super::output;
use crate::config::{self, Config};
use crate::i18n::{Texts, Value as Said, foreseen, healing, runs};
use crate::link::client::LinkError;
use crate::model::id::WorkflowName;
use crate::model::query::{Answer, Query};
use crate::model::snapshot::Snapshot;
use crate::model::storage::StoreError;
use crate::model::time::{Wall, rfc3339};
use crate::model::workflow::forecast::ForecastScore;
use crate::model::workflow::record::Habit;
use crate::model::workflow::run::{Forward, Run};
use crate::store::{self, Reader};

/// Runs of a workflow that are looked at for the newest that is over.
const RECENT: u32 = 50;

pub(super) fn run(args: &Args) -> Result<(), Failure> {
    let config = context::to_look(args)?;
    let online = async |online: Online| {
        let snapshot = online.snapshot().await?;
        tell(&seen(&snapshot), &online.texts, args.json)
    };
    match context::online_at(config::data_dir(&config), args, &config, online) {
        Err(Failure::Link(LinkError::NotRunning { .. })) => {
            tell(&written(&config)?, &context::texts(&config), args.json)
        }
        told => told,
    }
}

/// A workflow in the list.
struct Line {
    name: WorkflowName,
    description: String,
    steps: u64,
    triggers: Vec<String>,
    next: Option<Wall>,
    open: u64,
    last: Option<Run>,
    /// How many failed lately, of so many.
    failed: (u32, u32),
    usual: Option<Duration>,
    /// What forecasts were worth; a runtime knows.
    score: Option<ForecastScore>,
}

/// As the runtime sees them.
fn seen(snapshot: &Snapshot) -> Vec<Line> {
    let run = |id| snapshot.runs.iter().find(|view| view.run.id == id).map(|view| view.run.clone());
    let line = |view: &crate::model::workflow::view::WorkflowView| Line {
        name: view.name.clone(),
        description: view.description.clone(),
        steps: view.steps.into(),
        triggers: view.triggers.iter().map(|one| format!("{} {}", one.kind, one.what)).collect(),
        next: view.triggers.iter().filter_map(|one| one.next).min(),
        open: view.open.into(),
        last: view.last.and_then(run),
        failed: view.failed,
        usual: view.usual,
        score: Some(view.score),
    };
    snapshot.workflows.iter().map(line).collect()
}

/// As they are configured and written down, while no runtime runs.
fn written(config: &Config) -> Result<Vec<Line>, Failure> {
    let mut reader = match store::open_offline(&config::data_dir(config)) {
        Ok(reader) => Some(reader),
        // Nothing was ever run.
        Err(StoreError::Missing { .. }) => None,
        Err(error) => return Err(error.into()),
    };
    let line = |definition: &std::sync::Arc<crate::model::workflow::definition::Definition>| {
        let name = &definition.name;
        let runs = reader.as_mut().map_or(Ok(Vec::new()), |reader| runs_of(reader, name))?;
        let habit = reader.as_mut().map_or(Ok(None), |reader| whole(reader, name))?;
        let (failed, usual) = habit.as_ref().map_or(((0, 0), None), |habit| (lately(habit), median(habit)));
        Ok(Line {
            name: name.clone(),
            description: definition.description.clone(),
            steps: definition.steps.len() as u64,
            triggers: definition.triggers.iter().map(|trigger| trigger.on.word().to_owned()).collect(),
            next: None,
            open: runs.iter().filter(|run| !run.is_over()).count() as u64,
            last: runs.into_iter().find(Run::is_over),
            failed,
            usual,
            score: None,
        })
    };
    config.setup.workflows.iter().map(line).collect()
}

fn runs_of(reader: &mut Reader, name: &WorkflowName) -> Result<Vec<Run>, Failure> {
    let query = Query::Runs { workflow: Some(name.clone()), since: Wall::UNIX_EPOCH, limit: RECENT };
    match reader.answer(&query).transpose()? {
        Some(Answer::Runs { runs }) => Ok(runs),
        _ => Ok(Vec::new()),
    }
}

/// How its runs usually do as a whole.
fn whole(reader: &mut Reader, name: &WorkflowName) -> Result<Option<Habit>, Failure> {
    match reader.answer(&Query::Habits { workflow: name.clone() }).transpose()? {
        Some(Answer::Habits { habits }) => Ok(habits.into_iter().find(|habit| habit.step.is_empty())),
        _ => Ok(None),
    }
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "counts, never negative")]
fn lately(habit: &Habit) -> (u32, u32) {
    (habit.failures.round() as u32, habit.tries.round() as u32)
}

fn median(habit: &Habit) -> Option<Duration> {
    let mut took = habit.took.clone();
    took.sort_unstable();
    took.get(took.len() / 2).copied()
}

fn tell(lines: &[Line], texts: &Texts, json: bool) -> Result<(), Failure> {
    if json {
        return Ok(output::json(&lines.iter().map(flat).collect::<Vec<_>>())?);
    }
    if lines.is_empty() {
        return Ok(output::line(texts.get("cli-no-workflows"))?);
    }
    let header = [
        "cli-name",
        "cli-steps",
        "cli-going-on",
        "cli-last",
        "cli-outcome",
        "cli-failed",
        "cli-usual",
        "cli-next",
        "cli-triggers",
        "cli-forecasts",
    ];
    let rows: Vec<_> = lines.iter().map(|line| row(texts, line)).collect();
    Ok(output::table(&header.map(|id| texts.get(id)), &rows, &[1, 2, 3, 5, 6])?)
}

fn row(texts: &Texts, line: &Line) -> Vec<String> {
    let (failed, of) = line.failed;
    let share = [("failed", Said::from(failed)), ("of", Said::from(of))];
    vec![
        line.name.to_string(),
        line.steps.to_string(),
        line.open.to_string(),
        line.last.as_ref().map(|run| run.id.to_string()).unwrap_or_default(),
        line.last.as_ref().map(|run| runs::outcome(texts, run)).unwrap_or_default(),
        if of == 0 { String::new() } else { texts.with("cli-failed-of", &share) },
        line.usual.map(|usual| healing::span(texts, usual)).unwrap_or_default(),
        line.next.map(rfc3339).unwrap_or_default(),
        line.triggers.join(", "),
        line.score.map(|score| foreseen::score(texts, &score)).unwrap_or_default(),
    ]
}

/// The contract's flat object.
fn flat(line: &Line) -> Value {
    let of = |figure: fn(&ForecastScore) -> Option<f64>| line.score.as_ref().and_then(figure);
    json!({
        "name": line.name,
        "description": line.description,
        "steps": line.steps,
        "triggers": line.triggers,
        "next_at": line.next.map(rfc3339),
        "open": line.open,
        "last_run": line.last.as_ref().map(|run| run.id),
        "last_forward": line.last.as_ref().and_then(|run| run.forward.as_ref()).map(Forward::word),
        "recent_failed": line.failed.0,
        "recent_runs": line.failed.1,
        "usual_seconds": line.usual.map(|usual| usual.as_secs_f64()),
        "forecasts": line.score.map(|score| score.merit.word()),
        "forecasts_of_delay": line.score.map(|score| score.late_merit.word()),
        "brier": of(|score| score.fails.map(|(own, _)| own)),
        "brier_of_base_rate": of(|score| score.fails.map(|(_, base)| base)),
        "brier_of_delay": of(|score| score.late.map(|(own, _)| own)),
        "brier_of_delay_of_base_rate": of(|score| score.late.map(|(_, base)| base)),
        "intervals_held": of(|score| score.covered.map(|(share, _)| share)),
    })
}
