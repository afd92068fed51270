//! What expressions see, and what they come to. Expressions are CEL; a bare path such as `params.version` is looked up
//! without it.

use std::cell::RefCell;
use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use cel::{Context, Program};
use serde_json::{Map, Value, json};

use crate::engine::supervision::Supervision;
use crate::model::service::Health;
use crate::model::time::rfc3339;
use crate::model::workflow::order::{Piece, Rendered};
use crate::model::workflow::state::{StepFailure, StepState};
use crate::model::workflow::template::{Expr, Part, Template};

use super::flight::Flight;

/// More compiled expressions than this are forgotten and made again.
const KEPT: usize = 10_000;

/// Expressions that were compiled before.
#[derive(Debug, Default)]
pub(super) struct Programs(RefCell<HashMap<Box<str>, Arc<Program>>>);

impl Programs {
    fn get(&self, source: &str) -> Result<Arc<Program>, String> {
        if let Some(program) = self.0.borrow().get(source) {
            return Ok(Arc::clone(program));
        }
        let program = Arc::new(Program::compile(source).map_err(|error| error.to_string())?);
        let mut kept = self.0.borrow_mut();
        if kept.len() >= KEPT {
            kept.clear();
        }
        kept.insert(source.into(), Arc::clone(&program));
        Ok(program)
    }
}

/// What expressions see of the world outside of runs.
#[derive(Debug, Clone, Copy)]
pub(super) struct Surroundings<'a> {
    pub supervision: &'a Supervision,
    /// Newest figures of the host, such as `cpu_percent`.
    pub host: &'a BTreeMap<String, f64>,
    pub programs: &'a Programs,
}

/// What the expressions of one step of a run see.
#[derive(Debug, Clone, Copy)]
pub(super) struct Scope<'a> {
    pub flight: &'a Flight,
    pub node: u32,
    pub around: Surroundings<'a>,
}

