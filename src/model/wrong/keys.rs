//! Keys that nobody knows, that are missing, or that do not go together.

use serde::{Deserialize, Serialize};

/// What is wrong with a key, or with keys together.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "wrong_keys")]
pub enum WrongKeys {
    /// There is no such key here.
    UnknownKey {
        /// The key that was probably meant.
        near: Option<String>,
        /// The header of the table that has that one, where it is another.
        section: Option<String>,
        /// The keys that there are here.
        all_of: Vec<String>,
    },
    /// A variable or a flag sets no such key.
    UnknownSetting {
        /// What was probably meant.
        near: Option<String>,
    },
    /// Neither a variable nor a flag can hold it.
    OnlyInFile {
        /// The path of the key.
        name: String,
    },
    /// It has to be there.
    Missing {
        /// Which.
        name: String,
    },
    /// It has to be there for this kind.
    MissingForKind {
        /// Which.
        name: String,
        /// The kind.
        kind: String,
        /// A value, as to be written.
        example: String,
    },
    /// A process has to have a command.
    MissingCommand,
    /// Only what is started here has a log of its own.
    MissingLogPath,
    /// One of two has to be there.
    MissingEither {
        /// One.
        name: String,
        /// The other.
        other: String,
    },
    /// It is for other kinds.
    OnlyFor {
        /// Which.
        name: String,
        /// As to be written, such as `kind = "tcp"`.
        one_of: Vec<String>,
    },
    /// A signal, which would never be sent.
    SignalOfManager {
        /// The kind of the service.
        kind: String,
    },
    /// A signal to read the configuration again, for somebody who is not known.
    ReloadSignalOfOther,
    /// A signal to read the configuration again that ends the process.
    ReloadKills,
    /// A time for something that takes none.
    TimeoutOfSignal,
    /// A command for stopping where there is another key for it, or none.
    StopCommandOfOther,
    /// The number of an instance where there is one only.
    NumberOfOne {
        /// What stands for the number.
        text: String,
    },
    /// Only one of the two can be.
    Both {
        /// One.
        name: String,
        /// The other.
        other: String,
    },
    /// It means nothing without the other.
    GoesWith {
        /// Which.
        name: String,
        /// The other.
        other: String,
    },
    /// A number of lines where one is waited for.
    CountOfExpected,
    /// A limit for clearing that belongs to the other direction.
    OtherDirection {
        /// Which.
        name: String,
        /// The one that is meant.
        instead: String,
    },
    /// Several texts for a kind that takes one.
    OneText {
        /// The kind.
        kind: String,
    },
    /// What is looked for in a body that never comes.
    HeadHasNoBody,
    /// A span that is longer than the one it is within.
    Longer {
        /// Which.
        name: String,
        /// The other.
        other: String,
    },
    /// A number that is greater than it may be.
    Greater {
        /// Which.
        name: String,
        /// The other.
        other: String,
        /// The other's value.
        limit: String,
    },
    /// A number that is less than it may be.
    Less {
        /// Which.
        name: String,
        /// The other.
        other: String,
        /// The other's value.
        limit: String,
    },
    /// A probe of processes for a service that has none of its own.
    NoProcesses,
    /// A process of another user cannot reach what it would have to touch.
    HeartbeatOfUser,
}
