//! What starts runs by itself: schedules, intervals, and what happens.
//!
//! How it is used:
//!
//! - [`Triggers::remembered`] once, with the journal's memories; then [`Triggers::configure`], and again with each
//!   configuration. What goes on keeps its place; another schedule is another trigger, and a new one does not make up for
//!   the past.
//! - [`Triggers::due`] at every tick, at the latest at [`Triggers::deadline`]; more often does no harm. It does not matter by
//!   how much the wall clock was moved since the last time, nor in which direction.
//! - [`Triggers::alert_opened`], [`Triggers::incident_opened`], [`Triggers::service_changed`], [`Triggers::files_changed`] and
//!   [`Triggers::hooked`] when that happens. Alerts and incidents that an earlier runtime opened are not told again.
//! - Each [`Fired`] is a run that is wanted. What the overlap policy leaves out is told by [`Triggers::skipped`].
//! - [`Triggers::changed`] after all of these: memories to be journaled, in the same transaction as the runs.
//!
//! Which moments of a schedule have their turn:
//!
//! - Of those that passed unseen, because nothing ran or the wall clock was put forward, only the last, and only when it is
//!   not older than its `catch_up` (or a minute, for a busy host is not an absent one). The others are counted as missed.
//! - When the wall clock is put back, moments that had their turn do not have it again; those that had not, have it.
//! - Within a day after a restart the same holds, by what was journaled. A memory that is further ahead than that was written
//!   under a wrong clock, and is not waited for.

use std::collections::BTreeMap;
use std::sync::Arc;

use chrono::TimeZone as _;
use chrono_tz::Tz;
use serde_json::{Map, Value};

use self::cron::Schedule;
use self::happened::{Happened, Pulse};
use self::timed::{Come, Cron, Every, ON_TIME};
use crate::model::alert::Alert;
use crate::model::id::{ServiceName, WorkflowName};
use crate::model::incident::Incident;
use crate::model::service::{Health, ServiceState};
use crate::model::time::{Mono, Now, Wall};
use crate::model::workflow::definition::Definition;
use crate::model::workflow::state::StepFailure;
use crate::model::workflow::trigger::{FilesChanged, Hooked, StartedBy, Trigger, TriggerMemory, TriggerOn};
use crate::model::workflow::view::TriggerView;

mod cron;
mod fill;
mod happened;
mod ran;
mod timed;
mod words;

/// A run that is wanted.
#[derive(Debug, Clone, PartialEq)]
pub struct Fired {
    /// Of which workflow.
    pub workflow: WorkflowName,
    /// Its trigger, by its place in the definition.
    pub trigger: u32,
    /// For the record of the run.
    pub started_by: StartedBy,
    /// What happened: what its expressions see as `event`.
    pub event: Value,
    /// What the run is given; or why that cannot be worked out.
    pub params: Result<Map<String, Value>, StepFailure>,
}

/// All triggers of all workflows.
#[derive(Debug, Default)]
pub struct Triggers {
    watches: Vec<Watch>,
    /// Of triggers that were configured once and may come back.
    memories: BTreeMap<Key, TriggerMemory>,
    changed: Vec<TriggerMemory>,
    pulse: Pulse,
    /// The clocks, when they were last looked at.
    looked: Option<Now>,
}

/// A workflow, and the words of its trigger.
type Key = (WorkflowName, String);

/// One trigger.
#[derive(Debug)]
struct Watch {
    workflow: WorkflowName,
    place: u32,
    trigger: Trigger,
    time: Option<Time>,
    memory: TriggerMemory,
}

/// How a trigger goes by time.
#[derive(Debug)]
enum Time {
    Cron(Box<Cron>),
    Every(Every),
}

impl Triggers {
    /// Those of a runtime that begins, with what earlier ones have seen to.
    #[must_use]
    pub fn remembered(memories: &[TriggerMemory]) -> Self {
        let key = |memory: &TriggerMemory| (memory.workflow.clone(), memory.key.clone());
        Self { memories: memories.iter().map(|memory| (key(memory), memory.clone())).collect(), ..Self::default() }
    }

    /// These workflows are configured. The zone, an IANA name, is that of schedules that name none.
    pub fn configure(&mut self, definitions: &[Arc<Definition>], zone: &str, now: Now) {
        let mut before: BTreeMap<Key, Watch> = self.watches.drain(..).map(|watch| (watch.key(), watch)).collect();
        for definition in definitions {
            let mut keys = Vec::new();
            for (place, trigger) in (0..).zip(&definition.triggers) {
                let words = words::distinct(words::key(&trigger.on, zone), &keys);
                keys.push(words.clone());
                let key = (definition.name.clone(), words);
                let watch = match before.remove(&key) {
                    Some(watch) => watch.going_on(place, trigger),
                    None => self.begin(key, place, trigger, zone, now),
                };
                self.watches.push(watch);
            }
        }
        for (key, watch) in before {
            self.retire(key, watch.memory);
        }
        self.retire_unused();
        self.looked = Some(now);
    }

