//! Texts that are not TOML.

use serde::{Deserialize, Serialize};

/// What is wrong with the text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "wrong_syntax")]
pub enum WrongSyntax {
    /// A line of nothing but a key.
    KeyWithoutValue,
    /// Nothing behind `=`.
    MissingValue,
    /// Text without quotes.
    Unquoted {
        /// What stands there; none where it may be a secret.
        text: Option<String>,
    },
    /// A list or a table that goes on over what follows.
    NotClosed {
        /// In which line it begins, counted from 1.
        line: usize,
        /// A comma would do as well.
        comma: bool,
    },
    /// A text that has no end, or holds what it cannot.
    UnfinishedText {
        /// How it ends.
        end: String,
    },
    /// A header that has no end.
    UnfinishedHeader {
        /// How it ends.
        end: String,
    },
    /// A second thing in a line.
    TwoInALine,
    /// Two things without a comma between them.
    MissingComma,
    /// Two commas, or one at the beginning.
    ExtraComma,
    /// It is there already.
    DuplicateKey {
        /// Which.
        name: String,
    },
    /// Anything else.
    Other {
        /// In the parser's words.
        error: String,
        /// What belongs there, in its words.
        expected: Option<String>,
    },
}
