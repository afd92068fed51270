//! What the engine wants, done. Orders to processes leave first: the world can be reconciled with the journal, and a
//! commit must not delay healing. Answers to operators leave last: only what is written down is done.

use std::collections::HashMap;
use std::sync::{Arc, PoisonError};
use std::time::Duration;

use tokio::sync::oneshot;

use crate::model::command::Outcome;
use crate::model::effect::Effect;
use crate::model::id::ReplyId;
use crate::model::query::{Answer, Response};
use crate::model::record::Record;
use crate::model::refusal::Refusal;
use crate::model::storage::StoreError;
use crate::ports::{Safety, StateStore};

use super::dispatcher::Dispatcher;
use super::work::safety;

/// Longest wait for the last commit when the runtime ends.
const LAST_COMMIT: Duration = Duration::from_secs(5);

/// Requests that wait for their reply.
#[derive(Debug, Default)]
pub(super) struct Replies {
    pub(super) last: ReplyId,
    pub(super) waiting: HashMap<ReplyId, oneshot::Sender<Response>>,
}

impl Dispatcher {
    pub(super) fn carry_out(&mut self, effects: Vec<Effect>) {
        let mut records = Vec::new();
        let mut answers = Vec::new();
        let mut remedies = Vec::new();
        let mut steps = Vec::new();
        let mut retarget = false;
        let (urgent, rest): (Vec<_>, Vec<_>) = effects.into_iter().partition(is_urgent);
        for effect in urgent.into_iter().chain(rest) {
            match effect {
                Effect::Start { spec, generation } => self.parts.processes.start(spec, generation),
                Effect::Run { spec, generation, identity, errand } => {
                    self.parts.processes.run(spec, generation, identity, errand);
                }
                Effect::Adopt { service, generation, identity } => {
                    self.parts.processes.adopt(service, generation, identity);
                }
                Effect::Signal { identity, signal } => self.parts.processes.signal(identity, signal),
                Effect::Sweep { service, spare } => self.parts.processes.sweep(service, spare),
                Effect::RunExternal { spec, start } => self.parts.processes.run_external(spec, start),
                Effect::Manage { spec, generation, order } => self.parts.managers.order(spec, generation, order),
                Effect::Step(order) => steps.push(order),
                Effect::Recall { run } => self.recall(run),
                Effect::RecallSeries { series } => self.recall_series(series),
                Effect::Learn { old } => self.parts.learners.learn(old),
                Effect::AskDrives { model } => self.parts.learners.ask_drives(model, self.parts.clock.now().wall),
                Effect::Remedy { incident, attempt, remedy } => remedies.push((incident, attempt, remedy)),
                Effect::Probe { id, generation, due, spec } => self.parts.probes.probe(id, generation, due, spec),
                Effect::Beat { id, generation, failure } => self.parts.probes.beat(id, generation, failure),
                Effect::Record(record) => {
                    log(&record);
                    records.push(record);
                }
                Effect::Observe(observation) => {
                    retarget = true;
                    self.actors.observe(&observation);
                }
                Effect::SetPaused { agent, paused } => self.actors.set_paused(agent, paused),
                Effect::Inject { asker, order } => match &self.parts.faults {
                    Some(faults) => faults.carry_out(asker, order),
                    None => {
                        let to = self.replies.waiting.remove(&asker.reply);
                        answers.extend(to.map(|to| (to, Err(Refusal::NoDemo))));
                    }
                },
                Effect::KeepLearned(learned) => self.parts.history.keep(learned),
                Effect::RollUp => self.parts.history.roll_up(self.parts.clock.now().wall),
                Effect::Reply { reply, outcome } => {
                    answers.extend(self.replies.waiting.remove(&reply).map(|to| (to, outcome)));
                }
                Effect::Exit => self.exiting = true,
            }
        }
        if retarget {
            self.parts.senses.aim(self.engine.targets().collect());
        }
        self.dirt.state |= retarget || !records.is_empty();
        if remedies.is_empty() && steps.is_empty() {
            commit(self.parts.state.as_ref(), records, answers);
            return;
        }
        // What an attempt or a step changes outside must not be done unseen: it leaves when it is written down, or when
        // that has failed and been said.
        let (processes, office) = (Arc::clone(&self.parts.processes), Arc::clone(&self.parts.steps));
        let held = Arc::clone(&self.held);
        let safety = safety(&steps);
        let then = move |result: Result<(), StoreError>| {
            answer(answers, &result);
            for (incident, attempt, remedy) in remedies {
                processes.remedy(incident, attempt, remedy);
            }
            match result {
                _ if steps.is_empty() => {}
                // What waits was ordered before, and is written down by this commit, too.
                Ok(()) => {
                    let mut all = std::mem::take(&mut *held.lock().unwrap_or_else(PoisonError::into_inner));
                    all.extend(steps);
                    office.order(all);
                }
                // A step that nobody knew of after the next start would be run twice: it waits for the journal.
                Err(_) => held.lock().unwrap_or_else(PoisonError::into_inner).extend(steps),
            }
        };
        self.parts.state.commit(records, safety, Box::new(then));
    }
}

impl Replies {
    /// Waits until everything that was handed to the journal is written, or cannot be.
    pub(super) async fn settle(&mut self, state: &dyn StateStore) {
        let (done, settled) = oneshot::channel();
        state.commit(Vec::new(), Safety::Kill, Box::new(move |result| drop(done.send(result))));
        match tokio::time::timeout(LAST_COMMIT, settled).await {
            Ok(Ok(Ok(()))) => {}
            Ok(Ok(Err(why))) => tracing::error!("the last changes are not saved: {why}"),
            Ok(Err(_)) | Err(_) => tracing::error!("the last changes may not be saved: the journal does not answer"),
        }
    }
}

/// Whether an effect is better done a moment earlier than written down before.
fn is_urgent(effect: &Effect) -> bool {
    use Effect::{Adopt, Manage, Run, Signal, Start};
    matches!(effect, Start { .. } | Signal { .. } | Run { .. } | Adopt { .. } | Manage { .. })
}

/// Writes the records, then answers.
fn commit(state: &dyn StateStore, records: Vec<Record>, answers: Vec<(oneshot::Sender<Response>, Outcome)>) {
    if records.is_empty() {
        answer(answers, &Ok(()));
    } else {
        state.commit(records, Safety::Kill, Box::new(move |result| answer(answers, &result)));
    }
}

fn answer(answers: Vec<(oneshot::Sender<Response>, Outcome)>, committed: &Result<(), StoreError>) {
    for (to, outcome) in answers {
        let response = match (outcome, committed) {
            (Ok(_), Err(store)) => Err(Refusal::NotSaved { store: store.clone() }),
            (Ok(done), Ok(())) => Ok(Answer::Done { done }),
            (Err(refusal), _) => Err(refusal),
        };
        // A viewer that went away does not want its answer.
        drop(to.send(response));
    }
}

/// The log of changes is also told in the runtime's log.
fn log(record: &Record) {
    if let Record::Entry(entry) = record {
        let by = entry.by.as_ref().map(|by| format!(" by {by}")).unwrap_or_default();
        let words: Vec<_> =
            [entry.subject.clone(), entry.detail.to_string()].into_iter().filter(|w| !w.is_empty()).collect();
        tracing::info!("{}: {}{by}", entry.kind.word(), words.join(", "));
    }
}