    /// The runs for which it is time.
    pub fn due(&mut self, now: Now) -> Vec<Fired> {
        self.looked = Some(now);
        let changed = &mut self.changed;
        self.watches.iter_mut().filter_map(|watch| watch.look(now, changed)).collect()
    }

    /// When [`Triggers::due`] has something to do next, as far as the clocks stood when it was last asked.
    #[must_use]
    pub fn deadline(&self) -> Option<Mono> {
        let looked = self.looked?;
        let due = |watch: &Watch| match watch.time.as_ref()? {
            Time::Cron(cron) => Some(looked.mono + (cron.next()? - looked.wall).to_std().unwrap_or_default()),
            Time::Every(every) => Some(every.due()),
        };
        self.watches.iter().filter_map(due).min()
    }

    /// When a trigger comes next, where that is known.
    #[must_use]
    pub fn next(&self, workflow: &WorkflowName, trigger: u32) -> Option<Wall> {
        self.watch(workflow, trigger)?.next(self.looked?)
    }

    /// The triggers of a workflow for a screen, in the order of its definition.
    #[must_use]
    pub fn views(&self, workflow: &WorkflowName) -> Vec<TriggerView> {
        let view = |watch: &Watch| TriggerView {
            kind: watch.trigger.on.word().to_owned(),
            what: words::what(&watch.trigger.on),
            next: self.looked.and_then(|looked| watch.next(looked)),
            counts: (watch.memory.fired, watch.memory.late, watch.memory.missed, watch.memory.skipped),
        };
        self.watches.iter().filter(|watch| watch.workflow == *workflow).map(view).collect()
    }

    /// An alert has opened.
    pub fn alert_opened(&mut self, alert: &Alert, now: Now) -> Vec<Fired> {
        self.happened(Happened::Alert(alert), now)
    }

    /// An incident has opened.
    pub fn incident_opened(&mut self, incident: &Incident, now: Now) -> Vec<Fired> {
        self.happened(Happened::Incident(incident), now)
    }

    /// A service is in this state, with this health: as it was or not.
    pub fn service_changed(
        &mut self,
        name: &ServiceName,
        state: &ServiceState,
        health: &Health,
        now: Now,
    ) -> Vec<Fired> {
        let moments = self.pulse.feel(name, state, health);
        moments.into_iter().flat_map(|moment| self.happened(Happened::Service(name, moment), now)).collect()
    }

    /// Services that are not kept are no longer configured.
    pub(super) fn forget_services(&mut self, keep: impl Fn(&ServiceName) -> bool) {
        self.pulse.retain(keep);
    }

    /// Files have changed.
    pub fn files_changed(&mut self, changed: &FilesChanged, now: Now) -> Vec<Fired> {
        self.happened(Happened::Files(changed), now)
    }

    /// A signed request has come in.
    pub fn hooked(&mut self, hook: &Hooked, now: Now) -> Vec<Fired> {
        self.happened(Happened::Hook(hook), now)
    }

    /// A run that a trigger wanted is left out, because another goes on.
    pub fn skipped(&mut self, workflow: &WorkflowName, trigger: u32) {
        let found = self.watches.iter_mut().find(|watch| watch.is(workflow, trigger));
        if let Some(watch) = found {
            watch.memory.skipped += 1;
            note(&mut self.changed, &watch.memory);
        }
    }

    /// The memories that have changed since this was last asked, for the journal.
    pub fn changed(&mut self) -> Vec<TriggerMemory> {
        std::mem::take(&mut self.changed)
    }

    fn watch(&self, workflow: &WorkflowName, trigger: u32) -> Option<&Watch> {
        self.watches.iter().find(|watch| watch.is(workflow, trigger))
    }

    fn happened(&mut self, happened: Happened<'_>, now: Now) -> Vec<Fired> {
        let mut fired = Vec::new();
        for watch in self.watches.iter_mut().filter(|watch| happened.sets_off(&watch.workflow, &watch.trigger.on)) {
            watch.memory.fired += 1;
            watch.memory.seen_to = now.wall;
            note(&mut self.changed, &watch.memory);
            let started_by = StartedBy::Trigger { trigger: watch.place, what: happened.what() };
            fired.push(watch.fire(started_by, happened.event()));
        }
        fired
    }

