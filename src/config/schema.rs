//! The JSON schema (draft 2020-12) of `config.toml`, for editors.

use serde_json::{Map, Value, json};

use super::keys::Root;
use super::reader::Keys as _;
use super::table::{Key, Need, Shape, Table};

/// The JSON schema of the configuration.
#[must_use]
pub fn schema() -> Value {
    titled(&Root::table(), "AutoAgents Console configuration")
}

/// The JSON schema of a file.
pub(super) fn titled(root: &Table, title: &str) -> Value {
    let mut schema = object(root);
    if let Value::Object(map) = &mut schema {
        map.insert("$schema".into(), "https://json-schema.org/draft/2020-12/schema".into());
        map.insert("title".into(), title.into());
    }
    schema
}

fn object(table: &Table) -> Value {
    let properties: Map<String, Value> = table.keys.iter().map(|key| (key.name.to_owned(), property(key))).collect();
    let required: Vec<&str> =
        table.keys.iter().filter(|key| matches!(key.need, Need::Required(_))).map(|key| key.name).collect();
    let mut object = json!({
        "type": "object",
        "description": flow(&table.about),
        "properties": properties,
        "additionalProperties": false,
    });
    if !required.is_empty() {
        object["required"] = json!(required);
    }
    object
}

fn property(key: &Key) -> Value {
    let mut property = shape(&key.shape);
    property["description"] = flow(&key.about).into();
    let literal = json_of(key.need.literal());
    match key.need {
        // The defaults of a table's keys stand at the keys.
        _ if matches!(key.shape, Shape::Table(_)) => {}
        Need::Default(_) => property["default"] = literal,
        Need::Required(_) | Need::Usual(_) | Need::Optional(_) => property["examples"] = json!([literal]),
    }
    property
}

fn shape(shape: &Shape) -> Value {
    match shape {
        Shape::Boolean => json!({ "type": "boolean" }),
        Shape::Integer(min, max) => json!({ "type": "integer", "minimum": min, "maximum": max }),
        Shape::Number => json!({ "type": "number" }),
        Shape::Text => json!({ "type": "string", "minLength": 1 }),
        Shape::Pattern(pattern) => json!({ "type": "string", "pattern": pattern }),
        Shape::Word(words) => json!({ "type": "string", "enum": words }),
        Shape::Span => json!({ "type": "string", "pattern": "^\\s*(0|([0-9]+(\\.[0-9]+)?\\s*[A-Za-zµ]+\\s*)+)\\s*$" }),
        Shape::Size => json!({ "anyOf": [
            { "type": "integer", "minimum": 0 },
            { "type": "string", "pattern": "^\\s*[0-9][0-9_]*\\s*([KkMmGgTt][Ii]?)?[Bb]?\\s*$" },
        ] }),
        Shape::Texts(least) => json!({ "type": "array", "items": { "type": "string" }, "minItems": least }),
        Shape::Account => json!({ "anyOf": [
            { "type": "string", "minLength": 1 },
            { "type": "integer", "minimum": 0, "maximum": 4_294_967_294_u32 },
        ] }),
        Shape::Exits(signals) => json!({ "type": "array", "minItems": 1, "items": { "anyOf": [
            { "type": "integer", "minimum": 0, "maximum": 255 },
            { "type": "string", "enum": signals },
        ] } }),
        Shape::Statuses => json!({ "type": "array", "minItems": 1, "items": { "anyOf": [
            { "type": "integer", "minimum": 100, "maximum": 599 },
            { "type": "string", "pattern": "^[1-5][xX][xX]$" },
        ] } }),
        Shape::Answers => json!({ "type": "array", "minItems": 1, "items": { "anyOf": [
            { "type": "integer", "minimum": 100, "maximum": 599 },
            { "type": "string", "pattern": "^([1-5][xX]{2}|[1-5][0-9]{2} *- *[1-5][0-9]{2})$" },
        ] } }),
        Shape::Anything => json!({ "type": ["string", "number", "boolean"] }),
        Shape::OneOrMore => json!({ "anyOf": [
            { "type": "string", "minLength": 1 },
            { "type": "array", "items": { "type": "string", "minLength": 1 }, "minItems": 1 },
        ] }),
        Shape::Lists => {
            json!({ "type": "array", "items": { "type": "array", "items": { "type": "string" }, "minItems": 1 } })
        }
        Shape::Integers(min, max) => {
            json!({ "type": "array", "items": { "type": "integer", "minimum": min, "maximum": max } })
        }
        Shape::Map(false) => json!({ "type": "object", "additionalProperties": { "type": "string" } }),
        Shape::Map(true) => json!({ "type": "object", "additionalProperties": { "anyOf": [
            { "type": "string" },
            { "type": "array", "items": { "type": "string" } },
        ] } }),
        Shape::Table(table) => object(table),
        Shape::Tables(table) => json!({ "type": "array", "items": object(table) }),
        Shape::Named(table) => json!({ "type": "object", "additionalProperties": object(table) }),
        Shape::Amounts => json!({ "type": "object", "additionalProperties": { "type": "integer", "minimum": 1 } }),
        Shape::Either(ways) => json!({ "anyOf": ways.iter().map(self::shape).collect::<Vec<_>>() }),
        Shape::Value => json!({ "anyOf": [
            { "type": ["string", "number", "boolean"] },
            { "type": "array", "items": { "type": "string" } },
        ] }),
    }
}

/// A TOML literal as JSON.
fn json_of(literal: &str) -> Value {
    let document = toml::from_str::<toml::Table>(&format!("value = {literal}"));
    document.ok().and_then(|mut table| table.remove("value")).map_or(Value::Null, |value| json!(value))
}

/// Lines of a comment as flowing text.
fn flow(about: &str) -> String {
    about.split_whitespace().collect::<Vec<_>>().join(" ")
}
