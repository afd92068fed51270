//! Which services run.

use std::sync::{Arc, Mutex, PoisonError};

use crate::model::id::ServiceName;
use crate::model::service::Identity;

/// Shared between the runtime, which says what runs, and the thread that looks at it.
#[derive(Debug, Clone, Default)]
pub struct Targets(Arc<Mutex<Running>>);

type Running = Arc<[(ServiceName, Identity)]>;

impl Targets {
    /// From now on exactly these run.
    pub fn set(&self, running: impl IntoIterator<Item = (ServiceName, Identity)>) {
        let running: Running = running.into_iter().collect();
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = running;
    }

    /// What runs now.
    #[must_use]
    pub fn get(&self) -> Arc<[(ServiceName, Identity)]> {
        Arc::clone(&self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}
