//! What the rest of the configuration has that a workflow may name.

use std::collections::BTreeMap;

use crate::model::event::Setup;

/// What a workflow may name; none of a kind where that is not known, and so cannot be checked.
#[derive(Debug, Clone, Default)]
pub struct Known {
    /// Services.
    pub services: Option<Vec<String>>,
    /// Rules.
    pub rules: Option<Vec<String>>,
    /// Resources, and how much there is of each.
    pub resources: Option<BTreeMap<String, u32>>,
}

impl Known {
    /// What a configuration has.
    #[must_use]
    pub fn of(setup: &Setup) -> Self {
        Self {
            services: Some(setup.services.iter().map(|spec| spec.name.to_string()).collect()),
            rules: Some(setup.rules.iter().map(|spec| spec.name.to_string()).collect()),
            resources: Some(setup.work.resources.clone()),
        }
    }

    /// Whether there may be a service of that name; one of several instances has a number behind it.
    pub(super) fn has_service(&self, name: &str) -> bool {
        let name = name.split('@').next().unwrap_or(name);
        self.services.as_ref().is_none_or(|services| services.iter().any(|service| service == name))
    }
}
