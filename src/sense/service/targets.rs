//! Which services run.

use std::sync::{Arc, Mutex, PoisonError};

use crate::model::service::Measured;

/// Shared between the runtime, which says what runs, and the thread that looks at it.
#[derive(Debug, Clone, Default)]
pub struct Targets(Arc<Mutex<Running>>);

type Running = Arc<[Measured]>;

impl Targets {
    /// From now on exactly these run.
    pub fn set(&self, running: impl IntoIterator<Item = Measured>) {
        let running: Running = running.into_iter().collect();
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = running;
    }

    /// What runs now.
    #[must_use]
    pub fn get(&self) -> Arc<[Measured]> {
        Arc::clone(&self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}
