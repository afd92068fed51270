//! Names that cannot be, are there twice, or name nobody.

use serde::{Deserialize, Serialize};

/// What is wrong with a name, or with who is named by it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "wrong_name")]
pub enum WrongName {
    /// Nothing can be called that: it would not be safe as a file name or an argument.
    NoName {
        /// What was given.
        text: String,
    },
    /// Neither a user nor a group can be called that or have that number.
    NoAccountName {
        /// What was given.
        text: String,
    },
    /// systemd has no such names.
    NoUnitName {
        /// What was given.
        text: String,
    },
    /// The name of a unit without `.service` or the like.
    UnitWithoutType {
        /// What was given.
        text: String,
    },
    /// A unit of which only instances run.
    UnitTemplate {
        /// What was given.
        text: String,
        /// An instance.
        instance: String,
    },
    /// Docker and Podman have no such names.
    NoContainerName {
        /// What was given.
        text: String,
    },
    /// Nothing that can be resolved.
    NoHostName {
        /// What was given.
        text: String,
    },
    /// No certificate can be for it.
    NoServerName {
        /// What was given.
        text: String,
    },
    /// HTTP has no such headers.
    NoHeaderName {
        /// What was given.
        text: String,
    },
    /// The value of a header, which is not repeated here, for it may be a secret.
    NoHeaderValue {
        /// Of which header.
        name: String,
    },
    /// A header that the probe sets by itself.
    OwnHeader {
        /// Which.
        name: String,
    },
    /// The environment has no such names.
    NoVariableName {
        /// What was given.
        text: String,
    },
    /// A variable by which the runtime finds its processes again.
    OwnVariable {
        /// Which.
        name: String,
    },
    /// Two have it.
    Twice {
        /// What they are.
        section: Section,
        /// Which.
        name: String,
    },
    /// Two probes of a service have it.
    TwiceInService {
        /// Which.
        name: String,
        /// Of which service.
        service: String,
    },
    /// A rule of the product has it.
    BuiltIn {
        /// Which.
        name: String,
    },
    /// Two services stand for one unit or container.
    Taken {
        /// Which.
        target: String,
        /// The other service.
        by: String,
    },
    /// There is none.
    NoService {
        /// Who was named.
        name: String,
        /// Who was probably meant.
        near: Option<String>,
    },
    /// A service has fewer instances, or none.
    NoInstance {
        /// Of which service.
        name: String,
        /// Which was named.
        instance: String,
        /// How many it has; none where it runs once.
        count: Option<u32>,
    },
    /// There is none that begins so.
    NoServiceBegins {
        /// How.
        name: String,
    },
    /// There is none.
    NoRunbook {
        /// Which was named.
        name: String,
        /// Which was probably meant.
        near: Option<String>,
    },
    /// There is none.
    NoProbe {
        /// Which was named.
        name: String,
        /// Of which service.
        service: String,
        /// Which was probably meant.
        near: Option<String>,
    },
    /// There is none.
    NoSeries {
        /// Which was named.
        name: String,
        /// Which was probably meant.
        near: Option<String>,
    },
    /// Not even written like one.
    NotASeries {
        /// What was given.
        text: String,
        /// One that is near, or any.
        near: String,
    },
    /// A probe is named where a series of a service is meant.
    ProbeTooMuch {
        /// Which.
        probe: String,
        /// As to be written.
        instead: String,
    },
    /// No probe is named where a series of one is meant.
    ProbeMissing {
        /// As to be written.
        instead: String,
    },
    /// A service that waits for itself.
    NeedsItself {
        /// Which.
        name: String,
    },
    /// Services that wait for each other.
    Cycle {
        /// Such as `a -> b -> a`.
        round: String,
    },
}

/// What has names of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Section {
    /// `[[service]]`
    Service,
    /// `[[rule]]`
    Rule,
    /// `[[runbook]]`
    Runbook,
    /// `[[step]]` or `[[handler]]` of a workflow
    Step,
}
