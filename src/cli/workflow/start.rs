//! `autoagents workflow run`, `retry`, `rollback`.

use serde_json::{Map, Value, json};

use super::super::args::{Args, RunOptions, Watch};
use super::super::context::{self, Online};
use super::super::exit::Failure;
use super::super::output;
use super::history::History;
use super::sheet;
use super::watch::{self, Wanted};
use crate::i18n::Texts;
use crate::model::command::{Command, Done};
use crate::model::id::RunId;
use crate::model::query::Answer;
use crate::model::refusal::Refusal;
use crate::model::workflow::view::{DryRun, DryStep};

pub(super) fn run(args: &Args, options: &RunOptions) -> Result<(), Failure> {
    let params = params(options)?;
    let command = Command::RunWorkflow { name: options.name.as_str().into(), params, dry_run: options.dry_run };
    context::online(args, async |online| match online.order(command).await? {
        Answer::Done { done: Done::DryRun(plan) } => tell(&plan, &online.texts, online.json),
        Answer::Done { done: Done::Run { run } } => begun(&online, run, &options.watch).await,
        _ => Err(Refusal::NoAnswer.into()),
    })
}

pub(super) fn retry(args: &Args, run: RunId, watch: &Watch) -> Result<(), Failure> {
    context::online(args, async |online| match online.order(Command::RetryRun { run }).await? {
        Answer::Done { done: Done::Run { run } } => begun(&online, run, watch).await,
        _ => Err(Refusal::NoAnswer.into()),
    })
}

pub(super) fn roll_back(args: &Args, run: RunId, watch: &Watch) -> Result<(), Failure> {
    context::online(args, async |online| {
        // It is over before and after: only the time of its end tells the two apart.
        let before = sheet::ended_at(&History::ask(&online, run).await?.run);
        online.order(Command::RollBackRun { run }).await?;
        if !(watch.wait || watch.follow) {
            return Ok(());
        }
        watch::stay(&online, run, watch, Wanted::Undone { since: before }).await
    })
}

/// Says the number of a run that was made, and stays with it where that is wanted.
async fn begun(online: &Online, run: RunId, watch: &Watch) -> Result<(), Failure> {
    let stays = watch.wait || watch.follow;
    match online.json {
        true if stays => {}
        true => output::json(&json!({ "run": run }))?,
        false => output::line(&run.to_string())?,
    }
    if stays { watch::stay(online, run, watch, Wanted::Success).await } else { Ok(()) }
}

/// The parameters that were given: values are text, and the runtime knows of which kind they have to be.
fn params(options: &RunOptions) -> Result<Map<String, Value>, Failure> {
    let mut params: Map<String, Value> = match &options.params_json {
        Some(text) => serde_json::from_str(text).map_err(|error| Failure::NotAnObject { error: error.to_string() })?,
        None => Map::new(),
    };
    for text in &options.params {
        let pair = text.split_once('=').filter(|(name, _)| !name.trim().is_empty());
        let (name, value) = pair.ok_or_else(|| Failure::NotAParameter { text: text.clone() })?;
        params.insert(name.trim().to_owned(), value.into());
    }
    Ok(params)
}

/// What would run, and what would undo it.
fn tell(plan: &DryRun, texts: &Texts, json: bool) -> Result<(), Failure> {
    if json {
        return Ok(output::json(&plan.steps.iter().map(flat).collect::<Vec<_>>())?);
    }
    let header = ["cli-rank", "cli-step", "cli-kind", "cli-would", "cli-undo", "cli-when"];
    let rows: Vec<_> = plan.steps.iter().map(|step| row(texts, step)).collect();
    Ok(output::table(&header.map(|id| texts.get(id)), &rows, &[0])?)
}

fn row(texts: &Texts, step: &DryStep) -> Vec<String> {
    let holds = |holds: &Option<bool>| match holds {
        Some(true) => texts.get("cli-yes"),
        Some(false) => texts.get("cli-no"),
        None => texts.get("cli-unknown"),
    };
    vec![
        step.rank.to_string(),
        step.step.clone(),
        step.kind.clone(),
        step.what.clone(),
        match &step.undo {
            Some(undo) => undo.clone(),
            None if step.irreversible => texts.get("undo-state-irreversible").to_owned(),
            None => String::new(),
        },
        step.when.as_ref().map(|(when, known)| format!("{when}: {}", holds(known))).unwrap_or_default(),
    ]
}

fn flat(step: &DryStep) -> Value {
    json!({
        "rank": step.rank,
        "step": step.step,
        "kind": step.kind,
        "what": step.what,
        "undo": step.undo,
        "irreversible": step.irreversible,
        "when": step.when.as_ref().map(|(when, _)| when),
        "when_holds": step.when.as_ref().and_then(|(_, holds)| *holds),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parameters_are_pairs_and_go_before_those_in_json() {
        let options = |params: &[&str], json: Option<&str>| RunOptions {
            name: "deploy".to_owned(),
            params: params.iter().map(|text| (*text).to_owned()).collect(),
            params_json: json.map(str::to_owned),
            dry_run: false,
            watch: Watch { wait: false, follow: false, timeout: None },
        };
        let given = |list: &[&str], json| params(&options(list, json)).map(Value::Object);
        let both = given(&["a=1=2", " b =", "c=x"], Some(r#"{"a": 5, "d": [1]}"#));
        assert_eq!(both, Ok(json!({ "a": "1=2", "b": "", "c": "x", "d": [1] })));
        for bad in ["novalue", "=1", " =1"] {
            assert_eq!(given(&[bad], None), Err(Failure::NotAParameter { text: bad.to_owned() }));
        }
        for bad in ["[1]", "{", "1"] {
            assert!(matches!(given(&[], Some(bad)), Err(Failure::NotAnObject { .. })), "{bad}");
        }
    }
}
