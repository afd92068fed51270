//! All workflows together: finds their files, and checks what holds among them.

use std::collections::{BTreeMap, BTreeSet};
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::notes::Note;
use super::params::{check_given, unfit_text};
use super::steps::works;
use super::{Known, document, order, parse};
use crate::config::fault::{Lines, about_file, nearest};
use crate::config::load::read as read_text;
use crate::model::id::WorkflowName;
use crate::model::text::clean;
use crate::model::workflow::definition::{BrokenWorkflow, Definition};
use crate::model::workflow::step::Work;
use crate::model::wrong::{ConfigError, Fault, Place, WrongFlow, WrongPlace};

/// A larger file is not a workflow.
const LARGEST: u64 = 64 << 20;
/// Texts that are smaller are kept until all files are read.
const KEPT: usize = 1 << 20;

/// A file of a workflow that was read.
#[derive(Debug)]
pub struct Checked {
    /// The file.
    pub file: PathBuf,
    /// The name of the workflow, as far as it can be told.
    pub name: WorkflowName,
    /// The workflow, or what is wrong with it.
    pub definition: Result<Arc<Definition>, ConfigError>,
    /// What is not wrong, but serves nothing.
    pub notes: Vec<Note>,
}

/// Workflows that are not among the files that are read, but may be run by them.
#[derive(Debug, Clone, Copy, Default)]
pub struct Others<'o> {
    /// Those that can be used.
    pub workflows: &'o [Arc<Definition>],
    /// Those that cannot.
    pub broken: &'o [BrokenWorkflow],
}

/// The workflows of a directory, in the order of their names, and those that cannot be used. A directory that is not there
/// has none.
#[must_use]
pub fn load(dir: &Path, known: &Known) -> (Vec<Arc<Definition>>, Vec<BrokenWorkflow>) {
    let files = match files(dir) {
        Ok(files) => files,
        Err(error) => {
            let name = WorkflowName::from(dir.file_name().unwrap_or_default().to_string_lossy().into_owned());
            return (Vec::new(), vec![BrokenWorkflow { name, error }]);
        }
    };
    let (mut workflows, mut broken) = (Vec::new(), Vec::new());
    for checked in read(&files, known, Others::default(), false) {
        match checked.definition {
            Ok(definition) => workflows.push(definition),
            Err(error) => broken.push(BrokenWorkflow { name: checked.name, error }),
        }
    }
    workflows.sort_by(|a, b| a.name.cmp(&b.name));
    (workflows, broken)
}

/// The files of workflows in a directory, in their order; none where there is no such directory.
///
/// # Errors
/// When the directory cannot be looked into.
pub fn files(dir: &Path) -> Result<Vec<PathBuf>, ConfigError> {
    let unreadable = |error: std::io::Error| match error.kind() {
        ErrorKind::PermissionDenied => about_file(dir, WrongPlace::DirectoryClosed { path: shown(dir) }),
        ErrorKind::NotADirectory => about_file(dir, WrongPlace::NotADirectory { path: shown(dir) }),
        _ => about_file(dir, WrongPlace::FileUnreadable { error: error.to_string() }),
    };
    let entries = match dir.read_dir() {
        Ok(entries) => entries,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) => return Err(unreadable(error)),
    };
    let mut files = Vec::new();
    for entry in entries {
        let path = entry.map_err(unreadable)?.path();
        // An editor's own files begin with a dot.
        let hidden = path.file_name().is_none_or(|name| name.to_string_lossy().starts_with('.'));
        if !hidden && path.extension().is_some_and(|ending| ending == "toml") {
            files.push(path);
        }
    }
    files.sort();
    Ok(files)
}

fn shown(path: &Path) -> String {
    clean(&path.to_string_lossy(), 200)
}

/// Reads these files, which may run one another and the others.
#[must_use]
pub fn read(files: &[PathBuf], known: &Known, others: Others<'_>, with_notes: bool) -> Vec<Checked> {
    let mut texts = Vec::new();
    let mut all: Vec<Checked> = Vec::new();
    for file in files {
        let (checked, text) = match read_text(file, LARGEST) {
            Ok(text) => {
                let parsed = parse(&text, file, known, with_notes);
                let definition = parsed.definition.map(Arc::new);
                (Checked { file: file.clone(), name: parsed.name, definition, notes: parsed.notes }, text)
            }
            Err(error) => {
                let name = WorkflowName::from(file.file_stem().unwrap_or_default().to_string_lossy().into_owned());
                (Checked { file: file.clone(), name, definition: Err(error), notes: Vec::new() }, String::new())
            }
        };
        all.push(checked);
        // A large file that runs no others has hardly a fault that shows only among them.
        let wanted = text.len() < KEPT || all.last().is_some_and(runs_others);
        texts.push(if wanted { text } else { String::new() });
    }
    let faults = among(&all, others);
    for ((checked, text), faults) in all.iter_mut().zip(texts).zip(faults) {
        if !faults.is_empty() {
            let faults = placed(&text, faults);
            match &mut checked.definition {
                Err(error) => error.faults.extend(faults),
                definition => *definition = Err(ConfigError { file: Some(checked.file.clone()), faults }),
            }
            checked.notes.clear();
        }
    }
    all
}

