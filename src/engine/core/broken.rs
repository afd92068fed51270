//! Alerts about files of workflows that cannot be used.

use std::collections::BTreeMap;

use crate::model::alert::{AlertCause, AlertKey, RULE_FILE, Severity};
use crate::model::effect::Effect;
use crate::model::event::Setup;
use crate::model::time::Now;
use crate::model::trouble::RuntimeTrouble;
use crate::model::workflow::definition::BrokenWorkflow;

use super::Engine;

impl Engine {
    /// One alert a file. Those of files that are right now, or gone, resolve as what is no longer configured does.
    pub(super) fn tell_of_files(&mut self, now: Now, out: &mut Vec<Effect>) {
        for broken in &self.setup.broken_workflows {
            let key = AlertKey { rule: RULE_FILE.into(), subject: subject(broken) };
            let mut configuration = broken.error.clone();
            let faults = configuration.faults.len() as u64;
            configuration.faults.truncate(1);
            let cause = AlertCause::Runtime { what: RuntimeTrouble::Workflow { configuration, faults } };
            self.alerts.raise(key, Severity::Warning, cause, BTreeMap::new(), now, out);
        }
    }
}

/// Whether the file that an alert is about still has faults.
pub(super) fn is_faulty(setup: &Setup, file: &str) -> bool {
    setup.broken_workflows.iter().any(|broken| subject(broken) == file)
}

fn subject(broken: &BrokenWorkflow) -> String {
    match &broken.error.file {
        Some(file) => file.to_string_lossy().into_owned(),
        None => broken.name.to_string(),
    }
}
