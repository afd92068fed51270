//! `autoagents workflow validate`: every fault of the files, and what serves nothing in those that have none.

use std::path::{Path, PathBuf};

use serde_json::{Value, json};

use crate::cli::args::Args;
use crate::cli::config::faults;
use crate::cli::exit::Failure;
use crate::cli::{context, output};
use crate::config::workflow::{self, Checked, Known, Note, Others};
use crate::config::{self, Config};
use crate::i18n::Texts;
use crate::model::query::{Answer, Query};
use crate::model::text::clean;
use crate::model::workflow::adaptation::Adaptation;
use crate::model::workflow::optimize::Change;
use crate::model::wrong::Place;
use crate::store::{self, Reader};

/// So many notes of a file are told; `--json` has all.
const TOLD: usize = 20;

/// Carries it out.
///
/// # Errors
/// Every fault of every file.
pub(super) fn run(args: &Args, files: &[PathBuf]) -> Result<(), Failure> {
    let config = context::configuration(args)?;
    let texts = context::texts(&config);
    let checked = checked(&config, files)?;
    if args.json {
        output::json(&checked.iter().map(|checked| row(checked, &texts)).collect::<Vec<_>>())?;
    } else {
        // Without a data directory nothing was ever changed.
        let mut reader = store::open_offline(&config::data_dir(&config)).ok();
        for checked in checked.iter().filter(|checked| checked.definition.is_ok()) {
            tell(checked, &texts)?;
            for change in changes(reader.as_mut(), checked) {
                output::line(&format!("  {}: {}", texts.get("cli-adapted"), texts.say(&change)))?;
            }
        }
        if checked.is_empty() {
            let dir = config.workflows.dir.display().to_string();
            output::line(&texts.with("cli-workflow-none", &[("dir", dir.into())]))?;
        }
    }
    let broken: Vec<_> = checked.into_iter().filter_map(|checked| checked.definition.err()).collect();
    if broken.is_empty() { Ok(()) } else { Err(Failure::Workflows { broken }) }
}

/// What a workflow of this configuration may name; without a file nothing is known.
pub(super) fn known(config: &Config) -> Known {
    if config.file.is_some() { Known::of(&config.setup) } else { Known::default() }
}

fn checked(config: &Config, files: &[PathBuf]) -> Result<Vec<Checked>, Failure> {
    let known = known(config);
    if files.is_empty() {
        let files = workflow::files(&config.workflows.dir)?;
        let files = if config.file.is_some() { files } else { Vec::new() };
        return Ok(workflow::read(&files, &known, Others::default(), true));
    }
    let others = Others { workflows: &config.setup.workflows, broken: &config.setup.broken_workflows };
    Ok(workflow::read(&files.iter().map(|file| absolute(file)).collect::<Vec<_>>(), &known, others, true))
}

/// Relative to the current directory; as given where there is none.
pub(super) fn absolute(file: &Path) -> PathBuf {
    std::path::absolute(file).unwrap_or_else(|_| file.to_owned())
}

/// What holds besides the file.
fn changes(reader: Option<&mut Reader>, checked: &Checked) -> Vec<Change> {
    let (Some(reader), Ok(definition)) = (reader, &checked.definition) else { return Vec::new() };
    match reader.answer(&Query::Adaptations { workflow: definition.name.clone() }) {
        Some(Ok(Answer::Adaptations { adaptations })) => {
            adaptations.into_iter().filter(Adaptation::holds).map(|one| one.change).collect()
        }
        _ => Vec::new(),
    }
}

fn tell(checked: &Checked, texts: &Texts) -> Result<(), Failure> {
    let Ok(definition) = &checked.definition else { return Ok(()) };
    let needs: usize = definition.steps.iter().map(|step| step.needs.len()).sum();
    let variables = [
        ("file", clean(&checked.file.display().to_string(), 500).into()),
        ("name", definition.name.to_string().into()),
        ("steps", definition.steps.len().into()),
        ("needs", needs.into()),
        ("ranks", workflow::depth(definition).into()),
    ];
    output::line(&texts.with("cli-workflow-fine", &variables))?;
    for note in checked.notes.iter().take(TOLD) {
        output::line(&format!("  {}", sentence(note, texts)))?;
    }
    if let Some(more) = checked.notes.len().checked_sub(TOLD).filter(|more| *more > 0) {
        output::line(&format!("  {}", texts.with("cli-workflow-more-notes", &[("n", more.into())])))?;
    }
    Ok(())
}

/// A note as people read it.
pub(super) fn sentence(note: &Note, texts: &Texts) -> String {
    let line = if let Place::Line { line, .. } = &note.place { *line } else { 0 };
    let variables = [
        ("line", line.into()),
        ("step", note.step.to_string().into()),
        ("after", note.after.to_string().into()),
        ("why", texts.say(&note.why).into()),
    ];
    texts.with("cli-workflow-idle", &variables)
}

/// A note for scripts.
pub(super) fn note_row(note: &Note, texts: &Texts) -> Value {
    let line = if let Place::Line { line, .. } = &note.place { Some(*line) } else { None };
    json!({
        "line": line,
        "step": note.step,
        "after": note.after,
        "why": note.why,
        "what": sentence(note, texts),
    })
}

/// A file for scripts.
fn row(checked: &Checked, texts: &Texts) -> Value {
    let definition = checked.definition.as_ref().ok();
    let needs = definition.map(|definition| definition.steps.iter().map(|step| step.needs.len()).sum::<usize>());
    json!({
        "file": checked.file.display().to_string(),
        "name": checked.name,
        "fine": definition.is_some(),
        "steps": definition.map(|definition| definition.steps.len()),
        "needs": needs,
        "ranks": definition.map(|definition| workflow::depth(definition)),
        "notes": checked.notes.iter().map(|note| note_row(note, texts)).collect::<Vec<_>>(),
        "faults": checked.definition.as_ref().err().map(|error| faults(error, texts)).unwrap_or_default(),
    })
}
