//! Data in the place of what an earlier version wrote as text: both are understood.

use serde::{Deserialize, Deserializer};

/// A value of this version, or the text of an earlier one.
#[derive(Deserialize)]
#[serde(untagged)]
enum Told<T> {
    Text(String),
    Data(T),
}

/// Reads a value, or makes one of a text.
///
/// # Errors
/// When it is neither.
pub(super) fn or_text<'de, D: Deserializer<'de>, T: Deserialize<'de> + From<String>>(from: D) -> Result<T, D::Error> {
    Told::deserialize(from).map(|told| match told {
        Told::Text(text) => text.into(),
        Told::Data(data) => data,
    })
}
