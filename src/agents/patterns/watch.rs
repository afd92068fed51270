//! All logs that are followed.

use std::collections::{BTreeMap, VecDeque};
use std::time::Duration;

use super::one::{DEAF, One};
use crate::model::event::{Proposal, SampleBatch};
use crate::model::id::ServiceName;
use crate::model::pattern::{LogBook, LogChange, LogShift};
use crate::model::service::ServiceState;
use crate::model::time::{Mono, Now, Wall};

/// Logs that are followed at most; see `mod.rs` for what they may take.
const MOST: usize = 64;
/// What was said for the first time that is remembered, for the causes of incidents.
const LATELY: usize = 50;
/// How often it is looked what has changed.
const MINUTE: Duration = Duration::from_secs(60);

/// Everything that is followed.
#[derive(Debug, Default)]
pub(in crate::agents) struct Patterns {
    logs: BTreeMap<ServiceName, One>,
    /// When lines were last looked for.
    heard: Option<Mono>,
    looked: Option<Mono>,
    lately: VecDeque<(ServiceName, String, Wall)>,
}

impl Patterns {
    /// Logs of services that are no longer configured are let go.
    pub(in crate::agents) fn configure(&mut self, names: &[ServiceName]) {
        self.logs.retain(|name, _| names.contains(name));
    }

    /// Goes on from what was written down.
    pub(in crate::agents) fn remember(&mut self, books: &[(LogBook, Option<String>)], now: Now) {
        for (book, memory) in books {
            let Some(one) = memory.as_ref().and_then(|memory| One::remembering(memory, now)) else { continue };
            if self.logs.len() < MOST {
                self.logs.insert(book.service.clone(), one);
            }
        }
    }

    /// Samples came, and lines with them where they are of the source that reads logs.
    pub(in crate::agents) fn heard(&mut self, batch: &SampleBatch) -> Vec<Proposal> {
        if &*batch.source != SampleBatch::LOGS {
            return Vec::new();
        }
        let now = batch.at;
        // After a rest of the agent, or samples that were dropped for long, what was not heard is no silence.
        if self.heard.is_some_and(|at| now.mono.since(at) >= DEAF) {
            self.logs.values_mut().for_each(|one| one.live.resume(now.seconds()));
        }
        self.heard = Some(now.mono);
        self.lately.drain(..self.lately.len().saturating_sub(LATELY));
        let mut out = Vec::new();
        for line in &batch.lines {
            if !self.logs.contains_key(&line.service) {
                if self.logs.len() >= MOST {
                    continue;
                }
                self.logs.insert(line.service.clone(), One::new());
            }
            let Some(one) = self.logs.get_mut(&line.service) else { continue };
            for change in one.hear(&line.service, &line.text, now) {
                if change.shift == LogShift::New {
                    self.lately.push_back((change.service.clone(), change.template.clone(), change.at));
                }
                out.push(said(change));
            }
        }
        out
    }

    /// What logs said for the first time lately, whose, and when; in order of time.
    pub(in crate::agents) fn lately(&self) -> &VecDeque<(ServiceName, String, Wall)> {
        &self.lately
    }

    /// A service is in another state.
    pub(in crate::agents) fn changed(&mut self, service: &ServiceName, state: &ServiceState, now: Now) {
        if let Some(one) = self.logs.get_mut(service) {
            one.runs(state.is_running(), now);
        }
    }

    /// A service has become unavailable.
    pub(in crate::agents) fn failed(&mut self, service: &ServiceName, now: Now) -> Vec<Proposal> {
        let Some(one) = self.logs.get_mut(service) else { return Vec::new() };
        one.failed(service, now).into_iter().map(said).collect()
    }

    /// Once a minute: what comes less often, and what is to be written down. A log that was just found is written down at
    /// once, so that it is said that it is learned from.
    pub(in crate::agents) fn tick(&mut self, now: Now) -> Vec<Proposal> {
        let minute = self.looked.is_none_or(|at| now.mono.since(at) >= MINUTE);
        if minute {
            self.looked = Some(now.mono);
        }
        let deaf = self.heard.is_none_or(|at| now.mono.since(at) >= DEAF);
        let mut out = Vec::new();
        for (service, one) in &mut self.logs {
            if !minute && one.booked.is_some() {
                continue;
            }
            if minute && !deaf {
                out.extend(one.tick(service, now).into_iter().map(said));
            }
            let book = one.book(service, now);
            out.extend(book.map(|(book, memory)| Proposal::LogKnown { book: Box::new(book), memory }));
        }
        out
    }
}

fn said(change: LogChange) -> Proposal {
    Proposal::Logged(Box::new(change))
}

#[cfg(test)]
impl Patterns {
    /// How many logs are followed.
    pub(super) fn logs(&self) -> usize {
        self.logs.len()
    }

    /// What is kept of one.
    pub(super) fn bytes(&self, service: &ServiceName) -> usize {
        self.logs.get(service).map_or(0, |one| one.live.bytes())
    }
}
