//! Faults that are put into a demo on purpose.

use serde::{Deserialize, Serialize};

use super::id::{Operator, ReplyId, ServiceName};

/// A fault that can be put in here.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FaultOffer {
    /// Its name: `kill`, `hang`, …
    pub name: String,
    /// Services that can have it; the first unless said otherwise.
    pub targets: Vec<ServiceName>,
    /// Whether a plain restart of the service heals it.
    pub restart_heals: bool,
}

/// What is asked of a demo.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FaultOrder {
    /// Put a fault in.
    Inject {
        /// Which.
        fault: String,
        /// Into which service; into the fault's first target when none.
        service: Option<ServiceName>,
    },
    /// Take back whatever is left of any.
    TakeBack,
}

/// Who asked for it, and where the answer goes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FaultAsker {
    /// Where the answer goes.
    pub reply: ReplyId,
    /// Who.
    pub by: Operator,
}

/// What was done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FaultDone {
    /// A fault was put in.
    Injected {
        /// Which.
        fault: String,
        /// Into which service.
        service: ServiceName,
        /// It shows when the service is started again: that has to be ordered.
        restart: bool,
    },
    /// What was left of any was taken back: these, in words.
    TakenBack {
        /// Names of faults.
        faults: Vec<String>,
    },
}
