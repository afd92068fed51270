//! `autoagents workflow graph`: what needs what, and why.

use std::path::{Path, PathBuf};

use serde_json::json;

use super::validate::{absolute, known, note_row, sentence};
use crate::cli::args::{Args, GraphFormat};
use crate::cli::exit::Failure;
use crate::cli::{context, output};
use crate::config::Config;
use crate::config::workflow::{self, Checked, Note, Others};
use crate::graph::{Dag, Export, Fold};
use crate::i18n::Texts;
use crate::model::refusal::{Refusal, Thing};
use crate::model::workflow::definition::Definition;
use crate::model::workflow::step::{NeedReason, Work};

/// Columns where nobody says how wide the screen is.
const COLUMNS: usize = 100;
/// A larger graph is folded: so many steps in a layer and in a chain stay.
const LARGE: usize = 60;
const FOLD: (usize, usize) = (12, 6);

/// Carries it out.
///
/// # Errors
/// When there is no such workflow, when it has faults, when it cannot be drawn.
pub(super) fn run(args: &Args, of: &str, format: GraphFormat) -> Result<(), Failure> {
    let config = context::configuration(args)?;
    let texts = context::texts(&config);
    let checked = find(&config, of)?;
    let definition = checked.definition.map_err(|error| Failure::Workflows { broken: vec![error] })?;
    let edges: Vec<(usize, usize, &NeedReason)> = definition
        .steps
        .iter()
        .enumerate()
        .flat_map(|(at, step)| step.needs.iter().map(move |need| (need.step as usize, at, &need.why)))
        .collect();
    let dag = Dag::new(definition.steps.len(), edges.iter().map(|(from, to, _)| (*from, *to)))
        .map_err(|graph_error| Failure::Drawing { graph_error })?;
    let label = |node: usize| definition.steps.get(node).map(|step| step.name.to_string()).unwrap_or_default();
    let note = |edge: usize| edges.get(edge).map(|(from, _, why)| reason(why, *from, &definition, &texts));
    let export = Export { dag: &dag, label: &label, note: &note, heavy: &|_| false };
    let notes: Vec<String> = checked.notes.iter().map(|note| sentence(note, &texts)).collect();
    let comments = |mark: &str| notes.iter().flat_map(|note| [mark, note, "\n"]).collect::<String>();
    match format {
        GraphFormat::Json => output::json(&document(&export, &checked.notes, &texts))?,
        GraphFormat::Mermaid => output::raw(&format!("{}{}", export.mermaid(), comments("%% ")))?,
        GraphFormat::Dot => output::raw(&format!("{}{}", export.dot(), comments("// ")))?,
        GraphFormat::Ascii => {
            let (layer, chain) = FOLD;
            let fold = (dag.nodes() > LARGE).then(|| Fold { layer, chain, keep: Vec::new() });
            let picture = export
                .ascii(columns(), fold, texts.get("cli-workflow-steps"))
                .map_err(|graph_error| Failure::Drawing { graph_error })?;
            output::raw(&picture)?;
            for note in &notes {
                output::line(note)?;
            }
        }
    }
    Ok(())
}

/// As wide as the screen says that it is.
fn columns() -> usize {
    let size = rustix::termios::tcgetwinsize(std::io::stdout()).ok();
    size.map(|size| usize::from(size.ws_col)).filter(|columns| *columns > 0).unwrap_or(COLUMNS)
}

/// A workflow that is configured, or that of a file.
fn find(config: &Config, of: &str) -> Result<Checked, Failure> {
    let files = if config.file.is_some() { workflow::files(&config.workflows.dir)? } else { Vec::new() };
    let named = |definition: &Definition| definition.name.as_str() == of;
    let broken = config.setup.broken_workflows.iter().find(|broken| broken.name.as_str() == of);
    let file: PathBuf = if config.setup.workflows.iter().any(|definition| named(definition)) {
        // Which of the files has the name is known when they are read.
        let all = workflow::read(&files, &known(config), Others::default(), true);
        if let Some(found) = all.into_iter().find(|checked| checked.name.as_str() == of && checked.definition.is_ok()) {
            return Ok(found);
        }
        absolute(Path::new(of))
    } else if let Some(broken) = broken {
        return Err(Failure::Workflows { broken: vec![broken.error.clone()] });
    } else {
        absolute(Path::new(of))
    };
    if !file.is_file() && !of.contains('/') && file.extension().is_none() {
        return Err(missing(config, of));
    }
    let others = Others { workflows: &config.setup.workflows, broken: &config.setup.broken_workflows };
    let read = workflow::read(&[file], &known(config), others, true);
    read.into_iter().next().ok_or_else(|| missing(config, of))
}

fn missing(config: &Config, of: &str) -> Failure {
    let names = config.setup.workflows.iter().map(|definition| definition.name.as_str());
    Failure::Refusal(Refusal::not_found(Thing::Workflow, of, names))
}

/// Why a step needs another.
fn reason(why: &NeedReason, from: usize, definition: &Definition, texts: &Texts) -> String {
    match why {
        NeedReason::After => texts.get("need-after").to_owned(),
        NeedReason::Output(output) if output.is_empty() => texts.get("need-step").to_owned(),
        NeedReason::Output(output) => texts.with("need-output", &[("output", output.clone().into())]),
        NeedReason::File(file) => texts.with("need-file", &[("file", file.clone().into())]),
        NeedReason::Branch(case) => {
            let condition = definition.steps.get(from).and_then(|step| match &step.work {
                Work::Switch(cases) => cases.get(*case as usize)?.when.as_ref().map(|when| when.0.clone()),
                _ => None,
            });
            let condition = condition.unwrap_or_else(|| "none".to_owned());
            texts.with("need-branch", &[("case", (case + 1).into()), ("condition", condition.into())])
        }
    }
}

/// Nodes and edges, and the notes.
fn document(export: &Export<'_>, notes: &[Note], texts: &Texts) -> serde_json::Value {
    let mut document = export.json();
    document["notes"] = json!(notes.iter().map(|note| note_row(note, texts)).collect::<Vec<_>>());
    document
}
