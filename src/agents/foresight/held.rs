//! Services that are held back because something that they need is down.

use std::collections::BTreeSet;

use crate::model::event::Setup;
use crate::model::id::ServiceName;

/// Which they are.
#[derive(Debug, Default)]
pub(super) struct Held(BTreeSet<ServiceName>);

impl Held {
    /// A service is held back by these; by none, it goes on.
    pub(super) fn set(&mut self, service: &ServiceName, by: &[ServiceName]) {
        if by.is_empty() {
            self.0.remove(service);
        } else {
            self.0.insert(service.clone());
        }
    }

    /// Forgets those that are no longer configured.
    pub(super) fn configure(&mut self, setup: &Setup) {
        self.0.retain(|name| setup.service(name).is_some());
    }

    pub(super) fn contains(&self, service: &ServiceName) -> bool {
        self.0.contains(service)
    }
}
