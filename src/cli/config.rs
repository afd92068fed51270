//! `autoagents config`: check, schema, init, show.

use std::fs::OpenOptions;
use std::io::{ErrorKind, Write as _};
use std::path::Path;

use serde_json::{Map, Value, json};

use super::args::{Args, ConfigVerb};
use super::context;
use super::exit::Failure;
use super::output;
use crate::config::{self, Config, ConfigError, Fault, Place};
use crate::i18n::Texts;
use crate::model::console::KeymapError;

pub(super) fn run(args: &Args, verb: &ConfigVerb) -> Result<(), Failure> {
    match verb {
        // The console knows the keys, and it is not known here: see `check`.
        ConfigVerb::Check => Err(Failure::Elsewhere),
        ConfigVerb::Schema => Ok(output::json(&config::schema())?),
        ConfigVerb::Init { path } => init(path),
        ConfigVerb::Show => Ok(output::raw(&config::show(&context::configuration(args)?))?),
    }
}

/// `autoagents config check`; `keys` checks the keys of the console.
///
/// # Errors
/// Every fault.
pub fn check(args: &Args, keys: impl Fn(&Config) -> Result<(), KeymapError>) -> Result<(), Failure> {
    let usable = |config: Config| {
        config::check_world(&config)?;
        keys(&config).map_err(Failure::Keymap)?;
        match &config.setup.broken_workflows[..] {
            [] => Ok(config),
            broken => Err(Failure::Workflows { broken: broken.iter().map(|broken| broken.error.clone()).collect() }),
        }
    };
    let checked = context::configuration(args).map_err(Failure::from).and_then(usable);
    if args.json {
        output::json(&document(&checked, &context::spoken(args)))?;
        return checked.map(drop);
    }
    let config = checked?;
    let texts = context::texts(&config);
    let setup = &config.setup;
    let (services, rules, workflows) = (setup.services.len(), setup.rules.len(), setup.workflows.len());
    let file = config.file.as_ref().map_or_else(|| texts.get("cli-built-in").to_owned(), |f| f.display().to_string());
    let variables = [
        ("file", file.as_str().into()),
        ("services", services.into()),
        ("rules", rules.into()),
        ("workflows", workflows.into()),
    ];
    Ok(output::line(&texts.with("cli-config-fine", &variables))?)
}

/// What was found, for scripts: how much there is, or every fault.
fn document(checked: &Result<Config, Failure>, texts: &Texts) -> Value {
    let (file, faults) = match checked {
        Ok(config) => (config.file.as_ref(), Vec::new()),
        Err(Failure::Config(error)) => (error.file.as_ref(), faults(error, texts)),
        Err(Failure::Workflows { broken }) => {
            (None, broken.iter().flat_map(|error| in_file(error, faults(error, texts))).collect())
        }
        Err(other) => {
            let fault = json!({ "key": "console.keys", "kind": "keymap", "what": other.words(texts) });
            (None, vec![fault])
        }
    };
    let setup = checked.as_ref().ok().map(|config| &config.setup);
    json!({
        "file": file.map(|file| file.display().to_string()),
        "services": setup.map(|setup| setup.services.len()),
        "rules": setup.map(|setup| setup.rules.len()),
        "workflows": setup.map(|setup| setup.workflows.len()),
        "faults": faults,
    })
}

/// Faults of one of several files.
fn in_file(error: &ConfigError, faults: Vec<Value>) -> impl Iterator<Item = Value> {
    let file = error.file.as_ref().map(|file| file.display().to_string());
    faults.into_iter().map(move |mut fault| {
        fault["file"] = json!(file);
        fault
    })
}

/// The faults as flat objects: where, the kind with its fields, and the two sentences in the operator's language.
pub(super) fn faults(error: &ConfigError, texts: &Texts) -> Vec<Value> {
    error.faults.iter().map(|fault| flat(fault, texts)).collect()
}

fn flat(fault: &Fault, texts: &Texts) -> Value {
    let (line, column) = match &fault.place {
        Place::Line { line, column, .. } => (Some(*line), Some(*column)),
        Place::Origin(_) | Place::File => (None, None),
    };
    let origin = if let Place::Origin(origin) = &fault.place { Some(origin) } else { None };
    // The tag of the outer enum names that of the inner one, which names the fault; the rest are its fields.
    let mut fields = match serde_json::to_value(&fault.wrong) {
        Ok(Value::Object(fields)) => fields,
        _ => Map::new(),
    };
    let kind = fields.remove("wrong").unwrap_or_default();
    let wrong = kind.as_str().and_then(|kind| fields.remove(kind)).unwrap_or_default();
    let (what, hint) = texts.what_and_hint(&fault.wrong);
    json!({
        "line": line,
        "column": column,
        "origin": origin,
        "key": fault.key,
        "kind": kind,
        "wrong": wrong,
        "fields": fields,
        "what": what,
        "hint": hint,
    })
}

/// Never writes over a file.
fn init(path: &Path) -> Result<(), Failure> {
    let text = config::default_text();
    if path.as_os_str() == "-" {
        return Ok(output::raw(&text)?);
    }
    let written =
        OpenOptions::new().write(true).create_new(true).open(path).and_then(|mut file| file.write_all(text.as_bytes()));
    written.map_err(|error| match error.kind() {
        ErrorKind::AlreadyExists => Failure::Exists { path: path.display().to_string() },
        _ => Failure::NotWritten { path: path.display().to_string(), error: error.to_string() },
    })?;
    Ok(output::line(&path.display().to_string())?)
}