impl Scope<'_> {
    /// A whole variable.
    fn variable(&self, name: &str) -> Option<Value> {
        match name {
            "params" => Some(Value::Object(self.flight.run.params.clone())),
            "event" => Some(self.flight.run.event.clone()),
            "run" => Some(self.run()),
            "item" => self.flight.item(self.node).cloned(),
            "index" => self.flight.slot(self.node)?.node.item.map(Value::from),
            "steps" => Some(self.steps()),
            "failure" => Some(self.failure()),
            "services" => Some(self.services()),
            "host" => Some(json!(self.around.host)),
            _ => None,
        }
    }

    fn run(&self) -> Value {
        let run = &self.flight.run;
        json!({ "id": run.id, "workflow": run.workflow.as_str(), "created_at": rfc3339(run.created_at) })
    }

    /// The steps that have ended, as far as this one needs them.
    fn steps(&self) -> Value {
        let mut steps = Map::new();
        let Some(slot) = self.flight.slot(self.node) else { return Value::Object(steps) };
        let Some(spec) = self.flight.plan.spec(slot.node.step) else { return Value::Object(steps) };
        // Its own outputs too: its undo wants them.
        let needs = spec.needs.iter().map(|need| need.step).chain([slot.node.step]);
        for need in needs {
            if let (Some(of), Some(value)) = (self.flight.plan.spec(need), self.step(need)) {
                steps.insert(of.name.to_string(), value);
            }
        }
        Value::Object(steps)
    }

    fn step(&self, step: u32) -> Option<Value> {
        let slot = self.flight.slot(step)?;
        let outputs = slot.node.outputs.as_deref().cloned().unwrap_or_default();
        Some(json!({ "state": slot.node.state.word(), "outputs": outputs }))
    }

    fn failure(&self) -> Value {
        let failed = self.flight.slots.iter().find_map(|slot| match &slot.node.state {
            StepState::Failed { why, .. } => Some(json!({
                "step": self.flight.plan.spec(slot.node.step).map(|spec| spec.name.to_string()),
                "why": why,
            })),
            _ => None,
        });
        failed.unwrap_or(Value::Null)
    }

    fn services(&self) -> Value {
        let all = self.around.supervision.iter().map(|service| {
            let healthy = match service.health {
                Health::Healthy => true,
                Health::Unprobed => service.state.is_running(),
                _ => false,
            };
            let view = json!({
                "state": service.state.word(),
                "running": service.state.is_running(),
                "healthy": healthy,
                "restarts": service.restarts,
            });
            (service.spec.name.to_string(), view)
        });
        Value::Object(all.collect())
    }

    /// A bare path, looked up.
    fn path(&self, source: &str) -> Option<Value> {
        let mut words = source.trim().split('.');
        let (root, first) = (words.next()?, words.next());
        match (root, first) {
            ("params", Some(name)) => within(self.flight.run.params.get(name)?, words),
            ("steps", Some(name)) => {
                let slot = self.flight.slot(self.flight.plan.named(name)?)?;
                match words.next()? {
                    "outputs" => within(slot.node.outputs.as_deref()?.get(words.next()?)?, words),
                    "state" => Some(slot.node.state.word().into()),
                    _ => None,
                }
            }
            ("item", first) => within(self.flight.item(self.node)?, first.into_iter().chain(words)),
            ("index", None) => self.variable("index"),
            ("run" | "event", Some(_)) => within(&self.variable(root)?, first.into_iter().chain(words)),
            _ => None,
        }
    }

    /// What an expression comes to.
    pub(super) fn value(&self, source: &str) -> Result<Value, StepFailure> {
        let wrong = |error: String| StepFailure::Expression { expression: source.to_owned(), error };
        if is_path(source)
            && let Some(value) = self.path(source)
        {
            return Ok(value);
        }
        let program = self.around.programs.get(source).map_err(wrong)?;
        let mut context = Context::default();
        for name in program.references().variables() {
            if let Some(value) = self.variable(name) {
                context.add_variable_from_value(name, cel_of(value));
            }
        }
        let value = program.execute(&context).map_err(|error| wrong(error.to_string()))?;
        value.json().map_err(|error| wrong(error.to_string()))
    }

    /// Whether a condition holds.
    pub(super) fn holds(&self, condition: &Expr) -> Result<bool, StepFailure> {
        match self.value(&condition.0)? {
            Value::Bool(holds) => Ok(holds),
            other => {
                let error = format!("it comes to `{}`, which is neither true nor false", text_of(&other));
                Err(StepFailure::Expression { expression: condition.0.clone(), error })
            }
        }
    }

    /// A text with its expressions filled in.
    pub(super) fn render(&self, template: &Template) -> Result<String, StepFailure> {
        if template.is_plain() {
            return Ok(template.as_str().to_owned());
        }
        let mut text = String::new();
        for part in template.parts() {
            match part {
                Part::Text(part) => text.push_str(part),
                Part::Expr(source) => text.push_str(&text_of(&self.value(source)?)),
            }
        }
        Ok(text)
    }

    /// The same, but that secrets stay names.
    pub(super) fn render_secretly(&self, template: &Template) -> Result<Rendered, StepFailure> {
        if template.is_plain() {
            return Ok(Rendered::from(template.as_str().to_owned()));
        }
        let mut pieces = Vec::new();
        for part in template.parts() {
            pieces.push(match part {
                Part::Text(part) => Piece::Text(part.to_owned()),
                Part::Expr(source) => match source.trim().strip_prefix("secrets.") {
                    Some(name) if is_path(name) => Piece::Secret(name.to_owned()),
                    _ => Piece::Text(text_of(&self.value(source)?)),
                },
            });
        }
        Ok(Rendered(pieces))
    }
}

/// JSON as CEL sees it. Whole numbers are all of one type: CEL has no arithmetic between its two.
pub(super) fn cel_of(value: Value) -> cel::Value {
    match value {
        Value::Null => cel::Value::Null,
        Value::Bool(yes) => yes.into(),
        Value::Number(number) => match number.as_i64() {
            Some(whole) => whole.into(),
            None => number.as_f64().unwrap_or_default().into(),
        },
        Value::String(text) => text.into(),
        Value::Array(items) => items.into_iter().map(cel_of).collect::<Vec<_>>().into(),
        Value::Object(fields) => {
            fields.into_iter().map(|(name, value)| (name, cel_of(value))).collect::<HashMap<_, _>>().into()
        }
    }
}

fn within<'w>(value: &Value, words: impl Iterator<Item = &'w str>) -> Option<Value> {
    let mut value = value;
    for word in words {
        value = value.get(word)?;
    }
    Some(value.clone())
}

/// Whether an expression is nothing but names and dots.
fn is_path(source: &str) -> bool {
    let source = source.trim();
    let is_name = |name: &str| {
        name.starts_with(|sign: char| sign.is_ascii_alphabetic() || sign == '_')
            && name.chars().all(|sign| sign.is_ascii_alphanumeric() || sign == '_')
    };
    !source.is_empty() && source.split('.').all(is_name)
}

/// A value within a text: texts as they are, the rest as JSON.
pub(super) fn text_of(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Null => String::new(),
        other => other.to_string(),
    }
}
