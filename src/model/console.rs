//! Why there is no console: data, which the edge puts into words.

use serde::{Deserialize, Serialize};

/// Why there is no console.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "screen")]
pub enum UiError {
    /// There is no terminal, or it cannot be used.
    Terminal {
        /// In the system's words.
        error: String,
    },
    /// Signals cannot be caught.
    Signals {
        /// In the system's words.
        error: String,
    },
    /// It panicked.
    Panicked,
    /// The keys in the configuration are not valid.
    Keymap(KeymapError),
}

/// Why overrides of keys are not accepted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "keymap")]
pub enum KeymapError {
    /// There is no such action.
    Action {
        /// What was given.
        name: String,
        /// The nearest that exists.
        nearest: Option<String>,
    },
    /// There is no such key.
    Key {
        /// Of which action.
        name: String,
        /// What was given.
        key: String,
    },
    /// Two actions of one place want the same key.
    Collision {
        /// The key.
        key: String,
        /// One action.
        first: String,
        /// The other.
        second: String,
        /// The tab on which both hold.
        tab: String,
    },
    /// An action that is needed to get out would have no key.
    Unreachable {
        /// Which.
        name: String,
    },
}
