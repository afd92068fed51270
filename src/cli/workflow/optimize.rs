//! `autoagents workflow optimize`: what holds the runs of a workflow up, and what changes would bring; needs no
//! runtime, but to make one of them or to take it back.

use serde_json::{Value, json};

use super::super::args::Args;
use super::super::context::{self, Online};
use super::super::exit::Failure;
use super::super::output;
use crate::config;
use crate::i18n::{Texts, Value as Said, healing};
use crate::learn::runs::{FEWEST, Past, optimize};
use crate::model::command::{Command, Done};
use crate::model::id::WorkflowName;
use crate::model::query::{Answer, Query};
use crate::model::refusal::{Refusal, Thing};
use crate::model::time::{Wall, rfc3339};
use crate::model::workflow::adaptation::Adaptation;
use crate::model::workflow::optimize::{Change, Gain, Optimization, Proposal};
use crate::model::workflow::record::Habit;
use crate::model::workflow::refusal::RunRefusal;
use crate::model::workflow::run::{Forward, Run};
use crate::store::{self, Reader};

/// Newest runs that are looked at.
const RUNS: u32 = 50;

/// What is known of one workflow.
struct Known {
    name: WorkflowName,
    found: Option<Optimization>,
    /// So many runs were looked at.
    runs: usize,
    /// What was changed beside its file.
    made: Vec<Adaptation>,
}

impl Known {
    fn read(args: &Args, name: &str) -> Result<(Self, Texts), Failure> {
        let config = context::to_look(args)?;
        let names = config.setup.workflows.iter().map(|definition| definition.name.as_str());
        if !names.clone().any(|known| known == name) {
            return Err(Refusal::not_found(Thing::Workflow, name, names).into());
        }
        let name = WorkflowName::from(name);
        let mut reader = store::open_offline(&config::data_dir(&config))?;
        let habits = match reader.answer(&Query::Habits { workflow: name.clone() }).transpose()? {
            Some(Answer::Habits { habits }) => habits,
            _ => Vec::new(),
        };
        let made = match reader.answer(&Query::Adaptations { workflow: name.clone() }).transpose()? {
            Some(Answer::Adaptations { adaptations }) => adaptations,
            _ => Vec::new(),
        };
        let (found, runs) = look(&mut reader, &name, &habits, &config.setup.work)?;
        Ok((Self { name, found, runs, made }, context::texts(&config)))
    }
}

pub(super) fn run(args: &Args, name: &str) -> Result<(), Failure> {
    let (known, texts) = Known::read(args, name)?;
    if args.json {
        return Ok(output::json(&flat(&known))?);
    }
    match &known.found {
        Some(found) => tell(&texts, found)?,
        None => {
            let args = [("n", Said::from(known.runs)), ("of", Said::from(FEWEST))];
            output::line(&texts.with("optimize-few", &args))?;
        }
    }
    tell_made(&texts, &known.made)
}

/// Makes a proposal, beside the file.
pub(super) fn apply(args: &Args, name: &str, number: u32) -> Result<(), Failure> {
    let (known, _) = Known::read(args, name)?;
    let proposals = known.found.map(|found| found.proposals).unwrap_or_default();
    let of = proposals.len();
    let Some(proposal) = proposals.into_iter().find(|proposal| proposal.number == number) else {
        let of = u32::try_from(of).unwrap_or(u32::MAX);
        return Err(Refusal::Workflow(RunRefusal::NoProposal { workflow: known.name, number, of }).into());
    };
    let Proposal { change, gain, .. } = proposal;
    let command = Command::AdaptWorkflow { workflow: known.name, change, gain };
    context::online(args, async |online| match online.order(command).await? {
        Answer::Done { done: Done::Adapted { number } } => done(&online, "optimize-applied", number),
        _ => Err(Refusal::NoAnswer.into()),
    })
}

/// Takes a change back.
pub(super) fn revert(args: &Args, name: &str, number: u32) -> Result<(), Failure> {
    let command = Command::RevertAdaptation { workflow: name.into(), number };
    context::online(args, async |online| {
        online.order(command).await?;
        done(&online, "optimize-reverted", number)
    })
}

fn done(online: &Online, text: &str, number: u32) -> Result<(), Failure> {
    if online.json {
        return Ok(output::json(&json!({ "number": number }))?);
    }
    Ok(output::line(&online.texts.with(text, &[("number", Said::from(number))]))?)
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

/// What was changed beside the file, and what came of it.
fn tell_made(texts: &Texts, made: &[Adaptation]) -> Result<(), Failure> {
    if made.is_empty() {
        return Ok(());
    }
    output::line("")?;
    output::line(texts.get("optimize-made"))?;
    let row = |one: &Adaptation| {
        let (change, gain) = (texts.say(&one.change), texts.say(&one.gain));
        vec![one.number.to_string(), rfc3339(one.at), one.by.to_string(), change, gain, texts.say(&one.standing)]
    };
    let rows: Vec<_> = made.iter().map(row).collect();
    let header = ["cli-when", "cli-by", "optimize-change", "optimize-gain", "optimize-standing"];
    let header: Vec<&str> = std::iter::once("#").chain(header.map(|id| texts.get(id))).collect();
    Ok(output::table(&header, &rows, &[0])?)
}

fn flat(known: &Known) -> Value {
    let found = known.found.as_ref();
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
        "workflow": known.name,
        "runs": known.runs,
        "enough": found.is_some(),
        "took_ms": found.map(|found| output::millis(found.took)),
        "simulated_ms": found.map(|found| output::millis(found.simulated)),
        "bottlenecks": found.map(|found| found.bottlenecks.iter().map(ToString::to_string).collect::<Vec<_>>()),
        "proposals": found.map(|found| found.proposals.iter().map(proposal).collect::<Vec<_>>()),
        "made": known.made.iter().map(flat_made).collect::<Vec<_>>(),
    })
}

fn flat_made(one: &Adaptation) -> Value {
    json!({
        "number": one.number,
        "change": word(&one.change),
        "says": one.change.to_string(),
        "gain": one.gain.to_string(),
        "by": one.by,
        "at": rfc3339(one.at),
        "standing": one.standing.word(),
        "holds": one.holds(),
        "came": one.standing.to_string(),
        "took_ms_before": output::millis(one.before.median()),
        "took_ms_after": (!one.after.took.is_empty()).then(|| output::millis(one.after.median())),
        "failed_after": one.after.failed,
        "runs_after": one.after.runs,
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
