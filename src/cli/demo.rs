//! `autoagents demo`: its faults. Running it is the business of `boot`.

use std::path::Path;

use serde_json::json;

use super::args::{Args, DemoVerb};
use super::context;
use super::exit::Failure;
use super::output;
use crate::demo::catalogue::{FAULTS, Fault};
use crate::demo::{Role, find_running};
use crate::i18n::{Texts, Value};
use crate::model::command::Command;

pub(super) fn run(args: &Args, dir: Option<&Path>, verb: &DemoVerb) -> Result<(), Failure> {
    match verb {
        DemoVerb::Faults => list(args),
        DemoVerb::Fault { name, on } => {
            let service = on.as_deref().map(Into::into);
            order(args, dir, Command::Inject { fault: name.clone(), service }, |texts| {
                texts.with("cli-demo-injected", &[("fault", Value::from(name.as_str()))])
            })
        }
        // Not a command about the demo, but a part of it.
        DemoVerb::Part { .. } => Err(Failure::Elsewhere),
        DemoVerb::Heal => order(args, dir, Command::TakeBack, |texts| texts.get("cli-demo-healed").to_owned()),
    }
}

/// Needs no demo that runs.
fn list(args: &Args) -> Result<(), Failure> {
    let config = context::to_look(args)?;
    let texts = context::texts(&config);
    if args.json {
        return Ok(output::json(&FAULTS.iter().map(|fault| flat(fault, &texts)).collect::<Vec<_>>())?);
    }
    let header = ["cli-name", "cli-demo-targets", "cli-demo-restart-heals", "cli-demo-what"];
    let row = |fault: &Fault| {
        let heals = texts.get(if fault.restart_heals { "cli-yes" } else { "cli-no" });
        let [first, others @ ..] = fault.targets else { return Vec::new() };
        let more = if others.is_empty() { String::new() } else { format!(" +{}", others.len()) };
        vec![
            fault.name.to_owned(),
            format!("{}{more}", first.name()),
            heals.to_owned(),
            texts.get(&format!("fault-{}", fault.name)).to_owned(),
        ]
    };
    let rows: Vec<_> = FAULTS.iter().map(row).collect();
    Ok(output::table(&header.map(|id| texts.get(id)), &rows, &[])?)
}

fn flat(fault: &Fault, texts: &Texts) -> serde_json::Value {
    json!({
        "name": fault.name,
        "targets": fault.targets.iter().map(|role| Role::name(*role)).collect::<Vec<_>>(),
        "restart_heals": fault.restart_heals,
        "description": texts.get(&format!("fault-{}", fault.name)),
        "truth": texts.get(&format!("fault-{}-truth", fault.name)),
    })
}

/// Through the demo's runtime, so that it is written down there.
fn order(
    args: &Args,
    dir: Option<&Path>,
    command: Command,
    done: impl FnOnce(&Texts) -> String,
) -> Result<(), Failure> {
    let config = context::to_look(args)?;
    let layout = find_running(dir)?;
    context::online_at(layout.data_dir(), args, &config, async |online| {
        online.order(command).await?;
        Ok(output::line(&done(&online.texts))?)
    })
}
