//! A place in JSON: names and indices, such as `$.checks[0].status` or `status.db`.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use serde_json::Value;

/// Where in JSON.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct JsonPath {
    text: String,
    steps: Vec<Step>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Step {
    Name(String),
    Index(usize),
}

impl JsonPath {
    /// What stands there; none when there is no such place.
    #[must_use]
    pub fn find<'v>(&self, value: &'v Value) -> Option<&'v Value> {
        self.steps.iter().try_fold(value, |value, step| match step {
            Step::Name(name) => value.get(name),
            Step::Index(index) => value.get(index),
        })
    }
}

/// Why a text is no place in JSON.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "path_fault")]
pub enum PathFault {
    /// Two dots, or one at an end.
    EmptyName,
    /// `[` without `]`.
    Unclosed,
    /// Something else than a number in `[]`.
    NotAnIndex {
        /// What.
        text: String,
    },
    /// Something else than a dot or a `[` behind `]`.
    FollowsIndex {
        /// What.
        text: String,
    },
}

impl FromStr for JsonPath {
    type Err = PathFault;

    /// Reads it as a person writes it; `$.` at the beginning may be left out. Otherwise says what is wrong.
    fn from_str(text: &str) -> Result<Self, PathFault> {
        let rest = match text.strip_prefix('$') {
            Some(rest) if rest.is_empty() || rest.starts_with(['.', '[']) => rest.strip_prefix('.').unwrap_or(rest),
            _ => text,
        };
        let mut steps = Vec::new();
        for part in rest.split('.').filter(|_| !rest.is_empty()) {
            let (name, mut indices) = part.split_at(part.find('[').unwrap_or(part.len()));
            if name.is_empty() && (indices.is_empty() || !steps.is_empty()) {
                return Err(PathFault::EmptyName);
            }
            if !name.is_empty() {
                steps.push(Step::Name(name.to_owned()));
            }
            while let Some(inner) = indices.strip_prefix('[') {
                let (index, after) = inner.split_once(']').ok_or(PathFault::Unclosed)?;
                let number = index.parse().map_err(|_| PathFault::NotAnIndex { text: index.to_owned() })?;
                steps.push(Step::Index(number));
                indices = after;
            }
            if !indices.is_empty() {
                return Err(PathFault::FollowsIndex { text: indices.to_owned() });
            }
        }
        Ok(Self { text: text.to_owned(), steps })
    }
}

impl TryFrom<String> for JsonPath {
    type Error = PathFault;

    fn try_from(text: String) -> Result<Self, PathFault> {
        text.parse()
    }
}

impl From<JsonPath> for String {
    fn from(path: JsonPath) -> Self {
        path.text
    }
}

impl fmt::Display for JsonPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.text)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn paths_find_what_stands_there() {
        let value = json!({ "status": { "db": "ok" }, "checks": [{ "n": 1 }, [7, 8]], "a b": null });
        let found = |path: &str| path.parse::<JsonPath>().unwrap().find(&value).cloned();
        assert_eq!(found("status.db"), Some(json!("ok")));
        assert_eq!(found("$.status.db"), Some(json!("ok")));
        assert_eq!(found("checks[0].n"), Some(json!(1)));
        assert_eq!(found("$.checks[1][1]"), Some(json!(8)));
        assert_eq!(found("a b"), Some(Value::Null));
        assert_eq!(found("$"), Some(value.clone()));
        for absent in ["status.web", "checks[2]", "status[0]", "checks.n", "status.db.x"] {
            assert_eq!(found(absent), None, "{absent}");
        }
        assert_eq!("$[1]".parse::<JsonPath>().unwrap().find(&json!([1, 2])), Some(&json!(2)));
    }

    #[test]
    fn what_is_no_path_is_said() {
        let not_an_index = |text: &str| PathFault::NotAnIndex { text: text.to_owned() };
        for (text, wanted) in [
            ("a..b", PathFault::EmptyName),
            (".a", PathFault::EmptyName),
            ("a.", PathFault::EmptyName),
            ("a[1", PathFault::Unclosed),
            ("a[-1]", not_an_index("-1")),
            ("a[*]", not_an_index("*")),
            ("a[1]b", PathFault::FollowsIndex { text: "b".to_owned() }),
        ] {
            assert_eq!(text.parse::<JsonPath>().unwrap_err(), wanted, "{text}");
        }
    }
}