    /// A trigger that was not there before; in this life at least.
    fn begin(&mut self, (workflow, key): Key, place: u32, trigger: &Trigger, zone: &str, now: Now) -> Watch {
        let known = self.memories.remove(&(workflow.clone(), key.clone()));
        let seen_to = known.as_ref().map(|memory| memory.seen_to).filter(|at| *at != retired());
        let time = time(&trigger.on, zone, seen_to, now);
        let memory = known.unwrap_or_else(|| TriggerMemory {
            workflow: workflow.clone(),
            key,
            seen_to: now.wall,
            fired: 0,
            late: 0,
            missed: 0,
            skipped: 0,
        });
        let memory = TriggerMemory { seen_to: seen_to.unwrap_or(now.wall), ..memory };
        if seen_to.is_none() {
            // What comes from now on is to be made up for, also when the runtime ends before it has come.
            note(&mut self.changed, &memory);
        }
        Watch { workflow, place, trigger: trigger.clone(), time, memory }
    }

    /// A trigger has left the configuration. When it comes back, it is to begin anew, but for its counts.
    fn retire(&mut self, key: Key, memory: TriggerMemory) {
        let memory = TriggerMemory { seen_to: retired(), ..memory };
        note(&mut self.changed, &memory);
        self.memories.insert(key, memory);
    }

    /// The same for those that an earlier runtime had.
    fn retire_unused(&mut self) {
        for memory in self.memories.values_mut().filter(|memory| memory.seen_to != retired()) {
            memory.seen_to = retired();
            note(&mut self.changed, memory);
        }
    }
}

impl Watch {
    fn key(&self) -> Key {
        (self.workflow.clone(), self.memory.key.clone())
    }

    fn is(&self, workflow: &WorkflowName, trigger: u32) -> bool {
        self.place == trigger && self.workflow == *workflow
    }

    /// The same trigger in another configuration: what is not in its key may have changed.
    fn going_on(mut self, place: u32, trigger: &Trigger) -> Self {
        if let (Some(Time::Cron(cron)), TriggerOn::Cron { catch_up, .. }) = (&mut self.time, &trigger.on) {
            cron.catch_up = *catch_up;
        }
        Self { place, trigger: trigger.clone(), ..self }
    }

    /// When it comes next.
    fn next(&self, looked: Now) -> Option<Wall> {
        match self.time.as_ref()? {
            Time::Cron(cron) => cron.next(),
            Time::Every(every) => Some(looked.wall + every.due().since(looked.mono)),
        }
    }

    /// What time has brought.
    fn look(&mut self, now: Now, changed: &mut Vec<TriggerMemory>) -> Option<Fired> {
        let come = match self.time.as_mut()? {
            Time::Cron(cron) => cron.look(now.wall),
            Time::Every(every) => every.look(now),
        };
        let Come { due, missed, seen_to: Some(seen_to) } = come else { return None };
        let memory = &mut self.memory;
        let before = memory.clone();
        memory.missed += missed;
        if let Some(due) = due {
            memory.fired += 1;
            memory.late += u64::from((now.wall - due).to_std().unwrap_or_default() > ON_TIME);
        }
        // A clock that is put back over moments that had their turn changes nothing that a later runtime needs.
        if *memory != before {
            memory.seen_to = match self.trigger.on {
                TriggerOn::Cron { .. } => timed::seen_to(memory.seen_to, seen_to, now.wall),
                _ => seen_to,
            };
            note(changed, memory);
        }
        let started_by = StartedBy::Schedule { trigger: self.place, due: due? };
        Some(self.fire(started_by, happened::moment(self.trigger.on.word(), due?, missed)))
    }

    fn fire(&self, started_by: StartedBy, event: Value) -> Fired {
        let params = fill::filled(&self.trigger.params, &event);
        Fired { workflow: self.workflow.clone(), trigger: self.place, started_by, event, params }
    }
}

/// How a trigger goes by time; none for one that does not, or whose words are no schedule: the configuration has said so.
fn time(on: &TriggerOn, zone: &str, seen_to: Option<Wall>, now: Now) -> Option<Time> {
    match on {
        TriggerOn::Cron { schedule, time_zone, catch_up } => {
            let zone = time_zone.as_deref().unwrap_or(zone).parse().unwrap_or(Tz::UTC);
            let schedule = Schedule::new(schedule, zone).ok()?;
            Some(Time::Cron(Box::new(Cron::new(schedule, *catch_up, seen_to, now.wall))))
        }
        TriggerOn::Every(every) => Some(Time::Every(Every::new(*every, seen_to, now))),
        _ => None,
    }
}

/// Stands in the journal for the place of a trigger that is not configured.
fn retired() -> Wall {
    chrono::Utc.with_ymd_and_hms(9999, 12, 31, 0, 0, 0).single().unwrap_or(Wall::MAX_UTC)
}

/// Of several changes of one memory only the last is journaled.
fn note(changed: &mut Vec<TriggerMemory>, memory: &TriggerMemory) {
    changed.retain(|other| (&other.workflow, &other.key) != (&memory.workflow, &memory.key));
    changed.push(memory.clone());
}

#[cfg(test)]
mod tests;
