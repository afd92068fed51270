//! Troubles of this layer, told once when they begin and once when they end.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use crate::model::event::Event;
use crate::model::trouble::RuntimeTrouble;
use crate::ports::Events;

/// Knows which parts are in trouble, so that the same is not told again and again.
pub(super) struct Troubles {
    events: Events,
    told: Mutex<BTreeMap<String, RuntimeTrouble>>,
}

impl Troubles {
    pub(super) fn new(events: Events) -> Self {
        Self { events, told: Mutex::default() }
    }

    /// Notes how a part does: none when it works.
    pub(super) fn note(&self, part: &str, what: Option<RuntimeTrouble>) {
        let mut told = self.told.lock().unwrap_or_else(PoisonError::into_inner);
        let news = match &what {
            None => told.remove(part).is_some(),
            Some(what) => told.insert(part.to_owned(), what.clone()).as_ref() != Some(what),
        };
        drop(told);
        if news {
            (self.events)(Event::Trouble { part: part.to_owned(), what });
        }
    }
}
