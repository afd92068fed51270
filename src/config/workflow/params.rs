//! Parameters and secrets of a workflow, and whether a value can be that of a parameter.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde_json::Value;

use super::keys::{ParamKeys, ParamType, SecretKeys};
use super::steps::{is_usable, usable};
use crate::config::reader::{Reader, join};
use crate::model::workflow::definition::{Param, ParamKind, SecretRef};
use crate::model::wrong::{ParamWord, WrongFlow, WrongValue};

/// The parameters; faults of them are noted.
pub(super) fn params(keys: Vec<(String, ParamKeys)>, reader: &mut Reader<'_>) -> Vec<Param> {
    keys.into_iter().map(|(name, keys)| param(name, keys, reader)).collect()
}

fn param(name: String, keys: ParamKeys, reader: &mut Reader<'_>) -> Param {
    let path = join("params", &name);
    check_name(&name, &path, reader);
    let choices = keys.choices.filter(|_| {
        let fits = keys.kind == ParamType::String;
        if !fits {
            reader.fault(&join(&path, "choices"), WrongFlow::ChoicesOfOther);
        }
        fits
    });
    if choices.as_ref().is_some_and(Vec::is_empty) {
        reader.fault(&join(&path, "choices"), WrongValue::EmptyList { example: "[\"a\", \"b\"]".to_owned() });
    }
    let kind = match (keys.kind, choices) {
        (_, Some(choices)) => ParamKind::Choice(choices),
        (ParamType::String, None) => ParamKind::String,
        (ParamType::Int, None) => ParamKind::Int,
        (ParamType::Float, None) => ParamKind::Float,
        (ParamType::Bool, None) => ParamKind::Bool,
        (ParamType::List, None) => ParamKind::List,
    };
    if let Some(wrong) = keys.default.as_ref().and_then(|value| unfit(&name, &kind, value)) {
        reader.fault(&join(&path, "default"), wrong);
    }
    Param { name: Arc::from(name), kind, default: keys.default, description: keys.description.unwrap_or_default() }
}

/// Notes a name that no expression can use.
fn check_name(name: &str, path: &str, reader: &mut Reader<'_>) {
    if !is_usable(name) {
        reader.fault(path, WrongFlow::NotUsable { text: name.to_owned(), instead: usable(name) });
    }
}

/// The secrets; faults of them are noted.
pub(super) fn secrets(keys: Vec<(String, SecretKeys)>, reader: &mut Reader<'_>) -> BTreeMap<String, SecretRef> {
    let mut secrets = BTreeMap::new();
    for (name, keys) in keys {
        let path = join("secrets", &name);
        check_name(&name, &path, reader);
        if let Some(secret) = secret(keys, &path, reader) {
            secrets.insert(name, secret);
        }
    }
    secrets
}

/// Where a secret is; none after a fault was noted.
pub(super) fn secret(keys: SecretKeys, path: &str, reader: &mut Reader<'_>) -> Option<SecretRef> {
    let names = || ["env".to_owned(), "file".to_owned()].into();
    match (keys.env, keys.file) {
        (Some(env), None) => Some(SecretRef::Env(env)),
        (None, Some(file)) => Some(SecretRef::File(file.to_string_lossy().into_owned())),
        (Some(_), Some(_)) => {
            reader.fault(path, WrongFlow::SeveralOf { all_of: names() });
            None
        }
        (None, None) => {
            if !reader.is_faulty_since(0, path, &["env", "file"]) {
                reader.missing(path, WrongFlow::NoneOf { one_of: names() });
            }
            None
        }
    }
}

/// Why a value cannot be that of a parameter; none where it can, or where it is worked out later.
pub(super) fn unfit(name: &str, kind: &ParamKind, value: &Value) -> Option<WrongFlow> {
    if value.as_str().is_some_and(|text| text.contains("${")) {
        return None;
    }
    let (fits, param_kind) = match kind {
        ParamKind::String => (value.is_string(), ParamWord::String),
        ParamKind::Int => (value.is_i64(), ParamWord::Int),
        ParamKind::Float => (value.is_number(), ParamWord::Float),
        ParamKind::Bool => (value.is_boolean(), ParamWord::Bool),
        ParamKind::Choice(choices) => {
            (value.as_str().is_some_and(|text| choices.iter().any(|choice| choice == text)), ParamWord::Choice)
        }
        ParamKind::List => (value.is_array(), ParamWord::List),
    };
    if fits {
        return None;
    }
    let one_of = if let ParamKind::Choice(choices) = kind { choices.clone() } else { Vec::new() };
    Some(WrongFlow::NotOfParam { name: name.to_owned(), param_kind, one_of })
}

/// The same of a text that stands for a value, as in the parameters of another workflow.
pub(super) fn unfit_text(name: &str, kind: &ParamKind, text: &str) -> Option<WrongFlow> {
    let value = match kind {
        ParamKind::String | ParamKind::Choice(_) => Value::from(text),
        ParamKind::List => return None,
        // As JSON has numbers and truth values.
        ParamKind::Int | ParamKind::Float | ParamKind::Bool if !text.contains("${") => {
            serde_json::from_str(text.trim()).unwrap_or_else(|_| Value::from(text))
        }
        ParamKind::Int | ParamKind::Float | ParamKind::Bool => return None,
    };
    unfit(name, kind, &value)
}

/// Notes parameters that there are not, that cannot be that, and that are missing. `workflow` is the one that wants them.
pub(super) fn check_given<'g, V: 'g>(
    given: &'g BTreeMap<String, V>,
    (workflow, params): (&str, &[Param]),
    unfit: impl Fn(&Param, &'g V) -> Option<WrongFlow>,
    mut fault: impl FnMut(&str, WrongFlow),
) {
    for (name, value) in given {
        match params.iter().find(|param| *param.name == **name) {
            Some(param) => {
                if let Some(wrong) = unfit(param, value) {
                    fault(name, wrong);
                }
            }
            None => {
                let near = crate::config::fault::nearest(name, params.iter().map(|param| &*param.name));
                fault(name, WrongFlow::NoParam { name: name.clone(), near: near.map(str::to_owned) });
            }
        }
    }
    for param in params.iter().filter(|param| param.default.is_none() && !given.contains_key(&*param.name)) {
        let (name, workflow) = (param.name.to_string(), workflow.to_owned());
        fault("", WrongFlow::ParamMissing { name, workflow });
    }
}
