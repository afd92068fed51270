//! Parameters of a run that say something of what started it.

use cel::{Context, Program};
use serde_json::{Map, Value};

use crate::engine::workflow::scope::{cel_of, text_of};
use crate::model::workflow::state::StepFailure;
use crate::model::workflow::template::{Part, Template};

/// The parameters with `${event.…}` filled in. A text that is one expression becomes what that comes to, of whatever kind;
/// others stay text.
///
/// # Errors
/// When an expression cannot be worked out.
pub(super) fn filled<'a>(
    params: impl IntoIterator<Item = (&'a String, &'a Value)>,
    event: &Value,
) -> Result<Map<String, Value>, StepFailure> {
    params.into_iter().map(|(name, value)| Ok((name.clone(), fill(value, event)?))).collect()
}

fn fill(value: &Value, event: &Value) -> Result<Value, StepFailure> {
    match value {
        Value::String(text) => fill_text(text, event),
        Value::Array(items) => items.iter().map(|item| fill(item, event)).collect(),
        Value::Object(fields) => filled(fields, event).map(Value::Object),
        Value::Null | Value::Bool(_) | Value::Number(_) => Ok(value.clone()),
    }
}

fn fill_text(text: &str, event: &Value) -> Result<Value, StepFailure> {
    let template = Template::from(text);
    if template.is_plain() {
        return Ok(text.into());
    }
    let parts = template.parts();
    if let [Part::Expr(expression)] = parts[..] {
        return evaluate(expression, event);
    }
    let mut whole = String::new();
    for part in parts {
        match part {
            Part::Text(text) => whole.push_str(text),
            Part::Expr(expression) => whole.push_str(&text_of(&evaluate(expression, event)?)),
        }
    }
    Ok(whole.into())
}

fn evaluate(expression: &str, event: &Value) -> Result<Value, StepFailure> {
    let failed = |error: String| StepFailure::Expression { expression: expression.to_owned(), error };
    let program = Program::compile(expression).map_err(|error| failed(error.to_string()))?;
    let mut context = Context::default();
    context.add_variable_from_value("event", cel_of(event.clone()));
    let value = program.execute(&context).map_err(|error| failed(error.to_string()))?;
    value.json().map_err(|error| failed(error.to_string()))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn texts_are_filled_and_single_expressions_keep_their_kind() {
        let event = json!({ "file": "/in/a.csv", "count": 3, "files": ["/in/a.csv"], "body": { "ref": "v1.2" } });
        let params = json!({
            "path": "${event.file}", "n": "${event.count}", "all": "${event.files}", "plain": 7, "said": "$${event.file}",
            "text": "release ${event.body.ref} of ${event.count}", "nested": ["${event.body.ref}", { "x": "${event.count + 1}" }],
        });
        let wanted = json!({
            "path": "/in/a.csv", "n": 3, "all": ["/in/a.csv"], "plain": 7, "said": "${event.file}",
            "text": "release v1.2 of 3", "nested": ["v1.2", { "x": 4 }],
        });
        let filled = filled(params.as_object().unwrap(), &event).unwrap();
        assert_eq!(Value::Object(filled), wanted);
    }

    #[test]
    fn what_cannot_be_worked_out_is_said() {
        for expression in ["event.nothing", "other", "event.file +", "1 / 0"] {
            let params = Map::from_iter([("x".to_owned(), json!(format!("${{{expression}}}")))]);
            let error = filled(&params, &json!({ "file": "a" })).unwrap_err();
            assert!(
                matches!(&error, StepFailure::Expression { expression: told, error } if told == expression && !error.is_empty()),
                "{error:?}"
            );
        }
    }
}