fn runs_others(checked: &Checked) -> bool {
    let Ok(definition) = &checked.definition else { return false };
    let steps = definition.steps.iter().chain(&definition.handlers);
    steps.flat_map(works).any(|(_, work)| matches!(work, Work::Workflow { .. }))
}

/// A fault by the key that it is about.
type Keyed = (String, WrongFlow);

/// What is wrong among workflows, for each of them.
fn among(all: &[Checked], others: Others<'_>) -> Vec<Vec<Keyed>> {
    let mut names: BTreeMap<&str, Option<&Definition>> = BTreeMap::new();
    for other in others.workflows {
        names.insert(other.name.as_str(), Some(other));
    }
    for broken in others.broken {
        names.insert(broken.name.as_str(), None);
    }
    let mut faults: Vec<Vec<Keyed>> = all.iter().map(|_| Vec::new()).collect();
    let mut first: BTreeMap<&str, &Path> = BTreeMap::new();
    for (checked, faults) in all.iter().zip(&mut faults) {
        if let Some(other) = first.get(checked.name.as_str()) {
            let file = other.file_name().unwrap_or_default().to_string_lossy();
            let (name, file) = (checked.name.to_string(), clean(&file, 100));
            faults.push(("name".to_owned(), WrongFlow::SameWorkflow { name, file }));
        } else {
            first.insert(checked.name.as_str(), &checked.file);
            names.insert(checked.name.as_str(), checked.definition.as_deref().ok());
        }
    }
    for (checked, faults) in all.iter().zip(&mut faults) {
        if let Ok(definition) = &checked.definition {
            check_runs(definition, &names, faults);
        }
    }
    faults
}

/// The workflows that one runs, with the keys of the steps that do.
fn runs(definition: &Definition) -> impl Iterator<Item = (String, &WorkflowName, &Work)> {
    let sections = [("step", &definition.steps), ("handler", &definition.handlers)];
    sections.into_iter().flat_map(|(section, steps)| {
        steps.iter().enumerate().flat_map(move |(at, step)| {
            works(step).filter_map(move |(prefix, work)| match work {
                Work::Workflow { name, .. } => Some((format!("{section}[{at}].{prefix}workflow"), name, work)),
                _ => None,
            })
        })
    })
}

fn check_runs(definition: &Definition, names: &BTreeMap<&str, Option<&Definition>>, faults: &mut Vec<Keyed>) {
    for (key, name, work) in runs(definition) {
        let Work::Workflow { params, .. } = work else { continue };
        let Some(target) = names.get(name.as_str()) else {
            let near = nearest(name.as_str(), names.keys().copied()).map(str::to_owned);
            faults.push((format!("{key}.name"), WrongFlow::NoWorkflow { name: name.to_string(), near }));
            continue;
        };
        if let Some(target) = target {
            let unfit = |param: &crate::model::workflow::definition::Param,
                         text: &crate::model::workflow::template::Template| {
                unfit_text(&param.name, &param.kind, text.as_str())
            };
            check_given(params, (name.as_str(), &target.params), unfit, |param, wrong| {
                let place = if param.is_empty() { key.clone() } else { format!("{key}.params.{param}") };
                faults.push((place, wrong));
            });
        }
        if let Some(round) = round(definition.name.as_str(), name.as_str(), names) {
            faults.push((format!("{key}.name"), WrongFlow::RunsItself { round }));
        }
    }
}

/// How one workflow comes back to itself by running another, where it does.
fn round(own: &str, first: &str, names: &BTreeMap<&str, Option<&Definition>>) -> Option<String> {
    let mut seen = BTreeSet::new();
    let mut open = vec![vec![first.to_owned()]];
    while let Some(way) = open.pop() {
        let here = way.last()?.clone();
        if here == own {
            let round: Vec<String> = std::iter::once(own.to_owned()).chain(way).collect();
            let places: Vec<u32> = (0..).take(round.len() - 1).collect();
            return Some(order::told(&places, |at| round.get(at as usize).map_or("", String::as_str)));
        }
        if !seen.insert(here.clone()) {
            continue;
        }
        let Some(Some(definition)) = names.get(here.as_str()) else { continue };
        for (_, name, _) in runs(definition) {
            let mut way = way.clone();
            way.push(name.to_string());
            open.push(way);
        }
    }
    None
}

fn placed(text: &str, faults: Vec<Keyed>) -> Vec<Fault> {
    let keys: Vec<String> = faults.iter().map(|(key, _)| key.clone()).collect();
    let lines = Lines::of(text);
    let fault = |((key, wrong), span): (Keyed, Option<std::ops::Range<usize>>)| {
        let place = span.map_or(Place::File, |span| lines.place(&span));
        Fault { place, key, wrong: wrong.into() }
    };
    faults.into_iter().zip(document::places(text, &keys)).map(fault).collect()
}
