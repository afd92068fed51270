//! Names and numbers that identify things.

use std::borrow::Borrow;
use std::fmt;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

/// Defines a cheap-to-clone name.
macro_rules! name {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(Arc<str>);

        impl $name {
            /// The name as text.
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl From<&str> for $name {
            fn from(text: &str) -> Self {
                Self(text.into())
            }
        }

        impl From<String> for $name {
            fn from(text: String) -> Self {
                Self(text.into())
            }
        }

        impl Borrow<str> for $name {
            fn borrow(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.pad(&self.0)
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, "{:?}", &*self.0)
            }
        }
    };
}

name! {
    /// A service, as named in the configuration.
    ServiceName
}
name! {
    /// A rule: configured, or one of the built-in ones in [`crate::model::alert`].
    RuleName
}
name! {
    /// Who asked for something: a login name.
    Operator
}

name! {
    /// The name of a workflow, unique within a data directory.
    WorkflowName
}

/// Defines a number that identifies.
macro_rules! number {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub u64);

        impl $name {
            /// The number after this one.
            #[must_use]
            pub fn next(self) -> Self {
                Self(self.0 + 1)
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                fmt::Display::fmt(&self.0, f)
            }
        }
    };
}

number! {
    /// An alert; unique in a data directory for ever.
    AlertId
}
number! {
    /// A silence; unique in a data directory for ever.
    SilenceId
}
number! {
    /// An incident; unique in a data directory for ever.
    IncidentId
}
number! {
    /// A prediction; unique in a data directory for ever.
    PredictionId
}
number! {
    /// An anomaly; unique in a data directory for ever.
    AnomalyId
}
number! {
    /// A change in what a service logs; unique in a data directory for ever.
    LogNewsId
}
number! {
    /// How often a service's process has been started. A result that carries an older one is dropped.
    Generation
}
number! {
    /// Connects a reply with the request that waits for it.
    ReplyId
}

number! {
    /// Number of a run of a workflow, unique within a data directory.
    RunId
}
