//! `autoagents workflow optimize`: what holds the runs of a workflow up, and what changes would bring; needs no runtime.

use serde_json::{Value, json};

use super::super::args::Args;
use super::super::exit::Failure;
use super::super::{context, output};
use crate::config;
use crate::i18n::{Texts, Value as Said, healing};
use crate::learn::runs::{FEWEST, Past, optimize};
use crate::model::id::WorkflowName;
use crate::model::query::{Answer, Query};
use crate::model::refusal::{Refusal, Thing};
use crate::model::time::Wall;
use crate::model::workflow::optimize::{Change, Gain, Optimization, Proposal};
use crate::model::workflow::record::Habit;
use crate::model::workflow::run::{Forward, Run};
use crate::store::{self, Reader};

/// Newest runs that are looked at.
const RUNS: u32 = 50;

pub(super) fn run(args: &Args, name: &str) -> Result<(), Failure> {
    let config = context::to_look(args)?;
    let names = config.setup.workflows.iter().map(|definition| definition.name.as_str());
    if !names.clone().any(|known| known == name) {
        return Err(Refusal::not_found(Thing::Workflow, name, names).into());
    }
    let (texts, name) = (context::texts(&config), WorkflowName::from(name));
    let mut reader = store::open_offline(&config::data_dir(&config))?;
    let habits = match reader.answer(&Query::Habits { workflow: name.clone() }).transpose()? {
        Some(Answer::Habits { habits }) => habits,
        _ => Vec::new(),
    };
    let (found, known) = look(&mut reader, &name, &habits, &config.setup.work)?;
    if args.json {
        return Ok(output::json(&flat(&name, known, found.as_ref()))?);
    }
    match found {
        Some(found) => tell(&texts, &found),
        None => {
            let args = [("n", Said::from(known)), ("of", Said::from(FEWEST))];
            Ok(output::line(&texts.with("optimize-few", &args))?)
        }
    }
}

/// What the newest runs show that were begun with the same definition; and how many of them succeeded.
fn look(
    reader: &mut Reader,
    name: &WorkflowName,
    habits: &[Habit],
    work: &crate::model::workflow::definition::WorkSpec,
) -> Result<(Option<Optimization>, usize), Failure> {
    let query = Query::Runs { workflow: Some(name.clone()), since: Wall::UNIX_EPOCH, limit: RUNS };
    let runs: Vec<Run> = match reader.answer(&query).transpose()? {
        Some(Answer::Runs { runs }) => runs,
        _ => Vec::new(),
    };
    let Some(digest) = runs.first().map(|run| run.definition.clone()) else { return Ok((None, 0)) };
    let wanted = |run: &&Run| run.definition == digest && run.forward == Some(Forward::Succeeded) && run.is_over();
    let (mut past, mut newest) = (Vec::new(), None);
    for run in runs.iter().filter(wanted) {
        if let Some(Answer::Run { run, definition, nodes }) = reader.answer(&Query::Run { run: run.id }).transpose()? {
            past.extend(Past::of(&definition, &run, &nodes));
            newest.get_or_insert(definition);
        }
    }
    Ok((newest.and_then(|definition| optimize(&definition, habits, &past, work)), past.len()))
}

fn tell(texts: &Texts, found: &Optimization) -> Result<(), Failure> {
    let span = |span| Said::from(healing::span(texts, span));
    let args = [("runs", Said::from(found.runs)), ("took", span(found.took)), ("simulated", span(found.simulated))];
    output::line(&texts.with("optimize-of", &args))?;
    output::line("")?;
    output::line(texts.get(if found.bottlenecks.is_empty() { "optimize-free" } else { "optimize-bottlenecks" }))?;
    for bottleneck in &found.bottlenecks {
        output::line(&format!("  {}", texts.say(bottleneck)))?;
    }
    output::line("")?;
    if found.proposals.is_empty() {
        return Ok(output::line(texts.get("optimize-nothing"))?);
    }
    let row =
        |proposal: &Proposal| vec![proposal.number.to_string(), texts.say(&proposal.change), texts.say(&proposal.gain)];
    let rows: Vec<_> = found.proposals.iter().map(row).collect();
    Ok(output::table(&["#", texts.get("optimize-change"), texts.get("optimize-gain")], &rows, &[0])?)
}

fn flat(name: &WorkflowName, known: usize, found: Option<&Optimization>) -> Value {
    let proposal = |proposal: &Proposal| {
        let (mut saved, mut share, mut from, mut to) = (None, None, None, None);
        match proposal.gain {
            Gain::Time { saved: less, share: part } => (saved, share) = (Some(output::millis(less)), Some(part)),
            Gain::Chance { from: now, to: then } => (from, to) = (Some(now), Some(then)),
            Gain::Notice { .. } => {}
        }
        json!({
            "number": proposal.number,
            "change": word(&proposal.change),
            "says": proposal.change.to_string(),
            "gain": proposal.gain.to_string(),
            "saved_ms": saved,
            "saved_percent": share,
            "failing_percent": from,
            "failing_percent_then": to,
        })
    };
    json!({
        "workflow": name,
        "runs": known,
        "enough": found.is_some(),
        "took_ms": found.map(|found| output::millis(found.took)),
        "simulated_ms": found.map(|found| output::millis(found.simulated)),
        "bottlenecks": found.map(|found| found.bottlenecks.iter().map(ToString::to_string).collect::<Vec<_>>()),
        "proposals": found.map(|found| found.proposals.iter().map(proposal).collect::<Vec<_>>()),
    })
}

/// The word of a change.
fn word(change: &Change) -> &'static str {
    match change {
        Change::DropAfter { .. } => "drop_after",
        Change::MaxParallel { .. } => "max_parallel",
        Change::HostParallel { .. } => "host_parallel",
        Change::MoreOf { .. } => "more_of",
        Change::Retries { .. } => "retries",
        Change::Timeout { .. } => "timeout",
        Change::Cache { .. } => "cache",
        Change::Split { .. } => "split",
    }
}
