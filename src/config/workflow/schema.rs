//! The JSON schema of a workflow's file, for editors.

use serde_json::{Value, json};

use super::keys::WorkflowKeys;
use super::work::{KINDS, UNDO_KINDS};
use crate::config::reader::Keys as _;
use crate::config::schema::titled;

/// The JSON schema (draft 2020-12) of a workflow's file.
#[must_use]
pub fn schema() -> Value {
    let mut schema = titled(&WorkflowKeys::table(), "AutoAgents Console workflow");
    let one_of = |kinds: &[&str]| json!(kinds.iter().map(|kind| json!({ "required": [kind] })).collect::<Vec<_>>());
    let triggers = ["cron", "every", "alert", "incident", "service", "file", "webhook"];
    // What the keys by themselves do not say: exactly one of them.
    for (place, kinds) in [
        ("/properties/step/items", &KINDS[..]),
        ("/properties/step/items/properties/undo", &UNDO_KINDS),
        ("/properties/step/items/properties/wait", &["for", "until", "condition"]),
        ("/properties/handler/items", &KINDS),
        ("/properties/trigger/items", &triggers),
        ("/properties/secrets/additionalProperties", &["env", "file"]),
    ] {
        if let Some(Value::Object(object)) = schema.pointer_mut(place) {
            object.insert("oneOf".to_owned(), one_of(kinds));
        }
    }
    schema["required"] = json!(["step"]);
    schema
}
